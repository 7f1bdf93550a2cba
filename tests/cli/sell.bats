#!/usr/bin/env bats
# cp-sell: what idles to what is sold, from the shell, by hand-worked numbers.

bats_require_minimum_version 1.5.0

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR" || exit
    tab() { tr ' ' '\t'; }
    cat "$CAPPLAN_SRC/tests/cli/small.yaml" >plan.yaml
    cat >>plan.yaml <<'YAML'
market:
  spot: {skus: {G: {price: 2 USD/GPU/h}}, depth: 1600 GPU, elasticity: -2}
YAML
    # 1,000 GPUs idle at s in 2027, 500 in 2028; 8,760 and 8,784 hours
    tab >facts.tsv <<'TSV'
period site sku measure value unit
2027 s G surplus 8760000 GPU.h
2028 s G surplus 4392000 GPU.h
2027 s G gpu_hour_dual 0.5 USD/GPU/h
2028 s G gpu_hour_dual 0 USD/GPU/h
2027 s - energy_dual 40 USD/MWh
2028 s - energy_dual 60 USD/MWh
TSV
}

# fact MEASURE PERIOD [KIND]: the value of the one there is in out.tsv; `name` for its name instead
fact() { awk -F'\t' -v m="$1" -v p="$2" -v k="${3:--}" -v what="${4:-value}" '
    NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i }
    $c["measure"] == m && $c["period"] == p && (!("kind" in c) || $c["kind"] == k) &&
        (m != "bid_price" || $c["name"] == "-") { n++; v = $c[what] }
    END { print n == 1 ? v : n " of them" }' out.tsv; }
near() { awk -v a="$1" -v b="$2" 'BEGIN { if ((a - b)^2 > 1e-18 * (1 + b * b)) { print "# got " a ", want " b; exit 1 } }'; }

@test "a floor is what the hour earns otherwise, and says which use that is" {
    cp-sell -q -p plan.yaml --set "market/spot/depth=10 GPU" --only facts.tsv -o out.tsv
    # own work in 2027, and the 70 % of 1 kW that an idle GPU saves, by a PUE of 1.25, at 40 USD/MWh;
    # in 2028 that alone, at 60 USD/MWh
    near "$(fact sale_floor 2027 spot)" "$(awk 'BEGIN { print .5 + .04 * 1.25 * .7 }')"
    [ "$(fact sale_floor 2027 spot name)" = own-work ]
    near "$(fact sale_floor 2028 spot)" "$(awk 'BEGIN { print .06 * 1.25 * .7 }')"
}

@test "what is scarce is sold at the price that clears it, and its bid price is what it earns more" {
    cat >two.yaml <<'YAML'
include: plan.yaml
market:
  dear: {kind: on-demand, skus: {G: {price: 4 USD/GPU/h}}, depth: 700 GPU}
  cheap: {kind: on-demand, skus: {G: {price: 3 USD/GPU/h}}, depth: 800 GPU}
YAML
    sed '/^market:/,$d' "$CAPPLAN_SRC/tests/cli/small.yaml" >plan.yaml
    cp-sell -q -p two.yaml --ladder --bid-prices --only facts.tsv -o out.tsv
    near "$(fact sale_quantity 2027 dear)" 700
    near "$(fact sale_quantity 2027 cheap)" 300
    near "$(fact bid_price 2027)" 2.465 # the next GPU sells at 3 and is worth .535 otherwise
    near "$(fact sale_floor 2027 cheap)" 3
    [ "$(fact sale_floor 2027 cheap name)" = other-sale ]
    near "$(fact sale_quantity 2028 dear)" 500
    near "$(fact sale_revenue 2028 dear)" "$(awk 'BEGIN { print 500 * 8784 * 4 }')"
    [ "$(fact accept 2028 cheap)" = 0 ]
    [ "$(fact accept 2028 dear)" = 1 ]
}

@test "where buyers are elastic, more is sold for less and never below the floor" {
    cp-sell -q -p plan.yaml --set "market/spot/depth=400 GPU" --only facts.tsv -o out.tsv
    # at an elasticity of -2 the best price at a cost of .5 is 1, and 1,600 would be wanted:
    # all 1,000 are sold, near the price at which 1,000 are wanted, 2 (1000/400)^-.5
    near "$(fact sale_quantity 2027 spot)" 1000
    awk -v p="$(fact sale_price 2027 spot)" 'BEGIN { w = 2 * sqrt(.4); exit !(p <= w && p > .99 * w) }'
    awk -v p="$(fact sale_price 2027 spot)" -v r="$(fact sale_revenue 2027 spot)" \
        'BEGIN { exit !((r / (p * 8760000) - 1)^2 < 1e-18) }'
}

@test "an isolated buyer pays for what he takes beside, a venue for what it keeps" {
    cat >alone.yaml <<'YAML'
include: plan.yaml
set: {market/spot/elasticity: null}
market:
  own: {kind: reserved, skus: {G: {price: 2 USD/GPU/h}}, depth: 100 GPU, term: 1 year, lot: 100 GPU, isolated: true, commission: 20 %}
isolation: {rack: 72 GPU, overhead: 3 %}
YAML
    sed -i '/^market:/,$d' plan.yaml
    sed -i '/^set:/d' alone.yaml
    cp-sell -q -p alone.yaml --only facts.tsv -o out.tsv
    # 100 in two racks of 72, 3 % beside, of an hour worth .535, and four fifths of the price comes in
    near "$(fact sale_floor 2027 own)" "$(awk 'BEGIN { printf "%.15g", .535 * 1.47 / .8 }')"
    near "$(fact sale_quantity 2027 own)" 100
    near "$(fact sale_revenue 2027 own)" "$(awk 'BEGIN { print 100 * 8760 * 2 * .8 }')"
}

@test "what is paid in any case is, though fewer hours are used" {
    sed -i 's/depth: 1600 GPU, elasticity: -2/depth: 100 GPU, utilisation: 50 %, minimum: 80 %/' plan.yaml
    cp-sell -q -p plan.yaml --only facts.tsv -o out.tsv
    near "$(fact sale_revenue 2027 spot)" "$(awk 'BEGIN { print 100 * 8760 * 2 * .8 }')"
    near "$(fact sale_floor 2027 spot)" "$(awk 'BEGIN { printf "%.15g", .535 / .8 }')"
    cp-sell -q -p plan.yaml --set market/spot/minimum=20% --only facts.tsv -o out.tsv
    near "$(fact sale_revenue 2027 spot)" "$(awk 'BEGIN { print 100 * 8760 * 2 * .5 }')"
}

@test "scenarios count by their probability" {
    tab >two.tsv <<'TSV'
scenario period site sku measure value unit
good - - - scenario_probability 0.75 1
bad - - - scenario_probability 0.25 1
good 2027 s G surplus 8760000 GPU.h
bad 2027 s G surplus 17520000 GPU.h
good 2027 s G gpu_hour_dual 1 USD/GPU/h
bad 2027 s G gpu_hour_dual 0.2 USD/GPU/h
good 2027 s - energy_dual 40 USD/MWh
bad 2027 s - energy_dual 40 USD/MWh
TSV
    cp-sell -q -p plan.yaml --only two.tsv -o out.tsv
    # all is sold in both: the floor is own work and what the last GPU earns beyond it, by scenario
    near "$(fact sale_quantity 2027 spot)" 1250
}

@test "GPUs that idle now and then are sold as spot, those that always do for a term" {
    cat >two.yaml <<'YAML'
include: plan.yaml
market:
  own: {kind: on-demand, skus: {G: {price: 3 USD/GPU/h}}, depth: 5000 GPU}
YAML
    # 400 idle by day, three quarters of the time, and 2,800 by night
    tab >slices.tsv <<'TSV'
period slice site sku measure value unit
2027 - s G surplus 8760000 GPU.h
2027 - s G gpu_hour_dual 0 USD/GPU/h
2027 - s - energy_dual 0 USD/MWh
2027 day - - slice_hours 6570 h
2027 night - - slice_hours 2190 h
2027 day s G surplus 2628000 GPU.h
2027 night s G surplus 6132000 GPU.h
TSV
    cp-sell -q -p two.yaml --only slices.tsv -o out.tsv
    near "$(fact sale_quantity 2027 own)" 400
    near "$(fact sale_quantity 2027 spot)" 600
    # power for 1,000 at night, .875 kW each, and for 200 by day: the mean is 400, of which 200 always
    { cat slices.tsv && tab <<'TSV'; } >full.tsv
2027 day s - spare_power 0.175 MW
2027 night s - spare_power 0.875 MW
TSV
    cp-sell -q -p two.yaml --only full.tsv -o out.tsv
    near "$(fact sale_quantity 2027 own)" 200
    near "$(fact sale_quantity 2027 spot)" 200
    grep -v slice_hours slices.tsv >less.tsv
    run -2 cp-sell -p two.yaml less.tsv
    [[ $output == *"less.tsv:5:"*"no 'slice_hours' of 2027 says how long it is"* ]]
}

@test "an offer is taken or refused with the use that earns more" {
    sed -i 's/depth: 1600 GPU, elasticity: -2/depth: 600 GPU/' plan.yaml
    answer() { cp-sell -q -p plan.yaml --only facts.tsv --quote "product=spot,$1" -o out.tsv "${@:2}"; }
    # 600 of 1,000 are sold at 2 anyway: 400 more cost what own work and power do, 500 also 100 sales
    answer gpus=400,from=2027,price=0.6
    [ "$(fact quote 2027 spot name)" = accepted ]
    near "$(fact quote_least 2027 spot)" .535
    answer gpus=500,from=2027,price=0.6
    [ "$(fact quote 2027 spot)" = 0 ]
    near "$(fact quote_least 2027 spot)" "$(awk 'BEGIN { print .535 + 100 * (2 - .535) / 500 }')"
    answer gpus=1001,from=2027,price=9
    [ "$(fact quote 2027 spot name)" = no-room ]
    [ "$(fact quote_least 2027 spot)" = NA ]
    answer gpus=100,from=2027,price=9 --set 'market/spot/lot=72 GPU'
    [ "$(fact quote 2027 spot name)" = no-whole-lot ]
    [ "$(fact quote_least 2027 spot)" = NA ]
    # without a word of the SKU, that of which most idles
    sed -i 's/skus: {G: {price/skus: {F: {price: 1 USD\/GPU\/h}, G: {price/; s/^skus:$/&\n  F: {peak: 1 TFLOP\/s, power: 1 kW, life: 5 years, efficiency: {"*": 50 %}}/' plan.yaml
    answer gpus=400,from=2027,price=0.6
    [ "$(fact quote 2027 spot name)" = accepted ]
    run -2 cp-sell -p plan.yaml facts.tsv --quote product=spot,sku=H,gpus=1,from=2027,price=1
    [[ $output == *"not sold of 'H'"* ]]
    run -2 cp-sell -p plan.yaml facts.tsv --quote product=sport,gpus=1,from=2027,price=1
    run -2 cp-sell -p plan.yaml facts.tsv --quote product=spot,gpus=many,from=2027,price=1
    run -2 cp-sell -p plan.yaml facts.tsv --quote product=spot,gpus=1,from=2031,price=1
}

@test "the plan solved again with its offers earns what was said" {
    printf 'include: plan.yaml\nset: {market/spot/depth: 400 GPU, workloads/w/demand: {2027: 1.2 EFLOP/s, 2028: 2 EFLOP/s}}\n' >less.yaml
    decide() { cp-forecast -q -p "$1" | cp-supplier -q -p "$1" | cp-allocate -q -p "$1" --duals --slices -o "$2"; }
    decide less.yaml plan.tsv
    cp-sell -q -p less.yaml --only plan.tsv -o out.tsv
    cp-sell -q -p less.yaml --offers plan.tsv -o offers.yaml
    cp-plan check -p offers.yaml
    decide offers.yaml again.tsv
    awk -F'\t' 'FNR == 1 { for (i = 1; i <= NF; i++) c[$i] = i }
        $c["measure"] == "sale_revenue" { said += $c["value"] }
        $c["measure"] == "cost" && $c["kind"] == "revenue" && $c["workload"] ~ /^sell-/ { got -= $c["value"] }
        END { print "# said " said ", got " got; exit !(said > 0 && (got / said - 1)^2 < 1e-4) }' out.tsv again.tsv
}

@test "a deal that nothing idle can serve is the plan's to decide, own work and all" {
    sed -i '/^market:/,$d' plan.yaml
    cat >>plan.yaml <<'YAML'
market:
  site: {kind: whole-site, skus: {G: {price: 3 USD/GPU/h}}, depth: 2000 GPU, term: 1 year, lot: 2000 GPU, notice: 90 days}
YAML
    decide() { cp-forecast -q -p "$1" | cp-supplier -q -p "$1" | cp-allocate -q -p "$1" --integer "${@:3}" -o "$2"; }
    taken() { awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i } $c["measure"] == "accepted" { print $c["value"] }' "$1"; }
    decide plan.yaml plan.tsv --duals --slices
    # 3,000 of 4,000 do work whose penalty is half a dollar for a GPU-hour; the others are not kept
    cp-sell -q -p plan.yaml --only --quote product=site,gpus=2000,from=2027,price=3 plan.tsv -o out.tsv
    [ "$(fact quote 2027 site name)" = no-room ]
    for price in 3 0.2; do
        cp-sell -q -p plan.yaml --quote product=site,gpus=2000,from=2027,price=$price --offers plan.tsv -o deal.yaml
        decide deal.yaml deal.tsv
        taken deal.tsv >>taken
    done
    [ "$(tr '\n' ' ' <taken)" = "1 0 " ] || { cat taken; false; }
}

@test "the buyer's notice of an offer is worth what hours earn less later" {
    cat >one.yaml <<'YAML'
include: plan.yaml
set: {market/spot: null}
market:
  own: {kind: reserved, skus: {G: {price: 3 USD/GPU/h}}, depth: 1000 GPU, term: 2 years, lot: 100 GPU, notice: 0 days, recall: 0 days}
YAML
    cp-sell -q -p one.yaml --only --quote product=own,gpus=100,from=2027,price=2 facts.tsv -o out.tsv
    # he may leave at any time: 2 less what the hours are worth in the first year, and in the second
    given=$(awk 'BEGIN { a = 8760 * 1.1^-.5; b = 8784 * 1.1^-1.5; printf "%.15g", ((2 - .535) * a + (2 - .0525) * b) / (a + b) }')
    near "$(fact option_given 2027 own)" "$given"
    [ "$(fact option_given 2027 own name)" = quote ]
    near "$(fact option_held 2027 own)" 0
}

@test "prices of scenarios are sold at beside one plan, and bids are their mean" {
    cat >two.yaml <<'YAML'
include: plan.yaml
set: {market/spot: null, skus/G/rental: 2 USD/GPU/h}
curves: {c: {unit: USD/GPU/h, drives: [skus/G/rental], model: {kind: one-factor, reversion: 1 1/year, volatility: 10 %}}}
market:
  own: {kind: on-demand, skus: {G: 1}, depth: 5000 GPU}
YAML
    tab >odds.tsv <<'TSV'
scenario period curve measure value unit
high - - scenario_probability 0.25 1
low - - scenario_probability 0.75 1
high 2027 c curve_factor 2 1
low 2027 c curve_factor 0.2 1
- 2027 gas forward 3 USD/MMBtu
TSV
    cp-sell -q -p two.yaml --ladder --bid-prices --only facts.tsv odds.tsv -o out.tsv
    # at 4 all is sold, at .4 nothing: an hour is worth .535 otherwise
    near "$(fact sale_quantity 2027 own)" 250
    near "$(fact sale_price 2027 own)" 4
    near "$(fact bid_price 2027)" "$(awk 'BEGIN { print .25 * (4 - .535) }')"
    near "$(fact sale_quantity 2028 own)" 500
    # of the hour what is best of it in each scenario, not in the mean of them
    near "$(fact sale_floor 2027 own)" "$(awk 'BEGIN { print .25 * 4 + .75 * .535 }')"
}

@test "charges cancel, and segments sum to the plan's cash" {
    tab >money.tsv <<'TSV'
period site sku workload kind measure value unit
2027 s G - - surplus 8760000 GPU.h
2027 s G - - gpu_hour_dual 0.5 USD/GPU/h
2027 s G w - served 1 EFLOP/s
2027 s - - energy cost 3000000 USD
2027 - - w revenue cost -9000000 USD
2027 - - w unmet cost 77 USD
TSV
    printf 'teams: {t: {workloads: [w], budget: 10 mn USD}}\ninclude: plan.yaml\n' >teams.yaml
    cp-sell -q -p teams.yaml --chargeback --only money.tsv -o out.tsv
    # 1 EFLOP/s at half of 1 PFLOP/s are 2,000 GPUs: 17.52 mn hours at .5
    near "$(fact charge 2027)" 8760000
    near "$(fact team_charge 2027)" 8760000
    near "$(fact budget_left 2027)" 1240000
    awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i }
        $c["measure"] == "segment" { all += $c["value"]; own += $c["workload"] == "w" ? $c["value"] : 0 }
        END { exit !(all == 6000000 && own == 240000) }' out.tsv
}

@test "tokens, lists and halls, by hand" {
    cat >rest.yaml <<'YAML'
include: plan.yaml
set: {skus/G/market: 10000 USD/GPU, skus/G/life: 5 years, skus/G/availability: 100 %, skus/G/residual: [0]}
market:
  term: {kind: on-demand, skus: {G: {price: 2 USD/GPU/h}}, depth: 1 GPU, elasticity: -3, matched: -0.5, utilisation: 50 %}
  halls: {kind: halls, power: {price: 100 USD/kW/year, depth: 3 MW}}
models:
  m: {sku: G, input: 8000 token/s, output: 2000 token/s, input_share: 50 %, price: {in: 1 USD/Mtoken, out: 2 USD/Mtoken}, research_sunk: 1 mn USD, volume: 1e12 token/year}
lists:
  other: {provider: o, sku: G, price: 4 USD/GPU/h}
  unlike: {provider: o, sku: G, price: 4 USD/GPU/h, product: reserved, term: 1 year}
YAML
    { cat facts.tsv && tab <<'TSV'; } >more.tsv
2027 s - halls 10 MW
2027 s - firm_supply 9 MW
2027 s - power 5 MW
2027 s - halls_dual 40000 USD/MW
TSV
    run -0 --separate-stderr cp-sell -p rest.yaml --only --tokens --undercut --power more.tsv -o out.tsv
    [[ $stderr == *"lists/unlike: the plan sells nothing like it"* ]]
    run ! grep unlike out.tsv
    of() { awk -F'\t' -v m="$1" -v k="$2" 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i }
        $c["measure"] == m && $c["kind"] == k { print $c["value"] }' out.tsv; }
    near_by() { awk -v a="$1" -v b="$2" 'BEGIN { if (!((a / b - 1)^2 < 1e-10)) { print "# got " a ", want " b; exit 1 } }'; }
    # 1 kW by 1.25 at the discounted mean of 40 and 60 USD/MWh; half of the hours held are paid
    cash=$(awk 'BEGIN { a = 8760 * 1.1^-.5; b = 8784 * 1.1^-1.5; printf "%.15g", 1.25e-3 * (40 * a + 60 * b) / (a + b) }')
    near_by "$(of hour_cost cash)" "$(awk -v c="$cash" 'BEGIN { printf "%.15g", c / .5 }')"
    # the annuity of 10,000 over 5 years at 10 %
    chips=$(awk 'BEGIN { printf "%.15g", 10000 * .1 / (1 - 1.1^-5) / 8766 }')
    near_by "$(of hour_cost sunk-excluded)" "$(awk -v c="$cash" -v h="$chips" 'BEGIN { printf "%.15g", (c + h) / .5 }')"
    near_by "$(of break_even_discount sunk-excluded)" "$(awk -v c="$cash" -v h="$chips" 'BEGIN { printf "%.15g", 1 - (c + h) / .5 / 4 }')"
    near_by "$(of best_discount cash)" "$(awk -v c="$cash" 'BEGIN { printf "%.15g", 1 - c / .5 * 1.5 / 4 }')"
    [ "$(of matched_discount cash)" = 0 ]
    # 3,200 tokens/s of a mix that sells at 1.5 a million, one dollar of it for research
    near_by "$(of token_price -)" 1.5
    near_by "$(of token_cost cash)" "$(awk -v c="$cash" 'BEGIN { printf "%.15g", c / 3600 / 3200 * 1e6 }')"
    near_by "$(of hour_earned hosted)" "$(awk 'BEGIN { printf "%.15g", .5 * 3200 * 3600 / 1e6 }')"
    near_by "$(of buyer_token_price '50 %')" "$(awk 'BEGIN { printf "%.15g", 2 / 3600 / 1600 * 1e6 }')"
    # 9 MW that are supplied less 5: 4, of which 3 are wanted, at more than the worth of a hall
    near_by "$(of power_quantity halls)" 3
    near_by "$(of power_floor halls)" 40000
}

@test "a bust takes four fifths of what buyers pay, into cp-finance" {
    tab >money.tsv <<'TSV'
period site sku workload kind measure value unit
2027 s G - - surplus 8760000 GPU.h
2027 s G - - gpu_hour_dual 0.5 USD/GPU/h
2027 - - w revenue cost -9000000 USD
2027 s - - energy cost 3000000 USD
TSV
    cp-finance -q -p plan.yaml money.tsv -o closed.tsv
    cp-sell -q -p plan.yaml --stress bust money.tsv -o out.tsv
    awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i }
        $c["measure"] == "repricing" { v += $c["value"] } END { exit !((v + 7200000)^2 < 1e-6) }' out.tsv
    cp-finance -q -p plan.yaml --closed closed.tsv out.tsv --only >finance.tsv
    awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i }
        $c["measure"] == "income" && $c["kind"] == "repricing" && $c["entity"] == "e" { v += $c["value"] }
        END { exit !((v + 7200000)^2 < 1e-6) }' finance.tsv
    run -2 cp-sell -p plan.yaml --stress burst money.tsv
    [[ $output == *"did you mean 'bust'"* ]]
}

@test "newer hardware takes what its launch does of the price from then on, and of what chips are worth after three years" {
    sed -i '/^market:/,$d; s/G: {peak/G: {launches: {2028: {loss: 30 %}}, peak/' plan.yaml
    tab >money.tsv <<'TSV'
period site sku workload kind measure value unit
2027 s G - - surplus 8760000 GPU.h
2027 s G - - gpu_hour_dual 0.5 USD/GPU/h
2027 s G w - served 1 EFLOP/s
2028 s G w - served 1 EFLOP/s
2027 - - w revenue cost -9000000 USD
2028 - - w revenue cost -9000000 USD
2028 - - w energy cost 5 USD
TSV
    cp-sell -q -p plan.yaml --stress obsolescence --only money.tsv -o out.tsv
    near "$(fact repricing 2028)" -2700000
    [ "$(fact repricing 2027)" = ' of them' ]
    # the annuity of 30,000.5 at 10 % over five years; over three, less the present of 70 % of the two fifths left
    near "$(fact capital_cost - planned)" "$(awk 'BEGIN { printf "%.17g", 30000.5 * .1 / (1 - 1.1^-5) / 8766 }')"
    near "$(fact capital_cost - obsolescence)" "$(awk 'BEGIN { printf "%.17g", 30000.5 * (1 - .28 * 1.1^-3) * .1 / (1 - 1.1^-3) / 8766 }')"
    run -2 cp-sell -p plan.yaml --stress zzz money.tsv
    [[ $output == *"'zzz' is none of bust, obsolescence and basis"* ]]
}

@test "with scenarios a bust has its probabilities, of own work too" {
    sed -i '/^market:/,$d; s|^  e: .*|  e: {tax: 0 %, cash: 1 mn USD, price: 1 USD/GPU/h, tranches: {loan: {amount: 10 mn USD, rate: 5 %, issue: 2027-01-01, maturity: 2028-12-31, amortisation: straight, first_principal: 2027-12-31, dscr: 1.2}}}|' plan.yaml
    tab >odds.tsv <<'TSV'
scenario period site sku workload kind measure value unit
good - - - - - scenario_probability 0.75 1
bad - - - - - scenario_probability 0.25 1
good 2027 s G - - surplus 8760000 GPU.h
bad 2027 s G - - surplus 8760000 GPU.h
good 2027 s G - - gpu_hour_dual 0.5 USD/GPU/h
good 2027 s G - - gpu_hours 17520000 GPU.h
bad 2027 s G - - gpu_hours 8760000 GPU.h
good 2027 s G w - served 1 EFLOP/s
bad 2027 s G w - served 0.5 EFLOP/s
good 2028 s G - - gpu_hours 17568000 GPU.h
bad 2028 s G - - gpu_hours 8784000 GPU.h
good 2028 s G w - served 1 EFLOP/s
bad 2028 s G w - served 0.5 EFLOP/s
good 2027 s - - energy cost 1000000 USD
bad 2027 s - - energy cost 1000000 USD
TSV
    grep -v '^bad' odds.tsv | grep -v scenario_probability | sed 's/^good/-/' | cp-finance -q -p plan.yaml -o closed.tsv
    # of 2,000 and 1,000 GPUs half stay away at 1 USD an hour; 5.5 mn are due in 2027
    cp-sell -q -p plan.yaml --stress bust odds.tsv | cp-finance -q -p plan.yaml --closed closed.tsv --scenarios facts --only -o out.tsv
    of() { awk -F'\t' -v s="$1" -v m="$2" -v p="${3:--}" 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i }
        $c["scenario"] == s && $c["measure"] == m && $c["period"] == p && $c["quantile"] == "-" { print $c["value"] }' out.tsv; }
    near "$(of good dscr_min)" "$(awk 'BEGIN { printf "%.15g", (17.52 - 8.76 - 1) / 5.5 }')"
    near "$(of bad dscr_min)" "$(awk 'BEGIN { printf "%.15g", (8.76 - 4.38 - 1) / 5.5 }')"
    near "$(of - breach_probability 2027)" .25
    near "$(of - breach_probability)" .25
}

@test "what is missing is said, with a way out" {
    head -2 facts.tsv | sed "s/surplus/idle/" >less.tsv
    run -2 cp-sell -p plan.yaml less.tsv
    [[ $output == *"no 'surplus' facts: cp-allocate writes them"* ]]
    grep -v gpu_hour_dual facts.tsv >less.tsv
    run -2 cp-sell -p plan.yaml less.tsv
    [[ $output == *"cp-allocate --duals writes them"* ]]
    run -2 cp-sell -p "$CAPPLAN_SRC/tests/cli/small.yaml" facts.tsv
    [[ $output == *'`market:` says in which products'* ]]
    sed -i 's/price: 2 USD/price: 0 USD/' plan.yaml
    run -2 cp-sell -p plan.yaml facts.tsv
    [[ $output == *"plan.yaml:"*"market/spot/skus/G: no reference price in 2027"* ]]
}

@test "offers and streams that are none" {
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' period site sku workload measure value unit \
        2027 s G nobody served 1 EFLOP/s >served.tsv
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' scenario period kind measure value unit low 2027 energy cost 1 USD >low.tsv
    # "edit of facts.tsv | options | finding"
    local edit options says
    while IFS='|' read -r edit options says; do
        sed "$edit" facts.tsv >f.tsv
        eval "run -2 --separate-stderr cp-sell -q -p plan.yaml$options f.tsv"
        echo "# $edit$options: $stderr"
        [ -z "$output" ]
        [[ $stderr == "cp-sell:$says"* ]]
    done <<'END'
| --quote spot| --quote: no '=' in 'spot'; write it as product=NAME,
| --quote product=spot,gpu=1| --quote: unknown word 'gpu'
| --quote product=spot,gpus=| --quote: no number above 0: ''
| --quote product=spot,gpus=1x| --quote: no number above 0: '1x'
| --quote product=spot,gpus=0| --quote: no number above 0: '0'
| --quote gpus=1,from=2027,price=1| --quote: product, gpus, from and price are wanted:
| --quote product=spot,from=2027,price=1| --quote: product, gpus, from and price are wanted:
| --quote product=spot,gpus=1,price=1| --quote: product, gpus, from and price are wanted:
| --quote product=spot,gpus=1,from=2027| --quote: product, gpus, from and price are wanted:
| --quote product=spot,gpus=1,from=soon,price=1| --quote: no period: 'soon'
| --quote product=spot,gpus=1,from=2031,price=1| --quote: its term leaves the plan: '2031'
| --quote product=spit,gpus=1,from=2027,price=1| --quote: the plan sells no 'spit'
| --quote product=spot,site=q,gpus=1,from=2027,price=1| --quote: nothing idles at 'q'
| --quote product=spot,offer=q,gpus=1,from=2027,price=1| --quote: nothing idles at 'q'
2s/G/H/|| f.tsv:2:18: surplus: the plan has no sku 'H'
4s/G/H/|| f.tsv:4:24: gpu_hour_dual: the plan has no sku 'H'
| --tokens| --tokens: the plan hosts no `models:`
| --undercut| --undercut: the plan has no `lists:` of what others ask
| --chargeback served.tsv| served.tsv:2:24: served: the plan has no such work: 'nobody' on 'G'
| --chargeback low.tsv| low.tsv:2:22: cost is of scenarios: hours are charged by one plan
END
}

@test "a market that cannot be is refused where it stands" {
    try() {
        printf 'include: plan.yaml\nmarket:\n  bad: %s\n' "$1" >bad.yaml
        run -2 cp-plan check -p bad.yaml
        echo "# $output"
        [[ $output == *"bad.yaml:3:"*"$2"* ]]
    }
    try '{skus: {G: 1}, depth: 1 GPU, elasticity: -0.5}' 'below -1'
    try '{skus: {G: 1}, depth: 1 GPU, elasticity: -2, slope: 1 GPU/(USD/GPU/h)}' 'one of elasticity'
    try '{skus: {G: 1}}' 'give it a depth'
    try '{depth: 1 GPU}' "skus"
    try '{kind: reserved, skus: {G: 1}, depth: 1 GPU}' "term"
    try '{kind: halls}' "'power'"
    try '{skus: {G: 1}, depth: 1 GPU, fee: 1 USD/month}' "lot"
    try '{skus: {G: 1}, depth: 1 GPU, premium: 1 %, discount: 1 %}' "premium and discount"
}
