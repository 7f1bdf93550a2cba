/* import, for the room's own files: a record, what is looked for in it, and what was found. */
#ifndef CAPPLAN_IMPORT_INTERNAL_H
#define CAPPLAN_IMPORT_INTERNAL_H

#include "import/import.h"

enum { CP_IMPORT_NONE = UINT32_MAX }; /* no column, no series */

/* ---- text.c: templates, patterns, numbers -------------------------------------------------- */

struct cp_import_piece {
    const char *s; /* literal; NULL: a column */
    uint32_t len, column;
};
struct cp_import_template {
    size_t n;
    struct cp_import_piece *piece;
    bool constant; /* there is no column in it */
};
/* Names of the columns: of the file, then those derived. */
struct cp_import_columns {
    const char **name;
    size_t n;
    bool *used; /* something names it */
    const char *file;
};
/* The column of that name; CP_IMPORT_NONE after a finding at the map's key. */
uint32_t cp_import_column(const struct cp_import_columns *c, const char *name, struct cp_pos pos,
                          struct cp_error *err);
/* `own` is the column that {} stands for. */
int cp_import_template_read(const char *text, const struct cp_import_columns *c, uint32_t own,
                            struct cp_arena *arena, struct cp_import_template *out,
                            struct cp_pos pos, struct cp_error *err);
/* False: one of its columns is empty. */
bool cp_import_expand(const struct cp_import_template *t, const struct cp_csv_field *field,
                      struct cp_str *out);
bool cp_import_is_one_of(const struct cp_csv_field *f, const char *const *text, size_t n);
/* 1: a number; 0: it stands for a missing value; CP_EINPUT: neither. */
int cp_import_number(const struct cp_import_map *map, const struct cp_csv_field *f, double *out);
/* Derived: a part of another field, in the room where it has to be made. CP_EINPUT: it is not what
 * the map says of it. */
enum { CP_IMPORT_ROOM = 64 };
int cp_import_derive(const struct cp_import_derived *d, const struct cp_csv_field *of,
                     char room[CP_IMPORT_ROOM], struct cp_csv_field *out);

/* ---- stamp.c: what their texts say -------------------------------------------------------- */

/* What a text says, and whether it says an offset from UTC. */
struct cp_import_stamp {
    int year, month, day, hour, minute, second;
    int32_t ahead;
    bool noon, pm, offset;
    enum cp_freq freq; /* how much of it is said */
};
struct cp_import_hour {
    int hour, minute;
    char letter; /* a or b: the first or second of two; else 0 */
};
/* By the map's format, or as ISO 8601 has it; *local: its first second by its own clock. False: it
 * is none. */
bool cp_import_stamp_read(const struct cp_import_time *t, const struct cp_csv_field *f,
                          struct cp_import_stamp *out, int64_t *local);
/* 7, 07, 07:00, 24:00, 02a00, 02:00b */
bool cp_import_hour_read(const struct cp_csv_field *f, struct cp_import_hour *out);

/* ---- when.c: times ------------------------------------------------------------------------- */

struct cp_import_clock {
    const struct cp_import_time *t;
    struct cp_zone zone;
    int64_t step; /* seconds of a value's period; 0: an instant */
    enum cp_freq freq;
};
/* An instant in seconds of UTC; of days and longer the start of the period. Two where the clock
 * showed it twice and nothing says which it is. */
struct cp_import_when {
    int64_t at, again;
    bool twice;
};
int cp_import_clock_new(const struct cp_map *map, struct cp_arena *arena,
                        struct cp_import_clock *out, struct cp_error *err);
/* `hour` and `mark` may be NULL. */
int cp_import_when(const struct cp_import_clock *c, const char *file,
                   const struct cp_csv_field *date, const struct cp_csv_field *hour,
                   const struct cp_csv_field *mark, struct cp_import_when *out,
                   struct cp_error *err);
/* The period of ours that an instant is in: by the clock for days and longer. */
struct cp_period cp_import_period(const struct cp_import_clock *c, int64_t at, enum cp_freq freq);
/* How many values a period has when none is missing; 0: nothing says. */
size_t cp_import_expected(const struct cp_import_clock *c, struct cp_period p);
int64_t cp_import_next(const struct cp_import_clock *c, int64_t at);
void cp_import_label(const struct cp_import_clock *c, int64_t at, char buf[CP_PERIOD_SIZE]);

/* ---- points.c: values by series and time ------------------------------------------------- */

struct cp_import_series {
    const char *measure, *unit, *dims; /* of all dimensions, as a stream has them; NULL: dropped */
    enum cp_import_how how;
    double factor; /* from the file's unit */
    int64_t last;  /* at which it had a value; INT64_MIN: none yet */
};
struct cp_import_point {
    double value;
    int64_t at;
    uint32_t series, line, col, file;
    uint32_t next; /* of the same key; CP_IMPORT_NONE */
    bool head;     /* the first of its key */
};
struct cp_import_points {
    struct cp_import_point *at;
    size_t n, cap;
    uint32_t *slot; /* hash of series and time: 1 + the head */
    size_t nslot;
};
/* Index of the head of that key, or CP_IMPORT_NONE. */
uint32_t cp_import_points_find(const struct cp_import_points *p, uint32_t series, int64_t at);
/* Appends; behind the head when there is one. */
int cp_import_points_add(struct cp_import_points *p, struct cp_import_point point,
                         struct cp_error *err);
void cp_import_points_release(struct cp_import_points *p);
/* One value of several, which are put in order; NaN are left out. NaN: there is none. */
double cp_import_reduce(enum cp_import_how how, double *value, size_t n);

/* ---- layout.c: what is looked for in a file ------------------------------------------------ */

/* A fact of each record: a row of the map and the column of its value. */
struct cp_import_emitter {
    const struct cp_import_row *row;
    uint32_t value;
    uint32_t *times, *over;
    struct cp_import_template measure, unit, *dim; /* of every dimension there is */
    bool constant;
    uint32_t series; /* when it is constant and known */
};
struct cp_import_part_of {
    const struct cp_import_part *part;
    struct cp_import_template path, is, *key;
};
struct cp_import_layout {
    struct cp_arena arena;
    struct cp_import_columns columns;
    size_t nfile;    /* columns of the file itself */
    size_t nlacking; /* behind them, those that it has not; those derived follow */
    struct cp_import_template *lacking;
    struct cp_str told; /* what was taken for what */
    bool *joined;       /* by column: a name in it has blanks */
    uint32_t time, hour, mark, *where, *derived_of, *instead_of;
    struct cp_import_emitter *emitter;
    size_t nemitter;
    struct cp_import_part_of *part;
};
int cp_import_layout_new(struct cp_import *im, const struct cp_csv *csv,
                         struct cp_import_layout *out, struct cp_error *err);

/* ---- accept.c: columns by another name, or none -------------------------------------------- */

/* The file's columns are named as the map has them. */
void cp_import_accept_names(const struct cp_import_map *map, struct cp_import_layout *l);
/* Those that the file may lack are added to them. */
int cp_import_accept_lacking(const struct cp_import_map *map, struct cp_import_layout *l,
                             struct cp_error *err);
/* What a record has in those. */
int cp_import_accept_fill(const struct cp_import_layout *l, struct cp_csv_field *field,
                          struct cp_arena *arena, struct cp_str *scratch, struct cp_error *err);
/* A value of the column as a plan has it: in its names blanks are -. */
void cp_import_accept_value(const struct cp_import_map *map, const struct cp_import_layout *l,
                            uint32_t column, const char *s, struct cp_str *out);
/* A line of it all, and of what is not read. */
void cp_import_accept_tell(const struct cp_import_map *map, struct cp_import_layout *l,
                           struct cp_str *told);

/* ---- the import itself --------------------------------------------------------------------- */

struct cp_import_rename {
    struct cp_names from;
    const char **to;
};
struct cp_import {
    const struct cp_map *map;
    struct cp_arena arena;
    struct cp_import_clock clock;
    struct cp_import_rename *rename; /* of each of map->names */
    struct cp_names dims;            /* names of all dimensions, in the order of columns */
    struct cp_names keys;            /* of series, as the file has them */
    struct cp_import_series *series; /* by key */
    size_t nseries, series_cap;
    struct cp_import_points points;
    const char **file;
    size_t nfile, file_cap;
    const char *currency;
    size_t nrecord, ntaken, nmissing;
    size_t nknown;             /* columns of the file that the map names */
    struct cp_plan_node *root; /* of the plan; NULL: nothing yet */
    size_t nagain;             /* records of the file that say of it what was said before */
    uint32_t repeats;          /* line of the first, */
    struct cp_pos again;       /* which says what is here */
    struct cp_str told;        /* of each file, what was taken for what */
};

/* series.c: the series of a record, made when it is new; CP_IMPORT_NONE in *out: it is dropped. */
int cp_import_series_of(struct cp_import *im, struct cp_import_emitter *e,
                        const struct cp_csv_field *field, struct cp_pos pos, struct cp_str *scratch,
                        uint32_t *out, struct cp_error *err);
int cp_import_renames_read(struct cp_import *im, struct cp_error *err);
/* Ours for theirs: `text` where the map has no names for `of`, NULL where the row is dropped. */
int cp_import_rename(const struct cp_import *im, const char *of, const char *text,
                     struct cp_pos pos, const char **out, struct cp_error *err);

/* parts.c: what a record says of a plan. */
int cp_import_parts_add(struct cp_import *im, const struct cp_import_layout *l,
                        const struct cp_csv_field *field, const char *file, struct cp_error *err);
/* A line on those of the file that say what was said before. */
void cp_import_parts_tell(const struct cp_import *im, const char *file, struct cp_str *told);

#endif
