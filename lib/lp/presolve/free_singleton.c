/* Columns of one row [Andersen & Andersen 1995, section 3.2].
 *
 * Free: with cost c and coefficient a the row's dual is c / a, so the row is an equation, and the
 * column's bounds do not count when the row's other columns, within theirs, keep them. Entries: the
 * others; numbers: a, c, the row's right-hand side.
 * Slack: no cost. Entries: the others; numbers: a, the column's bounds, the row's; sides: a vertex
 * is wanted. */
#include "lp/presolve/reduce.h"
#include <math.h>

/* Rows that record a slack are stored each time. */
enum { ROW_MAX = 100 };
static const double rounding = 1e-13;

/* Sums over a row's columns at their bounds; the infinite ones counted apart. */
struct reach {
    double least, most;
    size_t free_least, free_most;
};

static void count(struct reach *r, double amount, bool most) {
    if (isinf(amount)) {
        r->free_least += !most;
        r->free_most += most;
    } else if (most) {
        r->most += amount;
    } else {
        r->least += amount;
    }
}

static struct reach reach_of(const struct cp_lp_work *w, size_t i, size_t but) {
    struct reach r = {0};
    for (uint32_t e = w->by_row.head[i]; e != CP_NAME_NONE; e = w->by_row.next[e]) {
        double a = w->value[e], lo = w->lower[w->col[e]], up = w->upper[w->col[e]];
        if (w->col[e] == but)
            continue;
        count(&r, a * (a > 0 ? lo : up), false);
        count(&r, a * (a > 0 ? up : lo), true);
    }
    return r;
}

/* The right-hand side at which the row is an equation; NAN: no side that is finite. */
static double side(const struct cp_lp_work *w, size_t i, double y) {
    double rhs = y > 0 ? w->row_lower[i] : w->row_upper[i];
    return isinf(rhs) ? NAN : rhs;
}

/* The others keep the column's bounds. */
static bool implied_free(const struct cp_lp_work *w, uint32_t e, double rhs) {
    uint32_t j = w->col[e];
    double lo = w->lower[j], up = w->upper[j], a = w->value[e];
    if (isinf(lo) && isinf(up))
        return true;
    struct reach r = reach_of(w, w->row[e], j);
    double low = r.free_most ? -CP_LP_INF : rhs - r.most;
    double high = r.free_least ? CP_LP_INF : rhs - r.least;
    double from = a > 0 ? low / a : high / a, to = a > 0 ? high / a : low / a;
    return from >= lo && to <= up;
}

static void substitute(struct cp_lp_work *w, uint32_t e, double rhs) {
    uint32_t i = w->row[e], j = w->col[e];
    double a = w->value[e], c = w->cost[j], y = c / a;
    struct cp_lp_postsolve_record *u = cp_lp_postsolve_push(w, CP_LP_POSTSOLVE_FREE);
    if (!u)
        return;
    u->row = i;
    u->col = j;
    u->number[0] = a;
    u->number[1] = c;
    u->number[2] = rhs;
    cp_lp_postsolve_push_row(w, u, i, j);
    for (uint32_t k = w->by_row.head[i]; k != CP_NAME_NONE; k = w->by_row.next[k]) {
        double *cost = &w->cost[w->col[k]], part = w->value[k] * y, size = fabs(*cost);
        *cost -= part;
        if (fabs(*cost) <= rounding * (size + fabs(part)))
            *cost = 0;
    }
    w->constant += y * rhs;
    cp_lp_drop_row(w, i);
    cp_lp_drop_col(w, j);
}

static void widen(struct cp_lp_work *w, uint32_t e) {
    uint32_t i = w->row[e], j = w->col[e];
    double a = w->value[e], lo = w->lower[j], up = w->upper[j];
    struct cp_lp_postsolve_record *u = cp_lp_postsolve_push(w, CP_LP_POSTSOLVE_SLACK);
    if (!u)
        return;
    u->row = i;
    u->col = j;
    u->sides = w->opt->basic;
    const double number[] = {a, lo, up, w->row_lower[i], w->row_upper[i]};
    for (size_t k = 0; k < 5; k++)
        u->number[k] = number[k];
    cp_lp_postsolve_push_row(w, u, i, j);
    w->row_lower[i] -= a * (a > 0 ? up : lo);
    w->row_upper[i] -= a * (a > 0 ? lo : up);
    w->row_size[i] =
        fmax(w->row_size[i], fmax(isinf(lo) ? 0 : fabs(a * lo), isinf(up) ? 0 : fabs(a * up)));
    cp_lp_drop_entry(w, e);
    cp_lp_drop_col(w, j);
}

static void look(struct cp_lp_work *w, size_t j) {
    uint32_t e = w->by_col.head[j], i = w->row[e];
    double y = w->cost[j] / w->value[e], rhs = side(w, i, y);
    if (w->cost[j] == 0) {
        if (w->by_row.len[i] <= ROW_MAX)
            widen(w, e);
    } else if (!isnan(rhs) && w->by_row.len[i] <= ROW_MAX && implied_free(w, e, rhs)) {
        substitute(w, e, rhs);
    }
}

void cp_lp_reduce_free_singletons(struct cp_lp_work *w) {
    for (size_t j = 0; j < w->ncol && !cp_lp_work_ends(w, j); j++)
        if (!w->by_col.gone[j] && w->by_col.len[j] == 1 && !cp_lp_is_integer(w, j) &&
            w->by_row.len[w->row[w->by_col.head[j]]] > 1)
            look(w, j);
}

static double activity(const struct cp_lp_postsolve_record *u, const struct cp_lp_entry *e,
                       const double *x) {
    double sum = 0;
    for (size_t k = 0; k < u->n; k++)
        sum += e[k].value * x[e[k].index];
    return sum;
}

void cp_lp_postsolve_free(const struct cp_lp_postsolve_record *u, const struct cp_lp_entry *e,
                          struct cp_lp_point *p) {
    p->x[u->col] = (u->number[2] - activity(u, e, p->x)) / u->number[0];
    p->y[u->row] = u->number[1] / u->number[0];
    p->z[u->col] = 0;
}

/* For a vertex it or its row is on a bound. */
static double to_end(double x, double from, double to) {
    if (!(from < x && x < to))
        return x;
    return x - from <= to - x ? from : to;
}

/* Within what the row and its own bounds leave, where its reduced cost wants it. */
void cp_lp_postsolve_slack(const struct cp_lp_postsolve_record *u, const struct cp_lp_entry *e,
                           struct cp_lp_point *p) {
    double at = activity(u, e, p->x), a = u->number[0], lo = u->number[1], up = u->number[2];
    double least = (u->number[3] - at) / a, most = (u->number[4] - at) / a;
    double z = p->z[u->col] = -a * p->y[u->row];
    double x = z > 0 ? lo : z < 0 ? up : 0;
    if (u->sides && z == 0)
        x = to_end(x, fmax(lo, fmin(least, most)), fmin(up, fmax(least, most)));
    x = a > 0 ? fmin(fmax(x, least), most) : fmin(fmax(x, most), least);
    x = fmin(fmax(x, lo), up);
    p->x[u->col] = isfinite(x) ? x : fmin(fmax(0, lo), up);
}
