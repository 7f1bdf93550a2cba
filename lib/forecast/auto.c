#include "forecast/internal.h"
#include "forecast/method/stl.h"
#include "num/num.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The method auto: the middle of several methods, and an interval about it that comes from how far
 * such middles were off in the past, not from the variance of any one model. */

/* Five on all but hours, which have a day and a week. Growth is between a line and a constant
 * factor on square roots. Chosen by forecasts from origins within the training part of the M3
 * competition; hours within that of the M4. */
enum { MEMBERS = 5, DAYS = 7 };
static const struct member {
    const struct cp_forecast_method *method;
    enum cp_forecast_scale scale; /* where the user leaves it open */
    size_t cycles;                /* of the series' season make this one's */
} usual[MEMBERS] = {{&cp_forecast_method_ets, CP_SCALE_BEST, 1},
                    {&cp_forecast_method_theta, CP_SCALE_LINEAR, 1},
                    {&cp_forecast_method_theta, CP_SCALE_ROOT, 1},
                    {&cp_forecast_method_ar, CP_SCALE_ROOT, 1},
                    {&cp_forecast_method_ar_adjusted, CP_SCALE_ROOT, 1}},
  hours[] = {{&cp_forecast_method_ar, CP_SCALE_BEST, 1},
             {&cp_forecast_method_ar, CP_SCALE_BEST, DAYS},
             {&cp_forecast_method_mstl, CP_SCALE_BEST, 1},
             {&cp_forecast_method_lags, CP_SCALE_LOG, 1},
             {&cp_forecast_method_lags, CP_SCALE_LINEAR, 1}};

/* Half the width of the 95 % interval is a product of powers: of the members' standard errors
 * against their mean, of 1 + h/n (what is known of the trend), of the members' disagreement and of
 * n. The exponents have the least mean interval score over 40,000 forecasts from three origins
 * within the training parts of the M3 competition's four sets, each set with equal weight. */
static const double at_one = 1.828, of_horizon = 0.307, of_disagreement = 0.176, of_length = -0.179;
static const double of_member[MEMBERS] = {0.444, -0.55, 0.758, 0.181, 0.181};

/* Half the width of hours in standard errors: what holds 95 % of forecasts from four origins within
 * the training part of the M4 competition. */
static const double of_hours = 2.4;

/* The scaled errors of those forecasts are Student's t with four degrees of freedom. */
static const double freedom = 4, near = 0.5522193; /* 80 % in half widths of 95 % */

/* A constant rate of growth is known about as far ahead as it was seen: it falls as n / (n + h)
 * behind the end, so that a logarithm grows by the rate times n log(1 + h / n). */
static int damp(const struct cp_forecast_model *m, size_t h, size_t season, double *mean) {
    size_t cycle = season > 1 ? season : 1;
    double *ahead = cp_calloc(cycle + 1, sizeof *ahead), n = (double)m->n;
    if (!ahead)
        return CP_ENOMEM;
    cp_forecast_model_project(m, cycle + 1, ahead, NULL);
    double rate = (ahead[cycle] - ahead[0]) / (double)cycle;
    free(ahead);
    for (size_t i = 0; i < h; i++) {
        double far = (double)(i + 1);
        mean[i] -= rate * (far - n * log1p(far / n));
    }
    return 0;
}

/* What a member says in the values' unit: h forecasts, h standard errors, and h forecasts with
 * growth that is not damped. */
enum { SAYS = 3 };
static int run_member(struct member member, const double *y, size_t n, size_t season, size_t h,
                      double *says, bool *seasonal, struct cp_error *why) {
    double *mean = says, *se = says + h, *bold = says + 2 * h;
    struct cp_forecast_model m;
    int rc = cp_forecast_fit(member.method, member.scale, y, n, season * member.cycles, &m, why);
    if (rc)
        return rc;
    cp_forecast_model_project(&m, h, mean, se);
    memcpy(bold, mean, h * sizeof *bold);
    if (m.log && m.method->compounds && m.method->compounds(&m))
        rc = damp(&m, h, season, mean);
    for (size_t i = 0; i < h && !rc; i++) {
        double f = cp_forecast_model_quantile(&m, mean[i], se[i], NAN);
        se[i] *= m.root ? 2 * sqrt(f) : m.log ? f : 1;
        mean[i] = f;
        bold[i] = cp_forecast_model_quantile(&m, bold[i], 0, NAN);
        if (!isfinite(f))
            rc = CP_ENUMERIC;
    }
    *seasonal = m.adjusted || m.method->seasons;
    cp_forecast_model_release(&m);
    return rc == CP_ENOMEM ? cp_fail_nomem(why)
           : rc            ? cp_fail(why, rc, "its forecast leaves the range of numbers")
                           : 0;
}

/* The mean of x[n], or the median, without those that are NaN. */
static double middle(const double *x, size_t n, bool median) {
    double kept[MEMBERS], sum = 0;
    size_t used = 0;
    for (size_t k = 0; k < n; k++)
        if (!isnan(x[k])) {
            sum += x[k];
            kept[used++] = x[k];
        }
    if (used == 0 || !median)
        return used ? sum / (double)used : NAN;
    return cp_num_median(kept, used);
}

double cp_forecast_interval_length(size_t h, size_t n) {
    return exp(of_horizon * log1p((double)h / (double)n) + of_length * log((double)n));
}

/* What is left about the places of a season that was taken out, each a mean of c values, is
 * (1 - 1/c)^(1/2) of what it should be. Smoothing and autoregression know that; by the exponents
 * above the others are that part of the width, and more of it where smoothing is too short of
 * cycles to see a season. */
static double rest_of(size_t n, size_t season) {
    const double others = 0.39, without_smoothing = 0.71;
    if (season < 2 || n <= season)
        return 1;
    return pow(1 - (double)season / (double)n, (n < 3 * season ? without_smoothing : others) / 2);
}

double cp_forecast_interval_later(double miss, size_t h, size_t then, size_t n, size_t season) {
    return miss * cp_forecast_interval_length(h, then) / cp_forecast_interval_length(h, n) *
           (rest_of(then, season) / rest_of(n, season));
}

static double half_width(const double *mean, const double *se, double center, size_t h, size_t n) {
    double all = middle(se, MEMBERS, false), spread = 0, used = 0;
    if (isnan(all) || all <= 0)
        return all;
    double x = at_one + log(cp_forecast_interval_length(h, n));
    for (size_t k = 0; k < MEMBERS; k++) {
        if (!isnan(mean[k])) {
            spread += (mean[k] - center) / all * ((mean[k] - center) / all);
            used++;
        }
        if (se[k] > 0)
            x += of_member[k] * log(fmax(se[k] / all, 0.05));
    }
    return all * exp(x + of_disagreement * log(sqrt(spread / used) + 0.1));
}

/* Of fewer cycles than these AICc asks so much of a dozen states that exponential smoothing may be
 * chosen without a season that theta's test sees: its errors are the season then, many times those
 * of theta. rows[SAYS h] of each. */
enum { CYCLES = 4 };

static bool is_blind(const double *rows, const bool *seasonal, size_t n, size_t season, size_t h) {
    const double many = 2;
    double own = 0, theta = 0;
    if (n >= CYCLES * season || seasonal[0] || !seasonal[1])
        return false;
    for (size_t i = h; i < 2 * h; i++) {
        own += rows[i];
        theta += rows[SAYS * h + i];
    }
    return own > many * theta;
}

/* Leave out who is blind to a season. Out of values of 0 none can be taken by factors: of demand
 * that comes and goes with one, it is seen by seasonal smoothing and by differences to it alone. */
static void leave_blind(const double *y, const bool *seasonal, size_t n, size_t season, size_t h,
                        double *rows) {
    bool sparse = cp_forecast_is_intermittent(y, n) && cp_forecast_is_seasonal(y, n, season);
    for (size_t k = 0; k < MEMBERS; k++) {
        bool blind = sparse ? !seasonal[k] && usual[k].method != &cp_forecast_method_ar
                            : k == 0 && is_blind(rows, seasonal, n, season, h);
        for (size_t i = 0; i < SAYS * h && blind; i++)
            rows[SAYS * k * h + i] = NAN;
    }
}

struct line {
    double slope, off; /* off: sum of squares */
};

/* A straight line through the values, or through their roots, squared. */
static struct line line_of(const double *y, size_t n, bool root) {
    double count = 0, time = 0, mean = 0, rise = 0, spread = 0, off = 0;
    for (size_t t = 0; t < n; t++) {
        double z = root ? sqrt(y[t]) : y[t];
        if (isnan(z))
            continue;
        double ahead = (double)t - time, above = z - mean; /* Welford's sums, step by step */
        count++;
        time += ahead / count;
        mean += above / count;
        spread += ahead * ((double)t - time);
        rise += ahead * (z - mean);
    }
    double slope = spread > 0 ? rise / spread : 0;
    for (size_t t = 0; t < n; t++) {
        double f = mean + slope * ((double)t - time);
        double e = y[t] - (root ? f * fabs(f) : f);
        off += isnan(e) ? 0 : e * e;
    }
    return (struct line){slope, off};
}

/* What falls by as much again and again, for all that can be seen, is not looked at by its roots,
 * which would let the fall end ever more slowly. */
static bool falls_evenly(const double *y, size_t n) {
    const double clear = 0.5;
    struct line line = line_of(y, n, false);
    return line.slope < 0 && line.off < clear * line_of(y, n, true).off;
}

static struct traits {
    bool negative, falls;
    size_t seen;
} look(const double *y, size_t n) {
    struct traits t = {0};
    for (size_t i = 0; i < n; i++) {
        t.negative = t.negative || y[i] < 0;
        t.seen += isnan(y[i]) ? 0 : 1;
    }
    t.falls = !t.negative && falls_evenly(y, n);
    return t;
}

/* The interval is even about the centre on square roots, so it never falls below 0 and its upper
 * part is the longer. Near 0 the width on roots is that which puts the upper end at the width. */
static double root_width(double center, double width) {
    return !(width <= 0) ? width / (2 * sqrt(fmax(center, width / 4))) : 0;
}

/* The width of an interval about the centre of period i that reaches x, by root_width backwards. */
static double width_to(const struct cp_forecast_interval *o, size_t i, double x) {
    double center = o->center[i];
    if (!o->root)
        return fabs(x - center);
    double root = fabs(sqrt(fmax(x, 0)) - sqrt(center));
    return root > 2 * sqrt(center) ? root * root : 2 * sqrt(center) * root;
}

/* Demand that comes and goes with a season may be nothing, or what it was in that season. */
static void reach_seen(const double *y, size_t n, size_t season, size_t h,
                       struct cp_forecast_interval *out) {
    for (size_t i = 0; i < h; i++) {
        out->width[i] = fmax(out->width[i], width_to(out, i, 0));
        for (size_t t = (n + i) % season; t < n; t += season)
            if (!isnan(y[t]))
                out->width[i] = fmax(out->width[i], width_to(out, i, y[t]));
    }
}

/* What the members say of one period. */
struct saying {
    double mean[MEMBERS], se[MEMBERS], bold[MEMBERS];
};

/* The members' mean, with the width of such means' errors. Where a member stands outside of that
 * they are apart: then their median, and a width that reaches all of them. */
static void combine(struct cp_forecast_interval *o, size_t i, const struct saying *all,
                    size_t seen) {
    const double *mean = all->mean, *se = all->se;
    double reach = 0;
    bool apart = false;
    for (int round = 0; round < 2; round++) {
        double f = middle(mean, MEMBERS, apart);
        o->center[i] = o->root ? fmax(f, 0) : f;
        o->width[i] = half_width(mean, se, f, i + 1, seen);
        reach = 0;
        for (size_t k = 0; k < MEMBERS; k++) {
            reach = fmax(reach, isnan(mean[k]) ? 0 : width_to(o, i, mean[k]));
            reach = fmax(reach, isfinite(all->bold[k]) ? width_to(o, i, all->bold[k]) : 0);
        }
        if (!(reach > o->width[i]))
            return;
        apart = true;
    }
    o->width[i] = fmax(o->width[i], reach);
}

int cp_forecast_auto(enum cp_forecast_scale scale, const double *y, size_t n, size_t season,
                     size_t h, struct cp_forecast_interval *out, struct cp_error *why) {
    size_t periods[MSTL_MOST], used = 0;
    bool weeks = cp_forecast_mstl_seasons(n, season, periods) > 1;
    size_t count = weeks ? sizeof hours / sizeof *hours : MEMBERS;
    struct traits traits = look(y, n);
    struct cp_error passed = {0};
    bool seasonal[MEMBERS] = {false};
    double *rows = cp_calloc(h, SAYS * MEMBERS * sizeof *rows);
    if (!rows)
        return cp_fail_nomem(why);
    for (size_t i = 0; i < SAYS * MEMBERS * h; i++)
        rows[i] = NAN;
    for (size_t k = 0; k < count; k++) {
        struct member member = weeks ? hours[k] : usual[k];
        double *row = rows + SAYS * k * h;
        if (scale != CP_SCALE_BEST)
            member.scale = scale;
        else if (member.scale == CP_SCALE_ROOT && (traits.negative || (traits.falls && !weeks)))
            member.scale = CP_SCALE_LINEAR;
        int rc = run_member(member, y, n, season, h, row, &seasonal[k], used ? &passed : why);
        if (rc == CP_ENOMEM) {
            free(rows);
            return cp_fail_nomem(why);
        }
        used += rc == 0;
        for (size_t i = 0; i < SAYS * h && rc; i++)
            row[i] = NAN;
    }
    if (!weeks)
        leave_blind(y, seasonal, n, season, h, rows);
    out->root = !traits.negative;
    for (size_t i = 0; i < h && used; i++) {
        struct saying all;
        for (size_t k = 0; k < MEMBERS; k++) {
            const double *row = rows + SAYS * k * h + i;
            all.mean[k] = row[0];
            all.se[k] = row[h];
            all.bold[k] = row[2 * h];
        }
        if (weeks) {
            out->center[i] = fmax(middle(all.mean, MEMBERS, true), traits.negative ? -INFINITY : 0);
            out->width[i] = of_hours * middle(all.se, MEMBERS, true);
        } else {
            combine(out, i, &all, traits.seen);
        }
    }
    /* of one value nothing is known but its size, and of 0 not that */
    for (size_t i = 0; i < h && traits.seen == 1; i++)
        out->width[i] = out->center[i] == 0 ? NAN : fabs(out->center[i]) * sqrt((double)i + 1);
    if (used && season > 1 && cp_forecast_is_intermittent(y, n))
        reach_seen(y, n, season, h, out);
    free(rows);
    return used ? 0 : CP_EINPUT;
}

double cp_forecast_interval_score(double p) {
    return isnan(p) ? 0
                    : cp_num_student_quantile(p, freedom) / cp_num_student_quantile(0.975, freedom);
}

struct cp_forecast_reach cp_forecast_reach_at(const struct cp_forecast_stretch *s, size_t i) {
    double block = ((double)i + 0.5) / (double)s->horizon * CP_FORECAST_BLOCKS - 0.5, ends[2];
    block = fmin(fmax(block, 0), CP_FORECAST_BLOCKS - 1);
    size_t b = block < CP_FORECAST_BLOCKS - 1 ? (size_t)block : CP_FORECAST_BLOCKS - 2;
    for (size_t k = 0; k < CP_FORECAST_HELD; k++)
        ends[k] = s->at[b][k] + (block - (double)b) * (s->at[b + 1][k] - s->at[b][k]);
    double hour = s->day ? s->hour[(s->first + i) % s->day * CP_FORECAST_HOURS / s->day] : 1;
    return (struct cp_forecast_reach){hour * ends[0] * near, hour * fmax(ends[1], ends[0] * near)};
}

/* The score that the past makes of one, straight between the two levels that were held to it. */
static double held_score(const struct cp_forecast_interval *o, size_t i, double score) {
    double size = fabs(score);
    if (!o->held)
        return score;
    struct cp_forecast_reach r = cp_forecast_reach_at(o->held, i);
    double x = size <= near ? r.inner * size / near
               : size <= 1  ? r.inner + (r.outer - r.inner) * (size - near) / (1 - near)
                            : r.outer * size;
    return score < 0 ? -x : x;
}

/* A constant is its own quantile, whatever its members round. */
static bool is_constant(const struct cp_forecast_interval *o, size_t i, double z) {
    return fabs(z) * o->width[i] < 1e-12 * fabs(o->center[i]);
}

double cp_forecast_interval_off(const struct cp_forecast_interval *o, size_t i, double z) {
    double off = z * (o->root ? root_width(o->center[i], o->width[i]) : o->width[i]);
    if (is_constant(o, i, z))
        return o->center[i];
    if (!o->root)
        return o->center[i] + off;
    double x = sqrt(o->center[i]) + off;
    return x > 0 || isnan(x) ? x * x : 0;
}

double cp_forecast_interval_at(const struct cp_forecast_interval *o, size_t i, double score) {
    return score == 0 ? o->center[i]
                      : cp_forecast_interval_off(o, i, o->stretch * held_score(o, i, score));
}

double cp_forecast_interval_miss(const struct cp_forecast_interval *o, size_t i, double y) {
    double width = o->width[i];
    if (isnan(y) || is_constant(o, i, 1))
        return NAN; /* in widths of nothing nothing is so far off */
    if (!o->root)
        return (y - o->center[i]) / width;
    return (sqrt(fmax(y, 0)) - sqrt(o->center[i])) / root_width(o->center[i], width);
}
