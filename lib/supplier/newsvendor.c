/* Buffers against uncertain demand, supply and failure [Snyder, Shen: Fundamentals of Supply Chain
 * Theory, 2nd ed., 4.3 and 9.2]. */
#include "num/num.h"
#include "supplier/supplier.h"
#include <math.h>

double cp_supplier_newsvendor_cost(double holding, double stockout, double mean, double sd,
                                   double lead, double quantity) {
    double m = mean * (lead + 1), s = sd * sqrt(lead + 1), z = (quantity - m) / s;
    double density = exp(-z * z / 2) / sqrt(2 * M_PI);
    double shortage = s * (density - z * cp_num_normal_cdf(-z)); /* standard normal loss */
    return holding * (quantity - m + shortage) + stockout * shortage;
}

struct cp_supplier_stock cp_supplier_newsvendor(double holding, double stockout, double mean,
                                                double sd, double lead) {
    double z = cp_num_normal_quantile(stockout / (stockout + holding));
    double q = mean * (lead + 1) + z * sd * sqrt(lead + 1);
    return (struct cp_supplier_stock){
        .quantity = q, .cost = cp_supplier_newsvendor_cost(holding, stockout, mean, sd, lead, q)};
}

double cp_supplier_newsvendor_poisson_cost(double holding, double stockout, double mean,
                                           double quantity) {
    double over = 0;
    for (unsigned d = 0; (double)d < quantity; d++)
        over += (quantity - d) * cp_num_poisson_mass(d, mean);
    return holding * over + stockout * (mean - quantity + over);
}

struct cp_supplier_stock cp_supplier_newsvendor_poisson(double holding, double stockout,
                                                        double mean) {
    double below = 0, enough = stockout / (stockout + holding);
    unsigned q = 0;
    /* beyond 40 standard deviations nothing is left in double */
    double most = mean + 40 * sqrt(mean) + 40;
    for (below = cp_num_poisson_mass(0, mean); below < enough && q < most;)
        below += cp_num_poisson_mass(++q, mean);
    return (struct cp_supplier_stock){
        .quantity = q, .cost = cp_supplier_newsvendor_poisson_cost(holding, stockout, mean, q)};
}

/* The number of times in a row that supply has failed is geometric: pi_0 = b / (a + b), pi_n =
 * a b / (a + b) (1 - b)^(n-1). Demand then waits for n + 1 times' worth. */
struct cp_supplier_stock cp_supplier_disrupted(double holding, double stockout, double demand,
                                               double disruption, double recovery) {
    enum { LONGEST = 100000 };
    double down = disruption / (disruption + recovery);
    double enough = stockout / (stockout + holding), cost = 0, chance;
    unsigned n = 0;
    while (n < LONGEST && 1 - down * pow(1 - recovery, n) < enough)
        n++;
    for (unsigned k = 0; k < LONGEST; k++) {
        chance = k == 0 ? 1 - down : down * recovery * pow(1 - recovery, k - 1);
        if (k > n && chance * k < 1e-18)
            break;
        cost += chance * demand * (k <= n ? holding * (n - k) : stockout * (k - n));
    }
    return (struct cp_supplier_stock){.quantity = demand * (n + 1), .cost = cost};
}

unsigned cp_supplier_spares(unsigned units, double failed, double risk) {
    unsigned s = 0;
    while (cp_num_binomial_above(s, units + s, failed) > risk)
        s++;
    return s;
}

double cp_supplier_hhi(size_t n, const double *amount) {
    double sum = 0, squares = 0;
    for (size_t i = 0; i < n; i++) {
        sum += amount[i];
        squares += amount[i] * amount[i];
    }
    return sum > 0 ? 1e4 * squares / (sum * sum) : NAN;
}

void cp_supplier_forward(size_t n, const double *years, const double *price, double *forward) {
    for (size_t i = 0; i < n; i++) {
        double before = i ? years[i - 1] : 0, paid = i ? years[i - 1] * price[i - 1] : 0;
        forward[i] = (years[i] * price[i] - paid) / (years[i] - before);
    }
}

static double powers(double q, unsigned n) {
    double sum = 0;
    for (unsigned k = 0; k < n; k++)
        sum = sum * q + 1;
    return sum;
}

double cp_supplier_forward_ratio(double first, double mean, unsigned years) {
    double low = 0, high = 1, want = mean / first * years;
    while (powers(high, years) < want && high < 1e6)
        high *= 2;
    for (int i = 0; i < 200; i++) {
        double q = (low + high) / 2;
        if (powers(q, years) < want)
            low = q;
        else
            high = q;
    }
    return (low + high) / 2;
}
