#include "facts/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The table for a terminal: columns aligned, values to the right with thousands apart and rounded
 * to six figures. What is exact is the TSV. */

static void put_cell(FILE *out, struct cp_span s, size_t pad) {
    fwrite(s.s, 1, s.len, out);
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
    struct cp_span *head;      /* names of the columns */
    struct cp_span *span;      /* and of what stands in them */
    size_t *span_width;
};

/* As a terminal may have it; false: no memory. */
static bool make_shown(struct cp_arena *a, struct cp_span *s) {
    struct cp_str shown = {0};
    cp_str_add_shown(&shown, s->s, s->len);
    const char *text = shown.oom ? NULL : cp_arena_strndup(a, shown.s ? shown.s : "", shown.len);
    *s = (struct cp_span){text, shown.len};
    cp_str_release(&shown);
    return text != NULL;
}

static bool make_texts(const struct cp_facts *t, struct cp_arena *a, struct shape *s) {
    bool all = true;
    for (size_t i = 0; all && i < s->ncol; i++) {
        const char *name = t->column[s->col[i]].name;
        s->head[i] = (struct cp_span){name, strlen(name)};
        all = make_shown(a, &s->head[i]);
    }
    for (size_t i = 0; all && i < t->names.n; i++)
        all = make_shown(a, &s->span[i]);
    return all;
}

static size_t most(size_t a, size_t b) {
    return a > b ? a : b;
}

static void measure_columns(const struct cp_facts *t, struct shape *s) {
    char buf[SHOWN_SIZE];
    static const char *const own[] = {"measure", "value", "unit"};
    size_t n = s->ncol;
    for (size_t i = 0; i < t->names.n; i++)
        s->span_width[i] = cp_display_width(s->span[i].s, s->span[i].len);
    for (size_t i = 0; i < n; i++) {
        s->width[i] = cp_display_width(s->head[i].s, s->head[i].len);
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
        size_t width = cp_display_width(s->head[i].s, s->head[i].len);
        put_cell(out, s->head[i], s->width[i] - width + 2);
    }
    fprintf(out, "%-*s  %*s  unit\n", (int)s->width[n], "measure", (int)s->width[n + 1], "value");
    for (size_t row = 0; row < t->n; row++) {
        for (size_t i = 0; i <= n; i++) {
            uint32_t id = i < n ? cp_facts_id(t, row, s->col[i]) : t->measure[row];
            put_cell(out, s->span[id], s->width[i] - s->span_width[id] + 2);
        }
        show_number(buf, t->row[row].value);
        fprintf(out, "%*s  ", (int)s->width[n + 1], buf);
        put_cell(out, s->span[t->unit[row]], 0);
        putc('\n', out);
    }
}

static int write_table(const struct cp_facts *t, FILE *out, struct cp_error *err) {
    struct cp_arena arena = {0};
    struct shape s = {0};
    int rc = 0;
    s.col = cp_facts_shown(t, &s.ncol);
    s.span = cp_facts_spans(t, &arena);
    s.head = cp_calloc(s.ncol + 1, sizeof *s.head);
    s.width = cp_calloc(s.ncol + 3, sizeof *s.width);
    s.span_width = cp_calloc(t->names.n, sizeof *s.span_width);
    if (!s.col || !s.head || !s.span || !s.width || !s.span_width || !make_texts(t, &arena, &s)) {
        rc = cp_fail_nomem(err);
        goto out;
    }
    measure_columns(t, &s);
    put_rows(t, &s, out);
out:
    free(s.col);
    free(s.head);
    free(s.span);
    free(s.width);
    free(s.span_width);
    cp_arena_release(&arena);
    return rc;
}

const struct cp_facts_format cp_facts_table = {"table", write_table};
