/* facts: the tables that flow through pipes.
 *
 * Owns: the TSV reader and writer, the fact table in memory, the list of standard dimensions and
 * the registry of measures. A fact is a value with a unit for a measure at a point given by
 * dimensions; capplan-facts(5) describes the text form, and this room is its only reader and
 * writer.
 *
 * A table is one arena's worth of memory: names are interned, the value's text as read is kept, so
 * that a fact passed through is written with the very bytes it had. Whoever made it frees it;
 * strings of its rows are borrowed and live as long. Many threads may read one table; while one
 * puts, reads into or drops from it, no other may touch it. Functions return 0 or a negative code
 * with findings in `err`, and a table that could not take a fact is as it was.
 */
#ifndef CAPPLAN_FACTS_H
#define CAPPLAN_FACTS_H

#include "base/base.h"
#include <stdio.h>

CP_BEGIN_DECLS

/* Standard dimensions, in the order of columns. A table may hold others; they follow these, in
 * order of first appearance. */
enum cp_dim {
    CP_SCENARIO,
    CP_PERIOD,
    CP_SLICE,
    CP_LAYER,
    CP_REGION,
    CP_SITE,
    CP_PHASE,
    CP_NODE, /* of the energy network */
    CP_SKU,
    CP_VINTAGE, /* period in which the thing was delivered or installed */
    CP_SUPPLIER,
    CP_OFFER,
    CP_STEP, /* price step of an offer, from 1 */
    CP_CONTRACT,
    CP_WORKLOAD,
    CP_TENANT,
    CP_ENTITY,
    CP_TRANCHE,
    CP_KIND, /* of cost, of energy source, of statement line: says which in the registry */
    CP_NAME, /* of a row or column of a program */
    CP_QUANTILE,
    CP_METHOD,   /* of a forecast */
    CP_CURVE,    /* of market prices */
    CP_BOOK,     /* of a desk */
    CP_POSITION, /* of a book */
    CP_COUNTERPARTY,
    CP_EVENT, /* that may come */
    CP_VENUE, /* that markets are of */
    CP_ITEM,  /* of a bill of materials */
    CP_DIM_COUNT
};
const char *cp_facts_dim_name(enum cp_dim d);

/* ---- registry of measures ---------------------------------------------------------------- */

struct cp_measure {
    const char *name;
    const char *unit;
    const char *writer; /* the one command that writes it, e.g. "cp-allocate" */
    uint32_t dims;      /* bit 1u<<d for every dimension that it may have */
    const char *meaning;
};
size_t cp_facts_measure_count(void);
const struct cp_measure *cp_facts_measure_at(size_t i);           /* sorted by writer, then name */
const struct cp_measure *cp_facts_measure_find(const char *name); /* NULL: a user's own measure */
/* Its writer may be given it as well: it is neither refused in its input nor dropped. */
bool cp_facts_measure_is_given(const struct cp_measure *m);

/* ---- registry of kinds of cost ------------------------------------------------------------- */

/* What a kind of `cost` is to those who add up: capital is bought and stays; revenue is what work
 * earns; what is not cash is a number of the program alone. */
enum cp_cost_role { CP_COST_RUNNING, CP_COST_CAPITAL, CP_COST_REVENUE, CP_COST_NOT_CASH };
struct cp_cost_kind {
    const char *name;   /* the word of dimension kind */
    const char *writer; /* the command that writes it */
    enum cp_cost_role role;
    const char *line; /* of income (running, revenue) or cash flow (capital) in the statements;
                         NULL: none */
    const char *meaning;
};
size_t cp_facts_cost_kind_count(void);
const struct cp_cost_kind *cp_facts_cost_kind_at(size_t i);           /* sorted by name */
const struct cp_cost_kind *cp_facts_cost_kind_find(const char *name); /* NULL: unknown */
/* CP_EINPUT at `pos`, with the nearest kind there is. */
int cp_facts_cost_kind_fail(const char *name, struct cp_pos pos, struct cp_error *err);

/* ---- fact table -------------------------------------------------------------------------- */

/* One fact to be written: NULL or "" in a dimension is '-'. NaN is NA. `unit` NULL takes the
 * registry's, in the table's currency. Example:
 *   static int put_install(struct cp_facts *t, struct cp_error *err) {
 *       struct cp_fact f = {.dim[CP_PERIOD] = "2027-Q1", .dim[CP_SITE] = "hyperion",
 *                           .measure = "install", .value = 30240};
 *       return cp_facts_put(t, &f, err);
 *   }
 */
struct cp_fact {
    const char *dim[CP_DIM_COUNT];
    const char *measure;
    const char *unit;
    double value;
};

struct cp_facts; /* opaque */

struct cp_facts *cp_facts_new(void); /* NULL: no memory */
void cp_facts_free(struct cp_facts *t);

/* Append a file's facts. `file` names it in messages. Zero bytes are an empty stream. Reports up
 * to CP_ERROR_MAX findings: header without measure/value/unit, field count, bad number, bad
 * period (calendar, or a number of at most 5 digits), unit unknown or not convertible to the
 * registry's, the same key twice (both lines). */
int cp_facts_read(struct cp_facts *t, FILE *in, const char *file, struct cp_error *err);

/* Append one fact of the caller's own. CP_EINTERNAL when the measure is not in the registry or a
 * dimension is not among its; CP_EINPUT when the key is there already. */
int cp_facts_put(struct cp_facts *t, const struct cp_fact *f, struct cp_error *err);

/* Append a fact of the caller's own that resembles `row`: its dimensions, a user's own ones too,
 * its measure and unit, except where `f` gives another ("-" for none). The measure may be one that
 * is not in the registry. CP_EINPUT when the key is there already. */
int cp_facts_put_like(struct cp_facts *t, size_t row, const struct cp_fact *f,
                      struct cp_error *err);

/* Write in the format of that name: "tsv", exact and what is read; "table", aligned and rounded for
 * the eye; "json". Columns: the dimensions that are other than '-' somewhere or stood in a header
 * read, then measure, value, unit. Rows in order of arrival. CP_EUSAGE: no such format. */
int cp_facts_write(const struct cp_facts *t, FILE *out, const char *format, struct cp_error *err);
/* The same at the end of a text. */
int cp_facts_write_str(const struct cp_facts *t, struct cp_str *out, const char *format,
                       struct cp_error *err);
const char *cp_facts_format_name(size_t i); /* of all there are, from 0; NULL after the last */

size_t cp_facts_count(const struct cp_facts *t);

/* All money of the measures in the registry is in one currency: that of the first that is read, or
 * this one, a code of ISO 4217. USD where none was said before a fact is
 * put. CP_EINPUT where the money read before is in another, at the first of it. Whoever puts facts
 * of a plan says the plan's first (cp_plan_facts). */
int cp_facts_set_currency(struct cp_facts *t, const char *currency, struct cp_error *err);
/* The registry's or a select's unit in the table's currency: cp_unit_in. */
const char *cp_facts_unit_in(const struct cp_facts *t, char buf[CP_UNIT_SIZE], const char *unit);

/* Row access. Strings are borrowed and live as long as the table; '-' for no value. */
const char *cp_facts_dim(const struct cp_facts *t, size_t row, enum cp_dim d);
const char *cp_facts_measure(const struct cp_facts *t, size_t row);
const char *cp_facts_unit(const struct cp_facts *t, size_t row);
double cp_facts_value(const struct cp_facts *t, size_t row);      /* as written; NaN for NA */
struct cp_pos cp_facts_pos(const struct cp_facts *t, size_t row); /* line; col of the value */
bool cp_facts_is_own(const struct cp_facts *t, size_t row);       /* put, not read */

/* Whether the row may be added to others of its measure: it is neither a slice nor a quantile of
 * what stands beside it. Scenarios are the caller's affair. */
bool cp_facts_is_plain(const struct cp_facts *t, size_t row);

/* A command before this one looked for an answer and found none: `solved` is NA, without a scenario
 * or in every one. What stands in such a table is what was asked, not what was decided. */
bool cp_facts_has_no_answer(const struct cp_facts *t);
/* The same of tables that come one after another: zero-initialise, count each. */
struct cp_facts_answers {
    size_t alone, without; /* scenarios that were solved alone; those of them without an answer */
    bool none;             /* without a scenario it says that there is none */
};
void cp_facts_count_answers(const struct cp_facts *t, struct cp_facts_answers *a);
bool cp_facts_lack_answers(const struct cp_facts_answers *a);
/* How many scenarios that were solved alone have no answer, and of how many that is. */
size_t cp_facts_without_answer(const struct cp_facts *t, size_t *alone);

/* The table is written with a column of that dimension, whether or not a row has it. */
void cp_facts_show(struct cp_facts *t, enum cp_dim d);

/* All the dimensions of a row, others than the standard ones too: column i of cp_facts_columns. */
size_t cp_facts_columns(const struct cp_facts *t);
const char *cp_facts_column_name(const struct cp_facts *t, size_t col);
const char *cp_facts_column_text(const struct cp_facts *t, size_t row, size_t col);

/* The facts of one measure, values in `unit` (NULL: the registry's; USD in it is the table's
 * currency). row[i] leads back to the row. Heap arrays; release; none on an error. An unconvertible
 * unit is one at its line and column. */
struct cp_selection {
    size_t n;
    size_t *row;
    double *value;
};
int cp_facts_select(const struct cp_facts *t, const char *measure, const char *unit,
                    struct cp_selection *out, struct cp_error *err);
/* The same of these rows, `among` of them, and no others. */
int cp_facts_select_of(const struct cp_facts *t, const uint32_t *row, size_t among,
                       const char *measure, const char *unit, struct cp_selection *out,
                       struct cp_error *err);
void cp_facts_selection_release(struct cp_selection *s);

/* Drop every fact whose measure the registry gives to `writer` (--replace). Returns how many. */
size_t cp_facts_drop_writer(struct cp_facts *t, const char *writer);
/* First row read whose measure belongs to `writer`, or SIZE_MAX. */
size_t cp_facts_first_of_writer(const struct cp_facts *t, const char *writer);
/* A fact that was read is the caller's own from here on: kept by the next. */
void cp_facts_adopt(struct cp_facts *t, size_t row);
/* Facts in another order: the i-th becomes row order[i], every row once. */
int cp_facts_arrange(struct cp_facts *t, const size_t *order, struct cp_error *err);
void cp_facts_drop_rows(struct cp_facts *t, const bool *drop); /* by row */
/* Drop every fact that was read and keep those put (--only). */
void cp_facts_drop_read(struct cp_facts *t);

/* ---- streams that are not kept ------------------------------------------------------------ */

/* Streams whose groups stand together: facts of one measure with equal dimensions but for period
 * and quantile. They are read some groups at a time, as often as is asked. */
struct cp_facts_groups;
struct cp_facts_groups *cp_facts_groups_new(void); /* NULL: no memory */
void cp_facts_groups_free(struct cp_facts_groups *g);
/* One file more, before the first is read, from where it stands; in it one can go back. Borrowed.
 */
int cp_facts_groups_add(struct cp_facts_groups *g, FILE *in, const char *file,
                        struct cp_error *err);
/* The same of the file at `path`, which is open while it is read alone: of thousands of files. */
int cp_facts_groups_add_path(struct cp_facts_groups *g, const char *path, struct cp_error *err);
/* Facts may stand in any order: pieces of the files instead of groups, none of two files. */
void cp_facts_groups_in_pieces(struct cp_facts_groups *g);
/* The next groups, some thousand facts. The caller frees the table before it asks for more. NULL:
 * that was all, and the next call begins anew. Findings are those of cp_facts_read, and the first
 * time a group that stands in two places; *out is good then too, so that more can be looked for. */
int cp_facts_groups_next(struct cp_facts_groups *g, struct cp_facts **out, struct cp_error *err);

/* The facts put into such tables, set aside in a file until all are there. */
struct cp_facts_aside;
struct cp_facts_aside *cp_facts_aside_new(FILE *file); /* borrowed, empty; NULL: no memory */
void cp_facts_aside_free(struct cp_facts_aside *a);
int cp_facts_aside_put(struct cp_facts_aside *a, const struct cp_facts *t, struct cp_error *err);
/* Rows from..to-1, own or read; *part is their number, from 0. */
int cp_facts_aside_put_rows(struct cp_facts_aside *a, const struct cp_facts *t, size_t from,
                            size_t to, size_t *part, struct cp_error *err);
/* As TSV, these n parts in this order. */
int cp_facts_aside_write_parts(struct cp_facts_aside *a, const struct cp_facts_groups *g,
                               const size_t *part, size_t n, FILE *out, struct cp_error *err);
/* As TSV, what cp_facts_write would make of one table: all groups but with `only`, then what was
 * set aside. */
int cp_facts_aside_write(struct cp_facts_aside *a, struct cp_facts_groups *g, bool only, FILE *out,
                         struct cp_error *err);

/* ---- tables that are no facts ------------------------------------------------------------ */

/* Text by tabs: a header of names, then rows; lines that begin with # say what the file is. Of
 * quotes, positions, days. */
struct cp_sheet_column {
    const char *name;
    bool wanted; /* in every table */
};
struct cp_sheet_cell {
    const char *text; /* NULL: '-', empty, or no such column */
    struct cp_pos pos;
};
struct cp_sheet {
    size_t nrow, ncolumn;
    struct cp_sheet_cell *cell; /* nrow x ncolumn, in the order of the columns asked for */
    struct cp_pos *pos;         /* of each row */
};
/* In the arena. Findings: a column that is not known, is there twice or is missing; a row of
 * another number of fields. */
int cp_facts_sheet_read(const char *path, const struct cp_sheet_column *column, size_t ncolumn,
                        struct cp_arena *arena, struct cp_sheet *out, struct cp_error *err);
/* A finding at a cell of that column, with the nearest of the words there are. */
void cp_facts_sheet_fail_word(const struct cp_sheet_cell *c, const char *column,
                              const char *const *word, size_t n, struct cp_error *err);

CP_END_DECLS

#endif
