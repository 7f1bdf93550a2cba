/* Pages to where they go: as wide as the reader's terminal, and by a pager where they are longer.
 */
#include "cli/internal.h"
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool cp_cli_is_page_format(const char *format) {
    const char *name;
    for (size_t i = 0; format && (name = cp_page_format_name(i)); i++)
        if (strcmp(format, name) == 0)
            return true;
    return !format;
}

/* Letters beyond ASCII are shown: what the locale says, as its programs read it. */
static bool knows_utf8(void) {
    static const char *const name[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    const char *locale = NULL;
    for (size_t i = 0; i < sizeof name / sizeof *name && !(locale && *locale); i++)
        locale = getenv(name[i]);
    return locale && (strcasestr(locale, "UTF-8") || strcasestr(locale, "utf8"));
}

size_t cp_cli_width(int file) {
    struct winsize size = {0};
    return isatty(file) && ioctl(file, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/* How a page looks best there: in bold on a terminal, unless $NO_COLOR says otherwise, as wide as
 * $COLUMNS says or as the terminal is. */
static struct cp_page_options page_options(const struct cp_cli *cli) {
    const char *columns = getenv("COLUMNS"), *no_color = getenv("NO_COLOR");
    struct cp_page_options opt = {0};
    opt.bold = cp_cli_on_terminal(cli) && !(no_color && *no_color);
    opt.sparks = cp_cli_on_terminal(cli) && knows_utf8();
    if (columns && *columns)
        opt.width = strtoul(columns, NULL, 10);
    if (!opt.width && cp_cli_on_terminal(cli))
        opt.width = cp_cli_width(STDOUT_FILENO);
    return opt;
}

/* Of more lines than the terminal has; one that does not say how many is no reader's. */
static bool is_long(const struct cp_str *text) {
    struct winsize size = {0};
    size_t lines = 0;
    for (size_t i = 0; i < text->len; i++)
        lines += text->s[i] == '\n';
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row && lines >= size.ws_row;
}

/* By $PAGER, or less where there is one. False: it was not shown, and is to be written. */
static bool show(const struct cp_str *text) {
    const char *pager = getenv("PAGER");
    struct cp_cli_line line = {0};
    struct cp_error why = {0}; /* without a pager a page is still a page */
    int status = 0, file = -1;
    if (pager && (!*pager || strcmp(pager, "cat") == 0))
        return false;
    file = cp_cli_scratch_file(&why);
    if (file < 0)
        return false;
    bool whole = write(file, text->s, text->len) == (ssize_t)text->len;
    setenv("LESS", "FRX", 0); /* bold as it is, and nothing cleared */
    cp_cli_add(&line, "sh");
    cp_cli_add(&line, "-c");
    cp_cli_add(&line, pager ? pager : "exec less");
    /* keys that interrupt are the pager's; if we ended, it would be left with the terminal */
    void (*interrupt)(int) = signal(SIGINT, SIG_IGN), (*quit)(int) = signal(SIGQUIT, SIG_IGN);
    bool ran = whole && cp_cli_run(&line, file, -1, INFINITY, &status, &why) == 0;
    signal(SIGINT, interrupt);
    signal(SIGQUIT, quit);
    cp_cli_line_release(&line);
    close(file);
    return ran && status != 126 && status != 127; /* of a shell: there is no such program */
}

int cp_cli_write_line(const struct cp_cli *cli, const struct cp_str *line, struct cp_error *err) {
    size_t width = cp_cli_on_terminal(cli) ? cp_cli_width(STDOUT_FILENO) : 0;
    struct cp_str out = {.oom = line->oom};
    cp_str_add_wrapped(&out, line->s ? line->s : "", line->len, 0, 4, width ? width : SIZE_MAX);
    cp_str_addc(&out, '\n');
    int rc = cp_cli_write_str(cli, &out, err);
    cp_str_release(&out);
    return rc;
}

static int write_binary(const struct cp_cli *cli, const struct cp_page *page, const char *format,
                        const struct cp_page_options *opt, struct cp_error *err) {
    if (cp_cli_on_terminal(cli))
        return cp_fail(err, CP_EUSAGE, "%s is not for a terminal: name a file with -o", format);
    FILE *out = cp_cli_open_output(cli, err);
    int rc = out ? cp_page_write_file(page, format, opt, out, err) : CP_EIO;
    return cp_cli_close_output(cli, out, rc, err);
}

int cp_cli_write_page(const struct cp_cli *cli, const struct cp_page *page, const char *format,
                      struct cp_error *err) {
    struct cp_page_options opt = page_options(cli);
    struct cp_str text = {0};
    if (cp_page_format_is_binary(format))
        return write_binary(cli, page, format, &opt, err);
    int rc = cp_page_write(page, format ? format : "text", &opt, &text, err);
    if (rc == 0 && !(cp_cli_on_terminal(cli) && is_long(&text) && show(&text)))
        rc = cp_cli_write_text(cli, text.s ? text.s : "", text.len, err);
    cp_str_release(&text);
    return rc;
}

enum { FIELDS = 16 };

/* The fields of the line at `s`, at most FIELDS; the start of the next one. */
static char *split(char *s, struct cp_page_cell *field, size_t *n) {
    char *end = strchr(s, '\n');
    if (end)
        *end = '\0';
    *n = 0;
    for (char *tab; s && *n < FIELDS; s = tab ? tab + 1 : NULL) {
        tab = strchr(s, '\t');
        if (tab)
            *tab = '\0';
        field[(*n)++] = (struct cp_page_cell){.text = s};
    }
    return end ? end + 1 : NULL;
}

int cp_cli_write_tsv(const struct cp_cli *cli, const struct cp_str *tsv, struct cp_error *err) {
    struct cp_page_cell field[FIELDS];
    struct cp_page_column column[FIELDS] = {0};
    size_t n = 0, columns = 0;
    if (!cp_cli_on_terminal(cli) || tsv->oom || !tsv->s)
        return cp_cli_write_str(cli, tsv, err);
    struct cp_page *page = cp_page_new();
    char *copy = strdup(tsv->s), *line = copy ? split(copy, field, &columns) : NULL;
    for (size_t i = 0; i < columns; i++)
        column[i].title = field[i].text;
    cp_page_add_table(page,
                      &(struct cp_page_table){.column = column, .ncolumn = columns, .nlabel = 1});
    while (line && *line) {
        line = split(line, field, &n);
        if (n == columns)
            cp_page_add_row(page, field, NULL);
    }
    int rc = copy ? cp_cli_write_page(cli, page, "text", err) : cp_fail_nomem(err);
    cp_page_free(page);
    free(copy);
    return rc;
}

int cp_cli_write_result(const struct cp_cli *cli, const char *format,
                        const struct cp_cli_result *how, const void *of, struct cp_error *err) {
    struct cp_cli to = *cli;
    struct cp_page *page = cp_page_new();
    struct cp_facts *facts = cp_facts_new();
    int rc = facts ? 0 : cp_fail_nomem(err);
    to.format = format;
    if (rc == 0 && cp_cli_is_page_format(format)) {
        rc = how->page(of, page, err);
        if (rc == 0)
            rc = cp_cli_write_page(cli, page, format, err);
    } else if (rc == 0) {
        rc = how->facts(of, facts, err);
        if (rc == 0)
            rc = cp_cli_write(&to, facts, err);
    }
    cp_page_free(page);
    cp_facts_free(facts);
    return rc;
}
