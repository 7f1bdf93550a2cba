/* Any bytes as a file that is MPS or LP text, written as LP text. */
#include "program.h"

static bool never(const struct cp_lp *m) {
    (void)m;
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct form text = {cp_lp_read, cp_lp_write_lp, never};
    there_and_back(&text, data, size);
    return 0;
}
