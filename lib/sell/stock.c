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

/* The unit of a row; NULL with a finding when it is new and there is no memory, or without where
 * the row is of none. */
static struct cp_sell_unit *unit_of(struct cp_sell *s, size_t row, bool add) {
    const char *site = cp_sell_dim(s, row, CP_SITE), *offer = cp_sell_dim(s, row, CP_OFFER);
    const char *sku = cp_sell_dim(s, row, CP_SKU);
    if (!sku || (!site && !offer))
        return NULL;
    for (size_t i = 0; i < s->nunit; i++)
        if (same(s->unit[i].sku->name, sku) && same(s->unit[i].site, site) &&
            same(s->unit[i].offer, offer))
            return &s->unit[i];
    if (!add)
        return NULL;
    struct cp_sell_unit *u = &s->unit[s->nunit];
    *u = (struct cp_sell_unit){site,          offer,         cp_plan_sku(s->plan, sku),
                               numbers(s, 0), numbers(s, 0), numbers(s, NAN),
                               numbers(s, 0)};
    if (!u->sku)
        cp_fail_at(s->err, CP_EINPUT, cp_facts_pos(s->facts, row),
                   "surplus: the plan has no sku '%s'", sku);
    if (!u->sku || !u->idle || !u->dual || !u->low || !u->energy)
        return NULL;
    s->nunit++;
    return u;
}

static int read_idle(struct cp_sell *s, const struct cp_selection *idle) {
    s->unit = cp_sell_alloc(s, idle->n, sizeof *s->unit);
    if (!s->unit)
        return CP_ENOMEM;
    for (size_t i = 0; i < idle->n; i++) {
        size_t t = cp_sell_period_of(s, idle->row[i]), k = cp_sell_scenario_of(s, idle->row[i]);
        if (t == NONE || k == NONE || !cp_facts_is_plain(s->facts, idle->row[i]))
            continue;
        struct cp_sell_unit *u = unit_of(s, idle->row[i], true);
        if (!u && s->err->n)
            return s->err->at[s->err->n - 1].code;
        if (u && idle->value[i] > 0)
            u->idle[k * s->nperiod + t] += idle->value[i] / s->hours[t];
    }
    return 0;
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
        struct cp_sell_unit *u = unit_of(s, d.row[i], false);
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
        for (size_t u = 0; u < s->nunit; u++)
            if (same(s->unit[u].site, name))
                s->unit[u].energy[k * s->nperiod + t] +=
                    e.value[i] * s->unit[u].sku->power * (1 - s->unit[u].sku->idle) * site->pue;
    }
    if (rc == 0 && e.n == 0)
        cp_sell_note(s, "no 'energy_dual' facts: floors have no cost of power");
    cp_facts_selection_release(&e);
    return rc;
}

int cp_sell_read_stock(struct cp_sell *s) {
    struct cp_selection idle;
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
        rc = read_idle(s, &idle);
    cp_facts_selection_release(&idle);
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
    return fmax(own, u->energy[at]);
}
