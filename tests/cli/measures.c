/* The registry of measures as mdoc, as it stands in capplan-facts(5); or, asked for, that of kinds
 * of cost. */
#include "facts/facts.h"
#include <stdio.h>
#include <string.h>

static void print_measures(void) {
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
}

static void print_kinds(void) {
    static const char *const counts_as[] = {[CP_COST_RUNNING] = "running",
                                            [CP_COST_CAPITAL] = "capital",
                                            [CP_COST_REVENUE] = "revenue",
                                            [CP_COST_NOT_CASH] = "not cash"};
    puts(".Bl -tag -width Ds");
    for (size_t i = 0; i < cp_facts_cost_kind_count(); i++) {
        const struct cp_cost_kind *k = cp_facts_cost_kind_at(i);
        printf(".It Cm %s\n%s;\nby %s; %s", k->name, k->meaning, k->writer, counts_as[k->role]);
        if (k->line)
            printf(", line\n.Ql %s\nof the %s", k->line,
                   k->role == CP_COST_CAPITAL ? "cash flow" : "income");
        puts("");
    }
    puts(".El");
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], "kinds") == 0)
        print_kinds();
    else
        print_measures();
    return 0;
}
