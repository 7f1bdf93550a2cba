/* Headlines of many runs as facts: what lists and trends are written as for other programs. */
#include "store/run/run.h"
#include <stdlib.h>
#include <string.h>

/* "cost_discounted/gpu" is a measure and a kind. */
static void add_row(struct cp_str *out, const struct cp_store_run *r, const char *day,
                    const struct cp_store_figure *f) {
    const char *slash = strchr(f->name, '/');
    cp_str_addf(out, "%lld\t%s\t%s\t%s\t%s\t%.*s\t", (long long)r->run, r->name,
                r->whole ? "whole" : "partial", day, slash ? slash + 1 : "-",
                slash ? (int)(slash - f->name) : (int)strlen(f->name), f->name);
    cp_str_add_number(out, f->value);
    cp_str_addf(out, "\t%s\n", f->unit);
}

int cp_store_trend(struct cp_store *s, const struct cp_store_run *run, size_t n,
                   const char *const *name, size_t nname, struct cp_facts *out,
                   struct cp_error *err) {
    struct cp_str text = {0};
    struct cp_arena arena = {0};
    bool as_of = true;
    int rc = 0;
    for (size_t i = 0; i < n; i++)
        as_of &= run[i].as_of != NULL;
    cp_str_add(&text, "run\tname\tstate\tperiod\tkind\tmeasure\tvalue\tunit\n");
    for (size_t i = 0; rc == 0 && i < n; i++) {
        struct cp_store_headline h;
        char day[11];
        snprintf(day, sizeof day, "%s", as_of ? run[i].as_of : run[i].at);
        rc = cp_store_run_headline(s, run[i].run, &arena, &h, err);
        for (size_t k = 0; rc == 0 && k < nname; k++) {
            const struct cp_store_figure *f = cp_store_headline_find(&h, name[k]);
            if (f)
                add_row(&text, &run[i], day, f);
        }
        cp_arena_release(&arena);
    }
    if (rc == 0 && text.oom)
        rc = cp_fail_nomem(err);
    FILE *in = rc == 0 ? fmemopen(text.s, text.len, "r") : NULL;
    if (rc == 0)
        rc = in ? cp_facts_read(out, in, s->path, err) : cp_fail_nomem(err);
    if (in)
        fclose(in);
    cp_str_release(&text);
    return rc;
}
