/* One measure of a stream, added up by one dimension and period. */
#include "store/stream/stream.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

int cp_store_by_period(struct cp_period a, struct cp_period b) {
    int64_t x = cp_period_start(a), y = cp_period_start(b);
    return x != y ? (x > y) - (x < y) : (a.freq > b.freq) - (a.freq < b.freq);
}

/* Values come last, so that sums do not depend on the order in which rows were read. */
static int by_entry(const void *pa, const void *pb) {
    const struct cp_store_entry *a = pa, *b = pb;
    int c = strcmp(a->name, b->name);
    if (c == 0)
        c = cp_store_by_period(a->period, b->period);
    return c ? c : (a->value > b->value) - (a->value < b->value);
}

static size_t merge(struct cp_store_entry *e, size_t n) {
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        struct cp_store_entry *last = kept ? &e[kept - 1] : NULL;
        if (last && strcmp(last->name, e[i].name) == 0 &&
            cp_store_by_period(last->period, e[i].period) == 0)
            last->value += e[i].value;
        else
            e[kept++] = e[i];
    }
    return kept;
}

int cp_store_select_of(const struct cp_store_part *part, const char *measure, const char *unit,
                       struct cp_selection *out, struct cp_error *err) {
    struct cp_error why = {0};
    *out = (struct cp_selection){0};
    size_t n = part->row ? part->n : cp_facts_count(part->facts);
    int rc = cp_facts_select_of(part->facts, part->row, n, measure, unit, out, &why);
    return rc == CP_ENOMEM ? cp_fail_nomem(err) : 0;
}

int cp_store_select(const struct cp_facts *t, const char *measure, const char *unit,
                    struct cp_selection *out, struct cp_error *err) {
    return cp_store_select_of(&(struct cp_store_part){.facts = t}, measure, unit, out, err);
}

int cp_store_series_read(const struct cp_store_part *part, const char *measure, int dim,
                         struct cp_store_series *out, struct cp_error *err) {
    const struct cp_facts *t = part->facts;
    struct cp_selection rows;
    *out = (struct cp_store_series){0};
    int rc = cp_store_select_of(part, measure, NULL, &rows, err);
    if (rc)
        return rc;
    struct cp_store_entry *e = cp_calloc(rows.n, sizeof *e);
    size_t n = 0;
    for (size_t i = 0; e && i < rows.n; i++) {
        size_t row = rows.row[i];
        const char *period = cp_facts_dim(t, row, CP_PERIOD);
        e[n].name = dim < 0 ? "" : cp_facts_dim(t, row, (enum cp_dim)dim);
        e[n].value = rows.value[i];
        if (!isnan(rows.value[i]) && cp_facts_is_plain(t, row) &&
            strcmp(cp_facts_dim(t, row, CP_SCENARIO), part->scenario) == 0 &&
            cp_period_parse(period, strlen(period), &e[n].period) == 0)
            n++;
    }
    cp_facts_selection_release(&rows);
    if (!e)
        return cp_fail_nomem(err);
    qsort(e, n, sizeof *e, by_entry);
    out->n = merge(e, n);
    out->entry = e;
    return 0;
}

double cp_store_series_at(const struct cp_store_series *s, const char *name,
                          struct cp_period period) {
    size_t low = 0, high = s->n;
    while (low < high) {
        size_t i = low + (high - low) / 2;
        int c = strcmp(s->entry[i].name, name);
        if (c == 0)
            c = cp_store_by_period(s->entry[i].period, period);
        if (c == 0)
            return s->entry[i].value;
        *(c < 0 ? &low : &high) = c < 0 ? i + 1 : i;
    }
    return 0;
}

void cp_store_series_release(struct cp_store_series *s) {
    free(s->entry);
    *s = (struct cp_store_series){0};
}
