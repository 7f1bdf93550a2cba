/* The model as its builders and readers see it; everybody else works on a cp_lp_view. */
#ifndef CAPPLAN_LP_MODEL_MODEL_H
#define CAPPLAN_LP_MODEL_MODEL_H

#include "lp/lp.h"
#include <stdatomic.h>

struct cp_lp_triplet {
    uint32_t row, col;
    double value;
};

enum { CP_LP_ARRAYS = 9 };

struct cp_lp {
    size_t ncol, nrow, nnz;
    size_t col_cap, row_cap;
    double *cost, *lower, *upper, *row_lower, *row_upper;
    bool *integer;
    size_t ninteger;
    struct cp_lp_blocks {
        uint32_t *of_row; /* n: of the first rows, or NULL */
        size_t n;
    } block;
    struct cp_lp_added {
        size_t n, cap;
        struct cp_lp_triplet *triplet;
    } added;       /* since the model was last closed */
    size_t *start; /* start_ncol+1: of the columns there were at the last close */
    size_t start_ncol;
    uint32_t *row;
    double *value;
    double constant;
    struct cp_lp_names {
        cp_lp_namer *namer;
        void *ctx;
        struct cp_names col, row; /* of a model read from a file */
    } names;
    bool maximise; /* the file's sense; costs are stored negated */
    bool closed, oom, misuse;
    /* Of an array that other closed models have too: how many; NULL: it is this one's (share.c). */
    atomic_size_t *shared[CP_LP_ARRAYS];
};

#endif
