/* What the files of the plan room share. Nothing outside of lib/plan includes this. */
#ifndef CAPPLAN_PLAN_INTERNAL_H
#define CAPPLAN_PLAN_INTERNAL_H

#include "plan/plan.h"
#include <stdio.h>

enum {
    CP_DOC_DEPTH = 64,       /* mappings and lists inside each other */
    CP_DOC_BYTES = 16 << 20, /* of one file */
    CP_INCLUDE_FILES = 256
};

/* ---- document.c: YAML text to nodes ------------------------------------------------------ */

/* A file's document; its `source:` and `assumed:` already handed down. A key that stands twice is
 * a finding, but no reason to stop: 0 is returned, and the reader goes on to the next finding. */
int cp_doc_read(struct cp_arena *a, const char *file, struct cp_plan_node **root,
                struct cp_error *err);
/* 0 when all bytes are UTF-8 text that a plan may hold. */
int cp_doc_check_text(const char *s, size_t len, const char *file, struct cp_error *err);
/* The same as cp_doc_read from memory. `file` is kept; line 0 when `positions` is false. */
int cp_doc_parse(struct cp_arena *a, const char *text, size_t len, const char *file, bool positions,
                 struct cp_plan_node **root, struct cp_error *err);

/* ---- node.c ------------------------------------------------------------------------------ */

struct cp_plan_node *cp_node_child(const struct cp_plan_node *map, const char *key);
struct cp_plan_node *cp_node_scalar(struct cp_arena *a, const char *key, const char *text,
                                    struct cp_pos pos); /* NULL: no memory */
void cp_node_append(struct cp_plan_node *parent, struct cp_plan_node *child);
void cp_node_remove(struct cp_plan_node *parent, const struct cp_plan_node *child);
bool cp_node_is_note(const struct cp_plan_node *n); /* `source:` or `assumed:` */
void cp_node_hand_down(struct cp_plan_node *n, const char *source, const char *assumed);
/* `name` as written in the file `from`, against that file's folder. NULL: no memory. */
const char *cp_node_resolve(struct cp_arena *a, const char *from, const char *name);

/* ---- include.c, override.c --------------------------------------------------------------- */

int cp_include_expand(struct cp_arena *a, struct cp_plan_node *root, struct cp_error *err);
int cp_override_apply(struct cp_arena *a, struct cp_plan_node *root, const char *set,
                      struct cp_error *err);
/* The overrides of the section `set:`, which is taken out. Findings are no failure. */
int cp_override_section(struct cp_arena *a, struct cp_plan_node *root, struct cp_error *err);
/* Every path and value of a mapping; its nodes become the plan's. What is wrong with one of them is
 * a finding, but no reason to stop. */
int cp_override_all(struct cp_arena *a, struct cp_plan_node *root, const struct cp_plan_node *set,
                    struct cp_error *err);
extern const char cp_override_file[]; /* "--set": the file that positions of overrides name */

/* ---- schema.c: the tables ---------------------------------------------------------------- */

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
    CP_F_PLAN = 32      /* a table: its array is in struct cp_plan, not in the enclosing struct */
};

struct cp_field {
    const char *path; /* whole: "sites/NAME/pue" */
    enum cp_field_type type;
    size_t offset, count; /* in the struct: the value, and its count for arrays */
    const char *unit;
    const char *fallback; /* NULL: required; "": absent */
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
#define CP_AT(member) offsetof(OF, member)
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
#define CP_FILLS_CP_T_NAME(s, member) CP_IS(s, member, const char *)
#define CP_FILLS_CP_T_NAMES(s, member) CP_IS(s, member, const char **)
#define CP_FILLS_CP_T_NUMBERS(s, member) CP_IS(s, member, double *)
#define CP_FILLS_CP_T_TABLE(s, member) (sizeof(((s *)0)->member) == sizeof(void *))
#define CP_FILLS_CP_T_LIST(s, member) (sizeof(((s *)0)->member) == sizeof(void *))

struct cp_binder;

enum { CP_NO_OFFSET = -1 };
struct cp_schema {
    size_t prefix; /* bytes of a row's path before the key itself */
    const struct cp_field *field;
    size_t nfield;
    size_t size;         /* of the struct */
    ptrdiff_t name, pos; /* offsets, or CP_NO_OFFSET */
    ptrdiff_t owner;     /* name of the entity around it, or CP_NO_OFFSET */
    ptrdiff_t period;    /* the key is a period, kept there, or CP_NO_OFFSET */
    bool any_period;     /* which may lie outside of the horizon */
    const char *section; /* the key is a name in this section; NULL: free */
    const char *plain;   /* a scalar stands for this key; NULL: it must be a mapping */
    /* Rules across keys and defaults that depend on them; NULL: none. */
    void (*check)(struct cp_binder *b, const struct cp_plan_node *node, void *base);
};

extern const struct cp_schema cp_schema_plan, cp_schema_workload, cp_schema_driver, cp_schema_sku,
    cp_schema_site, cp_schema_link, cp_schema_node, cp_schema_line, cp_schema_fuel,
    cp_schema_contract, cp_schema_supplier, cp_schema_sourcing, cp_schema_entity, cp_schema_tranche,
    cp_schema_waterfall, cp_schema_reserve, cp_schema_trigger, cp_schema_scenario;
/* They start at a site or region that there is, under a name that is no line's. */
void cp_check_links(struct cp_binder *b, const struct cp_plan *plan);
/* Probabilities add up to 1; those that are absent are filled in. */
void cp_check_scenarios(struct cp_binder *b, struct cp_plan *plan);

const char *cp_field_key(const struct cp_schema *s, const struct cp_field *f);
const struct cp_field *cp_schema_field(const struct cp_schema *s, const char *key);
/* The row of "sites/hyperion/pue", names and list numbers taken as they come; NULL: none. */
const struct cp_field *cp_schema_find(const char *path);
const char *cp_schema_nearest(const struct cp_schema *s, const char *key); /* NULL: none near */

/* ---- bind.c, scalar.c, value.c: nodes to structs
 * --------------------------------------------------- */

struct cp_binder {
    struct cp_plan *plan;
    struct cp_arena *arena;
    struct cp_error *err;
    struct cp_str where; /* "sites/hyperion/phases" */
    bool profiles_known; /* they were read without findings */
};

int cp_bind(struct cp_binder *b, const struct cp_schema *s, const struct cp_plan_node *node,
            void *base);
/* A key of one value or a list of plain ones into the struct at `base`. */
void cp_bind_scalar(struct cp_binder *b, const struct cp_field *f, const struct cp_plan_node *n,
                    char *base);
/* A finding at `pos`, with the path where the binder stands before it. */
void cp_bind_fail(struct cp_binder *b, struct cp_pos pos, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void cp_bind_nomem(struct cp_binder *b);
/* A finding when the key is absent: "missing key 'price': wanted by a ppa". */
void cp_bind_want(struct cp_binder *b, const struct cp_plan_node *node, const char *key,
                  const char *because);
/* A finding when [from, to) misses the horizon: names `key`, or the whole. A plan whose horizon
 * was shortened by an override keeps what lies after it. */
void cp_bind_in_horizon(struct cp_binder *b, const struct cp_plan_node *node, const char *key,
                        int64_t from, int64_t to);
size_t cp_bind_push(struct cp_binder *b, const char *key); /* returns what to pop to */
void cp_bind_pop(struct cp_binder *b, size_t to);

bool cp_value_number(struct cp_binder *b, const struct cp_field *f, const struct cp_plan_node *n,
                     double *out);
void cp_value_path(struct cp_binder *b, const struct cp_field *f, const struct cp_plan_node *n,
                   const struct cp_schema *other, struct cp_path *out);
bool cp_value_scalar(struct cp_binder *b, const struct cp_plan_node *n); /* or a finding */
bool cp_value_name(struct cp_binder *b, const char *section, const struct cp_plan_node *n,
                   const char *name);
/* A mapping's keys that make it a path of steps: periods. */
bool cp_value_is_step(const char *key);

/* ---- profile.c --------------------------------------------------------------------------- */

int cp_profiles_read(struct cp_plan *plan, struct cp_error *err);
/* Once the slices are known: hold each profile against them. */
int cp_profiles_place(struct cp_plan *plan, struct cp_error *err);

#endif
