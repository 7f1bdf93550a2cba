/* HTML: one file without script or network, light, dark and on paper; charts in SVG. */
#include "page/internal.h"
#include "page/html_style.h"
#include <string.h>

static void put_tag(struct cp_str *to, const char *open, const char *text, const char *close) {
    cp_str_add(to, open);
    cp_page_put_escaped(to, text ? text : "");
    cp_str_add(to, close);
}

static void begin(struct cp_page_output *out) {
    const char *title = out->page->title ? out->page->title : "capplan";
    cp_str_add(out->to,
               "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>\n"
               "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
               "<meta http-equiv=\"Content-Security-Policy\" "
               "content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n");
    put_tag(out->to, "<title>", title, "</title>\n<style>\n");
    cp_str_add(out->to, cp_page_html_style);
    put_tag(out->to, "</style></head>\n<body><main>\n<h1>", title, "</h1>\n");
    if (out->page->subtitle)
        put_tag(out->to, "<p class=\"sub\">", out->page->subtitle, "</p>\n");
}

static void end(struct cp_page_output *out) {
    cp_str_add(out->to, "</main></body></html>\n");
}

/* The block begins a section that no earlier block is of: it is a place to link to. */
static bool is_first(const struct cp_page_output *out, const struct cp_page_block *block) {
    const struct cp_page_block *b = out->page->block;
    while (b != block && !(b->section && strcmp(b->section, block->section) == 0))
        b = b->next;
    return b == block;
}

static void put_id(struct cp_page_output *out, const struct cp_page_block *block) {
    if (block->section && is_first(out, block))
        put_tag(out->to, " id=\"", block->section, "\"");
}

static void put_heading(struct cp_page_output *out, const struct cp_page_block *b) {
    put_tag(out->to, "<h2>", b->text, "</h2>\n");
}

static void put_sentence(struct cp_page_output *out, const struct cp_page_block *b) {
    put_tag(out->to, "<p>", b->text, "</p>\n");
}

static void put_note(struct cp_page_output *out, const struct cp_page_block *b) {
    put_tag(out->to, "<p class=\"sub\">", b->text, "</p>\n");
}

static void put_names(struct cp_page_output *out, const struct cp_page_block *b) {
    put_tag(out->to, "<details><summary>", b->text, "</summary><p class=\"sub\">");
    for (size_t i = 0; i < b->nname; i++)
        put_tag(out->to, i > 0 ? ", " : "", b->name[i], "");
    cp_str_add(out->to, "</p></details>\n");
}

static void put_chart(struct cp_page_output *out, const struct cp_page_block *b) {
    cp_str_addf(out->to, "<figure class=\"panel%s\"", b->chart.chart.wide ? " wide" : "");
    put_id(out, b);
    cp_str_addc(out->to, '>');
    cp_page_put_panel(out->to, &b->chart);
    cp_str_add(out->to, "</figure>\n");
}

/* ---- tables ------------------------------------------------------------------------------ */

static void put_lines(struct cp_str *to, const char *text) {
    for (const char *line = text;; line++) {
        size_t n = strcspn(line, "\n");
        struct cp_str one = {0};
        cp_str_addn(&one, line, n);
        to->oom |= one.oom;
        cp_page_put_escaped(to, one.s ? one.s : "");
        cp_str_release(&one);
        line += n;
        if (!*line)
            return;
        cp_str_add(to, "<br/>");
    }
}

static void put_cell(struct cp_str *to, const struct cp_page_block *b,
                     const struct cp_page_row *row, size_t c) {
    const struct cp_page_table *t = &b->table;
    const struct cp_page_cell *cell = &row->cell[c];
    if (!cell->text) {
        cp_page_put_figure(to, cell->value / t->scale.divisor, cp_page_row_largest(b, row));
        return;
    }
    bool label = c < t->nlabel;
    cp_str_add(to, label                ? "<th scope=\"row\">"
                   : t->column[c].right ? "<td>"
                                        : "<td class=\"left\">");
    put_lines(to, cell->text);
    if (label && c + 1 == t->nlabel && row->unit) {
        cp_str_add(to, *cell->text ? ", " : "");
        cp_page_put_escaped(to, row->unit);
    }
    cp_str_add(to, label ? "</th>" : "</td>");
}

static void put_head(struct cp_str *to, const struct cp_page_table *t) {
    cp_str_add(to, "<thead><tr>");
    for (size_t c = 0; c < t->ncolumn; c++) {
        cp_str_add(to, t->column[c].right ? "<th>" : "<th class=\"left\">");
        cp_page_put_escaped(to, t->column[c].title ? t->column[c].title : "");
        if (t->column[c].unit) {
            cp_str_add(to, ", ");
            cp_page_put_escaped(to, t->column[c].unit);
        }
        cp_str_add(to, "</th>");
    }
    cp_str_add(to, "</tr></thead>\n");
}

static void put_tiles(struct cp_page_output *out, const struct cp_page_block *b) {
    cp_str_add(out->to, "<dl class=\"tiles\">\n");
    for (const struct cp_page_row *row = b->row; row; row = row->next) {
        const char *remark = row->cell[2].text ? row->cell[2].text : "";
        bool bad = *remark == '!';
        put_tag(out->to, bad ? "<div class=\"tile red\"><dt>" : "<div class=\"tile\"><dt>",
                row->cell[0].text, "</dt><dd><b>");
        put_tag(out->to, "", row->cell[1].text, "</b> ");
        put_tag(out->to, "", row->unit, "</dd><dd class=\"sub\">");
        put_tag(out->to, "", remark + bad, "</dd></div>\n");
    }
    cp_str_add(out->to, "</dl>\n");
}

static void put_table(struct cp_page_output *out, const struct cp_page_block *b) {
    const struct cp_page_table *t = &b->table;
    if (t->tiles) {
        put_tiles(out, b);
        return;
    }
    /* beside pictures it waits until it is asked for */
    const char *unit = t->subtitle ? t->subtitle : t->scale.unit;
    cp_str_add(out->to, "<details class=\"table\"");
    put_id(out, b);
    cp_str_add(out->to,
               out->page->ncharts > 0 && !t->open ? "><summary>" : " open=\"open\"><summary>");
    put_tag(out->to, "<b>", t->title, "</b>");
    if (unit)
        put_tag(out->to, ", ", unit, "");
    cp_str_add(out->to, "</summary><div class=\"scroll\"><table>");
    if (t->description)
        put_tag(out->to, "<caption>", t->description, "</caption>");
    if (!t->untitled)
        put_head(out->to, t);
    cp_str_add(out->to, "<tbody>\n");
    for (const struct cp_page_row *row = b->row; row; row = row->next) {
        cp_str_add(out->to, "<tr>");
        for (size_t c = 0; c < t->ncolumn; c++)
            put_cell(out->to, b, row, c);
        cp_str_add(out->to, "</tr>\n");
    }
    cp_str_add(out->to, "</tbody></table></div></details>\n");
}

const struct cp_page_backend cp_page_html = {
    .name = "html",
    .begin = begin,
    .end = end,
    .put = {[HEADING] = put_heading,
            [SENTENCE] = put_sentence,
            [NOTE] = put_note,
            [NAMES] = put_names,
            [TABLE] = put_table,
            [CHART] = put_chart},
};
