/* The report: its sections, for each scenario of the stream. */
#include "report/rows.h"
#include <stdlib.h>
#include <string.h>

/* In the order in which they are read, and the part of a page with pictures that each is in. */
static const struct {
    const char *name, *part;
    int (*draw)(struct cp_report *r); /* NULL: there is no picture of it */
    int (*add)(struct cp_report *r);
} sections[] = {
    {"scenarios", "Over the scenarios", cp_report_picture_scenarios, cp_report_scenarios},
    {"events", "What events cost", cp_report_picture_events, cp_report_events},
    {"headline", NULL, cp_report_picture_headline, cp_report_headline},
    {"bottleneck", "What stands in the way", cp_report_picture_bottleneck, cp_report_bottleneck},
    {"people", "Work", NULL, cp_report_people},
    {"work", "Work", cp_report_picture_work, cp_report_work},
    {"sites", "Sites and power", cp_report_picture_sites, cp_report_sites},
    {"chips", "Chips", cp_report_picture_chips, cp_report_chips},
    {"supply", "Chips", cp_report_picture_supply, cp_report_supply},
    {"award", "Chips", NULL, cp_report_award},
    {"suppliers", "Chips", NULL, cp_report_suppliers},
    {"bill", "Parts", NULL, cp_report_bill},
    {"energy", "Energy", cp_report_picture_energy, cp_report_energy},
    {"hours", "Energy", cp_report_picture_hours, cp_report_hours},
    {"costs", "Money", cp_report_picture_costs, cp_report_costs},
    {"income", "Money", cp_report_picture_income, cp_report_income},
    {"debt", "Money", cp_report_picture_debt, cp_report_debt},
    {"returns", "Money", cp_report_picture_returns, cp_report_returns},
    {"shadow-prices", "What one more is worth", cp_report_picture_shadow_prices,
     cp_report_shadow_prices},
    {"binding", "What one more is worth", cp_report_picture_binding, cp_report_binding},
    {"position", "What is open to the market", cp_report_picture_position, cp_report_position},
    {"exposure", "What is open to the market", cp_report_picture_exposure, cp_report_exposure},
    {"book", "Books and hedges", cp_report_picture_book, cp_report_book},
    {"risk", "Books and hedges", cp_report_picture_risk, cp_report_risk},
    {"hedge", "Books and hedges", cp_report_picture_hedge, cp_report_hedge},
    {"odds", "What may come", cp_report_picture_odds, cp_report_odds},
    {"sale", "What is sold", cp_report_picture_sale, cp_report_sale},
};
enum { SECTIONS = sizeof sections / sizeof *sections };
enum { ACROSS = 2 }; /* the first are of all scenarios together, and stand before each */

const char *cp_report_section_name(size_t i) {
    return i < SECTIONS ? sections[i].name : NULL;
}

static bool is_asked(const struct cp_report_options *o, size_t section) {
    bool asked = o->nonly == 0;
    for (size_t i = 0; i < o->nonly; i++)
        asked |= o->only[i] == section;
    return asked;
}

/* Pictures of a part stand together, and its tables below them. */
static int add_part(struct cp_report *r, size_t from, size_t to) {
    int rc = 0;
    if (r->options->pictures && sections[from].part) {
        bool plan = strcmp(r->scenario, "-") == 0;
        struct cp_str title = {0};
        cp_str_addf(&title, "%s%s%s", sections[from].part, plan ? "" : ", scenario ",
                    plan ? "" : r->scenario);
        cp_page_begin_part(r->page, title.s);
        r->oom |= title.oom;
        cp_str_release(&title);
    }
    for (size_t i = from; i < to && rc == 0; i++)
        if (r->options->pictures && sections[i].draw && is_asked(r->options, i)) {
            cp_page_begin_section(r->page, sections[i].name);
            rc = sections[i].draw(r);
        }
    for (size_t i = from; i < to && rc == 0; i++)
        if (is_asked(r->options, i)) {
            cp_page_begin_section(r->page, sections[i].name);
            rc = sections[i].add(r);
        }
    cp_page_begin_part(r->page, NULL); /* one that got nothing has no heading */
    return rc;
}

static int add_scenario(struct cp_report *r, const struct cp_report_scenario *scenario) {
    r->scenario = scenario->name;
    r->row = scenario->row;
    r->nrow = scenario->n;
    r->nyear = r->nwritten = 0;
    cp_page_begin_section(r->page, NULL);
    if (strcmp(scenario->name, "-") != 0)
        cp_page_begin_chapter(
            r->page, cp_report_kept(r, cp_arena_printf(&r->arena, "Scenario %s", scenario->name)));
    int rc = cp_report_note_periods(r);
    for (size_t i = ACROSS, end; i < SECTIONS && rc == 0; i = end) {
        end = i + 1;
        while (end < SECTIONS && sections[end].part && sections[i].part &&
               strcmp(sections[end].part, sections[i].part) == 0)
            end++;
        rc = add_part(r, i, end);
    }
    cp_page_begin_chapter(r->page, NULL);
    cp_arena_release(&r->arena);
    return rc;
}

static bool asks_of_each(const struct cp_report_options *o) {
    bool any = o->nonly == 0;
    for (size_t i = 0; i < o->nonly; i++)
        any |= o->only[i] >= ACROSS;
    return any;
}

/* Of the facts without a scenario, and of the scenarios beside one another. */
static int add_across(struct cp_report *r, const struct cp_report_rows *rows) {
    int rc = 0;
    r->scenario = "-";
    r->row = NULL;
    r->nrow = r->nyear = r->nwritten = 0;
    for (size_t i = 0; i < rows->n; i++)
        if (strcmp(rows->scenario[i].name, "-") == 0) {
            r->row = rows->scenario[i].row;
            r->nrow = rows->scenario[i].n;
            rc = cp_report_note_periods(r);
        }
    for (size_t i = 0; i < ACROSS && rc == 0; i++)
        rc = add_part(r, i, i + 1);
    cp_arena_release(&r->arena);
    return rc;
}

/* The years that the facts are of. */
static void add_title(struct cp_report *r) {
    const struct cp_facts *facts = r->facts;
    const struct cp_report_options *o = r->options;
    int first = 0, last = 0;
    for (size_t i = 0; i < cp_facts_count(facts); i++) {
        const char *text = cp_facts_dim(facts, i, CP_PERIOD);
        struct cp_period p;
        if (strcmp(text, "-") == 0 || cp_period_parse(text, strlen(text), &p) < 0)
            continue;
        int year = cp_period_year(p);
        first = first == 0 || year < first ? year : first;
        last = year > last ? year : last;
    }
    struct cp_str title = {0}, below = {0};
    cp_str_addf(&title, first == last ? "Plan for %d" : "Plan for %d to %d", first, last);
    char count[CP_PAGE_NUMBER_SIZE];
    cp_page_number(count, (double)cp_facts_count(facts), 0);
    cp_str_addf(&below, "%s facts%s%s", count, o->as_of ? ", as of " : "",
                o->as_of ? o->as_of : "");
    cp_page_set_title(r->page, o->title ? o->title : title.s, below.s);
    r->oom |= title.oom || below.oom;
    cp_str_release(&title);
    cp_str_release(&below);
}

int cp_report_build(const struct cp_facts *facts, const struct cp_report_options *options,
                    struct cp_page *page, struct cp_error *err) {
    size_t n = cp_facts_count(facts), before;
    if (n == 0) {
        cp_page_add_sentence(page, "Nothing to report: the stream holds no facts.");
        return 0;
    }
    if (cp_facts_has_no_answer(facts))
        cp_page_add_sentence(page, "No answer: solving found none. What stands here was asked for, "
                                   "not decided.");
    before = cp_page_blocks(page);
    struct cp_report_rows rows;
    struct cp_report r = {.facts = facts, .options = options, .page = page, .err = err};
    add_title(&r);
    r.shown = cp_calloc(n, sizeof *r.shown);
    int rc = cp_report_sort_rows(facts, &rows, err);
    if (rc == 0 && !r.shown)
        rc = cp_fail_nomem(err);
    if (rc == 0)
        rc = add_across(&r, &rows);
    for (size_t i = 0; i < rows.n && rc == 0 && asks_of_each(options); i++)
        rc = add_scenario(&r, &rows.scenario[i]);
    if (rc == 0 && options->nonly == 0)
        cp_report_unshown(&r);
    else if (rc == 0 && cp_page_blocks(page) == before)
        cp_page_add_sentence(page,
                             "Nothing to report: the stream has nothing of what --only asks for.");
    if (rc == 0 && r.oom)
        rc = cp_fail_nomem(err);
    cp_arena_release(&r.arena);
    free(r.shown);
    cp_report_rows_release(&rows);
    return rc;
}
