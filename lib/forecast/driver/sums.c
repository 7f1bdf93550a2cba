#include "forecast/driver/driver.h"
#include "num/num.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One total of one measure: over the workloads that agree in what is not added up over, for every
 * span of periods. */
struct cp_forecast_sum {
    const struct cp_forecast_total *total;
    const struct cp_workload *first;
    const char *layer, *measure;
    bool flow;
    double *value; /* [spans][1 + samples]: the central one, then paths */
};

static bool is_over(const struct cp_forecast_total *t, enum cp_dim d) {
    return t->dims & (uint32_t)1 << d;
}

static bool same_word(const char *a, const char *b) {
    return strcmp(a ? a : "-", b ? b : "-") == 0;
}

static bool is_of(const struct cp_forecast_sum *s, const struct cp_forecast_total *total,
                  const struct cp_workload *w, const char *measure) {
    return s->total == total && strcmp(s->measure, measure) == 0 &&
           (is_over(total, CP_WORKLOAD) || s->first == w) &&
           (is_over(total, CP_REGION) || same_word(s->first->region, w->region)) &&
           (is_over(total, CP_TENANT) || same_word(s->first->tenant, w->tenant));
}

/* Periods [from, to) of the plan that are number k of the total's spans; false: it has no more.
 * Years that the plan has in part are none. */
static bool span_of(const struct cp_plan *plan, const struct cp_forecast_total *total, size_t k,
                    size_t *from, size_t *to) {
    size_t n = plan->horizon.n;
    if (total->over != CP_TOTAL_YEAR) {
        *from = total->over == CP_TOTAL_PERIOD ? k : 0;
        *to = total->over == CP_TOTAL_PERIOD ? k + 1 : n;
        return total->over == CP_TOTAL_PERIOD ? k < n : k == 0;
    }
    for (*from = 0; *from < n; *from = *to) {
        struct cp_period first = cp_plan_period(plan, *from);
        int year = cp_period_year(first);
        for (*to = *from; *to < n && cp_period_year(cp_plan_period(plan, *to)) == year;)
            ++*to;
        struct cp_period last = cp_plan_period(plan, *to - 1);
        struct cp_period all = cp_period_at(CP_YEAR, cp_period_start(first));
        if (cp_period_start(first) == cp_period_start(all) &&
            cp_period_end(last) == cp_period_end(all) && k-- == 0)
            return true;
    }
    return false;
}

static int find(struct cp_forecast_sums *s, const struct cp_forecast_total *total,
                const struct cp_forecast_part *part, struct cp_forecast_sum **out,
                struct cp_error *err) {
    for (size_t i = 0; i < s->n; i++)
        if (is_of(&s->at[i], total, part->workload, part->measure)) {
            *out = &s->at[i];
            return 0;
        }
    struct cp_forecast_sum *grown = cp_realloc(s->at, s->n + 1, sizeof *grown);
    if (!grown)
        return cp_fail_nomem(err);
    s->at = grown;
    grown[s->n] = (struct cp_forecast_sum){total,         part->workload, part->layer,
                                           part->measure, part->flow,     NULL};
    grown[s->n].value = cp_calloc(s->plan->horizon.n, (1 + s->samples) * sizeof(double));
    if (!grown[s->n].value)
        return cp_fail_nomem(err);
    *out = &grown[s->n++];
    return 0;
}

int cp_forecast_sums_add(struct cp_forecast_sums *s, const struct cp_forecast_part *part,
                         struct cp_error *err) {
    for (size_t i = 0; i < s->o->ntotal; i++) {
        struct cp_forecast_sum *sum = NULL;
        size_t from, to;
        int rc = find(s, &s->o->total[i], part, &sum, err);
        if (rc)
            return rc;
        for (size_t k = 0; span_of(s->plan, sum->total, k, &from, &to); k++) {
            double *value = sum->value + k * (1 + s->samples), hours = 0;
            for (size_t t = from; t < to; t++)
                hours += cp_period_hours(cp_plan_period(s->plan, t));
            for (size_t t = from; t < to; t++) {
                double weight =
                    part->flow ? 1 : cp_period_hours(cp_plan_period(s->plan, t)) / hours;
                value[0] += weight * part->central[t * part->stride];
                for (size_t path = 0; path < s->samples; path++)
                    value[1 + path] += weight * part->drawn[t * s->samples + path];
            }
        }
    }
    return 0;
}

static int put(const struct cp_forecast_sum *s, const char *period, struct cp_fact f, double value,
               struct cp_facts *out, struct cp_error *err) {
    f.dim[CP_PERIOD] = period;
    f.dim[CP_LAYER] = s->layer;
    f.dim[CP_REGION] = is_over(s->total, CP_REGION) ? NULL : s->first->region;
    f.dim[CP_WORKLOAD] = is_over(s->total, CP_WORKLOAD) ? NULL : s->first->name;
    f.dim[CP_TENANT] = is_over(s->total, CP_TENANT) ? NULL : s->first->tenant;
    f.measure = s->measure;
    f.value = value;
    return cp_facts_put(out, &f, err);
}

static int put_span(const struct cp_forecast_sums *all, const struct cp_forecast_sum *s,
                    const char *period, double *value, struct cp_facts *out, struct cp_error *err) {
    int rc = put(s, period, (struct cp_fact){0}, value[0], out, err);
    for (size_t k = 0; k < all->o->paths && !rc; k++) {
        char name[CP_FORECAST_PATH_SIZE];
        cp_forecast_path_name(k, name);
        rc = put(s, period, (struct cp_fact){.dim[CP_SCENARIO] = name}, value[1 + k], out, err);
    }
    if (all->o->nquantile)
        cp_num_sort(value + 1, all->samples);
    for (size_t q = 0; q < all->o->nquantile && !rc; q++) {
        char text[CP_NUMBER_SIZE];
        cp_number_format(text, all->o->quantile[q]);
        rc = put(s, period, (struct cp_fact){.dim[CP_QUANTILE] = text},
                 cp_num_quantile_sorted(value + 1, all->samples, all->o->quantile[q]), out, err);
    }
    return rc;
}

int cp_forecast_sums_put(struct cp_forecast_sums *s, struct cp_facts *out, struct cp_error *err) {
    for (size_t i = 0; i < s->n; i++) {
        size_t from, to;
        for (size_t k = 0; span_of(s->plan, s->at[i].total, k, &from, &to); k++) {
            char period[CP_PERIOD_SIZE] = "-";
            struct cp_period p = cp_plan_period(s->plan, from);
            if (s->at[i].total->over == CP_TOTAL_YEAR)
                p = cp_period_at(CP_YEAR, cp_period_start(p));
            if (s->at[i].total->over != CP_TOTAL_HORIZON)
                cp_period_format(period, p);
            int rc =
                put_span(s, &s->at[i], period, s->at[i].value + k * (1 + s->samples), out, err);
            if (rc)
                return rc;
        }
    }
    return 0;
}

void cp_forecast_sums_release(struct cp_forecast_sums *s) {
    for (size_t i = 0; i < s->n; i++)
        free(s->at[i].value);
    free(s->at);
    *s = (struct cp_forecast_sums){0};
}
