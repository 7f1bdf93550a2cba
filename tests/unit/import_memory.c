/* Every allocation of an import fails once: the map, names, a table, facts, gaps, longer periods, a
 * part of a plan. */
#include "import/import.h"
#include "starve.h"
#include <unistd.h>

static char map_path[] = "/tmp/capplan-import-memory-XXXXXX";
static char names_path[sizeof map_path + 4];

static const char table[] = "day,hour,card,price,note\n"
                            "2024-11-03,1,a b,1,gpu=4\n"
                            "2024-11-03,1,a b,2,gpu=4\n"
                            "2024-11-03,3,a b,\"1,003\",gpu=4\n"
                            "2024-11-03,4,\"c \"\"d\"\"\",NA,\n"
                            "2024-11-05,4,e,4,x\n";

static const char map[] =
    "thousands: \",\"\n"
    "time: {column: day, hour: hour, zone: America/Chicago}\n"
    "derive: {n: {of: note, after: [gpu, \"=\"]}}\n"
    "where: [{column: day, like: \"2024*\"}]\n"
    "names: {sku: {file: %s, unknown: keep}, card: {file: %s, unknown: drop}}\n"
    "dims: {sku: \"{card}\", mine: \"x{hour}\"}\n"
    "rows:\n"
    "  - {value: price, times: n, measure: hub_price, unit: USD/MWh, as: USD/kWh}\n"
    "  - {value: \"*\", measure: \"m{}\", unit: km, dims: {mine: y}}\n"
    "plan:\n"
    "  - {path: \"sites/{card}/{hour}-{price}\", keys: {pue: \"{price} USD\", day: \"{day}\"}}\n"
    "  - {path: \"set/{day}/{hour}{price}\", is: \"{price}\"}\n"
    "to: %s\ngaps: %s\nduplicates: mean\n";

struct variant {
    const char *to, *gaps;
};

static bool write_file(const char *path, const char *fmt, const char *to, const char *gaps) {
    FILE *out = fopen(path, "w");
    if (!out)
        return false;
    if (gaps)
        fprintf(out, "%.*s", (int)(strstr(fmt, "%s") - fmt),
                fmt); /* up to the first name of a file */
    else
        fputs(fmt, out);
    if (gaps) {
        const char *rest = strstr(fmt, "%s") + 2, *second = strstr(rest, "%s");
        fprintf(out, "%s%.*s%s", names_path, (int)(second - rest), rest, names_path);
        rest = second + 2;
        second = strstr(rest, "%s");
        fprintf(out, "%.*s%s\ngaps: %s\nduplicates: mean\n", (int)(second - rest), rest, to, gaps);
    }
    return fclose(out) == 0;
}

static int work(const void *with, struct cp_error *err) {
    (void)with;
    struct cp_map *m = NULL;
    struct cp_import *im = NULL;
    struct cp_facts *facts = NULL;
    struct cp_str told = {0}, yaml = {0};
    int rc = cp_plan_load_map(map_path, NULL, 0, &m, err);
    if (rc == 0)
        rc = cp_import_new(m, &im, err);
    if (rc == 0)
        rc = cp_import_read(im, table, sizeof table - 1, "table.csv", err);
    if (rc == 0)
        rc = (facts = cp_facts_new()) ? cp_import_facts(im, facts, &told, err) : cp_fail_nomem(err);
    if (rc == 0 && cp_facts_count(facts) < 4)
        rc = cp_fail(err, CP_EINTERNAL, "facts are left out without a word");
    if (rc == 0)
        rc = cp_import_plan(im, &yaml, err);
    if (rc == 0 && (yaml.oom || !strstr(yaml.s, "1003 USD")))
        rc = yaml.oom ? cp_fail_nomem(err) : cp_fail(err, CP_EINTERNAL, "a part of a plan is lost");
    cp_str_release(&told);
    cp_str_release(&yaml);
    cp_facts_free(facts);
    cp_import_free(im);
    if (m)
        cp_plan_free(&m->plan);
    return rc;
}

/* A first plan with what tables say in the place of its own sections. */
static int draft(const void *with, struct cp_error *err) {
    static const char start[] =
        "# A plan: what is decided or assumed, with more of it than a string\n"
        "# begins with, and so on\nhorizon: {from: 2026-Q1, to: 2027-Q4}\n"
        "# chips\nskus:\n  a: {}\n# power\ncontracts:\n  g: {}\n";
    static const char tables_say[] = "sites:\n  s: {}\nsuppliers:\n  n:\n    offers:\n      o:\n"
                                     "        sku: G\n        from: 2027-01-01\n";
    struct cp_str out = {0}, told = {0};
    (void)with;
    int rc =
        cp_import_draft(start, "skus:\n  G: {peak: 1 PFLOP/s}\n", tables_say, &out, &told, err);
    if (rc == 0 && (!strstr(out.s, "# A plan") || !strstr(out.s, "# chips") ||
                    !strstr(out.s, "from: 2027-Q1") || !strstr(out.s, "sites: [s]") ||
                    !strstr(out.s, "# power")))
        rc = cp_fail(err, CP_EINTERNAL, "a part of a plan is lost: %s", out.s);
    cp_str_release(&out);
    cp_str_release(&told);
    return rc;
}

int main(void) {
    static const struct variant variants[] = {{"same", "NA"}, {"day", "say"}};
    int fd = mkstemp(map_path);
    snprintf(names_path, sizeof names_path, "%s.tsv", map_path);
    ok(fd >= 0 && close(fd) == 0 &&
           write_file(names_path, "from\tto\na b\tab\nc \"d\"\tcd\n", NULL, NULL),
       "files");
    for (size_t i = 0; i < 2; i++) {
        ok(write_file(map_path, map, variants[i].to, variants[i].gaps), "the map");
        starve(work, NULL, variants[i].to);
    }
    starve(draft, NULL, "a plan to begin with");
    unlink(map_path);
    unlink(names_path);
    return done();
}
