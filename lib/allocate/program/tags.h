/* What every column and row is: names, explanations and duals come from here. */
#ifndef CAPPLAN_ALLOCATE_TAGS_H
#define CAPPLAN_ALLOCATE_TAGS_H

#include "lp/lp.h"

#define NONE SIZE_MAX

/* What a column or row is, for names and explanations: an index into each set, or none of it. */
struct cp_tag {
    uint32_t kind : 8; /* enum col_kind or enum row_kind */
    uint32_t t : 24;   /* period, or NO_PERIOD */
    uint32_t a, b, h;  /* h: slice; NOT: none */
};
#define NOT UINT32_MAX
enum {
    NO_PERIOD = (1 << 24) - 1,
    TOO_LARGE = 255 /* kind of a tag whose index has no room in it */
};

enum col_kind {
    COL_BUILD,       /* MW of phase b of site a in period t */
    COL_HALLS,       /* MW standing at site a */
    COL_BUY,         /* GPU from step a in period t */
    COL_INVENTORY,   /* GPU of delivery a delivered and not installed */
    COL_INSTALL,     /* GPU that join cohort a */
    COL_STOCK,       /* GPU of cohort a */
    COL_SELL,        /* GPU of cohort a that are sold */
    COL_MOVE_IN,     /* GPU that join cohort a from another site */
    COL_MOVE_OUT,    /* GPU that leave it for one */
    COL_FLEET,       /* GPU of pool a */
    COL_POWERED,     /* GPU of pool a that are switched on */
    COL_RUN,         /* EFLOP/s of workload a on pool b */
    COL_UNMET,       /* EFLOP/s of workload a */
    COL_ACCEPT,      /* part of bid a that is accepted */
    COL_WAY,         /* part of workload a that is met in way b */
    COL_WAY_SERVED,  /* EFLOP/s of it that this serves */
    COL_WAY_WORK,    /* EFLOP/s of work before it serves */
    COL_CONTRACT,    /* MW of contract a */
    COL_PLANT,       /* MW of generator or storage a built in period t, or b-th of those before */
    COL_LINE,        /* MW of line a built in period t; t NOT: that stand before */
    COL_LINE_FLOW,   /* MW sent over line a, b 0: from its end `from`, 1: to it */
    COL_LINK,        /* Gbit/s of link a built in period t; t NOT: that stand before */
    COL_LINK_FLOW,   /* Gbit/s over route a */
    COL_SHED,        /* MW of the load of bus a that is not served */
    COL_FUEL,        /* MMBtu of tier b of fuel a */
    COL_VOLUME,      /* MWh of storage a, sized apart, as COL_PLANT */
    COL_CHARGER,     /* MW of its charging, the same */
    COL_PLANT_UNITS, /* units of generator or storage a built, or whether any is: b 1 */
    COL_DISPATCH,    /* MW from contract a to bus b */
    COL_ONLINE,      /* MW of generator a that are on-line */
    COL_START,       /* MW of it that come on-line */
    COL_ON_UNITS,    /* units of it that are on-line */
    COL_CHARGE,      /* MW into battery a at bus b */
    COL_CHARGING,    /* 1: storage a may charge, 0: it may discharge */
    COL_SOC,         /* MWh in battery a at bus b at the end of the slice */
    COL_LEVEL,       /* MWh in storage a at bus b when run h of days begins */
    COL_LEAST_LEVEL, /* MWh in it that a day of group h begins with at least */
    COL_MOST_LEVEL,  /* MWh in storage a at all buses that it begins with at most */
    COL_HELD,        /* MW of reserve b that contract a holds */
    COL_MISSING,     /* MW of reserve a that are missing */
    COL_LOSS,        /* MW of it that the largest loss asks for */
    COL_AT_RISK,     /* 1: a unit of contract a may be lost, for reserve b */
    COL_PEAK_POWER,  /* MW of contract a at the most in a period */
    COL_SHORTFALL,   /* MWh of contract a paid for and not taken */
    COL_RESERVED,    /* GPU of pool b reserved for dedicated workload a */
    COL_LUMPY,       /* 1: phase b of site a is built in period t */
    COL_PLACEMENT,   /* 1: workload a may run at the site or offer of pool b in a year */
    COL_LOTS,        /* multiples bought under the offer of step a */
    COL_ORDERED,     /* 1: anything is */
    COL_STEP_OPEN,   /* 1: step a may be bought from */
    COL_POWER,       /* MW of facility at site a */
    COL_FIRM_CREDIT, /* MW of firm contract a counted for bus b */
    COL_LINE_CREDIT, /* MW of firm power counted over line a, b 0: to its end `to`, 1: from it */
    COL_LINE_CFE,    /* MW of what line a carries that counts as free of carbon, b the same */
    COL_BANDWIDTH,   /* Gbit/s rented for site a */
    COL_SHARE,       /* least dominant share of a tenant that is short */
    COL_CONTINGENCY  /* EFLOP/s of workload a on pool b when site h is lost */
};

enum row_kind {
    ROW_DEMAND,        /* workload a: served + unmet = demand */
    ROW_MIN_RATE,      /* workload a: flexible work does not stop */
    ROW_HALLS,         /* site a: what stands = what stood + build */
    ROW_PHASE,         /* site a, phase b: no more than its size, no less than committed */
    ROW_HALL_CAPACITY, /* site a: power <= halls */
    ROW_LOAD,          /* site a: power = PUE x IT power */
    ROW_TRAFFIC,       /* site a: traffic of the work there <= bandwidth */
    ROW_LINK_FLOW,     /* workload a: sent over its routes to site b = traffic of it there */
    ROW_LINK,          /* link a: sent over it <= what traffic may fill */
    ROW_LINK_SIZE,     /* link a: capacity <= the most there may be */
    ROW_BALANCE,       /* bus a: energy in = power */
    ROW_STEP_ORDER,    /* step a: it fills no faster than the one before */
    ROW_OFFER,         /* offer a: committed units, quantity */
    ROW_INVENTORY,     /* delivery a: delivered = installed + kept */
    ROW_SURVIVE,       /* cohort a: stock <= what is left of the stock before */
    ROW_OUTFLOW,       /* cohort a: sold and moved <= what is left of the stock before */
    ROW_MOVE,          /* delivery of cohort a: what arrives somewhere leaves somewhere */
    ROW_POWERED,       /* pool a: switched on <= fleet */
    ROW_FLEET,         /* pool a: sum of its cohorts */
    ROW_UNITS,         /* pool a: units at work <= fleet that can work */
    ROW_RESERVED,      /* workload a on pool b: units at work <= units reserved */
    ROW_WAYS,          /* workload a: of its ways at most one */
    ROW_WAY_SERVED,    /* workload a: way b serves nothing unless it is chosen */
    ROW_WAY_RUN,       /* workload a: at work = what its ways serve on the plan's GPUs */
    ROW_WAY_WORK,      /* workload a: work of way b before it serves = its FLOP, if it is chosen */
    ROW_LUMPY,         /* phase b of site a: built whole or not at all */
    ROW_PLACEMENT, /* workload a: nothing runs at the site or offer of pool b unless it is chosen */
    ROW_MAX_SITES, /* workload a: of them chosen in a year <= max_sites */
    ROW_LOTS,      /* offer of step a: units = multiple x lots */
    ROW_MINIMUM,   /* offer of step a: units >= minimum when ordered at all */
    ROW_ORDERED,   /* the same: no units when not */
    ROW_STEP_OPEN, /* step a: no units unless it is open */
    ROW_STEP_FULL, /* step a: it is open when the one before it is full */
    ROW_CONTRACT,  /* contract a: delivered <= contracted and available */
    ROW_PLANT,     /* generator or storage a: what stands <= its power */
    ROW_VOLUME,    /* storage a: energy that stands <= its energy */
    ROW_CHARGERS,  /* storage a: charging that stands <= its charge_power */
    ROW_FLAT,      /* generator a: the same power as in the slice before */
    ROW_MUST_RUN,  /* generator a: power >= a part of what is available */
    ROW_ONLINE,    /* generator a: on-line <= what stands */
    ROW_COMMITTED, /* generator a: power <= what is on-line and available */
    ROW_LEAST_LOAD,      /* generator a: power >= a part of what is on-line */
    ROW_START,           /* generator a: started >= more on-line than in the slice before */
    ROW_UP_TIME,         /* generator a: started a while ago or since <= on-line */
    ROW_DOWN_TIME,       /* generator a: on-line a while ago, or started since <= what stands */
    ROW_ON_UNITS,        /* generator a: on-line = unit x units */
    ROW_RAMP,            /* generator a: change of power, b 0: up, 1: down */
    ROW_LINE_FLOW,       /* line a, direction b: sent <= capacity */
    ROW_LINE,            /* line a: what stands <= its power */
    ROW_CYCLE,           /* line a: flows times reactances around the cycle that it closes = 0 */
    ROW_NODE_PEAK,       /* bus a: lines into it can bring its peak */
    ROW_FUEL,            /* fuel a: bought = burnt */
    ROW_PLANT_UNITS,     /* build of a in units (b 0), at least (1) and at most (2) */
    ROW_TAKE,            /* contract a: taken + shortfall >= take-or-pay share */
    ROW_PEAK_POWER,      /* contract a: drawn <= the most in the period */
    ROW_CHARGE,          /* storage a: charged <= its charging that stands */
    ROW_EXCLUSIVE,       /* storage a: b 0: charges, 1: discharges only when it may */
    ROW_SOC,             /* battery a at bus b: state of charge */
    ROW_LEVEL,           /* storage a at bus b: from run h of days to the next */
    ROW_DAY_LEAST,       /* storage a at bus b: not below nothing on any day of the group */
    ROW_DAY_MOST,        /* storage a: at all buses not above what it holds, on any day */
    ROW_LEVEL_LEAST,     /* storage a at bus b: the first or last day of run h / 2 begins with the
                            least or more */
    ROW_LEVEL_MOST,      /* storage a: and with the most or less */
    ROW_MOST_LEVEL,      /* storage a: which is not above what it holds, of group h */
    ROW_ENERGY_CAPACITY, /* battery a: state of charge <= hours x power */
    ROW_HEADROOM,        /* contract a: delivered + held <= what could be delivered */
    ROW_FOOTROOM,        /* contract a: held downwards <= delivered, or not yet taken */
    ROW_RESPONSE,        /* contract a: held of reserve b <= what it rises or falls by in time */
    ROW_STORED,      /* storage a: energy for what it holds, b 0: at the end of a step, 1: start */
    ROW_ROOM,        /* storage a: room for what it holds downwards, b as above */
    ROW_LOSS,        /* contract a: delivered + held of reserve b <= its largest loss */
    ROW_AT_RISK,     /* contract a: nothing delivered nor held unless a unit is at risk */
    ROW_FIRM_CREDIT, /* contract a: credited at buses <= contracted */
    ROW_LINE_CREDIT, /* line a, direction b: credited over it <= capacity */
    ROW_LINE_CFE,    /* line a, direction b: free of carbon <= sent */
    ROW_CONTINGENCY_UNITS, /* pool a: units at work when site b is lost */
    ROW_CONTINGENCY_HALLS, /* site a: their power <= halls when site b is lost */
    ROW_SHARE,             /* tenant a: dominant share >= the least of all */
    ROW_BUDGET,            /* cost of a near-optimal plan <= least cost and slack */
    ROW_LIMITS             /* and from here on the limits of the whole plan: limits.h */
};

/* Names of kinds, and what the parts a and b of their tags are, a letter each: w workload, p pool,
 * s site, f phase of site a, n bus, c contract, l step of an offer, b delivery, k cohort, u
 * supplier, z its country, y calendar year, i line, d direction, e link, r route, g fuel, t tier, q
 * group of contracts, o operating reserve, v way of workload a, x
 * number. */
struct cp_col_kind {
    const char *word, *parts;
    bool capacity; /* to build, buy, contract or accept */
    bool spare;    /* more of it than is asked for means nothing */
    bool stock;    /* what is there of it, and where: with capacity what a window leaves behind */
};
struct cp_row_kind {
    const char *word, *parts;
    bool soft; /* decided by a planner: may give in an infeasible plan */
    /* What is missing then, above and below; NULL: nothing to say, the same. In it # is how much, $
     * the same in billions of the plan's currency, {$} that currency, and {n} the name of the part
     * whose letter is n. */
    const char *lacks, *exceeds;
    bool stands; /* what there is: gives only where nothing does that is asked for */
};

struct cp_program;
const struct cp_col_kind *cp_allocate_col_kind(const struct cp_tag *tag);
const struct cp_row_kind *cp_allocate_row_kind(const struct cp_program *m,
                                               const struct cp_tag *tag);

/* Of indices, NONE where there is none. */
static inline struct cp_tag tagged(uint8_t kind, size_t a, size_t b, size_t t, size_t h) {
    bool fits = (a < NOT || a == NONE) && (b < NOT || b == NONE) && (h < NOT || h == NONE) &&
                (t < NO_PERIOD || t == NONE);
    return (struct cp_tag){.kind = fits ? kind : TOO_LARGE,
                           .t = (uint32_t)t & NO_PERIOD,
                           .a = (uint32_t)a,
                           .b = (uint32_t)b,
                           .h = (uint32_t)h};
}

static inline bool same_tag(const struct cp_tag *x, const struct cp_tag *y) {
    return x->kind == y->kind && x->a == y->a && x->b == y->b && x->t == y->t && x->h == y->h;
}

struct cp_tags {
    struct cp_tag *tag;
    size_t n, cap;
    bool shared; /* with another program's */
};

/* Its kind and the parts of its tag in words; kind 'c': of a column, 'r': of a row. False: no
 * memory, and "?" in their place. */
bool cp_allocate_describe(const struct cp_program *m, char kind, size_t index, char *buf,
                          size_t size);
/* The same without blanks, for files of programs. */
cp_lp_namer cp_allocate_namer;
/* The name of the part of a tag that the letter stands for. */
void cp_allocate_add_part(const struct cp_program *m, char letter, const struct cp_tag *tag,
                          uint32_t part, struct cp_str *out);

#endif
