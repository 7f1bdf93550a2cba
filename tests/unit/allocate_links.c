/* The data network on plans small enough to solve by hand. An EFLOP/s sends 10 Gbit/s, so that the
 * 0.4 EFLOP/s that are asked for send 4; a GPU does 0.5 PFLOP/s. */
#include "allocate_case.h"

#define HEADER                                                                                     \
    "name: tiny\ndiscount: 0 %\nhorizon: {from: 2027, to: 2028}\nslices: {days: 1, hours: 1}\n"    \
    "skus: {G: {peak: 1 PFLOP/s, power: 1 kW, idle: 20 %, life: 5 years, efficiency: {\"*\": 50 "  \
    "%}}}\n"
#define WORK_OF(keys)                                                                              \
    "workloads:\n  w: {kind: firm, demand: 1 EFLOP/s, penalty: 1000 USD/(EFLOP/s)/h, traffic: 10 " \
    "Gbit/s/(EFLOP/s), " keys "}\n"
#define HALL "pue: 1.25, phases: {p: {power: 10 MW, ready: 2020, capex: 0 USD, built: 100 %}}"
#define ONE "sites: {s: {" HALL ", existing: {G: {units: 800 GPU}}}}\n"
#define POWER "contracts: {g: {kind: grid, sites: [s], firm: yes, price: 50 USD/MWh}}\n"
/* A second site, in another country, without GPUs. */
#define TWO                                                                                        \
    "sites: {s: {country: US, " HALL                                                               \
    ", existing: {G: {units: 800 GPU}}}, hub: {country: CA, " HALL "}}\n"
static const char asked[] = HEAD "2027\tw\t-\t-\t-\t-\tdemand\t0.4\tEFLOP/s\n"
                                 "2028\tw\t-\t-\t-\t-\tdemand\t0.4\tEFLOP/s\n";

/* Nothing is asked of it; its region has the links. */
#define OTHER "  v: {kind: firm, demand: 1 EFLOP/s, penalty: 1 USD/(EFLOP/s)/h, region: r}\n"

/* What an EFLOP/s that is served saves in an hour: 2,000 GPUs draw 2.5 MW; idle ones retire. */
static const double each = 1000 - 2 * 1.25 * 50;

static void full(void) {
    static const struct {
        const char *keys, *what;
        double served;
    } cases[] = {{"existing: 3 Gbit/s, capacity: 3 Gbit/s", "a link that is full", 0.3},
                 {"existing: 5 Gbit/s, capacity: 5 Gbit/s, availability: 60 %",
                  "a link of which a part is out", 0.3}};
    for (size_t i = 0; i < 2; i++) {
        char plan[2048];
        snprintf(plan, sizeof plan, "%slinks: {l: {from: r, to: s, %s}}\n",
                 HEADER WORK_OF("region: r") ONE POWER, cases[i].keys);
        struct run r = solve(plan, asked, true);
        if (solved(&r, cases[i].what)) {
            double part = i ? 0.6 : 1;
            ok_near(total(&r, "served", "2027", NULL), cases[i].served, 1e-7, "work is short");
            ok_near(total(&r, "traffic", "2027", NULL), 3, 1e-7, "by what it sends");
            ok_near(total(&r, "link_dual", "2027", NULL),
                    part * 8760 * each / 10 /
                        cp_plan_discount(r.plan, r.plan->money.discount, cp_plan_period(r.plan, 0)),
                    1e-6, "worth of one more");
            ok(strstr(r.result.explanation.s, "short of bandwidth"), "and that is told");
        }
        end(&r);
    }
}

/* 1 Gbit/s is built once it can be and if that pays: it saves 8760 h of a tenth of `each` a year.
 */
static void expansion(void) {
    static const struct {
        const char *keys;
        double built, capex, network, salvage; /* Gbit/s, USD a Gbit/s */
        const char *since;
    } cases[] = {
        {"capex: 200 kUSD/(Gbit/s), om: 50 kUSD/(Gbit/s)/year, life: 4 years", 1, 200e3, 50e3,
         100e3, "2027"},
        {"capex: 200 kUSD/(Gbit/s), interest: 0 %, life: 4 years, ready: 2028-01-01", 1, 0, 50e3, 0,
         "2028"},
        {"om: 2 mn USD/(Gbit/s)/year", 0, 0, 0, 0, "2027"},
        {"existing: 2 Gbit/s, capacity: 3 Gbit/s", 1, 0, 0, 0, "2027"},
    };
    for (size_t i = 0; i < 4; i++) {
        char plan[2048];
        bool has = i == 3;
        snprintf(plan, sizeof plan, "%slinks: {l: {from: r, to: s, %s%s}}\n",
                 HEADER WORK_OF("region: r") ONE POWER, has ? "" : "existing: 3 Gbit/s, ",
                 cases[i].keys);
        struct run r = solve(plan, asked, true);
        if (solved(&r, cases[i].keys)) {
            const char *since = cases[i].since;
            double stood = has ? 2 : 3, years = *since == '2' && since[3] == '8' ? 1 : 2;
            ok_near(total(&r, "link_build", since, NULL), cases[i].built, 1e-7, "built");
            ok_near(total(&r, "link_build", NULL, NULL), cases[i].built, 1e-7, "not before");
            ok_near(total(&r, "link", "2028", NULL), stood + cases[i].built, 1e-7, "stands");
            ok_near(total(&r, "cost", NULL, "capex-plant"), cases[i].built * cases[i].capex, 1e-6,
                    "paid at once");
            ok_near(total(&r, "cost", NULL, "salvage"), -cases[i].built * cases[i].salvage, 1e-6,
                    "and half of it left");
            /* what stood is paid for too, every year */
            double all = 2 * stood + years * cases[i].built;
            if (cases[i].built > 0)
                ok_near(total(&r, "cost", NULL, "network"), all * cases[i].network, 1e-6,
                        "and year by year");
        }
        end(&r);
    }
}

/* A thin direct link, and a thick one by the hub, which is slower and in another country. */
#define BY_HUB                                                                                     \
    "links:\n  direct: {from: r, to: s, existing: 1 Gbit/s, capacity: 1 Gbit/s, latency: 20 ms}\n" \
    "  first: {from: r, to: hub, existing: 9 Gbit/s, capacity: 9 Gbit/s, latency: 10 ms}\n"        \
    "  second: {from: s, to: hub, existing: 2 Gbit/s, capacity: 2 Gbit/s, latency: 30 ms}\n"
static void routes(void) {
    static const struct {
        const char *plan, *what;
        double served, hub;
    } cases[] = {
        {HEADER WORK_OF("region: r") TWO POWER BY_HUB, "a way by another site", 0.3, 2},
        {HEADER WORK_OF("region: r, max_latency: 39 ms") TWO POWER BY_HUB, "a way too long", 0.1,
         0},
        {HEADER WORK_OF("region: r, max_latency: 40 ms") TWO POWER BY_HUB, "one just in time", 0.3,
         2},
        {HEADER WORK_OF("region: r, max_latency: 10 ms") TWO POWER BY_HUB, "no way", 0, 0},
        {HEADER WORK_OF("region: r, countries: [US]") TWO POWER BY_HUB, "a way abroad", 0.1, 0},
        {HEADER WORK_OF("region: r, countries: [US, CA]") TWO POWER BY_HUB, "a way in both", 0.3,
         2},
        {HEADER WORK_OF("region: elsewhere") OTHER TWO POWER BY_HUB, "a region without links", 0.4,
         0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct run r = solve(cases[i].plan, asked, false);
        if (solved(&r, cases[i].what)) {
            ok_near(total(&r, "served", "2027", NULL), cases[i].served, 1e-7, "served");
            double all = 10 * cases[i].served;
            bool sent = i + 1 < sizeof cases / sizeof *cases;
            ok_near(total(&r, "traffic", "2027", NULL), sent ? all + cases[i].hub : 0, 1e-7,
                    "what goes by the hub is on two links");
        }
        end(&r);
    }
}

/* Work whose data are at the hub runs there without traffic, at s over the link between them. */
static void data(void) {
    static const struct {
        const char *sites, *what;
        double here, there;
    } cases[] = {
        {"sites: {s: {" HALL ", existing: {G: {units: 800 GPU}}}, hub: {" HALL
         ", existing: {G: {units: 200 GPU}}}}\n",
         "work away from its data", 0.1, 0.2},
        {"sites: {s: {" HALL ", existing: {G: {units: 800 GPU}}}, hub: {bandwidth: 1 Gbit/s, " HALL
         ", existing: {G: {units: 200 GPU}}}}\n",
         "a site of data that sends too little", 0.1, 0.1},
    };
    for (size_t i = 0; i < 2; i++) {
        char plan[2048];
        snprintf(plan, sizeof plan,
                 "%s%scontracts: {g: {kind: grid, sites: [s, hub], price: 50 USD/MWh}}\n"
                 "links: {l: {from: s, to: hub, existing: 2 Gbit/s, capacity: 2 Gbit/s}}\n",
                 HEADER WORK_OF("data: hub"), cases[i].sites);
        struct run r = solve(plan, asked, true);
        if (solved(&r, cases[i].what)) {
            ok_near(total(&r, "served", "2027", NULL), cases[i].here + cases[i].there, 1e-7,
                    "served");
            ok_near(total(&r, "traffic", "2027", NULL), 10 * cases[i].there, 1e-7, "sent");
            ok_near(total(&r, "bandwidth_dual", "2027", NULL), i ? 8760 * each / 10 : 0, 1e-6,
                    "what its network is worth");
        }
        end(&r);
    }
}

int main(void) {
    full();
    expansion();
    routes();
    data();
    return done();
}
