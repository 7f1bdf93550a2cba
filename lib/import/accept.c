/* What a map takes for a column that a file has by another name, or has not. */
#include "import/internal.h"
#include <string.h>

/* The next byte that counts in a name: a letter, made small, a digit, or what is no ASCII; 0: the
 * end. */
static char next(const char **s) {
    for (; **s; ++*s) {
        char c = **s;
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c > 0x7f) {
            ++*s;
            return c;
        }
    }
    return 0;
}

/* 'Lead (weeks)' is lead_weeks, and 'Lead (days)' is not. */
static bool alike(const char *a, const char *b) {
    char c;
    do
        if ((c = next(&a)) != next(&b))
            return false;
    while (c);
    return true;
}

static bool has(const struct cp_import_columns *c, const char *name) {
    bool found = false;
    for (size_t i = 0; i < c->n && !found; i++)
        found = strcmp(c->name[i], name) == 0;
    return found;
}

static void take(const char *as, const struct cp_import_accept *a, struct cp_import_layout *l) {
    struct cp_import_columns *c = &l->columns;
    for (size_t i = 0; i < c->n && !has(c, a->name); i++)
        if (alike(as, c->name[i])) {
            cp_str_addf(&l->told, "%s%s is '%.60s'", l->told.len ? ", " : "", a->name, c->name[i]);
            c->name[i] = a->name;
        }
}

/* Of several that match, the one that the map names first. */
void cp_import_accept_names(const struct cp_import_map *map, struct cp_import_layout *l) {
    for (size_t k = 0; k < map->naccept; k++) {
        const struct cp_import_accept *a = &map->accept[k];
        take(a->name, a, l);
        for (size_t i = 0; i < a->nas; i++)
            take(a->as[i], a, l);
    }
}

/* A column that looks like one that is lacking is a slip, and nothing is guessed. */
static bool is_slip(const struct cp_import_map *map, const struct cp_import_columns *c,
                    const char *name) {
    const char *near = cp_nearest(name, c->name, c->n);
    for (size_t k = 0; near && k < map->naccept; k++)
        if (strcmp(map->accept[k].name, near) == 0)
            near = NULL;
    return near;
}

int cp_import_accept_lacking(const struct cp_import_map *map, struct cp_import_layout *l,
                             struct cp_error *err) {
    struct cp_import_columns *c = &l->columns;
    struct cp_str absent = {0};
    l->lacking = cp_arena_calloc(&l->arena, map->naccept + 1, sizeof *l->lacking);
    if (!l->lacking)
        return cp_fail_nomem(err);
    for (size_t k = 0; k < map->naccept; k++) {
        const struct cp_import_accept *a = &map->accept[k];
        if (!a->lacking || has(c, a->name) || is_slip(map, c, a->name))
            continue; /* whoever names it finds that it is not there */
        bool nothing = strcmp(a->lacking, "NA") == 0;
        int rc = cp_import_template_read(nothing ? "" : a->lacking, c, CP_IMPORT_NONE, &l->arena,
                                         &l->lacking[l->nlacking], a->pos, err);
        if (rc) {
            cp_str_release(&absent);
            return rc;
        }
        if (nothing)
            cp_str_addf(&absent, "%s%s", absent.len ? ", " : "NA: ", a->name);
        else
            cp_str_addf(&l->told, "%s%s is %s", l->told.len ? ", " : "", a->name, a->lacking);
        c->name[l->nfile + l->nlacking++] = a->name;
    }
    c->n = l->nfile + l->nlacking;
    if (absent.len)
        cp_str_addf(&l->told, "%s%s", l->told.len ? "; " : "", absent.s);
    l->told.oom |= absent.oom;
    cp_str_release(&absent);
    return 0;
}

int cp_import_accept_fill(const struct cp_import_layout *l, struct cp_csv_field *field,
                          struct cp_arena *arena, struct cp_str *scratch, struct cp_error *err) {
    for (size_t i = 0; i < l->nlacking; i++) {
        cp_str_reset(scratch);
        bool whole = cp_import_expand(&l->lacking[i], field, scratch);
        const char *s = scratch->len ? cp_arena_strndup(arena, scratch->s, scratch->len) : "";
        if (!s || scratch->oom)
            return cp_fail_nomem(err);
        field[l->nfile + i] = (struct cp_csv_field){s, whole ? (uint32_t)scratch->len : 0,
                                                    field[0].line, field[0].col};
    }
    return 0;
}

static bool is_name(const struct cp_import_map *map, const char *column) {
    for (size_t k = 0; k < map->naccept; k++)
        if (strcmp(map->accept[k].name, column) == 0)
            return map->accept[k].is_name;
    return false;
}

void cp_import_accept_value(const struct cp_import_map *map, const struct cp_import_layout *l,
                            uint32_t column, const char *s, struct cp_str *out) {
    bool name = is_name(map, l->columns.name[column]);
    size_t blanks;
    for (; *s; s += blanks ? blanks : 1) {
        blanks = name ? strspn(s, " \t\n\v\f\r") : 0;
        if (!blanks)
            cp_str_addc(out, *s);
        else if (s[blanks])
            cp_str_addc(out, '-');
        l->joined[column] |= blanks > 0;
    }
}

void cp_import_accept_tell(const struct cp_import_map *map, struct cp_import_layout *l,
                           struct cp_str *told) {
    for (size_t i = 0; i < l->columns.n; i++)
        if (l->joined[i])
            cp_str_addf(&l->told, "%sblanks of %s are -", l->told.len ? "; " : "",
                        l->columns.name[i]);
    const char *before = l->told.len ? "; not read: " : "not read: ";
    for (size_t i = 0; map->naccept && i < l->nfile; i++)
        if (!l->columns.used[i]) {
            cp_str_addf(&l->told, "%s%.60s", before, l->columns.name[i]);
            before = ", ";
        }
    if (l->told.len)
        cp_str_addf(told, "%s: %s\n", l->columns.file, l->told.s);
}
