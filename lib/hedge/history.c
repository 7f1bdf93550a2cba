/* What today's books would have lost on the days of the past: VaR by history, all days alike and
 * later ones weighing more, a test of it on itself, and the worst window of each curve. */
#include "hedge/numbers.h"
#include "hedge/parts.h"
#include "hedge/past.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a step back in time is worth less [Boudoukh, Richardson and Whitelaw, Risk 11 (1998) 64],
 * and the steps that a test of VaR looks back. */
static const double decay = 0.98;
enum { LOOK_BACK = 250 };

struct study {
    const struct cp_hedge_past *past;
    struct cp_hedge_cash *cash;
    struct cp_hedge_tally *y;
    double *price; /* nstep x ncurve, to work on */
};

/* ---- losses of books on windows of the past -------------------------------------------------- */

/* Of every book on every window of `wide` steps: loss[book * n + i]. */
static int lose(struct study *s, size_t wide, size_t n, double *loss) {
    struct cp_hedge_risk *r = s->past->r;
    double years = (double)wide * s->past->step / 365.25;
    int rc = 0;
    for (size_t i = 0; i < r->trades.n && rc == 0; i++) {
        struct cp_hedge_worth now = {0}, then = {0};
        double *own = loss + r->trades.at[i].book * n, value;
        rc = cp_hedge_worth_make(r, &r->trades.at[i], 0, 0, &now);
        if (rc == 0)
            rc = cp_hedge_worth_make(r, &r->trades.at[i], years, 0, &then);
        value = rc == 0 ? cp_hedge_worth(&now, NULL) : 0;
        for (size_t w = 0; w < n && rc == 0; w++) {
            cp_hedge_past_move(s->past, w, w + wide, NONE, s->price);
            own[w] -= cp_hedge_worth(&then, s->price) - value;
        }
        cp_hedge_worth_release(&now);
        cp_hedge_worth_release(&then);
    }
    return rc;
}

static int add_tail(struct study *s, const char *book, const char *kind, const double *loss,
                    const double *weight, size_t n) {
    struct cp_hedge *h = s->past->r->h;
    struct cp_fact f = {.dim = {[CP_BOOK] = book, [CP_KIND] = kind}};
    struct cp_hedge_tail tail;
    if (cp_hedge_tail(loss, weight, n, h->opt->tail, &tail) != 0)
        return cp_fail_nomem(h->err);
    int rc = cp_hedge_add_value(h, s->y, "hedge_var", f, tail.var);
    return rc ? rc : cp_hedge_add_value(h, s->y, "hedge_cvar", f, tail.cvar);
}

/* Over the horizon, windows that overlap. */
static int add_var(struct study *s, size_t wide) {
    struct cp_hedge_risk *r = s->past->r;
    const struct cp_plan_desk *d = &cp_hedge_market(r->h)->desk;
    size_t n = s->past->n - wide;
    double *loss = cp_calloc(d->nbook * n + n + 1, sizeof *loss), *weight = NULL, sum = 0;
    int rc = loss ? lose(s, wide, n, loss) : cp_fail_nomem(r->h->err);
    if (rc == 0) {
        weight = loss + d->nbook * n;
        for (size_t i = 0; i < n; i++)
            sum += weight[i] = pow(decay, (double)(n - 1 - i));
        for (size_t i = 0; i < n; i++)
            weight[i] /= sum;
    }
    for (size_t b = 0; b < d->nbook && rc == 0; b++) {
        if (!cp_hedge_book_holds(r, b))
            continue;
        rc = add_tail(s, d->book[b].name, "historical", loss + b * n, NULL, n);
        if (rc == 0)
            rc = add_tail(s, d->book[b].name, "age-weighted", loss + b * n, weight, n);
    }
    free(loss);
    return rc;
}

/* ---- a test of it -----------------------------------------------------------------------------
 */

static int add_test(struct study *s, const char *book, const double *loss, size_t n) {
    struct cp_hedge *h = s->past->r->h;
    size_t back = n / 2 < LOOK_BACK ? n / 2 : LOOK_BACK, exceptions = 0, days = n - back;
    bool *passed = cp_calloc(days + 1, sizeof *passed);
    int rc = passed ? 0 : cp_fail_nomem(h->err);
    for (size_t i = 0; i < days && rc == 0; i++) {
        struct cp_hedge_tail tail;
        if (cp_hedge_tail(loss + i, NULL, back, h->opt->tail, &tail) != 0)
            rc = cp_fail_nomem(h->err);
        passed[i] = rc == 0 && loss[i + back] > tail.var;
        exceptions += passed[i];
    }
    if (rc == 0) {
        struct cp_hedge_backtest k = cp_hedge_backtest(days, exceptions, 1 - h->opt->tail);
        struct cp_hedge_backtest c = cp_hedge_independence(passed, days);
        const struct {
            const char *measure, *kind;
            double value;
        } row[] = {
            {"backtest", "steps", (double)days},   {"backtest", "exceptions", (double)exceptions},
            {"backtest", "kupiec", k.ratio},       {"backtest_p_value", "kupiec", k.p_value},
            {"backtest", "independence", c.ratio}, {"backtest_p_value", "independence", c.p_value}};
        for (size_t i = 0; i < sizeof row / sizeof *row && rc == 0; i++) {
            struct cp_fact f = {.dim = {[CP_BOOK] = book, [CP_KIND] = row[i].kind}};
            f.measure = row[i].measure;
            f.value = row[i].value;
            rc = cp_facts_put(h->facts, &f, h->err);
        }
        if (rc == 0 && k.p_value < .05)
            cp_hedge_note(
                h,
                "%s: losses passed VaR of the %zu steps before on %zu of %zu steps, where "
                "%.3g are its due",
                book, back, exceptions, days, (1 - h->opt->tail) * (double)days);
    }
    free(passed);
    return rc;
}

/* Step by step, VaR of the steps before against what came. */
static int add_tests(struct study *s) {
    struct cp_hedge_risk *r = s->past->r;
    const struct cp_plan_desk *d = &cp_hedge_market(r->h)->desk;
    size_t n = s->past->n - 1;
    double *loss = cp_calloc(d->nbook * n + 1, sizeof *loss);
    int rc = loss ? lose(s, 1, n, loss) : cp_fail_nomem(r->h->err);
    for (size_t b = 0; b < d->nbook && rc == 0 && n >= 20; b++)
        if (cp_hedge_book_holds(r, b))
            rc = add_test(s, d->book[b].name, loss + b * n, n);
    free(loss);
    return rc;
}

/* ---- the worst window of each curve -----------------------------------------------------------
 */

static int add_worst(struct study *s, size_t curve, size_t wide) {
    struct cp_hedge *h = s->past->r->h;
    size_t n = s->past->n - wide, worst = NONE;
    double least = 0;
    for (size_t i = 0; i < n; i++) {
        cp_hedge_past_move(s->past, i, i + wide, curve, s->price);
        double sum = cp_hedge_move_total(s->cash, s->price);
        if (sum < least) {
            least = sum;
            worst = i;
        }
    }
    if (worst == NONE)
        return 0;
    char from[CP_PERIOD_SIZE], until[CP_PERIOD_SIZE];
    cp_period_format(from, (struct cp_period){CP_DAY, s->past->day[worst]});
    cp_period_format(until, (struct cp_period){CP_DAY, s->past->day[worst + wide]});
    const char *name = cp_arena_printf(&h->arena, "%s..%s", from, until);
    if (!name)
        return cp_fail_nomem(h->err);
    cp_hedge_past_move(s->past, worst, worst + wide, curve, s->price);
    const struct cp_fact f = {
        .measure = "worst_window",
        .dim = {[CP_NAME] = name, [CP_CURVE] = cp_hedge_market(h)->curve[curve].name}};
    return cp_hedge_add_move(s->cash, s->price, f, s->y);
}

int cp_hedge_add_history(struct cp_hedge_cash *c, struct cp_hedge_tally *y) {
    struct cp_hedge_risk *r = c->r;
    struct cp_hedge_past past;
    struct study s = {.past = &past, .cash = c, .y = y};
    double days = cp_hedge_horizon(r->h) * 365.25;
    int rc = cp_hedge_past_read(r, &past);
    if (rc || past.n == 0)
        return rc;
    double steps = fmax(rint(days / past.step), 1);
    if (!(steps < (double)past.n - 2)) {
        cp_hedge_note(r->h, "histories of %zu days hold no window of %g days", past.n, days);
        return 0;
    }
    size_t wide = (size_t)steps;
    s.price = cp_hedge_alloc(r->h, r->nstep * r->ncurve, sizeof *s.price);
    rc = s.price ? 0 : CP_ENOMEM;
    if (rc == 0 && r->trades.n > 0 && !isnan(r->h->opt->horizon))
        rc = add_var(&s, wide);
    if (rc == 0 && r->trades.n > 0)
        rc = add_tests(&s);
    for (size_t k = 0; k < r->ncurve && rc == 0; k++)
        if (past.series[k].n > 0)
            rc = add_worst(&s, k, wide);
    return rc;
}
