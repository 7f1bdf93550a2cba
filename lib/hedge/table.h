/* A table of text, tab-separated: a header, then rows. What positions and instruments are read
 * from.
 */
#ifndef CAPPLAN_HEDGE_TABLE_H
#define CAPPLAN_HEDGE_TABLE_H

#include "hedge/internal.h"

struct cp_hedge_column {
    const char *name;
    bool wanted; /* in every table */
};
struct cp_hedge_cell {
    const char *text; /* NULL: '-', empty, or no such column */
    struct cp_pos pos;
};
struct cp_hedge_table {
    size_t nrow, ncolumn;
    struct cp_hedge_cell *cell; /* nrow x ncolumn, in the order of the columns asked for */
    struct cp_pos *pos;         /* of each row */
};
/* Lines that begin with # say what the file is. Up to 20 findings: a column that is not known, is
 * there twice or is missing; a row of other than so many fields. In the arena. */
int cp_hedge_table_read(struct cp_hedge *h, const char *path, const struct cp_hedge_column *column,
                        size_t ncolumn, struct cp_hedge_table *out);
/* A finding at a cell, with the nearest of the words there are. */
void cp_hedge_fail_word(struct cp_hedge *h, const struct cp_hedge_cell *c, const char *column,
                        const char *const *word, size_t n);

#endif
