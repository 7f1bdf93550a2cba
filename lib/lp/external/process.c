#include "lp/external/process.h"
#include "lp/model/limits.h"
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TICK = 50, LINE_SIZE = 512 }; /* milliseconds; bytes */

/* It is asked to stop a little after a limit that it knows itself, and killed after that. */
static const double grace = 0.2, until_killed = 0.5;

struct child {
    const struct cp_lp_process *run;
    pid_t pid;
    int out; /* the pipe's end to read from */
    char line[LINE_SIZE];
    size_t len;
};

static int start(struct child *c, struct cp_error *err) {
    static char *const environment[] = {(char *)(uintptr_t) "LC_ALL=C", NULL};
    const struct cp_lp_process *run = c->run;
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t standard;
    int fd[2], rc;
    if (pipe2(fd, O_CLOEXEC | O_NONBLOCK))
        return cp_fail(err, CP_EIO, "cannot run '%s': %s", run->program, strerror(errno));
    sigemptyset(&standard);
    rc = posix_spawn_file_actions_init(&actions);
    if (rc)
        goto no_actions;
    rc = posix_spawnattr_init(&attributes);
    if (rc)
        goto no_attributes;
    rc = posix_spawn_file_actions_addchdir_np(&actions, run->dir);
    rc = rc ? rc : posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    rc = rc ? rc : posix_spawn_file_actions_adddup2(&actions, fd[1], 1);
    rc = rc ? rc : posix_spawn_file_actions_adddup2(&actions, fd[1], 2);
    rc = rc ? rc : posix_spawnattr_setsigmask(&attributes, &standard);
    rc = rc ? rc : posix_spawnattr_setpgroup(&attributes, 0);
    rc = rc ? rc
            : posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
    rc = rc ? rc
            : posix_spawnp(&c->pid, run->program, &actions, &attributes, run->argv, environment);
    posix_spawnattr_destroy(&attributes);
no_attributes:
    posix_spawn_file_actions_destroy(&actions);
no_actions:
    close(fd[1]);
    c->out = fd[0];
    if (!rc)
        return 0;
    close(fd[0]);
    return rc == ENOMEM ? cp_fail_nomem(err)
                        : cp_fail(err, CP_EIO, "cannot run '%s': %s", run->program, strerror(rc));
}

static void end_line(struct child *c) {
    c->line[c->len] = '\0';
    if (c->len)
        c->run->line(c->run->ctx, c->line);
    c->len = 0;
}

/* What there is to read now; false at the end of the output. */
static bool drain(struct child *c) {
    char chunk[4096];
    for (;;) {
        ssize_t n = read(c->out, chunk, sizeof chunk);
        if (n < 0)
            return errno == EAGAIN || errno == EINTR;
        if (n == 0)
            return false;
        for (ssize_t k = 0; k < n; k++) {
            if (chunk[k] == '\n' || chunk[k] == '\r')
                end_line(c);
            else if (c->len < sizeof c->line - 1)
                c->line[c->len++] = chunk[k];
        }
    }
}

static bool reaped(struct child *c, int *status) {
    pid_t got = waitpid(c->pid, status, WNOHANG);
    return got == c->pid || (got < 0 && errno != EINTR);
}

static bool attend(struct child *c, int *status) {
    const struct cp_lp_process *run = c->run;
    double kill_at = CP_LP_INF, last = run->deadline + grace;
    bool open = true, ended = true;
    while (!reaped(c, status)) {
        struct pollfd p = {.fd = open ? c->out : -1, .events = POLLIN};
        /* without output to wait for, the end of the program is what is waited for */
        poll(&p, 1, open ? TICK : TICK / 10);
        open = open && drain(c);
        if (ended && cp_lp_stopped(run->opt, last)) {
            ended = false;
            kill_at = cp_lp_now() + until_killed;
            kill(-c->pid, SIGINT);
        } else if (cp_lp_now() > kill_at) {
            kill(-c->pid, SIGKILL);
        }
    }
    /* what it has left running goes with it, or the pipe would stay open */
    kill(-c->pid, SIGKILL);
    if (open)
        drain(c);
    end_line(c);
    close(c->out);
    return ended;
}

int cp_lp_process_run(const struct cp_lp_process *run, bool *ended, int *status,
                      struct cp_error *err) {
    struct child c = {.run = run};
    int rc = start(&c, err);
    if (rc)
        return rc;
    *ended = attend(&c, status);
    return 0;
}

int cp_lp_process_fork(const struct cp_lp_process *run, void (*work)(void *ctx, int log), void *ctx,
                       bool *ended, int *status) {
    struct child c = {.run = run};
    int fd[2];
    if (pipe2(fd, O_CLOEXEC))
        return CP_EIO;
    c.pid = fork();
    if (c.pid == 0) {
        setpgid(0, 0);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        close(fd[0]);
        work(ctx, fd[1]);
        raise(SIGKILL); /* nothing that its parent has left unwritten is its own to write */
    }
    close(fd[1]);
    if (c.pid < 0) {
        close(fd[0]);
        return CP_EIO;
    }
    setpgid(c.pid, c.pid); /* whoever of the two comes first */
    fcntl(fd[0], F_SETFL, O_NONBLOCK);
    c.out = fd[0];
    *ended = attend(&c, status);
    return 0;
}
