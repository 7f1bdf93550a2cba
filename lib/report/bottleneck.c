/* What binds first, by year: what stands in the way of the demand that is not met. */
#include "report/internal.h"
#include <math.h>
#include <string.h>

enum { NOTHING, CHIPS, HALLS, POWER, SIDES };
static const char *const side_name[SIDES] = {"nothing", "chips", "halls", "power"};

struct state {
    struct cp_report_panel demand, served, unmet, halls, energised, power, waiting, stock, work,
        idle;
};

static int read_state(struct cp_report *r, struct state *s) {
    const struct {
        const char *measure;
        struct cp_report_panel *panel;
    } part[] = {
        {"demand", &s->demand},     {"served", &s->served},       {"unmet", &s->unmet},
        {"halls", &s->halls},       {"energised", &s->energised}, {"power", &s->power},
        {"inventory", &s->waiting}, {"stock", &s->stock},         {"gpu_hours", &s->work},
        {"surplus", &s->idle},
    };
    int rc = 0;
    for (size_t i = 0; i < sizeof part / sizeof *part && rc == 0; i++)
        rc = cp_report_panel_read(r, part[i].measure, NULL, NO_DIM, NO_DIM, part[i].panel);
    return rc;
}

static double total(const struct cp_report_panel *p, struct cp_period period) {
    return cp_report_panel_value(p, p->total, period);
}

/* GPUs that wait for a place, or energised power that is in use, say that places lack, and halls
 * without supply that it is their power. When places are free and demand is short, GPUs lack. */
static int side_of(const struct state *s, struct cp_period p) {
    double halls = total(&s->halls, p), energised = total(&s->energised, p);
    double chips = total(&s->stock, p), waiting = total(&s->waiting, p);
    bool is_short = total(&s->unmet, p) > 1e-6 * total(&s->demand, p);
    bool full = is_short && total(&s->power, p) >= 0.95 * energised;
    if (full || waiting > 0.01 * (chips + waiting))
        return halls - energised > 0.02 * halls ? POWER : HALLS;
    return is_short ? CHIPS : NOTHING;
}

/* The word of a year: what binds in most of its periods, among those in which something does. */
static const char **words(struct cp_report *r, const struct state *s) {
    const char **word = cp_arena_calloc(&r->arena, r->nyear, sizeof *word);
    if (!word) {
        cp_fail_nomem(r->err);
        return NULL;
    }
    for (size_t y = 0; y < r->nyear; y++) {
        size_t count[SIDES] = {0}, best = NOTHING;
        bool any = false;
        for (size_t i = 0; i < s->halls.nperiod; i++)
            if (cp_period_year(s->halls.period[i]) == r->first_year + (int)y) {
                count[side_of(s, s->halls.period[i])]++;
                any = true;
            }
        for (size_t k = CHIPS; k < SIDES; k++)
            if (count[k] > (best == NOTHING ? 0 : count[best]))
                best = k;
        word[y] = any ? side_name[best] : "-";
    }
    return word;
}

/* 100 x part / whole by year. */
static int add_share(struct cp_report *r, struct cp_report_table *t, const char *label,
                     const double *part, const double *whole) {
    double *year = cp_arena_calloc(&r->arena, r->nyear, sizeof *year);
    if (!year)
        return cp_fail_nomem(r->err);
    if (!part || !whole)
        return CP_ENOMEM;
    for (size_t y = 0; y < r->nyear; y++)
        year[y] = whole[y] > 0 ? 100 * (isnan(part[y]) ? 0 : part[y]) / whole[y] : NAN;
    return cp_report_table_add(r, t, label, "", year);
}

static double *sum_years(struct cp_report *r, const struct cp_report_panel *a,
                         const struct cp_report_panel *b) {
    double *x = cp_report_panel_total(r, a, SUM);
    const double *y = cp_report_panel_total(r, b, SUM);
    for (size_t i = 0; x && y && i < r->nyear; i++)
        x[i] += isnan(y[i]) ? 0 : y[i];
    return y ? x : NULL;
}

static int add_shares(struct cp_report *r, struct cp_report_table *t, const struct state *s) {
    int rc = 0;
    if (s->demand.ngroup > 0 && s->served.ngroup > 0)
        rc = add_share(r, t, "demand that is short, %", cp_report_panel_total(r, &s->unmet, MEAN),
                       cp_report_panel_total(r, &s->demand, MEAN));
    if (rc == 0 && s->halls.ngroup > 0 && s->energised.ngroup > 0)
        rc = add_share(r, t, "halls with firm supply, %",
                       cp_report_panel_total(r, &s->energised, MEAN),
                       cp_report_panel_total(r, &s->halls, MEAN));
    if (rc == 0 && s->energised.ngroup > 0)
        rc = add_share(r, t, "energised power in use, %", cp_report_panel_total(r, &s->power, MEAN),
                       cp_report_panel_total(r, &s->energised, MEAN));
    if (rc == 0 && s->work.ngroup > 0 && s->idle.ngroup > 0)
        rc = add_share(r, t, "GPUs at work, %", cp_report_panel_total(r, &s->work, SUM),
                       sum_years(r, &s->work, &s->idle));
    return rc;
}

int cp_report_bottleneck(struct cp_report *r) {
    struct state s;
    struct cp_report_table t = {.title = "What binds first", .mixed = true};
    int rc = read_state(r, &s);
    if (rc < 0)
        return rc;
    if (s.halls.ngroup > 0 && s.demand.ngroup > 0 && s.served.ngroup > 0) {
        const char **word = words(r, &s);
        rc = word ? cp_report_table_add_words(r, &t, "binds", word) : CP_ENOMEM;
    }
    if (rc == 0)
        rc = add_shares(r, &t, &s);
    if (rc == 0)
        cp_report_table_print(r, &t);
    return rc;
}
