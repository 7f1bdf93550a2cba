/* Replies of Manifold: a question with a probability, or with several answers. */
#include "odds/json.h"
#include <math.h>
#include <string.h>

static bool is_question(const struct cp_odds_node *n) {
    return cp_odds_has(n, "outcomeType") && cp_odds_has(n, "mechanism");
}

static bool knows(const struct cp_odds_node *root) {
    return cp_odds_is_list(root) ? cp_odds_any(root, is_question) : is_question(root);
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

/* An answer came if it says so, or the question says which did. */
static double outcome_of(const struct cp_odds_node *answer, const char *which) {
    const char *own = cp_odds_word(answer, "resolution"), *id = cp_odds_word(answer, "id");
    return *own || !*which ? outcome(own) : strcmp(which, id) == 0;
}

/* Whose resolution is one of its answers: that one's; else "". */
static const char *chosen(const struct cp_odds_node *n, const struct cp_odds_node *answers) {
    const char *which = cp_odds_word(n, "resolution");
    for (size_t i = 0; *which && i < cp_odds_count(answers); i++) {
        struct cp_odds_node a = cp_odds_item(answers, i);
        if (strcmp(which, cp_odds_word(&a, "id")) == 0)
            return which;
    }
    return "";
}

/* By its text; one without, or with the text of another, by its number. */
static bool name(struct cp_odds_reader *r, const struct cp_odds_node *answer,
                 struct cp_odds_market *m, struct cp_names *names) {
    size_t before = names->n;
    m->name = cp_odds_text(r, answer, "text");
    if (m->name && cp_names_add(names, m->name, strlen(m->name)) == CP_NAME_NONE)
        return cp_fail_nomem(r->err), false;
    if (!m->name || names->n == before)
        m->name = cp_odds_text(r, answer, "id");
    return true;
}

static void read_answers(struct cp_odds_reader *r, const struct cp_odds_node *n,
                         const struct cp_odds_node *answers) {
    const char *which = chosen(n, answers);
    struct cp_names names = {0};
    for (size_t i = 0; i < cp_odds_count(answers); i++) {
        struct cp_odds_node a = cp_odds_item(answers, i);
        struct cp_odds_market *m = add(r, n);
        if (!m || !name(r, &a, m, &names))
            break;
        m->quote.said = cp_odds_number_at(r, &a, "probability", 1);
        m->resolved = outcome_of(&a, which);
        m->exclusive = cp_odds_true(n, "shouldAnswersSumToOne");
    }
    cp_names_release(&names);
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
    read_answers(r, n, &answers);
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
