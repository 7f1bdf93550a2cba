/* The MPS writer: free form, one entry a line, every number the shortest text that reads back. The
 * objective's constant travels as a column fixed at 1, because readers disagree on the sign of a
 * right-hand side of the objective. */
#include "lp/model/model.h"
#include "lp/mps/mps.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct writer {
    struct cp_lp_view v;
    const struct cp_lp *m; /* NULL: plain */
    bool maximise;
    FILE *out;
    struct cp_str buf;
    struct cp_names row, col;
    char row_buf[24], col_buf[24];
    bool failed;
};

static const char *row_name(struct writer *w, size_t i) {
    if (w->m)
        return w->row.text[i];
    snprintf(w->row_buf, sizeof w->row_buf, "r%zu", i + 1);
    return w->row_buf;
}

static const char *col_name(struct writer *w, size_t j) {
    if (w->m)
        return w->col.text[j];
    snprintf(w->col_buf, sizeof w->col_buf, "c%zu", j + 1);
    return w->col_buf;
}

/* Plain: readers differ on whether a second row of type N is a row. */
static bool skips(const struct writer *w, size_t i) {
    return !w->m && isinf(w->v.row_lower[i]) && isinf(w->v.row_upper[i]);
}

static void flush(struct writer *w) {
    if (w->buf.len && fwrite(w->buf.s, 1, w->buf.len, w->out) != w->buf.len)
        w->failed = true;
    cp_str_reset(&w->buf);
}

static void put(struct writer *w, const char *kind, const char *a, const char *b, double x,
                bool value) {
    cp_str_addc(&w->buf, ' ');
    if (kind) {
        cp_str_add(&w->buf, kind);
        cp_str_addc(&w->buf, ' ');
    }
    cp_str_add(&w->buf, a);
    if (b) {
        cp_str_addc(&w->buf, ' ');
        cp_str_add(&w->buf, b);
    }
    if (value) {
        cp_str_addc(&w->buf, ' ');
        cp_str_add_number(&w->buf, x);
    }
    cp_str_addc(&w->buf, '\n');
    if (w->buf.len > 60000)
        flush(w);
}

/* A name free MPS can carry: no blanks, no leading $. Two rows or two columns of one name are an
 * error. */
static int name_all(struct writer *w, char kind, size_t n, struct cp_names *names,
                    struct cp_error *err) {
    char name[CP_LP_NAME_SIZE];
    for (size_t k = 0; k < n; k++) {
        cp_lp_name(w->m, kind, k, name);
        for (char *c = name; *c; c++)
            if ((unsigned char)*c <= ' ')
                *c = '_';
        if (name[0] == '$')
            name[0] = '_';
        uint32_t id = *name ? cp_names_add(names, name, strlen(name)) : CP_NAME_NONE;
        if (id == CP_NAME_NONE)
            return cp_fail_nomem(err);
        if (id != k)
            return cp_fail(err, CP_EINPUT, "two %s are called '%s': cannot write them as MPS",
                           kind == 'c' ? "columns" : "rows", name);
    }
    return 0;
}

/* `want`, with underscores until no other has the name. */
static const char *fresh_name(struct cp_names *names, const char *want, char *buf, size_t size) {
    size_t len = (size_t)snprintf(buf, size, "%s", want);
    for (; cp_names_find(names, buf) != CP_NAME_NONE && len + 1 < size; len++)
        memcpy(buf + len, "_", 2);
    return buf;
}

static char row_type(double lo, double up) {
    if (isinf(lo))
        return isinf(up) ? 'N' : 'L';
    return lo == up ? 'E' : 'G';
}

static bool is_integer(const struct cp_lp_view *v, size_t j) {
    return v->integer && v->integer[j];
}

static void write_rows(struct writer *w, const char *objective) {
    cp_str_add(&w->buf, "ROWS\n");
    put(w, "N", objective, NULL, 0, false);
    for (size_t i = 0; i < w->v.nrow; i++) {
        if (skips(w, i))
            continue;
        char type[2] = {row_type(w->v.row_lower[i], w->v.row_upper[i]), '\0'};
        put(w, type, row_name(w, i), NULL, 0, false);
    }
}

static void write_columns(struct writer *w, const char *objective, const char *constant) {
    const struct cp_lp_view *v = &w->v;
    double sense = w->maximise ? -1 : 1;
    bool integer = false;
    cp_str_add(&w->buf, "COLUMNS\n");
    for (size_t j = 0; j < v->ncol; j++) {
        if (is_integer(v, j) != integer) {
            integer = is_integer(v, j);
            put(w, NULL, "MARKER 'MARKER'", integer ? "'INTORG'" : "'INTEND'", 0, false);
        }
        if (v->cost[j] != 0 || !w->m || v->start[j] == v->start[j + 1])
            put(w, NULL, col_name(w, j), objective, sense * v->cost[j], true);
        for (size_t p = v->start[j]; p < v->start[j + 1]; p++)
            if (!skips(w, v->row[p]))
                put(w, NULL, col_name(w, j), row_name(w, v->row[p]), v->value[p], true);
    }
    if (integer)
        put(w, NULL, "MARKER 'MARKER'", "'INTEND'", 0, false);
    if (v->constant != 0)
        put(w, NULL, constant, objective, sense * v->constant, true);
}

/* The range of a row is lo..lo+R as its reader computes it: R is the double that gives `up` back,
 * where there is one. */
static double range_of(double lo, double up) {
    double r = up - lo, down = r, higher = r;
    for (int k = 0; k < 4; k++) {
        if (lo + higher == up)
            return higher;
        if (lo + down == up)
            return down;
        higher = nextafter(higher, CP_LP_INF);
        down = nextafter(down, 0);
    }
    return r;
}

static void write_sides(struct writer *w) {
    const struct cp_lp_view *v = &w->v;
    cp_str_add(&w->buf, "RHS\n");
    for (size_t i = 0; i < v->nrow; i++) {
        double side = isinf(v->row_lower[i]) ? v->row_upper[i] : v->row_lower[i];
        if (isfinite(side) && side != 0)
            put(w, NULL, "RHS", row_name(w, i), side, true);
    }
    cp_str_add(&w->buf, "RANGES\n");
    for (size_t i = 0; i < v->nrow; i++) {
        double lo = v->row_lower[i], up = v->row_upper[i];
        if (isfinite(lo) && isfinite(up) && lo < up)
            put(w, NULL, "RANGE", row_name(w, i), range_of(lo, up), true);
    }
}

static void write_bounds(struct writer *w, const char *constant) {
    const struct cp_lp_view *v = &w->v;
    cp_str_add(&w->buf, "BOUNDS\n");
    for (size_t j = 0; j < v->ncol; j++) {
        double lo = v->lower[j], up = v->upper[j];
        const char *name = col_name(w, j);
        if (lo == up) {
            put(w, "FX BOUND", name, NULL, lo, true);
            continue;
        }
        if (isinf(lo) && isinf(up)) {
            put(w, "FR BOUND", name, NULL, 0, false);
            continue;
        }
        if (isinf(lo))
            put(w, "MI BOUND", name, NULL, 0, false);
        else if (lo != 0)
            put(w, "LO BOUND", name, NULL, lo, true);
        if (isfinite(up))
            put(w, "UP BOUND", name, NULL, up, true);
        else if (is_integer(v, j))
            put(w, "PL BOUND", name, NULL, 0, false);
    }
    if (v->constant != 0)
        put(w, "FX BOUND", constant, NULL, 1, true);
}

/* FREE in the first line tells those readers that would take it for the fixed form. */
static int write_all(struct writer *w, const char *objective, const char *constant,
                     struct cp_error *err) {
    cp_str_add(&w->buf, "NAME capplan FREE\n");
    if (w->maximise)
        cp_str_add(&w->buf, "OBJSENSE\n MAX\n");
    write_rows(w, objective);
    write_columns(w, objective, constant);
    write_sides(w);
    write_bounds(w, constant);
    cp_str_add(&w->buf, "ENDATA\n");
    if (w->buf.oom)
        return cp_fail_nomem(err);
    flush(w);
    return w->failed ? cp_fail(err, CP_EIO, "cannot write: %s", strerror(errno)) : 0;
}

int cp_lp_write_mps(const struct cp_lp *m, FILE *out, struct cp_error *err) {
    char objective[CP_LP_NAME_SIZE], constant[CP_LP_NAME_SIZE];
    if (!m->closed)
        return cp_fail(err, CP_EINTERNAL, "the model to write is still open");
    struct writer w = {.v = cp_lp_view(m), .m = m, .maximise = m->maximise, .out = out};
    int rc = name_all(&w, 'r', m->nrow, &w.row, err);
    if (rc)
        goto out;
    rc = name_all(&w, 'c', m->ncol, &w.col, err);
    if (rc)
        goto out;
    fresh_name(&w.row, "objective", objective, sizeof objective);
    fresh_name(&w.col, "constant", constant, sizeof constant);
    rc = write_all(&w, objective, constant, err);
out:
    cp_str_release(&w.buf);
    cp_names_release(&w.row);
    cp_names_release(&w.col);
    return rc;
}

int cp_lp_write_plain_mps(const struct cp_lp_view *v, FILE *out, struct cp_error *err) {
    struct writer w = {.v = *v, .out = out};
    w.v.constant = 0;
    int rc = write_all(&w, "obj", "one", err);
    cp_str_release(&w.buf);
    return rc;
}
