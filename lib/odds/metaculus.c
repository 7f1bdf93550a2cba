/* Posts of Metaculus: a forecast of the community, which many accounts may not see. */
#include "odds/json.h"
#include <math.h>
#include <string.h>

static bool knows(const struct cp_odds_node *root) {
    struct cp_odds_node q = cp_odds_key(root, "question");
    return cp_odds_has(&q, "type");
}

static struct cp_odds_market *add(struct cp_odds_reader *r, const struct cp_odds_node *root) {
    struct cp_odds_node q = cp_odds_key(root, "question");
    struct cp_odds_market *m = cp_odds_add(r, "metaculus");
    if (m) {
        m->event = m->name = cp_odds_text(r, root, "id");
        m->title = cp_odds_text(r, root, "title");
        m->closes =
            cp_odds_time_at(r, &q,
                            cp_odds_has(&q, "scheduled_resolve_time") ? "scheduled_resolve_time"
                                                                      : "scheduled_close_time");
        m->closed = strcmp(cp_odds_word(&q, "status"), "open") != 0;
    }
    return m;
}

static double element(struct cp_odds_reader *r, const struct cp_odds_node *of, const char *key,
                      size_t i) {
    struct cp_odds_node list = cp_odds_key(of, key), n = cp_odds_item(&list, i);
    return cp_odds_number(r, &n, 1);
}

static void read_binary(struct cp_odds_reader *r, const struct cp_odds_node *root,
                        const struct cp_odds_node *latest) {
    struct cp_odds_node q = cp_odds_key(root, "question");
    const char *resolution = cp_odds_word(&q, "resolution");
    struct cp_odds_market *m = add(r, root);
    if (!m)
        return;
    m->quote.said = element(r, latest, "centers", 0);
    if (isnan(m->quote.said))
        m->quote.said = element(r, latest, "forecast_values", 1); /* of no, of yes */
    m->quote.low = element(r, latest, "interval_lower_bounds", 0);
    m->quote.high = element(r, latest, "interval_upper_bounds", 0);
    m->resolved = strcmp(resolution, "yes") == 0 ? 1 : strcmp(resolution, "no") == 0 ? 0 : NAN;
}

static void read_choice(struct cp_odds_reader *r, const struct cp_odds_node *root,
                        const struct cp_odds_node *latest) {
    struct cp_odds_node q = cp_odds_key(root, "question"), options = cp_odds_key(&q, "options");
    for (size_t i = 0; i < cp_odds_count(&options); i++) {
        struct cp_odds_node o = cp_odds_item(&options, i);
        struct cp_odds_market *m = add(r, root);
        if (!m)
            return;
        m->name = cp_odds_string(r, &o);
        m->quote.said = element(r, latest, "forecast_values", i);
        m->quote.low = element(r, latest, "interval_lower_bounds", i);
        m->quote.high = element(r, latest, "interval_upper_bounds", i);
        m->exclusive = true;
    }
}

/* A distribution of a number at 201 points of its range, straight or logarithmic: a market for what
 * lies between every twentieth. */
static double position(struct cp_odds_reader *r, const struct cp_odds_node *scaling, double u) {
    double least = cp_odds_number_at(r, scaling, "range_min", HUGE_VAL);
    double most = cp_odds_number_at(r, scaling, "range_max", HUGE_VAL);
    double zero = cp_odds_number_at(r, scaling, "zero_point", HUGE_VAL);
    if (isnan(zero))
        return least + (most - least) * u;
    double ratio = (most - zero) / (least - zero);
    return least + (most - least) * (pow(ratio, u) - 1) / (ratio - 1);
}

enum { STEP = 20 };

static void read_numeric(struct cp_odds_reader *r, const struct cp_odds_node *root,
                         const struct cp_odds_node *latest) {
    struct cp_odds_node q = cp_odds_key(root, "question"), scaling = cp_odds_key(&q, "scaling");
    struct cp_odds_node values = cp_odds_key(latest, "forecast_values");
    size_t n = cp_odds_count(&values);
    double before = 0, from = -HUGE_VAL;
    for (size_t i = 0; n > 1; i += STEP) {
        bool end = i >= n;
        double until = end ? HUGE_VAL : position(r, &scaling, (double)i / (double)(n - 1));
        double below = end ? 1 : element(r, latest, "forecast_values", i);
        struct cp_odds_market *m = below > before ? add(r, root) : NULL;
        if (m) {
            m->from = from;
            m->until = until;
            m->quote.said = below - before;
            m->exclusive = true;
            m->name =
                cp_arena_printf(&r->out->arena, "%s below %g", m->event ? m->event : "-", until);
        }
        if (end || cp_odds_failed(r))
            return;
        before = below;
        from = until;
    }
}

static void read(struct cp_odds_reader *r, const struct cp_odds_node *root) {
    struct cp_odds_node q = cp_odds_key(root, "question"), all = cp_odds_key(&q, "aggregations");
    struct cp_odds_node recency = cp_odds_key(&all, "recency_weighted");
    struct cp_odds_node latest = cp_odds_key(&recency, "latest");
    const char *type = cp_odds_word(&q, "type");
    if (!latest.json) {
        cp_fail_at(r->err, CP_EINPUT, (struct cp_pos){r->file, 0, 0},
                   "question/aggregations has no forecast: this account may not see it, or nobody "
                   "made one yet");
        return;
    }
    if (strcmp(type, "binary") == 0)
        read_binary(r, root, &latest);
    else if (strcmp(type, "multiple_choice") == 0)
        read_choice(r, root, &latest);
    else
        read_numeric(r, root, &latest);
}
const struct cp_odds_shape cp_odds_metaculus = {"metaculus", knows, read};
