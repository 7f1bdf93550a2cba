/* Keys of `curves:` and `correlations:`, the market that a plan buys and sells in. */
#include "num/num.h"
#include "plan/document/document.h"
#include "plan/schema/schema.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define OF struct cp_follow
#define AT "curves/NAME/model/follows/CURVE/"
static const struct cp_field follow[] = {
    {AT "beta", CP_IN(CP_T_NUMBER, beta), .unit = "1", .default_text = NULL, .min = -10, .max = 10,
     .flags = CP_F_SIGNED, .meaning = "per cent that the price moves when the other moves by one"},
};
static const struct cp_schema follow_schema = {CP_ROWS(follow), .name = CP_AT(curve),
                                               .section = "curves", .plain = "beta"};
#undef AT
#undef OF

static const char *const kinds[] = {"none",       "lognormal", "one-factor",
                                    "two-factor", "normal",    NULL};
#define ZONE_WORD(name, rule) name,
static const char *const zones[] = {CP_ZONES(ZONE_WORD) NULL};
static const char *const shapes[] = {"steps", "smooth", NULL};
static const char *const ends[] = {"level", "free", NULL};
#define PEAK_WORD(constant, word, from, to, days) [constant] = word,
static const char *const peaks[] = {CP_PEAKS(PEAK_WORD) NULL};

#define OF struct cp_market_curve
#define AT "curves/NAME/model/"
static const struct cp_field model[] = {
    {AT "kind", CP_IN(CP_T_CHOICE, model.kind), .choice = kinds, .default_text = "none",
     .meaning = "none: it cannot be valued by; lognormal (Black 1976), one-factor (reverting), "
                "two-factor (Schwartz and Smith 2000), normal (Bachelier)"},
    {AT "reversion", CP_IN(CP_T_NUMBER, model.reversion), .unit = "1/year", .default_text = "",
     .max = 10000, .flags = CP_F_POSITIVE,
     .meaning = "speed at which the short factor dies out: half of it is gone after .69 over it"},
    {AT "volatility", CP_IN(CP_T_NUMBER, model.volatility), .unit = "1", .default_text = "",
     .max = 100, .meaning = "of a lognormal or one-factor model, a square root of a year"},
    {AT "short", CP_IN(CP_T_NUMBER, model.short_term), .unit = "1", .default_text = "", .max = 100,
     .meaning = "volatility of the short factor of two"},
    {AT "long", CP_IN(CP_T_NUMBER, model.long_term), .unit = "1", .default_text = "", .max = 100,
     .meaning = "volatility of the long one"},
    {AT "correlation", CP_IN(CP_T_NUMBER, model.rho), .unit = "1", .default_text = "0", .min = -1,
     .max = 1, .flags = CP_F_SIGNED, .meaning = "between the two"},
    {AT "deviation", CP_IN(CP_T_NUMBER, model.deviation), .own_unit = CP_AT(unit.table),
     .default_text = "", .meaning = "of a normal model, in its unit, a square root of a year"},
    {AT "follows", CP_IN(CP_T_TABLE, model.follow), CP_N(model.nfollow), .default_text = "",
     .of = &follow_schema,
     .meaning = "curves that it moves with, and by how much; its own factors come on top"},
};
static const struct cp_schema model_schema = {CP_ROWS(model)};
#undef AT

#define AT "curves/NAME/"
static const struct cp_field curve[] = {
    {AT "unit", CP_IN(CP_T_PRICE_UNIT, unit), .default_text = NULL,
     .meaning = "of the price, in the plan's currency: USD/MMBtu, USD/MWh, USD/GPU/h"},
    {AT "quotes", CP_IN(CP_T_FILE, quotes), .default_text = "",
     .meaning = "file of forward quotes: curve from until measure value unit, and hours"},
    {AT "history", CP_IN(CP_T_FILE, history), .default_text = "",
     .meaning = "file of facts: curve period measure value unit, of measure spot"},
    {AT "panel", CP_IN(CP_T_FILE, panel), .default_text = "",
     .meaning = "file of futures day by day: curve day maturity value unit"},
    {AT "paths", CP_IN(CP_T_FILE, paths), .default_text = "",
     .meaning = "file of prices on paths of a model of one's own: curve path time value unit"},
    {AT "profile", CP_IN(CP_T_NAME, profile), .default_text = "", .section = "profiles",
     .own_unit = CP_AT(unit.table),
     .meaning = "shape of the hours within a month; flat when absent"},
    {AT "zone", CP_IN(CP_T_CHOICE_TEXT, zone), .choice = zones, .default_text = "UTC",
     .meaning = "whose days and hours quotes are of, with its summer time: UTC, America/New_York, "
                "Toronto, Chicago, Denver, Phoenix or Los_Angeles, Europe/London, Dublin, Lisbon, "
                "Amsterdam, Berlin, Brussels, Copenhagen, Madrid, Oslo, Paris, Prague, Rome, "
                "Stockholm, Warsaw or Helsinki, Asia/Singapore or Tokyo"},
    {AT "peak", CP_IN(CP_T_CHOICE, peak), .choice = peaks, .default_text = "5x16",
     .meaning = "days a week and hours a day that peak quotes are of: 5x16, 6x16 and 7x16 from 6 "
                "to 22, 5x12 from 8 to 20"},
    {AT "holidays", CP_IN(CP_T_FILE, holidays), .default_text = "",
     .meaning = "file of days that have no peak, a line each"},
    {AT "shape", CP_IN(CP_T_CHOICE_BOOL, smooth), .choice = shapes, .default_text = "steps",
     .meaning = "of the curve between quotes: steps, or as smooth as can be"},
    {AT "end", CP_IN(CP_T_CHOICE_BOOL, free_end), .choice = ends, .default_text = "level",
     .meaning = "of a smooth curve: no slope there, or free"},
    {AT "drives", CP_IN(CP_T_LIST, drive), CP_N(ndrive), .default_text = "",
     .of = &cp_plan_schema_drive, .meaning = "values of the plan that move with it"},
    {AT "spread", CP_IN(CP_T_NUMBER, spread), .own_unit = CP_AT(unit.table), .default_text = "",
     .meaning = "half of what lies between bid and ask, in its unit: the cost of trading"},
    {AT "depth", CP_IN(CP_T_NUMBER, depth), .own_unit = CP_AT(unit.yearly), .default_text = "",
     .meaning = "that can be traded at most, as 40000000 MMBtu/year"},
    {AT "floor", CP_IN(CP_T_NUMBER, floor), .own_unit = CP_AT(unit.table), .default_text = "0",
     .flags = CP_F_SIGNED,
     .meaning = "that no price goes below, in its unit: what is above it is lognormal"},
    {AT "model", CP_T_MAP, 0, .default_text = "", .of = &model_schema,
     .meaning = "how the price moves"},
};

/* Which key is of which kind. */
static const struct cp_kind_key wanted[] = {
    {1 << CP_MODEL_LOGNORMAL | 1 << CP_MODEL_ONE_FACTOR, "volatility", NULL,
     "a model of one factor"},
    {1 << CP_MODEL_ONE_FACTOR | 1 << CP_MODEL_TWO_FACTOR, "reversion", NULL, "a factor reverts"},
    {1 << CP_MODEL_TWO_FACTOR, "short", NULL, "a model of two factors"},
    {1 << CP_MODEL_TWO_FACTOR, "long", NULL, "a model of two factors"},
    {1 << CP_MODEL_NORMAL, "deviation", NULL, "a normal model"},
};
static const struct cp_kind_key owned[] = {
    {1 << CP_MODEL_LOGNORMAL | 1 << CP_MODEL_ONE_FACTOR, "volatility", NULL, "one factor"},
    {1 << CP_MODEL_ONE_FACTOR | 1 << CP_MODEL_TWO_FACTOR, "reversion", NULL,
     "a one-factor or two-factor model"},
    {1 << CP_MODEL_TWO_FACTOR, "short", NULL, "a two-factor model"},
    {1 << CP_MODEL_TWO_FACTOR, "long", NULL, "a two-factor model"},
    {1 << CP_MODEL_TWO_FACTOR, "correlation", NULL, "a two-factor model"},
    {1 << CP_MODEL_NORMAL, "deviation", NULL, "a normal model"},
};

static void check_curve(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    struct cp_market_curve *c = base;
    struct cp_price_model *m = &c->model;
    const struct cp_plan_node *n = cp_plan_node_child(node, "model");
    size_t here = cp_plan_push(b, "model");
    if (n && n->kind == CP_MAP) {
        cp_plan_want_of_kind(b, n, wanted, CP_COUNT_OF(wanted), m->kind);
        cp_plan_only_of_kind(b, n, owned, CP_COUNT_OF(owned), m->kind);
    }
    for (size_t i = 0; i < m->nfollow; i++)
        if (strcmp(m->follow[i].curve, c->name) == 0)
            cp_plan_fail(b, n->pos, "follows: '%.80s' itself", c->name);
    cp_plan_pop(b, here);
    if (m->kind == CP_MODEL_ONE_FACTOR)
        m->short_term = m->volatility;
    if (m->kind == CP_MODEL_LOGNORMAL)
        m->long_term = m->volatility;
    m->reversion = isnan(m->reversion) ? 0 : m->reversion;
    m->short_term = isnan(m->short_term) ? 0 : m->short_term;
    m->long_term = isnan(m->long_term) ? 0 : m->long_term;
}
const struct cp_schema cp_plan_schema_curve = {CP_ROWS(curve), .name = CP_AT(name),
                                               .pos = CP_AT(pos), .check = check_curve};
#undef AT
#undef OF

#define OF struct cp_correlation_with
#define WITH                                                                                       \
    {AT "short",                                                                                   \
     CP_IN(CP_T_NUMBER, factor[0]),                                                                \
     .unit = "1",                                                                                  \
     .default_text = "",                                                                           \
     .min = -1,                                                                                    \
     .max = 1,                                                                                     \
     .flags = CP_F_SIGNED,                                                                         \
     .meaning = "with its short factor"},                                                          \
        {AT "long",                                                                                \
         CP_IN(CP_T_NUMBER, factor[1]),                                                            \
         .unit = "1",                                                                              \
         .default_text = "",                                                                       \
         .min = -1,                                                                                \
         .max = 1,                                                                                 \
         .flags = CP_F_SIGNED,                                                                     \
         .meaning = "with its long factor"},
#define AT "correlations/NAME/short/CURVE/"
static const struct cp_field with_short[] = {WITH};
static const struct cp_schema with_short_schema = {CP_ROWS(with_short), .name = CP_AT(curve),
                                                   .pos = CP_AT(pos), .section = "curves"};
#undef AT
#define AT "correlations/NAME/long/CURVE/"
static const struct cp_field with_long[] = {WITH};
static const struct cp_schema with_long_schema = {CP_ROWS(with_long), .name = CP_AT(curve),
                                                  .pos = CP_AT(pos), .section = "curves"};
#undef AT
#undef OF

#define OF struct cp_correlation_of
#define AT "correlations/NAME/"
static const struct cp_field correlation[] = {
    {AT "short", CP_IN(CP_T_TABLE, with[0]), CP_N(nwith[0]), .default_text = "",
     .of = &with_short_schema, .meaning = "of its short factor with factors of other curves"},
    {AT "long", CP_IN(CP_T_TABLE, with[1]), CP_N(nwith[1]), .default_text = "",
     .of = &with_long_schema, .meaning = "of its long factor with factors of other curves"},
};
const struct cp_schema cp_plan_schema_correlation = {CP_ROWS(correlation), .name = CP_AT(curve),
                                                     .section = "curves"};
#undef AT
#undef OF

static const char *const factor_name[] = {"short", "long"};

static bool has_factor(const struct cp_market_curve *c, int f) {
    return (f ? c->model.long_term : c->model.short_term) > 0 ||
           (f && c->model.kind == CP_MODEL_NORMAL);
}

/* Nothing where the curve is not known: that was said. */
static void check_factor(struct cp_binder *b, const struct cp_plan_market *m, const char *name,
                         int f, struct cp_pos pos) {
    const struct cp_market_curve *c = cp_plan_market_curve(m, name);
    if (c && !has_factor(c, f))
        cp_plan_fail(b, pos, "the model of %.80s has no %s factor", name, factor_name[f]);
}

static void check_with(struct cp_binder *b, const struct cp_plan_market *m,
                       const struct cp_correlation_of *of, int f,
                       const struct cp_correlation_with *w) {
    check_factor(b, m, of->curve, f, w->pos);
    if (strcmp(of->curve, w->curve) == 0)
        cp_plan_fail(b, w->pos, "'%.80s' with itself: that is model/correlation of the curve",
                     w->curve);
    for (int g = 0; g < 2; g++) {
        if (isnan(w->factor[g]))
            continue;
        check_factor(b, m, w->curve, g, w->pos);
        for (size_t i = 0; i < m->ncorrelation; i++) {
            const struct cp_correlation_of *o = &m->correlation[i];
            for (size_t k = 0; strcmp(o->curve, w->curve) == 0 && k < o->nwith[g]; k++) {
                const struct cp_correlation_with *back = &o->with[g][k];
                if (strcmp(back->curve, of->curve) == 0 && o > of && !isnan(back->factor[f]))
                    cp_plan_fail(b, back->pos, "'%.80s/%s' with '%.80s/%s' is said at line %u",
                                 o->curve, factor_name[g], of->curve, factor_name[f], w->pos.line);
            }
        }
    }
}

/* One that no prices can have. */
static void check_matrix(struct cp_binder *b, const struct cp_plan *plan) {
    const struct cp_plan_market *m = &plan->money.market;
    size_t n = 2 * m->ncurve;
    double *rho = cp_calloc(n * n, sizeof *rho), distance = 0;
    if (!rho) {
        cp_plan_fail_nomem(b);
        return;
    }
    cp_plan_correlations(m, rho);
    int rc = cp_num_nearest_correlation(rho, n, &distance);
    if (rc == CP_ENOMEM)
        cp_plan_fail_nomem(b);
    else if (rc || distance > 1e-6)
        cp_plan_fail(b, cp_plan_pos(plan, "correlations"),
                     "no prices are correlated so: the nearest that can be are %.3g away; what is "
                     "not said is 0",
                     distance);
    free(rho);
}

void cp_plan_check_market(struct cp_binder *b, const struct cp_plan *plan) {
    const struct cp_plan_market *m = &plan->money.market;
    size_t before = cp_plan_findings(b->err), here = cp_plan_push(b, "correlations");
    for (size_t i = 0; i < m->ncorrelation; i++)
        for (int f = 0; f < 2; f++)
            for (size_t k = 0; k < m->correlation[i].nwith[f]; k++)
                check_with(b, m, &m->correlation[i], f, &m->correlation[i].with[f][k]);
    if (m->ncorrelation && cp_plan_findings(b->err) == before)
        check_matrix(b, plan);
    cp_plan_pop(b, here);
}
