/* `profiles:` — hourly values on real days, from fact files with a column `profile`. */
#include "plan/bind/bind.h"
#include "plan/document/document.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct hour {
    uint32_t profile; /* number in order of appearance */
    bool step;        /* of the plan's own slices: `at` is the row */
    int64_t at;
    size_t row;
};

struct builder {
    struct cp_plan *plan;
    struct cp_error *err;
    struct cp_facts *facts;
    struct cp_names names;
    struct hour *hour;
    size_t n;
};

static int by_profile_and_hour(const void *a, const void *b) {
    const struct hour *x = a, *y = b;
    if (x->profile != y->profile)
        return x->profile < y->profile ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

static int read_file(struct builder *b, const struct cp_plan_node *n) {
    if (n->kind != CP_SCALAR || !*n->text)
        return cp_fail_at(b->err, CP_EINPUT, n->pos, "profiles: wanted the name of a file");
    const char *from = n->pos.file == cp_plan_override_file ? cp_plan_file(b->plan) : n->pos.file;
    const char *file = cp_plan_node_resolve(&b->plan->arena, from, n->text);
    if (!file)
        return cp_fail_nomem(b->err);
    const char *trouble = cp_plan_document_trouble(file);
    FILE *in = trouble ? NULL : fopen(file, "r");
    if (!in)
        return cp_fail_at(b->err, CP_EINPUT, n->pos, "profiles: cannot open '%.200s': %s", file,
                          trouble ? trouble : strerror(errno));
    int rc = cp_facts_read(b->facts, in, file, b->err);
    fclose(in);
    return rc;
}

static int read_files(struct builder *b, const struct cp_plan_node *list) {
    if (list->kind == CP_SCALAR)
        return read_file(b, list);
    for (const struct cp_plan_node *n = list->child; n; n = n->next) {
        int rc = read_file(b, n);
        if (rc)
            return rc;
    }
    return 0;
}

static int gather(struct builder *b) {
    size_t rows = cp_facts_count(b->facts), columns = cp_facts_columns(b->facts), column = 0;
    while (column < columns && strcmp(cp_facts_column_name(b->facts, column), "profile") != 0)
        column++;
    if (rows && column == columns)
        return cp_fail_at(b->err, CP_EINPUT, cp_facts_pos(b->facts, 0),
                          "profiles: there is no column 'profile'");
    b->hour = cp_calloc(rows + 1, sizeof *b->hour);
    if (!b->hour)
        return cp_fail_nomem(b->err);
    size_t before = cp_plan_findings(b->err);
    for (size_t i = 0; i < rows; i++) {
        const char *name = cp_facts_column_text(b->facts, i, column);
        const char *period = cp_facts_dim(b->facts, i, CP_PERIOD);
        bool step = strcmp(cp_facts_dim(b->facts, i, CP_SLICE), "-") != 0;
        struct cp_period p = {CP_HOUR, (int32_t)i};
        if (step && strcmp(period, "-") != 0) {
            cp_fail_at(b->err, CP_EINPUT, cp_facts_pos(b->facts, i),
                       "profiles: a value has a slice or a period, not both");
            continue;
        }
        if (!step && (cp_period_parse(period, strlen(period), &p) != 0 || p.freq != CP_HOUR)) {
            cp_fail_at(b->err, CP_EINPUT, cp_facts_pos(b->facts, i),
                       "profiles: period '%.40s' is not an hour, like 2025-01-15T00", period);
            continue;
        }
        uint32_t id = cp_names_add(&b->names, name, strlen(name));
        if (id == CP_NAME_NONE)
            return cp_fail_nomem(b->err);
        b->hour[b->n++] = (struct hour){id, step, cp_period_start(p), i};
    }
    qsort(b->hour, b->n, sizeof *b->hour, by_profile_and_hour);
    return cp_plan_findings(b->err) > before ? CP_EINPUT : 0;
}

static int64_t day_of(int64_t hour) {
    return hour >= 0 ? hour / 24 : -((-hour + 23) / 24);
}

/* Of its unit in what `unit` is in the plan's currency. */
static int unit_factor(struct builder *b, const char *text, const char *unit, struct cp_pos pos,
                       double *factor) {
    char buf[CP_UNIT_SIZE];
    struct cp_binder binder = {.plan = b->plan, .arena = &b->plan->arena, .err = b->err};
    size_t before = cp_plan_findings(b->err);
    const struct cp_fx *fx = cp_plan_fx(&binder, text, unit, pos);
    if (cp_plan_findings(b->err) > before)
        return CP_EINPUT;
    const char *currency = fx ? fx->currency : b->plan->money.currency;
    int rc = cp_unit_factor(text, cp_unit_in(buf, unit, currency), factor, pos, b->err);
    if (rc == 0 && fx)
        *factor *= cp_plan_fx_at_start(b->plan, fx);
    return rc;
}

/* USD/MWh for prices, 1 for shapes and factors. */
static int value_of(struct builder *b, struct cp_profile *p, const struct hour *h, double *out) {
    struct cp_pos pos = cp_facts_pos(b->facts, h->row);
    const char *unit = cp_facts_unit(b->facts, h->row);
    double x = cp_facts_value(b->facts, h->row), factor;
    struct cp_error unused;
    unused.n = unused.dropped = 0;
    if (!p->unit)
        p->unit = cp_unit_factor(unit, "1", &factor, pos, &unused) == 0 ? "1" : "USD/MWh";
    int rc = unit_factor(b, unit, p->unit, pos, &factor);
    if (rc)
        return rc;
    if (!isfinite(x))
        return cp_fail_at(b->err, CP_EINPUT, pos, "profile '%.80s': a value is missing", p->name);
    if (x < 0 && strcmp(p->unit, "1") == 0)
        return cp_fail_at(b->err, CP_EINPUT, pos, "profile '%.80s': a factor is negative", p->name);
    *out = x * factor;
    return 0;
}

/* One profile's hours, sorted: whole days only. */
static int build_days(struct builder *b, struct cp_profile *p, const struct hour *h, size_t n) {
    p->day = cp_arena_calloc(&b->plan->arena, n / 24 + 1, sizeof *p->day);
    if (!p->day)
        return cp_fail_nomem(b->err);
    for (size_t i = 0; i < n; i++) {
        int rc = value_of(b, p, &h[i], &p->value[i]);
        if (rc)
            return rc;
        int64_t day = day_of(h[i / 24 * 24].at), want = day * 24 + (int64_t)(i % 24);
        if (h[i].at != want || (i + 1 == n && n % 24)) {
            char text[CP_PERIOD_SIZE];
            bool short_end = h[i].at == want;
            cp_period_format(text, cp_period_at(CP_HOUR, want + short_end));
            return cp_fail_at(b->err, CP_EINPUT, cp_facts_pos(b->facts, h[i].row),
                              "profile '%.80s': the day has no %s", p->name, text);
        }
        p->day[i / 24] = (int32_t)day;
    }
    p->nday = n / 24;
    return 0;
}

static int build_steps(struct builder *b, struct cp_profile *p, const struct hour *h, size_t n) {
    p->step = cp_arena_calloc(&b->plan->arena, n, sizeof *p->step);
    if (!p->step)
        return cp_fail_nomem(b->err);
    for (p->nstep = 0; p->nstep < n; p->nstep++) {
        size_t row = h[p->nstep].row;
        int rc = value_of(b, p, &h[p->nstep], &p->value[p->nstep]);
        if (rc)
            return rc;
        if (!h[p->nstep].step)
            return cp_fail_at(b->err, CP_EINPUT, cp_facts_pos(b->facts, row),
                              "profile '%.80s': has values of slices and of hours", p->name);
        p->step[p->nstep] = cp_arena_strdup(&b->plan->arena, cp_facts_dim(b->facts, row, CP_SLICE));
        if (!p->step[p->nstep])
            return cp_fail_nomem(b->err);
    }
    return 0;
}

static int build(struct builder *b, struct cp_profile *p, const struct hour *h, size_t n) {
    p->name = cp_arena_strdup(&b->plan->arena, b->names.text[h->profile]);
    p->value = cp_arena_calloc(&b->plan->arena, n, sizeof *p->value);
    if (!p->name || !p->value)
        return cp_fail_nomem(b->err);
    bool steps = false;
    for (size_t i = 0; i < n; i++)
        steps |= h[i].step;
    return steps ? build_steps(b, p, h, n) : build_days(b, p, h, n);
}

static int build_all(struct builder *b) {
    struct cp_plan *plan = b->plan;
    int rc = 0;
    plan->profile = cp_arena_calloc(&plan->arena, b->names.n, sizeof *plan->profile);
    if (!plan->profile)
        return cp_fail_nomem(b->err);
    for (size_t i = 0, end; i < b->n; i = end) {
        for (end = i; end < b->n && b->hour[end].profile == b->hour[i].profile;)
            end++;
        int one = build(b, &plan->profile[plan->nprofile], b->hour + i, end - i);
        if (one && !rc)
            rc = one; /* the others have findings of their own */
        plan->nprofile += one == 0;
    }
    return rc;
}

int cp_plan_profiles_read(struct cp_plan *plan, struct cp_error *err) {
    const struct cp_plan_node *list = cp_plan_node_child(plan->root, "profiles");
    if (!list)
        return 0;
    if (list->kind == CP_MAP)
        return cp_fail_at(err, CP_EINPUT, list->pos, "profiles: wanted a list of files");
    struct builder b = {.plan = plan, .err = err, .facts = cp_facts_new()};
    if (!b.facts)
        return cp_fail_nomem(err);
    int rc = read_files(&b, list);
    if (rc)
        goto out;
    rc = gather(&b);
    if (rc)
        goto out;
    rc = build_all(&b);
out:
    free(b.hour);
    cp_names_release(&b.names);
    cp_facts_free(b.facts);
    return rc;
}

/* ---- steps of the plan's own ------------------------------------------------------------------
 */

/* Number of the step "winter.2" among those of all groups; SIZE_MAX: there is none. */
static size_t step_index(const struct cp_plan *plan, const char *text) {
    size_t before = 0;
    for (size_t g = 0; g < plan->slices.ngroup; before += plan->slices.group[g++].steps) {
        size_t len = strlen(plan->slices.group[g].name);
        if (strncmp(text, plan->slices.group[g].name, len) != 0 || text[len] != '.')
            continue;
        char *end;
        unsigned long k = strtoul(text + len + 1, &end, 10);
        if (!*end && k >= 1 && k <= plan->slices.group[g].steps)
            return before + k - 1;
    }
    return SIZE_MAX;
}

/* The step at that place of all groups' steps. */
static int no_value(const struct cp_plan *plan, const struct cp_profile *p, size_t at,
                    struct cp_pos pos, struct cp_error *err) {
    const struct cp_slice_group *g = plan->slices.group;
    while (at >= g->steps)
        at -= g++->steps;
    return cp_fail_at(err, CP_EINPUT, pos, "profile '%.80s': slice '%.80s.%zu' has no value",
                      p->name, g->name, at + 1);
}

/* The values of one profile in the order of the groups' steps, each once. */
static int place(struct cp_plan *plan, struct cp_profile *p, size_t steps, struct cp_pos pos,
                 struct cp_error *err) {
    double *value = cp_arena_calloc(&plan->arena, steps, sizeof *value);
    if (!value)
        return cp_fail_nomem(err);
    for (size_t i = 0; i < steps; i++)
        value[i] = NAN;
    for (size_t i = 0; i < p->nstep; i++) {
        size_t at = step_index(plan, p->step[i]);
        if (at == SIZE_MAX)
            return cp_fail_at(err, CP_EINPUT, pos, "profile '%.80s': no slice '%.80s' in the plan",
                              p->name, p->step[i]);
        value[at] = p->value[i];
    }
    for (size_t i = 0; i < steps; i++)
        if (isnan(value[i]))
            return no_value(plan, p, i, pos, err);
    p->value = value;
    p->nstep = steps;
    p->step = NULL;
    return 0;
}

int cp_plan_profiles_place(struct cp_plan *plan, struct cp_error *err) {
    size_t steps = 0;
    int rc = 0;
    for (size_t g = 0; g < plan->slices.ngroup; g++)
        steps += plan->slices.group[g].steps;
    for (size_t i = 0; i < plan->nprofile; i++) {
        struct cp_profile *p = &plan->profile[i];
        struct cp_pos pos = cp_plan_pos(plan, "profiles");
        int one = 0;
        if (steps && p->nstep)
            one = place(plan, p, steps, pos, err);
        else if (steps || p->nstep)
            one = cp_fail_at(err, CP_EINPUT, pos,
                             steps ? "profile '%.80s': has hours, and the plan slices of its own"
                                   : "profile '%.80s': has slices, and the plan no slices/groups",
                             p->name);
        if (one && !rc)
            rc = one;
    }
    return rc;
}
