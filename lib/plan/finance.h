/* Finance as a plan has it: entities, their debt, leases, reserves and waterfalls. */
#ifndef CAPPLAN_PLAN_FINANCE_H
#define CAPPLAN_PLAN_FINANCE_H

#include "plan/lease.h"
#include "plan/path.h"
#include "plan/stream.h"
#include "plan/tax.h"

CP_BEGIN_DECLS

/* Ways to repay: constant, name in C, the plan's word and its meaning. A new one is a line here and
 * a file in lib/finance/tranche/. */
#define CP_AMORTISATIONS(X)                                                                        \
    X(CP_BULLET, bullet, "bullet", "at maturity")                                                  \
    X(CP_LEVEL, level, "level", "equal payments")                                                  \
    X(CP_STRAIGHT, straight, "straight", "equal principal")                                        \
    X(CP_SCULPTED, sculpted, "sculpted", "to a DSCR")                                              \
    X(CP_CUSTOM, custom, "custom", "by schedule")                                                  \
    X(CP_BORROWING_BASE, borrowing_base, "borrowing-base", "the faster of contract and asset")

#define CP_AMORTISATION(constant, name, word, meaning) constant,
enum cp_amortisation { CP_AMORTISATIONS(CP_AMORTISATION) CP_AMORTISATION_COUNT };
#undef CP_AMORTISATION

/* How far owners stand in for what a tranche is due. Usual: full where the entity is a parent, none
 * elsewhere. What building costs, interest included, they pay as they pay capex. */
enum cp_recourse {
    CP_RECOURSE_USUAL,
    CP_RECOURSE_NONE,
    CP_RECOURSE_FULL,
    CP_RECOURSE_CAPPED,    /* up to a sum */
    CP_RECOURSE_COMPLETION /* until the entity first earns */
};
struct cp_tranche_recourse {
    enum cp_recourse kind;
    double cap; /* USD in all */
};

/* What early repayment takes from: all instalments alike, the last or the next ones first. */
enum cp_sweep_order { CP_SWEEP_PRO_RATA, CP_SWEEP_INVERSE, CP_SWEEP_DIRECT };

/* A repayment of a custom schedule, at the end of its period. */
struct cp_repayment {
    struct cp_period period;
    double share; /* of what is owed when repayment starts */
};

struct cp_tranche_interest {
    struct cp_path rate;   /* a year; with a base, above it */
    struct cp_path base;   /* floating: the base rate's forward curve; absent: fixed */
    double swap;           /* part of the debt whose base is swapped into swap_rate */
    double swap_rate;      /* a year */
    double cap, cap_part;  /* base paid at most, of that part of what is not swapped; NaN: no cap */
    int64_t from;          /* it runs from then: issue when absent */
    const char *day_count; /* 30/360, 30E/360, act/360, act/365, act/act */
    bool capitalise;       /* during construction it is added to the debt */
    double withheld;       /* tax on it, made good by the borrower; part of what is paid with it */
};

/* Delayed draw: drawn as money is needed. */
struct cp_tranche_draw {
    int64_t until;
    double tenor; /* years in which each draw is repaid; NaN: all of them by the maturity */
    bool costs;   /* interest and fees until the first repayment are drawn too */
};

struct cp_tranche_fee {
    double upfront;    /* of the amount */
    bool undeducted;   /* that fee is no expense for tax */
    double oid;        /* original issue discount, of what is drawn */
    double commitment; /* a year, of the undrawn amount */
};

/* Whose CFADS and debt service a test of coverage counts. */
enum cp_cover_window { CP_COVER_PERIOD, CP_COVER_TRAILING, CP_COVER_FORWARD };

/* DSCR that lenders test; NaN: not. */
struct cp_tranche_covenant {
    double lock_up; /* below it nothing is distributed */
    double floor;   /* below it they may call the debt; absent: the sizing target */
    enum cp_cover_window window;
};

/* A case that the debt must be carried in too: P99 of output, a downside of prices. */
struct cp_sizing_case {
    const char *name;
    struct cp_pos pos;
    double dscr;
    const char *scenario; /* of a desk's facts; NULL: none */
};

struct cp_tranche {
    const char *name;
    struct cp_pos pos;
    enum cp_amortisation amortisation;
    double amount;                            /* USD; NaN: sized */
    int64_t issue, first_principal, maturity; /* first_principal: issue when absent */
    struct cp_tranche_interest interest;
    struct cp_tranche_draw draw;
    struct cp_tranche_fee fee;
    struct cp_tranche_recourse recourse;
    const char *holder; /* of a shareholder loan: "owners" or a partner; NULL: lenders */
    double dscr;        /* sculpting target; covenant unless there is another */
    struct cp_tranche_covenant covenant;
    double gearing;  /* largest share of uses */
    bool refinanced; /* what is due at maturity is not to be earned */
    bool bridge;     /* of equity: owners pay it then */
    enum cp_sweep_order sweep_order;
    double advance;    /* borrowing base: lent on the depreciated cost of GPUs */
    double asset_life; /* years in which that cost goes down to nothing */
    size_t nsizing;
    struct cp_sizing_case *sizing; /* beside the plan as it is at dscr; the smallest wins */
    size_t nrepayment;
    struct cp_repayment *repayment; /* custom; ascending, shares add up to 1 */
};

struct cp_waterfall_step {
    const char *action;  /* opex, tax, interest, principal, dsra, reserve, sweep, distribution */
    const char *target;  /* tranche; NULL: all */
    const char *account; /* reserve; NULL: all */
    double limit;        /* sweep, distribution: part of what is left that it takes; 0: all */
    const char *when;    /* trigger that must be on; NULL: always */
    bool unless;         /* it must be off */
    struct cp_pos pos;
};

enum cp_reserve_kind { CP_RESERVE_DEBT_SERVICE, CP_RESERVE_OPEX, CP_RESERVE_CAPEX };

struct cp_reserve {
    const char *name;
    struct cp_pos pos;
    enum cp_reserve_kind kind;
    double months;      /* of debt service or opex to come that it holds */
    const char *stream; /* capex: for which it is saved evenly */
    bool at_close;      /* filled when the first loan is issued; else from cash */
    double letter;      /* a year, of what a letter of credit stands for instead; NaN: cash */
};

/* On when the DSCR is below `dscr`; off again once it was `cure` or more so many periods running;
 * on from a day; and on while less than a part of the entity's work is done at some sites. */
struct cp_trigger {
    const char *name;
    struct cp_pos pos;
    double dscr, cure; /* NaN: not by it */
    int64_t from;      /* INT64_MAX: not by a day */
    size_t periods;
    bool for_good; /* it cannot be cured */
    enum cp_cover_window window;
    const char *target; /* tranche down to which service counts; NULL: all */
    size_t nsite;
    const char **sites; /* none: not by them */
    double least;       /* of GPU-hours, at them */
    double defaults;    /* of the entity's pools so far; NaN: not by them */
};

/* A part of what halls cost, as tax sees it. */
struct cp_asset_class {
    const char *name;
    struct cp_pos pos;
    double share;         /* of the cost */
    const char *method;   /* straight-line, macrs-5, ...; NULL: never depreciated */
    struct cp_path bonus; /* of its basis, deducted at once: that of when it is in service */
    double credit;        /* investment tax credit; half of it comes off the basis */
};

/* How one kind of asset loses its value. */
struct cp_entity_asset {
    const char *method;   /* for tax: straight-line, macrs-5, ... */
    struct cp_path bonus; /* of the cost, deducted for tax at once, as of a class */
    double life;          /* years, for the books */
};

/* What the entity is sold for at the end of the plan. None of them: nothing. */
struct cp_entity_exit {
    double multiple; /* of the last year's EBITDA; 0: not by it */
    double yield;    /* that EBITDA over the price; 0: not by it */
    bool book;       /* at book value */
};

/* Who puts in what owners put in, and takes what they are paid. */
struct cp_partner {
    const char *name;
    struct cp_pos pos;
    double capital;   /* part of what is put in; they add up to 1 */
    double promote;   /* part of what is paid beyond capital's own; they add up to 1 where there is
                         any */
    const char *when; /* trigger that must be on for it to put anything in; NULL: always */
    bool unless;      /* it must be off */
};

/* A return of capital beyond which payments are shared otherwise. */
struct cp_hurdle {
    const char *name;
    struct cp_pos pos;
    double rate;     /* a year, compounded, on what was put in and not yet paid back */
    double promote;  /* part of payments beyond it, until the next */
    double catch_up; /* part of them until the promote is that part of all profit; 0: none */
};

/* Who pays first for what delayed draws are for. */
enum cp_funding { CP_FUNDING_PRO_RATA, CP_FUNDING_DEBT_FIRST, CP_FUNDING_EQUITY_FIRST };

struct cp_entity_equity {
    enum cp_funding funding;
    size_t npartner;
    struct cp_partner *partner;
    size_t nhurdle;
    struct cp_hurdle *hurdle; /* ascending */
};

/* To the parent, of what the entity owns; and those with others. */
struct cp_entity_lease {
    struct cp_path rent; /* USD/year */
    int64_t until;       /* end of its term; 0: no lease, or none that ends */
    double renewal;      /* probability that the tenant stays then */
    double guarantee;    /* USD that the tenant pays at most towards the debt if it leaves */
    double vacant;       /* value of the halls without the tenant, part of their book value */
    struct cp_leases others;
};

/* The order in which cash is paid, and what it fills and heeds. */
struct cp_waterfall {
    size_t nstep;
    struct cp_waterfall_step *step; /* at least one */
    size_t nreserve;
    struct cp_reserve *reserve;
    double reserve_rate; /* interest a year that reserves earn */
    size_t ntrigger;
    struct cp_trigger *trigger;
};

struct cp_entity {
    const char *name;
    struct cp_pos pos;
    const char *parent;
    double ownership;  /* the parent's share */
    bool consolidated; /* in the parent's books */
    size_t nsite;
    const char **sites; /* whose capex and costs it bears; none: all that no other entity bears */
    struct cp_entity_tax tax;
    struct cp_entity_asset halls, gpus;
    size_t nclass;
    struct cp_asset_class *asset_class; /* of halls; none: all of them by their method */
    bool impairment;                    /* GPUs are written down to what they would fetch */
    double cash;                        /* USD at the start; NaN: what is borrowed and not spent */
    double sunk;                        /* USD spent before the plan, for sunk-excluded cost */
    struct cp_entity_exit exit;
    struct cp_entity_equity equity;
    double hurdle;        /* discount rate of NPV; NaN: the plan's */
    struct cp_path price; /* internal transfer price of compute USD/GPU/h */
    struct cp_entity_lease lease;
    size_t ntranche;
    struct cp_tranche *tranche;
    struct cp_waterfall waterfall;
    size_t nstream;
    struct cp_stream *stream;
};

CP_END_DECLS

#endif
