/* Command lines: put together, split into words, words quoted. */
#include "cli/internal.h"
#include <string.h>

void cp_cli_add(struct cp_cli_line *line, const char *word) {
    enum { FIRST = 16 };
    size_t n = line->n;
    /* it doubles whenever it is full, the NULL at its end counted: at a power of two */
    if (word && !line->full && (n == 0 || (n + 1 >= FIRST && ((n + 1) & n) == 0))) {
        const char **more = cp_arena_calloc(&line->arena, n ? 2 * (n + 1) : FIRST, sizeof *more);
        if (more && n)
            memcpy(more, line->word, n * sizeof *more);
        line->word = more;
        line->full = !more;
    }
    const char *kept = word && !line->full ? cp_arena_strdup(&line->arena, word) : NULL;
    line->full |= !kept;
    if (kept)
        line->word[line->n++] = kept;
}

void cp_cli_addf(struct cp_cli_line *line, const char *fmt, ...) {
    char word[256];
    va_list ap;
    va_start(ap, fmt);
    int len = vsnprintf(word, sizeof word, fmt, ap);
    va_end(ap);
    if (len < (int)sizeof word) {
        cp_cli_add(line, word);
        return;
    }
    va_start(ap, fmt);
    char *text = cp_arena_alloc(&line->arena, (size_t)len + 1);
    if (text)
        vsnprintf(text, (size_t)len + 1, fmt, ap);
    va_end(ap);
    cp_cli_add(line, text);
}

int cp_cli_add_words(struct cp_cli_line *line, const char *text, struct cp_error *err) {
    struct cp_str word = {0};
    bool inside = false;
    int rc = 0;
    for (const char *s = text;; s++) {
        if (*s == '\0' || strchr(" \t\n", *s)) {
            if (inside)
                cp_cli_add(line, word.oom ? NULL : word.s ? word.s : "");
            inside = false;
            cp_str_reset(&word);
            if (!*s)
                break;
            continue;
        }
        inside = true;
        if (*s != '\'' && *s != '"') {
            cp_str_addc(&word, *s);
            continue;
        }
        const char *end = strchr(s + 1, *s);
        if (!end) {
            rc = cp_fail(err, CP_EUSAGE, "'%.100s': a quote is not closed", text);
            break;
        }
        cp_str_addn(&word, s + 1, (size_t)(end - s - 1));
        s = end;
    }
    cp_str_release(&word);
    return rc;
}

void cp_cli_line_release(struct cp_cli_line *line) {
    cp_arena_release(&line->arena);
    *line = (struct cp_cli_line){0};
}

void cp_cli_quote(struct cp_str *out, const char *word) {
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                "-_=+./,:%@*";
    if (*word && word[strspn(word, plain)] == '\0') {
        cp_str_add(out, word);
        return;
    }
    /* 'it'"'"'s' */
    cp_str_addc(out, '\'');
    for (; *word; word++)
        if (*word == '\'')
            cp_str_add(out, "'\"'\"'");
        else
            cp_str_addc(out, *word);
    cp_str_addc(out, '\'');
}
