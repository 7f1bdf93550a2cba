/* What is bought of the items of a bill of materials. Private to the room.
 *
 * The award keeps every date of the schedule and is of those that do the cheapest: prices, what an
 * offer costs once, and the qualification of suppliers. What an offer sells is one of its lots and
 * no less than its minimum; what that is more than is needed, and its parts, is bought too. */
#ifndef CAPPLAN_SUPPLIER_BILL_AWARD_H
#define CAPPLAN_SUPPLIER_BILL_AWARD_H

#include "lp/lp.h"
#include "supplier/bill/bill.h"

/* A day by which the units of a node may have to be there, as its maker's other orders ask for. */
struct cp_bill_option {
    int64_t due;
    size_t chosen; /* column: 0 or 1 */
};

/* A node in the program. Cells are by offer of its item and, innermost, by option. */
struct cp_bill_spot {
    double units;       /* to be bought; 0: none, or it is of racks */
    int64_t start;      /* the first hour at which its maker may begin */
    bool held;          /* it is that of the schedule, and does not depend on what is bought */
    size_t part, other; /* its first part that is bought; the next one of the same; SIZE_MAX */
    size_t noption;
    struct cp_bill_option *option;
    size_t *bought; /* columns of units by cell; SIZE_MAX: there are none */
};

/* An offer in the program, and what is bought of it. */
struct cp_bill_lot {
    double most;        /* units that it can sell, beside those of racks */
    bool as_planned;    /* it sells to each node what the schedule has at most */
    size_t extra, open; /* columns: units that are not needed; 0 or 1; SIZE_MAX: there is none */
    size_t all;         /* column of all its units */
    double bought;
};

struct cp_bill_award {
    const struct cp_bill *b;
    const struct cp_award_options *opt;
    const bool *used; /* by supplier: qualified already; NULL: none is */
    struct cp_arena arena;
    bool oom;
    struct cp_lp *lp;
    double money;  /* of the program's unit of it */
    size_t *first; /* by item: its first offer, of all */
    struct cp_bill_lot *lot;
    struct cp_bill_spot *spot; /* by node */
    size_t *qualified;         /* columns by supplier: 0 or 1 */
    bool *paid;                /* by supplier: its qualification */
    double **from;             /* by node: units of each offer of its item; NULL: no answer */
    int64_t *by;               /* by node: the day by which they are asked for */
    enum cp_lp_status status;
};

/* options.c: when what may be asked for; false: no memory. */
bool cp_bill_award_spots(struct cp_bill_award *a);
/* Units that offer k of a node's item can have there by a day; 0: none. */
double cp_bill_award_may(const struct cp_bill_award *a, size_t n, size_t k, int64_t due);
/* The day by which a part has to be there for units of offer k by `due`. */
int64_t cp_bill_award_part_due(const struct cp_bill_award *a, size_t n, size_t k, int64_t due,
                               size_t part);

/* program.c: build and solve it; without a point `from` is left NULL. */
int cp_bill_award_solve(struct cp_bill_award *a, struct cp_error *err);

/* buy.c: the schedule with what is bought in the place of its own. */
int cp_bill_award_buy(const struct cp_bill_award *a, struct cp_bill *b, struct cp_error *err);

/* bought.c: all of it: what is bought of a scheduled bill, as its new pegs and as facts. Without an
 * award *done becomes false and the schedule stands. */
int cp_supplier_bill_award(struct cp_bill *b, const struct cp_award_options *opt, const bool *used,
                           struct cp_facts *facts, bool *done, struct cp_error *err);

#endif
