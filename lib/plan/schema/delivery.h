/* What offers of chips and of items have alike: how long their deliveries take. */
#ifndef CAPPLAN_PLAN_SCHEMA_DELIVERY_H
#define CAPPLAN_PLAN_SCHEMA_DELIVERY_H

#include "plan/schema/schema.h"

/* clang-format off */
/* Keys of a lead time, of a struct with such a member; `quantile_schema` is that of its points. */
#define CP_LEAD_ROWS(what)                                                                         \
    {AT "lead", CP_IN(CP_T_NUMBER, lead.median), .unit = "year", .max = 200,                       \
     .default_text = "0 weeks", .meaning = what},                                                  \
    {AT "lead_sigma", CP_IN(CP_T_NUMBER, lead.sigma), .unit = "1", .default_text = "0 %",          \
     .meaning = "standard deviation of the log of that time; 0: certain"},                         \
    {AT "lead_shape", CP_IN(CP_T_CHOICE_BOOL, lead.gamma), .default_text = "log-normal",           \
     .choice = cp_plan_lead_shapes,                                                                \
     .meaning = "gamma: 'lead' is the mean, 'lead_sigma' the standard deviation over it"},         \
    {AT "lead_quantiles", CP_IN(CP_T_LIST, lead.quantile), CP_N(lead.nquantile),                   \
     .default_text = "", .of = &quantile_schema,                                                   \
     .meaning = "lead times as they were, instead of 'lead'; between them a straight line"}
/* Those of a point of it, of struct cp_lead_quantile. */
#define CP_LEAD_QUANTILE_ROWS                                                                      \
    {AT "level", CP_IN(CP_T_NUMBER, level), .unit = "1", .default_text = NULL, .max = 1,           \
     .flags = CP_F_POSITIVE, .meaning = "share of lead times that are over; 100 % in the last"},   \
    {AT "lead", CP_IN(CP_T_NUMBER, lead), .unit = "year", .max = 200, .default_text = NULL,        \
     .flags = CP_F_POSITIVE, .meaning = "by this time after the order"}
/* clang-format on */
extern const char *const cp_plan_lead_shapes[];

/* A lead time is said once, a capacity in order. */
void cp_plan_check_lead(struct cp_binder *b, const struct cp_plan_node *node,
                        const struct cp_offer_lead *lead);
void cp_plan_check_capacity(struct cp_binder *b, const struct cp_plan_node *node,
                            const struct cp_window *window, size_t n);

#endif
