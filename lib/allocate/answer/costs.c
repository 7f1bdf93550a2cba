/* The ledger as facts: one for every period, kind and thing; and the objective by kind and place.
 */
#include "allocate/answer/answer.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int compare_text(const char *a, const char *b) {
    return a == b ? 0 : !a ? -1 : !b ? 1 : strcmp(a, b);
}

/* Entries of one fact together: period, kind, then the names. */
static int compare_entries(const void *pa, const void *pb) {
    const struct cp_entry *a = pa, *b = pb;
    if (a->t != b->t)
        return a->t < b->t ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    int d = compare_text(a->site, b->site);
    if (!d)
        d = compare_text(a->node, b->node);
    if (!d)
        d = compare_text(a->sku, b->sku);
    if (!d)
        d = compare_text(a->offer, b->offer);
    if (!d)
        d = compare_text(a->contract, b->contract);
    if (!d)
        d = compare_text(a->workload, b->workload);
    return d ? d : compare_text(a->name, b->name);
}

/* Total order, so that sums have one order of terms whatever sorts them. */
static int compare_all(const void *pa, const void *pb) {
    const struct cp_entry *a = pa, *b = pb;
    int d = compare_entries(a, b);
    return d ? d : (a->col > b->col) - (a->col < b->col);
}

static double money(const struct cp_entry *e, const struct cp_lp_solution *s) {
    return e->amount * (e->col == NONE ? 1 : s->x[e->col]);
}

/* A sum of terms that are `size` in all: what rounding has left of them is nothing. */
static double settled(double sum, double size) {
    return fabs(sum) <= 1e-13 * size ? 0 : sum; /* what is no number stays */
}

static int compare_places(const void *pa, const void *pb) {
    const struct cp_entry *a = pa, *b = pb;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    int d = compare_text(a->site, b->site);
    return d ? d : compare_text(a->node, b->node);
}

/* As above: one order of terms. */
static int compare_all_places(const void *pa, const void *pb) {
    const struct cp_entry *a = pa, *b = pb;
    int d = compare_places(a, b);
    if (d)
        return d;
    d = (a->t > b->t) - (a->t < b->t);
    if (d)
        return d;
    return compare_all(a, b);
}

/* The objective by kind and place. */
static void write_discounted(struct cp_writer *w, struct cp_entry *entry, size_t n) {
    const double *discount = w->m->time.discount;
    if (n)
        qsort(entry, n, sizeof *entry, compare_all_places);
    for (size_t i = 0, j; i < n; i = j) {
        double sum = 0, size = 0;
        for (j = i; j < n && compare_places(&entry[i], &entry[j]) == 0; j++) {
            double term = discount[entry[j].t] * money(&entry[j], w->s);
            sum += term;
            size += fabs(term);
        }
        struct cp_fact f = {.dim[CP_KIND] = cp_allocate_cost_kind(entry[i].kind)->name,
                            .dim[CP_SITE] = entry[i].site,
                            .dim[CP_NODE] = entry[i].node};
        if (size > 0)
            cp_allocate_put(w, "discounted_cost", f, NONE, settled(sum, size));
    }
}

int cp_allocate_write_costs(const struct cp_program *m, const struct cp_lp_solution *s,
                            struct cp_facts *facts) {
    struct cp_writer w = {.m = m, .s = s, .facts = facts};
    struct cp_entry *sorted = cp_calloc(m->ledger.n, sizeof *sorted);
    if (!sorted)
        return cp_fail_nomem(m->err);
    if (m->ledger.n) {
        memcpy(sorted, m->ledger.entry, m->ledger.n * sizeof *sorted);
        qsort(sorted, m->ledger.n, sizeof *sorted, compare_all);
    }
    for (size_t i = 0, j; i < m->ledger.n; i = j) {
        const struct cp_entry *e = &sorted[i];
        double sum = 0, size = 0;
        for (j = i; j < m->ledger.n && compare_entries(e, &sorted[j]) == 0; j++) {
            double term = money(&sorted[j], s);
            sum += term;
            size += fabs(term);
        }
        struct cp_fact f = {.dim[CP_KIND] = cp_allocate_cost_kind(e->kind)->name,
                            .dim[CP_SITE] = e->site,
                            .dim[CP_NODE] = e->node,
                            .dim[CP_SKU] = e->sku,
                            .dim[CP_OFFER] = e->offer,
                            .dim[CP_CONTRACT] = e->contract,
                            .dim[CP_WORKLOAD] = e->workload,
                            .dim[CP_NAME] = e->name};
        if (size > 0)
            cp_allocate_put(&w, "cost", f, e->t, settled(sum, size));
    }
    write_discounted(&w, sorted, m->ledger.n);
    free(sorted);
    return w.rc;
}
