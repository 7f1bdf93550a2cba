/* Plans written into a folder of the test's own, and loaded. */
#include "plan/plan.h"
#include "tap.h"
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/capplan-plan-XXXXXX";

/* Writes a file into the test's folder; its path, in one of a few static buffers. */
static const char *put(const char *name, const char *text) {
    static char path[8][128];
    static unsigned next;
    char *p = path[next++ % 8];
    snprintf(p, sizeof path[0], "%s/%s", folder, name);
    FILE *out = fopen(p, "w");
    if (!out || fputs(text, out) == EOF || fclose(out) != 0)
        printf("Bail out! cannot write %s\n", p);
    return p;
}

__attribute__((unused)) static struct cp_plan *load(const char *text, const char *set,
                                                    struct cp_error *err, int *rc) {
    struct cp_plan *p = NULL;
    memset(err, 0, sizeof *err);
    *rc = cp_plan_load(put("plan.yaml", text), &set, set ? 1 : 0, &p, err);
    return p;
}

#define HEAD "horizon: {from: 2026-Q1, to: 2027-Q4}\n"
#define SITE "sites: {a: {pue: 1.3}, b: {pue: 1.2}}\n"
#define CHIP                                                                                       \
    "skus: {G: {peak: 1 PFLOP/s, power: 1 kW, residual: [80 %, 60 %], efficiency: {\"*\": 30 "     \
    "%}}}\n"

/* A plan that is in order, with one of most things. */
#define SMALL                                                                                      \
    "currency: USD\n"                                                                              \
    "discount: 10 %\n"                                                                             \
    "horizon: {from: 2027, to: 2028}\n"                                                            \
    "slices: {days: 1, hours: 24}\n"                                                               \
    "skus:\n"                                                                                      \
    "  G: {peak: 1 PFLOP/s, power: 1 kW, life: 5 years, efficiency: {\"*\": 50 %}}\n"              \
    "workloads:\n"                                                                                 \
    "  w: {kind: firm, demand: 1.5 EFLOP/s, penalty: 1000 USD/(EFLOP/s)/h}\n"                      \
    "sites:\n"                                                                                     \
    "  s:\n"                                                                                       \
    "    pue: 1.25\n"                                                                              \
    "    om: 1 USD/MW/year\n"                                                                      \
    "    phases:\n"                                                                                \
    "      p: {power: 10 MW, ready: 2020-01-01, capex: 0 USD, built: 100 %, life: 20 years}\n"     \
    "    existing: {G: {units: 4000 GPU, age: 0 years, price: 100 USD/GPU}}\n"                     \
    "contracts:\n"                                                                                 \
    "  g: {kind: grid, sites: [s], power: 10 MW, from: 2020-01-01, until: 2040-01-01, price: "     \
    "50.5 "                                                                                        \
    "USD/MWh}\n"                                                                                   \
    "suppliers:\n"                                                                                 \
    "  n:\n"                                                                                       \
    "    country: US\n"                                                                            \
    "    offers:\n"                                                                                \
    "      o: {sku: G, quantity: 100 GPU, from: 2027-01-01, until: 2028-12-31, price: 30000.5 "    \
    "USD/GPU}\n"                                                                                   \
    "entities:\n"                                                                                  \
    "  e: {tax: 21 %}\n"

static bool enter(void) {
    if (mkdtemp(folder))
        return true;
    puts("Bail out! no temporary folder");
    return false;
}

static void leave(void) {
    static const char *const files[] = {"plan.yaml", "more.yaml", "profiles.tsv", "history.tsv"};
    for (size_t i = 0; i < 4; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        unlink(path);
    }
    rmdir(folder);
}
