/* An award: what it costs, and every bid with why it is or is not chosen. */
#include "report/internal.h"
#include <math.h>
#include <string.h>

enum {
    RANK,
    AWARDED,
    COST,
    WORK,
    LEAD,
    ODDS,
    UNIT_WORTH,
    WEEK,
    STEP,
    CUT,
    WHY,
    SUPPLIER,
    PARTS,
    SHORT,
    WITHOUT,
    LATE,
    SECOND,
    WITHOUT_UNITS,
    WITHOUT_WORK,
    LATE_UNITS,
    LATE_WORK,
    MEASURES
};

static const struct cp_report_measure measure[MEASURES] = {
    [RANK] = {.name = "bid_rank", .unit = "1", .by = {CP_OFFER}, .timeless = true},
    [AWARDED] = {.name = "bid_awarded", .unit = "GPU", .by = {CP_OFFER}, .timeless = true},
    [COST] = {.name = "bid_cost", .unit = "USD/GPU", .by = {CP_OFFER}, .timeless = true},
    [WORK] = {.name = "bid_work_cost",
              .unit = "USD/(EFLOP/s)/h",
              .by = {CP_OFFER},
              .timeless = true},
    [LEAD] = {.name = "bid_lead", .unit = "day", .by = {CP_OFFER}, .timeless = true},
    [ODDS] = {.name = "bid_on_time", .unit = "%", .by = {CP_OFFER}, .timeless = true},
    [UNIT_WORTH] = {.name = "bid_unit", .unit = "USD/GPU", .by = {CP_OFFER}, .timeless = true},
    [WEEK] = {.name = "bid_week", .unit = "USD", .by = {CP_OFFER}, .timeless = true},
    [STEP] = {.name = "bid_step", .unit = "USD", .by = {CP_OFFER}, .timeless = true},
    [CUT] = {.name = "bid_cut", .unit = "USD/GPU", .by = {CP_OFFER}, .timeless = true},
    [WHY] = {.name = "bid", .unit = "1", .by = {CP_OFFER, CP_KIND}, .timeless = true},
    [SUPPLIER] = {.name = "bid", .unit = "1", .by = {CP_OFFER, CP_SUPPLIER}, .timeless = true},
    [PARTS] = {.name = "award_cost", .unit = "USD", .by = {CP_KIND}, .timeless = true},
    [SHORT] = {.name = "need_short", .unit = "GPU", .by = {NO_DIM}},
    [WITHOUT] = {.name = "next_best_cost", .unit = "USD", .by = {CP_SUPPLIER}, .timeless = true},
    [LATE] = {.name = "slip_cost", .unit = "USD", .by = {CP_SUPPLIER}, .timeless = true},
    [WITHOUT_UNITS] = {.name = "next_best_short",
                       .unit = "GPU",
                       .by = {CP_SUPPLIER},
                       .timeless = true},
    [WITHOUT_WORK] = {.name = "next_best_work_short",
                      .unit = "EFLOP/s",
                      .by = {CP_SUPPLIER},
                      .timeless = true},
    [LATE_UNITS] = {.name = "slip_short", .unit = "GPU", .by = {CP_SUPPLIER}, .timeless = true},
    [LATE_WORK] = {.name = "slip_work_short",
                   .unit = "EFLOP/s",
                   .by = {CP_SUPPLIER},
                   .timeless = true},
    [SECOND] = {.name = "second_source_value",
                .unit = "USD",
                .by = {CP_SUPPLIER},
                .timeless = true},
};

static double number(const struct cp_report_panel *p, const char *offer) {
    const double *value = cp_report_find(p, offer, "");
    return value ? value[0] : NAN;
}

static const char *second(const struct cp_report_panel *p, const char *offer) {
    size_t from, end = cp_report_range(p, offer, &from);
    return from < end ? p->group[from].name[1] : "-";
}

static const char *reason(struct cp_report *r, const struct cp_report_panel *p, const char *offer) {
    static const char *const word[][2] = {{"awarded", "awarded"},
                                          {"awarded-in-part", "awarded in part"},
                                          {"no-use", "of no use at any price"},
                                          {"too-late", "too late"}};
    const char *kind = second(&p[WHY], offer);
    double cut = number(&p[CUT], offer);
    for (size_t i = 0; i < sizeof word / sizeof *word; i++)
        if (strcmp(kind, word[i][0]) == 0)
            return word[i][1];
    if (isnan(cut))
        return kind;
    return cp_report_kept(
        r, cp_arena_printf(&r->arena, "%s by %s a unit", kind, cp_report_money(r, cut)));
}

static void add_costs(struct cp_report *r, const struct cp_report_panel *p) {
    const struct cp_page_column column[] = {
        {.title = ""}, {.title = "discounted", .unit = cp_report_unit(r, "USD"), .right = true}};
    double sum = 0;
    cp_page_add_table(r->page, &(struct cp_page_table){.title = "Award",
                                                       .open = true,
                                                       .description = "What the award costs.",
                                                       .column = column,
                                                       .ncolumn = 2,
                                                       .nlabel = 1});
    for (size_t g = 0; g < p->ngroup; g++) {
        double x = p->group[g].value[0];
        sum += x;
        if (x != 0)
            cp_page_add_row(r->page,
                            (struct cp_page_cell[]){{.text = p->group[g].name[0]},
                                                    {.text = cp_report_money(r, x), .value = x}},
                            NULL);
    }
    if (p->ngroup > 0)
        cp_page_add_row(r->page,
                        (struct cp_page_cell[]){{.text = "total"},
                                                {.text = cp_report_money(r, sum), .value = sum}},
                        NULL);
}

static void add_bid(struct cp_report *r, const struct cp_report_panel *p, const char *offer) {
    static const size_t shown[] = {AWARDED, COST, WORK, LEAD, ODDS};
    enum { SHOWN = sizeof shown / sizeof *shown };
    struct cp_page_cell cell[4 + SHOWN];
    double rank = number(&p[RANK], offer);
    cell[0] = (struct cp_page_cell){
        isnan(rank) ? "-" : cp_report_kept(r, cp_arena_printf(&r->arena, "%.0f", rank)), rank};
    cell[1] = (struct cp_page_cell){.text = offer};
    cell[2] = (struct cp_page_cell){.text = second(&p[SUPPLIER], offer)};
    for (size_t i = 0; i < SHOWN; i++) {
        double x = number(&p[shown[i]], offer);
        cell[3 + i] = (struct cp_page_cell){isnan(x) ? "-" : cp_report_number(r, x), x};
    }
    cell[3 + SHOWN] = (struct cp_page_cell){.text = reason(r, p, offer)};
    cp_page_add_row(r->page, cell, NULL);
}

static void add_bids(struct cp_report *r, const struct cp_report_panel *p) {
    const struct cp_page_column column[] = {
        {.title = "rank", .right = true},
        {.title = "offer"},
        {.title = "supplier"},
        {.title = "awarded", .unit = "GPU", .right = true},
        {.title = "a unit", .unit = cp_report_unit(r, "USD/GPU"), .right = true},
        {.title = "its work", .unit = cp_report_unit(r, "USD/(EFLOP/s)/h"), .right = true},
        {.title = "days", .right = true},
        {.title = "% on time", .right = true},
        {.title = "why"}};
    cp_page_add_table(
        r->page,
        &(struct cp_page_table){.title = "Bids",
                                .open = true,
                                .description = "Every bid, the cheapest work first: units awarded, "
                                               "cost of a unit over its service within the plan, "
                                               "lead time and odds.",
                                .column = column,
                                .ncolumn = sizeof column / sizeof *column,
                                .nlabel = 3});
    for (size_t rank = 1; rank <= p[RANK].ngroup; rank++)
        for (size_t g = 0; g < p[RANK].ngroup; g++)
            if (p[RANK].group[g].value[0] == (double)rank)
                add_bid(r, p, p[RANK].group[g].name[0]);
    for (size_t g = 0; g < p[WHY].ngroup; g++)
        if (!cp_report_find(&p[RANK], p[WHY].group[g].name[0], ""))
            add_bid(r, p, p[WHY].group[g].name[0]);
}

static struct cp_page_cell money(struct cp_report *r, double x) {
    return (struct cp_page_cell){isnan(x) ? "-" : cp_report_money(r, x), x};
}

/* Of bids of which one of them is worth something. */
static void add_worth(struct cp_report *r, const struct cp_report_panel *p) {
    const struct cp_page_column column[] = {
        {.title = ""},
        {.title = "one more unit", .unit = cp_report_unit(r, "USD"), .right = true},
        {.title = "a week sooner", .unit = cp_report_unit(r, "USD"), .right = true},
        {.title = "one step lower", .unit = cp_report_unit(r, "USD"), .right = true}};
    cp_page_add_table(r->page,
                      &(struct cp_page_table){.title = "What better terms were worth",
                                              .description = "What the award would cost less.",
                                              .column = column,
                                              .ncolumn = 4,
                                              .nlabel = 1});
    for (const char *offer = NULL; (offer = cp_report_next(&p[RANK], 1, offer));) {
        double unit = number(&p[UNIT_WORTH], offer), week = number(&p[WEEK], offer),
               step = number(&p[STEP], offer);
        if (unit > 0 || fabs(week) > 0 || fabs(step) > 0)
            cp_page_add_row(r->page,
                            (struct cp_page_cell[]){
                                {.text = offer}, money(r, unit), money(r, week), money(r, step)},
                            NULL);
    }
}

/* What is short then at most. */
static const char *short_of(struct cp_report *r, const struct cp_report_panel *units,
                            const struct cp_report_panel *work, const char *name) {
    double n = number(units, name), w = number(work, name);
    if (n > 0)
        return cp_report_kept(r, cp_arena_printf(&r->arena, "%s GPU", cp_report_number(r, n)));
    if (w > 0)
        return cp_report_kept(r, cp_arena_printf(&r->arena, "%s EFLOP/s", cp_report_number(r, w)));
    return "-";
}

/* Of suppliers on which something hangs. */
static void add_dependence(struct cp_report *r, const struct cp_report_panel *p) {
    const struct cp_page_column column[] = {
        {.title = ""},
        {.title = "without it", .unit = cp_report_unit(r, "USD"), .right = true},
        {.title = "short", .right = true},
        {.title = "a year late", .unit = cp_report_unit(r, "USD"), .right = true},
        {.title = "short", .right = true},
        {.title = "qualified now", .unit = cp_report_unit(r, "USD"), .right = true}};
    cp_page_add_table(
        r->page, &(struct cp_page_table){.title = "What hangs on each supplier",
                                         .description = "What the award would cost more without a "
                                                        "supplier, and when all of it is a year "
                                                        "late, with what is short then at most; "
                                                        "what having it qualified now saves.",
                                         .column = column,
                                         .ncolumn = sizeof column / sizeof *column,
                                         .nlabel = 1});
    for (const char *name = NULL; (name = cp_report_next(&p[WITHOUT], 1, name));) {
        double without = number(&p[WITHOUT], name), late = number(&p[LATE], name),
               second_source = number(&p[SECOND], name);
        if (without != 0 || late != 0 || !isnan(second_source))
            cp_page_add_row(r->page,
                            (struct cp_page_cell[]){
                                {.text = name},
                                money(r, without),
                                {.text = short_of(r, &p[WITHOUT_UNITS], &p[WITHOUT_WORK], name)},
                                money(r, late),
                                {.text = short_of(r, &p[LATE_UNITS], &p[LATE_WORK], name)},
                                money(r, second_source)},
                            NULL);
    }
}

static void add_shortage(struct cp_report *r, const struct cp_report_panel *p) {
    const double *units = p->ngroup > 0 ? p->group[0].value : NULL;
    if (units && cp_report_most(p) > 0)
        cp_page_add_note(r->page,
                         cp_report_kept(r, cp_arena_printf(&r->arena, "Short of units in %s",
                                                           cp_report_when(r, p, units, 0))));
}

int cp_report_award(struct cp_report *r) {
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    add_costs(r, &p[PARTS]);
    add_shortage(r, &p[SHORT]);
    add_bids(r, p);
    add_worth(r, p);
    add_dependence(r, p);
    return 0;
}
