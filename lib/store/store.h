/* store: the history of runs, kept in one SQLite file, and what differs between two of them.
 *
 * Owns the file's schema and is the only caller of SQLite. A run is a fact stream with where it
 * came from: the resolved plan, the files it names, the overrides. The stream's bytes, the plan and
 * the files are kept gzipped by their hash, each once; the facts stand in tables beside them, that
 * other programs may ask (`facts` and `headlines` are views for them). Every write is one
 * transaction: whoever is killed in it leaves the file as it was.
 *
 * Ownership: what a function gives lives in the arena that it was handed. Threads: a store belongs
 * to one thread; any number of processes may have the same file open. Errors: CP_EBUSY where
 * another command writes for longer than `wait`, or the disk is full; nothing is changed by a call
 * that fails. Knows no clock: who puts a run says when.
 */
#ifndef CAPPLAN_STORE_H
#define CAPPLAN_STORE_H

#include "base/base.h"
#include "facts/facts.h"
#include "page/page.h"
#include "plan/plan.h"

CP_BEGIN_DECLS

struct cp_store; /* opaque */

enum cp_store_access { CP_STORE_READ, CP_STORE_WRITE, CP_STORE_CREATE };
/* `wait`: seconds to wait for another command's lock, in this call and later ones. */
int cp_store_open(const char *path, enum cp_store_access access, double wait, struct cp_store **out,
                  struct cp_error *err);
void cp_store_close(struct cp_store *store); /* NULL is allowed */

/* ---- headlines --------------------------------------------------------------------------- */

/* The figures that stand for a run in lists and trends: cost_discounted, capex, unmet_peak, ...,
 * and cost_discounted/KIND, what each kind of cost adds to it. */
struct cp_store_figure {
    const char *name;
    const char *scenario; /* "-": the plan itself */
    const char *unit;
    double value;
    const char *note; /* of which period or thing it is; NULL: that goes without saying */
};
struct cp_store_headline {
    size_t n;
    struct cp_store_figure *figure;
};
/* What figures there are, and in which unit; that of cost_discounted/KIND is USD. */
struct cp_store_figure_kind {
    const char *name, *label, *unit;
    const char *measure; /* that it is taken of */
};
const struct cp_store_figure_kind *cp_store_figure_find(const char *name); /* NULL: there is none */
const struct cp_store_figure_kind *cp_store_figure_at(size_t i);           /* NULL: no more */
const char *cp_store_figure_nearest(const char *name); /* that was meant; NULL: none is near */
/* The facts of one scenario, among n rows of a table; row NULL: among all. Who asks of many
 * scenarios says where each has its rows, or the whole table is read for every one. */
struct cp_store_part {
    const struct cp_facts *facts;
    const char *scenario;
    const uint32_t *row;
    size_t n;
};
/* One of them; its value is NaN where there are no facts for it. */
int cp_store_figure_read(const struct cp_store_part *part, const char *name, struct cp_arena *arena,
                         struct cp_store_figure *out, struct cp_error *err);
/* Those that the stream has facts for. `plan` says how to discount where the stream does not say
 * it itself; NULL: then there is no cost by kind. */
int cp_store_headline(const struct cp_facts *facts, const struct cp_plan *plan,
                      struct cp_arena *arena, struct cp_store_headline *out, struct cp_error *err);
/* Of the plan itself; NULL: it has none of that name. */
const struct cp_store_figure *cp_store_headline_find(const struct cp_store_headline *h,
                                                     const char *name);

/* ---- putting a run into it --------------------------------------------------------------- */

struct cp_store_put {
    const char *name;  /* what runs that follow one another have in common */
    const char *at;    /* when it was made: 2026-11-28T06:30:00Z, or a date */
    const char *as_of; /* the day that its inputs stand for; NULL: that day */
    const char *note, *tool, *host, *by;
    const char *options; /* of capplan(1), to make it again; NULL: not known */
    double seconds;      /* that it took; NaN: not known */
    const char *const *set;
    size_t nset;
    const struct cp_plan *plan; /* NULL: the stream came without one */
    const char *const *input;   /* files of facts that its first stage read */
    size_t ninput;
    const char *stream; /* its bytes, and */
    size_t len;
    const struct cp_facts *facts; /* what they say */
    const char *const *require;   /* measures that it must have; */
    size_t nrequire;              /* none: what its plan asks for */
    bool partial;                 /* take what is not whole, marked so */
};
/* Is the stream whole: does it hold facts, a measure of each of these names, and an answer that is
 * proved, where it says so? 1: no, and lines of `why` say what it lacks. */
int cp_store_lacks(const struct cp_facts *facts, const char *const *measure, size_t n,
                   struct cp_str *why);
/* Before a file is opened for it. 1: it is not whole, and lines of `why` say what it lacks.
 * CP_EUSAGE: a name or time that cannot be one. */
int cp_store_check_put(const struct cp_store_put *put, struct cp_str *why, struct cp_error *err);
/* 0, and the number of the run; 1: it is not whole and not `partial`, and nothing was stored. */
int cp_store_put(struct cp_store *store, const struct cp_store_put *put, int64_t *run,
                 struct cp_error *err);

/* ---- runs -------------------------------------------------------------------------------- */

struct cp_store_run {
    int64_t run;
    const char *name, *at, *as_of, *tool, *host, *by, *options, *note; /* NULL: not known */
    bool whole, keep;
    int level; /* 2: it has its facts; 1: its stream; 0: its headline only */
    double seconds;
    size_t facts;
};

/* A number; NAME, its latest whole run; NAME~2, the second before that; NAME@2026-11-01, the
 * latest by that day; latest, latest~1: of any name. CP_EINPUT: there is none. */
int cp_store_find(struct cp_store *store, const char *which, struct cp_arena *arena,
                  struct cp_store_run *out, struct cp_error *err);

/* Two runs to compare, named by none, one or both of `which` (NULL: not): the last two of a name,
 * or a run and the last of its name. `name` NULL: of the latest run's name. */
int cp_store_find_two(struct cp_store *store, const char *name, const char *const which[2],
                      struct cp_arena *arena, struct cp_store_run out[2], struct cp_error *err);

/* Which runs: of one name (NULL: any), since a day (NULL: ever), the last n (0: all), partial ones
 * too. The latest is last. */
struct cp_store_filter {
    const char *name, *since;
    size_t last;
    bool partial;
};
int cp_store_list(struct cp_store *store, const struct cp_store_filter *filter,
                  struct cp_arena *arena, struct cp_store_run **out, size_t *n,
                  struct cp_error *err);

/* Append the very bytes of the stream, or of the resolved plan; CP_EINPUT: it has none, or it was
 * pruned. */
int cp_store_stream(struct cp_store *store, int64_t run, struct cp_str *out, struct cp_error *err);
int cp_store_plan(struct cp_store *store, int64_t run, struct cp_str *out, struct cp_error *err);
int cp_store_run_headline(struct cp_store *store, int64_t run, struct cp_arena *arena,
                          struct cp_store_headline *out, struct cp_error *err);

/* One run on a page: where it came from, and all its figures. */
int cp_store_add_run(struct cp_store *store, const struct cp_store_run *run, struct cp_page *page,
                     struct cp_error *err);

/* ---- over many runs ---------------------------------------------------------------------- */

/* Amounts of runs that follow one another; NaN where a run has none. In the arena. */
struct cp_store_trend_line {
    const char *name, *unit;
    double *value; /* by run */
};
struct cp_store_trend {
    const struct cp_store_run *run;
    size_t n, nline;
    struct cp_store_trend_line *line;
};
/* Figures of their headlines, for a trend whose runs are set; n 0: all that the last run has. */
int cp_store_trend_figures(struct cp_store *store, const char *const *name, size_t n,
                           struct cp_arena *arena, struct cp_store_trend *t, struct cp_error *err);
/* A measure, added up over what is "site=hyperion" and so on; slices and quantiles are left out
 * unless one is asked for. */
struct cp_store_measure {
    const char *name;
    const char *const *where;
    size_t nwhere;
};
int cp_store_trend_measure(struct cp_store *store, const struct cp_store_measure *m,
                           struct cp_arena *arena, struct cp_store_trend *t, struct cp_error *err);

/* On a page: a line a run, or a row a line with its first and last and the course between. */
int cp_store_add_runs(const struct cp_store_trend *t, struct cp_page *page, struct cp_error *err);
int cp_store_add_trend(const struct cp_store_trend *t, struct cp_page *page, struct cp_error *err);
/* As facts of `run`, `name`, `state`, `period` (the day a run stands for: as_of when all have one)
 * and, of cost_discounted/KIND, `kind`; the measure is the figure's name. */
int cp_store_put_trend(const struct cp_store_trend *t, struct cp_facts *out, struct cp_error *err);

/* ---- the file itself --------------------------------------------------------------------- */

/* What a history gives up. `keep`: "daily 30 weekly 26 monthly 60", the last run of each of that
 * many days and so on, of every name; NULL: all runs stay. Of runs older than `thin` ("30d") the
 * facts, than `bare` the stream too. What is pinned stays as it is, and the latest of a name stays.
 */
struct cp_store_prune {
    const char *keep, *thin, *bare, *at;
    bool dry; /* only say what would go */
};
/* Lines of `told` say what went. */
int cp_store_prune(struct cp_store *store, const struct cp_store_prune *p, struct cp_str *told,
                   struct cp_error *err);
int cp_store_keep(struct cp_store *store, int64_t run, bool keep,
                  struct cp_error *err); /* pin it */
/* A copy of the file as it is now, read-only, whole or not at all. */
int cp_store_publish(struct cp_store *store, const char *path, struct cp_error *err);
/* Columns for dimensions that the registry has got since, how many; what the file was goes to
 * `backup` first. */
int cp_store_migrate(struct cp_store *store, const char *at, const char *backup, size_t *added,
                     struct cp_error *err);
/* Are the file's structure, references and contents in order, and is every headline that of its
 * stream? 1: no, and lines of `found` say what is not. */
int cp_store_check(struct cp_store *store, struct cp_str *found, struct cp_error *err);

/* ---- what differs between two streams ---------------------------------------------------- */

/* A file that a plan names, by its key, or that the first stage read, facts/1, facts/2, ... */
struct cp_store_file {
    const char *key, *name, *sha256;
};

/* One of the two. Everything is borrowed, for as long as the difference lives. */
struct cp_store_side {
    const char *name; /* as a reader is told of it */
    const struct cp_facts *facts;
    struct cp_store_headline headline;
    const char *values; /* the table of cp_plan_list_values; NULL: it has no plan */
    const struct cp_store_file *file;
    size_t nfile;
};

struct cp_store_compare_options {
    double relative; /* facts that differ by a smaller part are the same; 0: 1e-6 */
    size_t top;      /* rows a measure of where it shows; 0: 4 */
};

struct cp_store_difference; /* opaque */
int cp_store_compare(const struct cp_store_side *before, const struct cp_store_side *now,
                     const struct cp_store_compare_options *options,
                     struct cp_store_difference **out, struct cp_error *err);
/* Of two runs; the difference holds what it needs of them. */
int cp_store_compare_runs(struct cp_store *store, const struct cp_store_run *before,
                          const struct cp_store_run *now,
                          const struct cp_store_compare_options *options,
                          struct cp_store_difference **out, struct cp_error *err);
void cp_store_difference_free(struct cp_store_difference *d); /* NULL is allowed */

/* A plan to be solved: YAML, the files that it names beside it, and the options of capplan(1)
 * (NULL: the usual ones). */
struct cp_store_trial_file {
    const char *name, *bytes;
    size_t len;
    bool input; /* for the first stage to read; the plan does not name it */
};
struct cp_store_trial {
    const char *plan, *options;
    const struct cp_store_trial_file *file;
    size_t nfile;
};
/* Its discounted cost. */
typedef int (*cp_store_solver)(void *ctx, const struct cp_store_trial *trial, double *cost,
                               struct cp_error *err);
/* Find why the cost changed, for the difference to tell: what each group of edits, those below the
 * same two keys, adds to it alone, after all others, and by its share. Solves 2^n plans for up to
 * four groups, else 2n+2. CP_EINPUT: they cannot be made again, by this version, as they were. */
int cp_store_attribute(struct cp_store *store, const struct cp_store_run run[2],
                       struct cp_store_difference *d, cp_store_solver solve, void *ctx,
                       struct cp_error *err);

/* Add it to a page: what changed in the plan, how many facts did, the headline, the cost by kind,
 * which adds up to the change exactly, why (when it was attributed), and where it shows. */
int cp_store_add_difference(const struct cp_store_difference *d, struct cp_page *page,
                            struct cp_error *err);
/* The facts that changed, came or went: a dimension `difference` says before, now or change. */
int cp_store_put_difference(const struct cp_store_difference *d, struct cp_facts *out,
                            struct cp_error *err);
/* Rules as "cost_discounted rise <= 2 %": rise, fall or change of a figure, in its unit or percent.
 * 1: one does not hold, or its figure is not there; a line of `why` says so of each. CP_EUSAGE: no
 * such rule. */
int cp_store_check_difference(const struct cp_store_difference *d, const char *const *rule,
                              size_t n, struct cp_str *why, struct cp_error *err);

CP_END_DECLS

#endif
