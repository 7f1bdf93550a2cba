/* What both fits read and put. */
#include "hedge/fit.h"
#include <math.h>
#include <string.h>

int cp_hedge_put_fit(struct cp_hedge *h, const char *curve, const char *measure, const char *kind,
                     const char *name, double value) {
    const struct cp_fact f = {.dim[CP_CURVE] = curve,
                              .dim[CP_KIND] = kind,
                              .dim[CP_NAME] = name,
                              .measure = measure,
                              .value = value};
    return cp_facts_put(h->facts, &f, h->err);
}

bool cp_hedge_read_price(struct cp_hedge *h, const struct cp_market_curve *c,
                         const struct cp_sheet_cell *value, const struct cp_sheet_cell *unit,
                         double *out) {
    double x, factor = 1;
    size_t used = 0;
    if (value->text && strcmp(value->text, "NA") == 0) {
        *out = NAN;
        return true;
    }
    if (!value->text || cp_number_parse(value->text, strlen(value->text), &x, &used) != 0 ||
        value->text[used]) {
        cp_fail_at(h->err, CP_EINPUT, value->pos, "'%.60s' is no number",
                   value->text ? value->text : "-");
        return false;
    }
    if (cp_unit_factor(unit->text ? unit->text : "1", c->unit.price, &factor, unit->pos, h->err))
        return false;
    if (!(x * factor > c->floor)) {
        cp_fail_at(h->err, CP_EINPUT, value->pos, "%.6g is not above the floor of %.80s, %.6g",
                   x * factor, c->name, c->floor);
        return false;
    }
    *out = log(x * factor - c->floor);
    return true;
}
