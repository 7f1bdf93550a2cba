/* What a planner asks first: the cost, whether demand is met, and what stands idle. */
#include "report/internal.h"
#include <math.h>
#include <string.h>

static int objective(struct cp_report *r) {
    struct cp_report_panel p = {0};
    int rc = cp_report_panel_read_timeless(r, "objective", NULL, CP_KIND, NO_DIM, &p);
    if (rc == 0 && p.ngroup == 1 && strcmp(p.group[0].name[0], "-") == 0)
        cp_str_addf(r->out, "  Cost    %s, discounted; net of revenue and salvage\n",
                    cp_report_money_text(r, p.group[0].value[0]));
    return rc;
}

/* The smallest share of demand that counts as short: below it is the solver's tolerance. */
static const double negligible = 1e-6;

static int shortage(struct cp_report *r) {
    struct cp_report_panel unmet = {0}, demand = {0};
    int rc = cp_report_panel_read(r, "unmet", NULL, CP_WORKLOAD, NO_DIM, &unmet);
    if (rc == 0)
        rc = cp_report_panel_read(r, "demand", NULL, CP_WORKLOAD, NO_DIM, &demand);
    if (rc < 0)
        return rc;
    double largest = 0;
    for (size_t i = 0; i < demand.nperiod; i++)
        largest = fmax(largest, demand.total[i]);
    double floor = negligible * largest;
    size_t worst = 0;
    for (size_t i = 1; i < unmet.nperiod; i++)
        if (unmet.total[i] > unmet.total[worst])
            worst = i;
    struct cp_report_panel served = {0};
    rc = cp_report_panel_read(r, "served", NULL, CP_WORKLOAD, NO_DIM, &served);
    if (rc < 0 || (unmet.nperiod == 0 && served.nperiod == 0))
        return rc;
    if (unmet.nperiod == 0 || !(unmet.total[worst] > floor)) {
        cp_str_add(r->out, "  Demand  met throughout\n");
        return 0;
    }
    const char *when = cp_report_panel_when(r, &unmet, unmet.total, floor);
    if (!when)
        return CP_ENOMEM;
    char period[CP_PERIOD_SIZE];
    cp_period_format(period, unmet.period[worst]);
    cp_str_addf(r->out, "  Demand  short in %s\n          at most %s EFLOP/s in %s", when,
                cp_report_number_text(r, unmet.total[worst]), period);
    double asked = cp_report_panel_value(&demand, demand.total, unmet.period[worst]);
    if (asked > 0)
        cp_str_addf(r->out, ", %.0f %% of demand", 100 * unmet.total[worst] / asked);
    const struct cp_report_group *most = unmet.group;
    for (size_t g = 1; g < unmet.ngroup; g++)
        if (unmet.group[g].value[worst] > most->value[worst] || isnan(most->value[worst]))
            most = &unmet.group[g];
    cp_str_addf(r->out, "; %s most\n", most->name[0]);
    return 0;
}

/* Sites whose halls stand without firm supply for them. */
static int dark_halls(struct cp_report *r) {
    struct cp_report_panel halls = {0}, firm = {0};
    int rc = cp_report_panel_read(r, "halls", NULL, CP_SITE, NO_DIM, &halls);
    if (rc == 0)
        rc = cp_report_panel_read(r, "energised", NULL, CP_SITE, NO_DIM, &firm);
    if (rc < 0 || firm.ngroup == 0)
        return rc;
    for (size_t g = 0; g < halls.ngroup; g++) {
        const double *supply = cp_report_panel_find(&firm, halls.group[g].name[0], "");
        double *dark = cp_arena_calloc(&r->arena, halls.nperiod, sizeof *dark), most = 0, all = 0;
        if (!dark)
            return cp_fail_nomem(r->err);
        for (size_t i = 0; i < halls.nperiod; i++) {
            double stand = halls.group[g].value[i];
            dark[i] =
                isnan(stand) ? 0 : stand - cp_report_panel_value(&firm, supply, halls.period[i]);
            most = fmax(most, dark[i]), all = fmax(all, stand);
        }
        if (!(most > 1e-3 * all))
            continue;
        const char *when = cp_report_panel_when(r, &halls, dark, 1e-3 * all);
        if (!when)
            return CP_ENOMEM;
        cp_str_addf(r->out,
                    "  Power   %s: halls without firm supply in %s\n          at most %s MW\n",
                    halls.group[g].name[0], when, cp_report_number_text(r, most));
    }
    return 0;
}

static int waiting_chips(struct cp_report *r) {
    struct cp_report_panel p = {0};
    int rc = cp_report_panel_read(r, "inventory", NULL, NO_DIM, NO_DIM, &p);
    double most = 0;
    for (size_t i = 0; i < p.nperiod && rc == 0; i++)
        most = fmax(most, p.total[i]);
    if (rc < 0 || most < 1)
        return rc;
    const char *when = cp_report_panel_when(r, &p, p.total, 1);
    if (when)
        cp_str_addf(r->out, "  Chips   wait for a place in %s\n          at most %s GPU\n", when,
                    cp_report_number_text(r, most));
    return when ? 0 : CP_ENOMEM;
}

static double sum_series(const struct cp_report_panel *p, const double *series) {
    double sum = 0;
    for (size_t i = 0; i < p->nperiod; i++)
        sum += isnan(series[i]) ? 0 : series[i];
    return sum;
}

/* Capital over the plan, the most debt and the least coverage. */
static int money(struct cp_report *r) {
    struct cp_report_panel cost, debt, ratio;
    int rc = cp_report_panel_read(r, "cost", NULL, CP_KIND, NO_DIM, &cost);
    if (rc < 0)
        return rc;
    double capex = 0, most = 0, least = INFINITY;
    for (size_t g = 0; g < cost.ngroup; g++)
        if (cp_report_is_capital(cost.group[g].name[0]))
            capex += sum_series(&cost, cost.group[g].value);
    if (capex > 0)
        cp_str_addf(r->out, "  Capex   %s over the plan\n", cp_report_money_text(r, capex));
    rc = cp_report_panel_read(r, "debt", NULL, CP_ENTITY, CP_TRANCHE, &debt);
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < debt.nperiod; i++)
        most = fmax(most, debt.total[i]);
    if (most > 0)
        cp_str_addf(r->out, "  Debt    at most %s", cp_report_money_text(r, most));
    rc = cp_report_panel_read(r, "dscr", NULL, CP_ENTITY, DETAIL, &ratio);
    if (rc < 0)
        return rc;
    for (size_t g = 0; g < ratio.ngroup; g++)
        for (size_t i = 0; i < ratio.nperiod; i++)
            least = fmin(least, ratio.group[g].value[i]);
    if (most > 0 && isfinite(least))
        cp_str_addf(r->out, ", least coverage %s", cp_report_number_text(r, least));
    if (most > 0)
        cp_str_addc(r->out, '\n');
    return 0;
}

int cp_report_headline(struct cp_report *r) {
    size_t start = r->out->len;
    cp_report_heading(r, "Headline");
    size_t body = r->out->len;
    int rc = objective(r);
    if (rc == 0)
        rc = money(r);
    if (rc == 0)
        rc = shortage(r);
    if (rc == 0)
        rc = dark_halls(r);
    if (rc == 0)
        rc = waiting_chips(r);
    if (r->out->len == body && !r->out->oom) {
        r->out->len = start;
        r->out->s[start] = '\0';
    }
    return rc;
}
