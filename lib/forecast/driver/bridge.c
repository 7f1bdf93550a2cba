#include "forecast/driver/driver.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Which driver a change of demand comes from: every order in which drivers may go from one value to
 * the other counts the same, so that the parts add up whatever is 0 [Albrecht, Francois, Schoors: A
 * Shapley decomposition of carbon emissions without residuals, Energy Policy 30 (2002) 727]. */

enum { FACTORS = 5 };

struct factor {
    char name[40];
    double from, to;
};
struct product {
    size_t n;
    struct factor at[FACTORS];
};

static double weight_of(size_t n, size_t others) {
    double w = 1 / (double)n;
    for (size_t k = 1; k <= others; k++) /* others! (n - 1 - others)! / n! */
        w *= (double)k / (double)(n - k);
    return w;
}

/* What factor i adds in the mean over all orders. */
static double part_of(const struct product *p, size_t i) {
    double part = 0;
    for (size_t set = 0; set < (size_t)1 << p->n; set++) {
        double rest = 1;
        size_t others = 0;
        if (set & (size_t)1 << i)
            continue;
        for (size_t k = 0; k < p->n; k++) {
            bool gone = set & (size_t)1 << k;
            others += gone;
            rest *= k == i ? 1 : gone ? p->at[k].to : p->at[k].from;
        }
        part += weight_of(p->n, others) * rest * (p->at[i].to - p->at[i].from);
    }
    return part;
}

static void add_factor(struct product *p, const char *name, double from, double to) {
    struct factor *f = &p->at[p->n++];
    snprintf(f->name, sizeof f->name, "%s", name);
    f->from = from;
    f->to = to;
}

/* ---- facts ------------------------------------------------------------------------------------
 */

/* Parts of all workloads, by name. */
struct parts {
    size_t n;
    struct {
        char name[40];
        double value;
    } at[4 * FACTORS];
};

static void gather(struct parts *all, const char *name, double value) {
    size_t i = 0;
    while (i < all->n && strcmp(all->at[i].name, name) != 0)
        i++;
    if (i == sizeof all->at / sizeof *all->at)
        return;
    if (i == all->n)
        snprintf(all->at[all->n++].name, sizeof all->at[0].name, "%s", name);
    all->at[i].value += value;
}

static int put(const struct cp_workload *w, const char *measure, struct cp_period p,
               const char *name, double value, struct cp_facts *out, struct cp_error *err) {
    char period[CP_PERIOD_SIZE];
    cp_period_format(period, p);
    struct cp_fact f = {.dim[CP_PERIOD] = period,
                        .dim[CP_LAYER] = "model",
                        .dim[CP_NAME] = name,
                        .measure = measure,
                        .value = value};
    if (w) {
        f.dim[CP_REGION] = w->region;
        f.dim[CP_WORKLOAD] = w->name;
        f.dim[CP_TENANT] = w->tenant;
    }
    return cp_facts_put(out, &f, err);
}

/* The change of one workload and its parts. */
static int put_product(const struct cp_workload *w, const char *measure, struct cp_period p,
                       const struct product *x, struct parts *all, struct cp_facts *out,
                       struct cp_error *err) {
    double from = 1, to = 1;
    for (size_t i = 0; i < x->n; i++) {
        from *= x->at[i].from;
        to *= x->at[i].to;
    }
    int rc = put(w, measure, p, NULL, to - from, out, err);
    gather(all, "", to - from);
    for (size_t i = 0; i < x->n && !rc; i++) {
        double part = part_of(x, i);
        gather(all, x->at[i].name, part);
        rc = put(w, measure, p, x->at[i].name, part, out, err);
    }
    return rc;
}

static int put_parts(const struct parts *all, const char *measure, struct cp_period p,
                     struct cp_facts *out, struct cp_error *err) {
    int rc = 0;
    for (size_t i = 0; i < all->n && !rc; i++)
        rc = put(NULL, measure, p, all->at[i].name, all->at[i].value, out, err);
    return rc;
}

/* ---- growth -----------------------------------------------------------------------------------
 */

static double value_at(const struct cp_forecast_chain *c, enum cp_forecast_link l, size_t t) {
    return c->driver[l].central[t];
}

/* Demand of 1e18 FLOP a second as a product of drivers, between two periods. */
static struct product growth_of(const struct cp_forecast_chain *c, size_t from, size_t to) {
    static const double per_day = 1.0 / 86400;
    struct product p = {0};
    if (c->driver[CP_LINK_USERS].central) {
        for (int l = CP_LINK_USERS; l <= CP_LINK_FLOP; l++) {
            double scale = l == CP_LINK_REQUESTS ? per_day : l == CP_LINK_FLOP ? 1e-18 : 1;
            enum cp_forecast_link link = (enum cp_forecast_link)l;
            add_factor(&p, c->driver[l].plan->name, scale * value_at(c, link, from),
                       scale * value_at(c, link, to));
        }
    } else if (c->driver[CP_LINK_RUNS].central) {
        double spread[2];
        for (int k = 0; k < 2; k++) {
            struct cp_period at = cp_plan_period(c->plan, k ? to : from);
            spread[k] = cp_period_years(at) / (cp_period_hours(at) * 3600) * 1e-18;
        }
        add_factor(&p, "runs", value_at(c, CP_LINK_RUNS, from), value_at(c, CP_LINK_RUNS, to));
        add_factor(&p, "run_flop", value_at(c, CP_LINK_RUN_FLOP, from),
                   value_at(c, CP_LINK_RUN_FLOP, to));
        add_factor(&p, "calendar", spread[0], spread[1]);
    } else {
        add_factor(&p, "demand", value_at(c, CP_LINK_DEMAND, from),
                   value_at(c, CP_LINK_DEMAND, to));
    }
    return p;
}

int cp_forecast_bridge(const struct cp_plan *plan, struct cp_period from, struct cp_period to,
                       struct cp_facts *out, struct cp_error *err) {
    size_t t[2];
    struct cp_period at[2] = {from, to};
    struct parts all = {0};
    for (size_t k = 0; k < 2; k++) {
        char wrong[CP_PERIOD_SIZE], first[CP_PERIOD_SIZE], last[CP_PERIOD_SIZE];
        for (t[k] = 0; t[k] < plan->horizon.n; t[k]++) {
            struct cp_period p = cp_plan_period(plan, t[k]);
            if (p.freq == at[k].freq && p.index == at[k].index)
                break;
        }
        cp_period_format(wrong, at[k]);
        cp_period_format(first, plan->horizon.from);
        cp_period_format(last, plan->horizon.to);
        if (t[k] == plan->horizon.n)
            return cp_fail(err, CP_EUSAGE,
                           "--bridge: %s is no period of the plan, which has %s to %s", wrong,
                           first, last);
    }
    int rc = 0;
    for (size_t i = 0; i < plan->nworkload && !rc; i++) {
        struct cp_forecast_chain c;
        rc = cp_forecast_chain_open(plan, &plan->workload[i], NULL, &c, err);
        if (!rc) {
            struct product p = growth_of(&c, t[0], t[1]);
            rc = put_product(c.w, "growth", to, &p, &all, out, err);
        }
        cp_forecast_chain_close(&c);
    }
    return rc ? rc : put_parts(&all, "growth", to, out, err);
}

/* ---- plan against actual ----------------------------------------------------------------------
 */

/* What happened in a period, NaN unknown: layers, or drivers of training. */
enum seen { S_USERS, S_REQUESTS, S_TOKENS, S_DEMAND, S_RUNS, S_RUN_FLOP, SEEN };
static const struct {
    const char *measure, *unit;
} seen_as[SEEN] = {[S_USERS] = {"users", "user"},      [S_REQUESTS] = {"requests", "request/s"},
                   [S_TOKENS] = {"tokens", "token/s"}, [S_DEMAND] = {"demand", "EFLOP/s"},
                   [S_RUNS] = {"runs", "1/year"},      [S_RUN_FLOP] = {"run_flop", "FLOP"}};

/* actual[workload][period][SEEN]; *found: facts that are of the plan. */
static int read_actuals(const struct cp_plan *plan, const struct cp_facts *t, double *actual,
                        size_t *found, struct cp_error *err) {
    size_t n = plan->horizon.n;
    for (size_t i = 0; i < plan->nworkload * n * SEEN; i++)
        actual[i] = NAN;
    for (size_t s = 0; s < SEEN; s++) {
        struct cp_selection x;
        int rc = cp_facts_select(t, seen_as[s].measure, seen_as[s].unit, &x, err);
        if (rc)
            return rc;
        for (size_t k = 0; k < x.n && !rc; k++) {
            const char *workload = cp_facts_dim(t, x.row[k], CP_WORKLOAD);
            const char *period = cp_facts_dim(t, x.row[k], CP_PERIOD);
            struct cp_period p;
            if (!cp_facts_is_plain(t, x.row[k]) || cp_period_parse(period, strlen(period), &p) != 0)
                continue;
            for (size_t w = 0; w < plan->nworkload; w++)
                for (size_t at = 0; at < n && strcmp(plan->workload[w].name, workload) == 0; at++) {
                    struct cp_period own = cp_plan_period(plan, at);
                    if (own.freq != p.freq || own.index != p.index)
                        continue;
                    double *seen = &actual[(w * n + at) * SEEN + s];
                    const char *wrong = x.value[k] < 0 ? "is negative"
                                        : !isnan(*seen)
                                            ? "is given a second time; give what it was in all"
                                            : NULL;
                    *seen = x.value[k];
                    ++*found;
                    if (wrong)
                        rc = cp_fail_at(err, CP_EINPUT, cp_facts_pos(t, x.row[k]),
                                        "--actual: %s of %s in %s %s", seen_as[s].measure, workload,
                                        period, wrong);
                }
        }
        cp_facts_selection_release(&x);
        if (rc)
            return rc;
    }
    return 0;
}

/* "requests,tokens" behind what is there. */
static void name_more(char *name, size_t size, const char *more) {
    size_t used = strlen(name);
    snprintf(name + used, size - used, "%s%s", used ? "," : "", more);
}

/* Training as runs times FLOP of one, times its spread over the period; one factor where either is
 * unknown, as the FLOP of no run are. */
static bool miss_of_runs(const struct product *plan, const double *actual, struct product *p) {
    double spread = plan->at[2].from, runs = actual[S_RUNS], flop = actual[S_RUN_FLOP];
    double demand = isnan(actual[S_DEMAND]) ? runs * flop * spread : actual[S_DEMAND];
    runs = isnan(runs) ? demand / (flop * spread) : runs;
    flop = runs > 0 ? demand / runs : demand > 0 ? NAN : flop * spread;
    if (isfinite(runs) && isfinite(flop)) {
        add_factor(p, "runs", plan->at[0].from, runs);
        add_factor(p, "run_flop", plan->at[1].from * spread, flop);
    } else {
        add_factor(p, "runs,run_flop", plan->at[0].from * plan->at[1].from * spread, demand);
    }
    return isfinite(demand);
}

/* Demand as a product of what is known between its layers; drivers of which one layer between them
 * is unknown are one factor. False: demand is unknown. */
static bool miss_of(const struct cp_forecast_chain *c, size_t t, const double *actual,
                    struct product *p) {
    *p = (struct product){0};
    struct product plan = growth_of(c, t, t);
    if (c->driver[CP_LINK_RUNS].central)
        return miss_of_runs(&plan, actual, p);
    if (!c->driver[CP_LINK_USERS].central) {
        add_factor(p, "demand", plan.at[0].from, actual[S_DEMAND]);
        return !isnan(actual[S_DEMAND]);
    }
    double planned = 1, before = 1;
    char name[40] = "";
    for (size_t l = 0; l < plan.n; l++) {
        planned *= plan.at[l].from;
        name_more(name, sizeof name, plan.at[l].name);
        if (isnan(actual[S_USERS + l]) || (l + 1 < plan.n && actual[S_USERS + l] == 0))
            continue;
        add_factor(p, name, planned, actual[S_USERS + l] / before);
        before = actual[S_USERS + l];
        planned = 1;
        name[0] = 0;
    }
    return !isnan(actual[S_DEMAND]);
}

/* Without demand there is no miss, and none of all workloads. */
static int put_unknown(const struct cp_workload *w, struct cp_period p, struct parts *all,
                       struct cp_facts *out, struct cp_error *err) {
    gather(all, "", NAN);
    return put(w, "miss", p, NULL, NAN, out, err);
}

int cp_forecast_miss(const struct cp_plan *plan, const struct cp_facts *actuals,
                     struct cp_facts *out, struct cp_error *err) {
    size_t n = plan->horizon.n, found = 0;
    struct parts *all = cp_calloc(n, sizeof *all);
    double *actual = cp_calloc(plan->nworkload * n + 1, SEEN * sizeof *actual);
    int rc = all && actual ? read_actuals(plan, actuals, actual, &found, err) : cp_fail_nomem(err);
    if (!rc && !found) {
        char first[CP_PERIOD_SIZE], last[CP_PERIOD_SIZE];
        cp_period_format(first, plan->horizon.from);
        cp_period_format(last, plan->horizon.to);
        rc = cp_fail(err, CP_EINPUT,
                     "--actual: no fact users, requests, tokens, demand, runs or run_flop is of a "
                     "workload and a period of the plan, which has %s to %s",
                     first, last);
    }
    for (size_t i = 0; i < plan->nworkload && !rc; i++) {
        struct cp_forecast_chain c;
        rc = cp_forecast_chain_open(plan, &plan->workload[i], NULL, &c, err);
        for (size_t t = 0; t < n && !rc; t++) {
            const double *seen = actual + (i * n + t) * SEEN;
            struct product p;
            bool any = false;
            for (size_t s = 0; s < SEEN; s++)
                any = any || !isnan(seen[s]);
            if (!any)
                continue;
            if (miss_of(&c, t, seen, &p))
                rc = put_product(c.w, "miss", cp_plan_period(plan, t), &p, &all[t], out, err);
            else
                rc = put_unknown(c.w, cp_plan_period(plan, t), &all[t], out, err);
        }
        cp_forecast_chain_close(&c);
    }
    for (size_t t = 0; t < n && !rc; t++)
        rc = put_parts(&all[t], "miss", cp_plan_period(plan, t), out, err);
    free(all);
    free(actual);
    return rc;
}
