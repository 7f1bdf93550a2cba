/* The books: what positions are worth, what that hangs on, and what counterparties owe. */
#include "report/internal.h"
#include <math.h>
#include <string.h>

/* A figure of the whole plan for a group; NaN: none. */
static double whole_of(const struct cp_report_panel *p, const char *name0, const char *name1) {
    const double *value = cp_report_find(p, name0, name1);
    double sum = value ? 0 : NAN;
    for (size_t i = 0; i < p->nperiod && value; i++)
        sum += isnan(value[i]) ? 0 : value[i];
    return sum;
}

static struct cp_page_cell money_cell(struct cp_report *r, double x) {
    return (struct cp_page_cell){isnan(x) ? "-" : cp_report_money(r, x), x};
}

static struct cp_page_cell amount_cell(struct cp_report *r, double x, const char *unit) {
    struct cp_page_scale s = cp_report_thousands(r, unit, fabs(x));
    if (isnan(x))
        return (struct cp_page_cell){"-", x};
    const char *text = cp_arena_printf(&r->arena, "%s %s", cp_report_number(r, x / s.divisor),
                                       cp_report_unit(r, s.unit));
    return (struct cp_page_cell){cp_report_kept(r, text), x};
}

enum { DELTA, GAMMA, VEGA, THETA, RHO, INTRINSIC, GREEKS };
static const struct cp_report_measure greek[GREEKS] = {
    [DELTA] = {"delta", .by = {CP_CURVE, UNIT}, .mixed = true},
    [GAMMA] = {"gamma", .by = {CP_CURVE, UNIT}, .mixed = true},
    [VEGA] = {"vega", .by = {CP_CURVE}},
    [THETA] = {"theta", .by = {CP_CURVE}},
    [RHO] = {"rho", .by = {CP_CURVE}},
    [INTRINSIC] = {"intrinsic", .by = {CP_CURVE}},
};

static void add_greeks(struct cp_report *r, const struct cp_report_panel *p) {
    static const struct cp_page_column column[] = {{.title = "curve"},
                                                   {.title = "intrinsic", .right = true},
                                                   {.title = "delta", .right = true},
                                                   {.title = "gamma, for 1 %", .right = true},
                                                   {.title = "vega, a point", .right = true},
                                                   {.title = "theta, a day", .right = true},
                                                   {.title = "rho, a bp", .right = true}};
    cp_page_add_table(r->page,
                      &(struct cp_page_table){.title = "What the books hang on",
                                              .description = "How the value of all positions moves "
                                                             "with each curve.",
                                              .column = column,
                                              .ncolumn = sizeof column / sizeof *column,
                                              .nlabel = 1});
    for (size_t g = 0; g < p[DELTA].ngroup; g++) {
        const char *curve = p[DELTA].group[g].name[0], *unit = p[DELTA].group[g].name[1];
        cp_page_add_row(
            r->page,
            (struct cp_page_cell[]){{.text = curve},
                                    money_cell(r, whole_of(&p[INTRINSIC], curve, "")),
                                    amount_cell(r, whole_of(&p[DELTA], curve, unit), unit),
                                    amount_cell(r, whole_of(&p[GAMMA], curve, unit), unit),
                                    money_cell(r, whole_of(&p[VEGA], curve, "")),
                                    money_cell(r, whole_of(&p[THETA], curve, "")),
                                    money_cell(r, whole_of(&p[RHO], curve, ""))},
            NULL);
    }
}

enum { OWED, USED, LOSS, OWES };
static const struct cp_report_measure owing[OWES] = {
    [OWED] = {"counterparty_exposure", .by = {CP_COUNTERPARTY, CP_KIND}, .timeless = true},
    [USED] = {"limit_used", "%", .by = {CP_COUNTERPARTY}, .timeless = true},
    [LOSS] = {"expected_credit_loss", .by = {CP_COUNTERPARTY}, .timeless = true},
};

static void add_counterparties(struct cp_report *r, const struct cp_report_panel *p) {
    static const struct cp_page_column column[] = {{.title = "counterparty"},
                                                   {.title = "owes today", .right = true},
                                                   {.title = "at the tail", .right = true},
                                                   {.title = "of its limit", .right = true},
                                                   {.title = "expected loss", .right = true}};
    cp_page_add_table(r->page, &(struct cp_page_table){.title = "Counterparties",
                                                       .description =
                                                           "What each counterparty owes above its "
                                                           "threshold, and may come to owe.",
                                                       .column = column,
                                                       .ncolumn = sizeof column / sizeof *column,
                                                       .nlabel = 1});
    for (const char *name = NULL; (name = cp_report_next(&p[OWED], 1, name));) {
        double used = whole_of(&p[USED], name, "");
        const char *share = cp_arena_printf(&r->arena, "%.0f %%", used);
        cp_page_add_row(
            r->page,
            (struct cp_page_cell[]){{.text = name},
                                    money_cell(r, whole_of(&p[OWED], name, "current")),
                                    money_cell(r, whole_of(&p[OWED], name, "potential")),
                                    {isnan(used) ? "-" : cp_report_kept(r, share), used},
                                    money_cell(r, whole_of(&p[LOSS], name, ""))},
            NULL);
    }
}

/* From the run before: by what made it. */
static int add_change(struct cp_report *r) {
    static const struct cp_page_column column[] = {
        {.title = "from"}, {.title = "of"}, {.title = "value", .right = true}};
    static const struct cp_report_measure measure[2] = {
        {"pnl_part", .by = {CP_KIND, CP_BOOK}, .timeless = true},
        {"pnl", .by = {NO_DIM, CP_BOOK}, .timeless = true}};
    struct cp_report_panel p[2];
    int rc = cp_report_read(r, measure, 2, p);
    cp_page_add_table(r->page, &(struct cp_page_table){.title = "What changed their value",
                                                       .subtitle = "since the run before",
                                                       .description =
                                                           "Change of the books' value by what it "
                                                           "comes from; the parts add up.",
                                                       .column = column,
                                                       .ncolumn = sizeof column / sizeof *column,
                                                       .nlabel = 2});
    for (size_t k = 0; k < 2 && rc == 0; k++)
        for (size_t g = 0; g < p[k].ngroup; g++) {
            const struct cp_report_group *of = &p[k].group[g];
            cp_page_add_row(r->page,
                            (struct cp_page_cell[]){{.text = k ? "all" : of->name[0]},
                                                    {.text = of->name[1]},
                                                    money_cell(r, of->value[0])},
                            NULL);
        }
    return rc;
}

int cp_report_book(struct cp_report *r) {
    static const struct cp_report_measure value = {"position_value", .by = {CP_BOOK, CP_POSITION}};
    struct cp_report_panel worth, g[GREEKS], o[OWES];
    int rc = cp_report_read(r, &value, 1, &worth);
    if (rc == 0)
        rc = cp_report_read(r, greek, GREEKS, g);
    if (rc == 0)
        rc = cp_report_read(r, owing, OWES, o);
    if (rc)
        return rc;
    cp_report_open_table(
        r, (struct cp_page_table){.title = "What the books are worth",
                                  .description = "Value of each position by the year in which it "
                                                 "delivers.",
                                  .scale = cp_report_scale(r, &value, 1, &worth, "USD")});
    cp_report_groups(r, &value, &worth, "all");
    rc = add_change(r);
    if (rc)
        return rc;
    add_greeks(r, g);
    add_counterparties(r, o);
    return 0;
}
