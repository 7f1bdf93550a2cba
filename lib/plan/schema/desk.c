/* Keys of `counterparties:`, `books:` and `hedging:`, a trading desk and what it is bound to. */
#include "plan/document/document.h"
#include "plan/schema/schema.h"
#include <math.h>
#include <string.h>

#define OF struct cp_counterparty
static const char *const margins[] = {"none", "monthly", "weekly", "daily", NULL};
#define AT "counterparties/NAME/"
static const struct cp_field counterparty[] = {
    {AT "limit", CP_IN(CP_T_NUMBER, limit), .unit = "USD", .default_text = "unlimited",
     .flags = CP_F_NO_LIMIT, .meaning = "of what it may owe, now and in the tail of what may come"},
    {AT "threshold", CP_IN(CP_T_NUMBER, threshold), .unit = "USD", .default_text = "0 USD",
     .meaning = "that may be owed without collateral"},
    {AT "margin", CP_IN(CP_T_CHOICE, margin), .choice = margins, .default_text = "none",
     .meaning = "how often what is owed above it is called: none, monthly, weekly, daily"},
    {AT "default", CP_IN(CP_T_NUMBER, hazard), .unit = "1/year", .default_text = "0 1/year",
     .max = 10, .meaning = "probability a year that it defaults"},
    {AT "recovery", CP_IN(CP_T_NUMBER, recovery), .unit = "1", .default_text = "0", .max = 1,
     .meaning = "part of a claim that is paid then"},
};
const struct cp_schema cp_plan_schema_counterparty = {CP_ROWS(counterparty), .name = CP_AT(name),
                                                      .pos = CP_AT(pos)};
#undef AT
#undef OF

/* A key for each year ahead. */
#define OF struct cp_by_year
#define YEAR(key, i, what)                                                                         \
    { AT key, CP_IN(CP_T_TEXT, text[i]), .default_text = "", .meaning = what }
#define YEARS(what)                                                                                \
    YEAR("1", 0, what " in the first year ahead"), YEAR("2", 1, what " in the second"),            \
        YEAR("3", 2, what " in the third"), YEAR("4", 3, what " in the fourth"),                   \
        YEAR("5", 4, what " in the fifth"), YEAR("6", 5, what " in the sixth"),                    \
        YEAR("7", 6, what " in the seventh")

static void fail_year(struct cp_binder *b, const struct cp_plan_node *node, size_t i,
                      const char *what) {
    char key[2] = {(char)('1' + i), '\0'};
    const struct cp_plan_node *n = cp_plan_node_child(node, key);
    cp_plan_fail(b, n ? n->pos : node->pos, "%s: %s", key, what);
}

/* "60-100 %", "60 %": from the first to the last. */
static bool parse_share(const char *text, double *least, double *most) {
    const char *end = text + strlen(text), *s = text;
    double x[2] = {0, 0};
    int n = 0;
    for (; n < 2; n++) {
        size_t used;
        s += strspn(s, " ");
        if (cp_number_parse(s, (size_t)(end - s), &x[n], &used) != 0)
            return false;
        s += used + strspn(s + used, " ");
        if (n == 0 && *s == '%' && s[1 + strspn(s + 1, " ")] == '-') /* 60 % - 100 % */
            s += 1 + strspn(s + 1, " ");
        if (*s != '-') {
            n++;
            break;
        }
        s++;
    }
    double scale = *s == '%' ? 100 : 1;
    *least = x[0] / scale;
    *most = x[n - 1] / scale;
    s += *s == '%';
    return s[strspn(s, " ")] == '\0' && *least >= 0 && *least <= *most && *most <= 2;
}

static void check_corridor(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    struct cp_by_year *y = base;
    for (size_t i = 0; i < CP_YEARS_AHEAD; i++) {
        y->least[i] = y->most[i] = NAN;
        if (y->text[i] && !parse_share(y->text[i], &y->least[i], &y->most[i]))
            fail_year(b, node, i, "is no part from least to most, as '60-100 %'");
    }
}
#define AT "hedging/corridor/CURVE/"
static const struct cp_field corridor[] = {YEARS("hedged part, least to most, as 60-100 %,")};
static const struct cp_schema corridor_schema = {CP_ROWS(corridor), .name = CP_AT(name),
                                                 .pos = CP_AT(pos), .section = "curves",
                                                 .check = check_corridor};
#undef AT

/* Quantities at most, in `unit`. */
static void check_most(struct cp_binder *b, const struct cp_plan_node *node, struct cp_by_year *y,
                       const char *unit) {
    for (size_t i = 0; i < CP_YEARS_AHEAD; i++) {
        struct cp_error why = {0};
        y->least[i] = y->most[i] = NAN;
        if (!y->text[i])
            continue;
        if (cp_quantity_parse(y->text[i], unit, &y->most[i], node->pos, &why) != 0)
            fail_year(b, node, i, why.at[0].msg);
        else if (!(y->most[i] >= 0))
            fail_year(b, node, i, "a limit is not below 0");
    }
}
static void check_open(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    check_most(b, node, base, "GPU.h");
}
#define AT "hedging/open/SKU/"
static const struct cp_field open[] = {YEARS("GPU-hours open at most, long or short,")};
static const struct cp_schema open_schema = {CP_ROWS(open), .name = CP_AT(name), .pos = CP_AT(pos),
                                             .section = "skus", .check = check_open};
#undef AT

#define AT "books/NAME/limits/open/CURVE/"
static const struct cp_field book_open[] = {
    YEARS("delta at most, long or short, in what the curve prices,")};
static const struct cp_schema book_open_schema = {CP_ROWS(book_open), .name = CP_AT(name),
                                                  .pos = CP_AT(pos), .section = "curves"};
#undef AT
#undef OF

#define OF struct cp_trading_book
#define AT "books/NAME/limits/"
static const struct cp_field limits[] = {
    {AT "var", CP_IN(CP_T_NUMBER, limits.var), .unit = "USD", .default_text = "",
     .flags = CP_F_POSITIVE, .meaning = "value at risk at most, over --horizon at --tail"},
    {AT "cvar", CP_IN(CP_T_NUMBER, limits.cvar), .unit = "USD", .default_text = "",
     .flags = CP_F_POSITIVE, .meaning = "mean loss beyond it at most"},
    {AT "stress", CP_IN(CP_T_NUMBER, limits.stress), .unit = "USD", .default_text = "",
     .flags = CP_F_POSITIVE, .meaning = "loss in any --stress at most"},
    {AT "open", CP_IN(CP_T_TABLE, limits.open), CP_N(limits.nopen), .default_text = "",
     .of = &book_open_schema, .meaning = "traders' limits by curve and year ahead"},
};
static const struct cp_schema limits_schema = {CP_ROWS(limits)};
#undef AT
#define AT "books/NAME/"
static const struct cp_field book[] = {
    {AT "positions", CP_IN(CP_T_FILE, positions), .default_text = NULL,
     .meaning = "file of what it holds, a line a position; see cp-hedge(1)"},
    {AT "entity", CP_IN(CP_T_NAME, entity), .default_text = "", .section = "entities",
     .meaning = "whose cash it settles in; the first when absent"},
    {AT "limits", CP_T_MAP, 0, .default_text = "", .of = &limits_schema,
     .meaning = "that cp-hedge --check holds it to"},
};
const struct cp_schema cp_plan_schema_book = {CP_ROWS(book), .name = CP_AT(name),
                                              .pos = CP_AT(pos)};
#undef AT
#undef OF

#define OF struct cp_cover_floor
#define AT "hedging/floor/ENTITY/"
static const struct cp_field cover[] = {
    {AT "dscr", CP_IN(CP_T_NUMBER, dscr), .unit = "1", .default_text = NULL, .flags = CP_F_POSITIVE,
     .max = 100, .meaning = "debt service cover that is left on the mean of the worst scenarios"},
};
static const struct cp_schema cover_schema = {CP_ROWS(cover), .name = CP_AT(entity),
                                              .pos = CP_AT(pos), .section = "entities"};
#undef AT
#undef OF

#define OF struct cp_plan
#define IN money.market.desk.hedging
#define AT "hedging/"
static const struct cp_field hedging[] = {
    {AT "instruments", CP_IN(CP_T_FILE, IN.instruments), .default_text = "",
     .meaning = "file of what may be traded, a line an instrument; see cp-hedge(1)"},
    {AT "premium", CP_IN(CP_T_NUMBER, IN.premium), .unit = "USD", .default_text = "unlimited",
     .flags = CP_F_NO_LIMIT, .meaning = "of options bought at most, by calendar year of delivery"},
    {AT "liquidity", CP_IN(CP_T_NUMBER, IN.liquidity), .unit = "USD", .default_text = "unlimited",
     .flags = CP_F_NO_LIMIT,
     .meaning = "initial and variation margin at most, on the mean of the worst scenarios"},
    {AT "corridor", CP_IN(CP_T_TABLE, IN.corridor), CP_N(IN.ncorridor), .default_text = "",
     .of = &corridor_schema, .meaning = "part of the exposure that is hedged, by curve and year"},
    {AT "open", CP_IN(CP_T_TABLE, IN.open), CP_N(IN.nopen), .default_text = "", .of = &open_schema,
     .meaning = "the plan's open position at most, by SKU and year ahead"},
    {AT "floor", CP_IN(CP_T_TABLE, IN.floor), CP_N(IN.nfloor), .default_text = "",
     .of = &cover_schema,
     .meaning = "cover that a hedge must leave, by entity, as {beignet/dscr: 1.20}"},
};
const struct cp_schema cp_plan_schema_hedging = {CP_ROWS(hedging)};
#undef AT
#undef IN
#undef OF

void cp_plan_check_desk(struct cp_binder *b, struct cp_plan *plan) {
    struct cp_plan_desk *d = &plan->money.market.desk;
    const struct cp_plan_node *books = cp_plan_node_child(plan->root, "books");
    size_t here = cp_plan_push(b, "books");
    for (size_t i = 0; i < d->nbook; i++) {
        const struct cp_plan_node *n = cp_plan_node_child(books, d->book[i].name);
        n = n ? cp_plan_node_child(n, "limits") : NULL;
        n = n ? cp_plan_node_child(n, "open") : NULL;
        size_t of = cp_plan_push(b, d->book[i].name);
        for (size_t k = 0; n && k < d->book[i].limits.nopen; k++) {
            struct cp_by_year *y = &d->book[i].limits.open[k];
            const struct cp_plan_node *node = cp_plan_node_child(n, y->name);
            const struct cp_market_curve *c = cp_plan_market_curve(&plan->money.market, y->name);
            size_t at = cp_plan_push(b, "limits/open");
            size_t curve = cp_plan_push(b, y->name);
            (void)curve;
            if (node && c && c->unit.quantity)
                check_most(b, node, y, c->unit.quantity);
            cp_plan_pop(b, at);
        }
        cp_plan_pop(b, of);
    }
    cp_plan_pop(b, here);
}
