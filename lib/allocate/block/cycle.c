/* Kirchhoff's voltage law: around every cycle of lines with a reactance, flows times reactances are
 * 0. A spanning forest has no cycle; every other line closes one, and these are all that are needed
 * [Hoersch et al. 2018]. */
#include "allocate/block/block.h"
#include <math.h>

/* The forest: of every bus the line to its parent, and how far down it stands. */
struct forest {
    size_t *line, *depth;
    bool *seen, *used; /* by bus, by line */
};

static bool has_reactance(const struct cp_program *m, size_t l) {
    return !isnan(m->plan->energy.line[l].reactance);
}

static size_t other_end(const struct cp_program *m, size_t l, size_t bus) {
    size_t from = cp_allocate_line_end(m, l, false);
    return from == bus ? cp_allocate_line_end(m, l, true) : from;
}

static bool touches(const struct cp_program *m, size_t l, size_t bus) {
    return cp_allocate_line_end(m, l, false) == bus || cp_allocate_line_end(m, l, true) == bus;
}

/* Breadth first from a root; `queue` has room for all buses. */
static void grow(const struct cp_program *m, struct forest *f, size_t root, size_t *queue) {
    size_t first = 0, end = 0;
    queue[end++] = root;
    f->seen[root] = true;
    for (; first < end; first++)
        for (size_t l = 0, bus = queue[first]; l < m->plan->energy.nline; l++) {
            if (!has_reactance(m, l) || !touches(m, l, bus) || f->seen[other_end(m, l, bus)])
                continue;
            size_t next = other_end(m, l, bus);
            f->seen[next] = f->used[l] = true;
            f->line[next] = l;
            f->depth[next] = f->depth[bus] + 1;
            queue[end++] = next;
        }
}

/* The voltage over line l of what goes from `bus` to its other end, to the row of a cycle. */
static void add_voltage(struct cp_program *m, size_t r, size_t l, size_t bus, double sign,
                        size_t t) {
    double x = sign * m->plan->energy.line[l].reactance;
    size_t way = bus == cp_allocate_line_end(m, l, true);
    for (size_t h = 0; h < m->time.slice[t]->n; h++) {
        cp_allocate_coef(m, r + h, *line_flow_at(m, l, way, t) + h, x);
        cp_allocate_coef(m, r + h, *line_flow_at(m, l, !way, t) + h, -x);
    }
}

/* Along line l, and back to where it began: from both its ends up to where they meet. */
static void add_cycle(struct cp_program *m, const struct forest *f, size_t l, size_t t) {
    size_t a = cp_allocate_line_end(m, l, false), b = cp_allocate_line_end(m, l, true);
    size_t r = cp_allocate_rows(m, tagged(ROW_CYCLE, l, NONE, t, 0), 0, 0);
    add_voltage(m, r, l, a, 1, t);
    while (a != b && !m->ended) {
        bool far = f->depth[b] >= f->depth[a];
        size_t *end = far ? &b : &a, up = f->line[*end];
        add_voltage(m, r, up, *end, far ? 1 : -1, t);
        *end = other_end(m, up, *end);
    }
}

int cp_allocate_add_cycles(struct cp_program *m) {
    size_t L = m->plan->energy.nline, B = m->energy.nbus;
    size_t *queue = cp_allocate_indices(m, B);
    struct forest f = {cp_allocate_indices(m, B), cp_arena_calloc(&m->arena, B, sizeof *f.depth),
                       cp_arena_calloc(&m->arena, B, sizeof *f.seen),
                       cp_arena_calloc(&m->arena, L, sizeof *f.used)};
    need(m, f.depth);
    need(m, f.seen);
    need(m, f.used);
    for (size_t b = 0; !m->ended && b < B; b++)
        if (!f.seen[b])
            grow(m, &f, b, queue);
    for (size_t l = 0; !m->ended && l < L; l++)
        for (size_t t = 0; has_reactance(m, l) && !f.used[l] && cp_allocate_going(m) && t < m->T;
             t++)
            add_cycle(m, &f, l, t);
    return cp_allocate_failed(m);
}
