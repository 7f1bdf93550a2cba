/* Building a page: its blocks in the order in which they were added. */
#include "page/internal.h"
#include <math.h>
#include <stdlib.h>

struct cp_page *cp_page_new(void) {
    struct cp_page *page = cp_calloc(1, sizeof *page);
    if (page)
        page->end = &page->block;
    return page;
}

void cp_page_free(struct cp_page *page) {
    if (!page)
        return;
    cp_arena_release(&page->arena);
    free(page);
}

static bool usable(const struct cp_page *page) {
    return page && !page->oom;
}

/* Zeroed memory of the page; NULL: none, noted. */
static void *reserve(struct cp_page *page, size_t n, size_t size) {
    void *p = cp_arena_calloc(&page->arena, n, size);
    page->oom |= !p;
    return p;
}

static const char *copy(struct cp_page *page, const char *text) {
    const char *kept = text ? cp_arena_strdup(&page->arena, text) : NULL;
    page->oom |= text && !kept;
    return kept;
}

static struct cp_page_block *new_block(struct cp_page *page, enum cp_page_kind kind,
                                       const char *text) {
    struct cp_page_block *block = reserve(page, 1, sizeof *block);
    if (!block)
        return NULL;
    block->kind = kind;
    block->section = page->section;
    block->text = copy(page, text);
    return block;
}

/* A heading that waited for something to stand above. */
static void add_pending(struct cp_page *page, const char **title) {
    struct cp_page_block *heading = *title ? new_block(page, HEADING, *title) : NULL;
    *title = NULL;
    if (!heading)
        return;
    heading->section = NULL; /* it is above several */
    *page->end = heading;
    page->end = &heading->next;
}

static void append(struct cp_page *page, struct cp_page_block *block) {
    if (!block)
        return;
    add_pending(page, &page->chapter);
    add_pending(page, &page->part);
    *page->end = block;
    page->end = &block->next;
}

void cp_page_begin_chapter(struct cp_page *page, const char *title) {
    if (usable(page))
        page->chapter = copy(page, title);
}

void cp_page_begin_part(struct cp_page *page, const char *title) {
    if (usable(page))
        page->part = copy(page, title);
}

void cp_page_set_title(struct cp_page *page, const char *title, const char *subtitle) {
    if (!usable(page))
        return;
    page->title = copy(page, title);
    page->subtitle = copy(page, subtitle);
}

void cp_page_begin_section(struct cp_page *page, const char *name) {
    if (usable(page))
        page->section = copy(page, name);
}

size_t cp_page_blocks(const struct cp_page *page) {
    size_t n = 0;
    for (const struct cp_page_block *b = page ? page->block : NULL; b; b = b->next)
        n++;
    return n;
}

void cp_page_add_sentence(struct cp_page *page, const char *text) {
    if (usable(page))
        append(page, new_block(page, SENTENCE, text));
}

void cp_page_add_note(struct cp_page *page, const char *text) {
    if (usable(page))
        append(page, new_block(page, NOTE, text));
}

void cp_page_add_names(struct cp_page *page, const char *title, const char *const *name, size_t n) {
    struct cp_page_block *block = usable(page) && n > 0 ? new_block(page, NAMES, title) : NULL;
    if (!block)
        return;
    block->name = reserve(page, n, sizeof *block->name);
    for (size_t i = 0; i < n && block->name; i++)
        block->name[i] = copy(page, name[i]);
    block->nname = block->name ? n : 0;
    append(page, block);
}

static struct cp_page_column *copy_columns(struct cp_page *page, const struct cp_page_column *from,
                                           size_t n) {
    struct cp_page_column *column = reserve(page, n, sizeof *column);
    for (size_t c = 0; c < n && column; c++) {
        column[c] = from[c];
        column[c].title = copy(page, column[c].title);
        column[c].unit = copy(page, column[c].unit);
    }
    return column;
}

void cp_page_add_table(struct cp_page *page, const struct cp_page_table *table) {
    struct cp_page_block *block = usable(page) ? new_block(page, TABLE, NULL) : NULL;
    if (!block)
        return;
    struct cp_page_column *column = copy_columns(page, table->column, table->ncolumn);
    block->table = *table;
    block->table.title = copy(page, table->title);
    block->table.subtitle = copy(page, table->subtitle);
    block->table.description = copy(page, table->description);
    block->table.scale.unit = copy(page, table->scale.unit);
    if (!(table->scale.divisor > 0))
        block->table.scale.divisor = 1;
    block->table.column = column;
    block->end = &block->row;
    page->table = block;
}

void cp_page_add_row(struct cp_page *page, const struct cp_page_cell *cell, const char *unit) {
    cp_page_add_total(page, cell, unit, 0);
}

void cp_page_add_total(struct cp_page *page, const struct cp_page_cell *cell, const char *unit,
                       size_t parts) {
    if (!usable(page) || !page->table)
        return;
    struct cp_page_block *block = page->table;
    size_t n = block->table.ncolumn;
    struct cp_page_row *row = reserve(page, 1, sizeof *row);
    struct cp_page_cell *kept = reserve(page, n, sizeof *kept);
    if (!row || !kept)
        return;
    for (size_t c = 0; c < n; c++) {
        kept[c] = (struct cp_page_cell){copy(page, cell[c].text), cell[c].value};
        if (!cell[c].text && !isnan(cell[c].value))
            row->largest = fmax(row->largest, fabs(cell[c].value / block->table.scale.divisor));
    }
    row->cell = kept;
    row->unit = copy(page, unit);
    row->parts = parts;
    if (!block->row)
        append(page, block);
    block->largest = fmax(block->largest, row->largest);
    *block->end = row;
    block->end = &row->next;
}

void cp_page_add_records(struct cp_page *page, const struct cp_page_records *records) {
    struct cp_page_block *block = usable(page) ? new_block(page, RECORDS, records->title) : NULL;
    if (!block)
        return;
    block->records = *records;
    block->records.title = block->text;
    block->records.column = copy_columns(page, records->column, records->ncolumn);
    append(page, block);
}

double cp_page_row_largest(const struct cp_page_block *table, const struct cp_page_row *row) {
    return table->table.digits_by_row ? row->largest : table->largest;
}

const char *cp_page_cell_text(const struct cp_page_block *table, const struct cp_page_row *row,
                              size_t c, char number[CP_PAGE_NUMBER_SIZE]) {
    const struct cp_page_cell *cell = &row->cell[c];
    if (cell->text)
        return cell->text;
    double largest = cp_page_row_largest(table, row);
    cp_page_number(number, cell->value / table->table.scale.divisor, cp_page_digits(largest));
    return number;
}

/* ---- charts ------------------------------------------------------------------------------ */

void cp_page_add_chart(struct cp_page *page, const struct cp_page_chart *chart) {
    struct cp_page_block *block = usable(page) ? new_block(page, CHART, NULL) : NULL;
    if (!block)
        return;
    struct cp_page_drawing *d = &block->chart;
    const char **point = reserve(page, chart->npoint, sizeof *point);
    for (size_t i = 0; i < chart->npoint && point; i++)
        point[i] = copy(page, chart->point[i]);
    d->chart = *chart;
    d->chart.title = copy(page, chart->title);
    d->chart.subtitle = copy(page, chart->subtitle);
    d->chart.description = copy(page, chart->description);
    d->chart.scale.unit = copy(page, chart->scale.unit);
    if (!(chart->scale.divisor > 0))
        d->chart.scale.divisor = 1;
    d->chart.point = point;
    d->id = ++page->ncharts;
    d->facet_end = &d->facet;
    page->chart = block;
}

void cp_page_add_facet(struct cp_page *page, const char *title, const char *bad) {
    struct cp_page_facet *facet =
        usable(page) && page->chart ? reserve(page, 1, sizeof *facet) : NULL;
    if (!facet)
        return;
    struct cp_page_drawing *d = &page->chart->chart;
    facet->title = copy(page, title);
    facet->bad = copy(page, bad);
    facet->end = &facet->line;
    *d->facet_end = facet;
    d->facet_end = &facet->next;
    d->last = facet;
    d->nfacet++;
}

/* The n values as they are shown. NULL: none, or no memory. */
static double *scaled(struct cp_page *page, const double *value, size_t n, double divisor) {
    double *kept = value ? reserve(page, n, sizeof *kept) : NULL;
    for (size_t i = 0; i < n && kept; i++)
        kept[i] = value[i] / divisor;
    return kept;
}

void cp_page_add_series(struct cp_page *page, const struct cp_page_series *series) {
    if (!usable(page) || !page->chart)
        return;
    struct cp_page_drawing *d = &page->chart->chart;
    if (!d->last)
        cp_page_add_facet(page, NULL, NULL);
    size_t n = d->chart.npoint;
    double divisor = series->unit ? 1 : d->chart.scale.divisor;
    struct cp_page_line *line = reserve(page, 1, sizeof *line);
    double *value = scaled(page, series->value, n, divisor);
    double *upper = scaled(page, series->upper, n, divisor);
    enum cp_page_ink *state = series->state ? reserve(page, n, sizeof *state) : NULL;
    if (!line || !value || page->oom)
        return;
    for (size_t i = 0; i < n && state; i++)
        state[i] = series->state[i];
    line->series = *series;
    line->series.name = copy(page, series->name);
    line->series.other = copy(page, series->other);
    line->series.unit = copy(page, series->unit);
    line->series.value = value;
    line->series.upper = upper;
    line->series.state = state;
    if (d->nline++ == 0)
        append(page, page->chart);
    *d->last->end = line;
    d->last->end = &line->next;
}
