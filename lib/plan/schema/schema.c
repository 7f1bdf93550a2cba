/* Walking the tables of keys: the same rows bind a plan and make the list of keys. */
#include "plan/document/document.h"
#include "plan/schema/schema.h"
#include <string.h>

const struct cp_field *cp_plan_schema_find(const char *path) {
    const struct cp_schema *s = &cp_plan_schema_top;
    const struct cp_field *f = NULL;
    while (s && *path) {
        char key[64];
        size_t len = strcspn(path, "/");
        if (f && (f->type == CP_T_TABLE || f->type == CP_T_LIST)) {
            /* a name or number, then the keys of what it names */
            f = f->of->plain ? cp_plan_schema_field(f->of, f->of->plain) : NULL;
        } else {
            if (len >= sizeof key)
                return NULL;
            memcpy(key, path, len);
            key[len] = '\0';
            f = cp_plan_schema_field(s, key);
            if (!f)
                return NULL;
            s = f->of;
        }
        path += len + (path[len] == '/');
    }
    return *path ? NULL : f;
}

/* Rows in the order a reader wants: a section's own key, then what is in it; drivers' keys, which
 * are the same for all of them, once at the end. Returns the row numbered *i, or NULL and *i less
 * the rows there are. */
static const struct cp_field *row_at(const struct cp_schema *s, size_t *i) {
    for (size_t k = 0; k < s->nfield; k++) {
        if (*i == 0)
            return &s->field[k];
        --*i;
        const struct cp_schema *of = s->field[k].of;
        const struct cp_field *f = of && !of->beside_path ? row_at(of, i) : NULL;
        if (f)
            return f;
    }
    return NULL;
}

static const struct cp_field *row(size_t i) {
    const struct cp_field *f = row_at(&cp_plan_schema_top, &i);
    return f ? f : i < cp_plan_schema_driver.nfield ? &cp_plan_schema_driver.field[i] : NULL;
}

size_t cp_plan_key_count(void) {
    size_t i = SIZE_MAX;
    row_at(&cp_plan_schema_top, &i);
    return SIZE_MAX - i + cp_plan_schema_driver.nfield;
}

static struct cp_plan_key key_of(const struct cp_field *f) {
    static const char *const type[] = {
        [CP_T_NUMBER] = "number",   [CP_T_PATH] = "path",          [CP_T_DRIVER] = "driver",
        [CP_T_COUNT] = "count",     [CP_T_TEXT] = "text",          [CP_T_FILE] = "file",
        [CP_T_DATE] = "date",       [CP_T_PERIOD] = "period",      [CP_T_BOOLEAN] = "boolean",
        [CP_T_CHOICE] = "choice",   [CP_T_CHOICE_BOOL] = "choice", [CP_T_CHOICE_TEXT] = "choice",
        [CP_T_NAME] = "name",       [CP_T_NAMES] = "names",        [CP_T_NUMBERS] = "numbers",
        [CP_T_MAP] = "map",         [CP_T_TABLE] = "map",          [CP_T_LIST] = "list",
        [CP_T_ELSEWHERE] = "files", [CP_T_OVERRIDES] = "map",      [CP_T_CURRENCY] = "currency",
        [CP_T_PRICE_UNIT] = "unit",
    };
    if (!f)
        return (struct cp_plan_key){0};
    return (struct cp_plan_key){.path = f->path,
                                .unit = f->unit,
                                .type = type[f->type],
                                .default_text = f->default_text,
                                .meaning = f->meaning};
}

struct cp_plan_key cp_plan_key_at(size_t i) {
    return key_of(row(i));
}

size_t cp_plan_map_key_count(void) {
    size_t i = SIZE_MAX;
    row_at(&cp_plan_schema_map, &i);
    return SIZE_MAX - i;
}

struct cp_plan_key cp_plan_map_key_at(size_t i) {
    return key_of(row_at(&cp_plan_schema_map, &i));
}
