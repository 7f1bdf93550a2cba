/* The limits that bind, by what they cost. */
#include "report/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN = 12 };
enum { BY_PERIOD, WHOLE_PLAN, MEASURES };
static const struct cp_report_measure measure[MEASURES] = {
    [BY_PERIOD] = {"binding", .by = {CP_KIND, THING}},
    [WHOLE_PLAN] = {"binding", .by = {CP_KIND, THING}, .timeless = true},
};

struct limit {
    const struct cp_report_panel *panel;
    const char *const *name; /* its kind and what it belongs to */
    double *size;            /* worth by period, whatever its sign */
    double money;
    bool timeless;
};

/* Largest money first; equal ones by name, so that the order of reading does not matter. */
static int by_money(const void *pa, const void *pb) {
    const struct limit *a = pa, *b = pb;
    if (a->money != b->money)
        return a->money > b->money ? -1 : 1;
    int c = strcmp(a->name[0], b->name[0]);
    return c ? c : strcmp(a->name[1], b->name[1]);
}

/* Those of the panel that are worth something, behind the n that are there; how many they are. The
 * panel's values become sizes. */
static size_t add_limits(const struct cp_report_panel *p, bool timeless, struct limit *limit,
                         size_t n) {
    for (size_t g = 0; g < p->ngroup; g++) {
        double *size = p->group[g].value, money = 0;
        for (size_t i = 0; i < p->nperiod; i++) {
            size[i] = isnan(size[i]) ? 0 : fabs(size[i]);
            money += size[i];
        }
        if (money > 0)
            limit[n++] = (struct limit){p, p->group[g].name, size, money, timeless};
    }
    return n;
}

int cp_report_binding(struct cp_report *r) {
    const struct cp_page_column column[] = {
        {.title = "worth", .unit = cp_report_unit(r, "USD"), .width = 13, .right = true},
        {.title = "limit"},
        {.title = "of"},
        {.title = "when"},
    };
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    size_t all = p[BY_PERIOD].ngroup + p[WHOLE_PLAN].ngroup, n = 0;
    struct limit *limit = cp_report_reserve(r, all, sizeof *limit);
    if (!limit)
        return 0;
    for (int k = 0; k < MEASURES; k++)
        n = add_limits(&p[k], measure[k].timeless, limit, n);
    if (n > 0)
        qsort(limit, n, sizeof *limit, by_money);
    cp_page_add_table(r->page, &(struct cp_page_table){
                                   .title = "Limits that bind, by their discounted worth",
                                   .description = "What the plan would save if each were a little "
                                                  "wider, times the limit.",
                                   .column = column,
                                   .ncolumn = sizeof column / sizeof *column,
                                   .untitled = true});
    for (size_t i = 0; i < n && i < SHOWN; i++) {
        const struct limit *l = &limit[i];
        const char *when = l->timeless ? "whole plan" : cp_report_when(r, l->panel, l->size, 0);
        const struct cp_page_cell cell[] = {{cp_report_money(r, l->money), l->money},
                                            {.text = l->name[0]},
                                            {.text = l->name[1]},
                                            {.text = when}};
        cp_page_add_row(r->page, cell, NULL);
    }
    if (n > SHOWN)
        cp_page_add_note(r->page,
                         cp_report_kept(r, cp_arena_printf(&r->arena, "and %zu more", n - SHOWN)));
    return 0;
}
