/* What every kind of column and row is called, and what there is to say about a row that binds or
 * must give. */
#include "allocate/program/internal.h"
#include <stdio.h>

/* Words for the parts of a tag, by kind; each letter of `parts` takes a then b: w workload, p pool,
 * s site, n place, f phase of site a, c contract, l lot, b batch, k cohort, o offer, u supplier,
 * y year, i line, d direction, e link, r route, g fuel, t tier, x number. */
static const struct {
    const char *word, *parts;
} col_words[] = {
    [COL_BUILD] = {"build", "sf"},     [COL_HALLS] = {"halls", "s"},
    [COL_BUY] = {"buy", "l"},          [COL_INVENTORY] = {"inventory", "b"},
    [COL_INSTALL] = {"install", "k"},  [COL_STOCK] = {"stock", "k"},
    [COL_FLEET] = {"fleet", "p"},      [COL_RUN] = {"run", "wp"},
    [COL_UNMET] = {"unmet", "w"},      [COL_CONTRACT] = {"contract", "c"},
    [COL_PLANT] = {"plant", "cx"},     [COL_LINE] = {"line", "i"},
    [COL_CARRY] = {"carry", "id"},     [COL_LINK] = {"link", "e"},
    [COL_SENT] = {"sent", "r"},        [COL_FUEL] = {"fuel", "gt"},
    [COL_UNITS] = {"plants", "cx"},    [COL_FLOW] = {"flow", "cn"},
    [COL_CHARGE] = {"charge", "cn"},   [COL_CHARGED] = {"charged", "cn"},
    [COL_TOP] = {"top", "c"},          [COL_SHORTFALL] = {"shortfall", "c"},
    [COL_HELD] = {"held", "wp"},       [COL_POWER] = {"power", "s"},
    [COL_WHOLE] = {"whole", "sf"},     [COL_PLACE] = {"place", "wp"},
    [COL_LOTS] = {"lots", "l"},        [COL_ORDERED] = {"ordered", "l"},
    [COL_STEP] = {"step", "l"},        [COL_LENT] = {"lent", "cn"},
    [COL_LENT_ON] = {"lent_on", "id"}, [COL_CLEAN_ON] = {"clean_on", "id"},
    [COL_SELL] = {"sell", "k"},        [COL_ARRIVE] = {"arrive", "k"},
    [COL_LEAVE] = {"leave", "k"},      [COL_ON] = {"on", "p"},
    [COL_ACCEPT] = {"accept", "w"},    [COL_BANDWIDTH] = {"bandwidth", "s"},
    [COL_LEVEL] = {"level", ""},       [COL_STANDBY] = {"standby", "wp"},
};

/* An open contract has any power that is large enough: nothing is decided. */
bool is_capacity(const struct model *m, const struct tag *col) {
    if (col->kind == COL_CONTRACT)
        return !is_open(&m->plan->contract[col->a]);
    return col->kind == COL_ACCEPT || col->kind == COL_BUILD || col->kind == COL_BUY ||
           col->kind == COL_PLANT || col->kind == COL_LINE || col->kind == COL_LINK;
}

const struct row_words row_words[ROW_KINDS] = {
    [ROW_DEMAND] = {"demand", "w", .soft = true},
    [ROW_MIN_RATE] = {"min_rate", "w", .soft = true},
    [ROW_HALLS] = {"halls", "s"},
    [ROW_PHASE] = {"phase", "sf", .soft = true},
    [ROW_ROOM] = {"room", "s", .soft = true},
    [ROW_LOAD] = {"load", "s"},
    [ROW_TRAFFIC] = {"traffic", "s", .soft = true},
    [ROW_SENT] = {"sent", "ws"},
    [ROW_LINK] = {"link", "e", .soft = true},
    [ROW_LINK_SIZE] = {"link_size", "e", .soft = true},
    [ROW_BALANCE] = {"balance", "n", .soft = true},
    [ROW_LOT] = {"lot", "l"},
    [ROW_OFFER] = {"offer", "l", .soft = true},
    [ROW_INVENTORY] = {"inventory", "b"},
    [ROW_SURVIVE] = {"survive", "k"},
    [ROW_GO] = {"go", "k"},
    [ROW_MOVE] = {"move", "k"},
    [ROW_ON] = {"on", "p"},
    [ROW_FLEET] = {"fleet", "p"},
    [ROW_UNITS] = {"units", "p"},
    [ROW_HELD] = {"held", "wp"},
    [ROW_WHOLE] = {"whole", "sf"},
    [ROW_PLACE] = {"place", "wp"},
    [ROW_PLACES] = {"places", "w"},
    [ROW_LOTS] = {"lots", "l"},
    [ROW_MINIMUM] = {"minimum", "l"},
    [ROW_ORDERED] = {"ordered", "l"},
    [ROW_STEP] = {"step", "l"},
    [ROW_FULL] = {"full", "l"},
    [ROW_CONTRACT] = {"contract", "c", .soft = true},
    [ROW_PLANT] = {"plant", "c", .soft = true},
    [ROW_FLAT] = {"flat", "c"},
    [ROW_MUST_RUN] = {"must_run", "c", .soft = true},
    [ROW_RAMP] = {"ramp", "cx"},
    [ROW_CARRY] = {"carry", "id", .soft = true},
    [ROW_LINE] = {"line", "i", .soft = true},
    [ROW_PEAK] = {"peak", "n", .soft = true},
    [ROW_FUEL] = {"fuel", "g"},
    [ROW_BUILDS] = {"plants", "cx"},
    [ROW_TAKE] = {"take", "c", .soft = true},
    [ROW_TOP] = {"top", "c"},
    [ROW_CHARGED] = {"charged", "cn"},
    [ROW_VOLUME] = {"volume", "c"},
    [ROW_CAPEX] = {"capex", "y", true, "capex_limit", "capex", "capex_dual"},
    [ROW_BUILD_RATE] = {"build_rate", "y", true, "policy/build_rate", "build-rate"},
    [ROW_CO2] = {"co2", "y", true, "policy/co2_cap", "co2", "co2_dual"},
    [ROW_CLEAN] = {"clean", "y", true, "policy/carbon_free", "carbon-free"},
    [ROW_CLEAN_HOUR] = {"clean_hour", "n", true, "policy/carbon_free_hourly", "carbon-free"},
    [ROW_SUPPLIER] = {"supplier", "u", true, "policy/supplier_share", "supplier-share"},
    [ROW_COUNTRY] = {"country", "u", true, "policy/country_share", "country-share"},
    [ROW_RESERVE] = {"reserve", "n", true, "policy/reserve_margin", "reserve"},
    [ROW_LENT] = {"lent", "c"},
    [ROW_LENT_ON] = {"lent_on", "id"},
    [ROW_CLEAN_ON] = {"clean_on", "id"},
    [ROW_STANDBY] = {"standby", "ws", true, "policy/site_loss", "site-loss"},
    [ROW_STANDBY_UNITS] = {"standby_units", "ps"},
    [ROW_STANDBY_ROOM] = {"standby_room", "ss"},
    [ROW_FAIR] = {"fair", "x"},
    [ROW_BUDGET] = {"budget", ""},
};

static void add_route(const struct model *m, struct cp_str *out, const struct route *r) {
    const struct cp_plan *plan = m->plan;
    cp_str_addf(out, "%s %s", plan->workload[r->w].name, plan->link[r->link[0]].name);
    if (r->link[1] != NONE)
        cp_str_addf(out, " %s", plan->link[r->link[1]].name);
}

static void add_part(const struct model *m, struct cp_str *out, char part, const struct tag *tag,
                     uint16_t i) {
    const struct cp_plan *plan = m->plan;
    const struct pool *pool;
    cp_str_addc(out, ' ');
    switch (part) {
    case 'w':
        cp_str_add(out, plan->workload[i].name);
        break;
    case 's':
        cp_str_add(out, plan->site[i].name);
        break;
    case 'n':
        cp_str_add(out, m->place[i].site ? m->place[i].site : m->place[i].node);
        break;
    case 'f':
        cp_str_add(out, plan->site[tag->a].phase[i].name);
        break;
    case 'c':
        cp_str_add(out, plan->contract[i].name);
        break;
    case 'l':
        cp_str_addf(out, "%s %s", m->lot[i].offer, m->lot[i].step);
        break;
    case 'b':
        cp_str_addf(out, "%s %s", plan->sku[m->batch[i].g].name, m->text[m->batch[i].first]);
        break;
    case 'k':
        cp_str_addf(out, "%s %s %s", plan->site[m->cohort[i].s].name,
                    plan->sku[m->cohort[i].g].name, m->cohort[i].vintage);
        break;
    case 'u':
        cp_str_add(out, plan->supplier[i].name);
        break;
    case 'p':
        pool = &m->pool[i];
        cp_str_addf(out, "%s %s",
                    pool->s == NONE ? m->lot[pool->lot].offer : plan->site[pool->s].name,
                    plan->sku[pool->g].name);
        break;
    case 'i':
        cp_str_add(out, plan->line[i].name);
        break;
    case 'd':
        cp_str_add(out, i ? "back" : "there");
        break;
    case 'e':
        cp_str_add(out, plan->link[i].name);
        break;
    case 'r':
        add_route(m, out, &m->route[i]);
        break;
    case 'g':
        cp_str_add(out, plan->fuel[i].name);
        break;
    case 't':
        cp_str_add(out, plan->fuel[tag->a].tier[i].name);
        break;
    case 'x':
        cp_str_addf(out, "%d", i + 1);
        break;
    default:
        cp_str_addf(out, "%d", cp_period_year(m->period[0]) + i);
    }
}

void describe(const struct model *m, char kind, size_t index, char *buf, size_t size) {
    const struct tag *tag = kind == 'c' ? &m->coltag[index] : &m->rowtag[index];
    const char *parts = kind == 'c' ? col_words[tag->kind].parts : row_words[tag->kind].parts;
    struct cp_str out = {0};
    cp_str_add(&out, kind == 'c' ? col_words[tag->kind].word : row_words[tag->kind].word);
    for (size_t i = 0; parts[i]; i++) {
        uint16_t at = i ? tag->b : tag->a;
        if (at != NOT) /* a contract as a whole has no site */
            add_part(m, &out, parts[i], tag, at);
    }
    if (tag->t != NOT)
        cp_str_addf(&out, " %s", m->text[tag->t]);
    if (tag->h != NOT)
        cp_str_addf(&out, " h%02d", tag->h + 1);
    snprintf(buf, size, "%s", out.s && !out.oom ? out.s : "?");
    cp_str_release(&out);
}

/* Names without blanks, for MPS. */
void cp_allocate_namer(void *ctx, char kind, size_t index, char buf[CP_LP_NAME_SIZE]) {
    describe(ctx, kind, index, buf, CP_LP_NAME_SIZE);
    for (char *c = buf; *c; c++)
        if (*c == ' ')
            *c = ':';
}
