/* The rules of all numbers, and what each number is called. */
#include "finance/model/lease.h"
#include "finance/rule/rule.h"
#include <string.h>

static const char *period(const struct cp_trace *x, int64_t t, char buf[CP_PERIOD_SIZE]) {
    const struct cp_finance_model *m = model_of(x);
    if (t >= (int64_t)m->T && t < 2)
        return "";
    cp_period_format(buf, cp_finance_period(m, t));
    return buf;
}

static void add_period(const struct cp_trace *x, int64_t t, struct cp_str *out) {
    char buf[CP_PERIOD_SIZE];
    if (t == -1)
        cp_str_add(out, "/start");
    else
        cp_str_addf(out, "/%s", period(x, t, buf));
}

static void begin(const struct cp_trace *x, struct cp_trace_id id, struct cp_str *out) {
    cp_str_addf(out, "%s/%s", x->kind[id.what].word, book_of(id)->entity->name);
}

static void name_line(const struct cp_trace *x, struct cp_trace_id id, struct cp_str *out) {
    const struct cp_line_name *line = &cp_finance_line_names[id.sub];
    cp_str_addf(out, "%s/%s/%s", line->measure, book_of(id)->entity->name, line->kind);
    add_period(x, id.t, out);
}

/* Some are of the whole plan. */
static bool has_period(struct cp_trace_id id) {
    switch (id.what) {
    case RULE_TAX_RATE:
    case RULE_HURDLE:
    case RULE_DEDUCTIBLE_SHARE:
    case RULE_AMOUNT:
    case RULE_GROWTH:
    case RULE_GEARED:
    case RULE_OWED:
    case RULE_SCALE:
    case RULE_CAPACITY_AFTER:
    case RULE_MULTIPLE:
    case RULE_DSCR_OF:
    case RULE_LIFE_COVER:
    case RULE_ASSET_COST:
    case RULE_CLOSED_FEE:
    case RULE_LIMIT:
    case RULE_LIFE:
        return false;
    case RULE_HOUR_COST:
        return id.t >= 0;
    default:
        return true;
    }
}

static void name_book(const struct cp_trace *x, struct cp_trace_id id, struct cp_str *out) {
    static const char *const charged[] = {"taxable_income",
                                          "tax/state",
                                          "tax/federal",
                                          "tax/credit",
                                          "tax_relief/claimed",
                                          "tax_relief/given",
                                          "paid to others for losses"};
    static const char *const ratios[] = {"net_debt_to_ebitda", "ltv", "overcollateralisation",
                                         "liquidity"};
    static const char *const costs[] = {"cash", "sunk-excluded", "full", "market"};
    static const char *const used[] = {"gpu_hours", "GPU-hours with a market price",
                                       "market value of GPU-hours"};
    const char *entity = book_of(id)->entity->name;
    if (id.what == RULE_TAX_CHARGED)
        cp_str_addf(out, "%s%s/%s", charged[id.sub & 7], id.sub >> 4 ? " without debt" : "",
                    entity);
    else if (id.what == RULE_RATIO)
        cp_str_addf(out, "%s/%s", ratios[id.sub], entity);
    else if (id.what == RULE_USE)
        cp_str_addf(out, "%s/%s", used[id.sub], entity);
    else if (id.what == RULE_DSCR_OF)
        cp_str_addf(out, "%s/%s", id.sub ? "dscr_mean" : "dscr_min", entity);
    else
        begin(x, id, out);
    if (id.what == RULE_HOUR_COST)
        cp_str_addf(out, "/%s", costs[id.sub]);
    if (has_period(id))
        add_period(x, id.t, out);
}

static void name_year(const struct cp_trace *x, struct cp_trace_id id, struct cp_str *out) {
    cp_str_addf(out, "%s%s/%s", x->kind[id.what].word, id.sub ? " without debt" : "",
                book_of(id)->entity->name);
    add_period(x, id.t, out);
}

static void name_filing(const struct cp_trace *x, struct cp_trace_id id, struct cp_str *out) {
    static const char *const words[] = {"interest deducted, part", "profits set off, part",
                                        "losses set off, part", "profits left set off, part",
                                        "losses carried set off, part"};
    const struct cp_tax_filing *g = id.of;
    cp_str_addf(out, "%s/%s", words[id.sub], g->terms->name);
    add_period(x, id.t, out);
}

static void name_vintage(const struct cp_trace *x, struct cp_trace_id id, struct cp_str *out) {
    int first = cp_period_year(model_of(x)->period[0]);
    cp_str_addf(out, "%s of %d%s/%s", x->kind[id.what].word, first + (int)(id.sub >> 1),
                id.sub & 1 ? " without debt" : "", book_of(id)->entity->name);
    add_period(x, id.t, out);
}

static void name_loan(const struct cp_trace *x, struct cp_trace_id id, struct cp_str *out) {
    const struct cp_loan *l = &book_of(id)->loan[id.sub & 0xffff];
    bool plan = id.what == RULE_LIFE_COVER && id.sub >> 16;
    if (id.what == RULE_LIFE_COVER)
        cp_str_addf(out, "%s/%s", plan ? "plcr" : "llcr", book_of(id)->entity->name);
    else
        begin(x, id, out);
    cp_str_addf(out, "/%s", l->tranche->name);
    if (id.what == RULE_DRAW_LEFT) {
        int64_t n = (int64_t)model_of(x)->T + 1;
        add_period(x, id.t / n, out);
        add_period(x, id.t % n, out);
    } else if (has_period(id))
        add_period(x, id.t, out);
}

static void name_asset(const struct cp_trace *x, struct cp_trace_id id, struct cp_str *out) {
    const struct cp_asset *a = &book_of(id)->asset.at[id.sub];
    cp_str_addf(out, "%s/%s/%s %zu", x->kind[id.what].word, book_of(id)->entity->name,
                a->kind == ASSET_SITE ? "halls" : "GPUs", id.sub + 1);
    if (has_period(id))
        add_period(x, id.t, out);
}

static void name_row(const struct cp_trace *x, struct cp_trace_id id, struct cp_str *out) {
    const struct cp_book *b = book_of(id);
    size_t r = id.sub >> 24, k = id.sub & 0xffffff;
    cp_str_addf(out, "%s %zu/%s", x->kind[id.what].word, r, b->entity->name);
    if (id.what == RULE_HELD || id.what == RULE_TAKEN)
        cp_str_addf(out, "/%s", b->reserve.account[k].reserve->name);
    else if (id.what == RULE_DONE)
        cp_str_addf(out, "/%s/%s", b->loan[k / 2].tranche->name, k % 2 ? "principal" : "interest");
    else if (id.what == RULE_GIVEN || id.what == RULE_SUPPORTED || id.what == RULE_SWEPT_IN)
        cp_str_addf(out, "/%s", b->loan[k].tranche->name);
    add_period(x, id.t, out);
}

static void name_step(const struct cp_trace *x, struct cp_trace_id id, struct cp_str *out) {
    begin(x, id, out);
    cp_str_addf(out, "/%s", cp_finance_step_names[id.sub]);
    add_period(x, id.t, out);
}

static void name_account(const struct cp_trace *x, struct cp_trace_id id, struct cp_str *out) {
    begin(x, id, out);
    cp_str_addf(out, "/%s", book_of(id)->reserve.account[id.sub].reserve->name);
    add_period(x, id.t, out);
}

static void name_flow(const struct cp_trace *x, struct cp_trace_id id, struct cp_str *out) {
    begin(x, id, out);
    cp_str_addf(out, "/%s", id.sub ? "equity" : "project");
    if (id.what == RULE_FLOW && id.t == (int64_t)model_of(x)->T)
        cp_str_add(out, "/exit");
    else if (id.what == RULE_FLOW)
        add_period(x, id.t, out);
}

static void name_exposure(const struct cp_trace *x, struct cp_trace_id id, struct cp_str *out) {
    static const char *const kinds[] = {"guarantee", "lease-tail", "support", "all"};
    begin(x, id, out);
    cp_str_addf(out, "/%s", kinds[id.sub]);
    if (id.what == RULE_EXPOSURE)
        add_period(x, id.t, out);
}

static void name_lease(const struct cp_trace *x, struct cp_trace_id id, struct cp_str *out) {
    static const char *const who[] = {"tenant", "lenders", "parent", "partners"};
    const char *entity = book_of(id)->entity->name;
    (void)x;
    if ((id.sub & 7) == 4)
        cp_str_addf(out, "lease_cover/%s", entity);
    else
        cp_str_addf(out, "lease_loss%s/%s/%s", id.sub & 8 ? "_expected" : "", entity,
                    who[id.sub & 3]);
}

static void name_leased(const struct cp_trace *x, struct cp_trace_id id, struct cp_str *out) {
    static const char *const words[LEASE_ITEMS] = {
        [LEASE_PAYMENT] = "payment",   [LEASE_SCALE] = "payment a year",
        [LEASE_RATE] = "rate",         [LEASE_START] = "value at its begin",
        [LEASE_OWED] = "owed",         [LEASE_INTEREST] = "interest",
        [LEASE_STRAIGHT] = "straight", [LEASE_ASSET] = "asset",
        [LEASE_DEFERRED] = "deferred", [LEASE_BASIS] = "basis for tax"};
    size_t what = id.sub >> 16;
    begin(x, id, out);
    cp_str_addf(out, "/%s/%s", book_of(id)->lease.at[id.sub & 0xffff].lease->name, words[what]);
    if (what != LEASE_SCALE && what != LEASE_RATE && what != LEASE_START)
        add_period(x, id.t, out);
}

/* Of a moment: the start, a period, the exit. */
static void add_moment(const struct cp_trace *x, int64_t i, struct cp_str *out) {
    if (i > (int64_t)model_of(x)->T)
        cp_str_add(out, "/exit");
    else
        add_period(x, i - 1, out);
}

static void name_tier(const struct cp_trace *x, struct cp_trace_id id, struct cp_str *out) {
    cp_str_addf(out, "%s %zu/%s", x->kind[id.what].word, id.sub + 1, book_of(id)->entity->name);
    add_moment(x, id.t, out);
}

static void name_partner(const struct cp_trace *x, struct cp_trace_id id, struct cp_str *out) {
    static const char *const kinds[] = {"contribution", "capital",      "promote",
                                        "loan",         "loan-service", "tax withheld"};
    begin(x, id, out);
    cp_str_addf(out, "/%s", book_of(id)->entity->equity.partner[id.sub & 0xffff].name);
    if (id.what == RULE_PARTNER_CASH) {
        cp_str_addf(out, "/%s", kinds[id.sub >> 16]);
        add_moment(x, id.t, out);
    }
}

static void name_period(const struct cp_trace *x, struct cp_trace_id id, struct cp_str *out) {
    cp_str_add(out, x->kind[id.what].word);
    add_period(x, id.t, out);
}

static void name_cell(const struct cp_trace *x, struct cp_trace_id id, struct cp_str *out) {
    cp_str_add(out, x->kind[id.what].word);
}

static void name_stream(const struct cp_trace *x, struct cp_trace_id id, struct cp_str *out) {
    const struct cp_stream *s = id.of;
    cp_str_addf(out, "%s/%s", x->kind[id.what].word, s->name);
    add_period(x, id.t, out);
}

/* Where the model begins a round too: amounts, scales of service, targets, what a borrowing base
 * lends on, and draws that pay for themselves. */
#define TAKEN(constant)                                                                            \
    (RULE_##constant == RULE_AMOUNT || RULE_##constant == RULE_SCALE ||                            \
     RULE_##constant == RULE_TARGET || RULE_##constant == RULE_CARRIED ||                          \
     RULE_##constant == RULE_DRAW)
#define ROW(constant, function, by, text)                                                          \
    [RULE_##constant] = {cp_rule_##function, name_##by, text, TAKEN(constant)},
const struct cp_trace_kind cp_rule_kinds[RULES] = {CP_RULES(ROW)};
