/* What goes again, and what goes with the next run when whoever made it was killed. */
#include "tap.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char within[] = "/tmp/capplan-test-XXXXXX";

static char *in_folder(const char *name) {
    static char path[4][256];
    static size_t next;
    char *to = path[next++ % 4];
    snprintf(to, sizeof path[0], "%s/%s", within, name);
    return to;
}

static bool stands(const char *path) {
    struct stat st;
    return lstat(path, &st) == 0;
}

static void make(const char *path) {
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    if (fd >= 0)
        close(fd);
}

/* A descriptor that is closed is all that is left of a process that is killed: its lock goes. */
static void test_files(void) {
    const char *target = in_folder("out.tsv");
    char one[256], two[256], three[256];
    int first = cp_temporary_open(one, sizeof one, target);
    int second = cp_temporary_open(two, sizeof two, target);
    ok(first >= 0 && second >= 0 && strcmp(one, two) != 0, "two at once have names of their own");
    close(first);
    int third = cp_temporary_open(three, sizeof three, target);
    ok(third >= 0 && !stands(in_folder(".cp-out.tsv-2")), "what was left goes with the next");
    ok_str(three, one, "whose name it takes");
    ok(stands(two), "what is held stays");
    close(second);
    int nameless = open(within, O_TMPFILE | O_RDWR, 0600);
    ok(nameless < 0 || (unlink(three) == 0 && cp_temporary_link(nameless, one, sizeof one, target)),
       "a file without a name is given one");
    ok(nameless < 0 || (strcmp(one, three) == 0 && stands(one)), "the first that is free");
    unlink(one);
    unlink(two);
    close(third);
    close(nameless);
    char small[8];
    ok(cp_temporary_open(small, sizeof small, target) < 0, "a name that is too long is refused");
}

static void test_folders(void) {
    char one[256], two[256], three[256], file[512];
    int first = cp_temporary_folder(one, sizeof one, within);
    ok(first >= 0 && stands(one), "a folder");
    snprintf(file, sizeof file, "%s/program.mps", one);
    make(file);
    int second = cp_temporary_folder(two, sizeof two, within);
    ok(second >= 0 && stands(file), "stays with its files while it is held");
    char *theirs = in_folder("capplan-temporary-link"), *report = in_folder("capplan-report");
    ok(symlink(two, theirs) == 0 && mkdir(report, 0700) == 0, "others' names beside it");
    close(first);
    int third = cp_temporary_folder(three, sizeof three, within);
    ok(third >= 0 && !stands(one), "is taken away by the next when nobody holds it");
    ok(stands(theirs) && stands(report) && stands(two), "and nothing else");
    snprintf(file, sizeof file, "%s/point", three);
    make(file);
    cp_temporary_folder_remove(third, three);
    cp_temporary_folder_remove(second, two);
    ok(!stands(two) && !stands(three), "it goes with its files");
    unlink(theirs);
    rmdir(report);
    ok(cp_temporary_folder(one, sizeof one, in_folder("nowhere")) < 0,
       "none where there is nothing");
}

int main(void) {
    if (!mkdtemp(within)) {
        puts("Bail out! no temporary folder");
        return 1;
    }
    test_files();
    test_folders();
    ok(rmdir(within) == 0, "nothing is left");
    return done();
}
