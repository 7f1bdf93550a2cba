/* Positions and instruments as text: what is read of a line, and one finding for one mistake. */
#include "hedge/trade.h"
#include "hedge_case.h"

static const char header[] =
    "# invented\n"
    "position\tbook\tcounterparty\tinstrument\tcurve\tcurve2\tfrom\tuntil\tquantity\tunit\tstrike\t"
    "strike2\theat_rate\tpremium\toption\ttrade_date\tvenue\thedges\tdesignation\n";

enum {
    NAME,
    BOOK,
    WITH,
    KIND,
    CURVE,
    CURVE2,
    FROM,
    UNTIL,
    QUANTITY,
    UNIT,
    STRIKE,
    STRIKE2,
    HEAT,
    PREMIUM,
    OPTION,
    TRADED,
    VENUE,
    HEDGES,
    DESIGNATION,
    COLUMNS,
    ROWS = 6
};
static const char *const good[ROWS][COLUMNS] = {
    {"hh", "energy", "bank-a", "swap", "gas", "-", "2028-01-01", "2028-12-31", "60000", "MMBtu/day",
     "3.35", "-", "-", "-", "-", "2026-08-14", "otc", "gas/meta", "cash-flow"},
    {"collar", "energy", "bank-a", "collar", "gas", "-", "2029-01-01", "2029-12-31", "120000",
     "MMBtu/day", "2.75", "5", "-", "0", "month", "2026-09-01", "otc", "-", "cash-flow"},
    {"power", "energy", "exchange", "swap", "hub", "-", "2028-01-01", "2028-12-31", "300", "MW",
     "47.8", "-", "-", "-", "-", "-", "ice", "-", "none"},
    {"cap", "energy", "exchange", "cap", "hub", "-", "2028-06-01", "2028-09-30", "150", "MW",
     "75 USD/MWh", "-", "-", "4.1", "day", "2026-09-10", "ice", "-", "none"},
    {"spark", "energy", "bank-a", "spread-call", "hub", "gas", "2029-01-01", "2029-12-31", "200",
     "MW", "3", "-", "6.4", "5.2", "month", "2026-09-10", "otc", "-", "none"},
    {"compute", "gpus", "-", "forward", "h100", "-", "2028-01-01", "2028-12-31", "-5000", "GPU",
     "2.4", "-", "-", "-", "-", "2026-09-15", "otc", "-", "fair-value"},
};

static const char plan_format[] = "horizon: {from: 2027, to: 2030}\n"
                                  "curves:\n"
                                  "  gas: {unit: USD/MMBtu}\n"
                                  "  hub: {unit: USD/MWh}\n"
                                  "  h100: {unit: USD/GPU/h}\n"
                                  "counterparties: {bank-a: {limit: 250 mn USD}}\n"
                                  "books:\n"
                                  "  energy: {positions: %s}\n"
                                  "  gpus: {positions: %s}\n"
                                  "  other: {positions: %s.other}\n";

/* A book without positions, in a file of its own beside. */
static void touch_other(const char *path) {
    char other[64];
    snprintf(other, sizeof other, "%s.other", path);
    FILE *f = fopen(other, "w");
    fputs(header, f);
    fclose(f);
}
static void remove_other(const char *path) {
    char other[64];
    snprintf(other, sizeof other, "%s.other", path);
    unlink(other);
}

static int64_t as_of;

/* Read a table of rows in which one cell says something else. */
static int read_with(size_t row, int column, const char *text, struct cp_hedge *h,
                     struct cp_hedge_trades *out, struct cp_plan **plan) {
    char path[] = "/tmp/capplan-book-XXXXXX", yaml[1000];
    FILE *f = fdopen(mkstemp(path), "w");
    fputs(header, f);
    for (size_t i = 0; i < ROWS; i++)
        for (int c = 0; c < COLUMNS; c++)
            fprintf(f, "%s%c", i == row && c == column ? text : good[i][c],
                    c + 1 < COLUMNS ? '\t' : '\n');
    fclose(f);
    snprintf(yaml, sizeof yaml, plan_format, path, path, path);
    touch_other(path);
    *plan = case_plan(yaml, h->err);
    h->plan = *plan;
    h->as_of = as_of;
    int rc = *plan ? cp_hedge_positions_read(h, NULL, out) : CP_EINPUT;
    unlink(path);
    remove_other(path);
    return rc;
}

static void done_with(struct cp_hedge *h, struct cp_plan *plan) {
    cp_arena_release(&h->arena);
    cp_plan_free(plan);
}

static void whole(void) {
    struct cp_error err = {0};
    struct cp_hedge h = {.err = &err};
    struct cp_hedge_trades t;
    struct cp_plan *plan;
    if (!ok_rc(read_with(NONE, 0, "", &h, &t, &plan), &err, "six positions of two books"))
        return;
    ok(t.n == ROWS && t.settled == 0, "all of them");
    int64_t from = t.at[0].from;
    ok_near(cp_hedge_volume(&t.at[0], from, t.at[0].until), 60000. * 366, 1e-12,
            "a rate a day for the days of a leap year");
    ok_near(cp_hedge_volume(&t.at[5], from, from + 24), -5000. * 24, 1e-12, "GPUs sold for a day");
    ok_near(t.at[3].strike, 75, 1e-12, "a strike with its unit");
    ok(t.at[3].daily && !t.at[1].daily, "options by day and month");
    ok_near(t.at[1].kind->payoff(&t.at[1], 6, 0), 1, 1e-12, "a collar above its cap");
    ok_near(t.at[1].kind->payoff(&t.at[1], 2, 0), -0.75, 1e-12, "and below its floor");
    ok_near(t.at[4].kind->payoff(&t.at[4], 40, 3), 40 - 19.2 - 3, 1e-12, "a spread");
    ok(t.at[0].counterparty && !t.at[2].counterparty, "a bank, an exchange");
    ok(t.at[5].book == 1 && t.at[5].designation == CP_DESIGNATION_FAIR_VALUE, "its book");
    done_with(&h, plan);

    struct cp_hedge again = {.err = &err};
    ok_rc(read_with(0, UNIT, "MMBtu/month", &again, &t, &plan), &err, "a quantity a month");
    ok_near(cp_hedge_volume(&t.at[0], from, from + 24 * 60), 120000, 1e-12,
            "the same in January and in February");
    done_with(&again, plan);
}

static void settled(void) {
    struct cp_error err = {0};
    struct cp_hedge h = {.err = &err}, g = {.err = &err};
    struct cp_hedge_trades t;
    struct cp_plan *plan;
    ok_rc(read_with(0, FROM, "2026-01-01", &h, &t, &plan), &err, "a delivery that has begun");
    ok(t.n == ROWS && t.settled == 0, "is held");
    done_with(&h, plan);
    as_of = cp_period_end((struct cp_period){CP_YEAR, 2028});
    ok_rc(read_with(NONE, 0, "", &g, &t, &plan), &err, "after 2028");
    as_of = 0;
    ok(t.n == 2 && t.settled == 4, "four of six are settled");
    done_with(&g, plan);
}

/* One mistake, one line that says where. */
static void broken(void) {
    static const struct {
        int column;
        const char *text, *says;
        unsigned rows; /* of which it is a mistake */
    } cases[] = {
        {NAME, "-", "position is missing", 63},
        {NAME, "spark", "stands twice", 1 + 2 + 4 + 8},
        {BOOK, "energi", "did you mean 'energy'", 63},
        {BOOK, "other", "in another file", 63},
        {WITH, "bank-b", "did you mean 'bank-a'", 63},
        {KIND, "swapp", "did you mean 'swap'", 63},
        {KIND, "swaption", "there is no 'swaption'", 63},
        {KIND, "-", "instrument is missing", 15},
        {CURVE, "gass", "did you mean 'gas'", 3},
        {CURVE, "-", "curve is missing", 63},
        {CURVE2, "gas", "is of one curve", 1 + 2 + 4 + 8 + 32},
        {CURVE2, "-", "curve2 is missing", 16},
        {CURVE2, "hub", "with itself", 16},
        {FROM, "2028-13-01", "is no day", 63},
        {FROM, "soon", "is no day", 63},
        {FROM, "2031-01-01", "is before", 63},
        {UNTIL, "-", "is no day", 63},
        {UNTIL, "2027-12-31", "is before", 63},
        {UNTIL, "2029-02-29", "is no day", 63},
        {QUANTITY, "-", "quantity is missing", 63},
        {QUANTITY, "many", "quantity", 63},
        {QUANTITY, "5 MW", "quantity", 63},
        {QUANTITY, "nan", "quantity", 63},
        {UNIT, "MW/day", "is no rate of what", 63},
        {UNIT, "kg/day", "is no rate of what", 63},
        {UNIT, "-", "unit is missing", 63},
        {STRIKE, "-", "strike is missing", 63},
        {STRIKE, "0", "always worth the forward", 2 + 8},
        {STRIKE, "-3", "always worth the forward", 2 + 8},
        {STRIKE, "3 USD/kg", "strike", 63},
        {STRIKE2, "-", "strike2 is missing", 2},
        {STRIKE2, "1", "not below its floor", 2},
        {HEAT, "x", "heat_rate", 63},
        {HEAT, "0", "more than 0 of gas", 16},
        {HEAT, "-7", "more than 0 of gas", 16},
        {HEAT, "7 USD", "heat_rate", 63},
        {PREMIUM, "1e", "premium", 63},
        {PREMIUM, "3 GW", "premium", 63},
        {OPTION, "week", "option", 63},
        {TRADED, "2032-01-01", "after the delivery", 63},
        {TRADED, "2026-02-30", "is no day", 63},
        {DESIGNATION, "cashflow", "did you mean 'cash-flow'", 63},
        {DESIGNATION, "hedge\textra", "fields", 63},
    };
    size_t tried = 0, good_ones = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t row = 0; row < ROWS; row++) {
            struct cp_error err = {0};
            struct cp_hedge h = {.err = &err};
            struct cp_hedge_trades t;
            struct cp_plan *plan;
            if (!(cases[i].rows & 1u << row))
                continue;
            int rc = read_with(row, cases[i].column, cases[i].text, &h, &t, &plan);
            bool twin = strcmp(cases[i].text, "spark") == 0; /* the second is told */
            bool pass = rc == CP_EINPUT && err.n == 1 && err.dropped == 0 &&
                        err.at[0].line == (twin ? 7 : row + 3) &&
                        strstr(err.at[0].msg, cases[i].says);
            if (!pass)
                printf("# %s '%s' of row %zu: rc %d, %zu findings, %u: %s\n", cases[i].says,
                       cases[i].text, row, rc, err.n, err.at[0].line, err.at[0].msg);
            if (!pass && err.n > 1)
                printf("#   %u: %s\n", err.at[1].line, err.at[1].msg);
            tried++;
            good_ones += pass;
            done_with(&h, plan);
        }
    ok(tried >= 200 && good_ones == tried, "%zu broken books, one line each", tried);
}

/* Files that are no table. */
static void no_table(void) {
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"", "no header"},
        {"# nothing\n", "no header"},
        {"position\tbook\n", "is missing"},
        {"position\tposition\n", "stands twice"},
        {"positon\n", "did you mean 'position'"},
        {"{\"a\": 1}\n", "column"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char path[] = "/tmp/capplan-book-XXXXXX", yaml[1000];
        struct cp_error err = {0};
        struct cp_hedge h = {.err = &err};
        struct cp_hedge_trades t;
        FILE *f = fdopen(mkstemp(path), "w");
        fputs(cases[i].text, f);
        fclose(f);
        snprintf(yaml, sizeof yaml, plan_format, path, path, path);
        touch_other(path);
        struct cp_plan *plan = case_plan(yaml, &err);
        h.plan = plan;
        int rc = cp_hedge_positions_read(&h, "energy", &t);
        bool says = false;
        for (size_t k = 0; k < err.n; k++)
            says |= strstr(err.at[k].msg, cases[i].says) != NULL;
        ok(rc == CP_EINPUT && says, "%s", cases[i].says);
        ok(cp_hedge_positions_read(&h, "enery", &t) == CP_EUSAGE, "no book of that name");
        unlink(path);
        remove_other(path);
        done_with(&h, plan);
    }
}

int main(void) {
    whole();
    settled();
    broken();
    no_table();
    return done();
}
