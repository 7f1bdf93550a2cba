/* A supply curve: a block an offer, as wide as what can arrive and as high as its price, filled as
 * far as it is taken. The three figures of a series are width, height and what is filled. */
#include "page/chart/chart.h"
#include <math.h>

enum { BLOCK_WIDTH, BLOCK_HEIGHT, FILLED, FIGURES };
enum { WIDTH = 520, HEIGHT = 230, TOP = 18, BOTTOM = 20, RIGHT = 8, GAP = 6 };

/* Numbers of the width below, some five of them. */
static void put_widths(struct cp_str *to, const struct cp_page_axis *axis, double all) {
    struct cp_page_axis below = {.top = axis->right, .bottom = axis->left};
    cp_page_fit_axis(&below, 0, all);
    double free_from = -1;
    for (double v = 0; v <= all * (1 + 1e-9); v += below.step) {
        char text[FIGURE_SIZE];
        cp_page_figure(text, v, fmin(all, below.step * 99));
        double width = cp_page_text_width(text),
               x = axis->left + (axis->right - axis->left) * v / all;
        if (x - width / 2 < free_from || x + width / 2 > axis->right + RIGHT)
            continue;
        cp_page_put_label(to, "", CP_PAGE_MIDDLE, x, HEIGHT - 5, text);
        free_from = x + width / 2 + GAP;
    }
}

static void put_block(struct cp_str *to, const struct cp_page_drawing *d,
                      const struct cp_page_line *l, const struct cp_page_axis *axis,
                      struct cp_page_box box, struct cp_str *tip) {
    char class[CLASS_SIZE], text[FIGURE_SIZE];
    const double *v = l->series.value;
    double filled = v[BLOCK_WIDTH] > 0 ? fmin(v[FILLED] / v[BLOCK_WIDTH], 1) * box.width : 0;
    cp_page_class(class, d, l);
    size_t what = isnan(v[FILLED]) ? BLOCK_WIDTH : FILLED; /* unknown is drawn as if it were all */
    cp_page_tip(tip, d, l, what, v[what]);
    if (filled > 0)
        cp_page_put_rect(to, class, (struct cp_page_box){box.x, box.y, filled, box.height}, tip->s);
    cp_page_tip(tip, d, l, BLOCK_WIDTH, v[BLOCK_WIDTH]);
    if (filled < box.width)
        cp_page_put_rect(
            to, "wait offered",
            (struct cp_page_box){box.x + filled, box.y, box.width - filled, box.height}, tip->s);
    cp_page_figure(text, v[BLOCK_HEIGHT], axis->high);
    if (cp_page_text_width(text) <= box.width)
        cp_page_put_label(to, "number", CP_PAGE_MIDDLE, box.x + box.width / 2, box.y - 4, text);
}

void cp_page_draw_blocks(struct cp_str *to, const struct cp_page_drawing *d) {
    struct cp_page_axis axis = {.top = TOP, .bottom = HEIGHT - BOTTOM, .right = WIDTH - RIGHT};
    struct cp_str tip = {0};
    double all = 0, high = 0;
    EACH_LINE(d, f, l) {
        all += fmax(l->series.value[BLOCK_WIDTH], 0);
        high = fmax(high, l->series.value[BLOCK_HEIGHT]);
    }
    cp_page_fit_axis(&axis, 0, high);
    axis.left = cp_page_axis_width(&axis) + 2;
    cp_page_open_svg(to, d, 0, WIDTH, HEIGHT);
    cp_page_put_axis(to, &axis);
    double x = axis.left, room = axis.right - axis.left;
    EACH_LINE(d, f, l) {
        double width = all > 0 ? fmax(l->series.value[BLOCK_WIDTH], 0) / all * room : 0;
        double y = cp_page_at(&axis, fmax(l->series.value[BLOCK_HEIGHT], 0));
        put_block(to, d, l, &axis, (struct cp_page_box){x, y, width, axis.bottom - y}, &tip);
        x += width;
    }
    if (all > 0)
        put_widths(to, &axis, all);
    cp_page_close_svg(to);
    to->oom |= tip.oom;
    cp_str_release(&tip);
}
