#!/usr/bin/env bats
# cp-supplier --award: terms of a bid, one after another, by plans worked out by hand.

bats_require_minimum_version 1.5.0
load facts
load award

quarters='{from: 2027-Q1, to: 2028-Q4}'
at_once='sku: chip, from: 2027-01-01, until: 2027-03-31'

@test "net days and deposits are when money moves, and what that is worth" {
    plan "$quarters" "a: {offers: {oa: {$at_once, quantity: 100 GPU, price: 1000 USD/GPU, net: 1 year}}}" >plan.yaml
    need 2027-Q1 100 >need.tsv
    award need.tsv >facts
    [ "$(value order_cash 2028-Q1 <facts)" = 100000 ]
    [ "$(value order_cash <facts | wc -l)" = 1 ]
    # a year of 8 % on all of it
    discount='8 %' plan "$quarters" "a: {offers: {oa: {$at_once, quantity: 100 GPU, price: 1000 USD/GPU, net: 1 year}}}" >plan.yaml
    award need.tsv >facts
    near "$(value award_cost landed <facts)" "$(awk 'BEGIN { printf "%.9f", 100000 * 1.08 ^ -1.125 }')" 1e-6
    # a tenth lies with the seller for the lead time, two quarters
    discount='8 %' plan "$quarters" 'a: {offers: {oa: {sku: chip, from: 2027-07-01, until: 2027-09-30, quantity: 100 GPU, price: 1000 USD/GPU, order_from: 2026-12-01, lead: 26 weeks, deposit: 10 %}}}' >plan.yaml
    need 2027-Q3 100 >need.tsv
    award need.tsv >facts
    [ "$(value order_cash 2027-Q1 <facts) $(value order_cash 2027-Q3 <facts)" = '10000 90000' ]
    near "$(value award_cost landed <facts)" "$(awk 'BEGIN { printf "%.9f", 10000 * 1.08 ^ -.125 + 90000 * 1.08 ^ -.625 }')" 1e-6
    # of a year's rent, 8,760 hours at 1, it comes back at its end
    plan "$quarters" "a: {offers: {oa: {$at_once, quantity: 100 GPU, rent: 1 USD/GPU/h, term: 1 year, deposit: 10 %}}}" >plan.yaml
    need 2027-Q1 100 >need.tsv
    run -1 --separate-stderr award need.tsv
    [ "$(value order_cash 2027-Q1 <<<"$output")" = $((100 * (90 * 24 + 876))) ]
    [ "$(value order_cash 2027-Q4 <<<"$output")" = $((100 * (92 * 24 - 876))) ]
}

@test "orders have a least size, and awards come in tranches of power" {
    plan "$quarters" 'a: {offers: {oa: {sku: chip, from: 2027-01-01, until: 2027-06-30, quantity: 100 GPU, price: 1000 USD/GPU, order_minimum: 15 GPU}}}' >plan.yaml
    need 2027-Q1 10 2027-Q2 10 >need.tsv
    award need.tsv >facts
    # 20 in one order, not twice 15
    [ "$(value order <facts)" = 20 ]
    plan "$quarters" "a: {offers: {oa: {$at_once, quantity: 500 GPU, price: 1000 USD/GPU, tranche: 0.1 MW}}}" >plan.yaml
    need 2027-Q1 150 >need.tsv
    award need.tsv >facts
    [ "$(bought oa)" = 200 ]
    plan "$quarters" "a: {power: 0.1 MW, offers: {oa: {$at_once, quantity: 500 GPU, price: 1000 USD/GPU}, ob: {$at_once, quantity: 500 GPU, price: 900 USD/GPU}}}" >plan.yaml
    run -1 --separate-stderr award need.tsv
    [ "$(value order <<<"$output") $(value need_short 2027-Q1 <<<"$output")" = '100 50' ]
}

@test "a bundle is sold in its proportion" {
    plan "$quarters" "a: {offers: {oa: {$at_once, quantity: 100 GPU, price: 10 USD/GPU, bundle: both}, ob: {$at_once, quantity: 200 GPU, price: 20 USD/GPU, bundle: both}}}" \
        "b: {offers: {oc: {$at_once, quantity: 300 GPU, price: 17 USD/GPU}}}" >plan.yaml
    need 2027-Q1 150 >need.tsv
    award need.tsv >facts
    # 50 at 10 and 100 at 20 are 16.67 a unit
    [ "$(bought oa) $(bought ob) $(bought oc)" = '50 100 0' ]
}

@test "units can be deferred and expedited for their price" {
    offer='sku: chip, from: 2027-01-01, until: 2027-03-31, quantity: 100 GPU, price: 1000 USD/GPU, committed: 100 GPU, defer: 1 quarter, defer_fee: 1 %'
    discount='8 %' plan "$quarters" "a: {offers: {oa: {$offer}}}" >plan.yaml
    need 2027-Q2 100 >need.tsv
    award need.tsv >facts
    # a quarter of 8 % is 1.9 %
    [ "$(value order deferred <facts) $(value supply 2027-Q2 <facts)" = '100 100' ]
    near "$(value award_cost landed <facts)" "$(awk 'BEGIN { printf "%.9f", 101000 * 1.08 ^ -.375 }')" 1e-6
    award --set suppliers/a/offers/oa/defer_fee='2 %' need.tsv >facts
    [ "$(value order <facts)" = 100 ]
    [ "$(value order deferred <facts)" = "" ]
    # what is needed at once is not deferred
    need 2027-Q1 100 >need.tsv
    award need.tsv >facts
    [ "$(value order deferred <facts)" = "" ]

    offer='sku: chip, from: 2027-01-01, until: 2028-12-31, quantity: 800 GPU, price: 1000 USD/GPU, lead: 52 weeks, expedite: 26 weeks, expedite_fee: 50 USD/GPU'
    plan "$quarters" "a: {offers: {oa: {$offer}}}" >plan.yaml
    need 2027-Q3 30 2028-Q1 60 >need.tsv
    award need.tsv >facts
    [ "$(value order expedited <facts) $(bought oa)" = '30 90' ]
    [ "$(value award_cost landed <facts)" = $((90 * 1000 + 30 * 50)) ]
    # 26 weeks before the middle of what is left of the quarter
    [ "$(grep -c '^2027-02.*	2027-Q3	.*expedited	order' facts)" = 1 ]
}

@test "damages of guaranteed units come back as often as they are late" {
    plan "$quarters" "a: {on_time: 80 %, offers: {oa: {$at_once, quantity: 100 GPU, price: 1000 USD/GPU, guaranteed: 60 GPU, damages: 100 USD/GPU}}}" \
        "b: {offers: {ob: {$at_once, quantity: 100 GPU, price: 990 USD/GPU}}}" >plan.yaml
    need 2027-Q1 100 >need.tsv
    award need.tsv >facts
    # 980 for the first 60
    [ "$(bought oa) $(bought ob)" = '60 40' ]
    near "$(value award_cost damages <facts)" -1200 1e-6
}

@test "volume over all offers of a supplier brings a rebate, over the plan or year by year" {
    plan "$quarters" "a: {rebates: [{from: 150 GPU, rebate: 10 %}], offers: {oa: {$at_once, quantity: 100 GPU, price: 100 USD/GPU}, ob: {$at_once, quantity: 100 GPU, price: 110 USD/GPU}}}" >plan.yaml
    need 2027-Q1 145 >need.tsv
    award need.tsv >facts
    # 100 at 100 and 50 at 110, a tenth off: 13,950; 145 without: 14,950
    [ "$(bought oa) $(bought ob) $(value award_cost rebate <facts)" = '100 50 -1550' ]
    award --set 'suppliers/a/rebates/1/from=200 GPU' need.tsv >facts
    [ "$(bought ob) $(value award_cost rebate <facts)" = '45 ' ]
    sed 's/from: 150 GPU/spend: 20000 USD/' plan.yaml >spend.yaml
    cp-supplier -p spend.yaml --award --only need.tsv >facts
    [ "$(bought ob) $(value award_cost rebate <facts)" = '45 ' ]
    sed 's/from: 150 GPU/spend: 15000 USD/' plan.yaml >spend.yaml
    cp-supplier -p spend.yaml --award --only need.tsv >facts
    near "$(value order "	ob	" <facts)" 45.454546 1e-5
    # 100 in either year do not make 150 in one
    long='sku: chip, from: 2027-01-01, until: 2028-12-31, quantity: 800 GPU, price: 100 USD/GPU'
    plan "$quarters" "a: {rebates: [{from: 150 GPU, rebate: 10 %}], rebate_per: year, offers: {oa: {$long}}}" >plan.yaml
    need 2027-Q4 100 2028-Q4 100 >need.tsv
    award need.tsv >facts
    # all of it in one of them
    [ "$(value order '	2027-Q' <facts | awk '{ n += $1 } END { print n }')" = 200 ]
    near "$(value award_cost rebate <facts)" -2000 1e-6
}

@test "duties and licences are of destinations" {
    more='sites: {bonn: {country: DE, pue: 1.2}, reno: {country: US, pue: 1.2}}' plan "$quarters" \
        "a: {offers: {oa: {$at_once, quantity: 100 GPU, price: 100 USD/GPU, tariffs: [{destination: DE, rate: 25 %}]}}}" \
        "b: {offers: {ob: {$at_once, quantity: 100 GPU, price: 110 USD/GPU}}}" >plan.yaml
    printf 'period\tsite\tmeasure\tvalue\tunit\n2027-Q1\tbonn\tneed\t60\tGPU\n2027-Q1\treno\tneed\t60\tGPU\n' >need.tsv
    award need.tsv >facts
    # 60 of the dearer to Bonn, 60 of the cheaper to Reno
    [ "$(bought oa) $(bought ob) $(value award_cost landed <facts)" = '60 60 12600' ]
    [ "$(value need_short '	DE	' <facts | sort -u)" = 0 ]
    sed 's/tariffs: .*25 %}\]/licences: [{to: DE, from: 2027-07-01}]/; s/100 GPU, price: 110/20 GPU, price: 110/' plan.yaml >licence.yaml
    run -1 --separate-stderr cp-supplier -p licence.yaml --award --only need.tsv
    [ "$(value need_short '^2027-Q1	DE	' <<<"$output")" = 40 ]
    [ "$(value need_short '^2027-Q1	US	' <<<"$output")" = 0 ]
}

@test "a rent with notice is left when it is no longer needed" {
    plan "$quarters" "a: {offers: {oa: {$at_once, quantity: 100 GPU, rent: 1 USD/GPU/h, term: 5 years, notice: 1 quarter}}}" \
        'b: {offers: {ob: {sku: chip, from: 2027-07-01, until: 2027-09-30, quantity: 100 GPU, price: 9000 USD/GPU}}}' >plan.yaml
    need 2027-Q1 100 >need.tsv
    award need.tsv >facts
    # two quarters of rent and then the purchase, instead of 43,800 hours
    [ "$(bought oa) $(bought ob) $(value award_cost landed <facts)" = "100 100 $((100 * (181 * 24 + 9000)))" ]
    [ "$(value award_cost after <facts)" = "" ]
    # without it, 1,826 days are owed, of which 1,095 after the plan: the purchase adds to that
    sed 's/, notice: 1 quarter//' plan.yaml >stays.yaml
    cp-supplier -p stays.yaml --award --only need.tsv >facts
    [ "$(bought ob)" = 0 ]
    near "$(value award_cost after <facts)" $((100 * 24 * 1095)) 1e-3
}

@test "what was left of a rent with notice can be rented again, and what is kept to the plan's end is left then" {
    sku=', availability: 100 %, spares: 0 %' more='workloads: {w: {kind: firm, demand: 1 EFLOP/s, penalty: 1 USD/(EFLOP/s)/h}}' \
        plan '{from: 2025, to: 2027}' 'a: {offers: {oa: {sku: chip, quantity: 300 GPU, from: 2025-01-01, until: 2027-12-31, rent: 1 USD/GPU/h, term: 10 years, notice: 1 year}}}' >plan.yaml
    work() { # PFLOP/s in 2025, 2026 and 2027, of which a chip does 0.3
        printf 'period\tworkload\tmeasure\tvalue\tunit\n2025\tw\tdemand\t%s\tPFLOP/s\n2026\tw\tdemand\t%s\tPFLOP/s\n2027\tw\tdemand\t%s\tPFLOP/s\n' "$@" >need.tsv
        award --gap 1e-9 need.tsv >facts
    }
    # 100 chips a year are delivered: those of 2025 are left for a year, and taken again beside those of 2027
    work 30 0 60
    [ "$(value order '	oa	' <facts | tr '\n' ' ')" = '100 200 ' ]
    near "$(value award_cost landed <facts)" $((300 * 8760)) 1e-3
    [ "$(value award_cost after <facts)" = "" ]
    # no more than there were
    run -1 --separate-stderr cp-supplier -p plan.yaml --award --only <(sed 's/	60	/	91	/' need.tsv)
    # kept for all three years, and no more is owed
    work 30 30 30
    near "$(value award_cost landed <facts)" $((300 * 8760)) 1e-3
    [ "$(value award_cost after <facts)" = "" ]
    # in whole lots of 50 too
    sed -i 's/notice: 1 year/&, multiple: 50 GPU/' plan.yaml
    work 30 0 60
    [ "$(value order '	oa	' <facts | tr '\n' ' ')" = '100 200 ' ]
}

# 100 chips are wanted in 2025, none in 2026 and 200 in 2027, of which 100 are those of 2025 again.
@test "what is rented again counts once for least awards, tranches and bundles" {
    printf 'period\tworkload\tmeasure\tvalue\tunit\n2025\tw\tdemand\t30\tPFLOP/s\n2026\tw\tdemand\t0\tPFLOP/s\n2027\tw\tdemand\t60\tPFLOP/s\n' >need.tsv
    more='workloads: {w: {kind: firm, demand: 1 EFLOP/s, penalty: 1 USD/(EFLOP/s)/h}}'
    local sku=', availability: 100 %, spares: 0 %' rent='sku: chip, quantity: 300 GPU, from: 2025-01-01, until: 2027-12-31, rent: 1 USD/GPU/h, term: 10 years, notice: 1 year'
    years() { # YEARS SUPPLIER: chips times years that the cheapest award pays for
        plan '{from: 2025, to: 2027}' "$2" >plan.yaml
        award --gap 1e-9 need.tsv >facts
        near "$(value award_cost landed <facts)" "$(($1 * 8760))" 1e-3
    }
    years 300 "a: {offers: {oa: {$rent}}}"
    # fifty and a hundred more than are of use, for the year that a rent lasts
    years 350 "a: {offers: {oa: {$rent, minimum: 250 GPU}}}"
    years 350 "a: {minimum: 250 GPU, offers: {oa: {$rent}}}"
    years 400 "a: {offers: {oa: {$rent, tranche: 0.15 MW}}}"
    sku+='}, other: {peak: 1 FLOP/s, power: 1 kW, efficiency: {"*": 30 %}' \
        plan '{from: 2025, to: 2027}' "a: {offers: {oa: {$rent, bundle: both}, ob: {sku: other, quantity: 300 GPU, from: 2025-01-01, until: 2027-12-31, price: 1 USD/GPU, bundle: both}}}" >plan.yaml
    award --gap 1e-9 need.tsv >facts
    [ "$(bought oa)" = 300 ] && [ "$(bought ob)" = 200 ]
}

@test "what is rented again is not late again, and counts once for tiers of units" {
    printf 'period\tworkload\tmeasure\tvalue\tunit\n2025\tw\tdemand\t30\tPFLOP/s\n2026\tw\tdemand\t0\tPFLOP/s\n2027\tw\tdemand\t60\tPFLOP/s\n' >need.tsv
    more='workloads: {w: {kind: firm, demand: 1 EFLOP/s, penalty: 1 USD/(EFLOP/s)/h}}'
    local sku=', availability: 100 %, spares: 0 %' rent='sku: chip, quantity: 300 GPU, from: 2025-01-01, until: 2027-12-31, rent: 1 USD/GPU/h, term: 10 years, notice: 1 year'
    # 100 in 2025 and 100 more in 2027 are new, a fifth of them late
    plan '{from: 2025, to: 2027}' "a: {on_time: 80 %, offers: {oa: {$rent, guaranteed: 300 GPU, damages: 100 USD/GPU}}}" >plan.yaml
    award --gap 1e-9 need.tsv >facts
    near "$(value award_cost damages <facts)" -4000 1e-6
    # 200 units reach no tier of 250, and one of 200
    plan '{from: 2025, to: 2027}' "a: {rebates: [{from: 200 GPU, rebate: 1 %}, {from: 250 GPU, rebate: 10 %}], offers: {oa: {$rent}}}" >plan.yaml
    award --gap 1e-9 need.tsv >facts
    near "$(value award_cost rebate <facts)" -26280 1e-3
}

@test "what is bought bears its power, its room and its financing" {
    discount='8 %' sku=', life: 6 years, om: 10 USD/GPU/year' \
        more='sourcing: {power_price: 50 USD/MWh, hall_price: 1 mn USD/MW/year, financing: 10 %}' \
        plan '{from: 2027, to: 2028}' 'a: {offers: {oa: {sku: chip, from: 2027-01-01, until: 2027-12-31, quantity: 100 GPU, price: 10000 USD/GPU}}}' >plan.yaml
    need 2027 100 >need.tsv
    award need.tsv >facts
    df='d1 = 1.08 ^ -.5; d2 = 1.08 ^ -1.5;'
    near "$(value award_cost upkeep <facts)" "$(awk "BEGIN { $df printf \"%.9f\", 1000 * (.5 * d1 + d2) }")" 1
    # a kW takes 8.76 MWh in 2027, of which from its middle on, and 8.784 in 2028; its room is 1,000 a year
    near "$(value award_cost power <facts)" \
        "$(awk "BEGIN { $df printf \"%.9f\", 100 * (.5 * d1 * (1000 + 438) + d2 * (1000 + 439.2)) }")" 60
    near "$(value award_cost financing <facts)" \
        "$(awk "BEGIN { $df printf \"%.9f\", 1e6 * d1 * ((1.1 / 1.08) ^ 1.5 - 1) }")" 40
}

@test "terms that cannot be are refused where they stand" {
    good="a: {offers: {oa: {$at_once, quantity: 100 GPU, price: 1000 USD/GPU}}}"
    while IFS='|' read -r from to message; do
        plan "$quarters" "${good/"$from"/"$to"}" >plan.yaml
        run -2 cp-supplier -p plan.yaml </dev/null
        [[ ${lines[0]} == "cp-supplier: plan.yaml:6:"*"$message"* ]]
    done <<'END'
{offers|{rebates: [{rebate: 5 %}], offers|wants one of 'from' (GPU) and 'spend' (money)
{offers|{rebates: [{from: 5 GPU, rebate: 5 %}, {from: 9 GPU, rebate: 4 %}], offers|rebates: 2 does not rise
{offers|{rebates: [{from: 5 GPU, rebate: 5 %}, {spend: 9 USD, rebate: 8 %}], offers|rebates: 2 does not rise, or is of another kind
price|licences: [{from: 2028-01-01, until: 2027-01-01}], price|ends before it begins
price|deposit: 120 %, price|deposit
END
}
