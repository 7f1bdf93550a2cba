/* What a planner asks first: the cost, whether demand is met, and what stands idle. */
#include "report/internal.h"
#include <math.h>
#include <string.h>

enum {
    OBJECTIVE,
    COST,
    DEBT,
    COVERAGE,
    UNMET,
    DEMAND,
    SERVED,
    HALLS,
    ENERGISED,
    INVENTORY,
    MEASURES
};
static const struct cp_report_measure measure[MEASURES] = {
    [OBJECTIVE] = {"objective", .by = {CP_KIND}, .timeless = true},
    [COST] = {"cost", .by = {CP_KIND}},
    [DEBT] = {"debt", .by = {CP_ENTITY, CP_TRANCHE}},
    [COVERAGE] = {"dscr", .by = {CP_ENTITY, DETAIL}},
    [UNMET] = {"unmet", .by = {CP_WORKLOAD}},
    [DEMAND] = {"demand", .by = {CP_WORKLOAD}},
    [SERVED] = {"served", .by = {CP_WORKLOAD}},
    [HALLS] = {"halls", .by = {CP_SITE}},
    [ENERGISED] = {"energised", .by = {CP_SITE}},
    [INVENTORY] = {.name = "inventory"},
};

/* A line of the headline; NULL: no memory for its text. */
static void say(struct cp_report *r, const char *label, const char *text) {
    cp_page_add_row(
        r->page, (struct cp_page_cell[]){{.text = label}, {.text = cp_report_kept(r, text)}}, NULL);
}

static double sum_of(const double *series, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += isnan(series[i]) ? 0 : series[i];
    return sum;
}

/* NaN, where there is no fact, counts as nothing. */
static double largest(const double *series, size_t n) {
    double most = 0;
    for (size_t i = 0; i < n; i++)
        most = fmax(most, series[i]);
    return most;
}

static void add_cost(struct cp_report *r, const struct cp_report_panel *objective,
                     const struct cp_report_panel *cost) {
    if (objective->ngroup == 1 && strcmp(objective->group[0].name[0], "-") == 0)
        say(r, "Cost",
            cp_arena_printf(&r->arena, "%s, discounted; net of revenue and salvage",
                            cp_report_money(r, objective->group[0].value[0])));
    double capex = 0;
    for (size_t g = 0; g < cost->ngroup; g++)
        if (cp_report_cost_role(cost->group[g].name[0]) == CP_COST_CAPITAL)
            capex += sum_of(cost->group[g].value, cost->nperiod);
    if (capex > 0)
        say(r, "Capex", cp_arena_printf(&r->arena, "%s over the plan", cp_report_money(r, capex)));
}

/* The most debt, and the least coverage of any of it. */
static void add_debt(struct cp_report *r, const struct cp_report_panel *debt,
                     const struct cp_report_panel *coverage) {
    double most = largest(debt->total, debt->nperiod), least = INFINITY;
    for (size_t g = 0; g < coverage->ngroup; g++)
        for (size_t i = 0; i < coverage->nperiod; i++)
            least = fmin(least, coverage->group[g].value[i]);
    if (most > 0)
        say(r, "Debt",
            cp_arena_printf(&r->arena, "at most %s%s%s", cp_report_money(r, most),
                            isfinite(least) ? ", least coverage " : "",
                            isfinite(least) ? cp_report_number(r, least) : ""));
}

/* The workload that lacks most in a period. */
static const char *shortest(const struct cp_report_panel *unmet, size_t period) {
    const struct cp_report_group *most = unmet->group;
    for (size_t g = 1; g < unmet->ngroup; g++) {
        double lacks = unmet->group[g].value[period];
        if (lacks > most->value[period] || isnan(most->value[period]))
            most = &unmet->group[g];
    }
    return most->name[0];
}

static void add_shortage(struct cp_report *r, const struct cp_report_panel *unmet,
                         const struct cp_report_panel *demand,
                         const struct cp_report_panel *served) {
    if (unmet->nperiod == 0 && served->nperiod == 0)
        return;
    /* below this share of demand it is the solver's tolerance */
    double floor = 1e-6 * largest(demand->total, demand->nperiod);
    size_t worst = 0;
    for (size_t i = 1; i < unmet->nperiod; i++)
        if (unmet->total[i] > unmet->total[worst])
            worst = i;
    if (unmet->nperiod == 0 || !(unmet->total[worst] > floor)) {
        say(r, "Demand", "met throughout");
        return;
    }
    char period[CP_PERIOD_SIZE];
    cp_period_format(period, unmet->period[worst]);
    double lacks = unmet->total[worst];
    double asked = cp_report_value(demand, demand->total, unmet->period[worst]);
    const char *share = "";
    if (asked > 0)
        share = cp_report_kept(
            r, cp_arena_printf(&r->arena, ", %.0f %% of demand", 100 * lacks / asked));
    say(r, "Demand",
        cp_arena_printf(&r->arena, "short in %s\nat most %s EFLOP/s in %s%s; %s most",
                        cp_report_when(r, unmet, unmet->total, floor), cp_report_number(r, lacks),
                        period, share, shortest(unmet, worst)));
}

/* Sites whose halls stand without firm supply for them. */
static void add_dark_halls(struct cp_report *r, const struct cp_report_panel *halls,
                           const struct cp_report_panel *energised) {
    for (size_t g = 0; g < halls->ngroup && energised->ngroup > 0; g++) {
        const char *site = halls->group[g].name[0];
        const double *stands = halls->group[g].value, *supply = cp_report_find(energised, site, "");
        double *dark = cp_report_reserve(r, halls->nperiod, sizeof *dark);
        if (!dark)
            return;
        for (size_t i = 0; i < halls->nperiod; i++)
            dark[i] = isnan(stands[i])
                          ? 0
                          : stands[i] - cp_report_value(energised, supply, halls->period[i]);
        double most = largest(dark, halls->nperiod);
        double negligible = 1e-3 * largest(stands, halls->nperiod);
        if (most > negligible)
            say(r, "Power",
                cp_arena_printf(&r->arena, "%s: halls without firm supply in %s\nat most %s MW",
                                site, cp_report_when(r, halls, dark, negligible),
                                cp_report_number(r, most)));
    }
}

static void add_waiting_chips(struct cp_report *r, const struct cp_report_panel *inventory) {
    double most = largest(inventory->total, inventory->nperiod);
    if (most >= 1)
        say(r, "Chips",
            cp_arena_printf(&r->arena, "wait for a place in %s\nat most %s GPU",
                            cp_report_when(r, inventory, inventory->total, 1),
                            cp_report_number(r, most)));
}

int cp_report_headline(struct cp_report *r) {
    static const struct cp_page_column column[] = {{.title = "what", .width = 6},
                                                   {.title = "figure"}};
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    cp_page_add_table(r->page, &(struct cp_page_table){
                                   .title = "Headline",
                                   .description = "The plan in a few figures, and what it lacks.",
                                   .column = column,
                                   .ncolumn = sizeof column / sizeof *column,
                                   .nlabel = 1,
                                   .untitled = true});
    add_cost(r, &p[OBJECTIVE], &p[COST]);
    add_debt(r, &p[DEBT], &p[COVERAGE]);
    add_shortage(r, &p[UNMET], &p[DEMAND], &p[SERVED]);
    add_dark_halls(r, &p[HALLS], &p[ENERGISED]);
    add_waiting_chips(r, &p[INVENTORY]);
    return 0;
}
