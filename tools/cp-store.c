/* cp-store: the history of runs: put one in, find it again. */
#include "cli/cli.h"
#include "store/store.h"
#include <math.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MOST_WORDS = 64 };

struct words {
    size_t n;
    const char *at[MOST_WORDS];
};

struct own {
    const char *name, *as_of, *at, *note, *made_with, *since;
    struct words require, figures;
    double seconds, wait;
    size_t last;
    bool partial, tee;
    enum { TEXT, TSV, JSON } format;
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

static const char *const formats[] = {"text", "tsv", "json", NULL};

#define AT(field) .at = offsetof(struct own, field)
static const struct cp_cli_option options[] = {
    {"name", "NAME", "What the runs of one plan have in common", CP_CLI_WORD, AT(name)},
    {"as-of", "DAY", "With put: the day that the inputs stand for", CP_CLI_WORD, AT(as_of)},
    {"at", "TIME", "Instead of the time it is", CP_CLI_WORD, AT(at)},
    {"note", "TEXT", "With put: what there is to say of the run", CP_CLI_WORD, AT(note)},
    {"require", "MEASURE", "With put: the stream must hold this measure. May be repeated",
     CP_CLI_READ, AT(require), .read = word},
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
    {"format", "FORMAT", "Write text (default), or facts: tsv or json", CP_CLI_CHOICE, AT(format),
     .words = formats},
    {"wait", "SECONDS", "How long to wait while another command writes (default 60)", CP_CLI_NUMBER,
     AT(wait), "[0,1000000]"},
    {0}};

/* ---- output ------------------------------------------------------------------------------ */

static int write_page(const struct cp_cli *cli, const struct cp_page *page, struct cp_error *err) {
    const char *no_color = getenv("NO_COLOR");
    struct cp_page_options opt = {.bold = cp_cli_on_terminal(cli) && !(no_color && *no_color)};
    struct cp_str text = {0};
    int rc = cp_page_write(page, "text", &opt, &text, err);
    if (rc == 0)
        rc = cp_cli_write_text(cli, text.s ? text.s : "", text.len, err);
    cp_str_release(&text);
    return rc;
}

/* ---- put --------------------------------------------------------------------------------- */

static int read_facts(const char *path, const struct cp_str *bytes, struct cp_facts *facts,
                      struct cp_error *err) {
    if (!bytes->len)
        return 0;
    FILE *in = fmemopen(bytes->s, bytes->len, "r");
    if (!in)
        return cp_fail_nomem(err);
    int rc = cp_facts_read(facts, in, strcmp(path, "-") == 0 ? "<stdin>" : path, err);
    fclose(in);
    return rc;
}

/* One input is kept as it is; several are one stream, as any command would write them. */
static int read_stream(const struct cp_cli *cli, struct cp_str *bytes, struct cp_facts *facts,
                       struct cp_error *err) {
    size_t n = cli->noperand - 1;
    for (size_t i = 0; i < n || i == 0; i++) {
        const char *path = n ? cli->operand[i + 1] : "-";
        cp_str_reset(bytes);
        int rc = cp_cli_read_text(path, bytes, err);
        if (rc == 0)
            rc = read_facts(path, bytes, facts, err);
        if (rc)
            return rc;
    }
    if (n < 2)
        return 0;
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    int rc = out ? cp_facts_write(facts, out, "tsv", err) : cp_fail_nomem(err);
    if (out)
        fclose(out);
    cp_str_reset(bytes);
    cp_str_addn(bytes, text ? text : "", len);
    free(text);
    return rc ? rc : bytes->oom ? cp_fail_nomem(err) : 0;
}

/* The only place that looks at the clock. */
static const char *now(char buf[32]) {
    struct tm tm;
    time_t t = time(NULL);
    gmtime_r(&t, &tm);
    strftime(buf, 32, "%Y-%m-%dT%H:%M:%SZ", &tm);
    return buf;
}

static int put_run(const struct cp_cli *cli, const struct own *own, const struct cp_plan *plan,
                   const struct cp_str *bytes, const struct cp_facts *facts, int64_t *run,
                   struct cp_error *err) {
    char clock[32], host[256] = "", tool[64];
    struct passwd *user = getpwuid(getuid());
    struct cp_store *store = NULL;
    struct cp_str why = {0};
    gethostname(host, sizeof host - 1);
    snprintf(tool, sizeof tool, "capplan %s", cp_version());
    struct cp_store_put put = {
        .name = own->name,
        .at = own->at ? own->at : now(clock),
        .as_of = own->as_of,
        .note = own->note,
        .tool = tool,
        .host = host,
        .by = user ? user->pw_name : NULL,
        .options = own->made_with,
        .seconds = own->seconds,
        .set = cli->set,
        .nset = cli->nset,
        .plan = plan,
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
    rc = read_stream(cli, &bytes, facts, err);
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

/* Figures of runs, as facts or on a page. */
static int write_runs(struct session *s, const struct cp_store_run *run, size_t n) {
    static const char *const usual[] = {"cost_discounted"};
    const struct words *w = &s->own->figures;
    const char *const *figure = w->n ? w->at : usual;
    size_t nfigure = w->n ? w->n : 1;
    if (s->own->format == TEXT) {
        struct cp_page *page = cp_page_new();
        int rc = cp_store_add_runs(s->store, run, n, figure, nfigure, page, s->err);
        if (rc == 0)
            rc = write_page(s->cli, page, s->err);
        cp_page_free(page);
        return rc;
    }
    struct cp_facts *facts = cp_facts_new();
    struct cp_cli to = *s->cli;
    to.format = formats[s->own->format];
    int rc = facts ? cp_store_trend(s->store, run, n, figure, nfigure, facts, s->err)
                   : cp_fail_nomem(s->err);
    if (rc == 0)
        rc = cp_cli_write(&to, facts, s->err);
    cp_facts_free(facts);
    return rc;
}

static int list(struct session *s) {
    const struct own *o = s->own;
    struct cp_store_filter filter = {o->name, o->since, o->last ? o->last : 20, o->partial};
    struct cp_store_run *run;
    size_t n;
    int rc = cp_store_list(s->store, &filter, &s->arena, &run, &n, s->err);
    return rc ? rc : write_runs(s, run, n);
}

static int show(struct session *s) {
    struct cp_store_run run;
    struct cp_page *page = cp_page_new();
    int rc = run_of(s, 1, &run);
    if (rc == 0)
        rc = cp_store_add_run(s->store, &run, page, s->err);
    if (rc == 0)
        rc = write_page(s->cli, page, s->err);
    cp_page_free(page);
    return rc;
}

/* ---- verbs ------------------------------------------------------------------------------- */

static const struct verb {
    const char *name;
    const char *operands; /* behind HISTORY */
    size_t least, most;   /* how many */
    const char *options;  /* that go with it, each between blanks */
    int (*run)(struct session *s);
} verbs[] = {
    {"put", "[FACTS...]", 0, SIZE_MAX,
     " name as-of at note require partial tee made-with seconds wait ", NULL},
    {"list", "", 0, 0, " name since last partial figure format wait ", list},
    {"get", "RUN", 1, 1, " wait ", get},
    {"plan", "RUN", 1, 1, " wait ", plan},
    {"show", "RUN", 1, 1, " wait ", show},
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
        if (cp_cli_given(cli, options[i].name) && !strstr(v->options, name))
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
    rc = cp_store_open(rest.operand[0], CP_STORE_READ, s.own->wait, &s.store, err);
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
        .operands = "put|list|get|plan|show HISTORY [RUN...|FACTS...]",
        .purpose = "Keep the runs of plans in one file, and find them again",
        .takes = CP_CLI_PLAN | CP_CLI_OPERANDS | CP_CLI_TEXT,
        .options = options,
        .run = run,
    };
    return cp_cli_main(&command, &own, argc, argv);
}
