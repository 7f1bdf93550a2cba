/* What terms are made of: columns and rows of a program in its units, and a walk over units. */
#include "supplier/award/program.h"

bool cp_award_next(const struct cp_award_program *m, struct cp_award_units *u) {
    const struct cp_award_offer *o = &m->p->offer[u->offer];
    const struct cp_award_columns *c = &m->offer[u->offer];
    size_t cells = o->nway * m->p->T;
    for (; u->choice < o->nstep; u->choice++, u->piece = 0)
        for (; u->piece < c->choice[u->choice].npiece; u->piece++, u->cell = 0)
            while (u->cell < cells) {
                const struct cp_award_piece *piece = &c->choice[u->choice].piece[u->piece];
                size_t cell = u->cell++;
                if (piece->col[cell] == CP_NONE)
                    continue;
                u->col = piece->col[cell];
                u->step = piece->step;
                u->way = cell / m->p->T;
                u->slot = cell % m->p->T;
                u->arrival = u->slot + o->way[u->way].later;
                return true;
            }
    return false;
}

size_t *cp_award_indices(struct cp_award_program *m, size_t n) {
    size_t *x = cp_arena_calloc(&m->arena, n + 1, sizeof *x);
    for (size_t i = 0; x && i < n; i++)
        x[i] = CP_NONE;
    m->oom |= !x;
    return x;
}

size_t cp_award_col(struct cp_award_program *m, double money) {
    return cp_lp_add_col(m->lp, money / m->money, 0, CP_LP_INF);
}

size_t cp_award_whole(struct cp_award_program *m, double money, double most) {
    size_t col = cp_lp_add_col(m->lp, money / m->money, 0, most);
    cp_lp_set_integer(m->lp, col);
    return col;
}

size_t cp_award_at_most(struct cp_award_program *m, double side) {
    return cp_lp_add_row(m->lp, -CP_LP_INF, side);
}

size_t cp_award_at_least(struct cp_award_program *m, double side) {
    return cp_lp_add_row(m->lp, side, CP_LP_INF);
}

size_t cp_award_equal(struct cp_award_program *m, double side) {
    return cp_lp_add_row(m->lp, side, side);
}

void cp_award_add(struct cp_award_program *m, size_t row, size_t col, double by) {
    if (col != CP_NONE)
        cp_lp_add_coef(m->lp, row, col, by);
}

void cp_award_add_units(struct cp_award_program *m, size_t row, size_t offer, double by) {
    for (struct cp_award_units u = {.offer = offer}; cp_award_next(m, &u);)
        cp_lp_add_coef(m->lp, row, u.col, by);
    for (size_t t = 0; m->offer[offer].again && t < m->p->T; t++)
        cp_award_add(m, row, m->offer[offer].again[t], -by);
}

void cp_award_add_open(struct cp_award_program *m, size_t row, size_t offer, double by) {
    for (size_t k = 0; k < m->p->offer[offer].nstep; k++)
        cp_award_add(m, row, m->offer[offer].choice[k].open, by);
}
