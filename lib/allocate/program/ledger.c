/* The ledger of costs. */
#include "allocate/program/program.h"

#define WORD(constant, word) [constant] = word,
static const char *const words[] = {COST_KINDS(WORD)};

void cp_allocate_charge(struct cp_program *m, size_t t, struct cp_entry e) {
    if (e.amount == 0 || m->ended)
        return;
    CP_ASSERT(!m->ledger.shared);
    e.t = (uint32_t)t;
    if (!cp_grow(&m->ledger.entry, &m->ledger.cap, m->ledger.n, sizeof e)) {
        m->ended = OUT_OF_MEMORY;
        return;
    }
    m->ledger.entry[m->ledger.n++] = e;
    if (e.col != NONE)
        cp_lp_add_cost(m->lp, e.col, e.amount * m->time.discount[e.t]);
}

const struct cp_cost_kind *cp_allocate_cost_kind(enum cost_kind kind) {
    return cp_facts_cost_kind_find(words[kind]);
}

bool cp_allocate_is_capex(const struct cp_entry *e) {
    return cp_allocate_cost_kind(e->kind)->role == CP_COST_CAPITAL;
}
