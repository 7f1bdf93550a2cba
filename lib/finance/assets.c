/* Property, plant and equipment: what stands at the start, what is added, its depreciation for the
 * books (straight line over book_life) and for tax (the method that the plan names). */
#include "finance/internal.h"
#include <math.h>

enum { LIFE_SITE = 20 };
static const double life_gpu = 5.5;

int asset_add(struct model *m, struct book *b, struct asset a) {
    struct asset *grown = b->asset;
    if (b->nasset == b->capasset) {
        size_t cap = b->capasset ? b->capasset * 2 : 32;
        grown = cp_arena_calloc(&m->arena, cap, sizeof *grown);
        if (!grown)
            return cp_fail_nomem(m->err);
        for (size_t i = 0; i < b->nasset; i++)
            grown[i] = b->asset[i];
        b->asset = grown;
        b->capasset = cap;
    }
    b->asset[b->nasset++] = a;
    return 0;
}

void depreciation_of(const struct cp_entity *e, enum asset_kind kind, bool tax,
                     struct cp_depreciation_method *out) {
    double life = kind == ASSET_SITE ? e->life_site : e->life_gpu;
    const char *method = kind == ASSET_SITE ? e->depreciation_site : e->depreciation_gpu;
    *out = (struct cp_depreciation_method){.kind = CP_STRAIGHT_LINE};
    if (tax && method)
        cp_depreciation_parse(method, out);
    out->life = life > 0 ? life : kind == ASSET_SITE ? LIFE_SITE : life_gpu;
}

/* Halls built and GPUs that stand at the start, at what was paid for them. */
int assets_open(struct model *m) {
    const struct cp_plan *plan = m->plan;
    int rc = 0;
    for (size_t s = 0; s < plan->nsite && rc == 0; s++) {
        const struct cp_site *site = &plan->site[s];
        struct book *halls = &m->book[site_owner(m, site->name)];
        struct book *gpus = &m->book[site_operator(m, site->name)];
        for (size_t i = 0; i < site->nphase && rc == 0; i++)
            if (site->phase[i].built > 0)
                rc = asset_add(m, halls,
                               (struct asset){.kind = ASSET_SITE,
                                              .old = true,
                                              .cost = site->phase[i].capex * site->phase[i].built,
                                              .start = site->phase[i].ready});
        for (size_t i = 0; i < site->nexisting && rc == 0; i++) {
            const struct cp_existing *x = &site->existing[i];
            double hours = x->age > 0 ? x->age * 8766 : 0;
            if (x->units > 0 && x->price > 0)
                rc = asset_add(m, gpus,
                               (struct asset){.kind = ASSET_GPU,
                                              .old = true,
                                              .cost = x->units * x->price,
                                              .start = plan->horizon.origin - (int64_t)hours});
        }
    }
    return rc;
}

static void run_one(struct model *m, struct book *b, const struct asset *a) {
    enum line ppe = a->kind == ASSET_SITE ? BS_SITE : BS_GPU;
    enum line expense = a->kind == ASSET_SITE ? INC_DEPRECIATION_SITE : INC_DEPRECIATION_GPU;
    double *left = a->old ? b->book_old : b->book_new;
    struct cp_depreciation_method books, tax;
    depreciation_of(b->entity, a->kind, false, &books);
    depreciation_of(b->entity, a->kind, true, &tax);
    int64_t origin = m->plan->horizon.origin;
    double before = a->old ? cp_depreciated(&books, a->start, origin) : 0;
    double taxed = a->old ? cp_depreciated(&tax, a->start, origin) : 0;
    if (a->old) {
        b->open[ppe] += a->cost * (1 - before);
        b->open[BS_DEFERRED_TAX] += tax_rate(b) * a->cost * (taxed - before);
    }
    for (size_t t = a->t; t < m->T; t++) {
        int64_t at = cp_period_end(m->period[t]);
        double now = cp_depreciated(&books, a->start, at);
        b->line[expense][t] -= a->cost * (now - before);
        b->line[ppe][t] += a->cost * (1 - now);
        left[t] += a->cost * (1 - now);
        double tax_now = cp_depreciated(&tax, a->start, at);
        b->tax_basis[t] += a->cost * (1 - tax_now);
        b->tax_depreciation[t] += a->cost * (tax_now - taxed);
        before = now;
        taxed = tax_now;
    }
}

void assets_run(struct model *m, struct book *b) {
    for (size_t i = 0; i < b->nasset; i++)
        run_one(m, b, &b->asset[i]);
}
