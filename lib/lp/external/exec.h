/* What the files of the exec: engine share. */
#ifndef CAPPLAN_LP_EXTERNAL_EXEC_H
#define CAPPLAN_LP_EXTERNAL_EXEC_H

#include "lp/model/engine.h"

/* The files of one run, all in a directory of its own. */
#define CP_EXEC_PROGRAM "program.mps"
#define CP_EXEC_SOLUTION "solution"
#define CP_EXEC_POINT "point"
#define CP_EXEC_OPTIONS "options"

enum { CP_EXEC_ARGS = 24, CP_EXEC_ARG_SIZE = 40 };

struct cp_exec_args {
    size_t n;
    char text[CP_EXEC_ARGS][CP_EXEC_ARG_SIZE];
};

/* What a solver has said in passing. */
struct cp_exec_said {
    double bound; /* NaN: nothing */
    size_t iterations;
    bool no_primal, no_dual; /* it says so in words only */
};

/* One run's program and where its answer goes. */
struct cp_exec_job {
    const struct cp_lp_view *v;
    const struct cp_lp_options *opt;
    struct cp_lp_solution *out; /* x, dual, status */
    const char *dir;
    size_t *row; /* of each row in the file: its index in v */
    size_t nrow;
    double seconds; /* that are left; infinite: no limit */
    struct cp_exec_said said;
};

/* A solver: how it is asked and how it answers. */
struct cp_exec_dialect {
    const char *program; /* the last part of its path */
    const char *engine;
    bool takes_integers;
    void (*arguments)(const struct cp_exec_job *job, struct cp_exec_args *args);
    /* The options as a file's text; NULL: none. */
    void (*options)(const struct cp_exec_job *job, struct cp_str *text);
    void (*hear)(const char *line, struct cp_exec_said *said);
    /* Point, duals and status from the files; CP_EINPUT without a message when they cannot be
     * read. */
    int (*read)(struct cp_exec_job *job);
};

/* The dialect of a program by the last part of its path; NULL: unknown. */
const struct cp_exec_dialect *cp_exec_dialect(const char *program);
extern const char *const cp_exec_programs; /* "cbc, clp, glpsol or highs" */

/* A file of the run; NULL when it is not there. */
FILE *cp_exec_open(const struct cp_exec_job *job, const char *name, const char *mode);

/* Run a program without a shell in `dir`, its output line by line to `line`. It is interrupted at
 * the deadline or when the caller wants no more, and killed with all that it has started half a
 * second later. *ended: false when it had to be stopped. *status: as of waitpid. */
struct cp_exec_run {
    const char *program, *dir;
    char *const *argv;
    const struct cp_lp_options *opt;
    double deadline;
    void (*line)(void *ctx, const char *text);
    void *ctx;
};
int cp_exec_run(const struct cp_exec_run *run, bool *ended, int *status, struct cp_error *err);
/* The same of `work` in a copy of this process, which writes lines to `log`. An error without a
 * message when there is none to be had. */
int cp_exec_fork(const struct cp_exec_run *run, void (*work)(void *ctx, int log), void *ctx,
                 bool *ended, int *status);

#endif
