/* What is built period by period: generators, storage, lines; how it runs, its money, its fuel. */
#include "allocate_check.h"
#include <math.h>
#include <string.h>

/* Something that is built, and the facts of it. */
struct owner {
    const char *name, *standing, *built; /* measures */
    enum cp_dim dim;                     /* that names it */
    const struct cp_path *capex, *om;
    double interest, life, power;
    int64_t from, to; /* when it can be built */
    bool network;     /* its yearly charges are of the network */
};

static double path(const struct check *c, const struct cp_path *p, struct cp_period at) {
    return p->n ? cp_plan_path_at(p, at, c->plan->horizon.origin) : 0;
}

static struct cp_fact key_of(const struct owner *o, const char *measure, const char *period) {
    struct cp_fact key = {.measure = measure, .dim[CP_PERIOD] = period};
    key.dim[o->dim] = o->name;
    return key;
}

static double cost(const struct check *c, const struct owner *o, const char *kind, size_t t) {
    struct cp_fact key = key_of(o, "cost", c->text[t]);
    key.dim[CP_KIND] = kind;
    return check_sum(c, &key);
}

static double years_to_end(const struct check *c, size_t t) {
    double years = 0;
    for (; t < c->T; t++)
        years += c->years[t];
    return years;
}

/* It serves in a period that begins before it has reached its life. */
static bool alive(const struct check *c, struct cp_period built, double life, size_t t) {
    double age = cp_years_between(cp_period_start(built), cp_period_start(c->period[t]));
    return age > -1e-6 && check_serves(age, life);
}

/* Payment a year for a MW of the vintage. */
static double yearly(const struct check *c, const struct owner *o, struct cp_period built) {
    double capex = path(c, o->capex, built), r = o->interest;
    if (isnan(r))
        return 0;
    return capex * (r > 0 ? r / (1 - pow(1 + r, -o->life)) : 1 / o->life);
}

/* Money of what is built, by period; `left`: worth at the end. */
struct paid {
    double om[CHECK_PERIODS], annuity[CHECK_PERIODS], lump[CHECK_PERIODS], left;
};

/* Builds before the plan: MW in periods, `forever` when they outlive it. */
static void check_stands(struct check *c, const struct owner *o, const struct cp_build *before,
                         size_t n, bool forever, struct paid *p) {
    double built[CHECK_PERIODS];
    for (size_t t = 0; t < c->T; t++) {
        struct cp_fact key = key_of(o, o->built, c->text[t]);
        built[t] = check_sum(c, &key);
        check_at_most(c, -built[t], 0, 1, "build", o->name, t);
        if (!check_in_force(c, t, o->from, o->to))
            check_near(c, built[t], 0, 1, "build out of time", o->name, t);
        if (!isnan(o->interest))
            continue;
        p->lump[t] += built[t] * path(c, o->capex, c->period[t]);
        p->left +=
            built[t] * path(c, o->capex, c->period[t]) * fmax(0, 1 - years_to_end(c, t) / o->life);
    }
    for (size_t t = 0; t < c->T; t++) {
        struct cp_fact key = key_of(o, o->standing, c->text[t]);
        double mw = 0;
        for (size_t i = 0; i < n; i++) {
            double part = forever || alive(c, before[i].period, o->life, t) ? before[i].power : 0;
            mw += part;
            p->om[t] += part * path(c, o->om, before[i].period) * c->years[t];
            p->annuity[t] += part * yearly(c, o, before[i].period) * c->years[t];
        }
        for (size_t i = 0; i <= t; i++) {
            double part = alive(c, c->period[i], o->life, t) ? built[i] : 0;
            mw += part;
            p->om[t] += part * path(c, o->om, c->period[i]) * c->years[t];
            p->annuity[t] += part * yearly(c, o, c->period[i]) * c->years[t];
        }
        check_near(c, check_sum(c, &key), mw, 1, "what stands", o->name, t);
        check_at_most(c, mw, o->power, 1, "what stands", o->name, t);
    }
}

static void check_paid(struct check *c, const struct owner *o, const struct paid *p, double money) {
    for (size_t t = 0; t < c->T; t++) {
        if (o->network) {
            check_near(c, cost(c, o, "network", t), p->om[t] + p->annuity[t], 1e-3 * money,
                       "network", o->name, t);
        } else {
            check_near(c, cost(c, o, "om-plant", t), p->om[t], 1e-3 * money, "O&M", o->name, t);
            check_near(c, cost(c, o, "annuity", t), p->annuity[t], 1e-3 * money, "annuity", o->name,
                       t);
        }
        check_near(c, cost(c, o, "capex-plant", t), p->lump[t], 1e-3 * money, "capex", o->name, t);
        check_near(c, cost(c, o, "salvage", t), t + 1 == c->T ? -p->left : 0, 1e-3 * money,
                   "salvage", o->name, t);
    }
}

static void check_owner(struct check *c, const struct owner *o, const struct cp_build *before,
                        double money) {
    struct paid p = {0};
    check_stands(c, o, before, 1, true, &p);
    check_paid(c, o, &p, money);
}

/* ---- generators and storage ---------------------------------------------------------------- */

/* MW of an asset in slice h, of all places. */
static double running(const struct check *c, const struct cp_contract *e, size_t t, size_t h) {
    const struct cp_slicing *s = check_slicing(c, t);
    char slice[CP_SLICE_SIZE];
    cp_slices_name(s, h, slice);
    return SUM(.measure = "energy", .dim[CP_CONTRACT] = e->name, .dim[CP_PERIOD] = c->text[t],
               .dim[CP_SLICE] = slice) /
           (s->weight[h] * c->hours[t]);
}

static double online(const struct check *c, const struct cp_contract *e, size_t t, size_t h) {
    char slice[CP_SLICE_SIZE];
    cp_slices_name(check_slicing(c, t), h, slice);
    return SUM(.measure = "online", .dim[CP_CONTRACT] = e->name, .dim[CP_PERIOD] = c->text[t],
               .dim[CP_SLICE] = slice);
}

/* Power within what is on-line, which comes and goes as it may; starts are what more is on-line
 * than in the step before. */
static void check_commitment(struct check *c, const struct cp_contract *e, size_t t,
                             double stands) {
    const struct cp_slicing *s = check_slicing(c, t);
    double started = 0;
    for (size_t g = 0; g < s->ngroup; g++)
        for (size_t i = 0, n = s->first[g + 1] - s->first[g]; i < n; i++) {
            size_t h = s->first[g] + i;
            double on = online(c, e, t, h), mw = running(c, e, t, h), came = 0, went = 0;
            double can = check_available(c, e, t, h) * on;
            check_at_most(c, on, stands, 1, "what is on-line", e->name, t);
            check_at_most(c, mw, can, 1, "power of what is on-line", e->name, t);
            check_at_most(c, e->generator.least_load * can, mw, 1, "least load", e->name, t);
            for (size_t k = 0; k < n; k++) {
                size_t at = s->first[g] + (i + n - k) % n,
                       before = s->first[g] + (i + n - k - 1) % n;
                double more = online(c, e, t, at) - online(c, e, t, before);
                if ((double)k * s->length[g] < e->generator.up_time - 1e-9)
                    came += fmax(0, more);
                if ((double)k * s->length[g] < e->generator.down_time - 1e-9)
                    went += fmax(0, -more);
                if (k == 0)
                    started += fmax(0, more) * s->weight[h] * c->hours[t] / s->length[g];
            }
            check_at_most(c, came, on, 1, "what came on-line", e->name, t);
            check_at_most(c, went, stands - on, 1, "what went off-line", e->name, t);
        }
    check_at_most(
        c, started,
        SUM(.measure = "started", .dim[CP_CONTRACT] = e->name, .dim[CP_PERIOD] = c->text[t]), 10,
        "starts", e->name, t);
}

static void check_running(struct check *c, const struct cp_contract *e, size_t t) {
    const struct cp_slicing *s = check_slicing(c, t);
    double stands =
        SUM(.measure = "contract", .dim[CP_CONTRACT] = e->name, .dim[CP_PERIOD] = c->text[t]);
    if (e->kind == CP_STORAGE) {
        check_storage(c, e, t);
        return;
    }
    if (e->generator.commits)
        check_commitment(c, e, t, stands);
    for (size_t g = 0; g < s->ngroup; g++)
        for (size_t h = s->first[g]; h < s->first[g + 1]; h++) {
            size_t before = h > s->first[g] ? h - 1 : s->first[g + 1] - 1;
            double mw = running(c, e, t, h), can = stands * check_available(c, e, t, h);
            double most = stands * fmin(1, e->generator.ramp * s->length[g]);
            check_at_most(c, mw, can, 1, "power of a slice", e->name, t);
            check_at_most(c, e->generator.must_run * can, mw, 1, "must-run power", e->name, t);
            if (e->generator.commits && e->generator.least_load > e->generator.ramp * s->length[g])
                most = stands * e->generator.least_load; /* of what starts or stops */
            if (!e->generator.baseload)
                check_at_most(c, fabs(mw - running(c, e, t, before)), most, 1, "ramp", e->name, t);
            else
                check_near(c, mw, running(c, e, t, 0), 1, "baseload", e->name, t);
        }
}

/* Energy or charging of a storage that is sized apart, its builds before the plan in `before`. */
static void check_part(struct check *c, const struct owner *of, const struct cp_storage_part *part,
                       const char *standing, const char *built, const struct cp_build *before,
                       size_t n, struct paid *p) {
    struct owner o = *of;
    o.standing = standing;
    o.built = built;
    o.capex = &part->capex;
    o.om = &part->om;
    o.power = part->most;
    if (!isnan(part->most))
        check_stands(c, &o, before, n, false, p);
}

void check_asset(struct check *c, const struct cp_contract *e, double money) {
    struct owner o = {
        e->name,           "contract",    "plant",  CP_CONTRACT, &e->asset.capex, &e->asset.om,
        e->asset.interest, e->asset.life, e->power, e->from,     e->to,           false};
    struct cp_build energy[CHECK_PLACES], charge[CHECK_PLACES];
    struct paid p = {0};
    for (size_t i = 0; i < e->asset.nbuild; i++) {
        energy[i] = charge[i] = e->asset.build[i];
        energy[i].power = e->asset.build[i].energy;
        charge[i].power = e->asset.build[i].charge;
    }
    check_stands(c, &o, e->asset.build, e->asset.nbuild, false, &p);
    check_part(c, &o, &e->storage.energy, "volume", "volume_build", energy, e->asset.nbuild, &p);
    check_part(c, &o, &e->storage.charge, "charger", "charger_build", charge, e->asset.nbuild, &p);
    check_paid(c, &o, &p, money);
    for (size_t t = 0; t < c->T; t++)
        check_running(c, e, t);
}

/* ---- lines and fuels ----------------------------------------------------------------------- */

double check_carried(const struct check *c, const char *line, const char *node, size_t t,
                     const char *slice) {
    return SUM(.measure = "carried", .dim[CP_NAME] = line, .dim[CP_NODE] = node,
               .dim[CP_PERIOD] = c->text[t], .dim[CP_SLICE] = slice);
}

void check_line(struct check *c, const struct cp_power_line *l, double money) {
    struct owner o = {l->name,     "line",  "line_build", CP_NAME,   &l->capex, &l->om,
                      l->interest, l->life, l->power,     INT64_MIN, INT64_MAX, false};
    struct cp_build before = {.period = c->period[0], .power = l->existing};
    check_owner(c, &o, &before, money);
    for (size_t t = 0; t < c->T; t++) {
        double sent = (check_carried(c, l->name, l->to, t, "-") +
                       check_carried(c, l->name, l->from, t, "-")) /
                      l->efficiency;
        check_near(c, cost(c, &o, "energy", t), sent * path(c, &l->price, c->period[t]),
                   1e-3 * money, "price of a line", l->name, t);
    }
    for (size_t t = 0; t < c->T; t++) {
        const struct cp_slicing *s = check_slicing(c, t);
        double mw = SUM(.measure = "line", .dim[CP_NAME] = l->name, .dim[CP_PERIOD] = c->text[t]);
        for (size_t h = 0; h < s->n; h++) {
            char slice[CP_SLICE_SIZE];
            cp_slices_name(s, h, slice);
            double most = mw * l->efficiency * s->weight[h] * c->hours[t];
            for (int way = 0; way < 2; way++) {
                double mwh = check_carried(c, l->name, way ? l->from : l->to, t, slice);
                check_at_most(c, -mwh, 0, c->hours[t], "carried", l->name, t);
                check_at_most(c, mwh, way && l->one_way ? 0 : most, c->hours[t], "carried", l->name,
                              t);
            }
        }
    }
}

void check_link_builds(struct check *c, const struct cp_link *l, double money) {
    struct owner o = {l->name,     "link",  "link_build", CP_NAME,  &l->capex, &l->om,
                      l->interest, l->life, l->capacity,  l->ready, INT64_MAX, true};
    struct cp_build before = {.period = c->period[0], .power = l->existing};
    check_owner(c, &o, &before, money);
}

void check_fuel(struct check *c, const struct cp_fuel *f, double money) {
    for (size_t t = 0; t < c->T; t++) {
        double bought = 0, burnt = 0, usd = 0;
        for (size_t i = 0; i < f->ntier; i++) {
            double mmbtu = SUM(.measure = "fuel", .dim[CP_NAME] = f->name,
                               .dim[CP_STEP] = f->tier[i].name, .dim[CP_PERIOD] = c->text[t]);
            if (f->tier[i].quantity.n)
                check_at_most(c, mmbtu, path(c, &f->tier[i].quantity, c->period[t]) * c->years[t],
                              1000, "fuel of a tier", f->name, t);
            bought += mmbtu;
            usd += mmbtu * path(c, &f->tier[i].price, c->period[t]);
        }
        for (size_t e = 0; e < c->plan->energy.ncontract; e++) {
            const struct cp_contract *k = &c->plan->energy.contract[e];
            if (k->fuel.name && !strcmp(k->fuel.name, f->name))
                burnt +=
                    k->fuel.heat_rate * SUM(.measure = "energy", .dim[CP_CONTRACT] = k->name,
                                            .dim[CP_PERIOD] = c->text[t]) +
                    k->generator.start_fuel * SUM(.measure = "started", .dim[CP_CONTRACT] = k->name,
                                                  .dim[CP_PERIOD] = c->text[t]);
        }
        check_near(c, bought, burnt, 1000, "fuel", f->name, t);
        check_near(c,
                   SUM(.measure = "cost", .dim[CP_KIND] = "fuel", .dim[CP_NAME] = f->name,
                       .dim[CP_PERIOD] = c->text[t]),
                   usd, 1e-3 * money, "cost of fuel", f->name, t);
    }
}
