/* Small tables of arguments: a header of known columns in any order, a row a calculation. */
#include "finance/table/table.h"
#include <string.h>

enum { MAX_COLUMNS = 16 };

struct reader {
    const char *file;
    unsigned line;
    const struct cp_columns *columns;
    size_t used, at[MAX_COLUMNS]; /* column of each field */
    void *data;
    struct cp_error *err;
};

static size_t column_of(const struct cp_columns *c, const char *name, size_t len) {
    size_t k = 0;
    while (k < c->n && (strlen(c->column[k].name) != len || memcmp(c->column[k].name, name, len)))
        k++;
    return k;
}

/* None of them is a column: the file is of something else, which is not quoted. */
static bool is_another(const struct cp_columns *c, const char *text) {
    for (size_t len; len = strcspn(text, "\t"), column_of(c, text, len) == c->n; text += len + 1)
        if (!text[len])
            return true;
    return false;
}

static int header(struct reader *r, char *text) {
    bool seen[MAX_COLUMNS] = {false};
    int rc = 0;
    unsigned col = 1;
    if (is_another(r->columns, text))
        return cp_fail_at(r->err, CP_EINPUT, (struct cp_pos){r->file, r->line, 1},
                          "no header of this table, with tabs between its columns; see "
                          "cp-finance(1)");
    for (char *name = text, *next; name; name = next) {
        next = strchr(name, '\t');
        if (next)
            *next++ = '\0';
        size_t k = column_of(r->columns, name, strlen(name));
        if (k == r->columns->n || seen[k])
            return cp_fail_at(
                r->err, CP_EINPUT, (struct cp_pos){r->file, r->line, col},
                k < r->columns->n ? "column '%s' stands twice" : "unknown column '%s'", name);
        seen[k] = true;
        r->at[r->used++] = k;
        col += (unsigned)strlen(name) + 1;
    }
    for (size_t k = 0; k < r->columns->n; k++)
        if (r->columns->column[k].wanted && !seen[k])
            rc = cp_fail_at(r->err, CP_EINPUT, (struct cp_pos){r->file, r->line, 1},
                            "column '%s' is missing", r->columns->column[k].name);
    return rc;
}

static int cell_read(struct reader *r, const struct cp_column *c, char *text, struct cp_cell *out) {
    size_t len = strlen(text);
    out->text = text;
    out->given = len > 0 && strcmp(text, "-") != 0;
    if (!out->given)
        return c->wanted ? cp_fail_at(r->err, CP_EINPUT, out->pos, "column %s: a value is missing",
                                      c->name)
                         : 0;
    if (c->type == COLUMN_NUMBER) {
        struct cp_error bad = {0};
        int rc = cp_quantity_parse(text, "1", &out->number, out->pos, &bad);
        if (rc == CP_ENOMEM)
            return cp_fail_nomem(r->err);
        return rc == 0
                   ? 0
                   : cp_fail_at(r->err, CP_EINPUT, out->pos,
                                "column %s: '%s' is not a number like 8 %% or 0.08", c->name, text);
    }
    if (c->type == COLUMN_DATE &&
        (cp_period_parse(text, len, &out->period) != 0 || out->period.freq != CP_DAY))
        return cp_fail_at(r->err, CP_EINPUT, out->pos,
                          "column %s: '%s' is not a date like 2027-03-14", c->name, text);
    if (c->type == COLUMN_PERIOD &&
        (cp_period_parse(text, len, &out->period) != 0 || out->period.freq == CP_YEARS))
        return cp_fail_at(r->err, CP_EINPUT, out->pos, "column %s: '%s' is not a period", c->name,
                          text);
    return 0;
}

static int row_read(struct reader *r, char *text, struct cp_cell *cell) {
    unsigned col = 1;
    int rc = 0;
    size_t i = 0;
    for (size_t k = 0; k < r->columns->n; k++)
        cell[k] = (struct cp_cell){.pos = {r->file, r->line, 1}};
    for (char *field = text, *next; field; field = next, i++) {
        next = strchr(field, '\t');
        if (next)
            *next++ = '\0';
        if (i >= r->used)
            continue;
        struct cp_cell *c = &cell[r->at[i]];
        c->pos.col = col;
        col += (unsigned)strlen(field) + 1;
        int got = cell_read(r, &r->columns->column[r->at[i]], field, c);
        rc = got < 0 ? got : rc;
    }
    if (i != r->used)
        rc = cp_fail_at(r->err, CP_EINPUT, (struct cp_pos){r->file, r->line, 1},
                        "has %zu fields, the header has %zu", i, r->used);
    return rc;
}

static int take(void *data, char *text, unsigned line) {
    struct reader *r = data;
    struct cp_cell cell[MAX_COLUMNS];
    r->line = line;
    if (line == 1)
        return header(r, text);
    int rc = row_read(r, text, cell);
    return rc < 0 ? rc : r->columns->row(r->data, cell, r->err);
}

int cp_finance_columns_read(FILE *in, const char *file, const struct cp_columns *columns,
                            void *data, struct cp_error *err) {
    struct reader r = {.file = file, .columns = columns, .data = data, .err = err};
    return cp_finance_lines_read(in, file, "a header of columns", take, &r, err);
}
