/* solution: the answer to a linear or integer program as facts.
 *
 * Owns: which measures a solved program has (capplan-facts(5), cp-solve), under the names of its
 * columns and rows, in the sense of the file it came from: what was asked for as a maximum is told
 * as one. lp knows nothing of facts, nor these of programs.
 *
 * Ownership: everything is borrowed; facts copy what they are given. Threads: none are started, and
 * one table is for one thread at a time. Errors: those of cp_facts_put and of the solves.
 */
#ifndef CAPPLAN_SOLUTION_H
#define CAPPLAN_SOLUTION_H

#include "facts/facts.h"
#include "lp/lp.h"

CP_BEGIN_DECLS

/* Status, iterations and, when there is a point, objective, bound, value and reduced cost of every
 * column, activity and dual of every row. The table has the same columns whatever the outcome. */
int cp_solution_put(const struct cp_lp *m, const struct cp_lp_solution *s, struct cp_facts *facts,
                    struct cp_error *err);

/* What is known of the rows listed as conflicting. */
enum cp_solution_iis {
    CP_SOLUTION_IRREDUCIBLE, /* without any one of them the proof fails */
    CP_SOLUTION_LARGER,      /* they conflict, and may be more than it takes */
    CP_SOLUTION_UNPROVED,    /* none are listed */
};

/* Of an infeasible program: by how much rows must give in all (cp_lp_relaxation), and a set of them
 * that cannot be kept together (cp_lp_iis). Solves anew, with `opt`. */
int cp_solution_put_conflict(const struct cp_lp *m, const struct cp_lp_options *opt,
                             struct cp_facts *facts, enum cp_solution_iis *iis,
                             struct cp_error *err);

CP_END_DECLS

#endif
