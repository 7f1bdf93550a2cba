/* Tables of text with separators and quotes, of the door of base. */
#ifndef CAPPLAN_BASE_CSV_H
#define CAPPLAN_BASE_CSV_H

#include "base/base.h"

CP_BEGIN_DECLS

struct cp_csv_field {
    const char *s; /* without its quotes, not NUL-terminated */
    uint32_t len, line, col;
};
/* What is left of a text of the caller's, whose records are cut in place; `field` is the caller's
 * to free. Begins with line 1 and `line_start` at its start. */
struct cp_csv {
    const char *file;
    char *s, *end;
    const char *line_start;
    uint32_t line;
    char separator;
    bool no_quotes;             /* they are text like any other */
    const char *comment;        /* how a line begins that is one; NULL: none is */
    size_t most;                /* fields of a record; 0: any number */
    struct cp_csv_field *field; /* of the record last read */
    size_t n, cap;
};
/* The next record that is not empty and no comment [RFC 4180]: 1, 0 at the end, or a finding. A
 * field that is not quoted loses the blanks around it. */
int cp_csv_next(struct cp_csv *csv, struct cp_error *err);

CP_END_DECLS

#endif
