#include "cli/internal.h"
#include <stdlib.h>

int cp_cli_read_shard(const char *arg, void *at, struct cp_error *err) {
    struct cp_cli_shard *s = at;
    char *slash, *end;
    unsigned long i = strtoul(arg, &slash, 10),
                  n = *slash == '/' ? strtoul(slash + 1, &end, 10) : 0;
    bool digits = *arg >= '0' && *arg <= '9' && *slash == '/' && slash[1] >= '0' && slash[1] <= '9';
    *s = (struct cp_cli_shard){i, n};
    if (digits && !*end && n >= 1 && n <= 1000000 && i <= n)
        return 0;
    return cp_fail(err, CP_EUSAGE,
                   "--shard: '%s' is not I/N, a number of at most N and how many there are", arg);
}
