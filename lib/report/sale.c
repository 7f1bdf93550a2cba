/* What may be sold, and at which price; against what others ask; who pays for hours and who earns.
 */
#include "report/internal.h"
#include <math.h>

static struct cp_page_cell number_cell(struct cp_report *r, const double *x) {
    struct cp_page_cell cell = {.text = "", .value = x ? x[0] : NAN};
    if (x && isfinite(x[0]))
        cell.text = cp_report_number(r, x[0]);
    return cell;
}

/* A line a list price, a column a thing that is counted. */
static void add_lists(struct cp_report *r, const struct cp_report_panel *list,
                      const struct cp_report_panel *discount) {
    static const char *const basis[] = {"cash", "sunk-excluded", "full", "research"};
    static const struct cp_page_column column[] = {{.title = "list"},
                                                   {.title = "USD/GPU/h", .right = true},
                                                   {.title = "cash", .right = true},
                                                   {.title = "sunk excluded", .right = true},
                                                   {.title = "full", .right = true},
                                                   {.title = "with research", .right = true}};
    cp_page_add_table(
        r->page, &(struct cp_page_table){
                     .title = "How far lists can be undercut",
                     .subtitle = "% of the list price at which it pays the cost alone",
                     .description = "Break-even discounts on list prices of the like, by what is "
                                    "counted; below 0 the list is below the cost.",
                     .column = column,
                     .ncolumn = sizeof column / sizeof *column,
                     .nlabel = 1});
    for (size_t g = 0; g < list->ngroup; g++) {
        const char *name = list->group[g].name[0];
        struct cp_page_cell cell[6] = {{.text = name}};
        cell[1] = number_cell(r, list->group[g].value);
        for (size_t b = 0; b < 4; b++)
            cell[2 + b] = number_cell(r, cp_report_find(discount, name, basis[b]));
        cp_page_add_row(r->page, cell, NULL);
    }
}

/* A line a hosted model: what a million tokens bring and cost, and its hour hosted and raw. */
static void add_models(struct cp_report *r, const struct cp_report_panel *price,
                       const struct cp_report_panel *cost, const struct cp_report_panel *hour) {
    static const char *const basis[] = {"cash", "sunk-excluded", "full", "research"};
    static const struct cp_page_column column[] = {{.title = "model"},
                                                   {.title = "price", .right = true},
                                                   {.title = "cash", .right = true},
                                                   {.title = "sunk excluded", .right = true},
                                                   {.title = "full", .right = true},
                                                   {.title = "with research", .right = true},
                                                   {.title = "hosted", .right = true},
                                                   {.title = "raw", .right = true}};
    cp_page_add_table(r->page,
                      &(struct cp_page_table){
                          .title = "Hosted models",
                          .subtitle = "USD for a million tokens; an hour hosted and raw, USD/GPU/h",
                          .description = "Price and cost of tokens by what is counted; what an "
                                         "hour earns with its research paid, and sold raw.",
                          .column = column,
                          .ncolumn = sizeof column / sizeof *column,
                          .nlabel = 1});
    for (size_t g = 0; g < price->ngroup; g++) {
        const char *name = price->group[g].name[0];
        struct cp_page_cell cell[8] = {{.text = name}, number_cell(r, price->group[g].value)};
        for (size_t b = 0; b < 4; b++)
            cell[2 + b] = number_cell(r, cp_report_find(cost, name, basis[b]));
        cell[6] = number_cell(r, cp_report_find(hour, name, "hosted"));
        cell[7] = number_cell(r, cp_report_find(hour, name, "raw"));
        cp_page_add_row(r->page, cell, NULL);
    }
}

static void add_charges(struct cp_report *r, const struct cp_report_measure *m,
                        const struct cp_report_panel *p) {
    cp_report_open_table(
        r, (struct cp_page_table){.title = "Who pays for hours, and who earns",

                                  .description =
                                      "Revenue, charge and cost by workload, paid below 0; without "
                                      "one stands who owns the hours.",
                                  .scale = cp_report_scale(r, m, 1, p, "USD")});
    cp_report_groups(r, m, p, "the plan's cash");
}

int cp_report_sale(struct cp_report *r) {
    enum { REVENUE, QUANTITY, LIST, DISCOUNT, PRICE, COST, HOUR, SEGMENT, TEAM, MEASURES };
    static const struct cp_report_measure measure[MEASURES] = {
        [REVENUE] = {"sale_revenue", .by = {CP_KIND, CP_SKU}},
        [QUANTITY] = {"sale_quantity", .by = {CP_KIND, CP_SKU}, .aggregate = MEAN},
        [LIST] = {"list_price", .by = {CP_NAME}, .timeless = true},
        [DISCOUNT] = {"break_even_discount", "%", .by = {CP_NAME, CP_KIND}, .timeless = true},
        [PRICE] = {"token_price", .by = {CP_NAME}, .timeless = true},
        [COST] = {"token_cost", .by = {CP_NAME, CP_KIND}, .timeless = true},
        [HOUR] = {"hour_earned", .by = {CP_NAME, CP_KIND}, .timeless = true},
        [SEGMENT] = {"segment", .by = {CP_WORKLOAD, CP_KIND}},
        [TEAM] = {"team_charge", .by = {CP_NAME}},
    };
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    cp_report_open_table(r, (struct cp_page_table){.title = "What is sold",
                                                   .description =
                                                       "Revenue of sales of what idles, after "
                                                       "commission.",
                                                   .scale = cp_report_scale(r, &measure[REVENUE], 1,
                                                                            &p[REVENUE], "USD")});
    cp_report_groups(r, &measure[REVENUE], &p[REVENUE], "all");
    cp_report_open_table(r, (struct cp_page_table){.title = "GPUs that buyers hold",
                                                   .subtitle = "GPU, mean of the year",
                                                   .description = "Sold, by product and SKU.",
                                                   .scale = {"GPU", 1}});
    cp_report_groups(r, &measure[QUANTITY], &p[QUANTITY], "all");
    if (p[LIST].ngroup > 0)
        add_lists(r, &p[LIST], &p[DISCOUNT]);
    if (p[PRICE].ngroup > 0)
        add_models(r, &p[PRICE], &p[COST], &p[HOUR]);
    add_charges(r, &measure[SEGMENT], &p[SEGMENT]);
    cp_report_open_table(
        r, (struct cp_page_table){.title = "What teams are charged",

                                  .description =
                                      "Charges of the year by team, hours at what they are worth.",
                                  .scale = cp_report_scale(r, &measure[TEAM], 1, &p[TEAM], "USD")});
    cp_report_groups(r, &measure[TEAM], &p[TEAM], NULL);
    return 0;
}
