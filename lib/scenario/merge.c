/* Shards, one after the other, into one stream in the order of their list. */
#include "scenario/shards.h"
#include "tree/tree.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- a fact -------------------------------------------------------------------------------- */

static bool is(const struct cp_facts *t, size_t row, const char *measure) {
    return strcmp(cp_facts_measure(t, row), measure) == 0;
}

/* The number of a plan, as cp_cli_sign writes it. */
static bool is_plan(const char *measure) {
    size_t n = strlen(measure);
    return n > 5 && strcmp(measure + n - 5, "_plan") == 0;
}

static int check_plan(const struct cp_scenario_merged *m, const struct cp_facts *t, size_t row,
                      struct cp_error *err) {
    const struct cp_plan *plan = m->from->plan;
    if (!plan || !is_plan(cp_facts_measure(t, row)) ||
        cp_plan_fingerprint(plan) == cp_facts_value(t, row))
        return 0;
    return cp_fail_at(err, CP_EINPUT, cp_facts_pos(t, row),
                      "%s: a shard of another plan, or of other overrides, than that of -p",
                      cp_facts_measure(t, row));
}

/* Facts without a scenario are the same in all files. */
static int take_common(struct cp_scenario_merged *m, const struct cp_facts *t, size_t row,
                       struct cp_error *err) {
    const char *measure = cp_facts_measure(t, row);
    struct cp_str key = {0};
    int rc = check_plan(m, t, row, err);
    if (rc)
        return rc;
    cp_str_add(&key, measure);
    for (size_t c = 0; c < cp_facts_columns(t); c++)
        cp_str_addf(&key, "\t%s", cp_facts_column_text(t, row, c));
    cp_str_addc(&key, '\t');
    cp_str_add_number(&key, cp_facts_value(t, row));
    cp_str_addf(&key, "\t%s", cp_facts_unit(t, row));
    struct cp_pos pos = cp_facts_pos(t, row);
    if (key.oom)
        rc = cp_fail_nomem(err);
    else if (pos.file == m->first)
        rc = cp_names_add(&m->common, key.s, key.len) == CP_NAME_NONE ? cp_fail_nomem(err) : 0;
    else if (cp_names_find(&m->common, key.s) == CP_NAME_NONE)
        rc =
            cp_fail_at(err, CP_EINPUT, pos,
                       is_plan(measure)
                           ? "%s: a shard of another plan, or of other overrides, than %s"
                           : "%s without a scenario: %s has it otherwise or not at all, and shards "
                             "share what is of no scenario",
                       measure, m->first);
    m->ncommon++;
    cp_str_release(&key);
    return rc;
}

static int find_scenario(struct cp_scenario_merged *m, const struct cp_facts *t, size_t row,
                         size_t *out, struct cp_error *err) {
    const char *name = cp_facts_dim(t, row, CP_SCENARIO);
    struct cp_pos pos = cp_facts_pos(t, row);
    *out = cp_names_find(&m->list, name);
    if (*out == CP_NAME_NONE)
        return cp_fail_at(err, CP_EINPUT, pos, "scenario '%.80s' is none of %s", name,
                          m->from->of ? m->from->of : "the plan");
    struct cp_scenario_share *s = &m->share[*out];
    if (s->file && s->file != pos.file)
        return cp_fail_at(err, CP_EINPUT, pos, "scenario '%.80s' is in %s too", name, s->file);
    s->file = pos.file;
    return 0;
}

static int take(struct cp_scenario_merged *m, const struct cp_facts *t, size_t row, size_t scenario,
                struct cp_error *err) {
    struct cp_scenario_share *s = &m->share[scenario];
    bool bare = strcmp(cp_facts_dim(t, row, CP_KIND), "-") == 0 &&
                strcmp(cp_facts_dim(t, row, CP_NAME), "-") == 0;
    double value = cp_facts_value(t, row);
    s->rows++;
    if (is(t, row, "scenario_probability")) {
        int rc = cp_tree_check_weight(t, row, value, err);
        if (rc)
            return rc;
        s->probability = value;
    } else if (bare && is(t, row, "objective")) {
        s->objective = value;
    } else if (bare && is(t, row, "solved")) {
        s->solved = true;
        s->answered = !isnan(value);
    }
    s->financed = s->financed || is(t, row, "default_probability");
    return cp_scenario_figure(m, t, row, scenario, err);
}

/* ---- files --------------------------------------------------------------------------------- */

static int keep(struct cp_scenario_merged *m, const struct cp_facts *t, size_t from, size_t to,
                size_t scenario, struct cp_error *err) {
    size_t part;
    if (from == to)
        return 0;
    int rc = cp_facts_aside_put_rows(m->aside, t, from, to, &part, err);
    if (rc)
        return rc;
    if (!cp_grow(&m->piece, &m->cap, m->npiece, sizeof *m->piece))
        return cp_fail_nomem(err);
    m->piece[m->npiece++] = (struct cp_scenario_piece){scenario, part};
    return 0;
}

/* What is to be written of a row: all but what goes into sums alone, and what the first file had.
 */
static bool is_kept(const struct cp_scenario_merged *m, const struct cp_facts *t, size_t row,
                    size_t scenario) {
    return scenario == SIZE_MAX ? cp_facts_pos(t, row).file == m->first
                                : !cp_scenario_is_mean(t, row);
}

/* A piece of a file: its rows as they stand, in runs of one scenario. */
static int take_piece(struct cp_scenario_merged *m, const struct cp_facts *t,
                      struct cp_error *err) {
    size_t from = 0, now = SIZE_MAX, n = cp_facts_count(t);
    int rc = 0;
    for (size_t row = 0; row < n && rc == 0; row++) {
        size_t scenario = SIZE_MAX;
        bool none = strcmp(cp_facts_dim(t, row, CP_SCENARIO), "-") == 0;
        rc = none ? take_common(m, t, row, err) : find_scenario(m, t, row, &scenario, err);
        if (rc == 0 && !none)
            rc = take(m, t, row, scenario, err);
        bool kept = rc == 0 && is_kept(m, t, row, scenario);
        if (rc == 0 && (scenario != now || !kept)) {
            rc = keep(m, t, from, row, now, err);
            from = kept ? row : row + 1;
            now = scenario;
        }
    }
    return rc ? rc : keep(m, t, from, n, now, err);
}

/* All facts of the first file without a scenario are there. */
static int check_common(const struct cp_scenario_merged *m, const char *file,
                        struct cp_error *err) {
    if (m->ncommon == m->common.n)
        return 0;
    return cp_fail_at(err, CP_EINPUT, (struct cp_pos){file, 0, 0},
                      "has %zu facts without a scenario, and %s has %zu: shards share these",
                      m->ncommon, m->first, m->common.n);
}

/* Files are read in their order; one that has no facts is passed over, so that it is missed here.
 */
static int enter(struct cp_scenario_merged *m, const char *file, size_t *at, struct cp_error *err) {
    int rc = m->now ? check_common(m, m->now, err) : 0;
    for (*at += m->now != NULL; rc == 0 && strcmp(m->from->path[*at], file) != 0; (*at)++)
        m->empty = m->empty ? m->empty : m->from->path[*at];
    m->first = m->first ? m->first : file;
    m->now = file;
    m->ncommon = 0;
    return rc;
}

static int read_files(struct cp_scenario_merged *m, struct cp_error *err) {
    size_t at = 0;
    int rc = 0;
    for (size_t i = 0; i < m->from->n && rc == 0; i++)
        rc = cp_facts_groups_add_path(m->groups, m->from->path[i], err);
    while (rc == 0) {
        struct cp_facts *t;
        char unit[CP_UNIT_SIZE];
        rc = cp_facts_groups_next(m->groups, &t, err);
        if (!t)
            break;
        if (rc == 0 && cp_facts_pos(t, 0).file != m->now)
            rc = enter(m, cp_facts_pos(t, 0).file, &at, err);
        snprintf(m->currency, sizeof m->currency, "%s", cp_facts_unit_in(t, unit, "USD"));
        if (rc == 0)
            rc = take_piece(m, t, err);
        cp_facts_free(t);
    }
    if (rc == 0 && m->now)
        rc = check_common(m, m->now, err);
    if (rc == 0 && m->now && at + 1 < m->from->n && !m->empty)
        m->empty = m->from->path[at + 1];
    if (rc == 0 && m->empty && m->common.n)
        rc = cp_fail_at(err, CP_EINPUT, (struct cp_pos){m->empty, 0, 0},
                        "has no facts; a shard has at least those that all share");
    return rc;
}

/* ---- all of them --------------------------------------------------------------------------- */

/* Names of those for which `is` says so, at most twenty of them; how many there are. */
static size_t tell(struct cp_scenario_merged *m, const char *what,
                   bool (*of)(const struct cp_scenario_share *s)) {
    enum { MOST = 20 };
    size_t n = 0;
    struct cp_str names = {0};
    for (size_t i = 0; i < m->list.n; i++) {
        if (!of(&m->share[i]))
            continue;
        if (n < MOST)
            cp_str_addf(&names, "%s%s", n ? ", " : "", m->list.text[i]);
        n++;
    }
    if (n > MOST)
        cp_str_addf(&names, " and %zu more", n - MOST);
    if (n)
        cp_str_addf(m->notes, "%zu of %zu scenarios %s: %s\n", n, m->list.n, what, names.s);
    m->notes->oom |= names.oom;
    cp_str_release(&names);
    return n;
}

static bool is_missing(const struct cp_scenario_share *s) {
    return !s->file;
}
static bool is_infeasible(const struct cp_scenario_share *s) {
    return s->solved && !s->answered;
}

/* What some have all have: a file that was cut lacks it. */
static int check_whole(const struct cp_scenario_merged *m, struct cp_error *err) {
    bool solved = false, financed = false, weighted = false;
    double sum = 0;
    for (size_t i = 0; i < m->list.n; i++) {
        solved = solved || m->share[i].solved;
        financed = financed || m->share[i].financed;
        weighted = weighted || !isnan(m->share[i].probability);
        sum += m->share[i].probability;
    }
    for (size_t i = 0; i < m->list.n; i++) {
        const struct cp_scenario_share *s = &m->share[i];
        const char *lacks = solved && !s->solved                 ? "solved"
                            : financed && !s->financed           ? "default_probability"
                            : weighted && isnan(s->probability)  ? "scenario_probability"
                            : s->answered && isnan(s->objective) ? "objective"
                                                                 : NULL;
        if (lacks)
            return cp_fail_at(err, CP_EINPUT, (struct cp_pos){s->file, 0, 0},
                              "scenario '%.80s' has no %s, as others have: the file was cut short; "
                              "make it again",
                              m->list.text[i], lacks);
    }
    return weighted ? cp_tree_check_sum(m->list.n, sum, "some are missing, or of another list", err)
                    : 0;
}

static int read_all(struct cp_scenario_merged *m, struct cp_error *err) {
    int rc = cp_scenario_merge_list(m, err);
    for (size_t i = 0; i < m->list.n && rc == 0; i++)
        m->share[i] = (struct cp_scenario_share){.probability = NAN, .objective = NAN};
    if (rc == 0)
        rc = read_files(m, err);
    if (rc)
        return rc;
    if (tell(m, "are missing", is_missing))
        return 1;
    rc = check_whole(m, err);
    if (rc)
        return rc;
    if (tell(m, "have no plan", is_infeasible) && !m->from->allow_infeasible)
        return 1;
    return cp_scenario_figures_put(m, err);
}

int cp_scenario_merge(const struct cp_scenario_shards *from, struct cp_scenario_merged **out,
                      struct cp_str *notes, struct cp_error *err) {
    struct cp_scenario_merged *m = cp_calloc(1, sizeof *m);
    if (!m)
        return cp_fail_nomem(err);
    m->from = from;
    m->notes = notes;
    m->groups = cp_facts_groups_new();
    m->aside = cp_facts_aside_new(from->aside);
    int rc = m->groups && m->aside ? 0 : cp_fail_nomem(err);
    if (rc == 0) {
        cp_facts_groups_in_pieces(m->groups);
        rc = read_all(m, err);
    }
    if (rc)
        cp_scenario_merged_free(m);
    else
        *out = m;
    return rc;
}

/* What is of no scenario first, what is of all together last. */
static int order(const void *a, const void *b) {
    const struct cp_scenario_piece *x = a, *y = b;
    size_t i = x->scenario + 1, k = y->scenario + 1; /* SIZE_MAX becomes 0 */
    if (i != k)
        return i < k ? -1 : 1;
    return (x->part > y->part) - (x->part < y->part);
}

int cp_scenario_merge_write(struct cp_scenario_merged *m, FILE *out, struct cp_error *err) {
    size_t *part = cp_calloc(m->npiece + 1, sizeof *part);
    if (!part)
        return cp_fail_nomem(err);
    qsort(m->piece, m->npiece, sizeof *m->piece, order);
    for (size_t i = 0; i < m->npiece; i++)
        part[i] = m->piece[i].part;
    int rc = cp_facts_aside_write_parts(m->aside, m->groups, part, m->npiece, out, err);
    free(part);
    return rc;
}

void cp_scenario_merged_free(struct cp_scenario_merged *m) {
    if (!m)
        return;
    cp_facts_groups_free(m->groups);
    cp_facts_aside_free(m->aside);
    cp_names_release(&m->list);
    cp_names_release(&m->common);
    cp_scenario_figures_release(&m->figures);
    free(m->share);
    free(m->piece);
    free(m);
}
