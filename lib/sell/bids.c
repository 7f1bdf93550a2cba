/* Bid prices: what one more GPU-hour of a place would earn above what it is worth otherwise. */
#include "sell/internal.h"

static int run(struct cp_sell *s) {
    int rc = cp_sell_prepare(s);
    for (size_t u = 0; u < s->nunit && rc == 0; u++)
        for (size_t t = 0; t < s->nperiod && rc == 0; t++) {
            struct cp_fact f = {.dim[CP_PERIOD] = s->period[t],
                                .dim[CP_SITE] = s->unit[u].site,
                                .dim[CP_OFFER] = s->unit[u].offer,
                                .dim[CP_SKU] = s->unit[u].sku->name,
                                .measure = "bid_price",
                                .value = cp_sell_bid(s, s->sales->bid, u, t)};
            if (!(cp_sell_idle(s, u, t) > 0))
                continue;
            rc = cp_facts_put(s->facts, &f, s->err);
            f.dim[CP_NAME] = "firm";
            f.value = cp_sell_bid(s, s->sales->firm, u, t);
            if (rc == 0)
                rc = cp_facts_put(s->facts, &f, s->err);
        }
    return rc;
}

const struct cp_sell_kind cp_sell_bids = {run};
