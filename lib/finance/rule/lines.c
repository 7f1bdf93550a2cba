/* Lines of an entity's statements. */
#include "finance/rule/row.h"
#include <math.h>
#include <string.h>

/* Totals, of the lines from one to another. */
static const struct {
    enum cp_statement_line total, from, to;
} totals[] = {
    {INC_EBITDA, INC_COMPUTE, INC_OTHER},       {INC_EBIT, INC_EBITDA, INC_SALE_GAIN},
    {INC_PRETAX, INC_EBIT, INC_ASSOCIATES},     {INC_NET, INC_PRETAX, INC_DEFERRED_TAX},
    {CF_OPERATING, CF_EBITDA, CF_FEES},         {CF_INVESTING, CF_CAPEX_SITE, CF_RECEIVED},
    {CF_FINANCING, CF_DRAW, CF_DISTRIBUTION},   {BS_ASSETS, BS_CASH, BS_ASSOCIATES},
    {BS_LIABILITIES, BS_DEBT, BS_DEFERRED_TAX}, {BS_EQUITY, BS_PAID_IN, BS_MINORITY}};

static bool is_empty(const struct cp_trace *x, const struct cp_book *b, size_t line, int64_t at) {
    if (at < 0)
        return b->open[line] == 0;
    for (size_t t = 0; t < model_of(x)->T; t++)
        if (b->line[line][t] != 0)
            return false;
    return true;
}

static bool add_total(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    if (id.sub == CF_NET) {
        cp_trace_add(x, node, 1, line_at(x, b, CF_OPERATING, id.t));
        cp_trace_add(x, node, 1, line_at(x, b, CF_INVESTING, id.t));
        cp_trace_add(x, node, 1, line_at(x, b, CF_FINANCING, id.t));
        return true;
    }
    for (size_t i = 0; i < sizeof totals / sizeof *totals; i++) {
        if (totals[i].total != id.sub)
            continue;
        for (size_t k = totals[i].from; k <= totals[i].to; k++)
            if (!is_empty(x, b, k, id.t))
                cp_trace_add(x, node, 1, line_at(x, b, (enum cp_statement_line)k, id.t));
        return true;
    }
    return false;
}

/* ---- what is taken in ---------------------------------------------------------------------- */

static void add_rents(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_finance_model *m = model_of(x);
    const struct cp_book *b = book_of(id);
    if (id.sub == INC_LEASE && b->entity->lease.rent.n && b->parent != NONE)
        cp_trace_add(x, node, 1, cp_rule_rent(x, b, id.t));
    for (size_t i = 0; i < m->nbook && id.sub == INC_LEASE_PAID; i++)
        if (m->book[i].parent != NONE && &m->book[m->book[i].parent] == b &&
            m->book[i].entity->lease.rent.n)
            cp_trace_add(x, node, -1, cp_rule_rent(x, &m->book[i], id.t));
}

static void add_compute(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    const struct cp_entity *e = b->entity;
    if (!e->price.n)
        return;
    size_t worth = cp_trace_by(x, cp_rule_path(x, &e->price, id.t, "entities/%s/price", e->name),
                               cp_trace_at(x, RULE_USE, b, 0, id.t));
    if (model_of(x)->plan->money.real_prices)
        worth = cp_trace_by(x, worth, cp_trace_at(x, RULE_INDEX, model_of(x)->book, 0, id.t));
    cp_trace_add(x, node, 1, worth);
}

static void add_streams(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    static const struct {
        enum cp_statement_line line;
        enum cp_stream_kind kind;
        double sign;
    } booked[] = {{INC_CONTRACT, CP_STREAM_REVENUE, 1},
                  {INC_CONTRACT_COST, CP_STREAM_OPEX, -1},
                  {CF_CAPEX_SITE, CP_STREAM_CAPEX, -1},
                  {CF_CAPEX_SITE, CP_STREAM_GRANT, 1}};
    const struct cp_entity *e = book_of(id)->entity;
    for (size_t k = 0; k < 4; k++)
        for (size_t i = 0; i < e->nstream && booked[k].line == id.sub; i++)
            if (e->stream[i].kind == booked[k].kind)
                cp_trace_add(x, node, booked[k].sign,
                             cp_trace_at(x, RULE_STREAM, &e->stream[i], 0, id.t));
}

/* On what assets are worth when the period begins. */
static void add_property_tax(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    const struct cp_entity *e = b->entity;
    const struct cp_path *rate[] = {&e->tax.property_site, &e->tax.property_gpu};
    double years = cp_period_years(model_of(x)->period[id.t]);
    for (size_t k = 0; k < 2; k++) {
        size_t worth = cp_trace_made(x, CP_TRACE_SUM, NULL, 0);
        for (size_t i = 0; rate[k]->n && i < b->asset.n; i++) {
            const struct cp_asset *a = &b->asset.at[i];
            if ((a->kind == ASSET_SITE) == (k == 0) && (id.t > 0 ? (int64_t)a->t < id.t : a->old))
                cp_trace_add(x, worth, 1, cp_trace_at(x, RULE_ASSET_VALUE, b, i, id.t - 1));
        }
        if (rate[k]->n)
            cp_trace_add(x, node, -years,
                         cp_trace_by(x, worth,
                                     cp_rule_path(x, rate[k], id.t, "entities/%s/property_tax/%s",
                                                  e->name, k ? "gpu" : "site")));
    }
}

static bool add_taken_in(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    if (id.sub > INC_OTHER && id.sub != CF_CAPEX_SITE && id.sub != CF_CAPEX_GPU)
        return false;
    if (id.sub == INC_PROPERTY_TAX) {
        add_property_tax(x, node, id);
        return true;
    }
    if (id.sub == CF_CAPEX_GPU) {
        cp_trace_add(x, node, -1, cp_trace_at(x, RULE_CELL, &b->gpu.paid[id.t], 0, -1));
        return true;
    }
    cp_rule_add_origins(x, node, &b->line[id.sub][id.t], 0, 1);
    if (id.sub == INC_COMPUTE)
        add_compute(x, node, id);
    add_rents(x, node, id);
    cp_rule_add_leases(x, node, id);
    add_streams(x, node, id);
    return true;
}

/* ---- income -------------------------------------------------------------------------------- */

static void add_depreciation(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    enum cp_asset_kind kind = id.sub == INC_DEPRECIATION_SITE ? ASSET_SITE : ASSET_GPU;
    bool down = id.sub == INC_IMPAIRMENT;
    for (size_t i = 0; i < b->asset.n; i++) {
        const struct cp_asset *a = &b->asset.at[i];
        if ((!down && a->kind != kind) || (int64_t)a->t > id.t)
            continue;
        cp_trace_add(x, node, -1,
                     cp_trace_at(x, down ? RULE_ASSET_BEFORE : RULE_ASSET_OPEN, b, i, id.t));
        cp_trace_add(x, node, 1,
                     cp_trace_at(x, down ? RULE_ASSET_VALUE : RULE_ASSET_BEFORE, b, i, id.t));
    }
    for (size_t k = 0; k < b->nloan && id.sub == INC_DEPRECIATION_SITE; k++) {
        struct cp_asset a = cp_finance_loan_asset(model_of(x), &b->loan[k]);
        int64_t from = cp_period_start(model_of(x)->period[id.t]),
                to = cp_period_end(model_of(x)->period[id.t]);
        double share =
            cp_finance_asset_depreciated(b, &a, to) - cp_finance_asset_depreciated(b, &a, from);
        cp_trace_add(
            x, node, -1,
            cp_trace_by(x, cp_trace_at(x, RULE_POOL, b, k, id.t),
                        cp_trace_key(x, share, "entities/%s/book_life/site", b->entity->name)));
    }
}

static void add_fees(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    for (size_t k = 0; k < b->nloan; k++) {
        cp_trace_add(x, node, -1, cp_trace_at(x, RULE_COSTS, b, k, id.t - 1));
        cp_trace_add(x, node, 1, cp_trace_at(x, RULE_COSTS, b, k, id.t));
    }
    cp_rule_add_loans(x, node, id, RULE_UPFRONT, -1);
    cp_rule_add_loans(x, node, id, RULE_DISCOUNT, -1);
    cp_rule_add_loans(x, node, id, RULE_COMMITMENT, -1);
    cp_rule_add_loans(x, node, id, RULE_POOLED_FEES, 1);
    cp_trace_add(x, node, -1, cp_rule_letters_fee(x, id));
}

/* Of those it owns. */
static void add_owned(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_finance_model *m = model_of(x);
    for (size_t i = 0; i < m->nbook; i++) {
        const struct cp_book *c = &m->book[i];
        const char *name = c->entity->name;
        if (c->parent == NONE || &m->book[c->parent] != book_of(id))
            continue;
        if (id.sub == INC_ASSOCIATES || id.sub == BS_ASSOCIATES) {
            cp_trace_add(x, node, 1,
                         cp_trace_at(x, id.sub == INC_ASSOCIATES ? RULE_STAKE_PROFIT : RULE_STAKE,
                                     c, 0, id.t));
            continue;
        }
        if (id.sub == INC_WITHHELD || id.sub == CF_WITHHELD) {
            cp_rule_add_withheld(x, node, id, c);
            continue;
        }
        cp_rule_add_lent(x, node, id, c, 1);
        if (id.sub == INC_LENT || id.sub == BS_LENT)
            continue;
        enum cp_statement_line of = id.sub == CF_INVESTMENT ? CF_CONTRIBUTION : CF_DISTRIBUTION;
        size_t own = cp_trace_key(x, c->entity->ownership, "entities/%s/ownership", name);
        cp_trace_add(x, node, -1, cp_trace_by(x, own, line_at(x, c, of, id.t)));
    }
}

static void add_reserve_interest(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    double rate = fmax(0, b->entity->waterfall.reserve_rate);
    size_t held = cp_trace_made(x, CP_TRACE_SUM, NULL, 0);
    for (size_t i = 0; i < b->reserve.n && id.t > 0; i++)
        cp_trace_add(x, held, 1, cp_trace_at(x, RULE_RESERVE, b, i, id.t - 1));
    size_t a =
        cp_trace_by(x, cp_trace_key(x, rate, "entities/%s/reserve_rate", b->entity->name), held);
    cp_trace_add(x, node, cp_period_years(model_of(x)->period[id.t]), a);
}

static bool add_income(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    switch (id.sub) {
    case INC_DEPRECIATION_SITE:
    case INC_DEPRECIATION_GPU:
    case INC_IMPAIRMENT:
        add_depreciation(x, node, id);
        return true;
    case INC_RESERVE_INTEREST:
        add_reserve_interest(x, node, id);
        return true;
    case INC_INTEREST:
    case INC_OWNER_INTEREST:
        cp_rule_add_held(x, node, id, RULE_INTEREST, -1, id.sub == INC_OWNER_INTEREST);
        cp_rule_add_held(x, node, id, RULE_POOLED, 1, id.sub == INC_OWNER_INTEREST);
        return true;
    case INC_FEES:
        add_fees(x, node, id);
        return true;
    case INC_DEPRECIATION_LEASE:
    case INC_SALE_GAIN:
    case INC_LEASE_INTEREST:
    case CF_LEASES:
    case CF_CAPEX_LEASED:
    case CF_LEASE_SALE:
    case CF_LEASE_PRINCIPAL:
    case BS_ROU:
    case BS_LEASED:
    case BS_LEASE:
        cp_rule_add_leases(x, node, id);
        return true;
    case INC_TAX:
    case CF_TAX:
    case INC_TAX_SHARED:
    case CF_TAX_SHARED:
        cp_rule_add_tax(x, node, id);
        return true;
    case INC_DEFERRED_TAX:
        cp_trace_add(x, node, 1, line_at(x, id.of, BS_DEFERRED_TAX, id.t - 1));
        cp_trace_add(x, node, -1, line_at(x, id.of, BS_DEFERRED_TAX, id.t));
        return true;
    case INC_LENT:
    case BS_LENT:
    case INC_WITHHELD:
    case CF_WITHHELD:
    case INC_ASSOCIATES:
    case BS_ASSOCIATES:
    case CF_INVESTMENT:
    case CF_RECEIVED:
        add_owned(x, node, id);
        return true;
    default:
        return false;
    }
}

/* ---- cash ---------------------------------------------------------------------------------- */

static void add_contribution(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    for (size_t r = 1; r <= cp_rule_rows(x, b, id.t) + 1; r++)
        cp_trace_add(x, node, 1, cp_trace_at(x, RULE_ROW_OWN, b, cp_rule_row(r, 0), id.t));
    cp_rule_add_loans(x, node, id, RULE_SUPPORT, 1);
    for (size_t r = 1; r <= cp_rule_rows(x, b, id.t); r++)
        for (size_t i = 0; i < b->reserve.n; i++) {
            struct cp_rule_row_of w = cp_rule_row_at(x, b, id.t, r);
            if (cp_rule_is_letter(b, i) && cp_rule_backs(b, &w, i))
                cp_trace_add(x, node, 1, cp_trace_at(x, RULE_TAKEN, b, cp_rule_row(r, i), id.t));
        }
    if (b->entity->tax.at_owners)
        cp_trace_add(x, node, 1, cp_trace_above(x, ofbook(x, id, RULE_TAX, id.t)));
}

static void add_distribution(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    cp_trace_add(x, node, -1, cp_trace_at(x, RULE_STEP, b, STEP_DISTRIBUTION, id.t));
    if (b->entity->tax.at_owners)
        cp_trace_add(x, node, -1,
                     cp_trace_above(x, cp_trace_times(x, -1, ofbook(x, id, RULE_TAX, id.t))));
}

static bool add_cash(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    static const struct {
        enum cp_statement_line line;
        enum cp_rule what;
        double sign;
        bool owners;
    } loans[] = {{CF_FEES, RULE_COMMITMENT, -1, false},
                 {CF_DRAW, RULE_DRAW, 1, false},
                 {CF_PRINCIPAL, RULE_PRINCIPAL, -1, false},
                 {CF_UPFRONT, RULE_UPFRONT, -1, false},
                 {CF_UPFRONT, RULE_DISCOUNT, -1, false},
                 {BS_DEBT, RULE_BALANCE, 1, false},
                 {BS_FINANCING_COSTS, RULE_COSTS, 1, false},
                 {CF_INTEREST, RULE_INTEREST, -1, false},
                 {CF_INTEREST, RULE_IDC, 1, false},
                 {CF_INTEREST, RULE_INTEREST_SHORT, 1, false},
                 {CF_OWNER_DRAW, RULE_DRAW, 1, true},
                 {CF_OWNER_PRINCIPAL, RULE_PRINCIPAL, -1, true},
                 {BS_OWNER_DEBT, RULE_BALANCE, 1, true},
                 {CF_OWNER_INTEREST, RULE_INTEREST, -1, true},
                 {CF_OWNER_INTEREST, RULE_IDC, 1, true},
                 {CF_OWNER_INTEREST, RULE_INTEREST_SHORT, 1, true}};
    bool known = false;
    if (id.sub == CF_FEES)
        cp_trace_add(x, node, -1, cp_rule_letters_fee(x, id));
    for (size_t i = 0; i < sizeof loans / sizeof *loans; i++)
        if (loans[i].line == id.sub) {
            cp_rule_add_held(x, node, id, loans[i].what, loans[i].sign, loans[i].owners);
            known = true;
        }
    if (id.sub == CF_EBITDA || id.sub == CF_RESERVE_INTEREST)
        cp_trace_add(
            x, node, 1,
            line_at(x, id.of, id.sub == CF_EBITDA ? INC_EBITDA : INC_RESERVE_INTEREST, id.t));
    else if (id.sub == CF_CONTRIBUTION)
        add_contribution(x, node, id);
    else if (id.sub == CF_DISTRIBUTION)
        add_distribution(x, node, id);
    else
        return known;
    return true;
}

/* ---- balance ------------------------------------------------------------------------------- */

static void add_assets(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    enum cp_asset_kind kind = id.sub == BS_SITE ? ASSET_SITE : ASSET_GPU;
    for (size_t i = 0; i < b->asset.n; i++) {
        const struct cp_asset *a = &b->asset.at[i];
        if (a->kind == kind && (id.t < 0 ? a->old : (int64_t)a->t <= id.t))
            cp_trace_add(x, node, 1, cp_trace_at(x, RULE_ASSET_VALUE, b, i, id.t));
    }
    for (size_t k = 0; k < b->nloan && id.sub == BS_SITE; k++) {
        struct cp_asset a = cp_finance_loan_asset(model_of(x), &b->loan[k]);
        int64_t to =
            id.t < 0 ? model_of(x)->plan->horizon.origin : cp_period_end(model_of(x)->period[id.t]);
        double left = 1 - cp_finance_asset_depreciated(b, &a, to);
        cp_trace_add(
            x, node, 1,
            cp_trace_by(x, cp_trace_at(x, RULE_POOL, b, k, id.t),
                        cp_trace_key(x, left, "entities/%s/book_life/site", b->entity->name)));
    }
}

/* What tax has deducted before the books, less losses carried forward, taxed; less credits. */
static void add_deferred(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    size_t gap = cp_trace_less(x, ofbook(x, id, RULE_BOOK_DEDUCTIBLE, id.t),
                               ofbook(x, id, RULE_TAX_BASIS, id.t));
    gap = cp_trace_plus(x, gap, ofbook(x, id, RULE_LEASE_GAP, id.t));
    if (id.t >= 0)
        gap = cp_trace_less(x, cp_trace_less(x, gap, ofbook(x, id, RULE_TAX_LOSSES, id.t)),
                            ofbook(x, id, RULE_TAX_BARRED, id.t));
    cp_trace_add(x, node, 1, cp_trace_by(x, ofbook(x, id, RULE_TAX_RATE, 0), gap));
    if (id.t >= 0)
        cp_trace_add(x, node, -1, ofbook(x, id, RULE_TAX_CREDITS, id.t));
}

static void add_cash_held(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    size_t last = cp_rule_rows(x, b, id.t) + 1 + b->entity->waterfall.nstep;
    cp_trace_add(x, node, 1, cp_trace_at(x, RULE_HAVE, b, cp_rule_row(last, 0), id.t));
    for (size_t i = 0; i < b->reserve.n; i++)
        cp_trace_add(x, node, 1, cp_trace_at(x, RULE_RESERVE, b, i, id.t));
}

/* Where the plan says no cash, what is borrowed before it and not spent. */
static void add_open_cash(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    if (b->entity->cash >= 0) {
        cp_trace_add(x, node, 1,
                     cp_trace_key(x, b->entity->cash, "entities/%s/cash", b->entity->name));
        return;
    }
    size_t left = cp_trace_less(x, line_at(x, b, BS_DEBT, -1), line_at(x, b, BS_SITE, -1));
    left = cp_trace_less(x, left, line_at(x, b, BS_GPU, -1));
    left = cp_trace_less(x, left, line_at(x, b, BS_FINANCING_COSTS, -1));
    cp_trace_add(x, node, 1, cp_trace_above(x, left));
}

static void add_balance(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    size_t ordered;
    if (id.sub == BS_SITE || id.sub == BS_GPU)
        add_assets(x, node, id);
    else if (id.sub == BS_DEFERRED_TAX)
        add_deferred(x, node, id);
    else if (id.sub == BS_CASH && id.t < 0)
        add_open_cash(x, node, id);
    else if (id.sub == BS_CASH)
        add_cash_held(x, node, id);
    else if (id.t < 0 && (id.sub == BS_PAID_IN || id.sub == BS_EQUITY)) {
        cp_trace_add(x, node, 1, line_at(x, id.of, BS_ASSETS, -1));
        cp_trace_add(x, node, -1, line_at(x, id.of, BS_LIABILITIES, -1));
    } else if (id.t >= 0 && (id.sub == BS_DEPOSITS || id.sub == BS_PAYABLES)) {
        ordered = ofbook(x, id, RULE_ORDERED, id.t);
        if (id.sub == BS_PAYABLES)
            ordered = cp_trace_times(x, -1, ordered);
        cp_trace_add(x, node, 1, cp_trace_above(x, ordered));
    } else if (id.t >= 0 && (id.sub == BS_PAID_IN || id.sub == BS_RETAINED)) {
        cp_trace_add(x, node, 1, at(x, id, id.t - 1));
        cp_trace_add(x, node, 1,
                     line_at(x, id.of, id.sub == BS_PAID_IN ? CF_CONTRIBUTION : INC_NET, id.t));
        if (id.sub == BS_RETAINED)
            cp_trace_add(x, node, 1, line_at(x, id.of, CF_DISTRIBUTION, id.t));
    }
}

void cp_rule_line(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    cp_trace_is(x, node, CP_TRACE_SUM, id.t < 0 ? b->open[id.sub] : b->line[id.sub][id.t]);
    if (is_group(x, id))
        cp_rule_group_line(x, node, id);
    else if (id.t < 0 && id.sub < BS_CASH)
        return;
    else if (id.t < 0 && id.sub == BS_EQUITY)
        add_balance(x, node, id);
    else if (!add_total(x, node, id) && (id.t < 0 || !add_taken_in(x, node, id)) &&
             !add_income(x, node, id) && !add_cash(x, node, id))
        add_balance(x, node, id);
}

void cp_rule_ordered(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    if (id.t > 0)
        cp_trace_add(x, node, 1, at(x, id, id.t - 1));
    cp_trace_add(x, node, 1, cp_trace_at(x, RULE_CELL, &b->gpu.paid[id.t], 0, -1));
    cp_trace_add(x, node, -1, cp_trace_at(x, RULE_CELL, &b->gpu.delivered[id.t], 0, -1));
}

void cp_rule_revenue(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    static const enum cp_statement_line lines[] = {INC_COMPUTE, INC_TENANT, INC_LEASE,
                                                   INC_CONTRACT};
    cp_trace_is(x, node, CP_TRACE_SUM, cp_finance_revenue(id.of, (size_t)id.t));
    for (size_t i = 0; i < 4; i++)
        if (!is_empty(x, id.of, lines[i], id.t))
            cp_trace_add(x, node, 1, line_at(x, id.of, lines[i], id.t));
}
