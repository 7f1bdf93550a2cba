/* A football field: what a figure is at least and at most, a row each. The first point of a series
 * is the least, the last the most, and the middle one a mark between them. */
#include "page/chart/chart.h"
#include <math.h>

enum { WIDTH = 520, ROW = 24, GAP = 8, BOTTOM = 20 };

struct span {
    double least, middle, most;
};

/* false: it is not there */
static bool span_of(const struct cp_page_drawing *d, const struct cp_page_line *l,
                    struct span *out) {
    size_t n = d->chart.npoint;
    if (n == 0)
        return false;
    *out = (struct span){l->series.value[0], l->series.value[n / 2], l->series.value[n - 1]};
    if (out->least > out->most)
        *out = (struct span){out->most, out->middle, out->least};
    return !isnan(out->least) && !isnan(out->most);
}

/* Between the names and the numbers on both sides of the bars. */
static void fit(const struct cp_page_drawing *d, struct cp_page_axis *across, double *names) {
    double low = INFINITY, high = -INFINITY, left = 0, right = 0;
    char text[FIGURE_SIZE];
    struct span s;
    *names = 0;
    EACH_LINE(d, f, l) {
        *names = fmax(*names, fmin(cp_page_text_width(l->series.name), LABEL_WIDTH));
        if (!span_of(d, l, &s))
            continue;
        low = fmin(low, s.least);
        high = fmax(high, s.most);
        cp_page_figure(text, s.least, fabs(s.least));
        left = fmax(left, cp_page_text_width(text));
        cp_page_figure(text, s.most, fabs(s.most));
        right = fmax(right, cp_page_text_width(text));
    }
    cp_page_fit_span(across, low, high);
    across->bottom = *names + GAP + left + GAP;
    across->top = WIDTH - GAP - right;
}

static void put_row(struct cp_str *to, const struct cp_page_drawing *d,
                    const struct cp_page_line *l, const struct cp_page_axis *across, double names,
                    double y) {
    char class[CLASS_SIZE], text[FIGURE_SIZE];
    struct cp_str tip = {0};
    struct span s;
    if (!span_of(d, l, &s))
        return;
    double x0 = cp_page_at(across, s.least), x1 = cp_page_at(across, s.most);
    cp_page_class(class, d, l);
    cp_page_tip(&tip, d, l, d->chart.npoint / 2, s.middle);
    cp_page_put_label(to, "label", CP_PAGE_END, names, y + 16, l->series.name);
    cp_page_put_rect(to, class, (struct cp_page_box){x0, y + 4, x1 - x0, ROW - 8}, tip.s);
    if (s.middle >= s.least && s.middle <= s.most) {
        double x = cp_page_at(across, s.middle);
        cp_page_put_rule(to, "mark", x, y + 2, x, y + ROW - 2);
    }
    cp_page_figure(text, s.least, fabs(s.least));
    cp_page_put_label(to, "", CP_PAGE_END, x0 - 5, y + 16, text);
    cp_page_figure(text, s.most, fabs(s.most));
    cp_page_put_label(to, "", CP_PAGE_START, x1 + 5, y + 16, text);
    to->oom |= tip.oom;
    cp_str_release(&tip);
}

void cp_page_draw_field(struct cp_str *to, const struct cp_page_drawing *d) {
    struct cp_page_axis across = {0};
    double names, y = 0, bottom = (double)d->nline * ROW + 2;
    fit(d, &across, &names);
    cp_page_open_svg(to, d, 0, WIDTH, bottom + BOTTOM);
    cp_page_put_scale(to, &across, 2, bottom, WIDTH);
    EACH_LINE(d, f, l) {
        put_row(to, d, l, &across, names, y);
        y += ROW;
    }
    cp_page_close_svg(to);
}
