/* Arguments of options: counts, numbers, shares, words. */
#include "cli/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int count(const struct cp_cli_option *o, const char *arg, size_t *out,
                 struct cp_error *err) {
    char *end;
    unsigned long long n = *arg >= '0' && *arg <= '9' ? strtoull(arg, &end, 10) : 0;
    if (n < 1 || n > o->most || *end)
        return cp_fail(err, CP_EUSAGE, "--%s: '%s' is not a number from 1 to %zu", o->name, arg,
                       o->most);
    *out = (size_t)n;
    return 0;
}

/* ---- numbers in a range ------------------------------------------------------------------ */

struct range {
    double low, high;
    bool above, below; /* an end is not part of it */
};

/* The number at `text`, or what it is when none stands there; goes on behind it. */
static double number_or(double none, const char **text) {
    size_t len = strcspn(*text, ",)]"), used;
    const char *number = *text;
    *text += len;
    double x;
    return cp_number_parse(number, len, &x, &used) == 0 ? x : none;
}

static struct range range_of(const char *text) {
    struct range r = {-INFINITY, INFINITY, true, true};
    if (!text)
        return r;
    r.above = *text++ == '(';
    r.low = number_or(-INFINITY, &text);
    text++;
    r.high = number_or(INFINITY, &text);
    r.below = *text == ')';
    return r;
}

static bool inside(struct range r, double x) {
    return (r.above ? x > r.low : x >= r.low) && (r.below ? x < r.high : x <= r.high);
}

static int out_of_range(const struct cp_cli_option *o, const char *arg, struct range r,
                        struct cp_error *err) {
    bool share = o->value == CP_CLI_SHARE, low = isfinite(r.low), high = isfinite(r.high);
    double unit = share ? 100 : 1;
    const char *sign = share ? " %" : "";
    char from[48] = "", to[48] = "";
    if (low)
        snprintf(from, sizeof from, " %s %.12g%s", r.above ? "above" : "from", unit * r.low, sign);
    if (high)
        snprintf(to, sizeof to, "%s %s %.12g%s", low ? " and" : "", r.below ? "below" : "up to",
                 unit * r.high, sign);
    return cp_fail(err, CP_EUSAGE, "--%s: '%s' is not a %s%s%s", o->name, arg,
                   !share        ? "number"
                   : low || high ? "share"
                                 : "share like 8 % or 0.08",
                   from, to);
}

static int number(const struct cp_cli_option *o, const char *arg, double *out,
                  struct cp_error *err) {
    struct range r = range_of(o->range);
    struct cp_error bad = {0};
    size_t used;
    double x = NAN;
    bool good = o->value == CP_CLI_SHARE
                    ? cp_quantity_parse(arg, "1", &x, (struct cp_pos){0}, &bad) == 0
                    : cp_number_parse(arg, strlen(arg), &x, &used) == 0 && !arg[used];
    if (!good || !inside(r, x))
        return out_of_range(o, arg, r, err);
    *out = x;
    return 0;
}

/* ---- words ------------------------------------------------------------------------------- */

int cp_cli_choose(const char *name, const char *arg, const char *const *words, size_t *out,
                  struct cp_error *err) {
    struct cp_str all = {0};
    size_t n = 0;
    for (; words[n]; n++) {
        if (strcmp(arg, words[n]) == 0) {
            cp_str_release(&all);
            *out = n;
            return 0;
        }
        cp_str_addf(&all, "%s%s", n ? ", " : "", words[n]);
    }
    const char *near = cp_nearest(arg, words, n);
    cp_fail(err, CP_EUSAGE, "--%s: '%s' is not one of %s%s%s%s", name, arg, all.s ? all.s : "",
            near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
    cp_str_release(&all);
    return CP_EUSAGE;
}

int cp_cli_choose_list(const char *name, const char *arg, const char *const *words, size_t *out,
                       size_t *n, struct cp_error *err) {
    char word[64];
    *n = 0;
    for (const char *s = arg;; s++) {
        size_t len = strcspn(s, ","), at;
        snprintf(word, sizeof word, "%.*s", (int)len, s);
        int rc = cp_cli_choose(name, word, words, &at, err);
        if (rc)
            return rc;
        for (size_t i = 0; i < *n; i++)
            if (out[i] == at)
                return cp_fail(err, CP_EUSAGE, "--%s: %s stands twice", name, words[at]);
        out[(*n)++] = at;
        s += len;
        if (!*s)
            return 0;
    }
}

/* Those of pages first. */
static int format(const struct cp_cli_option *o, const char *arg, const char **out,
                  struct cp_error *err) {
    enum { MOST = 32 };
    const char *words[MOST + 1] = {NULL}, *name;
    size_t n = 0, i = 0;
    for (size_t k = 0; n < MOST && (name = cp_page_format_name(k)); k++)
        words[n++] = name;
    for (size_t k = 0; n < MOST && (name = cp_facts_format_name(k)); k++)
        words[n++] = name;
    int rc = cp_cli_choose(o->name, arg, words, &i, err);
    if (rc == 0)
        *out = words[i];
    return rc;
}

static int add_word(const char *arg, struct cp_cli_words *w, struct cp_error *err) {
    if (w->n == CP_CLI_MOST_WORDS)
        return cp_fail(err, CP_EUSAGE, "'%.60s': more than %d of them", arg, CP_CLI_MOST_WORDS);
    w->at[w->n++] = arg;
    return 0;
}

int cp_cli_take(const struct cp_cli_option *o, const char *arg, void *own, struct cp_error *err) {
    void *at = (char *)own + o->at;
    size_t i = 0;
    int rc = 0;
    switch (o->value) {
    case CP_CLI_FLAG:
        *(bool *)at = true;
        break;
    case CP_CLI_WORD:
        *(const char **)at = arg;
        break;
    case CP_CLI_COUNT:
        rc = count(o, arg, at, err);
        break;
    case CP_CLI_NUMBER:
    case CP_CLI_SHARE:
        rc = number(o, arg, at, err);
        break;
    case CP_CLI_CHOICE:
        rc = cp_cli_choose(o->name, arg, o->words, &i, err);
        *(int *)at = (int)i;
        break;
    case CP_CLI_FORMAT:
        rc = format(o, arg, at, err);
        break;
    case CP_CLI_WORDS:
        rc = add_word(arg, at, err);
        break;
    case CP_CLI_READ:
        rc = o->read(arg, at, err);
        break;
    }
    return rc;
}

bool cp_cli_given(const struct cp_cli *cli, const char *name) {
    for (size_t i = 0; cli->options && cli->options[i].name; i++)
        if (strcmp(cli->options[i].name, name) == 0)
            return cli->given >> i & 1;
    return false;
}

/* ---- quantiles --------------------------------------------------------------------------- */

/* Numbers between low and high, both excluded, ascending and each once. */
static int numbers(const char *arg, const char *name, double low, double high, double *out,
                   size_t room, size_t *n, struct cp_error *err) {
    *n = 0;
    for (const char *s = arg;; s++) {
        double x;
        size_t used, at = 0;
        if (cp_number_parse(s, strlen(s), &x, &used) != 0 || !(x > low && x < high) ||
            (s[used] && s[used] != ','))
            return cp_fail(err, CP_EUSAGE,
                           "--%s: '%s' is not a list of numbers between %.12g and %.12g", name, arg,
                           low, high);
        while (at < *n && out[at] < x)
            at++;
        if (at == *n || out[at] > x) {
            if (*n == room)
                return cp_fail(err, CP_EUSAGE, "--%s: more than %zu numbers", name, room);
            memmove(out + at + 1, out + at, (*n - at) * sizeof *out);
            out[at] = x;
            ++*n;
        }
        s += used;
        if (!*s)
            return 0;
    }
}

int cp_cli_read_as_of(const char *arg, void *at, struct cp_error *err) {
    struct cp_period p;
    if (cp_period_parse(arg, strlen(arg), &p) != 0 || p.freq != CP_DAY)
        return cp_fail(err, CP_EUSAGE, "--as-of: '%.40s' is no day, as 2026-11-28", arg);
    *(int64_t *)at = cp_period_start(p);
    return 0;
}

int cp_cli_quantiles(const char *arg, bool level, double *out, size_t room, size_t *n,
                     struct cp_error *err) {
    *n = 0;
    if (!level)
        return strcmp(arg, "none") == 0 ? 0 : numbers(arg, "quantile", 0, 1, out, room, n, err);
    int rc = numbers(arg, "level", 0, 100, out, room / 2, n, err);
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
