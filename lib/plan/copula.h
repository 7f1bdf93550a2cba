/* What is drawn together. */
#ifndef CAPPLAN_PLAN_COPULA_H
#define CAPPLAN_PLAN_COPULA_H

#include "base/base.h"

CP_BEGIN_DECLS

enum cp_copula_kind { CP_COPULA_NORMAL, CP_COPULA_T };
enum cp_copula_measure { CP_COPULA_SCORES, CP_COPULA_SPEARMAN, CP_COPULA_KENDALL };

struct cp_copula_pair {
    const char *of, *with; /* "events/ban", "curves/h100/short" */
    struct cp_pos pos;
    double correlation; /* by the measure */
};
struct cp_plan_copula {
    enum cp_copula_kind kind;
    enum cp_copula_measure measure;
    double degrees; /* of freedom, of t */
    size_t npair;
    struct cp_copula_pair *pair;
};
/* Of normal scores, from the same by another measure [Embrechts, McNeil and Straumann, in Risk
 * Management: Value at Risk and Beyond, Cambridge, 2002, 176]. */
double cp_copula_normal(enum cp_copula_measure measure, double rho);

CP_END_DECLS

#endif
