/* Futures as pure numbers: draws of many drivers, and few that stand for many. Part of the door of
 * scenario.
 *
 * Arrays are the caller's; threads may call at once. CP_ENOMEM (no message). */
#ifndef CAPPLAN_SCENARIO_NUMBERS_H
#define CAPPLAN_SCENARIO_NUMBERS_H

#include "base/base.h"

CP_BEGIN_DECLS

/* ---- draws: uniform.c, points.c, couple.c ---------------------------------------------------- */

/* Plain draws hang on the seed, the driver's name, the sample and the place of the draw. Sobol's
 * points are those of the driver alone, their order and their digits changed by seed and name, so
 * that drivers do not hang together [Owen, SIAM Journal on Numerical Analysis 34 (1997) 1884]; of
 * each the first 40 draws, up to 2^17 samples, what is beyond is plain. Of both, one more driver,
 * draw or sample changes no other. A Latin hypercube has one draw in each n-th part of every axis
 * [McKay, Beckman and Conover, Technometrics 21 (1979) 239], and so hangs on n. */
enum cp_scenario_method {
    CP_SCENARIO_PLAIN,
    CP_SCENARIO_SOBOL,
    CP_SCENARIO_LATIN,
    CP_SCENARIO_HERMITE_3, /* no draws, but points */
    CP_SCENARIO_HERMITE_5,
    CP_SCENARIO_PEARSON_TUKEY
};

static inline bool cp_scenario_has_points(enum cp_scenario_method method) {
    return method >= CP_SCENARIO_HERMITE_3;
}

/* A driver: its name, and how many draws each sample has of it. */
struct cp_scenario_driver {
    const char *name;
    size_t ndraw;
};
/* u[i * stride + k] in (0, 1): draw k of sample i. */
int cp_scenario_uniform(const struct cp_scenario_driver *d, enum cp_scenario_method method,
                        uint64_t seed, size_t n, size_t stride, double *u);

/* Points of a driver instead of draws, u in (0, 1), and how much each counts; how many of at most
 * CP_SCENARIO_POINTS, 0: the method draws, or there is no memory. Those of Gauss and Hermite are
 * exact for a polynomial of the normal score, of degree 5 or 9; of Pearson and Tukey they are its
 * quantiles of 5, 50 and 95 % [Keefer and Bodily, Management Science 29 (1983) 595]. */
enum { CP_SCENARIO_POINTS = 5 };
size_t cp_scenario_points_of(enum cp_scenario_method method, double *u, double *weight);

/* n rows of which `k` columns from `first` on are one block: standard normal, independent. */
struct cp_scenario_block {
    size_t n, stride, first, k;
    double *z;
};
/* Make them correlated, by the lower root of correlation[k][k], row after row: a column takes from
 * those before it alone, and one that is correlated with none stays as it is. */
int cp_scenario_couple(const struct cp_scenario_block *b, const double *correlation);
/* Give the columns mean 0, deviation 1 and exactly this correlation [Hoyland, Kaut and Wallace,
 * Computational Optimization and Applications 24 (2003) 169]; of too few rows the means and
 * deviations alone, which returns false. CP_ENOMEM is told by *rc. */
bool cp_scenario_match(const struct cp_scenario_block *b, const double *correlation, int *rc);
/* From a normal to a t copula of so many degrees of freedom: a row's columns over one root of a
 * chi-squared variable, u its uniform, and back to normal scores. */
void cp_scenario_fatten(double *z, size_t k, double degrees, double u);

/* ---- reduction: numbers.c, cluster.c --------------------------------------------------------- */

/* n points of d dimensions, by rows, each with its probability. */
struct cp_scenario_points {
    size_t n, d;
    const double *x, *probability;
};

/* Fast forward selection adds the point that leaves the least Kantorovich distance, simultaneous
 * backward reduction takes away the one that costs least [Heitsch and Roemisch, Computational
 * Optimization and Applications 24 (2003) 187; Dupacova, Groewe-Kuska and Roemisch, Mathematical
 * Programming 95 (2003) 493]. Ties, to 1e-12, go to the lower number. */
enum cp_scenario_reduction { CP_SCENARIO_CLUSTERS, CP_SCENARIO_FORWARD, CP_SCENARIO_BACKWARD };

/* kept[i]: whether point i stays, true of those that have to stay when called, in all `keep` of
 * them at most n; by CLUSTERS nothing is chosen. Memory of some arrays of n. *alone, where asked:
 * the distance that keeping the best one alone would leave. */
int cp_scenario_reduce(const struct cp_scenario_points *s, enum cp_scenario_reduction how,
                       size_t keep, bool *kept, double *alone);
/* Points fall into parts, first by group (NULL: all are one): that with the most scatter is cut
 * across the direction of most of it, until there are `keep`, and of each the point in the middle
 * stays [Boley, Data Mining and Knowledge Discovery 2 (1998) 325]. Parts hang on means of many
 * points, which other draws leave where they are. part[i]: the number of the point that stays for
 * it, in their order; SIZE_MAX for those of a group that is not likelier than `rare`. */
int cp_scenario_cluster(const struct cp_scenario_points *s, const size_t *group, double rare,
                        size_t keep, bool *kept, size_t *part);
/* Each that is not kept goes to the nearest kept one, of its own `group` where there is one in it
 * (NULL: no groups): probability[i], 0 of what is not kept; how far they went, by probability. */
double cp_scenario_assign(const struct cp_scenario_points *s, const bool *kept, const size_t *group,
                          double *probability);

CP_END_DECLS

#endif
