#include "facts/internal.h"
#include <stdlib.h>
#include <string.h>

static bool convertible(const char *from, const char *to, struct cp_error *err) {
    double factor;
    return strcmp(from, to) == 0 || cp_unit_factor(from, to, &factor, (struct cp_pos){0}, err) == 0;
}

int cp_facts_check_unit(struct cp_facts *t, uint32_t measure, uint32_t unit, struct cp_pos pos,
                        struct cp_error *err) {
    const char *name = t->names.text[measure], *text = t->names.text[unit];
    const struct cp_measure *first = cp_measure_find(name);
    for (size_t i = 0; i < t->npair; i++) {
        if (t->pair[i].measure != measure || t->pair[i].unit != unit)
            continue;
        if (t->pair[i].fits)
            return 0;
        if (err->n) { /* it was told */
            err->dropped++;
            return CP_EINPUT;
        }
    }
    if (!first)
        return 0;
    struct cp_error why = {0}, other = {0};
    bool fits = convertible(text, first->unit, &why);
    for (size_t i = 0; !fits && i < cp_measure_count(); i++) {
        const struct cp_measure *m = cp_measure_at(i);
        if (m != first && strcmp(m->name, name) == 0)
            fits = convertible(text, m->unit, &other);
    }
    if (!fits && why.at[0].code == CP_EIO)
        return cp_fail_at(err, CP_EIO, pos, "%s", why.at[0].msg);
    if (!cp_grow(&t->pair, &t->pair_cap, t->npair, sizeof *t->pair))
        return cp_fail_nomem(err);
    t->pair[t->npair++] = (struct cp_facts_pair){measure, unit, fits};
    if (fits)
        return 0;
    return cp_fail_at(err, CP_EINPUT, pos, "column unit: measure %.60s: %.300s", name,
                      why.at[0].msg);
}

int cp_facts_select(const struct cp_facts *t, const char *measure, const char *unit,
                    struct cp_selection *out, struct cp_error *err) {
    const struct cp_measure *m = cp_measure_find(measure);
    uint32_t id = cp_names_find(&t->names, measure), last = CP_NAME_NONE;
    size_t n = 0, k = 0;
    double factor = 1;
    if (!unit && !m)
        return cp_fail(err, CP_EINTERNAL, "measure '%s' is not in the registry", measure);
    for (size_t i = 0; id != CP_NAME_NONE && i < t->n; i++)
        n += t->measure[i] == id;
    struct cp_selection s = {0, cp_calloc(n, sizeof *s.row), cp_calloc(n, sizeof *s.value)};
    int rc = s.row && s.value ? 0 : cp_fail_nomem(err);
    for (size_t i = 0; rc == 0 && k < n && i < t->n; i++) {
        if (t->measure[i] != id)
            continue;
        if (t->unit[i] != last) {
            const char *want = unit ? unit : m->unit, *have = t->names.text[t->unit[i]];
            factor = 1;
            if (strcmp(have, want) != 0)
                rc = cp_unit_factor(have, want, &factor, cp_facts_pos(t, i), err);
            last = t->unit[i];
        }
        s.row[k] = i;
        s.value[k++] = t->row[i].value * factor;
    }
    s.n = k;
    if (rc)
        cp_selection_release(&s);
    else
        *out = s;
    return rc;
}

void cp_selection_release(struct cp_selection *s) {
    free(s->row);
    free(s->value);
    *s = (struct cp_selection){0};
}

/* ---- dropping ---------------------------------------------------------------------------- */

enum { WRITES_MAX = 256 }; /* measures of one writer; the registry's test keeps below it */

/* What a writer writes, as numbers of this table's names. */
struct writes {
    const char *writer;
    size_t n;
    uint32_t id[WRITES_MAX];
    bool shared[WRITES_MAX]; /* another writer has the name too: the dimensions decide */
};

static void find_writes(const struct cp_facts *t, const char *writer, struct writes *w) {
    w->writer = writer;
    w->n = 0;
    for (size_t i = 0; i < cp_measure_count() && w->n < WRITES_MAX; i++) {
        const struct cp_measure *m = cp_measure_at(i);
        uint32_t id = strcmp(m->writer, writer) == 0 ? cp_names_find(&t->names, m->name)
                                                     : (uint32_t)CP_NAME_NONE;
        if (id == CP_NAME_NONE)
            continue;
        w->id[w->n] = id;
        w->shared[w->n] = false;
        for (size_t j = 0; j < cp_measure_count(); j++)
            w->shared[w->n] |= j != i && strcmp(cp_measure_at(j)->name, m->name) == 0;
        w->n++;
    }
}

static bool belongs(const struct cp_facts *t, size_t row, const struct writes *w) {
    size_t i = 0;
    while (i < w->n && w->id[i] != t->measure[row])
        i++;
    if (i == w->n || !w->shared[i])
        return i < w->n;
    uint32_t dims = 0;
    for (size_t d = 0; d < CP_DIM_COUNT; d++)
        dims |= cp_facts_id(t, row, d) ? 1u << d : 0;
    const struct cp_measure *m = cp_measure_match(cp_facts_measure(t, row), dims);
    return m && strcmp(m->writer, w->writer) == 0;
}

static void move_row(struct cp_facts *t, size_t to, size_t from) {
    t->row[to] = t->row[from];
    t->measure[to] = t->measure[from];
    t->unit[to] = t->unit[from];
    for (size_t c = 0; c < t->ncolumn; c++)
        if (t->column[c].id)
            t->column[c].id[to] = t->column[c].id[from];
}

static void shorten(struct cp_facts *t, size_t n) {
    for (size_t c = 0; c < t->ncolumn; c++)
        if (t->column[c].id)
            memset(t->column[c].id + n, 0, (t->n - n) * sizeof *t->column[c].id);
    if (n < t->n)
        cp_facts_forget_keys(t);
    t->n = n;
}

size_t cp_facts_drop_writer(struct cp_facts *t, const char *writer) {
    struct writes w;
    size_t n = 0, before = t->n;
    find_writes(t, writer, &w);
    for (size_t i = 0; i < t->n; i++)
        if (!belongs(t, i, &w))
            move_row(t, n++, i);
    shorten(t, n);
    return before - n;
}

size_t cp_facts_first_of_writer(const struct cp_facts *t, const char *writer) {
    struct writes w;
    find_writes(t, writer, &w);
    for (size_t i = 0; i < t->n; i++)
        if (t->row[i].source && belongs(t, i, &w))
            return i;
    return SIZE_MAX;
}

void cp_facts_drop_read(struct cp_facts *t) {
    size_t n = 0;
    for (size_t i = 0; i < t->n; i++)
        if (t->row[i].source == 0)
            move_row(t, n++, i);
    shorten(t, n);
    for (size_t c = 0; c < t->ncolumn; c++)
        t->column[c].in_header = false;
}
