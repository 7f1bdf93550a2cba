/* A financial close from the facts that a base case wrote of it. */
#include "finance/intake/intake.h"
#include <stdlib.h>
#include <string.h>

enum { AMOUNT, FEE, PRINCIPAL, SWAP, LOCK_UP, RESERVE, TRIGGER, MEASURES };
static const struct {
    const char *name, *unit;
} measures[MEASURES] = {{"closed_amount", "USD"},    {"closed_fee", "USD"},
                        {"closed_principal", "USD"}, {"closed_swap", "USD"},
                        {"closed_lock_up", "1"},     {"closed_reserve", "USD"},
                        {"closed_trigger", "1"}};

struct reading {
    const struct cp_facts *facts;
    struct cp_selection of[MEASURES];
    struct cp_close *c;
    struct cp_error *err;
};

static bool by_period(int measure) {
    return measure >= PRINCIPAL;
}

static int period_of(const struct reading *r, size_t row, struct cp_period *out) {
    const char *text = cp_facts_dim(r->facts, row, CP_PERIOD);
    if (cp_period_parse(text, strlen(text), out) == 0)
        return 0;
    return cp_fail_at(r->err, CP_EINPUT, cp_facts_pos(r->facts, row), "%s without a period",
                      cp_facts_measure(r->facts, row));
}

static int check_row(const struct reading *r, int k, size_t row, double value) {
    struct cp_pos pos = cp_facts_pos(r->facts, row);
    const char *measure = cp_facts_measure(r->facts, row);
    if (strcmp(cp_facts_dim(r->facts, row, CP_SCENARIO), "-") != 0)
        return cp_fail_at(r->err, CP_EINPUT, pos,
                          "%s of a scenario: a close is of the base case alone", measure);
    if (!isfinite(value) || value < 0)
        return cp_fail_at(r->err, CP_EINPUT, pos, "%s: %s", measure,
                          k == LOCK_UP || k == TRIGGER ? "neither 0 nor 1" : "no amount of money");
    return 0;
}

/* Its periods: all of one length, from the first to the last that there is. */
static int find_periods(const struct reading *r) {
    struct cp_close *c = r->c;
    int64_t last = INT64_MIN;
    for (int k = 0; k < MEASURES; k++)
        for (size_t i = 0; i < r->of[k].n; i++) {
            struct cp_period p;
            size_t row = r->of[k].row[i];
            int rc = check_row(r, k, row, r->of[k].value[i]);
            if (rc == 0 && by_period(k))
                rc = period_of(r, row, &p);
            if (rc)
                return rc;
            if (!by_period(k))
                continue;
            if (last > INT64_MIN && p.freq != c->first.freq)
                return cp_fail_at(r->err, CP_EINPUT, cp_facts_pos(r->facts, row),
                                  "%s: a close has periods of one length",
                                  cp_facts_measure(r->facts, row));
            if (last == INT64_MIN || p.index < c->first.index)
                c->first = p;
            last = p.index > last ? p.index : last;
        }
    c->n = last == INT64_MIN ? 0 : (size_t)(last - c->first.index + 1);
    return 0;
}

static const char *copy(const struct reading *r, size_t row, enum cp_dim d) {
    const char *text = cp_facts_dim(r->facts, row, d);
    return cp_arena_strdup(&r->c->arena, text);
}

/* The tranche of a row; the first time it comes it is new. */
static struct cp_close_loan *loan_of(const struct reading *r, size_t row) {
    struct cp_close *c = r->c;
    const struct cp_close_loan *known = cp_finance_close_loan(
        c, cp_facts_dim(r->facts, row, CP_ENTITY), cp_facts_dim(r->facts, row, CP_TRANCHE));
    if (known)
        return &c->loan[known - c->loan];
    struct cp_close_loan *l = &c->loan[c->nloan];
    *l = (struct cp_close_loan){.entity = copy(r, row, CP_ENTITY),
                                .tranche = copy(r, row, CP_TRANCHE),
                                .amount = NAN,
                                .principal = cp_arena_calloc(&c->arena, c->n + 1, sizeof(double)),
                                .swapped = cp_arena_calloc(&c->arena, c->n + 1, sizeof(double)),
                                .locked = cp_arena_calloc(&c->arena, c->n + 1, sizeof(double))};
    if (!l->entity || !l->tranche || !l->principal || !l->swapped || !l->locked)
        return NULL;
    c->nloan++;
    return l;
}

/* The reserve or trigger of a row, likewise. */
static struct cp_close_series *series_of(const struct reading *r, int measure, size_t row) {
    struct cp_close *c = r->c;
    const char *entity = cp_facts_dim(r->facts, row, CP_ENTITY),
               *name = cp_facts_dim(r->facts, row, CP_KIND);
    bool trigger = measure == TRIGGER;
    struct cp_close_series *all = trigger ? c->trigger : c->reserve;
    const struct cp_close_series *known = trigger ? cp_finance_close_trigger(c, entity, name)
                                                  : cp_finance_close_reserve(c, entity, name);
    if (known)
        return &all[known - all];
    size_t *n = trigger ? &c->ntrigger : &c->nreserve;
    struct cp_close_series *a = &all[*n];
    *a = (struct cp_close_series){.entity = copy(r, row, CP_ENTITY),
                                  .name = copy(r, row, CP_KIND),
                                  .at = cp_arena_calloc(&c->arena, c->n + 1, sizeof(double))};
    if (!a->entity || !a->name || !a->at)
        return NULL;
    ++*n;
    return a;
}

static int take(const struct reading *r, int measure, size_t i) {
    size_t row = r->of[measure].row[i], at = 0;
    double value = r->of[measure].value[i];
    bool series = measure >= RESERVE;
    struct cp_close_loan *l = series ? NULL : loan_of(r, row);
    struct cp_close_series *a = series ? series_of(r, measure, row) : NULL;
    if (!l && !a)
        return cp_fail_nomem(r->err);
    if (by_period(measure)) {
        struct cp_period p;
        int rc = period_of(r, row, &p);
        if (rc)
            return rc;
        at = (size_t)(p.index - r->c->first.index);
    }
    *(measure == AMOUNT      ? &l->amount
      : measure == FEE       ? &l->fee
      : measure == PRINCIPAL ? &l->principal[at]
      : measure == SWAP      ? &l->swapped[at]
      : measure == LOCK_UP   ? &l->locked[at]
                             : &a->at[at]) = value;
    return 0;
}

/* Room for as many as there are rows: there cannot be more. */
static int fill(const struct reading *r) {
    struct cp_close *c = r->c;
    c->loan = cp_arena_calloc(&c->arena, r->of[AMOUNT].n + 1, sizeof *c->loan);
    c->reserve = cp_arena_calloc(&c->arena, r->of[RESERVE].n + 1, sizeof *c->reserve);
    c->trigger = cp_arena_calloc(&c->arena, r->of[TRIGGER].n + 1, sizeof *c->trigger);
    if (!c->loan || !c->reserve || !c->trigger)
        return cp_fail_nomem(r->err);
    for (int k = 0; k < MEASURES; k++)
        for (size_t i = 0; i < r->of[k].n; i++) {
            size_t row = r->of[k].row[i];
            bool named = k == AMOUNT || k >= RESERVE ||
                         cp_finance_close_loan(c, cp_facts_dim(r->facts, row, CP_ENTITY),
                                               cp_facts_dim(r->facts, row, CP_TRANCHE));
            int rc = named ? take(r, k, i)
                           : cp_fail_at(r->err, CP_EINPUT, cp_facts_pos(r->facts, row),
                                        "%s of '%s' without its closed_amount",
                                        cp_facts_measure(r->facts, row),
                                        cp_facts_dim(r->facts, row, CP_TRANCHE));
            if (rc)
                return rc;
        }
    return 0;
}

static int read_facts(struct reading *r) {
    for (int k = 0; k < MEASURES; k++) {
        int rc = cp_facts_select(r->facts, measures[k].name, measures[k].unit, &r->of[k], r->err);
        if (rc)
            return rc;
    }
    if (r->of[AMOUNT].n + r->of[RESERVE].n == 0)
        return 0;
    struct cp_pos pos = cp_facts_pos(r->facts, r->of[r->of[AMOUNT].n ? AMOUNT : RESERVE].row[0]);
    r->c->pos = pos;
    r->c->pos.file = pos.file ? cp_arena_strdup(&r->c->arena, pos.file) : NULL;
    int rc = find_periods(r);
    return rc ? rc : fill(r);
}

/* An empty one of a base case without debt. */
int cp_finance_close_make(const struct cp_facts *facts, struct cp_close **out,
                          struct cp_error *err) {
    struct reading r = {.facts = facts, .c = cp_calloc(1, sizeof(struct cp_close)), .err = err};
    *out = NULL;
    if (!r.c)
        return cp_fail_nomem(err);
    int rc = read_facts(&r);
    for (int k = 0; k < MEASURES; k++)
        cp_facts_selection_release(&r.of[k]);
    if (rc)
        cp_finance_close_free(r.c);
    else
        *out = r.c;
    return rc;
}

/* A base case without debt has nothing to close; what was not a run of cp-finance is none. */
static bool is_base_case(const struct cp_facts *facts) {
    for (size_t i = 0; i < cp_facts_count(facts); i++) {
        const struct cp_measure *m = cp_facts_measure_find(cp_facts_measure(facts, i));
        if (m && strcmp(m->writer, "cp-finance") == 0)
            return true;
    }
    return false;
}

int cp_finance_close_read(const struct cp_facts *facts, struct cp_close **out,
                          struct cp_error *err) {
    *out = NULL;
    return is_base_case(facts)
               ? cp_finance_close_make(facts, out, err)
               : cp_fail(err, CP_EINPUT, "no facts of cp-finance, so no financial close");
}
