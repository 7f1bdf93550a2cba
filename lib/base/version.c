#include "base/base.h"

const char *cp_version(void) {
    return CAPPLAN_VERSION;
}
