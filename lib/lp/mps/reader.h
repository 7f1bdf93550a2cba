/* The MPS reader in progress, what it finds wrong, and its sections: one line of each. */
#ifndef CAPPLAN_LP_MPS_READER_H
#define CAPPLAN_LP_MPS_READER_H

#include "lp/model/model.h"
#include "lp/mps/mps.h"

enum cp_lp_mps_section { NONE, SENSE, OBJECTIVE, ROWS, COLUMNS, RHS, RANGES, BOUNDS, END, SKIP };

#define CP_LP_MPS_INFINITE 1e30

struct cp_lp_mps_row {
    char type;
    size_t index; /* in the model; SIZE_MAX: the objective */
    double rhs, range;
    unsigned rhs_line, range_line;
    uint32_t seen_col; /* last column with an entry here, plus 1, and its line */
    unsigned seen_line;
};

struct cp_lp_mps_col {
    unsigned line, lower_line, upper_line, bound_col;
    double lower, upper;
    bool semicontinuous, marked; /* between markers of integers */
};

struct cp_lp_mps_reader {
    struct cp_lp *m;
    const struct cp_str *text;
    const char *file;
    struct cp_error *err;
    int rc;
    enum cp_lp_mps_section section;
    struct cp_names names; /* of all rows, the objective too */
    struct cp_lp_mps_row *row;
    size_t row_cap;
    struct cp_lp_mps_col *col;
    size_t col_cap;
    struct cp_lp_mps_field objective; /* OBJNAME; s NULL: the first row of type N */
    bool integer, has_objective, has_columns, begun, ended;
    struct cp_lp_mps_field set[BOUNDS + 1]; /* the one set of each section */
};

/* ---- findings and fields (reader.c): false is said ----------------------------------------- */

__attribute__((format(printf, 4, 5))) void cp_lp_mps_bad(struct cp_lp_mps_reader *r, unsigned line,
                                                         unsigned col, const char *fmt, ...);
void cp_lp_mps_no_memory(struct cp_lp_mps_reader *r);

/* For "%.*s": a field's text, cut to what a message bears. */
#define CP_LP_MPS_TEXT(f) (int)((f)->len < 255 ? (f)->len : 255), (f)->s

/* Is it that word of the format, in letters of any case? */
bool cp_lp_mps_is(const struct cp_lp_mps_field *f, const char *word);
bool cp_lp_mps_good_name(struct cp_lp_mps_reader *r, unsigned line,
                         const struct cp_lp_mps_field *f);
bool cp_lp_mps_number(struct cp_lp_mps_reader *r, unsigned line, const struct cp_lp_mps_field *f,
                      double *x);
/* A bound: 1e30 and more, and the word, mean infinity. */
bool cp_lp_mps_bound_number(struct cp_lp_mps_reader *r, unsigned line,
                            const struct cp_lp_mps_field *f, double *x);
/* CP_NAME_NONE: it is not there; look_up says so, calling it `what`. */
uint32_t cp_lp_mps_find(const struct cp_names *t, const struct cp_lp_mps_field *f);
uint32_t cp_lp_mps_look_up(struct cp_lp_mps_reader *r, unsigned line, const struct cp_names *t,
                           const char *what, const struct cp_lp_mps_field *f);
/* Only one set of right-hand sides, ranges or bounds can be meant. */
bool cp_lp_mps_same_set(struct cp_lp_mps_reader *r, unsigned line,
                        const struct cp_lp_mps_field *name);

/* ---- a line of a section ------------------------------------------------------------------- */

void cp_lp_mps_read_row(struct cp_lp_mps_reader *r, const struct cp_lp_mps_line *l);
void cp_lp_mps_read_column(struct cp_lp_mps_reader *r, const struct cp_lp_mps_line *l);
void cp_lp_mps_read_sides(struct cp_lp_mps_reader *r,
                          const struct cp_lp_mps_line *l); /* RANGES too */
void cp_lp_mps_read_bound(struct cp_lp_mps_reader *r, const struct cp_lp_mps_line *l);

#endif
