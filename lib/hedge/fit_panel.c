/* Two factors from a panel of futures, what is seasonal in them taken out first. */
#include "hedge/fit.h"
#include <math.h>
#include <string.h>

enum { CURVE, DAY, MATURITY, VALUE, UNIT, COLUMNS };
static const struct cp_sheet_column columns[COLUMNS] = {
    {"curve", true}, {"day", true}, {"maturity", true}, {"value", true}, {"unit", true}};

enum { MONTHS = 12, NO_MONTH = -1 };
enum { DAYS_LEAST = 8, FUTURES_LEAST = 2 }; /* that tell two factors from their errors */

struct row {
    int32_t day;
    int month; /* of the maturity; NO_MONTH: it is said as a time */
    double years, x;
};
struct table {
    size_t n;
    struct row *row;
    bool season; /* every maturity is a date */
};

/* "2027-03" or "2027-03-15", or so long from the day on: "1 month". */
static bool read_maturity(struct cp_hedge *h, const struct cp_sheet_cell *cell, struct row *out) {
    struct cp_period p;
    struct cp_error why = {0};
    const char *text = cell->text ? cell->text : "-";
    out->month = NO_MONTH;
    if (cp_period_parse(text, strlen(text), &p) == 0) {
        out->years = (double)(cp_period_start(p) - 24 * (int64_t)out->day) / 8766;
        out->month = (int)((cp_period_at(CP_MONTH, cp_period_start(p)).index % 12 + 12) % 12);
    } else if (cp_quantity_parse(text, "year", &out->years, cell->pos, &why) != 0) {
        cp_fail_at(h->err, CP_EINPUT, cell->pos, "'%.40s' is no date and no time, as '1 month'",
                   text);
        return false;
    }
    if (out->years >= 0)
        return true;
    cp_fail_at(h->err, CP_EINPUT, cell->pos, "the maturity %.40s is before the day", text);
    return false;
}

static void read_row(struct cp_hedge *h, const struct cp_market_curve *c,
                     const struct cp_sheet_cell *cell, struct table *t) {
    struct cp_period p;
    struct row *r = &t->row[t->n];
    if (!cell[CURVE].text || strcmp(cell[CURVE].text, c->name) != 0)
        return;
    const char *text = cell[DAY].text ? cell[DAY].text : "-";
    if (cp_period_parse(text, strlen(text), &p) != 0 || p.freq != CP_DAY) {
        cp_fail_at(h->err, CP_EINPUT, cell[DAY].pos, "'%.40s' is no day, as 2027-01-31", text);
        return;
    }
    r->day = p.index;
    if (t->n && r->day < r[-1].day) {
        cp_fail_at(h->err, CP_EINPUT, cell[DAY].pos, "%s is before the day above it", text);
        return;
    }
    if (read_maturity(h, &cell[MATURITY], r) &&
        cp_hedge_read_price(h, c, &cell[VALUE], &cell[UNIT], &r->x)) {
        t->season = t->season && r->month != NO_MONTH;
        t->n++;
    }
}

static size_t rows_of_day(const struct table *t, size_t from) {
    size_t n = from;
    while (n < t->n && t->row[n].day == t->row[from].day)
        n++;
    return n - from;
}

/* Of every day with whole years of maturities: what prices are above their mean over a year around
 * each, by month; the mean over all days. 0 where that cannot be said. */
static bool find_season(const struct table *t, double season[MONTHS]) {
    double sum[MONTHS] = {0}, count[MONTHS] = {0}, mean = 0;
    for (size_t from = 0, n; from < t->n; from += n) {
        n = rows_of_day(t, from);
        for (size_t i = 6; i + 6 < n; i++) {
            const struct row *r = &t->row[from + i];
            double year = (r[-6].x + r[6].x) / 2;
            for (int k = -5; k <= 5; k++)
                year += r[k].x;
            if (isnan(year))
                continue;
            sum[r->month] += r->x - year / 12;
            count[r->month]++;
        }
    }
    for (int m = 0; m < MONTHS; m++) {
        if (count[m] == 0)
            return false;
        season[m] = sum[m] / count[m];
        mean += season[m] / MONTHS;
    }
    for (int m = 0; m < MONTHS; m++)
        season[m] -= mean;
    return true;
}

static int make_panel(struct cp_hedge *h, const struct table *t, const double *season,
                      struct cp_curve_panel *out) {
    size_t wide = 0, d = 0;
    for (size_t from = 0, n; from < t->n; from += n, out->ndate++) {
        n = rows_of_day(t, from);
        wide = n > wide ? n : wide;
    }
    double *x = cp_hedge_alloc(h, out->ndate * wide, sizeof *x);
    double *years = cp_hedge_alloc(h, out->ndate * wide, sizeof *years);
    double *step = cp_hedge_alloc(h, out->ndate, sizeof *step);
    if (!x || !years || !step)
        return CP_ENOMEM;
    for (size_t i = 0; i < out->ndate * wide; i++)
        x[i] = NAN;
    for (size_t from = 0, n; from < t->n; from += n, d++) {
        n = rows_of_day(t, from);
        step[d] = from ? (t->row[from].day - t->row[from - 1].day) / 365.25 : 0;
        for (size_t i = 0; i < n; i++) {
            const struct row *r = &t->row[from + i];
            x[d * wide + i] = r->x - (season ? season[r->month] : 0);
            years[d * wide + i] = r->years;
        }
    }
    out->nprice = wide;
    out->log_price = x;
    out->years = years;
    out->step = step;
    return 0;
}

static int put_model(struct cp_hedge *h, const char *curve, const struct cp_curve_two_factor *m,
                     const double *deviation, size_t nprice, double likelihood) {
    const struct {
        const char *measure, *kind;
        double value;
    } row[] = {
        {"fit_reversion", NULL, m->speed},          {"fit_half_life", NULL, log(2) / m->speed},
        {"fit_volatility", "short", m->short_term}, {"fit_volatility", "long", m->long_term},
        {"fit_correlation", NULL, m->rho},          {"fit_drift", "long", m->drift},
        {"fit_drift", "long-priced", m->drift_rn},  {"fit_drift", "short-premium", m->premium},
        {"fit_likelihood", NULL, likelihood}};
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < sizeof row / sizeof *row; i++)
        rc = cp_hedge_put_fit(h, curve, row[i].measure, row[i].kind, NULL, row[i].value);
    for (size_t i = 0; rc == 0 && i < nprice; i++) {
        char name[24];
        snprintf(name, sizeof name, "%zu", i + 1);
        rc = cp_hedge_put_fit(h, curve, "fit_deviation", NULL, name, deviation[i]);
    }
    return rc;
}

/* From what the plan says, where it says it; the state from the first day's nearest and furthest.
 */
static int fit(struct cp_hedge *h, const struct cp_market_curve *c,
               const struct cp_curve_panel *p) {
    struct cp_curve_two_factor m = {.speed = 1, .short_term = .3, .long_term = .2};
    double *deviation = cp_hedge_alloc(h, p->nprice, sizeof *deviation), likelihood = 0;
    struct cp_curve_state state = {.covariance = {.01, 0, .01}};
    if (!deviation)
        return CP_ENOMEM;
    if (c->model.kind == CP_MODEL_TWO_FACTOR)
        m = (struct cp_curve_two_factor){.speed = c->model.reversion,
                                         .short_term = c->model.short_term,
                                         .long_term = c->model.long_term,
                                         .rho = c->model.rho};
    for (size_t i = 0; i < p->nprice; i++) {
        deviation[i] = .02;
        if (!isnan(p->log_price[i]))
            state.xi = p->log_price[i];
    }
    state.chi = isnan(p->log_price[0]) ? 0 : p->log_price[0] - state.xi;
    int rc = cp_curve_fit_panel(p, &m, deviation, &state, &likelihood);
    if (rc == CP_ENOMEM)
        return cp_fail_nomem(h->err);
    if (rc)
        return cp_fail_at(h->err, CP_ENUMERIC, c->pos, "curves/%.80s: no two factors fit its panel",
                          c->name);
    cp_hedge_note(h, "%s: two factors of %zu days of up to %zu futures", c->name, p->ndate,
                  p->nprice);
    return put_model(h, c->name, &m, deviation, p->nprice, likelihood);
}

/* Rows of a curve; what is wrong with them. */
static int read_table(struct cp_hedge *h, const struct cp_market_curve *c, struct table *t) {
    struct cp_sheet sheet;
    size_t before = h->err->n + h->err->dropped;
    *t = (struct table){.season = true};
    int rc = cp_facts_sheet_read(c->panel, columns, COLUMNS, &h->arena, &sheet, h->err);
    if (rc == 0 && !(t->row = cp_hedge_alloc(h, sheet.nrow, sizeof *t->row)))
        rc = CP_ENOMEM;
    for (size_t i = 0; rc == 0 && i < sheet.nrow; i++)
        read_row(h, c, &sheet.cell[i * COLUMNS], t);
    if (rc == 0 && h->err->n + h->err->dropped > before)
        rc = CP_EINPUT;
    if (rc == 0 && t->n == 0)
        rc = cp_fail_at(h->err, CP_EINPUT, c->pos, "no row of '%.200s' is of %.80s", c->panel,
                        c->name);
    return rc;
}

/* A contract is told by the day of its delivery, or by how far that is away. */
int cp_hedge_panel_read(struct cp_hedge *h, const struct cp_market_curve *c,
                        struct cp_hedge_series *out) {
    struct table t;
    int rc = read_table(h, c, &t);
    *out = (struct cp_hedge_series){0};
    if (rc == 0 && !(out->at = cp_hedge_alloc(h, t.n, sizeof *out->at)))
        rc = CP_ENOMEM;
    for (size_t i = 0; i < t.n && rc == 0; i++) {
        const struct row *r = &t.row[i];
        double day = r->month == NO_MONTH ? 0 : r->day / 365.25;
        if (!isnan(r->x))
            out->at[out->n++] = (struct cp_hedge_seen){r->day, day + r->years, r->years, r->x};
    }
    return rc;
}

int cp_hedge_fit_panel(struct cp_hedge *h, const struct cp_market_curve *c) {
    struct cp_curve_panel panel = {0};
    struct table t;
    double season[MONTHS];
    int rc = read_table(h, c, &t);
    if (rc)
        return rc;
    bool seasonal = t.season && find_season(&t, season);
    rc = make_panel(h, &t, seasonal ? season : NULL, &panel);
    if (rc == 0 && (panel.ndate < DAYS_LEAST || panel.nprice < FUTURES_LEAST)) {
        cp_hedge_note(
            h, "%s: a panel of %zu days of up to %zu futures is too small to fit two factors",
            c->name, panel.ndate, panel.nprice);
        return 0;
    }
    for (int m = 0; rc == 0 && seasonal && m < MONTHS; m++) {
        char name[8];
        snprintf(name, sizeof name, "%02d", m + 1);
        rc = cp_hedge_put_fit(h, c->name, "fit_season", NULL, name, season[m]);
    }
    return rc ? rc : fit(h, c, &panel);
}
