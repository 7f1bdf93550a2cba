/* The periods in which something holds, as text. */
#include "report/internal.h"

/* The next period after i of the same length: a panel may hold quarters and years. */
static size_t next_alike(const struct cp_report_panel *p, size_t i) {
    size_t k = i + 1;
    while (k < p->nperiod && p->period[k].freq != p->period[i].freq)
        k++;
    return k;
}

static void add_run(struct cp_str *text, const struct cp_report_panel *p, size_t first,
                    size_t last) {
    char buf[CP_PERIOD_SIZE];
    cp_period_format(buf, p->period[first]);
    cp_str_addf(text, "%s%s", text->len && text->s[text->len - 1] != ' ' ? ", " : "", buf);
    if (last > first) {
        cp_period_format(buf, p->period[last]);
        cp_str_addf(text, " to %s", buf);
    }
}

const char *cp_report_when(struct cp_report *r, const struct cp_report_panel *p,
                           const double *series, double above) {
    enum { SAID = 2 }; /* runs of periods; of more, only where they begin and end */
    size_t from[SAID] = {0}, to[SAID] = {0}, runs = 0, holds = 0, end = 0, i = 0;
    while (i < p->nperiod && !(series[i] > above))
        i++;
    for (bool inside = false; i < p->nperiod; i = next_alike(p, i)) {
        bool begins = series[i] > above && !inside;
        inside = series[i] > above;
        runs += begins;
        if (begins && runs <= SAID)
            from[runs - 1] = i;
        if (inside && runs <= SAID)
            to[runs - 1] = i;
        if (inside)
            end = i, holds++;
    }
    struct cp_str text = {0};
    for (size_t k = 0; k < runs && runs <= SAID; k++)
        add_run(&text, p, from[k], to[k]);
    if (runs > SAID) {
        size_t span = 0;
        for (size_t k = from[0]; k <= end; k = next_alike(p, k))
            span++;
        cp_str_addf(&text, "%zu of %zu periods from ", holds, span);
        add_run(&text, p, from[0], end);
    }
    const char *kept = text.oom ? NULL : cp_arena_strdup(&r->arena, text.s ? text.s : "");
    cp_str_release(&text);
    return cp_report_kept(r, kept);
}
