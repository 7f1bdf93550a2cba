/* Private to the sell room: what every analysis works on. */
#ifndef CAPPLAN_SELL_INTERNAL_H
#define CAPPLAN_SELL_INTERNAL_H

#include "curve/curve.h"
#include "sell/sell.h"

#define NONE SIZE_MAX

/* GPUs of a SKU at a site, or on what an offer rents. Arrays are by scenario, then period. */
struct cp_sell_unit {
    const char *site, *offer; /* one of them; NULL: the other */
    const struct cp_sku *sku;
    double *idle;   /* GPU, mean of the period */
    double *dual;   /* USD/GPU/h that its hour is worth to the plan's own work, mean */
    double *low;    /* the same in the slice where it is least; NaN: there are none */
    double *energy; /* USD/GPU/h that work costs more than none, power and upkeep */
    double *cash;   /* the same of all its power; NaN: not known */
    double *spare;  /* GPU idle by slice, nslice for each of them; NULL: not known */
    double *firm;   /* GPU idle in every slice; without facts of slices all that idle */
};

/* A product on a SKU. */
struct cp_sell_offering {
    const struct cp_sale_product *product;
    const struct cp_sale_sku *of;
    const struct cp_sku *sku;
    struct cp_sell_response *response;   /* by scenario and period: of the price that is paid */
    struct cp_sell_response *mean;       /* by period: at the mean of their prices */
    const struct cp_market_curve *curve; /* that it moves with; NULL: none */
    size_t periods;                      /* of a term; 1: by the hour */
    bool whole;                          /* a term in lots: its depth is what is held at a time */
    double net;                          /* part of that price that comes in for an hour held */
    double more;                         /* GPUs held beside one that is sold */
    double audit;                        /* USD/GPU/h */
};

struct cp_sell {
    const struct cp_plan *plan;
    const struct cp_sell_options *opt;
    struct cp_facts *facts;
    struct cp_error *err;
    struct cp_arena arena;
    size_t nperiod, nscenario, nunit, noffering;
    size_t nslice;
    const char **slice;  /* names that facts have */
    double *part;        /* of the period's hours, nslice for each of them */
    const char **period; /* their names */
    double *hours, *df;  /* of each, discount */
    const char **scenario;
    double *probability;
    struct cp_sell_unit *unit;
    struct cp_sell_offering *offering;
    struct cp_curve_factors factors; /* of the plan's curves; with the offerings */
    struct cp_sell_sales *sales;     /* NULL: not found yet */
};

/* An analysis: its file ends in one, called cp_sell_NAME. */
struct cp_sell_kind {
    int (*run)(struct cp_sell *s);
};

/* ---- stream.c -------------------------------------------------------------------------------- */

#define cp_sell_note(s, ...) cp_tell((s)->opt->note, (s)->opt->note_ctx, __VA_ARGS__)
void *cp_sell_alloc(struct cp_sell *s, size_t n, size_t size); /* zeroed; NULL, with a finding */
/* What a row has in a dimension; NULL for '-'. */
const char *cp_sell_dim(const struct cp_sell *s, size_t row, enum cp_dim d);
/* The plan's period that a row is of; NONE: of none. */
size_t cp_sell_period_of(const struct cp_sell *s, size_t row);
/* All facts of a measure, slices and scenarios too. Release. */
int cp_sell_select(struct cp_sell *s, const char *measure, struct cp_selection *out);
/* Whether it counts in a scenario: of that one, or of all. */
bool cp_sell_is_in(const struct cp_sell *s, size_t row, size_t scenario);

/* The number of a slice among those of the facts; nslice: none. */
size_t cp_sell_slice_of(const struct cp_sell *s, const char *slice);

/* ---- stock.c, offering.c: what there is, and who buys ---------------------------------------- */

/* Periods, scenarios and units, once; CP_EUSAGE without `surplus`. */
int cp_sell_read_stock(struct cp_sell *s);
/* Idle GPUs at a site, as far as what is energised leaves power for them to work. */
int cp_sell_limit_by_power(struct cp_sell *s);
/* Products on SKUs; CP_EUSAGE where the plan has none. */
int cp_sell_read_offerings(struct cp_sell *s);
/* Whether it is sold from that unit. */
bool cp_sell_fits(const struct cp_sell_offering *o, const struct cp_sell_unit *u);

/* What an hour earns otherwise: the plan's own work, or nothing, and in either case power and
 * upkeep that it takes. `spot`: the hour may be taken back, and is only sold where own work is
 * least. */
enum cp_sell_use { CP_SELL_OWN_WORK, CP_SELL_STAND_IDLE, CP_SELL_OTHER_SALE };
const char *cp_sell_use_name(enum cp_sell_use u);
double cp_sell_worth(const struct cp_sell_unit *u, size_t at, bool spot, enum cp_sell_use *use);

/* ---- sales.c: what is sold ------------------------------------------------------------------- */

/* GPU that an offering may hold at a unit: of spot all that idle, else those that always do. */
double cp_sell_able(const struct cp_sell *s, size_t o, size_t u, size_t at);
/* GPUs of those that one buyer may hold of it over a whole term, in every scenario, with what is
 * held beside them. */
double cp_sell_room(const struct cp_sell *s, size_t o, size_t u, size_t t);
/* What all sales earn less, USD/GPU/h over the term, when so many GPU are gone from a unit. */
int cp_sell_cost_of(struct cp_sell *s, size_t o, size_t u, size_t t, double gpus, double *out);

/* Steps of a falling marginal revenue: fixed parts of the depth, so that they are the same in every
 * period whose reference price is. */
enum { CP_SELL_STEPS = 15 };
struct cp_sell_steps {
    size_t n;
    double quantity[CP_SELL_STEPS]; /* GPU, of the step */
    double worth[CP_SELL_STEPS];    /* USD/GPU/h, what one more of it brings in */
};
/* No more than what others ask. */
double cp_sell_asked(const struct cp_sell_response *r, double price);
void cp_sell_steps_of(const struct cp_sell_offering *o, const struct cp_sell_response *r,
                      struct cp_sell_steps *out);

/* Means over scenarios, but for bids. */
struct cp_sell_sales {
    double *bid;    /* by unit, scenario, period: USD/GPU/h that one more GPU would earn above its
                       floor */
    double *firm;   /* the same of one that idles in every slice */
    double *start;  /* by offering, unit, period: GPU whose term starts */
    double *step;   /* by offering, period, step: GPU */
    double *earned; /* by offering, period: USD/h that steps bring in */
};
/* Of a unit: mean over scenarios. */
double cp_sell_bid(const struct cp_sell *s, const double *of, size_t u, size_t t);
/* By the program over all periods, each SKU alone. */
int cp_sell_find_sales(struct cp_sell *s);
/* Stock, offerings and sales, once for all analyses. */
int cp_sell_prepare(struct cp_sell *s);
/* GPU, mean over scenarios. */
double cp_sell_idle(const struct cp_sell *s, size_t u, size_t t);
/* GPU of an offering at a unit that are held in the period, and their start. */
double cp_sell_held(const struct cp_sell *s, size_t o, size_t u, size_t t);
double cp_sell_started(const struct cp_sell *s, size_t o, size_t u, size_t t);
/* USD/GPU/h held that what starts in the period brings in; NaN: nothing does. */
double cp_sell_earned(const struct cp_sell *s, size_t o, size_t t);

/* ---- floor.c ----------------------------------------------------------------------------------
 */

struct cp_sell_floor {
    double price;        /* USD/GPU/h that the buyer pays at least */
    double held;         /* what an hour of one GPU earns otherwise, with what is held beside it */
    double given, taken; /* what the buyer's notice and the seller's are worth */
    enum cp_sell_use use;
};
/* Of a sale that starts in the period, which must end in the plan: the mean over scenarios of the
 * best other use of every hour, and the notices at that price. */
int cp_sell_floor_of(struct cp_sell *s, size_t o, size_t u, size_t t, struct cp_sell_floor *out);
/* The same at a price that is paid. */
int cp_sell_options_of(struct cp_sell *s, size_t o, size_t u, size_t t, double price,
                       struct cp_sell_floor *out);

/* ---- hour.c -----------------------------------------------------------------------------------
 */

/* What is counted of an hour: power and upkeep; chips bought new; halls; research. */
enum cp_sell_basis { CP_SELL_CASH, CP_SELL_SUNK_EXCLUDED, CP_SELL_FULL, CP_SELL_RESEARCH };
const char *cp_sell_basis_name(enum cp_sell_basis b);
/* USD for an hour that is sold, when a part of all is; NaN: something of it is not known. */
double cp_sell_hour(const struct cp_sell *s, const struct cp_sku *sku, enum cp_sell_basis basis,
                    double sold);
double cp_sell_sku_price(const struct cp_sell *s, const struct cp_sku *sku);
/* USD of research for a token of a model that is sold; 0: it has none. */
double cp_sell_research(const struct cp_hosted_model *m);

/* ---- stress.c, quote.c: of an argument --------------------------------------------------------
 */

struct cp_sell_offer {
    const char *product, *sku, *place, *from; /* NULL: not said */
    double gpus, price;
};

int cp_sell_stress(struct cp_sell *s, const char *name);
/* Its product and SKU, first period and, of the places that may be meant, the one with most room;
 * unit NONE: nothing idles at any. */
int cp_sell_read_offer(struct cp_sell *s, const char *text, struct cp_sell_offer *f, size_t *o,
                       size_t *u, size_t *t);
int cp_sell_answer_to(struct cp_sell *s, const char *text);

#endif
