#include "facts/internal.h"
#include <string.h>

/* --replace and --only: the facts of a writer, and those read, are dropped. */

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
    for (size_t i = 0; i < cp_facts_measure_count() && w->n < WRITES_MAX; i++) {
        const struct cp_measure *m = cp_facts_measure_at(i);
        bool its = strcmp(m->writer, writer) == 0 && !cp_facts_measure_is_given(m);
        uint32_t id = its ? cp_names_find(&t->names, m->name) : (uint32_t)CP_NAME_NONE;
        if (id == CP_NAME_NONE)
            continue;
        w->id[w->n] = id;
        w->shared[w->n] = false;
        for (size_t j = 0; j < cp_facts_measure_count(); j++)
            w->shared[w->n] |= j != i && strcmp(cp_facts_measure_at(j)->name, m->name) == 0;
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
    const struct cp_measure *m = cp_facts_measure_match(cp_facts_measure(t, row), dims);
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

void cp_facts_adopt(struct cp_facts *t, size_t row) {
    t->row[row].source = 0;
}

void cp_facts_drop_rows(struct cp_facts *t, const bool *drop) {
    size_t n = 0;
    for (size_t i = 0; i < t->n; i++)
        if (!drop[i])
            move_row(t, n++, i);
    shorten(t, n);
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
