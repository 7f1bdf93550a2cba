/* Any bytes as a plan: an answer or findings, never a crash. */
#include "plan/plan.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const set[] = {"sites/a/phases/one/power=*2", "discount=+1 %",
                                      "workloads/w/demand/growth=3 %"};
    char path[64];
    int fd = memfd_create("plan", 0);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct cp_error *err = calloc(1, sizeof *err);
    struct cp_plan *plan = NULL;
    /* overrides when there is something of that name, so that both ways are taken */
    size_t nset = size % 2 ? 3 : 0;
    if (!err)
        abort();
    if (cp_plan_load(path, set, nset, &plan, err) == 0) {
        struct cp_str out = {0};
        struct cp_plan_sources n;
        if (err->n || cp_plan_show(plan, "", &out, err) ||
            cp_plan_list_sources(plan, &out, &n, err))
            abort();
        cp_str_release(&out);
    } else if (!err->n) {
        abort();
    }
    cp_plan_free(plan);
    free(err);
    close(fd);
    return 0;
}
