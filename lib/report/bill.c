/* The bill of materials: which halls and plants are late and for want of what, and every item with
 * its dates. */
#include "report/internal.h"
#include <math.h>
#include <string.h>

enum { ENERGISATION, LATENESS, CRITICAL, NEED, ARRIVAL, ORDER_BY, MISSING, BOUGHT, COST, MEASURES };
static const char *const names[MEASURES] = {"energisation", "lateness",     "critical",
                                            "item_need",    "item_arrival", "order_by",
                                            "item_missing", "item_order",   "item_cost"};

/* Rows of a measure, in their order. */
struct rows {
    size_t n;
    size_t *row;
};

static bool read_rows(struct cp_report *r, struct rows all[MEASURES]) {
    for (size_t m = 0; m < MEASURES; m++)
        if (!(all[m].row = cp_report_reserve(r, r->nrow + 1, sizeof *all[m].row)))
            return false;
    for (size_t i = 0; i < r->nrow; i++)
        for (size_t m = 0; m < MEASURES; m++)
            if (strcmp(cp_facts_measure(r->facts, r->row[i]), names[m]) == 0) {
                all[m].row[all[m].n++] = r->row[i];
                r->shown[r->row[i]] = true;
            }
    return true;
}

/* Whether two rows are of the same hall or plant, and with `item` of the same place in its bill. */
static bool is_same(const struct cp_report *r, size_t a, size_t b, bool item) {
    static const enum cp_dim dim[] = {CP_SITE, CP_PHASE, CP_CONTRACT, CP_ITEM, CP_NAME};
    for (size_t i = 0; i < (item ? 5U : 3U); i++)
        if (strcmp(cp_facts_dim(r->facts, a, dim[i]), cp_facts_dim(r->facts, b, dim[i])) != 0)
            return false;
    return true;
}

static const char *item_of(const struct cp_report *r, size_t row) {
    return cp_facts_dim(r->facts, row, CP_ITEM);
}

static const char *day_of(const struct cp_report *r, size_t row) {
    const char *day = cp_facts_dim(r->facts, row, CP_PERIOD);
    return strcmp(day, "-") == 0 ? "never" : day;
}

/* Weeks; negative: early. */
static struct cp_page_cell weeks(struct cp_report *r, double x) {
    if (isnan(x))
        return (struct cp_page_cell){"never", NAN};
    return (struct cp_page_cell){
        cp_report_kept(r, cp_arena_printf(&r->arena, "%.1f", x == 0 ? 0 : x)), x};
}

static struct cp_page_cell late(struct cp_report *r, const struct rows *of, size_t row,
                                bool parent) {
    for (size_t i = 0; i < of->n; i++)
        if (is_same(r, of->row[i], row, !parent) &&
            (!parent || strcmp(item_of(r, of->row[i]), "-") == 0))
            return weeks(r, cp_facts_value(r->facts, of->row[i]));
    return (struct cp_page_cell){"-", NAN};
}

/* "skid, of that the transformer": the chain that decides. */
static const char *chain(struct cp_report *r, const struct rows *critical, size_t row) {
    const char *text = "";
    for (size_t i = 0; i < critical->n; i++)
        if (is_same(r, critical->row[i], row, false))
            text = cp_report_kept(r, cp_arena_printf(&r->arena, "%s%s%s", text, *text ? " < " : "",
                                                     item_of(r, critical->row[i])));
    return text;
}

static void add_parents(struct cp_report *r, const struct rows *all) {
    static const struct cp_page_column column[] = {{.title = ""},
                                                   {.title = "ready"},
                                                   {.title = "weeks late", .right = true},
                                                   {.title = "waits for"}};
    cp_page_add_table(
        r->page, &(struct cp_page_table){.title = "Halls and plants by their parts",
                                         .description = "When the last part of each lets it stand, "
                                                        "how late that is, and which part it is.",
                                         .column = column,
                                         .ncolumn = sizeof column / sizeof *column,
                                         .nlabel = 1});
    for (size_t i = 0; i < all[ENERGISATION].n; i++) {
        size_t row = all[ENERGISATION].row[i];
        struct cp_page_cell cell[] = {{.text = cp_report_dim_text(r, row, THING)},
                                      {.text = day_of(r, row)},
                                      late(r, &all[LATENESS], row, true),
                                      {.text = chain(r, &all[CRITICAL], row)}};
        cp_page_add_row(r->page, cell, NULL);
    }
}

/* The n-th row of a measure for the same place in the same bill; SIZE_MAX: there is none. */
static size_t find_row(const struct cp_report *r, const struct rows *of, size_t row, size_t n) {
    for (size_t i = 0; i < of->n; i++)
        if (is_same(r, of->row[i], row, true) && n-- == 0)
            return of->row[i];
    return SIZE_MAX;
}

/* The order of what arrives: of the same offer. */
static const char *order_by(const struct cp_report *r, const struct rows *of, size_t arrival) {
    for (size_t i = 0; i < of->n; i++)
        if (is_same(r, of->row[i], arrival, true) &&
            strcmp(cp_facts_dim(r->facts, of->row[i], CP_OFFER),
                   cp_facts_dim(r->facts, arrival, CP_OFFER)) == 0)
            return day_of(r, of->row[i]);
    return "-";
}

static void add_line(struct cp_report *r, const struct rows *all, size_t need, size_t from) {
    const char *offer = from == SIZE_MAX ? "nobody" : cp_facts_dim(r->facts, from, CP_OFFER);
    bool stock = strcmp(offer, "-") == 0;
    struct cp_page_cell cell[] = {
        {.text = cp_report_dim_text(r, need, THING)},
        {.text = item_of(r, need)},
        {.text = cp_report_kept(
             r, cp_arena_printf(&r->arena, "%.6g",
                                cp_facts_value(r->facts, from == SIZE_MAX ? need : from)))},
        {.text = day_of(r, need)},
        {.text = from == SIZE_MAX ? "never" : day_of(r, from)},
        late(r, &all[LATENESS], need, false),
        {.text = stock ? "stock" : offer},
        {.text = stock || from == SIZE_MAX ? "-" : order_by(r, &all[ORDER_BY], from)}};
    cp_page_add_row(r->page, cell, NULL);
}

static void add_items(struct cp_report *r, const struct rows *all) {
    static const struct cp_page_column column[] = {
        {.title = ""},       {.title = "item"},    {.title = "units", .right = true},
        {.title = "needed"}, {.title = "there"},   {.title = "weeks late", .right = true},
        {.title = "from"},   {.title = "order by"}};
    cp_page_add_table(
        r->page,
        &(struct cp_page_table){.title = "Bill of materials",
                                .description = "Every item, from whom, when it is needed and when "
                                               "it can be there, and the last day to order it.",
                                .column = column,
                                .ncolumn = sizeof column / sizeof *column,
                                .nlabel = 2});
    for (size_t i = 0; i < all[NEED].n; i++) {
        size_t need = all[NEED].row[i], from, n = 0;
        while ((from = find_row(r, &all[ARRIVAL], need, n)) != SIZE_MAX) {
            add_line(r, all, need, from);
            n++;
        }
        if (n == 0)
            add_line(r, all, need, SIZE_MAX);
    }
}

/* ---- what is awarded ------------------------------------------------------------------------ */

/* What an offer costs, or with `kind` that part of it; `row` is of its order. */
static double cost_of(const struct cp_report *r, const struct rows *of, size_t row,
                      const char *kind) {
    static const enum cp_dim dim[] = {CP_ITEM, CP_SUPPLIER, CP_OFFER};
    double sum = 0;
    for (size_t i = 0; i < of->n; i++) {
        bool same = !kind || strcmp(cp_facts_dim(r->facts, of->row[i], CP_KIND), kind) == 0;
        for (size_t d = 0; same && d < sizeof dim / sizeof *dim; d++)
            same = strcmp(cp_facts_dim(r->facts, of->row[i], dim[d]),
                          cp_facts_dim(r->facts, row, dim[d])) == 0;
        sum += same ? cp_facts_value(r->facts, of->row[i]) : 0;
    }
    return sum;
}

static void add_bought(struct cp_report *r, const struct rows *all) {
    const char *money = cp_report_unit(r, "USD");
    const struct cp_page_column column[] = {
        {.title = "item"},
        {.title = "offer"},
        {.title = "units", .right = true},
        {.title = "price", .unit = money, .right = true},
        {.title = "once", .unit = money, .right = true},
    };
    double sum[2] = {0};
    size_t lines = all[BOUGHT].n;
    cp_page_add_table(
        r->page, &(struct cp_page_table){.title = "Items awarded",
                                         .description = "What is bought of each offer, and what it "
                                                        "costs by unit and once.",
                                         .column = column,
                                         .ncolumn = sizeof column / sizeof *column,
                                         .nlabel = 2});
    for (size_t i = 0; i < all[BOUGHT].n; i++) {
        size_t row = all[BOUGHT].row[i];
        double units = cp_facts_value(r->facts, row), price = cost_of(r, &all[COST], row, "price");
        double once = cost_of(r, &all[COST], row, "fixed");
        struct cp_page_cell cell[] = {{.text = item_of(r, row)},
                                      {.text = cp_facts_dim(r->facts, row, CP_OFFER)},
                                      {.value = units},
                                      {.value = units > 0 ? price : NAN},
                                      {.value = once > 0 ? once : NAN}};
        sum[0] += price;
        sum[1] += once;
        cp_page_add_row(r->page, cell, NULL);
    }
    for (size_t i = 0; i < all[COST].n; i++) {
        size_t row = all[COST].row[i];
        if (strcmp(item_of(r, row), "-") != 0)
            continue;
        lines++;
        double once = cp_facts_value(r->facts, row);
        struct cp_page_cell cell[] = {{.text = cp_facts_dim(r->facts, row, CP_KIND)},
                                      {.text = cp_facts_dim(r->facts, row, CP_SUPPLIER)},
                                      {.text = ""},
                                      {.text = ""},
                                      {.value = once}};
        sum[1] += once;
        cp_page_add_row(r->page, cell, NULL);
    }
    struct cp_page_cell total[] = {
        {.text = "all"}, {.text = ""}, {.text = ""}, {.value = sum[0]}, {.value = sum[1]}};
    cp_page_add_total(r->page, total, NULL, lines);
}

int cp_report_bill(struct cp_report *r) {
    struct rows all[MEASURES] = {0};
    if (!read_rows(r, all))
        return 0;
    add_parents(r, all);
    if (all[BOUGHT].n)
        add_bought(r, all);
    add_items(r, all);
    return 0;
}
