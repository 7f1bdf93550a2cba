#!/usr/bin/env bats
# cp-finance: what covers debt, as lenders count it.

bats_require_minimum_version 1.5.0
load facts

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR" || exit
}

finance() { cp-finance -q --only "$@" </dev/null; }

# spv RENT [LINE...]: a hall of 1 bn USD and its rent in mn USD a year; lines under the entity.
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
      rent: {kind: revenue, from: 2027-01-01, amount: $1 mn USD/year}
END
    printf '    %s\n' "${@:2}"
}
loan() { # NAME AMOUNT MORE
    echo "  $1: {amount: $2 mn USD, issue: 2026-01-01, maturity: 2036-12-31, $3}"
}
level='rate: 6 %, first_principal: 2027-12-31, amortisation: level'

@test "two pari passu halves have the LLCR of the whole" {
    spv 150 tranches: "$(loan whole 800 "$level")" >one.yaml
    spv 150 tranches: "$(loan a 400 "$level")" "$(loan b 400 "$level")" >two.yaml
    near "$(finance -p one.yaml | value llcr)" 1.3800163221 1e-9
    [ "$(finance -p two.yaml | value llcr | sort -u)" = "$(finance -p one.yaml | value llcr)" ]
    [ "$(finance -p two.yaml | value plcr | sort -u)" = "$(finance -p one.yaml | value plcr)" ]
}

@test "LLCR counts what is not behind, at the rate of that debt; a bullet's from the first rent" {
    order='waterfall: [{action: interest, target: a}, {action: principal, target: a}, {action: interest, target: b}, {action: principal, target: b}, {action: distribution}]'
    spv 150 tranches: "$(loan a 400 "$level")" "$(loan b 200 "${level/6 %/9 %}")" "$order" >plan.yaml
    finance -p plan.yaml >out
    near "$(value llcr '.a.' <out)" 2.7600326443 1e-9
    # both are level, so that cover is even: 150 over 54.347 + 31.164
    near "$(value llcr '.b.' <out)" 1.7541561547 1e-9
    spv 150 tranches: "$(loan senior 400 "$level")" \
        "$(loan note 200 'rate: 8 %, amortisation: bullet')" >plan.yaml
    finance -p plan.yaml >out
    near "$(value llcr note <out)" 1.7703177 1e-6
    [ "$(value llcr note <out)" = "$(value llcr senior <out)" ]
}

@test "a balloon that will be refinanced is marked and left out of coverage, and still must be paid" {
    cat >plan.yaml <<'END'
discount: 8 %
horizon: {from: 2026-Q1, to: 2040-Q4}
entities:
  spv:
    tax: 21 %
    cash: 0 USD
    depreciation: {site: macrs-15}
    book_life: {site: 30 years}
    streams:
      build: {kind: capex, from: 2026-01-01, until: 2027-12-31, cost: 3 bn USD, ready: 2028-01-01}
      rent: {kind: revenue, from: 2028-01-01, until: 2042-12-31, amount: 380 mn USD/year, escalation: 2.5 %}
      opex: {kind: opex, from: 2028-01-01, until: 2042-12-31, amount: 60 mn USD/year, escalation: 3 %}
    tranches:
      construction: {rate: 3.0 %, base: {2026: 3.7 %, 2027: 3.5 %}, issue: 2026-01-01, draw_until: 2027-12-31, maturity: 2028-06-30,
                     amortisation: bullet, amount: 2.25 bn USD, gearing: 75 %, draw_costs: yes, day_count: act/360}
      notes: {rate: 6.25 %, issue: 2028-06-30, first_principal: 2028-09-30, maturity: 2040-12-31, amortisation: sculpted, dscr: 1.30}
END
    run -0 --separate-stderr cp-finance --only --check -p plan.yaml
    [[ $stderr == *"spv/construction: 2.25e+09 USD due in 2028-Q2 are to be refinanced"* ]]
    [ "$(value balloon '2028-Q2' <<<"$output")" = 2250000000 ]
    near "$(value dscr_min <<<"$output")" 1.3 1e-6
    near "$(value llcr notes <<<"$output")" 1.3 1e-6
    [ -z "$(value llcr construction <<<"$output")" ]
    # notes that come a day later take out nothing, unless the plan says so
    late=(--set entities/spv/tranches/notes/issue=2028-07-01)
    finance -p plan.yaml "${late[@]}" >earned
    awk -v d="$(value dscr '^2028-Q2.*dscr' <earned)" 'BEGIN { exit !(d < 0.04) }'
    finance -p plan.yaml "${late[@]}" --set entities/spv/tranches/construction/refinanced=yes >told
    awk -v d="$(value dscr '^2028-Q2.*dscr' <told)" 'BEGIN { exit !(d > 1) }'
    # a reserve does not save for it
    echo '    reserves: {dsra: {for: debt-service, months: 6}}' >>plan.yaml
    awk -v r="$(finance -p plan.yaml | value closed_reserve '^2028-Q1')" 'BEGIN { exit !(r < 200e6) }'
    # nobody refinances: it is a default
    sed 's/^  spv:/  sponsor: {cash: 0 USD}\n  spv:\n    parent: sponsor/; /notes:/d' plan.yaml >alone.yaml
    run -1 --separate-stderr cp-finance --check --only -p alone.yaml
    [[ $stderr == *"spv/construction: defaults in 2028-Q2"* ]]
}

@test "sizing target, lock-up and default are three keys" {
    rent=entities/spv/streams/rent/amount
    spv 130 tranches: '  loan: {rate: 6 %, issue: 2026-01-01, draw_until: 2026-12-31, first_principal: 2027-12-31, maturity: 2036-12-31, amortisation: sculpted, dscr: 1.3, dscr_lock_up: 1.15, dscr_default: 1.05}' >plan.yaml
    finance -p plan.yaml >base.tsv
    near "$(value dscr_min <base.tsv)" 1.3 1e-9
    stress() { run --separate-stderr cp-finance --only --check --closed base.tsv -p plan.yaml --set "$rent=*$1"; }
    stress 0.9 # 1.17: nothing happens
    [ "$status" = 0 ]
    [ -z "$(value locked_up <<<"$output")" ]
    awk -v d="$(value cash_flow '^2030.*spv.*distribution' <<<"$output")" 'BEGIN { exit !(d < -16e6) }'
    stress 0.85 # 1.105: locked up, and no breach
    [ "$status" = 0 ]
    [ "$(value locked_up <<<"$output" | wc -l)" = 10 ]
    [ "$(value cash_flow '^2030.*spv.*distribution' <<<"$output")" = 0 ] ||
        [ -z "$(value cash_flow '^2030.*spv.*distribution' <<<"$output")" ]
    stress 0.8 # 1.04
    [ "$status" = 1 ]
    [[ $stderr == *"covenant breached: spv/loan in 2030: DSCR 1.040, limit 1.050"* ]]
    # the loan is held in every sample: a rent of less than 0.8077 is a breach
    p=$(finance -p plan.yaml --scenarios 400 --vary "$rent=20%" | value breach_probability ^-)
    near "$p" 0.143 0.04
    # dscr alone is the covenant too
    sed -i 's/, dscr_lock_up: 1.15, dscr_default: 1.05//' plan.yaml
    stress 0.9
    [[ $stderr == *"DSCR 1.170, limit 1.300"* && -z $(value locked_up <<<"$output") ]]
    sed 's/dscr: 1.3/dscr: 1.3, dscr_lock_up: 1.1, dscr_default: 1.2/' plan.yaml >bad.yaml
    run -2 cp-finance -p bad.yaml
    [[ $output == *"dscr_lock_up is below dscr_default"* ]]
}

@test "the DSCR of the period, of the year before and of the year ahead" {
    cat >plan.yaml <<'END'
horizon: {from: 2028-Q1, to: 2032-Q4}
entities:
  owner: {cash: 0 USD}
  spv:
    parent: owner
    consolidated: no
    cash: 20 mn USD
    streams:
      rent: {kind: revenue, from: 2028-01-01, amount: 80 mn USD/year}
      outage: {kind: opex, from: 2030-04-01, until: 2030-06-30, amount: 60 mn USD/year}
    tranches:
      note: {amount: 1 bn USD, rate: 4 %, issue: 2028-01-01, maturity: 2040-01-01, dscr_default: 1.1, dscr_lock_up: 1.7}
    triggers: {t: {dscr: 1.7}}
    waterfall: [{action: interest}, {action: distribution, when: not t}]
END
    tested() { # TEST PERIOD...: DSCR by period, then the periods locked up
        finance -p plan.yaml --set "entities/spv/tranches/note/dscr_test=$1" >out
        for t in "${@:2}"; do value covenant "^$t" <out | awk '{ printf "%.3f\n", $1 }'; done | paste -sd' '
        awk -F'\t' '/locked_up/ { print $1 }' out | paste -sd' '
    }
    diff <(tested period 2030-Q1 2030-Q2 2030-Q3) - <<'END'
2.000 0.500 2.000
2030-Q2
END
    diff <(tested trailing 2030-Q1 2030-Q2 2031-Q1 2031-Q2) - <<'END'
2.000 1.625 1.625 2.000
2030-Q2 2030-Q3 2030-Q4 2031-Q1
END
    diff <(tested forward 2029-Q1 2029-Q2 2030-Q1 2030-Q2) - <<'END'
2.000 1.625 1.625 2.000
2029-Q2 2029-Q3 2029-Q4 2030-Q1
END
    # a trigger has a test of its own
    sed -i 's/, dscr_lock_up: 1.7//; s/{dscr: 1.7}/{dscr: 1.7, test: forward}/' plan.yaml
    finance -p plan.yaml >out
    [ "$(value waterfall '^2029-Q[234].*distribution' <out | sort -u)" = 0 ]
    awk -v d="$(value waterfall '^2029-Q1.*distribution' <out)" 'BEGIN { exit !(d > 0) }'
}

@test "loan to value, overcollateralisation and liquidity" {
    spv 150 tranches: "$(loan loan 800 "$level")" | sed 's/cost: 1 bn USD,/& life: 20 years,/' >plan.yaml
    finance -p plan.yaml >out
    near "$(value ltv '^2027' <out)" "$(awk -v d="$(value debt '^2027.*loan' <out)" 'BEGIN { printf "%.9f", d / 950e6 }')" 1e-8
    near "$(value overcollateralisation '^2027' <out)" "$(awk -v d="$(value ltv '^2027' <out)" 'BEGIN { printf "%.9f", 1 / d }')" 1e-8
    # drawn as it is built: a commitment of 800 of which 1,000 / 2 a year are drawn
    spv 150 tranches: '  loan: {amount: 800 mn USD, rate: 6 %, issue: 2026-01-01, draw_until: 2027-12-31, first_principal: 2028-12-31, maturity: 2036-12-31, amortisation: level}' |
        sed 's/until: 2026-12-31, cost: 1 bn USD, ready: 2027-01-01/until: 2027-12-31, cost: 1 bn USD, ready: 2028-01-01/; s/from: 2027-01-01, amount/from: 2028-01-01, amount/' >plan.yaml
    finance -p plan.yaml >out
    left=$(awk -v d="$(value debt '^2026.*loan' <out)" -v s="$(value interest '^2027.*loan' <out)" 'BEGIN { printf "%.9f", (800e6 - d) / s }')
    near "$(value liquidity '^2026' <out)" "$left" 1e-6
}

@test "beside every test stands what it is held against, for a watch that wants the headroom" {
    spv 150 tranches: \
        "$(loan whole 800 "$level, dscr_lock_up: 1.6, dscr_default: 1.2")" >plan.yaml
    finance -p plan.yaml >out
    [ "$(value covenant <out | wc -l)" = 10 ]
    [ "$(value covenant_limit dscr <out | sort -u)" = 1.2 ]
    [ "$(value covenant_limit lock-up <out | sort -u)" = 1.6 ]
    [ "$(value locked_up <out | wc -l)" = 10 ]
    # 150 over 108.694 less 1.2
    printf 'watch:\n  cover: {measure: covenant, take: min, less: covenant_limit, warn: "0.3:"}\n' >rules.yaml
    run -1 cp-watch -r rules.yaml --nagios out
    echo "$output"
    [[ $output == *0.18* ]]
}
