#include "forecast/shared.h"

/* Series that come one after another and are not kept. The input is gone through three times: what
 * is to be learned is counted, then those that tell it are looked at, then all are forecast. So a
 * series is told by others what it would be told by them in a table. */

struct stream {
    struct cp_facts_groups *in;
    const struct cp_forecast_stream *call;
    const struct cp_forecast_options *o;
    struct cp_forecast_lending lending;
    struct cp_forecast_kinds kinds;
    bool borrows, holds; /* what is to be learned */
    size_t *failed;
};

/* One time through: what is done with the series of a table, which is the caller's own. */
typedef int step(struct stream *x, struct cp_facts *t, struct cp_forecast_series_set *set,
                 struct cp_error *err);

static int count(struct stream *x, struct cp_facts *t, struct cp_forecast_series_set *set,
                 struct cp_error *err) {
    int rc = 0;
    for (size_t i = 0; i < set->n && !rc; i++) {
        const struct cp_forecast_series *s = &set->series[i];
        const char *measure = cp_facts_measure(t, s->row);
        rc = x->borrows ? cp_forecast_lending_count(&x->lending, measure, s) : 0;
        if (!rc && x->holds)
            rc = cp_forecast_kinds_count(&x->kinds, measure, s);
    }
    return rc ? cp_fail_nomem(err) : 0;
}

static int look(struct stream *x, struct cp_facts *t, struct cp_forecast_series_set *set,
                struct cp_error *err) {
    int rc = 0;
    for (size_t i = 0; i < set->n && !rc; i++) {
        struct cp_forecast_series *s = &set->series[i];
        const char *measure = cp_facts_measure(t, s->row);
        rc = x->borrows ? cp_forecast_lending_look(&x->lending, measure, s) : 0;
        if (!rc && x->holds)
            rc = cp_forecast_kinds_look(&x->kinds, measure, s);
    }
    return rc ? cp_fail_nomem(err) : 0;
}

static int answer(struct stream *x, struct cp_facts *t, struct cp_forecast_series_set *set,
                  struct cp_error *err) {
    int rc = 0;
    for (size_t i = 0; i < set->n && !rc; i++) {
        struct cp_forecast_series *s = &set->series[i];
        const char *measure = cp_facts_measure(t, s->row);
        if (x->borrows)
            cp_forecast_lending_give(&x->lending, measure, s);
        if (x->holds)
            rc = cp_forecast_kinds_give(&x->kinds, measure, s, &set->arena);
    }
    if (rc)
        return cp_fail_nomem(err);
    rc = cp_forecast_answer(x->o, 0, t, set, x->failed, err);
    if (rc)
        return rc;
    x->call->tell(x->call->data, t, set);
    return cp_facts_aside_put(x->call->out, t, err);
}

/* After a finding the rest is read for others. */
static int go_through(struct stream *x, step *f, struct cp_error *err) {
    struct cp_facts *t;
    int rc = 0;
    do {
        int got = cp_facts_groups_next(x->in, &t, err);
        rc = got ? got : rc;
        struct cp_forecast_series_set set = {0};
        if (t && !rc)
            rc = cp_forecast_extract(t, x->o, &set, err);
        if (t && !rc)
            rc = f(x, t, &set, err);
        cp_forecast_series_release(&set);
        cp_facts_free(t);
    } while (t && (!rc || (rc == CP_EINPUT && f == count)));
    return rc;
}

static int learn(struct stream *x, struct cp_error *err) {
    int rc = go_through(x, count, err);
    x->borrows = x->borrows && x->lending.n;
    if (!rc && (x->borrows || x->holds))
        rc = go_through(x, look, err);
    if (rc)
        return rc;
    cp_forecast_lending_settle(&x->lending);
    if (x->borrows)
        cp_forecast_kinds_lend(&x->kinds, &x->lending);
    return cp_forecast_kinds_settle(&x->kinds) < 0 ? cp_fail_nomem(err) : 0;
}

int cp_forecast_stream(struct cp_facts_groups *in, const struct cp_forecast_options *options,
                       const struct cp_forecast_stream *call, size_t *failed,
                       struct cp_error *err) {
    struct cp_arena arena = {0};
    bool learns = cp_forecast_is_auto(options->method);
    struct stream x = {.in = in,
                       .call = call,
                       .o = options,
                       .lending = {.o = options, .arena = &arena},
                       .kinds = {.o = options, .arena = &arena, .copies = true},
                       .borrows = learns,
                       .holds = learns && options->nquantile,
                       .failed = failed};
    *failed = 0;
    if (options->reconcile || options->nregressor || options->paths || options->ntotal)
        return cp_fail(
            err, CP_EUSAGE,
            "hierarchies, regressors, paths and totals need all series at once, not one after "
            "another");
    int rc = learn(&x, err);
    if (!rc)
        rc = go_through(&x, answer, err);
    cp_forecast_lending_release(&x.lending);
    cp_forecast_kinds_release(&x.kinds);
    cp_arena_release(&arena);
    return rc;
}
