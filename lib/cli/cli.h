/* cli: what all the commands share: options, input and output, diagnostics, exit statuses.
 *
 * Owns argv, the environment, stdin, stdout and stderr; only this room and tools/ touch them.
 * Knows no model: it loads a plan and reads and writes facts for a command that says what it
 * takes. A whole command, tools/cp-thing.c (man page and completion beside it). Example:
 *   // of thing/thing.h: puts its facts; 1: the answer is no
 *   int cp_thing(const struct cp_plan *plan, struct cp_facts *facts, bool duals,
 *                struct cp_error *err);
 *
 *   struct own { bool duals; };
 *   static const struct cp_cli_option options[] = {
 *       {"duals", NULL, "Write duals too", CP_CLI_FLAG, .at = offsetof(struct own, duals)},
 *       {0}};
 *
 *   static int run(const struct cp_cli *cli, void *data, struct cp_error *err) {
 *       const struct own *own = data;
 *       struct cp_plan *plan = NULL;
 *       struct cp_facts *facts = NULL;
 *       int rc = cp_cli_plan(cli, &plan, err), wrote;
 *       if (rc == 0)
 *           rc = cp_cli_read(cli, &facts, err);
 *       if (rc == 0)
 *           rc = cp_cli_sign(cli, plan, "thing_plan", facts, err);
 *       if (rc == 0)
 *           rc = cp_thing(plan, facts, own->duals, err);
 *       if (rc >= 0 && (wrote = cp_cli_write(cli, facts, err)) != 0)
 *           rc = wrote;
 *       cp_facts_free(facts); // takes NULL, as cp_plan_free does
 *       cp_plan_free(plan);
 *       return rc;
 *   }
 *
 *   int main(int argc, char **argv) {
 *       static const struct cp_command command = {.name = "cp-thing",
 *                                                 .operands = "[FILE...]",
 *                                                 .purpose = "Say in one line what it does",
 *                                                 .takes = CP_CLI_PLAN | CP_CLI_FACTS,
 *                                                 .options = options,
 *                                                 .run = run};
 *       struct own own = {0};
 *       return cp_cli_main(&command, &own, argc, argv);
 *   }
 */
#ifndef CAPPLAN_CLI_H
#define CAPPLAN_CLI_H

#include "base/base.h"
#include "cli/program.h"
#include "cli/shard.h"
#include "facts/facts.h"
#include "page/page.h"
#include "plan/plan.h"
#include "store/store.h"

enum cp_cli_takes {
    CP_CLI_PLAN = 1,      /* -p, --set */
    CP_CLI_FACTS = 2,     /* reads facts from operands or stdin; --only, --replace */
    CP_CLI_SEED = 4,      /* --seed */
    CP_CLI_JOBS = 8,      /* -j */
    CP_CLI_SOURCE = 16,   /* with -p it is a source: reads stdin only when given "-"; without,
                           * the facts it reads may be of any measure, its own too */
    CP_CLI_OPERANDS = 32, /* operands are the command's own affair, not files of facts */
    CP_CLI_TEXT = 64,     /* writes text of its own: no --format, --only, --replace */
    CP_CLI_RUNS = 128     /* runs other commands, and gives them --restricted */
};

/* What an option's argument is read as, and what stands at its field. */
enum cp_cli_value {
    CP_CLI_FLAG,   /* bool, true; no argument */
    CP_CLI_WORD,   /* const char *, as given */
    CP_CLI_COUNT,  /* size_t from 1 to `most` */
    CP_CLI_NUMBER, /* double in `range` */
    CP_CLI_SHARE,  /* double in `range`, as 10 % or 0.1 */
    CP_CLI_CHOICE, /* an enum: place of the word in `words` */
    CP_CLI_FORMAT, /* const char *: a format of pages or of facts; NULL: not given */
    CP_CLI_WORDS,  /* struct cp_cli_words: may be given several times */
    CP_CLI_READ    /* whatever `read` makes of it: 0, or a usage error with its finding */
};

enum { CP_CLI_MOST_WORDS = 64 };
struct cp_cli_words {
    size_t n;
    const char *at[CP_CLI_MOST_WORDS];
};

/* An option of a command's own; it stands before the shared ones in --help. */
struct cp_cli_option {
    const char *name, *argument, *help; /* argument as --help calls it; NULL: a flag */
    enum cp_cli_value value;
    size_t at;         /* of its field in the command's own struct */
    const char *range; /* as "(0,1]" or "[0,inf)"; NULL: any finite number */
    size_t most;
    const char *const *words; /* ended by NULL */
    int (*read)(const char *arg, void *at, struct cp_error *err);
    int letter;
};

struct cp_cli {
    const char *command;
    unsigned takes;
    const char *plan_path;
    const char **set;
    size_t nset;
    char **operand;
    size_t noperand;
    bool only, replace, verbose, quiet, restricted;
    const char *output;
    const char *format; /* NULL: table on a terminal, else TSV */
    uint64_t seed;
    int jobs;
    const struct cp_cli_option *options; /* the command's own */
    uint64_t given;                      /* a bit for each */
};

struct cp_command {
    const char *name;                    /* "cp-allocate" */
    const char *operands;                /* for the usage line: "[FILE...]" */
    const char *purpose;                 /* first line of --help */
    unsigned takes;                      /* enum cp_cli_takes */
    const struct cp_cli_option *options; /* its own, 64 at most; NULL: none */
    /* The work: an exit status 0 or 1, or a negative code with findings. */
    int (*run)(const struct cp_cli *cli, void *own, struct cp_error *err);
    const char *const *formats; /* of text of its own, beside those of facts; NULL: none */
};

/* Parse, run, print findings ("cp-x: file:line:col: message"), close stdout; the exit status: what
 * `run` returned, 2 for an error, 75 for one that may pass (CP_EBUSY; of shards more, shard.h). */
int cp_cli_main(const struct cp_command *command, void *own, int argc, char **argv);

/* An option of the command's own was on the command line. */
bool cp_cli_given(const struct cp_cli *cli, const char *name);

/* What the first operand of a command with verbs asks for. */
enum { CP_CLI_VERBS = 32 };
struct cp_cli_verb {
    const char *name, *operands; /* of those that follow, for messages */
    size_t least, most;          /* how many they are */
    const char *options;         /* the command's own that go with it, each between blanks; and
                                  * plan, of -p and --set */
};
/* The place of that verb in a table of n rows of `size` bytes whose first member it is. CP_EUSAGE:
 * there is none such, or its operands or options are not its own. */
int cp_cli_choose_verb(const struct cp_cli *cli, const struct cp_cli_verb *verbs, size_t size,
                       size_t n, size_t *out, struct cp_error *err);

/* For options that read themselves: the place of a word among `words`, which end with NULL, or a
 * usage error that lists them. */
int cp_cli_choose(const char *name, const char *arg, const char *const *words, size_t *out,
                  struct cp_error *err);
/* Of words with commas between, each once; `out` has room for all there are. */
int cp_cli_choose_list(const char *name, const char *arg, const char *const *words, size_t *out,
                       size_t *n, struct cp_error *err);
int cp_cli_read_as_of(const char *arg, void *at,
                      struct cp_error *err); /* a day's first hour, int64_t */
/* --quantile, a list or "none"; with `level` --level, percentages of central intervals, each as two
 * quantiles. Ascending and each once, at most `room`. */
int cp_cli_quantiles(const char *arg, bool level, double *out, size_t room, size_t *n,
                     struct cp_error *err);

/* A usage error when -p was not given. */
int cp_cli_want_plan(const struct cp_cli *cli, struct cp_error *err);
/* The plan of -p with every --set applied; a usage error when -p was not given. */
int cp_cli_plan(const struct cp_cli *cli, struct cp_plan **out, struct cp_error *err);
/* The facts of the operands or stdin. Facts that this command writes itself are an error, or
 * dropped with --replace; a source that has no plan takes them as the user's own series. */
int cp_cli_read(const struct cp_cli *cli, struct cp_facts **out, struct cp_error *err);
/* The facts of one more file. */
int cp_cli_read_file(const char *path, struct cp_facts **out, struct cp_error *err);
/* The path of -p as a file beside -o finds it: for a plan that includes it. NULL: no memory. */
char *cp_cli_plan_beside(const struct cp_cli *cli, struct cp_error *err);
/* A note for each command before this one that was given another plan, or other overrides. */
void cp_cli_tell_plans(const struct cp_cli *cli, const struct cp_plan *plan,
                       const struct cp_facts *facts);
/* The same, and of what this command, cp-thing, adds the plan that it came from: `thing_plan`. */
int cp_cli_sign(const struct cp_cli *cli, const struct cp_plan *plan, const char *measure,
                struct cp_facts *facts, struct cp_error *err);
/* For a command that reads what another decided. True, with a note: there is no answer in them.
 * It passes them on and ends with 1. */
bool cp_cli_lacks_answer(const struct cp_cli *cli, const struct cp_facts *facts);
/* To stdout or -o (temporary file, fsync, rename), in the format asked for, --only honoured. Facts
 * without an answer leave the file of -o as it is, with a note: 1. */
int cp_cli_write(const struct cp_cli *cli, struct cp_facts *facts, struct cp_error *err);
/* The same, where having no answer is one. */
int cp_cli_write_all(const struct cp_cli *cli, struct cp_facts *facts, struct cp_error *err);

/* Where a command's own text goes (cp-report, cp-plan): stdout, or a temporary file that
 * cp_cli_close_output renames to -o when `rc` is not negative, and removes otherwise. */
FILE *cp_cli_open_output(const struct cp_cli *cli, struct cp_error *err);
int cp_cli_close_output(const struct cp_cli *cli, FILE *out, int rc, struct cp_error *err);
/* True, with a note: facts without an answer replace no file, so that -o is left as it is. */
bool cp_cli_keeps_output(const struct cp_cli *cli, const struct cp_facts *facts);
bool cp_cli_keeps_output_without(const struct cp_cli *cli, const struct cp_facts_answers *answers);
int cp_cli_keeps_output_of(const struct cp_cli *cli, const struct cp_str *stream, bool *keeps,
                           struct cp_error *err); /* of the bytes of facts */
/* A page to the same place, in a format of pages (NULL: text); a long one by $PAGER. */
int cp_cli_write_page(const struct cp_cli *cli, const struct cp_page *page, const char *format,
                      struct cp_error *err);
bool cp_cli_is_page_format(const char *format); /* NULL: text, which is one */
/* Lines of fields with tabs between, below a header: as they are, or as a table on a terminal. */
int cp_cli_write_tsv(const struct cp_cli *cli, const struct cp_str *tsv, struct cp_error *err);
/* To the same place what `page` or `facts` adds to its argument: which of them, the format says. */
struct cp_cli_result {
    int (*page)(const void *of, struct cp_page *page, struct cp_error *err);
    int (*facts)(const void *of, struct cp_facts *facts, struct cp_error *err);
};
int cp_cli_write_result(const struct cp_cli *cli, const char *format,
                        const struct cp_cli_result *how, const void *of, struct cp_error *err);
/* All of a text at once, to the same place. */
int cp_cli_write_text(const struct cp_cli *cli, const char *text, size_t len, struct cp_error *err);
int cp_cli_write_str(const struct cp_cli *cli, const struct cp_str *text, struct cp_error *err);
/* A sentence, on a terminal broken between words. */
int cp_cli_write_line(const struct cp_cli *cli, const struct cp_str *line, struct cp_error *err);
bool cp_cli_on_terminal(const struct cp_cli *cli); /* output goes to a terminal */
/* For work that can be stopped halfway. After the first call SIGINT and SIGTERM only make
 * cp_cli_interrupted true; another one two seconds later ends the command. */
void cp_cli_catch_interrupts(void);
bool cp_cli_interrupted(void *unused);
/* What work says on its way: with -v all of it; without, on a terminal, from two seconds on in one
 * line that is written over and goes when anything else is said; else nothing. `cli` is a struct
 * cp_cli: this is a `log` of the LP core. */
void cp_cli_progress(void *cli, const char *line);
/* When, where and by whom we run: the only look at the clock. */
struct cp_cli_origin {
    char at[32], host[256], by[64], tool[64]; /* 2026-11-28T06:30:00Z; capplan 0.1.0 */
};
void cp_cli_origin(struct cp_cli_origin *out);
const char *cp_cli_scratch(void); /* where temporary files go: $TMPDIR or /tmp */
/* Hold `path` for ourselves until it is closed: a file that is written anew by renaming, made empty
 * when it is not there. The open file, or -1 with CP_EBUSY when another command holds it for longer
 * than `wait` seconds, CP_EIO when we may not write it. */
int cp_cli_lock(const char *path, double wait, struct cp_error *err);

/* A file to read, or stdin for "-"; `name` as messages call it. NULL: a finding. */
FILE *cp_cli_open(const char *path, const char **name, struct cp_error *err);
void cp_cli_close(FILE *in); /* unless it is stdin, or NULL */
int cp_cli_open_input(const struct cp_cli *cli, const char **name, FILE **in,
                      struct cp_error *err); /* the one operand, or stdin */
/* The operands or stdin as cp_facts_groups; close. A pipe is copied to a temporary file. */
struct cp_cli_groups {
    struct cp_facts_groups *groups;
    FILE **file;
    size_t n;
};
int cp_cli_open_groups(const struct cp_cli *cli, struct cp_cli_groups *out, struct cp_error *err);
void cp_cli_close_groups(struct cp_cli_groups *g);
FILE *cp_cli_temporary(struct cp_error *err); /* empty, without a name; NULL: a finding */
/* The facts of the operands from the nth on, or of stdin when there are none, and their bytes: of
 * one input as they are; several are one stream, as any command would write it. */
int cp_cli_read_stream(const struct cp_cli *cli, size_t from, struct cp_str *bytes,
                       struct cp_facts *facts, struct cp_error *err);
/* The facts that bytes hold; `name` is that of messages. */
int cp_cli_facts_of(const char *name, const struct cp_str *bytes, struct cp_facts *facts,
                    struct cp_error *err);
/* Append all of a file, or of stdin ("-"), as it is. */
int cp_cli_read_text(const char *path, struct cp_str *out, struct cp_error *err);
void cp_cli_notes(const struct cp_cli *cli, const struct cp_str *text); /* each line a note */
/* "cp-allocate: ..." on stderr, not with -q; verbose: only with -v. */
void cp_cli_note(const struct cp_cli *cli, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* The same for rooms that tell whom they are given: `ctx` is the address of a pointer to it. */
void cp_cli_tell(void *ctx, const char *text);
void cp_cli_verbose(const struct cp_cli *cli, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
