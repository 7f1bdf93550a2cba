/* watch, for the room's own files: how lines, their states and what is told of them are held. */
#ifndef CAPPLAN_WATCH_INTERNAL_H
#define CAPPLAN_WATCH_INTERNAL_H

#include "watch/watch.h"

/* ---- machine.c: the state of a line ------------------------------------------------------- */

/* A range in the figure's own unit, and how much further inside of its ends a state is left. */
struct cp_watch_limit {
    bool given, inside;
    double start, end;
    double clear_start, clear_end;
};
struct cp_watch_limits {
    struct cp_watch_limit of[CP_WATCH_UNKNOWN]; /* by the state it leads to; none for ok */
    size_t runs, every;
};

struct cp_watch_memory {
    int state; /* ok, warning, critical: what was last known */
    bool missing;
    size_t over[CP_WATCH_UNKNOWN]; /* runs running at that level or above */
    size_t silent;                 /* runs without a word since the last */
};

enum cp_watch_event {
    CP_EVENT_NONE,
    CP_EVENT_RAISE,
    CP_EVENT_LOWER,
    CP_EVENT_CLEAR,
    CP_EVENT_REPEAT,
    CP_EVENT_MISSING, /* no value any more; the state stays */
    CP_EVENT_BACK     /* a value again, in the same state */
};

bool cp_watch_alerts(const struct cp_watch_limit *limit, bool on, double value);
/* The level of a value about the present state. */
int cp_watch_level(const struct cp_watch_limits *limits, int state, double value);
/* One run; NaN: there is no value. */
enum cp_watch_event cp_watch_advance(struct cp_watch_memory *m,
                                     const struct cp_watch_limits *limits, double value);

/* ---- when.c ------------------------------------------------------------------------------- */

int64_t cp_watch_hour(struct cp_watch_when when); /* since 1970; INT64_MIN: not known */

/* ---- limits.c ----------------------------------------------------------------------------- */

int cp_watch_limits(const struct cp_plan *plan, const struct cp_watch_rule *rule, const char *unit,
                    struct cp_watch_limits *out, struct cp_error *err);
struct cp_pos cp_watch_pos(const struct cp_plan *plan, const struct cp_watch_rule *rule,
                           const char *key);

/* ---- pick.c: rows of facts that a rule is about -------------------------------------------- */

/* Rows of the rule's measure that are as `where` says, and slices, quantiles or scenarios only if
 * the rule names that dimension. `period`: of that period alone; NULL: of any. Heap array. */
int cp_watch_pick(const struct cp_watch_rule *rule, const struct cp_facts *facts,
                  const char *period, size_t **row, size_t *n, struct cp_error *err);
/* Rows of another figure that may go with one of the rule's. */
int cp_watch_pick_other(const struct cp_watch_rule *rule, const struct cp_watch_other *other,
                        const struct cp_facts *facts, size_t **row, size_t *n,
                        struct cp_error *err);
size_t cp_watch_column(const struct cp_facts *facts, const char *name); /* SIZE_MAX: none */
bool cp_watch_names(const struct cp_watch_rule *rule, const char *dim); /* in where or by */
/* What a line is of, `by` and then the rest of `where`: one after the other from *next = 0 on. */
struct cp_watch_line;
bool cp_watch_place(const struct cp_watch_line *line, size_t *next, struct cp_watch_pattern *out);

/* ---- figure.c, join.c, outside.c: what a rule says of a run --------------------------------- */

struct cp_watch_row {
    size_t row;
    double value;
};
/* In place: value less, or over, that of the other figure. `unit` becomes that of the result. */
int cp_watch_join(const struct cp_watch_rule *rule, const struct cp_facts *facts,
                  struct cp_watch_row *row, size_t n, const char **unit, struct cp_error *err);
/* In place: 1 where what came is outside of the forecast, 0 where it is within; rows of which
 * there is no forecast are dropped. Both are of the measure and in `unit`. */
int cp_watch_outside(const struct cp_watch_rule *rule, const struct cp_facts *came,
                     const struct cp_facts *forecast, const char *unit, struct cp_watch_row *row,
                     size_t *n, struct cp_error *err);

/* a - b without the dust of their own rounding: 1.15 less 1.1 is 0.05, as a reader has it. */
double cp_watch_difference(double a, double b);

/* The figure of a line in a run, before a change is taken. */
struct cp_watch_figure {
    const char **key; /* names of the dimensions in `by` */
    double value;     /* NaN: none, and `why` says why */
    const char *unit, *why;
    const char *period; /* of the fact that it is of; NULL: of several, or said by the rule */
};
struct cp_watch_figures {
    size_t n;
    struct cp_watch_figure *at;
};
struct cp_watch_view { /* of a run */
    const struct cp_watch_run *run;
    const char *period;              /* the only one to be seen; NULL: all */
    const struct cp_facts *previous; /* forecasts are from; NULL: the run */
    struct cp_watch_when now;
};
int cp_watch_figures(const struct cp_watch_rule *rule, const struct cp_watch_view *view,
                     struct cp_arena *arena, struct cp_watch_figures *out, struct cp_error *err);

/* ---- watch.c ------------------------------------------------------------------------------ */

struct cp_watch_value {
    double value;
    int64_t run;
    struct cp_watch_when at;
};

/* What is told of a line in a run. */
struct cp_watch_word {
    const struct cp_watch_line *line;
    enum cp_watch_event event;
    int was, state; /* missing: the state is the last that was known */
    bool missing;
    bool waits; /* for enough runs to take a change of */
    double value;
    const char *unit, *why, *period;
    double now;                   /* of a change: the value itself, and */
    struct cp_watch_value before; /* what it is against */
    int64_t run;
    struct cp_watch_when at, since;
    int64_t since_run;
    struct cp_watch_limits limits;
};

struct cp_watch_line {
    const struct cp_watch_rule *rule;
    const char **key;
    struct cp_watch_memory memory;
    struct cp_watch_when since;
    int64_t since_run;
    const char *unit;            /* of the past */
    struct cp_watch_value *past; /* what changes may be of, and the latest */
    size_t npast, cap;
    bool seen; /* in the run that is stepped */
    struct cp_watch_word now;
};

struct cp_watch_rule_memory {
    int64_t run; /* the last that was stepped; 0: none */
    struct cp_watch_when at;
    double fingerprint;
};

struct cp_watch {
    const struct cp_plan *plan;
    struct cp_watch_options options;
    struct cp_arena arena;
    struct cp_watch_rule_memory *rule; /* of plan->watch */
    struct cp_watch_line **line;
    size_t nline, line_cap;
    struct cp_watch_word *told;
    size_t ntold, told_cap;
};

/* The line of a rule; made when it is new. NULL: no memory. */
struct cp_watch_line *cp_watch_line(struct cp_watch *w, size_t rule, const char *const *key);
bool cp_watch_remember(struct cp_watch_line *line, struct cp_watch_value value);
/* Drop what no change can be of any more. */
void cp_watch_forget(struct cp_watch_line *line);
/* One rule in one run; `quietly`: only what later changes are of is remembered. */
int cp_watch_step_rule(struct cp_watch *w, size_t rule, const struct cp_watch_view *view,
                       bool quietly, struct cp_error *err);
/* Lines that have had no run are as they were. */
int cp_watch_settle(struct cp_watch *w, struct cp_error *err);

/* ---- words.c ------------------------------------------------------------------------------ */

extern const char *const cp_watch_state_name[]; /* by enum cp_watch_state */
extern const char *const cp_watch_event_name[];
/* The state that is shown: unknown where nothing was ever wrong and a value is missing. */
enum cp_watch_state cp_watch_shown(const struct cp_watch_word *word);
/* "gas", "cover/spv/loan" */
void cp_watch_add_label(struct cp_str *out, const struct cp_watch_line *line);
/* Its value: "6.4 USD/MMBtu", "-5.2 %"; "-": none. */
void cp_watch_add_amount(struct cp_str *out, const struct cp_watch_word *word);
/* " It was 3.1 USD/MMBtu on 2026-11-25, and is 4.": what a change is against, where that was
 * remembered. */
void cp_watch_add_before(struct cp_str *out, const struct cp_watch_word *word);
/* "gas is critical" */
void cp_watch_add_news(struct cp_str *out, const struct cp_watch_word *word);
/* One sentence without its full stop: "forward (curve henry-hub) is 6.4 USD/MMBtu, above 6". */
void cp_watch_add_sentence(struct cp_str *out, const struct cp_watch_word *word);
/* "at most 4 USD/MMBtu": what its state was raised by, or would be. */
void cp_watch_add_bound(struct cp_str *out, const struct cp_watch_word *word);
void cp_watch_add_when(struct cp_str *out, struct cp_watch_when when); /* "-": not known */

/* ---- formats: a file each, in the table that write.c makes of watch_formats ----------------- */

struct cp_watch_words {
    const struct cp_watch *watch;
    const struct cp_watch_word *const *word;
    size_t n;
    const struct cp_watch_telling *telling;
};
struct cp_watch_format {
    const char *name;
    bool whole; /* a whole of all lines, whatever happened */
    int (*write)(const struct cp_watch_words *words, struct cp_str *out, struct cp_error *err);
};

/* ---- prometheus.c ------------------------------------------------------------------------- */

bool cp_watch_is_metric_name(const char *name);
bool cp_watch_is_label_name(const char *name);
void cp_watch_add_label_value(struct cp_str *out, const char *text);
void cp_watch_add_help(struct cp_str *out, const char *text);
void cp_watch_add_sample_value(struct cp_str *out, double x);

/* ---- facts.c ------------------------------------------------------------------------------ */

/* Append facts of words: state, value and what it was. */
int cp_watch_put_words(const struct cp_watch_words *words, struct cp_facts *out,
                       struct cp_error *err);

#endif
