#!/usr/bin/env bats
# cp-finance: what a desk's facts add to the plan's cash, scenario by scenario, and who bears it.

bats_require_minimum_version 1.5.0
load facts

# A hall of 1 bn USD that earns 150 mn a year, half of it lent, with a test at 1.10.
setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR" || exit
    cat >plan.yaml <<END
discount: 8 %
horizon: {from: 2026, to: 2036}
entities:
  sponsor: {cash: 0 USD}
  spv:
    parent: sponsor
    consolidated: no
    cash: 0 USD
    tax: 25 %
    streams:
      build: {kind: capex, from: 2026-01-01, until: 2026-12-31, cost: 1 bn USD, ready: 2027-01-01}
      rent: {kind: revenue, from: 2027-01-01, amount: 150 mn USD/year}
    tranches:
      loan: {issue: 2026-01-01, maturity: 2036-12-31, rate: 6 %, first_principal: 2027-12-31, amortisation: sculpted, dscr: 1.3, dscr_default: 1.1}
END
}

# desk ROW...: facts of a desk, "SCENARIO PERIOD ENTITY MEASURE MN" each.
desk() {
    printf 'scenario\tperiod\tentity\tname\tmeasure\tvalue\tunit\n'
    [ $# = 0 ] || printf '%s\n' "$@" | awk '{ printf "%s\t%s\t%s\tbook\t%s\t%s\tmn USD\n", $1, $2, $3, $4, $5 }'
}

finance() { cp-finance -q --only -p plan.yaml "$@"; }
# fact KEY...: the value of the row that has all of these words.
fact() {
    local rows
    rows=$(grep -F "	$1	" "$file" || true)
    for key in "${@:2}"; do rows=$(grep -E "(^|	)$key(	|\$)" <<<"$rows" || true); done
    awk -F '\t' '{ print $(NF - 1) }' <<<"$rows"
}

@test "settlement and repricing are cash of the entity in its period, taxed, and cover debt" {
    finance </dev/null >plain
    desk '- 2030 spv settlement 7' '- 2031 spv repricing -5' '- 2031 spv repricing-of-power 9' >desk.tsv
    sed -i 's/repricing-of-power/other/' desk.tsv
    finance desk.tsv >with
    file=with
    near "$(fact income 2030 spv hedge)" 7e6 1e-6
    near "$(fact income 2031 spv repricing)" -5e6 1e-6
    for year in 2030:7e6 2031:-5e6; do
        file=plain was=$(fact income ${year%:*} spv ebitda) file=with
        near "$(fact income "${year%:*}" spv ebitda)" "$(awk -v a="$was" -v b="${year#*:}" 'BEGIN { printf "%.3f", a + b }')" 1e-3
    done
    [ -z "$(file=plain fact income spv hedge)" ]
}

@test "zero cash of a desk changes no number, in a thousand scenarios" {
    finance </dev/null >plain
    { desk; for i in $(seq 1000); do printf 's%d\t2030\tspv\tbook\trepricing\t0\tUSD\n' "$i"; done; } >desk.tsv
    finance --scenarios facts -j 2 desk.tsv >facts
    # every total of every scenario is the plan's, whose debt was closed without the desk
    for key in 'npv spv equity' 'irr spv equity' 'dscr_min spv' 'llcr spv loan'; do
        read -r measure rest <<<"$key"
        # shellcheck disable=SC2086 # words of a key
        was=$(file=plain fact "$measure" $rest | head -n 1)
        awk -F '\t' -v m="$measure" '$(NF - 2) == m && $1 ~ /^s/' facts | grep -F spv >rows
        n=0
        for w in $rest; do grep -E "(^|	)$w(	|\$)" rows >rows2; mv rows2 rows; done
        [ "$(wc -l <rows)" = 1000 ]
        [ "$(awk -F '\t' '{ print $(NF - 1) }' rows | sort -u)" = "$was" ]
    done
    file=facts
    [ "$(fact default_probability)" = 0 ]
}

@test "scenarios hold the close, and say how often each covenant is breached in which year" {
    # a shortfall of 2030 in two of four, of 2031 in one of these: 45 mn below CFADS of 1.3
    desk 's1 2030 spv repricing -45' 's2 2030 spv repricing -45' 's2 2031 spv settlement -60' \
        's3 2030 spv repricing 1' 's4 2030 spv settlement 1' >desk.tsv
    finance --scenarios facts desk.tsv >facts 2>notes
    cp-finance -p plan.yaml --only --scenarios facts desk.tsv 2>&1 >/dev/null |
        grep -q 'debt is closed in the plan as it is and held in the scenarios'
    file=facts
    [ "$(fact breach_probability 2030 loan)" = 0.5 ]
    [ "$(fact breach_probability 2031 loan)" = 0.25 ]
    [ "$(fact breach_probability 2029 loan)" = 0 ]
    [ "$(awk -F '\t' '$(NF - 2) == "breach_probability" && /^-\t-\t/ { print $(NF - 1) }' facts)" = 0.5 ]
    # the debt is sized once: what lenders are owed is the same in all
    finance --scenarios facts --resize desk.tsv >anew
    file=anew
    [ "$(fact breach_probability 2030 loan)" = 0 ]
}

@test "claims share what is earned to the cent, and so what is lost" {
    desk 's1 2030 spv repricing -150' 's2 2030 spv repricing -20' 's3 2033 spv settlement 30' >desk.tsv
    finance --scenarios facts desk.tsv >facts
    awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["measure"] == "claim_value" && $at["quantile"] == "-" || $at["measure"] == "expected_loss" {
            sign = $at["kind"] == "earned" ? 1 : -1
            who = $at["measure"] " " $at["scenario"] " " $at["entity"]
            sum[who] += sign * $at["value"]; n[who]++
        }
        END { for (w in sum) { seen++; if (n[w] != 5 || sum[w] > 1e-3 || sum[w] < -1e-3) exit 1 } exit seen != 8 }' facts
    # 150 mn less in 2030 is a mid-point loss of 2030, a third of it in the mean of three
    file=facts
    near "$(fact expected_loss spv earned)" \
        "$(awk 'BEGIN { printf "%.4f", (170e6 * 1.08 ^ -4.5 - 30e6 * 1.08 ^ -7.5) / 3 }')" 1
    # lenders bear some of it, owners and tax more
    awk -v l="$(fact expected_loss spv lenders)" -v o="$(fact expected_loss spv owners)" -v t="$(fact expected_loss spv tax)" \
        'BEGIN { exit !(o > 0 && t > 0 && l + o + t > 0) }'
}

@test "neither threads nor the order of rows change a byte" {
    { desk; for i in $(seq 300); do printf 's%d\t%d\tspv\tbook\trepricing\t%d\tUSD\n' "$i" $((2027 + i % 9)) $((i * 7919 % 100000000 - 50000000)); done; } >desk.tsv
    finance --scenarios facts -j 1 desk.tsv >one
    finance --scenarios facts -j 3 desk.tsv | cmp - one
    { head -n 1 desk.tsv; tail -n +2 desk.tsv | tac; } >reversed.tsv
    # of each scenario; sums over them are in another order
    finance --scenarios facts reversed.tsv | grep ^s | sort | cmp - <(grep ^s one | sort)
}

@test "a desk's facts that the plan cannot place are errors at their line" {
    desk 's1 2030 spw repricing -45' >desk.tsv
    run -2 --separate-stderr finance --scenarios facts desk.tsv
    [ "$stderr" = "cp-finance: desk.tsv:2:28: repricing of entity 'spw': the plan has none of that name" ]
    desk 's1 2050 spv settlement 1' >desk.tsv
    run -2 --separate-stderr finance --scenarios facts desk.tsv
    [[ $stderr == *'desk.tsv:2:'*'settlement in 2050: outside of the plan'* ]]
    desk 's1 2030 spv settlement NA' >desk.tsv
    run -2 --separate-stderr finance --scenarios facts desk.tsv
    [[ $stderr == *'desk.tsv:2:'*'settlement is missing (NA)'* ]]
    desk 's1 2030 spv settlement 1' 's2 2030 spv settlement 1' >desk.tsv
    run -2 --separate-stderr finance desk.tsv
    [[ $stderr == *"desk.tsv:3:"*"settlement of scenario 's2' beside 's1': give one scenario at a time, or --scenarios facts" ]]
    { desk 's2 2030 spv settlement 1'; } >desk.tsv
    printf 'scenario\tperiod\tkind\tmeasure\tvalue\tunit\ns1\t2030\tenergy\tcost\t1\tUSD\n' >cost.tsv
    run -2 --separate-stderr finance --scenarios facts cost.tsv desk.tsv
    [[ $stderr == *"desk.tsv:2:"*"settlement of scenario 's2': the stream's costs have no such scenario" ]]
    printf 'scenario\tperiod\tentity\tmeasure\tvalue\tunit\ns1\t2030\tspv\tsettlement\t1\tMWh\n' >unit.tsv
    run -2 --separate-stderr finance --scenarios facts unit.tsv
    [[ $stderr == *"unit.tsv:2:"*"'MWh' does not measure what 'USD' does" ]]
}
