/* What dialects need to ask and to read. */
#include "lp/external/exec.h"
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void cp_lp_exec_arg(struct cp_lp_exec_args *a, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(a->text[a->n++], CP_LP_EXEC_ARG_SIZE, fmt, ap);
    va_end(ap);
}

double cp_lp_exec_tolerance(const struct cp_lp_exec_job *job) {
    return fmax(0.1 * job->opt->tolerance, 1e-9);
}

FILE *cp_lp_exec_open(const struct cp_lp_exec_job *job, const char *name, const char *mode) {
    char path[CP_LP_EXEC_PATH_SIZE];
    if (snprintf(path, sizeof path, "%s/%s", job->dir, name) >= (int)sizeof path)
        return NULL;
    return fopen(path, mode);
}

bool cp_lp_exec_starts(const char *line, const char *with) {
    return strncmp(line, with, strlen(with)) == 0;
}

double cp_lp_exec_number_after(const char *line, const char *after) {
    const char *at = strstr(line, after);
    double x;
    size_t used;
    if (!at)
        return NAN;
    at += strlen(after);
    at += strspn(at, " ");
    return cp_number_parse(at, strcspn(at, " "), &x, &used) == 0 ? x : (double)NAN;
}

void cp_lp_exec_count(struct cp_lp_exec_said *said, double iterations) {
    if (iterations >= 0 && iterations < 1e15)
        said->iterations = (size_t)iterations;
}

struct cp_lp_exec_words cp_lp_exec_split(char *line) {
    struct cp_lp_exec_words w = {0};
    char *rest = NULL;
    for (char *s = strtok_r(line, " \t\r\n", &rest); s && w.n < CP_LP_EXEC_WORDS;
         s = strtok_r(NULL, " \t\r\n", &rest))
        w.at[w.n++] = s;
    return w;
}

bool cp_lp_exec_number(const char *s, double *out) {
    size_t used;
    return cp_number_parse(s, strlen(s), out, &used) == 0 && !s[used];
}

bool cp_lp_exec_index(const char *s, size_t n, size_t *out) {
    double x;
    if (!cp_lp_exec_number(s, &x) || !(x >= 1 && x <= (double)n))
        return false;
    *out = (size_t)x - 1;
    return true;
}
