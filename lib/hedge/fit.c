/* What histories of spot prices and panels of futures say of how curves move. */
#include "hedge/fit.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- histories ---------------------------------------------------------------------------- */

enum { CURVE, PERIOD, MEASURE, VALUE, UNIT, COLUMNS };
static const struct cp_sheet_column columns[COLUMNS] = {
    {"curve", true}, {"period", true}, {"measure", true}, {"value", true}, {"unit", true}};

/* By month or day, in the order of time; logarithms of prices above the floor. */
struct history {
    size_t n;
    struct cp_period *period;
    double *x;
};

static void read_row(struct cp_hedge *h, const struct cp_market_curve *c,
                     const struct cp_sheet_cell *cell, struct history *out) {
    struct cp_period p;
    if (!cell[CURVE].text || strcmp(cell[CURVE].text, c->name) != 0 || !cell[MEASURE].text ||
        strcmp(cell[MEASURE].text, "spot") != 0)
        return;
    const char *text = cell[PERIOD].text ? cell[PERIOD].text : "-";
    if (cp_period_parse(text, strlen(text), &p) != 0 || (p.freq != CP_MONTH && p.freq != CP_DAY)) {
        cp_fail_at(h->err, CP_EINPUT, cell[PERIOD].pos, "'%.40s' is no month and no day", text);
        return;
    }
    const struct cp_period *before = out->n ? &out->period[out->n - 1] : NULL;
    if (before && (before->freq != p.freq || before->index >= p.index)) {
        cp_fail_at(h->err, CP_EINPUT, cell[PERIOD].pos, "%s is not after the period before it",
                   text);
        return;
    }
    if (cp_hedge_read_price(h, c, &cell[VALUE], &cell[UNIT], &out->x[out->n]))
        out->period[out->n++] = p;
}

static int read_history(struct cp_hedge *h, const struct cp_market_curve *c, struct history *out) {
    struct cp_sheet sheet;
    size_t before = h->err->n + h->err->dropped;
    *out = (struct history){0};
    int rc = cp_facts_sheet_read(c->history, columns, COLUMNS, &h->arena, &sheet, h->err);
    if (rc)
        return rc;
    out->period = cp_hedge_alloc(h, sheet.nrow, sizeof *out->period);
    out->x = cp_hedge_alloc(h, sheet.nrow, sizeof *out->x);
    if (!out->period || !out->x)
        return CP_ENOMEM;
    for (size_t i = 0; i < sheet.nrow; i++)
        read_row(h, c, &sheet.cell[i * COLUMNS], out);
    return h->err->n + h->err->dropped > before ? CP_EINPUT : 0;
}

int cp_hedge_history_read(struct cp_hedge *h, const struct cp_market_curve *c,
                          struct cp_hedge_series *out) {
    struct history own;
    int rc = read_history(h, c, &own);
    *out = (struct cp_hedge_series){.spot = true};
    if (rc == 0 && !(out->at = cp_hedge_alloc(h, own.n, sizeof *out->at)))
        rc = CP_ENOMEM;
    for (size_t i = 0; i < own.n && rc == 0; i++)
        if (!isnan(own.x[i]))
            out->at[out->n++] = (struct cp_hedge_seen){
                .day = (int32_t)(cp_period_start(own.period[i]) / 24), .x = own.x[i]};
    return rc;
}

/* What the other one is in the same periods; NaN where it has none. */
static double *align(struct cp_hedge *h, const struct history *to, const struct history *other) {
    double *x = cp_hedge_alloc(h, to->n, sizeof *x);
    size_t k = 0;
    for (size_t i = 0; x && i < to->n; i++) {
        while (k < other->n && cp_period_start(other->period[k]) < cp_period_start(to->period[i]))
            k++;
        bool same = k < other->n && other->period[k].freq == to->period[i].freq &&
                    other->period[k].index == to->period[i].index;
        x[i] = same ? other->x[k] : NAN;
    }
    return x;
}

static int put_season(struct cp_hedge *h, const char *curve, const struct cp_curve_season *s,
                      const char *other) {
    static const char *const months[12] = {"01", "02", "03", "04", "05", "06",
                                           "07", "08", "09", "10", "11", "12"};
    int rc = 0;
    for (int m = 0; rc == 0 && m < 12; m++)
        rc = cp_hedge_put_fit(h, curve, "fit_season", NULL, months[m], s->month[m]);
    if (rc || !other)
        return rc;
    rc = cp_hedge_put_fit(h, curve, "fit_elasticity", NULL, other, s->elasticity);
    return rc ? rc
              : cp_hedge_put_fit(h, curve, "fit_error", "elasticity", other, s->elasticity_error);
}

static int put_ou(struct cp_hedge *h, const char *curve, const struct cp_curve_ou *o) {
    const struct {
        const char *measure, *kind;
        double value;
    } row[] = {{"fit_reversion", NULL, o->speed},
               {"fit_half_life", NULL, isinf(o->half_life) ? NAN : o->half_life},
               {"fit_volatility", "short", o->volatility},
               {"fit_error", "reversion", o->speed_error},
               {"fit_error", "volatility", o->volatility_error},
               {"fit_likelihood", NULL, o->likelihood}};
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < sizeof row / sizeof *row; i++)
        rc = cp_hedge_put_fit(h, curve, row[i].measure, row[i].kind, NULL, row[i].value);
    return rc;
}

/* What the fit of a history leaves of each step, the first of which is none. */
struct steps {
    const char *curve; /* NULL: it has no history */
    struct history of;
    double *rest;
};

/* Season and the other price first: what is left reverts. */
static int fit_history(struct cp_hedge *h, const struct cp_market_curve *c, struct steps *out) {
    const struct cp_plan_market *m = &h->plan->money.market;
    const struct cp_market_curve *other =
        c->model.nfollow ? cp_plan_market_curve(m, c->model.follow[0].curve) : NULL;
    struct history own, leads;
    struct cp_curve_season season = {0};
    struct cp_curve_ou ou;
    double *with = NULL;
    int rc = read_history(h, c, &own);
    if (rc == 0 && other && other->history) {
        rc = read_history(h, other, &leads);
        with = rc ? NULL : align(h, &own, &leads);
    }
    int *month = cp_hedge_alloc(h, own.n, sizeof *month);
    double *rest = cp_hedge_alloc(h, own.n, sizeof *rest);
    if (rc || !month || !rest)
        return rc ? rc : CP_ENOMEM;
    for (size_t i = 0; i < own.n; i++)
        month[i] =
            (int)((cp_period_at(CP_MONTH, cp_period_start(own.period[i])).index % 12 + 12) % 12);
    rc = cp_curve_fit_season(own.x, month, with, own.n, &season, rest);
    double dt = own.n > 1 ? cp_years_between(cp_period_start(own.period[0]),
                                             cp_period_start(own.period[own.n - 1])) /
                                (double)(own.n - 1)
                          : 1;
    if (rc == 0)
        rc = cp_curve_fit_ou(rest, own.n, dt, &ou);
    if (rc == CP_ENUMERIC) {
        cp_hedge_note(h, "%s: its history of %zu prices is too short to fit anything", c->name,
                      own.n);
        return 0;
    }
    if (rc)
        return cp_fail_nomem(h->err);
    if (ou.b >= 1)
        cp_hedge_note(h, "%s: its history does not revert; volatility is that of its steps",
                      c->name);
    else if (isnan(ou.speed))
        cp_hedge_note(h, "%s: its history turns round at every step, faster than that can tell",
                      c->name);
    if (other && !with)
        cp_hedge_note(h, "%s: %s has no history, so no elasticity to it", c->name, other->name);
    for (size_t i = own.n; i-- > 1;)
        rest[i] -= ou.a + ou.b * rest[i - 1];
    rest[0] = NAN;
    *out = (struct steps){c->name, own, rest};
    rc = put_season(h, c->name, &season, with ? other->name : NULL);
    return rc ? rc : put_ou(h, c->name, &ou);
}

/* Of what is left of the steps that both have; at least 8. */
static int put_correlation(struct cp_hedge *h, const struct steps *a, const struct steps *b) {
    const struct history other = {b->of.n, b->of.period, b->rest};
    double *y = align(h, &a->of, &other), sx = 0, sy = 0, xx = 0, xy = 0, yy = 0, n = 0;
    if (!y)
        return CP_ENOMEM;
    for (size_t i = 0; i < a->of.n; i++)
        if (!isnan(a->rest[i]) && !isnan(y[i])) {
            sx += a->rest[i];
            sy += y[i];
            n++;
        }
    for (size_t i = 0; i < a->of.n; i++)
        if (!isnan(a->rest[i]) && !isnan(y[i])) {
            double dx = a->rest[i] - sx / n, dy = y[i] - sy / n;
            xx += dx * dx;
            xy += dx * dy;
            yy += dy * dy;
        }
    if (n < 8 || !(xx > 0 && yy > 0))
        return 0;
    return cp_hedge_put_fit(h, a->curve, "fit_correlation", NULL, b->curve, xy / sqrt(xx * yy));
}

static int run(struct cp_hedge *h) {
    const struct cp_plan_market *m = &h->plan->money.market;
    struct steps *left = cp_hedge_alloc(h, m->ncurve, sizeof *left);
    bool any = false;
    int rc = left ? 0 : CP_ENOMEM;
    for (size_t i = 0; i < m->ncurve && rc == 0; i++) {
        any |= m->curve[i].history || m->curve[i].panel;
        if (m->curve[i].panel)
            rc = cp_hedge_fit_panel(h, &m->curve[i]);
        else if (m->curve[i].history)
            rc = fit_history(h, &m->curve[i], &left[i]);
        for (size_t k = 0; k < i && rc == 0; k++)
            if (left[k].curve && left[i].curve)
                rc = put_correlation(h, &left[i], &left[k]);
    }
    if (rc == 0 && !any)
        cp_hedge_note(h, "no curve of the plan has a history or a panel of futures");
    return rc;
}

const struct cp_hedge_kind cp_hedge_fit = {.run = run};
