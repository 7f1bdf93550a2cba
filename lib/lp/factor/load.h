/* Libraries of others that are loaded when something is factorised, and not before: OpenBLAS starts
 * threads of its own as it is loaded, and never ends where there is no address space for them. */
#ifndef CAPPLAN_LP_FACTOR_LOAD_H
#define CAPPLAN_LP_FACTOR_LOAD_H

#include "base/base.h"

enum { CP_LP_FUNCTIONS = 8 };

struct cp_lp_library {
    const char *soname; /* as it was when this was configured */
    struct {
        const char *name;
        void *pointer; /* to the pointer to the function */
    } function[CP_LP_FUNCTIONS];
    bool loaded;
};

/* A member of a struct of functions, and its row in a struct cp_lp_library. */
#define CP_LP_POINTER(name) __typeof__(name) *name;
#define CP_LP_FUNCTION(table, name)                                                                \
    { #name, &table.name }

/* From any thread; what is loaded stays. CP_EIO: it is not there, or is not what it was. */
int cp_lp_load(struct cp_lp_library *l, struct cp_error *err);

#endif
