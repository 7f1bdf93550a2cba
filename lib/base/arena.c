#include "base/base.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cp_arena_block {
    struct cp_arena_block *next;
    size_t used, size;
    _Alignas(max_align_t) char bytes[];
};

enum { BLOCK_MIN = 4096, BLOCK_MAX = 1 << 20 };

void *cp_arena_alloc(struct cp_arena *a, size_t size) {
    size_t align = _Alignof(max_align_t);
    if (size > SIZE_MAX - sizeof(struct cp_arena_block) - align)
        return NULL;
    struct cp_arena_block *b = a->head;
#ifdef CP_ARENA_MALLOC /* a block each, to the byte, so that valgrind and ASan see every bound */
    b = NULL;
    size_t room = size;
#else
    size = (size + align - 1) / align * align;
    size_t room = b && b->size < BLOCK_MAX ? b->size * 2 : b ? BLOCK_MAX : BLOCK_MIN;
    if (room < size)
        room = size;
#endif
    if (!b || b->size - b->used < size) {
        b = malloc(sizeof *b + room);
        if (!b)
            return NULL;
        b->used = 0;
        b->size = room;
        b->next = a->head;
        a->head = b;
    }
    void *p = b->bytes + b->used;
    CP_ASSERT((uintptr_t)p % align == 0 && b->size - b->used >= size);
    b->used += size;
    a->used += size;
    return p;
}

void *cp_arena_calloc(struct cp_arena *a, size_t n, size_t size) {
    size_t total;
    if (__builtin_mul_overflow(n, size, &total))
        return NULL;
    void *p = cp_arena_alloc(a, total);
    return p ? memset(p, 0, total) : NULL;
}

char *cp_arena_strndup(struct cp_arena *a, const char *s, size_t len) {
    if (len == SIZE_MAX)
        return NULL;
    char *p = cp_arena_alloc(a, len + 1);
    if (!p)
        return NULL;
    memcpy(p, s, len);
    p[len] = '\0';
    return p;
}

char *cp_arena_strdup(struct cp_arena *a, const char *s) {
    return cp_arena_strndup(a, s, strlen(s));
}

char *cp_arena_printf(struct cp_arena *a, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    int len = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    char *p = len < 0 ? NULL : cp_arena_alloc(a, (size_t)len + 1);
    if (!p)
        return NULL;
    va_start(ap, fmt);
    vsnprintf(p, (size_t)len + 1, fmt, ap);
    va_end(ap);
    return p;
}

void cp_arena_release(struct cp_arena *a) {
    for (struct cp_arena_block *b = a->head, *next; b; b = next) {
        next = b->next;
        free(b);
    }
    *a = (struct cp_arena){0};
}

/* Blocks from the head on, as they were. */
struct cp_arena_copy {
    size_t used, nblock;
    struct cp_arena_block *head;
    struct {
        size_t used;
        char *bytes;
    } block[];
};

struct cp_arena_copy *cp_arena_copy(const struct cp_arena *a) {
    size_t n = 0;
    for (const struct cp_arena_block *b = a->head; b; b = b->next)
        n++;
    struct cp_arena_copy *c = calloc(1, sizeof *c + n * sizeof c->block[0]);
    if (!c)
        return NULL;
    c->used = a->used;
    c->head = a->head;
    for (const struct cp_arena_block *b = a->head; b; b = b->next) {
        char *bytes = malloc(b->used + 1);
        if (!bytes) {
            cp_arena_copy_free(c);
            return NULL;
        }
        memcpy(bytes, b->bytes, b->used);
        c->block[c->nblock].used = b->used;
        c->block[c->nblock++].bytes = bytes;
    }
    return c;
}

void cp_arena_restore(struct cp_arena *a, const struct cp_arena_copy *c) {
    while (a->head != c->head) {
        struct cp_arena_block *next = a->head->next;
        free(a->head);
        a->head = next;
    }
    a->used = c->used;
    size_t i = 0;
    for (struct cp_arena_block *b = a->head; b; b = b->next, i++) {
        b->used = c->block[i].used;
        memcpy(b->bytes, c->block[i].bytes, b->used);
    }
}

void cp_arena_copy_free(struct cp_arena_copy *c) {
    for (size_t i = 0; c && i < c->nblock; i++)
        free(c->block[i].bytes);
    free(c);
}

void *cp_calloc(size_t n, size_t size) {
    return calloc(n ? n : 1, size ? size : 1);
}

void *cp_realloc(void *p, size_t n, size_t size) {
    size_t total;
    if (__builtin_mul_overflow(n, size, &total))
        return NULL;
    return realloc(p, total ? total : 1);
}

bool cp_grow(void *items, size_t *cap, size_t n, size_t size) {
    if (n < *cap)
        return true;
    size_t more = *cap < 16 ? 16 : *cap + *cap / 2;
    void *old;
    memcpy(&old, items, sizeof old);
    void *p = cp_realloc(old, more, size);
    if (!p)
        return false;
    memcpy(items, &p, sizeof p);
    *cap = more;
    return true;
}
