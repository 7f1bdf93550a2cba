#!/usr/bin/env bats
# cp-sell: what idles to what is sold, from the shell, by hand-worked numbers.

bats_require_minimum_version 1.5.0

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR" || exit
    tab() { tr ' ' '\t'; }
    cat "$CAPPLAN_SRC/tests/cli/small.yaml" >plan.yaml
    cat >>plan.yaml <<'YAML'
market:
  spot: {skus: {G: {price: 2 USD/GPU/h}}, depth: 1600 GPU, elasticity: -2}
YAML
    # 1,000 GPUs idle at s in 2027, 500 in 2028; 8,760 and 8,784 hours
    tab >facts.tsv <<'TSV'
period site sku measure value unit
2027 s G surplus 8760000 GPU.h
2028 s G surplus 4392000 GPU.h
2027 s G gpu_hour_dual 0.5 USD/GPU/h
2028 s G gpu_hour_dual 0 USD/GPU/h
2027 s - energy_dual 40 USD/MWh
2028 s - energy_dual 60 USD/MWh
TSV
}

# fact MEASURE PERIOD [KIND]: the value of the one there is in out.tsv; `name` for its name instead
fact() { awk -F'\t' -v m="$1" -v p="$2" -v k="${3:--}" -v what="${4:-value}" '
    NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i }
    $c["measure"] == m && $c["period"] == p && (!("kind" in c) || $c["kind"] == k) { n++; v = $c[what] }
    END { print n == 1 ? v : n " of them" }' out.tsv; }
near() { awk -v a="$1" -v b="$2" 'BEGIN { if ((a - b)^2 > 1e-18 * (1 + b * b)) { print "# got " a ", want " b; exit 1 } }'; }

@test "a floor is what the hour earns otherwise, and says which use that is" {
    cp-sell -q -p plan.yaml --set "market/spot/depth=10 GPU" --only facts.tsv -o out.tsv
    # own work in 2027; in 2028 the 70 % of 1 kW that an idle GPU saves, by a PUE of 1.25, at 60 USD/MWh
    near "$(fact sale_floor 2027 spot)" 0.5
    [ "$(fact sale_floor 2027 spot name)" = own-work ]
    near "$(fact sale_floor 2028 spot)" "$(awk 'BEGIN { print .06 * 1.25 * .7 }')"
}

@test "what is scarce is sold at the price that clears it, and its bid price is what it earns more" {
    cat >two.yaml <<'YAML'
include: plan.yaml
market:
  dear: {kind: on-demand, skus: {G: {price: 4 USD/GPU/h}}, depth: 700 GPU}
  cheap: {kind: on-demand, skus: {G: {price: 3 USD/GPU/h}}, depth: 800 GPU}
YAML
    sed '/^market:/,$d' "$CAPPLAN_SRC/tests/cli/small.yaml" >plan.yaml
    cp-sell -q -p two.yaml --ladder --bid-prices --only facts.tsv -o out.tsv
    near "$(fact sale_quantity 2027 dear)" 700
    near "$(fact sale_quantity 2027 cheap)" 300
    near "$(fact bid_price 2027)" 2.5   # the next GPU sells at 3 and is worth .5 otherwise
    near "$(fact sale_floor 2027 cheap)" 3
    [ "$(fact sale_floor 2027 cheap name)" = other-sale ]
    near "$(fact sale_quantity 2028 dear)" 500
    near "$(fact sale_revenue 2028 dear)" "$(awk 'BEGIN { print 500 * 8784 * 4 }')"
    [ "$(fact accept 2028 cheap)" = 0 ]
    [ "$(fact accept 2028 dear)" = 1 ]
}

@test "where buyers are elastic, more is sold for less and never below the floor" {
    cp-sell -q -p plan.yaml --set "market/spot/depth=400 GPU" --only facts.tsv -o out.tsv
    # at an elasticity of -2 the best price at a cost of .5 is 1, and 1,600 would be wanted:
    # all 1,000 are sold, near the price at which 1,000 are wanted, 2 (1000/400)^-.5
    near "$(fact sale_quantity 2027 spot)" 1000
    awk -v p="$(fact sale_price 2027 spot)" 'BEGIN { w = 2 * sqrt(.4); exit !(p <= w && p > .99 * w) }'
    awk -v p="$(fact sale_price 2027 spot)" -v r="$(fact sale_revenue 2027 spot)" \
        'BEGIN { exit !((r / (p * 8760000) - 1)^2 < 1e-18) }'
}

@test "an isolated buyer pays for what he takes beside, a venue for what it keeps" {
    cat >alone.yaml <<'YAML'
include: plan.yaml
set: {market/spot/elasticity: null}
market:
  own: {kind: reserved, skus: {G: {price: 2 USD/GPU/h}}, depth: 100 GPU, term: 1 year, lot: 100 GPU, isolated: true, commission: 20 %}
isolation: {rack: 72 GPU, overhead: 3 %}
YAML
    sed -i '/^market:/,$d' plan.yaml
    sed -i '/^set:/d' alone.yaml
    cp-sell -q -p alone.yaml --only facts.tsv -o out.tsv
    # 100 in two racks of 72, 3 % beside, of an hour worth .5, and four fifths of the price comes in
    near "$(fact sale_floor 2027 own)" "$(awk 'BEGIN { print .5 * 1.47 / .8 }')"
    near "$(fact sale_quantity 2027 own)" 100
    near "$(fact sale_revenue 2027 own)" "$(awk 'BEGIN { print 100 * 8760 * 2 * .8 }')"
}

@test "scenarios count by their probability" {
    tab >two.tsv <<'TSV'
scenario period site sku measure value unit
good - - - scenario_probability 0.75 1
bad - - - scenario_probability 0.25 1
good 2027 s G surplus 8760000 GPU.h
bad 2027 s G surplus 17520000 GPU.h
good 2027 s G gpu_hour_dual 1 USD/GPU/h
bad 2027 s G gpu_hour_dual 0.2 USD/GPU/h
good 2027 s - energy_dual 40 USD/MWh
bad 2027 s - energy_dual 40 USD/MWh
TSV
    cp-sell -q -p plan.yaml --only two.tsv -o out.tsv
    # all is sold in both: the floor is own work and what the last GPU earns beyond it, by scenario
    near "$(fact sale_quantity 2027 spot)" 1250
}

@test "what is missing is said, with a way out" {
    head -2 facts.tsv | sed "s/surplus/idle/" >less.tsv
    run -2 cp-sell -p plan.yaml less.tsv
    [[ $output == *"no 'surplus' facts: cp-allocate writes them"* ]]
    grep -v gpu_hour_dual facts.tsv >less.tsv
    run -2 cp-sell -p plan.yaml less.tsv
    [[ $output == *"cp-allocate --duals writes them"* ]]
    run -2 cp-sell -p "$CAPPLAN_SRC/tests/cli/small.yaml" facts.tsv
    [[ $output == *'`market:` says in which products'* ]]
    sed -i 's/price: 2 USD/price: 0 USD/' plan.yaml
    run -2 cp-sell -p plan.yaml facts.tsv
    [[ $output == *"plan.yaml:"*"market/spot/skus/G: no reference price in 2027"* ]]
}

@test "a market that cannot be is refused where it stands" {
    try() {
        printf 'include: plan.yaml\nmarket:\n  bad: %s\n' "$1" >bad.yaml
        run -2 cp-plan check -p bad.yaml
        echo "# $output"
        [[ $output == *"bad.yaml:3:"*"$2"* ]]
    }
    try '{skus: {G: 1}, depth: 1 GPU, elasticity: -0.5}' 'below -1'
    try '{skus: {G: 1}, depth: 1 GPU, elasticity: -2, slope: 1 GPU/(USD/GPU/h)}' 'one of elasticity'
    try '{skus: {G: 1}}' 'give it a depth'
    try '{depth: 1 GPU}' "skus"
    try '{kind: reserved, skus: {G: 1}, depth: 1 GPU}' "term"
    try '{kind: halls}' "'power'"
    try '{skus: {G: 1}, depth: 1 GPU, fee: 1 USD/month}' "lot"
    try '{skus: {G: 1}, depth: 1 GPU, premium: 1 %, discount: 1 %}' "premium and discount"
}
