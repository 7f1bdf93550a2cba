#include "facts/reader.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Facts set aside until all are there, as only then it is known which columns are shown. The file
 * has the rows of one table after those of another, each with the columns that these rows have. */

/* The rows of one table. */
struct part {
    size_t rows, ncol, first; /* its columns stand in `col` from the first on */
    off_t at;
};

struct cp_facts_aside {
    FILE *file;
    struct part *part;
    size_t npart, part_cap;
    size_t *col, ncol, col_cap;
};

struct cp_facts_aside *cp_facts_aside_new(FILE *file) {
    struct cp_facts_aside *a = cp_calloc(1, sizeof *a);
    if (a)
        a->file = file;
    return a;
}

void cp_facts_aside_free(struct cp_facts_aside *a) {
    if (!a)
        return;
    free(a->part);
    free(a->col);
    free(a);
}

static int fail(const char *what, struct cp_error *err) {
    return cp_fail(err, CP_EIO, "cannot %s a temporary file: %s", what,
                   strerror(errno ? errno : EIO));
}

int cp_facts_aside_put_rows(struct cp_facts_aside *a, const struct cp_facts *t, size_t from,
                            size_t to, size_t *number, struct cp_error *err) {
    struct part part = {to - from, 0, a->ncol, ftello(a->file)};
    if (part.at < 0)
        return fail("write", err);
    for (size_t c = 0; c < t->ncolumn; c++) {
        size_t row = from;
        while (row < to && !cp_facts_id(t, row, c))
            row++;
        if (row == to)
            continue;
        if (!cp_grow(&a->col, &a->col_cap, a->ncol, sizeof *a->col))
            return cp_fail_nomem(err);
        a->col[a->ncol++] = c;
        part.ncol++;
    }
    if (!cp_grow(&a->part, &a->part_cap, a->npart, sizeof *a->part))
        return cp_fail_nomem(err);
    *number = a->npart;
    a->part[a->npart++] = part;
    errno = 0;
    int rc = cp_facts_tsv_rows(t, a->col + part.first, part.ncol, from, to, a->file, err);
    return rc ? rc : ferror(a->file) ? fail("write", err) : 0;
}

int cp_facts_aside_put(struct cp_facts_aside *a, const struct cp_facts *t, struct cp_error *err) {
    size_t from = 0, number;
    while (from < t->n && !cp_facts_is_own(t, from))
        from++;
    return cp_facts_aside_put_rows(a, t, from, t->n, &number, err);
}

/* ---- all of it ---------------------------------------------------------------------------- */

struct shown {
    size_t *col, n;
    FILE *out;
};

/* One row: its fields, in the columns that are shown, with '-' where it has none. */
static void copy_row(const struct cp_facts_aside *a, const struct part *p, const struct shown *s,
                     const char *line, size_t length) {
    size_t k = 0;
    for (size_t i = 0; i < s->n; i++) {
        if (k == p->ncol || a->col[p->first + k] != s->col[i]) {
            fwrite("-\t", 1, 2, s->out);
            continue;
        }
        const char *tab = memchr(line, '\t', length);
        size_t field = (size_t)(tab + 1 - line);
        fwrite(line, 1, field, s->out);
        line += field;
        length -= field;
        k++;
    }
    fwrite(line, 1, length, s->out);
}

/* The n parts in their order; NULL: all of them, one after the other. */
static int copy_aside(struct cp_facts_aside *a, const size_t *part, size_t n, const struct shown *s,
                      struct cp_error *err) {
    char *line = NULL;
    size_t size = 0;
    int rc = 0;
    errno = 0;
    if (fflush(a->file) != 0)
        return fail("write", err);
    for (size_t i = 0; i < n && !rc; i++) {
        const struct part *p = &a->part[part ? part[i] : i];
        if (p->at != ftello(a->file) && fseeko(a->file, p->at, SEEK_SET) != 0)
            rc = fail("read", err);
        for (size_t row = 0; row < p->rows && !rc; row++) {
            ssize_t length = getline(&line, &size, a->file);
            if (length < 0)
                rc = fail("read", err);
            else
                copy_row(a, p, s, line, (size_t)length);
        }
    }
    free(line);
    return rc;
}

int cp_facts_aside_write_parts(struct cp_facts_aside *a, const struct cp_facts_groups *g,
                               const size_t *part, size_t n, FILE *out, struct cp_error *err) {
    struct shown s = {cp_calloc(g->columns.n, sizeof *s.col), 0, out};
    bool *used = cp_calloc(g->columns.n, sizeof *used);
    int rc = s.col && used ? 0 : cp_fail_nomem(err);
    for (size_t i = 0; i < n && !rc; i++)
        for (size_t k = 0; k < a->part[part[i]].ncol; k++)
            used[a->col[a->part[part[i]].first + k]] = true;
    for (size_t c = 0; c < g->columns.n && !rc; c++)
        if (used[c])
            s.col[s.n++] = c;
    if (!rc) {
        cp_facts_tsv_head(&g->columns, s.col, s.n, out);
        rc = copy_aside(a, part, n, &s, err);
    }
    free(used);
    free(s.col);
    if (!rc && (fflush(out) != 0 || ferror(out)))
        rc = cp_fail(err, CP_EIO, "cannot write: %s", strerror(errno ? errno : EIO));
    return rc;
}

static int copy_groups(struct cp_facts_groups *g, const struct shown *s, struct cp_error *err) {
    for (;;) {
        struct cp_facts *t;
        int rc = cp_facts_groups_next(g, &t, err);
        if (!t)
            return rc;
        if (!rc)
            rc = cp_facts_tsv_rows(t, s->col, s->n, 0, t->n, s->out, err);
        cp_facts_free(t);
        if (rc)
            return rc;
    }
}

int cp_facts_aside_write(struct cp_facts_aside *a, struct cp_facts_groups *g, bool only, FILE *out,
                         struct cp_error *err) {
    struct shown s = {cp_calloc(g->columns.n, sizeof *s.col), 0, out};
    bool *used = cp_calloc(g->columns.n, sizeof *used);
    int rc = s.col && used ? 0 : cp_fail_nomem(err);
    for (size_t i = 0; i < a->ncol && !rc; i++)
        used[a->col[i]] = true;
    for (size_t c = 0; c < g->columns.n && !rc; c++)
        if (used[c] || (!only && (c >= CP_DIM_COUNT || g->in_header[c])))
            s.col[s.n++] = c;
    if (!rc) {
        cp_facts_tsv_head(&g->columns, s.col, s.n, out);
        rc = only ? 0 : copy_groups(g, &s, err);
    }
    if (!rc)
        rc = copy_aside(a, NULL, a->npart, &s, err);
    free(used);
    free(s.col);
    if (!rc && (fflush(out) != 0 || ferror(out)))
        rc = cp_fail(err, CP_EIO, "cannot write: %s", strerror(errno ? errno : EIO));
    return rc;
}
