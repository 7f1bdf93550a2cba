/* Why the cost changed, as a sentence for one who knows the plan and nothing of solving it. */
#include "store/difference/difference.h"
#include <math.h>
#include <string.h>

struct telling {
    const struct cp_store_difference *d;
    struct cp_arena *arena;
    struct cp_page_scale scale;
    int digits;
};

/* An amount in the sentence's unit, "+21.8". */
static const char *amount(const struct telling *t, double usd, bool sign) {
    const char *text = cp_store_cell(t->arena, usd / t->scale.divisor, t->digits, sign).text;
    return text ? text : "";
}

/* The kind of cost that changed most. */
static const struct cp_store_move *largest_kind(const struct cp_store_difference *d) {
    const struct cp_store_move *most = NULL;
    for (size_t i = 0; i < d->nkind; i++)
        if (!most || fabs(d->kind[i].now - d->kind[i].before) > fabs(most->now - most->before))
            most = &d->kind[i];
    return most;
}

/* "+21.8 because contracts/a/from is 2029-12-31 instead of 2028-12-31" */
static void add_cause(const struct telling *t, const struct cp_store_share *s, struct cp_str *out) {
    const struct cp_store_edit *edit = NULL;
    for (size_t i = 0; i < t->d->nedit; i++)
        if (strcmp(t->d->edit[i].path, s->name) == 0)
            edit = &t->d->edit[i];
    cp_str_addf(out, "%s ", amount(t, s->share, true));
    if (!edit) /* a group of several, or what is left of the shares */
        cp_str_addf(out, "by %s", s->name);
    else if (!edit->before)
        cp_str_addf(out, "because there is %s", s->name);
    else if (!edit->now)
        cp_str_addf(out, "because there is no %s any more", s->name);
    else
        cp_str_addf(out, "because %s is %s instead of %s", s->name, edit->now, edit->before);
}

const char *cp_store_reason(const struct cp_store_difference *d, struct cp_arena *arena) {
    double all = 0, alone = 0; /* NaN: their acting on one another is told as a share */
    struct cp_str out = {0};
    for (size_t i = 0; i < d->nshare; i++) {
        all += d->share[i].share;
        alone += d->share[i].alone;
    }
    struct telling t = {d, arena, cp_page_scale_of("USD", fabs(all)), 0};
    t.digits = cp_page_digits(fabs(all) / t.scale.divisor);
    const struct cp_store_move *kind = largest_kind(d);
    cp_str_addf(&out, "The cost %s by %s %s", all < 0 ? "fell" : "rose",
                amount(&t, fabs(all), false), t.scale.unit);
    if (kind && kind->now != kind->before)
        cp_str_addf(&out, ", most of all in %s (%s)", kind->label,
                    amount(&t, kind->now - kind->before, true));
    for (size_t i = 0; i < d->nshare; i++) {
        cp_str_add(&out, i == 0 ? ": " : i + 1 < d->nshare ? ", " : " and ");
        add_cause(&t, &d->share[i], &out);
    }
    cp_str_addc(&out, '.');
    double together = (all - alone) / t.scale.divisor;
    if (d->nshare > 1 && fabs(together) >= 0.5 * pow(10, -t.digits))
        cp_str_addf(&out, " Each alone they make %s: %s comes from their acting on one another.",
                    amount(&t, alone, true), amount(&t, all - alone, true));
    const char *kept = out.oom ? NULL : cp_arena_strdup(arena, out.s);
    cp_str_release(&out);
    return kept;
}
