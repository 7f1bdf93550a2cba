/* Templates, patterns, and numbers as others write them. */
#include "import/internal.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

uint32_t cp_import_column(const struct cp_import_columns *c, const char *name, struct cp_pos pos,
                          struct cp_error *err) {
    for (size_t i = 0; i < c->n; i++)
        if (strcmp(c->name[i], name) == 0) {
            c->used[i] = true;
            return (uint32_t)i;
        }
    const char *near = cp_nearest(name, c->name, c->n);
    struct cp_str all = {0};
    for (size_t i = 0; !near && i < c->n && all.len < 240; i++)
        cp_str_addf(&all, "%s%.60s", i ? ", " : "", c->name[i]);
    if (near)
        cp_fail_at(err, CP_EINPUT, pos, "%.120s has no column '%.80s' (did you mean '%.80s'?)",
                   c->file, name, near);
    else if (c->n == 1 && !c->used[0]) /* of some other file, whose line is not quoted */
        cp_fail_at(err, CP_EINPUT, pos,
                   "%.120s has no column '%.80s', and one column in all; is it such a table, and "
                   "'separator' right?",
                   c->file, name);
    else
        cp_fail_at(err, CP_EINPUT, pos, "%.120s has no column '%.80s', only %.280s", c->file, name,
                   all.s ? all.s : "none");
    cp_str_release(&all);
    return CP_IMPORT_NONE;
}

int cp_import_template_read(const char *text, const struct cp_import_columns *c, uint32_t own,
                            struct cp_arena *arena, struct cp_import_template *out,
                            struct cp_pos pos, struct cp_error *err) {
    size_t most = 1;
    for (const char *s = text; (s = strchr(s, '{')) != NULL; s++)
        most += 2;
    *out = (struct cp_import_template){.constant = true};
    out->piece = cp_arena_calloc(arena, most, sizeof *out->piece);
    if (!out->piece)
        return cp_fail_nomem(err);
    for (const char *s = text; *s;) {
        size_t len = strcspn(s, "{");
        struct cp_import_piece *p = &out->piece[out->n++];
        *p = (struct cp_import_piece){.s = s, .len = (uint32_t)len, .column = CP_IMPORT_NONE};
        s += len;
        if (len)
            continue;
        const char *end = strchr(s, '}');
        if (!end)
            return cp_fail_at(err, CP_EINPUT, pos, "'%.80s': a '{' that is not closed", text);
        char *name = cp_arena_strndup(arena, s + 1, (size_t)(end - s - 1));
        if (!name)
            return cp_fail_nomem(err);
        s = end + 1;
        if (!*name && own == CP_IMPORT_NONE)
            return cp_fail_at(err, CP_EINPUT, pos, "'%.80s': {} is the column of a value", text);
        if (!*name) {
            p->s = c->name[own];
            p->len = (uint32_t)strlen(p->s);
            continue;
        }
        p->s = NULL;
        p->column = cp_import_column(c, name, pos, err);
        out->constant = false;
        if (p->column == CP_IMPORT_NONE)
            return CP_EINPUT;
    }
    return 0;
}

bool cp_import_expand(const struct cp_import_template *t, const struct cp_csv_field *field,
                      struct cp_str *out) {
    bool whole = true;
    for (size_t i = 0; i < t->n; i++) {
        const struct cp_import_piece *p = &t->piece[i];
        if (p->s) {
            cp_str_addn(out, p->s, p->len);
        } else {
            cp_str_addn(out, field[p->column].s, field[p->column].len);
            whole = whole && field[p->column].len;
        }
    }
    return whole;
}

bool cp_import_is_one_of(const struct cp_csv_field *f, const char *const *text, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (strlen(text[i]) == f->len && memcmp(text[i], f->s, f->len) == 0)
            return true;
    return false;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* With the file's marks for ours: thousands stand between three digits and a digit. */
static bool respell(const struct cp_import_map *map, const struct cp_csv_field *f, char *to,
                    size_t room, size_t *len) {
    size_t n = 0, since = 0; /* digits since the last mark of thousands */
    bool fraction = false, grouped = false;
    for (size_t i = 0; i < f->len; i++) {
        char c = f->s[i];
        if (n + 1 >= room)
            return false;
        if (map->form.thousands && c == *map->form.thousands) {
            if (fraction || since == 0 || since > 3 || (grouped && since != 3))
                return false;
            grouped = true;
            since = 0;
            continue;
        }
        if (c == *map->form.decimal) {
            if (grouped && since != 3)
                return false;
            fraction = true;
            c = '.';
        } else if (c == '.') {
            return false;
        }
        since += is_digit(c);
        to[n++] = c;
    }
    *len = n;
    return !grouped || fraction || since == 3;
}

int cp_import_number(const struct cp_import_map *map, const struct cp_csv_field *f, double *out) {
    static const char *const usual[] = {"NA", "-"};
    char text[64];
    size_t used, len = f->len;
    *out = NAN;
    if (!len || cp_import_is_one_of(f, map->form.missing, map->form.nmissing) ||
        (!map->form.nmissing && cp_import_is_one_of(f, usual, 2)))
        return 0;
    if (*map->form.decimal == '.' && !map->form.thousands)
        return cp_number_parse(f->s, len, out, &used) == 0 && used == len ? 1 : CP_EINPUT;
    if (!respell(map, f, text, sizeof text, &len))
        return CP_EINPUT;
    return cp_number_parse(text, len, out, &used) == 0 && used == len ? 1 : CP_EINPUT;
}

/* [D-]HH:MM:SS[.f] or MM:SS in seconds. */
static bool seconds_of(const char *s, size_t len, double *out) {
    const char *dash = memchr(s, '-', len);
    double part[4] = {0}, days = 0;
    size_t n = 0, used;
    if (dash) {
        if (cp_number_parse(s, (size_t)(dash - s), &days, &used) != 0 || used != (size_t)(dash - s))
            return false;
        len -= (size_t)(dash + 1 - s);
        s = dash + 1;
    }
    for (bool more = true; more; n++) {
        const char *colon = memchr(s, ':', len);
        size_t here = colon ? (size_t)(colon - s) : len;
        if (n == 3 || !here || !is_digit(*s) || cp_number_parse(s, here, &part[n], &used) != 0 ||
            used != here)
            return false;
        more = colon;
        s += here + more;
        len -= here + more;
    }
    *out = days * 86400;
    for (size_t i = 0, unit = 1; i < n; i++, unit *= 60)
        *out += part[n - 1 - i] * (double)unit;
    return n > 1 || (dash && n == 1);
}

/* What stands there first in `rest`, which goes on behind it. False: nothing does. */
static bool take_part(const struct cp_import_derived *d, struct cp_csv_field *rest,
                      struct cp_csv_field *out) {
    bool there = true;
    *out = *rest;
    for (size_t i = 0; i < d->nafter && there; i++) {
        size_t len = strlen(d->after[i]);
        const char *at = len ? memmem(out->s, out->len, d->after[i], len) : out->s;
        size_t past = at ? (size_t)(at - out->s) + len : out->len;
        out->s += past;
        out->len -= (uint32_t)past;
        out->col += (uint32_t)past;
        there = at;
    }
    *rest = *out;
    for (uint32_t i = 0; d->until && i < out->len; i++)
        if (strchr(d->until, out->s[i])) {
            out->len = i;
            break;
        }
    rest->s += out->len;
    rest->len -= out->len;
    rest->col += out->len;
    return there && d->nafter;
}

/* The first part stands in `out`; more are joined to it, or added. */
static int take_more(const struct cp_import_derived *d, struct cp_csv_field *rest,
                     char room[CP_IMPORT_ROOM], struct cp_csv_field *out) {
    struct cp_csv_field part;
    double sum, x;
    size_t used, n = out->len;
    bool add = d->each == CP_EACH_SUM, whole = n < CP_IMPORT_ROOM;
    if (add && (cp_number_parse(out->s, out->len, &sum, &used) != 0 || used != out->len))
        return CP_EINPUT;
    if (whole)
        memcpy(room, out->s, n);
    for (size_t more = 0; take_part(d, rest, &part); more++) {
        if (add && (cp_number_parse(part.s, part.len, &x, &used) != 0 || used != part.len)) {
            *out = part;
            return CP_EINPUT;
        }
        sum += add ? x : 0;
        whole = whole && n + 1 + part.len < CP_IMPORT_ROOM;
        if (!add && !whole)
            return CP_EINPUT;
        if (!add) {
            room[n++] = '+';
            memcpy(room + n, part.s, part.len);
            n += part.len;
        }
        out->s = room;
        out->len = (uint32_t)(add ? cp_number_format(room, sum) : n);
    }
    return 0;
}

int cp_import_derive(const struct cp_import_derived *d, const struct cp_csv_field *of,
                     char room[CP_IMPORT_ROOM], struct cp_csv_field *out) {
    struct cp_csv_field rest = *of;
    double seconds;
    bool there = take_part(d, &rest, out);
    if (there && out->len && d->each != CP_EACH_FIRST)
        return take_more(d, &rest, room, out);
    if (!d->clock || !out->len)
        return 0;
    if (!seconds_of(out->s, out->len, &seconds))
        return CP_EINPUT;
    out->s = room;
    out->len = (uint32_t)cp_number_format(room, seconds);
    return 0;
}
