#include "facts/internal.h"
#include <stdlib.h>
#include <string.h>

static const char *const dim_names[CP_DIM_COUNT] = {
    [CP_SCENARIO] = "scenario", [CP_PERIOD] = "period",
    [CP_SLICE] = "slice",       [CP_LAYER] = "layer",
    [CP_REGION] = "region",     [CP_SITE] = "site",
    [CP_NODE] = "node",         [CP_PHASE] = "phase",
    [CP_SKU] = "sku",           [CP_VINTAGE] = "vintage",
    [CP_SUPPLIER] = "supplier", [CP_OFFER] = "offer",
    [CP_STEP] = "step",         [CP_CONTRACT] = "contract",
    [CP_WORKLOAD] = "workload", [CP_TENANT] = "tenant",
    [CP_ENTITY] = "entity",     [CP_TRANCHE] = "tranche",
    [CP_KIND] = "kind",         [CP_NAME] = "name",
    [CP_QUANTILE] = "quantile", [CP_METHOD] = "method",
    [CP_CURVE] = "curve",       [CP_BOOK] = "book",
    [CP_POSITION] = "position", [CP_COUNTERPARTY] = "counterparty",
    [CP_EVENT] = "event",       [CP_VENUE] = "venue",
    [CP_ITEM] = "item"};

const char *cp_facts_dim_name(enum cp_dim d) {
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

void cp_facts_clear_next(struct cp_facts *t) {
    for (size_t c = 0; c < t->ncolumn; c++)
        if (t->column[c].id)
            t->column[c].id[t->n] = 0;
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

bool cp_facts_is_plain(const struct cp_facts *t, size_t row) {
    return cp_facts_id(t, row, CP_SLICE) == 0 && cp_facts_id(t, row, CP_QUANTILE) == 0;
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
