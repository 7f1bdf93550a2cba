/* cp-report: a fact stream as a planner looks at it first. */
#include "cli/cli.h"
#include "report/report.h"
#include <stdlib.h>
#include <string.h>

enum { OPT_FORMAT = 1 };

struct own {
    const char *format; /* NULL: text */
};

static const struct argp_option options[] = {
    {"format", OPT_FORMAT, "FORMAT", 0,
     "Write text (default), or the facts as they came: tsv, table or json", 0},
    {0}};

static int option(int key, const char *arg, void *data, struct cp_error *err) {
    static const char *const formats[] = {"text", "tsv", "table", "json"};
    struct own *own = data;
    if (key != OPT_FORMAT)
        return 0;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcmp(arg, formats[i]) == 0) {
            own->format = i == 0 ? NULL : formats[i];
            return 0;
        }
    return cp_fail(err, CP_EUSAGE, "--format: '%s' is not one of text, tsv, table, json", arg);
}

static int write_text(const struct cp_cli *cli, const struct cp_facts *facts,
                      struct cp_error *err) {
    const char *no_color = getenv("NO_COLOR");
    struct cp_report_options opt = {.bold = cp_cli_on_terminal(cli) && !(no_color && *no_color)};
    struct cp_str text = {0};
    int rc = cp_report_text(facts, &opt, &text, err);
    FILE *out = rc == 0 ? cp_cli_open_output(cli, err) : NULL;
    if (out) {
        fwrite(text.s, 1, text.len, out);
        rc = cp_cli_close_output(cli, out, rc, err);
    } else if (rc == 0) {
        rc = CP_EIO;
    }
    cp_str_release(&text);
    return rc;
}

static int run(const struct cp_cli *cli, void *data, struct cp_error *err) {
    const struct own *own = data;
    struct cp_facts *facts = NULL;
    int rc = cp_cli_read(cli, &facts, err);
    if (rc == 0 && own->format) {
        struct cp_cli through = *cli;
        through.format = own->format;
        rc = cp_cli_write(&through, facts, err);
    } else if (rc == 0) {
        rc = write_text(cli, facts, err);
    }
    cp_facts_free(facts);
    return rc;
}

int main(int argc, char **argv) {
    static const struct cp_command command = {
        .name = "cp-report",
        .operands = "[FILE...]",
        .purpose = "Show what a fact stream says: what binds, what is short, and what it costs",
        .takes = CP_CLI_FACTS | CP_CLI_TEXT,
        .options = options,
        .option = option,
        .run = run};
    struct own own = {0};
    return cp_cli_main(&command, &own, argc, argv);
}
