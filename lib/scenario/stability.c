/* Whether what is decided hangs on which futures were drawn: expected costs of the same plan over
 * several sets of them, or of the decisions of each set over one large one. */
#include "scenario/internal.h"
#include <math.h>
#include <string.h>

/* Its expected cost, and over how many futures that is a mean. */
struct outcome {
    double cost;
    size_t futures;
};

static int read_one(const struct cp_facts *run, const char *path, struct outcome *out,
                    struct cp_error *err) {
    struct cp_selection cost = {0}, weight = {0};
    int rc = cp_facts_select(run, "expected_cost", NULL, &cost, err);
    if (rc == 0)
        rc = cp_facts_select(run, "scenario_probability", NULL, &weight, err);
    if (rc == 0 && (cost.n != 1 || !isfinite(cost.value[0])))
        rc = cp_fail(err, CP_EINPUT,
                     "%.200s: %s expected_cost; it wants what cp-allocate decided over futures",
                     path, cost.n > 1 ? "more than one" : "no");
    if (rc == 0)
        *out = (struct outcome){cost.value[0], weight.n};
    cp_facts_selection_release(&cost);
    cp_facts_selection_release(&weight);
    return rc;
}

/* The error of a mean falls with the root of how many it is of. */
static double needed(double spread, double within, size_t futures) {
    return ceil((double)futures * fmax(spread * spread / (within * within), 1) - 1e-9);
}

int cp_scenario_stability(const struct cp_scenario_runs *runs, struct cp_facts *out,
                          struct cp_str *note, struct cp_error *err) {
    double sum = 0, least = HUGE_VAL, most = -HUGE_VAL;
    size_t futures = 0;
    if (runs->n < 2)
        return cp_fail(err, CP_EUSAGE, "--stability compares two runs or more");
    for (size_t i = 0; i < runs->n; i++) {
        struct outcome one = {0};
        int rc = read_one(runs->run[i], runs->path[i], &one, err);
        if (rc)
            return rc;
        if (i > 0 && one.futures != futures)
            return cp_fail(err, CP_EINPUT, "%.200s: of %zu futures, and %.200s of %zu",
                           runs->path[i], one.futures, runs->path[0], futures);
        futures = one.futures;
        sum += one.cost;
        least = fmin(least, one.cost);
        most = fmax(most, one.cost);
    }
    double mean = sum / (double)runs->n, away = fmax(most - mean, mean - least);
    double spread = mean != 0 ? away / fabs(mean) : away > 0 ? NAN : 0;
    double wants = needed(spread, runs->within, futures);
    const struct cp_fact facts[] = {
        {.measure = "stability_cost", .value = mean},
        {.measure = "stability_spread", .value = spread},
        {.measure = "stability_futures", .value = wants},
    };
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        int rc = cp_facts_put(out, &facts[i], err);
        if (rc)
            return rc;
    }
    cp_str_addf(
        note,
        "%zu runs of %zu futures: their expected cost is at most %.3g %% from its mean; for "
        "%.3g %% keep %.0f\n",
        runs->n, futures, 100 * spread, 100 * runs->within, wants);
    return note->oom ? cp_fail_nomem(err) : 0;
}
