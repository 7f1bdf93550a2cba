#!/usr/bin/env bats
# cp-finance: entities that file together, as a plan says it.

bats_require_minimum_version 1.5.0
load facts
load lenders

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR" || exit
}

# A campus that earns from 2028 on, whose parent earns and owns 60 % of it; its loan is sculpted and swept.
group() { # TERMS
    cat >plan.yaml <<END
currency: USD
discount: 8 %
horizon: {from: 2026-Q1, to: 2033-Q4}
tax_groups: {us: {$1}}
entities:
  parent:
    tax: 21 %
    tax_group: us
    cash: 100 mn USD
    streams: {sales: {kind: revenue, from: 2026-01-01, amount: 90 mn USD/year}}
  campus:
    parent: parent
    ownership: 60 %
    tax: 21 %
    tax_group: {name: us, from: 2026-01-01, until: 2031-12-31}
    cash: 0 USD
    depreciation: {site: macrs-15, bonus_site: 60 %}
    streams:
      build: {kind: capex, from: 2026-01-01, until: 2027-12-31, cost: 400 mn USD, ready: 2028-01-01}
      rent: {kind: revenue, from: 2028-01-01, amount: 60 mn USD/year}
    tranches:
      loan: {rate: 6 %, issue: 2026-01-01, draw_until: 2027-12-31, gearing: 60 %, first_principal: 2028-03-31, maturity: 2033-12-31, amortisation: sculpted, dscr: 1.3, capitalise: yes}
    reserves: {service: {months: 6}}
    waterfall: [opex, tax, interest, principal, reserve, {action: sweep, limit: 50 %}, distribution]
END
}

sum() { awk '{ x += $1 } END { printf "%.3f", x }'; }

traced() { # FACT...
    for fact in "$@"; do
        cp-finance -q -p plan.yaml --trace "$fact" </dev/null >/dev/null || { echo "$fact"; return 1; }
    done
}

@test "losses of a campus that is built are its parent's relief, paid or not, and all of it is traced" {
    group ''
    finance
    [ "$rc" = 0 ]
    ties
    claimed=$(told tax_relief claimed | sum)
    near "$claimed" "$(told tax_relief given | sum)" 0.01
    awk -v x="$claimed" 'BEGIN { exit !(x > 8e7) }'
    [ "$(told cash_flow tax-sharing | sum)" = 0.000 ]
    traced taxable_income/parent/2028-Q4 tax_relief/parent/claimed/2028-Q4 tax_carried/campus/losses/2032-Q4 \
        debt/campus/loan/2030-Q4 irr/campus/equity npv/parent/equity dscr_min/campus
    group 'losses_paid: yes, interest_limit: 30 %, carried_losses: group'
    finance
    ties
    near "$(told cash_flow 'campus.*tax-sharing' | sum)" "$(told tax_relief 'campus.*given' | sum | awk '{ printf "%.3f", 0.21 * $1 }')" 0.01
    near "$(told cash_flow tax-sharing | sum)" 0 0.01
    traced cash_flow/parent/tax-sharing/2028-Q4 tax_carried/campus/losses/2029-Q4 debt/campus/loan/2030-Q4 \
        cfads/campus/2029-Q2 irr/campus/equity
}

@test "a group that there is not, owners that are taxed, dates that cannot be: position and what is wrong" {
    refused() { # SED MESSAGE
        group ''
        sed -i "$1" plan.yaml
        finance
        [ "$rc" = 2 ]
        cat notes
        grep -q "plan.yaml:[0-9]*:[0-9]*: .*$2" notes
    }
    refused 's/tax_group: us/tax_group: su/' "'su'"
    refused 's/    tax_group: us/    taxed: owners\n&/' 'its owners are taxed, not itself'
    refused 's/until: 2031-12-31}/until: 2025-12-31}/' 'it leaves before it joins'
    refused 's/{us: {}}/{us: {losses_payed: yes}}/' "did you mean 'losses_paid'"
}
