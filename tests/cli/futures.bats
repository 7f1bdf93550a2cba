#!/usr/bin/env bats
# cp-scenario: odds of events to futures, and a plan decided over them, from the shell.

bats_require_minimum_version 1.5.0

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR" || exit
    cat "$CAPPLAN_SRC/tests/cli/small.yaml" >plan.yaml
    cat >>plan.yaml <<'YAML'
events:
  ban: {prior: 0.3 1/year, lasts: 1 year, then: {demand: {"*": 50 %}}}
  truce: {prior: 0.2 1/year, exclusive: [ban]}
  rush: {given: {truce: 80 %}, then: {set: {discount: 5 %}}}
decide_by: 2028
YAML
    cp-market -q -p plan.yaml </dev/null -o odds.tsv
}

# odds KIND-DIMENSION EVENT: probability by the end of the plan, of odds.tsv
by_the_end() { awk -F'\t' -v e="$1" 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i }
    $c["measure"] == "event_probability" && $c["event"] == e && $c["kind"] == "-" { v = $c["value"] }
    END { print v }' odds.tsv; }
# drawn EVENT: the same of the futures in list.tsv
drawn() { awk -F'\t' -v e="$1" 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i }
    $c["measure"] == "scenario_draw" && $c["event"] == e { v += $c["value"] } END { print v + 0 }' list.tsv; }

@test "futures have the odds they were drawn by, and what excludes one another never meets" {
    cp-scenario -p plan.yaml odds.tsv --list --only --samples 20000 --keep 100 >list.tsv
    for event in ban truce rush; do
        awk -v a="$(drawn $event)" -v b="$(by_the_end $event)" -v e=$event 'BEGIN {
            print "# " e ": " a " drawn, " b " asked"; exit !((a - b)^2 < .0002) }'
    done
    run ! grep -E 'ban@.*truce@' list.tsv
    awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i }
        $c["measure"] == "scenario_draw" && $c["event"] == "-" { all += $c["value"]
            if ($c["name"] ~ /truce/) { t += $c["value"]; if ($c["name"] ~ /rush/) r += $c["value"] } }
        END { exit !((all - 1)^2 < 1e-18 && (r / t - .8)^2 < .001) }' list.tsv
}

@test "one more event changes no draw of the others" {
    cp-scenario -p plan.yaml odds.tsv --list --only --keep 100 >list.tsv
    before="$(drawn ban) $(drawn truce)"
    printf 'events: {flood: {prior: 0.4 1/year}}\ninclude: plan.yaml\n' >more.yaml
    cp-market -q -p more.yaml </dev/null -o odds.tsv
    cp-scenario -p more.yaml odds.tsv --list --only --keep 400 >list.tsv
    [ "$before" = "$(drawn ban) $(drawn truce)" ]
    [ "$(drawn flood)" != 0 ]
}

@test "the plan of them is one, and is decided over" {
    cp-scenario -p plan.yaml odds.tsv --keep 6 -o futures.yaml
    cp-plan check -p futures.yaml
    grep -A4 '+ban@2027"' futures.yaml | grep -q '"w": {value: {2027: 0.5, 2028: 1}}'
    grep -A4 'rush@2027"' futures.yaml | grep -q '"discount": "5 %"'
    printf 'period\tworkload\tmeasure\tvalue\tunit\n2027\tw\tdemand\t0.01\tEFLOP/s\n2028\tw\tdemand\t0.02\tEFLOP/s\n' >demand.tsv
    cp-allocate -q -p futures.yaml demand.tsv >plan.tsv
    grep -q 'expected_cost' plan.tsv
}

@test "what cannot be drawn is said" {
    run -2 cp-scenario -p plan.yaml </dev/null
    [[ $output == *"plan.yaml:"*"events/ban: no event_probability for 2027 in the stream; cp-market writes it" ]]
    run -2 cp-scenario -p plan.yaml odds.tsv --keep 1
    [[ $output == *"combinations of events are likelier than 1 %"* ]]
    run -2 cp-scenario -p "$CAPPLAN_SRC/tests/cli/small.yaml" odds.tsv
    [[ $output == *"the plan has no events"* ]]
    sed 's/demand: {"\*"/demand: {"x*"/' plan.yaml >none.yaml
    run -2 cp-scenario -p none.yaml odds.tsv
    [[ $output == *"events/ban/then/demand: 'x*' is no workload of the plan" ]]
}
