/* Idle GPUs can work as far as there is power for it: an idle one draws a part of what it takes at
 * work, and halls and contracts may have no more to give. */
#include "sell/internal.h"
#include <math.h>
#include <string.h>

/* MW that one more GPU at work takes at its site. */
static double power_of(const struct cp_sell_unit *u, const struct cp_site *site) {
    return u->sku->power * (1 - u->sku->idle) * site->pue;
}

static bool is_at(const struct cp_sell_unit *u, const struct cp_site *site) {
    return u->site && strcmp(u->site, site->name) == 0;
}

/* MW left of the site by scenario, period and slice; as much as may be where no fact says. */
static void take(const struct cp_sell *s, const struct cp_selection *x, const char *site,
                 double *left) {
    size_t n = s->nslice;
    for (size_t i = 0; i < s->nscenario * s->nperiod * n; i++)
        left[i] = HUGE_VAL;
    for (size_t i = 0; i < x->n; i++) {
        const char *name = cp_sell_dim(s, x->row[i], CP_SITE);
        const char *slice = cp_sell_dim(s, x->row[i], CP_SLICE);
        size_t t = cp_sell_period_of(s, x->row[i]), h = slice ? cp_sell_slice_of(s, slice) : n;
        if (!name || strcmp(name, site) != 0 || t == NONE || h == n)
            continue;
        for (size_t k = 0; k < s->nscenario; k++)
            if (cp_sell_is_in(s, x->row[i], k))
                left[(k * s->nperiod + t) * n + h] = x->value[i];
    }
}

/* The part of what idles in a slice that there is power for. */
static double part_of(const struct cp_sell *s, const struct cp_site *site, size_t at, size_t h,
                      double left) {
    double wanted = 0;
    for (size_t i = 0; i < s->nunit; i++)
        if (is_at(&s->unit[i], site) && s->unit[i].spare)
            wanted += s->unit[i].spare[at * s->nslice + h] * power_of(&s->unit[i], site);
    return wanted > left ? left / wanted : 1;
}

/* All idle GPUs of the site give up the same part where there is too little for them: what idles
 * in the mean, and in every slice, of a unit. */
static void limit(const struct cp_sell *s, const struct cp_site *site, struct cp_sell_unit *u,
                  size_t at, const double *left) {
    size_t n = s->nslice;
    double mean = 0, least = HUGE_VAL;
    for (size_t h = 0; h < n; h++) {
        double part = s->part[at % s->nperiod * n + h];
        double gpus = u->spare[at * n + h] * part_of(s, site, at, h, left[at * n + h]);
        mean += part * gpus;
        least = part > 0 ? fmin(least, gpus) : least;
    }
    u->idle[at] = fmin(u->idle[at], mean);
    u->firm[at] = fmin(u->firm[at], least);
}

int cp_sell_limit_by_power(struct cp_sell *s) {
    struct cp_selection x;
    size_t ats = s->nscenario * s->nperiod;
    double *left = cp_sell_alloc(s, ats * s->nslice, sizeof *left);
    int rc = left ? cp_sell_select(s, "spare_power", &x) : CP_ENOMEM;
    if (rc)
        return rc;
    if (x.n == 0)
        cp_sell_note(s, "no 'spare_power' facts: all that idles is taken to have power for work; "
                        "cp-allocate --slices writes them");
    for (size_t i = 0; i < s->plan->nsite && x.n > 0; i++) {
        take(s, &x, s->plan->site[i].name, left);
        for (size_t u = 0; u < s->nunit; u++)
            for (size_t at = 0; at < ats && is_at(&s->unit[u], &s->plan->site[i]); at++)
                if (s->unit[u].spare)
                    limit(s, &s->plan->site[i], &s->unit[u], at, left);
    }
    cp_facts_selection_release(&x);
    return 0;
}
