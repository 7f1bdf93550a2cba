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

# of FILE MEASURE WORD...: the values of rows that have all of these words
of() {
    awk -F'\t' -v m="$2" -v words="${*:3}" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; n = split(words, word, " "); next }
        $at["measure"] != m { next }
        {
            for (k = 1; k <= n; k++) {
                has = 0
                for (i = 1; i <= NF; i++) has = has || $i == word[k]
                if (!has) next
            }
            print $at["value"]
        }' "$1"
}
# within A of B by part C
about() { awk -v a="$1" -v b="$2" -v c="$3" 'BEGIN { d = a / b - 1; exit !(a != "" && d <= c && d >= -c) }' || { echo "got '$1', want $2"; false; }; }

financed() {
    cd "$DIR" || return
    [ -s financed.tsv ] || cp-finance -q -p "$PLAN" -o financed.tsv allocated.tsv
}

# 323 mn for energy and 7,489 mn with the fee repriced were reckoned apart, from monthly paths of
# these models; sampling alone is a few per cent.
@test "cash flow at risk of 2029 is near 0.32 bn for energy and 7.5 bn for compute" {
    financed
    cp-hedge -q -p "$DESK" --risk --horizon cash --only -o risk.tsv financed.tsv
    about "$(of risk.tsv cash_flow_at_risk 2029 energy)" 323e6 0.06
    about "$(of risk.tsv hedge_cvar 2029 energy)" 444e6 0.07
    about "$(of risk.tsv cash_flow_at_risk 2029 compute)" 7489e6 0.06
    # parts by curve are all of it
    near "$(awk "BEGIN { print ($(of risk.tsv component 2029 | paste -sd+)) / $(of risk.tsv hedge_cvar 2029 all) }")" 1 1e-9
    [ -n "$(of risk.tsv hedge_var energy)" ]
}

# Quotes end in 2028, so that 2029, of the test above, is at the plan's own prices.
@test "the desk's quotes are given back, and every position has a value" {
    financed
    run -0 --separate-stderr cp-hedge -p "$DESK" --curve --value --only -o value.tsv financed.tsv
    [[ "$stderr" != *"so no value"* ]]
    [ "$(of value.tsv curve_gap henry-hub | wc -l)" = 15 ]
    [ "$(of value.tsv curve_gap h100 | wc -l)" = 7 ]
    [ "$(of value.tsv curve_gap | awk '$1 > 1e-9 || $1 < -1e-9' | wc -l)" = 0 ]
    near "$(of value.tsv forward 2026-11 h100)" 2.498317 1e-6 # (91 x 2.5278 - 61 x 2.5423) / 30
    near "$(of value.tsv forward 2027-08 henry-hub)" 3.765 1e-9
    [ -z "$(of value.tsv forward 2030-01)" ]
    run ! grep -q 'NA.*USD' value.tsv
}

@test "no price moves the cover of the entity that is paid rent, and the sponsor's falls" {
    financed
    cp-hedge -q -p "$DESK" --risk --only -o risk.tsv financed.tsv
    for q in 2029-Q4 2031-Q2 2032-Q4; do
        near "$(of risk.tsv dscr_linear "$q" beignet all)" "$(of financed.tsv dscr "$q" beignet)" 1e-9
        [ -z "$(of risk.tsv breach_probability_linear "$q" beignet)" ]
        about "$(of risk.tsv dscr_linear "$q" meta all)" "$(awk "BEGIN { print 0.75 * $(of financed.tsv dscr "$q" meta) }")" 0.2
    done
}

@test "the same bytes for any number of threads, others for another seed" {
    financed
    for j in 1 3; do cp-hedge -q -j $j -p "$DESK" --risk --paths 2000 --only financed.tsv >j$j; done
    cmp j1 j3
    cp-hedge -q --seed 2 -p "$DESK" --risk --paths 2000 --only financed.tsv >seed2
    run ! cmp -s j1 seed2
}

@test "a stress is the exposure times the move, from its date on" {
    financed
    cp-hedge -q -p "$DESK" --risk --paths 100 --stress 'henry-hub=*2' --stress 'henry-hub=-50%@2030' \
        --stress 'miso-indiana=+10@2031' --only financed.tsv >stress.tsv
    about "$(of stress.tsv stress 2029 'henry-hub=*2' meta)" "$(year exposure.tsv exposure_value henry-hub 2029)e6" 1e-6
    [ -z "$(of stress.tsv stress 2029 'henry-hub=-50%@2030' meta)" ]
    about "$(of stress.tsv stress 2030 'henry-hub=-50%@2030' meta)" "$(awk "BEGIN { printf \"%.9f\", -0.5 * $(year exposure.tsv exposure_value henry-hub 2030) }")e6" 1e-6
    about "$(of stress.tsv stress 2031 'miso-indiana=+10@2031' meta)" "$(awk "BEGIN { printf \"%.9f\", 10 * $(year exposure.tsv exposure miso-indiana 2031) }")e6" 1e-6
    run -2 cp-hedge -q -p "$DESK" --risk --paths 10 --stress 'henri-hub=*2' financed.tsv
    [[ "$output" == *"did you mean 'henry-hub'"* ]]
    run -2 cp-hedge -q -p "$DESK" --risk --paths 10 --stress 'henry-hub=twice' financed.tsv
    [[ "$output" == *"is no move of a curve"* ]]
}

@test "paths as scenarios go through cp-finance, the schedule held" {
    financed
    cp-hedge -q -p "$DESK" --risk --paths 400 --scenarios 20 financed.tsv >scenarios.tsv
    cp-finance -q -p "$DESK" --replace --scenarios facts --only scenarios.tsv >whole.tsv
    [ "$(awk -F'\t' '$1 ~ /^s0/ { print $1 }' whole.tsv | sort -u | wc -l)" = 20 ]
    # the sponsor's worth goes with what prices bring it, the landlord's cover does not move
    awk -F'\t' '
        FNR == 1 { f++; delete at; for (i = 1; i <= NF; i++) at[$i] = i; next }
        f == 1 && ($at["measure"] == "repricing" || $at["measure"] == "settlement") { moved[$at["scenario"]] += $at["value"] }
        f == 2 && $at["scenario"] ~ /^s0/ && $at["measure"] == "npv" && $at["entity"] == "meta" && $at["kind"] == "project" { npv[$at["scenario"]] = $at["value"] }
        f == 2 && $at["scenario"] ~ /^s0/ && $at["measure"] == "dscr_min" && $at["entity"] == "beignet" { cover[$at["value"]]++; n++ }
        END {
            for (s in npv) { if (!best || moved[s] > moved[best]) best = s; if (!worst || moved[s] < moved[worst]) worst = s }
            for (v in cover) kinds++
            exit !(npv[best] > npv[worst] && n == 20 && kinds == 1) }' scenarios.tsv whole.tsv
}

@test "half of the compute sold forward takes half of its risk, and is valued on other paths" {
    financed
    cp-hedge -q -p "$DESK" --optimise --risk-aversion 50% --only -o chosen.tsv financed.tsv
    near "$(of chosen.tsv hedge_quantity forward-h100-2029-01-01-4)" -260000 1
    about "$(of chosen.tsv cash_flow_at_risk 2029 chosen)" 3.66e9 0.08
    about "$(of chosen.tsv hedge_cvar out-of-sample)" "$(of chosen.tsv hedge_cvar in-sample)" 0.1
    awk "BEGIN { exit !($(of chosen.tsv hedge_cvar out-of-sample) < 0.6 * $(of chosen.tsv hedge_cvar unhedged)) }"
    # gas takes most of Indiana, as a proxy
    near "$(of chosen.tsv hedge_effectiveness miso-indiana swap-henry-hub-2029-01-01-1)" 0.97 0.02
    cp-hedge -q -p "$DESK" --frontier 3 --only financed.tsv >frontier.tsv
    [ "$(of frontier.tsv hedge_cvar in-sample | wc -l)" = 3 ]
    awk "BEGIN { exit !($(of frontier.tsv hedge_cvar in-sample 1) <= $(of frontier.tsv hedge_cvar in-sample 0)) }"
    cp-hedge -q -p "$DESK" --optimise --integer --only financed.tsv >lots.tsv
    near "$(awk "BEGIN { x = $(of lots.tsv hedge_quantity swap-miso-indiana-2029-01-01-3) / 5; print x - int(x) }")" 0 1e-9
}

# The corridor of gas: between 60 and 80 % of what 2029 burns, four years ahead.
@test "a corridor is kept, and one that cannot be is said" {
    financed
    run -0 cp-hedge -q -p "$DESK" --set 'hedging/corridor/henry-hub/4=60-80 %' --optimise --only financed.tsv
    bought=$(awk -F'\t' '$0 ~ /henry-hub/ && $0 ~ /\thedge\t/ { x += $(NF - 1) } END { print x }' <<<"$output")
    awk "BEGIN { part = ($bought + 60000 * 365) / 93.74e6; exit !(part > 0.59 && part < 0.81) }" || { echo "$bought"; false; }
    run -2 cp-hedge -q -p "$DESK" --set 'hedging/corridor/henry-hub/4=150-160 %' --optimise financed.tsv
    [[ "$output" == *"no hedge keeps all limits together"* ]]
}

@test "--check names book, limit and value, and exits 1" {
    financed
    run -0 cp-hedge -p "$DESK" --check --paths 2000 --only financed.tsv
    run -1 cp-hedge -p "$DESK" --check --paths 2000 --stress 'h100=*5' --set books/energy/limits/var='1000 USD' \
        --set 'books/energy/limits/open/henry-hub/2=1 mn MMBtu' --set 'hedging/open/VR200/2=1 mn GPU.h' --only financed.tsv
    [[ "$output" == *"energy: var is "*" USD, the limit 1000"* ]]
    [[ "$output" == *"energy: open from 2027-01-01 is 2.19e+07 MMBtu, the limit 1000000"* ]]
    [[ "$output" == *"VR200: open from 2027-01-01 is "*" GPU.h, the limit 1000000"* ]]
    [[ "$output" == *"compute: stress is "*" USD, the limit 200000000"* ]]
    run -1 cp-hedge -q -p "$DESK" --check --paths 2000 --set books/energy/limits/var='1000 USD' --only financed.tsv
    grep -q 'limit_used' <<<"$output"
    run -1 cp-hedge -p "$DESK" --check --paths 2000 --set counterparties/venue-x/limit='1000 USD' --only financed.tsv
    [[ "$output" == *"venue-x: exposure is "*" USD, the limit 1000"* ]]
}

@test "margin is of what margins, and a book alone is its own" {
    financed
    cp-hedge -q -p "$DESK" --risk --paths 4000 --only -o all.tsv financed.tsv
    cp-hedge -q -p "$DESK" --risk --paths 4000 --book compute --only -o one.tsv financed.tsv
    [ "$(of one.tsv hedge_var compute)" = "$(of all.tsv hedge_var compute)" ]
    [ -z "$(of one.tsv hedge_var energy)" ]
    awk "BEGIN { exit !($(of all.tsv liquidity_at_risk meta) > $(of all.tsv margin_initial compute-27)) }"
    parts=$(awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } $at["book"] == "energy" && $at["measure"] == "component" { x += $at["value"] } END { print x }' all.tsv)
    whole=$(awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } $at["book"] == "energy" && $at["measure"] == "hedge_cvar" { print $at["value"] }' all.tsv)
    about "$parts" "$whole" 1e-5
}

@test "the report shows what is open and what is exposed, by year" {
    cd "$DIR"
    cp-hedge -q -p "$DESK" allocated.tsv | cp-report --only position,exposure >page
    grep -q 'Open position' page
    grep -E '^ *VR200 ' page
    grep -qE 'henry-hub +fuel .* -0\.3 ' page
}
