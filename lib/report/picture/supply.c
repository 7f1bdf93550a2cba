/* The supply curve: offers by price, as wide as what can arrive, filled as far as it is bought. */
#include "report/picture/picture.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SUPPLY, BUY, PRICE, STEP, DUAL, AWARD, MEASURES };
static const struct cp_report_measure measure[MEASURES] = {
    [SUPPLY] = {"supply", .by = {CP_OFFER}, .aggregate = SUM},
    [BUY] = {"buy", .by = {CP_OFFER}, .aggregate = SUM},
    [PRICE] = {"price", .by = {CP_OFFER, CP_STEP}, .aggregate = MEAN},
    [STEP] = {"supply", .by = {CP_OFFER, CP_STEP}, .aggregate = SUM},
    [DUAL] = {"offer_dual", .by = {CP_OFFER}, .aggregate = MEAN},
    [AWARD] = {"award_cost", .unit = "USD", .by = {CP_KIND}, .timeless = true},
};

struct offer {
    const char *name;
    double figure[3]; /* units that can arrive, price, units bought */
};

static int by_price(const void *pa, const void *pb) {
    const struct offer *a = pa, *b = pb;
    if (a->figure[1] != b->figure[1])
        return a->figure[1] < b->figure[1] ? -1 : 1;
    return strcmp(a->name, b->name);
}

/* Landed price of an offer: that of its steps, weighted by what they can deliver. NaN: none. */
static double mean_price(const struct cp_report_panel *p, const char *name) {
    double money = 0, units = 0;
    size_t g, end = cp_report_range(&p[PRICE], name, &g);
    for (; g < end; g++) {
        const struct cp_report_group *step = &p[PRICE].group[g];
        const double *can = cp_report_find(&p[STEP], name, step->name[1]);
        for (size_t i = 0; i < p[PRICE].nperiod && can; i++) {
            double n = cp_report_value(&p[STEP], can, p[PRICE].period[i]);
            if (!isnan(step->value[i]) && n > 0) {
                money += n * step->value[i];
                units += n;
            }
        }
    }
    return units > 0 ? money / units : NAN;
}

/* Offers with a price and something to deliver, the cheapest first; how many they are. */
static size_t collect(struct cp_report *r, const struct cp_report_panel *p, struct offer **out) {
    struct offer *offer = cp_report_reserve(r, p[SUPPLY].ngroup + 1, sizeof *offer);
    size_t n = 0;
    for (size_t g = 0; g < p[SUPPLY].ngroup && offer; g++) {
        const char *name = p[SUPPLY].group[g].name[0];
        struct offer o = {name,
                          {cp_report_add_up(p[SUPPLY].group[g].value, p[SUPPLY].nperiod),
                           mean_price(p, name),
                           cp_report_add_up(cp_report_find(&p[BUY], name, ""), p[BUY].nperiod)}};
        if (o.figure[0] > 0 && !isnan(o.figure[1]))
            offer[n++] = o;
    }
    if (n > 0)
        qsort(offer, n, sizeof *offer, by_price);
    *out = offer;
    return n;
}

static const char *title_of(struct cp_report *r, const struct cp_report_panel *p,
                            const struct offer *offer, size_t n) {
    const struct cp_report_group *dear = NULL;
    double can = 0, bought = 0;
    for (size_t k = 0; k < n; k++) {
        can += offer[k].figure[0];
        bought += offer[k].figure[2];
    }
    if (p[BUY].ngroup == 0)
        return p[AWARD].ngroup > 0 ? "What is awarded, the cheapest first"
                                   : "What is offered, the cheapest first";
    if (cp_report_largest(r, &p[DUAL], MEAN, 1, &dear) == 0)
        return cp_report_say(r, "%.0f %% of what can arrive is bought", 100 * bought / can);
    size_t at;
    double worth = cp_report_peak(dear->value, p[DUAL].nperiod, &at);
    return cp_report_say(r,
                         "%.0f %% of what can arrive is bought; one more of %s would be worth "
                         "up to %s",
                         100 * bought / can, dear->name[0], cp_report_money(r, worth));
}

int cp_report_picture_supply(struct cp_report *r) {
    static const char *const point[] = {"can arrive, GPU", "landed price", "bought, GPU"};
    const struct cp_report_axis axis = cp_report_axis_named(point, 3);
    struct cp_report_panel p[MEASURES];
    struct offer *offer;
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    size_t n = collect(r, p, &offer), shown = n < MOST_ROWS ? n : MOST_ROWS;
    double dearest = n > 0 ? offer[shown - 1].figure[1] : 0;
    struct cp_page_scale unit = {"USD", 1};
    if (dearest >= 1e4)
        unit = (struct cp_page_scale){"thousand USD", 1e3};
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){
            .kind = CP_PAGE_BLOCKS,
            .title = title_of(r, p, offer, n),
            .subtitle = cp_report_say(r,
                                      "Height: landed price, %s a GPU; width: GPUs that can "
                                      "arrive over the plan%s%s",
                                      cp_report_unit(r, unit.unit),
                                      p[BUY].ngroup > 0 ? "; filled: bought" : "",
                                      cp_report_of_many(r, shown, n, "offers")),
            .description = "What each offer can deliver over the plan, its mean landed price, and "
                           "what is bought of it."});
    for (size_t k = 0; k < shown; k++) {
        offer[k].figure[1] /= unit.divisor;
        if (p[BUY].ngroup == 0) /* nobody has decided yet */
            offer[k].figure[2] = NAN;
        cp_report_draw(r, offer[k].name, CP_PAGE_BAR, CP_PAGE_AUTO, offer[k].figure);
    }
    return 0;
}
