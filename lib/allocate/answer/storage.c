/* Storage in the answer: what stands of its energy and charging where they are sized apart, and
 * steps in which it charges and discharges at once. */
#include "allocate/answer/answer.h"
#include "allocate/program/at.h"
#include "allocate/program/contract.h"
#include <math.h>

/* Below this part of its power a flow is the engine's noise. */
static const double noise = 1e-6;

/* MWh that are charged and, beside them, discharged at bus b in slice h; 0, 0 unless it is both and
 * some of it is lost on the way. */
struct both {
    double charged, discharged;
};
static struct both both_in(const struct cp_program *m, const double *x, size_t e, size_t b,
                           size_t t, size_t h) {
    size_t out = *dispatch_at(m, e, b, t), in = *charge_at(m, e, b, t);
    double stands = cp_allocate_capacity_in(&m->energy.capacity[e], x, t);
    if (in == NONE || out == NONE || m->plan->energy.contract[e].storage.efficiency >= 1 ||
        !(fmin(x[in + h], x[out + h]) > noise * (1 + stands)))
        return (struct both){0, 0};
    double hours = slice_hours(m, t, h);
    return (struct both){hours * x[in + h], hours * x[out + h]};
}

/* It is paid for what it loses: energy has a price below 0 there. Where it is free, plans that lose
 * less cost the same. */
static bool is_paid(const struct cp_program *m, const struct cp_lp_solution *s, size_t b, size_t t,
                    size_t h) {
    double money = m->time.discount[t] * slice_hours(m, t, h);
    return s->dual && s->dual[*balance_at(m, b, t) + h] < -1e-6 * money;
}

/* Both flows of a bus: of the steps that have both, and of all of a period that has such; without
 * slices where it is paid for. */
static void write_both(struct cp_writer *w, struct cp_fact f, size_t e, size_t b, size_t t) {
    const struct cp_program *m = w->m;
    bool any = false;
    for (size_t h = 0; h < m->time.slice[t]->n; h++) {
        struct both k = both_in(m, w->s->x, e, b, t, h);
        any |= k.charged > 0 && (w->slices || is_paid(m, w->s, b, t, h));
        if (!w->slices || k.charged <= 0)
            continue;
        cp_allocate_put(w, "charged", cp_allocate_in_slice(w, f, t, h), t, k.charged);
        cp_allocate_put(w, "discharged", cp_allocate_in_slice(w, f, t, h), t, k.discharged);
    }
    if (!any)
        return;
    double hours = m->time.hours[t];
    cp_allocate_put(w, "charged", f, t,
                    hours * cp_allocate_mean(m, w->s->x, *charge_at(m, e, b, t), t));
    cp_allocate_put(w, "discharged", f, t,
                    hours * cp_allocate_mean(m, w->s->x, *dispatch_at(m, e, b, t), t));
}

void cp_allocate_write_storage(struct cp_writer *w, size_t e, size_t t) {
    const struct cp_program *m = w->m;
    const struct cp_contract *c = &m->plan->energy.contract[e];
    struct cp_fact f = {.dim[CP_CONTRACT] = c->name,
                        .dim[CP_KIND] = cp_allocate_contract_word(c),
                        .dim[CP_LAYER] = "energy"};
    if (*contract_row_at(m, e, t) == NONE)
        return;
    cp_allocate_put_capacity(w, &m->energy.volume[e], f, t, "volume", "volume_build");
    cp_allocate_put_capacity(w, &m->energy.charger[e], f, t, "charger", "charger_build");
    for (size_t i = 0; i < m->energy.buses[e].n; i++) {
        size_t b = m->energy.buses[e].bus[i];
        f.dim[CP_SITE] = m->energy.bus[b].site;
        f.dim[CP_NODE] = m->energy.bus[b].node;
        write_both(w, f, e, b, t);
    }
}

void cp_allocate_explain_storage(const struct cp_program *m, const struct cp_lp_solution *s,
                                 struct cp_str *out) {
    for (size_t e = 0; e < m->plan->energy.ncontract; e++) {
        const struct cp_contract *c = &m->plan->energy.contract[e];
        double through = 0;
        size_t steps = 0, first = NONE, slice = 0;
        for (size_t t = 0; contract_type(m, e)->stores && t < m->T; t++)
            for (size_t h = 0; h < m->time.slice[t]->n; h++) {
                double here = 0;
                for (size_t i = 0; i < m->energy.buses[e].n; i++) {
                    size_t bus = m->energy.buses[e].bus[i];
                    struct both k = both_in(m, s->x, e, bus, t, h);
                    if (k.charged > 0 && is_paid(m, s, bus, t, h))
                        here += fmin(k.charged, k.discharged);
                }
                through += here;
                steps += here > 0;
                slice = here > 0 && first == NONE ? h : slice;
                first = here > 0 && first == NONE ? t : first;
            }
        if (!steps)
            continue;
        char name[CP_SLICE_SIZE];
        cp_slices_name(m->time.slice[first], slice, name);
        cp_allocate_add_pos(out, c->pos);
        cp_str_addf(out,
                    "%s: charges and discharges at once in %zu step%s, first in %s %s: %.4g MWh go "
                    "through it; 'exclusive: yes' forbids it\n",
                    c->name, steps, steps > 1 ? "s" : "", m->time.text[first], name, through);
    }
}
