/* Every allocation of pricing what idles fails once. */
#include "sell/sell.h"
#include "starve.h"
#include <stdlib.h>
#include <unistd.h>

static const char plan_text[] =
    "horizon: {from: 2027, to: 2028}\n"
    "skus: {G: {peak: 1 PFLOP/s, power: 1 kW, life: 5 years, rental: 2 USD/GPU/h, efficiency: "
    "{\"*\": 50 %}}}\n"
    "sites: {s: {pue: 1.25, phases: {p: {power: 10 MW, ready: 2020-01-01, capex: 0 USD}}}}\n"
    "curves: {c: {unit: USD/GPU/h, model: {kind: lognormal,"
    " volatility: 40 %}}}\n"
    "market:\n"
    "  spot: {curve: c, skus: {G: {price: 2 USD/GPU/h}}, depth: 160 GPU, elasticity: -2}\n"
    "  dear: {kind: on-demand, curve: c, skus: {G: {price: 4 USD/GPU/h}}, depth: 80 GPU, sd: 9 "
    "GPU}\n"
    "  term: {kind: reserved, term: 2 years, curve: c, skus: {G: {price: 3 USD/GPU/h}}, depth: 100"
    " GPU, lot: 10 GPU, notice: 1 year, recall: 1 year, isolated: true}\n"
    "  halls: {kind: halls, power: {price: 1 USD/kW/month, depth: 1 MW}}\n"
    "isolation: {rack: 8 GPU, group: 20 GPU, spare_risk: 5 %}\n"
    "models: {m: {sku: G, input: 8000 token/s, output: 2000 token/s, input_share: 50 %, price:"
    " {in: 1 USD/Mtoken, out: 2 USD/Mtoken}}}\n"
    "lists: {l: {provider: o, sku: G, price: 4 USD/GPU/h}}\n"
    "workloads: {w: {kind: firm, demand: 1 EFLOP/s, penalty: 1 USD/(EFLOP/s)/h}}\n"
    "teams: {t: [w]}\n";

static const char facts_text[] = "period\tsite\tsku\tcurve\tmeasure\tvalue\tunit\n"
                                 "2027\ts\tG\t-\tsurplus\t8760000\tGPU.h\n"
                                 "2028\ts\tG\t-\tsurplus\t4392000\tGPU.h\n"
                                 "2027\ts\tG\t-\tgpu_hour_dual\t0.5\tUSD/GPU/h\n"
                                 "2027\ts\t-\t-\thalls\t2\tMW\n"
                                 "2027\ts\t-\t-\tfirm_supply\t2\tMW\n"
                                 "2027\ts\t-\t-\tenergised\t2\tMW\n"
                                 "2027\ts\t-\t-\tpower\t1\tMW\n"
                                 "2027\ts\t-\t-\tenergy_dual\t40\tUSD/MWh\n"
                                 "2027\t-\t-\tc\tforward\t2\tUSD/GPU/h\n"
                                 "2028\t-\t-\tc\tforward\t2\tUSD/GPU/h\n";

/* The same hours by scenario and slice, at a price that a curve drives. */
static const char driven_text[] =
    "horizon: {from: 2027, to: 2028}\n"
    "skus: {G: {peak: 1 PFLOP/s, power: 1 kW, life: 5 years, rental: 2 USD/GPU/h, efficiency: "
    "{\"*\": 50 %}}}\n"
    "sites: {s: {pue: 1.25, phases: {p: {power: 10 MW, ready: 2020-01-01, capex: 0 USD}}}}\n"
    "curves: {c: {unit: USD/GPU/h, drives: [skus/G/rental], model: {kind: one-factor, reversion: 1 "
    "1/year, volatility: 10 %}}}\n"
    "market:\n"
    "  own: {kind: on-demand, sites: [s], skus: {G: 1}, depth: 5000 GPU, slope: 9 "
    "GPU/(USD/GPU/h)}\n"
    "  year: {kind: reserved, term: 1 year, sites: [s], skus: {G: {price: 3 USD/GPU/h}}, depth: 90 "
    "GPU, lot: 10 GPU}\n"
    "  queue: {kind: queue, sites: [s], power: {price: 1 USD/kW/month, depth: 1 MW}}\n"
    "workloads: {w: {kind: firm, demand: 1 EFLOP/s, penalty: 1 USD/(EFLOP/s)/h}}\n"
    "entities: {e: {tax: 21 %, sites: [s]}}\n"
    "lists: {l: {provider: o, sku: G, price: 4 USD/GPU/h, product: reserved, term: 1 year}}\n";
static const char scenarios_text[] =
    "scenario\tperiod\tslice\tsite\toffer\tsku\tworkload\tcurve\tmeasure\tvalue\tunit\n"
    "good\t-\t-\t-\t-\t-\t-\t-\tscenario_probability\t0.75\t1\n"
    "bad\t-\t-\t-\t-\t-\t-\t-\tscenario_probability\t0.25\t1\n"
    "good\t2027\t-\ts\t-\tG\t-\t-\tsurplus\t8760000\tGPU.h\n"
    "bad\t2027\t-\ts\t-\tG\t-\t-\tsurplus\t17520000\tGPU.h\n"
    "good\t2027\t-\t-\to\tG\t-\t-\tsurplus\t876000\tGPU.h\n"
    "good\t2027\t-\ts\t-\tG\t-\t-\tgpu_hour_dual\t1\tUSD/GPU/h\n"
    "bad\t2027\t-\ts\t-\tG\t-\t-\tgpu_hour_dual\t0.2\tUSD/GPU/h\n"
    "good\t2027\tday\ts\t-\tG\t-\t-\tgpu_hour_dual\t0.5\tUSD/GPU/h\n"
    "good\t2027\tday\t-\t-\t-\t-\t-\tslice_hours\t6570\th\n"
    "good\t2027\tnight\t-\t-\t-\t-\t-\tslice_hours\t2190\th\n"
    "good\t2027\tday\ts\t-\tG\t-\t-\tsurplus\t2628000\tGPU.h\n"
    "good\t2027\tnight\ts\t-\tG\t-\t-\tsurplus\t6132000\tGPU.h\n"
    "good\t2027\tday\ts\t-\t-\t-\t-\tspare_power\t0.175\tMW\n"
    "good\t2027\tnight\ts\t-\t-\t-\t-\tspare_power\t0.875\tMW\n"
    "good\t2027\t-\ts\t-\t-\t-\t-\tfirm_supply\t9\tMW\n"
    "good\t2027\t-\ts\t-\t-\t-\t-\thalls\t5\tMW\n"
    "bad\t2027\t-\ts\t-\t-\t-\t-\tenergy_dual\t40\tUSD/MWh\n"
    "-\t2027-01\t-\t-\t-\t-\t-\tc\tforward\t2\tUSD/GPU/h\n"
    "-\t2027\t-\ts\t-\tG\tw\t-\tserved\t0.1\tEFLOP/s\n";

static const struct job {
    const char *plan, *facts, *quote, *stress;
    size_t without; /* an analysis that is left out */
} jobs[] = {
    {plan_text, facts_text, "product=spot,sku=G,site=s,gpus=10,from=2027,price=2", "bust",
     CP_SELL_ANALYSIS_COUNT},
    {plan_text, facts_text, "product=term,gpus=10,from=2027,price=4", "basis",
     CP_SELL_ANALYSIS_COUNT},
    {driven_text, scenarios_text, "product=year,gpus=20,from=2027,price=4", "obsolescence",
     CP_SELL_TOKENS},
};

static char plan_path[] = "/tmp/capplan-sell-memory-XXXXXX";

static int work(const void *with, struct cp_error *err) {
    static size_t made; /* facts, when nothing fails */
    static const struct job *of;
    const struct job *job = with;
    struct cp_sell_options opt = {.quote = job->quote, .stress = job->stress};
    struct cp_str text = {0};
    struct cp_plan *plan = NULL;
    struct cp_facts *facts = cp_facts_new();
    FILE *in = fmemopen((void *)(uintptr_t)job->facts, strlen(job->facts), "r");
    int rc = facts && in ? cp_plan_load(plan_path, NULL, 0, &plan, err) : cp_fail_nomem(err);
    for (size_t i = 0; i < CP_SELL_ANALYSIS_COUNT; i++)
        opt.run[i] = i != job->without;
    if (rc == 0)
        rc = cp_facts_read(facts, in, "facts", err);
    if (rc == 0)
        rc = cp_sell_run(plan, &opt, facts, err);
    if (rc == 0)
        rc = cp_sell_plan(plan, &opt, facts, plan_path, &text, err);
    if (rc == 0 && of == job && cp_facts_count(facts) != made)
        rc = cp_fail(err, CP_EINTERNAL, "%zu facts, not %zu", cp_facts_count(facts), made);
    if (rc == 0 && of != job) {
        of = job;
        made = cp_facts_count(facts);
    }
    cp_str_release(&text);
    if (in)
        fclose(in);
    cp_facts_free(facts);
    cp_plan_free(plan);
    return rc;
}

int main(void) {
    int fd = mkstemp(plan_path);
    for (size_t i = 0; i < sizeof jobs / sizeof *jobs && fd >= 0; i++) {
        size_t n = strlen(jobs[i].plan);
        bool wrote = ftruncate(fd, 0) == 0 && pwrite(fd, jobs[i].plan, n, 0) == (ssize_t)n;
        if (ok(wrote, "a plan to read"))
            starve(work, &jobs[i], jobs[i].quote);
    }
    close(fd);
    unlink(plan_path);
    return done();
}
