#!/usr/bin/env bats
# Bills of materials: what halls and plants wait for, and what that does to the plan. Dates are
# worked by hand.

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_TMPDIR" || exit
    PATH=$CAPPLAN_BIN:$PATH
    cat >plan.yaml <<'END'
horizon: {from: 2026-Q1, to: 2029-Q4}
sites:
  here:
    pue: 1.3
    phases:
      hall:
        power: 10 MW
        ready: 2027-07-01
        capex: 100 mn USD
        parts: {transformer: {quantity: 2, before: 4 weeks}, chiller: 5}
suppliers:
  big: {country: US}
  small: {country: KR}
items:
  transformer:
    offers: {us: {supplier: big, lead: 52 weeks, price: 3 mn USD}}
  chiller:
    stock: 1
    offers: {kr: {supplier: small, lead: 20 weeks, price: 1 mn USD}}
END
}

# facts MEASURE COLUMN... : those columns of a measure's facts, a line each.
facts() {
    awk -F'\t' -v measure="$1" -v list="${*:2}" 'NR == 1 {
            for (i = 1; i <= NF; i++) at[$i] = i
            n = split(list, want, " "); next }
        $at["measure"] == measure {
            for (i = 1; i <= n; i++) printf "%s%s", (i > 1 ? " " : ""), $at[want[i]]
            print "" }'
}

# A plant that wants three transformers by this day.
plant() { # DAY
    cat >>plan.yaml <<END
contracts:
  plant:
    kind: toll
    sites: [here]
    power: 10 MW
    from: $1
    heat_rate: 9 MMBtu/MWh
    fuel: 3 USD/MMBtu
    emissions: 0.5 t/MWh
    parts: {transformer: 3}
END
}

supplier() {
    cp-supplier -q -p plan.yaml "$@" </dev/null
}

@test "everything in time: when each item comes, and the last day to order it" {
    supplier >out
    [ "$(facts energisation period site phase value <out)" = "2027-07-01 here hall 1" ]
    # 52 weeks from 2026-01-01 are over on 2026-12-31; needed are they 28 days before 2027-07-01
    [ "$(facts item_need period item value <out)" = "2027-06-03 transformer 2
2027-07-01 chiller 5" ]
    [ "$(facts item_arrival period item offer value <out)" = "2026-12-31 transformer us 2
2026-01-01 chiller - 1
2026-05-21 chiller kr 4" ]
    [ "$(facts order_by period item value <out)" = "2026-06-04 transformer 2
2027-02-11 chiller 4" ]
    # 154 days, 22 weeks, of slack decide: fewer than the chillers' 406 days
    [ "$(facts lateness phase item value <out)" = "hall - 0
hall transformer -22
hall chiller -58" ]
    [ "$(facts critical item value <out)" = "transformer 1" ]
}

@test "a transformer that slips makes the hall late by as much as its slack is exceeded" {
    supplier --set items/transformer/offers/us/lead=80weeks >out
    # 560 days from 2026-01-01 are 2027-07-15, and 28 days on site
    [ "$(facts energisation period item value <out)" = "2027-08-12 transformer 1" ]
    [ "$(facts lateness item value <out | head -n 1)" = "- 6" ]
    run --separate-stderr cp-supplier -p plan.yaml --set items/transformer/offers/us/lead=80weeks \
        </dev/null
    [ "$status" = 0 ]
    [[ $stderr == *"sites/here/phases/hall: 6.0 weeks late, for want of its transformer"* ]]
}

@test "what a maker waits for decides, down to the third tier" {
    cat >>plan.yaml <<'END'
  core:
    offers: {jp: {supplier: small, lead: 40 weeks}}
    parts: {steel: 30}
  steel:
    offers: {mill: {supplier: small, lead: 30 weeks}}
END
    supplier --set items/transformer/parts/core=1 >out
    # 30 + 40 + 52 weeks, 854 days, from 2026-01-01, and 28 days: 2028-06-01
    [ "$(facts energisation period value <out)" = "2028-06-01 1" ]
    [ "$(facts critical item name <out)" = "transformer -
core transformer
steel transformer/core" ]
    # two transformers have two cores and 60 of steel, which was due 122 weeks before 2027-06-03
    [ "$(facts item_need item value <out | sed -n 3p)" = "steel 60" ]
    [ "$(facts order_by item period <out | sed -n 1,3p)" = "transformer 2026-06-04
core 2025-08-28
steel 2025-01-30" ]
}

@test "capacity by period: the last unit decides, and the earlier hall is served first" {
    plant 2027-01-01
    set=(--set items/transformer/offers/us/capacity/2026-Q4=2
        --set items/transformer/offers/us/capacity/2027-Q2=91
        --set items/transformer/offers/us/lead=0weeks)
    supplier "${set[@]}" >out
    # two by the end of 2026, and the third of 91 in 91 days; then the hall's two days of them
    [ "$(facts energisation period contract value <out)" = "2027-07-01 - 1
2027-04-02 plant 1" ]
    [ "$(facts item_arrival item contract period value <out | grep transformer)" = \
        "transformer plant 2027-04-02 3
transformer - 2027-04-04 2" ]
}

@test "cheaper offers serve what they are in time for, dearer ones what is urgent" {
    cat >>plan.yaml <<'END'
  chiller2: {offers: {x: {supplier: big}}}
END
    sed -i 's/offers: {us: .*/offers: {us: {supplier: big, lead: 90 weeks, price: 2 mn USD}, '"\
"'kr-fast: {supplier: small, lead: 50 weeks, price: 5 mn USD, quantity: 1}, '"\
"'de: {supplier: small, lead: 60 weeks, price: 4 mn USD}}/' plan.yaml
    supplier >out
    [ "$(facts item_arrival item offer value <out | grep transformer)" = "transformer de 2" ]
    supplier --set sites/here/phases/hall/ready=2027-01-31 >out
    # neither is in time for 2027-01-03: by the first day on which there are two, the cheaper first
    [ "$(facts item_arrival item offer value <out | grep transformer)" = "transformer de 2" ]
    supplier --set items/transformer/offers/de/quantity=1 >out
    [ "$(facts item_arrival item offer value <out | grep transformer)" = "transformer de 1
transformer kr-fast 1" ]
}

@test "what nobody has is missing: the hall is never ready" {
    supplier --set items/transformer/offers/us/quantity=1 >out
    [ "$(facts energisation period value <out)" = "- 0" ]
    [ "$(facts item_missing item value <out)" = "transformer 1" ]
    [ "$(facts lateness item value <out | head -n 1)" = "- NA" ]
}

@test "a service level of its own, and the command's for the others" {
    supplier --service-level 90% --set items/transformer/offers/us/lead_sigma=20% \
        --set items/chiller/offers/kr/lead_sigma=20% --set items/chiller/service_level=50% >out
    # exp(0.2 x 1.2816) of 364 days: 470.3 days from 2026-01-01
    [ "$(facts item_arrival item period <out)" = "transformer 2027-04-16
chiller 2026-01-01
chiller 2026-05-21" ]
}

@test "cp-allocate takes the date: nothing stands there before" {
    cat >stream.tsv <<'END'
period	site	phase	measure	value	unit
2028-02-20	here	hall	energisation	1	1
END
    cp-allocate -q -p plan.yaml --set sites/here/phases/hall/committed=100% stream.tsv >out
    [ "$(facts build period value <out)" = "2028-Q2 10" ]
    cp-allocate -q -p plan.yaml --set sites/here/phases/hall/committed=100% </dev/null >out
    [ "$(facts build period value <out)" = "2027-Q3 10" ]
    sed -i 's/2028-02-20/-/; s/energisation	1/energisation	0/' stream.tsv
    cp-allocate -q -p plan.yaml --set sites/here/phases/hall/committed=100% stream.tsv >out
    [ "$(facts build period value <out)" = "" ]
}

@test "dates of what the plan does not have are refused where they stand" {
    printf 'period\tsite\tphase\tmeasure\tvalue\tunit\n2028\there\troof\tenergisation\t1\t1\n' >in
    run --separate-stderr cp-allocate -p plan.yaml in
    [ "$status" = 2 ]
    [[ $stderr == *"in:2:"*"energisation of phase 'roof' of site 'here', which the plan does not have"* ]]
}

@test "a circle of parts, an item that nobody has, and an unknown one are errors of the plan" {
    run --separate-stderr supplier --set items/chiller/parts/chiller=1
    [ "$status" = 2 ]
    [[ $stderr == *"items/chiller: is made of itself by its parts"* ]]
    printf '  air: {parts: {chiller: 1}}\n' >>plan.yaml
    run --separate-stderr supplier
    [ "$status" = 2 ]
    [[ $stderr == *"items/air: nobody offers it and none is in stock"* ]]
    run --separate-stderr supplier --set sites/here/phases/hall/parts/transfomer=1
    [ "$status" = 2 ]
    [[ $stderr == *"transfomer"*"did you mean 'transformer'"* ]]
}

@test "the report says what is late, by how much, for want of what" {
    supplier --set items/transformer/offers/us/lead=80weeks | cp-report --only bill >out
    grep -q "here hall *2027-08-12 *6.0 *transformer" out
    grep -q "transformer *2 *2027-06-03 *2027-07-15 *6.0 *us *2025-11-20" out
}

@test "risk: probabilities are those of the lead times, and the same for any -j" {
    set=(--set items/transformer/offers/us/lead_sigma=20% --set items/transformer/offers/us/lead=74weeks)
    supplier "${set[@]}" --risk --seed 7 --paths 20000 -j 1 >one
    supplier "${set[@]}" --risk --seed 7 --paths 20000 -j 2 >two
    cmp one two
    # 74 weeks are the slack: half of the log-normal is over; and by the end of 2027-Q3, 28 days
    # less than 638 days after the order, Phi(ln(610/518)/0.2) = 0.7933
    facts ready_probability period value <one | awk '$1 == "-" { a = $2 } $1 == "2027-Q3" { b = $2 }
        END { printf "%s %s\n", a, b; exit !(a > 0.489 && a < 0.511 && b > 0.783 && b < 0.803) }'
    [ "$(facts criticality item value <one | awk '$1 == "chiller" { print $2 }')" = 0 ]
}

# The value of a calculator's result.
calculated() {
    cp-supplier --calculate "$2" | awk -F'\t' -v name="$1" '$2 == name { print $4 }'
}

@test "safety stock over stages: stockpyl 1.0.2, example_6_5 [Snyder, Shen, example 6.5]" {
    tree='multi-echelon from=1,3,3 to=3,2,4 time=2,1,1,1 holding=1,3,2,3 sd=0,1,0,1 z=1'
    tree="$tree inbound=1,0,0,0 outbound=0,0,0,1"
    [ "$(calculated cost "$tree" | cut -c1-12)" = 8.2779168675 ]
    for stage in 1=0 2=0 3=0 4=1; do
        [ "$(calculated "service_time_${stage%=*}" "$tree")" = "${stage#*=}" ]
    done
    run --separate-stderr cp-supplier --calculate "${tree/to=3,2,4/to=3,2,2}"
    [ "$status" = 2 ]
    [[ $stderr == *"stages are to be a tree"* ]]
}

@test "safety stock under an uncertain lead time: Chopra, Meindl, example 12-6" {
    # 2500 a day, deviation 500, lead time 7 days with deviation 7: 22,491 at a service level of 90 %
    [ "$(calculated safety_stock 'safety-stock demand=2500 sd=500 lead=7 lead_sd=7 level=0.9' |
        cut -d. -f1)" = 22491 ]
}

@test "racks wait for their parts: units of a SKU come as there is packaging for them" {
    cat >racks.yaml <<'END'
discount: 0 %
horizon: {from: 2027-Q1, to: 2027-Q4}
skus:
  chip: {peak: 2 PFLOP/s, power: 2 kW, life: 6 years, efficiency: {"*": 40 %}}
suppliers:
  maker:
    offers:
      a: {sku: chip, quantity: 400 GPU, capacity: {2027-Q1: 200 GPU, 2027-Q2: 200 GPU}, price: 10 USD/GPU,
          from: 2027-01-01}
      b: {sku: chip, quantity: 200 GPU, capacity: {2027-Q1: 200 GPU}, price: 12 USD/GPU, from: 2027-01-01}
items:
  chip: {parts: {wafer: 0.5, stack: 8}}
  wafer: {offers: {fab: {supplier: maker, capacity: {2027: 100000}}}}
  stack:
    offers: {hbm: {supplier: maker, capacity: {2027-Q1: 1600, 2027-Q2: 1600, 2027-Q3: 1600}}}
END
    cp-supplier -q -p racks.yaml </dev/null >out
    # 1,600 stacks a quarter are 200 chips, of the 400, 200 and none that are offered: half of each
    [ "$(facts supply period offer value <out | awk '$3 > 0 { printf "%s %s %.4g\n", $1, $2, $3 }')" = \
"2027-Q1 a 100
2027-Q2 a 150
2027-Q3 a 150
2027-Q1 b 100
2027-Q2 b 50
2027-Q3 b 50" ]
    # 200 wait from the first quarter to the second, 200 from the second to the third: of 600 units
    # 400 quarters of 90 days
    facts lateness sku value <out | awk '{ exit !($1 == "chip" && $2 > 8.56 && $2 < 8.58) }'
    [ "$(facts critical sku item value <out)" = "chip stack 1" ]
    facts item_need vintage item value <out | awk '{ n[$2] += $3 }
        END { exit !(n["stack"] > 4799.99 && n["stack"] < 4800.01 && n["wafer"] > 299.99) }'
}

@test "safety stock: what is needed while an order is late beyond the median" {
    cat >>plan.yaml <<'END'
contracts:
  plant:
    kind: toll
    sites: [here]
    power: 10 MW
    from: 2027-08-01
    heat_rate: 9 MMBtu/MWh
    fuel: 3 USD/MMBtu
    emissions: 0.5 t/MWh
    parts: {transformer: 3}
END
    quantiles='[{level: 50 %, lead: 40 weeks}, {level: 90 %, lead: 50 weeks}, {level: 100 %, lead: 60 weeks}]'
    sed -i "s/{us: .*/{us: {supplier: big, lead_quantiles: $quantiles}}/" plan.yaml
    supplier --set items/transformer/service_level=90% >out
    # ten weeks from the median to nine in ten: two for the hall by 2027-06-03, three for the plant
    # by 2027-08-01, 59 days later, five in all
    [ "$(facts safety_lead item value <out | awk '{ printf "%s %.2f\n", $1, $2 }')" = "transformer 10.00" ]
    [ "$(facts safety_stock item value <out)" = "transformer 5" ]
    # 84 days apart they are not needed in the same ten weeks
    supplier --set items/transformer/service_level=90% --set contracts/plant/from=2027-08-26 >out
    [ "$(facts safety_stock item value <out)" = "transformer 3" ]
    supplier >out
    [ "$(facts safety_stock item value <out)" = "" ]
}

# bought OFFER: how many are bought of it.
bought() {
    facts item_order offer value <out | awk -v offer="$1" '$1 == offer { print $2 }'
}

award() {
    supplier --award "$@" >out
}

@test "an award of items: lots, a least quantity, what is paid once, and qualification" {
    sed -i 's/offers: {kr: .*/offers: {lots: {supplier: big, lead: 20 weeks, price: 1 mn USD, multiple: 3}, '"\
"'one: {supplier: big, lead: 20 weeks, price: 1.1 mn USD, fixed: 1 mn USD, minimum: 2}}/' plan.yaml
    # four chillers beside the one in stock: six in lots are 6 mn, four and what is paid once 5.4 mn
    award
    [ "$(bought lots) $(bought one)" = "0 4" ]
    [ "$(facts item_cost offer kind value <out | grep one)" = "one price 4400000
one fixed 1000000" ]
    [ "$(facts solved kind value <out)" = "items 1" ]
    # a lot of three and two of those that come in twos at least: 3 + 2.8 + 0.1 mn
    award --set items/chiller/offers/one/fixed='0.1 mn USD' --set items/chiller/offers/one/price='1.4 mn USD'
    [ "$(bought lots) $(bought one)" = "0 4" ]
    award --set items/chiller/offers/one/fixed='0.1 mn USD' --set items/chiller/offers/one/price='1.4 mn USD' \
        --set items/chiller/stock=0
    [ "$(bought lots) $(bought one)" = "3 2" ]
    # who sells three at least sells three
    award --set items/chiller/stock=4 --set items/chiller/offers/one/minimum=3 --set items/chiller/offers/lots/price='3 mn USD'
    [ "$(bought lots) $(bought one)" = "0 3" ]
    # a supplier that nothing else is bought of has to be qualified
    award --set items/chiller/offers/one/supplier=small --set suppliers/small/qualification='0.5 mn USD'
    [ "$(bought one) $(facts item_cost kind supplier value <out | grep qual)" = "4 qualification small 500000" ]
    award --set items/chiller/offers/one/supplier=small --set suppliers/small/qualification='0.7 mn USD'
    [ "$(bought lots)" = 6 ]
    cp-report --only bill out | grep -q 'chiller *lots *6'
}

@test "an award over tiers: a slow part goes with a fast maker, a fast one with a slow maker" {
    sed -i 's/offers: {us: .*/offers: {us: {supplier: big, lead: 52 weeks, price: 3 mn USD}, '"\
"'jp: {supplier: small, lead: 40 weeks, price: 3.5 mn USD}}\n    parts: {core: 1}/' plan.yaml
    cat >>plan.yaml <<'END'
  core:
    offers:
      slow: {supplier: big, lead: 34 weeks, price: 0.2 mn USD}
      fast: {supplier: big, lead: 10 weeks, price: 0.9 mn USD}
END
    # 74 weeks until 2027-06-03: 40 + 34, or 52 + 10; 3.7 mn against 3.9 mn each
    award
    [ "$(bought us) $(bought jp) $(bought slow) $(bought fast)" = "0 2 2 0" ]
    [ "$(facts item_arrival item period <out | grep -v chiller)" = "transformer 2027-06-03
core 2026-08-27" ]
    award --set items/transformer/offers/jp/price='3.8 mn USD'
    [ "$(bought us) $(bought jp) $(bought slow) $(bought fast)" = "2 0 0 2" ]
    # a hall that waits for its chillers has time for the cheap of both
    award --set items/chiller/offers/kr/lead='100 weeks'
    [ "$(bought us) $(bought slow)" = "2 2" ]
    [ "$(facts energisation period item <out)" = "2027-12-02 chiller" ]
    # a lot of three that nobody needs has its parts too, with time for a slow one
    award --set items/transformer/offers/us/multiple=3 --set items/transformer/offers/jp/price='9 mn USD'
    [ "$(bought us) $(bought fast) $(bought slow)" = "3 2 1" ]
}

@test "an award within a capacity by period: who is wanted first has the first" {
    plant 2027-04-01
    sed -i 's/offers: {us: .*/offers: {us: {supplier: big, lead: 0 weeks, price: 3 mn USD, '"\
"'capacity: {2026: 2, 2027-Q2: 91}}, de: {supplier: small, price: 4 mn USD, lead: 20 weeks}}/' plan.yaml
    # two of the cheap ones by April, for the plant; the hall has two of those after it
    award
    [ "$(bought us) $(bought de)" = "4 1" ]
    [ "$(facts item_arrival item contract offer value <out | grep transformer | sort)" = \
        "transformer - us 2
transformer plant de 1
transformer plant us 2" ]
    [ "$(facts energisation period <out)" = "2027-07-01
2027-04-01" ]
}

@test "a period that has begun by the first delivery sells what is left of it once" {
    sed -i 's/offers: {us: .*/offers: {us: {supplier: big, lead: 26 weeks, capacity: {2026: 4}}}/' plan.yaml
    cat >>plan.yaml <<'END'
contracts:
  plant:
    kind: toll
    sites: [here]
    power: 10 MW
    from: 2027-08-01
    heat_rate: 9 MMBtu/MWh
    fuel: 3 USD/MMBtu
    emissions: 0.5 t/MWh
    parts: {transformer: 2}
END
    # from day 182 of 365 on: 183 / 365 x 4 of the four that are wanted
    supplier >out
    facts item_missing value <out | awk '{ n += $1 } END { exit !(n > 1.99452 && n < 1.99453) }'
}

@test "several offers of an item have prices to be awarded by, and are sold in their lots" {
    sed -i 's/offers: {us: .*/offers: {us: {supplier: big, lead: 52 weeks}, kr: {supplier: small, price: 1 USD}}/' plan.yaml
    run -2 --separate-stderr supplier --award
    [[ $stderr == *"plan.yaml:16:"*"items/transformer/offers/us: has no price to be awarded by, beside other offers of the item"* ]]
    # alone it is no choice, and costs what nobody knows
    sed -i 's/, kr: {supplier: small, price: 1 USD}//' plan.yaml
    award
    [ "$(facts item_cost offer value <out)" = "us NA
kr 4000000" ]
    # of five in lots of three there are three
    supplier --set items/chiller/offers/kr/quantity=5 --set items/chiller/offers/kr/multiple=3 >out
    [ "$(facts item_missing item value <out)" = "chiller 1" ]
}

@test "scenarios have dates of their own, later and sooner, and halls stand by them" {
    cat >>plan.yaml <<'END'
scenarios:
  planned: {}
  slow: {set: {items/transformer/offers/us/lead: 100 weeks}}
  quick: {set: {items/transformer/offers/us/lead: 52 weeks}}
END
    set=(--set items/transformer/offers/us/lead='80 weeks' --set sites/here/phases/hall/committed='100 %')
    supplier "${set[@]}" >out
    [ "$(facts energisation scenario period item <out)" = "- 2027-08-12 transformer
slow 2027-12-30 transformer
quick 2027-07-01 transformer" ]
    [ "$(facts lateness scenario item value <out | grep -v '^-')" = "slow - 26
quick - 0" ]
    cp-allocate -q -p plan.yaml "${set[@]}" --only --each out >built
    [ "$(facts build scenario period value <built)" = "planned 2027-Q3 10
slow 2028-Q1 10
quick 2027-Q3 10" ]
    # sooner than the plan's own: that holds, and not the plan's
    set=("${set[@]:2}" --set items/transformer/offers/us/lead='120 weeks' --set decide_by=2026-02-01)
    supplier "${set[@]}" >out
    cp-allocate -q -p plan.yaml "${set[@]}" --only out >built
    [ "$(facts build scenario period <built)" = "planned 2028-Q3
slow 2028-Q1
quick 2027-Q3" ]
}

@test "without whole lots that keep the dates the schedule stands, and goes on" {
    # two transformers are sold with a third that nobody needs, for whose core there is none
    sed -i 's/offers: {us: .*/offers: {us: {supplier: big, lead: 40 weeks, price: 3 mn USD, multiple: 3}}\n    parts: {core: 1}/' plan.yaml
    printf '  core: {offers: {jp: {supplier: small, price: 1 mn USD, quantity: 2}}}\n' >>plan.yaml
    run -1 --separate-stderr cp-supplier -p plan.yaml --award </dev/null
    [[ $stderr == *"items: no whole lots keep the dates of the schedule, which stands"* ]]
    [ "$(facts item_order item <<<"$output")$(facts solved kind <<<"$output")" = "" ]
    [ "$(facts energisation period <<<"$output")" = 2027-07-01 ]
    cp-allocate -q -p plan.yaml --set sites/here/phases/hall/committed='100 %' <<<"$output" >built
    [ "$(facts build period <built)" = 2027-Q3 ]
}
