/* A circle of numbers that stand on each other, as debt that is sculpted to cash which the debt's
 * own interest lowers: the point at which each is what the others make of it. Going round finds it
 * where what goes round shrinks fast; Newton's method on the numbers that a round takes for granted
 * finds it where it shrinks slowly, or grows. */
#include "finance/trace/circle.h"
#include "num/num.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct circle {
    struct cp_trace *x;
    const size_t *member;
    size_t n;
    size_t *back, nback; /* members that others stand on which a round finds before them */
    double size;         /* of the largest number in it */
};

/* One round: whether something moves but by the rounding of the largest. A ratio that still moves
 * moves what it is a part of in the next round; one of two numbers that are rounding moves for
 * ever, and nothing with it. `known`: what the books have stays. */
static bool go_once(struct circle *c, bool known) {
    bool moves = false;
    for (size_t i = 0; i < c->n; i++) {
        struct cp_trace_node *node = &c->x->node[c->member[i]];
        if (known && !isnan(node->value))
            continue;
        double now = cp_trace_evaluate(c->x, node), before = isnan(node->found) ? 0 : node->found;
        if (isfinite(now) && node->op != CP_TRACE_RATIO) {
            c->size = fmax(c->size, fabs(now));
            moves |= fabs(now - before) > fmax(1e-13 * fabs(now), 1e-15 * c->size);
        }
        node->found = now;
    }
    return moves;
}

static bool go_round(struct circle *c, int rounds, bool known) {
    enum { CALM = 3 };
    int calm = 0;
    for (int round = 0; round < rounds && calm < CALM; round++)
        calm = go_once(c, known) ? 0 : calm + 1;
    return calm == CALM;
}

/* ---- Newton's method ----------------------------------------------------------------------- */

static bool find_back(struct circle *c) {
    const struct cp_trace *x = c->x;
    size_t *at = cp_calloc(x->n + 1, sizeof *at); /* of members: place in a round, from 1 */
    bool *taken = cp_calloc(x->n + 1, sizeof *taken);
    c->back = cp_calloc(c->n + 1, sizeof *c->back);
    bool made = at && taken && c->back;
    for (size_t i = 0; made && i < c->n; i++)
        at[c->member[i]] = i + 1;
    for (size_t i = 0; made && i < c->n; i++) {
        const struct cp_trace_node *n = &x->node[c->member[i]];
        for (size_t k = 0; k < n->n; k++) {
            size_t of = n->term[k].of;
            if (at[of] > i && !taken[of]) {
                taken[of] = true;
                c->back[c->nback++] = of;
            }
        }
    }
    free(at);
    free(taken);
    return made;
}

/* A round from `from`, and its slopes: `a` is one less how each of `back` moves with each. */
enum { WIDTH = 16 };
static void slopes(struct circle *c, const double *from, double *slope, double *a) {
    struct cp_trace *x = c->x;
    double moved[WIDTH];
    for (size_t first = 0; first < c->nback; first += WIDTH) {
        for (size_t i = 0; i < c->nback; i++) {
            x->node[c->back[i]].found = from[i];
            for (size_t w = 0; w < WIDTH; w++)
                slope[c->back[i] * WIDTH + w] = i == first + w;
        }
        for (size_t i = 0; i < c->n; i++) {
            size_t node = c->member[i];
            cp_trace_slope(x, &x->node[node], slope, WIDTH, moved);
            x->node[node].found = cp_trace_evaluate(x, &x->node[node]);
            memcpy(slope + node * WIDTH, moved, sizeof moved);
        }
        for (size_t i = 0; i < c->nback; i++)
            for (size_t w = 0; w < WIDTH && first + w < c->nback; w++)
                a[i * c->nback + first + w] = (i == first + w) - slope[c->back[i] * WIDTH + w];
    }
}

/* The next point; by how much it is another, of the largest. NaN: there is none. */
static double step(struct circle *c, double *from, double *slope, double *a, double *b) {
    double far = 0;
    for (size_t i = 0; i < c->nback; i++)
        from[i] = c->x->node[c->back[i]].found;
    slopes(c, from, slope, a);
    for (size_t i = 0; i < c->nback; i++) {
        b[i] = c->x->node[c->back[i]].found - from[i];
        c->size = fmax(c->size, fabs(from[i]));
    }
    if (cp_num_solve(a, b, c->nback) != 0)
        return NAN;
    for (size_t i = 0; i < c->nback; i++) {
        far = isfinite(b[i]) ? fmax(far, fabs(b[i]) / fmax(fabs(from[i]), 1e-3 * c->size)) : NAN;
        if (isnan(far))
            return NAN;
        c->x->node[c->back[i]].found = from[i] + b[i];
    }
    return far;
}

/* It is there when steps are rounding, and get no smaller. */
static bool newton(struct circle *c) {
    enum { STEPS = 40, LARGEST = 1500 };
    size_t k = c->nback;
    if (k == 0 || k > LARGEST)
        return false;
    double *slope = cp_calloc(c->x->n * WIDTH, sizeof *slope),
           *a = cp_calloc(k * k + 2 * k, sizeof *a), best = INFINITY;
    bool there = false, made = slope && a;
    for (int i = 0; made && i < STEPS && !there && !isnan(best); i++) {
        double far = step(c, a + k * k, slope, a, a + k * k + k);
        there = far <= 1e-15 || (far <= 1e-11 && far > best / 2);
        best = isnan(far) ? NAN : fmin(best, far);
    }
    c->x->oom |= !made;
    free(slope);
    free(a);
    if (there)
        go_once(c, false);
    return there;
}

/* ---- the point ----------------------------------------------------------------------------- */

/* Of several points the books have one. */
static bool is_the_books(const struct circle *c, double part) {
    for (size_t i = 0; i < c->n; i++) {
        const struct cp_trace_node *n = &c->x->node[c->member[i]];
        double off = fabs(n->found - n->value);
        if (isfinite(n->value) && !(off <= fmax(part * fabs(n->value), 1e-4 * part * c->size)))
            return false;
    }
    return true;
}

static void begin_with_books(struct circle *c) {
    for (size_t i = 0; i < c->n; i++)
        if (!isnan(c->x->node[c->member[i]].value))
            c->x->node[c->member[i]].found = c->x->node[c->member[i]].value;
}

static bool find(struct circle *c) {
    enum { FAST = 60, SLOW = 1000, CHECKS = 200 };
    if (go_round(c, FAST, false) && is_the_books(c, 1e-12))
        return true;
    bool there = newton(c) || go_round(c, SLOW, false);
    if (there && is_the_books(c, 1e-9))
        return true;
    begin_with_books(c);
    go_round(c, CHECKS, true);
    return newton(c) || go_round(c, CHECKS, false);
}

bool cp_trace_settle(struct cp_trace *x, const size_t *member, size_t n) {
    struct circle c = {.x = x, .member = member, .n = n};
    bool made = find_back(&c), there = made && find(&c);
    x->oom |= !made;
    free(c.back);
    return there;
}
