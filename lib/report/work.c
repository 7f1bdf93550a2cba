/* Work: people, requests and tokens; demand, served and short by workload. */
#include "report/internal.h"

static int add_series(struct cp_report *r, struct cp_report_table *t,
                      const struct cp_report_panel *p, const char *name, const char *label) {
    const double *series = cp_report_panel_find(p, name, "");
    return series
               ? cp_report_table_add(r, t, name, label, cp_report_panel_years(r, p, series, MEAN))
               : 0;
}

enum { LAYERS = 3 };

/* Lines of every workload from three measures, and their totals. */
static int add_workloads(struct cp_report *r, struct cp_report_table *t,
                         const struct cp_report_panel p[LAYERS], const char *const label[LAYERS],
                         bool totals) {
    const struct cp_report_panel *all[LAYERS] = {&p[0], &p[1], &p[2]};
    size_t count = 0;
    int rc = 0;
    for (const char *name = NULL; (name = cp_report_panel_next(all, LAYERS, name)) && rc == 0;
         count++)
        for (int k = 0; k < LAYERS && rc == 0; k++)
            rc = add_series(r, t, &p[k], name, label[k]);
    for (int k = 0; k < LAYERS && totals && count > 1 && rc == 0; k++)
        if (p[k].ngroup > 0)
            rc = cp_report_table_add(r, t, "all", label[k], cp_report_panel_total(r, &p[k], MEAN));
    return rc;
}

static int people(struct cp_report *r) {
    static const char *const label[LAYERS] = {"million people", "thousand requests/s",
                                              "million tokens/s"};
    struct cp_report_table t = {.title = "People, requests and tokens, mean of the year",
                                .mixed = true};
    struct cp_report_panel p[LAYERS];
    int rc = cp_report_panel_read(r, "users", "1e6 user", CP_WORKLOAD, NO_DIM, &p[0]);
    if (rc == 0)
        rc = cp_report_panel_read(r, "requests", "1000 request/s", CP_WORKLOAD, NO_DIM, &p[1]);
    if (rc == 0)
        rc = cp_report_panel_read(r, "tokens", "1e6 token/s", CP_WORKLOAD, NO_DIM, &p[2]);
    if (rc == 0)
        rc = add_workloads(r, &t, p, label, false);
    if (rc == 0)
        cp_report_table_print(r, &t);
    return rc;
}

int cp_report_work(struct cp_report *r) {
    static const char *const label[LAYERS] = {"demand", "served", "short"};
    struct cp_report_panel p[LAYERS];
    int rc = people(r);
    if (rc == 0)
        rc = cp_report_panel_read(r, "demand", NULL, CP_WORKLOAD, NO_DIM, &p[0]);
    if (rc == 0)
        rc = cp_report_panel_read(r, "served", NULL, CP_WORKLOAD, NO_DIM, &p[1]);
    if (rc == 0)
        rc = cp_report_panel_read(r, "unmet", NULL, CP_WORKLOAD, NO_DIM, &p[2]);
    if (rc < 0)
        return rc;
    struct cp_report_table t = {.title = p[1].ngroup > 0
                                             ? "Demand and served, EFLOP/s, mean of the year"
                                             : "Demand, EFLOP/s, mean of the year"};
    rc = add_workloads(r, &t, p, label, true);
    if (rc == 0)
        cp_report_table_print(r, &t);
    return rc;
}
