/* Which rules of an award are in conflict: a set of them that cannot be kept together and of
 * which any one less could be [Junker, QuickXplain, AAAI 2004]. Needs give way by shortages, so
 * that a commitment is always among them. */
#include "supplier/award/program.h"
#include "supplier/award/rules.h"
#include <stdlib.h>
#include <string.h>

struct search {
    const struct cp_award_problem *p;
    struct cp_award_problem lifted; /* its copy with the rules that are kept */
    size_t n;
    struct cp_award_rule *rule;
    bool *kept;
    struct cp_error *err;
};

/* Can the rules that are kept be kept? What is not known is taken for yes. */
static int possible(struct search *s, bool *yes) {
    struct cp_award_program m;
    struct cp_lp_solution answer = {0};
    struct cp_lp_options opt = {.tolerance = 1e-7, .time_limit = s->p->time_limit};
    for (size_t i = 0; i < s->n; i++)
        cp_award_rule_keep(s->p, &s->rule[i], s->kept[i], &s->lifted);
    int rc = cp_award_program_build(&s->lifted, &m, s->err);
    if (rc)
        goto out;
    size_t ncol = cp_lp_view(m.lp).ncol;
    for (size_t j = 0; j < ncol; j++)
        cp_lp_set_cost(m.lp, j, 0);
    rc = cp_lp_finish(m.lp, s->err);
    if (rc)
        goto out;
    rc = cp_lp_solve(m.lp, &opt, &answer, s->err);
out:
    *yes = answer.status != CP_LP_INFEASIBLE;
    cp_lp_solution_release(&answer);
    cp_award_program_release(&m);
    return rc;
}

/* Keep of the rules [from, to) a smallest set in conflict with those kept. `more`: rules were added
 * to those kept since they were known not to be in conflict. */
static int explain(struct search *s, size_t from, size_t to, bool more) {
    bool yes = true;
    int rc = more ? possible(s, &yes) : 0;
    if (rc || !yes)
        return rc;
    if (to - from == 1) {
        s->kept[from] = true;
        return 0;
    }
    size_t mid = from + (to - from) / 2;
    memset(s->kept + from, true, mid - from);
    rc = explain(s, mid, to, true);
    if (rc)
        return rc;
    memset(s->kept + from, false, mid - from);
    more = false;
    for (size_t i = mid; i < to; i++)
        more |= s->kept[i];
    return explain(s, from, mid, more);
}

int cp_supplier_award_conflict(const struct cp_award_problem *p, struct cp_award_rule **rule,
                               size_t *n, struct cp_error *err) {
    struct cp_arena a = {0};
    struct search s = {.p = p, .n = cp_award_rules(p, NULL), .err = err};
    s.rule = cp_calloc(s.n, sizeof *s.rule);
    s.kept = cp_arena_calloc(&a, s.n + 1, sizeof *s.kept);
    int rc = 0;
    *n = 0;
    if (!s.rule || !s.kept || !cp_award_rules_copy(p, &a, &s.lifted)) {
        rc = cp_fail_nomem(err);
        goto out;
    }
    cp_award_rules(p, s.rule);
    rc = s.n > 0 ? explain(&s, 0, s.n, false) : 0;
    if (rc)
        goto out;
    for (size_t i = 0; i < s.n; i++)
        if (s.kept[i])
            s.rule[(*n)++] = s.rule[i];
    *rule = s.rule;
    s.rule = NULL;
out:
    cp_arena_release(&a);
    free(s.rule);
    return rc;
}
