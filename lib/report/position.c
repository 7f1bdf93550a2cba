/* What is open: GPU-hours and power, long and short, and what can still be left. */
#include "report/internal.h"
#include <math.h>

/* Orders by their last day, a row each. */
static void add_cancellable(struct cp_report *r, const struct cp_report_panel *units,
                            const struct cp_report_panel *fee) {
    enum { SHOWN = 30 };
    static const struct cp_page_column column[] = {{.title = "offer"},
                                                   {.title = "of"},
                                                   {.title = "until"},
                                                   {.title = "GPU", .right = true},
                                                   {.title = "fee", .right = true}};
    size_t n = 0, all = 0;
    cp_page_add_table(r->page, &(struct cp_page_table){
                                   .title = "What can still be left",
                                   .subtitle = "GPU on order, by the last day for it",
                                   .description = "Units on order that can be cancelled, by the "
                                                  "period of their delivery and the last day.",
                                   .column = column,
                                   .ncolumn = sizeof column / sizeof *column,
                                   .nlabel = 2});
    for (size_t g = 0; g < units->ngroup; g++)
        for (size_t i = 0; i < units->nperiod; i++) {
            const struct cp_report_group *of = &units->group[g];
            char day[CP_PERIOD_SIZE];
            if (isnan(of->value[i]) || of->value[i] == 0 || all++ >= SHOWN)
                continue;
            n++;
            cp_period_format(day, units->period[i]);
            double paid = cp_report_value(fee, cp_report_find(fee, of->name[0], of->name[1]),
                                          units->period[i]);
            cp_page_add_row(r->page,
                            (struct cp_page_cell[]){
                                {.text = of->name[0]},
                                {.text = of->name[1]},
                                {.text = cp_report_kept(r, cp_arena_strdup(&r->arena, day))},
                                {.value = of->value[i]},
                                {paid != 0 ? cp_report_money(r, paid) : "", paid}},
                            NULL);
        }
    if (all > n)
        cp_page_add_note(r->page,
                         cp_report_kept(r, cp_arena_printf(&r->arena, "and %zu more", all - n)));
}

int cp_report_position(struct cp_report *r) {
    enum { HOURS, PARTS, POWER, LIMITS, UNITS, FEE, MEASURES };
    static const struct cp_report_measure measure[MEASURES] = {
        [HOURS] = {"position_hours", .by = {CP_SKU}, .of = "open", .label = "open"},
        [PARTS] = {"position_hours", .by = {NO_DIM, CP_KIND}, .without = "open"},
        [POWER] = {"position_power", .by = {CP_SITE}, .of = "open", .aggregate = MEAN},
        [LIMITS] = {"limit_used", "%", .by = {CP_SKU, CP_CURVE}, .aggregate = MOST},
        [UNITS] = {"cancellable", .by = {CP_OFFER, CP_VINTAGE}},
        [FEE] = {"cancellation_fee", .by = {CP_OFFER, CP_VINTAGE}},
    };
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    cp_report_open_table(
        r, (struct cp_page_table){.title = "Open position",
                                  .subtitle = "mn GPU.h, long above 0",
                                  .description = "GPU-hours owned, ordered and contracted less "
                                                 "those committed and sold.",
                                  .scale = {"mn GPU.h", 1e6}});
    cp_report_groups(r, &measure[HOURS], &p[HOURS], "all");
    cp_report_open_table(
        r, (struct cp_page_table){
               .title = "What it is made of",
               .subtitle = "mn GPU.h",
               .description = "GPU-hours held, and those taken (below 0); what is planned is not "
                              "in what is open.",
               .scale = {"mn GPU.h", 1e6}});
    cp_report_groups(r, &measure[PARTS], &p[PARTS], NULL);
    cp_report_open_table(
        r, (struct cp_page_table){.title = "Open power",
                                  .subtitle = "MW, mean of the year, long above 0",
                                  .description = "Contracts in force less the mean load.",
                                  .scale = {"MW", 1}});
    cp_report_groups(r, &measure[POWER], &p[POWER], "all");
    cp_report_open_table(r, (struct cp_page_table){.title = "Limits of what is open",
                                                   .subtitle = "% used, most of the year",
                                                   .description = "What is open over its limit.",
                                                   .scale = {"%", 1}});
    cp_report_groups(r, &measure[LIMITS], &p[LIMITS], NULL);
    add_cancellable(r, &p[UNITS], &p[FEE]);
    return 0;
}
