/* Facts of two streams by their keys: the same, changed, come and gone, and which of them only
 * moved between places without effect on a total. */
#include "store/difference/difference.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct match {
    struct cp_store_difference *d;
    const struct cp_facts *a, *b;
    struct cp_store_keys keys_a, keys_b;
    size_t *column;   /* of each column of b: its column of a; SIZE_MAX: a has none */
    uint64_t *hash_a; /* by row */
    uint32_t *slot;   /* open addressing of rows of a: row + 1 */
    size_t nslot;
    bool *taken; /* rows of a that b has too */
};

/* ---- keys -------------------------------------------------------------------------------- */

static bool hash_of(struct cp_store_keys *k, size_t row, uint64_t *out) {
    size_t scenario = cp_store_keys_number(k, cp_facts_dim(k->facts, row, CP_SCENARIO));
    if (scenario == SIZE_MAX || !cp_store_keys_hash(k, row, false, out))
        return false;
    *out += 31 * k->hash[scenario];
    return true;
}

static const char *text_at(const struct cp_facts *t, size_t row, size_t column) {
    return column == SIZE_MAX ? "-" : cp_facts_column_text(t, row, column);
}

/* The same measure and dimensions. Columns that only a has are `-` where hashes agree, or nearly
 * so: they are looked at too. */
static bool same_key(const struct match *m, size_t a, size_t b) {
    if (strcmp(cp_facts_measure(m->a, a), cp_facts_measure(m->b, b)) != 0)
        return false;
    size_t matched = 0;
    for (size_t c = 0; c < cp_facts_columns(m->b); c++) {
        const char *text = cp_facts_column_text(m->b, b, c);
        if (strcmp(text, text_at(m->a, a, m->column[c])) != 0)
            return false;
        matched += strcmp(text, "-") != 0;
    }
    for (size_t c = 0; c < cp_facts_columns(m->a); c++)
        matched -= strcmp(cp_facts_column_text(m->a, a, c), "-") != 0;
    return matched == 0;
}

static int prepare(struct match *m, struct cp_error *err) {
    size_t n = cp_facts_count(m->a), columns = cp_facts_columns(m->b);
    int rc = cp_store_keys_make(&m->keys_a, m->a, err);
    if (rc)
        return rc;
    rc = cp_store_keys_make(&m->keys_b, m->b, err);
    if (rc)
        return rc;
    for (m->nslot = 64; m->nslot / 2 < n;)
        m->nslot *= 2;
    m->slot = cp_calloc(m->nslot, sizeof *m->slot);
    m->hash_a = cp_calloc(n, sizeof *m->hash_a);
    m->taken = cp_calloc(n, sizeof *m->taken);
    m->column = cp_calloc(columns, sizeof *m->column);
    if (!m->slot || !m->hash_a || !m->taken || !m->column)
        return cp_fail_nomem(err);
    for (size_t c = 0; c < columns; c++) {
        size_t k = 0;
        while (k < cp_facts_columns(m->a) &&
               strcmp(cp_facts_column_name(m->a, k), cp_facts_column_name(m->b, c)) != 0)
            k++;
        m->column[c] = k < cp_facts_columns(m->a) ? k : SIZE_MAX;
    }
    for (size_t row = 0; row < n; row++) {
        if (!hash_of(&m->keys_a, row, &m->hash_a[row]))
            return cp_fail_nomem(err);
        size_t i = m->hash_a[row] & (m->nslot - 1);
        while (m->slot[i])
            i = (i + 1) & (m->nslot - 1);
        m->slot[i] = (uint32_t)row + 1;
    }
    return 0;
}

/* The row of a with the key of row b; SIZE_MAX: none. */
static size_t find(const struct match *m, size_t b, uint64_t hash) {
    size_t i = hash & (m->nslot - 1);
    for (; m->slot[i]; i = (i + 1) & (m->nslot - 1)) {
        size_t a = m->slot[i] - 1;
        if (m->hash_a[a] == hash && same_key(m, a, b))
            return a;
    }
    return SIZE_MAX;
}

/* ---- values ------------------------------------------------------------------------------ */

/* The value of row b in the unit of row a; NaN where they do not measure the same. */
static double value_in(const struct match *m, size_t a, size_t b) {
    const char *want = cp_facts_unit(m->a, a), *have = cp_facts_unit(m->b, b);
    double factor = 1;
    struct cp_error why = {0};
    if (strcmp(want, have) != 0 &&
        cp_unit_factor(have, want, &factor, (struct cp_pos){0}, &why) != 0)
        return NAN;
    return cp_facts_value(m->b, b) * factor;
}

static bool same_value(double x, double y, double relative) {
    if (isnan(x) || isnan(y))
        return isnan(x) && isnan(y);
    return fabs(x - y) <= relative * fmax(fabs(x), fabs(y));
}

static int compare_rows(struct match *m, struct cp_error *err) {
    struct cp_store_difference *d = m->d;
    size_t na = cp_facts_count(m->a), nb = cp_facts_count(m->b);
    d->pair = cp_arena_calloc(&d->arena, na + nb + 1, sizeof *d->pair);
    if (!d->pair)
        return cp_fail_nomem(err);
    for (size_t b = 0; b < nb; b++) {
        uint64_t hash;
        if (!hash_of(&m->keys_b, b, &hash))
            return cp_fail_nomem(err);
        size_t a = find(m, b, hash);
        if (a != SIZE_MAX)
            m->taken[a] = true;
        if (a != SIZE_MAX &&
            same_value(cp_facts_value(m->a, a), value_in(m, a, b), d->options.relative)) {
            d->same++;
            continue;
        }
        *(a == SIZE_MAX ? &d->came : &d->changed) += 1;
        d->pair[d->npair++] = (struct cp_store_pair){a, b};
    }
    for (size_t a = 0; a < na; a++)
        if (!m->taken[a]) {
            d->gone++;
            d->pair[d->npair++] = (struct cp_store_pair){a, SIZE_MAX};
        }
    return 0;
}

/* ---- totals ------------------------------------------------------------------------------ */

/* A measure in one period, slice, quantile and scenario, all other dimensions together. */
struct total {
    const char *text[5];
    double before, now, size;
};

static int by_text(const void *a, const void *b) {
    const struct total *x = a, *y = b;
    for (int i = 0; i < 5; i++) {
        int c = strcmp(x->text[i], y->text[i]);
        if (c)
            return c;
    }
    return 0;
}

static struct total total_of(const struct cp_facts *t, size_t row) {
    return (struct total){.text = {cp_facts_measure(t, row), cp_facts_dim(t, row, CP_PERIOD),
                                   cp_facts_dim(t, row, CP_SLICE),
                                   cp_facts_dim(t, row, CP_QUANTILE),
                                   cp_facts_dim(t, row, CP_SCENARIO)}};
}

/* Programs have ties: the same total, otherwise spread. Only rows that differ are added up, for the
 * others add the same to both. */
static int count_moved(struct match *m, struct cp_error *err) {
    struct cp_store_difference *d = m->d;
    size_t n = 0;
    struct total *all = cp_calloc(d->npair, sizeof *all);
    if (!all)
        return cp_fail_nomem(err);
    for (size_t i = 0; i < d->npair; i++) {
        const struct cp_store_pair *p = &d->pair[i];
        struct total *t = &all[n++];
        *t = p->now != SIZE_MAX ? total_of(m->b, p->now) : total_of(m->a, p->before);
        t->before = p->before != SIZE_MAX ? cp_facts_value(m->a, p->before) : 0;
        t->now = p->now == SIZE_MAX      ? 0
                 : p->before != SIZE_MAX ? value_in(m, p->before, p->now)
                                         : cp_facts_value(m->b, p->now);
    }
    if (n)
        qsort(all, n, sizeof *all, by_text);
    for (size_t i = 0, k; i < n; i = k) {
        double before = 0, now = 0, size = 0;
        for (k = i; k < n && by_text(&all[i], &all[k]) == 0; k++) {
            before += all[k].before;
            now += all[k].now;
            size += fabs(all[k].before) + fabs(all[k].now);
        }
        if (k > i + 1 && fabs(now - before) <= d->options.relative * size)
            d->moved += k - i;
    }
    free(all);
    return 0;
}

int cp_store_compare_facts(struct cp_store_difference *d, struct cp_error *err) {
    struct match m = {.d = d, .a = d->before.facts, .b = d->now.facts};
    int rc = prepare(&m, err);
    if (rc)
        goto out;
    rc = compare_rows(&m, err);
    if (rc)
        goto out;
    rc = count_moved(&m, err);
out:
    cp_store_keys_release(&m.keys_a);
    cp_store_keys_release(&m.keys_b);
    free(m.column);
    free(m.hash_a);
    free(m.slot);
    free(m.taken);
    return rc;
}
