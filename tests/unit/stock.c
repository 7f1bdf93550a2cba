/* Calculators of cp-supplier, against examples and problems of [Snyder, Shen: Fundamentals of
 * Supply Chain Theory, 2nd ed.] as the tests of stockpyl assert them (github LarrySnyder/stockpyl);
 * HHI examples of the US DOJ and other public notes; a price ladder from The Next Platform. */
#include "supplier/supplier.h"
#include "tap.h"

static void test_eoq(void) {
    struct cp_supplier_stock s = cp_supplier_eoq(8, 0.225, 1300);
    ok_near(s.quantity, 304.0467800264368, 1e-12, "example 3.1: quantity");
    ok_near(s.cost, 68.410525505948272, 1e-12, "example 3.1: cost");
    ok_near(cp_supplier_eoq_cost(8, 0.225, 1300, 250), 69.725, 1e-12, "example 3.1: cost at 250");
    s = cp_supplier_eoq(2250, 275, 182500);
    ok_near(s.quantity, 1728.109844993551, 1e-12, "problem 3.1: quantity");
    ok_near(s.cost, 475230.2073732266, 1e-12, "problem 3.1: cost");
}

static void discount(const double *a, const double *from, const double *price, bool incremental,
                     double quantity, double cost, size_t region, const char *what) {
    struct cp_supplier_stock s =
        cp_supplier_eoq_discount(a[0], a[1], a[2], 3, from, price, incremental);
    ok_near(s.quantity, quantity, 1e-10, what);
    ok_near(s.cost, cost, 1e-11, "its cost");
    ok(s.region == region, "its region");
}

static void test_discounts(void) {
    static const double f1[] = {0, 400, 800}, p1[] = {0.75, 0.72, 0.68}, a1[] = {8, 0.3, 1300};
    static const double f2[] = {0, 1200, 2400}, p2[] = {1490, 1220, 1100};
    static const double a2[] = {2250, 0.25, 182500};
    static const double f3[] = {0, 200, 500}, p3[] = {500, 475, 450}, a3[] = {200, 0.2, 1000};
    static const double f4[] = {0, 300, 600}, p4[] = {100, 90, 80}, a4[] = {150, 0.25, 2400};
    discount(a1, f1, p1, false, 800, 978.60, 2, "example 3.6, all units");
    discount(a2, f2, p2, false, 2400, 201251093.75, 2, "problem 3.12a, all units");
    discount(a3, f3, p3, false, 500, 472900, 2, "documented all-units case");
    discount(a1, f1, p1, true, 304.0467800264368, 1043.41052550595, 0, "example 3.7, incremental");
    discount(a2, f2, p2, true, 28553.06065428, 208678591.67992835, 2, "problem 3.12b, incremental");
    discount(a4, f4, p4, true, 1481.8906842274164, 222762.8136845483, 2,
             "documented incremental case");
}

static void test_newsvendor(void) {
    struct cp_supplier_stock s = cp_supplier_newsvendor(0.18, 0.7, 50, 8, 0);
    ok_near(s.quantity, 56.603955927433887, 1e-12, "example 4.3: quantity");
    ok_near(s.cost, 1.997605193176645, 1e-12, "example 4.3: cost");
    ok_near(cp_supplier_newsvendor_cost(0.18, 0.7, 50, 8, 0, 40), 7.356131552870388, 1e-12,
            "example 4.3: cost at 40");
    s = cp_supplier_newsvendor(0.18, 0.7, 50, 8, 4);
    ok_near(s.quantity, 264.7668943741548, 1e-12, "example 4.4: quantity over a lead time of 4");
    ok_near(s.cost, 4.466781004149578, 1e-12, "example 4.4: cost");
    s = cp_supplier_newsvendor(43, 79, 900, 60, 0);
    ok_near(s.quantity, 922.7214038234755, 1e-12, "problem 4.1: quantity");
    ok_near(s.cost, 2718.196781782411, 1e-12, "problem 4.1: cost");
    s = cp_supplier_newsvendor_poisson(1, 4, 6);
    ok(s.quantity == 8, "example 4.7: quantity");
    ok_near(s.cost, 3.570106945770946, 1e-12, "example 4.7: cost");
    ok_near(cp_supplier_newsvendor_poisson_cost(1, 4, 6, 5), 6.590296024616344, 1e-12,
            "example 4.7: cost at 5");
    s = cp_supplier_newsvendor_poisson(200, 270, 18);
    ok(s.quantity == 19, "problem 4.8a: quantity");
    ok_near(s.cost, 786.0884409351115, 1e-12, "problem 4.8a: cost");
}

/* Supply fails with 4 % and comes back with 25 %: pi_0 = 25/29, and P(at most 3 in a row) is the
 * first above 12/13. */
static void test_disrupted(void) {
    struct cp_supplier_stock s = cp_supplier_disrupted(0.25, 3, 2000, 0.04, 0.25);
    ok(s.quantity == 8000, "base stock covers three failures in a row");
    ok_near(s.cost, 79375.0 / 29, 1e-12, "base stock: cost");
}

static void test_lots(void) {
    double order[4];
    ok_near(cp_supplier_lot_sizes(500, 2, 4, (double[]){90, 120, 80, 70}, order), 1380, 1e-12,
            "example 3.9: cost");
    ok(order[0] == 210 && order[1] == 0 && order[2] == 150 && order[3] == 0, "example 3.9: orders");
}

static void test_hhi(void) {
    ok_near(cp_supplier_hhi(4, (double[]){30, 30, 20, 20}), 2600, 1e-12, "HHI of 30, 30, 20, 20");
    ok_near(cp_supplier_hhi(4, (double[]){40, 30, 20, 10}), 3000, 1e-12, "HHI of 40, 30, 20, 10");
    ok_near(cp_supplier_hhi(2, (double[]){7, 3}), 5800, 1e-12, "HHI of 70, 30, in tenths");
    ok_near(cp_supplier_hhi(3, (double[]){15, 50, 35}) -
                cp_supplier_hhi(4, (double[]){5, 10, 50, 35}),
            100, 1e-9, "a merger of 5 and 10 adds 100");
    ok(isnan(cp_supplier_hhi(2, (double[]){0, 0})), "nothing has no concentration");
}

/* P(Bin(N+s, q) > s) from its own recursion, in the test's arithmetic. */
static double above(unsigned s, unsigned n, double q) {
    double mass = pow(1 - q, n), below = mass;
    for (unsigned k = 0; k < s; k++) {
        mass *= (double)(n - k) / (k + 1) * q / (1 - q);
        below += mass;
    }
    return 1 - below;
}

static void test_spares(void) {
    unsigned s = cp_supplier_spares(1000, 0.03, 0.01);
    ok(above(s, 1000 + s, 0.03) <= 0.01, "%u spares are enough for a thousand", s);
    ok(above(s - 1, 999 + s, 0.03) > 0.01, "one less is not");
    ok(cp_supplier_spares(1000, 0, 0.01) == 0, "what never fails needs none");
}

static void test_forward(void) {
    double f[2];
    cp_supplier_forward(2, (double[]){1, 3}, (double[]){7.20, 5.40}, f);
    ok_near(f[0], 7.20, 1e-12, "the first year's price");
    ok_near(f[1], 4.50, 1e-12, "the forward price of years 2 and 3");
    double q = cp_supplier_forward_ratio(7.20, 5.40, 3);
    ok_near(7.2 * (1 + q + q * q) / 3, 5.40, 1e-12, "a constant ratio has the mean");
    ok(round(q * 100) == 72, "of 0.72");
}

int main(void) {
    test_eoq();
    test_discounts();
    test_newsvendor();
    test_disrupted();
    test_lots();
    test_hhi();
    test_spares();
    test_forward();
    return done();
}
