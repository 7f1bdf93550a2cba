/* What goes again: files that take the place of others, folders of one piece of work. Whoever makes
 * one holds a lock on it, so that a later run knows what was left by one that was killed. */
#include "base/base.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TRIES = 100, LONGEST = 200 };

static bool is_still(int fd, int within, const char *name) {
    struct stat held, named;
    return fstat(fd, &held) == 0 && fstatat(within, name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
           held.st_ino == named.st_ino && held.st_dev == named.st_dev;
}

/* Lock what was just made. False: another took it away before; where there are no locks, nobody
 * does. */
static bool keep(int fd, int within, const char *name) {
    return (flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) &&
           is_still(fd, within, name);
}

static void empty(int folder) {
    int again = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *list = again < 0 ? NULL : fdopendir(again);
    const struct dirent *d;
    while (list && (d = readdir(list)))
        unlinkat(folder, d->d_name, 0);
    if (list)
        closedir(list);
    else if (again >= 0)
        close(again);
}

/* Take away a file, or a folder of ours, that nobody holds. */
static bool sweep(int within, const char *name, mode_t type) {
    struct stat st;
    int fd = openat(within, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    bool left = fd >= 0 && fstat(fd, &st) == 0 && (st.st_mode & S_IFMT) == type &&
                (type != S_IFDIR || st.st_uid == geteuid()) && flock(fd, LOCK_EX | LOCK_NB) == 0 &&
                is_still(fd, within, name);
    if (left && type == S_IFDIR)
        empty(fd);
    left = left && unlinkat(within, name, type == S_IFDIR ? AT_REMOVEDIR : 0) == 0;
    if (fd >= 0)
        close(fd);
    return left;
}

/* ---- beside a file ----------------------------------------------------------------------- */

/* The names are the same in every run, so that what was left is found. */
static bool beside(char *name, size_t size, const char *path, int i) {
    const char *slash = strrchr(path, '/'), *file = slash ? slash + 1 : path;
    errno = ENAMETOOLONG;
    return snprintf(name, size, "%.*s.cp-%.*s-%d", (int)(file - path), path, LONGEST, file, i) <
           (int)size;
}

int cp_temporary_open(char *name, size_t size, const char *path) {
    for (int i = 0; i < TRIES && beside(name, size, path, i);) {
        int fd = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (fd >= 0 && keep(fd, AT_FDCWD, name))
            return fd;
        if (fd >= 0)
            close(fd);
        else if (errno != EEXIST)
            return -1;
        i += fd >= 0 || !sweep(AT_FDCWD, name, S_IFREG);
    }
    return -1;
}

bool cp_temporary_link(int fd, char *name, size_t size, const char *path) {
    char from[64];
    snprintf(from, sizeof from, "/proc/self/fd/%d", fd);
    flock(fd, LOCK_EX | LOCK_NB);
    for (int i = 0; i < TRIES && beside(name, size, path, i);) {
        if (linkat(AT_FDCWD, from, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0)
            return true;
        if (errno != EEXIST)
            return false;
        i += !sweep(AT_FDCWD, name, S_IFREG);
    }
    return false;
}

/* ---- folders ----------------------------------------------------------------------------- */

static const char begun[] = "capplan-temporary-";

static void sweep_all(const char *within) {
    DIR *list = opendir(within);
    const struct dirent *d;
    while (list && (d = readdir(list)))
        if (strncmp(d->d_name, begun, sizeof begun - 1) == 0)
            sweep(dirfd(list), d->d_name, S_IFDIR);
    if (list)
        closedir(list);
}

int cp_temporary_folder(char *name, size_t size, const char *within) {
    sweep_all(within);
    for (int i = 0; i < TRIES; i++) {
        errno = ENAMETOOLONG;
        if (snprintf(name, size, "%s/%sXXXXXX", within, begun) >= (int)size || !mkdtemp(name))
            return -1;
        int fd = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC), why = errno;
        if (fd >= 0 && keep(fd, AT_FDCWD, name))
            return fd;
        if (fd >= 0)
            close(fd);
        else
            rmdir(name);
        errno = fd >= 0 ? EEXIST : why;
        if (fd < 0 && why != ENOENT)
            return -1;
    }
    return -1;
}

void cp_temporary_folder_remove(int folder, const char *name) {
    empty(folder);
    rmdir(name);
    close(folder);
}
