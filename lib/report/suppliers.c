/* The suppliers' scorecard, and how concentrated what is bought from them is. */
#include "report/internal.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct column {
    const char *measure, *unit, *title;
    const char *format; /* NULL: money */
} columns[] = {
    {"supplier_share", "%", "share", "%.0f %%"},
    {"supplier_price_index", "1", "price index", "%.2f"},
    {"supplier_on_time", "%", "on time", "%.0f %%"},
    {"supplier_optionality", "%", "optional", "%.0f %%"},
    {"supplier_exposure", "USD", "exposure", NULL},
    {"expected_delay", "day", "delay", "%.0f days"},
    {"time_to_survive", "day", "survives", "%.0f days"},
    {"time_to_recover", "day", "recovers", "%.0f days"},
    {"revenue_at_risk", "USD", "at risk", NULL},
};
enum { NCOLUMN = sizeof columns / sizeof *columns };

static const char *cell(struct cp_report *r, const struct column *c, const double *value) {
    if (!value || isnan(value[0]))
        return "-";
    if (!c->format)
        return cp_report_money_text(r, value[0]);
    char text[48];
    /* the format is one of the table's own */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(text, sizeof text, c->format, value[0]);
#pragma GCC diagnostic pop
    const char *kept = cp_arena_strdup(&r->arena, text);
    return kept ? kept : "";
}

static int print_scores(struct cp_report *r, const struct cp_report_panel *p) {
    const struct cp_report_panel *all[NCOLUMN];
    for (size_t c = 0; c < NCOLUMN; c++)
        all[c] = &p[c];
    int first = 0, width[NCOLUMN];
    for (size_t c = 0; c < NCOLUMN; c++)
        width[c] = p[c].ngroup ? (int)strlen(columns[c].title) : 0;
    for (const char *s = cp_report_panel_next(all, NCOLUMN, NULL); s;
         s = cp_report_panel_next(all, NCOLUMN, s)) {
        first = (int)strlen(s) > first ? (int)strlen(s) : first;
        for (size_t c = 0; c < NCOLUMN; c++) {
            int n = p[c].ngroup
                        ? (int)strlen(cell(r, &columns[c], cp_report_panel_find(&p[c], s, "")))
                        : 0;
            width[c] = n > width[c] ? n : width[c];
        }
    }
    if (first == 0)
        return 0;
    cp_report_heading(r, "Suppliers");
    cp_str_addf(r->out, "  %-*s", first, "");
    for (size_t c = 0; c < NCOLUMN; c++)
        if (p[c].ngroup)
            cp_str_addf(r->out, "  %*s", width[c], columns[c].title);
    cp_str_addc(r->out, '\n');
    for (const char *s = cp_report_panel_next(all, NCOLUMN, NULL); s;
         s = cp_report_panel_next(all, NCOLUMN, s)) {
        cp_str_addf(r->out, "  %-*s", first, s);
        for (size_t c = 0; c < NCOLUMN; c++)
            if (p[c].ngroup)
                cp_str_addf(r->out, "  %*s", width[c],
                            cell(r, &columns[c], cp_report_panel_find(&p[c], s, "")));
        cp_str_addc(r->out, '\n');
    }
    return 0;
}

int cp_report_suppliers(struct cp_report *r) {
    struct cp_report_panel p[NCOLUMN] = {0}, hhi = {0};
    int rc = 0;
    for (size_t c = 0; c < NCOLUMN && rc == 0; c++)
        rc = cp_report_panel_read_timeless(r, columns[c].measure, columns[c].unit, CP_SUPPLIER,
                                           NO_DIM, &p[c]);
    if (rc == 0)
        rc = cp_report_panel_read_timeless(r, "hhi", NULL, CP_KIND, NO_DIM, &hhi);
    if (rc == 0)
        rc = print_scores(r, p);
    for (size_t g = 0; g < hhi.ngroup && rc == 0; g++)
        cp_str_addf(r->out, "%s%s %.0f%s", g ? ", " : "  HHI of spend by ", hhi.group[g].name[0],
                    hhi.group[g].value[0], g + 1 < hhi.ngroup ? "" : "\n");
    return rc;
}
