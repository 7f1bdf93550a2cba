/* Binding: nodes of the document to structs by the rows of a schema. */
#ifndef CAPPLAN_PLAN_BIND_H
#define CAPPLAN_PLAN_BIND_H

#include "plan/schema/schema.h"

/* ---- bind.c: a document to its plan ------------------------------------------------------ */

/* Fills `plan` from its root by the rows of `top`. What is wrong with a value is a finding and no
 * failure. With `profiles_known` a name of a profile must be one of the plan's. */
int cp_plan_bind(struct cp_plan *plan, const struct cp_schema *top, bool profiles_known,
                 struct cp_error *err);
/* Currency, rates and start alone, by which profiles are read before. Findings come when all is
 * bound. */
void cp_plan_bind_money(struct cp_plan *plan);

/* ---- profile.c: hourly values from the files that `profiles:` names ---------------------- */

int cp_plan_profiles_read(struct cp_plan *plan, struct cp_error *err);
/* Once the slices are known: hold each profile against them. */
int cp_plan_profiles_place(struct cp_plan *plan, struct cp_error *err);

/* ---- money.c: money that is written in another currency ---------------------------------- */

/* The rate of the currency that `text`, a number with its unit or a unit alone, is in; NULL, after
 * a finding, where the plan has none, and without one where that is not what is wrong with it. */
const struct cp_fx *cp_plan_fx(struct cp_binder *b, const char *text, const char *unit,
                               struct cp_pos pos);
/* What a single number is converted at: the rate that holds where the plan starts. */
double cp_plan_fx_at_start(const struct cp_plan *plan, const struct cp_fx *fx);
/* A path is, step by step, at the rate of its time. */
void cp_plan_convert_path(struct cp_binder *b, const struct cp_fx *fx, struct cp_path *p);

/* ---- scalar.c, value.c: nodes to members; false, or nothing filled, after a finding ------- */

/* A key of one value or a list of plain ones into the struct at `base`. */
void cp_plan_bind_scalar(struct cp_binder *b, const struct cp_field *f,
                         const struct cp_plan_node *n, char *base);
/* `441 MW` or `{value: 441 MW, source: ...}`, within the row's range and in its unit. */
bool cp_plan_bind_number(struct cp_binder *b, const struct cp_field *f,
                         const struct cp_plan_node *n, double *out);
/* A number or steps with growth; keys of `other` may stand beside them. NULL: none may. */
void cp_plan_bind_path(struct cp_binder *b, const struct cp_field *f, const struct cp_plan_node *n,
                       const struct cp_schema *other, struct cp_path *out);
bool cp_plan_want_scalar(struct cp_binder *b, const struct cp_plan_node *n);
/* There is a `name` in that section of the document; `n` is where it is said. */
bool cp_plan_want_name(struct cp_binder *b, const char *section, const struct cp_plan_node *n,
                       const char *name);

#endif
