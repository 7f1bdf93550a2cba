/* The bill of materials: which units of which items every hall, plant and rack waits for, from whom
 * they can be had and when. Private to the room.
 *
 * Hours are those of base; a lead time is that of the item's service level. What is wanted of an
 * item at a place in a parent's bill is a node; units that a node gets from one offer, or from
 * stock, are a peg. Nodes stand after the one that they are parts of, so that from the last to the
 * first all parts come before what is made of them. */
#ifndef CAPPLAN_SUPPLIER_BILL_BILL_H
#define CAPPLAN_SUPPLIER_BILL_BILL_H

#include "supplier/internal.h"

#define CP_BILL_HOURS_A_WEEK 168.0
enum { CP_BILL_NAME_SIZE = 512 };
#define CP_BILL_NONE SIZE_MAX
#define CP_BILL_NEVER INT64_MAX

static inline int64_t cp_bill_later(int64_t a, int64_t b) {
    return a > b ? a : b;
}

/* Hours after or before a date; never stays never. */
static inline int64_t cp_bill_shift(int64_t date, int64_t by) {
    return date == CP_BILL_NEVER || by == CP_BILL_NEVER ? CP_BILL_NEVER : date + by;
}

/* Capacity of a period. What is sold of it is of some hours, from its first on; of more spans than
 * there is room for the two nearest are one, and what is between them is lost. */
enum { CP_BILL_SPANS = 8 };
struct cp_bill_span {
    double from, to; /* hours from the window's first */
};
struct cp_bill_window {
    int64_t from, to;
    double units;
    size_t nsold;
    struct cp_bill_span sold[CP_BILL_SPANS + 1]; /* apart from each other, ascending */
};

struct cp_bill_offer {
    const struct cp_item_offer *offer;
    size_t item;
    int64_t from;  /* first delivery; INT64_MIN: any */
    int64_t order; /* first hour it can be ordered */
    int64_t last;  /* and the last */
    int64_t lead;  /* hours at the service level */
    double sells;  /* units in all, in whole lots and no fewer than its minimum */
    double left;   /* of them those that nobody has */
    size_t nwindow;
    struct cp_bill_window *window;
};

struct cp_bill_part {
    size_t item;
    double quantity;
    int64_t before; /* hours */
};

struct cp_bill_item {
    const struct cp_item *item;
    double level, stock; /* stock: that nobody has */
    size_t npart, noffer;
    struct cp_bill_part *part;
    struct cp_bill_offer *offer;
    int64_t lead; /* the shortest of the offers */
};

/* What waits: a phase of a site, or a contract. */
struct cp_bill_parent {
    const char *site, *phase, *contract;
    double power;  /* MW */
    int64_t due;   /* as planned */
    int64_t ready; /* with its parts; never before it is due */
    size_t npart;
    struct cp_bill_part *part;
    size_t node;     /* the first of its own nodes */
    size_t critical; /* of those the one that decides */
};

/* Racks of a SKU: what an item of its name is made of, by period of delivery. */
struct cp_bill_rack {
    const char *sku;
    size_t item;
    double *wanted, *got; /* T: units that sellers would deliver, and that have their parts */
    int64_t *due;         /* T */
    double late;          /* units x periods that they wait */
    double *lacks;        /* by item: of that, for want of it */
};

struct cp_bill_node {
    size_t parent, above; /* above: the node that it is a part of; NONE: of the parent itself; racks
                             are parents after the others */
    size_t period;        /* of delivery, of racks */
    size_t next;          /* of the parent itself: its next; NONE: it is the last */
    size_t item;
    double units, missing; /* missing: cannot be had at all */
    int64_t before;        /* hours before the one above is ready, or its maker begins */
    int64_t due, arrival;
    int64_t begin;    /* when its maker has to begin for that */
    size_t peg, npeg; /* its first */
    size_t critical;  /* the part that its maker waits for longest; NONE: for none */
};

struct cp_bill_peg {
    size_t node, offer; /* of the item; NONE: from stock */
    double units;
    int64_t slot;     /* before which there is no capacity; INT64_MIN: always is */
    int64_t order;    /* when the order goes out, if at once */
    int64_t order_by; /* the last hour that is in time */
    int64_t arrival;
};

struct cp_bill {
    const struct cp_plan *plan;
    struct cp_arena arena;
    size_t nitem, nparent, nrack, nnode, npeg, capnode, cappeg;
    struct cp_bill_item *item;
    struct cp_bill_parent *parent;
    struct cp_bill_rack *rack;
    struct cp_bill_node *node; /* heap */
    struct cp_bill_peg *peg;   /* heap */
};

/* make.c: the plan's items and what is made of them, at a service level; nothing is pegged. Release
 * whatever comes back. */
int cp_supplier_bill_make(const struct cp_plan *plan, double level, struct cp_bill *out,
                          struct cp_error *err);
void cp_supplier_bill_release(struct cp_bill *b);

/* schedule.c: peg everything, parents by their due dates: each unit by the cheapest offer that is
 * in time, or else as early as there are enough. */
int cp_supplier_bill_schedule(struct cp_bill *b, struct cp_error *err);
/* peg.c: peg a node and all below it. *arrival: when its units are all there. */
int cp_supplier_bill_want(struct cp_bill *b, struct cp_bill_node node, int64_t *arrival,
                          struct cp_error *err);
/* window.c: units of it that are not sold, between two hours; and sell so many from `first` on: the
 * hour after the last of them. */
double cp_supplier_bill_unsold(const struct cp_bill_window *w, int64_t first, int64_t date);
int64_t cp_supplier_bill_sell(struct cp_bill_window *w, int64_t first, double units);
/* The first hour at which something of an offer can be there when its maker begins at `start`. */
int64_t cp_supplier_bill_first(const struct cp_bill_offer *o, int64_t start);
/* Units that are left of an offer and there by `date`, of those that come from `first` on. */
double cp_supplier_bill_available(const struct cp_bill_offer *o, int64_t first, int64_t date);
/* Take of these the earliest: when the last of them is there by the offer's capacity. */
int64_t cp_supplier_bill_take(struct cp_bill_offer *o, int64_t first, int64_t date, double units);
int cp_supplier_bill_push(struct cp_bill *b, struct cp_bill_peg peg, struct cp_error *err);
/* racks.c: peg the parts of rack k's units of period t, as many as have them by its end */
int cp_supplier_bill_rack(struct cp_bill *b, size_t k, size_t t, struct cp_error *err);
/* Of a parent whose nodes have arrivals: when it is ready, and what it waits for. */
void cp_supplier_bill_ready(struct cp_bill *b, size_t p);
/* When orders have to go out, of all pegs. */
void cp_supplier_bill_back(struct cp_bill *b);
/* Hours by which something is later than due; negative: earlier. */
int64_t cp_supplier_bill_lateness(int64_t due, int64_t arrival);

/* The part that decides when the units of a node are there; NONE: its own lead times do. */
size_t cp_supplier_bill_waits_for(const struct cp_bill *b, size_t n);

/* put.c: what is scheduled, as facts. */
int cp_supplier_bill_put(const struct cp_bill *b, struct cp_facts *facts, struct cp_error *err);
/* When a parent can stand, for want of what, and how late that is: in a scenario or NULL. */
int cp_supplier_bill_put_date(const struct cp_bill *b, const struct cp_bill_parent *p,
                              const char *scenario, struct cp_facts *facts, struct cp_error *err);
/* A fact of a parent, and one of a node; `above` has to live as long as the latter. */
struct cp_fact cp_supplier_bill_fact(const struct cp_bill_parent *p, const char *measure,
                                     double value);
struct cp_fact cp_supplier_bill_fact_of(const struct cp_bill *b, size_t n, const char *measure,
                                        double value, char above[CP_BILL_NAME_SIZE]);

/* safety.c: safety stock of items at their service level, as facts. */
int cp_supplier_bill_safety(const struct cp_bill *b, struct cp_facts *facts, struct cp_error *err);

/* chance.c: when parents are ready on many paths, and what they wait for, as facts. */
int cp_supplier_bill_chance(const struct cp_bill *b, const struct cp_supplier_risk_options *opt,
                            struct cp_facts *facts, struct cp_error *err);

#endif
