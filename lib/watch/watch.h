/* watch: says when a figure of a plan left the range that it is to stay in, and when it came back.
 *
 * Owns: the rules of `watch:` at work, the states that they are in, and how that is told. A rule
 * follows one figure, or one for each of the names of the dimensions in `by`: a line. Each run that
 * is stepped gives every line a value, or none; the value has a level by the rule's ranges; and the
 * line's state follows the level with what the rule asks of it: so many runs running before it
 * rises (`for`), a margin before it falls (`clear`). What happened is an event; a line without one
 * is silent.
 *
 * Between two calls the states live in a table of facts that cp_watch_facts gives and
 * cp_watch_recall takes back; the caller keeps it. Without it a state is simply the level.
 *
 * Ownership: a watch borrows the plan of its rules, and what a run consists of only while it is
 * stepped. Threads: a watch belongs to one. Errors: a rule that cannot be meant so, at its place in
 * the plan; missing data is no error but a state. Knows no clock: who steps a run says when.
 */
#ifndef CAPPLAN_WATCH_H
#define CAPPLAN_WATCH_H

#include "base/base.h"
#include "facts/facts.h"
#include "plan/plan.h"
#include "store/store.h"

CP_BEGIN_DECLS

struct cp_watch; /* opaque */

/* A day, an hour or another period; false: not known. */
struct cp_watch_when {
    bool known;
    struct cp_period period;
};
/* 2026-11-28 or 2026-11-28T06, and what follows the hour is left out. CP_EUSAGE: neither. */
int cp_watch_when_parse(const char *text, struct cp_watch_when *out, struct cp_error *err);

struct cp_watch_options {
    struct cp_watch_when now;        /* what ages are of; not known: the day of the run */
    const struct cp_facts *previous; /* what changes are against and forecasts are from; NULL: what
                                        is remembered, and the run's own */
    bool remembers;                  /* states are kept from call to call */
};

/* For the rules of a plan, or of cp_plan_load_rules. CP_EINPUT: it has none. */
int cp_watch_new(const struct cp_plan *rules, const struct cp_watch_options *options,
                 struct cp_watch **out, struct cp_error *err);
void cp_watch_free(struct cp_watch *watch); /* NULL is allowed */

/* ---- what is remembered ------------------------------------------------------------------ */

/* Take up what an earlier watch left as facts. Lines of `told` name rules that have changed since
 * and start anew. CP_EINPUT: they are no states, or those of a newer version. */
int cp_watch_recall(struct cp_watch *watch, const struct cp_facts *state, struct cp_str *told,
                    struct cp_error *err);
/* The same, to be kept: appended to an empty table. */
int cp_watch_facts(const struct cp_watch *watch, struct cp_facts *out, struct cp_error *err);

/* ---- runs -------------------------------------------------------------------------------- */

struct cp_watch_run {
    int64_t number; /* of a history; 0: it is the next one */
    struct cp_watch_when at;
    const struct cp_facts *facts;             /* NULL: none */
    const struct cp_store_headline *headline; /* NULL: none */
};
/* Every rule once. */
int cp_watch_step(struct cp_watch *watch, const struct cp_watch_run *run, struct cp_error *err);
/* Each period that the facts have is a run, in order, from where the states stand. */
int cp_watch_replay(struct cp_watch *watch, const struct cp_facts *facts, struct cp_error *err);
/* The runs of that name which are newer than the states, each as a run; for the first time the
 * latest, with those before it to be remembered. CP_EINPUT: there is none of that name. */
int cp_watch_follow(struct cp_watch *watch, struct cp_store *store, const char *name,
                    struct cp_error *err);

/* ---- what is told ------------------------------------------------------------------------ */

enum cp_watch_state { CP_WATCH_OK, CP_WATCH_WARNING, CP_WATCH_CRITICAL, CP_WATCH_UNKNOWN };
/* The worst of all lines: critical, warning, unknown, ok. */
enum cp_watch_state cp_watch_worst(const struct cp_watch *watch);
size_t cp_watch_events(const struct cp_watch *watch); /* since it was made */

const char *cp_watch_format_name(size_t i); /* of all there are, from 0; NULL after the last */

struct cp_watch_telling {
    bool all;         /* every line, not only what happened */
    const char *to;   /* of a mail: whom it goes to; NULL: left out */
    const char *name; /* that its subject begins with; NULL: that of the plan */
};
/* Append in the format of that name. Nothing where nothing is to be told, but for formats that are
 * a whole of all lines. CP_EUSAGE: no such format. */
int cp_watch_write(const struct cp_watch *watch, const char *format,
                   const struct cp_watch_telling *telling, struct cp_str *out,
                   struct cp_error *err);

CP_END_DECLS

#endif
