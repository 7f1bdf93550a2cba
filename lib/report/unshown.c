/* The measures that no part of the report has read. */
#include "report/internal.h"
#include <stdlib.h>
#include <string.h>

static int by_text(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int cp_report_unshown(struct cp_report *r) {
    size_t n = cp_facts_count(r->facts), rows = 0, kept = 0;
    const char **name = cp_arena_calloc(&r->arena, n + 1, sizeof *name);
    if (!name)
        return cp_fail_nomem(r->err);
    for (size_t i = 0; i < n; i++)
        if (!r->shown[i])
            name[rows++] = cp_facts_measure(r->facts, i);
    if (rows == 0)
        return 0;
    qsort(name, rows, sizeof *name, by_text);
    for (size_t i = 0; i < rows; i++)
        if (kept == 0 || strcmp(name[kept - 1], name[i]) != 0)
            name[kept++] = name[i];
    cp_report_heading(r, "Not shown");
    size_t column = 0;
    for (size_t i = 0; i < kept; i++) {
        bool fits = column > 0 && column + strlen(name[i]) + 3 <= 100;
        cp_str_add(r->out, column == 0 ? "  " : fits ? " " : "\n  ");
        column = (fits ? column + 1 : 2) + strlen(name[i]) + 1;
        cp_str_addf(r->out, "%s%s", name[i], i + 1 < kept ? "," : "\n");
    }
    return 0;
}
