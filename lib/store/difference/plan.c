/* What was edited in the plan: values by path, and the files that it names. */
#include "store/difference/difference.h"
#include <stdlib.h>
#include <string.h>

struct value {
    const char *path, *text, *where;
    size_t place; /* in the plan, which is the order that a reader knows */
};

struct values {
    struct value *value;
    size_t n;
};

/* Fields end at a tab or line end; they stay escaped as they are. `text` is changed. */
static int read_values(struct cp_store_difference *d, const char *table, struct values *out) {
    size_t lines = 1;
    char *text = cp_arena_strdup(&d->arena, table), *line = text;
    for (const char *s = table; *s; s++)
        lines += *s == '\n';
    out->n = 0;
    out->value = cp_arena_calloc(&d->arena, lines, sizeof *out->value);
    if (!text || !out->value)
        return CP_ENOMEM;
    for (char *next; (next = strchr(line, '\n')); line = next + 1) {
        char *tab = strchr(line, '\t'), *more = tab ? strchr(tab + 1, '\t') : NULL;
        *next = '\0';
        if (!more || more > next)
            continue;
        *tab = *more = '\0';
        if (line != text) /* the header */
            out->value[out->n] = (struct value){line, tab + 1, more + 1, out->n}, out->n++;
    }
    return 0;
}

static int by_path(const void *a, const void *b) {
    return strcmp(((const struct value *)a)->path, ((const struct value *)b)->path);
}

/* Edits in the order of the plan: by the place of the later version, what is gone by its own. */
struct placed {
    struct cp_store_edit edit;
    size_t place;
};

static int by_place(const void *a, const void *b) {
    const struct placed *x = a, *y = b;
    return x->place != y->place ? (x->place > y->place) - (x->place < y->place)
                                : strcmp(x->edit.path, y->edit.path);
}

static size_t merge(const struct values *a, const struct values *b, struct placed *out) {
    size_t n = 0, i = 0, k = 0;
    while (i < a->n || k < b->n) {
        const struct value *x = i < a->n ? &a->value[i] : NULL;
        const struct value *y = k < b->n ? &b->value[k] : NULL;
        int c = !x ? 1 : !y ? -1 : strcmp(x->path, y->path);
        i += c <= 0;
        k += c >= 0;
        if (c == 0 && strcmp(x->text, y->text) == 0)
            continue;
        const struct value *at = c < 0 ? x : y;
        out[n++] = (struct placed){
            {at->path, c <= 0 ? x->text : NULL, c >= 0 ? y->text : NULL, at->where}, at->place};
    }
    return n;
}

/* Files whose name is the same and whose bytes are not; another name is a value that differs. */
static int add_files(struct cp_store_difference *d, struct placed *out, size_t *n) {
    for (size_t i = 0; i < d->before.nfile; i++)
        for (size_t k = 0; k < d->now.nfile; k++) {
            const struct cp_store_file *x = &d->before.file[i], *y = &d->now.file[k];
            if (strcmp(x->key, y->key) != 0 || strcmp(x->name, y->name) != 0 ||
                strcmp(x->sha256, y->sha256) == 0)
                continue;
            struct cp_store_edit edit = {
                x->key, cp_arena_printf(&d->arena, "%s (%.8s)", x->name, x->sha256),
                cp_arena_printf(&d->arena, "%s (%.8s)", y->name, y->sha256), "file"};
            if (!edit.before || !edit.now)
                return CP_ENOMEM;
            out[(*n)++] = (struct placed){edit, SIZE_MAX};
        }
    return 0;
}

int cp_store_compare_plans(struct cp_store_difference *d, struct cp_error *err) {
    struct values a, b;
    d->plans = d->before.values && d->now.values;
    if (!d->plans)
        return 0;
    int rc = read_values(d, d->before.values, &a);
    if (rc == 0)
        rc = read_values(d, d->now.values, &b);
    if (rc)
        return cp_fail_nomem(err);
    qsort(a.value, a.n, sizeof *a.value, by_path);
    qsort(b.value, b.n, sizeof *b.value, by_path);
    struct placed *edit = cp_arena_calloc(&d->arena, a.n + b.n + d->now.nfile + 1, sizeof *edit);
    if (!edit)
        return cp_fail_nomem(err);
    size_t n = merge(&a, &b, edit);
    if (add_files(d, edit, &n))
        return cp_fail_nomem(err);
    qsort(edit, n, sizeof *edit, by_place);
    d->edit = cp_arena_calloc(&d->arena, n + 1, sizeof *d->edit);
    if (!d->edit)
        return cp_fail_nomem(err);
    for (size_t i = 0; i < n; i++)
        d->edit[i] = edit[i].edit;
    d->nedit = n;
    return 0;
}
