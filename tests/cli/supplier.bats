#!/usr/bin/env bats
# cp-supplier: offers of a plan to supply curves.

bats_require_minimum_version 1.5.0
load whole

setup() {
    cd "$BATS_TEST_TMPDIR" || exit
    PATH=$CAPPLAN_BIN:$PATH
    plan=$CAPPLAN_SRC/examples/supply-curve/plan.yaml
}

# column MEASURE [FILTER]: the values of a measure in rows that match, one a line.
column() {
    awk -F'\t' -v m="$1" -v filter="${2-.}" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["measure"] == m && $0 ~ filter { print $at["value"] }'
}

@test "capacity by period, prices, payments and odds of one offer" {
    cp-supplier -p "$plan" </dev/null >out
    [ "$(column supply '2027-Q1.*first-26' <out)" = 30000 ]
    # 36 weeks before the middle of 2027-Q1 is 2026-06-07: three quarters early
    [ "$(column milestone '2026-Q2.*2027-Q1.*first-26' <out)" = 10420 ]
    [ "$(column milestone '2027-Q1.*2027-Q1.*first-26' <out)" = 41980 ]
    [ "$(column price '2027-Q1.*first-26' <out | cut -c1-8)" = 53019.14 ]
    [ "$(column delivery_probability '2026-Q4.*first-26' <out | cut -c1-4)" = 0.70 ]
    [ "$(column committed first-26 <out)" = 60000 ]
    [ "$(column term cloud-27 <out)" = 3 ]
}

@test "a higher service level counts on fewer units, never on more" {
    cp-supplier -p "$plan" </dev/null | column supply | awk '{ s += $1 } END { print s }' >half
    cp-supplier -p "$plan" --service-level 90% </dev/null | column supply |
        awk '{ s += $1 } END { print s }' >most
    awk 'NR == FNR { half = $1; next } { exit !($1 < half) }' half most
    [ "$(cp-supplier -p "$plan" --service-level 90% </dev/null |
        column supply '2026-Q3.*first-26')" = 0 ]
}

@test "a tariff raises the landed price by its rate of the step's price" {
    before=$(cp-supplier -p "$plan" </dev/null | column price '2027-Q4.*second-27')
    after=$(cp-supplier -p "$plan" </dev/null \
        --set suppliers/second/offers/second-27/tariffs/1/rate=25% |
        column price '2027-Q4.*second-27')
    awk -v a="$after" -v b="$before" 'BEGIN { exit !(a - b > 11249.999 && a - b < 11250.001) }'
}

@test "an export ban ends deliveries" {
    cp-supplier -p "$plan" --set suppliers/second/offers/second-27/banned_from=2027-01-01 \
        </dev/null >out
    [ "$(column supply '2027-Q[1-4].*second-27' <out | sort -u)" = 0 ]
    [ "$(column price '2027-Q[1-4].*second-27' <out)" = "" ]
}

@test "facts pass through, own ones are written once" {
    printf 'period\tsite\tmeasure\tvalue\tunit\n2026\ta\thalls\t1.50\tMW\n' >in
    cp-supplier -p "$plan" in >out
    grep -q "^2026.*halls	1.50	MW$" out
    run cp-supplier -p "$plan" out
    [ "$status" = 2 ]
    [[ $output == *"'"*"' is in the input already"* ]]
    cp-supplier -p "$plan" --replace out | cmp - out
    [ "$(cp-supplier -p "$plan" --only in | grep -c halls)" = 0 ]
}

@test "a commitment that cannot arrive is told on standard error" {
    run --separate-stderr cp-supplier -p "$plan" </dev/null \
        --set suppliers/first/offers/first-26/order_from=2027-01-01
    [ "$status" = 0 ]
    [ "$stderr" = "cp-supplier: suppliers/first/offers/first-26: 60000 GPU are committed, \
0 can arrive within the horizon" ]
    run --separate-stderr cp-supplier -q -p "$plan" </dev/null \
        --set suppliers/first/offers/first-26/order_from=2027-01-01
    [ -z "$stderr" ]
}

@test "bad service levels, no plan, and a plan with bad terms exit 2" {
    for bad in 0 100% 1.5 x -3% '50 MW'; do
        run cp-supplier -p "$plan" --service-level "$bad" </dev/null
        [ "$status" = 2 ]
        [[ $output == *"--service-level: '$bad' is not a share above 0 % and below 100 %"* ]]
    done
    run cp-supplier </dev/null
    [ "$status" = 2 ]
    sed 's/share: 90 %/share: 80 %/' "$plan" >bad.yaml
    run cp-supplier -p bad.yaml </dev/null
    [ "$status" = 2 ]
    [[ $output == "cp-supplier: bad.yaml:55:21: "*"shares sum to 90 %, not 100 %"* ]]
}

@test "calculators need no plan and say what is missing" {
    cp-supplier --calculate 'newsvendor-profit price=1 cost=0.3 salvage=0.12 mean=50 sd=8 quantity=40' \
        </dev/null >out
    # [Snyder, Shen, 2nd ed.] example 4.2
    [ "$(column calculation '	profit	' <out | cut -c1-12)" = 33.002394806 ]
    [ "$(column calculation '	quantity	' <out | cut -c1-12)" = 56.603955927 ]
    [ "$(column calculation profit_at_quantity <out | cut -c1-12)" = 27.643868447 ]
    # problem 4.3b
    cp-supplier --calculate 'newsvendor-profit price=7 cost=2.5 salvage=1.5 mean=50 sd=10' >out
    [ "$(column calculation '	quantity	' <out | cut -c1-12)" = 59.084578685 ]
    [ "$(column calculation '	profit	' <out | cut -c1-12)" = 210.47680825 ]
    cp-supplier --calculate 'wagner-whitin fixed=500 holding=2 demand=90,120,80,70' >out
    [ "$(column calculation order_ <out | paste -sd' ')" = '210 0 150 0' ]
    while IFS='|' read -r call message; do
        run cp-supplier --calculate "$call" </dev/null
        [ "$status" = 2 ]
        [ "${lines[0]}" = "cp-supplier: --calculate$message" ]
    done <<'END'
eok fixed=1|: unknown model 'eok' (did you mean 'eoq'?)
eoq fixed=8 holding=0.2| eoq: missing demand=
eoq fixed=8 holdin=0.2| eoq: unknown argument 'holdin' (did you mean 'holding'?)
eoq fixed=0 holding=0.2 demand=1| eoq: fixed must be above 0
eoq fixed=x holding=0.2 demand=1| eoq: fixed: wants numbers, at most 64, as 1,2
spares units=10 failed=0.95 risk=0.1| spares: at most 10000000 units, failed at most 0.9, risk below 1
END
    run cp-supplier -p "$plan" --calculate 'hhi amount=1'
    [ "$status" = 2 ]
}

need() { # PERIOD UNITS...: a need of the example's chip
    printf 'period\tsku\tmeasure\tvalue\tunit\n'
    while [ $# -gt 0 ]; do
        printf '%s\tchip\tneed\t%s\tGPU\n' "$1" "$2"
        shift 2
    done
}

# Of 100,000 by the end of 2027, at most 70 % from one: first-26 sells 70,000 at 52,100 or, from
# 100,000 on, at 50,016; second-27 the rest at 45,000.
@test "an award keeps shares and needs, and its orders are its supply" {
    need 2027-Q2 60000 2027-Q4 40000 >in
    cp-supplier -p "$plan" --award in --set sourcing/supplier_share=70% >out
    [ "$(column need_short <out | sort -u)" = 0 ]
    awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["measure"] == "order" { ordered[$at["supplier"]] += $at["value"]; all += $at["value"] }
        $at["measure"] == "supply" { supply += $at["value"] }
        END {
            for (s in ordered) if (ordered[s] > 0.7 * all + 1e-6) exit 1
            exit !(all > 99999.999 && supply > all - 1e-6 && supply < all + 1e-6)
        }' out
    # payments by milestone of the units that arrive are the cash
    awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["measure"] == "supply" { n[$at["offer"] $at["step"] $at["period"]] = $at["value"] }
        $at["measure"] == "milestone" {
            due[NR] = $at["value"]; of[NR] = $at["offer"] $at["step"] $at["vintage"] }
        $at["measure"] == "order_cash" && $at["offer"] != "cloud-27" { cash += $at["value"] }
        END {
            for (i in due) paid += due[i] * n[of[i]]
            exit !(cash > 1e9 && paid > cash * (1 - 1e-9) && paid < cash * (1 + 1e-9))
        }' out
    [ "$(column award_gap <out | awk '{ print ($1 <= 0.001) }')" = 1 ]
}

@test "without a supplier the award is short, says when, and exits 1" {
    need 2027-Q2 60000 2027-Q4 140000 >in
    run --separate-stderr cp-supplier -p "$plan" --award in
    [ "$status" = 0 ]
    run --separate-stderr cp-supplier -p "$plan" --award in \
        --set suppliers/second/offers/second-27/banned_from=2026-10-01
    [ "$status" = 1 ]
    [ "$stderr" = 'cp-supplier: short in 1 periods, by 55443.8 GPU in 2027-Q4 at most' ]
    [ "$(column need_short '^2027-Q4' <<<"$output" | cut -c1-7)" = 55443.8 ]
}

# A commitment of 60,000 at 52,100 stands against 200,000 at 45,000: for 5 % it is left.
@test "an award cancels what is committed where that is cheaper" {
    need 2027-Q4 100000 >in
    cp-supplier -p "$plan" --award in --set suppliers/first/offers/first-26/take_or_pay=0% >stays
    [ "$(column committed first-26 <stays)" = 60000 ]
    sed 's/take_or_pay: 80 %/cancellation: 5 %/' "$plan" >left.yaml
    cp-supplier -p left.yaml --award in >left
    [ "$(column cancelled first-26 <left)" = 60000 ]
    [ "$(column order first-26 <left)" = "" ]
    # 5 % of the price that discounting makes lowest, that of the last delivery
    column award_cost cancellation <left | awk -v p="$(cp-supplier -p "$plan" </dev/null |
        column price '2027-Q2.*first-26' | head -n 1)" \
        '{ want = 60000 * .05 * p / 1.08 ^ 1.375; exit !($1 > want * .9999 && $1 < want * 1.0001) }'
    sed 's/take_or_pay: 80 %/cancellation: 60 %/' "$plan" >dear.yaml
    cp-supplier -p dear.yaml --award in >dear
    [ "$(column cancelled <dear)" = "" ]
}

@test "an award needs a need, and rules that can be kept" {
    run cp-supplier -p "$plan" --award </dev/null
    [ "$status" = 2 ]
    [[ $output == *"nothing to award"* ]]
    need 2027-Q4 1000 >in
    run --separate-stderr cp-supplier -p "$plan" --award in --set sourcing/budget='1 USD' \
        --set suppliers/first/offers/first-26/take_or_pay=0%
    [ "$status" = 1 ]
    [ "$stderr" = "cp-supplier: no award keeps all of these rules; with any one less there is one
cp-supplier: $plan:36:20: suppliers/first/offers/first-26/committed: 60000 GPU can arrive and are bought in any case
cp-supplier: --set: sourcing/budget: at most 1 USD in 2026" ]
    [ "$(column solved award <<<"$output")" = NA ]
    # who reads it later does not plan on what was not awarded
    echo "$output" >none
    run --separate-stderr cp-allocate -p "$plan" none
    [ "$status" = 1 ]
    [[ $stderr == *"the stream has no answer"* ]]
    [ "$output" = "$(cat none)" ]
    run --separate-stderr cp-supplier -p "$plan" --award in --exact --set suppliers/first/offers/first-26/take_or_pay=0%
    [ "$status" = 1 ]
    [[ $stderr == *"first-26/committed: 60000 GPU"*"--exact: no more than is needed in the end"* ]]
    run --separate-stderr cp-supplier -p "$plan" --award in --set sourcing/country_share=30% \
        --set suppliers/cloud/offers/cloud-27/quantity='4000 GPU' \
        --set suppliers/first/offers/first-26/take_or_pay=0%
    [ "$status" = 1 ]
    [[ $stderr == *"committed: 60000 GPU"*"sourcing/country_share: at most 30 % of the award from TW" ]]
    run --separate-stderr cp-supplier -p "$plan" --award in --time-limit 1e-9
    [ "$status" = 1 ]
    [ "$stderr" = "cp-supplier: no award was found in time" ]
    [ "$(column solved award <<<"$output")" = NA ]
    sed 's/chip/chop/' in >bad
    run cp-supplier -p "$plan" --award bad
    [ "$status" = 2 ]
    [[ $output == *"bad:2:"*"need of SKU 'chop', which the plan does not have"* ]]
}

# of_row NAME COLUMN: a number of the table of variants.
of_row() {
    awk -v name="$1" -v column="$2" '$1 == name { print $column }' out
}

near() { # VALUE WANTED: within 1 %
    awk -v a="$1" -v b="$2" 'BEGIN { exit !(a > b * .99 && a < b * 1.01) }'
}

@test "the worked plan's award: what an export ban and a slip leave short, and what the next best costs" {
    whole_plan
    "$CAPPLAN_SRC/examples/meta-compute/variants/award" . >out
    cat out
    near "$(of_row base 2)" 105.30
    near "$(of_row ban 2)" 65.53
    near "$(of_row ban-next 2)" 103.02
    near "$(of_row slip 2)" 103.64
    near "$(of_row slip-next 2)" 117.85
    # EFLOP/s-years short; without the rule of 60 % always less
    near "$(of_row base 7)" 1754
    near "$(of_row ban 7)" 5395
    near "$(of_row ban-next 7)" 1225
    near "$(of_row slip 7)" 1792
    near "$(of_row slip-next 7)" 445
    # shortage by period: nothing of NVIDIA's arrives from 2027 on, AMD's first half year is missed
    near "$(column work_short '^2029-Q1' <ban.tsv)" 520.4
    [ "$(column work_short '^2029-Q1' <base.tsv)" = 0 ]
    near "$(column work_short '^2027-Q1' <slip.tsv)" 88.04
    [ "$(column supply '^202[7-9].*	nvidia	' <ban.tsv)" = "" ]
    [ -n "$(column supply '^202[7-9].*	nvidia	' <base.tsv)" ]
}

one_offer() { # a maker of 1000 a quarter for two years, certain unless the arguments say else
    cat >one.yaml <<'END'
horizon: {from: 2026-Q1, to: 2027-Q4}
skus:
  chip: {peak: 2 PFLOP/s, power: 2 kW, life: 6 years, rental: 2 USD/GPU/h, efficiency: {"*": 35 %}}
suppliers:
  maker:
    country: TW
    offers:
      chips: {sku: chip, quantity: 8000 GPU, from: 2026-01-01, until: 2027-12-31, order_from: 2025-01-01,
              price: 10000 USD/GPU, lead: 52 weeks,
              capacity: {2026-Q1: 1000 GPU, 2026-Q2: 1000 GPU, 2026-Q3: 1000 GPU, 2026-Q4: 1000 GPU,
                         2027-Q1: 1000 GPU, 2027-Q2: 1000 GPU, 2027-Q3: 1000 GPU, 2027-Q4: 1000 GPU}}
END
    cp-supplier -p one.yaml --only --risk --seed 1 "$@" </dev/null
}

@test "risk without uncertainty is the plan; with it, its odds" {
    one_offer --paths 100 >out
    [ "$(column delivered '^2026-Q4' <out | sort -u)" = 4000 ]
    [ "$(column expected_delay <out)" = 0 ]
    [ "$(column hhi <out | sort -u)" = 10000 ]
    # late with 20 %: by one period, the first one's units
    one_offer --paths 100000 --set suppliers/maker/on_time=80% >out
    column delivered '^2026-Q1' <out >all
    awk '$1 > 0 && $1 < 1000 { n++; ok = $1 > 795 && $1 < 805 } END { exit !(n == 1 && ok) }' all
    [ "$(column delivered '^2026-Q1.*	0.9	' <out)" = 1000 ]
    [ "$(column delivered '^2026-Q1.*	0.1	' <out)" = 0 ]
    # a median lead time that ends with 2026-Q1: half of the paths
    one_offer --paths 100000 --set suppliers/maker/offers/chips/order_from=2025-04-02 \
        --set suppliers/maker/offers/chips/lead_sigma=30% >out
    column delivered '^2026-Q1' <out | awk '$1 > 0 && $1 < 1000 { exit !($1 > 490 && $1 < 510) }'
}

@test "a stop of a supplier delays, puts revenue at risk and takes time to recover" {
    one_offer --paths 1000 --set suppliers/maker/recovery='26 weeks' >out
    # 182 days from the start of 2026: a delivery on 2026-02-15 waits 137 days, one on 05-16 46
    column revenue_at_risk <out | awk '{ want = 1000 * 2 * 24 * (137 + 46.5)
        exit !($1 > want - 1 && $1 < want + 1) }'
    [ "$(column time_to_recover <out | cut -c1-5)" = 0.498 ]
    [ "$(column expected_delay <out)" = 0 ]
    one_offer --paths 1000 --set suppliers/maker/recovery='26 weeks' \
        --set suppliers/maker/disruption='1 1/year' >out
    column expected_delay <out | awk '{ exit !($1 > 0.01) }'
}

@test "the paths are the same for any number of threads and whatever else is offered" {
    cp-supplier -p "$plan" --only --risk --seed 5 -j 1 </dev/null >one
    cp-supplier -p "$plan" --only --risk --seed 5 -j 2 </dev/null | cmp - one
    cp-supplier -p "$plan" --only --risk --seed 6 </dev/null >other
    run cmp -s one other
    [ "$status" = 1 ]
    cp-supplier -p "$plan" --only --risk --seed 5 --set suppliers/second/offers/second-27/lead='80 weeks' \
        </dev/null >slow
    [ "$(column expected_delay '	first	' <one)" = "$(column expected_delay '	first	' <slow)" ]
    [ "$(column expected_delay '	second	' <one)" != "$(column expected_delay '	second	' <slow)" ]
}

@test "an award tells how long it survives the loss of each supplier" {
    need 2027-Q2 60000 2027-Q4 40000 >in
    cp-supplier -p "$plan" --award --risk --paths 100 --only in \
        --set sourcing/supplier_share=70% --set suppliers/cloud/offers/cloud-27/rent='1 USD/GPU/h' >out
    # the cloud's units of 2027-Q1 and Q2 are missed in Q2, the makers' at once
    [ "$(column time_to_survive <out | paste -sd' ')" = '0 0 0.25' ]
    [ "$(column supplier_share <out | awk '{ s += $1 } END { printf "%.6f", s }')" = 1.000000 ]
    for bad in 0 -1 1.5 x 2000000; do
        run cp-supplier -p "$plan" --risk --paths "$bad" </dev/null
        [ "$status" = 2 ]
        [[ $output == *"--paths: '$bad' is not a number from 1 to 1000000"* ]]
    done
}

@test "terms of rents and puts are facts, and contradictions are told" {
    sed 's/        term: 3 years/&\n        extension: 1 year\n        extension_rent: 3.5 USD\/GPU\/h\n        notice: 90 days/
        s/        minimum: 10000 GPU/&\n        put: 5000 GPU\n        put_price: 30000 USD\/GPU/' \
        "$plan" >terms.yaml
    cp-supplier -p terms.yaml </dev/null >out
    [ "$(column extension <out)" = 1 ]
    [ "$(column extension_rent '^2027-Q1' <out)" = 3.5 ]
    [ "$(column put <out) $(column put_price <out)" = '5000 30000' ]
    while IFS='|' read -r terms message; do
        sed "s/^        lead: 40 weeks/        $terms/" "$plan" >bad.yaml
        run cp-supplier -p bad.yaml </dev/null
        [ "$status" = 2 ]
        [[ $output == *"$message"* ]]
    done <<'END'
lead_quantiles: [{level: 50 %, lead: 9 weeks}]|the last level is not 100 %
lead_quantiles: [{level: 50 %, lead: 9 weeks}, {level: 100 %, lead: 8 weeks}]|2 does not rise in level and lead
warrant: 45000 USD\/GPU|warrant: not below the price
notice: 9 weeks|'notice' is a term of a rent
END
    run cp-supplier -p "$plan" --set suppliers/first/offers/first-26/ramp='10 weeks' </dev/null
    [ "$status" = 2 ]
    [[ $output == *"has a ramp and a capacity; one of them decides"* ]]
}

@test "what is awarded is what is allocated and paid: nothing is counted twice" {
    whole_plan
    worked=$CAPPLAN_SRC/examples/meta-compute/plan.yaml
    # engineering and qualification, which the plan takes as spent, are paid once
    once=(--set suppliers/broadcom/offers/avgo-mtia/fixed='1.5 bn USD'
        --set suppliers/amd/qualification='50 mn USD')
    cp-supplier -q -p "$worked" --award "${once[@]}" "$CAPPLAN_SRC/tests/cases/worked/plan.tsv" >award || [ $? = 1 ]
    [ "$(column order_once <award | sort -g | paste -sd' ')" = '50000000 1500000000' ]
    cp-allocate -q -p "$worked" "${once[@]}" award >allocated
    cp-finance -q -p "$worked" "${once[@]}" allocated >out
    awk -F'\t' '
        function near(a, b) { return a > b * (1 - 1e-6) && a < b * (1 + 1e-6) }
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        { m = $at["measure"]; v = $at["value"]; p = $at["period"] }
        m == "order" { ordered += v }
        m == "supply" { supply += v; units[$at["offer"] $at["step"] p] = v }
        m == "buy" { bought += v }
        m == "award_cost" && $at["kind"] == "landed" { landed = v }
        m == "order_cash" { cash[p] += v }
        m == "order_once" { paid[p] += v; if ($at["kind"] == "qualification") { other += v; booked[p] += v } }
        m == "cost" && ($at["kind"] == "fee" || $at["kind"] == "move" || $at["kind"] == "resale") { other += v }
        m == "income" && $at["kind"] == "other" { written -= v }
        m == "cash_flow" && $at["kind"] == "capex-gpu" { booked[p] -= v }
        m == "income" && $at["kind"] == "rent" { booked[p] -= v }
        m == "milestone" {
            due[NR] = v; of[NR] = $at["offer"] $at["step"] $at["vintage"] }
        m == "cost" && ($at["kind"] == "gpu" || $at["kind"] == "rent") {
            years = substr(p, 1, 4) - 2026 + (substr(p, 7, 1) - 1) / 4 + 1 / 8
            discounted += v / 1.08 ^ years
            if ($at["kind"] == "rent") paid[p] += v
        }
        m == "milestone" { when[NR] = p }
        END {
            for (i in due) paid[when[i]] += due[i] * units[of[i]]
            for (p in cash) {
                n++
                if (!near(paid[p], cash[p]) || !near(booked[p], cash[p])) exit 1
            }
            exit !(n == 28 && other >= 50e6 && near(written, other) && ordered > 1e6 && near(supply, ordered) && near(bought, ordered) &&
                near(discounted, landed))
        }' out
}
