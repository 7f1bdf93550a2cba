/* Order quantities of a steady demand: economic order quantity, with discounts, and Wagner-Whitin
 * [Snyder, Shen: Fundamentals of Supply Chain Theory, 2nd ed., 3.2, 3.4, 3.7]. */
#include "supplier/supplier.h"
#include <math.h>
#include <stdlib.h>

double cp_supplier_eoq_cost(double fixed, double holding, double demand, double quantity) {
    return fixed * demand / quantity + holding * quantity / 2;
}

struct cp_supplier_stock cp_supplier_eoq(double fixed, double holding, double demand) {
    double q = sqrt(2 * fixed * demand / holding);
    return (struct cp_supplier_stock){.quantity = q,
                                      .cost = cp_supplier_eoq_cost(fixed, holding, demand, q)};
}

/* An incremental discount makes a region's price hold for every unit and adds what the units of
 * the regions before cost more to the fixed cost of an order. */
struct cp_supplier_stock cp_supplier_eoq_discount(double fixed, double rate, double demand,
                                                  size_t n, const double *from, const double *price,
                                                  bool incremental) {
    struct cp_supplier_stock best = {.quantity = NAN, .cost = INFINITY};
    double extra = 0;
    for (size_t j = 0; j < n; j++) {
        if (incremental && j > 0)
            extra += (price[j - 1] - price[j]) * from[j];
        double holding = rate * price[j], q = sqrt(2 * (fixed + extra) * demand / holding);
        if (j + 1 < n && q >= from[j + 1])
            continue; /* the next region's lower price holds there */
        if (q < from[j]) {
            if (incremental)
                continue;
            q = from[j];
        }
        double cost = price[j] * demand + rate * extra / 2 +
                      cp_supplier_eoq_cost(fixed + extra, holding, demand, q);
        if (cost < best.cost)
            best = (struct cp_supplier_stock){.quantity = q, .cost = cost, .region = j};
    }
    return best;
}

double cp_supplier_lot_sizes(double fixed, double holding, size_t n, const double *demand,
                             double *order) {
    double *least = cp_calloc(n + 1, sizeof *least);
    size_t *until = cp_calloc(n + 1, sizeof *until);
    double cost = NAN;
    if (!least || !until)
        goto out;
    for (size_t t = n; t-- > 0;) {
        double held = 0;
        least[t] = INFINITY;
        if (demand[t] == 0) { /* nothing is ordered for it */
            least[t] = least[t + 1];
            until[t] = t + 1;
        }
        for (size_t s = t; s < n; s++) {
            held += holding * (double)(s - t) * demand[s];
            if (fixed + held + least[s + 1] < least[t]) {
                least[t] = fixed + held + least[s + 1];
                until[t] = s + 1;
            }
        }
    }
    for (size_t t = 0; t < n; t++)
        order[t] = 0;
    for (size_t t = 0; t < n; t = until[t])
        for (size_t s = t; s < until[t]; s++)
            order[t] += demand[s];
    cost = least[0];
out:
    free(least);
    free(until);
    return cost;
}
