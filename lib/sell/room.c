/* Idle GPUs can work as far as their halls have power for it: an idle one draws a part of what it
 * takes at work, and halls may be full. */
#include "sell/internal.h"
#include <math.h>
#include <string.h>

struct load {
    const char *site;
    double *halls, *able, *mean; /* MW by scenario and period: that stand, energised, used */
    double *used, *supply;       /* used by slice; of all contracts */
};

static int open_load(struct cp_sell *s, struct load *l) {
    size_t n = s->nscenario * s->nperiod;
    l->halls = cp_sell_alloc(s, n, sizeof *l->halls);
    l->able = cp_sell_alloc(s, n, sizeof *l->able);
    l->mean = cp_sell_alloc(s, n, sizeof *l->mean);
    l->used = cp_sell_alloc(s, n * s->nslice, sizeof *l->used);
    l->supply = cp_sell_alloc(s, n, sizeof *l->supply);
    if (!l->supply || !l->halls || !l->able || !l->mean || !l->used)
        return CP_ENOMEM;
    for (size_t i = 0; i < n; i++)
        l->halls[i] = l->able[i] = NAN;
    return 0;
}

static void take(const struct cp_sell *s, const struct cp_selection *x, double *able,
                 struct load *l) {
    for (size_t i = 0; i < x->n; i++) {
        const char *site = cp_sell_dim(s, x->row[i], CP_SITE);
        size_t t = cp_sell_period_of(s, x->row[i]), k = cp_sell_scenario_of(s, x->row[i]);
        if (!site || strcmp(site, l->site) != 0 || t == NONE || k == NONE ||
            cp_sell_dim(s, x->row[i], CP_QUANTILE))
            continue;
        const char *slice = cp_sell_dim(s, x->row[i], CP_SLICE);
        size_t at = k * s->nperiod + t, h = slice && !able ? cp_sell_slice_of(s, slice) : 0;
        if (able)
            able[at] = x->value[i];
        else if (!slice)
            l->mean[at] = x->value[i];
        else if (h < s->nslice)
            l->used[at * s->nslice + h] = x->value[i];
    }
}

static bool delivers(const struct cp_plan *plan, const char *contract, const char *site) {
    for (size_t i = 0; contract && i < plan->energy.ncontract; i++)
        for (size_t k = 0; k < plan->energy.contract[i].nsite; k++)
            if (strcmp(plan->energy.contract[i].name, contract) == 0 &&
                strcmp(plan->energy.contract[i].sites[k], site) == 0)
                return true;
    return false;
}

static void add_supply(const struct cp_sell *s, const struct cp_selection *x, struct load *l) {
    for (size_t i = 0; i < x->n; i++) {
        size_t t = cp_sell_period_of(s, x->row[i]), k = cp_sell_scenario_of(s, x->row[i]);
        if (t != NONE && k != NONE && cp_facts_is_plain(s->facts, x->row[i]) &&
            delivers(s->plan, cp_sell_dim(s, x->row[i], CP_CONTRACT), l->site))
            l->supply[k * s->nperiod + t] += x->value[i];
    }
}

/* Where more is used than is energised, supply that is not firm serves too: halls and all contracts
 * are the limit. */
static void without_firm_supply(const struct cp_sell *s, struct load *l) {
    for (size_t at = 0; at < s->nscenario * s->nperiod; at++) {
        double most = l->mean[at];
        for (size_t h = 0; h < s->nslice; h++)
            most = fmax(most, l->used[at * s->nslice + h]);
        if (l->able[at] < most * (1 - 1e-6))
            l->able[at] = fmin(l->halls[at], l->supply[at]);
    }
}

/* MW that one more GPU at work takes at its site. */
static double power_of(const struct cp_sell_unit *u, const struct cp_site *site) {
    return u->sku->power * (1 - u->sku->idle) * site->pue;
}

static bool is_at(const struct cp_sell_unit *u, const struct cp_site *site) {
    return u->site && strcmp(u->site, site->name) == 0;
}

/* MW that all idle GPUs of the site would take: in a slice, or in the mean. */
static double wanted(const struct cp_sell *s, const struct cp_site *site, size_t at, size_t slice) {
    double sum = 0;
    for (size_t i = 0; i < s->nunit; i++) {
        const struct cp_sell_unit *u = &s->unit[i];
        double idle = slice == NONE || !u->busy
                          ? u->idle[at]
                          : fmax(u->able[at] - u->busy[at * s->nslice + slice], 0);
        sum += is_at(u, site) ? idle * power_of(u, site) : 0;
    }
    return sum;
}

/* The part of the idle hours that there is power for; and of GPUs that always idle, in the slice
 * that has least. Slices count alike: how long each is, facts do not say. */
static double usable(const struct cp_sell *s, const struct cp_site *site, const struct load *l,
                     size_t at, double firm, double *always) {
    double all = 0, some = 0;
    *always = 1;
    for (size_t h = 0; h < s->nslice; h++) {
        double want = wanted(s, site, at, h);
        double spare = fmax(l->able[at] - l->used[at * s->nslice + h], 0);
        all += want;
        some += fmin(want, spare);
        *always = firm > 0 ? fmin(*always, spare / firm) : 1;
    }
    if (s->nslice > 0)
        return all > 0 ? some / all : 1;
    double want = wanted(s, site, at, NONE), spare = fmax(l->able[at] - l->mean[at], 0);
    *always = want > 0 ? fmin(spare / want, 1) : 1;
    return *always;
}

/* All idle GPUs of the site give up the same part where there is too little for them. */
static void limit(struct cp_sell *s, const struct cp_site *site, const struct load *l) {
    for (size_t at = 0; at < s->nscenario * s->nperiod; at++) {
        double firm = 0, always, part;
        for (size_t u = 0; u < s->nunit; u++)
            firm +=
                is_at(&s->unit[u], site) ? s->unit[u].firm[at] * power_of(&s->unit[u], site) : 0;
        if (isnan(l->able[at]))
            continue;
        part = usable(s, site, l, at, firm, &always);
        for (size_t u = 0; u < s->nunit; u++) {
            if (!is_at(&s->unit[u], site))
                continue;
            s->unit[u].idle[at] *= part;
            s->unit[u].firm[at] = fmin(s->unit[u].firm[at] * always, s->unit[u].idle[at]);
        }
    }
}

int cp_sell_limit_by_power(struct cp_sell *s) {
    struct cp_selection able, used = {0}, halls = {0}, supply = {0};
    int rc = cp_sell_select(s, "energised", &able);
    if (rc)
        return rc;
    rc = cp_sell_select(s, "power", &used);
    if (rc == 0)
        rc = cp_sell_select(s, "halls", &halls);
    if (rc == 0)
        rc = cp_sell_select(s, "contract", &supply);
    for (size_t i = 0; i < s->plan->nsite && rc == 0; i++) {
        struct load l = {.site = s->plan->site[i].name};
        rc = open_load(s, &l);
        if (rc)
            break;
        take(s, &halls, l.halls, &l);
        take(s, &able, l.able, &l);
        take(s, &used, NULL, &l);
        add_supply(s, &supply, &l);
        without_firm_supply(s, &l);
        limit(s, &s->plan->site[i], &l);
    }
    cp_facts_selection_release(&able);
    cp_facts_selection_release(&used);
    cp_facts_selection_release(&halls);
    cp_facts_selection_release(&supply);
    return rc;
}
