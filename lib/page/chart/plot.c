/* Plots over points in time: stacked bars, bands, lines and steps, a drawing a facet. */
#include "page/chart/chart.h"
#include <math.h>

enum { TOP = 10, BOTTOM = 20, RIGHT = 8, NUMBERS = 14 /* above bars */, MOST_NUMBERS = 12 };
enum { MOST_TIPS = 80 }; /* points, up to which each mark says its figure */

struct plot {
    struct cp_str *to;
    const struct cp_page_drawing *d;
    const struct cp_page_facet *facet;
    struct cp_page_axis axis;
    double width, height, slot;
    struct cp_str tip;
};

static size_t points(const struct plot *p) {
    return p->d->chart.npoint;
}

static double centre(const struct plot *p, size_t i) {
    return p->axis.left + p->slot * ((double)i + 0.5);
}

/* Least and most that any mark reaches. */
static void span(const struct plot *p, double *low, double *high) {
    *low = *high = 0;
    for (size_t i = 0; i < points(p); i++) {
        double up = 0, down = 0;
        for (const struct cp_page_line *l = p->facet->line; l; l = l->next) {
            double v = l->series.value[i];
            if (l->series.mark == CP_PAGE_BAR) {
                up += v > 0 ? v : 0;
                down += v < 0 ? v : 0;
            } else if (l->series.mark != CP_PAGE_TOP) {
                *low = fmin(*low, v);
                *high = fmax(*high, l->series.upper ? fmax(v, l->series.upper[i]) : v);
            }
        }
        *low = fmin(*low, down);
        *high = fmax(*high, up);
    }
}

/* A net mark or a top that is alone has numbers above it. */
static bool has_numbers(const struct plot *p) {
    size_t net = 0;
    for (const struct cp_page_line *l = p->facet->line; l; l = l->next)
        net += l->series.mark >= CP_PAGE_NET;
    return net == 1 && points(p) <= MOST_NUMBERS;
}

static void put_bar(struct plot *p, const struct cp_page_line *l, size_t i, double from,
                    double to) {
    double share = points(p) > MOST_TIPS ? 1 : 0.86, value = l->series.value[i];
    double y0 = cp_page_at(&p->axis, from), y1 = cp_page_at(&p->axis, to);
    struct cp_page_box box = {centre(p, i) - p->slot * share / 2, fmin(y0, y1), p->slot * share,
                              fabs(y1 - y0)};
    cp_page_tip(&p->tip, p->d, l, i, l->series.mark == CP_PAGE_RANGE ? to - from : value);
    cp_page_put_rect(p->to, NULL, box, points(p) > MOST_TIPS ? NULL : p->tip.s);
}

/* Where the bar begins and ends, on what those before it have stacked; false: there is none. */
static bool stacked(const struct plot *p, const struct cp_page_line *l, size_t i, double *from,
                    double *to) {
    double v = l->series.value[i];
    *from = 0;
    *to = v;
    if (isnan(v))
        return false;
    if (l->series.mark == CP_PAGE_RANGE) {
        *from = v;
        *to = l->series.upper[i];
        return *to > v;
    }
    for (const struct cp_page_line *below = p->facet->line; below != l; below = below->next) {
        double b = below->series.mark == CP_PAGE_BAR ? below->series.value[i] : NAN;
        *from += (v > 0 ? b > 0 : b < 0) ? b : 0;
    }
    *to = *from + v;
    return v != 0;
}

static void put_bars(struct plot *p, const struct cp_page_line *l) {
    char class[CLASS_SIZE];
    double from, to;
    bool any = false;
    cp_page_class(class, p->d, l);
    for (size_t i = 0; i < points(p); i++) {
        if (!stacked(p, l, i, &from, &to))
            continue;
        if (!any)
            cp_str_addf(p->to, "<g class=\"%s\">", class);
        any = true;
        put_bar(p, l, i, from, to);
    }
    cp_str_add(p->to, any ? "</g>" : "");
}

static void put_point(struct plot *p, char command, double x, double value) {
    cp_str_addc(p->to, command);
    cp_page_put_length(p->to, x);
    cp_str_addc(p->to, ' ');
    cp_page_put_length(p->to, cp_page_at(&p->axis, value));
}

/* From the i-th point on, how many have a value. */
static size_t run_from(const struct plot *p, const struct cp_page_series *s, size_t i) {
    size_t n = 0;
    while (i + n < points(p) && !isnan(s->value[i + n]))
        n++;
    return n;
}

static void put_band(struct plot *p, const struct cp_page_line *l) {
    char class[CLASS_SIZE];
    cp_page_class(class, p->d, l);
    cp_str_addf(p->to, "<path class=\"%s band\" d=\"", class);
    for (size_t i = 0, n; i<points(p); i += n> 0 ? n : 1) {
        n = run_from(p, &l->series, i);
        for (size_t k = 0; k < n; k++)
            put_point(p, k == 0 ? 'M' : 'L', centre(p, i + k), l->series.upper[i + k]);
        for (size_t k = n; k > 0; k--)
            put_point(p, 'L', centre(p, i + k - 1), l->series.value[i + k - 1]);
        cp_str_add(p->to, n > 0 ? "Z" : "");
    }
    cp_str_add(p->to, "\"/>");
}

/* A line joins the middles of points, a step is level through each of them. */
static void put_line(struct plot *p, const struct cp_page_line *l) {
    char class[CLASS_SIZE];
    bool step = l->series.mark == CP_PAGE_STEP;
    cp_page_class(class, p->d, l);
    cp_str_addf(p->to, "<path class=\"%s line\" d=\"", class);
    for (size_t i = 0, n; i<points(p); i += n> 0 ? n : 1) {
        n = run_from(p, &l->series, i);
        for (size_t k = 0; k < n; k++) {
            double x = centre(p, i + k) - (step ? p->slot / 2 : 0), v = l->series.value[i + k];
            put_point(p, k == 0 ? 'M' : 'L', x, v);
            if (!step && n > 1) /* one point alone is seen as a short line */
                continue;
            cp_str_addc(p->to, 'H');
            cp_page_put_length(p->to, x + (step ? p->slot : 2));
        }
    }
    cp_str_add(p->to, "\"/>");
}

static double top_of_bars(const struct plot *p, size_t i) {
    double up = 0;
    for (const struct cp_page_line *l = p->facet->line; l; l = l->next)
        if (l->series.mark == CP_PAGE_BAR && l->series.value[i] > 0)
            up += l->series.value[i];
    return cp_page_at(&p->axis, up);
}

static void put_mark(struct plot *p, const char *class, double v, size_t i) {
    double half = p->slot * 0.3;
    cp_str_addf(p->to, "<path class=\"%s line\" d=\"", class);
    put_point(p, 'M', centre(p, i) - half, v);
    cp_str_addc(p->to, 'H');
    cp_page_put_length(p->to, centre(p, i) + half);
    cp_str_add(p->to, "\"/>");
}

/* A net's thick mark across the bars, and above all of them the number of it or of a top. */
static void put_numbers(struct plot *p, const struct cp_page_line *l) {
    char text[FIGURE_SIZE], class[CLASS_SIZE];
    bool top = l->series.mark == CP_PAGE_TOP;
    double largest = 0;
    cp_page_class(class, p->d, l);
    for (size_t i = 0; i < points(p); i++)
        largest = fmax(largest, fabs(l->series.value[i]));
    for (size_t i = 0; i < points(p); i++) {
        double v = l->series.value[i], y = top ? p->axis.bottom : cp_page_at(&p->axis, v);
        if (isnan(v))
            continue;
        if (!top)
            put_mark(p, class, v, i);
        cp_page_figure(text, v, largest);
        if (has_numbers(p) && cp_page_text_width(text) <= p->slot)
            cp_page_put_label(p->to, "number", CP_PAGE_MIDDLE, centre(p, i),
                              fmin(y, top_of_bars(p, i)) - 4, text);
    }
}

static void put_marks(struct plot *p) {
    for (const struct cp_page_line *l = p->facet->line; l; l = l->next)
        if (l->series.mark == CP_PAGE_BAND && l->series.upper)
            put_band(p, l);
    for (const struct cp_page_line *l = p->facet->line; l; l = l->next)
        if (l->series.mark == CP_PAGE_BAR || l->series.mark == CP_PAGE_RANGE)
            put_bars(p, l);
    for (const struct cp_page_line *l = p->facet->line; l; l = l->next) {
        if (l->series.mark == CP_PAGE_LINE || l->series.mark == CP_PAGE_STEP)
            put_line(p, l);
        if (l->series.mark >= CP_PAGE_NET)
            put_numbers(p, l);
    }
}

/* By how many stand side by side. */
static void size_plot(struct plot *p) {
    static const struct {
        double width, height;
    } half = {520, 230}, full = {1080, 240}, third = {340, 160}, quarter = {255, 150};
    size_t n = p->d->nfacet;
    p->width = n == 1   ? (p->d->chart.wide ? full.width : half.width)
               : n == 2 ? half.width
               : n == 4 ? quarter.width
                        : third.width;
    p->height = n == 1 ? half.height : n == 2 ? 180 : n == 4 ? quarter.height : third.height;
}

static void put_facet(struct plot *p, size_t part) {
    double low, high;
    span(p, &low, &high);
    cp_page_fit_axis(&p->axis, low, high);
    p->axis.top = TOP + (has_numbers(p) ? NUMBERS : 0);
    p->axis.bottom = p->height - BOTTOM;
    p->axis.left = cp_page_axis_width(&p->axis) + 2;
    p->axis.right = p->width - RIGHT;
    p->slot = (p->axis.right - p->axis.left) / (double)(points(p) > 0 ? points(p) : 1);
    cp_page_open_svg(p->to, p->d, part, p->width, p->height);
    cp_page_put_axis(p->to, &p->axis);
    put_marks(p);
    cp_page_put_points(p->to, &p->d->chart, p->axis.left, p->slot, p->height - 5);
    cp_page_close_svg(p->to);
}

void cp_page_draw_plot(struct cp_str *to, const struct cp_page_drawing *d) {
    struct plot p = {.to = to, .d = d};
    size_t part = 0;
    bool several = d->nfacet > 1;
    size_plot(&p);
    if (several)
        cp_str_addf(to, "<div class=\"facets f%d\">\n",
                    d->nfacet == 2   ? 2
                    : d->nfacet == 4 ? 4
                                     : 3);
    for (p.facet = d->facet; p.facet; p.facet = p.facet->next) {
        if (several) {
            cp_str_add(to, "<div><p class=\"facet\"><b>");
            cp_page_put_escaped(to, p.facet->title ? p.facet->title : "");
            cp_str_add(to, "</b>");
            if (p.facet->bad) {
                cp_str_add(to, " <span class=\"bad\">");
                cp_page_put_escaped(to, p.facet->bad);
                cp_str_add(to, "</span>");
            }
            cp_str_add(to, "</p>\n");
        }
        put_facet(&p, part++);
        cp_str_add(to, several ? "</div>\n" : "");
    }
    cp_str_add(to, several ? "</div>\n" : "");
    to->oom |= p.tip.oom;
    cp_str_release(&p.tip);
}
