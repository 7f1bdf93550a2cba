/* The sourcing program: its columns and rows. Private to the award. */
#ifndef CAPPLAN_SUPPLIER_PROGRAM_H
#define CAPPLAN_SUPPLIER_PROGRAM_H

#include "lp/lp.h"
#include "supplier/supplier.h"

/* Indices of the program; SIZE_MAX where there is no such column or row. Quantities are in
 * `unit` units and money in `money`, so that the program's numbers are about 1. */
struct cp_award_program {
    const struct cp_award_problem *p;
    struct cp_lp *lp;
    struct cp_arena arena;
    double unit, money;
    size_t *first;  /* of the steps of an offer */
    double *reach;  /* by offer: units it can deliver in all */
    size_t *piece;  /* by step: the first of its pieces */
    size_t *step;   /* by piece: whose price it has */
    size_t *take;   /* by piece and period */
    size_t *open;   /* by step: it is the last one used */
    size_t *unpaid; /* by offer */
    size_t *use;    /* by supplier */
    size_t *fleet;  /* by fleet and period */
    size_t *missing, *exposed, *need_row;
    size_t *capacity_row; /* by step and period: units that end with the step */
};

/* Where a piece, step, fleet or need is in period t. */
static inline size_t cp_supplier_cell(const struct cp_award_program *m, size_t i, size_t t) {
    return i * m->p->T + t;
}

/* Build it; release whatever comes back, on errors too. */
int cp_supplier_program_build(const struct cp_award_problem *p, struct cp_award_program *out,
                              struct cp_error *err);
void cp_supplier_program_release(struct cp_award_program *m);

#endif
