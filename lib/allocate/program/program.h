/* The program under construction, shared by the blocks (fleet, sites, work, energy). Each block
 * adds its columns, rows and costs; the answer reads the solution back by the indices kept here. */
#ifndef CAPPLAN_ALLOCATE_PROGRAM_H
#define CAPPLAN_ALLOCATE_PROGRAM_H

#include "allocate/program/calendar.h"
#include "allocate/program/fleet.h"
#include "allocate/program/ledger.h"
#include "allocate/program/parts.h"
#include "allocate/program/tags.h"
#include "facts/facts.h"
#include "lp/lp.h"

/* Who decides on a column of one of several scenarios, and whose answer reports it. */
enum decided {
    RECOURSE,            /* its scenario, once it is known */
    FIRST_STAGE,         /* all scenarios together, reported here */
    FIRST_STAGE_REPORTED /* and reported by a scenario before */
};

/* Why no more is added to a program. */
enum ended { GOING, OUT_OF_MEMORY, OUT_OF_INDICES, STOPPED };
/* Returned, besides errors, when nobody waits any more. */
enum { CP_ALLOCATE_STOPPED = 1 };

struct cp_program {
    const struct cp_plan *plan;
    const struct cp_program *full;      /* of all periods, when this one is a window; else NULL */
    const struct cp_scenario *scenario; /* factors on the stream; NULL: none */
    const char *scenario_name;          /* of its facts; NULL: the plan as it is */
    const bool *rows;                   /* rows of the stream that it reads; NULL: the central */
    const uint8_t *decided;             /* enum decided of every column; NULL: all RECOURSE */
    struct cp_arena arena;
    struct cp_lp *lp;
    struct cp_error *err;
    const struct cp_lp_options *until; /* whom to ask whether anybody waits still; NULL: nobody */
    unsigned since;                    /* additions since then */
    enum ended ended;                  /* sticky */
    bool integer;
    size_t T; /* periods */
    struct cp_calendar time;
    struct cp_work work;
    struct cp_fleet fleet;
    struct cp_sites sites;
    struct cp_energy energy;
    struct cp_network network;
    struct cp_reserves reserves;
    struct cp_tags col_tags, row_tags;
    struct cp_ledger ledger;
    const struct cp_limit *limit; /* the table that its rows of limits point into */
};

/* Nothing has ended the building; asks whether somebody waits, which takes less time than a column.
 */
bool cp_allocate_going(struct cp_program *m);
/* What has ended it: an error, or CP_ALLOCATE_STOPPED; 0: nothing. */
int cp_allocate_failed(const struct cp_program *m);
/* No memory where p is NULL. */
static inline void need(struct cp_program *m, const void *p) {
    if (!p)
        m->ended = OUT_OF_MEMORY;
}

/* Add a column, a row. Once the building has ended nothing is added any more, and what is returned
 * means nothing. */
size_t cp_allocate_col(struct cp_program *m, struct cp_tag tag, double lower, double upper);
size_t cp_allocate_row(struct cp_program *m, struct cp_tag tag, double lower, double upper);
/* The same for every slice of the tag's period; the first, the others follow. */
size_t cp_allocate_cols(struct cp_program *m, struct cp_tag tag, double lower, double upper);
size_t cp_allocate_rows(struct cp_program *m, struct cp_tag tag, double lower, double upper);
void cp_allocate_coef(struct cp_program *m, size_t r, size_t c, double value);
/* Row r of the stream is read: it is no quantile, and of no scenario but the program's. */
bool cp_allocate_reads(const struct cp_program *m, const struct cp_facts *f, size_t r);
/* Call `take` with every fact of the measure, in the registry's unit, until one is an error. */
typedef int cp_allocate_take(struct cp_program *m, const struct cp_facts *f, size_t r, double value,
                             void *ctx);
int cp_allocate_each_fact(struct cp_program *m, const struct cp_facts *facts, const char *measure,
                          cp_allocate_take *take, void *ctx);
size_t *cp_allocate_indices(struct cp_program *m, size_t n); /* n times NONE */

static inline const struct cp_tag *col_tag(const struct cp_program *m, size_t c) {
    return &m->col_tags.tag[c];
}
static inline const struct cp_tag *row_tag(const struct cp_program *m, size_t r) {
    return &m->row_tags.tag[r];
}

#endif
