/* Who takes an entity's cash: what is left of it for owners after tax and lenders, and what it
 * keeps. Present values at one rate, the plan's, so that what one claim loses, others gain or the
 * business has lost. */
#include "finance/answer/answer.h"
#include <math.h>

double cp_finance_plan_rate(const struct cp_finance_model *m) {
    const struct cp_plan_money *money = &m->plan->money;
    return money->real_prices ? (1 + money->discount) * (1 + money->inflation) - 1
                              : money->discount;
}

int cp_finance_write_claims(const struct cp_finance_answer *w) {
    static const struct {
        const char *kind;
        double sign;
        enum cp_statement_line line[10]; /* ends with LINES */
    } claims[] = {
        {"earned",
         1,
         {CF_EBITDA, CF_RESERVE_INTEREST, CF_LEASES, CF_CAPEX_SITE, CF_CAPEX_GPU, CF_CAPEX_LEASED,
          CF_LEASE_SALE, CF_INVESTMENT, CF_RECEIVED, CF_LEASE_PRINCIPAL}},
        {"tax", -1, {CF_TAX, CF_TAX_SHARED, CF_WITHHELD, LINES}},
        {"lenders", -1, {CF_INTEREST, CF_FEES, CF_DRAW, CF_PRINCIPAL, CF_UPFRONT, LINES}},
        {"owners",
         -1,
         {CF_CONTRIBUTION, CF_DISTRIBUTION, CF_OWNER_DRAW, CF_OWNER_INTEREST, CF_OWNER_PRINCIPAL,
          LINES}},
        {"kept", 1, {CF_NET, LINES}},
    };
    double rate = cp_finance_plan_rate(w->m);
    for (size_t k = 0; k < sizeof claims / sizeof *claims; k++) {
        double sum = 0;
        for (size_t t = 0; t < w->m->T; t++) {
            double cash = 0;
            for (size_t i = 0; i < 10 && claims[k].line[i] != LINES; i++)
                cash += w->b->line[claims[k].line[i]][t];
            sum += claims[k].sign * cash * cp_discount(rate, w->m->mid[t]);
        }
        int rc = cp_finance_put(w, "claim_value", NULL, claims[k].kind, sum);
        if (rc)
            return rc;
    }
    return 0;
}
