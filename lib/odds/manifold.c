/* Replies of Manifold: a question with a probability, or with several answers. */
#include "odds/json.h"
#include <math.h>
#include <string.h>

static bool knows(const struct cp_odds_node *root) {
    struct cp_odds_node m = cp_odds_is_list(root) ? cp_odds_item(root, 0) : *root;
    return cp_odds_has(&m, "outcomeType") && cp_odds_has(&m, "mechanism");
}

static struct cp_odds_market *add(struct cp_odds_reader *r, const struct cp_odds_node *n) {
    struct cp_odds_market *m = cp_odds_add_entry(r, n, "outcomeType", "manifold");
    if (m) {
        m->event = cp_odds_text(r, n, "id");
        m->title = cp_odds_text(r, n, "question");
        m->quote.volume = cp_odds_number_at(r, n, "volume", HUGE_VAL);
        m->closes = cp_odds_time_at(r, n, "closeTime");
        m->closed = cp_odds_true(n, "isResolved");
        m->play = strcmp(cp_odds_word(n, "token"), "CASH") != 0;
    }
    return m;
}

/* Settled at a probability, or called off, is no outcome. */
static double outcome(const char *resolution) {
    return strcmp(resolution, "YES") == 0 ? 1 : strcmp(resolution, "NO") == 0 ? 0 : NAN;
}

static void read_one(struct cp_odds_reader *r, const struct cp_odds_node *n) {
    struct cp_odds_node answers = cp_odds_key(n, "answers");
    if (!cp_odds_is_list(&answers)) {
        struct cp_odds_market *m = add(r, n);
        if (m) {
            m->name = m->event;
            if (strcmp(cp_odds_word(n, "outcomeType"), "BINARY") == 0) /* of a number it is none */
                m->quote.said = cp_odds_number_at(r, n, "probability", 1);
            m->resolved = outcome(cp_odds_word(n, "resolution"));
        }
        return;
    }
    for (size_t i = 0; i < cp_odds_count(&answers); i++) {
        struct cp_odds_node a = cp_odds_item(&answers, i);
        struct cp_odds_market *m = add(r, n);
        if (!m)
            return;
        m->name = cp_odds_text(r, &a, "text");
        m->quote.said = cp_odds_number_at(r, &a, "probability", 1);
        m->resolved = outcome(cp_odds_word(&a, "resolution"));
        m->exclusive = cp_odds_true(n, "shouldAnswersSumToOne");
    }
}

static void read(struct cp_odds_reader *r, const struct cp_odds_node *root) {
    if (!cp_odds_is_list(root)) {
        read_one(r, root);
        return;
    }
    for (size_t i = 0; i < cp_odds_count(root); i++) {
        struct cp_odds_node n = cp_odds_item(root, i);
        read_one(r, &n);
    }
}
const struct cp_odds_shape cp_odds_manifold = {"manifold", knows, read};
