/* Every allocation of a financing and of a metric fails once: each time an error, no crash, no
 * leak. The linker puts these functions in the place of malloc, calloc and realloc
 * (tests/local.mk). */
#include "finance/finance.h"
#include "tap.h"
#include <stdlib.h>

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);

static long left = -1; /* allocations until the one that fails; below 0: none does */

static bool fails(void) {
    return left >= 0 && left-- == 0;
}

void *__wrap_malloc(size_t n) {
    return fails() ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t n, size_t size) {
    return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t n) {
    return fails() ? NULL : __real_realloc(p, n);
}

static int64_t year(int y) {
    return cp_period_start((struct cp_period){CP_YEAR, y});
}

/* An SPV with a loan it cannot serve, its owner, GPUs paid by milestones. */
static int finance(struct cp_error *err) {
    static const char facts[] =
        "period\toffer\tstep\tvintage\tkind\tmeasure\tvalue\tunit\n"
        "2026\t-\t-\t-\tcapex-site\tcost\t100\tmn USD\n2027\to\t1\t-\t-\tbuy\t5\tGPU\n"
        "2026\to\t1\t2027\t-\tmilestone\t4\tkUSD/GPU\n2027\t-\t-\t-\trevenue\tcost\t-9\tmn USD\n"
        "2027\t-\t-\t-\t-\tgpu_hours\t1000\tGPU.h\n";
    int64_t at[] = {year(2026)};
    double rent[] = {1e6}, price[] = {4};
    const char *sites[] = {"s"};
    struct cp_tranche loan = {.name = "loan",
                              .amortisation = CP_LEVEL,
                              .amount = 5e7,
                              .rate = 0.1,
                              .issue = year(2026),
                              .maturity = year(2028),
                              .dscr = 1.2,
                              .gearing = NAN};
    struct cp_entity entity[2] = {
        {.name = "owner", .hurdle = NAN, .cash = NAN, .price = {1, at, price, 0}},
        {.name = "spv",
         .parent = "owner",
         .ownership = 0.5,
         .consolidated = true,
         .hurdle = NAN,
         .cash = NAN,
         .nsite = 1,
         .sites = sites,
         .rent = {1, at, rent, 0},
         .ntranche = 1,
         .tranche = &loan}};
    struct cp_plan plan = {.discount = 0.08, .nentity = 2, .entity = entity};
    plan.horizon = (struct cp_horizon){{CP_YEAR, 2026}, {CP_YEAR, 2029}, 4, year(2026)};
    struct cp_finance_result result = {0};
    FILE *in = fmemopen((void *)(uintptr_t)facts, sizeof facts - 1, "r");
    struct cp_facts *t = cp_facts_new();
    int rc = t && in ? cp_facts_read(t, in, "f", err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = cp_finance(&plan, t, &result, err);
    if (rc == 0 && result.nbreach == 0)
        rc = cp_fail(err, CP_EINTERNAL, "a breach is missing");
    cp_finance_result_release(&result);
    cp_facts_free(t);
    if (in)
        fclose(in);
    return rc;
}

static int metric(struct cp_error *err) {
    static const char text[] = "date\tamount\n2027-01-01\t-1\n2028-01-01\t1.1\n";
    struct cp_flows flows = {0};
    struct cp_rates rates;
    double value = 0;
    FILE *in = fmemopen((void *)(uintptr_t)text, sizeof text - 1, "r");
    int rc = in ? cp_flows_read(in, "f", &flows, err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = cp_flows_metric(&flows, CP_XIRR, NAN, &value, &rates, err);
    if (rc == 0 && !(fabs(value - 0.1) < 1e-12))
        rc = cp_fail(err, CP_EINTERNAL, "a wrong rate of %g", value);
    cp_flows_release(&flows);
    if (in)
        fclose(in);
    return rc;
}

static void starve(int (*work)(struct cp_error *), const char *what) {
    static struct cp_error err;
    long n = 0, silent = 0;
    err = (struct cp_error){0};
    ok_rc(work(&err), &err, what);
    for (bool failed = true; failed && n < 100000; n++) {
        err = (struct cp_error){0};
        left = n;
        int rc = work(&err);
        failed = left < 0;
        left = -1;
        silent += failed && (rc != CP_ENOMEM || err.n == 0);
    }
    ok(n > 3 && n < 100000 && silent == 0, "%s: each of %ld allocations failed once, %ld unnoticed",
       what, n - 1, silent);
}

int main(void) {
    starve(finance, "a financing");
    starve(metric, "a metric");
    return done();
}
