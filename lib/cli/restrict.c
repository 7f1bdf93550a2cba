/* For a service that runs the plans of others: what this process may read, write and use up, held
 * by the kernel [landlock(7), setrlimit(2)], so that no key of a plan, now or later, gets around
 * it. */
#include "cli/internal.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/landlock.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Unless the limits of the process are lower already; capplan(7) tells them. */
enum { SECONDS = 3600, GIGABYTES = 8, FILE_GIGABYTES = 2 };

enum {
    READS = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
    WRITES = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE |
             LANDLOCK_ACCESS_FS_MAKE_REG,
    OF_FILES = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE,
    HANDLED = READS | WRITES | LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
              LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |
              LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
              LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM
};

/* What every command reads beside its input: libraries, units, time zones, what processors it has.
 */
static const char *const system_paths[] = {
    "/usr",        "/lib",       "/lib64",         "/etc/ld.so.cache",        "/etc/localtime",
    "/etc/passwd", "/proc/self", "/sys/fs/cgroup", "/sys/devices/system/cpu", "/dev/urandom"};

/* Nothing when there is no such file: it cannot be read then either. */
static bool allow(int rules, const char *path, uint64_t access) {
    struct stat st;
    int file = open(path, O_PATH | O_CLOEXEC);
    if (file < 0)
        return errno == ENOENT || errno == ENOTDIR || errno == EACCES || errno == ENAMETOOLONG;
    struct landlock_path_beneath_attr beneath = {.parent_fd = file, .allowed_access = access};
    if (fstat(file, &st) == 0 && !S_ISDIR(st.st_mode))
        beneath.allowed_access &= OF_FILES;
    bool done = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) == 0;
    close(file);
    return done;
}

static bool allow_folder_of(int rules, const char *path, uint64_t access) {
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path + 1) : 1,
             slash ? path : ".");
    return allow(rules, folder, access);
}

/* Files that the command line names, which is the service's own: a word, or what follows "=". */
static bool allow_named(int rules, int argc, char **argv) {
    struct stat st;
    bool good = true;
    for (int i = 1; i < argc && good; i++) {
        const char *path = argv[i], *equals = *path == '-' ? strchr(path, '=') : NULL;
        path = equals ? equals + 1 : path;
        if (stat(path, &st) == 0 && S_ISREG(st.st_mode))
            good = allow(rules, path, READS);
    }
    return good;
}

static bool allow_all(const struct cp_cli *cli, int rules, int argc, char **argv) {
    char shared[PATH_MAX];
    bool good = allow(rules, "/dev/null", READS | WRITES) && allow_named(rules, argc, argv);
    for (size_t i = 0; i < sizeof system_paths / sizeof *system_paths; i++)
        good = good && allow(rules, system_paths[i], READS);
    if (good && cp_cli_shared("", shared, sizeof shared))
        good = allow(rules, shared, READS);
    if (good && cli->plan_path)
        good = allow_folder_of(rules, cli->plan_path, READS);
    if (good && cli->output)
        good = allow_folder_of(rules, cli->output, READS | WRITES);
    return good;
}

static void limit(int which, rlim_t most) {
    struct rlimit now;
    if (getrlimit(which, &now) != 0 || now.rlim_cur <= most)
        return;
    now.rlim_cur = now.rlim_max = most;
    setrlimit(which, &now);
}

static void out_of_time(int signal) {
    static const char text[] = "--restricted: an hour of processor time is used up\n";
    (void)signal;
    if (write(STDERR_FILENO, text, sizeof text - 1) < 0)
        _exit(2);
    _exit(2);
}

static bool held;

bool cp_cli_is_restricted(void) {
    return held;
}

int cp_cli_restrict(const struct cp_cli *cli, int argc, char **argv, struct cp_error *err) {
    struct landlock_ruleset_attr all = {.handled_access_fs = HANDLED};
    int rules = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
    if (rules < 0)
        return cp_fail(err, CP_EIO,
                       "--restricted: this kernel cannot hold it: %s; Linux 5.13 and "
                       "newer do, with landlock",
                       strerror(errno));
    bool good = allow_all(cli, rules, argc, argv) && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
                syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    int why = errno;
    close(rules);
    if (!good)
        return cp_fail(err, CP_EIO, "--restricted: %s", strerror(why));
    held = true;
#ifndef CP_ASSERTIONS /* sanitizers map terabytes */
    limit(RLIMIT_AS, (rlim_t)GIGABYTES << 30);
#endif
    limit(RLIMIT_FSIZE, (rlim_t)FILE_GIGABYTES << 30);
    limit(RLIMIT_CORE, 0);
    signal(SIGXCPU, out_of_time);
    struct rlimit time;
    if (getrlimit(RLIMIT_CPU, &time) == 0 && time.rlim_cur > SECONDS) {
        time.rlim_cur = SECONDS; /* the hard one stands behind it */
        time.rlim_max = time.rlim_max < SECONDS + 5 ? time.rlim_max : SECONDS + 5;
        setrlimit(RLIMIT_CPU, &time);
    }
    return 0;
}
