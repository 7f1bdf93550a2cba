/* cp-market: what markets say of the events of a plan. */
#include "cli/cli.h"
#include "odds/odds.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct own {
    struct cp_odds_options opt;
    const char *explain, *from;
    bool score;
    const struct cp_cli *cli;
};

#define METHOD(constant, word) word,
static const char *const methods[] = {CP_ODDS_OVERROUNDS(METHOD) NULL};
static const char *const losses[] = {"l1", "l2", "kl", NULL};

static int read_shape(const char *arg, void *at, struct cp_error *err) {
    enum { MOST = 16 };
    const char *name[MOST + 1] = {0};
    size_t which = 0;
    for (size_t i = 0; i < MOST && cp_odds_shape_name(i); i++)
        name[i] = cp_odds_shape_name(i);
    int rc = cp_cli_choose("from", arg, name, &which, err);
    if (rc == 0)
        *(const char **)at = name[which];
    return rc;
}

#define AT(field) .at = offsetof(struct own, field)
static const struct cp_cli_option options[] = {
    {"as-of", "DATE", "The day that it is, as 2026-11-28 (the plan's start)", CP_CLI_READ,
     AT(opt.as_of), .read = cp_cli_read_as_of},
    {"explain", "EVENT", "Show every market of an event with its quote and weight", CP_CLI_WORD,
     AT(explain)},
    {"extremise", "A", "Push pooled log-odds away from one half by this factor (1)", CP_CLI_NUMBER,
     AT(opt.extremise), "(0,10]"},
    {"fee", "RATE", "Of those who take: rate x price x (1 - price) a contract (default 7 %)",
     CP_CLI_SHARE, AT(opt.fee), "[0,1]"},
    {"from", "SHAPE", "Read the files as this shape (told by their keys)", CP_CLI_READ, AT(from),
     .read = read_shape},
    {"loss", "LOSS", "What coherence keeps least: l1 (default), l2 or kl", CP_CLI_CHOICE,
     AT(opt.loss), .words = losses},
    {"max-spread", "SPREAD", "A quote that is wider says nothing (default 0.1)", CP_CLI_SHARE,
     AT(opt.max_spread), "(0,1]"},
    {"max-weight", "SHARE", "Of one venue among several, at most (default 0.7)", CP_CLI_SHARE,
     AT(opt.max_weight), "(0,1]"},
    {"method", "METHOD",
     "How the overround of outcomes is taken out: multiplicative (default), power, shin, "
     "odds-ratio or additive",
     CP_CLI_CHOICE, AT(opt.overround), .words = methods},
    {"micro", NULL, "Take microprices instead of mids", CP_CLI_FLAG, AT(opt.micro)},
    {"rate", "RATE", "What money earns a year elsewhere, less what the venue pays (default 0)",
     CP_CLI_SHARE, AT(opt.rate), "[0,1]"},
    {"score", NULL, "Tell how good probabilities of what is settled were", CP_CLI_FLAG, AT(score)},
    {"theta", "SLOPE", "Multiply log-odds by this, as --score fits it (1)", CP_CLI_NUMBER,
     AT(opt.theta), "(0,10]"},
    {0}};

static int read_market(const struct own *own, FILE *in, const char *name,
                       struct cp_odds_markets *all, struct cp_error *err) {
    return cp_odds_read(all, in, name, own->from, err);
}

/* Text whose first line names the columns of facts. */
static bool holds_facts(FILE *in) {
    char line[1024];
    bool is = fgets(line, sizeof line, in) &&
              (strstr(line, "\tmeasure\t") || strstr(line, "measure\t") == line);
    rewind(in);
    return is;
}

struct inputs {
    struct cp_odds_markets *all;
    struct cp_facts **facts;
};

/* Every file, so that all that is wrong is told at once: of markets here, of facts as ever. */
static int read_operands(const struct own *own, const struct inputs *to, struct cp_error *err) {
    struct cp_cli rest = *own->cli;
    char **list = cp_calloc(rest.noperand + 1, sizeof *list);
    int rc = 0;
    if (!list)
        return cp_fail_nomem(err);
    rest.operand = list;
    rest.noperand = 0;
    for (size_t i = 0; i < own->cli->noperand; i++) {
        char *path = own->cli->operand[i];
        FILE *in = strcmp(path, "-") == 0 ? NULL : fopen(path, "r");
        int this = 0;
        if (!in || holds_facts(in))
            list[rest.noperand++] = path; /* stdin, or told that it cannot be opened */
        else
            this = read_market(own, in, path, to->all, err);
        if (in)
            fclose(in);
        rc = rc ? rc : this;
    }
    if (rest.noperand) {
        int this = cp_cli_read(&rest, to->facts, err);
        rc = rc ? rc : this;
    } else if (rc == 0 && !(*to->facts = cp_facts_new())) {
        rc = cp_fail_nomem(err);
    }
    free(list);
    return rc;
}

/* A reply of a venue, or facts. */
static int read_stdin(const struct own *own, const struct inputs *to, struct cp_error *err) {
    int first = getc(stdin);
    if (first == EOF || !strchr("{[<", first)) {
        if (first != EOF)
            ungetc(first, stdin);
        return cp_cli_read(own->cli, to->facts, err);
    }
    ungetc(first, stdin);
    *to->facts = cp_facts_new();
    return *to->facts ? read_market(own, stdin, "<stdin>", to->all, err) : cp_fail_nomem(err);
}

static int explain(const struct own *own, const struct cp_odds *odds, struct cp_error *err) {
    struct cp_page *page = cp_page_new();
    if (!page)
        return cp_fail_nomem(err);
    int rc = cp_odds_explain(odds, own->explain, page, err);
    if (rc == 0)
        rc = cp_cli_write_page(own->cli, page, NULL, err);
    cp_page_free(page);
    return rc;
}

static int write(const struct own *own, const struct cp_plan *plan, const struct cp_odds *odds,
                 struct cp_facts *facts, struct cp_error *err) {
    size_t before = cp_facts_count(facts);
    int rc = plan ? cp_cli_sign(own->cli, plan, "market_plan", facts, err) : 0;
    if (rc == 0)
        rc = own->score ? cp_odds_score_facts(odds, facts, err) : cp_odds_facts(odds, facts, err);
    if (rc == 0 && own->score && cp_facts_count(facts) == before)
        rc = cp_fail(err, CP_EINPUT, "--score: no market was settled after it said a probability");
    return rc ? rc : cp_cli_write(own->cli, facts, err);
}

static int run(const struct cp_cli *cli, void *data, struct cp_error *err) {
    struct own *own = data;
    struct cp_odds_markets all = {0};
    struct cp_plan *plan = NULL;
    struct cp_facts *facts = NULL;
    struct cp_odds *odds = NULL;
    const struct inputs to = {&all, &facts};
    own->cli = cli;
    if (own->explain && !cli->plan_path)
        return cp_fail(err, CP_EUSAGE, "--explain: events are of a plan; give it with -p");
    if (own->explain && own->score)
        return cp_fail(err, CP_EUSAGE, "--explain and --score: one of them");
    int rc = cli->plan_path ? cp_cli_plan(cli, &plan, err) : 0;
    if (rc == 0)
        rc = cli->noperand ? read_operands(own, &to, err) : read_stdin(own, &to, err);
    if (rc == 0)
        rc = cp_odds_take(&all, facts, err);
    if (rc == 0)
        rc = cp_odds_new(&all, own->score ? NULL : plan, &own->opt, &odds, err);
    if (rc == 0)
        rc = own->explain ? explain(own, odds, err)
                          : write(own, own->score ? NULL : plan, odds, facts, err);
    cp_odds_free(odds);
    cp_odds_release(&all);
    cp_facts_free(facts);
    cp_plan_free(plan);
    return rc;
}

int main(int argc, char **argv) {
    static const struct cp_command command = {.name = "cp-market",
                                              .operands = "[FILE...]",
                                              .purpose = "Turn what markets say into the odds of "
                                                         "the plan's events",
                                              .takes = CP_CLI_PLAN | CP_CLI_FACTS,
                                              .options = options,
                                              .run = run};
    struct own own = {.opt = CP_ODDS_OPTIONS_INIT};
    own.opt.note = cp_cli_tell;
    own.opt.note_ctx = &own.cli;
    return cp_cli_main(&command, &own, argc, argv);
}
