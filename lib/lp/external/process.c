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
    pid_t pid, guard;
    int held;      /* end of the pipe on which the guard waits for our end; -1: there is none */
    int out, told; /* ends of pipes to read from; why it is no program */
    char line[LINE_SIZE];
    size_t len;
};

static int fail_to_run(const struct cp_lp_process *run, int why, struct cp_error *err) {
    return why == ENOMEM ? cp_fail_nomem(err)
                         : cp_fail(err, CP_EIO, "cannot run '%s': %s", run->program, strerror(why));
}

/* Alone in its group, and no longer there than its parent; what it starts itself may be. */
static void settle_child(pid_t parent) {
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) /* it has ended before that */
        raise(SIGKILL);
}

/* As fork: a child whose `out` can be read here without waiting and written by it at *end. 0 in the
 * child; -1 and errno when there is none. */
static pid_t split(struct child *c, int *end) {
    int fd[2];
    if (pipe2(fd, O_CLOEXEC))
        return -1;
    pid_t parent = getpid();
    c->pid = fcntl(fd[0], F_SETFL, O_NONBLOCK) ? -1 : fork();
    if (c->pid == 0)
        settle_child(parent);
    if (c->pid > 0)
        setpgid(c->pid, c->pid); /* whoever of the two comes first */
    int why = errno;
    if (c->pid)
        close(fd[1]);
    if (c->pid <= 0)
        close(fd[0]);
    errno = why;
    c->out = fd[0];
    *end = fd[1];
    return c->pid;
}

/* The program in place of this child; if that fails, why goes to `told`. */
static void become(const struct cp_lp_process *run, int out, int told) {
    static char *const environment[] = {(char *)(uintptr_t) "LC_ALL=C", NULL};
    sigset_t standard;
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    sigemptyset(&standard);
    if (nothing >= 0 && dup2(nothing, 0) >= 0 && dup2(out, 1) >= 0 && dup2(out, 2) >= 0 &&
        chdir(run->dir) == 0 && sigprocmask(SIG_SETMASK, &standard, NULL) == 0)
        execvpe(run->program, run->argv, environment);
    int why = errno;
    ssize_t said = write(told, &why, sizeof why);
    (void)said;
    raise(SIGKILL);
}

/* What a program starts itself, as a script that calls a solver, ends with us too, and no signal of
 * ours tells it if we are killed: one more of its group waits for a pipe that is closed then. Who
 * cannot have it goes on without. */
static void start_guard(struct child *c) {
    static char *const argv[] = {(char *)(uintptr_t) "sh", (char *)(uintptr_t) "-c",
                                 (char *)(uintptr_t) "trap '' INT; read -r _; kill -KILL 0", NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attr;
    int fd[2];
    c->held = -1;
    if (pipe2(fd, O_CLOEXEC))
        return;
    bool has_files = posix_spawn_file_actions_init(&files) == 0,
         has_attr = posix_spawnattr_init(&attr) == 0;
    bool good = has_files && has_attr && posix_spawn_file_actions_adddup2(&files, fd[0], 0) == 0 &&
                posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP) == 0 &&
                posix_spawnattr_setpgroup(&attr, c->pid) == 0 &&
                posix_spawn(&c->guard, "/bin/sh", &files, &attr, argv, argv + 3) == 0;
    if (has_attr)
        posix_spawnattr_destroy(&attr);
    if (has_files)
        posix_spawn_file_actions_destroy(&files);
    close(fd[0]);
    if (good)
        c->held = fd[1];
    else
        close(fd[1]);
}

static void end_guard(const struct child *c) {
    if (c->held < 0)
        return;
    kill(c->guard, SIGKILL);
    while (waitpid(c->guard, NULL, 0) < 0 && errno == EINTR)
        ;
    close(c->held);
}

static int start(struct child *c, struct cp_error *err) {
    int told[2], out;
    if (pipe2(told, O_CLOEXEC | O_NONBLOCK))
        return fail_to_run(c->run, errno, err);
    pid_t pid = split(c, &out);
    int why = errno;
    if (pid == 0)
        become(c->run, out, told[1]);
    close(told[1]);
    c->told = told[0];
    if (pid > 0) {
        start_guard(c);
        return 0;
    }
    close(told[0]);
    return fail_to_run(c->run, why, err);
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
    end_guard(&c);
    int why = 0;
    bool failed = read(c.told, &why, sizeof why) == sizeof why;
    close(c.told);
    return failed ? fail_to_run(run, why, err) : 0;
}

int cp_lp_process_fork(const struct cp_lp_process *run, void (*work)(void *ctx, int log), void *ctx,
                       bool *ended, int *status) {
    struct child c = {.run = run};
    int log;
    pid_t pid = split(&c, &log);
    if (pid < 0)
        return CP_EIO;
    if (pid == 0) {
        work(ctx, log);
        raise(SIGKILL); /* nothing that its parent has left unwritten is its own to write */
    }
    *ended = attend(&c, status);
    return 0;
}
