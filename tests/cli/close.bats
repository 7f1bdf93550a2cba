#!/usr/bin/env bats
# cp-finance: the financial close is held in a stress, whatever is asked and however debt is repaid.

bats_require_minimum_version 1.5.0
load facts

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR" || exit
}

# spv TRANCHE [STREAM]: a hall of 1 bn USD, rent of 130 mn USD a year, no guarantor.
spv() {
    cat <<END
discount: 8 %
horizon: {from: 2026, to: 2036}
entities:
  sponsor: {cash: 0 USD}
  spv:
    parent: sponsor
    consolidated: no
    cash: 0 USD
    streams:
      build: {kind: capex, from: 2026-01-01, until: 2026-12-31, cost: 1 bn USD, ready: 2027-01-01}
      rent: {kind: revenue, from: 2027-01-01, amount: 130 mn USD/year}
      ${2-}
    tranches:
      loan: {rate: 6 %, issue: 2026-01-01, draw_until: 2026-12-31, first_principal: 2027-12-31, maturity: 2036-12-31, $1}
    reserves: {dsra: {for: debt-service, months: 6}}
END
}
outage='outage: {kind: opex, from: 2030-01-01, until: 2030-12-31, amount: 90 mn USD/year}'
sculpted='amount: 700 mn USD, amortisation: sculpted, dscr: 1.3'

finance() { cp-finance -q --only "$@" </dev/null; }
schedule() { grep -E 'closed_' | sort; }

@test "a loan closed on its base case owes 95.1 mn in the year of an outage, and 55.1 mn stay unpaid" {
    spv "$sculpted" | sed '/reserves:/d' >base.yaml
    spv "$sculpted" "$outage" | sed '/reserves:/d' >stress.yaml
    finance -p base.yaml >base.tsv
    near "$(value closed_principal '^2030' <base.tsv)" 63251966.489 0.01
    run --separate-stderr cp-finance --only --check --closed base.tsv -p stress.yaml
    [ "$status" = 1 ]
    [[ $stderr == *"spv/loan: defaults in 2030: 5.51076e+07 USD"* ]]
    near "$(value dscr '^2030' <<<"$output")" 0.420576 1e-6
    near "$(value shortfall '^2030.*principal' <<<"$output")" 55107570.754 0.01
    near "$(value interest '^2030' <<<"$output" | head -1)" 31855604.265 0.01
    diff <(schedule <base.tsv) <(schedule <<<"$output")
    # sized anew the same case is one that no lender has signed
    finance --resize -p stress.yaml >anew.tsv
    near "$(value principal '^2030.*loan' <anew.tsv)" 1234000 10000
    [ -z "$(value shortfall <anew.tsv)" ]
    # the plan may name the file, beside it
    mkdir -p sub
    { echo 'closed: base.tsv' && cat stress.yaml; } >sub/plan.yaml
    cp base.tsv sub
    diff <(finance -p sub/plan.yaml | grep -v finance_plan) <(grep -v finance_plan <<<"$output")
    diff <(finance --resize -p sub/plan.yaml | grep -v finance_plan) <(grep -v finance_plan anew.tsv)
}

@test "holding a close and changing nothing changes nothing, however debt is repaid" {
    for terms in "$sculpted" 'gearing: 70 %, amortisation: sculpted, dscr: 1.4' \
        'amount: 600 mn USD, amortisation: level' 'amount: 600 mn USD, amortisation: straight' \
        'amount: 400 mn USD, amortisation: bullet' 'gearing: 60 %, amortisation: level, capitalise: yes' \
        'amount: 600 mn USD, amortisation: custom, schedule: {2029: 30 %, 2036: 70 %}' \
        'amount: 500 mn USD, amortisation: level, base: 2 %, swap: 70 %, swap_rate: 3 %, fee: 1 %'; do
        spv "$terms" >base.yaml
        spv "$terms" "$outage" >stress.yaml
        finance -p base.yaml >base.tsv
        finance -p base.yaml --closed base.tsv | cmp - base.tsv
        diff <(finance -p stress.yaml --closed base.tsv | schedule) <(schedule <base.tsv)
    done
}

@test "a swap keeps the notional that was closed" {
    spv 'amount: 500 mn USD, amortisation: straight, base: 2 %, swap: 50 %, swap_rate: 3 %' |
        sed '/reserves:/d' >base.yaml
    finance -p base.yaml >base.tsv
    # 2030: 350 mn are owed and half of them swapped; with 100 mn prepaid still as much
    near "$(value closed_swap '^2030' <base.tsv)" 175000000 1
    sed 's/amount: 130/amount: 20/' base.yaml >low.yaml
    finance -p low.yaml --closed base.tsv >low.tsv
    owed=$(value debt '^2029.*loan' <low.tsv)
    near "$(value interest '^2030.*loan' <low.tsv)" \
        "$(awk -v d="$owed" 'BEGIN { printf "%.6f", 0.08 * d + 0.01 * 175e6 }')" 1
}

@test "--tornado, --solve and --scenarios hold the base case; a term of the financing does not" {
    spv 'gearing: 90 %, amortisation: sculpted, dscr: 1.3' >plan.yaml
    rent=entities/spv/streams/rent/amount dscr=entities/spv/tranches/loan/dscr
    finance -p plan.yaml >base.tsv
    finance -p plan.yaml --closed base.tsv --set "$rent=*0.9" >low.tsv
    finance -p plan.yaml --tornado "$rent,$dscr" >out
    near "$(value dscr_min 'rent.*0.9' <out)" "$(value dscr_min <low.tsv)" 1e-9
    near "$(value dscr_min 'rent.*0.9' <out)" 1.17 1e-6
    near "$(value dscr_min 'dscr=.1.1' <out)" 1.43 1e-6
    finance -p plan.yaml --resize --tornado "$rent" | value dscr_min 'rent.*0.9' >anew
    near "$(cat anew)" 1.3 1e-6
    # the DSCR of a loan that is held falls with its rent
    near "$(finance -p plan.yaml --solve "$rent" --for spv/dscr_min=1.04 | value solution)" 0.8 1e-6
    near "$(finance -p plan.yaml --solve "$dscr" --for spv/dscr_min=1.56 | value solution)" 1.2 1e-6
    finance -p plan.yaml --scenarios 100 --vary "$rent=10%" >held
    finance -p plan.yaml --scenarios 100 --vary "$rent=10%" --resize >anew
    near "$(value breach_probability ^- <held)" 0.5 0.1
    [ "$(value breach_probability ^- <anew)" = 0 ]
    run -0 --separate-stderr cp-finance -p plan.yaml --scenarios 2 --vary "$dscr=10%"
    [[ $stderr == *"a term of the financing varies: debt is sized anew in every sample"* ]]
    # --set chooses terms: it holds with --closed alone
    near "$(finance -p plan.yaml --set "$rent=*0.9" | value dscr_min)" 1.3 1e-6
}

@test "scenarios of the stream: the first is closed, the others hold it" {
    spv 'gearing: 90 %, amortisation: sculpted, dscr: 1.3' >plan.yaml
    { printf 'scenario\tperiod\tkind\tmeasure\tvalue\tunit\n' && for y in {2027..2036}; do
        printf 'base\t%s\tenergy\tcost\t0\tUSD\nhigh\t%s\tenergy\tcost\t26000000\tUSD\n' "$y" "$y"
    done; } >cost.tsv
    # who bears it is the entity without sites and parent, so let that be the borrower
    sed -i '/sponsor/d; /parent:/d; /consolidated:/d' plan.yaml
    run -0 --separate-stderr cp-finance --only -p plan.yaml --scenarios facts cost.tsv
    [[ $stderr == *"debt is closed in scenario base and held in the others"* ]]
    near "$(value dscr_min '^base' <<<"$output")" 1.3 1e-9
    near "$(value dscr_min '^high' <<<"$output")" 1.04 1e-9
    near "$(cp-finance -q --only --resize -p plan.yaml --scenarios facts cost.tsv | value dscr_min '^high')" 1.3 1e-9
}

@test "a close that is none, of another plan, or of other periods" {
    spv "$sculpted" >plan.yaml
    finance -p plan.yaml >base.tsv
    bad() { # MESSAGE FILE
        run -2 --separate-stderr cp-finance -p plan.yaml --closed "$2"
        echo "$stderr"
        [[ $stderr == *"$1"* ]]
    }
    bad 'no facts of cp-finance' /dev/null
    bad 'nowhere: No such file' nowhere
    sed 's/^2030\(.*closed_principal.\)[0-9.]*/2030\1NA/' base.tsv >na.tsv
    bad 'closed_principal: no amount of money' na.tsv
    grep -v closed_amount base.tsv >unsized.tsv
    bad "closed_principal of 'loan' without its closed_amount" unsized.tsv
    sed -E 's/^(20..)(.*closed)/\1-Q1\2/' base.tsv >quarters.tsv
    bad "a close of other periods than the plan's" quarters.tsv
    run -2 cp-finance -p plan.yaml --closed base.tsv --resize
    # what it does not name is sized, and said
    sed 's/	loan	/	other	/' base.tsv >other.tsv
    run -0 --separate-stderr cp-finance -p plan.yaml --closed other.tsv
    [[ $stderr == *"spv/loan: not in the financial close"* ]]
}

@test "a schedule is closed without the sweeps of its base case, and a sweep takes its part of what follows" {
    sweeps='waterfall: [{action: opex}, {action: interest}, {action: principal}, {action: reserve}, {action: sweep, target: loan, limit: 50 %}, {action: distribution}]'
    while read -r enough amortisation; do
        { spv "amount: 700 mn USD, amortisation: $amortisation" && echo "    $sweeps"; } >plan.yaml
        finance -p plan.yaml >base.tsv
        awk -v x="$(value sweep '^2030' <base.tsv)" 'BEGIN { exit !(x > 1e6) }'
        near "$(value closed_principal <base.tsv | awk '{ x += $1 } END { printf "%.3f", x }')" 7e8 0.01
        diff <(finance --closed base.tsv -p plan.yaml) base.tsv
        # no sweep comes, and what was scheduled is due
        sed 's/{action: sweep[^}]*}, //' plan.yaml >poor.yaml
        finance --closed base.tsv --set "entities/spv/streams/rent/amount=$enough mn USD/year" -p poor.yaml >poor.tsv
        [ -z "$(value shortfall <poor.tsv)" ]
        diff <(value closed_principal <base.tsv) <(value principal '\tloan\t' <poor.tsv)
    done <<'END'
95.2 level
112.1 straight
100.1 sculpted, dscr: 1.3
END
}
