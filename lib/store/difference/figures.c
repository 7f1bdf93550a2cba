/* Figures of two headlines side by side, and the cost by kind. */
#include "store/difference/difference.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char part[] = "cost_discounted/";

static double value_of(const struct cp_store_headline *h, const char *name) {
    const struct cp_store_figure *f = cp_store_headline_find(h, name);
    return f ? f->value : NAN;
}

/* Money of one stream is that of the other, or there is nothing to compare. */
static int add_figures(struct cp_store_difference *d, struct cp_error *err) {
    const struct cp_store_figure_kind *kind;
    for (size_t i = 0; (kind = cp_store_figure_at(i)); i++) {
        const struct cp_store_figure *before =
                                         cp_store_headline_find(&d->before.headline, kind->name),
                                     *now = cp_store_headline_find(&d->now.headline, kind->name),
                                     *any = now ? now : before;
        if (!any)
            continue;
        if (before && now && strcmp(before->unit, now->unit) != 0)
            return cp_fail(
                err, CP_EINPUT,
                "%s is in %s before and in %s now: run both with one currency of the plan",
                kind->name, before->unit, now->unit);
        struct cp_store_move m = {kind->name, kind->label, any->unit, before ? before->value : NAN,
                                  now ? now->value : NAN};
        if (!isnan(m.before) || !isnan(m.now))
            d->figure[d->nfigure++] = m;
    }
    return 0;
}

/* What a kind of cost is, in a reader's words: the registry's, up to where it goes into detail. */
static const char *label_of(struct cp_store_difference *d, const char *kind) {
    const struct cp_cost_kind *known = cp_facts_cost_kind_find(kind);
    if (!known)
        return strcmp(kind, "other") == 0 ? "what no kind says" : kind;
    return cp_arena_strndup(&d->arena, known->meaning, strcspn(known->meaning, ",;"));
}

static int by_change(const void *a, const void *b) {
    const struct cp_store_move *x = a, *y = b;
    double dx = x->now - x->before, dy = y->now - y->before;
    return dx != dy ? (dx < dy) - (dx > dy) : strcmp(x->name, y->name);
}

/* The kinds of both, each once; one that a run does not have costs it nothing. */
static int add_kinds(struct cp_store_difference *d) {
    const struct cp_store_headline *side[] = {&d->before.headline, &d->now.headline};
    for (int s = 0; s < 2; s++)
        for (size_t i = 0; i < side[s]->n; i++) {
            const struct cp_store_figure *f = &side[s]->figure[i];
            bool known = s == 1 && cp_store_headline_find(side[0], f->name);
            if (strncmp(f->name, part, sizeof part - 1) != 0 || known ||
                strcmp(f->scenario, "-") != 0)
                continue;
            const char *kind = f->name + sizeof part - 1;
            double before = value_of(side[0], f->name), now = value_of(side[1], f->name);
            struct cp_store_move m = {kind, label_of(d, kind), f->unit, isnan(before) ? 0 : before,
                                      isnan(now) ? 0 : now};
            if (!m.label)
                return CP_ENOMEM;
            d->kind[d->nkind++] = m;
        }
    return 0;
}

int cp_store_compare_figures(struct cp_store_difference *d, struct cp_error *err) {
    size_t room = d->before.headline.n + d->now.headline.n + 1;
    d->figure = cp_arena_calloc(&d->arena, room, sizeof *d->figure);
    d->kind = cp_arena_calloc(&d->arena, room, sizeof *d->kind);
    if (!d->figure || !d->kind)
        return cp_fail_nomem(err);
    int rc = add_figures(d, err);
    if (rc)
        return rc;
    bool both = true;
    for (int s = 0; s < 2; s++) {
        const struct cp_store_headline *h = s ? &d->now.headline : &d->before.headline;
        bool has = false;
        for (size_t i = 0; i < h->n; i++)
            has |= strncmp(h->figure[i].name, part, sizeof part - 1) == 0;
        both &= has;
    }
    if (both && add_kinds(d))
        return cp_fail_nomem(err);
    qsort(d->kind, d->nkind, sizeof *d->kind, by_change);
    return 0;
}
