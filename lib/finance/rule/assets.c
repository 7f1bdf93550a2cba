/* Assets in the books and for tax, and the interest that goes into the halls. */
#include "finance/rule/rule.h"
#include <math.h>
#include <string.h>

static const struct cp_asset *asset_of(struct cp_trace_id id) {
    return &book_of(id)->asset.at[id.sub];
}

static int64_t end_of(const struct cp_trace *x, int64_t t) {
    return t < 0 ? model_of(x)->plan->horizon.origin : cp_period_end(model_of(x)->period[t]);
}

void cp_rule_asset_cost(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    cp_trace_is(x, node, CP_TRACE_SUM, asset_of(id)->cost);
    cp_rule_add_origins(x, node, &book_of(id)->asset, id.sub, 1);
}

/* What is left of it by its life in the books. */
static size_t left_of(struct cp_trace *x, struct cp_trace_id id, int64_t t) {
    const struct cp_book *b = book_of(id);
    const struct cp_asset *a = asset_of(id);
    double left = 1 - cp_finance_asset_depreciated(b, a, end_of(x, t));
    return cp_trace_key(x, left, "entities/%s/book_life/%s", b->entity->name,
                        a->kind == ASSET_SITE ? "site" : "gpu");
}

static bool is_tested(struct cp_trace_id id) {
    return book_of(id)->entity->impairment && !isnan(cp_finance_asset_fair(asset_of(id), 0));
}

void cp_rule_asset_before(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    cp_trace_is(x, node, CP_TRACE_PRODUCT, NAN);
    cp_trace_add(x, node, 1, also(x, id, RULE_ASSET_COST, 0));
    cp_trace_add(x, node, 1, left_of(x, id, id.t));
    if (is_tested(id) && id.t > (int64_t)asset_of(id)->t)
        cp_trace_add(x, node, 1, also(x, id, RULE_ASSET_KEPT, id.t - 1));
}

void cp_rule_asset_value(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_asset *a = asset_of(id);
    cp_trace_is(x, node, CP_TRACE_LEAST, NAN);
    cp_trace_add(x, node, 1, also(x, id, RULE_ASSET_BEFORE, id.t));
    if (id.t < 0 || !is_tested(id))
        return;
    size_t fair = cp_trace_key(x, cp_finance_asset_fair(a, end_of(x, id.t)),
                               "skus/%s/residual_value", a->sku->name);
    cp_trace_add(x, node, 1, cp_trace_by(x, also(x, id, RULE_ASSET_COST, 0), fair));
}

/* 0 over 0: nothing is left to be written down. */
void cp_rule_asset_kept(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    cp_trace_is(x, node, CP_TRACE_RATIO, NAN);
    cp_trace_add(x, node, 1, also(x, id, RULE_ASSET_VALUE, id.t));
    cp_trace_add(x, node, 1, cp_trace_by(x, also(x, id, RULE_ASSET_COST, 0), left_of(x, id, id.t)));
    if (!x->oom)
        x->node[node].plus = 1;
}

/* Its value before the period. */
void cp_rule_asset_open(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_asset *a = asset_of(id);
    bool first = id.t == (int64_t)a->t;
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    cp_trace_add(x, node, 1,
                 !first   ? also(x, id, RULE_ASSET_VALUE, id.t - 1)
                 : a->old ? also(x, id, RULE_ASSET_VALUE, -1)
                          : also(x, id, RULE_ASSET_COST, 0));
}

/* ---- for tax ------------------------------------------------------------------------------- */

static size_t class_key(struct cp_trace *x, const struct cp_book *b, const struct cp_asset_class *c,
                        const char *key, double value) {
    return cp_trace_key(x, value, "entities/%s/depreciation/classes/%s/%s", b->entity->name,
                        c->name, key);
}

/* The part of a class's cost that is ever deducted: half of the credit comes off. */
static size_t class_basis(struct cp_trace *x, const struct cp_book *b,
                          const struct cp_asset_class *c) {
    size_t share = class_key(x, b, c, "share", c->share);
    if (c->credit == 0)
        return share;
    size_t half = cp_trace_times(x, 0.5, class_key(x, b, c, "credit", c->credit));
    return cp_trace_by(x, share, cp_trace_less(x, cp_trace_number(x, 1), half));
}

/* sub: 1 of halls with classes. */
void cp_rule_deductible_share(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_entity *e = book_of(id)->entity;
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    if (!id.sub)
        cp_trace_add(x, node, 1, cp_trace_number(x, 1));
    for (size_t i = 0; id.sub && i < e->nclass; i++)
        if (!cp_finance_class_never(&e->asset_class[i]))
            cp_trace_add(x, node, 1, class_basis(x, id.of, &e->asset_class[i]));
}

static size_t deductible_share(struct cp_trace *x, const struct cp_book *b,
                               const struct cp_asset *a) {
    return cp_trace_at(x, RULE_DEDUCTIBLE_SHARE, b, cp_finance_asset_has_classes(b, a), 0);
}

/* bonus + (1 - bonus) x what the schedule has deducted. */
static size_t with_bonus(struct cp_trace *x, size_t schedule, size_t bonus) {
    size_t rest = cp_trace_less(x, cp_trace_number(x, 1), bonus);
    return cp_trace_plus(x, bonus, cp_trace_by(x, rest, schedule));
}

/* Of 1 of its cost, what tax has deducted by the end of a period. */
static size_t deducted(struct cp_trace *x, const struct cp_book *b, const struct cp_asset *a,
                       int64_t t) {
    const struct cp_entity *e = b->entity;
    int64_t to = end_of(x, t);
    bool site = a->kind == ASSET_SITE;
    size_t sum = cp_trace_made(x, CP_TRACE_SUM, NULL, 0);
    if (to <= a->start)
        return sum;
    if (!cp_finance_asset_has_classes(b, a)) {
        const struct cp_entity_asset *how = site ? &e->halls : &e->gpus;
        const char *method = a->method ? a->method : how->method;
        size_t s = cp_trace_key(x, cp_finance_asset_schedule(b, a, method, to),
                                "entities/%s/depreciation/%s", e->name, site ? "site" : "gpu");
        double bonus = cp_finance_asset_bonus(b, a, &how->bonus);
        if (!a->method && bonus != 0)
            s = with_bonus(x, s,
                           cp_trace_key(x, bonus, "entities/%s/depreciation/bonus_%s", e->name,
                                        site ? "site" : "gpu"));
        return s;
    }
    for (size_t i = 0; i < e->nclass; i++) {
        const struct cp_asset_class *c = &e->asset_class[i];
        if (cp_finance_class_never(c))
            continue;
        size_t s = class_key(x, b, c, "method", cp_finance_asset_schedule(b, a, c->method, to));
        double bonus = cp_finance_asset_bonus(b, a, &c->bonus);
        if (bonus != 0)
            s = with_bonus(x, s, class_key(x, b, c, "bonus", bonus));
        cp_trace_add(x, sum, 1, cp_trace_by(x, class_basis(x, b, c), s));
    }
    return sum;
}

void cp_rule_asset_deducted(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    cp_trace_is(x, node, CP_TRACE_SUM,
                cp_finance_asset_deducted(id.of, asset_of(id), end_of(x, id.t)));
    cp_trace_add(x, node, 1, deducted(x, id.of, asset_of(id), id.t));
}

void cp_rule_asset_credit(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    for (size_t i = 0; i < b->entity->nclass; i++) {
        const struct cp_asset_class *c = &b->entity->asset_class[i];
        size_t part = cp_trace_by(x, class_key(x, b, c, "share", c->share),
                                  class_key(x, b, c, "credit", c->credit));
        cp_trace_add(x, node, 1, cp_trace_by(x, also(x, id, RULE_ASSET_COST, 0), part));
    }
}

void cp_rule_tax_depreciation(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    if (cp_rule_of_members(x, node, id, NAN))
        return;
    cp_trace_is(x, node, CP_TRACE_SUM, b->tax.depreciation[id.t]);
    for (size_t i = 0; i < b->asset.n; i++) {
        const struct cp_asset *a = &b->asset.at[i];
        if ((int64_t)a->t > id.t)
            continue;
        size_t now = cp_trace_at(x, RULE_ASSET_DEDUCTED, b, i, id.t);
        if (a->old || id.t > (int64_t)a->t)
            now = cp_trace_less(x, now, cp_trace_at(x, RULE_ASSET_DEDUCTED, b, i, id.t - 1));
        cp_trace_add(x, node, 1, cp_trace_by(x, cp_trace_at(x, RULE_ASSET_COST, b, i, 0), now));
    }
}

/* ---- what deferred tax is on --------------------------------------------------------------- */

static bool stands(const struct cp_asset *a, int64_t t) {
    return t < 0 ? a->old : (int64_t)a->t <= t;
}

static size_t of_pool(struct cp_trace *x, const struct cp_book *b, size_t k, int64_t t, bool tax) {
    struct cp_asset a = cp_finance_loan_asset(model_of(x), &b->loan[k]);
    size_t share = deductible_share(x, b, &a), pool = cp_trace_at(x, RULE_POOL, b, k, t);
    if (tax)
        return cp_trace_by(x, pool, cp_trace_less(x, share, deducted(x, b, &a, t)));
    double left = 1 - cp_finance_asset_depreciated(b, &a, end_of(x, t));
    size_t life = cp_trace_key(x, left, "entities/%s/book_life/site", b->entity->name);
    return cp_trace_by(x, pool, cp_trace_by(x, life, share));
}

void cp_rule_book_deductible(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    cp_trace_is(x, node, CP_TRACE_SUM,
                id.t < 0 ? NAN : b->tax.deductible[id.t] + b->idc.deductible[id.t]);
    for (size_t i = 0; i < b->asset.n; i++)
        if (stands(&b->asset.at[i], id.t))
            cp_trace_add(x, node, 1,
                         cp_trace_by(x, cp_trace_at(x, RULE_ASSET_VALUE, b, i, id.t),
                                     deductible_share(x, b, &b->asset.at[i])));
    for (size_t k = 0; k < b->nloan; k++)
        cp_trace_add(x, node, 1, of_pool(x, b, k, id.t, false));
}

void cp_rule_tax_basis(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    cp_trace_is(x, node, CP_TRACE_SUM, id.t < 0 ? NAN : b->tax.basis[id.t] + b->idc.basis[id.t]);
    for (size_t i = 0; i < b->asset.n; i++) {
        if (!stands(&b->asset.at[i], id.t))
            continue;
        size_t left = cp_trace_less(x, deductible_share(x, b, &b->asset.at[i]),
                                    cp_trace_at(x, RULE_ASSET_DEDUCTED, b, i, id.t));
        cp_trace_add(x, node, 1, cp_trace_by(x, cp_trace_at(x, RULE_ASSET_COST, b, i, 0), left));
    }
    for (size_t k = 0; k < b->nloan; k++)
        cp_trace_add(x, node, 1, of_pool(x, b, k, id.t, true));
}

/* Capitalised interest of a loan until the period's end. */
void cp_rule_pool(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    cp_trace_add(x, node, 1, also(x, id, RULE_CAPITALISED, id.t));
}

/* Interest that went into the halls is deducted with them. */
void cp_rule_add_pools(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    for (size_t k = 0; k < b->nloan; k++) {
        struct cp_asset a = cp_finance_loan_asset(model_of(x), &b->loan[k]);
        size_t now = cp_trace_less(x, deducted(x, b, &a, id.t), deducted(x, b, &a, id.t - 1));
        cp_trace_add(x, node, 1, cp_trace_by(x, cp_trace_at(x, RULE_POOL, b, k, id.t), now));
    }
}

/* Fees that tax never lets deduct: of issue, as they are amortised. */
static void less_undeducted(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    for (size_t k = 0; k < b->nloan; k++) {
        if (!b->loan[k].tranche->fee.undeducted)
            continue;
        cp_trace_add(x, node, -1, cp_trace_at(x, RULE_COSTS, b, k, id.t - 1));
        cp_trace_add(x, node, -1, cp_trace_at(x, RULE_UPFRONT, b, k, id.t));
        cp_trace_add(x, node, -1, cp_trace_at(x, RULE_DISCOUNT, b, k, id.t));
        cp_trace_add(x, node, 1, cp_trace_at(x, RULE_COSTS, b, k, id.t));
    }
}

void cp_rule_deductible(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    cp_trace_add(x, node, -1, line_at(x, id.of, INC_INTEREST, id.t));
    cp_trace_add(x, node, -1, line_at(x, id.of, INC_OWNER_INTEREST, id.t));
    cp_trace_add(x, node, -1, line_at(x, id.of, INC_FEES, id.t));
    less_undeducted(x, node, id);
    cp_rule_add_pools(x, node, id);
    cp_trace_add(x, node, 1, ofbook(x, id, RULE_TAX_DEPRECIATION, id.t));
    cp_trace_add(x, node, 1, ofbook(x, id, RULE_LEASE_DEDUCTED, id.t));
}

/* ---- sums of books ------------------------------------------------------------------------- */

/* sub: GPU-hours, those of an SKU with a market price, what these would fetch. */
void cp_rule_use(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book_use *use = &book_of(id)->use;
    const double *of[] = {use->hours, use->market_hours, use->market};
    if (cp_rule_of_members(x, node, id, of[id.sub][id.t]))
        return;
    cp_trace_is(x, node, CP_TRACE_SUM, of[id.sub][id.t]);
    cp_rule_add_origins(x, node, &of[id.sub][id.t], 0, 1);
}

static void add_values(struct cp_trace *x, size_t node, struct cp_trace_id id, bool old) {
    const struct cp_book *b = book_of(id);
    for (size_t i = 0; i < b->asset.n; i++)
        if (b->asset.at[i].old == old && (int64_t)b->asset.at[i].t <= id.t)
            cp_trace_add(x, node, 1, cp_trace_at(x, RULE_ASSET_VALUE, b, i, id.t));
}

void cp_rule_net_new(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    if (cp_rule_of_members(x, node, id, b->asset.net_new[id.t]))
        return;
    cp_trace_is(x, node, CP_TRACE_SUM, b->asset.net_new[id.t]);
    add_values(x, node, id, false);
}

void cp_rule_net_old(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    if (cp_rule_of_members(x, node, id, b->asset.net_old[id.t]))
        return;
    cp_trace_is(x, node, CP_TRACE_SUM, b->asset.net_old[id.t]);
    add_values(x, node, id, true);
}

void cp_rule_used_old(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    if (cp_rule_of_members(x, node, id, b->asset.used_old[id.t]))
        return;
    cp_trace_is(x, node, CP_TRACE_SUM, b->asset.used_old[id.t]);
    for (size_t i = 0; i < b->asset.n; i++)
        if (b->asset.at[i].old) {
            cp_trace_add(x, node, 1, cp_trace_at(x, RULE_ASSET_OPEN, b, i, id.t));
            cp_trace_add(x, node, -1, cp_trace_at(x, RULE_ASSET_VALUE, b, i, id.t));
        }
}
