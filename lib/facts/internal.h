/* facts, for the room's own files: how a table lies in memory.
 *
 * Columns of name numbers, one array a dimension that is used at all; number 0 is '-'. Rows keep
 * the value, where it stood, and its text as a piece of the buffer that was read.
 */
#ifndef CAPPLAN_FACTS_INTERNAL_H
#define CAPPLAN_FACTS_INTERNAL_H

#include "facts/facts.h"

struct cp_facts_row {
    double value;
    const char *text; /* in a buffer read, not NUL-terminated; NULL: put, or empty */
    uint32_t text_len, line, col;
    uint32_t source; /* 0: put; else 1 + index into `file` */
};

struct cp_facts_column {
    const char *name;
    uint32_t *id; /* NULL: '-' in every row. Zero from n to cap. */
    bool in_header;
};

/* What is known of a measure with a unit: asked of the registry and UDUNITS-2 once. */
struct cp_facts_pair {
    uint32_t measure, unit;
    bool fits;
};

struct cp_facts {
    struct cp_arena arena;          /* file names */
    struct cp_names names;          /* of every column, measures and units */
    struct cp_names column_names;   /* numbered as the columns are */
    struct cp_facts_column *column; /* the standard ones, then others */
    size_t ncolumn, column_cap;
    struct cp_facts_row *row;
    uint32_t *measure, *unit;
    size_t n, cap;
    char **buffer;
    size_t nbuffer, buffer_cap;
    const char **file;
    size_t nfile, file_cap;
    uint64_t *slot; /* hash of the keys of the first `keyed` rows: tag and row+1 */
    size_t nslot, keyed;
    struct cp_facts_pair *pair;
    size_t npair, pair_cap;
    const char *currency;      /* of all money; NULL: none was seen yet */
    struct cp_pos currency_at; /* where it was first read; no file: it was said */
};

/* Room for `more` further rows. */
int cp_facts_reserve(struct cp_facts *t, size_t more, struct cp_error *err);
/* The column of that name, made when it is new; SIZE_MAX: no memory. */
size_t cp_facts_column_of(struct cp_facts *t, const char *name, size_t len);
/* Give a column its array. False: no memory. */
bool cp_facts_column_use(struct cp_facts *t, size_t col);
/* Empty row t->n, which may be filled in part. */
void cp_facts_clear_next(struct cp_facts *t);
/* Forget the keys after rows were moved. */
void cp_facts_forget_keys(struct cp_facts *t);

/* Enter the keys of the rows not entered yet; every one that is there already is a finding at the
 * later row with code `code`. */
int cp_facts_enter_keys(struct cp_facts *t, enum cp_code code, struct cp_error *err);

/* Whether `unit` measures what the registry says of the measure; a finding at `pos` if not, the
 * first time, and later one more that is dropped. A user's own measure may have any unit. */
int cp_facts_check_unit(struct cp_facts *t, uint32_t measure, uint32_t unit, struct cp_pos pos,
                        struct cp_error *err);

/* registry.c: every measure, sorted by writer, then name. */
extern const struct cp_measure cp_facts_measures[];
extern const size_t cp_facts_nmeasure;
/* The registry's entry for a measure with these dimensions: a name may stand there twice, of two
 * writers, with other dimensions. NULL: none of that name admits them. */
const struct cp_measure *cp_facts_measure_match(const char *name, uint32_t dims);

/* Text as it is written in a stream: escaped where needed. */
struct cp_span {
    const char *s;
    size_t len;
};
/* spans[id] for every name; escaped copies go to the arena. NULL: no memory. Free the array. */
struct cp_span *cp_facts_spans(const struct cp_facts *t, struct cp_arena *a);
/* Columns to write, in order; heap array of *n. NULL: no memory. */
size_t *cp_facts_shown(const struct cp_facts *t, size_t *n);
uint32_t cp_facts_id(const struct cp_facts *t, size_t row, size_t col);

/* Parts of a TSV: the header, and rows from..to-1, of those columns. */
void cp_facts_tsv_head(const struct cp_names *columns, const size_t *col, size_t ncol, FILE *f);
int cp_facts_tsv_rows(const struct cp_facts *t, const size_t *col, size_t ncol, size_t from,
                      size_t to, FILE *f, struct cp_error *err);

/* A written form, defined in a file of its own. */
struct cp_facts_format {
    const char *name;
    int (*write)(const struct cp_facts *t, FILE *out, struct cp_error *err);
};

#endif
