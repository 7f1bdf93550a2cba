/* GPUs: bought, delivered, installed, moved, and gone at the end of their life. */
#include "allocate_check.h"
#include <math.h>
#include <string.h>

/* One vintage at one site: what was there, is there, comes and goes. `age` is at the middle of the
 * first period; `have` GPUs stand before it. */
static void check_vintage(struct check *c, const struct cp_site *site, const struct cp_sku *g,
                          const char *vintage, size_t first, double age, double have) {
    double before = have, scale = fmax(have, 1);
    bool old_one = first == 0 && strcmp(vintage, c->text[0]) != 0;
    for (size_t t = first; t < c->T; t++) {
        struct cp_fact key = {.dim[CP_SITE] = site->name,
                              .dim[CP_SKU] = g->name,
                              .dim[CP_VINTAGE] = vintage,
                              .dim[CP_PERIOD] = c->text[t]};
        double now[5], old = age + c->mid[t] - c->mid[first];
        const char *const names[] = {"stock", "install", "failures", "retire", "sold"};
        key.measure = "move";
        double moved = check_sum(c, &key);
        for (size_t i = 0; i < 5; i++) {
            key.measure = names[i];
            now[i] = check_sum(c, &key);
            scale = fmax(scale, now[i]);
            check_not_negative(c, now[i], scale, names[i], vintage, t);
        }
        bool serves = check_serves(old, g->life);
        double lost =
            t > first && serves ? before * (1 - pow(1 - g->reliability.failure, c->years[t])) : 0;
        check_near(c, now[2], lost, scale, "failures", vintage, t);
        check_near(c, now[0], before + now[1] + moved - now[2] - now[3], scale, "stock", vintage,
                   t);
        check_at_most(c, now[4], now[3], scale, "sold", vintage, t);
        check_at_most(c, now[4], before - now[2], scale, "sold of what stood", vintage, t);
        check_at_most(c, -moved, before, scale, "moved away", vintage, t);
        if (isnan(g->move))
            check_near(c, moved, 0, scale, "moved", vintage, t);
        if (!serves)
            check_near(c, now[0], 0, scale, "stock beyond life", vintage, t);
        if (!serves || old_one || (t > first && !check_serves(old, g->store)))
            check_near(c, now[1], 0, scale, "late install", vintage, t);
        before = now[0];
    }
}

void check_old_vintage(const struct check *c, const struct cp_existing *e,
                       char buf[CP_PERIOD_SIZE]) {
    int64_t when = c->plan->horizon.origin - 1 - (int64_t)(e->age * 8766);
    cp_period_format(buf, cp_period_at(c->period[0].freq, when));
}

static const struct cp_existing *standing_at(const struct check *c, const struct cp_site *site,
                                             const char *sku, const char *vintage) {
    for (size_t i = 0; i < site->nexisting; i++) {
        const struct cp_existing *e = &site->existing[i];
        char text[CP_PERIOD_SIZE];
        check_old_vintage(c, e, text);
        if (!strcmp(e->sku, sku) && e->units > 0 && !strcmp(text, vintage))
            return e;
    }
    return NULL;
}

const struct cp_existing *check_existing(const struct check *c, const struct cp_site *site,
                                         const char *sku, const char *vintage) {
    const struct cp_existing *e = standing_at(c, site, sku, vintage);
    for (size_t s = 0; !e && s < c->plan->nsite; s++)
        e = standing_at(c, &c->plan->site[s], sku, vintage);
    return e;
}

/* What stood there before the plan, and what came later from another site of what stood there. */
static void check_old(struct check *c, const struct cp_site *site, const struct cp_sku *g,
                      const struct cp_existing *e) {
    char vintage[CP_PERIOD_SIZE];
    check_old_vintage(c, e, vintage);
    const struct cp_existing *own = standing_at(c, site, g->name, vintage);
    double age = e->age + c->mid[0];
    if (strcmp(e->sku, g->name) != 0 || check_existing(c, site, g->name, vintage) != e)
        return;
    if (check_serves(age, g->life) && (own || !isnan(g->move)))
        check_vintage(c, site, g, vintage, 0, age, own ? e->units : 0);
    else
        check_near(c,
                   SUM(.measure = "stock", .dim[CP_SITE] = site->name, .dim[CP_SKU] = g->name,
                       .dim[CP_VINTAGE] = vintage),
                   0, 1, "what has no business there", g->name, 0);
}

static void check_site_fleet(struct check *c, const struct cp_site *site) {
    for (size_t g = 0; g < c->plan->nsku; g++) {
        for (size_t s = 0; s < c->plan->nsite; s++)
            for (size_t i = 0; i < c->plan->site[s].nexisting; i++)
                check_old(c, site, &c->plan->sku[g], &c->plan->site[s].existing[i]);
        for (size_t t = 0; t < c->T; t++)
            check_vintage(c, site, &c->plan->sku[g], c->text[t], t, 0, 0);
    }
}

/* Delivered = installed + in store, as long as the SKU may be stored. */
static void check_deliveries(struct check *c, const struct cp_sku *g, size_t first) {
    double left = 0, untold = 0; /* what is bought is told to a part in 1e8 of what there was */
    for (size_t l = 0; l < c->nlot; l++)
        if (!c->lot[l].rented && !strcmp(c->lot[l].sku, g->name)) {
            left += c->lot[l].bought[first];
            untold += 1e-8 * (1 + c->lot[l].supply[first]);
        }
    double scale = fmax(left, 1) + untold / 1e-6;
    for (size_t t = first; t < c->T; t++) {
        double kept = SUM(.measure = "inventory", .dim[CP_SKU] = g->name,
                          .dim[CP_VINTAGE] = c->text[first], .dim[CP_PERIOD] = c->text[t]);
        left -= SUM(.measure = "install", .dim[CP_SKU] = g->name, .dim[CP_VINTAGE] = c->text[first],
                    .dim[CP_PERIOD] = c->text[t]);
        if (t > first && !check_serves(c->mid[t] - c->mid[first], g->store))
            left = 0;
        check_near(c, kept, left, scale, "inventory", g->name, t);
        check_not_negative(c, left, scale, "inventory", g->name, t);
    }
}

/* What arrives somewhere leaves somewhere. */
static void check_moves(struct check *c, const struct cp_sku *g, size_t t) {
    double stock = SUM(.measure = "stock", .dim[CP_SKU] = g->name, .dim[CP_PERIOD] = c->text[t]);
    check_near(c, SUM(.measure = "move", .dim[CP_SKU] = g->name, .dim[CP_PERIOD] = c->text[t]), 0,
               fmax(stock, 1), "moves", g->name, t);
}

static void check_lots(struct check *c) {
    for (size_t l = 0; l < c->nlot; l++) {
        const struct check_lot *lot = &c->lot[l];
        double offered = 0, taken = 0, low = INFINITY, high = 0, part[2] = {0, 0};
        for (size_t t = 0; t < c->T; t++) {
            check_at_most(c, lot->bought[t], lot->supply[t], 1, "buy", lot->offer, t);
            check_not_negative(c, lot->bought[t], 1, "buy", lot->offer, t);
        }
        for (size_t k = 0; k < c->nlot; k++)
            for (size_t t = 0; !strcmp(c->lot[k].offer, lot->offer) && t < c->T; t++) {
                offered += c->lot[k].supply[t];
                taken += c->lot[k].bought[t];
            }
        double committed = SUM(.measure = "committed", .dim[CP_OFFER] = lot->offer);
        check_at_most(c, fmin(committed, offered), taken, 1, "commitment", lot->offer, c->T);
        if (l == 0 || strcmp(c->lot[l - 1].offer, lot->offer))
            continue;
        for (size_t i = 0; i < 2; i++)
            for (size_t t = 0; t < c->T; t++)
                part[i] += c->lot[l - i].bought[t] / c->lot[l - i].total;
        for (size_t t = 0; t < c->T; t++) {
            low = lot->supply[t] > 0 ? fmin(low, lot->price[t]) : low;
            high = lot[-1].supply[t] > 0 ? fmax(high, lot[-1].price[t]) : high;
        }
        if (low < high)
            check_at_most(c, part[0], part[1], 1, "a cheaper step", lot->offer, c->T);
    }
}

void check_fleet(struct check *c) {
    for (size_t s = 0; s < c->plan->nsite; s++)
        check_site_fleet(c, &c->plan->site[s]);
    for (size_t g = 0; g < c->plan->nsku; g++)
        for (size_t t = 0; t < c->T; t++) {
            check_deliveries(c, &c->plan->sku[g], t);
            check_moves(c, &c->plan->sku[g], t);
        }
    check_lots(c);
}
