#include "cli/cli.h"
#include <stdlib.h>
#include <string.h>

int cp_cli_count(const char *arg, const char *what, size_t most, size_t *out,
                 struct cp_error *err) {
    char *end;
    unsigned long long n = *arg >= '0' && *arg <= '9' ? strtoull(arg, &end, 10) : 0;
    if (n < 1 || n > most || *end)
        return cp_fail(err, CP_EUSAGE, "%s: '%s' is not a number from 1 to %zu", what, arg, most);
    *out = (size_t)n;
    return 0;
}

int cp_cli_choose(const char *arg, const char *what, const char *const *words, size_t n,
                  size_t *out, struct cp_error *err) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(arg, words[i]) == 0) {
            *out = i;
            return 0;
        }
    const char *near = cp_nearest(arg, words, n);
    return cp_fail(err, CP_EUSAGE, "%s: unknown '%s'%s%s%s", what, arg,
                   near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
}

int cp_cli_numbers(const char *arg, const char *what, double low, double high, double *out,
                   size_t room, size_t *n, struct cp_error *err) {
    *n = 0;
    for (const char *s = arg;; s++) {
        double x;
        size_t used, at = 0;
        if (cp_number_parse(s, strlen(s), &x, &used) != 0 || !(x > low && x < high) ||
            (s[used] && s[used] != ','))
            return cp_fail(err, CP_EUSAGE, "%s: '%s' is not a list of numbers between %g and %g",
                           what, arg, low, high);
        while (at < *n && out[at] < x)
            at++;
        if (at == *n || out[at] > x) {
            if (*n == room)
                return cp_fail(err, CP_EUSAGE, "%s: more than %zu numbers", what, room);
            memmove(out + at + 1, out + at, (*n - at) * sizeof *out);
            out[at] = x;
            ++*n;
        }
        s += used;
        if (!*s)
            return 0;
    }
}

int cp_cli_quantiles(const char *arg, bool level, double *out, size_t room, size_t *n,
                     struct cp_error *err) {
    *n = 0;
    if (!level)
        return strcmp(arg, "none") == 0
                   ? 0
                   : cp_cli_numbers(arg, "--quantile", 0, 1, out, room, n, err);
    int rc = cp_cli_numbers(arg, "--level", 0, 100, out, room / 2, n, err);
    if (rc < 0)
        return rc;
    memmove(out + *n, out, *n * sizeof *out);
    for (size_t i = 0; i < *n; i++) {
        double p = out[*n + i];
        out[*n + i] = (100 + p) / 200;
        out[*n - 1 - i] = (100 - p) / 200;
    }
    *n *= 2;
    return 0;
}
