/* Entities that file together: what each has of the losses of others and of a limit of interest on
 * all. */
#include "finance/rule/year.h"
#include <math.h>

const struct cp_tax_filing *cp_rule_filing(const struct cp_trace *x, struct cp_trace_id id) {
    bool together = id.sub == 0 && cp_finance_files_together(id.of, cp_rule_year_of(x, id.t));
    return together ? book_of(id)->tax.filing : NULL;
}

/* ---- a member ------------------------------------------------------------------------------ */

enum { INTEREST, CLAIM, GIVE, USE, LEND };
static size_t share(struct cp_trace *x, const struct cp_tax_filing *g, size_t what, int64_t t) {
    return cp_trace_at(x, RULE_TAX_SHARE, g, what, t);
}

static size_t profit(struct cp_trace *x, struct cp_trace_id id) {
    return cp_trace_above(x, also(x, id, RULE_TAX_NET, id.t));
}
static size_t loss(struct cp_trace *x, struct cp_trace_id id) {
    return cp_trace_above(x, cp_trace_times(x, -1, also(x, id, RULE_TAX_NET, id.t)));
}

/* Of its carried losses what it deducts itself; of the shared ones what is left then, and what of
 * its profit. */
struct carried {
    size_t used, left, room;
};
static struct carried carried(struct cp_trace *x, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    const struct cp_tax_filing *g = b->tax.filing;
    double limit = b->entity->tax.loss_limit;
    size_t all = cp_rule_losses_before(x, id),
           shared = g->terms->carries ? cp_rule_losses_since(x, id, g->filer[b->tax.filer].first)
                                      : cp_trace_number(x, 0);
    size_t left = cp_trace_less(x, cp_trace_number(x, 1), share(x, g, CLAIM, id.t));
    size_t room = cp_trace_by(
        x, cp_trace_key(x, limit > 0 ? limit : 1, "entities/%s/loss_limit", b->entity->name),
        cp_trace_by(x, profit(x, id), left));
    size_t own = cp_trace_least(x, cp_trace_above(x, cp_trace_less(x, all, shared)), room);
    room = cp_trace_less(x, room, own);
    size_t used = cp_trace_least(x, shared, room);
    return (struct carried){cp_trace_plus(x, own, used), cp_trace_less(x, shared, used),
                            cp_trace_less(x, room, used)};
}

/* Interest that it earns offsets what others pay. */
size_t cp_rule_pooled_interest(struct cp_trace *x, struct cp_trace_id id) {
    size_t all = cp_rule_interest_until(x, id), none = cp_trace_number(x, 0);
    return cp_trace_plus(
        x, cp_trace_least(x, all, none),
        cp_trace_by(x, cp_trace_above(x, all), share(x, book_of(id)->tax.filing, INTEREST, id.t)));
}

size_t cp_rule_relief_now(struct cp_trace *x, struct cp_trace_id id) {
    return cp_trace_by(x, loss(x, id), share(x, book_of(id)->tax.filing, GIVE, id.t));
}

static size_t lent(struct cp_trace *x, struct cp_trace_id id, struct carried c) {
    return cp_trace_by(x, c.left, share(x, book_of(id)->tax.filing, LEND, id.t));
}

size_t cp_rule_relief_used(struct cp_trace *x, struct cp_trace_id id) {
    struct carried c = carried(x, id);
    return cp_trace_plus(x, c.used, lent(x, id, c));
}

size_t cp_rule_relief_deducted(struct cp_trace *x, struct cp_trace_id id) {
    return cp_trace_plus(x, carried(x, id).used, also(x, id, RULE_TAX_CLAIMED, id.t));
}

void cp_rule_tax_claimed(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_tax_filing *g = cp_rule_filing(x, id);
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    if (!g)
        return;
    cp_trace_add(x, node, 1, cp_trace_by(x, profit(x, id), share(x, g, CLAIM, id.t)));
    cp_trace_add(x, node, 1, cp_trace_by(x, carried(x, id).room, share(x, g, USE, id.t)));
}

void cp_rule_tax_given(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    if (!cp_rule_filing(x, id))
        return;
    cp_trace_add(x, node, 1, cp_rule_relief_now(x, id));
    cp_trace_add(x, node, 1, lent(x, id, carried(x, id)));
}

/* ---- all of them --------------------------------------------------------------------------- */

/* Member k in the year of period t. */
static bool is_member(const struct cp_trace *x, const struct cp_tax_filing *g, size_t k, int64_t t,
                      struct cp_trace_id *out) {
    *out = (struct cp_trace_id){.of = g->filer[k].book, .t = t};
    return cp_rule_filing(x, *out) != NULL;
}

/* The part of the first for which there is enough of the second. */
static void is_part(struct cp_trace *x, size_t node, size_t a, size_t b) {
    cp_trace_is(x, node, CP_TRACE_LEAST, NAN);
    cp_trace_add(x, node, 1, cp_trace_number(x, 1));
    cp_trace_add(x, node, 1, cp_trace_over(x, b, a));
}

static void limit_interest(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_tax_filing *g = id.of;
    const struct cp_tax_group *w = g->terms;
    size_t paid = cp_trace_made(x, CP_TRACE_SUM, NULL, 0),
           most = cp_trace_made(x, CP_TRACE_SUM, NULL, 0),
           base = cp_trace_made(x, CP_TRACE_SUM, NULL, 0);
    for (size_t k = 0; k < g->n; k++) {
        struct cp_trace_id of;
        if (!is_member(x, g, k, id.t, &of))
            continue;
        size_t all = cp_rule_interest_until(x, of);
        cp_trace_add(x, paid, 1, cp_trace_above(x, all));
        cp_trace_add(x, most, -1, cp_trace_least(x, all, cp_trace_number(x, 0)));
        cp_trace_add(x, base, 1, also(x, of, RULE_TAX_PROFIT, id.t));
        cp_trace_add(x, base, 1, also(x, of, RULE_TAX_INTEREST, id.t));
        if (!w->interest_on_ebit)
            cp_trace_add(x, base, 1, also(x, of, RULE_TAX_SPARED, id.t));
    }
    size_t limit = cp_trace_key(x, w->interest_limit, "tax_groups/%s/interest_limit", w->name);
    cp_trace_add(x, most, 1, cp_trace_above(x, cp_trace_by(x, limit, base)));
    is_part(x, node, paid, most);
}

/* Parts that are the same for all members; `of` is their filing. */
void cp_rule_tax_share(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_tax_filing *g = id.of;
    bool now = id.sub == CLAIM || id.sub == GIVE, first = id.sub == CLAIM || id.sub == USE;
    if (id.sub == INTEREST) {
        limit_interest(x, node, id);
        return;
    }
    size_t a = cp_trace_made(x, CP_TRACE_SUM, NULL, 0), b = cp_trace_made(x, CP_TRACE_SUM, NULL, 0);
    for (size_t k = 0; k < g->n; k++) {
        struct cp_trace_id of;
        if (!is_member(x, g, k, id.t, &of))
            continue;
        struct carried c = {0};
        if (!now)
            c = carried(x, of);
        cp_trace_add(x, a, 1, now ? profit(x, of) : c.room);
        cp_trace_add(x, b, 1, now ? loss(x, of) : c.left);
    }
    is_part(x, node, first ? a : b, first ? b : a);
}

void cp_rule_tax_paid(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_tax_filing *g = cp_rule_filing(x, id);
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    if (!g || !g->terms->paid)
        return;
    size_t all = cp_trace_made(x, CP_TRACE_SUM, NULL, 0),
           given = cp_trace_made(x, CP_TRACE_SUM, NULL, 0);
    for (size_t k = 0; k < g->n; k++) {
        struct cp_trace_id of;
        if (!is_member(x, g, k, id.t, &of))
            continue;
        size_t saved =
            cp_trace_by(x, ofbook(x, of, RULE_TAX_RATE, 0), also(x, of, RULE_TAX_CLAIMED, id.t));
        cp_trace_add(x, all, 1, saved);
        cp_trace_add(x, given, 1, also(x, of, RULE_TAX_GIVEN, id.t));
        if (of.of == id.of)
            cp_trace_add(x, node, 1, saved);
    }
    cp_trace_add(x, node, -1,
                 cp_trace_by(x, cp_trace_over(x, all, given), also(x, id, RULE_TAX_GIVEN, id.t)));
}
