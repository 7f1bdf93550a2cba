#include "facts/internal.h"
#include <string.h>

static bool convertible(const char *from, const char *to, struct cp_error *err) {
    double factor;
    return strcmp(from, to) == 0 || cp_unit_factor(from, to, &factor, (struct cp_pos){0}, err) == 0;
}

int cp_facts_check_unit(struct cp_facts *t, uint32_t measure, uint32_t unit, struct cp_pos pos,
                        struct cp_error *err) {
    const char *name = t->names.text[measure], *text = t->names.text[unit];
    const struct cp_measure *first = cp_facts_measure_find(name);
    for (size_t i = 0; i < t->npair; i++) {
        if (t->pair[i].measure != measure || t->pair[i].unit != unit)
            continue;
        if (t->pair[i].fits)
            return 0;
        if (err->n) { /* it was told */
            err->dropped++;
            return CP_EINPUT;
        }
    }
    if (!first)
        return 0;
    struct cp_error why = {0}, other = {0};
    bool fits = convertible(text, first->unit, &why);
    for (size_t i = 0; !fits && i < cp_facts_measure_count(); i++) {
        const struct cp_measure *m = cp_facts_measure_at(i);
        if (m != first && strcmp(m->name, name) == 0)
            fits = convertible(text, m->unit, &other);
    }
    if (!fits && why.at[0].code == CP_EIO)
        return cp_fail_at(err, CP_EIO, pos, "%s", why.at[0].msg);
    if (!cp_grow(&t->pair, &t->pair_cap, t->npair, sizeof *t->pair))
        return cp_fail_nomem(err);
    t->pair[t->npair++] = (struct cp_facts_pair){measure, unit, fits};
    if (fits)
        return 0;
    return cp_fail_at(err, CP_EINPUT, pos, "column unit: measure %.60s: %.300s", name,
                      why.at[0].msg);
}
