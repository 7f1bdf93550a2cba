/* Capacity that comes at one time and retires by age. */
#include "allocate/program/program.h"

void cp_allocate_add_capacity(struct cp_program *m, size_t r, const struct cp_capacity *s, size_t t,
                              double value) {
    for (size_t i = 0; i < s->n; i++)
        if (s->v[i].first <= t && t <= s->v[i].last)
            cp_allocate_coef(m, r, s->v[i].col, value);
}

bool cp_allocate_has_capacity(const struct cp_capacity *s, size_t t) {
    for (size_t i = 0; i < s->n; i++)
        if (s->v[i].first <= t && t <= s->v[i].last)
            return true;
    return false;
}

double cp_allocate_capacity_in(const struct cp_capacity *s, const double *x, size_t t) {
    double mw = 0;
    for (size_t i = 0; i < s->n; i++)
        if (s->v[i].first <= t && t <= s->v[i].last)
            mw += x[s->v[i].col];
    return mw;
}
