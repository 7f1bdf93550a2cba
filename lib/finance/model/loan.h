/* A tranche of debt in the model: its terms by period, what a run through the horizon made of it,
 * and what the kind of its amortisation has to say. The kinds themselves are in tranche/, a file
 * each; nothing here knows one of them. */
#ifndef CAPPLAN_FINANCE_LOAN_H
#define CAPPLAN_FINANCE_LOAN_H

#include "finance/model/book.h"
#include <math.h>
#include <string.h>

struct cp_loan;

/* One way to repay. Functions may be NULL; `l->own` is the kind's. */
struct cp_tranche_kind {
    bool at_maturity; /* nothing is repaid before */
    bool sculpted;    /* service is what CFADS leaves after the others; that can size it too */
    /* Its own state, and what the plan lacks for it. */
    int (*make)(struct cp_finance_model *m, const struct cp_book *b, struct cp_loan *l);
    /* What the contract repays of `balance` in period i, from the first repayment until before the
     * period `last` in which the rest is. NULL: nothing. */
    double (*amortise)(const struct cp_loan *l, int64_t i, int64_t last, double balance);
    /* What the schedule repays in period t, before maturity. NULL: by contract alone. */
    double (*principal)(const struct cp_book *b, const struct cp_loan *l, size_t t);
    /* What may be owed at most while it is drawn. NULL: the amount. */
    double (*limit)(const struct cp_loan *l, size_t t);
    /* What the last run says of its state, into b->settling. May say in l->carries what the amount
     * is sized by. */
    void (*adjust)(struct cp_finance_model *m, struct cp_book *b, struct cp_loan *l);
};

/* Periods are counted from the horizon's first; those of loans may be before 0 or after T. */
struct cp_loan_life {
    int64_t issue, draw_end; /* periods in which it is drawn */
    int64_t first, last;     /* and repaid */
    double last_part;        /* of the last period, until maturity in whole months */
    int64_t tenor;           /* periods in which each draw is repaid; 0: all by `last` */
    int64_t built;           /* from then no interest goes into the halls */
    bool delayed;            /* drawn as money is needed, not at issue */
};

/* By period of its life. */
struct cp_loan_grid {
    int64_t base;  /* period of element 0: the smaller of issue and 0 */
    double *years; /* of interest, by day count */
    double *rate;  /* interest on 1 over the period */
    double *swap;  /* what swapping 1 adds to it */
};

/* Fixed at financial close, by period of its life: NULL: nothing was; NaN: not in that period. */
struct cp_loan_held {
    double *principal; /* scheduled */
    double *swapped;   /* notional of its swap */
    double fee;        /* upfront, USD */
};

struct cp_loan_open {
    double balance, costs, capitalised; /* when the plan starts; costs: not yet amortised */
};

struct cp_loan_state {
    double drawn;       /* so far */
    double contract;    /* balance if nothing had been missed */
    double planned;     /* and if nothing had been swept */
    double swept;       /* so far */
    double capitalised; /* what went into the halls */
    double supported;   /* what owners paid under capped recourse */
};

/* Series of the last run. */
struct cp_loan_run {
    double *draw, *balance, *swept;
    double *interest, *idc;                  /* idc: of it, what is added to the debt */
    double *upfront, *discount, *commitment; /* fees */
    double *costs;                           /* of issue, not yet amortised */
    double *pooled, *pooled_fees;            /* interest and fees that go into the halls */
    double *support;                         /* of what is paid, what owners paid */
    double *planned, *planned_left;          /* schedule: principal, and balance after it */
    double *drawn_left;                      /* by period of a draw, with a tenor: its balance */
    double *due, *principal;                 /* principal: paid */
    double *locked;                          /* 1: its lock-up stays, whatever its test says */
    double *interest_shortfall, *principal_shortfall;
};

struct cp_loan {
    const struct cp_tranche *tranche;
    const struct cp_tranche_kind *kind;
    void *own;
    struct cp_loan_held held;
    bool sized;
    bool refinanced; /* by the plan, or taken out by debt that is issued when it matures */
    enum cp_recourse recourse;
    size_t rank;    /* place of its service in the waterfall */
    double amount;  /* committed, or as sized so far */
    double carries; /* value, when repayment starts, of the service it can bear: sizes it, with
                       gearing; infinite: gearing alone does */
    struct cp_loan_life life;
    struct cp_loan_grid grid;
    struct cp_loan_open open;
    struct cp_loan_state now;
    struct cp_loan_run run;
};

/* Owed to owners: behind all lenders, and no part of what covers their debt. */
static inline bool cp_finance_loan_by_owners(const struct cp_loan *l) {
    return l->tranche->holder != NULL;
}
/* To all of them, each by its part; else one has lent it. */
static inline bool cp_finance_loan_by_all_owners(const struct cp_loan *l) {
    return cp_finance_loan_by_owners(l) && strcmp(l->tranche->holder, "owners") == 0;
}
static inline double cp_finance_loan_opening(const struct cp_loan *l, size_t t) {
    return t == 0 ? l->open.balance : l->run.balance[t - 1]; /* before the period's draws */
}
/* Due at the maturity of an equity bridge, which owners pay whatever cash there is. */
static inline bool cp_finance_loan_bridged(const struct cp_loan *l, size_t t) {
    return l->tranche->bridge && (int64_t)t == l->life.last;
}
/* Interest on 1 over period i. */
static inline double cp_finance_loan_rate(const struct cp_loan *l, int64_t i) {
    return i < l->grid.base || i > l->life.last ? 0 : l->grid.rate[i - l->grid.base];
}
/* Of a series of l->held in period i; NaN: not held. */
static inline double cp_finance_loan_held(const struct cp_loan *l, const double *series,
                                          int64_t i) {
    return series && i <= l->life.last ? series[i - l->grid.base] : NAN;
}
static inline bool cp_finance_loan_is_drawn(const struct cp_loan *l, int64_t i) { /* delayed */
    return l->life.delayed && i >= l->life.issue && i <= l->life.draw_end;
}
/* From then all is drawn and repayment has begun. */
static inline int64_t cp_finance_loan_drawn_by(const struct cp_loan *l) {
    bool drawn = !l->life.delayed || l->life.first > l->life.draw_end;
    return drawn ? l->life.first : l->life.draw_end + 1;
}
/* Part of a period's instalment: the last one is by its months. */
static inline double cp_finance_loan_part(const struct cp_loan *l, int64_t i) {
    return i == l->life.last ? l->life.last_part : 1;
}
/* Interest of the period is added to the debt. */
static inline bool cp_finance_loan_adds(const struct cp_loan *l, size_t t) {
    return l->tranche->interest.capitalise && (int64_t)t < l->life.first;
}
/* What goes into the halls. */
static inline double cp_finance_loan_pooled(const struct cp_loan *l, size_t t) {
    return l->run.pooled[t] + l->run.pooled_fees[t];
}
/* To be paid in the period: what is not added to the debt. */
static inline double cp_finance_interest_due(const struct cp_loan *l, size_t t) {
    return l->run.interest[t] - l->run.idc[t];
}
static inline double cp_finance_loan_interest_paid(const struct cp_loan *l, size_t t) {
    return cp_finance_interest_due(l, t) - l->run.interest_shortfall[t];
}
/* Due and not paid, which is default; owners wait. */
static inline double cp_finance_loan_missed(const struct cp_loan *l, size_t t) {
    return cp_finance_loan_by_owners(l)
               ? 0
               : l->run.interest_shortfall[t] + l->run.principal_shortfall[t];
}
/* Due at maturity and to be refinanced: no service that CFADS has to cover. */
static inline double cp_finance_loan_balloon(const struct cp_loan *l, size_t t) {
    return l->refinanced && (int64_t)t == l->life.last ? l->run.due[t] : 0;
}
static inline double cp_finance_service_due(const struct cp_loan *l, size_t t) {
    if (cp_finance_loan_by_owners(l))
        return 0;
    return cp_finance_interest_due(l, t) + l->run.due[t] - cp_finance_loan_balloon(l, t);
}

/* ---- loan.c ------------------------------------------------------------------------------ */

/* Terms and series of a loan of plan's tranche `w`; what is wrong with them. */
int cp_finance_loan_make(struct cp_finance_model *m, const struct cp_book *b,
                         const struct cp_tranche *w, const struct cp_tranche_kind *kind,
                         struct cp_loan *l);
void cp_finance_loan_reset(struct cp_loan *l); /* to the start, with l->amount as it is */

/* A year's interest on 1 in period i. */
double cp_finance_loan_yearly(const struct cp_finance_model *m, const struct cp_tranche *w,
                              int64_t i);

/* Draws of the period: what is drawn at issue, and delayed draws towards `need`, and with
 * draw_costs towards their own interest and fees, in one fixed point. */
void cp_finance_loans_draw(const struct cp_book *b, size_t t, double need, size_t T);
/* Interest and fees of the period; `building`: the part of them that is of what is building. */
void cp_finance_loan_accrue(struct cp_loan *l, size_t t, double building);

double cp_finance_loan_upfront(const struct cp_loan *l);           /* paid at issue */
double cp_finance_loan_swapped(const struct cp_loan *l, size_t t); /* mean notional of the swap */

/* Book what was paid of `due` principal and of interest; what was not stays owed. */
void cp_finance_loan_settle(struct cp_loan *l, size_t t, double due, double interest,
                            double principal);
void cp_finance_loan_sweep(struct cp_loan *l, size_t t, double amount);

/* ---- schedule.c -------------------------------------------------------------------------- */

/* Interest of a period that starts with `balance`, as far as a swap is of what is owed. */
double cp_finance_loan_interest_on(const struct cp_loan *l, size_t t, double balance);
/* What the contract alone repays of a balance at the start of period i, from `first` to `last`. */
double cp_finance_loan_amortised(const struct cp_loan *l, int64_t i, int64_t first, int64_t last,
                                 double balance);
/* Principal due in the period: of the schedule (as fixed at close, or as the kind says) what sweeps
 * have left, and what was missed before, at most all that is owed. */
double cp_finance_loan_due(const struct cp_book *b, const struct cp_loan *l, size_t t);
/* Owed by the schedule, with the period's draw. */
static inline double cp_finance_loan_planned(const struct cp_loan *l, size_t t) {
    return l->now.planned + l->run.draw[t];
}
/* Service of the n periods after t if what is owed then is not swept any more: nobody knows a sweep
 * before it comes. */
double cp_finance_loan_foreseen(const struct cp_finance_model *m, const struct cp_loan *l, size_t t,
                                double n);
/* Interest that the schedule has in the period and does not add to the debt. */
double cp_finance_loan_planned_interest(const struct cp_loan *l, size_t t);

/* ---- sizing.c ---------------------------------------------------------------------------- */

/* Service that the CFADS of a period carries at the loan's DSCR after what comes before it; in
 * periods after the plan as in its last year. */
double cp_finance_service_capacity(const struct cp_book *b, const struct cp_loan *l, size_t t);
double cp_finance_capacity_after(const struct cp_finance_model *m, const struct cp_book *b,
                                 const struct cp_loan *l);
/* What is owed when repayment starts, in the last run. */
double cp_finance_loan_owed(const struct cp_finance_model *m, const struct cp_loan *l);
/* What the last run says of the size of every loan, into b->settling. */
void cp_finance_loans_size(struct cp_finance_model *m, struct cp_book *b);

#endif
