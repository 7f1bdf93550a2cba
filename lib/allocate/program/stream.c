/* Facts of the stream that a program reads. */
#include "allocate/program/program.h"
#include <string.h>

bool cp_allocate_reads(const struct cp_program *m, const struct cp_facts *f, size_t r) {
    if (m->rows)
        return m->rows[r];
    return !strcmp(cp_facts_dim(f, r, CP_QUANTILE), "-") &&
           !strcmp(cp_facts_dim(f, r, CP_SCENARIO), "-");
}

int cp_allocate_each_fact(struct cp_program *m, const struct cp_facts *facts, const char *measure,
                          cp_allocate_take *take, void *ctx) {
    struct cp_selection rows = {0};
    int rc = cp_facts_select(facts, measure, NULL, &rows, m->err);
    for (size_t i = 0; !rc && i < rows.n; i++)
        rc = cp_allocate_going(m) ? take(m, facts, rows.row[i], rows.value[i], ctx)
                                  : cp_allocate_failed(m);
    cp_facts_selection_release(&rows);
    return rc;
}
