/* Looking up the measures of the registry. */
#include "facts/internal.h"
#include <string.h>

bool cp_facts_measure_is_given(const struct cp_measure *m) {
    return strcmp(m->name, "scenario_probability") == 0;
}

size_t cp_facts_measure_count(void) {
    return cp_facts_nmeasure;
}

const struct cp_measure *cp_facts_measure_at(size_t i) {
    return &cp_facts_measures[i];
}

/* The first letter tells most of them apart: every fact that is put asks. */
static bool is(const struct cp_measure *m, const char *name) {
    return *m->name == *name && strcmp(m->name, name) == 0;
}

const struct cp_measure *cp_facts_measure_find(const char *name) {
    for (size_t i = 0; i < cp_facts_nmeasure; i++)
        if (is(&cp_facts_measures[i], name))
            return &cp_facts_measures[i];
    return NULL;
}

const struct cp_measure *cp_facts_measure_match(const char *name, uint32_t dims) {
    for (size_t i = 0; i < cp_facts_nmeasure; i++)
        if (is(&cp_facts_measures[i], name) &&
            !(dims & ~(cp_facts_measures[i].dims | 1u << CP_SCENARIO)))
            return &cp_facts_measures[i];
    return NULL;
}
