/* Which series a record's value is of: its measure, unit and dimensions, under our names. */
#include "import/internal.h"
#include <math.h>
#include <string.h>

/* ---- names ----------------------------------------------------------------------------------- */

static int read_names(const struct cp_import_names *n, struct cp_arena *arena,
                      struct cp_import_rename *out, struct cp_error *err) {
    static const struct cp_sheet_column column[] = {{"from", true}, {"to", true}};
    struct cp_sheet sheet = {0};
    int rc = cp_facts_sheet_read(n->file, column, 2, arena, &sheet, err);
    if (rc)
        return rc;
    out->to = cp_arena_calloc(arena, sheet.nrow + 1, sizeof *out->to);
    if (!out->to)
        return cp_fail_nomem(err);
    for (size_t i = 0; i < sheet.nrow; i++) {
        const struct cp_sheet_cell *from = &sheet.cell[2 * i], *to = from + 1;
        size_t before = out->from.n;
        if (!from->text || !to->text) {
            rc = cp_fail_at(err, CP_EINPUT, sheet.pos[i], "wanted a name in 'from' and in 'to'");
            continue;
        }
        uint32_t id = cp_names_add(&out->from, from->text, strlen(from->text));
        if (id == CP_NAME_NONE)
            return cp_fail_nomem(err);
        if (out->from.n == before)
            rc = cp_fail_at(err, CP_EINPUT, from->pos, "from: '%.60s' stands twice", from->text);
        out->to[id] = to->text;
    }
    return rc;
}

int cp_import_renames_read(struct cp_import *im, struct cp_error *err) {
    const struct cp_import_map *map = &im->map->map;
    int rc = 0;
    im->rename = cp_arena_calloc(&im->arena, map->nnames + 1, sizeof *im->rename);
    if (!im->rename)
        return cp_fail_nomem(err);
    for (size_t i = 0; i < map->nnames; i++) {
        int got = read_names(&map->names[i], &im->arena, &im->rename[i], err);
        rc = got ? got : rc;
    }
    return rc;
}

int cp_import_rename(const struct cp_import *im, const char *of, const char *text,
                     struct cp_pos pos, const char **out, struct cp_error *err) {
    const struct cp_import_map *map = &im->map->map;
    size_t i = 0;
    while (i < map->nnames && strcmp(map->names[i].name, of) != 0)
        i++;
    *out = text;
    if (i == map->nnames || !*text)
        return 0;
    const struct cp_import_rename *r = &im->rename[i];
    uint32_t id = cp_names_find(&r->from, text);
    if (id != CP_NAME_NONE) {
        *out = r->to[id];
        return 0;
    }
    if (map->names[i].unknown == CP_IMPORT_KEEP)
        return 0;
    *out = NULL;
    if (map->names[i].unknown == CP_IMPORT_DROP)
        return 0;
    const char *near = cp_nearest(text, r->from.text, r->from.n);
    return cp_fail_at(err, CP_EINPUT, pos,
                      "%s: '%.80s' is not among the names of %.120s%s%.80s%s; add it, or say "
                      "'unknown: keep' or 'drop' in the map",
                      of, text, map->names[i].file, near ? " (did you mean '" : "",
                      near ? near : "", near ? "'?)" : "");
}

/* ---- units -------------------------------------------------------------------------------------
 */

/* Whether some entry of the registry's has this unit; money is in one currency. */
static int check_measure(struct cp_import *im, const char *measure, const char *unit,
                         struct cp_pos pos, struct cp_error *err) {
    const struct cp_measure *first = cp_facts_measure_find(measure);
    struct cp_error why = {0}, other = {0};
    char buf[CP_UNIT_SIZE];
    double factor;
    if (!first)
        return cp_unit_factor(unit, unit, &factor, pos, err);
    for (size_t i = 0; i < cp_facts_measure_count(); i++) {
        const struct cp_measure *m = cp_facts_measure_at(i);
        if (strcmp(m->name, measure) != 0)
            continue;
        const char *here = cp_currency_of(unit, m->unit);
        const char *want = here ? cp_unit_in(buf, m->unit, here) : m->unit;
        if (cp_unit_factor(unit, want, &factor, pos, m == first ? &why : &other) != 0)
            continue;
        if (here && im->currency && strcmp(here, im->currency) != 0)
            return cp_fail_at(err, CP_EINPUT, pos,
                              "measure %.60s: money is in %s here and in %s before; take the rows "
                              "of one currency with 'where'",
                              measure, here, im->currency);
        im->currency = here ? here : im->currency;
        return 0;
    }
    return cp_fail_at(err, CP_EINPUT, pos, "measure %.60s: %.300s", measure,
                      why.n ? why.at[0].msg : "its unit does not fit");
}

/* ---- series ------------------------------------------------------------------------------------
 */

static void add_escaped(struct cp_str *b, const char *s) {
    static const char raw[] = "\t\n\r\\";
    for (; *s; s++) {
        const char *q = strchr(raw, *s);
        if (q)
            cp_str_addc(b, '\\');
        cp_str_addc(b, q ? "tnr\\"[q - raw] : *s);
    }
}

/* The dimensions under our names; 1: the row is dropped. */
static int add_dims(struct cp_import *im, const struct cp_import_emitter *e,
                    const struct cp_csv_field *field, struct cp_pos pos, struct cp_str *out,
                    struct cp_error *err) {
    struct cp_str text = {0};
    int rc = 0;
    for (size_t d = 0; d < im->dims.n && rc == 0; d++) {
        const char *ours = NULL;
        cp_str_reset(&text);
        cp_str_addc(&text, ' ');
        cp_import_expand(&e->dim[d], field, &text);
        if (text.oom)
            break;
        rc = cp_import_rename(im, im->dims.text[d], text.s + 1, pos, &ours, err);
        if (rc == 0 && !ours)
            rc = 1;
        if (rc == 0) {
            add_escaped(out, *ours ? ours : "-");
            cp_str_addc(out, '\t');
        }
    }
    bool full = text.oom || out->oom;
    cp_str_release(&text);
    return full ? cp_fail_nomem(err) : rc;
}

static int make(struct cp_import *im, const struct cp_import_emitter *e,
                const struct cp_csv_field *field, struct cp_pos pos, struct cp_import_series *s,
                struct cp_error *err) {
    struct cp_str measure = {0}, unit = {0}, dims = {0};
    cp_import_expand(&e->measure, field, &measure);
    cp_import_expand(&e->unit, field, &unit);
    int rc = measure.oom || unit.oom ? cp_fail_nomem(err) : 0;
    const char *as = e->row->as ? e->row->as : unit.len ? unit.s : "1";
    const char *from = unit.len ? unit.s : "1";
    *s = (struct cp_import_series){.how = e->row->how, .last = INT64_MIN};
    if (rc == 0 && !measure.len)
        rc = cp_fail_at(err, CP_EINPUT, pos, "the measure of this row is empty");
    if (rc == 0)
        rc = cp_unit_factor(from, as, &s->factor, e->unit.constant ? e->row->pos : pos, err);
    if (rc == 0)
        rc = check_measure(im, measure.s, as, e->unit.constant ? e->row->pos : pos, err);
    if (rc == 0)
        rc = add_dims(im, e, field, pos, &dims, err);
    if (rc == 0) {
        struct cp_str name = {0};
        add_escaped(&name, measure.s);
        s->measure = name.oom ? NULL : cp_arena_strdup(&im->arena, name.s);
        s->unit = cp_arena_strdup(&im->arena, as);
        s->dims = cp_arena_strdup(&im->arena, dims.s ? dims.s : "");
        cp_str_release(&name);
        if (!s->measure || !s->unit || !s->dims)
            rc = cp_fail_nomem(err);
    }
    cp_str_release(&measure);
    cp_str_release(&unit);
    cp_str_release(&dims);
    return rc == 1 ? 0 : rc;
}

/* As the file has it: unit, measure and dimensions. What is asked for in `as` is the map's. */
static void add_key(const struct cp_import *im, const struct cp_import_emitter *e,
                    const struct cp_csv_field *field, struct cp_str *out) {
    cp_import_expand(&e->measure, field, out);
    cp_str_addc(out, '\x1f');
    cp_import_expand(&e->unit, field, out);
    cp_str_addc(out, '\x1f');
    cp_str_addn(out, e->row->as, e->row->as ? strlen(e->row->as) : 0);
    for (size_t d = 0; d < im->dims.n; d++) {
        cp_str_addc(out, '\x1f');
        cp_import_expand(&e->dim[d], field, out);
    }
}

int cp_import_series_of(struct cp_import *im, struct cp_import_emitter *e,
                        const struct cp_csv_field *field, struct cp_pos pos, struct cp_str *scratch,
                        uint32_t *out, struct cp_error *err) {
    if (e->series == CP_IMPORT_NONE || !e->constant) {
        cp_str_reset(scratch);
        add_key(im, e, field, scratch);
        e->series = scratch->oom ? (uint32_t)CP_NAME_NONE
                                 : cp_names_add(&im->keys, scratch->s, scratch->len);
        if (e->series == CP_NAME_NONE)
            return cp_fail_nomem(err);
        if (e->series == im->nseries) {
            if (!cp_grow(&im->series, &im->series_cap, im->nseries, sizeof *im->series))
                return cp_fail_nomem(err);
            struct cp_import_series *s = &im->series[im->nseries++];
            int rc = make(im, e, field, pos, s, err);
            if (rc)
                return rc;
        }
    }
    *out = im->series[e->series].dims ? e->series : (uint32_t)CP_IMPORT_NONE;
    return 0;
}
