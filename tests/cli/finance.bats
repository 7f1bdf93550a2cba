#!/usr/bin/env bats
# cp-finance: the small loan, metrics of cash flows, covenants, and what is refused.

bats_require_minimum_version 1.5.0
load facts

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    hall=$CAPPLAN_SRC/examples/hall-loan
    cd "$BATS_TEST_TMPDIR" || exit
}

flows() { printf '%b' "$1" | tr ' ' '\t'; }

@test "a loan is sized, drawn, repaid, and its DSCR stays as sculpted" {
    cp-finance -q -p "$hall/plan.yaml" "$hall/cost.tsv" >out
    [ "$(value dscr <out | wc -l)" = 15 ]
    [ "$(value dscr <out | cut -c1-10 | sort -u | wc -l)" = 1 ]
    near "$(value debt 2042 <out)" 0 0.01
    debt=$(value debt 2027.*loan <out)
    spent=$(value cost capex-site <out | awk '{ s += $1 } END { printf "%.6f", s * 1e6 }')
    fees=$(value fees upfront <out | awk '{ s += $1 } END { printf "%.6f", s }')
    idc=$(value idc <out | awk '{ s += $1 } END { printf "%.6f", s }')
    near "$debt" "$(awk -v a="$spent" -v b="$fees" -v c="$idc" 'BEGIN { printf "%.6f", 0.75 * (a + b + c) }')" 1
}

@test "lenders who want more cover lend less" {
    cp-finance -q --only -p "$hall/plan.yaml" "$hall/cost.tsv" >some
    cp-finance -q --only -p "$hall/plan.yaml" --set entities/hall/tranches/loan/dscr=2 \
        "$hall/cost.tsv" >less
    near "$(value dscr_min <less)" 2 1e-6
    awk -v a="$(value debt '2027.*loan' <less)" -v b="$(value debt '2027.*loan' <some)" \
        'BEGIN { exit !(a > 0 && a < 0.8 * b) }'
}

@test "--check: exit 1 names covenant, period, value and limit" {
    cp-finance -q --check -p "$hall/plan.yaml" "$hall/cost.tsv" >out
    run --separate-stderr cp-finance --check -p "$hall/plan.yaml" \
        --set 'entities/hall/tranches/loan/amount=1 bn USD' \
        --set entities/hall/tranches/loan/gearing=100% "$hall/cost.tsv"
    [ "$status" = 1 ]
    [[ $stderr == *"covenant breached: hall/loan in 2028: DSCR 1."*", limit 1.350"* ]]
    [[ $output == *covenant* ]]
    # without --check the same is told by the facts alone
    cp-finance -p "$hall/plan.yaml" --set 'entities/hall/tranches/loan/amount=1 bn USD' \
        --set entities/hall/tranches/loan/gearing=100% "$hall/cost.tsv" >out
}

@test "a rent that does not carry the debt is a default, told and owed" {
    sed 's/^entities:/entities:\n  owner: {cash: 0 USD}/; s/^    tax: 21 %/    parent: owner\n    rent: 40 mn USD\/year/
         s/amortisation: sculpted, dscr: 1.35, gearing: 75 %/amortisation: level, amount: 700 mn USD, dscr: 1.2/' \
        "$hall/plan.yaml" >plan.yaml
    run --separate-stderr cp-finance --check --only -p plan.yaml "$hall/cost.tsv"
    [ "$status" = 1 ]
    [[ $stderr == *"hall/loan: defaults in 2028: "* ]]
    [[ $stderr == *"covenant breached: hall/loan in 2028: DSCR 0."* ]]
    [ "$(value shortfall '^2028.*principal' <<<"$output" | cut -d. -f1)" -gt 1000000 ]
    [ "$(value debt '^2042.*loan' <<<"$output" | cut -d. -f1)" -gt 100000000 ]
    sed 's/, dscr: 1.2//' plan.yaml >free.yaml
    run --separate-stderr cp-finance --check --only -p free.yaml "$hall/cost.tsv"
    [ "$status" = 1 ]
    [[ $stderr == *"hall/loan: defaults in 2028: "* && $stderr != *covenant* ]]
    # the tenant, its parent, pays the running costs: the lessor's EBITDA is the rent
    near "$(value income '^2030.*hall.*ebitda' <<<"$output")" 40000000 0.001
    near "$(value income '^2030.*owner.*ebitda' <<<"$output")" 98000000 0.001
    # and in the group the lease is gone
    near "$(value income '^2030.*consolidated.*ebitda' <<<"$output")" 138000000 0.001
    [ -z "$(value income '^2030.*consolidated.*lease' <<<"$output")" ]
}

@test "what a plan can say and finance cannot do: position, exit 2" {
    refused() { # SED MESSAGE
        sed "$1" "$hall/plan.yaml" >bad.yaml
        run --separate-stderr cp-finance -p bad.yaml "$hall/cost.tsv"
        [ "$status" = 2 ]
        [ -z "$output" ]
        echo "$stderr"
        [[ $stderr == "cp-finance: bad.yaml:"*":"*": "*"$2"* ]]
    }
    refused '/^entities:/,$s/^  hall:/  consolidated:/' "the name is that of the group's statements"
    refused 's/issue: 2026-01-01/issue: 2025-01-01/' 'issued before the plan starts'
    refused 's/amortisation: sculpted, dscr: 1.35, gearing: 75 %/amortisation: level/' "missing key 'amount'"
}

@test "an empty stream gives statements of zero, and says what is absent" {
    run --separate-stderr cp-finance -p "$hall/plan.yaml" </dev/null
    [ "$status" = 0 ]
    [[ $stderr == *"no cost facts: costs count as zero"* ]]
    [ "$(value balance '^2030.*assets' <<<"$output")" = 0 ]
}

@test "facts pass through; own ones are refused, or replaced" {
    cp-finance -q -p "$hall/plan.yaml" "$hall/cost.tsv" >out
    rows=$(wc -l <"$hall/cost.tsv")
    [ "$(head -n "$rows" out | value cost)" = "$(value cost <"$hall/cost.tsv")" ]
    run cp-finance -p "$hall/plan.yaml" out
    [ "$status" = 2 ]
    [[ $output == *"is in the input already"* ]]
    cp-finance -q --replace -p "$hall/plan.yaml" out | cmp - out
}

@test "bad facts: file, line, column, exit 2, nothing written" {
    check() { # FACTS MESSAGE
        flows "$1" >bad.tsv
        run --separate-stderr cp-finance -p "$hall/plan.yaml" bad.tsv
        [ "$status" = 2 ]
        [ -z "$output" ]
        echo "$stderr"
        [[ $stderr == "cp-finance: bad.tsv:$2"* ]]
    }
    check 'period site kind measure value unit\n2050 hall energy cost 1 USD\n' \
        '2:23: cost in 2050: outside of the plan'
    check 'period site kind measure value unit\n2030 hall energy cost NA USD\n' \
        '2:23: cost is missing (NA)'
    check 'scenario period kind measure value unit\na 2030 co2 cost 1 USD\nb 2030 co2 cost 1 USD\n' \
        "3:17: cost of scenario 'b' after 'a'"
    check 'period offer step vintage measure value unit\n2030 o 1 2030 milestone 1 USD/GPU\n2030 o 2 - buy 5 GPU\n' \
        "3:16: units of offer 'o', step 2, that arrive in 2030 have no milestone"
}

@test "metrics: published answers" {
    # Microsoft's documented examples of XIRR and XNPV
    flows 'date amount\n2008-01-01 -10000\n2008-10-30 4250\n2008-03-01 2750\n2009-02-15 3250\n2009-04-01 2750\n' >x.tsv
    near "$(cp-finance --metric xirr x.tsv | value xirr)" 0.3733625335 1e-9
    near "$(cp-finance --metric npv --rate 9% <x.tsv | value npv)" 2086.65 0.005
    # formulajs' example of IRR
    flows 'period amount\n0 -75000\n1 12000\n2 15000\n3 18000\n4 21000\n5 24000\n' >i.tsv
    near "$(cp-finance --metric irr i.tsv | value irr)" 0.05715142887178467 1e-12
    flows 'period amount\n0 -120000\n1 39000\n2 30000\n3 21000\n4 37000\n5 46000\n' >m.tsv
    near "$(cp-finance --metric payback m.tsv | value payback)" 3.8108 1e-4
    # calendar quarters: effective annual
    flows 'period amount\n2027-Q1 -100\n2027-Q3 0\n2028-Q1 110\n' >q.tsv
    near "$(cp-finance --metric irr q.tsv | value irr)" 0.1 1e-12
    near "$(cp-finance --metric mirr --rate 5% q.tsv | value mirr)" 0.1 1e-12
    near "$(cp-finance --metric npv --rate 10% q.tsv | value npv)" 0 1e-9
}

@test "metrics: several rates are said to be several, none is exit 1 and NA" {
    flows 'date amount\n2019-01-01 100\n2020-01-01 -230\n2020-12-31 132\n' >two.tsv
    run --separate-stderr cp-finance --metric xirr two.tsv
    [ "$status" = 0 ]
    [[ $stderr == *"xirr has 2 values, 0.1, 0.2; the one nearest to 0 is given"* ]]
    near "$(value xirr <<<"$output")" 0.1 1e-9
    flows 'date amount\n2019-01-01 100\n2020-01-01 5\n' >none.tsv
    run --separate-stderr cp-finance --metric xirr none.tsv
    [ "$status" = 1 ]
    [ "$(value xirr <<<"$output")" = NA ]
    [ "$stderr" = "cp-finance: the flows have no xirr: they are all in or all out" ]
}

@test "metrics: bad flows are refused with position, bad use with help" {
    bad() { # FLOWS METRIC MESSAGE
        flows "$1" >f.tsv
        run cp-finance --metric $2 f.tsv
        [ "$status" = 2 ]
        echo "$output"
        [[ $output == "cp-finance: $3"* ]]
    }
    bad '' irr 'f.tsv:1:1: is empty'
    bad 'when amount\n' irr 'f.tsv:1:1: the header must be'
    bad 'date amount amount\n' irr 'f.tsv:1:1: the header must be'
    bad 'date amount\n2027-02-29 1\n' xirr "f.tsv:2:1: column date: '2027-02-29' is not a date"
    bad 'date amount\n2027-02-28 1,5\n' xirr "f.tsv:2:12: column amount: '1,5' is not a number"
    bad 'date amount\n2027-02-28 NA\n' xirr "f.tsv:2:12: column amount: 'NA' is not a number"
    bad 'date amount\n2027-02-28\n' xirr 'f.tsv:2:1: wants 2 fields'
    bad 'period amount\n2027 1\n2027-Q2 1\n' irr "f.tsv:3:1: column period: '2027-Q2' is not as long"
    bad 'period amount\n2027 1\n' npv '--metric npv wants a --rate'
    bad 'date amount\n2027-02-28 1\n' irr 'irr is of equal periods; for dates there is xirr'
    run cp-finance --metric roi
    [ "$status" = 2 ]
    run cp-finance --metric irr -p "$hall/plan.yaml"
    [ "$status" = 2 ]
    run cp-finance --rate fast
    [ "$status" = 2 ]
    run cp-finance </dev/null
    [ "$status" = 2 ]
    [[ $output == *"no plan was given"* ]]
}

@test "loans: level, straight, with a balloon, by month and numbered" {
    flows 'name amount rate periods first balloon repayment\nm 100 12% 2 2027-01 - level\ns 90 0.1 3 - 30 straight\n' >l.tsv
    cp-finance --loan l.tsv >out
    # 100 at 1 % a month in two: 100 * 0.01 / (1 - 1.01^-2)
    near "$(value principal '2027-01' <out)" 49.7512437811 1e-9
    near "$(value interest '2027-02' <out)" 0.502487562189 1e-9
    [ "$(value debt '2027-02' <out)" = 0 ]
    [ "$(value principal '.s.' <out | sort -u)" = 20 ]
    [ "$(value interest '^1.s.' <out)" = 9 ]
    [ "$(value debt '^3.s.' <out)" = 30 ]
    { printf '\xef\xbb\xbf' && cat l.tsv; } | cp-finance --loan | cmp - out
}

@test "depreciation: IRS tables, and methods down to the salvage value" {
    printf 'cost\tmethod\tlife\tsalvage\tquarter\n100\tmacrs-5\t\t\t4\n100\tmacrs-3\t-\t-\t-\n30000\tsyd\t10\t7500\t\n50\tstraight-line\t2.5\t0\t\n' |
        cp-finance --depreciation >out
    # Publication 946, tables A-5 and A-1; Microsoft's example of SYD
    [ "$(value depreciation '^2.1.' <out)" = 38 ]
    near "$(value depreciation '^2.2.' <out)" 44.45 1e-12
    near "$(value depreciation '^10.3.' <out)" 409.090909091 1e-8
    near "$(value book_value '^10.3.' <out)" 7500 1e-8
    [ "$(value depreciation '^3.4.' <out)" = 10 ]
    [ "$(value book_value '^3.4.' <out)" = 0 ]
}

@test "bonds: price, yield and duration are the documented examples" {
    flows 'settlement maturity rate yield price day_count\n2008-02-15 2017-11-15 5.75% 6.5% - -\n2008-02-15 2016-11-15 0.0575 - 95.04287 -\n2018-07-01 2048-01-01 8% 9% - act/act\n2008-01-01 2016-01-01 8% 9% - act/act\n' >b.tsv
    cp-finance --bond b.tsv >out
    near "$(value bond_price '^1.' <out)" 94.63436162132213 1e-9
    near "$(value bond_yield '^2.' <out)" 0.065 1e-7
    near "$(value duration '^3.' <out)" 10.9191453 1e-6
    near "$(value modified_duration '^4.' <out)" 5.73567 1e-5
}

@test "metrics: what never pays back, and what no number holds" {
    flows 'period amount\n0 -100\n1 10\n' >f.tsv
    run -1 --separate-stderr cp-finance --metric payback f.tsv
    [ "$(value payback <<<"$output")" = NA ]
    [ "$stderr" = 'cp-finance: the flows do not pay back' ]
    flows 'period amount\n0 -1e308\n1 -1e308\n' >f.tsv
    run -2 --separate-stderr cp-finance --metric npv --rate 0 f.tsv
    [ -z "$output" ]
    [ "$stderr" = 'cp-finance: the result is too large for a number' ]
}

@test "a rent that nobody pays counts for nothing, and books want periods of a year at most" {
    printf '%s\n' 'horizon: {from: 2026, to: 2031}' 'entities: {hall: {cash: 1 USD, rent: 5 mn USD/year}}' >p.yaml
    run -0 --separate-stderr cp-finance -p p.yaml --only </dev/null
    [[ $stderr == *'hall: its rent counts for nothing, for it has no parent to pay it'* ]]
    [ "$(value balance '^2026.*cash' <<<"$output")" = 1 ]
    sed -i 's/2031}/2031, step: 2 years}/' p.yaml
    run -2 cp-finance -p p.yaml --only </dev/null
    [ "$output" = 'cp-finance: p.yaml:1:39: horizon/step: suppliers and entities want periods of a year at most' ]
    # without suppliers and entities it is a plan, but one that has no books
    printf '%s\n' 'horizon: {from: 2026, to: 2031, step: 2 years}' 'sites: {s: {pue: 1.1}}' >p.yaml
    flows 'period site kind measure value unit\n2026/2027 s energy cost 100 USD\n' >f.tsv
    run -0 cp-plan check -p p.yaml
    run -2 cp-finance -p p.yaml f.tsv
    [ "$output" = 'cp-finance: p.yaml:1:39: horizon/step: books want periods of a year at most' ]
}

@test "calculations: what assets lose by declining balances, half-years and months" {
    # documented for DDB of spreadsheets; half of the first year of five; tables A-7a of the IRS: a month and a half less
    flows 'name cost method life salvage month\na 2400 ddb 10 300 -\nb 100 sl-5 - - -\nc 100 sl-39 - - 1\n' >d.tsv
    cp-finance --depreciation d.tsv >out
    of() { value depreciation "^$1.$2[^a-z]" <out; }
    near "$(of 1 a)" 480 1e-9
    near "$(of 2 a)" 384 1e-9
    near "$(value depreciation $'\ta\t' <out | awk '{ s += $1 } END { printf "%.12g", s }')" 2100 1e-9
    [ "$(value book_value $'\ta\t' <out | tail -1)" = 300 ]
    [ "$(value depreciation $'\tb\t' <out | paste -sd' ')" = '10 20 20 20 20 10' ]
    near "$(of 1 c)" 2.461 5e-4
    near "$(of 2 c)" 2.564 5e-4
    near "$(of 40 c)" 0.107 5e-4
}

@test "calculations: bad tables are refused with position" {
    bad() { # OPTION TABLE MESSAGE
        flows "$2" >t.tsv
        run --separate-stderr cp-finance "$1" t.tsv
        [ "$status" = 2 ]
        [ -z "$output" ]
        echo "$stderr"
        [[ $stderr == "cp-finance: t.tsv:$3"* ]]
    }
    bad --loan '' '1:1: is empty'
    bad --loan '\xef\xbb\xbfamount rate period\n' "1:13: unknown column 'period'"
    run -2 cp-finance --loan .
    [ "$output" = 'cp-finance: .: cannot read: Is a directory' ]
    bad --loan 'amount rate period\n' "1:13: unknown column 'period'"
    bad --loan 'amount rate amount periods\n' "1:13: column 'amount' stands twice"
    bad --loan 'amount periods\n' "1:1: column 'rate' is missing"
    bad --loan 'amount rate periods\n1 2\n' '2:1: has 2 fields, the header has 3'
    bad --loan 'amount rate periods\n1 0.1 2.5\n' "2:7: '2.5' is not a whole number of periods"
    bad --loan 'amount rate periods\n0 0.1 2\n' "2:1: '0' is not an amount above 0"
    bad --loan 'amount rate periods\n5 - 2\n' '2:3: column rate: a value is missing'
    bad --loan 'amount rate periods balloon\n5 0.1 2 6\n' "2:9: '6' is not between 0 and the amount"
    bad --loan 'amount rate periods first\n5 0.1 2 soon\n' "2:9: column first: 'soon' is not a period"
    bad --depreciation 'cost method\n1 ddb\n' '2:1: ddb wants a life'
    bad --depreciation 'cost method\n1 sum\n' "2:3: 'sum' is not straight-line"
    bad --depreciation 'cost method quarter\n1 macrs-15 5\n' "2:12: '5' is not a quarter"
    bad --depreciation 'cost method quarter life\n1 ddb 1 5\n' "2:7: '1' is not a quarter, 1 to 4, of a macrs method"
    bad --depreciation 'cost method life\n0 ddb 5\n' "2:1: '0' is not a cost above 0"
    bad --depreciation 'cost method life\n1 macrs-5 5\n' '2:3: macrs-5 has a life of its own, and no salvage value'
    bad --depreciation 'cost method salvage\n1 sl-5 1\n' '2:3: sl-5 has a life of its own, and no salvage value'
    bad --depreciation 'cost method month\n1 sl-39 13\n' "2:9: '13' is not a month, 1 to 12, of sl-39"
    bad --depreciation 'cost method\n1 sl-39\n' '2:1: sl-39 wants a month'
    bad --depreciation 'cost method month\n1 sl-10 1\n' "2:9: '1' is not a month, 1 to 12, of sl-39, and of no other method"
    bad --depreciation 'cost method life\n1 ddb 0\n' "2:7: '0' is not a life above 0 and up to 200 years"
    bad --depreciation 'cost method life\n1 ddb 201\n' "2:7: '201' is not a life above 0 and up to 200 years"
    bad --depreciation 'cost method life\n1 syd 2.5\n' "2:7: '2.5' is not a whole number of years, which syd wants"
    bad --depreciation 'cost method life salvage\n1 ddb 5 2\n' "2:9: '2' is not between 0 and the cost"
    bad --depreciation 'cost method life salvage\n1 ddb 5 -1\n' "2:9: '-1' is not between 0 and the cost"
    bad --loan 'amount rate periods repayment\n5 0.1 2 later\n' "2:9: 'later' is not level or straight"
    bad --loan 'amount rate periods balloon\n5 0.1 2 -1\n' "2:9: '-1' is not between 0 and the amount"
    bad --loan 'amount rate periods\n5 1.1 2\n' "2:3: '1.1' is not"
    bad --loan 'amount rate periods\n5 ten 2\n' "2:3: column rate: 'ten' is not a number like 8 % or 0.08"
    bad --bond 'settlement maturity rate price\n2027-01 2029-01-01 0.05 99\n' "2:1: column settlement: '2027-01' is not a date like 2027-03-14"
    bad --bond 'settlement maturity rate price\n2027-01-01 2029-01-01 2 99\n' "2:23: '2' is not"
    bad --bond 'settlement maturity rate price redemption\n2027-01-01 2029-01-01 0.05 99 0\n' "2:31: '0' is not an amount above 0"
    bad --bond 'settlement maturity rate price\n2027-01-01 2029-01-01 0.05 0\n' "2:28: '0' is not a price above 0"
    bad --bond 'settlement maturity rate yield\n2027-01-01 2029-01-01 0.05 -3\n' "2:28: '-3' is not"
    bad --bond 'settlement maturity rate price day_count\n2027-01-01 2029-01-01 0.05 99 never\n' "2:31: 'never' is not"
    bad --bond 'settlement maturity rate price\n2027-01-01 2026-01-01 0.05 99\n' \
        "2:12: '2026-01-01' is not after settlement"
    bad --bond 'settlement maturity rate\n2027-01-01 2029-01-01 0.05\n' '2:1: one of price and yield'
    bad --bond 'settlement maturity rate price frequency\n2027-01-01 2029-01-01 0.05 99 5\n' \
        "2:31: '5' is not 1, 2, 3, 4, 6 or 12 coupons a year"
    run cp-finance --loan --bond
    [ "$status" = 2 ]
    run cp-finance --loan -p "$hall/plan.yaml"
    [ "$status" = 2 ]
}

@test "--tornado: what a key moves is what --set says, the widest first" {
    loan=entities/hall/tranches/loan
    cp-finance -q --only -p "$hall/plan.yaml" --tornado entities/hall/tax,$loan/rate --swing 20% \
        "$hall/cost.tsv" >out
    low=$(cp-finance -q --only -p "$hall/plan.yaml" --set "$loan/rate=*0.8" "$hall/cost.tsv" | value npv 'equity')
    high=$(cp-finance -q --only -p "$hall/plan.yaml" --set "$loan/rate=*1.2" "$hall/cost.tsv" | value npv 'equity')
    near "$(value npv 'rate=.0.8.*equity' <out)" "$low" 1e-3
    near "$(value npv_swing 'equity.*rate' <out)" "$(awk -v a="$high" -v b="$low" 'BEGIN { printf "%.9f", a - b }')" 1e-3
    [ "$(value irr '^-.*equity' <out)" = "$(cp-finance -q --only -p "$hall/plan.yaml" "$hall/cost.tsv" | value irr equity)" ]
    [ "$(awk -F'\t' '/npv_swing/ { print $4 }' out | uniq | paste -sd ' ')" = "$loan/rate entities/hall/tax" ]
}

@test "--solve: the value at which a metric is what was asked for" {
    loan=entities/hall/tranches/loan
    run --separate-stderr cp-finance --only -p "$hall/plan.yaml" --solve $loan/rate \
        --for hall/equity/irr=12% "$hall/cost.tsv"
    [ "$status" = 0 ]
    near "$(value irr equity <<<"$output")" 0.12 1e-9
    [[ $stderr == *"$loan/rate is then 9.136"*" %"* ]]
    factor=$(value solution <<<"$output")
    near "$(cp-finance -q --only -p "$hall/plan.yaml" --set "$loan/rate=*$factor" "$hall/cost.tsv" | value irr equity)" 0.12 1e-9
    run --separate-stderr cp-finance --only -p "$hall/plan.yaml" --solve $loan/rate \
        --for hall/project/irr=90% "$hall/cost.tsv"
    [ "$status" = 1 ]
    [ "$(value solution <<<"$output")" = NA ]
    [[ $stderr == *"no value of $loan/rate within 1/256 and 256 times its own gives irr of 0.9"* ]]
}

@test "--scenarios: samples, the same for any threads, about what is planned" {
    loan=entities/hall/tranches/loan
    many() { cp-finance -q --only -p "$hall/plan.yaml" "$hall/cost.tsv" --scenarios "$@"; }
    many 100 --vary $loan/rate=20%,entities/hall/tax=10% -j1 >one
    many 100 --vary $loan/rate=20%,entities/hall/tax=10% -j3 | cmp - one
    many 100 --vary $loan/rate=20%,entities/hall/tax=10% --seed 2 >other
    ! cmp -s one other
    value npv equity <one | sort -gc
    # nothing uncertain: all samples are the plan
    cp-finance -q --only -p "$hall/plan.yaml" "$hall/cost.tsv" >plan
    many 3 --vary $loan/rate=0% >same
    [ "$(value irr equity <same | sort -u)" = "$(value irr equity <plan)" ]
    [ "$(value llcr '\t0.5\t' <same)" = "$(value llcr <plan)" ]
    # one sample: what --set gives with the factor that its rate has
    many 1 --vary $loan/commitment_fee=50% >single
    [ "$(value npv equity <single | sort -u | wc -l)" = 1 ]
    [ "$(value npv equity <single | sort -u)" != "$(value npv equity <plan)" ]
    # a share stays one
    many 50 --vary $loan/gearing=400% >wide
    [ "$(value breach_probability ^- <wide)" = 0 ]
}

@test "--scenarios facts: each scenario of the stream, and quantiles over them" {
    awk -F'\t' 'BEGIN { OFS = FS } NR == 1 { print "scenario", $0; next }
        { print "low", $0; v = $0; if ($3 == "revenue") $5 *= 1.2; print "high", $0 }' "$hall/cost.tsv" >two.tsv
    run cp-finance -q -p "$hall/plan.yaml" two.tsv
    [ "$status" = 2 ]
    [[ $output == *"give one scenario at a time, or --scenarios facts"* ]]
    cp-finance -q --only -p "$hall/plan.yaml" two.tsv --scenarios facts >out
    low=$(value npv 'low.*equity' <out) high=$(value npv 'high.*equity' <out)
    near "$low" "$(cp-finance -q --only -p "$hall/plan.yaml" "$hall/cost.tsv" | value npv equity)" 1e-6
    near "$(value npv '^-.*equity.0.5' <out)" "$(awk -v a="$low" -v b="$high" 'BEGIN { printf "%.6f", (a + b) / 2 }')" 1e-3
    [ "$(value default_probability <out)" = 0 ]
}

@test "sensitivity: bad use is told" {
    bad() { # MESSAGE OPTION...
        run cp-finance -q -p "$hall/plan.yaml" "$hall/cost.tsv" "${@:2}"
        [ "$status" = 2 ]
        echo "$output"
        [[ $output == "cp-finance: "*"$1"* ]]
    }
    bad 'one of hall/project/irr, hall/equity/irr is wanted' --solve entities/hall/tax --for irr=12%
    bad "unknown key 'taxes'" --solve entities/hall/taxes --for hall/equity/irr=12%
    bad "unknown key 'taxes'" --tornado entities/hall/tax,entities/hall/taxes
    bad 'stands twice' --tornado entities/hall/tax,entities/hall/tax
    bad '--solve and --for go together' --solve entities/hall/tax
    bad "'roi' is not a measure of cp-finance" --solve entities/hall/tax --for roi=1
    bad "'high' is not a value in 1" --solve entities/hall/tax --for hall/equity/irr=high
    bad "'hall' is not like" --solve entities/hall/tax --for hall
    bad "--swing: '2' is not a share above 0 % and below 100 %" --tornado entities/hall/tax --swing 2
    bad 'one of --check, --trace, --tornado' --tornado entities/hall/tax --check
    bad '--vary and a number of --scenarios go together' --scenarios 10
    bad '--vary and a number of --scenarios go together' --scenarios facts --vary entities/hall/tax=1%
    bad "'many' is neither 'facts' nor a number" --scenarios many
    bad "'-3' is neither" --scenarios -3
    bad "--vary: 'entities/hall/tax' wants how uncertain it is" --scenarios 3 --vary entities/hall/tax
    bad "'entities/hall/taxes': unknown key 'taxes'" --scenarios 3 --vary entities/hall/taxes=1%
    bad "there is no 'barn'" --scenarios 3 --vary entities/barn/tax=1%
    bad "is no number of the plan, at 'sites'" --scenarios 3 --vary entities/hall/sites=1%
    bad "has no value in the plan, at 'amount'" --scenarios 3 --vary entities/hall/tranches/loan/amount=1%
    bad "stands twice" --scenarios 3 --vary entities/hall/tax=1%,entities/hall/tax=2%
}

@test "a cost of an unknown kind is an error with position and the nearest kind, never other income" {
    printf 'horizon: {from: 2027, to: 2028}\n' >plan.yaml
    flows 'period kind measure value unit\n2027 enrgy cost 5 USD\n2028 energy cost 5 USD\n2028 - cost 7 USD\n' >in.tsv
    run -2 --separate-stderr cp-finance -p plan.yaml in.tsv
    [ -z "$output" ]
    [ "$stderr" = "cp-finance: in.tsv:2:17: cost: unknown kind 'enrgy' (did you mean 'energy'?)
cp-finance: in.tsv:4:13: cost without a kind" ]
    run -2 --separate-stderr cp-finance -p plan.yaml --scenarios facts in.tsv
    [[ $stderr == *"in.tsv:2:17: cost: unknown kind 'enrgy'"* ]]
}

@test "every kind of cost is booked on a line of its own statement" {
    printf 'horizon: {from: 2027, to: 2027}\n' >plan.yaml
    for kind in annuity battery capacity capex-plant capex-site co2 energy fuel gpu move network \
        om-gpu om-plant om-site rent resale revenue salvage take-or-pay unmet; do
        flows "period kind measure value unit\n2027 $kind cost 8 USD\n" |
            cp-finance -q --only -p plan.yaml |
            awk -F'\t' -v kind=$kind 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
                $at["measure"] ~ /^(income|cash_flow)$/ && $at["value"] == -8 &&
                    $at["kind"] !~ /^(ebitda|ebit|pretax|net-income|operating|investing|net-change)$/ {
                    print kind, $at["measure"], $at["kind"] }'
    done >out
    diff - out <<'END'
annuity income capacity
battery cash_flow capex-site
capacity income capacity
capex-plant cash_flow capex-site
capex-site cash_flow capex-site
co2 income co2
energy income energy
fuel income energy
gpu cash_flow capex-gpu
move income other
network income om-site
om-gpu income om-gpu
om-plant income energy
om-site income om-site
rent income rent
resale income other
revenue income tenant-revenue
take-or-pay income take-or-pay
END
}
