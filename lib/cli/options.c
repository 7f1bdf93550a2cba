#include "cli/internal.h"
#include <argp.h>
#include <config.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One argp of the shared options, filtered by what the command takes, with the command's own as a
 * child. */

enum {
    KEY_SET = 0x5000,
    KEY_ONLY,
    KEY_REPLACE,
    KEY_FORMAT,
    KEY_SEED,
    KEY_RESTRICTED,
    KEY_OWN = 0x6000,
    COMMON_MAX = 16,
    FORMATS_MAX = 16,
    OWN_MAX = 64
};

static const struct {
    unsigned takes, not_with; /* shown with any of these; never with any of those */
    struct argp_option option;
} common[] = {
    {CP_CLI_PLAN, 0, {"plan", 'p', "FILE", 0, "Read the plan from FILE", 10}},
    {CP_CLI_PLAN,
     0,
     {"set", KEY_SET, "KEY=VALUE", 0,
      "Override a value of the plan, as sites/a/power=4GW; =*1.3 scales it. May be repeated", 10}},
    {CP_CLI_PLAN,
     0,
     {"restricted", KEY_RESTRICTED, NULL, 0,
      "Run the plan of a stranger: only files of its folder, nothing executed, within limits", 10}},
    {CP_CLI_FACTS,
     CP_CLI_TEXT,
     {"only", KEY_ONLY, NULL, 0, "Write this command's facts alone, not those it read", 10}},
    {CP_CLI_FACTS,
     CP_CLI_TEXT,
     {"replace", KEY_REPLACE, NULL, 0,
      "Drop this command's facts from the input instead of refusing them", 10}},
    {CP_CLI_SEED, 0, {"seed", KEY_SEED, "N", 0, "Seed of the random numbers (default 1)", 10}},
    {CP_CLI_JOBS, 0, {"jobs", 'j', "N", 0, "Threads to use (default: one a core)", 10}},
    {0,
     CP_CLI_TEXT,
     {"format", KEY_FORMAT, "FORMAT", 0, "(default: table on a terminal, else tsv)",
      10}}, /* after their names: say_formats */
    {0, 0, {"output", 'o', "FILE", 0, "Write to FILE, whole or not at all", 10}},
    {0, 0, {"verbose", 'v', NULL, 0, "Say more on standard error", 10}},
    {0, 0, {"quiet", 'q', NULL, 0, "Say nothing on standard error but errors", 10}},
    {0, 0, {NULL, 'h', NULL, OPTION_HIDDEN, NULL, 10}}, /* many would type it */
};

struct parse {
    const struct cp_command *command;
    void *own;
    struct cp_cli *cli;
};

static char version_text[128];

/* argp_error, without what a terminal would obey. */
__attribute__((format(printf, 2, 3))) static void refuse(const struct argp_state *state,
                                                         const char *fmt, ...) {
    struct cp_str text = {0}, shown = {0};
    va_list ap;
    va_start(ap, fmt);
    cp_str_addv(&text, fmt, ap);
    va_end(ap);
    cp_str_add_shown(&shown, text.s ? text.s : "", text.len);
    argp_error(state, "%s", text.oom || shown.oom ? "out of memory" : shown.s);
}

static uint64_t whole_number(const char *name, const char *arg, uint64_t least, uint64_t most,
                             struct argp_state *state) {
    char *end;
    errno = 0;
    unsigned long long x = strtoull(arg, &end, 10);
    if (*arg < '0' || *arg > '9' || *end || errno || x < least || x > most)
        refuse(state, "--%s: '%s' is not a whole number from %llu to %llu", name, arg,
               (unsigned long long)least, (unsigned long long)most);
    return x;
}

static void add_set(struct cp_cli *cli, const char *arg, struct argp_state *state) {
    const char *equals = strchr(arg, '=');
    if (!equals || equals == arg)
        refuse(state, "--set: '%s' is not KEY=VALUE", arg);
    const char **set = cp_realloc(cli->set, cli->nset + 1, sizeof *set);
    if (!set)
        argp_failure(state, 2, ENOMEM, "--set");
    cli->set = set;
    cli->set[cli->nset++] = arg;
}

static void set_format(const struct parse *p, const char *arg, struct argp_state *state) {
    const char *formats[FORMATS_MAX + 1] = {0};
    struct cp_error err = {0};
    size_t i = 0, n = 0;
    for (size_t k = 0; n < FORMATS_MAX && cp_facts_format_name(k); k++)
        formats[n++] = cp_facts_format_name(k);
    for (size_t k = 0; p->command->formats && n < FORMATS_MAX && p->command->formats[k]; k++)
        formats[n++] = p->command->formats[k];
    if (cp_cli_choose("format", arg, formats, &i, &err) < 0)
        refuse(state, "%s", err.at[0].msg);
    p->cli->format = formats[i];
}

static void add_operand(struct parse *p, char *arg, struct argp_state *state) {
    if (!(p->cli->takes & (CP_CLI_FACTS | CP_CLI_OPERANDS)))
        refuse(state, "'%s': this command takes no operands", arg);
    char **operand = cp_realloc(p->cli->operand, p->cli->noperand + 1, sizeof *operand);
    if (!operand)
        argp_failure(state, 2, ENOMEM, "operands");
    p->cli->operand = operand;
    operand[p->cli->noperand++] = arg;
}

static error_t parse_common(int key, char *arg, struct argp_state *state) {
    struct parse *p = state->input;
    struct cp_cli *cli = p->cli;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = p;
        return 0;
    case ARGP_KEY_ARG:
        add_operand(p, arg, state);
        return 0;
    case 'p':
        cli->plan_path = arg;
        return 0;
    case 'j':
        cli->jobs = (int)whole_number("jobs", arg, 1, 1024, state);
        return 0;
    case 'o':
        cli->output = arg;
        return 0;
    case 'v':
        cli->verbose = true;
        return 0;
    case 'q':
        cli->quiet = true;
        return 0;
    case 'h':
        argp_state_help(state, stdout, ARGP_HELP_STD_HELP);
        return 0;
    case KEY_SET:
        add_set(cli, arg, state);
        return 0;
    case KEY_RESTRICTED:
        cli->restricted = true;
        return 0;
    case KEY_ONLY:
        cli->only = true;
        return 0;
    case KEY_REPLACE:
        cli->replace = true;
        return 0;
    case KEY_FORMAT:
        set_format(p, arg, state);
        return 0;
    case KEY_SEED:
        cli->seed = whole_number("seed", arg, 0, UINT64_MAX, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static bool named_as_plan(const char *path) {
    const char *dot = strrchr(path, '.');
    return dot && (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0);
}

/* `cp-plan check plan.yaml': without -p the first operand that has a plan's name is the plan. */
static void take_plan(struct cp_cli *cli) {
    size_t i = 0;
    if (!(cli->takes & CP_CLI_PLAN) || cli->plan_path)
        return;
    while (i < cli->noperand && !named_as_plan(cli->operand[i]))
        i++;
    if (i == cli->noperand)
        return;
    cli->plan_path = cli->operand[i];
    cli->noperand--;
    memmove(cli->operand + i, cli->operand + i + 1, (cli->noperand - i) * sizeof *cli->operand);
}

/* argp asks it for every text of --help. */
static char *say_formats(int key, const char *text, void *unused) {
    (void)unused;
    if (key != KEY_FORMAT)
        return (char *)(uintptr_t)text;
    struct cp_str s = {0};
    const char *name, *before = "Write ";
    for (size_t i = 0; (name = cp_facts_format_name(i)); i++) {
        cp_str_addf(&s, "%s%s", before, name);
        before = cp_facts_format_name(i + 2) ? ", " : " or ";
    }
    cp_str_addf(&s, " %s", text);
    return s.s;
}

static int key_of(const struct cp_cli_option *o, size_t i) {
    return o[i].letter ? o[i].letter : KEY_OWN + (int)i;
}

static error_t parse_own(int key, char *arg, struct argp_state *state) {
    const struct parse *p = state->input;
    const struct cp_cli_option *o = p ? p->command->options : NULL;
    struct cp_error err = {0};
    size_t i = 0;
    while (o && o[i].name && key_of(o, i) != key)
        i++;
    if (!o || !o[i].name)
        return ARGP_ERR_UNKNOWN;
    p->cli->given |= (uint64_t)1 << i;
    if (cp_cli_take(&o[i], arg, p->own, &err) < 0)
        refuse(state, "%s", err.n ? err.at[0].msg : "bad option");
    return 0;
}

static void own_options(const struct cp_command *command, struct argp_option *out) {
    const struct cp_cli_option *o = command->options;
    for (size_t i = 0; o && o[i].name && i < OWN_MAX; i++)
        out[i] = (struct argp_option){
            .name = o[i].name, .key = key_of(o, i), .arg = o[i].argument, .doc = o[i].help};
}

void cp_cli_parse(const struct cp_command *command, void *own, int argc, char **argv,
                  struct cp_cli *cli) {
    struct parse p = {command, own, cli};
    struct argp_option options[COMMON_MAX] = {0}, own_of[OWN_MAX + 1] = {0};
    size_t n = 0;
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        if ((!common[i].takes || common[i].takes & command->takes) &&
            !(common[i].not_with & command->takes))
            options[n++] = common[i].option;
    own_options(command, own_of);
    struct argp mine = {.options = own_of, .parser = parse_own};
    struct argp_child children[2] = {{.argp = &mine}, {0}};
    struct argp all = {.options = options,
                       .parser = parse_common,
                       .args_doc = command->operands,
                       .doc = command->purpose,
                       .children = children,
                       .help_filter = say_formats};
    *cli = (struct cp_cli){.command = command->name,
                           .takes = command->takes,
                           .options = command->options,
                           .seed = 1,
                           .jobs = cp_processors()};
    snprintf(version_text, sizeof version_text, "%s (capplan) %s", command->name, PACKAGE_VERSION);
    argp_program_version = version_text;
    argp_err_exit_status = 2;
    program_invocation_name = program_invocation_short_name = argv[0] = (char *)command->name;
    cp_cli_look_at_words(command->name, options, own_of, argc, argv);
    error_t rc = argp_parse(&all, argc, argv, 0, NULL, &p);
    if (rc) {
        fprintf(stderr, "%s: %s\n", command->name, strerror(rc));
        exit(2);
    }
    take_plan(cli);
}

void cp_cli_release(struct cp_cli *cli) {
    free(cli->set);
    free(cli->operand);
}
