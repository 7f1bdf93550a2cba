/* A metric of cash flows in a table, asked for by its name, as a fact. */
#include "finance/finance.h"
#include <math.h>
#include <string.h>

static const char *const metrics[] = {"npv", "irr", "xirr", "mirr", "payback"};

int cp_finance_metric_parse(const char *text, enum cp_metric *out, struct cp_error *err) {
    for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++)
        if (strcmp(text, metrics[i]) == 0) {
            *out = (enum cp_metric)i;
            return 0;
        }
    return cp_fail(err, CP_EUSAGE, "--metric: '%s' is not one of npv, irr, xirr, mirr, payback",
                   text);
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
    const char *name = metrics[metric];
    double value = NAN;
    int rc = cp_finance_flows_read(in, file, &flows, err);
    if (rc)
        return rc;
    rc = cp_finance_flows_metric(&flows, metric, rate, &value, &rates, err);
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
    if (metric == CP_METRIC_PAYBACK)
        cp_str_add(notes, "the flows do not pay back\n");
    else
        cp_str_addf(notes, "the flows have no %s\n", name);
    return 1;
}
