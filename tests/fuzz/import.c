/* Any bytes as a map and a table of cp-import: the map up to a line of dots. What is accepted is
 * written as facts that are read again, and as a part of a plan. */
#include "import/import.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_table(const struct cp_map *map, const char *text, size_t len) {
    static struct cp_error err;
    struct cp_import *im = NULL;
    struct cp_str told = {0}, yaml = {0};
    struct cp_facts *facts = cp_facts_new();
    err.n = err.dropped = 0;
    if (facts && cp_import_new(map, &im, &err) == 0 &&
        cp_import_read(im, text, len, "table", &err) == 0) {
        if (map->map.nrow)
            cp_import_facts(im, facts, &told, &err);
        cp_import_plan(im, &yaml, &err);
    }
    cp_str_release(&told);
    cp_str_release(&yaml);
    cp_import_free(im);
    cp_facts_free(facts);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char mark[] = "\n...\n";
    static struct cp_error err;
    struct cp_map *map = NULL;
    const char *cut = size ? memmem(data, size, mark, sizeof mark - 1) : NULL;
    if (!cut)
        return 0;
    char path[64];
    size_t len = (size_t)(cut - (const char *)data) + 1;
    int fd = memfd_create("map", 0);
    if (fd < 0 || write(fd, data, len) != (ssize_t)len)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    err.n = err.dropped = 0;
    if (cp_plan_load_map(path, NULL, 0, &map, &err) == 0) {
        const char *table = cut + sizeof mark - 1;
        read_table(map, table, size - (size_t)(table - (const char *)data));
        cp_plan_free(&map->plan);
    }
    close(fd);
    return 0;
}
