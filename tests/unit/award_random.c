/* Sourcing programs at random: their awards are those of exhaustive search, and where there is none
 * the rules that are told contradict each other. */
#include "award_case.h"
#include "num/num.h"
#include <stdlib.h>

/* Whole units by offer, way and slot. */
typedef int units[OFFERS][WAYS][PERIODS];

static size_t arrival(const struct small *s, size_t o, size_t w, size_t t) {
    return t + s->way[o][w].later;
}

/* Lots, least orders and what a slot's ways are for. */
static bool can_order(const struct small *s, size_t o, int d[WAYS][PERIODS]) {
    const struct cp_award_offer *f = &s->offer[o];
    for (size_t t = 0; t < s->p.T; t++) {
        int all = 0, ordinary = 0;
        for (size_t w = 0; w < f->nway; w++) {
            int n = d[w][t];
            if ((f->multiple > 0 && fmod(n, f->multiple) != 0) || (n > 0 && n < f->order_minimum) ||
                (n > 0 && arrival(s, o, w, t) >= s->p.T))
                return false;
            all += n;
            ordinary += s->way[o][w].expedited ? 0 : n;
        }
        if (all > s->capacity[o][t] || (f->ordinary && ordinary > f->ordinary[t]))
            return false;
    }
    return true;
}

/* Of guaranteed units, those of the best slots. */
static double damages(const struct small *s, size_t o, int d[WAYS][PERIODS]) {
    const struct cp_award_offer *f = &s->offer[o];
    double left = f->guaranteed, sum = 0;
    size_t better = f->damages && s->p.T > 1 && f->damages[1] > f->damages[0];
    for (size_t i = 0; f->damages && i < s->p.T; i++) {
        size_t t = i == 0 ? better : !better;
        double n = 0;
        for (size_t w = 0; w < f->nway; w++)
            n += d[w][t];
        n = fmin(n, left);
        sum += n * f->damages[t];
        left -= n;
    }
    return sum;
}

static double offer_cost(const struct small *s, size_t o, int d[WAYS][PERIODS]) {
    const struct cp_award_offer *f = &s->offer[o];
    double q = 0, cost = 0;
    if (!can_order(s, o, d))
        return INFINITY;
    for (size_t w = 0; w < f->nway; w++)
        for (size_t t = 0; t < s->p.T; t++) {
            q += d[w][t];
            /* what a way and a slot add to the price of any step */
            cost += d[w][t] * (s->price[o][w * s->p.T + t] - s->price[o][0]);
        }
    if (q < f->must || (f->tranche > 0 && fmod(q, f->tranche) != 0))
        return INFINITY;
    cost += fmax(0, f->pay.units - q) * f->pay.price - damages(s, o, d);
    if (q == 0)
        return cost;
    if (q < f->minimum)
        return INFINITY;
    double least = INFINITY, paid = 0;
    for (size_t k = 0; k < f->nstep && q >= s->from[o][k]; k++) {
        double next = k + 1 < f->nstep ? s->from[o][k + 1] : INFINITY;
        double price = s->price[o][k * f->nway * s->p.T];
        paid += (fmin(q, next) - s->from[o][k]) * price;
        if (q <= next)
            least = fmin(least, f->incremental ? paid : q * price);
    }
    return cost + f->fixed.money + least;
}

static double of_offer(const struct small *s, size_t o, int d[WAYS][PERIODS]) {
    double sum = 0;
    for (size_t w = 0; w < s->offer[o].nway; w++)
        for (size_t t = 0; t < s->p.T; t++)
            sum += d[w][t];
    return sum;
}

/* A unit is invoiced at 10: what comes back of the first supplier's, window by window. */
static double rebates(const struct small *s, units d) {
    double sum = 0;
    for (size_t v = 0; s->p.nrebate && v < s->rebate.nwindow; v++) {
        double n = 0, share = 0;
        for (size_t o = 0; o < s->p.noffer; o++)
            for (size_t w = 0; s->offer[o].supplier == s->rebate.supplier && w < s->offer[o].nway;
                 w++)
                for (size_t t = 0; t < s->p.T; t++)
                    if (arrival(s, o, w, t) < s->p.T && s->window[arrival(s, o, w, t)] == v)
                        n += d[o][w][t];
        for (size_t k = 0; k < s->rebate.n; k++)
            if (n * (s->rebate.spend ? 10 : 1) >= s->rebate_from[k])
                share = s->rebate_share[k];
        sum += share * 10 * n * s->rebate_worth[v];
    }
    return sum;
}

/* What stands of a supplier in a period. */
static double stands(const struct small *s, units d, size_t supplier, size_t t) {
    double sum = 0;
    for (size_t o = 0; o < s->p.noffer; o++)
        for (size_t w = 0; s->offer[o].supplier == supplier && w < s->offer[o].nway; w++)
            for (size_t i = 0; i <= t; i++)
                if (arrival(s, o, w, i) <= t && !(s->way[o][w].until && s->way[o][w].until[i] <= t))
                    sum += d[o][w][i];
    return sum;
}

/* A unit short is worse than anything that money buys. */
static const double worst = 1e5;

static double total_cost(const struct small *s, units d) {
    double cost = -rebates(s, d), all = 0, of[OFFERS] = {0}, last = 0;
    for (size_t o = 0; o < s->p.noffer; o++) {
        const struct cp_award_offer *f = &s->offer[o];
        double n = of_offer(s, o, d[o]);
        of[f->supplier] += n;
        all += n;
        cost += offer_cost(s, o, d[o]);
        for (size_t i = 0; i < o; i++) {
            double m = of_offer(s, i, d[i]);
            if (f->alternative && f->alternative == s->offer[i].alternative && n > 0 && m > 0)
                return INFINITY;
            if (f->bundle.first && f->bundle.first == s->offer[i].bundle.first &&
                n * s->offer[i].bundle.units != m * f->bundle.units)
                return INFINITY;
        }
    }
    for (size_t j = 0; j < s->p.nsupplier; j++) {
        const struct cp_award_supplier *w = &s->supplier[j];
        if (of[j] > 0 && of[j] < w->minimum)
            return INFINITY;
        cost += of[j] > 0 ? w->qualified.money : 0;
        if (of[j] > w->share * all + 1e-9)
            return INFINITY;
    }
    for (size_t t = 0; t < s->p.T; t++) {
        double sum = 0, largest = 0;
        for (size_t j = 0; j < s->p.nsupplier; j++) {
            const struct cp_award_supplier *w = &s->supplier[j];
            double n = stands(s, d, j, t);
            if ((w->capacity > 0 && n > w->capacity) || (w->power > 0 && n > w->power))
                return INFINITY;
            sum += n;
            largest = fmax(largest, n);
        }
        cost += worst * fmax(0, s->level[t] - sum);
        cost += worst * fmax(0, s->critical[t] - (sum - largest));
        last = sum;
    }
    return s->need.exact && last > s->level[s->p.T - 1] ? INFINITY : cost;
}

static double search(const struct small *s, units d, size_t at) {
    if (at == s->p.noffer * WAYS * s->p.T)
        return total_cost(s, d);
    size_t o = at / s->p.T / WAYS, w = at / s->p.T % WAYS, t = at % s->p.T;
    double best = INFINITY;
    int most = w >= s->offer[o].nway || arrival(s, o, w, t) >= s->p.T
                   ? 0
                   : (int)s->capacity[o][t] - (w > 0 ? d[o][0][t] : 0);
    for (d[o][w][t] = 0; d[o][w][t] <= most; d[o][w][t]++)
        best = fmin(best, search(s, d, at + 1));
    d[o][w][t] = 0;
    return best;
}

static double draw(struct cp_random *r, double low, double high) {
    return low + floor(cp_num_random_uniform(r) * (high - low + 1));
}

static bool chance(struct cp_random *r, double p) {
    return cp_num_random_uniform(r) < p;
}

/* A second way: deferred by a period for some money, or expedited for units that else cannot come.
 */
static void draw_ways(struct small *s, size_t o, size_t T, struct cp_random *r) {
    struct cp_award_offer *f = &s->offer[o];
    if (T == 1 || !chance(r, 0.3))
        return;
    f->nway = 2;
    s->way[o][1].expedited = chance(r, 0.5);
    s->way[o][1].later = !s->way[o][1].expedited;
    for (size_t t = 0; t < T; t++)
        s->ordinary[o][t] = fmax(0, s->capacity[o][t] - draw(r, 0, 2));
    if (s->way[o][1].expedited)
        f->ordinary = s->ordinary[o];
}

static void draw_terms(struct small *s, size_t o, size_t T, struct cp_random *r) {
    struct cp_award_offer *f = &s->offer[o];
    struct cp_award_supplier *w = &s->supplier[f->supplier];
    double reach = 0;
    for (size_t t = 0; t < T; t++)
        reach += s->capacity[o][t];
    f->multiple = chance(r, 0.2) ? 2 : 1;
    f->order_minimum = chance(r, 0.2) ? 2 : 0;
    f->tranche = chance(r, 0.15) ? draw(r, 2, 3) : 0;
    f->fixed.money = chance(r, 0.4) ? draw(r, 5, 40) : 0;
    f->minimum = chance(r, 0.4) ? draw(r, 2, 5) : 0;
    f->must = chance(r, 0.2) ? fmin(reach, 2) : 0;
    if (f->must > 0 && f->minimum > reach)
        f->minimum = 0;
    f->pay.units = chance(r, 0.3) ? draw(r, 1, 4) : 0;
    f->pay.price = s->price[o][0];
    if (chance(r, 0.2)) {
        f->guaranteed = draw(r, 1, 4);
        f->damages = s->damages[o];
        for (size_t t = 0; t < T; t++)
            s->damages[o][t] = draw(r, 0, 5);
    }
    if (chance(r, 0.15) && T > 1)
        s->way[o][0].until = s->until;
    w->minimum = chance(r, 0.2) ? draw(r, 2, 4) : 0;
    w->qualified.money = chance(r, 0.3) ? draw(r, 5, 30) : 0;
    w->capacity = chance(r, 0.2) ? draw(r, 2, 6) : 0;
    w->power = chance(r, 0.1) ? draw(r, 2, 6) : 0;
    /* shares of units by period need not be whole numbers */
    w->share = T == 1 && chance(r, 0.2) ? 0.6 : 1;
}

static void draw_offer(struct small *s, size_t o, size_t T, struct cp_random *r) {
    struct cp_award_offer *f = &s->offer[o];
    f->incremental = chance(r, 0.5);
    f->nstep = (size_t)draw(r, 1, 3);
    f->supplier = o > 0 && chance(r, 0.3) ? 0 : o;
    s->way[o][0].fleet = s->way[o][1].fleet = f->supplier;
    double price = draw(r, 20, 40), way = draw(r, 1, 6);
    for (size_t t = 0; t < T; t++)
        s->capacity[o][t] = draw(r, 0, T == 1 ? 9 : 3);
    draw_ways(s, o, T, r);
    for (size_t k = 0; k < f->nstep; k++) {
        s->from[o][k] = k == 0 ? 0 : s->from[o][k - 1] + draw(r, 1, 3);
        price -= k == 0 ? 0 : draw(r, 1, 6);
        for (size_t w = 0; w < f->nway; w++)
            for (size_t t = 0; t < T; t++)
                s->price[o][cp_award_cell(f, T, k, w, t)] =
                    price + (w > 0 ? way : 0) - (t > 0 ? 2 : 0);
    }
    draw_terms(s, o, T, r);
}

/* What holds of several offers. */
static void draw_bids(struct small *s, struct cp_random *r) {
    size_t n = s->p.noffer;
    if (chance(r, 0.2))
        s->offer[0].alternative = s->offer[n - 1].alternative = 1;
    else if (chance(r, 0.2))
        s->offer[0].bundle = (struct cp_award_bundle){1, draw(r, 1, 2)},
        s->offer[1].bundle = (struct cp_award_bundle){1, draw(r, 1, 2)};
    if (!chance(r, 0.3))
        return;
    s->rebate = (struct cp_award_rebate){.n = (size_t)draw(r, 1, 2),
                                         .spend = chance(r, 0.5),
                                         .from = s->rebate_from,
                                         .share = s->rebate_share,
                                         .worth = s->rebate_worth,
                                         .window = s->window,
                                         .nwindow = (size_t)draw(r, 1, (double)s->p.T)};
    s->p.rebate = &s->rebate, s->p.nrebate = 1;
    for (size_t t = 0; t < s->p.T; t++) {
        s->window[t] = s->rebate.nwindow > 1 ? t : 0;
        s->rebate_worth[t] = 0.9;
    }
    for (size_t k = 0; k < 2; k++) {
        s->rebate_from[k] = (s->rebate.spend ? 10 : 1) * ((double)k * 2 + draw(r, 1, 4));
        s->rebate_share[k] = 0.1 * (double)(k + 1);
    }
    s->rebate_from[1] = fmax(s->rebate_from[1], s->rebate_from[0] + 1);
    for (size_t o = 0; o < n; o++) {
        static double ten[STEPS * WAYS * PERIODS];
        for (size_t q = 0; q < sizeof ten / sizeof *ten; q++)
            ten[q] = 10;
        s->offer[o].invoice = ten;
    }
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
        s.offer[o].tranche = s.offer[o].order_minimum = 0;
        s.offer[o].alternative = s.offer[o].bundle.first = 0;
        s.supplier[o].minimum = 0, s.supplier[o].share = 1;
        s.supplier[o].capacity = s.supplier[o].power = 0;
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
        case CP_AWARD_TRANCHE:
            s.offer[at].tranche = from->offer[at].tranche;
            break;
        case CP_AWARD_ORDER_MINIMUM:
            s.offer[at].order_minimum = from->offer[at].order_minimum;
            break;
        case CP_AWARD_ALTERNATIVE:
            s.offer[at].alternative = from->offer[at].alternative;
            break;
        case CP_AWARD_BUNDLE:
            s.offer[at].bundle.first = from->offer[at].bundle.first;
            break;
        case CP_AWARD_SUPPLIER_CAPACITY:
            s.supplier[at].capacity = from->supplier[at].capacity;
            break;
        case CP_AWARD_SUPPLIER_POWER:
            s.supplier[at].power = from->supplier[at].power;
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

static void draw_problem(struct small *s, struct cp_random *r) {
    size_t T = (size_t)draw(r, 1, 2), n = (size_t)draw(r, 2, OFFERS);
    start(s, n, T, 0);
    for (size_t t = 0; t < T; t++)
        s->until[t] = t + 1;
    for (size_t o = 0; o < n; o++)
        draw_offer(s, o, T, r);
    draw_bids(s, r);
    s->need.exact = chance(r, 0.2);
    for (size_t t = 0; t < T; t++)
        s->level[t] = (t ? s->level[t - 1] : 0) + draw(r, 1, 8);
    if (T == 1 && chance(r, 0.4)) {
        s->critical[0] = draw(r, 1, 4);
        s->need.critical = s->critical;
    }
}

static void test_random(void) {
    enum { RUNS = 300 };
    int wrong = 0, impossible = 0, critical = 0, unexplained = 0, ways = 0, rebate = 0;
    for (unsigned i = 0; i < RUNS; i++) {
        struct cp_random r = cp_num_random_stream(7, i, 0);
        static struct small s;
        draw_problem(&s, &r);
        units d = {0};
        double want = search(&s, d, 0), got = NAN;
        struct cp_award a = {0};
        struct cp_error err = {0};
        int rc = cp_supplier_award_solve(&s.p, &a, &err);
        if (rc == 0)
            got = a.status == CP_AWARD_IMPOSSIBLE ? INFINITY : a.cost + a.shortage * worst;
        critical += s.need.critical != NULL;
        ways += s.offer[0].nway > 1;
        rebate += s.p.nrebate > 0 && a.part.rebates > 0;
        impossible += isinf(want);
        unexplained += isinf(want) && !explained(&s);
        if (!(got == want || fabs(got - want) <= 1e-6 * fmax(1, fabs(fmod(want, worst))))) {
            printf("# run %u: %.10g, exhaustive search %.10g %s\n", i, got, want,
                   err.n ? err.at[0].msg : "");
            wrong++;
        }
        cp_supplier_award_release(&a);
    }
    ok(wrong == 0, "%d random awards are those of exhaustive search", RUNS);
    ok(impossible > 0 && impossible < RUNS / 3, "%d of them have none", impossible);
    ok(unexplained == 0, "of all of them the rules that contradict each other are found");
    ok(critical > 20, "%d must bear the loss of a supplier", critical);
    ok(ways > 20 && rebate > 10, "%d can come two ways, %d get a rebate", ways, rebate);
}

int main(void) {
    test_random();
    return done();
}
