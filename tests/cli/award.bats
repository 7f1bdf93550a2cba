#!/usr/bin/env bats
# cp-supplier --award: what a team that buys would do, by small plans worked out by hand.

bats_require_minimum_version 1.5.0
load facts
load award

@test "nothing is short that somebody sells, whatever that costs beside its price" {
    plan '{from: 2027, to: 2027}' \
        'first: {offers: {small: {sku: chip, quantity: 990 GPU, from: 2027-01-01, price: 50000 USD/GPU}}}' \
        'third: {qualification: 10 mn USD, offers: {few: {sku: chip, quantity: 500 GPU, from: 2027-01-01, price: 50000 USD/GPU}}}' >plan.yaml
    need 2027 1000 >need.tsv
    award need.tsv >facts
    [ "$(value need_short <facts)" = 0 ]
    near "$(value award_cost qualification <facts)" 10e6 1e-3
    [ "$(value award_cost fixed <facts)" = 0 ]
    # a minimum and lots above what is lacking do not leave it either
    for terms in 'minimum: 400 GPU' 'multiple: 500 GPU' 'fixed: 900 mn USD'; do
        sed "s/quantity: 500 GPU/quantity: 500 GPU, $terms/; s/qualification: 10 mn USD, //" plan.yaml >other.yaml
        cp-supplier -p other.yaml --award --only need.tsv >facts
        [ "$(value need_short <facts)" = 0 ]
        [ "$(bought few | awk '{ print ($1 >= 10) }')" = 1 ]
    done
    # what nobody sells is short, and no more than that
    need 2027 2000 >need.tsv
    run -1 --separate-stderr award need.tsv
    near "$(value need_short <<<"$output")" 510 1e-6
}

@test "a rent serves until its term ends" {
    plan '{from: 2027, to: 2029}' \
        'cloud: {offers: {rent: {sku: chip, quantity: 150 GPU, from: 2027-01-01, until: 2027-12-31, rent: 1 USD/GPU/h, term: 1 year}}}' \
        'maker: {offers: {buy: {sku: chip, quantity: 450 GPU, from: 2027-01-01, until: 2029-12-31, price: 30000 USD/GPU}}}' >plan.yaml
    need 2027 100 2029 50 >need.tsv
    award need.tsv >facts
    # in 2028 the 100 must be bought ones: a rent that is over by then only costs
    [ "$(bought rent)" = 0 ]
    [ "$(bought buy)" = 150 ]
    # what can be bought only later is rented for until then
    sed -i 's/from: 2027-01-01, until: 2029-12-31/from: 2028-01-01, until: 2029-12-31/' plan.yaml
    award need.tsv >facts
    [ "$(bought rent) $(bought buy)" = '100 150' ]
    [ "$(value need_short <facts | sort -u)" = 0 ]
}

@test "every order is of whole lots, and a lot that a period completes is whole" {
    plan '{from: 2027-Q1, to: 2027-Q4}' \
        'a: {offers: {oa: {sku: chip, quantity: 72000 GPU, multiple: 72 GPU, from: 2027-01-01, price: 50000 USD/GPU}}}' >plan.yaml
    need 2027-Q1 1000 2027-Q2 1000 2027-Q3 777 >need.tsv
    award need.tsv >facts
    [ "$(value order <facts | awk '$1 % 72 { bad++ } { n += $1 } END { print n + 0, bad + 0 }')" = '2808 0' ]
    # 60 a quarter: a lot of 72 in the second, the third and the fourth
    sed -i 's/72000 GPU/240 GPU/' plan.yaml
    need 2027-Q4 216 >need.tsv
    award need.tsv >facts
    [ "$(value order <facts | awk '$1 % 72 { bad++ } { n += $1 } END { print n + 0, bad + 0 }')" = '216 0' ]
}

@test "alternative quotes on the same units are taken once, and a supplier gives what it has once" {
    plan '{from: 2027-Q1, to: 2028-Q4}' \
        'ocean:' '  offers:' \
        '    one: {sku: chip, quantity: 1500 GPU, from: 2027-01-01, until: 2027-03-31, rent: 3 USD/GPU/h, term: 1 year}' \
        '    two: {sku: chip, quantity: 1500 GPU, from: 2027-01-01, until: 2027-03-31, rent: 2 USD/GPU/h, term: 2 years}' >plan.yaml
    need 2027-Q1 2500 >need.tsv
    run -1 --separate-stderr award need.tsv
    near "$(value order '	one	' <<<"$output")" 1000 1e-3
    run -1 --separate-stderr award --set suppliers/ocean/capacity='1500 GPU' need.tsv
    [ "$(value order <<<"$output" | awk '{ n += $1 } END { print n }')" = 1500 ]
    [ "$(value need_short 2027-Q1 <<<"$output")" = 1000 ]
    run -1 --separate-stderr award --set suppliers/ocean/offers/one/alternative=h100 --set suppliers/ocean/offers/two/alternative=h100 need.tsv
    printf '%s\n' "$output" >facts
    # one of them, and the one that is there for both years
    [ "$(bought one) $(bought two)" = '0 1500' ]
    # a rent that is over makes room: the same 1,500 a year later
    plan '{from: 2027, to: 2028}' \
        'ocean: {capacity: 1500 GPU, offers: {one: {sku: chip, quantity: 3000 GPU, from: 2027-01-01, until: 2028-12-31, rent: 3 USD/GPU/h, term: 1 year}}}' >plan.yaml
    need 2027 1490 >need.tsv
    award need.tsv >facts
    near "$(bought one)" 2980 1e-3
}

@test "a rent costs what it costs to its end, a purchase what it keeps is worth" {
    cat >plan.yaml <<END
discount: 8 %
horizon: {from: 2027-Q1, to: 2028-Q4}
skus:
  H200: {peak: 0.989 PFLOP/s, power: 1.4 kW, life: 6 years, om: 400 USD/GPU/year, efficiency: {"*": 35 %}, residual: [62 %, 42 %, 30 %, 17 %, 12 %]}
suppliers:
  maker: {offers: {buy: {sku: H200, quantity: 1000 GPU, from: 2027-01-01, until: 2027-03-31, price: 32000 USD/GPU}}}
  cloud: {offers: {rent: {sku: H200, quantity: 1000 GPU, from: 2027-01-01, until: 2027-03-31, rent: 1.70 USD/GPU/h, term: 5 years}}}
END
    need 2027-Q1 1000 >need.tsv
    award need.tsv >facts
    [ "$(bought buy) $(bought rent)" = '1000 0' ]
    [ "$(value award_cost residual <facts | awk '{ print ($1 < -11e6 && $1 > -13.5e6) }')" = 1 ]
    # 400 USD a year from the middle of the first quarter on
    near "$(value award_cost upkeep <facts)" \
        "$(awk 'BEGIN { for (q = 0; q < 8; q++) s += (q ? 1 : .5) * 100 * 1.08 ^ -(q / 4 + .125); printf "%.4f", 1000 * s }')" 1
    award --risk --paths 10 --set suppliers/maker/offers/buy/price='200000 USD/GPU' need.tsv >facts
    [ "$(bought rent)" = 1000 ]
    # five years of 8,766 hours, of which two in the plan
    near "$(value supplier_exposure cloud <facts)" "$(awk 'BEGIN { print 1000 * 1.7 * 5 * 8766 }')" 1e5
    near "$(awk -v a="$(value award_cost landed <facts)" -v b="$(value award_cost after <facts)" 'BEGIN { print a + b }')" 61.8e6 0.3e6
}

@test "tooling and qualification are paid, and count against the year's budget" {
    plan '{from: 2027, to: 2028}' \
        'a: {qualification: 2 mn USD, offers: {oa: {sku: chip, quantity: 300 GPU, from: 2028-01-01, fixed: 3 mn USD, price: 50000 USD/GPU}}}' >plan.yaml
    need 2028 200 >need.tsv
    award need.tsv >facts
    # 10 mn USD for 200, 3 for tooling; 2 for the supplier: in the year that delivers first
    [ "$(value order_cash '^2028.*	oa	' <facts) $(value order_cash '^2028.*	a	-' <facts)" = '13000000 2000000' ]
    [ "$(value order_cash <facts | wc -l)" = 2 ]
    run -1 --separate-stderr award --set sourcing/budget='14 mn USD' need.tsv
    near "$(value order <<<"$output")" 180 1e-4
    run -1 --separate-stderr award --set sourcing/budget='4 mn USD' need.tsv
    [ "$(value need_short 2028 <<<"$output")" = 200 ]
}

# booked FACTS: the statements of an award whose units are bought as they arrive.
booked() {
    awk -F'\t' -v OFS='\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; print }
        $at["measure"] == "supply" && $at["value"] > 0 { $at["measure"] = "buy"; print }' "$1" >buy
    cp-finance -q --only -p plan.yaml "$1" buy
}

@test "tooling of what is bought is capital, that of a rent and qualification are expense" {
    more='entities: {owner: {cash: 100 mn USD, book_life: {gpu: 5 years}}}'
    plan '{from: 2027, to: 2028}' \
        'a: {qualification: 2 mn USD, offers: {oa: {sku: chip, quantity: 300 GPU, from: 2028-01-01, fixed: 3 mn USD, price: 50000 USD/GPU}}}' >plan.yaml
    need 2028 200 >need.tsv
    award need.tsv >facts
    [ "$(value order_once '	fixed	' <facts) $(value order_once '	qualification	' <facts)" = '3000000 2000000' ]
    booked facts >books
    [ "$(value cash_flow '^2028.*	capex-gpu	' <books)" = -13000000 ]
    [ "$(value income '^2028.*	other	' <books)" = -2000000 ]
    [ "$(value cash_flow '^2027.*	capex-gpu	' <books | sort -u)" = 0 ]
    # five years from the middle of 2028 on: tooling is written down with its chips
    near "$(value balance '^2028.*	ppe-gpu	' <books)" 11.7e6 1e4
    # scenarios of what is allocated all have it
    printf 'period\tscenario\tkind\tmeasure\tvalue\tunit\n2028\tlow\tom-gpu\tcost\t1\tUSD\n2028\thigh\tom-gpu\tcost\t2\tUSD\n' >parts
    printf -- '-\t%s\t-\tscenario_probability\t0.5\t1\n' low high >>parts
    cp-finance -q --only -p plan.yaml --scenarios facts facts parts >books
    [ "$(value claim_value '^(low|high).*	kept	' <books | paste -sd' ')" = '-5000001 -5000002' ]
    sed -i 's/price: 50000 USD.GPU/rent: 1 USD\/GPU\/h, term: 1 year/' plan.yaml
    award need.tsv >facts
    [ "$(value order_once '	fixed-rent	' <facts)" = 3000000 ]
    booked facts >books
    [ "$(value income '^2028.*	rent	' <books)" = -3000000 ]
    [ "$(value cash_flow '^2028.*	capex-gpu	' <books | sort -u)" = "" ]
    # who pays nothing once says nothing of it
    sed -i 's/fixed: 3 mn USD, //; s/qualification: 2 mn USD, //' plan.yaml
    award need.tsv >facts
    [ "$(value order_once <facts)" = "" ]
}

# Bracken, McCormick: Selected Applications of Nonlinear Programming, 1968, as GAMS has it (bid):
# 15,210,109.512 with what is paid for setting up.
@test "five bids: what is set up for is in the budget, in cash and in the books" {
    more='entities: {owner: {cash: 100 mn USD}}'
    plan '{from: 2027, to: 2027}' \
        'a: {offers: {oa: {sku: chip, quantity: 33000 GPU, from: 2027-01-01, fixed: 3855.84 USD, price: 61.15 USD/GPU}}}' \
        'b: {offers: {ob: {sku: chip, quantity: 160000 GPU, from: 2027-01-01, minimum: 22000 GPU, fixed: 125804.84 USD, price: 68.099 USD/GPU, discount: incremental, steps: [{from: 70000 GPU, price: 66.049 USD/GPU}, {from: 100000 GPU, price: 64.099 USD/GPU}, {from: 150000 GPU, price: 62.119 USD/GPU}]}}}' \
        'c: {offers: {oc: {sku: chip, quantity: 165600 GPU, from: 2027-01-01, fixed: 13456 USD, price: 62.19 USD/GPU}}}' \
        'd: {offers: {od: {sku: chip, quantity: 12000 GPU, from: 2027-01-01, fixed: 6583.98 USD, price: 72.488 USD/GPU}}}' \
        'e: {offers: {oe: {sku: chip, quantity: 77000 GPU, from: 2027-01-01, price: 70.15 USD/GPU, discount: incremental, steps: [{from: 42000 GPU, price: 68.15 USD/GPU}]}}}' >plan.yaml
    need 2027 239600.48 >need.tsv
    award --exact --gap 1e-8 need.tsv >facts
    near "$(value order_cash <facts | awk '{ n += $1 } END { printf "%.3f", n }')" 15210109.512 1e-2
    [ "$(value order_once <facts | awk '{ n += $1 } END { print (n > 10000) }')" = 1 ]
    booked facts >books
    near "$(value cash_flow '^2027.*	capex-gpu	' <books)" -15210109.512 1e-2
    run -1 --separate-stderr award --exact --gap 1e-8 --set sourcing/budget='15.2 mn USD' need.tsv
    near "$(value order_cash <<<"$output" | awk '{ n += $1 } END { printf "%.3f", n }')" 15199999 1
    [ "$(value need_short <<<"$output" | awk '{ print ($1 > 0) }')" = 1 ]
}

@test "Wagner and Whitin with periods of no demand" {
    # two orders, and 70 held for a period at 2: 1,000 and 140
    cp-supplier --calculate 'wagner-whitin fixed=500 holding=2 demand=90,0,80,70' >facts
    [ "$(value calculation cost <facts)" = 1140 ]
    # nothing is ordered for nothing, first or last
    cp-supplier --calculate 'wagner-whitin fixed=500 holding=2 demand=0,90,0,0' >facts
    [ "$(value calculation cost <facts) $(value calculation order_1 <facts) $(value calculation order_2 <facts)" = '500 0 90' ]
    run -2 cp-supplier --calculate 'eoq fixed=8 holding=0.225 demand=0'
}

@test "what comes before there is demand has its part of the shares" {
    more='workloads: {w: {kind: firm, demand: 1 EFLOP/s, penalty: 1 USD/(EFLOP/s)/h}}
sourcing: {supplier_share: 60 %}'
    plan '{from: 2027, to: 2028}' \
        'a: {offers: {oa: {sku: chip, quantity: 300 GPU, from: 2027-01-01, until: 2027-12-31, price: 10000 USD/GPU}}}' \
        'b: {offers: {ob: {sku: chip, quantity: 300 GPU, from: 2028-01-01, price: 20000 USD/GPU}}}' >plan.yaml
    printf 'period\tworkload\tmeasure\tvalue\tunit\n2027\tw\tdemand\t0\tEFLOP/s\n2028\tw\tdemand\t0.1\tEFLOP/s\n' >need.tsv
    award --gap 1e-9 need.tsv >facts
    awk -v a="$(bought oa)" -v b="$(bought ob)" 'BEGIN { exit !(b > 0 && a / b > 1.4999 && a / b < 1.5001) }'
}

# least SETTING...: what the award of the request for quotation costs at the least, and how many units of its first
# order are deferred.
least() {
    cp-forecast -q -p "$rfq" "$@" </dev/null >need.tsv
    cp-supplier -q -p "$rfq" --award --only --gap 1e-6 "$@" need.tsv >facts
    awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
        $at["measure"] == "award_cost" { cost += $at["value"] }
        $at["measure"] == "order" && $at["kind"] == "deferred" { late += $at["value"] }
        END { printf "%.0f %d\n", cost / 1e6, late }' facts
}

# By the plan the halls are ready when the first units of nv-gb300-26h2 come, and nothing is deferred: the right to is
# worth nothing. When the halls are two quarters late, 32,112 of them would wait for a quarter: 2 % of 52,100 USD is paid
# instead of what they lose in that time, their upkeep, power and room, 2,816 USD each.
@test "a request for quotation: what is awarded, and what the right to defer is worth" {
    rfq=$CAPPLAN_SRC/examples/rfq/plan.yaml
    never=(--set suppliers/nvidia/offers/nv-gb300-26h2/defer='0 quarters')
    [ "$(least)" = "7355 0" ]
    awk -F'\t' '$0 ~ /\torder\t/ { for (i = 1; i <= NF; i++) if ($i ~ /^(nv|amd|vast|avgo|crwv|nbis|hyp)/) n[$i] += $(NF - 1) }
        END { printf "%d %d %d", n["amd-mi450"], n["nv-gb300-26h2"], n["nv-vr200-27"] }' facts >awarded
    [ "$(cat awarded)" = "153846 32112 27504" ]
    [ "$(least "${never[@]}")" = "7355 0" ]
    late=(--set workloads/training/demand='{2026-Q3: 0 EFLOP/s, 2027-Q4: 40 EFLOP/s, 2028-Q3: 120 EFLOP/s, 2029-Q1: 260 EFLOP/s}')
    [ "$(least "${late[@]}")" = "6479 32112" ]
    [ "$(least "${late[@]}" "${never[@]}")" = "6570 0" ]
}

@test "an award chooses the periods of an offer that has less than all of them can deliver" {
    more='sourcing: {budget: {2027: 120 kUSD, 2028: 150 kUSD}}'
    plan '{from: 2027-Q1, to: 2028-Q4}' \
        'a: {qualification: 10 kUSD, offers: {oa: {sku: chip, quantity: 250 GPU, from: 2027-01-01, capacity: {2027-Q1: 200 GPU, 2027-Q2: 200 GPU, 2028-Q1: 200 GPU}, fixed: 5 kUSD, price: 1000 USD/GPU}}}' >plan.yaml
    need 2027-Q2 100 2028-Q1 200 >need.tsv
    # 105 of them in 2027, and what is left of 250 in 2028
    run -1 --separate-stderr award --gap 1e-9 need.tsv
    [ "$(value order_cash '^2027.*oa' <<<"$output" | awk '{ n += $1 } END { printf "%.0f", n }')" -le 110000 ]
    [ "$(value order 'oa' <<<"$output" | awk '{ n += $1 } END { printf "%.3f", n }')" = 250.000 ]
    [ "$(value need_short '^2028-Q1' <<<"$output" | awk '{ printf "%.3f", $1 }')" = 50.000 ]
    award --compare --set suppliers/a/offers/oa/quantity='300 GPU' --set sourcing/budget='1 mn USD' --gap 1e-9 need.tsv >facts
    [ "$(bought oa) $(value bid '	awarded	' <facts)" = "300 1" ]
}

@test "needs that cannot be: one error with its place, and nothing is awarded" {
    while IFS='|' read -r row says; do
        printf "period\tregion\tsite\tsku\tworkload\tmeasure\tvalue\tunit\n$row\n" >need.tsv
        run -2 --separate-stderr cp-supplier -q -p "$CAPPLAN_SRC/tests/cli/small.yaml" --award need.tsv
        [ -z "$output" ]
        [ "${stderr_lines[0]}" = "cp-supplier: need.tsv:2:$says" ] || { echo "$row: $stderr"; false; }
    done <<'END'
-\t-\t-\tG\t-\tneed\t5\tGPU|16: need without a period
2027\t-\t-\tG\t-\tneed\t-1\tGPU|19: need must be 0 or more
2027\t-\t-\tG\t-\tneed\tNA\tGPU|19: need must be 0 or more
2027\t-\t-\tH\t-\tneed\t5\tGPU|19: need of SKU 'H', which the plan does not have
2027\t-\tx\tG\t-\tneed\t5\tGPU|19: need at site 'x', whose country the plan does not have
2027\t-\ts\tG\t-\tneed\t5\tGPU|19: need at site 's', whose country the plan does not have
2027\t-\t-\t-\tv\tdemand\t5\tEFLOP/s|21: demand of workload 'v', which the plan does not have
-\t-\t-\t-\tw\tdemand\t5\tEFLOP/s|18: demand without a period
2027\t-\t-\t-\tw\tdemand\t-5\tEFLOP/s|21: demand must be 0 or more
END
}
