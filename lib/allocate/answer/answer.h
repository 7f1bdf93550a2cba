/* The solution as facts, and why there is none or less than was asked for. */
#ifndef CAPPLAN_ALLOCATE_ANSWER_H
#define CAPPLAN_ALLOCATE_ANSWER_H

#include "allocate/allocate.h"
#include "allocate/answer/writer.h"

/* Put the values of a solution that are at a bound but for rounding onto it, and what costs nothing
 * to its least value; 0 in place of duals that no cost would notice. */
int cp_allocate_settle(const struct cp_program *m, struct cp_lp_solution *s);
/* The facts of a solution that has a point. */
int cp_allocate_write(const struct cp_program *m, const struct cp_lp_solution *s,
                      const struct cp_allocate_options *opt, struct cp_facts *facts);
void cp_allocate_write_commitment(struct cp_writer *w, size_t e, size_t t);
void cp_allocate_write_storage(struct cp_writer *w, size_t e, size_t t);
/* Adds which storage charges and discharges in one step. */
void cp_allocate_explain_storage(const struct cp_program *m, const struct cp_lp_solution *s,
                                 struct cp_str *out);
/* Which way of a workload is chosen, of all; and what ways of workload i do in period t. */
void cp_allocate_write_choices(struct cp_writer *w);
void cp_allocate_write_ways(struct cp_writer *w, size_t i, size_t t);
void cp_allocate_write_reserves(struct cp_writer *w, size_t t);
void cp_allocate_write_link(struct cp_writer *w, size_t l, size_t t);
int cp_allocate_write_costs(const struct cp_program *m, const struct cp_lp_solution *s,
                            struct cp_facts *facts);
/* `slices`: prices by slice too. */
int cp_allocate_write_duals(const struct cp_program *m, const struct cp_lp_solution *s, bool slices,
                            struct cp_facts *facts);

/* One of a program's parts, a scenario each, with where its rows and columns stand in it; NULL: at
 * their own. */
struct cp_program_part {
    const struct cp_program *m;
    const size_t *row, *col;
    const size_t *first_stage; /* of every decision of the first stage, the part's column */
    size_t nfirst_stage;
};
int cp_allocate_explain_infeasible(const struct cp_lp *lp, const struct cp_program_part *part,
                                   size_t n, const struct cp_lp_options *opt, struct cp_str *out,
                                   struct cp_error *err);
/* What can grow for ever in an unbounded program, and lowers its cost; nothing when that was not
 * found. */
int cp_allocate_explain_unbounded(const struct cp_lp *lp, const struct cp_program_part *part,
                                  size_t n, const struct cp_lp_options *opt, struct cp_str *out,
                                  struct cp_error *err);
/* What the plan calls the thing of a row or column whose kind has these parts, and where. */
void cp_allocate_add_thing(const struct cp_program *m, const char *parts, const struct cp_tag *tag,
                           struct cp_str *out);
/* "plan.yaml:3:5: ", as far as it is known. */
void cp_allocate_add_pos(struct cp_str *out, struct cp_pos pos);
/* MW that site s could take more in each slice; `f` has its dimensions. */
void cp_allocate_write_spare(struct cp_writer *w, size_t s, size_t t, struct cp_fact f);
/* MW of the phases of site s that could stand in period t and do not. */
double cp_allocate_hall_room(const struct cp_program *m, const double *x, size_t s, size_t t);
/* Adds what is short, and what of; returns the unmet part of all demand. */
double cp_allocate_explain_short(const struct cp_program *m, const struct cp_lp_solution *s,
                                 struct cp_str *out);

#endif
