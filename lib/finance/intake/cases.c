/* The cases of a study that the scenarios of the facts make. */
#include "finance/intake/intake.h"
#include <stdlib.h>
#include <string.h>

struct scenarios {
    struct cp_names names; /* to find one again */
    const char **name;     /* the facts' own */
    size_t n, cap;
};

static bool is_none(const char *scenario) {
    return strcmp(scenario, "-") == 0;
}

static int add(struct scenarios *s, const char *name, struct cp_error *err) {
    if (s->n && s->name[s->n - 1] == name)
        return 0;
    uint32_t id = cp_names_add(&s->names, name, strlen(name));
    if (id == CP_NAME_NONE || !cp_grow(&s->name, &s->cap, s->n, sizeof *s->name))
        return cp_fail_nomem(err);
    if (id == s->n)
        s->name[s->n++] = name;
    return 0;
}

static void release(struct scenarios *s) {
    cp_names_release(&s->names);
    free(s->name);
}

/* Of cost, use and purchases; "-" where there are no such facts. What is bought before scenarios
 * part, which has none, makes no scenario beside those of its costs. */
static int find_planned(const struct cp_finance_inputs *in, struct scenarios *out,
                        struct cp_error *err) {
    const struct cp_selection *all[] = {&in->cost, &in->hours, &in->buy};
    for (size_t a = 0; a < 3; a++)
        for (size_t i = 0; i < all[a]->n; i++) {
            const char *name = cp_facts_dim(in->facts, all[a]->row[i], CP_SCENARIO);
            bool decided_before = all[a] == &in->buy && is_none(name) && out->n;
            int rc = decided_before ? 0 : add(out, name, err);
            if (rc)
                return rc;
        }
    return out->n ? 0 : add(out, "-", err);
}

/* By their order in the stream, where they are grouped by name. */
static int by_row(const void *a, const void *b) {
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

static int find_desks(const struct cp_finance_inputs *in, struct scenarios *out,
                      struct cp_error *err) {
    size_t *first = cp_calloc(in->desk.n + 1, sizeof *first), n = 0;
    if (!first)
        return cp_fail_nomem(err);
    for (size_t i = 0; i < in->desk.n; i++)
        if (in->desk.flow[i].scenario &&
            (i == 0 || in->desk.flow[i].scenario != in->desk.flow[i - 1].scenario))
            first[n++] = in->desk.flow[i].row;
    if (n)
        qsort(first, n, sizeof *first, by_row);
    int rc = 0;
    for (size_t i = 0; i < n && rc == 0; i++)
        rc = add(out, cp_facts_dim(in->facts, first[i], CP_SCENARIO), err);
    free(first);
    return rc;
}

/* The desk's on top of the plan's of the same name. */
static int match(const struct cp_finance_inputs *in, const struct scenarios *planned,
                 struct cp_error *err) {
    for (size_t i = 0; i < in->desk.n; i++) {
        const struct cp_desk_flow *f = &in->desk.flow[i];
        if (f->scenario && cp_names_find(&planned->names, f->scenario) == CP_NAME_NONE)
            return cp_fail_at(err, CP_EINPUT, cp_facts_pos(in->facts, f->row),
                              "%s of scenario '%s': the stream's costs have no such scenario",
                              cp_facts_measure(in->facts, f->row), f->scenario);
    }
    return 0;
}

int cp_finance_inputs_cases(const struct cp_finance_inputs *in, struct cp_finance_facts_case **out,
                            size_t *n, struct cp_finance_facts_case *base, struct cp_error *err) {
    struct scenarios planned = {0}, desk = {0};
    int rc = find_planned(in, &planned, err);
    if (rc == 0)
        rc = find_desks(in, &desk, err);
    bool alone = rc == 0 && planned.n == 1 && is_none(planned.name[0]) && desk.n > 0;
    if (rc == 0 && !alone)
        rc = match(in, &planned, err);
    if (rc)
        goto out;
    const struct scenarios *from = alone ? &desk : &planned;
    *out = cp_calloc(from->n, sizeof **out);
    if (!*out) {
        rc = cp_fail_nomem(err);
        goto out;
    }
    *n = from->n;
    for (size_t i = 0; i < from->n; i++)
        (*out)[i] =
            (struct cp_finance_facts_case){alone ? "-" : from->name[i], from->name[i], SIZE_MAX};
    *base = alone ? (struct cp_finance_facts_case){"-", "-", SIZE_MAX} : (*out)[0];
out:
    release(&planned);
    release(&desk);
    return rc;
}
