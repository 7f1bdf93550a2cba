/* Quotes in columns: by commas as RFC 4180 has them, or by tabs; exports of venues, and tables of
 * one's own. */
#include "odds/json.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_COLUMNS = 64 };
enum field {
    VENUE,
    EVENT,
    MARKET,
    TITLE,
    AT,
    CLOSES,
    BID,
    ASK,
    BID_SIZE,
    ASK_SIZE,
    LAST,
    SAID,
    LOW,
    HIGH,
    VOLUME,
    RESOLVED,
    FIELDS
};

/* Names of columns: ours, and those of exports. */
static const struct {
    const char *name;
    enum field field;
} columns[] = {
    {"venue", VENUE},
    {"source", VENUE},
    {"event", EVENT},
    {"market", MARKET},
    {"name", MARKET},
    {"id", MARKET},
    {"Question ID", MARKET},
    {"title", TITLE},
    {"question", TITLE},
    {"Question Title", TITLE},
    {"period", AT},
    {"date", AT},
    {"freeze_date", AT},
    {"Start Time", AT},
    {"closes", CLOSES},
    {"close_date", CLOSES},
    {"Scheduled Close Time", CLOSES},
    {"bid", BID},
    {"ask", ASK},
    {"bid_size", BID_SIZE},
    {"ask_size", ASK_SIZE},
    {"last", LAST},
    {"probability", SAID},
    {"market_prob_at_freeze", SAID},
    {"Probability Yes", SAID},
    {"low", LOW},
    {"high", HIGH},
    {"volume", VOLUME},
    {"volume_or_bettors", VOLUME},
    {"resolved", RESOLVED},
    {"resolved_to", RESOLVED},
    {"Resolution", RESOLVED},
};

struct table {
    struct cp_odds_reader *r;
    struct cp_csv csv;
    size_t column[FIELDS]; /* SIZE_MAX: none */
    size_t width;          /* of the header */
    bool metaculus;
};

static void fail(struct table *t, unsigned line, unsigned col, const char *what, const char *text) {
    cp_fail_at(t->r->err, CP_EINPUT, (struct cp_pos){t->r->file, line, col}, "%s%s%.60s%s", what,
               text ? ": '" : "", text ? text : "", text ? "'" : "");
}

/* The next record, each field ended with NUL: what stood there was cut off, or ends the text. False
 * at the end or after a finding. */
static bool next(struct table *t) {
    if (cp_csv_next(&t->csv, t->r->err) != 1)
        return false;
    for (size_t i = 0; i < t->csv.n; i++)
        ((char *)t->csv.field[i].s)[t->csv.field[i].len] = '\0';
    return true;
}

static bool read_header(struct table *t) {
    for (size_t f = 0; f < FIELDS; f++)
        t->column[f] = SIZE_MAX;
    if (!next(t))
        return false;
    t->width = t->csv.n;
    for (size_t i = 0; i < t->csv.n; i++)
        for (size_t k = 0; k < i; k++)
            if (strcmp(t->csv.field[i].s, t->csv.field[k].s) == 0 && *t->csv.field[i].s)
                fail(t, t->csv.field[i].line, t->csv.field[i].col, "a column that is there twice",
                     t->csv.field[i].s);
    for (size_t i = 0; i < t->csv.n; i++)
        for (size_t k = 0; k < sizeof columns / sizeof *columns; k++)
            if (strcmp(t->csv.field[i].s, columns[k].name) == 0 &&
                t->column[columns[k].field] == SIZE_MAX) {
                t->column[columns[k].field] = i;
                t->metaculus = t->metaculus || strncmp(columns[k].name, "Question", 8) == 0;
            }
    bool says = false;
    for (enum field f = BID; f <= RESOLVED; f++)
        says = says || t->column[f] != SIZE_MAX;
    if (!says)
        fail(t, t->csv.field[0].line, 0,
             "no column says a price: bid, ask, last, probability or resolved", NULL);
    else if (t->column[MARKET] == SIZE_MAX && t->column[EVENT] == SIZE_MAX)
        fail(t, t->csv.field[0].line, 0, "no column says of which market: market or event", NULL);
    return !cp_odds_failed(t->r);
}

/* NULL: nothing stands there. */
static const char *text(const struct table *t, enum field f) {
    size_t c = t->column[f];
    const char *s = c < t->csv.n ? t->csv.field[c].s : "";
    return *s && strcmp(s, "-") != 0 && strcmp(s, "NA") != 0 ? s : NULL;
}

static void fail_cell(struct table *t, enum field f, const char *what) {
    size_t c = t->column[f];
    fail(t, t->csv.field[c].line, t->csv.field[c].col, what, t->csv.field[c].s);
}

static double number(struct table *t, enum field f, double most) {
    const char *s = text(t, f);
    double x = NAN;
    size_t used = 0;
    if (!s)
        return NAN;
    if (cp_number_parse(s, strlen(s), &x, &used) == 0 && s[used] == '\0' && x >= 0 && x <= most)
        return x;
    fail_cell(t, f, most == 1 ? "no number from 0 to 1" : "no number from 0 up");
    return NAN;
}

static int64_t hour(struct table *t, enum field f, unsigned *second) {
    const char *s = text(t, f);
    int64_t at = CP_ODDS_NEVER;
    *second = 0;
    if (s && cp_odds_time_parse(s, &at, second) != 0)
        fail_cell(t, f, "no day or time, as 2027-01-31");
    return at;
}

static double resolved(struct table *t) {
    const char *s = text(t, RESOLVED);
    if (!s)
        return NAN;
    if (strcmp(s, "yes") == 0 || strcmp(s, "no") == 0)
        return *s == 'y';
    double x = number(t, RESOLVED, 1);
    return x == 0 || x == 1 ? x : NAN; /* settled at something between */
}

static const char *keep(struct table *t, enum field f) {
    const char *s = text(t, f), *copy = s ? cp_arena_strdup(&t->r->out->arena, s) : NULL;
    if (s && !copy)
        cp_fail_nomem(t->r->err);
    return copy;
}

static void read_row(struct table *t) {
    if (t->csv.n != t->width) {
        fail(t, t->csv.field[0].line, 0, "it has not as many cells as the header; begins with",
             t->csv.field[0].s);
        return;
    }
    const char *venue = keep(t, VENUE);
    struct cp_odds_market *m = cp_odds_add(t->r, venue          ? venue
                                                 : t->metaculus ? "metaculus"
                                                                : "table");
    if (!m)
        return;
    m->at = hour(t, AT, &m->second);
    m->name = keep(t, MARKET);
    m->event = keep(t, EVENT);
    m->title = keep(t, TITLE);
    m->closes = hour(t, CLOSES, &(unsigned){0});
    m->play = strcmp(m->venue, "manifold") == 0;
    m->quote = (struct cp_odds_quote){number(t, BID, 1),
                                      number(t, ASK, 1),
                                      number(t, BID_SIZE, HUGE_VAL),
                                      number(t, ASK_SIZE, HUGE_VAL),
                                      number(t, LAST, 1),
                                      number(t, SAID, 1),
                                      number(t, LOW, 1),
                                      number(t, HIGH, 1),
                                      number(t, VOLUME, HUGE_VAL)};
    m->resolved = resolved(t);
}

void cp_odds_table(struct cp_odds_reader *r, const char *given, size_t len) {
    struct table *t = calloc(1, sizeof *t);
    char *copy = t ? malloc(len + 1) : NULL;
    if (copy) {
        memcpy(copy, given, len);
        copy[len] = '\0';
        const char *header = copy;
        while ((*header == '#' || *header == '\n' || (*header == '\r' && header[1] == '\n')) &&
               strchr(header, '\n'))
            header = strchr(header, '\n') + 1;
        bool tabs = memchr(header, '\t', strcspn(header, "\n"));
        *t = (struct table){.r = r,
                            .csv = {.file = r->file,
                                    .s = copy,
                                    .end = copy + len,
                                    .line_start = copy,
                                    .line = 1,
                                    .separator = tabs ? '\t' : ',',
                                    .no_quotes = tabs,
                                    .comment = "#",
                                    .most = MOST_COLUMNS}};
        size_t before = r->out->n;
        for (bool more = read_header(t); more && next(t) && !cp_odds_failed(r);)
            read_row(t);
        if (r->out->n == before && !cp_odds_failed(r))
            fail(t, 0, 0, "a header and no market below it", NULL);
    } else {
        cp_fail_nomem(r->err);
    }
    if (t)
        free(t->csv.field);
    free(copy);
    free(t);
}
