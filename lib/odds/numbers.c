/* Prices, sources and dates as numbers. */
#include "odds/numbers.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double LEAST = 1e-3; /* log-odds beyond are noise */

double cp_odds_mid(double bid, double ask) {
    return (bid + ask) / 2;
}

double cp_odds_microprice(double bid, double ask, double bid_size, double ask_size) {
    return (bid * ask_size + ask * bid_size) / (bid_size + ask_size);
}

double cp_odds_taker_fee(double price, double contracts, double rate) {
    double cents = 100 * rate * contracts * price * (1 - price);
    return ceil(cents - 1e-9 * fmax(1, cents)) / 100; /* a whole cent is one, however it rounds */
}

struct cp_odds_band cp_odds_time_value(double price, double rate, double years) {
    double grown = pow(1 + rate, years);
    return (struct cp_odds_band){.p_yes = price * grown, .p_no = 1 - (1 - price) * grown};
}

double cp_odds_within(double p, double low, double high) {
    return fmin(fmax(p, low), high);
}

static double logit(double p) {
    return log(p) - log1p(-p);
}
static double sigmoid(double x) {
    return x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x));
}

double cp_odds_recalibrate(double p, double theta) {
    return p <= 0 || p >= 1 ? p : sigmoid(theta * logit(p));
}

/* ---- several sources ---------------------------------------------------------------------- */

double cp_odds_pool(const double *p, const double *weight, size_t n, double extremise,
                    double baseline) {
    double sum = 0, all = 0;
    for (size_t i = 0; i < n; i++) {
        sum += weight[i] * (logit(fmin(fmax(p[i], LEAST), 1 - LEAST)) - baseline);
        all += weight[i];
    }
    return all > 0 ? sigmoid(baseline + extremise * sum / all) : NAN;
}

/* What those above the most give up goes to the others as they stand, until none is above. */
void cp_odds_cap_weights(double *weight, size_t n, double most) {
    double all = 0;
    for (size_t i = 0; i < n; i++)
        all += weight[i];
    for (size_t i = 0; all > 0 && i < n; i++)
        weight[i] /= all;
    size_t positive = 0;
    for (size_t i = 0; i < n; i++)
        positive += weight[i] > 0;
    if (!(most * (double)positive > 1))
        return;
    for (size_t round = 0; round < n; round++) {
        double capped = 0, rest = 0;
        bool above = false;
        for (size_t i = 0; i < n; i++) {
            above = above || weight[i] > most * (1 + 1e-12);
            *(weight[i] >= most ? &capped : &rest) += weight[i] >= most ? most : weight[i];
        }
        if (!above)
            return;
        for (size_t i = 0; i < n; i++)
            weight[i] = weight[i] >= most ? most : weight[i] * (1 - capped) / rest;
    }
}

/* ---- dates -------------------------------------------------------------------------------- */

int cp_odds_monotone(double *p, const double *weight, size_t n) {
    double *mean = cp_calloc(n, sizeof *mean), *mass = cp_calloc(n, sizeof *mass);
    size_t *count = cp_calloc(n, sizeof *count), blocks = 0;
    int rc = mean && mass && count ? 0 : CP_ENOMEM;
    for (size_t i = 0; rc == 0 && i < n; i++) {
        mean[blocks] = p[i];
        mass[blocks] = weight[i];
        count[blocks++] = 1;
        for (; blocks > 1 && mean[blocks - 2] > mean[blocks - 1]; blocks--) {
            double all = mass[blocks - 2] + mass[blocks - 1];
            mean[blocks - 2] =
                all > 0
                    ? (mass[blocks - 2] * mean[blocks - 2] + mass[blocks - 1] * mean[blocks - 1]) /
                          all
                    : (mean[blocks - 2] + mean[blocks - 1]) / 2;
            mass[blocks - 2] = all;
            count[blocks - 2] += count[blocks - 1];
        }
    }
    for (size_t b = 0, i = 0; rc == 0 && b < blocks; b++)
        for (size_t k = 0; k < count[b]; k++)
            p[i++] = mean[b];
    free(mean);
    free(mass);
    free(count);
    return rc;
}

void cp_odds_hazards(const double *t, const double *p, size_t n, double *hazard) {
    double before = 0, at = 0;
    for (size_t i = 0; i < n; i++) {
        double h = p[i] > before ? -log((1 - p[i]) / (1 - before)) / (t[i] - at) : 0;
        hazard[i] = h;
        before = p[i];
        at = t[i];
    }
}

double cp_odds_by(const double *t, const double *p, size_t n, double at, double after) {
    double from = 0, before = 0, hazard = 0;
    if (n == 0)
        return isnan(after) ? NAN : -expm1(-after * fmax(at, 0));
    for (size_t i = 0; i < n; i++) {
        hazard = p[i] > before ? log((1 - before) / (1 - p[i])) / (t[i] - from) : 0;
        if (at <= t[i])
            return at <= from ? before : 1 - (1 - before) * exp(-hazard * (at - from));
        before = p[i];
        from = t[i];
    }
    if (!isnan(after))
        hazard = after;
    return before >= 1 ? 1 : 1 - (1 - before) * exp(-hazard * (at - from));
}

/* ---- scores ------------------------------------------------------------------------------- */

/* The slope through the origin of greatest likelihood, which is concave: Newton's method. */
static double fit_theta(const double *p, const double *outcome, size_t n) {
    double theta = 1;
    for (int step = 0; step < 100; step++) {
        double gradient = 0, curvature = 0;
        for (size_t i = 0; i < n; i++) {
            double x = logit(fmin(fmax(p[i], 1e-6), 1 - 1e-6)), s = sigmoid(theta * x);
            gradient += (outcome[i] - s) * x;
            curvature += s * (1 - s) * x * x;
        }
        if (!(curvature > 0))
            return NAN;
        double move = gradient / curvature;
        theta += fmin(fmax(move, -2), 2);
        if (fabs(move) <= 1e-13 * fmax(1, fabs(theta)))
            return theta;
        if (fabs(theta) > 1e3)
            return NAN; /* they are told apart without fail: no slope is steep enough */
    }
    return theta;
}

struct cp_odds_score cp_odds_score(const double *p, const double *outcome, size_t n) {
    struct cp_odds_score s = {.n = n, .theta = NAN};
    double said[CP_ODDS_BINS] = {0}, came[CP_ODDS_BINS] = {0}, all = 0;
    for (size_t i = 0; i < n; i++) {
        double q = fmin(fmax(p[i], 1e-6), 1 - 1e-6);
        size_t bin = p[i] >= 1 ? CP_ODDS_BINS - 1 : (size_t)(p[i] * CP_ODDS_BINS + 1e-12);
        s.brier += (p[i] - outcome[i]) * (p[i] - outcome[i]) / (double)n;
        s.log_score -= (outcome[i] * log(q) + (1 - outcome[i]) * log1p(-q)) / (double)n;
        said[bin] += p[i];
        came[bin] += outcome[i];
        all += outcome[i];
        s.count[bin]++;
    }
    s.base_rate = n ? all / (double)n : NAN;
    for (size_t b = 0; b < CP_ODDS_BINS; b++) {
        double k = (double)s.count[b];
        s.forecast[b] = k > 0 ? said[b] / k : NAN;
        s.outcome[b] = k > 0 ? came[b] / k : NAN;
        if (k > 0) {
            s.reliability += k * pow(s.forecast[b] - s.outcome[b], 2) / (double)n;
            s.resolution += k * pow(s.outcome[b] - s.base_rate, 2) / (double)n;
        }
    }
    s.uncertainty = s.base_rate * (1 - s.base_rate);
    if (n == 0)
        s.brier = s.log_score = s.reliability = s.resolution = s.uncertainty = NAN;
    else if (s.base_rate > 0 && s.base_rate < 1)
        s.theta = fit_theta(p, outcome, n);
    return s;
}
