/* Markets that stand in a stream of facts: measures bid, ask, last, probability and contracts. */
#include "odds/json.h"
#include <math.h>
#include <string.h>

static const struct {
    const char *measure;
    size_t at;
    double most;
} kinds[] = {
    {"bid", offsetof(struct cp_odds_quote, bid), 1},
    {"ask", offsetof(struct cp_odds_quote, ask), 1},
    {"last", offsetof(struct cp_odds_quote, last), 1},
    {"probability", offsetof(struct cp_odds_quote, said), 1},
    {"contracts", offsetof(struct cp_odds_quote, volume), HUGE_VAL}, /* `volume` is of storage */
    {"bid_size", offsetof(struct cp_odds_quote, bid_size), HUGE_VAL},
    {"ask_size", offsetof(struct cp_odds_quote, ask_size), HUGE_VAL},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

struct key {
    const char *venue, *event, *name;
    int64_t at;
};

/* "-" is none. */
static const char *given(const char *text) {
    return strcmp(text, "-") == 0 ? NULL : text;
}

static struct key key_of(const struct cp_facts *t, size_t row) {
    struct key k = {given(cp_facts_dim(t, row, CP_VENUE)), given(cp_facts_dim(t, row, CP_EVENT)),
                    given(cp_facts_dim(t, row, CP_NAME)), CP_ODDS_NEVER};
    const char *period = cp_facts_dim(t, row, CP_PERIOD);
    struct cp_period p;
    for (size_t c = 0; c < cp_facts_columns(t); c++)
        if (strcmp(cp_facts_column_name(t, c), "market") == 0)
            k.name = given(cp_facts_column_text(t, row, c));
    if (cp_period_parse(period, strlen(period), &p) == 0)
        k.at = cp_period_start(p);
    k.venue = k.venue ? k.venue : "facts";
    k.name = k.name ? k.name : k.event;
    k.event = k.event ? k.event : k.name;
    return k;
}

/* Markets by their keys: number k of `keys` is market `from` + k. */
static struct cp_odds_market *find(struct cp_odds_reader *r, size_t from, const struct key *k,
                                   struct cp_names *keys) {
    struct cp_str text = {0};
    cp_str_addf(&text, "%s\n%s\n%s\n%lld", k->venue, k->event, k->name, (long long)k->at);
    size_t before = keys->n;
    uint32_t id = text.oom ? CP_NAME_NONE : cp_names_add(keys, text.s, text.len);
    cp_str_release(&text);
    if (id == CP_NAME_NONE) {
        cp_fail_nomem(r->err);
        return NULL;
    }
    if (keys->n == before)
        return &r->out->market[from + id];
    struct cp_odds_market *m = cp_odds_add(r, k->venue);
    if (m) {
        m->at = k->at;
        m->event = k->event;
        m->name = k->name;
        m->play = strcmp(k->venue, "manifold") == 0;
    }
    return m;
}

int cp_odds_take(struct cp_odds_markets *all, const struct cp_facts *facts, struct cp_error *err) {
    struct cp_odds_reader r = {.out = all, .err = err, .before = err->n + err->dropped};
    struct cp_names keys = {0};
    size_t from = all->n;
    for (size_t i = 0; i < cp_facts_count(facts) && all->n - from == keys.n; i++) {
        size_t kind = 0;
        while (kind < KINDS && strcmp(cp_facts_measure(facts, i), kinds[kind].measure) != 0)
            kind++;
        struct key k = key_of(facts, i);
        if (kind == KINDS || !k.name)
            continue;
        double value = cp_facts_value(facts, i);
        if (value < 0 || value > kinds[kind].most) {
            cp_fail_at(err, CP_EINPUT, cp_facts_pos(facts, i), "%s: %g is no number from 0%s",
                       kinds[kind].measure, value, kinds[kind].most == 1 ? " to 1" : " up");
            continue;
        }
        r.file = cp_facts_pos(facts, i).file;
        struct cp_odds_market *m = find(&r, from, &k, &keys);
        if (m)
            *(double *)((char *)&m->quote + kinds[kind].at) = value;
    }
    cp_names_release(&keys);
    return cp_odds_failed(&r) ? err->at[err->n - 1].code : 0;
}
