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

static struct cp_plan *load(const char *text, const char *set, struct cp_error *err, int *rc) {
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
