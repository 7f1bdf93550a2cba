#!/usr/bin/env bats
# cp-finance: debt that several cases must carry, each at a coverage of its own.

bats_require_minimum_version 1.5.0
load facts

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR" || exit
}

# plan [LINE...]: a hall of 1 bn USD that earns 150 mn USD a year; lines under its loan.
plan() {
    cat <<END
discount: 8 %
horizon: {from: 2026, to: 2036}
entities:
  spv:
    cash: 0 USD
    streams:
      build: {kind: capex, from: 2026-01-01, until: 2026-12-31, cost: 1 bn USD, ready: 2027-01-01}
      rent: {kind: revenue, from: 2027-01-01, amount: 150 mn USD/year}
    tranches:
      loan:
        {issue: 2026-01-01, maturity: 2036-12-31, rate: 6 %, first_principal: 2027-12-31, amortisation: sculpted, dscr: 1.3$1}
END
}
sizing() { printf ', sizing: {%s}' "$1"; }
finance() { cp-finance -q --only -p plan.yaml "$@"; }
capacity() { awk -F '\t' -v k="$1" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } $at["measure"] == "debt_capacity" && $at["kind"] == k { print $at["value"] }' facts; }
rent=entities/spv/streams/rent/amount

@test "the smallest of the cases is the debt, and a note says which" {
    # ten payments of CFADS over DSCR at 6 %: 150 / 1.3, 120 / 1.00 and 135 / 1.2
    plan "$(sizing "p99: {dscr: 1.00, set: {$rent: \"*0.8\"}}, downside: {dscr: 1.2, set: {$rent: 135 mn USD/year}}")" >plan.yaml
    finance </dev/null >facts
    annuity() { awk -v s="$1" 'BEGIN { r = 1.06; printf "%.6f", s * 1e6 * (1 - r ^ -10) / 0.06 }'; }
    loan=$(annuity "$(awk 'BEGIN { printf "%.12f", 135 / 1.2 }')")
    near "$(value closed_amount <facts)" "$loan" 1
    near "$(capacity downside)" "$loan" 1
    near "$(capacity planned)" "$(annuity "$(awk 'BEGIN { printf "%.12f", 150 / 1.3 }')")" 1
    near "$(capacity p99)" "$(annuity 120)" 1
    # the plan covers what the downside was sized to
    near "$(value dscr_min <facts)" "$(awk 'BEGIN { printf "%.9f", 150 / (135 / 1.2) }')" 1e-6
    run -0 --separate-stderr cp-finance -p plan.yaml
    [[ $stderr == *'spv/loan: sized by downside at a DSCR of 1.2: '*' USD, where the plan carries '* ]]
}

@test "where the plan as it is carries least, cases change nothing but what they carry" {
    plan >plan.yaml
    # but for the plan that they were made of
    finance </dev/null | grep -v finance_plan >plain
    plan "$(sizing "p99: {dscr: 1.00, set: {$rent: \"*0.9\"}}")" >plan.yaml
    finance </dev/null | grep -v 'debt_capacity\|finance_plan' >facts
    cmp plain facts
}

@test "a downside of a desk's prices sizes the debt, and the close holds it in a stress" {
    {
        printf 'scenario\tperiod\tentity\tmeasure\tvalue\tunit\n'
        for y in $(seq 2027 2036); do printf 'low\t%d\tspv\trepricing\t-30\tmn USD\nhigh\t%d\tspv\trepricing\t30\tmn USD\n' "$y" "$y"; done
    } >desk.tsv
    plan "$(sizing 'low: {dscr: 1.1, scenario: low}')" >plan.yaml
    finance --scenarios facts desk.tsv >many
    # 120 / 1.1 is above 150 / 1.3: at 1.0 in the other
    plan "$(sizing 'low: {dscr: 1.1, scenario: low}, lower: {dscr: 1.25, scenario: low}')" >plan.yaml
    finance --scenarios facts desk.tsv >many
    # low: 120 over the 120 / 1.25 that it was sized by
    awk -F '\t' '$1 == "low" && $(NF - 2) == "dscr_min" { print $(NF - 1) }' many >low
    near "$(cat low)" 1.25 1e-6
    awk -F '\t' '$1 == "high" && $(NF - 2) == "dscr_min" { print $(NF - 1) }' many >high
    near "$(cat high)" 1.875 1e-6
    plan "$(sizing 'low: {dscr: 1.1, scenario: lo}')" >plan.yaml
    run -2 --separate-stderr finance --scenarios facts desk.tsv
    [[ $stderr == *"plan.yaml:11:"*"entities/spv/tranches/loan/sizing/low: no settlement or repricing of scenario 'lo'"* ]]
}

@test "a close is held as it is, cases or none" {
    plan "$(sizing "p99: {dscr: 1.00, set: {$rent: \"*0.7\"}}")" >plan.yaml
    finance </dev/null >facts
    finance --closed facts </dev/null | grep -v debt_capacity | cmp - <(grep -v debt_capacity facts)
    finance --closed facts --set "$rent=*0.5" </dev/null >stress
    [ "$(value closed_amount <stress)" = "$(value closed_amount <facts)" ]
}

@test "cases of a given amount, without a target, or that make no plan are errors with a position" {
    plan ", amount: 500 mn USD$(sizing 'p99: {dscr: 1.0}')" >plan.yaml
    run -2 --separate-stderr finance
    [[ $stderr == *'plan.yaml:11:'*'sizing: the amount is given'* ]]
    plan "$(sizing "p99: {set: {$rent: \"*0.7\"}}")" >plan.yaml
    run -2 --separate-stderr finance
    [[ $stderr == *"sizing/p99: missing key 'dscr'"* ]]
    plan "$(sizing 'p99: {dscr: 1.0, set: {entities/spv/streams/rant/amount: 1 USD/year}}')" >plan.yaml
    run -2 --separate-stderr finance
    [[ $stderr == *"rant"*"entities/spv/tranches/loan/sizing/p99: its values make no plan"* ]]
}
