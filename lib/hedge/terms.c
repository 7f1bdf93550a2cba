/* What the holder of a position may choose, from the columns of its row. */
#include "hedge/reading.h"
#include <math.h>
#include <stdio.h>

#define OF(choice) (1u << (choice))
static const struct {
    enum cp_hedge_column column;
    unsigned of, wanted; /* kinds of choice that have it, that must have it */
} keys[] = {
    {RIGHTS, OF(CP_CHOICE_SWING), OF(CP_CHOICE_SWING)},
    {RIGHTS_LEAST, OF(CP_CHOICE_SWING), 0},
    {DECIDE, OF(CP_CHOICE_EXTENSION), 0},
    {FEE, OF(CP_CHOICE_EXTENSION), 0},
    {LEAST_LOAD, OF(CP_CHOICE_PLANT), 0},
    {START_COST, OF(CP_CHOICE_PLANT), 0},
    {START_FUEL, OF(CP_CHOICE_PLANT), 0},
    {FUEL_ADDON, OF(CP_CHOICE_PLANT), 0},
    {MIN_UP, OF(CP_CHOICE_PLANT), 0},
    {MIN_DOWN, OF(CP_CHOICE_PLANT), 0},
    {HEAT_RATE, ~0u, OF(CP_CHOICE_PLANT)},
};
enum { HOURS_MOST = 168 };

static void check_keys(struct cp_hedge_reader *r) {
    const struct cp_hedge_instrument *kind = r->k->kind;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct cp_sheet_cell *cell = &r->row[keys[i].column];
        if (cell->text && !(keys[i].of & OF(kind->choice)))
            cp_fail_at(r->h->err, CP_EINPUT, cell->pos, "%s: a %s has none",
                       r->column[keys[i].column].name, kind->word);
        if (keys[i].wanted & OF(kind->choice))
            cp_hedge_row_want(r, keys[i].column, kind->word);
    }
}

/* A whole number from `least` to `most`. */
static bool read_count(struct cp_hedge_reader *r, enum cp_hedge_column c, size_t least, size_t most,
                       const char *of, size_t *out) {
    double x = (double)*out;
    if (!cp_hedge_row_number(r, c, c >= MIN_UP ? "h" : "1", &x))
        return false;
    if (r->row[c].text && (x != floor(x) || x < (double)least || x > (double)most)) {
        cp_fail_at(r->h->err, CP_EINPUT, r->row[c].pos,
                   "%s: '%.40s' is no whole number from %zu to %zu%s", r->column[c].name,
                   r->row[c].text, least, most, of);
        return false;
    }
    *out = (size_t)x;
    return true;
}

static void read_part(struct cp_hedge_reader *r, enum cp_hedge_column c, const char *unit,
                      double most, double *out) {
    if (!cp_hedge_row_number(r, c, unit, out) || !r->row[c].text)
        return;
    if (!(*out >= 0 && *out <= most))
        cp_fail_at(r->h->err, CP_EINPUT, r->row[c].pos, "%s: %.40s is %s", r->column[c].name,
                   r->row[c].text, *out < 0 ? "below 0" : "above 1");
}

static size_t count_dates(const struct cp_hedge_trade *k) {
    if (k->daily)
        return (size_t)((k->until - k->from) / 24);
    return (size_t)(cp_period_at(CP_MONTH, k->until - 1).index -
                    cp_period_at(CP_MONTH, k->from).index + 1);
}

static void read_rights(struct cp_hedge_reader *r) {
    struct cp_hedge_terms *t = &r->terms;
    const char *of = r->k->daily ? ", the days of delivery" : ", the months of delivery";
    if (read_count(r, RIGHTS, 1, t->dates, of, &t->rights))
        read_count(r, RIGHTS_LEAST, 0, t->rights, ", the rights there are", &t->least);
}

static void read_extension(struct cp_hedge_reader *r, const char *unit) {
    struct cp_hedge_terms *t = &r->terms;
    t->decide = r->k->from;
    if (r->row[DECIDE].text && cp_hedge_row_day(r, DECIDE, false, &t->decide) &&
        t->decide > r->k->from)
        cp_fail_at(r->h->err, CP_EINPUT, r->row[DECIDE].pos,
                   "decide: %s is after %s, when it begins", r->row[DECIDE].text,
                   r->row[FROM].text);
    read_part(r, FEE, unit, INFINITY, &t->fee);
}

static void read_plant(struct cp_hedge_reader *r) {
    struct cp_hedge_terms *t = &r->terms;
    const struct cp_market_curve *fuel =
        r->k->curve2 == NONE ? NULL : &r->h->plan->money.market.curve[r->k->curve2];
    const char *unit = r->row[UNIT].text ? r->row[UNIT].text : "MW";
    char money[CP_UNIT_SIZE + 8], burns[CP_UNIT_SIZE + 8];
    snprintf(money, sizeof money, "USD/%.30s", unit);
    snprintf(burns, sizeof burns, "%.30s/%.30s",
             fuel && fuel->unit.quantity ? fuel->unit.quantity : "MMBtu", unit);
    read_part(r, LEAST_LOAD, "1", 1, &t->least_load);
    read_part(r, START_COST, money, INFINITY, &t->start_cost);
    read_part(r, START_FUEL, fuel ? burns : NULL, INFINITY, &t->start_fuel);
    read_part(r, FUEL_ADDON, fuel ? fuel->unit.table : NULL, INFINITY, &t->addon);
    read_count(r, MIN_UP, 1, HOURS_MOST, " hours", &t->up);
    read_count(r, MIN_DOWN, 1, HOURS_MOST, " hours", &t->down);
    if (r->k->monthly > 0)
        cp_fail_at(r->h->err, CP_EINPUT, r->row[UNIT].pos,
                   "unit: a %s runs hour by hour: a power, as MW", r->k->kind->word);
}

int cp_hedge_terms_read(struct cp_hedge_reader *r) {
    struct cp_hedge_trade *k = r->k;
    if (!k->kind)
        return 0;
    check_keys(r);
    if (k->kind->choice == CP_CHOICE_NONE || !(k->until > k->from))
        return 0;
    r->terms = (struct cp_hedge_terms){.dates = count_dates(k), .rights = 1, .up = 1, .down = 1};
    if (k->kind->choice == CP_CHOICE_SWING)
        read_rights(r);
    else if (k->kind->choice == CP_CHOICE_EXTENSION)
        read_extension(r, k->curve == NONE ? NULL
                                           : r->h->plan->money.market.curve[k->curve].unit.table);
    else if (k->kind->choice == CP_CHOICE_PLANT)
        read_plant(r);
    if (k->daily && k->kind->choice != CP_CHOICE_ONCE && k->kind->choice != CP_CHOICE_SWING)
        cp_fail_at(r->h->err, CP_EINPUT, r->row[OPTION].pos, "option: %s is of months",
                   k->kind->word);
    k->terms = cp_hedge_alloc(r->h, 1, sizeof *k->terms);
    if (!k->terms)
        return CP_ENOMEM;
    *k->terms = r->terms;
    return 0;
}
