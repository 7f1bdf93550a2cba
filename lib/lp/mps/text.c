/* The text of an MPS file: the whole of it in memory, unpacked when it is gzip, cut into lines of
 * fields by blanks (free form) or by columns (fixed form, whose names may hold blanks). */
#include "lp/mps/mps.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static int unpack(struct cp_str *text, const char *file, struct cp_error *err) {
    struct cp_str plain = {0};
    struct cp_pos pos = {.file = file};
    z_stream z = {0};
    int rc = 0, state = Z_OK;
    size_t used = 0;
    char chunk[65536];
    if (inflateInit2(&z, 15 + 16) != Z_OK)
        return cp_fail_nomem(err);
    while (state != Z_STREAM_END || used < text->len) {
        if (state == Z_STREAM_END)
            inflateReset(&z);
        size_t left = text->len - used, feed = left < 1u << 30 ? left : 1u << 30;
        z.next_in = (Bytef *)(text->s + used);
        z.avail_in = (uInt)feed;
        z.next_out = (Bytef *)chunk;
        z.avail_out = sizeof chunk;
        state = inflate(&z, Z_NO_FLUSH);
        used += feed - z.avail_in;
        rc = cp_read_add(&plain, chunk, sizeof chunk - z.avail_out, file, CP_PROGRAM_LINE_MAX, err);
        if (rc)
            goto out;
        if (state != Z_OK && state != Z_STREAM_END) {
            rc = state == Z_MEM_ERROR
                     ? cp_fail_nomem(err)
                     : cp_fail_at(err, CP_EINPUT, pos, "the gzip data is damaged or cut short");
            goto out;
        }
    }
out:
    inflateEnd(&z);
    if (rc) {
        cp_str_release(&plain);
        return rc;
    }
    cp_str_release(text);
    *text = plain;
    return 0;
}

static void drop_mark(struct cp_str *text) {
    size_t mark = cp_byte_order_mark(text->s, text->len);
    if (mark)
        memmove(text->s, text->s + mark, text->len + 1 - mark);
    text->len -= mark;
}

int cp_lp_mps_load(struct cp_str *text, FILE *in, const char *file,
                   bool (*is_another)(const char *text, size_t len), struct cp_error *err) {
    char piece[65536];
    size_t got = 0;
    bool looked = false, stop = false;
    int rc = 0;
    errno = 0;
    while (rc == 0 && !stop && (got = fread(piece, 1, sizeof piece, in)) > 0) {
        rc = cp_read_add(text, piece, got, file, CP_PROGRAM_LINE_MAX, err);
        const char *end = looked || rc ? NULL : memrchr(text->s + text->len - got, '\n', got);
        const char *start = text->s + (rc ? 0 : cp_byte_order_mark(text->s, text->len));
        if (end && *start != '\x1f')
            stop = is_another(start, (size_t)(end - start));
        looked |= end != NULL;
    }
    if (rc == 0 && ferror(in))
        rc = cp_fail_at(err, CP_EIO, (struct cp_pos){file, 0, 0}, "cannot read: %s",
                        strerror(errno ? errno : EIO));
    if (rc == 0 && text->len > 2 && memcmp(text->s, "\x1f\x8b", 2) == 0)
        rc = unpack(text, file, err);
    drop_mark(text);
    return rc;
}

static bool blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v' || c == '\0';
}

static void take(struct cp_lp_mps_line *l, const char *s, size_t from, size_t to) {
    while (from < to && blank(s[from]))
        from++;
    while (to > from && blank(s[to - 1]))
        to--;
    /* a $ or * that starts the third field or a later one starts a comment */
    l->comment = l->comment || (from < to && strchr("$*", s[from]) && l->n >= 2);
    if (from == to || l->comment)
        return;
    if (l->n < CP_LP_MPS_FIELDS)
        l->field[l->n] =
            (struct cp_lp_mps_field){.s = s + from, .len = to - from, .col = (unsigned)from + 1};
    l->n++;
}

static void cut_free(struct cp_lp_mps_line *l, const char *s, size_t len) {
    for (size_t i = 0; i < len;) {
        size_t from = i;
        while (from < len && blank(s[from]))
            from++;
        for (i = from; i < len && !blank(s[i]);)
            i++;
        take(l, s, from, i);
    }
}

static void cut_fixed(struct cp_lp_mps_line *l, const char *s, size_t len) {
    static const size_t edge[][2] = {{1, 3}, {4, 12}, {14, 22}, {24, 36}, {39, 47}, {49, 61}};
    for (size_t k = 0; k < sizeof edge / sizeof *edge; k++)
        if (edge[k][0] < len)
            take(l, s, edge[k][0], edge[k][1] < len ? edge[k][1] : len);
}

bool cp_lp_mps_next(struct cp_lp_mps_text *t, struct cp_lp_mps_line *l) {
    while (t->at < t->len) {
        const char *s = t->s + t->at, *end = memchr(s, '\n', t->len - t->at);
        size_t len = end ? (size_t)(end - s) : t->len - t->at;
        t->at += len + (end != NULL);
        t->line++;
        *l = (struct cp_lp_mps_line){.line = t->line};
        if (len && s[0] == '*')
            continue;
        l->section = len && !blank(s[0]);
        if (t->fixed && !l->section)
            cut_fixed(l, s, len);
        else
            cut_free(l, s, len);
        if (l->n)
            return true;
    }
    return false;
}
