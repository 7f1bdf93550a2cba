/* The commands that are installed beside this one. */
#include "cli/internal.h"
#include <dirent.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

const char *cp_cli_beside(const char *name, char *buf, size_t size) {
    ssize_t n = readlink("/proc/self/exe", buf, size - 1);
    if (n > 0) {
        buf[n] = '\0';
        char *slash = strrchr(buf, '/');
        size_t folder = slash ? (size_t)(slash - buf) + 1 : 0;
        if (snprintf(buf + folder, size - folder, "%s", name) < (int)(size - folder) &&
            access(buf, X_OK) == 0)
            return buf;
    }
    return name;
}

const char *cp_cli_shared(const char *name, char *buf, size_t size) {
    static const char *const from[] = {"../share/capplan/", "../../share/capplan/",
                                       "../../../share/capplan/"};
    char self[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n <= 0)
        return NULL;
    self[n] = '\0';
    int folder = (int)(strrchr(self, '/') + 1 - self);
    for (size_t i = 0; i < sizeof from / sizeof *from; i++)
        if (snprintf(buf, size, "%.*s%s%s", folder, self, from[i], name) < (int)size &&
            access(buf, R_OK) == 0)
            return buf;
    return NULL;
}

void cp_cli_become(char **argv) {
    static char name[64]; /* outlives the call, as arguments do */
    char path[PATH_MAX];
    if (snprintf(name, sizeof name, "cp-%s", argv[1]) >= (int)sizeof name || strchr(name, '/'))
        return;
    char *given = argv[1];
    argv[1] = name;
    execvp(cp_cli_beside(name, path, sizeof path), argv + 1);
    argv[1] = given;
}

int cp_cli_no_command(const char *word, struct cp_error *err) {
    char path[PATH_MAX], text[64][32];
    const char *name[64];
    size_t n = 0;
    cp_cli_beside("cp-plan", path, sizeof path);
    char *slash = strrchr(path, '/');
    if (slash)
        *slash = '\0';
    DIR *dir = slash ? opendir(path) : NULL;
    for (struct dirent *e; dir && n < 64 && (e = readdir(dir));)
        if (strncmp(e->d_name, "cp-", 3) == 0 && !strchr(e->d_name, '.')) {
            snprintf(text[n], sizeof text[n], "%.31s", e->d_name + 3);
            name[n] = text[n];
            n++;
        }
    if (dir)
        closedir(dir);
    const char *near = cp_nearest(word, name, n);
    return cp_fail(err, CP_EUSAGE, "there is no command '%.60s'%s%s%s", word,
                   near ? " (did you mean '" : "; capplan lists them", near ? near : "",
                   near ? "'?)" : "");
}
