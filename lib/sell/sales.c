/* What is sold: the program over all periods, each SKU alone, and its duals. */
#include "sell/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- steps of revenue ------------------------------------------------------------------------ */

/* Others sell at the reference price; a share of buyers who choose by a logit is what it is. */
double cp_sell_asked(const struct cp_sell_response *r, double price) {
    return r->kind == CP_SELL_LOGIT ? price : fmin(price, r->reference);
}

void cp_sell_steps_of(const struct cp_sell_offering *o, const struct cp_sell_response *r,
                      struct cp_sell_steps *out) {
    double had = 0, earned = 0;
    out->n = 0;
    if (!(r->depth > 0))
        return;
    if (r->kind == CP_SELL_TAKER) {
        *out = (struct cp_sell_steps){1, {r->depth}, {r->reference * o->net}};
        return;
    }
    for (size_t i = 0; i < CP_SELL_STEPS;
         i++) { /* from a sixteenth of the depth to its eightfold */
        double q = r->depth * pow(2, (double)i / 2 - 4);
        double more = q * cp_sell_asked(r, cp_sell_price_of(r, q));
        double worth = (more - earned) / (q - had) * o->net;
        if (!(more > earned * (1 + 1e-9)))
            break;
        if (out->n > 0 && fabs(worth - out->worth[out->n - 1]) <= 1e-9 * worth) {
            out->quantity[out->n - 1] += q - had; /* up to the depth a step */
        } else {
            out->quantity[out->n] = q - had;
            out->worth[out->n++] = worth;
        }
        had = q;
        earned = more;
    }
}

/* ---- the program ------------------------------------------------------------------------------
 */

/* Columns: by offering and first period, those that place it at a unit, then the steps of what is
 * wanted. Rows: idle GPUs by unit and period, what is placed of what is wanted, what is held. */
struct column {
    size_t offering, unit, t, step; /* unit NONE: a step */
    double price, demand;
    double worth; /* of a step, USD/GPU/h */
    size_t end;   /* of what it uses */
};
struct use {
    size_t row;
    double amount;
};
struct program {
    struct cp_sell *s;
    const struct cp_sku *sku;
    size_t scenario;
    struct cp_sell_network n;
    double *capacity;
    struct column *column;
    struct use *use;
    size_t ncolumn, columns, nuse, uses;
    bool oom;
    struct {
        size_t unit, t, end; /* NONE: of none */
        double gpus;
    } less; /* GPUs that are gone */
};

static bool is_of(const struct program *p, size_t o) {
    return p->s->offering[o].sku == p->sku;
}

static size_t row_of_unit(const struct program *p, size_t u, size_t t) {
    return u * p->s->nperiod + t;
}
static size_t row_of_offering(const struct program *p, size_t o, size_t t) {
    return (p->s->nunit + o) * p->s->nperiod + t;
}

/* Of what is sold whole and for a term, what is held at a time. */
static size_t row_of_held(const struct program *p, size_t o, size_t t) {
    return (p->s->nunit + p->s->noffering + o) * p->s->nperiod + t;
}

/* What idles in every slice, which alone can be promised. */
static size_t row_of_firm(const struct program *p, size_t u, size_t t) {
    return (p->s->nunit + 2 * p->s->noffering + u) * p->s->nperiod + t;
}
static size_t rows(const struct program *p) {
    return 2 * (p->s->nunit + p->s->noffering) * p->s->nperiod;
}

static void use(struct program *p, size_t row, double amount) {
    if (cp_grow(&p->use, &p->uses, p->nuse, sizeof *p->use))
        p->use[p->nuse++] = (struct use){row, amount};
    else
        p->oom = true;
}

static void close_column(struct program *p, struct column c) {
    c.end = p->nuse;
    if (cp_grow(&p->column, &p->columns, p->ncolumn, sizeof *p->column))
        p->column[p->ncolumn++] = c;
    else
        p->oom = true;
}

/* Discounted hours of a term, and what they cost at a unit. */
static void place(struct program *p, size_t o, size_t u, size_t t) {
    struct cp_sell *s = p->s;
    const struct cp_sell_offering *f = &s->offering[o];
    const struct cp_sell_unit *unit = &s->unit[u];
    double cost = 0, least = HUGE_VAL;
    size_t end = t + f->periods;
    for (size_t at = t; at < end; at++)
        least = fmin(least, cp_sell_able(s, o, u, p->scenario * s->nperiod + at));
    if (!(least > 0))
        return;
    for (size_t at = t; at < end && f->whole; at++)
        use(p, row_of_held(p, o, at), 1);
    for (size_t at = t; at < end; at++) {
        enum cp_sell_use other;
        double worth = cp_sell_worth(unit, p->scenario * s->nperiod + at,
                                     f->product->kind == CP_SALE_SPOT, &other);
        cost += (worth * (1 + f->more) + f->audit) * s->hours[at] * s->df[at];
        use(p, row_of_unit(p, u, at), 1 + f->more);
        if (f->product->kind != CP_SALE_SPOT)
            use(p, row_of_firm(p, u, at), 1 + f->more);
    }
    use(p, row_of_offering(p, o, t), -1);
    close_column(
        p, (struct column){.offering = o, .unit = u, .t = t, .price = -cost, .demand = HUGE_VAL});
}

static void want(struct program *p, size_t o, size_t t) {
    struct cp_sell *s = p->s;
    struct cp_sell_steps steps;
    double hours = 0;
    for (size_t at = t; at < t + s->offering[o].periods; at++)
        hours += s->hours[at] * s->df[at];
    cp_sell_steps_of(&s->offering[o], &s->offering[o].response[p->scenario * s->nperiod + t],
                     &steps);
    for (size_t i = 0; i < steps.n; i++) {
        use(p, row_of_offering(p, o, t), 1);
        close_column(p, (struct column){.offering = o,
                                        .unit = NONE,
                                        .t = t,
                                        .step = i,
                                        .price = steps.worth[i] * hours,
                                        .demand = steps.quantity[i],
                                        .worth = steps.worth[i]});
    }
}

static bool build(struct program *p) {
    struct cp_sell *s = p->s;
    p->capacity = cp_calloc(rows(p) + 1, sizeof *p->capacity);
    if (!p->capacity)
        return false;
    for (size_t u = 0; u < s->nunit; u++)
        for (size_t t = 0; t < s->nperiod && s->unit[u].sku == p->sku; t++) {
            size_t at = p->scenario * s->nperiod + t;
            double gone = u == p->less.unit && t >= p->less.t && t < p->less.end ? p->less.gpus : 0;
            p->capacity[row_of_unit(p, u, t)] = fmax(s->unit[u].idle[at] - gone, 0);
            p->capacity[row_of_firm(p, u, t)] = fmax(s->unit[u].firm[at] - gone, 0);
        }
    for (size_t o = 0; o < s->noffering; o++)
        for (size_t t = 0; t < s->nperiod; t++)
            p->capacity[row_of_held(p, o, t)] =
                s->offering[o].whole ? s->offering[o].mean[t].depth : HUGE_VAL;
    for (size_t o = 0; o < s->noffering; o++)
        for (size_t t = 0; is_of(p, o) && t + s->offering[o].periods <= s->nperiod; t++) {
            size_t before = p->ncolumn;
            for (size_t u = 0; u < s->nunit; u++)
                if (cp_sell_fits(&s->offering[o], &s->unit[u]))
                    place(p, o, u, t);
            if (p->ncolumn > before)
                want(p, o, t);
        }
    return !p->oom;
}

/* Lots are whole: what is wanted of a product that is sold in lots is cut to those it could place.
 */
static bool cut_to_lots(struct program *p, const double *x) {
    bool cut = false;
    for (size_t j = 0, end; j < p->ncolumn; j = end) {
        struct column c = p->column[j];
        double lot = p->s->offering[c.offering].product->lot, sold = 0;
        for (end = j;
             end < p->ncolumn && p->column[end].offering == c.offering && p->column[end].t == c.t;
             end++)
            sold += p->column[end].unit == NONE ? x[end] : 0;
        double whole = lot > 0 ? floor(sold / lot + 1e-6) * lot : HUGE_VAL;
        for (size_t k = j; k < end && lot > 0; k++) {
            if (p->column[k].unit != NONE)
                continue;
            double keep = fmin(fmin(p->column[k].demand, x[k]), whole);
            cut |= keep < p->column[k].demand;
            whole -= keep;
            p->column[k].demand = keep;
        }
    }
    return cut;
}

static void keep_answer(struct program *p, const double *x, const double *bid) {
    struct cp_sell *s = p->s;
    double weight = s->probability[p->scenario];
    for (size_t j = 0; j < p->ncolumn; j++) {
        struct column c = p->column[j];
        double *at = c.unit == NONE
                         ? &s->sales->step[(c.offering * s->nperiod + c.t) * CP_SELL_STEPS + c.step]
                         : &s->sales->start[(c.offering * s->nunit + c.unit) * s->nperiod + c.t];
        double sold = weight * (x[j] > 1e-7 ? x[j] : 0);
        *at += sold;
        if (c.unit == NONE)
            s->sales->earned[c.offering * s->nperiod + c.t] += sold * c.worth;
    }
    for (size_t u = 0; u < s->nunit; u++)
        for (size_t t = 0; t < s->nperiod && s->unit[u].sku == p->sku; t++) {
            size_t at = (u * s->nscenario + p->scenario) * s->nperiod + t;
            double hours = s->hours[t] * s->df[t];
            s->sales->bid[at] = bid[row_of_unit(p, u, t)] / hours;
            s->sales->firm[at] = (bid[row_of_unit(p, u, t)] + bid[row_of_firm(p, u, t)]) / hours;
        }
}

/* The program's columns as the arrays of a network: price, demand and amount; start and resource.
 */
static int solve_network(struct program *p, double *value, double *x, double *bid) {
    size_t n = p->ncolumn, m = p->nuse;
    double *number = cp_calloc(2 * n + m, sizeof *number);
    size_t *index = cp_calloc(n + 1 + m, sizeof *index);
    int rc = number && index ? 0 : cp_fail_nomem(p->s->err);
    for (size_t j = 0; j < n && rc == 0; j++) {
        number[j] = p->column[j].price;
        number[n + j] = p->column[j].demand;
        index[j + 1] = p->column[j].end;
    }
    for (size_t k = 0; k < m && rc == 0; k++) {
        number[2 * n + k] = p->use[k].amount;
        index[n + 1 + k] = p->use[k].row;
    }
    p->n = (struct cp_sell_network){rows(p),    n,     p->capacity,   number,
                                    number + n, index, index + n + 1, number + 2 * n};
    if (rc == 0)
        rc = cp_sell_solve(&p->n, value, x, bid, p->s->err);
    free(number);
    free(index);
    return rc;
}

static void release(struct program *p) {
    free(p->capacity);
    free(p->column);
    free(p->use);
}

static int solve_sku(struct cp_sell *s, const struct cp_sku *sku, size_t scenario) {
    struct program p = {.s = s, .sku = sku, .scenario = scenario, .less.unit = NONE};
    double *x = NULL, *bid = NULL;
    int rc = build(&p) ? 0 : cp_fail_nomem(s->err);
    if (rc == 0 && p.ncolumn > 0) {
        x = cp_calloc(p.ncolumn, sizeof *x);
        bid = cp_calloc(rows(&p), sizeof *bid);
        rc = x && bid ? solve_network(&p, NULL, x, bid) : cp_fail_nomem(s->err);
        for (int i = 0; i < 8 && rc == 0 && cut_to_lots(&p, x); i++)
            rc = solve_network(&p, NULL, x, bid);
        if (rc == 0)
            keep_answer(&p, x, bid);
    }
    free(x);
    free(bid);
    release(&p);
    return rc;
}

/* What all sales of a SKU earn in a scenario, discounted. */
static int worth_of(struct program *p, double *value) {
    int rc = build(p) ? 0 : cp_fail_nomem(p->s->err);
    *value = 0;
    if (rc == 0 && p->ncolumn > 0)
        rc = solve_network(p, value, NULL, NULL);
    release(p);
    return rc;
}

int cp_sell_cost_of(struct cp_sell *s, size_t o, size_t u, size_t t, double gpus, double *out) {
    const struct cp_sell_offering *f = &s->offering[o];
    double sum = 0, hours = 0, own = 0;
    for (size_t at = t; at < t + f->periods; at++)
        hours += s->hours[at] * s->df[at];
    for (size_t k = 0; k < s->nscenario; k++) {
        struct program all = {.s = s, .sku = f->sku, .scenario = k, .less.unit = NONE};
        struct program rest = {.s = s,
                               .sku = f->sku,
                               .scenario = k,
                               .less = {u, t, t + f->periods, gpus * (1 + f->more)}};
        double with, without;
        int rc = worth_of(&all, &with);
        if (rc == 0)
            rc = worth_of(&rest, &without);
        if (rc)
            return rc;
        sum += s->probability[k] * fmax(with - without, 0);
        for (size_t at = t; at < t + f->periods; at++) {
            enum cp_sell_use use;
            double worth = cp_sell_worth(&s->unit[u], k * s->nperiod + at,
                                         f->product->kind == CP_SALE_SPOT, &use);
            own +=
                s->probability[k] * s->hours[at] * s->df[at] * (worth * (1 + f->more) + f->audit);
        }
    }
    *out = (sum / gpus + own) / hours;
    return 0;
}

int cp_sell_find_sales(struct cp_sell *s) {
    int rc = 0;
    struct cp_sell_sales *x = cp_sell_alloc(s, 1, sizeof *x);
    if (!x)
        return CP_ENOMEM;
    x->bid = cp_sell_alloc(s, s->nunit * s->nscenario * s->nperiod, sizeof *x->bid);
    x->firm = cp_sell_alloc(s, s->nunit * s->nscenario * s->nperiod, sizeof *x->firm);
    x->start = cp_sell_alloc(s, s->noffering * s->nunit * s->nperiod, sizeof *x->start);
    x->step = cp_sell_alloc(s, s->noffering * s->nperiod * CP_SELL_STEPS, sizeof *x->step);
    x->earned = cp_sell_alloc(s, s->noffering * s->nperiod, sizeof *x->earned);
    if (!x->bid || !x->firm || !x->start || !x->step || !x->earned)
        return CP_ENOMEM;
    s->sales = x;
    for (size_t i = 0; i < s->plan->nsku; i++)
        for (size_t k = 0; k < s->nscenario && rc == 0; k++)
            rc = solve_sku(s, &s->plan->sku[i], k);
    return rc;
}

int cp_sell_prepare(struct cp_sell *s) {
    if (s->sales)
        return 0;
    int rc = cp_sell_read_stock(s);
    if (rc == 0)
        rc = cp_sell_read_offerings(s);
    return rc ? rc : cp_sell_find_sales(s);
}

/* ---- reading it -------------------------------------------------------------------------------
 */

double cp_sell_idle(const struct cp_sell *s, size_t u, size_t t) {
    double sum = 0;
    for (size_t k = 0; k < s->nscenario; k++)
        sum += s->probability[k] * s->unit[u].idle[k * s->nperiod + t];
    return sum;
}

double cp_sell_bid(const struct cp_sell *s, const double *of, size_t u, size_t t) {
    double sum = 0;
    for (size_t k = 0; k < s->nscenario; k++)
        sum += s->probability[k] * of[(u * s->nscenario + k) * s->nperiod + t];
    return sum;
}

double cp_sell_able(const struct cp_sell *s, size_t o, size_t u, size_t at) {
    bool spot = s->offering[o].product->kind == CP_SALE_SPOT;
    return spot ? s->unit[u].idle[at] : s->unit[u].firm[at];
}

double cp_sell_room(const struct cp_sell *s, size_t o, size_t u, size_t t) {
    double least = HUGE_VAL;
    for (size_t at = t; at < t + s->offering[o].periods; at++)
        for (size_t k = 0; k < s->nscenario; k++)
            least = fmin(least, cp_sell_able(s, o, u, k * s->nperiod + at));
    return least;
}

double cp_sell_started(const struct cp_sell *s, size_t o, size_t u, size_t t) {
    return s->sales->start[(o * s->nunit + u) * s->nperiod + t];
}

double cp_sell_held(const struct cp_sell *s, size_t o, size_t u, size_t t) {
    size_t n = s->offering[o].periods;
    double sum = 0;
    for (size_t at = t + 1 > n ? t + 1 - n : 0; at <= t; at++)
        sum += cp_sell_started(s, o, u, at);
    return sum;
}

double cp_sell_earned(const struct cp_sell *s, size_t o, size_t t) {
    const double *x = &s->sales->step[(o * s->nperiod + t) * CP_SELL_STEPS];
    double q = 0;
    for (size_t i = 0; i < CP_SELL_STEPS; i++)
        q += x[i];
    return q > 0 ? s->sales->earned[o * s->nperiod + t] / q : NAN;
}
