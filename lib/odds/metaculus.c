/* Posts of Metaculus: a forecast of the community, which many accounts may not see. */
#include "odds/json.h"
#include <math.h>
#include <string.h>

/* A post asks one question, or several that belong together; a page has several posts. */
struct question {
    struct cp_odds_node post, own, latest;
    bool alone; /* the file has no other */
};

static struct cp_odds_node group_of(const struct cp_odds_node *post) {
    struct cp_odds_node group = cp_odds_key(post, "group_of_questions");
    return cp_odds_key(&group, "questions");
}

static bool is_post(const struct cp_odds_node *n) {
    struct cp_odds_node q = cp_odds_key(n, "question"), group = group_of(n);
    return cp_odds_has(&q, "type") || cp_odds_any_has(&group, "type");
}

static bool knows(const struct cp_odds_node *root) {
    struct cp_odds_node page = cp_odds_key(root, "results");
    return is_post(root) || cp_odds_any(&page, is_post);
}

/* By its own status, or that of its post; where neither is told, once it came out. */
static bool is_closed(const struct question *q) {
    const char *own = cp_odds_word(&q->own, "status");
    const char *status = *own ? own : cp_odds_word(&q->post, "status");
    return *status ? strcmp(status, "open") != 0 : *cp_odds_word(&q->own, "resolution") != '\0';
}

static struct cp_odds_market *add(struct cp_odds_reader *r, const struct question *q) {
    struct cp_odds_market *m = cp_odds_add(r, "metaculus");
    bool single = cp_odds_has(&q->post, "question");
    if (m) {
        m->event = cp_odds_text(r, &q->post, "id");
        m->name = single ? m->event : cp_odds_text(r, &q->own, "id");
        m->title = cp_odds_text(r, single ? &q->post : &q->own, "title");
        m->closes = cp_odds_time_at(r, &q->own,
                                    cp_odds_has(&q->own, "scheduled_resolve_time")
                                        ? "scheduled_resolve_time"
                                        : "scheduled_close_time");
        m->closed = is_closed(q);
    }
    return m;
}

static double element(struct cp_odds_reader *r, const struct cp_odds_node *of, const char *key,
                      size_t i) {
    struct cp_odds_node list = cp_odds_key(of, key), n = cp_odds_item(&list, i);
    return cp_odds_number(r, &n, 1);
}

static void read_binary(struct cp_odds_reader *r, const struct question *q) {
    const char *resolution = cp_odds_word(&q->own, "resolution");
    struct cp_odds_market *m = add(r, q);
    if (!m)
        return;
    m->quote.said = element(r, &q->latest, "centers", 0);
    if (isnan(m->quote.said))
        m->quote.said = element(r, &q->latest, "forecast_values", 1); /* of no, of yes */
    m->quote.low = element(r, &q->latest, "interval_lower_bounds", 0);
    m->quote.high = element(r, &q->latest, "interval_upper_bounds", 0);
    m->resolved = strcmp(resolution, "yes") == 0 ? 1 : strcmp(resolution, "no") == 0 ? 0 : NAN;
}

/* It came out as one of the options. */
static bool is_settled(struct cp_odds_reader *r, const struct cp_odds_node *options,
                       const char *resolution) {
    for (size_t i = 0; i < cp_odds_count(options) && *resolution; i++) {
        struct cp_odds_node o = cp_odds_item(options, i);
        const char *name = cp_odds_string(r, &o);
        if (name && strcmp(name, resolution) == 0)
            return true;
    }
    return false;
}

static void read_choice(struct cp_odds_reader *r, const struct question *q) {
    struct cp_odds_node options = cp_odds_key(&q->own, "options");
    const char *resolution = cp_odds_word(&q->own, "resolution");
    bool settled = is_settled(r, &options, resolution);
    for (size_t i = 0; i < cp_odds_count(&options); i++) {
        struct cp_odds_node o = cp_odds_item(&options, i);
        struct cp_odds_market *m = add(r, q);
        if (!m)
            return;
        m->name = cp_odds_string(r, &o);
        m->quote.said = element(r, &q->latest, "forecast_values", i);
        m->quote.low = element(r, &q->latest, "interval_lower_bounds", i);
        m->quote.high = element(r, &q->latest, "interval_upper_bounds", i);
        m->exclusive = true;
        if (settled)
            m->resolved = m->name && strcmp(m->name, resolution) == 0;
    }
}

/* A distribution of a number at 201 points of its range, or fewer, straight or logarithmic. */
struct range {
    double least, most, zero; /* zero NaN: straight */
};

static bool read_range(struct cp_odds_reader *r, const struct question *q, struct range *out) {
    struct cp_odds_node scaling = cp_odds_key(&q->own, "scaling");
    out->least = cp_odds_real_at(r, &scaling, "range_min");
    out->most = cp_odds_real_at(r, &scaling, "range_max");
    out->zero = cp_odds_real_at(r, &scaling, "zero_point");
    double ratio = (out->most - out->zero) / (out->least - out->zero);
    bool is = out->most > out->least && (isnan(out->zero) || (ratio > 0 && isfinite(ratio)));
    if (!is && !q->alone)
        add(r, q); /* it says nothing; others of the file do */
    else if (!is && !cp_odds_failed(r))
        cp_fail_at(r->err, CP_EINPUT, (struct cp_pos){r->file, 0, 0},
                   "%s: no range, from range_min to range_max by zero_point", scaling.path);
    return is && !cp_odds_failed(r);
}

static double position(const struct range *of, double u) {
    double width = of->most - of->least, ratio = (of->most - of->zero) / (of->least - of->zero);
    return isnan(of->zero) ? of->least + width * u
                           : of->least + width * (pow(ratio, u) - 1) / (ratio - 1);
}

/* By point i of n, no less than before. */
static double below(struct cp_odds_reader *r, const struct question *q, size_t i, double before) {
    return fmax(element(r, &q->latest, "forecast_values", i), before);
}

/* Significant digits that tell bounds at every `step` of n points apart. */
static int digits(const struct range *of, size_t n, size_t step) {
    enum { LEAST = 6, ALL = 17 };
    for (int d = LEAST; d < ALL; d++) {
        char name[2][32] = {""};
        bool apart = true;
        for (size_t i = 0, k = 0; i < n && apart; i += step, k = !k) {
            snprintf(name[k], sizeof name[k], "%.*g", d, position(of, (double)i / (double)(n - 1)));
            apart = strcmp(name[0], name[1]) != 0;
        }
        if (apart)
            return d;
    }
    return ALL;
}

/* A market for every tenth of the range. */
static void read_numeric(struct cp_odds_reader *r, const struct question *q) {
    enum { PARTS = 10 };
    struct cp_odds_node values = cp_odds_key(&q->latest, "forecast_values");
    size_t n = cp_odds_count(&values), step = n > PARTS ? (n - 1) / PARTS : 1;
    struct range range;
    double before = 0, from = -HUGE_VAL;
    if (n < 2 || !read_range(r, q, &range))
        return;
    int shown = digits(&range, n, step);
    for (size_t i = 0;; i += step) {
        bool end = i >= n;
        double until = end ? HUGE_VAL : position(&range, (double)i / (double)(n - 1));
        double p = end            ? 1
                   : until > from ? below(r, q, i, before)
                                  : before; /* a part without width is of the next */
        struct cp_odds_market *m = p > before ? add(r, q) : NULL;
        if (m) {
            m->from = from;
            m->until = until;
            m->quote.said = p - before;
            m->exclusive = true;
            m->name = cp_arena_printf(&r->out->arena, "%s below %.*g", m->name ? m->name : "-",
                                      shown, until);
        }
        if (end || cp_odds_failed(r))
            return;
        before = p;
        from = until;
    }
}

/* Whether it came by then; NaN: it did not come out, or as no time. */
static double came_by(const char *resolution, double seconds) {
    int64_t hour;
    unsigned second;
    if (strcmp(resolution, "below_lower_bound") == 0)
        return 1;
    if (strcmp(resolution, "above_upper_bound") == 0)
        return 0;
    if (cp_odds_time_parse(resolution, &hour, &second) != 0)
        return NAN;
    return (double)hour * 3600 + second <= seconds;
}

/* When it comes, at as many points of time: that it comes by each, a rung of a ladder, which is
 * named by its day; of a day the last. */
static void read_date(struct cp_odds_reader *r, const struct question *q) {
    enum { PARTS = 10 };
    struct cp_odds_node values = cp_odds_key(&q->latest, "forecast_values");
    size_t n = cp_odds_count(&values), step = n > PARTS ? (n - 1) / PARTS : 1;
    struct range range;
    struct cp_odds_market *m = NULL;
    double before = 0;
    if (n < 2 || !read_range(r, q, &range))
        return;
    for (size_t i = 0; i < n && !cp_odds_failed(r); i += step) {
        char day[CP_PERIOD_SIZE];
        double seconds = position(&range, (double)i / (double)(n - 1));
        int64_t hour = cp_odds_hour(seconds);
        if (!m || hour / 24 != m->closes / 24) {
            m = add(r, q);
            if (!m)
                return;
            cp_period_format(day, cp_period_at(CP_DAY, hour));
            m->name = cp_arena_printf(&r->out->arena, "%s by %s", m->name ? m->name : "-", day);
        }
        before = below(r, q, i, before);
        m->closes = hour;
        m->quote.said = before;
        m->resolved = came_by(cp_odds_word(&q->own, "resolution"), seconds);
    }
}

static void read_question(struct cp_odds_reader *r, struct question *q) {
    struct cp_odds_node all = cp_odds_key(&q->own, "aggregations");
    struct cp_odds_node recency = cp_odds_key(&all, "recency_weighted");
    const char *type = cp_odds_word(&q->own, "type");
    q->latest = cp_odds_key(&recency, "latest");
    if (!q->latest.json && q->alone)
        cp_fail_at(r->err, CP_EINPUT, (struct cp_pos){r->file, 0, 0},
                   "question/aggregations has no forecast: this account may not see it, or nobody "
                   "made one yet");
    else if (!q->latest.json || strcmp(type, "binary") == 0)
        read_binary(r, q); /* of others, that nobody may see, that there is one */
    else if (strcmp(type, "multiple_choice") == 0)
        read_choice(r, q);
    else if (strcmp(type, "date") == 0)
        read_date(r, q);
    else
        read_numeric(r, q);
}

static void read_post(struct cp_odds_reader *r, const struct cp_odds_node *post, bool alone) {
    struct cp_odds_node group = group_of(post);
    struct question q = {.post = *post, .own = cp_odds_key(post, "question"), .alone = alone};
    if (q.own.json)
        read_question(r, &q);
    q.alone = false;
    for (size_t i = 0; i < cp_odds_count(&group); i++) {
        q.own = cp_odds_item(&group, i);
        read_question(r, &q);
    }
}

static void read(struct cp_odds_reader *r, const struct cp_odds_node *root) {
    struct cp_odds_node page = cp_odds_key(root, "results");
    if (!page.json)
        read_post(r, root, true);
    for (size_t i = 0; i < cp_odds_count(&page); i++) {
        struct cp_odds_node post = cp_odds_item(&page, i);
        read_post(r, &post, false);
    }
}
const struct cp_odds_shape cp_odds_metaculus = {"metaculus", knows, read};
