/* A plan to begin with: of the one that comes with capplan the parts that tables do not say, and
 * what they say. Both are text whose top-level keys stand at the start of a line. */
#include "import/import.h"
#include <stdlib.h>
#include <string.h>

/* The next line; NULL behind the last. */
static const char *line_after(const char *s) {
    const char *end = strchr(s, '\n');
    return end && end[1] ? end + 1 : NULL;
}

/* "sites:" at the start of a line is a section; so are what it holds and the comments above it. */
static bool begins(const char *line) {
    return *line >= 'a' && *line <= 'z';
}

static size_t key_length(const char *line) {
    return strcspn(line, ":\n");
}

static bool has_section(const char *yaml, const char *key, size_t len) {
    for (const char *s = yaml; s && *s; s = line_after(s))
        if (begins(s) && key_length(s) == len && memcmp(s, key, len) == 0)
            return true;
    return false;
}

/* ---- names in it ------------------------------------------------------------------------- */

/* The names at `depth` blanks below the section, as YAML of ours is laid out. */
static int add_names(const char *yaml, const char *section, struct cp_names *out,
                     struct cp_error *err) {
    bool inside = false;
    for (const char *s = yaml; s && *s; s = line_after(s)) {
        if (begins(s))
            inside = key_length(s) == strlen(section) && memcmp(s, section, strlen(section)) == 0;
        else if (inside && strncmp(s, "  ", 2) == 0 && s[2] != ' ' && s[2] != '#' &&
                 cp_names_add(out, s + 2, key_length(s + 2)) == CP_NAME_NONE)
            return cp_fail_nomem(err);
    }
    return 0;
}

/* The chips that offers name, and those that stand at sites. */
static int add_skus(const char *yaml, struct cp_names *out, struct cp_error *err) {
    static const char sku[] = "        sku: ", existing[] = "    existing:", unit[] = "      ";
    bool stand = false;
    for (const char *s = yaml; s && *s; s = line_after(s)) {
        const char *name = NULL;
        size_t len = 0;
        if (strncmp(s, sku, sizeof sku - 1) == 0) {
            name = s + sizeof sku - 1;
            len = strcspn(name, "\n");
        } else if (stand && strncmp(s, unit, sizeof unit - 1) == 0 && s[6] != ' ') {
            name = s + 6;
            len = key_length(name);
        } else if (strncmp(s, unit, sizeof unit - 1) != 0) {
            stand = strncmp(s, existing, sizeof existing - 1) == 0;
        }
        if (name && cp_names_add(out, name, len) == CP_NAME_NONE)
            return cp_fail_nomem(err);
    }
    return 0;
}

/* ---- sections ---------------------------------------------------------------------------- */

/* Of a list of chips the entry of this one, which is indented by two; false: there is none. */
static bool add_entry(const char *list, const char *name, struct cp_str *out) {
    bool inside = false, found = false;
    for (const char *s = list; s && *s; s = line_after(s)) {
        if (strncmp(s, "  ", 2) == 0 && s[2] != ' ')
            inside = key_length(s + 2) == strlen(name) && memcmp(s + 2, name, strlen(name)) == 0;
        else if (begins(s))
            inside = false;
        if (inside && *s != '\n')
            cp_str_addn(out, s, strcspn(s, "\n") + 1);
        found |= inside;
    }
    return found;
}

/* Of the first plan's sites, too, where the tables have none. */
static int write_skus(const char *tables, const char *first, const char *list, struct cp_str *out,
                      struct cp_str *told, struct cp_error *err) {
    struct cp_names names = {0};
    int rc = add_skus(tables, &names, err);
    if (rc == 0 && !has_section(tables, "sites", strlen("sites")))
        rc = add_skus(first, &names, err);
    cp_str_add(out, "skus:\n");
    for (size_t i = 0; i < names.n && rc == 0; i++)
        if (!add_entry(list, names.text[i], out)) {
            cp_str_addf(out, "  %s: {} # peak, power, life and efficiency, of its maker's sheet\n",
                        names.text[i]);
            cp_str_addf(told,
                        "what %s does is not known here: give its peak, power, life and "
                        "efficiency below skus\n",
                        names.text[i]);
        }
    cp_names_release(&names);
    return rc;
}

/* The grid serves the sites that the tables have. */
static int write_grid(const char *tables, struct cp_str *out, struct cp_error *err) {
    struct cp_names names = {0};
    int rc = add_names(tables, "sites", &names, err);
    cp_str_add(out, "contracts:\n  grid: {kind: grid, sites: [");
    for (size_t i = 0; i < names.n && rc == 0; i++)
        cp_str_addf(out, "%s%s", i ? ", " : "", names.text[i]);
    cp_str_add(out, "], price: 55 USD/MWh, firm: yes}\n");
    cp_names_release(&names);
    return rc;
}

/* A line of the first plan, its years moved by `ahead`: 2027-Q1. */
static void add_moved(const char *s, int ahead, struct cp_str *out) {
    size_t len = strcspn(s, "\n");
    for (size_t i = 0; i < len;) {
        if (i + 6 < len && s[i] == '2' && s[i + 1] == '0' && s[i + 4] == '-' && s[i + 5] == 'Q') {
            cp_str_addf(out, "%d", (int)strtol(s + i, NULL, 10) + ahead);
            i += 4;
        } else {
            cp_str_addc(out, s[i++]);
        }
    }
    cp_str_addc(out, '\n');
}

/* The earliest year that stands behind this at the start of a line; 0: none. */
static int first_year(const char *yaml, const char *from) {
    int year = 0;
    for (const char *s = yaml; s && *s; s = line_after(s))
        if (strncmp(s, from, strlen(from)) == 0) {
            int this = (int)strtol(s + strlen(from), NULL, 10);
            year = this > 1900 && this < 3000 && (!year || this < year) ? this : year;
        }
    return year;
}

int cp_import_draft(const char *first, const char *skus, const char *tables, struct cp_str *out,
                    struct cp_str *told, struct cp_error *err) {
    int offered = first_year(tables, "        from: "), rc = 0;
    int ahead = offered ? offered - first_year(first, "horizon: {from: ") : 0;
    struct cp_str above = {0}; /* comments and empty lines above a section, which go with it */
    bool kept = true, lost = false, sites = has_section(tables, "sites", strlen("sites"));
    for (const char *s = first; s && *s && rc == 0; s = line_after(s)) {
        if (*s == '#' || *s == '\n') {
            cp_str_addn(&above, s, strcspn(s, "\n") + 1);
            continue;
        }
        if (begins(s)) {
            bool given = has_section(tables, s, key_length(s));
            bool chips = strncmp(s, "skus:", 5) == 0;
            bool grid = sites && !given && strncmp(s, "contracts:", 10) == 0;
            if (!given && above.len)
                cp_str_addn(out, above.s, above.len);
            lost |= above.oom;
            cp_str_reset(&above);
            kept = !given && !chips && !grid;
            rc = chips  ? write_skus(tables, first, skus, out, told, err)
                 : grid ? write_grid(tables, out, err)
                        : 0;
        }
        if (kept)
            add_moved(s, ahead, out);
    }
    cp_str_add(out, "\n# What the tables say.\n");
    cp_str_add(out, tables);
    cp_str_release(&above);
    return rc ? rc : lost || out->oom || told->oom ? cp_fail_nomem(err) : 0;
}
