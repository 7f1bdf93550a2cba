/* A workbook [ECMA-376] by libxlsxwriter, which this file alone calls: a sheet a section, charts
 * that the spreadsheet draws over figures on a sheet of their own, and sums that it reckons, each
 * held on the sheet Check against the figure it was given. The same page gives the same bytes. */
#include "page/internal.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

enum { UNIT_COLUMN = 2, FIRST_COLUMN = 3, CHART_ROWS = 16, MOST_SHEETS = 200, FORMATS = 3 };
enum { MOST_KEPT = 50000 }; /* rows, beyond which strings are not kept to be shared */
enum { NAME_SIZE = 32 };    /* of a sheet, its end with it */

struct sheet {
    char name[NAME_SIZE];
    lxw_worksheet *to;
    lxw_row_t row; /* the next one */
};

struct book {
    lxw_workbook *to;
    struct sheet sheet[MOST_SHEETS];
    size_t n;
    struct sheet check, figures;
    lxw_format *bold, *head, *number[FORMATS], *text;
    int rc; /* of lxw_error, the first that was none of success */
};

static void note(struct book *b, lxw_error rc) {
    if (rc != LXW_NO_ERROR && b->rc == 0)
        b->rc = (int)rc;
}

static void put_text(struct book *b, const struct sheet *s, lxw_row_t row, lxw_col_t column,
                     const char *text, lxw_format *format) {
    struct cp_str shown = {0};
    if (!text || !*text)
        return;
    for (const char *line = text; *line;) { /* lines of a cell stay lines */
        size_t n = strcspn(line, "\n");
        cp_str_add_shown(&shown, line, n);
        line += n;
        if (*line == '\n')
            cp_str_addc(&shown, *line++);
    }
    if (shown.oom)
        b->rc = LXW_ERROR_MEMORY_MALLOC_FAILED;
    else
        note(b, worksheet_write_string(s->to, row, column, shown.s, format));
    cp_str_release(&shown);
}

static lxw_format *number_format(const struct book *b, double largest) {
    return b->number[cp_page_digits(largest)];
}

/* ---- sheets ------------------------------------------------------------------------------ */

static bool add_sheet(struct book *b, struct sheet *s, const char *name) {
    snprintf(s->name, sizeof s->name, "%s", name);
    if (*s->name >= 'a' && *s->name <= 'z')
        *s->name = (char)(*s->name - 'a' + 'A');
    s->to = workbook_add_worksheet(b->to, s->name);
    s->row = 0;
    if (!s->to)
        note(b, LXW_ERROR_SHEETNAME_ALREADY_USED);
    else
        worksheet_set_column(s->to, 0, 1, 24, NULL);
    return s->to != NULL;
}

/* The sheet of a block's section, made when it is new. NULL: there are too many. */
static struct sheet *sheet_of(struct book *b, const struct cp_page_block *block) {
    char name[NAME_SIZE];
    snprintf(name, sizeof name, "%s", block->section ? block->section : "summary");
    if (strcmp(name, "headline") == 0)
        snprintf(name, sizeof name, "summary");
    for (size_t i = 0; i < b->n; i++)
        if (strcmp(b->sheet[i].name + 1, name + 1) == 0)
            return &b->sheet[i];
    if (b->n == MOST_SHEETS || !add_sheet(b, &b->sheet[b->n], name))
        return NULL;
    return &b->sheet[b->n++];
}

/* ---- tables ------------------------------------------------------------------------------ */

/* A line on the sheet Check: what the rows add up to, and what they were said to. */
static void check(struct book *b, const struct sheet *s, const struct cp_page_block *block,
                  const struct cp_page_row *row, double total) {
    const struct cp_page_table *t = &block->table;
    lxw_row_t at = b->check.row++;
    lxw_col_t last = (lxw_col_t)(FIRST_COLUMN + t->ncolumn - t->nlabel - 1);
    char range[LXW_MAX_FORMULA_RANGE_LENGTH], formula[LXW_MAX_FORMULA_RANGE_LENGTH + 64];
    lxw_rowcol_to_formula_abs(range, s->name, s->row - (lxw_row_t)row->parts, FIRST_COLUMN,
                              s->row - 1, last);
    put_text(b, &b->check, at, 0, t->title, NULL);
    put_text(b, &b->check, at, 1, row->cell[0].text, NULL);
    snprintf(formula, sizeof formula, "=SUM(%s)", range + (*range == '='));
    note(b, worksheet_write_formula_num(b->check.to, at, 2, formula, b->number[2], total));
    note(b, worksheet_write_number(b->check.to, at, 3, total, b->number[2]));
    snprintf(formula, sizeof formula, "=IF(ABS(C%u-D%u)<=0.000001*MAX(1,ABS(D%u)),0,C%u-D%u)",
             at + 1, at + 1, at + 1, at + 1, at + 1);
    note(b, worksheet_write_formula_num(b->check.to, at, 4, formula, b->number[2], 0));
}

static void put_number(struct book *b, const struct sheet *s, const struct cp_page_row *row,
                       lxw_col_t column, double value, lxw_format *format) {
    if (isnan(value))
        return;
    if (row->parts == 0) {
        note(b, worksheet_write_number(s->to, s->row, column, value, format));
        return;
    }
    char range[LXW_MAX_CELL_RANGE_LENGTH], formula[LXW_MAX_CELL_RANGE_LENGTH + 16];
    lxw_rowcol_to_range(range, s->row - (lxw_row_t)row->parts, column, s->row - 1, column);
    snprintf(formula, sizeof formula, "=SUM(%s)", range);
    note(b, worksheet_write_formula_num(s->to, s->row, column, formula, format, value));
}

static void put_row(struct book *b, struct sheet *s, const struct cp_page_block *block,
                    const struct cp_page_row *row) {
    const struct cp_page_table *t = &block->table;
    double largest = cp_page_row_largest(block, row), sum = 0;
    for (size_t c = 0; c < t->ncolumn; c++) {
        const struct cp_page_cell *cell = &row->cell[c];
        lxw_col_t at = (lxw_col_t)(c < t->nlabel ? c : FIRST_COLUMN + c - t->nlabel);
        double value = cell->value / t->scale.divisor;
        if (cell->text) {
            put_text(b, s, s->row, at, cell->text, c < t->nlabel ? NULL : b->text);
            continue;
        }
        put_number(b, s, row, at, value, number_format(b, largest));
        sum += isnan(value) ? 0 : value;
    }
    put_text(b, s, s->row, UNIT_COLUMN, row->unit ? row->unit : t->scale.unit, NULL);
    if (row->parts > 0)
        check(b, s, block, row, sum);
    s->row++;
}

static void put_table(struct book *b, struct sheet *s, const struct cp_page_block *block,
                      const char *part) {
    const struct cp_page_table *t = &block->table;
    s->row += s->row > 0;
    put_text(b, s, s->row, 0, t->title, b->bold);
    put_text(b, s, s->row++, FIRST_COLUMN, part, NULL);
    put_text(b, s, s->row, 0, t->description, NULL);
    s->row += t->description != NULL;
    for (size_t c = t->nlabel; c < t->ncolumn && !t->untitled; c++)
        put_text(b, s, s->row, (lxw_col_t)(FIRST_COLUMN + c - t->nlabel), t->column[c].title,
                 b->head);
    s->row += !t->untitled;
    for (const struct cp_page_row *row = block->row; row; row = row->next)
        put_row(b, s, block, row);
}

static void put_names(struct book *b, struct sheet *s, const struct cp_page_block *block) {
    s->row += s->row > 0;
    put_text(b, s, s->row++, 0, block->text, b->bold);
    for (size_t i = 0; i < block->nname; i++)
        put_text(b, s, s->row++, 0, block->name[i], NULL);
}

/* ---- records ----------------------------------------------------------------------------- */

static void put_record(struct book *b, const struct sheet *s, const struct cp_page_records *r,
                       const struct cp_page_cell *cell) {
    for (size_t c = 0; c < r->ncolumn; c++) {
        if (cell[c].text)
            put_text(b, s, s->row, (lxw_col_t)c, cell[c].text, NULL);
        else if (!isnan(cell[c].value))
            note(b, worksheet_write_number(s->to, s->row, (lxw_col_t)c, cell[c].value, NULL));
    }
}

/* Of what one sheet cannot hold the rest goes on the next. */
static void put_records(struct book *b, const struct cp_page_block *block) {
    const struct cp_page_records *r = &block->records;
    struct cp_page_cell *cell = cp_calloc(r->ncolumn + 1, sizeof *cell);
    struct sheet s = {.to = NULL};
    for (size_t i = 0, part = 1; i < r->n && cell && b->rc == 0; i++) {
        if (!s.to || s.row == LXW_ROW_MAX) {
            char name[NAME_SIZE];
            snprintf(name, sizeof name, part == 1 ? "%.20s" : "%.20s %zu", r->title, part);
            if (!add_sheet(b, &s, name))
                break;
            for (size_t c = 0; c < r->ncolumn; c++)
                put_text(b, &s, 0, (lxw_col_t)c, r->column[c].title, b->head);
            worksheet_freeze_panes(s.to, 1, 0);
            worksheet_autofilter(s.to, 0, 0, LXW_ROW_MAX - 1, (lxw_col_t)(r->ncolumn - 1));
            s.row = 1;
            part++;
        }
        r->at(r->of, i, cell);
        put_record(b, &s, r, cell);
        s.row++;
    }
    if (!cell)
        b->rc = LXW_ERROR_MEMORY_MALLOC_FAILED;
    free(cell);
}

/* ---- charts ------------------------------------------------------------------------------ */

/* The figures of a facet: points above, a row a series. */
static void put_figures(struct book *b, const struct cp_page_drawing *d,
                        const struct cp_page_facet *f) {
    struct sheet *s = &b->figures;
    double largest = cp_page_largest(d);
    put_text(b, s, s->row, 0, d->chart.title, b->bold);
    put_text(b, s, s->row++, 1, f->title, b->bold);
    for (size_t i = 0; i < d->chart.npoint; i++)
        put_text(b, s, s->row, (lxw_col_t)(FIRST_COLUMN + i), d->chart.point[i], b->head);
    s->row++;
    for (const struct cp_page_line *l = f->line; l; l = l->next, s->row++) {
        put_text(b, s, s->row, 0, l->series.name, NULL);
        put_text(b, s, s->row, 1, l->series.other, NULL);
        put_text(b, s, s->row, UNIT_COLUMN, l->series.unit ? l->series.unit : d->chart.scale.unit,
                 NULL);
        for (size_t i = 0; i < d->chart.npoint; i++)
            if (!isnan(l->series.value[i]))
                note(b, worksheet_write_number(s->to, s->row, (lxw_col_t)(FIRST_COLUMN + i),
                                               l->series.value[i], number_format(b, largest)));
    }
    s->row++;
}

static void add_series(const struct book *b, lxw_chart *chart, lxw_row_t head, lxw_row_t row,
                       size_t npoint) {
    lxw_col_t last = (lxw_col_t)(FIRST_COLUMN + npoint - 1);
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    if (!series)
        return;
    chart_series_set_categories(series, b->figures.name, head, FIRST_COLUMN, head, last);
    chart_series_set_values(series, b->figures.name, row, FIRST_COLUMN, row, last);
    chart_series_set_name_range(series, b->figures.name, row, 0);
}

/* Several bars are stacked, and what else there is stands among the figures; of one, all are lines:
 * the library does not lay the one over the other. `head` is the row of the points. */
static void draw_plot(struct book *b, struct sheet *s, const struct cp_page_drawing *d,
                      const struct cp_page_facet *f, lxw_row_t head) {
    size_t bars = 0;
    for (const struct cp_page_line *l = f->line; l; l = l->next)
        bars += l->series.mark == CP_PAGE_BAR;
    lxw_chart *chart =
        workbook_add_chart(b->to, bars > 1 ? LXW_CHART_COLUMN_STACKED : LXW_CHART_LINE);
    lxw_row_t row = head + 1;
    if (!chart)
        return;
    for (const struct cp_page_line *l = f->line; l; l = l->next, row++)
        if (l->series.mark == CP_PAGE_BAR || (bars <= 1 && l->series.mark != CP_PAGE_TOP))
            add_series(b, chart, head, row, d->chart.npoint);
    struct cp_str title = {0};
    cp_str_addf(&title, "%s%s%s", d->chart.title, f->title ? ": " : "", f->title ? f->title : "");
    chart_title_set_name(chart, title.s ? title.s : "");
    cp_str_release(&title);
    if (d->chart.scale.unit)
        chart_axis_set_name(chart->y_axis, d->chart.scale.unit);
    note(b, worksheet_insert_chart(s->to, s->row + 1, FIRST_COLUMN, chart));
    s->row += CHART_ROWS;
}

static void put_chart(struct book *b, struct sheet *s, const struct cp_page_block *block) {
    const struct cp_page_drawing *d = &block->chart;
    for (const struct cp_page_facet *f = d->facet; f; f = f->next) {
        lxw_row_t head = b->figures.row + 1;
        put_figures(b, d, f);
        if (d->chart.kind == CP_PAGE_PLOT)
            draw_plot(b, s, d, f, head);
    }
}

/* ---- the workbook ------------------------------------------------------------------------ */

static void make_formats(struct book *b) {
    static const char *const digits[FORMATS] = {"#,##0;[Red]-#,##0;0", "#,##0.0;[Red]-#,##0.0;0",
                                                "#,##0.00;[Red]-#,##0.00;0"};
    for (int i = 0; i < FORMATS; i++) {
        b->number[i] = workbook_add_format(b->to);
        format_set_num_format(b->number[i], digits[i]);
    }
    b->bold = workbook_add_format(b->to);
    b->head = workbook_add_format(b->to);
    b->text = workbook_add_format(b->to);
    format_set_bold(b->bold);
    format_set_bold(b->head);
    format_set_align(b->head, LXW_ALIGN_RIGHT);
    format_set_text_wrap(b->text);
}

/* The first lines of Check: what all of its differences add up to. Rows of a long workbook are
 * written once and in order, so the sum is over whatever comes. */
static void begin_check(struct book *b) {
    static const char *const head[] = {"table", "row", "sum of its parts", "as reckoned",
                                       "difference"};
    put_text(b, &b->check, 0, 0, "all differences", b->bold);
    note(b, worksheet_write_formula_num(b->check.to, 0, 1, "=SUM(E:E)", b->number[2], 0));
    for (size_t i = 0; i < sizeof head / sizeof *head; i++)
        put_text(b, &b->check, 2, (lxw_col_t)i, head[i], b->bold);
    b->check.row = 3;
    note(b, workbook_define_name(b->to, "check_total", "=Check!$B$1"));
}

static void begin_book(struct book *b, const struct cp_page *page) {
    make_formats(b);
    if (!add_sheet(b, &b->sheet[0], "Summary") || !add_sheet(b, &b->check, "Check") ||
        !add_sheet(b, &b->figures, "Figures"))
        return;
    b->n = 1;
    begin_check(b);
    put_text(b, &b->sheet[0], 0, 0, page->title, b->bold);
    put_text(b, &b->sheet[0], 1, 0, page->subtitle, NULL);
    put_text(b, &b->sheet[0], 2, 0, "differences on sheet Check", NULL);
    note(b, worksheet_write_formula_num(b->sheet[0].to, 2, 1, "=check_total", b->number[2], 0));
    b->sheet[0].row = 3;
}

static void put_blocks(struct book *b, const struct cp_page *page) {
    const char *part = NULL;
    for (const struct cp_page_block *block = page->block; block && b->rc == 0;
         block = block->next) {
        struct sheet *s =
            block->kind == RECORDS || block->kind == HEADING ? NULL : sheet_of(b, block);
        if (block->kind == HEADING)
            part = block->text;
        else if (block->kind == RECORDS)
            put_records(b, block);
        else if (s && block->kind == TABLE && !block->table.tiles)
            put_table(b, s, block, part);
        else if (s && block->kind == CHART)
            put_chart(b, s, block);
        else if (s && block->kind == NAMES)
            put_names(b, s, block);
        else if (s && block->kind != TABLE)
            put_text(b, s, s->row++, 0, block->text, NULL);
    }
}

static bool is_long(const struct cp_page *page) {
    for (const struct cp_page_block *block = page->block; block; block = block->next)
        if (block->kind == RECORDS && block->records.n > MOST_KEPT)
            return true;
    return false;
}

static void fail(const struct cp_page_output *out) {
    cp_fail(out->err, CP_EIO, "workbook: %s", strerror(errno));
}

static void read_back(struct cp_page_output *out, FILE *file) {
    char part[1 << 16];
    size_t n;
    while ((n = fread(part, 1, sizeof part, file)) > 0)
        if (out->file)
            fwrite(part, 1, n, out->file);
        else
            cp_str_addn(out->to, part, n);
    if (ferror(file))
        fail(out);
}

/* The library writes to files of a name alone: to a temporary one, which is read back. */
static void write_book(struct cp_page_output *out, const char *path, FILE *file) {
    /* no clock in what is written */
    lxw_doc_properties known = {.created = 315532800}; /* 1980-01-01, the first day of a zip file */
    lxw_workbook_options opt = {.constant_memory = is_long(out->page)};
    struct book *b = cp_calloc(1, sizeof *b);
    if (!b) {
        out->to->oom = true;
        return;
    }
    b->to = workbook_new_opt(path, &opt);
    if (!b->to) {
        out->to->oom = true;
        free(b);
        return;
    }
    workbook_set_properties(b->to, &known);
    begin_book(b, out->page);
    put_blocks(b, out->page);
    lxw_error closed = workbook_close(b->to);
    note(b, closed);
    if (b->rc)
        cp_fail(out->err, CP_EIO, "workbook: %s", lxw_strerror((lxw_error)b->rc));
    else
        read_back(out, file);
    free(b);
}

static void end(struct cp_page_output *out) {
    char path[32];
    FILE *file = tmpfile();
    if (!file) {
        fail(out);
        return;
    }
    snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(file));
    write_book(out, path, file);
    fclose(file);
}

/* Blocks are read from the page at its end; charts are drawn. */
static void wait_for_end(struct cp_page_output *out, const struct cp_page_block *block) {
    (void)out;
    (void)block;
}

const struct cp_page_backend cp_page_xlsx = {
    .name = "xlsx",
    .binary = true,
    .end = end,
    .put = {[CHART] = wait_for_end, [RECORDS] = wait_for_end}};
