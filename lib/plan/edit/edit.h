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

/* A field of a TSV line: what would break the line is escaped as in facts. */
void cp_plan_add_field(struct cp_str *out, const char *s);

#endif
