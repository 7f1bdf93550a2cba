/* What every kind of column and row is called, and what there is to say about a row that must give.
 */
#include "allocate/program/limit.h"
#include "allocate/program/program.h"
#include <stdio.h>

static const struct cp_col_kind col_kinds[] = {
    [COL_BUILD] = {"build", "sf", .capacity = true},
    [COL_HALLS] = {"halls", "s"},
    [COL_BUY] = {"buy", "l", .capacity = true},
    [COL_INVENTORY] = {"inventory", "b", .stock = true},
    [COL_INSTALL] = {"install", "k", .stock = true},
    [COL_STOCK] = {"stock", "k", .stock = true},
    [COL_FLEET] = {"fleet", "p"},
    [COL_RUN] = {"run", "wp"},
    [COL_UNMET] = {"unmet", "w"},
    [COL_WAY] = {"way", "wv", .capacity = true},
    [COL_WAY_SERVED] = {"served_by", "wv"},
    [COL_WAY_WORK] = {"work_for", "wv"},
    [COL_CONTRACT] = {"contract", "c", .capacity = true},
    [COL_PLANT] = {"plant", "cx", .capacity = true},
    [COL_VOLUME] = {"volume", "cx", .capacity = true},
    [COL_CHARGER] = {"charger", "cx", .capacity = true},
    [COL_LINE] = {"line", "i", .capacity = true},
    [COL_LINE_FLOW] = {"carry", "id"},
    [COL_LINK] = {"link", "e", .capacity = true},
    [COL_LINK_FLOW] = {"sent", "r"},
    [COL_SHED] = {"shed", "n"},
    [COL_FUEL] = {"fuel", "gt"},
    [COL_PLANT_UNITS] = {"plants", "cx"},
    [COL_DISPATCH] = {"flow", "cn"},
    [COL_ONLINE] = {"online", "c"},
    [COL_START] = {"start", "c"},
    [COL_ON_UNITS] = {"on_units", "c"},
    [COL_CHARGE] = {"charge", "cn"},
    [COL_CHARGING] = {"charges", "c"},
    [COL_SOC] = {"charged", "cn"},
    [COL_LEVEL] = {"level", "cn"},
    [COL_LEAST_LEVEL] = {"least", "cn"},
    [COL_MOST_LEVEL] = {"most", "c"},
    [COL_HELD] = {"ready", "co", .spare = true},
    [COL_MISSING] = {"missing", "o"},
    [COL_LOSS] = {"loss", "o", .spare = true},
    [COL_AT_RISK] = {"at_risk", "co"},
    [COL_PEAK_POWER] = {"top", "c"},
    [COL_SHORTFALL] = {"shortfall", "c"},
    [COL_RESERVED] = {"held", "wp"},
    [COL_POWER] = {"power", "s"},
    [COL_LUMPY] = {"whole", "sf", .stock = true},
    [COL_PLACEMENT] = {"place", "wp"},
    [COL_LOTS] = {"lots", "l"},
    [COL_ORDERED] = {"ordered", "l"},
    [COL_STEP_OPEN] = {"step", "l"},
    [COL_FIRM_CREDIT] = {"lent", "cn"},
    [COL_LINE_CREDIT] = {"lent_on", "id"},
    [COL_LINE_CFE] = {"clean_on", "id"},
    [COL_SELL] = {"sell", "k", .stock = true},
    [COL_MOVE_IN] = {"arrive", "k", .stock = true},
    [COL_MOVE_OUT] = {"leave", "k", .stock = true},
    [COL_POWERED] = {"on", "p"},
    [COL_ACCEPT] = {"accept", "w", .capacity = true},
    [COL_BANDWIDTH] = {"bandwidth", "s"},
    [COL_SHARE] = {"level", ""},
    [COL_CONTINGENCY] = {"standby", "wp"},
};

const struct cp_col_kind *cp_allocate_col_kind(const struct cp_tag *tag) {
    return &col_kinds[tag->kind];
}

static const struct cp_row_kind row_kinds[ROW_LIMITS] = {
    [ROW_DEMAND] = {"demand", "w", true, "# EFLOP/s cannot be served"},
    [ROW_MIN_RATE] = {"min_rate", "w", true, "# EFLOP/s cannot be served"},
    [ROW_HALLS] = {"halls", "s"},
    [ROW_PHASE] = {"phase", "sf", true, "# MW more than its power"},
    [ROW_HALL_CAPACITY] = {"room", "s", true, "short of # MW of halls"},
    [ROW_LOAD] = {"load", "s"},
    [ROW_TRAFFIC] = {"traffic", "s", true, "# Gbit/s beyond its bandwidth"},
    [ROW_LINK_FLOW] = {"sent", "ws"},
    [ROW_LINK] = {"link", "e", true, "# Gbit/s beyond its capacity"},
    [ROW_LINK_SIZE] = {"link_size", "e", true, "# Gbit/s beyond its capacity"},
    [ROW_BALANCE] = {"balance", "n", true, "short of # MW of energy supply",
                     "there must go # MW of energy supply"},
    [ROW_STEP_ORDER] = {"lot", "l"},
    [ROW_OFFER] = {"offer", "l", true, "# GPU of the commitment cannot be taken"},
    [ROW_INVENTORY] = {"inventory", "b"},
    [ROW_SURVIVE] = {"survive", "k"},
    [ROW_OUTFLOW] = {"go", "k"},
    [ROW_MOVE] = {"move", "k"},
    [ROW_POWERED] = {"on", "p"},
    [ROW_FLEET] = {"fleet", "p"},
    [ROW_UNITS] = {"units", "p"},
    [ROW_RESERVED] = {"held", "wp"},
    [ROW_WAYS] = {"ways", "w"},
    [ROW_WAY_SERVED] = {"served_by", "wv"},
    [ROW_WAY_RUN] = {"run_by", "w"},
    [ROW_WAY_WORK] = {"work_for", "wv"},
    [ROW_LUMPY] = {"whole", "sf"},
    [ROW_PLACEMENT] = {"place", "wp"},
    [ROW_MAX_SITES] = {"places", "w"},
    [ROW_LOTS] = {"lots", "l"},
    [ROW_MINIMUM] = {"minimum", "l"},
    [ROW_ORDERED] = {"ordered", "l"},
    [ROW_STEP_OPEN] = {"step", "l"},
    [ROW_STEP_FULL] = {"full", "l"},
    [ROW_CONTRACT] = {"contract", "c", true, "# MW beyond what is contracted", .stands = true},
    [ROW_PLANT] = {"plant", "c", true, "# MW more than its power", .stands = true},
    [ROW_VOLUME] = {"volume", "c", true, "# MWh more than its energy", .stands = true},
    [ROW_CHARGERS] = {"charger", "c", true, "# MW more than its charge_power", .stands = true},
    [ROW_FLAT] = {"flat", "c"},
    [ROW_MUST_RUN] = {"must_run", "c", true, "# MW of what must run cannot", .stands = true},
    [ROW_ONLINE] = {"online", "c"},
    [ROW_COMMITTED] = {"committed", "c"},
    [ROW_LEAST_LOAD] = {"least_load", "c", true, "# MW of its least load cannot run",
                        .stands = true},
    [ROW_START] = {"start", "c"},
    [ROW_UP_TIME] = {"up_time", "c", true, "# MW would stop too early", .stands = true},
    [ROW_DOWN_TIME] = {"down_time", "c", true, "# MW would start too early", .stands = true},
    [ROW_ON_UNITS] = {"on_units", "c"},
    [ROW_RAMP] = {"ramp", "cx"},
    [ROW_LINE_FLOW] = {"carry", "id", true, "# MW beyond what stands of it", .stands = true},
    [ROW_LINE] = {"line", "i", true, "# MW more than its power", .stands = true},
    [ROW_CYCLE] = {"cycle", "i"},
    [ROW_NODE_PEAK] = {"peak", "n", true, "# MW of it cannot be brought"},
    [ROW_FUEL] = {"fuel", "g"},
    [ROW_PLANT_UNITS] = {"plants", "cx"},
    [ROW_TAKE] = {"take", "c", true, "# MWh beyond what is contracted", .stands = true},
    [ROW_PEAK_POWER] = {"top", "c"},
    [ROW_CHARGE] = {"charge", "c", true, "# MW beyond its charging", .stands = true},
    [ROW_EXCLUSIVE] = {"charges", "cx"},
    [ROW_SOC] = {"charged", "cn"},
    [ROW_LEVEL] = {"level", "cn"},
    [ROW_DAY_LEAST] = {"day_least", "cn"},
    [ROW_DAY_MOST] = {"day_most", "c"},
    [ROW_LEVEL_LEAST] = {"least", "cn"},
    [ROW_LEVEL_MOST] = {"most", "c"},
    [ROW_MOST_LEVEL] = {"fullest", "c"},
    [ROW_ENERGY_CAPACITY] = {"volume", "c"},
    [ROW_HEADROOM] = {"headroom", "c"},
    [ROW_FOOTROOM] = {"footroom", "c"},
    [ROW_RESPONSE] = {"response", "co"},
    [ROW_STORED] = {"stored", "cx"},
    [ROW_ROOM] = {"room", "cx"},
    [ROW_LOSS] = {"loss", "co"},
    [ROW_AT_RISK] = {"at_risk", "co"},
    [ROW_FIRM_CREDIT] = {"lent", "c"},
    [ROW_LINE_CREDIT] = {"lent_on", "id"},
    [ROW_LINE_CFE] = {"clean_on", "id"},
    [ROW_CONTINGENCY_UNITS] = {"standby_units", "ps"},
    [ROW_CONTINGENCY_HALLS] = {"standby_room", "ss"},
    [ROW_SHARE] = {"fair", "x"},
    [ROW_BUDGET] = {"budget", ""},
};

const struct cp_row_kind *cp_allocate_row_kind(const struct cp_program *m,
                                               const struct cp_tag *tag) {
    const struct cp_limit *limit = limit_of(m, tag);
    return limit ? &limit->row : &row_kinds[tag->kind];
}

static void add_route(const struct cp_program *m, struct cp_str *out, const struct cp_route *r) {
    const struct cp_plan *plan = m->plan;
    cp_str_addf(out, "%s %s", plan->workload[r->w].name, plan->link[r->link[0]].name);
    if (r->link[1] != NONE)
        cp_str_addf(out, " %s", plan->link[r->link[1]].name);
}

static void add_pool(const struct cp_program *m, struct cp_str *out, const struct cp_pool *p) {
    cp_str_addf(out, "%s %s",
                p->s == NONE ? m->fleet.step[p->step].offer : m->plan->site[p->s].name,
                m->plan->sku[p->g].name);
}

/* Letters of the fleet. */
static void add_fleet_part(const struct cp_program *m, char letter, uint32_t i,
                           struct cp_str *out) {
    const struct cp_plan *plan = m->plan;
    switch (letter) {
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
    case 'p':
        add_pool(m, out, &m->fleet.pool[i]);
        break;
    default:
        break;
    }
}

void cp_allocate_add_part(const struct cp_program *m, char letter, const struct cp_tag *tag,
                          uint32_t i, struct cp_str *out) {
    const struct cp_plan *plan = m->plan;
    switch (letter) {
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
        cp_str_add(out, plan->energy.contract[i].name);
        break;
    case 'u':
        cp_str_add(out, plan->supply.supplier[i].name);
        break;
    case 'z':
        cp_str_add(out, plan->supply.supplier[i].country);
        break;
    case 'i':
        cp_str_add(out, plan->energy.line[i].name);
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
        cp_str_add(out, plan->energy.fuel[i].name);
        break;
    case 't':
        cp_str_add(out, plan->energy.fuel[tag->a].tier[i].name);
        break;
    case 'q':
        cp_str_add(out, plan->policy.group[i].name);
        break;
    case 'v':
        cp_str_add(out, plan->workload[tag->a].way[i].name);
        break;
    case 'o':
        cp_str_add(out, plan->policy.reserve[i].name);
        break;
    case 'x':
        cp_str_addf(out, "%u", i + 1);
        break;
    case 'y':
        cp_str_addf(out, "%d", cp_period_year(m->time.period[0]) + (int)i);
        break;
    default:
        add_fleet_part(m, letter, i, out);
    }
}

bool cp_allocate_describe(const struct cp_program *m, char kind, size_t index, char *buf,
                          size_t size) {
    const struct cp_tag *tag = kind == 'c' ? col_tag(m, index) : row_tag(m, index);
    const struct cp_col_kind *col = kind == 'c' ? cp_allocate_col_kind(tag) : NULL;
    const struct cp_row_kind *row = col ? NULL : cp_allocate_row_kind(m, tag);
    const char *parts = col ? col->parts : row->parts;
    struct cp_str out = {0};
    cp_str_add(&out, col ? col->word : row->word);
    for (size_t i = 0; parts[i]; i++) {
        uint32_t part = i ? tag->b : tag->a;
        if (part == NOT) /* a contract as a whole has no bus */
            continue;
        cp_str_addc(&out, ' ');
        cp_allocate_add_part(m, parts[i], tag, part, &out);
    }
    if (tag->t != NO_PERIOD)
        cp_str_addf(&out, " %s", m->time.text[tag->t]);
    if (tag->h != NOT)
        cp_str_addf(&out, " h%02u", tag->h + 1);
    bool good = out.s && !out.oom;
    snprintf(buf, size, "%s", good ? out.s : "?");
    cp_str_release(&out);
    return good;
}

/* Names without blanks, for MPS. */
void cp_allocate_namer(void *ctx, char kind, size_t index, char buf[CP_LP_NAME_SIZE]) {
    if (!cp_allocate_describe(ctx, kind, index, buf, CP_LP_NAME_SIZE))
        *buf = '\0';
    for (char *c = buf; *c; c++)
        if (*c == ' ')
            *c = ':';
}
