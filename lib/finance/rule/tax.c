/* Tax: what a year owes by the end of a period, and what of it is charged in it. `sub`: 0 as it is,
 * 1 without debt and reserves. */
#include "finance/rule/year.h"
#include <math.h>

enum { BARE = 1 };

static const struct cp_entity_tax *terms(struct cp_trace_id id) {
    return &book_of(id)->entity->tax;
}

static size_t key(struct cp_trace *x, struct cp_trace_id id, const char *name, double value) {
    return cp_trace_key(x, value, "entities/%s/%s", book_of(id)->entity->name, name);
}

static size_t nothing(struct cp_trace *x) {
    return cp_trace_number(x, 0);
}

static bool is_charged(const struct cp_trace *x, struct cp_trace_id id) {
    const struct cp_finance_model *m = model_of(x);
    struct cp_period p = m->period[id.t];
    return terms(id)->at_owners || (size_t)id.t + 1 == m->T ||
           cp_period_at(CP_QUARTER, cp_period_start(p)).index !=
               cp_period_at(CP_QUARTER, cp_period_end(p)).index;
}

/* The last period of the same year in which something was charged before; -1: none. */
static int64_t charged_before(const struct cp_trace *x, struct cp_trace_id id) {
    while (!cp_rule_begins_year(x, id.t)) {
        id.t--;
        if (is_charged(x, id))
            return id.t;
    }
    return -1;
}

void cp_rule_tax_rate(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_entity_tax *e = terms(id);
    size_t one = cp_trace_number(x, 1);
    cp_trace_is(x, node, CP_TRACE_SUM, cp_finance_tax_rate(id.of));
    cp_trace_add(x, node, 1, one);
    cp_trace_add(
        x, node, -1,
        cp_trace_by(x, cp_trace_less(x, one, key(x, id, "tax", fmax(0, e->rate))),
                    cp_trace_less(x, one, key(x, id, "state_tax", fmax(0, e->state_rate)))));
}

/* ---- the year until now -------------------------------------------------------------------- */

void cp_rule_tax_profit(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    if (!cp_rule_begins_year(x, id.t))
        cp_trace_add(x, node, 1, at(x, id, id.t - 1));
    cp_trace_add(x, node, 1, line_at(x, id.of, INC_EBITDA, id.t));
    if (id.sub != BARE) {
        cp_trace_add(x, node, 1, line_at(x, id.of, INC_RESERVE_INTEREST, id.t));
        cp_trace_add(x, node, 1, line_at(x, id.of, INC_LENT, id.t));
    }
    cp_trace_add(x, node, -1,
                 ofbook(x, id, id.sub == BARE ? RULE_TAX_DEPRECIATION : RULE_DEDUCTIBLE, id.t));
    if (id.sub == BARE)
        cp_trace_add(x, node, -1, ofbook(x, id, RULE_LEASE_DEDUCTED, id.t));
}

void cp_rule_tax_interest(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    if (!cp_rule_begins_year(x, id.t))
        cp_trace_add(x, node, 1, at(x, id, id.t - 1));
    static const enum cp_statement_line lines[] = {INC_INTEREST, INC_OWNER_INTEREST,
                                                   INC_RESERVE_INTEREST, INC_LENT};
    for (size_t i = 0; i < 4; i++)
        cp_trace_add(x, node, -1, line_at(x, id.of, lines[i], id.t));
}

void cp_rule_tax_spared(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    if (!cp_rule_begins_year(x, id.t))
        cp_trace_add(x, node, 1, at(x, id, id.t - 1));
    cp_trace_add(x, node, 1, ofbook(x, id, RULE_TAX_DEPRECIATION, id.t));
    cp_rule_add_pools(x, node, id);
}

static bool pools(const struct cp_trace *x, struct cp_trace_id id) {
    const struct cp_tax_filing *g = cp_rule_filing(x, id);
    return g && g->terms->interest_limit > 0;
}
static bool limits(const struct cp_trace *x, struct cp_trace_id id) {
    return (terms(id)->interest_limit > 0 || pools(x, id)) && id.sub != BARE;
}

void cp_rule_tax_allowed(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_entity_tax *e = terms(id);
    if (pools(x, id)) {
        cp_trace_is(x, node, CP_TRACE_SUM, NAN);
        cp_trace_add(x, node, 1, cp_rule_pooled_interest(x, id));
        return;
    }
    size_t before =
        cp_trace_plus(x, also(x, id, RULE_TAX_PROFIT, id.t), also(x, id, RULE_TAX_INTEREST, id.t));
    if (!e->interest_on_ebit)
        before = cp_trace_plus(x, before, also(x, id, RULE_TAX_SPARED, id.t));
    size_t most = cp_trace_by(x, key(x, id, "interest_limit", e->interest_limit), before);
    cp_trace_is(x, node, CP_TRACE_LEAST, NAN);
    cp_trace_add(x, node, 1, cp_rule_interest_until(x, id));
    cp_trace_add(x, node, 1, cp_trace_above(x, most));
}

void cp_rule_tax_barred(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    cp_trace_is(x, node, CP_TRACE_SUM, id.sub == BARE ? NAN : book_of(id)->tax.barred[id.t]);
    if (!limits(x, id))
        return;
    cp_trace_add(x, node, 1, cp_rule_interest_until(x, id));
    cp_trace_add(x, node, -1, also(x, id, RULE_TAX_ALLOWED, id.t));
}

void cp_rule_tax_net(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    cp_trace_add(x, node, 1, also(x, id, RULE_TAX_PROFIT, id.t));
    if (!limits(x, id))
        return;
    cp_trace_add(x, node, 1, also(x, id, RULE_TAX_INTEREST, id.t));
    cp_trace_add(x, node, -1, also(x, id, RULE_TAX_ALLOWED, id.t));
}

void cp_rule_tax_earned(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    const struct cp_period p = model_of(x)->period[id.t];
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    if (!cp_rule_begins_year(x, id.t))
        cp_trace_add(x, node, 1, at(x, id, id.t - 1));
    for (size_t i = 0; i < b->entity->nstream; i++)
        if (b->entity->stream[i].kind == CP_STREAM_CREDIT)
            cp_trace_add(x, node, 1, cp_trace_at(x, RULE_STREAM, &b->entity->stream[i], 0, id.t));
    for (size_t i = 0; i < b->asset.n; i++) {
        const struct cp_asset *a = &b->asset.at[i];
        if ((int64_t)a->t <= id.t && a->start >= cp_period_start(p) &&
            a->start < cp_period_end(p) && cp_finance_asset_has_classes(b, a))
            cp_trace_add(x, node, 1, cp_trace_at(x, RULE_ASSET_CREDIT, b, i, 0));
    }
}

/* Carried into the year. */
static size_t carried(struct cp_trace *x, struct cp_trace_id id, enum cp_rule what) {
    int64_t before = cp_rule_year_before(x, id.t);
    return before < 0 ? nothing(x) : also(x, id, what, before);
}

/* ---- losses -------------------------------------------------------------------------------- */

/* Losses that the year takes. */
static size_t taken(struct cp_trace *x, struct cp_trace_id id) {
    const struct cp_entity_tax *e = terms(id);
    if (cp_rule_filing(x, id))
        return cp_rule_relief_used(x, id);
    size_t limit = key(x, id, "loss_limit", e->loss_limit > 0 ? e->loss_limit : 1);
    size_t most = cp_trace_by(x, limit, also(x, id, RULE_TAX_NET, id.t));
    return cp_trace_above(x, cp_trace_least(x, most, cp_rule_losses_before(x, id)));
}

/* The loss of the year of t that nobody has deducted. */
static size_t lost_now(struct cp_trace *x, struct cp_trace_id id) {
    size_t lost = cp_trace_times(x, -1, also(x, id, RULE_TAX_NET, id.t));
    if (cp_rule_filing(x, id))
        lost = cp_trace_less(x, lost, cp_rule_relief_now(x, id));
    return cp_trace_above(x, lost);
}

/* The oldest go first. `sub`: bare, and the year of the loss from the plan's first above it. */
void cp_rule_tax_vintage(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    struct cp_trace_id year = {.what = id.what, .of = id.of, .sub = id.sub & 1, .t = id.t};
    int made = cp_rule_year_of(x, 0) + (int)(id.sub >> 1), now = cp_rule_year_of(x, id.t);
    int64_t before = cp_rule_year_before(x, id.t);
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    if (made == now) {
        cp_trace_add(x, node, 1, lost_now(x, year));
        return;
    }
    size_t left = cp_rule_vintage(x, year, made, before), rest = taken(x, year);
    for (int y = cp_rule_oldest(x, year); y < made; y++)
        rest = cp_trace_less(x, rest, cp_rule_vintage(x, year, y, before));
    cp_trace_add(x, node, 1, left);
    cp_trace_add(x, node, -1, cp_trace_least(x, left, cp_trace_above(x, rest)));
}

void cp_rule_tax_base(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    size_t profit = also(x, id, RULE_TAX_NET, id.t);
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    if (terms(id)->at_owners) {
        cp_trace_add(x, node, 1, profit);
        return;
    }
    size_t losses = cp_rule_filing(x, id) ? cp_rule_relief_deducted(x, id) : taken(x, id);
    cp_trace_add(x, node, 1, cp_trace_above(x, cp_trace_less(x, profit, losses)));
}

void cp_rule_tax_state(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    cp_trace_is(x, node, CP_TRACE_PRODUCT, NAN);
    cp_trace_add(x, node, 1, key(x, id, "state_tax", fmax(0, terms(id)->state_rate)));
    cp_trace_add(x, node, 1, also(x, id, RULE_TAX_BASE, id.t));
}

void cp_rule_tax_federal(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    cp_trace_is(x, node, CP_TRACE_PRODUCT, NAN);
    cp_trace_add(x, node, 1, key(x, id, "tax", fmax(0, terms(id)->rate)));
    cp_trace_add(
        x, node, 1,
        cp_trace_less(x, also(x, id, RULE_TAX_BASE, id.t), also(x, id, RULE_TAX_STATE, id.t)));
}

void cp_rule_tax_used(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    size_t earned = also(x, id, RULE_TAX_EARNED, id.t);
    cp_trace_is(x, node, CP_TRACE_LEAST, NAN);
    if (terms(id)->at_owners) {
        cp_trace_add(x, node, 1, earned);
        return;
    }
    cp_trace_add(x, node, 1, cp_trace_plus(x, carried(x, id, RULE_TAX_CREDITS), earned));
    cp_trace_add(x, node, 1, also(x, id, RULE_TAX_FEDERAL, id.t));
}

void cp_rule_tax_losses(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    bool shown = id.sub != BARE;
    cp_trace_is(x, node, CP_TRACE_SUM, shown ? b->tax.losses[id.t] : NAN);
    if (terms(id)->at_owners)
        return;
    cp_trace_add(x, node, 1, cp_rule_losses_before(x, id));
    cp_trace_add(x, node, -1, taken(x, id));
    cp_trace_add(x, node, 1, lost_now(x, id));
}

/* As far as they were used in what has been charged. */
void cp_rule_tax_credits(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    int64_t used = is_charged(x, id) ? id.t : charged_before(x, id);
    cp_trace_is(x, node, CP_TRACE_SUM, id.sub != BARE ? b->tax.credits[id.t] : NAN);
    if (terms(id)->at_owners)
        return;
    cp_trace_add(x, node, 1, carried(x, id, RULE_TAX_CREDITS));
    cp_trace_add(x, node, 1, also(x, id, RULE_TAX_EARNED, id.t));
    if (used >= 0)
        cp_trace_add(x, node, -1, also(x, id, RULE_TAX_USED, used));
}

/* ---- the period ---------------------------------------------------------------------------- */

/* What the year owes of something by now, less what it owed when it was charged last; `bare` in the
 * fifth bit. */
static const enum cp_rule charged[] = {RULE_TAX_BASE, RULE_TAX_STATE,   RULE_TAX_FEDERAL,
                                       RULE_TAX_USED, RULE_TAX_CLAIMED, RULE_TAX_GIVEN,
                                       RULE_TAX_PAID};
enum { PAID = 6 };

void cp_rule_tax_charged(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book_tax *tax = &book_of(id)->tax;
    const double *shown[] = {tax->taxable, tax->state, tax->federal, tax->used_credit,
                             tax->claimed, tax->given, tax->paid};
    size_t what = id.sub & 7, bare = id.sub >> 4;
    int64_t before = charged_before(x, id);
    cp_trace_is(x, node, CP_TRACE_SUM, bare ? NAN : shown[what][id.t]);
    if (!is_charged(x, id))
        return;
    cp_trace_add(x, node, 1, cp_trace_at(x, charged[what], id.of, bare, id.t));
    if (before >= 0)
        cp_trace_add(x, node, -1, cp_trace_at(x, charged[what], id.of, bare, before));
}

static void add_charged(struct cp_trace *x, size_t node, struct cp_trace_id id, size_t bare) {
    cp_trace_add(x, node, 1, cp_trace_at(x, RULE_TAX_CHARGED, id.of, bare << 4 | 2, id.t));
    cp_trace_add(x, node, 1, cp_trace_at(x, RULE_TAX_CHARGED, id.of, bare << 4 | 1, id.t));
    cp_trace_add(x, node, -1, cp_trace_at(x, RULE_TAX_CHARGED, id.of, bare << 4 | 3, id.t));
}

void cp_rule_tax(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book_tax *tax = &book_of(id)->tax;
    cp_trace_is(x, node, CP_TRACE_SUM,
                tax->federal[id.t] + tax->state[id.t] - tax->used_credit[id.t] + tax->paid[id.t]);
    add_charged(x, node, id, 0);
    if (tax->filing)
        cp_trace_add(x, node, 1, cp_trace_at(x, RULE_TAX_CHARGED, id.of, PAID, id.t));
}

void cp_rule_add_tax(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    bool shared = id.sub == INC_TAX_SHARED || id.sub == CF_TAX_SHARED;
    if (!shared)
        cp_trace_add(x, node, -1, ofbook(x, id, RULE_TAX, id.t));
    if (book_of(id)->tax.filing)
        cp_trace_add(x, node, shared ? -1 : 1, cp_trace_at(x, RULE_TAX_CHARGED, id.of, PAID, id.t));
}

void cp_rule_unlevered(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    if (cp_rule_of_members(x, node, id, book_of(id)->tax.unlevered[id.t]))
        return;
    cp_trace_is(x, node, CP_TRACE_SUM, book_of(id)->tax.unlevered[id.t]);
    add_charged(x, node, id, BARE);
}
