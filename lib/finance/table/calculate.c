/* Loans, depreciation and bonds on their own, from a table of arguments. */
#include "finance/finance.h"
#include "finance/table/table.h"
#include <math.h>
#include <string.h>

enum { MAX_PERIODS = 12000 };

struct work {
    struct cp_facts *facts;
    size_t row;
    char name[24]; /* of the row, where the table gives none */
};

static const char *name_of(struct work *w, const struct cp_cell *name) {
    snprintf(w->name, sizeof w->name, "%zu", ++w->row);
    return name->given ? name->text : w->name;
}

static int bad(struct cp_error *err, const struct cp_cell *c, const char *why) {
    return cp_fail_at(err, CP_EINPUT, c->pos, "'%s' is not %s", c->text, why);
}

static bool whole(const struct cp_cell *c, double low, double high) {
    return c->number >= low && c->number <= high && c->number == floor(c->number);
}

/* ---- loans ------------------------------------------------------------------------------- */

enum { LOAN_NAME, LOAN_AMOUNT, LOAN_RATE, LOAN_PERIODS, LOAN_FIRST, LOAN_BALLOON, LOAN_REPAY };
static const struct cp_column loan_columns[] = {
    [LOAN_NAME] = {"name", COLUMN_TEXT, false},
    [LOAN_AMOUNT] = {"amount", COLUMN_NUMBER, true},
    [LOAN_RATE] = {"rate", COLUMN_NUMBER, true},
    [LOAN_PERIODS] = {"periods", COLUMN_NUMBER, true},
    [LOAN_FIRST] = {"first", COLUMN_PERIOD, false},
    [LOAN_BALLOON] = {"balloon", COLUMN_NUMBER, false},
    [LOAN_REPAY] = {"repayment", COLUMN_TEXT, false},
};

static int loan_check(const struct cp_cell *c, bool *straight, struct cp_error *err) {
    const struct cp_cell *repay = &c[LOAN_REPAY];
    *straight = repay->given && strcmp(repay->text, "straight") == 0;
    if (!(c[LOAN_AMOUNT].number > 0))
        return bad(err, &c[LOAN_AMOUNT], "an amount above 0");
    if (!(c[LOAN_RATE].number >= 0 && c[LOAN_RATE].number <= 100))
        return bad(err, &c[LOAN_RATE], "a rate of 0 or more");
    if (!whole(&c[LOAN_PERIODS], 1, MAX_PERIODS))
        return bad(err, &c[LOAN_PERIODS], "a whole number of periods, 1 to 12000");
    if (!(c[LOAN_BALLOON].number >= 0 && c[LOAN_BALLOON].number <= c[LOAN_AMOUNT].number))
        return bad(err, &c[LOAN_BALLOON], "between 0 and the amount");
    if (repay->given && !*straight && strcmp(repay->text, "level") != 0)
        return bad(err, repay, "level or straight");
    return 0;
}

static int put_payment(struct work *w, const char *name, const char *period, const double *value,
                       struct cp_error *err) {
    static const char *const measure[] = {"interest", "principal", "debt"};
    for (int i = 0; i < 3; i++) {
        int rc = cp_facts_put(w->facts,
                              &(struct cp_fact){.dim[CP_PERIOD] = period,
                                                .dim[CP_TRANCHE] = name,
                                                .measure = measure[i],
                                                .value = value[i]},
                              err);
        if (rc)
            return rc;
    }
    return 0;
}

static int loan_row(void *data, const struct cp_cell *c, struct cp_error *err) {
    struct work *w = data;
    const char *name = name_of(w, &c[LOAN_NAME]);
    bool straight, dated = c[LOAN_FIRST].given;
    int rc = loan_check(c, &straight, err);
    if (rc)
        return rc;
    double n = c[LOAN_PERIODS].number, owed = c[LOAN_AMOUNT].number,
           balloon = c[LOAN_BALLOON].number, rate = c[LOAN_RATE].number;
    if (dated)
        rate /= cp_period_per_year(c[LOAN_FIRST].period.freq);
    double payment = -cp_level_payment(rate, n, owed, -balloon, false), part = (owed - balloon) / n;
    for (int k = 1; k <= n; k++) {
        char period[CP_PERIOD_SIZE];
        struct cp_period p = c[LOAN_FIRST].period;
        p.index += k - 1;
        if (dated)
            cp_period_format(period, p);
        else
            snprintf(period, sizeof period, "%d", k);
        double interest = owed * rate, principal = straight ? part : payment - interest;
        if (k == n)
            principal = owed - balloon;
        owed -= principal;
        rc = put_payment(w, name, period, (const double[]){interest, principal, owed}, err);
        if (rc)
            return rc;
    }
    return 0;
}

/* ---- depreciation ------------------------------------------------------------------------ */

enum { DEP_NAME, DEP_COST, DEP_METHOD, DEP_LIFE, DEP_SALVAGE, DEP_QUARTER };
static const struct cp_column depreciation_columns[] = {
    [DEP_NAME] = {"name", COLUMN_TEXT, false},
    [DEP_COST] = {"cost", COLUMN_NUMBER, true},
    [DEP_METHOD] = {"method", COLUMN_TEXT, true},
    [DEP_LIFE] = {"life", COLUMN_NUMBER, false},
    [DEP_SALVAGE] = {"salvage", COLUMN_NUMBER, false},
    [DEP_QUARTER] = {"quarter", COLUMN_NUMBER, false},
};

/* By percentages of the IRS, over a life of its own. */
static bool is_table(const struct cp_depreciation_method *m) {
    return m->kind == CP_DEPRECIATION_MACRS || m->kind == CP_DEPRECIATION_HALF_YEAR;
}

static int depreciation_check(const struct cp_cell *c, struct cp_depreciation_method *m,
                              struct cp_error *err) {
    if (!(c[DEP_COST].number > 0))
        return bad(err, &c[DEP_COST], "a cost above 0");
    if (cp_depreciation_parse(c[DEP_METHOD].text, m) < 0)
        return bad(
            err, &c[DEP_METHOD],
            "straight-line, ddb, syd, macrs-3, -5, -7, -10, -15, -20 or sl-5, -10, -15, -20");
    bool macrs = m->kind == CP_DEPRECIATION_MACRS, table = is_table(m);
    if (table && (c[DEP_LIFE].given || c[DEP_SALVAGE].number != 0))
        return cp_fail_at(err, CP_EINPUT, c[DEP_METHOD].pos,
                          "%s has a life of its own, and no salvage value", c[DEP_METHOD].text);
    if (c[DEP_QUARTER].given && (!macrs || !whole(&c[DEP_QUARTER], 1, 4)))
        return bad(err, &c[DEP_QUARTER], "a quarter, 1 to 4, of a macrs method");
    if (!table && !c[DEP_LIFE].given)
        return cp_fail_at(err, CP_EINPUT, c[DEP_LIFE].pos, "%s wants a life", c[DEP_METHOD].text);
    if (!table && !(c[DEP_LIFE].number > 0 && c[DEP_LIFE].number <= 200))
        return bad(err, &c[DEP_LIFE], "a life above 0 and up to 200 years");
    if (m->kind == CP_DEPRECIATION_SYD && c[DEP_LIFE].number != floor(c[DEP_LIFE].number))
        return bad(err, &c[DEP_LIFE], "a whole number of years, which syd wants");
    if (!(c[DEP_SALVAGE].number >= 0 && c[DEP_SALVAGE].number <= c[DEP_COST].number))
        return bad(err, &c[DEP_SALVAGE], "between 0 and the cost");
    return 0;
}

static double in_year(const struct cp_depreciation_method *m, const struct cp_cell *c, int k) {
    double cost = c[DEP_COST].number, salvage = c[DEP_SALVAGE].number, life = c[DEP_LIFE].number;
    switch (m->kind) {
    case CP_DEPRECIATION_STRAIGHT_LINE:
        return cp_depreciation_straight_line(cost, salvage, life) * fmin(1, life - k + 1);
    case CP_DEPRECIATION_DDB:
        return cp_depreciation_variable_balance(cost, salvage, life, k - 1, fmin(k, life), 2, true);
    case CP_DEPRECIATION_SYD:
        return cp_depreciation_sum_of_years(cost, salvage, life, k);
    case CP_DEPRECIATION_HALF_YEAR:
        return cost * cp_depreciation_half_year(m->recovery, k);
    default:
        return cost * cp_depreciation_macrs(m->recovery, (int)c[DEP_QUARTER].number, k);
    }
}

static int depreciation_row(void *data, const struct cp_cell *c, struct cp_error *err) {
    struct work *w = data;
    struct cp_depreciation_method m;
    const char *name = name_of(w, &c[DEP_NAME]);
    int rc = depreciation_check(c, &m, err);
    if (rc)
        return rc;
    double years = is_table(&m) ? m.recovery + 1 : ceil(c[DEP_LIFE].number);
    double left = c[DEP_COST].number;
    for (int k = 1; k <= years; k++) {
        char period[CP_PERIOD_SIZE];
        snprintf(period, sizeof period, "%d", k);
        struct cp_fact f = {.dim[CP_PERIOD] = period,
                            .dim[CP_NAME] = name,
                            .measure = "depreciation",
                            .value = in_year(&m, c, k)};
        rc = cp_facts_put(w->facts, &f, err);
        if (rc)
            return rc;
        left -= f.value;
        f.measure = "book_value";
        f.value = fabs(left) <= 1e-9 * c[DEP_COST].number ? 0 : left;
        rc = cp_facts_put(w->facts, &f, err);
        if (rc)
            return rc;
    }
    return 0;
}

/* ---- bonds ------------------------------------------------------------------------------- */

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
        return bad(err, &c[BOND_MATURITY], "after settlement");
    if (!(b->rate >= 0 && b->rate <= 100))
        return bad(err, &c[BOND_RATE], "a rate of 0 or more");
    if (!(b->redemption > 0))
        return bad(err, &c[BOND_REDEMPTION], "an amount above 0");
    if (f->given && !(whole(f, 1, 12) && 12 % (int)f->number == 0))
        return bad(err, f, "1, 2, 3, 4, 6 or 12 coupons a year");
    if (f->given)
        b->frequency = (int)f->number;
    if (c[BOND_COUNT].given && (cp_day_count_parse(c[BOND_COUNT].text, &b->count) < 0 ||
                                b->count == CP_ACT_ACT_AFB || b->count == CP_ACT_ACT_SHEET))
        return bad(err, &c[BOND_COUNT], "30/360, 30E/360, act/360, act/365 or act/act");
    if (c[BOND_PRICE].given == c[BOND_YIELD].given)
        return cp_fail_at(err, CP_EINPUT, c[BOND_SETTLEMENT].pos,
                          "one of price and yield is wanted, the other follows");
    if (c[BOND_PRICE].given && !(c[BOND_PRICE].number > 0))
        return bad(err, &c[BOND_PRICE], "a price above 0");
    if (c[BOND_YIELD].given &&
        !(c[BOND_YIELD].number > -b->frequency && c[BOND_YIELD].number <= 100))
        return bad(err, &c[BOND_YIELD], "a yield above -100 % a coupon period");
    return 0;
}

static int bond_row(void *data, const struct cp_cell *c, struct cp_error *err) {
    struct work *w = data;
    struct cp_bond b;
    const char *name = name_of(w, &c[BOND_NAME]);
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

#define COLUMNS(a) a, sizeof(a) / sizeof *(a)
static const struct cp_columns calculations[] = {
    [CP_CALCULATE_LOAN] = {COLUMNS(loan_columns), loan_row},
    [CP_CALCULATE_DEPRECIATION] = {COLUMNS(depreciation_columns), depreciation_row},
    [CP_CALCULATE_BOND] = {COLUMNS(bond_columns), bond_row}};

int cp_finance_calculate(enum cp_calculation what, FILE *in, const char *file,
                         struct cp_facts *facts, struct cp_error *err) {
    struct work w = {.facts = facts};
    return cp_finance_columns_read(in, file, &calculations[what], &w, err);
}
