/* What the files of the exec: engine share. */
#ifndef CAPPLAN_LP_EXTERNAL_EXEC_H
#define CAPPLAN_LP_EXTERNAL_EXEC_H

#include "lp/model/engine.h"

/* The files of one run, all in a directory of its own. */
#define CP_LP_EXEC_PROGRAM "program.mps"
#define CP_LP_EXEC_SOLUTION "solution"
#define CP_LP_EXEC_POINT "point"
#define CP_LP_EXEC_OPTIONS "options"

enum { CP_LP_EXEC_ARGS = 24, CP_LP_EXEC_ARG_SIZE = 40, CP_LP_EXEC_PATH_SIZE = 4096 };

struct cp_lp_exec_args {
    size_t n;
    char text[CP_LP_EXEC_ARGS][CP_LP_EXEC_ARG_SIZE];
};

/* What a solver has said in passing. */
struct cp_lp_exec_said {
    double bound; /* NaN: nothing */
    size_t iterations;
    bool no_primal, no_dual; /* it says so in words only */
};

/* One run's program and where its answer goes. */
struct cp_lp_exec_job {
    const struct cp_lp_view *v;
    const struct cp_lp_options *opt;
    struct cp_lp_solution *out; /* x, dual, status */
    const char *dir;
    size_t *row; /* of each row in the file: its index in v */
    size_t nrow;
    double seconds; /* that are left; infinite: no limit */
    struct cp_lp_exec_said said;
};

/* A solver: how it is asked and how it answers. */
struct cp_lp_exec_dialect {
    const char *engine; /* "exec:" and the last part of the program's path */
    bool takes_integers;
    void (*arguments)(const struct cp_lp_exec_job *job, struct cp_lp_exec_args *args);
    /* The options as a file's text; NULL: none. */
    void (*options)(const struct cp_lp_exec_job *job, struct cp_str *text);
    void (*hear)(const char *line, struct cp_lp_exec_said *said);
    /* Point, duals and status from the files; CP_EINPUT without a message when they cannot be
     * read. */
    int (*read)(struct cp_lp_exec_job *job);
};

/* The dialects. A new one is a file that defines its row, and its program here. */
#define CP_LP_EXEC_DIALECTS(DIALECT) DIALECT(cbc) DIALECT(clp) DIALECT(glpsol) DIALECT(highs)

#define CP_LP_EXEC_DECLARE(program) extern const struct cp_lp_exec_dialect cp_lp_exec_##program;
CP_LP_EXEC_DIALECTS(CP_LP_EXEC_DECLARE)
#undef CP_LP_EXEC_DECLARE

/* ---- asking and reading (exec_text.c) ------------------------------------------------------ */

__attribute__((format(printf, 2, 3))) void cp_lp_exec_arg(struct cp_lp_exec_args *a,
                                                          const char *fmt, ...);
/* Solvers stop at their own idea of a violation; ours is relative, so they get a tenth of it. */
double cp_lp_exec_tolerance(const struct cp_lp_exec_job *job);

/* A file of the run; NULL when it is not there. */
FILE *cp_lp_exec_open(const struct cp_lp_exec_job *job, const char *name, const char *mode);

bool cp_lp_exec_starts(const char *line, const char *with);
/* The number that follows `after` in the line; NaN when there is none. */
double cp_lp_exec_number_after(const char *line, const char *after);
/* Note iterations, if that is what the number can be. */
void cp_lp_exec_count(struct cp_lp_exec_said *said, double iterations);

enum { CP_LP_EXEC_WORDS = 8 };
struct cp_lp_exec_words {
    size_t n;
    char *at[CP_LP_EXEC_WORDS];
};
/* By blanks, in place. */
struct cp_lp_exec_words cp_lp_exec_split(char *line);
bool cp_lp_exec_number(const char *s, double *out);
/* A number counted from 1, below n, counted from 0. */
bool cp_lp_exec_index(const char *s, size_t n, size_t *out);

#endif
