/* Loading a plan from file to structs, and looking things up in it. */
#include "plan/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static size_t findings(const struct cp_error *err) {
    return err->n + err->dropped;
}

/* Findings from `first` on in the order of lines, files in the order they came up. */
static void sort_findings(struct cp_error *err, size_t first) {
    for (size_t i = first + 1; i < err->n; i++) {
        for (size_t k = i; k > first; k--) {
            struct cp_finding *a = &err->at[k - 1], *b = &err->at[k];
            bool after = a->line > b->line || (a->line == b->line && a->col > b->col);
            if (strcmp(a->file, b->file) != 0 || !after)
                break;
            struct cp_finding spare = *a;
            *a = *b;
            *b = spare;
        }
    }
}

/* Findings that leave a document to go on with are no failure here. */
static int read_document(struct cp_plan *plan, const char *path, const char *const *set,
                         size_t nset, struct cp_error *err) {
    plan->file = cp_arena_strdup(&plan->arena, path);
    if (!plan->file)
        return cp_fail_nomem(err);
    int rc = cp_doc_read(&plan->arena, plan->file, &plan->root, err);
    if (!rc)
        rc = cp_include_expand(&plan->arena, plan->root, err);
    for (size_t i = 0; i < nset && !rc; i++) {
        int one = cp_override_apply(&plan->arena, plan->root, set[i], err);
        rc = one == CP_EINPUT ? 0 : one;
    }
    return rc;
}

static int bind_document(struct cp_plan *plan, struct cp_error *err) {
    bool profiles = cp_profiles_read(plan, err) == 0;
    struct cp_binder b = {
        .plan = plan, .arena = &plan->arena, .err = err, .profiles_known = profiles};
    cp_bind(&b, &cp_schema_plan, plan->root, plan);
    int rc = b.where.oom ? cp_fail_nomem(err) : 0;
    if (!rc && profiles)
        rc = cp_profiles_place(plan, err);
    cp_str_release(&b.where);
    return rc;
}

int cp_plan_load(const char *path, const char *const *set, size_t nset, struct cp_plan **out,
                 struct cp_error *err) {
    size_t first = err->n, before = findings(err);
    struct cp_plan *plan = calloc(1, sizeof *plan);
    if (!plan)
        return cp_fail_nomem(err);
    int rc = read_document(plan, path, set, nset, err);
    if (!rc)
        rc = bind_document(plan, err);
    if (!rc && findings(err) > before)
        rc = err->n > first ? (int)err->at[first].code : CP_EINPUT;
    if (rc) {
        sort_findings(err, first);
        cp_plan_free(plan);
        return rc;
    }
    *out = plan;
    return 0;
}

void cp_plan_free(struct cp_plan *plan) {
    if (!plan)
        return;
    cp_arena_release(&plan->arena);
    free(plan);
}

double cp_plan_when(const struct cp_plan *plan, struct cp_period period) {
    double mid = cp_period_mid(period, plan->discount_from);
    return plan->discount_at_end ? mid + cp_period_years(period) / 2 : mid;
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

struct cp_period cp_plan_period(const struct cp_plan *plan, size_t i) {
    return cp_period_plus(plan->horizon.from, (int32_t)i);
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
    for (size_t i = 0; i < plan->nfuel; i++)
        if (strcmp(plan->fuel[i].name, name) == 0)
            return &plan->fuel[i];
    return NULL;
}

const struct cp_profile *cp_plan_profile(const struct cp_plan *plan, const char *name) {
    for (size_t i = 0; i < plan->nprofile; i++)
        if (strcmp(plan->profile[i].name, name) == 0)
            return &plan->profile[i];
    return NULL;
}

double cp_sku_efficiency(const struct cp_sku *sku, const char *workload) {
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
    if (!sku->nresidual)
        return fmax(0, 1 - age / sku->life);
    size_t year = age > 0 ? (size_t)age : 0;
    if (year > sku->nresidual)
        return 0;
    double before = year ? sku->residual[year - 1] : 1;
    double after = year < sku->nresidual ? sku->residual[year] : 0;
    return before + (after - before) * (fmax(age, 0) - (double)year);
}

double cp_sku_worth(const struct cp_sku *sku, double age, int64_t at) {
    const double same = 1e-9; /* ages are sums: bought at the hour of the launch is after it */
    double worth = worth_by_age(sku, age);
    for (size_t i = 0; i < sku->nlaunch; i++) {
        double since = cp_years_between(cp_period_start(sku->launch[i].period), at);
        if (since > 0 && since < age - same)
            worth *= 1 - sku->launch[i].loss;
    }
    return worth;
}
