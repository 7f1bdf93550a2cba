#include "cli/internal.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* -o: a temporary file beside the one asked for, synced and renamed when all went well. It has no
 * name until then, so that nothing is left of it, whatever ends us; where the system has no such
 * files it has one, and is removed, by a signal too, or by the next run. */

static char temporary[PATH_MAX]; /* "" when none stands; read by the handler */
static bool nameless;            /* it has no name yet, and goes when we do */
static char target[PATH_MAX];
static bool told_stdout;
static bool full; /* a disk was, when something was written */
static const int fatal[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXCPU};

static void on_signal(int sig) {
    if (*temporary)
        unlink(temporary);
    signal(sig, SIG_DFL);
    raise(sig);
}

static volatile sig_atomic_t interrupted;
static time_t interrupted_at;

/* timeout(1) and the like send the same signal to a process and to its group: that is one. */
static void on_interrupt(int sig) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (!interrupted)
        interrupted_at = now.tv_sec;
    else if (now.tv_sec > interrupted_at + 1)
        on_signal(sig);
    interrupted = 1;
}

void cp_cli_catch_interrupts(void) {
    static const int gentle[] = {SIGINT, SIGTERM};
    for (size_t i = 0; i < sizeof gentle / sizeof *gentle; i++) {
        struct sigaction now;
        if (sigaction(gentle[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
            signal(gentle[i], on_interrupt);
    }
}

bool cp_cli_interrupted(void *unused) {
    (void)unused;
    cp_cli_show_progress(); /* it is asked all along */
    return interrupted;
}

const char *cp_cli_scratch(void) {
    const char *dir = getenv("TMPDIR");
    return dir && *dir ? dir : "/tmp";
}

void cp_cli_remove_temporary(void) {
    if (*temporary)
        unlink(temporary);
    *temporary = '\0';
}

bool cp_cli_told_stdout(void) {
    return told_stdout;
}

bool cp_cli_disk_is_full(void) {
    return full;
}

static void watch_signals(void) {
    for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++) {
        struct sigaction now;
        if (sigaction(fatal[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
            signal(fatal[i], on_signal);
    }
}

static void note_full(void) {
    full = full || errno == ENOSPC || errno == EDQUOT;
}

/* errno 0: of a write that failed a while ago the reason is not known any more. */
static int fail_output(const char *path, struct cp_error *err) {
    struct cp_pos pos = {path ? path : "<stdout>", 0, 0};
    note_full();
    return cp_fail_at(err, CP_EIO, pos, "cannot write%s%s", errno ? ": " : "",
                      errno ? strerror(errno) : "");
}

/* The file that is meant: what a link points at is replaced, not the link, also where it does not
 * stand yet. False: errno says why there is none. */
static bool find_target(const char *path) {
    char link[PATH_MAX], joined[PATH_MAX];
    struct stat st;
    if (strlen(path) >= sizeof target) {
        errno = ENAMETOOLONG;
        return false;
    }
    memcpy(target, path, strlen(path) + 1);
    for (int followed = 0; lstat(target, &st) == 0 && S_ISLNK(st.st_mode); followed++) {
        ssize_t len = readlink(target, link, sizeof link - 1);
        const char *slash = strrchr(target, '/');
        int folder = len > 0 && *link != '/' && slash ? (int)(slash + 1 - target) : 0;
        if (len <= 0 || followed == 40) {
            errno = len > 0 ? ELOOP : errno;
            return false;
        }
        link[len] = '\0';
        if (snprintf(joined, sizeof joined, "%.*s%s", folder, target, link) >= (int)sizeof joined) {
            errno = ENAMETOOLONG;
            return false;
        }
        memcpy(target, joined, strlen(joined) + 1);
    }
    return true;
}

/* A file without a name, which nothing leaves behind, in the folder of the target; -1: the system
 * has none there. */
static int open_nameless(void) {
    char folder[PATH_MAX];
    const char *slash = strrchr(target, '/');
    size_t len = slash == target ? 1 : slash ? (size_t)(slash - target) : 0;
    memcpy(folder, len ? target : ".", len ? len : 1);
    folder[len ? len : 1] = '\0';
    return access("/proc/self/fd", X_OK) == 0 ? open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)
                                              : -1;
}

static int open_named(void) {
    char name[PATH_MAX];
    int fd = cp_temporary_open(name, sizeof name, target);
    if (fd >= 0)
        memcpy(temporary, name, strlen(name) + 1);
    return fd;
}

/* The name that a nameless file has for a moment, before it takes the target's. */
static bool give_name(int fd) {
    char name[PATH_MAX];
    bool done = cp_temporary_link(fd, name, sizeof name, target);
    if (done)
        memcpy(temporary, name, strlen(name) + 1);
    return done;
}

static FILE *open_temporary(const char *path, const struct stat *old, struct cp_error *err) {
    sigset_t all, before;
    if (!find_target(path)) {
        fail_output(path, err);
        return NULL;
    }
    watch_signals();
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    int fd = open_nameless();
    nameless = fd >= 0;
    if (fd < 0)
        fd = open_named();
    sigprocmask(SIG_SETMASK, &before, NULL);
    mode_t mask = umask(0);
    umask(mask);
    FILE *out = NULL;
    if (fd >= 0 && fchmod(fd, old ? old->st_mode & 07777 : 0666 & ~mask) == 0)
        out = fdopen(fd, "w");
    if (!out) {
        fail_output(path, err);
        if (fd >= 0)
            close(fd);
        cp_cli_remove_temporary();
    }
    return out;
}

/* What was written takes the place of the target: whole, or not at all. */
static bool put_in_place(FILE *out) {
    sigset_t all, before;
    if (fsync(fileno(out)) != 0)
        return false;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    bool done = (!nameless || give_name(fileno(out))) && rename(temporary, target) == 0;
    if (done)
        *temporary = '\0';
    int why = errno;
    sigprocmask(SIG_SETMASK, &before, NULL);
    errno = why;
    return done;
}

FILE *cp_cli_open_output(const struct cp_cli *cli, struct cp_error *err) {
    struct stat old;
    if (!cli->output)
        return stdout;
    bool exists = stat(cli->output, &old) == 0;
    if (exists && S_ISDIR(old.st_mode)) {
        errno = EISDIR;
        fail_output(cli->output, err);
        return NULL;
    }
    /* a rename would replace a file that is kept from being written */
    if (exists && access(cli->output, W_OK) != 0) {
        fail_output(cli->output, err);
        return NULL;
    }
    if (!exists || S_ISREG(old.st_mode))
        return open_temporary(cli->output, exists ? &old : NULL, err);
    FILE *out = fopen(cli->output, "we"); /* a device or pipe has no place to rename to */
    if (!out)
        fail_output(cli->output, err);
    return out;
}

int cp_cli_close_output(const struct cp_cli *cli, FILE *out, int rc, struct cp_error *err) {
    if (!out)
        return rc < 0 ? rc : CP_EIO;
    if (rc < 0)
        note_full();
    if (!ferror(out))
        errno = 0; /* else it is still that of the write that failed, as far as is known */
    if (!cli->output) {
        if (rc >= 0 && (fflush(out) != 0 || ferror(out)))
            rc = fail_output(NULL, err);
        told_stdout |= rc < 0 && ferror(out);
        return rc;
    }
    bool failed = ferror(out) || fflush(out) != 0;
    if (!failed && rc >= 0 && (nameless || *temporary))
        failed = !put_in_place(out);
    int why = errno;
    if (fclose(out) != 0 && !failed) {
        failed = true;
        why = errno;
    }
    errno = why;
    if (rc >= 0 && failed)
        rc = fail_output(cli->output, err);
    cp_cli_remove_temporary();
    nameless = false;
    return rc;
}

int cp_cli_write_text(const struct cp_cli *cli, const char *text, size_t len,
                      struct cp_error *err) {
    FILE *out = cp_cli_open_output(cli, err);
    if (!out)
        return CP_EIO;
    fwrite(text, 1, len, out);
    return cp_cli_close_output(cli, out, 0, err);
}

int cp_cli_write_str(const struct cp_cli *cli, const struct cp_str *text, struct cp_error *err) {
    return text->oom ? cp_fail_nomem(err)
                     : cp_cli_write_text(cli, text->s ? text->s : "", text->len, err);
}

bool cp_cli_on_terminal(const struct cp_cli *cli) {
    return !cli->output && isatty(STDOUT_FILENO);
}

bool cp_cli_keeps_output(const struct cp_cli *cli, const struct cp_facts *facts) {
    struct cp_facts_answers answers = {0};
    if (cli->output)
        cp_facts_count_answers(facts, &answers);
    return cp_cli_keeps_output_without(cli, &answers);
}

bool cp_cli_keeps_output_without(const struct cp_cli *cli, const struct cp_facts_answers *answers) {
    struct stat old;
    if (!cli->output || !cp_facts_lack_answers(answers))
        return false;
    bool exists = stat(cli->output, &old) == 0;
    if (exists && !S_ISREG(old.st_mode))
        return false; /* a pipe or a device has nothing to keep */
    cp_cli_note(cli, "without an answer %s %s", cli->output,
                exists ? "stays as it was" : "is not written");
    return true;
}

int cp_cli_keeps_output_of(const struct cp_cli *cli, const struct cp_str *stream, bool *keeps,
                           struct cp_error *err) {
    struct cp_facts *facts = cp_facts_new();
    int rc = facts ? cp_cli_facts_of("stream", stream, facts, err) : cp_fail_nomem(err);
    *keeps = rc == 0 && cp_cli_keeps_output(cli, facts);
    cp_facts_free(facts);
    return rc;
}

int cp_cli_write(const struct cp_cli *cli, struct cp_facts *facts, struct cp_error *err) {
    return cp_cli_keeps_output(cli, facts) ? 1 : cp_cli_write_all(cli, facts, err);
}

int cp_cli_write_all(const struct cp_cli *cli, struct cp_facts *facts, struct cp_error *err) {
    const char *format = cli->format ? cli->format : cp_cli_on_terminal(cli) ? "table" : "tsv";
    if (cli->only)
        cp_facts_drop_read(facts);
    FILE *out = cp_cli_open_output(cli, err);
    if (!out)
        return CP_EIO;
    struct cp_error why = {0};
    int rc = cp_facts_write(facts, out, format, &why);
    if (rc) {
        struct cp_pos pos = {cli->output ? cli->output : "<stdout>", 0, 0};
        cp_fail_at(err, rc, pos, "%s", why.at[0].msg);
    }
    return cp_cli_close_output(cli, out, rc, err);
}
