/* capplan: the commands under one name, and `capplan run`: all stages of a plan in one. */
#include "cli/cli.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- stages ------------------------------------------------------------------------------ */

/* The stages of a plan, each the command cp-NAME, which reads what the one before has written. This
 * is the one list of them: what makes a run again, and cron, call `capplan run`. */
static const char *const names[] = {"forecast", "supplier", "allocate", "finance", NULL};
enum { STAGES = sizeof names / sizeof *names - 1, MOST_WITH = 32 };

enum { SEED = 1, JOBS = 2, LIMIT = 4 };
static const struct {
    unsigned takes;
    const char *options; /* unless --with says others */
} stages[STAGES] = {
    {SEED | JOBS, ""}, {SEED | JOBS, ""}, {JOBS | LIMIT, "--duals"}, {SEED | JOBS, ""}};

/* ---- options ----------------------------------------------------------------------------- */

struct stage_list {
    size_t n, at[STAGES];
};

struct with_list {
    size_t n, of[MOST_WITH];
    const char *options[MOST_WITH];
};

struct own {
    struct stage_list stages;
    struct with_list with;
    double limit;
    const char *keep, *store, *name, *as_of, *at, *note, *report, *against;
};

static int read_stages(const char *arg, void *at, struct cp_error *err) {
    struct stage_list *list = at;
    return cp_cli_choose_list("stages", arg, names, list->at, &list->n, err);
}

static int read_with(const char *arg, void *at, struct cp_error *err) {
    struct with_list *list = at;
    size_t len = strcspn(arg, "=");
    char word[40];
    if (!arg[len] || list->n == MOST_WITH)
        return cp_fail(err, CP_EUSAGE, "--with: '%.60s' is not STAGE=OPTIONS", arg);
    snprintf(word, sizeof word, "%.*s", (int)len, arg);
    list->options[list->n] = arg + len + 1;
    return cp_cli_choose("with", word, names, &list->of[list->n++], err);
}

#define AT(field) .at = offsetof(struct own, field)
static const struct cp_cli_option options[] = {
    {"stages", "NAME,...", "Run these stages (forecast,supplier,allocate,finance)", CP_CLI_READ,
     AT(stages), .read = read_stages},
    {"with", "STAGE=OPTIONS", "Give a stage these options; allocate has --duals otherwise",
     CP_CLI_READ, AT(with), .read = read_with},
    {"time-limit", "SECONDS", "End within this time, all stages together", CP_CLI_NUMBER, AT(limit),
     "(0,inf)"},
    {"keep", "DIR", "Leave the stream of each stage in DIR", CP_CLI_WORD, AT(keep)},
    {"store", "HISTORY", "Put the run into this history, under --name", CP_CLI_WORD, AT(store)},
    {"name", "NAME", "With --store: the name of the run", CP_CLI_WORD, AT(name)},
    {"as-of", "DAY", "With --store: the day that the inputs stand for", CP_CLI_WORD, AT(as_of)},
    {"at", "TIME", "With --store: instead of the time it is", CP_CLI_WORD, AT(at)},
    {"note", "TEXT", "With --store: what there is to say of the run", CP_CLI_WORD, AT(note)},
    {"report", "FORMAT", "Write the report of cp-report instead of facts", CP_CLI_WORD, AT(report)},
    {"against", "OLD", "Say what differs from OLD too: a run of --store, or a file", CP_CLI_WORD,
     AT(against)},
    {0}};

/* ---- one run ----------------------------------------------------------------------------- */

struct run {
    const struct cp_cli *cli;
    const struct own *own;
    struct cp_error *err;
    double began, deadline;
    int stream;           /* what the last stage has written; -1: none has yet */
    int worst;            /* exit status so far */
    struct cp_str status; /* "forecast 0, supplier 0" */
    struct cp_str put;    /* "run 42" */
};

static void add_plan(const struct run *r, struct cp_cli_line *line) {
    cp_cli_addf(line, "--plan=%s", r->cli->plan_path);
    for (size_t i = 0; i < r->cli->nset; i++)
        cp_cli_addf(line, "--set=%s", r->cli->set[i]);
    if (r->cli->quiet)
        cp_cli_add(line, "--quiet");
    if (r->cli->verbose)
        cp_cli_add(line, "--verbose");
}

/* Those of --with, or else what the stage has. */
static int add_own_options(const struct run *r, size_t stage, struct cp_cli_line *line) {
    const struct with_list *with = &r->own->with;
    bool given = false;
    for (size_t i = 0; i < with->n; i++)
        if (with->of[i] == stage) {
            int rc = cp_cli_add_words(line, with->options[i], r->err);
            if (rc)
                return rc;
            given = true;
        }
    return given ? 0 : cp_cli_add_words(line, stages[stage].options, r->err);
}

/* Seconds that a stage which can stop by itself is told; the rest is for it to stop in, and for
 * those behind it. */
static double told_limit(const struct run *r) {
    double left = r->deadline - cp_cli_now(), rest = fmin(10, 0.1 * r->own->limit);
    return fmax(left - rest, 0.01);
}

static int put_together(const struct run *r, size_t stage, struct cp_cli_line *line) {
    cp_cli_addf(line, "cp-%s", names[stage]);
    add_plan(r, line);
    if (r->cli->restricted)
        cp_cli_add(line, "--restricted");
    if (stages[stage].takes & SEED)
        cp_cli_addf(line, "--seed=%llu", (unsigned long long)r->cli->seed);
    if (stages[stage].takes & JOBS)
        cp_cli_addf(line, "--jobs=%d", r->cli->jobs);
    if (stages[stage].takes & LIMIT && isfinite(r->deadline))
        cp_cli_addf(line, "--time-limit=%.3f", told_limit(r));
    int rc = add_own_options(r, stage, line);
    for (size_t i = 0; r->stream < 0 && i < r->cli->noperand; i++)
        cp_cli_add(line, r->cli->operand[i]);
    return rc;
}

/* What has become of it, in the line that tells of all stages. */
static void note_status(struct run *r, size_t stage, int status, bool ended) {
    cp_str_addf(&r->status, "%s%s ", r->status.len ? ", " : "", names[stage]);
    if (ended)
        cp_str_add(&r->status, cp_cli_interrupted(NULL) ? "interrupted" : "out of time");
    else
        cp_str_addf(&r->status, "%d", status);
    if (ended || status == 1)
        r->worst = 1;
    else if (status > 1)
        r->worst = status == 75 ? 75 : 2;
}

/* A copy of the stage's stream for --keep, whole or not at all. */
static int keep(const struct run *r, size_t stage) {
    struct cp_cli to = *r->cli;
    struct cp_str path = {0}, bytes = {0};
    cp_str_addf(&path, "%s/%s.tsv", r->own->keep, names[stage]);
    int rc = path.oom ? cp_fail_nomem(r->err) : cp_cli_read_back(r->stream, &bytes, r->err);
    to.output = path.s;
    if (rc == 0)
        rc = cp_cli_write_str(&to, &bytes, r->err);
    cp_str_release(&bytes);
    cp_str_release(&path);
    return rc;
}

/* 0: there is a stream to go on with; 1: there is none. A stage whose answer is no has written what
 * there is to say all the same. */
static int run_stage(struct run *r, size_t stage) {
    struct cp_cli_line line = {0};
    double began = cp_cli_now();
    int status = 0, rc = put_together(r, stage, &line), out = rc ? -1 : cp_cli_scratch_file(r->err);
    if (rc == 0)
        rc = out < 0 ? CP_EIO : cp_cli_run(&line, r->stream, out, r->deadline, &status, r->err);
    cp_cli_line_release(&line);
    if (rc >= 0) {
        note_status(r, stage, status, rc == 1);
        cp_cli_verbose(r->cli, "%s: %d after %.2f s", names[stage], status, cp_cli_now() - began);
    }
    if (rc || status > 1) {
        if (out >= 0)
            close(out);
        return rc ? rc : 1;
    }
    if (r->stream >= 0)
        close(r->stream);
    r->stream = out;
    return r->own->keep ? keep(r, stage) : 0;
}

/* ---- what becomes of its stream ---------------------------------------------------------- */

/* The options that make it again, as a shell reads them. */
static void add_made_with(const struct run *r, struct cp_cli_line *line) {
    const struct own *o = r->own;
    struct cp_str text = {0};
    for (size_t i = 0; i < o->stages.n; i++)
        cp_str_addf(&text, "%s%s", i ? "," : "--stages=", names[o->stages.at[i]]);
    cp_str_addf(&text, " --seed=%llu", (unsigned long long)r->cli->seed);
    for (size_t i = 0; i < o->with.n; i++) {
        cp_str_addf(&text, " --with=%s=", names[o->with.of[i]]);
        cp_cli_quote(&text, o->with.options[i]);
    }
    cp_cli_addf(line, "--made-with=%s", text.oom ? "" : text.s);
    line->full |= text.oom;
    cp_str_release(&text);
}

/* A command that reads the finished stream; its text is appended to `out`, its line released. */
static int finish(struct run *r, struct cp_cli_line *line, struct cp_str *out) {
    int status = 0, file = cp_cli_scratch_file(r->err);
    int rc = file < 0 ? CP_EIO : cp_cli_run(line, r->stream, file, r->deadline, &status, r->err);
    cp_cli_line_release(line);
    if (rc == 0)
        rc = cp_cli_read_back(file, out, r->err);
    else if (rc == 1)
        status = 1;
    if (status > r->worst)
        r->worst = status;
    if (file >= 0)
        close(file);
    return rc;
}

static int put_into_store(struct run *r) {
    const struct own *o = r->own;
    struct cp_cli_line line = {0};
    const struct {
        const char *name, *value;
    } given[] = {{"name", o->name}, {"as-of", o->as_of}, {"at", o->at}, {"note", o->note}};
    cp_cli_add(&line, "cp-store");
    cp_cli_add(&line, "put");
    cp_cli_add(&line, o->store);
    add_plan(r, &line);
    for (size_t i = 0; i < sizeof given / sizeof *given; i++)
        if (given[i].value)
            cp_cli_addf(&line, "--%s=%s", given[i].name, given[i].value);
    for (size_t i = 0; i < r->cli->noperand; i++)
        if (strcmp(r->cli->operand[i], "-") != 0)
            cp_cli_addf(&line, "--input=%s", r->cli->operand[i]);
    add_made_with(r, &line);
    cp_cli_addf(&line, "--seconds=%.3f", cp_cli_now() - r->began);
    int rc = finish(r, &line, &r->put);
    if (rc == 0 && r->put.len)
        cp_cli_note(r->cli, "%s: %.*s", o->store, (int)r->put.len - 1, r->put.s);
    return rc;
}

/* What cp-report says of the stream. */
static int report(struct run *r, struct cp_str *text) {
    const struct own *o = r->own;
    struct cp_cli_line line = {0};
    cp_cli_add(&line, "cp-report");
    cp_cli_addf(&line, "--format=%s", o->report);
    if (o->against && !o->store)
        cp_cli_addf(&line, "--against=%s", o->against);
    return finish(r, &line, text);
}

/* What cp-store says of the run that was put and an earlier one. */
static int difference(struct run *r, struct cp_str *text) {
    const struct own *o = r->own;
    struct cp_cli_line line = {0};
    if (r->put.len < sizeof "run ")
        return 0;
    cp_cli_add(&line, "cp-store");
    cp_cli_add(&line, "diff");
    cp_cli_add(&line, o->store);
    cp_cli_add(&line, o->against);
    cp_cli_addf(&line, "%.*s", (int)r->put.len - 5, r->put.s + 4);
    cp_cli_addf(&line, "--format=%s", o->report ? o->report : "text");
    if (text->len)
        cp_str_addc(text, '\n');
    return finish(r, &line, text);
}

/* The stream itself, or what is said of it. */
static int write_out(struct run *r) {
    const struct own *o = r->own;
    struct cp_str text = {0};
    bool keeps = false, says = o->report || o->against;
    int rc = cp_cli_read_back(r->stream, &text, r->err);
    if (rc == 0 && r->cli->output && r->worst)
        rc = cp_cli_keeps_output_of(r->cli, &text, &keeps, r->err);
    if (says)
        cp_str_reset(&text);
    if (rc == 0 && o->report)
        rc = report(r, &text);
    if (rc == 0 && o->against && o->store)
        rc = difference(r, &text);
    if (rc == 0 && r->worst < 2 && !keeps)
        rc = cp_cli_write_str(r->cli, &text, r->err);
    cp_str_release(&text);
    return rc;
}

/* ---- the whole --------------------------------------------------------------------------- */

static int check_usage(const struct cp_cli *cli, const struct own *o, struct cp_error *err) {
    int rc = cp_cli_want_plan(cli, err);
    if (rc)
        return rc;
    if (!o->store != !o->name)
        return cp_fail(err, CP_EUSAGE, "--store and --name go together");
    if (!o->store && (o->as_of || o->at || o->note))
        return cp_fail(err, CP_EUSAGE, "--as-of, --at and --note go with --store");
    if (o->against && !o->store && !o->report)
        return cp_fail(err, CP_EUSAGE, "--against goes with --report or --store");
    if (o->keep && mkdir(o->keep, 0777) != 0 && errno != EEXIST)
        return cp_fail_at(err, CP_EIO, (struct cp_pos){o->keep, 0, 0}, "cannot make it: %s",
                          strerror(errno));
    return 0;
}

static int run_plan(struct run *r) {
    const struct stage_list *list = &r->own->stages;
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < list->n; i++)
        rc = run_stage(r, list->at[i]);
    if (r->worst)
        cp_cli_note(r->cli, "%s", r->status.s ? r->status.s : "");
    if (rc)
        return rc;
    rc = r->own->store ? put_into_store(r) : 0;
    return rc ? rc : write_out(r);
}

static int run(const struct cp_cli *cli, void *data, struct cp_error *err) {
    const struct own *o = data;
    struct run r = {.cli = cli,
                    .own = o,
                    .err = err,
                    .began = cp_cli_now(),
                    .deadline = INFINITY,
                    .stream = -1};
    int rc = check_usage(cli, o, err);
    if (rc)
        return rc;
    if (o->limit > 0)
        r.deadline = r.began + o->limit;
    cp_cli_catch_interrupts();
    rc = run_plan(&r);
    if (r.stream >= 0)
        close(r.stream);
    cp_str_release(&r.status);
    cp_str_release(&r.put);
    return rc < 0 ? rc : r.worst;
}

/* ---- the commands under one name --------------------------------------------------------- */

/* As their pages name it, in the order that one meets them. */
static const struct {
    const char *name, *does;
} commands[] = {{"plan", "begin, check and show a plan of capplan and its keys"},
                {"import", "make facts, or a part of a plan, of tables of others"},
                {"run", "run all stages of a plan, or one command"},
                {"forecast", "forecast the demand of a plan, or series of facts"},
                {"supplier", "turn a plan's offers into supply curves, or award them"},
                {"allocate", "decide halls, GPUs, contracts and dispatch"},
                {"finance", "statements, debt and returns of a plan or of cash flows"},
                {"report", "show what a fact stream says"},
                {"market", "turn what markets say into the odds of the plan's events"},
                {"scenario", "draw futures, and keep the few that stand for them"},
                {"hedge", "tell what a plan leaves open, and how to hedge it"},
                {"sell", "price the compute that a plan leaves idle, and sell it"},
                {"store", "keep the runs of plans in one file, and find them again"},
                {"watch", "say what left the range that it is to stay in"},
                {"solve", "solve a linear or mixed-integer program"}};

static int list_commands(const struct cp_cli *cli, struct cp_error *err) {
    struct cp_str out = {0};
    cp_str_add(&out, "capplan plans and finances compute at gigawatt scale. Its commands:\n\n");
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        cp_str_addf(&out, "  capplan %-9s %s\n", commands[i].name, commands[i].does);
    cp_str_add(&out,
               "\nEach is cp-NAME too, and has a page: man cp-plan, man 7 capplan. To begin:\n\n"
               "  cp-plan init -o plan.yaml\n"
               "  capplan run -p plan.yaml --report text\n");
    int rc = cp_cli_write_str(cli, &out, err);
    cp_str_release(&out);
    return rc;
}

static int other(const struct cp_cli *cli, void *own, struct cp_error *err) {
    (void)own;
    return cli->noperand ? cp_cli_no_command(cli->operand[0], err) : list_commands(cli, err);
}

int main(int argc, char **argv) {
    struct own own = {0};
    for (size_t i = 0; i < STAGES; i++)
        own.stages.at[own.stages.n++] = i;
    static const struct cp_command runs = {
        .name = "capplan run",
        .operands = "[FACTS...]",
        .purpose = "Run the stages of a plan, one after another, and write what the last writes",
        .takes =
            CP_CLI_PLAN | CP_CLI_OPERANDS | CP_CLI_TEXT | CP_CLI_SEED | CP_CLI_JOBS | CP_CLI_RUNS,
        .options = options,
        .run = run,
    };
    static const struct cp_command others = {
        .name = "capplan",
        .operands = "[run|COMMAND [ARGUMENT...]]",
        .purpose = "Run a plan, or the command cp-COMMAND; alone, list the commands",
        .takes = CP_CLI_OPERANDS | CP_CLI_TEXT,
        .run = other,
    };
    if (argc > 1 && strcmp(argv[1], "run") == 0)
        return cp_cli_main(&runs, &own, argc - 1, argv + 1);
    if (argc > 1 && *argv[1] != '-')
        cp_cli_become(argv);
    return cp_cli_main(&others, NULL, argc > 1 ? 2 : 1, argv);
}
