/* What is told of plans that contradict themselves or ask for what there is not: the finding, its
 * line and its column. Each is put before a small plan that is in order. */
#include "plan_case.h"

static const struct {
    const char *text;
    unsigned line, col;
    const char *says;
} row[] = {
    {"contracts: {h: {kind: grid, sites: [s], price: 1 USD/MWh, power: 5 MW, from: 2027-01-01, "
     "until: 2028-01-01, term: 3 years}}",
     2, 90, "contracts/h: has 'until' and 'term'; one of them decides"},
    {"contracts: {h: {kind: grid, sites: [s], price: 1 USD/MWh, power: 5 MW, from: 2027-01-01, "
     "until: 2026-01-01}}",
     2, 97, "contracts/h: ends before it begins"},
    {"contracts: {h: {kind: grid, sites: [s], price: 1 USD/MWh, power: 5 MW, committed: 6 MW}}", 2,
     83, "contracts/h: committed: more than the contract's power"},
    {"contracts: {h: {kind: grid, sites: [s], price: 1 USD/MWh, power: 5 MW, price_profile: x, "
     "price_floor: 5 USD/MWh, price_cap: 1 USD/MWh}}",
     2, 103, "contracts/h: price_floor: above the price_cap"},
    {"contracts: {h: {kind: grid, sites: [s], price: 1 USD/MWh, power: 5 MW, price_floor: 5 "
     "USD/MWh}}",
     2, 13, "contracts/h: missing key 'price_profile': a collar is on the price of a hub"},
    {"contracts: {h: {kind: grid, price: 1 USD/MWh}}", 2, 13,
     "contracts/h: missing key 'sites': a contract delivers to sites or nodes"},
    {"contracts: {h: {kind: storage, sites: [s], capex: 1 USD/MW, efficiency: 80 %, energy: 20 "
     "MWh, exclusive: yes}}",
     2, 13, "contracts/h: missing key 'power': to be exclusive it wants a largest one"},
    {"contracts: {h: {kind: storage, sites: [s], capex: 1 USD/MW, efficiency: 80 %, power: 5 MW, "
     "energy: 20 MWh, charge_power: 5 MW, charge_ratio: 1}}",
     2, 128, "contracts/h: has 'charge_ratio' and 'charge_power'; one of them decides"},
    {"contracts: {h: {kind: storage, sites: [s], capex: 1 USD/MW, efficiency: 80 %, power: 5 MW, "
     "energy: 20 MWh, exclusive: yes, charge_capex: 1 USD/MW}}",
     2, 13, "contracts/h: missing key 'charge_power': what it costs is of what is sized apart"},
    {"contracts: {h: {kind: storage, sites: [s], capex: 1 USD/MW, efficiency: 80 %, power: 5 MW, "
     "energy: 20 MWh, exclusive: yes, charge_power: unlimited}}",
     2, 138, "contracts/h: charge_power: to be exclusive it wants a limit"},
    {"contracts: {h: {kind: generator, sites: [s], capex: 1 USD/MW, minimum: 5 MW, heat_rate: 7 "
     "MMBtu/MWh, fuel: 3 USD/MMBtu}}",
     2, 13, "contracts/h: missing key 'power': a least build wants a largest one"},
    {"contracts: {h: {kind: generator, sites: [s], capex: 1 USD/MW, power: 3 MW, minimum: 5 MW, "
     "heat_rate: 7 MMBtu/MWh, fuel: 3 USD/MMBtu}}",
     2, 85, "contracts/h: minimum: more than the power"},
    {"contracts: {h: {kind: generator, sites: [s], capex: 1 USD/MW, power: 3 MW, unit: 5 MW, "
     "heat_rate: 7 MMBtu/MWh, fuel: 3 USD/MMBtu}}",
     2, 82, "contracts/h: unit: more than the power"},
    {"fuels: {f: {tiers: {a: {price: 3 USD/MMBtu}}}}\ncontracts: {h: {kind: generator, sites: [s], "
     "capex: 1 USD/MW, burns: f, heat_rate: 7 MMBtu/MWh, fuel: 3 USD/MMBtu}}",
     3, 97, "contracts/h: has 'fuel' and 'burns'; one of them decides"},
    {"contracts: {h: {kind: generator, sites: [s], capex: 1 USD/MW, start_fuel: 7 MMBtu/MW}}", 2,
     13, "contracts/h: missing key 'heat_rate': starting burns fuel"},
    {"entities: {f: {tranches: {t: {rate: 5 %, issue: 2027-01-01, maturity: 2028-06-01, "
     "first_principal: 2029-01-01}}}}",
     2, 100, "entities/f/tranches/t: first_principal is not between issue and maturity"},
    {"entities: {f: {tranches: {t: {rate: 5 %, issue: 2027-01-01, maturity: 2028-06-01, "
     "first_principal: 2026-01-01}}}}",
     2, 100, "entities/f/tranches/t: first_principal is not between issue and maturity"},
    {"entities: {f: {tranches: {t: {rate: 5 %, issue: 2027-01-01, maturity: 2028-06-01, "
     "draw_until: 2029-01-01}}}}",
     2, 95, "entities/f/tranches/t: draw_until is not between issue and maturity"},
    {"entities: {f: {tranches: {t: {rate: 5 %, issue: 2027-01-01, maturity: 2028-06-01, "
     "draw_until: 2026-01-01}}}}",
     2, 95, "entities/f/tranches/t: draw_until is not between issue and maturity"},
    {"entities: {f: {tranches: {t: {rate: 5 %, issue: 2027-01-01, maturity: 2028-06-01, "
     "interest_from: 2029-01-01}}}}",
     2, 98, "entities/f/tranches/t: interest_from is not between issue and maturity"},
    {"entities: {f: {tranches: {t: {rate: 5 %, issue: 2027-01-01, maturity: 2028-06-01, amount: 1 "
     "USD, schedule: {2027: 100 %}}}}}",
     2, 108, "entities/f/tranches/t: schedule: only a custom tranche has one"},
    {"entities: {f: {tranches: {t: {rate: 5 %, issue: 2027-01-01, maturity: 2028-06-01, amount: 1 "
     "USD, amortisation: custom, schedule: {2028: 50 %, 2027: 50 %}}}}}",
     2, 143, "entities/f/tranches/t: schedule: overlaps the period before it or is out of order"},
    {"entities: {f: {tranches: {t: {rate: 5 %, issue: 2027-01-01, maturity: 2028-06-01, amount: 1 "
     "USD, amortisation: custom, schedule: {2027: 50 %}}}}}",
     2, 130, "entities/f/tranches/t: schedule: its parts add up to 50 %, not 100 %"},
    {"entities: {f: {tranches: {t: {rate: 5 %, issue: 2027-01-01, maturity: 2028-06-01, amount: 1 "
     "USD, amortisation: custom, schedule: {2025: 100 %}}}}}",
     2, 131, "entities/f/tranches/t: schedule: not between issue and maturity"},
    {"entities: {f: {tranches: {t: {rate: 5 %, issue: 2027-01-01, maturity: 2028-06-01, amount: 1 "
     "USD, amortisation: custom, schedule: {2029: 100 %}}}}}",
     2, 131, "entities/f/tranches/t: schedule: not between issue and maturity"},
    {"entities: {f: {tranches: {t: {rate: 5 %, issue: 2027-01-01, maturity: 2028-06-01, amount: 1 "
     "USD, bridge: yes, recourse: usual}}}}",
     2, 111, "entities/f/tranches/t: recourse: owners stand behind all of a bridge"},
    {"entities: {f: {waterfall: [{action: opex, limit: 50 %}]}}", 2, 50,
     "entities/f/waterfall/1: limit: only sweep and distribution have one"},
    {"entities: {f: {waterfall: [{action: opex, account: a}]}}", 2, 52,
     "entities/f/waterfall/1: account: only reserve fills one"},
    {"entities: {f: {waterfall: [{action: opex, target: t}]}}", 2, 51,
     "entities/f/waterfall/1: target: only interest, principal and sweep have one"},
    {"entities: {f: {reserves: {r: {letter: 1 %, funded: close}}}}", 2, 31,
     "entities/f/reserves/r: letter: there is nothing to fill at close"},
    {"entities: {f: {reserves: {r: {for: capex, stream: z, letter: 1 %}}}}", 2, 54,
     "entities/f/reserves/r: letter: what is saved for capex is cash"},
    {"entities: {f: {reserves: {r: {for: capex}}}}", 2, 27,
     "entities/f/reserves/r: missing key 'stream': wanted by a reserve for capex"},
    {"entities: {f: {triggers: {x: {sites: [s], dscr: 1.2}}}}", 2, 31,
     "entities/f/triggers/x: sites: a trigger by residency has no dscr"},
    {"entities: {f: {triggers: {x: {defaults: 5 %, dscr: 1.2}}}}", 2, 31,
     "entities/f/triggers/x: defaults: a trigger by them has no dscr"},
    {"entities: {f: {triggers: {x: {}}}}", 2, 27,
     "entities/f/triggers/x: missing key 'dscr': a trigger has a dscr, a day (from), sites or "
     "defaults"},
    {"suppliers: {m: {offers: {p: {sku: G, quantity: 9 GPU, from: 2027-01-01, until: 2027-12-31, "
     "price: 1 USD/GPU, lead_quantiles: [{level: 50 %, lead: 4 weeks}, {level: 40 %, lead: 8 "
     "weeks}, {level: 100 %, lead: 9 weeks}]}}}}",
     2, 126, "suppliers/m/offers/p: lead_quantiles: 2 does not rise in level and lead"},
    {"suppliers: {m: {offers: {p: {sku: G, quantity: 9 GPU, from: 2027-01-01, until: 2027-12-31, "
     "price: 1 USD/GPU, lead_quantiles: [{level: 50 %, lead: 4 weeks}, {level: 60 %, lead: 4 "
     "weeks}, {level: 100 %, lead: 9 weeks}]}}}}",
     2, 126, "suppliers/m/offers/p: lead_quantiles: 2 does not rise in level and lead"},
    {"suppliers: {m: {offers: {p: {sku: G, quantity: 9 GPU, from: 2027-01-01, until: 2027-12-31, "
     "price: 1 USD/GPU, lead_quantiles: [{level: 50 %, lead: 4 weeks}]}}}}",
     2, 126, "suppliers/m/offers/p: lead_quantiles: the last level is not 100 %"},
    {"suppliers: {m: {offers: {p: {sku: G, quantity: 9 GPU, from: 2027-01-01, until: 2027-12-31, "
     "price: 1 USD/GPU, lead: 1 weeks, lead_quantiles: [{level: 100 %, lead: 4 weeks}]}}}}",
     2, 125, "suppliers/m/offers/p: has a lead and lead_quantiles; one of them decides"},
    {"items: {i: {offers: {p: {supplier: n, order_from: 2027-06-01, order_by: 2027-01-01}}}}", 2,
     73, "items/i/offers/p: order_by is before order_from"},
    {"items: {i: {offers: {p: {supplier: n, minimum: 5, quantity: 4}}}}", 2, 48,
     "items/i/offers/p: minimum: more than the quantity"},
    {"items: {G: {offers: {p: {supplier: n}}}}", 2, 9,
     "items/G: a SKU is offered by suppliers, and has parts alone here"},
    {"items: {G: {stock: 4}}", 2, 9,
     "items/G: a SKU is offered by suppliers, and has parts alone here"},
    {"items: {i: {}}", 2, 9, "items/i: nobody offers it and none is in stock"},
    {"workloads: {v: {kind: firm, demand: {value: 1 EFLOP/s, floor: 2 EFLOP/s, cap: 1 EFLOP/s}, "
     "penalty: 1 USD/(EFLOP/s)/h}}",
     2, 63, "workloads/v/demand: floor: is not below the cap"},
    {"workloads: {v: {kind: firm, demand: {floor: 1 EFLOP/s}, penalty: 1 USD/(EFLOP/s)/h}}", 2, 37,
     "workloads/v/demand: has neither a value nor a history"},
    {"workloads: {v: {kind: firm, demand: {value: 1 EFLOP/s, price: 0, elasticity: -1}, penalty: 1 "
     "USD/(EFLOP/s)/h}}",
     2, 63, "workloads/v/demand: its price is not above 0"},
    {"workloads: {v: {kind: firm, demand: {value: 1 EFLOP/s, price: 1}, penalty: 1 "
     "USD/(EFLOP/s)/h}}",
     2, 29, "workloads/v/demand: missing key 'elasticity': a price moves what is asked for by it"},
    {"curves: {c: {unit: USD/MWh}}\nhedging: {corridor: {c: {1: much}}}", 3, 29,
     "hedging/corridor/c: 1: is no part from least to most, as '60-100 %'"},
    {"curves: {c: {unit: USD/MWh}}\nhedging: {corridor: {c: {2: \"100-60 %\"}}}", 3, 29,
     "hedging/corridor/c: 2: is no part from least to most, as '60-100 %'"},
    {"curves: {c: {unit: USD/MWh}}\nhedging: {corridor: {c: {1: \"60 % - 100 %\", 2: 50 %, 3: 0.5, "
     "7: \"60-\"}}}",
     3, 65, "hedging/corridor/c: 7: is no part from least to most, as '60-100 %'"},
    {"curves: {c: {unit: USD/MWh}}\nhedging: {corridor: {c: {1: 60 x}}}", 3, 29,
     "hedging/corridor/c: 1: is no part from least to most, as '60-100 %'"},
    {"curves: {c: {unit: USD/MWh}}\nhedging: {corridor: {c: {1: 300 %}}}", 3, 29,
     "hedging/corridor/c: 1: is no part from least to most, as '60-100 %'"},
    {"hedging: {open: {G: {1: 5 MW}}}", 2, 25,
     "hedging/open/G: 1: 'MW' does not measure what 'GPU.h' does"},
    {"hedging: {open: {G: {3: -5 GPU.h}}}", 2, 25, "hedging/open/G: 3: a limit is not below 0"},
    {"events: {ban: {prior: 1 %/year, lasts: 2 MW}}", 2, 40,
     "events/ban: lasts: '2 MW' is no time, as '2 years', or for_good"},
    {"events: {ban: {prior: 1 %/year, lasts: -2 years}}", 2, 40,
     "events/ban: lasts: '-2 years' is no time, as '2 years', or for_good"},
    {"events: {ban: {}}", 2, 10,
     "events/ban: nothing says how likely it is: give it markets, a prior or given"},
    {"events: {ban: {prior: 1 %/year, given: {ban: 50 %}}}", 2, 41, "events/ban/given: itself"},
    {"events: {ban: {prior: 1 %/year, exclusive: [ban]}}", 2, 10,
     "events/ban: excludes or implies itself"},
    {"events: {ban: {prior: 1 %/year, implies: [ban]}}", 2, 10,
     "events/ban: excludes or implies itself"},
    {"entities: {f: {streams: {x: {kind: revenue, amount: 1 USD/year, output: 1 MWh/year, from: "
     "2027-01-01}}}}",
     2, 65, "entities/f/streams/x: output: a stream has an amount, or output and price"},
    {"entities: {f: {streams: {x: {kind: revenue, amount: 1 USD/year, from: 2027-01-01, clawback: "
     "y}}}}",
     2, 83, "entities/f/streams/x: clawback: only grants have it"},
    {"entities: {f: {streams: {x: {kind: revenue, amount: 1 USD/year, from: 2027-01-01, vests: 3 "
     "years}}}}",
     2, 83, "entities/f/streams/x: vests: only grants have it"},
    {"entities: {f: {streams: {x: {kind: revenue, amount: 1 USD/year, cost: 4 USD, from: "
     "2027-01-01}}}}",
     2, 65, "entities/f/streams/x: cost: only capex and grants have it"},
    {"entities: {f: {streams: {x: {kind: capex, cost: 4 USD, amount: 1 USD/year, from: "
     "2027-01-01}}}}",
     2, 56, "entities/f/streams/x: amount: capex and grants have a cost"},
    {"entities: {f: {streams: {x: {kind: opex, amount: 1 USD/year, default: 1 %, from: "
     "2027-01-01}}}}",
     2, 62, "entities/f/streams/x: default: only revenue has it"},
    {"entities: {f: {streams: {x: {kind: capex, cost: 4 USD, every: 1 year, from: 2027-01-01, "
     "ready: 2027-05-01}}}}",
     2, 96, "entities/f/streams/x: ready: not of what is spent again"},
    {"entities: {f: {streams: {x: {kind: capex, from: 2027-01-01}}}}", 2, 26,
     "entities/f/streams/x: missing key 'cost': wanted by capex and grants"},
    {"entities: {f: {streams: {x: {kind: revenue, from: 2027-01-01}}}}", 2, 26,
     "entities/f/streams/x: missing key 'price': a stream has an amount, or output and price"},
    {"entities: {f: {streams: {x: {kind: revenue, amount: 1 USD/year, from: 2027-01-01, until: "
     "2026-01-01}}}}",
     2, 90, "entities/f/streams/x: ends before it begins"},
    {"slices: {groups: {g: {period: 2031, steps: 2, length: 1 h}}}", 2, 31,
     "slices/groups/g: '2031' is none of the plan's periods"},
    {"policy: {groups: {g: {contracts: [g]}}}", 2, 19,
     "policy/groups/g: asks for neither 'power' nor 'energy'"},
    {"policy: {reserves: {r: {contracts: [g]}}}", 2, 21,
     "policy/reserves/r: asks for none of 'power', 'load', 'variable' and 'loss_of'"},
    {"policy: {reserves: {r: {contracts: [nobody], power: 1 MW}}}", 2, 37,
     "policy/reserves/r/contracts: no 'nobody' in contracts"},
    {"policy: {reserves: {r: {contracts: [g], sites: [z], power: 1 MW}}}", 2, 49,
     "policy/reserves/r/sites: no 'z' in sites"},
    {"nodes: {a: {}, b: {}}\nlines: {l: {from: a, to: a}}", 3, 26,
     "lines/l: to: the same node as from"},
    {"nodes: {a: {}, b: {}}\nlines: {l: {from: a, to: b, existing: 5 MW, power: 4 MW}}", 3, 39,
     "lines/l: existing: more than its power"},
    {"nodes: {a: {}, b: {}}\nlines: {l: {from: a, to: b, one_way: yes, reactance: 1}}", 3, 54,
     "lines/l: reactance: of a line that carries both ways"},
    {"links: {l: {from: s, to: s}}", 2, 26, "links/l: to: the same site as from"},
    {"links: {l: {from: r, to: s, existing: 5 Gbit/s, capacity: 4 Gbit/s}}", 2, 39,
     "links/l: existing: more than its capacity"},
    {"market: {m: {kind: halls, skus: {G: {}}, price: 1 USD/GPU/h, depth: 5 GPU}}", 2, 27,
     "market/m: halls and places in a queue are of no SKU"},
    {"market: {m: {kind: spot, skus: {G: {}}, price: 1 USD/GPU/h}}", 2, 33,
     "market/m: nothing says how many are wanted: give it a depth"},
    {"market: {m: {kind: spot, skus: {G: {}}, price: 1 USD/GPU/h, depth: 5 GPU, premium: 5 %, "
     "discount: 5 %, elasticity: -2}}",
     2, 89, "market/m: one of premium and discount decides"},
    {"market: {m: {kind: spot, skus: {G: {}}, price: 1 USD/GPU/h, depth: 5 GPU, fee: 5 USD/year, "
     "elasticity: -2}}",
     2, 10, "market/m: missing key 'lot': a fee is for GPUs that are sold together"},
    {"market: {m: {kind: queue, price: 1 USD/GPU/h}}", 2, 10,
     "market/m: halls and places in a queue want 'power', their price and depth"},
    {"teams: {a: {workloads: [w]}, b: {workloads: [w]}}", 2, 30,
     "teams/b: 'w' is of team 'a' already"},
    {"skus: {H: {peak: 1 PFLOP/s, power: 1 kW, life: 5 years, efficiency: {\"*\": 50 %}, spares: 5 "
     "%, spare_risk: 1 %}}",
     2, 82, "skus/H: has 'spares' and 'spare_risk'; one of them decides"},
    {"skus: {H: {peak: 1 PFLOP/s, power: 1 kW, life: 5 years, efficiency: {\"*\": 50 %}, "
     "availability: 40 %, spare_risk: 1 %}}",
     2, 8, "skus/H: 'spare_risk' wants an availability above a half"},
    {"sites: {t: {pue: 1.2, phases: {q: {power: 10 MW, ready: 2027-01-01, capex: 0 USD, "
     "commissioning: [50 %, 150 %]}}}}",
     2, 105, "sites/t/phases/q/commissioning: '150 %' is above 100 %"},
    {"suppliers: {m: {offers: {p: {sku: G, quantity: 9 GPU, from: 2027-01-01, steps: [{from: 1 "
     "GPU, price: 1 USD/GPU}]}}}}",
     2, 73, "suppliers/m/offers/p: 'steps' without a 'price' for the first units"},
    {"suppliers: {m: {offers: {p: {sku: G, quantity: 9 GPU, from: 2027-01-01, until: 2026-01-01, "
     "price: 1 USD/GPU}}}}",
     2, 80, "suppliers/m/offers/p: ends before it begins"},
    {"suppliers: {m: {offers: {p: {sku: G, quantity: 9 GPU, from: 2027-01-01, price: 1 USD/GPU, "
     "steps: [{from: 5 GPU, price: 3 USD/GPU}, {from: 4 GPU, price: 2 USD/GPU}]}}}}",
     2, 132, "suppliers/m/offers/p: steps/2: 'from' does not rise"},
    {"suppliers: {m: {rebates: [{from: 5 GPU, rebate: 5 %}, {from: 4 GPU, rebate: 6 %}]}}", 2, 26,
     "suppliers/m: rebates: 2 does not rise, or is of another kind"},
    {"copula: {pairs: [{of: workloads/w, with: workloads/w, correlation: 50 %}]}", 2, 18,
     "copula: 'workloads/w' with itself"},
    {"copula: {pairs: [{of: nothing, with: workloads/w, correlation: 50 %}]}", 2, 18,
     "copula: 'nothing' is nothing of this plan that is drawn"},
    {"curves: {c: {unit: USD/MWh, model: {kind: one-factor, reversion: 1 1/year, volatility: 4 "
     "%}}, d: {unit: USD/MWh, model: {kind: one-factor, reversion: 1 1/year, volatility: 4 "
     "%}}}\ncopula: {pairs: [{of: curves/c/short, with: curves/d/short, correlation: 50 %}]}",
     3, 18, "copula: correlations of two curves stand in correlations"},
    {"copula: {pairs: [{of: workloads/w, with: offers/o, correlation: 50 %}, {of: offers/o, with: "
     "workloads/w, correlation: 40 %}]}",
     2, 72, "copula: 'offers/o' with 'workloads/w' is said at line 2"},
    {"curves: {c: {unit: USD/MWh, model: {kind: one-factor, reversion: 1 1/year, volatility: 4 "
     "%}}}\ncorrelations: {c: {short: {c: {short: 10 %}}}}",
     3, 28, "correlations: 'c' with itself: that is model/correlation of the curve"},
    {"watch: {w: {warn: 1}}", 2, 9,
     "watch/w: missing key 'measure' or 'headline': what is followed"},
    {"watch: {w: {headline: capex, by: [site], warn: 1}}", 2, 30,
     "watch/w: by: a headline is one figure; it has none"},
    {"watch: {w: {measure: x, by: [\"a b\"], warn: 1}}", 2, 29,
     "watch/w: by: 'a b' is no dimension, as 'entity'"},
    {"watch: {w: {measure: x, change: 0 run, warn: 1}}", 2, 33,
     "watch/w: change: '0 run' is no length, as '3 runs' (1 to 1000) or '7 days'"},
    {"watch: {w: {measure: x, change: 2 MW, warn: 1}}", 2, 33,
     "watch/w: change: '2 MW' is no length, as '3 runs' (1 to 1000) or '7 days'"},
    {"watch: {w: {measure: x, warn: \"5:1\"}}", 2, 31,
     "watch/w: warn: '5:1' is no range: its start is above its end"},
    {"watch: {w: {measure: x, outside: {quantile: [0.9, 0.1]}, warn: 1}}", 2, 9,
     "watch/w: outside/quantile: wanted two, the lower first, as [0.1, 0.9]"},
    {"entities: {f: {leases: {l: {from: 2027-01-01, until: 2028-01-01}}}}", 2, 25,
     "entities/f/leases/l: missing key 'value': a lease has payments, or a yield and a value"},
    {"entities: {f: {leases: {l: {from: 2027-01-01, until: 2026-01-01, rate: 5 %, payment: 1 "
     "USD/year}}}}",
     2, 54, "entities/f/leases/l: ends before it begins"},
    {"entities: {f: {equity: {partners: {a: {capital: 50 %}}}}}", 2, 35,
     "entities/f/equity: partners: their capital adds up to 50 %, not 100 %"},
    {"currency: XYZ", 2, 11, "currency: 'XYZ' is not a currency of ISO 4217, like USD or EUR"},
    {"profiles: {a: b}", 2, 11, "profiles: wanted a list of files"},
    {"profiles: [{}]", 2, 12, "profiles: wanted the name of a file"},
    {"site: {}", 2, 1, "unknown key 'site' (did you mean 'sites'?)"},
    {"sites: {t: {pue: [1]}}", 2, 18, "sites/t/pue: is a list; wanted one value"},
    {"sites: {t: {pue: 1.2, om: fast}}", 2, 27,
     "sites/t/om: 'fast' is not a number with a unit, like '1.5 USD/MW/year'"},
    {"sites: {t: {pue: {value: 1.2, pue: 3}}}", 2, 31,
     "sites/t/pue: unknown key 'pue'; a number has value, source, assumed"},
    {"sites: {-: {pue: 1.2}}", 2, 9,
     "sites/-: a name has no blanks, '/', '\\' or byte order mark, is not '-' or 'NA', and has 100 "
     "bytes at most"},
    {"\"sites/a b\": {pue: 1.2}", 2, 1, "unknown key 'sites/a b'"},
    {"policy: {fair: maybe}", 2, 16, "policy/fair: 'maybe' is not yes or no"},
    {"a: \"b", 3, 1, "not YAML: found unexpected end of stream (in what begins at 2:4)"},
    {"a: %b", 2, 4, "not YAML: found character that cannot start any token; quote the value"},
    {"a: *b", 2, 4,
     "a plan has no anchors (&) or aliases (*); write the value out, or quote a name like \"*\""},
    {"a: @b", 2, 4, "not YAML: found character that cannot start any token; quote the value"},
    {"a: `b", 2, 4, "not YAML: found character that cannot start any token; quote the value"},
    {"a: \"\\0\"", 2, 4, "a text with a NUL byte"},
    {"a: {b: 1, b: 2}", 2, 11, "key 'b' stands twice;"},
    {"\ta: 1", 2, 1,
     "not YAML: found a tab character that violates indentation (in what begins at 1:10); use "
     "spaces where a tab stands"},
    {"discount_at: [x]", 2, 14, "discount_at: is a list; wanted one value"},
};

static bool finds(const struct cp_error *err, size_t k) {
    for (size_t i = 0; i < err->n; i++) {
        const struct cp_finding *f = &err->at[i];
        if (f->line == row[k].line && f->col == row[k].col && f->code == CP_EINPUT &&
            strstr(f->file, "plan.yaml") && strncmp(f->msg, row[k].says, strlen(row[k].says)) == 0)
            return true;
    }
    return false;
}

static void test_findings(void) {
    static char text[4096];
    for (size_t k = 0; k < sizeof row / sizeof *row; k++) {
        struct cp_error err;
        int rc;
        snprintf(text, sizeof text, "include: more.yaml\n%s\n", row[k].text);
        struct cp_plan *p = load(text, NULL, &err, &rc);
        ok(rc < 0 && !p && finds(&err, k), "%u:%u: %.100s", row[k].line, row[k].col, row[k].says);
        for (size_t i = 0; i < err.n && !finds(&err, k); i++)
            printf("# %u:%u: %s\n", err.at[i].line, err.at[i].col, err.at[i].msg);
        cp_plan_free(p);
    }
}

/* What each of them is told against is all that is wrong. */
static void test_small(void) {
    struct cp_error err;
    int rc;
    struct cp_plan *p = load("include: more.yaml\n", NULL, &err, &rc);
    ok_rc(rc, &err, "the plan behind them is in order");
    cp_plan_free(p);
}

/* What stands may be no more than there may be, while it stands. */
static void existing(void) {
    static const char plan[] =
        HEAD "nodes: {n: {load: 1 MW}}\n"
             "contracts: {g: {kind: generator, nodes: n, existing: {2020: 12 MW, 2026: 1 MW}, "
             "power: 8 MW, capex: 1 USD/MW, life: 10 years, price: 5 USD/MWh}}\n";
    struct cp_error err;
    int rc;
    load(plan, NULL, &err, &rc);
    ok_fails(rc, &err, "contracts/g: existing: 13 MW stand in 2026-Q1, more than the power of 8 MW",
             "more than there may be");
    ok(err.n == 1, "is told once");
    cp_plan_free(load(plan, "contracts/g/life=6 years", &err, &rc));
    ok_rc(rc, &err, "what is gone before the plan begins does not count");
    cp_plan_free(load(plan, "contracts/g/power=13 MW", &err, &rc));
    ok_rc(rc, &err, "as much as there may be");

    static const char parts[] = HEAD
        "nodes: {n: {load: 1 MW}}\n"
        "contracts: {s: {kind: storage, nodes: n, power: 9 MW, energy: 20 MWh, charge_power: 3 "
        "MW, efficiency: 90 %, life: 30 years, existing: {2020: {value: 5 MW, energy: 30 MWh, "
        "charge: 4 MW}}}}\n";
    load(parts, NULL, &err, &rc);
    ok_fails(rc, &err, "contracts/s: existing: 30 MWh stand in 2026-Q1, more than the energy of 20",
             "more energy than there may be");
    load(parts, "contracts/s/energy=30 MWh", &err, &rc);
    ok_fails(rc, &err,
             "contracts/s: existing: 4 MW stand in 2026-Q1, more than the charge_power of 3 MW",
             "more charging than there may be");
}

/* Keys that no build can keep together. */
static void contradictions(void) {
    static const char plan[] =
        HEAD "nodes: {n: {load: 1 MW}}\n"
             "policy: {groups: {both: {contracts: [g, h], power: {2026: 5 MW, 2027: 20 MW}}}}\n"
             "contracts: {g: {kind: generator, nodes: n, power: 8 MW, unit: 4 MW, minimum: 4 MW}, "
             "h: {kind: generator, nodes: n, power: 12 MW}}\n";
    struct cp_error err;
    int rc;
    cp_plan_free(load(plan, NULL, &err, &rc));
    ok_rc(rc, &err, "as much as there may be");
    load(plan, "contracts/g/minimum=9 MW", &err, &rc);
    ok_fails(rc, &err, "contracts/g: minimum: more than the power", "a least build above the most");
    load(plan, "policy/groups/both/energy=180 GWh", &err, &rc);
    ok_fails(
        rc, &err,
        "policy/groups/both/energy: 180000 MWh are more than the 175200 MWh that its contracts "
        "can deliver in a year",
        "more energy of a group than its power delivers");
    load(plan, "contracts/g/existing={2024: 6 MW}", &err, &rc);
    ok_fails(rc, &err,
             "contracts/g: unit: 4 MW are more than the 2 MW that 'existing' leaves of the power",
             "a unit that finds no room");
    cp_plan_free(load(plan, "contracts/g/existing={2024: 8 MW}", &err, &rc));
    ok_rc(rc, &err, "no room for any unit");
    load(HEAD "nodes: {n: {load: 1 MW}}\ncontracts: {g: {kind: generator, nodes: n, power: 16 MW, "
              "unit: 4 MW, least_load: 50 %, life: 30 years, existing: {2024: 6 MW}}}\n",
         NULL, &err, &rc);
    ok_fails(rc, &err, "contracts/g: existing: the 6 MW of 2024 are no whole units of 4 MW",
             "half a unit that is on-line");
    load(plan, "contracts/g/unit=9 MW", &err, &rc);
    ok_fails(rc, &err, "contracts/g: unit: more than the power", "a unit above the most");
    load(plan, "contracts/h/power=11 MW", &err, &rc);
    ok_fails(rc, &err,
             "policy/groups/both/power: 20 MW are more than the 19 MW that its contracts may have",
             "a group of which more is asked than there may be");
}

int main(void) {
    if (!enter())
        return 1;
    existing();
    contradictions();
    put("more.yaml", SMALL);
    test_small();
    test_findings();
    leave();
    return done();
}
