/* Replies of Kalshi: markets, one of them, events with theirs, an order book, candlesticks. Prices
 * are strings of dollars; before 2026 they were whole cents. */
#include "odds/json.h"
#include <math.h>
#include <string.h>

static const char VENUE[] = "kalshi";

/* Where the markets of a reply stand: of an event, or of several, within it. */
static struct cp_odds_node markets_of(const struct cp_odds_node *n) {
    struct cp_odds_node list = cp_odds_key(n, "markets");
    struct cp_odds_node event = cp_odds_key(n, "event");
    return list.json ? list : cp_odds_key(&event, "markets");
}

static bool has_markets(const struct cp_odds_node *event) {
    struct cp_odds_node list = markets_of(event);
    return cp_odds_any_has(&list, "ticker");
}

static bool knows_markets(const struct cp_odds_node *root) {
    struct cp_odds_node events = cp_odds_key(root, "events"), one = cp_odds_key(root, "market");
    return has_markets(root) || cp_odds_any(&events, has_markets) || cp_odds_has(&one, "ticker");
}

/* In dollars, or as it was in cents; NaN of neither. */
static double price(struct cp_odds_reader *r, const struct cp_odds_node *m, const char *dollars,
                    const char *cents) {
    double x = cp_odds_number_at(r, m, dollars, 1);
    return isnan(x) ? cp_odds_number_at(r, m, cents, 100) / 100 : x;
}

/* It pays below, between or above. */
static void strikes(struct cp_odds_reader *r, const struct cp_odds_node *n,
                    struct cp_odds_market *m) {
    const char *type = cp_odds_word(n, "strike_type");
    bool less = strncmp(type, "less", 4) == 0, greater = strncmp(type, "greater", 7) == 0;
    if (less || greater || strcmp(type, "between") == 0) {
        m->from = less ? -HUGE_VAL : cp_odds_real_at(r, n, "floor_strike");
        m->until = greater ? HUGE_VAL : cp_odds_real_at(r, n, "cap_strike");
    }
    if (isnan(m->from) || isnan(m->until))
        m->from = m->until = NAN;
}

static void read_market(struct cp_odds_reader *r, const struct cp_odds_node *n, bool exclusive) {
    struct cp_odds_market *m = cp_odds_add_entry(r, n, "ticker", VENUE);
    const char *result = cp_odds_word(n, "result"), *status = cp_odds_word(n, "status");
    if (!m)
        return;
    m->name = cp_odds_text(r, n, "ticker");
    m->event = cp_odds_text(r, n, "event_ticker");
    m->title = cp_odds_text(r, n, "title");
    struct cp_odds_quote *q = &m->quote;
    q->bid = price(r, n, "yes_bid_dollars", "yes_bid");
    q->ask = price(r, n, "yes_ask_dollars", "yes_ask");
    q->last = price(r, n, "last_price_dollars", "last_price");
    q->bid_size = cp_odds_number_at(r, n, "yes_bid_size_fp", HUGE_VAL);
    q->ask_size = cp_odds_number_at(r, n, "yes_ask_size_fp", HUGE_VAL);
    q->volume =
        cp_odds_number_at(r, n, cp_odds_has(n, "volume_fp") ? "volume_fp" : "volume", HUGE_VAL);
    m->closes = cp_odds_time_at(r, n, "close_time");
    bool settled = strcmp(status, "disputed") != 0; /* it may still come out otherwise */
    if (settled && (strcmp(result, "yes") == 0 || strcmp(result, "no") == 0))
        m->resolved = *result == 'y';
    m->closed = *status && strcmp(status, "active") != 0 && strcmp(status, "open") != 0 &&
                strcmp(status, "initialized") != 0;
    m->exclusive = exclusive;
    strikes(r, n, m);
}

/* Of an event at most one market comes, where it says so. */
static void read_event(struct cp_odds_reader *r, const struct cp_odds_node *n) {
    struct cp_odds_node list = markets_of(n), event = cp_odds_key(n, "event");
    bool exclusive = cp_odds_true(event.json ? &event : n, "mutually_exclusive");
    for (size_t i = 0; i < cp_odds_count(&list); i++) {
        struct cp_odds_node market = cp_odds_item(&list, i);
        read_market(r, &market, exclusive);
    }
}

static void read_markets(struct cp_odds_reader *r, const struct cp_odds_node *root) {
    struct cp_odds_node events = cp_odds_key(root, "events"), one = cp_odds_key(root, "market");
    if (one.json)
        read_market(r, &one, false);
    else if (!events.json)
        read_event(r, root);
    for (size_t i = 0; i < cp_odds_count(&events); i++) {
        struct cp_odds_node event = cp_odds_item(&events, i);
        read_event(r, &event);
    }
}
const struct cp_odds_shape cp_odds_kalshi_markets = {"kalshi", knows_markets, read_markets};

/* ---- an order book -------------------------------------------------------------------------- */

static bool knows_book(const struct cp_odds_node *root) {
    return cp_odds_has(root, "orderbook_fp") || cp_odds_has(root, "orderbook");
}

/* Bids of one side, in any order, in dollars or so many cents: the highest, and how much stands
 * there. */
static double best(struct cp_odds_reader *r, const struct cp_odds_node *side, double whole,
                   double *size) {
    double top = NAN;
    for (size_t i = 0; i < cp_odds_count(side); i++) {
        struct cp_odds_node level = cp_odds_item(side, i), p = cp_odds_item(&level, 0),
                            s = cp_odds_item(&level, 1);
        double at = cp_odds_number(r, &p, whole) / whole, there = cp_odds_number(r, &s, HUGE_VAL);
        if (isnan(top) || at > top) {
            top = at;
            *size = there;
        }
    }
    return top;
}

/* It names no market: the file does. Who buys no at p sells yes at 1 - p. */
static void read_book(struct cp_odds_reader *r, const struct cp_odds_node *root) {
    bool dollars = cp_odds_has(root, "orderbook_fp");
    struct cp_odds_node book = cp_odds_key(root, dollars ? "orderbook_fp" : "orderbook");
    struct cp_odds_node yes = cp_odds_key(&book, dollars ? "yes_dollars" : "yes"),
                        no = cp_odds_key(&book, dollars ? "no_dollars" : "no");
    double whole = dollars ? 1 : 100;
    struct cp_odds_market *m = cp_odds_add(r, VENUE);
    if (!m)
        return;
    m->quote.bid = best(r, &yes, whole, &m->quote.bid_size);
    m->quote.ask = 1 - best(r, &no, whole, &m->quote.ask_size);
}
const struct cp_odds_shape cp_odds_kalshi_book = {"kalshi-book", knows_book, read_book};

/* ---- candlesticks --------------------------------------------------------------------------- */

/* Of one market, or of several as `markets`. */
static bool has_candles(const struct cp_odds_node *n) {
    struct cp_odds_node list = cp_odds_key(n, "candlesticks");
    return cp_odds_is_list(&list);
}

static bool knows_candles(const struct cp_odds_node *root) {
    struct cp_odds_node markets = cp_odds_key(root, "markets");
    return has_candles(root) || cp_odds_any(&markets, has_candles);
}

static double close_of(struct cp_odds_reader *r, const struct cp_odds_node *n, const char *key) {
    struct cp_odds_node side = cp_odds_key(n, key);
    return price(r, &side, "close_dollars", "close");
}

static void read_series(struct cp_odds_reader *r, const struct cp_odds_node *of, const char *key) {
    struct cp_odds_node list = cp_odds_key(of, "candlesticks");
    const char *name = cp_odds_text(r, of, key);
    for (size_t i = 0; i < cp_odds_count(&list); i++) {
        struct cp_odds_node n = cp_odds_item(&list, i);
        struct cp_odds_market *m = cp_odds_add_entry(r, &n, "end_period_ts", VENUE);
        if (!m)
            return;
        m->name = name;
        cp_odds_date_at(r, &n, "end_period_ts", m);
        m->quote.bid = close_of(r, &n, "yes_bid");
        m->quote.ask = close_of(r, &n, "yes_ask");
        m->quote.last = close_of(r, &n, "price");
        m->quote.volume = cp_odds_number_at(
            r, &n, cp_odds_has(&n, "volume_fp") ? "volume_fp" : "volume", HUGE_VAL);
    }
}

static void read_candles(struct cp_odds_reader *r, const struct cp_odds_node *root) {
    struct cp_odds_node markets = cp_odds_key(root, "markets");
    if (!cp_odds_is_list(&markets))
        read_series(r, root, "ticker");
    for (size_t i = 0; i < cp_odds_count(&markets); i++) {
        struct cp_odds_node one = cp_odds_item(&markets, i);
        read_series(r, &one, cp_odds_has(&one, "market_ticker") ? "market_ticker" : "ticker");
    }
}
const struct cp_odds_shape cp_odds_kalshi_candles = {"kalshi-candlesticks", knows_candles,
                                                     read_candles};
