/* Why a plan is infeasible, in its own words. */
#include "allocate/answer/answer.h"
#include "allocate/program/limit.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

void cp_allocate_add_pos(struct cp_str *out, struct cp_pos pos) {
    if (pos.file && pos.line)
        cp_str_addf(out, "%s:%u:%u: ", pos.file, pos.line, pos.col);
    else if (pos.file)
        cp_str_addf(out, "%s: ", pos.file);
}

static void add_offer(const struct cp_program *m, const char *offer, struct cp_str *out) {
    for (size_t o = 0; o < m->plan->supply.noffer; o++)
        if (!strcmp(m->plan->supply.offer[o].name, offer))
            cp_allocate_add_pos(out, m->plan->supply.offer[o].pos);
    cp_str_addf(out, "offer %s", offer);
}

static bool has_load(const struct cp_program *m, uint32_t bus) {
    for (size_t i = 0; m->energy.bus[bus].node && i < m->plan->energy.nnode; i++)
        if (!strcmp(m->plan->energy.node[i].name, m->energy.bus[bus].node))
            return m->plan->energy.node[i].load.n > 0;
    return false;
}

static void add_named(struct cp_str *out, struct cp_pos pos, const char *section,
                      const char *name) {
    cp_allocate_add_pos(out, pos);
    cp_str_addf(out, "%s/%s", section, name);
}

/* What the plan calls the thing whose row it is, and where. */
static void add_thing(const struct cp_program *m, const char *parts, const struct cp_tag *tag,
                      struct cp_str *out) {
    const struct cp_plan *plan = m->plan;
    const struct cp_bus *bus;
    const struct cp_site *site;
    switch (parts[0]) {
    case 'l':
        add_offer(m, m->fleet.step[tag->a].offer, out);
        break;
    case 's':
        site = &plan->site[tag->a];
        add_named(out, parts[1] == 'f' ? site->phase[tag->b].pos : site->pos, "sites", site->name);
        if (parts[1] == 'f')
            cp_str_addf(out, "/phases/%s", site->phase[tag->b].name);
        break;
    case 'e':
        add_named(out, plan->link[tag->a].pos, "links", plan->link[tag->a].name);
        break;
    case 'n':
        bus = &m->energy.bus[tag->a];
        add_named(out, bus->pos, bus->site ? "sites" : "nodes", bus->site ? bus->site : bus->node);
        break;
    case 'c':
        add_named(out, plan->energy.contract[tag->a].pos, "contracts",
                  plan->energy.contract[tag->a].name);
        break;
    case 'i':
        add_named(out, plan->energy.line[tag->a].pos, "lines", plan->energy.line[tag->a].name);
        break;
    case 'w':
        add_named(out, plan->workload[tag->a].pos, "workloads", plan->workload[tag->a].name);
        break;
    default:
        cp_allocate_add_part(m, parts[0], tag, tag->a, out);
    }
}

/* A text of row kinds, with its amount and names: tags.h. */
static void add_text(const struct cp_program *m, const char *parts, const struct cp_tag *tag,
                     const char *text, double by, struct cp_str *out) {
    for (; *text; text++)
        if (*text == '#') {
            cp_str_addf(out, "%.6g", by);
        } else if (*text == '$') {
            cp_str_addf(out, "%.4g bn %s", by / 1e9, m->plan->money.currency);
        } else if (strncmp(text, "{$}", 3) == 0) {
            cp_str_add(out, m->plan->money.currency);
            text += 2;
        } else if (*text == '{') {
            bool second = parts[0] && parts[1] == text[1];
            cp_allocate_add_part(m, text[1], tag, second ? tag->b : tag->a, out);
            text += 2;
        } else {
            cp_str_addc(out, *text);
        }
}

/* One row that must give, by `amount` in its own units. */
static void add_conflict(const struct cp_program *m, size_t r, double amount, struct cp_str *out) {
    const struct cp_tag *tag = row_tag(m, r);
    const struct cp_row_kind *kind = cp_allocate_row_kind(m, tag);
    const struct cp_limit *limit = limit_of(m, tag);
    const char *year = strchr(kind->parts, 'y');
    const char *of_node = tag->kind == ROW_NODE_PEAK                        ? "peak"
                          : tag->kind == ROW_BALANCE && has_load(m, tag->a) ? "load"
                                                                            : NULL;
    char what[CP_LP_NAME_SIZE];
    if (!kind->lacks) {
        out->oom |= !cp_allocate_describe(m, 'r', r, what, sizeof what);
        cp_str_addf(out, "%s: violated by %.6g\n", what, fabs(amount));
        return;
    }
    if (limit) {
        cp_allocate_add_pos(out, cp_plan_pos(m->plan, limit->key));
        cp_str_add(out, limit->key);
    } else if (of_node) {
        char key[CP_LP_NAME_SIZE];
        snprintf(key, sizeof key, "nodes/%s/%s", m->energy.bus[tag->a].node, of_node);
        cp_allocate_add_pos(out, cp_plan_pos(m->plan, key));
        cp_str_add(out, key);
    } else {
        add_thing(m, kind->parts, tag, out);
    }
    if (year || tag->t != NO_PERIOD)
        cp_str_addc(out, ' ');
    if (year)
        cp_allocate_add_part(m, 'y', tag, year > kind->parts ? tag->b : tag->a, out);
    else if (tag->t != NO_PERIOD)
        cp_str_add(out, m->time.text[tag->t]);
    if (tag->t != NO_PERIOD && tag->h != NOT && m->time.slice[tag->t]->n > 1) {
        char slice[CP_SLICE_SIZE];
        cp_slices_name(m->time.slice[tag->t], tag->h, slice);
        cp_str_addf(out, " %s", slice);
    }
    cp_str_add(out, ": ");
    add_text(m, kind->parts, tag, amount > 0 || !kind->exceeds ? kind->lacks : kind->exceeds,
             fabs(amount), out);
    cp_str_addc(out, '\n');
}

void cp_allocate_add_thing(const struct cp_program *m, const char *parts, const struct cp_tag *tag,
                           struct cp_str *out) {
    add_thing(m, parts, tag, out);
}

static size_t row_in(const struct cp_program_part *part, size_t r) {
    return part->row ? part->row[r] : r;
}

/* The part of a row of the program, and its row there. */
static const struct cp_program_part *find_part(const struct cp_program_part *part, size_t row,
                                               size_t *r) {
    *r = 0;
    while (row_in(part, *r) != row)
        if (++*r == part->m->row_tags.n) {
            *r = 0;
            part++;
        }
    return part;
}

/* Who gives, asked in this order, each with those before it: what the company binds itself to, what
 * is asked for, what there is, and nodes where nobody takes energy: there what is short is the load
 * behind their lines. Arithmetic never does. */
enum giver { LIMITS, ASKED, STANDS, THROUGH, NEVER };

static enum giver giver_of(const struct cp_program *m, size_t r) {
    const struct cp_tag *tag = row_tag(m, r);
    const struct cp_row_kind *kind = cp_allocate_row_kind(m, tag);
    if (!kind->soft)
        return NEVER;
    if (tag->kind == ROW_BALANCE && !m->energy.bus[tag->a].site && !has_load(m, tag->a))
        return THROUGH;
    return limit_of(m, tag) ? LIMITS : kind->stands ? STANDS : ASKED;
}

/* False: there are no more than before the last. */
static bool choose_soft(const struct cp_program_part *part, size_t n, enum giver last, bool *soft) {
    bool more = false;
    for (size_t k = 0; k < n; k++)
        for (size_t r = 0; r < part[k].m->row_tags.n; r++) {
            enum giver giver = giver_of(part[k].m, r);
            soft[row_in(&part[k], r)] = giver <= last;
            more |= giver == last;
        }
    return more;
}

/* By the engine that answered; where it alone finds nothing, by whichever does. */
static int find_conflict(const struct cp_lp *lp, const bool *soft, const struct cp_lp_options *opt,
                         struct cp_lp_relaxation *conflict, struct cp_error *err) {
    struct cp_error own = {0};
    struct cp_lp_options any = *opt;
    any.engine = NULL;
    int rc = cp_lp_relaxation(lp, soft, opt, conflict, opt->engine ? &own : err);
    if (rc && opt->engine) {
        cp_lp_relaxation_release(conflict);
        rc = cp_lp_relaxation(lp, soft, &any, conflict, err);
    }
    return rc;
}

int cp_allocate_explain_infeasible(const struct cp_lp *lp, const struct cp_program_part *part,
                                   size_t n, const struct cp_lp_options *opt, struct cp_str *out,
                                   struct cp_error *err) {
    struct cp_lp_relaxation conflict = {0};
    struct cp_error none = {0};
    bool *soft = cp_calloc(cp_lp_view(lp).nrow, sizeof *soft);
    if (!soft)
        return cp_fail_nomem(err);
    int rc = 0;
    for (enum giver last = LIMITS; last < NEVER; last++) {
        struct cp_error own = {0};
        if (!choose_soft(part, n, last, soft))
            continue;
        cp_lp_relaxation_release(&conflict);
        rc = find_conflict(lp, soft, opt, &conflict, &own);
        if (rc == 0 && (conflict.n || conflict.stopped))
            break;
        if (rc && rc != CP_ENUMERIC) {
            *err = own;
            goto out;
        }
        none = own;
    }
    if (rc) {
        *err = none;
        goto out;
    }
    for (size_t i = 0; i < conflict.n; i++) {
        size_t r;
        const struct cp_program_part *of = find_part(part, conflict.row[i], &r);
        if (of->m->scenario_name)
            cp_str_addf(out, "%s: ", of->m->scenario_name);
        add_conflict(of->m, r, conflict.amount[i], out);
    }
    if (conflict.stopped)
        cp_str_add(out, "what is in the way was not found within the time limit\n");
    else if (conflict.n == 0 && cp_lp_view(lp).integer)
        cp_str_add(out, "no limit is in the way but that phases, sites and lots come whole\n");
out:
    cp_lp_relaxation_release(&conflict);
    free(soft);
    return rc;
}
