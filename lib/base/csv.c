/* Records of text with separators and quotes [RFC 4180]. */
#include "base/base.h"
#include <string.h>

static struct cp_pos pos_of(const struct cp_csv *csv, const char *at) {
    return (struct cp_pos){csv->file, csv->line, (unsigned)(at - csv->line_start) + 1};
}

static void next_line(struct cp_csv *csv, const char *start) {
    csv->line++;
    csv->line_start = start;
}

/* A field in quotes, which may hold separators, ends of lines and, doubled, quotes. */
static int quoted(struct cp_csv *csv, struct cp_csv_field *f, struct cp_error *err) {
    struct cp_pos start = pos_of(csv, csv->s);
    char *to = ++csv->s;
    f->s = to;
    for (;; csv->s++) {
        if (csv->s == csv->end)
            return cp_fail_at(err, CP_EINPUT, start, "a quote that is not closed");
        if (*csv->s == '"' && (csv->s + 1 == csv->end || csv->s[1] != '"'))
            break;
        if (*csv->s == '\0')
            return cp_fail_at(err, CP_EINPUT, start, "a NUL byte: this is not text");
        csv->s += *csv->s == '"';
        *to++ = *csv->s;
        if (*csv->s == '\n')
            next_line(csv, csv->s + 1);
    }
    f->len = (uint32_t)(to - f->s);
    csv->s++;
    if (csv->s < csv->end && *csv->s != csv->separator && *csv->s != '\n' && *csv->s != '\r')
        return cp_fail_at(err, CP_EINPUT, pos_of(csv, csv->s),
                          "text after the quote that ends a field");
    return 0;
}

static int plain(struct cp_csv *csv, struct cp_csv_field *f, struct cp_error *err) {
    const char separator = csv->separator;
    char *s = csv->s;
    f->s = s;
    while (s < csv->end && *s != separator && *s != '\n' && *s != '\0')
        s++;
    csv->s = s;
    if (s < csv->end && *s == '\0')
        return cp_fail_at(err, CP_EINPUT, pos_of(csv, s), "a NUL byte: this is not text");
    f->len = (uint32_t)(s - f->s);
    if (f->len && s < csv->end && *s == '\n' && s[-1] == '\r')
        f->len--;
    while (f->len && *f->s == ' ') { /* figures are padded */
        f->s++;
        f->len--;
    }
    while (f->len && f->s[f->len - 1] == ' ')
        f->len--;
    return 0;
}

static int record(struct cp_csv *csv, struct cp_error *err) {
    csv->n = 0;
    for (bool more = true; more;) {
        if (csv->most && csv->n == csv->most)
            return cp_fail_at(err, CP_EINPUT, pos_of(csv, csv->s), "more than %zu columns",
                              csv->most);
        if (!cp_grow(&csv->field, &csv->cap, csv->n, sizeof *csv->field))
            return cp_fail_nomem(err);
        struct cp_csv_field *f = &csv->field[csv->n++];
        struct cp_pos pos = pos_of(csv, csv->s);
        f->line = pos.line;
        f->col = pos.col;
        int rc = !csv->no_quotes && csv->s < csv->end && *csv->s == '"' ? quoted(csv, f, err)
                                                                        : plain(csv, f, err);
        if (rc)
            return rc;
        more = csv->s < csv->end && *csv->s == csv->separator;
        csv->s += more;
    }
    if (csv->s < csv->end && *csv->s == '\r')
        csv->s++;
    if (csv->s < csv->end && *csv->s != '\n')
        return cp_fail_at(err, CP_EINPUT, pos_of(csv, csv->s), "a line that ends in the midst");
    if (csv->s < csv->end)
        next_line(csv, ++csv->s);
    return 1;
}

int cp_csv_next(struct cp_csv *csv, struct cp_error *err) {
    size_t len = csv->comment ? strlen(csv->comment) : 0;
    while (csv->s < csv->end) {
        size_t left = (size_t)(csv->end - csv->s);
        bool skip = len && left >= len && memcmp(csv->s, csv->comment, len) == 0;
        if (!skip && *csv->s != '\n' && !(*csv->s == '\r' && left > 1 && csv->s[1] == '\n'))
            return record(csv, err);
        char *end = memchr(csv->s, '\n', left);
        csv->s = end ? end + 1 : csv->end;
        next_line(csv, csv->s);
    }
    return 0;
}
