/* The words of a program in CPLEX-LP text, and what is wrong with them. */
#ifndef CAPPLAN_LP_TEXT_SCAN_H
#define CAPPLAN_LP_TEXT_SCAN_H

#include "lp/lp.h"

enum cp_lp_text_kind {
    CP_LP_TEXT_END, /* of the file */
    CP_LP_TEXT_NUMBER,
    CP_LP_TEXT_NAME,
    CP_LP_TEXT_SIGN,     /* + - */
    CP_LP_TEXT_RELATION, /* <= = >=, also < > =< => */
    CP_LP_TEXT_OTHER,    /* one character */
};

struct cp_lp_text_word {
    enum cp_lp_text_kind kind;
    const char *s; /* in the text */
    size_t len;
    unsigned line, col;
    bool leads; /* the first of its line */
    char sign;  /* + - < = > : what it says */
    double value;
};

/* The text, and the word that is looked at; `next` is the one behind it. */
struct cp_lp_text {
    const char *s;
    size_t len, at, line_at;
    unsigned line;
    bool fresh; /* no word on this line yet */
    const char *file;
    struct cp_error *err;
    int rc;
    struct cp_lp_text_word word, next;
};

void cp_lp_text_open(struct cp_lp_text *t, const char *s, size_t len, const char *file,
                     struct cp_error *err);
void cp_lp_text_step(struct cp_lp_text *t);
/* A finding at the word looked at; the first one is kept. */
__attribute__((format(printf, 2, 3))) void cp_lp_text_bad(struct cp_lp_text *t, const char *fmt,
                                                          ...);
/* Is it that, in letters of any case? */
bool cp_lp_text_is(const struct cp_lp_text_word *w, const char *lower);
bool cp_lp_text_is_mark(const struct cp_lp_text_word *w, char mark);

/* ---- headings (heading.c) ---------------------------------------------------------------- */

enum cp_lp_text_section {
    NO_SECTION,
    MINIMUM,
    MAXIMUM,
    ROWS,
    BOUNDS,
    INTEGERS,
    BINARIES,
    SEMICONTINUOUS,
    REFUSED,
    END
};
/* What begins at the word looked at; *two: its heading has two words. A row may be called so. */
enum cp_lp_text_section cp_lp_text_heading(const struct cp_lp_text *t, bool *two);
/* Would a name be read as a heading or a number? */
bool cp_lp_text_is_taken(const char *name);

#endif
