/* For tests of the hedge room: a plan and facts from text, analyses of them, and what they put. */
#ifndef CAPPLAN_HEDGE_CASE_H
#define CAPPLAN_HEDGE_CASE_H

#include "hedge/hedge.h"
#include "tap.h"
#include <stdlib.h>
#include <unistd.h>

/* NULL with findings in `err`. */
__attribute__((unused)) static struct cp_plan *case_plan(const char *text, struct cp_error *err) {
    char path[] = "/tmp/capplan-hedge-XXXXXX";
    struct cp_plan *plan = NULL;
    FILE *f = fdopen(mkstemp(path), "w");
    fputs(text, f);
    fclose(f);
    cp_plan_load(path, NULL, 0, &plan, err);
    unlink(path);
    return plan;
}

__attribute__((unused)) static struct cp_facts *case_facts(const char *text, struct cp_error *err) {
    struct cp_facts *facts = cp_facts_new();
    FILE *in = fmemopen((char *)(uintptr_t)text, strlen(text), "r");
    cp_facts_read(facts, in, "facts", err);
    fclose(in);
    return facts;
}

/* A fact that was put: its measure and its names in the order of dimensions, blanks between. */
__attribute__((unused)) static double case_fact(const struct cp_facts *facts, const char *want) {
    for (size_t i = 0; i < cp_facts_count(facts); i++) {
        char text[512];
        int len = snprintf(text, sizeof text, "%s", cp_facts_measure(facts, i));
        for (int d = 0; d < CP_DIM_COUNT; d++) {
            const char *name = cp_facts_dim(facts, i, (enum cp_dim)d);
            if (strcmp(name, "-") != 0)
                len += snprintf(text + len, sizeof text - (size_t)len, " %s", name);
        }
        if (cp_facts_is_own(facts, i) && strcmp(text, want) == 0)
            return cp_facts_value(facts, i);
    }
    return NAN;
}

__attribute__((unused)) static void is_fact(const struct cp_facts *facts, const char *want,
                                            double value, double tol) {
    ok_near(case_fact(facts, want), value, tol, want);
}

#endif
