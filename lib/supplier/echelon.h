/* Safety stock over several stages. Private to the room. */
#ifndef CAPPLAN_SUPPLIER_ECHELON_H
#define CAPPLAN_SUPPLIER_ECHELON_H

#include "base/base.h"

/* A stage that makes or moves an item in `time`, of its parts, and quotes a service time to those
 * that it supplies. Times are whole periods. */
struct cp_echelon_stage {
    size_t time;
    double holding;  /* of a unit and period */
    double sd;       /* of the demand of a period from outside; 0: none */
    size_t inbound;  /* service time of what comes from outside */
    size_t outbound; /* service time at most; SIZE_MAX: any */
};
struct cp_echelon_edge {
    size_t from, to; /* stages: the one supplies the other */
};

/* Guaranteed service times of least holding cost, for demand up to `z` standard deviations. Stages
 * and edges have to be a tree: CP_EUSAGE without a message where they are not, or where times add
 * up to more than CP_ECHELON_MOST. `service[n]` gets the times quoted, `stock[n]` the safety stock.
 */
enum { CP_ECHELON_MOST = 2000 };
int cp_supplier_echelons(size_t n, const struct cp_echelon_stage *stage, size_t nedge,
                         const struct cp_echelon_edge *edge, double z, size_t *service,
                         double *stock, double *cost);

#endif
