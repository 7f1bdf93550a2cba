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

static size_t scenario_named(const struct cp_sell *s, const char *name) {
    size_t k = 0;
    while (k < s->nscenario && !(s->scenario[k] && strcmp(s->scenario[k], name) == 0))
        k++;
    return k;
}

/* The scenarios of `surplus`, or where there is one plan those of prices; none without either. */
static int name_scenarios(struct cp_sell *s, const struct cp_selection *idle) {
    struct cp_selection prices;
    int rc = cp_sell_select(s, "curve_factor", &prices);
    if (rc)
        return rc;
    bool one = false;
    for (size_t i = 0; i < idle->n; i++)
        one |= !cp_sell_dim(s, idle->row[i], CP_SCENARIO);
    const struct cp_selection *of = one ? &prices : idle;
    s->scenario = cp_sell_alloc(s, of->n + 1, sizeof *s->scenario);
    s->nscenario = 0;
    for (size_t i = 0; s->scenario && i < of->n; i++) {
        const char *name = cp_sell_dim(s, of->row[i], CP_SCENARIO);
        if (name && scenario_named(s, name) == s->nscenario)
            s->scenario[s->nscenario++] = name;
    }
    cp_facts_selection_release(&prices);
    s->nscenario = s->nscenario ? s->nscenario : 1;
    s->probability = s->scenario ? cp_sell_alloc(s, s->nscenario, sizeof *s->probability) : NULL;
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
        const char *name = cp_sell_dim(s, p.row[i], CP_SCENARIO);
        size_t k = name ? scenario_named(s, name) : s->nscenario;
        if (k < s->nscenario)
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
                               .firm = numbers(s, 0)};
    if (!u->sku)
        cp_fail_at(s->err, CP_EINPUT, cp_facts_pos(s->facts, row), "%s: the plan has no sku '%s'",
                   cp_facts_measure(s->facts, row), sku);
    if (!u->sku || !u->idle || !u->dual || !u->low || !u->energy || !u->cash || !u->firm)
        return NULL;
    s->nunit++;
    return u;
}

/* GPU-hours as GPUs of the period. Hours can be at as many places as facts name. */
static int read_hours(struct cp_sell *s, const struct cp_selection *idle) {
    struct cp_selection dual;
    int rc = cp_sell_select(s, "gpu_hour_dual", &dual);
    if (rc)
        return rc;
    s->unit = cp_sell_alloc(s, idle->n + dual.n, sizeof *s->unit);
    cp_facts_selection_release(&dual);
    for (size_t i = 0; s->unit && i < idle->n; i++) {
        size_t t = cp_sell_period_of(s, idle->row[i]);
        if (t == NONE || !cp_facts_is_plain(s->facts, idle->row[i]))
            continue;
        struct cp_sell_unit *u = unit_of(s, idle->row[i]);
        if (!u && s->err->n)
            return s->err->at[s->err->n - 1].code;
        for (size_t k = 0; u && k < s->nscenario; k++)
            if (cp_sell_is_in(s, idle->row[i], k)) {
                u->idle[k * s->nperiod + t] += fmax(idle->value[i], 0) / s->hours[t];
                u->firm[k * s->nperiod + t] = u->idle[k * s->nperiod + t];
            }
    }
    return s->unit ? 0 : CP_ENOMEM;
}

/* ---- slices ------------------------------------------------------------------------------------
 */

/* Which slices there are, and how long each is in every period. */
static int read_parts(struct cp_sell *s) {
    struct cp_selection x;
    int rc = cp_sell_select(s, "slice_hours", &x);
    if (rc)
        return rc;
    s->slice = cp_sell_alloc(s, x.n, sizeof *s->slice);
    for (size_t i = 0; s->slice && i < x.n; i++) {
        const char *slice = cp_sell_dim(s, x.row[i], CP_SLICE);
        if (slice && cp_sell_slice_of(s, slice) == s->nslice)
            s->slice[s->nslice++] = slice;
    }
    s->part = s->slice ? cp_sell_alloc(s, s->nperiod * s->nslice, sizeof *s->part) : NULL;
    for (size_t i = 0; s->part && i < x.n; i++) {
        const char *slice = cp_sell_dim(s, x.row[i], CP_SLICE);
        size_t t = cp_sell_period_of(s, x.row[i]);
        if (slice && t != NONE)
            s->part[t * s->nslice + cp_sell_slice_of(s, slice)] = x.value[i] / s->hours[t];
    }
    cp_facts_selection_release(&x);
    return s->part ? 0 : CP_ENOMEM;
}

/* GPUs that idle in a slice. */
static int add_spare(struct cp_sell *s, size_t row, double hours) {
    const char *slice = cp_sell_dim(s, row, CP_SLICE);
    size_t t = cp_sell_period_of(s, row), n = s->nslice;
    struct cp_sell_unit *u = slice && t != NONE ? unit_of(s, row) : NULL;
    if (!u)
        return s->err->n ? s->err->at[s->err->n - 1].code : 0;
    size_t h = cp_sell_slice_of(s, slice);
    double part = h < n ? s->part[t * n + h] : 0;
    if (!(part > 0))
        return cp_fail_at(s->err, CP_EINPUT, cp_facts_pos(s->facts, row),
                          "surplus of slice '%s': no 'slice_hours' of %s says how long it is; "
                          "cp-allocate --slices writes them",
                          slice, s->period[t]);
    if (!u->spare)
        u->spare = cp_sell_alloc(s, s->nscenario * s->nperiod * n, sizeof *u->spare);
    for (size_t k = 0; u->spare && k < s->nscenario; k++)
        if (cp_sell_is_in(s, row, k))
            u->spare[(k * s->nperiod + t) * n + h] += fmax(hours, 0) / (part * s->hours[t]);
    return u->spare ? 0 : CP_ENOMEM;
}

/* What idles in the slice with the least of it. */
static void find_firm(struct cp_sell *s, struct cp_sell_unit *u) {
    size_t n = s->nslice;
    for (size_t at = 0; at < s->nscenario * s->nperiod; at++) {
        double least = u->spare || n == 0 ? HUGE_VAL : 0;
        for (size_t h = 0; u->spare && h < n; h++)
            if (s->part[at % s->nperiod * n + h] > 0)
                least = fmin(least, u->spare[at * n + h]);
        u->firm[at] = fmin(least, u->idle[at]);
    }
}

static int read_slices(struct cp_sell *s, const struct cp_selection *idle) {
    int rc = read_parts(s);
    for (size_t i = 0; rc == 0 && i < idle->n; i++)
        if (cp_sell_dim(s, idle->row[i], CP_SLICE) && !cp_sell_dim(s, idle->row[i], CP_QUANTILE))
            rc = add_spare(s, idle->row[i], idle->value[i]);
    for (size_t i = 0; rc == 0 && i < s->nunit; i++)
        find_firm(s, &s->unit[i]);
    if (rc == 0 && s->nslice == 0)
        cp_sell_note(s, "no surplus by slice: what idles in the mean of a period is taken to idle "
                        "always; cp-allocate --slices says when");
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
        size_t t = cp_sell_period_of(s, d.row[i]);
        struct cp_sell_unit *u = unit_of(s, d.row[i]);
        if (!u && s->err->n)
            rc = s->err->at[s->err->n - 1].code;
        if (!u || t == NONE || cp_sell_dim(s, d.row[i], CP_QUANTILE))
            continue;
        for (size_t at = t; at < s->nscenario * s->nperiod; at += s->nperiod) {
            if (!cp_sell_is_in(s, d.row[i], at / s->nperiod))
                continue;
            if (cp_sell_dim(s, d.row[i], CP_SLICE))
                u->low[at] = fmin(isnan(u->low[at]) ? HUGE_VAL : u->low[at], d.value[i]);
            else
                u->dual[at] = d.value[i];
        }
    }
    cp_facts_selection_release(&d);
    return rc;
}

static void add_energy(const struct cp_sell *s, struct cp_sell_unit *u, size_t row, size_t t,
                       double price) {
    double power = price * u->sku->power;
    for (size_t at = t; at < s->nscenario * s->nperiod; at += s->nperiod)
        if (cp_sell_is_in(s, row, at / s->nperiod)) {
            u->energy[at] += power * (1 - u->sku->idle);
            u->cash[at] = power + u->sku->om / 8766;
        }
}

/* Power of a GPU at work beyond what an idle one draws, and upkeep. What is rented is paid for. */
static int read_energy(struct cp_sell *s) {
    struct cp_selection e;
    int rc = cp_sell_select(s, "energy_dual", &e);
    for (size_t i = 0; rc == 0 && i < s->nunit; i++)
        for (size_t at = 0; s->unit[i].site && at < s->nscenario * s->nperiod; at++)
            s->unit[i].energy[at] = s->unit[i].sku->om / 8766;
    for (size_t i = 0; rc == 0 && i < e.n; i++) {
        size_t t = cp_sell_period_of(s, e.row[i]);
        const char *name = cp_sell_dim(s, e.row[i], CP_SITE);
        const struct cp_site *site = name ? cp_plan_site(s->plan, name) : NULL;
        if (!site || t == NONE || !cp_facts_is_plain(s->facts, e.row[i]))
            continue;
        for (size_t j = 0; j < s->nunit; j++)
            if (same(s->unit[j].site, name))
                add_energy(s, &s->unit[j], e.row[i], t, e.value[i] * site->pue);
    }
    if (rc == 0 && e.n == 0)
        cp_sell_note(s, "no 'energy_dual' facts: floors have no cost of power");
    cp_facts_selection_release(&e);
    return rc;
}

/* Where nothing idles all hours are at work. */
static int ask_for_hours(struct cp_sell *s) {
    struct cp_selection busy;
    int rc = cp_sell_select(s, "gpu_hours", &busy);
    if (rc == 0 && busy.n == 0)
        rc = cp_fail(s->err, CP_EUSAGE, "there are no 'surplus' facts: cp-allocate writes them");
    cp_facts_selection_release(&busy);
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
        rc = ask_for_hours(s);
    if (rc == 0)
        rc = name_scenarios(s, &idle);
    if (rc == 0)
        rc = weigh_scenarios(s);
    if (rc == 0)
        rc = read_hours(s, &idle);
    if (rc == 0)
        rc = read_slices(s, &idle);
    cp_facts_selection_release(&idle);
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
