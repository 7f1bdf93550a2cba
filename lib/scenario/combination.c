/* Which combinations of events stay among the futures that are kept. */
#include "scenario/internal.h"
#include <stdlib.h>

struct ranked {
    size_t group, i;
};

/* Futures [from, to) of the rank. */
struct combination {
    size_t group, from, to;
    double p;
    bool stays;
};

static int by_group(const void *a, const void *b) {
    const struct ranked *x = a, *y = b;
    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    return x->i < y->i ? -1 : x->i > y->i;
}

static size_t list(const struct cp_scenario_points *p, const size_t *group, struct ranked *rank,
                   struct combination *c) {
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++)
        rank[i] = (struct ranked){group[i], i};
    qsort(rank, p->n, sizeof *rank, by_group);
    for (size_t i = 0; i < p->n; i++) {
        if (n == 0 || c[n - 1].group != rank[i].group)
            c[n++] = (struct combination){.group = rank[i].group, .from = i};
        c[n - 1].to = i + 1;
        c[n - 1].p += p->probability[rank[i].i];
    }
    return n;
}

/* The likeliest in which the event comes, or does not; NULL where one of these stays already, or it
 * was never drawn so. */
static struct combination *lacking(struct combination *c, size_t n, size_t event, bool comes) {
    struct combination *most = NULL;
    for (size_t k = 0; k < n; k++) {
        if ((c[k].group >> event & 1) != comes)
            continue;
        if (c[k].stays)
            return NULL;
        if (c[k].p > 0 && (!most || c[k].p > most->p))
            most = &c[k];
    }
    return most;
}

int cp_scenario_combinations(const struct cp_scenario_points *p, const size_t *group,
                             struct cp_scenario_combinations *out) {
    struct ranked *rank = cp_calloc(p->n + 1, sizeof *rank);
    struct combination *c = cp_calloc(p->n + 1, sizeof *c);
    int rc = rank && c ? 0 : CP_ENOMEM;
    size_t n = rc ? 0 : list(p, group, rank, c);
    out->likely = 0;
    out->together = 0;
    for (size_t k = 0; k < n; k++) {
        c[k].stays = c[k].p > out->rare;
        out->likely += c[k].stays;
        out->together += c[k].stays ? c[k].p : 0;
    }
    size_t room = out->keep > out->likely ? out->keep - out->likely : 0;
    for (size_t e = 0; e < 2 * out->nevent && room; e++) {
        struct combination *more = lacking(c, n, e / 2, e % 2 == 0);
        if (more)
            more->stays = room--;
    }
    for (size_t k = 0; k < n; k++)
        for (size_t i = c[k].from; i < c[k].to; i++)
            out->stays[rank[i].i] = c[k].stays;
    free(rank);
    free(c);
    return rc;
}
