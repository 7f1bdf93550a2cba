/* What of an award one supplier, one country, one year's budget may have. */
#include "supplier/award/program.h"
#include <math.h>

static bool has_shares(const struct cp_award_problem *p) {
    for (size_t s = 0; s < p->nsupplier; s++)
        if (p->supplier[s].share < 1)
            return true;
    for (size_t c = 0; p->country_share && c < p->ncountry; c++)
        if (p->country_share[c] < 1)
            return true;
    return false;
}

/* The weight of what is awarded to a supplier, as a column. */
static size_t weight_of(struct cp_award_program *m, size_t s) {
    const struct cp_award_problem *p = m->p;
    size_t col = cp_award_col(m, 0), row = cp_award_equal(m, 0);
    cp_award_add(m, row, col, -1);
    for (size_t o = 0; o < p->noffer; o++)
        for (struct cp_award_units u = {.offer = o};
             p->offer[o].supplier == s && cp_award_next(m, &u);)
            cp_award_add(m, row, u.col, p->offer[o].weight ? p->offer[o].weight[u.arrival] : 1);
    return col;
}

/* Shares: weights by supplier add up to those of countries and of all. */
void cp_award_term_shares(struct cp_award_program *m) {
    const struct cp_award_problem *p = m->p;
    size_t *of = cp_award_indices(m, p->nsupplier);
    if (!of || !has_shares(p))
        return;
    size_t all = cp_award_col(m, 0), sum = cp_award_equal(m, 0);
    cp_award_add(m, sum, all, -1);
    for (size_t s = 0; s < p->nsupplier; s++) {
        of[s] = weight_of(m, s);
        cp_award_add(m, sum, of[s], 1);
        if (p->supplier[s].share < 1) {
            size_t row = cp_award_at_most(m, 0);
            cp_award_add(m, row, of[s], 1);
            cp_award_add(m, row, all, -p->supplier[s].share);
        }
    }
    for (size_t c = 0; p->country_share && c < p->ncountry; c++) {
        if (p->country_share[c] >= 1)
            continue;
        size_t row = cp_award_at_most(m, 0);
        cp_award_add(m, row, all, -p->country_share[c]);
        for (size_t s = 0; s < p->nsupplier; s++)
            if (p->supplier[s].country == c)
                cp_award_add(m, row, of[s], 1);
    }
}

static void pay_units(struct cp_award_program *m, size_t row, size_t o, size_t year) {
    const struct cp_award_offer *f = &m->p->offer[o];
    for (size_t i = 0; i < f->npayment; i++) {
        const struct cp_award_payment *pay = &f->payment[i];
        size_t cell = pay->way * m->p->T + pay->slot;
        if (m->p->year[pay->paid] != year)
            continue;
        for (size_t k = 0; k < f->nstep; k++)
            for (size_t j = 0; j < m->offer[o].choice[k].npiece; j++)
                if (m->offer[o].choice[k].piece[j].step == pay->step)
                    cp_award_add(m, row, m->offer[o].choice[k].piece[j].col[cell],
                                 pay->amount * m->unit / m->money);
    }
}

/* Payments by year, with tooling and qualification. */
void cp_award_term_budgets(struct cp_award_program *m) {
    const struct cp_award_problem *p = m->p;
    for (size_t y = 0; p->year && y < p->nyear; y++) {
        if (isinf(p->budget[y]))
            continue;
        size_t row = cp_award_at_most(m, p->budget[y] / m->money);
        for (size_t o = 0; o < p->noffer; o++) {
            const struct cp_award_once *fixed = &p->offer[o].fixed;
            pay_units(m, row, o, y);
            if (fixed->cash > 0 && p->year[fixed->at] == y)
                cp_award_add_open(m, row, o, fixed->cash / m->money);
        }
        for (size_t s = 0; s < p->nsupplier; s++) {
            const struct cp_award_once *once = &p->supplier[s].qualified;
            if (once->cash > 0 && p->year[once->at] == y)
                cp_award_add(m, row, m->use[s], once->cash / m->money);
        }
    }
}
