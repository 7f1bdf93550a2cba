# cp-store: a history of runs, from the shell.

bats_require_minimum_version 1.5.0

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR" || exit
    printf 'period\tsite\tmeasure\tvalue\tunit\n2027\tnorth\thalls\t1.50\tMW\n2028\t-\tmine\tNA\tkg\n' >a.tsv
    printf 'period\tscenario\tmeasure\tvalue\tunit\n2027\tlow\tmine\t2e0\tkg\n' >b.tsv
}

query() { sqlite3 -readonly "$1" "$2"; }

@test "what is put comes back, from files and from a pipe" {
    [ "$(cp-store put h.db --name w --at 2026-11-28 a.tsv)" = 'run 1' ]
    cp-store put h.db --name w --at 2026-11-29 --tee <b.tsv >tee.tsv
    cmp tee.tsv b.tsv
    cp-store get h.db 1 | cmp - a.tsv
    cp-store get h.db w -o out.tsv
    cmp out.tsv b.tsv
    # several inputs are one stream
    [ "$(cp-store put h.db --name w --at 2026-11-30 a.tsv b.tsv)" = 'run 3' ]
    cp-store get h.db 3 >both.tsv
    [ "$(wc -l <both.tsv)" = 4 ]
    grep -q '1.50' both.tsv
    grep -q '2e0' both.tsv
    [ "$(ls)" = "$(printf '%s\n' a.tsv b.tsv both.tsv h.db out.tsv tee.tsv)" ]
}

@test "a stream that is not whole is refused, or marked" {
    run -1 --separate-stderr cp-store put h.db --name w --require objective a.tsv
    [ -z "$output" ]
    [ "$stderr" = "cp-store: not stored
cp-store: it has no 'objective'" ]
    [ ! -e h.db ]
    printf 'measure\tvalue\tunit\nsolved\tNA\t1\n' >stopped.tsv
    run -1 cp-store put h.db --name w stopped.tsv
    [[ $output == *"it holds no answer: 'solved' is NA"* ]]
    run -1 cp-store put h.db --name w /dev/null
    [[ $output == *"holds no facts"* ]]
    cp-store put h.db --name w --at 2026-11-28 --partial stopped.tsv
    run -2 cp-store show h.db w
    [[ $output == *"there is no run of name 'w'"* ]]
    cp-store show h.db 1 | grep -q '^  state .* partial$'
    [[ $(cp-store list h.db) == 'No runs.' ]]
    cp-store list h.db --partial | grep -q partial
}

@test "a plan is kept with its overrides and files, and asks for an answer" {
    cp -R "$CAPPLAN_SRC/examples/meta-compute" .
    run -1 cp-store put h.db --name l -p meta-compute/plan.yaml a.tsv
    [[ $output == *"it has no 'objective'"* ]]
    [ ! -e h.db ]
    cp-store put h.db --name l -p meta-compute/plan.yaml --set discount=5% --set name=x --at 2026-11-28 \
        --as-of 2026-11-01 --note 'a try' --made-with '--stages allocate' --seconds 1.5 --require mine a.tsv
    cp-store plan h.db l | cmp - <(cp-plan show -p meta-compute/plan.yaml --set discount=5% --set name=x)
    cp-store show h.db l >shown
    for line in 'as of .* 2026-11-01' 'note .* a try' 'options .* --stages allocate' 'took .* 1.5 s' \
        'set .* discount=5%' 'name=x' 'files .* profiles: profiles.tsv'; do
        grep -q "$line" shown
    done
    [ "$(query h.db 'SELECT count(*) FROM run_file')" = 3 ]
    cp-store get h.db l | cmp - a.tsv
    run -2 cp-store plan h.db 7
    cp-store put h.db --name m --at 2026-11-28 a.tsv
    run -2 cp-store plan h.db m
    [[ $output == *"run 2 has no plan"* ]]
}

@test "a stream of another plan than is put with it is told" {
    plan=$CAPPLAN_SRC/tests/cli/small.yaml
    capplan run -q -p "$plan" --set sites/s/pue=1.3 -o s.tsv
    run -0 --separate-stderr cp-store put h.db --name w -p "$plan" s.tsv
    [ "${stderr_lines[0]}" = "cp-store: cp-forecast was given another plan, or other overrides" ]
    [ "${#stderr_lines[@]}" = 4 ]
    run -0 --separate-stderr cp-store put h.db --name w -p "$plan" --set sites/s/pue=1.3 s.tsv
    [ -z "$stderr" ]
}

@test "figures of runs as a table and as facts" {
    for day in 01 08 15; do
        sed "s/1.50/1$day/" a.tsv | cp-store put h.db --name w --at "2026-11-$day"
    done
    cp-store put h.db --name other --at 2026-11-20 a.tsv
    cp-store list h.db --name w --figure halls_end -n 2 >list
    [ "$(wc -l <list)" = 4 ]
    grep -q '2  w     -      2026-11-08  whole      2            108$' list
    cp-store list h.db --name w --figure halls_end --since 2026-11-08 --format tsv >facts
    [ "$(wc -l <facts)" = 3 ]
    grep -q '^2026-11-15	-	w	3	whole	halls_end	115	MW$' facts
    # all figures of one
    cp-store show h.db w --format tsv >facts
    grep -q '^2026-11-15	-	w	3	whole	halls_end	115	MW$' facts
    grep -q 'halls_unpowered_peak	115	MW$' facts
    cp-report --format tsv facts | cmp - facts
    cp-store list h.db --figure halls_end --format json | grep -q '"halls_end"'
}

@test "other programs read the views" {
    command -v sqlite3 >/dev/null || skip "no sqlite3"
    cp-store put h.db --name w --at 2026-11-28 a.tsv
    cp-store put h.db --name w --at 2026-11-29 b.tsv
    [ "$(query h.db "SELECT site, value, unit FROM facts WHERE measure = 'halls'")" = 'north|1.5|MW' ]
    [ "$(query h.db "SELECT value IS NULL FROM facts WHERE run = 1 AND measure = 'mine'")" = 1 ]
    [ "$(query h.db "SELECT scenario FROM facts WHERE run = 2")" = low ]
    [ "$(query h.db "SELECT value FROM headlines WHERE run_name = 'w' AND name = 'halls_end'")" = 1.5 ]
    [ "$(query h.db 'PRAGMA journal_mode; PRAGMA integrity_check; PRAGMA foreign_key_check')" = "$(printf 'delete\nok')" ]
    # a column for every dimension of the registry
    for dimension in period slice site workload entity tranche quantile; do
        query h.db "SELECT $dimension FROM facts LIMIT 1"
    done
}

@test "files that are no history of ours are left alone" {
    echo 'no database' >text.db
    : >empty.db
    sqlite3 other.db 'CREATE TABLE t (x)'
    cp-store put newer.db --name w --at 2026-11-28 a.tsv
    sqlite3 newer.db 'PRAGMA user_version = 99'
    sha256sum ./*.db >before
    for name in text other newer; do
        case $name in
        text) want="text.db: is no history of capplan" ;;
        other) want="other.db: is no history of capplan, but of another program" ;;
        newer) want="newer.db: was made by a newer capplan: its version is 99, and this one knows 1" ;;
        esac
        for verb in "put $name.db --name w a.tsv" "list $name.db" "get $name.db w" "show $name.db w"; do
            # shellcheck disable=SC2086 # a list of words
            run -2 --separate-stderr cp-store $verb
            [ "$stderr" = "cp-store: $want" ]
            [ -z "$output" ]
        done
    done
    run -2 cp-store list empty.db
    [ "$output" = "cp-store: empty.db: is empty: no run was put into it" ]
    run -2 cp-store list nowhere.db
    [ "$output" = "cp-store: nowhere.db: cannot open: No such file or directory" ]
    sha256sum --check --quiet before
    # a file that someone made for us to fill
    cp-store put empty.db --name w --at 2026-11-28 a.tsv
}

@test "usage" {
    cp-store put h.db --name w --at 2026-11-28 a.tsv
    local line
    while IFS='@' read -r call want; do
        # shellcheck disable=SC2086 # a list of words
        run -2 --separate-stderr cp-store $call
        line=${stderr%%$'\n'*}
        echo "# $call: $line"
        [[ $line == "cp-store: $want"* ]]
        [[ $stderr == *"Try \`cp-store --help'"* ]]
    done <<'TABLE'
lst h.db@unknown 'lst' (did you mean 'list'?); wanted one of
@no verb; wanted one of
list@wanted list HISTORY
get h.db@wanted get HISTORY RUN
list h.db w@wanted list HISTORY
list h.db --tee@list has no --tee
get h.db w --figure capex@get has no --figure
show h.db w -p p.yaml@show reads no plan
put h.db a.tsv@put: no --name was given
put h.db --name 7 a.tsv@'7' is no name for runs
put h.db --name w --at noon a.tsv@at: 'noon' is not a day
put h.db --name w --as-of 2026 a.tsv@as-of: '2026' is not a day
list h.db --since 2026@since: '2026' is not a day
show h.db w~x@'w~x': wanted a number after ~
list h.db --format xml@--format: 'xml' is not one of text, html, md, csv, xlsx, tsv, table, json
TABLE
}

@test "a lock that is not had in time is 75, and nothing is changed" {
    command -v sqlite3 >/dev/null || skip "no sqlite3"
    cp-store put h.db --name w --at 2026-11-28 a.tsv
    mkfifo hold
    sqlite3 h.db <hold 3>&- &
    exec 9>hold
    echo 'BEGIN EXCLUSIVE; SELECT 1;' >&9
    for _ in $(seq 100); do
        sqlite3 h.db 'SELECT 1 FROM run' 2>/dev/null || break
        sleep 0.05
    done
    run -75 --separate-stderr cp-store put h.db --wait 0.2 --name w a.tsv
    [ "$stderr" = "cp-store: h.db: is being written by another command; try again" ]
    run -75 cp-store list h.db --wait 0.2
    echo 'ROLLBACK;' >&9
    exec 9>&-
    wait
    cp-store list h.db --wait 0.2
    [ "$(query h.db 'SELECT count(*) FROM run')" = 1 ]
}
