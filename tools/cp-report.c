/* cp-report: a fact stream as a planner looks at it first. */
#include "cli/cli.h"
#include "report/report.h"
#include <stdlib.h>

struct own {
    enum { TEXT, TSV, TABLE, JSON } format;
};

static const char *const formats[] = {"text", "tsv", "table", "json", NULL};
static const struct cp_cli_option options[] = {
    {"format", "FORMAT", "Write text (default), or the facts as they came: tsv, table or json",
     CP_CLI_CHOICE, .at = offsetof(struct own, format), .words = formats},
    {0}};

static int write_page(const struct cp_cli *cli, const struct cp_facts *facts,
                      struct cp_error *err) {
    const char *no_color = getenv("NO_COLOR");
    struct cp_page_options opt = {.bold = cp_cli_on_terminal(cli) && !(no_color && *no_color)};
    struct cp_str text = {0};
    struct cp_page *page = cp_page_new();
    int rc = cp_report_build(facts, page, err);
    if (rc == 0)
        rc = cp_page_write(page, "text", &opt, &text, err);
    FILE *out = rc == 0 ? cp_cli_open_output(cli, err) : NULL;
    if (out) {
        fwrite(text.s, 1, text.len, out);
        rc = cp_cli_close_output(cli, out, rc, err);
    } else if (rc == 0) {
        rc = CP_EIO;
    }
    cp_str_release(&text);
    cp_page_free(page);
    return rc;
}

static int run(const struct cp_cli *cli, void *data, struct cp_error *err) {
    const struct own *own = data;
    struct cp_facts *facts = NULL;
    int rc = cp_cli_read(cli, &facts, err);
    if (rc == 0 && own->format != TEXT) {
        struct cp_cli through = *cli;
        through.format = formats[own->format];
        rc = cp_cli_write(&through, facts, err);
    } else if (rc == 0) {
        rc = write_page(cli, facts, err);
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
        .run = run};
    struct own own = {0};
    return cp_cli_main(&command, &own, argc, argv);
}
