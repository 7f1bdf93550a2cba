/* What a planner asks first: the cost, whether demand is met, and what binds: power or chips. */
#include "report/internal.h"
#include <math.h>
#include <string.h>

static int objective(struct report *r) {
    struct panel p;
    int rc = panel_read_timeless(r, "objective", NULL, CP_KIND, NO_DIM, &p);
    if (rc == 0 && p.ngroup == 1 && strcmp(p.group[0].name[0], "-") == 0)
        cp_str_addf(r->out, "  Cost    %s, discounted\n", money_text(r, p.group[0].value[0]));
    return rc;
}

/* The smallest share of demand that counts as short: below it is the solver's tolerance. */
static const double negligible = 1e-6;

static int shortage(struct report *r) {
    struct panel unmet, demand;
    int rc = panel_read(r, "unmet", NULL, CP_WORKLOAD, NO_DIM, &unmet);
    if (rc == 0)
        rc = panel_read(r, "demand", NULL, CP_WORKLOAD, NO_DIM, &demand);
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
    struct panel served;
    rc = panel_read(r, "served", NULL, CP_WORKLOAD, NO_DIM, &served);
    if (rc < 0 || (unmet.nperiod == 0 && served.nperiod == 0))
        return rc;
    if (unmet.nperiod == 0 || !(unmet.total[worst] > floor)) {
        cp_str_add(r->out, "  Demand  met throughout\n");
        return 0;
    }
    const char *when = panel_when(r, &unmet, unmet.total, floor);
    if (!when)
        return CP_ENOMEM;
    char period[CP_PERIOD_SIZE];
    cp_period_format(period, unmet.period[worst]);
    cp_str_addf(r->out, "  Demand  short in %s\n          at most %s EFLOP/s in %s", when,
                number_text(r, unmet.total[worst]), period);
    for (size_t i = 0; i < demand.nperiod; i++)
        if (cp_period_start(demand.period[i]) == cp_period_start(unmet.period[worst]) &&
            demand.total[i] > 0)
            cp_str_addf(r->out, ", %.0f %% of demand", 100 * unmet.total[worst] / demand.total[i]);
    cp_str_addc(r->out, '\n');
    return 0;
}

/* Sites whose halls stand without firm supply for them. */
static int dark_halls(struct report *r) {
    struct panel halls, firm;
    int rc = panel_read(r, "halls", NULL, CP_SITE, NO_DIM, &halls);
    if (rc == 0)
        rc = panel_read(r, "energised", NULL, CP_SITE, NO_DIM, &firm);
    if (rc < 0 || firm.ngroup == 0)
        return rc;
    for (size_t g = 0; g < halls.ngroup; g++) {
        const double *supply = panel_find(&firm, halls.group[g].name[0], "");
        double *dark = cp_arena_calloc(&r->arena, halls.nperiod, sizeof *dark), most = 0, all = 0;
        if (!dark)
            return cp_fail_nomem(r->err);
        for (size_t i = 0; i < halls.nperiod; i++) {
            double stand = halls.group[g].value[i], fed = 0;
            for (size_t k = 0; k < firm.nperiod && supply; k++)
                if (cp_period_start(firm.period[k]) == cp_period_start(halls.period[i]))
                    fed = isnan(supply[k]) ? 0 : supply[k];
            dark[i] = isnan(stand) ? 0 : stand - fed;
            most = fmax(most, dark[i]), all = fmax(all, stand);
        }
        if (!(most > 1e-3 * all))
            continue;
        const char *when = panel_when(r, &halls, dark, 1e-3 * all);
        if (!when)
            return CP_ENOMEM;
        cp_str_addf(r->out, "  Power   %s: halls without firm supply in %s, at most %s MW\n",
                    halls.group[g].name[0], when, number_text(r, most));
    }
    return 0;
}

static int waiting_chips(struct report *r) {
    struct panel p;
    int rc = panel_read(r, "inventory", NULL, NO_DIM, NO_DIM, &p);
    double most = 0;
    for (size_t i = 0; i < p.nperiod && rc == 0; i++)
        most = fmax(most, p.total[i]);
    if (rc < 0 || most < 1)
        return rc;
    const char *when = panel_when(r, &p, p.total, 1);
    if (when)
        cp_str_addf(r->out, "  Chips   wait for a place in %s, at most %s GPU\n", when,
                    number_text(r, most));
    return when ? 0 : CP_ENOMEM;
}

enum side { POWER, CHIPS, CAPITAL, SIDES };
static const char *const side_name[SIDES] = {"power", "chips", "capex"};

static enum side side_of(const char *kind) {
    static const struct {
        const char *part;
        enum side side;
    } word[] = {{"offer", CHIPS}, {"gpu", CHIPS},  {"capex", CAPITAL},
                {"power", POWER}, {"hall", POWER}, {"contract", POWER},
                {"phase", POWER}, {"site", POWER}, {"energy", POWER}};
    for (size_t i = 0; i < sizeof word / sizeof *word; i++)
        if (strstr(kind, word[i].part))
            return word[i].side;
    return SIDES;
}

/* Discounted worth of the limits on each side by year, and the largest side's name. */
static int worth(struct report *r, struct table *t) {
    struct panel p;
    int rc = panel_read(r, "binding", NULL, CP_KIND, NO_DIM, &p);
    if (rc < 0 || p.ngroup == 0)
        return rc;
    struct scale s = {"bn USD", 1e9};
    double *side[SIDES];
    for (int k = 0; k < SIDES; k++) {
        side[k] = cp_arena_calloc(&r->arena, r->nyear, sizeof(double));
        if (!side[k])
            return cp_fail_nomem(r->err);
    }
    for (size_t g = 0; g < p.ngroup; g++) {
        enum side k = side_of(p.group[g].name[0]);
        const double *year = panel_years(r, &p, p.group[g].value, SUM);
        if (!year)
            return CP_ENOMEM;
        for (size_t y = 0; y < r->nyear && k < SIDES; y++)
            side[k][y] += isnan(year[y]) ? 0 : fabs(year[y]);
    }
    const char **first = cp_arena_calloc(&r->arena, r->nyear, sizeof *first);
    if (!first)
        return cp_fail_nomem(r->err);
    for (size_t y = 0; y < r->nyear; y++) {
        double most = 0;
        first[y] = "-";
        for (int k = 0; k < SIDES; k++)
            if (side[k][y] > most) {
                most = side[k][y];
                first[y] = side_name[k];
            }
    }
    rc = table_add_words(r, t, "binds first", first);
    static const char *const label[SIDES] = {"limits on power, bn USD", "limits on chips, bn USD",
                                             "limit on capex, bn USD"};
    for (int k = 0; k < SIDES && rc == 0; k++)
        rc = table_add(r, t, label[k], "", rescale(r, side[k], s.divisor));
    return rc;
}

/* part / whole in per cent, by year. */
static int add_share(struct report *r, struct table *t, const char *label, double *part,
                     const double *whole) {
    if (!part || !whole)
        return CP_ENOMEM;
    for (size_t y = 0; y < r->nyear; y++)
        part[y] = whole[y] > 0 ? 100 * part[y] / whole[y] : NAN;
    return table_add(r, t, label, "", part);
}

static int use(struct report *r, struct table *t) {
    struct panel power, energised, work, idle;
    int rc = panel_read(r, "power", NULL, NO_DIM, NO_DIM, &power);
    if (rc == 0)
        rc = panel_read(r, "energised", NULL, NO_DIM, NO_DIM, &energised);
    if (rc == 0 && power.ngroup > 0 && energised.ngroup > 0)
        rc = add_share(r, t, "energised power in use, %", panel_total(r, &power, MEAN),
                       panel_total(r, &energised, MEAN));
    if (rc == 0)
        rc = panel_read(r, "gpu_hours", NULL, NO_DIM, NO_DIM, &work);
    if (rc < 0)
        return rc;
    rc = panel_read(r, "surplus", NULL, NO_DIM, NO_DIM, &idle);
    if (rc < 0 || work.ngroup == 0 || idle.ngroup == 0)
        return rc;
    double *whole = panel_total(r, &work, SUM);
    const double *rest = panel_total(r, &idle, SUM);
    for (size_t y = 0; whole && rest && y < r->nyear; y++)
        whole[y] += isnan(rest[y]) ? 0 : rest[y];
    return rest ? add_share(r, t, "GPUs at work, %", panel_total(r, &work, SUM), whole) : CP_ENOMEM;
}

int report_headline(struct report *r) {
    size_t start = r->out->len;
    struct table t = {.title = "What binds first", .mixed = true};
    print_heading(r, "Headline");
    size_t body = r->out->len;
    int rc = objective(r);
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
    if (rc == 0)
        rc = worth(r, &t);
    if (rc == 0)
        rc = use(r, &t);
    if (rc == 0)
        table_print(r, &t);
    return rc;
}
