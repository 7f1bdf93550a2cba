/* Values by series and time: which stand on one key, and one value of several. */
#include "import/internal.h"
#include <math.h>
#include <stdlib.h>

static size_t place(const struct cp_import_points *p, uint32_t series, int64_t at) {
    uint64_t x = (uint64_t)at * 0x9e3779b97f4a7c15u + (uint64_t)series * 0xd6e8feb86659fd93u;
    x ^= x >> 29;
    x *= 0xbf58476d1ce4e5b9u;
    x ^= x >> 32;
    size_t mask = p->nslot - 1, i = x & mask;
    for (size_t step = 1; p->slot[i]; i = (i + step++) & mask) {
        const struct cp_import_point *q = &p->at[p->slot[i] - 1];
        if (q->series == series && q->at == at)
            break;
    }
    return i;
}

uint32_t cp_import_points_find(const struct cp_import_points *p, uint32_t series, int64_t at) {
    uint32_t there = p->nslot ? p->slot[place(p, series, at)] : 0;
    return there ? there - 1 : CP_IMPORT_NONE;
}

static int grow(struct cp_import_points *p, struct cp_error *err) {
    if (p->n < p->nslot / 2)
        return 0;
    size_t nslot = p->nslot ? 2 * p->nslot : 1024;
    uint32_t *slot = cp_calloc(nslot, sizeof *slot);
    if (!slot)
        return cp_fail_nomem(err);
    free(p->slot);
    p->slot = slot;
    p->nslot = nslot;
    for (size_t i = 0; i < p->n; i++)
        if (p->at[i].head)
            p->slot[place(p, p->at[i].series, p->at[i].at)] = (uint32_t)i + 1;
    return 0;
}

int cp_import_points_add(struct cp_import_points *p, struct cp_import_point point,
                         struct cp_error *err) {
    if (p->n >= UINT32_MAX - 1)
        return cp_fail(err, CP_EINPUT, "more than 4 billion values");
    int rc = grow(p, err);
    if (rc)
        return rc;
    if (!cp_grow(&p->at, &p->cap, p->n, sizeof *p->at))
        return cp_fail_nomem(err);
    size_t i = place(p, point.series, point.at);
    point.head = p->slot[i] == 0;
    point.next = CP_IMPORT_NONE;
    if (point.head) {
        p->slot[i] = (uint32_t)p->n + 1;
    } else { /* right behind the head: the order of a chain does not matter, lines tell it */
        struct cp_import_point *head = &p->at[p->slot[i] - 1];
        point.next = head->next;
        head->next = (uint32_t)p->n;
    }
    p->at[p->n++] = point;
    return 0;
}

void cp_import_points_release(struct cp_import_points *p) {
    free(p->at);
    free(p->slot);
    *p = (struct cp_import_points){0};
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double extreme(const double *v, size_t n, bool least) {
    double best = v[0];
    for (size_t i = 1; i < n; i++)
        if (least ? v[i] < best : v[i] > best)
            best = v[i];
    return best;
}

double cp_import_reduce(enum cp_import_how how, double *v, size_t n) {
    size_t k = 0;
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(v[i]))
            v[k++] = v[i];
    if (k == 0)
        return NAN;
    for (size_t i = 0; i < k; i++)
        sum += v[i];
    switch (how) {
    case CP_HOW_SUM:
        return sum;
    case CP_HOW_MEDIAN:
        qsort(v, k, sizeof *v, ascending);
        return k % 2 ? v[k / 2] : (v[k / 2 - 1] + v[k / 2]) / 2;
    case CP_HOW_MIN:
    case CP_HOW_MAX:
        return extreme(v, k, how == CP_HOW_MIN);
    case CP_HOW_FIRST:
        return v[0];
    case CP_HOW_LAST:
        return v[k - 1];
    default:
        return k == 1 ? v[0] : sum / (double)k;
    }
}
