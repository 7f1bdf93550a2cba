/* Whether the commands before have an answer: `solved`. */
#include "facts/facts.h"
#include <math.h>
#include <string.h>

void cp_facts_count_answers(const struct cp_facts *t, struct cp_facts_answers *a) {
    for (size_t i = 0; i < cp_facts_count(t); i++) {
        if (strcmp(cp_facts_measure(t, i), "solved") != 0)
            continue;
        bool none = isnan(cp_facts_value(t, i));
        if (strcmp(cp_facts_dim(t, i, CP_SCENARIO), "-") == 0) {
            a->none |= none;
        } else {
            a->alone++;
            a->without += none;
        }
    }
}

bool cp_facts_lack_answers(const struct cp_facts_answers *a) {
    return a->none || (a->alone > 0 && a->without == a->alone);
}

bool cp_facts_has_no_answer(const struct cp_facts *t) {
    struct cp_facts_answers a = {0};
    cp_facts_count_answers(t, &a);
    return cp_facts_lack_answers(&a);
}

size_t cp_facts_without_answer(const struct cp_facts *t, size_t *alone) {
    struct cp_facts_answers a = {0};
    cp_facts_count_answers(t, &a);
    *alone = a.alone;
    return a.without;
}
