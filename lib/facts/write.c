#include "facts/internal.h"
#include <errno.h>
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

static const char raw[] = "\t\n\r\\";

static const char *escape(struct cp_arena *a, const char *s, size_t len, size_t *outlen) {
    char *e = len > SIZE_MAX / 2 - 1 ? NULL : cp_arena_alloc(a, 2 * len + 1), *p = e;
    if (!e)
        return NULL;
    for (size_t i = 0; i < len; i++) {
        const char *q = memchr(raw, s[i], 4);
        if (q)
            *p++ = '\\';
        *p++ = q ? "tnr\\"[q - raw] : s[i];
    }
    *p = '\0';
    *outlen = (size_t)(p - e);
    return e;
}

struct cp_span *cp_facts_spans(const struct cp_facts *t, struct cp_arena *a) {
    struct cp_span *span = cp_calloc(t->names.n, sizeof *span);
    for (size_t i = 0; span && i < t->names.n; i++) {
        const char *s = t->names.text[i];
        span[i] = (struct cp_span){s, t->names.length[i]};
        if (s[strcspn(s, "\t\n\r\\")] == '\0')
            continue;
        span[i].s = escape(a, s, span[i].len, &span[i].len);
        if (!span[i].s) {
            free(span);
            return NULL;
        }
    }
    return span;
}

static bool used(const struct cp_facts *t, size_t col) {
    const struct cp_facts_column *c = &t->column[col];
    if (c->in_header || !c->id)
        return c->in_header;
    for (size_t i = 0; i < t->n; i++)
        if (c->id[i])
            return true;
    return false;
}

size_t *cp_facts_shown(const struct cp_facts *t, size_t *n) {
    size_t *col = cp_calloc(t->ncolumn, sizeof *col);
    *n = 0;
    for (size_t i = 0; col && i < t->ncolumn; i++)
        if (used(t, i))
            col[(*n)++] = i;
    return col;
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

int cp_facts_write(const struct cp_facts *t, FILE *out, enum cp_facts_format format,
                   struct cp_error *err) {
    errno = 0;
    int rc = format == CP_FACTS_JSON    ? cp_facts_write_json(t, out, err)
             : format == CP_FACTS_TABLE ? cp_facts_write_table(t, out, err)
                                        : write_tsv(t, out, err);
    if (rc == 0 && (fflush(out) != 0 || ferror(out)))
        return cp_fail(err, CP_EIO, "cannot write: %s", strerror(errno ? errno : EIO));
    return rc;
}
