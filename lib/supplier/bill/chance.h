/* Paths of a bill of materials under risk: what is drawn, and what becomes of it. Private to the
 * room.
 *
 * Paths are taken in blocks, each step for a whole block before the next: arrays are by source,
 * supplier or node and, innermost, by path of the block. */
#ifndef CAPPLAN_SUPPLIER_BILL_CHANCE_H
#define CAPPLAN_SUPPLIER_BILL_CHANCE_H

#include "supplier/bill/bill.h"

enum { CP_CHANCE_BLOCK = 40, CP_CHANCE_CHUNK = 1000, CP_CHANCE_EVENTS = 64 };

/* An offer that somebody waits for. */
struct cp_chance_source {
    const struct cp_bill_offer *offer;
    size_t supplier;
    uint64_t key;
};

/* What makes all of a supplier's lead times long, and all of its country's; and its stops. */
struct cp_chance_common {
    uint64_t supplier, country, stop; /* keys */
    size_t same;                      /* the first supplier of the country */
};

/* A peg, in hours from the start of the plan. */
struct cp_chance_line {
    size_t source; /* NONE: from stock */
    double order, slot;
};

/* A node, as small as can be: there may be thousands. */
struct cp_chance_spot {
    uint32_t above, line, nline; /* NO_SPOT: a parent's own */
    uint32_t part, other;        /* its last part; the one before it of the same: NO_SPOT: none */
    bool missing;
    double before; /* hours */
};
#define CP_NO_SPOT UINT32_MAX

struct cp_chance {
    const struct cp_bill *b;
    const struct cp_supplier_risk_options *opt;
    size_t n, nsource, T;
    struct cp_chance_source *source;
    struct cp_chance_common *common; /* by supplier */
    struct cp_chance_line *line;     /* by peg */
    struct cp_chance_spot *spot;     /* by node */
    double *ready;     /* parent x path: hours from the start of the plan; infinity: never */
    uint64_t *decides; /* chunk x node: paths in which it is on the critical chain */
    double supplier_share, country_share; /* of a normal draw: square roots of correlations */
    double late;                          /* hours */
};

struct cp_chance_stop {
    double from, to;
};

/* What the paths of a block have drawn. */
struct cp_chance_drawn {
    double *lead, *delay; /* by source, hours */
    double *common;       /* by supplier, then of its country: of one path */
    struct cp_chance_stop *stop;
    size_t *nstop;
    bool *stops;             /* by supplier: in any of the paths */
    double *arrival, *start; /* by node, hours from the start; start: when its parts are there */
};

/* draw.c: false: no memory. Release in any case. */
bool cp_chance_reserve(const struct cp_chance *c, struct cp_chance_drawn *d);
void cp_chance_release(struct cp_chance_drawn *d);
/* Draw n paths from the first on. */
void cp_chance_draw(const struct cp_chance *c, size_t first, size_t n, struct cp_chance_drawn *d);

/* wait.c: when parents are ready on them, into `ready`; what they wait for is added to `decides`,
 * by node. */
void cp_chance_add_up(struct cp_chance *c, size_t first, size_t n, struct cp_chance_drawn *d,
                      uint64_t *decides);

#endif
