/* Private to the report room. What a section needs to read measures and to put them on the page.
 *
 * Memory of panels, series and texts is the arena's of the report. An allocation that fails is
 * noted in the report, and what was to be made of it is left out: cp_report_build asks once, at
 * the end. Functions that read facts return 0 or a negative code with a finding.
 */
#ifndef CAPPLAN_REPORT_INTERNAL_H
#define CAPPLAN_REPORT_INTERNAL_H

#include "facts/facts.h"
#include "page/page.h"
#include "report/report.h"

/* Periods in which a command has written something: what it leaves out in one of them is 0. */
struct cp_report_written {
    const char *writer;
    size_t n, cap;
    struct cp_period *period; /* ascending */
};
enum { WRITERS = 16 }; /* commands that write facts with periods */

/* What every section works on: one scenario of the facts. */
struct cp_report {
    const struct cp_facts *facts;
    const struct cp_report_options *options;
    const char *scenario;
    const uint32_t *row; /* nrow of the facts: those of the scenario, in their order */
    size_t nrow;
    int first_year;
    size_t nyear; /* columns: years, or quarters where they are asked for */
    bool *shown;  /* by row of the facts: some section read it */
    size_t nwritten;
    struct cp_report_written written[WRITERS];
    struct cp_page *page;
    struct cp_arena arena;
    bool oom;
    struct cp_error *err;
};

/* ---- memory.c -------------------------------------------------------------------------------- */

/* Zeroed; NULL: no memory, noted. */
void *cp_report_reserve(struct cp_report *r, size_t n, size_t size);
/* The text, or "" where there was no memory for it (NULL), noted. */
const char *cp_report_kept(struct cp_report *r, const char *text);

/* ---- distinct.c, written.c ------------------------------------------------------------------- */

int cp_report_compare_periods(struct cp_period a, struct cp_period b);
/* Sort and leave each once; how many they are. */
size_t cp_report_distinct_periods(struct cp_period *period, size_t n);
size_t cp_report_distinct_names(const char **name, size_t n);

/* Span the years of the scenario, and note the periods of every writer; before any panel. */
int cp_report_note_periods(struct cp_report *r);

/* ---- panel.c: one measure by group and period ------------------------------------------------ */

/* Beside enum cp_dim, for grouping: by nothing (a report is of one scenario); the thing a
 * constraint belongs to, "hyperion hyp-1"; what tells the values of a ratio apart, which must not
 * be added up, "notes-2030"; both of an entity, "meta equity"; the unit, of what has several. */
enum { NO_DIM = CP_SCENARIO, THING = CP_DIM_COUNT, DETAIL, OWNER, UNIT };

/* How the year comes out of its periods. */
enum cp_report_aggregate { SUM, MEAN, LAST, LEAST, MOST };

/* A measure: what is read of it, and what is shown. */
struct cp_report_measure {
    const char *name;
    const char *unit;     /* NULL: the registry's */
    int by[2];            /* added up by these dimensions */
    bool timeless;        /* facts without a period, not those with one */
    bool yearly;          /* facts of whole columns alone: of calendar years, or quarters */
    bool mixed;           /* in the units that they have, which `by` tells apart */
    bool sliced;          /* facts of time slices, and no others */
    bool sparse;          /* what is missing is not known, and no 0 */
    const char *of;       /* those of this kind alone; NULL: of any */
    const char *without;  /* not those of this kind; NULL: all */
    const char *quantile; /* facts of this quantile, "0.1", or of any, "*"; NULL: those of none */
    enum cp_report_aggregate aggregate;
    const char *kind;       /* only the groups that have it for their second name; NULL: any */
    const char *label;      /* second name of its lines; NULL: the group's */
    const char *label_unit; /* of its lines; NULL: the table's */
};

struct cp_report_group {
    const char *name[2]; /* "-" where the fact has none, "" when not asked for */
    double *value;       /* by period of the panel; NaN: no fact */
};

struct cp_report_panel {
    size_t nperiod, ngroup;        /* timeless: at most one period */
    struct cp_period *period;      /* ascending: those of the measure and of its writer's others */
    struct cp_report_group *group; /* by name */
    double *total;                 /* by period */
    bool sparse;                   /* as the measure says */
};

/* What the row has of a dimension, or of several together. */
const char *cp_report_dim_text(struct cp_report *r, size_t row, int dim);

/* Facts of n measures, added up by their dimensions. Rows by slice, and quantiles, are left out. */
int cp_report_read(struct cp_report *r, const struct cp_report_measure *measure, size_t n,
                   struct cp_report_panel *out);

/* Series of the group of these names; NULL: none. */
const double *cp_report_find(const struct cp_report_panel *p, const char *name0, const char *name1);
/* Groups of this first name, which stand together: `from` until what is returned. */
size_t cp_report_range(const struct cp_report_panel *p, const char *name0, size_t *from);
/* The name that follows `after` (NULL: the first) among the first names of several panels. */
const char *cp_report_next(const struct cp_report_panel *p, size_t n, const char *after);
/* Value of a series in a period, 0 when there is none; series NULL: 0. */
double cp_report_value(const struct cp_report_panel *p, const double *series,
                       struct cp_period period);

/* The largest size of any value. */
double cp_report_most(const struct cp_report_panel *p);

/* ---- years.c, when.c ------------------------------------------------------------------------- */

/* The column of a period, that of a longer one where it begins, and its name: "2027", "2027-Q1". Of
 * years that the report has not it is beyond nyear. */
size_t cp_report_column(const struct cp_report *r, struct cp_period period);
const char *cp_report_column_name(struct cp_report *r, size_t column);

/* A series of the panel by year of the report; NaN where the panel has no period. NULL: no memory.
 */
double *cp_report_years(struct cp_report *r, const struct cp_report_panel *p, const double *series,
                        enum cp_report_aggregate aggregate);
/* The same of the total; zeroes where the panel is empty. */
double *cp_report_total(struct cp_report *r, const struct cp_report_panel *p,
                        enum cp_report_aggregate aggregate);

/* Periods in which series > above, as text: "2027-Q1 to 2027-Q3, 2028-Q2"; beyond two runs
 * "17 of 24 periods from 2027-Q1 to 2032-Q4". */
const char *cp_report_when(struct cp_report *r, const struct cp_report_panel *p,
                           const double *series, double above);

/* ---- figure.c: what a number reads like ------------------------------------------------------ */

/* A unit of a table in the money of the facts: USD says their currency. NULL: none. */
const char *cp_report_unit(struct cp_report *r, const char *unit);
/* In which the largest year of the groups of n measures, in this unit, reads well. */
struct cp_page_scale cp_report_scale(struct cp_report *r, const struct cp_report_measure *measure,
                                     size_t n, const struct cp_report_panel *p, const char *unit);
/* Of any unit, by its thousands: {"mn MMBtu", 1e6}. */
struct cp_page_scale cp_report_thousands(struct cp_report *r, const char *unit, double largest);
/* A number with thousands separators and three significant digits or more. */
const char *cp_report_number(struct cp_report *r, double x);
const char *cp_report_money(struct cp_report *r, double x); /* "12.3 bn USD" */

/* What adding up takes a kind of cost for; one that no command writes is running cost. */
enum cp_cost_role cp_report_cost_role(const char *kind);

/* ---- table.c: tables with a column a year ---------------------------------------------------- */

/* Open one, columns and labels filled in. */
void cp_report_open_table(struct cp_report *r, struct cp_page_table table);
/* A line of it; year NULL: no memory, nothing. */
void cp_report_line(struct cp_report *r, const char *name0, const char *name1, const char *unit,
                    const double *year);
/* The same of a line that the `parts` lines above it add up to. */
void cp_report_sum(struct cp_report *r, const char *name0, const char *name1, const char *unit,
                   const double *year, size_t parts);
void cp_report_words(struct cp_report *r, const char *name, const char *const *word);
/* A line for the only group of the measure, or for each of several that is not all zeroes, and then
 * one of their total under this name (NULL: none). */
void cp_report_groups(struct cp_report *r, const struct cp_report_measure *measure,
                      const struct cp_report_panel *p, const char *total);
/* Lines of n measures for every name that one of them has; with `total` also of their totals, when
 * there are several names. */
void cp_report_layers(struct cp_report *r, const struct cp_report_measure *measure, size_t n,
                      const struct cp_report_panel *p, const char *total);

/* ---- sections, a file each, in the table of report.c: each adds itself, or nothing ------------
 */

int cp_report_scenarios(struct cp_report *r);
int cp_report_headline(struct cp_report *r);
int cp_report_events(struct cp_report *r);
int cp_report_bottleneck(struct cp_report *r);
int cp_report_people(struct cp_report *r);
int cp_report_work(struct cp_report *r);
int cp_report_sites(struct cp_report *r);
int cp_report_chips(struct cp_report *r);
int cp_report_supply(struct cp_report *r);
int cp_report_award(struct cp_report *r);
int cp_report_suppliers(struct cp_report *r);
int cp_report_bill(struct cp_report *r);
int cp_report_energy(struct cp_report *r);
int cp_report_hours(struct cp_report *r);
int cp_report_costs(struct cp_report *r);
int cp_report_income(struct cp_report *r);
int cp_report_debt(struct cp_report *r);
int cp_report_returns(struct cp_report *r);
int cp_report_shadow_prices(struct cp_report *r);
int cp_report_binding(struct cp_report *r);
int cp_report_position(struct cp_report *r);
int cp_report_exposure(struct cp_report *r);
int cp_report_book(struct cp_report *r);
int cp_report_risk(struct cp_report *r);
int cp_report_hedge(struct cp_report *r);
int cp_report_odds(struct cp_report *r);
int cp_report_sale(struct cp_report *r);

/* What is drawn of a section where there are pictures, in picture/. */
int cp_report_picture_scenarios(struct cp_report *r);
int cp_report_picture_headline(struct cp_report *r);
int cp_report_picture_events(struct cp_report *r);
int cp_report_picture_bottleneck(struct cp_report *r);
int cp_report_picture_work(struct cp_report *r);
int cp_report_picture_sites(struct cp_report *r);
int cp_report_picture_chips(struct cp_report *r);
int cp_report_picture_supply(struct cp_report *r);
int cp_report_picture_energy(struct cp_report *r);
int cp_report_picture_hours(struct cp_report *r);
int cp_report_picture_costs(struct cp_report *r);
int cp_report_picture_income(struct cp_report *r);
int cp_report_picture_debt(struct cp_report *r);
int cp_report_picture_returns(struct cp_report *r);
int cp_report_picture_shadow_prices(struct cp_report *r);
int cp_report_picture_binding(struct cp_report *r);
int cp_report_picture_position(struct cp_report *r);
int cp_report_picture_exposure(struct cp_report *r);
int cp_report_picture_book(struct cp_report *r);
int cp_report_picture_risk(struct cp_report *r);
int cp_report_picture_hedge(struct cp_report *r);
int cp_report_picture_odds(struct cp_report *r);
int cp_report_picture_sale(struct cp_report *r);

/* After all scenarios: the measures that no section has read. */
void cp_report_unshown(struct cp_report *r);

#endif
