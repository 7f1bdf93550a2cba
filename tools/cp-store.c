/* cp-store: the history of runs: put one in, find it again. */
#include "cli/cli.h"
#include "store/store.h"
#include <math.h>
#include <string.h>

enum { MOST_WORDS = 64 };

struct words {
    size_t n;
    const char *at[MOST_WORDS];
};

struct own {
    const char *name, *as_of, *at, *note, *made_with, *since, *measure;
    const char *keep, *thin, *bare;
    struct words require, inputs, figures, rules, where;
    double seconds, wait, relative;
    size_t last, top;
    bool partial, tee, attribute, dry, off;
    const char *format;
};

/* ---- options ----------------------------------------------------------------------------- */

/* May be given several times. */
static int word(const char *arg, void *at, struct cp_error *err) {
    struct words *w = at;
    if (w->n == MOST_WORDS)
        return cp_fail(err, CP_EUSAGE, "'%.60s': more than %d of them", arg, MOST_WORDS);
    w->at[w->n++] = arg;
    return 0;
}

#define AT(field) .at = offsetof(struct own, field)
static const struct cp_cli_option options[] = {
    {"name", "NAME", "What the runs of one plan have in common", CP_CLI_WORD, AT(name)},
    {"as-of", "DAY", "With put: the day that the inputs stand for", CP_CLI_WORD, AT(as_of)},
    {"at", "TIME", "Instead of the time it is", CP_CLI_WORD, AT(at)},
    {"note", "TEXT", "With put: what there is to say of the run", CP_CLI_WORD, AT(note)},
    {"require", "MEASURE", "With put: the stream must hold this measure. May be repeated",
     CP_CLI_READ, AT(require), .read = word},
    {"input", "FILE", "With put: facts that the first stage read. May be repeated", CP_CLI_READ,
     AT(inputs), .read = word},
    {"partial", NULL,
     "With put: take a stream that is not whole, marked so; with list: show those too", CP_CLI_FLAG,
     AT(partial)},
    {"tee", NULL, "With put: write the stream to standard output", CP_CLI_FLAG, AT(tee)},
    {"made-with", "OPTIONS", "With put: the options of capplan run that make it again", CP_CLI_WORD,
     AT(made_with)},
    {"seconds", "N", "With put: how long it took", CP_CLI_NUMBER, AT(seconds), "[0,inf)"},
    {"figure", "NAME", "With list: show this figure of the headline. May be repeated", CP_CLI_READ,
     AT(figures), .read = word},
    {"since", "DAY", "With list: from this day on", CP_CLI_WORD, AT(since)},
    {"last", "N", "With list: the last N runs (default 20)", CP_CLI_COUNT, AT(last),
     .most = 1000000, .letter = 'n'},
    {"measure", "NAME", "With trend: this measure instead of figures", CP_CLI_WORD, AT(measure)},
    {"where", "DIM=VALUE", "With trend: only what is of that; may be repeated", CP_CLI_READ,
     AT(where), .read = word},
    {"keep", "RULES", "With prune: what stays, as 'daily 30 weekly 26 monthly 60'", CP_CLI_WORD,
     AT(keep)},
    {"thin", "AGE", "With prune: of older runs keep the stream alone, as 30d", CP_CLI_WORD,
     AT(thin)},
    {"bare", "AGE", "With prune: of older runs keep the headline alone", CP_CLI_WORD, AT(bare)},
    {"dry-run", NULL, "With prune: only say what would go", CP_CLI_FLAG, AT(dry)},
    {"off", NULL, "With keep: no longer", CP_CLI_FLAG, AT(off)},
    {"attribute", NULL,
     "With diff: say why the cost changed, by solving plans with some of the edits", CP_CLI_FLAG,
     AT(attribute)},
    {"check", "RULE", "With diff: exit 1 unless it holds, as 'capex rise <= 2 %'. May be repeated",
     CP_CLI_READ, AT(rules), .read = word},
    {"relative", "X", "With diff: facts that differ by less are the same (default 1e-6)",
     CP_CLI_NUMBER, AT(relative), "[0,1)"},
    {"top", "N", "With diff: rows a measure of where it shows (default 4)", CP_CLI_COUNT, AT(top),
     .most = 1000},
    {"format", "FORMAT", "Write text (default), or facts: tsv, table or json", CP_CLI_FORMAT,
     AT(format)},
    {"wait", "SECONDS", "How long to wait while another command writes (default 60)", CP_CLI_NUMBER,
     AT(wait), "[0,1000000]"},
    {0}};

/* ---- put --------------------------------------------------------------------------------- */

static int put_run(const struct cp_cli *cli, const struct own *own, const struct cp_plan *plan,
                   const struct cp_str *bytes, const struct cp_facts *facts, int64_t *run,
                   struct cp_error *err) {
    struct cp_cli_origin origin;
    struct cp_store *store = NULL;
    struct cp_str why = {0};
    cp_cli_origin(&origin);
    struct cp_store_put put = {
        .name = own->name,
        .at = own->at ? own->at : origin.at,
        .as_of = own->as_of,
        .note = own->note,
        .tool = origin.tool,
        .host = origin.host,
        .by = origin.by,
        .options = own->made_with,
        .seconds = own->seconds,
        .set = cli->set,
        .nset = cli->nset,
        .plan = plan,
        .input = own->inputs.at,
        .ninput = own->inputs.n,
        .stream = bytes->s ? bytes->s : "",
        .len = bytes->len,
        .facts = facts,
        .require = own->require.at,
        .nrequire = own->require.n,
        .partial = own->partial,
    };
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
    int rc = CP_EUSAGE;
    if (!own->name)
        cp_fail(err, CP_EUSAGE, "put: no --name was given");
    else
        rc = facts ? 0 : cp_fail_nomem(err);
    if (rc)
        goto out;
    rc = cli->plan_path ? cp_cli_plan(cli, &plan, err) : 0;
    if (rc)
        goto out;
    rc = cp_cli_read_stream(cli, 1, &bytes, facts, err);
    if (rc)
        goto out;
    rc = put_run(cli, own, plan, &bytes, facts, &run, err);
    if (rc < 0)
        goto out;
    if (own->tee) {
        int wrote = cp_cli_write_text(cli, bytes.s ? bytes.s : "", bytes.len, err);
        rc = wrote < 0 ? wrote : rc;
    } else if (rc == 0) {
        char line[40];
        rc = cp_cli_write_text(
            cli, line, (size_t)snprintf(line, sizeof line, "run %lld\n", (long long)run), err);
    }
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

static int write_content(struct session *s, int (*read)(struct cp_store *store, int64_t run,
                                                        struct cp_str *out, struct cp_error *err)) {
    struct cp_store_run run;
    struct cp_str bytes = {0};
    int rc = run_of(s, 1, &run);
    if (rc)
        return rc;
    rc = read(s->store, run.run, &bytes, s->err);
    if (rc == 0)
        rc = cp_cli_write_text(s->cli, bytes.s ? bytes.s : "", bytes.len, s->err);
    cp_str_release(&bytes);
    return rc;
}

static int get(struct session *s) {
    return write_content(s, cp_store_stream);
}

static int plan(struct session *s) {
    return write_content(s, cp_store_plan);
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
    const struct words *w = &o->figures;
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

static int show(struct session *s) {
    struct cp_store_run run;
    struct cp_page *page = cp_page_new();
    int rc = run_of(s, 1, &run);
    if (rc == 0)
        rc = cp_store_add_run(s->store, &run, page, s->err);
    if (rc == 0)
        rc = cp_cli_write_page(s->cli, page, NULL, s->err);
    cp_page_free(page);
    return rc;
}

/* ---- diff -------------------------------------------------------------------------------- */

/* 1: a rule does not hold. */
static int check_rules(struct session *s, const struct cp_store_difference *d) {
    struct cp_str why = {0};
    int worst = 0;
    for (size_t i = 0; i < s->own->rules.n && worst >= 0; i++) {
        int rc = cp_store_check_difference(d, s->own->rules.at[i], &why, s->err);
        worst = rc < 0 || rc > worst ? rc : worst;
    }
    cp_cli_notes(s->cli, &why);
    cp_str_release(&why);
    return worst;
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
    const struct cp_store_compare_options how = {s->own->relative, s->own->top};
    const char *const which[] = {s->cli->noperand > 1 ? s->cli->operand[1] : NULL,
                                 s->cli->noperand > 2 ? s->cli->operand[2] : NULL};
    int rc = cp_store_find_two(s->store, s->own->name, which, &s->arena, run, s->err);
    if (rc)
        return rc;
    rc = cp_store_compare_runs(s->store, &run[0], &run[1], &how, &d, s->err);
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
    const struct own *o = s->own;
    const struct cp_store_prune p = {o->keep, o->thin, o->bare, o->at ? o->at : origin.at, o->dry};
    int rc = cp_store_prune(s->store, &p, &told, s->err);
    if (rc == 0)
        rc = cp_cli_write_text(s->cli, told.s ? told.s : "", told.len, s->err);
    cp_str_release(&told);
    return rc;
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
    if (rc >= 0) {
        int wrote = cp_cli_write_text(s->cli, found.s ? found.s : "", found.len, s->err);
        rc = wrote < 0 ? wrote : rc;
    }
    cp_str_release(&found);
    return rc;
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

static const struct verb {
    const char *name;
    const char *operands; /* behind HISTORY */
    size_t least, most;   /* how many */
    const char *options;  /* that go with it, each between blanks */
    int (*run)(struct session *s);
    bool writes;
} verbs[] = {
    {"put", "[FACTS...]", 0, SIZE_MAX,
     " name as-of at note require input partial tee made-with seconds ", NULL, true},
    {"list", "", 0, 0, " name since last partial figure format ", list, false},
    {"get", "RUN", 1, 1, "", get, false},
    {"plan", "RUN", 1, 1, "", plan, false},
    {"show", "RUN", 1, 1, "", show, false},
    {"diff", "[RUN [RUN]]", 0, 2, " name attribute check relative top format ", diff, false},
    {"trend", "", 0, 0, " name since last partial figure measure where format ", trend, false},
    {"keep", "RUN", 1, 1, " off ", keep, true},
    {"prune", "", 0, 0, " keep thin bare at dry-run ", prune, true},
    {"publish", "FILE", 1, 1, "", publish, true},
    {"check", "", 0, 0, "", check, false},
    {"migrate", "", 0, 0, " at ", migrate, true},
};
enum { VERBS = sizeof verbs / sizeof *verbs };

static const struct verb *find_verb(const char *word, struct cp_error *err) {
    const char *names[VERBS];
    struct cp_str all = {0};
    for (size_t i = 0; i < VERBS; i++) {
        names[i] = verbs[i].name;
        if (word && strcmp(word, names[i]) == 0)
            return &verbs[i];
    }
    for (size_t i = 0; i < VERBS; i++)
        cp_str_addf(&all, "%s%s", i ? ", " : "", names[i]);
    const char *near = word ? cp_nearest(word, names, VERBS) : NULL;
    cp_fail(err, CP_EUSAGE, "%s%s%s%s%s%s; wanted one of %s", word ? "unknown '" : "no verb",
            word ? word : "", word ? "'" : "", near ? " (did you mean '" : "", near ? near : "",
            near ? "'?)" : "", all.s ? all.s : "");
    cp_str_release(&all);
    return NULL;
}

static int check_usage(const struct cp_cli *cli, const struct verb *v, struct cp_error *err) {
    char name[64];
    size_t n = cli->noperand;
    for (size_t i = 0; options[i].name; i++) {
        snprintf(name, sizeof name, " %s ", options[i].name);
        bool all = strcmp(options[i].name, "wait") == 0; /* goes with every verb */
        if (cp_cli_given(cli, options[i].name) && !all && !strstr(v->options, name))
            return cp_fail(err, CP_EUSAGE, "%s has no --%s", v->name, options[i].name);
    }
    if ((cli->plan_path || cli->nset) && strcmp(v->name, "put") != 0)
        return cp_fail(err, CP_EUSAGE, "%s reads no plan: the history has it", v->name);
    if (n < 1 + v->least || n - 1 > v->most)
        return cp_fail(err, CP_EUSAGE, "wanted %s HISTORY%s%s", v->name, *v->operands ? " " : "",
                       v->operands);
    return 0;
}

static int run(const struct cp_cli *cli, void *data, struct cp_error *err) {
    const struct verb *v = find_verb(cli->noperand ? cli->operand[0] : NULL, err);
    struct cp_cli rest = *cli;
    struct session s = {.cli = &rest, .own = data, .err = err};
    if (!v)
        return CP_EUSAGE;
    rest.operand++;
    rest.noperand--;
    int rc = check_usage(&rest, v, err);
    if (rc)
        return rc;
    if (!v->run)
        return put(&rest, data, err);
    rc = cp_store_open(rest.operand[0], v->writes ? CP_STORE_WRITE : CP_STORE_READ, s.own->wait,
                       &s.store, err);
    if (rc == 0)
        rc = v->run(&s);
    cp_store_close(s.store);
    cp_arena_release(&s.arena);
    return rc;
}

int main(int argc, char **argv) {
    struct own own = {.seconds = NAN, .wait = 60};
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
