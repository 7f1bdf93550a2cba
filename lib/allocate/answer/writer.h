/* Facts of the answer, one after another; nothing more once one was refused. */
#ifndef CAPPLAN_ALLOCATE_WRITER_H
#define CAPPLAN_ALLOCATE_WRITER_H

#include "allocate/program/program.h"

struct cp_writer {
    const struct cp_program *m;
    const struct cp_lp_solution *s;
    struct cp_facts *facts;
    bool slices; /* dispatch by slice too */
    char slice[CP_SLICE_SIZE];
    int rc;
};

void cp_allocate_put(struct cp_writer *w, const char *measure, struct cp_fact f, size_t t,
                     double value);
/* Only what is there: zero rows would bury the decisions. */
void cp_allocate_put_some(struct cp_writer *w, const char *measure, struct cp_fact f, size_t t,
                          double value, double scale);
/* What stands in the period and, unless `built` is NULL, what of it is built then. */
void cp_allocate_put_capacity(struct cp_writer *w, const struct cp_capacity *s, struct cp_fact f,
                              size_t t, const char *standing, const char *built);
/* `f` in slice h of period t, until the next one. */
struct cp_fact cp_allocate_in_slice(struct cp_writer *w, struct cp_fact f, size_t t, size_t h);
/* The decision on column c is reported in facts like `f`, which get its scenario. */
bool cp_allocate_reports(const struct cp_writer *w, size_t c, struct cp_fact *f);

#endif
