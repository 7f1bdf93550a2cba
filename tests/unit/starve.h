/* Every allocation of a piece of work fails once: each time an error, no crash, no leak. The linker
 * puts these functions in the place of malloc, calloc and realloc (starved in tests/local.mk), so
 * that our own calls fail and those of other libraries are their own affair.
 *
 * An arena, an array that grows and a table of facts ask for memory once in many calls, and the
 * rest of their callers would never see them fail. These calls are counted for themselves, and each
 * way that leads to one (the functions that called one another) fails at its first time.
 */
#ifndef CAPPLAN_STARVE_H
#define CAPPLAN_STARVE_H

#include "facts/facts.h"
#include "tap.h"
#include <execinfo.h>
#include <pthread.h>
#include <stdlib.h>

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);

static long starve_left = -1; /* allocations until the one that fails; below 0: none does */

static bool starve_now(void) {
    return starve_left >= 0 && starve_left-- == 0;
}

void *__wrap_malloc(size_t n) {
    return starve_now() ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t n, size_t size) {
    return starve_now() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t n) {
    return starve_now() ? NULL : __real_realloc(p, n);
}

/* Calls by their number, and while they are noted, the first of each way there. */
static struct {
    pthread_mutex_t lock;
    bool noting;
    long calls, fails; /* so far; the number of the one that fails, 0: none */
    uint64_t way[1 << 16];
    long first[1 << 14];
    size_t n;
} starve_ways = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void starve_note(void) {
    enum { DEPTH = 24, MASK = sizeof starve_ways.way / sizeof *starve_ways.way - 1 };
    void *frame[DEPTH];
    uint64_t way = 0xcbf29ce484222325u;
    int n = backtrace(frame, DEPTH);
    for (int i = 0; i < n; i++)
        way = (way ^ (uintptr_t)frame[i]) * 0x100000001b3u;
    size_t at = (way ^ way >> 32) & MASK;
    while (starve_ways.way[at] && starve_ways.way[at] != way)
        at = (at + 1) & MASK;
    if (starve_ways.way[at] || starve_ways.n == sizeof starve_ways.first / sizeof(long))
        return;
    starve_ways.way[at] = way;
    starve_ways.first[starve_ways.n++] = starve_ways.calls;
}

static bool starve_call(void) {
    pthread_mutex_lock(&starve_ways.lock);
    starve_ways.calls++;
    if (starve_ways.noting)
        starve_note();
    bool now = starve_ways.calls == starve_ways.fails;
    pthread_mutex_unlock(&starve_ways.lock);
    return now;
}

/* Of a sanitized build every request of an arena is an allocation anyway (CP_ARENA_MALLOC). */
#ifdef CP_ARENA_MALLOC
#define STARVE_ARENA() false
#else
#define STARVE_ARENA() starve_call()
#endif

void *__real_cp_arena_alloc(struct cp_arena *a, size_t size);
void *__real_cp_arena_calloc(struct cp_arena *a, size_t n, size_t size);
char *__real_cp_arena_strndup(struct cp_arena *a, const char *s, size_t len);
char *__real_cp_arena_strdup(struct cp_arena *a, const char *s);
bool __real_cp_grow(void *items, size_t *cap, size_t n, size_t size);
int __real_cp_facts_put(struct cp_facts *t, const struct cp_fact *f, struct cp_error *err);
void *__wrap_cp_arena_alloc(struct cp_arena *a, size_t size);
void *__wrap_cp_arena_calloc(struct cp_arena *a, size_t n, size_t size);
char *__wrap_cp_arena_strndup(struct cp_arena *a, const char *s, size_t len);
char *__wrap_cp_arena_strdup(struct cp_arena *a, const char *s);
char *__wrap_cp_arena_printf(struct cp_arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
bool __wrap_cp_grow(void *items, size_t *cap, size_t n, size_t size);
int __wrap_cp_facts_put(struct cp_facts *t, const struct cp_fact *f, struct cp_error *err);

void *__wrap_cp_arena_alloc(struct cp_arena *a, size_t size) {
    return STARVE_ARENA() ? NULL : __real_cp_arena_alloc(a, size);
}

void *__wrap_cp_arena_calloc(struct cp_arena *a, size_t n, size_t size) {
    return STARVE_ARENA() ? NULL : __real_cp_arena_calloc(a, n, size);
}

char *__wrap_cp_arena_strndup(struct cp_arena *a, const char *s, size_t len) {
    return STARVE_ARENA() ? NULL : __real_cp_arena_strndup(a, s, len);
}

char *__wrap_cp_arena_strdup(struct cp_arena *a, const char *s) {
    return STARVE_ARENA() ? NULL : __real_cp_arena_strdup(a, s);
}

char *__wrap_cp_arena_printf(struct cp_arena *a, const char *fmt, ...) {
    char *text = NULL, *copy = NULL;
    va_list ap;
    if (STARVE_ARENA())
        return NULL;
    va_start(ap, fmt);
    int len = vasprintf(&text, fmt, ap);
    va_end(ap);
    if (len >= 0)
        copy = __real_cp_arena_strndup(a, text, (size_t)len);
    free(text);
    return copy;
}

bool __wrap_cp_grow(void *items, size_t *cap, size_t n, size_t size) {
    return !starve_call() && __real_cp_grow(items, cap, n, size);
}

int __wrap_cp_facts_put(struct cp_facts *t, const struct cp_fact *f, struct cp_error *err) {
    return starve_call() ? cp_fail_nomem(err) : __real_cp_facts_put(t, f, err);
}

/* An error that says what failed; or, where a buffer of a stream or what can be done without
 * failed, all is well. */
static bool starve_told(int rc, const struct cp_error *err) {
    bool told = rc == 0 && err->n == 0;
    for (size_t i = 0; rc && i < err->n; i++)
        told |= err->at[i].code == CP_ENOMEM || err->at[i].code == CP_EIO;
    return told;
}

static bool starve_once(int (*work)(const void *with, struct cp_error *err), const void *with,
                        const char *what, long n, int *rc) {
    static struct cp_error err;
    err = (struct cp_error){0};
    *rc = work(with, &err);
    bool told = starve_told(*rc, &err);
    if (!told)
        printf("# %s %ld: %d, %s\n", what, n, *rc, err.n ? err.at[0].msg : "");
    return told;
}

/* Each way to a call fails at its first time. */
static void starve_each_way(int (*work)(const void *with, struct cp_error *err), const void *with,
                            const char *what) {
    int rc;
    long wrong = 0;
    memset(starve_ways.way, 0, sizeof starve_ways.way);
    starve_ways.n = 0;
    starve_ways.calls = 0;
    starve_ways.noting = true;
    wrong += !starve_once(work, with, "call", 0, &rc);
    starve_ways.noting = false;
    for (size_t i = 0; i < starve_ways.n; i++) {
        starve_ways.calls = 0;
        starve_ways.fails = starve_ways.first[i];
        wrong += !starve_once(work, with, "call", starve_ways.fails, &rc);
    }
    starve_ways.fails = 0;
    ok(wrong == 0, "%s: each of %zu ways to a call that needs memory may fail", what,
       starve_ways.n);
}

/* Do the work whole (so that what is made once in a process is made), then with its first
 * allocation failed, its second, ... until it is done without reaching the one that fails. In the
 * sanitized half of the gate each third fails: the plain half has failed all, and whether one
 * leaks that its neighbours do not is asked by make check-sanitize. */
static void starve(int (*work)(const void *with, struct cp_error *err), const void *with,
                   const char *what) {
    enum { LIMIT = 100000 };
    struct cp_error err = {0};
    long n = 0, wrong = 0;
    int rc = work(with, &err);
    if (!ok_rc(rc, &err, what))
        return;
    for (; n < LIMIT; n += tap_short() ? 3 : 1) {
        starve_left = n;
        bool told = starve_once(work, with, "allocation", n, &rc);
        bool reached = starve_left < 0;
        starve_left = -1;
        if (!reached && rc == 0)
            break;
        wrong += !told;
    }
    ok(wrong == 0 && n > 0 && n < LIMIT, "%s: each%s of %ld allocations may fail", what,
       tap_short() ? " third" : "", n);
    if (!tap_short())
        starve_each_way(work, with, what);
}

#endif
