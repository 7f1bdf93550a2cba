/* Units in which amounts read well. */
#include "page/page.h"
#include <string.h>

struct cp_page_scale cp_page_scale_of(const char *unit, double largest) {
    static const struct {
        const char *unit;
        double from;
        struct cp_page_scale scale;
    } step[] = {
        {"USD", 1e9, {"bn USD", 1e9}},       {"USD", 1e6, {"mn USD", 1e6}},
        {"GPU", 1e6, {"thousand GPU", 1e3}}, {"MWh", 1e5, {"TWh", 1e6}},
        {"MWh", 1e2, {"GWh", 1e3}},          {"t", 1e6, {"Mt", 1e6}},
    };
    for (size_t i = 0; i < sizeof step / sizeof *step; i++)
        if (strcmp(step[i].unit, unit) == 0 && largest >= step[i].from)
            return step[i].scale;
    return (struct cp_page_scale){strcmp(unit, "1") == 0 ? NULL : unit, 1};
}
