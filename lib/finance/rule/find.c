/* From a fact of cp-finance to the number that it is. */
#include "finance/rule/rule.h"
#include <math.h>
#include <string.h>

/* What is looked for: the fact, and the book and period that it names. */
struct wanted {
    const struct cp_trace *x;
    const char *kind, *tranche;
    const struct cp_book *b;
    int64_t t;   /* -1: none */
    size_t loan; /* of the tranche; SIZE_MAX: none */
};

/* The book of an entity, or of a group; NULL: none. */
static const struct cp_book *named(const struct cp_trace *x, const char *entity) {
    const struct cp_groups *all = rules_of(x)->groups;
    size_t b = cp_finance_book_named(model_of(x), entity);
    if (b != NONE)
        return &model_of(x)->book[b];
    for (size_t i = 0; i < all->n; i++)
        if (strcmp(all->at[i].entity->name, entity) == 0)
            return &all->at[i];
    return NULL;
}

static struct wanted read_fact(const struct cp_trace *x, const struct cp_facts *f, size_t row) {
    const struct cp_finance_model *m = model_of(x);
    const char *entity = cp_facts_dim(f, row, CP_ENTITY), *period = cp_facts_dim(f, row, CP_PERIOD);
    struct cp_period p;
    struct wanted w = {x,
                       cp_facts_dim(f, row, CP_KIND),
                       cp_facts_dim(f, row, CP_TRANCHE),
                       named(x, entity),
                       -1,
                       SIZE_MAX};
    if (cp_period_parse(period, strlen(period), &p) == 0)
        w.t = cp_finance_index_of(m, cp_period_start(p));
    for (size_t k = 0; w.b && k < w.b->nloan; k++)
        if (strcmp(w.b->loan[k].tranche->name, w.tranche) == 0)
            w.loan = k;
    return w;
}

/* Measures of one rule: `sub` by the word of its kind; -1: of a tranche. */
struct measure {
    const char *name, *kind; /* kind: NULL: any */
    enum cp_rule rule;
    int sub;
};
enum { BY_TRANCHE = -1 };
static const struct measure measures[] = {
    {"debt", NULL, RULE_BALANCE, BY_TRANCHE},
    {"draw", NULL, RULE_DRAW, BY_TRANCHE},
    {"interest", NULL, RULE_INTEREST, BY_TRANCHE},
    {"idc", NULL, RULE_IDC, BY_TRANCHE},
    {"principal", NULL, RULE_PRINCIPAL, BY_TRANCHE},
    {"fees", "upfront", RULE_UPFRONT, BY_TRANCHE},
    {"fees", "oid", RULE_DISCOUNT, BY_TRANCHE},
    {"fees", "commitment", RULE_COMMITMENT, BY_TRANCHE},
    {"sweep", NULL, RULE_SWEPT, BY_TRANCHE},
    {"owner_support", NULL, RULE_SUPPORT, BY_TRANCHE},
    {"shortfall", "interest", RULE_INTEREST_SHORT, BY_TRANCHE},
    {"shortfall", "principal", RULE_PRINCIPAL_SHORT, BY_TRANCHE},
    {"balloon", NULL, RULE_DUE, BY_TRANCHE},
    {"covenant", NULL, RULE_COVENANT, BY_TRANCHE},
    {"weighted_average_life", NULL, RULE_LIFE, BY_TRANCHE},
    {"closed_amount", NULL, RULE_AMOUNT, BY_TRANCHE},
    {"closed_fee", NULL, RULE_CLOSED_FEE, BY_TRANCHE},
    {"closed_swap", NULL, RULE_SWAPPED, BY_TRANCHE},
    {"closed_principal", NULL, RULE_PLANNED, BY_TRANCHE},
    {"cfads", NULL, RULE_CFADS, 0},
    {"taxable_income", NULL, RULE_TAX_CHARGED, 0},
    {"tax", "state", RULE_TAX_CHARGED, 1},
    {"tax", "federal", RULE_TAX_CHARGED, 2},
    {"tax", "credit", RULE_TAX_CHARGED, 3},
    {"tax_relief", "claimed", RULE_TAX_CHARGED, 4},
    {"tax_relief", "given", RULE_TAX_CHARGED, 5},
    {"tax_carried", "losses", RULE_TAX_LOSSES, 0},
    {"tax_carried", "credits", RULE_TAX_CREDITS, 0},
    {"tax_carried", "interest", RULE_TAX_BARRED, 0},
    {"tax_depreciation", NULL, RULE_TAX_DEPRECIATION, 0},
    {"dscr", NULL, RULE_DSCR, 0},
    {"dscr_min", NULL, RULE_DSCR_OF, 0},
    {"dscr_mean", NULL, RULE_DSCR_OF, 1},
    {"npv", "project", RULE_NPV, 0},
    {"npv", "equity", RULE_NPV, 1},
    {"irr", "project", RULE_IRR, 0},
    {"irr", "equity", RULE_IRR, 1},
    {"xirr", "project", RULE_XIRR, 0},
    {"xirr", "equity", RULE_XIRR, 1},
    {"equity_multiple", NULL, RULE_MULTIPLE, 0},
    {"net_debt_to_ebitda", NULL, RULE_RATIO, 0},
    {"ltv", NULL, RULE_RATIO, 1},
    {"overcollateralisation", NULL, RULE_RATIO, 2},
    {"liquidity", NULL, RULE_RATIO, 3},
    {"cost_per_gpu_hour", "cash", RULE_HOUR_COST, 0},
    {"cost_per_gpu_hour", "sunk-excluded", RULE_HOUR_COST, 1},
    {"cost_per_gpu_hour", "full", RULE_HOUR_COST, 2},
    {"market_price", NULL, RULE_HOUR_COST, 3}};

static size_t life_cover(struct cp_trace *x, const char *measure, const struct wanted *w) {
    if (w->loan == SIZE_MAX)
        return SIZE_MAX;
    const struct cp_loan *l = &w->b->loan[w->loan];
    int64_t from = cp_finance_cover_from(w->b, l);
    bool value = strcmp(measure, "cfads_value") == 0, plan = strcmp(measure, "plcr") == 0;
    return cp_trace_at(x, value ? RULE_CFADS_VALUE : RULE_LIFE_COVER, w->b,
                       w->loan | (size_t)plan << 16, from);
}

static size_t by_name(struct cp_trace *x, const char *measure, const struct wanted *w) {
    for (size_t i = 0; strcmp(measure, "waterfall") == 0 && i < STEPS; i++)
        if (strcmp(cp_finance_step_names[i], w->kind) == 0)
            return cp_trace_at(x, RULE_STEP, w->b, i, w->t);
    bool target =
        strcmp(measure, "closed_reserve") == 0 || strcmp(measure, "letter_of_credit") == 0;
    for (size_t i = 0; (target || strcmp(measure, "reserve") == 0) && i < w->b->reserve.n; i++)
        if (strcmp(w->b->reserve.account[i].reserve->name, w->kind) == 0)
            return cp_trace_at(x, target ? RULE_TARGET : RULE_RESERVE, w->b, i, w->t);
    return SIZE_MAX;
}

/* Of an entity that this one owns, in name. */
static size_t of_owned(struct cp_trace *x, const char *measure, const struct wanted *w,
                       const char *name) {
    static const char *const kinds[] = {"guarantee", "lease-tail", "support", "all"};
    const struct cp_finance_model *m = model_of(x);
    size_t i = cp_finance_book_named(m, name), k = 0;
    if (i == NONE)
        return SIZE_MAX;
    if (strcmp(measure, "suspended_loss") == 0)
        return cp_trace_at(x, RULE_SUSPENDED, &m->book[i], 0, w->t);
    while (k < 4 && strcmp(kinds[k], w->kind) != 0)
        k++;
    return k == 4 ? SIZE_MAX
                  : cp_trace_at(x, w->t < 0 ? RULE_EXPOSURE_MOST : RULE_EXPOSURE, &m->book[i], k,
                                w->t);
}

static size_t of_lease(struct cp_trace *x, const char *measure, const struct wanted *w) {
    static const char *const who[] = {"tenant", "lenders", "parent", "partners"};
    const struct cp_finance_model *m = model_of(x);
    size_t t = 0, k = 0;
    while (t + 1 < m->T && cp_period_end(m->period[t]) < w->b->entity->lease.until)
        t++;
    while (k < 4 && strcmp(who[k], w->kind) != 0)
        k++;
    bool expected = strcmp(measure, "lease_loss_expected") == 0;
    return cp_trace_at(x, RULE_LEASE, w->b, k | (expected ? 8 : 0), (int64_t)t);
}

static size_t of_partner(struct cp_trace *x, const char *measure, const struct wanted *w,
                         const char *name) {
    const struct cp_entity_equity *e = &w->b->entity->equity;
    bool exit = strncmp(w->kind, "exit", 4) == 0;
    int64_t moment = exit ? (int64_t)model_of(x)->T + 1 : w->t + 1;
    size_t p = 0;
    while (p < e->npartner && strcmp(e->partner[p].name, name) != 0)
        p++;
    if (p == e->npartner)
        return SIZE_MAX;
    if (strcmp(measure, "partner_cash") != 0)
        return cp_trace_at(x,
                           strcmp(measure, "partner_irr") == 0   ? RULE_PARTNER_IRR
                           : strcmp(measure, "partner_npv") == 0 ? RULE_PARTNER_NPV
                                                                 : RULE_PARTNER_MULTIPLE,
                           w->b, p, 0);
    static const struct {
        const char *kind;
        size_t what;
    } kinds[] = {{"contribution", 0}, {"opening", 0},   {"promote", 2},
                 {"exit-promote", 2}, {"loan", 3},      {"opening-loan", 3},
                 {"loan-service", 4}, {"exit-loan", 4}, {"withheld", 5}};
    size_t what = 1;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        what = strcmp(w->kind, kinds[i].kind) == 0 ? kinds[i].what : what;
    return cp_trace_at(x, RULE_PARTNER_CASH, w->b, p | what << 16, moment);
}

/* A lease with others. */
static size_t of_leased(struct cp_trace *x, const char *measure, const struct wanted *w,
                        const char *name) {
    static const struct {
        const char *word;
        enum cp_rule_lease_item item;
    } items[] = {{"payment", LEASE_PAYMENT},     {"interest", LEASE_INTEREST},
                 {"owed", LEASE_OWED},           {"asset", LEASE_ASSET},
                 {"lease_payment", LEASE_SCALE}, {"lease_rate", LEASE_RATE},
                 {"lease_value", LEASE_START}};
    const struct cp_leases *all = &w->b->entity->lease.others;
    size_t k = 0, i = 0;
    while (k < all->n && strcmp(all->at[k].name, name) != 0)
        k++;
    while (i < 7 && strcmp(items[i].word, i < 4 ? w->kind : measure) != 0)
        i++;
    if (k == all->n || i == 7)
        return SIZE_MAX;
    return cp_trace_at(x, RULE_LEASED, w->b, cp_rule_lease_sub(k, items[i].item), i < 4 ? w->t : 0);
}

size_t cp_rule_find(struct cp_trace *x, const struct cp_facts *facts, size_t row) {
    const char *measure = cp_facts_measure(facts, row);
    struct wanted w = read_fact(x, facts, row);
    enum cp_statement_line line = cp_finance_line_find(measure, w.kind);
    if (!w.b)
        return SIZE_MAX;
    if (line < LINES)
        return line_at(x, w.b, line, w.t);
    if (strcmp(measure, "llcr") == 0 || strcmp(measure, "plcr") == 0 ||
        strcmp(measure, "cfads_value") == 0)
        return life_cover(x, measure, &w);
    const char *name = cp_facts_dim(facts, row, CP_NAME);
    if (strncmp(measure, "partner_", 8) == 0)
        return of_partner(x, measure, &w, name);
    if (strcmp(measure, "maximum_exposure") == 0 && isnan(cp_facts_value(facts, row)))
        return SIZE_MAX; /* not known */
    if (strcmp(measure, "maximum_exposure") == 0 || strcmp(measure, "suspended_loss") == 0)
        return of_owned(x, measure, &w, name);
    if (strncmp(measure, "lease_", 6) == 0 && strcmp(name, "-") != 0)
        return of_leased(x, measure, &w, name);
    if (strncmp(measure, "lease_", 6) == 0)
        return of_lease(x, measure, &w);
    if (strcmp(measure, "covenant_limit") == 0 && w.loan != SIZE_MAX)
        return cp_trace_at(x, RULE_LIMIT, w.b,
                           w.loan | (size_t)(strcmp(w.kind, "lock-up") == 0) << 16, 0);
    for (size_t i = 0; i < sizeof measures / sizeof *measures; i++) {
        const struct measure *m = &measures[i];
        if (strcmp(m->name, measure) != 0 || (m->kind && strcmp(m->kind, w.kind) != 0))
            continue;
        if (m->sub == BY_TRANCHE && w.loan == SIZE_MAX)
            return SIZE_MAX;
        size_t sub = m->sub == BY_TRANCHE ? w.loan : (size_t)m->sub;
        return cp_trace_at(
            x, m->rule, w.b, sub,
            m->rule == RULE_AMOUNT || m->rule == RULE_DSCR_OF || m->rule == RULE_LIFE ? 0 : w.t);
    }
    return by_name(x, measure, &w);
}
