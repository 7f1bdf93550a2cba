/* A file's records, one by one: which are taken, when they are, what they say. */
#include "import/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

int cp_import_new(const struct cp_map *map, struct cp_import **out, struct cp_error *err) {
    struct cp_import *im = cp_calloc(1, sizeof *im);
    const struct cp_import_map *m = &map->map;
    if (!im)
        return cp_fail_nomem(err);
    im->map = map;
    int rc = cp_import_clock_new(map, &im->arena, &im->clock, err), got;
    got = cp_import_renames_read(im, err);
    rc = got ? got : rc;
    for (size_t r = 0; r <= m->nrow && rc == 0; r++) {
        const struct cp_import_text *dim = r ? m->row[r - 1].dim : m->dim;
        size_t n = r ? m->row[r - 1].ndim : m->ndim;
        for (size_t i = 0; i < n && rc == 0; i++)
            if (cp_names_add(&im->dims, dim[i].name, strlen(dim[i].name)) == CP_NAME_NONE)
                rc = cp_fail_nomem(err);
    }
    if (rc)
        cp_import_free(im);
    else
        *out = im;
    return rc;
}

void cp_import_free(struct cp_import *im) {
    if (!im)
        return;
    for (size_t i = 0; im->rename && i < im->map->map.nnames; i++)
        cp_names_release(&im->rename[i].from);
    cp_names_release(&im->dims);
    cp_names_release(&im->keys);
    cp_import_points_release(&im->points);
    free(im->series);
    free(im->file);
    cp_str_release(&im->told);
    cp_arena_release(&im->arena);
    free(im);
}

struct reading {
    struct cp_import *im;
    struct cp_csv csv;
    struct cp_import_layout layout;
    struct cp_csv_field *field; /* of the record, those derived behind them */
    char (*room)[CP_IMPORT_ROOM];
    struct cp_str scratch;
    struct cp_error *err;
};

static struct cp_pos pos_of(const struct reading *r, const struct cp_csv_field *f) {
    return (struct cp_pos){r->csv.file, f->line, f->col};
}

/* ---- a record -------------------------------------------------------------------------------- */

static int derive(struct reading *r) {
    const struct cp_import_map *map = &r->im->map->map;
    memcpy(r->field, r->csv.field, r->layout.nfile * sizeof *r->field);
    for (size_t i = 0; map->form.nmissing && i < r->layout.nfile; i++)
        if (cp_import_is_one_of(&r->field[i], map->form.missing, map->form.nmissing))
            r->field[i].len = 0;
    int rc = cp_import_accept_fill(&r->layout, r->field, &r->im->arena, &r->scratch, r->err);
    if (rc)
        return rc;
    for (size_t i = 0; i < map->nderived; i++) {
        struct cp_csv_field *f = &r->field[r->layout.nfile + r->layout.nlacking + i];
        const struct cp_import_derived *d = &map->derived[i];
        if (cp_import_derive(d, &r->field[r->layout.derived_of[i]], r->room[i], f))
            return cp_fail_at(r->err, CP_EINPUT, pos_of(r, f), "column %s: '%.*s' is no %s", d->of,
                              f->len < 60 ? (int)f->len : 60, f->s,
                              d->each == CP_EACH_SUM    ? "number to be added up"
                              : d->each == CP_EACH_JOIN ? "short name"
                                                        : "length of time like 1-02:03:04");
        if (!f->len && r->layout.instead_of[i] != CP_IMPORT_NONE)
            *f = r->field[r->layout.instead_of[i]];
    }
    return 0;
}

static bool is_taken(const struct reading *r) {
    const struct cp_import_map *map = &r->im->map->map;
    for (size_t i = 0; i < map->nwhere; i++) {
        const struct cp_import_where *w = &map->where[i];
        const struct cp_csv_field *f = &r->field[r->layout.where[i]];
        bool like = w->nlike == 0;
        for (size_t k = 0; k < w->nlike && !like; k++)
            like = cp_like_part(w->like[k], strlen(w->like[k]), f->s, f->len, '?');
        for (size_t k = 0; k < w->nunlike && like; k++)
            like = !cp_like_part(w->unlike[k], strlen(w->unlike[k]), f->s, f->len, '?');
        if (!like)
            return false;
    }
    return true;
}

/* 1: there is a value; 0: it is missing. */
static int number(struct reading *r, uint32_t column, double *out) {
    const struct cp_csv_field *f = &r->field[column];
    int got = cp_import_number(&r->im->map->map, f, out);
    if (got >= 0)
        return got;
    return cp_fail_at(r->err, CP_EINPUT, pos_of(r, f),
                      "column %.60s: '%.*s' is no number; say 'decimal', 'thousands' or 'missing' "
                      "in the map",
                      r->layout.columns.name[column], f->len < 60 ? (int)f->len : 60, f->s);
}

static int value_of(struct reading *r, const struct cp_import_emitter *e, double *out) {
    double x = 1, y;
    int rc = e->value == CP_IMPORT_NONE ? 1 : number(r, e->value, &x);
    for (size_t i = 0; i < e->row->ntimes && rc >= 0; i++, x *= y) {
        int got = number(r, e->times[i], &y);
        rc = got < 0 ? got : rc;
    }
    for (size_t i = 0; i < e->row->nover && rc >= 0; i++, x /= y) {
        int got = number(r, e->over[i], &y);
        rc = got < 0 ? got : rc;
        if (got > 0 && y == 0)
            rc = cp_fail_at(r->err, CP_EINPUT, pos_of(r, &r->field[e->over[i]]),
                            "column %.60s: is 0, and divided by",
                            r->layout.columns.name[e->over[i]]);
    }
    *out = x * e->row->scale;
    return rc < 0 ? rc : 0;
}

/* Of two instants at which the clock showed the same, the one that is free: the first that comes is
 * the first, or the last where times run backwards. */
static int64_t choose(struct cp_import *im, uint32_t series, const struct cp_import_when *w) {
    const struct cp_import_series *s = &im->series[series];
    if (!w->twice)
        return w->at;
    bool backwards = s->last != INT64_MIN && s->last > w->again;
    int64_t first = backwards ? w->again : w->at, second = backwards ? w->at : w->again;
    return cp_import_points_find(&im->points, series, first) == CP_IMPORT_NONE ? first : second;
}

static int twice(struct reading *r, uint32_t head, struct cp_pos pos) {
    const struct cp_import *im = r->im;
    const struct cp_import_point *p = &im->points.at[head];
    char label[CP_PERIOD_SIZE] = "";
    if (im->map->map.time.column)
        cp_import_label(&im->clock, p->at, label);
    return cp_fail_at(r->err, CP_EINPUT, pos,
                      "%s%s%s: the same key as in %.120s:%u; say 'duplicates' in the map, or name "
                      "what tells them apart in 'dims'",
                      im->series[p->series].measure, *label ? " at " : "", label, im->file[p->file],
                      p->line);
}

static int emit(struct reading *r, struct cp_import_emitter *e, const struct cp_import_when *w) {
    struct cp_import *im = r->im;
    const struct cp_csv_field *f = &r->field[e->value == CP_IMPORT_NONE ? 0 : e->value];
    struct cp_pos pos = pos_of(r, f);
    uint32_t series = CP_IMPORT_NONE;
    double value;
    int rc = cp_import_series_of(im, e, r->field, pos, &r->scratch, &series, r->err);
    if (rc || series == CP_IMPORT_NONE)
        return rc;
    rc = value_of(r, e, &value);
    if (rc)
        return rc;
    if (isinf(value))
        return cp_fail_at(r->err, CP_EINPUT, pos, "the value leaves the range of numbers");
    int64_t at = choose(im, series, w);
    uint32_t head = cp_import_points_find(&im->points, series, at);
    if (head != CP_IMPORT_NONE && im->map->map.duplicates == CP_HOW_ERROR && im->clock.step)
        return twice(r, head, pos);
    im->series[series].last = at;
    im->nmissing += isnan(value) ? 1 : 0;
    return cp_import_points_add(&im->points,
                                (struct cp_import_point){.value = value,
                                                         .at = at,
                                                         .series = series,
                                                         .line = pos.line,
                                                         .col = pos.col,
                                                         .file = (uint32_t)im->nfile - 1},
                                r->err);
}

static int take(struct reading *r) {
    const struct cp_import_layout *l = &r->layout;
    struct cp_import *im = r->im;
    struct cp_import_when when = {0};
    if (r->csv.n != l->nfile)
        return cp_fail_at(r->err, CP_EINPUT, pos_of(r, &r->csv.field[0]),
                          "%zu field%s where the header has %zu", r->csv.n,
                          r->csv.n == 1 ? "" : "s", l->nfile);
    im->nrecord++;
    int rc = derive(r);
    if (rc || !is_taken(r))
        return rc;
    im->ntaken++;
    if (l->nemitter && l->time != CP_IMPORT_NONE)
        rc = cp_import_when(&im->clock, r->csv.file, &r->field[l->time],
                            l->hour == CP_IMPORT_NONE ? NULL : &r->field[l->hour],
                            l->mark == CP_IMPORT_NONE ? NULL : &r->field[l->mark], &when, r->err);
    for (size_t i = 0; i < l->nemitter && rc == 0; i++)
        rc = emit(r, &l->emitter[i], &when);
    if (rc == 0 && im->map->map.npart)
        rc = cp_import_parts_add(im, l, r->field, r->csv.file, r->err);
    return rc;
}

/* ---- a file ------------------------------------------------------------------------------------
 */

static int start(struct reading *r, struct cp_str *text) {
    const struct cp_import_map *map = &r->im->map->map;
    struct cp_pos pos = {r->csv.file, 1, 1};
    size_t mark = cp_byte_order_mark(text->s, text->len);
    if (mark && !map->form.bom)
        return cp_fail_at(r->err, CP_EINPUT, pos,
                          "the file begins with a byte order mark; say 'bom: yes' in the map");
    r->csv.s = text->s + mark;
    r->csv.end = text->s + text->len;
    r->csv.line_start = r->csv.s;
    r->csv.line = 1;
    r->csv.separator = strcmp(map->form.separator, "tab") == 0 ? '\t' : *map->form.separator;
    r->csv.comment = map->form.comment;
    for (size_t line = 1; line < map->form.header && r->csv.s < r->csv.end; line++) {
        char *end = memchr(r->csv.s, '\n', (size_t)(r->csv.end - r->csv.s));
        r->csv.s = end ? end + 1 : r->csv.end;
        r->csv.line_start = r->csv.s;
        r->csv.line++;
    }
    int rc = map->form.header ? cp_csv_next(&r->csv, r->err) : 1;
    if (rc == 0)
        return cp_fail_at(r->err, CP_EINPUT, pos, "there is no line of names of columns");
    return rc < 0 ? rc : 0;
}

static int read_records(struct reading *r) {
    const struct cp_import_map *map = &r->im->map->map;
    size_t ncolumn = r->layout.columns.n;
    int rc = 0, got;
    r->field = cp_arena_calloc(&r->layout.arena, ncolumn + 1, sizeof *r->field);
    r->room = cp_arena_calloc(&r->layout.arena, map->nderived + 1, sizeof *r->room);
    if (!r->field || !r->room)
        return cp_fail_nomem(r->err);
    while ((got = cp_csv_next(&r->csv, r->err)) > 0) {
        got = take(r);
        rc = got ? got : rc;
        if (got && got != CP_EINPUT)
            return got;
    }
    if (got < 0) /* where the next record begins is not known any more */
        return got;
    return rc;
}

const struct cp_str *cp_import_told(const struct cp_import *im) {
    return &im->told;
}

size_t cp_import_known_columns(const struct cp_import *im) {
    return im->nknown;
}

int cp_import_read(struct cp_import *im, const char *text, size_t len, const char *file,
                   struct cp_error *err) {
    struct reading r = {.im = im, .err = err};
    struct cp_str copy = {0};
    const char *name = cp_arena_strdup(&im->arena, file);
    cp_str_addn(&copy, text, len);
    cp_str_addc(&copy, '\0');
    if (copy.oom || !name || !cp_grow(&im->file, &im->file_cap, im->nfile, sizeof *im->file)) {
        cp_str_release(&copy);
        return cp_fail_nomem(err);
    }
    copy.len--;
    im->file[im->nfile++] = name;
    r.csv.file = name;
    int rc = start(&r, &copy);
    if (rc == 0)
        rc = cp_import_layout_new(im, &r.csv, &r.layout, err);
    im->nknown = im->nagain = 0;
    for (size_t i = 0; i < r.layout.nfile && i < r.layout.columns.n; i++)
        im->nknown += r.layout.columns.used[i];
    if (rc == 0)
        rc = read_records(&r);
    if (rc == 0) {
        cp_import_accept_tell(&im->map->map, &r.layout, &im->told);
        cp_import_parts_tell(im, name, &im->told);
    }
    if (rc == 0 && (im->told.oom || r.layout.told.oom))
        rc = cp_fail_nomem(err);
    cp_str_release(&r.layout.told);
    cp_arena_release(&r.layout.arena);
    free(r.csv.field);
    cp_str_release(&r.scratch);
    cp_str_release(&copy);
    return rc;
}
