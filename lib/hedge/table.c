/* Tables of positions and instruments as text. */
#include "hedge/table.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { MOST_BYTES = 64 << 20, MOST_COLUMNS = 64 };

/* The whole file, ended by a NUL, in the arena. */
static char *read_all(struct cp_hedge *h, const char *path, size_t *len) {
    FILE *in = fopen(path, "r");
    struct cp_str text = {0};
    char buf[4096], *all = NULL;
    size_t got;
    if (!in) {
        cp_fail(h->err, CP_EIO, "cannot open '%.200s': %s", path, strerror(errno));
        return NULL;
    }
    while ((got = fread(buf, 1, sizeof buf, in)) > 0 && text.len <= MOST_BYTES)
        cp_str_addn(&text, buf, got);
    *len = text.len;
    if (ferror(in))
        cp_fail(h->err, CP_EIO, "cannot read '%.200s': %s", path, strerror(errno));
    else if (text.len > MOST_BYTES)
        cp_fail(h->err, CP_EINPUT, "'%.200s' is larger than 64 MiB", path);
    else if (text.oom || !(all = cp_arena_strndup(&h->arena, text.s ? text.s : "", text.len)))
        cp_fail_nomem(h->err);
    else if (memchr(all, '\0', text.len)) {
        cp_fail(h->err, CP_EINPUT, "'%.200s' is no text: it holds a byte of 0", path);
        all = NULL;
    }
    cp_str_release(&text);
    fclose(in);
    return all;
}

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

static struct cp_pos at(const char *path, unsigned line, const char *from, const char *field) {
    return (struct cp_pos){path, line, (unsigned)(field - from) + 1};
}

struct header {
    const struct cp_hedge_column *column;
    size_t ncolumn, nfield;
    size_t place[MOST_COLUMNS]; /* of a field among the columns asked for */
};

static void read_header(struct cp_hedge *h, struct header *d, char *line, struct cp_pos pos) {
    char *field[MOST_COLUMNS];
    const char *known[MOST_COLUMNS];
    bool has[MOST_COLUMNS] = {false};
    for (size_t c = 0; c < d->ncolumn; c++)
        known[c] = d->column[c].name;
    d->nfield = cut(line, field, MOST_COLUMNS);
    if (d->nfield > MOST_COLUMNS) {
        cp_fail_at(h->err, CP_EINPUT, pos, "has more than %d columns", MOST_COLUMNS);
        d->nfield = MOST_COLUMNS;
    }
    for (size_t i = 0; i < d->nfield; i++) {
        struct cp_hedge_cell cell = {field[i], at(pos.file, pos.line, line, field[i])};
        size_t c = 0;
        while (c < d->ncolumn && strcmp(known[c], field[i]) != 0)
            c++;
        d->place[i] = c < d->ncolumn ? c : NONE;
        if (c == d->ncolumn)
            cp_hedge_fail_word(h, &cell, "column", known, d->ncolumn);
        else if (has[c])
            cp_fail_at(h->err, CP_EINPUT, cell.pos, "column '%s' stands twice", known[c]);
        else
            has[c] = true;
    }
    for (size_t c = 0; c < d->ncolumn; c++)
        if (d->column[c].wanted && !has[c])
            cp_fail_at(h->err, CP_EINPUT, pos, "column '%s' is missing", known[c]);
}

static void read_row(struct cp_hedge *h, const struct header *d, char *line, struct cp_pos pos,
                     struct cp_hedge_cell *row) {
    char *field[MOST_COLUMNS];
    size_t n = cut(line, field, MOST_COLUMNS);
    for (size_t c = 0; c < d->ncolumn; c++)
        row[c] = (struct cp_hedge_cell){NULL, pos};
    if (n != d->nfield) {
        cp_fail_at(h->err, CP_EINPUT, pos, "has %zu fields, the header %zu", n, d->nfield);
        return;
    }
    for (size_t i = 0; i < n; i++)
        if (d->place[i] != NONE) {
            bool none = !*field[i] || strcmp(field[i], "-") == 0;
            row[d->place[i]] = (struct cp_hedge_cell){none ? NULL : field[i],
                                                      at(pos.file, pos.line, line, field[i])};
        }
}

int cp_hedge_table_read(struct cp_hedge *h, const char *path, const struct cp_hedge_column *column,
                        size_t ncolumn, struct cp_hedge_table *out) {
    struct header d = {column, ncolumn, 0, {0}};
    size_t len = 0, lines = 1, before = h->err->n + h->err->dropped;
    char *text = read_all(h, path, &len);
    if (!text)
        return h->err->n ? h->err->at[h->err->n - 1].code : CP_ENOMEM;
    for (const char *s = text; (s = strchr(s, '\n')) != NULL; s++)
        lines++;
    *out = (struct cp_hedge_table){.ncolumn = ncolumn};
    out->cell = cp_hedge_alloc(h, lines * ncolumn, sizeof *out->cell);
    out->pos = cp_hedge_alloc(h, lines, sizeof *out->pos);
    if (!out->cell || !out->pos)
        return CP_ENOMEM;
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
        if (d.nfield == 0) {
            read_header(h, &d, s, pos);
        } else {
            out->pos[out->nrow] = pos;
            read_row(h, &d, s, pos, out->cell + out->nrow++ * ncolumn);
        }
    }
    if (d.nfield == 0)
        cp_fail_at(h->err, CP_EINPUT, (struct cp_pos){path, 1, 1}, "there is no header of columns");
    return h->err->n + h->err->dropped > before ? CP_EINPUT : 0;
}

void cp_hedge_fail_word(struct cp_hedge *h, const struct cp_hedge_cell *c, const char *column,
                        const char *const *word, size_t n) {
    const char *near = cp_nearest(c->text, word, n);
    struct cp_str all = {0};
    for (size_t i = 0; i < n && i < 24; i++)
        cp_str_addf(&all, "%s%s", i ? ", " : "", word[i]);
    if (near)
        cp_fail_at(h->err, CP_EINPUT, c->pos, "%s: there is no '%.60s' (did you mean '%s'?)",
                   column, c->text, near);
    else
        cp_fail_at(h->err, CP_EINPUT, c->pos, "%s: there is no '%.60s', only %.300s", column,
                   c->text, all.s ? all.s : "none");
    cp_str_release(&all);
}
