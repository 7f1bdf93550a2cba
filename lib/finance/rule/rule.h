/* What closed books obey: for every number in them, and in what is written of them, the rule that
 * says what it is made of. A rule names others by their constants, never by their functions, and
 * says where the model has the number, so that both are held against each other.
 *
 * Each rule's `of` is a book; `sub` a line, loan, asset, account, ...; t a period, -1: the start.
 */
#ifndef CAPPLAN_FINANCE_RULE_H
#define CAPPLAN_FINANCE_RULE_H

#include "finance/answer/answer.h"
#include "finance/trace/trace.h"

/* Constant, function, how it is named, in words. */
#define CP_RULES(X)                                                                                \
    X(LINE, line, line, "")                                                                        \
    X(CELL, cell, cell, "taken in")                                                                \
    X(STREAM, stream, stream, "stream")                                                            \
    X(CONTRACTED, contracted, stream, "stream by contract")                                        \
    X(INDEX, index, period, "price index")                                                         \
    X(REVENUE, revenue, book, "revenue")                                                           \
    X(TAX_RATE, tax_rate, book, "tax rate")                                                        \
    X(ORDERED, ordered, book, "paid and not delivered")                                            \
    X(STAKE, stake, book, "the owner's stake")                                                     \
    X(STAKE_PROFIT, stake_profit, book, "the owner's part of the profit")                          \
    X(RECOURSE, recourse, book, "debt owners stand in for")                                        \
    X(USE, use, book, "use")                                                                       \
    X(NET_NEW, net_new, book, "book value of new assets")                                          \
    X(NET_OLD, net_old, book, "book value of old assets")                                          \
    X(USED_OLD, used_old, book, "depreciation of old assets")                                      \
    X(ASSET_COST, asset_cost, asset, "cost")                                                       \
    X(ASSET_OPEN, asset_open, asset, "value before")                                               \
    X(ASSET_BEFORE, asset_before, asset, "depreciated value")                                      \
    X(ASSET_VALUE, asset_value, asset, "value")                                                    \
    X(ASSET_KEPT, asset_kept, asset, "not written down")                                           \
    X(ASSET_DEDUCTED, asset_deducted, asset, "deducted share")                                     \
    X(ASSET_CREDIT, asset_credit, asset, "investment credit")                                      \
    X(DEDUCTIBLE_SHARE, deductible_share, book, "deductible share")                                \
    X(POOL, pool, loan, "interest in the halls")                                                   \
    X(TAX_DEPRECIATION, tax_depreciation, book, "tax depreciation")                                \
    X(BOOK_DEDUCTIBLE, book_deductible, book, "book value that tax lets deduct")                   \
    X(TAX_BASIS, tax_basis, book, "tax basis")                                                     \
    X(DEDUCTIBLE, deductible, book, "deductible")                                                  \
    X(TAX_PROFIT, tax_profit, year, "taxable profit of the year")                                  \
    X(TAX_INTEREST, tax_interest, year, "net interest of the year")                                \
    X(TAX_SPARED, tax_spared, year, "depreciation for tax of the year")                            \
    X(TAX_ALLOWED, tax_allowed, year, "interest deducted in the year")                             \
    X(TAX_BARRED, tax_barred, year, "interest carried forward")                                    \
    X(TAX_NET, tax_net, year, "taxable profit of the year with interest limited")                  \
    X(TAX_VINTAGE, tax_vintage, vintage, "left of a loss")                                         \
    X(TAX_SHARE, tax_share, filing, "part")                                                        \
    X(TAX_CLAIMED, tax_claimed, year, "losses of others deducted in the year")                     \
    X(TAX_GIVEN, tax_given, year, "losses that others deduct in the year")                         \
    X(TAX_PAID, tax_paid, year, "paid to others for losses in the year")                           \
    X(TAX_EARNED, tax_earned, year, "credits of the year")                                         \
    X(TAX_BASE, tax_base, year, "taxable income of the year")                                      \
    X(TAX_STATE, tax_state, year, "state tax of the year")                                         \
    X(TAX_FEDERAL, tax_federal, year, "federal tax of the year")                                   \
    X(TAX_USED, tax_used, year, "credits used in the year")                                        \
    X(TAX_LOSSES, tax_losses, year, "losses carried forward")                                      \
    X(TAX_CREDITS, tax_credits, year, "credits carried forward")                                   \
    X(TAX_CHARGED, tax_charged, book, "charged in the period")                                     \
    X(TAX, tax, book, "tax")                                                                       \
    X(UNLEVERED, unlevered, book, "tax without debt")                                              \
    X(CFADS, cfads, book, "cfads")                                                                 \
    X(SERVICE, service, book, "debt service due")                                                  \
    X(SERVICE_DUE, service_due, loan, "debt service due")                                          \
    X(AMOUNT, amount, loan, "amount")                                                              \
    X(GROWTH, growth, loan, "grown by capitalised interest")                                       \
    X(GEARED, geared, loan, "what gearing allows")                                                 \
    X(OWED, owed, loan, "owed when repayment starts")                                              \
    X(RATE, rate, loan, "interest on 1")                                                           \
    X(ANNUITY, annuity, loan, "annuity")                                                           \
    X(BALANCE, balance, loan, "debt")                                                              \
    X(DRAW, draw, loan, "draw")                                                                    \
    X(WANTED, wanted, loan, "draw wanted")                                                         \
    X(NEED, need, book, "to be paid for")                                                          \
    X(DRAWN, drawn, loan, "drawn so far")                                                          \
    X(INTEREST, interest, loan, "interest")                                                        \
    X(IDC, idc, loan, "idc")                                                                       \
    X(UPFRONT, upfront, loan, "fees/upfront")                                                      \
    X(CLOSED_FEE, closed_fee, loan, "closed_fee")                                                  \
    X(DISCOUNT, discount, loan, "fees/oid")                                                        \
    X(COMMITMENT, commitment, loan, "fees/commitment")                                             \
    X(COSTS, costs, loan, "costs of issue")                                                        \
    X(BUILDING, building, book, "part that is building")                                           \
    X(POOLED, pooled, loan, "interest that goes into the halls")                                   \
    X(POOLED_FEES, pooled_fees, loan, "fees that go into the halls")                               \
    X(CAPITALISED, capitalised, loan, "in the halls so far")                                       \
    X(DUE, due, loan, "principal due")                                                             \
    X(PLANNED, planned, loan, "scheduled principal")                                               \
    X(PLANNED_LEFT, planned_left, loan, "scheduled balance")                                       \
    X(CONTRACT, contract, loan, "balance by contract")                                             \
    X(DRAW_LEFT, draw_left, loan, "left of a draw")                                                \
    X(CAPACITY, capacity, loan, "service that cash carries")                                       \
    X(CAPACITY_AFTER, capacity_after, loan, "service that cash carries after the plan")            \
    X(CARRIED, carried, loan, "value of the service carried after")                                \
    X(SCALE, scale, loan, "part of the service carried that is used")                              \
    X(ASSET_BASE, asset_base, loan, "lent on accelerators")                                        \
    X(INTEREST_SHORT, interest_short, loan, "shortfall/interest")                                  \
    X(PRINCIPAL_SHORT, principal_short, loan, "shortfall/principal")                               \
    X(PRINCIPAL, principal, loan, "principal")                                                     \
    X(SUPPORT, support, loan, "owner_support")                                                     \
    X(HAVE, have, row, "cash after row")                                                           \
    X(ROW_DUE, row_due, row, "due in row")                                                         \
    X(ROW_PAID, row_paid, row, "paid from cash in row")                                            \
    X(LEFT_PAID, left_paid, row, "paid of what is left in row")                                    \
    X(ROW_OWN, row_own, row, "paid by owners in row")                                              \
    X(TAKEN, taken, row, "moved by a reserve in row")                                              \
    X(HELD, held, row, "held by a reserve after row")                                              \
    X(DONE, done, row, "paid to a tranche until row")                                              \
    X(GIVEN, given, row, "paid for a tranche by owners in row")                                    \
    X(SUPPORTED, supported, row, "paid for a tranche by owners until row")                         \
    X(SWEPT_IN, swept_in, row, "swept in row")                                                     \
    X(SWEPT, swept, loan, "sweep")                                                                 \
    X(SPEND_DUE, spend_due, book, "spending not drawn")                                            \
    X(STEP, step, step, "waterfall")                                                               \
    X(RESERVE, reserve, account, "reserve")                                                        \
    X(TARGET, target, account, "target of the reserve")                                            \
    X(DSCR, dscr, book, "dscr")                                                                    \
    X(COVENANT, covenant, loan, "covenant")                                                        \
    X(HURDLE, hurdle, book, "hurdle")                                                              \
    X(FLOW, flow, flow, "flow")                                                                    \
    X(NPV, npv, flow, "npv")                                                                       \
    X(IRR, irr, flow, "irr")                                                                       \
    X(XIRR, xirr, flow, "xirr")                                                                    \
    X(MULTIPLE, multiple, book, "equity_multiple")                                                 \
    X(DSCR_OF, dscr_of, book, "dscr of the plan")                                                  \
    X(CFADS_VALUE, cfads_value, loan, "cfads_value")                                               \
    X(COVER_RATE, cover_rate, loan, "rate of the debt that counts")                                \
    X(LIFE_COVER, life_cover, loan, "cover")                                                       \
    X(RATIO, ratio, book, "ratio")                                                                 \
    X(HOUR_COST, hour_cost, book, "cost_per_gpu_hour")                                             \
    X(LIFE, life, loan, "weighted_average_life")                                                   \
    X(LIMIT, limit, loan, "covenant_limit")                                                        \
    X(SWAPPED, swapped, loan, "closed_swap")                                                       \
    X(EXPOSURE, exposure, exposure, "exposure to")                                                 \
    X(EXPOSURE_MOST, exposure_most, exposure, "maximum_exposure to")                               \
    X(SUSPENDED, suspended, book, "suspended_loss on")                                             \
    X(LEASE, lease, lease, "lease")                                                                \
    X(LEASED, leased, leased, "lease")                                                             \
    X(LEASE_GAP, lease_gap, book, "leases, books less tax")                                        \
    X(LEASE_DEDUCTED, lease_deducted, book, "deducted of leases")                                  \
    X(LACK, lack, tier, "lacked by capital of hurdle")                                             \
    X(TIER, tier, tier, "paid in tier")                                                            \
    X(PARTNER_CASH, partner_cash, partner, "partner_cash")                                         \
    X(PARTNER_IRR, partner_irr, partner, "partner_irr")                                            \
    X(PARTNER_NPV, partner_npv, partner, "partner_npv")                                            \
    X(PARTNER_MULTIPLE, partner_multiple, partner, "partner_multiple")

#define CP_RULE_CONSTANT(constant, name, by, word) RULE_##constant,
enum cp_rule { CP_RULES(CP_RULE_CONSTANT) RULES };
#undef CP_RULE_CONSTANT
#define CP_RULE_DECLARED(constant, name, by, word) extern cp_trace_rule cp_rule_##name;
CP_RULES(CP_RULE_DECLARED)
#undef CP_RULE_DECLARED

struct cp_rules {
    const struct cp_finance_model *m;
    const struct cp_origins *origins;
    const struct cp_groups *groups;
};

/* ---- what all rules ask -------------------------------------------------------------------- */

static inline const struct cp_rules *rules_of(const struct cp_trace *x) {
    return x->data;
}
static inline const struct cp_finance_model *model_of(const struct cp_trace *x) {
    return rules_of(x)->m;
}
static inline const struct cp_book *book_of(struct cp_trace_id id) {
    return id.of;
}
static inline bool is_group(const struct cp_trace *x, struct cp_trace_id id) {
    const struct cp_groups *all = rules_of(x)->groups;
    const struct cp_book *b = id.of;
    for (size_t i = 0; i < all->n; i++)
        if (b == &all->at[i])
            return true;
    return false;
}
/* Of the book's loan, in the period. */
static inline const struct cp_loan *loan_of(struct cp_trace_id id) {
    return &book_of(id)->loan[id.sub];
}
/* The same number of another period, and another of the same loan, or of the same book. */
static inline size_t at(struct cp_trace *x, struct cp_trace_id id, int64_t t) {
    return cp_trace_at(x, id.what, id.of, id.sub, t);
}
static inline size_t also(struct cp_trace *x, struct cp_trace_id id, enum cp_rule what, int64_t t) {
    return cp_trace_at(x, what, id.of, id.sub, t);
}
static inline size_t ofbook(struct cp_trace *x, struct cp_trace_id id, enum cp_rule what,
                            int64_t t) {
    return cp_trace_at(x, what, id.of, 0, t);
}
static inline size_t line_at(struct cp_trace *x, const void *b, enum cp_statement_line i,
                             int64_t t) {
    return cp_trace_at(x, RULE_LINE, b, i, t);
}

/* A sum of the same number of all loans; of those of lenders, or of owners. */
void cp_rule_add_loans(struct cp_trace *x, size_t node, struct cp_trace_id id, enum cp_rule what,
                       double times);
void cp_rule_add_held(struct cp_trace *x, size_t node, struct cp_trace_id id, enum cp_rule what,
                      double times, bool owners);
/* Of a group: the sum of its members' own, and the rule is done. */
bool cp_rule_of_members(struct cp_trace *x, size_t node, struct cp_trace_id id, double value);
/* Whether a book is in those of a group. */
bool cp_rule_is_member(const struct cp_finance_model *m, const struct cp_book *group, size_t book);
/* A value of the plan over time in a period; nothing where it is absent. */
size_t cp_rule_path(struct cp_trace *x, const struct cp_path *path, int64_t t, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* What is noted of a place. */
void cp_rule_add_origins(struct cp_trace *x, size_t node, const void *of, size_t sub, double times);

/* What 1 is worth that comes so many years after, at the book's hurdle. */
size_t cp_rule_discounted(struct cp_trace *x, struct cp_trace_id id, double years);

/* lease.c: a number of a lease; what leases are of a line, and bring beyond EBITDA. */
enum cp_rule_lease_item {
    LEASE_PAYMENT,
    LEASE_SCALE, /* payment a year that gives the yield */
    LEASE_RATE,
    LEASE_START, /* value when it begins */
    LEASE_OWED,
    LEASE_INTEREST,
    LEASE_STRAIGHT,
    LEASE_ASSET,
    LEASE_DEFERRED,
    LEASE_BASIS, /* of tax */
    LEASE_ITEMS
};
static inline size_t cp_rule_lease_sub(size_t lease, enum cp_rule_lease_item what) {
    return lease | (size_t)what << 16;
}
void cp_rule_add_leases(struct cp_trace *x, size_t node, struct cp_trace_id id);
/* common.c: what leases bring beyond EBITDA, and opex with it; rent that an entity gets. */
size_t cp_rule_lease_cash(struct cp_trace *x, struct cp_trace_id id);
size_t cp_rule_opex(struct cp_trace *x, struct cp_trace_id id);
size_t cp_rule_rent(struct cp_trace *x, const struct cp_book *b, int64_t t);

/* tax.c: what a line has of tax, and of what is paid for losses of others. */
void cp_rule_add_tax(struct cp_trace *x, size_t node, struct cp_trace_id id);

/* assets.c: what tax deducts of interest that went into the halls. */
void cp_rule_add_pools(struct cp_trace *x, size_t node, struct cp_trace_id id);
/* group.c: a line of the group; a number of what an entity has lent to one that it owns. */
void cp_rule_group_line(struct cp_trace *x, size_t node, struct cp_trace_id id);
/* Tax on what one that it owns pays it. */
void cp_rule_add_withheld(struct cp_trace *x, size_t node, struct cp_trace_id id,
                          const struct cp_book *owned);
void cp_rule_add_lent(struct cp_trace *x, size_t node, struct cp_trace_id id,
                      const struct cp_book *owned, double sign);

/* cash.c: the rows that the waterfall ran before what is left was spent; a row and a loan or
 * account of it, or a step of those for what is left, which follow the spending. */
size_t cp_rule_rows(const struct cp_trace *x, const struct cp_book *b, int64_t t);
static inline size_t cp_rule_row(size_t row, size_t of) {
    return row << 24 | of;
}
/* Interest or principal paid to a loan; of delayed draws, what pays for the period's costs. */
size_t cp_rule_paid_to(struct cp_trace *x, struct cp_trace_id id, bool principal);
size_t cp_rule_running(struct cp_trace *x, struct cp_trace_id id);
enum cp_step_kind cp_rule_step_of(const struct cp_trace *x, const struct cp_book *b, int64_t t,
                                  size_t r);
void cp_rule_add_given(struct cp_trace *x, size_t node, struct cp_trace_id id, size_t r);
size_t cp_rule_lack_at_close(struct cp_trace *x, struct cp_trace_id id, size_t account);
/* reserve.c: whether an account is a letter of credit; what the letters of a period cost. */
bool cp_rule_is_letter(const struct cp_book *b, size_t account);
size_t cp_rule_letters_fee(struct cp_trace *x, struct cp_trace_id id);
/* What an account for capex saves in the period. */
size_t cp_rule_saved(struct cp_trace *x, struct cp_trace_id id, size_t account);

/* ---- rules.c ------------------------------------------------------------------------------- */

extern const struct cp_trace_kind cp_rule_kinds[RULES];

/* ---- find.c -------------------------------------------------------------------------------- */

/* The node of a fact of cp-finance: SIZE_MAX: none is known of its measure. */
size_t cp_rule_find(struct cp_trace *x, const struct cp_facts *facts, size_t row);

#endif
