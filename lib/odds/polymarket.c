/* Replies of Polymarket: markets and events of Gamma, a book and a history of the CLOB. */
#include "odds/json.h"
#include <math.h>
#include <string.h>
#include <strings.h>

static const char VENUE[] = "polymarket";

/* A list, alone or as a page has it. */
static struct cp_odds_node list_of(const struct cp_odds_node *root) {
    struct cp_odds_node data = cp_odds_key(root, "data");
    return cp_odds_is_list(&data) ? data : *root;
}

static struct cp_odds_node first_market(const struct cp_odds_node *root) {
    struct cp_odds_node list = list_of(root);
    struct cp_odds_node first = cp_odds_is_list(&list) ? cp_odds_item(&list, 0) : *root;
    struct cp_odds_node inner = cp_odds_key(&first, "markets");
    return cp_odds_is_list(&inner) ? cp_odds_item(&inner, 0) : first;
}

static bool knows_gamma(const struct cp_odds_node *root) {
    struct cp_odds_node m = first_market(root);
    return cp_odds_has(&m, "conditionId");
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

static void read_prices(struct cp_odds_reader *r, const struct cp_odds_node *n,
                        struct cp_odds_quote *q) {
    size_t yes = yes_of(r, n);
    struct cp_odds_node text = cp_odds_key(n, "outcomePrices"),
                        list = cp_odds_within_text(r, &text), price = cp_odds_item(&list, yes);
    double bid = cp_odds_number_at(r, n, "bestBid", 1), ask = cp_odds_number_at(r, n, "bestAsk", 1);
    q->bid = yes == 0 ? bid : 1 - ask;
    q->ask = yes == 0 ? ask : 1 - bid;
    q->last = cp_odds_number(r, &price, 1);
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
    m->quote.volume =
        cp_odds_number_at(r, n, cp_odds_has(n, "volumeNum") ? "volumeNum" : "volume", HUGE_VAL);
    m->closes = cp_odds_time_at(r, n, "endDate");
    m->exclusive = exclusive || cp_odds_true(n, "negRisk");
    m->closed = cp_odds_true(n, "closed");
    if (m->closed && strcmp(cp_odds_word(n, "umaResolutionStatus"), "resolved") == 0 &&
        (m->quote.last == 0 || m->quote.last == 1))
        m->resolved = m->quote.last;
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

static bool knows_book(const struct cp_odds_node *root) {
    return cp_odds_has(root, "asset_id") &&
           (cp_odds_has(root, "bids") || cp_odds_has(root, "asks"));
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

static void read_book(struct cp_odds_reader *r, const struct cp_odds_node *root) {
    struct cp_odds_node bids = cp_odds_key(root, "bids"), asks = cp_odds_key(root, "asks");
    struct cp_odds_market *m = cp_odds_add(r, VENUE);
    if (!m)
        return;
    m->name = cp_odds_text(r, root, "asset_id");
    m->event = cp_odds_text(r, root, "market");
    m->quote.bid = best(r, &bids, 1, &m->quote.bid_size);
    m->quote.ask = best(r, &asks, -1, &m->quote.ask_size);
    m->quote.last = cp_odds_number_at(r, root, "last_trade_price", 1);
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
        m->at = cp_odds_time_at(r, &n, "t");
        m->quote.said = cp_odds_number_at(r, &n, "p", 1);
        m->history = true;
    }
}
const struct cp_odds_shape cp_odds_polymarket_history = {"polymarket-history", knows_history,
                                                         read_history};
