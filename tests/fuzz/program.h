/* Any bytes as a program. What is read is written, read and written again: the same bytes. */
#ifndef FUZZ_PROGRAM_H
#define FUZZ_PROGRAM_H

#include "lp/lp.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct form {
    int (*read)(struct cp_lp **out, FILE *in, const char *file, struct cp_error *err);
    int (*write)(const struct cp_lp *m, FILE *out, struct cp_error *err);
    bool (*rounds)(const struct cp_lp *m); /* what is written may differ in the last digit */
};

static struct cp_lp *read_all(const struct form *form, const void *s, size_t n) {
    struct cp_error err = {0};
    struct cp_lp *m = NULL;
    /* fmemopen has no empty streams */
    FILE *in = n ? fmemopen((void *)(uintptr_t)s, n, "r") : fopen("/dev/null", "r");
    if (!in)
        abort();
    int rc = form->read(&m, in, "fuzz", &err);
    if ((rc != 0) != (err.n > 0) || (rc != 0) != (m == NULL))
        abort();
    for (size_t i = 0; i < err.n; i++)
        if (err.at[i].msg[0] == '\0')
            abort();
    fclose(in);
    return m;
}

/* NULL when two names become one without what the form cannot hold. */
static char *write_all(const struct form *form, const struct cp_lp *m, size_t *len) {
    struct cp_error err = {0};
    char *text = NULL;
    FILE *out = open_memstream(&text, len);
    if (!out)
        abort();
    int rc = form->write(m, out, &err);
    fclose(out);
    if (rc && rc != CP_EINPUT)
        abort();
    if (rc) {
        free(text);
        return NULL;
    }
    return text;
}

static void there_and_back(const struct form *form, const void *data, size_t size) {
    size_t n, k;
    struct cp_lp *m = read_all(form, data, size);
    char *once = m ? write_all(form, m, &n) : NULL;
    if (once) {
        struct cp_lp *back = read_all(form, once, n);
        if (!back)
            abort();
        char *twice = write_all(form, back, &k);
        if (!twice || (!form->rounds(m) && (n != k || memcmp(once, twice, n) != 0)))
            abort();
        cp_lp_free(back);
        free(once);
        free(twice);
    }
    cp_lp_free(m);
}

#endif
