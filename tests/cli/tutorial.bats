# capplan-tutorial(7): the page's lines, one after another as a reader pastes them, and what he sees.

bats_require_minimum_version 1.5.0
load manual

@test "the tutorial leads to a report of a plan" {
    PATH=$CAPPLAN_BIN:$PATH
    cp -R "$CAPPLAN_SRC/examples" "$BATS_TEST_TMPDIR/examples"
    chmod -R u+w "$BATS_TEST_TMPDIR/examples"
    cd "$BATS_TEST_TMPDIR/examples" || exit
    page_text capplan-tutorial.7 |
        sed -n '/^\.Bd -literal/,/^\.Ed/{/^\.[BE]d/d; s/^\$ //; p}' >lines
    grep -q 'plan.html' lines
    bash -e -o pipefail lines >said 2>notes </dev/null
    cat said notes
    grep -q 'offers.csv:2' offers.yaml
    grep -q '47.1 USD/MWh' energy.yaml
    grep -qx $'2027-01\tohio\thub_price\t47.1\tUSD/MWh' said
    [ "$(cp-plan show -p plan.yaml suppliers/border/offers/b300-late/price)" = '45500 USD/GPU' ]
    # it is a plan: something is bought of what was offered, and the page tells it
    awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
        $at["measure"] == "buy" { bought += $at["value"] } END { exit !(bought > 0) }' facts.tsv
    grep -q '<title>Two halls</title>' plan.html
    grep -q 'b300-2027\|h200-2027\|b300-late' plan.html
    grep -q 'Most off of what was assumed: demand of customers, 2[0-9.]* % above the plan over 2027-01 to 2027-03.' said
    grep -q 'contracts/texas-grid/price\|Cost, discounted' said
}

# Figures aside, which another processor may round otherwise.
@test "on a terminal of 80 columns no line is wrapped, and doc/ shows what is seen there" {
    command -v tmux >/dev/null || skip 'no tmux'
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR" || exit
    "$CAPPLAN_SRC/doc/session" >seen 2>wrapped || { cat wrapped; false; }
    shape() { sed 's/[0-9]/0/g' "$1"; }
    diff <(shape "$CAPPLAN_SRC/doc/tutorial-session.txt") <(shape seen)
}
