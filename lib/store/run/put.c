/* Putting a run into the history: all that takes time is done before the lock is asked for. */
#include "store/run/run.h"
#include "store/stream/stream.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is written of a run, compressed already. */
struct made {
    struct cp_arena arena;
    struct cp_store_content stream, plan, values;
    struct cp_plan_file *file;
    struct cp_store_content *content; /* of each file */
    size_t nfile;
    struct cp_store_headline headline;
};

/* ---- is it whole ------------------------------------------------------------------------- */

static bool has_measure(const struct cp_facts *t, const char *measure) {
    for (size_t i = 0; i < cp_facts_count(t); i++)
        if (strcmp(cp_facts_measure(t, i), measure) == 0)
            return true;
    return false;
}

/* What the stream says itself of its answer. */
static const char *unsolved(const struct cp_facts *t) {
    if (cp_facts_has_no_answer(t))
        return "it holds no answer: 'solved' is NA";
    for (size_t i = 0; i < cp_facts_count(t); i++)
        if (strcmp(cp_facts_measure(t, i), "solved") == 0 && cp_facts_value(t, i) == 0)
            return "its answer is not proved: 'solved' is 0";
    return NULL;
}

int cp_store_lacks(const struct cp_facts *facts, const char *const *measure, size_t n,
                   struct cp_str *why) {
    const char *word = cp_facts_count(facts) ? unsolved(facts) : "it holds no facts";
    int rc = word != NULL;
    if (word)
        cp_str_addf(why, "%s\n", word);
    for (size_t i = 0; !word && i < n; i++)
        if (!has_measure(facts, measure[i])) {
            cp_str_addf(why, "it has no '%s'\n", measure[i]);
            rc = 1;
        }
    return rc;
}

/* ---- what is written --------------------------------------------------------------------- */

static int read_file(const char *path, struct cp_store_content *out, struct cp_error *err) {
    struct cp_str bytes = {0};
    FILE *in = fopen(path, "re");
    if (!in)
        return cp_fail_at(err, CP_EIO, (struct cp_pos){path, 0, 0}, "cannot open: %s",
                          strerror(errno));
    int rc = cp_read_text(in, path, CP_PROGRAM_LINE_MAX, &bytes, err);
    fclose(in);
    if (rc == 0)
        rc = cp_store_compress(bytes.s ? bytes.s : "", bytes.len, out, err);
    cp_str_release(&bytes);
    return rc;
}

static int make_plan(const struct cp_plan *plan, struct made *m, struct cp_error *err) {
    struct cp_str text = {0}, values = {0};
    int rc = cp_plan_show(plan, "", &text, err);
    if (rc == 0)
        rc = cp_plan_list_values(plan, &values, err);
    if (rc == 0)
        rc = cp_store_compress(text.s, text.len, &m->plan, err);
    if (rc == 0)
        rc = cp_store_compress(values.s, values.len, &m->values, err);
    cp_str_release(&text);
    cp_str_release(&values);
    return rc;
}

/* Those that the plan names, and those that the first stage read. */
static int make_files(const struct cp_store_put *p, struct made *m, struct cp_error *err) {
    struct cp_plan_file *named = NULL;
    size_t n = 0;
    int rc = p->plan ? cp_plan_files(p->plan, &m->arena, &named, &n, err) : 0;
    if (rc)
        return rc;
    m->file = cp_arena_calloc(&m->arena, n + p->ninput + 1, sizeof *m->file);
    m->content = cp_calloc(n + p->ninput, sizeof *m->content);
    if (!m->file || !m->content)
        return cp_fail_nomem(err);
    for (size_t i = 0; i < n + p->ninput; i++) {
        const char *path = i < n ? NULL : p->input[i - n];
        m->file[i] = i < n ? named[i]
                           : (struct cp_plan_file){
                                 cp_arena_printf(&m->arena, "facts/%zu", i - n + 1), path, path};
        if (!m->file[i].key)
            return cp_fail_nomem(err);
        rc = read_file(m->file[i].path, &m->content[i], err);
        if (rc)
            return rc;
        m->nfile++;
    }
    return 0;
}

static int make(const struct cp_store_put *p, struct made *m, struct cp_error *err) {
    int rc = cp_store_headline(p->facts, p->plan, &m->arena, &m->headline, err);
    if (rc)
        return rc;
    rc = cp_store_compress(p->stream, p->len, &m->stream, err);
    if (rc)
        return rc;
    rc = p->plan ? make_plan(p->plan, m, err) : 0;
    return rc ? rc : make_files(p, m, err);
}

static void release(struct made *m) {
    free(m->stream.gz);
    free(m->plan.gz);
    free(m->values.gz);
    for (size_t i = 0; m->content && i < m->nfile; i++)
        free(m->content[i].gz);
    free(m->content);
    cp_arena_release(&m->arena);
}

/* ---- writing it -------------------------------------------------------------------------- */

static int insert_run(struct cp_store *s, const struct cp_store_put *p, const struct made *m,
                      bool whole, int64_t *run, struct cp_error *err) {
    int64_t stream, plan = 0, values = 0;
    int rc = cp_store_put_content(s, &m->stream, &stream, err);
    if (rc)
        return rc;
    rc = m->plan.gz ? cp_store_put_content(s, &m->plan, &plan, err) : 0;
    if (rc)
        return rc;
    rc = m->values.gz ? cp_store_put_content(s, &m->values, &values, err) : 0;
    if (rc)
        return rc;
    rc = cp_store_do(s, err,
                     "INSERT INTO run (name, at, as_of, state, facts, stream, plan, plan_values,"
                     " tool, host, by, options, seconds, note)"
                     " VALUES (?, ?, ?, ?, ?, ?, nullif(?, 0), nullif(?, 0), ?, ?, ?, ?, ?, ?)",
                     "ssssiiiissssds", p->name, p->at, p->as_of, whole ? "whole" : "partial",
                     (int64_t)cp_facts_count(p->facts), stream, plan, values, p->tool, p->host,
                     p->by, p->options, p->seconds, p->note);
    *run = sqlite3_last_insert_rowid(s->db);
    return rc;
}

static int insert_origin(struct cp_store *s, const struct cp_store_put *p, const struct made *m,
                         int64_t run, struct cp_error *err) {
    for (size_t i = 0; i < p->nset; i++) {
        const char *sign = strchr(p->set[i], '=');
        char *path = cp_arena_strndup(&s->arena, p->set[i],
                                      sign ? (size_t)(sign - p->set[i]) : strlen(p->set[i]));
        if (!path)
            return cp_fail_nomem(err);
        int rc = cp_store_do(s, err, "INSERT INTO run_set VALUES (?, ?, ?, ?)", "iiss", run,
                             (int64_t)i + 1, path, sign ? sign + 1 : "");
        if (rc)
            return rc;
    }
    for (size_t i = 0; i < m->nfile; i++) {
        int64_t content;
        int rc = cp_store_put_content(s, &m->content[i], &content, err);
        if (rc)
            return rc;
        rc = cp_store_do(s, err, "INSERT OR REPLACE INTO run_file VALUES (?, ?, ?, ?)", "issi", run,
                         m->file[i].key, m->file[i].name, content);
        if (rc)
            return rc;
    }
    return 0;
}

static int insert_headline(struct cp_store *s, const struct cp_store_headline *h, int64_t run,
                           struct cp_error *err) {
    for (size_t i = 0; i < h->n; i++) {
        const struct cp_store_figure *f = &h->figure[i];
        int rc = cp_store_do(s, err, "INSERT INTO headline VALUES (?, ?, ?, ?, ?, ?)", "issdss",
                             run, f->scenario, f->name, f->value, f->unit, f->note);
        if (rc)
            return rc;
    }
    return 0;
}

static int write_all(struct cp_store *s, const struct cp_store_put *p, const struct made *m,
                     bool whole, int64_t *run, struct cp_error *err) {
    /* another command may have made the file since it was opened */
    int rc = cp_store_recognise(s, err);
    if (rc == 1)
        rc = cp_store_create(s, err);
    if (rc)
        return rc;
    rc = insert_run(s, p, m, whole, run, err);
    if (rc)
        return rc;
    rc = insert_origin(s, p, m, *run, err);
    if (rc)
        return rc;
    rc = insert_headline(s, &m->headline, *run, err);
    if (rc)
        return rc;
    return cp_store_put_facts(s, *run, p->facts, err);
}

/* ---- all of it --------------------------------------------------------------------------- */

/* A name is no number and holds nothing that means something in front of or behind a name. */
static int check_name(const char *name, struct cp_error *err) {
    bool taken = strcmp(name, "latest") == 0 || name[strspn(name, "0123456789")] == '\0';
    if (!taken && *name && !strpbrk(name, " \t\n\r~@/"))
        return 0;
    return cp_fail(err, CP_EUSAGE,
                   "'%.60s' is no name for runs: a word without ~ @ /, and no number", name);
}

int cp_store_check_put(const struct cp_store_put *p, struct cp_str *why, struct cp_error *err) {
    /* a plan with sites asks for an answer */
    static const char *const of_sites[] = {"objective", "solved"};
    int rc = check_name(p->name, err);
    if (rc)
        return rc;
    rc = cp_store_check_time("at", p->at, err);
    if (rc)
        return rc;
    rc = p->as_of ? cp_store_check_day("as-of", p->as_of, err) : 0;
    if (rc)
        return rc;
    bool usual = p->nrequire == 0 && p->plan && p->plan->nsite;
    rc = cp_store_lacks(p->facts, usual ? of_sites : p->require, usual ? 2 : p->nrequire, why);
    return why->oom ? cp_fail_nomem(err) : rc;
}

int cp_store_put(struct cp_store *s, const struct cp_store_put *p, int64_t *run,
                 struct cp_error *err) {
    struct made m = {0};
    struct cp_str why = {0};
    int lacking = cp_store_check_put(p, &why, err);
    cp_str_release(&why);
    if (lacking < 0 || (lacking && !p->partial))
        return lacking;
    int rc = make(p, &m, err);
    if (rc)
        goto out;
    rc = cp_store_begin(s, err);
    if (rc)
        goto out;
    rc = cp_store_end(s, write_all(s, p, &m, !lacking, run, err), err);
out:
    release(&m);
    return rc;
}
