/* Distributions of the totals: over the scenarios of the stream, or over samples of uncertain
 * values of the plan, each log-normal about what the plan says. Runs are shared out among threads;
 * where values vary each thread has a plan of its own, whose numbers are changed where they stand,
 * and each sample its own stream of random numbers, so that threads change nothing. */
#include "finance/answer/answer.h"
#include "finance/intake/intake.h"
#include "finance/run.h"
#include "finance/study/arguments.h"
#include "finance/study/hold.h"
#include "finance/study/totals.h"
#include "num/num.h"
#include "tree/tree.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct work {
    const struct cp_finance_case *c;
    const struct cp_finance_sampling *s;
    const struct cp_plan *plan;
    struct cp_vary *vary;
    size_t nvary;
    struct cp_finance_inputs in;
    struct cp_finance_facts_case *facts_case, base; /* base: as planned, the one that is closed */
    double *weight;                                 /* of the cases; NULL: equally likely */
    size_t ncase, n;                                /* n: how many are run */
    bool alone;                                     /* the stream has one case, of all shards */
    struct cp_close *closed;
    struct cp_totals totals;
    struct cp_finding why; /* of the first that has no answer */
};

static const struct cp_finance_facts_case *case_of(const struct work *w, size_t i) {
    return &w->facts_case[i % w->ncase];
}

/* What is held once the base case was run. */
static const struct cp_close *held(const struct work *w) {
    const struct cp_close *hold = cp_finance_close_for(w->c, NULL, w->closed);
    for (size_t k = 0; k < w->nvary && hold; k++)
        hold = cp_finance_close_for(w->c, w->vary[k].key, w->closed);
    return hold;
}

/* ---- a run --------------------------------------------------------------------------------- */

/* Of one case, until it is kept. */
struct run {
    struct cp_facts *facts;
    struct cp_finance_result result;
    struct cp_error *why; /* NULL: it has an answer, or there was no memory */
    int rc;
};

static void run_release(struct run *r) {
    cp_facts_free(r->facts);
    cp_finance_result_release(&r->result);
    free(r->why);
    *r = (struct run){0};
}

static struct cp_finance_model model_of(const struct work *w, const struct cp_plan *plan,
                                        const struct cp_finance_facts_case *c, struct run *r,
                                        struct cp_error *err) {
    return (struct cp_finance_model){.plan = plan,
                                     .in = &w->in,
                                     .close = held(w),
                                     .only = c->only,
                                     .desk = c->desk,
                                     .err = err,
                                     .notes = &r->result.notes};
}

static int write_totals(struct cp_finance_model *m, struct run *r, bool tests) {
    r->facts = cp_facts_new();
    int rc = r->facts ? cp_plan_facts(m->plan, r->facts, m->err) : cp_fail_nomem(m->err);
    return rc ? rc : cp_finance_write_plan_totals(m, r->facts, &r->result, tests);
}

/* `taken`: gets what is closed, and the facts its covenants; NULL: nobody asks. */
static int compute(const struct work *w, const struct cp_plan *plan,
                   const struct cp_finance_facts_case *c, struct cp_close **taken, struct run *r,
                   struct cp_error *err) {
    struct cp_finance_model m = model_of(w, plan, c, r, err);
    struct cp_close *own = NULL;
    int rc = cp_finance_model_run_sized(&m, &own);
    if (rc == 0)
        rc = write_totals(&m, r, taken != NULL);
    if (rc == 0 && taken)
        rc = cp_finance_close_take(&m, taken);
    cp_finance_model_release(&m);
    cp_finance_close_free(own);
    return rc;
}

/* A model as the plan's facts make it, for all scenarios in which a desk's alone differ. */
struct made {
    struct cp_finance_model model, fresh;
    struct cp_arena_copy *copy;
};

static void made_release(struct made *x) {
    cp_finance_model_release(&x->model);
    cp_arena_copy_free(x->copy);
    *x = (struct made){0};
}

static int make(const struct work *w, const struct cp_finance_facts_case *c, struct made *x,
                struct run *r, struct cp_error *err) {
    made_release(x);
    x->model = model_of(w, w->plan, c, r, err);
    int rc = cp_finance_model_make(&x->model);
    if (rc)
        return rc;
    x->fresh = x->model;
    x->copy = cp_arena_copy(&x->model.arena);
    return x->copy ? 0 : cp_fail_nomem(err);
}

static void make_again(const struct cp_finance_facts_case *c, struct made *x, struct run *r,
                       struct cp_error *err) {
    cp_arena_restore(&x->model.arena, x->copy);
    x->fresh.arena = x->model.arena;
    x->model = x->fresh;
    x->model.desk = c->desk;
    x->model.notes = &r->result.notes;
    x->model.err = err;
}

/* As planned but for what the facts of the case change, with the close held. */
static int compute_held(const struct work *w, const struct cp_finance_facts_case *c, struct made *x,
                        struct run *r, struct cp_error *err) {
    int rc = 0;
    if (x->copy && x->fresh.only == c->only)
        make_again(c, x, r, err);
    else
        rc = make(w, c, x, r, err);
    if (rc == 0)
        rc = cp_finance_model_finish(&x->model);
    return rc ? rc : write_totals(&x->model, r, false);
}

/* ---- threads ------------------------------------------------------------------------------- */

struct thread {
    struct cp_plan *plan;
    struct cp_plan_value *at; /* of each uncertain key */
    double **planned;
    struct made made;
    struct cp_error err;
};

static void thread_release(struct thread *x, size_t nvary) {
    for (size_t k = 0; x->planned && k < nvary; k++)
        free(x->planned[k]);
    made_release(&x->made);
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

/* Run i as this thread's. */
static void run_one(struct thread *x, const struct work *w, size_t i, struct run *r) {
    struct cp_error err;
    err.n = err.dropped = 0;
    if (w->nvary)
        draw(x, w, i);
    r->rc = !w->nvary && held(w)
                ? compute_held(w, case_of(w, i), &x->made, r, &err)
                : compute(w, w->nvary ? x->plan : w->plan, case_of(w, i), NULL, r, &err);
    r->why = r->rc ? cp_calloc(1, sizeof *r->why) : NULL;
    if (r->why)
        *r->why = err;
}

/* As one of several threads: the runs from *next until `end`, the first of which is *run. */
static void run_some(struct thread *x, const struct work *w, size_t from, size_t end, size_t *next,
                     struct run *run) {
    for (;;) {
        size_t i;
#pragma omp atomic capture
        i = (*next)++;
        if (i >= end || (w->nvary && !x->plan && thread_make(x, w)))
            return;
        run_one(x, w, i, &run[i - from]);
    }
}

/* What a shard says of its run i. */
static int write_part(const struct work *w, size_t i, struct cp_error *err) {
    const char *scenario = case_of(w, i)->desk;
    int rc = cp_finance_totals_put_run(&w->totals, i, scenario, w->c->facts, err);
    return rc ? rc : cp_finance_totals_put_part(&w->totals, i, scenario, w->c->facts, err);
}

/* A sample without an answer is counted; a scenario of the stream must have one. */
static int keep(struct work *w, size_t i, const struct run *r, struct cp_error *err) {
    if (r->rc == 0) {
        int rc = cp_finance_totals_keep(&w->totals, i, r->facts, &r->result, err);
        return rc || !w->s->shards ? rc : write_part(w, i, err);
    }
    if (r->rc == CP_ENOMEM || !r->why)
        return cp_fail_nomem(err);
    if (w->s->n == 0) {
        *err = *r->why;
        return r->rc;
    }
    if (w->totals.nfailed == 0)
        w->why = r->why->at[0];
    cp_finance_totals_fail(&w->totals, i);
    return 0;
}

/* Runs are kept in their order, a block after the other, so that the memory of thousands is that of
 * a block. What keeps a thread from working at all is an error. */
static int run_block(struct work *w, struct thread *thread, int n, size_t from, size_t end,
                     struct run *run, struct cp_error *err) {
    size_t next = from;
    int rc = 0;
#pragma omp parallel for num_threads(n) schedule(static, 1)
    for (int k = 0; k < n; k++)
        run_some(&thread[k], w, from, end, &next, run);
    for (int k = 0; k < n && rc == 0; k++)
        if (thread[k].err.n > 0)
            rc = cp_fail(err, thread[k].err.at[0].code, "%s", thread[k].err.at[0].msg);
    for (size_t i = from; i < end; i++) {
        if (rc == 0)
            rc = keep(w, i, &run[i - from], err);
        run_release(&run[i - from]);
    }
    return rc;
}

static int run_all(struct work *w, struct cp_error *err) {
    enum { BLOCK = 64 }; /* runs of each thread, about */
    int n = w->s->jobs > 0 ? w->s->jobs : 1, rc = 0;
    size_t block = BLOCK * (size_t)n;
    struct thread *thread = cp_calloc((size_t)n, sizeof *thread);
    struct run *run = cp_calloc(block, sizeof *run);
    if (!thread || !run)
        rc = cp_fail_nomem(err);
    for (size_t from = 0; from < w->n && rc == 0; from += block)
        rc = run_block(w, thread, n, from, from + block < w->n ? from + block : w->n, run, err);
    for (int k = 0; thread && k < n; k++)
        thread_release(&thread[k], w->nvary);
    free(thread);
    free(run);
    return rc;
}

/* ---- all of it ----------------------------------------------------------------------------- */

/* Every so manieth of the cases; which is closed, is of all. */
static void take_shard(struct work *w) {
    size_t n = 0;
    for (size_t i = w->s->shard % w->s->shards; i < w->ncase; i += w->s->shards, n++) {
        w->facts_case[n] = w->facts_case[i];
        if (w->weight)
            w->weight[n] = w->weight[i];
    }
    w->ncase = n;
}

static int prepare(struct work *w, struct cp_plan *plan, struct cp_error *err) {
    struct cp_plan_value v;
    for (size_t k = 0; k < w->nvary; k++) {
        int rc = cp_plan_value(plan, w->vary[k].key, &v, err);
        if (rc)
            return rc;
    }
    int rc = cp_plan_facts(plan, w->c->facts, err);
    if (rc == 0)
        rc = cp_finance_inputs_make(&w->in, w->c->facts, err);
    if (rc == 0)
        rc = cp_finance_inputs_cases(&w->in, &w->facts_case, &w->ncase, &w->base, err);
    if (rc == 0)
        rc = cp_finance_cases_weigh(w->c->facts, w->facts_case, w->ncase, !w->s->shards,
                                    w->s->n ? NULL : &w->weight, err);
    if (rc)
        return rc;
    w->plan = plan;
    w->alone = w->ncase == 1;
    if (w->s->shards)
        take_shard(w);
    w->n = w->s->n ? w->s->n : w->ncase;
    rc = cp_finance_totals_make(&w->totals, plan, w->n, w->weight, err);
    for (size_t i = 0; i < w->ncase && w->weight && rc == 0; i++)
        cp_facts_adopt(w->c->facts, w->facts_case[i].weight);
    return rc;
}

/* As planned: what is wrong with plan or facts is told here, and the totals there are. */
static int run_base(struct work *w, struct cp_str *notes, struct cp_error *err) {
    struct run r = {0};
    int rc = compute(w, w->plan, &w->base, &w->closed, &r, err);
    if (rc == 0)
        rc = cp_finance_totals_know(&w->totals, r.facts, err);
    if (rc == 0 && w->closed->nloan > 0 && held(w) == w->closed && !w->alone)
        cp_str_addf(notes,
                    strcmp(w->base.desk, "-") == 0
                        ? "debt is closed in the plan as it is and held in the scenarios\n"
                        : "debt is closed in scenario %s and held in the others\n",
                    w->base.only);
    if (rc == 0 && w->closed->nloan > 0 && !w->c->closed && !w->c->resize && !held(w))
        cp_str_add(notes, "a term of the financing varies: debt is sized anew in every sample\n");
    if (rc == 0 && w->alone && r.result.notes.s)
        cp_str_add(notes, r.result.notes.s);
    run_release(&r);
    return rc;
}

static int write(const struct work *w, struct cp_str *notes, struct cp_error *err) {
    int rc = 0;
    if (w->s->shards) /* each was written when it was kept, and all together are another's */
        return 0;
    for (size_t i = 0; i < w->n && w->s->n == 0 && rc == 0; i++)
        rc = cp_finance_totals_put_run(&w->totals, i, w->facts_case[i].desk, w->c->facts, err);
    if (rc == 0)
        rc = cp_finance_totals_put(&w->totals, w->c->facts, err);
    if (rc == 0 && w->totals.nfailed)
        cp_str_addf(notes, "%zu of %zu scenarios have no answer; the first: %s\n",
                    w->totals.nfailed, w->n, w->why.msg);
    return rc;
}

static void work_release(struct work *w) {
    free(w->vary);
    free(w->facts_case);
    free(w->weight);
    cp_finance_totals_release(&w->totals);
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
    rc = prepare(&w, plan, err);
    if (rc)
        goto out;
    rc = run_base(&w, notes, err);
    if (rc)
        goto out;
    rc = run_all(&w, err);
    if (rc)
        goto out;
    rc = write(&w, notes, err);
    if (rc == 0 && w.weight)
        rc = cp_tree_place_weights(c->facts, err);
out:
    work_release(&w);
    cp_plan_free(plan);
    free(text);
    return rc;
}
