/* Between what figures lie over the scenarios of a stream. */
#include "report/scenarios.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct cp_report_spread cp_report_spreads[] = {
    {"objective", "USD", "Discounted cost"},
    {"npv", "USD", "NPV"},
    {"irr", "%", "IRR"},
    {"dscr_min", "1", "Least coverage"},
};
const size_t cp_report_nspread = sizeof cp_report_spreads / sizeof *cp_report_spreads;

struct entry {
    const char *name;
    double value;
};

static int by_entry(const void *pa, const void *pb) {
    const struct entry *a = pa, *b = pb;
    int c = strcmp(a->name, b->name);
    return c ? c : (a->value > b->value) - (a->value < b->value);
}

/* Figures of the whole plan in some scenario. */
static size_t gather(struct cp_report *r, const struct cp_selection *rows, struct entry *out) {
    size_t n = 0;
    for (size_t i = 0; i < rows->n; i++) {
        size_t row = rows->row[i];
        if (strcmp(cp_facts_dim(r->facts, row, CP_SCENARIO), "-") == 0 ||
            strcmp(cp_facts_dim(r->facts, row, CP_PERIOD), "-") != 0 ||
            !cp_facts_is_plain(r->facts, row) || isnan(rows->value[i]))
            continue;
        const char *name = cp_report_dim_text(r, row, OWNER);
        out[n++] = (struct entry){*name ? name : "the plan", rows->value[i]};
    }
    if (n > 1)
        qsort(out, n, sizeof *out, by_entry);
    return n;
}

int cp_report_read_spread(struct cp_report *r, const struct cp_report_spread *s,
                          struct cp_report_range **out, size_t *n) {
    struct cp_selection rows;
    int rc = cp_facts_select(r->facts, s->measure, s->unit, &rows, r->err);
    *n = 0;
    *out = NULL;
    if (rc)
        return rc;
    struct entry *e = cp_report_reserve(r, rows.n + 1, sizeof *e);
    *out = cp_report_reserve(r, rows.n + 1, sizeof **out);
    size_t all = e && *out ? gather(r, &rows, e) : 0;
    cp_facts_selection_release(&rows);
    for (size_t i = 0, k; i < all; i = k) {
        for (k = i + 1; k < all && strcmp(e[k].name, e[i].name) == 0;)
            k++;
        double middle = (e[i + (k - i - 1) / 2].value + e[i + (k - i) / 2].value) / 2;
        if (k - i > 1)
            (*out)[(*n)++] =
                (struct cp_report_range){e[i].name, {e[i].value, middle, e[k - 1].value}, k - i};
    }
    return 0;
}

static struct cp_page_cell cell(struct cp_report *r, const struct cp_report_spread *s, double x) {
    if (strcmp(s->unit, "USD") == 0)
        return (struct cp_page_cell){cp_report_money(r, x), x};
    const char *number = cp_report_number(r, x);
    const char *after = strcmp(s->unit, "%") == 0 ? " %" : "";
    return (struct cp_page_cell){
        cp_report_kept(r, cp_arena_printf(&r->arena, "%s%s", number, after)), x};
}

static struct cp_page_cell count(struct cp_report *r, size_t n) {
    return (struct cp_page_cell){cp_report_kept(r, cp_arena_printf(&r->arena, "%zu", n)),
                                 (double)n};
}

int cp_report_scenarios(struct cp_report *r) {
    static const struct cp_page_column column[] = {{.title = "figure"},
                                                   {.title = "of"},
                                                   {.title = "least", .right = true},
                                                   {.title = "median", .right = true},
                                                   {.title = "most", .right = true},
                                                   {.title = "scenarios", .right = true}};
    cp_page_add_table(r->page, &(struct cp_page_table){.title = "Over the scenarios",
                                                       .description =
                                                           "Between what figures of the whole plan "
                                                           "lie, each scenario counted once.",
                                                       .column = column,
                                                       .ncolumn = sizeof column / sizeof *column,
                                                       .nlabel = 2});
    for (size_t k = 0; k < cp_report_nspread; k++) {
        const struct cp_report_spread *s = &cp_report_spreads[k];
        struct cp_report_range *range;
        size_t n;
        int rc = cp_report_read_spread(r, s, &range, &n);
        if (rc)
            return rc;
        for (size_t i = 0; i < n; i++)
            cp_page_add_row(r->page,
                            (struct cp_page_cell[]){{.text = s->label},
                                                    {.text = range[i].name},
                                                    cell(r, s, range[i].value[0]),
                                                    cell(r, s, range[i].value[1]),
                                                    cell(r, s, range[i].value[2]),
                                                    count(r, range[i].n)},
                            NULL);
    }
    return 0;
}
