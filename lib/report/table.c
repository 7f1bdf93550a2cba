/* Aligned text: a label of one or two names, then a column a year. */
#include "report/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 100, LEAST_CELL = 7, CELL_SIZE = 48 };

static const char *blank(const char *name) {
    return strcmp(name, "-") == 0 ? "" : name;
}

int cp_report_table_add(struct cp_report *r, struct cp_report_table *t, const char *name0,
                        const char *name1, double *year) {
    if (!year)
        return CP_ENOMEM; /* reported by who failed to make it */
    if (t->n == t->cap) {
        size_t cap = t->cap ? 2 * t->cap : 16;
        struct cp_report_line *line = cp_arena_calloc(&r->arena, cap, sizeof *line);
        if (!line)
            return cp_fail_nomem(r->err);
        if (t->n > 0)
            memcpy(line, t->line, t->n * sizeof *line);
        t->line = line, t->cap = cap;
    }
    t->line[t->n++] = (struct cp_report_line){.name = {blank(name0), blank(name1)}, .year = year};
    return 0;
}

int cp_report_table_add_words(struct cp_report *r, struct cp_report_table *t, const char *name0,
                              const char **words) {
    double none = 0;
    int rc = cp_report_table_add(r, t, name0, "", &none);
    if (rc == 0)
        t->line[t->n - 1] = (struct cp_report_line){.name = {name0, ""}, .words = words};
    return rc;
}

/* Three significant digits or more, and no more than two after the point. */
static int digits_for(double largest) {
    return largest >= 99.95 ? 0 : largest >= 9.995 ? 1 : 2;
}

/* Fixed point with thousands separators, by integers: the C locale's whatever the process's is. */
static void format(char out[CELL_SIZE], double x, int digits) {
    static const long long power[] = {1, 10, 100};
    if (isnan(x) || fabs(x) > 1e15) {
        char text[CP_NUMBER_SIZE];
        cp_number_format(text, x);
        snprintf(out, CELL_SIZE, "%s", isnan(x) ? "-" : text);
        return;
    }
    long long units = llround(fabs(x) * (double)power[digits]), whole = units / power[digits];
    char digit[CELL_SIZE];
    int n = snprintf(digit, sizeof digit, "%lld", whole);
    size_t used = 0;
    if (x < 0 && units > 0)
        out[used++] = '-';
    for (int i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0)
            out[used++] = ',';
        out[used++] = digit[i];
    }
    out[used] = '\0';
    if (digits > 0 && x != 0)
        out[used++] = '.';
    for (long long unit = power[digits] / 10; unit > 0 && x != 0; unit /= 10)
        out[used++] = (char)('0' + units / unit % 10);
    out[used] = '\0';
}

const char *cp_report_number_text(struct cp_report *r, double x) {
    char cell[CELL_SIZE];
    format(cell, x, digits_for(fabs(x)));
    const char *text = cp_arena_strdup(&r->arena, cell);
    return text ? text : "";
}

const char *cp_report_money_text(struct cp_report *r, double usd) {
    struct cp_report_scale s = cp_report_scale(USD, fabs(usd));
    const char *text =
        cp_arena_printf(&r->arena, "%s %s", cp_report_number_text(r, usd / s.divisor), s.unit);
    return text ? text : "";
}

struct cp_report_scale cp_report_scale(enum family family, double largest) {
    static const struct {
        enum family family;
        double from;
        struct cp_report_scale scale;
    } step[] = {
        {USD, 1e9, {"bn USD", 1e9}},
        {USD, 1e6, {"mn USD", 1e6}},
        {USD, 0, {"USD", 1}},
        {GPU, 1e6, {"thousand GPU", 1e3}},
        {GPU, 0, {"GPU", 1}},
        {MWH, 1e5, {"TWh", 1e6}},
        {MWH, 1e2, {"GWh", 1e3}},
        {MWH, 0, {"MWh", 1}},
        {PERSON, 1e6, {"million people", 1e6}},
        {PERSON, 0, {"people", 1}},
    };
    size_t i = 0;
    while (step[i].family != family || largest < step[i].from)
        i++;
    return step[i].scale;
}

double cp_report_largest(struct cp_report *r, const struct cp_report_panel *p,
                         enum aggregate aggregate) {
    double largest = 0;
    for (size_t i = 0; i < p->ngroup; i++) {
        const double *year = cp_report_panel_years(r, p, p->group[i].value, aggregate);
        for (size_t y = 0; year && y < r->nyear; y++)
            largest = fmax(largest, fabs(year[y]));
    }
    return largest;
}

double *cp_report_rescale(struct cp_report *r, double *year, double divisor) {
    for (size_t i = 0; year && i < r->nyear; i++)
        year[i] /= divisor;
    return year;
}

int cp_report_table_add_panel(struct cp_report *r, struct cp_report_table *t,
                              const struct cp_report_panel *p, enum aggregate aggregate,
                              double divisor, const char *total) {
    int rc = 0;
    for (size_t i = 0; i < p->ngroup && rc == 0; i++) {
        double *year = cp_report_panel_years(r, p, p->group[i].value, aggregate);
        bool blank_line = year != NULL;
        for (size_t y = 0; year && y < r->nyear; y++)
            blank_line &= isnan(year[y]) || year[y] == 0;
        if (!blank_line || p->ngroup == 1)
            rc = cp_report_table_add(r, t, p->group[i].name[0], p->group[i].name[1],
                                     cp_report_rescale(r, year, divisor));
    }
    if (p->ngroup > 1 && total && rc == 0)
        rc = cp_report_table_add(
            r, t, total, "", cp_report_rescale(r, cp_report_panel_total(r, p, aggregate), divisor));
    return rc;
}

const char *cp_report_title(struct cp_report *r, const char *what, const char *unit) {
    const char *text = cp_arena_printf(&r->arena, "%s, %s", what, unit);
    if (!text)
        cp_fail_nomem(r->err);
    return text;
}

void cp_report_heading(struct cp_report *r, const char *text) {
    cp_str_addf(r->out, r->bold ? "\n\033[1m%s\033[0m\n" : "\n%s\n", text);
}

static double line_largest(const struct cp_report *r, const struct cp_report_line *l) {
    double largest = 0;
    for (size_t y = 0; l->year && y < r->nyear; y++)
        if (!isnan(l->year[y]))
            largest = fmax(largest, fabs(l->year[y]));
    return largest;
}

static void cell_text(const struct cp_report *r, const struct cp_report_table *t,
                      const struct cp_report_line *l, size_t y, char cell[CELL_SIZE]) {
    if (l->words) {
        snprintf(cell, CELL_SIZE, "%s", l->words[y]);
        return;
    }
    format(cell, l->year[y], digits_for(t->mixed ? line_largest(r, l) : t->largest));
}

static size_t cell_width(const struct cp_report *r, const struct cp_report_table *t) {
    size_t width = LEAST_CELL;
    char cell[CELL_SIZE];
    for (size_t i = 0; i < t->n; i++)
        for (size_t y = 0; y < r->nyear; y++) {
            cell_text(r, t, &t->line[i], y, cell);
            if (strlen(cell) + 2 > width)
                width = strlen(cell) + 2;
        }
    return width;
}

static size_t label_width(const struct cp_report_table *t, int which) {
    size_t width = 0;
    for (size_t i = 0; i < t->n; i++)
        if (strlen(t->line[i].name[which]) > width)
            width = strlen(t->line[i].name[which]);
    return width;
}

static void pad(struct cp_report *r, const char *text, size_t width, bool right) {
    size_t len = strlen(text);
    for (size_t i = len; right && i < width; i++)
        cp_str_addc(r->out, ' ');
    cp_str_add(r->out, text);
    for (size_t i = len; !right && i < width; i++)
        cp_str_addc(r->out, ' ');
}

static void print_years(struct cp_report *r, const struct cp_report_table *t, size_t from,
                        size_t to, const size_t label[2]) {
    size_t width = cell_width(r, t);
    char cell[CELL_SIZE];
    size_t gap = label[1] ? 2 : 0;
    pad(r, "", 2 + label[0] + gap + label[1], false);
    for (size_t y = from; y < to; y++) {
        snprintf(cell, sizeof cell, "%d", r->first_year + (int)y);
        pad(r, cell, width, true);
    }
    cp_str_addc(r->out, '\n');
    for (size_t i = 0; i < t->n; i++) {
        const struct cp_report_line *l = &t->line[i];
        bool same = i > 0 && l->name[0][0] && strcmp(l->name[0], t->line[i - 1].name[0]) == 0 &&
                    l->name[1][0];
        cp_str_add(r->out, "  ");
        pad(r, same ? "" : l->name[0], label[0], false);
        pad(r, "", gap, false);
        pad(r, l->name[1], label[1], false);
        for (size_t y = from; y < to; y++) {
            cell_text(r, t, l, y, cell);
            pad(r, cell, width, true);
        }
        cp_str_addc(r->out, '\n');
    }
}

void cp_report_table_print(struct cp_report *r, struct cp_report_table *t) {
    if (t->n == 0 || r->nyear == 0)
        return;
    t->largest = 0;
    for (size_t i = 0; i < t->n; i++)
        t->largest = fmax(t->largest, line_largest(r, &t->line[i]));
    size_t label[2] = {label_width(t, 0), label_width(t, 1)};
    size_t used = 4 + label[0] + label[1], width = cell_width(r, t);
    size_t fit = used + width < WIDTH ? (WIDTH - used) / width : 1;
    cp_report_heading(r, t->title);
    for (size_t from = 0; from < r->nyear; from += fit)
        print_years(r, t, from, from + fit < r->nyear ? from + fit : r->nyear, label);
}
