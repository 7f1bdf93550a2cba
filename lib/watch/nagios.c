/* A plugin's line for Nagios, Icinga and their like: status, text, performance data [Monitoring
 * Plugins development guidelines]. */
#include "watch/internal.h"
#include <ctype.h>
#include <math.h>
#include <string.h>

/* `|` would begin the performance data. */
static void add_plain(struct cp_str *out, const char *s) {
    size_t from = out->len;
    cp_str_add_shown(out, s, strlen(s));
    for (char *bar = out->s ? out->s + from : NULL; bar && (bar = strchr(bar, '|')); bar++)
        *bar = '/';
}

static void add_built(struct cp_str *out, struct cp_str *text) {
    add_plain(out, text->s ? text->s : "");
    out->oom |= text->oom;
    cp_str_release(text);
}

/* A label is quoted, a quote in it doubled; `=` ends it. */
static void add_perf_label(struct cp_str *out, const struct cp_watch_line *line) {
    struct cp_str label = {0};
    cp_watch_add_label(&label, line);
    bool plain = label.s && label.s[strcspn(label.s, " '=|")] == '\0';
    if (!plain)
        cp_str_addc(out, '\'');
    for (const char *s = label.s ? label.s : ""; *s; s++) {
        cp_str_addc(out, *s == '=' ? '-' : *s == '|' ? '/' : (unsigned char)*s < ' ' ? ' ' : *s);
        if (*s == '\'')
            cp_str_addc(out, '\'');
    }
    if (!plain)
        cp_str_addc(out, '\'');
    out->oom |= label.oom;
    cp_str_release(&label);
}

static void add_limit(struct cp_str *out, const struct cp_watch_limit *l) {
    cp_str_addc(out, ';');
    if (!l->given)
        return;
    if (l->inside)
        cp_str_addc(out, '@');
    if (isinf(l->start))
        cp_str_add(out, "~:");
    else if (l->start != 0 || isinf(l->end)) {
        cp_str_add_number(out, l->start);
        cp_str_addc(out, ':');
    }
    if (!isinf(l->end))
        cp_str_add_number(out, l->end);
}

/* Units that Nagios knows; of others a value has none. */
static const char *uom(const char *unit) {
    static const char *const known[] = {"s", "ms", "us", "%", "B", "kB", "MB", "GB", "TB"};
    for (size_t i = 0; unit && i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i], unit) == 0)
            return unit;
    return "";
}

static void add_perf(struct cp_str *out, const struct cp_watch_word *w) {
    add_perf_label(out, w->line);
    cp_str_addc(out, '=');
    if (isnan(w->value))
        cp_str_addc(out, 'U');
    else
        cp_str_add_number(out, w->value);
    if (!isnan(w->value))
        cp_str_add(out, uom(w->unit));
    add_limit(out, &w->limits.of[CP_WATCH_WARNING]);
    add_limit(out, &w->limits.of[CP_WATCH_CRITICAL]);
}

/* The worst first, then the others that are on. */
static bool add_words(struct cp_str *out, const struct cp_watch_words *words,
                      enum cp_watch_state state, bool *any) {
    for (size_t i = 0; i < words->n; i++) {
        const struct cp_watch_word *w = words->word[i];
        struct cp_str text = {0};
        if (cp_watch_shown(w) != state || w->waits)
            continue;
        cp_watch_add_label(&text, w->line);
        cp_str_addc(&text, ' ');
        if (isnan(w->value))
            cp_str_addf(&text, "has no value: %s", w->why ? w->why : "it is NA");
        else
            cp_watch_add_amount(&text, w);
        const struct cp_watch_range_text {
            const char *s;
        } range = {state == CP_WATCH_CRITICAL && w->line->rule->critical.text
                       ? w->line->rule->critical.text
                       : w->line->rule->warn.text};
        if (range.s && state != CP_WATCH_UNKNOWN)
            cp_str_addf(&text, " (%s)", range.s);
        cp_str_add(out, *any ? ", " : " - ");
        add_built(out, &text);
        *any = true;
    }
    return *any;
}

static int write_nagios(const struct cp_watch_words *words, struct cp_str *out,
                        struct cp_error *err) {
    static const enum cp_watch_state order[] = {CP_WATCH_CRITICAL, CP_WATCH_WARNING,
                                                CP_WATCH_UNKNOWN};
    (void)err;
    bool any = false;
    size_t from = out->len;
    cp_str_add(out, "CAPPLAN ");
    add_plain(out, cp_watch_state_name[cp_watch_worst(words->watch)]);
    for (size_t i = from; out->s && i < out->len; i++)
        out->s[i] = (char)toupper((unsigned char)out->s[i]);
    for (size_t k = 0; k < sizeof order / sizeof *order; k++)
        add_words(out, words, order[k], &any);
    if (!any)
        cp_str_addf(out, " - %zu figure%s in range", words->n, words->n == 1 ? "" : "s");
    for (size_t i = 0; i < words->n; i++) {
        cp_str_add(out, i ? " " : " | ");
        add_perf(out, words->word[i]);
    }
    cp_str_addc(out, '\n');
    return 0;
}

const struct cp_watch_format cp_watch_nagios = {"nagios", true, write_nagios};
