#include "facts/internal.h"
#include <math.h>
#include <string.h>

/* Facts of the caller's own: held against the registry and appended, or nothing is. */

static int put_dims(struct cp_facts *t, const struct cp_fact *f, const struct cp_measure **m,
                    struct cp_error *err) {
    uint32_t dims = 0;
    for (size_t d = 0; d < CP_DIM_COUNT; d++)
        if (f->dim[d] && *f->dim[d] && strcmp(f->dim[d], "-") != 0)
            dims |= 1u << d;
    *m = cp_facts_measure_match(f->measure, dims);
    if (!*m) {
        const struct cp_measure *known = cp_facts_measure_find(f->measure);
        if (!known)
            return cp_fail(err, CP_EINTERNAL, "measure '%s' is not in the registry", f->measure);
        dims &= ~known->dims;
        return cp_fail(err, CP_EINTERNAL, "measure '%s' has no dimension '%s' in the registry",
                       f->measure,
                       dims ? cp_facts_dim_name((enum cp_dim)__builtin_ctz(dims)) : "-");
    }
    for (size_t d = 0; d < CP_DIM_COUNT; d++)
        if (dims & 1u << d) {
            uint32_t id = cp_names_add(&t->names, f->dim[d], strlen(f->dim[d]));
            if (id == CP_NAME_NONE || !cp_facts_column_use(t, d))
                return cp_fail_nomem(err);
            t->column[d].id[t->n] = id;
        }
    return 0;
}

int cp_facts_put(struct cp_facts *t, const struct cp_fact *f, struct cp_error *err) {
    const struct cp_measure *m = NULL;
    if (isinf(f->value))
        return cp_fail(err, CP_ENUMERIC, "measure '%s' became infinite", f->measure);
    int rc = cp_facts_reserve(t, 1, err);
    if (rc == 0)
        rc = put_dims(t, f, &m, err);
    if (rc)
        goto undo;
    const char *unit = f->unit ? f->unit : m->unit;
    uint32_t measure = cp_names_add(&t->names, f->measure, strlen(f->measure));
    uint32_t unit_id = cp_names_add(&t->names, unit, strlen(unit));
    if (measure == CP_NAME_NONE || unit_id == CP_NAME_NONE) {
        rc = cp_fail_nomem(err);
        goto undo;
    }
    if (f->unit && strcmp(f->unit, m->unit) != 0 &&
        (rc = cp_facts_check_unit(t, measure, unit_id, (struct cp_pos){0}, err)) != 0)
        goto undo;
    t->measure[t->n] = measure;
    t->unit[t->n] = unit_id;
    t->row[t->n] = (struct cp_facts_row){.value = f->value};
    t->n++;
    rc = cp_facts_enter_keys(t, CP_EINPUT, err);
    if (rc == 0)
        return 0;
    t->n--;
    t->keyed = t->n;
undo:
    for (size_t d = 0; t->n < t->cap && d < CP_DIM_COUNT; d++)
        if (t->column[d].id)
            t->column[d].id[t->n] = 0;
    return rc;
}

/* The number of `text`, or `fallback` when it is NULL. */
static uint32_t name_or(struct cp_facts *t, const char *text, uint32_t fallback) {
    if (!text)
        return fallback;
    return strcmp(text, "-") == 0 ? 0 : cp_names_add(&t->names, text, strlen(text));
}

int cp_facts_put_like(struct cp_facts *t, size_t row, const struct cp_fact *f,
                      struct cp_error *err) {
    if (isinf(f->value))
        return cp_fail(err, CP_ENUMERIC, "measure '%s' became infinite",
                       f->measure ? f->measure : cp_facts_measure(t, row));
    int rc = cp_facts_reserve(t, 1, err);
    if (rc)
        return rc;
    for (size_t c = 0; c < t->ncolumn && rc == 0; c++) {
        const char *text = c < CP_DIM_COUNT ? f->dim[c] : NULL;
        uint32_t id = name_or(t, text, cp_facts_id(t, row, c));
        if (id == CP_NAME_NONE || (id && !cp_facts_column_use(t, c)))
            rc = cp_fail_nomem(err);
        else if (id)
            t->column[c].id[t->n] = id;
    }
    t->measure[t->n] = name_or(t, f->measure, t->measure[row]);
    t->unit[t->n] = name_or(t, f->unit, t->unit[row]);
    if (t->measure[t->n] == CP_NAME_NONE || t->unit[t->n] == CP_NAME_NONE)
        rc = cp_fail_nomem(err);
    if (rc == 0) {
        t->row[t->n] = (struct cp_facts_row){.value = f->value};
        t->n++;
        rc = cp_facts_enter_keys(t, CP_EINPUT, err);
        if (rc == 0)
            return 0;
        t->n--;
        t->keyed = t->n;
    }
    for (size_t c = 0; c < t->ncolumn; c++)
        if (t->column[c].id)
            t->column[c].id[t->n] = 0;
    return rc;
}
