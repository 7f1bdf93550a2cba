/* Distributions of the totals: over the scenarios of the stream, or over samples of uncertain
 * values of the plan, each log-normal about what the plan says. Samples are shared out among
 * threads; each has a plan of its own, whose numbers are changed where they stand, and each sample
 * its own stream of random numbers, so that threads change nothing. */
#include "finance/answer/answer.h"
#include "finance/intake/intake.h"
#include "finance/run.h"
#include "finance/study/arguments.h"
#include "finance/study/hold.h"
#include "num/num.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct key {
    const char *measure, *entity, *tranche, *kind;
};

struct work {
    const struct cp_finance_case *c;
    const struct cp_finance_sampling *s;
    struct cp_vary *vary;
    size_t nvary;
    struct cp_finance_inputs in;
    struct cp_close *closed; /* in the base case: as planned, under the first of the scenarios */
    const char **name;       /* the stream's scenarios */
    size_t nname, n;         /* n: how many are run */
    struct cp_facts *
        *base; /* totals of each of the stream's, as planned: its texts are the keys' */
    struct key *key;
    size_t nkey, capkey;
    double *value; /* n x nkey; NaN: none */
    bool *breached, *defaulted, *failed;
    struct cp_finding *why; /* of the first that failed */
};

static inline double *value_at(const struct work *w, size_t run, size_t key) {
    return &w->value[run * w->nkey + key];
}

static bool same(const struct key *k, const struct cp_facts *f, size_t row) {
    return strcmp(k->measure, cp_facts_measure(f, row)) == 0 &&
           strcmp(k->entity, cp_facts_dim(f, row, CP_ENTITY)) == 0 &&
           strcmp(k->tranche, cp_facts_dim(f, row, CP_TRANCHE)) == 0 &&
           strcmp(k->kind, cp_facts_dim(f, row, CP_KIND)) == 0;
}

/* Totals come in the same order, but for those that a scenario lacks. */
static size_t find_key(const struct work *w, const struct cp_facts *f, size_t row, size_t hint) {
    for (size_t i = 0; i < w->nkey; i++) {
        size_t k = (hint + i) % w->nkey;
        if (same(&w->key[k], f, row))
            return k;
    }
    return NONE;
}

static int add_keys(struct work *w, const struct cp_facts *f, struct cp_error *err) {
    for (size_t i = 0; i < cp_facts_count(f); i++) {
        if (find_key(w, f, i, i) != NONE)
            continue;
        if (!cp_grow(&w->key, &w->capkey, w->nkey, sizeof *w->key))
            return cp_fail_nomem(err);
        w->key[w->nkey++] =
            (struct key){cp_facts_measure(f, i), cp_facts_dim(f, i, CP_ENTITY),
                         cp_facts_dim(f, i, CP_TRANCHE), cp_facts_dim(f, i, CP_KIND)};
    }
    return 0;
}

/* What is held once the base case was run. */
static const struct cp_close *held(const struct work *w) {
    const struct cp_close *hold = cp_finance_close_for(w->c, NULL, w->closed);
    for (size_t k = 0; k < w->nvary && hold; k++)
        hold = cp_finance_close_for(w->c, w->vary[k].key, w->closed);
    return hold;
}

/* `taken`: gets what is closed; NULL: nobody asks. */
static int run(const struct work *w, const struct cp_plan *plan, const char *only,
               struct cp_facts *facts, struct cp_close **taken, struct cp_finance_result *out,
               struct cp_error *err) {
    struct cp_finance_model m = {.plan = plan,
                                 .in = &w->in,
                                 .close = held(w),
                                 .only = only,
                                 .err = err,
                                 .notes = &out->notes};
    int rc = cp_plan_facts(plan, facts, err);
    if (rc == 0)
        rc = cp_finance_model_run(&m);
    if (rc == 0)
        rc = cp_finance_write_plan_totals(&m, facts, out);
    if (rc == 0 && taken)
        rc = cp_finance_close_take(&m, taken);
    cp_finance_model_release(&m);
    return rc;
}

static void keep(const struct work *w, size_t i, const struct cp_facts *f,
                 const struct cp_finance_result *r) {
    for (size_t row = 0; row < cp_facts_count(f); row++) {
        size_t k = find_key(w, f, row, row);
        if (k != NONE)
            *value_at(w, i, k) = cp_facts_value(f, row);
    }
    w->breached[i] = r->nbreach > 0;
    w->defaulted[i] = r->ndefault > 0;
}

/* ---- samples ------------------------------------------------------------------------------- */

struct thread {
    struct cp_plan *plan;
    struct cp_plan_value *at; /* of each uncertain key */
    double **planned;
    struct cp_error err;
};

static void thread_release(struct thread *x, size_t nvary) {
    for (size_t k = 0; x->planned && k < nvary; k++)
        free(x->planned[k]);
    free(x->planned);
    free(x->at);
    cp_plan_free(x->plan);
}

static int thread_make(struct thread *x, const struct work *w) {
    size_t n = w->nvary;
    x->at = cp_calloc(n + 1, sizeof *x->at);
    x->planned = cp_calloc(n + 1, sizeof *x->planned);
    if (!x->at || !x->planned)
        return cp_fail_nomem(&x->err);
    int rc = cp_plan_load(w->c->plan_path, w->c->set, w->c->nset, &x->plan, &x->err);
    if (rc)
        return rc;
    for (size_t k = 0; k < n; k++) {
        rc = cp_plan_value(x->plan, w->vary[k].key, &x->at[k], &x->err);
        if (rc)
            return rc;
        x->planned[k] = cp_calloc(x->at[k].n, sizeof **x->planned);
        if (!x->planned[k])
            return cp_fail_nomem(&x->err);
        memcpy(x->planned[k], x->at[k].value, x->at[k].n * sizeof **x->planned);
    }
    return 0;
}

/* Within what the plan allows, as 100 % for a share. */
static void draw(const struct thread *x, const struct work *w, size_t i) {
    for (size_t k = 0; k < w->nvary; k++) {
        struct cp_random random = cp_num_random_stream(w->s->seed, i, k);
        double factor = exp(w->vary[k].sigma * cp_num_random_normal(&random));
        const struct cp_plan_value *v = &x->at[k];
        for (size_t j = 0; j < v->n; j++)
            v->value[j] = fmax(v->min, fmin(v->max, x->planned[k][j] * factor));
    }
}

static void sample(struct thread *x, struct work *w, size_t i) {
    struct cp_finance_result r = {0};
    struct cp_error err = {0};
    struct cp_facts *facts = cp_facts_new();
    draw(x, w, i);
    int rc =
        facts ? run(w, x->plan, w->name[i % w->nname], facts, NULL, &r, &err) : cp_fail_nomem(&err);
    if (rc == 0)
        keep(w, i, facts, &r);
    w->failed[i] = rc < 0;
    if (rc < 0)
        w->why[i] = err.at[0];
    cp_finance_result_release(&r);
    cp_facts_free(facts);
}

/* As one of several threads: samples until none is left. */
static void sample_some(struct thread *x, struct work *w, size_t *next) {
    bool made = false;
    for (;;) {
        size_t i;
#pragma omp atomic capture
        i = (*next)++;
        if (i >= w->n)
            return;
        if (!made && thread_make(x, w))
            return;
        made = true;
        sample(x, w, i);
    }
}

/* What keeps a thread from sampling at all, or a sample from memory, is an error; else a sample
 * without an answer is counted. */
static int sample_all(struct work *w, struct cp_error *err) {
    int n = w->s->jobs > 0 ? w->s->jobs : 1, rc = 0;
    size_t next = 0;
    struct thread *thread = cp_calloc((size_t)n, sizeof *thread);
    if (!thread)
        return cp_fail_nomem(err);
#pragma omp parallel for num_threads(n) schedule(static, 1)
    for (int k = 0; k < n; k++)
        sample_some(&thread[k], w, &next);
    for (int k = 0; k < n; k++) {
        const struct cp_finding *bad = &thread[k].err.at[0];
        if (thread[k].err.n > 0 && rc == 0)
            rc = cp_fail(err, bad->code, "%s", bad->msg);
        thread_release(&thread[k], w->nvary);
    }
    free(thread);
    for (size_t i = 0; i < w->n && rc == 0; i++)
        if (w->failed[i] && w->why[i].code == CP_ENOMEM)
            rc = cp_fail_nomem(err);
    return rc;
}

/* ---- facts --------------------------------------------------------------------------------- */

static int put(struct cp_facts *facts, const struct key *k, const char *scenario,
               const char *quantile, double value, struct cp_error *err) {
    return cp_facts_put(facts,
                        &(struct cp_fact){.dim[CP_SCENARIO] = scenario,
                                          .dim[CP_ENTITY] = k->entity,
                                          .dim[CP_TRANCHE] = k->tranche,
                                          .dim[CP_KIND] = k->kind,
                                          .dim[CP_QUANTILE] = quantile,
                                          .measure = k->measure,
                                          .value = value},
                        err);
}

/* `x`: room for a value of each run. */
static int write_quantiles(const struct work *w, size_t key, double *x, struct cp_error *err) {
    static const struct {
        const char *text;
        double p;
    } at[] = {{"0.05", 0.05}, {"0.5", 0.5}, {"0.95", 0.95}};
    size_t n = 0;
    for (size_t i = 0; i < w->n; i++)
        if (!isnan(*value_at(w, i, key)))
            x[n++] = *value_at(w, i, key);
    if (n > 0)
        cp_num_sort(x, n);
    for (size_t q = 0; q < sizeof at / sizeof *at; q++) {
        double value = n ? cp_num_quantile_sorted(x, n, at[q].p) : NAN;
        int rc = put(w->c->facts, &w->key[key], NULL, at[q].text, value, err);
        if (rc)
            return rc;
    }
    return 0;
}

static int write_share(const struct work *w, const char *measure, const bool *is,
                       struct cp_error *err) {
    double sum = 0;
    size_t n = 0;
    for (size_t i = 0; i < w->n; i++) {
        sum += is[i];
        n += !w->failed[i];
    }
    return cp_facts_put(w->c->facts,
                        &(struct cp_fact){.measure = measure, .value = n ? sum / (double)n : NAN},
                        err);
}

static int write_runs(const struct work *w, struct cp_error *err) {
    for (size_t i = 0; i < w->n; i++)
        for (size_t k = 0; k < w->nkey; k++) {
            int rc = put(w->c->facts, &w->key[k], w->name[i], NULL, *value_at(w, i, k), err);
            if (rc)
                return rc;
        }
    return 0;
}

static int write_distribution(const struct work *w, struct cp_error *err) {
    double *x = cp_calloc(w->n, sizeof *x);
    int rc = x ? 0 : cp_fail_nomem(err);
    for (size_t k = 0; k < w->nkey && rc == 0; k++)
        rc = write_quantiles(w, k, x, err);
    free(x);
    if (rc)
        return rc;
    rc = write_share(w, "breach_probability", w->breached, err);
    return rc ? rc : write_share(w, "default_probability", w->defaulted, err);
}

static void tell_failed(const struct work *w, struct cp_str *notes) {
    size_t failed = 0, first = NONE;
    for (size_t i = w->n; i-- > 0;)
        if (w->failed[i]) {
            failed++;
            first = i;
        }
    if (failed)
        cp_str_addf(notes, "%zu of %zu scenarios have no answer; the first: %s\n", failed, w->n,
                    w->why[first].msg);
}

static int write(const struct work *w, struct cp_str *notes, struct cp_error *err) {
    int rc = w->s->n == 0 ? write_runs(w, err) : 0;
    if (rc)
        return rc;
    rc = write_distribution(w, err);
    if (rc)
        return rc;
    tell_failed(w, notes);
    return 0;
}

/* ---- all of it ----------------------------------------------------------------------------- */

/* As planned, under each of the stream's scenarios: what is wrong with plan or facts is told here,
 * and the totals there are. */
static int run_base(struct work *w, const struct cp_plan *plan, struct cp_str *notes,
                    struct cp_finance_result *result, struct cp_error *err) {
    w->base = cp_calloc(w->nname, sizeof(struct cp_facts *));
    if (!w->base)
        return cp_fail_nomem(err);
    for (size_t i = 0; i < w->nname; i++) {
        w->base[i] = cp_facts_new();
        if (!w->base[i])
            return cp_fail_nomem(err);
        int rc = run(w, plan, w->name[i], w->base[i], i == 0 ? &w->closed : NULL, &result[i], err);
        if (rc)
            return rc;
        rc = add_keys(w, w->base[i], err);
        if (rc)
            return rc;
    }
    if (w->nname > 1 && w->closed->nloan > 0 && held(w) == w->closed)
        cp_str_addf(notes, "debt is closed in scenario %s and held in the others\n", w->name[0]);
    if (w->closed->nloan > 0 && !w->c->closed && !w->c->resize && !held(w))
        cp_str_add(notes, "a term of the financing varies: debt is sized anew in every sample\n");
    if (w->nname == 1 && result[0].notes.s)
        cp_str_add(notes, result[0].notes.s);
    return 0;
}

static int make_room(struct work *w, struct cp_error *err) {
    size_t cells = w->n * w->nkey;
    if (w->nkey && cells / w->nkey != w->n)
        return cp_fail_nomem(err);
    w->value = cp_calloc(cells + 1, sizeof *w->value);
    w->breached = cp_calloc(w->n, sizeof *w->breached);
    w->defaulted = cp_calloc(w->n, sizeof *w->defaulted);
    w->failed = cp_calloc(w->n, sizeof *w->failed);
    w->why = cp_calloc(w->n, sizeof *w->why);
    if (!w->value || !w->breached || !w->defaulted || !w->failed || !w->why)
        return cp_fail_nomem(err);
    for (size_t i = 0; i < cells; i++)
        w->value[i] = NAN;
    return 0;
}

static int prepare(struct work *w, struct cp_plan *plan, struct cp_error *err) {
    struct cp_plan_value v;
    for (size_t k = 0; k < w->nvary; k++) {
        int rc = cp_plan_value(plan, w->vary[k].key, &v, err);
        if (rc)
            return rc;
    }
    int rc = cp_finance_inputs_make(&w->in, w->c->facts, err);
    if (rc)
        return rc;
    rc = cp_finance_inputs_scenarios(&w->in, &w->name, &w->nname, err);
    w->n = w->s->n ? w->s->n : w->nname;
    return rc;
}

static int run_all(struct work *w, const struct cp_plan *plan, struct cp_str *notes,
                   struct cp_error *err) {
    struct cp_finance_result *result = cp_calloc(w->nname, sizeof *result);
    if (!result)
        return cp_fail_nomem(err);
    int rc = run_base(w, plan, notes, result, err);
    if (rc)
        goto out;
    rc = make_room(w, err);
    if (rc)
        goto out;
    if (w->s->n > 0)
        rc = sample_all(w, err);
    else
        for (size_t i = 0; i < w->n; i++)
            keep(w, i, w->base[i], &result[i]);
out:
    for (size_t i = 0; i < w->nname; i++)
        cp_finance_result_release(&result[i]);
    free(result);
    return rc;
}

static void work_release(struct work *w) {
    for (size_t i = 0; w->base && i < w->nname; i++)
        cp_facts_free(w->base[i]);
    free(w->base);
    free(w->vary);
    free(w->name);
    free(w->key);
    free(w->value);
    free(w->breached);
    free(w->defaulted);
    free(w->failed);
    free(w->why);
    cp_finance_close_free(w->closed);
    cp_finance_inputs_release(&w->in);
}

int cp_finance_scenarios(const struct cp_finance_case *c, const struct cp_finance_sampling *s,
                         struct cp_str *notes, struct cp_error *err) {
    struct work w = {.c = c, .s = s};
    struct cp_plan *plan = NULL;
    char *text = strdup(s->vary ? s->vary : "");
    int rc = text ? 0 : cp_fail_nomem(err);
    if (rc)
        goto out;
    rc = s->vary ? cp_finance_vary_parse(text, &w.vary, &w.nvary, err) : 0;
    if (rc)
        goto out;
    rc = cp_plan_load(c->plan_path, c->set, c->nset, &plan, err);
    if (rc)
        goto out;
    rc = cp_plan_facts(plan, c->facts, err);
    if (rc)
        goto out;
    rc = prepare(&w, plan, err);
    if (rc)
        goto out;
    rc = run_all(&w, plan, notes, err);
    if (rc)
        goto out;
    rc = write(&w, notes, err);
out:
    work_release(&w);
    cp_plan_free(plan);
    free(text);
    return rc;
}
