/* What of the machine this process may have. */
#include "base/base.h"
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* A line `QUOTA PERIOD` of cpu.max, in processors; `most` where there is no quota, as in `max
 * PERIOD`. */
static double share(const char *line, double most) {
    double given, period;
    size_t used, more, len = strlen(line);
    if (cp_number_parse(line, len, &given, &used) != 0 || line[used] != ' ' ||
        cp_number_parse(line + used + 1, len - used - 1, &period, &more) != 0 || !(period > 0))
        return most;
    return given / period;
}

/* The line of memory.max, "max" where there is no limit. */
static double bytes(const char *line, double most) {
    double given;
    size_t used;
    return cp_number_parse(line, strlen(line), &given, &used) == 0 ? given : most;
}

/* The least that the file of this name says in the cgroup of version 2 at `path` and in those it
 * stands in; `most` where they set no limit. */
static double least(char *path, const char *file, double (*says)(const char *, double),
                    double most) {
    for (;;) {
        char name[4300], line[64];
        snprintf(name, sizeof name, "/sys/fs/cgroup%s/%s", path, file);
        FILE *f = fopen(name, "re");
        if (f) {
            if (fgets(line, sizeof line, f))
                most = fmin(most, says(line, most));
            fclose(f);
        }
        char *slash = strrchr(path, '/');
        if (!slash)
            return most;
        *slash = 0;
    }
}

static double of_group(const char *file, double (*says)(const char *, double), double most) {
    char line[4096], path[4096] = "";
    FILE *f = fopen("/proc/self/cgroup", "re");
    while (f && fgets(line, sizeof line, f))
        if (strncmp(line, "0::", 3) == 0) {
            line[strcspn(line, "\n")] = 0;
            snprintf(path, sizeof path, "%s", line + 3);
        }
    if (f)
        fclose(f);
    return least(path, file, says, most);
}

int cp_processors(void) {
    cpu_set_t set;
    long n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set)
                                                         : sysconf(_SC_NPROCESSORS_ONLN);
    double worth = of_group("cpu.max", share, (double)n);
    long whole = (long)worth;
    whole += (double)whole < worth;
    return whole > 1 ? (int)whole : 1;
}

size_t cp_memory(void) {
    double most = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    struct rlimit space;
    if (getrlimit(RLIMIT_AS, &space) == 0 && space.rlim_cur != RLIM_INFINITY)
        most = fmin(most, (double)space.rlim_cur);
    most = of_group("memory.max", bytes, most);
    return most < (double)SIZE_MAX ? (size_t)most : SIZE_MAX;
}
