#!/usr/bin/env bats
# cp-finance: what lenders mean by recourse, completion, tax years, commitment and return, on deals
# of round figures with their right values.

bats_require_minimum_version 1.5.0

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR" || exit
}

# value MEASURE [FILTER]: the values of a measure in rows that match, one a line.
value() {
    awk -F'\t' -v m="$1" -v filter="${2-.}" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["measure"] == m && $0 ~ filter { print $at["value"] }' facts
}

# near GOT WANT TOLERANCE
near() {
    awk -v a="$1" -v b="$2" -v t="$3" 'BEGIN { d = a - b; exit !(a != "" && d <= t && d >= -t) }' ||
        { echo "got '$1', want $2"; false; }
}

# finance [OPTION...]: facts of plan.yaml, notes in `notes`; the status in `rc`.
finance() {
    rc=0
    cp-finance --only -p plan.yaml "$@" </dev/null >facts 2>notes || rc=$?
}

# A delayed-draw loan of 8.5 bn USD on GPUs let to one customer: public terms, round figures.
ddtl() { # [PARENT]
    cat >plan.yaml <<END
currency: USD
discount: 8 %
horizon: {from: 2026-Q2, to: 2032-Q1}
entities:
  spv:
    tax: 21 %
    state_tax: 5 %
    loss_limit: 80 %
    hurdle: 12 %
    cash: 0 USD
    depreciation: {site: macrs-5, bonus_site: 100 %}
    book_life: {site: 6 years}
    streams:
      gpus: {kind: capex, from: 2026-04-01, until: 2027-06-30, cost: 10 bn USD, ready: 2027-01-01, life: 6 years, depreciation: macrs-5}
      contract: {kind: revenue, from: 2026-10-01, until: 2032-03-31, amount: 3.2 bn USD/year}
      hosting: {kind: opex, from: 2026-10-01, until: 2032-03-31, amount: 700 mn USD/year, escalation: 3 %}
    tranches:
      ddtl:
        amount: 8.5 bn USD
        rate: 2.25 %
        base: {2026-Q2: 3.7 %, 2027: 3.5 %, 2028: 3.4 %}
        swap: 75 %
        swap_rate: 3.65 %
        issue: 2026-04-01
        draw_until: 2027-06-30
        first_principal: 2027-09-30
        maturity: 2032-03-31
        amortisation: level
        gearing: 85 %
        fee: 1 %
        commitment_fee: 0.5 %
        dscr: 1.15
        day_count: act/360
    reserves:
      dsra: {for: debt-service, months: 6}
    reserve_rate: 3 %
    triggers: {lock-up: {dscr: 1.3, cure: 1.35, periods: 2}, trap: {dscr: 1.15, cure: 1.25}}
    waterfall:
      - {action: opex}
      - {action: tax}
      - {action: interest}
      - {action: principal}
      - {action: reserve, account: dsra}
      - {action: sweep, target: ddtl, when: trap}
      - {action: distribution, when: not lock-up}
END
}

@test "owners without recourse do not pay a loan that is short" {
    half=(--set 'entities/spv/streams/contract/amount=*0.55')
    ddtl
    finance --check "${half[@]}"
    [ "$rc" = 1 ]
    grep -q 'spv/ddtl: defaults in 2027-Q3: ' notes
    near "$(value cash_flow '^2027-Q4.*contribution')" 0 0.01
    # the interest of building is a cost of building, and said
    grep -q 'spv/ddtl: its owners pay 5.2.*e+07 USD of its interest' notes
    near "$(value owner_support '^2027-Q4')" 0 0.01
    finance "${half[@]}" --set entities/spv/tranches/ddtl/recourse=full
    [ -z "$(value shortfall)" ]
    awk -v x="$(value owner_support '^2028-Q4')" 'BEGIN { exit !(x > 2e8) }'
    finance "${half[@]}" --set entities/spv/tranches/ddtl/recourse=capped \
        --set 'entities/spv/tranches/ddtl/recourse_cap=400 mn USD'
    near "$(value owner_support | awk '{ s += $1 } END { print s }')" 452893509 1e3
    grep -q 'defaults in 2027-Q4' notes
    finance "${half[@]}" --set entities/spv/tranches/ddtl/recourse=completion
    grep -q 'defaults in 2027-Q3' notes
}

@test "spending ten years after opening stops nothing" {
    cat >plan.yaml <<'END'
currency: USD
discount: 8 %
horizon: {from: 2026, to: 2041}
entities:
  hall:
    cash: 0 USD
    streams:
      build: {kind: capex, from: 2026-01-01, until: 2026-12-31, cost: 1 bn USD, ready: 2027-01-01}
      rent: {kind: revenue, from: 2027-01-01, amount: 150 mn USD/year}
      refit: {kind: capex, from: 2037-01-01, cost: 10 mn USD}
    tranches:
      loan: {amount: 600 mn USD, rate: 6 %, issue: 2026-01-01, first_principal: 2027-12-31, maturity: 2040-12-31, amortisation: level}
    reserves:
      dsra: {for: debt-service, months: 6}
END
    finance
    value reserve >with
    value cash_flow 'distribution' >paid
    near "$(sed -n 12p paid)" -75449054.596 0.01 # 2037: less what is spent
    irr=$(value irr equity)
    finance --set entities/hall/streams/refit=
    value reserve | cmp - with
    value cash_flow 'distribution' | sed 12d | awk '{ printf "%.3f\n", $1 }' |
        cmp - <(sed 12d paid | awk '{ printf "%.3f\n", $1 }')
    near "$irr" "$(value irr equity)" 0.001
}

@test "what is ready on the first day of a period is depreciated in it" {
    cat >plan.yaml <<'END'
currency: USD
horizon: {from: 2027, to: 2033}
entities:
  b:
    streams:
      rev: {kind: revenue, from: 2027-01-01, amount: 300 mn USD/year}
      c: {kind: capex, from: 2027-01-01, cost: 1 bn USD, life: 5 years, ready: 2027-01-01}
END
    finance
    [ "$(value income depreciation-site | awk '{ printf "%.0f ", $1 / 1e6 }')" = \
        "-200 -200 -200 -200 -200 0 0 " ]
}

@test "interest added to a debt after opening is an expense, and keeps no cash from owners" {
    cat >plan.yaml <<'END'
currency: USD
discount: 8 %
horizon: {from: 2026, to: 2040}
entities:
  jv:
    tax: 21 %
    cash: 0 USD
    streams:
      build: {kind: capex, from: 2026-01-01, until: 2027-12-31, cost: 2 bn USD, ready: 2028-01-01}
      rent: {kind: revenue, from: 2028-01-01, amount: 300 mn USD/year}
    tranches:
      senior: {amount: 1 bn USD, rate: 6 %, issue: 2026-01-01, draw_until: 2027-12-31, first_principal: 2028-12-31, maturity: 2040-12-31, amortisation: sculpted, dscr: 1.4, gearing: 50 %, capitalise: yes}
      pref: {amount: 600 mn USD, rate: 10 %, issue: 2026-01-01, draw_until: 2027-12-31, gearing: 30 %, capitalise: yes, first_principal: 2040-12-31, maturity: 2040-12-31}
    waterfall:
      - {action: opex}
      - {action: tax}
      - {action: interest, target: senior}
      - {action: principal, target: senior}
      - {action: sweep, target: pref, limit: 80 %}
      - {action: distribution}
END
    finance
    # 2 bn USD and two years' interest: 15 + 46.5 of pref, 15 + 45.9 of senior
    near "$(value balance '^2027.*ppe-site')" 2122400000 1
    value balance 'ppe-site' | tail -n 13 | awk 'NR > 1 && $1 >= last { exit 1 } { last = $1 }'
    near "$(value idc '^2028.*pref')" 66150000 1
    awk -v x="$(value sweep '^2028.*pref')" -v y="$(value cash_flow '^2028.*distribution')" \
        'BEGIN { exit !(x > 1e8 && y < -3e7 && x + 4 * y < 1 && x + 4 * y > -1) }'
}
