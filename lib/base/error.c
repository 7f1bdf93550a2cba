#include "base/base.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int fail(struct cp_error *err, enum cp_code code, struct cp_pos pos, const char *fmt,
                va_list ap) {
    if (err->n >= CP_ERROR_MAX) {
        err->dropped++;
        return code;
    }
    struct cp_finding *f = &err->at[err->n++];
    f->code = code;
    f->line = pos.line;
    f->col = pos.col;
    f->file[0] = '\0';
    if (pos.file) {
        size_t len = strlen(pos.file), room = sizeof f->file - 1;
        memcpy(f->file, len > room ? pos.file + len - room : pos.file,
               (len > room ? room : len) + 1);
    }
    vsnprintf(f->msg, sizeof f->msg, fmt, ap);
    return code;
}

int cp_fail(struct cp_error *err, enum cp_code code, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    fail(err, code, (struct cp_pos){0}, fmt, ap);
    va_end(ap);
    return code;
}

int cp_fail_at(struct cp_error *err, enum cp_code code, struct cp_pos pos, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    fail(err, code, pos, fmt, ap);
    va_end(ap);
    return code;
}

int cp_fail_nomem(struct cp_error *err) {
    return cp_fail(err, CP_ENOMEM, "out of memory");
}

/* Damerau-Levenshtein distance (optimal string alignment), words of at most 63 bytes. */
static size_t distance(const char *a, size_t la, const char *b, size_t lb) {
    size_t row[3][64], *before = row[0], *last = row[1], *now = row[2];
    for (size_t j = 0; j <= lb; j++)
        last[j] = j;
    for (size_t i = 1; i <= la; i++) {
        now[0] = i;
        for (size_t j = 1; j <= lb; j++) {
            size_t d = last[j - 1] + (a[i - 1] != b[j - 1]);
            if (last[j] + 1 < d)
                d = last[j] + 1;
            if (now[j - 1] + 1 < d)
                d = now[j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                before[j - 2] + 1 < d)
                d = before[j - 2] + 1;
            now[j] = d;
        }
        size_t *spare = before;
        before = last;
        last = now;
        now = spare;
    }
    return last[lb];
}

const char *cp_nearest(const char *word, const char *const *candidates, size_t n) {
    size_t len = strlen(word), best = len / 3 > 1 ? len / 3 : 1;
    const char *nearest = NULL;
    if (len > 63)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        size_t other = strlen(candidates[i]);
        if (other > 63)
            continue;
        size_t d = distance(word, len, candidates[i], other);
        /* a candidate that shares nothing with the word is no help */
        if (d < best + !nearest && d < (len > other ? len : other)) {
            best = d;
            nearest = candidates[i];
        }
    }
    return nearest;
}
