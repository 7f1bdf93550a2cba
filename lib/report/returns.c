/* What every entity earns on its money, and what its lenders stand to lose. */
#include "report/internal.h"
#include <string.h>

enum show { PLAIN, PERCENT, MONEY };

/* A figure of the whole plan, for each entity and what it is of. */
struct metric {
    const char *measure, *label;
    enum show show;
    const char *after;
};

static const char *metric_text(struct cp_report *r, const struct metric *m, double x) {
    if (m->show == MONEY)
        return cp_report_money(r, x);
    const char *number = cp_report_number(r, m->show == PERCENT ? 100 * x : x);
    const char *after = m->after ? cp_report_unit(r, m->after) : "";
    return cp_report_kept(r, cp_arena_printf(&r->arena, "%s%s", number, after));
}

/* "spv  a": what the group has of entity and detail. */
static const char *owner_text(struct cp_report *r, const struct cp_report_group *g) {
    const char *entity = strcmp(g->name[0], "-") == 0 ? "" : g->name[0];
    const char *between = *entity && *g->name[1] ? "  " : "";
    return cp_report_kept(r, cp_arena_printf(&r->arena, "%s%s%s", entity, between, g->name[1]));
}

static int metrics(struct cp_report *r, const char *title, const struct metric *metric, size_t n) {
    static const struct cp_page_column column[] = {
        {.title = "figure", .width = 18},
        {.title = "value", .width = 14, .right = true},
        {.title = "of"},
    };
    cp_page_add_table(r->page, &(struct cp_page_table){.title = title,
                                                       .description = "Figures of the whole plan.",
                                                       .column = column,
                                                       .ncolumn = sizeof column / sizeof *column,
                                                       .nlabel = 1,
                                                       .untitled = true});
    for (size_t i = 0; i < n; i++) {
        struct cp_report_panel p;
        int rc = cp_report_read(r,
                                &(struct cp_report_measure){
                                    metric[i].measure, .by = {CP_ENTITY, DETAIL}, .timeless = true},
                                1, &p);
        if (rc)
            return rc;
        for (size_t g = 0; g < p.ngroup; g++) {
            double x = p.group[g].value[0];
            const struct cp_page_cell cell[] = {{.text = metric[i].label},
                                                {metric_text(r, &metric[i], x), x},
                                                {.text = owner_text(r, &p.group[g])}};
            cp_page_add_row(r->page, cell, NULL);
        }
    }
    return 0;
}

int cp_report_returns(struct cp_report *r) {
    static const struct metric returns[] = {
        {"irr", "IRR", PERCENT, " %"},
        {"mirr", "MIRR", PERCENT, " %"},
        {"npv", "NPV", MONEY, NULL},
        {"payback", "payback", PLAIN, " years"},
        {"equity_multiple", "equity multiple", PLAIN, NULL},
        {"dscr_mean", "mean DSCR", PLAIN, NULL},
        {"llcr", "LLCR", PLAIN, NULL},
        {"plcr", "PLCR", PLAIN, NULL},
        {"cost_per_gpu_hour", "cost of a GPU-hour", PLAIN, " USD"},
        {"market_price", "its market price", PLAIN, " USD"},
    };
    static const struct metric lease[] = {
        {"lease_loss", "loss", MONEY, NULL},
        {"lease_loss_expected", "expected loss", MONEY, NULL},
        {"lease_cover", "no lender loses at", PERCENT, " % of book"},
    };
    static const struct metric stress[] = {
        {"stress_loss", "loss", MONEY, NULL},
        {"stress_months", "comes after", PLAIN, " months"},
        {"cash_least", "least cash", MONEY, NULL},
        {"recovery", "paid of what is planned", PERCENT, " %"},
    };
    int rc = metrics(r, "Returns", returns, sizeof returns / sizeof *returns);
    if (rc == 0)
        rc = metrics(r, "If the tenant leaves at the end of its lease", lease,
                     sizeof lease / sizeof *lease);
    return rc ? rc
              : metrics(r, "What a stress takes, and from whom", stress,
                        sizeof stress / sizeof *stress);
}
