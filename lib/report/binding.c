/* The limits that bind, by what they cost. */
#include "report/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN = 12 };

struct limit {
    const struct cp_report_panel *panel;
    const struct cp_report_group *group;
    double money;
    bool timeless;
};

/* Largest money first; equal ones by name, so that the order of reading does not matter. */
static int by_money(const void *pa, const void *pb) {
    const struct limit *a = pa, *b = pb;
    if (a->money != b->money)
        return a->money > b->money ? -1 : 1;
    int c = strcmp(a->group->name[0], b->group->name[0]);
    return c ? c : strcmp(a->group->name[1], b->group->name[1]);
}

static int print_limits(struct cp_report *r, const struct limit *limit, size_t n) {
    int width[2] = {0, 0};
    for (size_t i = 0; i < n; i++)
        for (int d = 0; d < 2; d++)
            if ((int)strlen(limit[i].group->name[d]) > width[d])
                width[d] = (int)strlen(limit[i].group->name[d]);
    for (size_t i = 0; i < n; i++) {
        const struct cp_report_panel *p = limit[i].panel;
        const struct cp_report_group *g = limit[i].group;
        double *size = cp_arena_calloc(&r->arena, p->nperiod, sizeof *size);
        if (!size)
            return cp_fail_nomem(r->err);
        for (size_t k = 0; k < p->nperiod; k++)
            size[k] = isnan(g->value[k]) ? 0 : fabs(g->value[k]);
        const char *when = limit[i].timeless ? "whole plan" : cp_report_panel_when(r, p, size, 0);
        if (!when)
            return CP_ENOMEM;
        cp_str_addf(r->out, "  %13s  %-*s  %-*s  %s\n", cp_report_money_text(r, limit[i].money),
                    width[0], g->name[0], width[1], g->name[1], when);
    }
    return 0;
}

static size_t add_limits(const struct cp_report_panel *p, bool timeless, struct limit *limit,
                         size_t n) {
    for (size_t g = 0; g < p->ngroup; g++) {
        double money = 0;
        for (size_t i = 0; i < p->nperiod; i++)
            if (!isnan(p->group[g].value[i]))
                money += fabs(p->group[g].value[i]);
        if (money > 0)
            limit[n++] = (struct limit){p, &p->group[g], money, timeless};
    }
    return n;
}

int cp_report_binding(struct cp_report *r) {
    struct cp_report_panel p, whole;
    int rc = cp_report_panel_read(r, "binding", NULL, CP_KIND, THING, &p);
    if (rc == 0)
        rc = cp_report_panel_read_timeless(r, "binding", NULL, CP_KIND, THING, &whole);
    if (rc < 0)
        return rc;
    struct limit *limit = cp_arena_calloc(&r->arena, p.ngroup + whole.ngroup + 1, sizeof *limit);
    if (!limit)
        return cp_fail_nomem(r->err);
    size_t n = add_limits(&whole, true, limit, add_limits(&p, false, limit, 0));
    if (n == 0)
        return 0;
    qsort(limit, n, sizeof *limit, by_money);
    cp_report_heading(r, "Limits that bind, by their discounted worth");
    rc = print_limits(r, limit, n < SHOWN ? n : SHOWN);
    if (n > SHOWN)
        cp_str_addf(r->out, "  and %zu more\n", n - SHOWN);
    return rc;
}
