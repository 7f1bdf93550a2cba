/* Runs of a history: putting one into it, finding one again.
 */
#ifndef CAPPLAN_STORE_RUN_H
#define CAPPLAN_STORE_RUN_H

#include "store/file/file.h"

/* points.c: the facts of a run, each at its point in the dictionary. Within a transaction. */
int cp_store_put_facts(struct cp_store *s, int64_t run, const struct cp_facts *facts,
                       struct cp_error *err);

/* trend.c: whether all runs say which day they stand for. */
bool cp_store_trend_by_as_of(const struct cp_store_trend *t);

/* time.c: "2026-11-28" or "2026-11-28T06:30:00Z" that is one; CP_EUSAGE with what it is of. */
int cp_store_check_time(const char *what, const char *text, struct cp_error *err);
int cp_store_check_day(const char *what, const char *text, struct cp_error *err);

#endif
