/* Few scenarios that stand for many, against answers computed by trying all subsets, and by an
 * independent implementation of Algorithms 2.2 and 2.4 of Heitsch and Roemisch 2003. */
#include "num/num.h"
#include "scenario/scenario.h"
#include "tap.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 10 };
static const double line_x[] = {1, 2, 4, 7, 8, 12}, line_p[] = {.1, .2, .25, .2, .15, .1};
static const double ten_x[] = {2.041, -5.111, .209, -.568, -.905, -.108,  -2.02, -.464,
                               -.433, 3.323,  .452, -.176, -.281, -1.336, -.528, -.391,
                               .964,  -.119,  .958, -.4,   .012,  1.546,  1.09,  -.253,
                               -.183, 1.081,  .968, -.27,  -.487, .501};
static const double ten_p[] = {.05, .1, .1, .15, .1, .1, .1, .1, .1, .1};
static const struct cp_scenario_points line = {6, 1, line_x, line_p}, ten = {10, 3, ten_x, ten_p};

static void cases(void) {
    static const struct {
        const char *name;
        const struct cp_scenario_points *set;
        enum cp_scenario_reduction how;
        size_t keep, kept[4];
        double probability[4], distance;
    } c[] = {
        {"line", &line, CP_SCENARIO_FORWARD, 1, {3}, {1}, 2.7},
        {"line", &line, CP_SCENARIO_BACKWARD, 2, {2, 4}, {NAN, NAN}, 1.25},
        {"line", &line, CP_SCENARIO_FORWARD, 3, {2, 3, 5}, {.3, .25, .45}, .7},
        {"line", &line, CP_SCENARIO_BACKWARD, 3, {2, 4, 6}, {.55, .35, .1}, .75},
        {"line", &line, CP_SCENARIO_FORWARD, 4, {2, 3, 5, 6}, {.3, .25, .35, .1}, .3},
        {"ten", &ten, CP_SCENARIO_BACKWARD, 1, {10}, {1}, 1.943160068077483},
        {"ten", &ten, CP_SCENARIO_FORWARD, 2, {4, 10}, {.25, .75}, 1.313833925029369},
        {"ten", &ten, CP_SCENARIO_BACKWARD, 2, {4, 10}, {.25, .75}, 1.313833925029369},
        {"ten", &ten, CP_SCENARIO_FORWARD, 3, {1, 4, 10}, {.05, .25, .7}, 1.0549547978290477},
        {"ten",
         &ten,
         CP_SCENARIO_BACKWARD,
         4,
         {1, 4, 9, 10},
         {.05, .25, .2, .5},
         .8441516264683355},
    };
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        bool kept[MOST] = {0};
        double p[MOST], worst = 0;
        size_t n = 0, wrong = 0;
        ok(cp_scenario_reduce(c[i].set, c[i].how, c[i].keep, kept, NULL) == 0, "%s, %zu by %s",
           c[i].name, c[i].keep, c[i].how == CP_SCENARIO_FORWARD ? "forward" : "backward");
        double far = cp_scenario_assign(c[i].set, kept, NULL, p);
        for (size_t k = 0; k < c[i].set->n; k++)
            if (kept[k] && n < 4) {
                wrong += c[i].kept[n] != k + 1;
                if (!isnan(c[i].probability[n]))
                    worst = fmax(worst, fabs(p[k] - c[i].probability[n]));
                n++;
            }
        ok(n == c[i].keep && wrong == 0, "those that are kept");
        ok(worst < 1e-12, "their probabilities");
        ok_near(far, c[i].distance, 1e-12, "distance");
    }
}

static double least_of(const struct cp_scenario_points *s, size_t keep) {
    double least = HUGE_VAL, p[MOST];
    for (unsigned set = 0; set < 1u << s->n; set++) {
        bool kept[MOST] = {0};
        size_t n = 0;
        for (size_t k = 0; k < s->n; k++)
            n += kept[k] = set >> k & 1;
        if (n == keep)
            least = fmin(least, cp_scenario_assign(s, kept, NULL, p));
    }
    return least;
}

/* The best of all subsets is as published, and no method is better. */
static void exhaustive(void) {
    ok_near(least_of(&line, 1), 2.7, 1e-12, "line, 1");
    ok_near(least_of(&ten, 1), 1.943160068077483, 1e-12, "ten, 1");
    ok_near(least_of(&line, 2), 1.2, 1e-12, "line, 2");
    ok_near(least_of(&line, 4), .25, 1e-12, "line, 4");
    ok_near(least_of(&ten, 3), 1.010932457630508, 1e-12, "ten, 3");
    ok_near(least_of(&ten, 4), .7629515813517113, 1e-12, "ten, 4");
    struct cp_random r = cp_num_random_stream(7, 0, 0);
    size_t wrong = 0, best = 0;
    for (int set = 0; set < 40; set++) {
        double x[2 * 8], p[8], q[MOST];
        const struct cp_scenario_points s = {8, 2, x, p};
        for (size_t i = 0; i < 16; i++)
            x[i] = cp_num_random_normal(&r);
        for (size_t i = 0; i < 8; i++)
            p[i] = 1. / 8;
        double least = least_of(&s, 3);
        for (enum cp_scenario_reduction how = CP_SCENARIO_FORWARD; how <= CP_SCENARIO_BACKWARD;
             how++) {
            bool kept[MOST] = {0};
            double sum = 0;
            wrong += cp_scenario_reduce(&s, how, 3, kept, NULL) != 0;
            double far = cp_scenario_assign(&s, kept, NULL, q);
            for (size_t i = 0; i < 8; i++)
                sum += q[i];
            wrong += far < least - 1e-12 || far > 2 * least || fabs(sum - 1) > 1e-12;
            best += far < least + 1e-12;
        }
    }
    ok(wrong == 0, "40 random sets (%zu wrong)", wrong);
    ok(best > 20, "often the best there is (%zu of 80)", best);
}

/* What forward selection, or backward reduction, does in one step, found by trying all. */
static size_t best_step(const struct cp_scenario_points *s, bool *kept, bool add) {
    double least = HUGE_VAL, p[MOST];
    size_t best = SIZE_MAX;
    for (size_t u = 0; u < s->n; u++) {
        if (kept[u] == add)
            continue;
        kept[u] = add;
        double far = cp_scenario_assign(s, kept, NULL, p);
        kept[u] = !add;
        if (far < least - 1e-12) {
            least = far;
            best = u;
        }
    }
    return best;
}

/* Each step is the best there is, the first of either is the best set, and of groups that have to
 * stay as well. */
static void steps(void) {
    struct cp_random r = cp_num_random_stream(13, 0, 0);
    size_t wrong = 0, worse = 0, alone = 0;
    for (int set = 0; set < 200; set++) {
        double x[3 * MOST], p[MOST], q[MOST], one, all = 0;
        const struct cp_scenario_points s = {4 + (size_t)set % 7, 1 + (size_t)set % 3, x, p};
        for (size_t i = 0; i < s.n * s.d; i++) /* some stand in one place */
            x[i] = set % 5 == 0 ? floor(3 * cp_num_random_uniform(&r)) : cp_num_random_normal(&r);
        for (size_t i = 0; i < s.n; i++)
            all += p[i] = cp_num_random_uniform(&r);
        for (size_t i = 0; i < s.n; i++)
            p[i] /= all;
        bool forced = set % 2, forward[MOST] = {[2] = forced}, backward[MOST];
        memset(backward, 1, sizeof backward);
        for (size_t keep = 1 + forced; keep < s.n; keep++) {
            bool kept[MOST] = {[2] = forced};
            size_t next = best_step(&s, forward, true);
            forward[next] = true;
            wrong += cp_scenario_reduce(&s, CP_SCENARIO_FORWARD, keep, kept, &one) != 0;
            wrong += fabs(cp_scenario_assign(&s, kept, NULL, q) -
                          cp_scenario_assign(&s, forward, NULL, q)) > 1e-12;
            alone += fabs(one - least_of(&s, 1)) > 1e-12;
        }
        for (size_t keep = s.n - 1; !forced && keep >= 1; keep--) {
            bool kept[MOST] = {0};
            backward[best_step(&s, backward, false)] = false;
            wrong += cp_scenario_reduce(&s, CP_SCENARIO_BACKWARD, keep, kept, NULL) != 0;
            wrong += fabs(cp_scenario_assign(&s, kept, NULL, q) -
                          cp_scenario_assign(&s, backward, NULL, q)) > 1e-12;
            if (keep == s.n - 1)
                worse += cp_scenario_assign(&s, kept, NULL, q) > least_of(&s, keep) + 1e-12;
        }
    }
    ok(wrong == 0, "each step is the best of all (%zu are not)", wrong);
    ok(worse == 0 && alone == 0, "one taken away is the best, and one kept alone");
}

/* Those that have to stay do, and what goes stays in its group. */
static void groups(void) {
    bool kept[MOST] = {[5] = true};
    size_t group[] = {0, 0, 1, 1, 1, 0};
    double p[MOST];
    ok(cp_scenario_reduce(&line, CP_SCENARIO_FORWARD, 2, kept, NULL) == 0 && kept[5],
       "the last stays");
    memset(kept, 0, sizeof kept);
    kept[0] = kept[4] = true;
    cp_scenario_assign(&line, kept, group, p);
    ok_near(p[0], .4, 1e-15, "the far one of the first group");
    ok_near(p[4], .6, 1e-15, "all of the second");
}

/* Means by hand: of {1 2 4} and {7 8 12} 2.73 and 8.44; the wider of them is cut at its own. */
static void clusters(void) {
    static const size_t group[] = {0, 0, 1, 1, 1, 0};
    static const struct {
        const char *name;
        const size_t *group;
        double rare;
        size_t keep, part[6]; /* 9: none */
        bool kept[6];
    } c[] = {
        {"two", NULL, 0, 2, {0, 0, 0, 1, 1, 1}, {0, 1, 0, 0, 1, 0}},
        {"the wider in two", NULL, 0, 3, {0, 0, 0, 1, 1, 2}, {0, 1, 0, 1, 0, 1}},
        {"a group each", group, 0, 2, {0, 0, 1, 1, 1, 0}, {0, 1, 0, 1, 0, 0}},
        {"one of them rare", group, .5, 2, {9, 9, 0, 1, 1, 9}, {0, 0, 1, 1, 0, 0}},
        {"no more than there are", NULL, 0, 9, {0, 1, 2, 3, 4, 5}, {1, 1, 1, 1, 1, 1}},
    };
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        bool kept[MOST] = {0}, same = true;
        size_t part[MOST];
        same = cp_scenario_cluster(&line, c[i].group, c[i].rare, c[i].keep, kept, part) == 0;
        for (size_t k = 0; k < 6; k++)
            same = same && kept[k] == c[i].kept[k] &&
                   (c[i].part[k] == 9 ? part[k] == SIZE_MAX : part[k] == c[i].part[k]);
        ok(same, "clusters: %s", c[i].name);
    }
    /* the direction of most scatter is no axis: along (1, 1), of which either axis has half */
    static const double x[] = {-2, -2, -1, -1.2, 1.1, 1, 2, 2, -.3, .3, .3, -.3},
                        p[] = {.2, .2, .2, .2, .1, .1};
    const struct cp_scenario_points cross = {6, 2, x, p};
    bool kept[MOST] = {0};
    size_t part[MOST];
    ok(cp_scenario_cluster(&cross, NULL, 0, 2, kept, part) == 0 && part[0] == part[1] &&
           part[2] == part[3] && part[0] != part[2],
       "across the direction of most scatter");
}

/* Clusters look at those near the centre alone, backward at the distances of all pairs. */
static void alone(void) {
    enum { N = 900, D = 9 };
    static double x[N * D], p[N];
    for (unsigned seed = 1; seed <= 4; seed++) {
        struct cp_scenario_points s = {seed == 1 ? 200 : N, seed == 2 ? 2 : D, x, p};
        static bool all[N], none[N];
        double want = -1, got = -2, sum = 0;
        uint32_t r = seed * 2654435761u;
        for (size_t i = 0; i < s.n * s.d; i++) { /* skewed, in three heaps */
            r = r * 1664525u + 1013904223u;
            double u = (r >> 8) / (double)(1 << 24);
            x[i] = u * u * u + (double)(i / s.d % 7 / 3) * (double)(seed % 3);
        }
        for (size_t i = 0; i < s.n; i++)
            sum += p[i] = 1 + (double)(i % 5);
        for (size_t i = 0; i < s.n; i++)
            p[i] /= sum;
        memset(all, 1, sizeof all);
        ok(cp_scenario_reduce(&s, CP_SCENARIO_BACKWARD, s.n, all, &want) == 0 &&
               cp_scenario_reduce(&s, CP_SCENARIO_CLUSTERS, 0, none, &got) == 0,
           "one alone of %zu", s.n);
        ok(want > 0 && fabs(got - want) <= 1e-12 * want, "as of all pairs: %.17g, %.17g", got,
           want);
    }
}

int main(void) {
    cases();
    clusters();
    alone();
    exhaustive();
    steps();
    groups();
    return done();
}
