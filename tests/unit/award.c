/* The sourcing program. Published cases: LINDO's QdiscSupL; [Ravindran, Warsing] example 5.5;
 * FICO Xpress Mosel user guide A.4, "Purchasing with price breaks". Random ones are compared with
 * exhaustive search. */
#include "num/num.h"
#include "supplier/supplier.h"
#include "tap.h"
#include <stdlib.h>

enum { OFFERS = 3, STEPS = 5, PERIODS = 2 };

/* A problem of one SKU and a supplier an offer, with its arrays. */
struct small {
    struct cp_award_problem p;
    struct cp_award_offer offer[OFFERS];
    struct cp_award_fleet fleet[OFFERS];
    struct cp_award_supplier supplier[OFFERS];
    struct cp_award_need need;
    double from[OFFERS][STEPS], price[OFFERS][STEPS * PERIODS], capacity[OFFERS][PERIODS];
    double level[PERIODS], critical[PERIODS], rate[PERIODS];
};

static void start(struct small *s, size_t noffer, size_t T, double need) {
    *s = (struct small){.p = {.T = T,
                              .noffer = noffer,
                              .nfleet = noffer,
                              .nsupplier = noffer,
                              .ncountry = 1,
                              .nsku = 1,
                              .nneed = 1,
                              .gap = 1e-9}};
    s->p.offer = s->offer, s->p.fleet = s->fleet, s->p.supplier = s->supplier;
    s->p.need = &s->need;
    for (size_t t = 0; t < PERIODS; t++)
        s->rate[t] = 1, s->level[t] = need;
    s->need = (struct cp_award_need){.level = s->level, .rate = s->rate, .shortage = 1e4};
    for (size_t o = 0; o < noffer; o++) {
        s->fleet[o].supplier = o;
        s->supplier[o].share = 1;
        s->offer[o] = (struct cp_award_offer){
            .fleet = o, .from = s->from[o], .price = s->price[o], .capacity = s->capacity[o]};
    }
}

static void terms(struct small *s, size_t o, double capacity, bool incremental, size_t n,
                  const double *from, const double *price) {
    s->offer[o].incremental = incremental;
    s->offer[o].nstep = n;
    s->capacity[o][0] = capacity;
    for (size_t k = 0; k < n; k++)
        s->from[o][k] = from[k], s->price[o][k] = price[k];
}

static double bought(const struct cp_award *a, const struct small *s, size_t o) {
    double units = 0;
    for (size_t q = a->first[o] * s->p.T; q < a->first[o + 1] * s->p.T; q++)
        units += a->take[q];
    return units;
}

static void solved(struct small *s, double cost, const char *what, struct cp_award *a) {
    struct cp_error err = {0};
    *a = (struct cp_award){0};
    if (!ok_rc(cp_supplier_award_solve(&s->p, a, &err), &err, what))
        return;
    ok(a->status == CP_AWARD_DONE, "%s: done", what);
    ok_near(a->cost, cost, 1e-9, what);
}

static void test_published(void) {
    struct small s;
    struct cp_award a;
    start(&s, 2, 1, 6000);
    terms(&s, 0, 1e5, false, 5, (double[]){0, 1000, 2500, 7500, 15000}, (double[]){9, 8, 7, 5, 3});
    terms(&s, 1, 1e5, true, 5, (double[]){0, 1200, 3000, 7500, 14000}, (double[]){8, 7, 6, 4, 2});
    solved(&s, 37500, "QdiscSupL, more may be bought", &a);
    ok_near(bought(&a, &s, 0), 7500, 1e-9, "7500 from A because it is cheaper than 6000");
    cp_supplier_award_release(&a);
    s.need.exact = true;
    solved(&s, 40200, "QdiscSupL, exactly 6000", &a);
    ok_near(bought(&a, &s, 1), 6000, 1e-9, "6000 from B");
    cp_supplier_award_release(&a);

    start(&s, 3, 1, 2000);
    terms(&s, 0, 600, true, 2, (double[]){0, 300}, (double[]){10, 7});
    terms(&s, 1, 800, true, 1, (double[]){0}, (double[]){2});
    terms(&s, 2, 1200, true, 2, (double[]){0, 500}, (double[]){6, 4});
    s.offer[0].fixed = 100, s.offer[1].fixed = 500, s.offer[2].fixed = 300;
    solved(&s, 8200, "Ravindran and Warsing 5.5", &a);
    ok(bought(&a, &s, 0) == 0 && fabs(bought(&a, &s, 1) - 800) < 1e-6, "0, 800 and 1200");
    cp_supplier_award_release(&a);

    start(&s, 3, 1, 600);
    terms(&s, 0, 1e4, true, 3, (double[]){0, 100, 200}, (double[]){9.2, 9, 7});
    terms(&s, 1, 1e4, true, 3, (double[]){0, 50, 250}, (double[]){9, 8.5, 8.3});
    terms(&s, 2, 1e4, true, 3, (double[]){0, 100, 300}, (double[]){11, 8.5, 7.5});
    solved(&s, 4620, "Purchasing with price breaks, no caps", &a);
    ok_near(bought(&a, &s, 0), 600, 1e-9, "all from the first");
    cp_supplier_award_release(&a);
    s.supplier[0].share = 0.40, s.supplier[1].share = 0.35, s.supplier[2].share = 0.40;
    s.need.exact = true;
    solved(&s, 5435, "with shares of 40, 35 and 40 %", &a);
    ok_near(bought(&a, &s, 0), 240, 1e-9, "240 from the first");
    cp_supplier_award_release(&a);
}

/* Two suppliers at 10 and 14, a need of 100: the dual of the need is the dearer one's price where
 * the cheaper is full, and 4 of it is what one more of the cheaper saves. */
static void test_duals(void) {
    struct small s;
    struct cp_award a;
    start(&s, 2, 1, 100);
    terms(&s, 0, 60, false, 1, (double[]){0}, (double[]){10});
    terms(&s, 1, 90, false, 1, (double[]){0}, (double[]){14});
    solved(&s, 1160, "two prices", &a);
    ok_near(a.need_dual[0], 14, 1e-9, "one more unit costs the dearer price");
    ok_near(a.capacity_dual[0], -4, 1e-9, "one more of the cheaper saves the difference");
    ok_near(a.capacity_dual[1], 0, 1e-9, "one more of the dearer saves nothing");
    cp_supplier_award_release(&a);
    s.offer[0].fixed = 7;
    solved(&s, 1167, "with a fixed cost", &a);
    ok_near(a.capacity_dual[0], -4, 1e-9, "one more still saves the difference");
    cp_supplier_award_release(&a);
    s.offer[0].fixed = 0;
    s.critical[0] = 60;
    s.need.critical = s.critical;
    s.capacity[0][0] = 90;
    solved(&s, 600 + 60 * 14, "60 must stand without either of them", &a);
    ok_near(bought(&a, &s, 1), 60, 1e-9, "60 from each");
    cp_supplier_award_release(&a);
    s.level[0] = 200;
    solved(&s, 90 * 10 + 90 * 14, "what nobody can deliver is short", &a);
    ok_near(a.missing[0], 20, 1e-9, "20 short");
    ok_near(a.shortage, 20e4, 1e-9, "at its price");
    cp_supplier_award_release(&a);
}

/* Units leave: rented for one period, wanted for two. */
static void test_terms_end(void) {
    struct small s;
    struct cp_award a;
    size_t until[] = {1, 2};
    start(&s, 1, 2, 10);
    terms(&s, 0, 30, false, 1, (double[]){0}, (double[]){5});
    s.capacity[0][1] = 30, s.price[0][1] = 4;
    solved(&s, 50, "ten that stay", &a);
    cp_supplier_award_release(&a);
    s.offer[0].until = until;
    solved(&s, 90, "ten that go are bought again", &a);
    cp_supplier_award_release(&a);
}

static void test_budget(void) {
    struct small s;
    struct cp_award a;
    struct cp_award_payment pay[] = {{0, 0, 0, 4}, {0, 0, 1, 6}};
    size_t year[] = {0, 1};
    double budget[] = {INFINITY, 300};
    start(&s, 1, 2, 100);
    terms(&s, 0, 200, false, 1, (double[]){0}, (double[]){10});
    s.offer[0].npayment = 2, s.offer[0].payment = pay;
    s.p.year = year, s.p.budget = budget, s.p.nyear = 2;
    solved(&s, 500, "the second year's budget pays for fifty", &a);
    ok_near(a.missing[0], 50, 1e-9, "the other fifty are short");
    cp_supplier_award_release(&a);
}

/* ---- exhaustive search ------------------------------------------------------------------- */

static double offer_cost(const struct small *s, size_t o, const int *d) {
    const struct cp_award_offer *f = &s->offer[o];
    double q = 0, cost = 0;
    for (size_t t = 0; t < s->p.T; t++) {
        q += d[t];
        if (fmod(d[t], f->multiple) != 0)
            return INFINITY;
        cost += d[t] * (s->price[o][t] - s->price[o][0]); /* a period's own addition */
    }
    if (q < f->must)
        return INFINITY;
    cost += fmax(0, f->pay - q) * f->pay_price;
    if (q == 0)
        return cost;
    if (q < f->minimum)
        return INFINITY;
    double least = INFINITY, paid = 0;
    for (size_t k = 0; k < f->nstep && q >= s->from[o][k]; k++) {
        double next = k + 1 < f->nstep ? s->from[o][k + 1] : INFINITY;
        double price = s->price[o][k * s->p.T];
        paid += (fmin(q, next) - s->from[o][k]) * price;
        if (q <= next)
            least = fmin(least, f->incremental ? paid : q * price);
    }
    return cost + f->fixed + least;
}

/* A unit short is worse than anything that money buys. */
static const double worst = 1e5;

static double total_cost(const struct small *s, int d[OFFERS][PERIODS]) {
    double cost = 0, all = 0, of[OFFERS] = {0}, stock[OFFERS] = {0};
    for (size_t o = 0; o < s->p.noffer; o++) {
        for (size_t t = 0; t < s->p.T; t++)
            of[o] += d[o][t];
        cost += offer_cost(s, o, d[o]);
        if (of[o] > 0)
            cost += s->supplier[o].qualified;
        if (of[o] > 0 && of[o] < s->supplier[o].minimum)
            return INFINITY;
        all += of[o];
    }
    for (size_t o = 0; o < s->p.noffer; o++)
        if (of[o] > s->supplier[o].share * all + 1e-9)
            return INFINITY;
    for (size_t t = 0; t < s->p.T; t++) {
        double sum = 0, largest = 0;
        for (size_t o = 0; o < s->p.noffer; o++) {
            stock[o] += d[o][t];
            sum += stock[o];
            largest = fmax(largest, stock[o]);
        }
        cost += worst * fmax(0, s->level[t] - sum);
        cost += worst * fmax(0, s->critical[t] - (sum - largest));
    }
    return s->need.exact && all > s->level[s->p.T - 1] ? INFINITY : cost;
}

static double search(const struct small *s, int d[OFFERS][PERIODS], size_t at) {
    if (at == s->p.noffer * s->p.T)
        return total_cost(s, d);
    size_t o = at / s->p.T, t = at % s->p.T;
    double best = INFINITY;
    for (d[o][t] = 0; d[o][t] <= s->capacity[o][t]; d[o][t]++)
        best = fmin(best, search(s, d, at + 1));
    return best;
}

static double draw(struct cp_random *r, double low, double high) {
    return low + floor(cp_num_random_uniform(r) * (high - low + 1));
}

static bool chance(struct cp_random *r, double p) {
    return cp_num_random_uniform(r) < p;
}

static void draw_offer(struct small *s, size_t o, size_t T, struct cp_random *r) {
    struct cp_award_offer *f = &s->offer[o];
    f->incremental = chance(r, 0.5);
    f->nstep = (size_t)draw(r, 1, 3);
    double price = draw(r, 20, 40), reach = 0;
    for (size_t t = 0; t < T; t++)
        reach += s->capacity[o][t] = draw(r, 0, T == 1 ? 9 : 4);
    for (size_t k = 0; k < f->nstep; k++) {
        s->from[o][k] = k == 0 ? 0 : s->from[o][k - 1] + draw(r, 1, 3);
        s->price[o][k * T] = price -= k == 0 ? 0 : draw(r, 1, 6);
        for (size_t t = 1; t < T; t++)
            s->price[o][k * T + t] = s->price[o][k * T] - 2;
    }
    f->multiple = chance(r, 0.3) ? 2 : 1;
    f->fixed = chance(r, 0.4) ? draw(r, 5, 40) : 0;
    f->minimum = chance(r, 0.4) ? draw(r, 2, 5) : 0;
    f->must = chance(r, 0.2) ? fmin(reach, 2) : 0;
    if (f->must > 0 && f->minimum > reach)
        f->minimum = 0;
    f->pay = chance(r, 0.3) ? draw(r, 1, 4) : 0;
    f->pay_price = s->price[o][0];
    s->supplier[o].minimum = chance(r, 0.2) ? draw(r, 2, 4) : 0;
    s->supplier[o].qualified = chance(r, 0.3) ? draw(r, 5, 30) : 0;
    /* shares of units by period need not be whole numbers */
    s->supplier[o].share = T == 1 && chance(r, 0.2) ? 0.6 : 1;
}

/* The problem with these rules of its own only. */
static enum cp_award_status with(const struct small *from, const struct cp_award_rule *rule,
                                 size_t n) {
    struct small s = *from;
    struct cp_error err = {0};
    struct cp_award a = {0};
    s.p.offer = s.offer, s.p.supplier = s.supplier, s.p.need = &s.need;
    s.need.exact = false;
    for (size_t o = 0; o < s.p.noffer; o++) {
        s.offer[o].must = s.offer[o].minimum = s.offer[o].multiple = 0;
        s.supplier[o].minimum = 0, s.supplier[o].share = 1;
    }
    for (size_t i = 0; i < n; i++) {
        size_t at = rule[i].index;
        switch (rule[i].kind) {
        case CP_AWARD_COMMITTED:
            s.offer[at].must = from->offer[at].must;
            break;
        case CP_AWARD_MINIMUM:
            s.offer[at].minimum = from->offer[at].minimum;
            break;
        case CP_AWARD_MULTIPLE:
            s.offer[at].multiple = from->offer[at].multiple;
            break;
        case CP_AWARD_SUPPLIER_MINIMUM:
            s.supplier[at].minimum = from->supplier[at].minimum;
            break;
        case CP_AWARD_SUPPLIER_SHARE:
            s.supplier[at].share = from->supplier[at].share;
            break;
        default:
            s.need.exact = true;
        }
    }
    int rc = cp_supplier_award_solve(&s.p, &a, &err);
    enum cp_award_status status = rc ? CP_AWARD_STOPPED : a.status;
    cp_supplier_award_release(&a);
    return status;
}

/* Its rules contradict each other, and no longer when any one of them goes. */
static bool explained(const struct small *s) {
    struct cp_award_rule *rule = NULL;
    struct cp_error err = {0};
    size_t n = 0;
    if (cp_supplier_award_conflict(&s->p, &rule, &n, &err))
        return false;
    bool right = n > 0 && with(s, rule, n) == CP_AWARD_IMPOSSIBLE;
    for (size_t i = 0; i < n && right; i++) {
        struct cp_award_rule out = rule[i];
        rule[i] = rule[n - 1];
        right = with(s, rule, n - 1) == CP_AWARD_DONE;
        rule[i] = out;
    }
    free(rule);
    return right;
}

static void test_random(void) {
    enum { RUNS = 200 };
    int wrong = 0, impossible = 0, critical = 0, unexplained = 0;
    for (unsigned i = 0; i < RUNS; i++) {
        struct cp_random r = cp_num_random_stream(7, i, 0);
        struct small s;
        size_t T = (size_t)draw(&r, 1, 2), n = (size_t)draw(&r, 2, OFFERS);
        start(&s, n, T, 0);
        for (size_t o = 0; o < n; o++)
            draw_offer(&s, o, T, &r);
        s.need.shortage = 60;
        s.need.exact = chance(&r, 0.2);
        for (size_t t = 0; t < T; t++)
            s.level[t] = (t ? s.level[t - 1] : 0) + draw(&r, 1, 8);
        if (T == 1 && chance(&r, 0.4)) {
            s.critical[0] = draw(&r, 1, 4);
            s.need.critical = s.critical;
            critical++;
        }
        int d[OFFERS][PERIODS] = {{0}};
        double want = search(&s, d, 0), got = NAN;
        struct cp_award a = {0};
        struct cp_error err = {0};
        int rc = cp_supplier_award_solve(&s.p, &a, &err);
        if (rc == 0)
            got = a.status == CP_AWARD_IMPOSSIBLE ? INFINITY
                                                  : a.cost + a.shortage / s.need.shortage * worst;
        impossible += isinf(want);
        unexplained += isinf(want) && !explained(&s);
        if (!(got == want || fabs(got - want) <= 1e-6 * fmod(want, worst))) {
            printf("# run %u: %.10g, exhaustive search %.10g %s\n", i, got, want,
                   err.n ? err.at[0].msg : "");
            wrong++;
        }
        cp_supplier_award_release(&a);
    }
    ok(wrong == 0, "%d random awards are those of exhaustive search", RUNS);
    ok(impossible > 0 && impossible < RUNS / 4, "%d of them have none", impossible);
    ok(unexplained == 0, "of all of them the rules that contradict each other are found");
    ok(critical > 20, "%d must bear the loss of a supplier", critical);
}

int main(void) {
    test_published();
    test_duals();
    test_terms_end();
    test_budget();
    test_random();
    return done();
}
