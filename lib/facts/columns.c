#include "facts/internal.h"
#include <stdlib.h>
#include <string.h>

/* What every written form starts from: which columns are shown, and names as a stream spells them.
 */

static const char raw[] = "\t\n\r\\";

static const char *escape(struct cp_arena *a, const char *s, size_t len, size_t *outlen) {
    char *e = len > SIZE_MAX / 2 - 1 ? NULL : cp_arena_alloc(a, 2 * len + 1), *p = e;
    if (!e)
        return NULL;
    for (size_t i = 0; i < len; i++) {
        const char *q = memchr(raw, s[i], 4);
        if (q)
            *p++ = '\\';
        *p++ = q ? "tnr\\"[q - raw] : s[i];
    }
    *p = '\0';
    *outlen = (size_t)(p - e);
    return e;
}

struct cp_span *cp_facts_spans(const struct cp_facts *t, struct cp_arena *a) {
    struct cp_span *span = cp_calloc(t->names.n, sizeof *span);
    for (size_t i = 0; span && i < t->names.n; i++) {
        const char *s = t->names.text[i];
        span[i] = (struct cp_span){s, t->names.length[i]};
        if (s[strcspn(s, "\t\n\r\\")] == '\0')
            continue;
        span[i].s = escape(a, s, span[i].len, &span[i].len);
        if (!span[i].s) {
            free(span);
            return NULL;
        }
    }
    return span;
}

static bool used(const struct cp_facts *t, size_t col) {
    const struct cp_facts_column *c = &t->column[col];
    if (c->in_header || !c->id)
        return c->in_header;
    for (size_t i = 0; i < t->n; i++)
        if (c->id[i])
            return true;
    return false;
}

void cp_facts_show(struct cp_facts *t, enum cp_dim d) {
    t->column[d].in_header = true;
}

size_t *cp_facts_shown(const struct cp_facts *t, size_t *n) {
    size_t *col = cp_calloc(t->ncolumn, sizeof *col);
    *n = 0;
    for (size_t i = 0; col && i < t->ncolumn; i++)
        if (used(t, i))
            col[(*n)++] = i;
    return col;
}
