/* Whether what is decided hangs on which futures were drawn: expected costs of the same plan over
 * several sets of them, or of the decisions of each set over one large one. */
#include "num/num.h"
#include "scenario/internal.h"
#include <math.h>
#include <stdlib.h>
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

/* Runs of as many futures. */
struct size {
    size_t futures, n;
    double sum, least, most;
};
struct sizes {
    struct size *at; /* by how many futures */
    size_t n, runs;
    double deviation; /* of one future, as if runs were means of them: pooled over sizes */
};

static struct size *size_of(struct sizes *w, size_t futures) {
    size_t i = 0;
    while (i < w->n && w->at[i].futures < futures)
        i++;
    if (i == w->n || w->at[i].futures != futures) {
        memmove(w->at + i + 1, w->at + i, (w->n++ - i) * sizeof *w->at);
        w->at[i] = (struct size){.futures = futures, .least = HUGE_VAL, .most = -HUGE_VAL};
    }
    return &w->at[i];
}

static double mean(const struct size *of) {
    return of->sum / (double)of->n;
}

static void pool(struct sizes *w, const struct outcome *run, size_t n) {
    double squares = 0;
    for (size_t i = 0; i < n; i++) {
        const struct size *of = size_of(w, run[i].futures);
        double by = run[i].cost - mean(of);
        squares += (double)of->futures * by * by;
    }
    w->runs = n;
    w->deviation = n > w->n ? sqrt(squares / (double)(n - w->n)) : 0;
}

static int read_all(const struct cp_scenario_runs *runs, struct outcome *run, struct sizes *w,
                    struct cp_error *err) {
    for (size_t i = 0; i < runs->n; i++) {
        int rc = read_one(runs->run[i], runs->path[i], &run[i], err);
        if (rc)
            return rc;
        struct size *of = size_of(w, run[i].futures);
        of->n++;
        of->sum += run[i].cost;
        of->least = fmin(of->least, run[i].cost);
        of->most = fmax(of->most, run[i].cost);
    }
    pool(w, run, runs->n);
    const struct size *most = &w->at[w->n - 1];
    if (most->n < 2)
        return cp_fail(err, CP_EINPUT,
                       "one run of %zu futures: nothing says how far others would be from it",
                       most->futures);
    return 0;
}

/* What more futures would still change: what they have in common, which falls at least as one over
 * their number. */
static double bias_of(const struct sizes *w) {
    if (w->n < 2)
        return 0;
    const struct size *a = &w->at[w->n - 2], *b = &w->at[w->n - 1];
    return fabs(mean(b) - mean(a)) * (double)a->futures / (double)(b->futures - a->futures);
}

/* So many that ten sets are all within, nineteen times in twenty: their bias, which falls as their
 * number, and as many deviations, which fall as its root, as Student's t wants of ten at once where
 * so few runs tell them. No fewer than were tried. */
static double needed(const struct sizes *w, double bias, double within) {
    double most = (double)w->at[w->n - 1].futures,
           least = (double)w->at[w->n > 1 ? w->n - 2 : 0].futures;
    double scores = cp_num_student_quantile(1 - .05 / 10 / 2, (double)(w->runs - w->n));
    double spread = scores * w->deviation / sqrt(most);
    double root = sqrt(spread * spread + 4 * bias * within) + spread;
    double n = most * root * root / (4 * within * within);
    return ceil(fmax(n, least) - 1e-9);
}

enum figure { COST, SPREAD, BIAS, WANTED, FIGURES };

static int put_all(const struct sizes *w, struct cp_facts *out, const double value[FIGURES],
                   struct cp_error *err) {
    static const char *const measure[] = {[COST] = "stability_cost",
                                          [SPREAD] = "stability_spread",
                                          [BIAS] = "stability_bias",
                                          [WANTED] = "stability_futures"};
    for (enum figure i = COST; i < FIGURES; i++) {
        if (i == BIAS && w->n < 2)
            continue; /* of one number it is not known */
        int rc =
            cp_facts_put(out, &(struct cp_fact){.measure = measure[i], .value = value[i]}, err);
        if (rc)
            return rc;
    }
    return 0;
}

static int say(const struct sizes *w, const double value[FIGURES], double within,
               struct cp_str *note, struct cp_error *err) {
    const struct size *most = &w->at[w->n - 1];
    cp_str_addf(note,
                "%zu runs of %zu futures: their expected cost is at most %.3g %% from its mean",
                most->n, most->futures, 100 * value[SPREAD]);
    if (w->n > 1)
        cp_str_addf(note, ", and %.3g %% may be due to how few they are", 100 * value[BIAS]);
    else
        cp_str_addf(note, "; what all of them lack only runs of another number show");
    cp_str_addf(note, "; for %.3g %% keep %.0f\n", 100 * within, value[WANTED]);
    return note->oom ? cp_fail_nomem(err) : 0;
}

int cp_scenario_stability(const struct cp_scenario_runs *runs, struct cp_facts *out,
                          struct cp_str *note, struct cp_error *err) {
    if (runs->n < 2)
        return cp_fail(err, CP_EUSAGE, "--stability compares two runs or more");
    struct outcome *run = cp_calloc(runs->n, sizeof *run);
    struct sizes w = {.at = cp_calloc(runs->n + 1, sizeof *w.at)};
    int rc = run && w.at ? read_all(runs, run, &w, err) : cp_fail_nomem(err);
    if (rc == 0) {
        const struct size *most = &w.at[w.n - 1];
        double cost = mean(most), away = fmax(most->most - cost, cost - most->least);
        double unit = cost != 0 ? fabs(cost) : NAN, bias = bias_of(&w);
        const double value[] = {[COST] = cost,
                                [SPREAD] = away > 0 ? away / unit : 0,
                                [BIAS] = bias > 0 ? bias / unit : 0,
                                [WANTED] = needed(&w, bias, runs->within * unit)};
        rc = put_all(&w, out, value, err);
        if (rc == 0)
            rc = say(&w, value, runs->within, note, err);
    }
    free(run);
    free(w.at);
    return rc;
}
