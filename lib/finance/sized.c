/* Debt that several cases must carry, each at a coverage of its own (P50 at 1.30 and P99 at 1.00):
 * it is sized in each alone, and the smallest wins; its schedule is held in the plan as it is. */
#include "finance/answer/answer.h"
#include "finance/intake/intake.h"
#include "finance/run.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

int cp_finance_close_take(struct cp_finance_model *m, struct cp_close **out) {
    struct cp_facts *facts = cp_facts_new();
    if (!facts)
        return cp_fail_nomem(m->err);
    int rc = cp_finance_write_closes(m, facts);
    if (rc == 0)
        rc = cp_finance_close_make(facts, out, m->err);
    cp_facts_free(facts);
    return rc;
}

/* ---- a tranche by its cases ---------------------------------------------------------------- */

struct sizing {
    struct cp_finance_model *m;
    const struct cp_entity *entity;
    const struct cp_tranche *tranche;
    struct cp_close *best; /* of the case that carries least */
    double least;
    const struct cp_sizing_case *by; /* NULL: the plan as it is */
};

/* Closed in a model of its own. */
static int run_case(const struct sizing *s, const struct cp_plan *plan, const char *scenario,
                    struct cp_close **out) {
    struct cp_str unsaid = {0};
    struct cp_finance_model c = {.plan = plan,
                                 .in = s->m->in,
                                 .close = s->m->close,
                                 .only = s->m->only,
                                 .desk = scenario ? scenario : s->m->desk,
                                 .err = s->m->err,
                                 .notes = &unsaid};
    int rc = cp_finance_model_run(&c);
    if (rc == 0)
        rc = cp_finance_close_take(&c, out);
    cp_finance_model_release(&c);
    cp_str_release(&unsaid);
    return rc;
}

/* Takes the close. */
static void keep(struct sizing *s, const struct cp_sizing_case *by, struct cp_close *close) {
    struct cp_finance_model *m = s->m;
    const struct cp_close_loan *l = cp_finance_close_loan(close, s->entity->name, s->tranche->name);
    double amount = l ? l->amount : 0;
    m->capacity[m->ncapacity++] = (struct cp_debt_capacity){s->entity->name, s->tranche->name,
                                                            by ? by->name : "planned", amount};
    bool smaller = !s->best || amount < s->least;
    cp_finance_close_free(smaller ? s->best : close);
    if (!smaller)
        return;
    s->best = close;
    s->least = amount;
    s->by = by;
}

/* The tranche of that name in the case's plan, whose target is the case's. */
static void aim(struct cp_plan *plan, const struct sizing *s, double dscr) {
    for (size_t i = 0; i < plan->nentity; i++)
        for (size_t k = 0; k < plan->entity[i].ntranche; k++) {
            struct cp_tranche *t = &plan->entity[i].tranche[k];
            if (strcmp(plan->entity[i].name, s->entity->name) == 0 &&
                strcmp(t->name, s->tranche->name) == 0)
                t->dscr = dscr;
        }
}

static int try_case(struct sizing *s, const struct cp_sizing_case *c) {
    struct cp_finance_model *m = s->m;
    struct cp_plan *plan = NULL;
    struct cp_close *close = NULL;
    const char *scenario = c->scenario ? cp_finance_desk_scenario(m->in, c->scenario) : NULL;
    if (c->scenario && !scenario)
        return cp_fail_at(m->err, CP_EINPUT, c->pos,
                          "entities/%s/tranches/%s/sizing/%s: no settlement or repricing of "
                          "scenario '%s'",
                          s->entity->name, s->tranche->name, c->name, c->scenario);
    int rc = cp_plan_sizing(m->plan, s->entity, s->tranche, c, &plan, m->err);
    if (rc)
        return rc;
    aim(plan, s, c->dscr);
    rc = run_case(s, plan, scenario, &close);
    cp_plan_free(plan);
    if (rc == 0)
        keep(s, c, close);
    return rc;
}

/* ---- what is held of it -------------------------------------------------------------------- */

/* Of NULL: zeroes. */
static double *copy(struct cp_arena *a, const double *x, size_t n) {
    double *out = cp_arena_calloc(a, n + 1, sizeof *out);
    if (out && x && n)
        memcpy(out, x, n * sizeof *x);
    return out;
}

/* The smallest, of another case than the plan's own, into the close that is held. */
static int hold(struct sizing *s, struct cp_close *own) {
    const struct cp_close_loan *l =
        cp_finance_close_loan(s->best, s->entity->name, s->tranche->name);
    struct cp_close_loan *x = &own->loan[own->nloan];
    own->first = s->best->first;
    own->n = s->best->n;
    *x = (struct cp_close_loan){.entity = s->entity->name,
                                .tranche = s->tranche->name,
                                .amount = s->least,
                                .fee = l ? l->fee : 0,
                                .principal = copy(&own->arena, l ? l->principal : NULL, own->n),
                                .swapped = copy(&own->arena, l ? l->swapped : NULL, own->n),
                                .locked =
                                    copy(&own->arena, NULL, own->n)}; /* that was the case's own */
    if (!x->principal || !x->swapped || !x->locked)
        return cp_fail_nomem(s->m->err);
    own->nloan++;
    cp_finance_note(s->m,
                    "%s/%s: sized by %s at a DSCR of %.6g: %.6g %s, where the plan carries %.6g",
                    s->entity->name, s->tranche->name, s->by->name, s->by->dscr, s->least,
                    s->m->plan->money.currency,
                    s->m->capacity[s->m->ncapacity - s->tranche->nsizing - 1].amount);
    return 0;
}

static int size_tranche(struct cp_finance_model *m, const struct cp_entity *e,
                        const struct cp_tranche *t, struct cp_close *own) {
    struct sizing s = {.m = m, .entity = e, .tranche = t};
    struct cp_close *close = NULL;
    int rc = run_case(&s, m->plan, NULL, &close);
    if (rc == 0)
        keep(&s, NULL, close);
    for (size_t i = 0; i < t->nsizing && rc == 0; i++)
        rc = try_case(&s, &t->sizing[i]);
    if (rc == 0 && s.by)
        rc = hold(&s, own);
    cp_finance_close_free(s.best);
    return rc;
}

/* Cases of all tranches, and the plan as it is for each that has some. */
static size_t count_cases(const struct cp_plan *plan, size_t *tranches) {
    size_t n = 0;
    *tranches = 0;
    for (size_t i = 0; i < plan->nentity; i++)
        for (size_t k = 0; k < plan->entity[i].ntranche; k++)
            if (plan->entity[i].tranche[k].nsizing) {
                n += plan->entity[i].tranche[k].nsizing + 1;
                ++*tranches;
            }
    return n;
}

int cp_finance_model_run_sized(struct cp_finance_model *m, struct cp_close **own) {
    const struct cp_plan *plan = m->plan;
    size_t tranches, cases = count_cases(plan, &tranches);
    if (m->close || cases == 0)
        return cp_finance_model_run(m);
    struct cp_close *c = *own = cp_calloc(1, sizeof *c);
    m->capacity = cp_arena_calloc(&m->arena, cases, sizeof *m->capacity);
    if (c)
        c->loan = cp_arena_calloc(&c->arena, tranches, sizeof *c->loan);
    if (!c || !c->loan || !m->capacity)
        return cp_fail_nomem(m->err);
    c->partial = true;
    m->close = c;
    for (size_t i = 0; i < plan->nentity; i++)
        for (size_t k = 0; k < plan->entity[i].ntranche; k++) {
            const struct cp_tranche *t = &plan->entity[i].tranche[k];
            int rc = t->nsizing ? size_tranche(m, &plan->entity[i], t, c) : 0;
            if (rc)
                return rc;
        }
    return cp_finance_model_run(m);
}
