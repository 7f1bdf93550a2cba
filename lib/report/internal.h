/* Private to the report room. */
#ifndef CAPPLAN_REPORT_INTERNAL_H
#define CAPPLAN_REPORT_INTERNAL_H

#include "report/report.h"

/* Periods in which a command has written something: what it leaves out in one of them is 0. */
struct written {
    const char *writer;
    size_t n, cap;
    struct cp_period *period; /* ascending */
};
enum { WRITERS = 8 };

/* What every section works on. Memory of panels and tables is the arena's. */
struct report {
    const struct cp_facts *facts;
    const char *scenario;
    int first_year;
    size_t nyear;
    bool bold;
    bool *shown; /* by row of the facts: some section read it */
    size_t nwritten;
    struct written written[WRITERS];
    struct cp_arena arena;
    struct cp_str *out;
    struct cp_error *err;
};

/* ---- panel.c: one measure by group and period ----------------------------------------------- */

struct group {
    const char *name[2]; /* "-" where the fact has none, "" when not asked for */
    double *value;       /* by period of the panel; NaN: no fact */
};

struct panel {
    size_t nperiod, ngroup;
    struct cp_period *period; /* ascending: those of the measure and of its writer's others */
    struct group *group;      /* by name */
    double *total;            /* by period */
};

/* Beside enum cp_dim: no grouping; the thing a constraint belongs to, "hyperion hyp-1"; what tells
 * the values of a ratio apart, which must not be added up, "notes-2030". */
enum { NO_DIM = -1, THING = CP_DIM_COUNT, DETAIL };
/* Facts of a measure with a period, in `unit` (NULL: the registry's), added up by two dimensions
 * (NO_DIM: not by it). Rows by slice, and quantiles, are left out. */
int panel_read(struct report *r, const char *measure, const char *unit, int dim0, int dim1,
               struct panel *out);
/* Note the periods of every writer; before any panel. */
int panel_prepare(struct report *r);
/* Those without a period: one value a group, at index 0. */
int panel_read_timeless(struct report *r, const char *measure, const char *unit, int dim0, int dim1,
                        struct panel *out);

enum fold { SUM, MEAN, LAST, LEAST };
/* A series of the panel by year of the report; NaN where the panel has no period. NULL: no memory,
 * reported. */
double *panel_years(struct report *r, const struct panel *p, const double *series, enum fold fold);
/* The same of the total; zeroes where the panel is empty. */
double *panel_total(struct report *r, const struct panel *p, enum fold fold);
/* Series of the group of these names; NULL: none. */
const double *panel_find(const struct panel *p, const char *name0, const char *name1);

/* The name that follows `after` (NULL: the first) among the first names of several panels. */
const char *panel_next(const struct panel *const *p, size_t n, const char *after);
/* Value of a series in a period, 0 when there is none; series NULL: 0. */
double panel_value(const struct panel *p, const double *series, struct cp_period period);

/* Periods in which series > above, as text: "2027-Q1 to 2027-Q3, 2028-Q2"; beyond two runs
 * "2027-Q1 to 2032-Q4, 17 periods of 24". NULL: no memory, reported. */
const char *panel_when(struct report *r, const struct panel *p, const double *series, double above);

/* ---- table.c: aligned text ------------------------------------------------------------------ */

struct line {
    const char *name[2];
    double *year;       /* NULL: words */
    const char **words; /* by year */
};

struct table {
    const char *title;
    bool mixed;     /* lines of different units: each with digits of its own */
    double largest; /* of all lines; table_print's */
    size_t n, cap;
    struct line *line;
};

int table_add(struct report *r, struct table *t, const char *name0, const char *name1,
              double *year);
int table_add_words(struct report *r, struct table *t, const char *name0, const char **words);
void table_print(struct report *r, struct table *t);

/* A unit in which the largest of n numbers reads well: its name, and what to divide by. */
struct scale {
    const char *unit;
    double divisor;
};
enum family { USD, GPU, MWH, PERSON };
struct scale scale_pick(enum family family, double largest);
double largest_of(struct report *r, const struct panel *p, enum fold fold);
double *rescale(struct report *r, double *year, double divisor); /* in place; NULL stays NULL */

/* A line for every group that is not all zeroes, divided by the scale, and one of their total when
 * there are several. */
int table_add_panel(struct report *r, struct table *t, const struct panel *p, enum fold fold,
                    double divisor, const char *total);
/* "Energy, TWh". NULL: no memory, reported. */
const char *title_text(struct report *r, const char *what, const char *unit);

void print_heading(struct report *r, const char *text);
/* A number with thousands separators and three significant digits or more. */
const char *number_text(struct report *r, double x);
const char *money_text(struct report *r, double usd); /* "12.3 bn USD" */

/* Whether a kind of cost is capital: what is bought and stays. */
bool is_capital(const char *kind);

/* ---- sections: each prints itself, or nothing ----------------------------------------------- */

int report_headline(struct report *r);
int report_first(struct report *r);
int report_work(struct report *r);
int report_sites(struct report *r);
int report_supply(struct report *r);
int report_suppliers(struct report *r);
int report_energy(struct report *r);
int report_money(struct report *r);
int report_debt(struct report *r);
int report_worth(struct report *r);
int report_binding(struct report *r);
int report_rest(struct report *r);

#endif
