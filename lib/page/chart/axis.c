/* Axes: round numbers up the side, points along the bottom. */
#include "page/chart/chart.h"
#include <math.h>
#include <string.h>

enum { STEPS = 4, GAP = 6 };

/* The round number from which on `step` is covered: 1, 2, 2.5 or 5 times a power of ten. */
static double round_step(double step) {
    static const double round[] = {1, 2, 2.5, 5, 10};
    double power = pow(10, floor(log10(step)));
    for (size_t i = 0; i < sizeof round / sizeof *round; i++)
        if (step <= round[i] * power * (1 + 1e-9))
            return round[i] * power;
    return 10 * power;
}

/* Steps for low to high; what is no range is one of 1. */
static void take_steps(struct cp_page_axis *axis, double *low, double *high) {
    if (!isfinite(*low) || !isfinite(*high))
        *low = *high = 0;
    if (!(*high - *low > 1e-9 * fabs(*low)))
        *high = *low + fmax(1, fabs(*low) / 10);
    axis->step = round_step((*high - *low) / STEPS);
}

void cp_page_fit_span(struct cp_page_axis *axis, double low, double high) {
    take_steps(axis, &low, &high);
    axis->low = floor(low / axis->step + 1e-9) * axis->step;
    axis->high = ceil(high / axis->step - 1e-9) * axis->step;
}

void cp_page_fit_axis(struct cp_page_axis *axis, double low, double high) {
    low = fmin(low, 0);
    high = fmax(high, 0);
    take_steps(axis, &low, &high);
    /* a little below zero takes no step of its own */
    axis->low = low > -axis->step / 4 ? low : floor(low / axis->step + 1e-9) * axis->step;
    axis->high = ceil(high / axis->step - 1e-9) * axis->step;
}

double cp_page_at(const struct cp_page_axis *axis, double value) {
    double share = (value - axis->low) / (axis->high - axis->low);
    return axis->bottom - share * (axis->bottom - axis->top);
}

/* The i-th of its numbers: false, there is none. */
static bool tick(const struct cp_page_axis *axis, size_t i, double *value, char text[FIGURE_SIZE]) {
    *value = (ceil(axis->low / axis->step - 1e-9) + (double)i) * axis->step;
    if (*value > axis->high + axis->step / 2)
        return false;
    if (fabs(*value) < axis->step / 2)
        *value = 0;
    double largest = fmax(fabs(axis->low), fabs(axis->high));
    /* as many digits as the steps need, and zeroes at their end left out */
    cp_page_figure(text, *value, fmin(largest, axis->step * 99));
    size_t n = strlen(text);
    if (strchr(text, '.')) {
        while (text[n - 1] == '0')
            text[--n] = '\0';
        if (text[n - 1] == '.')
            text[n - 1] = '\0';
    }
    return true;
}

double cp_page_axis_width(const struct cp_page_axis *axis) {
    char text[FIGURE_SIZE];
    double width = 0, value;
    for (size_t i = 0; tick(axis, i, &value, text); i++)
        width = fmax(width, cp_page_text_width(text));
    return width + GAP;
}

void cp_page_put_axis(struct cp_str *to, const struct cp_page_axis *axis) {
    char text[FIGURE_SIZE];
    double value;
    for (size_t i = 0; tick(axis, i, &value, text); i++) {
        double y = cp_page_at(axis, value);
        cp_page_put_rule(to, value == 0 ? "zero" : "grid", axis->left, y, axis->right, y);
        cp_page_put_label(to, "", CP_PAGE_END, axis->left - GAP + 2, y + 4, text);
    }
}

void cp_page_put_scale(struct cp_str *to, const struct cp_page_axis *axis, double top,
                       double bottom, double width) {
    char text[FIGURE_SIZE];
    double value, free_from = 0;
    for (size_t i = 0; tick(axis, i, &value, text); i++) {
        double x = cp_page_at(axis, value), half = cp_page_text_width(text) / 2;
        cp_page_put_rule(to, value == 0 ? "zero" : "grid", x, top, x, bottom);
        double middle = fmin(fmax(x, half), width - half);
        if (middle - half < free_from)
            continue;
        cp_page_put_label(to, "", CP_PAGE_MIDDLE, middle, bottom + 14, text);
        free_from = middle + half + GAP;
    }
}

/* Length of what a point shares with its neighbours of the year: "2026" of "2026-Q1". */
static size_t stem(const char *point) {
    const char *dash = strchr(point, '-');
    return dash && dash > point ? (size_t)(dash - point) : strlen(point);
}

void cp_page_put_points(struct cp_str *to, const struct cp_page_chart *chart, double left,
                        double slot, double y) {
    double free_from = -1;
    for (size_t i = 0, run; i < chart->npoint; i += run) {
        size_t n = stem(chart->point[i]);
        for (run = 1; i + run < chart->npoint; run++)
            if (stem(chart->point[i + run]) != n ||
                strncmp(chart->point[i + run], chart->point[i], n) != 0)
                break;
        struct cp_str name = {0};
        cp_str_addn(&name, chart->point[i], n);
        to->oom |= name.oom;
        const char *text = name.s ? name.s : "";
        double width = cp_page_text_width(text);
        double middle = left + slot * ((double)i + (double)run / 2);
        middle = fmin(middle, left + slot * (double)chart->npoint - width / 2);
        if (middle - width / 2 >= free_from) {
            cp_page_put_label(to, "", CP_PAGE_MIDDLE, middle, y, text);
            free_from = middle + width / 2 + GAP;
        }
        cp_str_release(&name);
    }
}
