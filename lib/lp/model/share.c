/* Scenarios of a plan differ in few numbers: what is the same in two closed models stands once. */
#include "lp/model/share.h"
#include <stdlib.h>
#include <string.h>

/* What a model has by column, row or entry, one behind the other in `shared`. */
enum { ARRAYS = 9 };
struct array {
    void *at; /* of the pointer to it */
    size_t n, size;
};

static void list_arrays(struct cp_lp *m, struct array *list) {
    const struct array all[ARRAYS] = {{&m->cost, m->ncol, sizeof *m->cost},
                                      {&m->lower, m->ncol, sizeof *m->lower},
                                      {&m->upper, m->ncol, sizeof *m->upper},
                                      {&m->integer, m->ncol, sizeof *m->integer},
                                      {&m->row_lower, m->nrow, sizeof *m->row_lower},
                                      {&m->row_upper, m->nrow, sizeof *m->row_upper},
                                      {&m->start, m->ncol + 1, sizeof *m->start},
                                      {&m->row, m->nnz, sizeof *m->row},
                                      {&m->value, m->nnz, sizeof *m->value}};
    memcpy(list, all, sizeof all);
}

static void *get(const struct array *a) {
    void *p;
    memcpy(&p, a->at, sizeof p);
    return p;
}

void cp_lp_share_with(struct cp_lp *m, const struct cp_lp *like) {
    struct cp_lp other = *like;
    struct array own[ARRAYS], its[ARRAYS];
    if (m == like || !m->closed || !like->closed)
        return;
    list_arrays(m, own);
    list_arrays(&other, its);
    for (unsigned i = 0; i < ARRAYS; i++) {
        void *p = get(&own[i]), *q = get(&its[i]);
        if (!p || !q || p == q || own[i].n != its[i].n || memcmp(p, q, own[i].n * own[i].size))
            continue;
        if (!(m->shared >> i & 1))
            free(p);
        memcpy(own[i].at, &q, sizeof q);
        m->shared |= 1u << i;
    }
}

void cp_lp_unshare(struct cp_lp *m) {
    struct array own[ARRAYS];
    list_arrays(m, own);
    for (unsigned i = 0; i < ARRAYS && m->shared; i++) {
        if (!(m->shared >> i & 1))
            continue;
        void *copy = cp_calloc(own[i].n, own[i].size);
        if (!copy) {
            m->oom = true;
            return;
        }
        memcpy(copy, get(&own[i]), own[i].n * own[i].size);
        memcpy(own[i].at, &copy, sizeof copy);
        m->shared &= ~(1u << i);
        m->col_cap = m->ncol;
        m->row_cap = m->nrow;
    }
}

void cp_lp_free_arrays(struct cp_lp *m) {
    struct array own[ARRAYS];
    list_arrays(m, own);
    for (unsigned i = 0; i < ARRAYS; i++)
        if (!(m->shared >> i & 1))
            free(get(&own[i]));
}
