/* Replies of Polymarket: markets and events of Gamma, a book and a history of the CLOB. */
#include "odds/json.h"
#include <math.h>
#include <string.h>
#include <strings.h>

static const char VENUE[] = "polymarket";
static const double NEARLY = .01; /* prices of old markets that are settled stopped short of 1 */

/* A list, alone or as a page or a search has it. */
static struct cp_odds_node list_of(const struct cp_odds_node *root) {
    struct cp_odds_node data = cp_odds_key(root, "data"), events = cp_odds_key(root, "events");
    return cp_odds_is_list(&data)                                          ? data
           : cp_odds_is_list(&events) && !cp_odds_has(root, "conditionId") ? events
                                                                           : *root;
}

static bool is_market(const struct cp_odds_node *n) {
    return cp_odds_has(n, "conditionId");
}

/* A market, or an event with its own. */
static bool has_market(const struct cp_odds_node *n) {
    struct cp_odds_node inner = cp_odds_key(n, "markets");
    return is_market(n) || cp_odds_any(&inner, is_market);
}

static bool knows_gamma(const struct cp_odds_node *root) {
    struct cp_odds_node list = list_of(root);
    return cp_odds_is_list(&list) ? cp_odds_any(&list, has_market) : has_market(&list);
}

/* Outcomes and their prices are JSON within a string. The yes is the outcome of that name, or else
 * the first, whose bid and ask the market has. */
static size_t yes_of(struct cp_odds_reader *r, const struct cp_odds_node *n) {
    struct cp_odds_node text = cp_odds_key(n, "outcomes"), list = cp_odds_within_text(r, &text);
    for (size_t i = 0; i < 2; i++) {
        struct cp_odds_node outcome = cp_odds_item(&list, i);
        const char *name = cp_odds_string(r, &outcome);
        if (name && strcasecmp(name, "yes") == 0)
            return i;
    }
    return 0;
}

/* Of a market that nobody has traded the price is a half, which nobody said. */
static double last_of(struct cp_odds_reader *r, const struct cp_odds_node *n, size_t yes,
                      double shown, double volume) {
    struct cp_odds_node own = cp_odds_key(n, "lastTradePrice");
    double last = cp_odds_number(r, &own, 1);
    if (cp_odds_true(n, "closed"))
        return shown; /* what it paid */
    if (!own.json)
        return volume == 0 ? NAN : shown;
    return !(last > 0) ? last : yes == 0 ? last : 1 - last;
}

static void read_prices(struct cp_odds_reader *r, const struct cp_odds_node *n,
                        struct cp_odds_quote *q) {
    size_t yes = yes_of(r, n);
    if (cp_odds_failed(r))
        return;
    struct cp_odds_node text = cp_odds_key(n, "outcomePrices"),
                        list = cp_odds_within_text(r, &text), price = cp_odds_item(&list, yes);
    q->volume =
        cp_odds_number_at(r, n, cp_odds_has(n, "volumeNum") ? "volumeNum" : "volume", HUGE_VAL);
    double bid = cp_odds_number_at(r, n, "bestBid", 1), ask = cp_odds_number_at(r, n, "bestAsk", 1);
    q->bid = yes == 0 ? bid : 1 - ask;
    q->ask = yes == 0 ? ask : 1 - bid;
    q->last = last_of(r, n, yes, cp_odds_number(r, &price, 1), q->volume);
}

/* Not yet open, closed or put away. */
static bool is_closed(const struct cp_odds_node *n) {
    struct cp_odds_node active = cp_odds_key(n, "active");
    return cp_odds_true(n, "closed") || cp_odds_true(n, "archived") ||
           (active.json && !cp_odds_true(n, "active"));
}

static void read_market(struct cp_odds_reader *r, const struct cp_odds_node *n, const char *event,
                        bool exclusive) {
    struct cp_odds_market *m = cp_odds_add_entry(r, n, "conditionId", VENUE);
    if (!m)
        return;
    struct cp_odds_node events = cp_odds_key(n, "events"), parent = cp_odds_item(&events, 0);
    m->name = cp_odds_text(r, n, cp_odds_has(n, "slug") ? "slug" : "id");
    m->event = event ? event : cp_odds_text(r, &parent, "slug");
    m->title = cp_odds_text(r, n, "question");
    read_prices(r, n, &m->quote);
    m->closes = cp_odds_time_at(r, n, "endDate");
    m->closed = is_closed(n);
    double paid = round(m->quote.last);
    if (cp_odds_true(n, "closed") &&
        strcmp(cp_odds_word(n, "umaResolutionStatus"), "resolved") == 0 &&
        fabs(m->quote.last - paid) < NEARLY)
        m->resolved = paid;
    /* names kept for who may still come are no outcomes */
    m->exclusive = (exclusive || cp_odds_true(n, "negRisk")) &&
                   (cp_odds_true(n, "closed") || !m->closed || !isnan(m->quote.last));
}

static void read_gamma(struct cp_odds_reader *r, const struct cp_odds_node *root) {
    struct cp_odds_node list = list_of(root);
    size_t n = cp_odds_is_list(&list) ? cp_odds_count(&list) : 1;
    for (size_t i = 0; i < n; i++) {
        struct cp_odds_node entry = cp_odds_is_list(&list) ? cp_odds_item(&list, i) : *root;
        struct cp_odds_node inner = cp_odds_key(&entry, "markets");
        if (!cp_odds_is_list(&inner)) {
            read_market(r, &entry, NULL, false);
            continue;
        }
        const char *event = cp_odds_text(r, &entry, "slug");
        for (size_t k = 0; k < cp_odds_count(&inner); k++) {
            struct cp_odds_node m = cp_odds_item(&inner, k);
            read_market(r, &m, event, cp_odds_true(&entry, "negRisk"));
        }
    }
}
const struct cp_odds_shape cp_odds_polymarket_gamma = {"polymarket", knows_gamma, read_gamma};

/* ---- a book, not sorted -----------------------------------------------------------------------
 */

static bool is_book(const struct cp_odds_node *n) {
    return cp_odds_has(n, "asset_id") && (cp_odds_has(n, "bids") || cp_odds_has(n, "asks"));
}

static bool knows_book(const struct cp_odds_node *root) {
    return is_book(root) || cp_odds_any(root, is_book);
}

static double best(struct cp_odds_reader *r, const struct cp_odds_node *side, double sense,
                   double *size) {
    double top = NAN;
    for (size_t i = 0; i < cp_odds_count(side); i++) {
        struct cp_odds_node level = cp_odds_item(side, i);
        double p = cp_odds_number_at(r, &level, "price", 1);
        if (isnan(top) || sense * p > sense * top) {
            top = p;
            *size = cp_odds_number_at(r, &level, "size", HUGE_VAL);
        }
    }
    return top;
}

static void read_one_book(struct cp_odds_reader *r, const struct cp_odds_node *root) {
    struct cp_odds_node bids = cp_odds_key(root, "bids"), asks = cp_odds_key(root, "asks");
    struct cp_odds_market *m = cp_odds_add_entry(r, root, "asset_id", VENUE);
    if (!m)
        return;
    m->name = cp_odds_text(r, root, "asset_id");
    m->event = cp_odds_text(r, root, "market");
    m->quote.bid = best(r, &bids, 1, &m->quote.bid_size);
    m->quote.ask = best(r, &asks, -1, &m->quote.ask_size);
    m->quote.last = cp_odds_number_at(r, root, "last_trade_price", 1);
}

static void read_book(struct cp_odds_reader *r, const struct cp_odds_node *root) {
    if (!cp_odds_is_list(root))
        read_one_book(r, root);
    for (size_t i = 0; i < cp_odds_count(root); i++) {
        struct cp_odds_node one = cp_odds_item(root, i);
        read_one_book(r, &one);
    }
}
const struct cp_odds_shape cp_odds_polymarket_book = {"polymarket-book", knows_book, read_book};

/* ---- a history, which names no market -----------------------------------------------------------
 */

static bool knows_history(const struct cp_odds_node *root) {
    struct cp_odds_node list = cp_odds_key(root, "history");
    return cp_odds_is_list(&list);
}

static void read_history(struct cp_odds_reader *r, const struct cp_odds_node *root) {
    struct cp_odds_node list = cp_odds_key(root, "history");
    for (size_t i = 0; i < cp_odds_count(&list); i++) {
        struct cp_odds_node n = cp_odds_item(&list, i);
        struct cp_odds_market *m = cp_odds_add_entry(r, &n, "t", VENUE);
        if (!m)
            return;
        cp_odds_date_at(r, &n, "t", m);
        m->quote.said = cp_odds_number_at(r, &n, "p", 1);
        m->history = true;
    }
}
const struct cp_odds_shape cp_odds_polymarket_history = {"polymarket-history", knows_history,
                                                         read_history};
