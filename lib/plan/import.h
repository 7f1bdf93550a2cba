/* Maps of cp-import: how a table of others becomes facts, or a part of a plan. A text in which
 * {NAME} stands for a row's value of that column is called a template; {} is the name of the column
 * that a value comes from. */
#ifndef CAPPLAN_PLAN_IMPORT_H
#define CAPPLAN_PLAN_IMPORT_H

#include "base/base.h"

CP_BEGIN_DECLS

/* A row is taken when the text of its column is like one of the patterns, in which * is any text.
 */
struct cp_import_where {
    struct cp_pos pos;
    const char *column;
    size_t nlike, nunlike;
    const char **like, **unlike;
};

enum cp_import_each { CP_EACH_FIRST, CP_EACH_SUM, CP_EACH_JOIN };
/* A column made of another: what stands after these texts, one after another, up to one of the
 * characters `until`, or the end. Empty where they do not stand. */
struct cp_import_derived {
    const char *name;
    struct cp_pos pos;
    const char *of, *until;
    const char *instead;      /* column that is taken where it is empty; NULL: none */
    enum cp_import_each each; /* where it stands more than once */
    size_t nafter;
    const char **after;
    bool clock; /* [D-]HH:MM:SS as seconds */
};

struct cp_import_text {
    const char *name; /* of a dimension or key */
    struct cp_pos pos;
    const char *text; /* template */
};

/* What is taken for a column of a file that has none of that name. */
struct cp_import_accept {
    const char *name;
    struct cp_pos pos;
    size_t nas;
    const char **as;     /* its other names, of which letters and digits count */
    const char *lacking; /* template of what each row has where there is no such column; "NA":
                            nothing; NULL: it must be there */
    bool is_name;        /* of a plan: its blanks are - */
};

enum cp_import_unknown { CP_IMPORT_ERROR, CP_IMPORT_KEEP, CP_IMPORT_DROP };
/* Their names, ours: a table of two columns, `from` and `to`. */
struct cp_import_names {
    const char *name; /* of the dimension or key */
    struct cp_pos pos;
    const char *file;
    enum cp_import_unknown unknown;
};

/* How several values become one. */
enum cp_import_how {
    CP_HOW_ERROR,
    CP_HOW_MEAN,
    CP_HOW_SUM,
    CP_HOW_MEDIAN,
    CP_HOW_MIN,
    CP_HOW_MAX,
    CP_HOW_FIRST,
    CP_HOW_LAST
};

/* One fact of each row, or one of each column where `value` is "*". */
struct cp_import_row {
    struct cp_pos pos;
    const char *value;               /* column; NULL: 1 */
    const char *measure, *unit, *as; /* templates; `as` NULL: the unit is kept */
    size_t ntimes, nover, ndim;
    const char **times, **over; /* columns */
    struct cp_import_text *dim;
    double scale;
    enum cp_import_how how; /* over the hours of a longer period */
};

enum cp_import_is { CP_IS_BEGINNING, CP_IS_ENDING, CP_IS_NTH };
enum cp_import_every {
    CP_EVERY_HOUR,
    CP_EVERY_INSTANT,
    CP_EVERY_5_MINUTES,
    CP_EVERY_15_MINUTES,
    CP_EVERY_30_MINUTES,
    CP_EVERY_DAY,
    CP_EVERY_WEEK,
    CP_EVERY_MONTH,
    CP_EVERY_QUARTER,
    CP_EVERY_YEAR
};
struct cp_import_time {
    const char *column; /* NULL: the facts have no period */
    const char *format; /* of its text; NULL: a period of ours */
    const char *hour;   /* column of the hour of that date; NULL: it is in the text */
    enum cp_import_is is;
    size_t first;       /* of the hours of a day that are counted */
    int64_t clock_from; /* the day from which hours are no more counted but shown by the clock */
    const char *zone;
    const char *repeated; /* column that marks the second of two hours; NULL: their order */
    size_t nmark;
    const char **mark; /* texts that mark it */
    enum cp_import_every every;
    bool workdays; /* Monday to Friday are all the days there are */
};

/* A part of the document of a plan: keys, or one value, at a path. */
struct cp_import_part {
    struct cp_pos pos;
    const char *path, *is; /* templates; `is` NULL: keys */
    size_t nkey;
    struct cp_import_text *key;
};

enum cp_import_to { CP_TO_SAME, CP_TO_HOUR, CP_TO_DAY, CP_TO_MONTH, CP_TO_QUARTER, CP_TO_YEAR };
enum cp_import_gaps { CP_GAPS_SAY, CP_GAPS_ERROR, CP_GAPS_NA };

/* How its text is written. */
struct cp_import_form {
    const char *separator;           /* one character; "tab" */
    const char *decimal, *thousands; /* one character each; thousands NULL: none */
    bool bom;
    size_t header; /* line of the names of columns; 0: `columns` has them */
    size_t ncolumn, nmissing;
    const char **column, **missing;
    const char *comment; /* lines that begin so are passed over; NULL: none */
};

struct cp_import_map {
    struct cp_import_form form;
    struct cp_import_time time;
    size_t naccept, nwhere, nderived, nnames, ndim, nrow, npart;
    struct cp_import_accept *accept;
    struct cp_import_where *where;
    struct cp_import_derived *derived;
    struct cp_import_names *names;
    struct cp_import_text *dim; /* of every row */
    struct cp_import_row *row;
    struct cp_import_part *part;
    enum cp_import_to to;
    enum cp_import_gaps gaps;
    enum cp_import_how duplicates;
    double cover;    /* least part of the values that a longer period must have */
    bool whole_days; /* days that lack a value are left out */
};

CP_END_DECLS

#endif
