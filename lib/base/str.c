#include "base/base.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool reserve(struct cp_str *b, size_t more) {
    if (b->oom || more > SIZE_MAX / 2 - b->len) {
        b->oom = true;
        return false;
    }
    size_t need = b->len + more + 1;
    if (need <= b->cap)
        return true;
    size_t cap = b->cap ? b->cap * 2 : 64;
    char *s = realloc(b->s, cap < need ? need : cap);
    if (!s) {
        b->oom = true;
        return false;
    }
    b->s = s;
    b->cap = cap < need ? need : cap;
    return true;
}

void cp_str_addn(struct cp_str *b, const char *s, size_t len) {
    if (!reserve(b, len))
        return;
    if (len)
        memcpy(b->s + b->len, s, len);
    b->len += len;
    b->s[b->len] = '\0';
}

void cp_str_add(struct cp_str *b, const char *s) {
    cp_str_addn(b, s, strlen(s));
}

void cp_str_addc(struct cp_str *b, char c) {
    cp_str_addn(b, &c, 1);
}

void cp_str_addv(struct cp_str *b, const char *fmt, va_list ap) {
    va_list again;
    va_copy(again, ap);
    int len = vsnprintf(NULL, 0, fmt, ap);
    if (len >= 0 && reserve(b, (size_t)len)) {
        vsnprintf(b->s + b->len, (size_t)len + 1, fmt, again);
        b->len += (size_t)len;
    }
    va_end(again);
}

void cp_str_addf(struct cp_str *b, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    cp_str_addv(b, fmt, ap);
    va_end(ap);
}

void cp_str_add_number(struct cp_str *b, double x) {
    char text[CP_NUMBER_SIZE];
    size_t len = cp_number_format(text, x);
    cp_str_addn(b, text, len);
}

void cp_str_add_quoted(struct cp_str *b, const char *s) {
    cp_str_addc(b, '"');
    for (; *s; s++) {
        if (*s == '"' || *s == '\\')
            cp_str_addc(b, '\\');
        cp_str_addc(b, *s);
    }
    cp_str_addc(b, '"');
}

void cp_str_reset(struct cp_str *b) {
    b->len = 0;
    b->oom = false;
    if (b->s)
        b->s[0] = '\0';
}

void cp_str_release(struct cp_str *b) {
    free(b->s);
    *b = (struct cp_str){0};
}
