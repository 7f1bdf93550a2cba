#include "forecast/driver/driver.h"
#include "num/num.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Errors of drivers that are correlated: numbers that all of them have, by the triangle of the
 * correlations of all drivers that say one. */

static const struct cp_driver *driver_at(const struct cp_workload *w, size_t i) {
    const struct cp_workload_drivers *d = &w->driver;
    const struct cp_driver *all[] = {&d->users, &d->requests, &d->tokens,   &d->flop,
                                     &d->peak,  &d->runs,     &d->run_flop, &d->demand};
    return i < sizeof all / sizeof *all ? all[i] : NULL;
}

static const struct cp_driver *find(const struct cp_plan *plan, const char *path) {
    const char *slash = strchr(path, '/');
    for (size_t i = 0; i < plan->nworkload && slash; i++) {
        const struct cp_workload *w = &plan->workload[i];
        if (strlen(w->name) != (size_t)(slash - path) ||
            strncmp(w->name, path, strlen(w->name)) != 0)
            continue;
        const struct cp_driver *d;
        for (size_t k = 0; (d = driver_at(w, k)); k++)
            if ((d->path.n || d->history) && strcmp(d->name, slash + 1) == 0)
                return d;
    }
    return NULL;
}

static size_t index_of(struct cp_forecast_correlations *c, const struct cp_driver *d) {
    size_t i = 0;
    while (i < c->n && c->driver[i] != d)
        i++;
    if (i == c->n)
        c->driver[c->n++] = d;
    return i;
}

/* Errors that can be correlated: a history alone has those of its forecast, drawn by its model. */
static int check(const struct cp_correlated *k, const struct cp_driver *d, const char *where,
                 struct cp_error *err) {
    if (!d)
        return cp_fail_at(err, CP_EINPUT, k->pos,
                          "%s/correlation: '%.80s' is no driver of a workload, as ads/users", where,
                          k->with);
    if (!(d->sigma > 0) && !(d->level > 0))
        return cp_fail_at(err, CP_EINPUT, k->pos,
                          "%s/correlation: '%.80s' has no error to correlate: give both drivers a "
                          "'sigma:' or a 'level:'",
                          where, k->with);
    return 0;
}

/* Each pair to rho[n][n], n of them at most. */
static int collect(const struct cp_plan *plan, struct cp_forecast_correlations *c, double *rho,
                   size_t n, struct cp_error *err) {
    int failed = 0;
    for (size_t i = 0; i < plan->nworkload; i++) {
        const struct cp_driver *d;
        for (size_t m = 0; (d = driver_at(&plan->workload[i], m)); m++)
            for (size_t k = 0; k < d->ncorrelation; k++) {
                const struct cp_correlated *with = &d->correlation[k];
                char where[300];
                snprintf(where, sizeof where, "workloads/%.200s/%s", plan->workload[i].name,
                         d->name);
                const struct cp_driver *other = find(plan, with->with);
                int rc = check(with, other, where, err);
                rc = rc ? rc : check(with, d, where, err);
                if (!rc && other == d)
                    rc =
                        cp_fail_at(err, CP_EINPUT, with->pos, "%s/correlation: with itself", where);
                failed = rc ? rc : failed;
                if (rc)
                    continue;
                size_t a = index_of(c, d), b = index_of(c, other);
                if (rho[a * n + b] != 0 && rho[a * n + b] != with->value)
                    failed =
                        cp_fail_at(err, CP_EINPUT, with->pos,
                                   "%s/correlation: '%.80s' says another one", where, with->with);
                rho[a * n + b] = rho[b * n + a] = with->value;
                c->pos = with->pos;
            }
    }
    return failed;
}

int cp_forecast_correlations_open(const struct cp_plan *plan, struct cp_forecast_correlations *c,
                                  struct cp_error *err) {
    size_t most = 0, n;
    *c = (struct cp_forecast_correlations){0};
    for (size_t i = 0; i < plan->nworkload; i++) {
        const struct cp_driver *d;
        for (size_t m = 0; (d = driver_at(&plan->workload[i], m)); m++)
            most += 2 * d->ncorrelation;
    }
    if (!most)
        return 0;
    double *rho = cp_calloc(most, most * sizeof *rho);
    c->driver = cp_calloc(most, sizeof(void *));
    c->sharing = cp_calloc(most, sizeof *c->sharing);
    c->root = cp_calloc(most, most * sizeof *c->root);
    int rc = rho && c->driver && c->sharing && c->root ? collect(plan, c, rho, most, err)
                                                       : cp_fail_nomem(err);
    if (rc)
        goto out;
    n = c->n;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            c->root[i * n + j] = i == j ? 1 + 1e-9 : rho[i * most + j];
    if (cp_num_cholesky(c->root, n) != 0) {
        rc = cp_fail_at(err, CP_EINPUT, c->pos,
                        "correlation: no errors hang together as all of them say; bring those of "
                        "three drivers nearer to each other");
        goto out;
    }
    for (size_t i = 0; i < n; i++)
        c->sharing[i] = (struct cp_forecast_sharing){n, c->root + i * n, 0};
out:
    free(rho);
    if (rc)
        cp_forecast_correlations_close(c);
    return rc;
}

const struct cp_forecast_sharing *
cp_forecast_correlations_of(const struct cp_forecast_correlations *c, const struct cp_driver *d) {
    for (size_t i = 0; i < c->n; i++)
        if (c->driver[i] == d)
            return &c->sharing[i];
    return NULL;
}

void cp_forecast_correlations_close(struct cp_forecast_correlations *c) {
    free(c->driver);
    free(c->sharing);
    free(c->root);
    *c = (struct cp_forecast_correlations){0};
}
