/* Numbers that stand on each other, from what they stand on. */
#ifndef CAPPLAN_FINANCE_CIRCLE_H
#define CAPPLAN_FINANCE_CIRCLE_H

#include "finance/trace/trace.h"

/* ---- evaluate.c ---------------------------------------------------------------------------- */

double cp_trace_evaluate(struct cp_trace *x, const struct cp_trace_node *n);
/* By how much it moves when node i moves by slope[i x width], for `width` ways of moving at once.
 */
void cp_trace_slope(const struct cp_trace *x, const struct cp_trace_node *n, const double *slope,
                    size_t width, double *out);

/* ---- circle.c ------------------------------------------------------------------------------ */

/* `found` of all members, in the order in which a round finds them. False: they do not settle. */
bool cp_trace_settle(struct cp_trace *x, const size_t *member, size_t n);

#endif
