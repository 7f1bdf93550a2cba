/* Property, plant and equipment: what stands at the start, what is added, its depreciation for the
 * books (straight line over book_life) and for tax (the method that the plan names). */
#include "finance/model/model.h"
#include <math.h>
#include <string.h>

enum { LIFE_SITE = 20 };
static const double life_gpu = 5.5;

int cp_finance_asset_add(struct cp_finance_model *m, struct cp_book *b, struct cp_asset a) {
    struct cp_asset *grown = b->asset.at;
    if (b->asset.n == b->asset.cap) {
        size_t cap = b->asset.cap ? b->asset.cap * 2 : 32;
        grown = cp_arena_calloc(&m->arena, cap, sizeof *grown);
        if (!grown)
            return cp_fail_nomem(m->err);
        for (size_t i = 0; i < b->asset.n; i++)
            grown[i] = b->asset.at[i];
        b->asset.at = grown;
        b->asset.cap = cap;
    }
    b->asset.at[b->asset.n++] = a;
    return 0;
}

static double book_life(const struct cp_entity *e, const struct cp_asset *a) {
    double life = a->kind == ASSET_SITE ? e->halls.life : e->gpus.life;
    if (a->life > 0)
        return a->life;
    return life > 0 ? life : a->kind == ASSET_SITE ? LIFE_SITE : life_gpu;
}

double cp_finance_asset_depreciated(const struct cp_book *b, const struct cp_asset *a, int64_t at) {
    const struct cp_depreciation_method m = {.kind = CP_DEPRECIATION_STRAIGHT_LINE,
                                             .life = book_life(b->entity, a)};
    return cp_depreciation_share(&m, a->start, at);
}

double cp_finance_asset_schedule(const struct cp_book *b, const struct cp_asset *a,
                                 const char *method, int64_t at) {
    struct cp_depreciation_method m = {.kind = CP_DEPRECIATION_STRAIGHT_LINE,
                                       .life = book_life(b->entity, a)};
    if (at <= a->start)
        return 0;
    if (method)
        cp_depreciation_parse(method, &m);
    m.mid_quarter = b->entity->tax.mid_quarter;
    return cp_depreciation_share(&m, a->start, at);
}

double cp_finance_asset_bonus(const struct cp_book *b, const struct cp_asset *a,
                              const struct cp_path *bonus) {
    double part = cp_plan_path_at(bonus, cp_period_at(CP_MONTH, a->start), b->asset.origin);
    return isnan(part) ? 0 : part;
}

/* A basis of 1 by one method, a part of it as bonus when it is placed in service. */
static double deducted(const struct cp_book *b, const struct cp_asset *a, const char *method,
                       double bonus, int64_t at) {
    return at <= a->start ? 0 : bonus + (1 - bonus) * cp_finance_asset_schedule(b, a, method, at);
}

/* Halls have the entity's classes where there are some, unless their stream says otherwise. */
bool cp_finance_asset_has_classes(const struct cp_book *b, const struct cp_asset *a) {
    return a->kind == ASSET_SITE && !a->method && b->entity->nclass > 0;
}

bool cp_finance_class_never(const struct cp_asset_class *c) {
    return !c->method || strcmp(c->method, "none") == 0;
}

double cp_finance_asset_deducted(const struct cp_book *b, const struct cp_asset *a, int64_t at) {
    const struct cp_entity *e = b->entity;
    double sum = 0;
    if (!cp_finance_asset_has_classes(b, a)) {
        bool site = a->kind == ASSET_SITE;
        const char *method = site ? e->halls.method : e->gpus.method;
        double bonus =
            a->method ? 0 : cp_finance_asset_bonus(b, a, site ? &e->halls.bonus : &e->gpus.bonus);
        return deducted(b, a, a->method ? a->method : method, bonus, at);
    }
    for (size_t i = 0; i < e->nclass; i++) {
        const struct cp_asset_class *c = &e->asset_class[i];
        if (!cp_finance_class_never(c))
            sum += c->share * (1 - c->credit / 2) *
                   deducted(b, a, c->method, cp_finance_asset_bonus(b, a, &c->bonus), at);
    }
    return sum;
}

/* Half of an investment credit comes off the basis [26 USC 50(c)(3)]. */
double cp_finance_asset_deductible(const struct cp_book *b, const struct cp_asset *a) {
    double sum = 0;
    if (!cp_finance_asset_has_classes(b, a))
        return 1;
    for (size_t i = 0; i < b->entity->nclass; i++) {
        const struct cp_asset_class *c = &b->entity->asset_class[i];
        if (!cp_finance_class_never(c))
            sum += c->share * (1 - c->credit / 2);
    }
    return sum;
}

double cp_finance_asset_credit(const struct cp_book *b, const struct cp_asset *a) {
    double sum = 0;
    for (size_t i = 0; cp_finance_asset_has_classes(b, a) && i < b->entity->nclass; i++)
        sum += b->entity->asset_class[i].share * b->entity->asset_class[i].credit;
    return sum;
}

struct cp_asset cp_finance_loan_asset(const struct cp_finance_model *m, const struct cp_loan *l) {
    int64_t start = cp_period_start(cp_finance_period(m, l->life.built));
    return (struct cp_asset){.kind = ASSET_SITE, .start = start};
}

static int open_halls(struct cp_finance_model *m, const struct cp_site *site) {
    struct cp_book *b = &m->book[cp_finance_site_owner(m, site->name)];
    for (size_t i = 0; i < site->nphase; i++) {
        const struct cp_phase *p = &site->phase[i];
        struct cp_asset a = {
            .kind = ASSET_SITE, .old = true, .cost = p->capex * p->built, .start = p->ready};
        if (p->built > 0)
            cp_finance_from(m, (struct cp_origin){&b->asset, b->asset.n, CP_ORIGIN_PHASE, 1, i,
                                                  NONE, NONE, site});
        int rc = p->built > 0 ? cp_finance_asset_add(m, b, a) : 0;
        if (rc)
            return rc;
    }
    return 0;
}

static int open_gpus(struct cp_finance_model *m, const struct cp_site *site) {
    struct cp_book *b = &m->book[cp_finance_site_operator(m, site->name)];
    for (size_t i = 0; i < site->nexisting; i++) {
        const struct cp_existing *x = &site->existing[i];
        double hours = x->age > 0 ? x->age * 8766 : 0;
        struct cp_asset a = {.kind = ASSET_GPU,
                             .old = true,
                             .cost = x->units * x->price,
                             .start = m->plan->horizon.origin - (int64_t)hours,
                             .sku = cp_plan_sku(m->plan, x->sku)};
        if (x->units > 0 && x->price > 0)
            cp_finance_from(m, (struct cp_origin){&b->asset, b->asset.n, CP_ORIGIN_EXISTING, 1, i,
                                                  NONE, NONE, site});
        int rc = x->units > 0 && x->price > 0 ? cp_finance_asset_add(m, b, a) : 0;
        if (rc)
            return rc;
    }
    return 0;
}

/* Halls built and GPUs that stand at the start, at what was paid for them. */
int cp_finance_assets_open(struct cp_finance_model *m) {
    for (size_t s = 0; s < m->plan->nsite; s++) {
        int rc = open_halls(m, &m->plan->site[s]);
        if (rc)
            return rc;
        rc = open_gpus(m, &m->plan->site[s]);
        if (rc)
            return rc;
    }
    return 0;
}

/* What an accelerator would fetch, as a part of its price. NaN: the plan does not say. */
double cp_finance_asset_fair(const struct cp_asset *a, int64_t at) {
    if (!a->sku || a->sku->value.nresidual + a->sku->value.nlaunch == 0)
        return NAN;
    return cp_plan_residual_value(a->sku, cp_years_between(a->start, at), at);
}

/* For the books. What is written down stays so: the rest is depreciated over what is left of the
 * life [ASC 360-10-35-20]. */
static void run_books(struct cp_finance_model *m, struct cp_book *b, const struct cp_asset *a) {
    enum cp_statement_line ppe = a->kind == ASSET_SITE ? BS_SITE : BS_GPU;
    enum cp_statement_line expense =
        a->kind == ASSET_SITE ? INC_DEPRECIATION_SITE : INC_DEPRECIATION_GPU;
    double *left = a->old ? b->asset.net_old : b->asset.net_new;
    double kept = 1, value = a->cost, deductible = cp_finance_asset_deductible(b, a);
    if (a->old) {
        value *= 1 - cp_finance_asset_depreciated(b, a, m->plan->horizon.origin);
        b->open[ppe] += value;
    }
    for (size_t t = a->t; t < m->T; t++) {
        int64_t at = cp_period_end(m->period[t]);
        double now = a->cost * (1 - cp_finance_asset_depreciated(b, a, at)) * kept;
        double fair = a->cost * cp_finance_asset_fair(a, at);
        b->line[expense][t] -= value - now;
        if (b->entity->impairment && fair < now) {
            b->line[INC_IMPAIRMENT][t] -= now - fair;
            kept *= fair / now;
            now = fair;
        }
        b->line[ppe][t] += now;
        b->tax.deductible[t] += now * deductible;
        left[t] += now;
        b->asset.used_old[t] += a->old ? value - now : 0;
        value = now;
    }
}

static void run_tax(struct cp_finance_model *m, struct cp_book *b, const struct cp_asset *a) {
    int64_t origin = m->plan->horizon.origin;
    double deductible = cp_finance_asset_deductible(b, a);
    double taxed = a->old ? cp_finance_asset_deducted(b, a, origin) : 0;
    if (a->old)
        b->open[BS_DEFERRED_TAX] +=
            cp_finance_tax_rate(b) * a->cost *
            ((1 - cp_finance_asset_depreciated(b, a, origin)) * deductible - (deductible - taxed));
    for (size_t t = a->t; t < m->T; t++) {
        int64_t from = cp_period_start(m->period[t]), at = cp_period_end(m->period[t]);
        double now = cp_finance_asset_deducted(b, a, at);
        b->tax.basis[t] += a->cost * (deductible - now);
        b->tax.depreciation[t] += a->cost * (now - taxed);
        if (a->start >= from && a->start < at)
            b->tax.credit[t] += a->cost * cp_finance_asset_credit(b, a);
        taxed = now;
    }
}

void cp_finance_assets_run(struct cp_finance_model *m, struct cp_book *b) {
    for (size_t i = 0; i < b->asset.n; i++) {
        run_books(m, b, &b->asset.at[i]);
        run_tax(m, b, &b->asset.at[i]);
    }
}
