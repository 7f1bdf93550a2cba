/* The answers of a spreadsheet program and of pyxirr over grids of arguments, as far as they stand
 * in $CAPPLAN_SHARED/cases/finance (github.com/fsprojects/ExcelFinancialFunctions and
 * github.com/Anexen/pyxirr test data); skipped without them. */
#include "tap.h"
#include "cashflow/cashflow.h"
#include <stdlib.h>

enum { MAXF = 1200 };
static char *cell[16];
static char line[1 << 16];

static FILE *open_case(const char *name) {
    char path[4096];
    snprintf(path, sizeof path, "%s/cases/finance/%s", getenv("CAPPLAN_SHARED"), name);
    return fopen(path, "r");
}

/* The next row of cells; comments skipped. */
static int row(FILE *f, char sep) {
    while (fgets(line, sizeof line, f)) {
        if (line[0] == '#')
            continue;
        line[strcspn(line, "\n")] = '\0';
        int n = 0;
        for (char *p = line; p && n < 16; n++) {
            cell[n] = p;
            p = strchr(p, sep);
            if (p)
                *p++ = '\0';
        }
        return n;
    }
    return 0;
}

static double num(int i) {
    return strtod(cell[i], NULL);
}

static int64_t day(const char *s) {
    struct cp_period p = {0};
    cp_period_parse(s, 10, &p);
    return cp_period_start(p);
}

static size_t list(const char *s, double *out) {
    size_t n = 0;
    char *end;
    for (; n < MAXF; s = end + 1) {
        out[n++] = strtod(s, &end);
        if (*end != ';')
            break;
    }
    return n;
}

static double a[MAXF], t[MAXF];

static double answer_rate(size_t n) {
    struct cp_rates r = {0};
    struct cp_error err = {0};
    cp_cashflow_rates(t, a, n, &r, &err);
    return r.rate;
}

static double f_irr(void) {
    size_t n = list(cell[0], a);
    for (size_t i = 0; i < n; i++)
        t[i] = (double)i;
    return answer_rate(n);
}

static double f_npv(void) {
    size_t n = list(cell[1], a);
    for (size_t i = 0; i < n; i++)
        t[i] = (double)i + 1;
    return cp_cashflow_npv(num(0), t, a, n);
}

static double f_xirr(void) {
    size_t n = list(cell[0], a);
    const char *s = cell[1];
    for (size_t i = 0; i < n; i++, s += 11)
        t[i] = cp_day_count_years(CP_ACT_365, day(cell[1]), day(s));
    return answer_rate(n);
}

static bool due(void) {
    return cell[4 + (cell[5][0] == 'B' || cell[5][0] == 'E')][0] == 'B';
}

static double f_pmt(void) {
    return cp_level_payment(num(0), num(1), num(2), num(3), due());
}
static double f_ipmt(void) {
    return cp_level_interest(num(0), num(1), num(2), num(3), num(4), due());
}
static double f_ppmt(void) {
    return cp_level_principal(num(0), num(1), num(2), num(3), num(4), due());
}
static double f_sln(void) {
    return cp_depreciation_straight_line(num(0), num(1), num(2));
}
static double f_syd(void) {
    return cp_depreciation_sum_of_years(num(0), num(1), num(2), num(3));
}
static double f_ddb(void) {
    return cp_depreciation_declining_balance(num(0), num(1), num(2), num(3), num(4));
}
static double f_mirr(void) {
    size_t n = list(cell[0], a);
    for (size_t i = 0; i < n; i++)
        t[i] = (double)i;
    return cp_cashflow_mirr(t, a, n, num(1), num(2));
}
static double f_db(void) {
    return cp_depreciation_fixed_balance(num(0), num(1), num(2), num(3), num(4));
}
static double f_vdb(void) {
    return cp_depreciation_variable_balance(num(0), num(1), num(2), num(3), num(4), num(5),
                                            cell[6][0] == 'S');
}
static double f_pv(void) {
    return cp_level_present(num(0), num(1), num(2), num(3), due());
}
static double f_nper(void) {
    return cp_level_periods(num(0), num(1), num(2), num(3), due());
}
static double f_rate(void) {
    return cp_level_rate(num(0), num(1), num(2), num(3), due());
}
static double f_cumipmt(void) {
    return cp_level_interest_sum(num(0), num(1), num(2), num(3), num(4), due());
}
static double f_cumprinc(void) {
    return cp_level_principal_sum(num(0), num(1), num(2), num(3), num(4), due());
}

static double f_effect(void) {
    return cp_rate_effective(num(0), num(1));
}
static double f_nominal(void) {
    return cp_rate_nominal(num(0), num(1));
}
static double f_fvschedule(void) {
    return cp_rate_compound(num(0), a, list(cell[1], a));
}

static enum cp_day_count basis(const char *s) {
    static const char *const excel[] = {"UsPsa30_360", "Europ30_360", "Actual360", "Actual365"};
    static const enum cp_day_count ours[] = {CP_30_360, CP_30E_360, CP_ACT_360, CP_ACT_365};
    for (int i = 0; i < 4; i++)
        if (strcmp(s, excel[i]) == 0)
            return ours[i];
    return CP_ACT_ACT_SHEET;
}
static double f_yearfrac(void) {
    return cp_day_count_years(basis(cell[2]), day(cell[0]), day(cell[1]));
}
static double f_accrintm(void) {
    return num(3) * num(2) * cp_day_count_years(basis(cell[4]), day(cell[0]), day(cell[1]));
}

/* Arguments from column `rate` on: coupon, yield, [redemption,] frequency, basis. */
static struct cp_bond bond(int frequency, double redemption) {
    const char *f = cell[frequency];
    return (struct cp_bond){.settlement = day(cell[0]),
                            .maturity = day(cell[1]),
                            .rate = num(2),
                            .redemption = redemption,
                            .frequency = *f == 'A'   ? 1
                                         : *f == 'S' ? 2
                                                     : 4,
                            .count = basis(cell[frequency + 1])};
}
static double f_price(void) {
    struct cp_bond b = bond(5, num(4));
    return cp_bond_price(&b, num(3));
}
/* The yield of the price that the spreadsheet gives at a yield is that yield. */
static double f_yield(void) {
    struct cp_bond b = bond(5, num(4));
    cell[7] = cell[3];
    return cp_bond_yield(&b, cp_bond_price(&b, num(3)));
}
static double f_duration(void) {
    struct cp_bond b = bond(4, 100);
    return cp_bond_duration(&b, num(3), false);
}
static double f_mduration(void) {
    struct cp_bond b = bond(4, 100);
    return cp_bond_duration(&b, num(3), true);
}

static void grid(const char *name, double (*f)(void), double tol) {
    FILE *in = open_case(name);
    if (!in) {
        ok(true, "%s # SKIP not there", name);
        return;
    }
    row(in, '\t');
    int n, rows = 0, wrong = 0;
    while ((n = row(in, '\t')) > 1) {
        double got = f(), want = num(n - 1);
        rows++;
        if (!(fabs(got - want) <= tol * fmax(1, fabs(want))) && wrong++ < 5)
            printf("# %s row %d: got %.15g want %.15g (%s %s %s %s)\n", name, rows, got, want,
                   cell[0], cell[1], cell[2], n > 3 ? cell[3] : "");
    }
    ok(wrong == 0 && rows > 0, "%s: %d answers, %d differ", name, rows, wrong);
    fclose(in);
}

/* Every root listed is found; more are allowed (the list was scanned between -0.999999 and 199). */
static void xirr_samples(void) {
    FILE *in = open_case("xirr/cases.tsv");
    if (!in) {
        ok(true, "xirr samples # SKIP not there");
        return;
    }
    row(in, '\t');
    while (row(in, '\t') > 1) {
        char name[64], file[96], expected[64], roots[256];
        snprintf(name, sizeof name, "%s", cell[0]);
        snprintf(file, sizeof file, "xirr/%s", cell[1]);
        snprintf(expected, sizeof expected, "%s", cell[3]);
        snprintf(roots, sizeof roots, "%s", cell[5] ? cell[5] : "");
        FILE *flows = open_case(file);
        if (!flows) {
            ok(true, "%s # SKIP its flows are not there", name);
            continue;
        }
        size_t n = 0;
        int64_t first = INT64_MAX, date[MAXF];
        while (row(flows, ',') == 2 && n < MAXF) {
            date[n] = day(cell[0]);
            first = date[n] < first ? date[n] : first;
            a[n++] = num(1);
        }
        fclose(flows);
        for (size_t i = 0; i < n; i++)
            t[i] = cp_day_count_years(CP_ACT_365, first, date[i]);
        struct cp_rates r = {0};
        struct cp_error err = {0};
        cp_cashflow_rates(t, a, n, &r, &err);
        double want[16];
        size_t m = *roots ? list(roots, want) : 0, found = 0;
        bool chosen = strcmp(expected, "nan") == 0;
        for (size_t i = 0; i < r.n; i++) {
            for (size_t k = 0; k < m; k++)
                found += fabs(r.root[i] - want[k]) < 1e-9 * fmax(1, fabs(want[k]));
            chosen |= fabs(r.root[i] - strtod(expected, NULL)) < 1e-9;
        }
        ok(found == m && chosen && (m > 1) <= (r.status == CP_RATE_SEVERAL) &&
               (m > 0 || r.status == CP_RATE_NONE),
           "%s: %zu of %zu roots, %zu in all", name, found, m, r.n);
    }
    fclose(in);
}

int main(void) {
    const char *shared = getenv("CAPPLAN_SHARED");
    if (!shared || !*shared) {
        printf("1..0 # SKIP CAPPLAN_SHARED does not name the folder of published cases\n");
        return 0;
    }
    grid("excel/irr.tsv", f_irr, 1e-11);
    grid("excel/npv.tsv", f_npv, 1e-9);
    grid("excel/xirr.tsv", f_xirr, 1e-6);
    grid("excel/mirr.tsv", f_mirr, 1e-9);
    grid("excel/pmt.tsv", f_pmt, 1e-9);
    grid("excel/ipmt.tsv", f_ipmt, 1e-9);
    grid("excel/ppmt.tsv", f_ppmt, 1e-9);
    grid("excel/sln.tsv", f_sln, 1e-9);
    grid("excel/syd.tsv", f_syd, 1e-9);
    grid("excel/ddb.tsv", f_ddb, 1e-9);
    grid("excel/yearfrac.tsv", f_yearfrac, 1e-9);
    grid("excel/db.tsv", f_db, 1e-9);
    grid("excel/vdb.tsv", f_vdb, 1e-9);
    grid("excel/pv.tsv", f_pv, 1e-9);
    grid("excel/nper.tsv", f_nper, 1e-9);
    grid("excel/rate.tsv", f_rate, 1e-6); /* the file's: Excel's last iterate */
    grid("excel/cumipmt.tsv", f_cumipmt, 1e-9);
    grid("excel/cumprinc.tsv", f_cumprinc, 1e-9);
    grid("excel/effect.tsv", f_effect, 1e-9);
    grid("excel/nominal.tsv", f_nominal, 1e-9);
    grid("excel/fvschedule.tsv", f_fvschedule, 1e-9);
    grid("excel/accrintm.tsv", f_accrintm, 1e-9);
    grid("excel/price.tsv", f_price, 1e-9);
    grid("excel/price.tsv", f_yield, 1e-9);
    grid("excel/duration.tsv", f_duration, 1e-9);
    grid("excel/mduration.tsv", f_mduration, 1e-9);
    xirr_samples();
    return done();
}
