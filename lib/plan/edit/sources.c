/* Which numbers of a plan say where they come from. */
#include "plan/document/document.h"
#include "plan/edit/edit.h"
#include "plan/schema/schema.h"
#include <string.h>

struct lister {
    struct cp_str *out;
    struct cp_str path;
    struct cp_plan_sources count;
};

static size_t push(struct lister *l, const char *key) {
    size_t before = l->path.len;
    cp_str_addf(&l->path, "%s%s", before ? "/" : "", key);
    return before;
}

static void pop(struct lister *l, size_t to) {
    l->path.len = to;
    if (l->path.s)
        l->path.s[to] = '\0';
}

static void add_number(struct lister *l, const struct cp_plan_node *n) {
    const char *origin = n->source ? "source" : n->assumed ? "assumed" : "none";
    const char *text = n->source ? n->source : n->assumed ? n->assumed : "-";
    *(n->source ? &l->count.source : n->assumed ? &l->count.assumed : &l->count.none) += 1;
    cp_plan_add_field(l->out, l->path.s ? l->path.s : "");
    cp_str_addc(l->out, '\t');
    cp_plan_add_field(l->out, n->text);
    cp_str_addc(l->out, '\t');
    cp_plan_add_field(l->out, n->pos.file);
    if (n->pos.line)
        cp_str_addf(l->out, ":%u", n->pos.line);
    cp_str_addf(l->out, "\t%s\t", origin);
    cp_plan_add_field(l->out, text);
    cp_str_addc(l->out, '\n');
}

/* A number, a path or a driver: its scalars below, but for words that are no numbers. */
static void list_value(struct lister *l, const struct cp_plan_node *n) {
    if (n->kind == CP_SCALAR) {
        add_number(l, n);
        return;
    }
    for (const struct cp_plan_node *c = n->child; c; c = c->next) {
        bool word = cp_plan_node_is_note(c) ||
                    (c->key && (strcmp(c->key, "measure") == 0 || strcmp(c->key, "method") == 0));
        if (word)
            continue;
        size_t here = l->path.len;
        if (!c->key || strcmp(c->key, "value") != 0)
            push(l, c->key ? c->key : "");
        list_value(l, c);
        pop(l, here);
    }
}

static void list_numbers(struct lister *l, const struct cp_plan_node *n) {
    size_t i = 0;
    for (const struct cp_plan_node *c = n->kind == CP_LIST ? n->child : NULL; c; c = c->next) {
        char number[24];
        snprintf(number, sizeof number, "%zu", ++i);
        size_t here = push(l, number);
        list_value(l, c);
        pop(l, here);
    }
}

static void list_map(struct lister *l, const struct cp_schema *s, const struct cp_plan_node *node);

static void list_entries(struct lister *l, const struct cp_schema *s,
                         const struct cp_plan_node *node) {
    size_t i = 0;
    for (const struct cp_plan_node *c = node->child; c; c = c->next) {
        char number[24];
        snprintf(number, sizeof number, "%zu", ++i);
        if (cp_plan_node_is_note(c))
            continue;
        size_t here = push(l, c->key ? c->key : number);
        if (s->plain && cp_plan_schema_field(s, s->plain)->type == CP_T_NUMBER)
            list_value(l, c);
        else if (c->kind == CP_MAP)
            list_map(l, s, c);
        pop(l, here);
    }
}

static void list_map(struct lister *l, const struct cp_schema *s, const struct cp_plan_node *node) {
    for (const struct cp_plan_node *c = node->child; c; c = c->next) {
        const struct cp_field *f = cp_plan_schema_field(s, c->key);
        if (!f)
            continue;
        size_t here = push(l, c->key);
        if (f->type == CP_T_NUMBER || f->type == CP_T_PATH || f->type == CP_T_DRIVER)
            list_value(l, c);
        else if (f->type == CP_T_NUMBERS)
            list_numbers(l, c);
        else if (f->type == CP_T_MAP)
            list_map(l, f->of, c);
        else if (f->type == CP_T_TABLE || f->type == CP_T_LIST)
            list_entries(l, f->of, c);
        pop(l, here);
    }
}

int cp_plan_list_sources(const struct cp_plan *plan, struct cp_str *out,
                         struct cp_plan_sources *count, struct cp_error *err) {
    struct lister l = {.out = out};
    *count = l.count;
    cp_str_add(out, "path\tvalue\twhere\torigin\ttext\n");
    list_map(&l, &cp_plan_schema_top, plan->root);
    bool full = l.path.oom || out->oom;
    cp_str_release(&l.path);
    if (full)
        return cp_fail_nomem(err);
    *count = l.count;
    return 0;
}
