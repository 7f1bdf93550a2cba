/* Small tables that a user writes: lines, and columns of arguments. */
#ifndef CAPPLAN_FINANCE_TABLE_H
#define CAPPLAN_FINANCE_TABLE_H

#include "base/base.h"
#include <stdio.h>

/* lines.c: each line without its end. Goes on after a finding (a negative answer) unless it is of
 * the first line; the greatest answer, or the code of the last finding. */
int cp_finance_lines_read(FILE *in, const char *file, const char *wanted,
                          int (*take)(void *data, char *text, unsigned line), void *data,
                          struct cp_error *err);

/* columns.c: a header of known columns in any order, a row a calculation. A cell of '-' or nothing
 * is not given: 0. */
struct cp_column {
    const char *name;
    enum { COLUMN_TEXT, COLUMN_NUMBER, COLUMN_DATE, COLUMN_PERIOD } type;
    bool wanted;
};
struct cp_cell {
    const char *text;
    bool given;
    double number;
    struct cp_period period;
    struct cp_pos pos;
};
/* `row` is called for every row that reads well; the largest status it returns, or a negative code
 * with findings. */
struct cp_columns {
    const struct cp_column *column;
    size_t n;
    int (*row)(void *data, const struct cp_cell *cell, struct cp_error *err);
};
int cp_finance_columns_read(FILE *in, const char *file, const struct cp_columns *columns,
                            void *data, struct cp_error *err);

#endif
