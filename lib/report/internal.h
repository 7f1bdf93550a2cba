/* Private to the report room. */
#ifndef CAPPLAN_REPORT_INTERNAL_H
#define CAPPLAN_REPORT_INTERNAL_H

#include "report/report.h"

/* Periods in which a command has written something: what it leaves out in one of them is 0. */
struct cp_report_written {
    const char *writer;
    size_t n, cap;
    struct cp_period *period; /* ascending */
};
enum { WRITERS = 8 };

/* What every section works on. Memory of panels and tables is the arena's. */
struct cp_report {
    const struct cp_facts *facts;
    const char *scenario;
    int first_year;
    size_t nyear;
    bool bold;
    bool *shown; /* by row of the facts: some section read it */
    size_t nwritten;
    struct cp_report_written written[WRITERS];
    struct cp_arena arena;
    struct cp_str *out;
    struct cp_error *err;
};

/* ---- panel.c: one measure by group and period ----------------------------------------------- */

struct cp_report_group {
    const char *name[2]; /* "-" where the fact has none, "" when not asked for */
    double *value;       /* by period of the panel; NaN: no fact */
};

struct cp_report_panel {
    size_t nperiod, ngroup;
    struct cp_period *period;      /* ascending: those of the measure and of its writer's others */
    struct cp_report_group *group; /* by name */
    double *total;                 /* by period */
};

/* Beside enum cp_dim: no grouping; the thing a constraint belongs to, "hyperion hyp-1"; what tells
 * the values of a ratio apart, which must not be added up, "notes-2030". */
enum { NO_DIM = -1, THING = CP_DIM_COUNT, DETAIL };
/* Facts of a measure with a period, in `unit` (NULL: the registry's), added up by two dimensions
 * (NO_DIM: not by it). Rows by slice, and quantiles, are left out. */
int cp_report_panel_read(struct cp_report *r, const char *measure, const char *unit, int dim0,
                         int dim1, struct cp_report_panel *out);
/* Note the periods of every writer; before any panel. */
int cp_report_panel_prepare(struct cp_report *r);
/* Those without a period: one value a group, at index 0. */
int cp_report_panel_read_timeless(struct cp_report *r, const char *measure, const char *unit,
                                  int dim0, int dim1, struct cp_report_panel *out);

enum aggregate { SUM, MEAN, LAST, LEAST };
/* A series of the panel by year of the report; NaN where the panel has no period. NULL: no memory,
 * reported. */
double *cp_report_panel_years(struct cp_report *r, const struct cp_report_panel *p,
                              const double *series, enum aggregate aggregate);
/* The same of the total; zeroes where the panel is empty. */
double *cp_report_panel_total(struct cp_report *r, const struct cp_report_panel *p,
                              enum aggregate aggregate);
/* Series of the group of these names; NULL: none. */
const double *cp_report_panel_find(const struct cp_report_panel *p, const char *name0,
                                   const char *name1);

/* The name that follows `after` (NULL: the first) among the first names of several panels. */
const char *cp_report_panel_next(const struct cp_report_panel *const *p, size_t n,
                                 const char *after);
/* Value of a series in a period, 0 when there is none; series NULL: 0. */
double cp_report_panel_value(const struct cp_report_panel *p, const double *series,
                             struct cp_period period);

/* Periods in which series > above, as text: "2027-Q1 to 2027-Q3, 2028-Q2"; beyond two runs
 * "2027-Q1 to 2032-Q4, 17 periods of 24". NULL: no memory, reported. */
const char *cp_report_panel_when(struct cp_report *r, const struct cp_report_panel *p,
                                 const double *series, double above);

/* ---- table.c: aligned text ------------------------------------------------------------------ */

struct cp_report_line {
    const char *name[2];
    double *year;       /* NULL: words */
    const char **words; /* by year */
};

struct cp_report_table {
    const char *title;
    bool mixed;     /* lines of different units: each with digits of its own */
    double largest; /* of all lines; cp_report_table_print's */
    size_t n, cap;
    struct cp_report_line *line;
};

int cp_report_table_add(struct cp_report *r, struct cp_report_table *t, const char *name0,
                        const char *name1, double *year);
int cp_report_table_add_words(struct cp_report *r, struct cp_report_table *t, const char *name0,
                              const char **words);
void cp_report_table_print(struct cp_report *r, struct cp_report_table *t);

/* A unit in which the largest of n numbers reads well: its name, and what to divide by. */
struct cp_report_scale {
    const char *unit;
    double divisor;
};
enum family { USD, GPU, MWH, PERSON };
struct cp_report_scale cp_report_scale(enum family family, double largest);
double cp_report_largest(struct cp_report *r, const struct cp_report_panel *p,
                         enum aggregate aggregate);
double *cp_report_rescale(struct cp_report *r, double *year,
                          double divisor); /* in place; NULL stays NULL */

/* A line for every group that is not all zeroes, divided by the scale, and one of their total when
 * there are several. */
int cp_report_table_add_panel(struct cp_report *r, struct cp_report_table *t,
                              const struct cp_report_panel *p, enum aggregate aggregate,
                              double divisor, const char *total);
/* "Energy, TWh". NULL: no memory, reported. */
const char *cp_report_title(struct cp_report *r, const char *what, const char *unit);

void cp_report_heading(struct cp_report *r, const char *text);
/* A number with thousands separators and three significant digits or more. */
const char *cp_report_number_text(struct cp_report *r, double x);
const char *cp_report_money_text(struct cp_report *r, double usd); /* "12.3 bn USD" */

/* Whether a kind of cost is capital: what is bought and stays. */
bool cp_report_is_capital(const char *kind);

/* ---- sections: each prints itself, or nothing ----------------------------------------------- */

int cp_report_headline(struct cp_report *r);
int cp_report_bottleneck(struct cp_report *r);
int cp_report_work(struct cp_report *r);
int cp_report_sites(struct cp_report *r);
int cp_report_supply(struct cp_report *r);
int cp_report_suppliers(struct cp_report *r);
int cp_report_energy(struct cp_report *r);
int cp_report_money(struct cp_report *r);
int cp_report_debt(struct cp_report *r);
int cp_report_shadow_prices(struct cp_report *r);
int cp_report_binding(struct cp_report *r);
int cp_report_unshown(struct cp_report *r);

#endif
