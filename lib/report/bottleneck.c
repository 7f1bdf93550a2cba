/* What binds first, by year: what stands in the way of the demand that is not met. */
#include "report/internal.h"
#include <math.h>

enum {
    DEMAND,
    SERVED,
    UNMET,
    HALLS,
    ROOM,
    ENERGISED,
    POWER,
    WAITING,
    STOCK,
    OFFERED,
    BOUGHT,
    WORK,
    IDLE,
    LIMITS,
    MEASURES
};
static const struct cp_report_measure measure[MEASURES] = {
    [DEMAND] = {.name = "demand"},     [SERVED] = {.name = "served"},
    [UNMET] = {.name = "unmet"},       [HALLS] = {.name = "halls"},
    [POWER] = {.name = "power"},       [ENERGISED] = {.name = "energised"},
    [WAITING] = {.name = "inventory"}, [STOCK] = {.name = "stock"},
    [WORK] = {.name = "gpu_hours"},    [IDLE] = {.name = "surplus"},
    [ROOM] = {.name = "hall_room"},    [OFFERED] = {.name = "supply"},
    [BOUGHT] = {.name = "buy"},        [LIMITS] = {.name = "binding", .by = {CP_KIND}},
};

enum side { NOTHING, COST, CHIPS, SPACE, SUPPLY, SIDES };
static const char *const side_name[SIDES] = {"nothing", "cost", "chips", "halls", "power"};

static double total(const struct cp_report_panel *p, struct cp_period period) {
    return cp_report_value(p, p->total, period);
}

/* Of a series, what has come until a period. */
static double until(const struct cp_report_panel *p, struct cp_period when) {
    double sum = 0;
    for (size_t i = 0; i < p->nperiod; i++)
        if (cp_period_start(p->period[i]) <= cp_period_start(when))
            sum += isnan(p->total[i]) ? 0 : p->total[i];
    return sum;
}

/* More of an offer would be worth something in that year, as far as duals were written. */
static bool offer_binds(const struct cp_report_panel *p, int year) {
    const double *worth = cp_report_find(&p[LIMITS], "offer", "");
    for (size_t i = 0; worth && i < p[LIMITS].nperiod; i++)
        if (cp_period_year(p[LIMITS].period[i]) == year && worth[i] > 0)
            return true;
    return false;
}

/* Where halls could be built, or need not be, more chips are what lacks, unless they could be
 * bought: then what is short is not worth its cost. */
static enum side chips_or_cost(const struct cp_report_panel *p, struct cp_period when) {
    double offered = until(&p[OFFERED], when), left = offered - until(&p[BOUGHT], when);
    return left > 0.01 * offered && !offer_binds(p, cp_period_year(when)) ? COST : CHIPS;
}

/* GPUs that wait for a place, or energised power that is in use, say that places lack: halls,
 * unless more could be built, and where they stand without supply their power. What is in use has
 * supply, firm or not. */
static enum side side_of(const struct cp_report_panel *p, struct cp_period when) {
    double halls = total(&p[HALLS], when), power = total(&p[POWER], when);
    double energised = total(&p[ENERGISED], when), room = total(&p[ROOM], when);
    double chips = total(&p[STOCK], when), waiting = total(&p[WAITING], when);
    bool is_short = total(&p[UNMET], when) > 1e-6 * total(&p[DEMAND], when);
    bool full = is_short && power >= 0.95 * energised, wait = waiting > 0.01 * (chips + waiting);
    if (!full && !wait)
        return is_short ? chips_or_cost(p, when) : NOTHING;
    if (halls - fmax(energised, power) > 0.02 * halls)
        return SUPPLY;
    return !wait && room > 0.01 * (halls + room) ? chips_or_cost(p, when) : SPACE;
}

/* The word of a column: what binds in most of its periods, among those in which something does. */
static const char *word_of(const struct cp_report *r, const struct cp_report_panel *p, size_t y) {
    size_t count[SIDES] = {0}, best = NOTHING;
    bool any = false;
    for (size_t i = 0; i < p[HALLS].nperiod; i++)
        if (cp_report_column(r, p[HALLS].period[i]) == y) {
            count[side_of(p, p[HALLS].period[i])]++;
            any = true;
        }
    for (size_t k = NOTHING + 1; k < SIDES; k++)
        if (count[k] > (best == NOTHING ? 0 : count[best]))
            best = k;
    return any ? side_name[best] : "-";
}

static void add_words(struct cp_report *r, const struct cp_report_panel *p) {
    const char **word = cp_report_reserve(r, r->nyear, sizeof *word);
    if (!word)
        return;
    for (size_t y = 0; y < r->nyear; y++)
        word[y] = word_of(r, p, y);
    cp_report_words(r, "binds", word);
}

/* Below the table. */
static void explain_words(struct cp_report *r, const struct cp_report_panel *p) {
    bool cost = false;
    for (size_t y = 0; y < r->nyear; y++)
        cost |= word_of(r, p, y) == side_name[COST];
    if (cost)
        cp_page_add_note(r->page, "cost: what is short is not worth its cost; halls and chips for "
                                  "it could be had");
}

/* No more than is energised: what comes from contracts that are not firm is in use, and energises
 * nothing. NULL: no memory. */
static double *energised_in_use(struct cp_report *r, const struct cp_report_panel *p) {
    double *used = cp_report_reserve(r, p[POWER].nperiod, sizeof *used);
    if (!used)
        return NULL;
    for (size_t i = 0; i < p[POWER].nperiod; i++)
        used[i] = fmin(p[POWER].total[i], total(&p[ENERGISED], p[POWER].period[i]));
    return cp_report_years(r, &p[POWER], used, MEAN);
}

/* 100 x part / whole by year. */
static void add_share(struct cp_report *r, const char *label, double *part, const double *whole) {
    for (size_t y = 0; y < r->nyear && part && whole; y++)
        part[y] = whole[y] > 0 ? 100 * (isnan(part[y]) ? 0 : part[y]) / whole[y] : NAN;
    cp_report_line(r, label, "", "%", part);
}

/* The hours at work and those that are idle. */
static double *all_hours(struct cp_report *r, const struct cp_report_panel *p) {
    double *sum = cp_report_total(r, &p[WORK], SUM);
    const double *idle = cp_report_total(r, &p[IDLE], SUM);
    for (size_t y = 0; y < r->nyear && sum && idle; y++)
        sum[y] += isnan(idle[y]) ? 0 : idle[y];
    return sum;
}

int cp_report_bottleneck(struct cp_report *r) {
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    cp_report_open_table(
        r, (struct cp_page_table){.title = "What binds first",
                                  .description = "What stands in the way of the demand that is "
                                                 "not met, and how much of what there is is used.",
                                  .digits_by_row = true});
    bool has_work = p[DEMAND].ngroup > 0 && p[SERVED].ngroup > 0;
    if (has_work && p[HALLS].ngroup > 0)
        add_words(r, p);
    if (has_work)
        add_share(r, "demand that is short", cp_report_total(r, &p[UNMET], MEAN),
                  cp_report_total(r, &p[DEMAND], MEAN));
    if (p[HALLS].ngroup > 0 && p[ENERGISED].ngroup > 0)
        add_share(r, "halls with firm supply", cp_report_total(r, &p[ENERGISED], MEAN),
                  cp_report_total(r, &p[HALLS], MEAN));
    if (p[ENERGISED].ngroup > 0)
        add_share(r, "energised power in use", energised_in_use(r, p),
                  cp_report_total(r, &p[ENERGISED], MEAN));
    if (p[WORK].ngroup > 0 && p[IDLE].ngroup > 0)
        add_share(r, "GPUs at work", cp_report_total(r, &p[WORK], SUM), all_hours(r, p));
    if (has_work && p[HALLS].ngroup > 0)
        explain_words(r, p);
    return 0;
}
