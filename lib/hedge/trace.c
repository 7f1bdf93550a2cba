/* What the tracers of driven values share. */
#include "hedge/trace.h"
#include <string.h>

const struct cp_selection *cp_hedge_trace_rows(struct cp_hedge_trace *x, size_t which, int *rc) {
    struct cp_hedge_rows *r = &x->rows[which];
    if (!r->read)
        *rc = cp_hedge_select(x->h, r->measure, &r->s);
    r->read = *rc == 0;
    return &r->s;
}

/* Of a site's entity or the one that lists it, of who rents it where it is let; else of the first.
 */
const char *cp_hedge_entity_of(const struct cp_hedge *h, const char *site) {
    const struct cp_plan *plan = h->plan;
    const struct cp_site *at = site ? cp_plan_site(plan, site) : NULL;
    const struct cp_entity *owner = NULL;
    for (size_t e = 0; e < plan->nentity; e++) {
        const struct cp_entity *one = &plan->entity[e];
        bool owns = at && at->entity && strcmp(at->entity, one->name) == 0;
        for (size_t s = 0; at && !at->entity && s < one->nsite; s++)
            owns |= strcmp(one->sites[s], site) == 0;
        owner = owns && !owner ? one : owner;
    }
    if (!owner && plan->nentity > 0)
        owner = &plan->entity[0];
    if (!owner)
        return NULL;
    return owner->lease.rent.n > 0 && owner->parent ? owner->parent : owner->name;
}

const char *cp_hedge_curve_class(const struct cp_market_curve *c) {
    struct cp_error unused = {0};
    double factor;
    if (!c->unit.quantity)
        return "other";
    if (cp_unit_factor(c->unit.quantity, "MWh", &factor, c->pos, &unused) == 0)
        return "energy";
    return cp_unit_factor(c->unit.quantity, "GPU.h", &factor, c->pos, &unused) == 0 ? "compute"
                                                                                    : "other";
}

int cp_hedge_trace_add(struct cp_hedge_trace *x, struct cp_fact f, size_t t, const char *kind,
                       double quantity, double value) {
    struct cp_hedge_exposures *e = x->out;
    x->sum += value;
    if (!x->drive || (quantity == 0 && value == 0))
        return 0;
    if (!cp_grow(&e->at, &e->cap, e->n, sizeof *e->at))
        return cp_fail_nomem(x->h->err);
    f.dim[CP_PERIOD] = x->h->period[t];
    f.dim[CP_CURVE] = cp_hedge_market(x->h)->curve[x->curve].name;
    f.dim[CP_KIND] = kind;
    if (!f.dim[CP_ENTITY])
        f.dim[CP_ENTITY] = cp_hedge_entity_of(x->h, f.dim[CP_SITE]);
    e->at[e->n++] = (struct cp_hedge_exposed){x->curve,
                                              t,
                                              f.dim[CP_ENTITY],
                                              kind,
                                              f,
                                              x->drive->part * quantity,
                                              x->drive->part * value,
                                              strcmp(kind, "surplus") != 0};
    return 0;
}
