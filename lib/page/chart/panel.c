/* A chart between what it says and its figures. */
#include "page/chart/chart.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void (*const draw[CP_PAGE_CHART_KINDS])(struct cp_str *, const struct cp_page_drawing *) = {
    [CP_PAGE_PLOT] = cp_page_draw_plot,         [CP_PAGE_HEAT] = cp_page_draw_heat,
    [CP_PAGE_BLOCKS] = cp_page_draw_blocks,     [CP_PAGE_RANKED] = cp_page_draw_ranked,
    [CP_PAGE_FLOW] = cp_page_draw_flow,         [CP_PAGE_LADDER] = cp_page_draw_ladder,
    [CP_PAGE_BRIDGE] = cp_page_draw_bridge,     [CP_PAGE_FIELD] = cp_page_draw_field,
    [CP_PAGE_FRONTIER] = cp_page_draw_frontier,
};

/* Kinds whose series say their own names where they stand need no key. */
static bool has_key(const struct cp_page_drawing *d) {
    return d->chart.kind == CP_PAGE_PLOT || d->chart.kind == CP_PAGE_BLOCKS ||
           d->chart.kind == CP_PAGE_FRONTIER;
}

static bool is_known(const struct cp_page_drawing *d, const struct cp_page_line *line) {
    EACH_LINE(d, f, l) {
        if (l == line)
            return false;
        if (strcmp(l->series.name, line->series.name) == 0)
            return true;
    }
    return false;
}

static void put_key(struct cp_str *to, const struct cp_page_drawing *d) {
    cp_str_add(to, "<ul class=\"key\">");
    EACH_LINE(d, f, l) {
        char class[CLASS_SIZE];
        if (is_known(d, l))
            continue;
        bool frontier = d->chart.kind == CP_PAGE_FRONTIER;
        if (l->series.mark == CP_PAGE_TOP || (frontier && l == d->facet->line))
            continue;
        bool line = frontier || (l->series.mark >= CP_PAGE_LINE && d->chart.kind == CP_PAGE_PLOT);
        cp_page_class(class, d, l);
        cp_str_addf(to, "<li><i class=\"%s%s\"></i>", class,
                    line                             ? " thin"
                    : l->series.mark == CP_PAGE_BAND ? " band"
                                                     : "");
        cp_page_put_escaped(to, l->series.name);
        cp_str_add(to, "</li>");
    }
    cp_str_add(to, "</ul>\n");
}

/* Twelve significant digits of x: what is added up of them is right to 1e-9. */
static double rounded(double x) {
    enum { DIGITS = 12, MOST_EXACT = 22 /* powers of ten up to it are doubles */ };
    if (x == 0 || !isfinite(x))
        return x;
    int places = DIGITS - 1 - (int)floor(log10(fabs(x)));
    if (places > MOST_EXACT || places < -MOST_EXACT)
        return x;
    double power = pow(10, abs(places));
    return places >= 0 ? round(x * power) / power : round(x / power) * power;
}

void cp_page_put_figure(struct cp_str *to, double x, double largest) {
    char text[FIGURE_SIZE], exact[CP_NUMBER_SIZE];
    if (isnan(x)) {
        cp_str_add(to, "<td></td>");
        return;
    }
    cp_page_figure(text, x, largest);
    cp_number_format(exact, rounded(x));
    if (strcmp(text, exact) == 0)
        cp_str_addf(to, "<td>%s</td>", text);
    else
        cp_str_addf(to, "<td title=\"%s\">%s</td>", exact, text);
}

static void put_row(struct cp_str *to, const struct cp_page_drawing *d,
                    const struct cp_page_facet *f, const struct cp_page_line *l, bool upper) {
    const double *value = upper ? l->series.upper : l->series.value;
    double largest = 0;
    for (size_t i = 0; i < d->chart.npoint; i++)
        largest = fmax(largest, fabs(value[i]));
    cp_str_add(to, "<tr><th scope=\"row\">");
    if (f->title) {
        cp_page_put_escaped(to, f->title);
        cp_str_add(to, ", ");
    }
    cp_page_put_escaped(to, l->series.name);
    if (l->series.other) {
        cp_str_add(to, d->chart.kind == CP_PAGE_FLOW ? " \u2192 " : ", ");
        cp_page_put_escaped(to, l->series.other);
    }
    if (l->series.unit) {
        cp_str_add(to, ", ");
        cp_page_put_escaped(to, l->series.unit);
    }
    cp_str_add(to, l->series.upper ? (upper ? ", to" : ", from") : "");
    cp_str_add(to, "</th>");
    for (size_t i = 0; i < d->chart.npoint; i++)
        cp_page_put_figure(to, value[i], largest);
    cp_str_add(to, "</tr>\n");
}

static void put_figures(struct cp_str *to, const struct cp_page_drawing *d) {
    cp_str_add(to, "<details><summary>Figures</summary><div class=\"scroll\"><table><caption>");
    cp_page_put_escaped(to, d->chart.description ? d->chart.description : d->chart.title);
    cp_str_add(to, "</caption><thead><tr><th>"); /* a row of nothing but heads is of columns */
    cp_page_put_escaped(to, d->chart.scale.unit ? d->chart.scale.unit : "figure");
    cp_str_add(to, "</th>");
    for (size_t i = 0; i < d->chart.npoint; i++) {
        cp_str_add(to, "<th>");
        cp_page_put_escaped(to, d->chart.point[i]);
        cp_str_add(to, "</th>");
    }
    cp_str_add(to, "</tr></thead><tbody>\n");
    EACH_LINE(d, f, l) {
        put_row(to, d, f, l, false);
        if (l->series.upper)
            put_row(to, d, f, l, true);
    }
    cp_str_add(to, "</tbody></table></div></details>\n");
}

void cp_page_put_panel(struct cp_str *to, const struct cp_page_drawing *d) {
    cp_str_add(to, "<h3>");
    cp_page_put_escaped(to, d->chart.title);
    cp_str_add(to, "</h3>\n");
    if (d->chart.subtitle) {
        cp_str_add(to, "<p class=\"sub\">");
        cp_page_put_escaped(to, d->chart.subtitle);
        cp_str_add(to, "</p>\n");
    }
    if (has_key(d))
        put_key(to, d);
    /* on a narrow screen it is moved, not made too small to read */
    bool broad = d->chart.kind == CP_PAGE_HEAT && d->chart.wide;
    cp_str_add(to, broad            ? "<div class=\"scroll\"><div class=\"broad\">"
                   : d->nfacet == 1 ? "<div class=\"scroll\">"
                                    : "<div>");
    draw[d->chart.kind](to, d);
    cp_str_add(to, broad ? "</div></div>\n" : "</div>\n");
    put_figures(to, d);
}
