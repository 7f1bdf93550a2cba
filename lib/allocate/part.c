/* One scenario of a plan or stream: its program's plan and rows, and what is told of it. */
#include "allocate/build.h"
#include "allocate/run.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_read(const char *measure) {
    static const char *const read[] = {"demand", "peak_to_mean", "supply",    "price",
                                       "rent",   "term",         "committed", "energisation"};
    for (size_t i = 0; i < sizeof read / sizeof *read; i++)
        if (!strcmp(read[i], measure))
            return true;
    return false;
}

int cp_allocate_part_make(const struct cp_plan *plan, const struct cp_tree *tree, size_t k,
                          const struct cp_facts *facts, struct cp_allocate_part *out,
                          struct cp_error *err) {
    const struct cp_scenario *planned = tree->scenario[k].planned;
    int rc = planned ? cp_plan_scenario(plan, k, &out->plan, err) : 0;
    if (rc)
        return rc;
    out->rows = cp_calloc(cp_facts_count(facts) + 1, sizeof *out->rows);
    if (!out->rows)
        return cp_fail_nomem(err);
    out->m = (struct cp_program){.plan = planned ? out->plan : plan,
                                 .err = err,
                                 .scenario = planned,
                                 .scenario_name = tree->scenario[k].name,
                                 .rows = out->rows,
                                 .lp = cp_lp_new()};
    return out->m.lp ? cp_tree_rows(tree, k, facts, is_read, out->rows, err) : cp_fail_nomem(err);
}

void cp_allocate_part_release(struct cp_allocate_part *part) {
    cp_allocate_release(&part->m);
    cp_plan_free(part->plan);
    free(part->rows);
    *part = (struct cp_allocate_part){0};
}

void cp_allocate_tell_of(struct cp_str *out, const char *name, const struct cp_str *text) {
    for (const char *line = text->s, *end; line && *line; line = end + (*end == '\n')) {
        end = line + strcspn(line, "\n");
        /* what is told of several programs has the name already */
        bool told = strncmp(line, name, strlen(name)) == 0 && line[strlen(name)] == ':';
        cp_str_addf(out, "%s%s%.*s\n", told ? "" : name, told ? "" : ": ", (int)(end - line), line);
    }
    out->oom |= text->oom;
}

int cp_allocate_put_weight(const struct cp_tree *tree, size_t k, struct cp_facts *facts,
                           struct cp_error *err) {
    const struct cp_tree_scenario *s = &tree->scenario[k];
    if (s->weight != SIZE_MAX) {
        cp_facts_adopt(facts, s->weight);
        return 0;
    }
    return cp_facts_put(facts,
                        &(struct cp_fact){.dim[CP_SCENARIO] = s->name,
                                          .measure = "scenario_probability",
                                          .value = s->probability},
                        err);
}

static int put_one(struct cp_facts *facts, const char *scenario, const char *measure, double value,
                   struct cp_error *err) {
    return cp_facts_put(
        facts, &(struct cp_fact){.dim[CP_SCENARIO] = scenario, .measure = measure, .value = value},
        err);
}

/* Whether there is an answer, and how good it is known to be, for those who read it later. */
int cp_allocate_put_outcome(const struct cp_allocate_result *r, const char *scenario,
                            struct cp_facts *facts, struct cp_error *err) {
    bool proved = r->status == CP_LP_OPTIMAL, point = proved || r->status == CP_LP_FEASIBLE;
    double gap = fabs(r->objective - r->bound) / fmax(fabs(r->objective), 1);
    gap = gap < 1e-12 ? 0 : gap; /* what rounding leaves of none */
    int rc = put_one(facts, scenario, "solved", proved ? 1 : point ? 0 : NAN, err);
    return rc ? rc : put_one(facts, scenario, "gap", point && isfinite(gap) ? gap : NAN, err);
}
