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

struct decision {
    double value;
    bool placed; /* there is a column for it */
};
struct decisions {
    struct cp_names names;
    struct decision *at;
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

/* What a contract holds is stated in every period, and decided in one. */
static bool only_states(const struct cp_program *m, const char *measure, const char *contract) {
    for (size_t e = 0; e < m->plan->energy.ncontract && strcmp(measure, "contract") == 0; e++)
        if (strcmp(m->plan->energy.contract[e].name, contract) == 0)
            return true;
    return false;
}

/* Those of one measure that no scenario has alone. */
static int read_measure(const struct cp_program *m, struct decisions *d, const struct cp_facts *fix,
                        const char *measure) {
    struct cp_selection rows;
    int rc = cp_facts_select(fix, measure, NULL, &rows, m->err);
    if (rc)
        return rc;
    for (size_t i = 0; i < rows.n && !rc; i++) {
        const char *part[DIMS];
        if (strcmp(cp_facts_dim(fix, rows.row[i], CP_SCENARIO), "-") != 0)
            continue;
        for (size_t k = 0; k < DIMS; k++)
            part[k] = cp_facts_dim(fix, rows.row[i], dims[k]);
        uint32_t id = enter(d, measure, part, true);
        if (id == CP_NAME_NONE || !cp_grow(&d->at, &d->cap, id, sizeof *d->at))
            rc = cp_fail_nomem(m->err);
        else
            d->at[id] = (struct decision){
                .value = rows.value[i],
                .placed = only_states(m, measure, cp_facts_dim(fix, rows.row[i], CP_CONTRACT))};
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

/* False, with lines: some have no column. */
static bool are_placed(const struct decisions *d, struct cp_str *out) {
    enum { LINES = 5 };
    size_t lost = 0;
    for (size_t id = 0; id < d->names.n; id++) {
        if (d->at[id].placed || d->at[id].value == 0 || lost++ >= LINES)
            continue;
        char at[CP_NUMBER_SIZE];
        for (const char *s = d->names.text[id]; *s; s += strcspn(s, "\t"), s += *s != '\0')
            if (*s != '-' || (s[1] && s[1] != '\t'))
                cp_str_addf(out, "%s%.*s", s == d->names.text[id] ? "" : " ", (int)strcspn(s, "\t"),
                            s);
        cp_number_format(at, d->at[id].value);
        cp_str_addf(out, ": %s is held, and the plan has no such decision\n", at);
    }
    if (lost > LINES)
        cp_str_addf(out, "and %zu more are held that the plan has not\n", lost - LINES);
    return lost == 0;
}

/* An answer may decide nothing; other facts do not. */
static int check_is_answer(const struct decisions *d, const struct cp_facts *fix,
                           struct cp_error *err) {
    struct cp_selection solved;
    if (d->names.n)
        return 0;
    int rc = cp_facts_select(fix, "solved", NULL, &solved, err);
    if (rc)
        return rc;
    if (!solved.n)
        rc =
            cp_fail(err, CP_EINPUT, "--fix: no decision stands there; wanted facts of cp-allocate");
    cp_facts_selection_release(&solved);
    return rc;
}

int cp_allocate_fix(struct cp_program *m, const struct cp_tree *tree, const struct cp_facts *fix,
                    bool *kept, struct cp_str *out) {
    struct decisions d = {0};
    int rc = 0;
    for (size_t i = 0; i < MEASURES && !rc; i++)
        rc = read_measure(m, &d, fix, measures[i].measure);
    if (!rc)
        rc = check_is_answer(&d, fix, m->err);
    for (size_t c = 0; c < m->col_tags.n && !rc; c++) {
        const struct cp_tag *tag = col_tag(m, c);
        const char *part[DIMS] = {0}, *measure = measure_of(tag);
        bool stands = tag->t == NO_PERIOD && tag->kind != COL_CONTRACT && tag->kind != COL_ACCEPT;
        if (!measure || stands)
            continue;
        name_decision(m, tag, part);
        uint32_t id = enter(&d, measure, part, false);
        if (id != CP_NAME_NONE)
            d.at[id].placed = true;
        if (cp_allocate_is_first_stage(m, tree, c))
            *kept &= hold_column(m, c, id == CP_NAME_NONE ? 0 : d.at[id].value, out);
    }
    if (!rc)
        *kept &= are_placed(&d, out);
    cp_names_release(&d.names);
    free(d.at);
    if (rc || !*kept)
        return rc;
    rc = cp_lp_finish(m->lp, m->err);
    return rc ? rc : cp_allocate_loosen_rows(m, CP_ROUNDING_OF_ANSWERS);
}
