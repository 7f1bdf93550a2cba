/* The lines of a small table, one after another. */
#include "finance/table/table.h"
#include <stdlib.h>

int cp_finance_lines_read(FILE *in, const char *file, const char *wanted,
                          int (*take)(void *data, char *text, unsigned line), void *data,
                          struct cp_error *err) {
    char *text = NULL;
    size_t cap = 0;
    unsigned line = 0;
    int rc = 0, answer = 0;
    for (ssize_t len; (len = getline(&text, &cap, in)) >= 0;) {
        line++;
        while (len > 0 && (text[len - 1] == '\n' || text[len - 1] == '\r'))
            text[--len] = '\0';
        int got = take(data, text, line);
        answer = got > 0 ? got : answer;
        rc = got < 0 ? got : rc;
        if (got < 0 && (line == 1 || got == CP_ENOMEM || err->n == CP_ERROR_MAX))
            break;
    }
    if (ferror(in))
        rc = cp_fail_at(err, CP_EIO, (struct cp_pos){file, 0, 0}, "cannot read");
    else if (rc == 0 && !feof(in))
        rc = cp_fail_nomem(err); /* for the line */
    else if (line == 0)
        rc = cp_fail_at(err, CP_EINPUT, (struct cp_pos){file, 1, 1}, "is empty: %s is wanted",
                        wanted);
    free(text);
    return rc < 0 ? rc : answer;
}
