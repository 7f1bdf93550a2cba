/* For Prometheus' node exporter: text exposition 0.0.4, as its textfile collector takes it: HELP
 * and TYPE once, the samples of a metric together, none twice, no timestamps. */
#include "watch/internal.h"
#include <ctype.h>
#include <math.h>
#include <string.h>

static bool is_word(const char *s, bool colon) {
    bool first = true;
    for (; *s; s++, first = false) {
        bool letter = (*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') || *s == '_' ||
                      (colon && *s == ':');
        if (!letter && (first || *s < '0' || *s > '9'))
            return false;
    }
    return !first;
}

bool cp_watch_is_metric_name(const char *name) {
    return is_word(name, true);
}

bool cp_watch_is_label_name(const char *name) {
    return is_word(name, false) && strncmp(name, "__", 2) != 0;
}

static void add_escaped(struct cp_str *out, const char *text, bool quoted) {
    for (; *text; text++) {
        if (*text == '\\' || (quoted && *text == '"'))
            cp_str_addf(out, "\\%c", *text);
        else if (*text == '\n')
            cp_str_add(out, "\\n");
        else
            cp_str_addc(out, *text);
    }
}

void cp_watch_add_label_value(struct cp_str *out, const char *text) {
    add_escaped(out, text, true);
}

void cp_watch_add_help(struct cp_str *out, const char *text) {
    add_escaped(out, text, false);
}

/* As Go writes them: 1e+300. */
static void add_number(struct cp_str *out, double x) {
    char text[CP_NUMBER_SIZE];
    cp_number_format(text, x);
    for (const char *s = text; *s; s++) {
        cp_str_addc(out, *s);
        if (*s == 'e' && s[1] != '-' && s[1] != '+')
            cp_str_addc(out, '+');
    }
}

void cp_watch_add_sample_value(struct cp_str *out, double x) {
    if (isinf(x))
        cp_str_add(out, x > 0 ? "+Inf" : "-Inf");
    else if (isnan(x))
        cp_str_add(out, "NaN");
    else
        add_number(out, x);
}

static void add_label(struct cp_str *out, const char *before, const char *name, const char *value) {
    cp_str_addf(out, "%s%s=\"", before, name);
    cp_watch_add_label_value(out, value);
    cp_str_addc(out, '"');
}

/* `rule` and the dimensions of `by`. */
static void add_labels(struct cp_str *out, const struct cp_watch_word *w) {
    add_label(out, "{", "rule", w->line->rule->name);
    for (size_t k = 0; k < w->line->rule->nby; k++)
        add_label(out, ",", w->line->rule->by[k], w->line->key[k]);
}

static void add_sample(struct cp_str *out, const char *name, const struct cp_watch_word *w,
                       double x) {
    cp_str_add(out, name);
    add_labels(out, w);
    cp_str_add(out, "} ");
    cp_watch_add_sample_value(out, x);
    cp_str_addc(out, '\n');
}

static void add_head(struct cp_str *out, const char *name, const char *help) {
    cp_str_addf(out, "# HELP %s ", name);
    cp_watch_add_help(out, help);
    cp_str_addf(out, "\n# TYPE %s gauge\n", name);
}

static double state_of(const struct cp_watch_word *w) {
    return w->state;
}
static double unknown_of(const struct cp_watch_word *w) {
    return w->missing || w->waits;
}
static double value_of(const struct cp_watch_word *w) {
    return w->value;
}

static const struct {
    const char *name, *help;
    double (*of)(const struct cp_watch_word *w);
    bool if_known;
} gauges[] = {
    {"capplan_watch_state", "The last known state of a rule: 0 ok, 1 warning, 2 critical.",
     state_of, false},
    {"capplan_watch_unknown", "1 where the last run had no value for the rule.", unknown_of, false},
    {"capplan_watch_value", "The figure that the rule follows, in the unit of capplan_watch_info.",
     value_of, true},
};

static void add_info(struct cp_str *out, const struct cp_watch_word *w) {
    const struct cp_watch_rule *r = w->line->rule;
    cp_str_add(out, "capplan_watch_info");
    add_labels(out, w);
    add_label(out, ",", "measure", r->headline ? r->headline : r->measure);
    add_label(out, ",", "unit", w->unit ? w->unit : "");
    add_label(out, ",", "warn", r->warn.text ? r->warn.text : "");
    add_label(out, ",", "critical", r->critical.text ? r->critical.text : "");
    cp_str_add(out, "} 1\n");
}

/* Dimensions become labels, beside those that are ours. */
static int check_names(const struct cp_watch *w, struct cp_error *err) {
    static const char *const ours[] = {"rule", "measure", "unit", "warn", "critical"};
    for (size_t i = 0; i < w->plan->watch.n; i++) {
        const struct cp_watch_rule *r = &w->plan->watch.rule[i];
        for (size_t k = 0; k < r->nby; k++) {
            bool good = cp_watch_is_label_name(r->by[k]);
            for (size_t n = 0; n < sizeof ours / sizeof *ours; n++)
                good = good && strcmp(r->by[k], ours[n]) != 0;
            if (!good)
                return cp_fail_at(err, CP_EINPUT, cp_watch_pos(w->plan, r, "by"),
                                  "by: '%.60s' is no label that Prometheus takes beside ours; "
                                  "wanted letters, digits and _, as 'entity'",
                                  r->by[k]);
        }
    }
    return 0;
}

static void add_time(struct cp_str *out, const struct cp_watch *w) {
    struct cp_watch_when at = w->options.now;
    for (size_t r = 0; !at.known && r < w->plan->watch.n; r++)
        at = w->rule[r].at;
    if (!at.known)
        return;
    add_head(out, "capplan_last_run_seconds", "What the last run is as of, in seconds since 1970.");
    cp_str_add(out, "capplan_last_run_seconds ");
    cp_watch_add_sample_value(out, 3600.0 * (double)cp_watch_hour(at));
    cp_str_addc(out, '\n');
}

static int write_prom(const struct cp_watch_words *words, struct cp_str *out,
                      struct cp_error *err) {
    int rc = check_names(words->watch, err);
    if (rc)
        return rc;
    for (size_t g = 0; g < sizeof gauges / sizeof *gauges; g++) {
        bool any = false;
        for (size_t i = 0; i < words->n; i++) {
            double x = gauges[g].of(words->word[i]);
            if (gauges[g].if_known && isnan(x))
                continue;
            if (!any)
                add_head(out, gauges[g].name, gauges[g].help);
            add_sample(out, gauges[g].name, words->word[i], x);
            any = true;
        }
    }
    if (words->n)
        add_head(out, "capplan_watch_info",
                 "What a rule follows, and the ranges it is to stay in.");
    for (size_t i = 0; i < words->n; i++)
        add_info(out, words->word[i]);
    add_time(out, words->watch);
    return 0;
}

const struct cp_watch_format cp_watch_prom = {"prom", true, write_prom};
