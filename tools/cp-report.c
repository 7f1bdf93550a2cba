/* cp-report: a fact stream as a planner looks at it first. */
#include "cli/cli.h"
#include "report/report.h"
#include "store/store.h"
#include <stdlib.h>
#include <string.h>

enum { MOST_SECTIONS = 32 };
struct sections {
    size_t n, at[MOST_SECTIONS];
};

static int read_sections(const char *arg, void *at, struct cp_error *err) {
    const char *name[MOST_SECTIONS + 1] = {NULL};
    struct sections *only = at;
    for (size_t i = 0; i < MOST_SECTIONS && (name[i] = cp_report_section_name(i)); i++)
        continue;
    return cp_cli_choose_list("only", arg, name, only->at, &only->n, err);
}

/* A day, as it is written. */
static int read_day(const char *arg, void *at, struct cp_error *err) {
    int64_t start;
    *(const char **)at = arg;
    return cp_cli_read_as_of(arg, &start, err);
}

struct own {
    const char *format, *against, *actual, *title, *as_of;
    struct sections only;
    bool quarters;
};

static const struct cp_cli_option options[] = {
    {"format", "FORMAT",
     "Write text (default), html, xlsx, md or csv, or the facts as they came: tsv, table or json",
     CP_CLI_FORMAT, .at = offsetof(struct own, format)},
    {"against", "FILE", "Tell what differs from the facts in FILE too", CP_CLI_WORD,
     .at = offsetof(struct own, against)},
    {"actual", "FILE", "Hold what happened, the facts in FILE, against the plan", CP_CLI_WORD,
     .at = offsetof(struct own, actual)},
    {"title", "TEXT", "Put this title on a page of html", CP_CLI_WORD,
     .at = offsetof(struct own, title)},
    {"only", "SECTION[,...]", "Show these sections, not all of them", CP_CLI_READ,
     .at = offsetof(struct own, only), .read = read_sections},
    {"quarters", NULL, "Give tables a column a quarter, not a year", CP_CLI_FLAG,
     .at = offsetof(struct own, quarters)},
    {"as-of", "DATE", "Say on a page of html which day it is of", CP_CLI_READ,
     .at = offsetof(struct own, as_of), .read = read_day},
    {0}};

static int read_side(const char *name, const struct cp_facts *facts, struct cp_arena *arena,
                     struct cp_store_side *out, struct cp_error *err) {
    *out = (struct cp_store_side){.name = name, .facts = facts};
    return cp_store_headline(facts, NULL, arena, &out->headline, err);
}

static int add_difference(const char *old, const struct cp_facts *facts, struct cp_page *page,
                          struct cp_error *err) {
    struct cp_arena arena = {0};
    struct cp_facts *earlier = NULL;
    struct cp_store_side before, now;
    struct cp_store_difference *d = NULL;
    const struct cp_store_compare_options usual = {0};
    int rc = cp_cli_read_file(old, &earlier, err);
    if (rc)
        return rc;
    rc = read_side(old, earlier, &arena, &before, err);
    if (rc)
        goto out;
    rc = read_side("this stream", facts, &arena, &now, err);
    if (rc)
        goto out;
    rc = cp_store_compare(&before, &now, &usual, &d, err);
    if (rc)
        goto out;
    rc = cp_store_add_difference(d, page, err);
out:
    cp_store_difference_free(d);
    cp_facts_free(earlier);
    cp_arena_release(&arena);
    return rc;
}

/* Dimensions of the i-th fact, its measure, value and unit. */
static void fact_at(const void *of, size_t i, struct cp_page_cell *cell) {
    const struct cp_facts *facts = of;
    size_t n = cp_facts_columns(facts);
    for (size_t c = 0; c < n; c++) {
        const char *text = cp_facts_column_text(facts, i, c);
        cell[c] = (struct cp_page_cell){.text = strcmp(text, "-") == 0 ? "" : text};
    }
    cell[n++] = (struct cp_page_cell){.text = cp_facts_measure(facts, i)};
    cell[n++] = (struct cp_page_cell){.value = cp_facts_value(facts, i)};
    cell[n++] = (struct cp_page_cell){.text = cp_facts_unit(facts, i)};
}

/* All facts, for a format that takes so many. */
static int add_facts(const struct cp_facts *facts, struct cp_page *page, struct cp_error *err) {
    size_t n = cp_facts_columns(facts);
    struct cp_page_column *column = cp_calloc(n + 3, sizeof *column);
    if (!column)
        return cp_fail_nomem(err);
    for (size_t c = 0; c < n; c++)
        column[c].title = cp_facts_column_name(facts, c);
    column[n++].title = "measure";
    column[n++].title = "value";
    column[n++].title = "unit";
    cp_page_add_records(page, &(struct cp_page_records){.title = "Facts",
                                                        .column = column,
                                                        .ncolumn = n,
                                                        .n = cp_facts_count(facts),
                                                        .at = fact_at,
                                                        .of = facts});
    free(column);
    return 0;
}

static int add_actual(const char *path, const struct cp_facts *facts, struct cp_page *page,
                      struct cp_error *err) {
    struct cp_facts *actual = NULL;
    int rc = cp_cli_read_file(path, &actual, err);
    if (rc == 0 && cp_facts_count(actual) == 0)
        cp_page_add_sentence(
            page, "Nothing of what happened is known: the file of --actual holds no facts.");
    else if (rc == 0)
        rc = cp_report_actual(facts, actual, page, err);
    cp_facts_free(actual);
    return rc;
}

/* What differs stands first where it is drawn, and last in a text, whose end stays on the screen.
 */
static int write_report(const struct cp_cli *cli, const struct own *own,
                        const struct cp_facts *facts, struct cp_error *err) {
    struct cp_report_options opt = {.only = own->only.at,
                                    .nonly = own->only.n,
                                    .pictures = cp_page_format_draws(own->format),
                                    .title = own->title,
                                    .as_of = own->as_of,
                                    .quarters = own->quarters};
    struct cp_page *page = cp_page_new();
    int rc = 0;
    if (own->against && opt.pictures) {
        cp_page_begin_part(page, "Since the run before");
        rc = add_difference(own->against, facts, page, err);
    }
    if (rc == 0)
        rc = cp_report_build(facts, &opt, page, err);
    if (rc == 0 && own->against && !opt.pictures)
        rc = add_difference(own->against, facts, page, err);
    if (rc == 0 && own->actual)
        rc = add_actual(own->actual, facts, page, err);
    if (rc == 0 && cp_page_format_lists(own->format))
        rc = add_facts(facts, page, err);
    if (rc == 0)
        rc = cp_cli_write_page(cli, page, own->format, err);
    cp_page_free(page);
    return rc;
}

static int run(const struct cp_cli *cli, void *data, struct cp_error *err) {
    const struct own *own = data;
    struct cp_facts *facts = NULL;
    int rc = cp_cli_read(cli, &facts, err);
    if (rc)
        return rc;
    const struct cp_facts_answers nothing = {.none = true};
    bool empty = cp_facts_count(facts) == 0;
    bool none = cp_cli_lacks_answer(cli, facts) || empty;
    if (empty && cli->output)
        cp_cli_note(cli, "the stream holds no facts: did the command before it fail?");
    if (empty ? cp_cli_keeps_output_without(cli, &nothing) : cp_cli_keeps_output(cli, facts)) {
        rc = 1;
    } else if (cp_cli_is_page_format(own->format)) {
        rc = write_report(cli, own, facts, err);
    } else {
        struct cp_cli through = *cli;
        through.format = own->format;
        rc = cp_cli_write_all(&through, facts, err);
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
    return cp_cli_main(&command, &own, argc, argv);
}
