/* Plans that are solved by the way, by the `capplan run` that stands in $PATH (lib/cli/trial.c),
 * and the words of
 * --shard. */
#include "starve.h"
#include "cli/cli.h"
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/capplan-trials-XXXXXX";

/* A `capplan` of the test's own: what a shell runs, in a folder that stands first. */
static void make_capplan(const char *script) {
    char path[sizeof folder + 16];
    snprintf(path, sizeof path, "%s/capplan", folder);
    FILE *out = fopen(path, "w");
    if (!out || fprintf(out, "#!/bin/sh\n%s\n", script) < 0 || fclose(out) != 0 ||
        chmod(path, 0700) != 0)
        puts("Bail out! no command to run");
}

#define ANSWER "printf 'measure\tvalue\tunit\nobjective\t7\tUSD\n'"

static void test_trials(void) {
    static const struct cp_store_trial_file file[] = {{"in put.tsv", "bytes", 5, true},
                                                      {"profiles.tsv", "more", 4, false}};
    static const struct cp_store_trial_file nowhere[] = {{"no/such/folder.tsv", "", 0, false}};
    static const struct {
        const char *what, *script, *options, *fails;
        const struct cp_store_trial_file *file;
        size_t nfile;
    } row[] = {
        {"what the run says it costs", ANSWER, NULL, NULL, NULL, 0},
        {"an answer that is no", "", NULL, "a plan with some of the edits has no answer", NULL, 0},
        {"facts without a cost", "echo 'measure\tvalue\tunit'", NULL, "has no answer", NULL, 0},
        {"an answer, though something is missed", ANSWER "; exit 1", NULL, NULL, NULL, 0},
        {"a run that fails", "exit 2", NULL, "a plan with some of the edits cannot be run", NULL,
         0},
        {"one that is killed", "kill -KILL $$", NULL, "capplan was ended by a signal", NULL, 0},
        {"no facts", "echo none", NULL, "the header has no column", NULL, 0},
        {"options that are no words", ANSWER, "--with 'allocate=", "a quote is not closed", NULL,
         0},
        {"a file that cannot be written", ANSWER, NULL, "cannot write: No such file", nowhere, 1},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct cp_store_trial t = {.plan = "name: x\n",
                                   .options = row[i].options,
                                   .file = row[i].file,
                                   .nfile = row[i].nfile};
        struct cp_error err = {0};
        double cost = 0;
        make_capplan(row[i].script);
        int rc = cp_cli_solve(NULL, &t, &cost, &err);
        if (row[i].fails)
            ok_fails(rc, &err, row[i].fails, row[i].what);
        else
            ok(rc == 0 && cost == 7, "%s", row[i].what);
    }
    /* the plan, its options and the files that the first stage reads, each as it was given */
    make_capplan(
        "[ \"$1 $2 $4 $5\" = 'run --quiet --seed=3 a b' ] && [ $# = 6 ] &&"
        " [ \"$(cat \"$6\")\" = bytes ] && [ \"$(cat \"${6%/*}/profiles.tsv\")\" = more ] &&"
        " [ \"$(cat \"${3#--plan=}\")\" = 'name: x' ] || exit 2; " ANSWER);
    struct cp_store_trial t = {
        .plan = "name: x\n", .options = "--seed=3 'a b'", .file = file, .nfile = 2};
    struct cp_error err = {0};
    double cost = 0;
    ok_rc(cp_cli_solve(NULL, &t, &cost, &err), &err, "a plan, options and files are handed on");
    err = (struct cp_error){0};
    setenv("TMPDIR", "/proc/none", 1);
    ok_fails(cp_cli_solve(NULL, &t, &cost, &err), &err, "no folder in /proc/none",
             "no folder for it");
    unsetenv("TMPDIR");
}

/* It sends the signal itself: the run goes on until it is told to end. */
static void test_interrupt(void) {
    struct cp_store_trial t = {.plan = "name: x\n"};
    struct cp_error err = {0};
    double cost = 0;
    make_capplan("kill -TERM $PPID; sleep 60");
    cp_cli_catch_interrupts();
    ok_fails(cp_cli_solve(NULL, &t, &cost, &err), &err, "interrupted", "an interrupt ends it");
    ok(err.n == 1 && err.at[0].code == CP_EBUSY, "so that it is tried again");
}

static int solve(const void *trial, struct cp_error *err) {
    double cost = 0;
    int rc = cp_cli_solve(NULL, trial, &cost, err);
    return rc == 0 && cost != 7 ? cp_fail(err, CP_EINTERNAL, "it costs %g", cost) : rc;
}

static void test_shards(void) {
    static const struct {
        const char *word;
        size_t i, n; /* n 0: it is none */
    } row[] = {
        {"0/1", 0, 1},  {"3/7", 3, 7},  {"7/7", 7, 7},       {"1000000/1000000", 1000000, 1000000},
        {"8/7", 0, 0},  {"1/0", 0, 0},  {"", 0, 0},          {"1", 0, 0},
        {"1/", 0, 0},   {"/2", 0, 0},   {"a/2", 0, 0},       {"1/b", 0, 0},
        {"1/2x", 0, 0}, {"1x/2", 0, 0}, {"-1/2", 0, 0},      {"1/-2", 0, 0},
        {"+1/2", 0, 0}, {" 1/2", 0, 0}, {"1/1000001", 0, 0}, {"1/ 2", 0, 0}};
    for (size_t k = 0; k < sizeof row / sizeof *row; k++) {
        struct cp_cli_shard s;
        struct cp_error err = {0};
        int rc = cp_cli_read_shard(row[k].word, &s, &err);
        if (row[k].n)
            ok(rc == 0 && s.i == row[k].i && s.n == row[k].n, "--shard %s", row[k].word);
        else
            ok(rc == CP_EUSAGE && strstr(err.at[0].msg, "is not I/N"), "--shard '%s' is refused",
               row[k].word);
    }
}

int main(void) {
    char path[sizeof folder + 32];
    if (!mkdtemp(folder)) {
        puts("Bail out! no folder");
        return 1;
    }
    snprintf(path, sizeof path, "%s:/usr/bin:/bin", folder);
    setenv("PATH", path, 1);
    test_shards();
    test_trials();
    make_capplan(ANSWER);
    static const struct cp_store_trial_file file[] = {{"input.tsv", "bytes", 5, true}};
    static const struct cp_store_trial t = {
        .plan = "name: x\n", .options = "--seed=3", .file = file, .nfile = 1};
    starve(solve, &t, "a trial");
    test_interrupt();
    snprintf(path, sizeof path, "%s/capplan", folder);
    unlink(path);
    rmdir(folder);
    return done();
}
