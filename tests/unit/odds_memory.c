/* Every allocation of reading markets and making odds of them fails once. */
#include "odds/odds.h"
#include "starve.h"
#include <unistd.h>

static const char plan_text[] =
    "horizon: {from: 2027, to: 2028}\n"
    "events:\n"
    "  ban: {markets: {kalshi: \"KX*\", polymarket: [ban], manifold: m, table: t}, prior: 3 %/year,"
    " prior_weight: 0.1}\n"
    "  truce: {prior: 40 %/year, exclusive: [ban]}\n"
    "  war: {prior: 1 %/year, implies: [ban]}\n"
    "  rush: {given: {ban: 60 %}}\n";

static const char *const files[] = {
    "{\"markets\": [{\"ticker\": \"KXA\", \"event_ticker\": \"KX\", \"status\": \"active\","
    " \"yes_bid_dollars\": \"0.2\", \"yes_ask_dollars\": \"0.25\", \"strike_type\": \"less\","
    " \"cap_strike\": 4, \"close_time\": \"2027-06-01T00:00:00Z\"},"
    "{\"ticker\": \"KXB\", \"event_ticker\": \"KX\", \"status\": \"active\", \"yes_bid_dollars\":"
    " \"0.6\", \"yes_ask_dollars\": \"0.65\", \"strike_type\": \"greater\", \"floor_strike\": 4,"
    " \"close_time\": \"2027-06-01T00:00:00Z\"}]}",
    "{\"orderbook_fp\": {\"yes_dollars\": [[\"0.1\", \"1\"]], \"no_dollars\": [[\"0.8\", \"1\"]]}}",
    "[{\"conditionId\": \"0x\", \"slug\": \"ban\", \"outcomePrices\": \"[\\\"0.2\\\", "
    "\\\"0.8\\\"]\","
    " \"bestBid\": 0.2, \"bestAsk\": 0.22, \"endDate\": \"2027-12-31\"}]",
    "{\"history\": [{\"t\": 1788220800, \"p\": 0.1}]}",
    "{\"id\": \"m\", \"outcomeType\": \"BINARY\", \"mechanism\": \"cpmm-1\", \"probability\": 0.4,"
    " \"closeTime\": 1830254400000}",
    "{\"id\": 7, \"question\": {\"type\": \"multiple_choice\", \"options\": [\"a\", \"b\"],"
    " \"aggregations\": {\"recency_weighted\": {\"latest\": {\"forecast_values\": [0.4, 0.6]}}}}}",
    "market,closes,probability,resolved\n\"t\",2028-06-01,0.3,\nold,2026-06-01,0.3,no\n",
};
enum { FILES = sizeof files / sizeof *files };

static char plan_path[] = "/tmp/capplan-odds-memory-XXXXXX";

static int read_files(struct cp_odds_markets *all, struct cp_error *err) {
    char name[24];
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < FILES; i++) {
        FILE *in = fmemopen((void *)(uintptr_t)files[i], strlen(files[i]), "r");
        snprintf(name, sizeof name, "file%zu", i);
        rc = in ? cp_odds_read(all, in, name, NULL, err) : cp_fail_nomem(err);
        if (in)
            fclose(in);
    }
    return rc;
}

static int write_all(const struct cp_odds *odds, struct cp_error *err) {
    struct cp_facts *facts = cp_facts_new();
    struct cp_page *page = cp_page_new();
    int rc = facts && page ? cp_odds_facts(odds, facts, err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = cp_odds_score_facts(odds, facts, err);
    if (rc == 0)
        rc = cp_odds_explain(odds, "ban", page, err);
    cp_page_free(page);
    cp_facts_free(facts);
    return rc;
}

static int work(const void *with, struct cp_error *err) {
    const struct cp_odds_options *opt = with;
    struct cp_odds_markets all = {0};
    struct cp_plan *plan = NULL;
    struct cp_odds *odds = NULL;
    int rc = cp_plan_load(plan_path, NULL, 0, &plan, err);
    if (rc == 0)
        rc = read_files(&all, err);
    if (rc == 0)
        rc = cp_odds_new(&all, plan, opt, &odds, err);
    if (rc == 0)
        rc = write_all(odds, err);
    cp_odds_free(odds);
    cp_odds_release(&all);
    cp_plan_free(plan);
    return rc;
}

int main(void) {
    int fd = mkstemp(plan_path);
    ok(fd >= 0 && write(fd, plan_text, sizeof plan_text - 1) == (ssize_t)(sizeof plan_text - 1),
       "a plan");
    close(fd);
    struct cp_odds_options opt = CP_ODDS_OPTIONS_INIT;
    opt.rate = .04;
    opt.overround = CP_ODDS_POWER;
    opt.loss = CP_ODDS_L2;
    starve(work, &opt, "files of five venues to the odds of events");
    unlink(plan_path);
    return done();
}
