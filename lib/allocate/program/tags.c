/* What every kind of column and row is called, and what there is to say about a row that binds or
 * must give. */
#include "allocate/program/contract.h"
#include "allocate/program/program.h"
#include <stdio.h>

/* Words for the parts of a tag, by kind; each letter of `parts` takes a then b: w workload, p pool,
 * s site, n place, f phase of site a, c contract, l lot, b batch, k cohort, o offer, u supplier,
 * y year, i line, d direction, e link, r route, g fuel, t tier, x number. */
static const struct {
    const char *word, *parts;
} col_words[] = {
    [COL_BUILD] = {"build", "sf"},
    [COL_HALLS] = {"halls", "s"},
    [COL_BUY] = {"buy", "l"},
    [COL_INVENTORY] = {"inventory", "b"},
    [COL_INSTALL] = {"install", "k"},
    [COL_STOCK] = {"stock", "k"},
    [COL_FLEET] = {"fleet", "p"},
    [COL_RUN] = {"run", "wp"},
    [COL_UNMET] = {"unmet", "w"},
    [COL_CONTRACT] = {"contract", "c"},
    [COL_PLANT] = {"plant", "cx"},
    [COL_LINE] = {"line", "i"},
    [COL_LINE_FLOW] = {"carry", "id"},
    [COL_LINK] = {"link", "e"},
    [COL_LINK_FLOW] = {"sent", "r"},
    [COL_FUEL] = {"fuel", "gt"},
    [COL_PLANT_UNITS] = {"plants", "cx"},
    [COL_DISPATCH] = {"flow", "cn"},
    [COL_CHARGE] = {"charge", "cn"},
    [COL_SOC] = {"charged", "cn"},
    [COL_PEAK_POWER] = {"top", "c"},
    [COL_SHORTFALL] = {"shortfall", "c"},
    [COL_RESERVED] = {"held", "wp"},
    [COL_POWER] = {"power", "s"},
    [COL_LUMPY] = {"whole", "sf"},
    [COL_PLACEMENT] = {"place", "wp"},
    [COL_LOTS] = {"lots", "l"},
    [COL_ORDERED] = {"ordered", "l"},
    [COL_STEP_OPEN] = {"step", "l"},
    [COL_FIRM_CREDIT] = {"lent", "cn"},
    [COL_LINE_CREDIT] = {"lent_on", "id"},
    [COL_LINE_CFE] = {"clean_on", "id"},
    [COL_SELL] = {"sell", "k"},
    [COL_MOVE_IN] = {"arrive", "k"},
    [COL_MOVE_OUT] = {"leave", "k"},
    [COL_POWERED] = {"on", "p"},
    [COL_ACCEPT] = {"accept", "w"},
    [COL_BANDWIDTH] = {"bandwidth", "s"},
    [COL_SHARE] = {"level", ""},
    [COL_CONTINGENCY] = {"standby", "wp"},
};

/* An open contract has any power that is large enough: nothing is decided. */
bool cp_allocate_is_capacity(const struct cp_program *m, const struct cp_tag *col) {
    if (col->kind == COL_CONTRACT)
        return !cp_allocate_is_open(&m->plan->contract[col->a]);
    return col->kind == COL_ACCEPT || col->kind == COL_BUILD || col->kind == COL_BUY ||
           col->kind == COL_PLANT || col->kind == COL_LINE || col->kind == COL_LINK;
}

const struct cp_row_kind cp_allocate_row_kinds[ROW_KINDS] = {
    [ROW_DEMAND] = {"demand", "w", .soft = true},
    [ROW_MIN_RATE] = {"min_rate", "w", .soft = true},
    [ROW_HALLS] = {"halls", "s"},
    [ROW_PHASE] = {"phase", "sf", .soft = true},
    [ROW_HALL_CAPACITY] = {"room", "s", .soft = true},
    [ROW_LOAD] = {"load", "s"},
    [ROW_TRAFFIC] = {"traffic", "s", .soft = true},
    [ROW_LINK_FLOW] = {"sent", "ws"},
    [ROW_LINK] = {"link", "e", .soft = true},
    [ROW_LINK_SIZE] = {"link_size", "e", .soft = true},
    [ROW_BALANCE] = {"balance", "n", .soft = true},
    [ROW_STEP_ORDER] = {"lot", "l"},
    [ROW_OFFER] = {"offer", "l", .soft = true},
    [ROW_INVENTORY] = {"inventory", "b"},
    [ROW_SURVIVE] = {"survive", "k"},
    [ROW_OUTFLOW] = {"go", "k"},
    [ROW_MOVE] = {"move", "k"},
    [ROW_POWERED] = {"on", "p"},
    [ROW_FLEET] = {"fleet", "p"},
    [ROW_UNITS] = {"units", "p"},
    [ROW_RESERVED] = {"held", "wp"},
    [ROW_LUMPY] = {"whole", "sf"},
    [ROW_PLACEMENT] = {"place", "wp"},
    [ROW_MAX_SITES] = {"places", "w"},
    [ROW_LOTS] = {"lots", "l"},
    [ROW_MINIMUM] = {"minimum", "l"},
    [ROW_ORDERED] = {"ordered", "l"},
    [ROW_STEP_OPEN] = {"step", "l"},
    [ROW_STEP_FULL] = {"full", "l"},
    [ROW_CONTRACT] = {"contract", "c", .soft = true},
    [ROW_PLANT] = {"plant", "c", .soft = true},
    [ROW_FLAT] = {"flat", "c"},
    [ROW_MUST_RUN] = {"must_run", "c", .soft = true},
    [ROW_RAMP] = {"ramp", "cx"},
    [ROW_LINE_FLOW] = {"carry", "id", .soft = true},
    [ROW_LINE] = {"line", "i", .soft = true},
    [ROW_NODE_PEAK] = {"peak", "n", .soft = true},
    [ROW_FUEL] = {"fuel", "g"},
    [ROW_PLANT_UNITS] = {"plants", "cx"},
    [ROW_TAKE] = {"take", "c", .soft = true},
    [ROW_PEAK_POWER] = {"top", "c"},
    [ROW_SOC] = {"charged", "cn"},
    [ROW_ENERGY_CAPACITY] = {"volume", "c"},
    [ROW_CAPEX] = {"capex", "y", true, "capex_limit", "capex", "capex_dual"},
    [ROW_BUILD_RATE] = {"build_rate", "y", true, "policy/build_rate", "build-rate"},
    [ROW_CO2] = {"co2", "y", true, "policy/co2_cap", "co2", "co2_dual"},
    [ROW_CFE] = {"clean", "y", true, "policy/carbon_free", "carbon-free"},
    [ROW_CFE_HOURLY] = {"clean_hour", "n", true, "policy/carbon_free_hourly", "carbon-free"},
    [ROW_SUPPLIER] = {"supplier", "u", true, "policy/supplier_share", "supplier-share"},
    [ROW_COUNTRY] = {"country", "u", true, "policy/country_share", "country-share"},
    [ROW_RESERVE] = {"reserve", "n", true, "policy/reserve_margin", "reserve"},
    [ROW_FIRM_CREDIT] = {"lent", "c"},
    [ROW_LINE_CREDIT] = {"lent_on", "id"},
    [ROW_LINE_CFE] = {"clean_on", "id"},
    [ROW_CONTINGENCY] = {"standby", "ws", true, "policy/site_loss", "site-loss"},
    [ROW_CONTINGENCY_UNITS] = {"standby_units", "ps"},
    [ROW_CONTINGENCY_HALLS] = {"standby_room", "ss"},
    [ROW_SHARE] = {"fair", "x"},
    [ROW_BUDGET] = {"budget", ""},
};

static void add_route(const struct cp_program *m, struct cp_str *out, const struct cp_route *r) {
    const struct cp_plan *plan = m->plan;
    cp_str_addf(out, "%s %s", plan->workload[r->w].name, plan->link[r->link[0]].name);
    if (r->link[1] != NONE)
        cp_str_addf(out, " %s", plan->link[r->link[1]].name);
}

static void add_part(const struct cp_program *m, struct cp_str *out, char part,
                     const struct cp_tag *tag, uint32_t i) {
    const struct cp_plan *plan = m->plan;
    const struct cp_pool *pool;
    cp_str_addc(out, ' ');
    switch (part) {
    case 'w':
        cp_str_add(out, plan->workload[i].name);
        break;
    case 's':
        cp_str_add(out, plan->site[i].name);
        break;
    case 'n':
        cp_str_add(out, m->energy.bus[i].site ? m->energy.bus[i].site : m->energy.bus[i].node);
        break;
    case 'f':
        cp_str_add(out, plan->site[tag->a].phase[i].name);
        break;
    case 'c':
        cp_str_add(out, plan->contract[i].name);
        break;
    case 'l':
        cp_str_addf(out, "%s %s", m->fleet.step[i].offer, m->fleet.step[i].name);
        break;
    case 'b':
        cp_str_addf(out, "%s %s", plan->sku[m->fleet.delivery[i].g].name,
                    m->time.text[m->fleet.delivery[i].first]);
        break;
    case 'k':
        cp_str_addf(out, "%s %s %s", plan->site[m->fleet.cohort[i].s].name,
                    plan->sku[m->fleet.cohort[i].g].name, m->fleet.cohort[i].vintage);
        break;
    case 'u':
        cp_str_add(out, plan->supplier[i].name);
        break;
    case 'p':
        pool = &m->fleet.pool[i];
        cp_str_addf(out, "%s %s",
                    pool->s == NONE ? m->fleet.step[pool->step].offer : plan->site[pool->s].name,
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
        add_route(m, out, &m->network.route[i]);
        break;
    case 'g':
        cp_str_add(out, plan->fuel[i].name);
        break;
    case 't':
        cp_str_add(out, plan->fuel[tag->a].tier[i].name);
        break;
    case 'x':
        cp_str_addf(out, "%u", i + 1);
        break;
    default:
        cp_str_addf(out, "%d", cp_period_year(m->time.period[0]) + (int)i);
    }
}

void cp_allocate_describe(const struct cp_program *m, char kind, size_t index, char *buf,
                          size_t size) {
    const struct cp_tag *tag = kind == 'c' ? &m->col_tags.tag[index] : &m->row_tags.tag[index];
    const char *parts =
        kind == 'c' ? col_words[tag->kind].parts : cp_allocate_row_kinds[tag->kind].parts;
    struct cp_str out = {0};
    cp_str_add(&out,
               kind == 'c' ? col_words[tag->kind].word : cp_allocate_row_kinds[tag->kind].word);
    for (size_t i = 0; parts[i]; i++) {
        uint32_t at = i ? tag->b : tag->a;
        if (at != NOT) /* a contract as a whole has no site */
            add_part(m, &out, parts[i], tag, at);
    }
    if (tag->t != NO_PERIOD)
        cp_str_addf(&out, " %s", m->time.text[tag->t]);
    if (tag->h != NOT)
        cp_str_addf(&out, " h%02u", tag->h + 1);
    snprintf(buf, size, "%s", out.s && !out.oom ? out.s : "?");
    cp_str_release(&out);
}

/* Names without blanks, for MPS. */
void cp_allocate_namer(void *ctx, char kind, size_t index, char buf[CP_LP_NAME_SIZE]) {
    cp_allocate_describe(ctx, kind, index, buf, CP_LP_NAME_SIZE);
    for (char *c = buf; *c; c++)
        if (*c == ' ')
            *c = ':';
}
