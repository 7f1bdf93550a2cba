/* Other programs as parts of a command: run to their end, with a deadline, and ended with us. */
#include "cli/internal.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static const double grace = 2; /* seconds from SIGTERM to SIGKILL */

double cp_cli_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int attach(posix_spawn_file_actions_t *files, int file, int to) {
    if (file < 0)
        return 0;
    if (lseek(file, 0, SEEK_SET) < 0)
        return errno;
    return posix_spawn_file_actions_adddup2(files, file, to);
}

/* The child has what signals did before we changed it, and nothing blocked. */
static int start(const struct cp_cli_line *line, int in, int out, const sigset_t *mask,
                 pid_t *pid) {
    static const int ours[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXCPU};
    char path[PATH_MAX];
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attr;
    sigset_t defaults;
    sigemptyset(&defaults);
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
        struct sigaction now;
        if (sigaction(ours[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
            sigaddset(&defaults, ours[i]);
    }
    int rc = posix_spawn_file_actions_init(&files);
    if (rc)
        return rc;
    rc = posix_spawnattr_init(&attr);
    if (rc) {
        posix_spawn_file_actions_destroy(&files);
        return rc;
    }
    rc = attach(&files, in, STDIN_FILENO);
    if (!rc)
        rc = attach(&files, out, STDOUT_FILENO);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attr, mask);
    posix_spawnattr_setsigdefault(&attr, &defaults);
    if (!rc)
        rc = posix_spawnp(pid, cp_cli_beside(line->word[0], path, sizeof path), &files, &attr,
                          (char *const *)(uintptr_t)line->word, environ);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attr);
    return rc;
}

/* Wait until it ends; SIGCHLD is blocked, so that none is missed between look and wait. */
static int wait_for(pid_t pid, double deadline, bool *late) {
    int status, asked = 0;
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    *late = false;
    for (;;) {
        pid_t got = waitpid(pid, &status, WNOHANG);
        if (got == pid || (got < 0 && errno != EINTR))
            return got == pid ? status : -1;
        double left = deadline - cp_cli_now();
        if (left <= 0 || (cp_cli_interrupted(NULL) && !asked)) {
            *late |= left <= 0;
            kill(pid, asked++ ? SIGKILL : SIGTERM);
            deadline = cp_cli_now() + grace;
            left = grace;
        }
        /* in turns: an interrupt may come between the look and the wait */
        left = fmin(left, 0.5);
        struct timespec t = {(time_t)left, (long)(1e9 * (left - floor(left)))};
        sigtimedwait(&child, NULL, &t);
    }
}

int cp_cli_run(const struct cp_cli_line *line, int in, int out, double deadline, int *status,
               struct cp_error *err) {
    sigset_t block, before;
    pid_t pid = 0;
    bool late = false;
    if (line->full)
        return cp_fail_nomem(err);
    sigemptyset(&block);
    sigaddset(&block, SIGCHLD);
    sigprocmask(SIG_BLOCK, &block, &before);
    int rc = start(line, in, out, &before, &pid), ended = rc ? 0 : wait_for(pid, deadline, &late);
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (rc)
        return cp_fail(err, CP_EIO, "cannot run %s: %s", line->word[0], strerror(rc));
    *status = WIFEXITED(ended) ? WEXITSTATUS(ended) : 128 + WTERMSIG(ended);
    if (late || cp_cli_interrupted(NULL))
        return 1;
    if (!WIFEXITED(ended))
        return cp_fail(err, CP_EIO, "%s was ended by a signal: %s", line->word[0],
                       strsignal(WTERMSIG(ended)));
    return 0;
}

/* ---- files between them ------------------------------------------------------------------ */

int cp_cli_scratch_file(struct cp_error *err) {
    char name[PATH_MAX], beside[PATH_MAX];
    /* the folder of temporary files is everybody's, which the plan of a stranger is not to read */
    int file = cp_cli_is_restricted()
                   ? memfd_create("capplan", MFD_CLOEXEC)
                   : open(cp_cli_scratch(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file >= 0)
        return file;
    if (snprintf(beside, sizeof beside, "%s/capplan", cp_cli_scratch()) < (int)sizeof beside)
        file = cp_temporary_open(name, sizeof name, beside);
    if (file >= 0)
        unlink(name);
    else
        cp_fail(err, CP_EIO, "no file in %s: %s", cp_cli_scratch(), strerror(errno));
    return file;
}

int cp_cli_read_back(int file, struct cp_str *out, struct cp_error *err) {
    char part[1 << 14];
    ssize_t got = lseek(file, 0, SEEK_SET);
    while (got >= 0 && (got = read(file, part, sizeof part)) > 0)
        cp_str_addn(out, part, (size_t)got);
    if (got < 0)
        return cp_fail(err, CP_EIO, "cannot read what was written: %s", strerror(errno));
    return out->oom ? cp_fail_nomem(err) : 0;
}
