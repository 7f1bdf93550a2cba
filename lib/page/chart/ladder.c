/* Rows of unlike things, a line each: how it goes, where it begins and ends, and the growth. */
#include "page/chart/chart.h"
#include <math.h>

enum { WIDTH = 260, HEIGHT = 26, EDGE = 3 };

static void put_spark(struct cp_str *to, const struct cp_page_drawing *d,
                      const struct cp_page_series *s, size_t part) {
    size_t n = d->chart.npoint;
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < n; i++) {
        low = fmin(low, s->value[i]);
        high = fmax(high, s->value[i]);
    }
    double range = high > low ? high - low : 1;
    bool drawn = false;
    cp_page_open_svg(to, d, part, WIDTH, HEIGHT);
    cp_str_add(to, "<path class=\"b0 line\" d=\"");
    for (size_t i = 0; i < n; i++) {
        if (isnan(s->value[i])) {
            drawn = false;
            continue;
        }
        cp_str_addc(to, drawn ? 'L' : 'M');
        cp_page_put_length(to, EDGE + (WIDTH - 2 * EDGE) * (double)i / (double)(n > 1 ? n - 1 : 1));
        cp_str_addc(to, ' ');
        cp_page_put_length(to, HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (s->value[i] - low) / range);
        drawn = true;
    }
    cp_str_add(to, "\"/>");
    cp_page_close_svg(to);
}

/* The first value that is there from one end of the points. */
static double end_of(const struct cp_page_drawing *d, const double *value, bool last) {
    size_t n = d->chart.npoint;
    for (size_t i = 0; i < n; i++) {
        double v = value[last ? n - 1 - i : i];
        if (!isnan(v))
            return v;
    }
    return NAN;
}

static void put_number(struct cp_str *to, double x, const char *before) {
    char text[FIGURE_SIZE];
    cp_page_figure(text, x, fabs(x));
    cp_str_addf(to, "<td>%s%s</td>", isnan(x) ? "" : before, text);
}

static void put_word(struct cp_str *to, const char *tag, const char *word) {
    cp_str_addf(to, "<%s>", tag);
    cp_page_put_escaped(to, word ? word : "");
    cp_str_addf(to, "</%.2s>", tag);
}

void cp_page_draw_ladder(struct cp_str *to, const struct cp_page_drawing *d) {
    size_t n = d->chart.npoint, part = 0;
    cp_str_add(to, "<div class=\"scroll\"><table class=\"ladder\"><thead><tr><th>layer</th>"
                   "<th class=\"left\">counts</th><th>over time</th>");
    put_word(to, "th", n > 0 ? d->chart.point[0] : "");
    put_word(to, "th", n > 0 ? d->chart.point[n - 1] : "");
    cp_str_add(to, "<th class=\"left\">unit</th><th>growth</th></tr></thead><tbody>\n");
    EACH_LINE(d, f, l) {
        double first = end_of(d, l->series.value, false), last = end_of(d, l->series.value, true);
        cp_str_add(to, "<tr><th scope=\"row\">");
        cp_page_put_escaped(to, l->series.name);
        cp_str_add(to, "</th><td class=\"left\">");
        cp_page_put_escaped(to, l->series.other ? l->series.other : "");
        cp_str_add(to, "</td><td>");
        put_spark(to, d, &l->series, part++);
        cp_str_add(to, "</td>");
        put_number(to, first, "");
        put_number(to, last, "");
        cp_str_add(to, "<td class=\"left\">");
        cp_page_put_escaped(to, l->series.unit ? l->series.unit : "");
        cp_str_add(to, "</td>");
        put_number(to, first > 0 ? last / first : NAN, "\u00d7");
        cp_str_add(to, "</tr>\n");
    }
    cp_str_add(to, "</tbody></table></div>\n");
}
