/* The next guess of a fixed point: what was found, or an extrapolation from the last rounds. */
#include "finance/model/settle.h"
#include "num/num.h"
#include <math.h>
#include <string.h>

enum { MEMORY = 6 }; /* rounds that a guess is made of */

void cp_finance_settle_forget(struct cp_settling *s) {
    s->n = 0;
}

int cp_finance_settle_mark(struct cp_arena *arena, struct cp_settling *s) {
    s->marked = cp_arena_calloc(arena, s->n + 1, sizeof *s->marked);
    for (size_t i = 0; s->marked && i < s->n; i++)
        s->marked[i] = *s->of[i].at;
    return s->marked ? 0 : CP_ENOMEM;
}

void cp_finance_settle_return(struct cp_settling *s) {
    for (size_t i = 0; i < s->n; i++)
        *s->of[i].at = s->marked[i];
    s->depth = 0;
}

void cp_finance_settle_find(struct cp_arena *arena, struct cp_settling *s, struct cp_unknown u) {
    if (s->n == s->cap) {
        size_t cap = s->cap ? 2 * s->cap : 64;
        struct cp_unknown *grown = cp_arena_calloc(arena, cap, sizeof *grown);
        if (!grown) {
            s->oom = true;
            return;
        }
        for (size_t i = 0; i < s->n; i++)
            grown[i] = s->of[i];
        s->of = grown;
        s->cap = cap;
    }
    s->of[s->n++] = u;
}

static double gap_of(const struct cp_unknown *u) {
    double off = fabs(u->found - *u->at);
    return off > 0 ? off / u->size : 0;
}

double cp_finance_settle_gap(const struct cp_settling *s) {
    double gap = s->oom ? INFINITY : 0;
    for (size_t i = 0; i < s->n; i++)
        gap = fmax(gap, gap_of(&s->of[i]));
    return gap;
}

const struct cp_unknown *cp_finance_settle_worst(const struct cp_settling *s) {
    const struct cp_unknown *worst = s->n ? s->of : NULL;
    for (size_t i = 0; i < s->n; i++)
        if (gap_of(&s->of[i]) > gap_of(worst))
            worst = &s->of[i];
    return worst;
}

static void step(struct cp_settling *s, double part) {
    for (size_t i = 0; i < s->n; i++)
        *s->of[i].at += part * (s->of[i].found - *s->of[i].at);
}

static int make_room(struct cp_arena *arena, struct cp_settling *s) {
    if (s->taken)
        return 0;
    s->taken = cp_arena_calloc(arena, (MEMORY + 1) * s->cap, sizeof(double));
    s->missing = cp_arena_calloc(arena, (MEMORY + 1) * s->cap, sizeof(double));
    s->scratch = cp_arena_calloc(arena, (MEMORY + 1) * s->cap, sizeof(double));
    return s->taken && s->missing && s->scratch ? 0 : CP_ENOMEM;
}

/* This round after those that are remembered; the oldest goes. */
static void remember(struct cp_settling *s) {
    size_t n = s->n, kept = s->depth < MEMORY ? s->depth : MEMORY;
    size_t from = s->depth - kept;
    memmove(s->taken, s->taken + from * n, kept * n * sizeof *s->taken);
    memmove(s->missing, s->missing + from * n, kept * n * sizeof *s->missing);
    for (size_t i = 0; i < n; i++) {
        s->taken[kept * n + i] = *s->of[i].at;
        s->missing[kept * n + i] = s->of[i].found - *s->of[i].at;
    }
    s->depth = kept + 1;
}

/* Weights of the rounds before this one; how many there are, 0: they do not tell. */
static size_t weigh(struct cp_settling *s, double weight[MEMORY]) {
    size_t n = s->n, d = s->depth - 1;
    double *a = s->scratch, *b = s->scratch + n * d;
    const double *now = s->missing + d * n;
    if (d == 0 || n < d)
        return 0;
    for (size_t i = 0; i < n; i++) {
        double size = s->of[i].size > 0 ? s->of[i].size : 1;
        b[i] = now[i] / size;
        for (size_t j = 0; j < d; j++)
            a[i * d + j] = (now[i] - s->missing[j * n + i]) / size;
    }
    return cp_num_least_squares(a, b, n, d, weight) == 0 ? d : 0;
}

int cp_finance_settle_move(struct cp_arena *arena, struct cp_settling *s, bool extrapolate) {
    enum { FAR = 4 }; /* times worse than the best: what is remembered leads astray */
    double weight[MEMORY], gap = cp_finance_settle_gap(s);
    if (s->oom || (extrapolate && make_room(arena, s) != 0))
        return CP_ENOMEM;
    if (!extrapolate) {
        step(s, 1);
        return 0;
    }
    bool astray = s->depth > 0 && gap > FAR * s->best;
    s->best = s->depth == 0 || astray ? gap : fmin(s->best, gap);
    s->depth = astray ? 0 : s->depth;
    remember(s);
    size_t n = s->n, d = weigh(s, weight);
    if (d == 0) {
        step(s, 0.5);
        return 0;
    }
    const double *x = s->taken + d * n, *f = s->missing + d * n;
    for (size_t i = 0; i < n; i++) {
        double next = x[i] + f[i];
        for (size_t j = 0; j < d; j++)
            next -= weight[j] * (x[i] - s->taken[j * n + i] + f[i] - s->missing[j * n + i]);
        *s->of[i].at = s->is_signed ? next : fmax(0, next);
    }
    return 0;
}
