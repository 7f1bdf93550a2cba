/* Where a number comes from. */
#include "finance/traced.h"
#include "finance/intake/intake.h"
#include "finance/run.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

int cp_traced_run(struct cp_traced *r, const struct cp_plan *plan, struct cp_facts *facts,
                  const struct cp_close *close, struct cp_error *err) {
    *r = (struct cp_traced){0};
    r->m = (struct cp_finance_model){.plan = plan,
                                     .in = &r->in,
                                     .close = close,
                                     .err = err,
                                     .notes = &r->result.notes,
                                     .origins = &r->origins};
    int rc = cp_plan_facts(plan, facts, err);
    if (rc == 0)
        rc = cp_finance_inputs_make(&r->in, facts, err);
    if (rc == 0)
        rc = cp_finance_model_run_sized(&r->m, &r->own);
    if (rc == 0)
        rc = cp_finance_write_all(&r->m, facts, &r->result);
    if (rc == 0)
        rc = cp_finance_consolidate(&r->m, &r->groups);
    if (rc)
        return rc;
    cp_origins_sort(&r->origins);
    r->rules = (struct cp_rules){.m = &r->m, .origins = &r->origins, .groups = &r->groups};
    return r->origins.oom ? cp_fail_nomem(err) : 0;
}

void cp_traced_release(struct cp_traced *r) {
    cp_finance_inputs_release(&r->in);
    cp_finance_model_release(&r->m);
    cp_finance_close_free(r->own);
    cp_finance_result_release(&r->result);
    free(r->origins.at);
}

/* ---- one fact ------------------------------------------------------------------------------ */

/* That of the largest sums of money on the way; in a ratio of two what it makes there, which is
 * much over a service of cents. */
static double rounding(const struct cp_trace *x, size_t root, bool money) {
    const struct cp_trace_node *n = &x->node[root];
    double sums = 1e-14 * x->size;
    if (money || n->op != CP_TRACE_RATIO || n->n != 2)
        return money ? sums : 0;
    double below = fabs(x->node[n->term[1].of].found);
    return below > 0 ? sums * (1 + fabs(n->found)) / below : 0;
}

/* To a billionth, and to what rounding makes. */
static bool agree(const struct cp_trace *x, size_t root, double value, bool money) {
    double found = x->node[root].found;
    return (isnan(found) && isnan(value)) ||
           fabs(found - value) <=
               fmax(1e-9 * fmax(fabs(value), money ? 0 : 1e-3), rounding(x, root, money));
}

void cp_traced_open(const struct cp_traced *r, const struct cp_facts *facts, struct cp_trace *x) {
    *x = (struct cp_trace){
        .plan = r->m.plan, .facts = facts, .data = &r->rules, .kind = cp_rule_kinds};
}

int cp_traced_root(struct cp_trace *x, size_t row, size_t *root, struct cp_error *err) {
    *root = cp_facts_is_own(x->facts, row) ? cp_rule_find(x, x->facts, row)
                                           : cp_trace_fact(x, row, cp_facts_value(x->facts, row));
    if (*root == SIZE_MAX && !x->oom)
        return cp_fail(err, CP_EUSAGE, "--trace: no rule says what %s is made of",
                       cp_facts_measure(x->facts, row));
    return cp_trace_expand(x, err);
}

int cp_traced_check(const struct cp_trace *x, size_t row, size_t root, struct cp_error *err) {
    char unit[CP_UNIT_SIZE];
    double value = cp_facts_value(x->facts, row);
    bool money = strcmp(cp_facts_unit(x->facts, row), cp_facts_unit_in(x->facts, unit, "USD")) == 0;
    return agree(x, root, value, money)
               ? 0
               : cp_fail(err, CP_EINTERNAL, "trace of %s: its leaves give %.17g, the books %.17g",
                         cp_facts_measure(x->facts, row), x->node[root].found, value);
}

/* ---- by its name --------------------------------------------------------------------------- */

static bool has_dimension(const struct cp_facts *f, size_t row, const char *part, size_t len) {
    for (size_t c = 0; c < cp_facts_columns(f); c++) {
        const char *text = cp_facts_column_text(f, row, c);
        if (text && strlen(text) == len && memcmp(text, part, len) == 0)
            return true;
    }
    return false;
}

/* Its measure, then any of its dimensions. */
static bool matches(const struct cp_facts *f, size_t row, const char *fact) {
    const char *measure = cp_facts_measure(f, row);
    size_t len = strcspn(fact, "/");
    if (strlen(measure) != len || memcmp(measure, fact, len) != 0)
        return false;
    for (fact += len; *fact; fact += len) {
        len = strcspn(++fact, "/");
        if (!has_dimension(f, row, fact, len))
            return false;
    }
    return true;
}

static void add_fact(const struct cp_facts *f, size_t row, struct cp_str *out) {
    cp_str_addf(out, "%s%s", out->len ? ", " : "", cp_facts_measure(f, row));
    for (size_t c = 0; c < cp_facts_columns(f); c++) {
        const char *text = cp_facts_column_text(f, row, c);
        if (text && strcmp(text, "-") != 0)
            cp_str_addf(out, "/%s", text);
    }
}

/* No more than what the name says: the one of the whole plan beside those of its periods. */
static bool is_all(const struct cp_facts *f, size_t row, const char *fact) {
    size_t parts = 0, dims = 0;
    for (; *fact; fact++)
        parts += *fact == '/';
    for (size_t c = 0; c < cp_facts_columns(f); c++) {
        const char *text = cp_facts_column_text(f, row, c);
        dims += text && strcmp(text, "-") != 0;
    }
    return parts == dims;
}

static int find_row(const struct cp_facts *f, const char *fact, size_t *out, struct cp_error *err) {
    enum { SHOWN = 4 };
    struct cp_str some = {0};
    size_t n = 0, whole = 0, last = 0;
    for (size_t i = 0; i < cp_facts_count(f); i++) {
        if (!matches(f, i, fact))
            continue;
        if (is_all(f, i, fact)) {
            *out = i;
            whole++;
        }
        last = i;
        if (n++ < SHOWN)
            add_fact(f, i, &some);
    }
    if (n == 1)
        *out = last;
    int rc = n == 1 || whole == 1 ? 0
             : n == 0
                 ? cp_fail(err, CP_EUSAGE,
                           "--trace: no fact '%.120s'; name one as MEASURE/ENTITY/.../PERIOD", fact)
                 : cp_fail(err, CP_EUSAGE, "--trace: %zu facts are '%.120s': %.300s%s", n, fact,
                           some.s, n > SHOWN ? ", ..." : "");
    cp_str_release(&some);
    return rc;
}

int cp_finance_trace(const struct cp_plan *plan, struct cp_facts *facts,
                     const struct cp_close *close, const char *fact, const char *format,
                     struct cp_str *out, struct cp_error *err) {
    struct cp_traced r;
    struct cp_trace x = {0};
    size_t row = 0, root = 0;
    int rc = cp_traced_run(&r, plan, facts, close, err);
    if (rc == 0)
        rc = find_row(facts, fact, &row, err);
    if (rc == 0) {
        cp_traced_open(&r, facts, &x);
        rc = cp_traced_root(&x, row, &root, err);
    }
    if (rc == 0)
        rc = cp_trace_solve(&x, err);
    if (rc == 0)
        rc = cp_traced_check(&x, row, root, err);
    if (rc == 0)
        rc = cp_trace_print(&x, root, format, out, err);
    cp_trace_release(&x);
    cp_traced_release(&r);
    return rc;
}
