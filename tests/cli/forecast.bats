#!/usr/bin/env bats
# cp-forecast, both doors. What it computes is tested in tests/unit/forecast*.c.

bats_require_minimum_version 1.5.0
load whole

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    plan=$CAPPLAN_SRC/examples/meta-compute/plan.yaml
    cd "$BATS_TEST_TMPDIR" || exit
    printf 'period\tsite\tmeasure\tvalue\tunit\n' >header.tsv
    { cat header.tsv; printf '%s\ta\tload\t%s\tMW\n' 2025 1 2026 2 2027 4; } >good.tsv
}

@test "with a plan it is a source: it does not wait for input" {
    run --separate-stderr timeout 10 cp-forecast -p "$plan" --samples 10 < <(sleep 20)
    [ "$status" = 0 ]
    [[ ${lines[0]} == *quantile*measure* ]]
}

@test "given - it passes what it reads before its own" {
    cp-forecast -p "$plan" --samples 10 - <good.tsv >out
    [ "$(sed -n 2,4p out | cut -f1)" = "$(printf '2025\n2026\n2027')" ]
    grep -q demand out
    cp-forecast -p "$plan" --samples 10 --only - <good.tsv >own
    run ! grep -qw load own
}

@test "a stream that has its facts already is refused, or they are replaced" {
    cp-forecast -p "$plan" --samples 10 >one
    run -2 --separate-stderr cp-forecast -p "$plan" one
    cp-forecast -p "$plan" --samples 10 --replace one | cmp - one
}

@test "the same seed gives the same bytes whatever the threads" {
    plain_half
    cp-forecast -p "$plan" -j1 --seed 5 >one
    cp-forecast -p "$plan" -j2 --seed 5 | cmp - one
    cp-forecast -p "$plan" -j2 --seed 6 >other
    run ! cmp -s one other
    # what is planned on has no chance in it
    grep -P '\t-\t(demand|users)\t' one >central
    grep -P '\t-\t(demand|users)\t' other | cmp - central
}

@test "every period and workload has a demand to plan on, and its quantiles" {
    cp-forecast -p "$plan" --quantile .05,.95 --samples 50 >out
    awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next }
        $c["measure"] == "demand" { n[$c["quantile"]]++ }
        END { exit !(n["-"] == 140 && n["0.05"] == 140 && n["0.95"] == 140) }' out
    cp-forecast -p "$plan" --quantile none >out
    run ! grep -qP '^period.*quantile' out
}

@test "overrides reach the drivers" {
    cp-forecast -p "$plan" --quantile none >one
    cp-forecast -p "$plan" --quantile none --set 'workloads/assistant/flop/value=*2' >two
    paste one two | awk -F'\t' '
        $1 == "2027-Q3" && $4 == "assistant" && $6 == "demand" {
            found = 1; bad = ($15 / $7 - 2) ^ 2 > 1e-20 || $14 != "demand" }
        END { exit !found || bad }'
}

@test "a history that cannot be forecast is told with the plan's position" {
    cat >p.yaml <<'END'
horizon: {from: 2026-Q1, to: 2026-Q2}
workloads:
  ads:
    kind: firm
    demand: {history: h.tsv, method: snaive}
    penalty: 1 USD/(EFLOP/s)/h
END
    printf 'period\tmeasure\tvalue\tunit\n2025\tx\t1\tEFLOP/s\n2026\tx\t1\tEFLOP/s\n' >h.tsv
    run -2 cp-forecast -p p.yaml
    [[ $output == "cp-forecast: p.yaml:5:13: workloads/ads/demand: history '"*"h.tsv': snaive needs a season of 2 periods or more" ]]
    printf 'period\tmeasure\tvalue\tunit\n2025\tx\tone\tEFLOP/s\n' >h.tsv
    run -2 cp-forecast -p p.yaml
    [[ $output == *"h.tsv:2:8: column value: 'one' is not a number"* ]]
    rm h.tsv
    run -2 cp-forecast -p p.yaml
    [[ $output == *"p.yaml:5:"*h.tsv* ]]
}

@test "series: forecasts follow the history, with its dimensions and unit" {
    cp-forecast -H 2 --method naive --quantile .5 good.tsv >out
    cat >want <<'END'
period	site	quantile	measure	value	unit
2025	a	-	load	1	MW
2026	a	-	load	2	MW
2027	a	-	load	4	MW
2028	a	-	load	4	MW
2028	a	0.5	load	4	MW
2029	a	-	load	4	MW
2029	a	0.5	load	4	MW
END
    cmp out want
    cp-forecast -H 2 --method naive --level 80,50,80 --only good.tsv >out
    [ "$(awk -F'\t' '$1 == 2028 { print $3 }' out | tr '\n' ' ')" = "- 0.1 0.25 0.75 0.9 " ]
}

@test "dates seven days apart are weeks, and what follows is written as they are" {
    { cat header.tsv; for i in $(seq 0 7 84); do
        printf '%s\ta\tload\t%s\tMW\n' "$(date -u -d "2021-10-06 + $i days" +%F)" $((i % 5 + 3)); done; } >in
    cp-forecast -H 2 --quantile none --only in >out 2>err
    [ "$(cut -f1 out | tr '\n' ' ')" = "period 2022-01-05 2022-01-12 " ]
    [ ! -s err ]
}

@test "working days have no weekend, and no holiday of a file" {
    { cat header.tsv; for i in $(seq 0 20); do
        day=$(date -u -d "2025-12-01 + $i days" '+%u %F')
        [ "${day% *}" -gt 5 ] || printf '%s\ta\tload\t%s\tMW\n' "${day#* }" $((i % 5 + 3)); done; } >in
    printf '2025-12-25 Christmas\n2025-12-26\n2026-01-01\n' >days
    cp-forecast -H 7 --holidays days --quantile none --only in >out
    [ "$(cut -f1 out | tr '\n' ' ')" = \
        "period 2025-12-22 2025-12-23 2025-12-24 2025-12-29 2025-12-30 2025-12-31 2026-01-02 " ]
    printf '2025-12-25\nEaster\n' >days
    run -2 cp-forecast -H 7 --holidays days in
    [[ $output == *"days:2:1: 'Easter' is not a day; wanted lines like 2027-12-25"* ]]
    run -2 cp-forecast -H 7 --holidays none in
    [[ $output == *"--holidays: cannot open 'none'"* ]]
}

@test "minutes go on in their steps; mostly missing dates are told" {
    { cat header.tsv; printf '2025-01-01T00:%s\ta\tload\t1\tMW\n' 15 30; } >in
    cp-forecast -H 3 --quantile none --only in >out
    [ "$(cut -f1 out | tr '\n' ' ')" = "period 2025-01-01T00:45 2025-01-01T01:00 2025-01-01T01:15 " ]
    { cat header.tsv; printf '2025-%s\ta\tload\t1\tMW\n' 01-01 01-02 01-09 02-17 03-02; } >in
    run --separate-stderr cp-forecast -H 1 --quantile none --only in
    [[ $stderr == *"only 5 of the 61 days"* ]]
}

@test "several seasons are a list, each greater than the one before it" {
    { cat header.tsv; awk 'BEGIN { for (t = 0; t < 900; t++)
        printf "%d\ta\tload\t%.3f\tMW\n", t + 1, 100 + 20 * sin(2 * 3.14159265 * t / 365.25) + (t % 7 < 2) * 10 }'; } >in
    cp-forecast -H 30 -S 7,365 --explain --quantile none --only in >out 2>err
    grep -q 'harmonics of long seasons' err
    awk 'NR > 1 { t = 898 + NR; e = $4 - 100 - 20 * sin(2 * 3.14159265 * t / 365.25) - (t % 7 < 2) * 10
        if (e > 3 || e < -3) bad = 1 } END { exit bad }' out
    run -2 cp-forecast -H 30 -S 7,7 in
    [[ $output == *"--season: wanted numbers of periods"* ]]
    run -2 cp-forecast -H 30 -S 7, in
}

@test "a bad series gets a status and a line; the others go on; exit status 1" {
    { cat good.tsv; printf '2025\tb\tload\tNA\tMW\n2025\tc\tload\t1\tMW\n2026-Q1\tc\tload\t1\tMW\n'; } >in
    run -1 --separate-stderr cp-forecast -H 1 --quantile none --only in
    [[ $output == *"2028	a	-	load	4	MW"* ]]
    [ "$(grep -c forecast_status <<<"$output")" = 2 ]
    # shellcheck disable=SC2154
    [ "${stderr_lines[0]}" = "cp-forecast: load site=b: no value" ]
    [[ ${stderr_lines[1]} == "cp-forecast: load site=c: periods of different lengths: 2025 and 2026-Q1 in line "* ]]
}

@test "series that cannot be forecast have no paths and are in no total, and others have theirs" {
    { cat header.tsv; printf '2025\tb\tload\tNA\tMW\n2025\tc\tload\t1\tMW\n2026-Q1\tc\tload\t1\tMW\n'; } >bad
    { cat good.tsv; tail -n +2 bad; } >in
    for with in '--paths 2' '--total horizon'; do
        # shellcheck disable=SC2086
        run -1 --separate-stderr cp-forecast -H 1 $with --only bad
        [ "$(grep -c forecast_status <<<"$output")" = 2 ]
        # shellcheck disable=SC2086
        run -1 --separate-stderr cp-forecast -H 1 $with --only in
        [[ $output == *"2028	"*load* ]]
    done
}

@test "a history may be of a measure that a plan's forecast writes" {
    printf 'period\tmeasure\tvalue\tunit\n2025\tusers\t1\tuser\n2026\tusers\t2\tuser\n' |
        cp-forecast -H 1 --only | grep -q '^2027.*users'
}

@test "a backtest says how well a method would have done" {
    cp-forecast -H 1 --backtest 1 --method naive --quantile none --only good.tsv >out
    cat >want <<'END'
site	kind	name	measure	value	unit
a	smape	load	accuracy	0.6666666666666666	1
a	mase	load	accuracy	2	1
a	owa	load	accuracy	1	1
-	smape	all	accuracy	0.6666666666666666	1
-	mase	all	accuracy	2	1
-	owa	all	accuracy	1	1
END
    cmp out want
}

@test "a backtest stops at no series, and tells every horizon and both intervals" {
    { printf 'period\tkind\tname\tmeasure\tvalue\tunit\n'
      for t in $(seq 40); do
        printf '%s\tspot\t-\tload\t%s\tMW\n%s\ton\tx\tload\t%s\tMW\n' "$t" $((t * 7 % 11)) "$t" $((t * 5 % 11))
        printf '%s\t-\t-\tload\t%s\tMW\n' "$t" $((t < 10 ? 3 : t < 20 ? 5 : 4))
        printf '%s\t-\t-\tall\t5\tMW\n' "$t"
      done; printf '1\tshort\t-\tload\t1\tMW\n1\tshort\tx\tload\t1\tMW\n'; } >in
    run -1 --separate-stderr cp-forecast -H 2 --backtest 5 --only in
    printf '%s\n' "${lines[@]}" >out
    for name in load load/spot load/x/on all/- all; do
        for step in - 1 2; do
            grep -q "^$step	coverage-80	$name	accuracy" out
            grep -q "^$step	coverage-95	$name	accuracy" out
        done
    done
    run ! grep -q 'inf\|nan' out
    [ "$(grep -c forecast_status out)" = 2 ]
    # what is always the same lies in its interval
    grep -q '^-	coverage	all/-	accuracy	1	' out
}

@test "origins of a backtest may be some periods apart" {
    { cat header.tsv; for t in 1 2 3 4 5 6 7 8; do printf '%d\ta\tload\t%d\tMW\n' "$t" $(((t + 1) / 2)); done; } >in
    cp-forecast -H 1 --backtest 3 --step 2 --method naive --quantile none --only in |
        grep -P '^a\tsmape\tload\taccuracy\t0\t1$'
    # all that there are, of which one is off by two fifths
    cp-forecast -H 1 --backtest 9 --step 3 --method naive --quantile none --only in |
        awk -F'\t' '$1 == "a" && $2 == "smape" { found = ($5 - 0.4 / 3) ^ 2 < 1e-24 } END { exit !found }'
    run -2 cp-forecast -H 1 --step 2 in
    [[ $output == "cp-forecast: --step is between the origins of --backtest"* ]]
    run -2 cp-forecast -H 1 --backtest 2 --step 0 in
}

@test "one value has a wide interval, and that is said" {
    { cat header.tsv; printf '2025\ta\tload\t5\tMW\n'; } >in
    cp-forecast -H 1 --level 95 --only in >out 2>err
    awk -F'\t' '$3 == "0.025" { low = $5 } $3 == "0.975" { high = $5 } END { exit !(high - low > 5) }' out
    grep -q 'one value' err
    # of a nothing no size is known either
    { cat header.tsv; printf '2025\ta\tload\t0\tMW\n'; } >in
    cp-forecast -H 2 --level 95 --only in >out 2>err
    [ "$(cut -f3,5 out | tr '\t\n' '  ')" = "quantile value - 0 0.025 NA 0.975 NA - 0 0.025 NA 0.975 NA " ]
    grep -q 'one value, and that is 0: how far off a forecast is, is unknown' err
}

@test "outliers and shifts of level are named, and the forecast is without an outlier" {
    { cat header.tsv; for t in $(seq 0 59); do printf '%d-%02d\ta\tload\t%s\tMW\n' \
        $((2020 + t / 12)) $((t % 12 + 1)) $((t == 29 ? 22000 : 20 + t * 7 % 5)); done; } >in
    cp-forecast -H 3 --level 95 --explain --only in >out 2>err
    grep -q 'fitted without 1 outlier, the first 22000 in 2022-06' err
    awk -F'\t' 'NR > 1 && ($5 < 10 || $5 > 40) { bad = 1 } END { exit bad }' out
    { cat header.tsv; for t in $(seq 0 59); do printf '%d-%02d\ta\tload\t%s\tMW\n' \
        $((2020 + t / 12)) $((t % 12 + 1)) $(((t < 40 ? 200 : 900) + t * 7 % 5)); done; } >in
    cp-forecast -H 3 --level 80 --explain --only in >out 2>err
    grep -q 'another level from 2023-05 on' err
    awk -F'\t' 'NR > 1 && ($5 < 870 || $5 > 940) { bad = 1 } END { exit bad || NR != 10 }' out
}

@test "a measure that nothing is of is a slip of the pen, and no year that is whole is said" {
    run -2 cp-forecast -H 1 --measure laod --only good.tsv
    [ "$output" = "cp-forecast: --measure: nothing is of 'laod'; did you mean 'load'?" ]
    run -2 cp-forecast -H 1 --backtest 1 --measure power good.tsv
    [ "$output" = "cp-forecast: --measure: nothing is of 'power'; there is 'load'" ]
    { cat header.tsv; for m in {10..14}; do printf '2025-%02d\ta\tload\t1\tMW\n' $((m - 6)); done; } >in
    run -0 --separate-stderr cp-forecast -H 3 --method naive --total year --quantile none --only in
    [ "$stderr" = "cp-forecast: load site=a: no total of a year: none is whole in what is known and forecast" ]
}

@test "a season that is asked for and not known yet is told" {
    { cat header.tsv; for t in {1..60}; do printf '%s\ta\tload\t%d\tMW\n' "$(date -ud "2025-01-01 + $t days" +%F)" $((t * 7 % 11)); done; } >in
    run -0 --separate-stderr cp-forecast -H 1 -S 7,30,365 --quantile none --only in
    [ "$stderr" = "cp-forecast: load site=a: its season of 365 is not used: two of them are not known" ]
}

@test "an empty stream gives an empty stream" {
    run -0 cp-forecast -H 3 </dev/null
    [ "$output" = "measure	value	unit" ]
}

@test "demand that comes and goes is told from seasons" {
    printf 'period\tseries\tmeasure\tvalue\tunit\n' >in
    for i in {1..40}; do printf '%d\tN1\ty\t%d\t1\n' "$i" $(((i * 7 % 11) < 4 ? i % 3 + 1 : 0)); done >>in
    run -0 cp-forecast -v -H 1 --only in
    [[ $output == *"y series=N1: sba"* ]]
    run -0 cp-forecast -v -H 1 -S 11 --only in
    [[ $output == *"y series=N1: auto"* ]]
}

# Sba went on at 1.2 a month after 30 without any, of demand in every other month before.
@test "demand that has ended fades" {
    printf 'period\tmeasure\tvalue\tunit\n' >in
    for i in {1..60}; do printf '%d\ty\t%d\t1\n' "$i" $((i <= 30 && i % 2 ? i % 3 + 2 : 0)); done >>in
    run -0 cp-forecast -v -H 1 --only in
    [[ $output == *"y: tsb"* ]]
    cp-forecast -H 1 --quantile none --only -q in | awk -F'\t' 'NR > 1 && !($3 < 0.5) { exit 1 }'
    head -34 in >some
    run -0 cp-forecast -v -H 1 --only some
    [[ $output == *"y: sba"* ]]
}

@test "a curve of adoption says when its ceiling is assumed" {
    { cat header.tsv; for i in 0 1 2 3 4 5 6; do printf '%d\ta\tload\t%d\tMW\n' $((2020 + i)) $((2 ** i)); done; } >in
    run -0 --separate-stderr cp-forecast -H 30 --method logistic --ceiling 500 --quantile .9 --only in
    [[ $stderr == "cp-forecast: load site=a: growth has not slowed yet: the ceiling is assumed more than known" ]]
    awk -F'\t' '$1 == 2056 && $3 == "-" { point = $5 } $1 == 2056 && $3 == 0.9 { high = $5 }
        END { exit !(point > 400 && point < 600 && high > 1.1 * point) }' <<<"$output"
    run -2 cp-forecast -H 1 --ceiling 0 in
    run -2 cp-forecast -H 1 --ceiling x in
}

@test "paths are scenarios, drawn by the seed, about the forecast" {
    { cat header.tsv; for i in {1..30}; do printf '%d\ta\tload\t%d\tMW\n' $((1990 + i)) $((50 + i * 37 % 11)); done; } >in
    for method in auto ses theta trend; do
        cp-forecast -H 3 --method $method --quantile .1,.9 --paths 400 --only in >out
        awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next }
            $c["scenario"] == "-" { q[$c["period"], $c["quantile"]] = $c["value"]; next }
            { n[$c["period"]]++; v[$c["period"], n[$c["period"]]] = $c["value"] }
            END { for (p = 2021; p < 2024; p++) {
                      in80 = 0
                      for (k = 1; k <= 400; k++) in80 += v[p, k] >= q[p, 0.1] && v[p, k] <= q[p, 0.9]
                      if (n[p] != 400 || in80 < 290 || in80 > 350) { print p, n[p], in80; exit 1 } } }' out
    done
    cp-forecast -j2 -H 3 --method trend --quantile .1,.9 --paths 400 --only in | cmp - out
    cp-forecast --seed 2 -H 3 --method trend --quantile .1,.9 --paths 400 --only in >other
    run ! cmp -s other out
    # a series of a scenario keeps its name
    { printf 'scenario\t'; cat header.tsv; sed '1d; s/^/low\t/' in; } >low
    cp-forecast -H 1 --paths 2 --quantile none --only low | grep -q '^low/path-2'
}

@test "paths of a plan are the samples of its quantiles, and change no other fact" {
    cp-forecast -p "$plan" --samples 60 --paths 60 --quantile .5 >out
    grep -v path- out | cut -f2- >without
    cp-forecast -p "$plan" --samples 60 --quantile .5 | cut -f1- >plain
    cmp without plain
    awk -F'\t' '$2 == "2030-Q1" && $5 == "assistant" && $8 == "demand" && $1 ~ /path/ { print $9 }' out |
        sort -g | sed -n '30,31p' >two
    awk -F'\t' 'NR == FNR { m += $1 / 2; next }
        $2 == "2030-Q1" && $5 == "assistant" && $8 == "demand" && $7 == 0.5 { found = ($9 / m - 1) ^ 2 < 1e-20 }
        END { exit !found }' two out
}

@test "a driver may follow a curve of adoption to a ceiling" {
    cat >p.yaml <<'END'
horizon: {from: 2026, to: 2035}
workloads:
  ads:
    kind: firm
    demand: {history: h.tsv, method: logistic, ceiling: 1000}
    penalty: 1 USD/(EFLOP/s)/h
END
    { printf 'period\tmeasure\tvalue\tunit\n'
      for i in 0 1 2 3 4 5 6 7; do printf '%d\tx\t%d\tEFLOP/s\n' $((2019 + i)) $((5 * 2 ** i)); done; } >h.tsv
    cp-forecast -p p.yaml --quantile none |
        awk -F'\t' '$1 == 2035 { found = 1; bad = $(NF - 1) < 800 || $(NF - 1) > 1300 } END { exit !found || bad }'
}

@test "a total and its parts add up when asked to" {
    { cat header.tsv; for i in {0..20}; do for s in a b; do
        printf '%d\t%s\tload\t%d\tMW\n' $((2000 + i)) $s $((20 + i * 7 % 5))
    done; printf '%d\t-\tload\t%d\tMW\n' $((2000 + i)) $((40 + i * 7 % 5 * 2 + i % 3)); done; } >in
    for how in bottom-up mint; do
        cp-forecast -H 2 --reconcile $how --quantile .9 --paths 2 --only in |
            awk -F'\t' 'NR > 1 && $4 == "-" { sum[$1 $2] += $3 == "-" ? -$6 : $6; n++ }
                END { for (k in sum) bad += sum[k] ^ 2 > 1e-16; exit n != 18 || bad }'
    done
    run -2 cp-forecast -H 2 --reconcile mint good.tsv
    [[ $output == "cp-forecast: --reconcile: no series is the total of others"* ]]
    run -2 cp-forecast -H 2 --reconcile top-down in
}

@test "how a series was forecast is told, and written when asked for" {
    run -0 --separate-stderr cp-forecast -H 1 --method holt --scale linear --explain --quantile none --only good.tsv
    [[ $stderr == "cp-forecast: load site=a: holt: alpha "*", beta "* ]]
    cp-forecast -H 1 --name-method --method naive --quantile none --only good.tsv >out
    [ "$(cat out)" = "period	site	method	measure	value	unit
2028	a	naive	load	4	MW" ]
    cp-forecast --list-methods >out
    while IFS=$'\t' read -r name meaning; do
        [ -n "$meaning" ]
        grep -q "^\.It Li $name\$" "$CAPPLAN_SRC/man/cp-forecast.1"
    done <out
    [ "$(wc -l <out)" -gt 20 ]
    # a plan's drivers take every one of them
    { printf 'horizon: {from: 2026, to: 2027}\nworkloads:\n'
      while IFS=$'\t' read -r name meaning; do
          printf '  %s: {kind: firm, demand: {history: h.tsv, method: %s}, penalty: 1 USD/(EFLOP/s)/h}\n' "w-$name" "$name"
      done <out; } >p.yaml
    touch h.tsv
    cp-plan check -p p.yaml
}

@test "numbers that read as years are periods all the same, and have no totals of a year" {
    rows() { printf 'period\tmeasure\tvalue\tunit\n'; for t; do printf "$t\tx\t$((t - 990))\tMW\n"; done; }
    rows 998 999 1000 1001 >h.tsv
    [ "$(cp-forecast -H 1 --method naive --quantile none --only h.tsv | tail -1)" = $'1002\tx\t11\tMW' ]
    rows 1000 999 1001 >h.tsv # a year first
    [ "$(cp-forecast -H 1 --method naive --quantile none --only h.tsv | tail -1)" = $'1002\tx\t11\tMW' ]
    run -0 --separate-stderr cp-forecast -H 1 --method naive --total year --paths 3 --quantile none --only h.tsv
    [ "$stderr" = 'cp-forecast: x: no total of a year: its periods are numbers' ]
    [[ $output != *x_total* ]]
}

@test "regressors that say the same, too little or nothing ahead" {
    for t in {1..12}; do printf "$t\ta\tload\t$((t * t % 7 - 3))\t1\n$t\t-\tr\t$((t % 3))\t1\n$t\t-\tq\t$((2 * (t % 3)))\t1\n"; done >rows
    { printf 'period\tsite\tmeasure\tvalue\tunit\n'; cat rows; printf '13\t-\tr\t1\t1\n13\t-\tq\t2\t1\n'; } >in
    of() { cp-forecast -H 1 --method naive --measure load --quantile none --only "$@"; }
    says='cp-forecast: load site=a: too short for its regressors, or they depend on each other'
    run -1 --separate-stderr of --regressor r --regressor q in
    [ "$stderr" = "$says" ] && [ "${lines[1]}" = $'a\tload\tforecast_status\t1\t1' ]
    grep -v $'^[4-9]\t\|^1[0-3]\t' in >few
    printf '4\t-\tr\t1\t1\n' >>few
    run -0 --separate-stderr of --regressor r few
    [ "$stderr" = 'cp-forecast: load site=a: regressor r is known in too few periods: its effect is unknown, and left out of the forecast' ]
    sed 's/^13\t-\tr\t1/13\t-\tr\tNA/' in >ahead
    run -1 --separate-stderr of --regressor r ahead
    [ "$stderr" = 'cp-forecast: load site=a: regressor r has no value in 13: 1 of 1 periods are NA' ]
    [ "${lines[1]}" = $'a\tload\tforecast_status\t1\t1' ]
    # what is missing of the past is left out: the value of before stands by a regressor that does not move it
    sed 's/^5\ta\tload.*/5\ta\tload\tNA\t1/; s/^7\t-\tr.*/7\t-\tr\tNA\t1/; s/\tload\t-*[0-9]/\tload\t4/' in >gaps
    run -0 --separate-stderr of --regressor r gaps
    [ "${lines[1]}" = $'13\ta\tload\t4\t1' ]
}

@test "where a regressor is unknown the series tells nothing, and its size is no matter" {
    { printf 'period\tsite\tmeasure\tvalue\tunit\n'
      for t in {1..30}; do x=$((t * 7 % 11))
          printf "$t\ta\tload\t$((100 + 20 * x + t % 2))\tMW\n$t\t-\tx\t${x}e12\t1\n"; done
      for t in 31 32; do printf "$t\t-\tx\t$((t * 7 % 11))e12\t1\n"; done; } >in
    of() { cp-forecast -H 2 --quantile none --measure load --regressor x --only "$@" |
        awk -F'\t' 'NR > 1 { print 20 * int($4 / 20 + 0.5) }' | tr '\n' ' '; }
    [ "$(of in)" = '260 180 ' ]
    sed 's/^\(29\|30\)\t-\tx\t.*/\1\t-\tx\tNA\t1/' in >late
    [ "$(of late)" = '260 180 ' ]
    # what grows evenly is a trend
    sed 's/^\([0-9]*\)\t-\tx\t.*/\1\t-\tx\t\1\t1/' in >even
    run -0 --separate-stderr cp-forecast -H 2 --quantile none --measure load --regressor x --only even
    [ "$stderr" = 'cp-forecast: load site=a: regressor x goes evenly, as a trend does: its effect is unknown, and left out of the forecast' ]
}

@test "a regressor that is known ahead moves the forecast" {
    { cat header.tsv
      for i in {0..19}; do printf '%d\ta\tload\t%d\tMW\n' $((2000 + i)) $((10 + 5 * (i % 3 == 0))); done
      for i in {0..22}; do printf '%d\t-\tevent\t%d\t1\n' $((2000 + i)) $((i % 3 == 0)); done; } >in
    cp-forecast -H 3 --method naive --quantile none --regressor event --only in |
        awk -F'\t' 'NR > 1 { n++; want = $1 == 2021 ? 15 : 10; bad += ($4 - want) ^ 2 > 1e-12 || $3 != "load" }
            END { exit n != 3 || bad }'
    run -0 --separate-stderr cp-forecast -H 4 --method naive --quantile none --regressor event --only in
    [ "$stderr" = "cp-forecast: load site=a: regressor event has no value in 2023: 1 of 4 periods are NA" ]
    [ "${lines[4]}" = $'2023\ta\tload\tNA\tMW' ] && [[ ${lines[3]} != *NA* ]]
    run -1 --separate-stderr cp-forecast -H 1 --regressor weather --only in
    [[ $stderr == *"load site=a: no series of regressor weather has its dimensions and such periods"* ]]
}

@test "a driver by auto is what the series alone would be" {
    cat >p.yaml <<'END'
horizon: {from: 2026, to: 2028}
workloads:
  ads:
    kind: firm
    demand: {history: h.tsv}
    penalty: 1 USD/(EFLOP/s)/h
END
    { printf 'period\tmeasure\tvalue\tunit\n'
      for i in {0..15}; do printf '%d\tx\t%d\tEFLOP/s\n' $((2010 + i)) $((50 + i * i + i * 37 % 11)); done; } >h.tsv
    cp-forecast -p p.yaml --quantile .1,.9 --samples 4000 >plan
    cp-forecast -H 3 --quantile .1,.9 --only h.tsv >series
    awk -F'\t' 'NR == FNR { if (FNR > 1) want[$1, $2] = $4; next }
        FNR == 1 || /forecast_plan/ { next }
        { n++; tol = $4 == "-" ? 1e-9 : 0.03; bad += ($6 / want[$1, $4] - 1) ^ 2 > tol ^ 2 }
        END { exit n != 9 || bad }' series plan
}

@test "plain numbers count periods" {
    printf 'period\tseries\tmeasure\tvalue\tunit\n' >in
    for i in {998..1003}; do printf '%d\tN1\ty\t%d\t1\n' "$i" $((i % 2)); done >>in
    cp-forecast -H 2 --season 2 --method snaive --quantile none --only in >out
    [ "$(cut -f1,2,4 out | tail -2)" = "$(printf '1004\tN1\t0\n1005\tN1\t1')" ]
}

@test "usage errors" {
    for bad in '' '-H 0' '-H x' '-H 1 --level 100' '-H 1 --level 80,' '-H 1 --quantile 0' \
        '-H 1 --method' '-H 1 --season -1' '-H 1 --replace' "-H 1 -p $plan" "--method ses -p $plan" \
        "--samples 0 -p $plan" "-H 1 --backtest 1 --paths 2"; do
        # shellcheck disable=SC2086
        run -2 cp-forecast $bad <good.tsv
        [ -n "$output" ]
    done
    run -2 cp-forecast -H 1 --method sess <good.tsv
    [[ $output == "cp-forecast: --method: unknown 'sess' (did you mean 'ses'?)"* ]]
}

@test "nothing falls below a floor or rises above a cap" {
    cp-forecast -H 3 --floor 3.5 --cap 4.5 --level 95 --paths 20 --only good.tsv >out
    awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next }
        { x = $c["value"]; bad = bad || x < 3.5 || x > 4.5; low = low || x == 3.5; high = high || x == 4.5 }
        END { exit !(NR > 60 && low && high && !bad) }' out
    run -2 cp-forecast -H 1 --floor 2 --cap 1 good.tsv
    run -2 cp-forecast -H 1 --floor x good.tsv
}

@test "a value that is no finite number is refused with its place" {
    for value in inf -Infinity 1e400 -1e999 nan; do
        { cat header.tsv; printf '1\ta\tload\t3\tMW\n2\ta\tload\t%s\tMW\n' "$value"; } >in.tsv
        run --separate-stderr -2 cp-forecast -H 1 in.tsv
        [ -z "$output" ]
        [[ $stderr == "cp-forecast: in.tsv:3:10: column value: '$value' is not a number"* ]]
        [ "${#stderr_lines[@]}" -eq 1 ]
    done
}

@test "growth by driver and misses by driver add up, on the worked plan" {
    whole_plan
    cp-forecast -p "$plan" --quantile none --bridge 2026-Q1,2028-Q4 --only >out
    awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["measure"] == "demand" && $1 == "2026-Q1" { before += $at["value"] }
        $at["measure"] == "demand" && $1 == "2028-Q4" { after += $at["value"] }
        $at["measure"] == "growth" && $at["workload"] == "-" {
            if ($at["name"] == "-") all = $at["value"]; else parts += $at["value"]
        }
        END {
            e = 1e-9 * after
            exit !(all > 0 && (all - after + before) ^ 2 < e ^ 2 && (all - parts) ^ 2 < e ^ 2)
        }' out
    printf '%s\t%s\t%s\t%s\t%s\n' period workload measure value unit \
        2026-Q1 assistant users 1.1e9 user 2026-Q1 assistant demand 16 EFLOP/s >actual.tsv
    cp-forecast -p "$plan" --quantile none --actual actual.tsv --only >out
    grep -P 'assistant.*\trequests,tokens,flop\tmiss\t' out
    run -2 --separate-stderr cp-forecast -p "$plan" --bridge 2026,2028
    [[ $stderr == *"2026 is no period of the plan, which has 2026-Q1 to 2032-Q4"* ]]
    run -2 --separate-stderr cp-forecast -p "$plan" --bridge 2026-Q1
    [[ $stderr == *"wanted two periods"* ]]
    run -2 --separate-stderr cp-forecast -H 1 --bridge 2026-Q1,2026-Q2 good.tsv
    [[ $stderr == *"go with a plan"* ]]
    run -2 --separate-stderr cp-forecast -p "$plan" --actual none.tsv
    [[ $stderr == *"cannot open 'none.tsv'"* ]]
}

@test "glasses are a workload of the worked plan, with an event and a correlation, and chips do it" {
    whole_plan
    for sku in A100-80 H100 GB300 VR200 MI450 MTIA-300; do
        cp-plan show -p "$plan" "skus/$sku/efficiency" | grep -q '^wearables: '
    done
    cp-forecast -p "$plan" --samples 400 --only >out
    # 9 mn, half a quarter on at 60 % a year: 1.6 to the power of an eighth
    grep -P '^2026-Q1\t.*\twearables\t.*\t-\tusers\t' out |
        awk -F'\t' '{ exit !($(NF - 1) > 9.5e6 && $(NF - 1) < 9.6e6) }'
}

@test "months of one site and quarters of another are forecast each in their own" {
    for m in 01 02 03 04 05 06 07 08 09 10 11 12; do
        printf '2024-%s\ta\tload\t%d\tMW\n' "$m" $((50 + 10#$m))
    done >months.tsv
    printf '2024-Q%s\tb\tload\t%s\tMW\n' 1 50 2 51 3 52 4 53 >quarters.tsv
    cat header.tsv months.tsv quarters.tsv >in
    cp-forecast -H 2 --method naive --quantile none --only in >out
    grep -qP '^2025-01\ta\t.*62' out
    grep -qP '^2025-Q1\tb\t.*53' out
    cp-forecast -H 2 --quantile none --total site --only in >out 2>err
    grep -q "no total" err
    run ! grep -q load_total out
}

@test "values whose squares leave the range of numbers have quantiles" {
    { cat header.tsv; for t in 1 2 3 4 5 6 7 8 9; do printf '%s\ta\tload\t%se300\tMW\n' "$t" "$((t % 3 + 1))"; done; } >in
    cp-forecast -H 1 --only in >far
    sed 's/e300/e3/' in | cp-forecast -H 1 --only | sed 's/\tMW$//' >near
    awk -F'\t' 'NR == FNR { if (FNR > 1) x[FNR] = $5; next }
        FNR > 1 { seen++; bad = bad || !($5 / 1e297 / x[FNR] < 1 + 1e-9 && $5 / 1e297 / x[FNR] > 1 - 1e-9) }
        END { exit !(seen == 5 && !bad) }' near far
}

@test "--total adds up over dimensions and time, and refuses what it does not know" {
    cp-forecast -p "$plan" --samples 200 --quantile .1,.9 --total workload,region,tenant,year \
        --only >out
    head -1 out | tr '\t' '\n' | grep -n . >/dev/null
    grep -P '^2027\t.*\tdemand_total\t' out | grep -cP '\t(-|0.1|0.9)\tdemand_total' | grep -qx 3
    # the mean by hours of the quarters' sums
    cp-forecast -p "$plan" --quantile none --total workload,region,tenant --only |
        awk -F'\t' '$(NF - 2) == "demand_total" && /^2027/ {
            h["2027-Q1"] = 90; h["2027-Q2"] = 91; h["2027-Q3"] = h["2027-Q4"] = 92
            sum += $(NF - 1) * h[$1] / 365
        } END { printf "%.6f\n", sum }' >mean
    grep -P '^2027\t.*\t-\tdemand_total\t' out | awk -F'\t' '{ printf "%.6f\n", $(NF - 1) }' |
        cmp - mean
    run -2 --separate-stderr cp-forecast -p "$plan" --total site
    [[ $stderr == *"workload, region and tenant"* ]]
    run -2 --separate-stderr cp-forecast -H 1 --total sit good.tsv
    [[ $stderr == *"'sit' is not one of"* ]]
    run -2 --separate-stderr cp-forecast -H 1 --total year,horizon good.tsv
    [[ $stderr == *"not both"* ]]
    cp-forecast -H 2 --level 80 --total horizon,site --only good.tsv >out
    grep -P '^-\t' out | grep -q load_total
}

@test "--grouped keeps no series, and writes the same bytes" {
    { cat header.tsv; for site in $(seq 60); do for i in $(seq 0 39); do
        printf '%d-%02d\ts%d\tload\t%d\tMW\n' $((2020 + i / 12)) $((i % 12 + 1)) "$site" \
            $((100 + site + i * site % 17 + i % 12)); done; done
      printf '2025\tbad\tload\tNA\tMW\n'; } >in
    run -1 --separate-stderr cp-forecast -H 3 -o one in
    said=$stderr
    run -1 --separate-stderr cp-forecast -H 3 --grouped -o two in
    [ "$stderr" = "$said" ]
    cmp one two
    run -1 bash -c 'cat in | cp-forecast -j2 -H 3 --grouped -q >three'
    cmp one three
    run -1 bash -c 'cp-forecast -q -H 3 --only in >one; cp-forecast -q -H 3 --grouped --only <in'
    cmp one <(printf '%s\n' "$output")
    run -2 --separate-stderr cp-forecast -H 3 --grouped -o four in good.tsv in
    [[ $stderr == "cp-forecast: in:2:1: load site=s1: began in line 2 already; sort the facts"* ]]
    [ ! -e four ]
}

@test "--grouped refuses what needs all series, and what cannot be opened" {
    for with in --reconcile=mint --backtest=2 --regressor=x --paths=2 --total=year; do
        run -2 cp-forecast -H 1 --grouped "$with" good.tsv
        [[ $output == "cp-forecast: --grouped keeps no series: "* ]]
    done
    gzip <good.tsv >packed
    run -2 cp-forecast -H 1 --grouped packed
    [ "$output" = 'cp-forecast: packed: no facts: this is compressed by gzip; zcat unpacks it' ]
    run -2 cp-forecast -H 1 --grouped --format json good.tsv
    [[ $output == "cp-forecast: --grouped writes tsv only"* ]]
    run -2 cp-forecast -H 1 --grouped good.tsv none
    [[ $output == "cp-forecast: none: cannot open: No such file or directory"* ]]
    run -2 env TMPDIR=/nowhere cp-forecast -H 1 --grouped good.tsv
    [[ $output == *"no file in /nowhere"* ]]
}

@test "without an answer in the stream -o stays as it was, and the status is 1" {
    { printf 'period\tscenario\tmeasure\tvalue\tunit\n'
      for year in 2020 2021 2022; do printf '%s\t-\ty\t%s\t1\n' $year $((year - 2019)); done
      printf -- '-\tlow\tsolved\tNA\t1\n'; } >in
    for grouped in '' --grouped; do
        echo old >kept
        run -1 --separate-stderr cp-forecast -H 1 ${grouped:+"$grouped"} -o kept in
        [ "$stderr" = "cp-forecast: without an answer kept stays as it was" ]
        [ "$(cat kept)" = old ]
        run -1 --separate-stderr cp-forecast -H 1 ${grouped:+"$grouped"} -o new in
        [ "$stderr" = "cp-forecast: without an answer new is not written" ]
        [ ! -e new ]
        { cat in; printf -- '-\thigh\tsolved\t1\t1\n'; } >one
        cp-forecast -q -H 1 ${grouped:+"$grouped"} -o kept one
        cut -f2 kept | grep -qx 2023
    done
}

@test "--temporal moves a forecast towards that of its years, and not that of one without season" {
    awk 'BEGIN { OFS = "\t"; print "period", "measure", "value", "unit"
        for (i = 0; i < 72; i++)
            printf "%d-%02d\tload\t%g\tMW\n", 2020 + i / 12, i % 12 + 1, 100 + i + 20 * sin(i / 12 * 6.2831853) + i * 7919 % 13 }' >in
    cp-forecast -H 12 --quantile none --only in >one
    cp-forecast -H 12 --quantile none --only --temporal in >two
    paste one two | awk 'NR > 1 { off = ($3 - $7) / $3; if (off < 0) off = -off; if (off > most) most = off; n++ }
        END { exit !(n == 12 && most > 1e-6 && most < 0.1) }'
    cp-forecast -H 4 --only good.tsv | cmp - <(cp-forecast -H 4 --only --temporal good.tsv)
}

@test "Henry Hub a year ahead: what 80 and 95 % hold of its months from 240 origins" {
    plain_half
    history=${CAPPLAN_SHARED-}/data/gas/henry_hub_monthly.csv
    [ -f "$history" ] || skip "no CAPPLAN_SHARED"
    { printf 'period\tmeasure\tvalue\tunit\n'
      tr -d '\r' <"$history" | awk -F, '/^[0-9]/ { printf "%s\thub\t%s\t1\n", substr($1, 1, 7), $2 }'; } >in
    cp-forecast -q -H 12 --backtest 240 --level 80,95 --only in >out
    for step in - 12; do
        awk -F'\t' -v step=$step '$1 != step || $3 != "hub" { next }
            $2 == "coverage-80" { near = $5 > 0.75 && $5 < 0.85 }
            $2 == "coverage-95" { far = $5 > 0.93 && $5 < 0.97 }
            END { exit !(near && far) }' out
    done
}

# A week that had four days moved the season of five by one until the next such week.
@test "weekdays stay what they are through weeks with a holiday, for every method" {
    local load=(0 100 110 120 110 90) day
    printf '%s\n' 2024-01-01 2024-03-29 2024-04-01 2024-05-01 2024-06-03 >days
    printf 'period\tmeasure\tvalue\tunit\n' >in
    for k in {0..151}; do
        day=$(date -ud "2024-01-01 + $k days" '+%F %u')
        ! grep -q "${day% *}" days && [ "${day#* }" -lt 6 ] || continue
        printf '%s\tload\t%s\tMW\n' "${day% *}" "${load[${day#* }]}" >>in
    done
    for method in auto winters snaive; do
        cp-forecast -H 4 --holidays days --method "$method" --quantile none --only in |
            awk -F'\t' -v OFS='\t' 'NR > 1 { print $1, 10 * int($3 / 10 + 0.5) }' >out
        diff out - <<<$'2024-06-04\t110\n2024-06-05\t120\n2024-06-06\t110\n2024-06-07\t90'
    done
}
