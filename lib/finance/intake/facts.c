/* The facts that count, and what the plan says itself, into every entity's flows. */
#include "finance/intake/intake.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

int cp_finance_inputs_make(struct cp_finance_inputs *in, const struct cp_facts *facts,
                           struct cp_error *err) {
    *in = (struct cp_finance_inputs){.facts = facts};
    const struct {
        const char *measure, *unit;
        struct cp_selection *into;
    } wanted[] = {{"cost", "USD", &in->cost},
                  {"gpu_hours", "GPU.h", &in->hours},
                  {"buy", "GPU", &in->buy},
                  {"milestone", "USD/GPU", &in->pay},
                  {"order_once", "USD", &in->once}};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        int rc = cp_facts_select(facts, wanted[i].measure, wanted[i].unit, wanted[i].into, err);
        if (rc)
            return rc;
    }
    int rc = cp_finance_desk_make(in, err);
    return rc ? rc : cp_finance_bookings_make(in, err);
}

void cp_finance_inputs_release(struct cp_finance_inputs *in) {
    cp_facts_selection_release(&in->cost);
    cp_facts_selection_release(&in->hours);
    cp_facts_selection_release(&in->buy);
    cp_facts_selection_release(&in->pay);
    cp_facts_selection_release(&in->once);
    free(in->booking);
    free(in->booking_once);
    free(in->desk.flow);
}

/* Work at the sites of a trigger by residency. */
static void take_local(const struct cp_finance_model *m, struct cp_book *b, const char *site,
                       size_t t, double hours) {
    for (size_t i = 0; i < b->entity->waterfall.ntrigger; i++) {
        const struct cp_trigger *x = &b->entity->waterfall.trigger[i];
        for (size_t k = 0; k < x->nsite; k++)
            if (strcmp(x->sites[k], site) == 0)
                b->trigger.local[i * m->T + t] += hours;
    }
}

static int take_hours(struct cp_finance_model *m) {
    const struct cp_selection *s = &m->in->hours;
    int rc = 0;
    if (s->n == 0)
        cp_finance_note(m, "no gpu_hours facts: no compute revenue and no cost of a GPU-hour");
    for (size_t i = 0; i < s->n; i++) {
        size_t t = cp_finance_fact_period(m, s->row[i], s->value[i], &rc);
        const char *site = cp_facts_dim(m->in->facts, s->row[i], CP_SITE);
        if (t == NONE)
            continue;
        size_t b = strcmp(site, "-") == 0 ? m->default_book : cp_finance_site_operator(m, site);
        struct cp_book_use *use = &m->book[b].use;
        const char *name = cp_facts_dim(m->in->facts, s->row[i], CP_SKU);
        const struct cp_sku *sku = cp_plan_sku(m->plan, name);
        use->hours[t] += s->value[i];
        take_local(m, &m->book[b], site, t, s->value[i]);
        struct cp_origin from = {&use->hours[t], 0, CP_ORIGIN_FACT, 1, s->row[i], NONE, NONE, sku};
        cp_finance_from(m, from);
        if (sku && sku->rental > 0) {
            use->market_hours[t] += s->value[i];
            use->market[t] += s->value[i] * sku->rental;
            from.of = &use->market_hours[t];
            cp_finance_from(m, from);
            from.of = &use->market[t];
            from.kind = CP_ORIGIN_RENTAL;
            cp_finance_from(m, from);
        }
    }
    return rc;
}

/* What the plan itself says: price of compute within the group, rents. */
static void take_rents(struct cp_finance_model *m) {
    int64_t origin = m->plan->horizon.origin;
    for (size_t i = 0; i < m->nbook; i++) {
        struct cp_book *b = &m->book[i];
        const struct cp_entity *e = b->entity;
        if (e->lease.rent.n > 0 && b->parent == NONE)
            cp_finance_note(m, "%s: its rent counts for nothing, for it has no parent to pay it",
                            e->name);
        for (size_t t = 0; t < m->T; t++) {
            double price = cp_plan_path_at(&e->price, m->period[t], origin);
            double rent = cp_plan_path_at(&e->lease.rent, m->period[t], origin);
            rent *= cp_period_years(m->period[t]);
            if (!isnan(price))
                b->line[INC_COMPUTE][t] += price * m->index[t] * b->use.hours[t];
            if (isnan(rent) || b->parent == NONE)
                continue;
            b->line[INC_LEASE][t] += rent;
            b->lease.rent[t] = rent;
            m->book[b->parent].line[INC_LEASE_PAID][t] -= rent;
        }
    }
}

int cp_finance_take_facts(struct cp_finance_model *m) {
    int rc = cp_finance_take_costs(m), hours = take_hours(m);
    if (rc == 0) /* it reads costs again */
        rc = cp_finance_take_purchases(m);
    if (rc)
        return rc;
    take_rents(m);
    for (size_t i = 0; i < m->nbook; i++) {
        rc = cp_finance_take_streams(m, &m->book[i]);
        if (rc)
            return rc;
    }
    return hours;
}
