# Switch 2.0.9 (Apache-2.0), examples/NAME/outputs/total_cost.txt: the cost of three power systems.

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
