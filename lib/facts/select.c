#include "facts/internal.h"
#include <stdlib.h>
#include <string.h>

int cp_facts_select(const struct cp_facts *t, const char *measure, const char *unit,
                    struct cp_selection *out, struct cp_error *err) {
    return cp_facts_select_of(t, NULL, t->n, measure, unit, out, err);
}

int cp_facts_select_of(const struct cp_facts *t, const uint32_t *row, size_t among,
                       const char *measure, const char *unit, struct cp_selection *out,
                       struct cp_error *err) {
    const struct cp_measure *m = cp_facts_measure_find(measure);
    uint32_t id = cp_names_find(&t->names, measure), last = CP_NAME_NONE;
    size_t n = 0;
    double factor = 1;
    char buf[CP_UNIT_SIZE];
    *out = (struct cp_selection){0};
    if (!unit && !m)
        return cp_fail(err, CP_EINTERNAL, "measure '%s' is not in the registry", measure);
    for (size_t k = 0; id != CP_NAME_NONE && k < among; k++)
        n += t->measure[row ? row[k] : k] == id;
    struct cp_selection s = {0, cp_calloc(n, sizeof *s.row), cp_calloc(n, sizeof *s.value)};
    int rc = 0;
    if (!s.row || !s.value) {
        rc = cp_fail_nomem(err);
        goto out;
    }
    for (size_t k = 0; s.n < n; k++) {
        size_t i = row ? row[k] : k;
        if (t->measure[i] != id)
            continue;
        if (t->unit[i] != last) {
            const char *want = cp_facts_unit_in(t, buf, unit ? unit : m->unit),
                       *have = t->names.text[t->unit[i]];
            factor = 1;
            if (strcmp(have, want) != 0)
                rc = cp_unit_factor(have, want, &factor, cp_facts_pos(t, i), err);
            if (rc)
                goto out;
            last = t->unit[i];
        }
        s.row[s.n] = i;
        s.value[s.n++] = t->row[i].value * factor;
    }
    *out = s;
    return 0;
out:
    cp_facts_selection_release(&s);
    return rc;
}

void cp_facts_selection_release(struct cp_selection *s) {
    free(s->row);
    free(s->value);
    *s = (struct cp_selection){0};
}
