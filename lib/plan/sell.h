/* Compute that is sold as a plan has it: products and who buys them, what isolation costs, hosted
 * models, the price lists of others, teams whose hours are charged. */
#ifndef CAPPLAN_PLAN_SELL_H
#define CAPPLAN_PLAN_SELL_H

#include "plan/path.h"

CP_BEGIN_DECLS

/* What is sold: constant and word. Hours of GPUs, but for the last two: halls with power, and
 * places in the queue for a connection to the grid. */
#define CP_SALE_KINDS(X)                                                                           \
    X(CP_SALE_SPOT, "spot")                                                                        \
    X(CP_SALE_ON_DEMAND, "on-demand")                                                              \
    X(CP_SALE_RESERVED, "reserved")                                                                \
    X(CP_SALE_WHOLE_SITE, "whole-site")                                                            \
    X(CP_SALE_HALLS, "halls")                                                                      \
    X(CP_SALE_QUEUE, "queue")
#define CP_SALE_CONSTANT(constant, word) constant,
enum cp_sale_kind { CP_SALE_KINDS(CP_SALE_CONSTANT) CP_SALE_KIND_COUNT };
#undef CP_SALE_CONSTANT

/* A SKU of a product. */
struct cp_sale_sku {
    const char *sku;
    struct cp_pos pos;
    double basis;         /* its price over that of the product's curve, or over its rental */
    struct cp_path price; /* USD/GPU/h, in place of both; absent: none */
    struct cp_path depth; /* GPU; absent: the product's */
};

/* How buyers answer a price, beside a quantity at the reference price: one of these, or none, when
 * all of it is taken up to the reference price and nothing above. */
struct cp_sale_response {
    double elasticity; /* below -1; NaN: not this one */
    double slope;      /* GPU fewer for each USD/GPU/h more; NaN: not this one */
    double a, b;       /* share e^{a-bp}/(1+e^{a-bp}) of the depth buys, b in GPU.h/USD; NaN */
};

/* Halls and places in a queue, by facility power. */
struct cp_sale_power {
    double price; /* USD/MW/year; NaN: not this */
    double depth; /* MW */
};

struct cp_sale_product {
    const char *name;
    struct cp_pos pos;
    enum cp_sale_kind kind;
    const char *curve; /* of market prices; NULL: none */
    size_t nsku, nsite;
    struct cp_sale_sku *sku;
    const char **sites;   /* where it is sold; none: everywhere */
    struct cp_path price; /* USD/GPU/h, in place of a curve; absent: none */
    double premium;       /* on the reference price */
    double discount;      /* from it; one of the two is 0 */
    struct cp_path depth; /* GPU wanted at the reference price, of each SKU */
    struct cp_sale_response response;
    double sd;          /* GPU, of what is wanted in a period; 0: certain */
    double term;        /* years; 0: by the hour */
    double notice;      /* years, at which the buyer may leave; NaN: may not */
    double recall;      /* years, at which the seller may; NaN: may not */
    double minimum;     /* part that is paid in any case */
    double utilisation; /* part of the hours held that is paid */
    double commission;  /* of a venue, part of the price */
    double lot;         /* GPU that are sold together; 0: any number */
    double fee;         /* USD/year for a lot, in place of a price; NaN: none */
    double matched;     /* elasticity of all buyers, when rivals match the price; NaN */
    bool isolated;      /* racks are the buyer's alone */
    struct cp_sale_power power;
};

/* What a buyer costs that shares nothing. */
struct cp_isolation {
    double rack;     /* GPU; 0: single ones can be sold alone */
    double setup;    /* years without work at the start of a term */
    double overhead; /* part of the GPUs, for management and fences */
    double price;    /* part of the price that buyers pay for it */
    double audit;    /* USD/year for a buyer */
    double
        spare_risk; /* that more of its group are down than it has spares; NaN: none of its own */
    double group;   /* GPU at work of a buyer, of which spares and audits are counted */
};

/* Prices of tokens. */
struct cp_token_price {
    double in, hit, out; /* USD/Mtoken; NaN: not sold */
};

struct cp_hosted_model {
    const char *name;
    struct cp_pos pos;
    const char *sku;
    double input, output; /* token/s of a GPU at work on it alone */
    double hit;           /* part of input tokens that stand in a cache */
    double input_share;   /* part of all tokens that is input */
    double utilisation;   /* part of the hours at work */
    struct cp_token_price price;
    double research_sunk, research_ahead; /* USD that made it, and that will */
    double volume;                        /* token/year that research is spread over */
    double life;                          /* years that it is sold */
};

/* What another asks for the like. */
struct cp_rival_price {
    const char *name;
    struct cp_pos pos;
    const char *provider, *sku;
    enum cp_sale_kind product;
    double price; /* USD/GPU/h */
    double term;  /* years */
};

/* Whose hours are charged. */
struct cp_sale_team {
    const char *name;
    struct cp_pos pos;
    size_t nworkload;
    const char **workloads;
    struct cp_path budget; /* USD a calendar year; absent: none */
};

struct cp_plan_selling {
    size_t nproduct, nmodel, nrival, nteam;
    struct cp_sale_product *product;
    struct cp_isolation isolation;
    struct cp_hosted_model *model;
    struct cp_rival_price *rival;
    struct cp_sale_team *team;
};

CP_END_DECLS

#endif
