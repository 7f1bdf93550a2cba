/* The only caller of jansson: documents, and places in them that know their way. */
#ifndef CAPPLAN_ODDS_JSON_H
#define CAPPLAN_ODDS_JSON_H

#include "odds/odds.h"

struct json_t;

/* A file that is read, and what was parsed of it. */
struct cp_odds_reader {
    struct cp_odds_markets *out;
    const char *file; /* in the arena of `out` */
    struct cp_error *err;
    size_t before; /* findings that were there */
    struct json_t **document;
    size_t ndocument, cap;
};

enum { CP_ODDS_PATH_SIZE = 96 };
struct cp_odds_node {
    const struct json_t *json; /* NULL: it is not there, or null */
    char path[CP_ODDS_PATH_SIZE];
};

/* A whole text, or the text that stands in a string; of the reader. json NULL after a finding. */
struct cp_odds_node cp_odds_parse(struct cp_odds_reader *r, const char *text, size_t len);
struct cp_odds_node cp_odds_within_text(struct cp_odds_reader *r, const struct cp_odds_node *n);
void cp_odds_reader_release(struct cp_odds_reader *r);
bool cp_odds_failed(const struct cp_odds_reader *r);

struct cp_odds_node cp_odds_key(const struct cp_odds_node *of, const char *key);
struct cp_odds_node cp_odds_item(const struct cp_odds_node *of, size_t i);
size_t cp_odds_count(const struct cp_odds_node *n); /* of a list, else 0 */
bool cp_odds_is_list(const struct cp_odds_node *n);
bool cp_odds_has(const struct cp_odds_node *of, const char *key);
/* Of a list any object: has the key, is so. */
bool cp_odds_any_has(const struct cp_odds_node *list, const char *key);
bool cp_odds_any(const struct cp_odds_node *list, bool (*is)(const struct cp_odds_node *));
bool cp_odds_true(const struct cp_odds_node *of, const char *key);
/* Copies in the arena of `out`; NULL where there is none. A number is its text. */
const char *cp_odds_text(struct cp_odds_reader *r, const struct cp_odds_node *of, const char *key);
const char *cp_odds_string(struct cp_odds_reader *r, const struct cp_odds_node *n);
/* Borrowed, "" where there is no string. */
const char *cp_odds_word(const struct cp_odds_node *of, const char *key);
/* A number, or a string that is one, from 0 to `most`; NaN where there is none. */
double cp_odds_number(struct cp_odds_reader *r, const struct cp_odds_node *n, double most);
double cp_odds_number_at(struct cp_odds_reader *r, const struct cp_odds_node *of, const char *key,
                         double most);
/* The first hour of a day or time as text, or of seconds or milliseconds since 1970. */
int64_t cp_odds_time_at(struct cp_odds_reader *r, const struct cp_odds_node *of, const char *key);

/* The same as the time that a market of a series is of. */
void cp_odds_date_at(struct cp_odds_reader *r, const struct cp_odds_node *of, const char *key,
                     struct cp_odds_market *m);

int64_t cp_odds_hour(double seconds); /* since 1970 */

/* Of a time as text: "2027-01-01", "2027-01-01T04:59:00Z"; and the seconds of its hour. */
int cp_odds_time_parse(const char *text, int64_t *hour, unsigned *second);
/* Any number, or a string that is one; NaN where there is none. */
double cp_odds_real_at(struct cp_odds_reader *r, const struct cp_odds_node *of, const char *key);
/* A market with everything unknown; NULL after a finding. */
struct cp_odds_market *cp_odds_add(struct cp_odds_reader *r, const char *venue);
/* The same of an entry of a list, which is none without that key: a finding. */
struct cp_odds_market *cp_odds_add_entry(struct cp_odds_reader *r, const struct cp_odds_node *n,
                                         const char *key, const char *venue);

/* One shape of file: the keys it is known by, and its reader. */
struct cp_odds_shape {
    const char *name;
    bool (*knows)(const struct cp_odds_node *root);
    void (*read)(struct cp_odds_reader *r, const struct cp_odds_node *root);
};
extern const struct cp_odds_shape cp_odds_kalshi_markets, cp_odds_kalshi_book,
    cp_odds_kalshi_candles, cp_odds_polymarket_gamma, cp_odds_polymarket_book,
    cp_odds_polymarket_history, cp_odds_metaculus, cp_odds_manifold;
/* Text in columns: by commas, or by tabs. */
void cp_odds_table(struct cp_odds_reader *r, const char *text, size_t len);

#endif
