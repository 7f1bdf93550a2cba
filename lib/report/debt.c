/* Income, debt, its coverage, and returns by entity. */
#include "report/internal.h"
#include <string.h>

static int debt(struct cp_report *r) {
    struct cp_report_panel p, ratio;
    struct cp_report_table t = {0},
                           c = {.title = "Debt service coverage, least of the year", .mixed = true};
    int rc = cp_report_panel_read(r, "debt", NULL, CP_ENTITY, CP_TRANCHE, &p);
    if (rc == 0 && p.ngroup > 0) {
        struct cp_report_scale s = cp_report_scale(USD, cp_report_largest(r, &p, LAST));
        t.title = cp_report_title(r, "Debt at the end of the year", s.unit);
        rc = t.title ? cp_report_table_add_panel(r, &t, &p, LAST, s.divisor, "all") : CP_ENOMEM;
    }
    if (rc == 0)
        cp_report_table_print(r, &t);
    if (rc == 0)
        rc = cp_report_panel_read(r, "dscr", NULL, CP_ENTITY, DETAIL, &ratio);
    if (rc == 0)
        rc = cp_report_table_add_panel(r, &c, &ratio, LEAST, 1, NULL);
    if (rc == 0)
        cp_report_table_print(r, &c);
    return rc;
}

/* Lines of the statements, by entity. */
static int statements(struct cp_report *r) {
    enum { LINES = 3 };
    static const struct {
        const char *measure, *kind, *label;
        enum aggregate aggregate;
    } line[LINES] = {{"income", "ebitda", "EBITDA", SUM},
                     {"income", "net-income", "net income", SUM},
                     {"balance", "cash", "cash at the end", LAST}};
    struct cp_report_panel p[LINES];
    const struct cp_report_panel *all[LINES];
    struct cp_report_table t = {.title = "Income and cash, bn USD", .mixed = true};
    int rc = 0;
    for (size_t k = 0; k < LINES && rc == 0; k++) {
        rc = cp_report_panel_read(r, line[k].measure, "1e9 USD", CP_ENTITY, CP_KIND, &p[k]);
        all[k] = &p[k];
    }
    if (rc < 0)
        return rc;
    for (const char *entity = NULL; (entity = cp_report_panel_next(all, LINES, entity)) && rc == 0;)
        for (size_t k = 0; k < LINES && rc == 0; k++) {
            const double *series = cp_report_panel_find(&p[k], entity, line[k].kind);
            if (series)
                rc =
                    cp_report_table_add(r, &t, entity, line[k].label,
                                        cp_report_panel_years(r, &p[k], series, line[k].aggregate));
        }
    if (rc == 0)
        cp_report_table_print(r, &t);
    return rc;
}

enum show { PERCENT, MONEY, PLAIN };

struct metric {
    const char *measure, *label, *after;
    enum show show;
};

static void print_metric(struct cp_report *r, const struct metric *m,
                         const struct cp_report_group *g) {
    double x = g->value[0];
    const char *value = m->show == MONEY     ? cp_report_money_text(r, x)
                        : m->show == PERCENT ? cp_report_number_text(r, 100 * x)
                                             : cp_report_number_text(r, x);
    const char *text = cp_arena_printf(&r->arena, "%s%s", value, m->after);
    cp_str_addf(r->out, "  %-18s  %14s", m->label, text ? text : value);
    for (int i = 0; i < 2; i++)
        if (*g->name[i] && strcmp(g->name[i], "-") != 0)
            cp_str_addf(r->out, "  %s", g->name[i]);
    cp_str_addc(r->out, '\n');
}

static int metrics(struct cp_report *r, const char *heading, const struct metric *metric,
                   size_t n) {
    bool headed = false;
    int rc = 0;
    for (size_t m = 0; m < n && rc == 0; m++) {
        struct cp_report_panel p;
        rc = cp_report_panel_read_timeless(r, metric[m].measure, NULL, CP_ENTITY, DETAIL, &p);
        for (size_t i = 0; i < p.ngroup && rc == 0; i++) {
            if (!headed)
                cp_report_heading(r, heading);
            headed = true;
            print_metric(r, &metric[m], &p.group[i]);
        }
    }
    return rc;
}

int cp_report_debt(struct cp_report *r) {
    static const struct metric returns[] = {
        {"irr", "IRR", " %", PERCENT},
        {"mirr", "MIRR", " %", PERCENT},
        {"npv", "NPV", "", MONEY},
        {"payback", "payback", " years", PLAIN},
        {"equity_multiple", "equity multiple", "", PLAIN},
        {"dscr_mean", "mean DSCR", "", PLAIN},
        {"llcr", "LLCR", "", PLAIN},
        {"plcr", "PLCR", "", PLAIN},
        {"cost_per_gpu_hour", "cost of a GPU-hour", " USD", PLAIN},
        {"market_price", "its market price", " USD", PLAIN},
    };
    static const struct metric lease[] = {
        {"lease_loss", "loss", "", MONEY},
        {"lease_loss_expected", "expected loss", "", MONEY},
        {"lease_cover", "no lender loses at", " % of book", PERCENT},
    };
    int rc = statements(r);
    if (rc == 0)
        rc = debt(r);
    if (rc == 0)
        rc = metrics(r, "Returns", returns, sizeof returns / sizeof *returns);
    return rc < 0 ? rc
                  : metrics(r, "If the tenant leaves at the end of its lease", lease,
                            sizeof lease / sizeof *lease);
}
