/* cp-finance: what decisions cost and earn, how they are financed; or one metric of cash flows. */
#include "cli/cli.h"
#include "finance/finance.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    OPT_CHECK = 1,
    OPT_METRIC,
    OPT_RATE,
    OPT_LOAN,
    OPT_DEPRECIATION,
    OPT_BOND,
    OPT_TORNADO,
    OPT_SWING,
    OPT_SOLVE,
    OPT_FOR
};

static const char *const metrics[] = {"npv", "irr", "xirr", "mirr", "payback"};

struct own {
    bool check, metric_given, calculation_given;
    enum cp_calculation calculation;
    enum cp_metric metric;
    double rate;
    const char *tornado, *solve, *goal;
    double swing;
};

static const struct argp_option options[] = {
    {"check", OPT_CHECK, NULL, 0,
     "Exit 1 when a covenant is breached or debt not paid when due, naming each", 0},
    {"metric", OPT_METRIC, "METRIC", 0,
     "Without a plan: npv, irr, xirr, mirr or payback of cash flows", 0},
    {"rate", OPT_RATE, "RATE", 0, "Effective annual rate of --metric npv and mirr", 0},
    {"loan", OPT_LOAN, NULL, 0, "Without a plan: the payments of loans, one a row", 0},
    {"depreciation", OPT_DEPRECIATION, NULL, 0, "Without a plan: what assets lose by year", 0},
    {"bond", OPT_BOND, NULL, 0, "Without a plan: price, yield and duration of bonds", 0},
    {"tornado", OPT_TORNADO, "KEY,KEY...", 0, "NPV, IRR and DSCR with each key lower and higher",
     0},
    {"swing", OPT_SWING, "PART", 0, "By how much --tornado moves a key; 10 % unless given", 0},
    {"solve", OPT_SOLVE, "KEY", 0, "Scale KEY until --for holds", 0},
    {"for", OPT_FOR, "[ENTITY/KIND/]MEASURE=VALUE", 0,
     "What --solve aims at, as hall/equity/irr=12%", 0},
    {0}};

static int option(int key, const char *arg, void *data, struct cp_error *err) {
    struct own *own = data;
    struct cp_error bad = {0};
    switch (key) {
    case OPT_CHECK:
        own->check = true;
        return 0;
    case OPT_LOAN:
    case OPT_DEPRECIATION:
    case OPT_BOND:
        if (own->calculation_given && own->calculation != (enum cp_calculation)(key - OPT_LOAN))
            return cp_fail(err, CP_EUSAGE, "one of --loan, --depreciation and --bond at a time");
        own->calculation = (enum cp_calculation)(key - OPT_LOAN);
        own->calculation_given = true;
        return 0;
    case OPT_TORNADO:
        own->tornado = arg;
        return 0;
    case OPT_SOLVE:
        own->solve = arg;
        return 0;
    case OPT_FOR:
        own->goal = arg;
        return 0;
    case OPT_SWING:
        if (cp_quantity_parse(arg, "1", &own->swing, (struct cp_pos){0}, &bad) < 0 ||
            !(own->swing > 0 && own->swing < 1))
            return cp_fail(err, CP_EUSAGE, "--swing: '%s' is not a part like 10 %%", arg);
        return 0;
    case OPT_RATE:
        if (cp_quantity_parse(arg, "1", &own->rate, (struct cp_pos){0}, &bad) < 0)
            return cp_fail(err, CP_EUSAGE, "--rate: '%s' is not a rate like 8 %% or 0.08", arg);
        return 0;
    default:
        for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++)
            if (strcmp(arg, metrics[i]) == 0) {
                own->metric = (enum cp_metric)i;
                own->metric_given = true;
                return 0;
            }
        return cp_fail(err, CP_EUSAGE, "--metric: '%s' is not one of npv, irr, xirr, mirr, payback",
                       arg);
    }
}

static void tell_roots(const struct cp_cli *cli, const char *metric, const struct cp_rates *r) {
    struct cp_str text = {0};
    for (size_t i = 0; i < r->n; i++)
        cp_str_addf(&text, "%s%.6g", i ? ", " : "", r->root[i]);
    cp_cli_note(cli, "%s has %zu values, %s; the one nearest to 0 is given", metric, r->n,
                text.oom ? "" : text.s);
    cp_str_release(&text);
}

/* The one operand, or stdin; `path` as messages name it. */
static int open_table(const struct cp_cli *cli, const char **path, FILE **in,
                      struct cp_error *err) {
    *path = cli->noperand ? cli->operand[0] : "-";
    *in = stdin;
    if (cli->noperand > 1)
        return cp_fail(err, CP_EUSAGE, "one file is read, not %zu", cli->noperand);
    if (strcmp(*path, "-") == 0) {
        *path = "<stdin>";
        return 0;
    }
    *in = fopen(*path, "re");
    return *in ? 0
               : cp_fail_at(err, CP_EIO, (struct cp_pos){*path, 0, 0}, "cannot open: %s",
                            strerror(errno));
}

static int read_flows(const struct cp_cli *cli, struct cp_flows *flows, struct cp_error *err) {
    const char *path;
    FILE *in;
    int rc = open_table(cli, &path, &in, err);
    if (rc < 0)
        return rc;
    rc = cp_flows_read(in, path, flows, err);
    if (in != stdin)
        fclose(in);
    return rc;
}

static int run_calculation(const struct cp_cli *cli, const struct own *own, struct cp_error *err) {
    const char *path;
    FILE *in;
    int rc = open_table(cli, &path, &in, err);
    if (rc < 0)
        return rc;
    struct cp_facts *facts = cp_facts_new();
    rc = facts ? cp_calculate(own->calculation, in, path, facts, err) : cp_fail_nomem(err);
    if (in != stdin)
        fclose(in);
    if (rc == 1)
        cp_cli_note(cli, "a bond has no yield at its price");
    int wrote = rc < 0 ? rc : cp_cli_write(cli, facts, err);
    cp_facts_free(facts);
    return wrote < 0 ? wrote : rc;
}

static int run_metric(const struct cp_cli *cli, const struct own *own, struct cp_error *err) {
    struct cp_flows flows = {0};
    struct cp_rates rates = {0};
    struct cp_facts *facts = cp_facts_new();
    const char *name = metrics[own->metric];
    double value = NAN;
    int rc = facts ? read_flows(cli, &flows, err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = cp_flows_metric(&flows, own->metric, own->rate, &value, &rates, err);
    if (rc == 0)
        rc = cp_facts_put(facts, &(struct cp_fact){.measure = name, .value = value}, err);
    if (rc == 0 && rates.status == CP_RATE_SEVERAL)
        tell_roots(cli, name, &rates);
    if (rc == 0 && isnan(value))
        cp_cli_note(
            cli, own->metric == CP_PAYBACK ? "the flows do not pay back" : "the flows have no %s",
            name);
    if (rc == 0)
        rc = cp_cli_write(cli, facts, err);
    cp_facts_free(facts);
    cp_flows_release(&flows);
    return rc == 0 && isnan(value) ? 1 : rc;
}

static void tell(const struct cp_cli *cli, struct cp_str *text) {
    char *rest = NULL;
    for (char *line = text->s ? strtok_r(text->s, "\n", &rest) : NULL; line;
         line = strtok_r(NULL, "\n", &rest))
        cp_cli_note(cli, "%s", line);
}

static void tell_breaches(const struct cp_cli *cli, const struct cp_finance_result *r) {
    char period[CP_PERIOD_SIZE];
    for (size_t i = 0; i < r->nbreach; i++) {
        const struct cp_breach *b = &r->breach[i];
        cp_period_format(period, b->period);
        cp_cli_note(cli, "covenant breached: %s/%s in %s: DSCR %.3f, limit %.3f", b->entity,
                    b->tranche, period, b->value, b->limit);
    }
}

static int split_keys(char *text, const char ***key, size_t *n, struct cp_error *err) {
    size_t cap = 0;
    char *rest = NULL;
    for (char *s = strtok_r(text, ",", &rest); s; s = strtok_r(NULL, ",", &rest)) {
        if (!cp_grow(key, &cap, *n, sizeof **key))
            return cp_fail_nomem(err);
        for (size_t i = 0; i < *n; i++)
            if (strcmp((*key)[i], s) == 0)
                return cp_fail(err, CP_EUSAGE, "--tornado: '%s' stands twice", s);
        (*key)[(*n)++] = s;
    }
    return *n ? 0 : cp_fail(err, CP_EUSAGE, "--tornado wants keys of the plan");
}

/* "hall/equity/irr=12%", "hall/dscr_min=1.3" or "irr=0.12"; parts of `text`. */
static int parse_goal(char *text, struct cp_goal *out, struct cp_error *err) {
    struct cp_error bad = {0};
    char *value = strchr(text, '='), *kind;
    if (!value)
        return cp_fail(err, CP_EUSAGE, "--for: '%s' is not like hall/equity/irr=12%%", text);
    *value++ = '\0';
    *out = (struct cp_goal){.measure = text};
    kind = strchr(text, '/');
    if (kind) {
        *kind++ = '\0';
        out->entity = text;
        out->measure = kind;
        char *measure = strchr(kind, '/');
        if (measure) {
            *measure++ = '\0';
            out->kind = kind;
            out->measure = measure;
        }
    }
    const struct cp_measure *m = cp_measure_find(out->measure);
    if (!m || strcmp(m->writer, "cp-finance") != 0)
        return cp_fail(err, CP_EUSAGE, "--for: '%s' is not a measure of cp-finance", out->measure);
    size_t used = 0, len = strlen(value);
    bool plain = cp_number_parse(value, len, &out->value, &used) == 0 && used == len;
    if (!plain && cp_quantity_parse(value, m->unit, &out->value, (struct cp_pos){0}, &bad) < 0)
        return cp_fail(err, CP_EUSAGE, "--for: '%s' is not a value in %s", value, m->unit);
    return 0;
}

static int run_sensitivity(const struct cp_cli *cli, const struct own *own, struct cp_error *err) {
    struct cp_facts *facts = NULL;
    struct cp_str notes = {0};
    const char **key = NULL;
    size_t n = 0;
    struct cp_goal goal;
    char *text = strdup(own->tornado ? own->tornado : own->goal);
    int rc = !text          ? cp_fail_nomem(err)
             : own->tornado ? split_keys(text, &key, &n, err)
                            : parse_goal(text, &goal, err);
    if (rc == 0)
        rc = cp_cli_read(cli, &facts, err);
    struct cp_finance_case c = {cli->plan_path, cli->set, cli->nset, facts};
    if (rc == 0)
        rc = own->tornado ? cp_finance_tornado(&c, key, n, own->swing, err)
                          : cp_finance_solve(&c, own->solve, &goal, &notes, err);
    if (rc >= 0) {
        tell(cli, &notes);
        int wrote = cp_cli_write(cli, facts, err);
        rc = wrote < 0 ? wrote : rc;
    }
    free(key);
    free(text);
    cp_str_release(&notes);
    cp_facts_free(facts);
    return rc;
}

static int check_usage(const struct cp_cli *cli, const struct own *own, struct cp_error *err) {
    bool alone = own->metric_given || own->calculation_given;
    if (!own->solve != !own->goal)
        return cp_fail(err, CP_EUSAGE, "--solve and --for go together");
    if ((own->tornado != NULL) + (own->solve != NULL) + alone + own->check > 1)
        return cp_fail(err, CP_EUSAGE,
                       "one of --check, --tornado, --solve and calculations at a time");
    if ((own->tornado || own->solve) && !cli->plan_path)
        return cp_fail(err, CP_EUSAGE, "no plan was given; use -p FILE");
    return 0;
}

static int run(const struct cp_cli *cli, void *data, struct cp_error *err) {
    const struct own *own = data;
    int usage = check_usage(cli, own, err);
    if (usage < 0)
        return usage;
    if (own->metric_given && cli->plan_path)
        return cp_fail(err, CP_EUSAGE, "--metric is of cash flows alone; leave out -p");
    if (own->metric_given && own->calculation_given)
        return cp_fail(err, CP_EUSAGE, "--metric goes without --loan, --depreciation and --bond");
    if (own->metric_given)
        return run_metric(cli, own, err);
    if (own->calculation_given && cli->plan_path)
        return cp_fail(err, CP_EUSAGE, "--loan, --depreciation and --bond go without a plan");
    if (own->calculation_given)
        return run_calculation(cli, own, err);
    if (own->tornado || own->solve)
        return run_sensitivity(cli, own, err);
    struct cp_plan *plan = NULL;
    struct cp_facts *facts = NULL;
    struct cp_finance_result result = {0};
    int rc = cp_cli_plan(cli, &plan, err);
    if (rc == 0)
        rc = cp_cli_read(cli, &facts, err);
    if (rc == 0)
        rc = cp_finance(plan, facts, &result, err);
    if (rc == 0) {
        tell(cli, &result.notes);
        if (own->check)
            tell_breaches(cli, &result);
        rc = cp_cli_write(cli, facts, err);
    }
    if (rc == 0 && own->check && result.nbreach + result.ndefault > 0)
        rc = 1;
    cp_finance_result_release(&result);
    cp_facts_free(facts);
    cp_plan_free(plan);
    return rc;
}

int main(int argc, char **argv) {
    static const struct cp_command command = {
        .name = "cp-finance",
        .operands = "[FILE...]",
        .purpose = "Finance a plan: statements, debt, returns and cost of a GPU-hour",
        .takes = CP_CLI_PLAN | CP_CLI_FACTS,
        .options = options,
        .option = option,
        .run = run};
    struct own own = {.rate = NAN, .swing = 0.1};
    return cp_cli_main(&command, &own, argc, argv);
}
