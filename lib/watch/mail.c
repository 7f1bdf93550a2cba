/* A text that reads as a mail: headers [RFC 5322], what happened, what is still on. */
#include "watch/internal.h"
#include <math.h>
#include <string.h>

enum { WIDTH = 72, SUBJECT = 70 };

/* ---- text -------------------------------------------------------------------------------- */

/* A paragraph, its lines broken between words; control characters are blanks. */
static void add_paragraph(struct cp_str *out, const char *indent, const char *text) {
    size_t used = strlen(indent);
    bool first = true;
    cp_str_add(out, indent);
    for (const char *s = text; *s;) {
        size_t len = 0;
        while (s[len] && (unsigned char)s[len] > ' ')
            len++;
        size_t wide = cp_display_width(s, len);
        if (len && !first && used + 1 + wide > WIDTH) {
            cp_str_addf(out, "\n%s", indent);
            used = strlen(indent);
        } else if (len && !first) {
            cp_str_addc(out, ' ');
            used++;
        }
        cp_str_add_shown(out, s, len);
        used += wide;
        first = first && !len;
        s += len;
        s += strspn(s, " \t\n\r\v\f");
        if (*s && (unsigned char)*s < ' ')
            s++;
    }
    cp_str_addc(out, '\n');
}

static void take(struct cp_str *out, const char *indent, struct cp_str *text) {
    /* a sentence begins with a capital, unless it begins with a name */
    if (text->s && strncmp(text->s, "the ", 4) == 0)
        text->s[0] = 'T';
    add_paragraph(out, indent, text->s ? text->s : "");
    out->oom |= text->oom;
    cp_str_release(text);
}

/* ---- headers ----------------------------------------------------------------------------- */

/* A byte in an encoded word, and its width. */
static size_t add_encoded(struct cp_str *out, unsigned char c) {
    bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                 c == '/' || c == '-' || c == '+';
    if (plain || c <= ' ' || c == 0x7f)
        cp_str_addc(out,
                    plain ? (char)c : '_'); /* a blank, which no control character is told from */
    else
        cp_str_addf(out, "=%02X", c);
    return plain || c <= ' ' || c == 0x7f ? 1 : 3;
}

/* ASCII as it is; other text in encoded words [RFC 2047], broken between characters. */
static void add_header(struct cp_str *out, const char *name, const char *text) {
    enum { LINE = 74, CHARACTER = 12 }; /* what four bytes of UTF-8 take */
    static const char open[] = "=?UTF-8?Q?", next[] = "?=\n =?UTF-8?Q?";
    bool plain = true;
    for (const char *s = text; *s; s++)
        plain = plain && (unsigned char)*s >= ' ' && (unsigned char)*s < 0x7f;
    cp_str_addf(out, "%s: %s", name, plain ? text : open);
    size_t used = strlen(name) + 2 + sizeof open;
    for (const unsigned char *s = (const unsigned char *)text; *s && !plain; s++) {
        if ((*s & 0xc0) != 0x80 && used + CHARACTER > LINE) {
            cp_str_add(out, next);
            used = 1 + sizeof open;
        }
        used += add_encoded(out, *s);
    }
    cp_str_add(out, plain ? "\n" : "?=\n");
}

static bool says_first(const struct cp_watch_words *words, const struct cp_watch_word *w) {
    for (size_t i = 0; i < words->n; i++)
        if (words->word[i]->event && words->word[i]->line == w->line && words->word[i] > w)
            return false;
    return w->event != CP_EVENT_NONE;
}

/* "gas is critical, cover/spv/loan is ok again and 3 more" */
static void add_subject(struct cp_str *out, const struct cp_watch_words *words) {
    struct cp_str text = {0};
    size_t said = 0, left = 0;
    const char *name = words->telling->name ? words->telling->name : words->watch->plan->name;
    cp_str_addf(&text, "%s: ", name ? name : "capplan");
    for (size_t i = 0; i < words->n; i++) {
        struct cp_str one = {0};
        if (!says_first(words, words->word[i]))
            continue;
        cp_watch_add_news(&one, words->word[i]);
        if (said && text.len + one.len > SUBJECT) {
            left++;
        } else {
            cp_str_addf(&text, "%s%s", said ? ", " : "", one.s ? one.s : "");
            said++;
        }
        text.oom |= one.oom;
        cp_str_release(&one);
    }
    if (left)
        cp_str_addf(&text, " and %zu more", left);
    if (!said)
        cp_str_add(&text, "nothing happened");
    add_header(out, "Subject", text.s ? text.s : "");
    out->oom |= text.oom;
    cp_str_release(&text);
}

/* ---- body -------------------------------------------------------------------------------- */

static void add_event(struct cp_str *out, const struct cp_watch_word *w) {
    struct cp_str news = {0}, text = {0};
    cp_watch_add_news(&news, w);
    if (w->at.known) {
        cp_str_add(&news, ", ");
        cp_watch_add_when(&news, w->at);
    }
    take(out, "", &news);
    cp_watch_add_sentence(&text, w);
    cp_str_addc(&text, '.');
    cp_watch_add_before(&text, w);
    take(out, "  ", &text);
}

static bool happened(const struct cp_watch_words *words, const struct cp_watch_line *line) {
    for (size_t i = 0; i < words->watch->ntold; i++)
        if (words->watch->told[i].line == line)
            return true;
    return false;
}

static bool is_on(const struct cp_watch_word *w) {
    return w->line && (w->state != CP_WATCH_OK || w->missing);
}

static void add_still_on(struct cp_str *out, const struct cp_watch_words *words) {
    const struct cp_watch *w = words->watch;
    bool any = false;
    for (size_t i = 0; i < w->nline; i++) {
        const struct cp_watch_word *now = &w->line[i]->now;
        struct cp_str text = {0};
        if (!is_on(now) || happened(words, w->line[i]))
            continue;
        if (!any)
            cp_str_add(out, "\nStill on:\n");
        any = true;
        cp_watch_add_label(&text, w->line[i]);
        cp_str_addf(&text, ", %s since ", cp_watch_state_name[cp_watch_shown(now)]);
        if (now->since.known)
            cp_watch_add_when(&text, now->since);
        else
            cp_str_addf(&text, "run %lld", (long long)now->since_run);
        cp_str_add(&text, ": ");
        cp_watch_add_sentence(&text, now);
        cp_str_addc(&text, '.');
        take(out, "  ", &text);
    }
}

static void add_quiet(struct cp_str *out, const struct cp_watch *w) {
    size_t quiet = 0, waits = 0;
    for (size_t i = 0; i < w->nline; i++) {
        waits += w->line[i]->now.waits;
        quiet += !is_on(&w->line[i]->now) && !w->line[i]->now.waits;
    }
    cp_str_addf(out, "\nOf %zu figure%s watched, %zu %s in range", w->nline,
                w->nline == 1 ? "" : "s", quiet, quiet == 1 ? "is" : "are");
    if (waits)
        cp_str_addf(out, ", %zu wait%s for more runs", waits, waits == 1 ? "s" : "");
    cp_str_add(out, ".\n");
}

static int write_mail(const struct cp_watch_words *words, struct cp_str *out,
                      struct cp_error *err) {
    const struct cp_watch *w = words->watch;
    (void)err;
    if (!words->n)
        return 0;
    if (words->telling->to)
        cp_str_addf(out, "To: %s\n", words->telling->to);
    add_subject(out, words);
    cp_str_addf(out, "X-Capplan-State: %s\n", cp_watch_state_name[cp_watch_worst(w)]);
    cp_str_add(out, "MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
                    "Content-Transfer-Encoding: 8bit\nAuto-Submitted: auto-generated\n\n");
    bool any = false;
    for (size_t i = 0; i < words->n; i++) {
        if (!words->word[i]->event)
            continue;
        if (any)
            cp_str_addc(out, '\n');
        add_event(out, words->word[i]);
        any = true;
    }
    add_still_on(out, words);
    add_quiet(out, w);
    return 0;
}

const struct cp_watch_format cp_watch_mail = {"mail", false, write_mail};
