/* The costs in a fact stream on stdin, in millions, by period, site and kind. */
#include <capplan/facts.h>

int main(void) {
    static struct cp_error err;
    struct cp_selection cost = {0};
    struct cp_facts *t = cp_facts_new();
    if (t && cp_facts_read(t, stdin, "<stdin>", &err) == 0)
        cp_facts_select(t, "cost", "mn USD", &cost, &err);
    for (size_t i = 0; i < cost.n; i++)
        printf("%s %s %s %g\n", cp_facts_dim(t, cost.row[i], CP_PERIOD),
               cp_facts_dim(t, cost.row[i], CP_SITE), cp_facts_dim(t, cost.row[i], CP_KIND),
               cost.value[i]);
    for (size_t i = 0; i < err.n; i++)
        fprintf(stderr, "%s:%u: %s\n", err.at[i].file, err.at[i].line, err.at[i].msg);
    cp_facts_selection_release(&cost);
    cp_facts_free(t);
    return !t || err.n > 0;
}
