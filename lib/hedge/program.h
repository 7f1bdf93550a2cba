/* The hedge to choose, as a linear program of pure numbers. Part of the door of hedge. */
#ifndef CAPPLAN_HEDGE_PROGRAM_H
#define CAPPLAN_HEDGE_PROGRAM_H

#include "base/base.h"

CP_BEGIN_DECLS

/* least <= sum net q + bought b + traded |q| <= most of what is bought less what is sold (q), and
 * what is bought (b); NULL: none of it. What is bought or traded has a `most` alone. */
struct cp_hedge_row {
    const double *net, *bought, *traded;
    double least, most;
};
/* The mean of the worst 1 - tail of fixed[s] + sum each[s][k] q_k + sum traded[k] |q_k| is at most
 * `most`; what is above it costs `penalty` for one; infinite: it may not be. */
struct cp_hedge_tail_row {
    const double *fixed, *each, *traded; /* n; n x m; m. NULL: 0 */
    double most, penalty;
};

/* n scenarios, m instruments. Minimise (1 - aversion) mean loss + aversion CVaR of the loss, where
 * loss = -(base + sum payoff q - sum cost |q|) [Rockafellar and Uryasev, Journal of Risk 2 (2000)
 * 21]. */
struct cp_hedge_program {
    size_t n, m;
    const double *probability;  /* n; NULL: all alike */
    const double *base;         /* n: what is earned without a hedge */
    const double *payoff;       /* n x m by scenario: of one bought */
    const double *cost;         /* m: of trading one; NULL: 0 */
    const double *least, *most; /* m: of q; NULL: no bound */
    const double *lot;          /* m: q is a multiple of it; 0 or NULL: any */
    double aversion, tail;
    size_t nrow, ntail;
    const struct cp_hedge_row *row;
    const struct cp_hedge_tail_row *tail_row;
};
struct cp_hedge_choice {
    double *q;                               /* m; release */
    double objective, mean, var, cvar, cost; /* of the loss; what trading costs, part of it */
    double short_of;                         /* of tail rows: what is paid a penalty for */
};
/* CP_EINPUT: nothing keeps the rows, with what to do; CP_ENUMERIC: without end, or not solved. What
 * is found is valued by the numbers themselves, not by the program's. */
int cp_hedge_choose(const struct cp_hedge_program *p, int jobs, struct cp_hedge_choice *out,
                    struct cp_error *err);
void cp_hedge_choice_release(struct cp_hedge_choice *c);
/* Mean, VaR and CVaR of the loss with positions q. loss[n]: of each scenario; NULL: not wanted. */
int cp_hedge_value_choice(const struct cp_hedge_program *p, const double *q, double *loss,
                          struct cp_hedge_choice *out);

CP_END_DECLS

#endif
