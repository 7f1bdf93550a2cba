/* What a fact stream says: the keys of its rows as text, and its headline. Knows no file.
 */
#ifndef CAPPLAN_STORE_STREAM_H
#define CAPPLAN_STORE_STREAM_H

#include "store/store.h"

/* ---- key.c ---- */

/* The texts of a table, each hashed once: they are interned, so the same text is the same pointer.
 */
struct cp_store_keys {
    const struct cp_facts *facts;
    size_t ncolumn;
    struct cp_store_key_column {
        size_t at; /* column of the facts */
        const char *name;
        uint64_t hash; /* of its name */
    } * column;        /* those that some row uses, by name; scenario is not among them */
    const char **text; /* text[i]: what was met, in order */
    uint64_t *hash;
    size_t n, cap;
    uint32_t *slot; /* open addressing by pointer: number + 1 */
    size_t nslot;
};
int cp_store_keys_make(struct cp_store_keys *k, const struct cp_facts *facts, struct cp_error *err);
void cp_store_keys_release(struct cp_store_keys *k);

/* The number of one of the table's own texts; SIZE_MAX: no memory. */
size_t cp_store_keys_number(struct cp_store_keys *k, const char *text);
/* A hash of measure and dimensions but the scenario, with the unit where that is asked for, by what
 * they say: it does not hang on the order of columns, nor on the table. False: no memory. */
bool cp_store_keys_hash(struct cp_store_keys *k, size_t row, bool unit, uint64_t *out);

/* A field of a line, what would break the line escaped as in facts. */
void cp_store_add_field(struct cp_str *out, const char *text);

/* ---- series.c ---- */

/* As cp_facts_select; but where the stream's unit is of another thing, as that of an `objective`
 * that is not a plan's, there is nothing to select. */
int cp_store_select(const struct cp_facts *t, const char *measure, const char *unit,
                    struct cp_selection *out, struct cp_error *err);
int cp_store_select_of(const struct cp_store_part *part, const char *measure, const char *unit,
                       struct cp_selection *out, struct cp_error *err);

/* A measure of one scenario in the registry's unit, added up by the names of one dimension (-1: by
 * none, "") and by period; slices and quantiles are left out. Sorted by name, then period. */
struct cp_store_entry {
    const char *name; /* of the table */
    struct cp_period period;
    double value;
};
struct cp_store_series {
    size_t n;
    struct cp_store_entry *entry;
};
int cp_store_series_read(const struct cp_store_part *part, const char *measure, int dim,
                         struct cp_store_series *out, struct cp_error *err);
double cp_store_series_at(const struct cp_store_series *s, const char *name,
                          struct cp_period period); /* 0 where there is none */
void cp_store_series_release(struct cp_store_series *s);
int cp_store_by_period(struct cp_period a, struct cp_period b);

#endif
