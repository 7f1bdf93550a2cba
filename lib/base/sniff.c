#include "base/base.h"
#include <string.h>
#include <strings.h>

/* How files begin that are often taken for another. */
static const struct {
    const char *start;
    size_t len;
    const char *is;
} magic[] = {
#define STARTS(text, is)                                                                           \
    { text, sizeof(text) - 1, is }
    STARTS("SQLite format 3", "a history of runs; cp-store get takes a stream of it"),
    STARTS("\x1f\x8b", "compressed by gzip; zcat unpacks it"),
    STARTS("BZh", "compressed by bzip2; bzcat unpacks it"),
    STARTS("\xfd"
           "7zXZ",
           "compressed by xz; xzcat unpacks it"),
    STARTS("\x28\xb5\x2f\xfd", "compressed by zstd; zstdcat unpacks it"),
    STARTS("PK\x03\x04",
           "a spreadsheet or zip archive; save its sheet as CSV, which cp-import reads"),
    STARTS("%PDF", "a PDF"),
    STARTS("\x7f"
           "ELF",
           "a program"),
    STARTS("\xff\xfe", "UTF-16 text; iconv -f UTF-16 -t UTF-8 makes it readable"),
    STARTS("\xfe\xff", "UTF-16 text; iconv -f UTF-16 -t UTF-8 makes it readable"),
    STARTS("<!DOCTYPE", "a page of the web"),
    STARTS("<html", "a page of the web"),
    STARTS("<?xml", "XML"),
#undef STARTS
};

/* The first line that is neither empty nor a comment of YAML or MPS, without what ends it. */
static const char *first_line(const char *s, const char *end, size_t *len) {
    while (s < end) {
        const char *stop = memchr(s, '\n', (size_t)(end - s)), *next = stop ? stop + 1 : end;
        stop = stop ? stop : end;
        if (stop > s && stop[-1] == '\r')
            stop--;
        if (stop > s && *s != '#' && *s != '*') {
            *len = (size_t)(stop - s);
            return s;
        }
        s = next;
    }
    *len = 0;
    return end;
}

static bool has_field(const char *s, size_t len, const char *name) {
    size_t n = strlen(name);
    for (const char *end = s + len; s < end;) {
        const char *tab = memchr(s, '\t', (size_t)(end - s));
        size_t field = (size_t)((tab ? tab : end) - s);
        if (field == n && memcmp(s, name, n) == 0)
            return true;
        s += field + 1;
    }
    return false;
}

/* "horizon: {from: 2027}", "---": letters, then a colon that ends a word. */
static bool is_key(const char *s, size_t len) {
    size_t n = 0;
    while (n < len && (s[n] == '_' || s[n] == '-' || (s[n] >= '0' && s[n] <= '9') ||
                       ((s[n] | 0x20) >= 'a' && (s[n] | 0x20) <= 'z')))
        n++;
    return (n && n < len && s[n] == ':' && (n + 1 == len || s[n + 1] == ' ')) ||
           (len == 3 && memcmp(s, "---", 3) == 0);
}

static bool starts(const char *s, size_t len, const char *word) {
    size_t n = strlen(word);
    return len >= n && memcmp(s, word, n) == 0;
}

/* A section that can be the first, in any case; behind NAME a name. */
static bool is_mps(const char *s, size_t len) {
    return (len == 4 && (strncasecmp(s, "NAME", 4) == 0 || strncasecmp(s, "ROWS", 4) == 0)) ||
           (len > 4 && strncasecmp(s, "NAME ", 5) == 0) ||
           (len >= 8 && strncasecmp(s, "OBJSENSE", 8) == 0 && (len == 8 || s[8] == ' '));
}

size_t cp_byte_order_mark(const char *text, size_t len) {
    return starts(text, len, "\xef\xbb\xbf") ? 3 : 0;
}

enum cp_file_kind cp_sniff(const char *text, size_t len, const char **is) {
    for (size_t i = 0; i < sizeof magic / sizeof *magic; i++)
        if (starts(text, len, magic[i].start)) {
            *is = magic[i].is;
            return CP_FILE_OTHER;
        }
    size_t n, mark = cp_byte_order_mark(text, len);
    text += mark;
    len -= mark;
    const char *line = first_line(text, text + len, &n);
    bool tabs = memchr(line, '\t', n) != NULL;
    *is = NULL;
    if (has_field(line, n, "measure") && has_field(line, n, "value") &&
        has_field(line, n, "unit")) {
        *is = "facts; a command reads them as an operand or from standard input";
        return CP_FILE_FACTS;
    }
    if (is_key(line, n)) {
        *is = "a plan, or a part of one; it goes with -p";
        return CP_FILE_PLAN;
    }
    if (n && (*line == '{' || *line == '[')) {
        *is = "JSON; of markets cp-market reads it";
        return CP_FILE_JSON;
    }
    if (!tabs && is_mps(line, n)) {
        *is = "a program in MPS; cp-solve reads it";
        return CP_FILE_OTHER;
    }
    bool key = memmem(line, n, ": ", 2) || (n && line[n - 1] == ':');
    if (!tabs && !key && (memchr(line, ',', n) || memchr(line, ';', n))) {
        *is = "a table with commas or semicolons; cp-import makes facts of it, or a part of a plan";
        return CP_FILE_OTHER;
    }
    return CP_FILE_UNKNOWN;
}
