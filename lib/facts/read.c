#include "facts/reader.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The whole input is read first; fields point into it, and the table keeps it for the text of the
 * values. */

/* A header may begin with them: the mark of byte order, and what comments of others begin with. */
static const char SIGNS[] = "\xef\xbb\xbf#*";

/* The first line is no header of facts, whatever follows: a stream without an end is told now, with
 * the line that says what it is if some before it are empty or comments of something else. Lines
 * before `looked` were looked at. */
static bool is_another(const char *s, size_t n, size_t *looked) {
    const char *end, *is;
    while (*looked < n && (end = memchr(s + *looked, '\n', n - *looked))) {
        const char *line = s + *looked;
        size_t len = (size_t)(end - line), signs = strspn(line, SIGNS);
        if (line == s && cp_sniff(s + signs, len - signs, &is) == CP_FILE_FACTS)
            *looked = SIZE_MAX;
        else if (len > 0 && *line != '\r' && signs == 0)
            return true;
        else
            *looked += len + 1;
    }
    return *looked != SIZE_MAX && *looked > CP_LINE_MAX;
}

/* Of what is read the table makes as much again, at least: a file of this size has no room. Of
 * small ones memory itself says so, and nothing is asked. */
static bool is_too_large(const struct stat *st) {
    enum { SMALL = 1 << 20 };
    return S_ISREG(st->st_mode) && st->st_size > SMALL && (size_t)st->st_size > cp_memory() / 2;
}

/* All of `in`, with a newline at the end if there was none, and a NUL. */
static int slurp(FILE *in, const char *file, char **out, size_t *len, struct cp_error *err) {
    struct stat st;
    size_t cap = 1 << 16, n = 0, looked = 0;
    bool known = fstat(fileno(in), &st) == 0;
    if (known && is_too_large(&st))
        return cp_fail_nomem(err);
    if (known && S_ISREG(st.st_mode) && st.st_size > 0)
        cap = (size_t)st.st_size + 3;
    char *s = cp_realloc(NULL, cap, 1);
    while (s) {
        errno = 0;
        size_t got = fread(s + n, 1, cap - n - 2, in);
        n += got;
        if (got == 0 && ferror(in)) {
            int why = errno ? errno : EIO;
            free(s);
            return cp_fail_at(err, CP_EIO, (struct cp_pos){file, 0, 0}, "cannot read: %s",
                              strerror(why));
        }
        if (got == 0 || is_another(s, n, &looked))
            break;
        if (n == cap - 2) {
            int rc = cp_read_check(s, n, file, CP_LINE_MAX, err);
            if (rc) {
                free(s);
                return rc;
            }
            char *more = cap <= SIZE_MAX / 2 ? cp_realloc(s, cap *= 2, 1) : NULL;
            if (!more)
                free(s);
            s = more;
        }
    }
    if (!s)
        return cp_fail_nomem(err);
    if (n && s[n - 1] != '\n')
        s[n++] = '\n';
    s[n] = '\0';
    *out = s;
    *len = n;
    return 0;
}

static size_t count_lines(const char *s, size_t len) {
    size_t n = 0;
    for (size_t i = 0; i < len; i++)
        n += s[i] == '\n';
    return n;
}

static int keep(struct cp_facts *t, char *buffer, const char *file, struct cp_error *err) {
    if (!cp_grow(&t->buffer, &t->buffer_cap, t->nbuffer, sizeof *t->buffer) ||
        !cp_grow(&t->file, &t->file_cap, t->nfile, sizeof *t->file)) {
        free(buffer);
        return cp_fail_nomem(err);
    }
    t->buffer[t->nbuffer++] = buffer;
    const char *name = cp_arena_strdup(&t->arena, file);
    if (!name)
        return cp_fail_nomem(err);
    t->file[t->nfile++] = name;
    return 0;
}

/* Header and rows; with findings in the rows the keys are looked at still. */
static int read_text(struct cp_facts_reader *r, const char *s, const char *end) {
    int rc = cp_facts_reader_header(r, s, &s);
    if (rc)
        return rc;
    while (s < end) {
        int got = cp_facts_reader_line(r, s, &s);
        rc = got ? got : rc;
        if (rc && rc != CP_EINPUT)
            return rc;
    }
    int keys = cp_facts_enter_keys(r->t, CP_EINPUT, r->err);
    return keys ? keys : rc;
}

int cp_facts_check_kind(const char *s, size_t len, const char *file, struct cp_error *err) {
    const char *is;
    enum cp_file_kind kind = cp_sniff(s, len, &is);
    if (kind == CP_FILE_FACTS || kind == CP_FILE_UNKNOWN)
        return 0;
    return cp_fail_at(err, CP_EINPUT, (struct cp_pos){file, 0, 0}, "no facts: this is %s", is);
}

static int read_in(struct cp_facts *t, FILE *in, const char *file, struct cp_error *err) {
    char *buffer = NULL;
    size_t len = 0;
    int rc = slurp(in, file, &buffer, &len, err);
    if (rc)
        return rc;
    rc = keep(t, buffer, file, err);
    if (rc || len == 0)
        return rc;
    rc = cp_facts_check_kind(buffer, len, t->file[t->nfile - 1], err);
    if (rc == 0)
        rc = cp_facts_reserve(t, count_lines(buffer, len), err);
    if (rc)
        return rc;
    struct cp_facts_reader r = {
        .t = t, .err = err, .file = t->file[t->nfile - 1], .source = (uint32_t)t->nfile};
    rc = read_text(&r, buffer, buffer + len);
    cp_facts_reader_release(&r);
    return rc;
}

/* Which of several there was no memory for, and how much that is. */
int cp_facts_read(struct cp_facts *t, FILE *in, const char *file, struct cp_error *err) {
    struct stat st;
    size_t before = err->n;
    int rc = read_in(t, in, file, err);
    if (rc != CP_ENOMEM)
        return rc;
    bool regular = fstat(fileno(in), &st) == 0 && S_ISREG(st.st_mode);
    err->n = before;
    return regular ? cp_fail_at(err, rc, (struct cp_pos){file, 0, 0},
                                "out of memory: %zu MiB of facts; a part of them, as one scenario, "
                                "is a file too",
                                (size_t)st.st_size >> 20)
                   : cp_fail_at(err, rc, (struct cp_pos){file, 0, 0}, "out of memory");
}
