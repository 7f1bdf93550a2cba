/* A row of cells a series: coloured by what they are, or the darker the larger. */
#include "page/chart/chart.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { WIDTH = 1080, HALF = 520, ROW = 24, BOTTOM = 20, GAP = 8, TITLE = 20 };

struct heat {
    struct cp_str *to;
    const struct cp_page_drawing *d;
    double left, slot, y;
    struct cp_str tip;
};

static void put_cell(struct heat *h, const struct cp_page_line *l, size_t i, double largest) {
    double v = l->series.value[i];
    char text[FIGURE_SIZE], class[CLASS_SIZE];
    if (isnan(v))
        return;
    struct cp_page_box box = {h->left + h->slot * (double)i + 0.5, h->y + 1, h->slot - 1, ROW - 2};
    cp_page_tip(&h->tip, h->d, l, i, v);
    if (l->series.state) {
        cp_page_put_rect(h->to, cp_page_ink_class(l->series.state[i]), box, h->tip.s);
    } else {
        /* five shades, on all of which the ink of the page can be read */
        int shade = largest > 0 ? (int)ceil(fabs(v) / largest * 5) : 0;
        snprintf(class, sizeof class, "h%d", shade > 5 ? 5 : shade);
        cp_page_put_rect(h->to, class, box, h->tip.s);
    }
    cp_page_figure(text, v, largest);
    if (cp_page_text_width(text) <= h->slot - 2)
        cp_page_put_label(h->to, "", CP_PAGE_MIDDLE, box.x + box.width / 2, h->y + 16, text);
}

/* Of the rows that are of one unit with this one, which stand together: they share their digits
 * and their shades. */
static double largest_alike(const struct heat *h, const struct cp_page_facet *f,
                            const struct cp_page_line *line) {
    double largest = 0;
    const char *unit = line->series.unit ? line->series.unit : "";
    for (const struct cp_page_line *l = f->line; l; l = l->next)
        for (size_t i = 0; i < h->d->chart.npoint; i++)
            if (h->d->chart.digits_by_row ? l == line
                                          : strcmp(l->series.unit ? l->series.unit : "", unit) == 0)
                largest = fmax(largest, fabs(l->series.value[i]));
    return largest;
}

static void put_row(struct heat *h, const struct cp_page_facet *f, const struct cp_page_line *l) {
    double largest = largest_alike(h, f, l);
    cp_page_put_label(h->to, "label", CP_PAGE_END, h->left - GAP, h->y + 16, l->series.name);
    cp_str_addf(h->to, "<g class=\"%s\">", cp_page_ink_class(l->series.ink));
    for (size_t i = 0; i < h->d->chart.npoint; i++)
        put_cell(h, l, i, largest);
    cp_str_add(h->to, "</g>");
    h->y += ROW;
}

void cp_page_draw_heat(struct cp_str *to, const struct cp_page_drawing *d) {
    struct heat h = {.to = to, .d = d};
    double width = d->chart.wide ? WIDTH : HALF, label = 0, height = BOTTOM;
    EACH_LINE(d, f, l) {
        label = fmax(label, fmin(cp_page_text_width(l->series.name), LABEL_WIDTH));
        height += ROW;
    }
    for (const struct cp_page_facet *f = d->facet; f; f = f->next)
        height += f->title ? TITLE : f == d->facet ? 0 : GAP;
    h.left = label + GAP + 2;
    h.slot = (width - h.left - 2) / (double)(d->chart.npoint > 0 ? d->chart.npoint : 1);
    cp_page_open_svg(to, d, 0, width, height);
    for (const struct cp_page_facet *f = d->facet; f; f = f->next) {
        if (f->title)
            cp_page_put_label(to, "label", CP_PAGE_START, 0, h.y + 13, f->title);
        h.y += f->title ? TITLE : f == d->facet ? 0 : GAP;
        for (const struct cp_page_line *l = f->line; l; l = l->next)
            put_row(&h, f, l);
    }
    cp_page_put_points(to, &d->chart, h.left, h.slot, height - 5);
    cp_page_close_svg(to);
    to->oom |= h.tip.oom;
    cp_str_release(&h.tip);
}
