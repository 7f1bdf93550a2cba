/* Work that many machines share out, of the door of cli. A shard is done or not there: whoever ran
 * it runs it again where its file is missing. Of a command whose option `shard` is given, what may
 * pass (no memory, a full disk) ends with 75 instead of 2: a queue tries these again, and no
 * others. */
#ifndef CAPPLAN_CLI_SHARD_H
#define CAPPLAN_CLI_SHARD_H

#include "base/base.h"
#include <stddef.h>

/* --shard I/N: those whose number leaves the rest that I leaves, so that shards may count from 0 or
 * from 1. */
struct cp_cli_shard {
    size_t i, n; /* n 0: not given */
};
/* `read` of it. */
int cp_cli_read_shard(const char *arg, void *at, struct cp_error *err);

#endif
