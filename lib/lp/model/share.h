/* Arrays that several models have. */
#ifndef CAPPLAN_LP_MODEL_SHARE_H
#define CAPPLAN_LP_MODEL_SHARE_H

#include "lp/model/model.h"

/* Before a closed model is changed: all its arrays are its own, or it is out of memory. */
void cp_lp_unshare(struct cp_lp *m);
/* Free its arrays but for those that others have. */
void cp_lp_free_arrays(struct cp_lp *m);

#endif
