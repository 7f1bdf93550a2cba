/* Few points that stand for many. */
#include "scenario/numbers.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double TIE = 1e-12;

static double distance(const struct cp_scenario_points *s, size_t a, size_t b) {
    double sum = 0;
    for (size_t k = 0; k < s->d; k++) {
        double diff = s->x[a * s->d + k] - s->x[b * s->d + k];
        sum += diff * diff;
    }
    return sqrt(sum);
}

/* ---- forward --------------------------------------------------------------------------------- */

/* Of each point how far the nearest kept one is, and what keeping it too would leave, or how much
 * that would take away when it was last reckoned. */
struct selection {
    const struct cp_scenario_points *s;
    double *best, *left, *gain;
    bool *kept, *fresh;
};

static double left_with(const struct selection *f, size_t u) {
    double sum = 0;
    for (size_t k = 0; k < f->s->n; k++)
        if (!f->kept[k] && k != u)
            sum += f->s->probability[k] * fmin(f->best[k], distance(f->s, u, k));
    return sum;
}

static void keep_one(const struct selection *f, size_t u) {
    f->kept[u] = true;
    for (size_t k = 0; k < f->s->n; k++)
        f->best[k] = fmin(f->best[k], distance(f->s, u, k));
}

/* What keeping each would leave, every distance found once; *alone: the least that one of them
 * would leave alone, in the room of `gain`. */
static void reckon_all(const struct selection *f, double *alone) {
    const struct cp_scenario_points *s = f->s;
    double *far = f->gain;
    for (size_t a = 0; a < s->n; a++)
        far[a] = f->left[a] = 0;
    for (size_t a = 0; a < s->n; a++)
        for (size_t b = 0; b < a; b++) {
            double d = distance(s, a, b), to_a = s->probability[b], to_b = s->probability[a];
            far[a] += to_a * d;
            far[b] += to_b * d;
            f->left[a] += f->kept[b] ? 0 : to_a * fmin(f->best[b], d);
            f->left[b] += f->kept[a] ? 0 : to_b * fmin(f->best[a], d);
        }
    if (!alone)
        return;
    *alone = s->n ? HUGE_VAL : 0;
    for (size_t a = 0; a < s->n; a++)
        *alone = fmin(*alone, far[a]);
}

/* What a point takes away never grows as others are kept: the last figure says which need not be
 * looked at again [Minoux, in Optimization Techniques, Lecture Notes in Control and Information
 * Sciences 7 (1978) 234]. */
static void reckon_some(const struct selection *f, double now) {
    double least = HUGE_VAL;
    memset(f->fresh, 0, f->s->n * sizeof *f->fresh);
    for (;;) {
        size_t next = SIZE_MAX;
        for (size_t u = 0; u < f->s->n; u++)
            if (!f->kept[u] && !f->fresh[u] && (next == SIZE_MAX || f->gain[u] > f->gain[next]))
                next = u;
        if (next == SIZE_MAX || now - f->gain[next] > least + 4 * TIE * (1 + now))
            return;
        f->left[next] = left_with(f, next);
        f->gain[next] = now - f->left[next];
        f->fresh[next] = true;
        least = fmin(least, f->left[next]);
    }
}

static size_t least_left(const struct selection *f) {
    size_t chosen = SIZE_MAX;
    double least = HUGE_VAL;
    for (size_t u = 0; u < f->s->n; u++)
        if (!f->kept[u] && f->fresh[u] && f->left[u] < least - TIE) {
            least = f->left[u];
            chosen = u;
        }
    return chosen;
}

static double left_now(const struct selection *f) {
    double sum = 0;
    for (size_t k = 0; k < f->s->n; k++)
        sum += f->s->probability[k] * f->best[k];
    return sum;
}

static void forward(const struct selection *f, size_t keep, double *alone) {
    size_t n = 0, whole = 0; /* rounds in which all were reckoned */
    for (size_t k = 0; k < f->s->n; k++)
        f->best[k] = HUGE_VAL;
    for (size_t k = 0; k < f->s->n; k++)
        if (f->kept[k]) {
            keep_one(f, k);
            n++;
        }
    for (; n < keep || (alone && whole == 0); n++) {
        bool none = n == 0;
        double now = none ? HUGE_VAL : left_now(f);
        if (whole == 0 || (whole == 1 && f->gain[0] == HUGE_VAL)) {
            reckon_all(f, whole++ == 0 ? alone : NULL);
            memset(f->fresh, 1, f->s->n * sizeof *f->fresh);
            for (size_t u = 0; u < f->s->n; u++)
                f->gain[u] = none ? HUGE_VAL : now - f->left[u];
        } else {
            reckon_some(f, now);
        }
        size_t chosen = n < keep ? least_left(f) : SIZE_MAX;
        if (chosen == SIZE_MAX)
            return;
        keep_one(f, chosen);
    }
}

/* ---- backward -------------------------------------------------------------------------------- */

/* Of each point the nearest of those that stay, itself left out, and the one after it. */
struct neighbours {
    const struct cp_scenario_points *s;
    size_t (*at)[2];
    double (*far)[2];
    double *more; /* what taking each away would cost more than what is lost so far */
    bool *stays;
};

static void find_nearest(const struct neighbours *w, size_t k) {
    w->at[k][0] = w->at[k][1] = SIZE_MAX;
    w->far[k][0] = w->far[k][1] = HUGE_VAL;
    for (size_t j = 0; j < w->s->n; j++) {
        double d = w->stays[j] && j != k ? distance(w->s, k, j) : HUGE_VAL;
        size_t place = d < w->far[k][0] ? 0 : d < w->far[k][1] ? 1 : 2;
        if (place == 0) {
            w->at[k][1] = w->at[k][0];
            w->far[k][1] = w->far[k][0];
        }
        if (place < 2) {
            w->at[k][place] = j;
            w->far[k][place] = d;
        }
    }
}

/* What went to u goes further, and u goes to the nearest. */
static size_t cheapest(const struct neighbours *w, const bool *kept) {
    const double *p = w->s->probability;
    size_t chosen = SIZE_MAX;
    double least = HUGE_VAL;
    for (size_t u = 0; u < w->s->n; u++)
        w->more[u] = p[u] * w->far[u][0];
    for (size_t k = 0; k < w->s->n; k++)
        if (!w->stays[k])
            w->more[w->at[k][0]] += p[k] * (w->far[k][1] - w->far[k][0]);
    for (size_t u = 0; u < w->s->n; u++)
        if (w->stays[u] && !kept[u] && w->more[u] < least - TIE) {
            least = w->more[u];
            chosen = u;
        }
    return chosen;
}

static void backward(const struct neighbours *w, size_t keep, bool *kept) {
    for (size_t k = 0; k < w->s->n; k++)
        w->stays[k] = true;
    for (size_t k = 0; k < w->s->n; k++)
        find_nearest(w, k);
    for (size_t n = w->s->n; n > keep; n--) {
        size_t gone = cheapest(w, kept);
        if (gone == SIZE_MAX)
            break;
        w->stays[gone] = false;
        for (size_t k = 0; k < w->s->n; k++)
            if (w->at[k][0] == gone || w->at[k][1] == gone)
                find_nearest(w, k);
    }
    memcpy(kept, w->stays, w->s->n * sizeof *kept);
}

static int run_backward(const struct cp_scenario_points *s, size_t keep, bool *kept) {
    struct neighbours w = {s, cp_calloc(s->n + 1, sizeof *w.at), cp_calloc(s->n + 1, sizeof *w.far),
                           cp_calloc(s->n + 1, sizeof *w.more),
                           cp_calloc(s->n + 1, sizeof *w.stays)};
    int rc = w.at && w.far && w.more && w.stays ? 0 : CP_ENOMEM;
    if (rc == 0)
        backward(&w, keep, kept);
    free(w.at);
    free(w.far);
    free(w.more);
    free(w.stays);
    return rc;
}

/* ---- one alone ------------------------------------------------------------------------------- */

enum { LOOKED_AT = 256, STEPS = 30 };

struct place {
    double far;
    size_t at;
};

static int by_distance(const void *pa, const void *pb) {
    const struct place *a = pa, *b = pb;
    return a->far != b->far ? (a->far > b->far) - (a->far < b->far)
                            : (a->at > b->at) - (a->at < b->at);
}

static double distance_to(const struct cp_scenario_points *s, size_t i, const double *centre) {
    double sum = 0;
    for (size_t k = 0; k < s->d; k++)
        sum += (s->x[i * s->d + k] - centre[k]) * (s->x[i * s->d + k] - centre[k]);
    return sqrt(sum);
}

/* From the mean towards what is nearest to all, each point counting by how near it is [Weiszfeld,
 * Tohoku Mathematical Journal 43 (1937) 355]. `next` is room. */
static void find_centre(const struct cp_scenario_points *s, double *centre, double *next) {
    for (int step = 0; step <= STEPS; step++) {
        double all = 0;
        memset(next, 0, s->d * sizeof *next);
        for (size_t i = 0; i < s->n; i++) {
            double far = step ? distance_to(s, i, centre) : 1;
            double counts = s->probability[i] / fmax(far, 1e-9);
            all += counts;
            for (size_t k = 0; k < s->d; k++)
                next[k] += counts * s->x[i * s->d + k];
        }
        for (size_t k = 0; k < s->d && all > 0; k++)
            centre[k] = next[k] / all;
    }
}

/* What the best would leave that is kept alone, without the distances of all pairs: of many, only
 * those nearest to the centre are looked at. The best is expected among them, not proven to be. */
static int best_alone(const struct cp_scenario_points *s, double *alone) {
    struct place *place = cp_calloc(s->n + 1, sizeof *place);
    double *centre = cp_calloc(2 * s->d + 1, sizeof *centre);
    int rc = place && centre ? 0 : CP_ENOMEM;
    if (rc == 0) {
        find_centre(s, centre, centre + s->d);
        for (size_t i = 0; i < s->n; i++)
            place[i] = (struct place){distance_to(s, i, centre), i};
        qsort(place, s->n, sizeof *place, by_distance);
        *alone = s->n ? HUGE_VAL : 0;
        for (size_t c = 0; c < s->n && c < LOOKED_AT; c++) {
            double sum = 0;
            for (size_t k = 0; k < s->n; k++)
                sum += s->probability[k] * distance(s, place[c].at, k);
            *alone = fmin(*alone, sum);
        }
    }
    free(place);
    free(centre);
    return rc;
}

int cp_scenario_reduce(const struct cp_scenario_points *s, enum cp_scenario_reduction how,
                       size_t keep, bool *kept, double *alone) {
    if (how == CP_SCENARIO_CLUSTERS)
        return alone ? best_alone(s, alone) : 0;
    struct selection f = {s,    cp_calloc(3 * s->n + 1, sizeof *f.best), NULL, NULL,
                          kept, cp_calloc(s->n + 1, sizeof *f.fresh)};
    int rc = f.best && f.fresh ? 0 : CP_ENOMEM;
    if (rc == 0) {
        f.left = f.best + s->n;
        f.gain = f.left + s->n;
        if (how == CP_SCENARIO_FORWARD)
            forward(&f, keep, alone);
        else if (alone)
            reckon_all(&f, alone);
    }
    free(f.best);
    free(f.fresh);
    return rc == 0 && how == CP_SCENARIO_BACKWARD ? run_backward(s, keep, kept) : rc;
}

double cp_scenario_assign(const struct cp_scenario_points *s, const bool *kept, const size_t *group,
                          double *probability) {
    double moved = 0;
    for (size_t i = 0; i < s->n; i++)
        probability[i] = kept[i] ? s->probability[i] : 0;
    for (size_t i = 0; i < s->n; i++) {
        size_t to = SIZE_MAX;
        double least = HUGE_VAL;
        bool own = false;
        for (size_t k = 0; k < s->n && !kept[i]; k++) {
            bool same = group && kept[k] && group[k] == group[i];
            double far = kept[k] ? distance(s, i, k) : HUGE_VAL;
            if ((same && !own) || (same == own && far < least - TIE)) {
                least = far;
                to = k;
                own = same;
            }
        }
        if (to != SIZE_MAX) {
            probability[to] += s->probability[i];
            moved += s->probability[i] * least;
        }
    }
    return moved;
}
