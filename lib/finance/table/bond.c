/* Price, yield and duration of bonds, one a row. */
#include "finance/table/calculate.h"
#include <math.h>
#include <string.h>

enum {
    BOND_NAME,
    BOND_SETTLEMENT,
    BOND_MATURITY,
    BOND_RATE,
    BOND_PRICE,
    BOND_YIELD,
    BOND_REDEMPTION,
    BOND_FREQUENCY,
    BOND_COUNT
};
static const struct cp_column bond_columns[] = {
    [BOND_NAME] = {"name", COLUMN_TEXT, false},
    [BOND_SETTLEMENT] = {"settlement", COLUMN_DATE, true},
    [BOND_MATURITY] = {"maturity", COLUMN_DATE, true},
    [BOND_RATE] = {"rate", COLUMN_NUMBER, true},
    [BOND_PRICE] = {"price", COLUMN_NUMBER, false},
    [BOND_YIELD] = {"yield", COLUMN_NUMBER, false},
    [BOND_REDEMPTION] = {"redemption", COLUMN_NUMBER, false},
    [BOND_FREQUENCY] = {"frequency", COLUMN_NUMBER, false},
    [BOND_COUNT] = {"day_count", COLUMN_TEXT, false},
};

static int bond_check(const struct cp_cell *c, struct cp_bond *b, struct cp_error *err) {
    *b = (struct cp_bond){.settlement = cp_period_start(c[BOND_SETTLEMENT].period),
                          .maturity = cp_period_start(c[BOND_MATURITY].period),
                          .rate = c[BOND_RATE].number,
                          .redemption = c[BOND_REDEMPTION].given ? c[BOND_REDEMPTION].number : 100,
                          .frequency = 2,
                          .count = CP_30_360};
    const struct cp_cell *f = &c[BOND_FREQUENCY];
    if (b->maturity <= b->settlement)
        return cp_finance_cell_fail(err, &c[BOND_MATURITY], "after settlement");
    if (!(b->rate >= 0 && b->rate <= 1))
        return cp_finance_cell_fail(err, &c[BOND_RATE], CP_FINANCE_RATE_WANTED);
    if (!(b->redemption > 0))
        return cp_finance_cell_fail(err, &c[BOND_REDEMPTION], "an amount above 0");
    if (f->given && !(cp_finance_cell_whole(f, 1, 12) && 12 % (int)f->number == 0))
        return cp_finance_cell_fail(err, f, "1, 2, 3, 4, 6 or 12 coupons a year");
    if (f->given)
        b->frequency = (int)f->number;
    if (c[BOND_COUNT].given && (cp_day_count_parse(c[BOND_COUNT].text, &b->count) < 0 ||
                                b->count == CP_ACT_ACT_AFB || b->count == CP_ACT_ACT_SHEET))
        return cp_finance_cell_fail(err, &c[BOND_COUNT],
                                    "30/360, 30E/360, act/360, act/365 or act/act");
    if (c[BOND_PRICE].given == c[BOND_YIELD].given)
        return cp_fail_at(err, CP_EINPUT, c[BOND_SETTLEMENT].pos,
                          "one of price and yield is wanted, the other follows");
    if (c[BOND_PRICE].given && !(c[BOND_PRICE].number > 0))
        return cp_finance_cell_fail(err, &c[BOND_PRICE], "a price above 0");
    if (c[BOND_YIELD].given && !(c[BOND_YIELD].number > -b->frequency && c[BOND_YIELD].number <= 1))
        return cp_finance_cell_fail(err, &c[BOND_YIELD],
                                    "a yield above -100 % a coupon period and up to 100 %");
    return 0;
}

static int bond_row(void *data, const struct cp_cell *c, struct cp_error *err) {
    struct cp_calculator *w = data;
    struct cp_bond b;
    const char *name = cp_finance_row_name(w, &c[BOND_NAME]);
    int rc = bond_check(c, &b, err);
    if (rc < 0)
        return rc;
    double yield =
        c[BOND_PRICE].given ? cp_bond_yield(&b, c[BOND_PRICE].number) : c[BOND_YIELD].number;
    const struct {
        const char *measure;
        double value;
    } answer[] = {
        {"bond_price", c[BOND_PRICE].given ? c[BOND_PRICE].number : cp_bond_price(&b, yield)},
        {"bond_accrued", cp_bond_accrued(&b)},
        {"bond_yield", yield},
        {"duration", cp_bond_duration(&b, yield, false)},
        {"modified_duration", cp_bond_duration(&b, yield, true)}};
    bool none = false;
    for (size_t i = 0; i < sizeof answer / sizeof *answer; i++) {
        double x = isfinite(answer[i].value) ? answer[i].value : NAN;
        none |= isnan(x);
        rc = cp_facts_put(
            w->facts,
            &(struct cp_fact){.dim[CP_TRANCHE] = name, .measure = answer[i].measure, .value = x},
            err);
        if (rc)
            return rc;
    }
    return none;
}

const struct cp_columns cp_finance_calculate_bond = {
    bond_columns, sizeof bond_columns / sizeof *bond_columns, bond_row};
