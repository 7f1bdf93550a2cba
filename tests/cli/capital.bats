#!/usr/bin/env bats
# cp-finance: the capital behind a campus: groups, loans of owners, and the deals of lenders with the terms
# that a plan without them leaves out. Each ties out from its facts alone.

bats_require_minimum_version 1.5.0
load facts
load lenders

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR" || exit
}

# row MEASURE ENTITY [KIND [TRANCHE]]: values of an entity by period, on a line.
row() {
    awk -F'\t' -v m="$1" -v e="$2" -v k="${3--}" -v l="${4-}" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["measure"] == m && $at["kind"] == k && $at["entity"] == e &&
        (l == "" || (at["tranche"] && $at["tranche"] == l)) { printf "%s%.10g", n++ ? " " : "", $at["value"] }' facts
}

# is WANT MEASURE ENTITY [KIND [TRANCHE]]
is() {
    got=$(row "${@:2}")
    paste <(tr ' ' '\n' <<<"$got") <(tr ' ' '\n' <<<"$1") | awk -F'\t' '
        { d = $1 - $2; if ($1 == "" || $2 == "" || d > 1e-8 || d < -1e-8) bad = 1 } END { exit bad }' ||
        { echo "${*:2}: got $got, want $1"; false; }
}

# traced FACT...: each is found again from keys of the plan and facts.
traced() {
    for fact in "$@"; do
        cp-finance -q -p plan.yaml --trace "$fact" </dev/null >/dev/null || { echo "$fact"; return 1; }
    done
}

two_groups() {
    cat >plan.yaml <<'END'
currency: USD
discount: 8 %
horizon: {from: 2026, to: 2029}
entities:
  east: {tax: 20 %, cash: 50 USD, hurdle: 10 %, streams: {sales: {kind: revenue, from: 2026-01-01, amount: 40 USD/year}}}
  east-hall:
    parent: east
    ownership: 60 %
    cash: 0 USD
    rent: 20 USD/year
    streams: {build: {kind: capex, from: 2026-01-01, cost: 100 USD}, own: {kind: revenue, from: 2026-01-01, amount: 5 USD/year}}
    tranches: {loan: {amount: 60 USD, rate: 5 %, issue: 2026-01-01, maturity: 2029-12-31, amortisation: straight}}
  west: {cash: 30 USD, streams: {sales: {kind: revenue, from: 2026-01-01, amount: 25 USD/year}}}
  west-hall: {parent: west, cash: 0 USD, rent: 9 USD/year, streams: {build: {kind: capex, from: 2026-01-01, cost: 30 USD}}}
  alone: {cash: 7 USD, streams: {sales: {kind: revenue, from: 2026-01-01, amount: 3 USD/year}}}
END
}

@test "roots that have nothing of each other are no group, and each has its own" {
    two_groups
    finance
    [ "$rc" = 0 ]
    ties
    for side in east west; do
        for kind in cash ppe-site debt; do
            [ "$(paste -d+ <(row balance $side $kind | tr ' ' '\n') <(row balance $side-hall $kind | tr ' ' '\n') |
                sed 's/^+//; s/+$//' | bc -l | awk '{ printf "%.6f ", $1 }')" = \
                "$(row balance consolidated-$side $kind | tr ' ' '\n' | awk '{ printf "%.6f ", $1 }')" ]
        done
        [ -z "$(row balance consolidated-$side associates)" ]
        traced "balance/consolidated-$side/assets/2028" "npv/consolidated-$side/equity" "income/consolidated-$side/net-income/2027"
    done
    is "45 45 45 45" income consolidated-east ebitda
    is "25 25 25 25" income consolidated-west ebitda
    [ -z "$(row balance consolidated cash)" ]
    # one group alone has the usual name; without any there is none
    sed -i '/west-hall/d' plan.yaml
    finance
    is "45 45 45 45" income consolidated ebitda
    [ -z "$(row balance consolidated-east cash)" ]
    run -0 --separate-stderr cp-finance --only -p "$CAPPLAN_SRC/examples/vendor/plan.yaml" /dev/null
    [[ $output != *consolidated* ]]
}

@test "no entity has the name of a group's statements" {
    two_groups
    sed -i 's/^  alone/  consolidated-west/' plan.yaml
    finance
    [ "$rc" = 2 ]
    grep -q "plan.yaml:15:3: entities/consolidated-west: the name is that of the group's statements" notes
}

# A loan of 50 by all owners beside one of 40 by lenders for halls of 100: owners put in 10. Interest of 10 % is
# owed from the start, and paid once lenders and reserves are.
owners_loan() {
    cat >plan.yaml <<'END'
currency: USD
discount: 8 %
horizon: {from: 2026, to: 2030}
entities:
  fund: {tax: 20 %, cash: 100 USD}
  hall:
    parent: fund
    ownership: 60 %
    cash: 0 USD
    streams:
      build: {kind: capex, from: 2026-01-01, cost: 100 USD, ready: 2027-01-01}
      first: {kind: revenue, from: 2027-01-01, until: 2027-12-31, amount: 16 USD/year}
      rest: {kind: revenue, from: 2028-01-01, amount: 80 USD/year}
    book_life: {site: 4 years}
    tranches:
      senior: {amount: 40 USD, rate: 5 %, issue: 2026-12-31, interest_from: 2027-01-01, first_principal: 2027-12-31, maturity: 2030-12-31, amortisation: straight, dscr: 1.2}
      shareholder: {holder: owners, amount: 50 USD, rate: 10 %, issue: 2026-12-31, interest_from: 2027-01-01, maturity: 2030-12-31}
END
}

@test "a loan of owners waits for lenders, is no default, and is in both books" {
    owners_loan
    finance
    [ "$rc" = 0 ]
    ties
    # 2027: 16 less 2 of interest and 10 of principal leave 4 of the 5 for owners; one is added
    is "0 -4 -5.1 -5 -5" cash_flow hall owner-interest
    is "0 0 -1 0 -50" cash_flow hall owner-principal # what was owed comes first
    is "0 1 0 0 0" shortfall hall interest shareholder
    is "50 51 50 50 0" balance hall owner-loans
    [ -z "$(grep defaults notes)" ]
    is "1.33333333333 6.95652173913 7.27272727273 7.61904761905" dscr hall # lenders alone
    # the parent has 60 % of it: 3 of interest, of which 2.4 are paid
    is "30 30.6 30 30 0" balance fund loans-to-owned
    is "0 3 3.06 3 3" income fund interest-received
    is "0 3 3.06 3 3" taxable_income fund
    # the group owes the others' part
    is "20 20.4 20 20 0" balance consolidated owner-loans
    is "0 -2 -2.04 -2 -2" income consolidated owner-interest
    [ -z "$(row balance consolidated loans-to-owned)" ]
    traced balance/hall/owner-loans/2028 balance/fund/loans-to-owned/2028 irr/hall/equity npv/fund/equity \
        cash_flow/consolidated/operating/2028 balance/consolidated/equity/2029 taxable_income/fund/2028 \
        equity_multiple/hall
}

@test "a loan of owners is not served while distributions are held back, nor from a lender's reserve" {
    owners_loan
    finance --set entities/hall/tranches/senior/dscr_lock_up=1.4 --set entities/hall/tranches/senior/dscr=1.1
    is "0 0 -5.5 -5 -5" cash_flow hall owner-interest # of 2027 none: DSCR 1.33
    is "50 55 50 50 0" balance hall owner-loans
    ties
    sed -i 's/^    tranches:/    reserves: {service: {months: 12}}\n&/' plan.yaml
    finance
    ties
    # what is left after lenders fills the reserve first
    is "0 0 -5.5 -5 -5" cash_flow hall owner-interest
    is "0 4 11 10.5 0" reserve hall service
}

@test "partners share a loan by capital, or one has it alone; together they have what the entity pays" {
    owners_loan
    sed -i 's/^    book_life/    equity: {partners: {fund: {capital: 60 %}, state: {capital: 40 %}}}\n&/' plan.yaml
    finance
    [ "$(told partner_cash "	loan-service	fund" | awk '{ printf "%.10g ", $1 }')" = "2.4 3.66 3 33 " ]
    near "$(told partner_cash 'state' | awk '{ x += $1 } END { print x }')" "$(
        for kind in contribution distribution owner-draw owner-interest owner-principal; do told cash_flow "hall.*	$kind	"; done |
            awk '{ x -= 0.4 * $1 } END { print x }')" 1e-4
    finance --set entities/hall/tranches/shareholder/holder=state
    [ "$rc" = 0 ]
    ties
    [ "$(told partner_cash "	loan-service	state" | awk '{ printf "%.10g ", $1 }')" = "4 6.1 5 55 " ]
    [ -z "$(row balance fund loans-to-owned)" ]
    traced partner_irr/hall/state partner_multiple/hall/fund partner_cash/hall/state/loan-service/2028
    finance --set entities/hall/tranches/shareholder/holder=nobody
    [ "$rc" = 2 ]
    grep -q "holder: neither owners, nor a partner of" notes
    sed -i 's/holder: owners/holder: owners, fee: 1 %/' plan.yaml
    finance
    [ "$rc" = 2 ]
    grep -q "plan.yaml:[0-9]*:[0-9]*: .*fee: not of a loan of owners" notes
}
