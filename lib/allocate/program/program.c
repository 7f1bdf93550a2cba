/* The program's bookkeeping: columns and rows with tags, the ledger, names. */
#include "allocate/program/at.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void remember(struct cp_program *m, struct cp_tag **tags, size_t *n, size_t *cap,
                     struct cp_tag tag) {
    if (!cp_grow(tags, cap, *n, sizeof tag)) {
        m->oom = true;
        return;
    }
    (*tags)[(*n)++] = tag;
}

size_t cp_allocate_col(struct cp_program *m, struct cp_tag tag, double lower, double upper) {
    remember(m, &m->col_tags.tag, &m->col_tags.n, &m->col_tags.cap, tag);
    return cp_lp_add_col(m->lp, 0, lower, upper);
}

size_t cp_allocate_row(struct cp_program *m, struct cp_tag tag, double lower, double upper) {
    remember(m, &m->row_tags.tag, &m->row_tags.n, &m->row_tags.cap, tag);
    return cp_lp_add_row(m->lp, lower, upper);
}

size_t cp_allocate_cols(struct cp_program *m, struct cp_tag tag, double lower, double upper) {
    size_t first = m->col_tags.n;
    for (tag.h = 0; tag.h < m->time.slice[tag.t]->n; tag.h++)
        cp_allocate_col(m, tag, lower, upper);
    return first;
}

size_t cp_allocate_rows(struct cp_program *m, struct cp_tag tag, double lower, double upper) {
    size_t first = m->row_tags.n;
    for (tag.h = 0; tag.h < m->time.slice[tag.t]->n; tag.h++)
        cp_allocate_row(m, tag, lower, upper);
    return first;
}

void cp_allocate_coef(struct cp_program *m, size_t r, size_t c, double value) {
    if (value != 0)
        cp_lp_add_coef(m->lp, r, c, value);
}

bool cp_allocate_reads(const struct cp_program *m, const struct cp_facts *f, size_t r) {
    if (m->rows)
        return m->rows[r];
    return !strcmp(cp_facts_dim(f, r, CP_QUANTILE), "-") &&
           !strcmp(cp_facts_dim(f, r, CP_SCENARIO), "-");
}

size_t *cp_allocate_indices(struct cp_program *m, size_t n) {
    size_t *p = cp_arena_calloc(&m->arena, n, sizeof *p);
    for (size_t i = 0; p && i < n; i++)
        p[i] = NONE;
    m->oom |= !p;
    return p;
}

double cp_allocate_unmet(const struct cp_program *m, const double *x, size_t w, size_t t) {
    size_t c = *unmet_at(m, w, t);
    bool flexible = m->plan->workload[w].kind == CP_FLEXIBLE;
    return flexible && c != NONE ? x[c] : cp_allocate_mean(m, x, c, t);
}
