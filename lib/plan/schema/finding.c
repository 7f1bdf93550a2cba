/* What a rule of the schema finds wrong, said with the place in the plan where the binder stands.
 */
#include "plan/schema/schema.h"
#include "plan/document/document.h"

void cp_plan_fail(struct cp_binder *b, struct cp_pos pos, const char *fmt, ...) {
    char text[400];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    const char *where = b->where.len ? b->where.s : "";
    cp_fail_at(b->err, CP_EINPUT, pos, "%.200s%s%s", where, *where ? ": " : "", text);
}

void cp_plan_fail_nomem(struct cp_binder *b) {
    cp_fail_nomem(b->err);
}

size_t cp_plan_push(struct cp_binder *b, const char *key) {
    size_t before = b->where.len;
    if (before)
        cp_str_addc(&b->where, '/');
    cp_str_add(&b->where, key);
    return before;
}

void cp_plan_pop(struct cp_binder *b, size_t to) {
    b->where.len = to;
    if (b->where.s)
        b->where.s[to] = '\0';
}

void cp_plan_want(struct cp_binder *b, const struct cp_plan_node *node, const char *key,
                  const char *because) {
    if (!cp_plan_node_child(node, key))
        cp_plan_fail(b, node->key_pos, "missing key '%s': %s", key, because);
}

void cp_plan_want_in_horizon(struct cp_binder *b, const struct cp_plan_node *node, const char *key,
                             int64_t from, int64_t to) {
    const struct cp_horizon *h = &b->plan->horizon;
    if (!h->n)
        return;
    const struct cp_plan_node *n = cp_plan_node_child(node, key);
    struct cp_pos pos = n ? n->pos : node->key_pos;
    const struct cp_plan_node *last =
        cp_plan_node_child(cp_plan_node_child(b->plan->root, "horizon"), "to");
    char text[CP_PERIOD_SIZE];
    if (to <= h->origin) {
        cp_period_format(text, h->from);
        cp_plan_fail(b, pos, "ends before the plan begins (%s)", text);
    } else if (from >= cp_period_end(h->to) && !(last && last->pos.file == cp_plan_override_file)) {
        cp_period_format(text, h->to);
        cp_plan_fail(b, pos, "%s%sbegins after the plan ends (%s)", n ? key : "", n ? ": " : "",
                     text);
    }
}

void cp_plan_want_of_kind(struct cp_binder *b, const struct cp_plan_node *node,
                          const struct cp_kind_key *row, size_t n, unsigned kind) {
    for (size_t i = 0; i < n; i++)
        if (row[i].kinds & 1U << kind &&
            !(row[i].instead && cp_plan_node_child(node, row[i].instead)))
            cp_plan_want(b, node, row[i].key, row[i].because);
}

void cp_plan_only_of_kind(struct cp_binder *b, const struct cp_plan_node *node,
                          const struct cp_kind_key *row, size_t n, unsigned kind) {
    for (size_t i = 0; i < n; i++) {
        const struct cp_plan_node *found = cp_plan_node_child(node, row[i].key);
        if (found && !(row[i].kinds & 1U << kind))
            cp_plan_fail(b, found->key_pos, "'%s' is a key of %s", row[i].key, row[i].because);
    }
}

void cp_plan_fail_currency(struct cp_binder *b, struct cp_pos pos, const char *text) {
    const char *codes[256];
    size_t n = 0;
    while (n < 256 && cp_currency_at(n)) {
        codes[n] = cp_currency_at(n);
        n++;
    }
    const char *near = cp_nearest(text, codes, n);
    cp_plan_fail(b, pos, "'%.60s' is not a currency of ISO 4217, like USD or EUR%s%s%s", text,
                 near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
}
