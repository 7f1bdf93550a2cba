/* What calculations say and ask of a row's cells. */
#include "finance/table/calculate.h"
#include <math.h>

const char *cp_finance_row_name(struct cp_calculator *w, const struct cp_cell *name) {
    snprintf(w->name, sizeof w->name, "%zu", ++w->row);
    return name->given ? name->text : w->name;
}

int cp_finance_cell_fail(struct cp_error *err, const struct cp_cell *c, const char *why) {
    return cp_fail_at(err, CP_EINPUT, c->pos, "'%s' is not %s", c->text, why);
}

bool cp_finance_cell_whole(const struct cp_cell *c, double low, double high) {
    return c->number >= low && c->number <= high && c->number == floor(c->number);
}
