/* A bar a series with its name on the left and its number behind it. */
#include "page/chart/chart.h"
#include <math.h>

enum { WIDTH = 520, ROW = 22, GAP = 8 };

/* The room that the widest number takes behind its bar. */
static double number_width(const struct cp_page_drawing *d) {
    char text[FIGURE_SIZE];
    double width = 0;
    EACH_LINE(d, f, l) {
        cp_page_figure(text, l->series.value[0], fabs(l->series.value[0]));
        width = fmax(width, cp_page_text_width(text));
    }
    return width;
}

void cp_page_draw_ranked(struct cp_str *to, const struct cp_page_drawing *d) {
    struct cp_str tip = {0};
    double largest = cp_page_largest(d), label = 0, y = 0;
    EACH_LINE(d, f, l)
    label = fmax(label, fmin(cp_page_text_width(l->series.name), LABEL_WIDTH));
    double left = label + GAP, room = WIDTH - left - GAP - number_width(d);
    cp_page_open_svg(to, d, 0, WIDTH, (double)d->nline * ROW + 4);
    EACH_LINE(d, f, l) {
        char class[CLASS_SIZE], text[FIGURE_SIZE];
        double v = l->series.value[0], length = largest > 0 ? fabs(v) / largest * room : 0;
        if (isnan(v))
            continue;
        cp_page_class(class, d, l);
        cp_page_tip(&tip, d, l, 0, v);
        cp_page_put_label(to, "label", CP_PAGE_END, left - GAP, y + 15, l->series.name);
        cp_page_put_rect(to, class, (struct cp_page_box){left, y + 3, length, ROW - 6}, tip.s);
        cp_page_figure(text, v, fabs(v));
        cp_page_put_label(to, "", CP_PAGE_START, left + length + 5, y + 15, text);
        y += ROW;
    }
    cp_page_close_svg(to);
    to->oom |= tip.oom;
    cp_str_release(&tip);
}
