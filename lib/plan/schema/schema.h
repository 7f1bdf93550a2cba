/* The tables of keys, one file a section: each row says how a key fills a member of a struct. */
#ifndef CAPPLAN_PLAN_SCHEMA_H
#define CAPPLAN_PLAN_SCHEMA_H

#include "plan/schema/finding.h"
#include <stddef.h>

enum cp_field_type {
    CP_T_NUMBER,      /* double in `unit` */
    CP_T_PATH,        /* struct cp_path in `unit` */
    CP_T_DRIVER,      /* struct cp_driver in `unit` */
    CP_T_COUNT,       /* size_t */
    CP_T_TEXT,        /* const char * */
    CP_T_FILE,        /* const char *, resolved, can be read */
    CP_T_DATE,        /* int64_t: first hour of the period named, or its end with CP_F_END */
    CP_T_PERIOD,      /* struct cp_period */
    CP_T_BOOLEAN,     /* bool */
    CP_T_CHOICE,      /* enum: index into `choice` */
    CP_T_CHOICE_BOOL, /* bool: whether it is the second of `choice` */
    CP_T_CHOICE_TEXT, /* const char *: the word itself */
    CP_T_CURRENCY,    /* const char *, a code of ISO 4217 */
    CP_T_PRICE_UNIT,  /* struct cp_price_unit */
    CP_T_NAME,        /* const char *, a name in `section` */
    CP_T_NAMES,       /* const char ** and a count, names in `section` */
    CP_T_NUMBERS,     /* double * and a count, in `unit` */
    CP_T_MAP,         /* a mapping whose keys (`of`) fill the same struct */
    CP_T_TABLE,       /* name -> mapping: an array of structs and a count */
    CP_T_LIST,        /* list of mappings: an array of structs and a count */
    CP_T_ELSEWHERE,   /* files, handled before binding: include, profiles */
    CP_T_OVERRIDES    /* paths and values, handled before binding: set */
};

enum {
    CP_F_SIGNED = 1,    /* may be negative */
    CP_F_POSITIVE = 2,  /* must be above 0 */
    CP_F_END = 4,       /* a date: the end of the period named */
    CP_F_NEVER = 8,     /* a date: INT64_MAX when absent */
    CP_F_NO_LIMIT = 16, /* a number: `unlimited` is allowed */
    CP_F_DRIVER = 64,   /* a number or path: in the unit of the driver around it */
    CP_F_PLAN = 32      /* a table: its array is in struct cp_plan, not in the enclosing struct */
};

struct cp_field {
    const char *path; /* whole: "sites/NAME/pue" */
    enum cp_field_type type;
    size_t offset, count; /* in the struct: the value, and its count for arrays */
    size_t own_unit;      /* of a number, CP_AT(a text bound before): its unit, not `unit` */
    const char *unit;
    const char *default_text; /* NULL: required; "": absent */
    const char *meaning;
    double min, max; /* max 0: no upper bound */
    unsigned flags;
    const char *const *choice; /* ends with NULL */
    const char *section;
    const struct cp_schema *of;
};

/* In a row of the table of the struct `OF`: the type, and the offset of a member that is of the C
 * type this type fills. Anything else does not compile: an array of negative size. */
#define CP_IN(type, member) CP_IN_(OF, type, member)
#define CP_IN_(s, type, member) type, offsetof(s, member) + CP_WHEN(CP_FILLS_##type(s, member))
#define CP_N(member) offsetof(OF, member) + CP_WHEN(CP_IS(OF, member, size_t))
#define CP_WHEN(holds) (0 * sizeof(char[(holds) ? 1 : -1]))
#define CP_IS(s, member, type) __builtin_types_compatible_p(__typeof__(((s *)0)->member), type)
#define CP_FILLS_CP_T_NUMBER(s, member) CP_IS(s, member, double)
#define CP_FILLS_CP_T_PATH(s, member) CP_IS(s, member, struct cp_path)
#define CP_FILLS_CP_T_DRIVER(s, member) CP_IS(s, member, struct cp_driver)
#define CP_FILLS_CP_T_COUNT(s, member) CP_IS(s, member, size_t)
#define CP_FILLS_CP_T_TEXT(s, member) CP_IS(s, member, const char *)
#define CP_FILLS_CP_T_FILE(s, member) CP_IS(s, member, const char *)
#define CP_FILLS_CP_T_DATE(s, member) CP_IS(s, member, int64_t)
#define CP_FILLS_CP_T_PERIOD(s, member) CP_IS(s, member, struct cp_period)
#define CP_FILLS_CP_T_BOOLEAN(s, member) CP_IS(s, member, bool)
#define CP_FILLS_CP_T_CHOICE(s, member) (sizeof(((s *)0)->member) == sizeof(int))
#define CP_FILLS_CP_T_CHOICE_BOOL(s, member) CP_IS(s, member, bool)
#define CP_FILLS_CP_T_CHOICE_TEXT(s, member) CP_IS(s, member, const char *)
#define CP_FILLS_CP_T_CURRENCY(s, member) CP_IS(s, member, const char *)
#define CP_FILLS_CP_T_PRICE_UNIT(s, member) CP_IS(s, member, struct cp_price_unit)
#define CP_FILLS_CP_T_NAME(s, member) CP_IS(s, member, const char *)
#define CP_FILLS_CP_T_NAMES(s, member) CP_IS(s, member, const char **)
#define CP_FILLS_CP_T_NUMBERS(s, member) CP_IS(s, member, double *)
#define CP_FILLS_CP_T_TABLE(s, member) (sizeof(((s *)0)->member) == sizeof(void *))
#define CP_FILLS_CP_T_LIST(s, member) (sizeof(((s *)0)->member) == sizeof(void *))

/* The keys of a mapping, and the struct that they fill. Members are CP_AT(member); 0: there is
 * none. */
struct cp_schema {
    const struct cp_field *field;
    size_t nfield;
    size_t prefix;       /* bytes of a row's path before the key itself */
    size_t size;         /* of the struct */
    size_t name, pos;    /* members for the key of the entry and where it stands */
    size_t owner;        /* member for the name of the entry around it */
    size_t period;       /* member for the key, which then is a period */
    bool any_period;     /* which may lie outside of the horizon */
    bool beside_path;    /* the keys stand in one mapping with those of a path, which checks them */
    const char *section; /* the key is a name in this section; NULL: free */
    const char *plain;   /* a scalar, or a list of names, stands for this key; NULL: a mapping */
    /* Rules across keys and defaults that depend on them; NULL: none. */
    void (*check)(struct cp_binder *b, const struct cp_plan_node *node, void *base);
};

/* The rows of the table of the struct `OF` whose paths begin with `AT`. */
#define CP_ROWS(rows)                                                                              \
    .field = rows, .nfield = CP_COUNT_OF(rows), .prefix = sizeof AT - 1, .size = sizeof(OF)
#define CP_AT(member) (offsetof(OF, member) + 1)
#define CP_COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* The member of the struct at `base`; NULL when there is none. */
static inline void *cp_plan_member(const void *base, size_t at) {
    return at ? (char *)base + at - 1 : NULL;
}

extern const struct cp_schema cp_plan_schema_region;
extern const struct cp_schema cp_plan_schema_counterparty, cp_plan_schema_book,
    cp_plan_schema_hedging, cp_plan_schema_copula;
extern const struct cp_schema cp_plan_schema_top, cp_plan_schema_workload, cp_plan_schema_driver,
    cp_plan_schema_sku, cp_plan_schema_site, cp_plan_schema_link, cp_plan_schema_node,
    cp_plan_schema_line, cp_plan_schema_fuel, cp_plan_schema_contract, cp_plan_schema_supplier,
    cp_plan_schema_sourcing, cp_plan_schema_entity, cp_plan_schema_tranche, cp_plan_schema_fx,
    cp_plan_schema_sizing, cp_plan_schema_equity, cp_plan_schema_waterfall, cp_plan_schema_reserve,
    cp_plan_schema_trigger, cp_plan_schema_lease, cp_plan_schema_scenario, cp_plan_schema_watch,
    cp_plan_schema_curve, cp_plan_schema_drive, cp_plan_schema_correlation, cp_plan_schema_policy,
    cp_plan_schema_event, cp_plan_schema_product, cp_plan_schema_isolation, cp_plan_schema_model,
    cp_plan_schema_rival, cp_plan_schema_team, cp_plan_schema_tax_group, cp_plan_schema_tax_member;
/* Words of tax depreciation. */
extern const char *const cp_plan_depreciations[];
/* Of a file of rules alone. */
extern const struct cp_schema cp_plan_schema_rules;
extern const struct cp_schema cp_plan_schema_item, cp_plan_schema_phase_part,
    cp_plan_schema_contract_part;
/* Of a map of cp-import. */
extern const struct cp_schema cp_plan_schema_map;
/* Contracts say what they emit where it matters; what their fuel emits is added. */
void cp_plan_check_emissions(struct cp_binder *b, struct cp_plan *plan);
/* No group of contracts is asked for more power than they may have. */
void cp_plan_check_groups(struct cp_binder *b, const struct cp_plan *plan);
/* No item is a part of itself. */
void cp_plan_check_items(struct cp_binder *b, const struct cp_plan *plan);
/* Rates are of other currencies, and say where they come from. */
void cp_plan_check_fx(struct cp_binder *b, const struct cp_plan *plan);
/* They start at a site or region that there is, under a name that is no line's. */
void cp_plan_check_links(struct cp_binder *b, const struct cp_plan *plan);
/* Values that curves drive are there, each driven once; correlations can be. */
void cp_plan_check_drives(struct cp_binder *b, struct cp_plan *plan);
void cp_plan_check_market(struct cp_binder *b, const struct cp_plan *plan);
/* Limits by year are in what their curve prices. */
void cp_plan_check_desk(struct cp_binder *b, struct cp_plan *plan);
/* A workload is of one team. */
void cp_plan_check_selling(struct cp_binder *b, const struct cp_plan *plan);
void cp_plan_check_copula(struct cp_binder *b, const struct cp_plan *plan);
void cp_plan_check_events(struct cp_binder *b, const struct cp_plan *plan);
/* Indices can count the rows of its program. */
void cp_plan_check_size(struct cp_binder *b, const struct cp_plan *plan);
/* What holds reserves can, and delivers to where they are for. */
void cp_plan_check_reserves(struct cp_binder *b, const struct cp_plan *plan);
/* Their work is that of flexible workloads. */
void cp_plan_check_ways(struct cp_binder *b, const struct cp_plan *plan);
/* Probabilities add up to 1; those that are absent are filled in. */
void cp_plan_check_scenarios(struct cp_binder *b, struct cp_plan *plan);

const char *cp_plan_field_key(const struct cp_schema *s, const struct cp_field *f);
const struct cp_field *cp_plan_schema_field(const struct cp_schema *s, const char *key);
/* The row of "sites/hyperion/pue", names and list numbers taken as they come; NULL: none. */
const struct cp_field *cp_plan_schema_find(const char *path);
const char *cp_plan_schema_nearest(const struct cp_schema *s,
                                   const char *key); /* NULL: none near */
/* None of its keys is of the file that the schema is of, or near to one: what is something else is
 * not told line by line, for a plan, and who types a wrong name, may name any file. */
bool cp_plan_schema_is_foreign(const struct cp_schema *s, const struct cp_plan_node *root);

#endif
