#!/usr/bin/env bats
# cp-supplier --award --dependence: what hangs on each supplier. Costs are added up by hand.

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_TMPDIR" || exit
    PATH=$CAPPLAN_BIN:$PATH
    cat >plan.yaml <<'END'
discount: 0 %
horizon: {from: 2026-Q1, to: 2027-Q4}
skus:
  chip: {peak: 2 PFLOP/s, power: 2 kW, life: 6 years, rental: 3 USD/GPU/h, efficiency: {"*": 40 %}}
suppliers:
  first:
    country: TW
    offers: {a: {sku: chip, quantity: 10 GPU, price: 10000 USD/GPU, from: 2027-01-01, until: 2027-03-31}}
  second:
    country: KR
    qualification: 5000 USD
    offers: {b: {sku: chip, quantity: 10 GPU, price: 12000 USD/GPU, from: 2027-01-01, until: 2027-03-31}}
END
    printf 'period\tsku\tmeasure\tvalue\tunit\n2027-Q2\tchip\tneed\t10\tGPU\n' >need.tsv
}

# value MEASURE PATTERN FILE: of the fact whose line matches.
value() {
    awk -F'\t' -v m="$1" -v p="$2" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["measure"] == m && $0 ~ p { printf "%.6g\n", $at["value"] }' "$3"
}

dependence() {
    cp-supplier -q -p plan.yaml --award --dependence "$@" need.tsv
}

@test "the award without each supplier, and what arrives from whom" {
    dependence >out
    # ten at 12,000 and 5,000 of qualification instead of ten at 10,000
    [ "$(value next_best_cost first out)" = 25000 ]
    [ "$(value next_best_cost second out)" = 0 ]
    # a year later is after the plan: as without it
    [ "$(value slip_cost first out)" = 25000 ]
    # ten of 2 PFLOP/s at 40 %, and of 2 kW
    [ "$(value supplied_work '2027-Q3.*first' out)" = 0.008 ]
    [ "$(value supplied_power '2027-Q3.*country.*TW' out)" = 0.02 ]
    [ "$(value supplied_cost 'country.*TW' out)" = 100000 ]
    [ "$(value order a out)" = 10 ]
    [ "$(grep -c award_cost out)" = "$(cp-supplier -q -p plan.yaml --award need.tsv | grep -c award_cost)" ]
}

@test "without anybody else all is short" {
    dependence --set suppliers/second/offers/b/quantity="4 GPU" >out
    [ "$(value next_best_cost first out)" = -47000 ]
    [ "$(value next_best_short first out)" = 6 ]
}

@test "a second source over scenarios: saved where the first is lost, less its qualification" {
    cat >>plan.yaml <<'END'
scenarios:
  fine: {probability: 60 %}
  lost: {probability: 40 %, set: {suppliers/first/offers/a/banned_from: 2026-01-01}}
END
    dependence >out
    # ten short for 6,600 hours at 3 USD are 198,000 against ten at 12,000: 40 % x 78,000 - 5,000
    [ "$(value second_source_value second out)" = 26200 ]
    [ "$(value next_best_short 'lost.*second' out)" = 10 ]
    [ "$(value next_best_cost 'fine.*first' out)" = 25000 ]
}

@test "--dependence wants an award" {
    run --separate-stderr cp-supplier -p plan.yaml --dependence need.tsv
    [ "$status" = 2 ]
    [[ $stderr == *"--dependence is of an award: with --award"* ]]
}
