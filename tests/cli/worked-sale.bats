#!/usr/bin/env bats
# The worked plan's market: what is said to be sold is earned when the plan is solved again, the deal
# it has is one to take, and a bust goes through to covenants, cash and who bears it.

bats_require_minimum_version 1.5.0

setup_file() {
    export PATH=$CAPPLAN_BIN:$PATH P=$CAPPLAN_SRC/examples/meta-compute/market.yaml
    cd "$BATS_FILE_TMPDIR" || exit
    set -o pipefail
    cp-supplier -q -p "$P" "$CAPPLAN_SRC/tests/cases/worked/plan.tsv" -o supply.tsv
    cp-allocate -q -p "$P" --duals --slices supply.tsv -o plan.tsv
}

setup() { cd "$BATS_FILE_TMPDIR" || exit; }

# sum FILE CONDITION: of the values of rows for which an expression of awk holds, by year; `at[...]`
# are the columns.
sum() {
    awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        '"$2"' { y[substr($at["period"], 1, 4)] += $at["value"] }
        END { for (i in y) printf "%s %.15g\n", i, y[i] }' "$1" | sort
}

@test "what idles, by slice as in all" {
    sum plan.tsv '$at["measure"] == "surplus" && $at["slice"] == "-"' >all
    sum plan.tsv '$at["measure"] == "surplus" && $at["slice"] != "-"' >sliced
    paste -d ' ' all sliced | awk '{ d = $2 / $4 - 1; if ($1 != $3 || d > 1e-9 || d < -1e-9) bad = 1; n++ } END { exit bad || n < 5 }'
    # 552 and 574 mn GPU-hours
    awk '$1 == 2027 { a = $2 / 1e6 } $1 == 2028 { b = $2 / 1e6 } END { print a, b; exit !(a > 540 && a < 565 && b > 560 && b < 590) }' all
}

@test "the plan solved again with its offers earns what was said, every year, to 1 %" {
    cp-sell -q -p "$P" --ladder --only plan.tsv -o sell.tsv
    cp-sell -q -p "$P" --offers plan.tsv -o offers.yaml
    # what is asked for is as before, and the offers
    cp-forecast -q -p offers.yaml </dev/null | awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } NR == 1 || $at["workload"] ~ /^sell-/' >offered.tsv
    cp-allocate -q -p offers.yaml supply.tsv offered.tsv -o again.tsv
    sum sell.tsv '$at["measure"] == "sale_revenue"' >said
    sum again.tsv '$at["measure"] == "cost" && $at["kind"] == "revenue" && $at["workload"] ~ /^sell-/' >earned
    join said earned | awk '$2 > 1e8 { n++; r = -$3 / $2; print $0, r; if (r < .99 || r > 1.01) bad = 1 } END { exit bad || n < 4 }'
}

@test "the deal of 1.25 bn USD a month is one to take, and its notice has a price" {
    cp-allocate -q -p "$P" --set workloads/outside/bid=yes supply.tsv --only -o bid.tsv
    awk -F '\t' '$(NF - 2) == "accepted" { n++; v = $(NF - 1) } END { exit !(n == 1 && v == 1) }' bid.tsv
    # twelve fees in 2030
    sum bid.tsv '$at["measure"] == "cost" && $at["kind"] == "revenue" && $at["workload"] == "outside"' |
        awk '$1 == 2030 { v = -$2 / 12e9 } END { print v; exit !(v > 1.15 && v < 1.25) }'
    cp-sell -q -p "$P" --only plan.tsv --quote product=campus,gpus=80000,from=2029-Q1,price=10.24 -o quote.tsv
    awk -F '\t' '$(NF - 2) == "option_given" { n++; v = $(NF - 1) } END { print v; exit !(n == 1 && v > 0 && v < 10.24) }' quote.tsv
}

@test "a bust in one pipe: covenant, months, cash, and who bears it" {
    cp-finance -q -p "$P" plan.tsv -o closed.tsv
    cp-sell -q -p "$P" --stress bust plan.tsv >bust.tsv
    run -1 --separate-stderr cp-finance -p "$P" --closed closed.tsv --check --only bust.tsv -o finance.tsv
    [[ $stderr == *"covenant breached: meta/gpu-loan in "* ]]
    awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["entity"] != "meta" { next }
        $at["measure"] == "stress_months" { m[$at["kind"]] = $at["value"] }
        $at["measure"] == "cash_least" { cash = $at["value"] }
        $at["measure"] == "stress_loss" && $at["kind"] == "business" { all = $at["value"] }
        $at["measure"] == "stress_loss" && $at["kind"] != "business" { sum += $at["value"]; n++ }
        END { printf "%s %s %s %s %s\n", m["breach"], m["cash"], cash, all, sum
            exit !(m["breach"] > 0 && m["breach"] % 3 == 0 && m["cash"] > 0 && all > 0 && n > 4 &&
                   (sum / all - 1) ^ 2 < 1e-18) }' finance.tsv
    cp-report finance.tsv | grep -A3 "What a stress takes, and from whom"
}
