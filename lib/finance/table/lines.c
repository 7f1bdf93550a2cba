/* The lines of a small table, one after another. */
#include "finance/table/table.h"
#include <errno.h>
#include <string.h>

/* 1: there is a line; 0: there is none more. */
static int read_line(FILE *in, struct cp_pos pos, struct cp_str *line, struct cp_error *err) {
    int c;
    cp_str_reset(line);
    errno = 0;
    while ((c = getc(in)) != EOF && c != '\n' && line->len <= CP_LINE_MAX && !line->oom)
        cp_str_addc(line, (char)c);
    if (line->oom)
        return cp_fail_nomem(err);
    if (ferror(in))
        return cp_fail_at(err, CP_EIO, (struct cp_pos){pos.file, 0, 0}, "cannot read: %s",
                          strerror(errno ? errno : EIO));
    if (line->len > CP_LINE_MAX)
        return cp_fail_at(err, CP_EINPUT, pos, "a line longer than %d MiB", CP_LINE_MAX >> 20);
    while (line->len > 0 && line->s[line->len - 1] == '\r')
        line->s[--line->len] = '\0';
    return c != EOF || line->len > 0;
}

int cp_finance_lines_read(FILE *in, const char *file, const char *wanted,
                          int (*take)(void *data, char *text, unsigned line), void *data,
                          struct cp_error *err) {
    struct cp_str text = {0};
    struct cp_pos pos = {file, 1, 0};
    char none[] = "";
    int rc = 0, answer = 0, more;
    for (; (more = read_line(in, pos, &text, err)) > 0; pos.line++) {
        size_t mark = pos.line == 1 ? cp_byte_order_mark(text.s, text.len) : 0;
        int got = take(data, text.s ? text.s + mark : none, pos.line);
        answer = got > 0 ? got : answer;
        rc = got < 0 ? got : rc;
        if (got < 0 && (pos.line == 1 || got == CP_ENOMEM || err->n == CP_ERROR_MAX))
            break;
    }
    if (more < 0)
        rc = more;
    else if (more == 0 && pos.line == 1)
        rc = cp_fail_at(err, CP_EINPUT, (struct cp_pos){file, 1, 1}, "is empty: %s is wanted",
                        wanted);
    cp_str_release(&text);
    return rc < 0 ? rc : answer;
}
