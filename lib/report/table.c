/* Tables with a column a year behind the names of the line. */
#include "report/internal.h"
#include <math.h>
#include <string.h>

enum { LABELS = 2 };

void cp_report_open_table(struct cp_report *r, struct cp_page_table table) {
    struct cp_page_column *column = cp_report_reserve(r, LABELS + r->nyear, sizeof *column);
    for (size_t y = 0; y < r->nyear && column; y++) {
        const char *title = cp_report_column_name(r, y);
        column[LABELS + y] = (struct cp_page_column){.title = title, .right = true};
    }
    table.scale.unit = cp_report_unit(r, table.scale.unit);
    table.column = column;
    table.ncolumn = column ? LABELS + r->nyear : 0;
    table.nlabel = column ? LABELS : 0;
    table.series = true;
    cp_page_add_table(r->page, &table);
}

static const char *shown(const char *name) {
    return strcmp(name, "-") == 0 ? "" : name;
}

/* Cells of a line, its years still empty. NULL: no memory. */
static struct cp_page_cell *cells(struct cp_report *r, const char *name0, const char *name1) {
    struct cp_page_cell *cell = cp_report_reserve(r, LABELS + r->nyear, sizeof *cell);
    if (cell) {
        cell[0].text = shown(name0);
        cell[1].text = shown(name1);
    }
    return cell;
}

void cp_report_line(struct cp_report *r, const char *name0, const char *name1, const char *unit,
                    const double *year) {
    cp_report_sum(r, name0, name1, unit, year, 0);
}

void cp_report_sum(struct cp_report *r, const char *name0, const char *name1, const char *unit,
                   const double *year, size_t parts) {
    struct cp_page_cell *cell = year ? cells(r, name0, name1) : NULL;
    if (!cell)
        return;
    for (size_t y = 0; y < r->nyear; y++)
        cell[LABELS + y].value = year[y];
    cp_page_add_total(r->page, cell, cp_report_unit(r, unit), parts);
}

void cp_report_words(struct cp_report *r, const char *name, const char *const *word) {
    struct cp_page_cell *cell = cells(r, name, "");
    if (!cell)
        return;
    for (size_t y = 0; y < r->nyear; y++)
        cell[LABELS + y] = (struct cp_page_cell){word[y], NAN};
    cp_page_add_row(r->page, cell, NULL);
}

static bool is_nothing(const struct cp_report *r, const double *year) {
    for (size_t y = 0; y < r->nyear; y++)
        if (!isnan(year[y]) && year[y] != 0)
            return false;
    return true;
}

void cp_report_groups(struct cp_report *r, const struct cp_report_measure *measure,
                      const struct cp_report_panel *p, const char *total) {
    size_t parts = 0;
    for (size_t i = 0; i < p->ngroup; i++) {
        const struct cp_report_group *g = &p->group[i];
        const double *year = cp_report_years(r, p, g->value, measure->aggregate);
        if (!year || (p->ngroup > 1 && is_nothing(r, year)))
            continue;
        parts++;
        cp_report_line(r, g->name[0], measure->label ? measure->label : g->name[1],
                       measure->label_unit, year);
    }
    if (p->ngroup > 1 && total)
        cp_report_sum(r, total, "", NULL, cp_report_total(r, p, measure->aggregate), parts);
}

void cp_report_layers(struct cp_report *r, const struct cp_report_measure *measure, size_t n,
                      const struct cp_report_panel *p, const char *total) {
    size_t count = 0;
    for (const char *name = NULL; (name = cp_report_next(p, n, name)); count++)
        for (size_t k = 0; k < n; k++) {
            const struct cp_report_measure *m = &measure[k];
            const double *series = cp_report_find(&p[k], name, m->kind ? m->kind : "");
            if (series)
                cp_report_line(r, name, m->label, m->label_unit,
                               cp_report_years(r, &p[k], series, m->aggregate));
        }
    for (size_t k = 0; k < n && total && count > 1; k++)
        if (p[k].ngroup > 0)
            cp_report_line(r, total, measure[k].label, measure[k].label_unit,
                           cp_report_total(r, &p[k], measure[k].aggregate));
}
