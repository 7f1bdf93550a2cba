/* What an engine is: a row, which the file that calls its solver defines. */
#ifndef CAPPLAN_LP_MODEL_ENGINE_H
#define CAPPLAN_LP_MODEL_ENGINE_H

#include "lp/lp.h"
#include <config.h>

typedef int cp_lp_solver(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                         struct cp_lp_solution *out, struct cp_error *err);

/* What others may ask of an engine. */
enum {
    CP_LP_BRANCHES = 1,          /* solves integer programs by itself */
    CP_LP_STARTS_FROM_BASIS = 2, /* and leaves one: struct cp_lp_warm */
    /* An optimum is a vertex: its duals are zero off the basis, and what it says of a program
     * without a point was seen at a vertex. Others tell in `basic` where they came to one. */
    CP_LP_ENDS_AT_VERTEX = 4,
    CP_LP_RACES = 8, /* it runs others, and has no solver of its own */
};

/* On entry out->x and out->dual are allocated and zero. An engine fills them, and status, bound and
 * iterations; what it claims is checked by the caller. CP_LP_UNDECIDED is always allowed. Options
 * have their defaults filled in. */
struct cp_lp_engine {
    const char *name; /* for options; with ':' at its end, a family whose members stand behind it */
    /* Of a family: is there the member that `name` names? */
    int (*check)(const char *name, struct cp_error *err);
    cp_lp_solver *linear;
    cp_lp_solver *integer; /* NULL: branch and bound over its linear programs */
    unsigned does;
    /* A large program keeps it from asking for seconds whether to stop: then it runs in a process
     * of its own, which can be ended. */
    bool uninterruptible;
    /* `auto` takes the engine of the lowest limit that is no less than the program's non-zeros;
     * `choices`: of integer programs where integers are more than a tenth of the columns. */
    struct cp_lp_auto {
        size_t linear, integer, choices; /* 0: never */
    } auto_up_to;
    /* Goes on where it came to no answer, or to a point only, unless a linear program was to be
     * solved by this one; NULL: nobody. */
    const char *next;
    /* Who has to agree that an integer program has no point; NULL: it has proofs of its own. */
    const char *second;
};

/* The engines. A new one is a file that defines its row, and its name here. */
#ifdef HAVE_HIGHS
#define CP_LP_ENGINES(ENGINE)                                                                      \
    ENGINE(glpk) ENGINE(ipm) ENGINE(tree) ENGINE(highs) ENGINE(race) ENGINE(exec)
#else
#define CP_LP_ENGINES(ENGINE) ENGINE(glpk) ENGINE(ipm) ENGINE(tree) ENGINE(race) ENGINE(exec)
#endif

#define CP_LP_DECLARE_ENGINE(name) extern const struct cp_lp_engine cp_lp_engine_##name;
CP_LP_ENGINES(CP_LP_DECLARE_ENGINE)
#undef CP_LP_DECLARE_ENGINE

#endif
