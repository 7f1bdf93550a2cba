/* Sobol points by their number. GSL steps from one to the next; what it steps by is taken from it
 * once, and a point is then as many exclusive ors as its number has digits. */
#include "num/internal.h"
#include "num/num.h"
#include <gsl/gsl_qrng.h>

enum { BITS = 30 }; /* of GSL's points */

int cp_num_sobol_make(size_t dimensions, struct cp_num_sobol *out) {
    double x[CP_SOBOL_DIMENSIONS];
    cp_num_quiet_gsl();
    gsl_qrng *q = dimensions > 0 && dimensions <= CP_SOBOL_DIMENSIONS
                      ? gsl_qrng_alloc(gsl_qrng_sobol, (unsigned)dimensions)
                      : NULL;
    if (!q)
        return CP_ENOMEM;
    *out = (struct cp_num_sobol){.n = dimensions};
    /* in the order of Gray's code point 2^(j+1) - 1 differs from the origin in digit j alone */
    for (uint32_t i = 1, j = 0; j < CP_SOBOL_DIGITS; i++) {
        gsl_qrng_get(q, x);
        if (i != (2u << j) - 1)
            continue;
        for (size_t d = 0; d < dimensions; d++)
            out->direction[d][j] = (uint32_t)(x[d] * (1u << BITS) + .5);
        j++;
    }
    gsl_qrng_free(q);
    return 0;
}

uint32_t cp_num_sobol_at(const struct cp_num_sobol *s, uint32_t number, size_t d) {
    uint32_t gray = number ^ number >> 1, x = 0;
    for (size_t j = 0; gray && j < CP_SOBOL_DIGITS; j++, gray >>= 1)
        x ^= gray & 1 ? s->direction[d][j] : 0;
    return x;
}
