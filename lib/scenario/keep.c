/* Which futures are kept, how likely each is then, and what it is called. */
#include "scenario/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double RARE = .01;    /* combinations above it are kept */
static const double LIKELY = .9;   /* what they have together, where clusters are taken of them */
static const double STRAIGHT = .1; /* how much it counts of that with which costs go straight up,
                                      beside demand, of which they are convex: its mean is exact */

struct work {
    struct cp_scenario_set *s;
    struct cp_scenario_sample *x;
    struct cp_scenario_points p;
    size_t years, d;    /* a driver counts by the year; coordinates of a future */
    size_t *year;       /* by period */
    size_t *group;      /* which events come, as a number */
    size_t *part;       /* of clusters: the future that is its mean; NULL: they are not taken */
    double *at, *room;  /* n x d; n */
    double *mean, *dev; /* of each driver over the periods, of all that were drawn */
    bool *kept;
};

/* ---- where a future lies --------------------------------------------------------------------- */

static size_t ncurve(const struct work *w) {
    return w->x->curve ? w->s->ncurve : 0;
}

static size_t nworkload(const struct work *w) {
    return w->x->demand ? w->s->plan->nworkload : 0;
}

static size_t noffer(const struct work *w) {
    return w->x->late ? w->s->plan->supply.noffer : 0;
}

/* What drivers do in a future: one that was drawn, or one that is kept. */
struct levels {
    const double *curve, *demand, *late;
};

static struct levels drawn(const struct work *w, size_t i) {
    size_t T = w->s->periods;
    return (struct levels){w->x->curve ? w->x->curve + i * ncurve(w) * T : NULL,
                           w->x->demand ? w->x->demand + i * nworkload(w) * T : NULL,
                           w->x->late ? w->x->late + i * noffer(w) : NULL};
}

/* Driver k of so many paths by period, then delays: that of a path in period t. */
static double level(const struct work *w, struct levels of, size_t k, size_t t) {
    size_t nc = ncurve(w), nw = nworkload(w), T = w->s->periods;
    if (k < nc)
        return of.curve[k * T + t];
    if (k < nc + nw)
        return of.demand[(k - nc) * T + t];
    return of.late[k - nc - nw];
}

/* Yearly means of paths, each driver by how much it counts; a period of an event that comes as a
 * part of the plan. What never comes is half a plan later than its end. */
static void locate(const struct work *w, size_t i, double *at) {
    const struct cp_scenario_set *s = w->s;
    size_t paths = ncurve(w) + nworkload(w);
    for (size_t e = 0; e < s->nevent; e++) {
        size_t when = w->x->when[i * s->nevent + e];
        *at++ = when < s->periods ? (double)when / (double)s->periods : 1.5;
    }
    for (size_t k = 0; k < paths; k++, at += w->years)
        for (size_t t = 0; t < s->periods; t++)
            at[w->year[t]] += level(w, drawn(w, i), k, t);
    for (size_t k = 0; k < noffer(w); k++)
        *at++ = level(w, drawn(w, i), paths + k, 0);
}

/* Of so many columns from `first`: each to deviation 1 over the root of how many they are, times
 * how much they count. */
static void scale(const struct work *w, size_t first, size_t columns, double counts) {
    for (size_t c = first; c < first + columns; c++) {
        double sum = 0, squares = 0;
        for (size_t i = 0; i < w->x->n; i++)
            sum += w->x->probability[i] * w->at[i * w->d + c];
        for (size_t i = 0; i < w->x->n; i++) {
            double *x = &w->at[i * w->d + c];
            *x -= sum;
            squares += w->x->probability[i] * *x * *x;
        }
        double by = sqrt(squares * (double)columns);
        for (size_t i = 0; i < w->x->n; i++)
            w->at[i * w->d + c] = by > 1e-12 ? w->at[i * w->d + c] * counts / by : 0;
    }
}

/* Of each driver its mean over the periods: what it usually is. */
static double whole(const struct work *w, struct levels of, size_t k) {
    double sum = 0;
    size_t T = k < ncurve(w) + nworkload(w) ? w->s->periods : 1;
    for (size_t t = 0; t < T; t++)
        sum += level(w, of, k, t);
    return sum / (double)T;
}

static void describe(const struct work *w) {
    for (size_t k = 0; k < ncurve(w) + nworkload(w) + noffer(w); k++) {
        double sum = 0, squares = 0;
        for (size_t i = 0; i < w->x->n; i++) {
            double v = whole(w, drawn(w, i), k);
            sum += w->x->probability[i] * v;
            squares += w->x->probability[i] * v * v;
        }
        w->mean[k] = sum;
        w->dev[k] = sqrt(fmax(squares - sum * sum, 0));
    }
}

/* What a workload asks for over the plan, without what comes: it is cut from whoever pays least for
 * it, so that all workloads' counts alike. */
static double compute(const struct work *w, size_t k) {
    double sum = 0;
    for (size_t t = 0; t < w->s->periods; t++)
        sum += w->s->demand[k].planned ? fmax(w->s->demand[k].planned[t], 0) : 0;
    return sum;
}

static void locate_all(const struct work *w) {
    const struct cp_scenario_set *s = w->s;
    size_t paths = ncurve(w) + nworkload(w);
    for (size_t i = 0; i < w->x->n; i++) {
        locate(w, i, w->at + i * w->d);
        w->group[i] = 0;
        for (size_t e = 0; e < s->nevent; e++)
            w->group[i] |= (size_t)(w->x->when[i * s->nevent + e] < s->periods) << e;
    }
    describe(w);
    double most = 0;
    for (size_t k = ncurve(w); k < paths; k++)
        most = fmax(most, w->dev[k] * compute(w, k - ncurve(w)));
    for (size_t k = 0; k < paths + noffer(w); k++) {
        bool path = k < paths, demand = path && k >= ncurve(w);
        double counts = !(most > 0) ? 1
                        : demand    ? w->dev[k] * compute(w, k - ncurve(w)) / most
                                    : STRAIGHT;
        scale(w, s->nevent + (path ? k : paths) * w->years + (path ? 0 : k - paths),
              path ? w->years : 1, counts);
    }
}

/* ---- those that have to stay ----------------------------------------------------------------- */

/* How far the others of its group are from one, axis by axis. */
static double spread_about(const struct work *w, size_t k) {
    double sum = 0;
    for (size_t j = 0; j < w->p.n; j++)
        for (size_t c = 0; w->group[j] == w->group[k] && c < w->d; c++)
            sum += w->p.probability[j] * fabs(w->at[j * w->d + c] - w->at[k * w->d + c]);
    return sum;
}

/* Of each combination that stays the future in the middle of it. */
static void keep_middles(const struct work *w, const bool *stays) {
    for (size_t i = 0; i < w->p.n; i++) {
        size_t middle = SIZE_MAX;
        double least = HUGE_VAL;
        bool first = stays[i];
        for (size_t k = 0; k < i && first; k++)
            first = w->group[k] != w->group[i];
        for (size_t k = i; first && k < w->p.n; k++) {
            double sum = w->group[k] == w->group[i] ? spread_about(w, k) : HUGE_VAL;
            if (sum < least - 1e-12) {
                least = sum;
                middle = k;
            }
        }
        if (middle != SIZE_MAX)
            w->kept[middle] = true;
    }
}

/* Clusters of combinations that stay: of the others there is nothing to be a part of. */
static int cluster(struct work *w, const bool *stays) {
    double *probability = cp_calloc(w->p.n + 1, sizeof *probability);
    struct cp_scenario_points p = w->p;
    w->part = cp_calloc(w->p.n + 1, sizeof *w->part);
    int rc = probability && w->part ? 0 : CP_ENOMEM;
    for (size_t i = 0; rc == 0 && i < p.n; i++)
        probability[i] = !stays || stays[i] ? p.probability[i] : 0;
    p.probability = probability;
    if (rc == 0)
        rc = cp_scenario_cluster(&p, stays ? w->group : NULL, 0, w->s->opt.keep, w->kept, w->part);
    free(probability);
    return rc;
}

static int reduce(struct work *w, enum cp_scenario_reduction how, const bool *stays) {
    double alone = 0;
    int rc = how == CP_SCENARIO_CLUSTERS ? cluster(w, stays) : 0;
    if (stays && how != CP_SCENARIO_CLUSTERS)
        keep_middles(w, stays);
    rc = rc ? rc : cp_scenario_reduce(&w->p, how, w->s->opt.keep, w->kept, &alone);
    if (rc)
        return rc;
    double far = cp_scenario_assign(&w->p, w->kept, w->part ? w->part : w->group, w->room);
    w->s->distance = alone > 0 ? far / alone : 0;
    return 0;
}

static int choose(struct work *w, struct cp_error *err) {
    struct cp_scenario_set *s = w->s;
    if (w->p.n <= s->opt.keep) {
        for (size_t i = 0; i < w->p.n; i++)
            w->kept[i] = true;
        cp_scenario_assign(&w->p, w->kept, NULL, w->room);
        return 0;
    }
    struct cp_scenario_combinations c = {
        .nevent = s->nevent, .keep = s->opt.keep, .rare = RARE, .together = 1};
    enum cp_scenario_reduction how = s->opt.reduce;
    int rc = 0;
    if (s->nevent) {
        c.stays = cp_calloc(w->p.n + 1, sizeof *c.stays);
        rc = c.stays ? cp_scenario_combinations(&w->p, w->group, &c) : CP_ENOMEM;
    }
    if (how == CP_SCENARIO_CLUSTERS && c.together < LIKELY)
        how = CP_SCENARIO_FORWARD; /* rare ones have no mean of theirs */
    if (rc == 0 && c.likely > s->opt.keep)
        rc = cp_fail(err, CP_EUSAGE,
                     "--keep %zu: %zu combinations of events are likelier than 1 %%; keep those",
                     s->opt.keep, c.likely);
    if (rc == 0)
        rc = reduce(w, how, c.stays);
    free(c.stays);
    return rc == CP_ENOMEM ? cp_fail_nomem(err) : rc;
}

/* ---- what they are called -------------------------------------------------------------------- */

static const char *driver_name(const struct work *w, size_t k) {
    size_t nc = ncurve(w), nw = nworkload(w);
    return k < nc        ? w->s->plan->money.market.curve[k].name
           : k < nc + nw ? w->s->plan->workload[k - nc].name
                         : w->s->plan->supply.offer[k - nc - nw].name;
}

enum { LONGEST = 100 }; /* that a plan takes for a name */

/* What happens in it, as long as there is room: the number tells it from others. */
static void add_part(struct cp_str *name, const char *what, const char *mark, const char *how) {
    if (name->len + strlen(what) + strlen(how) + 2 <= LONGEST)
        cp_str_addf(name, "+%s%s%s", what, mark, how);
}

/* The two drivers that are furthest from what they usually are, if by more than a deviation. */
static void name_levels(const struct work *w, struct levels of, struct cp_str *out) {
    size_t all = ncurve(w) + nworkload(w) + noffer(w), paths = ncurve(w) + nworkload(w);
    size_t said = SIZE_MAX;
    for (int n = 0; n < 2; n++) {
        size_t most = SIZE_MAX;
        double far = 1;
        for (size_t k = 0; k < all; k++) {
            double by = w->dev[k] > 1e-9 ? (whole(w, of, k) - w->mean[k]) / w->dev[k] : 0;
            if (k != said && (k < paths ? fabs(by) : by) > far) {
                far = fabs(by);
                most = k;
            }
        }
        if (most == SIZE_MAX)
            return;
        add_part(out, driver_name(w, most), "-",
                 most >= paths                        ? "late"
                 : whole(w, of, most) > w->mean[most] ? "high"
                                                      : "low");
        said = most;
    }
}

static char *name_of(const struct work *w, size_t number, const struct cp_scenario_future *f) {
    struct cp_scenario_set *s = w->s;
    struct cp_str text = {0};
    cp_str_addf(&text, "s%04zu", number);
    for (size_t e = 0; e < s->nevent; e++) {
        char period[CP_PERIOD_SIZE];
        size_t when = f->when[e];
        if (when == s->periods)
            continue;
        cp_period_format(period, cp_plan_period(s->plan, when));
        add_part(&text, s->event[e].name, "@", period);
    }
    name_levels(w, (struct levels){f->curve, f->demand, f->late}, &text);
    char *copy = text.oom ? NULL : cp_arena_strdup(&s->arena, text.s);
    cp_str_release(&text);
    return copy;
}

/* ---- taking them ----------------------------------------------------------------------------- */

static bool copy(struct cp_scenario_set *s, const double *all, size_t i, size_t n, double **out) {
    if (!all)
        return true;
    *out = cp_arena_calloc(&s->arena, n + 1, sizeof **out);
    if (*out)
        memcpy(*out, all + i * n, n * sizeof **out);
    return *out != NULL;
}

static int take(const struct work *w, struct cp_error *err) {
    struct cp_scenario_set *s = w->s;
    size_t n = 0;
    for (size_t i = 0; i < w->p.n; i++)
        n += w->kept[i];
    s->future = cp_arena_calloc(&s->arena, n + 1, sizeof *s->future);
    for (size_t i = 0; s->future && i < w->p.n; i++) {
        if (!w->kept[i])
            continue;
        struct cp_scenario_future *f = &s->future[s->n++];
        f->probability = w->room[i];
        f->when = cp_arena_calloc(&s->arena, s->nevent + 1, sizeof *f->when);
        if (!f->when || !copy(s, w->x->curve, i, s->ncurve * s->periods, &f->curve) ||
            !copy(s, w->x->demand, i, s->plan->nworkload * s->periods, &f->demand) ||
            !copy(s, w->x->late, i, s->plan->supply.noffer, &f->late) ||
            !copy(s, w->x->u, i, s->nscalar, &f->u))
            return cp_fail_nomem(err);
        memcpy(f->when, w->x->when + i * s->nevent, s->nevent * sizeof *f->when);
    }
    return s->future ? 0 : cp_fail_nomem(err);
}

/* What is exact of all that were drawn is exact of those that are kept. */
static int make_exact(const struct work *w, struct cp_error *err) {
    struct cp_scenario_set *s = w->s;
    bool few = s->n < w->x->n;
    if (s->nevent && cp_scenario_balance(s) != 0)
        return cp_fail_nomem(err);
    if (few && (w->part ? cp_scenario_average(s, w->x, w->part) : cp_scenario_settle(s, w->x)))
        return cp_fail_nomem(err);
    int rc =
        w->x->demand && (few || !s->npath) ? cp_scenario_match_demand(s, w->x, !w->part, err) : 0;
    return rc == 0 && w->x->curve && (few || s->nevent) ? cp_scenario_match_kept(s, err) : rc;
}

static int name_all(const struct work *w, struct cp_error *err) {
    struct cp_scenario_set *s = w->s;
    bool full = true;
    for (size_t i = 0; i < s->n && full; i++)
        full = (s->future[i].name = name_of(w, i + 1, &s->future[i])) != NULL;
    return full ? 0 : cp_fail_nomem(err);
}

static int prepare(struct work *w) {
    struct cp_scenario_set *s = w->s;
    size_t n = w->x->n, paths = ncurve(w) + nworkload(w);
    int first = cp_period_year(cp_plan_period(s->plan, 0));
    w->year = cp_calloc(s->periods + 1, sizeof *w->year);
    for (size_t t = 0; w->year && t < s->periods; t++) {
        w->year[t] = (size_t)(cp_period_year(cp_plan_period(s->plan, t)) - first);
        w->years = w->year[t] + 1;
    }
    w->d = s->nevent + paths * w->years + noffer(w);
    w->group = cp_calloc(n + 1, sizeof *w->group);
    w->at = cp_calloc(n * w->d + 1, sizeof *w->at);
    w->room = cp_calloc(n + 1, sizeof *w->room);
    w->mean = cp_calloc(2 * (paths + noffer(w)) + 1, sizeof *w->mean);
    w->kept = cp_calloc(n + 1, sizeof *w->kept);
    if (!w->year || !w->group || !w->at || !w->room || !w->mean || !w->kept)
        return CP_ENOMEM;
    w->dev = w->mean + paths + noffer(w);
    w->p = (struct cp_scenario_points){n, w->d, w->at, w->x->probability};
    locate_all(w);
    return 0;
}

int cp_scenario_keep(struct cp_scenario_set *s, struct cp_scenario_sample *x,
                     struct cp_error *err) {
    enum { MOST = 20000 }; /* futures that differ, of which few are chosen: a minute */
    struct work w = {.s = s, .x = x};
    int rc = 0;
    if (x->n > MOST && s->opt.keep < x->n)
        return cp_fail(err, CP_EUSAGE, "--samples: %zu futures differ, more than %d; draw fewer",
                       x->n, MOST);
    bool means = s->opt.reduce == CP_SCENARIO_CLUSTERS && s->opt.keep < x->n &&
                 s->opt.match != CP_SCENARIO_MATCH_NONE;
    if ((means && cp_scenario_even(s, x) != 0) || prepare(&w) != 0)
        rc = cp_fail_nomem(err);
    if (rc == 0)
        rc = choose(&w, err);
    if (rc == 0)
        rc = take(&w, err);
    if (rc == 0 && s->opt.match != CP_SCENARIO_MATCH_NONE)
        rc = make_exact(&w, err);
    if (rc == 0)
        rc = name_all(&w, err);
    free(w.year);
    free(w.group);
    free(w.part);
    free(w.at);
    free(w.room);
    free(w.mean);
    free(w.kept);
    return rc;
}
