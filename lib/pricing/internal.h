/* Private to the pricing room. */
#ifndef CAPPLAN_PRICING_INTERNAL_H
#define CAPPLAN_PRICING_INTERNAL_H

#include "pricing/pricing.h"

double cp_pricing_density(double x); /* of the standard normal */
bool cp_pricing_is_sound(const struct cp_pricing_option *o);
struct cp_pricing_value cp_pricing_none(void);
/* exercise.c */
bool cp_pricing_exercise_is_sound(const struct cp_pricing_option *o,
                                  const struct cp_pricing_exercise *e);
/* tolling.c: what an hour of running brings, and what a start costs. */
double cp_pricing_plant_margin(const struct cp_pricing_plant *p, double power, double fuel);
double cp_pricing_plant_start(const struct cp_pricing_plant *p, double fuel);

/* ---- basis.c ------------------------------------------------------------------------------ */

/* Powers of one state, or all products of two up to the second degree. */
enum { CP_PRICING_TERMS = 6 };
struct cp_pricing_basis {
    size_t n; /* terms; 0: none, nothing is expected */
    bool two;
    double mean[2], scale[2];
};
/* Mean and deviation of the states x, and y of two, on n paths. */
void cp_pricing_basis_over(struct cp_pricing_basis *b, size_t n, const size_t *path,
                           const double *x, const double *y);
void cp_pricing_terms(const struct cp_pricing_basis *b, double x, double y, double *term);
double cp_pricing_expected(const struct cp_pricing_basis *b, const double *coefficient,
                           const double *term);
/* Least squares of m later values on the terms: coefficient[m x terms]. */
void cp_pricing_project(const struct cp_pricing_basis *b, size_t n, const size_t *path,
                        const double *x, const double *y, size_t m, const double *const *later,
                        double *coefficient);
/* Mean and its standard error; a path and its mirror are one draw. */
void cp_pricing_mean(const double *value, size_t n, bool mirrored, double *mean, double *error);

#endif
