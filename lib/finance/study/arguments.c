/* What a user asks for, as text: metrics, keys of the plan, how uncertain they are, a goal. */
#include "finance/model/book.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const metrics[] = {"npv", "irr", "xirr", "mirr", "payback"};

int cp_metric_parse(const char *text, enum cp_metric *out, struct cp_error *err) {
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

int cp_flows_put(FILE *in, const char *file, enum cp_metric metric, double rate,
                 struct cp_facts *facts, struct cp_str *notes, struct cp_error *err) {
    struct cp_flows flows = {0};
    struct cp_rates rates = {0};
    const char *name = metrics[metric];
    double value = NAN;
    int rc = cp_flows_read(in, file, &flows, err);
    if (rc == 0)
        rc = cp_flows_metric(&flows, metric, rate, &value, &rates, err);
    if (rc == 0)
        rc = cp_facts_put(facts, &(struct cp_fact){.measure = name, .value = value}, err);
    if (rc == 0 && rates.status == CP_RATE_SEVERAL)
        tell_roots(notes, name, &rates);
    if (rc == 0 && isnan(value) && metric == CP_PAYBACK)
        cp_str_add(notes, "the flows do not pay back\n");
    else if (rc == 0 && isnan(value))
        cp_str_addf(notes, "the flows have no %s\n", name);
    cp_flows_release(&flows);
    return rc == 0 && isnan(value) ? 1 : rc;
}

int keys_parse(char *text, const char ***key, size_t *n, struct cp_error *err) {
    size_t cap = 0;
    char *rest = NULL;
    for (char *s = strtok_r(text, ",", &rest); s; s = strtok_r(NULL, ",", &rest)) {
        if (!cp_grow(key, &cap, *n, sizeof **key))
            return cp_fail_nomem(err);
        for (size_t i = 0; i < *n; i++)
            if (strcmp((*key)[i], s) == 0)
                return cp_fail(err, CP_EUSAGE, "--tornado: '%s' stands twice", s);
        (*key)[(*n)++] = s;
    }
    return *n ? 0 : cp_fail(err, CP_EUSAGE, "--tornado wants keys of the plan");
}

int vary_parse(char *text, struct vary **vary, size_t *n, struct cp_error *err) {
    size_t cap = 0;
    char *rest = NULL;
    struct cp_error bad = {0};
    for (char *s = strtok_r(text, ",", &rest); s; s = strtok_r(NULL, ",", &rest)) {
        char *part = strchr(s, '=');
        if (!cp_grow(vary, &cap, *n, sizeof **vary))
            return cp_fail_nomem(err);
        struct vary *v = &(*vary)[*n];
        *v = (struct vary){.key = s};
        if (part)
            *part++ = '\0';
        if (!part || cp_quantity_parse(part, "1", &v->sigma, (struct cp_pos){0}, &bad) < 0 ||
            !(v->sigma >= 0 && v->sigma <= 10))
            return cp_fail(err, CP_EUSAGE, "--vary: '%s' wants how uncertain it is, as %s=10%%", s,
                           s);
        for (size_t i = 0; i < *n; i++)
            if (strcmp((*vary)[i].key, s) == 0)
                return cp_fail(err, CP_EUSAGE, "--vary: '%s' stands twice", s);
        ++*n;
    }
    return *n ? 0 : cp_fail(err, CP_EUSAGE, "--vary wants keys of the plan");
}

int goal_parse(char *text, struct goal *out, struct cp_error *err) {
    struct cp_error bad = {0};
    char *value = strchr(text, '='), *kind;
    if (!value)
        return cp_fail(err, CP_EUSAGE, "--for: '%s' is not like hall/equity/irr=12%%", text);
    *value++ = '\0';
    *out = (struct goal){.measure = text};
    kind = strchr(text, '/');
    if (kind) {
        *kind++ = '\0';
        out->entity = text;
        out->measure = kind;
        char *measure = strchr(kind, '/');
        if (measure) {
            *measure++ = '\0';
            out->kind = kind;
            out->measure = measure;
        }
    }
    const struct cp_measure *m = cp_measure_find(out->measure);
    if (!m || strcmp(m->writer, "cp-finance") != 0)
        return cp_fail(err, CP_EUSAGE, "--for: '%s' is not a measure of cp-finance", out->measure);
    size_t used = 0, len = strlen(value);
    bool plain = cp_number_parse(value, len, &out->value, &used) == 0 && used == len;
    if (!plain && cp_quantity_parse(value, m->unit, &out->value, (struct cp_pos){0}, &bad) < 0)
        return cp_fail(err, CP_EUSAGE, "--for: '%s' is not a value in %s", value, m->unit);
    return 0;
}
