/* The sourcing program, term by term: each is a function that adds its columns and rows. */
#include "supplier/award/program.h"
#include <math.h>

/* A thousandth of the largest wish is a unit, and what it costs at the dearest is money. */
static void choose_scale(struct cp_award_program *m) {
    const struct cp_award_problem *p = m->p;
    double most = 0, dearest = 0;
    for (size_t i = 0; i < p->nneed; i++)
        for (size_t t = 0; t < p->T; t++)
            most = fmax(most, p->need[i].level[t]);
    for (size_t o = 0; o < p->noffer; o++)
        for (size_t q = 0; q < p->offer[o].nstep * p->offer[o].nway * p->T; q++)
            dearest = fmax(dearest, fabs(p->offer[o].price[q]));
    m->unit = most > 0 ? exp2(round(log2(most / 1000))) : 1;
    m->money = dearest > 0 ? exp2(round(log2(dearest))) * m->unit : 1;
}

/* What an offer's columns stand in. Of an all-units discount a choice sells at one price, of an
 * incremental one at those of the steps before too. */
static bool reserve_offer(struct cp_award_program *m, size_t i) {
    const struct cp_award_offer *o = &m->p->offer[i];
    struct cp_award_columns *c = &m->offer[i];
    c->unpaid = CP_NONE;
    for (size_t t = 0; t < m->p->T; t++)
        c->reach += o->capacity[t] / m->unit;
    c->reach = fmin(c->reach, cp_award_most(o) / m->unit);
    CP_ASSERT(!cp_award_returns(o) || o->nstep == 1);
    if (cp_award_returns(o))
        c->again = cp_award_indices(m, m->p->T);
    c->choice = cp_arena_calloc(&m->arena, o->nstep, sizeof *c->choice);
    for (size_t k = 0; c->choice && k < o->nstep; k++) {
        struct cp_award_choice *choice = &c->choice[k];
        choice->open = CP_NONE;
        choice->npiece = o->incremental ? k + 1 : 1;
        choice->capacity = cp_award_indices(m, m->p->T);
        choice->piece = cp_arena_calloc(&m->arena, choice->npiece, sizeof *choice->piece);
        for (size_t j = 0; choice->piece && j < choice->npiece; j++)
            choice->piece[j] = (struct cp_award_piece){
                .step = o->incremental ? j : k, .col = cp_award_indices(m, o->nway * m->p->T)};
        m->oom |= !choice->piece;
    }
    m->oom |= !c->choice;
    return !m->oom;
}

static bool reserve(struct cp_award_program *m) {
    const struct cp_award_problem *p = m->p;
    m->lp = cp_lp_new();
    m->offer = cp_arena_calloc(&m->arena, p->noffer + 1, sizeof *m->offer);
    m->use = cp_award_indices(m, p->nsupplier);
    m->stock = cp_award_indices(m, p->nfleet * p->T);
    m->missing = cp_award_indices(m, p->nneed * p->T);
    m->exposed = cp_award_indices(m, p->nneed * p->T);
    m->need_row = cp_award_indices(m, p->nneed * p->T);
    if (!m->lp || !m->offer || m->oom)
        return false;
    for (size_t i = 0; i < p->noffer; i++)
        if (!reserve_offer(m, i))
            return false;
    return true;
}

int cp_award_program_build(const struct cp_award_problem *p, struct cp_award_program *m,
                           struct cp_error *err) {
    *m = (struct cp_award_program){.p = p};
    choose_scale(m);
    if (!reserve(m))
        return cp_fail_nomem(err);
    cp_award_term_sales(m);
    cp_award_term_orders(m);
    cp_award_term_promises(m);
    cp_award_term_suppliers(m);
    cp_award_term_bids(m);
    cp_award_term_stock(m);
    cp_award_term_needs(m);
    cp_award_term_shares(m);
    cp_award_term_budgets(m);
    cp_award_term_rebates(m);
    return m->oom ? cp_fail_nomem(err) : cp_lp_finish(m->lp, err);
}

void cp_award_program_release(struct cp_award_program *m) {
    cp_lp_free(m->lp);
    cp_arena_release(&m->arena);
    *m = (struct cp_award_program){0};
}
