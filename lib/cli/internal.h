/* cli, for the room's own files. */
#ifndef CAPPLAN_CLI_INTERNAL_H
#define CAPPLAN_CLI_INTERNAL_H

#include "cli/cli.h"

/* options.c: fill *cli from argv. Exits by itself on --help, --usage, --version and on a usage
 * error (status 2). */
void cp_cli_parse(const struct cp_command *command, void *own, int argc, char **argv,
                  struct cp_cli *cli);
void cp_cli_release(struct cp_cli *cli);

/* mistyped.c: before argp takes them, exits with 2 of the first word that it would tell as it is
 * where a terminal would obey it; then of the first option that there is not, that it is near to
 * one that there is. If it is near to none, or there is none such, nothing. */
struct argp_option;
void cp_cli_look_at_words(const char *command, const struct argp_option *common,
                          const struct argp_option *own, int argc, char **argv);

/* arguments.c: read the argument of one of the command's own options into its field. */
int cp_cli_take(const struct cp_cli_option *o, const char *arg, void *own, struct cp_error *err);

/* restrict.c: --restricted, from here to the end of the process. CP_EIO: the kernel does not hold
 * it, and nothing was begun. */
int cp_cli_restrict(const struct cp_cli *cli, int argc, char **argv, struct cp_error *err);
bool cp_cli_is_restricted(void);

/* progress.c: from here on there may be a line of progress; it is written again when that is due;
 * it goes, if there is one. */
void cp_cli_begin_progress(const struct cp_cli *cli);
void cp_cli_show_progress(void);
void cp_cli_end_progress(void);
/* On a terminal: that standard input is waited for, which looks like work otherwise. */
void cp_cli_tell_waiting(void);

/* page.c: the columns of the terminal that an open file is; 0: it is none, or does not say. */
size_t cp_cli_width(int file);

/* output.c: whether a failure to write stdout is among the findings already. */
bool cp_cli_told_stdout(void);
/* Something could not be written because a disk is full. */
bool cp_cli_disk_is_full(void);
/* Remove the temporary file that still stands, if any. */
void cp_cli_remove_temporary(void);

#endif
