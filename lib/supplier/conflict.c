/* The rules that are in conflict, as the plan has them. */
#include "supplier/sourcing.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Where a key stands; of a supplier's share that of all suppliers when it is the tighter. */
static struct cp_pos place(const struct cp_sourcing_run *r, const struct cp_award_rule *rule,
                           char *path, size_t size) {
    const struct cp_plan *plan = r->plan;
    const struct cp_offer *o = &plan->offer[rule->index];
    const struct cp_supplier *s = &plan->supplier[rule->index];
    static const char *const of_offer[] = {"committed", "minimum", "multiple"};
    switch (rule->kind) {
    case CP_AWARD_COMMITTED:
    case CP_AWARD_MINIMUM:
    case CP_AWARD_MULTIPLE:
        snprintf(path, size, "suppliers/%s/offers/%s/%s", o->supplier, o->name,
                 of_offer[rule->kind]);
        break;
    case CP_AWARD_SUPPLIER_MINIMUM:
        snprintf(path, size, "suppliers/%s/minimum", s->name);
        break;
    case CP_AWARD_SUPPLIER_SHARE:
        if (s->share <= plan->sourcing.supplier_share)
            snprintf(path, size, "suppliers/%s/share", s->name);
        else
            snprintf(path, size, "sourcing/supplier_share");
        break;
    case CP_AWARD_COUNTRY_SHARE:
        snprintf(path, size, "sourcing/country_share");
        break;
    case CP_AWARD_BUDGET:
        snprintf(path, size, "sourcing/budget");
        break;
    case CP_AWARD_EXACT:
        snprintf(path, size, "--exact");
        return (struct cp_pos){0};
    }
    return cp_plan_pos(plan, path);
}

static void words(const struct cp_sourcing_run *r, const struct cp_award_rule *rule, char *out,
                  size_t size) {
    const struct cp_award_problem *p = &r->problem;
    size_t i = rule->index;
    switch (rule->kind) {
    case CP_AWARD_COMMITTED:
        snprintf(out, size, "%.6g GPU can arrive and are bought in any case", p->offer[i].must);
        break;
    case CP_AWARD_MINIMUM:
        snprintf(out, size, "no less than %.6g GPU", p->offer[i].minimum);
        break;
    case CP_AWARD_MULTIPLE:
        snprintf(out, size, "a multiple of %.6g GPU", p->offer[i].multiple);
        break;
    case CP_AWARD_SUPPLIER_MINIMUM:
        snprintf(out, size, "no less than %.6g GPU in all", p->supplier[i].minimum);
        break;
    case CP_AWARD_SUPPLIER_SHARE:
        snprintf(out, size, "at most %.4g %% of the award from %s", 100 * p->supplier[i].share,
                 r->plan->supplier[i].name);
        break;
    case CP_AWARD_COUNTRY_SHARE:
        snprintf(out, size, "at most %.4g %% of the award from %s", 100 * p->country_share[i],
                 r->country[i]);
        break;
    case CP_AWARD_BUDGET:
        snprintf(out, size, "at most %.6g USD in %d", p->budget[i],
                 cp_period_year(r->plan->horizon.from) + (int)i);
        break;
    case CP_AWARD_EXACT:
        snprintf(out, size, "no more than is needed in the end");
        break;
    }
}

int cp_supplier_sourcing_conflict(const struct cp_sourcing_run *r, struct cp_error *err) {
    struct cp_award_rule *rule = NULL;
    size_t n;
    int rc = cp_supplier_award_conflict(&r->problem, &rule, &n, err);
    if (rc)
        return rc;
    rc = cp_fail(err, CP_EINPUT,
                 "no award keeps all of these rules; with any one less there is one");
    for (size_t i = 0; i < n; i++) {
        char path[256], text[160];
        struct cp_pos pos = place(r, &rule[i], path, sizeof path);
        words(r, &rule[i], text, sizeof text);
        cp_fail_at(err, CP_EINPUT, pos, "%s: %s", path, text);
    }
    free(rule);
    return rc;
}
