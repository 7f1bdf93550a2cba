/* What margin asks for along the paths: initial margin of what is still to be delivered, and what
 * it has lost since today, month after month until the last delivery. */
#include "hedge/numbers.h"
#include "hedge/parts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Paths, and prices that fit in memory: beyond, not every month is looked at. */
enum { PATHS_MOST = 1000, PRICES_MOST = 1 << 24 };

struct margin {
    struct cp_hedge_risk *r;
    const double *initial;     /* by position; NaN: nobody asks for margin of it */
    size_t npath, ndate, last; /* step of the last delivery */
    size_t *step;              /* of each date: the first that is delivered after it */
    size_t *row;               /* of it among the prices of a path */
    size_t nrow;
    double *price; /* npath x nrow x ncurve */
    double *need;  /* ndate x npath, of one entity */
};

/* ---- dates and prices -------------------------------------------------------------------------
 */

static size_t rows_of(size_t last, size_t every) {
    size_t n = 0;
    for (size_t s = 1; s <= last; s += every)
        n += last + 1 - s;
    return n;
}

static int make_dates(struct margin *m) {
    struct cp_hedge_risk *r = m->r;
    size_t every = 1;
    for (size_t i = 0; i < r->trades.n; i++)
        for (size_t s = 0; s < r->nstep && !isnan(m->initial[i]); s++)
            if (cp_hedge_volume(&r->trades.at[i], r->step[s].from, r->step[s].until) != 0 &&
                s > m->last)
                m->last = s;
    m->npath = r->h->opt->paths < PATHS_MOST ? r->h->opt->paths : PATHS_MOST;
    while (rows_of(m->last, every) * m->npath * r->ncurve > PRICES_MOST)
        every++;
    m->step = cp_hedge_alloc(r->h, m->last, sizeof *m->step);
    m->row = cp_hedge_alloc(r->h, m->last, sizeof *m->row);
    if (!m->step || !m->row)
        return CP_ENOMEM;
    for (size_t s = 1; s <= m->last; s += every) {
        m->step[m->ndate] = s;
        m->row[m->ndate++] = m->nrow;
        m->nrow += m->last + 1 - s;
    }
    return 0;
}

static double when(const struct margin *m, size_t date) {
    return cp_hedge_years(m->r->h, m->r->step[m->step[date]].from);
}

/* At every date the forwards of all that is delivered after it. */
static int draw_prices(struct margin *m) {
    struct cp_hedge_risk *r = m->r;
    size_t n = m->nrow * r->ncurve;
    double *time = cp_hedge_alloc(r->h, m->nrow, sizeof *time);
    double *delivery = cp_hedge_alloc(r->h, m->nrow, sizeof *delivery);
    double *forward = cp_hedge_alloc(r->h, n, sizeof *forward);
    m->price = cp_calloc(m->npath * n + 1, sizeof *m->price);
    if (!time || !delivery || !forward || !m->price)
        return cp_fail_nomem(r->h->err);
    for (size_t d = 0; d < m->ndate; d++)
        for (size_t s = m->step[d]; s <= m->last; s++) {
            size_t i = m->row[d] + s - m->step[d];
            time[i] = when(m, d);
            delivery[i] = r->step[s].when;
            memcpy(forward + i * r->ncurve, r->forward + s * r->ncurve,
                   r->ncurve * sizeof *forward);
        }
    const struct cp_curve_paths p = {.factors = &r->market->factors,
                                     .ndate = m->nrow,
                                     .npath = m->npath,
                                     .time = time,
                                     .delivery = delivery,
                                     .forward = forward,
                                     .seed = r->h->opt->seed,
                                     .jobs = r->h->opt->jobs,
                                     .match = true};
    return cp_curve_paths(&p, m->price) ? cp_fail_nomem(r->h->err) : 0;
}

/* ---- what is asked for ------------------------------------------------------------------------
 */

/* Of a position at a date: initial margin of the part that is left goes to *initial, what that has
 * lost on each path to lost[]. */
static int add_position(struct margin *m, size_t i, size_t date, double *initial, double *lost) {
    struct cp_hedge_risk *r = m->r;
    const struct cp_hedge_trade *k = &r->trades.at[i];
    size_t first = m->step[date], row = m->nrow * r->ncurve;
    int64_t from = r->step[first].from;
    double all = cp_hedge_volume(k, r->step[0].from, k->until), left;
    left = cp_hedge_volume(k, from, k->until);
    if (left == 0)
        return 0;
    struct cp_hedge_worth now = {0}, then = {0};
    int rc = cp_hedge_worth_make(r, k, 0, first, &now);
    if (rc == 0)
        rc = cp_hedge_worth_make(r, k, when(m, date), first, &then);
    double value = rc == 0 ? cp_hedge_worth(&now, NULL) : 0;
    for (size_t p = 0; p < m->npath && rc == 0; p++)
        lost[p] += value - cp_hedge_worth(&then, m->price + p * row + m->row[date] * r->ncurve);
    *initial += m->initial[i] * left / all;
    cp_hedge_worth_release(&now);
    cp_hedge_worth_release(&then);
    return rc;
}

static bool is_of(const struct margin *m, size_t i, const char *entity) {
    const char *of = cp_hedge_book_entity(m->r->h, m->r->trades.at[i].book);
    return !isnan(m->initial[i]) && (!of || !entity || strcmp(of, entity) == 0);
}

static int find_needs(struct margin *m, const char *entity) {
    double *lost = cp_calloc(m->npath + 1, sizeof *lost);
    int rc = lost ? 0 : cp_fail_nomem(m->r->h->err);
    for (size_t d = 0; d < m->ndate && rc == 0; d++) {
        double initial = 0;
        memset(lost, 0, m->npath * sizeof *lost);
        for (size_t i = 0; i < m->r->trades.n && rc == 0; i++)
            if (is_of(m, i, entity))
                rc = add_position(m, i, d, &initial, lost);
        for (size_t p = 0; p < m->npath; p++)
            m->need[d * m->npath + p] = initial + fmax(0, lost[p]);
    }
    free(lost);
    return rc;
}

/* ---- facts ------------------------------------------------------------------------------------
 */

/* The most that is asked for on each path, from today on. */
static int add_most(struct margin *m, const char *entity, double today, struct cp_hedge_tally *y) {
    struct cp_hedge *h = m->r->h;
    struct cp_hedge_tail tail;
    double *most = cp_calloc(m->npath + 1, sizeof *most);
    if (!most)
        return cp_fail_nomem(h->err);
    for (size_t p = 0; p < m->npath; p++) {
        most[p] = today;
        for (size_t d = 0; d < m->ndate; d++)
            most[p] = fmax(most[p], m->need[d * m->npath + p]);
    }
    int rc = cp_hedge_tail(most, NULL, m->npath, h->opt->tail, &tail) ? cp_fail_nomem(h->err) : 0;
    free(most);
    struct cp_fact f = {.dim = {[CP_ENTITY] = entity}};
    return rc ? rc : cp_hedge_add_value(h, y, "liquidity_at_risk", f, tail.var);
}

/* What is called in a period: by how much more is asked for than the month before. */
static int add_calls(struct margin *m, const char *entity, double today, struct cp_hedge_tally *y) {
    struct cp_hedge *h = m->r->h;
    char level[CP_NUMBER_SIZE];
    double *call = cp_calloc(m->npath + 1, sizeof *call);
    int rc = call ? 0 : cp_fail_nomem(h->err);
    cp_number_format(level, rint(h->opt->tail * 1e9) / 1e9);
    for (size_t d = 0; d < m->ndate && rc == 0; d++) {
        size_t t = m->r->step[m->step[d]].t;
        struct cp_hedge_tail tail;
        for (size_t p = 0; p < m->npath; p++) {
            double before = d ? m->need[(d - 1) * m->npath + p] : today;
            call[p] += fmax(0, m->need[d * m->npath + p] - before);
        }
        if (d + 1 < m->ndate && m->r->step[m->step[d + 1]].t == t)
            continue;
        if (cp_hedge_tail(call, NULL, m->npath, h->opt->tail, &tail) != 0)
            rc = cp_fail_nomem(h->err);
        memset(call, 0, m->npath * sizeof *call);
        struct cp_fact f = {.dim = {[CP_PERIOD] = h->period[t],
                                    [CP_ENTITY] = entity,
                                    [CP_QUANTILE] = cp_arena_strdup(&h->arena, level)}};
        if (rc == 0 && !f.dim[CP_QUANTILE])
            rc = cp_fail_nomem(h->err);
        if (rc == 0)
            rc = cp_hedge_add_value(h, y, "margin_call", f, tail.var);
    }
    free(call);
    return rc;
}

static int add_entity(struct margin *m, const char *entity, struct cp_hedge_tally *y) {
    double today = 0;
    bool any = false;
    for (size_t i = 0; i < m->r->trades.n; i++)
        if (is_of(m, i, entity)) {
            today += m->initial[i];
            any = true;
        }
    if (!any)
        return 0;
    int rc = find_needs(m, entity);
    if (rc == 0)
        rc = add_most(m, entity, today, y);
    return rc ? rc : add_calls(m, entity, today, y);
}

int cp_hedge_add_margin(struct cp_hedge_risk *r, const double *initial, struct cp_hedge_tally *y) {
    struct cp_hedge *h = r->h;
    struct margin m = {.r = r, .initial = initial};
    bool any = false;
    for (size_t i = 0; i < r->trades.n; i++)
        any |= !isnan(initial[i]);
    if (!any)
        return 0;
    int rc = make_dates(&m);
    if (rc == 0 && m.nrow > 0)
        rc = draw_prices(&m);
    m.need = cp_calloc(m.ndate * m.npath + 1, sizeof *m.need);
    if (rc == 0 && !m.need)
        rc = cp_fail_nomem(h->err);
    for (size_t e = 0; e < (h->plan->nentity ? h->plan->nentity : 1) && rc == 0; e++)
        rc = add_entity(&m, h->plan->nentity ? h->plan->entity[e].name : NULL, y);
    free(m.need);
    free(m.price);
    return rc;
}
