/* Names of what goes again, as mkostemp and mkdtemp fill them in. */
#include "base/base.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool cp_temporary_in(char *name, size_t size, const char *folder) {
    return snprintf(name, size, "%s/capplan-XXXXXX", folder) < (int)size;
}

bool cp_temporary_beside(char *name, size_t size, const char *path, const char *end) {
    const char *slash = strrchr(path, '/');
    int folder = slash ? (int)(slash - path) + 1 : 0;
    return snprintf(name, size, "%.*s.cp-%s", folder, path, end) < (int)size;
}

int cp_temporary_open(char *name, size_t size, const char *path) {
    errno = ENAMETOOLONG;
    return cp_temporary_beside(name, size, path, "XXXXXX") ? mkostemp(name, O_CLOEXEC) : -1;
}
