/* What each settlement of a position is valued by. */
#include "hedge/model.h"
#include <math.h>

struct writer {
    struct cp_hedge *h;
    const struct cp_hedge_cell *c;
    char period[CP_PERIOD_SIZE];
};

static const struct cp_market_curve *curve_of(const struct writer *w, int side) {
    const struct cp_hedge_trade *k = w->c->trade;
    return &w->h->plan->money.market.curve[side ? k->curve2 : k->curve];
}

static int put(const struct writer *w, int side, const char *measure, const char *unit,
               double value) {
    const struct cp_hedge_trade *k = w->c->trade;
    const struct cp_fact f = {.dim[CP_PERIOD] = w->period,
                              .dim[CP_CURVE] = curve_of(w, side)->name,
                              .dim[CP_BOOK] = w->h->plan->money.market.desk.book[k->book].name,
                              .dim[CP_POSITION] = k->name,
                              .measure = measure,
                              .unit = unit,
                              .value = value};
    return cp_facts_put(w->h->facts, &f, w->h->err);
}

static int put_cell(const struct writer *w) {
    const struct cp_hedge_cell *c = w->c;
    const struct cp_hedge_instrument *kind = c->trade->kind;
    int rc = put(w, 0, "position_volume", curve_of(w, 0)->unit.quantity, c->volume);
    for (int i = 0; i < (kind->second ? 2 : 1) && rc == 0; i++) {
        rc = put(w, i, "position_forward", curve_of(w, i)->unit.price, c->forward[i]);
        if (rc == 0 && kind->option)
            rc = put(w, i, "position_volatility", NULL, c->volatility[i]);
    }
    if (rc == 0 && kind->second)
        rc = put(w, 0, "position_correlation", NULL, c->correlation);
    if (rc == 0 && kind->option)
        rc = put(w, 0, "position_expiry", NULL, c->expiry);
    if (rc == 0)
        rc = put(w, 0, "position_payment", NULL, c->paid);
    return rc ? rc : put(w, 0, "position_discount", NULL, exp(-c->rate * c->paid));
}

int cp_hedge_put_model(struct cp_hedge *h, const struct cp_hedge_cells *c,
                       const struct cp_hedge_value *value) {
    int rc = 0;
    for (size_t i = 0; i < c->n && rc == 0; i++) {
        struct writer w = {.h = h, .c = &c->at[i]};
        cp_period_format(w.period, c->at[i].of);
        if (!isnan(value[i].value))
            rc = put_cell(&w);
    }
    return rc;
}
