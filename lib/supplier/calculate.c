/* Calculators by name: "newsvendor holding=0.18 stockout=0.7 mean=50 sd=8". */
#include "num/num.h"
#include "supplier/echelon.h"
#include "supplier/supplier.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LIST = 64, ARGS = 8 };

struct list {
    size_t n;
    double v[LIST];
};

struct call {
    const char *model;
    const char *const *name; /* of the arguments; those from `nneed` on may be left out */
    size_t nname, nneed;
    bool given[ARGS];
    struct list arg[ARGS];
    struct cp_facts *facts;
};

static double one(const struct call *c, size_t i) {
    return c->given[i] ? c->arg[i].v[0] : NAN;
}

static int put(struct call *c, const char *name, double value, struct cp_error *err) {
    return cp_facts_put(c->facts,
                        &(struct cp_fact){.dim[CP_KIND] = c->model,
                                          .dim[CP_NAME] = name,
                                          .measure = "calculation",
                                          .value = value},
                        err);
}

static int put_stock(struct call *c, struct cp_supplier_stock s, struct cp_error *err) {
    int rc = put(c, "quantity", s.quantity, err);
    return rc ? rc : put(c, "cost", s.cost, err);
}

/* What a quantity of the user's own costs, when one is given. */
static int put_at(struct call *c, size_t arg, double cost, struct cp_error *err) {
    return c->given[arg] ? put(c, "cost_at_quantity", cost, err) : 0;
}

static int run_eoq(struct call *c, struct cp_error *err) {
    double k = one(c, 0), h = one(c, 1), d = one(c, 2);
    int rc = put_stock(c, cp_supplier_eoq(k, h, d), err);
    return rc ? rc : put_at(c, 3, cp_supplier_eoq_cost(k, h, d, one(c, 3)), err);
}

static int run_discount(struct call *c, bool incremental, struct cp_error *err) {
    const struct list *from = &c->arg[3], *price = &c->arg[4];
    if (from->n != price->n || from->v[0] != 0)
        return cp_fail(err, CP_EUSAGE, "--calculate %s: as many 'from' as 'price', the first 0",
                       c->model);
    for (size_t i = 1; i < from->n; i++)
        if (!(from->v[i] > from->v[i - 1] && price->v[i] < price->v[i - 1]))
            return cp_fail(err, CP_EUSAGE, "--calculate %s: 'from' must rise and 'price' fall",
                           c->model);
    struct cp_supplier_stock s = cp_supplier_eoq_discount(one(c, 0), one(c, 1), one(c, 2), from->n,
                                                          from->v, price->v, incremental);
    int rc = put_stock(c, s, err);
    return rc ? rc : put(c, "step", (double)s.region + 1, err);
}

static int run_all_units(struct call *c, struct cp_error *err) {
    return run_discount(c, false, err);
}

static int run_incremental(struct call *c, struct cp_error *err) {
    return run_discount(c, true, err);
}

static int run_newsvendor(struct call *c, struct cp_error *err) {
    double h = one(c, 0), p = one(c, 1), m = one(c, 2), sd = one(c, 3);
    double lead = c->given[4] ? one(c, 4) : 0;
    int rc = put_stock(c, cp_supplier_newsvendor(h, p, m, sd, lead), err);
    return rc ? rc : put_at(c, 5, cp_supplier_newsvendor_cost(h, p, m, sd, lead, one(c, 5)), err);
}

/* Profit instead of cost: a unit sold earns price - cost, one left over loses cost - salvage. */
static int run_profit(struct call *c, struct cp_error *err) {
    double under = one(c, 0) - one(c, 1), over = one(c, 1) - one(c, 2), m = one(c, 3);
    if (!(under > 0 && over > 0))
        return cp_fail(err, CP_EUSAGE, "--calculate %s: wants price > cost > salvage", c->model);
    struct cp_supplier_stock s = cp_supplier_newsvendor(over, under, m, one(c, 4), 0);
    int rc = put(c, "quantity", s.quantity, err);
    if (rc)
        return rc;
    rc = put(c, "profit", under * m - s.cost, err);
    if (rc || !c->given[5])
        return rc;
    return put(c, "profit_at_quantity",
               under * m - cp_supplier_newsvendor_cost(over, under, m, one(c, 4), 0, one(c, 5)),
               err);
}

static int run_poisson(struct call *c, struct cp_error *err) {
    double h = one(c, 0), p = one(c, 1), m = one(c, 2);
    if (m > 1e6)
        return cp_fail(err, CP_EUSAGE, "--calculate %s: mean above 1000000; use newsvendor",
                       c->model);
    int rc = put_stock(c, cp_supplier_newsvendor_poisson(h, p, m), err);
    return rc ? rc : put_at(c, 3, cp_supplier_newsvendor_poisson_cost(h, p, m, one(c, 3)), err);
}

static int run_disrupted(struct call *c, struct cp_error *err) {
    if (one(c, 3) > 1 || one(c, 4) > 1)
        return cp_fail(err, CP_EUSAGE, "--calculate %s: a probability is at most 1", c->model);
    return put_stock(
        c, cp_supplier_disrupted(one(c, 0), one(c, 1), one(c, 2), one(c, 3), one(c, 4)), err);
}

static int run_lots(struct call *c, struct cp_error *err) {
    double order[LIST];
    double cost = cp_supplier_lot_sizes(one(c, 0), one(c, 1), c->arg[2].n, c->arg[2].v, order);
    if (isnan(cost))
        return cp_fail_nomem(err);
    int rc = put(c, "cost", cost, err);
    if (rc)
        return rc;
    for (size_t i = 0; i < c->arg[2].n; i++) {
        char name[32];
        snprintf(name, sizeof name, "order_%zu", i + 1);
        rc = put(c, name, order[i], err);
        if (rc)
            return rc;
    }
    return 0;
}

static int run_hhi(struct call *c, struct cp_error *err) {
    return put(c, "hhi", cp_supplier_hhi(c->arg[0].n, c->arg[0].v), err);
}

static int run_spares(struct call *c, struct cp_error *err) {
    if (!(one(c, 0) <= 1e7 && one(c, 1) <= 0.9 && one(c, 2) < 1))
        return cp_fail(err, CP_EUSAGE,
                       "--calculate %s: at most 10000000 units, failed at most 0.9, risk below 1",
                       c->model);
    return put(c, "spares", cp_supplier_spares((unsigned)one(c, 0), one(c, 1), one(c, 2)), err);
}

static int run_forward(struct call *c, struct cp_error *err) {
    const struct list *years = &c->arg[0], *price = &c->arg[1];
    double forward[LIST];
    if (years->n != price->n)
        return cp_fail(err, CP_EUSAGE, "--calculate %s: as many 'years' as 'price'", c->model);
    for (size_t i = 1; i < years->n; i++)
        if (!(years->v[i] > years->v[i - 1]))
            return cp_fail(err, CP_EUSAGE, "--calculate %s: 'years' must rise", c->model);
    cp_supplier_forward(years->n, years->v, price->v, forward);
    for (size_t i = 0; i < years->n; i++) {
        char name[48];
        snprintf(name, sizeof name, "to_year_%g", years->v[i]);
        int rc = put(c, name, forward[i], err);
        if (rc)
            return rc;
    }
    double last = years->v[years->n - 1];
    if (!(years->n > 1 && years->v[0] == 1 && last == floor(last) && last <= 100))
        return 0;
    return put(c, "ratio",
               cp_supplier_forward_ratio(price->v[0], price->v[years->n - 1], (unsigned)last), err);
}

/* Demand over a lead time that is uncertain too: mean L d, variance L s^2 + d^2 s_L^2 [Chopra,
 * Meindl: Supply Chain Management, 6th ed., 12.2]. */
static int run_safety(struct call *c, struct cp_error *err) {
    double d = one(c, 0), sd = one(c, 1), lead = one(c, 2), lead_sd = one(c, 3), level = one(c, 4);
    if (!(level < 1))
        return cp_fail(err, CP_EUSAGE, "--calculate %s: level must be below 1", c->model);
    double stock = cp_num_normal_quantile(level) * sqrt(lead * sd * sd + d * d * lead_sd * lead_sd);
    int rc = put(c, "safety_stock", stock, err);
    return rc ? rc : put(c, "reorder_point", d * lead + stock, err);
}

/* A whole number of a list, at most `most`. */
static bool is_whole(const struct list *l, size_t i, double most) {
    return l->v[i] == floor(l->v[i]) && l->v[i] <= most;
}

static int read_stages(const struct call *c, struct cp_echelon_stage *stage,
                       struct cp_echelon_edge *edge, struct cp_error *err) {
    const struct list *from = &c->arg[0], *to = &c->arg[1], *time = &c->arg[2], *sd = &c->arg[4];
    size_t n = time->n;
    bool fits = c->arg[3].n == n && sd->n == n && from->n == to->n;
    for (size_t i = 6; i < ARGS; i++)
        fits &= !c->given[i] || c->arg[i].n == n;
    if (!fits)
        return cp_fail(
            err, CP_EUSAGE,
            "--calculate %s: as many 'to' as 'from', and of all others as many as 'time'",
            c->model);
    bool whole = true;
    for (size_t i = 0; i < from->n; i++) {
        whole &= is_whole(from, i, (double)n) && is_whole(to, i, (double)n) && from->v[i] >= 1 &&
                 to->v[i] >= 1;
        edge[i] = (struct cp_echelon_edge){whole ? (size_t)from->v[i] - 1 : 0,
                                           whole ? (size_t)to->v[i] - 1 : 0};
    }
    for (size_t i = 0; i < n; i++) {
        double in = c->given[6] ? c->arg[6].v[i] : 0, out = c->given[7] ? c->arg[7].v[i] : 0;
        whole &= is_whole(time, i, CP_ECHELON_MOST) && in == floor(in) && out == floor(out) &&
                 in <= CP_ECHELON_MOST && out <= CP_ECHELON_MOST;
        if (whole)
            stage[i] = (struct cp_echelon_stage){.time = (size_t)time->v[i],
                                                 .holding = c->arg[3].v[i],
                                                 .sd = sd->v[i],
                                                 .inbound = (size_t)in,
                                                 .outbound = sd->v[i] > 0 ? (size_t)out : SIZE_MAX};
    }
    return whole ? 0
                 : cp_fail(err, CP_EUSAGE,
                           "--calculate %s: stages are numbered from 1, and times are whole and at "
                           "most %d",
                           c->model, CP_ECHELON_MOST);
}

static int run_echelons(struct call *c, struct cp_error *err) {
    struct cp_echelon_stage stage[LIST];
    struct cp_echelon_edge edge[LIST];
    size_t service[LIST], n = c->arg[2].n;
    double stock[LIST], cost = NAN;
    int rc = read_stages(c, stage, edge, err);
    if (rc)
        return rc;
    rc = cp_supplier_echelons(n, stage, c->arg[0].n, edge, one(c, 5), service, stock, &cost);
    if (rc == CP_EUSAGE)
        return cp_fail(err, rc,
                       "--calculate %s: stages are to be a tree, and times add up to %d at most",
                       c->model, CP_ECHELON_MOST);
    if (rc)
        return cp_fail_nomem(err);
    rc = put(c, "cost", cost, err);
    for (size_t i = 0; rc == 0 && i < n; i++) {
        char name[40];
        snprintf(name, sizeof name, "service_time_%zu", i + 1);
        rc = put(c, name, (double)service[i], err);
        snprintf(name, sizeof name, "safety_stock_%zu", i + 1);
        rc = rc ? rc : put(c, name, stock[i], err);
    }
    return rc;
}

static const struct model {
    const char *name;
    size_t nneed;
    const char *arg[ARGS];
    int (*run)(struct call *c, struct cp_error *err);
} models[] = {
    {"eoq", 3, {"fixed", "holding", "demand", "quantity"}, run_eoq},
    {"eoq-all-units", 5, {"fixed", "rate", "demand", "from", "price"}, run_all_units},
    {"eoq-incremental", 5, {"fixed", "rate", "demand", "from", "price"}, run_incremental},
    {"wagner-whitin", 3, {"fixed", "holding", "demand"}, run_lots},
    {"newsvendor", 4, {"holding", "stockout", "mean", "sd", "lead", "quantity"}, run_newsvendor},
    {"newsvendor-profit", 5, {"price", "cost", "salvage", "mean", "sd", "quantity"}, run_profit},
    {"newsvendor-poisson", 3, {"holding", "stockout", "mean", "quantity"}, run_poisson},
    {"base-stock", 5, {"holding", "stockout", "demand", "disruption", "recovery"}, run_disrupted},
    {"safety-stock", 5, {"demand", "sd", "lead", "lead_sd", "level"}, run_safety},
    {"multi-echelon",
     6,
     {"from", "to", "time", "holding", "sd", "z", "inbound", "outbound"},
     run_echelons},
    {"spares", 3, {"units", "failed", "risk"}, run_spares},
    {"hhi", 1, {"amount"}, run_hhi},
    {"forward", 2, {"years", "price"}, run_forward},
};
enum { NMODEL = sizeof models / sizeof *models };

static bool may_be_zero(const char *model, const char *arg) {
    static const char *const zero[] = {"from", "lead", "quantity", "salvage", "amount", "failed"};
    for (size_t i = 0; i < sizeof zero / sizeof *zero; i++)
        if (strcmp(arg, zero[i]) == 0)
            return true;
    static const char *const none[] = {"sd", "lead_sd", "time", "inbound", "outbound"};
    bool stocks = strcmp(model, "safety-stock") == 0 || strcmp(model, "multi-echelon") == 0;
    for (size_t i = 0; stocks && i < sizeof none / sizeof *none; i++)
        if (strcmp(arg, none[i]) == 0)
            return true;
    /* of a period of several */
    return strcmp(model, "wagner-whitin") == 0 && strcmp(arg, "demand") == 0;
}

static int read_list(const char *model, const char *arg, const char *s, size_t len,
                     struct list *out, struct cp_error *err) {
    for (const char *end = s + len; s < end;) {
        size_t used;
        double x;
        if (cp_number_parse(s, (size_t)(end - s), &x, &used) < 0 ||
            (s + used < end && s[used] != ',') || out->n == LIST)
            return cp_fail(err, CP_EUSAGE, "--calculate %s: %s: wants numbers, at most %d, as 1,2",
                           model, arg, LIST);
        if (x < 0 || (x == 0 && !may_be_zero(model, arg)))
            return cp_fail(err, CP_EUSAGE, "--calculate %s: %s must be above 0", model, arg);
        out->v[out->n++] = x;
        s += used + (s + used < end);
    }
    return out->n ? 0 : cp_fail(err, CP_EUSAGE, "--calculate %s: %s has no number", model, arg);
}

static int read_argument(struct call *c, const char *s, size_t len, struct cp_error *err) {
    const char *eq = memchr(s, '=', len);
    size_t n = eq ? (size_t)(eq - s) : len;
    for (size_t i = 0; i < c->nname; i++) {
        if (strlen(c->name[i]) != n || strncmp(c->name[i], s, n) != 0)
            continue;
        if (!eq || c->given[i])
            return cp_fail(err, CP_EUSAGE, "--calculate %s: wants %s=NUMBER once", c->model,
                           c->name[i]);
        c->given[i] = true;
        return read_list(c->model, c->name[i], eq + 1, len - n - 1, &c->arg[i], err);
    }
    char word[64];
    snprintf(word, sizeof word, "%.*s", (int)(n < 60 ? n : 60), s);
    const char *near = cp_nearest(word, c->name, c->nname);
    return cp_fail(err, CP_EUSAGE,
                   near ? "--calculate %s: unknown argument '%s' (did you mean '%s'?)"
                        : "--calculate %s: unknown argument '%s'",
                   c->model, word, near);
}

static const struct model *find_model(const char *text, size_t len, struct cp_error *err) {
    const char *name[NMODEL];
    for (size_t i = 0; i < NMODEL; i++) {
        name[i] = models[i].name;
        if (strlen(name[i]) == len && strncmp(name[i], text, len) == 0)
            return &models[i];
    }
    char word[64];
    snprintf(word, sizeof word, "%.*s", (int)(len < 60 ? len : 60), text);
    const char *near = cp_nearest(word, name, NMODEL);
    cp_fail(err, CP_EUSAGE,
            near ? "--calculate: unknown model '%s' (did you mean '%s'?)"
                 : "--calculate: unknown model '%s'",
            word, near);
    return NULL;
}

int cp_supplier_calculate(const char *text, struct cp_facts *facts, struct cp_error *err) {
    text += strspn(text, " ");
    size_t len = strcspn(text, " ");
    const struct model *m = find_model(text, len, err);
    if (!m)
        return CP_EUSAGE;
    struct call c = {.model = m->name, .name = m->arg, .nneed = m->nneed, .facts = facts};
    while (c.nname < ARGS && m->arg[c.nname])
        c.nname++;
    for (text += len; *(text += strspn(text, " ")); text += len) {
        len = strcspn(text, " ");
        int rc = read_argument(&c, text, len, err);
        if (rc)
            return rc;
    }
    for (size_t i = 0; i < c.nneed; i++)
        if (!c.given[i])
            return cp_fail(err, CP_EUSAGE, "--calculate %s: missing %s=", m->name, m->arg[i]);
    return m->run(&c, err);
}
