/* Offers: what can arrive, what is bought, at which landed price. */
#include "report/internal.h"
#include <math.h>

enum { OFFER, BUY, STEP, PRICE, RENT, MEASURES };
static const struct cp_report_measure measure[MEASURES] = {
    [OFFER] = {"supply", .by = {CP_OFFER}, .label = "can arrive", .label_unit = "GPU"},
    [BUY] = {"buy", .by = {CP_OFFER}, .label = "bought", .label_unit = "GPU"},
    [STEP] = {"supply", .by = {CP_OFFER, CP_STEP}},
    [PRICE] = {"price", .by = {CP_OFFER, CP_STEP}, .label = "price", .label_unit = "USD/GPU"},
    [RENT] = {"rent", .by = {CP_OFFER, CP_STEP}, .label = "rent", .label_unit = "USD/GPU/h"},
};

/* Mean price of an offer's steps by year, weighted by the units that can arrive. NULL: no memory.
 */
static double *mean_price(struct cp_report *r, const struct cp_report_panel *price,
                          const struct cp_report_panel *supply, const char *offer) {
    double *year = cp_report_reserve(r, r->nyear, sizeof *year);
    double *units = cp_report_reserve(r, r->nyear, sizeof *units);
    if (!year || !units)
        return NULL;
    size_t g, end = cp_report_range(price, offer, &g);
    for (; g < end; g++) {
        const double *can = cp_report_find(supply, offer, price->group[g].name[1]);
        for (size_t i = 0; i < price->nperiod && can; i++) {
            size_t y = cp_report_column(r, price->period[i]);
            double n = cp_report_value(supply, can, price->period[i]);
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

static void add_units(struct cp_report *r, const struct cp_report_panel *p, int which,
                      const char *offer) {
    const double *series = cp_report_find(&p[which], offer, "");
    if (series)
        cp_report_line(r, offer, measure[which].label, measure[which].label_unit,
                       cp_report_years(r, &p[which], series, SUM));
}

static void add_price(struct cp_report *r, const struct cp_report_panel *p, int which,
                      const char *offer) {
    const struct cp_report_panel *price = &p[which];
    size_t first;
    if (cp_report_range(price, offer, &first) > first)
        cp_report_line(r, offer, measure[which].label, measure[which].label_unit,
                       mean_price(r, price, &p[STEP], offer));
}

int cp_report_supply(struct cp_report *r) {
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    cp_report_open_table(
        r, (struct cp_page_table){.title = "Offers: units of the year and mean landed price",
                                  .description = "What each offer can deliver, what the plan buys, "
                                                 "and the price weighted by what can be delivered.",
                                  .digits_by_row = true});
    /* of a stream without the suppliers' own facts, what was bought */
    const struct cp_report_panel *named = &p[p[OFFER].ngroup > 0 ? OFFER : BUY];
    for (size_t i = 0; i < named->ngroup; i++) {
        const char *offer = named->group[i].name[0];
        add_units(r, p, OFFER, offer);
        add_units(r, p, BUY, offer);
        if (p[OFFER].ngroup > 0) {
            add_price(r, p, PRICE, offer);
            add_price(r, p, RENT, offer);
        }
    }
    return 0;
}
