#!/usr/bin/env bats
# Scenarios shared out to many workers, some of which are killed, and put together again: the bytes of one run. The plan
# is one year of GPUs at 2000 USD that lose half of it, of which each EFLOP/s wants 2,000; a shard is milliseconds.

bats_require_minimum_version 1.5.0
load whole

setup() {
    cd "$BATS_TEST_TMPDIR" || exit
    PATH=$CAPPLAN_BIN:$PATH
    hall=$CAPPLAN_SRC/examples/hall-loan
    cat >plan.yaml <<'END'
discount: 0 %
horizon: {from: 2027, to: 2027}
slices: {days: 1, hours: 1}
workloads:
  w: {kind: firm, demand: 1 EFLOP/s, penalty: 1000 USD/(EFLOP/s)/h}
skus:
  G: {peak: 1 PFLOP/s, power: 1 kW, idle: 0 %, life: 5 years, availability: 100 %, spares: 0 %,
      failure: 0, om: 0 USD/GPU/year, efficiency: {"*": 50 %}, residual: [0 %]}
sites:
  s: {pue: 1, om: 0 USD/MW/year, phases: {p: {power: 100 MW, ready: 2020-01-01, capex: 0 USD, built: 100 %}}}
contracts:
  g: {kind: grid, sites: [s], power: 100 MW, from: 2020-01-01, until: 2040-01-01, firm: yes,
      price: 0 USD/MWh}
END
    # of 100 scenarios the k-th wants k/10 EFLOP/s and is as likely as k of 5050: their mean cost is 13.4 mn USD
    awk -v OFS='\t' 'BEGIN {
        print "scenario", "period", "workload", "sku", "offer", "step", "measure", "value", "unit"
        print "-", 2027, "-", "G", "o", 1, "supply", 100000, "GPU"
        print "-", 2027, "-", "G", "o", 1, "price", 2000, "USD/GPU"
        for (k = 1; k <= 100; k++) {
            print "s" k, "-", "-", "-", "-", "-", "scenario_probability", k / 5050, 1
            print "s" k, 2027, "w", "-", "-", "-", "demand", k / 10, "EFLOP/s"
        }
    }' >in.tsv
    mkdir out
}

# value MEASURE [SCENARIO]: of the stream on stdin
value() {
    awk -F'\t' -v measure="$1" -v scenario="${2--}" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["measure"] == measure && $at["scenario"] == scenario { print $at["value"] }'
}

# What a worker does: a shard whose file is there is done. The first time many are killed on their way, at random.
make_worker() { # COMMAND...: with {} for the shard
    # shellcheck disable=SC2016 # it is the worker's to expand
    {
        echo '#!/bin/bash'
        echo 'i=$1'
        echo '[ -s "out/$i.tsv" ] && exit 0'
        echo 'if [ ! -e "tried.$i" ]; then : >"tried.$i"; pause=0.00$((RANDOM % 10)); fi'
        printf '%s -o "out/$i.tsv" &\n' "$*"
        echo '[ -z "$pause" ] || { sleep "$pause"; kill -"$([ $((RANDOM % 2)) = 0 ] && echo KILL || echo TERM)" $! 2>/dev/null; }'
        echo 'wait $!'
    } >worker
    chmod +x worker
}

# All shards of 64, until all are there: how many rounds it took.
work() {
    command -v parallel >/dev/null || skip "GNU parallel is not installed"
    local rounds=0
    until seq 0 63 | parallel --will-cite -j 4 --joblog log --resume-failed ./worker {} 2>/dev/null; do
        rounds=$((rounds + 1))
        [ $rounds -lt 20 ]
        # what stands is whole
        for file in out/*.tsv; do
            [ ! -e "$file" ] || cp-scenario -q --merge --of in.tsv "$file" >/dev/null || [ $? = 1 ]
        done
    done
    [ -z "$(find out -name '.*' -type f)" ] # nothing is left of those that were killed
    [ "$(find out -name '*.tsv' | wc -l)" = 64 ]
    [ $rounds -gt 0 ]
}

@test "64 shards of cp-allocate, killed at random and resumed, are one run" {
    plain_half
    # shellcheck disable=SC2016
    make_worker cp-allocate -q -p plan.yaml -j 1 --each --shard '"$i"/64' --only in.tsv
    work
    cp-scenario --merge -p plan.yaml --of in.tsv out/*.tsv -o all.tsv
    cp-allocate -p plan.yaml --each --only in.tsv -o one.tsv
    cp-scenario --merge -p plan.yaml --of in.tsv one.tsv | cmp - all.tsv
    # nothing but the mean and the worst is added
    cmp one.tsv <(grep -vP '\t(expected_cost|cvar)\t' all.tsv)
    # 2e5 k USD of the k-th: 2e5 sum k^2 / 5050; the worst twentieth is s98, s99, s100 of 252.5 of 5050
    [ "$(value expected_cost <all.tsv | awk '{ printf "%.0f", $1 }')" = 13400000 ]
    [ "$(value cvar <all.tsv | awk '{ printf "%.4f", $1 / 2e5 }')" = "$(awk 'BEGIN { printf "%.4f", (100 * 100 + 99 * 99 + 53.5 * 98) / 252.5 }')" ]
}

@test "a shard stopped with an answer at hand that is not yet polished writes nothing: 75" {
    whole_plan
    local worked=$CAPPLAN_SRC/examples/meta-compute/plan.yaml line
    awk -v OFS='\t' 'NR == 1 { print "scenario", $0; print "one", "-", "-", "-", "-", "-", "-", "scenario_probability", 1, 1; next }
        { print "one", $0 }' "$CAPPLAN_SRC/tests/cases/worked/plan.tsv" | cp-supplier -q -p "$worked" -o one.tsv
    mkfifo said
    cp-allocate -v -j 1 -p "$worked" --set slices/days=1 --each --shard 0/1 --only one.tsv -o shard.tsv 2>said &
    while read -r line; do
        echo "$line" >>told
        case $line in *'on the original'*) [ "$(grep -c 'on the original' told)" -gt 1 ] || kill -TERM $! ;; esac
    done <said
    status=0
    wait $! || status=$?
    [ $status = 75 ]
    grep -q 'on the original' told
    grep -q 'stopped by a signal: nothing is written' told
    [ ! -e shard.tsv ]
}

@test "64 shards of cp-finance, killed at random and resumed, are one run" {
    plain_half
    {
        printf 'scenario\tperiod\tentity\tname\tmeasure\tvalue\tunit\n'
        for i in $(seq 100); do printf 's%d\t%d\thall\tbook\trepricing\t%d\tUSD\n' "$i" $((2027 + i % 9)) $((i * 7919 % 100000 * 1000 - 70000000)); done
    } >in.tsv
    cp "$hall/cost.tsv" .
    # shellcheck disable=SC2016
    make_worker cp-finance -q -p "$hall/plan.yaml" -j 1 --scenarios facts --shard '"$i"/64' --only cost.tsv in.tsv
    work
    cp-scenario --merge -p "$hall/plan.yaml" --of in.tsv out/*.tsv -o all.tsv
    cp-finance -q -p "$hall/plan.yaml" --scenarios facts --only cost.tsv in.tsv | cmp - all.tsv
    [ "$(grep -c breach_probability all.tsv)" -gt 1 ]
    # and so where they are not equally likely
    { cat in.tsv; for i in $(seq 100); do printf 's%d\t-\t-\t-\tscenario_probability\t%s\t1\n' "$i" "$(awk "BEGIN { print $i / 5050 }")"; done; } >weighted.tsv
    rm -f out/*.tsv tried.* log
    # shellcheck disable=SC2016
    make_worker cp-finance -q -p "$hall/plan.yaml" -j 1 --scenarios facts --shard '"$i"/64' --only cost.tsv weighted.tsv
    work
    cp-scenario --merge --of weighted.tsv out/*.tsv -o merged.tsv
    cp-finance -q -p "$hall/plan.yaml" --scenarios facts --only cost.tsv weighted.tsv -o one.tsv
    cmp merged.tsv one.tsv
    ! cmp -s <(grep '^-.*npv' one.tsv) <(grep '^-.*npv' all.tsv)
}

@test "weights of scenarios: quantiles and breaches by hand" {
    printf 'scenario\tperiod\tentity\tname\tmeasure\tvalue\tunit\n' >desk.tsv
    for i in 1 2 3; do printf 's%d\t2028\thall\tbook\trepricing\t%d\tUSD\n' $i $((-$i * 40000000)); done >>desk.tsv
    awk -v OFS='\t' 'BEGIN { print "scenario", "measure", "value", "unit"
        print "s1", "scenario_probability", 0.9, 1; print "s2", "scenario_probability", 0.06, 1
        print "s3", "scenario_probability", 0.04, 1 }' >weights.tsv
    weighted() { cp-finance -q --only -p "$hall/plan.yaml" "$hall/cost.tsv" --scenarios facts "$@"; }
    weighted desk.tsv weights.tsv >out.tsv
    npv() { awk -F'\t' -v s="$1" -v q="$2" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["measure"] == "npv" && $at["kind"] == "equity" && $at["scenario"] == s && $at["quantile"] == q { print $at["value"] }' out.tsv; }
    [ "$(npv - 0.05)" = "$(npv s2 -)" ] # 4 % are below it
    [ "$(npv - 0.5)" = "$(npv s1 -)" ]
    [ "$(npv - 0.95)" = "$(npv s1 -)" ]
    # they are passed on, and wrong ones are told
    [ "$(value scenario_probability s2 <out.tsv)" = 0.06 ]
    sed 's/0.04/0.05/' weights.tsv >off.tsv
    run -2 --separate-stderr cp-finance -p "$hall/plan.yaml" "$hall/cost.tsv" --scenarios facts desk.tsv off.tsv
    [[ $stderr == *"the probabilities of the 3 scenarios add up to 1.01, not to 1"* ]]
    grep -v s2 weights.tsv >short.tsv
    run -2 --separate-stderr cp-finance -p "$hall/plan.yaml" "$hall/cost.tsv" --scenarios facts desk.tsv short.tsv
    [[ $stderr == *"scenario 's2' has no scenario_probability, as others have"* ]]
}

shards() { # N
    rm -f out/*
    for i in $(seq 0 $(($1 - 1))); do cp-allocate -q -p plan.yaml --each --shard "$i/$1" --only in.tsv -o "out/$i.tsv"; done
}

@test "what is not whole is not merged: it is said what is missing, twice there, or of another plan" {
    shards 5
    echo earlier >kept.tsv
    run -1 --separate-stderr cp-scenario --merge --of in.tsv out/[0124].tsv -o kept.tsv
    [[ $stderr == "cp-scenario: 20 of 100 scenarios are missing: s4, s9, s14, "*"s94, s99" ]]
    [ "$(cat kept.tsv)" = earlier ]
    # without a list the probabilities tell
    run -2 --separate-stderr cp-scenario --merge out/[0124].tsv
    [[ $stderr == *"the probabilities of the 80 scenarios add up to 0.7"*"some are missing"* ]]
    # of whatever names the files have; the list says what is missing and in which order
    cp out/1.tsv copy.tsv
    run -2 --separate-stderr cp-scenario --merge --of in.tsv out/*.tsv copy.tsv
    [[ $stderr == *"copy.tsv:"*"scenario 's2' is in out/1.tsv too"* ]]
    cp-scenario --merge --of in.tsv out/*.tsv | cmp - <(cp-scenario --merge --of in.tsv out/[432].tsv out/[10].tsv)
    # another plan, other overrides
    cp-allocate -q -p plan.yaml --set discount=1% --each --shard 3/5 --only in.tsv -o out/3.tsv
    run -2 --separate-stderr cp-scenario --merge --of in.tsv out/*.tsv
    [[ $stderr == *"out/3.tsv:"*"allocate_plan: a shard of another plan, or of other overrides, than out/0.tsv" ]]
    run -2 --separate-stderr cp-scenario --merge -p plan.yaml --set discount=2% --of in.tsv out/0.tsv
    [[ $stderr == *"out/0.tsv:"*"allocate_plan: a shard of another plan, or of other overrides, than that of -p" ]]
    # cut short, where a line ends and within one
    shards 5
    grep -vP '^s25\t.*\tsolved\t' out/4.tsv >cut.tsv
    run -2 --separate-stderr cp-scenario --merge --of in.tsv out/[0-3].tsv cut.tsv
    [[ $stderr == *"cut.tsv: scenario 's25' has no solved, as others have: the file was cut short; make it again" ]]
    head -c 3000 out/4.tsv >cut.tsv
    run -2 --separate-stderr cp-scenario --merge --of in.tsv out/[0-3].tsv cut.tsv
    [[ $stderr == *"cut.tsv:"* ]]
    : >cut.tsv
    run -2 --separate-stderr cp-scenario --merge --of in.tsv out/[0-4].tsv cut.tsv
    [[ $stderr == *"cut.tsv: has no facts; a shard has at least those that all share" ]]
    run -2 --separate-stderr cp-scenario --merge --of in.tsv out/9.tsv
    [[ $stderr == *"out/9.tsv: cannot open: No such file or directory" ]]
}

@test "scenarios without a plan are counted, and merged only where that is allowed" {
    sed -n '1,3p;/^s1\t/p;/^s2\t/p' in.tsv | sed 's/^s1\t\(.*probability\)\t[0-9.]*/s1\t\1\t0.25/; s/^s2\t\(.*probability\)\t[0-9.]*/s2\t\1\t0.75/' >two.tsv
    { sed 's/, firm: yes//' plan.yaml; echo 'capex_limit: 0.3 mn USD'; } >poor.yaml
    printf 's2\t2027\t-\tG\to\t-\tcommitted\t1000\tGPU\n' >>two.tsv
    for i in 0 1; do cp-allocate -q -p poor.yaml --each --shard $i/2 --only two.tsv -o out/$i.tsv; done
    run -1 --separate-stderr cp-scenario --merge --of two.tsv out/*.tsv
    [ "$output" = "" ]
    [ "$stderr" = "cp-scenario: 1 of 2 scenarios have no plan: s2" ]
    cp-scenario --merge --of two.tsv --allow-infeasible out/*.tsv >all.tsv
    [ "$(value expected_cost <all.tsv)" = "$(value objective s1 <all.tsv)" ]
}

@test "what may pass ends with 75, so that a queue tries it again; what is wrong with 2" {
    [ -e /dev/full ] || skip "no /dev/full"
    run -75 cp-allocate -q -p plan.yaml --each --shard 0/9 --only in.tsv -o /dev/full
    run -75 bash -c 'cp-allocate -q -p plan.yaml --each --shard 0/9 --only in.tsv >/dev/full'
    run -2 cp-allocate -q -p plan.yaml --each --only in.tsv -o /dev/full
    run -75 cp-finance -q -p "$hall/plan.yaml" --scenarios facts --shard 0/9 "$hall/cost.tsv" -o /dev/full
    run -2 cp-allocate -q -p none.yaml --each --shard 0/9 --only in.tsv
    run -2 cp-allocate -q -p plan.yaml --each --shard 0/9 --only in.tsv -o /nowhere/at/all
}

@test "bad use of shards is told" {
    bad() { # MESSAGE COMMAND...
        run -2 --separate-stderr "${@:2}"
        echo "$stderr"
        [[ $stderr == *"$1"* ]]
    }
    bad "--shard is of --scenarios facts" cp-finance -p "$hall/plan.yaml" --shard 0/2 "$hall/cost.tsv"
    bad "--shard is of --scenarios facts" cp-finance -p "$hall/plan.yaml" --shard 0/2 --scenarios 3 --vary discount=1% "$hall/cost.tsv"
    bad "--shard: '3/2' is not I/N" cp-finance -p "$hall/plan.yaml" --scenarios facts --shard 3/2 "$hall/cost.tsv"
    bad "--merge wants the shards, files of facts" cp-scenario --merge
    bad "--merge writes facts as TSV" cp-scenario --merge --format json in.tsv
    bad "--of is of --merge" cp-scenario -p plan.yaml --of in.tsv
    sed '/^s[0-9]/d' in.tsv >none.tsv
    bad "none.tsv: has no scenarios" cp-scenario --merge --of none.tsv in.tsv
    shards 1
    bad "scenario 's2' is none of two.tsv" bash -c 'grep -v "^s2	" in.tsv >two.tsv; cp-scenario --merge --of two.tsv out/0.tsv'
}
