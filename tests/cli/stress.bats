#!/usr/bin/env bats
# What a stress does to books whose close is held: who loses, when a covenant goes, when cash ends.

bats_require_minimum_version 1.5.0
load facts

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR" || exit
    # 40 mn at 5 % in four parts, beside 25 mn of revenue a year; at no interest sums are values
    cat >plan.yaml <<END
discount: 0 %
horizon: {from: 2027, to: 2030}
entities:
  e:
    cash: 0 USD
    tax: 0 %
    waterfall: [{action: opex}, {action: tax}, {action: interest}, {action: principal}]
    streams: {rent: {kind: revenue, from: 2027-01-01, amount: 25 mn USD/year}}
    tranches:
      loan: {amount: 40 mn USD, rate: 5 %, issue: 2027-01-01, first_principal: 2027-12-31, maturity: 2030-12-31, amortisation: straight, dscr: 1.2}
END
    cp-finance -q -p plan.yaml </dev/null -o closed.tsv
    desk '- 2028 -60' '- 2029 -60' '- 2030 -60' >bust.tsv
}

# desk ROW...: repricing, "SCENARIO PERIOD MN" each.
desk() {
    printf 'scenario\tperiod\tentity\tname\tmeasure\tvalue\tunit\n'
    printf '%s\n' "$@" | awk '{ printf "%s\t%s\te\tbust\trepricing\t%s\tmn USD\n", $1, $2, $3 }'
}

# fact MEASURE [WORD...]: the value of the row of out.tsv that has all of them.
fact() {
    local rows
    rows=$(grep -F "	$1	" out.tsv || true)
    for key in "${@:2}"; do rows=$(grep -E "(^|	)$key(	|\$)" <<<"$rows" || true); done
    awk -F '\t' '{ print $(NF - 1) }' <<<"$rows"
}

@test "who loses, when, and what lenders get back, by hand" {
    run -1 --separate-stderr cp-finance -p plan.yaml --closed closed.tsv --check --only bust.tsv -o out.tsv
    # 25 - 60 a year: 40 + 25 - 12 in 2027, less 35 and 11.5 in 2028 leaves 6.5; in 2029 the owners
    # give 28.5 and 11 are not paid, in 2030 they give 35
    near "$(fact stress_loss business)" 180e6 1e-6
    near "$(fact stress_loss lenders loan)" 21.5e6 1e-6
    near "$(fact stress_loss owners)" 63.5e6 1e-6
    near "$(fact stress_loss kept)" 95e6 1e-6
    [ "$(fact stress_loss tax)" = 0 ]
    [ "$(fact stress_loss lessors)" = 0 ]
    near "$(fact recovery loan)" "$(awk 'BEGIN { printf "%.15g", 23.5 / 45 }')" 1e-6
    near "$(fact stress_months breach loan)" 24 1e-6
    near "$(fact stress_months default loan)" 36 1e-6
    near "$(fact stress_months cash)" "$(awk 'BEGIN { printf "%.15g", 24 + 12 * 6.5 / (6.5 + 28.5 + 11) }')" 1e-6
    near "$(fact cash_least)" 0 1e-6
    [[ $stderr == *"e/loan: its covenant is breached after 24 months, in 2028"* ]]
    [[ $stderr == *"e: its cash ends after 25.7 months, in 2029"* ]]
}

@test "a stress that nobody feels takes what is kept, and ends nothing" {
    desk '- 2028 -1' >bust.tsv
    cp-finance -q -p plan.yaml --closed closed.tsv --check --only bust.tsv -o out.tsv
    near "$(fact stress_loss business)" 1e6 1e-6
    near "$(fact stress_loss kept)" 1e6 1e-6
    near "$(fact recovery loan)" 1 1e-6
    near "$(fact cash_least)" 53e6 1e-6
    [ -z "$(fact stress_months)" ]
}

@test "nothing is said without a close, without repricing, and of settlement" {
    cp-finance -q -p plan.yaml --only bust.tsv -o out.tsv
    [ -z "$(fact stress_loss)" ]
    cp-finance -q -p plan.yaml --closed closed.tsv --only </dev/null -o out.tsv
    [ -z "$(fact stress_loss)" ]
    sed 's/repricing/settlement/' bust.tsv >settled.tsv
    cp-finance -q -p plan.yaml --closed closed.tsv --only settled.tsv -o out.tsv
    [ -z "$(fact stress_loss)" ]
}

@test "with scenarios: how likely a breach is, and what is lost in the mean" {
    { desk 'bust 2028 -60' 'bust 2029 -60' 'bust 2030 -60' 'calm 2028 0' &&
        printf '%s\t-\t-\t-\tscenario_probability\t%s\t1\n' bust 0.25 calm 0.75; } >odds.tsv
    cp-finance -q -p plan.yaml --closed closed.tsv --scenarios facts --only odds.tsv -o out.tsv
    near "$(awk -F '\t' '/^-\t-\t/ && $(NF - 2) == "breach_probability" { print $(NF - 1) }' out.tsv)" .25 1e-9
    near "$(fact default_probability)" .25 1e-6
    near "$(fact expected_loss lenders)" "$(awk 'BEGIN { print 21.5e6 / 4 }')" 1e-6
    near "$(fact expected_loss owners)" "$(awk 'BEGIN { print 63.5e6 / 4 }')" 1e-6
}
