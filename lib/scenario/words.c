/* The scenarios of a plan, in YAML: what each event that comes changes, and from when until when,
 * and what prices, demand and delays do. */
#include "scenario/internal.h"
#include <stdlib.h>
#include <string.h>

/* ---- values that are set --------------------------------------------------------------------- */

/* Of a value of the plan in one future: what an event makes of it, or a factor and the curve that
 * drives it. */
struct setting {
    const char *path, *text; /* as it is written; NULL: scaled */
    double factor;
    size_t curve; /* SIZE_MAX: none */
    const struct cp_drive *drive;
};
struct settings {
    const struct cp_scenario_set *s;
    const struct cp_scenario_future *f;
    struct cp_arena arena;
    struct setting *at;
    size_t n, cap;
    bool oom;
};

static struct setting *setting_of(struct settings *x, const char *path) {
    for (size_t i = 0; i < x->n; i++)
        if (strcmp(x->at[i].path, path) == 0)
            return &x->at[i];
    if (!cp_grow(&x->at, &x->cap, x->n, sizeof *x->at)) {
        x->oom = true;
        return NULL;
    }
    x->at[x->n] = (struct setting){.path = path, .factor = 1, .curve = SIZE_MAX};
    return &x->at[x->n++];
}

/* "*0.4": a factor alone. */
static bool is_factor(const char *text, double *by) {
    size_t used;
    return *text == '*' && cp_number_parse(text + 1, strlen(text + 1), by, &used) == 0 &&
           !text[1 + used];
}

/* The day on which it comes, and no sooner than what is decided for all futures is. */
static void format_day(const struct settings *x, size_t period, char *day) {
    while (period + 1 < x->s->periods && cp_scenario_is_decided(x->s, period))
        period++;
    cp_period_format(day,
                     cp_period_at(CP_DAY, cp_period_start(cp_plan_period(x->s->plan, period))));
}

/* Quoted, with that day for every {when}. */
static void add_text(struct cp_str *out, const char *text, const char *day) {
    static const char MARK[] = "{when}";
    struct cp_str whole = {0};
    for (const char *mark; (mark = strstr(text, MARK)); text = mark + strlen(MARK)) {
        cp_str_addn(&whole, text, (size_t)(mark - text));
        cp_str_add(&whole, day);
    }
    cp_str_add(&whole, text);
    cp_str_add_quoted(out, whole.oom ? "" : whole.s);
    out->oom |= whole.oom;
    cp_str_release(&whole);
}

/* A value as the plan has it: text, or steps, a list or a table, in one line. */
static void add_value(struct cp_str *out, const struct cp_plan_node *n, const char *day) {
    if (n->kind == CP_SCALAR) {
        add_text(out, n->text, day);
        return;
    }
    cp_str_addc(out, n->kind == CP_MAP ? '{' : '[');
    for (const struct cp_plan_node *c = n->child; c; c = c->next) {
        if (n->kind == CP_MAP) {
            add_text(out, c->key, day);
            cp_str_add(out, ": ");
        }
        add_value(out, c, day);
        cp_str_add(out, c->next ? ", " : "");
    }
    cp_str_addc(out, n->kind == CP_MAP ? '}' : ']');
}

static const char *written(struct settings *x, const struct cp_plan_node *n, size_t period) {
    char day[CP_PERIOD_SIZE];
    struct cp_str text = {0};
    format_day(x, period, day);
    add_value(&text, n, day);
    const char *kept = text.oom ? NULL : cp_arena_strdup(&x->arena, text.s);
    cp_str_release(&text);
    x->oom = x->oom || !kept;
    return kept ? kept : "";
}

/* What it is, of one that says why: {value: 5 %, assumed: as in 2008}. */
static const struct cp_plan_node *plain(const struct cp_plan_node *n) {
    const struct cp_plan_node *value = NULL;
    for (const struct cp_plan_node *c = n->kind == CP_MAP ? n->child : NULL; c; c = c->next)
        if (strcmp(c->key, "value") == 0)
            value = c;
        else if (strcmp(c->key, "assumed") != 0 && strcmp(c->key, "source") != 0)
            return n;
    return value ? value : n;
}

const struct cp_plan_node *cp_scenario_sets(const struct cp_scenario_set *s, size_t e) {
    char path[512];
    snprintf(path, sizeof path, "events/%s/then/set", s->event[e].name);
    return cp_plan_find(s->plan, path);
}

/* Of what several events set the later one holds; factors multiply. */
static void set_by_event(struct settings *x, size_t e) {
    const struct cp_plan_node *set = cp_scenario_sets(x->s, e);
    for (const struct cp_plan_node *c = set ? set->child : NULL; c; c = c->next) {
        double by;
        const struct cp_plan_node *value = plain(c);
        if (strcmp(c->key, "assumed") == 0 || strcmp(c->key, "source") == 0)
            continue;
        struct setting *one = setting_of(x, c->key);
        if (one && value->kind == CP_SCALAR && is_factor(value->text, &by) && !one->text)
            one->factor *= by;
        else if (one)
            one->text = written(x, value, x->f->when[e]);
    }
}

/* What an event sets outright no price moves; offers' prices are the stream's. */
static void set_by_curve(struct settings *x, size_t c) {
    const struct cp_market_curve *of = &x->s->plan->money.market.curve[c];
    for (size_t k = 0; k < of->ndrive; k++) {
        const struct cp_drive *d = &of->drive[k];
        if (d->kind == CP_DRIVE_PURCHASE || d->kind == CP_DRIVE_RENT)
            continue;
        struct setting *one = setting_of(x, d->path);
        if (one && !one->text) {
            one->curve = c;
            one->drive = d;
        }
    }
}

static void add_scaled(const struct settings *x, const struct setting *one, struct cp_str *out) {
    const struct cp_scenario_set *s = x->s;
    double sum = 0, last = 0;
    bool steps = one->curve != SIZE_MAX && one->drive->kind != CP_DRIVE_REVENUE &&
                 one->drive->kind != CP_DRIVE_RENTAL; /* of which the plan has one for all time */
    cp_str_add(out, steps ? "\"*{" : "\"*");
    for (size_t t = 0; t < s->periods && one->curve != SIZE_MAX; t++) {
        char period[CP_PERIOD_SIZE];
        double by = one->factor * cp_scenario_driven(s, x->f, one->curve, one->drive, t);
        sum += by;
        if (!steps || (t > 0 && by == last))
            continue;
        cp_period_format(period, cp_plan_period(s->plan, t));
        cp_str_addf(out, "%s%s: ", t ? ", " : "", period);
        cp_str_add_number(out, by);
        last = by;
    }
    if (!steps)
        cp_str_add_number(out, one->curve != SIZE_MAX ? sum / (double)s->periods : one->factor);
    cp_str_add(out, steps ? "}\"" : "\"");
}

static bool add_settings(const struct cp_scenario_set *s, const struct cp_scenario_future *f,
                         struct cp_str *out) {
    struct settings x = {.s = s, .f = f};
    for (size_t e = 0; e < s->nevent; e++)
        if (f->when[e] < s->periods)
            set_by_event(&x, e);
    for (size_t c = 0; f->curve && c < s->ncurve; c++)
        set_by_curve(&x, c);
    if (x.n)
        cp_str_add(out, "    set:\n");
    for (size_t i = 0; i < x.n; i++) {
        cp_str_add(out, "      ");
        cp_str_add_quoted(out, x.at[i].path);
        cp_str_add(out, ": ");
        if (x.at[i].text)
            cp_str_add(out, x.at[i].text);
        else
            add_scaled(&x, &x.at[i], out);
        cp_str_addc(out, '\n');
    }
    cp_arena_release(&x.arena);
    free(x.at);
    return !x.oom;
}

/* ---- factors --------------------------------------------------------------------------------- */

/* `"w": {value: {2027: 0.5, 2028: 1}}`, if it is ever other than 1. */
static bool add_path(const struct cp_scenario_set *s, const struct cp_scenario_future *f,
                     enum cp_scenario_factor w, size_t i, const char *heading, struct cp_str *out) {
    double last = 1;
    bool changes = false;
    for (size_t t = 0; t < s->periods; t++) {
        double now = cp_scenario_factor_at(s, f, w, i, t);
        char period[CP_PERIOD_SIZE];
        if (now == last)
            continue;
        if (!changes) {
            cp_str_addf(out, "%s      ", heading);
            cp_str_add_quoted(out, cp_scenario_factor_name(s->plan, w, i));
            cp_str_add(out, ": {value: {");
        }
        if (!changes && t > 0) {
            cp_period_format(period, cp_plan_period(s->plan, 0));
            cp_str_addf(out, "%s: 1, ", period);
        } else if (changes) {
            cp_str_add(out, ", ");
        }
        changes = true;
        cp_period_format(period, cp_plan_period(s->plan, t));
        cp_str_addf(out, "%s: ", period);
        cp_str_add_number(out, now);
        last = now;
    }
    if (changes)
        cp_str_add(out, "}}\n");
    return changes;
}

static void add_factors(const struct cp_scenario_set *s, const struct cp_scenario_future *f,
                        struct cp_str *out) {
    static const char *const heading[] = {"    demand:\n", "    supply:\n", "    price:\n"};
    for (enum cp_scenario_factor w = 0; w < CP_FACTORS; w++) {
        bool any = false;
        for (size_t i = 0; i < cp_scenario_factor_count(s->plan, w); i++)
            any = add_path(s, f, w, i, any ? "" : heading[w], out) || any;
    }
}

int cp_scenario_plan(const struct cp_scenario_set *s, const char *path, struct cp_str *out,
                     struct cp_error *err) {
    bool points = cp_scenario_has_points(s->opt.method);
    cp_str_addf(out, "# %zu futures that stand for %zu %s of what may come", s->n, s->opt.samples,
                points ? "points" : "draws");
    if (!points)
        cp_str_addf(out, "; seed %llu", (unsigned long long)s->opt.seed);
    cp_str_add(out, ".\ninclude: ");
    cp_str_add_quoted(out, path);
    cp_str_add(out, "\nscenarios:\n  assumed: drawn by cp-scenario\n");
    for (size_t i = 0; i < s->n; i++) {
        const struct cp_scenario_future *f = &s->future[i];
        cp_str_add(out, "  ");
        cp_str_add_quoted(out, f->name);
        cp_str_add(out, ":\n    probability: ");
        cp_str_add_number(out, f->probability);
        cp_str_addc(out, '\n');
        if (!add_settings(s, f, out))
            return cp_fail_nomem(err);
        add_factors(s, f, out);
    }
    return out->oom ? cp_fail_nomem(err) : 0;
}
