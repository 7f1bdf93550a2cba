/* What overrides of a plan make, and what is told of those that cannot be. */
#include "plan_case.h"

static const struct {
    const char *set, *path, *shows;
} good[] = {
    {"contracts/g/price=*{2027: 2, 2028: 3}", "contracts/g/price",
     "2027: 101 USD/MWh\n2028: 151.5 USD/MWh\n"},
    {"contracts/g/price=+{2027: .1, 2028: -1.5 USD/kWh}", "contracts/g/price",
     "2026: 50.5 USD/MWh\n2027: 50.6 USD/MWh\n2028: -1449.5 USD/MWh\n"},
    {"contracts/g/price=*{2028: 1.1}", "contracts/g/price", "2028: 55.55 USD/MWh\n"},
    {"contracts/g/price=+{2028: {value: 5, source: x}}", "contracts/g/price",
     "2027: 50.5 USD/MWh\n2028: 55.5 USD/MWh\n"},
    {"contracts/g/price=+{0001: 5}", "contracts/g/price", "0001: 55.5 USD/MWh\n"},
    {"workloads/w/demand=*{2027: 2, 2028: 3}", "workloads/w/demand",
     "2027: 3 EFLOP/s\n2028: 4.5 EFLOP/s\n"},
    {"sites/*/pue=*2", "sites/s/pue", "2.5\n"},
    {"contracts/g/from=+6 months", "contracts/g/from", "2020-07-01\n"},
    {"contracts/g/from=+400 days", "contracts/g/from", "2021-02-04\n"},
    {"contracts/g/from=+-2 quarters", "contracts/g/from", "2019-07-01\n"},
    {"contracts/g/from=+-1 year", "contracts/g/from", "2019-01-01\n"},
    {"skus/G/life=+1 year", "skus/G/life", "6 years\n"},
    {"horizon/from=+1 year", "horizon/from", "2028\n"},
    {"contracts/g/until=+1 week", "contracts/g/until", "2040-01-08\n"},
    {"skus/G/efficiency/*=*0.5", "skus/G/efficiency", "'*': 25 %\n"},
    {"discount=", "discount", "8 %\n"},
    {"inflation=*2", "inflation", "0 %\n"},
    {"discount=*  2", "discount", "20 %\n"},
    {"workloads/w/demand=*2", "workloads/w/demand", "3 EFLOP/s\n"},
    {"sites/s/phases/*/capex=5 USD", "sites/s/phases/p/capex", "5 USD\n"},
    {"sites/s/om/source=bill", "sites/s/om", "value: 1 USD/MW/year\nsource: bill\n"},
    {"contracts/g/price/value=5 USD/MWh", "contracts/g/price", "value: 5 USD/MWh\n"},
};

/* Of a price of more than one number: what one override makes of what another made. */
static const struct {
    const char *price, *change, *shows;
} steps[] = {
    {"{2026: 50 USD/MWh, 2029: 70 USD/MWh}", "+{2028: 5}",
     "2026: 50 USD/MWh\n2028: 55 USD/MWh\n2029: 75 USD/MWh\n"},
    {"{2026: 50 USD/MWh, 2029: 70 USD/MWh}", "*{2028: 1.1}",
     "2026: 55 USD/MWh\n2028: 55 USD/MWh\n2029: 77 USD/MWh\n"},
    {"{2029: 70 USD/MWh, source: x}", "+{2028-Q3: 5, 2028-Q1: 2}",
     "2027-Q4: 70 USD/MWh\n2028-Q1: 72 USD/MWh\n2028-Q3: 75 USD/MWh\n2029: 75 USD/MWh\nsource: "
     "x\n"},
    {"{2027: {value: 50 USD/MWh, source: x}}", "*{2028: 1.1}",
     "2027: 55 USD/MWh\n2028: 55 USD/MWh\n"},
    {"{value: 50 USD/MWh, growth: 2 %}", "+{2028: 5}",
     "2027: 50 USD/MWh\n2028: 55 USD/MWh\ngrowth: 2 %\n"},
};

static const struct {
    const char *set, *says;
} bad[] = {
    {"discount=*x", "discount: wanted a number after the sign of '=*x'"},
    {"discount=*1e999", "discount: wanted a number after the sign of '=*1e999'"},
    {"discount=*1e308", "discount: '10 %' becomes too large"},
    {"sites/s/pue/x=3", "sites/s/pue/x: unknown key 'x'"},
    {"sites/s/pue/x/y=3", "sites/s/pue/x/y: unknown key 'x'"},
    {"contracts/g/price=*{2027: x}", "contracts/g/price: 'x' is no plain number to scale by"},
    {"contracts/g/price=+{2027: x}", "contracts/g/price: 'x' is no number to add"},
    {"contracts/g/price=+{2028: {a: 1}}", "contracts/g/price: '2028' has no number to add"},
    {"contracts/g/price=+{2028: }", "contracts/g/price: '2028' has no number to add"},
    {"contracts/g/price=*{2028: [1]}", "contracts/g/price: '2028' has no number to scale by"},
    {"contracts/g/price=+{2027: 1 MW}",
     "contracts/g/price: 'MW' does not measure what 'USD/MWh' does"},
    {"contracts/g/price=+{}", "contracts/g/price: '+{}' has no steps"},
    {"contracts/g/price=*{}", "contracts/g/price: '*{}' has no steps"},
    {"contracts/g/price=*{x: 2}", "contracts/g/price: 'x' is no period to begin at"},
    {"contracts/g/price=*{2027: 1e308}", "contracts/g/price: '50.5 USD/MWh' becomes too large"},
    {"contracts/g/price=*{source: x}", "contracts/g/price: '*{}' has no steps"},
    {"discount=*{2027: 2}", "discount: '=*{2027: 2}' acts on a path of steps, and this is none"},
    {"currency=*2", "currency: '=*2' acts on numbers and dates that are written, and this is none"},
    {"sites/q/pue=*2", "sites/q/pue: there is no 'q'"},
    {"sites/s=*2", "sites/s: '=*2' acts on numbers and dates that are written, and this is none"},
    {"contracts/g/from=+1 furlong",
     "contracts/g/from: '=+1 furlong' moves no date; wanted as '=+12 months' or '=+-2 weeks'"},
    {"contracts/g/from=+1.5 months",
     "contracts/g/from: '=+1.5 months' moves no date; wanted as '=+12 months' or '=+-2 weeks'"},
    {"contracts/g/from=+x",
     "contracts/g/from: '=+x' moves no date; wanted as '=+12 months' or '=+-2 weeks'"},
    {"contracts/g/from=-2 quarters",
     "contracts/g/from: '-2 quarters' is not a date, like 2027-03-14, 2027-03, 2027-Q1 or 2027"},
    {"contracts/g/from=+1e9 years",
     "contracts/g/from: '=+1e9 years' moves no date; wanted as '=+12 months' or '=+-2 weeks'"},
    {"contracts/g/from=*2",
     "contracts/g/from: '=*2' moves no date; wanted as '=+12 months' or '=+-2 weeks'"},
    {"skus/G/life=+1 GW", "skus/G/life: 'GW' does not measure what 'years' does"},
    {"workloads/w/demand/growth=*2",
     "workloads/w/demand/growth: the plan has no value that '=*2' could act on"},
    {"contracts/g/price/2027=5 USD/MWh",
     "contracts/g/price: has a value and steps; one of them decides"},
    {"contracts/g/price/vale=5", "contracts/g/price/vale: unknown key 'vale'"},
    {"suppliers/n/offers/o/steps/1/from=3 GPU",
     "suppliers/n/offers/o/steps/1/from: nothing can stand below it, so there is no '1'"},
    {"suppliers/n/offers/o/steps=5", "suppliers/n/offers/o/steps: is not a list"},
    {"skus/G/residual/1=5 %", "skus/G/residual/1: unknown key '1'"},
    {"contracts/g={kind: grid}",
     "contracts/g: missing key 'sites': a contract delivers to sites or nodes"},
    {"contracts/z={kind: grid}",
     "contracts/z: missing key 'sites': a contract delivers to sites or nodes"},
    {"discount={a: [b", "not YAML: did not find expected ',' or ']'"},
    {"discount=\"x", "discount: '\"x' is not a number with a unit, like '1.5 %'"},
    {"include=other.yaml", "include: 'include' is read before overrides apply"},
    {"include=", "include: 'include' is read before overrides apply"},
    {"set=x", "set: 'set' is read before overrides apply"},
    {"*/pue=2", "*/pue: nothing that the plan writes is matched"},
    {"sites/*/nothing=2", "sites/*/nothing: nothing that the plan writes is matched"},
    {"sites/s/nothing=2", "sites/s/nothing: unknown key 'nothing'"},
    {"skus/G/efficiency/w=*0.5",
     "skus/G/efficiency/w: the plan has no value that '=*0.5' could act on"},
    {"skus/G/off=*2", "skus/G/off: the plan has no value that '=*2' could act on"},
    {"contracts/g/availability=+1 %", "contracts/g/availability: '101 %' is above 100 %"},
    {"workloads/w/users=*2", "workloads/w/users: the plan has no value that '=*2' could act on"},
    {"discount=*2x", "discount: '=*2x' scales by a plain number"},
    {"fx/EUR=*2", "fx/EUR: the plan has no value that '=*2' could act on"},
    {"site/s/pue=2", "site/s/pue: unknown key 'site' (did you mean 'sites'?)"},
    {"sites/s/puee=1.3", "sites/s/puee: unknown key 'puee' (did you mean 'pue'?)"},
    {"nothing", "'nothing' is not path=value"},
    {"=x", "'=x' is not path=value"},
};

static void test_good(void) {
    for (size_t k = 0; k < sizeof good / sizeof *good; k++) {
        struct cp_error err;
        struct cp_str out = {0};
        int rc;
        struct cp_plan *p = load(SMALL, good[k].set, &err, &rc);
        if (rc == 0)
            rc = cp_plan_show(p, good[k].path, &out, &err);
        ok_rc(rc, &err, good[k].set);
        ok_str(out.s, good[k].shows, good[k].path);
        cp_str_release(&out);
        cp_plan_free(p);
    }
}

static void test_steps(void) {
    for (size_t k = 0; k < sizeof steps / sizeof *steps; k++) {
        struct cp_error err = {0};
        struct cp_str out = {0};
        struct cp_plan *p = NULL;
        char price[128], change[128];
        const char *const set[] = {price, change};
        snprintf(price, sizeof price, "contracts/g/price=%s", steps[k].price);
        snprintf(change, sizeof change, "contracts/g/price=%s", steps[k].change);
        int rc = cp_plan_load(put("plan.yaml", SMALL), set, 2, &p, &err);
        if (rc == 0)
            rc = cp_plan_show(p, "contracts/g/price", &out, &err);
        ok_rc(rc, &err, change);
        ok_str(out.s, steps[k].shows, price);
        cp_str_release(&out);
        cp_plan_free(p);
    }
}

static void test_bad(void) {
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        struct cp_error err;
        int rc;
        struct cp_plan *p = load(SMALL, bad[k].set, &err, &rc);
        ok(!p, "no plan comes of '%s'", bad[k].set);
        ok_fails(rc, &err, bad[k].says, bad[k].set);
        cp_plan_free(p);
    }
}

int main(void) {
    if (!enter())
        return 1;
    test_good();
    test_steps();
    test_bad();
    leave();
    return done();
}
