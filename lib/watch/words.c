/* How a reader is told of a line: names, amounts, a sentence. */
#include "page/page.h"
#include "watch/internal.h"
#include <math.h>
#include <string.h>

const char *const cp_watch_state_name[] = {"ok", "warning", "critical", "unknown"};
const char *const cp_watch_event_name[] = {"-",      "raise",   "lower", "clear",
                                           "repeat", "missing", "back"};

enum cp_watch_state cp_watch_shown(const struct cp_watch_word *word) {
    bool unknown = (word->missing || word->waits) && word->state == CP_WATCH_OK;
    return unknown ? CP_WATCH_UNKNOWN : (enum cp_watch_state)word->state;
}

void cp_watch_add_label(struct cp_str *out, const struct cp_watch_line *line) {
    cp_str_add(out, line->rule->name);
    for (size_t k = 0; k < line->rule->nby; k++)
        cp_str_addf(out, "/%s", line->key[k]);
}

void cp_watch_add_when(struct cp_str *out, struct cp_watch_when when) {
    char text[CP_PERIOD_SIZE] = "-";
    if (when.known)
        cp_period_format(text, when.period);
    cp_str_add(out, text);
}

/* ---- amounts ----------------------------------------------------------------------------- */

struct amount {
    double value;
    const char *unit;
};

/* In a unit that fits its size. */
static struct amount scaled(double x, const char *unit) {
    static const struct {
        const char *unit;
        double from, divisor;
        const char *shown;
    } step[] = {{"USD", 1e9, 1e9, "bn USD"},
                {"USD", 1e6, 1e6, "mn USD"},
                {"MWh", 1e5, 1e6, "TWh"},
                {"MWh", 1e2, 1e3, "GWh"},
                {"t", 1e6, 1e6, "Mt"}};
    for (size_t i = 0; unit && i < sizeof step / sizeof *step; i++)
        if (strcmp(step[i].unit, unit) == 0 && fabs(x) >= step[i].from)
            return (struct amount){x / step[i].divisor, step[i].shown};
    bool none = !unit || strcmp(unit, "1") == 0;
    return (struct amount){x, none ? NULL : strcmp(unit, "day") == 0 && x != 1 ? "days" : unit};
}

static void add_number(struct cp_str *out, double x, int digits) {
    char text[CP_PAGE_NUMBER_SIZE];
    if (fabs(x) >= 1000 && digits <= 4) {
        cp_page_number(text, x, 0);
        cp_str_add(out, text);
        return;
    }
    double unit = x != 0 ? pow(10, digits - 1 - floor(log10(fabs(x)))) : 1;
    double rounded = isfinite(unit) && unit > 0 ? round(x * unit) / unit : x;
    cp_str_add_number(out, isfinite(rounded) ? rounded : x);
}

struct style {
    bool percent, sign;
    int digits;
};

static void add_amount(struct cp_str *out, double value, const char *unit, struct style style) {
    struct amount a = style.percent ? (struct amount){100 * value, "%"} : scaled(value, unit);
    if (style.sign && value > 0)
        cp_str_addc(out, '+');
    add_number(out, a.value, style.digits);
    if (a.unit)
        cp_str_addf(out, " %s", a.unit);
}

static struct style style_of(const struct cp_watch_word *word) {
    const struct cp_watch_rule *r = word->line->rule;
    return (struct style){.percent = r->relative, .sign = r->change.text, .digits = 4};
}

void cp_watch_add_before(struct cp_str *out, const struct cp_watch_word *word) {
    const struct cp_watch_value *v = &word->before;
    if (isnan(word->value) || !v->run)
        return;
    cp_str_add(out, " It was ");
    add_amount(out, v->value, word->line->unit, (struct style){.digits = 4});
    if (v->at.known) {
        cp_str_add(out, " on ");
        cp_watch_add_when(out, v->at);
    }
    cp_str_add(out, ", and is ");
    add_amount(out, word->now, word->line->unit, (struct style){.digits = 4});
    cp_str_addc(out, '.');
}

void cp_watch_add_amount(struct cp_str *out, const struct cp_watch_word *word) {
    if (isnan(word->value))
        cp_str_add(out, "-");
    else
        add_amount(out, word->value, word->unit, style_of(word));
}

/* ---- ranges in words --------------------------------------------------------------------- */

/* That a state was raised by; of ok the one that would be left first. */
static const struct cp_watch_limit *limit_of(const struct cp_watch_word *word) {
    const struct cp_watch_limit *of = word->limits.of;
    return word->state == CP_WATCH_CRITICAL && of[CP_WATCH_CRITICAL].given ? &of[CP_WATCH_CRITICAL]
           : of[CP_WATCH_WARNING].given                                    ? &of[CP_WATCH_WARNING]
                                                                           : &of[CP_WATCH_CRITICAL];
}

static void add_range(struct cp_str *out, const struct cp_watch_word *word,
                      const struct cp_watch_limit *l) {
    struct style style = style_of(word);
    if (l->inside)
        cp_str_add(out, "not ");
    if (isinf(l->start) && isinf(l->end)) {
        cp_str_add(out, "anything");
    } else if (isinf(l->start)) {
        cp_str_add(out, "at most ");
        add_amount(out, l->end, word->unit, style);
    } else if (isinf(l->end)) {
        cp_str_add(out, "at least ");
        add_amount(out, l->start, word->unit, style);
    } else {
        add_amount(out, l->start, word->unit, style);
        cp_str_add(out, " to ");
        add_amount(out, l->end, word->unit, style);
    }
}

void cp_watch_add_bound(struct cp_str *out, const struct cp_watch_word *word) {
    const struct cp_watch_limit *l = limit_of(word);
    if (l->given)
        add_range(out, word, l);
    else
        cp_str_addc(out, '-');
}

/* ", above 6 USD/MMBtu", with digits enough to tell it from the value. */
static void add_relation(struct cp_str *out, const struct cp_watch_word *word, int digits) {
    const struct cp_watch_limit *l = limit_of(word);
    struct style style = style_of(word);
    double x = word->value;
    style.digits = digits;
    if (!l->given)
        return;
    bool alerts = cp_watch_alerts(l, false, x), held = !alerts && word->state;
    if (!alerts) {
        struct cp_watch_limit back = *l;
        back.start += held ? (l->inside ? -l->clear_start : l->clear_start) : 0;
        back.end += held ? (l->inside ? l->clear_end : -l->clear_end) : 0;
        cp_str_add(out, held ? ", and stays so until it is " : ", and is to be ");
        add_range(out, word, &back);
    } else if (l->inside) {
        cp_str_add(out, ", and is to be ");
        add_range(out, word, l);
    } else {
        cp_str_add(out, x > l->end ? ", above " : ", below ");
        add_amount(out, x > l->end ? l->end : l->start, word->unit, style);
    }
}

/* ---- sentences --------------------------------------------------------------------------- */

static void add_other(struct cp_str *out, const char *how, const struct cp_watch_other *other,
                      const struct cp_watch_rule *r) {
    if (!other->given)
        return;
    cp_str_addf(out, " %s %s", how, other->measure ? other->measure : r->measure);
    for (size_t i = 0; i < other->nwhere; i++)
        cp_str_addf(out, "%s%s %s%s", i ? ", " : " (", other->where[i].dim, other->where[i].pattern,
                    i + 1 == other->nwhere ? ")" : "");
}

/* " (entity spv, curve henry-hub)" */
static void add_place(struct cp_str *out, const struct cp_watch_line *line) {
    struct cp_watch_pattern place;
    const char *before = " (";
    for (size_t i = 0; cp_watch_place(line, &i, &place); before = ", ")
        cp_str_addf(out, "%s%s %s", before, place.dim, place.pattern);
    if (*before == ',')
        cp_str_addc(out, ')');
}

static void add_subject(struct cp_str *out, const struct cp_watch_line *line) {
    static const char *const take[] = {
        "",           "the lowest ", "the highest ", "the sum of ", "the mean of ",
        "the first ", "the last "};
    const struct cp_watch_rule *r = line->rule;
    if (!isnan(r->age))
        cp_str_add(out, "the newest ");
    else if (r->change.text)
        cp_str_add(out, "the change of ");
    cp_str_add(out, isnan(r->age) && !r->nquantile ? take[r->take] : "");
    cp_str_add(out, r->headline ? r->headline : r->measure);
    add_other(out, "less", &r->less, r);
    add_other(out, "over", &r->over, r);
    add_place(out, line);
    if (r->change.runs == 1)
        cp_str_add(out, " since the run before");
    else if (r->change.text)
        cp_str_addf(out, " in %s", r->change.text);
}

/* The period of the fact, unless the reader knows it. */
static void add_period(struct cp_str *out, const struct cp_watch_word *word) {
    const struct cp_watch_rule *r = word->line->rule;
    if (word->period && strcmp(word->period, "-") != 0 && !cp_watch_names(r, "period"))
        cp_str_addf(out, isnan(r->age) ? " in %s" : ", of %s,", word->period);
}

static void add_value(struct cp_str *out, const struct cp_watch_word *word, int digits) {
    struct style style = style_of(word);
    style.digits = digits;
    add_amount(out, word->value, word->unit, style);
}

/* How many digits tell the value from the bound that it passed. */
static int digits_for(const struct cp_watch_word *word) {
    const struct cp_watch_limit *l = limit_of(word);
    int digits = 4;
    for (bool same = true; same && digits < 15; digits += same) {
        struct cp_str value = {0}, bound = {0};
        struct style style = style_of(word);
        style.digits = digits;
        add_amount(&value, word->value, word->unit, style);
        add_amount(&bound, word->value > l->end ? l->end : l->start, word->unit, style);
        same = l->given && cp_watch_alerts(l, false, word->value) && !l->inside && value.s &&
               bound.s && strcmp(value.s, bound.s) == 0;
        cp_str_release(&value);
        cp_str_release(&bound);
    }
    return digits;
}

void cp_watch_add_sentence(struct cp_str *out, const struct cp_watch_word *word) {
    const struct cp_watch_rule *r = word->line->rule;
    int digits = digits_for(word);
    if (isnan(word->value)) {
        add_subject(out, word->line);
        cp_str_addf(out, " has no value: %s", word->why ? word->why : "it is NA");
        return;
    }
    add_subject(out, word->line);
    if (r->nquantile) {
        cp_str_addf(out, " came %s the forecast's quantiles of %g and %g",
                    word->value > 0 ? "outside of" : "within", r->quantile[0], r->quantile[1]);
        add_period(out, word);
        return;
    }
    if (!isnan(r->age))
        add_period(out, word);
    cp_str_add(out, " is ");
    add_value(out, word, digits);
    if (!isnan(r->age))
        cp_str_add(out, " old");
    else
        add_period(out, word);
    add_relation(out, word, digits);
}

void cp_watch_add_news(struct cp_str *out, const struct cp_watch_word *word) {
    const char *state = cp_watch_state_name[cp_watch_shown(word)];
    cp_watch_add_label(out, word->line);
    switch (word->event) {
    case CP_EVENT_RAISE:
        cp_str_addf(out, " is %s", state);
        break;
    case CP_EVENT_LOWER:
        cp_str_addf(out, " is down to %s", state);
        break;
    case CP_EVENT_CLEAR:
        cp_str_add(out, " is ok again");
        break;
    case CP_EVENT_REPEAT:
        cp_str_addf(out, " is still %s", state);
        break;
    case CP_EVENT_MISSING:
        cp_str_addf(out, " is not known any more%s%s", word->state ? "; it was " : "",
                    word->state ? state : "");
        break;
    case CP_EVENT_BACK:
        cp_str_addf(out, " is known again: %s", state);
        break;
    default:
        cp_str_addf(out, " is %s", state);
    }
}
