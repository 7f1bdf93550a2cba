/* facts, for what reads streams: lines into rows (parse.c), and streams that are not kept whole
 * (groups.c). */
#ifndef CAPPLAN_FACTS_READER_H
#define CAPPLAN_FACTS_READER_H

#include "facts/internal.h"

struct cp_facts_field {
    const char *s;
    uint32_t len;
    bool escaped;
};

/* What is kept from line to line of one file. Zero-initialise but for the first members. */
struct cp_facts_reader {
    struct cp_facts *t;
    struct cp_error *err;
    const char *file;
    uint32_t source, line; /* the number of the line last read */
    size_t ncol;
    struct cp_facts_field *field, *above;
    uint32_t *id;  /* of the field above */
    long *meaning; /* of a column: its number in the table, or of its own */
    const char **name;
    struct cp_names header; /* the names so far, to find one that stands twice */
    struct cp_str scratch;
    uint32_t good_measure, good_unit; /* the pair last found good */
};

/* Is what begins so of another kind than facts? That is told before its lines are. */
int cp_facts_check_kind(const char *s, size_t len, const char *file, struct cp_error *err);
/* The header at s, behind a byte order mark, which ends in a newline; the start of the line after
 * it. */
int cp_facts_reader_header(struct cp_facts_reader *r, const char *s, const char **next);
/* The line at s, which ends in a newline, as row t->n, for which there is room. A row's text stands
 * where the line does. With a finding the row is none. */
int cp_facts_reader_line(struct cp_facts_reader *r, const char *s, const char **next);
/* The lines above are gone, or the table is another one with the same columns. */
void cp_facts_reader_forget(struct cp_facts_reader *r);
void cp_facts_reader_release(struct cp_facts_reader *r);

/* A group that was read: its hash, more of it, and the line that it begins in. */
struct cp_facts_seen {
    uint64_t hash;
    uint32_t more, line; /* line 0: an empty slot */
};

struct cp_facts_input {
    FILE *in; /* NULL: it is opened by its name when it is read */
    const char *name;
    off_t start;
};

struct cp_facts_groups {
    struct cp_arena arena;
    struct cp_facts_input *input;
    size_t ninput, input_cap, at; /* at: the one that is read */
    struct cp_names columns;      /* of all headers so far; numbers are those of the tables */
    bool in_header[CP_DIM_COUNT]; /* others always are */
    struct cp_facts_reader reader;
    bool open, ended; /* the reader has a header; nothing more is to come from its file */
    bool again;       /* all of it was read before */
    bool pieces;      /* groups need not stand together */
    FILE *own;        /* open, of an input that is a name */
    char *buffer;     /* what the table's texts point into, and what is to come */
    size_t len, cap, pos;
    struct cp_facts_seen *seen;
    size_t nseen, nslot;
    const char *currency;
    struct cp_pos currency_at;
};

#endif
