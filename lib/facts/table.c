#include "facts/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const dim_names[CP_DIM_COUNT] = {
    [CP_SCENARIO] = "scenario", [CP_PERIOD] = "period",     [CP_SLICE] = "slice",
    [CP_LAYER] = "layer",       [CP_REGION] = "region",     [CP_SITE] = "site",
    [CP_NODE] = "node",         [CP_PHASE] = "phase",       [CP_SKU] = "sku",
    [CP_VINTAGE] = "vintage",   [CP_SUPPLIER] = "supplier", [CP_OFFER] = "offer",
    [CP_STEP] = "step",         [CP_CONTRACT] = "contract", [CP_WORKLOAD] = "workload",
    [CP_TENANT] = "tenant",     [CP_ENTITY] = "entity",     [CP_TRANCHE] = "tranche",
    [CP_KIND] = "kind",         [CP_NAME] = "name",         [CP_QUANTILE] = "quantile",
    [CP_METHOD] = "method"};

const char *cp_dim_name(enum cp_dim d) {
    return dim_names[d];
}

struct cp_facts *cp_facts_new(void) {
    struct cp_facts *t = cp_calloc(1, sizeof *t);
    if (!t)
        return NULL;
    if (cp_names_add(&t->names, "-", 1) != 0)
        goto fail;
    for (size_t d = 0; d < CP_DIM_COUNT; d++)
        if (cp_facts_column_of(t, dim_names[d], strlen(dim_names[d])) != d)
            goto fail;
    return t;
fail:
    cp_facts_free(t);
    return NULL;
}

void cp_facts_free(struct cp_facts *t) {
    if (!t)
        return;
    for (size_t i = 0; i < t->ncolumn; i++)
        free(t->column[i].id);
    for (size_t i = 0; i < t->nbuffer; i++)
        free(t->buffer[i]);
    free(t->column);
    free(t->row);
    free(t->measure);
    free(t->unit);
    free(t->buffer);
    free(t->file);
    free(t->slot);
    free(t->pair);
    cp_names_release(&t->names);
    cp_names_release(&t->column_names);
    cp_arena_release(&t->arena);
    free(t);
}

size_t cp_facts_column_of(struct cp_facts *t, const char *name, size_t len) {
    if (!cp_grow(&t->column, &t->column_cap, t->ncolumn, sizeof *t->column))
        return SIZE_MAX;
    uint32_t id = cp_names_add(&t->column_names, name, len);
    if (id == CP_NAME_NONE)
        return SIZE_MAX;
    if (id == t->ncolumn)
        t->column[t->ncolumn++] = (struct cp_facts_column){.name = t->column_names.text[id]};
    return id;
}

bool cp_facts_column_use(struct cp_facts *t, size_t col) {
    struct cp_facts_column *c = &t->column[col];
    if (!c->id)
        c->id = cp_calloc(t->cap, sizeof *c->id);
    return c->id != NULL;
}

static bool resize(uint32_t **a, size_t cap) {
    uint32_t *p = cp_realloc(*a, cap, sizeof *p);
    if (p)
        *a = p;
    return p != NULL;
}

int cp_facts_reserve(struct cp_facts *t, size_t more, struct cp_error *err) {
    if (more > UINT32_MAX - 1 - t->n)
        return cp_fail(err, CP_EINPUT, "more than 4 billion facts");
    if (t->n + more <= t->cap)
        return 0;
    size_t cap = t->cap + t->cap / 2;
    if (cap < t->n + more)
        cap = t->n + more;
    struct cp_facts_row *row = cp_realloc(t->row, cap, sizeof *row);
    if (!row)
        return cp_fail_nomem(err);
    t->row = row;
    if (!resize(&t->measure, cap) || !resize(&t->unit, cap))
        return cp_fail_nomem(err);
    for (size_t i = 0; i < t->ncolumn; i++) {
        uint32_t **id = &t->column[i].id;
        if (!*id)
            continue;
        if (!resize(id, cap))
            return cp_fail_nomem(err);
        memset(*id + t->n, 0, (cap - t->n) * sizeof **id);
    }
    t->cap = cap;
    return 0;
}

static int put_dims(struct cp_facts *t, const struct cp_fact *f, const struct cp_measure **m,
                    struct cp_error *err) {
    uint32_t dims = 0;
    for (size_t d = 0; d < CP_DIM_COUNT; d++)
        if (f->dim[d] && *f->dim[d] && strcmp(f->dim[d], "-") != 0)
            dims |= 1u << d;
    *m = cp_measure_match(f->measure, dims);
    if (!*m) {
        const struct cp_measure *known = cp_measure_find(f->measure);
        if (!known)
            return cp_fail(err, CP_EINTERNAL, "measure '%s' is not in the registry", f->measure);
        dims &= ~known->dims;
        return cp_fail(err, CP_EINTERNAL, "measure '%s' has no dimension '%s' in the registry",
                       f->measure, dims ? dim_names[__builtin_ctz(dims)] : "-");
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

size_t cp_facts_count(const struct cp_facts *t) {
    return t->n;
}

uint32_t cp_facts_id(const struct cp_facts *t, size_t row, size_t col) {
    return t->column[col].id ? t->column[col].id[row] : 0;
}

const char *cp_facts_dim(const struct cp_facts *t, size_t row, enum cp_dim d) {
    return t->names.text[cp_facts_id(t, row, d)];
}

const char *cp_facts_measure(const struct cp_facts *t, size_t row) {
    return t->names.text[t->measure[row]];
}

const char *cp_facts_unit(const struct cp_facts *t, size_t row) {
    return t->names.text[t->unit[row]];
}

double cp_facts_value(const struct cp_facts *t, size_t row) {
    return t->row[row].value;
}

struct cp_pos cp_facts_pos(const struct cp_facts *t, size_t row) {
    const struct cp_facts_row *r = &t->row[row];
    return (struct cp_pos){r->source ? t->file[r->source - 1] : NULL, r->line, r->col};
}

bool cp_facts_is_own(const struct cp_facts *t, size_t row) {
    return t->row[row].source == 0;
}

size_t cp_facts_columns(const struct cp_facts *t) {
    return t->ncolumn;
}

const char *cp_facts_column_name(const struct cp_facts *t, size_t col) {
    return t->column[col].name;
}

const char *cp_facts_column_text(const struct cp_facts *t, size_t row, size_t col) {
    return t->names.text[cp_facts_id(t, row, col)];
}
