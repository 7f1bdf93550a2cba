/* For a webhook: an array of objects, each with a sentence. */
#include "watch/internal.h"
#include <math.h>

static void add_string(struct cp_str *out, const char *text) {
    cp_str_addc(out, '"');
    for (const unsigned char *s = (const unsigned char *)text; *s;) {
        size_t n = cp_utf8_length((const char *)s);
        if (n == 0)
            cp_str_add(out, "\\ufffd");
        else if (*s == '"' || *s == '\\')
            cp_str_addf(out, "\\%c", *s);
        else if (*s < 0x20 || *s == 0x7f)
            cp_str_addf(out, "\\u%04x", *s);
        else
            cp_str_addn(out, (const char *)s, n);
        s += n ? n : 1;
    }
    cp_str_addc(out, '"');
}

/* NULL: null. */
static void add_text(struct cp_str *out, const char *name, const char *text) {
    cp_str_addf(out, ",\"%s\":", name);
    if (text)
        add_string(out, text);
    else
        cp_str_add(out, "null");
}

static void add_built(struct cp_str *out, const char *name, struct cp_str *text) {
    add_text(out, name, text->s ? text->s : "");
    out->oom |= text->oom;
    cp_str_release(text);
}

static void add_where(struct cp_str *out, const struct cp_watch_line *line) {
    struct cp_watch_pattern place;
    const char *before = "";
    cp_str_add(out, ",\"where\":{");
    for (size_t i = 0; cp_watch_place(line, &i, &place); before = ",") {
        cp_str_add(out, before);
        add_string(out, place.dim);
        cp_str_addc(out, ':');
        add_string(out, place.pattern);
    }
    cp_str_addc(out, '}');
}

static void add_object(struct cp_str *out, const struct cp_watch_word *w) {
    const struct cp_watch_rule *r = w->line->rule;
    struct cp_str since = {0}, at = {0}, text = {0};
    cp_str_add(out, "{\"rule\":");
    add_string(out, r->name);
    add_text(out, "event", w->event ? cp_watch_event_name[w->event] : NULL);
    add_text(out, "state", cp_watch_state_name[cp_watch_shown(w)]);
    add_text(out, "was", cp_watch_state_name[w->was]);
    add_text(out, "measure", r->headline ? r->headline : r->measure);
    cp_str_add(out, ",\"value\":");
    if (isnan(w->value))
        cp_str_add(out, "null");
    else
        cp_str_add_number(out, w->value);
    add_text(out, "unit", w->unit);
    add_text(out, "warn", r->warn.text);
    add_text(out, "critical", r->critical.text);
    cp_watch_add_when(&since, w->since);
    cp_watch_add_when(&at, w->at);
    add_text(out, "since", w->since.known ? since.s : NULL);
    add_text(out, "at", w->at.known ? at.s : NULL);
    out->oom |= since.oom || at.oom;
    cp_str_release(&since);
    cp_str_release(&at);
    cp_str_addf(out, ",\"run\":%lld", (long long)w->run);
    add_where(out, w->line);
    cp_watch_add_news(&text, w);
    cp_str_add(&text, ": ");
    cp_watch_add_sentence(&text, w);
    cp_str_addc(&text, '.');
    add_built(out, "text", &text);
    cp_str_addc(out, '}');
}

static int write_json(const struct cp_watch_words *words, struct cp_str *out,
                      struct cp_error *err) {
    (void)err;
    cp_str_addc(out, '[');
    for (size_t i = 0; i < words->n; i++) {
        cp_str_add(out, i ? ",\n" : "\n");
        add_object(out, words->word[i]);
    }
    cp_str_add(out, words->n ? "\n]\n" : "]\n");
    return 0;
}

const struct cp_watch_format cp_watch_json = {"json", false, write_json};
