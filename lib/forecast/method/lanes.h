/* forecast, within the sub-room: four numbers side by side, where one run over a series would wait
 * for its own last step all the time. */
#ifndef CAPPLAN_FORECAST_LANES_H
#define CAPPLAN_FORECAST_LANES_H

#include <stdlib.h>

enum { CP_LANES = 4 };
typedef double cp_forecast_lanes __attribute__((vector_size(CP_LANES * sizeof(double))));

/* In one register where the machine has such; without fused multiplication, so the result is the
 * same. */
#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(CP_NO_CLONES)
#define CP_WIDE __attribute__((target_clones("avx2", "default")))
#else
#define CP_WIDE
#endif
/* Becomes part of such a version, for what it is called with. Where there is one alone it stays a
 * function: of its copies each would have branches that are never taken. */
#ifdef CP_NO_CLONES
#define CP_INTO_WIDE static
#else
#define CP_INTO_WIDE static inline __attribute__((always_inline))
#endif

/* Room for n, not cleared, which the caller frees; NULL: no memory. */
static inline cp_forecast_lanes *cp_forecast_lanes_new(size_t n) {
    size_t bytes;
    return __builtin_mul_overflow(n, sizeof(cp_forecast_lanes), &bytes)
               ? NULL
               : (cp_forecast_lanes *)aligned_alloc(sizeof(cp_forecast_lanes), bytes);
}

#endif
