#include "lp/text/scan.h"
#include <stdarg.h>
#include <string.h>
#include <strings.h>

static bool starts_name(char c) {
    return (unsigned char)c > ' ' && !strchr("+-*^[]:<>=\\", c);
}

/* Modelling languages call columns x[1,2]; a bracket of quadratic terms begins a word. */
static bool in_name(char c) {
    return starts_name(c) || c == '[' || c == ']';
}

static char peek(const struct cp_lp_text *t) {
    return t->at < t->len ? t->s[t->at] : '\0';
}

/* Over blanks and comments, which start with a backslash and end with the line. */
static void skip(struct cp_lp_text *t) {
    for (; t->at < t->len; t->at++) {
        char c = t->s[t->at];
        if (c == '\\') {
            const char *end = memchr(t->s + t->at, '\n', t->len - t->at);
            t->at = end ? (size_t)(end - t->s) : t->len;
            c = peek(t);
        }
        if (t->at == t->len || (unsigned char)c > ' ')
            return;
        if (c == '\n') {
            t->line++;
            t->line_at = t->at + 1;
            t->fresh = true;
        }
    }
}

/* `<`, `<=` and `=<` say the same. */
static void take_relation(struct cp_lp_text *t, struct cp_lp_text_word *w) {
    w->kind = CP_LP_TEXT_RELATION;
    w->sign = '=';
    for (; w->len < 2 && peek(t) && strchr("<>=", peek(t)); w->len++, t->at++)
        if (peek(t) != '=')
            w->sign = peek(t);
}

static void scan(struct cp_lp_text *t, struct cp_lp_text_word *w) {
    skip(t);
    *w = (struct cp_lp_text_word){.s = t->s + t->at,
                                  .line = t->line,
                                  .col = (unsigned)(t->at - t->line_at) + 1,
                                  .leads = t->fresh};
    t->fresh = false;
    if (t->at == t->len)
        return;
    char c = peek(t);
    size_t used = 0;
    if (strchr("<>=", c)) {
        take_relation(t, w);
        return;
    }
    if ((c == '.' || (c >= '0' && c <= '9')) &&
        cp_number_parse(w->s, t->len - t->at, &w->value, &used) == 0) {
        w->kind = CP_LP_TEXT_NUMBER;
        w->len = used;
    } else if (starts_name(c)) {
        w->kind = CP_LP_TEXT_NAME;
        while (t->at + w->len < t->len && in_name(w->s[w->len]))
            w->len++;
    } else {
        w->kind = c == '+' || c == '-' ? CP_LP_TEXT_SIGN : CP_LP_TEXT_OTHER;
        w->len = 1;
        w->sign = c;
    }
    t->at += w->len;
}

void cp_lp_text_step(struct cp_lp_text *t) {
    t->word = t->next;
    scan(t, &t->next);
}

void cp_lp_text_open(struct cp_lp_text *t, const char *s, size_t len, const char *file,
                     struct cp_error *err) {
    /* an empty file has no text */
    *t = (struct cp_lp_text){
        .s = s ? s : "", .len = len, .line = 1, .fresh = true, .file = file, .err = err};
    scan(t, &t->next);
    cp_lp_text_step(t);
}

void cp_lp_text_bad(struct cp_lp_text *t, const char *fmt, ...) {
    char msg[480];
    va_list ap;
    if (t->rc)
        return;
    va_start(ap, fmt);
    vsnprintf(msg, sizeof msg, fmt, ap);
    va_end(ap);
    t->rc = cp_fail_at(t->err, CP_EINPUT, (struct cp_pos){t->file, t->word.line, t->word.col}, "%s",
                       msg);
}

bool cp_lp_text_is(const struct cp_lp_text_word *w, const char *lower) {
    return w->kind == CP_LP_TEXT_NAME && w->len == strlen(lower) &&
           strncasecmp(w->s, lower, w->len) == 0;
}

bool cp_lp_text_is_mark(const struct cp_lp_text_word *w, char mark) {
    return w->kind == CP_LP_TEXT_OTHER && w->sign == mark;
}
