/* base: what every other room stands on.
 *
 * Owns: errors (lists of findings with positions), memory arenas, growing strings, interned
 * names, the text of numbers, calendar periods, and units of measure.
 *
 * Rules of the library that start here: functions return 0 or a negative enum cp_code; `struct
 * cp_error` is owned by the caller, is the last parameter and is untouched on success; nothing
 * prints, exits or aborts; sizes are size_t; running out of memory is an error like any other.
 *
 * What is handed out belongs to the arena, string or set that it came from and lives as long. Every
 * function may be called from any thread, and of one object by one thread at a time; see
 * doc/threading.md.
 */
#ifndef CAPPLAN_BASE_H
#define CAPPLAN_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CAPPLAN_VERSION "0.2.0"

#ifdef __cplusplus
#define CP_BEGIN_DECLS extern "C" {
#define CP_END_DECLS }
#else
#define CP_BEGIN_DECLS
#define CP_END_DECLS
#endif

CP_BEGIN_DECLS

/* What must hold whatever a caller does, or the library is wrong. Looked at in builds with
 * sanitizers alone, where UndefinedBehaviorSanitizer tells the place and ends the program; nothing
 * elsewhere. */
#ifdef CP_ASSERTIONS
#define CP_ASSERT(holds) ((holds) ? (void)0 : __builtin_unreachable())
#else
#define CP_ASSERT(holds) ((void)0)
#endif

/* The version of the library that was linked; CAPPLAN_VERSION is that of the header. */
const char *cp_version(void);

/* ---- errors ------------------------------------------------------------------------------ */

enum cp_code {
    CP_OK = 0,
    CP_EINPUT = -1,    /* the user's data or plan is wrong; has a position where there is one */
    CP_EUSAGE = -2,    /* the command line is wrong */
    CP_EIO = -3,       /* a file cannot be opened, read or written */
    CP_ENOMEM = -4,    /* out of memory */
    CP_ENUMERIC = -5,  /* a computation did not converge or left the range of double */
    CP_EINTERNAL = -6, /* the program contradicts itself: a bug */
    CP_EBUSY = -7,     /* a lock is held or a disk is full: the same call may succeed later */
};

/* Where something stands in a file: 1-based, 0 when unknown. `file` is borrowed. */
struct cp_pos {
    const char *file;
    unsigned line, col;
};

/* One finding. `file` is a copy (its tail, when longer), so it outlives the document. */
struct cp_finding {
    enum cp_code code;
    char file[256];
    unsigned line, col;
    char msg[512];
};

enum { CP_ERROR_MAX = 20 };

/* Up to CP_ERROR_MAX findings in the order they were found; `dropped` counts the rest.
 * Start with `struct cp_error err = {0};` */
struct cp_error {
    size_t n, dropped;
    struct cp_finding at[CP_ERROR_MAX];
};

/* Append a finding and return `code`, so that `return cp_fail(...)` reads well. */
int cp_fail(struct cp_error *err, enum cp_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
int cp_fail_at(struct cp_error *err, enum cp_code code, struct cp_pos pos, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
int cp_fail_nomem(struct cp_error *err);

/* The nearest of `n` candidates to `word` by Damerau-Levenshtein distance, or NULL when none is
 * within a third of its length (at least 1). For "did you mean '...'?". Borrowed. */
const char *cp_nearest(const char *word, const char *const *candidates, size_t n);

/* What a file is by how it begins; `is`, for "this is ...", with what reads it, NULL: not known. */
enum cp_file_kind { CP_FILE_UNKNOWN, CP_FILE_FACTS, CP_FILE_PLAN, CP_FILE_JSON, CP_FILE_OTHER };
enum cp_file_kind cp_sniff(const char *text, size_t len, const char **is);
/* Bytes of the mark of byte order that UTF-8 of others begins with: 3, or 0. */
size_t cp_byte_order_mark(const char *text, size_t len);

/* ---- memory ------------------------------------------------------------------------------ */

/* An arena: allocations live until the arena is released in one call. Zero-initialise. */
struct cp_arena {
    struct cp_arena_block *head;
    size_t used; /* bytes handed out, for reporting */
};

void *cp_arena_alloc(struct cp_arena *a, size_t size); /* uninitialised; NULL: no memory */
void *cp_arena_calloc(struct cp_arena *a, size_t n, size_t size); /* zeroed; checked product */
char *cp_arena_strndup(struct cp_arena *a, const char *s, size_t len);
char *cp_arena_strdup(struct cp_arena *a, const char *s);
char *cp_arena_printf(struct cp_arena *a, const char *f, ...) __attribute__((format(printf, 2, 3)));
void cp_arena_release(struct cp_arena *a);
/* What stands in an arena, to come back to again and again: pointers into it stay good, what was
 * allocated since is gone. The caller frees it; NULL: no memory. */
struct cp_arena_copy *cp_arena_copy(const struct cp_arena *a);
void cp_arena_restore(struct cp_arena *a, const struct cp_arena_copy *c);
void cp_arena_copy_free(struct cp_arena_copy *c);

/* calloc and realloc with a checked product; NULL on overflow or no memory. free() frees. */
void *cp_calloc(size_t n, size_t size);
void *cp_realloc(void *p, size_t n, size_t size);

/* Make room for one more element in the heap array *items of *cap elements, `n` used: grows by
 * half, from 16. False: no memory, array untouched. */
bool cp_grow(void *items, size_t *cap, size_t n, size_t size);

/* ---- growing strings --------------------------------------------------------------------- */

/* Always NUL-terminated once something was added. After a failed allocation `oom` stays set and
 * further additions do nothing: check it once, at the end. Zero-initialise; release when done. */
struct cp_str {
    char *s;
    size_t len, cap;
    bool oom;
};

void cp_str_add(struct cp_str *b, const char *s);
void cp_str_addn(struct cp_str *b, const char *s, size_t len);
void cp_str_addc(struct cp_str *b, char c);
void cp_str_addf(struct cp_str *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void cp_str_addv(struct cp_str *b, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));
void cp_str_add_number(struct cp_str *b, double x);      /* as cp_number_format */
void cp_str_add_quoted(struct cp_str *b, const char *s); /* in double quotes, as YAML reads it */
/* Text of others for a terminal: what it would obey, control characters and what turns the
 * direction of a line, and bytes that are no UTF-8, are shown as '?'. */
void cp_str_add_shown(struct cp_str *b, const char *s, size_t len);
size_t cp_display_width(const char *s, size_t len); /* the cells that it takes there */
/* The same in lines of `width` cells, broken between words: from `column` on, then from `indent`.
 */
void cp_str_add_wrapped(struct cp_str *b, const char *s, size_t len, size_t column, size_t indent,
                        size_t width);
/* Bytes of the well-formed UTF-8 sequence at s, 0 for none [RFC 3629]; of the end of a string 1. */
size_t cp_utf8_length(const char *s);
void cp_str_reset(struct cp_str *b); /* empty, memory kept */
void cp_str_release(struct cp_str *b);

/* A line to the caller's function, of what is no error; NULL: nobody is told. */
typedef void cp_teller(void *ctx, const char *text);
void cp_tell(cp_teller *t, void *ctx, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* Whether a text is like a pattern, in which `*` is any text, nothing too. Of parts that are not
 * NUL-terminated the same; `one` is any one byte, 0: there is none such. */
bool cp_like(const char *pattern, const char *text);
bool cp_like_part(const char *pattern, size_t length, const char *text, size_t len, char one);

/* ---- interned names ---------------------------------------------------------------------- */

/* A set of byte strings numbered from 0 in order of first appearance. Zero-initialise. */
struct cp_names {
    struct cp_arena arena;
    const char **text; /* text[id], NUL-terminated, owned */
    uint32_t *length;
    size_t n, cap;
    uint32_t *slot; /* open-addressing hash of id+1 */
    size_t nslot;
};

enum { CP_NAME_NONE = UINT32_MAX };
uint32_t cp_names_add(struct cp_names *t, const char *s, size_t len); /* CP_NAME_NONE: no memory */
uint32_t cp_names_find(const struct cp_names *t, const char *s);      /* CP_NAME_NONE: not there */
void cp_names_release(struct cp_names *t);
uint64_t cp_hash(const void *p, size_t len, uint64_t seed);

/* ---- numbers as text --------------------------------------------------------------------- */

/* Parse a decimal number at s[0..len): C locale whatever the process's is; inf, nan and hex are
 * refused. *used gets the bytes read. Returns 0 or CP_EINPUT (no message). */
int cp_number_parse(const char *s, size_t len, double *out, size_t *used);

enum { CP_NUMBER_SIZE = 32 };
/* The shortest text that reads back to the same double; "NA" for NaN, "inf"/"-inf" never occur
 * in facts but are spelt so. Returns the length. -0 is written "0". */
size_t cp_number_format(char buf[CP_NUMBER_SIZE], double x);

/* ---- calendar periods -------------------------------------------------------------------- */

/* 2017/2026, 2027, 2027-Q1, 2027-03, 2027-03-14, 2027-03-14T05: proleptic Gregorian, years 1 to
 * 9999. Times are whole hours since 1970-01-01T00, UTC; a day has 24 hours. Coarser ones first.
 * Only histories have the last two: 2027-W05, a week of ISO 8601, from Monday; 2027-03-14T05:30, a
 * minute, which starts for what counts in hours with its hour. */
enum cp_freq { CP_YEARS, CP_YEAR, CP_QUARTER, CP_MONTH, CP_DAY, CP_HOUR, CP_WEEK, CP_MINUTE };
enum { CP_YEARS_MOST = 99 }; /* years in a period of several */

struct cp_period {
    enum cp_freq freq;
    int32_t index; /* consecutive within a frequency: index+1 is the next period; CP_YEARS: 100 x
                      the first year + the number of years */
};

enum { CP_PERIOD_SIZE = 24 };
int cp_period_parse(const char *s, size_t len, struct cp_period *out); /* 0 or CP_EINPUT */
/* The same, weeks and minutes too. */
int cp_period_parse_any(const char *s, size_t len, struct cp_period *out);
size_t cp_period_format(char buf[CP_PERIOD_SIZE], struct cp_period p);
struct cp_period cp_period_years_from(int year, int n);         /* n years; one year is a CP_YEAR */
struct cp_period cp_period_plus(struct cp_period p, int32_t n); /* n periods later, of its length */
int64_t cp_period_start(struct cp_period p);                    /* first hour */
int64_t cp_period_end(struct cp_period p);                      /* first hour after it */
double cp_period_hours(struct cp_period p);                     /* true calendar length in hours */
double cp_period_years(struct cp_period p); /* 2 or more, 1, 1/4, 1/12, 7/365.25, 1/365.25, ... */
/* The one that holds the hour; of CP_YEARS, whose start is not known, the year. */
struct cp_period cp_period_at(enum cp_freq freq, int64_t hour);
int cp_period_year(struct cp_period p);    /* calendar year of its start */
int cp_period_per_year(enum cp_freq freq); /* 0, 1, 4, 12, 365, 8766, 52, 525960 */

/* Calendar years from hour a to hour b: whole months as 1/12, the rest as a part of its month.
 * So the middle of 2027-Q1 is 1.125 years after the start of 2026. Antisymmetric. */
double cp_years_between(int64_t a, int64_t b);

/* Years from `origin` to the mid-point of p: half of p's years after its start. Discounting
 * everywhere uses DF = (1+r)^-t with this t. */
double cp_period_mid(struct cp_period p, int64_t origin);
double cp_discount(double rate, double years); /* (1+rate)^-years */

/* ---- units ------------------------------------------------------------------------------- */

/* Units are UDUNITS-2's, plus the currencies of ISO 4217, GPU, token, FLOP, user, request, Wh,
 * MMBtu, bn, mn, quarter, %. One process-wide table, made on first use; calls are serialised by a
 * lock. "1", "" and "-" are the dimensionless unit. */

/* Factor such that x[from] * factor = x[to]. On failure a message at `pos` that names the unknown
 * unit and the nearest known one, or says the two do not measure the same thing. A word that is
 * near to no unit measures what it does itself. */
int cp_unit_factor(const char *from, const char *to, double *factor, struct cp_pos pos,
                   struct cp_error *err);

/* "1.2 GW" in `unit` (MW: 1200). A bare number is accepted only when `unit` is dimensionless or
 * the number is 0. Result finite. */
int cp_quantity_parse(const char *text, const char *unit, double *out, struct cp_pos pos,
                      struct cp_error *err);

/* ---- the machine ------------------------------------------------------------------------- */

/* How many threads of this process can be at work at once: the processors that it may run on, and
 * no more than the time that its control group is given [cpu.max of cgroups(7)], rounded up. */
int cp_processors(void);

/* What goes again is locked as long as its descriptor is open: what one leaves that is killed goes
 * with the next that is made.
 *
 * A new file beside `path`, whose place it will take, open for both, which others do not read; -1:
 * errno says why. Such a name for an open file that has none; false: errno says why. */
int cp_temporary_open(char *name, size_t size, const char *path);
bool cp_temporary_link(int fd, char *name, size_t size, const char *path);
/* A new folder in a folder, which others do not read; -1: errno says why. It goes with the files in
 * it. */
int cp_temporary_folder(char *name, size_t size, const char *within);
void cp_temporary_folder_remove(int folder, const char *name);

/* ---- money ------------------------------------------------------------------------------- */

/* Tables of units (keys of plans, measures of facts) say USD for money of whichever currency. The
 * plan says which it is, and a table of facts has one: they ask for units through cp_unit_in. */
enum { CP_UNIT_SIZE = 64 };
/* `unit` with `currency` for USD: "USD/MWh" in EUR is "EUR/MWh". Returns `unit` itself where that
 * is the same, else `buf`. */
const char *cp_unit_in(char buf[CP_UNIT_SIZE], const char *unit, const char *currency);
const char *cp_currency(const char *text); /* the code of ISO 4217 that it is, static; NULL: none */
const char *cp_currency_at(size_t i);      /* all that are in use, by name; NULL after the last */
/* The currency that unit `text` is in where a table says `unit`, a static string; NULL: none, or
 * it does not measure what `unit` does. */
const char *cp_currency_of(const char *text, const char *unit);

CP_END_DECLS

#include "base/csv.h"
#include "base/read.h"
#include "base/zone.h"

#endif
