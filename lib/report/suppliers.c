/* The suppliers' scorecard, and how concentrated what is bought from them is. */
#include "report/internal.h"
#include <math.h>
#include <stdio.h>

/* A column of the scorecard: its measure, and what follows the number; NULL: money. */
static const struct {
    const char *measure, *unit, *title;
    int digits;
    const char *after;
} scores[] = {
    {"supplier_share", "%", "share", 0, " %"},
    {"supplier_price_index", "1", "price index", 2, ""},
    {"supplier_on_time", "%", "on time", 0, " %"},
    {"supplier_optionality", "%", "optional", 0, " %"},
    {"supplier_exposure", "USD", "exposure", 0, NULL},
    {"expected_delay", "day", "delay", 0, " days"},
    {"time_to_survive", "day", "survives", 0, " days"},
    {"time_to_recover", "day", "recovers", 0, " days"},
    {"revenue_at_risk", "USD", "at risk", 0, NULL},
};
enum { SCORES = sizeof scores / sizeof *scores, HHI = SCORES, MEASURES };

static struct cp_page_cell score_cell(struct cp_report *r, size_t k, const double *value) {
    if (!value || isnan(value[0]))
        return (struct cp_page_cell){"-", NAN};
    const char *text =
        scores[k].after ? cp_report_kept(r, cp_arena_printf(&r->arena, "%.*f%s", scores[k].digits,
                                                            value[0], scores[k].after))
                        : cp_report_money(r, value[0]);
    return (struct cp_page_cell){text, value[0]};
}

/* A column for each score that some supplier has. */
static void add_scores(struct cp_report *r, const struct cp_report_panel *p) {
    struct cp_page_column column[1 + SCORES] = {{.title = ""}};
    size_t known[SCORES], n = 0;
    for (size_t k = 0; k < SCORES; k++)
        if (p[k].ngroup > 0) {
            column[1 + n] = (struct cp_page_column){
                .title = scores[k].title, .unit = cp_report_unit(r, scores[k].unit), .right = true};
            known[n++] = k;
        }
    cp_page_add_table(r->page,
                      &(struct cp_page_table){.title = "Suppliers",
                                              .description = "How each supplier scores, and what "
                                                             "depends on it.",
                                              .column = column,
                                              .ncolumn = 1 + n,
                                              .nlabel = 1});
    for (const char *name = NULL; (name = cp_report_next(p, SCORES, name));) {
        struct cp_page_cell cell[1 + SCORES] = {{.text = name}};
        for (size_t i = 0; i < n; i++)
            cell[1 + i] = score_cell(r, known[i], cp_report_find(&p[known[i]], name, ""));
        cp_page_add_row(r->page, cell, NULL);
    }
}

static void add_concentration(struct cp_report *r, const struct cp_report_panel *hhi) {
    const char *text = "";
    for (size_t g = 0; g < hhi->ngroup; g++)
        text = cp_report_kept(r, cp_arena_printf(&r->arena, "%s%s%s %.0f", text,
                                                 g ? ", " : "HHI of spend by ",
                                                 hhi->group[g].name[0], hhi->group[g].value[0]));
    if (*text)
        cp_page_add_note(r->page, text);
}

int cp_report_suppliers(struct cp_report *r) {
    struct cp_report_measure measure[MEASURES] = {
        [HHI] = {.name = "hhi", .by = {CP_KIND}, .timeless = true}};
    for (size_t k = 0; k < SCORES; k++)
        measure[k] = (struct cp_report_measure){.name = scores[k].measure,
                                                .unit = scores[k].unit,
                                                .by = {CP_SUPPLIER},
                                                .timeless = true};
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    add_scores(r, p);
    add_concentration(r, &p[HHI]);
    return 0;
}
