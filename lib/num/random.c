#include "num/internal.h"
#include "num/num.h"
#include <gsl/gsl_cdf.h>

/* Mixing function of SplitMix64: variant 13 of Stafford's finalisers of MurmurHash3. */
static uint64_t mix(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static const uint64_t golden = 0x9e3779b97f4a7c15u;

struct cp_random cp_num_random_stream(uint64_t seed, uint64_t a, uint64_t b) {
    uint64_t z = mix(seed + golden);
    z = mix(z ^ (a + golden));
    z = mix(z + b * golden);
    return (struct cp_random){z};
}

uint64_t cp_num_random_bits(struct cp_random *r) {
    r->state += golden;
    return mix(r->state);
}

double cp_num_random_uniform(struct cp_random *r) {
    return ((double)(cp_num_random_bits(r) >> 12) + 0.5) * 0x1p-52;
}

double cp_num_random_normal(struct cp_random *r) {
    return gsl_cdf_ugaussian_Pinv(cp_num_random_uniform(r));
}

double cp_num_random_chi2(struct cp_random *r, double dof) {
    cp_num_quiet_gsl();
    return gsl_cdf_chisq_Pinv(cp_num_random_uniform(r), dof);
}
