/* PGP2, a power generation problem of 576 scenarios [Higle and Sen, Stochastic Decomposition,
 * Kluwer 1996], by its extensive form: 447.324345 and EVPI 18.395. The program of the mean has many
 * optima, and so VSS is from 53.901 to 57.084, which is published. Files in $CAPPLAN_SHARED. */
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

static void hold(struct cp_lp *lp, const double x[FIRST_STAGE], struct cp_error *err) {
    for (size_t j = 0; j < FIRST_STAGE; j++)
        cp_lp_set_col_bounds(lp, j, x ? x[j] : 0, x ? x[j] : CP_LP_INF);
    if (cp_lp_finish(lp, err) != 0)
        ok_rc(CP_EINPUT, err, "held");
}

static double optimum(const struct cp_lp *lp, struct cp_error *err) {
    struct cp_lp_options opt = CP_LP_OPTIONS_INIT;
    struct cp_lp_solution s = {0};
    ok_rc(cp_lp_solve(lp, &opt, &s, err), err, "solved");
    double at = s.objective;
    cp_lp_solution_release(&s);
    return at;
}

/* Of equipment 1 or 2 for the second node, of 2 or 4 for the third: each is best for the mean, and
 * each costs something else in the scenarios. Which of them is published says its VSS. */
static void mean(struct cp_lp_stages *stages, struct cp_lp *core, const struct node node[NODES],
                 struct cp_error *err) {
    static const struct {
        double x[FIRST_STAGE], vss;
    } vertex[] = {{{0, 4.000025, 5, 5.999975}, 56.1878},
                  {{0, 7.00135, 5, 2.99865}, 53.9013},
                  {{4.000025, 0, 5, 5.999975}, 57.0837}, /* published: 57.084 */
                  {{4.000025, 3.001325, 5, 2.99865}, 54.7972}};
    struct cp_lp_options opt = CP_LP_OPTIONS_INIT;
    double *cost = calloc(stages->n, sizeof *cost), ev;
    if (!cost)
        abort();
    for (size_t i = 0; i < NODES; i++) {
        double sum = 0;
        for (size_t k = 0; k < node[i].n; k++)
            sum += node[i].load[k] * node[i].probability[k];
        cp_lp_set_row_bounds(core, node[i].row, sum, CP_LP_INF);
    }
    hold(core, NULL, err);
    double best = optimum(core, err);
    ok_near(best, 428.50799, 1e-4, "the program of the mean");
    ok_rc(cp_lp_mean_value(stages, &opt, &ev, cost, err), err, "what is best for it, tried");
    double vss = dot(stages, cost) - 447.324345;
    ok(fabs(ev - best) < 1e-4 && vss > 53.9012 && vss < 57.0838, "VSS is of one of them, not %.9g",
       vss);
    for (size_t v = 0; v < sizeof vertex / sizeof *vertex; v++) {
        hold(core, vertex[v].x, err);
        ok_near(optimum(core, err), best, 1e-4, "it is as good for the mean");
        for (size_t k = 0; k < stages->n; k++)
            hold(stages->scenario[k].lp, vertex[v].x, err);
        ok_rc(cp_lp_wait_and_see(stages, &opt, cost, err), err, "and tried");
        ok_near(dot(stages, cost) - 447.324345, vertex[v].vss, 2e-4, "its VSS");
    }
    free(cost);
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
    const char *shared = getenv("CAPPLAN_SHARED");
    if (!shared || !*shared) {
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
    if (made) {
        check(&stages, &err);
        mean(&stages, core, node, &err);
    }
    for (size_t k = 0; stages.scenario && k < stages.n; k++)
        cp_lp_free(stages.scenario[k].lp);
    free(stages.scenario);
    cp_lp_free(core);
    return done();
}
