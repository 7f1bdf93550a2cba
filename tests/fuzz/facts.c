/* Any bytes as a fact stream. What is read is written, read and written again: the same bytes. */
#include "facts/facts.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *write_all(const struct cp_facts *t, const char *format, size_t *len) {
    struct cp_error err = {0};
    char *text = NULL;
    FILE *out = open_memstream(&text, len);
    if (!out || cp_facts_write(t, out, format, &err) != 0)
        abort();
    fclose(out);
    return text;
}

static struct cp_facts *read_all(const void *s, size_t n, int *rc) {
    struct cp_error err = {0};
    struct cp_facts *t = cp_facts_new();
    /* fmemopen has no empty streams */
    FILE *in = n ? fmemopen((void *)(uintptr_t)s, n, "r") : fopen("/dev/null", "r");
    if (!t || !in)
        abort();
    *rc = cp_facts_read(t, in, "fuzz", &err);
    if ((*rc != 0) != (err.n > 0))
        abort();
    for (size_t i = 0; i < err.n; i++)
        if (err.at[i].msg[0] == '\0')
            abort();
    fclose(in);
    return t;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    int rc;
    size_t n, m;
    struct cp_facts *t = read_all(data, size, &rc);
    if (rc == 0) {
        char *once = write_all(t, "tsv", &n);
        struct cp_facts *back = read_all(once, n, &rc);
        if (rc != 0 || cp_facts_count(back) != cp_facts_count(t))
            abort();
        char *twice = write_all(back, "tsv", &m);
        if (n != m || memcmp(once, twice, n) != 0)
            abort();
        free(write_all(t, "json", &m));
        free(write_all(t, "table", &m));
        cp_facts_drop_writer(t, "cp-allocate");
        cp_facts_free(back);
        free(once);
        free(twice);
    }
    cp_facts_free(t);
    return 0;
}
