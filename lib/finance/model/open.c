/* A model before anything is in its books: periods, a book for every entity, who owns whom. */
#include "finance/model/model.h"
#include <math.h>
#include <string.h>

static int make_calendar(struct cp_finance_model *m) {
    const struct cp_plan *plan = m->plan;
    m->T = plan->horizon.n;
    if (plan->horizon.from.freq == CP_YEARS) /* the plan's own check wants an entity to spend */
        return cp_fail_at(m->err, CP_EINPUT, cp_plan_pos(plan, "horizon/step"),
                          "horizon/step: books want periods of a year at most");
    m->period = cp_arena_calloc(&m->arena, m->T, sizeof *m->period);
    m->text = cp_arena_calloc(&m->arena, m->T, sizeof *m->text);
    m->index = cp_finance_series(m);
    m->mid = cp_finance_series(m);
    if (!m->period || !m->text || !m->index || !m->mid)
        return cp_fail_nomem(m->err);
    for (size_t t = 0; t < m->T; t++) {
        m->period[t] = cp_plan_period(plan, t);
        cp_period_format(m->text[t], m->period[t]);
        double mid = cp_period_mid(m->period[t], plan->horizon.origin);
        m->mid[t] = cp_plan_when(plan, m->period[t]);
        m->index[t] = plan->money.real_prices ? pow(1 + plan->money.inflation, mid) : 1;
    }
    m->end = cp_years_between(plan->money.discount_from, cp_period_end(plan->horizon.to));
    return m->T > 0 ? 0 : cp_fail(m->err, CP_EINPUT, "the plan's horizon has no period");
}

static int find_parents(struct cp_finance_model *m) {
    for (size_t i = 0; i < m->nbook; i++) {
        struct cp_book *b = &m->book[i];
        const struct cp_entity *e = b->entity;
        b->parent = e->parent ? cp_finance_book_named(m, e->parent) : NONE;
        if (!e->parent)
            continue;
        if (b->parent == NONE)
            return cp_fail_at(m->err, CP_EINPUT, e->pos, "entities/%s: no entity '%s'", e->name,
                              e->parent);
        if (!(e->ownership >= 0 && e->ownership <= 1))
            return cp_fail_at(m->err, CP_EINPUT, e->pos, "entities/%s: ownership is a part of 1",
                              e->name);
    }
    return 0;
}

/* No entity has the name of a group's statements; the usual one of them not even without a group.
 */
static int check_names(struct cp_finance_model *m) {
    for (size_t i = 0; i <= m->nbook; i++) {
        const char *name = "consolidated";
        int rc = i < m->nbook ? cp_finance_group_name(m, i, &name) : 0;
        size_t same = rc == 0 && name ? cp_finance_book_named(m, name) : NONE;
        if (rc)
            return rc;
        if (same != NONE)
            return cp_fail_at(m->err, CP_EINPUT, m->book[same].entity->pos,
                              "entities/%s: the name is that of the group's statements", name);
    }
    return 0;
}

/* Owned before owners. Who has no place after n rounds owns itself. */
static int put_in_order(struct cp_finance_model *m) {
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
static void find_default(struct cp_finance_model *m) {
    int best = -1;
    for (size_t i = 0; i < m->nbook; i++) {
        const struct cp_book *b = &m->book[i];
        int score = 2 * (b->entity->nsite == 0) + (b->parent == NONE);
        if (score > best) {
            best = score;
            m->default_book = i;
        }
    }
}

/* A plan without entities is one company without tax or debt. */
static int make_books(struct cp_finance_model *m) {
    const struct cp_plan *plan = m->plan;
    m->nbook = plan->nentity ? plan->nentity : 1;
    m->book = cp_arena_calloc(&m->arena, m->nbook, sizeof *m->book);
    m->order = cp_arena_calloc(&m->arena, m->nbook, sizeof *m->order);
    struct cp_entity *company = cp_arena_calloc(&m->arena, 1, sizeof *company);
    if (!m->book || !m->order || !company)
        return cp_fail_nomem(m->err);
    *company = (struct cp_entity){.name = "company", .hurdle = NAN, .consolidated = true};
    for (size_t i = 0; i < m->nbook; i++) {
        m->book[i].entity = plan->nentity ? &plan->entity[i] : company;
        int rc = cp_finance_book_make(m, &m->book[i]);
        if (rc)
            return rc;
        rc = cp_finance_order_make(m, &m->book[i]);
        if (rc)
            return rc;
        size_t triggers = m->book[i].entity->waterfall.ntrigger;
        m->book[i].trigger.local = cp_arena_calloc(&m->arena, triggers * m->T + 1, sizeof(double));
        if (!m->book[i].trigger.local)
            return cp_fail_nomem(m->err);
        rc = cp_finance_pools_find(m, &m->book[i]);
        if (rc)
            return rc;
    }
    return 0;
}

int cp_finance_model_open(struct cp_finance_model *m) {
    int (*const step[])(struct cp_finance_model * m) = {make_calendar, make_books,
                                                        find_parents,  put_in_order,
                                                        check_names,   cp_finance_filings_make};
    for (size_t i = 0; i < sizeof step / sizeof *step; i++) {
        int rc = step[i](m);
        if (rc)
            return rc;
    }
    find_default(m);
    return 0;
}

void cp_finance_model_release(struct cp_finance_model *m) {
    cp_arena_release(&m->arena);
}
