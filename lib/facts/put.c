#include "facts/internal.h"
#include <math.h>
#include <string.h>

/* Facts of the caller's own are appended whole or not at all: row t->n is filled first, and becomes
 * a fact when its key is new. */

/* The dimensions that are other than '-'. */
static uint32_t dims_of(const struct cp_fact *f) {
    uint32_t dims = 0;
    for (size_t d = 0; d < CP_DIM_COUNT; d++)
        if (f->dim[d] && *f->dim[d] && strcmp(f->dim[d], "-") != 0)
            dims |= 1u << d;
    return dims;
}

static int not_registered(const char *measure, uint32_t dims, struct cp_error *err) {
    const struct cp_measure *known = cp_facts_measure_find(measure);
    if (!known)
        return cp_fail(err, CP_EINTERNAL, "measure '%s' is not in the registry", measure);
    dims &= ~known->dims;
    return cp_fail(err, CP_EINTERNAL, "measure '%s' has no dimension '%s' in the registry", measure,
                   dims ? cp_facts_dim_name((enum cp_dim)__builtin_ctz(dims)) : "-");
}

static int fill(struct cp_facts *t, const struct cp_fact *f, struct cp_error *err) {
    uint32_t dims = dims_of(f);
    const struct cp_measure *m = cp_facts_measure_match(f->measure, dims);
    if (!m)
        return not_registered(f->measure, dims, err);
    for (size_t d = 0; d < CP_DIM_COUNT; d++)
        if (dims & 1u << d) {
            uint32_t id = cp_names_add(&t->names, f->dim[d], strlen(f->dim[d]));
            if (id == CP_NAME_NONE || !cp_facts_column_use(t, d))
                return cp_fail_nomem(err);
            t->column[d].id[t->n] = id;
        }
    char own[CP_UNIT_SIZE];
    const char *unit = f->unit ? f->unit : cp_facts_unit_in(t, own, m->unit);
    uint32_t measure_id = cp_names_add(&t->names, f->measure, strlen(f->measure));
    uint32_t unit_id = cp_names_add(&t->names, unit, strlen(unit));
    if (measure_id == CP_NAME_NONE || unit_id == CP_NAME_NONE)
        return cp_fail_nomem(err);
    t->measure[t->n] = measure_id;
    t->unit[t->n] = unit_id;
    if (!f->unit)
        return 0;
    return cp_facts_check_unit(t, measure_id, unit_id, (struct cp_pos){0}, err);
}

/* The number of `text`, or `otherwise` when it is NULL. */
static uint32_t name_or(struct cp_facts *t, const char *text, uint32_t otherwise) {
    if (!text)
        return otherwise;
    return strcmp(text, "-") == 0 ? 0 : cp_names_add(&t->names, text, strlen(text));
}

static int fill_like(struct cp_facts *t, size_t row, const struct cp_fact *f,
                     struct cp_error *err) {
    for (size_t c = 0; c < t->ncolumn; c++) {
        const char *text = c < CP_DIM_COUNT ? f->dim[c] : NULL;
        uint32_t id = name_or(t, text, cp_facts_id(t, row, c));
        if (id == CP_NAME_NONE || (id && !cp_facts_column_use(t, c)))
            return cp_fail_nomem(err);
        if (id)
            t->column[c].id[t->n] = id;
    }
    t->measure[t->n] = name_or(t, f->measure, t->measure[row]);
    t->unit[t->n] = name_or(t, f->unit, t->unit[row]);
    if (t->measure[t->n] == CP_NAME_NONE || t->unit[t->n] == CP_NAME_NONE)
        return cp_fail_nomem(err);
    return 0;
}

/* Make a fact of row t->n, which was filled with `rc`, or clear it. */
static int append(struct cp_facts *t, double value, int rc, struct cp_error *err) {
    if (rc == 0) {
        t->row[t->n++] = (struct cp_facts_row){.value = value};
        rc = cp_facts_enter_keys(t, CP_EINPUT, err);
        if (rc)
            t->keyed = --t->n;
    }
    if (rc)
        cp_facts_clear_next(t);
    return rc;
}

int cp_facts_put(struct cp_facts *t, const struct cp_fact *f, struct cp_error *err) {
    if (isinf(f->value))
        return cp_fail(err, CP_ENUMERIC, "measure '%s' became infinite", f->measure);
    int rc = cp_facts_reserve(t, 1, err);
    if (rc)
        return rc;
    return append(t, f->value, fill(t, f, err), err);
}

int cp_facts_put_like(struct cp_facts *t, size_t row, const struct cp_fact *f,
                      struct cp_error *err) {
    if (isinf(f->value))
        return cp_fail(err, CP_ENUMERIC, "measure '%s' became infinite",
                       f->measure ? f->measure : cp_facts_measure(t, row));
    int rc = cp_facts_reserve(t, 1, err);
    if (rc)
        return rc;
    return append(t, f->value, fill_like(t, row, f, err), err);
}
