/* A frontier: series over another one. The first series is how far to the right the points of all
 * others are; the points' names stand beside them where there is room. */
#include "page/chart/chart.h"
#include <math.h>

enum { WIDTH = 520, HEIGHT = 270, TOP = 18, BOTTOM = 22, RIGHT = 10, DOT = 5, MOST_LABELS = 64 };

struct frontier {
    struct cp_str *to;
    const struct cp_page_drawing *d;
    struct cp_page_axis up, across;
    struct cp_page_box label[MOST_LABELS];
    size_t nlabel;
    struct cp_str tip;
};

static const double *across_of(const struct frontier *g) {
    return g->d->facet->line->series.value;
}

/* Least and most of some values. */
static void widen(const double *value, size_t n, double *low, double *high) {
    for (size_t i = 0; i < n; i++) {
        *low = fmin(*low, value[i]);
        *high = fmax(*high, value[i]);
    }
}

static void fit(struct frontier *g) {
    double low = INFINITY, high = -INFINITY;
    size_t n = g->d->chart.npoint;
    EACH_LINE(g->d, f, l)
    if (l != g->d->facet->line)
        widen(l->series.value, n, &low, &high);
    cp_page_fit_span(&g->up, low, high);
    g->up.top = TOP;
    g->up.bottom = HEIGHT - BOTTOM;
    g->up.left = cp_page_axis_width(&g->up) + 2;
    g->up.right = WIDTH - RIGHT;
    low = INFINITY, high = -INFINITY;
    widen(across_of(g), n, &low, &high);
    cp_page_fit_span(&g->across, low, high);
    g->across.bottom = g->up.left + DOT;
    g->across.top = g->up.right - DOT;
}

/* Beside the point, unless another name stands there. */
static void put_name(struct frontier *g, const char *name, double x, double y) {
    double width = fmin(cp_page_text_width(name), LABEL_WIDTH);
    bool left = x + DOT + width > WIDTH;
    struct cp_page_box box = {left ? x - DOT - width : x + DOT, y - TEXT_SIZE - 3, width,
                              TEXT_SIZE + 2};
    if (g->nlabel == MOST_LABELS || box.x < g->up.left || box.y < 0)
        return;
    for (size_t i = 0; i < g->nlabel; i++) {
        const struct cp_page_box *b = &g->label[i];
        if (box.x < b->x + b->width + 2 && box.x + width + 2 > b->x && box.y < b->y + b->height &&
            box.y + box.height > b->y)
            return;
    }
    g->label[g->nlabel++] = box;
    cp_page_put_label(g->to, "label", left ? CP_PAGE_END : CP_PAGE_START, left ? x - DOT : x + DOT,
                      y - 4, name);
}

static void put_line(struct frontier *g, const struct cp_page_line *l) {
    char class[CLASS_SIZE], command = 'M';
    cp_page_class(class, g->d, l);
    cp_str_addf(g->to, "<path class=\"%s line\" d=\"", class);
    for (size_t i = 0; i < g->d->chart.npoint; i++) {
        if (isnan(l->series.value[i]) || isnan(across_of(g)[i]))
            continue;
        cp_str_addc(g->to, command);
        cp_page_put_length(g->to, cp_page_at(&g->across, across_of(g)[i]));
        cp_str_addc(g->to, ' ');
        cp_page_put_length(g->to, cp_page_at(&g->up, l->series.value[i]));
        command = 'L';
    }
    cp_str_add(g->to, "\"/>");
    for (size_t i = 0; i < g->d->chart.npoint; i++) {
        double v = l->series.value[i], x = cp_page_at(&g->across, across_of(g)[i]);
        if (isnan(v) || isnan(across_of(g)[i]))
            continue;
        double y = cp_page_at(&g->up, v);
        cp_page_tip(&g->tip, g->d, l, i, v);
        cp_page_put_rect(g->to, class, (struct cp_page_box){x - DOT / 2.0, y - DOT / 2.0, DOT, DOT},
                         g->tip.s);
        put_name(g, g->d->chart.point[i], x, y);
    }
}

void cp_page_draw_frontier(struct cp_str *to, const struct cp_page_drawing *d) {
    struct frontier g = {.to = to, .d = d};
    fit(&g);
    cp_page_open_svg(to, d, 0, WIDTH, HEIGHT);
    cp_page_put_axis(to, &g.up);
    cp_page_put_scale(to, &g.across, TOP, HEIGHT - BOTTOM, WIDTH);
    EACH_LINE(d, f, l)
    if (l != d->facet->line)
        put_line(&g, l);
    cp_page_close_svg(to);
    to->oom |= g.tip.oom;
    cp_str_release(&g.tip);
}
