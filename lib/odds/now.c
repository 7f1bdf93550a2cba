/* What every step of the odds asks: how far ahead something is. */
#include "odds/internal.h"

double cp_odds_years_to(const struct cp_odds *o, int64_t hour) {
    return hour > o->now ? cp_years_between(o->now, hour) : 0;
}
