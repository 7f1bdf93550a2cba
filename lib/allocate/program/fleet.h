/* GPUs: where they can be bought, what was delivered, where they stand and work. */
#ifndef CAPPLAN_ALLOCATE_FLEET_H
#define CAPPLAN_ALLOCATE_FLEET_H

#include "plan/plan.h"

/* One place where GPUs can be bought: a step of an offer, with its facts by period. */
struct cp_offer_step {
    const char *offer, *supplier, *sku, *name;
    size_t g;         /* the plan's SKU */
    bool rented;      /* price is rent, and term counts */
    double total;     /* GPU over all periods */
    double term;      /* years rented */
    double committed; /* GPU of the whole offer; on its first step only */
    double *supply;   /* T: GPU; 0 when nothing arrives */
    double *price;    /* T: USD/GPU landed, or USD/GPU/h rent */
    size_t *col;      /* T: COL_BUY or NONE */
};

/* GPUs of one SKU delivered in one period, in store until they are installed. */
struct cp_delivery {
    size_t g;
    size_t first, last; /* delivery; last period of their life */
    size_t stored;      /* last period in which they may wait in store */
    double price;       /* lowest landed USD/GPU of the period, for residual value */
    size_t col, row; /* COL_INVENTORY, ROW_INVENTORY of period first; the others follow, in turn */
};

/* GPUs of one delivery, or of one age at the plan's start, at one site. */
struct cp_cohort {
    size_t s, g, pool;
    size_t delivery;                /* NONE: existing */
    size_t group;                   /* the same for the cohorts of one delivery at all sites */
    char vintage[CP_PERIOD_SIZE];   /* delivery, before the plan too */
    size_t first, last;             /* periods in which it can stand */
    double units;                   /* existing: GPU at the start; else NaN */
    double age;                     /* years since delivery, at the middle of period first */
    double price;                   /* USD/GPU, for residual value */
    size_t col;                     /* COL_STOCK of period first; the others follow */
    size_t install;                 /* COL_INSTALL of period first; the others follow */
    size_t from;                    /* first period in which units can come and go */
    size_t survive;                 /* ROW_SURVIVE of period from; the others follow */
    size_t outflow;                 /* ROW_OUTFLOW the same */
    size_t sell, move_in, move_out; /* columns the same, or NONE */
};

/* Where work can run: the GPUs of one SKU at one site, or those rented under one offer. */
struct cp_pool {
    size_t s, g, step; /* s NONE: rented, step the first of the offer */
    size_t *fleet;     /* T: COL_FLEET or NONE */
    size_t *powered;   /* T: COL_POWERED, COL_FLEET when nothing is switched off, or NONE */
    size_t *units_row; /* T: ROW_UNITS of the first slice, others follow; or NONE */
};

struct cp_fleet {
    struct cp_offer_step *step; /* by offer and step */
    struct cp_delivery *delivery;
    struct cp_cohort *cohort;
    struct cp_pool *pool;
    size_t nstep, ndelivery, ncohort, npool;
    size_t capstep, capcohort;
    size_t ngroup; /* of what stands at the start */
};

#endif
