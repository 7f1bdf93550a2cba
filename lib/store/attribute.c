/* Why the cost changed: what each group of edits adds to it, by solving plans with some of them.
 * Shares of up to four groups are their mean over all orders in which the edits can be made
 * (Shapley 1953), so that they sum to the change; of more they are the mean of what a group adds
 * alone and what it adds last, and the rest is named. */
#include "store/difference/difference.h"
#include "store/file/file.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_GROUPS = 62, MOST_SHAPLEY = 4 };

struct file {
    const char *key;
    struct cp_str bytes[2]; /* before, now */
};

struct attribution {
    struct cp_store *store;
    const struct cp_store_run *run; /* before, now */
    struct cp_store_difference *d;
    cp_store_solver solve;
    void *ctx;
    struct cp_error *err;
    const char *group[MOST_GROUPS]; /* "contracts/entergy-esa" */
    size_t n;
    struct cp_str plan[2];
    struct file *file; /* of either run, by key */
    size_t nfile;
    double *known; /* cost by set of groups, of up to MOST_SHAPLEY; NaN: not solved yet */
};

/* ---- groups ------------------------------------------------------------------------------ */

/* The first two keys of a path; the first alone where what follows is the place in a list, or where
 * something stands at the first key itself. */
static size_t group_length(const struct cp_store_difference *d, const char *path) {
    size_t top = strcspn(path, "/");
    if (!path[top])
        return top;
    for (size_t i = 0; i < d->nedit; i++)
        if (strlen(d->edit[i].path) == top && strncmp(d->edit[i].path, path, top) == 0)
            return top;
    size_t second = strcspn(path + top + 1, "/");
    bool place = second < 4 && strspn(path + top + 1, "0123456789") == second;
    return place ? top : top + 1 + second;
}

/* The group of a path; SIZE_MAX: nothing was edited there. */
static size_t group_of(const struct attribution *a, const char *path) {
    size_t len = group_length(a->d, path);
    for (size_t g = 0; g < a->n; g++)
        if (strlen(a->group[g]) == len && strncmp(a->group[g], path, len) == 0)
            return g;
    return SIZE_MAX;
}

/* A name is no cause. */
static int find_groups(struct attribution *a) {
    const struct cp_store_difference *d = a->d;
    for (size_t i = 0; i < d->nedit; i++) {
        const char *path = d->edit[i].path;
        if (strcmp(path, "name") == 0 || group_of(a, path) != SIZE_MAX)
            continue;
        if (a->n == MOST_GROUPS)
            return cp_fail(a->err, CP_EINPUT, "more than %d groups of edits", MOST_GROUPS);
        a->group[a->n] = cp_arena_strndup(&a->d->arena, path, group_length(d, path));
        if (!a->group[a->n++])
            return cp_fail_nomem(a->err);
    }
    return 0;
}

/* A group of one edit is told by the edit's own path. */
static const char *name_of(struct attribution *a, size_t g) {
    const char *only = NULL;
    size_t n = 0;
    for (size_t i = 0; i < a->d->nedit; i++)
        if (group_of(a, a->d->edit[i].path) == g) {
            only = a->d->edit[i].path;
            n++;
        }
    return n == 1 ? only : cp_arena_printf(&a->d->arena, "%s, %zu values", a->group[g], n);
}

/* ---- what is solved ---------------------------------------------------------------------- */

static struct file *file_of(struct attribution *a, const char *key) {
    for (size_t i = 0; i < a->nfile; i++)
        if (strcmp(a->file[i].key, key) == 0)
            return &a->file[i];
    a->file[a->nfile].key = key;
    return &a->file[a->nfile++];
}

static int read_inputs(struct attribution *a) {
    struct cp_store_difference *d = a->d;
    a->file = cp_calloc(d->before.nfile + d->now.nfile, sizeof *a->file);
    if (!a->file)
        return cp_fail_nomem(a->err);
    for (int side = 0; side < 2; side++) {
        const struct cp_store_side *s = side ? &d->now : &d->before;
        int rc = cp_store_plan(a->store, a->run[side].run, &a->plan[side], a->err);
        if (rc)
            return rc;
        for (size_t i = 0; i < s->nfile; i++) {
            int64_t content;
            rc = cp_store_integer(a->store, 0, &content, a->err,
                                  "SELECT content FROM run_file WHERE run = ? AND path = ?", "is",
                                  a->run[side].run, s->file[i].key);
            if (rc)
                return rc;
            rc = cp_store_get_content(a->store, content, &file_of(a, s->file[i].key)->bytes[side],
                                      a->err);
            if (rc)
                return rc;
        }
    }
    return 0;
}

/* The files of a trial, each under a name of its own. */
static int choose_files(struct attribution *a, uint64_t set, struct cp_arena *arena,
                        struct cp_plan_file *names, struct cp_store_trial *trial) {
    struct cp_store_trial_file *file = cp_arena_calloc(arena, a->nfile + 1, sizeof *file);
    if (!file)
        return CP_ENOMEM;
    trial->file = file;
    for (size_t i = 0; i < a->nfile; i++) {
        size_t g = group_of(a, a->file[i].key), n = trial->nfile;
        const struct cp_str *bytes = &a->file[i].bytes[g != SIZE_MAX && set >> g & 1];
        if (!bytes->s)
            continue;
        const char *name = cp_arena_printf(arena, "file-%zu.tsv", i + 1);
        if (!name)
            return CP_ENOMEM;
        names[n] = (struct cp_plan_file){.key = a->file[i].key, .path = name};
        bool input = strncmp(a->file[i].key, "facts/", 6) == 0;
        file[n] = (struct cp_store_trial_file){name, bytes->s, bytes->len, input};
        trial->nfile++;
    }
    return 0;
}

/* The plan as it was, with the edits of the groups of `set`. */
static int solve(struct attribution *a, uint64_t set, double *cost) {
    const char *path[MOST_GROUPS];
    struct cp_arena arena = {0};
    struct cp_str plan = {0};
    struct cp_store_trial trial = {.options = a->run[0].options};
    struct cp_plan_file *names = cp_arena_calloc(&arena, a->nfile + 1, sizeof *names);
    struct cp_plan_exchange x = {
        .text = a->plan[0].s, .other = a->plan[1].s, .path = path, .file = names};
    for (size_t g = 0; g < a->n; g++)
        if (set >> g & 1)
            path[x.npath++] = a->group[g];
    int rc = names ? choose_files(a, set, &arena, names, &trial) : CP_ENOMEM;
    if (rc)
        rc = cp_fail_nomem(a->err);
    x.nfile = trial.nfile;
    if (rc == 0)
        rc = cp_plan_exchange(&x, &plan, a->err);
    trial.plan = plan.s;
    if (rc == 0)
        rc = a->solve(a->ctx, &trial, cost, a->err);
    cp_str_release(&plan);
    cp_arena_release(&arena);
    return rc;
}

static int cost_of(struct attribution *a, uint64_t set, double *cost) {
    if (!a->known)
        return solve(a, set, cost);
    int rc = isnan(a->known[set]) ? solve(a, set, &a->known[set]) : 0;
    *cost = a->known[set];
    return rc;
}

/* ---- shares ------------------------------------------------------------------------------ */

static double factorial(int n) {
    return n < 2 ? 1 : n * factorial(n - 1);
}

/* Over all sets without the group: what it adds, weighted by the orders that lead there. */
static int shapley(struct attribution *a, size_t g, double *out) {
    int n = (int)a->n;
    *out = 0;
    for (uint64_t set = 0; set < UINT64_C(1) << n; set++) {
        double without, with;
        int size = __builtin_popcountll(set);
        if (set >> g & 1)
            continue;
        int rc = cost_of(a, set, &without);
        if (rc == 0)
            rc = cost_of(a, set | UINT64_C(1) << g, &with);
        if (rc)
            return rc;
        *out += factorial(size) * factorial(n - size - 1) / factorial(n) * (with - without);
    }
    return 0;
}

/* Runs that cannot be made again must not be explained by others. */
static int check_end(struct attribution *a, int side, double cost) {
    const struct cp_store_side *s = side ? &a->d->now : &a->d->before;
    const struct cp_store_figure *f = cp_store_headline_find(&s->headline, "cost_discounted");
    if (f && fabs(cost - f->value) <= 1e-6 * fabs(f->value))
        return 0;
    return cp_fail(a->err, CP_EINPUT,
                   "run %s cannot be made again from its plan: it cost %.9g USD, and now %.9g",
                   s->name, f ? f->value : NAN, cost);
}

static int by_share(const void *a, const void *b) {
    const struct cp_store_share *x = a, *y = b;
    double dx = fabs(x->share), dy = fabs(y->share);
    return dx != dy ? (dx < dy) - (dx > dy) : strcmp(x->name, y->name);
}

/* The largest first. */
static int find_shares(struct attribution *a) {
    struct cp_store_difference *d = a->d;
    uint64_t all = (UINT64_C(1) << a->n) - 1;
    double before, now, told = 0;
    int rc = cost_of(a, 0, &before);
    if (rc == 0)
        rc = check_end(a, 0, before);
    if (rc == 0)
        rc = cost_of(a, all, &now);
    if (rc == 0)
        rc = check_end(a, 1, now);
    for (size_t g = 0; rc == 0 && g < a->n; g++) {
        struct cp_store_share *s = &d->share[g];
        uint64_t mine = UINT64_C(1) << g;
        s->name = name_of(a, g);
        rc = s->name ? cost_of(a, mine, &s->alone) : cp_fail_nomem(a->err);
        if (rc == 0)
            rc = cost_of(a, all & ~mine, &s->last);
        s->alone -= before;
        s->last = now - s->last;
        s->share = (s->alone + s->last) / 2;
        if (rc == 0 && a->known)
            rc = shapley(a, g, &s->share);
        told += s->share;
    }
    if (rc)
        return rc;
    qsort(d->share, a->n, sizeof *d->share, by_share);
    d->nshare = a->n;
    if (!a->known)
        d->share[d->nshare++] =
            (struct cp_store_share){"acting on one another", NAN, NAN, now - before - told};
    return 0;
}

static int check_runs(const struct attribution *a) {
    const struct cp_store_run *r = a->run;
    char tool[64];
    snprintf(tool, sizeof tool, "capplan %s", cp_version());
    if (!a->d->plans)
        return cp_fail(a->err, CP_EINPUT, "one of the runs has no plan: nothing can be solved");
    for (int i = 0; i < 2; i++)
        if (strcmp(r[i].tool, tool) != 0)
            return cp_fail(a->err, CP_EINPUT, "run %lld was made by %s, and this is %s",
                           (long long)r[i].run, r[i].tool, tool);
    const char *x = r[0].options ? r[0].options : "", *y = r[1].options ? r[1].options : "";
    if (strcmp(x, y) != 0)
        return cp_fail(a->err, CP_EINPUT, "the runs were made with other options: '%s' and '%s'", x,
                       y);
    return 0;
}

int cp_store_attribute(struct cp_store *s, const struct cp_store_run run[2],
                       struct cp_store_difference *d, cp_store_solver solver, void *ctx,
                       struct cp_error *err) {
    struct attribution a = {
        .store = s, .run = run, .d = d, .solve = solver, .ctx = ctx, .err = err};
    int rc = check_runs(&a);
    if (rc == 0)
        rc = find_groups(&a);
    if (rc || a.n == 0)
        return rc;
    rc = read_inputs(&a);
    if (rc)
        goto out;
    size_t sets = a.n <= MOST_SHAPLEY ? (size_t)1 << a.n : 0;
    d->share = cp_arena_calloc(&d->arena, a.n + 1, sizeof *d->share);
    a.known = sets ? cp_calloc(sets, sizeof *a.known) : NULL;
    if (!d->share || (sets && !a.known)) {
        rc = cp_fail_nomem(err);
        goto out;
    }
    for (size_t i = 0; i < sets; i++)
        a.known[i] = NAN;
    rc = find_shares(&a);
out:
    for (size_t i = 0; i < a.nfile; i++)
        for (int side = 0; side < 2; side++)
            cp_str_release(&a.file[i].bytes[side]);
    free(a.file);
    free(a.known);
    cp_str_release(&a.plan[0]);
    cp_str_release(&a.plan[1]);
    return rc;
}
