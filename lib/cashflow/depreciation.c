/* Straight line, sum of the years' digits and declining balance by year, and any method as a share
 * by date. */
#include "cashflow/cashflow.h"
#include <math.h>
#include <string.h>

double cp_depreciation_straight_line(double cost, double salvage, double life) {
    return (cost - salvage) / life;
}

double cp_depreciation_sum_of_years(double cost, double salvage, double life, double k) {
    return (cost - salvage) * (life - k + 1) * 2 / (life * (life + 1));
}

double cp_depreciation_declining_balance(double cost, double salvage, double life, double k,
                                         double factor) {
    double rate = fmin(factor / life, 1);
    double before = rate == 1 ? (k <= 1 ? cost : 0) : cost * pow(1 - rate, fmax(k, 1) - 1);
    double after = cost * pow(1 - rate, fmax(k, 1));
    return fmax(0, before - fmax(after, salvage));
}

/* Until `age`, the parts of the years before it whole. */
static double variable_until(double cost, double salvage, double life, double age, double factor,
                             bool line) {
    double sum = 0;
    for (double k = 0; k < age; k++) {
        double year = fmin((cost - sum) * factor / life, cost - salvage - sum);
        if (line && k < life)
            year = fmax(year, (cost - salvage - sum) / fmax(1, life - k));
        sum += fmax(0, year) * fmin(1, age - k);
    }
    return sum;
}

double cp_depreciation_variable_balance(double cost, double salvage, double life, double from,
                                        double to, double factor, bool line) {
    return variable_until(cost, salvage, life, to, factor, line) -
           variable_until(cost, salvage, life, from, factor, line);
}

double cp_depreciation_fixed_balance(double cost, double salvage, double life, double k,
                                     double months) {
    double rate = round(1000 * (1 - pow(salvage / cost, 1 / life))) / 1000;
    double first = cost * rate * months / 12, left = cost - first;
    k = floor(k);
    if (k <= 1)
        return first;
    if (k > life + (months < 12))
        return 0;
    left *= pow(1 - rate, k - 2);
    return k > life ? left * rate * (12 - months) / 12 : left * rate;
}

int cp_depreciation_parse(const char *text, struct cp_depreciation_method *out) {
    static const struct {
        const char *text;
        enum cp_depreciation kind;
        int recovery;
    } names[] = {{"straight-line", CP_DEPRECIATION_STRAIGHT_LINE, 0},
                 {"ddb", CP_DEPRECIATION_DDB, 0},
                 {"syd", CP_DEPRECIATION_SYD, 0},
                 {"macrs-3", CP_DEPRECIATION_MACRS, 3},
                 {"macrs-5", CP_DEPRECIATION_MACRS, 5},
                 {"macrs-7", CP_DEPRECIATION_MACRS, 7},
                 {"macrs-10", CP_DEPRECIATION_MACRS, 10},
                 {"macrs-15", CP_DEPRECIATION_MACRS, 15},
                 {"macrs-20", CP_DEPRECIATION_MACRS, 20},
                 {"sl-5", CP_DEPRECIATION_HALF_YEAR, 5},
                 {"sl-10", CP_DEPRECIATION_HALF_YEAR, 10},
                 {"sl-15", CP_DEPRECIATION_HALF_YEAR, 15},
                 {"sl-20", CP_DEPRECIATION_HALF_YEAR, 20},
                 {"sl-39", CP_DEPRECIATION_MID_MONTH, 39}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(text, names[i].text) == 0) {
            out->kind = names[i].kind;
            out->recovery = names[i].recovery;
            return 0;
        }
    return CP_EINPUT;
}

/* Double declining balance, and straight line over what is left of the life from the year in which
 * that takes more; a last part of a year takes the rest. */
static double declining_until(double life, double age) {
    double left = 1;
    for (int k = 0; k < age; k++) {
        double year = left * fmin(1, fmax(2 / life, 1 / fmax(1, life - k)));
        left -= year * fmin(1, age - k);
    }
    return 1 - left;
}

static double digits_until(double life, double age) {
    double whole = ceil(life), sum = 0;
    for (int k = 1; k <= whole && k - 1 < age; k++)
        sum += cp_depreciation_sum_of_years(1, 0, whole, k) * fmin(1, age - (k - 1));
    return sum;
}

static double in_table(const struct cp_depreciation_method *m, int64_t start, int first, int k) {
    if (m->kind == CP_DEPRECIATION_MID_MONTH)
        return cp_depreciation_mid_month(cp_period_at(CP_MONTH, start).index - 12 * first + 1, k);
    int quarter = m->mid_quarter ? cp_period_at(CP_QUARTER, start).index - 4 * first + 1 : 0;
    return m->kind == CP_DEPRECIATION_MACRS ? cp_depreciation_macrs(m->recovery, quarter, k)
                                            : cp_depreciation_half_year(m->recovery, k);
}

/* Tables by calendar year. */
static double table_until(const struct cp_depreciation_method *m, int64_t start, int64_t at) {
    int first = cp_period_year(cp_period_at(CP_YEAR, start)), last = first + m->recovery;
    double sum = 0;
    for (int y = first; y <= last; y++) {
        struct cp_period p = {CP_YEAR, y};
        int64_t from = y == first ? start : cp_period_start(p), to = cp_period_end(p);
        if (at <= from)
            break;
        double share = in_table(m, start, first, y - first + 1);
        sum += share * (at >= to ? 1 : (double)(at - from) / (double)(to - from));
    }
    return sum;
}

double cp_depreciation_share(const struct cp_depreciation_method *m, int64_t start, int64_t at) {
    if (at <= start)
        return 0;
    if (m->kind >= CP_DEPRECIATION_MACRS)
        return fmin(1, table_until(m, start, at));
    double age = cp_years_between(start, at);
    if (age >= m->life)
        return 1;
    switch (m->kind) {
    case CP_DEPRECIATION_DDB:
        return declining_until(m->life, age);
    case CP_DEPRECIATION_SYD:
        return fmin(1, digits_until(m->life, age));
    default:
        return age / m->life;
    }
}
