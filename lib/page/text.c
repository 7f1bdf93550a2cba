/* Text for a terminal: headings between empty lines, tables aligned, long series folded. */
#include "page/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 100, LEAST_WIDTH = 20, INDENT = 2, GAP = 2, LEAST_FIGURE = 5 };

static size_t line_width(const struct cp_page_output *out) {
    size_t width = out->options->width;
    return width == 0 ? WIDTH : width < LEAST_WIDTH ? LEAST_WIDTH : width;
}

static void put_shown(struct cp_str *to, const char *text) {
    cp_str_add_shown(to, text, strlen(text));
}

static size_t width_of(const char *text) {
    return cp_display_width(text, strlen(text));
}

/* Several lines, each from `indent` on, and what has no room behind the same. */
static void put_text(struct cp_page_output *out, const char *text, size_t indent) {
    for (const char *line = text;; line++) {
        size_t len = strcspn(line, "\n");
        cp_str_add_wrapped(out->to, line, len, indent, indent, line_width(out));
        line += len;
        if (!*line)
            return;
        cp_str_addf(out->to, "\n%*s", (int)indent, "");
    }
}

/* Of a heading: the empty line before it is left out where the page begins. */
static void put_title(struct cp_page_output *out, const char *title, const char *subtitle) {
    const char *on = out->options->bold ? "\033[1m" : "", *off = *on ? "\033[0m" : "";
    const char *before = out->to->len > out->start ? "\n" : "";
    struct cp_str all = {0};
    cp_str_addf(&all, "%s%s%s", title, subtitle ? ", " : "", subtitle ? subtitle : "");
    out->to->oom |= all.oom;
    cp_str_addf(out->to, "%s%s", before, on);
    cp_str_add_wrapped(out->to, all.s ? all.s : "", all.len, 0, INDENT, line_width(out));
    cp_str_addf(out->to, "%s\n", off);
    cp_str_release(&all);
}

static void put_heading(struct cp_page_output *out, const struct cp_page_block *b) {
    put_title(out, b->text, NULL);
}

static void put_sentence(struct cp_page_output *out, const struct cp_page_block *b) {
    put_text(out, b->text, 0);
    cp_str_addc(out->to, '\n');
}

static void put_note(struct cp_page_output *out, const struct cp_page_block *b) {
    cp_str_addf(out->to, "%*s", INDENT, "");
    put_text(out, b->text, INDENT);
    cp_str_addc(out->to, '\n');
}

/* Names with commas between them, as many on a line as there is room for, each with a comma. */
static void put_names(struct cp_page_output *out, const struct cp_page_block *b) {
    put_title(out, b->text, NULL);
    size_t column = 0;
    for (size_t i = 0; i < b->nname; i++) {
        size_t length = width_of(b->name[i]) + 1;
        bool fits = column > 0 && column + 1 + length < line_width(out);
        cp_str_add(out->to, column == 0 ? "  " : fits ? " " : "\n  ");
        column = (fits ? column + 1 : INDENT) + length;
        put_shown(out->to, b->name[i]);
        cp_str_add(out->to, i + 1 < b->nname ? "," : "\n");
    }
}

/* ---- tables ------------------------------------------------------------------------------ */

static bool is_empty(const struct cp_page_cell *cell) {
    return cell->text && !*cell->text;
}

/* The unit of a row, behind the last of its names. */
static const char *unit_at(const struct cp_page_table *t, const struct cp_page_row *row, size_t c) {
    bool last = c < t->nlabel && !is_empty(&row->cell[c]);
    for (size_t k = c + 1; k < t->nlabel; k++)
        last &= is_empty(&row->cell[k]);
    return last ? row->unit : NULL;
}

/* Of the widest of its lines. */
static size_t length_of(const char *text, const char *unit) {
    size_t widest = 0;
    for (const char *line = text; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
        size_t width = cp_display_width(line, strcspn(line, "\n"));
        widest = width > widest ? width : widest;
    }
    return widest + (unit ? strlen(", ") + width_of(unit) : 0);
}

static void widen(size_t *width, size_t length) {
    if (length > *width)
        *width = length;
}

/* Width of every column; those of a series are alike. NULL: no memory. */
static size_t *measure(const struct cp_page_block *b) {
    const struct cp_page_table *t = &b->table;
    char number[CP_PAGE_NUMBER_SIZE];
    size_t *width = cp_calloc(t->ncolumn, sizeof *width), widest = LEAST_FIGURE;
    if (!width)
        return NULL;
    for (size_t c = 0; c < t->ncolumn; c++) {
        width[c] = t->column[c].width;
        if (!t->untitled && t->column[c].title)
            widen(&width[c], width_of(t->column[c].title));
        for (const struct cp_page_row *row = b->row; row; row = row->next)
            widen(&width[c], length_of(cp_page_cell_text(b, row, c, number), unit_at(t, row, c)));
        if (c >= t->nlabel)
            widen(&widest, width[c]);
    }
    for (size_t c = t->nlabel; c < t->ncolumn && t->series; c++)
        width[c] = widest;
    return width;
}

static void put_blanks(struct cp_str *to, size_t n) {
    cp_str_addf(to, "%*s", (int)n, "");
}

/* Blanks are put when something follows them. */
struct line {
    struct cp_page_output *out;
    const struct cp_page_table *table;
    const size_t *width;
    size_t column, blanks; /* where the next column begins; what was not put yet */
};

static void put_cell(struct line *l, size_t c, const char *text, const char *unit) {
    size_t length = length_of(text, unit), width = l->width[c];
    size_t before = c > 0 ? GAP : INDENT, rest = width > length ? width - length : 0;
    if (c > 0 && c < l->table->nlabel && width == 0)
        return; /* a second name that no row has */
    bool right = l->table->column[c].right;
    l->blanks += before + (right ? rest : 0);
    if (length > 0) {
        put_blanks(l->out->to, l->blanks);
        if (c + 1 == l->table->ncolumn && !right)
            put_text(l->out, text, l->column + before);
        else
            put_shown(l->out->to, text);
        if (unit)
            cp_str_addf(l->out->to, ", %s", unit);
        l->blanks = 0;
    }
    l->blanks += right ? 0 : rest;
    l->column += before + width;
}

/* The row before names the same thing. */
static bool repeats(const struct cp_page_table *t, const struct cp_page_row *row,
                    const struct cp_page_row *before) {
    return t->nlabel == 2 && before && !is_empty(&row->cell[1]) &&
           strcmp(row->cell[0].text, before->cell[0].text) == 0;
}

/* Points of a series, from which on its course is shown, and the most there is room for. */
enum { LEAST_POINTS = 6, MOST_POINTS = 40 };

static size_t spark_width(const struct cp_page_output *out, const struct cp_page_table *t) {
    size_t n = t->ncolumn - t->nlabel;
    return out->options->sparks && t->series && n >= LEAST_POINTS && n <= MOST_POINTS ? n : 0;
}

/* From the least to the most of its row, eight steps. */
static void put_spark(struct line *l, const struct cp_page_row *row) {
    static const char *const block[] = {"\u2581", "\u2582", "\u2583", "\u2584",
                                        "\u2585", "\u2586", "\u2587", "\u2588"};
    const struct cp_page_table *t = l->table;
    double low = INFINITY, high = -INFINITY;
    for (size_t c = t->nlabel; c < t->ncolumn; c++)
        if (!row->cell[c].text) {
            low = fmin(low, row->cell[c].value);
            high = fmax(high, row->cell[c].value);
        }
    if (!(high > low))
        return;
    put_blanks(l->out->to, l->blanks + GAP);
    l->blanks = 0;
    for (size_t c = t->nlabel; c < t->ncolumn; c++) {
        double v = row->cell[c].text ? NAN : row->cell[c].value;
        int step = (int)((v - low) / (high - low) * 7.999);
        cp_str_add(l->out->to, isnan(v) ? " " : block[step]);
    }
}

/* The labels and the columns [from, to). */
static void put_columns(struct cp_page_output *out, const struct cp_page_block *b,
                        const size_t *width, size_t from, size_t to) {
    const struct cp_page_table *t = &b->table;
    const struct cp_page_row *before = NULL;
    char number[CP_PAGE_NUMBER_SIZE];
    if (!t->untitled) {
        struct line l = {.out = out, .table = t, .width = width};
        for (size_t c = 0; c < to; c++)
            if (c < t->nlabel || c >= from)
                put_cell(&l, c, t->column[c].title ? t->column[c].title : "", NULL);
        cp_str_addc(out->to, '\n');
    }
    for (const struct cp_page_row *row = b->row; row; before = row, row = row->next) {
        struct line l = {.out = out, .table = t, .width = width};
        bool same = repeats(t, row, before);
        for (size_t c = 0; c < to; c++)
            if (c < t->nlabel || c >= from)
                put_cell(&l, c, c == 0 && same ? "" : cp_page_cell_text(b, row, c, number),
                         unit_at(t, row, c));
        if (from == t->nlabel && spark_width(out, t))
            put_spark(&l, row);
        cp_str_addc(out->to, '\n');
    }
}

/* Columns of a series that fit beside the labels. */
static size_t columns_a_line(const struct cp_page_table *t, const size_t *width, size_t line) {
    size_t used = INDENT + GAP, each = width[t->nlabel] + GAP;
    for (size_t c = 0; c < t->nlabel; c++)
        used += width[c];
    return used + each < line ? (line - used) / each : 1;
}

static void put_table(struct cp_page_output *out, const struct cp_page_block *b) {
    const struct cp_page_table *t = &b->table;
    size_t *width = measure(b), n = t->ncolumn;
    if (!width) {
        out->to->oom = true;
        return;
    }
    put_title(out, t->title, t->subtitle ? t->subtitle : t->scale.unit);
    size_t spark = spark_width(out, t), line = line_width(out);
    size_t room = spark + GAP < line ? line - (spark ? spark + GAP : 0) : line;
    size_t step = t->series && t->nlabel < n ? columns_a_line(t, width, room) : n;
    size_t from = t->nlabel;
    do {
        put_columns(out, b, width, from, from + step < n ? from + step : n);
        from += step;
    } while (from < n);
    free(width);
}

const struct cp_page_backend cp_page_text = {
    .name = "text",
    .put = {[HEADING] = put_heading,
            [SENTENCE] = put_sentence,
            [NOTE] = put_note,
            [NAMES] = put_names,
            [TABLE] = put_table},
};
