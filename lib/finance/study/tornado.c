/* A tornado: what the returns are with each of several keys of the plan lower and higher, alone. */
#include "finance/intake/intake.h"
#include "finance/study/arguments.h"
#include "finance/study/hold.h"
#include "finance/study/rerun.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BASE SIZE_MAX /* in place of a key: as planned */

enum { NPV, IRR, DSCR, METRICS };
static const char *const metric[METRICS] = {"npv", "irr", "dscr_min"};
static const char *const swing[METRICS] = {"npv_swing", "irr_swing", "dscr_min_swing"};

struct sample {
    size_t key;
    int side; /* 0: low, 1: high */
    int metric;
    const char *entity, *kind;
    double value;
};
struct samples {
    struct sample *at;
    size_t n, cap;
};

static int collect(const struct cp_facts *facts, size_t key, int side, struct samples *out,
                   struct cp_error *err) {
    for (size_t i = 0; i < cp_facts_count(facts); i++)
        for (int k = 0; k < METRICS && cp_facts_is_own(facts, i); k++) {
            if (strcmp(cp_facts_measure(facts, i), metric[k]) != 0)
                continue;
            if (!cp_grow(&out->at, &out->cap, out->n, sizeof *out->at))
                return cp_fail_nomem(err);
            out->at[out->n++] = (struct sample){.key = key,
                                                .side = side,
                                                .metric = k,
                                                .entity = cp_facts_dim(facts, i, CP_ENTITY),
                                                .kind = cp_facts_dim(facts, i, CP_KIND),
                                                .value = cp_facts_value(facts, i)};
        }
    return 0;
}

/* The same metric of the same entity at the other side. */
static const struct sample *other_side(const struct samples *s, const struct sample *low) {
    for (size_t i = 0; i < s->n; i++) {
        const struct sample *x = &s->at[i];
        if (x->key == low->key && x->side == 1 && x->metric == low->metric &&
            strcmp(x->entity, low->entity) == 0 && strcmp(x->kind, low->kind) == 0)
            return x;
    }
    return NULL;
}

static int put_sample(struct cp_facts *facts, const struct sample *s, const char *measure,
                      const char *scenario, const char *name, double value, struct cp_error *err) {
    return cp_facts_put(facts,
                        &(struct cp_fact){.dim[CP_SCENARIO] = scenario,
                                          .dim[CP_ENTITY] = s->entity,
                                          .dim[CP_KIND] = s->kind,
                                          .dim[CP_NAME] = name,
                                          .measure = measure,
                                          .value = value},
                        err);
}

/* The metrics as they were on one side, or as planned. */
static int write_side(const struct cp_finance_case *c, const struct samples *s, size_t key,
                      const char *name, double part, struct cp_error *err) {
    for (size_t i = 0; i < s->n; i++) {
        const struct sample *x = &s->at[i];
        struct cp_str scenario = {0};
        if (x->key != key)
            continue;
        if (key != BASE)
            cp_str_addf(&scenario, "%s=*%.10g", name, 1 + (x->side ? part : -part));
        int rc = scenario.oom
                     ? cp_fail_nomem(err)
                     : put_sample(c->facts, x, metric[x->metric], scenario.s, NULL, x->value, err);
        cp_str_release(&scenario);
        if (rc)
            return rc;
    }
    return 0;
}

/* The sample of the key's high side that belongs to one of its low side; NULL: `low` is none. */
static const struct sample *pair_of(const struct samples *s, const struct sample *low, size_t key) {
    return low->key == key && low->side == 0 ? other_side(s, low) : NULL;
}

static int write_key(const struct cp_finance_case *c, const struct samples *s, size_t key,
                     const char *name, double part, struct cp_error *err) {
    int rc = write_side(c, s, key, name, part, err);
    if (rc)
        return rc;
    for (size_t i = 0; i < s->n; i++) {
        const struct sample *low = &s->at[i], *high = pair_of(s, low, key);
        if (high)
            rc = put_sample(c->facts, low, swing[low->metric], NULL, name, high->value - low->value,
                            err);
        if (rc)
            return rc;
    }
    return 0;
}

/* How far the key moves any NPV. */
static double reach(const struct samples *s, size_t key) {
    double most = 0;
    for (size_t i = 0; i < s->n; i++) {
        const struct sample *low = &s->at[i], *high = pair_of(s, low, key);
        if (high && low->metric == NPV)
            most = fmax(most, fabs(high->value - low->value));
    }
    return most;
}

/* As planned; what is closed in it is held by the others. */
static int run_base(const struct cp_finance_case *c, struct cp_close **base, struct samples *s,
                    struct cp_error *err) {
    int rc = cp_finance_rerun(c, c->closed, NULL, 1, NULL, NULL, err);
    if (rc)
        return rc;
    rc = collect(c->facts, BASE, 0, s, err);
    return rc ? rc : cp_finance_close_make(c->facts, base, err);
}

/* Each key alone lower and higher. */
static int run_keys(const struct cp_finance_case *c, const struct cp_close *base,
                    const char *const *key, size_t nkey, double part, struct samples *s,
                    struct cp_error *err) {
    for (size_t i = 0; i < 2 * nkey; i++) {
        int side = (int)(i % 2);
        const struct cp_close *hold = cp_finance_close_for(c, key[i / 2], base);
        double factor = 1 + (side ? part : -part);
        int rc = cp_finance_rerun(c, hold, key[i / 2], factor, NULL, NULL, err);
        if (rc)
            return rc;
        rc = collect(c->facts, i / 2, side, s, err);
        if (rc)
            return rc;
    }
    return 0;
}

static int run_all(const struct cp_finance_case *c, const char *const *key, size_t nkey,
                   double part, struct samples *s, struct cp_error *err) {
    struct cp_close *base = NULL;
    int rc = run_base(c, &base, s, err);
    if (rc == 0)
        rc = run_keys(c, base, key, nkey, part, s, err);
    cp_finance_close_free(base);
    return rc;
}

/* Keys that move an NPV most come first. `done`: nkey times false. */
static int write_all(const struct cp_finance_case *c, const char *const *key, bool *done,
                     size_t nkey, double part, const struct samples *s, struct cp_error *err) {
    cp_facts_drop_writer(c->facts, "cp-finance");
    int rc = write_side(c, s, BASE, NULL, part, err);
    for (size_t n = 0; n < nkey && rc == 0; n++) {
        size_t next = nkey;
        for (size_t k = 0; k < nkey; k++)
            if (!done[k] && (next == nkey || reach(s, k) > reach(s, next)))
                next = k;
        done[next] = true;
        rc = write_key(c, s, next, key[next], part, err);
    }
    return rc;
}

int cp_finance_tornado(const struct cp_finance_case *c, const char *keys, double part,
                       struct cp_error *err) {
    char *text = strdup(keys);
    const char **key = NULL;
    bool *done = NULL;
    struct samples s = {0};
    size_t n = 0;
    int rc = text ? cp_finance_keys_parse(text, &key, &n, err) : cp_fail_nomem(err);
    if (rc)
        goto out;
    done = cp_calloc(n, sizeof *done);
    rc = done ? run_all(c, key, n, part, &s, err) : cp_fail_nomem(err);
    if (rc)
        goto out;
    rc = write_all(c, key, done, n, part, &s, err);
out:
    free(s.at);
    free(done);
    free(key);
    free(text);
    return rc;
}
