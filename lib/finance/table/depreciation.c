/* What assets lose by year, one a row. */
#include "finance/table/calculate.h"
#include <math.h>
#include <string.h>

enum { DEP_NAME, DEP_COST, DEP_METHOD, DEP_LIFE, DEP_SALVAGE, DEP_QUARTER, DEP_MONTH };
static const struct cp_column depreciation_columns[] = {
    [DEP_NAME] = {"name", COLUMN_TEXT, false},
    [DEP_COST] = {"cost", COLUMN_NUMBER, true},
    [DEP_METHOD] = {"method", COLUMN_TEXT, true},
    [DEP_LIFE] = {"life", COLUMN_NUMBER, false},
    [DEP_SALVAGE] = {"salvage", COLUMN_NUMBER, false},
    [DEP_QUARTER] = {"quarter", COLUMN_NUMBER, false},
    [DEP_MONTH] = {"month", COLUMN_NUMBER, false},
};

/* By percentages of the IRS, over a life of its own. */
static bool is_table(const struct cp_depreciation_method *m) {
    return m->kind >= CP_DEPRECIATION_MACRS;
}

static int depreciation_check(const struct cp_cell *c, struct cp_depreciation_method *m,
                              struct cp_error *err) {
    if (!(c[DEP_COST].number > 0))
        return cp_finance_cell_fail(err, &c[DEP_COST], "a cost above 0");
    if (cp_depreciation_parse(c[DEP_METHOD].text, m) < 0)
        return cp_finance_cell_fail(
            err, &c[DEP_METHOD],
            "straight-line, ddb, syd, macrs-3, -5, -7, -10, -15, -20 or sl-5, -10, -15, -20, -39");
    bool macrs = m->kind == CP_DEPRECIATION_MACRS, table = is_table(m);
    if (table && (c[DEP_LIFE].given || c[DEP_SALVAGE].number != 0))
        return cp_fail_at(err, CP_EINPUT, c[DEP_METHOD].pos,
                          "%s has a life of its own, and no salvage value", c[DEP_METHOD].text);
    if (c[DEP_QUARTER].given && (!macrs || !cp_finance_cell_whole(&c[DEP_QUARTER], 1, 4)))
        return cp_finance_cell_fail(err, &c[DEP_QUARTER], "a quarter, 1 to 4, of a macrs method");
    bool month = m->kind == CP_DEPRECIATION_MID_MONTH;
    if (month && !c[DEP_MONTH].given)
        return cp_fail_at(err, CP_EINPUT, c[DEP_MONTH].pos, "%s wants a month", c[DEP_METHOD].text);
    if (c[DEP_MONTH].given && (!month || !cp_finance_cell_whole(&c[DEP_MONTH], 1, 12)))
        return cp_finance_cell_fail(err, &c[DEP_MONTH],
                                    "a month, 1 to 12, of sl-39, and of no other method");
    if (!table && !c[DEP_LIFE].given)
        return cp_fail_at(err, CP_EINPUT, c[DEP_LIFE].pos, "%s wants a life", c[DEP_METHOD].text);
    if (!table && !(c[DEP_LIFE].number > 0 && c[DEP_LIFE].number <= 200))
        return cp_finance_cell_fail(err, &c[DEP_LIFE], "a life above 0 and up to 200 years");
    if (m->kind == CP_DEPRECIATION_SYD && c[DEP_LIFE].number != floor(c[DEP_LIFE].number))
        return cp_finance_cell_fail(err, &c[DEP_LIFE], "a whole number of years, which syd wants");
    if (!(c[DEP_SALVAGE].number >= 0 && c[DEP_SALVAGE].number <= c[DEP_COST].number))
        return cp_finance_cell_fail(err, &c[DEP_SALVAGE], "between 0 and the cost");
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
    case CP_DEPRECIATION_MID_MONTH:
        return cost * cp_depreciation_mid_month((int)c[DEP_MONTH].number, k);
    default:
        return cost * cp_depreciation_macrs(m->recovery, (int)c[DEP_QUARTER].number, k);
    }
}

static int depreciation_row(void *data, const struct cp_cell *c, struct cp_error *err) {
    struct cp_calculator *w = data;
    struct cp_depreciation_method m = {0};
    const char *name = cp_finance_row_name(w, &c[DEP_NAME]);
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

const struct cp_columns cp_finance_calculate_depreciation = {
    depreciation_columns, sizeof depreciation_columns / sizeof *depreciation_columns,
    depreciation_row};
