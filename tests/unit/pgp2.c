/* PGP2, a power generation problem of 576 scenarios [Higle and Sen, Stochastic Decomposition,
 * Kluwer 1996], by its extensive form: 447.324345 and EVPI 18.395; VSS hangs on which of
 * several optima of the mean is taken. Files in $CAPPLAN_SHARED. */
#include "lp/lp.h"
#include "tap.h"
#include <math.h>
#include <stdlib.h>

enum { NODES = 3, MOST = 16, FIRST_STAGE = 4 };

struct node {
    size_t row, n;
    double load[MOST], probability[MOST];
};

static FILE *open_case(const char *end) {
    char path[4096];
    snprintf(path, sizeof path, "%s/cases/stochastic/pgp2/pgp2.%s", getenv("CAPPLAN_SHARED"), end);
    return fopen(path, "r");
}

/* What each node asks for: "RHS DNODE1 0.5 0.00005". */
static bool read_loads(struct node node[NODES]) {
    FILE *in = open_case("sto");
    char line[200], *end;
    while (in && fgets(line, sizeof line, in)) {
        const char *at = strstr(line, "DNODE");
        size_t k = at ? (size_t)(at[5] - '1') : NODES;
        if (k >= NODES || node[k].n == MOST)
            continue;
        node[k].load[node[k].n] = strtod(at + 6, &end);
        node[k].probability[node[k].n++] = strtod(end, NULL);
    }
    if (in)
        fclose(in);
    return in && node[0].n == 9 && node[1].n == 8 && node[2].n == 8;
}

static struct cp_lp *read_core(struct cp_error *err) {
    FILE *in = open_case("cor");
    struct cp_lp *lp = NULL;
    if (in && cp_lp_read_mps(&lp, in, "pgp2.cor", err) == 0)
        cp_lp_finish(lp, err);
    if (in)
        fclose(in);
    return lp;
}

static size_t row_of(const struct cp_lp *lp, const char *name) {
    struct cp_lp_view v = cp_lp_view(lp);
    char text[CP_LP_NAME_SIZE];
    for (size_t r = 0; r < v.nrow; r++) {
        cp_lp_name(lp, 'r', r, text);
        if (strcmp(text, name) == 0)
            return r;
    }
    return SIZE_MAX;
}

/* Scenario k: every combination of loads. */
static int make(struct cp_lp_scenario *s, size_t k, const struct node node[NODES],
                struct cp_error *err) {
    static const size_t first[FIRST_STAGE] = {0, 1, 2, 3};
    *s = (struct cp_lp_scenario){"s", read_core(err), 1, first};
    for (size_t i = 0; s->lp && i < NODES; i++) {
        size_t at = k % node[i].n;
        k /= node[i].n;
        s->probability *= node[i].probability[at];
        cp_lp_set_row_bounds(s->lp, node[i].row, node[i].load[at], CP_LP_INF);
    }
    return s->lp ? cp_lp_finish(s->lp, err) : CP_EINPUT;
}

static double dot(const struct cp_lp_stages *s, const double *cost) {
    double sum = 0;
    for (size_t k = 0; k < s->n; k++)
        sum += s->scenario[k].probability * cost[k];
    return sum;
}

static void check(struct cp_lp_stages *stages, struct cp_error *err) {
    struct cp_lp_options opt = CP_LP_OPTIONS_INIT;
    struct cp_lp_extensive form = {0};
    struct cp_lp_solution s = {0};
    double *cost = calloc(stages->n, sizeof *cost);
    if (!cost)
        abort();
    ok_rc(cp_lp_extensive_make(stages, &form, err), err, "the extensive form");
    ok_rc(cp_lp_solve(form.lp, &opt, &s, err), err, "it is solved");
    ok(fabs(s.objective - 447.324345) < 1e-4, "the published optimum, not %.9g", s.objective);
    ok_rc(cp_lp_wait_and_see(stages, &opt, cost, err), err, "each alone");
    ok(fabs(s.objective - dot(stages, cost) - 18.395) < 1e-3, "EVPI, not %.9g",
       s.objective - dot(stages, cost));
    cp_lp_solution_release(&s);
    cp_lp_extensive_release(&form);
    free(cost);
}

int main(void) {
    static struct cp_error err;
    struct node node[NODES] = {0};
    if (!getenv("CAPPLAN_SHARED")) {
        printf("1..0 # SKIP CAPPLAN_SHARED does not name the folder of published cases\n");
        return 0;
    }
    struct cp_lp *core = read_core(&err);
    if (!ok(core && read_loads(node), "the files"))
        return done();
    for (size_t i = 0; i < NODES; i++)
        node[i].row = row_of(core, ((const char *const[]){"DNODE1", "DNODE2", "DNODE3"})[i]);
    struct cp_lp_stages stages = {.n = node[0].n * node[1].n * node[2].n,
                                  .nfirst_stage = FIRST_STAGE};
    ok(stages.n == 576, "576 scenarios");
    stages.scenario = calloc(stages.n, sizeof *stages.scenario);
    bool made = stages.scenario != NULL;
    for (size_t k = 0; made && k < stages.n; k++)
        made = make(&stages.scenario[k], k, node, &err) == 0;
    ok(made, "a program of each");
    if (made)
        check(&stages, &err);
    for (size_t k = 0; stages.scenario && k < stages.n; k++)
        cp_lp_free(stages.scenario[k].lp);
    free(stages.scenario);
    cp_lp_free(core);
    return done();
}
