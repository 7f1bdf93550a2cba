/* A trace for people, for Graphviz, and for programs. */
#include "finance/trace/trace.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- leaves -------------------------------------------------------------------------------- */

/* The step of a path that holds in a period, or the value itself. */
static const struct cp_plan_node *step_of(const struct cp_plan_node *n, const char *in) {
    const struct cp_plan_node *best = n;
    struct cp_period at, key;
    if (!in || n->kind != CP_MAP || cp_period_parse(in, strlen(in), &at) != 0)
        return n;
    for (const struct cp_plan_node *c = n->child; c; c = c->next) {
        bool step = c->key && cp_period_parse(c->key, strlen(c->key), &key) == 0;
        if (step && (best == n || cp_period_start(key) < cp_period_end(at)))
            best = c;
    }
    return best;
}

const struct cp_plan_node *cp_trace_leaf(const struct cp_trace *x, size_t node) {
    const struct cp_trace_node *l = &x->node[node];
    const struct cp_plan_node *n = x->plan->root ? cp_plan_find(x->plan, l->key) : NULL;
    n = n ? step_of(n, l->step) : NULL;
    for (const struct cp_plan_node *c = n && n->kind == CP_MAP ? n->child : NULL; c; c = c->next)
        if (c->key && strcmp(c->key, "value") == 0)
            return c;
    return n;
}

static void add_fact(const struct cp_trace *x, size_t row, struct cp_str *out) {
    const struct cp_facts *f = x->facts;
    cp_str_add(out, cp_facts_measure(f, row));
    for (size_t c = 0; c < cp_facts_columns(f); c++) {
        const char *text = cp_facts_column_text(f, row, c);
        if (text && *text && strcmp(text, "-") != 0)
            cp_str_addf(out, "/%s", text);
    }
}

static void add_pos(struct cp_pos pos, struct cp_str *out) {
    if (pos.file && pos.line && pos.col)
        cp_str_addf(out, "%s:%u:%u", pos.file, pos.line, pos.col);
    else if (pos.file && pos.line)
        cp_str_addf(out, "%s:%u", pos.file, pos.line);
    else if (pos.file)
        cp_str_add(out, pos.file);
}

/* ---- names --------------------------------------------------------------------------------- */

static const char *const ops[] = {
    [CP_TRACE_SUM] = "sum",     [CP_TRACE_PRODUCT] = "product", [CP_TRACE_RATIO] = "ratio",
    [CP_TRACE_LEAST] = "least", [CP_TRACE_MOST] = "most",       [CP_TRACE_POWER] = "power",
    [CP_TRACE_RATE] = "rate",   [CP_TRACE_MEAN] = "mean",       [CP_TRACE_KEY] = "key",
    [CP_TRACE_FACT] = "fact",   [CP_TRACE_NUMBER] = "number"};

static void add_name(const struct cp_trace *x, size_t i, struct cp_str *out) {
    const struct cp_trace_node *n = &x->node[i];
    if (n->named)
        x->kind[n->id.what].name(x, n->id, out);
    else if (n->op == CP_TRACE_KEY)
        cp_str_addf(out, "%s%s%s", n->key, n->step ? " in " : "", n->step ? n->step : "");
    else if (n->op == CP_TRACE_FACT)
        add_fact(x, n->row, out);
    else if (n->op == CP_TRACE_NUMBER)
        cp_str_addf(out, "%.10g", n->plus);
    else
        cp_str_add(out, ops[n->op]);
}

/* ---- text: trees of a few levels, what is deeper in trees of its own after them ------------- */

enum { DEEP = 8 };

struct text {
    const struct cp_trace *x;
    struct cp_str *out;
    size_t *queue, nqueue;
    char *state; /* of each node: to come, in the queue, printed */
};
enum { TO_COME, QUEUED, SHOWN };

static void add_origin(struct text *t, size_t i) {
    const struct cp_trace_node *n = &t->x->node[i];
    if (n->op == CP_TRACE_FACT) {
        cp_str_add(t->out, "  ");
        add_pos(cp_facts_pos(t->x->facts, n->row), t->out);
        return;
    }
    const struct cp_plan_node *leaf = cp_trace_leaf(t->x, i);
    if (!leaf) {
        cp_str_add(t->out, "  default");
        return;
    }
    cp_str_add(t->out, "  ");
    add_pos(leaf->pos, t->out);
    if (leaf->kind == CP_SCALAR)
        cp_str_addf(t->out, "  %s", leaf->text);
    if (leaf->source)
        cp_str_addf(t->out, "  source: %s", leaf->source);
    else if (leaf->assumed)
        cp_str_addf(t->out, "  assumed: %s", leaf->assumed);
}

static bool is_leaf(const struct cp_trace_node *n) {
    return n->op >= CP_TRACE_KEY;
}

static void add_times(struct text *t, const struct cp_trace_node *of, double times) {
    if (of->op == CP_TRACE_RATE)
        cp_str_addf(t->out, "after %.6g years ", times);
    else if (of->op != CP_TRACE_SUM && of->op != CP_TRACE_MEAN)
        return;
    else if (fabs(times) == 1)
        cp_str_add(t->out, times < 0 ? "- " : "+ ");
    else
        cp_str_addf(t->out, "%c %.10g x ", times < 0 ? '-' : '+', fabs(times));
}

static void show(struct text *t, size_t i, int depth, const struct cp_trace_node *of,
                 double times) {
    const struct cp_trace_node *n = &t->x->node[i];
    for (int d = 0; d < depth; d++)
        cp_str_add(t->out, "  ");
    if (of)
        add_times(t, of, times);
    if (!n->named && !is_leaf(n) && t->state[i] != TO_COME)
        cp_str_addf(t->out, "#%zu ", i);
    add_name(t->x, i, t->out);
    if (n->op != CP_TRACE_NUMBER)
        cp_str_addf(t->out, " = %.10g", n->found);
    if (n->op == CP_TRACE_KEY || n->op == CP_TRACE_FACT)
        add_origin(t, i);
    bool more = n->n > 0, again = of && t->state[i] != TO_COME;
    if (more && !again && of && depth >= DEEP) {
        t->queue[t->nqueue++] = i;
        t->state[i] = QUEUED;
        again = true;
        if (!n->named)
            cp_str_addf(t->out, " #%zu", i);
    }
    if (more && n->named)
        cp_str_addf(t->out, ": %s", ops[n->op]);
    cp_str_add(t->out,
               more && again ? (t->state[i] == QUEUED ? " (below)\n" : " (above)\n") : "\n");
    if (!more || again)
        return;
    t->state[i] = SHOWN;
    for (size_t k = 0; k < n->n; k++)
        show(t, n->term[k].of, depth + 1, n, n->term[k].times);
}

static int print_text(const struct cp_trace *x, size_t root, struct cp_str *out,
                      struct cp_error *err) {
    struct text t = {x, out, cp_calloc(x->n + 1, sizeof *t.queue), 0, cp_calloc(x->n + 1, 1)};
    int rc = t.queue && t.state ? 0 : cp_fail_nomem(err);
    if (rc == 0)
        t.queue[t.nqueue++] = root;
    for (size_t i = 0; rc == 0 && i < t.nqueue; i++) {
        if (i)
            cp_str_addc(out, '\n');
        show(&t, t.queue[i], 0, NULL, 1);
    }
    free(t.queue);
    free(t.state);
    return rc;
}

/* ---- the others ---------------------------------------------------------------------------- */

/* Those that the root stands on, by number. */
static bool *reached(const struct cp_trace *x, size_t root) {
    bool *seen = cp_calloc(x->n + 1, sizeof *seen);
    size_t *stack = cp_calloc(x->n + 1, sizeof *stack), n = 0;
    if (seen && stack) {
        seen[root] = true;
        stack[n++] = root;
    }
    while (n) {
        const struct cp_trace_node *at = &x->node[stack[--n]];
        for (size_t k = 0; k < at->n; k++)
            if (!seen[at->term[k].of]) {
                seen[at->term[k].of] = true;
                stack[n++] = at->term[k].of;
            }
    }
    if (!stack) {
        free(seen);
        seen = NULL;
    }
    free(stack);
    return seen;
}

/* As a text of JSON or DOT: names of plans have no control characters. */
static void quote(const char *s, struct cp_str *out) {
    cp_str_addc(out, '"');
    for (; *s; s++) {
        if (*s == '"' || *s == '\\')
            cp_str_addc(out, '\\');
        cp_str_addc(out, (unsigned char)*s < ' ' ? ' ' : *s);
    }
    cp_str_addc(out, '"');
}

static void quote_name(const struct cp_trace *x, size_t i, struct cp_str *out) {
    struct cp_str name = {0};
    add_name(x, i, &name);
    quote(name.s ? name.s : "", out);
    out->oom |= name.oom;
    cp_str_release(&name);
}

static void dot_node(const struct cp_trace *x, size_t i, struct cp_str *out) {
    const struct cp_trace_node *n = &x->node[i];
    struct cp_str label = {0};
    add_name(x, i, &label);
    if (n->op != CP_TRACE_NUMBER)
        cp_str_addf(&label, " = %.6g", n->found);
    if (n->op == CP_TRACE_KEY || n->op == CP_TRACE_FACT) {
        struct text t = {.x = x, .out = &label};
        add_origin(&t, i);
    }
    cp_str_addf(out, "  n%zu [label=", i);
    quote(label.s ? label.s : "", out);
    cp_str_addf(out, "%s];\n", is_leaf(n) ? ", shape=box" : "");
    out->oom |= label.oom;
    cp_str_release(&label);
    for (size_t k = 0; k < n->n; k++) {
        cp_str_addf(out, "  n%zu -> n%zu", i, n->term[k].of);
        if ((n->op == CP_TRACE_SUM || n->op == CP_TRACE_RATE) && n->term[k].times != 1)
            cp_str_addf(out, " [label=\"%.6g\"]", n->term[k].times);
        cp_str_add(out, ";\n");
    }
}

static void json_number(double value, struct cp_str *out) {
    if (isfinite(value))
        cp_str_add_number(out, value);
    else
        cp_str_add(out, "null");
}

static void json_leaf(const struct cp_trace *x, size_t i, struct cp_str *out) {
    const struct cp_trace_node *n = &x->node[i];
    const struct cp_plan_node *leaf = n->op == CP_TRACE_KEY ? cp_trace_leaf(x, i) : NULL;
    struct cp_pos pos = n->op == CP_TRACE_FACT ? cp_facts_pos(x->facts, n->row)
                        : leaf                 ? leaf->pos
                                               : (struct cp_pos){0};
    if (n->op == CP_TRACE_KEY) {
        cp_str_add(out, ",\"key\":");
        quote(n->key, out);
    }
    if (pos.file) {
        cp_str_add(out, ",\"file\":");
        quote(pos.file, out);
        cp_str_addf(out, ",\"line\":%u,\"column\":%u", pos.line, pos.col);
    }
    if (leaf && leaf->kind == CP_SCALAR) {
        cp_str_add(out, ",\"text\":");
        quote(leaf->text, out);
    }
    if (leaf && (leaf->source || leaf->assumed)) {
        cp_str_addf(out, ",\"%s\":", leaf->source ? "source" : "assumed");
        quote(leaf->source ? leaf->source : leaf->assumed, out);
    }
}

static void json_node(const struct cp_trace *x, size_t i, struct cp_str *out) {
    const struct cp_trace_node *n = &x->node[i];
    cp_str_addf(out, "{\"id\":%zu,\"name\":", i);
    quote_name(x, i, out);
    cp_str_addf(out, ",\"op\":\"%s\",\"value\":", ops[n->op]);
    json_number(n->found, out);
    if (n->op == CP_TRACE_KEY || n->op == CP_TRACE_FACT)
        json_leaf(x, i, out);
    else if (n->plus != 0 && n->op != CP_TRACE_NUMBER) {
        cp_str_add(out, ",\"plus\":");
        json_number(n->plus, out);
    }
    if (n->n)
        cp_str_add(out, ",\"of\":[");
    for (size_t k = 0; k < n->n; k++) {
        cp_str_addf(out, "%s{\"id\":%zu,\"times\":", k ? "," : "", n->term[k].of);
        json_number(n->term[k].times, out);
        cp_str_addc(out, '}');
    }
    cp_str_add(out, n->n ? "]}" : "}");
}

static int print_graph(const struct cp_trace *x, size_t root, bool json, struct cp_str *out,
                       struct cp_error *err) {
    bool *seen = reached(x, root), first = true;
    if (!seen)
        return cp_fail_nomem(err);
    if (json)
        cp_str_addf(out, "{\"root\":%zu,\"nodes\":[\n", root);
    else
        cp_str_add(out, "digraph trace {\n  rankdir=LR;\n");
    for (size_t i = 0; i < x->n; i++) {
        if (!seen[i])
            continue;
        if (json && !first)
            cp_str_add(out, ",\n");
        first = false;
        if (json)
            json_node(x, i, out);
        else
            dot_node(x, i, out);
    }
    cp_str_add(out, json ? "\n]}\n" : "}\n");
    free(seen);
    return 0;
}

int cp_trace_print(const struct cp_trace *x, size_t root, const char *format, struct cp_str *out,
                   struct cp_error *err) {
    bool json = strcmp(format, "json") == 0;
    int rc = strcmp(format, "text") == 0 ? print_text(x, root, out, err)
             : json || strcmp(format, "dot") == 0
                 ? print_graph(x, root, json, out, err)
                 : cp_fail(err, CP_EUSAGE, "a trace is text, dot or json, not '%.40s'", format);
    return rc == 0 && out->oom ? cp_fail_nomem(err) : rc;
}
