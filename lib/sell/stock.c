/* What there is to sell: idle GPUs by place and SKU, and what their hours are worth otherwise. */
#include "sell/internal.h"
#include <math.h>
#include <string.h>

static int name_periods(struct cp_sell *s) {
    s->nperiod = s->plan->horizon.n;
    s->period = cp_sell_alloc(s, s->nperiod, sizeof *s->period);
    s->hours = cp_sell_alloc(s, s->nperiod, sizeof *s->hours);
    s->df = cp_sell_alloc(s, s->nperiod, sizeof *s->df);
    if (!s->period || !s->hours || !s->df)
        return CP_ENOMEM;
    for (size_t t = 0; t < s->nperiod; t++) {
        char text[CP_PERIOD_SIZE];
        struct cp_period p = cp_plan_period(s->plan, t);
        cp_period_format(text, p);
        s->hours[t] = cp_period_hours(p);
        s->df[t] = cp_plan_discount(s->plan, s->plan->money.discount, p);
        s->period[t] = cp_arena_strdup(&s->arena, text);
        if (!s->period[t])
            return cp_fail_nomem(s->err);
    }
    return 0;
}

/* The scenarios of `surplus`; none where there is one plan for all. */
static int name_scenarios(struct cp_sell *s, const struct cp_selection *idle) {
    s->scenario = cp_sell_alloc(s, idle->n + 1, sizeof *s->scenario);
    if (!s->scenario)
        return CP_ENOMEM;
    for (size_t i = 0; i < idle->n; i++) {
        const char *name = cp_sell_dim(s, idle->row[i], CP_SCENARIO);
        if (!name) {
            s->scenario[0] = NULL;
            s->nscenario = 1;
            break;
        }
        if (cp_sell_scenario_of(s, idle->row[i]) == NONE)
            s->scenario[s->nscenario++] = name;
    }
    s->probability = cp_sell_alloc(s, s->nscenario, sizeof *s->probability);
    return s->probability ? 0 : CP_ENOMEM;
}

/* As the stream has them, or all alike. */
static int weigh_scenarios(struct cp_sell *s) {
    struct cp_selection p;
    double sum = 0;
    int rc = cp_sell_select(s, "scenario_probability", &p);
    if (rc)
        return rc;
    for (size_t i = 0; i < p.n; i++) {
        size_t k = cp_sell_scenario_of(s, p.row[i]);
        if (k != NONE)
            s->probability[k] = p.value[i];
    }
    cp_facts_selection_release(&p);
    for (size_t k = 0; k < s->nscenario; k++)
        sum += s->probability[k];
    for (size_t k = 0; k < s->nscenario; k++)
        s->probability[k] = sum > 0 ? s->probability[k] / sum : 1. / (double)s->nscenario;
    return 0;
}

static bool same(const char *a, const char *b) {
    return a == b || (a && b && strcmp(a, b) == 0);
}

static double *numbers(struct cp_sell *s, double value) {
    size_t n = s->nscenario * s->nperiod;
    double *x = cp_sell_alloc(s, n, sizeof *x);
    for (size_t i = 0; x && i < n; i++)
        x[i] = value;
    return x;
}

/* The unit of a row, made where it is new; NULL: the row is of none, or with a finding. */
static struct cp_sell_unit *unit_of(struct cp_sell *s, size_t row) {
    const char *site = cp_sell_dim(s, row, CP_SITE), *offer = cp_sell_dim(s, row, CP_OFFER);
    const char *sku = cp_sell_dim(s, row, CP_SKU);
    if (!sku || (!site && !offer))
        return NULL;
    for (size_t i = 0; i < s->nunit; i++)
        if (same(s->unit[i].sku->name, sku) && same(s->unit[i].site, site) &&
            same(s->unit[i].offer, offer))
            return &s->unit[i];
    struct cp_sell_unit *u = &s->unit[s->nunit];
    *u = (struct cp_sell_unit){.site = site,
                               .offer = offer,
                               .sku = cp_plan_sku(s->plan, sku),
                               .idle = numbers(s, 0),
                               .dual = numbers(s, 0),
                               .low = numbers(s, NAN),
                               .energy = numbers(s, 0),
                               .cash = numbers(s, NAN),
                               .able = numbers(s, 0),
                               .firm = numbers(s, 0)};
    if (!u->sku)
        cp_fail_at(s->err, CP_EINPUT, cp_facts_pos(s->facts, row), "%s: the plan has no sku '%s'",
                   cp_facts_measure(s->facts, row), sku);
    if (!u->sku || !u->idle || !u->dual || !u->low || !u->energy || !u->cash || !u->able ||
        !u->firm)
        return NULL;
    s->nunit++;
    return u;
}

/* GPU-hours of a measure as GPUs: what idles is able to work, and what works too. */
static int add_hours(struct cp_sell *s, const struct cp_selection *hours, bool idle) {
    for (size_t i = 0; i < hours->n; i++) {
        size_t t = cp_sell_period_of(s, hours->row[i]), k = cp_sell_scenario_of(s, hours->row[i]);
        if (t == NONE || k == NONE || !cp_facts_is_plain(s->facts, hours->row[i]))
            continue;
        struct cp_sell_unit *u = unit_of(s, hours->row[i]);
        if (!u && s->err->n)
            return s->err->at[s->err->n - 1].code;
        size_t at = k * s->nperiod + t;
        double gpus = fmax(hours->value[i], 0) / s->hours[t];
        if (u)
            u->able[at] += gpus;
        if (u && idle)
            u->idle[at] = u->firm[at] = u->idle[at] + gpus;
    }
    return 0;
}

/* Hours can be at as many places as facts name. */
static int read_hours(struct cp_sell *s, const struct cp_selection *idle) {
    struct cp_selection busy, dual = {0};
    int rc = cp_sell_select(s, "gpu_hours", &busy);
    if (rc == 0)
        rc = cp_sell_select(s, "gpu_hour_dual", &dual);
    if (rc == 0) {
        s->unit = cp_sell_alloc(s, idle->n + busy.n + dual.n, sizeof *s->unit);
        rc = s->unit ? add_hours(s, idle, true) : CP_ENOMEM;
    }
    if (rc == 0)
        rc = add_hours(s, &busy, false);
    cp_facts_selection_release(&busy);
    cp_facts_selection_release(&dual);
    return rc;
}

/* ---- slices ------------------------------------------------------------------------------------
 */

/* Names of slices of `served`. */
static int name_slices(struct cp_sell *s, const struct cp_selection *work) {
    s->slice = cp_sell_alloc(s, work->n, sizeof *s->slice);
    for (size_t i = 0; s->slice && i < work->n; i++) {
        const char *slice = cp_sell_dim(s, work->row[i], CP_SLICE);
        if (slice && cp_sell_slice_of(s, slice) == s->nslice)
            s->slice[s->nslice++] = slice;
    }
    for (size_t u = 0; s->slice && u < s->nunit; u++) {
        s->unit[u].busy =
            cp_sell_alloc(s, s->nscenario * s->nperiod * s->nslice, sizeof *s->unit[u].busy);
        if (!s->unit[u].busy)
            return CP_ENOMEM;
    }
    return s->slice ? 0 : CP_ENOMEM;
}

/* GPUs at work in a slice: what is served, by what one does. */
static double gpus_of(const struct cp_sell *s, size_t row, const struct cp_sell_unit *u,
                      double served) {
    const char *workload = cp_sell_dim(s, row, CP_WORKLOAD);
    double rate = workload ? u->sku->peak * cp_plan_efficiency(u->sku, workload) : 0;
    return rate > 0 ? served / rate : 0;
}

/* What idles in the busiest slice, where facts of slices say what works. */
static int read_slices(struct cp_sell *s) {
    struct cp_selection work;
    size_t n, ats = s->nscenario * s->nperiod;
    int rc = cp_sell_select(s, "served", &work);
    if (rc)
        return rc;
    rc = name_slices(s, &work);
    n = s->nslice;
    for (size_t i = 0; rc == 0 && i < work.n; i++) {
        const char *slice = cp_sell_dim(s, work.row[i], CP_SLICE);
        size_t t = cp_sell_period_of(s, work.row[i]), k = cp_sell_scenario_of(s, work.row[i]);
        struct cp_sell_unit *u = slice && t != NONE && k != NONE ? unit_of(s, work.row[i]) : NULL;
        if (u && u->busy && !cp_sell_dim(s, work.row[i], CP_QUANTILE))
            u->busy[(k * s->nperiod + t) * n + cp_sell_slice_of(s, slice)] +=
                gpus_of(s, work.row[i], u, work.value[i]);
    }
    for (size_t i = 0; rc == 0 && n > 0 && i < s->nunit * ats; i++) {
        struct cp_sell_unit *u = &s->unit[i / ats];
        double most = 0;
        for (size_t h = 0; u->busy && h < n; h++)
            most = fmax(most, u->busy[i % ats * n + h]);
        u->firm[i % ats] = fmin(fmax(u->able[i % ats] - most, 0), u->idle[i % ats]);
    }
    if (rc == 0 && n == 0)
        cp_sell_note(s, "no work by slice: what idles in the mean of a period is taken to idle "
                        "always; cp-allocate --slices says when");
    cp_facts_selection_release(&work);
    return rc;
}

/* Mean and least of what an hour is worth to the plan. */
static int read_duals(struct cp_sell *s) {
    struct cp_selection d;
    int rc = cp_sell_select(s, "gpu_hour_dual", &d);
    if (rc == 0 && d.n == 0) {
        cp_facts_selection_release(&d);
        return cp_fail(s->err, CP_EUSAGE,
                       "there are no 'gpu_hour_dual' facts: cp-allocate --duals writes them");
    }
    for (size_t i = 0; rc == 0 && i < d.n; i++) {
        size_t t = cp_sell_period_of(s, d.row[i]), k = cp_sell_scenario_of(s, d.row[i]);
        struct cp_sell_unit *u = unit_of(s, d.row[i]);
        if (!u && s->err->n)
            rc = s->err->at[s->err->n - 1].code;
        if (!u || t == NONE || k == NONE || cp_sell_dim(s, d.row[i], CP_QUANTILE))
            continue;
        size_t at = k * s->nperiod + t;
        if (cp_sell_dim(s, d.row[i], CP_SLICE))
            u->low[at] = fmin(isnan(u->low[at]) ? HUGE_VAL : u->low[at], d.value[i]);
        else
            u->dual[at] = d.value[i];
    }
    cp_facts_selection_release(&d);
    return rc;
}

/* Power of a GPU at work beyond what an idle one draws, and upkeep. What is rented is paid for. */
static int read_energy(struct cp_sell *s) {
    struct cp_selection e;
    int rc = cp_sell_select(s, "energy_dual", &e);
    for (size_t i = 0; rc == 0 && i < s->nunit; i++)
        for (size_t at = 0; s->unit[i].site && at < s->nscenario * s->nperiod; at++)
            s->unit[i].energy[at] = s->unit[i].sku->om / 8766;
    for (size_t i = 0; rc == 0 && i < e.n; i++) {
        size_t t = cp_sell_period_of(s, e.row[i]), k = cp_sell_scenario_of(s, e.row[i]);
        const char *name = cp_sell_dim(s, e.row[i], CP_SITE);
        const struct cp_site *site = name ? cp_plan_site(s->plan, name) : NULL;
        if (!site || t == NONE || k == NONE || !cp_facts_is_plain(s->facts, e.row[i]))
            continue;
        for (size_t j = 0; j < s->nunit; j++) {
            struct cp_sell_unit *u = &s->unit[j];
            double power = e.value[i] * u->sku->power * site->pue;
            if (!same(u->site, name))
                continue;
            u->energy[k * s->nperiod + t] += power * (1 - u->sku->idle);
            u->cash[k * s->nperiod + t] = power + u->sku->om / 8766;
        }
    }
    if (rc == 0 && e.n == 0)
        cp_sell_note(s, "no 'energy_dual' facts: floors have no cost of power");
    cp_facts_selection_release(&e);
    return rc;
}

int cp_sell_read_stock(struct cp_sell *s) {
    struct cp_selection idle;
    if (s->unit)
        return 0;
    int rc = name_periods(s);
    if (rc == 0)
        rc = cp_sell_select(s, "surplus", &idle);
    if (rc)
        return rc;
    if (idle.n == 0)
        rc = cp_fail(s->err, CP_EUSAGE, "there are no 'surplus' facts: cp-allocate writes them");
    if (rc == 0)
        rc = name_scenarios(s, &idle);
    if (rc == 0)
        rc = weigh_scenarios(s);
    if (rc == 0)
        rc = read_hours(s, &idle);
    cp_facts_selection_release(&idle);
    if (rc == 0)
        rc = read_slices(s);
    if (rc == 0)
        rc = cp_sell_limit_by_power(s);
    if (rc == 0)
        rc = read_duals(s);
    return rc ? rc : read_energy(s);
}

const char *cp_sell_use_name(enum cp_sell_use u) {
    static const char *const name[] = {"own-work", "idle", "other-sale"};
    return name[u];
}

double cp_sell_worth(const struct cp_sell_unit *u, size_t at, bool spot, enum cp_sell_use *use) {
    double own = spot && !isnan(u->low[at]) ? u->low[at] : u->dual[at];
    *use = own > u->energy[at] ? CP_SELL_OWN_WORK : CP_SELL_STAND_IDLE;
    return fmax(own, 0) + u->energy[at];
}
