/* cp-import: tables of others, by a map, as facts or as a part of a plan. */
#include "cli/cli.h"
#include "import/import.h"
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum to { TO_FACTS, TO_YAML };
static const char *const targets[] = {"facts", "yaml", NULL};

struct own {
    struct cp_cli_words map;
    enum to to;
    bool list, keys, show;
};

#define AT(field) .at = offsetof(struct own, field)
static const struct cp_cli_option options[] = {
    {"map", "FILE",
     "How the tables are read: a file, or the name of a map that --list shows; several: each for a "
     "table",
     CP_CLI_WORDS, AT(map), .letter = 'm'},
    {"to", "KIND", "Write facts (default), or yaml: a part of a plan", CP_CLI_CHOICE, AT(to),
     .words = targets},
    {"show", NULL, "Write the map itself, to make one's own of it", CP_CLI_FLAG, AT(show)},
    {"list", NULL, "List the maps that come with capplan", CP_CLI_FLAG, AT(list)},
    {"keys", NULL, "List the keys of a map", CP_CLI_FLAG, AT(keys)},
    {0}};

/* ---- maps that come with capplan ------------------------------------------------------------- */

/* Where they are: of the environment, or installed with the commands. */
static const char *folder_of_maps(char buf[PATH_MAX]) {
    const char *said = getenv("CAPPLAN_MAPS");
    if (said && *said)
        return said;
    return cp_cli_shared("import", buf, PATH_MAX) ? buf : "share/capplan/import";
}

static int by_name(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_map(const struct dirent *e) {
    size_t len = strlen(e->d_name);
    return len > 5 && len < 64 && strcmp(e->d_name + len - 5, ".yaml") == 0;
}

/* Each with its first line, which says what it is for. */
static int list_maps(const struct cp_cli *cli, struct cp_error *err) {
    char buf[PATH_MAX], path[PATH_MAX + 260];
    const char *folder = folder_of_maps(buf);
    struct dirent **entry = NULL;
    struct cp_str out = {0};
    int n = scandir(folder, &entry, is_map, by_name), rc = 0;
    if (n < 0)
        return cp_fail_at(err, CP_EIO, (struct cp_pos){folder, 0, 0}, "there are no maps here");
    for (int i = 0; i < n; i++) {
        struct cp_str text = {0};
        snprintf(path, sizeof path, "%s/%s", folder, entry[i]->d_name);
        if (rc == 0)
            rc = cp_cli_read_text(path, &text, err);
        const char *line = text.s && *text.s == '#' ? text.s + 1 + (text.s[1] == ' ') : "";
        cp_str_addf(&out, "%-22.*s %.*s\n", (int)strlen(entry[i]->d_name) - 5, entry[i]->d_name,
                    (int)strcspn(line, "\n"), line);
        cp_str_release(&text);
        free(entry[i]);
    }
    free(entry);
    if (rc == 0)
        rc = cp_cli_write_str(cli, &out, err);
    cp_str_release(&out);
    return rc;
}

static int no_map(const char *name, const char *folder, struct cp_error *err) {
    struct dirent **entry = NULL;
    const char *names[128], *near;
    int n = scandir(folder, &entry, is_map, by_name), count = 0;
    for (; count < n && count < 128; count++) {
        entry[count]->d_name[strlen(entry[count]->d_name) - 5] = '\0';
        names[count] = entry[count]->d_name;
    }
    near = cp_nearest(name, names, (size_t)count);
    cp_fail(err, CP_EUSAGE, "--map: there is no file '%.200s', and no map of that name%s%s%s", name,
            near ? " (did you mean '" : "; --list shows them", near ? near : "", near ? "'?)" : "");
    for (int i = 0; i < n; i++)
        free(entry[i]);
    free(entry);
    return CP_EUSAGE;
}

static int find_map(const char *name, char path[2 * PATH_MAX], struct cp_error *err) {
    char buf[PATH_MAX];
    snprintf(path, 2 * PATH_MAX, "%s", name);
    if (strchr(name, '/') || access(path, F_OK) == 0)
        return 0;
    const char *folder = folder_of_maps(buf);
    snprintf(path, 2 * PATH_MAX, "%s/%s.yaml", folder, name);
    return access(path, R_OK) == 0 ? 0 : no_map(name, folder, err);
}

static int list_keys(const struct cp_cli *cli, struct cp_error *err) {
    struct cp_str out = {0};
    cp_str_add(&out, "path\tunit\ttype\tdefault\tmeaning\n");
    for (size_t i = 0; i < cp_plan_map_key_count(); i++) {
        struct cp_plan_key k = cp_plan_map_key_at(i);
        const char *otherwise = !k.default_text   ? "required"
                                : *k.default_text ? k.default_text
                                                  : "-";
        cp_str_addf(&out, "%s\t%s\t%s\t%s\t%s\n", k.path, k.unit ? k.unit : "-", k.type, otherwise,
                    k.meaning);
    }
    int rc = cp_cli_write_str(cli, &out, err);
    cp_str_release(&out);
    return rc;
}

static int show_map(const struct cp_cli *cli, const char *path, struct cp_error *err) {
    struct cp_str text = {0};
    int rc = cp_cli_read_text(path, &text, err);
    if (rc == 0)
        rc = cp_cli_write_str(cli, &text, err);
    cp_str_release(&text);
    return rc;
}

/* ---- tables ------------------------------------------------------------------------------------
 */

/* A map and what is read by it. */
struct part {
    struct cp_map *map;
    struct cp_import *im;
};

static int read_table(const char *path, struct cp_import *im, struct cp_error *err) {
    struct cp_str text = {0};
    int rc = cp_cli_read_text(path, &text, err);
    if (rc == 0)
        rc = cp_import_read(im, text.s ? text.s : "", text.len,
                            strcmp(path, "-") == 0 ? "<stdin>" : path, err);
    cp_str_release(&text);
    return rc;
}

/* By one map all tables, else by each its own. */
static int read_tables(const struct cp_cli *cli, const struct part *part, size_t n,
                       struct cp_error *err) {
    int rc = 0;
    for (size_t i = 0; i < cli->noperand || i == 0; i++) {
        struct cp_import *im = part[n > 1 ? i : 0].im;
        if (n > 1 && i)
            cp_import_continue(im, part[i - 1].im);
        int got = read_table(cli->noperand ? cli->operand[i] : "-", im, err);
        rc = got ? got : rc;
        if (rc && rc != CP_EINPUT)
            break;
    }
    return rc;
}

static int write_facts(const struct cp_cli *cli, const struct part *part, size_t n,
                       struct cp_error *err) {
    struct cp_facts *facts = cp_facts_new();
    struct cp_str told = {0};
    int rc = facts ? 0 : cp_fail_nomem(err);
    for (size_t i = 0; i < n && rc == 0; i++)
        rc = cp_import_facts(part[i].im, facts, &told, err);
    if (rc == 0)
        cp_cli_notes(cli, &told);
    if (rc == 0)
        rc = cp_cli_write(cli, facts, err);
    cp_str_release(&told);
    cp_facts_free(facts);
    return rc;
}

static int write_plan(const struct cp_cli *cli, const struct cp_import *im, struct cp_error *err) {
    struct cp_str out = {0};
    int rc = cp_import_plan(im, &out, err);
    if (rc == 0)
        rc = cp_cli_write_str(cli, &out, err);
    cp_str_release(&out);
    return rc;
}

static int open_part(const char *name, bool yaml, struct part *part, struct cp_error *err) {
    char path[2 * PATH_MAX];
    int rc = find_map(name, path, err);
    if (rc == 0)
        rc = cp_plan_load_map(path, NULL, 0, &part->map, err);
    if (rc)
        return rc;
    const struct cp_pos pos = {path, 0, 0};
    if (yaml && !part->map->map.npart)
        return cp_fail_at(err, CP_EINPUT, pos, "--to yaml: the map has no 'plan'");
    if (!yaml && !part->map->map.nrow)
        return cp_fail_at(err, CP_EINPUT, pos,
                          "the map has no 'rows', and makes no facts; say --to yaml");
    return cp_import_new(part->map, &part->im, err);
}

static int import(const struct cp_cli *cli, const struct own *own, struct cp_error *err) {
    struct part part[CP_CLI_MOST_WORDS] = {0};
    size_t n = own->map.n;
    bool yaml = own->to == TO_YAML;
    int rc = 0;
    for (size_t i = 0; i < n && rc == 0; i++)
        rc = open_part(own->map.at[i], yaml, &part[i], err);
    if (rc == 0)
        rc = read_tables(cli, part, n, err);
    for (size_t i = 0; i < n && rc == 0; i++)
        cp_cli_notes(cli, cp_import_told(part[i].im));
    if (rc == 0)
        rc = yaml ? write_plan(cli, part[n - 1].im, err) : write_facts(cli, part, n, err);
    for (size_t i = 0; i < n; i++) {
        cp_import_free(part[i].im);
        cp_plan_free(part[i].map ? &part[i].map->plan : NULL);
    }
    return rc;
}

static int run(const struct cp_cli *cli, void *data, struct cp_error *err) {
    const struct own *own = data;
    char path[2 * PATH_MAX];
    size_t n = own->map.n;
    if (own->list)
        return list_maps(cli, err);
    if (own->keys)
        return list_keys(cli, err);
    if (!n)
        return cp_fail(err, CP_EUSAGE, "say with --map how the tables are read; --list shows maps");
    if (n > 1 && (own->show || n != cli->noperand))
        return cp_fail(err, CP_EUSAGE,
                       "--map: of several each is for a table; there are %zu and %zu", n,
                       cli->noperand);
    if (!own->show)
        return import(cli, own, err);
    int rc = find_map(own->map.at[0], path, err);
    return rc ? rc : show_map(cli, path, err);
}

int main(int argc, char **argv) {
    struct own own = {0};
    static const struct cp_command command = {
        .name = "cp-import",
        .operands = "[TABLE...]",
        .purpose = "Make facts, or a part of a plan, of tables of others",
        .takes = CP_CLI_OPERANDS,
        .options = options,
        .run = run,
    };
    return cp_cli_main(&command, &own, argc, argv);
}
