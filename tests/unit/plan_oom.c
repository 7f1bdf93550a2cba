/* Loading a plan with every single allocation failed in turn: out of memory is an error like any
 * other. Linked with --wrap=malloc, calloc, realloc, so that only our own calls fail. */
#include "plan/plan.h"
#include "tap.h"
#include <stdlib.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t size);

static long left = -1; /* allocations until the one that fails; -1: none does */

static bool fails(void) {
    return left >= 0 && left-- == 0;
}

void *__wrap_malloc(size_t size) {
    return fails() ? NULL : __real_malloc(size);
}
void *__wrap_calloc(size_t n, size_t size) {
    return fails() ? NULL : __real_calloc(n, size);
}
void *__wrap_realloc(void *p, size_t size) {
    return fails() ? NULL : __real_realloc(p, size);
}

int main(void) {
    static const char *const set[] = {"discount=*2", "slices={days: 2}"};
    const char *source = getenv("CAPPLAN_SRC");
    char file[4096];
    struct cp_error err = {0};
    double factor;
    cp_unit_factor("MW", "W", &factor, (struct cp_pos){0}, &err); /* UDUNITS-2 reads its files */
    for (int which = 0; which < 2; which++) {
        snprintf(file, sizeof file, "%s/tests/fuzz/corpus/plan/%s.yaml", source ? source : ".",
                 which ? "money" : "small");
        long n = 0;
        bool whole = false, told = true;
        for (; !whole && n < 100000; n++) {
            struct cp_plan *plan = NULL;
            err.n = err.dropped = 0;
            left = n;
            int rc = cp_plan_load(file, set, 2, &plan, &err);
            whole = left >= 0;
            left = -1;
            bool nomem = false;
            for (size_t i = 0; i < err.n; i++)
                nomem |= err.at[i].code == CP_ENOMEM;
            told &= whole ? rc == 0 && err.n == 0 : rc < 0 && nomem;
            cp_plan_free(plan);
        }
        ok(whole && told && n > 10, "each of %ld allocations for %s", n, which ? "money" : "small");
    }
    return done();
}
