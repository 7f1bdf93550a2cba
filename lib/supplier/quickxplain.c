/* Which rules of an award are in conflict: a set of them that cannot be kept together and of
 * which any one less could be [Junker, QuickXplain, AAAI 2004]. Needs give way by shortages, so
 * that a commitment is always among them. */
#include "supplier/program.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct search {
    const struct cp_award_problem *p;
    struct cp_award_offer *offer;
    struct cp_award_supplier *supplier;
    struct cp_award_need *need;
    double *country_share, *budget;
    size_t n;
    struct cp_award_rule *rule;
    bool *kept;
    struct cp_error *err;
};

/* The problem with the rules that are kept, at no cost. */
static void apply(struct search *s, struct cp_award_problem *q) {
    const struct cp_award_problem *p = s->p;
    *q = *p;
    for (size_t i = 0; i < s->n; i++) {
        size_t at = s->rule[i].index;
        bool kept = s->kept[i];
        switch (s->rule[i].kind) {
        case CP_AWARD_COMMITTED:
            s->offer[at].must = kept ? p->offer[at].must : 0;
            break;
        case CP_AWARD_MINIMUM:
            s->offer[at].minimum = kept ? p->offer[at].minimum : 0;
            break;
        case CP_AWARD_MULTIPLE:
            s->offer[at].multiple = kept ? p->offer[at].multiple : 0;
            break;
        case CP_AWARD_SUPPLIER_SHARE:
            s->supplier[at].share = kept ? p->supplier[at].share : 1;
            break;
        case CP_AWARD_SUPPLIER_MINIMUM:
            s->supplier[at].minimum = kept ? p->supplier[at].minimum : 0;
            break;
        case CP_AWARD_COUNTRY_SHARE:
            s->country_share[at] = kept ? p->country_share[at] : 1;
            break;
        case CP_AWARD_BUDGET:
            s->budget[at] = kept ? p->budget[at] : INFINITY;
            break;
        case CP_AWARD_EXACT:
            s->need[at].exact = kept;
            break;
        }
    }
    q->offer = s->offer, q->supplier = s->supplier, q->need = s->need;
    q->country_share = p->country_share ? s->country_share : NULL;
    q->budget = s->budget;
}

/* Can the rules that are kept be kept? What is not known is taken for yes. */
static int possible(struct search *s, bool *yes) {
    struct cp_award_problem q;
    struct cp_award_program m;
    struct cp_lp_solution answer = {0};
    apply(s, &q);
    int rc = cp_supplier_program_build(&q, &m, s->err);
    if (rc == 0) {
        size_t ncol = cp_lp_view(m.lp).ncol;
        for (size_t j = 0; j < ncol; j++)
            cp_lp_set_cost(m.lp, j, 0);
        struct cp_lp_options opt = {.tolerance = 1e-7, .time_limit = s->p->time_limit};
        rc = cp_lp_finish(m.lp, s->err);
        if (rc == 0)
            rc = cp_lp_solve(m.lp, &opt, &answer, s->err);
    }
    *yes = answer.status != CP_LP_INFEASIBLE;
    cp_lp_solution_release(&answer);
    cp_supplier_program_release(&m);
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
    memset(s->kept + from, false, mid - from);
    more = false;
    for (size_t i = mid; i < to; i++)
        more |= s->kept[i];
    return rc ? rc : explain(s, from, mid, more);
}

static void add(struct search *s, enum cp_award_rule_kind kind, size_t index, bool there) {
    if (there)
        s->rule[s->n++] = (struct cp_award_rule){kind, index};
}

static void list_rules(struct search *s) {
    const struct cp_award_problem *p = s->p;
    for (size_t o = 0; o < p->noffer; o++) {
        add(s, CP_AWARD_COMMITTED, o, p->offer[o].must > 0);
        add(s, CP_AWARD_MINIMUM, o, p->offer[o].minimum > 0);
        add(s, CP_AWARD_MULTIPLE, o, p->offer[o].multiple > 0);
    }
    for (size_t w = 0; w < p->nsupplier; w++) {
        add(s, CP_AWARD_SUPPLIER_MINIMUM, w, p->supplier[w].minimum > 0);
        add(s, CP_AWARD_SUPPLIER_SHARE, w, p->supplier[w].share < 1);
    }
    for (size_t c = 0; p->country_share && c < p->ncountry; c++)
        add(s, CP_AWARD_COUNTRY_SHARE, c, p->country_share[c] < 1);
    for (size_t y = 0; p->year && y < p->nyear; y++)
        add(s, CP_AWARD_BUDGET, y, isfinite(p->budget[y]));
    for (size_t i = 0; i < p->nneed; i++)
        add(s, CP_AWARD_EXACT, i, p->need[i].exact);
}

static void *copy(struct cp_arena *a, const void *from, size_t n, size_t size) {
    void *to = cp_arena_calloc(a, n + 1, size);
    if (to && from)
        memcpy(to, from, n * size);
    return to;
}

int cp_supplier_award_conflict(const struct cp_award_problem *p, struct cp_award_rule **rule,
                               size_t *n, struct cp_error *err) {
    struct cp_arena a = {0};
    struct search s = {.p = p, .err = err};
    size_t most = 3 * p->noffer + 2 * p->nsupplier + p->ncountry + p->nyear + p->nneed;
    s.offer = copy(&a, p->offer, p->noffer, sizeof *s.offer);
    s.supplier = copy(&a, p->supplier, p->nsupplier, sizeof *s.supplier);
    s.need = copy(&a, p->need, p->nneed, sizeof *s.need);
    s.country_share = copy(&a, p->country_share, p->ncountry, sizeof *s.country_share);
    s.budget = copy(&a, p->budget, p->nyear, sizeof *s.budget);
    s.rule = cp_calloc(most + 1, sizeof *s.rule);
    s.kept = cp_arena_calloc(&a, most + 1, sizeof *s.kept);
    int rc = s.offer && s.supplier && s.need && s.country_share && s.budget && s.rule && s.kept
                 ? 0
                 : cp_fail_nomem(err);
    *n = 0;
    if (rc == 0) {
        list_rules(&s);
        rc = s.n > 0 ? explain(&s, 0, s.n, false) : 0;
    }
    for (size_t i = 0; rc == 0 && i < s.n; i++)
        if (s.kept[i])
            s.rule[(*n)++] = s.rule[i];
    cp_arena_release(&a);
    if (rc)
        free(s.rule);
    else
        *rule = s.rule;
    return rc;
}
