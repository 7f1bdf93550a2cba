/* What takes long says on a terminal how far it is: one line, written over and over, and gone at
 * the end. Elsewhere it says nothing. */
#include "cli/cli.h"
#include "cli/internal.h"
#include "lp/lp.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const double patience = 2, between = 1; /* seconds: until the first line, and the next */
enum { WIDTH = 70 };                           /* of what is said, on a terminal of 80 */

/* Of the process: it has one standard error. */
static struct {
    const char *command;  /* NULL: nothing is to be shown */
    const char *terminal; /* the command where notes are read on a terminal, NULL elsewhere */
    char line[WIDTH + 1]; /* what was said last */
    double began, last;
    bool shown;
} progress;

void cp_cli_begin_progress(const struct cp_cli *cli) {
    progress.terminal = !cli->quiet && isatty(STDERR_FILENO) ? cli->command : NULL;
    progress.command = cli->verbose ? NULL : progress.terminal;
}

void cp_cli_tell_waiting(void) {
    if (progress.terminal && isatty(STDIN_FILENO))
        fprintf(stderr, "%s: reading what is typed here; Ctrl-D ends it, Ctrl-C the command\n",
                progress.terminal);
}

void cp_cli_progress(void *cli, const char *line) {
    cp_cli_verbose(cli, "%s", line);
    snprintf(progress.line, sizeof progress.line, "%s", line);
    cp_cli_show_progress();
}

void cp_cli_show_progress(void) {
    if (!progress.command)
        return;
    double now = cp_lp_now();
    if (!(progress.began > 0))
        progress.began = now;
    if (now - progress.began < patience || now - progress.last < between)
        return;
    progress.last = now;
    progress.shown = true;
    fprintf(stderr, "\r\033[2K%s: %.*s, %.0f s", progress.command,
            WIDTH - (int)strlen(progress.command), *progress.line ? progress.line : "at work",
            now - progress.began);
    fflush(stderr);
}

void cp_cli_end_progress(void) {
    if (progress.shown)
        fputs("\r\033[2K", stderr);
    progress.shown = false;
}
