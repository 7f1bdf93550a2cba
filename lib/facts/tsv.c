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
                       const size_t *col, size_t ncol, size_t from, size_t to) {
    char number[CP_NUMBER_SIZE];
    for (size_t row = from; row < to; row++) {
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

void cp_facts_tsv_head(const struct cp_names *columns, const size_t *col, size_t ncol, FILE *f) {
    for (size_t i = 0; i < ncol; i++)
        fprintf(f, "%s\t", columns->text[col[i]]);
    fputs("measure\tvalue\tunit\n", f);
}

int cp_facts_tsv_rows(const struct cp_facts *t, const size_t *col, size_t ncol, size_t from,
                      size_t to, FILE *f, struct cp_error *err) {
    struct cp_arena arena = {0};
    struct cp_span *span = cp_facts_spans(t, &arena);
    struct out *o = cp_realloc(NULL, 1, sizeof *o);
    int rc = span && o ? 0 : cp_fail_nomem(err);
    if (!rc) {
        o->f = f;
        o->n = 0;
        write_rows(t, o, span, col, ncol, from, to);
    }
    free(o);
    free(span);
    cp_arena_release(&arena);
    return rc;
}

static int write_tsv(const struct cp_facts *t, FILE *f, struct cp_error *err) {
    size_t ncol;
    size_t *col = cp_facts_shown(t, &ncol);
    int rc = col ? 0 : cp_fail_nomem(err);
    if (!rc) {
        cp_facts_tsv_head(&t->column_names, col, ncol, f);
        rc = cp_facts_tsv_rows(t, col, ncol, 0, t->n, f, err);
    }
    free(col);
    return rc;
}

const struct cp_facts_format cp_facts_tsv = {"tsv", write_tsv};
