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
            [ "$(paste <(row balance $side $kind | tr ' ' '\n') <(row balance $side-hall $kind | tr ' ' '\n') |
                awk '{ printf "%.6f ", $1 + $2 }')" = \
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
    # nor while a trigger holds distributions back
    cp plan.yaml kept.yaml
    sed -i 's/^    tranches:/    triggers: {low: {dscr: 1.4}}\n    waterfall: [opex, tax, interest, principal, {action: distribution, when: not low}]\n&/' plan.yaml
    finance
    is "50 55 50 50 0" balance hall owner-loans
    traced balance/hall/owner-loans/2028
    mv kept.yaml plan.yaml
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

# entity [KEY: VALUE...]: one entity `spv` of yearly periods, owned by `owner`, keys from stdin.
one() {
    {
        printf 'currency: USD\ndiscount: 8 %%\nhorizon: {from: 2026, to: %s}\nentities:\n' "$1"
        printf '  owner: {cash: 100 USD}\n  spv:\n    parent: owner\n    ownership: 60 %%\n    cash: 0 USD\n'
        sed 's/^/    /'
    } >plan.yaml
}

@test "tax on interest is made good by the borrower, tax on distributions is the owners'" {
    one 2028 <<'END'
streams: {rent: {kind: revenue, from: 2026-01-01, amount: 30 USD/year}}
withholding: 5 %
equity: {partners: {owner: {capital: 60 %}, fund: {capital: 40 %}}}
tranches:
  loan: {amount: 100 USD, rate: 9 %, withholding: 10 %, issue: 2026-01-01, maturity: 2030-12-31}
END
    finance
    ties
    is "10 10 10" interest spv - loan
    is "-120 -20 -20" cash_flow spv distribution
    # of 120 and 20, 60 % are the parent's and 5 % of that is tax
    is "72 12 12" cash_flow owner distributions-received
    is "-3.6 -0.6 -0.6" cash_flow owner tax-withheld
    is "168.4 179.8 191.2" balance owner cash
    [ "$(told partner_cash "	withheld	fund" | awk '{ printf "%.10g ", $1 }')" = "-2.4 -0.4 -0.4 " ]
    traced income/owner/tax-withheld/2027 interest/spv/loan/2027 partner_npv/spv/fund balance/owner/equity/2028 \
        partner_cash/spv/fund/withheld/2027
    # floating: tax is on base and margin, none on what the swap pays
    sed -i 's/rate: 9 %/rate: 5 %, base: 4 %, swap: 50 %, swap_rate: 6 %/' plan.yaml
    finance
    is "11 11 11" interest spv - loan
    traced interest/spv/loan/2027
}

@test "a letter of credit stands for a reserve: no cash is held, owners pay what is drawn" {
    one 2029 <<'END'
streams:
  hall: {kind: capex, from: 2026-01-01, cost: 100 USD, ready: 2027-01-01}
  first: {kind: revenue, from: 2027-01-01, until: 2027-12-31, amount: 30 USD/year}
  rest: {kind: revenue, from: 2028-01-01, amount: 80 USD/year}
tranches:
  loan: {amortisation: straight, amount: 90 USD, rate: 10 %, issue: 2026-12-31, interest_from: 2027-01-01,
         first_principal: 2027-12-31, maturity: 2029-12-31, recourse: none}
reserves: {service: {for: debt-service, months: 12, letter: 2 %}}
END
    finance
    ties
    # service of 39, 36, 33: of the first 9 are drawn
    is "39 36 33 0" letter_of_credit spv service
    [ -z "$(row reserve spv service)" ]
    [ -z "$(told shortfall)" ]
    is "0 -0.78 -0.72 -0.66" cash_flow spv commitment-fees
    is "10 9.78 0 0" cash_flow spv contribution
    is "0 0 -43.28 -46.34" cash_flow spv distribution
    traced cash_flow/spv/contribution/2027 letter_of_credit/spv/service/2027 income/spv/fees/2028 irr/spv/equity \
        debt/spv/loan/2028
    # cash instead is saved from what there is, and the loan defaults
    sed -i 's/, letter: 2 %//' plan.yaml
    finance
    is "0 9 0 0" shortfall spv principal loan
    sed -i 's/months: 12/funded: close, letter: 2 %/' plan.yaml
    finance
    [ "$rc" = 2 ]
    grep -q 'letter: there is nothing to fill at close' notes
}

@test "an equity bridge pays for owners until they repay it, whatever cash there is" {
    one 2030 <<'END'
streams:
  hall: {kind: capex, from: 2026-01-01, until: 2026-12-31, cost: 100 USD, ready: 2027-01-01}
  rent: {kind: revenue, from: 2027-01-01, amount: 30 USD/year}
tranches:
  senior: {amount: 60 USD, gearing: 60 %, rate: 6 %, issue: 2026-01-01, draw_until: 2026-12-31, first_principal: 2027-12-31, maturity: 2030-12-31, amortisation: straight, dscr: 1.2}
  bridge: {amount: 40 USD, gearing: 40 %, rate: 5 %, issue: 2026-01-01, draw_until: 2026-12-31, maturity: 2027-12-31, bridge: yes}
END
    finance
    ties
    # half a year's interest, 1.8 and 1, is a cost of building; in 2027 30 - 3.6 - 2 - 15 are left, and 40 are owners'
    is "2.8 40 0 0 0" cash_flow spv contribution
    is "0 -9.4 -12.3 -13.2 -14.1" cash_flow spv distribution
    is "60 0 0 0 0" draw spv - senior
    is "0 40 0 0 0" principal spv - bridge
    [ "$(row dscr spv | cut -d' ' -f2)" = "$(awk 'BEGIN { printf "%.10g", 30 / 17.7 }')" ]
    grep -q 'spv/bridge: 40 USD due in 2027 are paid by owners, not covered' notes
    traced cash_flow/spv/contribution/2027 principal/spv/bridge/2027 waterfall/spv/principal/2027 irr/spv/equity
}

# Halls of 100, of which the state gives 40 on the condition of a licence, or of work done at home.
given() {
    cat >plan.yaml <<'END'
currency: USD
discount: 8 %
horizon: {from: 2026, to: 2030}
sites: {home: {pue: 1.2}, abroad: {pue: 1.2}}
entities:
  hall:
    cash: 0 USD
    book_life: {site: 10 years}
    equity: {partners: {fund: {capital: 60 %}, state: {capital: 40 %, when: not broken}}}
    waterfall: [opex, tax, distribution]
    streams:
      build: {kind: capex, from: 2026-01-01, cost: 100 USD}
      state: {kind: grant, from: 2026-01-01, cost: 40 USD, clawback: broken, vests: 10 years}
      rent: {kind: revenue, from: 2028-01-01, amount: 20 USD/year}
END
}

@test "a grant is called back when a licence lapses, less what has vested, and a sovereign's part with it" {
    given
    sed -i 's/^    waterfall/    triggers: {broken: {from: 2029-01-01}}\n&/' plan.yaml
    finance
    ties
    # three years of ten have vested: 28, of which 20 are earned
    is "-60 0 0 -28 0" cash_flow hall capex-site
    is "60 0 0 8 0" cash_flow hall contribution
    [ "$(told partner_cash "	contribution	state" | awk '{ printf "%.10g ", $1 }')" = "-24 " ]
    [ "$(told partner_cash "	contribution	fund" | awk '{ printf "%.10g ", $1 }')" = "-36 -8 " ]
    # of 68 the state has put in 24
    near "$(told partner_cash '^2030.*	capital	state')" "$(awk 'BEGIN { print 20 * 24 / 68 }')" 1e-4
    traced cash_flow/hall/capex-site/2029 balance/hall/ppe-site/2030 partner_irr/hall/state \
        partner_cash/hall/fund/capital/2030 irr/hall/equity
    finance --set entities/hall/streams/state/vests=2years
    [ -z "$(row cash_flow hall capex-site | grep -- -28)" ]
    is "-60 0 0 0 0" cash_flow hall capex-site
    finance --set entities/hall/streams/state/clawback=none
    [ "$rc" = 2 ]
    grep -q "plan.yaml:[0-9]*:[0-9]*: .*streams/state: no trigger 'none' in this entity" notes
}

@test "a grant and a sovereign's part hang on how much of the work is done at home" {
    given
    sed -i 's/^    waterfall/    triggers: {broken: {sites: [home], least: 50 %}}\n&/; s/, vests: 10 years//' plan.yaml
    {
        printf 'period\tsite\tmeasure\tvalue\tunit\n'
        printf '2026\thome\tgpu_hours\t60\tGPU.h\n2026\tabroad\tgpu_hours\t40\tGPU.h\n'
        printf '2027\thome\tgpu_hours\t40\tGPU.h\n2027\tabroad\tgpu_hours\t60\tGPU.h\n'
        printf '2028\thome\tgpu_hours\t100\tGPU.h\n'
    } >hours.tsv
    cp-finance --only -p plan.yaml hours.tsv >facts 2>notes
    ties
    is "60 40 0 0 0" cash_flow hall contribution
    near "$(told partner_cash '^2028.*	capital	state')" 4.8 1e-9 # 24 of 100
    sed -i 's/least: 50 %/least: 40 %/' plan.yaml
    cp-finance --only -p plan.yaml hours.tsv >facts 2>notes
    is "60 0 0 0 0" cash_flow hall contribution
    sed -i 's/least: 40 %/least: 40 %, dscr: 1.2/' plan.yaml
    finance
    [ "$rc" = 2 ]
    grep -q 'sites: a trigger by residency has no dscr' notes
}

# Four years of 100 a year, of which a tenth stops paying each year: 95, 85.5, 76.95 and 69.255 come. Those that
# stop would still pay 350, 250, 150 and 50 each, of which 40 % comes a year later: 14, 9, 4.86 and 1.458.
pool() {
    one 2030 <<END
triggers: {early: {defaults: 15 %}}
streams:
  leases: {kind: revenue, from: 2026-01-01, until: 2029-12-31, amount: 100 USD/year, $1}
tranches:
  notes: {amount: 200 USD, rate: 0 %, issue: 2026-01-01, first_principal: 2026-12-31, maturity: 2030-12-31, amortisation: straight, recourse: none}
waterfall: [opex, tax, interest, principal, {action: sweep, target: notes, when: early}, distribution]
END
}

@test "lessees that default and prepay, what is recovered, and what a servicer advances" {
    pool 'default: 10 %, recovery: 40 %, recovery_lag: 12'
    finance
    ties
    is "95 99.5 85.95 74.115 1.458" income spv contract-revenue
    # 10 % have stopped by the end of 2026, 19 % by that of 2027: from then all that is left repays
    is "0 59.5 40.3333333333 0 0" sweep spv - notes
    near "$(told weighted_average_life)" "$(awk 'BEGIN { printf "%.12g", (40 * 1 + 99.5 * 2 + 60.5 * 3) / 200 }')" 0.01
    traced income/spv/contract-revenue/2027 sweep/spv/notes/2027 weighted_average_life/spv/notes irr/spv/equity
    pool 'default: 10 %, recovery: 40 %, recovery_lag: 12, advance: 100 %'
    finance
    is "100 99 85.5 73.71 -2.187" income spv contract-revenue
    traced income/spv/contract-revenue/2028
    # who prepays without a discount pays all
    pool 'prepayment: 30 %'
    finance
    near "$(told income 'spv.*contract-revenue' | awk '{ x += $1 } END { printf "%.9f", x }')" 400 1e-6
    pool 'default: 10 %'
    sed -i 's/kind: revenue/kind: opex/' plan.yaml
    finance
    [ "$rc" = 2 ]
    grep -q 'default: only revenue has it' notes
}

# What lenders' plans of these deals had to leave out, said: each ties out.

@test "a delayed-draw loan with a letter of credit for its reserve, an accordion and tax on interest" {
    ddtl
    sed -i 's/months: 6}/months: 6, letter: 2.5 %}/; s/        rate: 2.25 %/        withholding: 5 %\n&/
        s/^    reserves:/      accordion: {amount: 1 bn USD, rate: 6.5 %, issue: 2027-07-01, first_principal: 2027-09-30, maturity: 2032-03-31, amortisation: level, fee: 1 %}\n&/
        s/^    streams:/&\n      more: {kind: capex, from: 2027-07-01, cost: 1 bn USD, life: 5 years, depreciation: macrs-5}/' plan.yaml
    finance
    [ "$rc" = 0 ]
    ties
    # no cash stands in a reserve; the letter costs its fee for a quarter, on what it stood for before
    [ -z "$(told reserve)" ]
    awk -v x="$(told letter_of_credit '^2029-Q4')" 'BEGIN { exit !(x > 9e8) }'
    near "$(told cash_flow '^2030-Q1.*commitment-fees')" "$(told letter_of_credit '^2029-Q4' | awk '{ printf "%.6f", -0.025 / 4 * $1 }')" 1
    traced letter_of_credit/spv/dsra/2029-Q4 interest/spv/ddtl/2029-Q4 dscr/spv/2029-Q4 irr/spv/equity
}

@test "notes on GPUs: lessees default and prepay, a servicer advances, and defaults begin early amortisation" {
    cat >plan.yaml <<'END'
currency: USD
discount: 9 %
horizon: {from: 2026-07, to: 2031-06}
entities:
  issuer:
    cash: 0 USD
    book_life: {site: 5 years}
    streams:
      pool: {kind: capex, from: 2026-07-01, cost: 1 bn USD, life: 5 years}
      leases: {kind: revenue, from: 2026-07-01, until: 2030-06-30, amount: 330 mn USD/year, default: 4 %, prepayment: 6 %, prepaid_at: 5 %, recovery: 45 %, recovery_lag: 6, advance: 100 %}
      servicing: {kind: opex, from: 2026-07-01, until: 2031-06-30, amount: 12 mn USD/year}
    tranches:
      class-a: {amount: 600 mn USD, rate: 6.0 %, issue: 2026-07-01, first_principal: 2026-07-31, maturity: 2030-12-31, amortisation: level, fee: 1 %}
      class-b: {amount: 150 mn USD, rate: 9.0 %, issue: 2026-07-01, first_principal: 2026-07-31, maturity: 2031-06-30, amortisation: level, fee: 1 %}
    reserves: {liquidity: {months: 3, funded: close}}
    triggers: {early: {defaults: 6 %, for_good: yes}}
    waterfall:
      - {action: opex}
      - {action: interest, target: class-a}
      - {action: interest, target: class-b, when: not early}
      - {action: principal, target: class-a}
      - {action: sweep, target: class-a, when: early}
      - {action: interest, target: class-b, when: early}
      - {action: principal, target: class-b}
      - {action: reserve, account: liquidity}
      - {action: distribution, when: not early}
END
    finance
    [ "$rc" = 0 ]
    ties
    # 4 % a year: 6 % have stopped after a year and a half and some
    [ -z "$(told sweep '^2027-0[1-9]' | awk '$1 > 0')" ]
    [ -n "$(told sweep '^2028-0[1-9]' | awk '$1 > 0')" ]
    early=$(told weighted_average_life class-a)
    traced weighted_average_life/issuer/class-a sweep/issuer/class-a/2028-06 income/issuer/contract-revenue/2028-06 \
        debt/issuer/class-a/2028-06
    finance --set entities/issuer/triggers/early/defaults=90%
    awk -v a="$early" -v b="$(told weighted_average_life class-a)" 'BEGIN { exit !(a < b) }'
}

@test "a preferred partner is who lends the tranche behind all others" {
    preferred
    sed -i 's/pref: {/pref: {holder: state, /; s/^    streams:/    equity: {partners: {builder: {capital: 100 %}, state: {capital: 0 %}}}\n&/' plan.yaml
    finance
    [ "$rc" = 0 ]
    ties
    # all that the state has is its loan, at 10 %
    awk -v r="$(told partner_irr state)" 'BEGIN { exit !(r > 0.1 && r < 0.12) }' # payments count half a year early
    near "$(told partner_cash state | awk '{ x += $1 } END { print x }')" \
        "$({ told cash_flow owner-draw; told cash_flow owner-interest; told cash_flow owner-principal; } | awk '{ x -= $1 } END { print x }')" 1e-3
    # and what covers the senior loan counts it alone
    awk -v x="$(told dscr_min)" 'BEGIN { exit !(x > 1.4) }'
}

@test "a take-out with equity bridged during construction and notes with an anticipated repayment date" {
    takeout
    sed -i 's/380 mn USD/700 mn USD/; s/amount: 2.25 bn USD/amount: 2.7 bn USD/; s/^      notes: {rate: 6.25 %,/      bridge: {amount: 900 mn USD, gearing: 25 %, rate: 4.5 %, issue: 2026-01-01, draw_until: 2027-12-31, maturity: 2028-03-31, bridge: yes, draw_costs: yes}\n      notes: {rate: {2026: 6.25 %, 2034: 8.25 %},/
        s/^    tranches:/    triggers: {anticipated: {from: 2034-01-01}}\n    waterfall: [opex, tax, interest, principal, {action: sweep, target: notes, when: anticipated}, distribution]\n&/' plan.yaml
    finance
    [ "$rc" = 0 ]
    ties
    [ -z "$(told cash_flow '^202[67].*	contribution	' | awk '$1 > 1')" ]
    near "$(told cash_flow '^2028-Q1.*	contribution	')" "$(told principal '^2028-Q1.*bridge')" 1
    [ -n "$(told sweep '^2034.*notes' | awk '$1 > 0')" ]
    [ -z "$(told sweep '^2033.*notes' | awk '$1 > 0')" ]
}

# 100 in a loan of three years that is not long enough: a tenth is repaid in each of two, the rest is refinanced.
@test "a mini-perm: little is repaid, and what is due in the end is new debt's" {
    one 2030 <<'END'
streams: {rent: {kind: revenue, from: 2026-01-01, amount: 20 USD/year}}
tranches:
  mini: {amount: 100 USD, rate: 5 %, issue: 2026-01-01, first_principal: 2027-12-31, maturity: 2028-12-31, amortisation: custom, schedule: {2027: 10 %, 2028: 90 %}, refinanced: yes, dscr: 1.2, recourse: none}
  term: {amount: 90 USD, rate: 6 %, issue: 2028-12-31, interest_from: 2029-01-01, first_principal: 2029-12-31, maturity: 2030-12-31, amortisation: custom, schedule: {2029: 10 %, 2030: 90 %}, refinanced: yes}
END
    finance
    ties
    is "0 10 90 0 0" principal spv - mini
    is "0 0 90 0 0" draw spv - term
    is "4 1.33333333333 4.44444444444 1.38888888889 4.11522633745" dscr spv
    is "90" balloon spv - mini
}
