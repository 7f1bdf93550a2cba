/* Batteries and storage: within what stands, and the state of charge computed from their flows. */
#include "allocate_check.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* MW of a slice into storage and out of it: at a place, or all; with what stands, MW and MWh. */
struct flow {
    double in, out;
};
struct stands {
    double power, charge, volume;
    bool shared; /* in and out within the power together */
};

static struct stands stands_in(const struct check *c, const struct cp_contract *e, size_t t) {
    struct cp_fact key = {
        .measure = "contract", .dim[CP_CONTRACT] = e->name, .dim[CP_PERIOD] = c->text[t]};
    struct stands s = {.power = check_sum(c, &key)};
    s.shared = isnan(e->storage.charge.most) && isnan(e->storage.charge_ratio);
    key.measure = "volume";
    s.volume = isnan(e->storage.energy.most) ? s.power * e->storage.hours : check_sum(c, &key);
    key.measure = "charger";
    s.charge = s.shared                        ? s.power
               : isnan(e->storage.charge.most) ? s.power * e->storage.charge_ratio
                                               : check_sum(c, &key);
    return s;
}

/* Both flows where the facts have both, else one of them from what is net. */
static struct flow flow_in(const struct check *c, const struct check_place *at,
                           const struct cp_contract *e, size_t t, size_t h) {
    const struct cp_slicing *s = check_slicing(c, t);
    char slice[CP_SLICE_SIZE];
    cp_slices_name(s, h, slice);
    struct cp_fact key = {.measure = "energy",
                          .dim[CP_CONTRACT] = e->name,
                          .dim[CP_PERIOD] = c->text[t],
                          .dim[CP_SLICE] = slice};
    double hours = s->weight[h] * c->hours[t], net = check_at(c, at, key) / hours;
    key.measure = "charged";
    double in = check_at(c, at, key) / hours;
    key.measure = "discharged";
    double out = check_at(c, at, key) / hours;
    return in > 0 ? (struct flow){in, out} : (struct flow){fmax(-net, 0), fmax(net, 0)};
}

/* The state of charge through group g at one place, added to `soc`: it returns to where it began,
 * and without a loss begins as low as it can. */
static void add_soc(struct check *c, const struct check_place *at, const struct cp_contract *e,
                    size_t t, size_t g, double *soc) {
    const struct cp_slicing *s = check_slicing(c, t);
    double step = s->length[g], kept = pow(1 - e->storage.standing_loss, step), x = 0, low = 0;
    double all = 0, whole = 1;
    for (size_t h = s->first[g]; h < s->first[g + 1]; h++) {
        struct flow f = flow_in(c, at, e, t, h);
        x = kept * x + (e->storage.efficiency * f.in - f.out) * step;
        low = fmin(low, x);
        all += (f.in + f.out) * step;
        whole *= kept;
    }
    if (e->storage.standing_loss <= 0)
        check_near(c, x, 0, 1 + all, "energy left of a day", e->name, t);
    x = e->storage.standing_loss > 0 ? x / (1 - whole) : -low;
    for (size_t h = s->first[g]; h < s->first[g + 1]; h++) {
        struct flow f = flow_in(c, at, e, t, h);
        x = kept * x + (e->storage.efficiency * f.in - f.out) * step;
        check_not_negative(c, x, 1 + all, "state of charge", e->name, t);
        soc[h] += x;
    }
}

/* A day of group g from `x`: where it ends, and the least and most on the way. */
static double pass_day(const struct check *c, const struct cp_contract *e, size_t t, size_t g,
                       double x, double *low, double *high) {
    const struct cp_slicing *s = check_slicing(c, t);
    double step = s->length[g], kept = pow(1 - e->storage.standing_loss, step);
    *low = fmin(*low, x);
    for (size_t h = s->first[g]; h < s->first[g + 1]; h++) {
        struct flow f = flow_in(c, &c->place[0], e, t, h);
        for (size_t i = 1; i < c->nplace; i++) {
            struct flow other = flow_in(c, &c->place[i], e, t, h);
            f.in += other.in;
            f.out += other.out;
        }
        x = kept * x + (e->storage.efficiency * f.in - f.out) * step;
        *low = fmin(*low, x);
        *high = fmax(*high, x);
    }
    return x;
}

/* Through all runs of period t from `x`: the first and last days of each, those between as one of
 * them after the other. */
static double pass_period(const struct check *c, const struct cp_contract *e, size_t t, double x,
                          double *low, double *high) {
    const struct cp_slicing *s = check_slicing(c, t);
    for (size_t i = 0; i < s->nrun; i++) {
        size_t g = s->run[i];
        double hours = s->length[g] * (double)(s->first[g + 1] - s->first[g]);
        double days = s->run_share[i] * c->hours[t] / hours, none = 0;
        double kept = pow(1 - e->storage.standing_loss, hours);
        double day = pass_day(c, e, t, g, 0, &none, &none);
        double last = fmax(0, days - 1);
        pass_day(c, e, t, g, x, low, high);
        double before =
            pow(kept, last) * x + day * (kept < 1 ? (1 - pow(kept, last)) / (1 - kept) : last);
        if (last > 0)
            pass_day(c, e, t, g, before, low, high);
        x = pow(kept, days) * x + day * (kept < 1 ? (1 - pow(kept, days)) / (1 - kept) : days);
    }
    return x;
}

/* Seasonal storage returns to its start after each period of a year, or after all shorter ones, and
 * never holds less than nothing nor more than it has room for. */
static void check_seasons(struct check *c, const struct cp_contract *e) {
    bool years = c->plan->horizon.from.freq <= CP_YEAR;
    for (size_t t = 0, end; t < c->T; t = end) {
        double x = 0, low = 0, high = 0, whole = 1, lossy = e->storage.standing_loss;
        end = years ? t + 1 : c->T;
        for (size_t i = t; i < end; i++) {
            x = pass_period(c, e, i, x, &low, &high);
            whole *= pow(1 - lossy, c->hours[i]);
        }
        if (lossy <= 0)
            check_near(c, x, 0, 1e-3 * (high - low) + 1, "energy left of a year", e->name, t);
        x = lossy > 0 ? x / (1 - whole) : -low;
        low = high = x;
        for (size_t i = t; i < end; i++) {
            low = high = x;
            x = pass_period(c, e, i, x, &low, &high);
            /* what an hour carries is right to 1e-9 MW, in every hour of the period */
            double scale = 1 + 1e-3 * c->hours[i];
            check_not_negative(c, low, scale + high, "energy in storage", e->name, i);
            check_at_most(c, high, stands_in(c, e, i).volume, scale, "energy in storage", e->name,
                          i);
        }
    }
}

/* A day of what loses by standing begins at its flows over what a day loses: by so much is what is
 * held further off than they are. */
static double spread(const struct check *c, const struct cp_contract *e, size_t t) {
    const struct cp_slicing *s = check_slicing(c, t);
    double most = 1, kept = 1 - e->storage.standing_loss;
    for (size_t g = 0; kept < 1 && g < s->ngroup; g++)
        most =
            fmax(most, 1 / (1 - pow(kept, s->length[g] * (double)(s->first[g + 1] - s->first[g]))));
    return most;
}

void check_storage(struct check *c, const struct cp_contract *e, size_t t) {
    const struct cp_slicing *s = check_slicing(c, t);
    struct stands k = stands_in(c, e, t);
    double *soc = cp_calloc(s->n, sizeof *soc);
    if (e->storage.seasonal && t == 0)
        check_seasons(c, e);
    for (size_t i = 0; !e->storage.seasonal && i < c->nplace; i++)
        for (size_t g = 0; g < s->ngroup; g++)
            add_soc(c, &c->place[i], e, t, g, soc);
    for (size_t h = 0; h < s->n; h++) {
        struct flow all = {0};
        double can = check_available(c, e, t, h);
        for (size_t i = 0; i < c->nplace; i++) {
            struct flow f = flow_in(c, &c->place[i], e, t, h);
            all.in += f.in;
            all.out += f.out;
        }
        check_at_most(c, all.out + (k.shared ? all.in : 0), can * k.power, 1, "power of storage",
                      e->name, t);
        check_at_most(c, all.in, can * k.charge, 1, "charge of storage", e->name, t);
        check_at_most(c, soc[h], k.volume, spread(c, e, t), "energy in storage", e->name, t);
        if (e->storage.exclusive)
            check_at_most(c, fmin(all.in, all.out), 0, 1, "charge beside discharge", e->name, t);
    }
    free(soc);
}
