/* Paths of prices as a table has them: a row a price. */
#include "hedge/given.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CURVE, PATH, TIME, VALUE, UNIT, COLUMNS };
static const struct cp_sheet_column columns[COLUMNS] = {
    {"curve", true}, {"path", true}, {"time", true}, {"value", true}, {"unit", true}};

struct point {
    int64_t from, until;
    size_t path;
    double price;
    struct cp_pos pos;
};

struct reader {
    struct cp_hedge *h;
    const struct cp_market_curve *c;
    struct cp_names paths;
    size_t n;
    struct point *at;
};

static int by_time(const void *a, const void *b) {
    const struct point *x = a, *y = b;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return (x->path > y->path) - (x->path < y->path);
}

static int read_row(struct reader *r, const struct cp_sheet_cell *cell) {
    struct cp_error *err = r->h->err;
    struct cp_period p;
    struct point *x = &r->at[r->n];
    const char *time = cell[TIME].text ? cell[TIME].text : "-";
    double factor = 1;
    size_t used = 0;
    if (!cell[CURVE].text || strcmp(cell[CURVE].text, r->c->name) != 0)
        return 0;
    if (!cell[PATH].text)
        return cp_fail_at(err, CP_EINPUT, cell[PATH].pos, "path: which one is it?");
    if (cp_period_parse(time, strlen(time), &p) != 0 || p.freq < CP_MONTH || p.freq > CP_HOUR)
        return cp_fail_at(err, CP_EINPUT, cell[TIME].pos, "time: '%.40s' is no month, day or hour",
                          time);
    if (!cell[VALUE].text ||
        cp_number_parse(cell[VALUE].text, strlen(cell[VALUE].text), &x->price, &used) != 0 ||
        cell[VALUE].text[used])
        return cp_fail_at(err, CP_EINPUT, cell[VALUE].pos, "value: '%.60s' is no number",
                          cell[VALUE].text ? cell[VALUE].text : "-");
    int rc = cp_unit_factor(cell[UNIT].text ? cell[UNIT].text : "1", r->c->unit.price, &factor,
                            cell[UNIT].pos, err);
    if (rc)
        return rc;
    x->price *= factor;
    if (x->price < r->c->floor && r->c->model.kind != CP_MODEL_NORMAL)
        return cp_fail_at(err, CP_EINPUT, cell[VALUE].pos, "%.6g is below the floor of %.80s, %.6g",
                          x->price, r->c->name, r->c->floor);
    x->from = cp_period_start(p);
    x->until = cp_period_end(p);
    x->pos = cell[TIME].pos;
    x->path = cp_names_add(&r->paths, cell[PATH].text, strlen(cell[PATH].text));
    if (x->path == CP_NAME_NONE)
        return cp_fail_nomem(err);
    r->n++;
    return 0;
}

/* Sorted points to a table without a hole. */
static int lay_out(struct reader *r, struct cp_hedge_given *out) {
    struct cp_hedge *h = r->h;
    size_t m = r->paths.n;
    out->npath = m;
    out->from = cp_hedge_alloc(h, r->n, sizeof *out->from);
    out->until = cp_hedge_alloc(h, r->n, sizeof *out->until);
    out->price = cp_hedge_alloc(h, r->n, sizeof *out->price);
    out->path = cp_hedge_alloc(h, m, sizeof *out->path);
    if (!out->from || !out->until || !out->price || !out->path)
        return CP_ENOMEM;
    for (size_t i = 0; i < m; i++)
        if (!(out->path[i] = cp_arena_strdup(&h->arena, r->paths.text[i])))
            return cp_fail_nomem(h->err);
    for (size_t i = 0; i < r->n; i++) {
        const struct point *x = &r->at[i];
        size_t k = i % m;
        if (k == 0) {
            if (out->ntime > 0 && x->from < out->until[out->ntime - 1])
                return cp_fail_at(h->err, CP_EINPUT, x->pos,
                                  "time: it is in another one of the same path");
            out->from[out->ntime] = x->from;
            out->until[out->ntime++] = x->until;
        }
        if (x->path != k || x->from != out->from[out->ntime - 1] ||
            x->until != out->until[out->ntime - 1])
            return cp_fail_at(h->err, CP_EINPUT, x->pos,
                              "a time has a price on each of the %zu paths, once; from here on it "
                              "has not (path '%.60s')",
                              m, r->paths.text[x->path]);
        out->price[(out->ntime - 1) * m + k] = x->price;
    }
    if (r->n % m != 0)
        return cp_fail_at(h->err, CP_EINPUT, r->at[r->n - 1].pos,
                          "a time has a price on each of the %zu paths, once; the last has not", m);
    return 0;
}

int cp_hedge_given_read(struct cp_hedge *h, const struct cp_market_curve *c,
                        struct cp_hedge_given *out) {
    struct reader r = {.h = h, .c = c};
    struct cp_sheet t;
    size_t before = h->err->n + h->err->dropped;
    int rc = cp_facts_sheet_read(c->paths, columns, COLUMNS, &h->arena, &t, h->err);
    if (rc == 0 && !(r.at = cp_hedge_alloc(h, t.nrow, sizeof *r.at)))
        rc = CP_ENOMEM;
    if (rc)
        return rc;
    for (size_t i = 0; i < t.nrow && rc != CP_ENOMEM; i++)
        rc = read_row(&r, &t.cell[i * COLUMNS]);
    if (rc != CP_ENOMEM)
        rc = h->err->n + h->err->dropped > before ? CP_EINPUT : 0;
    if (rc == 0 && r.n == 0)
        rc = cp_fail_at(h->err, CP_EINPUT, c->pos, "curves/%.80s/paths: '%.200s' has none of it",
                        c->name, c->paths);
    if (rc == 0) {
        qsort(r.at, r.n, sizeof *r.at, by_time);
        rc = lay_out(&r, out);
    }
    cp_names_release(&r.paths);
    return rc;
}

size_t cp_hedge_given_at(const struct cp_hedge_given *g, int64_t hour) {
    size_t low = 0, high = g->ntime;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (g->until[mid] <= hour)
            low = mid + 1;
        else
            high = mid;
    }
    return low < g->ntime && g->from[low] <= hour ? low : NONE;
}

double cp_hedge_given_mean(const struct cp_hedge_given *g, int64_t from, int64_t until) {
    double sum = 0, hours = 0;
    for (size_t i = 0; i < g->ntime; i++) {
        int64_t a = g->from[i] > from ? g->from[i] : from;
        int64_t b = g->until[i] < until ? g->until[i] : until;
        if (b <= a)
            continue;
        double mean = 0;
        for (size_t p = 0; p < g->npath; p++)
            mean += g->price[i * g->npath + p] / (double)g->npath;
        sum += mean * (double)(b - a);
        hours += (double)(b - a);
    }
    return hours > 0 ? sum / hours : NAN;
}
