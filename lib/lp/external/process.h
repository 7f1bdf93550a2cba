/* Another process: no shell, a process group of its own, limits by the clock. */
#ifndef CAPPLAN_LP_EXTERNAL_PROCESS_H
#define CAPPLAN_LP_EXTERNAL_PROCESS_H

#include "lp/lp.h"

/* Its output goes line by line to `line`. It is interrupted at the deadline or when the caller
 * wants no more, and killed with all that it has started half a second later. */
struct cp_lp_process {
    const char *program, *dir; /* where it runs */
    char *const *argv;
    const struct cp_lp_options *opt;
    double deadline;
    void (*line)(void *ctx, const char *text);
    void *ctx;
};

/* Run the program. *ended: false when it had to be stopped. *status: as of waitpid. */
int cp_lp_process_run(const struct cp_lp_process *run, bool *ended, int *status,
                      struct cp_error *err);
/* The same of `work` in a copy of this process, which writes lines to `log`. An error without a
 * message when there is none to be had. */
int cp_lp_process_fork(const struct cp_lp_process *run, void (*work)(void *ctx, int log), void *ctx,
                       bool *ended, int *status);

#endif
