/* Commands whose first operand says what to do. */
#include "cli/internal.h"
#include <string.h>

/* The words of a table that holds verbs as the first member of its rows. */
static const struct cp_cli_verb *at(const struct cp_cli_verb *verbs, size_t size, size_t i) {
    return (const struct cp_cli_verb *)(const void *)((const char *)verbs + i * size);
}

static int check_options(const struct cp_cli *cli, const struct cp_cli_verb *v,
                         struct cp_error *err) {
    char name[64];
    for (size_t i = 0; cli->options[i].name; i++) {
        snprintf(name, sizeof name, " %s ", cli->options[i].name);
        if (cp_cli_given(cli, cli->options[i].name) && !strstr(v->options, name))
            return cp_fail(err, CP_EUSAGE, "%s has no --%s", v->name, cli->options[i].name);
    }
    if ((cli->plan_path || cli->nset) && !strstr(v->options, " plan "))
        return cp_fail(err, CP_EUSAGE, "%s reads no plan", v->name);
    return 0;
}

/* The place of a word among the verbs. */
static int find(const char *word, const struct cp_cli_verb *verbs, size_t size, size_t n,
                size_t *out, struct cp_error *err) {
    const char *names[CP_CLI_VERBS] = {NULL};
    struct cp_str all = {0};
    for (size_t i = 0; i < n; i++) {
        names[i] = at(verbs, size, i)->name;
        cp_str_addf(&all, "%s%s", i ? ", " : "", names[i]);
    }
    for (*out = 0; word && *out < n; ++*out)
        if (strcmp(word, names[*out]) == 0)
            break;
    const char *near = word ? cp_nearest(word, names, n) : NULL;
    int rc = word && *out < n ? 0 : CP_EUSAGE;
    if (rc)
        cp_fail(err, CP_EUSAGE, "%s%s%s%s%s%s; wanted one of %s", word ? "unknown '" : "no verb",
                word ? word : "", word ? "'" : "", near ? " (did you mean '" : "", near ? near : "",
                near ? "'?)" : "", all.s ? all.s : "");
    cp_str_release(&all);
    return rc;
}

int cp_cli_choose_verb(const struct cp_cli *cli, const struct cp_cli_verb *verbs, size_t size,
                       size_t n, size_t *out, struct cp_error *err) {
    int rc = find(cli->noperand ? cli->operand[0] : NULL, verbs, size, n, out, err);
    if (rc)
        return rc;
    const struct cp_cli_verb *v = at(verbs, size, *out);
    rc = check_options(cli, v, err);
    if (rc)
        return rc;
    if (cli->noperand - 1 < v->least || cli->noperand - 1 > v->most)
        return cp_fail(err, CP_EUSAGE, "wanted %s %s", v->name, v->operands);
    return 0;
}
