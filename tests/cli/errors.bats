# Bad plans and bad streams, as tables: what is changed, and what must be said of it, where.
# Every one exits 2 and writes nothing to standard output.

bats_require_minimum_version 1.5.0

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR"
    cat >good.yaml <<'YAML'
name: errors
horizon: {from: 2026-Q1, to: 2027-Q4}
discount: 8 %
slices: {days: 4, hours: 3}
workloads:
  chat:
    kind: firm
    demand: {value: 3 EFLOP/s, growth: 10 %}
    penalty: 30 kUSD/(EFLOP/s)/h
    sites: [north]
skus:
  G1:
    peak: 2.5 PFLOP/s
    power: 2.4 kW
    availability: 97 %
    efficiency: {chat: 30 %}
sites:
  north:
    pue: 1.3
    phases:
      n1: {power: 100 MW, ready: 2026-07-01, capex: 1 bn USD}
contracts:
  grid: {kind: grid, sites: [north], power: 90 MW, price: 40 USD/MWh, from: 2026, until: 2027}
suppliers:
  maker:
    offers:
      o1: {sku: G1, quantity: 900 GPU, from: 2026-04, until: 2026-12, price: 50 kUSD/GPU, minimum: 10 GPU}
entities:
  owner:
    tax: 21 %
    tranches:
      bond: {amount: 1 bn USD, rate: 5 %, issue: 2026-02-01, maturity: 2031-02-01}
YAML
    printf 'period\tsite\tmeasure\tvalue\tunit\n2027-Q1\tnorth\tbuild\t5\tMW\n' >good.tsv
}

# Rows of "edit of good.yaml @ finding": the sed script applied, the finding wanted.
plans() {
    local edit want row failed=0 status
    while IFS= read -r row; do
        edit=${row%% @ *} want=${row##* @ }
        sed "$edit" good.yaml >p.yaml
        status=0
        cp-plan check -p p.yaml >out 2>err || status=$?
        if [ "$status" != 2 ] || [ -s out ] || ! grep -qF -- "cp-plan: p.yaml:$want" err; then
            failed=1
            printf 'edit: %s\nwant: 2 p.yaml:%s\ngot: %s %s\n' "$edit" "$want" "$status" "$(cat out err)"
        fi
    done
    return "$failed"
}

# Rows of "edit of good.tsv @ finding", \t for a tab.
streams() {
    local edit want row failed=0 status
    while IFS= read -r row; do
        edit=${row%% @ *} want=${row##* @ }
        sed "$edit" good.tsv >f.tsv
        status=0
        cp-report f.tsv >out 2>err || status=$?
        if [ "$status" != 2 ] || [ -s out ] || ! grep -qF -- "cp-report: f.tsv:$want" err; then
            failed=1
            printf 'edit: %s\nwant: 2 f.tsv:%s\ngot: %s %s\n' "$edit" "$want" "$status" "$(cat out err)"
        fi
    done
    return "$failed"
}

@test "the plan and the stream of these tables are good" {
    cp-plan check -p good.yaml
    cp-report good.tsv
}

@test "plans that are not the YAML wanted" {
    plans <<'TABLE'
3s/^/name: again\n/ @ 3:1: key 'name' stands twice; first at p.yaml:1:1
1s/errors/\&a errors/ @ 1:7: a plan has no anchors
1s/errors/*a/ @ 1:7: a plan has no anchors (&) or aliases (*)
1s/errors/!!str errors/ @ 1:7: a plan has no tags
7s/^    /\t/ @ 7:1: not YAML: found character that cannot start any token; use spaces where a tab stands
1s/errors/caf\xe9/ @ 1:10: byte 0xE9 is not UTF-8 text
1s/errors/\x01/ @ 1:7: character 0x01 cannot stand in a plan
1s/errors/a: b/ @ 1:8: not YAML: mapping values are not allowed in this context; quote a text that holds ': '
10s/\]// @ 11:5: not YAML: did not find expected ',' or ']' (in what begins at 10:12)
1s/$/\n---/ @ 2:1: a second document; a plan file holds one
1,$d @ 1:1: nothing in it
2,$d;1s/.*/- a/ @ 1:1: a plan is a mapping
16s/chat: 30 %/? [a] : 1/ @ 16:20: a key must be a word
TABLE
    plans <<TABLE
1s/errors/$(printf '[%.0s' {1..80})/ @ 1:70: more than 64 levels deep
TABLE
}

@test "plans with keys that are unknown or missing" {
    plans <<'TABLE'
3s/discount/discont/ @ 3:1: unknown key 'discont' (did you mean 'discount'?)
19s/pue/peu/ @ 19:5: sites/north: unknown key 'peu' (did you mean 'pue'?)
8s/growth/grwth/ @ 8:32: workloads/chat/demand: unknown key 'grwth' (did you mean 'growth'?)
14d @ 12:3: skus/G1: missing key 'power'
2d @ 1:1: missing key 'horizon'
8d @ 6:3: workloads/chat: wanted one of: demand; users, requests, tokens and flop; runs and run_flop
8s/demand.*/runs: 3 run\/year/ @ 6:3: workloads/chat: missing key 'run_flop'
23s/kind: grid/kind: toll/ @ 23:3: contracts/grid: missing key 'heat_rate': wanted by a toll
32s/amount: 1 bn USD, // @ 32:7: entities/owner/tranches/bond: missing key 'amount'
19s/1.3/{source: x}/ @ 19:10: sites/north/pue: missing key 'value'
15s/97 %/{value: 97 %, assumed: spares, and repair}/ @ 15:50: skus/G1/availability: unknown key 'and repair'; quote a text that holds a comma
TABLE
}

@test "plans with values that are wrong" {
    plans <<'TABLE'
21s/MW/MWW/ @ 21:19: sites/north/phases/n1/power: unknown unit 'MWW' (did you mean 'MW'?)
21s/MW/MWh/ @ 21:19: sites/north/phases/n1/power: 'MWh' does not measure what 'MW' does
21s/100 MW/100/ @ 21:19: sites/north/phases/n1/power: '100' has no unit
21s/100 MW/'1,100 MW'/ @ 21:19: sites/north/phases/n1/power: '1,100 MW': a number has no separators
23s/until: 2027/term: 900 years/ @ 23:89: contracts/grid/term: '900 years' is above 200 years
21s/100 MW/-100 MW/ @ 21:19: sites/north/phases/n1/power: '-100 MW' is negative
21s/100 MW/0 MW/ @ 21:19: sites/north/phases/n1/power: '0 MW' is not above 0
15s/97/970/ @ 15:19: skus/G1/availability: '970 %' is above 100 %
19s/1.3/0.9/ @ 19:10: sites/north/pue: '0.9' is below 1
3s/8 %/8/ @ 3:11: discount: '8' is above 100 %
3s/8 %/-100 %/ @ 3:11: discount: '-100 %' is below -50 %
19s/1.3/a lot/ @ 19:10: sites/north/pue: 'a lot' is not a number with a unit
19s/1.3// @ 19:9: sites/north/pue: has no value
19s/1.3/[1.3]/ @ 19:10: sites/north/pue: is a list; wanted one value
7s/firm/frim/ @ 7:11: workloads/chat/kind: 'frim' is not one of firm or flexible (did you mean 'firm'?)
4s/3/7/ @ 4:26: slices: hours: 7 does not divide 24
4s/4/1.5/ @ 4:16: slices/days: '1.5' is not a whole number
8s/value: 3 EFLOP.s/2026: 3 EFLOP\/s, 2026-Q1: 4 EFLOP\/s/ @ 8:31: workloads/chat/demand/2026-Q1: is not after the step before it
8s/value: 3 EFLOP.s/value: 3 EFLOP\/s, history: nowhere.tsv/ @ 8:41: workloads/chat/demand/history: cannot open 'nowhere.tsv'
27s/minimum: 10/minimum: 1000/ @ 27:100: suppliers/maker/offers/o1: minimum: more than the quantity
23s/from: 2026, /price_cap: 9 USD\/MWh, / @ 23:3: contracts/grid: missing key 'price_profile': a collar is on the price of a hub
18s/north/no rth/ @ 18:3: sites/no rth: a name has no blanks
TABLE
}

@test "plans with names of nothing" {
    plans <<'TABLE'
10s/north/nroth/ @ 10:13: workloads/chat/sites: no 'nroth' in sites (did you mean 'north'?)
16s/chat/chta/ @ 16:18: skus/G1/efficiency/chta: no 'chta' in workloads (did you mean 'chat'?)
27s/G1/G2/ @ 27:17: suppliers/maker/offers/o1/sku: no 'G2' in skus (did you mean 'G1'?)
30s/$/\n    parent: nobody/ @ 31:13: entities/owner/parent: no 'nobody' in entities
30s/$/\n    waterfall: [{action: principal, target: loan}]/ @ 31:17: entities/owner: waterfall/1: no tranche 'loan' in this entity
19s/$/\n    pue_profile: cooling/ @ 20:18: sites/north/pue_profile: no 'cooling' in profiles
30s/$/\n    parent: owner/ @ 29:3: entities/owner: is above itself by its parents
32s/$/\n    sites: [north]\n  other: {sites: [north]}/ @ 34:3: entities/other: site 'north' is in the books of owner
10s/north/north, north/ @ 10:20: workloads/chat/sites: 'north' stands twice in the list
1s/$/\nprofiles: nowhere.tsv/ @ 2:11: profiles: cannot open 'nowhere.tsv'
10s/$/\nlinks:\n  wire: {from: nroth, to: north}/ @ 12:16: links/wire/from: 'nroth' is no site and no workload's region (did you mean 'north'?)
10s/$/\nlinks:\n  wire: {from: north, to: south}/ @ 12:27: links/wire/to: no 'south' in sites
10s/$/\nlinks:\n  wire: {from: north, to: north}/ @ 12:27: links/wire: to: the same site as from
10s/$/\nnodes: {a: {}, b: {}}\nlines: {wire: {from: a, to: b}}\nlinks:\n  wire: {from: us, to: north}\n  chat2: {from: north, to: north}/ @ 14:3: links/wire: a line has this name too
1s/$/\ninclude: p.yaml/ @ 2:10: include: 'p.yaml' includes itself
TABLE
}

@test "plans with offers and drivers that contradict themselves" {
    plans <<'TABLE'
27s/price: 50/steps: [{from: 9 GPU, price: 5 USD\/GPU}], price: 50 USD\/GPU, rent: 5/ @ 27:113: suppliers/maker/offers/o1: has a price and a rent; one of them decides
27s/price: 50 kUSD.GPU, // @ 27:7: suppliers/maker/offers/o1: missing key 'price': an offer has a price or a rent
27s/price: 50 kUSD.GPU/rent: 5 USD\/GPU\/h/ @ 27:7: suppliers/maker/offers/o1: missing key 'term': wanted by a rent
27s/price/steps: [{from: 9 GPU, price: 5 USD\/GPU}, {from: 9 GPU, price: 4 USD\/GPU}], price/ @ 27:112: suppliers/maker/offers/o1: steps/2: 'from' does not rise
27s/price/milestones: [{share: 30 %, before: 1 year}], price/ @ 27:83: suppliers/maker/offers/o1: milestones: shares sum to 30 %, not 100 %
27s/price/tariffs: [{from: 2027, until: 2026, rate: 5 %}], price/ @ 27:81: suppliers/maker/offers/o1/tariffs/1: ends before it begins
27s/price/committed: 901 GPU, price/ @ 27:82: suppliers/maker/offers/o1: committed: more than the quantity
27s/price/order_from: 2026, order_by: 2025, price/ @ 27:99: suppliers/maker/offers/o1: order_by is before order_from
27s/price/capacity: {soon: 1 GPU}, price/ @ 27:82: suppliers/maker/offers/o1/capacity/soon: 'soon' is not a period
27s/$/\n  other: {offers: {o1: {sku: G1, quantity: 1 GPU, from: 2026, price: 1 USD\/GPU}}}/ @ 28:20: suppliers/other/offers/o1: the name is used twice
8s/value: 3 EFLOP.s/history: good.yaml, value: 3 EFLOP\/s/ @ 8:13: workloads/chat/demand: has a history and a value; one of them decides
8s/value: 3 EFLOP.s, // @ 8:13: workloads/chat/demand: has neither a value nor a history
8s/growth/method: ses, growth/ @ 8:32: workloads/chat/demand: 'method' says something of a history, and there is none
8s/growth/2027: 4 EFLOP\/s, growth/ @ 8:14: workloads/chat/demand: has a value and steps; one of them decides
8s/demand.*/users: 5 user/ @ 6:3: workloads/chat: missing key 'requests': users, requests, tokens and flop are a chain
19s/$/\n    phases: 3/;20,21d @ 20:13: sites/north/phases: is not a mapping
18,21s/.*//;18s/.*/  north: 3/ @ 18:10: sites/north: is not a mapping: 'key: value' lines
9s/$/\n    sites: {a: b}/;10d @ 10:12: workloads/chat/sites: is a mapping; wanted a list
TABLE
}

@test "plans with dates that are wrong" {
    plans <<'TABLE'
2s/2027-Q4/2025-Q4/ @ 2:10: horizon: 'to' is before 'from'
2s/2027-Q4/2027/ @ 2:10: horizon: 'from' and 'to' are not periods of the same kind
2s/2026-Q1/2026-Q5/ @ 2:17: horizon/from: '2026-Q5' is not a period
21s/2026-07-01/2026-07-32/ @ 21:34: sites/north/phases/n1/ready: '2026-07-32' is not a date
21s/2026-07-01/2028-01-01/ @ 21:34: sites/north/phases/n1: ready: begins after the plan ends (2027-Q4)
23s/until: 2027/until: 2025/ @ 23:90: contracts/grid: ends before it begins
23s/from: 2026, until: 2027/from: 2024, until: 2025/ @ 23:77: contracts/grid: ends before the plan begins (2026-Q1)
27s/price/capacity: {2026-Q3: 1 GPU, 2026-Q2: 1 GPU}, price/ @ 27:81: suppliers/maker/offers/o1: capacity: periods overlap or are out of order
32s/2031/2025/ @ 32:72: entities/owner/tranches/bond: maturity is not after the issue
TABLE
}

@test "streams that are wrong" {
    streams <<'TABLE'
1s/unit/units/ @ 1:
1s/measure/site/ @ 1:
2s/5/five/ @ 2:21: column value: 'five' is not a number
2s/5\t/5\t\t/ @ 2:
2s/\tMW// @ 2:
2s/2027-Q1/2027-Q7/ @ 2:1: column period: 
2s/MW/MWW/ @ 2:23: column unit: 
2s/MW/MWh/ @ 2:23: column unit: 
2{p;s/5/6/} @ 3:
2s/$/\\q/ @ 2:
TABLE
}

@test "a stream that is wrong leaves the output file of before as it was" {
    echo before >out.tsv
    printf 'measure\tvalue\tunit\nbuild\tx\tMW\n' >bad.tsv
    run cp-report -o out.tsv bad.tsv
    [ "$status" = 2 ]
    [ "$(cat out.tsv)" = before ]
}

@test "all findings of a plan are told in one go" {
    sed '19s/1.3/0.9/; 21s/MW/MWW/; 32s/5 %/500 %/' good.yaml >p.yaml
    run --separate-stderr cp-plan check -p p.yaml
    [ "$status" = 2 ]
    [ "${#stderr_lines[@]}" = 3 ]
}

@test "a header of 100,000 columns is read, and a name that stands twice in it found" {
    awk 'BEGIN { for (i = 1; i <= 1e5; i++) printf "d%d\t", i; print "measure\tvalue\tunit"
                 for (i = 1; i <= 1e5; i++) printf "-\t"; print "build\t5\tMW" }' >f.tsv
    cp-report --format tsv f.tsv >out
    [ "$(cut -f 100001- out)" = "$(cut -f 100001- f.tsv)" ]
    sed 1s/d99999/d7/ f.tsv >g.tsv
    run cp-report g.tsv
    [ "$status" = 2 ]
    [[ $output == "cp-report: g.tsv:1:"*": column 'd7' stands twice in the header" ]]
}

@test "an override that is not text is refused as in a file" {
    run cp-plan check -p good.yaml --set $'name=caf\xe9'
    [ "$status" = 2 ]
    [ "$output" = "cp-plan: --set:1:9: byte 0xE9 is not UTF-8 text" ]
    run cp-plan show -p good.yaml --set $'name=\e[31m' name
    [ "$status" = 2 ]
    [ "$output" = "cp-plan: --set:1:6: character 0x1B cannot stand in a plan" ]
}

@test "a section that is no mapping is told once, not at every name it lacks" {
    run cp-plan check -p good.yaml --set sites=3
    [ "$status" = 2 ]
    [ "$output" = "cp-plan: --set: sites: is not a mapping" ]
}

@test "files that a plan names are regular ones, and what is no plan is not told line by line" {
    mkfifo pipe
    printf 'horizon: {from: 2027, to: 2028}\ninclude: pipe\n' >p.yaml
    run --separate-stderr timeout 10 cp-plan check -p p.yaml
    [ "$status" = 2 ]
    [[ $stderr == "cp-plan: p.yaml:2:10: include: cannot open 'pipe': not a regular file"* ]]
    for file in pipe /dev/zero .; do
        printf 'horizon: {from: 2027, to: 2028}\nprofiles: %s\n' "$file" >p.yaml
        run --separate-stderr timeout 10 cp-plan check -p p.yaml
        [ "$status" = 2 ]
        [[ $stderr == "cp-plan: p.yaml:2:11: profiles: cannot open '$file': not a regular file"* ]]
    done
    printf 'root:*:20228:0:99999:7::\nroot:*:20228:0:99999:7::\n' >secret
    printf 'horizon: {from: 2027, to: 2028}\ninclude: secret\n' >p.yaml
    run --separate-stderr cp-plan check -p p.yaml
    [ "$status" = 2 ]
    [ "$stderr" = "cp-plan: p.yaml:2:10: include: 'secret' is no plan: no key of one" ]
    printf 'horizon: {from: 2027, to: 2028}\ncurves: {c: {unit: USD/MWh, quotes: secret}}\n' >p.yaml
    run --separate-stderr cp-hedge --curve -p p.yaml </dev/null
    [ "$status" = 2 ]
    [ "$stderr" = "cp-hedge: secret:1:1: none of the columns of such a table: curve, from, until, measure, value, unit, hours" ]
}

@test "a plan has at most 256 files" {
    awk 'BEGIN { for (i = 1; i < 257; i++) printf "sites: {s%d: {pue: 1.1}}\n", i >("s" i ".yaml") }'
    { printf 'horizon: {from: 2027, to: 2028}\ninclude:\n'; printf -- '  - s%s.yaml\n' {1..256}; } >p.yaml
    run -0 cp-plan check -p p.yaml
    [[ $output == *'sites 256'* ]]
    echo '  - s257.yaml' >>p.yaml
    run -2 --separate-stderr cp-plan check -p p.yaml
    [ "$stderr" = "cp-plan: p.yaml:259:5: include: more than 256 files" ]
}

@test "a file of something else is told by one line, which quotes none of its own" {
    local file said word
    printf 'root:$6$hidden:20228:0:99999:7:::\nhidden:*:20228:0:99999:7:::\n' >shadow
    printf 'hidden1\thidden2\nhidden3\t4\n' >tabs
    printf 'hidden\n' >token
    while IFS='@' read -r word said; do
        for file in shadow tabs token; do
            # shellcheck disable=SC2086 # several words
            run --separate-stderr $word $file </dev/null
            [ "$status" = 2 ]
            [ -z "$output" ]
            [[ $stderr != *hidden* ]] || { echo "$word $file: $stderr"; false; }
            [ "$file" != shadow ] || [ "$stderr" = "$said" ] || { echo "$stderr"; false; }
        done
    done <<'TABLE'
cp-solve@cp-solve: shadow:1:1: no program in MPS or LP text: it begins with no section of one
cp-plan check -p@cp-plan: shadow: no plan: none of its keys is of one; cp-plan keys lists them
cp-watch -r@cp-watch: shadow: no file of rules: missing key 'watch' (rules of cp-watch(1), by name)
cp-import -m@cp-import: shadow: no map: none of its keys is of one; cp-import --keys lists them
cp-finance --loan@cp-finance: shadow:1:1: no header of this table, with tabs between its columns; see cp-finance(1)
cp-forecast -H 1 --holidays@cp-forecast: shadow:1:1: what stands here is not a day; wanted lines like 2027-12-25, and what follows a blank is passed over
cp-market --from metaculus@cp-market: shadow:1:4: no JSON: '[' or '{' expected; save the reply again
TABLE
    run --separate-stderr cp-import -m eia-930 shadow
    [ "$status" = 2 ]
    [[ $stderr == *": shadow has no column 'UTC Time at End of Hour', and one column in all; is it such a table, and 'separator' right?" ]]
    # what is nearly right is told as ever
    run --separate-stderr cp-solve < <(printf 'NMAE x\n')
    [[ $stderr == "cp-solve: <stdin>:1:1: unknown section 'NMAE' (did you mean 'NAME'?)"* ]]
    run --separate-stderr cp-plan check -p <(printf 'horizn: {from: 2027, to: 2028}\n')
    [[ $stderr == *"unknown key 'horizn' (did you mean 'horizon'?)"* ]]
    run --separate-stderr cp-solve good.yaml
    [ "$stderr" = "cp-solve: good.yaml:1:1: no program in MPS or LP text: this is a plan, or a part of one; it goes with -p" ]
}

@test "a line without an end is told, with its number, before memory ends" {
    run --separate-stderr timeout 20 cp-report /dev/zero
    [ "$status" = 2 ]
    [ "$stderr" = "cp-report: /dev/zero:1: a line longer than 16 MiB" ]
    run --separate-stderr cp-report < <(printf 'measure\tvalue\tunit\n'; yes x | tr -d '\n')
    [ "$status" = 2 ]
    [ "$stderr" = "cp-report: <stdin>:2: a line longer than 16 MiB" ]
    run --separate-stderr timeout 20 cp-finance --loan /dev/zero
    [ "$status" = 2 ]
    [ "$stderr" = "cp-finance: /dev/zero:1: a line longer than 16 MiB" ]
    run --separate-stderr timeout 20 cp-import -m eia-930 /dev/zero
    [ "$status" = 2 ]
    [ "$stderr" = "cp-import: /dev/zero:1: a line longer than 16 MiB" ]
    run --separate-stderr timeout 60 cp-solve /dev/zero
    [ "$status" = 2 ]
    [ "$stderr" = "cp-solve: /dev/zero:1: a line longer than 256 MiB" ]
    run --separate-stderr timeout 60 cp-solve < <(head -c 300000000 /dev/zero | gzip -1)
    [ "$status" = 2 ]
    [ "$stderr" = "cp-solve: <stdin>:1: a line longer than 256 MiB" ]
}

@test "text without an end is told before memory ends" {
    ! nm "$(command -v cp-plan)" 2>/dev/null | grep -q __asan_ || skip "sanitizers reserve terabytes"
    endless() { # WHAT COMMAND...: reads `yes WHAT`
        run --separate-stderr bash -c 'ulimit -v 400000; exec timeout 60 "${@:2}" < <(yes "$1")' - "$@"
        [ "$status" = 2 ]
        [[ $stderr == "$2: "*": longer than a quarter of memory, 97 MiB; a part of it at a time, or allow more (ulimit -v)" ]]
    }
    endless '* comment' cp-solve
    endless a,b cp-import -m eia-930
    endless a,b cp-plan init --from /dev/stdin
    endless y cp-store put h.db --name n
    printf 'measure\tvalue\tunit\n' >head
    run --separate-stderr bash -c 'ulimit -v 400000; exec timeout 60 cp-report < <(cat head; yes "power	1	MW")'
    [ "$status" = 2 ]
    [ "$stderr" = "cp-report: <stdin>: longer than a quarter of memory, 97 MiB; a part of it at a time, or allow more (ulimit -v)" ]
}

@test "a stream without an end that is of something else is told at once" {
    local command
    for command in cp-report cp-solve 'cp-finance --loan' 'cp-forecast -H 1'; do
        # shellcheck disable=SC2086 # several words
        run --separate-stderr timeout 20 $command < <(yes hidden)
        [ "$status" = 2 ]
        [[ $stderr == "${command%% *}: <stdin>:1"* ]]
        [[ $stderr != *hidden* ]]
    done
    # whatever is empty or a comment above it
    for command in '' '# a comment' '* a comment' $'\r'; do
        run --separate-stderr timeout 20 cp-report < <(printf '%s\n' "$command" && yes hidden)
        [ "$status" = 2 ]
        [[ $stderr == "cp-report: <stdin>:1:"* && $stderr != *hidden* ]] || { echo "$command: $stderr"; false; }
    done
    run --separate-stderr timeout 20 cp-report < <(printf '\n# of the plan\n\n' && yes 'hidden: 1')
    [ "$stderr" = "cp-report: <stdin>: no facts: this is a plan, or a part of one; it goes with -p" ]
    run --separate-stderr timeout 20 cp-report < <(yes '')
    [ "$status" = 2 ]
    [[ $stderr == "cp-report: <stdin>:1:"* ]]
    # a header that begins like a comment is one: all of its rows are there
    { printf '\xef\xbb\xbf#run\tmeasure\tvalue\tunit\n' && printf '%d\tpower\t2\tMW\n' {1..20000}; } | cp-report --format tsv >out
    [ "$(wc -l <out)" = 20001 ]
}

@test "a line that there is no memory for is told" {
    ! nm "$(command -v cp-plan)" 2>/dev/null | grep -q __asan_ || skip "sanitizers reserve terabytes"
    run -2 bash -c 'ulimit -v 40000; exec timeout 20 cp-finance --loan /dev/zero'
    [ "$output" = "cp-finance: out of memory; there are 39 MiB: ask for less, or allow more (ulimit -v)" ]
}

@test "facts that there is no memory for are told by file and size, with a way out" {
    ! nm "$(command -v cp-plan)" 2>/dev/null | grep -q __asan_ || skip "sanitizers reserve terabytes"
    local way='is a file too; there are 97 MiB: ask for less, or allow more (ulimit -v)'
    printf 'measure\tvalue\tunit\n' >sparse
    truncate -s 40G sparse # more than half of it is not begun
    run -2 bash -c 'ulimit -v 100000; cp-report sparse'
    [ "$output" = "cp-report: sparse: out of memory: 40960 MiB of facts; a part of them, as one scenario, $way" ]
    awk 'BEGIN { OFS = "\t"; print "name", "measure", "value", "unit"; for (i = 0; i < 1000000; i++) print i, "power", i, "MW" }' >many
    run -2 bash -c 'ulimit -v 100000; cp-report many -o out'
    [ "$output" = "cp-report: many: out of memory: 21 MiB of facts; a part of them, as one scenario, $way" ]
    [ ! -e out ]
    cp-report many -o out
}

@test "of a file that is no plan nothing is left, not even a count of what was found" {
    printf 'secret%d: {hidden: 1, hidden: 2}\n' {1..300} >many
    run -2 cp-plan check -p many
    [ "$output" = "cp-plan: many: no plan: none of its keys is of one; cp-plan keys lists them" ]
    printf 'horizon: {from: 2027, to: 2028}\ninclude: many\n' >p.yaml
    run -2 cp-plan check -p p.yaml
    [ "$output" = "cp-plan: p.yaml:2:10: include: 'many' is no plan: no key of one" ]
}

@test "keys in another case are told as keys, with their own" {
    printf 'HORIZON: {from: 2027, to: 2028}\n' >p.yaml
    run -2 cp-plan check -p p.yaml
    [[ $output == *"p.yaml:1:1: unknown key 'HORIZON' (did you mean 'horizon'?)"* ]]
    printf 'INCLUDE: other.yaml\n' >p.yaml
    run -2 cp-plan check -p p.yaml
    [[ $output == *"p.yaml:1:1: unknown key 'INCLUDE'"* ]]
}

@test "what the machine lacks is told once, not of every number" {
    run --separate-stderr bash -c 'exec 3>&- </dev/null; ulimit -n 4; exec cp-allocate -p good.yaml'
    [ "$status" = 2 ]
    [ "${stderr_lines[0]}" = "cp-allocate: the UDUNITS-2 database cannot be read: Too many open files; is libudunits2 installed whole?" ]
    [ "$(grep -c UDUNITS <<<"$stderr")" = 1 ]
}

@test "what follows from a finding is none of its own" {
    while IFS='@' read -r edit want; do
        sed "$edit" good.yaml >p.yaml
        run -2 cp-plan check -p p.yaml
        [ "$output" = "cp-plan: p.yaml:$want" ] || { echo "$edit: $output"; false; }
    done <<'END'
2s/2027-Q4/2026/; /^  grid/s/, from: 2026, until: 2027//@2:10: horizon: 'from' and 'to' are not periods of the same kind
/^  grid/s/}$/, heat_rate: 7 MMBtu\/MWh, burns: oil}/; s/kind: grid/kind: generator/; $a co2_price: 30 USD/t@23:132: contracts/grid/burns: no 'oil' in fuels
s/demand: {value: 3 EFLOP.s, growth: 10 %}/demand: {value: 3 MW}/@8:21: workloads/chat/demand/value: 'MW' does not measure what 'EFLOP/s' does
$a policy: {groups: {g: {contracts: [grid], power: 5 MWh}}}@33:49: policy/groups/g/power: 'MWh' does not measure what 'MW' does
END
}
