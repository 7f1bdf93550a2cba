/* The totals of a study's runs, and what is said of them together. */
#include "finance/study/totals.h"
#include "num/num.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NO_KEY = -1 };

int cp_finance_totals_make(struct cp_totals *t, const struct cp_plan *plan, size_t nrun,
                           const double *weight, struct cp_error *err) {
    *t = (struct cp_totals){
        .nrun = nrun, .first_year = cp_period_year(plan->horizon.from), .weighted = weight != NULL};
    t->nyear = (size_t)(cp_period_year(plan->horizon.to) - t->first_year) + 1;
    t->run = cp_calloc(nrun + 1, sizeof *t->run);
    for (size_t i = 0; t->run && i < nrun; i++)
        t->run[i].weight = weight ? weight[i] : 1;
    return t->run ? 0 : cp_fail_nomem(err);
}

void cp_finance_totals_release(struct cp_totals *t) {
    for (size_t i = 0; t->run && i < t->nrun; i++)
        free(t->run[i].value);
    for (size_t i = 0; i < t->ncovenant; i++) {
        free(t->covenant[i].breached);
        free(t->covenant[i].last);
        free(t->covenant[i].tested);
    }
    free(t->run);
    free(t->key);
    free(t->planned);
    free(t->covenant);
    cp_names_release(&t->names);
}

/* ---- keys ---------------------------------------------------------------------------------- */

static const char *kept(struct cp_totals *t, const char *text) {
    uint32_t id = cp_names_add(&t->names, text, strlen(text));
    return id == CP_NAME_NONE ? NULL : t->names.text[id];
}

static bool same(const struct cp_total_key *k, const struct cp_facts *f, size_t row) {
    return strcmp(k->measure, cp_facts_measure(f, row)) == 0 &&
           strcmp(k->entity, cp_facts_dim(f, row, CP_ENTITY)) == 0 &&
           strcmp(k->tranche, cp_facts_dim(f, row, CP_TRANCHE)) == 0 &&
           strcmp(k->kind, cp_facts_dim(f, row, CP_KIND)) == 0 &&
           strcmp(k->name, cp_facts_dim(f, row, CP_NAME)) == 0;
}

/* Totals come in the same order, but for those that a scenario lacks. NO_KEY: no memory. */
static long key_of(struct cp_totals *t, const struct cp_facts *f, size_t row, size_t hint) {
    for (size_t i = 0; i < t->nkey; i++) {
        size_t k = (hint + i) % t->nkey;
        if (same(&t->key[k], f, row))
            return (long)k;
    }
    if (!cp_grow(&t->key, &t->capkey, t->nkey, sizeof *t->key))
        return NO_KEY;
    struct cp_total_key k = {
        kept(t, cp_facts_measure(f, row)), kept(t, cp_facts_dim(f, row, CP_ENTITY)),
        kept(t, cp_facts_dim(f, row, CP_TRANCHE)), kept(t, cp_facts_dim(f, row, CP_KIND)),
        kept(t, cp_facts_dim(f, row, CP_NAME))};
    if (!k.measure || !k.entity || !k.tranche || !k.kind || !k.name)
        return NO_KEY;
    t->key[t->nkey] = k;
    return (long)t->nkey++;
}

static bool is_total(const struct cp_facts *f, size_t row) {
    return strcmp(cp_facts_dim(f, row, CP_PERIOD), "-") == 0;
}

/* Of the totals among the facts, by key; NaN: none. */
static double *read_totals(struct cp_totals *t, const struct cp_facts *f, size_t *n) {
    size_t rows = cp_facts_count(f);
    double *value = cp_calloc(t->nkey + rows + 1, sizeof *value);
    if (!value)
        return NULL;
    for (size_t i = 0; i < t->nkey + rows; i++)
        value[i] = NAN;
    for (size_t row = 0, hint = 0; row < rows; row++) {
        long k = is_total(f, row) ? key_of(t, f, row, hint) : 0;
        if (k == NO_KEY) {
            free(value);
            return NULL;
        }
        if (is_total(f, row)) {
            value[k] = cp_facts_value(f, row);
            hint = (size_t)k + 1;
        }
    }
    *n = t->nkey;
    return value;
}

static double value_of(const struct cp_totals *t, size_t run, size_t key) {
    return key < t->run[run].n ? t->run[run].value[key] : NAN;
}

/* ---- covenants ----------------------------------------------------------------------------- */

/* NULL: no memory. */
static struct cp_total_covenant *covenant_of(struct cp_totals *t, const char *entity,
                                             const char *tranche) {
    for (size_t i = 0; i < t->ncovenant; i++)
        if (strcmp(t->covenant[i].entity, entity) == 0 &&
            strcmp(t->covenant[i].tranche, tranche) == 0)
            return &t->covenant[i];
    if (!cp_grow(&t->covenant, &t->capcovenant, t->ncovenant, sizeof *t->covenant))
        return NULL;
    struct cp_total_covenant *c = &t->covenant[t->ncovenant++];
    *c = (struct cp_total_covenant){.entity = kept(t, entity), .tranche = kept(t, tranche)};
    c->breached = cp_calloc(t->nyear, sizeof *c->breached);
    c->last = cp_calloc(t->nyear, sizeof *c->last);
    c->tested = cp_calloc(t->nyear, sizeof *c->tested);
    return c->entity && c->tranche && c->breached && c->last && c->tested ? c : NULL;
}

/* Where `last` is 0 it is not tested; 1: it is, as planned; i + 2: it was breached in run i. */
static bool note_test(struct cp_totals *t, const char *entity, const char *tranche,
                      struct cp_period p, size_t last) {
    struct cp_total_covenant *c = covenant_of(t, entity, tranche);
    if (!c)
        return false;
    size_t y = (size_t)(cp_period_year(p) - t->first_year);
    if (last > 1 && c->last[y] != last)
        c->breached[y] += t->run[last - 2].weight;
    c->tested[y] = c->tested[y] || last == 1;
    c->last[y] = last;
    return true;
}

int cp_finance_totals_know(struct cp_totals *t, const struct cp_facts *facts,
                           struct cp_error *err) {
    t->planned = read_totals(t, facts, &t->nplanned);
    if (!t->planned)
        return cp_fail_nomem(err);
    for (size_t row = 0; row < cp_facts_count(facts); row++) {
        struct cp_period p;
        const char *text = cp_facts_dim(facts, row, CP_PERIOD);
        if (strcmp(cp_facts_measure(facts, row), "covenant") != 0 ||
            cp_period_parse(text, strlen(text), &p) != 0)
            continue;
        if (!note_test(t, cp_facts_dim(facts, row, CP_ENTITY), cp_facts_dim(facts, row, CP_TRANCHE),
                       p, 1))
            return cp_fail_nomem(err);
    }
    return 0;
}

int cp_finance_totals_keep(struct cp_totals *t, size_t i, const struct cp_facts *facts,
                           const struct cp_finance_result *r, struct cp_error *err) {
    struct cp_total_run *run = &t->run[i];
    run->value = read_totals(t, facts, &run->n);
    if (!run->value)
        return cp_fail_nomem(err);
    run->breached = r->nbreach > 0;
    run->defaulted = r->ndefault > 0;
    for (size_t k = 0; k < r->nbreach; k++)
        if (!note_test(t, r->breach[k].entity, r->breach[k].tranche, r->breach[k].period, i + 2))
            return cp_fail_nomem(err);
    return 0;
}

void cp_finance_totals_fail(struct cp_totals *t, size_t i) {
    t->run[i].failed = true;
    t->nfailed++;
}

/* ---- facts --------------------------------------------------------------------------------- */

static int put(struct cp_facts *facts, const struct cp_total_key *k, const char *scenario,
               const char *quantile, double value, struct cp_error *err) {
    return cp_facts_put(facts,
                        &(struct cp_fact){.dim[CP_SCENARIO] = scenario,
                                          .dim[CP_ENTITY] = k->entity,
                                          .dim[CP_TRANCHE] = k->tranche,
                                          .dim[CP_KIND] = k->kind,
                                          .dim[CP_NAME] = k->name,
                                          .dim[CP_QUANTILE] = quantile,
                                          .measure = k->measure,
                                          .value = value},
                        err);
}

static int order_keys(const struct cp_total_key *a, const struct cp_total_key *b) {
    const char *const x[] = {a->measure, a->entity, a->tranche, a->kind, a->name};
    const char *const y[] = {b->measure, b->entity, b->tranche, b->kind, b->name};
    int order = 0;
    for (size_t i = 0; i < sizeof x / sizeof *x && order == 0; i++)
        order = strcmp(x[i], y[i]);
    return order;
}

/* Those as planned, then what this run has beyond them, by name: what other runs there are, or were
 * before, changes nothing. */
int cp_finance_totals_put_run(const struct cp_totals *t, size_t i, const char *scenario,
                              struct cp_facts *facts, struct cp_error *err) {
    int rc = 0;
    for (size_t k = 0; k < t->nplanned && rc == 0; k++)
        rc = put(facts, &t->key[k], scenario, NULL, value_of(t, i, k), err);
    for (const struct cp_total_key *last = NULL, *next; rc == 0; last = next) {
        double value = NAN;
        next = NULL;
        for (size_t k = t->nplanned; k < t->run[i].n; k++)
            if (!isnan(value_of(t, i, k)) && (!last || order_keys(&t->key[k], last) > 0) &&
                (!next || order_keys(&t->key[k], next) < 0)) {
                next = &t->key[k];
                value = value_of(t, i, k);
            }
        if (!next)
            return 0;
        rc = put(facts, next, scenario, NULL, value, err);
    }
    return rc;
}

/* Values of a total that there are, into `x`, in the order of the runs, and behind the nrun that
 * these may be their weights. */
static size_t values_of(const struct cp_totals *t, size_t key, double *x) {
    size_t n = 0;
    for (size_t i = 0; i < t->nrun; i++) {
        if (isnan(value_of(t, i, key)))
            continue;
        x[n] = value_of(t, i, key);
        x[t->nrun + n++] = t->run[i].weight;
    }
    return n;
}

/* `x`: room for two values of each run. */
static int put_quantiles(const struct cp_totals *t, size_t key, double *x, struct cp_facts *facts,
                         struct cp_error *err) {
    static const struct {
        const char *text;
        double p;
    } at[] = {{"0.05", 0.05}, {"0.5", 0.5}, {"0.95", 0.95}};
    size_t n = values_of(t, key, x);
    double *weight = t->weighted ? x + t->nrun : NULL;
    cp_num_sort_weighted(x, weight, n);
    for (size_t q = 0; q < sizeof at / sizeof *at; q++) {
        double value = n ? cp_num_quantile_weighted(x, weight, n, at[q].p) : NAN;
        int rc = put(facts, &t->key[key], NULL, at[q].text, value, err);
        if (rc)
            return rc;
    }
    return 0;
}

/* Part of the weight of the runs that have an answer; NaN: none has. */
static double share(const struct cp_totals *t, double of) {
    double all = 0;
    for (size_t i = 0; i < t->nrun; i++)
        all += t->run[i].failed ? 0 : t->run[i].weight;
    return all > 0 ? of / all : NAN;
}

static int put_shares(const struct cp_totals *t, struct cp_facts *facts, struct cp_error *err) {
    double breached = 0, defaulted = 0;
    for (size_t i = 0; i < t->nrun; i++) {
        breached += t->run[i].breached ? t->run[i].weight : 0;
        defaulted += t->run[i].defaulted ? t->run[i].weight : 0;
    }
    int rc = cp_facts_put(
        facts, &(struct cp_fact){.measure = "breach_probability", .value = share(t, breached)},
        err);
    return rc ? rc
              : cp_facts_put(facts,
                             &(struct cp_fact){.measure = "default_probability",
                                               .value = share(t, defaulted)},
                             err);
}

static int put_breach(const struct cp_totals *t, const struct cp_total_covenant *c, size_t year,
                      const char *scenario, double value, struct cp_facts *facts,
                      struct cp_error *err) {
    char period[CP_PERIOD_SIZE];
    cp_period_format(period, cp_period_years_from(t->first_year + (int)year, 1));
    return cp_facts_put(facts,
                        &(struct cp_fact){.dim[CP_SCENARIO] = scenario,
                                          .dim[CP_PERIOD] = period,
                                          .dim[CP_ENTITY] = c->entity,
                                          .dim[CP_TRANCHE] = c->tranche,
                                          .measure = "breach_probability",
                                          .value = value},
                        err);
}

/* Of every covenant in every year in which it is tested as planned, or breached in some run. */
static int put_covenant(const struct cp_totals *t, const struct cp_total_covenant *c,
                        struct cp_facts *facts, struct cp_error *err) {
    int rc = 0;
    for (size_t y = 0; y < t->nyear && rc == 0; y++)
        if (c->last[y])
            rc = put_breach(t, c, y, NULL, share(t, c->breached[y]), facts, err);
    return rc;
}

/* The mean by which a claim falls short of what it is worth as planned. */
static int put_loss(const struct cp_totals *t, size_t key, double *x, struct cp_facts *facts,
                    struct cp_error *err) {
    struct cp_total_key as = t->key[key];
    size_t n = values_of(t, key, x);
    double sum = 0, weight = 0;
    for (size_t i = 0; i < n; i++) {
        sum += x[t->nrun + i] * (t->planned[key] - x[i]);
        weight += x[t->nrun + i];
    }
    as.measure = "expected_loss";
    return put(facts, &as, NULL, NULL, n ? sum / weight : NAN, err);
}

static int put_share(const char *measure, const char *scenario, bool is, struct cp_facts *facts,
                     struct cp_error *err) {
    return cp_facts_put(
        facts, &(struct cp_fact){.dim[CP_SCENARIO] = scenario, .measure = measure, .value = is},
        err);
}

int cp_finance_totals_put_part(const struct cp_totals *t, size_t i, const char *scenario,
                               struct cp_facts *facts, struct cp_error *err) {
    const struct cp_total_run *run = &t->run[i];
    int rc = put_share("breach_probability", scenario, run->breached, facts, err);
    for (size_t k = 0; k < t->ncovenant; k++)
        for (size_t y = 0; y < t->nyear && rc == 0; y++) {
            const struct cp_total_covenant *c = &t->covenant[k];
            bool breached = c->last[y] == i + 2;
            if (c->tested[y] || breached)
                rc = put_breach(t, c, y, scenario, breached, facts, err);
        }
    for (size_t k = 0; k < t->nplanned && rc == 0; k++) {
        struct cp_total_key as = t->key[k];
        as.measure = "expected_loss";
        if (strcmp(t->key[k].measure, "claim_value") == 0 && !isnan(value_of(t, i, k)))
            rc = put(facts, &as, scenario, NULL, t->planned[k] - value_of(t, i, k), err);
    }
    return rc ? rc : put_share("default_probability", scenario, run->defaulted, facts, err);
}

int cp_finance_totals_put(const struct cp_totals *t, struct cp_facts *facts, struct cp_error *err) {
    double *x = cp_calloc(2 * t->nrun + 1, sizeof *x);
    int rc = x ? 0 : cp_fail_nomem(err);
    for (size_t k = 0; k < t->nkey && rc == 0; k++)
        rc = put_quantiles(t, k, x, facts, err);
    if (rc == 0)
        rc = put_shares(t, facts, err);
    for (size_t i = 0; i < t->ncovenant && rc == 0; i++)
        rc = put_covenant(t, &t->covenant[i], facts, err);
    for (size_t k = 0; k < t->nplanned && rc == 0; k++)
        if (strcmp(t->key[k].measure, "claim_value") == 0)
            rc = put_loss(t, k, x, facts, err);
    free(x);
    return rc;
}
