/* The program's bookkeeping: columns and rows with tags, and what ends its building. */
#include "allocate/program/program.h"

enum { ASK = 4096 }; /* additions between two questions whether somebody waits */

static bool is_stopped(const struct cp_lp_options *o) {
    return o && ((o->interrupted && o->interrupted(o->interrupted_ctx)) ||
                 (o->deadline > 0 && cp_lp_now() >= o->deadline));
}

bool cp_allocate_going(struct cp_program *m) {
    m->since = 0;
    if (!m->ended && is_stopped(m->until))
        m->ended = STOPPED;
    return !m->ended;
}

int cp_allocate_failed(const struct cp_program *m) {
    switch (m->ended) {
    case OUT_OF_MEMORY:
        return cp_fail_nomem(m->err);
    case OUT_OF_INDICES:
        return cp_fail(m->err, CP_EINPUT,
                       "the program is too large: it has more than %u of a thing", NOT - 1);
    case STOPPED:
        return CP_ALLOCATE_STOPPED;
    default:
        return 0;
    }
}

/* One more is added. */
static bool may_add(struct cp_program *m) {
    return ++m->since < ASK ? !m->ended : cp_allocate_going(m);
}

static bool remember(struct cp_program *m, struct cp_tags *tags, struct cp_tag tag) {
    CP_ASSERT(!tags->shared);
    if (!may_add(m))
        return false;
    if (tag.kind == TOO_LARGE)
        m->ended = OUT_OF_INDICES;
    else if (!cp_grow(&tags->tag, &tags->cap, tags->n, sizeof tag))
        m->ended = OUT_OF_MEMORY;
    else
        tags->tag[tags->n++] = tag;
    return !m->ended;
}

size_t cp_allocate_col(struct cp_program *m, struct cp_tag tag, double lower, double upper) {
    return remember(m, &m->col_tags, tag) ? cp_lp_add_col(m->lp, 0, lower, upper) : NONE;
}

size_t cp_allocate_row(struct cp_program *m, struct cp_tag tag, double lower, double upper) {
    return remember(m, &m->row_tags, tag) ? cp_lp_add_row(m->lp, lower, upper) : NONE;
}

size_t cp_allocate_cols(struct cp_program *m, struct cp_tag tag, double lower, double upper) {
    size_t first = m->col_tags.n;
    for (tag.h = 0; !m->ended && tag.h < m->time.slice[tag.t]->n; tag.h++)
        cp_allocate_col(m, tag, lower, upper);
    return first;
}

size_t cp_allocate_rows(struct cp_program *m, struct cp_tag tag, double lower, double upper) {
    size_t first = m->row_tags.n;
    for (tag.h = 0; !m->ended && tag.h < m->time.slice[tag.t]->n; tag.h++)
        cp_allocate_row(m, tag, lower, upper);
    return first;
}

void cp_allocate_coef(struct cp_program *m, size_t r, size_t c, double value) {
    if (value != 0 && may_add(m))
        cp_lp_add_coef(m->lp, r, c, value);
}

size_t *cp_allocate_indices(struct cp_program *m, size_t n) {
    size_t *p = cp_arena_calloc(&m->arena, n, sizeof *p);
    for (size_t i = 0; p && i < n; i++)
        p[i] = NONE;
    need(m, p);
    return p;
}
