/* A file that commands take turns at. The lock is the kernel's, so that it goes with whoever held
 * it, and on the file itself, so that no other is left behind. */
#include "cli/internal.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int fail(const char *path, struct cp_error *err) {
    cp_fail_at(err, CP_EIO, (struct cp_pos){path, 0, 0}, "cannot write: %s", strerror(errno));
    return -1;
}

/* The new file comes to stand beside the old one. */
static bool may_rename(const char *path) {
    char real[PATH_MAX];
    if (!realpath(path, real))
        return false;
    char *slash = strrchr(real, '/');
    slash[slash == real] = '\0';
    return access(real, W_OK) == 0;
}

/* Whoever held it before may have put another file in its place. */
static bool is_still(int fd, const char *path) {
    struct stat ours, there;
    return fstat(fd, &ours) == 0 && stat(path, &there) == 0 && ours.st_ino == there.st_ino &&
           ours.st_dev == there.st_dev;
}

static void nap(void) {
    nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
}

int cp_cli_lock(const char *path, double wait, struct cp_error *err) {
    double until = cp_cli_now() + wait;
    for (;;) {
        struct stat st;
        int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0666);
        if (fd < 0)
            return fail(path, err);
        if (fstat(fd, &st) == 0 && !S_ISREG(st.st_mode)) {
            close(fd);
            cp_fail_at(err, CP_EIO, (struct cp_pos){path, 0, 0}, "is no file that can be kept");
            return -1;
        }
        if (!may_rename(path)) {
            fail(path, err);
            close(fd);
            return -1;
        }
        bool held = flock(fd, LOCK_EX | LOCK_NB) == 0;
        if (held && is_still(fd, path))
            return fd;
        close(fd);
        if (cp_cli_now() >= until) {
            cp_fail_at(err, CP_EBUSY, (struct cp_pos){path, 0, 0},
                       "is being written by another command; try again");
            return -1;
        }
        nap();
    }
}
