/* An option that there is not, and the one that it is near to: getopt tells of the first alone. */
#include "cli/internal.h"
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Those that argp gives every command. */
static const struct argp_option of_all[] = {{.name = "help", .key = '?'},
                                            {.name = "usage", .key = 0x100},
                                            {.name = "version", .key = 'V'},
                                            {0}};

/* The option that is spelt so, or begun so as getopt takes it. */
static const struct argp_option *spelt(const struct argp_option *const *lists, const char *name,
                                       size_t len) {
    const struct argp_option *begun = NULL;
    for (; *lists; lists++)
        for (const struct argp_option *o = *lists; o->name || o->key; o++) {
            if (!o->name || strncmp(o->name, name, len) != 0)
                continue;
            if (!o->name[len])
                return o;
            begun = o;
        }
    return begun;
}

/* Whether the word of letters, as -qp, takes the next one as its argument. */
static bool takes_next(const struct argp_option *const *lists, const char *letters) {
    for (; *letters; letters++)
        for (const struct argp_option *const *l = lists; *l; l++)
            for (const struct argp_option *o = *l; o->name || o->key; o++)
                if (o->key == (unsigned char)*letters && o->arg)
                    return !letters[1];
    return false;
}

static const char *near_to(const struct argp_option *const *lists, const char *name) {
    enum { MOST = 128 };
    const char *names[MOST];
    size_t n = 0;
    for (; *lists; lists++)
        for (const struct argp_option *o = *lists; (o->name || o->key) && n < MOST; o++)
            if (o->name)
                names[n++] = o->name;
    return cp_nearest(name, names, n);
}

void cp_cli_tell_mistyped(const char *command, const struct argp_option *common,
                          const struct argp_option *own, int argc, char **argv) {
    const struct argp_option *const lists[] = {common, own, of_all, NULL};
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        const char *name = argv[i] + 2;
        if (argv[i][0] != '-' || !argv[i][1])
            continue;
        if (argv[i][1] != '-') {
            i += takes_next(lists, argv[i] + 1);
            continue;
        }
        size_t len = strcspn(name, "=");
        const struct argp_option *o = spelt(lists, name, len);
        if (o) {
            i += o->arg && !name[len];
            continue;
        }
        char typed[64];
        snprintf(typed, sizeof typed, "%.*s", (int)len, name);
        bool plain = !typed[strspn(
            typed, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_0123456789")];
        const char *near = plain ? near_to(lists, typed) : NULL;
        if (!near)
            return;
        fprintf(stderr, "%s: unrecognized option '--%s' (did you mean '--%s'?)\n", command, typed,
                near);
        fprintf(stderr, "Try `%s --help' or `%s --usage' for more information.\n", command,
                command);
        exit(2);
    }
}
