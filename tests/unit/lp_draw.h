/* Whole numbers at random for programs, the same ones in every run. */
#ifndef CAPPLAN_LP_DRAW_H
#define CAPPLAN_LP_DRAW_H

#include <stdint.h>

static uint64_t state = 88172645463325252u;

static unsigned below(unsigned n) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)((state >> 20) % n);
}

__attribute__((unused)) static double small(void) {
    return (double)below(11) - 5;
}

#endif
