/* Forward quotes of a curve from its file. */
#include "curve/internal.h"
#include <math.h>
#include <string.h>

enum { CURVE, FROM, UNTIL, MEASURE, VALUE, UNIT, HOURS, COLUMNS };
static const struct cp_sheet_column columns[COLUMNS] = {
    {"curve", true}, {"from", true}, {"until", true}, {"measure", true},
    {"value", true}, {"unit", true}, {"hours", false}};

static const char *const hours_words[] = {"peak", "off-peak", "base"};
static const char *const measures[] = {"forward", "bid", "ask"};
enum { FORWARD, BID, ASK };

struct reader {
    const struct cp_plan *plan;
    const struct cp_market_curve *c;
    struct cp_error *err;
    int *measure; /* of each quote */
};

static void fail(struct reader *r, const struct cp_sheet_cell *cell, const char *wanted) {
    cp_fail_at(r->err, CP_EINPUT, cell->pos, "'%.60s' is no %s", cell->text ? cell->text : "-",
               wanted);
}

static bool read_day(struct reader *r, const struct cp_sheet_cell *cell, bool end, int32_t *out) {
    struct cp_period p;
    if (!cell->text || cp_period_parse(cell->text, strlen(cell->text), &p) != 0 ||
        p.freq > CP_DAY) {
        fail(r, cell, "day, as 2027-01-31, nor a month, quarter or year");
        return false;
    }
    *out = (int32_t)((end ? cp_period_end(p) : cp_period_start(p)) / 24);
    return true;
}

static bool read_word(struct reader *r, const struct cp_sheet_cell *cell, const char *column,
                      const char *const *word, size_t n, int *out) {
    for (size_t i = 0; cell->text && i < n; i++) {
        if (strcmp(word[i], cell->text) == 0) {
            *out = (int)i;
            return true;
        }
    }
    cp_facts_sheet_fail_word(cell, column, word, n, r->err);
    return false;
}

/* What is written to so many decimals was rounded by half of the last. */
static double rounded_away(const char *text) {
    const char *point = strchr(text, '.');
    return point && !strpbrk(text, "eE") ? .5 * pow(10, -(double)strspn(point + 1, "0123456789"))
                                         : 0;
}

static bool read_price(struct reader *r, const struct cp_sheet_cell *value,
                       const struct cp_sheet_cell *unit, struct cp_curve_quote *q) {
    size_t used = 0;
    double factor = 1;
    if (!value->text || cp_number_parse(value->text, strlen(value->text), &q->price, &used) != 0 ||
        value->text[used]) {
        fail(r, value, "number");
        return false;
    }
    if (cp_unit_factor(unit->text ? unit->text : "1", r->c->unit.price, &factor, unit->pos,
                       r->err) != 0)
        return false;
    q->price *= factor;
    q->within = factor * rounded_away(value->text);
    if (r->c->spread > q->within)
        q->within = r->c->spread;
    return true;
}

static bool read_row(struct reader *r, const struct cp_sheet_cell *cell, struct cp_curve_quote *q,
                     int *measure) {
    int hours = CP_CURVE_BASE;
    bool good = read_day(r, &cell[FROM], false, &q->from);
    good = read_day(r, &cell[UNTIL], true, &q->until) && good;
    good = read_word(r, &cell[MEASURE], "measure", measures, 3, measure) && good;
    good = read_price(r, &cell[VALUE], &cell[UNIT], q) && good;
    if (cell[HOURS].text)
        good = read_word(r, &cell[HOURS], "hours", hours_words, 3, &hours) && good;
    q->hours = (enum cp_curve_hours)hours;
    q->pos = cell[VALUE].pos;
    if (good && q->until <= q->from) {
        cp_fail_at(r->err, CP_EINPUT, cell[UNTIL].pos, "the quote ends before it begins");
        good = false;
    }
    return good;
}

static bool same_delivery(const struct cp_curve_quote *a, const struct cp_curve_quote *b) {
    return a->from == b->from && a->until == b->until && a->hours == b->hours;
}

/* A bid with its ask is their mean, within half of what is between them. */
static size_t join_sides(struct reader *r, struct cp_curve_quote *q, size_t n) {
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        size_t other = n;
        for (size_t k = 0; k < n && r->measure[i] != FORWARD; k++)
            if (r->measure[k] == BID + ASK - r->measure[i] && same_delivery(&q[i], &q[k]))
                other = k;
        if (r->measure[i] != FORWARD && other == n) {
            cp_fail_at(r->err, CP_EINPUT, q[i].pos, "%s without %s of the same delivery",
                       r->measure[i] == BID ? "a bid" : "an ask",
                       r->measure[i] == BID ? "an ask" : "a bid");
        } else if (r->measure[i] == BID) {
            double half = (q[other].price - q[i].price) / 2;
            if (half < 0)
                cp_fail_at(r->err, CP_EINPUT, q[i].pos, "the bid is above the ask of line %u",
                           q[other].pos.line);
            q[i].price += half;
            q[i].within = fmax(half, q[i].within);
        }
    }
    for (size_t i = 0; i < n; i++)
        if (r->measure[i] != ASK)
            q[kept++] = q[i];
    return kept;
}

/* The curve is misspelt, in the plan or in the file. */
static int fail_none(const struct reader *r, const struct cp_sheet *sheet) {
    const char **name = cp_calloc(sheet->nrow + 1, sizeof *name);
    size_t n = 0;
    for (size_t i = 0; name && i < sheet->nrow; i++)
        if (sheet->cell[i * COLUMNS + CURVE].text)
            name[n++] = sheet->cell[i * COLUMNS + CURVE].text;
    const char *near = name ? cp_nearest(r->c->name, name, n) : NULL;
    char path[160];
    snprintf(path, sizeof path, "curves/%.120s/quotes", r->c->name);
    int rc = cp_fail_at(r->err, CP_EINPUT, cp_plan_pos(r->plan, path),
                        "no row of '%.200s' is of %.80s%s%s%s", r->c->quotes, r->c->name,
                        near ? " (there is '" : "", near ? near : "", near ? "')" : "");
    free(name);
    return rc;
}

static int shorter_first(const void *a, const void *b) {
    const struct cp_curve_quote *x = a, *y = b;
    int32_t by = (x->until - x->from) - (y->until - y->from);
    if (by == 0)
        by = x->pos.line < y->pos.line ? -1 : 1;
    return by < 0 ? -1 : 1;
}

int cp_curve_quotes_read(const struct cp_plan *plan, const struct cp_market_curve *c, int64_t as_of,
                         struct cp_arena *arena, struct cp_curve_quote **out, size_t *n,
                         size_t *past, struct cp_error *err) {
    struct reader r = {.plan = plan, .c = c, .err = err};
    struct cp_sheet sheet;
    size_t before = err->n + err->dropped, rows = 0;
    *n = *past = 0;
    if (!c->quotes)
        return 0;
    int rc = cp_facts_sheet_read(c->quotes, columns, COLUMNS, arena, &sheet, err);
    if (rc)
        return rc;
    struct cp_curve_quote *q = cp_arena_calloc(arena, sheet.nrow + 1, sizeof *q);
    r.measure = cp_arena_calloc(arena, sheet.nrow + 1, sizeof *r.measure);
    if (!q || !r.measure)
        return cp_fail_nomem(err);
    for (size_t i = 0; i < sheet.nrow; i++) {
        const struct cp_sheet_cell *cell = &sheet.cell[i * COLUMNS];
        if (!cell[CURVE].text || strcmp(cell[CURVE].text, c->name) != 0)
            continue;
        rows++;
        if (!read_row(&r, cell, &q[*n], &r.measure[*n]))
            continue;
        bool over = 24 * (int64_t)q[*n].until <= as_of;
        *past += over;
        *n += !over;
    }
    if (err->n + err->dropped == before)
        *n = join_sides(&r, q, *n);
    if (rows == 0)
        return fail_none(&r, &sheet);
    if (*n)
        qsort(q, *n, sizeof *q, shorter_first);
    *out = q;
    return err->n + err->dropped > before ? CP_EINPUT : 0;
}
