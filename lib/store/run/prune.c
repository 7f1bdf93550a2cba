/* What a history gives up: runs that no rule keeps, and of old ones their facts or their stream. */
#include "store/run/run.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_RULES = 8 };

/* "daily 30": of the last 30 days that have runs, the latest run of each. */
struct rule {
    enum { LAST, DAILY, WEEKLY, MONTHLY, YEARLY, WAYS } way;
    size_t n;
};
static const char *const ways[WAYS] = {"last", "daily", "weekly", "monthly", "yearly"};

static int read_rules(const char *text, struct rule *rule, size_t *n, struct cp_error *err) {
    *n = 0;
    for (const char *s = text + strspn(text, " ,"); *s; s += strspn(s, " ,")) {
        size_t len = strcspn(s, " "), used = 0, w = 0;
        double count = 0;
        while (w < WAYS && !(strlen(ways[w]) == len && strncmp(ways[w], s, len) == 0))
            w++;
        s += len + strspn(s + len, " ");
        bool good = w < WAYS && *n < MOST_RULES &&
                    cp_number_parse(s, strlen(s), &count, &used) == 0 && count >= 1 &&
                    count <= 1e6 && count == floor(count);
        if (!good)
            return cp_fail(err, CP_EUSAGE,
                           "'%.80s': wanted last, daily, weekly, monthly or yearly, each with how "
                           "many, as 'daily 30 weekly 26'",
                           text);
        rule[(*n)++] = (struct rule){(int)w, (size_t)count};
        s += used;
    }
    return 0;
}

/* Days since 1970 of the day that a run stands for. */
static int64_t day_of(const struct cp_store_run *r) {
    struct cp_period p;
    const char *text = r->as_of ? r->as_of : r->at;
    return cp_period_parse(text, 10, &p) == 0 ? cp_period_start(p) / 24 : 0;
}

/* What tells the parts of time of a rule apart; 1970-01-01 was a Thursday. */
static int64_t part_of(const struct rule *rule, int64_t day, int64_t run) {
    struct cp_period month = cp_period_at(CP_MONTH, day * 24);
    switch (rule->way) {
    case LAST:
        return run;
    case DAILY:
        return day;
    case WEEKLY:
        return (day + 3) / 7;
    case MONTHLY:
        return month.index;
    default:
        return cp_period_year(month);
    }
}

/* Mark what the rules keep of the runs of one name; `run` is in order of days, the latest last. */
static void mark(const struct cp_store_run *run, size_t n, const char *name,
                 const struct rule *rule, size_t nrule, bool *kept) {
    for (size_t k = 0; k < nrule; k++) {
        int64_t last = INT64_MIN;
        size_t parts = 0;
        for (size_t i = n; i-- > 0 && parts < rule[k].n;) {
            int64_t part = part_of(&rule[k], day_of(&run[i]), run[i].run);
            if (strcmp(run[i].name, name) != 0 || !run[i].whole || part == last)
                continue;
            last = part;
            kept[i] = true;
            parts++;
        }
    }
}

/* The latest whole run of a name is always kept, and what was pinned. */
static int choose(const struct cp_store_prune *p, const struct cp_store_run *run, size_t n,
                  bool *kept, struct cp_error *err) {
    struct rule rule[MOST_RULES + 1];
    size_t nrule = 0;
    int rc = p->keep ? read_rules(p->keep, rule, &nrule, err) : 0;
    if (rc)
        return rc;
    rule[nrule++] = (struct rule){LAST, 1};
    for (size_t i = 0; i < n; i++) {
        kept[i] |= run[i].keep || !p->keep;
        bool known = false;
        for (size_t k = 0; k < i; k++)
            known |= strcmp(run[k].name, run[i].name) == 0;
        if (!known)
            mark(run, n, run[i].name, rule, nrule, kept);
    }
    return 0;
}

/* ---- doing it ---------------------------------------------------------------------------- */

static int remove_facts(struct cp_store *s, int64_t run, int level, struct cp_error *err) {
    int rc = cp_store_do(s, err, "DELETE FROM fact WHERE run = ?", "i", run);
    return rc ? rc
              : cp_store_do(s, err, "UPDATE run SET level = ? WHERE run = ?", "ii", (int64_t)level,
                            run);
}

/* A stream's bytes go when no run of level 1 or 2 has it, a content with the last that names it. */
static int remove_contents(struct cp_store *s, struct cp_error *err) {
    int rc = cp_store_do(s, err,
                         "UPDATE content SET gz = NULL WHERE gz IS NOT NULL AND content IN"
                         " (SELECT stream FROM run WHERE level = 0) AND content NOT IN"
                         " (SELECT stream FROM run WHERE level > 0) AND content NOT IN"
                         " (SELECT content FROM run_file)",
                         "");
    return rc ? rc
              : cp_store_do(
                    s, err,
                    "DELETE FROM content WHERE"
                    " content NOT IN (SELECT stream FROM run) AND"
                    " content NOT IN (SELECT plan FROM run WHERE plan NOT NULL) AND"
                    " content NOT IN (SELECT plan_values FROM run WHERE plan_values NOT NULL)"
                    " AND content NOT IN (SELECT content FROM run_file)",
                    "");
}

static void say(struct cp_str *told, const struct cp_store_run *r, const char *what) {
    cp_str_addf(told, "%s run %lld, %s, %.10s\n", what, (long long)r->run, r->name,
                r->as_of ? r->as_of : r->at);
}

struct ages {
    double thin, bare; /* days; infinite: never */
    int64_t today;
};

static int read_age(const char *what, const char *text, double *out, struct cp_error *err) {
    struct cp_error why = {0};
    *out = INFINITY;
    if (!text || cp_quantity_parse(text, "day", out, (struct cp_pos){0}, &why) == 0)
        return 0;
    return cp_fail(err, CP_EUSAGE, "%s: '%.60s' is not an age like 30d", what, text);
}

static int prune_run(struct cp_store *s, const struct cp_store_run *r, bool kept,
                     const struct ages *age, bool dry, struct cp_str *told, struct cp_error *err) {
    double old = (double)(age->today - day_of(r));
    int level = r->keep || old <= fmin(age->thin, age->bare) ? 2 : old > age->bare ? 0 : 1;
    if (!kept) {
        say(told, r, "removed");
        if (dry)
            return 0;
        int rc = cp_store_do(s, err, "DELETE FROM fact WHERE run = ?", "i", r->run);
        return rc ? rc : cp_store_do(s, err, "DELETE FROM run WHERE run = ?", "i", r->run);
    }
    if (level >= r->level)
        return 0;
    say(told, r, level ? "thinned to its stream" : "thinned to its headline");
    return dry ? 0 : remove_facts(s, r->run, level, err);
}

static int prune_all(struct cp_store *s, const struct cp_store_prune *p, const struct ages *age,
                     struct cp_str *told, struct cp_error *err) {
    struct cp_arena arena = {0};
    const struct cp_store_filter all = {.partial = true};
    struct cp_store_run *run;
    size_t n = 0;
    int rc = cp_store_list(s, &all, &arena, &run, &n, err);
    bool *kept = rc == 0 ? cp_arena_calloc(&arena, n + 1, sizeof *kept) : NULL;
    if (rc == 0)
        rc = kept ? choose(p, run, n, kept, err) : cp_fail_nomem(err);
    for (size_t i = 0; rc == 0 && i < n; i++)
        rc = prune_run(s, &run[i], kept[i], age, p->dry, told, err);
    if (rc == 0 && !p->dry)
        rc = remove_contents(s, err);
    if (rc == 0 && !p->dry && told->len)
        rc = cp_store_do(s, err, "INSERT INTO log VALUES (?, 'prune', ?)", "ss", p->at, told->s);
    cp_arena_release(&arena);
    return rc;
}

int cp_store_prune(struct cp_store *s, const struct cp_store_prune *p, struct cp_str *told,
                   struct cp_error *err) {
    struct cp_period today;
    struct ages age;
    int rc = cp_store_check_time("at", p->at, err);
    if (rc == 0)
        rc = read_age("thin", p->thin, &age.thin, err);
    if (rc == 0)
        rc = read_age("bare", p->bare, &age.bare, err);
    if (rc)
        return rc;
    cp_period_parse(p->at, 10, &today);
    age.today = cp_period_start(today) / 24;
    rc = cp_store_begin(s, err);
    if (rc)
        return rc;
    rc = cp_store_end(s, prune_all(s, p, &age, told, err), err);
    if (rc || p->dry)
        return rc;
    /* pages that became free are given back to the disk */
    return cp_store_do(s, err, "PRAGMA incremental_vacuum", "");
}

int cp_store_keep(struct cp_store *s, int64_t run, bool keep, struct cp_error *err) {
    int rc = cp_store_begin(s, err);
    if (rc)
        return rc;
    return cp_store_end(
        s, cp_store_do(s, err, "UPDATE run SET keep = ? WHERE run = ?", "ii", (int64_t)keep, run),
        err);
}
