/* Any bytes as an MPS file. What is read is written, read and written again: the same bytes. */
#include "lp/lp.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct cp_lp *read_all(const void *s, size_t n) {
    struct cp_error err = {0};
    struct cp_lp *m = NULL;
    /* fmemopen has no empty streams */
    FILE *in = n ? fmemopen((void *)(uintptr_t)s, n, "r") : fopen("/dev/null", "r");
    if (!in)
        abort();
    int rc = cp_lp_read_mps(&m, in, "fuzz", &err);
    if ((rc != 0) != (err.n > 0) || (rc != 0) != (m == NULL))
        abort();
    for (size_t i = 0; i < err.n; i++)
        if (err.at[i].msg[0] == '\0')
            abort();
    fclose(in);
    return m;
}

/* NULL when two names become one without their blanks. */
static char *write_all(const struct cp_lp *m, size_t *len) {
    struct cp_error err = {0};
    char *text = NULL;
    FILE *out = open_memstream(&text, len);
    if (!out)
        abort();
    int rc = cp_lp_write_mps(m, out, &err);
    fclose(out);
    if (rc && rc != CP_EINPUT)
        abort();
    if (rc) {
        free(text);
        return NULL;
    }
    return text;
}

/* A range is written as a difference, which may round. */
static bool has_range(const struct cp_lp *m) {
    struct cp_lp_view v = cp_lp_view(m);
    for (size_t i = 0; i < v.nrow; i++)
        if (isfinite(v.row_lower[i]) && isfinite(v.row_upper[i]) && v.row_lower[i] < v.row_upper[i])
            return true;
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    size_t n, k;
    struct cp_lp *m = read_all(data, size);
    char *once = m ? write_all(m, &n) : NULL;
    if (once) {
        struct cp_lp *back = read_all(once, n);
        if (!back)
            abort();
        char *twice = write_all(back, &k);
        if (!twice || (!has_range(m) && (n != k || memcmp(once, twice, n) != 0)))
            abort();
        cp_lp_free(back);
        free(once);
        free(twice);
    }
    cp_lp_free(m);
    return 0;
}
