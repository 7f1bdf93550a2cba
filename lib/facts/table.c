#include "facts/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The table for a terminal: columns aligned, values to the right with thousands apart and rounded
 * to six figures. What is exact is the TSV. */

/* Code points that take two cells, and none; enough of UAX 11 for names and labels. */
static const struct {
    uint32_t from, to;
    int width;
} widths[] = {{0x300, 0x36f, 0},   {0x200b, 0x200f, 0},   {0xfe00, 0xfe0f, 0},
              {0x1100, 0x115f, 2}, {0x2e80, 0xa4cf, 2},   {0xac00, 0xd7a3, 2},
              {0xf900, 0xfaff, 2}, {0xfe30, 0xfe6f, 2},   {0xff00, 0xff60, 2},
              {0xffe0, 0xffe6, 2}, {0x1f300, 0x1faff, 2}, {0x20000, 0x3fffd, 2}};

static size_t width_of(uint32_t point) {
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++)
        if (point >= widths[i].from && point <= widths[i].to)
            return (size_t)widths[i].width;
    return 1;
}

static size_t display_width(const char *s, size_t len) {
    size_t width = 0;
    for (size_t i = 0; i < len;) {
        unsigned char c = (unsigned char)s[i++];
        if (c < 0x80) {
            width++;
            continue;
        }
        uint32_t point = c >= 0xf0 ? c & 7u : c >= 0xe0 ? c & 15u : c & 31u;
        while (i < len && ((unsigned char)s[i] & 0xc0) == 0x80)
            point = point << 6 | ((unsigned char)s[i++] & 63u);
        width += width_of(point);
    }
    return width;
}

static void put_cell(FILE *out, const char *s, size_t len, size_t pad) {
    for (size_t i = 0; i < len; i++) {
        /* a terminal obeys control bytes: they are shown as '?' */
        unsigned char c = (unsigned char)s[i];
        putc(c < 0x20 || c == 0x7f ? '?' : c, out);
    }
    fprintf(out, "%*s", (int)pad, "");
}

enum { SHOWN_SIZE = 64 };

/* "1,234,567.8": at most six figures but every whole one, thousands apart. */
static size_t show_number(char buf[SHOWN_SIZE], double x) {
    char plain[CP_NUMBER_SIZE];
    double size = fabs(x);
    if (isfinite(x) && size > 0 && size < 1e15) {
        int decimals = 5 - (int)floor(log10(size));
        double scale = pow(10, decimals > 0 ? decimals : 0);
        double rounded = nearbyint(x * scale) / scale;
        if (isfinite(rounded) && scale <= 1e22)
            x = rounded;
    }
    size_t len = cp_number_format(plain, x), n = 0, i = 0;
    size_t whole = strspn(plain, "-0123456789");
    if (isnan(x) || strchr(plain, 'e')) {
        memcpy(buf, plain, len + 1);
        return len;
    }
    if (plain[0] == '-')
        buf[n++] = plain[i++];
    for (; i < len; i++) {
        buf[n++] = plain[i];
        if (i + 1 < whole && (whole - i - 1) % 3 == 0)
            buf[n++] = ',';
    }
    buf[n] = '\0';
    return n;
}

struct shape {
    size_t *col, ncol, *width; /* width[ncol..]: measure, value, unit */
    struct cp_span *span;
    size_t *span_width;
};

static size_t most(size_t a, size_t b) {
    return a > b ? a : b;
}

static void measure_columns(const struct cp_facts *t, struct shape *s) {
    char buf[SHOWN_SIZE];
    static const char *const own[] = {"measure", "value", "unit"};
    size_t n = s->ncol;
    for (size_t i = 0; i < t->names.n; i++)
        s->span_width[i] = display_width(s->span[i].s, s->span[i].len);
    for (size_t i = 0; i < n; i++) {
        const char *name = t->column[s->col[i]].name;
        s->width[i] = display_width(name, strlen(name));
        for (size_t row = 0; row < t->n; row++)
            s->width[i] = most(s->width[i], s->span_width[cp_facts_id(t, row, s->col[i])]);
    }
    for (size_t k = 0; k < 3; k++)
        s->width[n + k] = strlen(own[k]);
    for (size_t row = 0; row < t->n; row++) {
        s->width[n] = most(s->width[n], s->span_width[t->measure[row]]);
        s->width[n + 1] = most(s->width[n + 1], show_number(buf, t->row[row].value));
    }
}

static void put_rows(const struct cp_facts *t, const struct shape *s, FILE *out) {
    char buf[SHOWN_SIZE];
    size_t n = s->ncol;
    for (size_t i = 0; i < n; i++) {
        const char *name = t->column[s->col[i]].name;
        size_t len = strlen(name);
        put_cell(out, name, len, s->width[i] - display_width(name, len) + 2);
    }
    fprintf(out, "%-*s  %*s  unit\n", (int)s->width[n], "measure", (int)s->width[n + 1], "value");
    for (size_t row = 0; row < t->n; row++) {
        for (size_t i = 0; i <= n; i++) {
            uint32_t id = i < n ? cp_facts_id(t, row, s->col[i]) : t->measure[row];
            put_cell(out, s->span[id].s, s->span[id].len, s->width[i] - s->span_width[id] + 2);
        }
        show_number(buf, t->row[row].value);
        fprintf(out, "%*s  ", (int)s->width[n + 1], buf);
        const struct cp_span *unit = &s->span[t->unit[row]];
        put_cell(out, unit->s, unit->len, 0);
        putc('\n', out);
    }
}

static int write_table(const struct cp_facts *t, FILE *out, struct cp_error *err) {
    struct cp_arena arena = {0};
    struct shape s = {0};
    int rc = 0;
    s.col = cp_facts_shown(t, &s.ncol);
    s.span = cp_facts_spans(t, &arena);
    s.width = cp_calloc(s.ncol + 3, sizeof *s.width);
    s.span_width = cp_calloc(t->names.n, sizeof *s.span_width);
    if (!s.col || !s.span || !s.width || !s.span_width) {
        rc = cp_fail_nomem(err);
        goto out;
    }
    measure_columns(t, &s);
    put_rows(t, &s, out);
out:
    free(s.col);
    free(s.span);
    free(s.width);
    free(s.span_width);
    cp_arena_release(&arena);
    return rc;
}

const struct cp_facts_format cp_facts_table = {"table", write_table};
