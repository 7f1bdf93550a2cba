#include "facts/reader.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Lines of a stream into rows of a table. A field that equals the one above it, the commonest case,
 * needs no look-up. */

enum { FIELD_VALUE = -1, FIELD_UNIT = -2, FIELD_MEASURE = -3 };

/* ---- fields ------------------------------------------------------------------------------ */

static struct cp_pos pos_of(const struct cp_facts_reader *r, const char *start, const char *at) {
    return (struct cp_pos){r->file, r->line, (unsigned)(at - start) + 1};
}

/* 1: ends a run of ordinary bytes. */
static const unsigned char special[256] = {['\t'] = 1, ['\n'] = 1, ['\\'] = 1, ['\0'] = 1};

/* Split the line at s into r->field, at most `room` of them. Returns the count of fields, and the
 * start of the next line; 0 after a finding. */
static size_t split(struct cp_facts_reader *r, const char *s, size_t room, const char **next) {
    const char *start = s, *line = s;
    size_t n = 0;
    bool escaped = false, binary = false;
    for (;;) {
        while (!special[(unsigned char)*s])
            s++;
        if (*s == '\\') {
            escaped = true;
            s += 1 + (s[1] == '\\');
            continue;
        }
        if (*s == '\0') {
            binary = true;
            s++;
            continue;
        }
        const char *stop = s;
        if (*s == '\n' && stop > start && stop[-1] == '\r')
            stop--;
        if (n < room)
            r->field[n] = (struct cp_facts_field){start, (uint32_t)(stop - start), escaped};
        n++;
        if (s - start > INT32_MAX)
            binary = true;
        if (*s++ == '\n')
            break;
        start = s;
        escaped = false;
    }
    *next = s;
    if (!binary)
        return n;
    cp_fail_at(r->err, CP_EINPUT, pos_of(r, line, line),
               "a NUL byte: this is not text with tabs between its fields");
    return 0;
}

/* The number of the text of a field, escapes resolved. */
static int intern(struct cp_facts_reader *r, const char *start, size_t col, const char *empty,
                  uint32_t *id) {
    static const char letters[] = "tnr\\";
    const struct cp_facts_field *f = &r->field[col];
    const char *s = f->s;
    size_t len = f->len;
    if (len == 0) {
        s = empty;
        len = 1;
    }
    if (f->escaped) {
        cp_str_reset(&r->scratch);
        for (size_t i = 0; i < f->len; i++) {
            char c = f->s[i];
            if (c == '\\') {
                c = i + 1 < f->len ? f->s[++i] : '\0';
                const char *p = c ? strchr(letters, c) : NULL;
                if (!p)
                    return cp_fail_at(r->err, CP_EINPUT, pos_of(r, start, f->s + i),
                                      "column %s: a backslash starts one of \\t \\n \\r \\\\ only",
                                      r->name[col]);
                c = "\t\n\r\\"[p - letters];
            }
            cp_str_addc(&r->scratch, c);
        }
        s = r->scratch.s;
        len = r->scratch.len;
    }
    *id = r->scratch.oom ? (uint32_t)CP_NAME_NONE : cp_names_add(&r->t->names, s, len);
    return *id == CP_NAME_NONE ? cp_fail_nomem(r->err) : 0;
}

/* ---- header ------------------------------------------------------------------------------ */

static int header_column(struct cp_facts_reader *r, const char *start, size_t i) {
    const struct cp_facts_field *f = &r->field[i];
    struct cp_pos pos = pos_of(r, start, f->s);
    bool marked = cp_byte_order_mark(f->s, f->len) > 0;
    if (f->len == 0 || f->escaped || marked)
        return cp_fail_at(r->err, CP_EINPUT, pos, "column %zu of the header has %s", i + 1,
                          marked   ? "a byte order mark in its name"
                          : f->len ? "a backslash in its name"
                                   : "no name");
    size_t before = r->header.n;
    uint32_t id = cp_names_add(&r->header, f->s, f->len);
    if (id == CP_NAME_NONE)
        return cp_fail_nomem(r->err);
    r->name[i] = r->header.text[id];
    if (r->header.n == before)
        return cp_fail_at(r->err, CP_EINPUT, pos, "column '%.60s' stands twice in the header",
                          r->name[i]);
    static const char *const own[] = {"value", "unit", "measure"};
    for (size_t k = 0; k < 3; k++)
        if (strcmp(r->name[i], own[k]) == 0) {
            r->meaning[i] = -1 - (long)k;
            return 0;
        }
    size_t col = cp_facts_column_of(r->t, f->s, f->len);
    if (col == SIZE_MAX || !cp_facts_column_use(r->t, col))
        return cp_fail_nomem(r->err);
    r->t->column[col].in_header = true;
    r->meaning[i] = (long)col;
    return 0;
}

static int header_complete(struct cp_facts_reader *r) {
    static const char *const own[] = {"value", "unit", "measure"};
    int rc = 0;
    for (long k = 0; k < 3; k++) {
        size_t i = 0;
        while (i < r->ncol && r->meaning[i] != -1 - k)
            i++;
        if (i < r->ncol)
            continue;
        const char *near = cp_nearest(own[k], r->name, r->ncol);
        struct cp_pos pos = {r->file, r->line, 0};
        if (near)
            rc = cp_fail_at(r->err, CP_EINPUT, pos,
                            "the header has no column '%s' (is '%.60s' meant?)", own[k], near);
        else
            rc = cp_fail_at(r->err, CP_EINPUT, pos,
                            "the header has no column '%s'; wanted: dimensions, measure, value, "
                            "unit, with tabs between",
                            own[k]);
    }
    return rc;
}

int cp_facts_reader_header(struct cp_facts_reader *r, const char *s, const char **next) {
    size_t room = 1;
    s += cp_byte_order_mark(s, strnlen(s, 3)); /* from a spreadsheet */
    r->line = 1;
    for (const char *p = s; *p != '\n'; p++)
        room += *p == '\t';
    r->field = cp_calloc(room, sizeof *r->field);
    r->above = cp_calloc(room, sizeof *r->above);
    r->id = cp_calloc(room, sizeof *r->id);
    r->meaning = cp_calloc(room, sizeof *r->meaning);
    r->name = cp_calloc(room, sizeof *r->name);
    if (!r->field || !r->above || !r->id || !r->meaning || !r->name)
        return cp_fail_nomem(r->err);
    r->ncol = split(r, s, room, next);
    if (r->ncol == 0)
        return CP_EINPUT;
    int rc = 0;
    for (size_t i = 0; i < r->ncol; i++) {
        int got = header_column(r, s, i);
        rc = got ? got : rc;
    }
    return rc ? rc : header_complete(r);
}

/* ---- rows -------------------------------------------------------------------------------- */

static int bad_value(struct cp_facts_reader *r, const char *start, const struct cp_facts_field *f) {
    return cp_fail_at(r->err, CP_EINPUT, pos_of(r, start, f->s),
                      "column value: '%.*s' is not a number; wanted one like 1234.5, or NA",
                      (int)(f->len < 60 ? f->len : 60), f->s);
}

static int read_value(struct cp_facts_reader *r, const char *start, const struct cp_facts_field *f,
                      struct cp_facts_row *row) {
    row->line = r->line;
    row->col = (uint32_t)(f->s - start) + 1;
    row->source = r->source;
    row->value = NAN;
    if (f->len == 0 || (f->len == 2 && f->s[0] == 'N' && f->s[1] == 'A'))
        return 0;
    size_t used;
    if (f->s[0] == 'N' || cp_number_parse(f->s, f->len, &row->value, &used) != 0 || used != f->len)
        return bad_value(r, start, f);
    row->text = f->s;
    row->text_len = f->len;
    return 0;
}

/* Series without a calendar number their periods. Six digits are not taken for a number: they
 * are a month without its hyphen. */
static bool is_number_of_period(const char *text, size_t len) {
    return len <= 5 && strspn(text, "0123456789") == len;
}

static int check_period(struct cp_facts_reader *r, const char *start, size_t i, uint32_t id) {
    struct cp_period p;
    const char *text = r->t->names.text[id];
    if (id == 0 || cp_period_parse_any(text, r->t->names.length[id], &p) == 0 ||
        is_number_of_period(text, r->t->names.length[id]))
        return 0;
    return cp_fail_at(r->err, CP_EINPUT, pos_of(r, start, r->field[i].s),
                      "column %s: '%.60s' is not a period; wanted 2027, 2027-Q1, 2027-03, "
                      "2027-W11, 2027-03-14, 2027-03-14T05, 2027-03-14T05:30 or a plain number",
                      r->name[i], text);
}

/* One name of a row; the one above it serves when the texts are equal. */
static int read_name(struct cp_facts_reader *r, const char *start, size_t i) {
    const struct cp_facts_field *f = &r->field[i], *a = &r->above[i];
    if (a->s && f->len == a->len && memcmp(f->s, a->s, f->len) == 0)
        return 0;
    long m = r->meaning[i];
    uint32_t id = CP_NAME_NONE;
    int rc = intern(r, start, i, m == FIELD_UNIT ? "1" : "-", &id);
    if (rc)
        return rc;
    if (m == FIELD_MEASURE && id == 0)
        return cp_fail_at(r->err, CP_EINPUT, pos_of(r, start, f->s), "column measure is empty");
    if ((m == (long)CP_PERIOD || m == (long)CP_VINTAGE) && check_period(r, start, i, id) != 0)
        return CP_EINPUT;
    r->id[i] = id;
    r->above[i] = *f;
    return 0;
}

static int read_row(struct cp_facts_reader *r, const char *start) {
    struct cp_facts *t = r->t;
    struct cp_facts_row *row = &t->row[t->n];
    uint32_t measure = 0, unit = 0;
    unsigned unit_col = 0;
    int rc = 0, got;
    *row = (struct cp_facts_row){0};
    for (size_t i = 0; i < r->ncol; i++) {
        long m = r->meaning[i];
        got = m == FIELD_VALUE ? read_value(r, start, &r->field[i], row) : read_name(r, start, i);
        if (got) {
            rc = got;
        } else if (m == FIELD_MEASURE) {
            measure = r->id[i];
        } else if (m == FIELD_UNIT) {
            unit = r->id[i];
            unit_col = (unsigned)(r->field[i].s - start) + 1;
        } else if (m >= 0) {
            t->column[m].id[t->n] = r->id[i];
        }
    }
    if (rc)
        return rc;
    if (measure != r->good_measure || unit != r->good_unit) {
        struct cp_pos pos = {r->file, r->line, unit_col};
        if ((rc = cp_facts_check_unit(t, measure, unit, pos, r->err)) != 0)
            return rc;
        r->good_measure = measure;
        r->good_unit = unit;
    }
    t->measure[t->n] = measure;
    t->unit[t->n] = unit;
    t->n++;
    return 0;
}

int cp_facts_reader_line(struct cp_facts_reader *r, const char *s, const char **next) {
    int rc = CP_EINPUT;
    r->line++;
    size_t n = split(r, s, r->ncol, next);
    if (n == r->ncol)
        rc = read_row(r, s);
    else if (n)
        cp_fail_at(r->err, CP_EINPUT, (struct cp_pos){r->file, r->line, 0},
                   "%zu field%s where the header has %zu", n, n == 1 ? "" : "s", r->ncol);
    if (rc)
        cp_facts_clear_next(r->t);
    return rc;
}

void cp_facts_reader_forget(struct cp_facts_reader *r) {
    if (r->above)
        memset(r->above, 0, r->ncol * sizeof *r->above);
    r->good_measure = r->good_unit = 0;
}

void cp_facts_reader_release(struct cp_facts_reader *r) {
    free(r->field);
    free(r->above);
    free(r->id);
    free(r->meaning);
    free(r->name);
    cp_names_release(&r->header);
    cp_str_release(&r->scratch);
}
