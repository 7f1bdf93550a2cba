#include "forecast/method/method.h"
#include <math.h>

/* Values known of y[n], and pairs of them m apart. */
static double known(const double *y, size_t n, size_t m) {
    double count = 0;
    for (size_t t = m; t < n; t++)
        count += !isnan(y[t]) && !isnan(y[t - m]);
    return count;
}

/* Of two to three cycles a moving average over one leaves too little: there the trend is the line
 * that differences between cycles say, and the season what is on the mean off it. The ratio of the
 * season's mean square to that of the rest [the F of analysis of variance]. mean[m], or NULL. */
static double line_and_season(const double *y, size_t n, size_t m, double *mean) {
    double slope = 0, all = 0, season = 0, rest = 0, pairs = known(y, n, m),
           values = known(y, n, 0);
    for (size_t t = m; t < n; t++)
        slope += isnan(y[t] - y[t - m]) ? 0 : (y[t] - y[t - m]) / ((double)m * pairs);
    for (size_t t = 0; t < n; t++)
        all += isnan(y[t]) ? 0 : (y[t] - slope * (double)t) / values;
    for (size_t j = 0; j < m; j++) {
        double count = 0, own = 0;
        for (size_t t = j; t < n; t += m)
            count += !isnan(y[t]);
        for (size_t t = j; t < n; t += m)
            own += isnan(y[t]) ? 0 : (y[t] - slope * (double)t - all) / count;
        for (size_t t = j; t < n; t += m) {
            double e = isnan(y[t]) ? 0 : y[t] - slope * (double)t - all - own;
            rest += e * e;
        }
        season += count * own * own;
        if (mean)
            mean[j] = own;
    }
    double freedom = values - (double)m - 1;
    return freedom > 0 ? season / (double)(m - 1) / fmax(rest / freedom, 1e-26 * all * all + 1e-300)
                       : 0;
}

/* Fewer than three cycles, at least two. */
static bool is_short(size_t n, size_t m) {
    return n >= 2 * m && n < 3 * m && n > m + 2;
}

void cp_forecast_seasonal_means(const double *y, size_t n, size_t m, double *mean) {
    size_t half = m / 2;
    for (size_t j = 0; j < m; j++) {
        double sum = 0;
        size_t count = 0;
        for (size_t t = j; t < n; t += m) {
            if (isnan(y[t]) || t < half || t + half >= n)
                continue;
            double trend = 0, weights = 0;
            for (size_t i = t - half; i <= t + half; i++) {
                double w = m % 2 == 0 && (i == t - half || i == t + half) ? 0.5 : 1;
                if (!isnan(y[i]))
                    trend += w * y[i], weights += w;
            }
            sum += y[t] - trend / weights;
            count++;
        }
        mean[j] = count ? sum / (double)count : 0;
    }
    double all = 0;
    for (size_t j = 0; j < m; j++)
        all += mean[j] / (double)m;
    for (size_t j = 0; j < m; j++)
        mean[j] -= all;
}

/* How far to shrink m seasonal means of logarithms with mean 0 towards none: James and Stein's
 * factor [Miller and Williams, Int. J. of Forecasting 19 (2003) 669], from the scatter of the
 * detrended logarithms about them. */
static double season_kept(const double *z, size_t n, size_t m, const double *mean) {
    size_t half = m / 2, used = 0;
    double scatter = 0, size = 0;
    for (size_t t = half; t + half < n; t++, used++) {
        double trend = 0;
        for (size_t i = t - half; i <= t + half; i++)
            trend += z[i] * (m % 2 == 0 && (i == t - half || i == t + half) ? 0.5 : 1);
        double e = z[t] - trend / (double)m - mean[t % m];
        scatter += e * e;
    }
    for (size_t i = 0; i < m; i++)
        size += mean[i] * mean[i];
    double error = used > m ? scatter / (double)(used - m) * (double)m / (double)used : 0;
    return size > 0 ? fmax(0, 1 - ((double)m - 3) * error / size) : 0;
}

bool cp_forecast_adjust(double *z, size_t n, size_t m, double *factor) {
    bool seasonal = cp_forecast_is_seasonal(z, n, m);
    for (size_t t = 0; t < n; t++)
        seasonal = seasonal && z[t] > 0;
    if (!seasonal)
        return false;
    for (size_t t = 0; t < n; t++)
        z[t] = log(z[t]);
    double kept = 1;
    if (is_short(n, m)) {
        kept = 1 - 1 / fmax(line_and_season(z, n, m, factor), 1);
    } else {
        cp_forecast_seasonal_means(z, n, m, factor);
        kept = m > 3 ? season_kept(z, n, m, factor) : 1;
    }
    for (size_t i = 0; i < m; i++)
        factor[i] *= kept;
    for (size_t t = 0; t < n; t++)
        z[t] = exp(z[t] - factor[t % m]);
    for (size_t i = 0; i < m; i++)
        factor[i] = exp(factor[i]);
    return true;
}

/* A season is seen where its mean square is that many times the rest's, or where values a cycle
 * apart go together. Of three to five smooth cycles the second does not tell, for values that are
 * near each other go together too. On origins within the training part of the M3 competition both
 * are better than either, and two better than three or four. */
static const double seen_from = 2;

static bool is_seen(const double *y, size_t n, size_t m) {
    return line_and_season(y, n, m, NULL) > seen_from;
}

bool cp_forecast_comes_again(const double *y, size_t n, size_t m) {
    if (m < 2 || n < 3 * m)
        return false;
    double mean = 0, all = 0, sum = 1, at = 0, values = known(y, n, 0);
    for (size_t t = 0; t < n; t++)
        mean += isnan(y[t]) ? 0 : y[t] / values;
    for (size_t t = 0; t < n; t++)
        all += isnan(y[t]) ? 0 : (y[t] - mean) * (y[t] - mean);
    for (size_t k = 1; k <= m && all > 0; k++) {
        double r = 0;
        for (size_t t = 0; t + k < n; t++)
            r += isnan(y[t] * y[t + k]) ? 0 : (y[t] - mean) * (y[t + k] - mean);
        at = r / all;
        sum += k < m ? 2 * at * at : 0;
    }
    return fabs(at) > 1.645 * sqrt(sum / values);
}

bool cp_forecast_is_seasonal(const double *y, size_t n, size_t m) {
    return m > 1 && n >= 2 * m && n > m + 2 &&
           (is_seen(y, n, m) || cp_forecast_comes_again(y, n, m));
}

size_t cp_forecast_launch(const double *y, size_t n) {
    enum { FEWEST = 4 };
    size_t first = 0, most = 0, now = 0;
    while (first < n && !(y[first] > 0 || y[first] < 0))
        first++;
    for (size_t t = first; t < n; t++) {
        if (y[t] < 0)
            return 0;
        now = y[t] > 0 ? 0 : now + (y[t] == 0);
        most = now > most ? now : most;
    }
    return first < n && first >= FEWEST && first > 2 * most ? first : 0;
}

bool cp_forecast_is_intermittent(const double *y, size_t n) {
    double seen = 0, demands = 0;
    for (size_t t = 0; t < n; t++) {
        if (y[t] < 0)
            return false;
        seen += !isnan(y[t]);
        demands += y[t] > 0;
    }
    return demands > 0 && seen > 1.32 * demands;
}

void cp_forecast_fill(const double *y, size_t n, double *out) {
    size_t last = SIZE_MAX;
    for (size_t t = 0; t < n; t++) {
        out[t] = y[t];
        if (isnan(y[t]))
            continue;
        for (size_t i = last == SIZE_MAX ? 0 : last + 1; i < t; i++)
            out[i] = last == SIZE_MAX
                         ? y[t]
                         : y[last] + (y[t] - y[last]) * (double)(i - last) / (double)(t - last);
        last = t;
    }
    for (size_t i = last + 1; last != SIZE_MAX && i < n; i++)
        out[i] = y[last];
}
