/* Comma-separated values [RFC 4180] for a spreadsheet or a program: a line a cell of a table, whole
 * numbers with all of their digits and nothing between thousands. */
#include "page/internal.h"
#include <math.h>
#include <string.h>

/* A field: in quotes where it has to be. A spreadsheet takes what begins with one of "=+-@" for a
 * formula; of names that do, an apostrophe says that they are text. */
static void put_field(struct cp_str *to, const char *text) {
    bool quoted = strpbrk(text, ",\"\r\n") != NULL;
    cp_str_add(to, quoted ? "\"" : "");
    cp_str_add(to, *text && strchr("=+-@", *text) ? "'" : "");
    for (const char *s = text; *s; s++) {
        size_t n = strcspn(s, "\"\n");
        cp_str_add_shown(to, s, n);
        s += n;
        if (!*s)
            break;
        cp_str_add(to, *s == '"' ? "\"\"" : "\n");
    }
    cp_str_add(to, quoted ? "\"" : "");
}

static void put_fields(struct cp_str *to, const char *const *text, size_t n) {
    for (size_t i = 0; i < n; i++) {
        put_field(to, text[i] ? text[i] : "");
        cp_str_addc(to, ',');
    }
}

static void begin(struct cp_page_output *out) {
    cp_str_add(out->to, "part,section,table,row,detail,column,unit,value\r\n");
}

static void put_row(struct cp_page_output *out, const struct cp_page_block *b,
                    const struct cp_page_row *row) {
    const struct cp_page_table *t = &b->table;
    for (size_t c = t->nlabel; c < t->ncolumn; c++) {
        const char *unit = t->column[c].unit ? t->column[c].unit
                           : row->unit       ? row->unit
                                             : t->scale.unit;
        const char *const field[] = {out->heading,
                                     b->section,
                                     t->title,
                                     t->nlabel > 0 ? row->cell[0].text : NULL,
                                     t->nlabel > 1 ? row->cell[1].text : NULL,
                                     t->column[c].title,
                                     unit};
        const struct cp_page_cell *cell = &row->cell[c];
        if (!cell->text && isnan(cell->value))
            continue;
        put_fields(out->to, field, sizeof field / sizeof *field);
        if (cell->text)
            put_field(out->to, cell->text);
        else
            cp_str_add_number(out->to, cell->value / t->scale.divisor);
        cp_str_add(out->to, "\r\n");
    }
}

static void put_table(struct cp_page_output *out, const struct cp_page_block *b) {
    for (const struct cp_page_row *row = b->row; row; row = row->next)
        put_row(out, b, row);
}

const struct cp_page_backend cp_page_csv = {
    .name = "csv", .begin = begin, .put = {[TABLE] = put_table}};
