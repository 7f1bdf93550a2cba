#include "facts/internal.h"
#include <string.h>

const char *cp_facts_unit_in(const struct cp_facts *t, char buf[CP_UNIT_SIZE], const char *unit) {
    return cp_unit_in(buf, unit, t->currency ? t->currency : "USD");
}

int cp_facts_set_currency(struct cp_facts *t, const char *currency, struct cp_error *err) {
    if (t->currency && strcmp(t->currency, currency) != 0)
        return cp_fail_at(err, CP_EINPUT, t->currency_at,
                          "money is in %s here, and the plan's is %s; convert one of them",
                          t->currency, currency);
    t->currency = cp_currency(currency);
    return 0;
}

/* Whether `text` measures what the registry's `unit` does, in the table's currency. The first money
 * that is seen says which that is. */
static bool convertible(struct cp_facts *t, const char *text, const char *unit, struct cp_pos pos,
                        struct cp_error *err) {
    double factor;
    char buf[CP_UNIT_SIZE];
    const char *here = t->currency || strcmp(text, unit) == 0 ? NULL : cp_currency_of(text, unit);
    const char *want = here ? cp_unit_in(buf, unit, here) : cp_facts_unit_in(t, buf, unit);
    if (strcmp(text, want) != 0 && cp_unit_factor(text, want, &factor, pos, err) != 0)
        return false;
    if (!t->currency && strstr(unit, "USD")) {
        t->currency = here ? here : "USD";
        t->currency_at = pos;
    }
    return true;
}

static const char *other_currency(const struct cp_facts *t, const char *text, const char *unit) {
    return t->currency ? cp_currency_of(text, unit) : NULL;
}

static int misfit(struct cp_facts *t, const struct cp_measure *m, const char *text,
                  const struct cp_error *why, struct cp_pos pos, struct cp_error *err) {
    const char *other = other_currency(t, text, m->unit);
    if (!other)
        return cp_fail_at(err, CP_EINPUT, pos, "column unit: measure %.60s: %.300s", m->name,
                          why->at[0].msg);
    if (t->currency_at.line)
        return cp_fail_at(
            err, CP_EINPUT, pos,
            "column unit: measure %.60s is in %s, and money before it, on line %u, in "
            "%s; convert one of them",
            m->name, other, t->currency_at.line, t->currency);
    return cp_fail_at(err, CP_EINPUT, pos,
                      "column unit: measure %.60s is in %s, and the plan's money is %s; convert it",
                      m->name, other, t->currency);
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
    bool fits = convertible(t, text, first->unit, pos, &why);
    for (size_t i = 0; !fits && i < cp_facts_measure_count(); i++) {
        const struct cp_measure *m = cp_facts_measure_at(i);
        if (m != first && strcmp(m->name, name) == 0)
            fits = convertible(t, text, m->unit, pos, &other);
    }
    if (!fits && why.at[0].code == CP_EIO)
        return cp_fail_at(err, CP_EIO, pos, "%s", why.at[0].msg);
    if (!cp_grow(&t->pair, &t->pair_cap, t->npair, sizeof *t->pair))
        return cp_fail_nomem(err);
    t->pair[t->npair++] = (struct cp_facts_pair){measure, unit, fits};
    return fits ? 0 : misfit(t, first, text, &why, pos, err);
}
