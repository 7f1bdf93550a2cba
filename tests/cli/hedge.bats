#!/usr/bin/env bats
# cp-hedge on the worked plan: what is open, and what it is exposed to.

bats_require_minimum_version 1.5.0
load facts

setup_file() {
    export PLAN=$CAPPLAN_SRC/examples/meta-compute/plan.yaml DIR=$BATS_FILE_TMPDIR
    export PATH=$CAPPLAN_BIN:$PATH
    set -o pipefail
    cp-supplier -q -p "$PLAN" -o "$DIR/supplied.tsv" "$CAPPLAN_SRC/tests/cases/worked/plan.tsv"
    cp-allocate -q -p "$PLAN" -o "$DIR/allocated.tsv" "$DIR/supplied.tsv"
    export DESK=$CAPPLAN_SRC/examples/meta-compute/desk.yaml
    cp-hedge -q -p "$DESK" --exposure --only -o "$DIR/exposure.tsv" "$DIR/allocated.tsv"
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

# 24,576 H100 and 184,900 GB300 stand when the plan starts (16,000 A100 leave at once), 156,000 GB300
# are on order for its first half, 109,000 VR200 are rented from 2027 on, and 710, 1,090, 400, 385 MW are signed
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

# year FILE MEASURE CURVE YEAR: what is no surplus, in millions.
year() {
    awk -F'\t' -v m="$2" -v c="$3" -v y="$4" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["measure"] == m && $at["curve"] == c && substr($at["period"], 1, 4) == y && $at["kind"] != "surplus" {
            x += $at["value"]
        }
        END { printf "%.6f", x / 1e6 }' "$1"
}

# what was read off cp-allocate's facts by hand when the desk was designed
@test "exposures of the worked plan are what its facts say, to a thousandth" {
    cd "$DIR"
    is() { near "$(year exposure.tsv "$1" "$2" "$3")" "$4" "$(awk "BEGIN { print 0.001 * ($4 < 0 ? -($4) : $4) + 0.05 }")"; }
    for y in 2026:7.551 2027:29.75 2028:29.89 2029:93.74 2030:147.2 2031:195.2 2032:213.1; do
        is exposure henry-hub "${y%:*}" "-${y#*:}"
    done
    for y in 2028:8.294 2029:8.388 2030:8.670 2031:8.662 2032:8.547; do is exposure miso-indiana "${y%:*}" "-${y#*:}"; done
    is exposure pjm 2026 -4.49
    is exposure ercot-north 2026 -1.654
    for y in 2027:4783 2028:9592 2029:14349 2032:14388; do is exposure_value h100 "${y%:*}" "${y#*:}"; done
}

# Gas and hub are all that the energy of these contracts costs but for what the plan adds.
@test "exposures at the plan's prices are the energy cost of their contracts" {
    cd "$DIR"
    for contract in socrates-gas:3 entergy-esa:3 entergy-next:3 pjm-merchant:0 temple-tariff:12 clinton-nuclear:9; do
        awk -F'\t' -v c="${contract%:*}" -v add="${contract#*:}" '
            FNR == 1 { delete at; for (i = 1; i <= NF; i++) at[$i] = i; next }
            $at["contract"] != c { next }
            $at["measure"] == "exposure_value" { value -= $at["value"] }
            $at["measure"] == "cost" && $at["kind"] == "energy" { cost += $at["value"] }
            $at["measure"] == "energy" && (!("slice" in at) || $at["slice"] == "-") {
                split($at["period"], q, "-Q")
                mid = q[1] - 2026 + (q[2] - 1) / 4 + 0.125
                other += $at["value"] * add * 1.02 ^ mid
            }
            END { d = value + other - cost; exit !(cost > 0 && (d < 0 ? -d : d) <= 1e-9 * cost) }' \
            exposure.tsv allocated.tsv || { echo "$contract"; false; }
    done
}

# The envelope theorem: at the optimum the cost moves by what is bought.
@test "all paths of a curve a thousandth higher move the objective by the exposure" {
    cd "$DIR"
    objective() { value objective <"$1"; }
    scaled=()
    for c in socrates-gas entergy-esa entergy-waterford entergy-next; do scaled+=("--set=contracts/$c/fuel=*1.001"); done
    cp-allocate -q -p "$PLAN" --only "${scaled[@]}" supplied.tsv >moved.tsv
    expected=$(awk -F'\t' '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["measure"] == "exposure_value" && $at["curve"] == "henry-hub" {
            split($at["period"], q, "-Q")
            x -= $at["value"] / 1.08 ^ (q[1] - 2026 + (q[2] - 1) / 4 + 0.125)
        }
        END { printf "%.9g", x / 1000 }' exposure.tsv)
    moved=$(awk "BEGIN { printf \"%.9g\", $(objective moved.tsv) - $(objective allocated.tsv) }")
    near "$(awk "BEGIN { print $moved / $expected }")" 1 1e-4
}

# A toll buys gas and sells no energy at the hub: its exposure is on gas alone, by its heat rate.
@test "a toll is a spread" {
    cd "$DIR"
    [ "$(awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["contract"] == "entergy-esa" { print $at["kind"], $at["curve"] }' exposure.tsv | sort -u)" = "fuel henry-hub" ]
    near "$(awk -F'\t' 'FNR == 1 { delete at; for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["contract"] == "entergy-esa" && $at["measure"] == "exposure" { x -= $at["value"] }
        $at["contract"] == "entergy-esa" && $at["measure"] == "energy" && (!("slice" in at) || $at["slice"] == "-") {
            y += $at["value"] }
        END { print x / y }' exposure.tsv allocated.tsv)" 6.4 1e-9
}

@test "what no curve drives is told as a share, by what it is" {
    cd "$DIR"
    run -0 cp-hedge -p "$DESK" --exposure --only allocated.tsv
    [[ "$output" == *"amd/amd-mi450: "*" USD at market prices over the plan that no curve drives"* ]]
    [[ "$output" == *" % of the cost at market prices is driven by no curve"* ]]
    near "$(value exposure_undriven <exposure.tsv)" 0.95 0.03
    near "$(value capture '2029-Q1.*miso-indiana' <exposure.tsv)" 1 0.2
}
