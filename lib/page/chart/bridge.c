/* A bridge: from one total to another by what is between them, a row each. The first point of a
 * series is where its bar begins and the last where it ends; a net is a total, from 0. */
#include "page/chart/chart.h"
#include <math.h>

enum { WIDTH = 520, ROW = 22, GAP = 8, BOTTOM = 20 };

struct bridge {
    struct cp_str *to;
    const struct cp_page_drawing *d;
    struct cp_page_axis across;
    double before; /* where the row above ends; NaN: there is none */
    double y;
    struct cp_str tip;
};

static bool is_total(const struct cp_page_line *l) {
    return l->series.mark == CP_PAGE_NET;
}

/* Where the bar begins and ends; false: it is not there. */
static bool ends(const struct cp_page_drawing *d, const struct cp_page_line *l, double *from,
                 double *to) {
    *from = is_total(l) ? 0 : l->series.value[0];
    *to = d->chart.npoint > 0 ? l->series.value[d->chart.npoint - 1] : NAN;
    return !isnan(*from) && !isnan(*to);
}

/* "136" of a total, "+37.3" of what is between. */
static void say(char buf[FIGURE_SIZE], const struct cp_page_line *l, double from, double to) {
    double x = to - from;
    bool plus = !is_total(l) && x > 0;
    buf[0] = '+';
    cp_page_figure(buf + plus, x, fabs(x));
}

/* Totals that are far from 0 beside what changes begin somewhere else, which their bars show. */
static void fit(struct bridge *b) {
    double low = INFINITY, high = -INFINITY, from, to, label = 0, number = 0;
    char text[FIGURE_SIZE + 1];
    EACH_LINE(b->d, f, l) {
        label = fmax(label, fmin(cp_page_text_width(l->series.name), LABEL_WIDTH));
        if (!ends(b->d, l, &from, &to))
            continue;
        low = fmin(low, is_total(l) ? to : fmin(from, to));
        high = fmax(high, fmax(is_total(l) ? to : from, to));
        say(text, l, from, to);
        number = fmax(number, cp_page_text_width(text));
    }
    double room = high - low;
    bool cut = room > 0 && (low > room || high < -room);
    cp_page_fit_span(&b->across, cut ? low - room / 4 : fmin(low, 0),
                     cut ? high + room / 4 : fmax(high, 0));
    b->across.bottom = label + GAP;
    b->across.top = WIDTH - GAP - number;
}

static double inside(const struct cp_page_axis *a, double value) {
    return cp_page_at(a, fmin(fmax(value, a->low), a->high));
}

static void put_row(struct bridge *b, const struct cp_page_line *l) {
    char class[CLASS_SIZE], text[FIGURE_SIZE + 1];
    double from, to;
    if (!ends(b->d, l, &from, &to))
        return;
    double x0 = inside(&b->across, from), x1 = inside(&b->across, to);
    double left = fmin(x0, x1), right = fmax(x0, x1);
    if (!isnan(b->before) && !is_total(l))
        cp_page_put_rule(b->to, "zero", x0, b->y - 3, x0, b->y + 3);
    cp_page_class(class, b->d, l);
    cp_page_tip(&b->tip, b->d, l, b->d->chart.npoint - 1, to);
    cp_page_put_label(b->to, "label", CP_PAGE_END, b->across.bottom - GAP, b->y + 15,
                      l->series.name);
    cp_page_put_rect(b->to, class, (struct cp_page_box){left, b->y + 3, right - left, ROW - 6},
                     b->tip.s);
    if (is_total(l) && (b->across.low > 0 || b->across.high < 0)) {
        double x = b->across.low > 0 ? left + 6 : right - 8;
        cp_page_put_rule(b->to, "cut", x, b->y + ROW - 2, x + 5, b->y + 2);
    }
    say(text, l, from, to);
    cp_page_put_label(b->to, is_total(l) ? "number" : "", CP_PAGE_START, right + 5, b->y + 15,
                      text);
    b->before = to;
    b->y += ROW;
}

void cp_page_draw_bridge(struct cp_str *to, const struct cp_page_drawing *d) {
    struct bridge b = {.to = to, .d = d, .before = NAN};
    double bottom = (double)d->nline * ROW + 2;
    fit(&b);
    cp_page_open_svg(to, d, 0, WIDTH, bottom + BOTTOM);
    cp_page_put_scale(to, &b.across, 2, bottom, WIDTH);
    EACH_LINE(d, f, l)
    put_row(&b, l);
    cp_page_close_svg(to);
    to->oom |= b.tip.oom;
    cp_str_release(&b.tip);
}
