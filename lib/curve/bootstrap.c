/* Pieces of even price that give every quote back. */
#include "curve/internal.h"
#include "num/num.h"
#include <math.h>
#include <string.h>

/* Unknown are the prices of pieces, those of peak hours first. */
struct system {
    struct cp_curve_quote *q;
    const struct cp_curve_weights *w;
    struct cp_curve_piece *piece;
    size_t nquote, npiece, kinds, unknowns;
    double *weight;  /* of each unknown */
    double *row;     /* of independent quotes, eliminated: unknowns, then the price */
    double *made_of; /* how much of each quote is in a row */
    size_t *pivot, *quote, rank;
    struct cp_error *err;
};

static int by_day(const void *a, const void *b) {
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

static int cut_pieces(struct system *s, struct cp_arena *arena) {
    int32_t *cut = cp_calloc(2 * s->nquote, sizeof *cut);
    s->piece = cp_arena_calloc(arena, 2 * s->nquote, sizeof *s->piece);
    if (!cut || !s->piece) {
        free(cut);
        return cp_fail_nomem(s->err);
    }
    for (size_t i = 0; i < s->nquote; i++) {
        cut[2 * i] = s->q[i].from;
        cut[2 * i + 1] = s->q[i].until;
        if (s->q[i].hours != CP_CURVE_BASE)
            s->kinds = 2;
    }
    qsort(cut, 2 * s->nquote, sizeof *cut, by_day);
    for (size_t i = 1; i < 2 * s->nquote; i++)
        if (cut[i] > cut[i - 1])
            s->piece[s->npiece++] = (struct cp_curve_piece){cut[i - 1], cut[i], {NAN, NAN}};
    free(cut);
    return 0;
}

static bool is_of(const struct cp_curve_quote *q, size_t kind, const struct system *s) {
    return s->kinds == 1 || q->hours == CP_CURVE_BASE || (size_t)q->hours == kind;
}

static void weigh(struct system *s) {
    for (size_t k = 0; k < 2; k++)
        for (size_t p = 0; p < s->npiece; p++)
            for (int32_t d = s->piece[p].from; d < s->piece[p].until; d++)
                s->weight[(s->kinds == 2 ? k : 0) * s->npiece + p] +=
                    s->w->weight[k][d - s->w->first];
}

/* The part that each unknown has in the quote. */
static double fill_row(const struct system *s, const struct cp_curve_quote *q, double *row) {
    double whole = 0;
    memset(row, 0, (s->unknowns + 1) * sizeof *row);
    for (size_t k = 0; k < s->kinds; k++)
        for (size_t p = 0; p < s->npiece; p++)
            if (s->piece[p].from >= q->from && s->piece[p].until <= q->until && is_of(q, k, s))
                whole += row[k * s->npiece + p] = s->weight[k * s->npiece + p];
    for (size_t u = 0; u < s->unknowns && whole > 0; u++)
        row[u] /= whole;
    row[s->unknowns] = q->price;
    return whole;
}

/* The quotes that say otherwise, in the order of lines: those that make it up. */
static void fail_contradiction(struct system *s, size_t i, const double *made, double implied) {
    struct cp_str lines = {0};
    const char *more = "";
    for (size_t k = 0; k < s->nquote; k++) {
        if (k == i || fabs(made[k]) < 1e-9)
            continue;
        cp_str_addf(&lines, "%s%u", more, s->q[k].pos.line);
        more = ", ";
    }
    cp_fail_at(s->err, CP_EINPUT, s->q[i].pos,
               "the quote of %.6g contradicts those of line %s, from which %.6g follows",
               s->q[i].price, lines.s ? lines.s : "?", implied);
    cp_str_release(&lines);
}

/* Take quote i in, unless it follows from those before. Unknown 0 of a row is its pivot. */
static int take(struct system *s, size_t i) {
    size_t wide = s->unknowns + 1;
    double *row = s->row + s->rank * wide, *made = s->made_of + s->rank * s->nquote;
    memset(made, 0, s->nquote * sizeof *made);
    made[i] = 1;
    if (!(fill_row(s, &s->q[i], row) > 0))
        return cp_fail_at(s->err, CP_EINPUT, s->q[i].pos, "there is no such hour in its days");
    for (size_t k = 0; k < s->rank; k++) {
        double f = row[s->pivot[k]];
        for (size_t u = 0; f != 0 && u < wide; u++)
            row[u] -= f * s->row[k * wide + u];
        for (size_t m = 0; f != 0 && m < s->nquote; m++)
            made[m] -= f * s->made_of[k * s->nquote + m];
    }
    size_t best = 0;
    double within = 0;
    for (size_t u = 1; u < s->unknowns; u++)
        if (fabs(row[u]) > fabs(row[best]))
            best = u;
    if (fabs(row[best]) > 1e-9) {
        double by = row[best];
        for (size_t u = 0; u < wide; u++)
            row[u] /= by;
        for (size_t m = 0; m < s->nquote; m++)
            made[m] /= by;
        s->pivot[s->rank] = best;
        s->quote[s->rank++] = i;
        return 0;
    }
    for (size_t k = 0; k < s->nquote; k++)
        within += fabs(made[k]) * s->q[k].within;
    double over = row[s->unknowns], implied = s->q[i].price - over;
    if (fabs(over) > within + 1e-9 * (1 + fabs(implied))) {
        fail_contradiction(s, i, made, implied);
        return CP_EINPUT;
    }
    s->q[i].redundant = true;
    return 0;
}

/* Least changes from piece to piece, and between peak and other hours only where nothing else says
 * it, under the quotes that are independent. */
static void flatten(const struct system *s, double *a, size_t n) {
    for (size_t k = 0; k < s->kinds; k++) {
        for (size_t p = 0; p + 1 < s->npiece; p++) {
            size_t u = k * s->npiece + p, v = u + 1;
            double apart = (s->piece[p + 1].until - s->piece[p].from) / 2.0, by = 1 / apart;
            a[u * n + u] += by;
            a[v * n + v] += by;
            a[u * n + v] -= by;
            a[v * n + u] -= by;
        }
    }
    const double faint = 1e-7;
    for (size_t p = 0; s->kinds == 2 && p < s->npiece; p++) {
        size_t u = p, v = s->npiece + p;
        a[u * n + u] += faint;
        a[v * n + v] += faint;
        a[u * n + v] -= faint;
        a[v * n + u] -= faint;
    }
}

static int solve(struct system *s) {
    size_t n = s->unknowns + s->rank, wide = s->unknowns + 1;
    double *a = cp_calloc(n * n + n, sizeof *a), *b = a ? a + n * n : NULL;
    if (!a)
        return cp_fail_nomem(s->err);
    flatten(s, a, n);
    for (size_t r = 0; r < s->rank; r++) {
        for (size_t u = 0; u < s->unknowns; u++)
            a[(s->unknowns + r) * n + u] = a[u * n + s->unknowns + r] = s->row[r * wide + u];
        b[s->unknowns + r] = s->row[r * wide + s->unknowns];
    }
    int rc = cp_num_solve(a, b, n);
    for (size_t u = 0; rc == 0 && u < 2 * s->npiece; u++)
        s->piece[u % s->npiece].price[u / s->npiece] = b[s->kinds == 2 ? u : u % s->npiece];
    free(a);
    if (rc == CP_ENOMEM)
        return cp_fail_nomem(s->err);
    return rc ? cp_fail_at(s->err, CP_ENUMERIC, s->q[0].pos, "no prices follow from the quotes")
              : 0;
}

/* What no quote is of has no price. */
static void leave_gaps(struct system *s) {
    for (size_t p = 0; p < s->npiece; p++) {
        bool covered = false;
        for (size_t i = 0; i < s->nquote && !covered; i++)
            covered = s->q[i].from <= s->piece[p].from && s->q[i].until >= s->piece[p].until;
        if (!covered)
            s->piece[p].price[0] = s->piece[p].price[1] = NAN;
    }
}

static void reprice(struct system *s, double *row) {
    for (size_t i = 0; i < s->nquote; i++) {
        fill_row(s, &s->q[i], row);
        s->q[i].repriced = 0;
        for (size_t u = 0; u < s->unknowns; u++)
            if (row[u] != 0)
                s->q[i].repriced += row[u] * s->piece[u % s->npiece].price[u / s->npiece];
    }
}

int cp_curve_bootstrap(struct cp_curve_quote *q, size_t n, const struct cp_curve_weights *w,
                       struct cp_arena *arena, struct cp_curve_piece **out, size_t *npiece,
                       struct cp_error *err) {
    struct system s = {.q = q, .w = w, .nquote = n, .kinds = 1, .err = err};
    *npiece = 0;
    if (n == 0)
        return 0;
    int rc = cut_pieces(&s, arena);
    if (rc)
        return rc;
    s.unknowns = s.kinds * s.npiece;
    size_t wide = s.unknowns + 1;
    double *heap = cp_calloc(2 * s.npiece + (n + 1) * wide + (n + 1) * n, sizeof *heap);
    size_t *index = cp_calloc(2 * n, sizeof *index);
    if (!heap || !index) {
        rc = cp_fail_nomem(err);
        goto out;
    }
    s.weight = heap;
    s.row = heap + 2 * s.npiece;
    s.made_of = s.row + (n + 1) * wide;
    s.pivot = index;
    s.quote = index + n;
    weigh(&s);
    for (size_t i = 0; i < n; i++) {
        int one = take(&s, i);
        rc = rc ? rc : one;
    }
    if (rc == 0)
        rc = solve(&s);
    if (rc)
        goto out;
    leave_gaps(&s);
    reprice(&s, s.row + n * wide);
    *out = s.piece;
    *npiece = s.npiece;
out:
    free(heap);
    free(index);
    return rc;
}
