/* Rows of the waterfall, as the model ran them in a period. */
#ifndef CAPPLAN_FINANCE_RULE_ROW_H
#define CAPPLAN_FINANCE_RULE_ROW_H

#include "finance/rule/rule.h"

struct cp_rule_row_of {
    enum cp_step_kind step;
    const char *target, *account;
    const struct cp_waterfall_step *of; /* NULL: of the usual order, which comes after the plan's */
    bool owners;                        /* without a target: of loans of owners */
};

/* Row r of those that ran, from 1; STEPS: there is none. */
struct cp_rule_row_of cp_rule_row_at(const struct cp_trace *x, const struct cp_book *b, int64_t t,
                                     size_t r);
bool cp_rule_serves(const struct cp_rule_row_of *w);
/* Whether a row serves a loan, fills an account, and is paid from it where cash does not suffice.
 */
bool cp_rule_is_meant(const struct cp_trace *x, const struct cp_book *b, int64_t t,
                      const struct cp_rule_row_of *w, size_t loan);
bool cp_rule_fills(const struct cp_book *b, int64_t t, const struct cp_rule_row_of *w,
                   size_t account);
bool cp_rule_backs(const struct cp_book *b, const struct cp_rule_row_of *w, size_t account);

#endif
