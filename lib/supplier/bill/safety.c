/* Safety stock against lead times: what has to be at hand for orders to be placed a median lead
 * time before units are needed, and yet none to be late in more than the rest of the service level.
 * It covers what is needed while an order is late: the most of any span as long as from the median
 * to the quantile [of a steady demand d that is d times it: Snyder, Shen, 4.3 and 4.4]. */
#include "supplier/bill/bill.h"
#include <stdlib.h>

struct want {
    int64_t due;
    double units;
};

static int compare(const void *a, const void *b) {
    const struct want *x = a, *y = b;
    return (x->due > y->due) - (x->due < y->due);
}

/* Hours from the median of the lead time to its quantile, of the offer that has most of them. */
static int64_t safety_lead(const struct cp_bill *b, const struct cp_bill_node *node) {
    const struct cp_bill_item *item = &b->item[node->item];
    int64_t most = 0;
    for (size_t k = node->peg; k < node->peg + node->npeg; k++) {
        if (b->peg[k].offer == CP_BILL_NONE)
            continue;
        const struct cp_bill_offer *o = &item->offer[b->peg[k].offer];
        int64_t more = o->lead - cp_supplier_lead_hours(&o->offer->lead, 0.5);
        most = more > most ? more : most;
    }
    return most;
}

static double most_in(const struct want *want, size_t n, int64_t span) {
    double most = 0, sum = 0;
    for (size_t i = 0, from = 0; i < n; i++) {
        sum += want[i].units;
        for (; want[i].due - want[from].due >= span; from++)
            sum -= want[from].units;
        most = sum > most ? sum : most;
    }
    return most;
}

int cp_supplier_bill_safety(const struct cp_bill *b, struct cp_facts *facts, struct cp_error *err) {
    struct want *want = cp_calloc(b->nnode + 1, sizeof *want);
    int rc = want ? 0 : cp_fail_nomem(err);
    for (size_t i = 0; rc == 0 && i < b->nitem; i++) {
        int64_t span = 0;
        size_t n = 0;
        for (size_t k = 0; k < b->nnode; k++) {
            if (b->node[k].item != i)
                continue;
            int64_t lead = safety_lead(b, &b->node[k]);
            span = lead > span ? lead : span;
            want[n++] = (struct want){b->node[k].due, b->node[k].units};
        }
        if (n == 0 || span <= 0)
            continue;
        qsort(want, n, sizeof *want, compare);
        struct cp_fact f = {.dim[CP_ITEM] = b->item[i].item->name,
                            .measure = "safety_lead",
                            .value = (double)span / CP_BILL_HOURS_A_WEEK};
        rc = cp_facts_put(facts, &f, err);
        f.measure = "safety_stock";
        f.value = most_in(want, n, span);
        rc = rc ? rc : cp_facts_put(facts, &f, err);
    }
    free(want);
    return rc;
}
