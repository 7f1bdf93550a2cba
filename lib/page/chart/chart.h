/* Private to the page room: a chart as it is kept, and how it becomes SVG inside a page of HTML.
 *
 * Sizes are in pixels of a drawing that is as wide as its view box; a browser scales it. The text
 * of a drawing is TEXT_SIZE high, its width that of the letters of DejaVu Sans, which are wide: in
 * other faces a label takes less than it was given.
 */
#ifndef CAPPLAN_PAGE_CHART_H
#define CAPPLAN_PAGE_CHART_H

#include "page/page.h"

struct cp_page_line {
    struct cp_page_line *next;
    struct cp_page_series series; /* its values as they are shown: divided by the scale */
};

struct cp_page_facet {
    struct cp_page_facet *next;
    const char *title, *bad;
    struct cp_page_line *line, **end;
};

struct cp_page_drawing {
    struct cp_page_chart chart;
    struct cp_page_facet *facet, **facet_end, *last;
    size_t nfacet, nline;
    size_t id; /* among those of the page, from 1 */
};

/* Every series of a drawing, in order. */
#define EACH_LINE(d, f, l)                                                                         \
    for (const struct cp_page_facet *f = (d)->facet; f; f = f->next)                               \
        for (const struct cp_page_line *l = f->line; l; l = l->next)

/* ---- text.c: what is written, and how wide it is -------------------------------------------- */

enum { TEXT_SIZE = 11, LABEL_WIDTH = 230 }; /* the most that a label may take */

/* Text of others inside HTML: what a browser would obey is escaped, what a terminal would, '?'. */
void cp_page_put_escaped(struct cp_str *to, const char *text);
/* Its width in pixels. */
double cp_page_text_width(const char *text);
/* As much of both of its ends as fits the width, an ellipsis between them; not escaped. */
void cp_page_put_cut(struct cp_str *to, const char *text, double width);
/* The number with three significant digits beside others of up to `largest`, and a real minus. */
enum { FIGURE_SIZE = CP_PAGE_NUMBER_SIZE + 8 };
void cp_page_figure(char buf[FIGURE_SIZE], double x, double largest);
/* A length, in tenths of a pixel; by integers, so that the locale does not matter. */
void cp_page_put_length(struct cp_str *to, double x);

/* ---- svg.c: marks --------------------------------------------------------------------------- */

struct cp_page_box {
    double x, y, width, height;
};
enum cp_page_anchor { CP_PAGE_START, CP_PAGE_MIDDLE, CP_PAGE_END };

/* Of a whole chart or of its facet `part`, counted from 0. */
void cp_page_open_svg(struct cp_str *to, const struct cp_page_drawing *d, size_t part, double width,
                      double height);
void cp_page_close_svg(struct cp_str *to);
/* ` name="x"` */
void cp_page_put_attribute(struct cp_str *to, const char *name, double x);
/* A rectangle of this class, NULL: of that of the group around it; `tip` is shown by the pointer,
 * NULL: nothing. */
void cp_page_put_rect(struct cp_str *to, const char *class, struct cp_page_box box,
                      const char *tip);
void cp_page_put_rule(struct cp_str *to, const char *class, double x0, double y0, double x1,
                      double y1);
/* `class` "": dim, of a scale. */
void cp_page_put_label(struct cp_str *to, const char *class, enum cp_page_anchor anchor, double x,
                       double y, const char *text);

/* The class of a series: of its ink, or the next of those of names that have none. */
enum { CLASS_SIZE = 24 };
void cp_page_class(char buf[CLASS_SIZE], const struct cp_page_drawing *d,
                   const struct cp_page_line *line);
const char *cp_page_ink_class(enum cp_page_ink ink);
/* "served, 2027-Q1: 12.3 EFLOP/s" of its i-th point, for the pointer. */
void cp_page_tip(struct cp_str *tip, const struct cp_page_drawing *d,
                 const struct cp_page_line *line, size_t i, double value);
/* The largest size of any value of the drawing. */
double cp_page_largest(const struct cp_page_drawing *d);

/* ---- axis.c --------------------------------------------------------------------------------- */

struct cp_page_axis {
    double low, high, step; /* of the values */
    double top, bottom;     /* where high and low lie, in pixels */
    double left, right;     /* of what is drawn over it */
};
/* Round numbers that hold low and high, some four steps apart. */
void cp_page_fit_axis(struct cp_page_axis *axis, double low, double high);
double cp_page_at(const struct cp_page_axis *axis, double value);
/* The same without 0 where they are far from it; of one that goes across, `bottom` is where low
 * lies and `top` where high does. */
void cp_page_fit_span(struct cp_page_axis *axis, double low, double high);
/* Its numbers below a drawing of this width, and rules over it from top to bottom. */
void cp_page_put_scale(struct cp_str *to, const struct cp_page_axis *axis, double top,
                       double bottom, double width);
/* The room that its numbers take on the left. */
double cp_page_axis_width(const struct cp_page_axis *axis);
void cp_page_put_axis(struct cp_str *to, const struct cp_page_axis *axis);
/* The names of points under a drawing, those of a year once where points are shorter. */
void cp_page_put_points(struct cp_str *to, const struct cp_page_chart *chart, double left,
                        double slot, double y);

/* ---- a kind of chart a file ----------------------------------------------------------------- */

void cp_page_draw_plot(struct cp_str *to, const struct cp_page_drawing *d);
void cp_page_draw_heat(struct cp_str *to, const struct cp_page_drawing *d);
void cp_page_draw_blocks(struct cp_str *to, const struct cp_page_drawing *d);
void cp_page_draw_ranked(struct cp_str *to, const struct cp_page_drawing *d);
void cp_page_draw_flow(struct cp_str *to, const struct cp_page_drawing *d);
void cp_page_draw_ladder(struct cp_str *to, const struct cp_page_drawing *d);
void cp_page_draw_bridge(struct cp_str *to, const struct cp_page_drawing *d);
void cp_page_draw_field(struct cp_str *to, const struct cp_page_drawing *d);
void cp_page_draw_frontier(struct cp_str *to, const struct cp_page_drawing *d);

/* ---- panel.c -------------------------------------------------------------------------------- */

/* A cell of a table with a number as it is read; where that is less, its digits are the title of
 * the cell, for the pointer and for programs. */
void cp_page_put_figure(struct cp_str *to, double x, double largest);
/* The chart between its title and its table of figures: what a figure of HTML holds. */
void cp_page_put_panel(struct cp_str *to, const struct cp_page_drawing *d);

#endif
