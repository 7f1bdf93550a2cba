/* A scheduled bill of materials as facts: what is needed, when it comes, when it has to be ordered,
 * what is late, and what that is for want of. */
#include "supplier/bill/bill.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

struct cp_fact cp_supplier_bill_fact(const struct cp_bill_parent *p, const char *measure,
                                     double value) {
    return (struct cp_fact){.dim[CP_SITE] = p->site,
                            .dim[CP_PHASE] = p->phase,
                            .dim[CP_CONTRACT] = p->contract,
                            .measure = measure,
                            .value = value};
}

/* On the day on which an hour is; on the nearest whole one for what has to be there on all of it.
 */
static int put_on(struct cp_fact f, int64_t hour, bool whole, struct cp_facts *facts,
                  struct cp_error *err) {
    char day[CP_PERIOD_SIZE];
    cp_period_format(day, cp_period_at(CP_DAY, whole ? hour + 11 : hour));
    f.dim[CP_PERIOD] = day;
    return cp_facts_put(facts, &f, err);
}

/* The items above a node, from the top: "skid/transformer"; "" at the top. */
static void add_above(const struct cp_bill *b, size_t n, char out[CP_BILL_NAME_SIZE]) {
    size_t above = b->node[n].above;
    if (above == CP_BILL_NONE)
        return;
    add_above(b, above, out);
    size_t len = strlen(out);
    snprintf(out + len, CP_BILL_NAME_SIZE - len, "%s%s", len ? "/" : "",
             b->item[b->node[above].item].item->name);
}

struct cp_fact cp_supplier_bill_fact_of(const struct cp_bill *b, size_t n, const char *measure,
                                        double value, char above[CP_BILL_NAME_SIZE]) {
    size_t parent = b->node[n].parent;
    bool rack = parent >= b->nparent;
    struct cp_fact f = rack ? (struct cp_fact){.dim[CP_SKU] = b->rack[parent - b->nparent].sku,
                                               .measure = measure,
                                               .value = value}
                            : cp_supplier_bill_fact(&b->parent[parent], measure, value);
    *above = '\0';
    add_above(b, n, above);
    f.dim[CP_ITEM] = b->item[b->node[n].item].item->name;
    f.dim[CP_NAME] = *above ? above : NULL;
    return f;
}

static int put_lateness(struct cp_fact f, int64_t due, int64_t arrival, struct cp_facts *facts,
                        struct cp_error *err) {
    int64_t late = cp_supplier_bill_lateness(due, arrival);
    f.measure = "lateness";
    f.value = late == CP_BILL_NEVER ? NAN : (double)late / CP_BILL_HOURS_A_WEEK;
    return cp_facts_put(facts, &f, err);
}

static int put_peg(const struct cp_bill *b, const struct cp_bill_peg *peg, struct cp_fact f,
                   struct cp_facts *facts, struct cp_error *err) {
    const struct cp_bill_item *item = &b->item[b->node[peg->node].item];
    const struct cp_item_offer *o =
        peg->offer == CP_BILL_NONE ? NULL : item->offer[peg->offer].offer;
    f.value = peg->units;
    f.dim[CP_SUPPLIER] = o ? o->supplier : NULL;
    f.dim[CP_OFFER] = o ? o->name : NULL;
    f.measure = "item_arrival";
    int rc = put_on(f, peg->arrival, true, facts, err);
    if (rc || !o)
        return rc;
    f.measure = "order_by";
    return put_on(f, peg->order_by, false, facts, err);
}

static int put_node(const struct cp_bill *b, size_t n, struct cp_facts *facts,
                    struct cp_error *err) {
    const struct cp_bill_node *node = &b->node[n];
    char above[CP_BILL_NAME_SIZE], delivery[CP_PERIOD_SIZE];
    bool rack = node->parent >= b->nparent;
    struct cp_fact f = cp_supplier_bill_fact_of(b, n, "item_need", node->units, above);
    cp_period_format(delivery, cp_plan_period(b->plan, node->period));
    f.dim[CP_VINTAGE] = rack ? delivery : NULL;
    int rc = put_on(f, node->due, false, facts, err);
    for (size_t k = node->peg; rc == 0 && k < node->peg + node->npeg; k++)
        rc = put_peg(b, &b->peg[k], f, facts, err);
    if (rc == 0 && node->missing > 0) {
        f.measure = "item_missing";
        f.value = node->missing;
        rc = cp_facts_put(facts, &f, err);
    }
    return rc || rack ? rc : put_lateness(f, node->due, node->arrival, facts, err);
}

/* What decides when a parent is ready, from its own part down to the last that a maker waits for.
 */
static int put_critical(const struct cp_bill *b, const struct cp_bill_parent *p,
                        struct cp_facts *facts, struct cp_error *err) {
    int rc = 0;
    for (size_t n = p->critical; rc == 0 && n != CP_BILL_NONE;
         n = cp_supplier_bill_waits_for(b, n)) {
        char above[CP_BILL_NAME_SIZE];
        struct cp_fact f = cp_supplier_bill_fact_of(b, n, "critical", 1, above);
        rc = cp_facts_put(facts, &f, err);
    }
    return rc;
}

/* The day on which it can stand says what it waited for. */
int cp_supplier_bill_put_date(const struct cp_bill *b, const struct cp_bill_parent *p,
                              const char *scenario, struct cp_facts *facts, struct cp_error *err) {
    struct cp_fact f = cp_supplier_bill_fact(p, "energisation", p->ready != CP_BILL_NEVER);
    f.dim[CP_SCENARIO] = scenario;
    f.dim[CP_ITEM] = b->item[b->node[p->critical].item].item->name;
    int rc = p->ready == CP_BILL_NEVER ? cp_facts_put(facts, &f, err)
                                       : put_on(f, p->ready, true, facts, err);
    f.dim[CP_ITEM] = NULL;
    return rc ? rc : put_lateness(f, p->due, p->ready, facts, err);
}

static int put_parent(const struct cp_bill *b, const struct cp_bill_parent *p,
                      struct cp_facts *facts, struct cp_error *err) {
    int rc = cp_supplier_bill_put_date(b, p, NULL, facts, err);
    return rc ? rc : put_critical(b, p, facts, err);
}

/* Racks come period by period: the mean wait of a unit, and the part that most wait for. */
static int put_rack(const struct cp_bill *b, const struct cp_bill_rack *r, struct cp_facts *facts,
                    struct cp_error *err) {
    double units = 0, weeks = cp_period_hours(b->plan->horizon.from) / CP_BILL_HOURS_A_WEEK;
    size_t worst = 0;
    for (size_t t = 0; t < b->plan->horizon.n; t++)
        units += r->wanted[t];
    for (size_t i = 0; i < b->nitem; i++)
        worst = r->lacks[i] > r->lacks[worst] ? i : worst;
    struct cp_fact f = {.dim[CP_SKU] = r->sku,
                        .measure = "lateness",
                        .value = units > 0 ? r->late * weeks / units : 0};
    int rc = cp_facts_put(facts, &f, err);
    if (rc || !(r->late > 0))
        return rc;
    f.dim[CP_ITEM] = b->item[worst].item->name;
    f.measure = "critical";
    f.value = 1;
    return cp_facts_put(facts, &f, err);
}

int cp_supplier_bill_put(const struct cp_bill *b, struct cp_facts *facts, struct cp_error *err) {
    int rc = 0;
    for (size_t p = 0; rc == 0 && p < b->nparent; p++)
        rc = put_parent(b, &b->parent[p], facts, err);
    for (size_t k = 0; rc == 0 && k < b->nrack; k++)
        rc = put_rack(b, &b->rack[k], facts, err);
    for (size_t n = 0; rc == 0 && n < b->nnode; n++)
        rc = put_node(b, n, facts, err);
    return rc;
}
