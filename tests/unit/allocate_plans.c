#include "allocate_maker.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct draws plans_draws(uint64_t first, unsigned count) {
    const char *text = getenv("CAPPLAN_DRAWS");
    unsigned long long from;
    if (text && sscanf(text, "%llu:%u", &from, &count) == 2)
        first = from;
    return (struct draws){first, first + count};
}

/* ---- profiles -------------------------------------------------------------------------------- */

void plans_write_profiles(FILE *out) {
    fputs("period\tprofile\tmeasure\tvalue\tunit\n", out);
    for (int month = 1; month <= 12; month++)
        for (int h = 0; h < 24; h++) {
            const char *at = "2025-%02d-10T%02d";
            char when[32];
            snprintf(when, sizeof when, at, month, h);
            double day = cos((h - 18) * M_PI / 12), sun = fmax(0, cos((h - 12) * M_PI / 10));
            fprintf(out, "%s\thub\thub\t%.3f\tUSD/MWh\n", when, 35 + month % 5 * 4 + 20 * day);
            fprintf(out, "%s\tsun\tfactor\t%.3f\t1\n", when, sun * (0.5 + month % 4 * 0.15));
            fprintf(out, "%s\tday\tshape\t%.3f\t1\n", when, 1 + 0.5 * day + 0.02 * month);
            fprintf(out, "%s\theat\tshape\t%.3f\t1\n", when, 1 + 0.05 * sun + 0.004 * month);
        }
}

/* ---- sections of the plan -------------------------------------------------------------------- */

static void add_head(struct maker *m, const char *profiles) {
    static const unsigned steps[] = {1, 2, 3, 4, 6};
    char from[TEXT], to[TEXT];
    cp_str_addf(m->plan, "name: random\ndiscount: %u %%\n", below(m, 13));
    cp_str_addf(m->plan, "horizon: {from: %s, to: %s}\n", period(m, 0, from),
                period(m, m->T - 1, to));
    cp_str_addf(m->plan, "slices: {days: %u, hours: %u}\n", 1 + below(m, 2), steps[below(m, 5)]);
    double co2 = chance(m, 40) ? between(m, 10, 80) * m->change->money : 0;
    change_stream(m, &m->energy);
    cp_str_addf(m->plan, "co2_price: {value: %.17g USD/t, growth: %u %%}\nprofiles: [%s]\n", co2,
                below(m, 3) * 5, profiles);
    change_stream(m, &m->energy);
    double limit = between(m, 10, 200) * m->change->money * m->change->size;
    if (chance(m, 25))
        cp_str_addf(m->plan, "capex_limit: {value: %.17g mn USD, growth: %u %%}\n", limit,
                    below(m, 5));
}

static void add_policy(struct maker *m) {
    double size = m->change->size;
    cp_str_add(m->plan, "suppliers: {u0: {country: TW}, u1: {country: KR}, u2: {country: TW}}\n");
    unsigned part = 30 + below(m, 6) * 10;
    bool shares = chance(m, 15) && !m->change->plain, countries = chance(m, 50);
    cp_str_addf(m->plan, "policy:\n  supplier_share: %u %%\n", shares && !countries ? part : 100);
    cp_str_addf(m->plan, "  country_share: %u %%\n", shares && countries ? part : 100);
    cp_str_add(m->plan, m->change->fair ? "  fair: yes\n" : "");
    if (chance(m, 10) && !m->change->plain)
        cp_str_addf(m->plan, "  site_loss: %d-01-01\n", m->first / m->per_year + 1);
    double tonnes = between(m, 1000, 30000), mw = between(m, 1, 8), margin = between(m, 0, 40);
    unsigned share = below(m, 10) * 10, hourly = below(m, 8) * 10;
    if (chance(m, 20))
        cp_str_addf(m->plan, "  co2_cap: {value: %.17g t, growth: -5 %%}\n", tonnes * size);
    if (chance(m, 20))
        cp_str_addf(m->plan, "  carbon_free: {value: %u %%, growth: 5 %%}\n", share);
    if (chance(m, 20))
        cp_str_addf(m->plan, "  carbon_free_hourly: %u %%\n", hourly);
    if (chance(m, 20))
        cp_str_addf(m->plan, "  build_rate: %.17g MW\n", mw * size);
    if (chance(m, 20))
        cp_str_addf(m->plan, "  reserve_margin: %.17g %%\n", margin);
    change_stream(m, &m->energy);
    double least = between(m, 0, 1), energy = between(m, 0, 3000);
    if (chance(m, 20)) {
        m->grouped = least * size * pow(1.05, 1 + (double)m->T / m->per_year);
        cp_str_addf(m->plan,
                    "  groups: {g: {contracts: [c0], power: {value: %.17g MW, growth: 5 %%}, "
                    "energy: %.17g MWh}}\n",
                    least * size, energy * size);
    }
    change_stream(m, &m->energy);
}

/* What is held ready by what has a limit of its power: of the plan, or of its sites and nodes with
 * sites at them. */
static void add_reserves(struct maker *m) {
    double size = m->change->size, money = m->change->money;
    double mw = between(m, 0, 0.4), price = between(m, 1, 100), hours = between(m, 0.1, 3);
    unsigned load = below(m, 8), variable = below(m, 3) * 5, minutes = 10 * (1 + below(m, 9));
    bool some = chance(m, 30), loses = chance(m, 30), missed = chance(m, 80),
         limited = chance(m, 40);
    const char *asset =
        some && m->ready.s ? strchr(m->ready.s, 'a') : NULL; /* it may be at another node */
    int n = (int)(asset ? (size_t)(asset - m->ready.s) : m->ready.len) - 2;
    if (n <= 0)
        return;
    cp_str_addf(m->plan, "  reserves:\n    r: {contracts: [%.*s], power: %.17g MW, load: %u %%, ",
                n, m->ready.s, mw * size, load);
    cp_str_addf(m->plan, "variable: %u %%, duration: %.17g h", variable, hours);
    if (loses)
        cp_str_addf(m->plan, ", loss_of: c0");
    if (limited)
        cp_str_addf(m->plan, ", within: %u min", minutes);
    if (missed)
        cp_str_addf(m->plan, ", price: {value: %.17g USD/MWh, growth: 3 %%}", price * money);
    for (unsigned s = 0; some && s < m->nsite; s++)
        cp_str_addf(m->plan, "%ss%u", s ? ", " : ", sites: [", s);
    cp_str_add(m->plan, some ? "]}\n" : "}\n");
    const char *built = strchr(m->ready.s, 'a');
    bool down = load % 2 && built != m->ready.s;
    if (down && built && n > built - m->ready.s - 2)
        n = (int)(built - m->ready.s) - 2;
    if (chance(m, 30))
        cp_str_addf(m->plan,
                    "    q: {contracts: [%.*s], power: %.17g MW, price: %.17g USD/MWh%s}\n", n,
                    m->ready.s, mw * size / 2, price * money / 2, down ? ", direction: down" : "");
}

static void add_skus(struct maker *m) {
    static const char *const life[] = {"1 year", "2 years", "30 months", "5 years"};
    static const char *const store[] = {"0 years", "6 months", "1 year", "2 years"};
    unsigned least = m->change->plain;
    cp_str_add(m->plan, "skus:\n");
    for (unsigned g = 0; g < m->nsku; g++) {
        cp_str_addf(m->plan, "  G%u: {peak: %.4g PFLOP/s, power: %.4g kW, idle: %u %%, ", g,
                    between(m, 1, 5), between(m, 0.7, 2), least + below(m, 50));
        cp_str_addf(m->plan, "life: %s, store: %s, failure: %u %%/year, ", life[below(m, 4)],
                    store[below(m, 4)], below(m, 3) * 4);
        cp_str_addf(m->plan, "availability: %u %%, spares: %u %%, om: %.17g USD/GPU/year, ",
                    90 + below(m, 11), below(m, 6), between(m, 0, 900) * m->change->money);
        double move = between(m, 0, 300) * m->change->money,
               market = between(m, 5000, 30000) * m->change->money;
        if (chance(m, 70))
            cp_str_addf(m->plan, "move: %.17g USD/GPU, move_time: %u weeks, ", move, below(m, 20));
        if (chance(m, 40))
            cp_str_addf(m->plan, "resale: %u %%, ", 40 + below(m, 60));
        if (chance(m, 40))
            cp_str_addf(m->plan, "off: %u %%, ", least + below(m, 10));
        if (chance(m, 20))
            cp_str_addf(m->plan, "market: {value: %.17g USD/GPU, growth: -10 %%}, ", market);
        change_stream(m, &m->operation);
        unsigned fails = 1 + below(m, 50), days = 1 + below(m, 40);
        double repair = between(m, 0, 900) * m->change->money;
        if (chance(m, 30))
            cp_str_addf(m->plan,
                        "repairs: %u %%/year, repair_time: %u days, repair_cost: %.17g USD/GPU, ",
                        fails, days, repair);
        change_stream(m, &m->operation);
        if (chance(m, 40)) {
            char launch[TEXT];
            cp_str_addf(m->plan, "residual: [%u %%, %u %%, %u %%], ", 60 + below(m, 30),
                        30 + below(m, 20), below(m, 20));
            cp_str_addf(m->plan, "launches: {%s: 20 %%}, ", period(m, 1, launch));
        }
        if (chance(m, 30))
            cp_str_addf(m->plan, "efficiency: {w0: %u %%}}\n", 30 + below(m, 30));
        else
            cp_str_addf(m->plan, "efficiency: {w0: %u %%, \"*\": %u %%}}\n", 30 + below(m, 30),
                        20 + below(m, 40));
    }
}

/* To be trained by a flexible workload before it, or to be had of others. */
static void add_ways(struct maker *m, unsigned w) {
    double size = m->change->size, money = m->change->money;
    double fee = between(m, 0, 20), annual = between(m, 0, 4), hours = between(m, 0, 500);
    unsigned serves = 50 + below(m, 51), compute = 10 * below(m, 8);
    char trained[TEXT], licensed[TEXT];
    date(m, 0, trained);
    date(m, 1, licensed);
    cp_str_addf(m->plan, ", ways: {l: {fee: %.17g mn USD, annual_fee: {value: %.17g mn USD/year, ",
                fee * size * money, annual * size * money);
    cp_str_addf(m->plan, "growth: 3 %%}, serves: %u %%, compute: %u %%, ready: %s}", serves,
                compute, licensed);
    if (m->flexible >= 0)
        cp_str_addf(m->plan, ", t: {flop: %.17g FLOP, work: w%d, start: %04d-01-01, ready: %s}",
                    hours * 3600e18 * size, m->flexible, m->first / m->per_year - 1, trained);
    cp_str_add(m->plan, "}");
    m->met |= 1U << w;
}

static void add_workloads(struct maker *m) {
    cp_str_add(m->plan, "workloads:\n");
    for (unsigned w = 0; w < m->nwork; w++) {
        bool firm = chance(m, 60);
        cp_str_addf(m->plan, "  w%u: {kind: %s, demand: 1 EFLOP/s, ", w,
                    firm ? "firm" : "flexible");
        cp_str_addf(m->plan, "penalty: %.17g USD/(EFLOP/s)/h",
                    between(m, 200, 6000) * m->change->money);
        double revenue = between(m, 500, 5000) * m->change->money;
        unsigned least = below(m, 11) * 10;
        if (chance(m, 40))
            cp_str_addf(m->plan, ", tenant: t%u, revenue: %.17g USD/(EFLOP/s)/h", w, revenue);
        if (!firm)
            cp_str_addf(m->plan, ", min_rate: %u %%", least);
        if (chance(m, 50) && firm)
            cp_str_add(m->plan, ", profile: day");
        if (chance(m, 20))
            cp_str_add(m->plan, ", sites: [s0]");
        if (chance(m, 30))
            cp_str_add(m->plan, ", max_sites: 1");
        if (chance(m, 20))
            cp_str_add(m->plan, ", bid: yes");
        change_stream(m, &m->traffic);
        cp_str_addf(m->plan, ", traffic: %u Gbit/s/(EFLOP/s)", chance(m, 70) ? below(m, 20) : 0);
        change_stream(m, &m->traffic);
        change_stream(m, &m->links);
        unsigned start = below(m, 3), late = 10 * (1 + below(m, 9));
        if (m->linked)
            cp_str_addf(m->plan, start == 0 ? ", data: s0" : ", region: r%u", start);
        if (m->linked && start > 0 && chance(m, 30))
            cp_str_addf(m->plan, ", max_latency: %u ms", late);
        change_stream(m, &m->links);
        change_stream(m, &m->operation);
        if (chance(m, 25) && (firm || least == 0) && !m->change->near)
            add_ways(m, w);
        change_stream(m, &m->operation);
        cp_str_add(m->plan, "}\n");
        m->flexible = m->flexible < 0 && !firm && !(m->met & 1U << w) ? (int)w : m->flexible;
    }
}

static void add_phase(struct maker *m, unsigned number) {
    char ready[TEXT];
    double mw = between(m, 1, 8), capex = mw * between(m, 5, 12);
    cp_str_addf(m->plan, "      p%u: {power: %.17g MW, ready: %s, capex: %.17g mn USD, ", number,
                mw * m->change->size, date(m, 2, ready),
                capex * m->change->size * m->change->money);
    cp_str_addf(m->plan, "built: %u %%, committed: %u %%, ", below(m, 3) * 50, below(m, 3) * 50);
    cp_str_addf(m->plan, "life: %u years, lead: %u months", 2 + below(m, 18), below(m, 37));
    change_stream(m, &m->operation);
    unsigned first = below(m, 60), second = 20 + below(m, 81);
    if (chance(m, 30))
        cp_str_addf(m->plan, ", commissioning: [%u %%, %u %%, 90 %%]", first, second);
    change_stream(m, &m->operation);
    cp_str_add(m->plan, "}\n");
}

static void add_sites(struct maker *m) {
    cp_str_add(m->plan, "sites:\n");
    for (unsigned s = 0; s < m->nsite; s++) {
        cp_str_addf(m->plan, "  s%u:\n    pue: %.3f\n    om: %.17g USD/MW/year\n", s,
                    between(m, 1.05, 1.5), between(m, 0, 50000) * m->change->money);
        if (chance(m, 30))
            cp_str_add(m->plan, "    pue_profile: heat\n");
        change_stream(m, &m->traffic);
        double bandwidth = between(m, 0, 10), rent = between(m, 0, 1.5);
        if (chance(m, 70))
            cp_str_addf(m->plan, "    bandwidth: %.17g Gbit/s\n", bandwidth * m->change->size);
        if (chance(m, 50))
            cp_str_addf(m->plan, "    bandwidth_price: %.17g mn USD/(Gbit/s)/year\n",
                        rent * m->change->money);
        change_stream(m, &m->traffic);
        change_stream(m, &m->operation);
        unsigned forced = below(m, 10), planned = below(m, 15);
        if (chance(m, 30))
            cp_str_addf(m->plan,
                        "    forced_outage: %u %%\n    scheduled_outage: {value: %u %%, growth: "
                        "10 %%}\n",
                        forced, planned);
        change_stream(m, &m->operation);
        if (m->nnode && chance(m, 70))
            cp_str_addf(m->plan, "    node: n%u\n", below(m, m->nnode));
        cp_str_add(m->plan, "    phases:\n");
        for (unsigned f = 0, n = 1 + below(m, 2); f < n; f++)
            add_phase(m, f);
        cp_str_add(m->plan, "    existing:\n");
        for (unsigned g = 0; g < m->nsku; g++) {
            double units = between(m, 100, 2000) * m->change->size, age = between(m, 0, 4);
            double price = between(m, 0, 20000) * m->change->money;
            cp_str_addf(m->plan, "      G%u: {units: %.17g GPU, age: %.17g years, ", g,
                        chance(m, 60) ? units : 0, age);
            cp_str_addf(m->plan, "price: %.17g USD/GPU}\n", price);
        }
    }
    if (m->change->dear)
        cp_str_add(m->plan, "  dear:\n    pue: 1.2\n    phases:\n      p: {power: 5 MW, ready: "
                            "2020-01-01, capex: 9 bn USD}\n");
}

/* Between the sites, from the region of users whose work comes first, and from none. */
static void add_links(struct maker *m, const char *plan) {
    double size = m->change->size, money = m->change->money;
    const char *at = strstr(plan, "region: r");
    char region = at ? at[9] : '\0'; /* the text moves when it grows */
    cp_str_add(m->plan, "links:\n");
    for (unsigned i = 0; i < 4; i++) {
        double have = between(m, 0, 6), more = between(m, 0, 6), capex = between(m, 0, 900);
        unsigned from = below(m, m->nsite), to = below(m, m->nsite), late = 10 * below(m, 9);
        char start[TEXT];
        if (i % 2 && region)
            snprintf(start, sizeof start, "r%c", region);
        else
            snprintf(start, sizeof start, "s%u", from == to ? (to + 1) % m->nsite : from);
        unsigned more_than = below(m, 3);
        if (m->nsite == 1 && *start == 's')
            continue;
        cp_str_addf(m->plan, "  k%u: {from: %s, to: s%u, existing: %.17g Gbit/s, ", i, start, to,
                    have * size);
        if (more_than)
            cp_str_addf(m->plan, "capacity: %.17g Gbit/s, ", (have + more) * size);
        cp_str_addf(m->plan, "capex: %.17g kUSD/(Gbit/s), om: %.17g kUSD/(Gbit/s)/year, ",
                    capex * money, between(m, 1, 90) * money);
        cp_str_addf(m->plan, "latency: %u ms, availability: %u %%, life: %u years%s}\n", late,
                    60 + below(m, 41), 1 + below(m, 20), chance(m, 50) ? ", interest: 6 %" : "");
    }
}

/* ---- the stream
 * ---------------------------------------------------------------------------------- */

static void add_demand(struct maker *m, struct cp_str *rows) {
    char at[TEXT];
    for (unsigned w = 0; w < m->nwork; w++) {
        double demand = between(m, 0.1, 1.5) * m->change->size, growth = between(m, 0.8, 1.6);
        double peak = between(m, 1, 1.8);
        bool peaks = chance(m, 50);
        for (unsigned t = 0; t < m->T; t++, demand *= growth) {
            if (chance(m, 95))
                cp_str_addf(rows, "%s\t-\t-\t-\tw%u\tdemand\t%.17g\tEFLOP/s\t-\n", period(m, t, at),
                            w, demand);
            if (peaks)
                cp_str_addf(rows, "%s\t-\t-\t-\tw%u\tpeak_to_mean\t%.17g\t1\t-\n", period(m, t, at),
                            w, peak);
        }
    }
}

static void add_offer(struct maker *m, unsigned o, struct cp_str *rows) {
    static const char *const term[] = {"6\tmonth", "1\tyear", "24\tmonth", "30\tmonth"};
    unsigned g = below(m, m->nsku), steps = 1 + below(m, 3), length = below(m, 4);
    bool rented = chance(m, 30), falling = chance(m, 70);
    double price = rented ? between(m, 1, 4) : between(m, 8000, 40000);
    price *= m->change->money * m->change->price;
    double committed = between(m, 0, 600) * m->change->size;
    bool commits = chance(m, 25);
    char at[TEXT];
    for (unsigned k = 1; k <= steps; k++, price *= falling ? 0.85 : 1.1)
        for (unsigned t = 0; t < m->T; t++) {
            double units = between(m, 20, 700) * m->change->size * m->change->supply;
            if (chance(m, 30))
                continue;
            cp_str_addf(rows, "%s\tG%u\to%u\t%u\t-\tsupply\t%.17g\tGPU\tu%u\n", period(m, t, at), g,
                        o, k, units, o % 3);
            cp_str_addf(rows, "%s\tG%u\to%u\t%u\t-\t%s\t%.17g\t%s\tu%u\n", at, g, o, k,
                        rented ? "rent" : "price", price * (1 - 0.01 * t),
                        rented ? "USD/GPU/h" : "USD/GPU", o % 3);
        }
    if (rented)
        cp_str_addf(rows, "-\tG%u\to%u\t-\t-\tterm\t%s\t-\n", g, o, term[length]);
    if (commits && !m->change->free)
        cp_str_addf(rows, "-\tG%u\to%u\t-\t-\tcommitted\t%.17g\tGPU\t-\n", g, o, committed);
}

/* Rows in the order of another draw [Fisher & Yates]. */
static void add_rows(struct maker *m, struct cp_str *rows) {
    size_t n = 0;
    char **row = calloc(rows->len + 1, sizeof *row);
    for (char *next = rows->s, *line; row && (line = strsep(&next, "\n"));)
        if (*line)
            row[n++] = line;
    for (size_t i = n; m->change->shuffled && i > 1; i--) {
        size_t k = below(m, (unsigned)i);
        char *other = row[k];
        row[k] = row[i - 1];
        row[i - 1] = other;
    }
    cp_str_add(m->facts, "period\tsku\toffer\tstep\tworkload\tmeasure\tvalue\tunit\tsupplier\n");
    for (size_t i = 0; i < n; i++)
        cp_str_addf(m->facts, "%s\n", row[i]);
    free(row);
}

void plans_make(uint64_t seed, const struct change *change, const char *profiles,
                struct cp_str *plan, struct cp_str *facts) {
    struct maker m = {
        .state = seed * 0x9E3779B97F4A7C15u | 1, .change = change, .plan = plan, .facts = facts};
    struct cp_str rows = {0}, policy = {0};
    m.flexible = -1;
    m.operation = seed * 0xE7037ED1A0B428DBu | 1;
    m.network = seed * 0xD1B54A32D192ED03u | 1;
    m.traffic = seed * 0x8CB92BA72F3D8DD7u | 1;
    m.links = seed * 0xA24BAED4963EE407u | 1;
    m.energy = seed * 0xB5297A4D3F84D5B5u | 1;
    for (int i = 0; i < 16; i++) {
        if (i == 8)
            change_stream(&m, &m.network);
        below(&m, 2);
    }
    change_stream(&m, &m.network);
    change_stream(&m, &m.traffic);
    for (int i = 0; i < 8; i++)
        below(&m, 2);
    change_stream(&m, &m.traffic);
    change_stream(&m, &m.links);
    for (int i = 0; i < 8; i++)
        below(&m, 2);
    m.linked = chance(&m, 50);
    change_stream(&m, &m.links);
    change_stream(&m, &m.energy);
    for (int i = 0; i < 8; i++)
        below(&m, 2);
    change_stream(&m, &m.energy);
    change_stream(&m, &m.operation);
    for (int i = 0; i < 8; i++)
        below(&m, 2);
    change_stream(&m, &m.operation);
    static const int per_year[] = {1, 1, 1, 4, 4, 4, 12};
    m.per_year = per_year[below(&m, 7)];
    m.first = 2027 * m.per_year + (int)below(&m, (unsigned)m.per_year);
    m.T = 2 + below(&m, 5);
    m.nsku = 1 + below(&m, 3);
    m.nwork = 1 + below(&m, 3);
    m.nsite = 1 + below(&m, 3);
    m.nnode = chance(&m, 40) ? 1 + below(&m, 2) : 0;
    add_head(&m, profiles);
    m.plan = &policy;
    add_policy(&m);
    m.plan = plan;
    add_skus(&m);
    add_workloads(&m);
    plans_add_nodes(&m);
    change_stream(&m, &m.network);
    plans_add_lines(&m);
    change_stream(&m, &m.network);
    add_sites(&m);
    change_stream(&m, &m.links);
    if (m.linked)
        add_links(&m, plan->s);
    change_stream(&m, &m.links);
    plans_add_contracts(&m);
    change_stream(&m, &m.operation);
    m.plan = &policy;
    if (chance(&m, 30))
        add_reserves(&m);
    m.plan = plan;
    change_stream(&m, &m.operation);
    cp_str_add(plan, policy.s);
    add_demand(&m, &rows);
    for (unsigned o = 0, n = 1 + below(&m, 4); o < (change->alone ? 1 : n); o++)
        add_offer(&m, o, &rows);
    if (change->dear)
        cp_str_add(&rows, "2027\tG0\tdear\t1\t-\tsupply\t500\tGPU\t-\n"
                          "2027\tG0\tdear\t1\t-\tprice\t9000000\tUSD/GPU\t-\n");
    add_rows(&m, &rows);
    cp_str_release(&rows);
    cp_str_release(&policy);
    cp_str_release(&m.ready);
}
