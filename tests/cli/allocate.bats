#!/usr/bin/env bats
# cp-allocate from the shell: a plan of one site small enough to know the answer, then what changes
# it. The program itself is tested in tests/unit/allocate.c.

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_TMPDIR" || exit
    allocate=$CAPPLAN_BIN/cp-allocate
    cat >plan.yaml <<'END'
name: tiny
currency: USD
discount: 10 %
horizon: {from: 2027, to: 2028}
slices: {days: 1, hours: 3}
workloads:
  w: {kind: firm, demand: 1 EFLOP/s, penalty: 1000 USD/(EFLOP/s)/h}
skus:
  G: {peak: 1 PFLOP/s, power: 1 kW, idle: 0 %, life: 5 years, availability: 100 %, spares: 0 %,
      failure: 0, om: 0 USD/GPU/year, efficiency: {"*": 50 %}}
sites:
  s:
    pue: 1.25
    om: 0 USD/MW/year
    phases:
      p: {power: 10 MW, ready: 2020-01-01, capex: 0 USD, built: 100 %, life: 20 years}
    existing: {G: {units: 1000 GPU, age: 0 years, price: 100 USD/GPU}}
contracts:
  g: {kind: grid, sites: [s], power: 10 MW, from: 2020-01-01, until: 2040-01-01, firm: yes,
      price: 50 USD/MWh}
END
    printf 'period\tworkload\tmeasure\tvalue\tunit\n' >head.tsv
    { cat head.tsv; printf '2027\tw\tdemand\t0.4\tEFLOP/s\n2028\tw\tdemand\t500\tPFLOP/s\n'; } >demand.tsv
}

# value MEASURE [AWK CONDITION on columns by name, c["site"]=="s"]: the sum over the stream on stdin
value() {
    awk -F'\t' -v measure="$1" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["measure"] == measure '"${2:+&& $2}"' { sum += $at["value"] }
        END { printf "%.6g\n", sum }'
}

@test "the facts read come first, and --only leaves them out" {
    "$allocate" -p plan.yaml demand.tsv >out.tsv
    [ "$(sed -n 3p out.tsv | cut -f1)" = 2028 ]
    "$allocate" -p plan.yaml --only <demand.tsv >only.tsv
    run ! grep -q 'demand' only.tsv
    [ "$(value energy '$1 == "2027"' <only.tsv)" = 8760 ]
}

@test "a stream that has its facts already is refused, and read with --replace" {
    "$allocate" -p plan.yaml demand.tsv >out.tsv
    run --separate-stderr "$allocate" -p plan.yaml out.tsv
    [ "$status" = 2 ]
    [[ $stderr == *--replace* ]]
    "$allocate" -p plan.yaml --replace out.tsv | cmp - out.tsv
}

@test "an override changes the answer: dearer energy costs more" {
    cheap=$("$allocate" -p plan.yaml demand.tsv | value objective)
    dear=$("$allocate" -p plan.yaml --set contracts/g/price=*3 demand.tsv | value objective)
    awk -v a="$cheap" -v b="$dear" 'BEGIN { exit !(b > a) }'
}

@test "a short plan says where and what; --check makes it exit 1" {
    run --separate-stderr "$allocate" -p plan.yaml --set sites/s/existing/G/units=500GPU demand.tsv -o out.tsv
    [ "$status" = 0 ]
    [[ $stderr == *"plan.yaml:7:3: w: short between 2027 and 2028, at most 0.25 EFLOP/s (50.0 %) in 2028"* ]]
    [[ $stderr == *"short of GPUs"* ]]
    [ "$(value unmet <out.tsv)" = 0.4 ]
    run "$allocate" -q -p plan.yaml --check --set sites/s/existing/G/units=500GPU demand.tsv -o out.tsv
    [ "$status" = 1 ]
    "$allocate" -q -p plan.yaml --check demand.tsv -o out.tsv
}

@test "power that comes late is told with its date" {
    run --separate-stderr "$allocate" -p plan.yaml --set contracts/g/from=2028-01-01 demand.tsv -o out.tsv
    [ "$status" = 0 ]
    [[ $stderr == *"s 2027: 10 MW of halls, 0 MW of supply before 2028-01-01 (g): short 10 MW of power"* ]]
}

@test "an infeasible plan is explained at its place, exit 1, and decides nothing" {
    { cat demand.tsv; } >f.tsv
    printf 'period\tsku\toffer\tstep\tmeasure\tvalue\tunit\n2027\tG\to\t1\tsupply\t1000\tGPU\n' >supply.tsv
    printf '2027\tG\to\t1\tprice\t100\tUSD/GPU\n2027\tG\to\t-\tcommitted\t1000\tGPU\n' >>supply.tsv
    run --separate-stderr "$allocate" -p plan.yaml --only --set capex_limit='0.05 mn USD' f.tsv supply.tsv
    [ "$status" = 1 ]
    [[ $stderr == *"the plan is infeasible"* ]]
    [[ $stderr == *"capex_limit 2027"* || $stderr == *"offer o: 500 GPU"* ]]
    [ "$(printf '%s\n' "$output" | grep -v ^allocate_plan | tail -n +2)" = "$(printf 'solved\tNA\t1\ngap\tNA\t1')" ]
    # -o has an answer or what it had; readers pass on that there is none, and say so
    echo earlier >out.tsv
    run --separate-stderr "$allocate" -p plan.yaml --set capex_limit='0.05 mn USD' f.tsv supply.tsv -o out.tsv
    [ "$status" = 1 ]
    [ "$(cat out.tsv)" = earlier ]
    [[ $stderr == *"without an answer out.tsv stays as it was"* ]]
    "$allocate" -q -p plan.yaml --set capex_limit='0.05 mn USD' f.tsv supply.tsv >none.tsv || [ $? = 1 ]
    run -1 --separate-stderr "$CAPPLAN_BIN/cp-supplier" --replace -p plan.yaml none.tsv -o out.tsv
    [ "$(cat out.tsv)" = earlier ]
    [[ $stderr == *"without an answer out.tsv stays as it was"* ]]
    run --separate-stderr "$CAPPLAN_BIN/cp-finance" -p plan.yaml none.tsv
    [ "$status" = 1 ]
    [[ $stderr == *"the stream has no answer"* ]]
    [ "$output" = "$(cat none.tsv)" ]
    run --separate-stderr "$CAPPLAN_BIN/cp-finance" -p plan.yaml none.tsv -o out.tsv
    [ "$status" = 1 ]
    [ "$(cat out.tsv)" = earlier ]
    run --separate-stderr "$CAPPLAN_BIN/cp-report" none.tsv
    [ "$status" = 1 ]
    [[ $stderr == *"the stream has no answer"* ]]
    [[ $output == *"No answer"* ]]
    run "$CAPPLAN_BIN/cp-report" -o out.tsv none.tsv
    [ "$status" = 1 ]
    [ "$(cat out.tsv)" = earlier ]
    # an award without an answer is not planned on
    printf 'kind\tmeasure\tvalue\tunit\naward\tsolved\tNA\t1\n' >award.tsv
    run --separate-stderr "$allocate" -p plan.yaml demand.tsv award.tsv
    [ "$status" = 1 ]
    [[ $stderr == *"the stream has no answer"* ]]
    [[ $output != *objective* ]]
}

# infeasible KEYS...: what a year of two steps with a plant at a and these keys says is in the way
infeasible() {
    {
        printf 'discount: 0 %%\nhorizon: {from: 2025, to: 2026}\n'
        printf 'slices: {groups: {day: {steps: 2, length: 12 h, times: 365}}}\n'
        printf '%s\n' "$@"
    } >none.yaml
    run --separate-stderr "$allocate" -p none.yaml --only /dev/null
    [ "$status" = 1 ]
    [[ $stderr == *"the plan is infeasible"* ]]
    [[ $stderr != *violated* ]]
}

@test "of an infeasible plan limits give first, then what is asked for, last what stands" {
    plant='contracts: {g: {kind: generator, nodes: a, power: 11 MW, price: 20 USD/MWh, '
    nodes='nodes: {a: {load: 10 MW}}'
    infeasible "$nodes" 'policy: {co2_cap: 70080 t}' "$plant emissions: 1 t/MWh}}"
    [[ $stderr == *"policy/co2_cap 2025: 17520 t too little"* && $stderr != *load* ]]
    infeasible "$nodes" 'policy: {reserves: {spin: {load: 20 %, contracts: [g]}}}' "$plant firm: yes}}"
    [[ $stderr == *"policy/reserves 2025 day.2: 1 MW of reserve spin are missing"* && $stderr != *load* ]]
    infeasible "$nodes" 'policy: {groups: {x: {contracts: [g], energy: 90000 MWh}}}' "$plant firm: yes}}"
    [[ $stderr == *"policy/groups 2025: 2400 MWh of what is in x are missing"* ]]
    # more of it stands later than may: short is the load of that year
    infeasible 'nodes: {a: {load: {2025: 10 MW, 2026: 13 MW}}}' "$plant firm: yes}}"
    [[ $stderr == *"nodes/a/load 2026 day.1: short of 2 MW of energy supply"* && $stderr != *contracts/g* ]]
    # a line and the laws of current: 30 MW over two ways of which the longer carries 5 takes half of it
    infeasible 'nodes: {a: {}, b: {}, c: {load: 30 MW}}' "lines: {
        ab: {from: a, to: b, existing: 99 MW, power: 99 MW, reactance: 0.1},
        bc: {from: b, to: c, existing: 5 MW, power: 5 MW, reactance: 0.1},
        ac: {from: a, to: c, existing: 99 MW, power: 99 MW, reactance: 0.1}}" "${plant/11/99} firm: yes}}"
    [[ $stderr == *"nodes/c/load 2025 day.1: short of 15 MW of energy supply"* ]]
    infeasible 'nodes: {a: {}, c: {load: 10 MW, peak: 20 MW}}' \
        'lines: {ac: {from: a, to: c, existing: 12 MW, power: 12 MW}}' "$plant firm: yes}}"
    [[ $stderr == *"none.yaml:"*"nodes/c/peak 2025: 8 MW of it cannot be brought"* ]]
    # nobody asks for anything: what must run can go nowhere
    infeasible 'nodes: {a: {}, c: {load: 1 MW}}' 'lines: {ac: {from: a, to: c, existing: 5 MW, power: 5 MW}}' \
        "$plant must_run: 80 %, existing: {2020: 11 MW}, life: 30 years}}"
    [[ $stderr == *"nodes/c/load 2025 day.1: there must go 7.8 MW of energy supply"* ||
        $stderr == *"contracts/g 2025 day.1: "*" MW of what must run cannot"* ]]
}

@test "a plan that is shared out fairly has no values of contracts" {
    run -2 --separate-stderr "$allocate" -p plan.yaml --set policy/fair=yes --contract-values --only demand.tsv
    [[ $stderr == *"cp-allocate: policy/fair shares out the best plan of one scenario, without values of contracts"* ]]
    [ -z "$output" ]
}

@test "an unbounded plan names what can grow for ever" {
    cat >ever.yaml <<'END'
discount: 0 %
horizon: {from: 2025, to: 2025}
slices: {groups: {day: {steps: 2, length: 12 h, times: 365}}}
profiles: profiles.tsv
nodes: {n: {load: 10 MW}}
contracts:
  hub: {kind: grid, nodes: n, price_profile: hub}
  bess: {kind: storage, nodes: n, hours: 4 h, efficiency: 80 %, om: 1 USD/MW/year}
END
    printf 'slice\tprofile\tmeasure\tvalue\tunit\nday.1\thub\thub_price\t-30\tUSD/MWh\n' >profiles.tsv
    printf 'day.2\thub\thub_price\t50\tUSD/MWh\n' >>profiles.tsv
    run --separate-stderr "$allocate" -p ever.yaml --only /dev/null
    [ "$status" = 1 ]
    [[ $stderr == *"the plan is unbounded"*"ever.yaml:8:3: contracts/bess: nothing limits it"* ]]
}

@test "duals: energy is worth its price, the last EFLOP/s what its energy costs" {
    "$allocate" -p plan.yaml --duals --only demand.tsv >out.tsv
    [ "$(value energy_dual '$1 == "2027"' <out.tsv)" = 50 ]
    [ "$(value demand_dual '$1 == "2027"' <out.tsv)" = 125 ]
}

@test "--slices adds rows that sum to the period's" {
    "$allocate" -p plan.yaml --slices --only demand.tsv >out.tsv
    whole=$(value energy 'substr($at["slice"], 1, 1) != "d"' <out.tsv)
    parts=$(value energy 'substr($at["slice"], 1, 1) == "d"' <out.tsv)
    [ "$whole" = "$parts" ]
}

@test "--export writes the program that was solved" {
    "$allocate" -p plan.yaml --export program.mps demand.tsv | value objective >a
    "$CAPPLAN_BIN/cp-solve" program.mps | value objective >b
    cmp a b
    grep -q 'run:w:s:G:2027:h01' program.mps
}

@test "--export of seasonal storage has a name for every row" {
    printf 'slice\tprofile\tmeasure\tvalue\tunit\nsummer.1\tsun\tf\t1\t1\nwinter.1\tsun\tf\t0\t1\n' >sun.tsv
    cat >seasons.yaml <<'END'
discount: 0
horizon: {from: 2027, to: 2028}
profiles: sun.tsv
slices: {groups: {summer: {steps: 1, length: 24 h, times: 3}, winter: {steps: 1, length: 24 h, times: 2}}}
nodes: {b: {load: 1 MW}, c: {load: 2 MW}}
contracts:
  sun: {kind: generator, nodes: [b, c], om: 1 USD/MW/year, factor_profile: sun}
  s: {kind: storage, nodes: [b, c], efficiency: 90 %, seasonal: yes, standing_loss: 1 %/h, energy: unlimited,
    energy_om: 1 kUSD/MWh/year}
END
    printf 'measure\tvalue\tunit\n' | "$allocate" -p seasons.yaml --export program.mps | value objective >a
    "$CAPPLAN_BIN/cp-solve" program.mps | value objective >b
    [ "$(cut -c-12 a)" = "$(cut -c-12 b)" ] && [ -s a ]
}

@test "the same bytes for any number of threads" {
    "$allocate" -p plan.yaml --duals -j 1 demand.tsv >a
    "$allocate" -p plan.yaml --duals -j 2 demand.tsv >b
    cmp a b
}

@test "bad streams and options: position, reason, exit 2, no output" {
    while IFS='|' read -r row want; do
        { cat head.tsv; printf -- "$row\n"; } >bad.tsv
        run --separate-stderr "$allocate" -p plan.yaml bad.tsv
        [ "$status" = 2 ] || { echo "$row: status $status"; false; }
        [ -z "$output" ]
        [[ $stderr == *"$want"* ]] || { echo "$row: $stderr"; false; }
    done <<'END'
2027\tx\tdemand\t1\tEFLOP/s|bad.tsv:2:15: demand of workload 'x', which the plan does not have
-\tw\tdemand\t1\tEFLOP/s|demand without a period
2027\tw\tdemand\t-1\tEFLOP/s|demand must be 0 or more
2027\tw\tdemand\t1\tMW|bad.tsv:2:
2027\t-\tsupply\t1\tGPU|supply of SKU '-'
END
    run --separate-stderr "$allocate" -p plan.yaml --engine none demand.tsv
    [ "$status" = 2 ]
    [[ $stderr == *"engine 'none' is not one of auto, glpk, ipm, "* ]]
    run --separate-stderr "$allocate" demand.tsv
    [ "$status" = 2 ]
}

@test "supply and energisation that cannot be: position, reason, exit 2, no output" {
    while IFS='|' read -r rows want; do
        printf "period site phase sku offer step contract measure value unit\n$rows\n" | tr ' ' '\t' >bad.tsv
        run -2 --separate-stderr "$allocate" -q -p "$CAPPLAN_SRC/tests/cli/small.yaml" bad.tsv
        [ -z "$output" ]
        [ "${stderr_lines[0]}" = "cp-allocate: bad.tsv:$want" ] || { echo "$rows: $stderr"; false; }
    done <<'END'
- s p - - - - energisation 1 1|2:28: energisation without a day
2027-01-01 s p - - - - energisation 2 1|2:37: energisation is a part, from 0 to 1
2027-01-01 s p - - - - energisation NA 1|2:37: energisation is a part, from 0 to 1
2027-01-01 s q - - - - energisation 1 1|2:37: energisation of phase 'q' of site 's', which the plan does not have
2027-01-01 - - - - - z energisation 1 1|2:37: energisation of contract 'z', which the plan does not have
- - - G o 1 - supply 5 GPU|2:22: supply of offer 'o' without a period
2027 - - G o 1 - supply -5 GPU|2:25: supply of offer 'o' must be 0 or more
2027 - - G o 1 - supply NA GPU|2:25: supply of offer 'o' must be 0 or more
2027 - - G o 1 - supply 5 GPU|2:25: supply of offer 'o' in 2027 has neither a price nor a rent
2027 - - G o 1 - supply 5 GPU\n2027 - - G o 1 - rent 6 USD/GPU/h|2:25: offer 'o' has a rent and no term
2027 - - G o 1 - supply 5 GPU\n2027 - - G o 1 - price -6 USD/GPU|3:24: price of offer 'o' must be 0 or more
END
}

@test "a stream that lacks demand or supply is told by notes" {
    cat >>plan.yaml <<'END'
suppliers:
  n: {offers: {o: {sku: G, quantity: 100 GPU, from: 2027, until: 2028, price: 3 USD/GPU}}}
END
    run --separate-stderr "$allocate" -p plan.yaml </dev/null
    [ "$status" = 0 ]
    [ "${stderr_lines[0]}" = "cp-allocate: no demand facts: nothing is asked for; cp-forecast writes them" ]
    [ "${stderr_lines[1]}" = "cp-allocate: no supply facts: no GPUs can be bought; cp-supplier writes them" ]
    "$CAPPLAN_BIN/cp-forecast" -q -p plan.yaml | "$CAPPLAN_BIN/cp-supplier" -q -p plan.yaml >f.tsv
    run --separate-stderr "$allocate" -p plan.yaml f.tsv
    [[ $stderr != *"no demand"* && $stderr != *"no supply"* ]]
}

@test "another solver gives the same optimum" {
    command -v cbc >/dev/null || skip "cbc is not installed"
    plan=$CAPPLAN_SRC/examples/supply-curve/plan.yaml
    "$CAPPLAN_BIN/cp-supplier" -q -p "$plan" </dev/null >supply.tsv
    for engine in auto exec:cbc; do
        "$allocate" -q -p "$plan" --only --engine "$engine" supply.tsv |
            awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
                $at["measure"] == "objective" { printf "%.9g\n", $at["value"] }' >"$engine"
    done
    [ -s auto ]
    cmp auto exec:cbc
}

@test "an answer that is none is not written: a time limit too short exits 1" {
    printf '2026-Q1\tassistant\tdemand\t30\tEFLOP/s\n' | cat head.tsv - >long.tsv
    run --separate-stderr "$allocate" -p "$CAPPLAN_SRC/examples/meta-compute/plan.yaml" \
        --time-limit 0.001 --only long.tsv -o out.tsv
    [ "$status" = 1 ]
    [[ $stderr == *"the plan is undecided"*"without an answer out.tsv is not written"* ]]
    [ ! -e out.tsv ]
}

# glpsol, that stands still with a point and does not know that it is the best
@test "a plan that is not known to be the best is written, and exits 1" {
    real=$(command -v glpsol) || skip "glpsol is not installed"
    plan=$CAPPLAN_SRC/examples/supply-curve/plan.yaml
    "$CAPPLAN_BIN/cp-supplier" -q -p "$plan" </dev/null >supply.tsv
    mkdir bin
    cat >bin/glpsol <<SH
#!/bin/sh
trap '' INT
$real "\$@"
sed -i 's/^\(s bas .*\) f f /\1 f u /' solution
sleep 60
SH
    chmod +x bin/glpsol
    run --separate-stderr "$allocate" -p "$plan" --only --engine exec:bin/glpsol --time-limit 0.5 \
        supply.tsv -o out.tsv
    [ "$status" = 1 ]
    [[ $stderr == *"stopped with a plan that can be kept, not with the best one"* ]]
    grep -q $'\tobjective\t' out.tsv
}

@test "--export leaves no part of a file where it cannot write" {
    run --separate-stderr "$allocate" -p plan.yaml --export nowhere/program.mps demand.tsv
    [ "$status" = 2 ]
    [[ $stderr == *"nowhere/program.mps: cannot write: No such file or directory"* ]]
}

@test "--integer: whole phases, with the bound and the gap; a limit that needs it says so" {
    sed -e 's/built: 100 %,/built: 0 %,/; s/capex: 0 USD/capex: 100 kUSD/; s/2020-01-01, capex/2027-01-01, capex/' \
        -e 's/penalty: 1000/max_sites: 1, penalty: 1000/' plan.yaml >whole.yaml
    run --separate-stderr "$allocate" -p whole.yaml --only demand.tsv -o part.tsv
    [[ $stderr == *"workload 'w' stays at max_sites only with --integer"* ]]
    [ "$(value build <part.tsv)" = 1.25 ]
    run --separate-stderr "$allocate" -p whole.yaml --only --integer --gap 1e-4 demand.tsv -o out.tsv
    [ "$status" = 0 ]
    [[ $stderr =~ "objective "[0-9.e+]+" USD, bound "[0-9.e+]+" USD: gap 0"(\.00[0-9]*|\.01)?" %" ]]
    [ "$(value build <out.tsv)" = 10 ]
    run --separate-stderr "$allocate" -p whole.yaml --integer --gap 0 demand.tsv
    [ "$status" = 2 ]
    [[ $stderr == *"--gap: '0' is not a share above 0 %"* ]]
}

# Twenty years of hours, of which ninety days a quarter are to stand for all: work for a while
many_days() {
    awk 'BEGIN {
        print "period\tprofile\tmeasure\tvalue\tunit"
        split("31 28 31 30 31 30 31 31 30 31 30 31", days, " ")
        srand(1)
        for (y = 2001; y <= 2020; y++)
            for (m = 1; m <= 12; m++)
                for (d = 1; d <= days[m]; d++)
                    for (h = 0; h < 24; h++)
                        printf("%d-%02d-%02dT%02d\tday\tshape\t%.3f\t1\n", y, m, d, h, rand())
    }' >days.tsv
    sed -e 's/^slices:.*/slices: {days: 90, hours: 24}/' -e 's/firm, demand/firm, profile: day, demand/' \
        plan.yaml >days.yaml
    echo 'profiles: days.tsv' >>days.yaml
}

# waits until process $1 has read its input, from when on TERM (bit 14) is a request
listens() {
    until (("0x$(awk '/^SigCgt/ { print $2 }' "/proc/$1/status")" & 1 << 14)); do sleep 0.1; done
}

@test "a program is built no longer than somebody waits" {
    many_days
    "$allocate" -p days.yaml --only demand.tsv -o out.tsv 2>said &
    listens $!
    sleep 2
    kill -TERM $!
    start=$SECONDS
    wait $! || [ $? = 1 ]
    ((SECONDS - start <= 5))
    grep -q "the plan is undecided" said
    [ ! -e out.tsv ]
    start=$SECONDS
    echo earlier >program.mps
    run --separate-stderr "$allocate" -p days.yaml --only --time-limit 0.2 --export program.mps demand.tsv
    [ "$status" = 1 ]
    ((SECONDS - start <= 15))
    [[ $stderr == *"the plan is undecided"* ]]
    [ "$(cat program.mps)" = earlier ]
}

@test "what costs nothing takes its least value, whatever the engine, and noise is not written" {
    cat >free.yaml <<'END'
discount: 0 %
horizon: {from: 2025, to: 2025}
slices: {groups: {peak: {steps: 1, length: 5 h, times: 1}, rest: {steps: 1, length: 8755 h, times: 1}}}
profiles: free.tsv
nodes: {bus: {load: 1000 MW, load_profile: load}}
contracts:
  gas: {kind: generator, nodes: bus, price: 12 USD/MWh, om: 10010 USD/MW/year}
  shed: {kind: generator, nodes: bus, price: 1012 USD/MWh}
END
    printf 'profile\tslice\tmeasure\tvalue\tunit\nload\tpeak.1\tload\t1\t1\nload\trest.1\tload\t0.6\t1\n' >free.tsv
    for engine in auto ipm glpk; do
        "$allocate" -p free.yaml --engine $engine </dev/null >out.tsv
        [ "$(awk -F'\t' '/\tplant\t/ { printf "%s %.6f ", $4, $(NF - 1) }' out.tsv)" = "gas 600.000000 shed 400.000000 " ]
        [ -z "$(awk -F'\t' 'NR > 1 { v = $(NF - 1) + 0; if (v < 0) v = -v; if (v > 0 && v < 1e-6) print }' out.tsv)" ]
    done
    "$allocate" -p free.yaml --engine ipm --basic </dev/null >out.tsv
    grep -q 'shed.*plant' out.tsv
}

@test "what is given back to the last cent leaves nothing behind" {
    cat >back.yaml <<'END'
discount: 0 %
horizon: {from: 2027, to: 2030}
slices: {groups: {day: {steps: 3, length: 8 h, times: 365}, odd: {steps: 7, length: 1 h, times: 13}}}
skus: {chip: {peak: 1 PFLOP/s, power: 1 kW, efficiency: {"*": 30 %}}}
workloads: {w: {kind: firm, demand: 1 EFLOP/s, penalty: 1 USD/(EFLOP/s)/h, revenue: 0.3 USD/(EFLOP/s)/h}}
END
    printf 'period\tworkload\tmeasure\tvalue\tunit\n' >back.tsv
    printf '%s\tw\tdemand\t0.%s\tEFLOP/s\n' {2027,2027,2028,2028,2029,2029,2030,2030} >>back.tsv
    "$allocate" -q -p back.yaml back.tsv >out.tsv
    # nothing can serve: of revenue is left what is given back hour by hour
    [ "$(awk -F'\t' '/\trevenue\t.*cost\t/ { print $(NF - 1) }' out.tsv | sort -u)" = 0 ]
}

@test "a rate of demand stays one where slices are fewer hours than the year" {
    cat >groups.yaml <<'YAML'
discount: 0 %
horizon: {from: 2027, to: 2028}
slices: {groups: {a: {steps: 2, length: 12 h, times: 100}}}
skus: {G: {peak: 1 PFLOP/s, power: 1 kW, idle: 0 %, life: 20 years, efficiency: {"*": 100 %}}}
workloads: {w: {kind: firm, demand: 2 EFLOP/s, penalty: 1000 USD/(EFLOP/s)/h}}
sites:
  s:
    pue: 1.25
    phases: {p: {power: 10 MW, ready: 2020-01-01, capex: 0 USD, built: 100 %, life: 20 years}}
    existing: {G: {units: 2000 GPU}}
contracts: {g: {kind: grid, sites: [s], committed: 10 MW, power: 10 MW, price: 50 USD/MWh, firm: yes}}
YAML
    "$CAPPLAN_BIN/cp-forecast" -p groups.yaml | "$CAPPLAN_BIN/cp-supplier" -p groups.yaml |
        "$CAPPLAN_BIN/cp-allocate" -p groups.yaml --only >out.tsv
    grep -P '^2027.*\tserved\t2\tEFLOP/s' out.tsv
    grep -P '^2028.*\tserved\t2\tEFLOP/s' out.tsv
    ! grep -P '\tunmet\t[^0]' out.tsv
}
