/* The answer to an offer: whether it pays what its hours earn otherwise, and why not. */
#include "sell/internal.h"
#include <math.h>
#include <string.h>

static int wrong(struct cp_sell *s, const char *what, const char *text) {
    return cp_fail(s->err, CP_EUSAGE,
                   "--quote: %s '%.60s'; write it as "
                   "product=NAME,sku=SKU,site=SITE,gpus=720,from=2027-Q1,price=4.2",
                   what, text);
}

/* One of its words; NULL: it has no such. */
static const char **word_of(struct cp_sell_offer *o, const char *key) {
    if (strcmp(key, "product") == 0)
        return &o->product;
    if (strcmp(key, "sku") == 0)
        return &o->sku;
    if (strcmp(key, "site") == 0 || strcmp(key, "offer") == 0)
        return &o->place;
    return strcmp(key, "from") == 0 ? &o->from : NULL;
}

static int take(struct cp_sell *s, struct cp_sell_offer *o, char *part) {
    char *value = strchr(part, '=');
    size_t used;
    if (!value)
        return wrong(s, "no '=' in", part);
    *value++ = '\0';
    double *number = strcmp(part, "gpus") == 0    ? &o->gpus
                     : strcmp(part, "price") == 0 ? &o->price
                                                  : NULL;
    const char **word = word_of(o, part);
    if (word)
        *word = value;
    if (number && (cp_number_parse(value, strlen(value), number, &used) != 0 ||
                   used != strlen(value) || !(*number > 0)))
        return wrong(s, "no number above 0:", value);
    return word || number ? 0 : wrong(s, "unknown word", part);
}

static int parse(struct cp_sell *s, const char *text, struct cp_sell_offer *o) {
    char *copy = cp_arena_strdup(&s->arena, text), *next = copy;
    int rc = copy ? 0 : cp_fail_nomem(s->err);
    while (rc == 0 && next) {
        char *part = next;
        next = strchr(part, ',');
        if (next)
            *next++ = '\0';
        rc = take(s, o, part);
    }
    if (rc == 0 && (!o->product || !o->from || !(o->gpus > 0) || !(o->price > 0)))
        rc = wrong(s, "product, gpus, from and price are wanted:", text);
    return rc;
}

static bool is_asked(const struct cp_sell_offer *o, const struct cp_sell_offering *x) {
    return strcmp(x->product->name, o->product) == 0 &&
           (!o->sku || strcmp(x->sku->name, o->sku) == 0);
}

/* GPUs of a place that are idle over the whole term, of those held by one buyer. */
static double room(const struct cp_sell *s, size_t o, size_t u, size_t t) {
    return cp_sell_room(s, o, u, t) / (1 + s->offering[o].more);
}

/* The place that was asked for, or the one with most room. */
static size_t unit_of(const struct cp_sell *s, const struct cp_sell_offer *f, size_t o, size_t t) {
    size_t best = NONE;
    for (size_t u = 0; u < s->nunit; u++) {
        const char *name = s->unit[u].site ? s->unit[u].site : s->unit[u].offer;
        if (!cp_sell_fits(&s->offering[o], &s->unit[u]) ||
            (f->place && strcmp(name, f->place) != 0))
            continue;
        if (best == NONE || room(s, o, u, t) > room(s, o, best, t))
            best = u;
    }
    return best;
}

static int put(struct cp_sell *s, const struct cp_sell_offer *f, size_t o, size_t u, size_t t,
               const char *name, const char *measure, double value) {
    struct cp_fact fact = {.dim[CP_PERIOD] = s->period[t],
                           .dim[CP_SITE] = s->unit[u].site,
                           .dim[CP_OFFER] = s->unit[u].offer,
                           .dim[CP_SKU] = s->offering[o].sku->name,
                           .dim[CP_KIND] = f->product,
                           .dim[CP_NAME] = name,
                           .measure = measure,
                           .value = value};
    return cp_facts_put(s->facts, &fact, s->err);
}

/* What both notices are worth at the price that is offered. */
static int put_options(struct cp_sell *s, const struct cp_sell_offer *f, size_t o, size_t u,
                       size_t t) {
    const struct cp_sale_product *p = s->offering[o].product;
    struct cp_sell_floor at;
    if (s->offering[o].periods == 1 || (isnan(p->notice) && isnan(p->recall)))
        return 0;
    int rc = cp_sell_options_of(s, o, u, t, f->price, &at);
    if (rc == 0 && isfinite(p->notice))
        rc = put(s, f, o, u, t, "quote", "option_given", at.given);
    if (rc == 0 && isfinite(p->recall))
        rc = put(s, f, o, u, t, "quote", "option_held", at.taken);
    return rc;
}

static int answer(struct cp_sell *s, const struct cp_sell_offer *f, size_t o, size_t u, size_t t) {
    struct cp_sell_floor floor;
    double lot = s->offering[o].product->lot, least = NAN;
    const char *why = "accepted";
    int rc = cp_sell_floor_of(s, o, u, t, &floor);
    if (rc == 0 && f->gpus > room(s, o, u, t) * (1 + 1e-9))
        why = "no-room";
    else if (lot > 0 && fabs(f->gpus / lot - round(f->gpus / lot)) > 1e-9)
        why = "no-whole-lot";
    else if (rc == 0)
        rc = cp_sell_cost_of(s, o, u, t, f->gpus, &least);
    if (rc)
        return rc;
    /* what the rest earns less, and both notices */
    least = (least + floor.given - floor.taken) / s->offering[o].net;
    if (isfinite(least) && f->price < least * (1 - 1e-9))
        why = cp_sell_use_name(floor.use);
    rc = put(s, f, o, u, t, why, "quote", strcmp(why, "accepted") == 0);
    if (rc == 0)
        rc = put(s, f, o, u, t, cp_sell_use_name(floor.use), "quote_least", least);
    if (rc == 0)
        rc = put_options(s, f, o, u, t);
    if (isfinite(least))
        cp_sell_note(s, "%s of %g GPU from %s at %g: %s; its hours earn %.4g otherwise (%s)",
                     f->product, f->gpus, s->period[t], f->price, why, least,
                     cp_sell_use_name(floor.use));
    else
        cp_sell_note(s, "%s of %g GPU from %s: %s, %.0f idle through its term", f->product, f->gpus,
                     s->period[t], why, fmax(room(s, o, u, t), 0));
    return rc;
}

/* What it is about: of the product's SKUs and places that may be meant, the one with most room;
 * place NONE: nothing idles at any. */
static int find(struct cp_sell *s, const struct cp_sell_offer *f, size_t t, size_t *o, size_t *u) {
    bool sold = false, within = false;
    for (size_t i = 0; i < s->noffering; i++) {
        if (!is_asked(f, &s->offering[i]))
            continue;
        sold = true;
        if (t == NONE || t + s->offering[i].periods > s->nperiod)
            continue;
        size_t at = unit_of(s, f, i, t);
        if (!within)
            *o = i;
        within = true;
        if (at != NONE && (*u == NONE || room(s, i, at, t) > room(s, *o, *u, t))) {
            *o = i;
            *u = at;
        }
    }
    struct cp_period p;
    if (!sold)
        return wrong(s, f->sku ? "this product is not sold of" : "the plan sells no",
                     f->sku ? f->sku : f->product);
    if (!within)
        return wrong(s,
                     cp_period_parse(f->from, strlen(f->from), &p) ? "no period:"
                                                                   : "its term leaves the plan:",
                     f->from);
    return 0;
}

int cp_sell_read_offer(struct cp_sell *s, const char *text, struct cp_sell_offer *f, size_t *o,
                       size_t *u, size_t *t) {
    *f = (struct cp_sell_offer){0};
    *o = *u = NONE;
    int rc = cp_sell_prepare(s);
    if (rc == 0)
        rc = parse(s, text, f);
    if (rc)
        return rc;
    *t = cp_plan_find_period(s->plan, f->from);
    return find(s, f, *t, o, u);
}

int cp_sell_answer_to(struct cp_sell *s, const char *text) {
    struct cp_sell_offer f;
    size_t o, u, t;
    int rc = cp_sell_read_offer(s, text, &f, &o, &u, &t);
    if (rc == 0 && u == NONE)
        rc = wrong(s, "nothing idles at", f.place ? f.place : "any place");
    return rc ? rc : answer(s, &f, o, u, t);
}
