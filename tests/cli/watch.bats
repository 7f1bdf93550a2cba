# cp-watch: rules over facts and histories, from the shell.

bats_require_minimum_version 1.5.0

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR" || exit
    cat >rules.yaml <<'YAML'
watch:
  gas: {measure: forward, warn: "~:4", critical: "~:6 USD/MMBtu", clear: 0.3, for: 2}
YAML
}

# forward VALUE: facts of one price
forward() { printf 'period\tmeasure\tvalue\tunit\n2027\tforward\t%s\tUSD/MMBtu\n' "$1"; }

# day N VALUE [OPTION...]: one run; its exit status in $status
day() {
    local n=$1 value=$2
    shift 2
    status=0
    forward "$value" | cp-watch -r rules.yaml --state s.tsv --as-of "2026-11-$n" "$@" >out || status=$?
}

@test "it tells what happened, and nothing else" {
    day 01 3
    [ "$status" = 0 ]
    [ ! -s out ]
    day 02 6.5
    [ "$status" = 0 ]
    [ ! -s out ]
    day 03 6.5
    [ "$status" = 1 ]
    grep -q '^  critical  gas .*6.5 USD/MMBtu .*2026-11-03$' out
    day 04 5.9
    [ "$status" = 1 ] # not yet below the margin
    [ ! -s out ]
    day 05 NA
    [ "$status" = 1 ]
    grep -q 'missing' out
    day 06 3.9
    [ "$status" = 1 ]
    grep -q '^  warning .*lower' out
    day 07 3.7
    [ "$status" = 0 ]
    grep -q '^  ok .*clear' out
}

@test "as a plugin of Nagios" {
    for row in '3@0@CAPPLAN OK - 1 figure in range | gas=3;~:4;~:6' \
        '4.5@1@CAPPLAN WARNING - gas 4.5 USD/MMBtu (~:4) | gas=4.5;~:4;~:6' \
        '6.4@2@CAPPLAN CRITICAL - gas 6.4 USD/MMBtu (~:6 USD/MMBtu) | gas=6.4;~:4;~:6' \
        'NA@3@CAPPLAN UNKNOWN - gas has no value: its value is NA | gas=U;~:4;~:6'; do
        IFS=@ read -r value want line <<<"$row"
        status=0
        forward "$value" | cp-watch -r rules.yaml --nagios >out || status=$?
        cat out
        [ "$status" = "$want" ]
        [ "$(cat out)" = "$line" ]
    done
    # what a plugin cannot say is unknown, and no alarm
    run -3 --separate-stderr cp-watch -r rules.yaml --nagios --format json nowhere.tsv
    [ "$output" = 'CAPPLAN UNKNOWN - --nagios: is a format of its own' ]
    # a bar begins figures there, and so stands in no message
    printf 'watch: {it: {measure: mine, "w|n": 1}}\n' >bar.yaml
    run -3 --separate-stderr cp-watch -r bar.yaml --nagios nowhere.tsv
    [[ $output == "CAPPLAN UNKNOWN - "*"'w/n'"* ]] && [[ $stderr == *"'w|n'"* ]]
    run -3 --separate-stderr cp-watch -r rules.yaml --nagios nowhere.tsv
    [ "$output" = "CAPPLAN UNKNOWN - cannot open: No such file or directory" ]
}

@test "each quote of an odd name is one of performance data" {
    printf 'watch:\n  it: {measure: mine, by: [own], warn: "1:", critical: "@~:-1"}\n' >rules.yaml
    printf "own\tmeasure\tvalue\tunit\nit's a=b|c\tmine\t-2\t%%\n" >facts.tsv
    run -2 cp-watch -r rules.yaml --nagios facts.tsv
    [ "$output" = "CAPPLAN CRITICAL - it/it's a=b/c -2 % (@~:-1) | 'it/it''s a-b/c'=-2%;1:;@~:-1" ]
}

@test "as Prometheus takes it" {
    printf 'watch:\n  a: {measure: mine, by: [site], warn: "~:4"}\n  b: {measure: none, critical: "~:4"}\n' >rules.yaml
    printf 'site\tmeasure\tvalue\tunit\nx "y"\tmine\t5e300\tkg\nz\tmine\t1\tkg\n' >facts.tsv
    run -1 cp-watch -r rules.yaml --as-of 1970-01-02 --format prom facts.tsv
    printf '%s\n' "$output" >prom
    cat prom
    [ "$(grep -c '^# TYPE capplan_watch_state gauge$' prom)" = 1 ]
    grep -qx 'capplan_watch_state{rule="a",site="x \\"y\\""} 1' prom
    grep -qx 'capplan_watch_value{rule="a",site="x \\"y\\""} 5e+300' prom
    grep -qx 'capplan_watch_unknown{rule="b"} 1' prom
    grep -qx 'capplan_last_run_seconds 86400' prom
    run ! grep -q 'capplan_watch_value{rule="b"}' prom
    printf 'watch:\n  a: {measure: mine, by: [with-dash], take: sum, warn: "~:4"}\n' >rules.yaml
    run -2 --separate-stderr cp-watch -r rules.yaml --format prom facts.tsv
    [[ $stderr == "cp-watch: rules.yaml:2:26: by: 'with-dash' is no label that Prometheus takes"* ]]
}

@test "promtool has nothing to say of it" {
    command -v promtool >/dev/null || skip "no promtool, of the package prometheus"
    printf 'watch:\n  a: {measure: mine, by: [site, kind], warn: "~:4"}\n  b: {measure: none, critical: "~:4"}\n' >rules.yaml
    printf 'site\tkind\tmeasure\tvalue\tunit\nx "y"\tq\\\\\tmine\t5e300\tkg\nz\t-\tmine\t1\tkg\n' >facts.tsv
    run -1 cp-watch -r rules.yaml --as-of 2026-11-29T06 --format prom facts.tsv
    printf '%s\n' "$output" | promtool check metrics >said 2>&1
    cat said
    [ ! -s said ]
}

@test "as JSON and as facts that are read again" {
    day 01 6.5
    day 02 6.5 --format json
    if command -v python3 >/dev/null; then
        python3 - out <<'PY'
import json, sys
[o] = json.load(open(sys.argv[1]))
assert (o["rule"], o["event"], o["state"], o["was"], o["value"]) == ("gas", "raise", "critical", "ok", 6.5), o
assert o["text"] == "gas is critical: forward is 6.5 USD/MMBtu in 2027, above 6 USD/MMBtu.", o
assert o["since"] == o["at"] == "2026-11-02" and o["run"] == 2 and o["where"] == {}, o
PY
    fi
    day 03 6.5 --format json
    [ "$(cat out)" = '[]' ]
    day 03 6.5 --format tsv --all
    cp-report --format tsv out | cmp - out
    grep -q '^gas	2026-11-03	4	watch_value	6.5	USD/MMBtu$' out
}

@test "a mail, whatever names are in it" {
    printf 'watch:\n  öl: {measure: mine, by: [own], warn: "~:4"}\n' >rules.yaml
    printf 'own\tmeasure\tvalue\tunit\ne\\nBcc: x\tmine\t5\t1\n' >facts.tsv
    run -1 cp-watch -r rules.yaml --format mail --to 'desk@example.com' facts.tsv
    printf '%s\n' "$output" >mail
    cat mail
    sed '/^$/q' mail >headers
    grep -qx 'To: desk@example.com' headers
    run ! grep -q '^Bcc' mail
    [ "$(grep -cvE '^([A-Z][A-Za-z-]*: | )|^$' headers)" = 0 ]
    run ! env LC_ALL=C grep -q '[^ -~]' headers
    [ "$(awk 'length > 78' headers)" = "" ]
    if command -v python3 >/dev/null; then
        python3 -c '
import email, email.policy, sys
m = email.message_from_binary_file(open("mail", "rb"), policy=email.policy.default)
assert m["subject"] == "capplan: öl/e Bcc: x is warning", m["subject"]
assert m["x-capplan-state"] == "warning"'
    fi
    run -2 cp-watch -r rules.yaml --format mail --to $'a\nBcc: b' facts.tsv
}

@test "a history that grows is followed from where it was" {
    printf 'watch:\n  odds: {measure: odds, by: [market], change: 2 days, warn: "-0.1:0.1"}\n' >rules.yaml
    printf 'period\tmarket\tmeasure\tvalue\tunit\n' >odds.tsv
    for row in '11 .2' '12 .2' '13 .32' '14 .31'; do
        printf '2026-07-%s\tban\todds\t%s\t1\n' "${row% *}" "${row#* }" >>odds.tsv
    done
    run -1 cp-watch -r rules.yaml --replay --state s.tsv --format json odds.tsv
    [[ $output == *'"at":"2026-07-13"'* ]]
    run -1 cp-watch -r rules.yaml --replay --state s.tsv odds.tsv
    [ -z "$output" ]
    printf '2026-07-15\tban\todds\t.33\t1\n' >>odds.tsv
    run -0 cp-watch -r rules.yaml --replay --state s.tsv --format json odds.tsv
    [[ $output == *'"event":"clear"'*'"at":"2026-07-15"'* ]]
    # from the start at once: the same two events
    run -0 cp-watch -r rules.yaml --replay --format tsv odds.tsv
    [ "$(grep -c watch_state <<<"$output")" = 2 ]
    # without periods there is nothing to follow
    cut -f2- odds.tsv | head -2 >none.tsv
    run -2 cp-watch -r rules.yaml --replay none.tsv
    [ "$output" = "cp-watch: no fact that a rule follows has a period: there is nothing to replay" ]
}

@test "a unit of one's own measures what it does, and is no misspelt one" {
    printf 'measure\tvalue\tunit\nonhand\t5\twidget\n' >stock.tsv
    printf 'watch:\n  low: {measure: onhand, warn: "~:2 widget"}\n' >own.yaml
    run -1 cp-watch -r own.yaml stock.tsv
    [[ $output == *"5 widget  at most 2 widget"* ]]
    sed -i 's/widget/MWW/' own.yaml
    run -2 cp-watch -r own.yaml stock.tsv
    [ "$output" = "cp-watch: own.yaml:2:32: watch/low: warn: unknown unit 'MWW' (did you mean 'MW'?)" ]
}

@test "runs of a history, each once" {
    printf 'watch:\n  cost: {headline: halls_end, change: 1 run, relative: yes, warn: "~:10 %%"}\n' >rules.yaml
    printf '  old: {headline: halls_end, age: 3 days}\n  site: {measure: halls, warn: "~:150 MW"}\n' >>rules.yaml
    put() { printf 'period\tsite\tmeasure\tvalue\tunit\n2027\tx\thalls\t%s\tMW\n' "$2" | cp-store put h.db --name m --at "2026-11-$1"; }
    put 01 100
    put 02 120
    # the first time: the latest, against the one before
    run -1 cp-watch -r rules.yaml --store h.db --name m --state s.tsv --as-of 2026-11-02 --format json
    [ "$(grep -c '"rule"' <<<"$output")" = 1 ]
    [[ $output == *'"rule":"cost","event":"raise"'*'"value":0.2,'*'is +20 %, above +10 %.'* ]]
    run -1 cp-watch -r rules.yaml --store h.db --name m --state s.tsv --as-of 2026-11-02
    [ -z "$output" ]
    put 03 121
    put 04 160
    run -1 cp-watch -r rules.yaml --store h.db --name m --state s.tsv --as-of 2026-11-04 --format json
    [ "$(grep -c '"rule":"cost"' <<<"$output")" = 2 ] # it cleared, and rose again
    [[ $output == *'"rule":"site","event":"raise"'* ]]
    # no new run, but the last grows old
    run -1 cp-watch -r rules.yaml --store h.db --name m --state s.tsv --as-of 2026-11-08 --format json
    [ "$(grep -c '"rule"' <<<"$output")" = 1 ]
    [[ $output == *'"rule":"old","event":"raise"'*'halls_end is 4 days old, above 3 days.'* ]]
    # a run that is put in later for an earlier day is none to be told of
    put 02 500
    run -1 cp-watch -r rules.yaml --store h.db --name m --state s.tsv --as-of 2026-11-08
    [ -z "$output" ]
    run -2 cp-watch -r rules.yaml --store h.db --name other
    [ "$output" = "cp-watch: the history has no whole run of name 'other'" ]
    run -2 cp-watch -r rules.yaml --store h.db --name m --format prom --as-of 1
}

@test "a forecast is held against what came" {
    printf 'watch:\n  d: {measure: demand, outside: {quantile: [0.1, 0.9]}, warn: "@1:1"}\n' >rules.yaml
    printf 'period\tquantile\tmeasure\tvalue\tunit\n2026-10\t0.1\tdemand\t8\tEFLOP/s\n2026-10\t0.9\tdemand\t12\tEFLOP/s\n' >then.tsv
    printf 'period\tmeasure\tvalue\tunit\n2026-10\tdemand\t20\tEFLOP/s\n' >now.tsv
    run -1 cp-watch -r rules.yaml --previous then.tsv --format json now.tsv
    [[ $output == *'came outside of the forecast'"'"'s quantiles of 0.1 and 0.9 in 2026-10'* ]]
    sed -i 's/demand\t20/demand\t11/' now.tsv
    run -0 cp-watch -r rules.yaml --previous then.tsv now.tsv
    # of a measure of the desk's own, none came: it has no unit to compare in
    sed -i 's/demand/mine/' rules.yaml then.tsv
    run -1 cp-watch -r rules.yaml --previous then.tsv now.tsv
    [[ $output == *unknown*missing* ]]
}

@test "a state that is none, newer, or not to be written is one error, and stays" {
    forward 3 >f.tsv
    day 01 3
    cp s.tsv good.tsv
    while IFS='@' read -r text want; do
        printf '%b' "$text" >s.tsv
        cp s.tsv before
        run -2 --separate-stderr cp-watch -r rules.yaml --state s.tsv f.tsv
        echo "# $stderr"
        [ -z "$output" ]
        [ "$(wc -l <<<"$stderr")" = 1 ]
        [[ $stderr == "cp-watch: s.tsv:"*"$want"* ]]
        cmp s.tsv before
    done <<'TABLE'
nonsense\n@
rule\trun\tmeasure\tvalue\tunit\n-\t-\twatch_version\t2\t1\n@was written by a newer capplan
period\tmeasure\tvalue\tunit\n2027\tmine\t1\t1\n@is no state of cp-watch
TABLE
    head -c 150 good.tsv >s.tsv # cut
    run -2 cp-watch -r rules.yaml --state s.tsv f.tsv
    run -2 cp-watch -r rules.yaml --state /dev/null f.tsv
    [ "$output" = "cp-watch: /dev/null: is no file that can be kept" ]
    run -2 cp-watch -r rules.yaml --state missing/s.tsv f.tsv
    [ "$output" = "cp-watch: missing/s.tsv: cannot write: No such file or directory" ]
    # what cannot be told is not taken for told
    forward 5 >f.tsv
    rm s.tsv
    cp-watch -r rules.yaml --state s.tsv f.tsv
    cp s.tsv before
    run -2 bash -c 'cp-watch -r rules.yaml --state s.tsv f.tsv >/dev/full'
    cmp s.tsv before
    run -1 cp-watch -r rules.yaml --state s.tsv f.tsv
    [[ $output == *raise* ]]
    [ "$(ls -A | grep -v separate-stderr)" = "$(printf '%s\n' before f.tsv good.tsv out rules.yaml s.tsv)" ]
}

@test "a folder that may not be written keeps its state" {
    [ "$(id -u)" != 0 ] || skip "root may write everywhere"
    forward 3 >f.tsv
    mkdir kept
    cp-watch -r rules.yaml --state kept/s.tsv f.tsv
    chmod 555 kept
    run -2 cp-watch -r rules.yaml --state kept/s.tsv f.tsv
    chmod 755 kept
    [ "$output" = "cp-watch: kept/s.tsv: cannot write: Permission denied" ]
}

@test "two at a time take turns, and a lock that is not had is 75" {
    forward 3 >f.tsv
    : >s.tsv
    exec 9<>s.tsv
    flock 9
    run -75 --separate-stderr cp-watch -r rules.yaml --state s.tsv --wait 0.1 f.tsv
    [ "$stderr" = "cp-watch: s.tsv: is being written by another command; try again" ]
    [ ! -s s.tsv ]
    exec 9>&-
    for _ in 1 2 3 4 5 6; do
        for _ in 1 2 3 4; do cp-watch -r rules.yaml --state s.tsv --wait 60 f.tsv & done
        wait
    done
    # none was lost
    grep -q '^gas	-	24	watch_value	3	USD/MMBtu$' s.tsv
}

@test "bad rules are told with their place, and a way out" {
    while IFS='@' read -r rule want; do
        printf 'watch:\n  x: {measure: mine, %s}\n' "$rule" >bad.yaml
        run -2 --separate-stderr cp-watch -r bad.yaml /dev/null
        echo "# $rule: $stderr"
        [ "$(wc -l <<<"$stderr")" = 1 ]
        [[ $stderr == "cp-watch: bad.yaml:2:"*"$want"* ]]
    done <<'TABLE'
warn: "2:1"@watch/x: warn: '2:1' is no range: its start is above its end
warn: -10@watch/x: warn: '-10' is no range: it starts at 0, above its end; without a start write '~:'
warn: "~:4 MWW"@watch/x: warn: unknown unit 'MWW' (did you mean 'MW'?)
warn: four@watch/x: warn: 'four' is no range: wanted numbers
waarn: "~:4", critical: 3@unknown key 'waarn' (did you mean 'warn'?)
by: [site]@missing key 'warn' or 'critical'
warn: 4, change: 3 apples@change: '3 apples' is no length, as '3 runs'
warn: 4, change: 0 runs@change: '0 runs' is no length
warn: 4, relative: yes@relative: a change is, and none is asked
warn: 4, take: least@'least' is not one of one, min, max
warn: 4, for: 0@for
warn: 4, headline: capex@a measure and a headline
warn: 4, outside: {quantile: [0.9, 0.1]}@wanted two, the lower first
warn: 4, of: rules.yaml@of: goes with outside
warn: 4, by: [at]@by: 'at' is a column that cp-watch itself writes
warn: 4, by: ["a b"]@by: 'a b' is no dimension, as 'entity'
warn: 4, by: ["\uFEFFa"]@is no dimension, as 'entity'
warn: 4, age: 3@has no unit
warn: 4, age: 3 days, change: 1 run@more than one of change, age and outside
TABLE
    printf 'period\tmeasure\tvalue\tunit\n2027\tmine\t1\tMW\n' >f.tsv
    for rule in 'warn: "~:4 USD"' 'warn: "~:4", clear: 1 USD' 'warn: "~:4", clear: some' 'warn: "0:4", clear: 3'; do
        printf 'watch:\n  x: {measure: mine, %s}\n' "$rule" >bad.yaml
        run -2 --separate-stderr cp-watch -r bad.yaml f.tsv
        echo "# $rule: $stderr"
        [ "$(wc -l <<<"$stderr")" = 1 ]
        [[ $stderr == "cp-watch: bad.yaml:2:"[0-9]*": "* ]]
    done
    printf 'rules: {}\n' >bad.yaml
    run -2 cp-watch -r bad.yaml f.tsv
    [[ $output == *"missing key 'watch' (rules of cp-watch(1), by name)"* ]]
}

@test "a plan's own rules, and rules that a plan includes" {
    cat "$CAPPLAN_SRC/tests/cli/small.yaml" rules.yaml >plan.yaml
    cp-plan check -p plan.yaml
    forward 5 >f.tsv
    run -1 cp-watch -p plan.yaml f.tsv
    run -0 cp-watch -p plan.yaml --set watch/gas/warn=~:5 f.tsv
    (echo 'include: [rules.yaml]'; cat "$CAPPLAN_SRC/tests/cli/small.yaml") >plan.yaml
    run -1 cp-watch -p plan.yaml f.tsv
    run -2 cp-watch -p "$CAPPLAN_SRC/tests/cli/small.yaml" f.tsv
    [[ $output == *"small.yaml: has no rules: nothing stands in 'watch'" ]]
    sed -i 's/~:6 USD/6:2 USD/' rules.yaml
    run -2 cp-plan check -p plan.yaml
    [[ $output == "cp-plan: rules.yaml:2:"*"watch/gas: critical: '6:2 USD/MMBtu' is no range"* ]]
}

@test "usage" {
    while IFS='@' read -r call want; do
        # shellcheck disable=SC2086 # a list of words
        run -2 --separate-stderr cp-watch $call
        echo "# $call: $stderr"
        [[ $stderr == "cp-watch: $want"* ]]
    done <<'TABLE'
/dev/null@no rules: give a plan with -p, or --rules FILE
-r rules.yaml --store h.db@--store: say with --name which runs
-r rules.yaml --name m@--name: goes with --store
-r rules.yaml --store h.db --name m f.tsv@--store: its runs are followed
-r rules.yaml --to me@--to: goes with --format mail
-r rules.yaml --as-of noon@'noon' is not a day or an hour
-r rules.yaml --format xml@--format: 'xml' is not one of table, tsv, json, prom, mail, nagios
TABLE
}
