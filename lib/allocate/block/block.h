/* The blocks of a program: each reads its part of plan and stream and adds columns, rows and costs.
 * They are added in the order of build.c; a block may read what those before it left in the
 * program. What adds returns an error of the input or of memory; what adds to a part of a block
 * sets `ended`. */
#ifndef CAPPLAN_ALLOCATE_BLOCK_H
#define CAPPLAN_ALLOCATE_BLOCK_H

#include "allocate/program/at.h"

/* ---- the stream ------------------------------------------------------------------------------ */

int cp_allocate_read_demand(struct cp_program *m, const struct cp_facts *facts);
/* First of all: dates of phases and contracts that their parts do not let be kept are moved, in a
 * copy of the plan that is the program's from then on. */
int cp_allocate_heed_parts(struct cp_program *m, const struct cp_facts *facts);
int cp_allocate_read_supply(struct cp_program *m, const struct cp_facts *facts);
int cp_allocate_scale_stream(struct cp_program *m); /* by the factors of the program's scenario */
/* Those of a window, to what can arrive after it. */
void cp_allocate_defer_commitments(struct cp_program *m);

/* ---- sites and the fleet --------------------------------------------------------------------- */

int cp_allocate_add_sites(struct cp_program *m);
double cp_allocate_pue(const struct cp_program *m, const struct cp_site *site, size_t t, size_t h);
/* Part of the halls of a site that is up in period t. */
double cp_allocate_halls_up(const struct cp_program *m, size_t s, size_t t);
/* Row r is the power that site s draws less what its halls can take, at most 0: without those that
 * are down, and what is not commissioned yet of those that came. */
void cp_allocate_take_load(struct cp_program *m, size_t r, size_t s, size_t t);
/* MW that they can take in an answer. */
double cp_allocate_usable_halls(const struct cp_program *m, const double *x, size_t s, size_t t);
int cp_allocate_add_offers(struct cp_program *m);
/* Step l of an offer has a lower price than the one before it. */
bool cp_allocate_comes_after(const struct cp_program *m, size_t l);
int cp_allocate_add_fleet(struct cp_program *m);
int cp_allocate_add_moves(struct cp_program *m);
int cp_allocate_add_pools(struct cp_program *m);

/* ---- work and its traffic -------------------------------------------------------------------- */

int cp_allocate_add_workloads(struct cp_program *m);
/* EFLOP/s of workload w that are not served in period t, in the mean. */
double cp_allocate_unmet(const struct cp_program *m, const double *x, size_t w, size_t t);
/* The choices between ways of workloads, with what they cost and their work: before the work
 * itself.
 */
void cp_allocate_add_ways(struct cp_program *m);
/* What the ways of a workload that are ready serve in period t. */
void cp_allocate_add_way_service(struct cp_program *m, size_t w, size_t t);
/* Slice h of period t, NONE of flexible work: what the ways serve counts in the row of the demand,
 * of which `want` are asked for. Returns the row in which it is met by work on GPUs of the plan. */
size_t cp_allocate_serve_by_ways(struct cp_program *m, size_t w, size_t t, size_t h, size_t demand,
                                 double want);
/* Add `value` for every EFLOP/s that flexible workload w does for ways to row r. */
void cp_allocate_add_way_work(struct cp_program *m, size_t w, size_t t, size_t r, double value);
/* EFLOP/s of that, and of all that w may run, at the most. */
double cp_allocate_most_way_work(const struct cp_program *m, size_t w, size_t t);
double cp_allocate_most_run(const struct cp_program *m, size_t w, size_t t);
int cp_allocate_add_bandwidth(struct cp_program *m);
/* Gbit/s of a limited site: its own and what is rented. */
double cp_allocate_bandwidth(const struct cp_program *m, const double *x, size_t s, size_t t);
/* Gbit/s that an EFLOP/s of workload w on pool p sends over the network of site s. */
double cp_allocate_traffic(const struct cp_program *m, size_t w, size_t p, size_t s);
int cp_allocate_add_links(struct cp_program *m);
/* The latencies of links, not of sites, are those of the workload's region. */
bool cp_allocate_region_is_linked(const struct cp_program *m, const struct cp_workload *w);
bool cp_allocate_can_reach(const struct cp_program *m, const struct cp_workload *w,
                           const struct cp_site *site);
bool cp_allocate_link_is_full(const struct cp_program *m, const struct cp_lp_solution *s, size_t l,
                              size_t t);

/* ---- energy ---------------------------------------------------------------------------------- */

int cp_allocate_make_buses(struct cp_program *m);
int cp_allocate_add_nodes(struct cp_program *m); /* balances of nodes; sites bring their own */
/* MW of fixed load at a bus in a slice. */
double cp_allocate_fixed_load(const struct cp_program *m, size_t bus, size_t t, size_t h);
bool cp_allocate_delivers_to(const struct cp_program *m, size_t e, size_t bus);
extern const struct cp_contract_type *const cp_allocate_contract_types[]; /* by the plan's kind */
int cp_allocate_add_energy(struct cp_program *m);
/* An open contract could stand at any power that is large enough: let it stand at the most that it
 * delivers, whatever engine answered. */
void cp_allocate_settle_contracts(const struct cp_program *m, struct cp_lp_solution *s);
int cp_allocate_add_lines(struct cp_program *m);
size_t cp_allocate_line_end(const struct cp_program *m, size_t l,
                            bool far);            /* bus `to`, or `from` */
int cp_allocate_add_cycles(struct cp_program *m); /* Kirchhoff's, of lines with a reactance */
int cp_allocate_add_fuels(struct cp_program *m);

/* The reserve is for what is at the bus. */
bool cp_allocate_reserve_is_for(const struct cp_program *m, size_t k, size_t bus);

/* ---- limits and integers --------------------------------------------------------------------- */

int cp_allocate_add_limits(struct cp_program *m);
int cp_allocate_add_integers(struct cp_program *m);
void cp_allocate_add_plant_units(struct cp_program *m);

#endif
