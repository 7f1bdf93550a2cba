#!/usr/bin/env bats
# cp-finance: what lenders mean by recourse, completion, tax years, commitment and return, on deals
# of round figures with their right values.

bats_require_minimum_version 1.5.0
load facts
load lenders

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR" || exit
}

@test "owners without recourse do not pay a loan that is short" {
    half=(--set 'entities/spv/streams/contract/amount=*0.55')
    ddtl
    finance --check "${half[@]}"
    [ "$rc" = 1 ]
    grep -q 'spv/ddtl: defaults in 2027-Q3: ' notes
    near "$(told cash_flow '^2027-Q4.*contribution')" 0 0.01
    # the interest of building is a cost of building, and said
    grep -q 'spv/ddtl: its owners pay 5.2.*e+07 USD of its interest' notes
    near "$(told owner_support '^2027-Q4')" 0 0.01
    finance "${half[@]}" --set entities/spv/tranches/ddtl/recourse=full
    [ -z "$(told shortfall)" ]
    awk -v x="$(told owner_support '^2028-Q4')" 'BEGIN { exit !(x > 2e8) }'
    finance "${half[@]}" --set entities/spv/tranches/ddtl/recourse=capped \
        --set 'entities/spv/tranches/ddtl/recourse_cap=400 mn USD'
    near "$(told owner_support | awk '{ s += $1 } END { print s }')" 452893509 1e3
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
    told reserve >with
    told cash_flow 'distribution' >paid
    near "$(sed -n 12p paid)" -75449054.596 0.01 # 2037: less what is spent
    irr=$(told irr equity)
    finance --set entities/hall/streams/refit=
    told reserve | cmp - with
    told cash_flow 'distribution' | sed 12d | awk '{ printf "%.3f\n", $1 }' |
        cmp - <(sed 12d paid | awk '{ printf "%.3f\n", $1 }')
    near "$irr" "$(told irr equity)" 0.001
    # with what stands in the books at the end
    for refit in 10 0; do
        finance --set entities/hall/exit/book=yes --set "entities/hall/streams/refit/cost=$refit mn USD"
        near "$(told irr equity)" 0.18 0.001
    done
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
    [ "$(told income depreciation-site | awk '{ printf "%.0f ", $1 / 1e6 }')" = \
        "-200 -200 -200 -200 -200 0 0 " ]
}

@test "interest added to a debt after opening is an expense, and keeps no cash from owners" {
    preferred
    finance
    # 2 bn USD and two years' interest: 15 + 46.5 of pref, 15 + 45.9 of senior
    near "$(told balance '^2027.*ppe-site')" 2122400000 1
    told balance 'ppe-site' | tail -n 13 | awk 'NR > 1 && $1 >= last { exit 1 } { last = $1 }'
    near "$(told idc '^2028.*pref')" 66150000 1
    awk -v x="$(told sweep '^2028.*pref')" -v y="$(told cash_flow '^2028.*distribution')" \
        'BEGIN { exit !(x > 1e8 && y < -3e7 && x + 4 * y < 1 && x + 4 * y > -1) }'
}

@test "tax is on the year's income: instalments follow the year so far" {
    ddtl
    finance
    sum() { told tax "^2027.*$1" | awk '{ s += $1 } END { printf "%.6f", s }'; }
    # profit of 2027 less a loss of 2026, of which there is none: 29.7 mn in all, 135 in its first quarter
    profit=$(paste <(told income '^202[67].*ebitda') <(told tax_depreciation '^202[67]') \
        <(told income '^202[67].*\tinterest\t') <(told income '^202[67].*\tfees\t') \
        <(told income '^202[67].*reserve-interest') | awk '{ x = $1 - $2 + $3 + $4 + $5
            if (NR <= 3) a += x; else b += x }
        END { l = a < 0 ? -a : 0; u = 0.8 * b < l ? 0.8 * b : l; printf "%.6f", b - u }')
    near "$(sum state)" "$(awk -v p="$profit" 'BEGIN { printf "%.6f", 0.05 * p }')" 0.01
    near "$(sum federal)" "$(awk -v p="$profit" 'BEGIN { printf "%.6f", 0.21 * 0.95 * p }')" 0.01
    awk -v x="$(sum state)" -v y="$(sum federal)" 'BEGIN { exit !(x + y > 6e6 && x + y < 8e6) }'
}

@test "a commitment fee is on the mean undrawn" {
    ddtl
    finance
    near "$(told fees '^2026-Q2.*commitment')" 9625447.947 1
}

# 90 USD in three years, 30 a year without interest; 20 more are swept in the first. Of the 40 that are left
# pro rata 20 and 20 are due, in inverse order 30 and 10, in direct order 10 and 30.
@test "a sweep takes from all instalments, from the last ones, or from the next" {
    for order in pro-rata:20 inverse:30 direct:10; do
        cat >plan.yaml <<END
horizon: {from: 2026, to: 2028}
entities:
  hall:
    cash: 0 USD
    streams:
      first: {kind: revenue, from: 2026-01-01, until: 2026-12-31, amount: 50 USD/year}
      later: {kind: revenue, from: 2027-01-01, amount: 35 USD/year}
    tranches:
      loan: {amount: 90 USD, rate: 0 %, issue: 2025-12-31, maturity: 2028-12-31, amortisation: straight, sweep_order: ${order%:*}}
    waterfall: [opex, tax, interest, principal, sweep]
END
        finance
        near "$(told sweep '^2026')" 20 1e-9
        near "$(told waterfall '^2027.*principal')" "${order#*:}" 1e-9
        near "$(told debt '^2027')" 5 1e-9
        cp-finance -q -p plan.yaml --trace principal/2027 </dev/null | grep -q '^principal/hall/loan/2027 = 35: sum$'
    done
    sed -i 's/sweep_order: direct/sweep_order: backwards/' plan.yaml
    finance
    [ "$rc" = 2 ]
    grep -q "plan.yaml:9:.*'backwards'" notes
}

@test "a reserve for debt service does not know a sweep before it comes" {
    ddtl
    finance
    near "$(told reserve '^2030-Q3')" 1033332600.03 1
    [ "$(told sweep '^2030-Q4' | cut -d. -f1)" -gt 800000000 ]
    near "$(told reserve '^2031-Q1')" 673052087.48 1
}

@test "equity's return is on cash alone, or with what the plan says of an exit" {
    ddtl
    finance
    near "$(told irr equity)" 0.227 0.001
    finance --set entities/spv/exit/book=yes
    near "$(told irr equity)" 0.327 0.002
    finance --set entities/spv/exit/multiple=1
    one=$(told equity_multiple)
    ebitda=$(told income '^(2031-Q[234]|2032-Q1).*ebitda' | awk '{ s += $1 } END { printf "%.6f", s }')
    put=$(told cash_flow contribution | awk '{ s += $1 } END { printf "%.6f", s }')
    finance
    near "$(awk -v a="$one" -v b="$(told equity_multiple)" -v c="$put" 'BEGIN { printf "%.3f", (a - b) * c }')" \
        "$(awk -v e="$ebitda" 'BEGIN { printf "%.3f", e }')" 1000
    finance --set entities/spv/exit/yield=100%
    near "$(told equity_multiple)" "$one" 1e-12
    finance --set entities/spv/exit/yield=8% --set entities/spv/exit/book=yes
    [ "$rc" = 2 ]
    grep -q 'exit: one of multiple, yield and book decides' notes
}

@test "the project's return does not depend on its debt" {
    ddtl
    finance
    much=$(told irr project)
    finance --set 'entities/spv/tranches/ddtl/amount=*0.01'
    near "$(told irr project)" "$much" 1e-12
    near "$much" 0.1304 0.0001
}

@test "a construction loan that notes take out is no service to be earned" {
    takeout
    finance
    near "$(told dscr_min)" 1.3 1e-9
    near "$(told llcr notes)" 1.3 1e-9
    [ -z "$(told llcr construction)" ]
    [ -z "$(told shortfall)" ]
    grep -q 'spv/construction: 2.25e+09 USD due in 2028-Q2 are to be refinanced' notes
}

@test "a year, quarters and months say the same of dates within them" {
    for horizon in '2026 2031' '2026-Q1 2031-Q4' '2026-01 2031-12'; do
        cat >plan.yaml <<END
currency: USD
discount: 8 %
horizon: {from: ${horizon% *}, to: ${horizon#* }}
entities:
  spv:
    cash: 0 USD
    streams:
      build: {kind: capex, from: 2026-07-01, cost: 100 mn USD, ready: 2026-07-01}
      rev: {kind: revenue, from: 2026-07-01, until: 2031-06-30, amount: 30 mn USD/year, escalation: 2 %}
    tranches:
      semi: {amount: 60 mn USD, rate: 6 %, issue: 2026-07-01, first_principal: 2027-06-30, maturity: 2031-06-30, amortisation: level, day_count: act/365}
END
        finance
        near "$(told income '^2027.*contract' | awk '{ s += $1 } END { print s / 1e6 }')" 30.3 0.01
        near "$(told dscr_min)" 1.87 0.08
    done
}

@test "rates are per cent or parts of 1, as in a plan" {
    bond() { printf 'settlement\tmaturity\trate\tprice\n2026-07-24\t2049-05-30\t%s\t96\n' "$1" | cp-finance --bond; }
    bond '6.581 %' | grep -q 'bond_yield.0.0693126'
    run --separate-stderr bond 6.581
    [ "$status" = 2 ]
    [[ $stderr == "cp-finance: <stdin>:2:23: '6.581' is not a rate of 0 to 100 %"* ]]
    run --separate-stderr bash -c "printf 'amount\trate\tperiods\n100\t6.5\t12\n' | cp-finance --loan"
    [ "$status" = 2 ]
    run --separate-stderr bash -c "printf 'date\tamount\n2026-01-01\t-1\n' | cp-finance --metric npv --rate 8"
    [ "$status" = 2 ]
}

@test "the yield of a bond without coupons above its redemption" {
    printf 'settlement\tmaturity\trate\tprice\tfrequency\n2003-10-30\t2022-01-18\t0\t100.93527777262281\t4\n' |
        cp-finance --bond >facts
    near "$(told bond_yield)" -0.000511 1e-12
}

@test "a rate beyond the bounds was not found, which is not that there is none" {
    run --separate-stderr bash -c "printf 'date\tamount\n2024-11-21\t-100\n2024-11-28\t-100\n2024-12-03\t100\n' | cp-finance --metric xirr"
    [ "$status" = 1 ]
    [[ $stderr == *"no xirr was found: no 1 + rate between 1e-12 and 1e12 makes their value zero"* ]]
}
