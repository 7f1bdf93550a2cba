#include "facts/internal.h"
#include <string.h>

/* Every measure that any command writes: one line each, sorted by writer, then name. A name may
 * stand twice, of two writers, when their dimensions tell them apart, and of one writer with
 * several units, where it measures whatever is priced. `scenario` goes with every measure. `make
 * check` compares capplan-facts(5) with this table. */

#define D(d) (1u << CP_##d)
#define T D(PERIOD)
#define OFFER (T | D(SUPPLIER) | D(OFFER) | D(STEP) | D(SKU))
#define STOCK (T | D(LAYER) | D(SITE) | D(SKU) | D(VINTAGE) | D(TENANT))
#define WORK (T | D(REGION) | D(WORKLOAD) | D(TENANT) | D(LAYER) | D(QUANTILE))
#define SERVE (T | D(SLICE) | D(REGION) | D(SITE) | D(SKU) | D(WORKLOAD) | D(TENANT) | D(LAYER))
#define ENERGY (T | D(SLICE) | D(REGION) | D(SITE) | D(NODE) | D(CONTRACT) | D(KIND) | D(LAYER))
#define RESERVE (T | D(SLICE) | D(LAYER) | D(NAME))
#define WAY (D(WORKLOAD) | D(TENANT) | D(NAME))
#define MONEY                                                                                      \
    (T | D(REGION) | D(SITE) | D(NODE) | D(PHASE) | D(SKU) | D(SUPPLIER) | D(OFFER) | D(STEP) |    \
     D(CONTRACT) | D(WORKLOAD) | D(TENANT) | D(KIND) | D(NAME))
#define BOOK (T | D(ENTITY) | D(TRANCHE) | D(KIND))
#define FIRM (D(ENTITY) | D(TRANCHE) | D(KIND) | D(QUANTILE))
#define HELD (T | D(SITE) | D(SKU) | D(OFFER) | D(CONTRACT) | D(WORKLOAD) | D(TENANT) | D(KIND))
#define EXPOSED                                                                                    \
    (T | D(SLICE) | D(SITE) | D(NODE) | D(SKU) | D(SUPPLIER) | D(OFFER) | D(STEP) | D(CONTRACT) |  \
     D(WORKLOAD) | D(TENANT) | D(ENTITY) | D(TRANCHE) | D(KIND) | D(NAME) | D(CURVE))
#define TRADE (D(NAME) | D(CURVE) | D(POSITION) | D(COUNTERPARTY))
#define TRADED (T | D(CURVE) | D(BOOK) | D(POSITION))
#define PROGRAM (D(KIND) | D(NAME))

/* clang-format off */
static const struct cp_measure measures[] = {
    {"accepted", "1", "cp-allocate", D(WORKLOAD) | D(TENANT), "part of a bid that is accepted"},
    {"allocate_plan", "1", "cp-allocate", 0, "the plan it was given, overrides in it, as a number that tells it from others"},
    {"bandwidth", "Gbit/s", "cp-allocate", T | D(LAYER) | D(SITE), "network capacity of a limited site, with what is rented"},
    {"bandwidth_dual", "USD/(Gbit/s)", "cp-allocate", T | D(SITE), "worth of one more Gbit/s in the period, in its money"},
    {"binding", "USD", "cp-allocate", MONEY, "discounted worth of a limit that binds: its dual times the limit"},
    {"build", "MW", "cp-allocate", T | D(LAYER) | D(SITE) | D(PHASE), "facility power of halls finished in the period"},
    {"buy", "GPU", "cp-allocate", OFFER | D(LAYER), "units bought or rented from an offer's step, by period of delivery"},
    {"capex_dual", "1", "cp-allocate", T, "what one more dollar of the capex envelope is worth, in the money of the year"},
    {"captured", "t", "cp-allocate", ENERGY, "CO2 of burning that is captured and does not count as emitted"},
    {"carried", "MWh", "cp-allocate", T | D(SLICE) | D(LAYER) | D(NODE) | D(NAME), "energy that a line brings to a node"},
    {"charged", "MWh", "cp-allocate", ENERGY, "energy into storage that charges and discharges in one step: in those steps, and in all of a period that has one"},
    {"charger", "MW", "cp-allocate", ENERGY, "power of charging of a storage that has a size of its own"},
    {"charger_build", "MW", "cp-allocate", ENERGY, "power of it that is built in the period"},
    {"co2_dual", "USD/t", "cp-allocate", T, "what one more tonne under the cap is worth, in the money of the year: the price that has the same effect"},
    {"contract", "MW", "cp-allocate", ENERGY, "contracted power in force; of an unlimited one without a charge, the most it delivers"},
    {"contract_value", "USD", "cp-allocate", D(CONTRACT), "what the best plan without the contract would cost more, discounted; NA: there is none"},
    {"cost", "USD", "cp-allocate", MONEY, "cost of the period by kind, not discounted; revenue and salvage are negative"},
    {"curtailed", "MWh", "cp-allocate", ENERGY, "energy of a contract that was available and not taken"},
    {"cvar", "USD", "cp-allocate", 0, "mean discounted cost in the worst part of the scenarios: beyond --tail"},
    {"demand_dual", "USD/(EFLOP/s)/h", "cp-allocate", SERVE, "marginal cost of one more EFLOP/s for an hour, in the period's money"},
    {"discharged", "MWh", "cp-allocate", ENERGY, "energy out of it in the same steps and periods"},
    {"discounted_bid_dual", "USD", "cp-allocate", D(WORKLOAD) | D(TENANT), "discounted: what accepting more of a bid would save; negative: what a rejected one lacks"},
    {"discounted_contract_dual", "USD/MW", "cp-allocate", D(CONTRACT), "discounted worth of one more MW of a contract at its upper bound, over all its periods"},
    {"discounted_cost", "USD", "cp-allocate", D(SITE) | D(NODE) | D(KIND), "discounted cost of all periods by kind and place; the objective is their sum, of a scenario its own"},
    {"emissions", "t", "cp-allocate", ENERGY, "CO2 emitted; below 0: taken from the air"},
    {"energised", "MW", "cp-allocate", T | D(LAYER) | D(SITE), "the smaller of halls that can take load and firm supply"},
    {"energy", "MWh", "cp-allocate", ENERGY, "energy delivered to a site or node by contract; a battery's net of charging"},
    {"energy_dual", "USD/MWh", "cp-allocate", ENERGY, "marginal cost of energy at a site or node, in the period's money"},
    {"evpi", "USD", "cp-allocate", 0, "expected value of perfect information: what knowing the scenario before deciding is worth, discounted"},
    {"expected_cost", "USD", "cp-allocate", 0, "mean discounted cost of the scenarios"},
    {"failures", "GPU", "cp-allocate", STOCK, "units lost to failure"},
    {"firm_supply", "MW", "cp-allocate", T | D(LAYER) | D(SITE), "power of firm contracts in force; one shared by sites counts where it delivers most, an unlimited one as the halls"},
    {"fuel", "MMBtu", "cp-allocate", T | D(LAYER) | D(STEP) | D(NAME), "fuel bought in the period, by tier of its price"},
    {"gap", "1", "cp-allocate", 0, "how far the objective may be from the best, of the objective; NA: not known"},
    {"gpu_hour_dual", "USD/GPU/h", "cp-allocate", SERVE | D(OFFER), "marginal worth of a GPU-hour, in the period's money"},
    {"gpu_hours", "GPU.h", "cp-allocate", SERVE | D(OFFER), "GPU-hours at work"},
    {"hall_room", "MW", "cp-allocate", T | D(LAYER) | D(SITE), "facility power of phases that could stand in the period and does not"},
    {"halls", "MW", "cp-allocate", T | D(LAYER) | D(SITE), "facility power of halls that stand"},
    {"halls_dual", "USD/MW", "cp-allocate", T | D(SITE), "worth of one more MW of halls in the period, in its money"},
    {"held", "GPU", "cp-allocate", SERVE | D(OFFER), "units held for dedicated work, at work or not"},
    {"install", "GPU", "cp-allocate", STOCK, "units that start work"},
    {"inventory", "GPU", "cp-allocate", STOCK, "units delivered and not yet installed at the end of the period"},
    {"it_power", "MW", "cp-allocate", T | D(LAYER) | D(SLICE) | D(SITE), "power drawn by the IT equipment, mean"},
    {"line", "MW", "cp-allocate", T | D(LAYER) | D(NAME), "power of a line at its sending end"},
    {"line_build", "MW", "cp-allocate", T | D(LAYER) | D(NAME), "power of it that is built in the period"},
    {"link", "Gbit/s", "cp-allocate", T | D(LAYER) | D(NAME), "capacity of a link of the data network that stands"},
    {"link_build", "Gbit/s", "cp-allocate", T | D(LAYER) | D(NAME), "capacity of it that is built in the period"},
    {"link_dual", "USD/(Gbit/s)", "cp-allocate", T | D(NAME), "worth of one more Gbit/s of a link in the period, in its money"},
    {"move", "GPU", "cp-allocate", STOCK, "units that come from another site; negative: that leave for one"},
    {"objective", "USD", "cp-allocate", 0, "discounted cost of the plan: what was minimised"},
    {"offer_dual", "USD/GPU", "cp-allocate", OFFER, "worth of one more unit of an offer's step, in the money of its delivery"},
    {"online", "MW", "cp-allocate", ENERGY, "power of a plant that is on-line in a slice"},
    {"peak_power", "MW", "cp-allocate", ENERGY, "highest power drawn in the period under a contract with a demand charge"},
    {"plant", "MW", "cp-allocate", ENERGY, "power of a generator or storage that is built in the period"},
    {"power", "MW", "cp-allocate", T | D(LAYER) | D(SLICE) | D(SITE), "facility power drawn, mean"},
    {"rejected", "EFLOP/s", "cp-allocate", SERVE, "demand of a bid that is not accepted, mean"},
    {"repairing", "GPU", "cp-allocate", SERVE | D(OFFER), "units out for repair, mean"},
    {"repairs", "GPU", "cp-allocate", SERVE | D(OFFER), "units that fail and are repaired"},
    {"representative_day", "day", "cp-allocate", T | D(NAME), "days of the period that the real day in 'name' stands for"},
    {"reserve_dual", "USD/MWh", "cp-allocate", RESERVE, "marginal cost of a MW more of an operating reserve for an hour, in the period's money"},
    {"reserve_held", "MW", "cp-allocate", RESERVE | D(CONTRACT) | D(KIND), "power that a contract holds ready of an operating reserve, mean"},
    {"reserve_missing", "MW", "cp-allocate", RESERVE, "power of an operating reserve that is not held, mean"},
    {"retire", "GPU", "cp-allocate", STOCK, "units taken out of work before or at the end of their life"},
    {"scenario_probability", "1", "cp-allocate", 0, "how likely a scenario is; of a stream's scenarios read, where it has it"},
    {"served", "EFLOP/s", "cp-allocate", SERVE | D(OFFER), "useful work delivered, mean"},
    {"shed", "MWh", "cp-allocate", ENERGY, "load of a node that is not served"},
    {"slice_error", "1", "cp-allocate", T | D(KIND) | D(NAME), "loss by representative days as a part of the range of the profile in 'name': mean, highest, lowest hour, duration curve"},
    {"sold", "GPU", "cp-allocate", STOCK, "units sold before the end of their life; part of what is retired"},
    {"solved", "1", "cp-allocate", 0, "1: the answer is proved; 0: solving was stopped with a point; NA: there is no answer"},
    {"started", "MW", "cp-allocate", ENERGY, "power that comes on-line in the period, each time"},
    {"stock", "GPU", "cp-allocate", STOCK, "units in place in the period, by vintage"},
    {"surplus", "GPU.h", "cp-allocate", SERVE | D(OFFER), "idle GPU-hours that could be sold"},
    {"switched_on", "GPU", "cp-allocate", SERVE, "units that are not switched off for the period"},
    {"traffic", "Gbit/s", "cp-allocate", T | D(LAYER) | D(SLICE) | D(SITE) | D(WORKLOAD) | D(TENANT) | D(NAME), "over the link in 'name', of the workload's work at the site, mean"},
    {"unmet", "EFLOP/s", "cp-allocate", SERVE, "demand not served, mean"},
    {"usable_halls", "MW", "cp-allocate", T | D(LAYER) | D(SITE), "facility power of halls that are up and commissioned, where not all are"},
    {"volume", "MWh", "cp-allocate", ENERGY, "energy that a storage holds, where it has a size of its own"},
    {"volume_build", "MWh", "cp-allocate", ENERGY, "energy of it that is built in the period"},
    {"vss", "USD", "cp-allocate", 0, "value of the stochastic solution: what deciding for the mean of the scenarios would cost more, discounted; NA: there is no such decision"},
    {"way", "1", "cp-allocate", WAY, "1: the workload is met in this way; between without whole choices"},
    {"way_served", "EFLOP/s", "cp-allocate", T | D(LAYER) | WAY, "demand that a way serves, mean"},
    {"way_work", "EFLOP/s", "cp-allocate", T | D(LAYER) | WAY, "work of a way before it serves, on top of its workload's demand, mean"},

    {"balance", "USD", "cp-finance", BOOK, "line of the balance sheet at the end of the period"},
    {"balloon", "USD", "cp-finance", BOOK, "principal due at maturity that is to be refinanced and left out of coverage"},
    {"bond_accrued", "1", "cp-finance", D(TRANCHE), "interest accrued on a bond of 100"},
    {"bond_price", "1", "cp-finance", D(TRANCHE), "price of a bond of 100 without the interest accrued"},
    {"bond_yield", "1", "cp-finance", D(TRANCHE), "yield to maturity, compounded as often as there are coupons"},
    {"book_value", "USD", "cp-finance", T | D(NAME), "what is not yet depreciated at the end of the year"},
    {"breach_probability", "1", "cp-finance", T | D(ENTITY) | D(TRANCHE), "part of the scenarios in which a covenant is breached: any, or this one in the year"},
    {"cash_flow", "USD", "cp-finance", BOOK, "line of the cash-flow statement"},
    {"cfads", "USD", "cp-finance", BOOK, "cash available for debt service"},
    {"cfads_value", "USD", "cp-finance", FIRM | T, "value of CFADS from the first repayment to maturity at the rate of the debt that llcr counts"},
    {"claim_value", "USD", "cp-finance", FIRM, "of --scenarios: what tax, lenders and owners take of the cash that is earned, and what is kept, at the plan's rate"},
    {"closed_amount", "USD", "cp-finance", FIRM, "amount of a tranche as fixed at financial close"},
    {"closed_fee", "USD", "cp-finance", FIRM, "upfront fee as fixed at financial close"},
    {"closed_lock_up", "1", "cp-finance", BOOK, "1 in a period in which the lock-up of a tranche contradicted itself at financial close, and holds"},
    {"closed_principal", "USD", "cp-finance", BOOK, "principal of the period as scheduled at financial close"},
    {"closed_reserve", "USD", "cp-finance", BOOK, "what a reserve is to hold at the end of the period, as fixed at financial close"},
    {"closed_swap", "USD", "cp-finance", BOOK, "notional of a tranche's swap in the period, as fixed at financial close"},
    {"closed_trigger", "1", "cp-finance", BOOK, "1 in a period in which a trigger contradicted itself at financial close, and is on"},
    {"cost_per_gpu_hour", "USD/GPU/h", "cp-finance", FIRM | T, "cost of a GPU-hour by kind: cash, sunk-excluded, full; in a period with depreciation for capex"},
    {"covenant", "1", "cp-finance", BOOK, "value of a tested covenant; below its limit is a breach"},
    {"covenant_limit", "1", "cp-finance", BOOK, "what a tested covenant may not fall below: its limit, and of kind lock-up that of distributions"},
    {"debt", "USD", "cp-finance", BOOK, "debt outstanding at the end of the period"},
    {"debt_capacity", "USD", "cp-finance", FIRM, "what each case lets a tranche carry that is sized by several: planned, and the cases by name; the smallest is closed"},
    {"default_probability", "1", "cp-finance", 0, "part of the scenarios in which debt is not paid when due"},
    {"depreciation", "USD", "cp-finance", T | D(NAME), "depreciation of the year"},
    {"draw", "USD", "cp-finance", BOOK, "debt drawn"},
    {"dscr", "1", "cp-finance", BOOK, "debt service coverage ratio"},
    {"dscr_mean", "1", "cp-finance", FIRM, "mean debt service coverage ratio of the horizon"},
    {"dscr_min", "1", "cp-finance", FIRM, "least debt service coverage ratio of the horizon"},
    {"dscr_min_swing", "1", "cp-finance", FIRM | D(NAME), "how far a key of --tornado moves dscr_min"},
    {"duration", "year", "cp-finance", D(TRANCHE), "mean time of a bond's payments, weighted with their value"},
    {"equity_multiple", "1", "cp-finance", FIRM, "distributions and the exit value over equity put in"},
    {"expected_loss", "USD", "cp-finance", FIRM, "of --scenarios: claim_value as planned less its mean"},
    {"fees", "USD", "cp-finance", BOOK, "fees paid or capitalised"},
    {"finance_plan", "1", "cp-finance", 0, "as allocate_plan"},
    {"idc", "USD", "cp-finance", BOOK, "interest during construction, capitalised"},
    {"income", "USD", "cp-finance", BOOK, "line of the income statement"},
    {"interest", "USD", "cp-finance", BOOK, "interest of the period"},
    {"irr", "1", "cp-finance", FIRM, "internal rate of return, effective annual"},
    {"irr_swing", "1", "cp-finance", FIRM | D(NAME), "how far a key of --tornado moves irr"},
    {"lease_cover", "1", "cp-finance", FIRM, "what the halls must be worth, of their book value, for lenders to lose nothing if the tenant leaves"},
    {"lease_loss", "USD", "cp-finance", FIRM, "loss if the tenant leaves at the end of its lease, by who bears it: tenant, lenders, parent, partners"},
    {"lease_loss_expected", "USD", "cp-finance", FIRM, "the same times the probability that the tenant leaves"},
    {"liquidity", "1", "cp-finance", BOOK, "cash and what may still be drawn over the debt service of the year after the period"},
    {"llcr", "1", "cp-finance", FIRM | T, "loan life coverage ratio: of the tranche and all debt not behind it"},
    {"locked_up", "1", "cp-finance", BOOK, "1 in a period in which the lock-up of a tranche holds distributions back"},
    {"ltv", "1", "cp-finance", BOOK, "debt over the book value of halls and GPUs"},
    {"market_price", "USD/GPU/h", "cp-finance", FIRM, "what the GPU-hours at work would cost at the market's rent of their SKUs"},
    {"maximum_exposure", "USD", "cp-finance", BOOK | D(NAME) | D(QUANTILE), "what an entity may lose on the one in 'name' beyond its share of it: guarantee, rent it is bound to, debt with recourse to it; all, and without a period the most there is"},
    {"mirr", "1", "cp-finance", FIRM, "modified internal rate of return"},
    {"modified_duration", "year", "cp-finance", D(TRANCHE), "relative fall of a bond's price for a rise of its yield"},
    {"net_debt_to_ebitda", "1", "cp-finance", BOOK, "net debt over EBITDA of the year"},
    {"npv", "USD", "cp-finance", FIRM, "net present value at plan start"},
    {"npv_swing", "USD", "cp-finance", FIRM | D(NAME), "how far a key of --tornado moves npv"},
    {"overcollateralisation", "1", "cp-finance", BOOK, "book value of halls and GPUs, and cash, over debt"},
    {"owner_support", "USD", "cp-finance", BOOK, "interest and principal that owners paid for the entity"},
    {"partner_cash", "USD", "cp-finance", BOOK | D(NAME), "cash of the partner in 'name' with the entity: what it puts in, negative, and what it is paid on capital and as promote; without a period its part of the equity there was at the start, and of the exit"},
    {"partner_irr", "1", "cp-finance", FIRM | D(NAME), "internal rate of return of the cash of the partner in 'name', effective annual"},
    {"partner_multiple", "1", "cp-finance", FIRM | D(NAME), "what the partner in 'name' is paid over what it puts in"},
    {"partner_npv", "USD", "cp-finance", FIRM | D(NAME), "value of that cash at the entity's hurdle rate"},
    {"payback", "year", "cp-finance", FIRM, "years until the cumulated flow turns positive"},
    {"plcr", "1", "cp-finance", FIRM | T, "project life coverage ratio: until the end of the plan"},
    {"principal", "USD", "cp-finance", BOOK, "principal repaid"},
    {"reserve", "USD", "cp-finance", BOOK, "cash in a reserve account at the end of the period"},
    {"shortfall", "USD", "cp-finance", BOOK, "interest or principal due and not paid in the period"},
    {"solution", "1", "cp-finance", D(NAME), "factor on the plan's value of a key at which --for holds"},
    {"suspended_loss", "USD", "cp-finance", BOOK | D(NAME), "losses of the entity in 'name' that its owner's book does not take: beyond its stake, and no debt has recourse to it"},
    {"sweep", "USD", "cp-finance", BOOK, "principal repaid early, in principal too"},
    {"tax", "USD", "cp-finance", BOOK, "tax on the period's profit by kind: federal, state, credit"},
    {"tax_depreciation", "USD", "cp-finance", BOOK, "depreciation of assets deducted for tax"},
    {"taxable_income", "USD", "cp-finance", BOOK, "profit that tax is on, after losses carried forward"},
    {"waterfall", "USD", "cp-finance", BOOK, "cash that a step of the waterfall paid"},
    {"xirr", "1", "cp-finance", FIRM, "internal rate of return by dates"},

    {"accuracy", "1", "cp-forecast", D(KIND) | D(NAME) | WORK | T, "of forecasts from earlier origins, by kind: smape, mase, owa, msis, coverage, pinball; period: so many periods ahead"},
    {"demand", "EFLOP/s", "cp-forecast", WORK, "useful work to be served, mean of the period"},
    {"forecast_plan", "1", "cp-forecast", 0, "as allocate_plan"},
    {"forecast_status", "1", "cp-forecast", WORK | D(NAME), "1: the series could not be forecast; name is its measure"},
    {"peak_to_mean", "1", "cp-forecast", WORK, "highest rate of demand over its mean, where it is not 1"},
    {"requests", "request/s", "cp-forecast", WORK, "requests, mean of the period"},
    {"tokens", "token/s", "cp-forecast", WORK, "tokens, mean of the period"},
    {"training", "FLOP", "cp-forecast", WORK, "work of the training runs in the period"},
    {"users", "user", "cp-forecast", WORK, "people who use a workload"},

    {"breach_probability_linear", "1", "cp-hedge", BOOK, "how likely cover of the period is below the covenant, with the debt service as planned"},
    {"cancellable", "GPU", "cp-hedge", OFFER | D(VINTAGE) | D(KIND), "units on order that can still be left, by the last day for it; vintage is their delivery"},
    {"cancellation_fee", "USD", "cp-hedge", OFFER | D(VINTAGE) | D(KIND), "what leaving them costs"},
    {"capture", "1", "cp-hedge", T | D(CURVE), "value of the energy bought at a hub over what it is at the mean price of the period"},
    {"cash_flow_at_risk", "USD", "cp-hedge", BOOK | D(NAME), "mean of what market prices add to the cash of the period or year less its quantile, by kind: energy, compute, other, all, hedged (with the books), book"},
    {"component", "USD", "cp-hedge", BOOK | D(CURVE) | D(BOOK) | D(POSITION), "what a curve has in hedge_cvar of a year, or a position in that of its book; they add up"},
    {"counterparty_exposure", "USD", "cp-hedge", D(COUNTERPARTY) | D(KIND), "what a counterparty owes above its threshold, netted: current, and potential at the tail over the horizon"},
    {"curve_gap", "USD/MWh", "cp-hedge", D(CURVE) | D(NAME), "what the forward curve makes of a quote less what it says, by delivery and line; 0: it is given back"},
    {"curve_gap", "USD/GPU/h", "cp-hedge", D(CURVE) | D(NAME), "the same of compute"},
    {"curve_gap", "USD/GPU", "cp-hedge", D(CURVE) | D(NAME), "the same of GPUs"},
    {"delta", "GPU.h", "cp-hedge", TRADED, "what a position is worth more when the price rises by 1, in what the curve prices; of compute"},
    {"delta", "MWh", "cp-hedge", TRADED, "the same of energy and fuel"},
    {"delta", "GPU", "cp-hedge", TRADED, "the same of GPUs"},
    {"dscr_linear", "1", "cp-hedge", BOOK | D(QUANTILE), "debt service cover at a quantile of the paths, with the debt service as planned"},
    {"expected_credit_loss", "USD", "cp-hedge", D(COUNTERPARTY), "mean of that, times the probability of default over the horizon, less what is recovered"},
    {"exposure", "GPU.h", "cp-hedge", EXPOSED, "what is bought (negative) and sold at a price that a curve drives, in what the curve prices; of compute"},
    {"exposure", "MWh", "cp-hedge", EXPOSED, "the same of energy and fuel"},
    {"exposure", "GPU", "cp-hedge", EXPOSED, "the same of GPUs to be bought"},
    {"exposure_undriven", "1", "cp-hedge", 0, "part of the cost at market prices that no curve drives"},
    {"exposure_value", "USD", "cp-hedge", EXPOSED, "the same at the plan's own prices; by kind: energy, fuel, purchase, rent, revenue, debt, and surplus, which is no cash of the plan"},
    {"fit_correlation", "1", "cp-hedge", D(CURVE), "between the short and the long factor"},
    {"fit_deviation", "1", "cp-hedge", D(CURVE) | D(NAME), "of ln of the n-th future from what the factors say"},
    {"fit_drift", "1/year", "cp-hedge", D(CURVE) | D(KIND), "of the long factor as it was and as it is priced, and the premium of the short one"},
    {"fit_elasticity", "1", "cp-hedge", D(CURVE) | D(NAME), "per cent that the price goes with one of the curve that it follows"},
    {"fit_error", "1", "cp-hedge", D(CURVE) | D(KIND) | D(NAME), "standard error of what is fitted, in its unit"},
    {"fit_half_life", "year", "cp-hedge", D(CURVE), "time in which half of a deviation is gone; NA: it does not revert"},
    {"fit_likelihood", "1", "cp-hedge", D(CURVE), "logarithm of the likelihood at the fit"},
    {"fit_reversion", "1/year", "cp-hedge", D(CURVE), "speed of reversion"},
    {"fit_season", "1", "cp-hedge", D(CURVE) | D(NAME), "ln of the price above its mean over the year, by month of the year"},
    {"fit_volatility", "1", "cp-hedge", D(CURVE) | D(KIND), "of the short and of the long factor, a square root of a year"},
    {"forward", "USD/MWh", "cp-hedge", T | D(CURVE), "price of even delivery in the period, from quotes; nothing where none is of it"},
    {"forward", "USD/GPU/h", "cp-hedge", T | D(CURVE), "the same of compute"},
    {"forward", "USD/GPU", "cp-hedge", T | D(CURVE), "the same of GPUs"},
    {"gamma", "GPU.h", "cp-hedge", TRADED, "by how much delta rises with a price that rises by 1 %; of compute"},
    {"gamma", "MWh", "cp-hedge", TRADED, "the same of energy and fuel"},
    {"gamma", "GPU", "cp-hedge", TRADED, "the same of GPUs"},
    {"hedge", "GPU.h", "cp-hedge", TRADE, "what of an instrument is to be bought, or sold (negative), in all that it delivers; of compute"},
    {"hedge", "MWh", "cp-hedge", TRADE, "the same of energy and fuel"},
    {"hedge_cost", "USD", "cp-hedge", TRADE, "what trading it costs: half of bid less ask, discounted"},
    {"hedge_cvar", "USD", "cp-hedge", BOOK | D(BOOK) | D(NAME), "mean loss beyond the quantile: of a book over the horizon, of a period or year below its mean"},
    {"hedge_effectiveness", "1", "cp-hedge", TRADE, "part of the variance of what the plan earns by a curve that the instrument alone can take"},
    {"hedge_mean", "USD", "cp-hedge", BOOK | D(NAME), "what the books are expected to settle, and the plan with them beyond what was planned"},
    {"hedge_plan", "1", "cp-hedge", 0, "as allocate_plan"},
    {"hedge_quantity", "1", "cp-hedge", TRADE, "the same in the instrument's own unit, as MW or MMBtu/day"},
    {"hedge_ratio", "1", "cp-hedge", TRADE, "what of the instrument alone leaves the least variance of what the plan earns by a curve, in its own unit"},
    {"hedge_var", "USD", "cp-hedge", D(BOOK) | D(KIND) | D(NAME), "loss of a book over the horizon that is not passed at the level"},
    {"intrinsic", "USD", "cp-hedge", TRADED, "what a position is worth if forward prices came true"},
    {"limit_used", "1", "cp-hedge", T | D(SKU) | D(KIND) | D(CURVE) | D(BOOK) | D(COUNTERPARTY), "value over its limit: above 1 it is passed"},
    {"liquidity_at_risk", "USD", "cp-hedge", D(ENTITY), "initial margin and what margined positions lose at the tail over the horizon"},
    {"margin_initial", "USD", "cp-hedge", D(ENTITY) | D(POSITION), "initial margin: the 99 % loss of a position over the horizon"},
    {"position_hours", "GPU.h", "cp-hedge", HELD, "GPU-hours of what is held, and of what is at work (negative), by kind; 'open' is what is left without what is planned"},
    {"position_power", "MW", "cp-hedge", HELD, "the same of power: contracts in force, and the mean load (negative)"},
    {"position_units", "GPU", "cp-hedge", HELD, "the same in units"},
    {"position_value", "USD", "cp-hedge", TRADED, "what a position is worth on the day of valuation, by the period of delivery; its premium is not in it"},
    {"repricing", "USD", "cp-hedge", BOOK, "cash by scenario of prices other than planned, for cp-finance"},
    {"rho", "USD", "cp-hedge", TRADED, "what it is worth more when interest rises by a basis point"},
    {"settlement", "USD", "cp-hedge", BOOK, "cash by scenario that books settle, for cp-finance"},
    {"stress", "USD", "cp-hedge", T | D(ENTITY) | D(BOOK) | D(NAME), "what a move of a curve adds to the cash of a year or of a book; below 0 a loss"},
    {"theta", "USD", "cp-hedge", TRADED, "what it is worth more a day later"},
    {"vega", "USD", "cp-hedge", TRADED, "what it is worth more when volatility rises by a point"},

    {"activity", "1", "cp-solve", PROGRAM, "left-hand side of a row"},
    {"bound", "1", "cp-solve", PROGRAM, "best objective that is still possible"},
    {"conflict", "1", "cp-solve", PROGRAM, "by how much a row must give in an infeasible program"},
    {"dual", "1", "cp-solve", PROGRAM, "dual value of a row"},
    {"irreducible", "1", "cp-solve", PROGRAM, "1: of a set of rows that conflict and need each other"},
    {"iterations", "1", "cp-solve", PROGRAM, "iterations the engine took"},
    {"objective", "1", "cp-solve", PROGRAM, "objective of the program"},
    {"reduced_cost", "1", "cp-solve", PROGRAM, "reduced cost of a column"},
    {"status", "1", "cp-solve", PROGRAM, "0 optimal, 1 feasible, 2 infeasible, 3 unbounded, 4 undecided"},
    {"value", "1", "cp-solve", PROGRAM, "value of a column"},

    {"award_bound", "USD", "cp-supplier", 0, "discounted: no award costs less"},
    {"award_cost", "USD", "cp-supplier", D(KIND), "discounted cost of the award by kind"},
    {"award_gap", "1", "cp-supplier", 0, "cost above the bound, over the cost"},
    {"calculation", "1", "cp-supplier", D(KIND) | D(NAME), "result of --calculate, in the units of its arguments"},
    {"cancelled", "GPU", "cp-supplier", OFFER, "committed units that the award cancels"},
    {"committed", "GPU", "cp-supplier", OFFER, "units bought in any case, as far as they can arrive"},
    {"delivered", "GPU", "cp-supplier", T | D(QUANTILE), "units arrived so far under risk: mean, and quantiles of the paths"},
    {"delivered_cost", "USD", "cp-supplier", T | D(QUANTILE), "landed cost of the units that arrive in the period under risk"},
    {"delivery_probability", "1", "cp-supplier", OFFER, "probability that a unit ordered at the earliest date has arrived"},
    {"expected_delay", "year", "cp-supplier", D(SUPPLIER), "mean delay of a unit against its planned period"},
    {"extension", "year", "cp-supplier", OFFER, "by which a rent can be extended"},
    {"extension_rent", "USD/GPU/h", "cp-supplier", OFFER, "rent of the extension of a unit that arrives in the period"},
    {"hhi", "1", "cp-supplier", D(KIND), "concentration of spend by kind, Herfindahl-Hirschman index of 10000"},
    {"milestone", "USD/GPU", "cp-supplier", OFFER | D(VINTAGE), "payment a unit, by period of payment; vintage is its delivery"},
    {"minimum", "GPU", "cp-supplier", OFFER, "least order of an offer, when it is taken at all"},
    {"need_dual", "USD/GPU", "cp-supplier", T | D(SKU), "cost of one more unit needed in the period, in its money"},
    {"need_exposed", "GPU", "cp-supplier", T | D(SKU), "units short of the critical need once the largest supplier is lost"},
    {"need_short", "GPU", "cp-supplier", T | D(SKU), "units needed by the period that have not arrived"},
    {"notice", "year", "cp-supplier", OFFER, "notice of leaving rented capacity"},
    {"order", "GPU", "cp-supplier", OFFER | D(VINTAGE), "units ordered, by the day of the order; vintage is their delivery"},
    {"order_cash", "USD", "cp-supplier", OFFER, "paid for what is awarded: milestones, tariff, freight, rent"},
    {"price", "USD/GPU", "cp-supplier", OFFER, "landed price: tariff, freight and cost of prepayment in it"},
    {"put", "GPU", "cp-supplier", OFFER, "units that the seller may oblige the company to take"},
    {"put_price", "USD/GPU", "cp-supplier", OFFER, "paid for each unit of a put obligation"},
    {"rent", "USD/GPU/h", "cp-supplier", OFFER, "rent of a unit that arrives in the period, for its whole term"},
    {"revenue_at_risk", "USD", "cp-supplier", D(SUPPLIER), "market rent of the units that the worst stop of a supplier delays until it recovers"},
    {"solved", "1", "cp-supplier", D(KIND), "award: 1: the answer is proved; 0: solving was stopped with a point; NA: there is no answer"},
    {"supplier_exposure", "USD", "cp-supplier", D(SUPPLIER), "committed units times the share paid in any case, at their landed price"},
    {"supplier_on_time", "1", "cp-supplier", D(SUPPLIER), "mean probability that a planned unit has arrived on its date"},
    {"supplier_optionality", "1", "cp-supplier", D(SUPPLIER), "share of what it offers that is neither committed nor awarded"},
    {"supplier_plan", "1", "cp-supplier", 0, "as allocate_plan"},
    {"supplier_price_index", "1", "cp-supplier", D(SUPPLIER), "landed cost of peak work over the mean of all suppliers"},
    {"supplier_share", "1", "cp-supplier", D(SUPPLIER), "share of the spend"},
    {"supply", "GPU", "cp-supplier", OFFER, "units of a price step that can arrive in the period"},
    {"supply_dual", "USD/GPU", "cp-supplier", OFFER, "worth of one more unit that an offer could deliver in the period, in its money"},
    {"take_or_pay", "1", "cp-supplier", OFFER, "share of the committed units paid for even if not taken"},
    {"take_or_pay_shortfall", "GPU", "cp-supplier", OFFER, "units paid for and not taken"},
    {"term", "year", "cp-supplier", OFFER, "how long a unit is rented"},
    {"time_to_recover", "year", "cp-supplier", D(SUPPLIER), "until a stopped supplier delivers again"},
    {"time_to_survive", "year", "cp-supplier", D(SUPPLIER), "how long needs are still met when it stops at the worst moment"},
    {"warrant", "USD/GPU", "cp-supplier", OFFER, "value of warrants in the landed price, which nobody pays"},
    {"work_dual", "USD/(EFLOP/s)", "cp-supplier", T | D(SKU), "cost of one more EFLOP/s needed in the period, in its money"},
    {"work_exposed", "EFLOP/s", "cp-supplier", T | D(SKU), "work short of the critical demand once the largest supplier is lost"},
    {"work_short", "EFLOP/s", "cp-supplier", T | D(SKU), "demand at its peak that the units awarded and in place cannot serve"},

    {"watch_critical_runs", "1", "cp-watch", 0, "runs running in which a figure was critical"},
    {"watch_missing", "1", "cp-watch", 0, "1: the last run had no value; the state is what was last known"},
    {"watch_rule", "1", "cp-watch", 0, "what a rule was, as a number: one that has changed starts anew"},
    {"watch_silent_runs", "1", "cp-watch", 0, "runs since the state was last told"},
    {"watch_state", "1", "cp-watch", 0, "0 ok, 1 warning, 2 critical, 3 unknown"},
    {"watch_version", "1", "cp-watch", 0, "of what is remembered"},
    {"watch_warning_runs", "1", "cp-watch", 0, "runs running in which a figure was at warning or above"},
    {"watch_was", "1", "cp-watch", 0, "the state before"},
};
/* clang-format on */

bool cp_facts_measure_is_given(const struct cp_measure *m) {
    return strcmp(m->name, "scenario_probability") == 0;
}

size_t cp_facts_measure_count(void) {
    return sizeof measures / sizeof *measures;
}

const struct cp_measure *cp_facts_measure_at(size_t i) {
    return &measures[i];
}

/* The first letter tells most of them apart: every fact that is put asks. */
static bool is(const struct cp_measure *m, const char *name) {
    return *m->name == *name && strcmp(m->name, name) == 0;
}

const struct cp_measure *cp_facts_measure_find(const char *name) {
    for (size_t i = 0; i < cp_facts_measure_count(); i++)
        if (is(&measures[i], name))
            return &measures[i];
    return NULL;
}

const struct cp_measure *cp_facts_measure_match(const char *name, uint32_t dims) {
    for (size_t i = 0; i < cp_facts_measure_count(); i++)
        if (is(&measures[i], name) && !(dims & ~(measures[i].dims | D(SCENARIO))))
            return &measures[i];
    return NULL;
}
