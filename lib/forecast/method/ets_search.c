#include "forecast/method/ets_run.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The parameters of exponential smoothing: least squares by Levenberg and Marquardt's steps [More,
 * The Levenberg-Marquardt algorithm, Lecture Notes in Mathematics 630 (1978) 105], derivatives by
 * differences. One run over the series waits for its own last step all the time, so many run side
 * by side: a point and its neighbours, or four dampings of a step, of every start of all forms on
 * all scales. */

enum { LANES = CP_LANES, DIMS = CP_ETS_DIMS, STARTS = 3, BLOCKS = 8, STEPS = 25 };
typedef cp_forecast_lanes lanes;
typedef struct cp_forecast_ets_block block;
typedef struct cp_forecast_ets_problem problem;

/* One of the searches that go on side by side. */
struct start {
    const problem *of;
    double u[DIMS], best, damping, a[DIMS][DIMS], b[DIMS];
    bool followed, goes_on, known; /* known: a and b are those of u */
};

struct search {
    struct cp_forecast_ets_room room;
    lanes *e; /* [BLOCKS][n] */
    block *block;
    struct start *start, **on;
    size_t n; /* starts */
};

/* ---- where to start ------------------------------------------------------------------------ */

static size_t rows_of(const problem *p) {
    return p->dims > 1 ? STARTS : 1;
}

/* Row r of a coarse grid: the sum of squares may have several valleys. */
static void put_row(const problem *p, size_t r, block *b) {
    static const double first[] = {0.1, 0.35, 0.65, 0.9}, second[STARTS] = {0.2, 0.02, 0.7};
    *b = (block){.of = p};
    for (size_t i = 0; i < LANES; i++) {
        b->u[i][0] = first[i];
        b->u[i][1] = second[r];
        b->u[i][2] = p->search.gamma && p->search.beta ? 0.1 : 0.7;
        b->u[i][3] = 0.7;
    }
}

/* The best point of a row. */
static void take_best(const block *b, struct start *s) {
    *s = (struct start){.of = b->of, .best = INFINITY, .damping = 0.1};
    for (size_t i = 0; i < LANES; i++)
        if (b->sse[i] < s->best) {
            s->best = b->sse[i];
            memcpy(s->u, b->u[i], sizeof b->u[i]);
        }
}

/* Starts with a greater sum of squares than that much of the least of their problem are not
 * followed. */
static const double promising = 1.2;

static void find_starts(struct search *x, const problem *p, size_t count) {
    x->n = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t r = 0; r < rows_of(&p[i]); r++)
            put_row(&p[i], r, &x->block[x->n++]);
    cp_forecast_ets_run(&x->room, x->block, x->n);
    for (size_t k = 0; k < x->n; k++)
        take_best(&x->block[k], &x->start[k]);
    struct start *s = x->start;
    for (size_t i = 0; i < count; s += rows_of(&p[i++])) {
        double least = INFINITY;
        for (size_t r = 0; r < rows_of(&p[i]); r++)
            least = fmin(least, s[r].best);
        for (size_t r = 0; r < rows_of(&p[i]); r++) {
            s[r].followed = s[r].best <= promising * least && isfinite(s[r].best);
            s[r].goes_on = s[r].followed && s[r].best > 0;
        }
    }
}

/* ---- derivatives --------------------------------------------------------------------------- */

/* By how much a coordinate is moved to see what it does. */
static const double small = 1e-4;

/* A point, and beside it in three coordinates. */
static void put_near(const struct start *s, block *b) {
    for (size_t k = 0; k < LANES; k++) {
        memcpy(b->u[k], s->u, sizeof b->u[k]);
        if (k > 0 && k <= s->of->dims)
            b->u[k][k - 1] += small;
    }
}

/* J'J and J'e from the errors at a point and beside it in three coordinates, near, and in lane
 * `beyond` of far in the last of four. */
CP_WIDE static void sum_products(const lanes *near, const lanes *far, size_t beyond,
                                 struct start *s) {
    lanes product[DIMS] = {{0}}, right = {0};
    double last = 0, own = 0, per = 1 / small;
    for (size_t t = 0; t < s->of->n; t++) {
        lanes e = near[t], g = (e - e[0]) * per;
        right += g * e[0];
        for (size_t i = 0; i < LANES - 1; i++)
            product[i] += g * g[i + 1];
        if (far) {
            double d = (far[t][beyond] - e[0]) * per;
            last += d * e[0];
            own += d * d;
            product[DIMS - 1] += g * d;
        }
    }
    memset(s->a, 0, sizeof s->a);
    for (size_t i = 0; i < s->of->dims; i++) {
        s->b[i] = i == LANES - 1 ? last : right[i + 1];
        for (size_t j = 0; j <= i; j++)
            s->a[i][j] = i < LANES - 1 ? product[j][i + 1] : j < i ? product[i][j + 1] : own;
    }
    s->known = true;
}

/* J'J and J'e where some searches of one problem are, by differences; the last of four coordinates
 * of all of them in one block. Blocks from `used` on; how many are used then. */
static size_t put_beside(const struct search *x, struct start **s, size_t count, size_t used) {
    for (size_t i = 0; i < count; i++) {
        x->block[used + i].of = s[i]->of;
        put_near(s[i], &x->block[used + i]);
    }
    if (s[0]->of->dims < DIMS)
        return used + count;
    block *far = &x->block[used + count];
    far->of = s[0]->of;
    for (size_t k = 0; k < LANES; k++) {
        memcpy(far->u[k], s[k < count ? k : 0]->u, sizeof far->u[k]);
        far->u[k][DIMS - 1] += small;
    }
    return used + count + 1;
}

/* A coordinate at its bound that would go beyond stays there. */
static void hold_bounds(const double u[DIMS], size_t d, double a[DIMS][DIMS], double b[DIMS]) {
    for (size_t i = 0; i < d; i++) {
        if (!(u[i] <= 0 && b[i] > 0) && !(u[i] >= 1 && b[i] < 0) && a[i][i] > 0)
            continue;
        for (size_t j = 0; j < d; j++)
            a[i][j] = a[j][i] = 0;
        a[i][i] = 1;
        b[i] = 0;
    }
}

/* x of (a + damping diag a) x = -b for four dampings, by a = l d l'; 0 where that is not positive.
 */
CP_WIDE static void damped_steps(const struct start *s, const lanes *damping, lanes x[DIMS]) {
    lanes l[DIMS][DIMS], d[DIMS], zero = {0}, positive = zero + 1;
    size_t n = s->of->dims;
    for (size_t i = 0; i < n; i++) {
        x[i] = zero - s->b[i];
        for (size_t j = 0; j <= i; j++) {
            lanes sum = zero + s->a[i][j];
            if (i == j)
                sum *= 1 + *damping;
            for (size_t k = 0; k < j; k++)
                sum -= l[i][k] * l[j][k] * d[k];
            if (j < i)
                l[i][j] = sum / d[j];
            else
                d[i] = sum;
        }
        for (size_t k = 0; k < LANES; k++)
            positive[k] = d[i][k] > 0 ? positive[k] : 0;
        for (size_t k = 0; k < i; k++)
            x[i] -= l[i][k] * x[k];
    }
    for (size_t i = n; i-- > 0;) {
        x[i] /= d[i];
        for (size_t k = i + 1; k < n; k++)
            x[i] -= l[k][i] * x[k];
        for (size_t k = 0; k < LANES; k++)
            x[i][k] = positive[k] > 0 ? x[i][k] : 0;
    }
}

/* Searches of one problem whose derivatives are asked for together. */
struct unit {
    struct start **s;
    size_t count, block;
};

/* Run what was put beside, and sum it up. */
static void derive(const struct search *x, const struct unit *unit, size_t units, size_t used) {
    size_t n = used ? x->block[0].of->n : 0;
    for (size_t i = 0; i < used; i++)
        x->block[i].e = x->e + i * n;
    cp_forecast_ets_run(&x->room, x->block, used);
    for (size_t i = 0; i < units; i++)
        for (size_t k = 0; k < unit[i].count; k++) {
            struct start *s = unit[i].s[k];
            const lanes *near = x->block[unit[i].block + k].e;
            bool all = s->of->dims == DIMS;
            sum_products(near, all ? x->block[unit[i].block + unit[i].count].e : NULL, k, s);
        }
}

/* J'J and J'e of those searches that have moved: on[0..count), those of a problem together. */
static void normal_equations(const struct search *x, struct start **on, size_t count) {
    struct unit unit[BLOCKS];
    size_t units = 0, used = 0;
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && on[end]->of == on[i]->of;)
            end++;
        if (used + STARTS + 1 > BLOCKS) {
            derive(x, unit, units, used);
            units = used = 0;
        }
        unit[units++] = (struct unit){on + i, end - i, used};
        used = put_beside(x, on + i, end - i, used);
    }
    if (used)
        derive(x, unit, units, used);
    for (size_t i = 0; i < count; i++)
        hold_bounds(on[i]->u, on[i]->of->dims, on[i]->a, on[i]->b);
}

/* ---- steps --------------------------------------------------------------------------------- */

static const double factor[LANES] = {0.01, 0.3, 10, 300};

static void try_steps(const struct start *s, block *b) {
    lanes x[DIMS], damping;
    for (size_t k = 0; k < LANES; k++)
        damping[k] = s->damping * factor[k];
    damped_steps(s, &damping, x);
    *b = (block){.of = s->of};
    for (size_t k = 0; k < LANES; k++) {
        memcpy(b->u[k], s->u, sizeof b->u[k]);
        for (size_t i = 0; i < s->of->dims; i++)
            b->u[k][i] = fmin(fmax(s->u[i] + x[i][k], 0), 1);
    }
}

/* To the best of the steps that were tried; whether there are more to try. */
static bool take_step(struct start *s, const block *b) {
    int least_at = 0;
    for (int k = 1; k < LANES; k++)
        if (b->sse[k] < b->sse[least_at])
            least_at = k;
    double won = 1 - b->sse[least_at] / s->best;
    s->damping = fmin(fmax(s->damping * factor[least_at] * 3, 1e-6), 1e6);
    if (!(won > 0)) {
        bool more = s->damping <= 1e3;
        s->damping *= 1e3;
        return more;
    }
    memcpy(s->u, b->u[least_at], sizeof b->u[least_at]);
    s->best = b->sse[least_at];
    s->known = false;
    return won >= 1e-5 && s->best > 0;
}

/* From all starts that go on to minima. */
static void descend(struct search *x) {
    struct start **on = x->on, **moved = x->on + x->n;
    for (int step = 0; step < STEPS; step++) {
        size_t count = 0, unknown = 0;
        for (size_t k = 0; k < x->n; k++) {
            struct start *s = &x->start[k];
            if (s->goes_on)
                on[count++] = s;
            if (s->goes_on && !s->known)
                moved[unknown++] = s;
        }
        if (!count)
            return;
        normal_equations(x, moved, unknown);
        for (size_t i = 0; i < count; i++)
            try_steps(on[i], &x->block[i]);
        cp_forecast_ets_run(&x->room, x->block, count);
        for (size_t i = 0; i < count; i++)
            on[i]->goes_on = take_step(on[i], &x->block[i]);
    }
}

/* ---- the search ---------------------------------------------------------------------------- */

/* The best of the starts that were followed. */
static void settle(const struct start *s, problem *p) {
    double best = INFINITY;
    for (size_t r = 0; r < rows_of(p); r++)
        if (s[r].followed && s[r].best < best) {
            best = s[r].best;
            memcpy(p->u, s[r].u, sizeof s[r].u);
        }
    p->found = isfinite(best);
}

/* Room for `starts` of problems like p. */
static int make(struct search *x, const problem *p, size_t starts) {
    size_t most = starts > BLOCKS ? starts : BLOCKS, season = p->form.season;
    size_t own = season ? 0 : 2 * CP_ETS_GROUP * p->n;
    x->e = cp_forecast_lanes_new(BLOCKS * p->n + own + CP_ETS_GROUP * (season + 1));
    x->block = cp_calloc(most, sizeof *x->block);
    x->start = cp_calloc(starts, sizeof *x->start);
    x->on = cp_calloc(2 * starts, sizeof(struct start *));
    if (!x->e || !x->block || !x->start || !x->on)
        return CP_ENOMEM;
    x->room.e = x->e;
    x->room.level = x->room.seasonal = x->e + BLOCKS * p->n;
    x->room.slope = season ? NULL : x->room.level + CP_ETS_GROUP * p->n;
    return 0;
}

static int search_like(problem *p, size_t count) {
    struct search x = {0};
    size_t starts = 0;
    for (size_t i = 0; i < count; i++)
        starts += rows_of(&p[i]);
    int rc = make(&x, p, starts);
    if (!rc) {
        find_starts(&x, p, count);
        descend(&x);
        for (size_t i = 0, k = 0; i < count; k += rows_of(&p[i++]))
            settle(x.start + k, &p[i]);
    }
    free(x.e);
    free(x.block);
    free(x.start);
    free(x.on);
    return rc;
}

/* Those that agree in season and trend together; they stand in that order. */
int cp_forecast_ets_find(struct cp_forecast_ets_problem *p, size_t count) {
    int rc = 0;
    for (size_t from = 0, to; from < count && !rc; from = to) {
        for (to = from + 1; to < count && p[to].form.season == p[from].form.season &&
                            p[to].form.trend == p[from].form.trend;)
            to++;
        rc = search_like(p + from, to - from);
    }
    return rc;
}
