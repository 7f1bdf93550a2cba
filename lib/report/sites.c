/* Sites: halls against supply, and power in use. */
#include "report/internal.h"
#include <math.h>

enum { HALLS, FIRM, ENERGISED, POWER, IT, MEASURES };
static const struct cp_report_measure measure[MEASURES] = {
    [HALLS] = {"halls", .by = {CP_SITE}, .aggregate = LAST, .label = "halls"},
    [FIRM] = {"firm_supply", .by = {CP_SITE}, .aggregate = LAST, .label = "firm supply"},
    [ENERGISED] = {"energised", .by = {CP_SITE}, .aggregate = LAST, .label = "energised"},
    [POWER] = {"power", .by = {CP_SITE}, .aggregate = MEAN, .label = "in use, mean"},
    [IT] = {"it_power", .by = {CP_SITE}, .aggregate = MEAN, .label = "IT in use, mean"},
};

/* Why more is in use than the line of what is energised says. */
enum why { LOOSE, FEWER, REASONS }; /* as many: nothing says */
enum { SHOWN = 8 };

/* Sites and their columns, the first of them. */
struct words {
    struct cp_str text;
    size_t n;
};

static bool is_above(double use, double energised) {
    return use - energised > 1e-3 * use;
}

/* The most that is energised in a period: periods of the one may be longer than of the other. NaN:
 * no such period; a site without a row in one that others have has 0. */
static double energised_in(const struct cp_report_panel *p, const double *energised,
                           struct cp_period period) {
    double most = NAN;
    size_t from = 0, to = p->nperiod; /* the first that ends behind its start */
    while (from < to) {
        size_t mid = (from + to) / 2;
        if (cp_period_end(p->period[mid]) <= cp_period_start(period))
            from = mid + 1;
        else
            to = mid;
    }
    for (; from < p->nperiod && cp_period_start(p->period[from]) < cp_period_end(period); from++)
        most = fmax(most, isnan(energised[from]) ? 0 : energised[from]);
    return most;
}

/* In a period of the column more is in use than is energised; else less is at its end. */
static enum why reason(const struct cp_report *r, const struct cp_report_panel *p,
                       const double *use, const double *energised, size_t column) {
    enum why why = REASONS;
    for (size_t i = 0; i < p[POWER].nperiod && why != LOOSE; i++) {
        if (cp_report_column(r, p[POWER].period[i]) != column)
            continue;
        double most = energised_in(&p[ENERGISED], energised, p[POWER].period[i]);
        if (!isnan(most))
            why = is_above(use[i], most) ? LOOSE : FEWER;
    }
    return why;
}

/* Of a site its columns in which use is above what is energised, behind those of others. */
static void find_use(struct cp_report *r, const struct cp_report_panel *p,
                     const struct cp_report_group *site, struct words said[REASONS]) {
    const double *energised = cp_report_find(&p[ENERGISED], site->name[0], "");
    const double *use = cp_report_years(r, &p[POWER], site->value, MEAN);
    const double *at_end = energised ? cp_report_years(r, &p[ENERGISED], energised, LAST) : NULL;
    bool named[REASONS] = {false};
    for (size_t y = 0; use && at_end && y < r->nyear; y++) {
        if (!is_above(use[y], isnan(at_end[y]) ? 0 : at_end[y]))
            continue;
        enum why why = reason(r, p, site->value, energised, y);
        if (why == REASONS)
            continue;
        struct words *to = &said[why];
        to->n += !named[why];
        if (to->n <= SHOWN && !named[why])
            cp_str_addf(&to->text, "%s%s", to->n > 1 ? "; " : "", site->name[0]);
        if (to->n <= SHOWN)
            cp_str_addf(&to->text, "%s %s", named[why] ? "," : "", cp_report_column_name(r, y));
        named[why] = true;
    }
}

/* Below the table: energised is what firm supply reaches, and more than it may be in use. */
static void explain_use(struct cp_report *r, const struct cp_report_panel *p) {
    static const char *const text[REASONS] = {
        [LOOSE] = "in use above what is energised, by contracts that are not firm: %s",
        [FEWER] = "in use above what is energised at the end, of what was before: %s"};
    struct words said[REASONS] = {0};
    for (size_t g = 0; g < p[POWER].ngroup && p[ENERGISED].ngroup > 0; g++)
        find_use(r, p, &p[POWER].group[g], said);
    for (int why = 0; why < REASONS; why++) {
        struct cp_str *t = &said[why].text;
        if (said[why].n > SHOWN)
            cp_str_addf(t, "; and %zu more", said[why].n - SHOWN);
        if (t->len > 0)
            cp_page_add_note(r->page,
                             cp_report_kept(r, cp_arena_printf(&r->arena, text[why], t->s)));
        r->oom |= t->oom;
        cp_str_release(t);
    }
}

int cp_report_sites(struct cp_report *r) {
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    cp_report_open_table(
        r, (struct cp_page_table){.title = "Power by site",
                                  .subtitle = "MW at the end of the year",
                                  .description = "Halls that stand, the firm supply that reaches "
                                                 "them, and the power in use.",
                                  .scale = {"MW", 1}});
    cp_report_layers(r, measure, MEASURES, p, "all");
    explain_use(r, p);
    return 0;
}
