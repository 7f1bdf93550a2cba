/* A run put, found and compared with each of the allocations failed once. */
#include "starve.h"
#include "store_case.h"
#include <unistd.h>

static char path[64];
static const char text[] = "period\tsite\tscenario\tmine\tmeasure\tvalue\tunit\n"
                           "2027\ta\t-\t-\thalls\t5\tMW\n2027\tb\t-\tx\thalls\t3\tMW\n"
                           "-\t-\t-\t-\tobjective\t9\tUSD\n-\t-\tlow\t-\tobjective\t8\tUSD\n"
                           "2027\ta\t-\t-\tenergised\t4\tMW\n";
static const char later[] = "period\tsite\tkind\tmeasure\tvalue\tunit\n"
                            "2027\ta\t-\thalls\t6\tMW\n-\t-\t-\tobjective\t7\tUSD\n"
                            "2027\t-\tgpu\tcost\t7\tUSD\n-\t-\tgpu\tdiscounted_cost\t7\tUSD\n";

static int put_two(const void *with, struct cp_error *err) {
    (void)with;
    unlink(path);
    int rc = put_stream(path, text, "2026-11-01", 10, err);
    return rc ? rc : put_stream(path, later, "2026-11-02", 10, err);
}

/* A run as a page: all that there is to say of it. */
static int show_run(struct cp_store *s, const struct cp_store_run *run, struct cp_error *err) {
    static const char *const says[] = {"Run 1, w", "facts    5", "took     1.0 s",
                                       "a=1",      "stream",     "scenario low, USD"};
    struct cp_page *page = cp_page_new();
    struct cp_str out = {0};
    int rc = page ? cp_store_add_run(s, run, page, err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = cp_page_write(page, "text", &(struct cp_page_options){0}, &out, err);
    for (size_t i = 0; rc == 0 && i < sizeof says / sizeof *says; i++)
        if (!strstr(out.s, says[i]))
            rc = cp_fail(err, CP_EINTERNAL, "'%s' is left out without a word: %s", says[i], out.s);
    cp_str_release(&out);
    cp_page_free(page);
    return rc;
}

static int show(const struct cp_store_trend *t, const struct cp_store_difference *d,
                struct cp_error *err) {
    struct cp_page *page = cp_page_new();
    struct cp_facts *facts = cp_facts_new();
    struct cp_str out = {0};
    const struct cp_page_options plain = {0};
    int rc = page && facts ? cp_store_add_runs(t, page, err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = cp_store_add_trend(t, page, err);
    if (rc == 0)
        rc = cp_store_add_difference(d, page, err);
    if (rc == 0)
        rc = cp_page_write(page, "text", &plain, &out, err);
    if (rc == 0)
        rc = cp_store_put_difference(d, facts, err);
    cp_str_release(&out);
    cp_facts_free(facts);
    cp_page_free(page);
    return rc;
}

static int compare(const void *with, struct cp_error *err) {
    (void)with;
    static const char *const figure[] = {"cost_discounted", "halls_end"};
    struct cp_store *s = NULL;
    struct cp_arena arena = {0};
    struct cp_store_run two[2], *run = NULL;
    struct cp_store_trend t = {0};
    struct cp_store_difference *d = NULL;
    const struct cp_store_compare_options usual = {0};
    const struct cp_store_filter all = {0};
    const char *const which[2] = {NULL, NULL};
    struct cp_str found = {0};
    int rc = cp_store_open(path, CP_STORE_READ, 10, &s, err);
    if (rc == 0)
        rc = cp_store_find_two(s, NULL, which, &arena, two, err);
    if (rc == 0)
        rc = cp_store_compare_runs(s, &two[0], &two[1], &usual, &d, err);
    if (rc == 0)
        rc = cp_store_list(s, &all, &arena, &run, &t.n, err);
    t.run = run;
    if (rc == 0)
        rc = cp_store_trend_figures(s, figure, 2, &arena, &t, err);
    if (rc == 0)
        rc = show(&t, d, err);
    if (rc == 0)
        rc = show_run(s, &two[0], err);
    if (rc == 0)
        rc = cp_store_check(s, &found, err);
    cp_str_release(&found);
    cp_store_difference_free(d);
    cp_store_close(s);
    cp_arena_release(&arena);
    return rc;
}

int main(void) {
    snprintf(path, sizeof path, "%s/cp-store-memory-%d.db",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp", (int)getpid());
    starve(put_two, NULL, "two runs are put");
    struct cp_error err = {0};
    ok_rc(put_two(NULL, &err), &err, "and once more");
    starve(compare, NULL, "they are compared");
    unlink(path);
    return done();
}
