#include "forecast/method/ets.h"
#include "forecast/method/lanes.h"
#include "num/num.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* So many that a season has fewer values than it costs. */
enum { MOST_STATES = 100 };

/* Initial states of seasonal models: seasonal means of a classical decomposition, then, within the
 * search, a pass backwards over the series with the parameters at hand [backcasting: Box and
 * Jenkins, Time Series Analysis, 1970, sec. 6.4], and last, at the parameters found, least squares
 * over all of them at once. */

void cp_forecast_ets_backcast(struct cp_forecast_ets *m, const double *y, size_t n,
                              const double *mean) {
    memcpy(m->seasonal, mean, m->season * sizeof *mean);
    m->level = NAN;
    m->slope = 0;
    for (size_t t = n; t-- > 0;) {
        m->phase = t % m->season;
        if (isnan(m->level) && !isnan(y[t]))
            m->level = y[t] - m->seasonal[m->phase];
        if (isnan(m->level))
            continue;
        cp_forecast_ets_step(m, isnan(y[t]) ? 0 : y[t] - cp_forecast_ets_ahead(m));
    }
    m->level += m->phi * m->slope;
    m->slope = -m->slope;
    m->phase = 0;
}

/* ---- least squares ------------------------------------------------------------------------- */

enum { LANES = CP_LANES };
typedef cp_forecast_lanes lanes;

/* The errors are e - rows x for a change x of the initial states: the level, the slope, then
 * seasons 0 to m-2, each against season m-1. Columns stand in blocks of lanes, the last filled with
 * zeros. */
struct system {
    size_t n, d, blocks;
    double *e;      /* [n] */
    lanes *rows;    /* [n][blocks] */
    lanes *product; /* of columns: [d][blocks] */
    lanes *right;   /* [blocks] */
    lanes *seasonal;
};

/* What a unit of each of four states makes of the errors where y is 0. */
CP_WIDE static void respond(const struct cp_forecast_ets *m, const double *y, size_t block,
                            const struct system *s) {
    lanes zero = {0}, level = zero, slope = zero;
    double beta = m->trend ? m->beta : 0, phi = m->trend ? m->phi : 0;
    size_t first = 1 + (size_t)m->trend, phase = m->phase;
    for (size_t j = 0; j < m->season; j++)
        s->seasonal[j] = zero;
    for (size_t k = 0; k < LANES; k++) {
        size_t state = block * LANES + k;
        level[k] = state == 0;
        slope[k] = m->trend && state == 1;
        if (state >= first && state < s->d) {
            s->seasonal[state - first][k] = 1;
            s->seasonal[m->season - 1][k] = -1;
        }
    }
    for (size_t t = 0; t < s->n; t++, phase = phase + 1 == m->season ? 0 : phase + 1) {
        slope *= phi;
        level += slope;
        lanes ahead = isnan(y[t]) ? zero : level + s->seasonal[phase];
        s->rows[t * s->blocks + block] = ahead;
        level -= m->alpha * ahead;
        slope -= beta * ahead;
        s->seasonal[phase] -= m->gamma * ahead;
    }
}

CP_WIDE static void multiply_columns(const struct system *s) {
    for (size_t t = 0; t < s->n; t++) {
        const lanes *row = s->rows + t * s->blocks;
        for (size_t i = 0; i < s->d; i++) {
            double x = row[i / LANES][i % LANES];
            for (size_t j = 0; j <= i / LANES; j++)
                s->product[i * s->blocks + j] += x * row[j];
        }
    }
}

CP_WIDE static void multiply_errors(const struct system *s, const double *e) {
    lanes zero = {0};
    for (size_t j = 0; j < s->blocks; j++)
        s->right[j] = zero;
    for (size_t t = 0; t < s->n; t++)
        for (size_t j = 0; j < s->blocks; j++)
            s->right[j] += e[t] * s->rows[t * s->blocks + j];
}

static double at(const struct system *s, size_t t, size_t j) {
    return s->rows[t * s->blocks + j / LANES][j % LANES];
}

/* By the normal equations, and once more for what is left, which brings their rounding to that of
 * QR. CP_ENUMERIC: a column is so near to what the others make that they do not tell. room[d d + n
 * + d]. */
static int solve(const struct system *s, double *room, double *x) {
    const double told = 1e-8;
    size_t d = s->d;
    double *l = room, *left = l + d * d, *more = left + s->n;
    multiply_columns(s);
    for (size_t i = 0; i < d; i++)
        for (size_t j = 0; j <= i; j++)
            l[i * d + j] = l[j * d + i] = s->product[i * s->blocks + j / LANES][j % LANES];
    int rc = cp_num_cholesky(l, d);
    for (size_t i = 0; i < d && !rc; i++)
        if (!(l[i * d + i] * l[i * d + i] >
              told * s->product[i * s->blocks + i / LANES][i % LANES]))
            rc = CP_ENUMERIC;
    memset(x, 0, d * sizeof *x);
    memcpy(left, s->e, s->n * sizeof *left);
    for (int pass = 0; pass < 2 && !rc; pass++) {
        multiply_errors(s, left);
        for (size_t j = 0; j < d; j++)
            more[j] = s->right[j / LANES][j % LANES];
        rc = cp_num_cholesky_solve(l, more, d);
        for (size_t j = 0; j < d; j++)
            x[j] += more[j];
        for (size_t t = 0; t < s->n; t++) {
            left[t] = s->e[t];
            for (size_t j = 0; j < d; j++)
                left[t] -= at(s, t, j) * x[j];
        }
    }
    return rc;
}

/* The same by QR. */
static int solve_qr(const struct system *s, double *x) {
    double *rows = cp_calloc(s->n, s->d * sizeof *rows);
    if (!rows)
        return CP_ENOMEM;
    for (size_t t = 0; t < s->n; t++)
        for (size_t j = 0; j < s->d; j++)
            rows[t * s->d + j] = at(s, t, j);
    int rc = cp_num_least_squares(rows, s->e, s->n, s->d, x);
    free(rows);
    return rc;
}

/* Errors from the states in m, and what changes of these make of them. */
static void lay_out(const struct cp_forecast_ets *m, const double *y, double *seasonal,
                    const struct system *s) {
    struct cp_forecast_ets run = *m;
    run.seasonal = seasonal;
    memcpy(seasonal, m->seasonal, m->season * sizeof *seasonal);
    for (size_t t = 0; t < s->n; t++) {
        s->e[t] = isnan(y[t]) ? 0 : y[t] - cp_forecast_ets_ahead(&run);
        cp_forecast_ets_step(&run, s->e[t]);
    }
    for (size_t block = 0; block < s->blocks; block++)
        respond(m, y, block, s);
}

int cp_forecast_ets_best_states(struct cp_forecast_ets *m, const double *y, size_t n) {
    size_t d = m->season + (size_t)m->trend, first = 1 + (size_t)m->trend;
    if (n < d || d > MOST_STATES)
        return CP_ENUMERIC;
    struct system s = {.n = n, .d = d, .blocks = (d + LANES - 1) / LANES};
    size_t count = (n + d + 1) * s.blocks + m->season;
    double *room = cp_calloc(2 * n + d * d + 2 * d + m->season, sizeof *room);
    lanes *wide = cp_forecast_lanes_new(count);
    int rc = CP_ENOMEM;
    if (!room || !wide)
        goto out;
    memset(wide, 0, count * sizeof *wide);
    s.rows = wide;
    s.product = s.rows + n * s.blocks;
    s.right = s.product + d * s.blocks;
    s.seasonal = s.right + s.blocks;
    s.e = room;
    double *x = room + n, *seasonal = x + d;
    lay_out(m, y, seasonal, &s);
    rc = solve(&s, seasonal + m->season, x);
    if (rc)
        rc = solve_qr(&s, x);
    if (rc < 0)
        goto out;
    m->level += x[0];
    if (m->trend)
        m->slope += x[1];
    for (size_t j = 0; j + 1 < m->season; j++) {
        m->seasonal[j] += x[first + j];
        m->seasonal[m->season - 1] -= x[first + j];
    }
out:
    free(room);
    free(wide);
    return rc;
}
