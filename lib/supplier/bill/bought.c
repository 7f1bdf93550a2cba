/* An award over the tiers of a bill of materials, from its schedule to facts. */
#include "supplier/bill/award.h"
#include <math.h>
#include <string.h>

static const struct cp_item_offer *terms(const struct cp_bill *b, size_t item, size_t k) {
    return b->item[item].offer[k].offer;
}

/* Whether a hall or plant has it in its bill; what racks alone wait for is not awarded. */
static bool is_wanted(const struct cp_bill *b, size_t item) {
    for (size_t n = 0; n < b->nnode; n++)
        if (b->node[n].item == item && b->node[n].parent < b->nparent)
            return true;
    return false;
}

/* One of several has to have a price to be chosen by; the only one there is may do without. */
static int check_prices(const struct cp_bill *b, struct cp_error *err) {
    int rc = 0;
    for (size_t i = 0; i < b->nitem; i++)
        for (size_t k = 0; b->item[i].noffer > 1 && k < b->item[i].noffer; k++)
            if (isnan(terms(b, i, k)->price) && is_wanted(b, i))
                rc = cp_fail_at(err, CP_EINPUT, terms(b, i, k)->pos,
                                "items/%.80s/offers/%.80s: has no price to be awarded by, beside "
                                "other offers of the item",
                                b->item[i].item->name, terms(b, i, k)->name);
    return rc;
}

/* All that is left of an offer before anything is bought; racks keep what the schedule gives them.
 */
static int make_lots(struct cp_bill_award *a, struct cp_bill *b, struct cp_error *err) {
    a->first = cp_arena_calloc(&a->arena, b->nitem + 1, sizeof *a->first);
    if (!a->first)
        return cp_fail_nomem(err);
    for (size_t i = 0; i < b->nitem; i++)
        a->first[i + 1] = a->first[i] + b->item[i].noffer;
    a->lot = cp_arena_calloc(&a->arena, a->first[b->nitem] + 1, sizeof *a->lot);
    double *racks = cp_arena_calloc(&a->arena, a->first[b->nitem] + 1, sizeof *racks);
    if (!a->lot || !racks)
        return cp_fail_nomem(err);
    for (size_t k = 0; k < b->npeg; k++)
        if (b->node[b->peg[k].node].parent >= b->nparent && b->peg[k].offer != CP_BILL_NONE)
            racks[a->first[b->node[b->peg[k].node].item] + b->peg[k].offer] += b->peg[k].units;
    for (size_t i = 0; i < b->nitem; i++)
        for (size_t k = 0; k < b->item[i].noffer; k++) {
            struct cp_bill_offer *o = &b->item[i].offer[k];
            struct cp_bill_lot *lot = &a->lot[a->first[i] + k];
            double gone = racks[a->first[i] + k];
            int64_t first = cp_supplier_bill_first(o, INT64_MIN);
            o->left = o->sells;
            for (size_t w = 0; w < o->nwindow; w++)
                o->window[w].nsold = 0;
            lot->as_planned = o->nwindow && (b->item[i].npart || gone > 0);
            lot->most = fmax(0, cp_supplier_bill_available(o, first, CP_BILL_NEVER - 1) - gone);
            o->left -= gone;
        }
    return 0;
}

/* Whether one offer is no worse than another in anything, and sells to all who ask. */
static bool is_better(const struct cp_bill_award *a, const struct cp_bill_offer *j,
                      const struct cp_bill_offer *k) {
    const struct cp_item_offer *o = j->offer;
    size_t s = cp_supplier_place(a->b->plan, o->supplier);
    bool free = !(a->b->plan->supply.supplier[s].qualification > 0) || (a->used && a->used[s]);
    return free && !(o->fixed > 0 || o->minimum > 0 || o->multiple > 0) && isinf(j->sells) &&
           !j->nwindow && o->price <= k->offer->price && j->lead <= k->lead &&
           j->order <= k->order && j->last >= k->last && j->from <= k->from;
}

/* Offers that nobody would take are left out. */
static void find_losers(struct cp_bill_award *a) {
    const struct cp_bill *b = a->b;
    for (size_t i = 0; i < b->nitem; i++)
        for (size_t k = 0; k < b->item[i].noffer; k++)
            for (size_t j = 0; j < b->item[i].noffer; j++) {
                const struct cp_bill_offer *o = &b->item[i].offer[j];
                if (j != k && is_better(a, o, &b->item[i].offer[k]) &&
                    (j < k || !is_better(a, &b->item[i].offer[k], o)))
                    a->lot[a->first[i] + k].most = 0;
            }
}

/* ---- facts ----------------------------------------------------------------------------------- */

static int put_lot(const struct cp_bill_award *a, size_t i, size_t k, struct cp_facts *facts,
                   struct cp_error *err) {
    const struct cp_item_offer *o = terms(a->b, i, k);
    double bought = a->lot[a->first[i] + k].bought;
    struct cp_fact f = {.dim[CP_ITEM] = a->b->item[i].item->name,
                        .dim[CP_SUPPLIER] = o->supplier,
                        .dim[CP_OFFER] = o->name,
                        .measure = "item_order",
                        .value = bought};
    int rc = cp_facts_put(facts, &f, err);
    f.measure = "item_cost";
    return rc ? rc
              : cp_supplier_put_lines(
                    f,
                    (struct cp_supplier_line[]){
                        {"item_cost", "price", bought * o->price, bought > 0},
                        {"item_cost", "fixed", o->fixed, bought > 0 && o->fixed > 0}},
                    2, facts, err);
}

static int put_all(const struct cp_bill_award *a, struct cp_facts *facts, struct cp_error *err) {
    const struct cp_plan_supply *supply = &a->b->plan->supply;
    int rc = 0;
    for (size_t i = 0; i < a->b->nitem; i++)
        for (size_t k = 0; rc == 0 && k < a->b->item[i].noffer; k++)
            rc = put_lot(a, i, k, facts, err);
    for (size_t s = 0; rc == 0 && s < supply->nsupplier; s++)
        if (a->paid[s])
            rc = cp_facts_put(facts,
                              &(struct cp_fact){.dim[CP_SUPPLIER] = supply->supplier[s].name,
                                                .dim[CP_KIND] = "qualification",
                                                .measure = "item_cost",
                                                .value = supply->supplier[s].qualification},
                              err);
    return rc;
}

int cp_supplier_bill_award(struct cp_bill *b, const struct cp_award_options *opt, const bool *used,
                           struct cp_facts *facts, bool *done, struct cp_error *err) {
    struct cp_bill_award a = {.b = b, .opt = opt, .used = used};
    int rc = b->nparent ? check_prices(b, err) : 0;
    if (rc || !b->nparent)
        return rc;
    rc = make_lots(&a, b, err);
    if (rc == 0)
        find_losers(&a);
    if (rc == 0)
        rc = cp_bill_award_solve(&a, err);
    *done &= a.from != NULL;
    if (rc == 0 && !a.from && opt->note)
        opt->note(opt->note_ctx, a.status == CP_LP_INFEASIBLE
                                     ? "items: no whole lots keep the dates of the schedule, which "
                                       "stands"
                                     : "items: no award was found in time; the schedule stands");
    if (rc == 0 && a.from)
        rc = cp_bill_award_buy(&a, b, err);
    if (rc == 0 && a.from)
        rc = cp_facts_put(facts,
                          &(struct cp_fact){.dim[CP_KIND] = "items",
                                            .measure = "solved",
                                            .value = a.status == CP_LP_OPTIMAL},
                          err);
    if (rc == 0 && a.from)
        rc = put_all(&a, facts, err);
    cp_lp_free(a.lp);
    cp_arena_release(&a.arena);
    return rc;
}
