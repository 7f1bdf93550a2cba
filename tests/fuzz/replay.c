/* Runs a fuzz target over its corpus, as TAP: every file of tests/fuzz/corpus/NAME, or the files
 * given. Linked instead of a fuzzer's main; see HACKING.md. */
#include "base/base.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int count;

static int replay(const char *path) {
    struct cp_str text = {0};
    char chunk[4096];
    size_t got;
    FILE *in = fopen(path, "rb");
    bool read = in != NULL;
    while (in && (got = fread(chunk, 1, sizeof chunk, in)) > 0)
        cp_str_addn(&text, chunk, got);
    if (in)
        fclose(in);
    /* a copy of the exact size, so that a sanitizer sees a read past its end */
    uint8_t *data = malloc(text.len + !text.len);
    if (read && data) {
        if (text.len)
            memcpy(data, text.s, text.len);
        LLVMFuzzerTestOneInput(data, text.len);
    }
    const char *slash = strrchr(path, '/');
    printf("%sok %d - %s\n", read && data ? "" : "not ", ++count, slash ? slash + 1 : path);
    free(data);
    cp_str_release(&text);
    return read ? 0 : 1;
}

static int wanted(const struct dirent *d) {
    return d->d_name[0] != '.';
}

int main(int argc, char **argv) {
    int failed = 0;
    for (int i = 1; i < argc; i++)
        failed |= replay(argv[i]);
    if (argc == 1) {
        const char *source = getenv("CAPPLAN_SRC"), *slash = strrchr(argv[0], '/');
        struct dirent **list = NULL;
        char folder[4096], path[8192];
        snprintf(folder, sizeof folder, "%s/tests/fuzz/corpus/%s", source ? source : ".",
                 slash ? slash + 1 : argv[0]);
        int n = scandir(folder, &list, wanted, alphasort);
        failed = n <= 0;
        for (int i = 0; i < n; i++) {
            snprintf(path, sizeof path, "%s/%s", folder, list[i]->d_name);
            failed |= replay(path);
            free(list[i]);
        }
        free(list);
    }
    printf("1..%d\n", count);
    return failed;
}
