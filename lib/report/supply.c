/* Offers: what can arrive, what is bought, at which landed price. */
#include "report/internal.h"
#include <math.h>
#include <string.h>

/* Mean price of an offer's steps by year, weighted by the units that can arrive. */
static double *mean_price(struct cp_report *r, const struct cp_report_panel *price,
                          const struct cp_report_panel *supply, const char *offer) {
    double *year = cp_arena_calloc(&r->arena, r->nyear, sizeof *year);
    double *units = cp_arena_calloc(&r->arena, r->nyear, sizeof *units);
    if (!year || !units) {
        cp_fail_nomem(r->err);
        return NULL;
    }
    for (size_t g = 0; g < price->ngroup; g++) {
        const char *const *name = price->group[g].name;
        const double *can = cp_report_panel_find(supply, name[0], name[1]);
        for (size_t i = 0; i < price->nperiod && can && strcmp(name[0], offer) == 0; i++) {
            size_t y = (size_t)(cp_period_year(price->period[i]) - r->first_year);
            double n = cp_report_panel_value(supply, can, price->period[i]);
            if (y >= r->nyear || isnan(price->group[g].value[i]))
                continue;
            year[y] += price->group[g].value[i] * n;
            units[y] += n;
        }
    }
    for (size_t y = 0; y < r->nyear; y++)
        year[y] = units[y] > 0 ? year[y] / units[y] : NAN;
    return year;
}

static int add_price(struct cp_report *r, struct cp_report_table *t,
                     const struct cp_report_panel *price, const struct cp_report_panel *supply,
                     const char *offer, const char *label) {
    for (size_t g = 0; g < price->ngroup; g++)
        if (strcmp(price->group[g].name[0], offer) == 0)
            return cp_report_table_add(r, t, offer, label, mean_price(r, price, supply, offer));
    return 0;
}

int cp_report_supply(struct cp_report *r) {
    struct cp_report_panel offer = {0}, step = {0}, price = {0}, rent = {0}, buy = {0};
    struct cp_report_table t = {.title = "Offers: units of the year and mean landed price",
                                .mixed = true};
    int rc = cp_report_panel_read(r, "supply", NULL, CP_OFFER, NO_DIM, &offer);
    if (rc == 0)
        rc = cp_report_panel_read(r, "supply", NULL, CP_OFFER, CP_STEP, &step);
    if (rc == 0)
        rc = cp_report_panel_read(r, "price", NULL, CP_OFFER, CP_STEP, &price);
    if (rc == 0)
        rc = cp_report_panel_read(r, "rent", NULL, CP_OFFER, CP_STEP, &rent);
    if (rc == 0)
        rc = cp_report_panel_read(r, "buy", NULL, CP_OFFER, NO_DIM, &buy);
    for (size_t i = 0; i < offer.ngroup && rc == 0; i++) {
        const char *name = offer.group[i].name[0];
        const double *bought = cp_report_panel_find(&buy, name, "");
        rc = cp_report_table_add(r, &t, name, "can arrive, GPU",
                                 cp_report_panel_years(r, &offer, offer.group[i].value, SUM));
        if (rc == 0 && bought)
            rc = cp_report_table_add(r, &t, name, "bought, GPU",
                                     cp_report_panel_years(r, &buy, bought, SUM));
        if (rc == 0)
            rc = add_price(r, &t, &price, &step, name, "price, USD/GPU");
        if (rc == 0)
            rc = add_price(r, &t, &rent, &step, name, "rent, USD/GPU/h");
    }
    for (size_t i = 0; i < buy.ngroup && offer.ngroup == 0 && rc == 0; i++)
        rc = cp_report_table_add(r, &t, buy.group[i].name[0], "bought, GPU",
                                 cp_report_panel_years(r, &buy, buy.group[i].value, SUM));
    if (rc == 0)
        cp_report_table_print(r, &t);
    return rc;
}
