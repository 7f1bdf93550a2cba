/* The sourcing program: its columns, and its rows by term. Private to the award. */
#ifndef CAPPLAN_SUPPLIER_AWARD_PROGRAM_H
#define CAPPLAN_SUPPLIER_AWARD_PROGRAM_H

#include "lp/lp.h"
#include "supplier/award.h"
#include <stdint.h>

static const size_t CP_NONE = SIZE_MAX;

/* Units that an offer sells at the price of one step: columns by way and slot. */
struct cp_award_piece {
    size_t step;
    size_t *col;
};

/* What an offer sells when its last unit is one of a step. */
struct cp_award_choice {
    size_t open; /* 0 or 1: it is that step; CP_NONE: there is no choice */
    size_t npiece;
    struct cp_award_piece *piece; /* in the order of their steps */
    size_t *capacity;             /* rows by slot */
};

struct cp_award_columns {
    double reach; /* units that it can deliver in all */
    struct cp_award_choice *choice;
    size_t unpaid;
    bool chosen;   /* its choices are columns */
    size_t *again; /* by slot: units that were there before; NULL: none can be */
};

/* Columns and rows that there are not are CP_NONE. Quantities are in `unit` units and money in
 * `money`, so that the program's numbers are about 1. */
struct cp_award_program {
    const struct cp_award_problem *p;
    struct cp_lp *lp;
    struct cp_arena arena;
    bool oom;
    double unit, money;
    struct cp_award_columns *offer;
    size_t *use;                          /* by supplier */
    size_t *stock;                        /* by fleet and period */
    size_t *missing, *exposed, *need_row; /* by need and period */
};

/* Build it; release whatever comes back, on errors too. */
int cp_award_program_build(const struct cp_award_problem *p, struct cp_award_program *out,
                           struct cp_error *err);
void cp_award_program_release(struct cp_award_program *m);

/* ---- for terms ----------------------------------------------------------------------------- */

/* Columns of units of an offer, one after another: begin with {.offer = o}. */
struct cp_award_units {
    size_t offer, choice, piece, cell; /* where it is; `cell` one ahead */
    size_t step, way, slot, arrival;
    size_t col;
};
bool cp_award_next(const struct cp_award_program *m, struct cp_award_units *u);

size_t *cp_award_indices(struct cp_award_program *m, size_t n); /* all CP_NONE; NULL: no memory */
size_t cp_award_col(struct cp_award_program *m, double money);  /* at least 0 */
size_t cp_award_whole(struct cp_award_program *m, double money, double most);
/* Rows of units: a sum at most, at least, equal to. */
size_t cp_award_at_most(struct cp_award_program *m, double side);
size_t cp_award_at_least(struct cp_award_program *m, double side);
size_t cp_award_equal(struct cp_award_program *m, double side);
void cp_award_add(struct cp_award_program *m, size_t row, size_t col, double by);
/* Add `by` times all units of an offer, each once however often it is taken again, or times whether
 * anything of it is sold. */
void cp_award_add_units(struct cp_award_program *m, size_t row, size_t offer, double by);
void cp_award_add_open(struct cp_award_program *m, size_t row, size_t offer, double by);

/* ---- terms, in the order in which they are built ------------------------------------------- */

void cp_award_term_sales(struct cp_award_program *m);     /* steps, capacities; sales.c */
void cp_award_term_orders(struct cp_award_program *m);    /* lots, least orders; orders.c */
void cp_award_term_promises(struct cp_award_program *m);  /* what is committed or guaranteed */
void cp_award_term_suppliers(struct cp_award_program *m); /* suppliers.c */
void cp_award_term_bids(struct cp_award_program *m);      /* alternatives, bundles */
void cp_award_term_stock(struct cp_award_program *m);     /* needs.c */
void cp_award_term_needs(struct cp_award_program *m);
void cp_award_term_shares(struct cp_award_program *m); /* shares.c */
void cp_award_term_budgets(struct cp_award_program *m);
void cp_award_term_rebates(struct cp_award_program *m); /* rebates.c */

#endif
