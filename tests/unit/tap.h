/* TAP for the unit tests: ok() counts and prints, done() prints the plan and gives main's status.
 */
#ifndef CAPPLAN_TAP_H
#define CAPPLAN_TAP_H

#include "base/base.h"
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int tap_count, tap_failed;

/* Under sanitizers in the gate, which looks for faults of memory alone: a sixth of the draws makes
 * the same calls, and what is told of many of them the plain half has told. */
__attribute__((unused)) static bool tap_short(void) {
    return getenv("CAPPLAN_SHORT") != NULL;
}

/* How many draws: `few` in the gate, `many` in make check-long, with CAPPLAN_LONG=N N times as
 * many; with few 0 the gate leaves it to that. */
__attribute__((unused)) static unsigned tap_draws(unsigned few, unsigned many) {
    const char *times = getenv("CAPPLAN_LONG");
    if (times && *times)
        return many * (unsigned)strtoul(times, NULL, 10);
    return tap_short() ? (few + 5) / 6 : few;
}

__attribute__((format(printf, 2, 3), unused)) static bool ok(bool pass, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    printf("%sok %d - ", pass ? "" : "not ", ++tap_count);
    vprintf(fmt, ap);
    putchar('\n');
    va_end(ap);
    tap_failed += !pass;
    return pass;
}

/* |got - want| <= tol * max(1, |want|) */
__attribute__((unused)) static bool ok_near(double got, double want, double tol, const char *what) {
    double scale = fabs(want) > 1 ? fabs(want) : 1;
    bool pass = fabs(got - want) <= tol * scale;
    ok(pass, "%s", what);
    if (!pass)
        printf("# got %.17g want %.17g\n", got, want);
    return pass;
}

__attribute__((unused)) static bool ok_str(const char *got, const char *want, const char *what) {
    bool pass = got && want && strcmp(got, want) == 0;
    ok(pass, "%s", what);
    if (!pass)
        printf("# got  '%s'\n# want '%s'\n", got ? got : "(null)", want ? want : "(null)");
    return pass;
}

/* Success, or the findings as TAP comments. */
__attribute__((unused)) static bool ok_rc(int rc, const struct cp_error *err, const char *what) {
    ok(rc == 0 && err->n == 0, "%s", what);
    for (size_t i = 0; i < err->n; i++)
        printf("# %s:%u:%u: %s\n", err->at[i].file, err->at[i].line, err->at[i].col,
               err->at[i].msg);
    return rc == 0 && err->n == 0;
}

/* One finding at least, with this code, whose text contains `part`. */
__attribute__((unused)) static bool ok_fails(int rc, const struct cp_error *err, const char *part,
                                             const char *what) {
    bool pass = rc < 0 && err->n > 0 && strstr(err->at[0].msg, part);
    ok(pass, "%s", what);
    if (!pass)
        printf("# rc %d, '%s', wanted '%s'\n", rc, err->n ? err->at[0].msg : "", part);
    return pass;
}

__attribute__((unused)) static int done(void) {
    printf("1..%d\n", tap_count);
    return tap_failed ? 1 : 0;
}

#endif
