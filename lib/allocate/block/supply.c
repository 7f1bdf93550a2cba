/* Supply: the curves that cp-supplier wrote, as lots: one for every step of every offer. */
#include "allocate/program/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct lot *find_lot(struct model *m, const char *offer, const char *step) {
    for (size_t l = 0; l < m->nlot; l++)
        if (!strcmp(m->lot[l].offer, offer) && (!step || !strcmp(m->lot[l].step, step)))
            return &m->lot[l];
    return NULL;
}

static struct lot *push_lot(struct model *m, size_t *cap, struct lot lot) {
    lot.supply = cp_arena_calloc(&m->arena, m->T, sizeof *lot.supply);
    lot.price = cp_arena_calloc(&m->arena, m->T, sizeof *lot.price);
    if (!lot.supply || !lot.price || !cp_grow(&m->lot, cap, m->nlot, sizeof lot))
        return NULL;
    for (size_t t = 0; t < m->T; t++)
        lot.price[t] = NAN;
    m->lot[m->nlot] = lot;
    return &m->lot[m->nlot++];
}

static double number_of(const struct lot *lot) {
    double number;
    size_t used;
    return cp_number_parse(lot->step, strlen(lot->step), &number, &used) == 0 ? number : 0;
}

/* Offers by name, steps by number: the answer does not depend on the order of the stream. */
static int compare_lots(const void *a, const void *b) {
    const struct lot *x = a, *y = b;
    int d = strcmp(x->offer, y->offer);
    double p = number_of(x), q = number_of(y);
    return d ? d : p != q ? (p > q) - (p < q) : strcmp(x->step, y->step);
}

/* One fact of `supply`: a lot is made when it is new. */
static int read_units(struct model *m, const struct cp_facts *f, size_t r, double value,
                      size_t *cap) {
    const char *offer = cp_facts_dim(f, r, CP_OFFER), *step = cp_facts_dim(f, r, CP_STEP);
    const char *text = cp_facts_dim(f, r, CP_PERIOD);
    const struct cp_sku *sku = cp_plan_sku(m->plan, cp_facts_dim(f, r, CP_SKU));
    struct cp_pos pos = cp_facts_pos(f, r);
    struct cp_period p;
    if (!sku)
        return cp_fail_at(m->err, CP_EINPUT, pos,
                          "supply of SKU '%s', which the plan does not have",
                          cp_facts_dim(f, r, CP_SKU));
    if (cp_period_parse(text, strlen(text), &p) != 0)
        return cp_fail_at(m->err, CP_EINPUT, pos, "supply of offer '%s' without a period", offer);
    if (!(value >= 0))
        return cp_fail_at(m->err, CP_EINPUT, pos, "supply of offer '%s' must be 0 or more", offer);
    struct span span = span_of(m, p);
    if (span.first > span.last)
        return 0;
    struct lot *lot = find_lot(m, offer, step);
    if (!lot)
        lot = push_lot(m, cap,
                       (struct lot){.offer = offer,
                                    .supplier = cp_facts_dim(f, r, CP_SUPPLIER),
                                    .sku = sku->name,
                                    .step = step,
                                    .g = (size_t)(sku - m->plan->sku)});
    if (!lot)
        return cp_fail_nomem(m->err);
    for (size_t t = span.first; t <= span.last; t++) {
        /* a longer period than the plan's arrives evenly */
        double part = fmin(1, m->hours[t] / cp_period_hours(p));
        lot->supply[t] += value * part;
        lot->total += value * part;
    }
    return 0;
}

/* Prices and rents, by offer, step and period; a price of nothing supplied is passed over. */
static int read_prices(struct model *m, const struct cp_facts *f, const char *measure,
                       bool rented) {
    struct cp_selection rows = {0};
    int rc = cp_facts_select(f, measure, NULL, &rows, m->err);
    for (size_t i = 0; !rc && i < rows.n; i++) {
        size_t r = rows.row[i];
        struct lot *lot = find_lot(m, cp_facts_dim(f, r, CP_OFFER), cp_facts_dim(f, r, CP_STEP));
        const char *text = cp_facts_dim(f, r, CP_PERIOD);
        struct cp_period p;
        if (!lot || !applies(m, f, r) || cp_period_parse(text, strlen(text), &p) != 0)
            continue;
        if (!(rows.value[i] >= 0))
            rc = cp_fail_at(m->err, CP_EINPUT, cp_facts_pos(f, r),
                            "%s of offer '%s' must be 0 or more", measure, lot->offer);
        struct span span = span_of(m, p);
        for (size_t t = span.first; !rc && t <= span.last; t++) {
            if (!isnan(lot->price[t]))
                rc = cp_fail_at(m->err, CP_EINPUT, cp_facts_pos(f, r),
                                "offer '%s' has more than one price in %s", lot->offer, m->text[t]);
            lot->price[t] = rows.value[i];
            lot->rented = rented;
        }
    }
    cp_selection_release(&rows);
    return rc;
}

/* A number of a whole offer. */
static int read_terms(struct model *m, const struct cp_facts *f, const char *measure,
                      size_t field) {
    struct cp_selection rows = {0};
    int rc = cp_facts_select(f, measure, NULL, &rows, m->err);
    for (size_t i = 0; !rc && i < rows.n; i++) {
        const char *offer = cp_facts_dim(f, rows.row[i], CP_OFFER);
        struct lot *first = find_lot(m, offer, NULL);
        if (!first || !applies(m, f, rows.row[i]))
            continue;
        for (struct lot *l = first; l < m->lot + m->nlot && !strcmp(l->offer, offer); l++) {
            memcpy((char *)l + field, &rows.value[i], sizeof(double));
            if (field == offsetof(struct lot, committed))
                break;
        }
    }
    cp_selection_release(&rows);
    return rc;
}

static int check_prices(struct model *m, const struct cp_facts *f,
                        const struct cp_selection *rows) {
    for (size_t i = 0; i < rows->n; i++) {
        size_t r = rows->row[i];
        const struct lot *lot =
            find_lot(m, cp_facts_dim(f, r, CP_OFFER), cp_facts_dim(f, r, CP_STEP));
        const char *text = cp_facts_dim(f, r, CP_PERIOD);
        struct cp_period p;
        if (!lot || cp_period_parse(text, strlen(text), &p) != 0)
            continue;
        struct span span = span_of(m, p);
        for (size_t t = span.first; t <= span.last; t++)
            if (lot->supply[t] > 0 && isnan(lot->price[t]))
                return cp_fail_at(m->err, CP_EINPUT, cp_facts_pos(f, r),
                                  "supply of offer '%s' in %s has neither a price nor a rent",
                                  lot->offer, m->text[t]);
        if (lot->rented && !(lot->term > 0))
            return cp_fail_at(m->err, CP_EINPUT, cp_facts_pos(f, r),
                              "offer '%s' has a rent and no term", lot->offer);
    }
    return 0;
}

int read_supply(struct model *m, const struct cp_facts *facts) {
    struct cp_selection rows = {0};
    size_t cap = 0;
    int rc = cp_facts_select(facts, "supply", NULL, &rows, m->err);
    for (size_t i = 0; !rc && i < rows.n; i++)
        if (applies(m, facts, rows.row[i]))
            rc = read_units(m, facts, rows.row[i], rows.value[i], &cap);
    if (m->nlot)
        qsort(m->lot, m->nlot, sizeof *m->lot, compare_lots);
    if (!rc)
        rc = read_prices(m, facts, "price", false);
    if (!rc)
        rc = read_prices(m, facts, "rent", true);
    if (!rc)
        rc = read_terms(m, facts, "term", offsetof(struct lot, term));
    if (!rc)
        rc = read_terms(m, facts, "committed", offsetof(struct lot, committed));
    if (!rc)
        rc = check_prices(m, facts, &rows);
    cp_selection_release(&rows);
    return rc;
}
