#!/usr/bin/env bats
# cp-finance: the capital behind a campus: groups, and the deals of lenders with the terms
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
