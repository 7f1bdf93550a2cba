/* Words that getopt would tell as they are, and the option that one is near to that there is not.
 */
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

/* The option that is spelt so, or begun so as getopt takes it; *n: how many begin so, where none is
 * spelt so. */
static const struct argp_option *spelt(const struct argp_option *const *lists, const char *name,
                                       size_t len, size_t *n) {
    const struct argp_option *begun = NULL;
    for (*n = 0; *lists; lists++)
        for (const struct argp_option *o = *lists; o->name || o->key; o++) {
            if (!o->name || strncmp(o->name, name, len) != 0)
                continue;
            if (!o->name[len])
                return o;
            begun = o;
            ++*n;
        }
    return begun;
}

static bool takes(const struct argp_option *const *lists, char letter) {
    for (; *lists; lists++)
        for (const struct argp_option *o = *lists; o->name || o->key; o++)
            if (o->key == (unsigned char)letter && o->arg)
                return true;
    return false;
}

/* Whether the word of letters, as -qp, takes the next one as its argument. */
static bool takes_next(const struct argp_option *const *lists, const char *letters) {
    while (*letters && !takes(lists, *letters))
        letters++;
    return *letters && !letters[1];
}

/* ---- what a terminal would obey -------------------------------------------------------------- */

/* How much of a word is what getopt tells: all of it, or an option's name before its value. */
static size_t told_of(const struct argp_option *const *lists, const char *word) {
    size_t len = strcspn(word, "="), n = 0;
    if (word[1] != '-')
        return takes(lists, word[1]) ? 2 : strlen(word);
    const struct argp_option *o = len > 2 ? spelt(lists, word + 2, len - 2, &n) : NULL;
    return o && (n == 1 || !o->name[len - 2]) ? len : strlen(word);
}

static void refuse_controls(const char *command, const struct argp_option *const *lists, int argc,
                            char **argv) {
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        struct cp_str shown = {0};
        if (*argv[i] != '-')
            continue;
        cp_str_add_shown(&shown, argv[i], told_of(lists, argv[i]));
        bool good = shown.oom || strncmp(shown.s, argv[i], shown.len) == 0;
        if (!good)
            fprintf(stderr, "%s: unrecognized option '%s'\n", command, shown.s);
        cp_str_release(&shown);
        if (!good)
            exit(2);
    }
}

/* ---- what is near to an option --------------------------------------------------------------- */

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

static void tell_mistyped(const char *command, const struct argp_option *const *lists, int argc,
                          char **argv) {
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        const char *name = argv[i] + 2;
        if (argv[i][0] != '-' || !argv[i][1])
            continue;
        if (argv[i][1] != '-') {
            i += takes_next(lists, argv[i] + 1);
            continue;
        }
        size_t len = strcspn(name, "="), n;
        const struct argp_option *o = spelt(lists, name, len, &n);
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

void cp_cli_look_at_words(const char *command, const struct argp_option *common,
                          const struct argp_option *own, int argc, char **argv) {
    refuse_controls(command, (const struct argp_option *const[]){common, own, NULL}, argc, argv);
    tell_mistyped(command, (const struct argp_option *const[]){common, own, of_all, NULL}, argc,
                  argv);
}
