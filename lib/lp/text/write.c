/* The writer of CPLEX-LP text: every column in the objective, in its order, so that a reader makes
 * the same program of it, but for rows of two sides, which are two; every number the shortest text
 * that reads back. */
#include "lp/model/model.h"
#include "lp/model/transpose.h"
#include "lp/text/scan.h"
#include "lp/text/text.h"
#include <errno.h>
#include <math.h>
#include <string.h>

struct writer {
    const struct cp_lp *m;
    struct cp_lp_view v;
    struct cp_lp_transpose rows;
    struct cp_names row_name, col_name;
    struct cp_str buf;
    size_t line_at; /* of buf: where the line starts */
};

enum { LINE = 100 };

/* Add `name` with `end` behind it, cut to what can be read again; where that is there already, with
 * the first number from k that makes it new. False: no memory. */
static bool add_name(struct cp_names *names, const char *name, const char *end, size_t k) {
    char behind[32], whole[CP_LP_NAME_SIZE];
    snprintf(behind, sizeof behind, "%s", end);
    for (size_t before = names->n;; k++) {
        size_t len = strlen(name), room = sizeof whole - 1 - strlen(behind);
        for (len = len < room ? len : room; len && ((unsigned char)name[len] & 0xc0) == 0x80;)
            len--; /* no part of a letter */
        snprintf(whole, sizeof whole, "%.*s%s", (int)len, name, behind);
        uint32_t id = cp_names_add(names, whole, strlen(whole));
        if (id == CP_NAME_NONE || id == before)
            return id == before;
        snprintf(behind, sizeof behind, "%s_%zu", end, k);
    }
}

/* Names of the format: of its letters, and none that reads as a number or a heading. */
static int name_all(struct writer *w, char kind, size_t n, struct cp_names *names,
                    struct cp_error *err) {
    char name[CP_LP_NAME_SIZE + 1];
    for (size_t k = 0; k < n; k++) {
        name[0] = '_';
        cp_lp_name(w->m, kind, k, name + 1);
        for (char *c = name + 1; *c; c++)
            if ((unsigned char)*c <= ' ' || strchr("+-*^[]:<>=\\", *c))
                *c = '_';
        bool exponent = strchr("eE", name[1]) && strchr("0123456789eE", name[2]);
        bool plain = !strchr("0123456789.", name[1]) && !exponent;
        plain &= !cp_lp_text_is_taken(name + 1);
        if (!name[1] || !add_name(names, plain ? name + 1 : name, "", k + 1))
            return cp_fail_nomem(err);
    }
    return 0;
}

static void new_line(struct writer *w) {
    cp_str_addc(&w->buf, '\n');
    w->line_at = w->buf.len;
}

static void put_term(struct writer *w, double value, const char *name) {
    if (w->buf.len - w->line_at > LINE)
        new_line(w);
    cp_str_add(&w->buf, value < 0 ? " - " : " + ");
    cp_str_add_number(&w->buf, fabs(value));
    cp_str_addc(&w->buf, ' ');
    cp_str_add(&w->buf, name);
}

static void put_number(struct writer *w, double x) {
    if (isinf(x))
        cp_str_add(&w->buf, x < 0 ? "-inf" : "inf");
    else
        cp_str_add_number(&w->buf, x);
}

static void put_objective(struct writer *w) {
    double sense = w->m->maximise ? -1 : 1;
    cp_str_add(&w->buf, w->m->maximise ? "Maximize\n objective:" : "Minimize\n objective:");
    for (size_t j = 0; j < w->v.ncol; j++)
        put_term(w, sense * w->v.cost[j], w->col_name.text[j]);
    if (w->v.constant != 0) {
        cp_str_add(&w->buf, sense * w->v.constant < 0 ? " - " : " + ");
        put_number(w, fabs(w->v.constant));
    }
    new_line(w);
}

/* One side of a row: ">=" or "<=" a number, or "=". */
static void put_side(struct writer *w, size_t i, const char *name, const char *relation,
                     double side) {
    cp_str_addf(&w->buf, " %s:", name);
    for (size_t q = w->rows.start[i]; q < w->rows.start[i + 1]; q++)
        put_term(w, w->rows.value[q], w->col_name.text[w->rows.col[q]]);
    if (w->rows.start[i] == w->rows.start[i + 1] && w->v.ncol)
        put_term(w, 0, w->col_name.text[0]);
    cp_str_addf(&w->buf, " %s ", relation);
    cp_str_add_number(&w->buf, isinf(side) ? copysign(1e30, side) : side); /* glpsol has no word */
    new_line(w);
}

/* The upper side of a row of two: names of rows are all there, so that one more is none of them. */
static const char *upper_name(struct writer *w, size_t i) {
    if (!add_name(&w->row_name, w->row_name.text[i], "_upper", 2)) {
        w->buf.oom = true;
        return "";
    }
    return w->row_name.text[w->row_name.n - 1];
}

/* Other readers take no row of two sides: it is two rows. */
static void put_row(struct writer *w, size_t i) {
    double lo = w->v.row_lower[i], up = w->v.row_upper[i];
    const char *name = w->row_name.text[i];
    bool range = lo < up && isfinite(lo) && isfinite(up);
    if (lo == up)
        put_side(w, i, name, "=", up);
    else if (range || !isfinite(up))
        put_side(w, i, name, ">=", lo);
    else
        put_side(w, i, name, "<=", up);
    if (range)
        put_side(w, i, upper_name(w, i), "<=", up);
}

static void put_bound(struct writer *w, size_t j) {
    double lo = w->v.lower[j], up = w->v.upper[j];
    const char *name = w->col_name.text[j];
    if (lo == 0 && up == CP_LP_INF)
        return;
    cp_str_addc(&w->buf, ' ');
    if (isinf(lo) && isinf(up)) {
        cp_str_addf(&w->buf, "%s free", name);
    } else if (lo == up) {
        cp_str_addf(&w->buf, "%s = ", name);
        put_number(w, lo);
    } else {
        put_number(w, lo);
        cp_str_addf(&w->buf, " <= %s", name);
        if (isfinite(up)) {
            cp_str_add(&w->buf, " <= ");
            put_number(w, up);
        }
    }
    new_line(w);
}

static void put_all(struct writer *w) {
    put_objective(w);
    cp_str_add(&w->buf, "Subject To\n");
    for (size_t i = 0; i < w->v.nrow; i++)
        put_row(w, i);
    cp_str_add(&w->buf, "Bounds\n");
    for (size_t j = 0; j < w->v.ncol; j++)
        put_bound(w, j);
    if (w->v.integer)
        cp_str_add(&w->buf, "Generals\n");
    for (size_t j = 0; j < w->v.ncol && w->v.integer; j++)
        if (w->v.integer[j])
            cp_str_addf(&w->buf, " %s\n", w->col_name.text[j]);
    cp_str_add(&w->buf, "End\n");
}

int cp_lp_write_lp(const struct cp_lp *m, FILE *out, struct cp_error *err) {
    if (!m->closed)
        return cp_fail(err, CP_EINTERNAL, "the model to write is still open");
    struct writer w = {.m = m, .v = cp_lp_view(m)};
    int rc = name_all(&w, 'r', m->nrow, &w.row_name, err);
    if (rc)
        goto out;
    rc = name_all(&w, 'c', m->ncol, &w.col_name, err);
    if (rc)
        goto out;
    rc = cp_lp_transpose_make(&w.v, &w.rows, err);
    if (rc)
        goto out;
    put_all(&w);
    if (w.buf.oom)
        rc = cp_fail_nomem(err);
    else if (fwrite(w.buf.s, 1, w.buf.len, out) != w.buf.len)
        rc = cp_fail(err, CP_EIO, "cannot write: %s", strerror(errno));
out:
    cp_str_release(&w.buf);
    cp_names_release(&w.row_name);
    cp_names_release(&w.col_name);
    cp_lp_transpose_release(&w.rows);
    return rc;
}
