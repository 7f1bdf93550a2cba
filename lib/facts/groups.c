#include "facts/reader.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Streams too long to be kept: whole groups at a time. The buffer holds the lines of one table, and
 * what was read beyond it; of the groups before only hashes are left. */

enum { ENOUGH = 1 << 14, PIECE = 1 << 18 }; /* facts of a table; bytes at once */

struct cp_facts_groups *cp_facts_groups_new(void) {
    struct cp_facts_groups *g = cp_calloc(1, sizeof *g);
    for (size_t d = 0; g && d < CP_DIM_COUNT; d++) {
        const char *name = cp_facts_dim_name((enum cp_dim)d);
        if (cp_names_add(&g->columns, name, strlen(name)) != d) {
            cp_facts_groups_free(g);
            return NULL;
        }
    }
    return g;
}

static void close_input(struct cp_facts_groups *g) {
    cp_facts_reader_release(&g->reader);
    g->reader = (struct cp_facts_reader){0};
    g->open = g->ended = false;
    if (g->own)
        fclose(g->own);
    g->own = NULL;
}

void cp_facts_groups_free(struct cp_facts_groups *g) {
    if (!g)
        return;
    close_input(g);
    free(g->input);
    free(g->buffer);
    free(g->seen);
    cp_names_release(&g->columns);
    cp_arena_release(&g->arena);
    free(g);
}

int cp_facts_groups_add(struct cp_facts_groups *g, FILE *in, const char *file,
                        struct cp_error *err) {
    struct cp_facts_input input = {in, cp_arena_strdup(&g->arena, file), ftello(in)};
    if (!input.name || !cp_grow(&g->input, &g->input_cap, g->ninput, sizeof *g->input))
        return cp_fail_nomem(err);
    if (input.start < 0)
        return cp_fail_at(err, CP_EIO, (struct cp_pos){file, 0, 0}, "cannot be read twice: %s",
                          strerror(errno));
    g->input[g->ninput++] = input;
    return 0;
}

int cp_facts_groups_add_path(struct cp_facts_groups *g, const char *path, struct cp_error *err) {
    struct cp_facts_input input = {NULL, cp_arena_strdup(&g->arena, path), 0};
    if (!input.name || !cp_grow(&g->input, &g->input_cap, g->ninput, sizeof *g->input))
        return cp_fail_nomem(err);
    g->input[g->ninput++] = input;
    return 0;
}

void cp_facts_groups_in_pieces(struct cp_facts_groups *g) {
    g->pieces = true;
}

/* ---- lines -------------------------------------------------------------------------------- */

/* The texts of the table's values moved with the buffer. */
static void follow(struct cp_facts *t, const char *was, const char *is) {
    for (size_t i = 0; i < t->n; i++)
        if (t->row[i].text)
            t->row[i].text = is + (t->row[i].text - was);
}

/* What was read is kept as long as the table has facts of it. */
static void drop_read(struct cp_facts_groups *g) {
    if (g->pos && g->len > g->pos)
        memmove(g->buffer, g->buffer + g->pos, g->len - g->pos);
    g->len -= g->pos;
    g->pos = 0;
    cp_facts_reader_forget(&g->reader);
}

static int make_room(struct cp_facts_groups *g, struct cp_facts *t, struct cp_error *err) {
    if (t->n == 0)
        drop_read(g);
    if (g->cap - g->len > PIECE)
        return 0;
    char *was = g->buffer, *more = NULL;
    size_t cap = g->cap ? g->cap : 4 * (size_t)PIECE;
    if (cap <= SIZE_MAX / 2)
        more = cp_calloc(cap * 2, 1);
    if (!more)
        return cp_fail_nomem(err);
    if (g->len)
        memcpy(more, was, g->len);
    follow(t, was, more);
    cp_facts_reader_forget(&g->reader);
    free(was);
    g->buffer = more;
    g->cap = cap * 2;
    return 0;
}

/* More of the file; at its end a newline where there is none. */
static int fill(struct cp_facts_groups *g, struct cp_facts *t, struct cp_error *err) {
    const struct cp_facts_input *input = &g->input[g->at];
    int rc = make_room(g, t, err);
    if (rc)
        return rc;
    errno = 0;
    FILE *in = input->in ? input->in : g->own;
    size_t got = fread(g->buffer + g->len, 1, PIECE, in);
    if (got == 0 && ferror(in))
        return cp_fail_at(err, CP_EIO, (struct cp_pos){input->name, 0, 0}, "cannot read: %s",
                          strerror(errno ? errno : EIO));
    g->ended = got == 0;
    g->len += got;
    if (g->ended && g->len > g->pos && g->buffer[g->len - 1] != '\n')
        g->buffer[g->len++] = '\n';
    return 0;
}

/* Where the next line is, which has its end in the buffer; *line NULL: there is none. */
static int find_line(struct cp_facts_groups *g, struct cp_facts *t, const char **line,
                     struct cp_error *err) {
    size_t looked = 0;
    *line = NULL;
    while (g->len == g->pos ||
           !memchr(g->buffer + g->pos + looked, '\n', g->len - g->pos - looked)) {
        looked = g->len - g->pos;
        if (looked > CP_LINE_MAX)
            return cp_fail_at(err, CP_EINPUT,
                              (struct cp_pos){g->input[g->at].name, g->reader.line + 1, 0},
                              "a line longer than %d MiB", CP_LINE_MAX >> 20);
        if (g->ended)
            return 0;
        int rc = fill(g, t, err);
        if (rc)
            return rc;
    }
    *line = g->buffer + g->pos;
    return 0;
}

/* ---- tables ------------------------------------------------------------------------------- */

/* A table with the columns and files that were seen so far. */
static struct cp_facts *make_table(const struct cp_facts_groups *g) {
    struct cp_facts *t = cp_facts_new();
    bool good = t != NULL;
    for (size_t c = CP_DIM_COUNT; good && c < g->columns.n; c++)
        good = cp_facts_column_of(t, g->columns.text[c], g->columns.length[c]) == c;
    for (size_t i = 0; good && i < g->ninput; i++) {
        good = cp_grow(&t->file, &t->file_cap, t->nfile, sizeof *t->file);
        if (good)
            t->file[t->nfile++] = g->input[i].name;
    }
    if (!good) {
        cp_facts_free(t);
        return NULL;
    }
    t->currency = g->currency;
    t->currency_at = g->currency_at;
    return t;
}

/* The columns of the open file are used in this table too. */
static int use_columns(struct cp_facts_groups *g, struct cp_facts *t, struct cp_error *err) {
    g->reader.t = t;
    g->reader.err = err;
    cp_facts_reader_forget(&g->reader);
    for (size_t i = 0; i < g->reader.ncol; i++)
        if (g->reader.meaning[i] >= 0 && !cp_facts_column_use(t, (size_t)g->reader.meaning[i]))
            return cp_fail_nomem(err);
    return 0;
}

/* Go to the beginning of the next file and read its header. */
static int open_input(struct cp_facts_groups *g, struct cp_facts *t, struct cp_error *err) {
    const struct cp_facts_input *input = &g->input[g->at];
    const char *line, *next;
    g->reader = (struct cp_facts_reader){
        .t = t, .err = err, .file = input->name, .source = (uint32_t)g->at + 1};
    g->open = true;
    if (!input->in && !(g->own = fopen(input->name, "re")))
        return cp_fail_at(err, CP_EIO, (struct cp_pos){input->name, 0, 0}, "cannot open: %s",
                          strerror(errno));
    if (input->in)
        clearerr(input->in);
    if (input->in && fseeko(input->in, input->start, SEEK_SET) != 0)
        return cp_fail_at(err, CP_EIO, (struct cp_pos){input->name, 0, 0},
                          "cannot be read twice: %s", strerror(errno));
    int rc = find_line(g, t, &line, err);
    if (rc || !line)
        return rc;
    rc = cp_facts_check_kind(line, g->len - g->pos, input->name, err);
    if (rc)
        return rc;
    rc = cp_facts_reader_header(&g->reader, line, &next);
    g->pos = (size_t)(next - g->buffer);
    for (size_t c = 0; c < CP_DIM_COUNT; c++)
        g->in_header[c] |= t->column[c].in_header;
    for (size_t c = g->columns.n; c < t->ncolumn && !rc; c++)
        if (cp_names_add(&g->columns, t->column[c].name, strlen(t->column[c].name)) != c)
            rc = cp_fail_nomem(err);
    return rc;
}

/* ---- groups ------------------------------------------------------------------------------- */

static bool same_group(const struct cp_facts *t, size_t a, size_t b) {
    if (t->measure[a] != t->measure[b])
        return false;
    for (size_t c = 0; c < t->ncolumn; c++)
        if (c != CP_PERIOD && c != CP_QUANTILE && t->column[c].id &&
            t->column[c].id[a] != t->column[c].id[b])
            return false;
    return true;
}

/* A sum over the dimensions that it has, so that columns of later files change nothing. */
static uint64_t hash_group(const struct cp_facts *t, size_t row, uint64_t seed) {
    uint64_t hash = cp_hash(cp_facts_measure(t, row), strlen(cp_facts_measure(t, row)), seed);
    for (size_t c = 0; c < t->ncolumn; c++) {
        uint32_t id = cp_facts_id(t, row, c);
        if (c != CP_PERIOD && c != CP_QUANTILE && id)
            hash += cp_hash(t->names.text[id], t->names.length[id], seed + 1 + c);
    }
    return hash;
}

/* The slot of a group, or the empty one where it would go. */
static struct cp_facts_seen *find_seen(struct cp_facts_seen *seen, size_t nslot, uint64_t hash,
                                       uint32_t more) {
    size_t i = hash & (nslot - 1);
    for (size_t step = 1; seen[i].line; i = (i + step++) & (nslot - 1))
        if (seen[i].hash == hash && seen[i].more == more)
            break;
    return &seen[i];
}

static bool grow_seen(struct cp_facts_groups *g) {
    if (g->nseen < g->nslot / 4 * 3)
        return true;
    size_t nslot = g->nslot ? g->nslot * 2 : 1024;
    struct cp_facts_seen *seen = cp_calloc(nslot, sizeof *seen);
    for (size_t i = 0; seen && i < g->nslot; i++)
        if (g->seen[i].line)
            *find_seen(seen, nslot, g->seen[i].hash, g->seen[i].more) = g->seen[i];
    if (!seen)
        return false;
    free(g->seen);
    g->seen = seen;
    g->nslot = nslot;
    return true;
}

/* The dimensions of a group, for a message. */
static void name_group(const struct cp_facts *t, size_t row, char *buf, size_t size) {
    int n = snprintf(buf, size, "%s", cp_facts_measure(t, row));
    for (size_t c = 0; c < t->ncolumn && n >= 0 && (size_t)n < size; c++)
        if (c != CP_PERIOD && c != CP_QUANTILE && cp_facts_id(t, row, c))
            n += snprintf(buf + n, size - (size_t)n, " %s=%s", cp_facts_column_name(t, c),
                          cp_facts_column_text(t, row, c));
}

/* A group begins in the last row. */
static int begin_group(struct cp_facts_groups *g, const struct cp_facts *t, struct cp_error *err) {
    size_t row = t->n - 1;
    if (g->again)
        return 0;
    if (!grow_seen(g))
        return cp_fail_nomem(err);
    uint64_t hash = hash_group(t, row, 0);
    uint32_t more = (uint32_t)hash_group(t, row, 0x5eed);
    struct cp_facts_seen *at = find_seen(g->seen, g->nslot, hash, more);
    if (!at->line) {
        *at = (struct cp_facts_seen){hash, more, t->row[row].line};
        g->nseen++;
        return 0;
    }
    char name[300];
    name_group(t, row, name, sizeof name);
    struct cp_pos pos = cp_facts_pos(t, row);
    return cp_fail_at(err, CP_EINPUT, (struct cp_pos){pos.file, pos.line, 1},
                      "%s: began in line %u already; sort the facts by all but period and "
                      "quantile, so that those of a series stand together",
                      name, at->line);
}

/* ---- one after another -------------------------------------------------------------------- */

/* One line of the open file into the table; *full: it begins another group, and waits for the next
 * table. */
static int read_line(struct cp_facts_groups *g, struct cp_facts *t, const char *line, bool *full,
                     struct cp_error *err) {
    const char *next;
    int rc = cp_facts_reserve(t, 1, err);
    if (rc)
        return rc;
    size_t before = t->n;
    rc = cp_facts_reader_line(&g->reader, line, &next);
    bool begins = t->n > before && (before == 0 || g->pieces || !same_group(t, before - 1, before));
    if (begins && before >= ENOUGH) {
        t->n = before;
        cp_facts_clear_next(t);
        g->reader.line--;
        *full = true;
        return 0;
    }
    g->pos = (size_t)(next - g->buffer);
    return begins && !g->pieces ? begin_group(g, t, err) : rc;
}

/* The next line of the file, or the next file. */
static int step(struct cp_facts_groups *g, struct cp_facts *t, bool *full, struct cp_error *err) {
    const char *line = NULL;
    int rc = g->open ? 0 : open_input(g, t, err);
    bool broken = rc != 0;
    if (!rc)
        rc = find_line(g, t, &line, err);
    broken = broken || rc;
    if (line && !broken)
        return read_line(g, t, line, full, err);
    g->pos = g->len; /* of a file that cannot be read the rest is passed over */
    close_input(g);
    g->at++;
    *full = g->pieces && t->n; /* files are no one table: what is of each stands in each */
    return rc;
}

int cp_facts_groups_next(struct cp_facts_groups *g, struct cp_facts **out, struct cp_error *err) {
    struct cp_facts *t = make_table(g);
    bool full = false;
    *out = NULL;
    if (!t)
        return cp_fail_nomem(err);
    drop_read(g);
    int rc = g->open ? use_columns(g, t, err) : 0;
    while (!full && g->at < g->ninput && rc != CP_ENOMEM && rc != CP_EIO) {
        int got = step(g, t, &full, err);
        rc = got ? got : rc;
    }
    int keys = rc && rc != CP_EINPUT ? 0 : cp_facts_enter_keys(t, CP_EINPUT, err);
    rc = rc ? rc : keys;
    g->currency = t->currency;
    g->currency_at = t->currency_at;
    if (full || t->n) {
        *out = t;
        return rc;
    }
    cp_facts_free(t);
    free(g->seen);
    g->seen = NULL;
    g->nseen = g->nslot = g->at = 0;
    g->again = true;
    return rc;
}
