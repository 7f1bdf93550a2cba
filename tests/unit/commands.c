/* Command lines, the programs that they start, and what these leave: lib/cli's words and child. */
#include "starve.h"
#include "cli/cli.h"
#include <signal.h>
#include <unistd.h>

static int run(const char *command, double seconds, int out, int *status, struct cp_error *err) {
    struct cp_cli_line line = {0};
    *err = (struct cp_error){0};
    int rc = cp_cli_add_words(&line, command, err);
    if (rc == 0)
        rc = cp_cli_run(&line, -1, out, cp_cli_now() + seconds, status, err);
    cp_cli_line_release(&line);
    return rc;
}

static void test_run(void) {
    struct cp_error err = {0};
    struct cp_str text = {0};
    int status = -1, out = cp_cli_scratch_file(&err);
    ok(run("sh -c 'echo \"two words\"; exit 3'", 60, out, &status, &err) == 0 && status == 3,
       "a command has its status");
    ok(cp_cli_read_back(out, &text, &err) == 0, "what it wrote is read");
    ok_str(text.s, "two words\n", "all of it");
    cp_str_release(&text);
    close(out);
    ok_fails(run("no-command-of-this-name", 60, -1, &status, &err), &err, "cannot run no-command",
             "one that is not there");
    ok_fails(run("sh -c 'kill -KILL $$'", 60, -1, &status, &err), &err, "ended by a signal",
             "one that is killed");
    ok(run("sleep 60", 0.1, -1, &status, &err) == 1, "one that takes too long is ended");
    ok(run("sh -c 'trap : TERM; while :; do sleep 0.1; done'", 0.1, -1, &status, &err) == 1 &&
           status == 128 + SIGKILL,
       "so is one that does not hear it");
    ok_fails(run("sh -c 'echo", 60, -1, &status, &err), &err, "a quote is not closed",
             "a quote without its end");
}

static void test_scratch(void) {
    struct cp_error err = {0};
    struct cp_str text = {0};
    setenv("TMPDIR", "/proc/none", 1);
    ok_fails(cp_cli_scratch_file(&err), &err, "no file in /proc/none",
             "no folder for what is passed on");
    unsetenv("TMPDIR");
    err = (struct cp_error){0};
    ok_fails(cp_cli_read_back(-1, &text, &err), &err, "cannot read what was written",
             "no file to read");
    cp_str_release(&text);
}

static void test_quote(void) {
    static const char *const word[][2] = {{"plan.yaml", "plan.yaml"},
                                          {"", "''"},
                                          {"two words", "'two words'"},
                                          {"it's", "'it'\"'\"'s'"}};
    for (size_t i = 0; i < sizeof word / sizeof *word; i++) {
        struct cp_str out = {0};
        struct cp_cli_line line = {0};
        struct cp_error err = {0};
        cp_cli_quote(&out, word[i][0]);
        ok_str(out.s, word[i][1], "a word is quoted where a shell wants it");
        ok(cp_cli_add_words(&line, out.s, &err) == 0 && line.n == 1 &&
               strcmp(line.word[0], word[i][0]) == 0,
           "and read back as it was");
        cp_cli_line_release(&line);
        cp_str_release(&out);
    }
}

/* 40 words, one of them longer than any buffer, and what is made of them. */
static int many(const void *unused, struct cp_error *err) {
    (void)unused;
    struct cp_cli_line line = {0};
    int status = 0;
    char space[600];
    memset(space, 'x', sizeof space - 1);
    space[sizeof space - 1] = '\0';
    cp_cli_add(&line, "true");
    cp_cli_addf(&line, "--long=%s", space);
    for (int i = 0; i < 40; i++)
        cp_cli_addf(&line, "--set=%d", i);
    int rc = cp_cli_add_words(&line, "'a b' \"c\"d", err);
    if (rc == 0)
        rc = cp_cli_run(&line, -1, -1, INFINITY, &status, err);
    if (rc == 0 && (line.n != 44 || strlen(line.word[1]) != 606 || strcmp(line.word[42], "a b") ||
                    strcmp(line.word[43], "cd")))
        rc = cp_fail(err, CP_EINTERNAL, "the words are not those that were added");
    cp_cli_line_release(&line);
    return rc;
}

int main(void) {
    setenv("PATH", "/usr/bin:/bin", 1);
    test_run();
    test_scratch();
    test_quote();
    starve(many, NULL, "a line of many words");
    return done();
}
