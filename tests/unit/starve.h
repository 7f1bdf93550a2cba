/* Every allocation of a piece of work fails once: each time an error, no crash, no leak. The linker
 * puts these functions in the place of malloc, calloc and realloc (starved in tests/local.mk), so
 * that our own calls fail and those of other libraries are their own affair.
 */
#ifndef CAPPLAN_STARVE_H
#define CAPPLAN_STARVE_H

#include "tap.h"
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

/* Do the work whole (so that what is made once in a process is made), then with its first
 * allocation failed, its second, ... until it is done without reaching the one that fails. */
static void starve(int (*work)(const void *with, struct cp_error *err), const void *with,
                   const char *what) {
    enum { LIMIT = 100000 };
    static struct cp_error err;
    long n = 0, wrong = 0;
    err = (struct cp_error){0};
    if (!ok_rc(work(with, &err), &err, what))
        return;
    for (; n < LIMIT; n++) {
        err = (struct cp_error){0};
        starve_left = n;
        int rc = work(with, &err);
        bool reached = starve_left < 0;
        starve_left = -1;
        if (!reached && rc == 0)
            break;
        bool told = false;
        for (size_t i = 0; i < err.n; i++)
            told |= err.at[i].code == CP_ENOMEM || err.at[i].code == CP_EIO;
        /* a failed buffer of a stream is no error of ours, but then all must be well */
        if (rc == 0 ? err.n == 0 : told)
            continue;
        printf("# allocation %ld: %d, %s\n", n, rc, err.n ? err.at[0].msg : "");
        wrong++;
    }
    ok(wrong == 0 && n > 0 && n < LIMIT, "%s: each of %ld allocations may fail", what, n);
}

#endif
