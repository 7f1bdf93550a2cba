/* Covers of rows of binary columns: not all of them fit, nor as many of these and of others, which
 * count for as many of them as they weigh [Balas 1975]. */
#include "lp/tree/cuts.h"
#include <math.h>
#include <stdlib.h>

struct item {
    size_t col;
    double weight, x; /* x mirrored where the coefficient is negative */
    bool mirrored;
};

static const double rounding = 1e-6;

enum { ITEMS_MAX = 500 };

/* Those that look most like 1 first, heavy ones before light ones. */
static int first(const void *a, const void *b) {
    const struct item *p = a, *q = b;
    if (p->x != q->x)
        return p->x > q->x ? -1 : 1;
    if (p->weight != q->weight)
        return p->weight > q->weight ? -1 : 1;
    return p->col < q->col ? -1 : 1;
}

/* The row as a knapsack of binary columns, the others at what leaves most room. */
static size_t items_of(const struct cp_lp_cuts_work *w, size_t i, double sign, struct item *item,
                       double *room) {
    const struct cp_lp_tree_program *p = &w->t->p;
    size_t n = 0, binaries = 0;
    for (size_t q = p->by_row.start[i]; q < p->by_row.start[i + 1]; q++) {
        size_t j = p->by_row.col[q];
        double a = sign * p->by_row.value[q], lo = p->root.lower[j], up = p->root.upper[j];
        bool binary = p->integer[j] && lo == 0 && up == 1;
        *room -= a < 0 ? a * up : binary ? 0 : a * lo;
        binaries += binary;
        if (!binary || n == ITEMS_MAX)
            continue;
        item[n++] = (struct item){j, fabs(a), a < 0 ? 1 - w->x[j] : w->x[j], a < 0};
    }
    return binaries <= ITEMS_MAX && isfinite(*room) && *room >= 0 ? n : 0;
}

/* A cover by weight, heaviest first, of which one too many is in by `over`: what others weigh in
 * numbers of its items [Gu, Nemhauser & Savelsbergh 2000]. */
struct lifting {
    const double *sum;    /* of the first h weights */
    const double *beside; /* how much more than the heaviest without `over` weight h is */
    size_t in;
    double over;
};

static double lifted(const struct lifting *l, double weight) {
    double slack = rounding * (1 + l->sum[l->in]);
    size_t h = 0;
    while (h + 1 < l->in && weight > l->sum[h + 1] - l->over + slack)
        h++;
    double flat = l->sum[h] - l->over + l->beside[h]; /* from there on it is h */
    if (h == 0 || weight >= flat)
        return (double)h;
    return fmax((double)h - (flat - weight) / l->beside[1], (double)h - 1);
}

static int heavier(const void *a, const void *b) {
    const struct item *p = a, *q = b;
    if (p->weight != q->weight)
        return p->weight > q->weight ? -1 : 1;
    return p->col < q->col ? -1 : 1;
}

static void cut_of(struct cp_lp_cuts_work *w, struct item *item, size_t n, size_t in, double over) {
    double sum[ITEMS_MAX + 1] = {0}, beside[ITEMS_MAX + 1];
    const struct lifting l = {sum, beside, in, over};
    qsort(item, in, sizeof *item, heavier);
    for (size_t k = 0; k < in; k++) {
        sum[k + 1] = sum[k] + item[k].weight;
        beside[k] = fmax(0, item[k].weight - (item[0].weight - over));
    }
    cp_lp_mir_clear(&w->cut);
    w->cut.rhs = (double)in - 1;
    for (size_t k = 0; k < n; k++) {
        double a = k < in ? 1 : lifted(&l, item[k].weight);
        if (a <= 0)
            continue;
        cp_lp_mir_add(&w->cut, item[k].col, item[k].mirrored ? -a : a);
        w->cut.rhs -= item[k].mirrored ? a : 0;
    }
    cp_lp_cuts_keep(w);
}

static void cover(struct cp_lp_cuts_work *w, struct item *item, size_t n, double room) {
    double weight = 0;
    size_t in = 0;
    qsort(item, n, sizeof *item, first);
    while (in < n && weight <= room + rounding * (1 + room))
        weight += item[in++].weight;
    if (weight <= room + rounding * (1 + room))
        return;
    /* the least like 1 leave while the others still do not fit */
    for (size_t k = in; k-- > 0;)
        if (weight - item[k].weight > room + rounding * (1 + room)) {
            struct item out = item[k];
            weight -= out.weight;
            for (size_t s = k; s + 1 < in; s++)
                item[s] = item[s + 1];
            item[--in] = out;
        }
    if (in > 1)
        cut_of(w, item, n, in, weight - room);
}

void cp_lp_cuts_of_knapsacks(struct cp_lp_cuts_work *w) {
    const struct cp_lp_tree_program *p = &w->t->p;
    struct item *item = cp_calloc(ITEMS_MAX, sizeof *item);
    w->oom |= !item;
    for (size_t i = 0; i < p->nrow && !w->oom; i++)
        for (int k = 0; k < 2; k++) {
            double sign = k ? -1 : 1, room = k ? -p->row_lower[i] : p->row_upper[i];
            size_t n = isfinite(room) ? items_of(w, i, sign, item, &room) : 0;
            if (n > 2)
                cover(w, item, n, room);
        }
    free(item);
}
