/* Work: people, requests and tokens; demand, served and short by workload. */
#include "report/internal.h"
#include <math.h>
#include <string.h>

static int add_layer(struct report *r, struct table *t, const char *measure, const char *unit,
                     const char *label) {
    struct panel p;
    int rc = panel_read(r, measure, unit, CP_WORKLOAD, NO_DIM, &p);
    for (size_t i = 0; i < p.ngroup && rc == 0; i++)
        rc = table_add(r, t, p.group[i].name[0], label, panel_years(r, &p, p.group[i].value, MEAN));
    return rc;
}

static int people(struct report *r) {
    struct table t = {.title = "People, requests and tokens, mean of the year", .mixed = true};
    int rc = add_layer(r, &t, "users", "1e6 user", "million people");
    if (rc == 0)
        rc = add_layer(r, &t, "requests", "1000 request/s", "thousand requests/s");
    if (rc == 0)
        rc = add_layer(r, &t, "tokens", "1e6 token/s", "million tokens/s");
    if (rc == 0)
        table_print(r, &t);
    return rc;
}

struct work {
    struct panel demand, served, unmet;
};

static int add_series(struct report *r, struct table *t, const struct panel *p, const char *name,
                      const char *label) {
    const double *series = panel_find(p, name, "");
    return series ? table_add(r, t, name, label, panel_years(r, p, series, MEAN)) : 0;
}

/* Workloads of all three, each once, in the order of their names. */
static const char *next_workload(const struct work *w, const char *after) {
    const struct panel *p[] = {&w->demand, &w->served, &w->unmet};
    const char *next = NULL;
    for (size_t k = 0; k < 3; k++)
        for (size_t i = 0; i < p[k]->ngroup; i++) {
            const char *name = p[k]->group[i].name[0];
            if ((!after || strcmp(name, after) > 0) && (!next || strcmp(name, next) < 0))
                next = name;
        }
    return next;
}

static int add_total(struct report *r, struct table *t, const struct panel *p, const char *label) {
    return p->ngroup > 0 ? table_add(r, t, "all", label, panel_total(r, p, MEAN)) : 0;
}

int report_work(struct report *r) {
    struct work w;
    struct table t = {.title = "Demand and served, EFLOP/s, mean of the year"};
    int rc = people(r);
    if (rc == 0)
        rc = panel_read(r, "demand", NULL, CP_WORKLOAD, NO_DIM, &w.demand);
    if (rc == 0)
        rc = panel_read(r, "served", NULL, CP_WORKLOAD, NO_DIM, &w.served);
    if (rc == 0)
        rc = panel_read(r, "unmet", NULL, CP_WORKLOAD, NO_DIM, &w.unmet);
    if (rc < 0)
        return rc;
    if (w.served.ngroup == 0)
        t.title = "Demand, EFLOP/s, mean of the year";
    size_t count = 0;
    for (const char *name = NULL; (name = next_workload(&w, name)) && rc == 0; count++) {
        rc = add_series(r, &t, &w.demand, name, "demand");
        if (rc == 0)
            rc = add_series(r, &t, &w.served, name, "served");
        if (rc == 0)
            rc = add_series(r, &t, &w.unmet, name, "short");
    }
    if (count > 1 && rc == 0)
        rc = add_total(r, &t, &w.demand, "demand");
    if (count > 1 && rc == 0)
        rc = add_total(r, &t, &w.served, "served");
    if (count > 1 && rc == 0)
        rc = add_total(r, &t, &w.unmet, "short");
    if (rc == 0)
        table_print(r, &t);
    return rc;
}
