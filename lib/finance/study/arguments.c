/* What a study is asked for, as text: keys of the plan, how uncertain they are, a goal. */
#include "facts/facts.h"
#include "finance/study/arguments.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

int cp_finance_keys_parse(char *text, const char ***key, size_t *n, struct cp_error *err) {
    size_t cap = 0;
    char *rest = NULL;
    for (char *s = strtok_r(text, ",", &rest); s; s = strtok_r(NULL, ",", &rest)) {
        if (!cp_grow(key, &cap, *n, sizeof **key))
            return cp_fail_nomem(err);
        for (size_t i = 0; i < *n; i++)
            if (strcmp((*key)[i], s) == 0)
                return cp_fail(err, CP_EUSAGE, "--tornado: '%s' stands twice", s);
        (*key)[(*n)++] = s;
    }
    return *n ? 0 : cp_fail(err, CP_EUSAGE, "--tornado wants keys of the plan");
}

int cp_finance_vary_parse(char *text, struct cp_vary **vary, size_t *n, struct cp_error *err) {
    size_t cap = 0;
    char *rest = NULL;
    struct cp_error bad = {0};
    for (char *s = strtok_r(text, ",", &rest); s; s = strtok_r(NULL, ",", &rest)) {
        char *part = strchr(s, '=');
        if (!cp_grow(vary, &cap, *n, sizeof **vary))
            return cp_fail_nomem(err);
        struct cp_vary *v = &(*vary)[*n];
        *v = (struct cp_vary){.key = s};
        if (part)
            *part++ = '\0';
        if (!part || cp_quantity_parse(part, "1", &v->sigma, (struct cp_pos){0}, &bad) < 0 ||
            !(v->sigma >= 0 && v->sigma <= 10))
            return cp_fail(err, CP_EUSAGE, "--vary: '%s' wants how uncertain it is, as %s=10%%", s,
                           s);
        for (size_t i = 0; i < *n; i++)
            if (strcmp((*vary)[i].key, s) == 0)
                return cp_fail(err, CP_EUSAGE, "--vary: '%s' stands twice", s);
        ++*n;
    }
    return *n ? 0 : cp_fail(err, CP_EUSAGE, "--vary wants keys of the plan");
}

int cp_finance_goal_parse(char *text, struct cp_goal *out, struct cp_error *err) {
    struct cp_error bad = {0};
    char *value = strchr(text, '='), *kind;
    if (!value)
        return cp_fail(err, CP_EUSAGE, "--for: '%s' is not like hall/equity/irr=12%%", text);
    *value++ = '\0';
    *out = (struct cp_goal){.measure = text};
    kind = strchr(text, '/');
    if (kind) {
        *kind++ = '\0';
        out->entity = text;
        out->measure = kind;
        char *measure = strchr(kind, '/');
        if (measure) {
            *measure++ = '\0';
            out->kind = kind;
            out->measure = measure;
        }
    }
    const struct cp_measure *m = cp_facts_measure_find(out->measure);
    if (!m || strcmp(m->writer, "cp-finance") != 0)
        return cp_fail(err, CP_EUSAGE, "--for: '%s' is not a measure of cp-finance", out->measure);
    size_t used = 0, len = strlen(value);
    bool plain = cp_number_parse(value, len, &out->value, &used) == 0 && used == len;
    if (!plain && cp_quantity_parse(value, m->unit, &out->value, (struct cp_pos){0}, &bad) < 0)
        return cp_fail(err, CP_EUSAGE, "--for: '%s' is not a value in %s", value, m->unit);
    return 0;
}
