/* Cells of a table of positions: words, numbers, days; and what the holder of a right may do. */
#include "hedge/instrument.h"
#include "hedge/reading.h"
#include <math.h>
#include <string.h>

size_t cp_hedge_row_choose(struct cp_hedge_reader *r, enum cp_hedge_column c,
                           const char *const *word, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(word[i], r->row[c].text) == 0)
            return i;
    cp_facts_sheet_fail_word(&r->row[c], r->column[c].name, word, n, r->h->err);
    return NONE;
}

bool cp_hedge_row_want(struct cp_hedge_reader *r, enum cp_hedge_column c, const char *by) {
    if (r->row[c].text)
        return true;
    cp_fail_at(r->h->err, CP_EINPUT, r->pos, "%s is missing: %s wants it", r->column[c].name, by);
    return false;
}

bool cp_hedge_row_number(struct cp_hedge_reader *r, enum cp_hedge_column c, const char *unit,
                         double *out) {
    const struct cp_sheet_cell *cell = &r->row[c];
    char buf[CP_UNIT_SIZE];
    struct cp_error why = {0};
    size_t used = 0, len = cell->text ? strlen(cell->text) : 0;
    if (!cell->text)
        return true;
    if (cp_number_parse(cell->text, len, out, &used) == 0 && used == len)
        return true;
    if (!unit) /* of a curve that is not known: that was said */
        return true;
    unit = cp_unit_in(buf, unit, r->h->plan->money.currency);
    if (cp_quantity_parse(cell->text, unit, out, cell->pos, &why) == 0)
        return true;
    cp_fail_at(r->h->err, CP_EINPUT, cell->pos, "%s: %s", r->column[c].name, why.at[0].msg);
    return false;
}

bool cp_hedge_row_day(struct cp_hedge_reader *r, enum cp_hedge_column c, bool end, int64_t *out) {
    struct cp_period p;
    const char *text = r->row[c].text;
    if (!text || cp_period_parse(text, strlen(text), &p) != 0 || p.freq > CP_DAY) {
        cp_fail_at(r->h->err, CP_EINPUT, r->row[c].pos, "%s: '%.40s' is no day, as 2029-01-01",
                   r->column[c].name, text ? text : "-");
        return false;
    }
    *out = end ? cp_period_end(p) : cp_period_start(p);
    return true;
}
