/* Equations of two columns, a x + b o = c [Andersen & Andersen 1995, section 3.2]: x goes, its
 * entries move to the other, o, whose bounds become those of both. Never more entries
 * than before, and the equation tied the rows of both columns together anyway. Entries: those of x
 * but for the equation; numbers: a, b, c, the cost of x; sides: the bounds of o that came from x.
 */
#include "lp/presolve/reduce.h"
#include <math.h>

/* A column of more entries stays; a factor further from 1 would spread the coefficients. */
enum { ENTRIES_MAX = 16 };
static const double factor_max = 1e3, rounding = 1e-13;

/* The entry of column j in the same row as e, or CP_NAME_NONE. */
static uint32_t beside(const struct cp_lp_work *w, uint32_t e, uint32_t j) {
    for (uint32_t k = w->by_row.head[w->row[e]]; k != CP_NAME_NONE; k = w->by_row.next[k])
        if (w->col[k] == j)
            return k;
    return CP_NAME_NONE;
}

/* Entry e of x, v, becomes -v b / a at the other column. */
static void move(struct cp_lp_work *w, uint32_t e, uint32_t other, double factor, double c_by_a) {
    double v = w->value[e], part = -v * factor;
    uint32_t there = beside(w, e, other);
    cp_lp_shift_row(w, w->row[e], v * c_by_a);
    if (there == CP_NAME_NONE) {
        cp_lp_move_entry(w, e, other, part);
        return;
    }
    double size = fabs(w->value[there]) + fabs(part);
    w->value[there] += part;
    bool nothing = fabs(w->value[there]) <= rounding * size;
    cp_lp_drop_entry(w, e);
    if (nothing)
        cp_lp_drop_entry(w, there);
}

static void aggregate(struct cp_lp_work *w, uint32_t e, uint32_t f) {
    uint32_t i = w->row[e], j = w->col[e], other = w->col[f];
    double a = w->value[e], b = w->value[f], c = w->row_lower[i];
    struct cp_lp_postsolve_record *u = cp_lp_postsolve_push(w, CP_LP_POSTSOLVE_DOUBLETON);
    if (!u)
        return;
    u->row = i;
    u->col = j;
    u->other = other;
    const double number[] = {a, b, c, w->cost[j]};
    for (size_t k = 0; k < 4; k++)
        u->number[k] = number[k];
    cp_lp_postsolve_push_col(w, u, j, i);
    double from = (c - a * w->lower[j]) / b, to = (c - a * w->upper[j]) / b;
    u->sides = (unsigned char)cp_lp_narrow(w, other, fmin(from, to), fmax(from, to));
    double size = fabs(w->cost[other]), part = w->cost[j] * b / a;
    w->cost[other] -= part;
    if (fabs(w->cost[other]) <= rounding * (size + fabs(part)))
        w->cost[other] = 0;
    w->constant += w->cost[j] * c / a;
    cp_lp_drop_row(w, i);
    while (w->by_col.head[j] != CP_NAME_NONE)
        move(w, w->by_col.head[j], other, b / a, c / a);
    cp_lp_drop_col(w, j);
    cp_lp_settle(w, other);
}

static bool is_whole(double x) {
    return fabs(x - nearbyint(x)) <= rounding * fmax(1, fabs(x));
}

/* May the column of e go, of the two? An integer only where it is one whenever the other is. */
static bool may_go(const struct cp_lp_work *w, uint32_t e, uint32_t f) {
    double a = w->value[e], factor = w->value[f] / a, c = w->row_lower[w->row[e]];
    if (cp_lp_is_integer(w, w->col[e]) &&
        !(cp_lp_is_integer(w, w->col[f]) && is_whole(factor) && is_whole(c / a)))
        return false;
    return w->by_col.len[w->col[e]] <= ENTRIES_MAX && fabs(factor) <= factor_max &&
           fabs(factor) >= 1 / factor_max;
}

static void look(struct cp_lp_work *w, size_t i) {
    uint32_t e = w->by_row.head[i], f = w->by_row.next[e];
    bool shorter = w->by_col.len[w->col[e]] <= w->by_col.len[w->col[f]];
    uint32_t first = shorter ? e : f, second = shorter ? f : e;
    if (may_go(w, first, second))
        aggregate(w, first, second);
    else if (w->integer && may_go(w, second, first))
        aggregate(w, second, first);
}

void cp_lp_reduce_doubletons(struct cp_lp_work *w) {
    for (size_t i = 0; i < w->nrow && !cp_lp_work_ends(w, i); i++)
        if (!w->by_row.gone[i] && w->by_row.len[i] == 2 && w->row_lower[i] == w->row_upper[i])
            look(w, i);
}

/* The reduced cost goes to the column whose bound it leans on; the equation's dual makes the
 * other's zero. */
void cp_lp_postsolve_doubleton(const struct cp_lp_postsolve_record *u, const struct cp_lp_entry *e,
                               struct cp_lp_point *p) {
    double a = u->number[0], b = u->number[1], z = p->z[u->other], left = u->number[3];
    bool from_it = z != 0 && (u->sides & (z > 0 ? CP_LP_LOWER : CP_LP_UPPER));
    for (size_t k = 0; k < u->n; k++)
        left -= e[k].value * p->y[e[k].index];
    p->x[u->col] = (u->number[2] - b * p->x[u->other]) / a;
    p->z[u->col] = from_it ? -a / b * z : 0;
    p->y[u->row] = (left - p->z[u->col]) / a;
    if (from_it)
        p->z[u->other] = 0;
}
