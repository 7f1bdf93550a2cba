/* The program of a plan from first to last: calendar, stream, blocks. */
#include "allocate/block/block.h"
#include "allocate/build.h"
#include <stdlib.h>
#include <string.h>

/* The part of the objective that no decision changes. */
static void add_constant(struct cp_program *m) {
    double constant = 0;
    for (size_t i = 0; i < m->ledger.n; i++)
        if (m->ledger.entry[i].col == NONE)
            constant += m->ledger.entry[i].amount * m->time.discount[m->ledger.entry[i].t];
    cp_lp_set_constant(m->lp, constant);
}

/* In an order in which each finds what it reads of those before. */
static int (*const blocks[])(struct cp_program *m) = {
    cp_allocate_make_buses,   cp_allocate_add_nodes,     cp_allocate_add_sites,
    cp_allocate_add_offers,   cp_allocate_add_fleet,     cp_allocate_add_moves,
    cp_allocate_add_pools,    cp_allocate_add_workloads, cp_allocate_add_bandwidth,
    cp_allocate_add_links,    cp_allocate_add_energy,    cp_allocate_add_lines,
    cp_allocate_add_cycles,   cp_allocate_add_fuels,     cp_allocate_add_limits,
    cp_allocate_add_integers,
};

static int read_stream(struct cp_program *m, const struct cp_facts *facts) {
    int rc = cp_allocate_read_demand(m, facts);
    if (rc)
        return rc;
    rc = cp_allocate_read_supply(m, facts);
    if (rc)
        return rc;
    if (m->full)
        cp_allocate_defer_commitments(m);
    return m->scenario ? cp_allocate_scale_stream(m) : 0;
}

int cp_allocate_build(struct cp_program *m, const struct cp_facts *facts,
                      const struct cp_allocate_options *opt) {
    m->integer = opt->integer;
    m->until = &opt->lp;
    m->energy.type = cp_allocate_contract_types;
    int rc = cp_allocate_heed_parts(m, facts);
    if (rc)
        return rc;
    rc = cp_allocate_make_calendar(m);
    if (rc)
        return rc;
    rc = read_stream(m, facts);
    if (rc)
        return rc;
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        rc = blocks[i](m);
        if (rc)
            return rc;
    }
    add_constant(m);
    cp_lp_set_namer(m->lp, cp_allocate_namer, m);
    return cp_lp_finish(m->lp, m->err);
}

int cp_allocate_solve(struct cp_lp *lp, const struct cp_allocate_options *opt,
                      struct cp_lp_solution *s, struct cp_allocate_result *out,
                      struct cp_error *err) {
    struct cp_lp_view v = cp_lp_view(lp);
    out->columns = v.ncol;
    out->rows = v.nrow;
    out->nonzeros = v.nnz;
    int rc = opt->export_mps ? cp_lp_write_mps(lp, opt->export_mps, err) : 0;
    if (rc)
        return rc;
    out->built = true;
    return cp_lp_solve(lp, &opt->lp, s, err);
}

static void share_tags(struct cp_tags *own, const struct cp_tags *like) {
    if (own->n != like->n || !own->n || memcmp(own->tag, like->tag, own->n * sizeof *own->tag))
        return;
    free(own->tag);
    *own = *like;
    own->shared = true;
}

/* Entries are the same when their numbers and names are, and where these stand. */
static void share_ledger(struct cp_ledger *own, const struct cp_ledger *like) {
    _Static_assert(sizeof *own->entry ==
                       sizeof(size_t) + 2 * sizeof(uint32_t) + 7 * sizeof(char *) + sizeof(double),
                   "entries have no gaps");
    if (own->n != like->n || !own->n ||
        memcmp(own->entry, like->entry, own->n * sizeof *own->entry))
        return;
    free(own->entry);
    *own = *like;
    own->shared = true;
}

void cp_allocate_share(struct cp_program *m, struct cp_program *like) {
    cp_lp_share_with(m->lp, like->lp);
    share_tags(&m->col_tags, &like->col_tags);
    share_tags(&m->row_tags, &like->row_tags);
    share_ledger(&m->ledger, &like->ledger);
}

void cp_allocate_release(struct cp_program *m) {
    cp_lp_free(m->lp);
    if (!m->col_tags.shared)
        free(m->col_tags.tag);
    if (!m->row_tags.shared)
        free(m->row_tags.tag);
    if (!m->ledger.shared)
        free(m->ledger.entry);
    free(m->fleet.cohort);
    free(m->fleet.step);
    free(m->network.route);
    cp_arena_release(&m->arena);
}
