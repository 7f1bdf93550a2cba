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

static char plan_path[] = "/tmp/capplan-sell-memory-XXXXXX";

static int work(const void *with, struct cp_error *err) {
    struct cp_sell_options opt = {.quote = "product=spot,sku=G,site=s,gpus=10,from=2027,price=2",
                                  .stress = "bust"};
    struct cp_str text = {0};
    struct cp_plan *plan = NULL;
    struct cp_facts *facts = cp_facts_new();
    FILE *in = fmemopen((void *)(uintptr_t)facts_text, sizeof facts_text - 1, "r");
    int rc = facts && in ? cp_plan_load(plan_path, NULL, 0, &plan, err) : cp_fail_nomem(err);
    (void)with;
    for (size_t i = 0; i < CP_SELL_ANALYSIS_COUNT; i++)
        opt.run[i] = true;
    if (rc == 0)
        rc = cp_facts_read(facts, in, "facts", err);
    if (rc == 0)
        rc = cp_sell_run(plan, &opt, facts, err);
    if (rc == 0)
        rc = cp_sell_plan(plan, &opt, facts, plan_path, &text, err);
    cp_str_release(&text);
    if (in)
        fclose(in);
    cp_facts_free(facts);
    cp_plan_free(plan);
    return rc;
}

int main(void) {
    int fd = mkstemp(plan_path);
    bool wrote = fd >= 0 && write(fd, plan_text, sizeof plan_text - 1) == sizeof plan_text - 1;
    if (fd >= 0)
        close(fd);
    if (ok(wrote, "a plan to read"))
        starve(work, NULL, "what is sold");
    unlink(plan_path);
    return done();
}
