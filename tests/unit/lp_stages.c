/* Two-stage programs against published answers: the farmer of Birge & Louveaux, Introduction to
 * Stochastic Programming (2011), chapter 1.1 and table 5; their example of section 5.1.a, where the
 * mean of the future leaves nothing that can follow. */
#include "lp/lp.h"
#include "tap.h"

enum { WHEAT, CORN, BEETS, CROPS, MOST = 3 };

struct two {
    struct cp_lp_stages s;
    struct cp_lp_scenario scenario[MOST];
    struct cp_error err;
};

static void end(struct two *t) {
    for (size_t k = 0; k < t->s.n; k++)
        cp_lp_free(t->scenario[k].lp);
}

/* 500 acres; what is grown feeds cattle, is sold, beets beyond a quota at a low price; what lacks
 * is bought. */
static struct cp_lp *farm(double yield) {
    static const double plant[CROPS] = {150, 230, 260}, grows[CROPS] = {2.5, 3, 20},
                        need[CROPS] = {200, 240, 0}, sell[CROPS] = {170, 150, 36},
                        buy[CROPS] = {238, 210, 0};
    struct cp_lp *m = cp_lp_new();
    size_t land = cp_lp_add_row(m, -CP_LP_INF, 500);
    for (size_t i = 0; i < CROPS; i++)
        cp_lp_add_coef(m, land, cp_lp_add_col(m, plant[i], 0, CP_LP_INF), 1);
    for (size_t i = 0; i < CROPS; i++) {
        size_t r = cp_lp_add_row(m, need[i], CP_LP_INF);
        cp_lp_add_coef(m, r, i, grows[i] * yield);
        cp_lp_add_coef(m, r, cp_lp_add_col(m, -sell[i], 0, i == BEETS ? 6000 : CP_LP_INF), -1);
        if (i == BEETS)
            cp_lp_add_coef(m, r, cp_lp_add_col(m, -10, 0, CP_LP_INF), -1);
        else
            cp_lp_add_coef(m, r, cp_lp_add_col(m, buy[i], 0, CP_LP_INF), 1);
    }
    return m;
}

static struct two farmer(bool shared) {
    static const double yield[] = {1.2, 1, 0.8};
    static const char *const name[] = {"good", "fair", "bad"};
    static const size_t now[CROPS] = {WHEAT, CORN, BEETS};
    struct two t = {.s = {.n = 3, .nfirst_stage = CROPS}};
    for (size_t k = 0; k < 3; k++) {
        t.scenario[k] = (struct cp_lp_scenario){name[k], farm(yield[k]), 1.0 / 3, now};
        cp_lp_finish(t.scenario[k].lp, &t.err);
        if (shared)
            cp_lp_share_with(t.scenario[k].lp, t.scenario[0].lp);
    }
    return t;
}

static double solve(struct two *t, struct cp_lp_solution *part) {
    struct cp_lp_extensive w;
    struct cp_lp_solution s = {0};
    double objective = NAN;
    t->s.scenario = t->scenario;
    int rc = cp_lp_extensive_make(&t->s, &w, &t->err);
    if (!rc)
        rc = cp_lp_solve(w.lp, NULL, &s, &t->err);
    if (!rc && s.status == CP_LP_OPTIMAL)
        objective = s.objective;
    for (size_t k = 0; part && s.x && !rc && k < t->s.n; k++)
        rc = cp_lp_extensive_part(&w, &s, k, &part[k], &t->err);
    ok_rc(rc, &t->err, "the whole is solved");
    cp_lp_solution_release(&s);
    cp_lp_extensive_release(&w);
    return objective;
}

/* What two farms have in common stands once, until one of them changes. */
static void test_shared(void) {
    struct cp_error err = {0};
    struct cp_lp *a = farm(1), *b = farm(1), *c = farm(1.2);
    cp_lp_set_row_bounds(b, 1, 250, CP_LP_INF);
    cp_lp_finish(a, &err);
    cp_lp_finish(b, &err);
    cp_lp_finish(c, &err);
    cp_lp_share_with(b, a);
    cp_lp_share_with(c, a);
    struct cp_lp_view of_a = cp_lp_view(a), of_b = cp_lp_view(b), of_c = cp_lp_view(c);
    ok(of_b.value == of_a.value && of_b.cost == of_a.cost && of_b.row == of_a.row,
       "numbers and pattern of the same farm");
    ok(of_b.row_lower != of_a.row_lower && of_b.row_lower[1] == 250, "but for what it needs");
    ok(of_c.start == of_a.start && of_c.value != of_a.value, "the pattern where yields differ");
    cp_lp_set_cost(b, 0, 7);
    cp_lp_add_coef(b, 0, cp_lp_add_col(b, 1, 0, 1), 3);
    cp_lp_add_row(b, 0, 1);
    ok_rc(cp_lp_finish(b, &err), &err, "one of them changes");
    of_b = cp_lp_view(b);
    ok(of_b.ncol == of_a.ncol + 1 && of_b.nnz == of_a.nnz + 1 && of_b.cost[0] == 7,
       "it has what is new");
    ok(of_a.cost[0] == 150 && cp_lp_view(a).cost == of_a.cost, "the other is as it was");
    ok(memcmp(of_a.row, of_b.row, of_a.nnz * sizeof *of_a.row) == 0, "and so is what they had");
    cp_lp_free(b);
    cp_lp_set_col_bounds(a, 0, 3, 4);
    cp_lp_add_coef(a, 0, cp_lp_add_col(a, 1, 0, 1), 3);
    ok_rc(cp_lp_finish(a, &err), &err, "the one that it was shared with changes");
    of_a = cp_lp_view(a);
    struct cp_lp_view now = cp_lp_view(c);
    ok(of_a.lower[0] == 3 && now.lower[0] == 0 && now.lower == of_c.lower &&
           now.start == of_c.start && now.start[now.ncol] == now.nnz,
       "and the other is as it was");
    cp_lp_share_with(a, c);
    ok(cp_lp_view(a).cost == of_a.cost && cp_lp_view(a).lower == of_a.lower,
       "they have nothing in common any more");
    cp_lp_free(a);
    ok(now.cost[0] == 150 && now.row[0] == 0, "nor does it go with the other");
    cp_lp_free(c);
}

/* A decision that is in no scenario is held in none. */
static void test_nowhere(void) {
    static const size_t now[] = {0, SIZE_MAX};
    struct two t = {.s = {.n = 2, .nfirst_stage = 2}};
    double ev, eev[2];
    for (size_t k = 0; k < 2; k++) {
        t.scenario[k] = (struct cp_lp_scenario){"", cp_lp_new(), 0.5, now};
        cp_lp_add_col(t.scenario[k].lp, 1, 2 + (double)k, 9);
        cp_lp_finish(t.scenario[k].lp, &t.err);
    }
    t.s.scenario = t.scenario;
    ok_rc(cp_lp_mean_value(&t.s, NULL, &ev, eev, &t.err), &t.err, "a decision of no scenario");
    ok_near(ev, 2.5, 1e-12, "the mean of the others");
    ok(eev[0] == 2.5 && isinf(eev[1]), "is followed by the others");
    end(&t);
}

static bool no_more(void *ctx) {
    (void)ctx;
    return true;
}

/* What was not solved has no cost, and what is compared with it no worth. */
static void test_stopped(void) {
    struct two t = farmer(false);
    struct cp_lp_options o = {.interrupted = no_more};
    double ws[3] = {0}, eev[3] = {0}, ev = 0;
    solve(&t, NULL);
    ok_rc(cp_lp_wait_and_see(&t.s, &o, ws, &t.err), &t.err, "wait and see, stopped");
    ok(isnan(ws[0]) && isnan(ws[2]) && isnan(cp_lp_stages_measure(&t.s, ws)), "knows no cost");
    ok_rc(cp_lp_mean_value(&t.s, &o, &ev, eev, &t.err), &t.err, "mean value, stopped");
    ok(isnan(ev) && isnan(eev[0]) && isnan(cp_lp_stages_measure(&t.s, eev)), "nor does it");
    end(&t);
}

/* Many years, which an interior point takes as blocks, against the simplex method. */
static void test_many(double aversion) {
    enum { YEARS = 40 };
    static const size_t now[CROPS] = {WHEAT, CORN, BEETS};
    char name[YEARS][12];
    struct cp_lp_scenario scenario[YEARS];
    struct cp_lp_stages s = {
        .n = YEARS, .nfirst_stage = CROPS, .scenario = scenario, .aversion = aversion, .tail = 0.8};
    struct cp_error err = {0};
    for (size_t k = 0; k < YEARS; k++) {
        snprintf(name[k], sizeof name[k], "%zu", k);
        scenario[k] = (struct cp_lp_scenario){name[k], farm(1 + 0.3 * sin(7.0 * (double)k)),
                                              1.0 / YEARS, now};
        cp_lp_finish(scenario[k].lp, &err);
    }
    struct cp_lp_extensive w;
    struct cp_lp_solution by[2] = {{0}};
    int rc = cp_lp_extensive_make(&s, &w, &err);
    static const char *const engine[] = {"ipm", "glpk"};
    for (size_t i = 0; i < 2 && !rc; i++) {
        struct cp_lp_options o = {.engine = engine[i]};
        rc = cp_lp_solve(w.lp, &o, &by[i], &err);
        ok(by[i].status == CP_LP_OPTIMAL, "%d years, aversion %g: %s", YEARS, aversion, engine[i]);
    }
    ok_rc(rc, &err, "many years");
    ok_near(by[0].objective, by[1].objective, 1e-8, "and both agree");
    const uint32_t *block = cp_lp_view(w.lp).block;
    ok(block && block[w.row[0][0]] == 0 && block[w.row[6][1]] == 7,
       "rows of a year are its block, those of all of none");
    cp_lp_solution_release(&by[0]);
    cp_lp_solution_release(&by[1]);
    cp_lp_extensive_release(&w);
    for (size_t k = 0; k < YEARS; k++)
        cp_lp_free(scenario[k].lp);
}

static void test_farmer(bool shared) {
    struct two t = farmer(shared);
    struct cp_lp_solution part[3] = {{0}};
    double ws[3], eev[3], ev, rp = solve(&t, part);
    ok_near(rp, -108390, 1e-9, "farmer: recourse problem");
    ok_near(part[0].x[WHEAT], 170, 1e-6, "acres of wheat");
    ok_near(part[1].x[CORN], 80, 1e-6, "acres of corn");
    ok_near(part[2].x[BEETS], 250, 1e-6, "acres of beets");
    double cost[3] = {part[0].objective, part[1].objective, part[2].objective};
    ok_near(cost[0], -167000, 1e-6, "cost of the good year");
    ok_near(cp_lp_stages_measure(&t.s, cost), rp, 1e-9, "costs of the scenarios make the whole's");
    for (size_t k = 0; k < 3; k++)
        ok(part[k].dual[BEETS + 1] >= 10 - 1e-6 && part[k].dual[BEETS + 1] <= 36 + 1e-6,
           "a ton of beets in scenario %zu is worth its price there", k);
    ok_rc(cp_lp_wait_and_see(&t.s, NULL, ws, &t.err), &t.err, "wait and see");
    ok_near(ws[0], -167666.6667, 1e-9, "of a good year");
    ok_near(ws[1], -118600, 1e-9, "of a fair year");
    ok_near(ws[2], -59950, 1e-9, "of a bad year");
    ok_near(cp_lp_stages_measure(&t.s, ws), -115405.5556, 1e-9, "WS");
    ok_rc(cp_lp_mean_value(&t.s, NULL, &ev, eev, &t.err), &t.err, "mean value");
    ok_near(ev, -118600, 1e-9, "EV");
    ok_near(cp_lp_stages_measure(&t.s, eev), -107240, 1e-9, "EEV");
    ok_near(rp - cp_lp_stages_measure(&t.s, ws), 7015.5556, 1e-7, "EVPI");
    ok_near(cp_lp_stages_measure(&t.s, eev) - rp, 1150, 1e-7, "VSS");
    ok_near(solve(&t, NULL), rp, 1e-12, "the models are as before afterwards");
    for (size_t k = 0; k < 3; k++)
        cp_lp_solution_release(&part[k]);
    end(&t);
}

/* Averse to risk the farmer gives up some of the mean for the bad year; at a tail of two thirds
 * only the bad year counts, and he plants for it. */
static void test_risk(void) {
    struct two t = farmer(true);
    struct cp_lp_solution part[3] = {{0}};
    double last = -CP_LP_INF;
    t.s.tail = 2.0 / 3;
    for (int i = 0; i <= 4; i++) {
        t.s.aversion = i / 4.0;
        double rp = solve(&t, part), cost[3], mean = 0;
        for (size_t k = 0; k < 3; k++) {
            cost[k] = part[k].objective;
            mean += cost[k] / 3;
            cp_lp_solution_release(&part[k]);
        }
        ok_near(cp_lp_stages_measure(&t.s, cost), rp, 1e-9, "costs make the measure");
        ok(mean >= last - 1e-6, "the mean is given up for the tail");
        last = mean;
    }
    ok_near(solve(&t, NULL), -59950, 1e-9, "the worst year alone is planted for");
    static const double even[3] = {1, 2, 9};
    t.s.aversion = 1;
    t.s.tail = 0;
    ok_near(cp_lp_stages_measure(&t.s, even), 4, 1e-12, "all of the tail is the mean");
    t.s.tail = 0.5;
    ok_near(cp_lp_stages_cvar(&t.s, even), (9 + 0.5 * 2) / 1.5, 1e-12, "part of a scenario counts");
    end(&t);
}

/* min 3 x1 + 2 x2 + E[-15 y1 - 12 y2], 3 y1 + 2 y2 <= x1, 2 y1 + 5 y2 <= x2, 0.8 d <= y <= d. */
static struct cp_lp *follow_up(double d1, double d2) {
    struct cp_lp *m = cp_lp_new();
    size_t x1 = cp_lp_add_col(m, 3, 0, CP_LP_INF), x2 = cp_lp_add_col(m, 2, 0, CP_LP_INF);
    size_t y1 = cp_lp_add_col(m, -15, 0.8 * d1, d1), y2 = cp_lp_add_col(m, -12, 0.8 * d2, d2);
    size_t a = cp_lp_add_row(m, -CP_LP_INF, 0), b = cp_lp_add_row(m, -CP_LP_INF, 0);
    cp_lp_add_coef(m, a, y1, 3);
    cp_lp_add_coef(m, a, y2, 2);
    cp_lp_add_coef(m, a, x1, -1);
    cp_lp_add_coef(m, b, y1, 2);
    cp_lp_add_coef(m, b, y2, 5);
    cp_lp_add_coef(m, b, x2, -1);
    return m;
}

static void test_no_recourse(void) {
    static const size_t now[] = {0, 1};
    struct two t = {.s = {.n = 2, .nfirst_stage = 2}};
    double ws[2], eev[2], ev;
    for (size_t k = 0; k < 2; k++) {
        t.scenario[k] = (struct cp_lp_scenario){"", follow_up(k ? 6 : 4, k ? 8 : 4), 0.5, now};
        cp_lp_finish(t.scenario[k].lp, &t.err);
    }
    ok_near(solve(&t, NULL), 36.4, 1e-9, "no complete recourse: recourse problem");
    ok_rc(cp_lp_wait_and_see(&t.s, NULL, ws, &t.err), &t.err, "wait and see");
    ok_near(cp_lp_stages_measure(&t.s, ws), 9.2, 1e-9, "WS");
    ok_rc(cp_lp_mean_value(&t.s, NULL, &ev, eev, &t.err), &t.err, "mean value");
    ok_near(ev, 9.2, 1e-9, "EV");
    ok(isinf(cp_lp_stages_measure(&t.s, eev)), "nothing can follow the mean's decision");
    end(&t);
}

static void test_shapes(void) {
    static const size_t now[] = {0, SIZE_MAX}, both[] = {0, 1};
    struct two t = {.s = {.n = 2, .nfirst_stage = 2}};
    struct cp_lp_extensive w;
    double ev, cost[2];
    t.s.scenario = t.scenario;
    t.scenario[0] = (struct cp_lp_scenario){"a", cp_lp_new(), 0.5, both};
    t.scenario[1] = (struct cp_lp_scenario){"b", cp_lp_new(), 0.5, now};
    cp_lp_add_col(t.scenario[0].lp, 1, 2, 9);
    cp_lp_add_col(t.scenario[0].lp, 1, 1, 9);
    cp_lp_add_col(t.scenario[1].lp, 3, 0, 5);
    for (size_t k = 0; k < 2; k++)
        cp_lp_finish(t.scenario[k].lp, &t.err);
    ok_near(solve(&t, NULL), 0.5 * (2 + 1) + 0.5 * 6, 1e-12,
            "a decision that a scenario lacks costs nothing there");
    ok_rc(cp_lp_mean_value(&t.s, NULL, &ev, cost, &t.err), &t.err, "other columns");
    ok(isnan(ev), "have no mean");
    cp_lp_set_col_bounds(t.scenario[1].lp, 0, 0, 1);
    cp_lp_finish(t.scenario[1].lp, &t.err);
    ok_fails(cp_lp_extensive_make(&t.s, &w, &t.err), &t.err,
             "at least 2 in 'a' and at most 1 in 'b'",
             "bounds that hold no number in common are told");
    cp_lp_extensive_release(&w);
    end(&t);
}

int main(void) {
    test_shared();
    test_farmer(false);
    test_farmer(true);
    test_stopped();
    test_risk();
    test_no_recourse();
    test_shapes();
    test_nowhere();
    test_many(0);
    test_many(0.5);
    return done();
}
