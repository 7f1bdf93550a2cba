/* Any bytes as a fact stream. What is read is written, read and written again: the same bytes. Some
 * groups at a time it is read twice, and written as the whole is, or it is refused. */
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

/* How many facts all groups have; *whole: nothing was found. */
static size_t count_groups(struct cp_facts_groups *g, bool *whole) {
    size_t rows = 0;
    struct cp_facts *t;
    do {
        struct cp_error err = {0};
        *whole &= cp_facts_groups_next(g, &t, &err) == 0;
        rows += t ? cp_facts_count(t) : 0;
        cp_facts_free(t);
    } while (t);
    return rows;
}

/* `text` is what the whole stream is written as; NULL: it was refused. */
static void read_groups(const void *s, size_t n, const char *text, size_t length) {
    struct cp_facts_groups *g = cp_facts_groups_new();
    FILE *in = n ? fmemopen((void *)(uintptr_t)s, n, "r") : fopen("/dev/null", "r");
    struct cp_error err = {0};
    bool whole = true, again = true;
    if (!g || !in || cp_facts_groups_add(g, in, "fuzz", &err) != 0)
        abort();
    size_t rows = count_groups(g, &whole);
    if (whole && (!text || count_groups(g, &again) != rows || !again))
        abort();
    if (whole) {
        size_t size, none;
        char *made = NULL, *empty = NULL;
        FILE *out = open_memstream(&made, &size), *put = open_memstream(&empty, &none);
        struct cp_facts_aside *aside = put ? cp_facts_aside_new(put) : NULL;
        if (!out || !aside || cp_facts_aside_write(aside, g, false, out, &err) != 0)
            abort();
        fclose(out);
        fclose(put);
        if (size != length || memcmp(made, text, size) != 0)
            abort();
        cp_facts_aside_free(aside);
        free(made);
        free(empty);
    }
    cp_facts_groups_free(g);
    fclose(in);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    int rc, again;
    size_t n, m;
    struct cp_facts *t = read_all(data, size, &rc);
    if (rc == 0) {
        char *once = write_all(t, "tsv", &n);
        struct cp_facts *back = read_all(once, n, &again);
        if (again != 0 || cp_facts_count(back) != cp_facts_count(t))
            abort();
        char *twice = write_all(back, "tsv", &m);
        if (n != m || memcmp(once, twice, n) != 0)
            abort();
        read_groups(data, size, once, n);
        free(write_all(t, "json", &m));
        free(write_all(t, "table", &m));
        cp_facts_drop_writer(t, "cp-allocate");
        cp_facts_free(back);
        free(once);
        free(twice);
    }
    if (rc)
        read_groups(data, size, NULL, 0);
    cp_facts_free(t);
    return 0;
}
