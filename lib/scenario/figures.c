/* What is said of all scenarios together: of cp-finance what it says itself where it has them all
 * (cp_finance_scenarios), of cp-allocate their expected cost. */
#include "lp/lp.h"
#include "num/num.h"
#include "scenario/shards.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const means[] = {"breach_probability", "default_probability", "expected_loss"};
static const double TAIL = .95;

bool cp_scenario_is_mean(const struct cp_facts *t, size_t row) {
    for (size_t i = 0; i < sizeof means / sizeof *means; i++)
        if (strcmp(cp_facts_measure(t, row), means[i]) == 0)
            return true;
    return false;
}

/* A total of cp-finance. */
static bool is_total(const struct cp_facts *t, size_t row) {
    const struct cp_measure *m = cp_facts_measure_find(cp_facts_measure(t, row));
    return m && strcmp(m->writer, "cp-finance") == 0 &&
           strcmp(cp_facts_dim(t, row, CP_PERIOD), "-") == 0 &&
           strcmp(cp_facts_dim(t, row, CP_QUANTILE), "-") == 0;
}

/* Measure and dimensions but for the scenario. */
static void make_key(const struct cp_facts *t, size_t row, struct cp_str *key) {
    cp_str_add(key, cp_facts_measure(t, row));
    for (enum cp_dim d = CP_SCENARIO + 1; d < CP_DIM_COUNT; d++)
        cp_str_addf(key, "\t%s", cp_facts_dim(t, row, d));
}

/* Another figure, NaN of every scenario. */
static struct cp_scenario_figure *make(struct cp_scenario_figures *f, const struct cp_facts *t,
                                       size_t row, size_t nscenario) {
    if (!cp_grow(&f->at, &f->cap, f->n, sizeof *f->at))
        return NULL;
    struct cp_scenario_figure *own = &f->at[f->n];
    *own = (struct cp_scenario_figure){.mean = cp_scenario_is_mean(t, row), .scenario = SIZE_MAX};
    own->as.measure = cp_arena_strdup(&f->arena, cp_facts_measure(t, row));
    bool full = own->as.measure != NULL;
    for (enum cp_dim d = CP_SCENARIO + 1; d < CP_DIM_COUNT; d++) {
        const char *text = cp_facts_dim(t, row, d);
        if (strcmp(text, "-") == 0)
            continue;
        own->as.dim[d] = cp_arena_strdup(&f->arena, text);
        full = full && own->as.dim[d];
    }
    own->value = cp_arena_alloc(&f->arena, nscenario * sizeof *own->value);
    for (size_t i = 0; own->value && i < nscenario; i++)
        own->value[i] = NAN;
    f->n += full && own->value;
    return full && own->value ? own : NULL;
}

int cp_scenario_figure(struct cp_scenario_merged *m, const struct cp_facts *t, size_t row,
                       size_t scenario, struct cp_error *err) {
    struct cp_scenario_figures *f = &m->figures;
    struct cp_str key = {0};
    if (!cp_scenario_is_mean(t, row) && !is_total(t, row))
        return 0;
    make_key(t, row, &key);
    uint32_t id = key.oom ? CP_NAME_NONE : cp_names_add(&f->keys, key.s, key.len);
    cp_str_release(&key);
    struct cp_scenario_figure *own = id == CP_NAME_NONE ? NULL
                                     : id < f->n        ? &f->at[id]
                                                        : make(f, t, row, m->list.n);
    if (!own)
        return cp_fail_nomem(err);
    own->value[scenario] = cp_facts_value(t, row);
    if (scenario < own->scenario) {
        own->scenario = scenario;
        own->row = m->share[scenario].rows;
    }
    return 0;
}

void cp_scenario_figures_release(struct cp_scenario_figures *f) {
    cp_names_release(&f->keys);
    cp_arena_release(&f->arena);
    free(f->at);
}

/* ---- all together -------------------------------------------------------------------------- */

/* Quantiles first; then breaches and defaults of any, covenants, and losses. */
static int rank(const struct cp_scenario_figure *f) {
    if (!f->mean)
        return 0;
    if (strcmp(f->as.measure, "expected_loss") == 0)
        return 4;
    return f->as.dim[CP_ENTITY] ? 3 : strcmp(f->as.measure, "breach_probability") == 0 ? 1 : 2;
}

/* As one scenario after the other has them. */
static int order(const void *a, const void *b) {
    const struct cp_scenario_figure *x = a, *y = b;
    int by = rank(x) - rank(y);
    if (by == 0)
        by = (x->scenario > y->scenario) - (x->scenario < y->scenario);
    return by ? by : (x->row > y->row) - (x->row < y->row);
}

struct sums {
    const struct cp_scenario_merged *m;
    struct cp_facts *facts;
    double *x, *weight; /* room for every scenario */
    bool weighted;
};

static double weight_of(const struct sums *s, size_t scenario) {
    return s->weighted ? s->m->share[scenario].probability : 1;
}

static int put(const struct sums *s, const struct cp_fact *as, const char *quantile, double value,
               struct cp_error *err) {
    struct cp_fact fact = *as;
    if (quantile)
        fact.dim[CP_QUANTILE] = quantile;
    fact.value = value;
    return cp_facts_put(s->facts, &fact, err);
}

/* A covenant that is not tested in a scenario is not breached in it. */
static int put_mean(const struct sums *s, const struct cp_scenario_figure *f,
                    struct cp_error *err) {
    bool breach = strcmp(f->as.measure, "breach_probability") == 0;
    double sum = 0, all = 0;
    for (size_t i = 0; i < s->m->list.n; i++) {
        if (isnan(f->value[i]) && !(breach && s->m->share[i].financed))
            continue;
        sum += isnan(f->value[i]) ? 0 : weight_of(s, i) * f->value[i];
        all += weight_of(s, i);
    }
    return put(s, &f->as, NULL, all > 0 ? sum / all : NAN, err);
}

static int put_quantiles(const struct sums *s, const struct cp_scenario_figure *f,
                         struct cp_error *err) {
    static const struct {
        const char *text;
        double p;
    } at[] = {{"0.05", 0.05}, {"0.5", 0.5}, {"0.95", 0.95}};
    size_t n = 0;
    for (size_t i = 0; i < s->m->list.n; i++)
        if (!isnan(f->value[i])) {
            s->x[n] = f->value[i];
            s->weight[n++] = weight_of(s, i);
        }
    double *weight = s->weighted ? s->weight : NULL;
    cp_num_sort_weighted(s->x, weight, n);
    int rc = 0;
    for (size_t q = 0; q < sizeof at / sizeof *at && rc == 0; q++)
        rc = put(s, &f->as, at[q].text,
                 n ? cp_num_quantile_weighted(s->x, weight, n, at[q].p) : NAN, err);
    return rc;
}

/* Of what cp-allocate solved; scenarios without a plan, where they are allowed, are left out. */
static int put_costs(const struct sums *s, struct cp_error *err) {
    size_t n = 0, nlist = s->m->list.n;
    double all = 0, mean = 0;
    struct cp_lp_stages stages = {.tail = TAIL};
    struct cp_lp_scenario *of = cp_calloc(nlist + 1, sizeof *of);
    if (!of)
        return cp_fail_nomem(err);
    for (size_t i = 0; i < nlist; i++)
        all += s->m->share[i].answered ? weight_of(s, i) : 0;
    for (size_t i = 0; i < nlist; i++)
        if (s->m->share[i].answered) {
            of[n].probability = weight_of(s, i) / all;
            s->x[n] = s->m->share[i].objective;
            mean += of[n].probability * s->x[n];
            n++;
        }
    stages.n = n;
    stages.scenario = of;
    int rc = put(s, &(struct cp_fact){.measure = "expected_cost"}, NULL, n ? mean : NAN, err);
    if (rc == 0)
        rc = put(s, &(struct cp_fact){.measure = "cvar"}, NULL,
                 n ? cp_lp_stages_cvar(&stages, s->x) : NAN, err);
    free(of);
    return rc;
}

static int put_all(struct cp_scenario_merged *m, const struct sums *s, struct cp_error *err) {
    bool solved = false;
    int rc = *m->currency ? cp_facts_set_currency(s->facts, m->currency, err) : 0;
    if (m->figures.n)
        qsort(m->figures.at, m->figures.n, sizeof *m->figures.at, order);
    for (size_t k = 0; k < m->figures.n && rc == 0; k++)
        rc = (m->figures.at[k].mean ? put_mean : put_quantiles)(s, &m->figures.at[k], err);
    for (size_t i = 0; i < m->list.n; i++)
        solved = solved || m->share[i].solved;
    return rc || !solved ? rc : put_costs(s, err);
}

int cp_scenario_figures_put(struct cp_scenario_merged *m, struct cp_error *err) {
    size_t part;
    struct sums s = {m, cp_facts_new(), cp_calloc(m->list.n + 1, sizeof *s.x),
                     cp_calloc(m->list.n + 1, sizeof *s.weight),
                     m->list.n && !isnan(m->share[0].probability)};
    int rc = s.facts && s.x && s.weight ? put_all(m, &s, err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = cp_facts_aside_put_rows(m->aside, s.facts, 0, cp_facts_count(s.facts), &part, err);
    if (rc == 0 && !cp_grow(&m->piece, &m->cap, m->npiece, sizeof *m->piece))
        rc = cp_fail_nomem(err);
    if (rc == 0)
        m->piece[m->npiece++] = (struct cp_scenario_piece){m->list.n, part};
    cp_facts_free(s.facts);
    free(s.x);
    free(s.weight);
    return rc;
}
