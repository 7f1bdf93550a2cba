/* The program under construction, shared by the blocks (demand, fleet, site, energy). Each block
 * adds its columns, rows and costs; answer.c reads the solution back by the indices kept here. */
#ifndef CAPPLAN_ALLOCATE_INTERNAL_H
#define CAPPLAN_ALLOCATE_INTERNAL_H

#include "allocate/allocate.h"
#include "slices/slices.h"

#define NONE SIZE_MAX

/* Where power is balanced: a site that is at no node, or a node with the sites at it. */
struct place {
    const char *site, *node; /* one of them; the other NULL */
    const char *region;      /* NULL: one of its own */
    struct cp_pos pos;
};

/* MW that came at one time and serve from period first to last: all of a contract, a build of a
 * generator, storage or line. */
struct vintage {
    struct cp_period built;
    size_t first, last, col;
};
struct standing {
    size_t n;
    struct vintage *v;
};

/* The places to which a contract delivers. */
struct delivery {
    size_t n, *place;
};

/* A way of workload w's traffic to site s: a link, or two one after the other. */
struct route {
    size_t w, s, link[2]; /* the second NONE: one */
};

/* What a column or row is, for names and explanations: an index into each set, or NOT. */
enum { NOT = UINT16_MAX };
struct tag {
    uint8_t kind; /* enum col_kind or enum row_kind */
    uint16_t a, b, t, h;
};

enum col_kind {
    COL_BUILD,     /* MW of phase b of site a in period t */
    COL_HALLS,     /* MW standing at site a */
    COL_BUY,       /* GPU from lot a in period t */
    COL_INVENTORY, /* GPU of batch a delivered and not installed */
    COL_INSTALL,   /* GPU that join cohort a */
    COL_STOCK,     /* GPU of cohort a */
    COL_SELL,      /* GPU of cohort a that are sold */
    COL_ARRIVE,    /* GPU that join cohort a from another site */
    COL_LEAVE,     /* GPU that leave it for one */
    COL_FLEET,     /* GPU of pool a */
    COL_ON,        /* GPU of pool a that are switched on */
    COL_RUN,       /* EFLOP/s of workload a on pool b */
    COL_UNMET,     /* EFLOP/s of workload a */
    COL_ACCEPT,    /* part of bid a that is accepted */
    COL_CONTRACT,  /* MW of contract a */
    COL_PLANT,     /* MW of generator or storage a built in period t, or b-th of those before */
    COL_LINE,      /* MW of line a built in period t; t NOT: that stand before */
    COL_CARRY,     /* MW sent over line a, b 0: from its end `from`, 1: to it */
    COL_LINK,      /* Gbit/s of link a built in period t; t NOT: that stand before */
    COL_SENT,      /* Gbit/s over route a */
    COL_FUEL,      /* MMBtu of tier b of fuel a */
    COL_UNITS,     /* units of generator or storage a built, or whether any is: b 1 */
    COL_FLOW,      /* MW from contract a to place b */
    COL_CHARGE,    /* MW into battery a at place b */
    COL_CHARGED,   /* MWh in battery a at place b at the end of the slice */
    COL_TOP,       /* MW of contract a at the most in a period */
    COL_SHORTFALL, /* MWh of contract a paid for and not taken */
    COL_HELD,      /* GPU of pool b held for dedicated workload a */
    COL_WHOLE,     /* 1: phase b of site a is built in period t */
    COL_PLACE,     /* 1: workload a may run at the place of pool b in a year */
    COL_LOTS,      /* multiples bought under the offer of lot a */
    COL_ORDERED,   /* 1: anything is */
    COL_STEP,      /* 1: lot a may be bought from */
    COL_POWER,     /* MW of facility at site a */
    COL_LENT,      /* MW of firm contract a counted for place b */
    COL_LENT_ON,   /* MW of firm power counted over line a, b 0: to its end `to`, 1: from it */
    COL_CLEAN_ON,  /* MW of what line a carries that counts as clean, b the same */
    COL_BANDWIDTH, /* Gbit/s rented for site a */
    COL_LEVEL,     /* least dominant share of a tenant that is short */
    COL_STANDBY    /* EFLOP/s of workload a on pool b when site h is lost */
};

enum row_kind {
    ROW_DEMAND,        /* workload a: served + unmet = demand */
    ROW_MIN_RATE,      /* workload a: flexible work does not stop */
    ROW_HALLS,         /* site a: what stands = what stood + build */
    ROW_PHASE,         /* site a, phase b: no more than its size, no less than committed */
    ROW_ROOM,          /* site a: power <= halls */
    ROW_LOAD,          /* site a: power = PUE x IT power */
    ROW_TRAFFIC,       /* site a: traffic of the work there <= bandwidth */
    ROW_SENT,          /* workload a: sent over its routes to site b = traffic of it there */
    ROW_LINK,          /* link a: sent over it <= what traffic may fill */
    ROW_LINK_SIZE,     /* link a: what stands <= its capacity */
    ROW_BALANCE,       /* place a: energy in = power */
    ROW_LOT,           /* lot a: its step fills no faster than the one before */
    ROW_OFFER,         /* offer a: committed units, quantity */
    ROW_INVENTORY,     /* batch a: delivered = installed + kept */
    ROW_SURVIVE,       /* cohort a: stock <= what is left of the stock before */
    ROW_GO,            /* cohort a: sold and moved <= what is left of the stock before */
    ROW_MOVE,          /* delivery of cohort a: what arrives somewhere leaves somewhere */
    ROW_ON,            /* pool a: switched on <= fleet */
    ROW_FLEET,         /* pool a: sum of its cohorts */
    ROW_UNITS,         /* pool a: units at work <= fleet that can work */
    ROW_HELD,          /* workload a on pool b: units at work <= units held */
    ROW_WHOLE,         /* phase b of site a: built whole or not at all */
    ROW_PLACE,         /* workload a: nothing runs at the place of pool b unless it is chosen */
    ROW_PLACES,        /* workload a: places chosen in a year <= max_sites */
    ROW_LOTS,          /* offer of lot a: units = multiple x lots */
    ROW_MINIMUM,       /* offer of lot a: units >= minimum when ordered at all */
    ROW_ORDERED,       /* the same: no units when not */
    ROW_STEP,          /* lot a: no units unless its step is open */
    ROW_FULL,          /* lot a: its step is open when the one before it is full */
    ROW_CONTRACT,      /* contract a: delivered <= contracted and available */
    ROW_PLANT,         /* generator or storage a: what stands <= its power */
    ROW_FLAT,          /* generator a: the same power as in the slice before */
    ROW_MUST_RUN,      /* generator a: power >= a part of what is available */
    ROW_RAMP,          /* generator a: change of power, b 0: up, 1: down */
    ROW_CARRY,         /* line a, direction b: sent <= what stands */
    ROW_LINE,          /* line a: what stands <= its power */
    ROW_PEAK,          /* place a: lines into it can bring its peak */
    ROW_FUEL,          /* fuel a: bought = burnt */
    ROW_BUILDS,        /* build of a in units (b 0), at least (1) and at most (2) */
    ROW_TAKE,          /* contract a: taken + shortfall >= take-or-pay share */
    ROW_TOP,           /* contract a: drawn <= the most in the period */
    ROW_CHARGED,       /* battery a at place b: state of charge */
    ROW_VOLUME,        /* battery a: state of charge <= hours x power */
    ROW_CAPEX,         /* capex of calendar year a <= limit */
    ROW_BUILD_RATE,    /* MW built in calendar year a <= limit */
    ROW_CO2,           /* emissions of calendar year a <= cap */
    ROW_CLEAN,         /* calendar year a: energy that emits nothing >= share of the load */
    ROW_CLEAN_HOUR,    /* region of place a: the same in a slice */
    ROW_SUPPLIER,      /* spending with supplier a <= share of all */
    ROW_COUNTRY,       /* spending in the country of supplier a <= share of all */
    ROW_RESERVE,       /* place a: firm power lent >= load and margin */
    ROW_LENT,          /* contract a: lent to places <= contracted */
    ROW_LENT_ON,       /* line a, direction b: lent over it <= what stands */
    ROW_CLEAN_ON,      /* line a, direction b: clean <= sent */
    ROW_STANDBY,       /* workload a: served at its peak when site b is lost */
    ROW_STANDBY_UNITS, /* pool a: units at work when site b is lost */
    ROW_STANDBY_ROOM,  /* site a: their power <= halls when site b is lost */
    ROW_FAIR,          /* tenant a: dominant share >= level */
    ROW_BUDGET,        /* cost of a near-optimal plan <= least cost and slack */
    ROW_KINDS
};

/* NULL: nothing to say. */
struct row_words {
    const char *word, *parts; /* its name, and what its tag's parts are: kinds.c */
    bool soft;                /* decided by a planner: may give in an infeasible plan */
    const char *limit;        /* the plan's key that sets it as a whole */
    const char *binding;      /* `kind` of the fact of what such a limit is worth */
    const char *dual;         /* measure of what one more of it is worth */
};
extern const struct row_words row_words[ROW_KINDS];

/* One place where GPUs can be bought: a step of an offer, with its facts by period. */
struct lot {
    const char *offer, *supplier, *sku, *step;
    size_t o, g;      /* plan's offer (NONE: only in the stream) and SKU */
    bool rented;      /* price is rent, and term counts */
    double total;     /* GPU over all periods */
    double term;      /* years rented */
    double committed; /* GPU of the whole offer; on its first lot only */
    double *supply;   /* T: GPU; 0 when nothing arrives */
    double *price;    /* T: USD/GPU landed, or USD/GPU/h rent */
    size_t *col;      /* T: COL_BUY or NONE */
};

/* GPUs of one SKU delivered in one period, in store until they are installed. */
struct batch {
    size_t g;
    size_t first, last; /* delivery; last period of their life */
    size_t stored;      /* last period in which they may wait in store */
    double price;       /* lowest landed USD/GPU of the period, for residual value */
    size_t col, row; /* COL_INVENTORY, ROW_INVENTORY of period first; the others follow, in turn */
};

/* GPUs of one batch, or of one age at the plan's start, at one site. */
struct cohort {
    size_t s, g, pool;
    size_t batch;                 /* NONE: existing */
    size_t group;                 /* the same for the cohorts of one delivery at all sites */
    char vintage[CP_PERIOD_SIZE]; /* delivery, before the plan too */
    size_t first, last;           /* periods in which it can stand */
    double units;                 /* existing: GPU at the start; else NaN */
    double age;                   /* years since delivery, at the middle of period first */
    double price;                 /* USD/GPU, for residual value */
    size_t col;                   /* COL_STOCK of period first; the others follow */
    size_t install;               /* COL_INSTALL of period first; the others follow */
    size_t from;                  /* first period in which units can come and go */
    size_t survive;               /* ROW_SURVIVE of period from; the others follow */
    size_t go;                    /* ROW_GO the same */
    size_t sell, in, out;         /* COL_SELL, COL_ARRIVE, COL_LEAVE the same, or NONE */
};

/* Where work can run: the GPUs of one SKU at one site, or those rented under one offer. */
struct pool {
    size_t s, g, lot;  /* s NONE: rented, lot the first step of the offer */
    size_t *fleet;     /* T: COL_FLEET or NONE */
    size_t *on;        /* T: COL_ON, COL_FLEET when nothing is switched off, or NONE */
    size_t *units_row; /* T: ROW_UNITS of the first slice, others follow; or NONE */
};

/* An entry of the ledger: `amount` USD per unit of the column, in period t. col NONE: in any case.
 */
enum cost_kind {
    COST_SITE,
    COST_SITE_OM,
    COST_GPU,
    COST_GPU_OM,
    COST_MOVE,
    COST_RESALE,
    COST_RENT,
    COST_ENERGY,
    COST_CAPACITY,
    COST_TAKE_OR_PAY,
    COST_BATTERY,
    COST_PLANT,
    COST_ANNUITY,
    COST_PLANT_OM,
    COST_FUEL,
    COST_CO2,
    COST_UNMET,
    COST_REVENUE,
    COST_SALVAGE,
    COST_NETWORK,
    COST_KINDS
};
extern const char *const cost_kind_name[COST_KINDS];

struct entry {
    size_t col;
    uint16_t t, kind;
    const char *site, *node, *sku, *offer, *contract, *workload,
        *name; /* NULL where it does not apply */
    double amount;
};

/* Who decides on a column of one of several scenarios, and whose answer tells of it. */
enum decided {
    LATER,    /* its scenario, once it is known */
    NOW,      /* all scenarios together, told of here */
    NOW_TOLD, /* and told of by a scenario before */
};

struct model {
    const struct cp_plan *plan;
    const struct model *whole;          /* of all periods, when this one is a window; else NULL */
    const struct cp_scenario *scenario; /* factors on the stream; NULL: none */
    const char *scenario_name;          /* of its facts; NULL: the plan as it is */
    const bool *said;                   /* rows of the stream that it reads; NULL: the central */
    const uint8_t *decided;             /* enum decided of every column; NULL: all LATER */
    struct cp_arena arena;
    struct cp_lp *lp;
    struct cp_error *err;
    bool oom; /* sticky; checked once */
    bool integer;

    size_t T;
    struct cp_period *period;
    char (*text)[CP_PERIOD_SIZE];
    double *years, *hours, *df;      /* T: length in years and hours, discount factor */
    const struct cp_slicing **slice; /* T */
    size_t most_slices;              /* of a period */

    double *demand; /* workload x T: EFLOP/s mean; 0: none */
    double *peak;   /* workload x T: peak to mean; 0: unknown */
    double *top;    /* workload x T: EFLOP/s in the slice of highest load; 0: no firm demand */

    struct lot *lot;
    size_t nlot;
    struct batch *batch;
    size_t nbatch;
    struct cohort *cohort;
    size_t ncohort, ngroup; /* ngroup: of what stands at the start */
    struct pool *pool;
    size_t npool;

    struct place *place;
    size_t P, *site_place;     /* places; of every site its place */
    struct delivery *delivery; /* contract */
    struct standing *standing; /* contract */
    struct standing *line;     /* line */
    size_t *carry;             /* (line x direction) x T: first COL_CARRY or NONE */
    struct standing *link;     /* link */
    size_t *link_row;          /* link x T: first ROW_LINK */
    struct route *route;       /* by workload and site */
    size_t nroute, caproute;
    size_t *sent;     /* route x T: first COL_SENT or NONE */
    size_t *fuel_row; /* fuel x T: ROW_FUEL or NONE */
    size_t *fuel;     /* tier (in order of fuels) x T: COL_FUEL */

    size_t *halls, *room;     /* site x T: COL_HALLS; first ROW_ROOM */
    size_t *load;             /* site x T: first ROW_LOAD */
    size_t *traffic;          /* site x T: first ROW_TRAFFIC; NONE: unlimited */
    size_t *rented;           /* site x T: COL_BANDWIDTH or NONE */
    size_t *balance;          /* place x T: first ROW_BALANCE */
    size_t *power;            /* site x T: first COL_POWER */
    size_t *build;            /* phase (in order of sites) x T: COL_BUILD or NONE */
    size_t *unmet;            /* workload x T: first COL_UNMET (one for flexible) or NONE */
    size_t *demand_row;       /* workload x T: first ROW_DEMAND */
    size_t *run;              /* (workload x pool) x T: first COL_RUN or NONE */
    size_t *held;             /* the same: COL_HELD or NONE */
    size_t *accept;           /* workload: COL_ACCEPT or NONE */
    size_t *contract;         /* contract: COL_CONTRACT or NONE */
    size_t *contract_row;     /* contract x T: first ROW_CONTRACT or NONE */
    size_t *flow;             /* contract x place x T: first COL_FLOW or NONE */
    size_t *charge, *charged; /* the same, batteries: first COL_CHARGE, COL_CHARGED */
    size_t *shortfall;        /* contract x T */
    size_t *top_power;        /* contract x T: COL_TOP or NONE */

    struct tag *coltag, *rowtag;
    size_t ncoltag, capcoltag, nrowtag, caprowtag;
    struct entry *ledger;
    size_t nledger, capledger;
};

static inline struct tag tagged(uint8_t kind, size_t a, size_t b, size_t t, size_t h) {
    return (struct tag){kind, (uint16_t)a, (uint16_t)b, (uint16_t)t, (uint16_t)h}; /* NONE: NOT */
}

static inline bool same_tag(const struct tag *x, const struct tag *y) {
    return x->kind == y->kind && x->a == y->a && x->b == y->b && x->t == y->t && x->h == y->h;
}

/* model.c */
size_t col(struct model *m, struct tag tag, double lower, double upper);
size_t row(struct model *m, struct tag tag, double lower, double upper);
/* The same for every slice of the tag's period; the first, the others follow. */
size_t cols_by_slice(struct model *m, struct tag tag, double lower, double upper);
size_t rows_by_slice(struct model *m, struct tag tag, double lower, double upper);
void coef(struct model *m, size_t r, size_t c, double value);
/* Enter a cost: `e.amount` USD per unit of e.col in period e.t. */
void charge(struct model *m, struct entry e);
/* Row r of the stream is read: it is no quantile, and of no scenario but the model's. */
bool applies(const struct model *m, const struct cp_facts *f, size_t r);
size_t *indices(struct model *m, size_t n); /* n times NONE */
bool is_capex(const struct entry *e);       /* capital expenditure */
bool in_force(const struct model *m, size_t t, int64_t from, int64_t to);
double age_of(const struct model *m, size_t from, size_t t); /* years between mid-points */
bool serves(double age, double life);                        /* has not reached its end */
/* Periods of the plan from first to last that a period of any length falls into; first > last:
 * none. */
struct span {
    size_t first, last;
};
struct span span_of(const struct model *m, struct cp_period p);
/* Weighted mean over a period's slices of the columns that start at `first`; NONE: 0. */
double slice_mean(const struct model *m, const double *x, size_t first, size_t t);
double unmet_in(const struct model *m, const double *x, size_t w, size_t t); /* EFLOP/s, mean */

/* kinds.c */
bool is_capacity(const struct model *m,
                 const struct tag *col); /* to build, buy, contract or accept */
void describe(const struct model *m, char kind, size_t index, char *buf, size_t size);
cp_lp_namer cp_allocate_namer;

/* asset.c */
bool is_built(const struct cp_contract *c);
bool is_storage(const struct cp_contract *c);
/* Add `value` for every MW that stands in period t to row r; how many MW that is in an answer. */
void hold(struct model *m, size_t r, const struct standing *s, size_t t, double value);
double stands(const struct standing *s, const double *x, size_t t);
bool stands_any(const struct standing *s, size_t t);
int add_plants(struct model *m);
void add_plant_units(struct model *m);
/* What its owner pays for a MW of the vintage. */
struct money {
    const struct cp_path *capex, *om;
    double interest, life;
    const char *contract, *name;
    bool network; /* charges a year are of the network, not of plants */
};
void pay(struct model *m, const struct vintage *v, const struct money *k, bool existing);
/* A line or link: `existing` stands in every period, more comes at the start of periods from a date
 * on, all of it at most `most`. */
struct expansion {
    uint8_t col, row; /* kinds of their tags, of number `at` */
    size_t at;
    double existing, most;
    int64_t from;
    struct money money;
};
void expand(struct model *m, struct standing *s, const struct expansion *x);

/* place.c */
int make_places(struct model *m);
/* MW of fixed load at a place in a slice. */
double fixed_load(const struct model *m, size_t p, size_t t, size_t h);
bool delivers_to(const struct model *m, size_t e, size_t p);

double site_pue(const struct model *m, const struct cp_site *site, size_t t, size_t h);

/* Facts of the answer, one after another; nothing more once one was refused. */
struct writer {
    const struct model *m;
    const struct cp_lp_solution *s;
    struct cp_facts *facts;
    bool slices; /* dispatch by slice too */
    int rc;
};
void put(struct writer *w, const char *measure, struct cp_fact f, size_t t, double value);
/* Only what is there: zero rows would bury the decisions. */
void put_some(struct writer *w, const char *measure, struct cp_fact f, size_t t, double value,
              double scale);
/* What stands in the period and, unless `built` is NULL, what of it is built then. */
void put_standing(struct writer *w, const struct standing *s, struct cp_fact f, size_t t,
                  const char *standing, const char *built);
/* The decision on column c is told of in facts like `f`, which get its scenario. */
bool tells(const struct writer *w, size_t c, struct cp_fact *f);

/* allocate.c */
int build_program(struct model *m, const struct cp_facts *facts, bool integer);
void release_program(struct model *m);
/* The facts of a solution that has a point. */
int write_all(const struct model *m, const struct cp_lp_solution *s,
              const struct cp_allocate_options *opt, struct cp_facts *facts);
/* Export, if that is asked for, and solve. */
int solve_program(struct cp_lp *lp, const struct cp_allocate_options *opt, struct cp_lp_solution *s,
                  struct cp_allocate_result *out, struct cp_error *err);

/* foresight.c */
/* Hold all capacity at what it is in x. */
int hold_decisions(struct model *m, const double *x);
void defer_commitments(struct model *m); /* of a window, to what can arrive after it */
/* Decide window by window, opt->look periods of which opt->keep stay, all but the last; what stays
 * is fixed in `whole`. True in *stuck: a window has no answer, and the result says why. */
int decide_ahead(struct model *whole, const struct cp_facts *facts,
                 const struct cp_allocate_options *opt, struct cp_allocate_result *out,
                 bool *stuck);

/* scenarios.c */
int has_scenarios(const struct cp_plan *plan, const struct cp_facts *facts, bool *has,
                  struct cp_error *err);
int scale_stream(struct model *m); /* by the factors of the model's scenario */
int allocate_scenarios(const struct cp_plan *plan, struct cp_facts *facts,
                       const struct cp_allocate_options *opt, struct cp_allocate_result *out,
                       struct cp_error *err);

/* one file each */
int read_demand(struct model *m, const struct cp_facts *facts);
int read_supply(struct model *m, const struct cp_facts *facts);
int add_nodes(struct model *m);
int add_sites(struct model *m);
int add_offers(struct model *m);
int add_fleet(struct model *m);
int add_moves(struct model *m);
int add_pools(struct model *m);
int add_workloads(struct model *m);
int add_traffic(struct model *m);
/* Gbit/s of a limited site: its own and what is rented. */
double bandwidth(const struct model *m, const double *x, size_t s, size_t t);
/* Gbit/s that an EFLOP/s of workload w on pool p sends over the network of site s. */
double traffic_at(const struct model *m, size_t w, size_t p, size_t s);
/* link.c: the latencies of links, not of sites, are those of the workload's region. */
bool region_is_linked(const struct model *m, const struct cp_workload *w);
bool can_reach(const struct model *m, const struct cp_workload *w, const struct cp_site *site);
int add_links(struct model *m);
bool link_is_full(const struct model *m, const struct cp_lp_solution *s, size_t l, size_t t);
void write_link(struct writer *w, size_t l, size_t t);
int add_energy(struct model *m);
void add_operation(struct model *m, size_t e, size_t t); /* operate.c */
int add_power_lines(struct model *m);
size_t line_end(const struct model *m, size_t l, bool far); /* its place: `to`, or `from` */
int add_fuels(struct model *m);
int add_limits(struct model *m);
int add_standby(struct model *m);
int add_integers(struct model *m);
/* Lot l is a step of an offer at a lower price than the one before it. */
bool comes_after(const struct model *m, size_t l);
/* The plan that has least of opt->least within opt->slack of the cost of `s`, which it replaces. */
int find_nearby(struct model *m, const struct cp_allocate_options *opt, struct cp_lp_solution *s);
/* With the capacity of `s`, which it replaces, dispatch fair to tenants. */
int share_fairly(struct model *m, const struct cp_allocate_options *opt, struct cp_lp_solution *s);
/* MW that a MW of contract e delivers in every slice of period t. */
/* The same in slice h. */
double available_in(const struct model *m, size_t e, size_t t, size_t h);
double least_available(const struct model *m, size_t e, size_t t);
bool is_open(const struct cp_contract *c); /* unlimited, and costs nothing to hold */
/* An open contract could stand at any power that is large enough: let it stand at the most that it
 * delivers, whatever engine answered. */
void settle_contracts(const struct model *m, struct cp_lp_solution *s);
int write_answer(const struct model *m, const struct cp_lp_solution *s, bool slices,
                 struct cp_facts *facts);
int write_costs(const struct model *m, const struct cp_lp_solution *s, struct cp_facts *facts);
int write_values(const struct model *m, const struct cp_lp_solution *s, struct cp_facts *facts);
/* A program's models, one a scenario, with where their rows and columns stand in it; NULL: at their
 * own. */
struct explained {
    const struct model *m;
    const size_t *row, *col;
    const size_t *now; /* of every decision of the first stage, the part's column */
    size_t nnow;
};
int write_contract_values(struct cp_lp *lp, const struct explained *part, size_t n,
                          double objective, const struct cp_lp_options *opt, struct cp_facts *facts,
                          struct cp_str *out, struct cp_error *err);
int explain_infeasible(const struct cp_lp *lp, const struct explained *part, size_t n,
                       const struct cp_lp_options *opt, struct cp_str *out, struct cp_error *err);
double explain_short(const struct model *m, const struct cp_lp_solution *s, struct cp_str *out);

#endif
