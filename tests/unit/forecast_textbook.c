/* Log-likelihoods that R's forecast::ets found, in the reference results of statsmodels 0.14
 * (tsa/tests/results/fit_ets_results_*.json; tsa/statespace/tests/results/
 * exponential_smoothing_params.csv), at the parameters and initial states beside them. The series
 * are of Hyndman and Athanasopoulos, Forecasting: Principles and Practice: oil of Saudi Arabia
 * 1965-2013, million tonnes; visitor nights in Australia by the quarter 1999-2015, millions; air
 * passengers in Australia 1990-2004, millions. R leaves the constant out: -n/2 log(sum of squares).
 * Parameters have eight decimals, so likelihoods are known to 1e-8 of themselves. */
#include "forecast/forecast.h"
#include "forecast/internal.h"
#include "forecast/method/ets.h"
#include "tap.h"

static const double oil[] = {
    111.0091346, 130.8284341, 141.2870879, 154.2277747, 162.7408654, 192.1664835, 240.7997253,
    304.2173901, 384.0045673, 429.6621566, 359.3169299, 437.2518544, 468.4007898, 424.4353365,
    487.9794299, 509.8284478, 506.3472527, 340.1842374, 240.2589210, 219.0327876, 172.0746632,
    252.5900922, 221.0710774, 276.5187735, 271.1479517, 342.6186005, 428.3558357, 442.3945534,
    432.7851482, 437.2497186, 437.2091599, 445.3640981, 453.1950104, 454.4096410, 422.3789058,
    456.0371217, 440.3866047, 425.1943725, 486.2051735, 500.4290861, 521.2759092, 508.9476170,
    488.8888577, 509.8705750, 456.7229123, 473.8166029, 525.9508706, 549.8338076, 542.3404698};
static const double nights[] = {
    30.05251300, 19.14849600, 25.31769200, 27.59143700, 32.07645600, 23.48796100, 28.47594000,
    35.12375300, 36.83848500, 25.00701700, 30.72223000, 28.69375900, 36.64098600, 23.82460900,
    29.31168300, 31.77030900, 35.17787700, 19.77524400, 29.60175000, 34.53884200, 41.27359900,
    26.65586200, 28.27985900, 35.19115300, 42.20566386, 24.64917133, 32.66733514, 37.25735401,
    45.24246027, 29.35048127, 36.34420728, 41.78208136, 49.27659843, 31.27540139, 37.85062549,
    38.83704413, 51.23690034, 31.83855162, 41.32342126, 42.79900337, 55.70835836, 33.40714492,
    42.31663797, 45.15712257, 59.57607996, 34.83733016, 44.84168072, 46.97124960, 60.01903094,
    38.37117851, 46.97586413, 50.73379646, 61.64687319, 39.29956937, 52.67120908, 54.33231689,
    66.83435838, 40.87118847, 51.82853579, 57.49190993, 65.25146985, 43.06120822, 54.76075713,
    59.83447494, 73.25702747, 47.69662373, 61.09776802, 66.05576122};
static const double air[] = {17.553400, 21.860100, 23.886600, 26.929300, 26.888500,
                             28.831400, 30.075100, 30.953500, 30.185700, 31.579700,
                             32.577569, 33.477398, 39.021581, 41.386432, 41.596552};

/* A series, a model as R printed it (the seasonal states from the first quarter on), its
 * log-likelihood, and forecasts where they were printed too. */
static const struct published {
    const char *name;
    const double *y;
    size_t n;
    const char *method;
    double alpha, beta, gamma, phi, level, slope, seasonal[4], likelihood, ahead[4];
} published[] = {
    {"oil, level",
     oil,
     49,
     "ses",
     0.99989996,
     0,
     0,
     1,
     110.88321179,
     0,
     {0},
     -285.07846207,
     {542.34121919, 542.34121919, 542.34121919, 542.34121919}},
    {"oil, trend",
     oil,
     49,
     "holt",
     0.99770564,
     0.0001001,
     0,
     1,
     21.3150686,
     11.71213626,
     {0},
     -285.64745013,
     {554.09126495, 565.79806815, 577.50487134, 589.21167453}},
    {"oil, damped",
     oil,
     49,
     "damped",
     0.99989969,
     0.11886985,
     0,
     0.80000197,
     36.46466837,
     34.72584983,
     {0},
     -284.64438385,
     {545.35213563, 547.76044926, 549.68710489, 551.22843318}},
    {"nights, level",
     nights,
     68,
     "seasonal",
     0.54216695,
     0,
     0.39203017,
     1,
     25.54638913,
     0,
     {4.84845926, -6.46658738, -0.53099835, 2.14912647},
     -204.28165362,
     {75.32914757, 50.16726775, 62.21021038, 65.90296904}},
    {"nights, trend",
     nights,
     68,
     "winters",
     0.20281952,
     0.00016979,
     0.4645238,
     1,
     23.06996036,
     0.57786622,
     {8.50287244, -8.97988612, -1.17750326, 1.65451693},
     -201.27311461,
     {75.34454396, 50.75845291, 63.05022495, 67.48394643}},
    {"nights, damped",
     nights,
     68,
     "damped-winters",
     0.35445427,
     0.03200749,
     0.39993387,
     0.97999997,
     24.01278357,
     0.97770147,
     {5.34956637, -6.61171798, -0.50735902, 1.76951063},
     -200.02361522,
     {76.07768073, 51.61741109, 63.96457729, 68.27886241}},
    {"air, damped",
     air,
     15,
     "damped",
     0.99591248359386,
     0.000100000177749125,
     0,
     0.975837884841967,
     16.6430315594723,
     2.29728622390832,
     {0},
     -27.409797677742,
     {0}},
};

static void check(const struct published *p) {
    double seasonal[4], mean[4];
    struct cp_error err = {0};
    struct cp_forecast_model ours;
    memcpy(seasonal, p->seasonal, sizeof seasonal);
    struct cp_forecast_ets state = {.trend = strcmp(p->method, "ses") != 0 &&
                                             strcmp(p->method, "seasonal") != 0,
                                    .season = p->y == nights ? 4 : 0,
                                    .alpha = p->alpha,
                                    .beta = p->beta,
                                    .gamma = p->gamma,
                                    .phi = p->phi,
                                    .level = p->level,
                                    .slope = p->slope,
                                    .seasonal = seasonal};
    struct cp_forecast_model given = {.method = cp_forecast_method_find(p->method),
                                      .state = &state};
    double sse = cp_forecast_ets_filter(&state, p->y, p->n), half = (double)p->n / 2;
    ok_near(-half * log(sse), p->likelihood, 1e-8, p->name);
    cp_forecast_model_project(&given, 4, mean, NULL);
    for (size_t h = 0; h < 4 && p->ahead[0] > 0; h++)
        ok_near(mean[h], p->ahead[h], 1e-8, "its forecast");
    int rc = cp_forecast_fit(cp_forecast_method_find(p->method), CP_SCALE_LINEAR, p->y, p->n,
                             p->y == nights ? 4 : 0, &ours, &err);
    if (ok_rc(rc, &err, p->name)) {
        ok(-ours.deviance / 2 > p->likelihood - 1e-3, "%s: our fit's %.4f is not below R's %.4f",
           p->name, -ours.deviance / 2, p->likelihood);
        cp_forecast_model_release(&ours);
    }
}

int main(void) {
    for (size_t i = 0; i < sizeof published / sizeof *published; i++)
        check(&published[i]);
    return done();
}
