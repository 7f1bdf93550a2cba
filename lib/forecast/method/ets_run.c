#include "forecast/method/ets_run.h"
#include <math.h>
#include <string.h>

enum { LANES = CP_LANES, DIMS = CP_ETS_DIMS, GROUP = CP_ETS_GROUP };
typedef cp_forecast_lanes lanes;

/* Blocks stay in registers when their loop is written out. */
#ifdef CP_NO_CLONES
#define UNROLL
#elif defined(__clang__)
#define UNROLL _Pragma("unroll")
#else
#define UNROLL _Pragma("GCC unroll 4")
#endif

/* The usual region of the parameters [Hyndman et al. 2008, p. 44] with the narrow bounds that the
 * authors' own programs use: phi below 0.8 damps at once, above 0.98 is hardly told from 1. */
static const double least = 1e-4, most_alpha = 0.9999, least_phi = 0.8, most_phi = 0.98;

static double between(double u, double low, double high) {
    return low + (high - low) * u;
}

void cp_forecast_ets_set(struct cp_forecast_ets *m, struct cp_forecast_ets_search search,
                         const double *u) {
    size_t i = 0;
    if (search.alpha)
        m->alpha = between(u[i++], least, most_alpha);
    if (search.beta)
        m->beta = between(u[i++], least < m->alpha ? least : m->alpha, m->alpha);
    if (search.gamma)
        m->gamma = between(u[i++], 0, 1 - m->alpha);
    if (search.phi)
        m->phi = between(u[i++], least_phi, most_phi);
}

/* What runs at once: blocks, their parameters, and where their errors go. */
struct quad {
    lanes alpha, beta, gamma, phi, *e;
    const double *y, *mean;
    double first, *sse;
};
struct group {
    size_t n, season;
    bool trend;
    const struct cp_forecast_ets_room *room;
    struct quad q[GROUP];
};

CP_INTO_WIDE void put_squares(const struct quad *q, const lanes *sum) {
    for (int k = 0; k < LANES; k++)
        q->sse[k] = isfinite((*sum)[k]) ? (*sum)[k] : INFINITY;
}

/* The best level and slope to begin with, as best_initial has them, from sums of products of e,
 * which is what comes without them, and of what a unit of either makes. */
CP_INTO_WIDE void find_initial(const lanes sum[5], bool trend, lanes *level, lanes *slope) {
    lanes ll = sum[0], lb = sum[1], bb = sum[2], l0 = sum[3], b0 = sum[4], dl = {0}, db = {0};
    for (int i = 0; i < LANES; i++) {
        double det = ll[i] * bb[i] - lb[i] * lb[i];
        if (trend && det > 1e-12 * ll[i] * bb[i]) {
            dl[i] = (bb[i] * l0[i] - lb[i] * b0[i]) / det;
            db[i] = (ll[i] * b0[i] - lb[i] * l0[i]) / det;
        } else if (ll[i] > 0) {
            dl[i] = l0[i] / ll[i];
        }
    }
    *level = dl;
    *slope = db;
}

CP_INTO_WIDE void plain(const struct group *g, bool trend, size_t count) {
    const struct quad *q = g->q;
    size_t n = g->n;
    lanes zero = {0}, level[GROUP], slope[GROUP], sum[GROUP][5];
    lanes l_level[GROUP], l_slope[GROUP], b_level[GROUP], b_slope[GROUP];
    UNROLL for (size_t k = 0; k < count; k++) {
        level[k] = zero + q[k].first, l_level[k] = zero + 1;
        slope[k] = l_slope[k] = b_level[k] = zero;
        b_slope[k] = zero + 1;
        for (int i = 0; i < 5; i++)
            sum[k][i] = zero;
    }
    for (size_t t = 0; t < n; t++) {
        bool gap = isnan(q->y[t]);
        UNROLL for (size_t k = 0; k < count; k++) {
            size_t at = k * n + t;
            if (trend) {
                level[k] += slope[k] *= q[k].phi;
                l_level[k] += l_slope[k] *= q[k].phi;
                b_level[k] += b_slope[k] *= q[k].phi;
            }
            lanes e = gap ? zero : q[k].y[t] - level[k], el = gap ? zero : -l_level[k];
            q[k].e[t] = e, g->room->level[at] = el;
            sum[k][0] += el * el, sum[k][3] += el * e;
            level[k] += q[k].alpha * e, l_level[k] += q[k].alpha * el;
            if (trend) {
                lanes eb = gap ? zero : -b_level[k];
                g->room->slope[at] = eb;
                sum[k][1] += el * eb, sum[k][2] += eb * eb, sum[k][4] += eb * e;
                slope[k] += q[k].beta * e, l_slope[k] += q[k].beta * el;
                b_level[k] += q[k].alpha * eb, b_slope[k] += q[k].beta * eb;
            }
        }
    }
    UNROLL for (size_t k = 0; k < count; k++) {
        find_initial(sum[k], trend, &level[k], &slope[k]);
        sum[k][0] = zero;
    }
    for (size_t t = 0; t < n; t++) {
        UNROLL for (size_t k = 0; k < count; k++) {
            lanes off = g->room->level[k * n + t] * level[k];
            if (trend)
                off += g->room->slope[k * n + t] * slope[k];
            lanes e = q[k].e[t] - off;
            q[k].e[t] = e;
            sum[k][0] += e * e;
        }
    }
    UNROLL for (size_t k = 0; k < count; k++) put_squares(&q[k], &sum[k][0]);
}

/* Errors from the states that a pass backwards gives; see ets_seasonal.c. */
CP_INTO_WIDE void seasonal(const struct group *g, bool trend, bool keep, size_t count) {
    const struct quad *q = g->q;
    size_t m = g->season, last = g->n, phase;
    lanes zero = {0}, level[GROUP], slope[GROUP], sum[GROUP], *season = g->room->seasonal;
    while (isnan(q->y[last - 1]))
        last--;
    phase = (last - 1) % m;
    UNROLL for (size_t k = 0; k < count; k++) {
        for (size_t i = 0; i < m; i++)
            season[i * GROUP + k] = zero + q[k].mean[i];
        slope[k] = sum[k] = zero;
        level[k] = q[k].y[last - 1] - season[phase * GROUP + k];
    }
    for (size_t t = last; t-- > 0; phase = phase ? phase - 1 : m - 1) {
        bool gap = isnan(q->y[t]);
        UNROLL for (size_t k = 0; k < count; k++) {
            lanes *own = season + phase * GROUP + k;
            if (trend)
                level[k] += slope[k] *= q[k].phi;
            lanes e = gap ? zero : (q[k].y[t] - *own) - level[k];
            level[k] += q[k].alpha * e;
            if (trend)
                slope[k] += q[k].beta * e;
            *own += q[k].gamma * e;
        }
    }
    if (trend) {
        UNROLL for (size_t k = 0; k < count; k++) {
            level[k] += q[k].phi * slope[k];
            slope[k] = -slope[k];
        }
    }
    phase = 0;
    for (size_t t = 0; t < g->n; t++, phase = phase + 1 == m ? 0 : phase + 1) {
        bool gap = isnan(q->y[t]);
        UNROLL for (size_t k = 0; k < count; k++) {
            lanes *own = season + phase * GROUP + k;
            if (trend)
                level[k] += slope[k] *= q[k].phi;
            lanes e = gap ? zero : (q[k].y[t] - *own) - level[k];
            if (keep)
                q[k].e[t] = e;
            sum[k] += e * e;
            level[k] += q[k].alpha * e;
            if (trend)
                slope[k] += q[k].beta * e;
            *own += q[k].gamma * e;
        }
    }
    UNROLL for (size_t k = 0; k < count; k++) put_squares(&q[k], &sum[k]);
}

CP_INTO_WIDE void run_form(const struct group *g, bool keep, size_t count) {
    if (g->season == 0 && g->trend)
        plain(g, true, count);
    else if (g->season == 0)
        plain(g, false, count);
    else if (g->trend && keep)
        seasonal(g, true, true, count);
    else if (g->trend)
        seasonal(g, true, false, count);
    else if (keep)
        seasonal(g, false, true, count);
    else
        seasonal(g, false, false, count);
}

CP_WIDE static void run_group(const struct group *g, bool keep, size_t count) {
    if (count == 3)
        run_form(g, keep, 3);
    else if (count == 2)
        run_form(g, keep, 2);
    else
        run_form(g, keep, 1);
}

static struct quad quad_of(struct cp_forecast_ets_block *b) {
    const struct cp_forecast_ets_problem *p = b->of;
    struct quad q = {.y = p->y, .mean = p->mean, .first = p->form.level, .e = b->e, .sse = b->sse};
    for (int k = 0; k < LANES; k++) {
        struct cp_forecast_ets m = p->form;
        cp_forecast_ets_set(&m, p->search, b->u[k]);
        q.alpha[k] = m.alpha, q.beta[k] = m.trend ? m.beta : 0;
        q.gamma[k] = m.gamma, q.phi[k] = m.trend ? m.phi : 0;
    }
    return q;
}

void cp_forecast_ets_run(const struct cp_forecast_ets_room *room, struct cp_forecast_ets_block *b,
                         size_t count) {
    const struct cp_forecast_ets_problem *p = b->of;
    struct group g = {.n = p->n, .season = p->form.season, .trend = p->form.trend, .room = room};
    for (size_t from = 0; from < count; from += GROUP) {
        size_t some = count - from < GROUP ? count - from : GROUP;
        bool keep = false;
        for (size_t k = 0; k < some; k++) {
            g.q[k] = quad_of(&b[from + k]);
            keep = keep || g.q[k].e;
            if (!g.q[k].e)
                g.q[k].e = room->e + k * p->n;
        }
        run_group(&g, keep, some);
    }
}
