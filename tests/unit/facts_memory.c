/* Every allocation of a stream's life fails once: each time an error, no crash, no leak. The linker
 * puts these functions in the place of malloc, calloc and realloc (tests/local.mk). */
#include "facts/facts.h"
#include "tap.h"
#include <stdlib.h>

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);

static long left = -1; /* allocations until the one that fails; below 0: none does */

static bool fails(void) {
    return left >= 0 && left-- == 0;
}

void *__wrap_malloc(size_t n) {
    return fails() ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t n, size_t size) {
    return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t n) {
    return fails() ? NULL : __real_realloc(p, n);
}

static const char text[] = "zone\tperiod\tmeasure\tvalue\tunit\n"
                           "a\\tb\t2027\tbuild\t1\tGW\nb\t2028\tbuild\t2\tMW\n"
                           "-\t-\tobjective\t2\tUSD\nb\t2027\tmine\t2\tkg\n";

/* Read, put, select, drop, write in three formats. The first code that is not 0. */
static int live(struct cp_error *err) {
    struct cp_selection s = {0};
    FILE *in = fmemopen((void *)(uintptr_t)text, sizeof text - 1, "r"),
         *out = fopen("/dev/null", "w");
    struct cp_facts *t = cp_facts_new();
    struct cp_fact f = {.dim[CP_SITE] = "s", .measure = "build", .unit = "GW", .value = 1};
    int rc = t && in && out ? cp_facts_read(t, in, "f", err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = cp_facts_put(t, &f, err);
    f = (struct cp_fact){.dim[CP_SITE] = "other", .value = 2};
    if (rc == 0)
        rc = cp_facts_put_like(t, 0, &f, err);
    if (rc == 0)
        rc = cp_facts_select(t, "build", NULL, &s, err);
    if (rc == 0 && (s.n != 4 || s.value[2] != 1000))
        rc = cp_fail(err, CP_EINTERNAL, "a wrong selection");
    if (rc == 0)
        cp_facts_drop_writer(t, "cp-solve");
    for (enum cp_facts_format k = CP_FACTS_TSV; rc == 0 && k <= CP_FACTS_JSON; k++)
        rc = cp_facts_write(t, out, k, err);
    cp_selection_release(&s);
    cp_facts_free(t);
    if (in)
        fclose(in);
    if (out)
        fclose(out);
    return rc;
}

int main(void) {
    struct cp_error err = {0};
    ok_rc(live(&err), &err, "nothing fails"); /* and what is made once in a process is made */
    size_t wrong = 0;
    long n = 0;
    for (;; n++) {
        struct cp_error why = {0};
        left = n;
        int rc = live(&why);
        bool failed = left < 0;
        left = -1;
        if (!failed && rc == 0)
            break;
        /* a failed buffer of a stream is no error of ours, but then all must be well */
        if (rc == 0 ? why.n != 0 : why.n == 0 || (rc != CP_ENOMEM && rc != CP_EIO)) {
            printf("# allocation %ld: %d, %s\n", n, rc, why.n ? why.at[0].msg : "");
            wrong++;
        }
        if (n > 100000)
            break;
    }
    ok(wrong == 0, "each of %ld allocations may fail", n);
    ok(n > 30 && n < 100000, "the loop came to its end");
    return done();
}
