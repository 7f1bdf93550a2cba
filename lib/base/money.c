/* Units of money: tables of units say USD, and what is counted in another currency that one. */
#include "base/base.h"
#include <stdio.h>
#include <string.h>

const char *cp_unit_in(char buf[CP_UNIT_SIZE], const char *unit, const char *currency) {
    const char *at = strstr(unit, "USD");
    if (!at || strcmp(currency, "USD") == 0)
        return unit;
    snprintf(buf, CP_UNIT_SIZE, "%.*s%s%s", (int)(at - unit), unit, currency, at + 3);
    return buf;
}

const char *cp_currency_of(const char *text, const char *unit) {
    char wanted[CP_UNIT_SIZE];
    double factor;
    const char *code;
    for (size_t i = 0; strstr(unit, "USD") && (code = cp_currency_at(i)); i++) {
        struct cp_error unused;
        unused.n = unused.dropped = 0;
        if (strstr(text, code) && cp_unit_factor(text, cp_unit_in(wanted, unit, code), &factor,
                                                 (struct cp_pos){0}, &unused) == 0)
            return code;
    }
    return NULL;
}
