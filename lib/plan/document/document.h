/* The document: YAML text to nodes with positions, and small moves on them. */
#ifndef CAPPLAN_PLAN_DOCUMENT_H
#define CAPPLAN_PLAN_DOCUMENT_H

#include "plan/plan.h"

/* ---- document.c: YAML text to nodes ---- */

/* Why a file that a plan names cannot be read, or may not be: it is none. NULL: it can. */
const char *cp_plan_document_trouble(const char *file);
/* A file's document; its `source:` and `assumed:` already handed down. A key that stands twice is
 * a finding, but no reason to stop: 0 is returned, and the reader goes on to the next finding. */
int cp_plan_document_read(struct cp_arena *a, const char *file, struct cp_plan_node **root,
                          struct cp_error *err);
/* 0 when all bytes are UTF-8 text that a plan may hold. */
int cp_plan_document_check_text(const char *s, size_t len, const char *file, struct cp_error *err);
/* The same as cp_plan_document_read from memory. `file` is kept; line 0 when `positions` is false.
 */
int cp_plan_document_parse(struct cp_arena *a, const char *text, size_t len, const char *file,
                           bool positions, struct cp_plan_node **root, struct cp_error *err);

/* ---- node.c: moves on them ---- */

extern const char cp_plan_override_file[]; /* "--set": the file that positions of overrides name */
struct cp_plan_node *cp_plan_node_child(const struct cp_plan_node *map, const char *key);
struct cp_plan_node *cp_plan_node_scalar(struct cp_arena *a, const char *key, const char *text,
                                         struct cp_pos pos); /* NULL: no memory */
void cp_plan_node_append(struct cp_plan_node *parent, struct cp_plan_node *child);
void cp_plan_node_remove(struct cp_plan_node *parent, const struct cp_plan_node *child);
/* Keys below `map` that are paths, `henry-hub/long: ...`, become mappings in each other. */
int cp_plan_node_split(struct cp_arena *a, struct cp_plan_node *map, struct cp_error *err);
bool cp_plan_node_is_note(const struct cp_plan_node *n); /* `source:` or `assumed:` */
void cp_plan_node_hand_down(struct cp_plan_node *n, const char *source, const char *assumed);
/* `name` as written in the file `from`, against that file's folder. NULL: no memory. */
const char *cp_plan_node_resolve(struct cp_arena *a, const char *from, const char *name);
/* A mapping's keys that make it a path of steps: periods. */
bool cp_plan_is_step(const char *key);

#endif
