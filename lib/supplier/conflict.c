/* The rules that are in conflict, as the plan has them. */
#include "supplier/sourcing.h"
#include <stdio.h>
#include <stdlib.h>

/* Where a rule stands in the plan, or the option that it is, and what it asks for. */
struct text {
    struct cp_pos pos;
    char path[256], asks[160];
};

static void path_of_offer(const struct cp_sourcing_run *r, size_t i, const char *key,
                          struct text *out) {
    const struct cp_offer *o = &r->plan->supply.offer[i];
    snprintf(out->path, sizeof out->path, "suppliers/%s/offers/%s/%s", o->supplier, o->name, key);
}

static void tell_committed(const struct cp_sourcing_run *r, size_t i, struct text *out) {
    path_of_offer(r, i, "committed", out);
    snprintf(out->asks, sizeof out->asks, "%.6g GPU can arrive and are bought in any case",
             r->problem.offer[i].must);
}

static void tell_minimum(const struct cp_sourcing_run *r, size_t i, struct text *out) {
    path_of_offer(r, i, "minimum", out);
    snprintf(out->asks, sizeof out->asks, "no less than %.6g GPU", r->problem.offer[i].minimum);
}

static void tell_multiple(const struct cp_sourcing_run *r, size_t i, struct text *out) {
    path_of_offer(r, i, "multiple", out);
    snprintf(out->asks, sizeof out->asks, "a multiple of %.6g GPU", r->problem.offer[i].multiple);
}

static void tell_supplier_minimum(const struct cp_sourcing_run *r, size_t i, struct text *out) {
    snprintf(out->path, sizeof out->path, "suppliers/%s/minimum", r->plan->supply.supplier[i].name);
    snprintf(out->asks, sizeof out->asks, "no less than %.6g GPU in all",
             r->problem.supplier[i].minimum);
}

static void tell_share(const char *of, double share, struct text *out) {
    snprintf(out->asks, sizeof out->asks, "at most %.4g %% of the award from %s", 100 * share, of);
}

/* The supplier's own share, or that of all suppliers when it is the tighter. */
static void tell_supplier_share(const struct cp_sourcing_run *r, size_t i, struct text *out) {
    const struct cp_supplier *s = &r->plan->supply.supplier[i];
    if (s->share <= r->plan->supply.sourcing.supplier_share)
        snprintf(out->path, sizeof out->path, "suppliers/%s/share", s->name);
    else
        snprintf(out->path, sizeof out->path, "sourcing/supplier_share");
    tell_share(s->name, r->problem.supplier[i].share, out);
}

static void tell_country_share(const struct cp_sourcing_run *r, size_t i, struct text *out) {
    snprintf(out->path, sizeof out->path, "sourcing/country_share");
    tell_share(r->country[i], r->problem.country_share[i], out);
}

static void tell_budget(const struct cp_sourcing_run *r, size_t i, struct text *out) {
    snprintf(out->path, sizeof out->path, "sourcing/budget");
    snprintf(out->asks, sizeof out->asks, "at most %.6g %s in %d", r->problem.budget[i],
             r->plan->money.currency, cp_period_year(r->plan->horizon.from) + (int)i);
}

static void tell_exact(const struct cp_sourcing_run *r, size_t i, struct text *out) {
    (void)r;
    (void)i;
    snprintf(out->path, sizeof out->path, "--exact");
    snprintf(out->asks, sizeof out->asks, "no more than is needed in the end");
}

static void tell_tranche(const struct cp_sourcing_run *r, size_t i, struct text *out) {
    path_of_offer(r, i, "tranche", out);
    snprintf(out->asks, sizeof out->asks, "a multiple of %.6g GPU in all",
             r->problem.offer[i].tranche);
}

static void tell_order_minimum(const struct cp_sourcing_run *r, size_t i, struct text *out) {
    path_of_offer(r, i, "order_minimum", out);
    snprintf(out->asks, sizeof out->asks, "no less than %.6g GPU an order",
             r->problem.offer[i].order_minimum);
}

static void tell_alternative(const struct cp_sourcing_run *r, size_t i, struct text *out) {
    path_of_offer(r, i, "alternative", out);
    snprintf(out->asks, sizeof out->asks, "of the offers of '%s' one alone",
             r->plan->supply.offer[i].alternative);
}

static void tell_bundle(const struct cp_sourcing_run *r, size_t i, struct text *out) {
    path_of_offer(r, i, "bundle", out);
    snprintf(out->asks, sizeof out->asks, "in the proportion of the offers of '%s'",
             r->plan->supply.offer[i].order.bundle);
}

static void tell_supplier_capacity(const struct cp_sourcing_run *r, size_t i, struct text *out) {
    snprintf(out->path, sizeof out->path, "suppliers/%s/capacity",
             r->plan->supply.supplier[i].name);
    snprintf(out->asks, sizeof out->asks, "no more than %.6g GPU at once",
             r->problem.supplier[i].capacity);
}

static void tell_supplier_power(const struct cp_sourcing_run *r, size_t i, struct text *out) {
    snprintf(out->path, sizeof out->path, "suppliers/%s/power", r->plan->supply.supplier[i].name);
    snprintf(out->asks, sizeof out->asks, "no more than %.6g MW at once",
             r->problem.supplier[i].power);
}

static void (*const tells[])(const struct cp_sourcing_run *, size_t, struct text *) = {
    [CP_AWARD_COMMITTED] = tell_committed,
    [CP_AWARD_MINIMUM] = tell_minimum,
    [CP_AWARD_MULTIPLE] = tell_multiple,
    [CP_AWARD_TRANCHE] = tell_tranche,
    [CP_AWARD_ORDER_MINIMUM] = tell_order_minimum,
    [CP_AWARD_ALTERNATIVE] = tell_alternative,
    [CP_AWARD_BUNDLE] = tell_bundle,
    [CP_AWARD_SUPPLIER_MINIMUM] = tell_supplier_minimum,
    [CP_AWARD_SUPPLIER_SHARE] = tell_supplier_share,
    [CP_AWARD_SUPPLIER_CAPACITY] = tell_supplier_capacity,
    [CP_AWARD_SUPPLIER_POWER] = tell_supplier_power,
    [CP_AWARD_COUNTRY_SHARE] = tell_country_share,
    [CP_AWARD_BUDGET] = tell_budget,
    [CP_AWARD_EXACT] = tell_exact,
};

static int tell_rule(const struct cp_sourcing_run *r, const struct cp_award_rule *rule,
                     struct cp_error *err) {
    struct text text;
    struct cp_str line = {0};
    tells[rule->kind](r, rule->index, &text);
    text.pos = cp_plan_pos(r->plan, text.path);
    if (text.pos.file)
        cp_str_addf(&line, "%s:", text.pos.file);
    if (text.pos.line)
        cp_str_addf(&line, "%u:%u:", text.pos.line, text.pos.col);
    cp_str_addf(&line, "%s%s: %s", line.len ? " " : "", text.path, text.asks);
    int rc = line.oom ? cp_fail_nomem(err) : 0;
    if (rc == 0)
        r->opt->note(r->opt->note_ctx, line.s);
    cp_str_release(&line);
    return rc;
}

int cp_supplier_sourcing_conflict(const struct cp_sourcing_run *r, struct cp_error *err) {
    struct cp_award_rule *rule = NULL;
    size_t n;
    if (!r->opt->note)
        return 0;
    int rc = cp_supplier_award_conflict(&r->problem, &rule, &n, err);
    if (rc)
        return rc;
    r->opt->note(r->opt->note_ctx,
                 "no award keeps all of these rules; with any one less there is one");
    for (size_t i = 0; i < n && rc == 0; i++)
        rc = tell_rule(r, &rule[i], err);
    free(rule);
    return rc;
}
