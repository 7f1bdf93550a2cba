/* page: what a reader is shown, and the formats it is shown in.
 *
 * Owns: the parts that a page is built of (headings, tables, charts, notes, lists of names), the
 * text of its numbers, and a back end for each output format. Knows neither facts nor plans: who
 * builds a page says what stands on it and in which order, the back end how it looks.
 *
 *   struct cp_page *page = cp_page_new();
 *   cp_page_add_table(page, &(struct cp_page_table){.title = "Energy", .scale = {"TWh", 1e6},
 *                     .column = columns, .ncolumn = 3, .nlabel = 1, .series = true});
 *   cp_page_add_row(page, cells, NULL);
 *   int rc = cp_page_write(page, "text", &options, &text, &err);
 *   cp_page_free(page);
 *
 * Ownership: a page copies what is handed to it. Errors: the functions that add return nothing;
 * after a failed allocation, or with a page that is NULL, they do nothing, and cp_page_write
 * reports it. Threads: a page belongs to one thread while it is built; once built, any number may
 * write it.
 */
#ifndef CAPPLAN_PAGE_H
#define CAPPLAN_PAGE_H

#include "base/base.h"
#include <stdio.h>

CP_BEGIN_DECLS

struct cp_page; /* opaque */

struct cp_page *cp_page_new(void); /* NULL: no memory */
void cp_page_free(struct cp_page *page);

/* Of the whole page; a text does not show it. */
void cp_page_set_title(struct cp_page *page, const char *title, const char *subtitle);

/* What is added from here on belongs to the section of this name, "energy": a sheet, an anchor. A
 * text does not show it. */
void cp_page_begin_section(struct cp_page *page, const char *name);

/* A heading before what is added next, and none where nothing is; NULL: none after all. Of a part,
 * several sections, and above it of a chapter, several parts. */
void cp_page_begin_chapter(struct cp_page *page, const char *title);
void cp_page_begin_part(struct cp_page *page, const char *title);
size_t cp_page_blocks(const struct cp_page *page);                 /* that stand on it */
void cp_page_add_sentence(struct cp_page *page, const char *text); /* about all of the page */
void cp_page_add_note(struct cp_page *page, const char *text);     /* on what stands above it */
/* A list of n names under a title; none: nothing. */
void cp_page_add_names(struct cp_page *page, const char *title, const char *const *name, size_t n);

/* ---- tables ------------------------------------------------------------------------------ */

/* The unit in which numbers are shown, and what they are divided by for it: {"bn USD", 1e9}.
 * Divisor 0 is 1. */
struct cp_page_scale {
    const char *unit; /* NULL: none */
    double divisor;
};

struct cp_page_column {
    const char *title; /* NULL: none */
    const char *unit;  /* of its numbers, where it is not the table's; NULL: it is */
    size_t width;      /* least, in characters of a text */
    bool right;        /* flush right, as numbers stand */
};

struct cp_page_table {
    const char *title;
    const char *subtitle;       /* follows the title; NULL: the unit of the scale, if any */
    const char *description;    /* in a sentence, what the numbers are; a text leaves it out */
    bool open;                  /* it shows beside pictures too, without being asked for */
    struct cp_page_scale scale; /* of the cells that are numbers */
    const struct cp_page_column *column;
    size_t ncolumn;
    size_t nlabel;      /* the first columns name the row; of two, the first is said once a run */
    bool series;        /* columns after the labels are points in time, alike in width */
    bool untitled;      /* what the columns hold goes without saying in a text */
    bool digits_by_row; /* rows of different things: each with digits of its own */
    bool tiles;         /* a row is what, figure and remark, to be seen first; red where the last
                         * begins with "!" */
};

/* A cell is its text, or, where that is NULL, its number; NaN shows as "-". A cell of text may hold
 * the number that it tells. In the last column a text may have several lines. */
struct cp_page_cell {
    const char *text;
    double value;
};

/* Open a table. One that gets no row is not shown. */
void cp_page_add_table(struct cp_page *page, const struct cp_page_table *table);
/* Append a row of `ncolumn` cells to the table opened last. `unit` is that of its numbers where
 * rows differ, and follows its last name, "bought, GPU"; NULL: the table's. */
void cp_page_add_row(struct cp_page *page, const struct cp_page_cell *cell, const char *unit);

/* The same for a row that the `parts` rows above it add up to: a spreadsheet reckons it. */
void cp_page_add_total(struct cp_page *page, const struct cp_page_cell *cell, const char *unit,
                       size_t parts);

/* A list too long to be kept: n rows, written one after another where the format is for that, and
 * left out elsewhere. `at` fills the cells of the i-th, which hold until its next call; `of` lives
 * as long as the page. */
struct cp_page_records {
    const char *title;
    const struct cp_page_column *column;
    size_t ncolumn, n;
    void (*at)(const void *of, size_t i, struct cp_page_cell *cell);
    const void *of;
};
void cp_page_add_records(struct cp_page *page, const struct cp_page_records *records);

/* ---- charts ------------------------------------------------------------------------------ */

/* What is drawn where there are pictures; a text leaves it out. A chart holds series, in facets of
 * a scale each where there are several, and stands above a table of all its figures.
 *
 *   plot     marks over points in time       heat    a row of cells a series
 *   blocks   width and height of each, and   ranked  a bar a series, the longest first
 *            the part that is filled: a      flow    ribbons from `name` to `other`
 *            supply curve                    ladder  a line a series, first, last and growth
 *   bridge   from total (a net) to total by  field   a bar from least to most (the first and the
 *            bars, first point to last               last point), a mark at the middle one
 *   frontier all series over the first one */
enum cp_page_chart_kind {
    CP_PAGE_PLOT,
    CP_PAGE_HEAT,
    CP_PAGE_BLOCKS,
    CP_PAGE_RANKED,
    CP_PAGE_FLOW,
    CP_PAGE_LADDER,
    CP_PAGE_BRIDGE,
    CP_PAGE_FIELD,
    CP_PAGE_FRONTIER,
    CP_PAGE_CHART_KINDS
};

/* How a plot shows a series: bars are stacked; a band lies between points, a range is a bar from
 * value to upper; a net is a mark with its number, and a top a number alone, above the bars. */
enum cp_page_mark {
    CP_PAGE_BAR,
    CP_PAGE_BAND,
    CP_PAGE_RANGE,
    CP_PAGE_LINE,
    CP_PAGE_STEP,
    CP_PAGE_NET,
    CP_PAGE_TOP
};

/* A colour means the same on every chart; AUTO is the next of eight. */
enum cp_page_ink {
    CP_PAGE_AUTO,
    CP_PAGE_DARK,  /* what is asked for, what stands */
    CP_PAGE_USE,   /* in use */
    CP_PAGE_SHORT, /* lacking */
    CP_PAGE_GAP,   /* without what it needs */
    CP_PAGE_WAIT,  /* waiting, not taken */
    CP_PAGE_FIRM,  /* supply */
    CP_PAGE_FULL,  /* bound by places */
    CP_PAGE_POWER, /* bound by power */
    CP_PAGE_FREE,  /* with room */
    CP_PAGE_INKS
};

struct cp_page_chart {
    enum cp_page_chart_kind kind;
    const char *title;       /* a sentence: what the chart says */
    const char *subtitle;    /* in which unit, and how added up */
    const char *description; /* what is drawn */
    const char *const *point;
    size_t npoint;              /* figures of a series, and their names: "2027-Q1" */
    struct cp_page_scale scale; /* of the figures */
    bool wide;                  /* takes the width of the page */
    bool digits_by_row;         /* of cells: rows of different things */
};

struct cp_page_series {
    const char *name, *other; /* other: where a flow goes, what a rung of a ladder counts */
    const char *unit;         /* NULL: the chart's */
    enum cp_page_mark mark;
    enum cp_page_ink ink;
    const double *value;           /* npoint of them; NaN: nothing there */
    const double *upper;           /* of a band or range */
    const enum cp_page_ink *state; /* of cells; NULL: the larger, the darker */
};

/* Open a chart; one that gets no series is not shown. */
void cp_page_add_chart(struct cp_page *page, const struct cp_page_chart *chart);
/* What follows has a scale of its own under this title; `bad` is a remark in red, or NULL. */
void cp_page_add_facet(struct cp_page *page, const char *title, const char *bad);
void cp_page_add_series(struct cp_page *page, const struct cp_page_series *series);

/* ---- numbers ----------------------------------------------------------------------------- */

enum { CP_PAGE_NUMBER_SIZE = 48 };
/* Digits after the point, 0 to 2, that give the largest of some numbers three significant ones. */
int cp_page_digits(double largest);
/* "1,234.5" with these digits after the point, 0 to 2; "0" for 0, "-" for NaN. */
void cp_page_number(char buf[CP_PAGE_NUMBER_SIZE], double x, int digits);

/* The unit in which amounts up to `largest` read well: bn USD, TWh; where no other does, `unit`
 * itself, that of "1" without a name. */
struct cp_page_scale cp_page_scale_of(const char *unit, double largest);

/* ---- output ------------------------------------------------------------------------------ */

struct cp_page_options {
    bool bold;    /* headings in bold, for a terminal */
    bool sparks;  /* the course of a series as a word of blocks of UTF-8, of six points or more */
    size_t width; /* of a line of text, in cells of a terminal, where names allow; 0: 100 */
};

const char *cp_page_format_name(size_t i);     /* of all there are, from 0; NULL after the last */
bool cp_page_format_draws(const char *format); /* charts; NULL: the first format */
bool cp_page_format_lists(const char *format); /* records */
bool cp_page_format_is_binary(const char *format); /* no text */

/* Append the page in this format to `out`. CP_ENOMEM, also of an addition that failed before;
 * CP_EUSAGE: no such format. A text shows what a terminal would obey as '?'. */
int cp_page_write(const struct cp_page *page, const char *format,
                  const struct cp_page_options *options, struct cp_str *out, struct cp_error *err);
/* Write it to a file; what is no text never stands in memory as a whole. Whether `file` took it is
 * the caller's to ask (ferror). */
int cp_page_write_file(const struct cp_page *page, const char *format,
                       const struct cp_page_options *options, FILE *file, struct cp_error *err);

CP_END_DECLS

#endif
