/* A point is what a fact is of: measure, unit and all its dimensions but the scenario. Runs that
 * follow one another have nearly all of them in common, so that a fact is four numbers. */
#include "store/run/run.h"
#include "store/stream/stream.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MEASURE, UNIT, MORE, FIRST }; /* the columns of a point before its dimensions */

struct points {
    struct cp_store *store;
    const struct cp_facts *facts;
    struct cp_error *err;
    struct cp_store_keys keys;
    int64_t *label; /* by number of the text; 0: not asked for yet */
    size_t nlabel;
    size_t *place;   /* of each column of the keys among those of `point`; SIZE_MAX: in `more` */
    int64_t *wanted; /* labels of the point that is looked for; 0: none */
    struct cp_str more;
    sqlite3_stmt *find_label, *add_label, *find_point, *add_point;
};

struct fact {
    int64_t scenario, point;
    double value;
};

static int by_key(const void *pa, const void *pb) {
    const struct fact *a = pa, *b = pb;
    return a->scenario != b->scenario ? (a->scenario > b->scenario) - (a->scenario < b->scenario)
                                      : (a->point > b->point) - (a->point < b->point);
}

/* ---- labels ------------------------------------------------------------------------------ */

static int find_label(struct points *p, const char *text, int64_t *out) {
    sqlite3_bind_text(p->find_label, 1, text, -1, SQLITE_STATIC);
    int rc = cp_store_step(p->store, p->find_label, p->err);
    if (rc == 1)
        *out = sqlite3_column_int64(p->find_label, 0);
    sqlite3_reset(p->find_label);
    if (rc)
        return rc < 0 ? rc : 0;
    sqlite3_bind_text(p->add_label, 1, text, -1, SQLITE_STATIC);
    rc = cp_store_step(p->store, p->add_label, p->err);
    sqlite3_reset(p->add_label);
    *out = sqlite3_last_insert_rowid(p->store->db);
    return rc;
}

/* The label of one of the table's own texts. */
static int label_of(struct points *p, const char *text, int64_t *out) {
    size_t number = cp_store_keys_number(&p->keys, text);
    if (number == SIZE_MAX)
        return cp_fail_nomem(p->err);
    if (number >= p->nlabel) {
        size_t n = p->keys.cap;
        int64_t *label = cp_realloc(p->label, n, sizeof *label);
        if (!label)
            return cp_fail_nomem(p->err);
        memset(label + p->nlabel, 0, (n - p->nlabel) * sizeof *label);
        p->label = label;
        p->nlabel = n;
    }
    int rc = p->label[number] ? 0 : find_label(p, text, &p->label[number]);
    *out = p->label[number];
    return rc;
}

static bool is_none(const char *text) {
    return text[0] == '-' && !text[1];
}

/* ---- points ------------------------------------------------------------------------------ */

/* The labels of the row's point into p->wanted. Dimensions without a column are pairs in `more`, as
 * fields of a line, in the order of their names. */
static int want(struct points *p, size_t row) {
    const struct cp_facts *t = p->facts;
    memset(p->wanted, 0, (FIRST + p->store->ncolumn) * sizeof *p->wanted);
    p->more.len = 0;
    int rc = label_of(p, cp_facts_measure(t, row), &p->wanted[MEASURE]);
    if (rc)
        return rc;
    rc = label_of(p, cp_facts_unit(t, row), &p->wanted[UNIT]);
    for (size_t c = 0; rc == 0 && c < p->keys.ncolumn; c++) {
        const struct cp_store_key_column *column = &p->keys.column[c];
        const char *text = cp_facts_column_text(t, row, column->at);
        if (is_none(text))
            continue;
        if (p->place[c] != SIZE_MAX) {
            rc = label_of(p, text, &p->wanted[FIRST + p->place[c]]);
            continue;
        }
        if (p->more.len)
            cp_str_addc(&p->more, '\t');
        cp_store_add_field(&p->more, column->name);
        cp_str_addc(&p->more, '=');
        cp_store_add_field(&p->more, text);
    }
    if (rc || !p->more.len)
        return rc;
    return p->more.oom ? cp_fail_nomem(p->err) : find_label(p, p->more.s, &p->wanted[MORE]);
}

/* 1: there is a point of that hash; *out is its number where it is the one wanted, else 0. */
static int look_up(struct points *p, uint64_t hash, int64_t *out) {
    sqlite3_stmt *q = p->find_point;
    sqlite3_bind_int64(q, 1, (int64_t)hash);
    int rc = cp_store_step(p->store, q, p->err);
    if (rc == 1) {
        size_t i = 0, n = FIRST + p->store->ncolumn;
        while (i < n && sqlite3_column_int64(q, (int)i + 1) == p->wanted[i])
            i++;
        *out = i == n ? sqlite3_column_int64(q, 0) : 0;
    }
    sqlite3_reset(q);
    return rc;
}

static int add_point(struct points *p, uint64_t hash, int64_t *out) {
    sqlite3_stmt *q = p->add_point;
    sqlite3_bind_int64(q, 1, (int64_t)hash);
    for (size_t i = 0; i < FIRST + p->store->ncolumn; i++)
        if (p->wanted[i])
            sqlite3_bind_int64(q, (int)i + 2, p->wanted[i]);
        else
            sqlite3_bind_null(q, (int)i + 2);
    int rc = cp_store_step(p->store, q, p->err);
    sqlite3_reset(q);
    *out = sqlite3_last_insert_rowid(p->store->db);
    return rc;
}

/* Two points of one hash stand at hashes that follow one another. */
static int point_of(struct points *p, size_t row, int64_t *out) {
    uint64_t hash = 0;
    int rc = want(p, row);
    if (rc)
        return rc;
    if (!cp_store_keys_hash(&p->keys, row, true, &hash))
        return cp_fail_nomem(p->err);
    while ((rc = look_up(p, hash, out)) == 1) {
        if (*out)
            return 0;
        hash++;
    }
    return rc ? rc : add_point(p, hash, out);
}

/* ---- facts ------------------------------------------------------------------------------- */

/* "SELECT ... FROM point WHERE hash = ?" and "INSERT INTO point ...", for the file's columns. */
static int prepare_points(struct points *p) {
    struct cp_store *s = p->store;
    struct cp_str list = {0}, marks = {0}, find = {0}, add = {0};
    for (size_t i = 0; i < s->ncolumn; i++) {
        cp_str_add(&list, ", ");
        cp_store_add_quoted(&list, s->column[i]);
        cp_str_add(&marks, ", ?");
    }
    if (!list.s) {
        cp_str_add(&list, "");
        cp_str_add(&marks, "");
    }
    bool full = list.oom || marks.oom;
    if (!full) {
        cp_str_addf(&find, "SELECT point, measure, unit, more%s FROM point WHERE hash = ?", list.s);
        cp_str_addf(&add, "INSERT INTO point (hash, measure, unit, more%s) VALUES (?, ?, ?, ?%s)",
                    list.s, marks.s);
    }
    int rc = full || find.oom || add.oom ? cp_fail_nomem(p->err) : 0;
    if (rc == 0)
        rc = cp_store_prepare(s, &p->find_point, p->err, find.s, "");
    if (rc == 0)
        rc = cp_store_prepare(s, &p->add_point, p->err, add.s, "");
    cp_str_release(&list);
    cp_str_release(&marks);
    cp_str_release(&find);
    cp_str_release(&add);
    return rc;
}

static int prepare(struct points *p) {
    struct cp_store *s = p->store;
    int rc = cp_store_keys_make(&p->keys, p->facts, p->err);
    if (rc)
        return rc;
    p->place = cp_calloc(p->keys.ncolumn, sizeof *p->place);
    p->wanted = cp_calloc(FIRST + s->ncolumn, sizeof *p->wanted);
    if (!p->place || !p->wanted)
        return cp_fail_nomem(p->err);
    for (size_t c = 0; c < p->keys.ncolumn; c++) {
        size_t i = 0;
        while (i < s->ncolumn && strcmp(s->column[i], p->keys.column[c].name) != 0)
            i++;
        p->place[c] = i < s->ncolumn ? i : SIZE_MAX;
    }
    rc = cp_store_prepare(s, &p->find_label, p->err, "SELECT label FROM label WHERE text = ?", "");
    if (rc)
        return rc;
    rc = cp_store_prepare(s, &p->add_label, p->err, "INSERT INTO label (text) VALUES (?)", "");
    if (rc)
        return rc;
    return prepare_points(p);
}

static int find_points(struct points *p, struct fact *fact) {
    for (size_t i = 0; i < cp_facts_count(p->facts); i++) {
        const char *scenario = cp_facts_dim(p->facts, i, CP_SCENARIO);
        int rc = is_none(scenario) ? 0 : label_of(p, scenario, &fact[i].scenario);
        if (rc)
            return rc;
        rc = point_of(p, i, &fact[i].point);
        if (rc)
            return rc;
        fact[i].value = cp_facts_value(p->facts, i);
    }
    return 0;
}

/* In the order of the table's key, so that each page of it is written once. */
static int insert(struct points *p, int64_t run, struct fact *fact, size_t n) {
    sqlite3_stmt *q;
    qsort(fact, n, sizeof *fact, by_key);
    int rc =
        cp_store_prepare(p->store, &q, p->err, "INSERT INTO fact VALUES (?, ?, ?, ?)", "i", run);
    for (size_t i = 0; rc == 0 && i < n; i++) {
        sqlite3_bind_int64(q, 2, fact[i].scenario);
        sqlite3_bind_int64(q, 3, fact[i].point);
        if (isnan(fact[i].value))
            sqlite3_bind_null(q, 4);
        else
            sqlite3_bind_double(q, 4, fact[i].value);
        rc = cp_store_step(p->store, q, p->err);
        sqlite3_reset(q);
    }
    sqlite3_finalize(q);
    return rc;
}

int cp_store_put_facts(struct cp_store *s, int64_t run, const struct cp_facts *facts,
                       struct cp_error *err) {
    struct points p = {.store = s, .facts = facts, .err = err};
    size_t n = cp_facts_count(facts);
    struct fact *fact = cp_calloc(n, sizeof *fact);
    int rc = fact ? prepare(&p) : cp_fail_nomem(err);
    if (rc)
        goto out;
    rc = find_points(&p, fact);
    if (rc)
        goto out;
    rc = insert(&p, run, fact, n);
out:
    sqlite3_finalize(p.find_label);
    sqlite3_finalize(p.add_label);
    sqlite3_finalize(p.find_point);
    sqlite3_finalize(p.add_point);
    cp_store_keys_release(&p.keys);
    cp_str_release(&p.more);
    free(p.label);
    free(p.place);
    free(p.wanted);
    free(fact);
    return rc;
}
