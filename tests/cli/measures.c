/* The registry of measures as mdoc, as it stands in capplan-facts(5). */
#include "facts/facts.h"
#include <stdio.h>
#include <string.h>

int main(void) {
    for (size_t i = 0; i < cp_facts_measure_count(); i++) {
        const struct cp_measure *m = cp_facts_measure_at(i);
        bool first = i == 0 || strcmp(cp_facts_measure_at(i - 1)->writer, m->writer) != 0;
        bool last = i + 1 == cp_facts_measure_count() ||
                    strcmp(cp_facts_measure_at(i + 1)->writer, m->writer) != 0;
        if (first)
            printf(".Ss Written by %s\n.Bl -tag -width Ds\n", m->writer);
        printf(".It Cm %s Pq Li %s\n%s", m->name, m->unit, m->meaning);
        const char *between = ";\nby ";
        for (unsigned d = 0; d < CP_DIM_COUNT; d++)
            if (m->dims & 1u << d) {
                printf("%s%s", between, cp_facts_dim_name((enum cp_dim)d));
                between = ", ";
            }
        puts(last ? "\n.El" : "");
    }
    return 0;
}
