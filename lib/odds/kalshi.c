/* Replies of Kalshi: markets, an order book, candlesticks. Prices are strings of dollars; before
 * 2026 they were whole cents. */
#include "odds/json.h"
#include <math.h>
#include <string.h>

static const char VENUE[] = "kalshi";

static bool knows_markets(const struct cp_odds_node *root) {
    struct cp_odds_node list = cp_odds_key(root, "markets"), first = cp_odds_item(&list, 0);
    return cp_odds_has(&first, "ticker");
}

/* In dollars, or as it was in cents. */
static double price(struct cp_odds_reader *r, const struct cp_odds_node *m, const char *dollars,
                    const char *cents) {
    return cp_odds_has(m, dollars) ? cp_odds_number_at(r, m, dollars, 1)
                                   : cp_odds_number_at(r, m, cents, 100) / 100;
}

/* It pays below, between or above. */
static void strikes(struct cp_odds_reader *r, const struct cp_odds_node *n,
                    struct cp_odds_market *m) {
    const char *type = cp_odds_word(n, "strike_type");
    bool less = strncmp(type, "less", 4) == 0, greater = strncmp(type, "greater", 7) == 0;
    if (less || greater || strcmp(type, "between") == 0) {
        m->from = less ? -HUGE_VAL : cp_odds_number_at(r, n, "floor_strike", HUGE_VAL);
        m->until = greater ? HUGE_VAL : cp_odds_number_at(r, n, "cap_strike", HUGE_VAL);
    }
}

static void read_market(struct cp_odds_reader *r, const struct cp_odds_node *n) {
    struct cp_odds_market *m = cp_odds_add(r, VENUE);
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
    m->resolved = strcmp(result, "yes") == 0 ? 1 : strcmp(result, "no") == 0 ? 0 : NAN;
    m->closed = *status && strcmp(status, "active") != 0 && strcmp(status, "open") != 0 &&
                strcmp(status, "initialized") != 0;
    strikes(r, n, m);
}

static void read_markets(struct cp_odds_reader *r, const struct cp_odds_node *root) {
    struct cp_odds_node list = cp_odds_key(root, "markets");
    for (size_t i = 0; i < cp_odds_count(&list); i++) {
        struct cp_odds_node n = cp_odds_item(&list, i);
        read_market(r, &n);
    }
}
const struct cp_odds_shape cp_odds_kalshi_markets = {"kalshi", knows_markets, read_markets};

/* ---- an order book -------------------------------------------------------------------------- */

static bool knows_book(const struct cp_odds_node *root) {
    return cp_odds_has(root, "orderbook_fp");
}

/* Bids of one side, in any order: the highest, and how much stands there. */
static double best(struct cp_odds_reader *r, const struct cp_odds_node *side, double *size) {
    double top = NAN;
    for (size_t i = 0; i < cp_odds_count(side); i++) {
        struct cp_odds_node level = cp_odds_item(side, i), p = cp_odds_item(&level, 0),
                            s = cp_odds_item(&level, 1);
        double at = cp_odds_number(r, &p, 1), there = cp_odds_number(r, &s, HUGE_VAL);
        if (isnan(top) || at > top) {
            top = at;
            *size = there;
        }
    }
    return top;
}

/* It names no market: the file does. Who buys no at p sells yes at 1 - p. */
static void read_book(struct cp_odds_reader *r, const struct cp_odds_node *root) {
    struct cp_odds_node book = cp_odds_key(root, "orderbook_fp");
    struct cp_odds_node yes = cp_odds_key(&book, "yes_dollars"),
                        no = cp_odds_key(&book, "no_dollars");
    struct cp_odds_market *m = cp_odds_add(r, VENUE);
    if (!m)
        return;
    m->quote.bid = best(r, &yes, &m->quote.bid_size);
    m->quote.ask = 1 - best(r, &no, &m->quote.ask_size);
}
const struct cp_odds_shape cp_odds_kalshi_book = {"kalshi-book", knows_book, read_book};

/* ---- candlesticks --------------------------------------------------------------------------- */

static bool knows_candles(const struct cp_odds_node *root) {
    struct cp_odds_node list = cp_odds_key(root, "candlesticks"), first = cp_odds_item(&list, 0);
    return cp_odds_has(&first, "end_period_ts");
}

static double close_of(struct cp_odds_reader *r, const struct cp_odds_node *n, const char *key) {
    struct cp_odds_node side = cp_odds_key(n, key);
    return cp_odds_number_at(r, &side, "close_dollars", 1);
}

static void read_candles(struct cp_odds_reader *r, const struct cp_odds_node *root) {
    struct cp_odds_node list = cp_odds_key(root, "candlesticks");
    const char *name = cp_odds_text(r, root, "ticker");
    for (size_t i = 0; i < cp_odds_count(&list); i++) {
        struct cp_odds_node n = cp_odds_item(&list, i);
        struct cp_odds_market *m = cp_odds_add(r, VENUE);
        if (!m)
            return;
        m->name = name;
        m->at = cp_odds_time_at(r, &n, "end_period_ts");
        m->quote.bid = close_of(r, &n, "yes_bid");
        m->quote.ask = close_of(r, &n, "yes_ask");
        m->quote.last = close_of(r, &n, "price");
        m->quote.volume = cp_odds_number_at(r, &n, "volume_fp", HUGE_VAL);
    }
}
const struct cp_odds_shape cp_odds_kalshi_candles = {"kalshi-candlesticks", knows_candles,
                                                     read_candles};
