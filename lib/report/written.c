/* The periods of a scenario: the years they span, and those for which each command wrote facts. */
#include "report/internal.h"
#include <string.h>

static void span_years(struct cp_report *r, struct cp_period period) {
    int year = cp_period_year(period), last = r->first_year + (int)r->nyear - 1;
    if (r->nyear == 0)
        r->first_year = last = year;
    if (year < r->first_year)
        r->first_year = year;
    if (year > last)
        last = year;
    r->nyear = (size_t)(last - r->first_year + 1);
}

/* NULL: there are more writers than a report knows. */
static struct cp_report_written *find_writer(struct cp_report *r, const char *writer) {
    for (size_t i = 0; i < r->nwritten; i++)
        if (strcmp(r->written[i].writer, writer) == 0)
            return &r->written[i];
    if (r->nwritten == WRITERS)
        return NULL;
    r->written[r->nwritten] = (struct cp_report_written){.writer = writer};
    return &r->written[r->nwritten++];
}

static int note_period(struct cp_report *r, const char *writer, struct cp_period period) {
    struct cp_report_written *w = find_writer(r, writer);
    if (!w || (w->n > 0 && cp_report_compare_periods(w->period[w->n - 1], period) == 0))
        return 0;
    if (w->n == w->cap) {
        w->n = cp_report_distinct_periods(w->period, w->n);
        size_t cap = w->n < 32 ? 64 : 2 * w->n;
        struct cp_period *more = cp_report_reserve(r, cap, sizeof *more);
        if (!more)
            return cp_fail_nomem(r->err);
        if (w->n > 0)
            memcpy(more, w->period, w->n * sizeof *more);
        w->period = more, w->cap = cap;
    }
    w->period[w->n++] = period;
    return 0;
}

int cp_report_note_periods(struct cp_report *r) {
    const char *last = NULL; /* measures are interned: the same text is the same pointer */
    const struct cp_measure *measure = NULL;
    for (size_t i = 0; i < r->nrow; i++) {
        size_t row = r->row[i];
        const char *name = cp_facts_measure(r->facts, row);
        const char *text = cp_facts_dim(r->facts, row, CP_PERIOD);
        struct cp_period period;
        if (cp_period_parse(text, strlen(text), &period) < 0)
            continue;
        if (name != last)
            measure = cp_facts_measure_find(name), last = name;
        if (measure && measure->dims & 1U << CP_ITEM)
            continue; /* days of a bill of materials, which may lie outside of the plan */
        span_years(r, period);
        int rc = measure ? note_period(r, measure->writer, period) : 0;
        if (rc)
            return rc;
    }
    r->nyear *= r->options->quarters ? 4 : 1;
    for (size_t i = 0; i < r->nwritten; i++)
        r->written[i].n = cp_report_distinct_periods(r->written[i].period, r->written[i].n);
    return 0;
}
