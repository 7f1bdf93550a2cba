/* The value of one key of the plan at which a metric is what is asked for. */
#include "finance/intake/intake.h"
#include "finance/study/arguments.h"
#include "finance/study/hold.h"
#include "finance/study/rerun.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

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

/* What is solved: the factor on a key at which a metric has its value. */
struct solve {
    const struct cp_finance_case *c;
    const char *key;
    const struct cp_goal *goal;
    struct cp_error *err;
    const struct cp_close *hold;
};

/* A factor that the plan refuses is an end of the range, not an error. */
static int try_factor(const struct solve *s, double factor, struct end *out) {
    struct cp_error bad = {0};
    *out = (struct end){factor, NAN};
    int rc = cp_finance_rerun(s->c, s->hold, s->key, factor, NULL, NULL, &bad);
    if (rc == CP_ENOMEM || rc == CP_EINTERNAL)
        return cp_fail(s->err, (enum cp_code)rc, "%s", bad.at[0].msg);
    if (rc == 0)
        out->miss = goal_value(s->c->facts, s->goal) - s->goal->value;
    return 0;
}

/* From the plan's value outwards, in steps of a fourth root of two, to where the sign changes. */
static int bracket(const struct solve *s, struct end *a, struct end *b) {
    enum { STEPS_OUT = 32 };
    struct end last[2], next;
    int rc = try_factor(s, 1, &last[0]);
    last[1] = *a = *b = last[0];
    if (rc)
        return rc;
    for (int i = 1; i <= STEPS_OUT; i++)
        for (int side = 0; side < 2; side++) {
            if (last[0].miss == 0 || (i > 1 && isnan(last[side].miss)))
                continue;
            rc = try_factor(s, exp2((side ? -i : i) / 4.0), &next);
            if (rc)
                return rc;
            if (next.miss * last[side].miss <= 0) {
                *a = last[side];
                *b = next;
                return 0;
            }
            last[side] = next;
        }
    return 0;
}

/* Regula falsi in turn with halving: the bracket shrinks by half in two steps at least. */
static int narrow(const struct solve *s, struct end *a, struct end *b) {
    enum { STEPS_IN = 120 };
    for (int i = 0; i < STEPS_IN && a->miss != 0 && b->miss != 0 &&
                    fabs(b->factor - a->factor) > 1e-13 * fabs(a->factor);
         i++) {
        double f = 0.5 * (a->factor + b->factor);
        if (i % 2 == 0)
            f = (a->factor * b->miss - b->factor * a->miss) / (b->miss - a->miss);
        struct end mid;
        int rc = try_factor(s, f, &mid);
        if (rc || isnan(mid.miss))
            return rc;
        *(mid.miss * a->miss > 0 ? a : b) = mid;
        if (mid.miss == 0)
            *a = mid;
    }
    if (fabs(b->miss) < fabs(a->miss))
        *a = *b;
    return 0;
}

/* What the key is then, or that there is no such value of it. */
static void tell(const struct solve *s, bool found, double factor, const struct cp_str *shown,
                 struct cp_str *notes) {
    const char *line = shown->s ? strchr(shown->s, '\n') : NULL;
    if (!found)
        cp_str_addf(notes, "no value of %s within 1/256 and 256 times its own gives %s of %.10g\n",
                    s->key, s->goal->measure, s->goal->value);
    else if (line && !line[1]) /* a series has several */
        cp_str_addf(notes, "%s is then %s", s->key, shown->s);
    else
        cp_str_addf(notes, "%s is then %.10g times what the plan says\n", s->key, factor);
}

/* The facts at the factor, or as planned when there is none. */
static int answer(const struct solve *s, double factor, bool found, struct cp_str *notes) {
    struct cp_str shown = {0};
    int rc = cp_finance_rerun(s->c, s->hold, s->key, found ? factor : 1, notes, &shown, s->err);
    if (rc)
        goto out;
    rc = cp_facts_put(s->c->facts,
                      &(struct cp_fact){.dim[CP_NAME] = s->key,
                                        .measure = "solution",
                                        .value = found ? factor : NAN},
                      s->err);
    if (rc)
        goto out;
    tell(s, found, factor, &shown, notes);
    if (notes->oom || shown.oom)
        rc = cp_fail_nomem(s->err);
out:
    cp_str_release(&shown);
    return rc;
}

static int solve(const struct solve *s, struct cp_str *notes) {
    struct end a = {1, NAN}, b = a;
    int rc = bracket(s, &a, &b);
    if (rc)
        return rc;
    rc = narrow(s, &a, &b);
    if (rc)
        return rc;
    bool found = fabs(a.miss) <= 1e-8 * fmax(1, fabs(s->goal->value));
    rc = answer(s, a.factor, found, notes);
    return rc ? rc : !found;
}

/* As planned, which tells what the plan lacks; what is closed then is held. */
static int solve_from_base(struct solve *s, struct cp_str *notes) {
    struct cp_close *base = NULL;
    int rc = cp_finance_rerun(s->c, s->c->closed, s->key, 1, NULL, NULL, s->err);
    if (rc)
        return rc;
    rc = find_goal(s->c->facts, s->goal, s->err);
    if (rc)
        return rc;
    rc = cp_finance_close_make(s->c->facts, &base, s->err);
    if (rc)
        return rc;
    s->hold = cp_finance_close_for(s->c, s->key, base);
    rc = solve(s, notes);
    cp_finance_close_free(base);
    return rc;
}

int cp_finance_solve(const struct cp_finance_case *c, const char *key, const char *goal,
                     struct cp_str *notes, struct cp_error *err) {
    char *text = strdup(goal);
    struct cp_goal g;
    int rc = text ? cp_finance_goal_parse(text, &g, err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = solve_from_base(&(struct solve){c, key, &g, err, NULL}, notes);
    free(text);
    return rc;
}
