/* How likely scenarios are, where facts say so. */
#include "tree/tree.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

int cp_tree_check_weight(const struct cp_facts *facts, size_t row, double value,
                         struct cp_error *err) {
    if (value > 0 && value <= 1)
        return 0;
    return cp_fail_at(err, CP_EINPUT, cp_facts_pos(facts, row),
                      "scenario_probability of '%.80s' is not above 0 and at most 1",
                      cp_facts_dim(facts, row, CP_SCENARIO));
}

int cp_tree_check_sum(size_t n, double sum, const char *why, struct cp_error *err) {
    if (fabs(sum - 1) < 1e-6)
        return 0;
    return cp_fail(err, CP_EINPUT,
                   "the probabilities of the %zu scenarios add up to %.9g, not to 1%s%s", n, sum,
                   why ? ": " : "", why ? why : "");
}

int cp_tree_weights_read(const struct cp_facts *facts, struct cp_tree_weights *w,
                         struct cp_error *err) {
    struct cp_selection s;
    *w = (struct cp_tree_weights){0};
    int rc = cp_facts_select(facts, "scenario_probability", NULL, &s, err);
    if (rc)
        return rc;
    w->row = cp_calloc(s.n + 1, sizeof *w->row);
    w->probability = cp_calloc(s.n + 1, sizeof *w->probability);
    rc = w->row && w->probability ? 0 : cp_fail_nomem(err);
    for (size_t i = 0; i < s.n && !rc; i++) {
        const char *name = cp_facts_dim(facts, s.row[i], CP_SCENARIO);
        rc = cp_tree_check_weight(facts, s.row[i], s.value[i], err);
        if (!rc && cp_names_add(&w->names, name, strlen(name)) == CP_NAME_NONE)
            rc = cp_fail_nomem(err);
        w->row[i] = s.row[i]; /* a key stands once: names are as many as rows */
        w->probability[i] = s.value[i];
    }
    cp_facts_selection_release(&s);
    return rc;
}

void cp_tree_weights_release(struct cp_tree_weights *w) {
    cp_names_release(&w->names);
    free(w->row);
    free(w->probability);
    *w = (struct cp_tree_weights){0};
}

/* ---- where they stand ------------------------------------------------------------------------ */

/* Of every scenario the row of its weight, and the first other one that is not read. */
struct places {
    struct cp_names names;
    size_t *weight, *first;
    size_t nweight, nfirst; /* room */
};

static int find_places(const struct cp_facts *facts, struct places *p, struct cp_error *err) {
    for (size_t r = 0; r < cp_facts_count(facts); r++) {
        const char *name = cp_facts_dim(facts, r, CP_SCENARIO);
        size_t before = p->names.n;
        if (!cp_facts_is_own(facts, r) || strcmp(name, "-") == 0)
            continue;
        uint32_t id = cp_names_add(&p->names, name, strlen(name));
        if (id == CP_NAME_NONE || !cp_grow(&p->weight, &p->nweight, id, sizeof *p->weight) ||
            !cp_grow(&p->first, &p->nfirst, id, sizeof *p->first))
            return cp_fail_nomem(err);
        if (p->names.n > before)
            p->weight[id] = p->first[id] = SIZE_MAX;
        bool weight = strcmp(cp_facts_measure(facts, r), "scenario_probability") == 0;
        size_t *at = weight ? &p->weight[id] : &p->first[id];
        *at = *at == SIZE_MAX ? r : *at;
    }
    return 0;
}

int cp_tree_place_weights(struct cp_facts *facts, struct cp_error *err) {
    struct places p = {0};
    size_t n = cp_facts_count(facts), k = 0, *order = cp_calloc(n + 1, sizeof *order);
    int rc = order ? find_places(facts, &p, err) : cp_fail_nomem(err);
    for (size_t r = 0; r < n && rc == 0; r++) {
        const char *name = cp_facts_dim(facts, r, CP_SCENARIO);
        uint32_t id = cp_facts_is_own(facts, r) && p.names.n ? cp_names_find(&p.names, name)
                                                             : (uint32_t)CP_NAME_NONE;
        bool led = id != CP_NAME_NONE && p.weight[id] != SIZE_MAX && p.first[id] != SIZE_MAX;
        if (led && r == p.first[id])
            order[k++] = p.weight[id];
        if (!led || r != p.weight[id])
            order[k++] = r;
    }
    if (rc == 0 && p.names.n)
        rc = cp_facts_arrange(facts, order, err);
    cp_names_release(&p.names);
    free(p.weight);
    free(p.first);
    free(order);
    return rc;
}
