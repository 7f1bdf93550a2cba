/* What a contract delivers and asks in a period. */
#include "allocate/block/available.h"
#include "allocate/block/block.h"
#include "allocate/program/at.h"
#include "allocate/program/contract.h"
#include <math.h>

struct cp_supply cp_allocate_supply(const struct cp_program *m, size_t e, size_t t) {
    const struct cp_contract *c = &m->plan->energy.contract[e];
    struct cp_supply u = {.e = e, .t = t, .c = c, .slice = m->time.slice[t]};
    u.varies = contract_type(m, e)->varies;
    u.price = cp_allocate_profile(m, c->price.profile, t);
    u.factor = cp_allocate_profile(m, c->output.profile, t);
    u.energy_price = cp_allocate_path(m, &c->price.base, t, 0);
    if (contract_type(m, e)->burns && c->fuel.price.n)
        u.energy_price += c->fuel.heat_rate * cp_allocate_path(m, &c->fuel.price, t, 0);
    return u;
}

/* fmax and fmin leave a bound that is absent, NaN, aside. */
double cp_allocate_price(const struct cp_program *m, const struct cp_supply *u, size_t h) {
    double hub = u->price ? u->price[h] * cp_allocate_path(m, &u->c->price.scale, u->t, 1) : 0;
    return u->energy_price + fmin(fmax(hub, u->c->price.floor), u->c->price.cap);
}

double cp_allocate_available(const struct cp_supply *u, size_t h) {
    if (u->varies)
        return u->c->output.availability * (u->factor ? u->factor[h] : u->c->output.factor);
    return u->c->output.availability;
}

double cp_allocate_least_available(const struct cp_supply *u) {
    double least = u->c->output.availability;
    for (size_t h = 0; h < u->slice->n; h++)
        least = fmin(least, cp_allocate_available(u, h));
    return least;
}

void cp_allocate_add_output(struct cp_program *m, size_t r, size_t e, size_t t, size_t h,
                            double value) {
    for (size_t i = 0; i < m->energy.buses[e].n; i++)
        cp_allocate_coef(m, r, *dispatch_at(m, e, m->energy.buses[e].bus[i], t) + h, value);
}
