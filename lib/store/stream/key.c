/* Keys of facts by what they say, alike in every table. */
#include "store/stream/stream.h"
#include <stdlib.h>
#include <string.h>

/* FNV-1a of 64 bits. It is part of the file's format: what changes it makes every point new. */
static uint64_t fnv(const char *text, uint64_t seed) {
    uint64_t h = 0xcbf29ce484222325u ^ seed;
    for (const unsigned char *s = (const unsigned char *)text; *s; s++)
        h = (h ^ *s) * 0x100000001b3u;
    return h;
}

static bool used(const struct cp_facts *t, size_t col) {
    for (size_t i = 0; i < cp_facts_count(t); i++)
        if (strcmp(cp_facts_column_text(t, i, col), "-") != 0)
            return true;
    return false;
}

static int by_name(const void *a, const void *b) {
    const struct cp_store_key_column *x = a, *y = b;
    return strcmp(x->name, y->name);
}

int cp_store_keys_make(struct cp_store_keys *k, const struct cp_facts *facts,
                       struct cp_error *err) {
    size_t n = cp_facts_columns(facts);
    *k = (struct cp_store_keys){.facts = facts, .column = cp_calloc(n, sizeof *k->column)};
    if (!k->column)
        return cp_fail_nomem(err);
    for (size_t i = 0; i < n; i++) {
        const char *name = cp_facts_column_name(facts, i);
        if (i != CP_SCENARIO && used(facts, i))
            k->column[k->ncolumn++] = (struct cp_store_key_column){i, name, fnv(name, 1)};
    }
    qsort(k->column, k->ncolumn, sizeof *k->column, by_name);
    return 0;
}

void cp_store_keys_release(struct cp_store_keys *k) {
    free(k->column);
    free(k->text);
    free(k->hash);
    free(k->slot);
    *k = (struct cp_store_keys){0};
}

static size_t slot_of(const struct cp_store_keys *k, const char *text) {
    size_t mask = k->nslot - 1, i = (size_t)(((uintptr_t)text * 0x9e3779b97f4a7c15u) >> 24) & mask;
    while (k->slot[i] && k->text[k->slot[i] - 1] != text)
        i = (i + 1) & mask;
    return i;
}

static bool grow(struct cp_store_keys *k) {
    if (k->n < k->nslot / 2)
        return true;
    size_t cap = k->cap ? 2 * k->cap : 256;
    const char **text = cp_realloc(k->text, cap, sizeof *text);
    if (!text)
        return false;
    k->text = text;
    uint64_t *hash = cp_realloc(k->hash, cap, sizeof *hash);
    if (!hash)
        return false;
    k->hash = hash;
    uint32_t *slot = cp_calloc(2 * cap, sizeof *slot);
    if (!slot)
        return false;
    free(k->slot);
    k->slot = slot;
    k->cap = cap;
    k->nslot = 2 * cap;
    for (size_t i = 0; i < k->n; i++)
        k->slot[slot_of(k, k->text[i])] = (uint32_t)i + 1;
    return true;
}

size_t cp_store_keys_number(struct cp_store_keys *k, const char *text) {
    if (!grow(k))
        return SIZE_MAX;
    size_t i = slot_of(k, text);
    if (!k->slot[i]) {
        k->text[k->n] = text;
        k->hash[k->n] = fnv(text, 0);
        k->slot[i] = (uint32_t)++k->n;
    }
    return k->slot[i] - 1;
}

static uint64_t mix(uint64_t x) {
    x *= 0x9e3779b97f4a7c15u;
    x ^= x >> 32;
    x *= 0xd6e8feb86659fd93u;
    return x ^ (x >> 29);
}

bool cp_store_keys_hash(struct cp_store_keys *k, size_t row, bool with_unit, uint64_t *out) {
    size_t measure = cp_store_keys_number(k, cp_facts_measure(k->facts, row));
    if (measure == SIZE_MAX)
        return false;
    uint64_t h = mix(k->hash[measure]);
    if (with_unit) {
        size_t unit = cp_store_keys_number(k, cp_facts_unit(k->facts, row));
        if (unit == SIZE_MAX)
            return false;
        h = mix(h ^ k->hash[unit]);
    }
    for (size_t c = 0; c < k->ncolumn; c++) {
        const char *text = cp_facts_column_text(k->facts, row, k->column[c].at);
        if (text[0] == '-' && !text[1])
            continue;
        size_t number = cp_store_keys_number(k, text);
        if (number == SIZE_MAX)
            return false;
        h += mix(k->column[c].hash ^ (k->hash[number] << 1 | k->hash[number] >> 63));
    }
    *out = h;
    return true;
}

void cp_store_add_field(struct cp_str *out, const char *text) {
    static const char raw[] = "\t\n\r\\";
    for (; *text; text++) {
        const char *special = strchr(raw, *text);
        if (special)
            cp_str_addc(out, '\\');
        cp_str_addc(out, special ? "tnr\\"[special - raw] : *text);
    }
}
