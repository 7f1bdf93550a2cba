/* Sites: halls from their phases, power within them and as the GPUs draw it. */
#include "allocate_check.h"
#include <math.h>
#include <string.h>

/* MW: an engine answers to 1e-8 of 1 and the largest term of a row (lp.h), so no balance of power
 * can be asked for more closely than 1e-6 of this. */
static const double answered = 1e-2;

static double pue(const struct check *c, const struct cp_site *site, size_t t, size_t h) {
    return site->pue * (site->pue_profile ? check_profile(c, site->pue_profile, t, h) : 1);
}

/* Halls that stand in period t, from what was there and the builds. */
static double standing(const struct check *c, const struct cp_site *site, size_t t) {
    double mw = 0;
    for (size_t f = 0; f < site->nphase; f++)
        if (check_in_force(c, t, site->phase[f].ready, INT64_MAX))
            mw += site->phase[f].power * site->phase[f].built;
    for (size_t i = 0; i <= t; i++)
        mw += SUM(.measure = "build", .dim[CP_SITE] = site->name, .dim[CP_PERIOD] = c->text[i]);
    return mw;
}

static void check_phases(struct check *c, const struct cp_site *site) {
    for (size_t f = 0; f < site->nphase; f++) {
        const struct cp_phase *p = &site->phase[f];
        double sum = 0, must = p->power * fmax(0, p->committed - p->built);
        bool can = false;
        for (size_t t = 0; t < c->T; t++) {
            double mw = SUM(.measure = "build", .dim[CP_SITE] = site->name,
                            .dim[CP_PHASE] = p->name, .dim[CP_PERIOD] = c->text[t]);
            check_not_negative(c, mw, p->power, "build", p->name, t);
            sum += mw;
            if (check_in_force(c, t, p->ready, INT64_MAX))
                can = true;
            else
                check_near(c, mw, 0, p->power, "build before ready", p->name, t);
        }
        check_at_most(c, sum, p->power * (1 - p->built), p->power, "build", p->name, c->T);
        if (can)
            check_at_most(c, must, sum, p->power, "committed build", p->name, c->T);
    }
}

/* Months of full load of a phase within its first `months`. */
static double full_months(const struct cp_phase *f, double months) {
    double sum = 0;
    for (size_t k = 0; (double)k < months; k++)
        sum += (k < f->ncommissioning ? f->commissioning[k] : 1) * fmin(1, months - (double)k);
    return sum;
}

/* Part of a phase that takes load in period t, a month after another from when it is ready. */
static double commissioned(const struct check *c, const struct cp_phase *f, double ready,
                           size_t t) {
    double from = 12 * (c->mid[t] - c->years[t] / 2 - ready), months = 12 * c->years[t];
    return (full_months(f, from + months) - full_months(f, from)) / months;
}

/* MW of halls that take load, of those that stand and are up. */
static double usable(const struct check *c, const struct cp_site *site, size_t t) {
    double mw = 0, planned = site->scheduled_outage.n
                                 ? fmin(1, cp_plan_path_at(&site->scheduled_outage, c->period[t],
                                                           c->plan->horizon.origin))
                                 : 0;
    for (size_t f = 0; f < site->nphase; f++) {
        const struct cp_phase *p = &site->phase[f];
        bool opened = false;
        for (size_t i = 0; i <= t; i++) {
            double start = c->mid[i] - c->years[i] / 2,
                   ready = cp_years_between(c->plan->horizon.origin, p->ready);
            mw += commissioned(c, p, start, t) * SUM(.measure = "build", .dim[CP_SITE] = site->name,
                                                     .dim[CP_PHASE] = p->name,
                                                     .dim[CP_PERIOD] = c->text[i]);
            if (!opened && check_in_force(c, i, p->ready, INT64_MAX))
                mw += p->power * p->built * commissioned(c, p, ready < 0 ? ready : start, t);
            opened = opened || check_in_force(c, i, p->ready, INT64_MAX);
        }
    }
    return mw * (1 - site->forced_outage) * (1 - planned);
}

/* IT power of the GPUs at a site, at work and idle. */
static double drawn(const struct check *c, const struct cp_site *site, size_t t) {
    double mw = 0;
    for (size_t g = 0; g < c->plan->nsku; g++) {
        const struct cp_sku *sku = &c->plan->sku[g];
        double fleet = SUM(.measure = "stock", .dim[CP_SITE] = site->name, .dim[CP_SKU] = sku->name,
                           .dim[CP_PERIOD] = c->text[t]);
        double busy = SUM(.measure = "gpu_hours", .dim[CP_SITE] = site->name,
                          .dim[CP_SKU] = sku->name, .dim[CP_PERIOD] = c->text[t]);
        double off = isnan(sku->off) ? 0 : sku->off, on = fleet;
        if (!isnan(sku->off))
            on = SUM(.measure = "switched_on", .dim[CP_SITE] = site->name, .dim[CP_SKU] = sku->name,
                     .dim[CP_PERIOD] = c->text[t]);
        mw +=
            sku->power * (off * fleet + (sku->idle * (1 - sku->reliability.repairing) - off) * on +
                          (1 - sku->idle) * busy / c->hours[t]);
    }
    return mw;
}

static void check_site(struct check *c, const struct cp_site *site, size_t t) {
    const struct cp_slicing *s = check_slicing(c, t);
    struct cp_fact key = {.dim[CP_SITE] = site->name, .dim[CP_PERIOD] = c->text[t]};
    double halls =
        SUM(.measure = "halls", .dim[CP_SITE] = site->name, .dim[CP_PERIOD] = c->text[t]);
    double mean = SUM(.measure = "power", .dim[CP_SITE] = site->name, .dim[CP_PERIOD] = c->text[t]);
    double energy =
        SUM(.measure = "energy", .dim[CP_SITE] = site->name, .dim[CP_PERIOD] = c->text[t]);
    double it = 0, sum = 0, can = usable(c, site, t);
    for (size_t h = 0; h < s->n; h++) {
        char slice[CP_SLICE_SIZE];
        cp_slices_name(s, h, slice);
        key.dim[CP_SLICE] = slice;
        key.measure = "power";
        double mw = check_sum(c, &key), mwh = mw * s->weight[h] * c->hours[t];
        key.measure = "energy";
        if (!site->node)
            check_near(c, check_sum(c, &key), mwh, answered * c->hours[t], "energy of a slice",
                       site->name, t);
        check_at_most(c, mw, can, 1, "power of a slice", site->name, t);
        it += s->weight[h] * mw / pue(c, site, t, h);
        sum += s->weight[h] * mw;
    }
    double it_fact =
        SUM(.measure = "it_power", .dim[CP_SITE] = site->name, .dim[CP_PERIOD] = c->text[t]);
    double firm =
        SUM(.measure = "firm_supply", .dim[CP_SITE] = site->name, .dim[CP_PERIOD] = c->text[t]);
    double both =
        SUM(.measure = "energised", .dim[CP_SITE] = site->name, .dim[CP_PERIOD] = c->text[t]);
    check_near(c, halls, standing(c, site, t), 1, "halls", site->name, t);
    check_near(c, mean, sum, answered, "power", site->name, t);
    if (!site->node)
        check_near(c, mean, energy / c->hours[t], answered, "energy / hours", site->name, t);
    check_near(c, it, it_fact, answered, "IT power", site->name, t);
    check_near(c, drawn(c, site, t), it_fact, answered, "power of GPUs", site->name, t);
    check_near(c, both, fmin(can, firm), 1e-3, "energised", site->name, t);
}

void check_sites(struct check *c) {
    for (size_t s = 0; s < c->plan->nsite; s++) {
        check_phases(c, &c->plan->site[s]);
        for (size_t t = 0; t < c->T; t++)
            check_site(c, &c->plan->site[s], t);
    }
}
