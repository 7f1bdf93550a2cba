/* What is nearest to quotes that contradict one another, on cases computed independently and drawn.
 */
#include "num/num.h"
#include "odds/odds.h"
#include "tap.h"
#include <math.h>

/* The nearest distribution, by an independent convex solver to 1e-5; of L1 the objective alone. */
static void coherence(void) {
    static const double exclusive[] = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0};
    static const double both[] = {1, 1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 1, 1, 1, 0};
    static const double ladder[] = {1, 0, 0, 1, 1, 0}; /* by the first date, by the second */
    static const struct {
        const char *set;
        const double *part;
        size_t natom, m;
        double quote[4], weight[4];
        enum cp_odds_loss loss;
        double event[4], objective;
    } c[] = {
        {"exclusive .5 .35 .25",
         exclusive,
         4,
         3,
         {0.5, 0.35, 0.25},
         {1, 1, 1},
         CP_ODDS_L2,
         {0.466667, 0.316667, 0.216667},
         0.0033333},
        {"exclusive .5 .35 .25",
         exclusive,
         4,
         3,
         {0.5, 0.35, 0.25},
         {1, 1, 1},
         CP_ODDS_KL,
         {0.461044, 0.316108, 0.222848},
         1.9106533},
        {"exclusive .5 .35 .25",
         exclusive,
         4,
         3,
         {0.5, 0.35, 0.25},
         {1, 1, 1},
         CP_ODDS_L1,
         {NAN},
         0.1},
        {"exclusive weighted",
         exclusive,
         4,
         3,
         {0.5, 0.35, 0.25},
         {4, 1, 1},
         CP_ODDS_L2,
         {0.488889, 0.305556, 0.205556},
         0.0044444},
        {"exclusive weighted",
         exclusive,
         4,
         3,
         {0.5, 0.35, 0.25},
         {4, 1, 1},
         CP_ODDS_L1,
         {NAN},
         0.1},
        {"A B AB AorB",
         both,
         4,
         4,
         {0.4, 0.5, 0.3, 0.55},
         {1, 1, 1, 1},
         CP_ODDS_L2,
         {0.3875, 0.4875, 0.3125, 0.5625},
         0.000625},
        {"A B AB AorB", both, 4, 4, {0.4, 0.5, 0.3, 0.55}, {1, 1, 1, 1}, CP_ODDS_L1, {NAN}, 0.05},
        {"A B AB AorB weighted",
         both,
         4,
         4,
         {0.4, 0.5, 0.3, 0.55},
         {1, 1, 3, 1},
         CP_ODDS_L2,
         {0.385, 0.485, 0.305, 0.565},
         0.00075},
        {"A B AB AorB weighted",
         both,
         4,
         4,
         {0.4, 0.5, 0.3, 0.55},
         {1, 1, 3, 1},
         CP_ODDS_KL,
         {0.385251, 0.484447, 0.304395, 0.565303},
         3.8884442},
        {"A B AB AorB weighted",
         both,
         4,
         4,
         {0.4, 0.5, 0.3, 0.55},
         {1, 1, 3, 1},
         CP_ODDS_L1,
         {NAN},
         0.05},
        {"ladder .09 .07", ladder, 3, 2, {0.09, 0.07}, {1, 1}, CP_ODDS_KL, {0.08, 0.08}, 0.5575387},
        {"ladder .09 .07", ladder, 3, 2, {0.09, 0.07}, {1, 1}, CP_ODDS_L1, {NAN}, 0.02},
    };
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        struct cp_odds_quotes q = {.natom = c[i].natom,
                                   .m = c[i].m,
                                   .part = c[i].part,
                                   .quote = c[i].quote,
                                   .weight = c[i].weight};
        struct cp_error err = {0};
        double p[4], objective, all = 0;
        ok(cp_odds_cohere(&q, c[i].loss, p, &objective, &err) == 0, "%s", c[i].set);
        ok_near(objective, c[i].objective, 1e-6, "loss");
        for (size_t j = 0; j < c[i].m && !isnan(c[i].event[0]); j++) {
            double e = 0;
            for (size_t k = 0; k < c[i].natom; k++)
                e += c[i].part[j * c[i].natom + k] * p[k];
            ok_near(e, c[i].event[j], 1e-5, "an event");
        }
        for (size_t k = 0; k < c[i].natom; k++)
            all += p[k];
        ok_near(all, 1, 1e-9, "together 1");
    }
}

/* Of the nearest by L1 the one nearest to independence: what no quote speaks of stays so. */
static void undecided(void) {
    static const double part[] = {1, 1, 0, 0,
                                  1, 0, 1, 0}; /* A, B over AB, A alone, B alone, neither */
    static const double quote[] = {.4, .5}, weight[] = {1, 1}, prior[] = {.2, .2, .3, .3};
    struct cp_odds_quotes q = {4, 2, part, quote, weight, prior};
    struct cp_error err = {0};
    double p[4], objective;
    ok(cp_odds_cohere(&q, CP_ODDS_L1, p, &objective, &err) == 0,
       "two events, nothing said of both");
    for (size_t k = 0; k < 4; k++)
        ok_near(p[k], prior[k], 1e-8, "as independent");
}

/* Random event sets: what is coherent is left alone, what is not becomes so at the least loss. */
static void random_sets(void) {
    struct cp_random r = cp_num_random_stream(20261129, 1, 0);
    size_t moved = 0, stayed = 0, wrong = 0;
    for (int set = 0; set < 250; set++) {
        enum { EVENTS = 3, ATOMS = 8, ROWS = 4 };
        double part[ROWS * ATOMS] = {0}, truth[ATOMS], quote[ROWS], weight[ROWS], p[ATOMS], all = 0,
                           loss;
        for (size_t k = 0; k < ATOMS; k++)
            all += truth[k] = -log(cp_num_random_uniform(&r));
        for (size_t j = 0; j < ROWS; j++) {
            quote[j] = 0;
            weight[j] = .2 + cp_num_random_uniform(&r);
            for (size_t k = 0; k < ATOMS; k++) {
                bool in = j < EVENTS ? k >> j & 1 : (k & 3) == 3;
                part[j * ATOMS + k] = in ? 1 : 0; /* the last: both of two */
                quote[j] += part[j * ATOMS + k] * truth[k] / all;
            }
        }
        bool shaken = set % 2;
        for (size_t j = 0; shaken && j < ROWS; j++)
            quote[j] = cp_num_random_uniform(&r);
        double excess =
            fmax(quote[3] - fmin(quote[0], quote[1]), quote[0] + quote[1] - 1 - quote[3]);
        struct cp_odds_quotes q = {ATOMS, ROWS, part, quote, weight, NULL};
        for (enum cp_odds_loss l = CP_ODDS_L1; l <= CP_ODDS_L2; l++) {
            struct cp_error err = {0};
            double sum = 0, gap = 0;
            if (cp_odds_cohere(&q, l, p, &loss, &err)) {
                wrong++;
                continue;
            }
            for (size_t k = 0; k < ATOMS; k++)
                sum += p[k] < -1e-9 ? NAN : p[k];
            for (size_t j = 0; j < ROWS; j++) {
                double e = 0;
                for (size_t k = 0; k < ATOMS; k++)
                    e += part[j * ATOMS + k] * p[k];
                gap = fmax(gap, fabs(e - quote[j]));
            }
            wrong += !(fabs(sum - 1) < 1e-8) || (excess <= 0 && gap > 1e-5) ||
                     (excess > 0 && gap < excess / 5);
            *(gap > 1e-4 ? &moved : &stayed) += 1;
        }
    }
    ok(wrong == 0, "250 sets, two losses: nothing wrong (%zu)", wrong);
    ok(moved > 100 && stayed > 100, "some had to move (%zu), some not (%zu)", moved, stayed);
}

int main(void) {
    coherence();
    undecided();
    random_sets();
    return done();
}
