/* When a solve must end. */
#ifndef CAPPLAN_LP_MODEL_LIMITS_H
#define CAPPLAN_LP_MODEL_LIMITS_H

#include "lp/lp.h"

/* Options with every default filled in, and the time that is left until their deadline. */
struct cp_lp_options cp_lp_effective(const struct cp_lp_options *opt);
/* When a solve that starts now must end; infinite without a limit. */
double cp_lp_deadline(const struct cp_lp_options *opt);
/* The deadline has passed, or the caller wants no more. */
bool cp_lp_stopped(const struct cp_lp_options *opt, double deadline);

#endif
