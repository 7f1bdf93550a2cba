# cp-plan: check, show, sources, keys.

bats_require_minimum_version 1.5.0

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR"
    cat >p.yaml <<'YAML'
horizon: {from: 2026-Q1, to: 2027-Q4}
discount: {value: 9 %, source: a memo}
include: sites.yaml
YAML
    cat >sites.yaml <<'YAML'
sites:
  a:
    pue: 1.3
    om: {value: 60 USD/kW/year, assumed: a guess}
    phases:
      one: {power: 1.2 GW, ready: 2026-07-01, capex: 9 bn USD, source: a filing}
YAML
}

@test "check says in one line what a plan in order holds" {
    run cp-plan check -p p.yaml
    [ "$status" = 0 ]
    [ "${#lines[@]}" = 1 ]
    [[ $output == *"2026-Q1 to 2027-Q4"*"sites 1, phases 1"* ]]
}

@test "a plan with findings exits 2 and writes nothing to stdout" {
    sed -i 's/1.2 GW/1.2 GWW/; s/pue/peu/' sites.yaml
    run --separate-stderr cp-plan check -p p.yaml
    [ "$status" = 2 ]
    [ -z "$output" ]
    [[ $stderr == *"sites.yaml:3:5: sites/a: unknown key 'peu' (did you mean 'pue'?)"* ]]
    [[ $stderr == *"sites.yaml:6:20: sites/a/phases/one/power: unknown unit 'GWW'"* ]]
}

@test "what scenarios, events and cases of sizing set is looked at too, each where it stands" {
    cat >>p.yaml <<'YAML'
scenarios:
  slow: {probability: 50 %, set: {sites/b/pue: 1.4}}
  dear: {probability: 50 %, set: {sites/a/pue: 0.4}}
events:
  ban: {prior: 3 %/year, then: {set: {sites/a/phases/one/reddy: "{when}", sites/a/om: "*1.2"}}}
entities:
  spv:
    tranches:
      loan:
        {issue: 2026-01-01, maturity: 2027-12-31, rate: 6 %, amortisation: sculpted, dscr: 1.3,
         sizing: {low: {dscr: 1.2, set: {discaunt: 5 %}}}}
YAML
    run --separate-stderr cp-plan check -p p.yaml
    [ "$status" = 2 ]
    [ -z "$output" ]
    echo "$stderr"
    [[ $stderr == *"sites/b/pue: there is no 'b'"* ]]
    [[ $stderr == *"sites/a/pue"*"scenarios/dear: its values make no plan"* ]]
    [[ $stderr == *"unknown key 'reddy' (did you mean 'ready'?)"* ]]
    [[ $stderr == *"unknown key 'discaunt' (did you mean 'discount'?)"* ]]
    [[ $stderr != *"{when}"* ]]
    run --separate-stderr cp-scenario -p p.yaml --set scenarios= </dev/null
    [ "$status" = 2 ]
    [[ $stderr == *"p.yaml:"*"unknown key 'reddy'"* ]]
}

@test "show prints a value with its unit, overrides applied, and defaults" {
    run cp-plan show -p p.yaml sites/a/phases/one/power
    [ "$output" = "1.2 GW" ]
    run cp-plan show -p p.yaml --set 'sites/a/phases/one/power=*2' sites/a/phases/one/power
    [ "$output" = "2.4 GW" ]
    run cp-plan show -p p.yaml --set sites/a/phases/one/power=900MW sites/a/phases/one/power
    [ "$output" = "900MW" ]
    run cp-plan show -p p.yaml slices/days
    [ "$output" = "4" ]
}

@test "show prints a subtree as YAML that is a plan again" {
    cp-plan show -p p.yaml >again.yaml
    cp-plan check -p again.yaml
    cp-plan show -p again.yaml | cmp - again.yaml
}

@test "show of what is not there suggests and exits 2" {
    run cp-plan show -p p.yaml sites/a/peu
    [ "$status" = 2 ]
    [[ $output == *"did you mean 'pue'?"* ]]
}

@test "sources lists every number with what it rests on" {
    cp-plan sources -p p.yaml >s.tsv
    [ "$(cut -f 1,2,4,5 s.tsv | grep ^discount)" = "discount	9 %	source	a memo" ]
    grep -q "^sites/a/phases/one/capex	9 bn USD	sites.yaml:6	source	a filing$" s.tsv
    grep -q "^sites/a/om	60 USD/kW/year	sites.yaml:4	assumed	a guess$" s.tsv
    grep -q "^sites/a/pue	1.3	sites.yaml:3	none	-$" s.tsv
    [ "$(wc -l <s.tsv)" = 6 ]
}

@test "sources --check exits 1 until every number has one" {
    run cp-plan sources --check -p p.yaml
    [ "$status" = 1 ]
    sed -i 's/pue: 1.3/pue: {value: 1.3, assumed: as elsewhere}/' sites.yaml
    cp-plan sources --check -p p.yaml
}

@test "an override is a number without a source of the plan's" {
    cp-plan sources -p p.yaml --set 'discount=*2' >s.tsv
    grep -q "^discount	18 %	--set	assumed	--set discount=\*2$" s.tsv
}

@test "keys lists every key once, in five columns" {
    cp-plan keys >k.tsv
    awk -F '\t' 'NF != 5 || $5 == "" { exit 1 }' k.tsv
    [ "$(tail -n +2 k.tsv | cut -f 1 | sort | uniq -d)" = "" ]
    grep -q "^sites/NAME/pue	1	number	required	" k.tsv
}

@test "a path of the plan given as a number in another unit is refused" {
    run cp-plan check -p p.yaml --set sites/a/phases/one/power=4GWh
    [ "$status" = 2 ]
    [[ $output == *"--set: sites/a/phases/one/power: 'GWh' does not measure what 'MW' does"* ]]
}

@test "the worked plan is in order and all its profiles are found" {
    cp-plan check -p "$CAPPLAN_SRC/examples/meta-compute/plan.yaml"
}

@test "capplan-plan(5) has every key with its type, unit, default and meaning" {
    page=$CAPPLAN_SRC/man/capplan-plan.5
    cp-plan keys | awk -f "$CAPPLAN_SRC/man/keys.awk" - "$page" >fresh
    diff "$page" fresh || { echo "run make update-keys"; false; }
    [ "$(grep -c '^\.It Cm' fresh)" = "$(($(cp-plan keys | wc -l) - 1))" ]
}

@test "a plan that is not a file, not there, or far too long" {
    run cp-plan check -p .
    [ "$status" = 2 ]
    [ "$output" = "cp-plan: .: cannot read: Is a directory" ]
    run cp-plan check -p missing.yaml
    [ "$status" = 2 ]
    [ "$output" = "cp-plan: missing.yaml: cannot open: No such file or directory" ]
    head -c 17000000 /dev/zero | tr '\0' '#' >long.yaml
    run cp-plan check -p long.yaml
    [ "$status" = 2 ]
    [ "$output" = "cp-plan: long.yaml: longer than 16 MiB" ]
}

@test "a plan whose program no index could count" {
    {
        echo "horizon: {from: 2001, to: 2999}"
        echo "nodes: {a: {load: 1 MW}}"
        echo "slices:"
        echo "  groups:"
        for g in {1..80}; do echo "    g$g: {steps: 60000, length: 1 h}"; done
    } >large.yaml
    run cp-plan check -p large.yaml
    [ "$status" = 2 ]
    [[ $output == "cp-plan: large.yaml:4:3: slices: 4795200000 rows for the time steps of 999 periods "* ]]
    run cp-plan check -p large.yaml --set horizon/to=2100
    [ "$status" = 0 ]
}
