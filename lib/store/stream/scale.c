/* Amounts as a reader takes them: in a unit that fits their size, with no more digits than tell. */
#include "store/stream/figure.h"
#include <math.h>
#include <string.h>

struct cp_page_scale cp_store_scale(const char *unit, double largest) {
    static const struct {
        const char *unit;
        double from;
        struct cp_page_scale scale;
    } step[] = {
        {"USD", 1e9, {"bn USD", 1e9}}, {"USD", 1e6, {"mn USD", 1e6}},
        {"MWh", 1e5, {"TWh", 1e6}},    {"MWh", 1e2, {"GWh", 1e3}},
        {"t", 1e6, {"Mt", 1e6}},       {"GPU", 1e5, {"thousand GPU", 1e3}},
    };
    for (size_t i = 0; i < sizeof step / sizeof *step; i++)
        if (strcmp(step[i].unit, unit) == 0 && largest >= step[i].from)
            return step[i].scale;
    return (struct cp_page_scale){strcmp(unit, "1") == 0 ? NULL : unit, 1};
}

struct cp_page_cell cp_store_cell(struct cp_arena *a, double x, int digits, bool sign) {
    char number[CP_PAGE_NUMBER_SIZE];
    cp_page_number(number, x, digits);
    bool zero = number[strspn(number, "0.")] == '\0';
    const char *plus = sign && x > 0 && !zero ? "+" : "";
    return (struct cp_page_cell){cp_arena_printf(a, "%s%s", plus, zero ? "0" : number), x};
}
