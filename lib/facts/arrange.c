/* Facts in another order. */
#include "facts/internal.h"
#include <stdlib.h>
#include <string.h>

static void arrange_ids(uint32_t *id, const size_t *order, size_t n, uint32_t *room) {
    for (size_t i = 0; i < n; i++)
        room[i] = id[order[i]];
    memcpy(id, room, n * sizeof *id);
}

int cp_facts_arrange(struct cp_facts *t, const size_t *order, struct cp_error *err) {
    struct cp_facts_row *row = cp_calloc(t->n + 1, sizeof *row);
    uint32_t *room = cp_calloc(t->n + 1, sizeof *room);
    bool full = row && room;
    for (size_t i = 0; full && i < t->n; i++)
        row[i] = t->row[order[i]];
    if (full && t->n) {
        memcpy(t->row, row, t->n * sizeof *row);
        arrange_ids(t->measure, order, t->n, room);
        arrange_ids(t->unit, order, t->n, room);
        for (size_t c = 0; c < t->ncolumn; c++)
            if (t->column[c].id)
                arrange_ids(t->column[c].id, order, t->n, room);
        cp_facts_forget_keys(t);
    }
    free(row);
    free(room);
    return full ? 0 : cp_fail_nomem(err);
}
