/* Scenarios of a plan differ in few numbers: what is the same in closed models stands once, with
 * the number of those that have it, and goes with the last. */
#include "lp/model/share.h"
#include <stdlib.h>
#include <string.h>

/* What a model has by column, row or entry, in the order of `shared`. */
enum { ARRAYS = CP_LP_ARRAYS };
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

/* One model less has array i. */
static void leave(struct cp_lp *m, unsigned i, void *p) {
    if (!m->shared[i] || atomic_fetch_sub(m->shared[i], 1) == 1) {
        free(p);
        free(m->shared[i]);
    }
    m->shared[i] = NULL;
}

static bool count(struct cp_lp *m, unsigned i) {
    if (m->shared[i])
        return true;
    m->shared[i] = cp_calloc(1, sizeof *m->shared[i]);
    if (m->shared[i])
        atomic_init(m->shared[i], 1);
    return m->shared[i];
}

void cp_lp_share_with(struct cp_lp *m, struct cp_lp *like) {
    struct array own[ARRAYS], its[ARRAYS];
    if (!m->closed || !like->closed)
        return;
    list_arrays(m, own);
    list_arrays(like, its);
    for (unsigned i = 0; i < ARRAYS; i++) {
        void *p = get(&own[i]), *q = get(&its[i]);
        if (!p || !q || p == q || own[i].n != its[i].n || memcmp(p, q, own[i].n * own[i].size) ||
            !count(like, i))
            continue;
        leave(m, i, p);
        memcpy(own[i].at, &q, sizeof q);
        m->shared[i] = like->shared[i];
        atomic_fetch_add(m->shared[i], 1);
    }
}

void cp_lp_unshare(struct cp_lp *m) {
    struct array own[ARRAYS];
    list_arrays(m, own);
    for (unsigned i = 0; i < ARRAYS; i++) {
        void *p = get(&own[i]), *copy = m->shared[i] ? cp_calloc(own[i].n, own[i].size) : NULL;
        if (!m->shared[i])
            continue;
        if (!copy) {
            m->oom = true;
            return;
        }
        memcpy(copy, p, own[i].n * own[i].size);
        leave(m, i, p);
        memcpy(own[i].at, &copy, sizeof copy);
        m->col_cap = m->ncol;
        m->row_cap = m->nrow;
    }
}

void cp_lp_free_arrays(struct cp_lp *m) {
    struct array own[ARRAYS];
    list_arrays(m, own);
    for (unsigned i = 0; i < ARRAYS; i++)
        leave(m, i, get(&own[i]));
}
