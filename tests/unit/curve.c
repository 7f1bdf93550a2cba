/* Forward curves against published ones; each table names its source. */
#include "curve_day.h"
#include "tap.h"
#include <stdlib.h>
#include <unistd.h>

/* Gas quotes of the README of cmdty/curves at e99fdfe2. */
static const struct {
    const char *from, *last;
    double price;
} gas[] = {
    {"2019-05-31", "2019-05-31", 34.875}, {"2019-06-01", "2019-06-02", 32.87},
    {"2019-06-03", "2019-06-09", 32.14},  {"2019-06-01", "2019-06-30", 31.08},
    {"2019-07-01", "2019-07-31", 29.95},  {"2019-07-01", "2019-09-30", 30.18},
    {"2019-10-01", "2019-12-31", 37.64},  {"2019-10-01", "2020-03-31", 38.05},
    {"2020-04-01", "2020-09-30", 32.39},  {"2020-10-01", "2021-03-31", 37.84},
    {"2020-10-01", "2021-09-30", 35.12},
};
enum { GAS = sizeof gas / sizeof *gas };

struct built {
    struct cp_arena arena;
    struct cp_curve_quote quote[40];
    struct cp_curve_piece *piece;
    size_t n, npiece, ndays;
    int32_t first;
    double *ones;
    struct cp_error err;
};

static int by_length(const void *a, const void *b) {
    const struct cp_curve_quote *x = a, *y = b;
    return (x->until - x->from) - (y->until - y->from);
}

static int build(struct built *b) {
    int32_t last = 0;
    b->first = INT32_MAX;
    for (size_t i = 0; i < b->n; i++) {
        b->first = b->quote[i].from < b->first ? b->quote[i].from : b->first;
        last = b->quote[i].until > last ? b->quote[i].until : last;
        b->quote[i].pos = (struct cp_pos){"q.tsv", (unsigned)i + 2, 1};
    }
    b->ndays = (size_t)(last - b->first);
    b->ones = cp_arena_calloc(&b->arena, b->ndays, sizeof(double));
    for (size_t d = 0; d < b->ndays; d++)
        b->ones[d] = 1;
    qsort(b->quote, b->n, sizeof *b->quote, by_length);
    const struct cp_curve_weights w = {b->first, b->ndays, {b->ones, b->ones}};
    return cp_curve_bootstrap(b->quote, b->n, &w, &b->arena, &b->piece, &b->npiece, &b->err);
}

static void add(struct built *b, const char *from, const char *last, double price) {
    b->quote[b->n++] = (struct cp_curve_quote){
        .from = day(from), .until = day(last) + 1, .hours = CP_CURVE_BASE, .price = price};
}

static void add_gas(struct built *b) {
    for (size_t i = 0; i < GAS; i++)
        add(b, gas[i].from, gas[i].last, gas[i].price);
}

/* Of the same quotes, by exact algebra: 11 pieces. */
static const struct {
    const char *from, *last;
    double price;
} pieces[] = {
    {"2019-05-31", "2019-05-31", 34.875},
    {"2019-06-01", "2019-06-02", 32.86999999999999},
    {"2019-06-03", "2019-06-09", 32.14000000000001},
    {"2019-07-01", "2019-07-31", 29.94999999999999},
    {"2019-08-01", "2019-09-30", 30.29688524590164},
    {"2019-10-01", "2019-12-31", 37.63999999999997},
    {"2020-04-01", "2020-09-30", 32.39},
    {"2020-10-01", "2021-03-31", 37.84000000000001},
};

static void test_bootstrap(void) {
    struct built b = {0};
    add_gas(&b);
    if (!ok_rc(build(&b), &b.err, "quotes that overlap make a curve"))
        return;
    ok(b.npiece == 11, "of 11 pieces");
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        double got = NAN;
        for (size_t p = 0; p < b.npiece; p++)
            if (b.piece[p].from == day(pieces[i].from) &&
                b.piece[p].until == day(pieces[i].last) + 1)
                got = b.piece[p].price[0];
        ok_near(got, pieces[i].price, 1e-12, pieces[i].from);
    }
    double worst = 0;
    for (size_t i = 0; i < b.n; i++)
        worst = fmax(worst, fabs(b.quote[i].repriced - b.quote[i].price));
    ok(worst < 1e-10, "which gives every quote back");
    cp_arena_release(&b.arena);
    /* the same README: a month and its quarter */
    struct built jan = {0};
    add(&jan, "2020-01-01", "2020-01-31", 19.05);
    add(&jan, "2020-01-01", "2020-03-31", 17.22);
    ok(build(&jan) == 0 && fabs(jan.piece[1].price[0] - 16.27450) < 5e-6, "the rest of a quarter");
    cp_arena_release(&jan.arena);
    struct built short_feb = {0};
    add(&short_feb, "2019-01-01", "2019-01-31", 18.95);
    add(&short_feb, "2019-01-01", "2019-03-31", 19.05);
    ok(build(&short_feb) == 0 && fabs(short_feb.piece[1].price[0] - 19.102542) < 5e-7,
       "and of one without a leap day");
    cp_arena_release(&short_feb.arena);
}

static void test_choices(void) {
    struct built b = {0};
    add(&b, "2020-01-01", "2020-06-30", 20);
    add(&b, "2020-04-01", "2020-09-30", 22);
    ok(build(&b) == 0 && b.npiece == 3, "two quotes of three pieces leave a choice");
    ok(fabs(b.quote[0].repriced - b.quote[0].price) < 1e-10 &&
           fabs(b.quote[1].repriced - b.quote[1].price) < 1e-10 &&
           b.piece[0].price[0] < b.piece[1].price[0] && b.piece[1].price[0] < b.piece[2].price[0],
       "the curve is flat where it may be, and gives both back");
    cp_arena_release(&b.arena);
    struct built gap = {0};
    add(&gap, "2020-01-01", "2020-01-31", 20);
    add(&gap, "2020-03-01", "2020-03-31", 22);
    ok(build(&gap) == 0 && gap.npiece == 3 && isnan(gap.piece[1].price[0]) &&
           gap.piece[2].price[0] == 22,
       "what no quote is of has no price");
    cp_arena_release(&gap.arena);
    struct built twice = {0};
    add(&twice, "2020-01-01", "2020-01-31", 20);
    add(&twice, "2020-02-01", "2020-02-29", 22);
    add(&twice, "2020-01-01", "2020-02-29", 25);
    int rc = build(&twice);
    ok_fails(rc, &twice.err, "the quote of 25 contradicts those of line 3, 2, from which 20.9667",
             "quotes that contradict are told apart");
    ok(twice.err.n == 1 && twice.err.at[0].line == 4, "once, at the longest");
    cp_arena_release(&twice.arena);
    struct built near = {0};
    add(&near, "2020-01-01", "2020-01-31", 20);
    add(&near, "2020-02-01", "2020-02-29", 22);
    add(&near, "2020-01-01", "2020-02-29", 20.97);
    near.quote[2].within = .005;
    ok(build(&near) == 0 && near.quote[2].redundant && !near.quote[0].redundant,
       "what is rounded follows from the others");
    cp_arena_release(&near.arena);
}

/* Published with the same README to six digits, and computed in local coordinates: value. */
static const struct {
    bool level;
    const char *day;
    double want;
} smooth[] = {
    {false, "2019-05-31", 34.87499999999997},  {false, "2019-06-01", 33.40438262110824},
    {false, "2019-06-03", 31.800171264782584}, {false, "2019-06-05", 31.80414580761003},
    {false, "2019-06-07", 32.337665801741345}, {false, "2019-06-08", 32.57564808372515},
    {false, "2019-06-09", 32.728620070772735}, {false, "2019-06-10", 32.781857932612006},
    {false, "2021-09-19", 26.72718142456276},  {false, "2021-09-21", 26.57689479546779},
    {false, "2021-09-23", 26.42660186529073},  {false, "2021-09-24", 26.351453796646748},
    {false, "2021-09-25", 26.27630499454197},  {false, "2021-09-26", 26.201155667276833},
    {false, "2021-09-28", 26.050856096940617}, {false, "2021-09-30", 25.900556057935002},
    {false, "2019-12-25", 41.28908154239976},  {false, "2020-02-29", 37.451425892694225},
    {false, "2020-07-04", 31.205768505124716}, {false, "2020-12-31", 38.73917387179064},
    {false, "2021-06-30", 32.70849906482179},  {true, "2020-07-04", 31.13357458283895},
    {true, "2021-09-30", 29.509592324277367},
};

static double *smoothed(struct built *b, bool level, const double *factor) {
    double *out = cp_arena_calloc(&b->arena, b->ndays, sizeof *out);
    const struct cp_curve_smooth s = {.npiece = b->npiece,
                                      .piece = b->piece,
                                      .weight = b->ones,
                                      .factor = factor,
                                      .level_end = level};
    ok(cp_curve_smooth(&s, out) == 0, "a smooth curve");
    return out;
}

static void test_smooth(void) {
    struct built b = {0};
    add_gas(&b);
    build(&b);
    const double *curve[] = {smoothed(&b, false, NULL), smoothed(&b, true, NULL)};
    for (size_t i = 0; i < sizeof smooth / sizeof *smooth; i++)
        ok(fabs(curve[smooth[i].level][day(smooth[i].day) - b.first] - smooth[i].want) <= 1e-6,
           "%s, the end %s", smooth[i].day, smooth[i].level ? "level" : "free");
    for (int k = 0; k < 2; k++) {
        double worst = 0;
        for (size_t q = 0; q < b.n; q++) {
            double sum = 0;
            for (int32_t d = b.quote[q].from; d < b.quote[q].until; d++)
                sum += curve[k][d - b.first];
            worst =
                fmax(worst, fabs(sum / (b.quote[q].until - b.quote[q].from) - b.quote[q].price));
        }
        ok(worst < 1e-10, "its means are the quotes");
    }
    cp_arena_release(&b.arena);
}

/* The same README: factors of the days of the week. */
static const struct {
    const char *day;
    double want;
} seasonal[] = {
    {"2019-07-01", 77.68539}, {"2019-07-02", 80.83184}, {"2019-07-04", 82.21079},
    {"2020-03-29", 80.30742}, {"2020-03-31", 87.3055},
};

static void test_seasonal(void) {
    static const double week[7] = {.95, .99, 1.05, 1.01, .98, .92, .91};
    struct built b = {0};
    add(&b, "2019-07-01", "2019-07-31", 77.98);
    add(&b, "2019-08-01", "2019-08-31", 76.01);
    add(&b, "2019-09-01", "2019-09-30", 78.74);
    add(&b, "2019-10-01", "2019-12-31", 85.58);
    add(&b, "2020-01-01", "2020-03-31", 87.01);
    build(&b);
    double *factor = cp_arena_calloc(&b.arena, b.ndays, sizeof *factor);
    for (size_t d = 0; d < b.ndays; d++)
        factor[d] = week[(b.first + (int32_t)d + 3) % 7];
    const double *curve = smoothed(&b, false, factor);
    for (size_t i = 0; i < sizeof seasonal / sizeof *seasonal; i++)
        ok(fabs(curve[day(seasonal[i].day) - b.first] - seasonal[i].want) <= 1e-5, "%s with a week",
           seasonal[i].day);
    cp_arena_release(&b.arena);
}

/* Term rates of Silicon Data, 2026-09-02 (contracts of so many months from now), and forwards with
 * equal months: to month, rate, forward since the month before. */
static const struct {
    int32_t to;
    double rate, forward;
} terms[] = {
    {1, 2.5705, 2.5705},
    {2, 2.5423, 2.5141},
    {3, 2.5278, 2.4988},
    {6, 2.5326, 2.5373999999999994},
    {12, 2.3185, 2.1043999999999996},
    {18, 2.284, 2.215},
    {24, 2.2842, 2.2847999999999993},
    {36, 2.3012, 2.3352000000000017},
    {1, 5.4782, 5.4782},
    {2, 5.6177, 5.7572},
    {3, 5.6664, 5.763800000000002},
    {6, 5.4951, 5.3237999999999985},
    {12, 5.2997, 5.104299999999999},
    {18, 5.0516, 4.5554},
    {24, 4.9483, 4.6384},
    {36, 5.1671, 5.6046999999999985},
    {1, 1.5541, 1.5541},
    {2, 1.6179, 1.6816999999999998},
    {3, 1.6472, 1.7058000000000004},
    {6, 1.614, 1.5808000000000002},
    {12, 1.4987, 1.3834},
    {18, 1.4696, 1.4113999999999998},
    {24, 1.4453, 1.3724000000000007},
    {36, 1.3715, 1.2238999999999993},
};

static void test_terms(void) {
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i += 8) {
        struct built b = {.n = 8};
        double worst = 0;
        for (size_t k = 0; k < 8; k++)
            b.quote[k] = (struct cp_curve_quote){
                .until = terms[i + k].to, .hours = CP_CURVE_BASE, .price = terms[i + k].rate};
        ok(build(&b) == 0 && b.npiece == 8, "term rates make forwards");
        for (size_t k = 0; k < b.npiece; k++)
            worst = fmax(worst, fabs(b.piece[k].price[0] - terms[i + k].forward));
        ok(worst < 1e-10, "each of them");
        cp_arena_release(&b.arena);
    }
}

static void test_calendar(void) {
    struct cp_market_curve c = {.zone = "America/Chicago", .peak = CP_PEAK_5X16};
    struct cp_curve_calendar cal;
    struct cp_error err = {0};
    cp_curve_calendar(&c, NULL, &cal, &err);
    int32_t spring = day("2027-03-14"), autumn = day("2027-11-07"), year = day("2027-01-01");
    int64_t start = cp_curve_day_start(&cal, spring);
    ok(start == 24 * (int64_t)spring + 6, "a day begins at six UTC in winter");
    ok(cp_curve_day_start(&cal, spring + 1) - start == 23, "and has 23 hours in March");
    ok(cp_curve_day_start(&cal, autumn + 1) - cp_curve_day_start(&cal, autumn) == 25,
       "and 25 in November");
    ok(cp_curve_day_start(&cal, year + 365) - cp_curve_day_start(&cal, year) == 8760,
       "a year has 8760");
    ok(cp_curve_day_start(&cal, day("2029-01-01")) - cp_curve_day_start(&cal, day("2028-01-01")) ==
           8784,
       "a leap year 8784");
    ok(cp_curve_day_of(&cal, start) == spring && cp_curve_day_of(&cal, start - 1) == spring - 1,
       "hours know their day");
    int peak = 0;
    int64_t monday = cp_curve_day_start(&cal, day("2027-03-15"));
    for (int64_t h = monday; h < monday + 24 * 7; h++)
        peak += cp_curve_is_peak(&cal, h);
    ok(peak == 80, "a week has five times sixteen hours of peak");
    ok(!cp_curve_is_peak(&cal, monday + 5) && cp_curve_is_peak(&cal, monday + 6) &&
           cp_curve_is_peak(&cal, monday + 21) && !cp_curve_is_peak(&cal, monday + 22),
       "from six to 22, summer time");
    c.zone = "Europe/Berlin";
    cp_curve_calendar(&c, NULL, &cal, &err);
    ok(cp_curve_day_start(&cal, day("2027-03-29")) - cp_curve_day_start(&cal, day("2027-03-28")) ==
               23 &&
           cp_curve_day_start(&cal, day("2027-11-01")) -
                   cp_curve_day_start(&cal, day("2027-10-31")) ==
               25,
       "Europe changes on its own Sundays");
}

/* A file of holidays with `text`, and what its calendar is: not the order of its lines matters. */
static int read_holidays(const char *text, struct cp_arena *arena, struct cp_curve_calendar *out,
                         struct cp_error *err) {
    char path[] = "/tmp/capplan-holidays-XXXXXX";
    const struct cp_market_curve c = {.zone = "UTC", .peak = CP_PEAK_5X16, .holidays = path};
    int fd = mkstemp(path), rc = CP_EIO;
    *err = (struct cp_error){0};
    if (fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text))
        rc = cp_curve_calendar(&c, arena, out, err);
    close(fd);
    unlink(path);
    return rc;
}

static void test_holidays(void) {
    struct cp_arena arena = {0};
    struct cp_curve_calendar cal;
    struct cp_error err;
    int rc =
        read_holidays("day\n2027-03-19\n2027-12-25\n2027-03-15\n2027-03-17\n", &arena, &cal, &err);
    if (ok_rc(rc, &err, "holidays")) {
        int64_t monday = 24 * (int64_t)day("2027-03-15");
        int peak = 0;
        for (int64_t h = monday; h < monday + 24 * 7; h++)
            peak += cp_curve_is_peak(&cal, h);
        ok(peak == 32, "three of five days are none of peak");
        ok(!cp_curve_is_peak(&cal, monday + 12) && cp_curve_is_peak(&cal, monday + 36) &&
               !cp_curve_is_peak(&cal, monday + 60) && cp_curve_is_peak(&cal, monday + 84) &&
               !cp_curve_is_peak(&cal, monday + 108),
           "Monday, Wednesday and Friday");
    }
    static const char *const bad[][2] = {
        {"day\nChristmas\n", "'Christmas' is no day, as 2027-12-25"},
        {"day\n2027-12\n", "'2027-12' is no day"},
        {"day\n-\n", "'-' is no day"},
        {"date\n2027-12-25\n", "none of the columns of such a table: day"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        rc = read_holidays(bad[i][0], &arena, &cal, &err);
        ok_fails(rc, &err, bad[i][1], "days that are none");
        ok(err.n > 0 && err.at[0].line == (i < 3 ? 2 : 1) && err.at[0].col == 1, "and where");
    }
    rc = read_holidays("day\n", &arena, &cal, &err);
    ok(rc == 0 && cp_curve_is_peak(&cal, 24 * (int64_t)day("2027-03-15") + 12),
       "without holidays there is none");
    cp_arena_release(&arena);
}

int main(void) {
    test_bootstrap();
    test_choices();
    test_smooth();
    test_seasonal();
    test_terms();
    test_calendar();
    test_holidays();
    return done();
}
