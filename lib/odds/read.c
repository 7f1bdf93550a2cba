/* A file of a market: what shape it is of, and what is in it. */
#include "odds/json.h"
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const size_t MOST_BYTES = (size_t)64 << 20;

static const struct cp_odds_shape *const shapes[] = {
    &cp_odds_kalshi_markets,   &cp_odds_kalshi_book,     &cp_odds_kalshi_candles,
    &cp_odds_polymarket_gamma, &cp_odds_polymarket_book, &cp_odds_polymarket_history,
    &cp_odds_metaculus,        &cp_odds_manifold,
};
enum { SHAPES = sizeof shapes / sizeof *shapes };

const char *cp_odds_shape_name(size_t i) {
    return i < SHAPES ? shapes[i]->name : i == SHAPES ? "table" : NULL;
}

static int slurp(FILE *in, const char *file, struct cp_str *text, struct cp_error *err) {
    char buf[1 << 14];
    size_t got;
    while ((got = fread(buf, 1, sizeof buf, in)) > 0) {
        cp_str_addn(text, buf, got);
        if (text->oom)
            return cp_fail_nomem(err);
        if (text->len > MOST_BYTES)
            return cp_fail_at(err, CP_EINPUT, (struct cp_pos){file, 0, 0},
                              "more than 64 MiB is no reply of a market");
    }
    if (ferror(in))
        return cp_fail_at(err, CP_EIO, (struct cp_pos){file, 0, 0}, "cannot read: %s",
                          strerror(errno));
    return 0;
}

static void fail(struct cp_odds_reader *r, const char *what) {
    cp_fail_at(r->err, CP_EINPUT, (struct cp_pos){r->file, 0, 0}, "%s", what);
}

static bool is_empty(const struct cp_odds_node *root, const char *key) {
    struct cp_odds_node list = cp_odds_key(root, key);
    return cp_odds_is_list(&list) && cp_odds_count(&list) == 0;
}

/* What a venue answers instead of markets. */
static void say_what_it_is(struct cp_odds_reader *r, const struct cp_odds_node *root) {
    if (cp_odds_has(root, "error") || cp_odds_has(root, "detail") || cp_odds_has(root, "message"))
        fail(r,
             "an error that the venue sent, not a market; look into the file and fetch it again");
    else if (cp_odds_is_list(root) && cp_odds_count(root) == 0)
        fail(r, "an empty list: the venue knows no market of that name");
    else if (cp_odds_has(root, "markets") || is_empty(root, "results") || is_empty(root, "data") ||
             is_empty(root, "events"))
        fail(r, "no market in it: the venue knows none of that name");
    else if (cp_odds_has(root, "event_ticker") || cp_odds_has(root, "events"))
        fail(r, "events without their markets; fetch these too");
    else
        fail(r, "JSON of no shape that is known; say which with --from");
}

static void read_json(struct cp_odds_reader *r, const struct cp_str *text, const char *shape) {
    struct cp_odds_node root = cp_odds_parse(r, text->s, text->len);
    size_t before = r->out->n, i = 0;
    if (!root.json)
        return;
    while (i < SHAPES && !(shape ? strcmp(shape, shapes[i]->name) == 0 : shapes[i]->knows(&root)))
        i++;
    if (i == SHAPES || !shapes[i]->knows(&root)) {
        say_what_it_is(r, &root);
        return;
    }
    shapes[i]->read(r, &root);
    if (r->out->n == before && !cp_odds_failed(r))
        fail(r, "no price in it: the venue has none of that time");
}

/* A file that names no market is one: its name without folder and end. */
static int name_markets(struct cp_odds_reader *r, size_t from) {
    const char *slash = strrchr(r->file, '/'), *base = slash ? slash + 1 : r->file;
    const char *name = NULL;
    for (size_t i = from; i < r->out->n; i++) {
        struct cp_odds_market *m = &r->out->market[i];
        if (!m->name && !m->event && !name &&
            !(name = cp_arena_strndup(&r->out->arena, base, strcspn(base, "."))))
            return cp_fail_nomem(r->err);
        m->name = m->name ? m->name : m->event ? m->event : name;
        m->event = m->event ? m->event : m->name;
    }
    return 0;
}

int cp_odds_read(struct cp_odds_markets *all, FILE *in, const char *file, const char *shape,
                 struct cp_error *err) {
    struct cp_odds_reader r = {.out = all, .err = err, .before = err->n + err->dropped};
    struct cp_str text = {0};
    size_t before = all->n, at = 0;
    int rc = slurp(in, file, &text, err);
    r.file = rc ? NULL : cp_arena_strdup(&all->arena, file);
    if (rc == 0 && !r.file)
        rc = cp_fail_nomem(err);
    if (rc) {
        cp_str_release(&text);
        return rc;
    }
    size_t mark = cp_byte_order_mark(text.s, text.len);
    if (mark)
        memmove(text.s, text.s + mark, (text.len -= mark) + 1);
    while (at < text.len && isspace((unsigned char)text.s[at]))
        at++;
    if (at == text.len)
        fail(&r, "it is empty; fetch it again");
    else if (memchr(text.s, '\0', text.len))
        fail(&r,
             "no text in UTF-8: it is compressed, in UTF-16, or no reply at all; fetch it again");
    else if (text.s[at] == '<')
        fail(&r, "an HTML page, not a reply of the venue; fetch it again, with curl -f");
    else if (shape ? strcmp(shape, "table") != 0 : text.s[at] == '{' || text.s[at] == '[')
        read_json(&r, &text, shape);
    else
        cp_odds_table(&r, text.s, text.len);
    if (!cp_odds_failed(&r))
        rc = name_markets(&r, before);
    if (cp_odds_failed(&r)) {
        all->n = before;
        rc = err->n ? err->at[err->n - 1].code : CP_EINPUT;
    }
    cp_odds_reader_release(&r);
    cp_str_release(&text);
    return rc;
}

void cp_odds_release(struct cp_odds_markets *all) {
    free(all->market);
    cp_arena_release(&all->arena);
    *all = (struct cp_odds_markets){0};
}
