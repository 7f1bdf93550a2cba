/* cp-watch: what left the range that it is to stay in, and what came back. */
#include "cli/cli.h"
#include "store/store.h"
#include "watch/watch.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_FORMATS = 16, NAGIOS_UNKNOWN = 3 };

struct own {
    const char *rules, *state, *store, *name, *previous, *as_of, *to, *format;
    double wait;
    bool replay, all, nagios;
};

static int read_format(const char *arg, void *at, struct cp_error *err) {
    const char *name[MOST_FORMATS + 1] = {0};
    size_t which;
    for (size_t i = 0; i < MOST_FORMATS && cp_watch_format_name(i); i++)
        name[i] = cp_watch_format_name(i);
    int rc = cp_cli_choose("format", arg, name, &which, err);
    if (rc == 0)
        *(const char **)at = name[which];
    return rc;
}

#define AT(field) .at = offsetof(struct own, field)
static const struct cp_cli_option options[] = {
    {"rules", "FILE", "Take the rules from FILE instead of the plan", CP_CLI_WORD, AT(rules),
     .letter = 'r'},
    {"state", "FILE", "Keep in FILE what is to be remembered from run to run", CP_CLI_WORD,
     AT(state)},
    {"store", "FILE", "Follow the runs of a history instead of facts", CP_CLI_WORD, AT(store)},
    {"name", "NAME", "With --store: of the runs of this name", CP_CLI_WORD, AT(name)},
    {"previous", "FILE",
     "Facts of an earlier run: what changes are against, and forecasts are from", CP_CLI_WORD,
     AT(previous)},
    {"as-of", "TIME", "The day, or hour, that it is: 2026-11-28, 2026-11-28T06", CP_CLI_WORD,
     AT(as_of)},
    {"replay", NULL, "Each period of the facts is a run, in order", CP_CLI_FLAG, AT(replay)},
    {"all", NULL, "Write every line, not only what happened", CP_CLI_FLAG, AT(all)},
    {"nagios", NULL, "Write a plugin's line, and exit with 0, 1, 2 or 3 as a plugin does",
     CP_CLI_FLAG, AT(nagios)},
    {"to", "ADDRESS", "With --format mail: whom it goes to", CP_CLI_WORD, AT(to)},
    {"wait", "SECONDS", "How long to wait for the state while another command has it (default 10)",
     CP_CLI_NUMBER, AT(wait), "[0,1000000]"},
    {"format", "FORMAT", "Write table (default), tsv, json, prom, mail or nagios", CP_CLI_READ,
     AT(format), .read = read_format},
    {0}};

struct session {
    const struct cp_cli *cli;
    const struct own *own;
    struct cp_plan *plan, *rules; /* rules is the plan where no file of rules is given */
    struct cp_facts *facts, *previous;
    struct cp_watch *watch;
    struct cp_watch_when now;
    int lock;
};

static int check_usage(const struct cp_cli *cli, const struct own *own, struct cp_error *err) {
    if (own->store && !own->name)
        return cp_fail(err, CP_EUSAGE, "--store: say with --name which runs");
    if (own->name && !own->store)
        return cp_fail(err, CP_EUSAGE, "--name: goes with --store");
    if (own->store && (cli->noperand || own->replay))
        return cp_fail(err, CP_EUSAGE, "--store: its runs are followed, and no other facts");
    if (!own->rules && !cli->plan_path)
        return cp_fail(err, CP_EUSAGE, "no rules: give a plan with -p, or --rules FILE");
    if (own->nagios && own->format && strcmp(own->format, "nagios") != 0)
        return cp_fail(err, CP_EUSAGE, "--nagios: is a format of its own");
    if (own->to && (!own->format || strcmp(own->format, "mail") != 0))
        return cp_fail(err, CP_EUSAGE, "--to: goes with --format mail");
    if (own->to && own->to[strcspn(own->to, "\r\n")])
        return cp_fail(err, CP_EUSAGE, "--to: is one line");
    return 0;
}

static int load_rules(struct session *s, struct cp_error *err) {
    const struct cp_cli *cli = s->cli;
    int rc = cli->plan_path ? cp_cli_plan(cli, &s->plan, err) : 0;
    if (rc || !s->own->rules) {
        s->rules = s->plan;
        return rc;
    }
    bool sets = !cli->plan_path; /* with a plan they are its */
    return cp_plan_load_rules(s->own->rules, sets ? cli->set : NULL, sets ? cli->nset : 0,
                              &s->rules, err);
}

static int recall(struct session *s, struct cp_error *err) {
    struct cp_facts *state = NULL;
    struct cp_str told = {0};
    if (!s->own->state)
        return 0;
    s->lock = cp_cli_lock(s->own->state, s->own->wait, err);
    if (s->lock < 0)
        return err->at[err->n - 1].code;
    struct cp_error why = {0};
    int rc = cp_cli_read_file(s->own->state, &state, &why);
    if (rc) { /* what else is wrong with it does not matter */
        const struct cp_finding *f = &why.at[0];
        rc = cp_fail_at(err, rc, (struct cp_pos){s->own->state, f->line, f->col},
                        "%.400s; move the file away to start anew", f->msg);
    }
    if (rc == 0)
        rc = cp_watch_recall(s->watch, state, &told, err);
    if (rc == 0)
        cp_cli_notes(s->cli, &told);
    cp_str_release(&told);
    cp_facts_free(state);
    return rc;
}

static int follow_store(struct session *s, struct cp_error *err) {
    struct cp_store *store = NULL;
    int rc = cp_store_open(s->own->store, CP_STORE_READ, s->own->wait, &store, err);
    if (rc == 0)
        rc = cp_watch_follow(s->watch, store, s->own->name, err);
    cp_store_close(store);
    return rc;
}

static int step_facts(struct session *s, struct cp_error *err) {
    struct cp_store_headline headline = {0};
    struct cp_arena arena = {0};
    struct cp_watch_run run = {.at = s->now, .headline = &headline};
    int rc = cp_cli_read(s->cli, &s->facts, err);
    if (rc)
        return rc;
    if (s->own->replay)
        return cp_watch_replay(s->watch, s->facts, err);
    rc = cp_store_headline(s->facts, s->plan, &arena, &headline, err);
    run.facts = s->facts;
    if (rc == 0)
        rc = cp_watch_step(s->watch, &run, err);
    cp_arena_release(&arena);
    return rc;
}

/* After what is told, so that nothing is lost: if this fails it is told again. */
static int keep_state(const struct session *s, struct cp_error *err) {
    struct cp_cli to = *s->cli;
    struct cp_str text = {0};
    if (!s->own->state)
        return 0;
    struct cp_facts *state = cp_facts_new();
    int rc = state ? cp_watch_facts(s->watch, state, err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = cp_facts_write_str(state, &text, "tsv", err);
    to.output = s->own->state;
    if (rc == 0)
        rc = cp_cli_write_str(&to, &text, err);
    cp_str_release(&text);
    cp_facts_free(state);
    return rc;
}

static int tell(const struct session *s, struct cp_error *err) {
    const struct own *own = s->own;
    struct cp_watch_telling telling = {.all = own->all,
                                       .to = own->to,
                                       .name = own->name ? own->name
                                               : s->plan ? s->plan->name
                                                         : NULL};
    const char *format = own->nagios ? "nagios" : own->format ? own->format : "table";
    struct cp_str text = {0};
    int rc = cp_watch_write(s->watch, format, &telling, &text, err);
    if (rc == 0)
        rc = cp_cli_write_text(s->cli, text.s ? text.s : "", text.len, err);
    cp_str_release(&text);
    return rc;
}

static int watch(struct session *s, struct cp_error *err) {
    const struct own *own = s->own;
    int rc = check_usage(s->cli, own, err);
    if (rc == 0 && own->as_of)
        rc = cp_watch_when_parse(own->as_of, &s->now, err);
    if (rc == 0)
        rc = load_rules(s, err);
    if (rc == 0 && own->previous)
        rc = cp_cli_read_file(own->previous, &s->previous, err);
    if (rc)
        return rc;
    const struct cp_watch_options opt = {
        .now = s->now, .previous = s->previous, .remembers = own->state || own->replay};
    rc = cp_watch_new(s->rules, &opt, &s->watch, err);
    if (rc == 0)
        rc = recall(s, err);
    if (rc == 0)
        rc = own->store ? follow_store(s, err) : step_facts(s, err);
    if (rc == 0)
        rc = tell(s, err);
    if (rc == 0)
        rc = keep_state(s, err);
    return rc;
}

/* A plugin that cannot say is unknown, and says so where a plugin is heard. */
static int plugin_trouble(const struct cp_cli *cli, const struct cp_error *err) {
    struct cp_str line = {0};
    struct cp_error other = {0};
    cp_str_addf(&line, "CAPPLAN UNKNOWN - %s\n", err->n ? err->at[0].msg : "it failed");
    for (size_t i = 0; line.s && i < line.len; i++)
        line.s[i] = line.s[i] == '|' ? '/' : line.s[i];
    if (!line.oom)
        cp_cli_write_text(cli, line.s, line.len, &other);
    cp_str_release(&line);
    return NAGIOS_UNKNOWN;
}

static int run(const struct cp_cli *cli, void *data, struct cp_error *err) {
    const struct own *own = data;
    struct session s = {.cli = cli, .own = own, .lock = -1};
    int rc = watch(&s, err);
    if (rc == 0 && own->nagios)
        rc = (int)cp_watch_worst(s.watch);
    else if (rc == 0)
        rc = cp_watch_worst(s.watch) != CP_WATCH_OK;
    else if (own->nagios)
        rc = plugin_trouble(cli, err);
    if (s.lock >= 0)
        close(s.lock);
    cp_watch_free(s.watch);
    cp_facts_free(s.facts);
    cp_facts_free(s.previous);
    if (s.rules != s.plan)
        cp_plan_free(s.rules);
    cp_plan_free(s.plan);
    return rc;
}

int main(int argc, char **argv) {
    struct own own = {.wait = 10};
    static const struct cp_command command = {
        .name = "cp-watch",
        .operands = "[FACTS...]",
        .purpose = "Say what left the range that it is to stay in, and what came back",
        .takes = CP_CLI_PLAN | CP_CLI_FACTS | CP_CLI_TEXT,
        .options = options,
        .run = run,
    };
    return cp_cli_main(&command, &own, argc, argv);
}
