#!/usr/bin/env bats
# cp-hedge on the worked plan: what is open, and what it is exposed to.

bats_require_minimum_version 1.5.0
load facts

setup_file() {
    export PLAN=$CAPPLAN_SRC/examples/meta-compute/plan.yaml DIR=$BATS_FILE_TMPDIR
    export PATH=$CAPPLAN_BIN:$PATH
    set -o pipefail
    cp-supplier -q -p "$PLAN" "$CAPPLAN_SRC/tests/cases/worked/plan.tsv" |
        cp-allocate -q -p "$PLAN" -o "$DIR/allocated.tsv"
    cp-hedge -p "$PLAN" --position --only -o "$DIR/position.tsv" "$DIR/allocated.tsv"
}

# sum FILE MEASURE PERIOD [KIND]: of all rows of the measure that are of no slice.
sum() {
    awk -F'\t' -v m="$2" -v p="$3" -v k="${4-}" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["measure"] == m && $at["period"] == p && (k == "" || $at["kind"] == k) { x += $at["value"] }
        END { printf "%.9g", x }' "$1"
}

@test "what is held adds up to stock, orders and contracts, what is taken to work and load" {
    cd "$DIR"
    for q in 2026-Q2 2027-Q4 2029-Q1 2032-Q4; do
        echo "# $q"
        held=0
        for kind in owned ordered planned; do held="$held + $(sum position.tsv position_units $q $kind)"; done
        in_place="$(sum allocated.tsv stock $q) + $(sum allocated.tsv inventory $q)"
        # planned and contracted units that are rented stand in no stock
        rented=$(awk -F'\t' -v q=$q 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
            $at["measure"] == "buy" && $at["offer"] ~ /cloud$/ {
                split(q, a, "-Q"); split($at["period"], b, "-Q")
                age = (a[1] - b[1]) * 4 + a[2] - b[2]
                if (age >= 0 && age < 22) x += $at["value"]
            } END { printf "%.9g", x }' allocated.tsv)
        near "$(awk "BEGIN { printf \"%.6f\", $held + $(sum position.tsv position_units $q contracted) - ($in_place) }")" \
            "$rented" 0.1
        near "$(awk "BEGIN { printf \"%.6f\", $(sum position.tsv position_hours $q committed) + $(sum position.tsv position_hours $q sold) }")" \
            "-$(sum allocated.tsv gpu_hours $q)" 10
        near "$(awk "BEGIN { printf \"%.6f\", $(sum position.tsv position_hours $q open) + $(sum position.tsv position_hours $q planned) }")" \
            "$(sum allocated.tsv surplus $q)" 10
        near "$(awk "BEGIN { printf \"%.6f\", $(sum position.tsv position_power $q contracted) + $(sum position.tsv position_power $q planned) }")" \
            "$(sum allocated.tsv contract $q)" 1e-4
        near "$(awk "BEGIN { printf \"%.6f\", $(sum position.tsv position_power $q committed) + $(sum position.tsv position_power $q sold) }")" \
            "-$(sum allocated.tsv power $q)" 1e-4
    done
}

# 24,576 H100 and 184,900 GB300 stand when the plan starts (16,000 A100 leave at once), 156,000 GB300 are on order
# for its first half, 109,000 VR200 are rented from 2027 on, and 710, 1,090, 400, 385 MW are signed
# for by the end of 2027.
@test "four quarters by hand from the plan" {
    cd "$DIR"
    near "$(sum position.tsv position_units 2026-Q1 owned)" 209476 10
    near "$(sum position.tsv position_units 2026-Q1 ordered)" 39639.344 0.1
    near "$(sum position.tsv position_units 2027-Q4 contracted)" 109000 1e-3
    near "$(sum position.tsv position_power 2027-Q4 contracted)" 2585 1e-4
    near "$(sum position.tsv position_power 2028-Q4 contracted)" 2951 1e-4
    near "$(sum position.tsv position_units 2032-Q4 owned)" 0 1e-6
    near "$(sum position.tsv position_units 2032-Q4 contracted)" 33775.342 0.1
}

@test "what can be left is a fifth of one order and a tenth of another, by a day" {
    cd "$DIR"
    awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["measure"] == "cancellable" { print $at["period"], $at["offer"], $at["vintage"], $at["value"] }' \
        position.tsv >left
    grep -q '^2026-04-02 nv-vr200-27 2027-Q2 3327.2' left
    grep -q '^2026-04-24 nv-gb300-26h2 2027-Q1 ' left
    run ! grep -q 'amd-mi450\|cloud' left
    cp-hedge -p "$PLAN" --as-of 2026-06-01 --position --only "$DIR/allocated.tsv" >later
    run ! grep -q '^2026-04-02.*cancellable' later
    grep -q '^2026-10-02.*cancellable' later
}

@test "an empty stream is no position, and a day is a day" {
    run -0 cp-hedge -p "$PLAN" --position --only </dev/null
    [[ "$output" == *"nothing is held"* ]]
    run -2 cp-hedge -p "$PLAN" --as-of 2026 </dev/null
    [[ "$output" == *"'2026' is no day"* ]]
}
