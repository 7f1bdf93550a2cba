/* The ranges of a rule in the unit of its figure. */
#include "watch/internal.h"
#include <math.h>
#include <string.h>

struct cp_pos cp_watch_pos(const struct cp_plan *plan, const struct cp_watch_rule *rule,
                           const char *key) {
    char path[300];
    snprintf(path, sizeof path, "watch/%.120s/%.120s", rule->name, key);
    struct cp_pos pos = cp_plan_pos(plan, path);
    return pos.line ? pos : rule->pos;
}

static int convert(double *x, const char *from, const char *to, struct cp_pos pos,
                   struct cp_error *err) {
    double factor = 1;
    if (!*from || strcmp(from, to) == 0 || isinf(*x))
        return 0;
    int rc = cp_unit_factor(from, to, &factor, pos, err);
    *x *= factor;
    return rc;
}

struct margin {
    double amount;
    bool percent; /* of the bound */
};

static int parse_margin(const char *text, const char *unit, struct margin *out, struct cp_pos pos,
                        struct cp_error *err) {
    size_t used;
    if (cp_number_parse(text, strlen(text), &out->amount, &used) != 0 || out->amount < 0)
        return cp_fail_at(err, CP_EINPUT, pos, "'%.60s' is no margin, as '0.3' or '5 %%'", text);
    const char *own = text + used + strspn(text + used, " \t");
    out->percent = strcmp(own, "%") == 0;
    if (out->percent)
        out->amount /= 100;
    else if (*own)
        return convert(&out->amount, own, unit, pos, err);
    return 0;
}

static double margin_at(const struct margin *m, double bound) {
    return isinf(bound) ? 0 : m->percent ? m->amount * fabs(bound) : m->amount;
}

static int set_limit(const struct cp_range *range, const char *unit, const struct margin *margin,
                     struct cp_watch_limit *out, struct cp_pos pos, struct cp_error *err) {
    if (!range->text)
        return 0;
    *out = (struct cp_watch_limit){
        .given = true, .inside = range->inside, .start = range->start, .end = range->end};
    int rc = convert(&out->start, range->start_unit, unit, pos, err);
    if (rc == 0)
        rc = convert(&out->end, range->end_unit, unit, pos, err);
    if (rc)
        return rc;
    if (out->start > out->end)
        return cp_fail_at(err, CP_EINPUT, pos, "'%.60s' is no range: its start is above its end",
                          range->text);
    out->clear_start = margin_at(margin, out->start);
    out->clear_end = margin_at(margin, out->end);
    if (!out->inside && out->start + out->clear_start > out->end - out->clear_end)
        return cp_fail_at(
            err, CP_EINPUT, pos,
            "'%.60s' leaves no room for 'clear' on both sides: it would never be left",
            range->text);
    return 0;
}

int cp_watch_limits(const struct cp_plan *plan, const struct cp_watch_rule *rule, const char *unit,
                    struct cp_watch_limits *out, struct cp_error *err) {
    struct margin margin = {0};
    *out = (struct cp_watch_limits){.runs = rule->runs, .every = rule->every};
    int rc = rule->clear
                 ? parse_margin(rule->clear, unit, &margin, cp_watch_pos(plan, rule, "clear"), err)
                 : 0;
    if (rc)
        return rc;
    rc = set_limit(&rule->warn, unit, &margin, &out->of[CP_WATCH_WARNING],
                   cp_watch_pos(plan, rule, "warn"), err);
    if (rc)
        return rc;
    if (!isnan(rule->age) && !rule->warn.text && !rule->critical.text)
        out->of[CP_WATCH_CRITICAL] =
            (struct cp_watch_limit){.given = true, .start = -INFINITY, .end = rule->age};
    return set_limit(&rule->critical, unit, &margin, &out->of[CP_WATCH_CRITICAL],
                     cp_watch_pos(plan, rule, "critical"), err);
}
