/* The sourcing program. Published cases: LINDO's QdiscSupL; [Ravindran, Warsing] example 5.5;
 * FICO Xpress Mosel user guide A.4, "Purchasing with price breaks". */
#include "award_case.h"

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
    (void)s;
    for (size_t q = a->first[o]; q < a->first[o + 1]; q++)
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
    s.offer[0].fixed.money = 100, s.offer[1].fixed.money = 500, s.offer[2].fixed.money = 300;
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
    s.offer[0].fixed.money = 7;
    solved(&s, 1167, "with a fixed cost", &a);
    ok_near(a.capacity_dual[0], -4, 1e-9, "one more still saves the difference");
    cp_supplier_award_release(&a);
    s.offer[0].fixed.money = 0;
    s.critical[0] = 60;
    s.need.critical = s.critical;
    s.capacity[0][0] = 90;
    solved(&s, 600 + 60 * 14, "60 must stand without either of them", &a);
    ok_near(bought(&a, &s, 1), 60, 1e-9, "60 from each");
    cp_supplier_award_release(&a);
    s.level[0] = 200;
    solved(&s, 90 * 10 + 90 * 14, "what nobody can deliver is short", &a);
    ok_near(a.missing[0], 20, 1e-9, "20 short");
    ok_near(a.shortage, 20, 1e-9, "which is not in the cost");
    ok(isnan(a.need_dual[0]), "what one more would cost is not known");
    ok_near(a.capacity_dual[0], -4, 1e-9, "at that shortage one more of the cheaper saves as much");
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
    s.way[0][0].until = until;
    solved(&s, 90, "ten that go are bought again", &a);
    cp_supplier_award_release(&a);
}

static void test_budget(void) {
    struct small s;
    struct cp_award a;
    struct cp_award_payment pay[] = {{0, 0, 0, 0, 4}, {0, 0, 0, 1, 6}};
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

int main(void) {
    test_published();
    test_duals();
    test_terms_end();
    test_budget();
    return done();
}
