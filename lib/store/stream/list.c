/* A list of figures. */
#include "store/stream/figure.h"
#include <math.h>
#include <string.h>

int cp_store_headline_add(struct cp_store_headline *h, struct cp_arena *arena,
                          struct cp_store_figure figure, struct cp_error *err) {
    enum { FIRST = 32 };
    if (isnan(figure.value))
        return 0;
    /* it doubles whenever it is full: at a power of two */
    if (h->n == 0 || (h->n >= FIRST && (h->n & (h->n - 1)) == 0)) {
        struct cp_store_figure *more =
            cp_arena_calloc(arena, h->n ? 2 * h->n : FIRST, sizeof *more);
        if (!more)
            return cp_fail_nomem(err);
        if (h->n)
            memcpy(more, h->figure, h->n * sizeof *more);
        h->figure = more;
    }
    if (!figure.name || !figure.scenario)
        return cp_fail_nomem(err);
    h->figure[h->n++] = figure;
    return 0;
}

const struct cp_store_figure *cp_store_headline_find(const struct cp_store_headline *h,
                                                     const char *name) {
    for (size_t i = 0; i < h->n; i++)
        if (strcmp(h->figure[i].name, name) == 0 && strcmp(h->figure[i].scenario, "-") == 0)
            return &h->figure[i];
    return NULL;
}
