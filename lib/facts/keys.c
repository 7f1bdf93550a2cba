#include "facts/internal.h"
#include <stdlib.h>
#include <string.h>

/* The key of a fact is its dimensions and its measure. Its hash is a sum over the dimensions that
 * are other than '-', so it stays the same when a later file brings more columns. */

static uint64_t mix(uint64_t x) {
    x *= 0x9e3779b97f4a7c15u;
    x ^= x >> 32;
    x *= 0xd6e8feb86659fd93u;
    return x ^ (x >> 29);
}

enum { BATCH = 32 }; /* keys under way at once, so that their cache misses overlap */

static void hash_rows(const struct cp_facts *t, size_t from, size_t n, uint64_t hash[BATCH]) {
    for (size_t i = 0; i < n; i++)
        hash[i] = mix(t->measure[from + i]);
    for (size_t c = 0; c < t->ncolumn; c++) {
        const uint32_t *id = t->column[c].id;
        if (!id)
            continue;
        for (size_t i = 0; i < n; i++)
            hash[i] += id[from + i] ? mix((uint64_t)(c + 1) << 32 | id[from + i]) : 0;
    }
}

static bool same_key(const struct cp_facts *t, size_t a, size_t b) {
    if (t->measure[a] != t->measure[b])
        return false;
    for (size_t c = 0; c < t->ncolumn; c++)
        if (t->column[c].id && t->column[c].id[a] != t->column[c].id[b])
            return false;
    return true;
}

/* Enter row, or return the row that has its key already (SIZE_MAX: none). */
static size_t enter(struct cp_facts *t, size_t row, uint64_t hash) {
    size_t mask = t->nslot - 1, i = hash & mask;
    uint64_t tag = hash >> 32 << 32;
    for (size_t step = 1; t->slot[i]; i = (i + step++) & mask) {
        size_t other = (uint32_t)t->slot[i] - 1;
        if ((t->slot[i] >> 32 << 32) == tag && same_key(t, other, row))
            return other;
    }
    t->slot[i] = tag | (row + 1);
    return SIZE_MAX;
}

static int grow(struct cp_facts *t, struct cp_error *err) {
    if (t->nslot / 2 >= t->n)
        return 0;
    size_t nslot = 1024;
    while (nslot / 2 < t->n)
        nslot *= 2;
    uint64_t *slot = cp_calloc(nslot, sizeof *slot);
    if (!slot)
        return cp_fail_nomem(err);
    free(t->slot);
    t->slot = slot;
    t->nslot = nslot;
    t->keyed = 0;
    return 0;
}

static int twice(const struct cp_facts *t, size_t first, size_t row, enum cp_code code,
                 struct cp_error *err) {
    if (err->n >= CP_ERROR_MAX) {
        err->dropped++;
        return code;
    }
    struct cp_str key = {0};
    for (size_t c = 0; c < t->ncolumn; c++)
        if (cp_facts_id(t, row, c))
            cp_str_addf(&key, "%s %s, ", t->column[c].name, cp_facts_column_text(t, row, c));
    struct cp_pos at = cp_facts_pos(t, row), was = cp_facts_pos(t, first);
    const char *text = key.s ? key.s : "", *measure = cp_facts_measure(t, row);
    if (!was.file)
        cp_fail_at(err, code, at, "%.300smeasure %.60s: the same key twice", text, measure);
    else if (at.file == was.file)
        cp_fail_at(err, code, at, "%.300smeasure %.60s: the same key as in line %u", text, measure,
                   was.line);
    else
        cp_fail_at(err, code, at, "%.240smeasure %.60s: the same key as in %.100s:%u", text,
                   measure, was.file, was.line);
    cp_str_release(&key);
    return code;
}

int cp_facts_enter_keys(struct cp_facts *t, enum cp_code code, struct cp_error *err) {
    uint64_t hash[BATCH];
    size_t known = t->keyed;
    int rc = grow(t, err);
    if (rc)
        return rc;
    for (size_t row = t->keyed, n; row < t->n; row += n) {
        n = t->n - row < BATCH ? t->n - row : BATCH;
        hash_rows(t, row, n, hash);
        for (size_t i = 0; i < n; i++)
            __builtin_prefetch(&t->slot[hash[i] & (t->nslot - 1)], 1);
        for (size_t i = 0; i < n; i++) {
            size_t first = enter(t, row + i, hash[i]);
            if (first != SIZE_MAX && row + i >= known)
                rc = twice(t, first, row + i, code, err);
        }
    }
    t->keyed = t->n;
    return rc;
}

void cp_facts_forget_keys(struct cp_facts *t) {
    free(t->slot);
    t->slot = NULL;
    t->nslot = t->keyed = 0;
}
