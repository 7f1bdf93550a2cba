#include "cli/internal.h"
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* A closed standard stream would give its number to the next file opened: it is filled with one
 * that fails in the direction it is used. */
static void fill_streams(void) {
    static const int wrong_way[] = {O_WRONLY, O_RDONLY, O_RDONLY};
    for (int fd = 0; fd < 3; fd++)
        if (fcntl(fd, F_GETFD) == -1 && errno == EBADF && open("/dev/null", wrong_way[fd]) != fd)
            _exit(2);
}

/* "cp-x: text" on standard error, on a terminal broken between words. The text may hold anything
 * that stands in a file: what a terminal would obey in it is not told. */
static void put_line(const char *command, const struct cp_str *text) {
    size_t width = cp_cli_width(STDERR_FILENO);
    struct cp_str line = {0};
    cp_cli_end_progress();
    cp_str_addf(&line, "%s: ", command);
    cp_str_add_wrapped(&line, text->s ? text->s : "", text->len, line.len, 4,
                       width ? width : SIZE_MAX);
    if (line.oom)
        fprintf(stderr, "%s: out of memory\n", command);
    else
        fprintf(stderr, "%s\n", line.s);
    cp_str_release(&line);
}

static void print_findings(const char *command, const struct cp_error *err) {
    struct cp_str line = {0};
    for (size_t i = 0; i < err->n; i++) {
        const struct cp_finding *f = &err->at[i];
        cp_str_reset(&line);
        if (*f->file)
            cp_str_addf(&line, "%s:", f->file);
        if (f->line)
            cp_str_addf(&line, "%u:", f->line);
        if (f->line && f->col)
            cp_str_addf(&line, "%u:", f->col);
        cp_str_addf(&line, "%s%s", *f->file || f->line ? " " : "", f->msg);
        if (f->code == CP_ENOMEM)
            cp_str_addf(&line, "; there are %zu MiB: ask for less, or allow more (ulimit -v)",
                        cp_memory() >> 20);
        put_line(command, &line);
    }
    if (err->dropped)
        fprintf(stderr, "%s: ... and %zu more\n", command, err->dropped);
    cp_str_release(&line);
}

static int failed = 2;

/* At exit, argp's own after --help too: what cannot be written is exit status 2. */
static void close_stdout(void) {
    cp_cli_remove_temporary();
    errno = 0;
    bool lost = ferror(stdout);
    if (fclose(stdout) != 0 || lost) {
        if (!cp_cli_told_stdout())
            fprintf(stderr, "%s: <stdout>: cannot write%s%s\n", program_invocation_name,
                    errno ? ": " : "", errno ? strerror(errno) : "");
        _exit(failed);
    }
    if (fclose(stderr) != 0)
        _exit(2);
}

/* EX_TEMPFAIL of sysexits.h for what may pass. */
static int status_of(const struct cp_cli *cli, int rc) {
    bool shard = cp_cli_given(cli, "shard");
    if (rc == CP_EBUSY || (shard && (rc == CP_ENOMEM || (rc == CP_EIO && cp_cli_disk_is_full()))))
        return failed = 75;
    return rc < 0 ? 2 : rc;
}

/* Bytes from which memory that is freed goes back at once. Left to itself, malloc keeps the more
 * the larger the pieces are that were freed: an eighth of the peak of several scenarios was
 * nobody's. */
enum { LARGE = 1 << 20 };

int cp_cli_main(const struct cp_command *command, void *own, int argc, char **argv) {
    struct cp_cli cli = {0};
    fill_streams();
    signal(SIGXFSZ, SIG_IGN); /* a write that fails is told */
    mallopt(M_MMAP_THRESHOLD, LARGE);
    /* Threads are the library's: OpenBLAS, if it is loaded, is not to start some of its own, which
     * try for ever to get memory where there is a limit. A library cannot set this: getenv of
     * another thread may be at work. */
    setenv("OPENBLAS_NUM_THREADS", "1", 1);
    if (atexit(close_stdout) != 0)
        return 2;
    cp_cli_parse(command, own, argc, argv, &cli);
    struct cp_error *err = cp_calloc(1, sizeof *err);
    if (!err) {
        fprintf(stderr, "%s: out of memory\n", command->name);
        return 2;
    }
    cp_cli_begin_progress(&cli);
    /* who runs other commands hands it on */
    int rc =
        cli.restricted && !(cli.takes & CP_CLI_RUNS) ? cp_cli_restrict(&cli, argc, argv, err) : 0;
    if (rc == 0)
        rc = command->run(&cli, own, err);
    cp_cli_end_progress();
    if (rc < 0 && err->n == 0)
        cp_fail(err, CP_EINTERNAL, "failed without saying why");
    print_findings(command->name, err);
    if (rc == CP_EUSAGE)
        fprintf(stderr, "Try `%s --help' or `%s --usage' for more information.\n", command->name,
                command->name);
    int status = status_of(&cli, rc);
    free(err);
    cp_cli_release(&cli);
    return status;
}

void cp_cli_origin(struct cp_cli_origin *out) {
    struct tm tm;
    time_t t = time(NULL);
    const struct passwd *user = getpwuid(getuid());
    gmtime_r(&t, &tm);
    *out = (struct cp_cli_origin){0};
    strftime(out->at, sizeof out->at, "%Y-%m-%dT%H:%M:%SZ", &tm);
    gethostname(out->host, sizeof out->host - 1);
    snprintf(out->by, sizeof out->by, "%s", user ? user->pw_name : "");
    snprintf(out->tool, sizeof out->tool, "capplan %s", cp_version());
}

__attribute__((format(printf, 2, 0))) static void say(const struct cp_cli *cli, const char *fmt,
                                                      va_list ap) {
    struct cp_str text = {0};
    cp_str_addv(&text, fmt, ap);
    put_line(cli->command, &text);
    cp_str_release(&text);
}

void cp_cli_note(const struct cp_cli *cli, const char *fmt, ...) {
    va_list ap;
    if (cli->quiet)
        return;
    va_start(ap, fmt);
    say(cli, fmt, ap);
    va_end(ap);
}

void cp_cli_tell(void *ctx, const char *text) {
    const struct cp_cli *const *cli = ctx;
    cp_cli_note(*cli, "%s", text);
}

void cp_cli_notes(const struct cp_cli *cli, const struct cp_str *text) {
    for (const char *line = text->s; line && *line;) {
        size_t len = strcspn(line, "\n");
        cp_cli_note(cli, "%.*s", (int)len, line);
        line += len + (line[len] == '\n');
    }
}

void cp_cli_verbose(const struct cp_cli *cli, const char *fmt, ...) {
    va_list ap;
    if (!cli->verbose || cli->quiet)
        return;
    va_start(ap, fmt);
    say(cli, fmt, ap);
    va_end(ap);
}
