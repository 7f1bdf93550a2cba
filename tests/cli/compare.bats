#!/usr/bin/env bats
# cp-supplier --award --compare: every bid beside the others, by plans worked out by hand.

bats_require_minimum_version 1.5.0
load facts

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR" || exit
    cat >plan.yaml <<'END'
discount: 0 %
horizon: {from: 2027-Q1, to: 2027-Q4}
skus: {chip: {peak: 1 PFLOP/s, power: 1 kW, life: 6 years, efficiency: {"*": 50 %}}}
suppliers:
  a: {offers: {oa: {sku: chip, from: 2027-01-01, until: 2027-03-31, quantity: 100 GPU, price: 10 USD/GPU}}}
  b: {on_time: 80 %, offers: {ob: {sku: chip, from: 2027-01-01, until: 2027-03-31, quantity: 100 GPU, price: 14 USD/GPU, steps: [{from: 90 GPU, price: 13 USD/GPU}]}}}
  c: {offers: {oc: {sku: chip, from: 2027-01-01, until: 2027-03-31, quantity: 100 GPU, price: 20 USD/GPU}}}
  d: {offers: {od: {sku: chip, from: 2027-07-01, until: 2027-09-30, quantity: 100 GPU, price: 5 USD/GPU, order_from: 2027-06-30, lead: 26 weeks}}}
END
    printf 'period\tmeasure\tvalue\tunit\n2027-Q1\tneed\t150\tGPU\n' >need.tsv
}
of() { value "$1" "	$2	" <facts; } # MEASURE OFFER
why() { awk -F'\t' -v o="$1" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    $at["measure"] == "bid" && $at["offer"] == o { print $at["kind"] }' facts; }

@test "why each bid is or is not chosen, and how much cheaper it had to be" {
    cp-supplier -p plan.yaml --award --compare --only need.tsv >facts
    [ "$(why oa) $(why ob) $(why oc) $(why od)" = 'awarded awarded-in-part dearer too-late' ]
    [ "$(of bid_awarded oa) $(of bid_awarded ob) $(of bid_awarded oc)" = '100 50 0' ]
    # one of it instead of one of b at 14
    near "$(of bid_cut oc)" 6 1e-4
    [ "$(of bid_cut oa)$(of bid_cut ob)$(of bid_cut od)" = "" ]
    # with 100 for tooling it has to make that up too, with the 50 of b it can take the place of
    cp-supplier -p plan.yaml --award --compare --only --set suppliers/c/offers/oc/fixed='100 USD' need.tsv >facts
    near "$(of bid_cut oc)" 8 1e-4
    # less than 80 it does not sell: 30 of a go too
    cp-supplier -p plan.yaml --award --compare --only --set suppliers/c/offers/oc/minimum='80 GPU' need.tsv >facts
    near "$(of bid_cut oc)" "$(awk 'BEGIN { printf "%.6f", (80 * 20 - 50 * 14 - 30 * 10) / 80 }')" 1e-4
    # at any price, who must not be bought from
    cp-supplier -p plan.yaml --award --compare --only --set suppliers/c/share='0 %' need.tsv >facts
    [ "$(why oc) $(of bid_cut oc)" = 'no-use NA' ]
}

@test "bids are ranked by what their work costs, over what they serve of the plan" {
    cp-supplier -p plan.yaml --award --compare --only need.tsv >facts
    # all of b is at 13
    [ "$(of bid_cost oa) $(of bid_cost ob) $(of bid_cost oc)" = '10 13 20' ]
    [ "$(of bid_rank oa) $(of bid_rank ob) $(of bid_rank oc)" = '1 2 3' ]
    # half a PFLOP/s for 8,760 hours
    near "$(of bid_work_cost oa)" "$(awk 'BEGIN { printf "%.9f", 10 / (.0005 * 8760) }')" 1e-9
    [ "$(of bid_on_time ob)" = 0.8 ]
    near "$(of bid_lead od)" "$(awk 'BEGIN { print 26 * 7 * 24 / 8766 }')" 1e-5
}

@test "what one more unit, a week and a step would be worth" {
    cp-supplier -p plan.yaml --award --compare --only need.tsv >facts
    near "$(of bid_unit oa)" 4 1e-9
    [ "$(of bid_unit ob)" = 0 ]
    # 50 units at 13 instead of 14
    near "$(of bid_step ob)" 50 1e-6
    # one a day; the first that can come is that of the 29th, or of the 22nd
    cp-supplier -p plan.yaml --award --compare --only need.tsv \
        --set suppliers/b/offers/ob/steps/1/price='14 USD/GPU' \
        --set suppliers/a/offers/oa/quantity='90 GPU' --set suppliers/a/offers/oa/lead='4 weeks' \
        --set suppliers/a/offers/oa/order_from=2027-01-01 >facts
    near "$(of bid_week oa)" 28 1e-6
    # where it is lacking, it is less short
    sed -i '/  b:/d; /  c:/d' plan.yaml
    run -1 --separate-stderr cp-supplier -p plan.yaml --award --compare --only need.tsv \
        --set suppliers/a/offers/oa/quantity='90 GPU' --set suppliers/a/offers/oa/lead='4 weeks' \
        --set suppliers/a/offers/oa/order_from=2027-01-01
    near "$(value bid_relief <<<"$output")" "$(awk 'BEGIN { print 7 * 4 }')" 7
}

@test "an award alone says who lost, and cp-report why" {
    cp-supplier -p plan.yaml --award --only need.tsv >facts
    [ "$(why oa) $(why ob) $(why oc) $(why od)" = 'awarded awarded-in-part dearer too-late' ]
    [ "$(of bid_cut oc)$(of bid_step ob)" = "" ]
    [ "$(of bid_cost oc)" = 20 ]
    cp-supplier -p plan.yaml --award --compare --only need.tsv | cp-report --only award >page
    cat page
    grep -Eq '^ +landed +1,700 USD$' page
    grep -Eq '^ +1 +oa +a +100 .* awarded$' page
    grep -Eq '^ +2 +ob +b +50.0 .* awarded in part$' page
    grep -Eq '^ +3 +oc +c +0 .* dearer by 6.00 USD a unit$' page
    grep -Eq '^ +- +od +d +0 .* too late$' page
    grep -Eq '^ +ob +0 USD +- +50.0 USD$' page
    # what is short is said too
    cp-supplier -q -p plan.yaml --award --set suppliers/a/offers/oa/quantity='10 GPU' \
        --set suppliers/b/share='0 %' --only need.tsv | cp-report --only award >page || true
    grep -q '^ *Short of units in 2027-Q1' page
}

@test "a page shows the award and its bids at once, and says what hangs on whom" {
    set=(--set suppliers/c/offers/oc/quantity='10 GPU')
    cp-supplier -p plan.yaml --award --compare --dependence --only "${set[@]}" need.tsv >facts
    cp-report --format html facts >page
    grep -q 'What is awarded, the cheapest first' page
    grep -q '<details class="table"[^>]* open="open"><summary><b>Bids</b>' page
    grep -q '<details class="table"[^>]* open="open"><summary><b>Award</b>' page
    # without a: 100 of b at 13 and 10 of c at 20 instead of 100 at 10 and 50 at 14; 40 are short
    cp-report --only award facts | grep -qE 'a +-200 USD +40.0 GPU'
}
