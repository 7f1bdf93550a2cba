/* What a planner asks first: the cost, whether demand is met, and what stands idle. */
#include "report/internal.h"
#include "store/store.h"
#include <math.h>
#include <string.h>

enum { UNMET, DEMAND, SERVED, HALLS, ENERGISED, INVENTORY, MEASURES };
static const struct cp_report_measure measure[MEASURES] = {
    [UNMET] = {"unmet", .by = {CP_WORKLOAD}},     [DEMAND] = {"demand", .by = {CP_WORKLOAD}},
    [SERVED] = {"served", .by = {CP_WORKLOAD}},   [HALLS] = {"halls", .by = {CP_SITE}},
    [ENERGISED] = {"energised", .by = {CP_SITE}}, [INVENTORY] = {.name = "inventory"},
};

/* Those of the store, by which runs are compared. */
enum { COST, CAPEX, DEBT, COVERAGE, SHORT, SHORT_SHARE, WAITING, FIGURES };
static const char *const figure[FIGURES] = {
    [COST] = "cost_discounted",     [CAPEX] = "capex",      [DEBT] = "debt_peak",
    [COVERAGE] = "dscr_min",        [SHORT] = "unmet_peak", [SHORT_SHARE] = "unmet_peak_share",
    [WAITING] = "gpu_waiting_peak",
};

/* A figure's facts count as shown. */
static int read_figures(struct cp_report *r, struct cp_store_figure out[FIGURES]) {
    for (size_t k = 0; k < FIGURES; k++) {
        const struct cp_store_part part = {r->facts, r->scenario, r->row, r->nrow};
        const char *from = cp_store_figure_find(figure[k])->measure;
        int rc = cp_store_figure_read(&part, figure[k], &r->arena, &out[k], r->err);
        if (rc)
            return rc;
        for (size_t i = 0; i < r->nrow; i++)
            r->shown[r->row[i]] |= strcmp(cp_facts_measure(r->facts, r->row[i]), from) == 0;
    }
    return 0;
}

/* A line of the headline; NULL: no memory for its text. */
static void say(struct cp_report *r, const char *label, const char *text) {
    cp_page_add_row(
        r->page, (struct cp_page_cell[]){{.text = label}, {.text = cp_report_kept(r, text)}}, NULL);
}

/* NaN, where there is no fact, counts as nothing. */
static double largest(const double *series, size_t n) {
    double most = 0;
    for (size_t i = 0; i < n; i++)
        most = fmax(most, series[i]);
    return most;
}

static void add_cost(struct cp_report *r, double cost, double capex) {
    if (!isnan(cost))
        say(r, "Cost",
            cp_arena_printf(&r->arena, "%s, discounted; net of revenue and salvage",
                            cp_report_money(r, cost)));
    if (capex > 0)
        say(r, "Capex", cp_arena_printf(&r->arena, "%s over the plan", cp_report_money(r, capex)));
}

/* The most debt, and the least coverage of any of it. */
static void add_debt(struct cp_report *r, double most, double least) {
    if (most > 0)
        say(r, "Debt",
            cp_arena_printf(&r->arena, "at most %s%s%s", cp_report_money(r, most),
                            isfinite(least) ? ", least coverage " : "",
                            isfinite(least) ? cp_report_number(r, least) : ""));
}

/* The workload that lacks most in a period. */
static const char *shortest(const struct cp_report_panel *unmet, const char *period) {
    const struct cp_report_group *most = unmet->group;
    struct cp_period p;
    if (cp_period_parse(period, strlen(period), &p) != 0)
        return "-";
    for (size_t g = 1; g < unmet->ngroup; g++)
        if (cp_report_value(unmet, unmet->group[g].value, p) >
            cp_report_value(unmet, most->value, p))
            most = &unmet->group[g];
    return most->name[0];
}

static void add_shortage(struct cp_report *r, const struct cp_report_panel *p,
                         const struct cp_store_figure *lacks, double share) {
    const struct cp_report_panel *unmet = &p[UNMET];
    if (unmet->nperiod == 0 && p[SERVED].nperiod == 0)
        return;
    if (!(lacks->value > 0)) {
        say(r, "Demand", "met throughout");
        return;
    }
    /* below this share of demand it is the solver's tolerance */
    double floor = 1e-6 * largest(p[DEMAND].total, p[DEMAND].nperiod);
    const char *of_demand = "";
    if (!isnan(share))
        of_demand = cp_report_kept(r, cp_arena_printf(&r->arena, ", %.0f %% of demand", share));
    say(r, "Demand",
        cp_arena_printf(&r->arena, "short in %s\nat most %s EFLOP/s in %s%s; %s most",
                        cp_report_when(r, unmet, unmet->total, floor),
                        cp_report_number(r, lacks->value), lacks->note, of_demand,
                        shortest(unmet, lacks->note)));
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

static void add_waiting_chips(struct cp_report *r, const struct cp_report_panel *inventory,
                              double most) {
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
    struct cp_store_figure f[FIGURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    rc = read_figures(r, f);
    if (rc)
        return rc;
    cp_page_add_table(r->page, &(struct cp_page_table){
                                   .title = "Headline",
                                   .description = "The plan in a few figures, and what it lacks.",
                                   .column = column,
                                   .ncolumn = sizeof column / sizeof *column,
                                   .nlabel = 1,
                                   .untitled = true});
    add_cost(r, f[COST].value, f[CAPEX].value);
    add_debt(r, f[DEBT].value, f[COVERAGE].value);
    add_shortage(r, p, &f[SHORT], f[SHORT_SHARE].value);
    add_dark_halls(r, &p[HALLS], &p[ENERGISED]);
    add_waiting_chips(r, &p[INVENTORY], f[WAITING].value);
    return 0;
}
