/* Other programs, of the door of cli: ours beside us, and those of the system. */
#ifndef CAPPLAN_CLI_PROGRAM_H
#define CAPPLAN_CLI_PROGRAM_H

#include "base/base.h"
#include "store/store.h"

/* A command line that is put together. What could not be added is told when it is run. */
struct cp_cli_line {
    struct cp_arena arena;
    const char **word; /* ends with NULL */
    size_t n;
    bool full;
};
void cp_cli_add(struct cp_cli_line *line, const char *word);
void cp_cli_addf(struct cp_cli_line *line, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* The words of `text` as a shell splits them: blanks between, '...' and "..." as they are, nothing
 * expanded. CP_EUSAGE: a quote that is not closed. */
int cp_cli_add_words(struct cp_cli_line *line, const char *text, struct cp_error *err);
void cp_cli_line_release(struct cp_cli_line *line);
/* A word as a shell reads it back. */
void cp_cli_quote(struct cp_str *out, const char *word);

/* Run it to its end; a command of ours is found beside us. `in` and `out` are open files, read and
 * written from their start (-1: our own streams). At `deadline` by cp_cli_now (INFINITY: never), or
 * when we are interrupted, it is asked to end, and two seconds later it is ended. 0, and its exit
 * status; 1: it was ended so. */
int cp_cli_run(const struct cp_cli_line *line, int in, int out, double deadline, int *status,
               struct cp_error *err);
double cp_cli_now(void); /* seconds of a clock that only goes forward */
/* A file of share/capplan, installed or of the tree we were built in: `buf`, or NULL without it. */
const char *cp_cli_shared(const char *name, char *buf, size_t size);
/* The program of that name in the folder that we run from, or the name when there is none. */
const char *cp_cli_beside(const char *name, char *buf, size_t size);
/* Become cp-NAME for the NAME of argv[1]; returns where there is none. */
void cp_cli_become(char **argv);
/* There is no such command: a usage error, with the nearest of those beside us. */
int cp_cli_no_command(const char *word, struct cp_error *err);
/* An open file without a name, for what one program hands to the next; -1 with a finding. */
int cp_cli_scratch_file(struct cp_error *err);
/* A plan solved by the way, as cp_store_attribute asks: a cp_store_solver. */
int cp_cli_solve(void *unused, const struct cp_store_trial *trial, double *cost,
                 struct cp_error *err);
/* Append all of an open file from its start. */
int cp_cli_read_back(int file, struct cp_str *out, struct cp_error *err);

#endif
