/* Rules on a difference: "cost_discounted rise <= 2 %". */
#include "store/difference/difference.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct rule {
    char figure[64], way[8];
    double most;
    bool percent;
    const char *unit; /* of `most`, where it is no percentage */
};

static int parse(const char *text, struct rule *r, struct cp_error *err) {
    const char *s = text + strspn(text, " ");
    size_t n = strcspn(s, " "), used;
    snprintf(r->figure, sizeof r->figure, "%.*s", (int)n, s);
    s += n + strspn(s + n, " ");
    n = strcspn(s, " <");
    snprintf(r->way, sizeof r->way, "%.*s", (int)n, s);
    s += n + strspn(s + n, " ");
    bool known =
        strcmp(r->way, "rise") == 0 || strcmp(r->way, "fall") == 0 || strcmp(r->way, "change") == 0;
    if (!known || strncmp(s, "<=", 2) != 0)
        goto bad;
    s += 2 + strspn(s + 2, " ");
    if (cp_number_parse(s, strlen(s), &r->most, &used) != 0)
        goto bad;
    s += used + strspn(s + used, " ");
    r->percent = strcmp(s, "%") == 0;
    r->unit = s;
    return 0;
bad:
    return cp_fail(err, CP_EUSAGE,
                   "--check: '%.80s' is not FIGURE rise|fall|change <= NUMBER with %% or a unit",
                   text);
}

static const struct cp_store_move *find(const struct cp_store_difference *d, const char *name) {
    for (size_t i = 0; i < d->nfigure; i++)
        if (strcmp(d->figure[i].name, name) == 0)
            return &d->figure[i];
    return NULL;
}

static int check(const struct cp_store_difference *d, const char *rule, struct cp_str *why,
                 struct cp_error *err) {
    struct rule r = {0};
    double factor = 1;
    int rc = parse(rule, &r, err);
    if (rc)
        return rc;
    const struct cp_store_figure_kind *kind = cp_store_figure_find(r.figure);
    if (!kind) {
        const char *near = cp_store_figure_nearest(r.figure);
        return cp_fail(err, CP_EUSAGE, "--check: there is no figure '%s'%s%s%s", r.figure,
                       near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
    }
    const struct cp_store_move *m = find(d, r.figure);
    const char *unit = m ? m->unit : kind->unit;
    if (!r.percent && *r.unit) {
        rc = cp_unit_factor(r.unit, unit, &factor, (struct cp_pos){0}, err);
        if (rc)
            return rc;
    }
    if (!m || isnan(m->before) || isnan(m->now)) {
        cp_str_addf(why, "%s: one of the two has no such figure\n", rule);
        return why->oom ? cp_fail_nomem(err) : 1;
    }
    double change = m->now - m->before;
    double by = strcmp(r.way, "rise") == 0   ? change
                : strcmp(r.way, "fall") == 0 ? -change
                                             : fabs(change);
    double most = r.percent ? r.most / 100 * fabs(m->before) : r.most * factor;
    if (by <= most)
        return 0;
    char from[CP_NUMBER_SIZE], to[CP_NUMBER_SIZE];
    snprintf(from, sizeof from, "%.6g", m->before);
    snprintf(to, sizeof to, "%.6g", m->now);
    cp_str_addf(why, "%s: it went from %s to %s %s", rule, from, to, unit);
    if (m->before != 0)
        cp_str_addf(why, ", %+.3g %%", 100 * change / fabs(m->before));
    cp_str_addc(why, '\n');
    return why->oom ? cp_fail_nomem(err) : 1;
}

int cp_store_check_difference(const struct cp_store_difference *d, const char *const *rule,
                              size_t n, struct cp_str *why, struct cp_error *err) {
    int worst = 0;
    for (size_t i = 0; i < n && worst >= 0; i++) {
        int rc = check(d, rule[i], why, err);
        worst = rc < 0 || rc > worst ? rc : worst;
    }
    return worst;
}
