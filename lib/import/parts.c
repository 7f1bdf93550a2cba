/* What a record says of a plan: nodes of its document, which is written as YAML. */
#include "import/internal.h"
#include <string.h>

struct adding {
    struct cp_import *im;
    const struct cp_import_layout *l;
    const struct cp_csv_field *field;
    const char *file;
    struct cp_error *err;
    struct cp_str text;
    bool news;           /* the record says what none before it did */
    struct cp_pos again; /* where what it says was said */
};

static struct cp_pos pos_of(const struct adding *a, const struct cp_import_template *t) {
    const struct cp_csv_field *f = &a->field[0];
    for (size_t i = 0; i < t->n; i++)
        if (!t->piece[i].s) {
            f = &a->field[t->piece[i].column];
            break;
        }
    return (struct cp_pos){a->file, f->line, f->col};
}

/* A field as a plan writes it: dates and numbers in our form, names under ours. 1: it is empty. */
static int add_field(struct adding *a, uint32_t column, struct cp_pos pos) {
    const struct cp_import_map *map = &a->im->map->map;
    const struct cp_csv_field *f = &a->field[column];
    double number;
    int got = cp_import_number(map, f, &number), rc;
    if (got == 0)
        return 1;
    if (column == a->l->time && map->time.every >= CP_EVERY_DAY) {
        struct cp_import_when w;
        char label[CP_PERIOD_SIZE];
        rc = cp_import_when(&a->im->clock, a->file, f, NULL, NULL, &w, a->err);
        if (rc == 0) {
            cp_import_label(&a->im->clock, w.at, label);
            cp_str_add(&a->text, label);
        }
        return rc;
    }
    if (got == 1 && (map->form.thousands || *map->form.decimal != '.')) {
        cp_str_add_number(&a->text, number);
        return 0;
    }
    char *theirs = cp_arena_strndup(&a->im->arena, f->s, f->len);
    const char *ours = NULL;
    if (!theirs)
        return cp_fail_nomem(a->err);
    rc = cp_import_rename(a->im, a->l->columns.name[column], theirs, pos, &ours, a->err);
    if (rc == 0 && ours)
        cp_import_accept_value(map, a->l, column, ours, &a->text);
    return rc ? rc : !ours;
}

/* 1: a column of it is empty. */
static int expand(struct adding *a, const struct cp_import_template *t) {
    int rc = 0;
    cp_str_reset(&a->text);
    cp_str_addn(&a->text, "", 0);
    for (size_t i = 0; i < t->n && rc == 0; i++) {
        const struct cp_import_piece *p = &t->piece[i];
        if (p->s)
            cp_str_addn(&a->text, p->s, p->len);
        else
            rc = add_field(a, p->column, pos_of(a, t));
    }
    return a->text.oom ? cp_fail_nomem(a->err) : rc;
}

static struct cp_plan_node *child(struct adding *a, struct cp_plan_node *of, const char *key,
                                  size_t len) {
    struct cp_plan_node **end = &of->child;
    for (; *end; end = &(*end)->next)
        if (strlen((*end)->key) == len && memcmp((*end)->key, key, len) == 0)
            return *end;
    struct cp_plan_node *n = cp_arena_calloc(&a->im->arena, 1, sizeof *n);
    char *name = cp_arena_strndup(&a->im->arena, key, len);
    if (!n || !name) {
        cp_fail_nomem(a->err);
        return NULL;
    }
    n->kind = CP_MAP;
    n->key = name;
    *end = n;
    return n;
}

static bool is_name(const char *s, size_t len) {
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)s[i] <= ' ' || s[i] == '\\' || s[i] == 0x7f)
            return false;
    return len > 0;
}

static size_t slashes(const char *s, size_t len) {
    size_t n = 0;
    for (size_t i = 0; i < len; i++)
        n += s[i] == '/';
    return n;
}

/* Those of the map: a row's value is one name of the path. */
static size_t own_slashes(const struct cp_import_template *path) {
    size_t n = 0;
    for (size_t i = 0; i < path->n; i++)
        n += path->piece[i].s ? slashes(path->piece[i].s, path->piece[i].len) : 0;
    return n;
}

/* The node at the path that stands in a->text, made as far as it is not there. */
static int walk(struct adding *a, const struct cp_import_template *path,
                struct cp_plan_node **out) {
    struct cp_plan_node *n = a->im->root;
    struct cp_pos pos = pos_of(a, path);
    if (slashes(a->text.s, a->text.len) != own_slashes(path))
        return cp_fail_at(a->err, CP_EINPUT, pos,
                          "a name with '/' in '%.100s', which parts names there; give it another "
                          "with 'names' of the map",
                          a->text.s);
    for (const char *s = a->text.s; n; s++) {
        size_t len = strcspn(s, "/");
        if (!is_name(s, len))
            return cp_fail_at(
                a->err, CP_EINPUT, pos,
                "'%.*s' is no name of a plan, which has no blanks; give it another with "
                "'names' of the map",
                len < 60 ? (int)len : 60, s);
        n = child(a, n, s, len);
        s += len;
        if (!*s)
            break;
    }
    *out = n;
    return n ? 0 : CP_ENOMEM;
}

/* The text is a->text; the same may be said again. */
static int set(struct adding *a, struct cp_plan_node *n, struct cp_pos pos) {
    bool fresh = n->kind == CP_MAP && !n->child;
    if (!fresh && (n->kind != CP_SCALAR || strcmp(n->text, a->text.s) != 0))
        return cp_fail_at(a->err, CP_EINPUT, pos,
                          "%.80s: is '%.80s' here, and another in %.100s:%u", n->key, a->text.s,
                          n->pos.file ? n->pos.file : a->file, n->pos.line);
    a->news = a->news || fresh;
    a->again = n->pos;
    if (!fresh)
        return 0;
    n->kind = CP_SCALAR;
    n->pos = pos;
    n->text = cp_arena_strdup(&a->im->arena, a->text.s);
    return n->text ? 0 : cp_fail_nomem(a->err);
}

static int set_source(struct adding *a, struct cp_plan_node *n) {
    struct cp_plan_node *source = child(a, n, "source", strlen("source"));
    if (!source)
        return CP_ENOMEM;
    if (source->kind == CP_SCALAR)
        return 0;
    source->kind = CP_SCALAR;
    source->text = cp_arena_printf(&a->im->arena, "%s:%u", a->file, a->field[0].line);
    return source->text ? 0 : cp_fail_nomem(a->err);
}

static int add_keys(struct adding *a, const struct cp_import_part_of *p, struct cp_plan_node *n) {
    int rc = 0;
    for (size_t k = 0; k < p->part->nkey && rc == 0; k++) {
        int got = expand(a, &p->key[k]);
        if (got == 1)
            continue;
        const char *name = p->part->key[k].name;
        struct cp_plan_node *key = got ? NULL : child(a, n, name, strlen(name));
        rc = got ? got : key ? set(a, key, pos_of(a, &p->key[k])) : CP_ENOMEM;
    }
    return rc ? rc : set_source(a, n);
}

static int add_part(struct adding *a, const struct cp_import_part_of *p) {
    struct cp_plan_node *n = NULL;
    int rc = p->part->is ? expand(a, &p->is) : 0;
    if (rc)
        return rc == 1 ? 0 : rc;
    rc = expand(a, &p->path);
    if (rc == 0)
        rc = walk(a, &p->path, &n);
    if (rc)
        return rc == 1 ? 0 : rc;
    if (!p->part->is)
        return add_keys(a, p, n);
    rc = expand(a, &p->is);
    return rc ? rc : set(a, n, pos_of(a, &p->is));
}

int cp_import_parts_add(struct cp_import *im, const struct cp_import_layout *l,
                        const struct cp_csv_field *field, const char *file, struct cp_error *err) {
    struct adding a = {.im = im, .l = l, .field = field, .file = file, .err = err};
    int rc = 0;
    if (!im->root)
        im->root = cp_arena_calloc(&im->arena, 1, sizeof *im->root);
    if (!im->root)
        return cp_fail_nomem(err);
    im->root->kind = CP_MAP;
    for (size_t i = 0; i < im->map->map.npart && rc == 0; i++)
        rc = add_part(&a, &l->part[i]);
    cp_str_release(&a.text);
    if (rc == 0 && !a.news && a.again.line && im->nagain++ == 0) {
        im->again = a.again;
        im->repeats = field[0].line;
    }
    return rc;
}

void cp_import_parts_tell(const struct cp_import *im, const char *file, struct cp_str *told) {
    if (!im->nagain)
        return;
    cp_str_addf(told, "%s: line %u says no more than %s:%u, and equal rows are one", file,
                im->repeats, im->again.file, im->again.line);
    if (im->nagain > 1)
        cp_str_addf(told, "; so %s %zu more", im->nagain > 2 ? "do" : "does", im->nagain - 1);
    cp_str_addc(told, '\n');
}

void cp_import_continue(struct cp_import *im, const struct cp_import *from) {
    im->root = from->root;
}

int cp_import_plan(const struct cp_import *im, struct cp_str *out, struct cp_error *err) {
    if (!im->root || !im->root->child)
        return cp_fail(err, CP_EINPUT, "no row says anything of a plan");
    return cp_plan_emit(im->root, out, err);
}
