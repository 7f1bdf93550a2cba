/* Periods and names in order, each once. */
#include "report/internal.h"
#include <stdlib.h>
#include <string.h>

int cp_report_compare_periods(struct cp_period a, struct cp_period b) {
    if (a.freq == b.freq)
        return (a.index > b.index) - (a.index < b.index);
    int64_t x = cp_period_start(a), y = cp_period_start(b);
    if (x != y)
        return x < y ? -1 : 1;
    return (int)a.freq - (int)b.freq;
}

static int by_period(const void *a, const void *b) {
    return cp_report_compare_periods(*(const struct cp_period *)a, *(const struct cp_period *)b);
}

size_t cp_report_distinct_periods(struct cp_period *period, size_t n) {
    size_t kept = 0;
    if (n > 0)
        qsort(period, n, sizeof *period, by_period);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || cp_report_compare_periods(period[kept - 1], period[i]) != 0)
            period[kept++] = period[i];
    return kept;
}

static int by_text(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

size_t cp_report_distinct_names(const char **name, size_t n) {
    size_t kept = 0;
    if (n > 0)
        qsort(name, n, sizeof *name, by_text);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || strcmp(name[kept - 1], name[i]) != 0)
            name[kept++] = name[i];
    return kept;
}
