/* Whether the commands before have an answer: `solved`. */
#include "facts/facts.h"
#include <math.h>
#include <string.h>

/* What has none is a program of its own: a scenario that was solved alone is one of many, of which
 * some may have none. */
bool cp_facts_has_no_answer(const struct cp_facts *t) {
    size_t alone = 0, without = 0;
    for (size_t i = 0; i < cp_facts_count(t); i++) {
        if (strcmp(cp_facts_measure(t, i), "solved") != 0)
            continue;
        bool none = isnan(cp_facts_value(t, i));
        if (none && strcmp(cp_facts_dim(t, i, CP_SCENARIO), "-") == 0)
            return true;
        alone++;
        without += none;
    }
    return alone > 0 && without == alone;
}
