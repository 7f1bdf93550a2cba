/* Private to the page room: the parts of a page, and what a back end is. */
#ifndef CAPPLAN_PAGE_INTERNAL_H
#define CAPPLAN_PAGE_INTERNAL_H

#include "page/chart/chart.h"
#include "page/page.h"

enum cp_page_kind { HEADING, SENTENCE, NOTE, NAMES, TABLE, RECORDS, CHART, KINDS };

struct cp_page_row {
    struct cp_page_row *next;
    const struct cp_page_cell *cell;
    const char *unit; /* NULL: the table's */
    double largest;   /* of its numbers, as shown */
    size_t parts;     /* rows above that it is the sum of; 0: none */
};

struct cp_page_block {
    struct cp_page_block *next;
    enum cp_page_kind kind;
    const char *section; /* NULL: before the first */
    const char *text;    /* the title of names */
    const char **name;   /* nname of them */
    size_t nname;
    struct cp_page_table table;
    struct cp_page_row *row, **end;
    double largest; /* of all rows */
    struct cp_page_drawing chart;
    struct cp_page_records records;
};

struct cp_page {
    struct cp_arena arena;
    const char *section;
    struct cp_page_block *block, **end;
    struct cp_page_block *table; /* the one opened last; among the blocks once it has a row */
    struct cp_page_block *chart; /* the same, once it has a series */
    size_t ncharts;
    const char *title, *subtitle;
    const char *chapter, *part; /* whose headings stand before the next block */
    bool oom;
};

/* Where a back end writes. */
struct cp_page_output {
    const struct cp_page *page;
    struct cp_str *to;
    FILE *file;   /* of what is no text; NULL: to the string as well */
    size_t start; /* length of `to` before the page */
    const struct cp_page_options *options;
    const char *heading;  /* under which the block stands; "": under none */
    struct cp_error *err; /* what is found here fails the writing */
};

/* An output format: how each kind of block is written. */
struct cp_page_backend {
    const char *name;
    bool binary;                               /* no text: not for a terminal */
    void (*begin)(struct cp_page_output *out); /* both NULL: nothing stands around the blocks */
    void (*end)(struct cp_page_output *out);
    /* NULL: blocks of the kind are left out */
    void (*put[KINDS])(struct cp_page_output *out, const struct cp_page_block *block);
};

/* The largest number that the digits of a row's numbers go by. */
double cp_page_row_largest(const struct cp_page_block *table, const struct cp_page_row *row);
/* What a cell says in a text: its own, or its number, written to `number`. */
const char *cp_page_cell_text(const struct cp_page_block *table, const struct cp_page_row *row,
                              size_t c, char number[CP_PAGE_NUMBER_SIZE]);

#endif
