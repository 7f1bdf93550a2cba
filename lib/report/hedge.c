/* The hedge: what to trade, what that buys, and what each instrument takes alone. */
#include "report/internal.h"
#include <math.h>
#include <string.h>

enum { QUANTITY, COST, BUYS, MEAN_OF, YEARS, RATIO, EFFECT, MEASURES };
static const struct cp_report_measure measure[MEASURES] = {
    [QUANTITY] = {"hedge_quantity", .by = {CP_NAME, CP_POSITION}, .timeless = true},
    [COST] = {"hedge_cost", .by = {CP_NAME, CP_POSITION}, .timeless = true},
    [BUYS] = {"hedge_cvar", .by = {CP_NAME, CP_KIND}, .timeless = true},
    [MEAN_OF] = {"hedge_mean", .by = {CP_NAME, CP_KIND}, .timeless = true},
    [YEARS] = {"cash_flow_at_risk", .by = {CP_NAME}, .yearly = true, .sparse = true,
               .of = "chosen"},
    [RATIO] = {"hedge_ratio", .by = {CP_POSITION, CP_CURVE}, .timeless = true},
    [EFFECT] = {"hedge_effectiveness", "%", .by = {CP_POSITION, CP_CURVE}, .timeless = true},
};

/* "0.5", the risk aversion of a point of the frontier, or nothing for a hedge that is alone. */
static const char *aversion(const char *name) {
    return strcmp(name, "-") == 0 ? "" : name;
}

/* What an instrument delivers in all, "2.28 bn GPU.h"; "": no such fact. */
static const char *delivered(struct cp_report *r, const char *point, const char *instrument) {
    const char *text = "";
    for (size_t k = 0; k < r->nrow; k++) {
        size_t i = r->row[k];
        if (strcmp(cp_facts_measure(r->facts, i), "hedge") != 0)
            continue;
        r->shown[i] = true;
        if (strcmp(cp_facts_dim(r->facts, i, CP_NAME), point) != 0 ||
            strcmp(cp_facts_dim(r->facts, i, CP_POSITION), instrument) != 0)
            continue;
        double x = cp_facts_value(r->facts, i);
        struct cp_page_scale s = cp_report_thousands(r, cp_facts_unit(r->facts, i), fabs(x));
        text = cp_report_kept(
            r, cp_arena_printf(&r->arena, "%s %s", cp_report_number(r, x / s.divisor), s.unit));
    }
    return text;
}

/* The hedge of the point is that of the one before, trade by trade. */
static bool is_like(const struct cp_report_panel *quantity, const char *a, const char *b) {
    size_t fa, fb, ua = cp_report_range(quantity, a, &fa), ub = cp_report_range(quantity, b, &fb);
    bool like = ua - fa == ub - fb;
    for (size_t i = 0; like && i < ua - fa; i++) {
        const struct cp_report_group *x = &quantity->group[fa + i], *y = &quantity->group[fb + i];
        double d = fabs(x->value[0] - y->value[0]);
        like = strcmp(x->name[1], y->name[1]) == 0 && d <= 1e-6 * fabs(x->value[0]);
    }
    return like;
}

static void add_trade(struct cp_report *r, const struct cp_report_panel *p,
                      const struct cp_report_group *of, const char *label) {
    const double *cost = cp_report_find(&p[COST], of->name[0], of->name[1]);
    double x = of->value[0];
    cp_page_add_row(
        r->page,
        (struct cp_page_cell[]){{.text = label},
                                {.text = of->name[1]},
                                {.text = x < 0 ? "sell" : "buy"},
                                {cp_report_number(r, fabs(x)), x},
                                {.text = delivered(r, of->name[0], of->name[1])},
                                {cost ? cp_report_money(r, cost[0]) : "-", cost ? cost[0] : NAN}},
        NULL);
}

/* Points of a frontier that are one hedge stand once. */
static void add_trades(struct cp_report *r, const struct cp_report_panel *p) {
    static const struct cp_page_column column[] = {{.title = "aversion"},
                                                   {.title = "instrument"},
                                                   {.title = "to", .width = 4},
                                                   {.title = "quantity", .right = true},
                                                   {.title = "in all", .right = true},
                                                   {.title = "cost", .right = true}};
    cp_page_add_table(
        r->page, &(struct cp_page_table){
                     .title = "The hedge to trade",
                     .subtitle = "by risk aversion; quantity in the instrument's own unit",
                     .description = "What to buy or sell of each instrument, and what trading it "
                                    "costs.",
                     .column = column,
                     .ncolumn = sizeof column / sizeof *column,
                     .nlabel = 2});
    for (const char *name = cp_report_next(p, 1, NULL), *next; name; name = next) {
        const char *last = name;
        next = cp_report_next(p, 1, name);
        while (next && is_like(p, name, next)) {
            last = next;
            next = cp_report_next(p, 1, next);
        }
        const char *label =
            last == name ? aversion(name)
                         : cp_report_kept(r, cp_arena_printf(&r->arena, "%s to %s", name, last));
        size_t from, until = cp_report_range(&p[QUANTITY], name, &from);
        for (size_t g = from; g < until; g++)
            add_trade(r, p, &p[QUANTITY].group[g], label);
    }
}

static double of(const struct cp_report_panel *p, const char *point, const char *kind) {
    const double *value = cp_report_find(p, point, kind);
    return value ? value[0] : NAN;
}

static void add_worth(struct cp_report *r, const struct cp_report_panel *p) {
    static const struct cp_page_column column[] = {{.title = "aversion"},
                                                   {.title = "without", .right = true},
                                                   {.title = "CVaR", .right = true},
                                                   {.title = "on others", .right = true},
                                                   {.title = "mean", .right = true}};
    struct cp_page_scale scale = cp_page_scale_of("USD", cp_report_most(&p[BUYS]));
    scale.unit = cp_report_unit(r, scale.unit);
    cp_page_add_table(r->page, &(struct cp_page_table){
                                   .title = "What it buys",
                                   .description =
                                       "In the months in which an instrument delivers: mean loss "
                                       "beyond the quantile without a hedge, with it on the paths "
                                       "that it was chosen by, and on others; and the mean gain.",
                                   .scale = scale,
                                   .column = column,
                                   .ncolumn = sizeof column / sizeof *column,
                                   .nlabel = 1});
    for (const char *point = NULL; (point = cp_report_next(&p[BUYS], 1, point));)
        if (cp_report_find(&p[BUYS], point, "in-sample"))
            cp_page_add_row(
                r->page,
                (struct cp_page_cell[]){{.text = strcmp(point, "-") == 0 ? "the hedge" : point},
                                        {.value = of(&p[BUYS], point, "unhedged")},
                                        {.value = of(&p[BUYS], point, "in-sample")},
                                        {.value = of(&p[BUYS], point, "out-of-sample")},
                                        {.value = of(&p[MEAN_OF], point, "out-of-sample")}},
                NULL);
}

static void add_proxies(struct cp_report *r, const struct cp_report_panel *p) {
    static const struct cp_page_column column[] = {{.title = "instrument"},
                                                   {.title = "against"},
                                                   {.title = "of it", .right = true},
                                                   {.title = "takes", .unit = "%", .right = true}};
    cp_page_add_table(
        r->page, &(struct cp_page_table){
                     .title = "What each instrument takes alone",
                     .subtitle = "quantity of least variance, and the % of the variance it takes",
                     .description = "The instrument alone against what the plan earns by a curve.",
                     .column = column,
                     .ncolumn = sizeof column / sizeof *column,
                     .nlabel = 2});
    for (size_t g = 0; g < p[EFFECT].ngroup; g++) {
        const struct cp_report_group *of = &p[EFFECT].group[g];
        const double *ratio = cp_report_find(&p[RATIO], of->name[0], of->name[1]);
        cp_page_add_row(r->page,
                        (struct cp_page_cell[]){
                            {.text = of->name[0]},
                            {.text = of->name[1]},
                            {ratio ? cp_report_number(r, ratio[0]) : "-", ratio ? ratio[0] : NAN},
                            {cp_report_number(r, of->value[0]), of->value[0]}},
                        NULL);
    }
}

int cp_report_hedge(struct cp_report *r) {
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    add_trades(r, p);
    add_worth(r, p);
    cp_report_open_table(
        r, (struct cp_page_table){
               .title = "Cash flow at risk with it",
               .description = "Mean less quantile of the cash of the year with the hedge.",
               .scale = cp_report_scale(r, &measure[YEARS], 1, &p[YEARS], "USD")});
    cp_report_groups(r, &measure[YEARS], &p[YEARS], NULL);
    add_proxies(r, p);
    return 0;
}
