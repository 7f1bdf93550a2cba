/* The payments of loans, one a row. */
#include "finance/table/calculate.h"
#include <math.h>
#include <string.h>

enum { MAX_PERIODS = 12000 };

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
        return cp_finance_cell_fail(err, &c[LOAN_AMOUNT], "an amount above 0");
    if (!(c[LOAN_RATE].number >= 0 && c[LOAN_RATE].number <= 1))
        return cp_finance_cell_fail(err, &c[LOAN_RATE], CP_FINANCE_RATE_WANTED);
    if (!cp_finance_cell_whole(&c[LOAN_PERIODS], 1, MAX_PERIODS))
        return cp_finance_cell_fail(err, &c[LOAN_PERIODS], "a whole number of periods, 1 to 12000");
    if (!(c[LOAN_BALLOON].number >= 0 && c[LOAN_BALLOON].number <= c[LOAN_AMOUNT].number))
        return cp_finance_cell_fail(err, &c[LOAN_BALLOON], "between 0 and the amount");
    if (repay->given && !*straight && strcmp(repay->text, "level") != 0)
        return cp_finance_cell_fail(err, repay, "level or straight");
    return 0;
}

static int put_payment(struct cp_calculator *w, const char *name, const char *period,
                       const double *value, struct cp_error *err) {
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
    struct cp_calculator *w = data;
    const char *name = cp_finance_row_name(w, &c[LOAN_NAME]);
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

const struct cp_columns cp_finance_calculate_loan = {
    loan_columns, sizeof loan_columns / sizeof *loan_columns, loan_row};
