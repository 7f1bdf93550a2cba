/* cp-report: a fact stream as a planner looks at it first. */
#include "cli/cli.h"
#include "report/report.h"
#include <stdlib.h>

struct own {
    int format; /* of formats */
};

enum { FORMATS_MAX = 32 };
/* Those of a page, npage of them, then those of facts, which come as they are; ended by NULL. */
static const char *formats[FORMATS_MAX + 1];
static int npage;

static const struct cp_cli_option options[] = {
    {"format", "FORMAT", "Write text (default), or the facts as they came: tsv, table or json",
     CP_CLI_CHOICE, .at = offsetof(struct own, format), .words = formats},
    {0}};

static void list_formats(void) {
    int n = 0;
    for (size_t i = 0; n < FORMATS_MAX && cp_page_format_name(i); i++)
        formats[n++] = cp_page_format_name(i);
    npage = n;
    for (size_t i = 0; n < FORMATS_MAX && cp_facts_format_name(i); i++)
        formats[n++] = cp_facts_format_name(i);
}

/* The report in `text`. */
static int make_text(const struct cp_cli *cli, const char *format, const struct cp_facts *facts,
                     struct cp_str *text, struct cp_error *err) {
    const char *no_color = getenv("NO_COLOR");
    struct cp_page_options opt = {.bold = cp_cli_on_terminal(cli) && !(no_color && *no_color)};
    struct cp_page *page = cp_page_new();
    int rc = cp_report_build(facts, page, err);
    if (rc == 0)
        rc = cp_page_write(page, format, &opt, text, err);
    cp_page_free(page);
    return rc;
}

static int write_report(const struct cp_cli *cli, const char *format, const struct cp_facts *facts,
                        struct cp_error *err) {
    struct cp_str text = {0};
    int rc = make_text(cli, format, facts, &text, err);
    if (rc)
        goto out;
    FILE *out = cp_cli_open_output(cli, err);
    if (!out) {
        rc = CP_EIO;
        goto out;
    }
    fwrite(text.s, 1, text.len, out);
    rc = cp_cli_close_output(cli, out, 0, err);
out:
    cp_str_release(&text);
    return rc;
}

static int run(const struct cp_cli *cli, void *data, struct cp_error *err) {
    const struct own *own = data;
    struct cp_facts *facts = NULL;
    int rc = cp_cli_read(cli, &facts, err);
    if (rc)
        return rc;
    bool none = cp_cli_lacks_answer(cli, facts);
    if (own->format < npage) {
        rc = cp_cli_keeps_output(cli, facts) ? 0
                                             : write_report(cli, formats[own->format], facts, err);
    } else {
        struct cp_cli through = *cli;
        through.format = formats[own->format];
        rc = cp_cli_write(&through, facts, err);
    }
    cp_facts_free(facts);
    return rc ? rc : none;
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
    list_formats();
    return cp_cli_main(&command, &own, argc, argv);
}
