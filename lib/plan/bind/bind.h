/* Binding: nodes of the document to structs by the rows of a schema. */
#ifndef CAPPLAN_PLAN_BIND_H
#define CAPPLAN_PLAN_BIND_H

#include "plan/schema/schema.h"

int cp_plan_bind(struct cp_binder *b, const struct cp_schema *s, const struct cp_plan_node *node,
                 void *base);
/* A key of one value or a list of plain ones into the struct at `base`. */
void cp_plan_bind_scalar(struct cp_binder *b, const struct cp_field *f,
                         const struct cp_plan_node *n, char *base);
bool cp_plan_bind_number(struct cp_binder *b, const struct cp_field *f,
                         const struct cp_plan_node *n, double *out);
void cp_plan_bind_path(struct cp_binder *b, const struct cp_field *f, const struct cp_plan_node *n,
                       const struct cp_schema *other, struct cp_path *out);
bool cp_plan_want_scalar(struct cp_binder *b, const struct cp_plan_node *n); /* or a finding */
bool cp_plan_want_name(struct cp_binder *b, const char *section, const struct cp_plan_node *n,
                       const char *name);

int cp_plan_profiles_read(struct cp_plan *plan, struct cp_error *err);
/* Once the slices are known: hold each profile against them. */
int cp_plan_profiles_place(struct cp_plan *plan, struct cp_error *err);

#endif
