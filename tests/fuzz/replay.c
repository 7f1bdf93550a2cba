/* Runs a fuzz target over its corpus, as TAP: every file of tests/fuzz/corpus/NAME, or the files
 * given. `--mutate N` first runs N mutations of each file too, the same ones every time: what a
 * compiler without libFuzzer can do; the one that ends it is kept as `crash`. Linked instead of a
 * fuzzer's main; see local.mk. */
#include "base/base.h"
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int count;
static long mutations;
static const uint8_t *input;
static size_t ninput;

static void keep(int number) {
    int file = open("crash", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    signal(number, SIG_DFL);
    if (file < 0 || write(file, input, ninput) != (ssize_t)ninput)
        _exit(99);
    raise(number);
}

/* A copy of the exact size, so that a sanitizer sees a read past its end. */
static bool give(const char *text, size_t len) {
    uint8_t *data = malloc(len + !len);
    if (!data)
        return false;
    if (len)
        memcpy(data, text, len);
    input = data;
    ninput = len;
    LLVMFuzzerTestOneInput(data, len);
    free(data);
    return true;
}

static size_t below(size_t n) {
    static uint64_t state = 88172645463325252u;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return n ? (size_t)(state % n) : 0;
}

/* Up to four edits: a byte changed, a piece dropped, a piece repeated elsewhere. */
static bool give_mutation(const char *text, size_t len) {
    static const char likely[] = "\t\n\r\\-+.0123456789eNAQT:,{}[]#&*' \"\xff";
    struct cp_str s = {0}, edited = {0};
    cp_str_addn(&s, text, len);
    for (size_t k = 1 + below(4); k && !s.oom; k--) {
        size_t at = below(s.len + 1), piece = below(s.len - at < 40 ? s.len - at : 40);
        size_t kind = below(4), to = below(s.len + 1);
        cp_str_reset(&edited);
        if (kind < 2) {
            cp_str_addn(&edited, s.s, at);
            cp_str_addc(&edited, kind ? (char)below(256) : likely[below(sizeof likely)]);
            if (at < s.len)
                cp_str_addn(&edited, s.s + at + 1, s.len - at - 1);
        } else if (kind == 2) {
            cp_str_addn(&edited, s.s, at);
            cp_str_addn(&edited, s.s + at + piece, s.len - at - piece);
        } else {
            cp_str_addn(&edited, s.s, to);
            cp_str_addn(&edited, s.s + at, piece);
            cp_str_addn(&edited, s.s + to, s.len - to);
        }
        struct cp_str swap = s;
        s = edited;
        edited = swap;
    }
    bool given = !s.oom && give(s.s, s.len);
    cp_str_release(&s);
    cp_str_release(&edited);
    return given;
}

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
    read = read && give(text.s, text.len);
    for (long i = 0; read && i < mutations; i++)
        read = give_mutation(text.s, text.len);
    const char *slash = strrchr(path, '/');
    printf("%sok %d - %s\n", read ? "" : "not ", ++count, slash ? slash + 1 : path);
    cp_str_release(&text);
    return read ? 0 : 1;
}

static int wanted(const struct dirent *d) {
    return d->d_name[0] != '.';
}

int main(int argc, char **argv) {
    int failed = 0, first = 1;
    if (argc > 2 && strcmp(argv[1], "--mutate") == 0) {
        mutations = strtol(argv[2], NULL, 10);
        signal(SIGABRT, keep);
        signal(SIGSEGV, keep);
        first = 3;
    }
    for (int i = first; i < argc; i++)
        failed |= replay(argv[i]);
    if (first == argc) {
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
