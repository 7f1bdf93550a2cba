/* The list that shards are of: the plan's scenarios, those of a stream, or what there is. */
#include "scenario/shards.h"
#include <stdlib.h>
#include <string.h>

static int add(struct cp_names *names, const char *name, struct cp_error *err) {
    if (strcmp(name, "-") == 0)
        return 0;
    return cp_names_add(names, name, strlen(name)) == CP_NAME_NONE ? cp_fail_nomem(err) : 0;
}

/* Names of scenarios in the order of files; apart those that have a probability, and futures that
 * cp-scenario says it has kept. */
struct listed {
    struct cp_names all, weighted, kept;
};

static int read_row(struct listed *l, const struct cp_facts *t, size_t row, struct cp_error *err) {
    const char *name = cp_facts_dim(t, row, CP_SCENARIO), *measure = cp_facts_measure(t, row);
    int rc = add(&l->all, name, err);
    if (rc == 0 && strcmp(measure, "scenario_probability") == 0)
        rc = add(&l->weighted, name, err);
    if (rc == 0 && strcmp(measure, "scenario_draw") == 0 &&
        strcmp(cp_facts_dim(t, row, CP_EVENT), "-") == 0)
        rc = add(&l->kept, cp_facts_dim(t, row, CP_NAME), err);
    return rc;
}

static int read_names(const char *const *path, size_t n, struct listed *l, struct cp_error *err) {
    struct cp_facts_groups *g = cp_facts_groups_new();
    int rc = g ? 0 : cp_fail_nomem(err);
    for (size_t i = 0; i < n && rc == 0; i++)
        rc = cp_facts_groups_add_path(g, path[i], err);
    if (g)
        cp_facts_groups_in_pieces(g);
    while (rc == 0) {
        struct cp_facts *t;
        rc = cp_facts_groups_next(g, &t, err);
        if (!t)
            break;
        for (size_t row = 0; row < cp_facts_count(t) && rc == 0; row++)
            rc = read_row(l, t, row, err);
        cp_facts_free(t);
    }
    cp_facts_groups_free(g);
    return rc;
}

static int by_name(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int add_sorted(struct cp_names *to, const struct cp_names *from, struct cp_error *err) {
    const char **name = cp_calloc(from->n + 1, sizeof *name);
    int rc = name ? 0 : cp_fail_nomem(err);
    for (size_t i = 0; i < from->n && rc == 0; i++)
        name[i] = from->text[i];
    if (rc == 0 && from->n)
        qsort(name, from->n, sizeof *name, by_name);
    for (size_t i = 0; i < from->n && rc == 0; i++)
        rc = add(to, name[i], err);
    free(name);
    return rc;
}

/* All of them are among the futures that were kept. */
static bool are_kept(const struct listed *l) {
    for (size_t i = 0; i < l->all.n && l->kept.n; i++)
        if (cp_names_find(&l->kept, l->all.text[i]) == CP_NAME_NONE)
            return false;
    return l->kept.n > 0;
}

static int read_list(struct cp_scenario_merged *m, struct cp_error *err) {
    struct listed l = {0};
    const char *const of[] = {m->from->of};
    int rc = of[0] ? read_names(of, 1, &l, err) : read_names(m->from->path, m->from->n, &l, err);
    bool kept = rc == 0 && !of[0] && are_kept(&l);
    const struct cp_names *list = kept ? &l.kept : of[0] && l.weighted.n ? &l.weighted : &l.all;
    if (rc == 0 && of[0] && list->n == 0)
        rc = cp_fail_at(err, CP_EINPUT, (struct cp_pos){of[0], 0, 0}, "has no scenarios");
    if (rc == 0 && !of[0] && !kept)
        rc = add_sorted(&m->list, list, err);
    for (size_t i = 0; i < list->n && rc == 0 && (of[0] || kept); i++)
        rc = add(&m->list, list->text[i], err);
    cp_names_release(&l.all);
    cp_names_release(&l.weighted);
    cp_names_release(&l.kept);
    return rc;
}

int cp_scenario_merge_list(struct cp_scenario_merged *m, struct cp_error *err) {
    const struct cp_plan *plan = m->from->plan;
    int rc = 0;
    if (m->from->of || !plan || plan->nscenario == 0)
        rc = read_list(m, err);
    else
        for (size_t i = 0; i < plan->nscenario && rc == 0; i++)
            rc = add(&m->list, plan->scenario[i].name, err);
    if (rc)
        return rc;
    m->share = cp_calloc(m->list.n + 1, sizeof *m->share);
    return m->share ? 0 : cp_fail_nomem(err);
}
