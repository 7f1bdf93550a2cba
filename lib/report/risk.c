/* What market prices may do: cash flow at risk, its parts, cover, books, stresses, margin. */
#include "report/internal.h"
#include <math.h>
#include <string.h>

/* A table by year of one measure, a line a group; `scaled`: in money. */
static void add_years(struct cp_report *r, const struct cp_report_measure *m,
                      const struct cp_report_panel *p, struct cp_page_table table, bool scaled,
                      const char *total) {
    if (scaled)
        table.scale = cp_report_scale(r, m, 1, p, "USD");
    cp_report_open_table(r, table);
    cp_report_groups(r, m, p, total);
}

enum { CASH, WORST, PARTS, SETTLED, COVER, BREACH, STRESS, WINDOW, YEARLY };
static const struct cp_report_measure yearly[YEARLY] = {
    [CASH] = {"cash_flow_at_risk", .by = {CP_ENTITY, CP_KIND}, .yearly = true, .without = "chosen"},
    [WORST] = {"hedge_cvar", .by = {CP_ENTITY, CP_KIND}, .yearly = true},
    [PARTS] = {"component", .by = {CP_CURVE}, .yearly = true},
    [SETTLED] = {"hedge_mean", .by = {CP_ENTITY, CP_KIND}, .yearly = true},
    [COVER] = {"dscr_linear", .by = {CP_ENTITY, CP_KIND}, .quantile = "*", .aggregate = LEAST},
    [BREACH] = {"breach_probability_linear", "%", .by = {CP_ENTITY, CP_TRANCHE}, .aggregate = MOST},
    [STRESS] = {"stress", .by = {CP_NAME, CP_ENTITY}, .yearly = true},
    [WINDOW] = {"worst_window", .by = {CP_CURVE, CP_ENTITY}, .yearly = true},
};

static void add_cash(struct cp_report *r, const struct cp_report_panel *p) {
    add_years(r, &yearly[CASH], &p[CASH],
              (struct cp_page_table){
                  .title = "Cash flow at risk",
                  .description = "Mean less quantile of what market prices change in the cash of "
                                 "the year; hedged: with what the books settle."},
              true, NULL);
    add_years(
        r, &yearly[WORST], &p[WORST],
        (struct cp_page_table){.title = "Mean of the worst",
                               .description = "The same of the mean beyond the quantile, CVaR."},
        true, NULL);
    add_years(r, &yearly[PARTS], &p[PARTS],
              (struct cp_page_table){.title = "What each curve has in it",
                                     .description =
                                         "Parts of the mean of the worst by curve; they add up."},
              true, "all");
    add_years(r, &yearly[SETTLED], &p[SETTLED],
              (struct cp_page_table){
                  .title = "What the books are expected to add",
                  .description = "Mean of what the books settle in the year (book), and of all "
                                 "that market prices and books change in its cash (hedged)."},
              true, NULL);
    add_years(r, &yearly[STRESS], &p[STRESS],
              (struct cp_page_table){.title = "What a move would do",
                                     .description =
                                         "What a move of a curve adds to the cash of the year."},
              true, NULL);
    add_years(r, &yearly[WINDOW], &p[WINDOW],
              (struct cp_page_table){
                  .title = "What the worst of the past would do",
                  .description = "What the window of the history of a curve by which most would "
                                 "be lost adds to the cash of the year."},
              true, NULL);
    add_years(
        r, &yearly[COVER], &p[COVER],
        (struct cp_page_table){.title = "Debt cover at the tail",
                               .subtitle = "least of the year, the debt service as planned",
                               .description = "Debt service cover at the quantile of the paths.",
                               .digits_by_row = true},
        false, NULL);
    add_years(r, &yearly[BREACH], &p[BREACH],
              (struct cp_page_table){.title = "How likely cover is below its covenant",
                                     .subtitle = "%, most of the year",
                                     .description =
                                         "Part of the paths in which cover is below the covenant."},
              false, NULL);
}

enum { VAR, CVAR, LIMIT, IN_BOOK, SHOCK, PAST, TESTED, LIKELY, LIQUIDITY, WHOLE };
static const struct cp_report_measure whole[WHOLE] = {
    [VAR] = {"hedge_var", .by = {CP_BOOK, CP_KIND}, .timeless = true},
    [CVAR] = {"hedge_cvar", .by = {CP_BOOK, CP_KIND}, .timeless = true},
    [LIMIT] = {"limit_used", "%", .by = {CP_BOOK, CP_KIND}, .timeless = true},
    [IN_BOOK] = {"component", .by = {CP_BOOK, CP_POSITION}, .timeless = true},
    [SHOCK] = {"stress", .by = {CP_BOOK, CP_NAME}, .timeless = true},
    [PAST] = {"worst_window", .by = {CP_BOOK, CP_CURVE}, .timeless = true},
    [TESTED] = {"backtest", .by = {CP_BOOK, CP_KIND}, .timeless = true},
    [LIKELY] = {"backtest_p_value", .by = {CP_BOOK, CP_KIND}, .timeless = true},
    [LIQUIDITY] = {"liquidity_at_risk", .by = {CP_ENTITY}, .timeless = true},
};

static void say(struct cp_report *r, const char *of, const char *what, const char *which,
                const char *text, double value) {
    cp_page_add_row(
        r->page,
        (struct cp_page_cell[]){{.text = of}, {.text = what}, {text, value}, {.text = which}},
        NULL);
}

static const char *text_of(struct cp_report *r, size_t k, double x) {
    if (k == TESTED || k == LIKELY)
        return cp_report_number(r, x);
    if (k != LIMIT)
        return cp_report_money(r, x);
    return cp_report_kept(r, cp_arena_printf(&r->arena, "%s %%", cp_report_number(r, x)));
}

/* A row a figure of each book: what it may lose, which position has how much in it, its limits. */
static void add_books(struct cp_report *r, const struct cp_report_panel *p) {
    static const struct cp_page_column column[] = {
        {.title = "book"}, {.title = "figure"}, {.title = "value", .right = true}, {.title = "of"}};
    static const char *const what[WHOLE] = {
        [VAR] = "VaR",          [CVAR] = "CVaR",          [LIMIT] = "limit used",
        [IN_BOOK] = "in it",    [SHOCK] = "stress",       [PAST] = "worst of the past",
        [TESTED] = "back-test", [LIKELY] = "its p-value", [LIQUIDITY] = "liquidity at risk"};
    cp_page_add_table(r->page,
                      &(struct cp_page_table){.title = "What books may lose",
                                              .subtitle = "over the horizon",
                                              .description = "Loss of each book at the level, what "
                                                             "positions have in it, and limits.",
                                              .column = column,
                                              .ncolumn = sizeof column / sizeof *column,
                                              .nlabel = 2});
    for (const char *book = NULL; (book = cp_report_next(p, WHOLE, book));)
        for (size_t k = 0; k < WHOLE && strcmp(book, "-") != 0; k++) {
            size_t from, until = cp_report_range(&p[k], book, &from);
            for (size_t g = from; g < until; g++) {
                double x = p[k].group[g].value[0];
                const char *which = p[k].group[g].name[1];
                say(r, book, what[k], strcmp(which, "-") == 0 ? "" : which, text_of(r, k, x), x);
            }
        }
}

int cp_report_risk(struct cp_report *r) {
    struct cp_report_panel y[YEARLY], w[WHOLE];
    int rc = cp_report_read(r, yearly, YEARLY, y);
    if (rc == 0)
        rc = cp_report_read(r, whole, WHOLE, w);
    if (rc)
        return rc;
    add_cash(r, y);
    add_books(r, w);
    return 0;
}
