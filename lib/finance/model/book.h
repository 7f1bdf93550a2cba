/* What the files of the finance room share. Nothing outside of lib/finance includes this.
 *
 * A model has a book for every entity: its flows by period, its assets and its loans, from which
 * the lines of the three statements follow. Money is nominal; index T is the number of periods. */
#ifndef CAPPLAN_FINANCE_BOOK_H
#define CAPPLAN_FINANCE_BOOK_H

#include "finance/finance.h"

#define NONE SIZE_MAX

/* columns.c: tables of arguments. `row` is called for every row that reads well; the largest status
 * it returns, or a negative code with findings. A cell of '-' or nothing is not given: 0. */
struct column {
    const char *name;
    enum { COLUMN_TEXT, COLUMN_NUMBER, COLUMN_DATE, COLUMN_PERIOD } type;
    bool wanted;
};
struct cell {
    const char *text;
    bool given;
    double number;
    struct cp_period period;
    struct cp_pos pos;
};
int columns_read(FILE *in, const char *file, const struct column *column, size_t n,
                 int (*row)(void *data, const struct cell *cell, struct cp_error *err), void *data,
                 struct cp_error *err);

/* lines.c: each line without its end. Goes on after a finding (a negative answer) unless it is of
 * the first line; the greatest answer, or the code of the last finding. */
int lines_read(FILE *in, const char *file, const char *wanted,
               int (*take)(void *data, char *text, unsigned line), void *data,
               struct cp_error *err);

/* ---- lines of the statements ------------------------------------------------------------- */

/* Income lines are signed: revenue positive, expense negative, so that lines add up to totals; so
 * are cash-flow lines. Balance lines are positive; a negative deferred tax is an asset. */
enum line {
    INC_COMPUTE,
    INC_TENANT,
    INC_LEASE,
    INC_CONTRACT,
    INC_ENERGY,
    INC_CAPACITY,
    INC_TAKE_OR_PAY,
    INC_CO2,
    INC_OM_SITE,
    INC_OM_GPU,
    INC_RENT,
    INC_LEASE_PAID,
    INC_CONTRACT_COST,
    INC_OTHER,
    INC_EBITDA,
    INC_DEPRECIATION_SITE,
    INC_DEPRECIATION_GPU,
    INC_IMPAIRMENT,
    INC_EBIT,
    INC_RESERVE_INTEREST,
    INC_INTEREST,
    INC_FEES,
    INC_ASSOCIATES,
    INC_PRETAX,
    INC_TAX,
    INC_DEFERRED_TAX,
    INC_MINORITY,
    INC_NET,

    CF_EBITDA,
    CF_TAX,
    CF_RESERVE_INTEREST,
    CF_INTEREST,
    CF_FEES,
    CF_OPERATING,
    CF_CAPEX_SITE,
    CF_CAPEX_GPU,
    CF_INVESTMENT,
    CF_RECEIVED,
    CF_INVESTING,
    CF_DRAW,
    CF_PRINCIPAL,
    CF_UPFRONT,
    CF_CONTRIBUTION,
    CF_DISTRIBUTION,
    CF_FINANCING,
    CF_NET,

    BS_CASH,
    BS_SITE,
    BS_GPU,
    BS_DEPOSITS,
    BS_FINANCING_COSTS,
    BS_ASSOCIATES,
    BS_ASSETS,
    BS_DEBT,
    BS_PAYABLES,
    BS_DEFERRED_TAX,
    BS_LIABILITIES,
    BS_PAID_IN,
    BS_RETAINED,
    BS_MINORITY,
    BS_EQUITY,
    LINES
};

struct line_name {
    const char *measure, *kind;
    bool total; /* written even when zero throughout */
};
extern const struct line_name line_names[LINES];

/* ---- assets ------------------------------------------------------------------------------ */

enum asset_kind { ASSET_SITE, ASSET_GPU };

struct asset {
    enum asset_kind kind;
    bool old;           /* there before the plan */
    size_t t;           /* period from which it is in the books, 0 for old ones */
    double cost;        /* USD */
    int64_t start;      /* in service from this hour */
    const char *method; /* for tax; NULL: as the entity says */
    double life;        /* years for the books; 0: as the entity says */
    const struct cp_sku *sku;
};

/* ---- loans ------------------------------------------------------------------------------- */

struct loan {
    const struct cp_tranche *tranche;
    enum cp_day_count count;
    bool delayed, sized;
    size_t rank;   /* place of its service in the waterfall */
    double amount; /* committed, or as sized so far */
    double scale;  /* sculpted: service over what the target DSCR allows */
    /* Periods are counted from the horizon's first; those of loans may be before 0 or after T. */
    int64_t issue, draw_end, first, last;
    int64_t base;    /* index of element 0 of these: the smaller of issue and 0 */
    double *rate;    /* interest on 1 over the period, by day count */
    double *tau;     /* years of interest in it */
    double *annuity; /* value of 1 at the end of this period and of each until maturity, now */
    double *part;    /* custom: of what is still owed, what is repaid */
    double opening, opening_costs;
    /* T each */
    double *draw, *interest, *idc, *commitment, *upfront, *due, *principal, *balance, *costs;
    double *short_interest, *short_principal, *swept, *discount;
    double *pooled;             /* interest and fees that go into the halls */
    double *contracted, *asset; /* borrowing base by contract and by asset, end of period */
    double drawn, contract;     /* state: drawn so far; balance if nothing had been missed */
    double opening_capitalised, capitalised; /* what went into the halls: at start, state */
};

/* ---- reserves and triggers ----------------------------------------------------------------- */

struct account {
    const struct cp_reserve *reserve;
    double held;             /* state: in it now */
    double *balance;         /* T: at the end of the period */
    double *target;          /* T: what it should hold then */
    double *deposit, *spent; /* T, capex: saved by plan; paid by what is saved */
};

/* ---- books ------------------------------------------------------------------------------- */

enum {
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
extern const char *const step_names[STEPS];

struct book {
    const struct cp_entity *entity;
    size_t parent; /* index of its book, NONE: none */
    bool is_group; /* the consolidated statements */
    double *line[LINES];
    double open[LINES]; /* balance lines at the start */
    double *hours;      /* GPU-hours at work that it runs */
    /* of these, the ones of an SKU with a market price, and what they would fetch */
    double *market_hours, *market;
    double *gpu_paid, *gpu_delivered;
    struct asset *asset;
    size_t nasset, capasset;
    struct loan *loan;
    size_t nloan;
    double *book_new, *book_old; /* net book value of assets at the end, new and old */
    double *used_old;            /* depreciation and write-downs of the old ones */
    double *book_tax;            /* the part of both that tax will ever let be deducted */
    double *tax_basis, *tax_depreciation, *credit;                   /* credit: of investments */
    double *production;                                              /* tax credits of streams */
    double *idc_value, *idc_basis, *idc_depreciation, *idc_book_tax; /* of capitalised interest */
    double *refresh;              /* capex of streams that comes again, in CF_CAPEX_SITE too */
    double loss, *losses;         /* state and series: losses carried forward */
    double credit_left, *credits; /* the same for tax credits */
    double *taxable, *tax_federal, *tax_state, *tax_credit;
    double *cfads, *service; /* cash available for debt service; service due */
    double *paid[STEPS];     /* what each step of the waterfall paid */
    double *cost;            /* running, for reserves */
    double *scratch;         /* 4 x nloan, for a period's dues and payments */
    struct account *account;
    size_t naccount;
    int64_t close; /* period of the first loan's issue */
    bool *on;      /* state: triggers */
    size_t *cured; /* state: periods running with a DSCR that cures */
};

/* The facts that count, in their units: read by every model that is made of them. */
struct inputs {
    const struct cp_facts *facts;
    struct cp_selection cost, hours, buy, pay;
};
int inputs_make(struct inputs *in, const struct cp_facts *facts, struct cp_error *err);
void inputs_release(struct inputs *in);

struct model {
    const struct cp_plan *plan;
    const struct inputs *in;
    struct cp_arena arena;
    struct cp_error *err;
    struct cp_str *notes;
    const char *only;     /* scenario of the facts that count; NULL: the one there is */
    const char *scenario; /* of the facts, once one was read */
    size_t T;
    struct cp_period *period;
    char (*text)[CP_PERIOD_SIZE];
    double *index; /* prices of the period over those of the plan: 1 unless the plan is real */
    double *mid;   /* years to where its money stands */
    double end;    /* years to the end of the last period */
    struct book *book;
    size_t nbook;
    size_t *order; /* books, owned before owner */
    size_t rest;   /* the book that bears what no other does */
};

double *series(struct model *m); /* T zeroes; NULL: no memory */
void note(struct model *m, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* finance.c: a model of plan and inputs, run until every book is closed; its totals alone as facts.
 * Release it after an error too. */
int model_run(struct model *m);
void model_release(struct model *m);
int model_totals(struct model *m, struct cp_facts *facts, struct cp_finance_result *out);

/* facts.c */
int facts_take(struct model *m);
size_t site_owner(const struct model *m, const char *site);    /* whose halls */
size_t site_operator(const struct model *m, const char *site); /* who pays to run it */

/* Period of a fact that counts. NONE: it does not, being of a slice, or there is a finding (NA,
 * period, a second scenario) and *rc is set. */
size_t fact_period(struct model *m, const struct cp_facts *facts, size_t row, double value,
                   int *rc);

/* gpu.c: cash and delivery of GPUs bought */
int gpu_read(struct model *m);

/* assets.c */
int asset_add(struct model *m, struct book *b, struct asset a);
int assets_open(struct model *m);
void assets_run(struct model *m, struct book *b);
/* Parts of an asset's cost: depreciated in the books, deducted for tax until hour `at`; ever
 * deductible; given back as investment credit. */
double asset_depreciated(const struct book *b, const struct asset *a, int64_t at);
double asset_deducted(const struct book *b, const struct asset *a, int64_t at);
double asset_deductible(const struct book *b, const struct asset *a);
double asset_credit(const struct book *b, const struct asset *a);
/* Interest that went into the halls is depreciated with them, from the start of repayment. */
struct asset loan_asset(const struct model *m, const struct loan *l);

/* streams.c: the money that the plan's streams say */
int streams_take(struct model *m, struct book *b);
double stream_spent(const struct model *m, const struct cp_stream *s, size_t t); /* capex */

/* tax.c */
double tax_rate(const struct book *b);
/* Interest and fees of the period, and what they leave in the accounts. */
void accrue(struct model *m, struct book *b, size_t t, double *tax_deductible);
/* Tax of the period less credits; negative only where owners are taxed. */
double take_tax(struct book *b, size_t t, double deductible);

/* reserve.c */
int reserves_make(struct model *m, struct book *b);
void reserves_reset(struct book *b);
double reserves_held(const struct book *b);
double reserves_deposit(const struct book *b, size_t t); /* for capex, as planned */
/* What stands above target goes back: its sum. */
double reserves_free(struct book *b, size_t t);
/* From accounts of a kind, at most `amount`. */
double reserves_draw(struct book *b, enum cp_reserve_kind kind, double amount);
double reserves_capex(struct book *b, size_t t); /* from savings for what is spent now */
/* What accounts lack of their targets; and filling one (NULL: all of `kinds`, a bit each) from
 * `have`: what it took. */
double reserves_close(struct book *b, size_t t);
double reserves_fill(struct book *b, size_t t, const char *account, unsigned kinds, double have);
void reserves_end(struct book *b, size_t t);
double reserves_aim(struct model *m, struct book *b,
                    double step); /* targets anew; the largest change */

/* trigger.c */
void triggers_reset(struct book *b);
void triggers_test(struct book *b, size_t t);
bool step_runs(const struct book *b, const struct cp_waterfall_step *w);
size_t rank_of(const struct book *b, const char *tranche);
/* Service due to loans that are not behind `rank`. */
double service_to(const struct book *b, size_t t, size_t rank);

/* loan.c */
int loans_make(struct model *m, struct book *b);
void loan_reset(struct loan *l); /* to the start of the horizon, with l->amount as it is */
/* Draws of the period: what is drawn at issue, and delayed draws towards `need`, and with
 * draw_costs towards their own interest and fees, in one fixed point. */
void loans_draw(const struct book *b, size_t t, double need);
/* Interest and fees of the period; `principal` due comes from loan_due or from sculpting. */
void loan_accrue(struct loan *l, size_t t);
double loan_due(const struct loan *l, size_t t);
/* Book what was paid of `due` principal and of interest; what was not stays owed. */
void loan_settle(struct loan *l, size_t t, double due, double interest, double principal);
double loan_opening(const struct loan *l, size_t t); /* balance before the period's draws */
double loan_rate(const struct loan *l, int64_t i);   /* interest on 1 over period i */
double loan_yearly(const struct model *m, const struct cp_tranche *w, int64_t i); /* a year */
void loan_sweep(struct loan *l, size_t t, double amount);

/* sizing.c: sculpting. `service` is what of b->cfads in a period goes to each sculpted loan. */
double sculpted_service(const struct book *b, const struct loan *l, size_t t);
/* Size and scale every sculpted loan anew from the last run, going `step` of the way; the largest
 * relative change there would be. */
double loans_size(const struct model *m, const struct book *b, double step);

/* What borrowing bases are after the last run; the largest change, relative. */
double bases_set(const struct model *m, const struct book *b, double step);

/* entity.c */
double revenue_of(const struct book *b, size_t t);
int entity_run(struct model *m, struct book *b);

/* waterfall.c: pay what is due from `have` in the plan's order, then in the usual one what the plan
 * does not name. Opex and tax are always paid, debt service too where `recourse`: from
 * `contribution` when cash and the reserve for it do not suffice. Interest and principal due and
 * paid are by loan. */
struct cash {
    double have, contribution, opex, tax;
    double *interest_due, *principal_due, *interest_paid, *principal_paid;
    bool recourse, earning; /* earning: reserves are filled */
};
void waterfall_run(struct book *b, size_t t, struct cash *c);
/* Sweeps and distributions of what is left; what was distributed. */
double waterfall_rest(struct book *b, size_t t, double *have);
bool waterfall_has(const struct book *b, size_t step);

/* statements.c, group.c, metrics.c, answer.c */
int book_make(struct model *m, struct book *b); /* series of zeroes */
void statements_open(struct model *m, struct book *b);
int statements_close(struct model *m, struct book *b);
double equity_of(const struct book *b, size_t t);
/* Statements of all roots and what they consolidate; is_group false when that is one entity alone.
 */
int group_make(struct model *m, struct book *g);
/* metrics.c: totals of the whole plan, and what there is by period. */
int totals_write(struct model *m, const struct book *b, struct cp_facts *facts);
int ratios_write(struct model *m, const struct book *b, struct cp_facts *facts);
int answer_write(struct model *m, const struct book *b, struct cp_facts *facts);
/* lease.c: who bears the loss when the tenant leaves */
int lease_write(struct model *m, const struct book *b, struct cp_facts *facts);
bool dscr_tested(const struct book *b, size_t t);
/* `facts` NULL: the breaches and defaults alone. */
int covenants_test(struct model *m, const struct book *b, struct cp_facts *facts,
                   struct cp_finance_result *out);

/* request.c: what a user asks for, as text, taken apart where it stands; the keys point into it,
 * their arrays are heap, to be freed after an error too. */
struct vary {
    const char *key;
    double sigma; /* standard deviation of its logarithm */
};
struct goal {
    const char *entity, *kind; /* NULL: whichever there is */
    const char *measure;
    double value;
};
int keys_parse(char *text, const char ***key, size_t *n, struct cp_error *err);
int vary_parse(char *text, struct vary **vary, size_t *n, struct cp_error *err);
int goal_parse(char *text, struct goal *out, struct cp_error *err);

#endif
