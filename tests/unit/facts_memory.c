/* A stream's life with each of its allocations failed once. */
#include "facts/facts.h"
#include "starve.h"

static const char text[] = "zone\tperiod\tmeasure\tvalue\tunit\n"
                           "a\\tb\t2027\tbuild\t1\tGW\nb\t2028\tbuild\t2\tMW\n"
                           "-\t-\tobjective\t2\tUSD\nb\t2027\tmine\t2\tkg\n";

/* Read, put, select, drop, write in every format. The first code that is not 0. */
static int live(const void *with, struct cp_error *err) {
    (void)with;
    struct cp_selection s = {0};
    FILE *in = fmemopen((void *)(uintptr_t)text, sizeof text - 1, "r"),
         *out = fopen("/dev/null", "w");
    struct cp_facts *t = cp_facts_new();
    struct cp_fact f = {.dim[CP_SITE] = "s", .measure = "build", .unit = "GW", .value = 1};
    int rc = t && in && out ? cp_facts_read(t, in, "f", err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = cp_facts_put(t, &f, err);
    f = (struct cp_fact){.dim[CP_SITE] = "other", .value = 2};
    if (rc == 0)
        rc = cp_facts_put_like(t, 0, &f, err);
    if (rc == 0)
        rc = cp_facts_select(t, "build", NULL, &s, err);
    if (rc == 0 && (s.n != 4 || s.value[2] != 1000))
        rc = cp_fail(err, CP_EINTERNAL, "a wrong selection");
    if (rc == 0)
        cp_facts_drop_writer(t, "cp-solve");
    for (size_t k = 0; rc == 0 && cp_facts_format_name(k); k++)
        rc = cp_facts_write(t, out, cp_facts_format_name(k), err);
    cp_facts_selection_release(&s);
    cp_facts_free(t);
    if (in)
        fclose(in);
    if (out)
        fclose(out);
    return rc;
}

/* Read in parts, put, set aside, write all of it. */
static int live_in_parts(const void *with, struct cp_error *err) {
    (void)with;
    static const char grouped[] = "zone\tperiod\tmeasure\tvalue\tunit\n"
                                  "a\\tb\t2027\tbuild\t1\tGW\na\\tb\t2028\tbuild\t2\tMW\n"
                                  "b\t2027\tmine\t2\tkg\n";
    FILE *in = fmemopen((void *)(uintptr_t)grouped, sizeof grouped - 1, "r"),
         *out = fopen("/dev/null", "w"), *spool = tmpfile();
    struct cp_facts_groups *g = cp_facts_groups_new();
    struct cp_facts_aside *a = spool ? cp_facts_aside_new(spool) : NULL;
    struct cp_facts *t = NULL;
    struct cp_fact f = {.dim[CP_PERIOD] = "2029", .value = 2};
    int rc = g && a && in && out ? cp_facts_groups_add(g, in, "f", err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = cp_facts_groups_next(g, &t, err);
    if (rc == 0)
        rc = cp_facts_put_like(t, 0, &f, err);
    if (rc == 0)
        rc = cp_facts_aside_put(a, t, err);
    cp_facts_free(t);
    if (rc == 0)
        rc = cp_facts_groups_next(g, &t, err);
    if (rc == 0)
        rc = cp_facts_aside_write(a, g, false, out, err);
    cp_facts_aside_free(a);
    cp_facts_groups_free(g);
    FILE *const files[] = {in, out, spool};
    for (size_t i = 0; i < 3; i++)
        if (files[i])
            fclose(files[i]);
    return rc;
}

int main(void) {
    starve(live, NULL, "a stream");
    starve(live_in_parts, NULL, "a stream in parts");
    return done();
}
