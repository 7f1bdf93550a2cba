/* What a position is worth on paths: its cells, made once, at the forwards of each. */
#include "hedge/parts.h"
#include "hedge/replica.h"
#include <math.h>

/* What is delivered after the plan's last period is not in it. */
int cp_hedge_worth_make(struct cp_hedge_risk *r, const struct cp_hedge_trade *k, double at,
                        size_t first, struct cp_hedge_worth *out) {
    struct cp_hedge_valuation v = {.h = r->h, .market = r->market, .at = at};
    int rc = 0;
    *out = (struct cp_hedge_worth){.r = r, .first = first};
    for (size_t s = first; s < r->nstep && rc == 0; s++) {
        const struct cp_hedge_step *step = &r->step[s];
        int64_t from = k->from > step->from ? k->from : step->from;
        int64_t until = k->until < step->until ? k->until : step->until;
        v.planned = &r->forward[s * r->ncurve];
        size_t before = out->cells.n;
        if (from < until)
            rc = cp_hedge_cells_add(&v, k, from, until, &out->cells);
        for (size_t i = before; i < out->cells.n; i++) {
            out->cells.at[i].step = s;
            out->cells.at[i].quick = true;
            out->cells.at[i].replica = cp_hedge_replica_find(k, from, until);
        }
    }
    return rc;
}

/* A price as it moves on a path, with that of its step. */
static double moved(const struct cp_hedge_worth *w, size_t curve, double forward, size_t step,
                    const double *price) {
    const struct cp_hedge_risk *r = w->r;
    double was = r->forward[step * r->ncurve + curve];
    double is = price[(step - w->first) * r->ncurve + curve],
           floor = r->market->factors.floor[curve];
    if (r->market->factors.normal[curve] || !(was > floor))
        return forward + is - was;
    return floor + (forward - floor) * (is - floor) / (was - floor);
}

double cp_hedge_worth(const struct cp_hedge_worth *w, const double *price) {
    double sum = 0;
    for (size_t i = 0; i < w->cells.n; i++) {
        struct cp_hedge_cell c = w->cells.at[i];
        for (int side = 0; side < (c.trade->kind->second ? 2 : 1) && price; side++)
            c.forward[side] =
                moved(w, side ? c.trade->curve2 : c.trade->curve, c.forward[side], c.step, price);
        sum += cp_hedge_cell_value(&c).value;
    }
    return sum;
}

void cp_hedge_worth_release(struct cp_hedge_worth *w) {
    cp_hedge_cells_release(&w->cells);
}
