/* Calculators by name: they give what their formulas give, say what is wrong with what they are
 * asked, and fail where memory does. */
#include "starve.h"
#include "supplier/supplier.h"

/* The figures are those of tests/unit/stock.c, where they have their sources, or by hand. */
static const struct call {
    const char *text, *name;
    double value;
} calls[] = {
    /* 8 x 1,300 / 400 + 0.225 x 400 / 2 */
    {"eoq fixed=8 holding=0.225 demand=1300 quantity=400", "cost_at_quantity", 71},
    {"eoq fixed=8 holding=0.225 demand=1300", "quantity", 304.0467800264368},
    {"eoq-all-units fixed=8 rate=0.3 demand=1300 from=0,400,800 price=0.75,0.72,0.68", "step", 3},
    {"eoq-all-units fixed=8 rate=0.3 demand=1300 from=0,400,800 price=0.75,0.72,0.68", "cost",
     978.6},
    {"eoq-incremental fixed=8 rate=0.3 demand=1300 from=0,400,800 price=0.75,0.72,0.68", "cost",
     1043.41052550595},
    {"newsvendor holding=0.18 stockout=0.7 mean=50 sd=8 lead=4", "quantity", 264.7668943741548},
    {"newsvendor holding=0.18 stockout=0.7 mean=50 sd=8 quantity=40", "cost_at_quantity",
     7.356131552870388},
    {"newsvendor-profit price=1 cost=0.3 salvage=0.12 mean=50 sd=8 quantity=40",
     "profit_at_quantity", 35 - 7.356131552870388},
    {"newsvendor-poisson holding=1 stockout=4 mean=6 quantity=5", "cost_at_quantity",
     6.590296024616344},
    {"base-stock holding=0.25 stockout=3 demand=2000 disruption=0.04 recovery=0.25", "cost",
     79375.0 / 29},
    {"wagner-whitin fixed=500 holding=2 demand=90,120,80,70", "order_3", 150},
    {"wagner-whitin fixed=500 holding=2 demand=0,90,0,0", "cost", 500},
    /* 1.2815515655446 standard deviations of 10 a day over 4 days */
    {"safety-stock demand=100 sd=10 lead=4 lead_sd=0 level=0.9", "reorder_point",
     400 + 20 * 1.2815515655446004},
    /* One stage that promises nothing holds z of its deviation over its time. */
    {"multi-echelon from=1 to=2 time=0,4 holding=1,2 sd=0,3 z=2 inbound=0,0 outbound=0,0",
     "safety_stock_2", 12},
    {"spares units=10 failed=0 risk=0.01", "spares", 0},
    {"hhi amount=30,50,20", "hhi", 3800},
    {"forward years=1,3 price=7.2,5.4", "to_year_3", 4.5},
    {"forward years=2,3 price=7.2,5.4", "to_year_3", 1.8},
    {"  hhi   amount=0,7  ", "hhi", 10000},
};

static double found(const struct cp_facts *t, const char *name) {
    for (size_t i = 0; i < cp_facts_count(t); i++)
        if (strcmp(cp_facts_dim(t, i, CP_NAME), name) == 0)
            return cp_facts_value(t, i);
    return NAN;
}

static int calculate(const void *with, struct cp_error *err) {
    const struct call *c = with;
    struct cp_facts *t = cp_facts_new();
    int rc = t ? cp_supplier_calculate(c->text, t, err) : cp_fail_nomem(err);
    double value = rc ? 0 : found(t, c->name);
    if (rc == 0 && !(fabs(value - c->value) <= 1e-11 * fmax(1, fabs(c->value))))
        rc = cp_fail(err, CP_EINTERNAL, "%s: %.17g, not %.17g", c->name, value, c->value);
    cp_facts_free(t);
    return rc;
}

static const struct {
    const char *text, *says;
} wrong[] = {
    {"", "unknown model ''"},
    {"wholly-unlike-any-of-them", "unknown model 'wholly-unlike-any-of-them'"},
    {"hhi", "hhi: missing amount="},
    {"hhi amount", "hhi: wants amount=NUMBER once"},
    {"hhi amount=1 amount=2", "hhi: wants amount=NUMBER once"},
    {"hhi amount=", "hhi: amount has no number"},
    {"hhi amount=1;2", "hhi: amount: wants numbers"},
    {"hhi amount=-1", "hhi: amount must be above 0"},
    {"hhi price", "hhi: unknown argument 'price'"},
    {"hhi wholly-unlike=1", "hhi: unknown argument 'wholly-unlike'"},
    {"hhi amount=1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,"
     "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1",
     "at most 64"},
    {"eoq-all-units fixed=8 rate=1 demand=1 from=0,4 price=1", "as many 'from' as 'price'"},
    {"eoq-all-units fixed=8 rate=1 demand=1 from=1 price=1", "the first 0"},
    {"eoq-incremental fixed=8 rate=1 demand=1 from=0,0 price=2,1", "'from' must rise"},
    {"eoq-incremental fixed=8 rate=1 demand=1 from=0,4 price=1,1", "'price' fall"},
    {"newsvendor-profit price=1 cost=1 salvage=0 mean=9 sd=1", "wants price > cost > salvage"},
    {"newsvendor-profit price=2 cost=1 salvage=1 mean=9 sd=1", "wants price > cost > salvage"},
    {"newsvendor-poisson holding=1 stockout=4 mean=1000001", "use newsvendor"},
    {"base-stock holding=1 stockout=3 demand=2 disruption=1.1 recovery=1", "is at most 1"},
    {"base-stock holding=1 stockout=3 demand=2 disruption=1 recovery=1.1", "is at most 1"},
    {"safety-stock demand=1 sd=1 lead=1 lead_sd=1 level=1", "level must be below 1"},
    {"spares units=1e8 failed=0.1 risk=0.1", "at most 10000000 units"},
    {"spares units=10 failed=0.1 risk=1", "risk below 1"},
    {"forward years=1,2 price=1", "as many 'years' as 'price'"},
    {"forward years=2,2 price=1,1", "'years' must rise"},
    {"multi-echelon from=1 to=2 time=1,1 holding=1 sd=1,1 z=1", "as many as 'time'"},
    {"multi-echelon from=1 to=2 time=1,1 holding=1,1 sd=1 z=1", "as many as 'time'"},
    {"multi-echelon from=1 to=2,2 time=1,1 holding=1,1 sd=1,1 z=1", "as many 'to' as 'from'"},
    {"multi-echelon from=1 to=2 time=1,1 holding=1,1 sd=1,1 z=1 outbound=1", "as many as 'time'"},
    {"multi-echelon from=1 to=3 time=1,1 holding=1,1 sd=1,1 z=1", "numbered from 1"},
    {"multi-echelon from=0 to=2 time=1,1 holding=1,1 sd=1,1 z=1", "numbered from 1"},
    {"multi-echelon from=1 to=1.5 time=1,1 holding=1,1 sd=1,1 z=1", "numbered from 1"},
    {"multi-echelon from=1 to=2 time=1,1.5 holding=1,1 sd=1,1 z=1", "times are whole"},
    {"multi-echelon from=1 to=2 time=1,1 holding=1,1 sd=1,1 z=1 inbound=0.5,0", "times are whole"},
    {"multi-echelon from=1 to=2 time=1,1 holding=1,1 sd=1,1 z=1 outbound=0,1e9", "times are whole"},
    {"multi-echelon from=1,2 to=2,1 time=1,1 holding=1,1 sd=1,1 z=1", "are to be a tree"},
};

static void test_wrong(void) {
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct cp_error err = {0};
        struct cp_facts *t = cp_facts_new();
        int rc = cp_supplier_calculate(wrong[i].text, t, &err);
        ok_fails(rc, &err, wrong[i].says, wrong[i].text);
        ok(rc == CP_EUSAGE && cp_facts_count(t) == 0, "and nothing is said");
        cp_facts_free(t);
    }
}

int main(void) {
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        starve(calculate, &calls[i], calls[i].text);
    test_wrong();
    return done();
}
