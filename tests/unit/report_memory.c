/* Every allocation of building a report, and of writing it, fails once. */
#include "report/report.h"
#include "starve.h"

static const char stream[] = "scenario\tperiod\tsite\tsku\tsupplier\toffer\tstep\tcontract\tworkloa"
                             "d\tentity\ttranche\tkind\t"
                             "measure\tvalue\tunit\n"
                             "low\t2027\t-\t-\t-\t-\t-\t-\tads\t-\t-\t-\tdemand\t10\tEFLOP/s\n"
                             "low\t2027\t-\t-\t-\t-\t-\t-\tads\t-\t-\t-\tserved\t9\tEFLOP/s\n"
                             "low\t2027\t-\t-\t-\t-\t-\t-\tads\t-\t-\t-\tunmet\t1\tEFLOP/s\n"
                             "low\t2027\t-\t-\t-\t-\t-\t-\tads\t-\t-\t-\ttokens\t1e6\ttoken/s\n"
                             "low\t2027\tx\t-\t-\t-\t-\t-\t-\t-\t-\t-\thalls\t100\tMW\n"
                             "low\t2027\tx\t-\t-\t-\t-\t-\t-\t-\t-\t-\tenergised\t50\tMW\n"
                             "low\t2027\tx\t-\t-\t-\t-\t-\t-\t-\t-\t-\tpower\t40\tMW\n"
                             "low\t2027\tx\tA\t-\t-\t-\t-\t-\t-\t-\t-\tstock\t1000\tGPU\n"
                             "low\t2027\tx\tA\t-\t-\t-\t-\t-\t-\t-\t-\tinventory\t10\tGPU\n"
                             "low\t2027\t-\tA\ts\to\t1\t-\t-\t-\t-\t-\tsupply\t10\tGPU\n"
                             "low\t2027\t-\tA\ts\to\t1\t-\t-\t-\t-\t-\tprice\t10\tUSD/GPU\n"
                             "low\t-\t-\t-\ts\t-\t-\t-\t-\t-\t-\t-\tsupplier_exposure\t1e9\tUSD\n"
                             "low\t-\t-\t-\ts\t-\t-\t-\t-\t-\t-\t-\tsupplier_share\t1\t1\n"
                             "low\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\tsupplier\thhi\t1e4\t1\n"
                             "low\t2027\tx\t-\t-\t-\t-\tpjm\t-\t-\t-\tgrid\tenergy\t10\tMWh\n"
                             "low\t2027\t-\t-\t-\t-\t-\t-\t-\t-\t-\tgpu\tcost\t10\tUSD\n"
                             "low\t2027\tx\tA\t-\t-\t-\t-\tads\t-\t-\t-\tgpu_hours\t10\tGPU.h\n"
                             "low\t2027\t-\t-\t-\t-\t-\t-\t-\tspv\ta\t-\tdebt\t10\tUSD\n"
                             "low\t2027\t-\t-\t-\t-\t-\t-\t-\tspv\ta\t-\tdscr\t1.1\t1\n"
                             "low\t-\t-\t-\t-\t-\t-\t-\t-\tspv\ta\t-\tllcr\t1.1\t1\n"
                             "low\t2027\tx\t-\t-\t-\t-\t-\t-\t-\t-\tsite-power\tbinding\t10\tUSD\n"
                             "low\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\tobjective\t10\tUSD\n"
                             "low\t2027\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\tmine\t10\tUSD\n";

static int report(const void *with, struct cp_error *err) {
    struct cp_str text = {0};
    struct cp_page *page = cp_page_new();
    int rc = cp_report_build(with, &(struct cp_report_options){.pictures = true}, page, err);
    if (rc == 0)
        rc = cp_page_write(page, "text", &(struct cp_page_options){.bold = true}, &text, err);
    if (rc == 0 && (!strstr(text.s, "Debt") || !strstr(text.s, "mine")))
        rc = cp_fail(err, CP_EINTERNAL, "something is left out without a word");
    cp_str_release(&text);
    cp_page_free(page);
    return rc;
}

static const char planned[] = "period\tworkload\tcontract\tkind\tmeasure\tvalue\tunit\n"
                              "2027-Q1\tads\t-\t-\tdemand\t10\tEFLOP/s\n"
                              "2027-Q1\t-\tg\t-\tenergy\t90\tMWh\n"
                              "2027-Q1\t-\tg\tenergy\tcost\t900\tUSD\n";
static const char came[] = "period\tworkload\tkind\tmeasure\tvalue\tunit\n"
                           "2027-01\tads\t-\tdemand\t11\tEFLOP/s\n"
                           "2027-01\t-\t-\tenergy\t40\tMWh\n"
                           "2027-01\t-\tenergy\tcost\t500\tUSD\n"
                           "2027-01\tother\t-\tdemand\t1\tEFLOP/s\n";

/* Each of these sections of a stream of its own, with blanks for tabs: what its page, with
 * pictures, says. */
struct section {
    const char *name, *text, *says[8];
};

static const struct section sections[] = {
    /* In 2028 5 + 1 mn USD. */
    {"sale",
     "period name sku kind workload measure value unit\n"
     "2027 - H spot - sale_revenue 3e6 USD\n2028 - H spot - sale_revenue 5e6 USD\n"
     "2028 - H batch - sale_revenue 1e6 USD\n2028 - H spot - sale_quantity 40 GPU\n"
     "- ours H - - list_price 2.5 USD/GPU/h\n- ours H cash - break_even_discount 0.4 1\n"
     "- m H - - token_price 2 USD/Mtoken\n- m H cash - token_cost 0.5 USD/Mtoken\n"
     "- m H hosted - hour_earned 3.25 USD/GPU/h\n2028 - - revenue chat segment 2e6 USD\n"
     "2028 team - - - team_charge 1e6 USD\n",
     {"<title>Plan for 2027 to 2028<",
      "6.00 mn USD of idle hours could be sold in 2028, most of it spot", ">40.0<", ">3.25<"}},
    /* Two keys that move the value as far: by their names. */
    {"returns",
     "period entity tranche kind name measure value unit\n"
     "- spv - equity b npv_swing -4e6 USD\n- spv - equity a npv_swing 4e6 USD\n"
     "- spv - equity a irr_swing 0.02 1\n- spv loan - a dscr_min_swing 0.3 1\n"
     "2027 spv loan - - breach_probability 0.25 1\n2028 spv loan - - breach_probability 0.5 1\n"
     "2028 spv note - - breach_probability 0.125 1\n- spv - equity - npv 7e6 USD\n"
     "- - - - - cost_per_gpu_hour 2.5 USD/GPU/h\n",
     {"The value of spv equity moves most with a", "The return of spv equity moves most with a",
      "The least coverage of spv loan moves most with a",
      "spv breaches a covenant in 50.0 % of the scenarios in 2028", "7.00 mn USD", "2.50 USD"}},
    {"scenarios",
     "scenario period entity kind measure value unit\n"
     "low - spv equity irr 0.1 1\nhigh - spv equity irr 0.2 1\nhigh - spv - dscr_min 1.5 1\n"
     "low - spv - dscr_min 1.25 1\nlow - - - objective 1e9 USD\nhigh - - - objective 3e9 USD\n"
     "low - x equity irr 0.3 1\nhigh - x equity irr 0.3 1\nlow 2027 x equity irr 0.9 1\n",
     {"IRR of spv equity is 10.0 to 20.0 % over 2 scenarios",
      "Least coverage of spv is 1.25 to 1.50 over 2 scenarios",
      "Discounted cost of the plan is 1.00 to 3.00 bn USD over 2 scenarios", "2.00 bn USD",
      "15.0 %"}},
    /* With the ban (.25 x 8 + .25 x 6) / .5 = 7, without 4 bn USD: ten points of odds are 0.3. */
    {"events",
     "scenario period event kind venue name site sku offer measure value unit\n"
     "a - - - - - - - - scenario_probability 0.5 1\n"
     "b+ban@2028 - - - - - - - - scenario_probability 0.25 1\n"
     "c+ban@2027+bust@2029 - - - - - - - - scenario_probability 0.25 1\n"
     "a - - - - - - - - objective 4e9 USD\nb+ban@2028 - - - - - - - - objective 8e9 USD\n"
     "c+ban@2027+bust@2029 - - - - - - - - objective 6e9 USD\n"
     "- - bust - - - - - - odds_move 0.05 1\n- - bust held - - - - - odds_effect 2e8 USD\n"
     "- - bust anew - - - - - odds_effect 1e8 USD\n"
     "- 2026-01-01 ban - kalshi q - - - market_probability 0.2 1\n"
     "- 2026-02-01 ban - kalshi q - - - market_probability 0.3 1\n"
     "- 2026-02-01 ban bid kalshi q - - - market_probability 0.28 1\n"
     "- 2026-02-01 ban - other q - - - market_probability 0.9 1\n"
     "- 2028 ban - kalshi q - - - market_weight 0.75 1\n"
     "- - - - - - - - - expected_cost 5.5e9 USD\n- - - - - - - - - cvar 8e9 USD\n"
     "- 2028 - - - - s H - build 10 MW\n- 2027 - - - - s H - build 5 MW\n"
     "- 2027 - - - - - H - buy 100 GPU\n- 2029 - - - - - H - buy 0 GPU\n"
     "- - - - - - - - o accepted 1 1\n"
     "- 2027 - - - - - - - breach_probability 0.25 1\n",
     {"ban costs 3.00 bn USD where it comes, in 50.0 % of the futures", "300 mn USD", "200 mn USD",
      "Over 3 scenarios the cost is expected to be 5.50 bn USD, in the worst of them 8.00 bn USD",
      ">15.0 MW<", ">2027 to 2028<", ">30.0<"}},
    /* Of two parts one has nobody to make it, and no day. */
    {"bill",
     "period site phase item name supplier offer kind measure value unit\n"
     "2028-03-01 s one - - - - - energisation 1 1\n- s two - - - - - energisation 0 1\n"
     "- s one - - - - - lateness 2 week\n- s two - - - - - lateness NA week\n"
     "- s one skid - - - - lateness 2 week\n"
     "- s one skid - - - - critical 1 1\n- s one pump skid - - - critical 1 1\n"
     "2028-02-01 s one skid - - - - item_need 2 1\n2028-02-01 s one pump skid - - - item_need 4 1\n"
     "2028-02-01 s two pump - - - - item_need 6 1\n2028-02-01 s two valve - - - - item_need 9 1\n"
     "2028-02-15 s one skid - maker o - item_arrival 2 1\n"
     "2028-01-15 s one pump skid - - - item_arrival 4 1\n"
     "2028-02-20 s two valve - maker p - item_arrival 9 1\n"
     "2027-06-01 s one skid - maker o - order_by 2 1\n- - - skid - maker o - item_order 2 1\n"
     "- - - pump - maker q - item_order 0 1\n"
     "- - - skid - maker o price item_cost 3e6 USD\n- - - skid - maker o fixed item_cost 1e6 USD\n"
     "- - - - - maker - qualification item_cost 5e5 USD\n",
     {">never<", ">nobody<", ">skid &lt; pump<", ">qualification<", ">2027-06-01<", ">stock<"}},
    {"position",
     "period vintage site sku curve offer kind measure value unit\n"
     "2027 - - H - - open position_hours -4e6 GPU.h\n2028 - - H - - open position_hours -9e6 "
     "GPU.h\n"
     "2028 - - A - - open position_hours 1e6 GPU.h\n2028 - - H - - owned position_hours 3e6 GPU.h\n"
     "2027 - s - - - open position_power 6 MW\n2028 - s - - - open position_power -3 MW\n"
     "2028 - - H - - - limit_used 0.8 1\n2027-05-01 2028 - - - o - cancellable 10 GPU\n"
     "2027-06-01 2028 - - - o - cancellable 20 GPU\n2027-06-01 2028 - - - o - cancellation_fee 2e6 "
     "USD\n",
     {"H is short by 9.00 mn GPU.h in 2028", "s is long by 6.00 MW in 2027", "2.00 mn USD"}},
    {"award",
     "period supplier offer sku kind measure value unit\n"
     "- - - - price award_cost 4e6 USD\n- - - - freight award_cost 0 USD\n"
     "2027-Q1 - - H - need_short 5 GPU\n"
     "- v o - - bid_rank 1 1\n- v o - - bid_awarded 10 GPU\n- v o - awarded bid 1 1\n"
     "- v o - - bid_cost 4e5 USD/GPU\n- v o - - bid_unit 5 USD/GPU\n- v o - - bid_week 7 USD\n"
     "- w p - - bid_rank 2 1\n- w p - dearer bid 1 1\n- w p - - bid_cut 3 USD/GPU\n"
     "- x q - too-late bid 1 1\n- y r - odd bid 1 1\n"
     "- v - - - next_best_cost 2e6 USD\n- v - - - next_best_short 8 GPU\n"
     "- w - - - next_best_cost 0 USD\n- w - - - slip_cost 3e6 USD\n"
     "- w - - - slip_work_short 2 EFLOP/s\n- x - - - next_best_cost 0 USD\n- x - - - slip_cost 0 "
     "USD\n- x - - - second_source_value 9e6 USD\n",
     {"Short of units in 2027-Q1", ">too late<", "dearer by 3.00 USD a unit", ">odd<", ">8.00 GPU<",
      ">2.00 EFLOP/s<", ">9.00 mn USD<"}},
    /* The hedge of 1 is that of 0.5, that of 2 sells less. */
    {"hedge",
     "period name position curve kind measure value unit\n"
     "- 0.5 f - - hedge_quantity -4 1\n- 1 f - - hedge_quantity -4 1\n- 2 f - - hedge_quantity -3 "
     "1\n"
     "- 0.5 f - - hedge_cost 3e6 USD\n- 1 f - - hedge_cost 3e6 USD\n- 1 g - - hedge_cost 1e6 USD\n"
     "- 1 g - - hedge_quantity 2 1\n- 0.5 g - - hedge_quantity 2 1\n- 0.5 g - - hedge 8000 MWh\n"
     "- 0.5 - - in-sample hedge_cvar 5e6 USD\n- 1 - - in-sample hedge_cvar 4e6 USD\n"
     "- 2 - - in-sample hedge_cvar 3e6 USD\n- 1 - - unhedged hedge_cvar 9e6 USD\n"
     "- 1 - - out-of-sample hedge_cvar 5e6 USD\n- 0.5 - - in-sample hedge_mean 9e6 USD\n"
     "- 1 - - in-sample hedge_mean 8e6 USD\n- 2 - - in-sample hedge_mean 7e6 USD\n"
     "2028 1 - - chosen cash_flow_at_risk 2e6 USD\n- - f gas - hedge_ratio 0.5 1\n"
     "- - f gas - hedge_effectiveness 0.75 1\n- - g gas - hedge_effectiveness 0.25 1\n",
     {"The hedge takes CVaR from 9.00 mn USD to 5.00 mn USD",
      "Trading the hedge costs 4.00 mn USD, the most for f",
      "2.00 mn USD less of CVaR cost 2.00 mn USD of the mean", ">0.5 to 1<", ">8.00 thousand MWh<",
      ">75.0<"}},
    {"risk",
     "period entity tranche curve book name kind quantile measure value unit\n"
     "2027 spv - - - - all - cash_flow_at_risk 5e6 USD\n"
     "2028 spv - - - - all - cash_flow_at_risk 8e6 USD\n"
     "2028 spv - - - - hedged - cash_flow_at_risk 3e6 USD\n2028 spv - - - - all - hedge_cvar 9e6 "
     "USD\n"
     "2028 - - gas - - - - component 6e6 USD\n2028 - - hub - - - - component 2e6 USD\n"
     "2028 spv - - - gas=*2 - - stress -4e6 USD\n2027 spv - - - gas=*2 - - stress 1e6 USD\n"
     "2028 spv - - - - all 0.05 dscr_linear 1.2 1\n2028 spv - - - - hedged 0.05 dscr_linear 1.4 1\n"
     "2028 spv - - - - - - dscr 1.5 1\n2028 spv loan - - - - - breach_probability_linear 0.25 1\n"
     "- - - - desk - - - limit_used 0.8 1\n- - - - desk - - - hedge_var 3e6 USD\n"
     "- - - - desk - kupiec - backtest 1.5 1\n- - - - desk - kupiec - backtest_p_value 0.25 1\n",
     {"Prices put 8.00 mn USD of spv's cash in 2028 at risk, 3.00 mn USD with the books",
      "gas is 75 % of the worst of 2028", "gas=*2 costs 4.00 mn USD in 2028",
      "At the tail spv has up to 20 % less cover than planned", ">80.0 %<", ">0.25<"}},
    /* Limits that are worth as much: by their names. */
    {"binding",
     "period site kind measure value unit\n2027 b halls binding -5 USD\n2027 a halls binding 5 "
     "USD\n"
     "2027 c capex binding 5 USD\n2027 d halls binding 0 USD\n- - budget binding 3 USD\n",
     {"The dearest limit: capex of c, 5.00 USD", ">budget<"}},
    {"book",
     "period curve book position counterparty kind measure value unit\n"
     "2027 gas desk swap - - position_value 4e6 USD\n2027 hub desk cap - - position_value -1e6 "
     "USD\n"
     "2027 gas desk swap - - delta 100 MWh\n2027 gas desk swap - - vega 5e3 USD\n"
     "- - - - bank current counterparty_exposure 3e6 USD\n- - - - bank - limit_used 0.6 1\n"
     "- - - - bank - expected_credit_loss 1e4 USD\n- - - - other current counterparty_exposure 1e6 "
     "USD\n- - desk swap - price pnl_part -2e6 USD\n- - desk swap - time pnl_part 5e5 USD\n"
     "- - desk swap - - pnl -1.5e6 USD\n",
     {"The books lost 1.50 mn USD since the run before", "The books are worth 3.00 mn USD",
      ">60 %<"}},
    {"shadow-prices",
     "period site offer measure value unit\n2027 a - halls_dual 2e6 USD/MW\n"
     "2028 a - halls_dual 1e6 USD/MW\n2027 - o offer_dual 3000 USD/GPU\n",
     {"One more MW of halls of a in 2027 is worth 2.00 mn USD",
      "One more GPU of o in 2027 is worth 3,000 USD"}},
    {"exposure",
     "period curve kind measure value unit\n2027 gas fuel exposure_value -5e6 USD\n"
     "2028 gas fuel exposure_value -7e6 USD\n2028 hour revenue exposure_value 2e6 USD\n"
     "2028 gas fuel exposure -1000 MWh\n2028 hour surplus exposure 9 GPU.h\n2027 gas - forward 3 "
     "USD/MWh\n2028 gas - forward 4 USD/MWh\n2027 hub - capture 0.9 1\n- - - exposure_undriven "
     "0.25 1\n",
     {"7.00 mn USD of 2028 are paid at the price of gas",
      "25.0 % of the cost at market prices is driven by no curve"}},
    {"odds",
     "period kind event venue name measure value unit\n2027 - ban - - event_probability 0.2 1\n"
     "2028 - ban - - event_probability 0.35 1\n- - ban kalshi q market_probability 0.22 1\n"
     "- - - - s1 scenario_draw 0.6 1\n- - - - s2 scenario_draw 0.4 1\n",
     {"ban has come by 2028 with a probability of 35.0 %", "The likeliest future: s1, 60.0 %"}},
    {"costs",
     "period entity kind measure value unit\n2027 - gpu cost 8e6 USD\n2027 - energy cost 2e6 USD\n"
     "2028 - energy cost 3e6 USD\n2027 e - cost_per_gpu_hour 2 USD/GPU/h\n2027 - - gpu_hours 1e6 "
     "GPU.h\n",
     {">10.0<"}},
    /* Columns are quarters: the tables alone, for charts are of years. */
    {"income",
     "period entity kind measure value unit\n"
     "2027-Q1 spv operating cash_flow 4e6 USD\n2027-Q2 spv investing cash_flow -9e6 USD\n"
     "2027-Q1 spv cash balance 6e6 USD\n2027-Q2 spv cash balance 1e6 USD\n"
     "2027-Q2 spv ebitda income 4e6 USD\n2027-Q1 spv net-income income 2e6 USD\n",
     {"Cash of spv is least at the end of 2027-Q2: 1.00 mn USD", ">2027-Q3<"}},
};

struct part {
    const struct section *of;
    const struct cp_facts *facts;
};

static int show(const void *with, struct cp_error *err) {
    const struct part *p = with;
    size_t at = 0;
    while (strcmp(cp_report_section_name(at), p->of->name) != 0)
        at++;
    const struct cp_report_options o = {
        .pictures = true, .only = &at, .nonly = 1, .quarters = strstr(p->of->text, "-Q") != NULL};
    struct cp_str text = {0};
    struct cp_page *page = cp_page_new();
    int rc = cp_report_build(p->facts, &o, page, err);
    if (rc == 0)
        rc = cp_page_write(page, "html", &(struct cp_page_options){0}, &text, err);
    for (size_t i = 0; rc == 0 && p->of->says[i]; i++)
        if (!strstr(text.s, p->of->says[i]))
            rc = cp_fail(err, CP_EINTERNAL, "it does not say '%s'", p->of->says[i]);
    cp_str_release(&text);
    cp_page_free(page);
    return rc;
}

struct both {
    struct cp_facts *plan, *actual;
};

static int compare(const void *with, struct cp_error *err) {
    const struct both *b = with;
    struct cp_str text = {0};
    struct cp_page *page = cp_page_new();
    int rc = cp_report_actual(b->plan, b->actual, page, err);
    if (rc == 0)
        rc = cp_page_write(page, "md", &(struct cp_page_options){0}, &text, err);
    if (rc == 0 && (!strstr(text.s, "demand of ads, 10.0 % above") ||
                    !strstr(text.s, "by the price") || !strstr(text.s, "demand other")))
        rc = cp_fail(err, CP_EINTERNAL, "something is left out without a word");
    cp_str_release(&text);
    cp_page_free(page);
    return rc;
}

static struct cp_facts *facts_of(const char *text, size_t len) {
    struct cp_error err = {0};
    struct cp_facts *facts = cp_facts_new();
    FILE *in = fmemopen((void *)(uintptr_t)text, len, "r");
    ok_rc(cp_facts_read(facts, in, "stream", &err), &err, "a stream");
    fclose(in);
    return facts;
}

static void show_sections(void) {
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        char *text = strdup(sections[i].text);
        for (char *c = text; *c; c++)
            *c = *c == ' ' ? '\t' : *c;
        struct cp_facts *facts = facts_of(text, strlen(text));
        starve(show, &(struct part){&sections[i], facts}, sections[i].name);
        cp_facts_free(facts);
        free(text);
    }
}

int main(void) {
    show_sections();
    struct both both = {facts_of(planned, sizeof planned - 1), facts_of(came, sizeof came - 1)};
    starve(compare, &both, "plan and actual");
    cp_facts_free(both.plan);
    cp_facts_free(both.actual);
    struct cp_error err = {0};
    struct cp_facts *facts = cp_facts_new();
    FILE *in = fmemopen((void *)(uintptr_t)stream, sizeof stream - 1, "r");
    ok_rc(cp_facts_read(facts, in, "stream", &err), &err, "a stream of every section");
    fclose(in);
    starve(report, facts, "a report");
    cp_facts_free(facts);
    return done();
}
