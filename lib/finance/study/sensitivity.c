/* What the returns are when a value of the plan is another: a tornado of several keys, each alone,
 * and the value of one key at which a metric is what is asked for. */
#include "finance/finance.h"
#include "finance/study/arguments.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char writer[] = "cp-finance";

/* The finance of the plan with `key` times `factor`; its facts replace those of the run before. */
static int run_with(const struct cp_finance_case *c, const char *key, double factor,
                    struct cp_str *notes, struct cp_str *shown, struct cp_error *err) {
    struct cp_str override = {0};
    struct cp_plan *plan = NULL;
    struct cp_finance_result result = {0};
    cp_str_addf(&override, "%s=*%.17g", key ? key : "", factor);
    const char **set = cp_calloc(c->nset + 1, sizeof *set);
    int rc = set && !override.oom ? 0 : cp_fail_nomem(err);
    if (rc == 0) {
        for (size_t i = 0; i < c->nset; i++)
            set[i] = c->set[i];
        set[c->nset] = override.s;
        rc = cp_plan_load(c->plan_path, set, c->nset + (key != NULL), &plan, err);
    }
    if (rc == 0) {
        cp_facts_drop_writer(c->facts, writer);
        rc = cp_finance(plan, c->facts, &result, err);
    }
    if (rc == 0 && notes) {
        cp_str_reset(notes);
        cp_str_add(notes, result.notes.s ? result.notes.s : "");
    }
    if (rc == 0 && shown)
        rc = cp_plan_show(plan, key, shown, err);
    cp_finance_result_release(&result);
    cp_plan_free(plan);
    free(set);
    cp_str_release(&override);
    return rc;
}

/* ---- tornado ----------------------------------------------------------------------------- */

enum { METRICS = 3 };
static const size_t BASE = SIZE_MAX; /* in place of a key: the plan as it is */
static const char *const metric[METRICS] = {"npv", "irr", "dscr_min"};
static const char *const swing[METRICS] = {"npv_swing", "irr_swing", "dscr_min_swing"};

struct sample {
    size_t key;
    int side; /* 0: low, 1: high */
    int metric;
    const char *entity, *kind;
    double value;
};
struct samples {
    struct sample *at;
    size_t n, cap;
};

static int collect(const struct cp_facts *facts, size_t key, int side, struct samples *out,
                   struct cp_error *err) {
    for (size_t i = 0; i < cp_facts_count(facts); i++)
        for (int k = 0; k < METRICS && cp_facts_is_own(facts, i); k++) {
            if (strcmp(cp_facts_measure(facts, i), metric[k]) != 0)
                continue;
            if (!cp_grow(&out->at, &out->cap, out->n, sizeof *out->at))
                return cp_fail_nomem(err);
            out->at[out->n++] = (struct sample){.key = key,
                                                .side = side,
                                                .metric = k,
                                                .entity = cp_facts_dim(facts, i, CP_ENTITY),
                                                .kind = cp_facts_dim(facts, i, CP_KIND),
                                                .value = cp_facts_value(facts, i)};
        }
    return 0;
}

/* The same metric of the same entity at the other side. */
static const struct sample *other_side(const struct samples *s, const struct sample *low) {
    for (size_t i = 0; i < s->n; i++) {
        const struct sample *x = &s->at[i];
        if (x->key == low->key && x->side == 1 && x->metric == low->metric &&
            strcmp(x->entity, low->entity) == 0 && strcmp(x->kind, low->kind) == 0)
            return x;
    }
    return NULL;
}

static int put_sample(struct cp_facts *facts, const struct sample *s, const char *measure,
                      const char *scenario, const char *name, double value, struct cp_error *err) {
    return cp_facts_put(facts,
                        &(struct cp_fact){.dim[CP_SCENARIO] = scenario,
                                          .dim[CP_ENTITY] = s->entity,
                                          .dim[CP_KIND] = s->kind,
                                          .dim[CP_NAME] = name,
                                          .measure = measure,
                                          .value = value},
                        err);
}

static int write_key(const struct cp_finance_case *c, const struct samples *s, size_t key,
                     const char *name, double part, struct cp_error *err) {
    int rc = 0;
    for (size_t i = 0; i < s->n && rc == 0; i++) {
        const struct sample *x = &s->at[i];
        struct cp_str scenario = {0};
        if (x->key != key)
            continue;
        if (key != BASE)
            cp_str_addf(&scenario, "%s=*%.10g", name, 1 + (x->side ? part : -part));
        rc = scenario.oom
                 ? cp_fail_nomem(err)
                 : put_sample(c->facts, x, metric[x->metric], scenario.s, NULL, x->value, err);
        cp_str_release(&scenario);
    }
    for (size_t i = 0; i < s->n && rc == 0 && key != BASE; i++) {
        const struct sample *low = &s->at[i],
                            *high = low->key == key && low->side == 0 ? other_side(s, low) : NULL;
        if (high)
            rc = put_sample(c->facts, low, swing[low->metric], NULL, name, high->value - low->value,
                            err);
    }
    return rc;
}

/* How far the key moves any NPV. */
static double reach(const struct samples *s, size_t key) {
    double most = 0;
    for (size_t i = 0; i < s->n; i++) {
        const struct sample *low = &s->at[i],
                            *high = low->key == key && low->side == 0 ? other_side(s, low) : NULL;
        if (high && low->metric == 0)
            most = fmax(most, fabs(high->value - low->value));
    }
    return most;
}

static int tornado(const struct cp_finance_case *c, const char *const *key, size_t nkey,
                   double part, struct cp_error *err) {
    struct samples s = {0};
    bool *done = cp_calloc(nkey, sizeof *done);
    int rc = done ? run_with(c, NULL, 1, NULL, NULL, err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = collect(c->facts, BASE, 0, &s, err);
    for (size_t k = 0; k < nkey && rc == 0; k++)
        for (int side = 0; side < 2 && rc == 0; side++) {
            rc = run_with(c, key[k], 1 + (side ? part : -part), NULL, NULL, err);
            if (rc == 0)
                rc = collect(c->facts, k, side, &s, err);
        }
    if (rc == 0) {
        cp_facts_drop_writer(c->facts, writer);
        rc = write_key(c, &s, BASE, NULL, part, err);
    }
    for (size_t n = 0; n < nkey && rc == 0; n++) {
        size_t next = nkey;
        for (size_t k = 0; k < nkey; k++)
            if (!done[k] && (next == nkey || reach(&s, k) > reach(&s, next)))
                next = k;
        done[next] = true;
        rc = write_key(c, &s, next, key[next], part, err);
    }
    free(done);
    free(s.at);
    return rc;
}

int cp_finance_tornado(const struct cp_finance_case *c, const char *keys, double part,
                       struct cp_error *err) {
    char *text = strdup(keys);
    const char **key = NULL;
    size_t n = 0;
    int rc = text ? cp_finance_keys_parse(text, &key, &n, err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = tornado(c, key, n, part, err);
    free(key);
    free(text);
    return rc;
}

/* ---- solve ------------------------------------------------------------------------------- */

static bool is_goal(const struct cp_facts *facts, size_t row, const struct cp_goal *g) {
    return cp_facts_is_own(facts, row) && strcmp(cp_facts_measure(facts, row), g->measure) == 0 &&
           strcmp(cp_facts_dim(facts, row, CP_PERIOD), "-") == 0 &&
           (!g->entity || strcmp(cp_facts_dim(facts, row, CP_ENTITY), g->entity) == 0) &&
           (!g->kind || strcmp(cp_facts_dim(facts, row, CP_KIND), g->kind) == 0);
}

/* There is one fact that is meant, or the ways to say which. */
static int find_goal(const struct cp_facts *facts, const struct cp_goal *g, struct cp_error *err) {
    struct cp_str text = {0};
    size_t n = 0;
    for (size_t i = 0; i < cp_facts_count(facts); i++)
        if (is_goal(facts, i, g))
            cp_str_addf(&text, "%s%s/%s/%s", n++ ? ", " : "", cp_facts_dim(facts, i, CP_ENTITY),
                        cp_facts_dim(facts, i, CP_KIND), g->measure);
    int rc = n == 1 ? 0
             : n == 0
                 ? cp_fail(err, CP_EUSAGE, "--for: the plan's finance has no such %s", g->measure)
                 : cp_fail(err, CP_EUSAGE, "--for: one of %s is wanted", text.oom ? "" : text.s);
    cp_str_release(&text);
    return rc;
}

static double goal_value(const struct cp_facts *facts, const struct cp_goal *g) {
    for (size_t i = 0; i < cp_facts_count(facts); i++)
        if (is_goal(facts, i, g))
            return cp_facts_value(facts, i);
    return NAN;
}

struct end {
    double factor, miss; /* value less target; NaN: none */
};

/* A factor that the plan refuses is an end of the range, not an error. */
static int try_factor(const struct cp_finance_case *c, const char *key, const struct cp_goal *g,
                      double factor, struct end *out, struct cp_error *err) {
    struct cp_error bad = {0};
    *out = (struct end){factor, NAN};
    int rc = run_with(c, key, factor, NULL, NULL, &bad);
    if (rc == CP_ENOMEM || rc == CP_EINTERNAL)
        return cp_fail(err, (enum cp_code)rc, "%s", bad.at[0].msg);
    if (rc == 0)
        out->miss = goal_value(c->facts, g) - g->value;
    return 0;
}

/* From the plan's value outwards, in steps of a fourth root of two, to where the sign changes. */
static int bracket(const struct cp_finance_case *c, const char *key, const struct cp_goal *g,
                   struct end *a, struct end *b, struct cp_error *err) {
    enum { STEPS_OUT = 32 };
    struct end last[2], next;
    int rc = try_factor(c, key, g, 1, &last[0], err);
    last[1] = *a = *b = last[0];
    for (int i = 1; i <= STEPS_OUT && rc == 0; i++)
        for (int side = 0; side < 2 && rc == 0; side++) {
            if (last[0].miss == 0 || (i > 1 && isnan(last[side].miss)))
                continue;
            rc = try_factor(c, key, g, exp2((side ? -i : i) / 4.0), &next, err);
            if (rc == 0 && next.miss * last[side].miss <= 0) {
                *a = last[side];
                *b = next;
                return 0;
            }
            last[side] = next;
        }
    return rc;
}

/* Regula falsi in turn with halving: the bracket shrinks by half in two steps at least. */
static int narrow(const struct cp_finance_case *c, const char *key, const struct cp_goal *g,
                  struct end *a, struct end *b, struct cp_error *err) {
    enum { STEPS_IN = 120 };
    int rc = 0;
    for (int i = 0; i < STEPS_IN && rc == 0 && a->miss != 0 && b->miss != 0 &&
                    fabs(b->factor - a->factor) > 1e-13 * fabs(a->factor);
         i++) {
        double f = 0.5 * (a->factor + b->factor);
        if (i % 2 == 0)
            f = (a->factor * b->miss - b->factor * a->miss) / (b->miss - a->miss);
        struct end mid;
        rc = try_factor(c, key, g, f, &mid, err);
        if (rc < 0 || isnan(mid.miss))
            return rc;
        *(mid.miss * a->miss > 0 ? a : b) = mid;
        if (mid.miss == 0)
            *a = mid;
    }
    if (fabs(b->miss) < fabs(a->miss))
        *a = *b;
    return rc;
}

static int solve(const struct cp_finance_case *c, const char *key, const struct cp_goal *goal,
                 struct cp_str *notes, struct cp_error *err) {
    struct end a = {1, NAN}, b = a;
    struct cp_str shown = {0};
    int rc = run_with(c, key, 1, NULL, NULL, err); /* what is wrong with the plan is told here */
    if (rc == 0)
        rc = find_goal(c->facts, goal, err);
    if (rc == 0)
        rc = bracket(c, key, goal, &a, &b, err);
    if (rc == 0)
        rc = narrow(c, key, goal, &a, &b, err);
    bool found = rc == 0 && fabs(a.miss) <= 1e-8 * fmax(1, fabs(goal->value));
    if (rc == 0)
        rc = run_with(c, key, found ? a.factor : 1, notes, &shown, err);
    if (rc == 0)
        rc = cp_facts_put(c->facts,
                          &(struct cp_fact){.dim[CP_NAME] = key,
                                            .measure = "solution",
                                            .value = found ? a.factor : NAN},
                          err);
    const char *line = shown.s ? strchr(shown.s, '\n') : NULL;
    bool one = line && !line[1]; /* a series has several */
    if (rc == 0 && found && one)
        cp_str_addf(notes, "%s is then %s", key, shown.s);
    else if (rc == 0 && found)
        cp_str_addf(notes, "%s is then %.10g times what the plan says\n", key, a.factor);
    else if (rc == 0)
        cp_str_addf(notes, "no value of %s within 1/256 and 256 times its own gives %s of %.10g\n",
                    key, goal->measure, goal->value);
    if (rc == 0 && (notes->oom || shown.oom))
        rc = cp_fail_nomem(err);
    cp_str_release(&shown);
    return rc < 0 ? rc : !found;
}

int cp_finance_solve(const struct cp_finance_case *c, const char *key, const char *goal,
                     struct cp_str *notes, struct cp_error *err) {
    char *text = strdup(goal);
    struct cp_goal g;
    int rc = text ? cp_finance_goal_parse(text, &g, err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = solve(c, key, &g, notes, err);
    free(text);
    return rc;
}
