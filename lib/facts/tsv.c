#include "facts/internal.h"
#include <stdlib.h>
#include <string.h>

struct out {
    FILE *f;
    size_t n;
    char buf[1 << 16];
};

static void flush(struct out *o) {
    fwrite(o->buf, 1, o->n, o->f);
    o->n = 0;
}

static inline void put(struct out *o, const char *s, size_t len, char after) {
    if (len >= sizeof o->buf - o->n) {
        flush(o);
        if (len >= sizeof o->buf) {
            fwrite(s, 1, len, o->f);
            len = 0;
        }
    }
    memcpy(o->buf + o->n, s, len);
    o->n += len;
    o->buf[o->n++] = after;
}

static void write_rows(const struct cp_facts *t, struct out *o, const struct cp_span *span,
                       const size_t *col, size_t ncol) {
    char number[CP_NUMBER_SIZE];
    for (size_t i = 0; i < ncol; i++)
        put(o, t->column[col[i]].name, strlen(t->column[col[i]].name), '\t');
    put(o, "measure\tvalue\tunit", 18, '\n');
    for (size_t row = 0; row < t->n; row++) {
        for (size_t i = 0; i < ncol; i++) {
            const struct cp_span *s = &span[cp_facts_id(t, row, col[i])];
            put(o, s->s, s->len, '\t');
        }
        const struct cp_span *m = &span[t->measure[row]], *u = &span[t->unit[row]];
        put(o, m->s, m->len, '\t');
        const struct cp_facts_row *r = &t->row[row];
        if (r->text)
            put(o, r->text, r->text_len, '\t');
        else
            put(o, number, cp_number_format(number, r->value), '\t');
        put(o, u->s, u->len, '\n');
    }
    flush(o);
}

static int write_tsv(const struct cp_facts *t, FILE *f, struct cp_error *err) {
    struct cp_arena arena = {0};
    size_t ncol;
    size_t *col = cp_facts_shown(t, &ncol);
    struct cp_span *span = cp_facts_spans(t, &arena);
    struct out *o = cp_realloc(NULL, 1, sizeof *o);
    int rc = 0;
    if (!col || !span || !o) {
        rc = cp_fail_nomem(err);
        goto out;
    }
    o->f = f;
    o->n = 0;
    write_rows(t, o, span, col, ncol);
out:
    free(o);
    free(span);
    free(col);
    cp_arena_release(&arena);
    return rc;
}

const struct cp_facts_format cp_facts_tsv = {"tsv", write_tsv};
