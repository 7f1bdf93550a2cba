/* Text of files, of which a line has an end, and the whole. */
#include "base/base.h"
#include <errno.h>
#include <string.h>

int cp_read_check(const char *s, size_t len, const char *file, size_t most, struct cp_error *err) {
    enum { PART = 4 }; /* what is made of a text takes several times as much */
    if (len > cp_memory() / PART)
        return cp_fail_at(
            err, CP_EINPUT, (struct cp_pos){file, 0, 0},
            "longer than a quarter of memory, %zu MiB; a part of it at a time, or allow "
            "more (ulimit -v)",
            cp_memory() / PART >> 20);
    const char *end = len ? memrchr(s, '\n', len) : NULL;
    size_t begin = end ? (size_t)(end + 1 - s) : 0;
    if (len - begin <= most)
        return 0;
    struct cp_pos pos = {file, 1, 0};
    for (size_t i = 0; i < begin; i++)
        pos.line += s[i] == '\n';
    return cp_fail_at(err, CP_EINPUT, pos, "a line longer than %zu MiB", most >> 20);
}

int cp_read_add(struct cp_str *text, const char *piece, size_t len, const char *file, size_t most,
                struct cp_error *err) {
    cp_str_addn(text, piece, len);
    if (text->oom)
        return cp_fail_nomem(err);
    /* looked at now and then, so that a long line is not walked for every piece of it */
    bool now = text->len / CP_LINE_MAX > (text->len - len) / CP_LINE_MAX;
    return now ? cp_read_check(text->s, text->len, file, most, err) : 0;
}

int cp_read_text(FILE *in, const char *file, size_t most, struct cp_str *text,
                 struct cp_error *err) {
    char piece[1 << 16];
    size_t got;
    int rc = 0;
    errno = 0;
    while (rc == 0 && (got = fread(piece, 1, sizeof piece, in)) > 0)
        rc = cp_read_add(text, piece, got, file, most, err);
    if (rc == 0 && ferror(in))
        rc = cp_fail_at(err, CP_EIO, (struct cp_pos){file, 0, 0}, "cannot read: %s",
                        strerror(errno ? errno : EIO));
    return rc;
}
