/* Quotes in columns: by commas as RFC 4180 has them, or by tabs; exports of venues, and tables of
 * one's own. */
#include "odds/json.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

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

enum { MOST_COLUMNS = 64 };
struct row {
    size_t n;
    struct {
        char *text;
        unsigned line, col;
    } cell[MOST_COLUMNS];
};

struct table {
    struct cp_odds_reader *r;
    char *at; /* what is left, cut in place; ends with NUL */
    char mark;
    unsigned line;
    size_t column[FIELDS]; /* SIZE_MAX: none */
    size_t width;          /* of the header */
    bool metaculus;
    struct row row;
};

static void fail(struct table *t, unsigned line, unsigned col, const char *what, const char *text) {
    cp_fail_at(t->r->err, CP_EINPUT, (struct cp_pos){t->r->file, line, col}, "%s%s%.60s%s", what,
               text ? ": '" : "", text ? text : "", text ? "'" : "");
}

/* A quoted cell, its doubled quotes made one; what stands after it. */
static char *unquote(struct table *t, char **cell) {
    char *to = ++*cell, *s = *cell;
    for (; *s; s++) {
        t->line += *s == '\n';
        if (*s == '"' && s[1] == '"')
            s++;
        else if (*s == '"')
            break;
        *to++ = *s;
    }
    char *after = *s ? s + 1 : s;
    bool open = !*s;
    *to = '\0';
    return open ? NULL : after;
}

/* The next record; false at the end or after a finding. */
static bool next(struct table *t) {
    t->row.n = 0;
    for (; *t->at == '#'; t->line++) { /* what the file is */
        t->at += strcspn(t->at, "\n");
        t->at += *t->at != '\0';
    }
    char *s = t->at, *start = t->at;
    if (!*s)
        return false;
    for (bool more = true; more;) {
        if (t->row.n == MOST_COLUMNS) {
            fail(t, t->line, 0, "more than 64 columns", NULL);
            return false;
        }
        unsigned line = t->line, col = (unsigned)(s - start) + 1;
        char *cell = s;
        if (t->mark == ',' && *s == '"') {
            s = unquote(t, &cell);
            if (!s || !strchr(",\r\n", *s)) {
                fail(t, line, col, "a quote that does not end at a comma", NULL);
                return false;
            }
        } else {
            s += strcspn(s, t->mark == ',' ? ",\r\n" : "\t\r\n");
        }
        more = *s == t->mark;
        bool last = !*s;
        size_t skip = *s == '\r' && s[1] == '\n' ? 2 : 1;
        *s = '\0';
        s += last ? 0 : skip;
        t->row.cell[t->row.n].text = cell;
        t->row.cell[t->row.n].line = line;
        t->row.cell[t->row.n++].col = col;
    }
    t->line++;
    t->at = s;
    return true;
}

static bool read_header(struct table *t) {
    for (size_t f = 0; f < FIELDS; f++)
        t->column[f] = SIZE_MAX;
    if (!next(t))
        return false;
    t->width = t->row.n;
    for (size_t i = 0; i < t->row.n; i++)
        for (size_t k = 0; k < i; k++)
            if (strcmp(t->row.cell[i].text, t->row.cell[k].text) == 0 && *t->row.cell[i].text)
                fail(t, t->row.cell[i].line, t->row.cell[i].col, "a column that is there twice",
                     t->row.cell[i].text);
    for (size_t i = 0; i < t->row.n; i++)
        for (size_t k = 0; k < sizeof columns / sizeof *columns; k++)
            if (strcmp(t->row.cell[i].text, columns[k].name) == 0 &&
                t->column[columns[k].field] == SIZE_MAX) {
                t->column[columns[k].field] = i;
                t->metaculus = t->metaculus || strncmp(columns[k].name, "Question", 8) == 0;
            }
    bool says = false;
    for (enum field f = BID; f <= RESOLVED; f++)
        says = says || t->column[f] != SIZE_MAX;
    if (!says)
        fail(t, t->line - 1, 0, "no column says a price: bid, ask, last, probability or resolved",
             NULL);
    else if (t->column[MARKET] == SIZE_MAX && t->column[EVENT] == SIZE_MAX)
        fail(t, t->line - 1, 0, "no column says of which market: market or event", NULL);
    return !cp_odds_failed(t->r);
}

/* NULL: nothing stands there. */
static const char *text(const struct table *t, enum field f) {
    size_t c = t->column[f];
    const char *s = c < t->row.n ? t->row.cell[c].text : "";
    return *s && strcmp(s, "-") != 0 && strcmp(s, "NA") != 0 ? s : NULL;
}

static void fail_cell(struct table *t, enum field f, const char *what) {
    size_t c = t->column[f];
    fail(t, t->row.cell[c].line, t->row.cell[c].col, what, t->row.cell[c].text);
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

static int64_t hour(struct table *t, enum field f) {
    const char *s = text(t, f);
    int64_t at = CP_ODDS_NEVER;
    if (s && cp_odds_time_parse(s, &at) != 0)
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
    if (t->row.n != t->width) {
        fail(t, t->row.cell[0].line, 0, "it has not as many cells as the header; begins with",
             t->row.cell[0].text);
        return;
    }
    const char *venue = keep(t, VENUE);
    struct cp_odds_market *m = cp_odds_add(t->r, venue          ? venue
                                                 : t->metaculus ? "metaculus"
                                                                : "table");
    if (!m)
        return;
    m->at = hour(t, AT);
    m->name = keep(t, MARKET);
    m->event = keep(t, EVENT);
    m->title = keep(t, TITLE);
    m->closes = hour(t, CLOSES);
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
        *t = (struct table){.r = r, .at = copy, .line = 1};
        const char *header = copy;
        while (*header == '#' && strchr(header, '\n'))
            header = strchr(header, '\n') + 1;
        t->mark = memchr(header, '\t', strcspn(header, "\n")) ? '\t' : ',';
        size_t before = r->out->n;
        for (bool more = read_header(t); more && next(t) && !cp_odds_failed(r);)
            if (t->row.n > 1 || *t->row.cell[0].text)
                read_row(t);
        if (r->out->n == before && !cp_odds_failed(r))
            fail(t, 0, 0, "a header and no market below it", NULL);
    } else {
        cp_fail_nomem(r->err);
    }
    free(copy);
    free(t);
}
