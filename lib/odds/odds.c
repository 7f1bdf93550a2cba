/* The odds of a plan's events, as facts and as a table. */
#include "odds/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

int cp_odds_new(const struct cp_odds_markets *all, const struct cp_plan *plan,
                const struct cp_odds_options *opt, struct cp_odds **out, struct cp_error *err) {
    struct cp_odds *o = calloc(1, sizeof *o);
    if (!o)
        return cp_fail_nomem(err);
    o->all = all;
    o->plan = plan;
    o->opt = *opt;
    o->now = opt->as_of != CP_ODDS_NEVER ? opt->as_of : plan ? plan->horizon.origin : CP_ODDS_NEVER;
    int rc = cp_odds_read_all(o, err);
    if (rc == 0 && plan)
        rc = cp_odds_pool_events(o, err);
    if (rc == 0 && plan)
        rc = cp_odds_cohere_events(o, err);
    if (rc)
        cp_odds_free(o);
    else
        *out = o;
    return rc;
}

void cp_odds_free(struct cp_odds *o) {
    if (!o)
        return;
    free(o->reading);
    cp_arena_release(&o->arena);
    free(o);
}

/* ---- facts ---------------------------------------------------------------------------------- */

static int put(struct cp_facts *t, struct cp_fact *f, const char *kind, double value,
               struct cp_error *err) {
    f->dim[CP_KIND] = kind;
    f->value = value;
    return cp_facts_put(t, f, err);
}

static int put_market(const struct cp_odds_reading *r, struct cp_facts *t, struct cp_error *err) {
    const struct cp_odds_market *m = r->market;
    char day[CP_PERIOD_SIZE];
    struct cp_fact f = {.dim[CP_EVENT] = m->event,
                        .dim[CP_VENUE] = m->venue,
                        .dim[CP_NAME] = m->name,
                        .measure = "market_probability"};
    if (m->at != CP_ODDS_NEVER) {
        cp_period_format(day, cp_period_at(CP_DAY, m->at));
        f.dim[CP_PERIOD] = day;
    }
    const struct {
        const char *kind;
        double value;
    } also[] = {{"bid", m->quote.bid}, {"ask", m->quote.ask}, {"low", r->low}, {"high", r->high}};
    int rc = put(t, &f, NULL, r->p, err);
    for (size_t i = 0; rc == 0 && i < sizeof also / sizeof *also; i++)
        if (!isnan(also[i].value))
            rc = put(t, &f, also[i].kind, also[i].value, err);
    return rc;
}

/* Markets that are called alike count together. */
static int by_market(const void *a, const void *b, void *of) {
    const size_t *i = a, *k = b;
    const struct cp_odds_event *e = ((void **)of)[1];
    const struct cp_odds *o = ((void **)of)[0];
    const struct cp_odds_market *x = o->reading[e->rung[*i].reading].market,
                                *y = o->reading[e->rung[*k].reading].market;
    int by = strcmp(x->venue, y->venue);
    by = by ? by : strcmp(x->name, y->name);
    return by ? by : (x->closes > y->closes) - (x->closes < y->closes);
}

static int order(const void *a, const void *b, void *of) {
    const size_t *i = a, *k = b;
    int by = by_market(a, b, of);
    return by ? by : (*i > *k) - (*i < *k);
}

static int put_weight(const struct cp_odds *o, const struct cp_odds_event *e, size_t i,
                      double weight, struct cp_facts *t, struct cp_error *err) {
    const struct cp_odds_market *m = o->reading[e->rung[i].reading].market;
    char day[CP_PERIOD_SIZE];
    struct cp_fact f = {.dim[CP_EVENT] = e->event->name,
                        .dim[CP_VENUE] = m->venue,
                        .dim[CP_NAME] = m->name,
                        .measure = "market_weight"};
    if (m->closes != CP_ODDS_NEVER) {
        cp_period_format(day, cp_period_at(CP_DAY, m->closes));
        f.dim[CP_PERIOD] = day;
    }
    return put(t, &f, NULL, weight, err);
}

static int put_weights(const struct cp_odds *o, const struct cp_odds_event *e, struct cp_facts *t,
                       struct cp_error *err) {
    void *of[] = {(void *)o, (void *)e};
    double all = 0, *sum = cp_calloc(e->nrung, sizeof *sum); /* NaN: said with an earlier one */
    size_t *rank = cp_calloc(e->nrung, sizeof *rank);
    int rc = sum && rank ? 0 : cp_fail_nomem(err);
    for (size_t i = 0; rc == 0 && i < e->nrung; i++) {
        rank[i] = i;
        sum[i] = NAN;
        all += e->rung[i].weight;
    }
    if (rc == 0)
        qsort_r(rank, e->nrung, sizeof *rank, order, of);
    for (size_t k = 0, from = 0; rc == 0 && k < e->nrung; k++) {
        bool same = k > 0 && by_market(&rank[from], &rank[k], of) == 0;
        from = same ? from : k;
        sum[rank[from]] = e->rung[rank[k]].weight + (same ? sum[rank[from]] : 0);
    }
    for (size_t i = 0; rc == 0 && i < e->nrung && all > 0; i++)
        if (!isnan(sum[i]))
            rc = put_weight(o, e, i, sum[i] / all, t, err);
    free(sum);
    free(rank);
    return rc;
}

static int put_event(const struct cp_odds *o, size_t event, struct cp_facts *t,
                     struct cp_error *err) {
    const struct cp_odds_event *e = &o->event[event];
    struct cp_fact f = {.dim[CP_EVENT] = e->event->name};
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < o->plan->horizon.n; i++) {
        struct cp_period period = cp_plan_period(o->plan, i);
        char text[CP_PERIOD_SIZE];
        cp_period_format(text, period);
        double from = cp_odds_years_to(o, cp_period_start(period)),
               to = cp_odds_years_to(o, cp_period_end(period));
        double before = cp_odds_come_by(o, event, from), by = cp_odds_come_by(o, event, to);
        f.dim[CP_PERIOD] = text;
        f.measure = "event_probability";
        rc = put(t, &f, NULL, by, err);
        if (rc == 0)
            rc = put(t, &f, "in-period", by - before, err);
        f.measure = "hazard";
        if (rc == 0 && to > from)
            rc = put(t, &f, NULL, by < 1 ? log((1 - before) / (1 - by)) / (to - from) : NAN, err);
    }
    f.dim[CP_PERIOD] = NULL;
    f.measure = "coherence_gap";
    if (rc == 0)
        rc = put(t, &f, NULL, e->coherent - e->quoted, err);
    return rc ? rc : put_weights(o, e, t, err);
}

int cp_odds_facts(const struct cp_odds *o, struct cp_facts *facts, struct cp_error *err) {
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < o->n; i++)
        rc = put_market(&o->reading[i], facts, err);
    for (size_t i = 0; rc == 0 && i < o->nevent; i++)
        rc = put_event(o, i, facts, err);
    return rc;
}

/* ---- scores --------------------------------------------------------------------------------- */

static int put_score(const char *venue, const struct cp_odds_score *s, struct cp_facts *t,
                     struct cp_error *err) {
    struct cp_fact f = {.dim[CP_VENUE] = venue, .measure = "brier"};
    const struct {
        const char *measure, *kind;
        double value;
    } all[] = {{"brier", NULL, s->brier},
               {"brier", "reliability", s->reliability},
               {"brier", "resolution", s->resolution},
               {"brier", "uncertainty", s->uncertainty},
               {"log_score", NULL, s->log_score},
               {"calibration", "slope", s->theta},
               {"calibration", "base-rate", s->base_rate},
               {"calibration", "questions", (double)s->n}};
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < sizeof all / sizeof *all; i++) {
        f.measure = all[i].measure;
        rc = put(t, &f, all[i].kind, all[i].value, err);
    }
    f.measure = "calibration";
    for (size_t b = 0; rc == 0 && b < CP_ODDS_BINS; b++) {
        char bin[32];
        snprintf(bin, sizeof bin, "%.1f-%.1f", (double)b / CP_ODDS_BINS,
                 (double)(b + 1) / CP_ODDS_BINS);
        f.dim[CP_NAME] = bin;
        if (s->count[b] == 0)
            continue;
        rc = put(t, &f, "forecast", s->forecast[b], err);
        if (rc == 0)
            rc = put(t, &f, "outcome", s->outcome[b], err);
        if (rc == 0)
            rc = put(t, &f, "questions", (double)s->count[b], err);
    }
    return rc;
}

/* Said before it was settled, and settled one way or the other. */
static bool scores(const struct cp_odds_market *m) {
    return !isnan(m->resolved) && !isnan(m->quote.said);
}

/* NULL: of all venues. */
static int score(const struct cp_odds *o, const char *venue, double *p, struct cp_facts *t,
                 struct cp_error *err) {
    double *outcome = p + o->n;
    size_t n = 0;
    for (size_t i = 0; i < o->n; i++) {
        const struct cp_odds_market *m = o->reading[i].market;
        if (scores(m) && (!venue || strcmp(venue, m->venue) == 0)) {
            p[n] = m->quote.said;
            outcome[n++] = m->resolved;
        }
    }
    struct cp_odds_score s = cp_odds_score(p, outcome, n);
    return n ? put_score(venue, &s, t, err) : 0;
}

int cp_odds_score_facts(const struct cp_odds *o, struct cp_facts *facts, struct cp_error *err) {
    double *p = cp_calloc(2 * o->n, sizeof *p);
    if (!p)
        return cp_fail_nomem(err);
    int rc = score(o, NULL, p, facts, err);
    for (size_t i = 0; rc == 0 && i < o->n; i++)
        if (i == 0 || strcmp(o->reading[i].market->venue, o->reading[i - 1].market->venue) != 0)
            rc = score(o, o->reading[i].market->venue, p, facts, err);
    free(p);
    return rc;
}

/* ---- a table -------------------------------------------------------------------------------- */

static void add_rung(const struct cp_odds *o, const struct cp_odds_rung *r, struct cp_page *page) {
    const struct cp_odds_reading *from = &o->reading[r->reading];
    char by[CP_PERIOD_SIZE] = "now";
    if (r->t > 0)
        cp_period_format(by, cp_period_at(CP_DAY, from->market->closes));
    const struct cp_page_cell cell[] = {{.text = r->venue->venue},
                                        {.text = from->market->name},
                                        {.text = by},
                                        {.text = from->kind},
                                        {.value = from->market->quote.bid},
                                        {.value = from->market->quote.ask},
                                        {.value = r->p},
                                        {.value = r->weight}};
    cp_page_add_row(page, cell, NULL);
}

int cp_odds_explain(const struct cp_odds *o, const char *name, struct cp_page *page,
                    struct cp_error *err) {
    static const struct cp_page_column column[] = {{.title = "venue"},
                                                   {.title = "market"},
                                                   {.title = "by"},
                                                   {.title = "kind"},
                                                   {.title = "bid", .right = true},
                                                   {.title = "ask", .right = true},
                                                   {.title = "probability", .right = true},
                                                   {.title = "weight", .right = true}};
    const struct cp_odds_event *e = NULL;
    const char *known[64];
    size_t n = 0;
    for (size_t i = 0; i < o->nevent; i++) {
        if (strcmp(o->event[i].event->name, name) == 0)
            e = &o->event[i];
        if (n < 64)
            known[n++] = o->event[i].event->name;
    }
    const char *near = e ? NULL : cp_nearest(name, known, n);
    if (!e)
        return cp_fail(err, CP_EUSAGE, "--explain: the plan has no event '%.80s'%s%s%s", name,
                       near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
    cp_page_add_table(page, &(struct cp_page_table){.title = e->event->name,
                                                    .subtitle = e->event->about,
                                                    .column = column,
                                                    .ncolumn = 8,
                                                    .nlabel = 4,
                                                    .digits_by_row = true});
    for (size_t i = 0; i < e->nrung; i++)
        add_rung(o, &e->rung[i], page);
    for (size_t i = 0; i < e->pooled.n; i++) {
        char by[CP_PERIOD_SIZE];
        int64_t hour = o->now + (int64_t)llround(e->pooled.t[i] * 8766);
        cp_period_format(by, cp_period_at(CP_DAY, hour));
        const struct cp_page_cell cell[] = {{.text = "together"},
                                            {.text = ""},
                                            {.text = by},
                                            {.text = "pooled"},
                                            {.value = NAN},
                                            {.value = NAN},
                                            {.value = e->pooled.p[i]},
                                            {.value = e->pooled.weight[i]}};
        cp_page_add_row(page, cell, NULL);
    }
    char text[200];
    snprintf(text, sizeof text, "By the end of the plan %.4g, coherent with the other events %.4g.",
             e->quoted, e->coherent);
    cp_page_add_note(page, text);
    return 0;
}
