/* Looking things up in a plan: when its money is, and what it has by name. */
#include "plan/document/document.h"
#include "plan/plan.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

double cp_plan_when(const struct cp_plan *plan, struct cp_period period) {
    double mid = cp_period_mid(period, plan->money.discount_from);
    return plan->money.discount_at_end ? mid + cp_period_years(period) / 2 : mid;
}

double cp_plan_discount(const struct cp_plan *plan, double rate, struct cp_period period) {
    int n = period.freq == CP_YEARS ? (int)cp_period_years(period) : 1;
    if (n == 1)
        return cp_discount(rate, cp_plan_when(plan, period));
    double sum = 0;
    for (int i = 0; i < n; i++) {
        struct cp_period year = {CP_YEAR, cp_period_year(period) + i};
        sum += cp_discount(rate, cp_plan_when(plan, year));
    }
    return sum / n;
}

int cp_plan_facts(const struct cp_plan *plan, struct cp_facts *facts, struct cp_error *err) {
    return cp_facts_set_currency(facts, plan->money.currency, err);
}

const char *cp_plan_file(const struct cp_plan *plan) {
    return plan->root->pos.file;
}

struct cp_period cp_plan_period(const struct cp_plan *plan, size_t i) {
    return cp_period_plus(plan->horizon.from, (int32_t)i);
}

size_t cp_plan_find_period(const struct cp_plan *plan, const char *text) {
    struct cp_period first = plan->horizon.from, p;
    if (cp_period_parse(text, strlen(text), &p) != 0 || p.freq != first.freq)
        return SIZE_MAX;
    if (first.freq != CP_YEARS) { /* whose numbers do not follow one another */
        int64_t t = (int64_t)p.index - first.index;
        return t >= 0 && t < (int64_t)plan->horizon.n ? (size_t)t : SIZE_MAX;
    }
    for (size_t t = 0; t < plan->horizon.n; t++)
        if (cp_plan_period(plan, t).index == p.index)
            return t;
    return SIZE_MAX;
}

const struct cp_sku *cp_plan_sku(const struct cp_plan *plan, const char *name) {
    for (size_t i = 0; i < plan->nsku; i++)
        if (strcmp(plan->sku[i].name, name) == 0)
            return &plan->sku[i];
    return NULL;
}

const struct cp_site *cp_plan_site(const struct cp_plan *plan, const char *name) {
    for (size_t i = 0; i < plan->nsite; i++)
        if (strcmp(plan->site[i].name, name) == 0)
            return &plan->site[i];
    return NULL;
}

const struct cp_workload *cp_plan_workload(const struct cp_plan *plan, const char *name) {
    for (size_t i = 0; i < plan->nworkload; i++)
        if (strcmp(plan->workload[i].name, name) == 0)
            return &plan->workload[i];
    return NULL;
}

const struct cp_fuel *cp_plan_fuel(const struct cp_plan *plan, const char *name) {
    for (size_t i = 0; i < plan->energy.nfuel; i++)
        if (strcmp(plan->energy.fuel[i].name, name) == 0)
            return &plan->energy.fuel[i];
    return NULL;
}

const struct cp_profile *cp_plan_profile(const struct cp_plan *plan, const char *name) {
    for (size_t i = 0; i < plan->nprofile; i++)
        if (strcmp(plan->profile[i].name, name) == 0)
            return &plan->profile[i];
    return NULL;
}

/* Month and day, the 29th of February as the 28th. */
static int day_of_year(int32_t date) {
    struct cp_period m = cp_period_at(CP_MONTH, (int64_t)date * 24);
    int month = (int)((m.index % 12 + 12) % 12), day = (int)(date - cp_period_start(m) / 24);
    return month * 31 + (month == 1 && day == 28 ? 27 : day);
}

size_t cp_plan_profile_day(const struct cp_profile *p, int32_t date) {
    size_t same = SIZE_MAX;
    for (size_t i = 0; i < p->nday; i++) {
        if (p->day[i] == date)
            return i;
        if (same == SIZE_MAX && day_of_year(p->day[i]) == day_of_year(date))
            same = i;
    }
    return same;
}

double cp_plan_efficiency(const struct cp_sku *sku, const char *workload) {
    double any = 0;
    for (size_t i = 0; i < sku->nefficiency; i++) {
        if (strcmp(sku->efficiency[i].workload, workload) == 0)
            return sku->efficiency[i].value;
        if (strcmp(sku->efficiency[i].workload, "*") == 0)
            any = sku->efficiency[i].value;
    }
    return any;
}

static double worth_by_age(const struct cp_sku *sku, double age) {
    if (!sku->value.nresidual)
        return fmax(0, 1 - age / sku->life);
    size_t year = age > 0 ? (size_t)age : 0;
    if (year > sku->value.nresidual)
        return 0;
    double before = year ? sku->value.residual[year - 1] : 1;
    double after = year < sku->value.nresidual ? sku->value.residual[year] : 0;
    return before + (after - before) * (fmax(age, 0) - (double)year);
}

double cp_plan_residual_value(const struct cp_sku *sku, double age, int64_t at) {
    const double same = 1e-9; /* ages are sums: bought at the hour of the launch is after it */
    double worth = worth_by_age(sku, age);
    for (size_t i = 0; i < sku->value.nlaunch; i++) {
        double since = cp_years_between(cp_period_start(sku->value.launch[i].period), at);
        if (since > 0 && since < age - same)
            worth *= 1 - sku->value.launch[i].loss;
    }
    return worth;
}

const struct cp_plan_node *cp_plan_find(const struct cp_plan *plan, const char *path) {
    const struct cp_plan_node *n = plan->root;
    while (*path) {
        size_t len = strcspn(path, "/");
        const struct cp_plan_node *c = n->kind == CP_SCALAR ? NULL : n->child;
        for (size_t i = 1; c; c = c->next, i++) {
            char number[24];
            const char *key = c->key;
            if (!key) {
                snprintf(number, sizeof number, "%zu", i);
                key = number;
            }
            if (strlen(key) == len && memcmp(key, path, len) == 0)
                break;
        }
        if (!c)
            return NULL;
        n = c;
        path += len + (path[len] == '/');
    }
    return n;
}

struct cp_pos cp_plan_pos(const struct cp_plan *plan, const char *path) {
    const struct cp_plan_node *n = cp_plan_find(plan, path);
    return n ? n->pos : (struct cp_pos){0};
}

/* Sections of an entity whose keys are terms of its financing, and what in them is the market's. */
bool cp_plan_is_term(const char *key) {
    static const char *const sections[] = {"tranches", "reserves", "triggers", "waterfall"};
    const char *entity = strncmp(key, "entities/", 9) == 0 ? key + 9 : "";
    const char *section = strchr(entity, '/');
    if (!section++)
        return false;
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        size_t n = strlen(sections[i]);
        if (strncmp(section, sections[i], n) != 0 || (section[n] != '/' && section[n]))
            continue;
        const char *name = section[n] ? strchr(section + n + 1, '/') : NULL;
        return !(i == 0 && name && strncmp(name, "/base", 5) == 0 && (!name[5] || name[5] == '/'));
    }
    return false;
}
