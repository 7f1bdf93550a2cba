#!/usr/bin/env bats
# The plan's currency in every unit, fact and report; other currencies at rates with a source.

bats_require_minimum_version 1.5.0
load facts

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR" || exit
}

# hall CURRENCY REVENUE COST [LINE...]: one hall and what it earns.
hall() {
    cat <<END
currency: $1
horizon: {from: 2027, to: 2030}
entities:
  a:
    tax: 25 %
    streams:
      rev: {kind: revenue, from: 2027-01-01, amount: $2}
      c: {kind: capex, from: 2027-01-01, cost: $3, life: 5 years}
END
    [ $# -lt 4 ] || printf '%s\n' "${@:4}"
}

finance() { cp-finance -q --only "$@" </dev/null; }
# line KIND YEAR: of the statements, to the cent.
line() { awk -F '\t' -v k="$1" -v y="$2" '$1 == y && $3 == k {printf "%.2f %s\n", $(NF - 1), $NF}'; }

@test "money in another currency than the plan's, without a rate, is an error at its place" {
    hall EUR '300 mn USD/year' '1 bn EUR' >plan.yaml
    run -2 --separate-stderr cp-finance -p plan.yaml
    [ "$stderr" = "cp-finance: plan.yaml:7:54: entities/a/streams/rev/amount: '300 mn USD/year' is in USD, and the plan in EUR: write it in EUR, or give the rate fx/USD" ]
    hall USD '300 mn USD/year' '1 bn EUR' >plan.yaml
    run -2 --separate-stderr cp-finance -p plan.yaml
    [[ $stderr == *"plan.yaml:8:48: entities/a/streams/c/cost: '1 bn EUR' is in EUR, and the plan in USD"* ]]
    run -2 --separate-stderr cp-plan check -p plan.yaml --set currency=EURO
    [[ $stderr == *"currency: 'EURO' is not a currency of ISO 4217, like USD or EUR (did you mean 'EUR'?)"* ]]
    run -2 --separate-stderr cp-plan check -p plan.yaml --set currency=JPY --set fx/KRX='9 JPY'
    [[ $stderr == *"fx: 'KRX' is not a currency of ISO 4217"*"did you mean 'KRW'?"* ]]
}

@test "every fact and page of a plan in euros, or in won, says so, and says it alone" {
    for currency in EUR KRW; do
        hall $currency "300 mn $currency/year" "1 bn $currency" >plan.yaml
        hall USD '300 mn USD/year' '1 bn USD' >usd.yaml
        finance -p plan.yaml >facts
        finance -p usd.yaml >usd
        # but for the plan that they were made of
        cmp <(grep -v finance_plan facts | cut -f 1-5) <(grep -v finance_plan usd | cut -f 1-5)
        run -1 grep USD facts
        cp-report facts >page
        run -1 grep USD page
        cp-report usd | sed "s/USD/$currency/" | cmp - page
    done
}

@test "all stages of a plan in euros say euros alone" {
    cat >plan.yaml <<END
currency: EUR
horizon: {from: 2027-Q1, to: 2028-Q4}
discount: 9 %
workloads:
  training: {kind: flexible, demand: 3 EFLOP/s, penalty: 10000 EUR/(EFLOP/s)/h}
skus:
  b300: {peak: 5 PFLOP/s, power: 2 kW, efficiency: {"*": 40 %}}
sites:
  lulea:
    pue: 1.1
    phases:
      hall-a: {power: 30 MW, ready: 2027-04, capex: 300 mn EUR}
contracts:
  nordpool: {kind: grid, sites: [lulea], price: 55 EUR/MWh}
suppliers:
  dell:
    offers:
      b300: {sku: b300, quantity: 9000 GPU, from: 2027-01-15, price: 55000 EUR/GPU}
entities:
  nordlicht:
    tax: 20.6 %
    tranches:
      senior: {rate: 7 %, issue: 2027-Q1, maturity: 2034-12-31, gearing: 60 %}
END
    cp-forecast -p plan.yaml | cp-supplier -p plan.yaml --risk --paths 100 | cp-allocate -q -p plan.yaml |
        cp-finance -q -p plan.yaml >facts
    run -1 grep USD facts
    grep -q 'cost	.*	EUR$' facts
    grep -q 'price	55000	EUR/GPU$' facts
    cp-report facts >page
    run -1 grep USD page
    grep -q 'Cost by kind, not discounted, mn EUR' page
    cp-allocate -q -p plan.yaml --set workloads/training/kind=firm --set policy/supplier_share=10% facts --replace >/dev/null 2>err || true
    run -1 grep USD err
}

@test "a rate makes a single number the plan's where the plan starts, with its source" {
    hall EUR '300 mn EUR/year' '1 bn USD' 'fx: {USD: {rate: {2027: 0.9 EUR, 2029: 0.8 EUR}, source: ECB}}' >plan.yaml
    [ "$(finance -p plan.yaml | line capex-site 2027)" = '-900000000.00 EUR' ]
    cp-plan sources -p plan.yaml | grep -q '^fx/USD/rate/2027	0.9 EUR	.*	source	ECB$'
    hall EUR '300 mn EUR/year' '1 bn USD' 'fx: {USD: 0.9 EUR}' >plan.yaml
    run -2 --separate-stderr finance -p plan.yaml
    [[ $stderr == *'plan.yaml:9:6: fx: the rate of USD wants a source: or assumed: beside it' ]]
    hall EUR '300 mn EUR/year' '1 bn USD' 'fx: {USD: {rate: 1.1 USD, source: ECB}}' >plan.yaml
    run -2 --separate-stderr finance -p plan.yaml
    [[ $stderr == *"fx/USD/rate: '1.1 USD' is in USD, and the plan in EUR"* ]]
    hall EUR '300 mn EUR/year' '1 bn EUR' 'fx: {EUR: {rate: 1 EUR, source: ECB}}' >plan.yaml
    run -2 --separate-stderr finance -p plan.yaml
    [[ $stderr == *"fx: EUR is the plan's currency"* ]]
}

@test "a path is converted at the rate of its time, steps and growth of both" {
    fx='fx: {USD: {rate: {2027: 0.9 EUR, 2028-07: 0.8 EUR, growth: 1 %}, assumed: a forward}}'
    {
        hall EUR '1 EUR/year' '1 EUR' "$fx" | sed 's/amount: 1 EUR.year/output: 1000 MWh\/year, price: {2027: 40 USD\/MWh, 2029-07: 50 USD\/MWh, growth: 2 %}/'
    } >plan.yaml
    finance -p plan.yaml >facts
    # by hand: 1000 MWh at the mean of the product's steps, times (1.02 x 1.01)^years to the middle
    for y in 2027 2028 2029 2030; do
        want=$(awk -v y=$y 'BEGIN {
            mean = y == 2027 ? 36 : y == 2028 ? (182 * 36 + 184 * 32) / 366 : y == 2029 ? (181 * 32 + 184 * 40) / 365 : 40
            printf "%.2f EUR", 1000 * mean * (1.02 * 1.01) ^ (y - 2027 + 0.5)}')
        [ "$(line contract-revenue $y <facts)" = "$want" ]
    done
    sed -i 's/50 USD/50 EUR/' plan.yaml
    run -2 --separate-stderr finance -p plan.yaml
    [[ $stderr == *'price/2029-07: is in another currency than the step before it' ]]
}

@test "facts in another currency than the plan's, or in two, are an error at their line" {
    hall EUR '300 mn EUR/year' '1 bn EUR' >plan.yaml
    printf 'period\tentity\tkind\tmeasure\tvalue\tunit\n2027\ta\tenergy\tcost\t5\tkUSD\n' >cost.tsv
    run -2 --separate-stderr cp-finance -p plan.yaml cost.tsv
    [ "$stderr" = "cp-finance: cost.tsv:2:22: money is in USD here, and the plan's is EUR; convert one of them" ]
    printf 'period\tkind\tmeasure\tvalue\tunit\n2027\tenergy\tcost\t5\tkEUR\n2028\tenergy\tcost\t5\tmn USD\n' >two.tsv
    run -2 --separate-stderr cp-report two.tsv
    [ "$stderr" = 'cp-report: two.tsv:3:20: column unit: measure cost is in USD, and money before it, on line 2, in EUR; convert one of them' ]
    # a user's own measures have any unit
    printf 'period\tmeasure\tvalue\tunit\n2027\tcost\t5\tEUR\n2027\tmine\t5\tUSD\n' | cp-report --format=tsv | grep -q USD
    # a financial close too
    hall USD '300 mn USD/year' '1 bn USD' '    tranches: {loan: {rate: 5 %, issue: 2027, maturity: 2030-12-31, amount: 300 mn USD}}' >usd.yaml
    hall EUR '300 mn EUR/year' '1 bn EUR' '    tranches: {loan: {rate: 5 %, issue: 2027, maturity: 2030-12-31, amount: 300 mn EUR}}' >eur.yaml
    finance -p usd.yaml >usd.tsv
    run -2 --separate-stderr finance -p eur.yaml --closed usd.tsv
    [[ $stderr == *"usd.tsv:"*"money is in USD here, and the plan's is EUR"* ]]
    finance -p eur.yaml >eur.tsv
    finance -p eur.yaml --closed eur.tsv | cmp - eur.tsv
}

@test "a profile of prices in another currency has the rate of the plan's start" {
    for h in $(seq -w 0 23); do printf '2027-01-01T%s\tp\thub\t%d\tUSD/MWh\n' "$h" 100; done |
        { printf 'period\tprofile\tprice_of\tvalue\tunit\n'; cat; } | sed '1s/price_of/measure/' >day.tsv
    for q in 04 07 10; do sed -n "2,\$s/^2027-01/2027-$q/p" day.tsv; done >rest
    cat rest >>day.tsv
    cat >plan.yaml <<END
currency: EUR
horizon: {from: 2027, to: 2027}
profiles: [day.tsv]
fx: {USD: {rate: 0.9 EUR, source: ECB}}
nodes: {n: {load: 1 MW}}
contracts:
  grid: {kind: grid, nodes: [n], price_profile: p}
END
    cp-plan check -p plan.yaml
    cp-forecast -q -p plan.yaml 2>/dev/null | cp-allocate -q -p plan.yaml --only >facts
    [ "$(awk -F '\t' '$0 ~ /\tenergy\tcost\t/ {printf "%.4f %s", $(NF - 1) / 8760, $NF}' facts)" = '90.0000 EUR' ]
    sed -i '/^fx/d' plan.yaml
    run -2 --separate-stderr cp-plan check -p plan.yaml
    [[ $stderr == *"day.tsv:2:"*"'USD/MWh' is in USD, and the plan in EUR"* ]]
}
