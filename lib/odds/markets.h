/* Markets as venues show them, read from files that a user saved. Part of the door of odds. */
#ifndef CAPPLAN_ODDS_MARKETS_H
#define CAPPLAN_ODDS_MARKETS_H

#include "base/base.h"
#include "facts/facts.h"
#include <stdio.h>

CP_BEGIN_DECLS

/* One market at one moment: what it says of one outcome. What a venue does not say is NaN, NULL or
 * CP_ODDS_NEVER. */
#define CP_ODDS_NEVER INT64_MIN
struct cp_odds_quote {
    double bid, ask, bid_size, ask_size, last; /* prices of what pays 1 */
    double said, low,
        high; /* a probability that the venue computes itself, and an interval of it */
    double volume;
};
struct cp_odds_market {
    const char *venue; /* kalshi, polymarket, metaculus, manifold, or as a table names it */
    const char *event; /* the venue's question that it belongs to; its own name where it has none */
    const char *name;  /* ticker, slug or number */
    const char *title;
    const char *file;
    struct cp_odds_quote quote;
    double from, until; /* strikes: it pays where the number comes out between */
    double resolved;    /* 1: it came, 0: it did not; NaN: open, or settled otherwise */
    int64_t closes;     /* first hour in which nothing is decided any more */
    int64_t at;         /* of a history: the hour that it is of, */
    unsigned second;    /* and the second of it */
    bool exclusive;     /* of its event exactly one comes */
    bool play;          /* for play money */
    bool history;       /* a price of a series that says neither bid nor ask */
    bool closed;        /* no longer traded */
};

struct cp_odds_markets {
    size_t n;
    struct cp_odds_market *market;
    struct cp_arena arena; /* of their texts */
    size_t cap;
};

/* Append what is in a file. `shape`: one of cp_odds_shape_name, NULL to tell it by its keys. No
 * file of a shape is empty: one with no market in it is a finding that says what it is. Findings
 * name the file and the place in it. Release in any case. */
int cp_odds_read(struct cp_odds_markets *all, FILE *in, const char *file, const char *shape,
                 struct cp_error *err);
/* Append those of a stream of facts, which live as long: of measures bid, ask, last, probability,
 * contracts, bid_size and ask_size, by venue, event and name, or a column market. */
int cp_odds_take(struct cp_odds_markets *all, const struct cp_facts *facts, struct cp_error *err);
void cp_odds_release(struct cp_odds_markets *all);
const char *cp_odds_shape_name(size_t i); /* from 0; NULL after the last */

CP_END_DECLS

#endif
