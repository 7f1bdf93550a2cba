/* What each kind of cost adds to the discounted cost: exact, so that the difference of two runs is
 * the sum of the differences of their kinds. */
#include "store/stream/figure.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct kind {
    const char *name;
    double cost;
};

struct kinds {
    struct kind *kind;
    size_t n;
};

static int by_name(const void *a, const void *b) {
    return strcmp(((const struct kind *)a)->name, ((const struct kind *)b)->name);
}

/* One entry a kind, in order. */
static void merge(struct kinds *k) {
    size_t n = 0;
    if (k->n)
        qsort(k->kind, k->n, sizeof *k->kind, by_name);
    for (size_t i = 0; i < k->n; i++) {
        if (n && strcmp(k->kind[n - 1].name, k->kind[i].name) == 0)
            k->kind[n - 1].cost += k->kind[i].cost;
        else
            k->kind[n++] = k->kind[i];
    }
    k->n = n;
}

/* As the stream says it itself. */
static int stated(const struct cp_facts *facts, struct kinds *k, struct cp_error *err) {
    struct cp_selection s;
    int rc = cp_store_select(facts, "discounted_cost", "USD", &s, err);
    if (rc)
        return rc;
    k->kind = cp_calloc(s.n, sizeof *k->kind);
    for (size_t i = 0; k->kind && i < s.n; i++)
        if (cp_facts_is_plain(facts, s.row[i]) &&
            strcmp(cp_facts_dim(facts, s.row[i], CP_SCENARIO), "-") == 0)
            k->kind[k->n++] = (struct kind){cp_facts_dim(facts, s.row[i], CP_KIND), s.value[i]};
    cp_facts_selection_release(&s);
    return k->kind ? 0 : cp_fail_nomem(err);
}

/* By the plan's discounting of the costs of its periods, which is how the objective came about. */
static int computed(const struct cp_facts *facts, const struct cp_plan *plan, struct kinds *k,
                    struct cp_error *err) {
    struct cp_store_series s;
    int rc = cp_store_series_read(&(struct cp_store_part){.facts = facts, .scenario = "-"}, "cost",
                                  CP_KIND, &s, err);
    if (rc)
        return rc;
    k->kind = cp_calloc(s.n, sizeof *k->kind);
    for (size_t i = 0; k->kind && i < s.n; i++)
        k->kind[k->n++] = (struct kind){
            s.entry[i].name,
            s.entry[i].value * cp_plan_discount(plan, plan->money.discount, s.entry[i].period)};
    cp_store_series_release(&s);
    return k->kind ? 0 : cp_fail_nomem(err);
}

int cp_store_add_kinds(const struct cp_facts *facts, const struct cp_plan *plan,
                       struct cp_arena *arena, struct cp_store_headline *h, struct cp_error *err) {
    const struct cp_store_figure *whole = cp_store_headline_find(h, "cost_discounted");
    struct kinds k = {0};
    if (!whole)
        return 0;
    double left = whole->value, all = fabs(left);
    int rc = stated(facts, &k, err);
    if (rc == 0 && k.n == 0 && plan) {
        free(k.kind);
        k = (struct kinds){0};
        rc = computed(facts, plan, &k, err);
    }
    merge(&k);
    for (size_t i = 0; rc == 0 && i < k.n; i++) {
        const char *name = cp_arena_printf(arena, "cost_discounted/%s", k.kind[i].name);
        left -= k.kind[i].cost;
        all += fabs(k.kind[i].cost);
        rc = cp_store_headline_add(
            h, arena, (struct cp_store_figure){name, "-", "USD", k.kind[i].cost, NULL}, err);
    }
    /* what no kind says is a line too, so that the lines always sum to the cost */
    if (rc == 0 && k.n && fabs(left) > 1e-12 * all)
        rc = cp_store_headline_add(
            h, arena, (struct cp_store_figure){"cost_discounted/other", "-", "USD", left, NULL},
            err);
    free(k.kind);
    return rc;
}
