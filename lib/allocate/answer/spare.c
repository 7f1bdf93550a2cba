/* Power that sites could take beyond what they do: as far as halls have room, and contracts have
 * some left in the slice, of whoever is delivered to by several a share each. What is stored is
 * counted on by no one. */
#include "allocate/answer/answer.h"
#include "allocate/block/block.h"
#include "allocate/program/at.h"
#include "allocate/program/contract.h"
#include <math.h>

/* MW left of a contract at one of its buses in slice h; infinite: it has no end. */
static double left_of(const struct cp_writer *w, size_t e, size_t t, size_t h) {
    const struct cp_program *m = w->m;
    const struct cp_contract_type *type = contract_type(m, e);
    size_t first = *contract_row_at(m, e, t);
    if (type->stores || type->sells)
        return 0;
    if (cp_allocate_is_open(m, e))
        return HUGE_VAL;
    /* the row is delivered - available, at most 0 */
    double left = first == NONE ? 0 : -w->s->activity[first + h];
    return fmax(left, 0) / (double)m->energy.buses[e].n;
}

static double spare(const struct cp_writer *w, size_t s, size_t t, size_t h) {
    const struct cp_program *m = w->m;
    double halls = cp_allocate_usable_halls(m, w->s->x, s, t) - w->s->x[*power_at(m, s, t) + h];
    double left = 0, sites = 0;
    for (size_t i = 0; i < m->plan->nsite; i++)
        sites += m->energy.site_bus[i] == m->energy.site_bus[s];
    for (size_t e = 0; e < m->plan->energy.ncontract; e++)
        if (*dispatch_at(m, e, m->energy.site_bus[s], t) != NONE)
            left += left_of(w, e, t, h) / sites;
    return fmax(fmin(halls, left), 0);
}

void cp_allocate_write_spare(struct cp_writer *w, size_t s, size_t t, struct cp_fact f) {
    for (size_t h = 0; h < w->m->time.slice[t]->n; h++)
        cp_allocate_put(w, "spare_power", cp_allocate_in_slice(w, f, t, h), t, spare(w, s, t, h));
}
