/* Metrics of cash flows in a table, asked for by name. */
#include "finance/finance.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Flows as a metric counts them. */
struct counted {
    size_t n;
    const double *year, *amount;
    double rate;
};

static int npv(const struct counted *f, double *value, struct cp_rates *rates,
               struct cp_error *err) {
    (void)rates, (void)err;
    *value = cp_cashflow_npv(f->rate, f->year, f->amount, f->n);
    return 0;
}

static int irr(const struct counted *f, double *value, struct cp_rates *rates,
               struct cp_error *err) {
    int rc = cp_cashflow_rates(f->year, f->amount, f->n, rates, err);
    *value = rates->rate;
    return rc;
}

static int mirr(const struct counted *f, double *value, struct cp_rates *rates,
                struct cp_error *err) {
    (void)rates, (void)err;
    *value = cp_cashflow_mirr(f->year, f->amount, f->n, f->rate, f->rate);
    return 0;
}

static int payback(const struct counted *f, double *value, struct cp_rates *rates,
                   struct cp_error *err) {
    (void)rates, (void)err;
    *value = cp_cashflow_payback(f->year, f->amount, f->n);
    return 0;
}

static const struct {
    const char *name;
    bool wants_rate;
    bool equal;  /* of equal periods: dates do not have it */
    bool dated;  /* by days: numbers do not have it */
    bool mid;    /* money of a period counts at its middle */
    double none; /* of no flow at all */
    int (*value)(const struct counted *f, double *value, struct cp_rates *rates,
                 struct cp_error *err);
} metrics[] = {
    [CP_METRIC_NPV] = {"npv", .wants_rate = true, .mid = true, .value = npv},
    [CP_METRIC_IRR] = {"irr", .equal = true, .none = NAN, .value = irr},
    [CP_METRIC_XIRR] = {"xirr", .dated = true, .none = NAN, .value = irr},
    [CP_METRIC_MIRR] = {"mirr", .wants_rate = true, .equal = true, .none = NAN, .value = mirr},
    [CP_METRIC_PAYBACK] = {"payback", .none = NAN, .value = payback}};

int cp_finance_metric_parse(const char *text, enum cp_metric *out, struct cp_error *err) {
    for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++)
        if (strcmp(text, metrics[i].name) == 0) {
            *out = (enum cp_metric)i;
            return 0;
        }
    return cp_fail(err, CP_EUSAGE, "--metric: '%s' is not one of npv, irr, xirr, mirr, payback",
                   text);
}

static void count_years(const struct cp_flows *f, enum cp_metric metric, double *year,
                        double *amount) {
    const struct cp_flow *w = f->flow;
    for (size_t i = 0; i < f->n; i++) {
        double steps = (double)(w[i].at - w[0].at) / f->per_year;
        amount[i] = w[i].amount;
        if (f->kind == CP_FLOWS_DATES || metrics[metric].dated)
            year[i] = cp_day_count_years(CP_ACT_365, w[0].hour, w[i].hour);
        else if (f->kind == CP_FLOWS_NUMBERS)
            year[i] = (double)w[i].at;
        else
            year[i] = steps + (metrics[metric].mid ? 0.5 / f->per_year : 0);
    }
}

static int check(const struct cp_flows *f, enum cp_metric metric, double rate,
                 struct cp_error *err) {
    const char *name = metrics[metric].name;
    if (metrics[metric].wants_rate && !(rate > -1))
        return cp_fail(err, CP_EUSAGE, "--metric %s wants a --rate above -100 %%", name);
    if (metrics[metric].equal && f->kind == CP_FLOWS_DATES)
        return cp_fail(err, CP_EUSAGE, "%s is of equal periods; for dates there is xirr", name);
    if (metrics[metric].dated && f->kind == CP_FLOWS_NUMBERS)
        return cp_fail(err, CP_EUSAGE, "%s wants dates; for numbered periods there is irr", name);
    return 0;
}

int cp_finance_flows_metric(const struct cp_flows *f, enum cp_metric metric, double rate,
                            double *value, struct cp_rates *rates, struct cp_error *err) {
    *value = metrics[metric].none;
    *rates = (struct cp_rates){.status = CP_RATE_NONE, .rate = NAN};
    int rc = check(f, metric, rate, err);
    if (rc || f->n == 0)
        return rc;
    double *year = cp_calloc(f->n, 2 * sizeof *year);
    if (!year)
        return cp_fail_nomem(err);
    struct counted counted = {f->n, year, year + f->n, rate};
    count_years(f, metric, year, year + f->n);
    rc = metrics[metric].value(&counted, value, rates, err);
    free(year);
    if (rc == 0 && isinf(*value))
        return cp_fail(err, CP_ENUMERIC, "the result is too large for a number");
    return rc;
}

static bool has_both_signs(const struct cp_flows *f) {
    bool in = false, out = false;
    for (size_t i = 0; i < f->n; i++) {
        in |= f->flow[i].amount > 0;
        out |= f->flow[i].amount < 0;
    }
    return in && out;
}

static void tell_none(struct cp_str *notes, enum cp_metric metric, bool both_signs) {
    const char *name = metrics[metric].name;
    if (metric == CP_METRIC_PAYBACK)
        cp_str_add(notes, "the flows do not pay back\n");
    else if (!both_signs)
        cp_str_addf(notes, "the flows have no %s: they are all in or all out\n", name);
    else
        cp_str_addf(notes,
                    "no %s was found: no 1 + rate between 1e-12 and 1e12 makes their value zero\n",
                    name);
}

static void tell_roots(struct cp_str *notes, const char *metric, const struct cp_rates *r) {
    cp_str_addf(notes, "%s has %zu values, ", metric, r->n);
    for (size_t i = 0; i < r->n; i++)
        cp_str_addf(notes, "%s%.6g", i ? ", " : "", r->root[i]);
    cp_str_add(notes, "; the one nearest to 0 is given\n");
}

int cp_finance_flows_put(FILE *in, const char *file, enum cp_metric metric, double rate,
                         struct cp_facts *facts, struct cp_str *notes, struct cp_error *err) {
    struct cp_flows flows = {0};
    struct cp_rates rates = {0};
    const char *name = metrics[metric].name;
    double value = NAN;
    int rc = cp_finance_flows_read(in, file, &flows, err);
    if (rc)
        return rc;
    rc = cp_finance_flows_metric(&flows, metric, rate, &value, &rates, err);
    bool both_signs = has_both_signs(&flows);
    cp_finance_flows_release(&flows);
    if (rc)
        return rc;
    rc = cp_facts_put(facts, &(struct cp_fact){.measure = name, .value = value}, err);
    if (rc)
        return rc;
    if (rates.status == CP_RATE_SEVERAL)
        tell_roots(notes, name, &rates);
    if (!isnan(value))
        return 0;
    tell_none(notes, metric, both_signs);
    return 1;
}
