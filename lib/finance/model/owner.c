/* Whose books what happens at a site goes to: its entity's, or where that is paid rent the
 * tenant's. */
#include "finance/model/model.h"
#include <string.h>

static bool listed(const char *const *names, size_t n, const char *name) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

size_t cp_finance_site_owner(const struct cp_finance_model *m, const char *name) {
    const struct cp_site *site = cp_plan_site(m->plan, name);
    size_t b = site && site->entity ? cp_finance_book_named(m, site->entity) : NONE;
    for (size_t i = 0; b == NONE && i < m->nbook; i++)
        if (listed(m->book[i].entity->sites, m->book[i].entity->nsite, name))
            b = i;
    return b == NONE ? m->default_book : b;
}

size_t cp_finance_site_operator(const struct cp_finance_model *m, const char *name) {
    size_t b = cp_finance_site_owner(m, name);
    return m->book[b].entity->lease.rent.n > 0 && m->book[b].parent != NONE ? m->book[b].parent : b;
}
