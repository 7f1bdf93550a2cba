/* What the stream says, as a window or a scenario has it. */
#include "allocate/block/block.h"
#include <math.h>
#include <string.h>

/* Units of an offer that can come after period T whatever was bought before: a step fills no faster
 * than the one before it. */
static double can_come_later(const struct cp_program *full, const char *offer, size_t T) {
    double units = 0, fill = 1;
    for (size_t l = 0; l < full->fleet.nstep; l++) {
        const struct cp_offer_step *step = &full->fleet.step[l];
        double later = 0;
        if (strcmp(step->offer, offer) != 0 || !(step->total > 0))
            continue;
        for (size_t t = T; t < full->T; t++)
            later += step->supply[t];
        fill = fmin(fill, later / step->total);
        units += fill * step->total;
    }
    return units;
}

void cp_allocate_defer_commitments(struct cp_program *m) {
    for (size_t l = 0; l < m->fleet.nstep; l++) {
        struct cp_offer_step *step = &m->fleet.step[l];
        step->committed = fmax(0, step->committed - can_come_later(m->full, step->offer, m->T));
        for (size_t i = 0; i < m->full->fleet.nstep; i++)
            if (!strcmp(m->full->fleet.step[i].offer, step->offer) &&
                !strcmp(m->full->fleet.step[i].name, step->name))
                step->total =
                    m->full->fleet.step[i].total; /* steps fill at the same rate in all windows */
    }
}

/* A factor must mean something: an offer of the plan or of the stream. */
static int check_offers(const struct cp_program *m, const struct cp_factor *f, size_t n,
                        const char *key) {
    for (size_t i = 0; i < n; i++) {
        bool known = !strcmp(f[i].of, "*");
        for (size_t o = 0; o < m->plan->supply.noffer && !known; o++)
            known = !strcmp(m->plan->supply.offer[o].name, f[i].of);
        for (size_t l = 0; l < m->fleet.nstep && !known; l++)
            known = !strcmp(m->fleet.step[l].offer, f[i].of);
        if (!known)
            return cp_fail_at(m->err, CP_EINPUT, m->scenario->pos,
                              "scenarios/%.80s/%s: there is no offer '%.80s'", m->scenario->name,
                              key, f[i].of);
    }
    return 0;
}

static double factor_at(const struct cp_program *m, const struct cp_path *f, size_t t) {
    return f ? cp_plan_path_at(f, cp_plan_period(m->plan, t), m->plan->horizon.origin) : 1;
}

/* What cannot arrive is not owed: force majeure frees either side. */
static void free_commitment(struct cp_program *m, struct cp_offer_step *first) {
    double can = 0;
    for (size_t l = 0; l < m->fleet.nstep; l++) {
        const struct cp_offer_step *step = &m->fleet.step[l];
        double arrives = 0;
        for (size_t t = 0; t < m->T && strcmp(step->offer, first->offer) == 0; t++)
            arrives += step->supply[t];
        can += fmin(arrives, step->total);
    }
    first->committed = fmin(first->committed, can);
}

int cp_allocate_scale_stream(struct cp_program *m) {
    const struct cp_scenario *s = m->scenario;
    for (size_t w = 0; w < m->plan->nworkload; w++) {
        const struct cp_path *f = cp_plan_factor(s->demand, s->ndemand, m->plan->workload[w].name);
        for (size_t t = 0; t < m->T; t++)
            *demand_at(m, w, t) *= factor_at(m, f, t);
    }
    for (size_t l = 0; l < m->fleet.nstep; l++) {
        struct cp_offer_step *step = &m->fleet.step[l];
        const struct cp_path *supply = cp_plan_factor(s->supply, s->nsupply, step->offer);
        const struct cp_path *price = cp_plan_factor(s->price, s->nprice, step->offer);
        if (supply && supply->n == 1) /* of a path the periods say how much there is */
            step->total *= supply->value[0];
        for (size_t t = 0; t < m->T; t++) {
            step->supply[t] *= factor_at(m, supply, t);
            step->price[t] *= factor_at(m, price, t);
        }
    }
    for (size_t l = 0; l < m->fleet.nstep; l++)
        if (cp_plan_factor(s->supply, s->nsupply, m->fleet.step[l].offer))
            free_commitment(m, &m->fleet.step[l]);
    int rc = check_offers(m, s->supply, s->nsupply, "supply");
    return rc ? rc : check_offers(m, s->price, s->nprice, "price");
}
