/* The model from plan and facts to facts: books, who owns whom, one entity after the other. */
#include "finance/model/book.h"
#include <math.h>
#include <string.h>

double *series(struct model *m) {
    return cp_arena_calloc(&m->arena, m->T, sizeof(double));
}

void note(struct model *m, const char *fmt, ...) {
    char text[512];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    cp_str_addf(m->notes, "%s\n", text);
}

static int make_calendar(struct model *m) {
    const struct cp_plan *plan = m->plan;
    m->T = plan->horizon.n;
    if (plan->horizon.from.freq == CP_YEARS)
        return cp_fail_at(m->err, CP_EINPUT, cp_plan_pos(plan, "horizon/step"),
                          "horizon/step: books want periods of a year at most");
    m->period = cp_arena_calloc(&m->arena, m->T, sizeof *m->period);
    m->text = cp_arena_calloc(&m->arena, m->T, sizeof *m->text);
    m->index = series(m);
    m->mid = series(m);
    if (!m->period || !m->text || !m->index || !m->mid)
        return cp_fail_nomem(m->err);
    for (size_t t = 0; t < m->T; t++) {
        m->period[t] = cp_plan_period(plan, t);
        cp_period_format(m->text[t], m->period[t]);
        double mid = cp_period_mid(m->period[t], plan->horizon.origin);
        m->mid[t] = cp_plan_when(plan, m->period[t]);
        m->index[t] = plan->real_prices ? pow(1 + plan->inflation, mid) : 1;
    }
    m->end = cp_years_between(plan->discount_from, cp_period_end(plan->horizon.to));
    return m->T > 0 ? 0 : cp_fail(m->err, CP_EINPUT, "the plan's horizon has no period");
}

static int find_parent(struct model *m, size_t i) {
    struct book *b = &m->book[i];
    b->parent = NONE;
    if (!b->entity->parent)
        return 0;
    for (size_t k = 0; k < m->nbook; k++)
        if (strcmp(m->book[k].entity->name, b->entity->parent) == 0)
            b->parent = k;
    if (b->parent == NONE)
        return cp_fail_at(m->err, CP_EINPUT, b->entity->pos, "entities/%s: no entity '%s'",
                          b->entity->name, b->entity->parent);
    if (!(b->entity->ownership >= 0 && b->entity->ownership <= 1))
        return cp_fail_at(m->err, CP_EINPUT, b->entity->pos,
                          "entities/%s: ownership is a part of 1", b->entity->name);
    return 0;
}

/* Owned before owners. Who has no place after n rounds owns itself. */
static int put_in_order(struct model *m) {
    size_t n = 0;
    bool *placed = cp_arena_calloc(&m->arena, m->nbook, sizeof *placed);
    if (!placed)
        return cp_fail_nomem(m->err);
    for (size_t round = 0; round < m->nbook; round++)
        for (size_t i = 0; i < m->nbook; i++) {
            bool ready = !placed[i];
            for (size_t k = 0; k < m->nbook; k++)
                ready &= placed[k] || m->book[k].parent != i;
            if (ready) {
                placed[i] = true;
                m->order[n++] = i;
            }
        }
    for (size_t i = 0; i < m->nbook; i++)
        if (!placed[i])
            return cp_fail_at(m->err, CP_EINPUT, m->book[i].entity->pos,
                              "entities/%s: is its own parent", m->book[i].entity->name);
    return 0;
}

/* Who bears what no other does: without sites and parent, or without sites, or without parent. */
static void find_rest(struct model *m) {
    int best = -1;
    for (size_t i = 0; i < m->nbook; i++) {
        const struct book *b = &m->book[i];
        int score = 2 * (b->entity->nsite == 0) + (b->parent == NONE);
        if (score > best) {
            best = score;
            m->rest = i;
        }
    }
}

/* A plan without entities is one company without tax or debt. */
static int make_books(struct model *m) {
    const struct cp_plan *plan = m->plan;
    m->nbook = plan->nentity ? plan->nentity : 1;
    m->book = cp_arena_calloc(&m->arena, m->nbook, sizeof *m->book);
    m->order = cp_arena_calloc(&m->arena, m->nbook, sizeof *m->order);
    struct cp_entity *company = cp_arena_calloc(&m->arena, 1, sizeof *company);
    if (!m->book || !m->order || !company)
        return cp_fail_nomem(m->err);
    *company = (struct cp_entity){.name = "company", .hurdle = NAN, .consolidated = true};
    int rc = 0;
    for (size_t i = 0; i < m->nbook && rc == 0; i++) {
        m->book[i].entity = plan->nentity ? &plan->entity[i] : company;
        rc = book_make(m, &m->book[i]);
    }
    for (size_t i = 0; i < m->nbook && rc == 0; i++)
        rc = find_parent(m, i);
    for (size_t i = 0; i < m->nbook && rc == 0; i++)
        if (strcmp(m->book[i].entity->name, "consolidated") == 0)
            rc = cp_fail_at(m->err, CP_EINPUT, m->book[i].entity->pos,
                            "entities/consolidated: the name is that of the group's statements");
    if (rc == 0)
        rc = put_in_order(m);
    if (rc == 0)
        find_rest(m);
    return rc;
}

/* What the owner sees of an entity whose book is closed. */
static void pass_up(struct model *m, const struct book *b) {
    if (b->parent == NONE)
        return;
    struct book *p = &m->book[b->parent];
    double own = b->entity->ownership;
    p->open[BS_ASSOCIATES] += own * b->open[BS_EQUITY];
    for (size_t t = 0; t < m->T; t++) {
        p->line[CF_INVESTMENT][t] -= own * b->line[CF_CONTRIBUTION][t];
        p->line[CF_RECEIVED][t] -= own * b->line[CF_DISTRIBUTION][t];
        p->line[INC_ASSOCIATES][t] += own * b->line[INC_NET][t];
    }
}

static int run_books(struct model *m) {
    int rc = 0;
    for (size_t i = 0; i < m->nbook; i++) {
        struct book *b = &m->book[i];
        int made = loans_make(m, b);
        rc = made < 0 ? made : rc;
        b->scratch = cp_arena_calloc(&m->arena, b->nloan + 1, 4 * sizeof(double));
        b->on = cp_arena_calloc(&m->arena, b->entity->ntrigger + 1, sizeof *b->on);
        b->cured = cp_arena_calloc(&m->arena, b->entity->ntrigger + 1, sizeof *b->cured);
        if (!b->scratch || !b->on || !b->cured)
            return cp_fail_nomem(m->err);
        made = reserves_make(m, b);
        rc = made < 0 ? made : rc;
        assets_run(m, b);
    }
    for (size_t i = 0; i < m->nbook && rc == 0; i++) {
        struct book *b = &m->book[m->order[i]];
        statements_open(m, b);
        rc = entity_run(m, b);
        if (rc == 0)
            rc = statements_close(m, b);
        if (rc == 0)
            pass_up(m, b);
    }
    return rc;
}

int model_run(struct model *m) {
    int rc = make_calendar(m);
    if (rc == 0)
        rc = make_books(m);
    if (rc == 0)
        rc = facts_take(m);
    if (rc == 0)
        rc = assets_open(m);
    return rc < 0 ? rc : run_books(m);
}

void model_release(struct model *m) {
    cp_arena_release(&m->arena);
}

static int write_totals(struct model *m, const struct book *b, struct cp_facts *facts,
                        struct cp_finance_result *out) {
    int rc = covenants_test(m, b, NULL, out);
    if (rc == 0)
        rc = totals_write(m, b, facts);
    return rc < 0 ? rc : lease_write(m, b, facts);
}

static int write_all(struct model *m, const struct book *b, struct cp_facts *facts,
                     struct cp_finance_result *out) {
    int rc = answer_write(m, b, facts);
    if (rc == 0)
        rc = covenants_test(m, b, facts, out);
    if (rc == 0)
        rc = totals_write(m, b, facts);
    if (rc == 0)
        rc = ratios_write(m, b, facts);
    return rc < 0 ? rc : lease_write(m, b, facts);
}

/* Every entity, and the group where there is one. */
static int write_books(struct model *m, struct cp_facts *facts, struct cp_finance_result *out,
                       int (*write)(struct model *m, const struct book *b, struct cp_facts *facts,
                                    struct cp_finance_result *out)) {
    struct book group;
    int rc = group_make(m, &group);
    for (size_t i = 0; i < m->nbook && rc == 0; i++)
        rc = write(m, &m->book[i], facts, out);
    return rc < 0 || !group.is_group ? rc : write(m, &group, facts, out);
}

int model_totals(struct model *m, struct cp_facts *facts, struct cp_finance_result *out) {
    return write_books(m, facts, out, write_totals);
}

int cp_finance(const struct cp_plan *plan, struct cp_facts *facts, struct cp_finance_result *out,
               struct cp_error *err) {
    *out = (struct cp_finance_result){0};
    struct inputs in;
    struct model m = {.plan = plan, .in = &in, .err = err, .notes = &out->notes};
    int rc = inputs_make(&in, facts, err);
    if (rc == 0)
        rc = model_run(&m);
    if (rc == 0)
        rc = write_books(&m, facts, out, write_all);
    if (rc == 0 && out->notes.oom)
        rc = cp_fail_nomem(err);
    if (rc < 0)
        cp_finance_result_release(out);
    inputs_release(&in);
    model_release(&m);
    return rc;
}
