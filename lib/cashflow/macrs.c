/* IRS Publication 946, Appendix A, percentage tables for the general depreciation system. */
#include "cashflow/cashflow.h"
#include <math.h>

/* Table A-1: 3-, 5-, 7-, 10-, 15- and 20-year property, half-year convention, per cent. */
static const double half_year[6][21] = {
    {33.33, 44.45, 14.81, 7.41},
    {20, 32, 19.2, 11.52, 11.52, 5.76},
    {14.29, 24.49, 17.49, 12.49, 8.93, 8.92, 8.93, 4.46},
    {10, 18, 14.4, 11.52, 9.22, 7.37, 6.55, 6.55, 6.56, 6.55, 3.28},
    {5, 9.5, 8.55, 7.7, 6.93, 6.23, 5.9, 5.9, 5.91, 5.9, 5.91, 5.9, 5.91, 5.9, 5.91, 2.95},
    {3.75,  7.219, 6.677, 6.177, 5.713, 5.285, 4.888, 4.522, 4.462, 4.461, 4.462,
     4.461, 4.462, 4.461, 4.462, 4.461, 4.462, 4.461, 4.462, 4.461, 2.231}};

/* Tables: 3-, 5- and 7-year property, mid-quarter convention by quarter of being placed
 * in service, per cent. */
static const double mid_quarter[3][4][8] = {{{58.33, 27.78, 12.35, 1.54},
                                             {41.67, 38.89, 14.14, 5.3},
                                             {25, 50, 16.67, 8.33},
                                             {8.33, 61.11, 20.37, 10.19}},
                                            {{35, 26, 15.6, 11.01, 11.01, 1.38},
                                             {25, 30, 18, 11.37, 11.37, 4.26},
                                             {15, 34, 20.4, 12.24, 11.3, 7.06},
                                             {5, 38, 22.8, 13.68, 10.94, 9.58}},
                                            {{25, 21.43, 15.31, 10.93, 8.75, 8.74, 8.75, 1.09},
                                             {17.85, 23.47, 16.76, 11.97, 8.87, 8.87, 8.87, 3.34},
                                             {10.71, 25.51, 18.22, 13.02, 9.3, 8.85, 8.86, 5.53},
                                             {3.57, 27.55, 19.68, 14.06, 10.04, 8.73, 8.73, 7.64}}};

/* Declining balance at 200 % (150 % for 15 and 20 years), going over to the straight line, the
 * first year from the middle of its quarter. */
static double by_formula(int recovery, int quarter, int k) {
    double first = (4.5 - quarter) / 4, left = 1, lives = recovery, share = 0;
    for (int y = 1; y <= k; y++) {
        double part = y == 1 ? first : 1;
        double declining = left * (recovery > 10 ? 1.5 : 2) / recovery;
        share = y > recovery ? left : fmin(left, part * fmax(declining, left / lives));
        left -= share;
        lives -= part;
    }
    return share;
}

double cp_depreciation_macrs(int recovery, int quarter, int k) {
    static const int classes[] = {3, 5, 7, 10, 15, 20};
    size_t row = 0;
    while (row < 6 && classes[row] != recovery)
        row++;
    if (row == 6 || quarter < 0 || quarter > 4)
        return NAN;
    if (k < 1 || k > recovery + 1)
        return 0;
    if (quarter > 0 && row > 2)
        return by_formula(recovery, quarter, k);
    return (quarter > 0 ? mid_quarter[row][quarter - 1][k - 1] : half_year[row][k - 1]) / 100;
}

/* Table A-8; 15 years do not divide 100 evenly. */
double cp_depreciation_half_year(int recovery, int k) {
    if (recovery != 5 && recovery != 10 && recovery != 15 && recovery != 20)
        return NAN;
    if (k < 1 || k > recovery + 1)
        return 0;
    bool end = k == 1 || k == recovery + 1;
    if (recovery == 15)
        return (end ? 3.33 : k >= 8 && k % 2 == 0 ? 6.66 : 6.67) / 100;
    return (end ? 0.5 : 1) / recovery;
}

/* Thousandths of a percent: the first year by month; the last has what the first lacks. */
double cp_depreciation_mid_month(int month, int k) {
    enum { YEARS = 39, WHOLE = 2564, BOTH = 2568 };
    static const int first[] = {2461, 2247, 2033, 1819, 1605, 1391, 1177, 963, 749, 535, 321, 107};
    if (month < 1 || month > 12)
        return NAN;
    if (k < 1 || k > YEARS + 1)
        return 0;
    int share = k == 1 ? first[month - 1] : k > YEARS ? BOTH - first[month - 1] : WHOLE;
    return share / 1e5;
}
