/* Keys of `watch:`, the rules of cp-watch, in a plan or in a file of their own. */
#include "plan/document/document.h"
#include "plan/schema/schema.h"
#include <math.h>
#include <string.h>

#define OF struct cp_watch_pattern
#define PATTERN                                                                                    \
    {                                                                                              \
        AT "pattern", CP_IN(CP_T_TEXT, pattern),                                                   \
            .default_text = NULL,                                                                  \
            .meaning = "what the name must be; '*' is any text, a period holds those within it"    \
    }
#define AT "watch/NAME/where/DIMENSION/"
static const struct cp_field where[] = {PATTERN};
static const struct cp_schema where_schema = {CP_ROWS(where), .name = CP_AT(dim),
                                              .plain = "pattern"};
#undef AT
#define AT "watch/NAME/less/where/DIMENSION/"
static const struct cp_field less_where[] = {PATTERN};
static const struct cp_schema less_where_schema = {CP_ROWS(less_where), .name = CP_AT(dim),
                                                   .plain = "pattern"};
#undef AT
#define AT "watch/NAME/over/where/DIMENSION/"
static const struct cp_field over_where[] = {PATTERN};
static const struct cp_schema over_where_schema = {CP_ROWS(over_where), .name = CP_AT(dim),
                                                   .plain = "pattern"};
#undef AT
#undef OF

#define OF struct cp_watch_rule
#define AT "watch/NAME/less/"
static const struct cp_field less[] = {
    {AT "measure", CP_IN(CP_T_TEXT, less.measure), .default_text = "",
     .meaning = "of what is subtracted; that of the rule when absent"},
    {AT "where", CP_IN(CP_T_TABLE, less.where), CP_N(less.nwhere), .default_text = "",
     .of = &less_where_schema,
     .meaning = "dimensions that are others; in all the rest its facts are those of the rule"},
};
static const struct cp_schema less_schema = {CP_ROWS(less), .plain = "measure"};
#undef AT
#define AT "watch/NAME/over/"
static const struct cp_field over[] = {
    {AT "measure", CP_IN(CP_T_TEXT, over.measure), .default_text = "",
     .meaning = "of what is divided by; that of the rule when absent"},
    {AT "where", CP_IN(CP_T_TABLE, over.where), CP_N(over.nwhere), .default_text = "",
     .of = &over_where_schema, .meaning = "dimensions that are others, as in less"},
};
static const struct cp_schema over_schema = {CP_ROWS(over), .plain = "measure"};
#undef AT
#define AT "watch/NAME/outside/"
static const struct cp_field outside[] = {
    {AT "quantile", CP_IN(CP_T_NUMBERS, quantile), CP_N(nquantile), .unit = "1",
     .default_text = NULL, .max = 1,
     .meaning = "the lower and the upper quantile of the forecast that was made earlier"},
};
static const struct cp_schema outside_schema = {CP_ROWS(outside)};
#undef AT

static const char *const takes[] = {"one", "min", "max", "sum", "mean", "first", "last", NULL};

#define AT "watch/NAME/"
static const struct cp_field rule[] = {
    {AT "measure", CP_IN(CP_T_TEXT, measure), .default_text = "",
     .meaning = "of the facts that are followed"},
    {AT "headline", CP_IN(CP_T_TEXT, headline), .default_text = "",
     .meaning = "instead of a measure: a figure of cp-store(1), as cost_discounted"},
    {AT "where", CP_IN(CP_T_TABLE, where), CP_N(nwhere), .default_text = "", .of = &where_schema,
     .meaning = "which facts, by dimension; of slices, quantiles and scenarios none, unless it "
                "or 'by' names them"},
    {AT "by", CP_IN(CP_T_NAMES, by), CP_N(nby), .default_text = "",
     .meaning = "dimensions: a state for each of their names"},
    {AT "take", CP_IN(CP_T_CHOICE, take), .choice = takes, .default_text = "one",
     .meaning = "of several facts: min, max, sum, mean, or the first or last by period; one: there "
                "are not several"},
    {AT "less", CP_T_MAP, 0, .default_text = "", .of = &less_schema,
     .meaning = "a measure that is subtracted, fact by fact"},
    {AT "over", CP_T_MAP, 0, .default_text = "", .of = &over_schema,
     .meaning = "a measure that is divided by, fact by fact"},
    {AT "change", CP_IN(CP_T_TEXT, change.text), .default_text = "",
     .meaning = "instead of the value its change: since '3 runs' ago, or '7 days'"},
    {AT "relative", CP_IN(CP_T_BOOLEAN, relative), .default_text = "no",
     .meaning = "the change is a part of what the value was"},
    {AT "age", CP_IN(CP_T_NUMBER, age), .unit = "day", .default_text = "", .flags = CP_F_POSITIVE,
     .meaning = "instead of the value how old its newest fact or run is; critical when it is more "
                "than this, unless warn or critical say otherwise"},
    {AT "outside", CP_T_MAP, 0, .default_text = "", .of = &outside_schema,
     .meaning = "instead of the value: 1 where it came outside of quantiles forecast earlier"},
    {AT "of", CP_IN(CP_T_FILE, of), .default_text = "",
     .meaning = "with outside: the facts of what came, unless the stream has them"},
    {AT "warn", CP_IN(CP_T_TEXT, warn.text), .default_text = "",
     .meaning = "the range that the value leaves for a warning, as '~:4' or '10:20 MW'"},
    {AT "critical", CP_IN(CP_T_TEXT, critical.text), .default_text = "",
     .meaning = "the range that the value leaves to be critical"},
    {AT "clear", CP_IN(CP_T_TEXT, clear), .default_text = "",
     .meaning = "how far inside of the range the value must be for the state to fall: in its unit, "
                "or a percentage of the bound"},
    {AT "for", CP_IN(CP_T_COUNT, runs), .default_text = "1", .min = 1, .max = 1000,
     .meaning = "runs running until the state rises; it falls at the first"},
    {AT "every", CP_IN(CP_T_COUNT, every), .default_text = "0", .max = 100000,
     .meaning = "runs without a word until a state that is on is told again; 0: never"},
};

static void check_range(struct cp_binder *b, const struct cp_plan_node *node, const char *key,
                        struct cp_range *range) {
    const struct cp_plan_node *n = cp_plan_node_child(node, key);
    const char *why = range->text ? cp_plan_range_parse(range->text, range) : NULL;
    if (why) {
        cp_plan_fail(b, n ? n->pos : node->pos, "%s: '%.60s' %s", key, range->text, why);
        return;
    }
    const char *const unit[] = {range->start_unit, range->end_unit};
    for (size_t i = 0; n && i < 2; i++) {
        double factor;
        struct cp_error unknown = {0};
        bool told = i && strcmp(unit[0], unit[1]) == 0;
        if (*unit[i] && !told && cp_unit_factor(unit[i], unit[i], &factor, n->pos, &unknown) != 0)
            cp_plan_fail(b, n->pos, "%s: %s", key, unknown.at[0].msg);
    }
}

/* Of the columns that facts may have, and none of those that a state has beside them. */
static void check_by(struct cp_binder *b, const struct cp_plan_node *node, const char *dim) {
    static const char *const ours[] = {"rule", "at", "run", "measure", "value", "unit"};
    const struct cp_plan_node *n = cp_plan_node_child(node, "by");
    bool good = *dim != '\0' && cp_byte_order_mark(dim, strlen(dim)) == 0;
    for (const char *s = dim; *s; s++)
        good = good && (unsigned char)*s > ' ' && *s != '\\' && *s != 0x7f;
    if (!good)
        cp_plan_fail(b, n ? n->pos : node->pos, "by: '%.60s' is no dimension, as 'entity'", dim);
    for (size_t i = 0; i < CP_COUNT_OF(ours); i++)
        if (strcmp(dim, ours[i]) == 0)
            cp_plan_fail(b, n ? n->pos : node->pos,
                         "by: '%s' is a column that cp-watch itself writes", dim);
}

/* "3 runs", "7 days", "26 h". */
static void check_span(struct cp_binder *b, const struct cp_plan_node *node,
                       struct cp_watch_span *span) {
    const struct cp_plan_node *n = cp_plan_node_child(node, "change");
    struct cp_error why = {0};
    double x = 0;
    size_t used;
    if (!n || !span->text)
        return;
    bool number = cp_number_parse(span->text, strlen(span->text), &x, &used) == 0;
    const char *unit = number ? span->text + used + strspn(span->text + used, " ") : "";
    bool runs = strcmp(unit, "run") == 0 || strcmp(unit, "runs") == 0;
    if (runs && x >= 1 && x <= 1000 && x == floor(x))
        span->runs = (size_t)x;
    else if (runs || !number || x <= 0 ||
             cp_quantity_parse(span->text, "day", &span->days, n->pos, &why) != 0)
        cp_plan_fail(b, n->pos, "change: '%.60s' is no length, as '3 runs' (1 to 1000) or '7 days'",
                     span->text);
}

static void check_figure(struct cp_binder *b, const struct cp_plan_node *node,
                         const struct cp_watch_rule *r) {
    static const char *const of_facts[] = {"where", "by", "less", "over", "outside", NULL};
    if (!r->measure && !r->headline)
        cp_plan_fail(b, node->key_pos, "missing key 'measure' or 'headline': what is followed");
    for (size_t i = 0; r->headline && of_facts[i]; i++) {
        const struct cp_plan_node *n = cp_plan_node_child(node, of_facts[i]);
        if (n)
            cp_plan_fail(b, n->key_pos, "%s: a headline is one figure; it has none", of_facts[i]);
    }
    if (r->measure && r->headline)
        cp_plan_fail(b, node->key_pos, "has a measure and a headline; a rule follows one of them");
    if (!r->warn.text && !r->critical.text && isnan(r->age))
        cp_plan_fail(b, node->key_pos,
                     "missing key 'warn' or 'critical': the range it is to stay "
                     "in, as '~:4'");
}

static void check_rule(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    struct cp_watch_rule *r = base;
    r->less.given = cp_plan_node_child(node, "less") != NULL;
    r->over.given = cp_plan_node_child(node, "over") != NULL;
    check_range(b, node, "warn", &r->warn);
    check_range(b, node, "critical", &r->critical);
    check_span(b, node, &r->change);
    check_figure(b, node, r);
    bool change = r->change.text, age = !isnan(r->age), forecast = r->nquantile > 0;
    if (change + age + forecast > 1)
        cp_plan_fail(b, node->key_pos, "has more than one of change, age and outside");
    if (r->relative && !change)
        cp_plan_fail(b, node->key_pos, "relative: a change is, and none is asked");
    if (forecast && (r->nquantile != 2 || !(r->quantile[0] < r->quantile[1])))
        cp_plan_fail(b, node->key_pos,
                     "outside/quantile: wanted two, the lower first, as "
                     "[0.1, 0.9]");
    if (r->of && !forecast)
        cp_plan_fail(b, node->key_pos, "of: goes with outside, which is not there");
    for (size_t i = 0; i < r->nby; i++)
        check_by(b, node, r->by[i]);
}
const struct cp_schema cp_plan_schema_watch = {CP_ROWS(rule), .name = CP_AT(name),
                                               .pos = CP_AT(pos), .check = check_rule};
#undef AT
#undef OF

#define OF struct cp_plan
static const struct cp_field file[] = {
    {"watch", CP_IN(CP_T_TABLE, watch.rule), CP_N(watch.n), .default_text = NULL,
     .of = &cp_plan_schema_watch, .meaning = "rules of cp-watch(1), by name"},
};
const struct cp_schema cp_plan_schema_rules = {.field = file, .nfield = 1, .size = sizeof(OF)};
