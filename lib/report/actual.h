/* What happened beside what was planned: shared by what compares it and what shows it. */
#ifndef CAPPLAN_REPORT_ACTUAL_H
#define CAPPLAN_REPORT_ACTUAL_H

#include "report/internal.h"

/* How facts of a measure become one over time. */
enum cp_report_fold { CP_FOLD_FLOW, CP_FOLD_RATE, CP_FOLD_PRICE, CP_FOLD_LEVEL };

/* A fact of the plan, in the unit of the series. */
struct cp_report_planned {
    int64_t from, until;
    double value;
};

/* One series of what happened: a measure at the dimensions that its facts have. */
struct cp_report_happened {
    size_t row; /* of the actual facts: the first of it */
    enum cp_report_fold fold;
    size_t n; /* periods compared */
    int64_t from, until;
    double plan, actual, weight;       /* added up; of rates and levels times hours */
    struct cp_report_planned *planned; /* nplanned facts of the plan that are of it */
    size_t nplanned;
    int64_t first, last; /* over which the plan has its measure: what is not there is 0 */
};

struct cp_report_comparison {
    const struct cp_facts *plan, *actual;
    struct cp_arena arena;
    struct cp_report_happened *series;
    size_t n;
    uint32_t *which; /* series of each fact of what happened; CP_NAME_NONE: none */
    struct cp_report_planned *planned; /* room for facts of the plan */
    bool oom;
    struct cp_error *err;
};

/* Sentence, chart and tables of what was compared. */
void cp_report_show_actual(struct cp_report_comparison *c, struct cp_page *page);

#endif
