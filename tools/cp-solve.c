/* cp-solve: the LP core as a command: an MPS or LP file in, facts about its optimum out. */
#include "cli/cli.h"
#include "lp/lp.h"
#include "solution/solution.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct own {
    struct cp_lp_options solve;
    const char *write;
    bool explain;
};

static int engine(const char *arg, void *at, struct cp_error *err) {
    *(const char **)at = arg;
    return cp_lp_engine_check(arg, err);
}

static int whether_not(const char *arg, void *at, struct cp_error *err) {
    bool *no = at;
    *no = strcmp(arg, "no") == 0;
    if (*no || strcmp(arg, "yes") == 0)
        return 0;
    return cp_fail(err, CP_EUSAGE, "--presolve: '%s' is neither yes nor no", arg);
}

#define AT(field) .at = offsetof(struct own, field)
static const struct cp_cli_option options[] = {
    {"engine", "NAME", "Solve with auto (default), glpk, ipm, tree, race or exec:PROGRAM",
     CP_CLI_READ, AT(solve.engine), .read = engine},
    {"tolerance", "X", "Relative tolerance of the answer (default 1e-8)", CP_CLI_NUMBER,
     AT(solve.tolerance), "(0,inf)"},
    {"time-limit", "SECONDS", "Stop after this time", CP_CLI_NUMBER, AT(solve.time_limit),
     "(0,inf)"},
    {"iteration-limit", "N", "Stop an engine after this many iterations", CP_CLI_COUNT,
     AT(solve.iteration_limit), .most = 1000000000},
    {"basic", NULL, "Find a vertex of the optimal points", CP_CLI_FLAG, AT(solve.basic)},
    {"gap", "X", "Integer programs: relative gap to stop at (default 1e-6)", CP_CLI_SHARE,
     AT(solve.gap), "(0,inf)"},
    {"presolve", "yes|no", "Simplify the program first (default yes)", CP_CLI_READ,
     AT(solve.no_presolve), .read = whether_not},
    {"write", "FILE", "Write the program to FILE as free MPS, to FILE.lp as LP text", CP_CLI_WORD,
     AT(write)},
    {"explain", NULL, "When infeasible: list the rows that conflict", CP_CLI_FLAG, AT(explain)},
    {0}};

static int read_program(const struct cp_cli *cli, struct cp_lp **m, struct cp_error *err) {
    const char *name;
    FILE *in;
    int rc = cp_cli_open_input(cli, &name, &in, err);
    if (rc)
        return rc;
    rc = cp_lp_read(m, in, name, err);
    cp_cli_close(in);
    return rc;
}

static int write_program(const struct cp_cli *cli, const char *path, const struct cp_lp *m,
                         struct cp_error *err) {
    struct cp_cli to = *cli;
    to.output = path;
    FILE *out = cp_cli_open_output(&to, err);
    size_t len = strlen(path);
    bool text = len > 3 && strcmp(path + len - 3, ".lp") == 0;
    int rc = !out ? CP_EIO : text ? cp_lp_write_lp(m, out, err) : cp_lp_write_mps(m, out, err);
    return cp_cli_close_output(&to, out, rc, err);
}

static int put_conflict(const struct cp_cli *cli, const struct cp_lp *m,
                        const struct cp_lp_options *o, struct cp_facts *t, struct cp_error *err) {
    enum cp_solution_iis iis;
    int rc = cp_solution_put_conflict(m, o, t, &iis, err);
    if (rc == 0 && iis == CP_SOLUTION_LARGER)
        cp_cli_note(cli, "the set of rows that conflict may be larger than it must be");
    if (rc == 0 && iis == CP_SOLUTION_UNPROVED)
        cp_cli_note(cli, "no set of rows was proved to conflict");
    return rc;
}

static void prepare(const struct cp_cli *cli, struct cp_lp_options *o) {
    cp_cli_catch_interrupts();
    if (o->time_limit > 0) /* of the explanation too */
        o->deadline = cp_lp_now() + o->time_limit;
    o->interrupted = cp_cli_interrupted;
    o->scratch = cp_cli_scratch();
    o->threads = cli->jobs;
    o->log = cp_cli_progress;
    o->log_ctx = (void *)(uintptr_t)cli;
}

/* Of an answer that is no optimum its accuracy is told too. */
static void tell(const struct cp_cli *cli, const struct cp_lp_solution *s) {
    void (*say)(const struct cp_cli *, const char *, ...) =
        s->status == CP_LP_OPTIMAL ? cp_cli_verbose : cp_cli_note;
    if (s->x)
        say(cli, "%s by %s, %zu iterations; violations: rows %.2g, duals %.2g, gap %.2g",
            cp_lp_status_name(s->status), s->engine, s->iterations, s->check.primal_rel,
            s->check.dual_rel, s->check.gap_rel);
    else
        say(cli, "the program is %s", cp_lp_status_name(s->status));
}

/* An earlier answer is not given for none: undecided is what a limit or a signal leaves. */
static bool keeps_output(const struct cp_cli *cli, const struct cp_lp_solution *s) {
    static const struct cp_facts_answers none = {.none = true};
    return s->status == CP_LP_UNDECIDED && !s->x && cli->output && access(cli->output, F_OK) == 0 &&
           cp_cli_keeps_output_without(cli, &none);
}

static int run(const struct cp_cli *cli, void *data, struct cp_error *err) {
    struct own *own = data;
    struct cp_lp *m = NULL;
    struct cp_lp_solution s = {0};
    struct cp_facts *t = cp_facts_new();
    int rc = t ? read_program(cli, &m, err) : cp_fail_nomem(err);
    if (rc == 0 && own->write)
        rc = write_program(cli, own->write, m, err);
    if (rc)
        goto out;
    prepare(cli, &own->solve);
    rc = cp_lp_solve(m, &own->solve, &s, err);
    if (rc)
        goto out;
    tell(cli, &s);
    if (own->solve.basic && s.status == CP_LP_OPTIMAL && !s.basic && !cp_lp_view(m).integer)
        cp_cli_note(cli, "the point is not known to be a vertex");
    rc = cp_solution_put(m, &s, t, err);
    if (rc == 0 && own->explain && s.status == CP_LP_INFEASIBLE)
        rc = put_conflict(cli, m, &own->solve, t, err);
    if (rc == 0 && !keeps_output(cli, &s))
        rc = cp_cli_write(cli, t, err);
    if (rc == 0)
        rc = s.status != CP_LP_OPTIMAL;
out:
    cp_lp_solution_release(&s);
    cp_lp_free(m);
    cp_facts_free(t);
    return rc;
}

int main(int argc, char **argv) {
    struct own own = {0};
    static const struct cp_command command = {
        .name = "cp-solve",
        .operands = "[FILE.mps|FILE.lp]",
        .purpose = "Solve a linear or mixed-integer program and write facts about its optimum",
        .takes = CP_CLI_OPERANDS | CP_CLI_JOBS,
        .options = options,
        .run = run,
    };
    return cp_cli_main(&command, &own, argc, argv);
}
