/* cp-plan: begin a plan; is it in order, what is in it, where do its numbers come from, what can it
 * hold. */
#include "cli/cli.h"
#include "import/import.h"
#include "plan/plan.h"
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

struct own {
    bool check, from;
};

static const struct cp_cli_option options[] = {
    {"check", NULL, "With sources: exit 1 when a number has none", CP_CLI_FLAG,
     .at = offsetof(struct own, check)},
    {"from", NULL,
     "With init: begin with these tables of offers, orders, sites, a fleet, contracts", CP_CLI_FLAG,
     .at = offsetof(struct own, from)},
    {0}};

/* ---- a plan to begin with ---------------------------------------------------------------- */

/* The maps of tables that init knows, of those that come with cp-import. */
static const char *const maps[] = {"offers", "orders", "sites", "fleet", "contracts"};
enum { MAPS = sizeof maps / sizeof *maps };

struct table {
    struct cp_map *map;
    struct cp_import *im;
};

static int find_shared(const char *name, char path[PATH_MAX], struct cp_error *err) {
    return cp_cli_shared(name, path, PATH_MAX)
               ? 0
               : cp_fail(err, CP_EIO,
                         "share/capplan/%s is not beside this command: install it again", name);
}

static int read_shared(const char *name, struct cp_str *text, struct cp_error *err) {
    char path[PATH_MAX];
    int rc = find_shared(name, path, err);
    return rc ? rc : cp_cli_read_text(path, text, err);
}

static void close_table(struct table *t) {
    cp_import_free(t->im);
    cp_plan_free(t->map ? &t->map->plan : NULL);
    *t = (struct table){0};
}

/* Read by the map of that name, behind what tables before it said. */
static int read_by(const char *map, const char *path, const struct cp_str *text,
                   const struct cp_import *before, struct table *t, struct cp_error *err) {
    char file[64], at[PATH_MAX];
    snprintf(file, sizeof file, "import/%s.yaml", map);
    int rc = find_shared(file, at, err);
    if (rc == 0)
        rc = cp_plan_load_map(at, NULL, 0, &t->map, err);
    if (rc == 0)
        rc = cp_import_new(t->map, &t->im, err);
    if (rc == 0 && before)
        cp_import_continue(t->im, before);
    return rc ? rc : cp_import_read(t->im, text->s ? text->s : "", text->len, path, err);
}

/* What else stands between the columns; NULL: nothing, or commas do. */
static const char *other_separator(const struct cp_str *text) {
    size_t n = text->s ? strcspn(text->s, "\n") : 0;
    if (!n || memchr(text->s, ',', n))
        return NULL;
    return memchr(text->s, ';', n) ? "';'" : memchr(text->s, '\t', n) ? "tabs" : NULL;
}

/* What no map can read, by its kind where it is no table at all. */
static int tell_kind(const struct cp_str *text, struct cp_pos pos, struct cp_error *err) {
    const char *is = NULL, *separator = other_separator(text);
    enum cp_file_kind kind = text->len ? cp_sniff(text->s, text->len, &is) : CP_FILE_UNKNOWN;
    bool binary = text->len && memchr(text->s, '\0', text->len);
    if (kind == CP_FILE_FACTS || (binary && kind != CP_FILE_UNKNOWN))
        return cp_fail_at(err, CP_EINPUT, (struct cp_pos){pos.file, 0, 0}, "no table: this is %s",
                          is);
    return separator ? cp_fail_at(err, CP_EINPUT, pos,
                                  "has %s between columns; save it with commas", separator)
                     : 0;
}

/* Why no map can read it: its kind, or what `best`, of this map, has found. */
static void tell_no_table(const struct cp_str *text, struct cp_pos pos, const char *map,
                          const struct cp_error *best, struct cp_error *err) {
    if (tell_kind(text, pos, err))
        return;
    if (strcmp(best->at[0].file, pos.file) == 0)
        *err = *best;
    else
        cp_fail_at(err, CP_EINPUT, pos,
                   "no table of offers, orders, sites, a fleet or contracts; as one of %s: %s", map,
                   best->at[0].msg);
}

/* By the map that can read it, or else knows most of its columns, and then finds least to say. Of
 * that the findings are told; of columns that are not there one at the table, as nobody has the map
 * before him. */
static int read_table(const char *path, const struct cp_import *before, struct table *out,
                      struct cp_str *told, struct cp_error *err) {
    struct cp_str text = {0};
    struct cp_error best = {0};
    size_t nearest = 0, most = 0, by = 0;
    const char *name = strcmp(path, "-") == 0 ? "<stdin>" : path;
    int rc = cp_cli_read_text(path, &text, err), found = rc ? rc : CP_EINPUT;
    for (size_t i = 0; i < MAPS && rc == 0 && found == CP_EINPUT; i++) {
        struct cp_error why = {0};
        close_table(out);
        by = i;
        found = read_by(maps[i], name, &text, before, out, &why);
        size_t known = out->im ? cp_import_known_columns(out->im) : 0;
        if (found && (i == 0 || known > most ||
                      (known == most && why.n + why.dropped < best.n + best.dropped))) {
            best = why;
            nearest = i;
            most = known;
        }
    }
    if (rc == 0 && found == CP_EINPUT)
        tell_no_table(&text, (struct cp_pos){name, 1, 1}, maps[nearest], &best, err);
    else if (rc == 0 && found)
        *err = best;
    else if (rc == 0)
        cp_str_addf(told, "%s: read as %s\n%s", name, maps[by],
                    cp_import_told(out->im)->len ? cp_import_told(out->im)->s : "");
    cp_str_release(&text);
    return rc ? rc : found;
}

static int read_tables(const struct cp_cli *cli, struct cp_str *out, struct cp_str *told,
                       struct cp_error *err) {
    struct table table[CP_CLI_MOST_WORDS] = {0};
    size_t n = cli->noperand - 1;
    int rc = n <= CP_CLI_MOST_WORDS
                 ? 0
                 : cp_fail(err, CP_EUSAGE, "more than %d tables", CP_CLI_MOST_WORDS);
    for (size_t i = 0; i < n && rc == 0; i++)
        rc = read_table(cli->operand[i + 1], i ? table[i - 1].im : NULL, &table[i], told, err);
    if (rc == 0)
        rc = cp_import_plan(table[n - 1].im, out, err);
    for (size_t i = 0; i < n && i < CP_CLI_MOST_WORDS; i++)
        close_table(&table[i]);
    return rc;
}

/* A plan is not written over another. */
static int begin(const struct own *own, const struct cp_cli *cli, struct cp_str *out,
                 struct cp_error *err) {
    struct cp_str first = {0}, skus = {0}, tables = {0}, told = {0};
    struct stat old;
    if (cli->plan_path)
        return cp_fail(err, CP_EUSAGE, "init takes no plan, '%s'", cli->plan_path);
    if (own->from == (cli->noperand < 2))
        return cp_fail(err, CP_EUSAGE,
                       own->from ? "--from: which tables?"
                                 : "init takes no '%s'; of tables say --from",
                       own->from ? "" : cli->operand[1]);
    if (cli->output && stat(cli->output, &old) == 0 &&
        (S_ISREG(old.st_mode) || S_ISDIR(old.st_mode)))
        return cp_fail_at(err, CP_EIO, (struct cp_pos){cli->output, 0, 0},
                          "stands already; init begins a new file");
    int rc = read_shared("plan/first.yaml", &first, err);
    if (rc == 0 && own->from) {
        rc = read_shared("plan/skus.yaml", &skus, err);
        if (rc == 0)
            rc = read_tables(cli, &tables, &told, err);
        if (rc == 0)
            rc = cp_import_draft(first.s, skus.s, tables.s, out, &told, err);
    } else if (rc == 0) {
        cp_str_addn(out, first.s, first.len);
    }
    if (rc == 0)
        cp_cli_notes(cli, &told);
    cp_str_release(&first);
    cp_str_release(&skus);
    cp_str_release(&tables);
    cp_str_release(&told);
    return rc;
}

/* ---- what is in a plan ------------------------------------------------------------------- */

static int check(const struct cp_plan *p, struct cp_str *out, struct cp_error *err) {
    char from[CP_PERIOD_SIZE], to[CP_PERIOD_SIZE];
    size_t phases = 0, tranches = 0;
    int rc = cp_plan_check_sets(p, err);
    if (rc)
        return rc;
    for (size_t i = 0; i < p->nsite; i++)
        phases += p->site[i].nphase;
    for (size_t i = 0; i < p->nentity; i++)
        tranches += p->entity[i].ntranche;
    cp_period_format(from, p->horizon.from);
    cp_period_format(to, p->horizon.to);
    cp_str_addf(out,
                "%s: in order: %s to %s, workloads %zu, skus %zu, sites %zu, phases %zu, "
                "contracts %zu, profiles %zu, suppliers %zu, offers %zu, entities %zu, tranches "
                "%zu",
                cp_plan_file(p), from, to, p->nworkload, p->nsku, p->nsite, phases,
                p->energy.ncontract, p->nprofile, p->supply.nsupplier, p->supply.noffer, p->nentity,
                tranches);
    return 0;
}

static int show(const struct cp_cli *cli, const struct cp_plan *p, struct cp_str *out,
                struct cp_error *err) {
    int rc = cli->noperand > 1 ? 0 : cp_plan_show(p, "", out, err);
    for (size_t i = 1; i < cli->noperand; i++) {
        int one = cp_plan_show(p, cli->operand[i], out, err);
        rc = rc ? rc : one;
    }
    return rc;
}

static int sources(const struct own *own, const struct cp_cli *cli, const struct cp_plan *p,
                   struct cp_str *out, struct cp_error *err) {
    struct cp_plan_sources n;
    int rc = cp_plan_list_sources(p, out, &n, err);
    if (rc)
        return rc;
    cp_cli_verbose(cli, "%zu numbers with a source, %zu assumed, %zu with neither", n.source,
                   n.assumed, n.none);
    if (own->check && n.none)
        cp_cli_note(cli, "%zu of %zu numbers have neither source nor assumed", n.none,
                    n.source + n.assumed + n.none);
    return own->check && n.none ? 1 : 0;
}

static int keys(struct cp_str *out) {
    cp_str_add(out, "path\tunit\ttype\tdefault\tmeaning\n");
    for (size_t i = 0; i < cp_plan_key_count(); i++) {
        struct cp_plan_key k = cp_plan_key_at(i);
        const char *default_text = !k.default_text   ? "required"
                                   : *k.default_text ? k.default_text
                                                     : "-";
        cp_str_addf(out, "%s\t%s\t%s\t%s\t%s\n", k.path, k.unit ? k.unit : "-", k.type,
                    default_text, k.meaning);
    }
    return 0;
}

static int run(const struct cp_cli *cli, void *data, struct cp_error *err) {
    enum { CHECK, SHOW, SOURCES, KEYS, INIT, VERBS };
    static const char *const verbs[] = {"check", "show", "sources", "keys", "init"};
    const char *verb = cli->noperand ? cli->operand[0] : "check";
    struct cp_plan *plan = NULL;
    struct cp_str out = {0};
    size_t v = 0;
    while (v < VERBS && strcmp(verb, verbs[v]) != 0)
        v++;
    if (v == VERBS) {
        const char *near = cp_nearest(verb, verbs, VERBS);
        return cp_fail(err, CP_EUSAGE,
                       "unknown '%s'%s%s%s; wanted check, show, sources, keys or init", verb,
                       near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
    }
    if (cli->noperand > 1 && v != SHOW && v != INIT)
        return cp_fail(err, CP_EUSAGE, "%s takes no '%s'", verb, cli->operand[1]);
    int rc = v == KEYS || v == INIT ? 0 : cp_cli_plan(cli, &plan, err);
    if (rc == 0)
        rc = v == CHECK     ? check(plan, &out, err)
             : v == SHOW    ? show(cli, plan, &out, err)
             : v == SOURCES ? sources(data, cli, plan, &out, err)
             : v == KEYS    ? keys(&out)
                            : begin(data, cli, &out, err);
    if (rc >= 0) {
        bool table = v == SOURCES || v == KEYS;
        int wrote = table        ? cp_cli_write_tsv(cli, &out, err)
                    : v == CHECK ? cp_cli_write_line(cli, &out, err)
                                 : cp_cli_write_str(cli, &out, err);
        rc = wrote ? wrote : rc;
    }
    cp_str_release(&out);
    cp_plan_free(plan);
    return rc;
}

int main(int argc, char **argv) {
    struct own own = {0};
    struct cp_command command = {
        .name = "cp-plan",
        .operands = "[check | show [PATH...] | sources | keys | init]",
        .purpose = "Begin a plan, check it, show it, list its sources or the keys it can have",
        .takes = CP_CLI_PLAN | CP_CLI_OPERANDS | CP_CLI_TEXT,
        .options = options,
        .run = run,
    };
    return cp_cli_main(&command, &own, argc, argv);
}
