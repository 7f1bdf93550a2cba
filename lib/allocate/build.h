/* Building, solving and releasing programs, and holding what is decided in them. */
#ifndef CAPPLAN_ALLOCATE_BUILD_H
#define CAPPLAN_ALLOCATE_BUILD_H

#include "allocate/allocate.h"
#include "allocate/program/program.h"
#include "tree/tree.h"

/* An error, or CP_ALLOCATE_STOPPED: opt->lp says that nobody waits any more. The program asks it as
 * long as it is added to. */
int cp_allocate_build(struct cp_program *m, const struct cp_facts *facts,
                      const struct cp_allocate_options *opt);
void cp_allocate_release(struct cp_program *m);
/* What is the same in two programs that are built stands once from here on: of their models until
 * one changes; tags and ledgers, which do not change any more, in `like`, which outlives the other.
 */
void cp_allocate_share(struct cp_program *m, struct cp_program *like);
/* Export, if that is asked for, and solve. */
int cp_allocate_solve(struct cp_lp *lp, const struct cp_allocate_options *opt,
                      struct cp_lp_solution *s, struct cp_allocate_result *out,
                      struct cp_error *err);

/* Column c decides on capacity: to build, buy, contract or accept. */
bool cp_allocate_is_capacity(const struct cp_program *m, size_t c);
/* It is decided before it is known which scenario comes: capacity that comes before the plan's
 * date.
 */
bool cp_allocate_is_first_stage(const struct cp_program *m, const struct cp_tree *tree, size_t c);
/* It is capacity, or where it stands: what a window leaves to the next. */
bool cp_allocate_is_kept(const struct cp_program *m, size_t c);
/* Its kind, but that GPUs are counted together wherever they are: COL_BUY. */
static inline enum col_kind cp_allocate_counted_as(const struct cp_program *m, size_t c) {
    const struct cp_tag *tag = col_tag(m, c);
    return cp_allocate_col_kind(tag)->stock ? COL_BUY : (enum col_kind)tag->kind;
}
/* Hold all that is kept, and bandwidth, at what it is in x. */
int cp_allocate_hold(struct cp_program *m, const double *x);
/* Hold the decisions of the first stage as `fix` states them: what it does not state is nothing.
 * False in *kept, with lines in `out`: some cannot be held, and the program is as it was. */
int cp_allocate_fix(struct cp_program *m, const struct cp_tree *tree, const struct cp_facts *fix,
                    bool *kept, struct cp_str *out);
/* Rows of nothing but what is held, or filled by it to the last, are not broken by its rounding, a
 * part of their largest term: that of an answer, and of rows in which capacity or where it stands
 * is still open, `rounding`. */
#define CP_ROUNDING_OF_ANSWERS 1e-8
int cp_allocate_loosen_rows(struct cp_program *m, double rounding);
/* Columns that are to be held, those with a period, and their values: no noise, and rows that agree
 * as far as what is decided last can give way. Raises *missed to the part of a row's largest term
 * by which one is still broken, whatever other columns do. */
int cp_allocate_make_exact(const struct cp_program *m, const size_t *period, double *x,
                           double *missed);

#endif
