/* Programs as text in the format of CPLEX LP files. */
#ifndef CAPPLAN_LP_TEXT_TEXT_H
#define CAPPLAN_LP_TEXT_TEXT_H

#include "lp/lp.h"

/* Does it begin like one? No MPS file begins with a sense or a backslash. */
bool cp_lp_text_begins(const char *s, size_t len);
int cp_lp_text_read(struct cp_lp **out, const char *s, size_t len, const char *file,
                    struct cp_error *err);

#endif
