#include "base/base.h"
#include <stdlib.h>
#include <string.h>

/* Eight bytes at a time, multiply and fold; not for adversaries beyond what quadratic probing of
 * a half-empty table bears. */
uint64_t cp_hash(const void *p, size_t len, uint64_t seed) {
    const unsigned char *s = p;
    const uint64_t k = 0x9e3779b97f4a7c15u;
    uint64_t h = seed ^ (len * k), w;
    for (; len >= 8; s += 8, len -= 8) {
        memcpy(&w, s, 8);
        h = (h ^ w) * k;
        h ^= h >> 29;
    }
    if (len) {
        w = 0;
        memcpy(&w, s, len);
        h = (h ^ w) * k;
        h ^= h >> 29;
    }
    h *= 0xbf58476d1ce4e5b9u;
    return h ^ (h >> 32);
}

/* The slot of s, or the empty one where it would go. */
static size_t probe(const struct cp_names *t, const char *s, size_t len) {
    size_t mask = t->nslot - 1, i = cp_hash(s, len, 0) & mask;
    for (size_t step = 1; t->slot[i]; i = (i + step++) & mask) {
        uint32_t id = t->slot[i] - 1;
        if (t->length[id] == len && memcmp(t->text[id], s, len) == 0)
            break;
    }
    return i;
}

static bool rehash(struct cp_names *t) {
    size_t nslot = t->nslot ? t->nslot * 2 : 64;
    uint32_t *slot = cp_calloc(nslot, sizeof *slot);
    if (!slot)
        return false;
    free(t->slot);
    t->slot = slot;
    t->nslot = nslot;
    for (size_t id = 0; id < t->n; id++)
        t->slot[probe(t, t->text[id], t->length[id])] = (uint32_t)id + 1;
    return true;
}

uint32_t cp_names_add(struct cp_names *t, const char *s, size_t len) {
    if (len >= UINT32_MAX || t->n >= UINT32_MAX - 1 || (t->n * 2 >= t->nslot && !rehash(t)))
        return CP_NAME_NONE;
    size_t i = probe(t, s, len);
    if (t->slot[i])
        return t->slot[i] - 1;
    if (t->n == t->cap) {
        size_t cap = t->cap ? t->cap * 2 : 32;
        const char **text = cp_realloc(t->text, cap, sizeof *text);
        if (!text)
            return CP_NAME_NONE;
        t->text = text;
        uint32_t *length = cp_realloc(t->length, cap, sizeof *length);
        if (!length)
            return CP_NAME_NONE;
        t->length = length;
        t->cap = cap;
    }
    char *copy = cp_arena_strndup(&t->arena, s, len);
    if (!copy)
        return CP_NAME_NONE;
    t->text[t->n] = copy;
    t->length[t->n] = (uint32_t)len;
    t->slot[i] = (uint32_t)++t->n;
    return (uint32_t)t->n - 1;
}

uint32_t cp_names_find(const struct cp_names *t, const char *s) {
    if (!t->nslot)
        return CP_NAME_NONE;
    size_t i = probe(t, s, strlen(s));
    return t->slot[i] ? t->slot[i] - 1 : (uint32_t)CP_NAME_NONE;
}

void cp_names_release(struct cp_names *t) {
    cp_arena_release(&t->arena);
    free(t->text);
    free(t->length);
    free(t->slot);
    *t = (struct cp_names){0};
}
