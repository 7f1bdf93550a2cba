/* Few points that stand for many: the middles of the parts that these fall into. */
#include "scenario/numbers.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Points of the same part are one list. */
struct part {
    size_t first, n;
    double scatter; /* about its mean, by probability */
};
struct parts {
    const struct cp_scenario_points *s;
    size_t n, *list;
    struct part *part;
    double *mean, *axis, *next; /* d */
    size_t *room;
};

static const double *at(const struct parts *w, const struct part *p, size_t k) {
    return w->s->x + w->list[p->first + k] * w->s->d;
}

static double weight(const struct parts *w, const struct part *p, size_t k) {
    return w->s->probability[w->list[p->first + k]];
}

static void find_mean(const struct parts *w, const struct part *p) {
    double all = 0;
    memset(w->mean, 0, w->s->d * sizeof *w->mean);
    for (size_t k = 0; k < p->n; k++) {
        const double *x = at(w, p, k), by = weight(w, p, k);
        all += by;
        for (size_t c = 0; c < w->s->d; c++)
            w->mean[c] += by * x[c];
    }
    for (size_t c = 0; c < w->s->d && all > 0; c++)
        w->mean[c] /= all;
}

static double away(const struct parts *w, const double *x) {
    double sum = 0;
    for (size_t c = 0; c < w->s->d; c++)
        sum += (x[c] - w->mean[c]) * (x[c] - w->mean[c]);
    return sum;
}

static void measure(const struct parts *w, struct part *p) {
    find_mean(w, p);
    p->scatter = 0;
    for (size_t k = 0; k < p->n; k++)
        p->scatter += weight(w, p, k) * away(w, at(w, p, k));
}

static double along(const struct parts *w, const double *x) {
    double sum = 0;
    for (size_t c = 0; c < w->s->d; c++)
        sum += (x[c] - w->mean[c]) * w->axis[c];
    return sum;
}

/* The direction in which its points lie furthest apart, by powers of their covariance from its
 * longest axis on. */
static void find_axis(const struct parts *w, const struct part *p) {
    enum { ROUNDS = 12 };
    size_t d = w->s->d, longest = 0;
    memset(w->next, 0, d * sizeof *w->next);
    for (size_t k = 0; k < p->n; k++)
        for (size_t c = 0; c < d; c++) {
            double by = at(w, p, k)[c] - w->mean[c];
            w->next[c] += weight(w, p, k) * by * by;
        }
    for (size_t c = 0; c < d; c++)
        longest = w->next[c] > w->next[longest] * (1 + 1e-9) ? c : longest;
    memset(w->axis, 0, d * sizeof *w->axis);
    w->axis[longest] = 1;
    for (int round = 0; round < ROUNDS; round++) {
        double length = 0;
        memset(w->next, 0, d * sizeof *w->next);
        for (size_t k = 0; k < p->n; k++) {
            const double *x = at(w, p, k), by = weight(w, p, k) * along(w, x);
            for (size_t c = 0; c < d; c++)
                w->next[c] += by * (x[c] - w->mean[c]);
        }
        for (size_t c = 0; c < d; c++)
            length += w->next[c] * w->next[c];
        for (size_t c = 0; c < d && length > 0; c++)
            w->axis[c] = w->next[c] / sqrt(length);
    }
}

/* In two, by the plane through its mean across that direction; false: it cannot be. */
static bool split(struct parts *w, struct part *p) {
    size_t low = 0, high = 0;
    find_mean(w, p);
    find_axis(w, p);
    for (size_t k = 0; k < p->n; k++) {
        size_t i = w->list[p->first + k];
        if (along(w, at(w, p, k)) > 0)
            w->room[high++] = i;
        else
            w->list[p->first + low++] = i;
    }
    memcpy(w->list + p->first + low, w->room, high * sizeof *w->room);
    if (!low || !high)
        return false;
    w->part[w->n] = (struct part){.first = p->first + low, .n = high};
    p->n = low;
    measure(w, p);
    measure(w, &w->part[w->n++]);
    return true;
}

static void divide(struct parts *w, size_t keep) {
    while (w->n < keep) {
        size_t widest = 0;
        for (size_t i = 1; i < w->n; i++)
            widest = w->part[i].scatter > w->part[widest].scatter ? i : widest;
        if (!w->n || !(w->part[widest].scatter > 1e-24))
            return;
        if (!split(w, &w->part[widest]))
            w->part[widest].scatter = 0;
    }
}

static size_t middle_of(const struct parts *w, const struct part *p) {
    size_t middle = w->list[p->first];
    double least = HUGE_VAL;
    find_mean(w, p);
    for (size_t k = 0; k < p->n; k++) {
        double far = away(w, at(w, p, k));
        if (far < least - 1e-12) {
            least = far;
            middle = w->list[p->first + k];
        }
    }
    return middle;
}

static void keep_middles(const struct parts *w, bool *kept, size_t *part) {
    size_t n = 0;
    for (size_t i = 0; i < w->s->n; i++)
        part[i] = SIZE_MAX;
    for (size_t i = 0; i < w->n; i++) {
        const struct part *p = &w->part[i];
        size_t middle = middle_of(w, p);
        kept[middle] = true;
        for (size_t k = 0; k < p->n; k++)
            part[w->list[p->first + k]] = middle;
    }
    for (size_t i = 0; i < w->s->n; i++) /* to numbers of those that stay */
        w->room[i] = kept[i] ? n++ : 0;
    for (size_t i = 0; i < w->s->n; i++)
        part[i] = part[i] < SIZE_MAX ? w->room[part[i]] : SIZE_MAX;
}

/* Points of each group that is likelier than `rare` are a part to begin with. */
static void begin(struct parts *w, const size_t *group, double rare) {
    const double *p = w->s->probability;
    size_t n = 0;
    for (size_t i = 0; i < w->s->n; i++) {
        struct part *own = &w->part[w->n];
        double all = 0;
        bool first = true;
        for (size_t k = 0; group && k < i && first; k++)
            first = group[k] != group[i];
        *own = (struct part){.first = n};
        for (size_t k = i; (group ? first : i == 0) && k < w->s->n; k++)
            if (p[k] > 0 && (!group || group[k] == group[i])) {
                w->list[n++] = k;
                all += p[k];
            }
        own->n = n - own->first;
        n = group && !(all > rare) ? own->first : n;
        if (n > own->first) {
            measure(w, own);
            w->n++;
        }
    }
}

int cp_scenario_cluster(const struct cp_scenario_points *s, const size_t *group, double rare,
                        size_t keep, bool *kept, size_t *part) {
    struct parts w = {.s = s};
    w.list = cp_calloc(2 * s->n + 1, sizeof *w.list);
    w.part = cp_calloc(s->n + 1, sizeof *w.part);
    w.mean = cp_calloc(3 * s->d + 1, sizeof *w.mean);
    int rc = w.list && w.part && w.mean ? 0 : CP_ENOMEM;
    if (rc == 0) {
        w.room = w.list + s->n;
        w.axis = w.mean + s->d;
        w.next = w.axis + s->d;
        begin(&w, group, rare);
        divide(&w, keep);
        keep_middles(&w, kept, part);
    }
    free(w.list);
    free(w.part);
    free(w.mean);
    return rc;
}
