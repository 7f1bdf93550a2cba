/* Markdown, for mail, chat and issues: headings, tables with bars, figures at the right. */
#include "page/internal.h"
#include <string.h>

/* Text of others: nothing in it is markup, and a cell stays on its line. */
static void put_plain(struct cp_str *to, const char *text) {
    for (const char *s = text; *s;) {
        size_t n = strcspn(s, "\\|*_<>&`[]#\n");
        cp_str_add_shown(to, s, n);
        s += n;
        if (*s == '\n')
            cp_str_add(to, "<br>");
        else if (*s)
            cp_str_addf(to, "\\%c", *s);
        s += *s != '\0';
    }
}

static void begin(struct cp_page_output *out) {
    if (!out->page->title)
        return;
    cp_str_add(out->to, "# ");
    put_plain(out->to, out->page->title);
    cp_str_add(out->to, "\n\n");
}

static void put_heading(struct cp_page_output *out, const struct cp_page_block *b) {
    cp_str_add(out->to, "## ");
    put_plain(out->to, b->text);
    cp_str_add(out->to, "\n\n");
}

static void put_paragraph(struct cp_page_output *out, const struct cp_page_block *b) {
    put_plain(out->to, b->text);
    cp_str_add(out->to, "\n\n");
}

static void put_names(struct cp_page_output *out, const struct cp_page_block *b) {
    put_plain(out->to, b->text);
    for (size_t i = 0; i < b->nname; i++) {
        cp_str_add(out->to, i > 0 ? ", " : ": ");
        put_plain(out->to, b->name[i]);
    }
    cp_str_add(out->to, "\n\n");
}

static void put_head(struct cp_str *to, const struct cp_page_table *t) {
    for (size_t c = 0; c < t->ncolumn; c++) {
        cp_str_add(to, "| ");
        put_plain(to, t->column[c].title && !t->untitled ? t->column[c].title : "");
        if (t->column[c].unit) {
            cp_str_add(to, ", ");
            put_plain(to, t->column[c].unit);
        }
        cp_str_addc(to, ' ');
    }
    cp_str_add(to, "|\n");
    for (size_t c = 0; c < t->ncolumn; c++)
        cp_str_add(to, t->column[c].right ? "|---:" : "|---");
    cp_str_add(to, "|\n");
}

static void put_cell(struct cp_str *to, const struct cp_page_block *b,
                     const struct cp_page_row *row, size_t c) {
    char number[CP_PAGE_NUMBER_SIZE];
    const struct cp_page_cell *cell = &row->cell[c];
    cp_str_add(to, "| ");
    put_plain(to, cp_page_cell_text(b, row, c, number));
    if (row->unit && c + 1 == b->table.nlabel) {
        cp_str_add(to, cell->text && *cell->text ? ", " : "");
        put_plain(to, row->unit);
    }
    cp_str_addc(to, ' ');
}

static void put_table(struct cp_page_output *out, const struct cp_page_block *b) {
    const struct cp_page_table *t = &b->table;
    const char *unit = t->subtitle ? t->subtitle : t->scale.unit;
    cp_str_add(out->to, "**");
    put_plain(out->to, t->title ? t->title : "");
    cp_str_add(out->to, "**");
    if (unit) {
        cp_str_add(out->to, ", ");
        put_plain(out->to, unit);
    }
    cp_str_add(out->to, "\n\n");
    put_head(out->to, t);
    for (const struct cp_page_row *row = b->row; row; row = row->next) {
        for (size_t c = 0; c < t->ncolumn; c++)
            put_cell(out->to, b, row, c);
        cp_str_add(out->to, "|\n");
    }
    cp_str_addc(out->to, '\n');
}

const struct cp_page_backend cp_page_md = {
    .name = "md",
    .begin = begin,
    .put = {[HEADING] = put_heading,
            [SENTENCE] = put_paragraph,
            [NOTE] = put_paragraph,
            [NAMES] = put_names,
            [TABLE] = put_table},
};
