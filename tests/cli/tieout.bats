#!/usr/bin/env bats
# cp-finance: public deals, and kinds of them, tie out from their facts alone: balance sheet, cash, debt
# and equity, by arithmetic of the test's own.

bats_require_minimum_version 1.5.0
load facts
load lenders

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR" || exit
}

@test "a delayed-draw loan ties out, also of a parent's, and short of rent" {
    ddtl
    finance
    ties
    finance --set 'entities/spv/streams/contract/amount=*0.55'
    ties
    sed -i 's/^  spv:/  sponsor: {cash: 0 USD}\n  spv:\n    parent: sponsor\n    consolidated: no/' plan.yaml
    finance
    [ "$rc" = 0 ]
    ties
    finance --set 'entities/spv/streams/contract/amount=*0.55'
    ties
}

@test "a loan that is sized by its coverage ties out" {
    cat >plan.yaml <<'END'
currency: USD
discount: 8 %
horizon: {from: 2026, to: 2040}
entities:
  sponsor: {cash: 0 USD}
  spv:
    parent: sponsor
    consolidated: no
    cash: 0 USD
    streams:
      build: {kind: capex, from: 2026-01-01, until: 2026-12-31, cost: 1 bn USD, ready: 2027-01-01}
      rent: {kind: revenue, from: 2027-01-01, amount: 130 mn USD/year}
    tranches:
      loan: {rate: 6 %, issue: 2026-01-01, draw_until: 2026-12-31, gearing: 90 %, first_principal: 2027-12-31, maturity: 2040-12-31, amortisation: sculpted, dscr: 1.3}
END
    finance
    [ "$rc" = 0 ]
    ties
}

@test "a rate without its per cent sign is refused" {
    cat >plan.yaml <<'END'
currency: USD
discount: 8
horizon: {from: 2026, to: 2030}
entities:
  spv:
    tax: 21 %
    cash: 0 USD
    streams:
      build: {kind: capex, from: 2026-01-01, cost: 100 mn USD, ready: 2027-01-01}
      rev: {kind: revenue, from: 2027-01-01, amount: 30 mn USD/year}
    tranches:
      loan: {rate: 6.5, fee: 1.5 %, amount: 60 mn USD, issue: 2026-12-31, first_principal: 2027-12-31, maturity: 2030-12-31, amortisation: level}
END
    finance
    [ "$rc" = 2 ]
    grep -q 'plan.yaml:2:11: discount' notes
    grep -q 'plan.yaml:12:20: entities/spv/tranches/loan/rate' notes
}

@test "a take-out ties out" {
    takeout
    finance
    ties
}

@test "GPU notes of two classes tie out" {
    cat >plan.yaml <<'END'
currency: USD
discount: 9 %
horizon: {from: 2026-07, to: 2031-06}
entities:
  issuer:
    taxed: owners
    tax: 21 %
    cash: 0 USD
    hurdle: 15 %
    book_life: {site: 5 years}
    depreciation: {site: macrs-5}
    streams:
      pool: {kind: capex, from: 2026-07-01, cost: 1 bn USD, life: 5 years}
      leases: {kind: revenue, from: 2026-07-01, until: 2030-06-30, amount: 330 mn USD/year}
      remarket: {kind: revenue, from: 2030-07-01, until: 2031-06-30, amount: 90 mn USD/year}
      servicing: {kind: opex, from: 2026-07-01, until: 2031-06-30, amount: 25 mn USD/year}
    tranches:
      class-a: {amount: 600 mn USD, rate: 6.0 %, issue: 2026-07-01, first_principal: 2026-07-31, maturity: 2030-12-31, amortisation: level, day_count: 30/360, fee: 1 %, dscr: 1.2}
      class-b: {amount: 150 mn USD, rate: 9.0 %, issue: 2026-07-01, first_principal: 2026-07-31, maturity: 2031-06-30, amortisation: level, day_count: 30/360, fee: 1 %}
    reserves:
      liquidity: {for: debt-service, months: 3, funded: close}
    reserve_rate: 4 %
    triggers: {early-am: {dscr: 1.25, for_good: yes, target: class-a}, cash-trap: {dscr: 1.4, cure: 1.45, periods: 3}}
    waterfall:
      - {action: opex}
      - {action: interest, target: class-a}
      - {action: interest, target: class-b, when: not early-am}
      - {action: principal, target: class-a}
      - {action: sweep, target: class-a, when: early-am}
      - {action: interest, target: class-b, when: early-am}
      - {action: principal, target: class-b}
      - {action: reserve, account: liquidity}
      - {action: distribution, when: not cash-trap}
END
    finance
    [ "$rc" = 0 ]
    ties
}

@test "a joint venture that is consolidated ties out" {
    cat >plan.yaml <<'END'
currency: USD
discount: 8 %
horizon: {from: 2026, to: 2034}
entities:
  parent:
    tax: 25 %
    cash: 300 mn USD
    streams: {sales: {kind: revenue, from: 2027-01-01, amount: 400 mn USD/year}, costs: {kind: opex, from: 2027-01-01, amount: 150 mn USD/year}}
  site:
    parent: parent
    ownership: 60 %
    tax: 25 %
    cash: 0 USD
    rent: {2026: 0 USD/year, 2027: 120 mn USD/year}
    streams: {build: {kind: capex, from: 2026-01-01, until: 2026-12-31, cost: 800 mn USD, ready: 2027-01-01}, own: {kind: revenue, from: 2027-01-01, amount: 20 mn USD/year}}
    tranches: {loan: {amount: 500 mn USD, rate: 6 %, issue: 2026-01-01, first_principal: 2027-12-31, maturity: 2034-12-31, amortisation: level, capitalise: yes}}
END
    finance
    [ "$rc" = 0 ]
    ties
}

@test "a sale and leaseback ties out" {
    cat >plan.yaml <<'END'
currency: USD
discount: 9.060000000000002 %
discount_at: end
discount_from: 2027-01-01
horizon: {from: 2026, to: 2051}
entities:
  sponsor:
    cash: 0 USD
  lessor:
    parent: sponsor
    ownership: 0 %
    consolidated: no
    tax: 21 %
    state_tax: 7 %
    taxed: owners
    cash: 0 USD
    hurdle: 9.060000000000002 %
    depreciation: {classes: {a: {share: 90 %, method: macrs-5}, b: {share: 1.5 %, method: macrs-15}, c: {share: 2.5 %, method: sl-15}, d: {share: 3 %, method: sl-20}}}
    book_life: {site: 25 years}
    rent: {2026: 0 USD/year, 2027: 4664413.050459659 USD/year, 2028: 4648361.621996675 USD/year, 2029: 4630792.445193386 USD/year, 2030: 4611667.099832235 USD/year, 2031: 4590946.263031485 USD/year, 2032: 4568589.688168967 USD/year, 2033: 4544556.183310322 USD/year, 2034: 4518803.589130062 USD/year, 2035: 4491288.756313397 USD/year, 2036: 4461967.522426531 USD/year, 2037: 4430794.688242798 USD/year, 2038: 4397723.993511678 USD/year, 2039: 4362708.092157601 USD/year, 2040: 4325698.5268948395 USD/year, 2041: 4286645.703244741 USD/year, 2042: 4940210.991586496 USD/year, 2043: 4880433.490776271 USD/year, 2044: 4818456.855891488 USD/year, 2045: 4754226.671396043 USD/year, 2046: 4687687.245172628 USD/year, 2047: 4618781.578643495 USD/year, 2048: 4547451.336186693 USD/year, 2049: 4473636.813831046 USD/year, 2050: 4397276.907212751 USD/year, 2051: 4352222.690330652 USD/year}
    streams:
      buy: {kind: capex, from: 2026-01-01, ready: 2027-01-01, cost: 123241690.625 USD}
      ptc: {kind: tax-credit, from: 2027-01-01, output: 1 MWh/year, price: {2027: 5933408.761342187 USD/MWh, 2028: 5903741.717535477 USD/MWh, 2029: 6084016.687838792 USD/MWh, 2030: 6262341.314896136 USD/MWh, 2031: 6231029.608321655 USD/MWh, 2032: 6406536.942289382 USD/MWh, 2033: 6580133.427177223 USD/MWh, 2034: 6751833.783792629 USD/MWh, 2035: 6921652.6335062 USD/MWh, 2036: 6887044.370338669 USD/MWh, 2037: 0 USD/MWh}}
END
    finance
    [ "$rc" = 0 ]
    ties
}

@test "a preferred partner ties out" {
    preferred
    finance
    [ "$rc" = 0 ]
    ties
}

@test "a bullet note beside a loan ties out" {
    cat >plan.yaml <<'END'
currency: USD
discount: 8 %
horizon: {from: 2026, to: 2036}
entities:
  spv:
    cash: 0 USD
    streams:
      build: {kind: capex, from: 2026-01-01, until: 2026-12-31, cost: 1 bn USD, ready: 2027-01-01}
      rent: {kind: revenue, from: 2027-01-01, amount: 150 mn USD/year}
    tranches:
      senior: {amount: 400 mn USD, rate: 6 %, issue: 2026-01-01, first_principal: 2027-12-31, maturity: 2036-12-31, amortisation: level}
      note: {amount: 200 mn USD, rate: 8 %, issue: 2026-01-01, maturity: 2036-12-31, amortisation: bullet}
END
    finance
    [ "$rc" = 0 ]
    ties
}

@test "two halves of a loan tie out" {
    cat >plan.yaml <<'END'
currency: USD
discount: 8 %
horizon: {from: 2026, to: 2036}
entities:
  one:
    cash: 0 USD
    streams: {build: {kind: capex, from: 2026-01-01, until: 2026-12-31, cost: 1 bn USD, ready: 2027-01-01}, rent: {kind: revenue, from: 2027-01-01, amount: 150 mn USD/year}}
    tranches: {loan: {amount: 800 mn USD, rate: 6 %, issue: 2026-01-01, first_principal: 2027-12-31, maturity: 2036-12-31, amortisation: level}}
  two:
    cash: 0 USD
    streams: {build: {kind: capex, from: 2026-01-01, until: 2026-12-31, cost: 1 bn USD, ready: 2027-01-01}, rent: {kind: revenue, from: 2027-01-01, amount: 150 mn USD/year}}
    tranches:
      a: {amount: 400 mn USD, rate: 6 %, issue: 2026-01-01, first_principal: 2027-12-31, maturity: 2036-12-31, amortisation: level, dscr: 1.3}
      b: {amount: 400 mn USD, rate: 6 %, issue: 2026-01-01, first_principal: 2027-12-31, maturity: 2036-12-31, amortisation: level, dscr: 1.3}
END
    finance
    [ "$rc" = 0 ]
    ties
}

@test "plants that lose and earn tie out" {
    cat >plan.yaml <<'END'
currency: USD
discount: 8 %
horizon: {from: 2026, to: 2036}
entities:
  loser:
    cash: 0 USD
    streams:
      build: {kind: capex, from: 2026-01-01, cost: 100 mn USD, ready: 2027-01-01}
      rev: {kind: revenue, from: 2027-01-01, amount: 1 mn USD/year}
      opex: {kind: opex, from: 2027-01-01, amount: 5 mn USD/year}
    tranches:
      loan: {rate: 6 %, issue: 2026-12-31, first_principal: 2027-12-31, maturity: 2034-12-31, amortisation: sculpted, dscr: 1.3}
  winner:
    cash: 0 USD
    streams:
      build: {kind: capex, from: 2026-01-01, cost: 100 mn USD, ready: 2027-01-01}
      rev: {kind: revenue, from: 2027-01-01, amount: 90 mn USD/year}
    tranches:
      loan: {rate: 6 %, issue: 2026-12-31, first_principal: 2027-12-31, maturity: 2034-12-31, amortisation: sculpted, dscr: 1.3}
  mixed:
    cash: 0 USD
    streams:
      build: {kind: capex, from: 2026-01-01, cost: 100 mn USD, ready: 2027-01-01}
      rev: {kind: revenue, from: 2027-01-01, amount: 20 mn USD/year}
      big: {kind: opex, from: 2030-01-01, until: 2030-12-31, amount: 35 mn USD/year}
    tranches:
      loan: {rate: 6 %, issue: 2026-12-31, first_principal: 2027-12-31, maturity: 2034-12-31, amortisation: sculpted, dscr: 1.3}
END
    finance
    [ "$rc" = 0 ]
    ties
}
