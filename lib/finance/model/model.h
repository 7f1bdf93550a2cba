/* What the files of the model ask of each other, besides books and loans. */
#ifndef CAPPLAN_FINANCE_MODEL_H
#define CAPPLAN_FINANCE_MODEL_H

#include "finance/model/book.h"
#include "finance/model/loan.h"

/* ---- open.c: the model's periods and empty books, and who owns whom ------------------------ */

int cp_finance_model_open(struct cp_finance_model *m);
void cp_finance_model_release(struct cp_finance_model *m); /* after an error too */

/* ---- owner.c: whose books what happens at a site goes to ----------------------------------- */

size_t cp_finance_site_owner(const struct cp_finance_model *m, const char *site);    /* the halls */
size_t cp_finance_site_operator(const struct cp_finance_model *m, const char *site); /* running */

/* ---- order.c: the plan's order of the waterfall -------------------------------------------- */

extern const char *const cp_finance_step_names[STEPS];
int cp_finance_order_make(struct cp_finance_model *m, struct cp_book *b); /* b->step */
bool cp_finance_waterfall_has(const struct cp_book *b, enum cp_step_kind step);
/* The row at which a tranche is served; the number of rows: at none. */
size_t cp_finance_rank(const struct cp_book *b, const char *tranche);
/* Service due to loans that are not behind `rank`. */
double cp_finance_service_to(const struct cp_book *b, size_t t, size_t rank);

/* ---- book.c: opex with what is paid for leases --------------------------------------------- */

double cp_finance_opex(const struct cp_book *b, size_t t);
double cp_finance_capex(const struct cp_book *b, size_t t);

/* ---- assets.c ------------------------------------------------------------------------------ */

int cp_finance_asset_add(struct cp_finance_model *m, struct cp_book *b, struct cp_asset a);
int cp_finance_assets_open(struct cp_finance_model *m); /* what stands at the start */
void cp_finance_assets_run(struct cp_finance_model *m, struct cp_book *b);
/* Parts of an asset's cost: depreciated in the books, deducted for tax until hour `at`; ever
 * deductible; given back as investment credit. */
double cp_finance_asset_depreciated(const struct cp_book *b, const struct cp_asset *a, int64_t at);
double cp_finance_asset_deducted(const struct cp_book *b, const struct cp_asset *a, int64_t at);
/* By one method, without bonus; 0 until it is in service. */
double cp_finance_asset_schedule(const struct cp_book *b, const struct cp_asset *a,
                                 const char *method, int64_t at);
/* The part that is deducted at once, when it is placed in service. */
double cp_finance_asset_bonus(const struct cp_book *b, const struct cp_asset *a,
                              const struct cp_path *bonus);
/* Halls with the entity's classes, and a class that is not depreciated for tax. */
bool cp_finance_asset_has_classes(const struct cp_book *b, const struct cp_asset *a);
bool cp_finance_class_never(const struct cp_asset_class *c);
/* What an accelerator would fetch, as a part of its price. NaN: the plan does not say. */
double cp_finance_asset_fair(const struct cp_asset *a, int64_t at);
double cp_finance_asset_deductible(const struct cp_book *b, const struct cp_asset *a);
double cp_finance_asset_credit(const struct cp_book *b, const struct cp_asset *a);
/* Interest that went into the halls is depreciated with them, from when they are built. */
struct cp_asset cp_finance_loan_asset(const struct cp_finance_model *m, const struct cp_loan *l);

/* ---- completion.c -------------------------------------------------------------------------- */

/* When the entity first earns, and what of its spending is building in each period. */
void cp_finance_completion_find(struct cp_finance_model *m, struct cp_book *b);
/* It earns, and what its first loans paid for is complete: what is left is its owners'. */
bool cp_finance_is_complete(const struct cp_book *b, size_t t);

/* ---- streams.c: the money that the plan's streams say -------------------------------------- */

/* Part of a period in which something runs; and what yearly rises and falls since it began make of
 * 1, mean over that part. */
/* The last hour of a stream: its own, or the plan's. */
int64_t cp_finance_stream_end(const struct cp_finance_model *m, const struct cp_stream *s);
double cp_finance_running(int64_t begins, int64_t ends, struct cp_period p);
double cp_finance_risen(int64_t begins, int64_t ends, struct cp_period p, double rate,
                        double falling);
int cp_finance_take_streams(struct cp_finance_model *m, struct cp_book *b);
double cp_finance_stream_flow(const struct cp_finance_model *m, const struct cp_stream *s,
                              size_t t); /* all others */
/* The same by contract, of a pool of leases before anybody defaults or prepays. */
double cp_finance_stream_contract(const struct cp_finance_model *m, const struct cp_stream *s,
                                  size_t t);
/* pool.c: of the rent of period i by contract, the part that comes in period t; of all pools of an
 * entity, by rent, the part that has stopped paying by the end of each, into
 * b->trigger.defaulted. */
bool cp_finance_is_pool(const struct cp_stream *s);
double cp_finance_pool_part(const struct cp_finance_model *m, const struct cp_stream *s, size_t t,
                            size_t i);
int cp_finance_pools_find(struct cp_finance_model *m, struct cp_book *b);
/* capex; a grant that is called back is negative */
double cp_finance_stream_spent(const struct cp_finance_model *m, const struct cp_stream *s,
                               size_t t);
/* Part of a grant received that is called back in period t. */
double cp_finance_stream_called(const struct cp_finance_model *m, const struct cp_stream *s,
                                size_t t);

/* ---- tax.c --------------------------------------------------------------------------------- */

/* Interest and fees of the period in the books; what tax lets be deducted of all there is. */
double cp_finance_accrue(struct cp_finance_model *m, struct cp_book *b, size_t t);
void cp_finance_tax_reset(struct cp_finance_model *m, struct cp_book *b); /* before a run */
/* On what assets are worth when each period begins; once assets have run. */
void cp_finance_property_tax(const struct cp_finance_model *m, struct cp_book *b);
/* Tax charged in the period, less credits, and what is paid for losses of others: what the tax year
 * until now owes and has not been charged, at the end of each quarter, so that the year pays on its
 * own income. Negative when a later quarter loses what an earlier one was taxed on, and where
 * owners are taxed. */
double cp_finance_tax_due(struct cp_finance_model *m, struct cp_book *b, size_t t,
                          double deductible);

/* ---- reserve.c ----------------------------------------------------------------------------- */

int cp_finance_reserves_make(struct cp_finance_model *m, struct cp_book *b);
void cp_finance_reserves_reset(struct cp_book *b);
double cp_finance_reserves_held(const struct cp_book *b);
double cp_finance_reserves_deposit(const struct cp_book *b, size_t t); /* for capex, as planned */
/* What stands above target goes back: its sum. */
double cp_finance_reserves_free(struct cp_book *b, size_t t);
/* From accounts of a kind, at most `amount`. */
double cp_finance_reserves_draw(struct cp_book *b, enum cp_reserve_kind kind, double amount);
/* From letters of credit for that kind, which owners pay; what a period's letters cost. */
double cp_finance_letters_draw(struct cp_book *b, enum cp_reserve_kind kind, double amount);
double cp_finance_letters_fee(const struct cp_finance_model *m, const struct cp_book *b, size_t t);
/* What each stands for at the start of a period: what its reserve should have held before. */
void cp_finance_letters_begin(struct cp_book *b, size_t t);
double cp_finance_reserves_capex(struct cp_book *b, size_t t); /* savings for what is spent now */
/* What accounts that are filled at close lack of their targets; and filling one (NULL: all of
 * `kinds`, a bit each) from `have`: what it took. */
double cp_finance_reserves_close(struct cp_book *b, size_t t);
double cp_finance_reserves_fill(struct cp_book *b, size_t t, const char *account, unsigned kinds,
                                double have);
void cp_finance_reserves_end(struct cp_book *b, size_t t);
/* What the last run says of the targets, into b->settling. */
void cp_finance_reserve_targets(struct cp_finance_model *m, struct cp_book *b);

/* ---- cover.c ------------------------------------------------------------------------------- */

/* CFADS over the service that is not behind `rank`, in the window of a test at the end of period t;
 * what lies ahead is that of the run before. NaN: no service. */
double cp_finance_dscr(const struct cp_finance_model *m, const struct cp_book *b, size_t t,
                       size_t rank, enum cp_cover_window how);
double cp_finance_loan_dscr(const struct cp_finance_model *m, const struct cp_book *b,
                            const struct cp_loan *l, size_t t); /* NaN: not tested then */
/* Whether a loan's, or any loan's, lock-up holds back what would be distributed. */
bool cp_finance_loan_locks(const struct cp_finance_model *m, const struct cp_book *b,
                           const struct cp_loan *l, size_t t);
/* Lock-ups and triggers that stay on in an entity that swings: before its first round those that
 * are held. */
void cp_finance_swings_reset(const struct cp_finance_model *m, struct cp_book *b);
bool cp_finance_locked_up(const struct cp_finance_model *m, const struct cp_book *b, size_t t);
/* Whether loans of owners are served: where distributions may be, by lock-ups, and by triggers as
 * they were tested in the period. */
bool cp_finance_pays_owners(const struct cp_finance_model *m, const struct cp_book *b, size_t t);
bool cp_finance_tests_ahead(const struct cp_book *b); /* some test in the run looks ahead */

/* ---- trigger.c ----------------------------------------------------------------------------- */

int cp_finance_triggers_make(struct cp_finance_model *m, struct cp_book *b);
/* On by a day, or by residency: known before any cash is. The first period of such a one by its
 * name; T: none. */
bool cp_finance_trigger_given(const struct cp_finance_model *m, const struct cp_book *b, size_t i,
                              size_t t);
size_t cp_finance_trigger_first(const struct cp_finance_model *m, const struct cp_book *b,
                                const char *name);
/* Whether what hangs on a trigger, on or `unless` it is, held in the last run; NULL: always. */
bool cp_finance_was_met(const struct cp_book *b, const char *when, bool unless, size_t t, size_t T);
void cp_finance_triggers_reset(struct cp_book *b);
void cp_finance_triggers_test(const struct cp_finance_model *m, struct cp_book *b, size_t t);
bool cp_finance_step_runs(const struct cp_book *b, const struct cp_waterfall_step *w);
/* The same in period t of the last run; T: periods of the model. */
bool cp_finance_step_ran(const struct cp_book *b, const struct cp_waterfall_step *w, size_t t,
                         size_t T);

/* ---- recourse.c ---------------------------------------------------------------------------- */

/* What owners still pay at most of what is due to a loan. */
double cp_finance_recourse_left(const struct cp_loan *l, bool building);
/* What they stand in for, and have lent all together, when a period ends, into b->stake.recourse;
 * and at the start of the plan. */
void cp_finance_recourse_end(struct cp_book *b, size_t t);
double cp_finance_recourse_open(const struct cp_book *b);

/* ---- waterfall.c --------------------------------------------------------------------------- */

/* A period's cash. Interest and principal due and paid are by loan. */
struct cp_cash {
    double have, contribution, opex, tax;
    double *interest_due, *principal_due, *interest_paid, *principal_paid;
    bool building, complete; /* until it first earns; complete: reserves are filled */
    bool pays_owners;        /* loans of owners are served */
};
/* Pay what is due from `have` in the plan's order, then in the usual one what the plan does not
 * name. Opex and tax are always paid, from `contribution` when cash and the reserve for it do not
 * suffice; debt service as far as each loan has recourse to the owners. */
void cp_finance_waterfall_run(struct cp_book *b, size_t t, struct cp_cash *c);
/* Sweeps and distributions of what is left; what was distributed. */
double cp_finance_waterfall_residual(struct cp_book *b, size_t t, bool locked_up, bool pays_owners,
                                     double *have);

/* ---- entity.c, statements.c, consolidation.c ----------------------------------------------- */

/* One entity through the horizon, again and again until its debt and reserves stand. */
int cp_finance_entity_run(struct cp_finance_model *m, struct cp_book *b);

void cp_finance_statements_open(struct cp_finance_model *m, struct cp_book *b);
int cp_finance_statements_close(struct cp_finance_model *m, struct cp_book *b);

/* What its owner sees of an entity whose book is closed. */
void cp_finance_pass_up(struct cp_finance_model *m, struct cp_book *b);
/* The statements of roots that consolidate something, each with what it does; a group's entity has
 * its root as parent. */
struct cp_groups {
    struct cp_book *at;
    size_t n;
};
int cp_finance_consolidate(struct cp_finance_model *m, struct cp_groups *out);
/* Whether a book is in the statements of a root; what these are called, NULL: there are none. */
bool cp_finance_is_member(const struct cp_finance_model *m, size_t book, size_t root);
int cp_finance_group_name(struct cp_finance_model *m, size_t root, const char **out);

#endif
