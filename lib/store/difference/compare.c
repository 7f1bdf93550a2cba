/* Two streams compared: all parts, and the facts that differ for other programs. */
#include "store/difference/difference.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

int cp_store_compare_sides(struct cp_store_difference *d,
                           const struct cp_store_compare_options *options,
                           struct cp_store_difference **out, struct cp_error *err) {
    int (*const part[])(struct cp_store_difference *,
                        struct cp_error *) = {cp_store_compare_plans, cp_store_compare_facts,
                                              cp_store_compare_figures, cp_store_compare_places};
    int rc = 0;
    d->options = *options;
    if (!(d->options.relative > 0))
        d->options.relative = 1e-6;
    if (!d->options.top)
        d->options.top = 4;
    for (size_t i = 0; i < sizeof part / sizeof *part && rc == 0; i++)
        rc = part[i](d, err);
    if (rc)
        cp_store_difference_free(d);
    else
        *out = d;
    return rc;
}

int cp_store_compare(const struct cp_store_side *before, const struct cp_store_side *now,
                     const struct cp_store_compare_options *options,
                     struct cp_store_difference **out, struct cp_error *err) {
    struct cp_store_difference *d = cp_calloc(1, sizeof *d);
    if (!d)
        return cp_fail_nomem(err);
    d->before = *before;
    d->now = *now;
    return cp_store_compare_sides(d, options, out, err);
}

void cp_store_difference_free(struct cp_store_difference *d) {
    if (!d)
        return;
    cp_facts_free(d->owned[0]);
    cp_facts_free(d->owned[1]);
    cp_arena_release(&d->arena);
    free(d);
}

/* ---- as facts ---------------------------------------------------------------------------- */

/* The columns of both tables, each once: those of a, then those that only b has. */
struct columns {
    size_t n;
    const char **name;
    size_t *a, *b; /* SIZE_MAX: it has none of that name */
};

static size_t column_of(const struct cp_facts *t, const char *name) {
    for (size_t i = 0; i < cp_facts_columns(t); i++)
        if (strcmp(cp_facts_column_name(t, i), name) == 0)
            return i;
    return SIZE_MAX;
}

static bool used(const struct cp_facts *t, size_t column) {
    for (size_t i = 0; i < cp_facts_count(t); i++)
        if (strcmp(cp_facts_column_text(t, i, column), "-") != 0)
            return true;
    return false;
}

static int join_columns(const struct cp_facts *a, const struct cp_facts *b, struct cp_arena *arena,
                        struct columns *c) {
    size_t room = cp_facts_columns(a) + cp_facts_columns(b) + 1;
    c->name = cp_arena_calloc(arena, room, sizeof *c->name);
    c->a = cp_arena_calloc(arena, room, sizeof *c->a);
    c->b = cp_arena_calloc(arena, room, sizeof *c->b);
    if (!c->name || !c->a || !c->b)
        return CP_ENOMEM;
    for (size_t i = 0; i < cp_facts_columns(a); i++) {
        const char *name = cp_facts_column_name(a, i);
        size_t other = column_of(b, name);
        if (!used(a, i) && (other == SIZE_MAX || !used(b, other)))
            continue;
        c->name[c->n] = name;
        c->a[c->n] = i;
        c->b[c->n++] = other;
    }
    for (size_t i = 0; i < cp_facts_columns(b); i++) {
        const char *name = cp_facts_column_name(b, i);
        if (column_of(a, name) != SIZE_MAX || !used(b, i))
            continue;
        c->name[c->n] = name;
        c->a[c->n] = SIZE_MAX;
        c->b[c->n++] = i;
    }
    return 0;
}

/* One line: what the row is of, and one of its three values. */
static void add_line(struct cp_str *out, const struct columns *c, const struct cp_facts *t,
                     size_t row, const size_t *column, const char *which, double value) {
    for (size_t i = 0; i < c->n; i++) {
        cp_store_add_field(out,
                           column[i] == SIZE_MAX ? "-" : cp_facts_column_text(t, row, column[i]));
        cp_str_addc(out, '\t');
    }
    cp_str_addf(out, "%s\t", which);
    cp_store_add_field(out, cp_facts_measure(t, row));
    cp_str_addc(out, '\t');
    cp_str_add_number(out, value);
    cp_str_addc(out, '\t');
    cp_store_add_field(out, cp_facts_unit(t, row));
    cp_str_addc(out, '\n');
}

static void add_pair(struct cp_str *out, const struct columns *c,
                     const struct cp_store_difference *d, const struct cp_store_pair *p) {
    const struct cp_facts *a = d->before.facts, *b = d->now.facts;
    bool was = p->before != SIZE_MAX, is = p->now != SIZE_MAX;
    double before = was ? cp_facts_value(a, p->before) : 0,
           now = is ? cp_facts_value(b, p->now) : 0;
    if (was)
        add_line(out, c, a, p->before, c->a, "before", before);
    if (is)
        add_line(out, c, b, p->now, c->b, "now", now);
    /* commands leave out what is zero */
    const struct cp_facts *t = is ? b : a;
    if (!was || !is || strcmp(cp_facts_unit(a, p->before), cp_facts_unit(b, p->now)) == 0)
        add_line(out, c, t, is ? p->now : p->before, is ? c->b : c->a, "change", now - before);
}

int cp_store_put_difference(const struct cp_store_difference *d, struct cp_facts *out,
                            struct cp_error *err) {
    struct cp_arena arena = {0};
    struct columns c = {0};
    struct cp_str text = {0};
    FILE *in = NULL;
    int rc = join_columns(d->before.facts, d->now.facts, &arena, &c) ? cp_fail_nomem(err) : 0;
    if (rc)
        goto out;
    for (size_t i = 0; i < c.n; i++)
        cp_str_addf(&text, "%s\t", c.name[i]);
    cp_str_add(&text, "difference\tmeasure\tvalue\tunit\n");
    for (size_t i = 0; i < d->npair; i++)
        add_pair(&text, &c, d, &d->pair[i]);
    in = text.oom ? NULL : fmemopen(text.s, text.len, "r");
    rc = in ? cp_facts_read(out, in, "difference", err) : cp_fail_nomem(err);
out:
    if (in)
        fclose(in);
    cp_str_release(&text);
    cp_arena_release(&arena);
    return rc;
}
