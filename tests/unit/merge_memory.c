/* Every allocation of putting shards together fails once. */
#include "scenario/merge.h"
#include "starve.h"
#include <unistd.h>

static const char head[] = "scenario\tperiod\tentity\tkind\tmeasure\tvalue\tunit\n"
                           "-\t-\t-\t-\tallocate_plan\t7\t1\n";
static const char *const rows[] = {
    "a\t-\t-\t-\tscenario_probability\t0.25\t1\na\t-\t-\t-\tobjective\t10\tUSD\n"
    "a\t-\t-\t-\tsolved\t1\t1\na\t-\thall\tequity\tnpv\t3\tUSD\n"
    "a\t2028\thall\t-\tbreach_probability\t1\t1\na\t-\t-\t-\tdefault_probability\t0\t1\n",
    "b\t-\t-\t-\tscenario_probability\t0.75\t1\nb\t-\t-\t-\tobjective\t20\tUSD\n"
    "b\t-\t-\t-\tsolved\tNA\t1\nb\t-\thall\tequity\tnpv\t5\tUSD\n"
    "b\t-\t-\t-\tdefault_probability\t1\t1\n",
};
static char shard[2][40];

static void write_shards(void) {
    for (size_t i = 0; i < 2; i++) {
        snprintf(shard[i], sizeof shard[i], "/tmp/capplan-merge-XXXXXX");
        int fd = mkstemp(shard[i]);
        FILE *out = fd < 0 ? NULL : fdopen(fd, "w");
        if (!out)
            abort();
        fputs(head, out);
        fputs(rows[i], out);
        fclose(out);
    }
}

static int work(const void *with, struct cp_error *err) {
    const char *const path[] = {shard[0], shard[1]};
    struct cp_scenario_shards from = {
        .n = 2, .path = path, .of = with, .allow_infeasible = true, .aside = tmpfile()};
    struct cp_scenario_merged *merged = NULL;
    struct cp_str notes = {0};
    FILE *out = tmpfile();
    int rc =
        from.aside && out ? cp_scenario_merge(&from, &merged, &notes, err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = cp_scenario_merge_write(merged, out, err);
    if (rc == 0 && notes.oom)
        rc = cp_fail_nomem(err);
    cp_scenario_merged_free(merged);
    cp_str_release(&notes);
    if (from.aside)
        fclose(from.aside);
    if (out)
        fclose(out);
    return rc;
}

int main(void) {
    write_shards();
    starve(work, NULL, "two shards, by name");
    for (size_t i = 0; i < 2; i++)
        unlink(shard[i]);
    return done();
}
