/* How far list prices of others can be undercut, like for like: by SKU and kind of product. */
#include "sell/internal.h"
#include <math.h>
#include <string.h>

/* Our product of that kind on that SKU, of the term that is nearest; NULL: none. */
static const struct cp_sell_offering *like(const struct cp_sell *s,
                                           const struct cp_rival_price *r) {
    const struct cp_sell_offering *best = NULL;
    for (size_t i = 0; i < s->noffering; i++) {
        const struct cp_sell_offering *o = &s->offering[i];
        if (strcmp(o->sku->name, r->sku) != 0 || o->product->kind != r->product)
            continue;
        if (!best || fabs(o->product->term - r->term) < fabs(best->product->term - r->term))
            best = o;
    }
    return best && fabs(best->product->term - r->term) < 0.01 ? best : NULL;
}

static int put(struct cp_sell *s, const struct cp_rival_price *r, const char *kind,
               const char *measure, double value) {
    struct cp_fact f = {.dim[CP_SKU] = r->sku,
                        .dim[CP_KIND] = kind,
                        .dim[CP_NAME] = r->name,
                        .measure = measure,
                        .value = value};
    return cp_facts_put(s->facts, &f, s->err);
}

/* The discount of most profit at a cost, for an elasticity; none pays where the market as a whole
 * buys less than that much more. */
static double best_discount(double list, double cost, double elasticity) {
    return elasticity < -1 ? fmax(1 - cost * elasticity / (1 + elasticity) / list, 0) : 0;
}

static int compare(struct cp_sell *s, const struct cp_rival_price *r) {
    const struct cp_sell_offering *o = like(s, r);
    if (!o) {
        cp_sell_note(s, "lists/%s: the plan sells nothing like it, so it is not compared", r->name);
        return 0;
    }
    int rc = put(s, r, NULL, "list_price", r->price);
    for (enum cp_sell_basis b = CP_SELL_CASH; b <= CP_SELL_RESEARCH && rc == 0; b++) {
        const char *name = cp_sell_basis_name(b);
        double cost = (cp_sell_hour(s, o->sku, b, 1) * (1 + o->more) + o->audit) / o->net;
        rc = put(s, r, name, "hour_cost", cost);
        if (rc == 0)
            rc = put(s, r, name, "break_even_discount", 1 - cost / r->price);
        if (rc == 0 && isfinite(o->product->response.elasticity))
            rc = put(s, r, name, "best_discount",
                     best_discount(r->price, cost, o->product->response.elasticity));
        if (rc == 0 && isfinite(o->product->matched))
            rc = put(s, r, name, "matched_discount",
                     best_discount(r->price, cost, o->product->matched));
    }
    return rc;
}

static int run(struct cp_sell *s) {
    const struct cp_plan_selling *all = &s->plan->money.market.selling;
    int rc = cp_sell_prepare(s);
    if (rc == 0 && all->nrival == 0)
        rc = cp_fail(s->err, CP_EUSAGE, "--undercut: the plan has no `lists:` of what others ask");
    for (size_t i = 0; i < all->nrival && rc == 0; i++)
        rc = compare(s, &all->rival[i]);
    return rc;
}

const struct cp_sell_kind cp_sell_undercut = {run};
