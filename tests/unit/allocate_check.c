/* Looking facts up, conventions, and everything in turn. */
#include "allocate_check.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- looking facts up ------------------------------------------------------------------------ */

bool check_fits(const struct check *c, size_t row, const struct cp_fact *key) {
    for (int d = 0; d < CP_DIM_COUNT; d++) {
        const char *want = d == CP_SLICE && !key->dim[d] ? "-" : key->dim[d];
        if (want && strcmp(cp_facts_dim(c->facts, row, (enum cp_dim)d), want) != 0)
            return false;
    }
    return true;
}

double check_sum(const struct check *c, const struct cp_fact *key) {
    double sum = 0;
    for (size_t i = 0; i < c->nmeasure; i++)
        if (!strcmp(c->measure[i].name, key->measure))
            for (size_t k = 0; k < c->measure[i].n; k++)
                if (check_fits(c, c->measure[i].row[k], key))
                    sum += cp_facts_value(c->facts, c->measure[i].row[k]);
    return sum;
}

void check_say(struct check *c, double got, const char *than, double want, const char *what,
               const char *of, size_t t) {
    if (c->failures++ < 8)
        cp_str_addf(c->why, "%s of %s in %s: %.12g, wanted %s%.12g\n", what, of,
                    t < c->T ? c->text[t] : "all", got, than, want);
}

void check_near(struct check *c, double got, double want, double scale, const char *what,
                const char *of, size_t t) {
    if (!(fabs(got - want) <= 1e-6 * fmax(fabs(want), scale)))
        check_say(c, got, "", want, what, of, t);
}

void check_at_most(struct check *c, double got, double most, double scale, const char *what,
                   const char *of, size_t t) {
    if (!(got - most <= 1e-6 * fmax(fabs(most), scale)))
        check_say(c, got, "at most ", most, what, of, t);
}

void check_not_negative(struct check *c, double got, double scale, const char *what, const char *of,
                        size_t t) {
    check_at_most(c, -got, 0, scale, what, of, t);
}

/* ---- conventions, as capplan(7) has them ------------------------------------------------------
 */

const struct cp_slicing *check_slicing(const struct check *c, size_t t) {
    return c->slicing[t];
}

bool check_in_force(const struct check *c, size_t t, int64_t from, int64_t to) {
    int64_t middle = (cp_period_start(c->period[t]) + cp_period_end(c->period[t])) / 2;
    return from <= middle && middle < to;
}

/* Lengths of time are sums of parts of years: half a minute is not a difference. */
bool check_serves(double age, double life) {
    return age < life - 1e-6;
}

double check_profile(const struct check *c, const char *name, size_t t, size_t h) {
    for (size_t p = 0; name && p < c->plan->nprofile; p++)
        if (!strcmp(c->plan->profile[p].name, name))
            return check_slicing(c, t)->value[p][h];
    return NAN;
}

double check_available(const struct check *c, const struct cp_contract *e, size_t t, size_t h) {
    double factor =
        e->output.profile ? check_profile(c, e->output.profile, t, h) : e->output.factor;
    return e->output.availability * (e->kind == CP_PPA || e->kind == CP_GENERATOR ? factor : 1);
}

/* ---- all
 * --------------------------------------------------------------------------------------------- */

static int read_lots(struct check *c) {
    struct cp_selection terms;
    struct cp_error err = {0};
    for (size_t r = 0; r < cp_facts_count(c->facts); r++) {
        const char *offer = cp_facts_dim(c->facts, r, CP_OFFER),
                   *step = cp_facts_dim(c->facts, r, CP_STEP);
        size_t at = c->nlot;
        bool there = strcmp(cp_facts_measure(c->facts, r), "supply") != 0;
        for (size_t l = 0; l < c->nlot && !there; l++) {
            int d = strcmp(c->lot[l].offer, offer);
            d = d ? d : strcmp(c->lot[l].step, step);
            there = d == 0;
            at = d > 0 && at == c->nlot ? l : at;
        }
        if (there)
            continue;
        if (c->nlot == CHECK_LOTS)
            return CP_EINTERNAL;
        memmove(&c->lot[at + 1], &c->lot[at], (c->nlot++ - at) * sizeof *c->lot);
        c->lot[at] = (struct check_lot){.offer = offer,
                                        .step = step,
                                        .sku = cp_facts_dim(c->facts, r, CP_SKU),
                                        .supplier = cp_facts_dim(c->facts, r, CP_SUPPLIER)};
    }
    if (cp_facts_select(c->facts, "term", "year", &terms, &err) < 0)
        return CP_EINTERNAL;
    for (size_t l = 0; l < c->nlot; l++) {
        struct check_lot *lot = &c->lot[l];
        for (size_t i = 0; i < terms.n; i++)
            if (!strcmp(cp_facts_dim(c->facts, terms.row[i], CP_OFFER), lot->offer))
                lot->term = terms.value[i];
        lot->rented = lot->term > 0;
        for (size_t t = 0; t < c->T; t++) {
            struct cp_fact key = {.measure = "supply",
                                  .dim[CP_OFFER] = lot->offer,
                                  .dim[CP_STEP] = lot->step,
                                  .dim[CP_PERIOD] = c->text[t]};
            lot->total += lot->supply[t] = check_sum(c, &key);
            key.measure = lot->rented ? "rent" : "price";
            lot->price[t] = check_sum(c, &key);
            key.measure = "buy";
            lot->bought[t] = check_sum(c, &key);
        }
    }
    cp_facts_selection_release(&terms);
    return 0;
}

static int prepare(struct check *c) {
    struct cp_error err = {0};
    c->T = c->plan->horizon.n;
    if (c->T > CHECK_PERIODS ||
        cp_slices_make(c->plan, &c->arena, (struct cp_slices_ask){0}, c->slicing, &err) < 0)
        return CP_EINTERNAL;
    for (size_t t = 0; t < c->T; t++) {
        c->period[t] = cp_plan_period(c->plan, t);
        cp_period_format(c->text[t], c->period[t]);
        c->hours[t] = cp_period_hours(c->period[t]);
        c->years[t] = cp_period_years(c->period[t]);
        c->mid[t] = cp_period_mid(c->period[t], c->plan->horizon.origin);
    }
    size_t n = cp_facts_count(c->facts);
    for (size_t r = 0; r < n; r++) {
        const char *name = cp_facts_measure(c->facts, r);
        size_t i = 0;
        while (i < c->nmeasure && strcmp(c->measure[i].name, name) != 0)
            i++;
        if (i == CHECK_MEASURES)
            return CP_EINTERNAL;
        if (i == c->nmeasure) {
            c->measure[c->nmeasure].name = name;
            c->measure[c->nmeasure++].row = cp_arena_calloc(&c->arena, n, sizeof(size_t));
        }
        c->measure[i].row[c->measure[i].n++] = r;
    }
    return check_find_places(c) < 0 ? CP_EINTERNAL : read_lots(c);
}

size_t check_allocation(const struct cp_plan *plan, const struct cp_facts *facts, bool integer,
                        struct cp_str *why) {
    struct check *c = cp_calloc(1, sizeof *c);
    c->plan = plan;
    c->facts = facts;
    c->why = why;
    if (prepare(c) < 0) {
        cp_str_add(why, "the checker is too small for this plan\n");
        c->failures++;
    } else {
        check_sites(c);
        check_fleet(c);
        check_work(c);
        check_links(c);
        check_contracts(c);
        check_network(c);
        check_costs(c);
        check_policy(c);
        if (integer)
            check_integers(c);
    }
    size_t failures = c->failures;
    cp_arena_release(&c->arena);
    free(c);
    return failures;
}
