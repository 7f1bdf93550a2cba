/* Tax of an entity as a plan has it, and entities that file together. */
#ifndef CAPPLAN_PLAN_TAX_H
#define CAPPLAN_PLAN_TAX_H

#include "plan/path.h"

CP_BEGIN_DECLS

/* Terms of a tax group; who is in it, its members say. */
struct cp_tax_group {
    const char *name;
    struct cp_pos pos;
    bool paid;             /* who deducts a loss of another pays it the tax that this saves */
    bool carries;          /* losses carried forward that were made in it are deducted by all */
    double interest_limit; /* net interest of all deducted at most, part of their profit before
                              it; NaN: each has its own */
    bool interest_on_ebit; /* that profit is after depreciation */
};
struct cp_tax_groups {
    size_t n;
    struct cp_tax_group *at;
};

struct cp_tax_membership {
    const char *group;   /* NULL: it files alone */
    int64_t from, until; /* in it in the calendar years that lie within */
};

struct cp_entity_tax {
    double rate, state_rate; /* on profit; the state's is deducted from the other's base */
    bool at_owners;          /* they pay its tax, and use its losses and credits at once */
    double loss_limit;       /* part of a profit that losses carried forward may take; 0: all */
    double loss_years;       /* for which a loss may be carried; NaN, 0: for ever */
    double
        interest_limit; /* net interest deducted at most, part of profit before it; NaN, 0: all */
    bool interest_on_ebit;                      /* that profit is after depreciation */
    struct cp_path property_site, property_gpu; /* a year, on what their books are worth */
    bool mid_quarter; /* MACRS by the quarter of being placed in service */
    double withheld;  /* of what owners are paid */
    struct cp_tax_membership member;
};

CP_END_DECLS

#endif
