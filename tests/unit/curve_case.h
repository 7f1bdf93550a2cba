/* Plans and files of quotes in a folder of the test's own. */
#ifndef CAPPLAN_CURVE_CASE_H
#define CAPPLAN_CURVE_CASE_H

#include "curve/curve.h"
#include "tap.h"
#include <stdlib.h>
#include <unistd.h>

static char folder[] = "/tmp/capplan-curve-XXXXXX";
static char files[8][128];
static size_t nfile;

/* Writes a file into the folder; its path. */
static const char *put(const char *name, const char *text) {
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *out = fopen(path, "w");
    if (!out || fputs(text, out) == EOF || fclose(out) != 0)
        printf("Bail out! cannot write %s\n", path);
    for (size_t i = 0; i < nfile; i++)
        if (strcmp(files[i], path) == 0)
            return files[i];
    return memcpy(files[nfile++], path, sizeof path);
}

/* A plan with these lines; NULL, told, when they are wrong. */
static struct cp_plan *load(const char *lines, struct cp_error *err) {
    char text[4000];
    struct cp_plan *p = NULL;
    snprintf(text, sizeof text, "horizon: {from: 2026-Q1, to: 2029-Q4}\n%s", lines);
    int rc = cp_plan_load(put("plan.yaml", text), NULL, 0, &p, err);
    return ok_rc(rc, err, "its plan loads") ? p : NULL;
}

static bool enter(void) {
    if (mkdtemp(folder))
        return true;
    puts("Bail out! no temporary folder");
    return false;
}

static void leave(void) {
    for (size_t i = 0; i < nfile; i++)
        unlink(files[i]);
    rmdir(folder);
}

#endif
