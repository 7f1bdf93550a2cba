/* What money in the books is from, noted while facts are taken in, where somebody asks. */
#ifndef CAPPLAN_FINANCE_ORIGIN_H
#define CAPPLAN_FINANCE_ORIGIN_H

#include "base/base.h"

enum cp_origin_kind {
    CP_ORIGIN_FACT,    /* `times` a fact */
    CP_ORIGIN_FACTS,   /* ... and another */
    CP_ORIGIN_RENTAL,  /* ... and the rental of an SKU */
    CP_ORIGIN_CELL,    /* what stands in another place */
    CP_ORIGIN_STREAM,  /* what a stream spends in period t */
    CP_ORIGIN_PHASE,   /* halls that stand at the start */
    CP_ORIGIN_EXISTING /* accelerators that do */
};

/* A part of what stands at `of`, part `sub`. */
struct cp_origin {
    const void *of;
    size_t sub;
    enum cp_origin_kind kind;
    double times;
    size_t row, by; /* facts */
    size_t t;       /* in the prices of that period */
    const void *thing;
};

struct cp_origins {
    struct cp_origin *at; /* heap */
    size_t n, cap;
    bool oom;
};

struct cp_finance_model;
void cp_finance_from(struct cp_finance_model *m, struct cp_origin o); /* nothing if nobody asks */
/* The first of those of one place; they follow each other. Only after cp_origins_sort. */
void cp_origins_sort(struct cp_origins *o);
size_t cp_origins_first(const struct cp_origins *o, const void *of, size_t sub);

#endif
