# cp-report --actual: what happened beside what was planned.

bats_require_minimum_version 1.5.0

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR" || exit
    tab() { tr ' ' '\t'; }
    # a quarter of 90 days: 31, 28 and 31
    tab >plan.tsv <<'TSV'
period site contract workload vintage kind measure value unit
2026-Q1 - - chat - - demand 10 EFLOP/s
2026-Q2 - - chat - - demand 20 EFLOP/s
2026-Q1 s g - - - energy 900 MWh
2026-Q1 s g - - energy cost 90000 USD
2026-Q2 other h - - - energy 10 MWh
2026-Q1 s - - 2025 - stock 60 GPU
2026-Q1 s - - 2026 - stock 40 GPU
TSV
    tab >actual.tsv <<'TSV'
period site workload kind measure value unit
2026-01 - chat - demand 11 EFLOP/s
2026-02 - chat - demand 12 EFLOP/s
2026-03 - chat - demand 0.013 ZFLOP/s
2026-01 - - - energy 400 MWh
2026-02 - - - energy 0.3 GWh
2026-01 - - energy cost 38000 USD
2026-02 - - energy cost 28080 USD
2026-01 s - - stock 90 GPU
2026-03 s - - stock 95 GPU
2026-01 other - - energy 7 MWh
2026-01 s - - node_hours 5 h
TSV
}

@test "quantities go by shared hours, rates are means, what stands is the last" {
    cp-report --only headline --actual actual.tsv plan.tsv >out
    cat out
    # demand: (11 x 31 + 12 x 28 + 13 x 31) / 90 = 12; energy: 900 x 59/90 = 590 against 700
    grep -E 'demand' out | grep -Eq '2026-01 to 2026-03, EFLOP/s +10\.0 +12\.0 +2\.0 +\+20\.0 %'
    grep -E 'energy .*MWh' out | grep -Eq '2026-01 to 2026-02, MWh +590 +700 +110 +\+18\.6 %'
    # of a site that the plan has later, and the typed name of one that it never has
    grep -E 'energy +other' out | grep -Eq ' 0 +7(\.0+)? +7(\.0+)? +-$'
    grep -E 'stock' out | grep -Eq '100(\.0)? +95(\.0)? +-5(\.00)? +-5\.0 %'
    grep -q 'Most off of what was assumed: demand of chat, 20.0 % above the plan over 2026-01 to 2026-03.' out
    # plan 59,000 USD at 100 USD/MWh: 110 MWh more cost 11,000, the price took 3,920 back
    grep -q 'Energy cost 7,080 USD more than planned: 11,000 by the quantity, -3,920 by the price.' out
    grep -A3 'Came, and is not in the plan' out | grep -q 'node_hours s'
}

@test "a unit that does not fit, a file that is not there, every format" {
    sed -i 's/400\tMWh/400\tMW/' actual.tsv
    run -2 --separate-stderr cp-report --actual actual.tsv plan.tsv
    [[ $stderr == *actual.tsv:5:* ]]
    [ -z "$output" ]
    run -2 --separate-stderr cp-report --actual none.tsv plan.tsv
    [[ $stderr == *'none.tsv: cannot open'* ]]
    sed -i 's/400\tMW/400\tMWh/' actual.tsv
    for format in html md csv xlsx; do
        cp-report --format "$format" --actual actual.tsv plan.tsv >out
        [ -s out ]
    done
    cp-report --format html --actual actual.tsv plan.tsv | grep -q 'Most off of what was assumed'
}

@test "what came as planned is said, and what was left out is not compared" {
    printf 'period\tworkload\tmeasure\tvalue\tunit\n2026-Q1\tchat\tdemand\t10\tEFLOP/s\n2026-Q1\tother\tdemand\t5\tEFLOP/s\n2031\tchat\tdemand\t5\tEFLOP/s\n' >actual.tsv
    cp-report --actual actual.tsv plan.tsv >out
    grep -q 'All that was assumed came as it was assumed.' out
    grep -A3 'Came, and is not in the plan' out | grep -q 'demand other'
}

@test "prices are means of the hours and places that have one, and each planned row has its own unit" {
    printf '%s\t%s\t%s\t%s\t%s\n' period site measure value unit 2026-01 a tariff 40 USD/MWh \
        2026-02 a tariff 60 USD/MWh 2026-Q1 b tariff 0.08 USD/kWh 2026-01 a energy 2 GWh 2026-02 a energy 500 MWh \
        2026-01 a halls 5 MW 2025-12 a halls 4 MW >plan.tsv
    # 31 days at 40, 28 at 60 and 59 at 80 USD/MWh
    printf '%s\t%s\t%s\t%s\n' period measure value unit 2026-01 tariff 66 USD/MWh 2026-02 tariff 66 USD/MWh \
        2026-01 energy 2000 MWh 2026-02 energy 600 MWh 2026-01 halls 6 MW >actual.tsv
    cp-report --only headline --actual actual.tsv plan.tsv >out
    cat out
    mean=$(awk 'BEGIN { printf "%.1f", ((40 + 80) / 2 * 31 + (60 + 80) / 2 * 28) / 59 }')
    grep -E '^ +tariff' out | grep -Eq "2026-01 to 2026-02, USD/MWh +$mean +66.0"
    grep -E '^ +energy' out | grep -Eq '2026-01 to 2026-02, MWh +2,500 +2,600 +100 +\+4.0 %'
    grep -E '^ +halls' out | grep -Eq '2026-01, MW +5.00 +6.00 +1.00 +\+20.0 %'
}
