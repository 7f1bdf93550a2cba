/* cp-scenario: odds, prices and demand to the few futures that a plan is decided over. */
#include "cli/cli.h"
#include "scenario/scenario.h"
#include <stdlib.h>
#include <string.h>

enum form { AS_PLAN, AS_FACTS };

struct own {
    struct cp_scenario_options opt;
    enum form as;
    bool list, merge, allow_infeasible, stability;
    double within;
    const char *future, *of;
    struct cp_cli_shard shard;
    const struct cp_cli *cli;
};

static const char *const reductions[] = {"clusters", "forward", "backward", NULL};
static const char *const methods[] = {"plain",     "sobol",         "latin", "hermite-3",
                                      "hermite-5", "pearson-tukey", NULL};
static const char *const matchings[] = {"none", "forwards", "moments", NULL};
static const char *const forms[] = {"plan", "facts", NULL};
static const char *const drivers[] = {"events", "curves", "demand", "leads", NULL};

static int read_drivers(const char *arg, void *at, struct cp_error *err) {
    size_t which[4], n = 0;
    unsigned *mask = at;
    int rc = cp_cli_choose_list("drivers", arg, drivers, which, &n, err);
    *mask = 0;
    for (size_t i = 0; i < n && rc == 0; i++)
        *mask |= 1u << which[i];
    return rc;
}

#define AT(field) .at = offsetof(struct own, field)
static const struct cp_cli_option options[] = {
    {"allow-infeasible", NULL, "With --merge: scenarios without a plan are let pass", CP_CLI_FLAG,
     AT(allow_infeasible)},
    {"as", "FORM", "What is written: a plan (default), or facts of every future", CP_CLI_CHOICE,
     AT(as), .words = forms},
    {"as-of", "DATE", "Day from which prices move, instead of the plan's start", CP_CLI_READ,
     AT(opt.as_of), .read = cp_cli_read_as_of},
    {"drivers", "LIST", "What is drawn: of events,curves,demand,leads all but leads", CP_CLI_READ,
     AT(opt.drivers), .read = read_drivers},
    {"future", "NAME", "Write this one of them alone, as certain", CP_CLI_WORD, AT(future)},
    {"keep", "K", "How many futures are kept (12; as facts all)", CP_CLI_COUNT, AT(opt.keep),
     .most = 100000},
    {"list", NULL, "Write which futures there are, as facts", CP_CLI_FLAG, AT(list)},
    {"match", "WHAT", "Made exact: none, forwards (default), moments of all that is drawn",
     CP_CLI_CHOICE, AT(opt.match), .words = matchings},
    {"method", "METHOD",
     "Draws: plain (default), sobol or latin; or points: hermite-3, hermite-5, pearson-tukey",
     CP_CLI_CHOICE, AT(opt.method), .words = methods},
    {"merge", NULL, "Put shards together, of the scenarios of the plan or of --of", CP_CLI_FLAG,
     AT(merge)},
    {"of", "FILE", "With --merge: the facts whose scenarios the shards are of", CP_CLI_WORD,
     AT(of)},
    {"reduce", "METHOD", "How they are chosen: clusters (default), forward or backward",
     CP_CLI_CHOICE, AT(opt.reduce), .words = reductions},
    {"samples", "N", "How many are drawn (4000)", CP_CLI_COUNT, AT(opt.samples), .most = 100000},
    {"service-level", "SHARE", "Of lead times, that the stream's deliveries count on (50%)",
     CP_CLI_SHARE, AT(opt.service_level), .range = "(0,1)"},
    {"shard", "I/N", "With --as facts: every N-th future from the I-th on", CP_CLI_READ, AT(shard),
     .read = cp_cli_read_shard},
    {"stability", NULL, "Compare runs of cp-allocate over different futures, a file each",
     CP_CLI_FLAG, AT(stability)},
    {"within", "SHARE", "With --stability: how far apart expected costs may be (1%)", CP_CLI_SHARE,
     AT(within), .range = "(0,1)"},
    {0}};

static int write_plan(const struct cp_cli *cli, const struct cp_scenario_set *set,
                      struct cp_error *err) {
    char *path = cp_cli_plan_beside(cli, err);
    struct cp_str text = {0};
    int rc = path ? cp_scenario_plan(set, path, &text, err) : CP_ENOMEM;
    if (rc == 0)
        rc = cp_cli_write_str(cli, &text, err);
    cp_str_release(&text);
    free(path);
    return rc;
}

static int write_set(const struct own *own, const struct cp_scenario_set *set,
                     struct cp_facts *facts, struct cp_error *err) {
    if (!own->list && own->as == AS_PLAN)
        return write_plan(own->cli, set, err);
    int rc = own->list ? cp_scenario_list(set, facts, err) : cp_scenario_facts(set, facts, err);
    return rc ? rc : cp_cli_write(own->cli, facts, err);
}

/* All is read before anything is written: what is missing leaves the file of -o as it is. */
static int merge_onto(const struct cp_cli *cli, const struct cp_scenario_shards *from,
                      struct cp_error *err) {
    struct cp_scenario_merged *merged = NULL;
    struct cp_str notes = {0};
    int rc = cp_scenario_merge(from, &merged, &notes, err);
    if (rc >= 0)
        cp_cli_notes(cli, &notes);
    cp_str_release(&notes);
    if (rc == 0) {
        FILE *out = cp_cli_open_output(cli, err);
        rc = out ? cp_scenario_merge_write(merged, out, err) : CP_EIO;
        rc = out ? cp_cli_close_output(cli, out, rc, err) : rc;
    }
    cp_scenario_merged_free(merged);
    return rc;
}

static int merge(const struct cp_cli *cli, const struct own *own, struct cp_error *err) {
    struct cp_plan *plan = NULL;
    struct cp_scenario_shards from = {.n = cli->noperand,
                                      .path = (const char *const *)cli->operand,
                                      .of = own->of,
                                      .allow_infeasible = own->allow_infeasible};
    if (cli->format && strcmp(cli->format, "tsv") != 0)
        return cp_fail(err, CP_EUSAGE, "--merge writes facts as TSV; not with --format");
    if (from.n == 0)
        return cp_fail(err, CP_EUSAGE, "--merge wants the shards, files of facts");
    int rc = cli->plan_path ? cp_cli_plan(cli, &plan, err) : 0;
    from.plan = plan;
    if (rc == 0 && !(from.aside = cp_cli_temporary(err)))
        rc = CP_EIO;
    if (rc == 0)
        rc = merge_onto(cli, &from, err);
    if (from.aside)
        fclose(from.aside);
    cp_plan_free(plan);
    return rc;
}

static int compare(const struct cp_cli *cli, const struct own *own, struct cp_facts **run,
                   struct cp_error *err) {
    const struct cp_scenario_runs runs = {.n = cli->noperand,
                                          .run = (const struct cp_facts *const *)run,
                                          .path = (const char *const *)cli->operand,
                                          .within = own->within};
    struct cp_facts *out = cp_facts_new();
    struct cp_str text = {0};
    int rc = out ? 0 : cp_fail_nomem(err);
    for (size_t i = 0; i < runs.n && rc == 0; i++)
        rc = cp_cli_read_file(runs.path[i], &run[i], err);
    if (rc == 0)
        rc = cp_scenario_stability(&runs, out, &text, err);
    if (rc == 0)
        cp_cli_notes(cli, &text);
    cp_str_release(&text);
    if (rc == 0)
        rc = cp_cli_write(cli, out, err);
    cp_facts_free(out);
    return rc;
}

static int compare_runs(const struct cp_cli *cli, const struct own *own, struct cp_error *err) {
    struct cp_facts **run = calloc(cli->noperand + 1, sizeof *run);
    int rc = run ? compare(cli, own, run, err) : cp_fail_nomem(err);
    for (size_t i = 0; run && i < cli->noperand; i++)
        cp_facts_free(run[i]);
    free(run);
    return rc;
}

/* Options of drawing, of putting together and of comparing: what one of them would not heed is an
 * error. */
static int check_usage(const struct cp_cli *cli, const struct own *own, struct cp_error *err) {
    const char *mode = own->stability ? "stability" : own->merge ? "merge" : NULL;
    static const char *const of_merge[] = {"of", "allow-infeasible", NULL};
    static const char *const of_stability[] = {"within", NULL};
    const char *const *heeds = own->stability ? of_stability : of_merge;
    for (size_t i = 0; options[i].name; i++) {
        const char *name = options[i].name;
        bool other = strcmp(name, "of") == 0 || strcmp(name, "allow-infeasible") == 0;
        bool compares = strcmp(name, "within") == 0;
        bool heeded = mode ? strcmp(name, mode) == 0 : !other && !compares;
        for (size_t k = 0; mode && heeds[k]; k++)
            heeded = heeded || strcmp(name, heeds[k]) == 0;
        if (cp_cli_given(cli, name) && !heeded)
            return mode ? cp_fail(err, CP_EUSAGE, "--%s draws nothing: not with --%s", mode, name)
                        : cp_fail(err, CP_EUSAGE, "--%s is of --%s", name,
                                  compares ? "stability" : "merge");
    }
    if (own->stability && cli->plan_path)
        return cp_fail(err, CP_EUSAGE, "--stability compares answers: not with --plan");
    static const char *const of_draws[] = {"samples", "match", "seed", "as-of", NULL};
    for (size_t i = 0; of_draws[i] && cp_scenario_has_points(own->opt.method); i++)
        if (cp_cli_given(cli, of_draws[i]))
            return cp_fail(err, CP_EUSAGE, "--%s is of draws: not with --method %s", of_draws[i],
                           methods[own->opt.method]);
    if (own->shard.n && (own->as != AS_FACTS || own->list || own->future))
        return cp_fail(err, CP_EUSAGE, "--shard is of --as facts, without --list and --future");
    return 0;
}

static int run(const struct cp_cli *cli, void *data, struct cp_error *err) {
    struct own *own = data;
    struct cp_plan *plan = NULL;
    struct cp_facts *facts = NULL;
    struct cp_scenario_set *set = NULL;
    bool points = cp_scenario_has_points(own->opt.method);
    bool all = (points || (own->as == AS_FACTS && !own->list)) && !cp_cli_given(cli, "keep");
    int rc = check_usage(cli, own, err);
    if (rc)
        return rc;
    if (own->stability)
        return compare_runs(cli, own, err);
    if (own->merge)
        return merge(cli, own, err);
    own->cli = cli;
    own->opt.shard = own->shard.i;
    own->opt.shards = own->shard.n;
    own->opt.seed = cli->seed;
    own->opt.jobs = cli->jobs;
    own->opt.keep = !all ? own->opt.keep : points ? SIZE_MAX : own->opt.samples;
    rc = cp_cli_plan(cli, &plan, err);
    if (rc == 0 && plan->nscenario && !own->list)
        rc =
            cp_fail_at(err, CP_EINPUT, cp_plan_pos(plan, "scenarios"),
                       "the plan has scenarios of its own; leave them out of the one that is drawn "
                       "over");
    if (rc == 0)
        rc = cp_plan_check_sets(plan, err);
    if (rc == 0)
        rc = cp_cli_read(cli, &facts, err);
    if (rc == 0)
        rc = cp_scenario_draw(plan, facts, &own->opt, &set, err);
    if (rc == 0 && own->future)
        rc = cp_scenario_pick(set, own->future, err);
    if (rc == 0)
        rc = write_set(own, set, facts, err);
    cp_scenario_free(set);
    cp_facts_free(facts);
    cp_plan_free(plan);
    return rc;
}

int main(int argc, char **argv) {
    static const struct cp_command command = {.name = "cp-scenario",
                                              .operands = "[FACTS...]",
                                              .purpose = "Draw futures of what may come, and keep "
                                                         "the few that stand for them",
                                              .takes = CP_CLI_PLAN | CP_CLI_FACTS | CP_CLI_SEED |
                                                       CP_CLI_JOBS,
                                              .options = options,
                                              .run = run};
    struct own own = {
        .within = .01,
        .opt = {.samples = 4000,
                .keep = 12,
                .match = CP_SCENARIO_MATCH_FORWARDS,
                .drivers = CP_SCENARIO_EVENTS | CP_SCENARIO_CURVES | CP_SCENARIO_DEMAND,
                .service_level = .5,
                .as_of = INT64_MIN,
                .note = cp_cli_tell,
                .note_ctx = &own.cli}};
    return cp_cli_main(&command, &own, argc, argv);
}
