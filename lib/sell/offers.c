/* What is sold as workloads of the plan, in YAML, with falling steps of revenue: so that
 * cp-allocate decides, and its answer can be held against this one. */
#include "sell/internal.h"
#include <math.h>
#include <string.h>

/* GPUs that hold a step in the period: of a term, those that started at the same worth. */
static double held(const struct cp_sell *s, size_t o, size_t t, double worth) {
    size_t n = s->offering[o].periods;
    double sum = 0;
    for (size_t at = t + 1 > n ? t + 1 - n : 0; at <= t; at++) {
        struct cp_sell_steps steps;
        cp_sell_steps_of(&s->offering[o], &s->offering[o].mean[at], &steps);
        for (size_t i = 0; i < steps.n; i++)
            if (steps.worth[i] == worth)
                sum += s->sales->step[(o * s->nperiod + at) * CP_SELL_STEPS + i];
    }
    return sum;
}

/* Worths of an offering that something is sold at, each once, dearest first. */
static size_t worths_of(const struct cp_sell *s, size_t o, double *out) {
    size_t n = 0;
    for (size_t t = 0; t < s->nperiod; t++) {
        struct cp_sell_steps steps;
        cp_sell_steps_of(&s->offering[o], &s->offering[o].mean[t], &steps);
        for (size_t i = 0; i < steps.n; i++) {
            size_t at = 0;
            if (!(s->sales->step[(o * s->nperiod + t) * CP_SELL_STEPS + i] > 0))
                continue;
            while (at < n && out[at] > steps.worth[i])
                at++;
            if (at < n && out[at] == steps.worth[i])
                continue;
            memmove(&out[at + 1], &out[at], (n - at) * sizeof *out);
            out[at] = steps.worth[i];
            n++;
        }
    }
    return n;
}

static void add_number(struct cp_str *out, const char *key, double value, const char *unit) {
    cp_str_add(out, key);
    cp_str_add_number(out, value);
    cp_str_add(out, unit);
}

/* The name of a step's workload, or the path of its efficiency on a SKU; step NONE: of a deal. */
static void add_name(const struct cp_sell_offering *f, const struct cp_sku *on, size_t step,
                     struct cp_str *out) {
    struct cp_str name = {0};
    if (on)
        cp_str_addf(&name, "skus/%s/efficiency/", on->name);
    if (step == NONE)
        cp_str_addf(&name, "deal-%s-%s", f->product->name, f->sku->name);
    else
        cp_str_addf(&name, "sell-%s-%s-%zu", f->product->name, f->sku->name, step + 1);
    cp_str_add(out, "  ");
    if (!name.oom)
        cp_str_add_quoted(out, name.s);
    out->oom |= name.oom;
    cp_str_release(&name);
}

static void add_sites(const struct cp_sell *s, size_t o, struct cp_str *out) {
    const struct cp_sale_product *p = s->offering[o].product;
    for (size_t i = 0; i < p->nsite; i++) {
        cp_str_add(out, i ? ", " : "    sites: [");
        cp_str_add_quoted(out, p->sites[i]);
    }
    cp_str_add(out, p->nsite ? "]\n" : "");
}

static void add_workload(const struct cp_sell *s, size_t o, size_t step, double worth,
                         struct cp_str *out) {
    const struct cp_sell_offering *f = &s->offering[o];
    bool any = false;
    double last = 0;
    add_name(f, NULL, step, out);
    cp_str_addf(out, ":\n    kind: %s\n    tenant: ",
                f->product->kind == CP_SALE_SPOT ? "flexible" : "firm");
    cp_str_add_quoted(out, f->product->name);
    cp_str_addc(out, '\n');
    add_sites(s, o, out);
    add_number(out, "    revenue: ", worth / f->sku->peak, " USD/(EFLOP/s)/h\n");
    cp_str_add(out, "    penalty: 0 USD/(EFLOP/s)/h\n    demand: {");
    for (size_t t = 0; t < s->nperiod; t++) {
        double now = held(s, o, t, worth) * f->sku->peak;
        if (any && now == last)
            continue;
        cp_str_addf(out, "%s%s: ", any ? ", " : "", s->period[t]);
        add_number(out, "", now, " EFLOP/s");
        any = true;
        last = now;
    }
    cp_str_add(out, "}\n");
}

/* On its SKU alone: a GPU is all of its peak, less what is held beside it. */
static void add_efficiency(const struct cp_sell *s, size_t o, size_t step, struct cp_str *out) {
    const struct cp_sell_offering *f = &s->offering[o];
    for (size_t i = 0; i < s->plan->nsku; i++) {
        const struct cp_sku *sku = &s->plan->sku[i];
        bool mine = sku == f->sku;
        if (!mine && !(cp_plan_efficiency(sku, "*") > 0))
            continue;
        add_name(f, sku, step, out);
        add_number(out, ": ", mine ? 1 / (1 + f->more) : 0, "\n");
    }
}

/* An order that is taken whole or not at all, whatever else its GPUs do: so that chips are bought
 * for it, and own work gives way, where that pays. What is not delivered is paid back. */
static void add_deal(const struct cp_sell *s, const struct cp_sell_offer *f, size_t o, size_t t,
                     struct cp_str *out) {
    const struct cp_sell_offering *x = &s->offering[o];
    double worth = f->price * x->net / x->sku->peak;
    add_name(x, NULL, NONE, out);
    cp_str_add(out, ":\n    kind: firm\n    bid: yes\n    tenant: ");
    cp_str_add_quoted(out, x->product->name);
    cp_str_addc(out, '\n');
    if (f->place) {
        cp_str_add(out, "    sites: [");
        cp_str_add_quoted(out, f->place);
        cp_str_add(out, "]\n");
    } else {
        add_sites(s, o, out);
    }
    add_number(out, "    revenue: ", worth, " USD/(EFLOP/s)/h\n");
    add_number(out, "    penalty: ", worth, " USD/(EFLOP/s)/h\n");
    cp_str_addf(out, "    demand: {%s%s%s: ", t ? s->period[0] : "", t ? ": 0 EFLOP/s, " : "",
                s->period[t]);
    add_number(out, "", f->gpus * x->sku->peak, " EFLOP/s");
    if (t + x->periods < s->nperiod)
        cp_str_addf(out, ", %s: 0 EFLOP/s", s->period[t + x->periods]);
    cp_str_add(out, "}\n");
}

static void add_each(const struct cp_sell *s, double *worth, struct cp_str *out, bool workloads) {
    for (size_t o = 0; o < s->noffering; o++) {
        size_t n = worths_of(s, o, worth);
        for (size_t i = 0; i < n; i++)
            if (workloads)
                add_workload(s, o, i, worth[i], out);
            else
                add_efficiency(s, o, i, out);
    }
}

int cp_sell_plan(const struct cp_plan *plan, const struct cp_sell_options *opt,
                 struct cp_facts *facts, const char *path, struct cp_str *out,
                 struct cp_error *err) {
    struct cp_sell s = {.plan = plan, .opt = opt, .facts = facts, .err = err};
    struct cp_sell_offer deal;
    size_t o, u, t;
    int rc = cp_sell_prepare(&s);
    double *worth = rc == 0 ? cp_sell_alloc(&s, s.nperiod * CP_SELL_STEPS, sizeof *worth) : NULL;
    if (rc == 0 && !worth)
        rc = CP_ENOMEM;
    if (rc == 0 && opt->quote)
        rc = cp_sell_read_offer(&s, opt->quote, &deal, &o, &u, &t);
    if (rc == 0) {
        cp_str_add(out,
                   "# What cp-sell sells, as workloads with falling steps of revenue.\ninclude: ");
        cp_str_add_quoted(out, path);
        cp_str_add(out, "\nworkloads:\n  assumed: sold by cp-sell\n");
        if (opt->quote)
            add_deal(&s, &deal, o, t, out);
        add_each(&s, worth, out, true);
        cp_str_add(out,
                   "set:\n  assumed: a GPU sold is all of its peak, less what is held beside it\n");
        if (opt->quote)
            add_efficiency(&s, o, NONE, out);
        add_each(&s, worth, out, false);
        rc = out->oom ? cp_fail_nomem(err) : 0;
    }
    cp_arena_release(&s.arena);
    return rc;
}
