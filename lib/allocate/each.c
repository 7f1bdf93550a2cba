/* Scenarios one by one: what each would do if it were known [wait and see, Birge & Louveaux 2011,
 * section 4.1]. Which of them, a shard says: many machines share them out so. */
#include "allocate/build.h"
#include "allocate/run.h"
#include <stdlib.h>
#include <string.h>

static int solve_scenario(const struct cp_plan *plan, const struct cp_tree *tree, size_t k,
                          struct cp_facts *facts, const struct cp_allocate_options *opt,
                          struct cp_allocate_result *out, struct cp_error *err) {
    struct cp_allocate_part part = {0};
    int rc = cp_allocate_part_make(plan, tree, k, facts, &part, err);
    if (!rc)
        rc = cp_allocate_one(&part.m, tree, facts, opt, out);
    cp_allocate_part_release(&part);
    if (rc < 0)
        return rc;
    if (rc == CP_ALLOCATE_STOPPED)
        out->status = CP_LP_UNDECIDED;
    rc = cp_allocate_put_weight(tree, k, facts, err);
    return rc ? rc : cp_allocate_put_outcome(out, tree->scenario[k].name, facts, err);
}

/* One more, in the sum of all. */
static void count(struct cp_allocate_result *out, const struct cp_allocate_result *one,
                  const struct cp_tree_scenario *s) {
    bool point = one->status == CP_LP_OPTIMAL || one->status == CP_LP_FEASIBLE;
    cp_allocate_tell_of(&out->explanation, s->name, &one->explanation);
    if (!point) {
        struct cp_str line = {0};
        cp_str_addf(&line, "the plan is %s\n", cp_lp_status_name(one->status));
        cp_allocate_tell_of(&out->explanation, s->name, &line);
        cp_str_release(&line);
    }
    out->built |= one->built;
    out->columns += one->columns;
    out->rows += one->rows;
    out->nonzeros += one->nonzeros;
    out->iterations += one->iterations;
    out->engine = one->engine ? one->engine : out->engine;
    out->short_share += s->probability * one->short_share;
    out->without += !point;
    /* the worst that befell any of them; that there is no plan for one is an answer */
    if (one->status == CP_LP_UNDECIDED ||
        (one->status == CP_LP_FEASIBLE && out->status == CP_LP_OPTIMAL))
        out->status = one->status;
}

int cp_allocate_each(const struct cp_plan *plan, const struct cp_tree *tree, struct cp_facts *facts,
                     const struct cp_allocate_options *opt, struct cp_allocate_result *out,
                     struct cp_error *err) {
    size_t shards = opt->shards ? opt->shards : 1;
    out->status = CP_LP_OPTIMAL;
    for (size_t k = opt->shard % shards; k < tree->n; k += shards) {
        struct cp_allocate_result one = {.status = CP_LP_UNDECIDED};
        int rc = solve_scenario(plan, tree, k, facts, opt, &one, err);
        if (!rc)
            count(out, &one, &tree->scenario[k]);
        out->explanation.oom |= one.explanation.oom;
        cp_allocate_result_release(&one);
        if (rc)
            return rc;
        if (opt->lp.interrupted && opt->lp.interrupted(opt->lp.interrupted_ctx)) {
            out->status = k + shards < tree->n ? CP_LP_UNDECIDED : out->status;
            return 0;
        }
    }
    return 0;
}
