/* Any bytes as a plan: an answer or findings, never a crash. What loads is shown as YAML that loads
 * again and is shown as the same bytes. */
#include "plan/plan.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Load these bytes; what is loaded as YAML, or false. */
static bool load_and_show(const void *data, size_t size, const char *const *set, size_t nset,
                          struct cp_error *err, struct cp_str *out) {
    char path[64];
    int fd = memfd_create("plan", 0);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct cp_plan *plan = NULL;
    bool loaded = cp_plan_load(path, set, nset, &plan, err) == 0;
    if (loaded != !err->n)
        abort();
    struct cp_str table = {0};
    struct cp_plan_sources n;
    if (loaded && (cp_plan_show(plan, "", out, err) || cp_plan_list_sources(plan, &table, &n, err)))
        abort();
    cp_str_release(&table);
    cp_plan_free(plan);
    close(fd);
    return loaded;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const set[] = {"sites/a/phases/one/power=*2", "discount=+1 %",
                                      "workloads/w/demand/growth=3 %"};
    struct cp_error *err = calloc(1, sizeof *err);
    struct cp_str once = {0}, twice = {0};
    if (!err)
        abort();
    /* with overrides and without */
    if (load_and_show(data, size, set, size % 2 ? 3 : 0, err, &once) &&
        (!load_and_show(once.s, once.len, NULL, 0, err, &twice) || strcmp(once.s, twice.s) != 0)) {
        fprintf(stderr, "%s\n---\n%s\n%s\n", once.s, twice.s ? twice.s : "",
                err->n ? err->at[0].msg : "");
        abort();
    }
    cp_str_release(&once);
    cp_str_release(&twice);
    free(err);
    return 0;
}
