/* Tables of text that are no facts: quotes, positions, days. A header of names, then rows. */
#include "facts/facts.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { MOST_BYTES = 64 << 20, MOST_COLUMNS = 64 };

/* The whole file, ended by a NUL, in the arena. */
static char *read_all(const char *path, struct cp_arena *arena, struct cp_error *err) {
    FILE *in = fopen(path, "r");
    struct cp_str text = {0};
    char buf[4096], *all = NULL;
    size_t got;
    if (!in) {
        cp_fail(err, CP_EIO, "cannot open '%.200s': %s", path, strerror(errno));
        return NULL;
    }
    while ((got = fread(buf, 1, sizeof buf, in)) > 0 && text.len <= MOST_BYTES)
        cp_str_addn(&text, buf, got);
    if (ferror(in))
        cp_fail(err, CP_EIO, "cannot read '%.200s': %s", path, strerror(errno));
    else if (text.len > MOST_BYTES)
        cp_fail(err, CP_EINPUT, "'%.200s' is larger than 64 MiB", path);
    else if (text.len && memchr(text.s, '\0', text.len))
        cp_fail(err, CP_EINPUT, "'%.200s' is no text: it holds a byte of 0", path);
    else if (text.oom || !(all = cp_arena_strndup(arena, text.s ? text.s : "", text.len)))
        cp_fail_nomem(err);
    cp_str_release(&text);
    fclose(in);
    return all;
}

struct sheet_reader {
    const struct cp_sheet_column *column;
    size_t ncolumn, nfield;
    struct cp_error *err;
    size_t place[MOST_COLUMNS]; /* of a field among the columns asked for; SIZE_MAX: none */
};

/* Cut a line into its fields; how many there are, `most` + 1 for more. */
static size_t cut(char *line, char **field, size_t most) {
    size_t n = 0;
    for (char *s = line; s; n++) {
        char *tab = strchr(s, '\t');
        if (n == most)
            return most + 1;
        field[n] = s;
        if (tab)
            *tab = '\0';
        s = tab ? tab + 1 : NULL;
    }
    return n;
}

static struct cp_pos at(struct cp_pos line, const char *from, const char *field) {
    return (struct cp_pos){line.file, line.line, (unsigned)(field - from) + 1};
}

/* A header that is near to none of the columns is of something else, which is not quoted: a plan
 * may name any file. */
static bool is_another(const struct sheet_reader *r, char *const *field, const char *const *known,
                       struct cp_pos pos) {
    for (size_t i = 0; i < r->nfield; i++)
        if (cp_nearest(field[i], known, r->ncolumn))
            return false;
    struct cp_str all = {0};
    for (size_t c = 0; c < r->ncolumn; c++)
        cp_str_addf(&all, "%s%s", c ? ", " : "", known[c]);
    cp_fail_at(r->err, CP_EINPUT, pos, "none of the columns of such a table: %.300s",
               all.s ? all.s : "");
    cp_str_release(&all);
    return true;
}

static void read_header(struct sheet_reader *r, char *line, struct cp_pos pos) {
    char *field[MOST_COLUMNS];
    const char *known[MOST_COLUMNS];
    bool has[MOST_COLUMNS] = {false};
    for (size_t c = 0; c < r->ncolumn; c++)
        known[c] = r->column[c].name;
    r->nfield = cut(line, field, MOST_COLUMNS);
    if (r->nfield > MOST_COLUMNS) {
        cp_fail_at(r->err, CP_EINPUT, pos, "has more than %d columns", MOST_COLUMNS);
        r->nfield = MOST_COLUMNS;
    }
    for (size_t i = 0; i < r->nfield; i++)
        r->place[i] = SIZE_MAX;
    if (is_another(r, field, known, pos))
        return;
    for (size_t i = 0; i < r->nfield; i++) {
        struct cp_sheet_cell cell = {field[i], at(pos, line, field[i])};
        size_t c = 0;
        while (c < r->ncolumn && strcmp(known[c], field[i]) != 0)
            c++;
        r->place[i] = c < r->ncolumn ? c : SIZE_MAX;
        if (c == r->ncolumn)
            cp_facts_sheet_fail_word(&cell, "column", known, r->ncolumn, r->err);
        else if (has[c])
            cp_fail_at(r->err, CP_EINPUT, cell.pos, "column '%s' stands twice", known[c]);
        else
            has[c] = true;
    }
    for (size_t c = 0; c < r->ncolumn; c++)
        if (r->column[c].wanted && !has[c])
            cp_fail_at(r->err, CP_EINPUT, pos, "column '%s' is missing", known[c]);
}

static void read_row(const struct sheet_reader *r, char *line, struct cp_pos pos,
                     struct cp_sheet_cell *row) {
    char *field[MOST_COLUMNS];
    size_t n = cut(line, field, MOST_COLUMNS);
    for (size_t c = 0; c < r->ncolumn; c++)
        row[c] = (struct cp_sheet_cell){NULL, pos};
    if (n != r->nfield) {
        cp_fail_at(r->err, CP_EINPUT, pos, "has %zu fields, the header %zu", n, r->nfield);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        bool none = !*field[i] || strcmp(field[i], "-") == 0;
        if (r->place[i] != SIZE_MAX)
            row[r->place[i]] =
                (struct cp_sheet_cell){none ? NULL : field[i], at(pos, line, field[i])};
    }
}

/* Every line but comments and empty ones. */
static void read_lines(struct sheet_reader *r, char *text, const char *path, struct cp_sheet *out) {
    unsigned number = 0;
    for (char *s = text, *next; s; s = next) {
        char *end = strchr(s, '\n');
        struct cp_pos pos = {path, ++number, 1};
        next = end ? end + 1 : NULL;
        if (end)
            *end = '\0';
        s[strcspn(s, "\r")] = '\0';
        if (!*s || *s == '#')
            continue;
        if (r->nfield == 0) {
            read_header(r, s, pos);
        } else {
            out->pos[out->nrow] = pos;
            read_row(r, s, pos, out->cell + out->nrow++ * r->ncolumn);
        }
    }
    if (r->nfield == 0)
        cp_fail_at(r->err, CP_EINPUT, (struct cp_pos){path, 1, 1}, "there is no header of columns");
}

int cp_facts_sheet_read(const char *path, const struct cp_sheet_column *column, size_t ncolumn,
                        struct cp_arena *arena, struct cp_sheet *out, struct cp_error *err) {
    struct sheet_reader r = {.column = column, .ncolumn = ncolumn, .err = err};
    size_t lines = 1, before = err->n + err->dropped;
    char *text = read_all(path, arena, err);
    const char *name = cp_arena_strdup(arena, path);
    if (!text)
        return err->n ? (int)err->at[err->n - 1].code : CP_EINPUT;
    for (const char *s = text; (s = strchr(s, '\n')) != NULL; s++)
        lines++;
    *out = (struct cp_sheet){.ncolumn = ncolumn};
    out->cell = cp_arena_calloc(arena, lines * ncolumn, sizeof *out->cell);
    out->pos = cp_arena_calloc(arena, lines, sizeof *out->pos);
    if (!name || !out->cell || !out->pos)
        return cp_fail_nomem(err);
    read_lines(&r, text, name, out);
    return err->n + err->dropped > before ? CP_EINPUT : 0;
}

void cp_facts_sheet_fail_word(const struct cp_sheet_cell *c, const char *column,
                              const char *const *word, size_t n, struct cp_error *err) {
    const char *text = c->text ? c->text : "-", *near = cp_nearest(text, word, n);
    struct cp_str all = {0};
    for (size_t i = 0; i < n && i < 24; i++)
        cp_str_addf(&all, "%s%s", i ? ", " : "", word[i]);
    if (near)
        cp_fail_at(err, CP_EINPUT, c->pos, "%s: there is no '%.60s' (did you mean '%s'?)", column,
                   text, near);
    else
        cp_fail_at(err, CP_EINPUT, c->pos, "%s: there is no '%.60s', only %.300s", column, text,
                   all.s ? all.s : "nothing");
    cp_str_release(&all);
}
