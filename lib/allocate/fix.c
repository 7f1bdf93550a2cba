/* Decisions of the first stage as facts say them: what was decided for one future is held, and
 * tried in others. */
#include "allocate/build.h"
#include "allocate/run.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of every kind of column that decides on capacity, the measure that its decision is written as. */
static const struct {
    enum col_kind kind;
    const char *measure;
} measures[] = {{COL_BUILD, "build"},         {COL_BUY, "buy"},
                {COL_CONTRACT, "contract"},   {COL_PLANT, "plant"},
                {COL_LINE, "line_build"},     {COL_LINK, "link_build"},
                {COL_VOLUME, "volume_build"}, {COL_CHARGER, "charger_build"},
                {COL_ACCEPT, "accepted"},     {COL_WAY, "way"}};
enum { MEASURES = sizeof measures / sizeof *measures };

/* What tells decisions of one measure apart. */
static const enum cp_dim dims[] = {CP_PERIOD, CP_SITE,     CP_PHASE,    CP_OFFER,
                                   CP_STEP,   CP_CONTRACT, CP_WORKLOAD, CP_NAME};
enum { DIMS = sizeof dims / sizeof *dims };

struct decisions {
    struct cp_names names;
    double *value;
    size_t cap;
};

static uint32_t enter(struct decisions *d, const char *measure, const char *const part[DIMS],
                      bool add) {
    struct cp_str key = {0};
    cp_str_add(&key, measure);
    for (size_t i = 0; i < DIMS; i++)
        cp_str_addf(&key, "\t%s", part[i] && *part[i] ? part[i] : "-");
    uint32_t id = key.oom ? CP_NAME_NONE
                  : add   ? cp_names_add(&d->names, key.s, key.len)
                          : cp_names_find(&d->names, key.s);
    cp_str_release(&key);
    return id;
}

/* Those of one measure that no scenario has alone. */
static int read_measure(struct decisions *d, const struct cp_facts *fix, const char *measure,
                        struct cp_error *err) {
    struct cp_selection rows;
    int rc = cp_facts_select(fix, measure, NULL, &rows, err);
    if (rc)
        return rc;
    for (size_t i = 0; i < rows.n && !rc; i++) {
        const char *part[DIMS];
        if (strcmp(cp_facts_dim(fix, rows.row[i], CP_SCENARIO), "-") != 0)
            continue;
        for (size_t k = 0; k < DIMS; k++)
            part[k] = cp_facts_dim(fix, rows.row[i], dims[k]);
        uint32_t id = enter(d, measure, part, true);
        if (id == CP_NAME_NONE || !cp_grow(&d->value, &d->cap, id, sizeof *d->value))
            rc = cp_fail_nomem(err);
        else
            d->value[id] = rows.value[i];
    }
    cp_facts_selection_release(&rows);
    return rc;
}

/* The parts of the fact that states column c; its period's text is the program's. */
static void name_decision(const struct cp_program *m, const struct cp_tag *tag,
                          const char *part[DIMS]) {
    const struct cp_plan *plan = m->plan;
    enum { PERIOD, SITE, PHASE, OFFER, STEP, CONTRACT, WORKLOAD, NAME };
    bool dated = tag->t != NO_PERIOD && tag->kind != COL_ACCEPT && tag->kind != COL_WAY;
    part[PERIOD] = dated ? m->time.text[tag->t] : NULL;
    switch (tag->kind) {
    case COL_BUILD:
        part[SITE] = plan->site[tag->a].name;
        part[PHASE] = plan->site[tag->a].phase[tag->b].name;
        return;
    case COL_BUY:
        part[OFFER] = m->fleet.step[tag->a].offer;
        part[STEP] = m->fleet.step[tag->a].name;
        return;
    case COL_CONTRACT:
        part[PERIOD] = m->time.text[m->energy.capacity[tag->a].v[0].first];
        part[CONTRACT] = plan->energy.contract[tag->a].name;
        return;
    case COL_PLANT:
    case COL_VOLUME:
    case COL_CHARGER:
        part[CONTRACT] = plan->energy.contract[tag->a].name;
        return;
    case COL_LINE:
        part[NAME] = plan->energy.line[tag->a].name;
        return;
    case COL_LINK:
        part[NAME] = plan->link[tag->a].name;
        return;
    case COL_WAY:
        part[NAME] = plan->workload[tag->a].way[tag->b].name;
        part[WORKLOAD] = plan->workload[tag->a].name;
        return;
    default:
        part[WORKLOAD] = plan->workload[tag->a].name;
    }
}

static const char *measure_of(const struct cp_tag *tag) {
    for (size_t i = 0; i < MEASURES; i++)
        if (measures[i].kind == tag->kind)
            return measures[i].measure;
    return NULL;
}

/* What is not written is nothing. False, with a line: the column cannot have that value. */
static bool hold_column(struct cp_program *m, size_t c, double value, struct cp_str *out) {
    struct cp_lp_view v = cp_lp_view(m->lp);
    double lo = v.lower[c], up = v.upper[c], rounding = 1e-6 * (1 + fabs(value));
    if (value < lo - rounding || value > up + rounding) {
        char name[CP_LP_NAME_SIZE], at[CP_NUMBER_SIZE], bound[CP_NUMBER_SIZE];
        out->oom |= !cp_allocate_describe(m, 'c', c, name, sizeof name);
        cp_number_format(at, value);
        cp_number_format(bound, value < lo ? lo : up);
        cp_str_addf(out, "%s: %s is held, and at %s %s can be\n", name, at,
                    value < lo ? "least" : "most", bound);
        return false;
    }
    value = fmin(fmax(value, lo), up);
    cp_lp_set_col_bounds(m->lp, c, value, value);
    return true;
}

int cp_allocate_fix(struct cp_program *m, const struct cp_tree *tree, const struct cp_facts *fix,
                    bool *kept, struct cp_str *out) {
    struct decisions d = {0};
    int rc = 0;
    for (size_t i = 0; i < MEASURES && !rc; i++)
        rc = read_measure(&d, fix, measures[i].measure, m->err);
    for (size_t c = 0; c < m->col_tags.n && !rc; c++) {
        const struct cp_tag *tag = col_tag(m, c);
        const char *part[DIMS] = {0}, *measure = measure_of(tag);
        bool stands = tag->t == NO_PERIOD && tag->kind != COL_CONTRACT && tag->kind != COL_ACCEPT;
        if (!measure || stands || !cp_allocate_is_first_stage(m, tree, c))
            continue;
        name_decision(m, tag, part);
        uint32_t id = enter(&d, measure, part, false);
        *kept &= hold_column(m, c, id == CP_NAME_NONE ? 0 : d.value[id], out);
    }
    cp_names_release(&d.names);
    free(d.value);
    if (rc || !*kept)
        return rc;
    rc = cp_lp_finish(m->lp, m->err);
    return rc ? rc : cp_allocate_loosen_rows(m, CP_ROUNDING_OF_ANSWERS);
}
