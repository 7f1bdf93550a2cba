/* report: a fact stream as a planner looks at it.
 *
 * Owns: the aggregation of periods to years and the text a terminal shows: what binds first and
 * what is short, work, sites, chips, offers, energy, money, debt, and the constraints that bind
 * with their value. Reads measures by name from the registry; knows no plan and no model. A part
 * appears only when its facts are there, and the order of the rows read changes nothing.
 *
 * Years out of shorter periods: flows add up; rates are weighted by the hours of their periods;
 * what stands is taken at the end of the last period; coverage ratios at their least. A row that
 * is missing in a period for which its command has written other facts counts as 0.
 */
#ifndef CAPPLAN_REPORT_H
#define CAPPLAN_REPORT_H

#include "facts/facts.h"

CP_BEGIN_DECLS

struct cp_report_options {
    bool bold; /* headings in bold, for a terminal */
};

/* Append the report to `out`, lines of at most 100 columns where names allow. Several scenarios
 * follow one another. A stream without facts gives one line that says so. */
int cp_report_text(const struct cp_facts *facts, const struct cp_report_options *opt,
                   struct cp_str *out, struct cp_error *err);

CP_END_DECLS

#endif
