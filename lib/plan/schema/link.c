/* Keys of `links:`, the data network: from regions of users and sites to sites. */
#include "base/base.h"
#include "plan/document/document.h"
#include "plan/schema/schema.h"
#include <stdio.h>
#include <string.h>

#define AT "links/NAME/"
#define OF struct cp_link
static const struct cp_field links[] = {
    {AT "from", CP_IN(CP_T_TEXT, from), .default_text = NULL,
     .meaning = "a site, or a region as workloads name it"},
    {AT "to", CP_IN(CP_T_NAME, to), .default_text = NULL, .section = "sites",
     .meaning = "a site; between sites traffic goes either way"},
    {AT "existing", CP_IN(CP_T_NUMBER, existing), .unit = "Gbit/s", .default_text = "0 Gbit/s",
     .meaning = "that stands before the plan and through it"},
    {AT "capacity", CP_IN(CP_T_NUMBER, capacity), .unit = "Gbit/s", .default_text = "unlimited",
     .flags = CP_F_NO_LIMIT,
     .meaning = "at most, with what stands; equal to existing: none is built"},
    {AT "ready", CP_IN(CP_T_DATE, ready), .default_text = "",
     .meaning = "first day that what is built can carry traffic; the plan's first when absent"},
    {AT "availability", CP_IN(CP_T_NUMBER, availability), .unit = "1", .default_text = "100 %",
     .max = 1, .flags = CP_F_POSITIVE, .meaning = "part of what stands that traffic may fill"},
    {AT "latency", CP_IN(CP_T_NUMBER, latency), .unit = "s", .default_text = "0 ms",
     .meaning = "there and back"},
    {AT "capex", CP_IN(CP_T_PATH, capex), .unit = "USD/(Gbit/s)", .default_text = "",
     .meaning = "of what is built in a period"},
    {AT "om", CP_IN(CP_T_PATH, om), .unit = "USD/(Gbit/s)/year", .default_text = "",
     .meaning = "operation and maintenance, or rent, of what stands"},
    {AT "life", CP_IN(CP_T_NUMBER, life), .unit = "year", .max = 200, .default_text = "20 years",
     .flags = CP_F_POSITIVE, .meaning = "of what is built"},
    {AT "interest", CP_IN(CP_T_NUMBER, interest), .unit = "1", .default_text = "", .max = 1,
     .meaning = "capex is paid as an annuity over its life at this rate, of what stands before "
                "the plan too; a lump when absent"},
};
static void check_link(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    const struct cp_link *l = base;
    if (l->from && l->to && strcmp(l->from, l->to) == 0)
        cp_plan_fail(b, cp_plan_node_child(node, "to")->pos, "to: the same site as from");
    if (l->existing > l->capacity)
        cp_plan_fail(b, cp_plan_node_child(node, "existing")->pos,
                     "existing: more than its capacity");
    if (cp_plan_node_child(node, "ready"))
        cp_plan_want_in_horizon(b, node, "ready", l->ready, INT64_MAX);
}
const struct cp_schema cp_plan_schema_link = {CP_ROWS(links), .name = CP_AT(name),
                                              .pos = CP_AT(pos), .check = check_link};

/* Sites and regions of workloads: where a link may start. */
static size_t list_ends(const struct cp_plan *plan, const char **out) {
    size_t n = 0;
    for (size_t i = 0; i < plan->nsite; i++)
        out[n++] = plan->site[i].name;
    for (size_t i = 0; i < plan->nworkload; i++)
        if (plan->workload[i].region)
            out[n++] = plan->workload[i].region;
    return n;
}

void cp_plan_check_links(struct cp_binder *b, const struct cp_plan *plan) {
    const char **end = cp_arena_calloc(b->arena, plan->nsite + plan->nworkload + 1, sizeof *end);
    if (!end) {
        cp_plan_fail_nomem(b);
        return;
    }
    size_t n = list_ends(plan, end);
    for (size_t i = 0; i < plan->nlink; i++) {
        const struct cp_link *l = &plan->link[i];
        char path[256];
        bool known = !l->from;
        for (size_t k = 0; k < n && !known; k++)
            known = strcmp(end[k], l->from) == 0;
        const char *near = known ? NULL : cp_nearest(l->from, end, n);
        snprintf(path, sizeof path, "links/%s/from", l->name);
        if (!known)
            cp_plan_fail(b, cp_plan_pos(plan, path),
                         "%s: '%.80s' is no site and no workload's region%s%s%s", path, l->from,
                         near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
        for (size_t k = 0; k < plan->energy.nline; k++)
            if (strcmp(plan->energy.line[k].name, l->name) == 0)
                cp_plan_fail(b, l->pos, "links/%.80s: a line has this name too", l->name);
    }
}
