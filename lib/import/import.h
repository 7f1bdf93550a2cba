/* import: tables of others, by a map, as facts or as a part of a plan.
 *
 * Owns: text with separators and quotes, times as others write them (zones, hour beginning or
 * ending, hours counted, clocks put forward and back), what becomes of duplicates, gaps and longer
 * periods, and templates. The map itself is bound by plan (cp_plan_load_map).
 *
 * Files are read one after another into a cp_import, which the caller frees, and which borrows from
 * its map; then its facts or its plan are asked for. Example:
 *   static int prices(const struct cp_map *map, const char *text, size_t len,
 *                     struct cp_facts *facts, struct cp_str *told, struct cp_error *err) {
 *       struct cp_import *im = NULL;
 *       int rc = cp_import_new(map, &im, err);
 *       if (rc == 0)
 *           rc = cp_import_read(im, text, len, "prices.csv", err);
 *       if (rc == 0)
 *           rc = cp_import_facts(im, facts, told, err);
 *       cp_import_free(im);
 *       return rc;
 *   }
 */
#ifndef CAPPLAN_IMPORT_H
#define CAPPLAN_IMPORT_H

#include "facts/facts.h"
#include "plan/plan.h"

CP_BEGIN_DECLS

struct cp_import; /* opaque */

/* CP_EINPUT: the map asks for a zone or names that there are not. */
int cp_import_new(const struct cp_map *map, struct cp_import **out, struct cp_error *err);
void cp_import_free(struct cp_import *im); /* takes NULL */

/* All of a file's text, which is copied; `file` names it in messages. Findings, up to
 * CP_ERROR_MAX: a column that is not there, at its place in the map; a row of another number of
 * fields, a number or time that is none, an hour that there was not, the same key twice, at their
 * line and column. */
int cp_import_read(struct cp_import *im, const char *text, size_t len, const char *file,
                   struct cp_error *err);
/* A line on each file of which a column was taken for another, lacks, or is not read, where the map
 * accepts such. Lives until the next file is read. */
const struct cp_str *cp_import_told(const struct cp_import *im);
/* How many columns of the file read last the map names, whether all of its own are there or not. */
size_t cp_import_known_columns(const struct cp_import *im);

/* Append the facts of what was read, in order of arrival; a measure of the registry has a unit that
 * fits it, any other is the user's own. `told` gets a line on whatever a planner should know:
 * values that are missing, gaps, periods that are not whole. CP_EINPUT: a gap, or too little of a
 * period, where the map forbids it. */
int cp_import_facts(struct cp_import *im, struct cp_facts *facts, struct cp_str *told,
                    struct cp_error *err);

/* What rows say of a plan from now on is added to what those of `from` said, which must outlive it.
 */
void cp_import_continue(struct cp_import *im, const struct cp_import *from);
/* Append what the rows say of a plan, as YAML: each with the line that it came from. */
int cp_import_plan(const struct cp_import *im, struct cp_str *out, struct cp_error *err);

/* A plan to begin with: what `tables`, a part of a plan by cp_import_plan, says, and the rest as in
 * `first`; of `skus`, a list of chips, those that the tables name. Neither is read as YAML: a key
 * of a section stands at the start of its line. `told` gets a line on each chip that is not known.
 */
int cp_import_draft(const char *first, const char *skus, const char *tables, struct cp_str *out,
                    struct cp_str *told, struct cp_error *err);

CP_END_DECLS

#endif
