/* What a solve says while it runs. */
#ifndef CAPPLAN_LP_MODEL_LOG_H
#define CAPPLAN_LP_MODEL_LOG_H

#include "lp/lp.h"

/* A line of at most 159 bytes to the caller's log, if there is one. */
__attribute__((format(printf, 2, 3))) void cp_lp_say(const struct cp_lp_options *opt,
                                                     const char *fmt, ...);

#endif
