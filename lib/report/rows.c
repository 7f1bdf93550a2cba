/* The rows of the facts by scenario, so that a section reads those of its own alone. */
#include "report/rows.h"
#include <stdlib.h>
#include <string.h>

/* Which scenario each row is of, numbered as in `names`. False: no memory. */
static bool number(const struct cp_facts *facts, uint32_t *of, struct cp_names *names) {
    const char *last = NULL; /* texts of facts are interned: the same text is the same pointer */
    uint32_t id = 0;
    for (size_t i = 0; i < cp_facts_count(facts); i++) {
        const char *text = cp_facts_dim(facts, i, CP_SCENARIO);
        if (text != last)
            id = cp_names_add(names, text, strlen(text));
        if (id == CP_NAME_NONE)
            return false;
        last = text;
        of[i] = id;
    }
    return true;
}

/* Each scenario's rows stand together in rows->row. */
static void share_out(const struct cp_facts *facts, const uint32_t *of,
                      struct cp_report_rows *rows) {
    uint32_t *next = rows->row;
    for (size_t i = 0; i < cp_facts_count(facts); i++)
        rows->scenario[of[i]].n++;
    for (size_t k = 0; k < rows->n; k++) {
        rows->scenario[k].row = next;
        next += rows->scenario[k].n;
        rows->scenario[k].n = 0;
    }
    for (size_t i = 0; i < cp_facts_count(facts); i++) {
        struct cp_report_scenario *s = &rows->scenario[of[i]];
        s->name = cp_facts_dim(facts, i, CP_SCENARIO);
        s->row[s->n++] = (uint32_t)i;
    }
}

static int by_name(const void *pa, const void *pb) {
    const struct cp_report_scenario *a = pa, *b = pb;
    return strcmp(a->name, b->name);
}

int cp_report_sort_rows(const struct cp_facts *facts, struct cp_report_rows *out,
                        struct cp_error *err) {
    size_t n = cp_facts_count(facts);
    struct cp_names names = {0};
    uint32_t *of = cp_calloc(n, sizeof *of);
    int rc = 0;
    *out = (struct cp_report_rows){.row = cp_calloc(n, sizeof *out->row)};
    if (of && out->row && number(facts, of, &names))
        out->scenario = cp_calloc(names.n, sizeof *out->scenario);
    if (out->scenario) {
        out->n = names.n;
        share_out(facts, of, out);
        qsort(out->scenario, out->n, sizeof *out->scenario, by_name);
    } else {
        rc = cp_fail_nomem(err);
    }
    cp_names_release(&names);
    free(of);
    return rc;
}

void cp_report_rows_release(struct cp_report_rows *rows) {
    free(rows->scenario);
    free(rows->row);
    *rows = (struct cp_report_rows){0};
}
