/* Ribbons from where something comes to where it goes: what only gives on the left, what only takes
 * on the right, and between them what does both. A figure a series; heights are in proportion. */
#include "page/chart/chart.h"
#include <math.h>
#include <string.h>

enum { WIDTH = 560, HEIGHT = 320, NODE = 12, GAP = 6, ROOM = 160 /* of a label */ };
enum { GIVES, BOTH, TAKES, COLUMNS };
enum { MOST = 128 }; /* nodes that are drawn; the table has all */

struct node {
    const char *name;
    double in, out, y, height, from, to; /* from, to: how far its ribbons have come */
    int column;
};

struct flow {
    struct cp_str *to;
    const struct cp_page_drawing *d;
    struct node node[MOST];
    size_t n;
    double pixel;         /* a unit's height */
    double side[COLUMNS]; /* the widest label of a column */
};

/* The node of this name, made when it is new. NULL: there are too many. */
static struct node *node_of(struct flow *f, const char *name) {
    for (size_t i = 0; i < f->n; i++)
        if (strcmp(f->node[i].name, name) == 0)
            return &f->node[i];
    if (f->n == MOST)
        return NULL;
    f->node[f->n] = (struct node){.name = name};
    return &f->node[f->n++];
}

static double weight(const struct node *n) {
    return fmax(n->in, n->out);
}

static void collect(struct flow *f) {
    EACH_LINE(f->d, facet, l) {
        if (!(l->series.value[0] > 0))
            continue;
        struct node *from = node_of(f, l->series.name), *to = node_of(f, l->series.other);
        if (!from || !to)
            continue;
        from->out += l->series.value[0];
        to->in += l->series.value[0];
    }
    for (size_t i = 0; i < f->n; i++)
        f->node[i].column = !(f->node[i].in > 0) ? GIVES : f->node[i].out > 0 ? BOTH : TAKES;
}

/* One under the other in each column, all to one scale. */
static void place(struct flow *f) {
    f->pixel = INFINITY;
    for (int c = 0; c < COLUMNS; c++) {
        double sum = 0, gaps = 0;
        for (size_t i = 0; i < f->n; i++)
            if (f->node[i].column == c) {
                sum += weight(&f->node[i]);
                gaps += GAP;
            }
        if (sum > 0)
            f->pixel = fmin(f->pixel, fmax(HEIGHT - gaps, HEIGHT / 2.0) / sum);
    }
    for (int c = 0; c < COLUMNS; c++) {
        double y = 4;
        for (size_t i = 0; i < f->n; i++)
            if (f->node[i].column == c) {
                struct node *n = &f->node[i];
                double slot = fmax(weight(n) * f->pixel, TEXT_SIZE);
                n->height = weight(n) * f->pixel;
                n->y = n->from = n->to = y + (slot - n->height) / 2;
                y += slot + GAP;
            }
    }
}

/* Names of what gives stand left of it, all others right of theirs. */
static double left_of(const struct flow *f, const struct node *n) {
    double left = f->side[GIVES] + GAP, right = WIDTH - f->side[TAKES] - GAP - NODE;
    return left + n->column * (right - left) / 2;
}

/* What a label of the column may take: those in the middle end before the next column. */
static double room_of(const struct flow *f, int column) {
    double between = (WIDTH - f->side[GIVES] - f->side[TAKES] - 2 * GAP - NODE) / 2;
    return column == BOTH ? fmin(between - NODE - 2 * GAP, ROOM) : ROOM;
}

/* "hyperion 19.2": of a long name its beginning. */
static void label_of(const struct node *n, double room, struct cp_str *label) {
    char figure[FIGURE_SIZE];
    cp_page_figure(figure, weight(n), weight(n));
    cp_str_reset(label);
    cp_page_put_cut(label, n->name, room - cp_page_text_width(figure) - GAP);
    cp_str_addf(label, " %s", figure);
}

static void measure_sides(struct flow *f, struct cp_str *label) {
    for (size_t i = 0; i < f->n; i++) {
        double *side = &f->side[f->node[i].column];
        label_of(&f->node[i], ROOM, label);
        *side = fmax(*side, fmin(cp_page_text_width(label->s ? label->s : ""), ROOM));
    }
}

static void put_ribbon(struct flow *f, const struct cp_page_line *l, struct cp_str *tip) {
    double v = l->series.value[0], h = v * f->pixel;
    char class[CLASS_SIZE];
    if (!(v > 0))
        return;
    struct node *from = node_of(f, l->series.name), *to = node_of(f, l->series.other);
    if (!from || !to)
        return;
    double x[] = {left_of(f, from) + NODE, 0, left_of(f, to)};
    x[1] = (x[0] + x[2]) / 2;
    double a = from->from, b = to->to;
    double p[] = {x[0], a,     x[1], a,     x[1], b,     x[2], b,
                  x[2], b + h, x[1], b + h, x[1], a + h, x[0], a + h};
    static const char *const before[] = {"M", " ", "C", " ", " ", " ", " ", " ",
                                         "L", " ", "C", " ", " ", " ", " ", " "};
    cp_page_class(class, f->d, l);
    cp_str_addf(f->to, "<path class=\"%s ribbon\" d=\"", class);
    for (size_t i = 0; i < sizeof p / sizeof *p; i++) {
        cp_str_add(f->to, before[i]);
        cp_page_put_length(f->to, p[i]);
    }
    cp_page_tip(tip, f->d, l, 0, v);
    cp_str_add(f->to, "Z\"><title>");
    cp_page_put_escaped(f->to, l->series.other);
    cp_str_add(f->to, " from ");
    cp_page_put_escaped(f->to, tip->s ? tip->s : "");
    cp_str_add(f->to, "</title></path>");
    from->from += h;
    to->to += h;
}

static void put_node(struct flow *f, const struct node *n, struct cp_str *label) {
    double x = left_of(f, n), middle = n->y + n->height / 2 + 4;
    cp_page_put_rect(f->to, "dark", (struct cp_page_box){x, n->y, NODE, fmax(n->height, 1)}, NULL);
    label_of(n, room_of(f, n->column), label);
    if (n->column == GIVES)
        cp_page_put_label(f->to, "label", CP_PAGE_END, x - 4, middle, label->s ? label->s : "");
    else
        cp_page_put_label(f->to, "label", CP_PAGE_START, x + NODE + 4, middle,
                          label->s ? label->s : "");
}

void cp_page_draw_flow(struct cp_str *to, const struct cp_page_drawing *d) {
    struct flow f = {.to = to, .d = d};
    struct cp_str text = {0};
    double height = TEXT_SIZE;
    collect(&f);
    place(&f);
    measure_sides(&f, &text);
    for (size_t i = 0; i < f.n; i++)
        height = fmax(height, f.node[i].y + f.node[i].height + TEXT_SIZE);
    cp_page_open_svg(to, d, 0, WIDTH, height);
    EACH_LINE(d, facet, l)
    put_ribbon(&f, l, &text);
    for (size_t i = 0; i < f.n; i++)
        put_node(&f, &f.node[i], &text);
    cp_page_close_svg(to);
    to->oom |= text.oom;
    cp_str_release(&text);
}
