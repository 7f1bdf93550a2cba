/* The answer of cp_allocate held against its plan: every limit and every cost is computed again
 * from the plan and the facts, with nothing of lib/allocate. */
#ifndef CAPPLAN_ALLOCATE_CHECK_H
#define CAPPLAN_ALLOCATE_CHECK_H

#include "allocate/allocate.h"
#include "slices/slices.h"

enum { CHECK_PERIODS = 64, CHECK_MEASURES = 96, CHECK_LOTS = 64, CHECK_PLACES = 16 };

/* A step of an offer, as the stream has it. */
struct check_lot {
    const char *offer, *step, *sku, *supplier;
    bool rented;
    double term, total;
    double supply[CHECK_PERIODS], price[CHECK_PERIODS], bought[CHECK_PERIODS];
};

/* A site that is at no node, or a node. */
struct check_place {
    const struct cp_site *site;
    const struct cp_node *node;
    const char *name;
};

struct check {
    const struct cp_plan *plan;
    const struct cp_facts *facts;
    struct cp_arena arena;
    const struct cp_slicing *slicing[CHECK_PERIODS];
    size_t T, nmeasure, nlot, nplace;
    struct check_place place[CHECK_PLACES];
    struct cp_period period[CHECK_PERIODS];
    char text[CHECK_PERIODS][CP_PERIOD_SIZE];
    double hours[CHECK_PERIODS], years[CHECK_PERIODS], mid[CHECK_PERIODS];
    struct {
        const char *name;
        size_t n, *row;
    } measure[CHECK_MEASURES];
    struct check_lot lot[CHECK_LOTS];
    struct cp_str *why;
    size_t failures;
};

/* Check everything; facts hold the demand and supply read and the answer by slice, with integers
 * or not. Appends what does not hold within 1e-6 to `why`, a line each, and returns how many. */
size_t check_allocation(const struct cp_plan *plan, const struct cp_facts *facts, bool integer,
                        struct cp_str *why);

/* Sum of the facts of a measure with these dimensions; NULL: any, but of the whole period. */
double check_sum(const struct check *c, const struct cp_fact *key);
bool check_fits(const struct check *c, size_t row, const struct cp_fact *key); /* is one of them */
#define SUM(...) check_sum(c, &(struct cp_fact){__VA_ARGS__})

/* Note that a figure is not what it should be. */
void check_say(struct check *c, double got, const char *than, double want, const char *what,
               const char *of, size_t t);
/* |got - want| <= 1e-6 x the larger of |want| and scale; got <= most, as closely. */
void check_near(struct check *c, double got, double want, double scale, const char *what,
                const char *of, size_t t);
void check_at_most(struct check *c, double got, double most, double scale, const char *what,
                   const char *of, size_t t);

void check_not_negative(struct check *c, double got, double scale, const char *what, const char *of,
                        size_t t);

const struct cp_slicing *check_slicing(const struct check *c, size_t t);
bool check_in_force(const struct check *c, size_t t, int64_t from, int64_t to);
bool check_serves(double age, double life);
double check_available(const struct check *c, const struct cp_contract *e, size_t t, size_t h);
double check_profile(const struct check *c, const char *name, size_t t, size_t h);

/* Sum of a measure's facts at a place, further dimensions in `key`. */
double check_at(const struct check *c, const struct check_place *p, struct cp_fact key);
/* MW taken at a place in slice h: power of its sites and its fixed load. */
double check_load(const struct check *c, const struct check_place *p, size_t t, size_t h);
/* Of it what is served: less what a node sheds. */
double check_served(const struct check *c, const struct check_place *p, size_t t, size_t h);

/* What stood before the plan with this vintage at a site, there or at another; NULL: nothing. */
const struct cp_existing *check_existing(const struct check *c, const struct cp_site *site,
                                         const char *sku, const char *vintage);
void check_old_vintage(const struct check *c, const struct cp_existing *e,
                       char buf[CP_PERIOD_SIZE]);

/* By files of their own. */
int check_find_places(struct check *c);
void check_sites(struct check *c);
void check_fleet(struct check *c);
void check_work(struct check *c);
void check_links(struct check *c);
/* The data network has a way for the work to the site, or none of its business. */
bool check_reaches(const struct check *c, const struct cp_workload *w, const struct cp_site *site);
void check_link_builds(struct check *c, const struct cp_link *l, double money);
void check_contracts(struct check *c);
void check_network(struct check *c);
void check_shed(struct check *c, const struct cp_node *n, double money);
void check_storage(struct check *c, const struct cp_contract *e, size_t t);
bool check_is_built(const struct cp_contract *e); /* period by period */
void check_asset(struct check *c, const struct cp_contract *e, double money);
void check_line(struct check *c, const struct cp_power_line *l, double money);
void check_fuel(struct check *c, const struct cp_fuel *f, double money);
/* MWh that a line brings to a node; slice NULL: of the whole period. */
double check_carried(const struct check *c, const char *line, const char *node, size_t t,
                     const char *slice);
void check_costs(struct check *c);
void check_policy(struct check *c);
void check_reserves(struct check *c, double money);
void check_integers(struct check *c);

#endif
