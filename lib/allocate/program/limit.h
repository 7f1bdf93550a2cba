/* Limits over the whole plan: what each is, adds and means. */
#ifndef CAPPLAN_ALLOCATE_LIMIT_H
#define CAPPLAN_ALLOCATE_LIMIT_H

#include "allocate/program/at.h"

/* Its kind of row is ROW_LIMITS and its place in the table of limits (block/limits.c). */
struct cp_limit {
    struct cp_row_kind row; /* `lacks` says what is missing under the plan's key and the period */
    const char *key;        /* the plan's that sets it */
    const char *binding;    /* `kind` of the fact of what it is worth where it binds */
    const char *dual;       /* measure of what one more of it is worth, of a year; NULL: none */
    /* Adds its rows of this kind, if the plan asks for them; NULL: another's does. */
    void (*add)(struct cp_program *m, uint8_t kind);
};

/* What the row is a limit's of; NULL: of none. */
static inline const struct cp_limit *limit_of(const struct cp_program *m,
                                              const struct cp_tag *tag) {
    return tag->kind < ROW_LIMITS ? NULL : &m->limit[tag->kind - ROW_LIMITS];
}

#endif
