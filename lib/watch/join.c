/* A figure less, or over, another one: each fact with the one that has the same dimensions. */
#include "watch/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* To twelve digits of the larger. */
double cp_watch_difference(double a, double b) {
    double larger = fmax(fabs(a), fabs(b)), difference = a - b;
    double unit = larger > 0 ? pow(10, 12 - ceil(log10(larger))) : 0;
    double rounded = round(difference * unit) / unit;
    return isfinite(rounded) ? rounded : difference;
}

struct join {
    const struct cp_facts *facts;
    const struct cp_watch_other *other;
    size_t ncolumn, *column; /* that are the same */
};

/* Names of one table are interned: the same text is the same pointer. What order that gives is for
 * the search alone. */
static int compare(const struct join *j, size_t a, size_t b) {
    for (size_t i = 0; i < j->ncolumn; i++) {
        uintptr_t x = (uintptr_t)cp_facts_column_text(j->facts, a, j->column[i]);
        uintptr_t y = (uintptr_t)cp_facts_column_text(j->facts, b, j->column[i]);
        if (x != y)
            return x < y ? -1 : 1;
    }
    return 0;
}

static int compare_rows(const void *a, const void *b, void *join) {
    return compare(join, *(const size_t *)a, *(const size_t *)b);
}

/* Every column but those in which the other differs. */
static bool set_columns(struct join *j) {
    j->column = cp_calloc(cp_facts_columns(j->facts), sizeof *j->column);
    for (size_t c = 0; j->column && c < cp_facts_columns(j->facts); c++) {
        bool differs = false;
        for (size_t i = 0; i < j->other->nwhere; i++)
            differs |= strcmp(j->other->where[i].dim, cp_facts_column_name(j->facts, c)) == 0;
        if (!differs)
            j->column[j->ncolumn++] = c;
    }
    return j->column != NULL;
}

/* The first of the sorted rows that is not before `row`. */
static size_t lower_bound(const struct join *j, const size_t *sorted, size_t n, size_t row) {
    size_t low = 0, high = n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (compare(j, sorted[mid], row) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static int value_in(const struct cp_facts *facts, size_t row, const char *unit, double *out,
                    struct cp_error *err) {
    double factor = 1;
    const char *own = cp_facts_unit(facts, row);
    int rc = strcmp(own, unit) == 0
                 ? 0
                 : cp_unit_factor(own, unit, &factor, cp_facts_pos(facts, row), err);
    *out = cp_facts_value(facts, row) * factor;
    return rc;
}

static int combine(const struct join *j, const struct cp_watch_rule *rule, const size_t *sorted,
                   size_t nsorted, struct cp_watch_row *row, const char *unit,
                   struct cp_error *err) {
    size_t at = lower_bound(j, sorted, nsorted, row->row);
    bool found = at < nsorted && compare(j, sorted[at], row->row) == 0;
    double other = NAN;
    if (found && at + 1 < nsorted && compare(j, sorted[at + 1], row->row) == 0)
        return cp_fail_at(err, CP_EINPUT, rule->pos,
                          "watch/%.80s: several facts of '%.80s' (one in line %u) go with one; "
                          "narrow its 'where'",
                          rule->name, cp_facts_measure(j->facts, sorted[at]),
                          cp_facts_pos(j->facts, sorted[at]).line);
    int rc = found ? value_in(j->facts, sorted[at], unit, &other, err) : 0;
    row->value =
        j->other == &rule->over ? row->value / other : cp_watch_difference(row->value, other);
    if (isinf(row->value))
        row->value = NAN;
    return rc;
}

static int join_one(const struct cp_watch_rule *rule, const struct cp_watch_other *other,
                    const struct cp_facts *facts, struct cp_watch_row *row, size_t n,
                    const char *unit, struct cp_error *err) {
    struct join j = {.facts = facts, .other = other};
    size_t *sorted = NULL, nsorted = 0;
    int rc = set_columns(&j) ? cp_watch_pick_other(rule, other, facts, &sorted, &nsorted, err)
                             : cp_fail_nomem(err);
    if (rc == 0 && nsorted > 1)
        qsort_r(sorted, nsorted, sizeof *sorted, compare_rows, &j);
    for (size_t i = 0; rc == 0 && i < n; i++)
        rc = combine(&j, rule, sorted, nsorted, &row[i], unit, err);
    free(sorted);
    free(j.column);
    return rc;
}

int cp_watch_join(const struct cp_watch_rule *rule, const struct cp_facts *facts,
                  struct cp_watch_row *row, size_t n, const char **unit, struct cp_error *err) {
    int rc = rule->less.given ? join_one(rule, &rule->less, facts, row, n, *unit, err) : 0;
    if (rc || !rule->over.given)
        return rc;
    rc = join_one(rule, &rule->over, facts, row, n, *unit, err);
    *unit = "1";
    return rc;
}
