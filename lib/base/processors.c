#include "base/base.h"
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
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

/* Processors' worth of time that the cgroup of version 2 at `path`, and those it stands in, give;
 * `most` where they set no limit. */
static double quota(char *path, double most) {
    for (;;) {
        char name[4200], line[64];
        snprintf(name, sizeof name, "/sys/fs/cgroup%s/cpu.max", path);
        FILE *f = fopen(name, "re");
        if (f) {
            if (fgets(line, sizeof line, f))
                most = fmin(most, share(line, most));
            fclose(f);
        }
        char *slash = strrchr(path, '/');
        if (!slash)
            return most;
        *slash = 0;
    }
}

static double quota_of_process(double most) {
    char line[4096], path[4096] = "";
    FILE *f = fopen("/proc/self/cgroup", "re");
    while (f && fgets(line, sizeof line, f))
        if (strncmp(line, "0::", 3) == 0) {
            line[strcspn(line, "\n")] = 0;
            snprintf(path, sizeof path, "%s", line + 3);
        }
    if (f)
        fclose(f);
    return quota(path, most);
}

int cp_processors(void) {
    cpu_set_t set;
    long n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set)
                                                         : sysconf(_SC_NPROCESSORS_ONLN);
    double worth = quota_of_process((double)n);
    long whole = (long)worth;
    whole += (double)whole < worth;
    return whole > 1 ? (int)whole : 1;
}
