/* What money in the books is from. */
#include "finance/model/origin.h"
#include "finance/model/book.h"
#include <stdint.h>
#include <stdlib.h>

void cp_finance_from(struct cp_finance_model *m, struct cp_origin o) {
    struct cp_origins *all = m->origins;
    if (!all)
        return;
    if (cp_grow(&all->at, &all->cap, all->n, sizeof *all->at))
        all->at[all->n++] = o;
    else
        all->oom = true;
}

static int compare(const void *a, const void *b) {
    const struct cp_origin *x = a, *y = b;
    if (x->of != y->of)
        return (uintptr_t)x->of < (uintptr_t)y->of ? -1 : 1;
    return (x->sub > y->sub) - (x->sub < y->sub);
}

/* Of one place, as they came. */
static int in_order(const void *a, const void *b) {
    const struct cp_origin *x = a, *y = b;
    int by = compare(a, b);
    if (by)
        return by;
    return x->row != y->row ? (x->row > y->row) - (x->row < y->row)
                            : (x->by > y->by) - (x->by < y->by);
}

void cp_origins_sort(struct cp_origins *o) {
    if (o->n)
        qsort(o->at, o->n, sizeof *o->at, in_order);
}

size_t cp_origins_first(const struct cp_origins *o, const void *of, size_t sub) {
    const struct cp_origin key = {.of = of, .sub = sub};
    size_t low = 0, high = o->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(&o->at[middle], &key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
