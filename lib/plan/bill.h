/* Bills of materials as a plan has them: what phases, plants, racks and items are made of, and who
 * offers it. */
#ifndef CAPPLAN_PLAN_BILL_H
#define CAPPLAN_PLAN_BILL_H

#include "plan/supply.h"

CP_BEGIN_DECLS

/* What a parent is made of: of a phase and a contract for all of it, of a SKU and an item for one.
 */
struct cp_part {
    const char *item;
    struct cp_pos pos;
    double quantity;
    double before; /* years that it has to be there before its parent is ready */
};

/* Of one item, by one supplier. */
struct cp_item_offer {
    const char *name;
    struct cp_pos pos;
    const char *supplier;
    double quantity; /* units in all; infinity: any number */
    double price;    /* USD a unit; NaN: not given */
    double fixed;    /* USD, when anything is bought */
    double minimum;  /* units, when anything is bought */
    double multiple; /* units come in multiples of it; 0: any number */
    int64_t from;    /* first delivery */
    size_t nwindow;
    struct cp_window *window; /* units delivered at most; none: all at once */
    struct cp_offer_lead lead;
    struct cp_offer_order order;
};

struct cp_item {
    const char *name;
    struct cp_pos pos;
    double stock;         /* units at hand when the plan starts */
    double service_level; /* of lead times that are over; NaN: as asked for */
    size_t npart, noffer;
    struct cp_part *part;
    struct cp_item_offer *offer;
};

CP_END_DECLS

#endif
