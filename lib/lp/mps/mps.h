/* What the files of MPS share. */
#ifndef CAPPLAN_LP_MPS_MPS_H
#define CAPPLAN_LP_MPS_MPS_H

#include "lp/lp.h"

enum { CP_LP_MPS_FIELDS = 6 };

struct cp_lp_mps_field {
    const char *s; /* in the text, not terminated */
    size_t len;
    unsigned col;
};

struct cp_lp_mps_line {
    struct cp_lp_mps_field field[CP_LP_MPS_FIELDS];
    size_t n; /* fields there were; only CP_LP_MPS_FIELDS are kept */
    unsigned line;
    bool section; /* starts in the first column */
    bool comment; /* the rest of the line is one */
};

struct cp_lp_mps_text {
    const char *s;
    size_t len, at;
    unsigned line;
    bool fixed;
};

/* The whole file, unpacked; no more of one whose first lines are of another. */
int cp_lp_mps_load(struct cp_str *text, FILE *in, const char *file,
                   bool (*is_another)(const char *text, size_t len), struct cp_error *err);
/* Is its first section none of MPS, nor near one? */
bool cp_lp_mps_is_another(const char *text, size_t len);
/* Of the file's text. */
int cp_lp_mps_read(struct cp_lp **out, const struct cp_str *text, const char *file,
                   struct cp_error *err);
/* The next line that is neither blank nor a comment; false at the end. */
bool cp_lp_mps_next(struct cp_lp_mps_text *t, struct cp_lp_mps_line *l);

/* The program in free MPS for another solver: rows r1..., columns c1..., no constant, and no rows
 * without bounds. */
int cp_lp_write_plain_mps(const struct cp_lp_view *v, FILE *out, struct cp_error *err);

#endif
