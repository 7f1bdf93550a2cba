/* The scenarios of a plan, in YAML: what each event that comes changes, and from when until when.
 */
#include "plan/plan.h"
#include "scenario/internal.h"
#include <math.h>
#include <string.h>

/* In double quotes, what they would be taken for escaped. */
static void add_quoted(struct cp_str *out, const char *text) {
    cp_str_addc(out, '"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            cp_str_addc(out, '\\');
        cp_str_addc(out, *text);
    }
    cp_str_addc(out, '"');
}

static void first_day(const struct cp_scenario_set *s, size_t period, char day[CP_PERIOD_SIZE]) {
    cp_period_format(day, cp_period_at(CP_DAY, cp_period_start(cp_plan_period(s->plan, period))));
}

/* ---- values that are set --------------------------------------------------------------------- */

static void add_set(const struct cp_scenario_set *s, const struct cp_scenario_future *f, size_t e,
                    bool *any, struct cp_str *out) {
    char path[512], day[CP_PERIOD_SIZE];
    snprintf(path, sizeof path, "events/%s/then/set", s->event[e].name);
    const struct cp_plan_node *set = cp_plan_find(s->plan, path);
    first_day(s, f->when[e], day);
    for (const struct cp_plan_node *c = set ? set->child : NULL; c; c = c->next) {
        if (c->kind != CP_SCALAR || strcmp(c->key, "assumed") == 0 || strcmp(c->key, "source") == 0)
            continue;
        if (!*any)
            cp_str_add(out, "    set:\n");
        *any = true;
        cp_str_add(out, "      ");
        add_quoted(out, c->key);
        cp_str_add(out, ": ");
        const char *mark = strstr(c->text, "{when}");
        struct cp_str value = {0};
        cp_str_addn(&value, c->text, mark ? (size_t)(mark - c->text) : strlen(c->text));
        if (mark) {
            cp_str_add(&value, day);
            cp_str_add(&value, mark + strlen("{when}"));
        }
        if (value.oom)
            out->oom = true;
        else
            add_quoted(out, value.s ? value.s : "");
        cp_str_release(&value);
        cp_str_addc(out, '\n');
    }
}

/* ---- factors ----------------------------------------------------------------------------------
 */

enum which { DEMAND, SUPPLY, PRICE };
static const char *const words[] = {"demand", "supply", "price"};

static const struct cp_event_factor *factors(const struct cp_plan_event *e, enum which w,
                                             size_t *n) {
    *n = w == DEMAND ? e->ndemand : w == SUPPLY ? e->nsupply : e->nprice;
    return w == DEMAND ? e->demand : w == SUPPLY ? e->supply : e->price;
}

static size_t names(const struct cp_plan *p, enum which w) {
    return w == DEMAND ? p->nworkload : p->supply.noffer;
}

static const char *name_at(const struct cp_plan *p, enum which w, size_t i) {
    return w == DEMAND ? p->workload[i].name : p->supply.offer[i].name;
}

/* It lasts from the period in which it comes for its years. */
static bool holds(const struct cp_scenario_set *s, const struct cp_scenario_future *f, size_t e,
                  size_t t) {
    if (t < f->when[e])
        return false;
    double since = cp_years_between(cp_period_start(cp_plan_period(s->plan, f->when[e])),
                                    cp_period_start(cp_plan_period(s->plan, t)));
    return since < s->event[e].years - 1e-9;
}

static double factor(const struct cp_scenario_set *s, const struct cp_scenario_future *f,
                     enum which w, const char *name, size_t t) {
    double product = 1;
    for (size_t e = 0; e < s->nevent; e++) {
        size_t n;
        const struct cp_event_factor *of = factors(&s->event[e], w, &n);
        for (size_t k = 0; k < n && f->when[e] < s->periods && holds(s, f, e, t); k++)
            product *= cp_like(of[k].of, name) ? of[k].value : 1;
    }
    return product;
}

static void add_factors(const struct cp_scenario_set *s, const struct cp_scenario_future *f,
                        enum which w, struct cp_str *out) {
    bool any = false;
    for (size_t i = 0; i < names(s->plan, w); i++) {
        const char *name = name_at(s->plan, w, i);
        double last = 1;
        bool changes = false;
        for (size_t t = 0; t < s->periods; t++) {
            double now = factor(s, f, w, name, t);
            char period[CP_PERIOD_SIZE];
            if (now == last)
                continue;
            if (!any)
                cp_str_addf(out, "    %s:\n", words[w]);
            if (!changes) {
                cp_str_add(out, "      ");
                add_quoted(out, name);
                cp_str_add(out, ": {value: {");
            }
            if (!changes && t > 0) {
                cp_period_format(period, cp_plan_period(s->plan, 0));
                cp_str_addf(out, "%s: 1, ", period);
            } else if (changes) {
                cp_str_add(out, ", ");
            }
            any = changes = true;
            cp_period_format(period, cp_plan_period(s->plan, t));
            cp_str_addf(out, "%s: ", period);
            cp_str_add_number(out, now);
            last = now;
        }
        if (changes)
            cp_str_add(out, "}}\n");
    }
}

/* A pattern that meets nothing is a mistake. */
static int check(const struct cp_scenario_set *s, struct cp_error *err) {
    int rc = 0;
    for (size_t e = 0; e < s->nevent; e++)
        for (enum which w = DEMAND; w <= PRICE; w++) {
            size_t n;
            const struct cp_event_factor *of = factors(&s->event[e], w, &n);
            for (size_t k = 0; k < n; k++) {
                bool met = false;
                for (size_t i = 0; i < names(s->plan, w); i++)
                    met = met || cp_like(of[k].of, name_at(s->plan, w, i));
                if (!met)
                    rc = cp_fail_at(err, CP_EINPUT, s->event[e].pos,
                                    "events/%.80s/then/%s: '%.80s' is no %s of the plan",
                                    s->event[e].name, words[w], of[k].of,
                                    w == DEMAND ? "workload" : "offer");
            }
        }
    return rc;
}

int cp_scenario_plan(const struct cp_scenario_set *s, const char *path, struct cp_str *out,
                     struct cp_error *err) {
    int rc = check(s, err);
    if (rc)
        return rc;
    cp_str_addf(
        out, "# %zu futures that stand for %zu draws of what may come; seed %llu.\ninclude: ", s->n,
        s->opt.samples, (unsigned long long)s->opt.seed);
    add_quoted(out, path);
    cp_str_add(out, "\nscenarios:\n  assumed: drawn by cp-scenario from event_probability\n");
    for (size_t i = 0; i < s->n; i++) {
        const struct cp_scenario_future *f = &s->future[i];
        bool any = false;
        cp_str_add(out, "  ");
        add_quoted(out, f->name);
        cp_str_add(out, ":\n    probability: ");
        cp_str_add_number(out, f->probability);
        cp_str_addc(out, '\n');
        for (size_t e = 0; e < s->nevent; e++)
            if (f->when[e] < s->periods)
                add_set(s, f, e, &any, out);
        for (enum which w = DEMAND; w <= PRICE; w++)
            add_factors(s, f, w, out);
    }
    return out->oom ? cp_fail_nomem(err) : 0;
}
