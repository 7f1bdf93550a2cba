/* Positions and instruments from their tables, held against the plan. */
#include "hedge/instrument.h"
#include "hedge/reading.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_WORDS = 512 };

#define COLUMN(constant, name, wanted) [constant] = {name, wanted},
static const struct cp_sheet_column position_columns[POSITION_COLUMNS] = {
    [NAME] = {"position", true},
    [BOOK] = {"book", false},
    [QUANTITY] = {"quantity", true},
    SHARED_COLUMNS(COLUMN)};
static const struct cp_sheet_column instrument_columns[COLUMNS] = {
    [NAME] = {"name", false},         [BOOK] = {"class", false},
    [QUANTITY] = {"quantity", false}, SHARED_COLUMNS(COLUMN)[SPREAD] = {"spread", false},
    [DEPTH] = {"depth", false},       [LOT] = {"lot", false},
    [MARGIN] = {"margin", false}};
#undef COLUMN

static size_t curve_of(struct cp_hedge_reader *r, enum cp_hedge_column c) {
    const struct cp_plan_market *m = &r->h->plan->money.market;
    const char *word[MOST_WORDS];
    size_t n = m->ncurve < MOST_WORDS ? m->ncurve : MOST_WORDS;
    for (size_t i = 0; i < n; i++)
        word[i] = m->curve[i].name;
    return cp_hedge_row_choose(r, c, word, n);
}

static void read_kind(struct cp_hedge_reader *r) {
    const char *word[MOST_WORDS];
    size_t n = 0;
    for (; cp_hedge_instrument_at(n); n++)
        word[n] = cp_hedge_instrument_at(n)->word;
    size_t i = cp_hedge_row_want(r, INSTRUMENT, "a row")
                   ? cp_hedge_row_choose(r, INSTRUMENT, word, n)
                   : NONE;
    r->k->kind = i == NONE ? NULL : cp_hedge_instrument_at(i);
}

static void read_book(struct cp_hedge_reader *r) {
    const struct cp_plan_desk *d = &r->h->plan->money.market.desk;
    const char *word[MOST_WORDS];
    size_t n = d->nbook < MOST_WORDS ? d->nbook : MOST_WORDS;
    r->k->book = r->book;
    if (!r->row[BOOK].text || r->book == NONE)
        return;
    for (size_t i = 0; i < n; i++)
        word[i] = d->book[i].name;
    size_t i = cp_hedge_row_choose(r, BOOK, word, n);
    if (i != NONE && strcmp(d->book[i].positions, d->book[r->book].positions) != 0)
        cp_fail_at(r->h->err, CP_EINPUT, r->row[BOOK].pos,
                   "book: '%s' has its positions in another file, %.200s", d->book[i].name,
                   d->book[i].positions);
    r->k->book = i;
}

static void read_counterparty(struct cp_hedge_reader *r) {
    const struct cp_plan_desk *d = &r->h->plan->money.market.desk;
    const char *word[MOST_WORDS];
    size_t n = d->ncounterparty < MOST_WORDS ? d->ncounterparty : MOST_WORDS;
    if (!r->row[COUNTERPARTY].text || strcmp(r->row[COUNTERPARTY].text, "exchange") == 0)
        return;
    for (size_t i = 0; i < n; i++)
        word[i] = d->counterparty[i].name;
    size_t i = cp_hedge_row_choose(r, COUNTERPARTY, word, n);
    r->k->counterparty = i == NONE ? NULL : &d->counterparty[i];
}

static void read_dates(struct cp_hedge_reader *r) {
    struct cp_hedge_trade *k = r->k;
    bool from = cp_hedge_row_day(r, FROM, false, &k->from),
         until = cp_hedge_row_day(r, UNTIL, true, &k->until);
    k->traded = INT64_MIN;
    if (from && until && k->until <= k->from)
        cp_fail_at(r->h->err, CP_EINPUT, r->row[UNTIL].pos,
                   "until: %s is before %s, when it begins", r->row[UNTIL].text, r->row[FROM].text);
    if (r->row[TRADE_DATE].text && cp_hedge_row_day(r, TRADE_DATE, false, &k->traded) && until &&
        k->traded >= k->until)
        cp_fail_at(r->h->err, CP_EINPUT, r->row[TRADE_DATE].pos,
                   "trade_date: %s is after the delivery, which ends %s", r->row[TRADE_DATE].text,
                   r->row[UNTIL].text);
}

/* "MMBtu/day" is a rate, "MWh/month" so much a month however long it is. */
static void read_quantity(struct cp_hedge_reader *r) {
    struct cp_hedge_trade *k = r->k;
    const char *unit = r->row[UNIT].text, *priced = NULL;
    struct cp_error why = {0};
    char per_hour[CP_UNIT_SIZE + 8];
    k->quantity = 1;
    if (r->book != NONE && cp_hedge_row_want(r, QUANTITY, "a position"))
        cp_hedge_row_number(r, QUANTITY, "1", &k->quantity);
    if (!cp_hedge_row_want(r, UNIT, "a quantity") || k->curve == NONE)
        return;
    priced = r->h->plan->money.market.curve[k->curve].unit.quantity;
    if (!priced) /* told when the plan was read */
        return;
    size_t len = strlen(unit);
    bool monthly = len > 6 && strcmp(unit + len - 6, "/month") == 0;
    snprintf(per_hour, sizeof per_hour, "%.40s/h", priced);
    if (monthly) {
        const char *each = cp_arena_strndup(&r->h->arena, unit, len - 6);
        if (each && cp_unit_factor(each, priced, &k->monthly, r->row[UNIT].pos, &why) == 0)
            return;
    } else if (cp_unit_factor(unit, per_hour, &k->rate, r->row[UNIT].pos, &why) == 0) {
        return;
    }
    cp_fail_at(r->h->err, CP_EINPUT, r->row[UNIT].pos,
               "unit: '%.40s' is no rate of what %s prices, as %s/day or %s/month", unit,
               r->h->plan->money.market.curve[k->curve].name, priced, priced);
}

/* The other curve, and what of it one of the first is worth. */
static void read_second(struct cp_hedge_reader *r) {
    struct cp_hedge_trade *k = r->k;
    const struct cp_market_curve *m = r->h->plan->money.market.curve;
    const char *word = k->kind->word;
    if (!k->kind->second && r->row[CURVE2].text)
        cp_fail_at(r->h->err, CP_EINPUT, r->row[CURVE2].pos, "curve2: a %s is of one curve", word);
    if (!k->kind->second || !cp_hedge_row_want(r, CURVE2, word))
        return;
    k->curve2 = curve_of(r, CURVE2);
    if (k->curve == NONE || k->curve2 == NONE)
        return;
    if (k->curve2 == k->curve)
        cp_fail_at(r->h->err, CP_EINPUT, r->row[CURVE2].pos, "curve2: a %s of %s with itself", word,
                   m[k->curve].name);
    if (!(k->heat_rate > 0))
        cp_fail_at(r->h->err, CP_EINPUT, r->row[HEAT_RATE].pos,
                   "heat_rate: a %s takes more than 0 of %s for one of %s", word, m[k->curve2].name,
                   m[k->curve].name);
    for (int i = 0; i < 2; i++)
        if (m[i ? k->curve2 : k->curve].model.kind == CP_MODEL_NORMAL)
            cp_fail_at(r->h->err, CP_EINPUT, r->row[i ? CURVE2 : CURVE].pos,
                       "%s: a %s is of prices that are lognormal above a floor, and the model of "
                       "%s is normal",
                       r->column[i ? CURVE2 : CURVE].name, word, m[i ? k->curve2 : k->curve].name);
}

static void read_strikes(struct cp_hedge_reader *r) {
    struct cp_hedge_trade *k = r->k;
    const struct cp_market_curve *c =
        k->curve == NONE ? NULL : &r->h->plan->money.market.curve[k->curve];
    const char *unit = c ? c->unit.table : NULL;
    bool reads = cp_hedge_row_number(r, STRIKE, unit, &k->strike);
    cp_hedge_row_number(r, STRIKE2, unit, &k->strike2);
    cp_hedge_row_number(r, PREMIUM, unit, &k->premium);
    k->heat_rate = 1;
    cp_hedge_row_number(r, HEAT_RATE, "1", &k->heat_rate);
    if (!k->kind)
        return;
    if (k->kind->strike)
        cp_hedge_row_want(r, STRIKE, k->kind->word);
    if (k->kind->strike2)
        cp_hedge_row_want(r, STRIKE2, k->kind->word);
    read_second(r);
    bool normal = c && c->model.kind == CP_MODEL_NORMAL;
    if (reads && r->row[STRIKE].text && k->kind->option && !k->kind->second && c && !normal &&
        !(k->strike > c->floor))
        cp_fail_at(
            r->h->err, CP_EINPUT, r->row[STRIKE].pos,
            "strike: %s %s at %s is always worth the forward or nothing: %s never goes below "
            "%g; a forward says so, or a floor of the curve",
            strchr("aeo", *k->kind->word) ? "an" : "a", k->kind->word, r->row[STRIKE].text, c->name,
            c->floor);
    if (k->kind->strike2 && strcmp(k->kind->word, "collar") == 0 && r->row[STRIKE2].text &&
        k->strike2 < k->strike)
        cp_fail_at(r->h->err, CP_EINPUT, r->row[STRIKE2].pos,
                   "strike2: a collar's cap is not below its floor, %s", r->row[STRIKE].text);
}

static void read_words(struct cp_hedge_reader *r) {
    static const char *const options[] = {"month", "day"};
    static const char *const designations[] = {"none", "cash-flow", "fair-value", "own-use"};
    size_t i = r->row[OPTION].text ? cp_hedge_row_choose(r, OPTION, options, 2) : 0;
    r->k->daily = i == 1;
    i = r->row[DESIGNATION].text ? cp_hedge_row_choose(r, DESIGNATION, designations, 4) : 0;
    r->k->designation = i == NONE ? CP_DESIGNATION_NONE : (enum cp_hedge_designation)i;
    r->k->hedges = r->row[HEDGES].text;
}

static int read_trade(struct cp_hedge_reader *r) {
    struct cp_hedge_trade *k = r->k;
    *k = (struct cp_hedge_trade){.pos = r->pos,
                                 .curve = NONE,
                                 .curve2 = NONE,
                                 .book = r->book,
                                 .spread = NAN,
                                 .margin = NAN,
                                 .depth = INFINITY};
    read_kind(r);
    read_book(r);
    read_counterparty(r);
    if (cp_hedge_row_want(r, CURVE, "a row"))
        k->curve = curve_of(r, CURVE);
    read_dates(r);
    read_quantity(r);
    read_strikes(r);
    read_words(r);
    if (r->book == NONE) {
        k->name = r->row[NAME].text;
        cp_hedge_row_number(r, DEPTH, "1", &k->depth);
        cp_hedge_row_number(r, LOT, "1", &k->lot);
        cp_hedge_row_number(r, SPREAD, "1", &k->spread);
        cp_hedge_row_number(r, MARGIN, "1", &k->margin);
    } else if (cp_hedge_row_want(r, NAME, "a row")) {
        k->name = r->row[NAME].text;
    }
    return cp_hedge_terms_read(r);
}

static size_t findings(const struct cp_hedge *h) {
    return h->err->n + h->err->dropped;
}

/* The rows of a table behind those there are. */
static int read_rows(struct cp_hedge_reader *r, const struct cp_sheet *t,
                     struct cp_hedge_trades *out) {
    size_t before = findings(r->h);
    struct cp_hedge_trade *all = cp_hedge_alloc(r->h, out->n + t->nrow, sizeof *all);
    if (!all)
        return CP_ENOMEM;
    if (out->n > 0)
        memcpy(all, out->at, out->n * sizeof *all);
    out->at = all;
    for (size_t i = 0; i < t->nrow; i++) {
        r->row = t->cell + i * t->ncolumn;
        r->pos = t->pos[i];
        r->k = &all[out->n];
        if (read_trade(r) == CP_ENOMEM)
            return CP_ENOMEM;
        for (size_t j = 0; j < out->n && r->k->name && r->book != NONE; j++)
            if (strcmp(all[j].name, r->k->name) == 0)
                cp_fail_at(r->h->err, CP_EINPUT, r->pos,
                           "position '%.60s' stands twice; first at "
                           "%.200s:%u",
                           r->k->name, all[j].pos.file, all[j].pos.line);
        out->n += r->k->name || r->book == NONE;
    }
    return findings(r->h) > before ? CP_EINPUT : 0;
}

/* What was delivered before the day of valuation, and what is of another book, is left out. */
static void keep_live(struct cp_hedge *h, size_t book, struct cp_hedge_trades *out) {
    size_t n = 0;
    for (size_t i = 0; i < out->n; i++) {
        const struct cp_hedge_trade *k = &out->at[i];
        /* an extension is over when it is decided; what was found fault with may have no terms */
        bool extends = k->kind && k->terms && k->kind->choice == CP_CHOICE_EXTENSION;
        bool settled = (extends ? k->terms->decide : k->until) <= h->as_of;
        out->settled += settled;
        if (!settled && (book == NONE || out->at[i].book == book))
            out->at[n++] = out->at[i];
    }
    out->n = n;
}

int cp_hedge_positions_read(struct cp_hedge *h, const char *book, struct cp_hedge_trades *out) {
    const struct cp_plan_desk *d = &h->plan->money.market.desk;
    const char *name[MOST_WORDS];
    size_t only = NONE;
    int rc = 0;
    *out = (struct cp_hedge_trades){0};
    for (size_t b = 0; b < d->nbook && b < MOST_WORDS; b++) {
        name[b] = d->book[b].name;
        only = book && strcmp(book, d->book[b].name) == 0 ? b : only;
    }
    if (book && only == NONE) {
        const char *near = cp_nearest(book, name, d->nbook < MOST_WORDS ? d->nbook : MOST_WORDS);
        return cp_fail(h->err, CP_EUSAGE, "--book: the plan has no book '%.60s'%s%s%s", book,
                       near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
    }
    for (size_t b = 0; b < d->nbook; b++) {
        struct cp_hedge_reader r = {.h = h, .column = position_columns, .book = b};
        struct cp_sheet t;
        bool twice = false; /* a file of several books is read once */
        for (size_t a = 0; a < b; a++)
            twice |= strcmp(d->book[a].positions, d->book[b].positions) == 0;
        int one = twice ? 0
                        : cp_facts_sheet_read(d->book[b].positions, position_columns,
                                              POSITION_COLUMNS, &h->arena, &t, h->err);
        if (one == 0 && !twice)
            one = read_rows(&r, &t, out);
        rc = rc ? rc : one;
    }
    keep_live(h, only, out);
    return rc;
}

int cp_hedge_instruments_read(struct cp_hedge *h, struct cp_hedge_trades *out) {
    const char *path = h->plan->money.market.desk.hedging.instruments;
    struct cp_hedge_reader r = {.h = h, .column = instrument_columns, .book = NONE};
    struct cp_sheet t;
    *out = (struct cp_hedge_trades){0};
    if (!path)
        return cp_fail(h->err, CP_EUSAGE,
                       "the plan has no hedging/instruments: what may be traded");
    int rc = cp_facts_sheet_read(path, instrument_columns, COLUMNS, &h->arena, &t, h->err);
    if (rc == 0)
        rc = read_rows(&r, &t, out);
    for (size_t i = 0; i < out->n && rc == 0; i++) {
        struct cp_hedge_trade *k = &out->at[i];
        char text[CP_PERIOD_SIZE];
        cp_period_format(text, cp_period_at(CP_DAY, k->from));
        if (!k->name)
            k->name = cp_arena_printf(&h->arena, "%s-%s-%s-%zu", k->kind->word,
                                      h->plan->money.market.curve[k->curve].name, text, i + 1);
        if (!k->name)
            return cp_fail_nomem(h->err);
    }
    keep_live(h, NONE, out);
    return rc;
}
