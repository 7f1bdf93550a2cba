/* A difference as a planner reads it. */
#include "store/difference/difference.h"
#include <math.h>
#include <string.h>

struct show {
    const struct cp_store_difference *d;
    struct cp_page *page;
    struct cp_arena arena; /* of the texts */
    bool full;             /* one of them did not fit into memory */
};

static const char *kept(struct show *s, const char *text) {
    s->full |= !text;
    return text ? text : "";
}

static struct cp_page_cell number(struct show *s, double x, int digits, bool sign) {
    struct cp_page_cell c = cp_store_cell(&s->arena, x, digits, sign);
    c.text = kept(s, c.text);
    return c;
}

static struct cp_page_cell count(struct show *s, size_t n) {
    return number(s, (double)n, 0, false);
}

/* ---- what was compared, and what was edited ---------------------------------------------- */

static void add_sides(struct show *s) {
    static const struct cp_page_column column[] = {{NULL}, {NULL}};
    const struct cp_store_difference *d = s->d;
    cp_page_add_table(
        s->page,
        &(struct cp_page_table){
            .title = "Difference", .column = column, .ncolumn = 2, .nlabel = 1, .untitled = true});
    const char *facts = cp_arena_printf(
        &s->arena, "%s the same, %s changed, %s new, %s gone%s", count(s, d->same).text,
        count(s, d->changed).text, count(s, d->came).text, count(s, d->gone).text,
        d->moved ? cp_arena_printf(&s->arena, "; %s moved within a total", count(s, d->moved).text)
                 : "");
    const struct {
        const char *name, *text;
    } line[] = {{"before", d->before.name}, {"now", d->now.name}, {"facts", kept(s, facts)}};
    for (size_t i = 0; i < sizeof line / sizeof *line; i++)
        cp_page_add_row(
            s->page, (struct cp_page_cell[]){{.text = line[i].name}, {.text = line[i].text}}, NULL);
}

static void add_edits(struct show *s) {
    static const struct cp_page_column column[] = {
        {.title = "plan"}, {"before", .right = true}, {"now", .right = true}, {.title = "where"}};
    const struct cp_store_difference *d = s->d;
    const char *title =
        cp_arena_printf(&s->arena, "Plan, %zu value%s changed", d->nedit, d->nedit == 1 ? "" : "s");
    if (!d->plans)
        return;
    if (!d->nedit) {
        cp_page_add_note(s->page, "the plan is the same");
        return;
    }
    cp_page_add_table(s->page,
                      &(struct cp_page_table){
                          .title = kept(s, title), .column = column, .ncolumn = 4, .nlabel = 1});
    for (size_t i = 0; i < d->nedit; i++) {
        const struct cp_store_edit *e = &d->edit[i];
        cp_page_add_row(s->page,
                        (struct cp_page_cell[]){{.text = e->path},
                                                {.text = e->before ? e->before : "-"},
                                                {.text = e->now ? e->now : "-"},
                                                {.text = e->where}},
                        NULL);
    }
}

/* ---- figures ----------------------------------------------------------------------------- */

static const struct cp_page_column moves[] = {{NULL},
                                              {"before", .right = true},
                                              {"now", .right = true},
                                              {"change", .right = true},
                                              {"%", .right = true}};

/* Digits that tell a change of this size, at most two. */
static int digits_of(double change, double size) {
    double x = fabs(change) > 0.001 * size ? fabs(change) : size;
    return cp_page_digits(x);
}

static void add_move(struct show *s, const char *label, const struct cp_store_move *m,
                     const struct cp_page_scale *scale, bool unit) {
    double before = m->before / scale->divisor, now = m->now / scale->divisor;
    double change = now - before, size = fmax(fabs(before), fabs(now));
    int digits = digits_of(change, size);
    struct cp_page_cell share = {.text = ""};
    bool percent = strcmp(m->unit, "%") != 0 && fabs(before) > 0 &&
                   fabs(change) < 10 * fabs(before) && change != 0;
    if (percent)
        share = number(s, 100 * change / fabs(before), fabs(change) < 0.9995 * fabs(before), true);
    cp_page_add_row(s->page,
                    (struct cp_page_cell[]){{.text = label},
                                            number(s, before, digits, false),
                                            number(s, now, digits, false),
                                            number(s, change, digits, true),
                                            share},
                    unit ? scale->unit : NULL);
}

static void add_figures(struct show *s) {
    const struct cp_store_difference *d = s->d;
    cp_page_add_table(s->page, &(struct cp_page_table){.title = "Headline",
                                                       .column = moves,
                                                       .ncolumn = 5,
                                                       .nlabel = 1,
                                                       .digits_by_row = true});
    for (size_t i = 0; i < d->nfigure; i++) {
        const struct cp_store_move *m = &d->figure[i];
        struct cp_page_scale scale = cp_page_scale_of(m->unit, fmax(fabs(m->before), fabs(m->now)));
        add_move(s, m->label, m, &scale, true);
    }
}

static void draw(struct show *s, const char *name, enum cp_page_mark mark, enum cp_page_ink ink,
                 double from, double to) {
    const double ends[] = {from, to};
    cp_page_add_series(
        s->page, &(struct cp_page_series){.name = name, .mark = mark, .ink = ink, .value = ends});
}

/* Kinds that move by less than this part of the largest stand together. */
#define NEGLIGIBLE 0.0005

/* All kinds, and what is small beside the largest of them. */
static struct cp_store_move together(const struct cp_store_difference *d, double *small) {
    struct cp_store_move all = {"cost_discounted", "together", "USD", 0, 0};
    double most = 0;
    for (size_t i = 0; i < d->nkind; i++) {
        all.before += d->kind[i].before;
        all.now += d->kind[i].now;
        most = fmax(most, fmax(fabs(d->kind[i].before), fabs(d->kind[i].now)));
    }
    *small = NEGLIGIBLE * most;
    return all;
}

/* Where it goes up or down from all before to all now. */
static void draw_bridge(struct show *s) {
    static const char *const point[] = {"from", "to"};
    const struct cp_store_difference *d = s->d;
    double small;
    struct cp_store_move sum = together(d, &small), *all = &sum;
    struct cp_page_scale scale = cp_page_scale_of("USD", small / NEGLIGIBLE);
    double change = all->now - all->before, at = all->before;
    if (!d->nkind || !(fabs(change) > 0))
        return;
    const char *by =
        number(s, fabs(change) / scale.divisor,
               digits_of(change / scale.divisor, fabs(all->now) / scale.divisor), false)
            .text;
    cp_page_add_chart(
        s->page,
        &(struct cp_page_chart){
            .kind = CP_PAGE_BRIDGE,
            .title = kept(s, cp_arena_printf(&s->arena, "The plan costs %s %s %s, discounted", by,
                                             scale.unit, change > 0 ? "more" : "less")),
            .subtitle = kept(s, cp_arena_printf(&s->arena,
                                                "%s by kind of cost, discounted; the bars add up",
                                                scale.unit)),
            .description = "From the cost before to the cost now, by kind.",
            .point = point,
            .npoint = 2,
            .scale = scale});
    draw(s, "before", CP_PAGE_NET, CP_PAGE_WAIT, 0, all->before);
    for (size_t i = 0; i < d->nkind; i++) {
        double move = d->kind[i].now - d->kind[i].before;
        if (!(fabs(move) > small))
            continue;
        draw(s, d->kind[i].label, CP_PAGE_BAR, move > 0 ? CP_PAGE_SHORT : CP_PAGE_USE, at,
             at + move);
        at += move;
    }
    if (fabs(all->now - at) > 1e-9 * fmax(fabs(all->now), fabs(all->before)))
        draw(s, "the others", CP_PAGE_BAR, all->now > at ? CP_PAGE_SHORT : CP_PAGE_USE, at,
             all->now);
    draw(s, "now", CP_PAGE_NET, CP_PAGE_WAIT, 0, all->now);
}

/* It adds up: the last row is the sum of the others. */
static void add_kinds(struct show *s) {
    const struct cp_store_difference *d = s->d;
    double small;
    struct cp_store_move all = together(d, &small);
    struct cp_page_scale scale = cp_page_scale_of("USD", small / NEGLIGIBLE);
    cp_page_add_table(s->page, &(struct cp_page_table){.title = "Cost by kind, discounted",
                                                       .scale = {scale.unit, 1},
                                                       .column = moves,
                                                       .ncolumn = 5,
                                                       .nlabel = 1});
    for (size_t i = 0; i < d->nkind; i++)
        if (fabs(d->kind[i].now - d->kind[i].before) > small)
            add_move(s, d->kind[i].label, &d->kind[i], &scale, false);
    struct cp_store_move rest = {"", "the others", "USD", 0, 0};
    size_t others = 0;
    for (size_t i = 0; i < d->nkind; i++)
        if (!(fabs(d->kind[i].now - d->kind[i].before) > small)) {
            rest.before += d->kind[i].before;
            rest.now += d->kind[i].now;
            others++;
        }
    if (others)
        add_move(s, rest.label, &rest, &scale, false);
    if (d->nkind)
        add_move(s, all.label, &all, &scale, false);
}

/* ---- why, and where ---------------------------------------------------------------------- */

static void add_shares(struct show *s) {
    static const struct cp_page_column column[] = {
        {NULL}, {"alone", .right = true}, {"last", .right = true}, {"share", .right = true}};
    const struct cp_store_difference *d = s->d;
    double all = 0;
    for (size_t i = 0; i < d->nshare; i++)
        all += d->share[i].share;
    struct cp_page_scale scale = cp_page_scale_of("USD", fabs(all));
    int digits = cp_page_digits(fabs(all) / scale.divisor);
    cp_page_add_table(
        s->page,
        &(struct cp_page_table){
            .title = "Why", .subtitle = scale.unit, .column = column, .ncolumn = 4, .nlabel = 1});
    for (size_t i = 0; i < d->nshare; i++)
        cp_page_add_row(
            s->page,
            (struct cp_page_cell[]){{.text = d->share[i].name},
                                    number(s, d->share[i].alone / scale.divisor, digits, true),
                                    number(s, d->share[i].last / scale.divisor, digits, true),
                                    number(s, d->share[i].share / scale.divisor, digits, true)},
            NULL);
    if (!d->nshare)
        return;
    cp_page_add_row(s->page,
                    (struct cp_page_cell[]){{.text = "together"},
                                            {.text = ""},
                                            {.text = ""},
                                            number(s, all / scale.divisor, digits, true)},
                    NULL);
    cp_page_add_note(s->page, kept(s, cp_store_reason(d, &s->arena)));
}

static void add_places(struct show *s) {
    const struct cp_store_difference *d = s->d;
    struct cp_page_column *column = cp_arena_calloc(&s->arena, d->nyear + 2, sizeof *column);
    struct cp_page_cell *cell = cp_arena_calloc(&s->arena, d->nyear + 2, sizeof *cell);
    size_t *year = cp_arena_calloc(&s->arena, d->nyear + 1, sizeof *year), n = 0;
    s->full |= !column || !cell || !year;
    if (s->full || !d->nplace)
        return;
    for (size_t y = 0; y < d->nyear; y++) {
        bool shows = false;
        for (size_t i = 0; i < d->nplace; i++)
            shows |= !isnan(d->place[i].change[y]);
        if (!shows)
            continue;
        column[n + 2] = (struct cp_page_column){
            kept(s, cp_arena_printf(&s->arena, "%d", d->first_year + (int)y)), .right = true};
        year[n++] = y;
    }
    cp_page_add_table(s->page, &(struct cp_page_table){.title = "Where it shows",
                                                       .subtitle = "change by year",
                                                       .column = column,
                                                       .ncolumn = n + 2,
                                                       .nlabel = 2,
                                                       .series = true});
    for (size_t i = 0; i < d->nplace; i++) {
        const struct cp_store_place *p = &d->place[i];
        double most = 0;
        for (size_t k = 0; k < d->nplace; k++)
            if (strcmp(d->place[k].what, p->what) == 0)
                most = fmax(most, d->place[k].largest);
        struct cp_page_scale scale = cp_page_scale_of(p->unit, most);
        cell[0].text = kept(s, cp_arena_printf(&s->arena, "%s, %s", p->what, scale.unit));
        cell[1].text = p->name;
        for (size_t k = 0; k < n; k++) {
            double change = p->change[year[k]];
            cell[k + 2] = isnan(change) ? (struct cp_page_cell){.text = "", .value = NAN}
                                        : number(s, change / scale.divisor,
                                                 cp_page_digits(most / scale.divisor), true);
        }
        cp_page_add_row(s->page, cell, NULL);
    }
}

int cp_store_add_difference(const struct cp_store_difference *d, struct cp_page *page,
                            struct cp_error *err) {
    struct show s = {.d = d, .page = page};
    cp_page_begin_section(page, "difference");
    draw_bridge(&s);
    add_sides(&s);
    add_edits(&s);
    add_figures(&s);
    add_kinds(&s);
    add_shares(&s);
    add_places(&s);
    cp_arena_release(&s.arena);
    return s.full ? cp_fail_nomem(err) : 0;
}
