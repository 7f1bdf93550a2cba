/* When a solve must end. */
#include "lp/model/limits.h"
#include <math.h>
#include <time.h>

double cp_lp_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

double cp_lp_deadline(const struct cp_lp_options *opt) {
    return opt->time_limit > 0 ? cp_lp_now() + opt->time_limit : CP_LP_INF;
}

bool cp_lp_stopped(const struct cp_lp_options *opt, double deadline) {
    return (opt->interrupted && opt->interrupted(opt->interrupted_ctx)) ||
           (isfinite(deadline) && cp_lp_now() >= deadline);
}

struct cp_lp_options cp_lp_effective(const struct cp_lp_options *opt) {
    struct cp_lp_options o = opt ? *opt : (struct cp_lp_options){0};
    if (o.tolerance <= 0)
        o.tolerance = 1e-8;
    if (o.gap <= 0)
        o.gap = 1e-6;
    if (o.threads <= 0)
        o.threads = 1;
    if (o.deadline > 0) {
        double left = fmax(o.deadline - cp_lp_now(), 1e-4);
        o.time_limit = o.time_limit > 0 ? fmin(o.time_limit, left) : left;
    }
    return o;
}
