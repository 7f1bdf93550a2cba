/* Keys of `copula:`, what is drawn together. */
#include "plan/schema/schema.h"
#include <math.h>
#include <string.h>

#define OF struct cp_copula_pair
#define AT "copula/pairs/N/"
static const struct cp_field pair[] = {
    {AT "of", CP_IN(CP_T_TEXT, of), .default_text = NULL,
     .meaning = "what is drawn: events/NAME, workloads/NAME for its demand, offers/NAME for its "
                "lead time, curves/NAME/short or long for a factor"},
    {AT "with", CP_IN(CP_T_TEXT, with), .default_text = NULL, .meaning = "and with what: the same"},
    {AT "correlation", CP_IN(CP_T_NUMBER, correlation), .unit = "1", .default_text = NULL,
     .min = -1, .max = 1, .flags = CP_F_SIGNED,
     .meaning = "of the two, by the measure of the copula; 0 of what is not said"},
};
static const struct cp_schema pair_schema = {CP_ROWS(pair), .pos = CP_AT(pos)};
#undef AT
#undef OF

static const char *const kinds[] = {"normal", "t", NULL};
static const char *const measures[] = {"normal", "spearman", "kendall", NULL};

#define OF struct cp_plan
#define IN money.market.copula
#define AT "copula/"
static const struct cp_field copula[] = {
    {AT "kind", CP_IN(CP_T_CHOICE, IN.kind), .choice = kinds, .default_text = "normal",
     .meaning = "normal, or t: extremes come together"},
    {AT "degrees", CP_IN(CP_T_NUMBER, IN.degrees), .unit = "1", .default_text = "4", .max = 1000,
     .flags = CP_F_POSITIVE, .meaning = "of freedom of t; the fewer, the more extremes there are"},
    {AT "measure", CP_IN(CP_T_CHOICE, IN.measure), .choice = measures, .default_text = "normal",
     .meaning = "that correlations are in: of normal scores, or of ranks, Spearman's or Kendall's"},
    {AT "pairs", CP_IN(CP_T_LIST, IN.pair), CP_N(IN.npair), .default_text = "", .of = &pair_schema,
     .meaning = "what is correlated; of two curves see correlations"},
};
const struct cp_schema cp_plan_schema_copula = {CP_ROWS(copula)};
#undef AT
#undef OF

double cp_copula_normal(enum cp_copula_measure measure, double rho) {
    if (measure == CP_COPULA_SPEARMAN)
        return 2 * sin(M_PI * rho / 6);
    return measure == CP_COPULA_KENDALL ? sin(M_PI * rho / 2) : rho;
}

/* One of the names there are, after `word`. */
static bool is_one(const char *text, const char *word, const char *name) {
    size_t n = strlen(word);
    return name && strncmp(text, word, n) == 0 && strcmp(text + n, name) == 0;
}

static bool is_factor(const struct cp_market_curve *c, const char *text) {
    char name[128];
    snprintf(name, sizeof name, "%.100s/short", c->name);
    if (is_one(text, "curves/", name))
        return c->model.short_term > 0;
    snprintf(name, sizeof name, "%.100s/long", c->name);
    return is_one(text, "curves/", name) &&
           (c->model.long_term > 0 || c->model.kind == CP_MODEL_NORMAL);
}

static bool is_driver(const struct cp_plan *p, const char *text) {
    const struct cp_plan_market *m = &p->money.market;
    bool is = false;
    for (size_t i = 0; i < m->events.n; i++)
        is = is || is_one(text, "events/", m->events.event[i].name);
    for (size_t i = 0; i < p->nworkload; i++)
        is = is || is_one(text, "workloads/", p->workload[i].name);
    for (size_t i = 0; i < p->supply.noffer; i++)
        is = is || is_one(text, "offers/", p->supply.offer[i].name);
    for (size_t i = 0; i < m->ncurve; i++)
        is = is || is_factor(&m->curve[i], text);
    return is;
}

void cp_plan_check_copula(struct cp_binder *b, const struct cp_plan *plan) {
    const struct cp_plan_copula *c = &plan->money.market.copula;
    size_t here = cp_plan_push(b, "copula");
    for (size_t i = 0; i < c->npair; i++) {
        const struct cp_copula_pair *p = &c->pair[i];
        const char *const side[] = {p->of, p->with};
        for (size_t k = 0; k < 2; k++)
            if (side[k] && !is_driver(plan, side[k]))
                cp_plan_fail(b, p->pos, "'%.80s' is nothing of this plan that is drawn", side[k]);
        if (!p->of || !p->with)
            continue;
        if (strcmp(p->of, p->with) == 0)
            cp_plan_fail(b, p->pos, "'%.80s' with itself", p->of);
        if (strncmp(p->of, "curves/", 7) == 0 && strncmp(p->with, "curves/", 7) == 0)
            cp_plan_fail(b, p->pos, "correlations of two curves stand in correlations");
        for (size_t k = 0; k < i; k++) {
            const struct cp_copula_pair *q = &c->pair[k];
            if (q->of && q->with &&
                ((strcmp(q->of, p->of) == 0 && strcmp(q->with, p->with) == 0) ||
                 (strcmp(q->of, p->with) == 0 && strcmp(q->with, p->of) == 0)))
                cp_plan_fail(b, p->pos, "'%.80s' with '%.80s' is said at line %u", p->of, p->with,
                             q->pos.line);
        }
    }
    cp_plan_pop(b, here);
}
