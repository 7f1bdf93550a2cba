/* report: a fact stream as a planner looks at it.
 *
 * Owns: the aggregation of periods to years and what stands on the page, in its order: what binds
 * first and what is short, work, sites, chips, offers, energy, money, debt, and the constraints
 * that bind with their value; the room page says how it looks. Reads measures by name from the
 * registry; knows no plan and no model. A part appears only when its facts are there, and the
 * order of the rows read changes nothing.
 *
 * Years, or quarters, out of shorter periods: flows add up; rates are weighted by the hours of
 * their periods; what stands is taken at the end of the last period; coverage ratios at their
 * least. A row that is missing in a period for which its command has written other facts counts as
 * 0.
 */
#ifndef CAPPLAN_REPORT_H
#define CAPPLAN_REPORT_H

#include "facts/facts.h"
#include "page/page.h"

CP_BEGIN_DECLS

struct cp_report_options {
    bool pictures;      /* charts beside the tables, for a format that draws */
    const char *title;  /* of the page; NULL: the years of the plan */
    const char *as_of;  /* said below the title; NULL: nothing */
    const size_t *only; /* nonly sections, by their place; none: all */
    size_t nonly;
    bool quarters; /* columns of tables are quarters, not years */
};

/* Names of the sections in their order; NULL after the last. */
const char *cp_report_section_name(size_t i);

/* Add the report to `page`. Several scenarios follow one another. A stream without facts gives one
 * sentence that says so. The page borrows nothing of the facts. CP_EINPUT where a measure's unit
 * is none of its kind, CP_ENOMEM. */
int cp_report_build(const struct cp_facts *facts, const struct cp_report_options *options,
                    struct cp_page *page, struct cp_error *err);

/* Add what happened beside what was planned: facts of `actual` against those of `plan` that have
 * their measure and their dimensions, whatever others they have. Periods need not be the same:
 * quantities go by the hours that periods share, rates are means of them, what stands is that of
 * the last. What was assumed (the measures of cp-forecast and cp-supplier, prices, supply) comes
 * first, the most off first. CP_EINPUT: a unit that does not fit the plan's. */
int cp_report_actual(const struct cp_facts *plan, const struct cp_facts *actual,
                     struct cp_page *page, struct cp_error *err);

CP_END_DECLS

#endif
