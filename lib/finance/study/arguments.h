/* What a study is asked for, as text, taken apart where it stands. Keys point into it, their arrays
 * are heap, to be freed after an error too. */
#ifndef CAPPLAN_FINANCE_ARGUMENTS_H
#define CAPPLAN_FINANCE_ARGUMENTS_H

#include "base/base.h"

struct cp_vary {
    const char *key;
    double sigma; /* standard deviation of its logarithm */
};
struct cp_goal {
    const char *entity, *kind; /* NULL: whichever there is */
    const char *measure;
    double value;
};
int cp_finance_keys_parse(char *text, const char ***key, size_t *n, struct cp_error *err);
int cp_finance_vary_parse(char *text, struct cp_vary **vary, size_t *n, struct cp_error *err);
int cp_finance_goal_parse(char *text, struct cp_goal *out, struct cp_error *err);

#endif
