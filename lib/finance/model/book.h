/* The books: what one entity has by period, from which the lines of its statements follow, and the
 * model that holds one for every entity.
 *
 * Money is nominal. A series has an element a period, 0 to T - 1, and lives in the model's arena.
 */
#ifndef CAPPLAN_FINANCE_BOOK_H
#define CAPPLAN_FINANCE_BOOK_H

#include "finance/finance.h"
#include "finance/model/close.h"
#include "finance/model/lines.h"
#include "finance/model/origin.h"
#include "finance/model/relief.h"
#include "finance/model/settle.h"

#define NONE SIZE_MAX

/* ---- what stands in a book --------------------------------------------------------------- */

enum cp_asset_kind { ASSET_SITE, ASSET_GPU };

struct cp_asset {
    enum cp_asset_kind kind;
    bool old;           /* there before the plan */
    size_t t;           /* period from which it is in the books, 0 for old ones */
    double cost;        /* USD */
    int64_t start;      /* in service from this hour */
    const char *method; /* for tax; NULL: as the entity says */
    double life;        /* years for the books; 0: as the entity says */
    const struct cp_sku *sku;
};

struct cp_reserve_account {
    const struct cp_reserve *reserve;
    bool closed;             /* its target is that of the financial close */
    double held;             /* state: in it now */
    double stands;           /* state: of a letter of credit, what may still be drawn */
    double *balance;         /* at the end of the period */
    double *target;          /* what it should hold then */
    double *deposit, *spent; /* capex: saved by plan; paid by what is saved */
};

/* Steps of the waterfall, in the order in which they are taken where the plan says none. */
enum cp_step_kind {
    STEP_OPEX,
    STEP_TAX,
    STEP_INTEREST,
    STEP_PRINCIPAL,
    STEP_DSRA,
    STEP_RESERVE,
    STEP_SWEEP,
    STEP_DISTRIBUTION,
    STEPS
};

struct cp_book_build {
    double *part; /* of what was spent, what is not in service in the period */
    double *need; /* for delayed draws, as taken by the run: what owners need not pay first */
    double *now;  /* the same, of the run */
    double *grants;
};

struct cp_book_use {
    double *hours;        /* GPU-hours at work that it runs */
    double *market_hours; /* of these, the ones of an SKU with a market price */
    double *market;       /* what they would fetch, USD */
};

struct cp_book_purchases {
    double *paid, *delivered; /* of GPUs, at cost */
};

struct cp_book_assets {
    struct cp_asset *at;
    size_t n, cap;
    double *net_new, *net_old; /* net book value at the end of the period, new and old */
    int64_t origin;            /* of the plan, for its paths */
    double *used_old;          /* depreciation and write-downs of the old ones */
};

/* Capitalised interest, depreciated with the halls. */
struct cp_book_idc {
    double *value, *depreciation; /* for the books */
    double *deducted;             /* in the period, for tax */
    double *deductible;           /* the part of the value that tax will ever let be deducted */
    double *basis;                /* what tax will still let be deducted */
};

/* The tax year so far. */
struct cp_tax_year {
    int year;
    double loss, credit, barred;       /* carried into it; barred: interest not deducted */
    double *lost;                      /* of it, by year of the loss from the plan's first */
    double interest, spared;           /* of it, net; and depreciation that a limit adds back */
    double profit, earned;             /* of it, and credits */
    double base, state, federal, used; /* charged so far: used: credits */
    double claimed, given, paid;       /* the same of what it has of its tax group */
    bool by_year;                      /* losses are kept by their year */
    struct cp_tax_relief relief;       /* until now */
};

struct cp_book_tax {
    double *deductible;          /* of the book value of assets, what will ever be deducted */
    double *basis;               /* what will still be deducted */
    double *depreciation;        /* deducted in the period */
    double *credit, *production; /* credits of investments, and of streams */
    double *taxable, *federal, *state, *used_credit;
    double *barred;               /* interest carried forward */
    double *lost[2];              /* of now and bare */
    double *losses, *credits;     /* carried forward at the end of the period */
    double *unlevered;            /* tax that there would be without debt and reserves */
    double *claimed, *given;      /* losses of others that it deducts, and of it that they do */
    double *paid;                 /* to them for losses, less what they pay */
    struct cp_tax_filing *filing; /* with whom it files; NULL: alone */
    size_t filer;                 /* which of them it is */
    struct cp_tax_year now, bare; /* state: as it is, and without debt */
};

struct cp_book_reserves {
    struct cp_reserve_account *account;
    size_t n;
    int64_t close; /* period of the first loan's issue: some are filled then */
    double *opex;  /* what those for opex look ahead to */
};

struct cp_book_triggers {
    bool *on;          /* state */
    size_t *cured;     /* state: periods running with a DSCR that cures */
    bool *stays;       /* by trigger and period: on, whatever its test says */
    bool *was;         /* by trigger and period: on, in the last run */
    double *local;     /* by trigger and period: GPU-hours at its sites */
    double *defaulted; /* by period: part of its pools of leases that has stopped paying */
};

/* What its owner's book has of it, by the equity method. */
struct cp_book_stake {
    double *value;    /* at the end of the period */
    double *profit;   /* of it, taken into the owner's income */
    double open;      /* value at the start */
    double *recourse; /* of its debt, what owners stand in for at the end of the period */
};

/* What leases with others do to a book, beside the lines of its statements. */
struct cp_book_leases {
    struct cp_leased *at;
    size_t n;
    double *rent;          /* of what it lets to its parent */
    double *cash;          /* that they bring beyond what EBITDA has of them, before capex */
    double *deducted;      /* what tax deducts of them beyond that */
    double *books, *basis; /* assets less liabilities; the same for tax, at the end of the period */
};

struct cp_leased; /* lease.h */
struct cp_loan;   /* loan.h */

struct cp_book {
    const struct cp_entity *entity;
    size_t parent;        /* index of its book, NONE: none */
    bool is_consolidated; /* the statements of the group */
    bool swings;          /* state: its rounds have not settled, so what locks up stays locked */
    double *line[LINES];
    double open[LINES]; /* balance lines at the start */
    size_t opens;       /* period in which it first earns, T: never */
    struct cp_book_build build;
    double *cfads, *service; /* cash available for debt service; service due */
    double *paid[STEPS];     /* what each step of the waterfall paid */
    enum cp_step_kind *step; /* of each row of the entity's waterfall; STEPS: none */
    struct cp_book_use use;
    struct cp_book_purchases gpu;
    struct cp_book_assets asset;
    struct cp_book_idc idc;
    struct cp_book_tax tax;
    struct cp_loan *loan;
    size_t nloan;
    double *dues; /* 4 x nloan, for a period's dues and payments */
    struct cp_book_reserves reserve;
    struct cp_book_triggers trigger;
    struct cp_book_stake stake;
    struct cp_book_leases lease;
    struct cp_settling settling; /* of its rounds */
};

/* ---- the model --------------------------------------------------------------------------- */

/* How a fact of cost is booked. */
struct cp_booking {
    const struct cp_cost_kind *kind;
    enum cp_statement_line line; /* LINES: none, it is no cash */
};

/* Cash that a desk adds to the plan's own. */
struct cp_desk_flow {
    const char *scenario; /* the facts' own; NULL: in each */
    size_t row;
    double value;
    enum cp_statement_line line;
};
struct cp_desk {
    size_t n;
    struct cp_desk_flow *flow; /* of a scenario together, within it as they came */
};

/* The facts that count, in their units: read by every model that is made of them. */
struct cp_finance_inputs {
    const struct cp_facts *facts;
    struct cp_selection cost, hours, buy, pay, once;
    struct cp_booking *booking, *booking_once; /* of each of cost, and of once */
    struct cp_desk desk;
};

/* What a case lets a tranche carry. */
struct cp_debt_capacity {
    const char *entity, *tranche, *by; /* by: the case; "planned": the plan as it is */
    double amount;
};

struct cp_finance_model {
    const struct cp_plan *plan;
    const struct cp_finance_inputs *in;
    const struct cp_close *close; /* held; NULL: none */
    struct cp_arena arena;
    struct cp_error *err;
    struct cp_str *notes;
    const char *only;     /* scenario of the facts that count; NULL: the one there is */
    const char *scenario; /* of the facts, once one was read */
    const char *desk;     /* that of the desk's facts, as `only` and `scenario` are of the others */
    size_t T;
    struct cp_period *period;
    char (*text)[CP_PERIOD_SIZE];
    double *index; /* prices of the period over those of the plan: 1 unless the plan is real */
    double *mid;   /* years to where its money stands */
    double end;    /* years to the end of the last period */
    struct cp_book *book;
    size_t nbook;
    struct cp_debt_capacity *capacity;
    size_t ncapacity;
    struct cp_origins *origins; /* noted where a number is to be traced; NULL */
    size_t *order;              /* books, owned before owner */
    size_t default_book;        /* the one that bears what no other does */
    struct cp_tax_filings filings;
};

/* ---- book.c: what every file of the model needs ------------------------------------------ */

/* A new book: series of zeroes. */
int cp_finance_book_make(struct cp_finance_model *m, struct cp_book *b);

size_t cp_finance_book_named(const struct cp_finance_model *m, const char *entity); /* NONE: none */

double *cp_finance_series(struct cp_finance_model *m); /* T zeroes; NULL: no memory */
int cp_finance_series_make(struct cp_finance_model *m, double **const *at, size_t n);
void cp_finance_note(struct cp_finance_model *m, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Index of the period of an hour, from the horizon's first; the period of an index. */
int64_t cp_finance_index_of(const struct cp_finance_model *m, int64_t hour);
struct cp_period cp_finance_period(const struct cp_finance_model *m, int64_t index);
int64_t cp_finance_middle(const struct cp_finance_model *m, size_t t); /* hour */

double cp_finance_revenue(const struct cp_book *b, size_t t);
double
cp_finance_tax_rate(const struct cp_book *b); /* the state's is deducted from the other's base */

#endif
