/* How likely combinations of events are: what their odds say, not how often they were drawn. */
#include "num/num.h"
#include "scenario/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS = 256 };  /* of what the drivers of a t copula share */
enum { ROUNDS = 2000 }; /* of moving weights until all odds are met */

/* An event comes where its normal score, times what drivers share, is below a bound; without a t
 * copula they share nothing, and a bound is the probability itself. */
struct bounds {
    const struct cp_scenario_set *s;
    size_t n; /* 0: nothing is shared */
    double scale[POINTS];
    double **at;  /* of each group, by node */
    double *room; /* of the largest group, by node */
};

static double bound_at(const struct bounds *b, double p) {
    return !b->n    ? p
           : p <= 0 ? -HUGE_VAL
           : p >= 1 ? HUGE_VAL
                    : cp_num_student_quantile(p, b->s->plan->money.market.copula.degrees);
}

static int make_bounds(const struct cp_scenario_set *s, struct bounds *b) {
    const struct cp_plan_copula *c = &s->plan->money.market.copula;
    size_t nodes = 0, most = 0;
    *b = (struct bounds){.s = s, .n = c->kind == CP_COPULA_T ? POINTS : 0};
    for (size_t i = 0; i < s->bound.ngroup; i++) {
        size_t own = (size_t)1 << s->bound.group[i].n;
        nodes += own;
        most = own > most ? own : most;
    }
    b->at = cp_calloc(s->bound.ngroup + 1, sizeof *b->at);
    b->room = cp_calloc(2 * most + nodes + 1, sizeof *b->room);
    for (size_t k = 0; k < b->n; k++) {
        double u = ((double)k + .5) / POINTS;
        b->scale[k] = sqrt(c->degrees / cp_num_gamma_quantile(u, c->degrees / 2, 2));
    }
    double *at = b->room ? b->room + 2 * most : NULL;
    for (size_t i = 0; b->at && at && i < s->bound.ngroup; i++) {
        const struct cp_scenario_group *g = &s->bound.group[i];
        b->at[i] = at;
        for (size_t node = 1; node < (size_t)1 << g->n; node++)
            at[node] = bound_at(b, cp_scenario_chance(g, node));
        at += (size_t)1 << g->n;
    }
    return b->at && b->room ? 0 : CP_ENOMEM;
}

static double chance_at(const struct bounds *b, size_t group, size_t node, size_t k) {
    double at = b->at[group][node];
    return b->n ? cp_num_normal_cdf(at / b->scale[k]) : at;
}

/* That all events come that do in `when`, and no other. */
static double odds_of_all(const struct bounds *b, const size_t *when) {
    const struct cp_scenario_set *s = b->s;
    size_t n = b->n ? b->n : 1;
    double sum = 0;
    for (size_t k = 0; k < n; k++) {
        double product = 1 / (double)n;
        for (size_t i = 0; i < s->bound.ngroup; i++) {
            const struct cp_scenario_group *g = &s->bound.group[i];
            size_t node = 1;
            for (size_t j = 0; j < g->n; j++) {
                bool comes = when[g->event[j]] < s->periods;
                double p = chance_at(b, i, node, k);
                product *= comes ? p : 1 - p;
                node = 2 * node + comes;
            }
        }
        sum += product;
    }
    return sum;
}

/* That each of a group comes, whatever else does. */
static void odds_of_group(const struct bounds *b, size_t i, double *out) {
    const struct cp_scenario_group *g = &b->s->bound.group[i];
    size_t n = b->n ? b->n : 1;
    for (size_t k = 0; k < n; k++) {
        b->room[1] = 1 / (double)n;
        for (size_t level = 0; level < g->n; level++)
            for (size_t node = (size_t)1 << level; node < (size_t)2 << level; node++) {
                double p = chance_at(b, i, node, k);
                b->room[2 * node] = b->room[node] * (1 - p);
                b->room[2 * node + 1] = b->room[node] * p;
                out[g->event[level]] += b->room[node] * p;
            }
    }
}

static void odds_of_each(const struct bounds *b, double *out) {
    const struct cp_scenario_set *s = b->s;
    for (size_t i = 0; i < s->bound.ngroup; i++)
        odds_of_group(b, i, out);
    for (size_t e = 0; e < s->nevent; e++)
        if (s->bound.cause[e].event == SIZE_MAX)
            out[e] = s->by[e * s->periods + s->periods - 1];
}

/* ---- all that were drawn --------------------------------------------------------------------- */

struct ranked {
    const size_t *when;
    size_t i;
};

/* By which events come, whenever. */
static int by_events(const void *a, const void *b, void *of) {
    const struct ranked *x = a, *y = b;
    const struct cp_scenario_set *s = of;
    for (size_t e = 0; e < s->nevent; e++) {
        bool one = x->when[e] < s->periods, other = y->when[e] < s->periods;
        if (one != other)
            return one ? 1 : -1;
    }
    return (x->i > y->i) - (x->i < y->i);
}

static bool same_events(const struct cp_scenario_set *s, const size_t *a, const size_t *b) {
    for (size_t e = 0; e < s->nevent; e++)
        if ((a[e] < s->periods) != (b[e] < s->periods))
            return false;
    return true;
}

/* Each combination its odds, shared as its draws share what was theirs; what was never drawn is the
 * others'. */
static void weigh_all(const struct bounds *b, struct cp_scenario_sample *x,
                      const struct ranked *rank) {
    double whole = 0;
    for (size_t from = 0, to; from < x->n; from = to) {
        double sum = 0, odds = odds_of_all(b, rank[from].when);
        for (to = from; to < x->n && same_events(b->s, rank[from].when, rank[to].when); to++)
            sum += x->probability[rank[to].i];
        for (size_t k = from; k < to; k++)
            x->probability[rank[k].i] *= odds / sum;
        whole += odds;
    }
    for (size_t i = 0; i < x->n; i++)
        x->probability[i] /= whole;
}

int cp_scenario_weigh(struct cp_scenario_set *s, struct cp_scenario_sample *x) {
    struct bounds b = {0};
    struct ranked *rank = cp_calloc(x->n + 1, sizeof *rank);
    s->odds = cp_arena_calloc(&s->arena, s->nevent + 1, sizeof *s->odds);
    int rc = rank && s->odds ? make_bounds(s, &b) : CP_ENOMEM;
    for (size_t i = 0; rc == 0 && i < x->n; i++)
        rank[i] = (struct ranked){x->when + i * s->nevent, i};
    if (rc == 0 && !s->tied) {
        qsort_r(rank, x->n, sizeof *rank, by_events, s);
        weigh_all(&b, x, rank);
        odds_of_each(&b, s->odds);
    }
    for (size_t k = 0; rc == 0 && s->tied && k < x->n * s->nevent; k++)
        if (x->when[k] < s->periods)
            s->odds[k % s->nevent] += x->probability[k / s->nevent];
    free(rank);
    free(b.at);
    free(b.room);
    return rc;
}

/* ---- those that are kept --------------------------------------------------------------------- */

static double odds_kept(const struct cp_scenario_set *s, size_t e, const double *p) {
    double sum = 0;
    for (size_t i = 0; i < s->n; i++)
        sum += s->future[i].when[e] < s->periods ? p[i] : 0;
    return sum;
}

/* Those with the event by one factor and those without it by another; how far it was away. One that
 * comes in none of them, or in all, is left alone. */
static double move(const struct cp_scenario_set *s, size_t e, double to, double *p) {
    double is = odds_kept(s, e, p);
    if (!(is > 0 && is < 1 && to > 0 && to < 1))
        return 0;
    for (size_t i = 0; i < s->n; i++)
        p[i] *= s->future[i].when[e] < s->periods ? to / is : (1 - to) / (1 - is);
    return fabs(is - to);
}

/* [Iterative proportional fitting: Deming and Stephan, Annals of Mathematical Statistics 11 (1940)
 * 427.] */
bool cp_scenario_fit(const struct cp_scenario_set *s, const double *odds, double *p) {
    double far = 1;
    for (int round = 0; round < ROUNDS && far > 1e-13; round++) {
        far = 0;
        for (size_t e = 0; e < s->nevent; e++)
            far = fmax(far, move(s, e, odds[e], p));
    }
    return far <= 1e-7; /* what made odds coherent leaves noise of 1e-8 */
}

/* Odds that no future that is kept can have. */
static void tell_lacking(const struct cp_scenario_set *s, const double *p) {
    for (size_t e = 0; e < s->nevent; e++) {
        double is = odds_kept(s, e, p);
        if (!(is > 0) && s->odds[e] > 1e-9)
            cp_scenario_note(s,
                             "%s comes in no future that is kept, at odds of %.2g; keep more, or "
                             "draw more",
                             s->event[e].name, s->odds[e]);
    }
}

int cp_scenario_balance(struct cp_scenario_set *s) {
    double *p = cp_calloc(s->n + 1, sizeof *p);
    if (!p)
        return CP_ENOMEM;
    for (size_t i = 0; i < s->n; i++)
        p[i] = s->future[i].probability;
    tell_lacking(s, p);
    bool met = cp_scenario_fit(s, s->odds, p);
    if (!met)
        cp_scenario_note(s, "no weights of the futures that are kept give each event its odds; "
                            "keep more");
    for (size_t i = 0; i < s->n && met; i++)
        s->future[i].probability = p[i];
    free(p);
    return 0;
}
