#ifndef CAPPLAN_PLAN_H
#define CAPPLAN_PLAN_H
struct cp_plan;
#endif
