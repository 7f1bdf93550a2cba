/* Marks of a drawing in SVG; colours are classes of the page's style. */
#include "page/chart/chart.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

void cp_page_put_attribute(struct cp_str *to, const char *name, double x) {
    cp_str_addf(to, " %s=\"", name);
    cp_page_put_length(to, x);
    cp_str_addc(to, '"');
}

void cp_page_open_svg(struct cp_str *to, const struct cp_page_drawing *d, size_t part, double width,
                      double height) {
    cp_str_add(to, "<svg viewBox=\"0 0 ");
    cp_page_put_length(to, width);
    cp_str_addc(to, ' ');
    cp_page_put_length(to, height);
    /* all parts are described by the first of them */
    cp_str_addf(to, "\" role=\"img\" aria-labelledby=\"c%zu-%zu-t c%zu-d\">", d->id, part, d->id);
    cp_str_addf(to, "<title id=\"c%zu-%zu-t\">", d->id, part);
    cp_page_put_escaped(to, d->chart.title);
    const struct cp_page_facet *facet = d->facet;
    for (size_t i = 0; i < part && facet; i++)
        facet = facet->next;
    if (d->nfacet > 1 && facet && facet->title) {
        cp_str_add(to, ": ");
        cp_page_put_escaped(to, facet->title);
    }
    cp_str_add(to, "</title>");
    if (part > 0)
        return;
    cp_str_addf(to, "<desc id=\"c%zu-d\">", d->id);
    cp_page_put_escaped(to, d->chart.description ? d->chart.description : "");
    cp_str_add(to, "</desc>");
}

void cp_page_close_svg(struct cp_str *to) {
    cp_str_add(to, "</svg>\n");
}

static void put_pair(struct cp_str *to, char command, double x, double y) {
    cp_str_addc(to, command);
    cp_page_put_length(to, x);
    cp_str_addc(to, ' ');
    cp_page_put_length(to, y);
}

static void put_step(struct cp_str *to, char command, double x) {
    cp_str_addc(to, command);
    cp_page_put_length(to, x);
}

static void open_path(struct cp_str *to, const char *class) {
    cp_str_add(to, "<path");
    if (class)
        cp_str_addf(to, " class=\"%s\"", class);
    cp_str_add(to, " d=\"");
}

/* As a path, which is shorter than an element of rectangles: there are a thousand of them. */
void cp_page_put_rect(struct cp_str *to, const char *class, struct cp_page_box box,
                      const char *tip) {
    open_path(to, class);
    put_pair(to, 'M', box.x, box.y);
    put_step(to, 'h', box.width);
    put_step(to, 'v', box.height);
    put_step(to, 'h', -box.width);
    if (!tip) {
        cp_str_add(to, "\"/>");
        return;
    }
    cp_str_add(to, "\"><title>");
    cp_page_put_escaped(to, tip);
    cp_str_add(to, "</title></path>");
}

void cp_page_put_rule(struct cp_str *to, const char *class, double x0, double y0, double x1,
                      double y1) {
    open_path(to, class);
    put_pair(to, 'M', x0, y0);
    if (y0 == y1)
        put_step(to, 'H', x1);
    else if (x0 == x1)
        put_step(to, 'V', y1);
    else
        put_pair(to, 'L', x1, y1);
    cp_str_add(to, "\"/>");
}

void cp_page_put_label(struct cp_str *to, const char *class, enum cp_page_anchor anchor, double x,
                       double y, const char *text) {
    static const char *const name[] = {
        [CP_PAGE_START] = "", [CP_PAGE_MIDDLE] = "m", [CP_PAGE_END] = "e"};
    cp_str_add(to, "<text");
    if (*class || *name[anchor])
        cp_str_addf(to, " class=\"%s%s%s\"", class, *class && *name[anchor] ? " " : "",
                    name[anchor]);
    cp_page_put_attribute(to, "x", x);
    cp_page_put_attribute(to, "y", y);
    cp_str_addc(to, '>');
    struct cp_str cut = {0};
    cp_page_put_cut(&cut, text, LABEL_WIDTH);
    to->oom |= cut.oom;
    cp_page_put_escaped(to, cut.s ? cut.s : "");
    cp_str_release(&cut);
    cp_str_add(to, "</text>");
}

const char *cp_page_ink_class(enum cp_page_ink ink) {
    static const char *const name[CP_PAGE_INKS] = {
        [CP_PAGE_AUTO] = "b0",     [CP_PAGE_DARK] = "dark", [CP_PAGE_USE] = "use",
        [CP_PAGE_SHORT] = "short", [CP_PAGE_GAP] = "gap",   [CP_PAGE_WAIT] = "wait",
        [CP_PAGE_FIRM] = "firm",   [CP_PAGE_FULL] = "full", [CP_PAGE_POWER] = "power",
        [CP_PAGE_FREE] = "free"};
    return name[ink];
}

/* The line is the first of its name in the drawing. */
static bool is_first(const struct cp_page_drawing *d, const struct cp_page_line *line) {
    EACH_LINE(d, f, l) {
        if (l == line)
            return true;
        if (strcmp(l->series.name, line->series.name) == 0)
            return false;
    }
    return true;
}

/* How many names without ink of their own come before this one. */
static size_t place_of(const struct cp_page_drawing *d, const char *name) {
    size_t place = 0;
    EACH_LINE(d, f, l) {
        if (strcmp(l->series.name, name) == 0)
            return place;
        place += l->series.ink == CP_PAGE_AUTO && is_first(d, l);
    }
    return place;
}

void cp_page_class(char buf[CLASS_SIZE], const struct cp_page_drawing *d,
                   const struct cp_page_line *line) {
    enum { COLOURS = 8, SHADES = 4 };
    size_t place = line->series.ink == CP_PAGE_AUTO ? place_of(d, line->series.name) : 0;
    if (line->series.ink != CP_PAGE_AUTO)
        snprintf(buf, CLASS_SIZE, "%s", cp_page_ink_class(line->series.ink));
    else if (place < COLOURS)
        snprintf(buf, CLASS_SIZE, "b%zu", place);
    else
        snprintf(buf, CLASS_SIZE, "b%zu o%zu", place % COLOURS, place / COLOURS % SHADES);
}

void cp_page_tip(struct cp_str *tip, const struct cp_page_drawing *d,
                 const struct cp_page_line *line, size_t i, double value) {
    char figure[FIGURE_SIZE];
    const char *unit = line->series.unit ? line->series.unit : d->chart.scale.unit;
    cp_page_figure(figure, value, fabs(value));
    cp_str_reset(tip);
    cp_str_addf(tip, "%s, %s: %s%s%s", line->series.name, d->chart.point[i], figure,
                unit ? " " : "", unit ? unit : "");
}

double cp_page_largest(const struct cp_page_drawing *d) {
    double largest = 0;
    EACH_LINE(d, f, l)
    for (size_t i = 0; i < d->chart.npoint; i++) {
        largest = fmax(largest, fabs(l->series.value[i]));
        largest = l->series.upper ? fmax(largest, fabs(l->series.upper[i])) : largest;
    }
    return largest;
}
