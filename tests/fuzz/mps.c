#include "program.h"
#include <math.h>

/* A range is written as a difference, which may round. */
static bool has_range(const struct cp_lp *m) {
    struct cp_lp_view v = cp_lp_view(m);
    for (size_t i = 0; i < v.nrow; i++)
        if (isfinite(v.row_lower[i]) && isfinite(v.row_upper[i]) && v.row_lower[i] < v.row_upper[i])
            return true;
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct form mps = {cp_lp_read_mps, cp_lp_write_mps, has_range};
    there_and_back(&mps, data, size);
    return 0;
}
