/* Where a change of value comes from. */
#include "pricing/internal.h"

struct cp_pricing_change cp_pricing_explain(const struct cp_pricing_option *before,
                                            const struct cp_pricing_option *after) {
    struct cp_pricing_option at = *before;
    struct cp_pricing_value first = cp_pricing_black(&at);
    double dt = before->years - after->years, move = after->forward - before->forward;
    struct cp_pricing_change c = {.theta = first.theta * dt,
                                  .delta = first.delta * move,
                                  .gamma = first.gamma * move * move / 2,
                                  .vega = first.vega * (after->volatility - before->volatility)};
    double value = first.value;
    at.years = after->years;
    double *const step[] = {&c.time, &c.price, &c.volatility};
    for (int i = 0; i < 3; i++) {
        at.forward = i > 0 ? after->forward : before->forward;
        at.volatility = i > 1 ? after->volatility : before->volatility;
        double next = cp_pricing_black(&at).value;
        *step[i] = next - value;
        value = next;
    }
    c.whole = value - first.value;
    c.unexplained = c.whole - (c.theta + c.delta + c.gamma + c.vega);
    return c;
}
