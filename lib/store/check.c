/* Is a history in order: its structure, its references, its contents by their hashes, and each
 * run's facts and headline against its stream. */
#include "store/file/file.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A line for each row that a query of faults gives. */
static int ask(struct cp_store *s, const char *sql, const char *what, struct cp_str *found,
               struct cp_error *err) {
    sqlite3_stmt *q;
    int rc = cp_store_prepare(s, &q, err, sql, "");
    while (rc == 0 && (rc = cp_store_step(s, q, err)) == 1) {
        const char *text = (const char *)sqlite3_column_text(q, 0);
        if (!text || strcmp(text, "ok") != 0)
            cp_str_addf(found, "%s: %s\n", what, text ? text : "-");
        rc = 0;
    }
    sqlite3_finalize(q);
    return rc;
}

static int check_contents(struct cp_store *s, struct cp_str *found, struct cp_error *err) {
    sqlite3_stmt *q;
    int rc = cp_store_prepare(s, &q, err, "SELECT content FROM content WHERE gz NOT NULL", "");
    while (rc == 0 && (rc = cp_store_step(s, q, err)) == 1) {
        struct cp_str bytes = {0};
        struct cp_error why = {0};
        rc = cp_store_get_content(s, sqlite3_column_int64(q, 0), &bytes, &why);
        cp_str_release(&bytes);
        if (rc == CP_EIO)
            cp_str_addf(found, "%s\n", why.at[0].msg);
        else if (rc)
            cp_fail(err, (enum cp_code)rc, "%s", why.at[0].msg);
        rc = rc == CP_EIO ? 0 : rc;
    }
    sqlite3_finalize(q);
    return rc;
}

/* Figures that need the plan's discounting are held against their sum instead. */
static void compare(const struct cp_store_run *r, const struct cp_store_headline *kept,
                    const struct cp_store_headline *made, struct cp_str *found) {
    double whole = NAN, kinds = 0;
    bool any = false;
    for (size_t i = 0; i < made->n; i++) {
        const struct cp_store_figure *f = &made->figure[i];
        const struct cp_store_figure *k = cp_store_headline_find(kept, f->name);
        if (strcmp(f->scenario, "-") == 0 && (!k || k->value != f->value))
            cp_str_addf(found, "run %lld: %s is not that of its stream\n", (long long)r->run,
                        f->name);
    }
    for (size_t i = 0; i < kept->n; i++) {
        const struct cp_store_figure *k = &kept->figure[i];
        if (strcmp(k->scenario, "-") != 0)
            continue;
        if (strcmp(k->name, "cost_discounted") == 0)
            whole = k->value;
        if (strncmp(k->name, "cost_discounted/", 16) == 0) {
            kinds += k->value;
            any = true;
        }
    }
    if (any && !(fabs(kinds - whole) <= 1e-9 * fabs(whole)))
        cp_str_addf(found, "run %lld: its kinds of cost do not sum to its cost\n",
                    (long long)r->run);
}

static int check_run(struct cp_store *s, const struct cp_store_run *r, struct cp_str *found,
                     struct cp_error *err) {
    struct cp_arena arena = {0};
    struct cp_str text = {0};
    struct cp_store_headline kept, made;
    struct cp_error why = {0};
    struct cp_facts *facts = cp_facts_new();
    FILE *in = NULL;
    int rc = facts ? 0 : cp_fail_nomem(err);
    if (rc == 0 && cp_store_stream(s, r->run, &text, &why))
        goto out; /* told with the contents */
    if (rc == 0 && text.len)
        in = fmemopen(text.s, text.len, "r");
    if (in)
        rc = cp_facts_read(facts, in, r->name, err);
    if (rc == 0)
        rc = cp_store_headline(facts, NULL, &arena, &made, err);
    if (rc == 0)
        rc = cp_store_run_headline(s, r->run, &arena, &kept, err);
    if (rc == 0)
        compare(r, &kept, &made, found);
out:
    if (in)
        fclose(in);
    cp_facts_free(facts);
    cp_str_release(&text);
    cp_arena_release(&arena);
    return rc;
}

int cp_store_check(struct cp_store *s, struct cp_str *found, struct cp_error *err) {
    static const struct {
        const char *what, *sql;
    } query[] = {
        {"structure", "PRAGMA integrity_check"},
        {"reference", "PRAGMA foreign_key_check"},
        {"facts of run", "SELECT run FROM run WHERE level = 2 AND facts <>"
                         " (SELECT count(*) FROM fact WHERE fact.run = run.run)"},
        {"facts of run", "SELECT run FROM run WHERE level < 2 AND"
                         " EXISTS (SELECT 1 FROM fact WHERE fact.run = run.run)"},
    };
    struct cp_arena arena = {0};
    const struct cp_store_filter all = {.partial = true};
    struct cp_store_run *run = NULL;
    size_t n = 0, before = found->len;
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < sizeof query / sizeof *query; i++)
        rc = ask(s, query[i].sql, query[i].what, found, err);
    if (rc == 0)
        rc = check_contents(s, found, err);
    if (rc == 0)
        rc = cp_store_list(s, &all, &arena, &run, &n, err);
    for (size_t i = 0; rc == 0 && i < n; i++)
        if (run[i].level > 0)
            rc = check_run(s, &run[i], found, err);
    cp_arena_release(&arena);
    if (rc == 0 && found->oom)
        rc = cp_fail_nomem(err);
    return rc ? rc : found->len > before;
}
