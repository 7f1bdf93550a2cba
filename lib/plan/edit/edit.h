/* Editing the document before it is bound: includes and overrides. */
#ifndef CAPPLAN_PLAN_EDIT_H
#define CAPPLAN_PLAN_EDIT_H

#include "plan/plan.h"

/* Merges what `include:` names into the document, file by file, each with its own `set:` applied to
 * what it includes. */
int cp_plan_include(struct cp_arena *a, struct cp_plan_node *root, struct cp_error *err);

/* One of `--set`: "path=value". CP_EINPUT: its path or value is wrong. */
int cp_plan_override(struct cp_arena *a, struct cp_plan_node *root, const char *set,
                     struct cp_error *err);
/* The overrides of the section `set:`, which is taken out. Findings are no failure. */
int cp_plan_override_section(struct cp_arena *a, struct cp_plan_node *root, struct cp_error *err);
/* Every path and value of a mapping; its nodes become the plan's. What is wrong with one of them is
 * a finding, but no reason to stop. */
int cp_plan_override_all(struct cp_arena *a, struct cp_plan_node *root,
                         const struct cp_plan_node *set, struct cp_error *err);

/* The paths of the document that one with wildcards (`*` for any text of a key) stands for: of what
 * is written there, in its order. A key `*` is itself; as is a last one with `literal_end`. False:
 * no memory. */
struct cp_plan_paths {
    size_t n;
    const char **path;
};
bool cp_plan_match_paths(struct cp_arena *a, const struct cp_plan_node *root, const char *path,
                         bool literal_end, struct cp_plan_paths *out);

/* A date or period moved by "+12 months", "+-2 weeks": in its own length where that can be said so,
 * else in months or days. CP_EINPUT: one of them is none. */
int cp_plan_shift_date(const char *date, const char *by, char out[CP_PERIOD_SIZE]);

/* What is written as a number at `path`, times ('*') or plus ('+') another. */
struct cp_plan_sum {
    struct cp_arena *arena;
    char sign;
    const char *path;
    struct cp_pos pos;
    struct cp_error *err;
};
/* Why there is none, which the caller says. */
enum cp_plan_no_sum {
    CP_PLAN_NO_NUMBER = 1,
    CP_PLAN_NO_AMOUNT,
    CP_PLAN_NO_FACTOR, /* it has a unit */
    CP_PLAN_TOO_LARGE
};
/* "42 USD/MWh" times "1.1" or plus "5 USD/MWh", its unit kept as written, to 15 digits, so that 1.3
 * and 0.1 make 1.4. Above 0: one of those; CP_EINPUT: units do not fit, with its finding. */
int cp_plan_sum(const struct cp_plan_sum *s, const char *number, const char *amount,
                const char **out);
/* A number that is written, or steps of them, times ('*') or plus ('+') those of a mapping of
 * periods; `path` is where it stands. CP_EINPUT at `pos`: one of them is no number. */
int cp_plan_change_steps(struct cp_arena *a, struct cp_plan_node *value,
                         const struct cp_plan_node *by, char sign, struct cp_pos pos,
                         const char *path, struct cp_error *err);

/* A field of a TSV line: what would break the line is escaped as in facts, what a terminal would
 * obey is shown as '?'. */
void cp_plan_add_field(struct cp_str *out, const char *s);

#endif
