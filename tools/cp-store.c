/* cp-store: the history of runs: put one in, find it again. */
#include "cli/cli.h"
#include "store/store.h"
#include <math.h>
#include <string.h>

struct own {
    const char *name, *at, *since, *measure, *format;
    struct cp_store_put put;
    struct cp_store_prune prune;
    struct cp_store_compare_options compare;
    struct cp_cli_words require, inputs, figures, rules, where;
    double wait;
    size_t last;
    bool partial, tee, attribute, off;
};

/* ---- options ----------------------------------------------------------------------------- */

#define AT(field) .at = offsetof(struct own, field)
static const struct cp_cli_option options[] = {
    {"name", "NAME", "What the runs of one plan have in common", CP_CLI_WORD, AT(name)},
    {"as-of", "DAY", "With put: the day that the inputs stand for", CP_CLI_WORD, AT(put.as_of)},
    {"at", "TIME", "Instead of the time it is", CP_CLI_WORD, AT(at)},
    {"note", "TEXT", "With put: what there is to say of the run", CP_CLI_WORD, AT(put.note)},
    {"require", "MEASURE", "With put: the stream must hold this measure. May be repeated",
     CP_CLI_WORDS, AT(require)},
    {"input", "FILE", "With put: facts that the first stage read. May be repeated", CP_CLI_WORDS,
     AT(inputs)},
    {"partial", NULL,
     "With put: take a stream that is not whole, marked so; with list: show those too", CP_CLI_FLAG,
     AT(partial)},
    {"tee", NULL, "With put: write the stream to standard output", CP_CLI_FLAG, AT(tee)},
    {"made-with", "OPTIONS", "With put: the options of capplan run that make it again", CP_CLI_WORD,
     AT(put.options)},
    {"seconds", "N", "With put: how long it took", CP_CLI_NUMBER, AT(put.seconds), "[0,inf)"},
    {"figure", "NAME", "Show this figure of the headline; may be repeated", CP_CLI_WORDS,
     AT(figures)},
    {"since", "DAY", "With list: from this day on", CP_CLI_WORD, AT(since)},
    {"last", "N", "With list: the last N runs (default 20)", CP_CLI_COUNT, AT(last),
     .most = 1000000, .letter = 'n'},
    {"measure", "NAME", "With trend: this measure instead of figures", CP_CLI_WORD, AT(measure)},
    {"where", "DIM=VALUE", "With trend: only what is of that; may be repeated", CP_CLI_WORDS,
     AT(where)},
    {"keep", "RULES", "With prune: what stays, as 'daily 30 weekly 26 monthly 60'", CP_CLI_WORD,
     AT(prune.keep)},
    {"thin", "AGE", "With prune: of older runs the stream alone, as 30d", CP_CLI_WORD,
     AT(prune.thin)},
    {"bare", "AGE", "With prune: of older runs the headline alone", CP_CLI_WORD, AT(prune.bare)},
    {"dry-run", NULL, "With prune: only say what would go", CP_CLI_FLAG, AT(prune.dry)},
    {"off", NULL, "With keep: no longer", CP_CLI_FLAG, AT(off)},
    {"attribute", NULL,
     "With diff: say why the cost changed, by solving plans with some of the edits", CP_CLI_FLAG,
     AT(attribute)},
    {"check", "RULE", "With diff: exit 1 unless it holds, as 'capex rise <= 2 %'. May be repeated",
     CP_CLI_WORDS, AT(rules)},
    {"relative", "X", "With diff: facts that differ by less are the same (default 1e-6)",
     CP_CLI_NUMBER, AT(compare.relative), "[0,1)"},
    {"top", "N", "With diff: rows a measure of where it shows (default 4)", CP_CLI_COUNT,
     AT(compare.top), .most = 1000},
    {"format", "FORMAT", "Write text, or facts as tsv, table or json", CP_CLI_FORMAT, AT(format)},
    {"wait", "SECONDS", "How long to wait while another command writes (default 60)", CP_CLI_NUMBER,
     AT(wait), "[0,1000000]"},
    {0}};

/* Write the text that came with `rc`, unless that is a finding's; the text is released. */
static int write_out(const struct cp_cli *cli, int rc, struct cp_str *text, struct cp_error *err) {
    int wrote = rc < 0 ? 0 : cp_cli_write_str(cli, text, err);
    cp_str_release(text);
    return wrote < 0 ? wrote : rc;
}

/* ---- put --------------------------------------------------------------------------------- */

static int put_run(const struct cp_cli *cli, const struct own *own, const struct cp_plan *plan,
                   const struct cp_str *bytes, const struct cp_facts *facts, int64_t *run,
                   struct cp_error *err) {
    struct cp_cli_origin origin;
    struct cp_store *store = NULL;
    struct cp_str why = {0};
    struct cp_store_put put = own->put;
    cp_cli_origin(&origin);
    put.name = own->name;
    put.at = own->at ? own->at : origin.at;
    put.tool = origin.tool;
    put.host = origin.host;
    put.by = origin.by;
    put.set = cli->set;
    put.nset = cli->nset;
    put.plan = plan;
    put.input = own->inputs.at;
    put.ninput = own->inputs.n;
    put.stream = bytes->s ? bytes->s : "";
    put.len = bytes->len;
    put.facts = facts;
    put.require = own->require.at;
    put.nrequire = own->require.n;
    put.partial = own->partial;
    int rc = cp_store_check_put(&put, &why, err);
    if (rc == 1 && !own->partial)
        cp_cli_note(cli, "not stored");
    cp_cli_notes(cli, &why);
    cp_str_release(&why);
    if (rc < 0 || (rc == 1 && !own->partial))
        return rc;
    rc = cp_store_open(cli->operand[0], CP_STORE_CREATE, own->wait, &store, err);
    if (rc)
        return rc;
    rc = cp_store_put(store, &put, run, err);
    cp_store_close(store);
    return rc;
}

static int put(const struct cp_cli *cli, const struct own *own, struct cp_error *err) {
    struct cp_plan *plan = NULL;
    struct cp_facts *facts = cp_facts_new();
    struct cp_str bytes = {0};
    int64_t run = 0;
    int rc = !own->name ? cp_fail(err, CP_EUSAGE, "put: no --name was given")
             : facts    ? 0
                        : cp_fail_nomem(err);
    if (rc)
        goto out;
    rc = cli->plan_path ? cp_cli_plan(cli, &plan, err) : 0;
    if (rc)
        goto out;
    rc = cp_cli_read_stream(cli, 1, &bytes, facts, err);
    if (rc)
        goto out;
    if (plan)
        cp_cli_tell_plans(cli, plan, facts);
    rc = put_run(cli, own, plan, &bytes, facts, &run, err);
    if (rc < 0)
        goto out;
    if (!own->tee) {
        cp_str_reset(&bytes);
        cp_str_addf(&bytes, "run %lld\n", (long long)run);
    }
    if (own->tee || rc == 0)
        rc = write_out(cli, rc, &bytes, err);
out:
    cp_str_release(&bytes);
    cp_facts_free(facts);
    cp_plan_free(plan);
    return rc;
}

/* ---- getting something out --------------------------------------------------------------- */

/* A history opened for a verb, and what its output is gathered in. */
struct session {
    const struct cp_cli *cli;
    const struct own *own;
    struct cp_store *store;
    struct cp_arena arena;
    struct cp_error *err;
};

/* The run that operand i names. */
static int run_of(struct session *s, size_t i, struct cp_store_run *run) {
    return cp_store_find(s->store, s->cli->operand[i], &s->arena, run, s->err);
}

static int get(struct session *s) {
    struct cp_store_run run;
    struct cp_str bytes = {0};
    int rc = run_of(s, 1, &run);
    if (rc == 0)
        rc = cp_store_stream(s->store, run.run, &bytes, s->err);
    return write_out(s->cli, rc, &bytes, s->err);
}

static int plan(struct session *s) {
    struct cp_store_run run;
    struct cp_str text = {0};
    int rc = run_of(s, 1, &run);
    if (rc == 0)
        rc = cp_store_plan(s->store, run.run, &text, s->err);
    return write_out(s->cli, rc, &text, s->err);
}

static int page_of_runs(const void *of, struct cp_page *page, struct cp_error *err) {
    return cp_store_add_runs(of, page, err);
}
static int page_of_trend(const void *of, struct cp_page *page, struct cp_error *err) {
    return cp_store_add_trend(of, page, err);
}
static int facts_of_trend(const void *of, struct cp_facts *facts, struct cp_error *err) {
    return cp_store_put_trend(of, facts, err);
}

/* Figures, or a measure, of the last runs: at most as many as are asked for, or `usual`. */
static int write_trend(struct session *s, size_t usual, const struct cp_cli_result *how) {
    static const char *const cost[] = {"cost_discounted"};
    const struct own *o = s->own;
    const struct cp_cli_words *w = &o->figures;
    struct cp_store_filter filter = {o->name, o->since, o->last ? o->last : usual, o->partial};
    const struct cp_store_measure measure = {o->measure, o->where.at, o->where.n};
    struct cp_store_run *run;
    struct cp_store_trend t = {0};
    int rc = cp_store_list(s->store, &filter, &s->arena, &run, &t.n, s->err);
    if (rc)
        return rc;
    t.run = run;
    if (o->measure)
        rc = cp_store_trend_measure(s->store, &measure, &s->arena, &t, s->err);
    else
        rc = cp_store_trend_figures(s->store, w->n ? w->at : cost, w->n ? w->n : 1, &s->arena, &t,
                                    s->err);
    return rc ? rc : cp_cli_write_result(s->cli, o->format, how, &t, s->err);
}

static int list(struct session *s) {
    return write_trend(s, 20, &(struct cp_cli_result){page_of_runs, facts_of_trend});
}

static int trend(struct session *s) {
    if (s->own->where.n && !s->own->measure)
        return cp_fail(s->err, CP_EUSAGE, "trend: --where goes with --measure");
    return write_trend(s, 0, &(struct cp_cli_result){page_of_trend, facts_of_trend});
}

struct one {
    struct cp_store *store;
    struct cp_store_run run;
    struct cp_store_trend figures; /* of it alone */
};
static int page_of_run(const void *of, struct cp_page *page, struct cp_error *err) {
    const struct one *one = of;
    return cp_store_add_run(one->store, &one->run, page, err);
}
static int facts_of_run(const void *of, struct cp_facts *facts, struct cp_error *err) {
    const struct one *one = of;
    return cp_store_put_trend(&one->figures, facts, err);
}

static int show(struct session *s) {
    struct one one = {.store = s->store, .figures = {.run = &one.run, .n = 1}};
    int rc = run_of(s, 1, &one.run);
    if (rc)
        return rc;
    rc = cp_store_trend_figures(s->store, NULL, 0, &s->arena, &one.figures, s->err);
    static const struct cp_cli_result how = {page_of_run, facts_of_run};
    return rc ? rc : cp_cli_write_result(s->cli, s->own->format, &how, &one, s->err);
}

/* ---- diff -------------------------------------------------------------------------------- */

/* 1: a rule does not hold. */
static int check_rules(struct session *s, const struct cp_store_difference *d) {
    struct cp_str why = {0};
    int rc = cp_store_check_difference(d, s->own->rules.at, s->own->rules.n, &why, s->err);
    cp_cli_notes(s->cli, &why);
    cp_str_release(&why);
    return rc;
}

static int page_of_difference(const void *of, struct cp_page *page, struct cp_error *err) {
    return cp_store_add_difference(of, page, err);
}
static int facts_of_difference(const void *of, struct cp_facts *facts, struct cp_error *err) {
    return cp_store_put_difference(of, facts, err);
}

static int diff(struct session *s) {
    struct cp_store_run run[2];
    struct cp_store_difference *d = NULL;
    const char *const which[] = {s->cli->noperand > 1 ? s->cli->operand[1] : NULL,
                                 s->cli->noperand > 2 ? s->cli->operand[2] : NULL};
    int rc = cp_store_find_two(s->store, s->own->name, which, &s->arena, run, s->err);
    if (rc)
        return rc;
    rc = cp_store_compare_runs(s->store, &run[0], &run[1], &s->own->compare, &d, s->err);
    if (rc)
        return rc;
    if (s->own->attribute) {
        cp_cli_catch_interrupts();
        rc = cp_store_attribute(s->store, run, d, cp_cli_solve, NULL, s->err);
    }
    if (rc == 0)
        rc = check_rules(s, d);
    if (rc >= 0) {
        static const struct cp_cli_result how_written = {page_of_difference, facts_of_difference};
        int wrote = cp_cli_write_result(s->cli, s->own->format, &how_written, d, s->err);
        rc = wrote < 0 ? wrote : rc;
    }
    cp_store_difference_free(d);
    return rc;
}

/* ---- the file itself --------------------------------------------------------------------- */

static int prune(struct session *s) {
    struct cp_cli_origin origin;
    struct cp_str told = {0};
    cp_cli_origin(&origin);
    struct cp_store_prune p = s->own->prune;
    p.at = s->own->at ? s->own->at : origin.at;
    int rc = cp_store_prune(s->store, &p, &told, s->err);
    return write_out(s->cli, rc, &told, s->err);
}

static int keep(struct session *s) {
    struct cp_store_run run;
    int rc = run_of(s, 1, &run);
    return rc ? rc : cp_store_keep(s->store, run.run, !s->own->off, s->err);
}

static int publish(struct session *s) {
    return cp_store_publish(s->store, s->cli->operand[1], s->err);
}

static int check(struct session *s) {
    struct cp_str found = {0};
    int rc = cp_store_check(s->store, &found, s->err);
    return write_out(s->cli, rc, &found, s->err);
}

static int migrate(struct session *s) {
    struct cp_cli_origin origin;
    size_t added;
    cp_cli_origin(&origin);
    const char *backup = cp_arena_printf(&s->arena, "%s.v1", s->cli->operand[0]);
    if (!backup)
        return cp_fail_nomem(s->err);
    int rc =
        cp_store_migrate(s->store, s->own->at ? s->own->at : origin.at, backup, &added, s->err);
    if (rc == 0)
        cp_cli_note(s->cli,
                    added ? "%zu dimensions have columns now; what was is in %s" : "nothing to do",
                    added, backup);
    return rc;
}

/* ---- verbs ------------------------------------------------------------------------------- */

#define PUT " plan name as-of at note require input partial tee made-with seconds wait "
#define RUNS " name since last partial format "
#define DIFF " name attribute check relative top format wait "
static const struct {
    struct cp_cli_verb verb;
    int (*run)(struct session *s); /* NULL: put, which opens the history when all else is done */
    bool writes;
} verbs[] = {
    {{"put", "HISTORY [FACTS...]", 1, SIZE_MAX, PUT}, NULL, true},
    {{"list", "HISTORY", 1, 1, RUNS " figure wait "}, list, false},
    {{"get", "HISTORY RUN", 2, 2, " wait "}, get, false},
    {{"plan", "HISTORY RUN", 2, 2, " wait "}, plan, false},
    {{"show", "HISTORY RUN", 2, 2, " format wait "}, show, false},
    {{"diff", "HISTORY [RUN [RUN]]", 1, 3, DIFF}, diff, false},
    {{"trend", "HISTORY", 1, 1, RUNS " figure measure where wait "}, trend, false},
    {{"keep", "HISTORY RUN", 2, 2, " off wait "}, keep, true},
    {{"prune", "HISTORY", 1, 1, " keep thin bare at dry-run wait "}, prune, true},
    {{"publish", "HISTORY FILE", 2, 2, " wait "}, publish, true},
    {{"check", "HISTORY", 1, 1, " wait "}, check, false},
    {{"migrate", "HISTORY", 1, 1, " at wait "}, migrate, true},
};
enum { VERBS = sizeof verbs / sizeof *verbs };

static int run(const struct cp_cli *cli, void *data, struct cp_error *err) {
    struct cp_cli rest = *cli;
    struct session s = {.cli = &rest, .own = data, .err = err};
    size_t v;
    int rc = cp_cli_choose_verb(cli, &verbs[0].verb, sizeof *verbs, VERBS, &v, err);
    if (rc)
        return rc;
    rest.operand++;
    rest.noperand--;
    if (!verbs[v].run)
        return put(&rest, data, err);
    rc = cp_store_open(rest.operand[0], verbs[v].writes ? CP_STORE_WRITE : CP_STORE_READ,
                       s.own->wait, &s.store, err);
    if (rc == 0)
        rc = verbs[v].run(&s);
    cp_store_close(s.store);
    cp_arena_release(&s.arena);
    return rc;
}

int main(int argc, char **argv) {
    struct own own = {.put.seconds = NAN, .wait = 60};
    static const struct cp_command command = {
        .name = "cp-store",
        .operands = "VERB HISTORY [RUN...|FACTS...]",
        .purpose = "Keep the runs of plans in one file, and find them again",
        .takes = CP_CLI_PLAN | CP_CLI_OPERANDS | CP_CLI_TEXT,
        .options = options,
        .run = run,
    };
    return cp_cli_main(&command, &own, argc, argv);
}
