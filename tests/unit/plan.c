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

static void numbers_and_positions(void) {
    struct cp_error err;
    int rc;
    struct cp_plan *p = load(HEAD "sites:\n"
                                  "  a:\n"
                                  "    pue: {value: 1.35, source: a report}\n"
                                  "    phases:\n"
                                  "      one: {power: 1.2 GW, ready: 2026-07, capex: 27 bn USD}\n",
                             NULL, &err, &rc);
    if (!ok_rc(rc, &err, "a small plan loads"))
        return;
    ok(p->horizon.n == 8 && p->nsite == 1 && p->site[0].nphase == 1, "its counts");
    ok_near(p->site[0].phase[0].power, 1200, 1e-12, "GW become MW");
    ok_near(p->site[0].phase[0].capex, 27e9, 1e-12, "bn USD become USD");
    ok_near(p->site[0].phase[0].life, 20, 1e-9, "an absent number has its default");
    ok_near(p->discount, 0.08, 1e-12, "and so at the top");
    struct cp_pos pos = cp_plan_pos(p, "sites/a/phases/one/power");
    ok(pos.line == 6 && pos.col == 20, "the position of a value");
    ok_str(cp_plan_find(p, "sites/a/pue/value")->source, "a report", "a number knows its source");
    cp_plan_free(p);
}

int main(void) {
    if (!mkdtemp(folder)) {
        puts("Bail out! no temporary folder");
        return 1;
    }
    numbers_and_positions();
    return done();
}
