/* What a map looks for, by the columns of a file. */
#include "import/internal.h"
#include <string.h>

struct maker {
    struct cp_import *im;
    struct cp_import_layout *l;
    struct cp_error *err;
    int rc;
};

static struct cp_pos key_pos(const struct maker *m, const char *path) {
    return cp_plan_pos(&m->im->map->plan, path);
}

static uint32_t column(struct maker *m, const char *name, struct cp_pos pos) {
    uint32_t c = cp_import_column(&m->l->columns, name, pos, m->err);
    if (c == CP_IMPORT_NONE)
        m->rc = CP_EINPUT;
    return c;
}

static uint32_t column_at(struct maker *m, const char *name, const char *path) {
    return name ? column(m, name, key_pos(m, path)) : (uint32_t)CP_IMPORT_NONE;
}

static void *room(struct maker *m, size_t n, size_t size) {
    void *p = cp_arena_calloc(&m->l->arena, n + 1, size);
    if (!p)
        m->rc = cp_fail_nomem(m->err);
    return p;
}

static void template(struct maker *m, const char *text, uint32_t own, struct cp_pos pos,
                     struct cp_import_template *out) {
    int rc = cp_import_template_read(text, &m->l->columns, own, &m->l->arena, out, pos, m->err);
    m->rc = rc ? rc : m->rc;
}

/* ---- the columns there are ----------------------------------------------------------------- */

static int name_columns(struct maker *m, const struct cp_csv *csv) {
    const struct cp_import_map *map = &m->im->map->map;
    struct cp_import_columns *c = &m->l->columns;
    size_t n = map->form.header ? csv->n : map->form.ncolumn;
    struct cp_names seen = {0};
    c->file = csv->file;
    c->name = room(m, n + map->naccept + map->nderived, sizeof *c->name);
    c->used = room(m, n + map->naccept + map->nderived, sizeof *c->used);
    m->l->joined = room(m, n + map->naccept + map->nderived, sizeof *m->l->joined);
    for (size_t i = 0; m->rc == 0 && i < n; i++) {
        const struct cp_csv_field *f = &csv->field[i];
        c->name[i] =
            map->form.header ? cp_arena_strndup(&m->l->arena, f->s, f->len) : map->form.column[i];
        size_t before = seen.n;
        if (!c->name[i] || cp_names_add(&seen, c->name[i], strlen(c->name[i])) == CP_NAME_NONE)
            m->rc = cp_fail_nomem(m->err);
        else if (seen.n == before && *c->name[i])
            m->rc = cp_fail_at(m->err, CP_EINPUT, (struct cp_pos){csv->file, f->line, f->col},
                               "column '%.80s' stands twice in the header", c->name[i]);
        c->n++;
    }
    cp_names_release(&seen);
    m->l->nfile = n;
    if (m->rc == 0) {
        cp_import_accept_names(map, m->l);
        m->rc = cp_import_accept_lacking(map, m->l, m->err);
    }
    for (size_t i = 0; m->rc == 0 && i < map->nderived; i++) {
        const struct cp_import_derived *d = &map->derived[i];
        m->l->derived_of[i] = column(m, d->of, d->pos);
        m->l->instead_of[i] = d->instead ? column(m, d->instead, d->pos) : (uint32_t)CP_IMPORT_NONE;
        c->name[c->n++] = map->derived[i].name;
    }
    return m->rc;
}

static void find_time(struct maker *m) {
    const struct cp_import_time *t = &m->im->map->map.time;
    m->l->time = column_at(m, t->column, "time/column");
    m->l->hour = column_at(m, t->hour, "time/hour");
    m->l->mark = column_at(m, t->repeated, "time/repeated");
}

/* ---- facts of a record ----------------------------------------------------------------------- */

static uint32_t *columns_of(struct maker *m, const char *const *name, size_t n, struct cp_pos pos) {
    uint32_t *c = room(m, n, sizeof *c);
    for (size_t i = 0; c && i < n; i++)
        c[i] = column(m, name[i], pos);
    return c;
}

static const struct cp_import_text *dim_of(const struct cp_import_text *dim, size_t n,
                                           const char *name) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(dim[i].name, name) == 0)
            return &dim[i];
    return NULL;
}

static void emitter(struct maker *m, const struct cp_import_row *r, uint32_t value,
                    struct cp_import_emitter *e) {
    const struct cp_import_map *map = &m->im->map->map;
    size_t ndim = m->im->dims.n;
    *e = (struct cp_import_emitter){.row = r, .value = value, .series = CP_IMPORT_NONE};
    e->times = columns_of(m, r->times, r->ntimes, r->pos);
    e->over = columns_of(m, r->over, r->nover, r->pos);
    template(m, r->measure, value, r->pos, &e->measure);
    template(m, r->unit, value, r->pos, &e->unit);
    e->dim = room(m, ndim, sizeof *e->dim);
    e->constant = e->measure.constant && e->unit.constant;
    for (size_t d = 0; e->dim && d < ndim; d++) {
        const struct cp_import_text *t = dim_of(r->dim, r->ndim, m->im->dims.text[d]);
        if (!t)
            t = dim_of(map->dim, map->ndim, m->im->dims.text[d]);
        if (t)
            template(m, t->text, value, t->pos, &e->dim[d]);
        else
            e->dim[d].constant = true;
        e->constant = e->constant && e->dim[d].constant;
    }
}

/* Named ones first, so that * is what is left. */
static void emitters(struct maker *m) {
    const struct cp_import_map *map = &m->im->map->map;
    size_t n = 0;
    m->l->emitter = room(m, map->nrow * (m->l->columns.n + 1), sizeof *m->l->emitter);
    for (size_t i = 0; m->rc == 0 && i < map->nrow; i++) {
        const struct cp_import_row *r = &map->row[i];
        if (r->value && strcmp(r->value, "*") == 0)
            continue;
        uint32_t value = r->value ? column(m, r->value, r->pos) : (uint32_t)CP_IMPORT_NONE;
        if (m->rc == 0)
            emitter(m, r, value, &m->l->emitter[n++]);
    }
    bool *used = m->rc ? NULL : room(m, m->l->columns.n, sizeof *used);
    if (used)
        memcpy(used, m->l->columns.used, m->l->columns.n);
    for (size_t i = 0; m->rc == 0 && i < map->nrow; i++) {
        const struct cp_import_row *r = &map->row[i];
        if (!r->value || strcmp(r->value, "*") != 0)
            continue;
        for (uint32_t c = 0; m->rc == 0 && c < m->l->nfile; c++)
            if (!used[c])
                emitter(m, r, c, &m->l->emitter[n++]);
    }
    m->l->nemitter = n;
}

static void parts(struct maker *m) {
    const struct cp_import_map *map = &m->im->map->map;
    m->l->part = room(m, map->npart, sizeof *m->l->part);
    for (size_t i = 0; m->l->part && i < map->npart; i++) { /* all that lacks is told */
        const struct cp_import_part *p = &map->part[i];
        struct cp_import_part_of *o = &m->l->part[i];
        o->part = p;
        o->key = room(m, p->nkey, sizeof *o->key);
        template(m, p->path, CP_IMPORT_NONE, p->pos, &o->path);
        if (p->is)
            template(m, p->is, CP_IMPORT_NONE, p->pos, &o->is);
        for (size_t k = 0; o->key && k < p->nkey; k++)
            template(m, p->key[k].text, CP_IMPORT_NONE, p->key[k].pos, &o->key[k]);
    }
}

int cp_import_layout_new(struct cp_import *im, const struct cp_csv *csv,
                         struct cp_import_layout *out, struct cp_error *err) {
    const struct cp_import_map *map = &im->map->map;
    struct maker m = {im, out, err, 0};
    out->derived_of = room(&m, map->nderived, sizeof *out->derived_of);
    out->instead_of = room(&m, map->nderived, sizeof *out->instead_of);
    out->where = room(&m, map->nwhere, sizeof *out->where);
    if (m.rc || name_columns(&m, csv) != 0)
        return m.rc;
    find_time(&m);
    for (size_t i = 0; i < map->nwhere; i++)
        out->where[i] = column(&m, map->where[i].column, map->where[i].pos);
    parts(&m);
    if (m.rc == 0)
        emitters(&m);
    return m.rc;
}
