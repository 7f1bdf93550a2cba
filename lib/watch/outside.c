/* What came, against the quantiles that were forecast for it: the facts of two tables, which meet
 * by the text of their dimensions. */
#include "watch/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct bound {
    const char *key;
    double value;
    bool upper;
};

/* Of its dimensions other than those that only a forecast has; columns in the order of their names,
 * which two tables need not have in the same order. */
static const char *key_of(struct cp_arena *a, const struct cp_facts *t, size_t row) {
    struct cp_str key = {0};
    const char *before = "";
    for (;;) {
        const char *next = NULL;
        size_t at = 0;
        for (size_t c = 0; c < cp_facts_columns(t); c++) {
            const char *name = cp_facts_column_name(t, c);
            bool of_forecast = c == CP_QUANTILE || c == CP_METHOD || c == CP_SCENARIO;
            if (!of_forecast && strcmp(name, before) > 0 && (!next || strcmp(name, next) < 0)) {
                next = name;
                at = c;
            }
        }
        if (!next)
            break;
        const char *text = cp_facts_column_text(t, row, at);
        if (strcmp(text, "-") != 0)
            cp_str_addf(&key, "%s\t%s\n", next, text);
        before = next;
    }
    const char *copy = key.oom ? NULL : cp_arena_strndup(a, key.s ? key.s : "", key.len);
    cp_str_release(&key);
    return copy;
}

static int compare(const void *a, const void *b) {
    const struct bound *x = a, *y = b;
    int c = strcmp(x->key, y->key);
    return c ? c : (int)x->upper - (int)y->upper;
}

/* Which of the rule's quantiles a fact is; -1: neither. */
static int which(const struct cp_watch_rule *rule, const char *quantile) {
    double q;
    size_t used, len = strlen(quantile);
    if (cp_number_parse(quantile, len, &q, &used) != 0 || used != len)
        return -1;
    for (int i = 0; i < 2; i++)
        if (fabs(q - rule->quantile[i]) < 1e-9)
            return i;
    return -1;
}

static int read_bound(const struct cp_watch_rule *rule, const struct cp_facts *t, size_t row,
                      const char *unit, struct cp_arena *a, struct bound *out, bool *taken,
                      struct cp_error *err) {
    double factor = 1;
    int q = which(rule, cp_facts_dim(t, row, CP_QUANTILE));
    *taken = q >= 0 && strcmp(cp_facts_measure(t, row), rule->measure) == 0;
    if (!*taken)
        return 0;
    int rc = cp_unit_factor(cp_facts_unit(t, row), unit, &factor, cp_facts_pos(t, row), err);
    if (rc)
        return rc;
    *out = (struct bound){key_of(a, t, row), cp_facts_value(t, row) * factor, q == 1};
    return out->key ? 0 : cp_fail_nomem(err);
}

static int read_bounds(const struct cp_watch_rule *rule, const struct cp_facts *t, const char *unit,
                       struct cp_arena *a, struct bound **out, size_t *n, struct cp_error *err) {
    size_t cap = 0;
    for (size_t i = 0; i < cp_facts_count(t); i++) {
        bool taken;
        if (!cp_grow(out, &cap, *n, sizeof **out))
            return cp_fail_nomem(err);
        int rc = read_bound(rule, t, i, unit, a, &(*out)[*n], &taken, err);
        if (rc)
            return rc;
        *n += taken;
    }
    if (*n > 1)
        qsort(*out, *n, sizeof **out, compare);
    return 0;
}

static double find(const struct bound *bound, size_t n, const char *key, bool upper) {
    struct bound want = {.key = key, .upper = upper};
    const struct bound *at = n ? bsearch(&want, bound, n, sizeof *bound, compare) : NULL;
    return at ? at->value : NAN;
}

int cp_watch_outside(const struct cp_watch_rule *rule, const struct cp_facts *came,
                     const struct cp_facts *forecast, const char *unit, struct cp_watch_row *row,
                     size_t *n, struct cp_error *err) {
    struct cp_arena arena = {0};
    struct bound *bound = NULL;
    size_t nbound = 0, kept = 0;
    int rc = *n ? read_bounds(rule, forecast, unit, &arena, &bound, &nbound, err) : 0;
    for (size_t i = 0; rc == 0 && i < *n; i++) {
        const char *key = key_of(&arena, came, row[i].row);
        if (!key) {
            rc = cp_fail_nomem(err);
            break;
        }
        double low = find(bound, nbound, key, false), high = find(bound, nbound, key, true);
        if (isnan(low) || isnan(high))
            continue;
        double x = row[i].value;
        row[kept++] = (struct cp_watch_row){row[i].row, isnan(x) ? x : x < low || x > high};
    }
    *n = kept;
    free(bound);
    cp_arena_release(&arena);
    return rc;
}
