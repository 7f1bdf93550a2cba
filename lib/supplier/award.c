/* An award from end to end: the problem of a plan, its answer, and what is said of both. */
#include "supplier/risk.h"
#include "supplier/sourcing.h"
#include <math.h>
#include <string.h>

static bool is_complete(const struct cp_sourcing_run *r) {
    for (size_t i = 0; i < r->nneed * r->T; i++)
        if (r->award.missing[i] > 0 || r->award.exposed[i] > 0)
            return false;
    return true;
}

static int put_risk(struct cp_sourcing_run *r, struct cp_facts *facts, struct cp_error *err) {
    struct cp_risk risk = {.plan = r->plan,
                           .opt = r->opt->risk,
                           .curve = r->curve,
                           .latest = true,
                           .service_level = r->opt->service_level};
    int rc = cp_supplier_risk_put(&risk, facts, err);
    return rc ? rc : cp_supplier_put_time_to_survive(r, facts, err);
}

/* For those who read it later: there is no award; and why, for who waits for it now. */
static int put_none(const struct cp_sourcing_run *r, struct cp_facts *facts, struct cp_error *err) {
    int rc = r->award.status == CP_AWARD_IMPOSSIBLE ? cp_supplier_sourcing_conflict(r, err) : 0;
    if (rc)
        return rc;
    if (r->award.status == CP_AWARD_UNDECIDED && r->opt->note)
        r->opt->note(r->opt->note_ctx, "no award was found in time");
    return cp_facts_put(
        facts, &(struct cp_fact){.dim[CP_KIND] = "award", .measure = "solved", .value = NAN}, err);
}

int cp_supplier_sourcing_award(struct cp_sourcing_run *r, struct cp_facts *facts, bool *complete,
                               struct cp_error *err) {
    int rc = cp_plan_facts(r->plan, facts, err);
    if (rc == 0)
        rc = cp_sourcing_make(r, facts, err);
    if (rc == 0)
        rc = cp_supplier_award_solve(&r->problem, &r->award, err);
    if (rc)
        return rc;
    *complete = r->award.status <= CP_AWARD_STOPPED && is_complete(r);
    return r->award.status > CP_AWARD_STOPPED ? put_none(r, facts, err)
                                              : cp_supplier_sourcing_put(r, facts, err);
}

/* The items of halls and plants, and their risk. */
static int award_items(const struct cp_plan *plan, const struct cp_award_options *opt,
                       const bool *qualified, struct cp_facts *facts, bool *complete,
                       struct cp_error *err) {
    return cp_supplier_bill(plan,
                            &(struct cp_supplier_options){.service_level = opt->service_level,
                                                          .risk = opt->risk,
                                                          .note = opt->note,
                                                          .note_ctx = opt->note_ctx},
                            opt, qualified, facts, complete, err);
}

/* A plan may buy nothing but items, and ask for no units. */
static bool is_of_items(const struct cp_plan *plan, const struct cp_facts *facts) {
    bool asks = plan->supply.noffer > 0 || plan->supply.nitem == 0;
    for (size_t i = 0; !asks && i < cp_facts_count(facts); i++)
        asks = strcmp(cp_facts_measure(facts, i), "need") == 0 ||
               strcmp(cp_facts_measure(facts, i), "demand") == 0;
    return !asks;
}

int cp_supplier_award(const struct cp_plan *plan, const struct cp_award_options *opt,
                      struct cp_facts *facts, bool *complete, struct cp_error *err) {
    struct cp_sourcing_run r = {.plan = plan, .opt = opt};
    if (is_of_items(plan, facts)) {
        int made = cp_plan_facts(plan, facts, err);
        *complete = true;
        return made ? made : award_items(plan, opt, NULL, facts, complete, err);
    }
    int rc = cp_supplier_sourcing_award(&r, facts, complete, err);
    if (rc || r.award.status > CP_AWARD_STOPPED)
        goto out;
    rc = cp_supplier_bids_put(&r, facts, err);
    if (rc == 0 && opt->risk)
        rc = put_risk(&r, facts, err);
    if (rc == 0)
        rc = award_items(plan, opt, r.award.used, facts, complete, err);
out:
    cp_sourcing_release(&r);
    return rc;
}
