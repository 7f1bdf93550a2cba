/* Arrays of a model that stand in another. */
#ifndef CAPPLAN_LP_MODEL_SHARE_H
#define CAPPLAN_LP_MODEL_SHARE_H

#include "lp/model/model.h"

/* Before a model is changed: all its arrays are its own. */
void cp_lp_unshare(struct cp_lp *m);
/* Free its arrays but for those of another. */
void cp_lp_free_arrays(struct cp_lp *m);

#endif
