/* The rows of the facts by scenario. */
#ifndef CAPPLAN_REPORT_ROWS_H
#define CAPPLAN_REPORT_ROWS_H

#include "report/internal.h"

struct cp_report_scenario {
    const char *name; /* of the facts; "-" of those of none */
    uint32_t *row;    /* n of them, in their order */
    size_t n;
};

struct cp_report_rows {
    struct cp_report_scenario *scenario; /* by name */
    size_t n;
    uint32_t *row;
};

/* The caller releases them, also after an error: CP_ENOMEM. */
int cp_report_sort_rows(const struct cp_facts *facts, struct cp_report_rows *out,
                        struct cp_error *err);
void cp_report_rows_release(struct cp_report_rows *rows);

#endif
