# Switch 2.0.9 (Apache-2.0), examples/NAME/outputs/total_cost.txt: the cost of five power systems.

load facts

# NAME COST OPTION...: the objective is the published cost, and the discounted sum of the costs.
costs() {
    "$CAPPLAN_BIN/cp-allocate" -q --only -p "$CAPPLAN_SRC/examples/switch/$1/plan.yaml" "${@:3}" \
        </dev/null >"$BATS_TEST_TMPDIR/facts.tsv"
    awk -F'\t' -v want="$2" '
        function near(a, b, part) { return (a - b) ^ 2 <= (part * b) ^ 2 }
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["measure"] == "objective" { objective = $at["value"] }
        # a tenth of it at the end of every year, at 5 % to the start of 2015
        $at["measure"] == "cost" {
            first = substr($at["period"], 1, 4)
            for (y = first; y < first + 10; y++)
                sum += $at["value"] / 10 * 1.05 ^ -(y + 1 - 2015)
        }
        END {
            printf "%.6f, costs %.6f, wanted %.6f\n", objective, sum, want
            exit !(near(objective, want, 1e-6) && near(sum, objective, 1e-9))
        }' "$BATS_TEST_TMPDIR/facts.tsv"
}

@test "copperplate0: one zone, plants that stand and plants to build" {
    costs copperplate0 18504623.6857
}

@test "new_builds_only: nothing stands before" {
    costs new_builds_only 14998608.8293
}

@test "3zone_toy: lines, local distribution, fuel tiers, two periods, least builds" {
    costs 3zone_toy 134733088.4293 --integer
}

@test "storage: power and energy of batteries built apart, others stand" {
    costs storage 25756002.03478126
}

# Duals in the money of the year: as prices they cost what the cap does, and what its 55,000 and
# 15,000 tonnes a year come to.
@test "carbon_cap: capture, CO2 taken from the air, and its worth as a price" {
    costs carbon_cap 139541670.12902078 --duals
    local plan="$CAPPLAN_SRC/examples/switch/carbon_cap/plan.yaml" early late
    read -d '' -r early late < <(value co2_dual <"$BATS_TEST_TMPDIR/facts.tsv") || true
    near "$early" 42.095 1e-3
    near "$late" 56.846 1e-3
    "$CAPPLAN_BIN/cp-allocate" -q --only -p "$plan" --set policy/co2_cap='1e9 t' \
        --set co2_price="{2017: $early USD/t, 2027: $late USD/t}" </dev/null >"$BATS_TEST_TMPDIR/price.tsv"
    awk -v capped="$(value objective <"$BATS_TEST_TMPDIR/facts.tsv")" \
        -v priced="$(value objective <"$BATS_TEST_TMPDIR/price.tsv")" -v early="$early" -v late="$late" '
        BEGIN {
            for (y = 2017; y < 2037; y++)
                capped += (y < 2027 ? early * 55000 : late * 15000) * 1.05 ^ -(y + 1 - 2015)
            printf "%.3f at the price, %.3f under the cap\n", priced, capped
            exit !((priced - capped) ^ 2 < (1e-7 * capped) ^ 2)
        }'
}
