#!/usr/bin/env bats
# Scenarios and limited foresight in cp-allocate: one year, GPUs at 2000 USD that lose half of it, and demand that is one
# or two EFLOP/s with even chances: all of it a newsvendor's problem, worked by hand.

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_TMPDIR" || exit
    allocate=$CAPPLAN_BIN/cp-allocate
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
  s: {pue: 1, om: 0 USD/MW/year, phases: {p: {power: 10 MW, ready: 2020-01-01, capex: 0 USD, built: 100 %}}}
contracts:
  g: {kind: grid, sites: [s], power: 10 MW, from: 2020-01-01, until: 2040-01-01, firm: yes,
      price: 0 USD/MWh}
scenarios:
  low: {}
  high: {demand: {w: 2}}
END
    {
        printf 'period\tworkload\tsku\toffer\tstep\tmeasure\tvalue\tunit\n'
        printf '2027\tw\t-\t-\t-\tdemand\t1\tEFLOP/s\n'
        printf '2027\t-\tG\to\t1\tsupply\t10000\tGPU\n2027\t-\tG\to\t1\tprice\t2000\tUSD/GPU\n'
    } >in.tsv
}

# value MEASURE [SCENARIO]: the sum over the stream on stdin
value() {
    awk -F'\t' -v measure="$1" -v scenario="${2--}" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["measure"] == measure && (at["scenario"] ? $at["scenario"] : "-") == scenario { sum += $at["value"] }
        END { printf "%.6g\n", sum }'
}

@test "what is decided now is enough for both when short is dear; EVPI and VSS by hand" {
    "$allocate" -p plan.yaml --evpi --vss --only in.tsv >out.tsv
    [ "$(value buy <out.tsv)" = 4000 ]
    [ "$(value buy low <out.tsv)" = 0 ]
    [ "$(value objective <out.tsv)" = 4e+06 ]
    [ "$(value expected_cost <out.tsv)" = 4e+06 ]
    [ "$(value served low <out.tsv)" = 1 ]
    [ "$(value served high <out.tsv)" = 2 ]
    [ "$(value scenario_probability high <out.tsv)" = 0.5 ]
    [ "$(value evpi <out.tsv)" = 1e+06 ]   # 2 m in half of the cases
    [ "$(value vss <out.tsv)" = 1.19e+06 ] # 1.5 EFLOP/s and half of one short in half of them
}

@test "the costs of every scenario are its objective, and their mean the whole's" {
    "$allocate" -p plan.yaml --set 'workloads/w/penalty=*0.4' --only in.tsv >out.tsv
    [ "$(value buy <out.tsv)" = 2000 ]
    [ "$(value objective low <out.tsv)" = 2e+06 ]
    [ "$(value objective high <out.tsv)" = 5.504e+06 ]
    [ "$(value cost high <out.tsv)" = 5.504e+06 ]
    [ "$(value objective <out.tsv)" = 3.752e+06 ]
}

@test "averse to risk more is bought than pays on the mean" {
    "$allocate" -p plan.yaml --set 'workloads/w/penalty=*0.4' --risk-aversion 90% --tail 50% --only in.tsv >out.tsv
    [ "$(value buy <out.tsv)" = 4000 ]
    [ "$(value cvar <out.tsv)" = 4e+06 ]
    [ "$(value objective <out.tsv)" = 4e+06 ]
    [ "$(value expected_cost <out.tsv)" = 4e+06 ]
    "$allocate" -p plan.yaml --set 'workloads/w/penalty=*0.4' --risk-aversion 10% --tail 50% --only in.tsv >out.tsv
    [ "$(value buy <out.tsv)" = 2000 ]
    [ "$(value objective <out.tsv)" = 3.9272e+06 ] # 0.9 x 3.752 + 0.1 x 5.504
}

@test "what comes after decide_by is decided in each scenario: nothing is left to know" {
    "$allocate" -p plan.yaml --set decide_by=2027 --evpi --only in.tsv >out.tsv
    [ "$(value buy low <out.tsv)" = 2000 ]
    [ "$(value buy high <out.tsv)" = 4000 ]
    [ "$(value objective <out.tsv)" = 3e+06 ]
    [ "$(value evpi <out.tsv)" = 0 ]
}

@test "scenarios of the stream, by name or all of them; --no-scenarios leaves them aside" {
    printf 'scenario\tperiod\tworkload\tmeasure\tvalue\tunit\nhigh\t2027\tw\tdemand\t3\tEFLOP/s\n' >high.tsv
    "$allocate" -p plan.yaml --set scenarios/high/demand= --only in.tsv high.tsv >out.tsv
    [ "$(value served high <out.tsv)" = 3 ]
    [ "$(value served low <out.tsv)" = 1 ]
    printf 'a\t2027\tw\tdemand\t1\tEFLOP/s\n' >>high.tsv
    "$allocate" -p plan.yaml --set scenarios= --only in.tsv high.tsv >out.tsv
    [ "$(value scenario_probability a <out.tsv)" = 0.5 ]
    [ "$(value served high <out.tsv)" = 3 ]
    "$allocate" -p plan.yaml --no-scenarios --only in.tsv high.tsv >out.tsv
    [ "$(value objective <out.tsv)" = 2e+06 ]
    [ "$(value served <out.tsv)" = 1 ]
}

@test "an offer that may not deliver, and one that may be dear" {
    "$allocate" -p plan.yaml --set 'scenarios/high={supply: {o: 50 %}}' --only in.tsv >out.tsv
    [ "$(value buy <out.tsv)" = 2000 ]
    "$allocate" -p plan.yaml --set 'scenarios/high={supply: {o: 0}}' --only in.tsv >out.tsv
    [ "$(value buy <out.tsv)" = 2000 ]
    [ "$(value served high <out.tsv)" = 0 ]
    [ "$(value cost high <out.tsv)" = 8.76e+06 ]
    "$allocate" -p plan.yaml --set 'scenarios/high={price: {o: 3}}' --only in.tsv >out.tsv
    [ "$(value cost high <out.tsv)" = 6e+06 ]
    run --separate-stderr "$allocate" -p plan.yaml --set 'scenarios/high={price: {p: 3}}' --only in.tsv
    [ "$status" = 2 ]
    [[ $stderr == *"scenarios/high/price: there is no offer 'p'"* ]]
}

@test "duals are in the scenario's own money" {
    "$allocate" -p plan.yaml --set 'workloads/w/penalty=*0.4' --duals --only in.tsv >out.tsv
    [ "$(value demand_dual high <out.tsv)" = 400 ]
}

@test "what cannot be kept is told with its scenario" {
    printf 'period\toffer\tstep\tsku\tmeasure\tvalue\tunit\n2027\to\t-\tG\tcommitted\t5000\tGPU\n' >c.tsv
    run --separate-stderr "$allocate" -p plan.yaml \
        --set 'scenarios/high={set: {capex_limit: 1 mn USD}}' --only in.tsv c.tsv
    [ "$status" = 1 ]
    [[ $stderr == *"the plan is infeasible"* ]]
    [[ $stderr == *"high: "*"capex_limit"* || $stderr == *"offer o"* ]]
}

@test "a mean that cannot be followed, or is none, has no value" {
    run --separate-stderr "$allocate" -p plan.yaml --vss --set 'scenarios/high={set: {sites/s/existing: {G: {units: 5 GPU, age: 0 years, price: 1 USD/GPU}}}}' --only in.tsv
    [ "$status" = 0 ]
    [[ $stderr == *"no vss: the scenarios differ in what can be decided"* ]]
    [[ $output == *"vss	NA"* ]]
}

@test "--minimize and scenarios do not go together" {
    run --separate-stderr "$allocate" -p plan.yaml --minimize gpus in.tsv
    [ "$status" = 2 ]
    "$allocate" -q -p plan.yaml --no-scenarios --minimize gpus in.tsv -o out.tsv
}

@test "the same bytes for any number of threads; the program that is exported is the one solved" {
    "$allocate" -p plan.yaml -j 1 --evpi --vss --export p.mps in.tsv >a
    "$allocate" -p plan.yaml -j 2 --evpi --vss in.tsv >b
    cmp a b
    [ "$("$CAPPLAN_BIN/cp-solve" p.mps | value objective)" = "$(value objective <a)" ]
    grep -q 'buy:o:1:2027 ' p.mps
    grep -q 'unmet:w:2027:h01:high' p.mps
}

# Two years, demand doubles in the second, when nothing can be bought any more.
@test "who does not look ahead buys too little, too late" {
    { cat in.tsv; printf '2028\tw\t-\t-\t-\tdemand\t2\tEFLOP/s\n'; } >two.tsv
    set -- -p plan.yaml --no-scenarios --set horizon/to=2028 --only two.tsv
    "$allocate" "$@" >all.tsv
    [ "$(value buy <all.tsv)" = 4000 ]
    # the same, but that windows prove no bound of the whole
    "$allocate" "$@" --rolling 2/1 >rolling.tsv
    cmp <(grep -vw gap rolling.tsv) <(grep -vw gap all.tsv)
    [ "$(grep -w gap rolling.tsv | cut -f12)" = NA ]
    "$allocate" -q "$@" --myopic >myopic.tsv
    [ "$(value buy <myopic.tsv)" = 2000 ]
    [ "$(value unmet <myopic.tsv)" = 1 ]
    [ "$(value objective <myopic.tsv)" = 1.2784e+07 ] # 4 m of GPUs without salvage, 8784 h short
    [ "$(value cost <myopic.tsv)" = 1.2784e+07 ]
}

@test "a commitment is taken as far as it could not come later" {
    { cat in.tsv; printf '2028\t-\tG\to\t1\tsupply\t3000\tGPU\n2028\t-\tG\to\t1\tprice\t2000\tUSD/GPU\n'
      printf '2028\t-\tG\to\t-\tcommitted\t6000\tGPU\n'; } >two.tsv
    "$allocate" -p plan.yaml --no-scenarios --set horizon/to=2028 --myopic --only two.tsv >out.tsv
    [ "$(awk '/\tbuy\t/ && /2027/ { print $(NF - 1) }' out.tsv)" = 3000 ]
    [ "$(value buy <out.tsv)" = 6000 ]
}

@test "who does not look ahead answers a bid when it begins" {
    cat >bid.yaml <<'END'
include: plan.yaml
workloads:
  b: {kind: firm, tenant: t, bid: yes, demand: 1 EFLOP/s, revenue: 400 USD/(EFLOP/s)/h,
      penalty: 500 USD/(EFLOP/s)/h}
set: {horizon/to: 2028, sites/s/existing: {G: {units: 4000 GPU, age: 0}}}
END
    { head -n 2 in.tsv; printf '2028\tb\t-\t-\t-\tdemand\t1\tEFLOP/s\n'; } >bid.tsv
    "$allocate" -p bid.yaml --no-scenarios --myopic --only bid.tsv >out.tsv
    [ "$(value accepted <out.tsv)" = 1 ]
}

@test "foresight that is none, and what it does not go with" {
    for n in 3 3/4 0/0 2/1.5 a/b 2/1x; do
        run --separate-stderr "$allocate" -p plan.yaml --rolling "$n" in.tsv
        [ "$status" = 2 ]
        [[ $stderr == *"--rolling: '$n' is not N/M"* ]]
    done
    run --separate-stderr "$allocate" -p plan.yaml --myopic in.tsv
    [ "$status" = 2 ]
    [[ $stderr == *"limited foresight is of one scenario"* ]]
}

@test "a bid is answered before it is known which scenario comes" {
    # 4000 GPUs serve 2 EFLOP/s; what a bid for one brings when demand is low, it costs when it is high
    cat >bid.yaml <<'END'
include: plan.yaml
workloads:
  b: {kind: firm, tenant: t, bid: yes, demand: 1 EFLOP/s, revenue: 400 USD/(EFLOP/s)/h,
      penalty: 5000 USD/(EFLOP/s)/h}
set: {sites/s/existing: {G: {units: 4000 GPU, age: 0}}}
END
    { head -n 2 in.tsv; printf '2027\tb\t-\t-\t-\tdemand\t1\tEFLOP/s\n'; } >bid.tsv
    "$allocate" -p bid.yaml --only bid.tsv >out.tsv
    [ "$(grep -c 'accepted' out.tsv)" = 1 ]
    [ "$(value accepted <out.tsv)" = 0 ]
    [ "$(value rejected low <out.tsv)" = 1 ]
    "$allocate" -p bid.yaml --set 'workloads/b/revenue=600 USD/(EFLOP/s)/h' --only bid.tsv >out.tsv
    [ "$(value accepted <out.tsv)" = 1 ]
    [ "$(value unmet low <out.tsv)" = 0 ]
    [ "$(value unmet high <out.tsv)" = 1 ]
}

# Louveaux & Smeers 1988; the optimum and both values are those of the two-stage program as it is
# published in the test sets (28639/75), EVPI and VSS from its wait-and-see and mean-value programs.
@test "LandS: the published optimum of capacity for an uncertain load, EVPI and VSS" {
    "$allocate" --evpi --vss -p "$CAPPLAN_SRC/examples/lands/plan.yaml" --only </dev/null >out.tsv
    near() { awk -v got="$1" -v want="$2" 'BEGIN { d = got - want; exit !(d * d < 1e-14 * want * want) }'; }
    exact() { awk -F'\t' -v measure="$1" '$(NF - 2) == measure && $1 == "-" { print $(NF - 1) }' out.tsv; }
    near "$(exact objective)" 381.85333333
    near "$(exact evpi)" 1.68666667
    near "$(exact vss)" 2.13333333
    [ "$(value plant <out.tsv)" = 12 ]
}

# 2 EFLOP/s of GPUs draw 4 MW: at most 3 from the cheap contract, the rest at 10 USD/MWh.
@test "a contract is worth what there would be to pay without it, in all scenarios together" {
    cat >two.yaml <<'END'
include: plan.yaml
contracts:
  dear: {kind: grid, sites: [s], from: 2020-01-01, until: 2040-01-01, firm: yes, price: 10 USD/MWh}
set: {contracts/g/power: 3 MW}
END
    "$allocate" -p two.yaml --contract-values --only in.tsv >out.tsv
    worth() { awk -F'\t' -v of="$1" '/contract_value/ && index($0, "\t" of "\t") { printf "%.6g\n", $(NF - 1) }' out.tsv; }
    [ "$(worth g)" = 219000 ] # (2 + 3) / 2 MW x 8760 h x 10 USD
    "$allocate" -p two.yaml --no-scenarios --contract-values --only in.tsv >out.tsv
    [ "$(worth g)" = 175200 ]
    [ "$(worth dear)" = 0 ]
    run --separate-stderr "$allocate" -p two.yaml --no-scenarios --contract-values --myopic in.tsv
    [ "$status" = 2 ]
}

# The scenarios of the plan as a stream has them, high as likely as $1.
weighted() {
    sed '/^scenarios:/,$d' plan.yaml >bare.yaml
    cat in.tsv
    printf 'scenario\tperiod\tworkload\tmeasure\tvalue\tunit\n' >weights.tsv
    printf '%s\t2027\tw\tdemand\t%s\tEFLOP/s\n' low 1 high 2 >>weights.tsv
    printf '%s\t-\t-\tscenario_probability\t%s\t1\n' low "$(awk "BEGIN { print 1 - $1 }")" high "$1" >>weights.tsv
}

@test "a stream says how likely its scenarios are, and is passed on" {
    # the second thousand costs 1 m more than it is worth at evens, and saves 3.504 m where it is needed
    for likely in 0.5:2000 0.7:4000; do
        weighted "${likely%:*}" >in2.tsv
        "$allocate" -p bare.yaml --set 'workloads/w/penalty=*0.4' --only in2.tsv weights.tsv >out.tsv
        [ "$(value buy <out.tsv)" = "${likely#*:}" ]
        [ "$(value scenario_probability high <out.tsv)" = "${likely%:*}" ]
    done
    weighted 0.7 >in2.tsv
    "$allocate" -p bare.yaml --set 'workloads/w/penalty=*0.4' in2.tsv weights.tsv >out.tsv
    [ "$(grep -c scenario_probability out.tsv)" = 2 ]
    "$allocate" -p bare.yaml --set 'workloads/w/penalty=*0.4' --replace out.tsv | cmp - out.tsv
    # all or none, and together 1
    sed 's/probability\t0.7/probability\t0.6/' weights.tsv >short.tsv
    run --separate-stderr "$allocate" -p bare.yaml in2.tsv short.tsv
    [ "$status" = 2 ]
    [[ $stderr == *"the probabilities of the 2 scenarios add up to 0.9, not to 1"* ]]
    grep -v 'high.*probability' weights.tsv >short.tsv
    run --separate-stderr "$allocate" -p bare.yaml in2.tsv short.tsv
    [ "$status" = 2 ]
    [[ $stderr == *"short.tsv:3:"*"scenario 'high' has no scenario_probability, as others have"* ]]
    # the plan's are the plan's
    run --separate-stderr "$allocate" -p plan.yaml in2.tsv weights.tsv
    [ "$status" = 2 ]
    [[ $stderr == *"weights.tsv:4:"*"scenario_probability of 'low' is 0.3, and 0.5 in the plan"* ]]
}

@test "each scenario alone is what it would be if it were known, whoever solves it" {
    "$allocate" -p plan.yaml --each --only in.tsv >out.tsv
    [ "$(value objective low <out.tsv)" = 2e+06 ]
    [ "$(value objective high <out.tsv)" = 4e+06 ]
    [ "$(value buy high <out.tsv)" = 4000 ]
    [ "$(value solved low <out.tsv)" = 1 ]
    [ "$(value scenario_probability high <out.tsv)" = 0.5 ]
    [ "$(value objective <out.tsv)" = 0 ] # of none
    for i in 0 1; do "$allocate" -p plan.yaml --each --shard $i/2 --only in.tsv -o shard$i.tsv; done
    [ "$(value objective high <shard0.tsv)" = 0 ]
    cmp <(sort -u shard0.tsv shard1.tsv) <(sort -u out.tsv)
    "$allocate" -p plan.yaml --each --shard 2/2 --only in.tsv | cmp - shard0.tsv # from 1 to N as well
    "$allocate" -p plan.yaml --each --shard 4/9 --only in.tsv >none.tsv
    [ "$(wc -l <none.tsv)" = 2 ] # the header and the plan's number
    for bad in 3/2 -1/2 1/0 1 x/2 1/2x; do
        run "$allocate" -p plan.yaml --each --shard "$bad" in.tsv
        [ "$status" = 2 ]
    done
    run "$allocate" -p plan.yaml --each --evpi in.tsv
    [ "$status" = 2 ]
    run "$allocate" -p plan.yaml --each --no-scenarios in.tsv
    [ "$status" = 2 ]
}

@test "a scenario without a plan is an answer of its shard, and counted" {
    sed 's/^  low: {}/  low: {set: {capex_limit: 0.05 mn USD}}/' plan.yaml >poor.yaml
    { cat in.tsv; printf '2027\t-\tG\to\t-\tcommitted\t1000\tGPU\n'; } >in2.tsv
    run --separate-stderr "$allocate" -p poor.yaml --each --only in2.tsv -o out.tsv
    [ "$status" = 0 ]
    [[ $stderr == *"low: the plan is infeasible"* ]]
    grep -q $'^low.*solved\tNA' out.tsv
    [ "$(value solved high <out.tsv)" = 1 ]
    [[ $stderr != *"low: low:"* ]]
    run --separate-stderr "$CAPPLAN_BIN/cp-report" out.tsv
    [ "$status" = 0 ]
    [[ $stderr == *"1 of 2 scenarios that were solved alone have no plan"* ]]
    # also where there is no other, and who reads it later sees that there is none
    run --separate-stderr "$allocate" -p poor.yaml --each --shard 0/2 --only in2.tsv -o only.tsv
    [ "$status" = 0 ]
    grep -q $'^low.*solved\tNA' only.tsv
    run --separate-stderr "$CAPPLAN_BIN/cp-report" only.tsv
    [ "$status" = 1 ]
    [[ $stderr == *"the stream has no answer"* ]]
    # what was stopped is none, and replaces nothing
    echo earlier >kept.tsv
    run --separate-stderr "$allocate" -p plan.yaml --each --time-limit 1e-9 in.tsv -o kept.tsv
    [ "$status" = 1 ]
    [ "$(cat kept.tsv)" = earlier ]
}

@test "first-stage decisions of one future are held, and cost in another what they cost" {
    "$allocate" -p plan.yaml --only in.tsv >both.tsv
    "$allocate" -p plan.yaml --fix both.tsv --only in.tsv >same.tsv
    [ "$(value objective <same.tsv)" = 4e+06 ]
    sed 's/\tbuy\t4000/\tbuy\t2000/' both.tsv >less.tsv
    "$allocate" -p plan.yaml --fix less.tsv --each --only in.tsv >held.tsv
    [ "$(value buy low <held.tsv)" = 2000 ]
    [ "$(value objective low <held.tsv)" = 2e+06 ]
    [ "$(value objective high <held.tsv)" = 1.076e+07 ] # 2 m, and an EFLOP/s for 8760 hours
    # what is not stated is nothing
    grep -v $'\tbuy\t' both.tsv >nothing.tsv
    "$allocate" -p plan.yaml --fix nothing.tsv --only in.tsv >held.tsv
    [ "$(value buy <held.tsv)" = 0 ]
    sed 's/\tbuy\t4000/\tbuy\t40000/' both.tsv >more.tsv
    run --separate-stderr "$allocate" -p plan.yaml --fix more.tsv in.tsv
    [ "$status" = 1 ]
    [[ $stderr == *"40000 is held, and at most 10000 can be"* ]]
    # what has no place in the plan is not forgotten
    awk -F'\t' -v OFS='\t' '/\tbuy\t/ { sub("2027", "2031") } { print }' both.tsv >later.tsv
    run --separate-stderr "$allocate" -p plan.yaml --fix later.tsv in.tsv
    [ "$status" = 1 ]
    [[ $stderr == *"buy 2031 "*": 4000 is held, and the plan has no such decision"* ]]
    printf 'measure\tvalue\tunit\nsolved\tNA\t1\n' >none.tsv
    run --separate-stderr "$allocate" -p plan.yaml --fix none.tsv in.tsv
    [ "$status" = 2 ]
    run --separate-stderr "$allocate" -p plan.yaml --fix in.tsv in.tsv
    [ "$status" = 2 ]
    [[ $stderr == *"--fix: no decision stands there; wanted facts of cp-allocate" ]]
}

@test "scenarios pay by milestones for what is bought before they part, and for their own" {
    cat >books.yaml <<'YAML'
discount: 0 %
horizon: {from: 2027, to: 2028}
skus: {G: {peak: 1 PFLOP/s, power: 1 kW, life: 5 years, efficiency: {"*": 50 %}}}
entities: {owner: {cash: 100 mn USD}}
YAML
    sed 's/ /	/g' >bought.tsv <<'TSV'
scenario period sku vintage offer step kind measure value unit
- 2027 G 2027 o 1 - milestone 1000 USD/GPU
- 2027 G 2028 o 1 - milestone 200 USD/GPU
- 2028 G 2028 o 1 - milestone 800 USD/GPU
- 2027 G - o 1 - buy 100 GPU
low 2028 G - o 1 - buy 50 GPU
high 2028 G - o 1 - buy 80 GPU
low 2027 G - o - gpu cost 100000 USD
low 2028 G - o - gpu cost 50000 USD
high 2027 G - o - gpu cost 100000 USD
high 2028 G - o - gpu cost 80000 USD
gone 2028 - - - - om-gpu cost 1 USD
TSV
    finance=$CAPPLAN_BIN/cp-finance
    "$finance" -q --only -p books.yaml --scenarios facts bought.tsv >out.tsv
    [ "$(awk -F'\t' '/kept/ && /claim_value/ && /low|high|gone/ { print $1, $(NF - 1) }' out.tsv | paste -sd,)" = \
        "low -150000,high -180000,gone -1" ]
    # one of them alone, and with a price of its own
    grep -E '^(scenario|-|high)' bought.tsv >high.tsv
    printf 'high\t2027\tG\t2027\to\t1\t-\tmilestone\t1100\tUSD/GPU\n' >>high.tsv
    "$finance" -q --only -p books.yaml high.tsv >out.tsv
    awk -F'\t' '/capex-gpu/ && /cash_flow/ { sum += $(NF - 1) } END { exit sum != -110000 - 80000 }' out.tsv
}
