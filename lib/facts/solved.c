/* Whether the commands before have an answer: `solved`. */
#include "facts/facts.h"
#include <math.h>
#include <string.h>

/* The scenarios that were solved alone, and of them those without an answer. *whole: it is without
 * a scenario that there is none. */
static void count(const struct cp_facts *t, size_t *alone, size_t *without, bool *whole) {
    *alone = *without = 0;
    *whole = false;
    for (size_t i = 0; i < cp_facts_count(t); i++) {
        if (strcmp(cp_facts_measure(t, i), "solved") != 0)
            continue;
        bool none = isnan(cp_facts_value(t, i));
        if (strcmp(cp_facts_dim(t, i, CP_SCENARIO), "-") == 0) {
            *whole |= none;
        } else {
            ++*alone;
            *without += none;
        }
    }
}

bool cp_facts_has_no_answer(const struct cp_facts *t) {
    size_t alone, without;
    bool whole;
    count(t, &alone, &without, &whole);
    return whole || (alone > 0 && without == alone);
}

size_t cp_facts_without_answer(const struct cp_facts *t, size_t *alone) {
    size_t without;
    bool whole;
    count(t, alone, &without, &whole);
    return without;
}
